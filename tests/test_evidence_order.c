/* The chains of commands that make many runs without papers: of mutants and of a campaign whatever
 * is changed is found, they close however the command ends, and the pages say whose they are. */
#include "hil/command/campaign_command.h"
#include "hil/command/suite_command.h"
#include "hil/evidence/evidence.h"
#include "hil/evidence/evidence_sign.h"
#include "hil/run_version.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof (table) / sizeof *(table))
#define WORDS_MAX 16

/* ---- a bench of one scenario and one requirement ---- */

struct place { struct scratch scratch; char scenario[100], out[100], key[100], pub[110]; };

static const char requirement[] =
    "return requirements { rig = 'ablation', { id = 'IL-RF-01', title = 'not too hot',\n"
    "  formula = 'G( tip.seen_c >= 95 -> F[0,0.5] !output.rf_on )', source = 'a proposal',\n"
    "  priority = 'high', rationale = 'above 100 C tissue boils' } }\n";

static struct place place_make(double lasts_s)
{
    struct place place = { .scratch = scratch_make("unused") };
    char         path[120], text[400];

    snprintf(place.scenario, sizeof place.scenario, "%s/ready.lua", place.scratch.folder);
    snprintf(place.out, sizeof place.out, "%s/out", place.scratch.folder);
    snprintf(place.key, sizeof place.key, "%s/key", place.scratch.folder);
    snprintf(place.pub, sizeof place.pub, "%s/key.pub", place.scratch.folder);
    snprintf(path, sizeof path, "%s/requirements", place.scratch.folder);
    ck_assert_int_eq(mkdir(path, 0777), 0);
    snprintf(path, sizeof path, "%s/requirements/own.lua", place.scratch.folder);
    scratch_write(path, requirement);
    snprintf(text, sizeof text,
             "return scenario { title = 'ready', rig = 'ablation', limit_s = 1e5,\n"
             "  run = function(rig) wait(%g) expect('cold', rig.tip.temp_c < 40) end }\n",
             lasts_s);
    scratch_write(place.scenario, text);
    return place;
}

/* ---- the two commands ---- */

enum ordered { CAMPAIGN, MUTANTS };

static const struct {
    int       (*command)(int argc, char **argv);
    const char *words[WORDS_MAX];
} commands[] = {
    [CAMPAIGN] = { campaign_command, { "campaign", "--faults", "thermocouple.open", "--times",
                                       "8" } },
    [MUTANTS]  = { test_command, { "test", "--mutants", "--filter", "stim" } },
};

/* More words may be NULL. In a process of its own, since it may be killed, and is silent. */
static pid_t begun(enum ordered ordered, const struct place *place, const char *const *more)
{
    const char *given[] = { "-j1", "--quiet", "--out", place->out, place->scenario };
    char       *argv[WORDS_MAX];
    int         argc = 0;
    pid_t       pid = fork();

    if (pid != 0)
        return pid;
    for (int i = 0; commands[ordered].words[i]; i++)
        argv[argc++] = (char *)(uintptr_t)commands[ordered].words[i];
    for (int i = 0; i < COUNT(given); i++)
        argv[argc++] = (char *)(uintptr_t)given[i];
    for (int i = 0; more && more[i]; i++)
        argv[argc++] = (char *)(uintptr_t)more[i];
    if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
        _exit(99);
    _exit(commands[ordered].command(argc, argv));
}

