/* evidence: whatever is changed in what a run has left is found, and a record always closes. */
#include "hil/clock.h"
#include "hil/digest.h"
#include "hil/evidence/evidence.h"
#include "hil/evidence/evidence_sign.h"
#include "hil/run/run_order.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof (table) / sizeof *(table))

/* --- a folder with evidence --- */

struct place {
    struct scratch scratch;
    char           key[128], pub[160];
    char           run[96];                 /* the folder the evidence is of */
};

static void in(const struct place *place, const char *name, char path[200])
{
    snprintf(path, 200, "%s/%s", place->run, name);
}

static void put(const struct place *place, const char *name, const char *text)
{
    char path[200];

    in(place, name, path);
    scratch_write(path, text);
}

static struct place place_make(void)
{
    struct place place = { .scratch = scratch_make("key") };
    struct why   why = { "" };
    char         hex[KEY_HEX_SIZE];

    snprintf(place.key, sizeof place.key, "%s", place.scratch.path);
    snprintf(place.pub, sizeof place.pub, "%s.pub", place.scratch.path);
    snprintf(place.run, sizeof place.run, "%s/run", place.scratch.folder);
    ck_assert_msg(sign_key_make(place.key, hex, &why) == ERR_OK, "%s", why.text);
    ck_assert_int_eq(mkdir(place.run, 0777), 0);
    return place;
}

static struct evidence *begun(const char *folder, const char *key, bool is_suite)
{
    struct evidence_setup setup = { .folder = folder, .tester = "Ann", .key_path = key,
                                    .is_suite = is_suite };
    struct evidence      *evidence = NULL;
    struct why            why = { "" };

    ck_assert_msg(evidence_begin(&evidence, &setup, &why) == ERR_OK, "%s", why.text);
    return evidence;
}

static void happen(struct evidence *evidence, double t_s, const char *text)
{
    struct event event = { .t_s = t_s, .kind = "log" };
    struct why   why = { "" };

    snprintf(event.text, sizeof event.text, "%s", text);
    ck_assert_msg(evidence_event(evidence, &event, &why) == ERR_OK, "%s", why.text);
}

static void ended(struct evidence *evidence)
{
    struct why why = { "" };

    ck_assert_msg(evidence_end(evidence, VERDICT_PASS, "finished", NULL, &why) == ERR_OK, "%s",
                  why.text);
}

/* Begin, three events, two files, a verdict, end: all that a run leaves, but small. */
static void run_leave(const char *folder, const char *key)
{
    struct evidence *evidence = begun(folder, key, false);
    struct bytes     body = { 0 };
    struct why       why = { "" };
    char             path[200];

    happen(evidence, 0, "begin");
    happen(evidence, 0.5, "tab\t \"quote\" \xFF");
    happen(evidence, 1, "over");
    bytes_text(&body, "{\"id\":\"R-1\",\n\"verdict\":\"pass\"}");
    ck_assert_int_eq(evidence_add(evidence, "verdict", &body, &why), ERR_OK);
    bytes_free(&body);
    snprintf(path, sizeof path, "%s/trace.csv", folder);
    scratch_write(path, "t_s,x\n0,1\n1,2\n");
    snprintf(path, sizeof path, "%s/empty.log", folder);
    scratch_write(path, "");
    ended(evidence);
}

/* What is found; `said` is what is printed. */
static size_t faults_of(const char *folder, const char *public_key, char *said, size_t size)
{
    struct evidence_check check;
    struct why            why = { "" };
    char                 *text = NULL;
    size_t                count = 0;
    FILE                 *out = open_memstream(&text, &count);
    enum err              err = evidence_verify(folder, public_key, out, &check, &why);

    fclose(out);
    if (said)
        snprintf(said, size, "%s", text);
    free(text);
    return err == ERR_OK ? check.faults : 1000000;
}

static bool is_whole(const char *folder, const char *public_key)
{
    char said[2000];

    if (faults_of(folder, public_key, said, sizeof said) == 0)
        return true;
    fprintf(stderr, "%s", said);
    return false;
}

