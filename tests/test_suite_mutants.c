/* Mutants of the mocked devices against a suite: the same killers at any number of jobs, and after
 * any kill. */
#include "hil/suite/suite_mutants.h"
#include "hil/suite/suite_run.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

/* ---- a suite of three cases, and three mutants of which it can see one ---- */

#define SCENARIO(title, fields, body)                                                          \
    "return scenario { title = '" title "', limit_s = 20, rig = 'ablation', " fields           \
    " run = function(rig)\n"                                                                   \
    "  wait_until('it stands by', 5, function() return rig.generator.state == 'standby' end)\n" \
    body "end }\n"
#define STIMULATE(seconds)                                                                      \
    "  rig.generator.mode = 'sensory'\n"                                                        \
    "  wait_until('it begins', 1, function() return rig.generator.state == 'sensory' end)\n"    \
    "  rig.generator.sensory_volts_v = 0.5\n"                                                   \
    "  wait(" #seconds ")\n"                                                                    \
    "  expect('half a volt', math.abs(rig.output.stim_v - 0.5) < 0.01)\n"

/* The shorter one of those that see it neither comes first by its name nor covers anything. */
static const struct { const char *name, *text; } files[] = {
    { "long.lua",  SCENARIO("longer", "", STIMULATE(3)) },
    { "ready.lua", SCENARIO("ready", "covers = { 'GEN-STIM' },",
                            "  expect('ready', rig.generator.state == 'standby')\n") },
    { "short.lua", SCENARIO("shorter", "", STIMULATE(1)) },
};
#define CASES    COUNT(files)
#define FILTER   "stim"
#define MUTANTS  3
#define ALL_RUNS 8          /* stim_tenfold: ready and short; the others: all three */

/* In the order of their table; "" survives. What covers the attacked comes first, then the shorter:
 * ready, short, long. */
static const struct { const char *mutant, *killer; size_t runs; } wanted[MUTANTS] = {
    { "estop_not_in_stim", "",      3 },
    { "stim_beside_rf",    "",      3 },
    { "stim_tenfold",      "short", 2 },
};

struct play {
    const char          *folder;
    int                  jobs, dies_after;      /* so many runs of mutants; 0: it lives */
    bool                 resumes;
    const char          *requirements;          /* a file or folder; NULL: none            */
    pid_t                pid;
    struct suite         suite;
    struct mutant_scores scores;
};

static void folder_fill(struct scratch *scratch)
{
    char path[200];

    *scratch = scratch_make("out");
    for (int i = 0; i < CASES; i++) {
        snprintf(path, sizeof path, "%s/%s", scratch->folder, files[i].name);
        scratch_write(path, files[i].text);
    }
}

static struct run_outcomes book_load(const char *folder)
{
    struct run_outcomes outcomes = { 0 };
    char                path[200];

    snprintf(path, sizeof path, "%s/mutants.jsonl", folder);
    ck_assert_int_eq(run_outcomes_load(&outcomes, path, NULL), ERR_OK);
    return outcomes;
}

/* Asked by the pool all the time, and by its children, which are not meant. */
static bool is_time_to_die(const void *data)
{
    const struct play  *play = data;
    struct run_outcomes outcomes;
    size_t              count;

    if (!play->dies_after || getpid() != play->pid)
        return false;
    outcomes = book_load(play->folder);
    count = outcomes.count;
    run_outcomes_free(&outcomes);
    if (count >= (size_t)play->dies_after)
        raise(SIGKILL);
    return false;
}

static void sound_play(struct play *play, struct suite_rules *rules)
{
    const char            *paths[] = { play->folder, NULL };
    struct suite_choice    choice = { .paths = paths, .shard = 1, .shards = 1, .repeat = 1,
                                      .seed = 1 };
    struct suite_book      book;
    struct suite_run_setup setup = { .rules = rules, .book = &book, .folder = play->folder,
                                     .papers = RUN_PAPERS_NONE, .jobs = play->jobs,
                                     .limit_s = 60 };

    ck_assert_int_eq(suite_find(&play->suite, &choice, NULL), ERR_OK);
    ck_assert_int_eq(suite_rules_load(rules, &play->suite,
                                      play->requirements ? play->requirements : "", NULL), ERR_OK);
    ck_assert_int_eq(suite_book_open(&book, play->folder, "sound.jsonl", false, NULL), ERR_OK);
    ck_assert_int_eq(suite_cases_run(&play->suite, &setup, NULL), ERR_OK);
    suite_book_close(&book);
    ck_assert_uint_eq(suite_count(&play->suite, VERDICT_PASS), play->suite.case_count);
}