static int status_of(pid_t pid)
{
    int status;

    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static const char *said_of(const struct place *place, const char *public_key, char *said,
                           size_t size, struct evidence_check *check)
{
    struct why why = { "" };
    FILE      *out = fmemopen(said, size, "w");

    ck_assert_msg(evidence_verify(place->out, public_key, out, check, &why) == ERR_OK, "%s",
                  why.text);
    fclose(out);
    return check->faults ? said : "";
}

static void whole_check(const struct place *place, const char *public_key, const char *how,
                        const char *verdict)
{
    struct evidence_check check;
    char                  said[2000] = "";

    ck_assert_str_eq(said_of(place, public_key, said, sizeof said, &check), "");
    ck_assert_str_eq(check.how, how);
    ck_assert_str_eq(check.verdict, verdict);
    ck_assert_msg(check.is_trusted == (public_key != NULL), "%s", how);
}

static char *chain_read(const struct place *place)
{
    char path[200], *text;

    snprintf(path, sizeof path, "%s/" EVIDENCE_FILE, place->out);
    text = scratch_read(path, NULL);
    ck_assert_ptr_nonnull(text);
    return text;
}

/* ---- a changed byte ---- */

static const struct { enum ordered ordered; const char *name; } papers[] = {
    { CAMPAIGN, "campaign.json" }, { CAMPAIGN, "campaign.csv" }, { CAMPAIGN, "campaign.html" },
    { CAMPAIGN, "results.jsonl" }, { CAMPAIGN, EVIDENCE_FILE },
    { MUTANTS, "mutants.json" },   { MUTANTS, "mutants.csv" },   { MUTANTS, "mutants.html" },
    { MUTANTS, "mutants.jsonl" },  { MUTANTS, "sound.jsonl" },   { MUTANTS, EVIDENCE_FILE },
};

static const struct { int status; const char *verdict; } ends[] = {
    [CAMPAIGN] = { 0, "pass" }, [MUTANTS] = { 1, "fail" },       /* nobody sees those mutants */
};

/* The byte in the middle; the length stays. */
static void byte_change(const struct place *place, const char *name)
{
    char   path[200], *text;
    size_t count;
    FILE  *file;

    snprintf(path, sizeof path, "%s/%s", place->out, name);
    text = scratch_read(path, &count);
    ck_assert_msg(text && count > 2, "%s", name);
    text[count / 2] ^= 1;
    file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, count, file), count);
    fclose(file);
    free(text);
}

START_TEST(a_changed_byte_is_found_in_every_paper)
{
    enum ordered          ordered = papers[_i].ordered;
    struct place          place = place_make(1);
    struct evidence_check check;
    char                  said[2000] = "", changed[100];

    ck_assert_int_eq(status_of(begun(ordered, &place, NULL)), ends[ordered].status);
    whole_check(&place, NULL, "finished", ends[ordered].verdict);
    byte_change(&place, papers[_i].name);
    said_of(&place, NULL, said, sizeof said, &check);
    ck_assert_uint_gt(check.faults, 0);
    snprintf(changed, sizeof changed, "%s was changed", papers[_i].name);
    if (strcmp(papers[_i].name, EVIDENCE_FILE) != 0)
        ck_assert_msg(strstr(said, changed), "%s", said);
    scratch_drop(&place.scratch);
}
END_TEST

/* ---- what the chain says ---- */

static const struct { enum ordered ordered; const char *said; } sayings[] = {
    { CAMPAIGN, "\"of\":\"campaign\"" },
    { CAMPAIGN, "\"command\":\"campaign\"" },
    { CAMPAIGN, "[\"faults\",\"thermocouple.open\"]" },
    { CAMPAIGN, "\"kind\":\"case\",\"body\":{\"name\":\"thermocouple.open=1 @" },
    { CAMPAIGN, "\"kind\":\"verdict\",\"body\":{\"id\":\"IL-RF-01\"" },
    { MUTANTS,  "\"of\":\"mutants\"" },
    { MUTANTS,  "[\"mutants\",null]" },
    { MUTANTS,  "\"filter\":\"stim\"" },
    { MUTANTS,  "\"kind\":\"mutant\",\"body\":{\"rig\":\"ablation\",\"name\":\"stim_tenfold\"" },
    { MUTANTS,  "\"state\":\"SURVIVED\"" },
};