/* In place, since a file that is written anew thousands of times makes the disk wait. */
static void byte_put(const char *path, size_t at, char byte)
{
    int file = open(path, O_WRONLY);

    ck_assert_int_eq(pwrite(file, &byte, 1, (off_t)at), 1);
    close(file);
}

START_TEST(what_nobody_touched_is_whole)
{
    struct place          place = place_make();
    struct evidence_check check;
    struct why            why = { "" };

    run_leave(place.run, NULL);
    ck_assert(is_whole(place.run, NULL));
    run_leave(place.run, place.key);
    ck_assert(is_whole(place.run, NULL) && is_whole(place.run, place.pub));
    ck_assert_int_eq(evidence_verify(place.run, place.pub, stdout, &check, &why), ERR_OK);
    ck_assert(check.is_signed && check.is_trusted && check.is_closed);
    ck_assert_uint_eq(check.links, 8);
    ck_assert_uint_eq(check.files, 2);
    ck_assert_str_eq(check.how, "finished");
    ck_assert_str_eq(check.verdict, "pass");
    scratch_drop(&place.scratch);
}
END_TEST

/* --- bits --- */

static const char *const artefacts[] = { "evidence.jsonl", "evidence.sig", "trace.csv" };

START_TEST(every_single_bit_that_is_changed_is_found)
{
    struct place place = place_make();
    char         path[200], *bytes;
    size_t       count;

    run_leave(place.run, place.key);
    in(&place, artefacts[_i], path);
    bytes = scratch_read(path, &count);
    ck_assert_uint_gt(count, 10);
    for (size_t bit = 0; bit < 8 * count; bit++) {
        byte_put(path, bit / 8, (char)(bytes[bit / 8] ^ (1 << bit % 8)));
        ck_assert_msg(faults_of(place.run, NULL, NULL, 0) > 0, "%s: bit %zu of byte %zu",
                      artefacts[_i], bit % 8, bit / 8);
        byte_put(path, bit / 8, bytes[bit / 8]);
    }
    ck_assert(is_whole(place.run, place.pub));
    free(bytes);
    scratch_drop(&place.scratch);
}
END_TEST

START_TEST(every_length_that_a_file_is_cut_to_is_found)
{
    struct place place = place_make();
    char         path[200], *bytes;
    size_t       count;

    run_leave(place.run, NULL);
    in(&place, _i ? "trace.csv" : "evidence.jsonl", path);
    bytes = scratch_read(path, &count);
    for (size_t kept = count; kept-- > 0;) {
        ck_assert_int_eq(truncate(path, (off_t)kept), 0);
        ck_assert_msg(faults_of(place.run, NULL, NULL, 0) > 0, "cut to %zu bytes", kept);
    }
    free(bytes);
    scratch_drop(&place.scratch);
}
END_TEST

/* --- lines --- */

struct lines { char *at[40]; size_t count; };

static struct lines lines_read(const struct place *place)
{
    struct lines lines = { .count = 0 };
    char         path[200], *text;

    in(place, "evidence.jsonl", path);
    text = scratch_read(path, NULL);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        lines.at[lines.count++] = strdup(line);
    free(text);
    return lines;
}

static void lines_write(const struct place *place, const struct lines *lines)
{
    char  path[200];
    FILE *file;

    in(place, "evidence.jsonl", path);
    file = fopen(path, "wb");
    for (size_t i = 0; i < lines->count; i++)
        fprintf(file, "%s\n", lines->at[i]);
    fclose(file);
}

static void line_remove(struct lines *lines, size_t index)
{
    free(lines->at[index]);
    lines->count--;
    memmove(&lines->at[index], &lines->at[index + 1],
            (lines->count - index) * sizeof *lines->at);
}

static void lines_free(struct lines *lines)
{
    while (lines->count > 0)
        line_remove(lines, lines->count - 1);
}

