/* Which tests there are, what they are called, and which of them are chosen. */
#include "hil/suite/suite.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

#define SCENARIO(fields)                                                                        \
    "-- a toy\nreturn scenario { title = 't', rig = 'toy', limit_s = 1, parameters = { a = 1 }, " \
    fields " run = function() end }\n"

/* ---- a tree of files ---- */

static const struct { const char *path, *text; } files[] = {
    { "heat/over.lua",     SCENARIO("covers = { 'IL-1' }, tags = { 'slow' },") },
    { "heat/grid.lua",     SCENARIO("grid = { a = { 20, 3 } },") },
    { "heat/broken.lua",   "return scenaro {}\n" },
    { "heat/notes.txt",    "no scenario\n" },
    { "heat/.over.lua",    "an editor's own\n" },
    { "pump/over.lua",     SCENARIO("covers = { 'IP-1', 'IP-2' },") },
    { "pump/deep/low.lua", SCENARIO("") },
    { "cases/held.lua",    "return lesion_case { tip_mm = 5 }\n" },
    { "cases/wide.lua",    "return spread_case { }\n" },
    { "rules/heat.lua",    "return requirements { rig = 'toy' }\n" },
    { "prelude.lua",       "---@meta\nfunction wait(seconds) end\n" },
};

struct tree { struct scratch scratch; char folder[128]; };

static void file_make(const struct tree *tree, const char *path, const char *text)
{
    char whole[400];

    snprintf(whole, sizeof whole, "%s/%s", tree->folder, path);
    for (char *at = whole + strlen(tree->folder) + 1; *at; at++)
        if (*at == '/') {
            *at = '\0';
            mkdir(whole, 0777);
            *at = '/';
        }
    scratch_write(whole, text);
}

static struct tree tree_make(void)
{
    struct tree tree = { .scratch = scratch_make("tree") };

    snprintf(tree.folder, sizeof tree.folder, "%s", tree.scratch.path);
    ck_assert_int_eq(mkdir(tree.folder, 0777), 0);
    for (int i = 0; i < COUNT(files); i++)
        file_make(&tree, files[i].path, files[i].text);
    return tree;
}

static struct suite found(const struct suite_choice *choice)
{
    struct suite suite;
    struct why   why = { "" };

    ck_assert_msg(suite_find(&suite, choice, &why) == ERR_OK, "%s", why.text);
    return suite;
}

static struct suite_choice choice_of(const char *const *paths)
{
    return (struct suite_choice){ .paths = paths, .shard = 1, .shards = 1, .repeat = 1, .seed = 7 };
}

/* "a b c" of the names. */
static void names_check(struct suite *suite, const char *want)
{
    char names[2000] = "";

    for (size_t i = 0; i < suite->case_count; i++) {
        strcat(names, i ? " " : "");
        strcat(names, suite->cases[i].name);
    }
    ck_assert_str_eq(names, want);
    suite_free(suite);
}

/* ---- what is found ---- */

#define ALL "deep/low heat/broken heat/grid[a=20] heat/grid[a=3] heat/over pump/over"

START_TEST(folders_are_searched_and_other_kinds_passed_over)
{
    struct tree         tree = tree_make();
    const char         *paths[] = { tree.folder, NULL };
    struct suite_choice choice = choice_of(paths);
    struct suite        suite = found(&choice);

    ck_assert_uint_eq(suite.cases[4].seed, 7);
    ck_assert_int_eq(suite.cases[4].attempt, 1);
    ck_assert_int_eq(suite.cases[4].line, 2);
    ck_assert_str_eq(suite.cases[4].rig, "toy");
    ck_assert_str_eq(suite.cases[4].covers[0], "IL-1");
    ck_assert_str_eq(suite.cases[4].tags[0], "slow");
    ck_assert_str_eq(suite.cases[3].case_name, "a=3");
    ck_assert_str_eq(suite.cases[3].refusal, "");
    ck_assert_str_eq(suite.cases[1].refusal,
                     "broken.lua:1: 'scenaro' is not known: did you mean 'scenario'?");
    names_check(&suite, ALL);
    scratch_drop(&tree.scratch);
}
END_TEST

START_TEST(a_file_that_two_paths_lead_to_is_one_test)
{
    struct tree         tree = tree_make();
    char                file[300], slash[300];
    const char         *paths[] = { tree.folder, slash, file, NULL };
    struct suite_choice choice = choice_of(paths);
    struct suite        suite;

    snprintf(file, sizeof file, "%s/heat/over.lua", tree.folder);
    snprintf(slash, sizeof slash, "%s/heat//", tree.folder);
    suite = found(&choice);
    names_check(&suite, ALL);
    scratch_drop(&tree.scratch);
}
END_TEST