static void mutants_play(struct play *play)
{
    struct suite_rules   rules;
    struct suite_book    book;
    struct why           why = { "" };
    struct mutants_setup setup = { .suite = &play->suite, .rules = &rules, .book = &book,
                                   .resumes = play->resumes, .filter = FILTER, .shard = 1,
                                   .shards = 1, .jobs = play->jobs, .limit_s = 60,
                                   .is_stopped = is_time_to_die, .stop = play };

    play->pid = getpid();
    sound_play(play, &rules);
    ck_assert_msg(mutants_choose(&play->scores, &setup, &why) == ERR_OK, "%s", why.text);
    ck_assert_msg(suite_book_open(&book, play->folder, "mutants.jsonl", play->resumes, &why) ==
                  ERR_OK, "%s", why.text);
    ck_assert_msg(mutants_run(&play->scores, &setup, &why) == ERR_OK, "%s", why.text);
    snprintf(play->suite.started_utc, sizeof play->suite.started_utc, "2026-01-02T03:04:05Z");
    ck_assert_msg(mutants_write(&play->scores, &play->suite, play->folder, &why) == ERR_OK, "%s",
                  why.text);
    suite_book_close(&book);
    suite_rules_free(&rules);
}

static void play_free(struct play *play)
{
    mutants_free(&play->scores);
    suite_free(&play->suite);
}

static void scores_check(const struct play *play)
{
    ck_assert_uint_eq(play->scores.count, MUTANTS);
    for (size_t i = 0; i < MUTANTS; i++) {
        const struct mutant_score *score = &play->scores.of[i];

        ck_assert(score->is_done);
        ck_assert_str_eq(score->mutant->name, wanted[i].mutant);
        ck_assert_msg(score->is_killed == (*wanted[i].killer != '\0'), "%s", wanted[i].mutant);
        if (score->is_killed)
            ck_assert_str_eq(strchr(play->suite.cases[score->killer].name, '/') + 1,
                             wanted[i].killer);
        ck_assert_uint_eq(score->runs, wanted[i].runs);
    }
}

static char *paper_read(const struct play *play, const char *name)
{
    char  path[200], *text;

    snprintf(path, sizeof path, "%s/%s", play->folder, name);
    text = scratch_read(path, NULL);
    ck_assert_ptr_nonnull(text);
    return text;
}

/* ---- the same at any number of jobs ---- */

START_TEST(the_killers_and_the_tables_are_the_same_at_any_number_of_jobs)
{
    static const int         jobs[] = { 1, 2, 5 };
    static const char *const papers[] = { "mutants.json", "mutants.csv", "mutants.html" };
    char                    *first[COUNT(papers)];
    struct scratch           scratch;

    folder_fill(&scratch);
    for (int i = 0; i < COUNT(jobs); i++) {
        struct play play = { .folder = scratch.folder, .jobs = jobs[i] };

        mutants_play(&play);
        scores_check(&play);
        for (int n = 0; n < COUNT(papers); n++) {
            char *text = paper_read(&play, papers[n]);

            if (i == 0)
                first[n] = text;
            ck_assert_str_eq(text, first[n]);
            if (i > 0)
                free(text);
        }
        play_free(&play);
    }
    for (int n = 0; n < COUNT(papers); n++)
        free(first[n]);
    scratch_drop(&scratch);
}
END_TEST

/* ---- killed, and gone on with ---- */