START_TEST(a_link_that_is_removed_is_found)
{
    struct place place = place_make();
    char         said[3000];

    for (size_t index = 0; index < 8; index++) {
        struct lines lines;

        run_leave(place.run, NULL);
        lines = lines_read(&place);
        line_remove(&lines, index);
        lines_write(&place, &lines);
        ck_assert_uint_gt(faults_of(place.run, NULL, said, sizeof said), 0);
        ck_assert_msg(strstr(said, index == 7 ? "the record is not closed"
                                              : "links were removed, put in or reordered"),
                      "%s", said);
        lines_free(&lines);
    }
    scratch_drop(&place.scratch);
}
END_TEST

START_TEST(two_links_that_are_exchanged_are_found)
{
    struct place place = place_make();
    struct lines lines;

    run_leave(place.run, NULL);
    lines = lines_read(&place);
    for (size_t i = 0; i < lines.count; i++)
        for (size_t j = 0; j < i; j++) {
            struct lines mixed = lines;

            mixed.at[i] = lines.at[j];
            mixed.at[j] = lines.at[i];
            lines_write(&place, &mixed);
            ck_assert_msg(faults_of(place.run, NULL, NULL, 0) > 0, "%zu and %zu", i, j);
        }
    lines_free(&lines);
    scratch_drop(&place.scratch);
}
END_TEST

/* --- files --- */

static void trace_changed(struct place *place)  { put(place, "trace.csv", "t_s,x\n0,1\n1,3\n"); }
static void trace_longer(struct place *place)   { put(place, "trace.csv", "t_s,x\n0,1\n1,2\n\n"); }
static void file_added(struct place *place)     { put(place, "more.txt", "more"); }
static void empty_filled(struct place *place)   { put(place, "empty.log", "x"); }

static void trace_removed(struct place *place)
{
    char path[200];

    in(place, "trace.csv", path);
    remove(path);
}

static void trace_renamed(struct place *place)
{
    char from[200], to[200];

    in(place, "trace.csv", from);
    in(place, "other.csv", to);
    rename(from, to);
}

static void trace_linked(struct place *place)
{
    char from[200], to[200];

    in(place, "trace.csv", from);
    snprintf(to, sizeof to, "%s/elsewhere.csv", place->scratch.folder);
    rename(from, to);
    ck_assert_int_eq(symlink(to, from), 0);
}

static void folder_added(struct place *place)
{
    char path[200];

    in(place, "sub", path);
    mkdir(path, 0777);
    put(place, "sub/more.txt", "more");
}

static void signature_removed(struct place *place)
{
    char path[200];

    in(place, "evidence.sig", path);
    remove(path);
}

/* Who reads it without a look at what it is waits for ever. */
static void pipe_put(const struct place *place, const char *name)
{
    char path[200];

    in(place, name, path);
    remove(path);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
}

static void signature_a_pipe(struct place *place) { pipe_put(place, "evidence.sig"); }

static void signature_of_another(struct place *place)
{
    struct sign_key key;
    struct why      why = { "" };
    char            path[200], hex[KEY_HEX_SIZE];
    struct lines    lines = lines_read(place);
    const char     *last = lines.at[lines.count - 1];

    snprintf(path, sizeof path, "%s/key2", place->scratch.folder);
    ck_assert_int_eq(sign_key_make(path, hex, &why), ERR_OK);
    ck_assert_int_eq(sign_key_load(&key, path, &why), ERR_OK);
    snprintf(hex, sizeof hex, "%.64s", last + strlen(last) - 66);
    in(place, "evidence.sig", path);
    ck_assert_int_eq(signature_write(&key, hex, path, &why), ERR_OK);
    lines_free(&lines);
}

/* The hash in the link too, but not the link's own. */
static void trace_and_its_hash(struct place *place)
{
    struct lines lines = lines_read(place);
    char         sha256[DIGEST_HEX_SIZE], *at;

    bytes_sha256_text("t_s,x\n0,1\n1,3\n", 14, sha256);
    trace_changed(place);
    for (size_t i = 0; i < lines.count; i++)
        if ((at = strstr(lines.at[i], "trace.csv")))
            memcpy(strstr(at, "sha256") + 9, sha256, 64);
    lines_write(place, &lines);
    lines_free(&lines);
}