static const char *const both_say[] = { "\"tester\":\"Ann\"", "\"seed\":\"7\"", "\"compiler\":",
                                        "\"host\":", "\"role\":\"requirements\"" };

START_TEST(the_chain_says_what_was_ordered_by_whom_and_what_came_of_it)
{
    for (enum ordered ordered = CAMPAIGN; ordered <= MUTANTS; ordered++) {
        struct place      place = place_make(1);
        const char *const more[] = { "--seed", "7", "--tester", "Ann", "--sign", place.key, NULL };
        char              hex[KEY_HEX_SIZE], sha256[DIGEST_HEX_SIZE], *chain;

        ck_assert_int_eq(sign_key_make(place.key, hex, NULL), ERR_OK);
        ck_assert_int_eq(status_of(begun(ordered, &place, more)), ends[ordered].status);
        whole_check(&place, place.pub, "finished", ends[ordered].verdict);
        chain = chain_read(&place);
        for (int i = 0; i < COUNT(sayings); i++)
            ck_assert_msg(sayings[i].ordered != ordered || strstr(chain, sayings[i].said), "%s",
                          sayings[i].said);
        for (int i = 0; i < COUNT(both_say); i++)
            ck_assert_msg(strstr(chain, both_say[i]), "%s", both_say[i]);
        ck_assert_int_eq(file_sha256(place.scenario, sha256, NULL), ERR_OK);
        ck_assert_ptr_nonnull(strstr(chain, sha256));
        free(chain);
        scratch_drop(&place.scratch);
    }
}
END_TEST

START_TEST(a_bad_key_is_refused_before_anything_is_written)
{
    for (enum ordered ordered = CAMPAIGN; ordered <= MUTANTS; ordered++) {
        struct place      place = place_make(1);
        const char *const more[] = { "--sign", place.key, NULL };
        struct stat       at;

        ck_assert_int_eq(status_of(begun(ordered, &place, more)), 2);
        ck_assert_int_ne(stat(place.out, &at), 0);
        scratch_drop(&place.scratch);
    }
}
END_TEST

static const struct { enum ordered ordered; const char *page, *said; } heads[] = {
    { CAMPAIGN, "campaign.html", "<dt>tester</dt><dd>Ann</dd>" },
    { CAMPAIGN, "campaign.html", "<dt>requirements</dt><dd>0 of 1 put to the test</dd>" },
    { CAMPAIGN, "campaign.html", "IL-RF-01<small>not too hot</small>" },
    { CAMPAIGN, "campaign.html", NULL },
    { MUTANTS,  "mutants.html", "<dt>tester</dt><dd>Ann</dd>" },
    { MUTANTS,  "mutants.html", "<dt>cases</dt><dd>1, all pass on the sound device</dd>" },
    { MUTANTS,  "mutants.html", NULL },
};

/* NULL: of which machine. */
START_TEST(the_pages_say_of_whom_and_of_what_they_are)
{
    struct place      place = place_make(1);
    const char *const more[] = { "--tester", "Ann", NULL };
    char              path[200], host[300], said[400], *page;

    run_host_text(host, sizeof host);
    snprintf(said, sizeof said, "<dt>host</dt><dd>%s</dd>", host);
    ck_assert_int_eq(status_of(begun(heads[_i].ordered, &place, more)),
                     ends[heads[_i].ordered].status);
    snprintf(path, sizeof path, "%s/%s", place.out, heads[_i].page);
    page = scratch_read(path, NULL);
    ck_assert_ptr_nonnull(page);
    ck_assert_msg(strstr(page, heads[_i].said ? heads[_i].said : said), "%s: %s", heads[_i].page,
                  heads[_i].said ? heads[_i].said : said);
    free(page);
    scratch_drop(&place.scratch);
}
END_TEST

/* ---- gone on with ---- */

