/* A suite that is run: the same at any number of jobs, whole after any kill, and unharmed by what
 * its scenarios try. */
#include "hil/suite/suite_progress.h"
#include "hil/suite/suite_run.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

/* ---- scenarios of a second or two ---- */

#define SCENARIO(title, fields, body)                                                          \
    "return scenario { title = '" title "', limit_s = 5, " fields " run = function(rig, p) " body \
    " end }\n"

static const struct { const char *name, *text; } files[] = {
    { "ready.lua", SCENARIO("ready", "", "wait(1.5) expect('ready', rig.generator.state == 'standby')") },
    { "waits.lua", SCENARIO("waits", "parameters = { s = 1 }, grid = { s = { 1, 1.2, 0.5 } },",
                            "wait(p.s) expect('time', rig.time_s > 0)") },
    { "cold.lua",  SCENARIO("cold", "", "wait(1.1) expect('cold', rig.tip.temp_c < 10)") },
    { "bad.lua",   "return scenario { title = 'bad', limit_s = 1 }\n" },
};
#define CASES 6

struct bench { struct scratch scratch; const char *paths[2]; };

static void bench_make(struct bench *bench)
{
    char path[200];

    bench->scratch = scratch_make("out");
    for (int i = 0; i < COUNT(files); i++) {
        snprintf(path, sizeof path, "%s/%s", bench->scratch.folder, files[i].name);
        scratch_write(path, files[i].text);
    }
    bench->paths[0] = bench->scratch.folder;
    bench->paths[1] = NULL;
}

/* What a play may be told, and what it tells. */
struct play {
    const char *paths[2];
    const char *folder;
    int         jobs;
    bool        resumes;
    uint64_t    seed;
    int         dies_after;         /* so many runs; 0: it lives */
    int         ended;
    char        order[1000];        /* names as they ended, parted by blanks */
    struct suite suite;
};

static void case_done(void *data, const struct suite *suite, size_t index)
{
    struct play *play = data;

    snprintf(play->order + strlen(play->order), sizeof play->order - strlen(play->order), "%s ",
             strchr(suite->cases[index].name, '/') + 1);
    if (++play->ended == play->dies_after)
        raise(SIGKILL);
}

static void suite_play(struct play *play)
{
    struct suite_choice choice = { .paths = play->paths, .shard = 1, .shards = 1, .repeat = 1,
                                   .seed = play->seed };
    struct suite_rules  rules;
    struct suite_book   book;
    struct why          why = { "" };
    struct suite_run_setup setup = { .rules = &rules, .book = &book, .folder = play->folder,
                                     .resumes = play->resumes, .papers = RUN_PAPERS_NONE,
                                     .jobs = play->jobs, .limit_s = 30, .done = case_done,
                                     .taker = play };

    ck_assert_msg(suite_find(&play->suite, &choice, &why) == ERR_OK, "%s", why.text);
    ck_assert_msg(suite_rules_load(&rules, &play->suite, "", &why) == ERR_OK, "%s", why.text);
    ck_assert_msg(suite_book_open(&book, play->folder, "results.jsonl", play->resumes, &why) ==
                  ERR_OK, "%s", why.text);
    ck_assert_msg(suite_cases_run(&play->suite, &setup, &why) == ERR_OK, "%s", why.text);
    suite_book_close(&book);
    suite_rules_free(&rules);
}

static struct play play_of(const struct bench *bench, int jobs)
{
    return (struct play){ .paths = { bench->paths[0], NULL }, .folder = bench->scratch.folder,
                          .jobs = jobs, .seed = 1 };
}

/* The names of the book's lines, parted by blanks. */
static void book_names(const struct bench *bench, char out[1000])
{
    struct run_outcomes outcomes;
    char                path[200];

    out[0] = '\0';
    snprintf(path, sizeof path, "%s/results.jsonl", bench->scratch.folder);
    ck_assert_int_eq(run_outcomes_load(&outcomes, path, NULL), ERR_OK);
    for (size_t i = 0; i < outcomes.count; i++)
        snprintf(out + strlen(out), 1000 - strlen(out), "%s ", strchr(outcomes.of[i].name, '/') + 1);
    run_outcomes_free(&outcomes);
}