static void link_appended(struct place *place)
{
    struct lines lines = lines_read(place);

    lines.at[lines.count++] = strdup(lines.at[3]);
    lines_write(place, &lines);
    lines_free(&lines);
}

static void blank_appended(struct place *place)
{
    struct lines lines = lines_read(place);

    lines.at[lines.count++] = strdup("");
    lines_write(place, &lines);
    lines_free(&lines);
}

static const struct {
    const char *what;
    void      (*act)(struct place *);
    const char *said;
} sabotages[] = {
    { "a file changed", trace_changed, "trace.csv was changed: its SHA-256" },
    { "a file longer", trace_longer, "trace.csv was changed: it has 15 bytes and had 14" },
    { "an empty file filled", empty_filled, "empty.log was changed: it has 1 bytes and had 0" },
    { "a file removed", trace_removed, "trace.csv is missing" },
    { "a file renamed", trace_renamed, "other.csv is not in the chain" },
    { "a file moved away, a link in its place", trace_linked, "trace.csv is no file any more" },
    { "a file added", file_added, "more.txt is not in the chain" },
    { "a folder added", folder_added, "sub/more.txt is not in the chain" },
    { "a file and its hash", trace_and_its_hash, "(file) was changed: its SHA-256 is not the one" },
    { "a link appended", link_appended, "stands behind the end" },
    { "a line appended", blank_appended, "is not as painrig writes a link" },
    { "the signature removed", signature_removed, "evidence.sig is missing: this was signed" },
    { "a pipe in place of the signature", signature_a_pipe, "evidence.sig cannot be read" },
    { "signed by another", signature_of_another, "signed by another key than its begin names" },
};

START_TEST(sabotage_is_found_and_said)
{
    struct place place = place_make();
    char         said[3000];

    run_leave(place.run, place.key);
    ck_assert(is_whole(place.run, place.pub));
    sabotages[_i].act(&place);
    ck_assert_msg(faults_of(place.run, NULL, said, sizeof said) > 0, "%s", sabotages[_i].what);
    ck_assert_msg(strstr(said, sabotages[_i].said), "%s: %s", sabotages[_i].what, said);
    scratch_drop(&place.scratch);
}
END_TEST

/* --- all of it made anew --- */

/* Every link's `before` and `sha256` as they ought to be: what somebody with time can do. */
static void chain_anew(struct lines *lines)
{
    char last[DIGEST_HEX_SIZE];

    memset(last, '0', 64);
    for (size_t i = 0; i < lines->count; i++) {
        char *line = lines->at[i], *tail = line + strlen(line) - 77;

        memcpy(strstr(line, "before") + 9, last, 64);
        bytes_sha256_text(line, (size_t)(tail - line), last);
        memcpy(tail + 11, last, 64);
    }
}

START_TEST(only_a_signature_finds_a_chain_that_was_made_anew)
{
    struct place place = place_make();
    struct lines lines;
    char         said[3000];

    run_leave(place.run, _i ? place.key : NULL);
    trace_and_its_hash(&place);
    lines = lines_read(&place);
    chain_anew(&lines);
    lines_write(&place, &lines);
    lines_free(&lines);
    if (_i == 0) {
        ck_assert(is_whole(place.run, NULL));
        ck_assert_uint_eq(faults_of(place.run, place.pub, said, sizeof said), 1);
        ck_assert_msg(strstr(said, "this was never signed"), "%s", said);
    } else {
        ck_assert_uint_eq(faults_of(place.run, NULL, said, sizeof said), 1);
        ck_assert_msg(strstr(said, "signs another last link"), "%s", said);
    }
    scratch_drop(&place.scratch);
}
END_TEST

/* --- what was there before --- */