/* Whoever names a file wants to know why it is no test. */
START_TEST(a_file_of_another_kind_that_is_named_is_refused)
{
    struct tree         tree = tree_make();
    char                file[300];
    const char         *paths[] = { file, NULL };
    struct suite_choice choice = choice_of(paths);
    struct suite        suite;

    snprintf(file, sizeof file, "%s/cases/held.lua", tree.folder);
    suite = found(&choice);
    ck_assert_str_eq(suite.cases[0].refusal,
                     "held.lua is a lesion case, no scenario: try painrig lesion");
    names_check(&suite, "cases/held");
    scratch_drop(&tree.scratch);
}
END_TEST

/* ---- what is chosen ---- */

static const struct { const char *filter, *names; } filters[] = {
    { "slow", "heat/broken heat/over" },
    { "IP-2", "heat/broken pump/over" },
    { "IP",   NULL },
    { "grid", "heat/broken heat/grid[a=20] heat/grid[a=3]" },
    { "a=3",  "heat/broken heat/grid[a=3]" },
    { "pump/", "heat/broken pump/over" },
};

START_TEST(a_filter_is_a_tag_an_id_or_a_part_of_the_name)
{
    struct tree         tree = tree_make();
    const char         *paths[] = { tree.folder, NULL };
    struct suite_choice choice = choice_of(paths);
    struct suite        suite;

    choice.filter = filters[_i].filter;
    suite = found(&choice);
    names_check(&suite, filters[_i].names ? filters[_i].names : "heat/broken");
    scratch_drop(&tree.scratch);
}
END_TEST

static const struct { int shard, shards; const char *names; } shards[] = {
    { 1, 2, "deep/low heat/grid[a=20] heat/over" },
    { 2, 2, "heat/broken heat/grid[a=3] pump/over" },
    { 4, 4, "heat/grid[a=3]" },
    { 7, 9, "" },
};

START_TEST(shards_part_the_suite_and_may_be_empty)
{
    struct tree         tree = tree_make();
    const char         *paths[] = { tree.folder, NULL };
    struct suite_choice choice = choice_of(paths);
    struct suite        suite;

    choice.shard = shards[_i].shard;
    choice.shards = shards[_i].shards;
    suite = found(&choice);
    names_check(&suite, shards[_i].names);
    scratch_drop(&tree.scratch);
}
END_TEST

START_TEST(a_repeated_test_has_other_seeds_and_other_names)
{
    struct tree         tree = tree_make();
    const char         *paths[] = { tree.folder, NULL };
    struct suite_choice choice = choice_of(paths);
    struct suite        suite;

    choice.repeat = 3;
    choice.filter = "pump/over";
    suite = found(&choice);
    for (size_t i = 3; i < 6; i++) {
        ck_assert_uint_eq(suite.cases[i].seed, 7 + i - 3);
        ck_assert_int_eq(suite.cases[i].attempt, (int)i - 2);
    }
    names_check(&suite, "heat/broken heat/broken#2 heat/broken#3 pump/over pump/over#2 pump/over#3");
    scratch_drop(&tree.scratch);
}
END_TEST

/* ---- what is refused ---- */

static enum err refused(const struct suite_choice *choice, const char *sentence)
{
    struct suite suite;
    struct why   why = { "" };
    enum err     err = suite_find(&suite, choice, &why);

    ck_assert_int_ne(err, ERR_OK);
    ck_assert_msg(strstr(why.text, sentence), "\"%s\" has no \"%s\"", why.text, sentence);
    return err;
}

START_TEST(two_tests_of_one_name_are_refused)
{
    struct tree         tree = tree_make();
    const char         *paths[] = { tree.folder, NULL };
    struct suite_choice choice = choice_of(paths);

    file_make(&tree, "older/heat/over.lua", SCENARIO(""));
    ck_assert_int_eq(refused(&choice, "two tests would be called heat/over: "), ERR_RANGE);
    refused(&choice, "older/heat/over.lua");
    scratch_drop(&tree.scratch);
}
END_TEST

START_TEST(a_path_with_nothing_to_test_is_refused)
{
    struct tree         tree = tree_make();
    char                path[300];
    const char         *paths[] = { path, NULL };
    struct suite_choice choice = choice_of(paths);

    snprintf(path, sizeof path, "%s/nowhere", tree.folder);
    ck_assert_int_eq(refused(&choice, "nowhere cannot be read: No such file"), ERR_IO);
    snprintf(path, sizeof path, "%s/cases", tree.folder);
    ck_assert_int_eq(refused(&choice, "there is no scenario in "), ERR_UNKNOWN);
    snprintf(path, sizeof path, "%s/pump", tree.folder);
    choice.filter = "slwo";
    ck_assert_int_eq(refused(&choice, "--filter slwo: no scenario in "), ERR_UNKNOWN);
    scratch_drop(&tree.scratch);
}
END_TEST