#define IN_ORDER "bad cold ready waits[s=1] waits[s=1.2] waits[s=0.5] "

/* ---- the same at any number of jobs ---- */

START_TEST(the_hash_and_the_book_are_the_same_at_any_number_of_jobs)
{
    static const int jobs[] = { 1, 2, 5 };
    char             first[DIGEST_HEX_SIZE] = "", names[1000];
    struct bench     bench;

    bench_make(&bench);
    for (int i = 0; i < COUNT(jobs); i++) {
        struct play play = play_of(&bench, jobs[i]);

        suite_play(&play);
        ck_assert_uint_eq(play.suite.case_count, CASES);
        ck_assert_uint_eq(suite_count(&play.suite, VERDICT_PASS), 4);
        ck_assert_uint_eq(suite_count(&play.suite, VERDICT_FAIL), 1);
        ck_assert_uint_eq(suite_count(&play.suite, VERDICT_ERROR), 1);
        ck_assert(!play.suite.is_stopped);
        if (i == 0)
            strcpy(first, play.suite.sha256);
        ck_assert_str_eq(play.suite.sha256, first);
        book_names(&bench, names);
        ck_assert_str_eq(names, IN_ORDER);
        suite_free(&play.suite);
    }
    scratch_drop(&bench.scratch);
}
END_TEST

START_TEST(another_seed_is_another_suite)
{
    struct bench bench;
    struct play  one, two;

    bench_make(&bench);
    one = two = play_of(&bench, 2);
    two.seed = 2;
    suite_play(&one);
    suite_play(&two);
    ck_assert_str_ne(one.suite.sha256, two.suite.sha256);
    suite_free(&one.suite);
    suite_free(&two.suite);
    scratch_drop(&bench.scratch);
}
END_TEST

/* ---- killed, and gone on with ---- */