START_TEST(what_was_there_before_is_not_of_the_run_unless_the_run_changes_it)
{
    struct place     place = place_make();
    struct evidence *evidence;
    char             path[200];

    put(&place, "notes.txt", "mine");
    put(&place, "used.txt", "old");
    in(&place, "old", path);
    ck_assert_int_eq(mkdir(path, 0777), 0);
    put(&place, "old/more.txt", "mine");
    evidence = begun(place.run, NULL, false);
    put(&place, "used.txt", "made by the run");
    ended(evidence);
    ck_assert(is_whole(place.run, NULL));
    put(&place, "notes.txt", "mine still");
    put(&place, "old/more.txt", "mine still");
    ck_assert(is_whole(place.run, NULL));
    put(&place, "used.txt", "made by somebody");
    ck_assert_uint_eq(faults_of(place.run, NULL, NULL, 0), 1);
    scratch_drop(&place.scratch);
}
END_TEST

/* --- runs that are killed --- */

enum way { BY_SIGKILL, BY_TERM_TO_ITS_GROUP, BY_ABORT, BY_EXIT, IN_A_LINE, WAYS };

/* In the child: never comes back. */
static void run_and_die(const struct place *place, enum way way)
{
    struct evidence *evidence;
    char             path[200];
    int              file;

    setpgid(0, 0);
    signal(SIGABRT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);           /* the test frame has its own */
    evidence = begun(place->run, place->key, false);
    happen(evidence, 0, "begin");
    put(place, "trace.csv", "t_s,x\n0,1\n");
    in(place, "evidence.jsonl", path);
    file = open(path, O_WRONLY | O_APPEND);
    if (way == IN_A_LINE && write(file, "{\"link\":3,\"bef", 14) != 14)
        _exit(1);
    if (way == BY_SIGKILL || way == IN_A_LINE)
        kill(getpid(), SIGKILL);
    if (way == BY_TERM_TO_ITS_GROUP)
        kill(0, SIGTERM);
    if (way == BY_ABORT)
        abort();
    _exit(0);
}

/* Orphans of this process come to it, so that their end can be waited for. */
START_TEST(the_record_closes_however_the_run_dies)
{
    struct place          place = place_make();
    struct evidence_check check;
    struct why            why = { "" };
    pid_t                 run;
    int                   gone = 0;

    ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    run = fork();
    if (run == 0)
        run_and_die(&place, (enum way)_i);
    while (wait(NULL) > 0)
        gone++;
    ck_assert_int_eq(gone, 2);                  /* the run, and its keeper */
    ck_assert(is_whole(place.run, place.pub));
    ck_assert_int_eq(evidence_verify(place.run, NULL, stdout, &check, &why), ERR_OK);
    ck_assert_str_eq(check.how, "killed");
    ck_assert_str_eq(check.verdict, "error");
    ck_assert_uint_eq(check.files, 1);
    scratch_drop(&place.scratch);
}
END_TEST

START_TEST(the_keeper_holds_nothing_of_the_callers)
{
    struct place place = place_make();
    int          ends[2];
    char         byte;
    pid_t        run;

    ck_assert_int_eq(pipe(ends), 0);
    run = fork();
    if (run == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        begun(place.run, NULL, false);
        for (int i = 0; i < 10; i++)
            close(i);
        pause();
    }
    close(ends[1]);
    ck_assert_int_eq(read(ends[0], &byte, 1), 0);       /* comes back only at the pipe's end */
    ck_assert_int_eq(kill(run, SIGKILL), 0);
    ck_assert_int_eq(waitpid(run, NULL, 0), run);
    close(ends[0]);
    scratch_drop(&place.scratch);
}
END_TEST

START_TEST(no_keeper_is_left_behind)
{
    struct place     place = place_make();
    struct evidence *evidence;

    run_leave(place.run, NULL);
    ck_assert_int_eq(wait(NULL), -1);
    evidence = begun(place.run, NULL, false);
    evidence_abandon(evidence);
    ck_assert_int_eq(wait(NULL), -1);
    ck_assert(is_whole(place.run, NULL));
    evidence_abandon(NULL);
    scratch_drop(&place.scratch);
}
END_TEST

/* --- runs that cannot --- */

