/* The evidence of a suite: checked down to its runs. */
#include "tests/support/evidence_place.h"
#include "tests/support/suite.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define COUNT(table) (int)(sizeof (table) / sizeof *(table))

/* Two runs, one of them a folder deeper, a case without papers, and a page of the suite. */
static void suite_leave(const struct evidence_place *place)
{
    struct evidence *suite = record_begun(place->run, place->key, true);
    struct why       why = { "" };
    char             path[200];

    place_in(place, "a", path);
    mkdir(path, 0777);
    record_leave(path, place->key);
    ck_assert_int_eq(evidence_case(suite, "a", path, VERDICT_PASS, &why), ERR_OK);
    place_in(place, "deep", path);
    mkdir(path, 0777);
    place_in(place, "deep/b", path);
    mkdir(path, 0777);
    record_leave(path, place->key);
    ck_assert_int_eq(evidence_case(suite, "deep/b", path, VERDICT_FAIL, &why), ERR_OK);
    ck_assert_int_eq(evidence_case(suite, "c", NULL, VERDICT_ERROR, &why), ERR_OK);
    place_put(place, "results.jsonl", "{}\n");
    record_ended(suite);
}

static void case_changed(struct evidence_place *place)
{
    place_put(place, "deep/b/trace.csv", "t_s\n");
}

static void page_changed(struct evidence_place *place)
{
    place_put(place, "results.jsonl", "[]\n");
}

static void between_added(struct evidence_place *place)
{
    place_put(place, "deep/more.txt", "x");
}

static void case_anew(struct evidence_place *place)
{
    char path[200];

    place_in(place, "deep/b", path);
    record_leave(path, place->key);
}

static void case_added(struct evidence_place *place)
{
    char path[200];

    place_in(place, "z", path);
    mkdir(path, 0777);
    record_leave(path, place->key);
}

static void case_renamed(struct evidence_place *place)
{
    char from[200], to[200];

    place_in(place, "a", from);
    place_in(place, "aa", to);
    ck_assert_int_eq(rename(from, to), 0);
}

static void case_signature_removed(struct evidence_place *place)
{
    char path[200];

    place_in(place, "a/evidence.sig", path);
    ck_assert_int_eq(remove(path), 0);
}

static const struct {
    const char *what;
    void      (*act)(struct evidence_place *);
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
    struct evidence_place place = place_make();
    struct evidence_check check;
    struct why            why = { "" };
    char                  said[3000];

    suite_leave(&place);
    ck_assert(record_is_whole(place.run, place.pub));
    ck_assert_int_eq(evidence_verify(place.run, NULL, stdout, &check, &why), ERR_OK);
    ck_assert_uint_eq(check.cases, 3);
    ck_assert_uint_eq(check.files, 5);
    suite_sabotages[_i].act(&place);
    ck_assert_msg(record_faults(place.run, NULL, said, sizeof said) > 0, "%s",
                  suite_sabotages[_i].what);
    ck_assert_msg(strstr(said, suite_sabotages[_i].said), "%s: %s", suite_sabotages[_i].what, said);
    scratch_drop(&place.scratch);
}
END_TEST

START_TEST(a_run_of_an_earlier_suite_is_sealed_as_such)
{
    struct evidence_place place = place_make();
    struct evidence      *suite;

    suite_leave(&place);
    suite = record_begun(place.run, NULL, true);
    record_ended(suite);
    ck_assert(record_is_whole(place.run, NULL));
    case_changed(&place);
    ck_assert_uint_gt(record_faults(place.run, NULL, NULL, 0), 0);
    scratch_drop(&place.scratch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("evidence suite");
    TCase *tests = tcase_create("evidence suite");

    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, a_suite_is_checked_down_to_its_runs, 0, COUNT(suite_sabotages));
    tcase_add_test(tests, a_run_of_an_earlier_suite_is_sealed_as_such);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