/* A suite that is killed when so many of its runs have ended; "bad" is no run, and comes first. */
static void play_killed(const struct bench *bench, int dies_after)
{
    pid_t pid = fork();
    int   status;

    if (pid == 0) {
        struct play play = play_of(bench, 2);

        play.dies_after = dies_after;
        suite_play(&play);
        _exit(0);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* In any moment: between two runs, and in the middle of a line. */
START_TEST(a_killed_suite_goes_on_and_loses_nothing)
{
    int             dies_after = _i + 1;
    bool            is_cut = _i % 2 == 1;
    char            path[200], names[1000], whole[DIGEST_HEX_SIZE];
    struct bench    bench;
    struct play     play;
    struct run_outcomes before;

    bench_make(&bench);
    play = play_of(&bench, 2);
    suite_play(&play);
    strcpy(whole, play.suite.sha256);
    suite_free(&play.suite);

    play_killed(&bench, dies_after);
    snprintf(path, sizeof path, "%s/results.jsonl", bench.scratch.folder);
    if (is_cut) {
        FILE *file = fopen(path, "ab");

        fputs("{\"name\":\"out/ready\",\"verd", file);
        fclose(file);
    }
    ck_assert_int_eq(run_outcomes_load(&before, path, NULL), ERR_OK);
    ck_assert_uint_eq(before.count, (size_t)dies_after);

    play = play_of(&bench, 2);
    play.resumes = true;
    suite_play(&play);
    ck_assert_str_eq(play.suite.sha256, whole);
    for (size_t i = 0; i < before.count; i++)               /* kept, not run again */
        for (size_t n = 0; n < CASES; n++)
            if (strcmp(before.of[i].name, play.suite.cases[n].name) == 0 &&
                before.of[i].verdict != VERDICT_ERROR)
                ck_assert_double_eq(before.of[i].wall_s, play.suite.outcomes[n].wall_s);
    book_names(&bench, names);
    ck_assert_str_eq(names, IN_ORDER);
    run_outcomes_free(&before);
    suite_free(&play.suite);
    scratch_drop(&bench.scratch);
}
END_TEST

/* What of an earlier suite is not as good as running it again. */
static double wall_s_of(const struct play *play, const char *name)
{
    for (size_t i = 0; i < play->suite.case_count; i++)
        if (strcmp(strchr(play->suite.cases[i].name, '/') + 1, name) == 0)
            return play->suite.outcomes[i].wall_s;
    return NAN;
}

START_TEST(what_has_changed_is_run_again)
{
    struct bench bench;
    struct play  first, second, third;
    char         path[200];

    bench_make(&bench);
    first = second = third = play_of(&bench, 1);
    suite_play(&first);
    snprintf(path, sizeof path, "%s/cold.lua", bench.scratch.folder);
    scratch_write(path, SCENARIO("cold", "", "wait(1.3) expect('cold', rig.tip.temp_c < 10)"));
    second.resumes = true;
    suite_play(&second);
    ck_assert_double_ne(wall_s_of(&first, "cold"), wall_s_of(&second, "cold"));
    ck_assert_double_eq(wall_s_of(&first, "ready"), wall_s_of(&second, "ready"));
    third.resumes = true;
    third.seed = 3;
    suite_play(&third);
    ck_assert_double_ne(wall_s_of(&second, "ready"), wall_s_of(&third, "ready"));
    suite_free(&first.suite);
    suite_free(&second.suite);
    suite_free(&third.suite);
    scratch_drop(&bench.scratch);
}
END_TEST

START_TEST(a_book_that_cannot_be_read_is_no_book_to_go_on_with)
{
    struct bench      bench;
    struct suite_book book;
    struct why        why = { "" };
    char              path[200], *text;

    bench_make(&bench);
    snprintf(path, sizeof path, "%s/results.jsonl", bench.scratch.folder);
    scratch_write(path, "this is no line of results\n");
    ck_assert_int_eq(suite_book_open(&book, bench.scratch.folder, "results.jsonl", true, &why),
                     ERR_PARSE);
    ck_assert_msg(strstr(why.text, "results.jsonl:1: "), "%s", why.text);
    text = scratch_read(path, NULL);
    ck_assert_str_eq(text, "this is no line of results\n");     /* and left as it is */
    free(text);
    ck_assert_int_eq(suite_book_open(&book, bench.scratch.folder, "results.jsonl", false, NULL),
                     ERR_OK);
    suite_book_close(&book);
    scratch_drop(&bench.scratch);
}
END_TEST

static const struct { const char *name, *mutant; double wall_s; } kept[] = {
    { "a/b", "",     1 }, { "a/c", "",     2 }, { "a/b", "late", 3 }, { "a/b", "", 4 },
    { "a",   "",     5 }, { "a/b", "gone", 6 }, { "a/c", "late", 7 }, { "a/c", "", 8 },
};
static const struct { const char *name, *mutant; double wall_s; } asked[] = {
    { "a/b", "", 4 }, { "a/c", "", 8 }, { "a", "", 5 }, { "a/b", "late", 3 }, { "a/b", "gone", 6 },
    { "a/c", "late", 7 }, { "a/c", "gone", NAN }, { "a/a", "", NAN }, { "z", "", NAN },
    { "", "", NAN },
};

START_TEST(a_book_finds_the_last_line_of_a_name_and_a_mutant)
{
    struct scratch    scratch = scratch_make("out");
    struct suite_book book;

    for (int goes_on = 0; goes_on < 2; goes_on++) {
        ck_assert_int_eq(suite_book_open(&book, scratch.folder, "b.jsonl", goes_on, NULL), ERR_OK);
        for (int i = 0; i < COUNT(asked); i++) {
            const struct run_outcome *found;

            found = suite_book_find(&book, asked[i].name, asked[i].mutant);
            ck_assert_msg((found != NULL) == (goes_on && !isnan(asked[i].wall_s)), "%s of %s",
                          asked[i].mutant, asked[i].name);
            if (found)
                ck_assert_double_eq(found->wall_s, asked[i].wall_s);
        }
        for (int i = 0; i < COUNT(kept) && !goes_on; i++) {
            struct run_outcome outcome = { .wall_s = kept[i].wall_s };

            strcpy(outcome.name, kept[i].name);
            strcpy(outcome.mutant, kept[i].mutant);
            ck_assert_int_eq(suite_book_add(&book, &outcome, NULL), ERR_OK);
        }
        suite_book_close(&book);
    }
    scratch_drop(&scratch);
}
END_TEST

START_TEST(two_suites_do_not_write_one_book)
{
    struct bench      bench;
    struct suite_book one, two;
    struct why        why = { "" };
    int               status;
    pid_t             pid;

    bench_make(&bench);
    ck_assert_int_eq(suite_book_open(&one, bench.scratch.folder, "a", false, NULL), ERR_OK);
    pid = fork();
    if (pid == 0) {
        bool is_refused = suite_book_open(&two, bench.scratch.folder, "a", true, &why) == ERR_IO &&
                          strstr(why.text, "another painrig is at work in this folder");

        _exit(is_refused ? 0 : 1);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    suite_book_close(&one);
    scratch_drop(&bench.scratch);
}
END_TEST

/* ---- what takes longest goes first ---- */

START_TEST(the_longest_known_cases_begin_first)
{
    static const struct { const char *name; double wall_s; } known[] = {
        { "cold", 2 }, { "ready", 9 }, { "waits[s=1]", 4 }, { "waits[s=0.5]", 0.1 },
    };
    struct bench       bench;
    struct play        play;
    struct bytes       lines = { 0 };
    char               path[200], folder[64];

    bench_make(&bench);
    snprintf(folder, sizeof folder, "%s", strrchr(bench.scratch.folder, '/') + 1);
    for (int i = 0; i < COUNT(known); i++) {
        struct run_outcome outcome = { .wall_s = known[i].wall_s, .verdict = VERDICT_PASS };

        snprintf(outcome.name, sizeof outcome.name, "%s/%s", folder, known[i].name);
        run_outcome_write(&outcome, &lines);
    }
    snprintf(path, sizeof path, "%s/results.jsonl", bench.scratch.folder);
    ck_assert_int_eq(bytes_write_file(&lines, path, NULL), ERR_OK);
    bytes_free(&lines);
    play = play_of(&bench, 1);
    suite_play(&play);
    /* what is refused needs no run; what nobody has timed may be the longest of all */
    ck_assert_str_eq(play.order, "bad waits[s=1.2] ready waits[s=1] cold waits[s=0.5] ");
    suite_free(&play.suite);
    scratch_drop(&bench.scratch);
}
END_TEST

START_TEST(the_time_left_is_what_is_known_and_an_average_of_the_rest)
{
    struct suite_progress progress = suite_progress_open(NULL, 4, 2);
    struct suite_step     step = { .name = "a", .word = "pass", .wall_s = 3, .expected_s = NAN };

    suite_progress_expect(&progress, 10);
    suite_progress_expect(&progress, NAN);
    suite_progress_expect(&progress, NAN);
    ck_assert(isnan(suite_progress_left_s(&progress)));
    suite_progress_done(&progress, &step);
    ck_assert_double_eq_tol(suite_progress_left_s(&progress), (10 + 3) / 2.0, 1e-9);
    step.expected_s = 10;
    suite_progress_done(&progress, &step);
    ck_assert_double_eq_tol(suite_progress_left_s(&progress), 3 / 2.0, 1e-9);
}
END_TEST

/* ---- what a scenario may try (tests/attacks) ---- */

#define ATTACK_S_MOST 30        /* of a busy machine and sanitizers; a quiet one needs less than 1 */
#define LOOP "an endless loop? More than 5000000 steps without waiting"

static const struct { const char *name, *sentence; } attacks[] = {
    { "bad_sort", LOOP },
    { "close_loop", "a metatable with __close is not accepted" },
    { "coroutine_bomb", "'coroutine' is not available" },
    { "debug_sethook", "'debug' is not available" },
    { "deep_recursion", "an endless recursion?" },
    { "endless_loop", LOOP },
    { "gc_loop", "a metatable with __gc is not accepted" },
    { "load_bytecode", "'load' is not available" },
    { "long_c_calls", LOOP },
    { "loop_at_load", LOOP },
    { "loop_in_coroutine", "'coroutine' is not available" },
    { "loop_in_pcall", LOOP },
    { "no_attack", NULL },
    { "pathological_find", LOOP },
    { "string_rep", "MiB of memory" },
    { "table_bomb", LOOP },
};

START_TEST(every_attack_ends_soon_and_the_suite_goes_on)
{
    struct scratch scratch = scratch_make("out");
    struct play    play = { .paths = { "tests/attacks", NULL }, .folder = scratch.folder,
                            .jobs = 2, .seed = 1 };

    suite_play(&play);
    ck_assert_uint_eq(play.suite.case_count, COUNT(attacks));
    for (int i = 0; i < COUNT(attacks); i++) {
        const struct run_outcome *outcome = &play.suite.outcomes[i];
        char                      place[80];

        ck_assert_str_eq(strchr(outcome->name, '/') + 1, attacks[i].name);
        ck_assert_msg(outcome->wall_s < ATTACK_S_MOST, "%s took %g s", outcome->name, outcome->wall_s);
        ck_assert_int_eq(outcome->verdict, attacks[i].sentence ? VERDICT_ERROR : VERDICT_PASS);
        if (!attacks[i].sentence)
            continue;
        ck_assert_msg(strstr(outcome->error, attacks[i].sentence), "%s: %s", outcome->name,
                      outcome->error);
        snprintf(place, sizeof place, "%s.lua:", attacks[i].name);
        ck_assert_msg(strncmp(outcome->error, place, strlen(place)) == 0, "%s", outcome->error);
        if (strcmp(attacks[i].name, "loop_at_load") != 0)
            ck_assert_msg(strstr(outcome->error, "\n  at 1.00 s, called from "), "%s",
                          outcome->error);
    }
    suite_free(&play.suite);
    scratch_drop(&scratch);
}
END_TEST

static const struct { const char *name, *folder; } folders[] = {
    { "ablation/over", "out/ablation/over" },
    { "ablation/over[tip_mm=5,set_c=80]", "out/ablation/over/tip_mm=5,set_c=80" },
    { "ablation/over[wide]#2", "out/ablation/over/wide~2" },
};

START_TEST(each_case_has_a_folder_of_its_own)
{
    char folder[SUITE_FOLDER_SIZE];

    ck_assert_int_eq(suite_case_folder("out", folders[_i].name, folder, NULL), ERR_OK);
    ck_assert_str_eq(folder, folders[_i].folder);
}
END_TEST

/* Two cases whose folders were cut to the same name would write over each other. */
START_TEST(a_folder_that_does_not_fit_is_refused_and_not_cut)
{
    char       folder[SUITE_FOLDER_SIZE], out[SUITE_FOLDER_SIZE];
    struct why why = { "" };

    memset(out, 'o', sizeof out);
    out[SUITE_FOLDER_SIZE - 6] = '\0';
    ck_assert_int_eq(suite_case_folder(out, "a/b", folder, &why), ERR_OK);
    ck_assert_uint_eq(strlen(folder), SUITE_FOLDER_SIZE - 2);
    ck_assert_int_eq(suite_case_folder(out, "a/bcd", folder, &why), ERR_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "a shorter one with --out DIR"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("suite run");
    TCase *all = tcase_create("run");

    tcase_set_timeout(all, 60);
    tcase_add_test(all, the_hash_and_the_book_are_the_same_at_any_number_of_jobs);
    tcase_add_test(all, another_seed_is_another_suite);
    tcase_add_loop_test(all, a_killed_suite_goes_on_and_loses_nothing, 0, CASES);
    tcase_add_test(all, what_has_changed_is_run_again);
    tcase_add_test(all, a_book_that_cannot_be_read_is_no_book_to_go_on_with);
    tcase_add_test(all, a_book_finds_the_last_line_of_a_name_and_a_mutant);
    tcase_add_test(all, two_suites_do_not_write_one_book);
    tcase_add_test(all, the_longest_known_cases_begin_first);
    tcase_add_test(all, the_time_left_is_what_is_known_and_an_average_of_the_rest);
    tcase_add_test(all, every_attack_ends_soon_and_the_suite_goes_on);
    tcase_add_loop_test(all, each_case_has_a_folder_of_its_own, 0, COUNT(folders));
    tcase_add_test(all, a_folder_that_does_not_fit_is_refused_and_not_cut);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