START_TEST(a_run_that_fails_to_start_closes_its_record)
{
    struct place          place = place_make();
    struct run_order      order = { .path = "bad.lua", .name = "bad", .seed = 1,
                                    .folder = place.run, .papers = RUN_PAPERS_EVIDENCE,
                                    .text = "return scenario {", .tester = "Ann" };
    struct run_outcome    outcome;
    struct evidence_check check;
    struct why            why = { "" };

    ck_assert_int_ne(run_execute(&order, &outcome, &why), ERR_OK);
    run_outcome_free(&outcome);
    ck_assert(is_whole(place.run, NULL));
    ck_assert_int_eq(evidence_verify(place.run, NULL, stdout, &check, &why), ERR_OK);
    ck_assert_str_eq(check.how, "failed to start");
    scratch_drop(&place.scratch);
}
END_TEST

START_TEST(a_disk_that_is_full_fails_the_run)
{
    struct place     place = place_make();
    struct rlimit    limit = { 1500, 1500 };
    struct evidence *evidence;
    struct event     event = { .kind = "log", .text = "once more" };
    struct why       why = { "" };
    enum err         err = ERR_OK;

    signal(SIGXFSZ, SIG_IGN);
    evidence = begun(place.run, NULL, false);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (int i = 0; i < 10 && err == ERR_OK; i++)
        err = evidence_event(evidence, &event, &why);
    ck_assert_int_eq(err, ERR_IO);
    ck_assert_msg(strstr(why.text, "evidence.jsonl cannot be written"), "%s", why.text);
    why_clear(&why);
    ck_assert_int_eq(evidence_end(evidence, VERDICT_PASS, "finished", NULL, &why), ERR_IO);
    ck_assert(why.text[0]);
    scratch_drop(&place.scratch);
}
END_TEST

START_TEST(nothing_to_check_is_no_fault_but_an_error)
{
    struct place          place = place_make();
    struct evidence_check check;
    struct why            why = { "" };

    ck_assert_int_eq(evidence_verify(place.run, NULL, stdout, &check, &why), ERR_IO);
    ck_assert_msg(strstr(why.text, "nothing to check in"), "%s", why.text);
    scratch_drop(&place.scratch);
}
END_TEST

static void record_a_pipe(struct place *place) { pipe_put(place, "evidence.jsonl"); }

static void record_of_gigabytes(struct place *place)
{
    char path[200];

    in(place, "evidence.jsonl", path);
    ck_assert_int_eq(truncate(path, (off_t)3 << 30), 0);     /* on the disk it has one block */
}

static const struct {
    void      (*act)(struct place *);
    const char *said;
} no_records[] = {
    { record_a_pipe, "evidence.jsonl is no file" },
    { record_of_gigabytes, "evidence.jsonl has more than 256 MiB" },
};

START_TEST(a_record_that_cannot_be_one_is_not_waited_for_and_not_read_to_its_end)
{
    struct place          place = place_make();
    struct evidence_check check;
    struct why            why = { "" };

    run_leave(place.run, NULL);
    no_records[_i].act(&place);
    ck_assert_int_eq(evidence_verify(place.run, NULL, stdout, &check, &why), ERR_IO);
    ck_assert_msg(strstr(why.text, no_records[_i].said), "%s", why.text);
    scratch_drop(&place.scratch);
}
END_TEST

/* A signature that nobody asked for is read all the same. */
START_TEST(a_pipe_in_place_of_no_signature_is_a_fault)
{
    struct place place = place_make();
    char         said[3000];

    run_leave(place.run, NULL);
    signature_a_pipe(&place);
    ck_assert_uint_gt(faults_of(place.run, NULL, said, sizeof said), 0);
    ck_assert_msg(strstr(said, "evidence.sig cannot be read"), "%s", said);
    scratch_drop(&place.scratch);
}
END_TEST