START_TEST(a_link_that_leads_back_does_not_go_round_for_ever)
{
    struct tree         tree = tree_make();
    char                link[300];
    const char         *paths[] = { tree.folder, NULL };
    struct suite_choice choice = choice_of(paths);
    struct suite        suite;

    snprintf(link, sizeof link, "%s/pump/deep/up", tree.folder);
    ck_assert_int_eq(symlink(tree.folder, link), 0);
    suite = found(&choice);
    names_check(&suite, ALL);
    scratch_drop(&tree.scratch);
}
END_TEST

/* ---- of a suite as a whole ---- */

static struct suite two_done(enum verdict first, enum verdict second)
{
    struct suite suite = { .case_count = 3 };

    suite.cases = calloc(3, sizeof *suite.cases);
    suite.outcomes = calloc(3, sizeof *suite.outcomes);
    suite.is_done = calloc(3, sizeof *suite.is_done);
    for (size_t i = 0; i < 3; i++)
        snprintf(suite.cases[i].name, sizeof suite.cases[i].name, "toy/%zu", i);
    suite.outcomes[0].verdict = first;
    suite.outcomes[1].verdict = second;
    suite.is_done[0] = suite.is_done[1] = true;
    strcpy(suite.outcomes[0].trace_sha256, "aa");
    suite.outcomes[0].wall_s = 5;
    return suite;
}

START_TEST(the_worst_of_what_is_done_is_the_suites_verdict)
{
    struct suite none = { 0 };
    struct suite suite = two_done(VERDICT_PASS, VERDICT_FAIL);

    ck_assert_int_eq(suite_verdict(&none), VERDICT_VACUOUS);
    ck_assert_int_eq(suite_verdict(&suite), VERDICT_FAIL);
    ck_assert_uint_eq(suite_count(&suite, VERDICT_PASS), 1);
    ck_assert_uint_eq(suite_count(&suite, VERDICT_FAIL), 1);
    suite.outcomes[1].verdict = VERDICT_PASS;
    suite.outcomes[2].verdict = VERDICT_ERROR;
    ck_assert_int_eq(suite_verdict(&suite), VERDICT_PASS);
    suite.is_stopped = true;
    ck_assert_int_eq(suite_verdict(&suite), VERDICT_INCONCLUSIVE);
    suite.outcomes[0].verdict = VERDICT_FAIL;
    ck_assert_int_eq(suite_verdict(&suite), VERDICT_FAIL);
    suite_free(&suite);
}
END_TEST

/* What must change the hash, and what must not. */
START_TEST(the_hash_is_over_names_verdicts_and_traces)
{
    struct suite suite = two_done(VERDICT_PASS, VERDICT_PASS);
    char         before[DIGEST_HEX_SIZE];

    suite_hash(&suite);
    strcpy(before, suite.sha256);
    ck_assert_uint_eq(strlen(before), 64);
    suite.outcomes[0].wall_s = 6;
    suite_hash(&suite);
    ck_assert_str_eq(suite.sha256, before);
    suite.outcomes[0].trace_sha256[1] = 'b';
    suite_hash(&suite);
    ck_assert_str_ne(suite.sha256, before);
    suite.outcomes[0].trace_sha256[1] = 'a';
    suite.outcomes[1].verdict = VERDICT_VACUOUS;
    suite_hash(&suite);
    ck_assert_str_ne(suite.sha256, before);
    suite.outcomes[1].verdict = VERDICT_PASS;
    suite.cases[1].name[0] = 'T';
    suite_hash(&suite);
    ck_assert_str_ne(suite.sha256, before);
    suite.cases[1].name[0] = 't';
    suite.is_done[2] = true;
    suite_hash(&suite);
    ck_assert_str_ne(suite.sha256, before);
    suite_free(&suite);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("suite find");
    TCase *all = tcase_create("find");

    tcase_add_test(all, folders_are_searched_and_other_kinds_passed_over);
    tcase_add_test(all, a_file_that_two_paths_lead_to_is_one_test);
    tcase_add_test(all, a_file_of_another_kind_that_is_named_is_refused);
    tcase_add_loop_test(all, a_filter_is_a_tag_an_id_or_a_part_of_the_name, 0, COUNT(filters));
    tcase_add_loop_test(all, shards_part_the_suite_and_may_be_empty, 0, COUNT(shards));
    tcase_add_test(all, a_repeated_test_has_other_seeds_and_other_names);
    tcase_add_test(all, two_tests_of_one_name_are_refused);
    tcase_add_test(all, a_path_with_nothing_to_test_is_refused);
    tcase_add_test(all, a_link_that_leads_back_does_not_go_round_for_ever);
    tcase_add_test(all, the_worst_of_what_is_done_is_the_suites_verdict);
    tcase_add_test(all, the_hash_is_over_names_verdicts_and_traces);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