/* Nothing has to be run again, and no book is touched: they are sealed all the same. */
START_TEST(resumed_mutants_replace_the_chain_and_seal_their_books)
{
    struct place      place = place_make(1);
    const char *const first[] = { "--tester", "Ann", NULL };
    const char *const again[] = { "--tester", "Bob", "--resume", NULL };
    struct evidence_check check;
    char              said[2000] = "", *chain;

    ck_assert_int_eq(status_of(begun(MUTANTS, &place, first)), 1);
    ck_assert_int_eq(status_of(begun(MUTANTS, &place, again)), 1);
    whole_check(&place, NULL, "finished", "fail");
    chain = chain_read(&place);
    ck_assert_ptr_nonnull(strstr(chain, "\"tester\":\"Bob\""));
    ck_assert_ptr_null(strstr(chain, "\"tester\":\"Ann\""));
    free(chain);
    byte_change(&place, "mutants.jsonl");
    said_of(&place, NULL, said, sizeof said, &check);
    ck_assert_msg(strstr(said, "mutants.jsonl was changed"), "%s", said);
    scratch_drop(&place.scratch);
}
END_TEST

/* ---- stopped ---- */

/* By Ctrl-C, as soon as this file has something in it. */
static const struct { enum ordered ordered; const char *when, *has; } stops[] = {
    { CAMPAIGN, EVIDENCE_FILE, "\"role\":\"requirements\"" },
    { MUTANTS,  EVIDENCE_FILE, "\"role\":\"requirements\"" },   /* on the sound device */
    { MUTANTS,  "mutants.jsonl", "\n" },
};

static bool is_time(const char *path, const char *has)
{
    char *text = scratch_read(path, NULL);
    bool  is_there = text && strstr(text, has);

    free(text);
    return is_there;
}

static void file_await(const char *path, const char *has)
{
    const struct timespec pause = { 0, 10000000 };

    for (int i = 0; i < 3000 && !is_time(path, has); i++)
        nanosleep(&pause, NULL);
    ck_assert_msg(is_time(path, has), "%s never came", path);
}

START_TEST(stopped_it_closes_inconclusive)
{
    struct place place = place_make(300);
    char         path[200];
    pid_t        pid = begun(stops[_i].ordered, &place, NULL);

    snprintf(path, sizeof path, "%s/%s", place.out, stops[_i].when);
    file_await(path, stops[_i].has);
    ck_assert_int_eq(kill(pid, SIGINT), 0);
    ck_assert_int_eq(status_of(pid), 2);
    whole_check(&place, NULL, "stopped", "inconclusive");
    scratch_drop(&place.scratch);
}
END_TEST

/* A suite that fails on the sound device says nothing of mutants. */
START_TEST(an_error_closes_with_its_sentence)
{
    struct place place = place_make(1);
    char        *chain;

    scratch_write(place.scenario, "return scenario { title = 'ready', rig = 'ablation',\n"
                                  "  limit_s = 9, run = function(rig) expect('no', false) end }\n");
    ck_assert_int_eq(status_of(begun(MUTANTS, &place, NULL)), 2);
    whole_check(&place, NULL, "ended by an error", "error");
    chain = chain_read(&place);
    ck_assert_ptr_nonnull(strstr(chain, "the suite does not pass on the sound device"));
    free(chain);
    scratch_drop(&place.scratch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("evidence_order");
    TCase *all = tcase_create("all");

    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, a_changed_byte_is_found_in_every_paper, 0, COUNT(papers));
    tcase_add_test(all, the_chain_says_what_was_ordered_by_whom_and_what_came_of_it);
    tcase_add_test(all, a_bad_key_is_refused_before_anything_is_written);
    tcase_add_loop_test(all, the_pages_say_of_whom_and_of_what_they_are, 0, COUNT(heads));
    tcase_add_test(all, resumed_mutants_replace_the_chain_and_seal_their_books);
    tcase_add_loop_test(all, stopped_it_closes_inconclusive, 0, COUNT(stops));
    tcase_add_test(all, an_error_closes_with_its_sentence);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