/* Millions of lines that are no links would be millions of sentences. */
START_TEST(faults_without_end_are_counted_and_not_all_said)
{
    struct place place = place_make();
    struct bytes text = { 0 };
    char        *said = calloc(1, 1 << 20);

    run_leave(place.run, NULL);
    for (int i = 0; i < 20000; i++)
        bytes_text(&text, "\n");
    bytes_add(&text, "", 1);
    put(&place, "evidence.jsonl", text.at);
    ck_assert_uint_ge(faults_of(place.run, NULL, said, 1 << 20), 20000);
    ck_assert_uint_lt(strlen(said), 300000);
    ck_assert_msg(strstr(said, "more faults are counted, and not said"), "%.200s", said);
    bytes_free(&text);
    free(said);
    scratch_drop(&place.scratch);
}
END_TEST

/* --- keys --- */

static const struct { const char *text; bool is_key; } keys[] = {
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\n", true },
    { "9D61B19DEFFD5A60BA844AF492EC2CC44449C5697B326919703BAC031CAE7F60", true },
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f6\n", false },
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f6000\n", false },
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f6g\n", false },
    { "", false }, { "\n\n\n", false }, { "-----BEGIN PRIVATE KEY-----\n", false },
};

/* The pair is test 1 of RFC 8032, section 7.1. */
START_TEST(a_key_is_64_hex_digits_and_nothing_else)
{
    struct scratch  scratch = scratch_make("key");
    struct sign_key key;
    struct why      why = { "" };

    scratch_write(scratch.path, keys[_i].text);
    ck_assert_int_eq(sign_key_load(&key, scratch.path, &why) == ERR_OK, keys[_i].is_key);
    ck_assert_int_eq(why.text[0] == '\0', keys[_i].is_key);
    if (_i == 0)
        ck_assert_str_eq(key.public_hex,
                         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    scratch_drop(&scratch);
}
END_TEST

START_TEST(a_secret_key_is_for_its_owner_and_never_overwritten)
{
    struct place place = place_make();
    struct stat  at;
    struct why   why = { "" };
    char         hex[KEY_HEX_SIZE];

    ck_assert_int_eq(stat(place.key, &at), 0);
    ck_assert_uint_eq(at.st_mode & 0777, 0600);
    ck_assert_int_eq(sign_key_make(place.key, hex, &why), ERR_IO);
    ck_assert_int_eq(remove(place.pub), 0);
    ck_assert_int_eq(sign_key_make(place.key, hex, &why), ERR_IO);
    scratch_drop(&place.scratch);
}
END_TEST

/* --- suites --- */

/* Two runs, one of them a folder deeper, a case without papers, and a page of the suite. */
static void suite_leave(const struct place *place)
{
    struct evidence *suite = begun(place->run, place->key, true);
    struct why       why = { "" };
    char             path[200];

    in(place, "a", path);
    mkdir(path, 0777);
    run_leave(path, place->key);
    ck_assert_int_eq(evidence_case(suite, "a", path, VERDICT_PASS, &why), ERR_OK);
    in(place, "deep", path);
    mkdir(path, 0777);
    in(place, "deep/b", path);
    mkdir(path, 0777);
    run_leave(path, place->key);
    ck_assert_int_eq(evidence_case(suite, "deep/b", path, VERDICT_FAIL, &why), ERR_OK);
    ck_assert_int_eq(evidence_case(suite, "c", NULL, VERDICT_ERROR, &why), ERR_OK);
    put(place, "results.jsonl", "{}\n");
    ended(suite);
}

static void case_changed(struct place *place)  { put(place, "deep/b/trace.csv", "t_s\n"); }
static void page_changed(struct place *place)  { put(place, "results.jsonl", "[]\n"); }
static void between_added(struct place *place) { put(place, "deep/more.txt", "x"); }

static void case_anew(struct place *place)
{
    char path[200];

    in(place, "deep/b", path);
    run_leave(path, place->key);
}

static void case_added(struct place *place)
{
    char path[200];

    in(place, "z", path);
    mkdir(path, 0777);
    run_leave(path, place->key);
}

static void case_renamed(struct place *place)
{
    char from[200], to[200];

    in(place, "a", from);
    in(place, "aa", to);
    ck_assert_int_eq(rename(from, to), 0);
}

static void case_signature_removed(struct place *place)
{
    char path[200];

    in(place, "a/evidence.sig", path);
    ck_assert_int_eq(remove(path), 0);
}

static const struct {
    const char *what;
    void      (*act)(struct place *);
    const char *said;
} suite_sabotages[] = {
    { "a case's file", case_changed, "deep/b: trace.csv was changed" },
    { "the suite's page", page_changed, "results.jsonl was changed" },
    { "a file between the runs", between_added, "deep/more.txt is not in the chain" },
    { "a run in place of another", case_anew, "the run in deep/b is not the one of this suite" },
    { "a run put in", case_added, "the run in z is not in the suite's chain" },
    { "a run renamed", case_renamed, "the run in a cannot be checked" },
    { "a case's signature", case_signature_removed, "a: evidence.sig is missing" },
};

START_TEST(a_suite_is_checked_down_to_its_runs)
{
    struct place          place = place_make();
    struct evidence_check check;
    struct why            why = { "" };
    char                  said[3000];

    suite_leave(&place);
    ck_assert(is_whole(place.run, place.pub));
    ck_assert_int_eq(evidence_verify(place.run, NULL, stdout, &check, &why), ERR_OK);
    ck_assert_uint_eq(check.cases, 3);
    ck_assert_uint_eq(check.files, 5);
    suite_sabotages[_i].act(&place);
    ck_assert_msg(faults_of(place.run, NULL, said, sizeof said) > 0, "%s",
                  suite_sabotages[_i].what);
    ck_assert_msg(strstr(said, suite_sabotages[_i].said), "%s: %s", suite_sabotages[_i].what, said);
    scratch_drop(&place.scratch);
}
END_TEST

START_TEST(a_run_of_an_earlier_suite_is_sealed_as_such)
{
    struct place     place = place_make();
    struct evidence *suite;

    suite_leave(&place);
    suite = begun(place.run, NULL, true);
    ended(suite);
    ck_assert(is_whole(place.run, NULL));
    case_changed(&place);
    ck_assert_uint_gt(faults_of(place.run, NULL, NULL, 0), 0);
    scratch_drop(&place.scratch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("evidence");
    TCase *tests = tcase_create("evidence");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, what_nobody_touched_is_whole);
    tcase_add_loop_test(tests, every_single_bit_that_is_changed_is_found, 0, COUNT(artefacts));
    tcase_add_loop_test(tests, every_length_that_a_file_is_cut_to_is_found, 0, 2);
    tcase_add_test(tests, a_link_that_is_removed_is_found);
    tcase_add_test(tests, two_links_that_are_exchanged_are_found);
    tcase_add_loop_test(tests, sabotage_is_found_and_said, 0, COUNT(sabotages));
    tcase_add_loop_test(tests, only_a_signature_finds_a_chain_that_was_made_anew, 0, 2);
    tcase_add_test(tests, what_was_there_before_is_not_of_the_run_unless_the_run_changes_it);
    tcase_add_loop_test(tests, the_record_closes_however_the_run_dies, 0, WAYS);
    tcase_add_test(tests, the_keeper_holds_nothing_of_the_callers);
    tcase_add_test(tests, no_keeper_is_left_behind);
    tcase_add_test(tests, a_run_that_fails_to_start_closes_its_record);
    tcase_add_test(tests, a_disk_that_is_full_fails_the_run);
    tcase_add_test(tests, nothing_to_check_is_no_fault_but_an_error);
    tcase_add_loop_test(tests, a_record_that_cannot_be_one_is_not_waited_for_and_not_read_to_its_end,
                        0, COUNT(no_records));
    tcase_add_test(tests, a_pipe_in_place_of_no_signature_is_a_fault);
    tcase_add_test(tests, faults_without_end_are_counted_and_not_all_said);
    tcase_add_loop_test(tests, a_key_is_64_hex_digits_and_nothing_else, 0, COUNT(keys));
    tcase_add_test(tests, a_secret_key_is_for_its_owner_and_never_overwritten);
    tcase_add_loop_test(tests, a_suite_is_checked_down_to_its_runs, 0, COUNT(suite_sabotages));
    tcase_add_test(tests, a_run_of_an_earlier_suite_is_sealed_as_such);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
