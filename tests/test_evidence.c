/* evidence: whatever is changed in what a run has left is found. */
#include "hil/digest.h"
#include "hil/evidence/evidence_sign.h"
#include "tests/support/evidence_place.h"
#include "tests/support/suite.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof (table) / sizeof *(table))

START_TEST(what_nobody_touched_is_whole)
{
    struct evidence_place place = place_make();
    struct evidence_check check;
    struct why            why = { "" };

    record_leave(place.run, NULL);
    ck_assert(record_is_whole(place.run, NULL));
    record_leave(place.run, place.key);
    ck_assert(record_is_whole(place.run, NULL) && record_is_whole(place.run, place.pub));
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

/* In place, since a file that is written anew thousands of times makes the disk wait. */
static void byte_put(const char *path, size_t at, char byte)
{
    int file = open(path, O_WRONLY);

    ck_assert_int_eq(pwrite(file, &byte, 1, (off_t)at), 1);
    close(file);
}

static const char *const artefacts[] = { "evidence.jsonl", "evidence.sig", "trace.csv" };

START_TEST(every_single_bit_that_is_changed_is_found)
{
    struct evidence_place place = place_make();
    char                  path[200], *bytes;
    size_t                count;

    record_leave(place.run, place.key);
    place_in(&place, artefacts[_i], path);
    bytes = scratch_read(path, &count);
    ck_assert_uint_gt(count, 10);
    for (size_t bit = 0; bit < 8 * count; bit++) {
        byte_put(path, bit / 8, (char)(bytes[bit / 8] ^ (1 << bit % 8)));
        ck_assert_msg(record_faults(place.run, NULL, NULL, 0) > 0, "%s: bit %zu of byte %zu",
                      artefacts[_i], bit % 8, bit / 8);
        byte_put(path, bit / 8, bytes[bit / 8]);
    }
    ck_assert(record_is_whole(place.run, place.pub));
    free(bytes);
    scratch_drop(&place.scratch);
}
END_TEST

START_TEST(every_length_that_a_file_is_cut_to_is_found)
{
    struct evidence_place place = place_make();
    char                  path[200], *bytes;
    size_t                count;

    record_leave(place.run, NULL);
    place_in(&place, _i ? "trace.csv" : "evidence.jsonl", path);
    bytes = scratch_read(path, &count);
    for (size_t kept = count; kept-- > 0;) {
        ck_assert_int_eq(truncate(path, (off_t)kept), 0);
        ck_assert_msg(record_faults(place.run, NULL, NULL, 0) > 0, "cut to %zu bytes", kept);
    }
    free(bytes);
    scratch_drop(&place.scratch);
}
END_TEST

/* --- lines --- */

struct lines { char *at[40]; size_t count; };

static struct lines lines_read(const struct evidence_place *place)
{
    struct lines lines = { .count = 0 };
    char         path[200], *text;

    place_in(place, "evidence.jsonl", path);
    text = scratch_read(path, NULL);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        lines.at[lines.count++] = strdup(line);
    free(text);
    return lines;
}

static void lines_write(const struct evidence_place *place, const struct lines *lines)
{
    char  path[200];
    FILE *file;

    place_in(place, "evidence.jsonl", path);
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
    struct evidence_place place = place_make();
    char                  said[3000];

    for (size_t index = 0; index < 8; index++) {
        struct lines lines;

        record_leave(place.run, NULL);
        lines = lines_read(&place);
        line_remove(&lines, index);
        lines_write(&place, &lines);
        ck_assert_uint_gt(record_faults(place.run, NULL, said, sizeof said), 0);
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
    struct evidence_place place = place_make();
    struct lines          lines;

    record_leave(place.run, NULL);
    lines = lines_read(&place);
    for (size_t i = 0; i < lines.count; i++)
        for (size_t j = 0; j < i; j++) {
            struct lines mixed = lines;

            mixed.at[i] = lines.at[j];
            mixed.at[j] = lines.at[i];
            lines_write(&place, &mixed);
            ck_assert_msg(record_faults(place.run, NULL, NULL, 0) > 0, "%zu and %zu", i, j);
        }
    lines_free(&lines);
    scratch_drop(&place.scratch);
}
END_TEST

/* --- files --- */

static void trace_changed(struct evidence_place *place)
{
    place_put(place, "trace.csv", "t_s,x\n0,1\n1,3\n");
}

static void trace_longer(struct evidence_place *place)
{
    place_put(place, "trace.csv", "t_s,x\n0,1\n1,2\n\n");
}

static void file_added(struct evidence_place *place)
{
    place_put(place, "more.txt", "more");
}

static void empty_filled(struct evidence_place *place)
{
    place_put(place, "empty.log", "x");
}

static void trace_removed(struct evidence_place *place)
{
    char path[200];

    place_in(place, "trace.csv", path);
    remove(path);
}

static void trace_renamed(struct evidence_place *place)
{
    char from[200], to[200];

    place_in(place, "trace.csv", from);
    place_in(place, "other.csv", to);
    rename(from, to);
}

static void trace_linked(struct evidence_place *place)
{
    char from[200], to[200];

    place_in(place, "trace.csv", from);
    snprintf(to, sizeof to, "%s/elsewhere.csv", place->scratch.folder);
    rename(from, to);
    ck_assert_int_eq(symlink(to, from), 0);
}

static void folder_added(struct evidence_place *place)
{
    char path[200];

    place_in(place, "sub", path);
    mkdir(path, 0777);
    place_put(place, "sub/more.txt", "more");
}

static void signature_removed(struct evidence_place *place)
{
    char path[200];

    place_in(place, "evidence.sig", path);
    remove(path);
}

static void signature_a_pipe(struct evidence_place *place) { place_pipe(place, "evidence.sig"); }

static void signature_of_another(struct evidence_place *place)
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
    place_in(place, "evidence.sig", path);
    ck_assert_int_eq(signature_write(&key, hex, path, &why), ERR_OK);
    lines_free(&lines);
}

/* The hash in the link too, but not the link's own. */
static void trace_and_its_hash(struct evidence_place *place)
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

static void link_appended(struct evidence_place *place)
{
    struct lines lines = lines_read(place);

    lines.at[lines.count++] = strdup(lines.at[3]);
    lines_write(place, &lines);
    lines_free(&lines);
}

static void blank_appended(struct evidence_place *place)
{
    struct lines lines = lines_read(place);

    lines.at[lines.count++] = strdup("");
    lines_write(place, &lines);
    lines_free(&lines);
}

static const struct {
    const char *what;
    void      (*act)(struct evidence_place *);
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
    struct evidence_place place = place_make();
    char                  said[3000];

    record_leave(place.run, place.key);
    ck_assert(record_is_whole(place.run, place.pub));
    sabotages[_i].act(&place);
    ck_assert_msg(record_faults(place.run, NULL, said, sizeof said) > 0, "%s", sabotages[_i].what);
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
    struct evidence_place place = place_make();
    struct lines          lines;
    char                  said[3000];

    record_leave(place.run, _i ? place.key : NULL);
    trace_and_its_hash(&place);
    lines = lines_read(&place);
    chain_anew(&lines);
    lines_write(&place, &lines);
    lines_free(&lines);
    if (_i == 0) {
        ck_assert(record_is_whole(place.run, NULL));
        ck_assert_uint_eq(record_faults(place.run, place.pub, said, sizeof said), 1);
        ck_assert_msg(strstr(said, "this was never signed"), "%s", said);
    } else {
        ck_assert_uint_eq(record_faults(place.run, NULL, said, sizeof said), 1);
        ck_assert_msg(strstr(said, "signs another last link"), "%s", said);
    }
    scratch_drop(&place.scratch);
}
END_TEST

/* --- what was there before --- */

START_TEST(what_was_there_before_is_not_of_the_run_unless_the_run_changes_it)
{
    struct evidence_place place = place_make();
    struct evidence      *evidence;
    char                  path[200];

    place_put(&place, "notes.txt", "mine");
    place_put(&place, "used.txt", "old");
    place_in(&place, "old", path);
    ck_assert_int_eq(mkdir(path, 0777), 0);
    place_put(&place, "old/more.txt", "mine");
    evidence = record_begun(place.run, NULL, false);
    place_put(&place, "used.txt", "made by the run");
    record_ended(evidence);
    ck_assert(record_is_whole(place.run, NULL));
    place_put(&place, "notes.txt", "mine still");
    place_put(&place, "old/more.txt", "mine still");
    ck_assert(record_is_whole(place.run, NULL));
    place_put(&place, "used.txt", "made by somebody");
    ck_assert_uint_eq(record_faults(place.run, NULL, NULL, 0), 1);
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
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