static void play_killed(const char *folder, int dies_after)
{
    pid_t pid = fork();
    int   status;

    if (pid == 0) {
        struct play play = { .folder = folder, .jobs = 1, .dies_after = dies_after };

        mutants_play(&play);
        _exit(0);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void line_cut(const char *folder)
{
    char  path[200];
    FILE *file;

    snprintf(path, sizeof path, "%s/mutants.jsonl", folder);
    file = fopen(path, "ab");
    ck_assert_ptr_nonnull(file);
    fputs("{\"name\":\"out/ready\",\"verd", file);
    fclose(file);
}

/* Between two runs of mutants, and in the middle of a line. */
START_TEST(killed_mutants_go_on_and_lose_nothing)
{
    struct scratch      scratch;
    struct play         play;
    struct run_outcomes before, after;

    folder_fill(&scratch);
    play_killed(scratch.folder, _i);
    if (_i % 2 == 0)
        line_cut(scratch.folder);
    before = book_load(scratch.folder);
    ck_assert_uint_eq(before.count, (size_t)_i);

    play = (struct play){ .folder = scratch.folder, .jobs = 1, .resumes = true };
    mutants_play(&play);
    scores_check(&play);
    after = book_load(scratch.folder);
    ck_assert_uint_eq(after.count, ALL_RUNS);
    for (size_t i = 0; i < before.count; i++) {             /* kept, not run again */
        ck_assert_str_eq(before.of[i].name, after.of[i].name);
        ck_assert_str_eq(before.of[i].mutant, after.of[i].mutant);
        ck_assert_double_eq(before.of[i].wall_s, after.of[i].wall_s);
    }
    run_outcomes_free(&before);
    run_outcomes_free(&after);
    play_free(&play);
    scratch_drop(&scratch);
}
END_TEST

/* ---- what names it ---- */

/* Not what stim_tenfold attacks. */
static const char volts_rule[] =
    "return requirements { rig = 'ablation', {\n"
    "  id = 'MOST-VOLTS', title = 'never more than two volts', source = 'a test',\n"
    "  priority = 'low', rationale = 'a test',\n"
    "  formula = 'G( !(output.stim_v > 2) )' } }\n";

/* It waits for something that comes later than MOST-VOLTS fails, and is cut short by that. */
static const char waiting[] = SCENARIO("waits", "",
    "  rig.generator.mode = 'sensory'\n"
    "  wait_until('it begins', 1, function() return rig.generator.state == 'sensory' end)\n"
    "  rig.generator.sensory_volts_v = 0.5\n"
    "  local looks = 0\n"
    "  expect_within(5, 'later', function() looks = looks + 1 return looks > 200 end)\n");

START_TEST(what_failed_names_the_kill_and_not_what_was_cut_short_by_it)
{
    struct scratch             scratch = scratch_make("out"), rules = scratch_make("rules");
    char                       path[200], rule[200];
    struct play                play = { .folder = scratch.folder, .jobs = 1,
                                        .requirements = rule };
    const struct mutant_score *score;

    snprintf(rule, sizeof rule, "%s/volts.lua", rules.folder);
    scratch_write(rule, volts_rule);
    snprintf(path, sizeof path, "%s/waiting.lua", scratch.folder);
    scratch_write(path, waiting);
    mutants_play(&play);
    score = &play.scores.of[MUTANTS - 1];
    ck_assert_str_eq(score->mutant->name, "stim_tenfold");
    ck_assert(score->is_killed);
    ck_assert_str_eq(score->by, "MOST-VOLTS");
    ck_assert(!score->is_right);
    play_free(&play);
    scratch_drop(&rules);
    scratch_drop(&scratch);
}
END_TEST

/* ---- which mutants ---- */

static const struct { const char *story, *filter; int shard, shards; size_t count; enum err err; }
choices[] = {
    { "a part of their names",     FILTER,         1, 1, MUTANTS, ERR_OK },
    { "what they attack",          "GEN-STIM",     1, 1, 1,       ERR_OK },
    { "the first half of three",   FILTER,         1, 2, 2,       ERR_OK },
    { "the second half of three",  FILTER,         2, 2, 1,       ERR_OK },
    { "a shard that has none",     FILTER,         5, 5, 0,       ERR_OK },
    { "one that is misspelt",      "stim_tenfolt", 1, 1, 0,       ERR_UNKNOWN },
};

START_TEST(a_filter_and_a_shard_choose_mutants)
{
    struct suite_case    one = { .rig = "ablation" };
    struct suite         suite = { .cases = &one, .case_count = 1 };
    struct mutant_scores scores;
    struct why           why = { "" };
    struct mutants_setup setup = { .suite = &suite, .filter = choices[_i].filter,
                                   .shard = choices[_i].shard, .shards = choices[_i].shards };

    ck_assert_msg(mutants_choose(&scores, &setup, &why) == choices[_i].err, "%s",
                  choices[_i].story);
    ck_assert_msg(scores.count == choices[_i].count, "%s", choices[_i].story);
    if (choices[_i].err != ERR_OK)
        ck_assert_ptr_nonnull(strstr(why.text, "did you mean stim_tenfold?"));
    mutants_free(&scores);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("suite_mutants");
    TCase *all = tcase_create("all");

    tcase_set_timeout(all, 120);
    tcase_add_test(all, the_killers_and_the_tables_are_the_same_at_any_number_of_jobs);
    tcase_add_loop_test(all, killed_mutants_go_on_and_lose_nothing, 1, ALL_RUNS);
    tcase_add_test(all, what_failed_names_the_kill_and_not_what_was_cut_short_by_it);
    tcase_add_loop_test(all, a_filter_and_a_shard_choose_mutants, 0, COUNT(choices));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
