/* Traceability: what is traced, and that every kind of gap is found. */
#include "hil/suite/matrix.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"
#include "tests/support/toy_suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

static struct requirements *toy;
static struct suite         suite_of;
static struct matrix        matrix;

static struct requirements *loaded(const char *path)
{
    struct requirements *requirements = NULL;
    struct why           why = { "" };

    ck_assert_msg(requirements_load(&requirements, path, &why) == ERR_OK, "%s", why.text);
    return requirements;
}

static void set_up(void)
{
    toy = loaded("tests/data/requirements");
    suite_of = toy_suite_make(4);
    suite_of.requirements = toy;
    matrix = (struct matrix){ 0 };
}

static void tear_down(void)
{
    matrix_free(&matrix);
    toy_suite_free(&suite_of);
    requirements_free(toy);
}

static void trace(void)
{
    struct why why = { "" };

    matrix_free(&matrix);
    ck_assert_msg(matrix_make(&matrix, &suite_of, &why) == ERR_OK, "%s", why.text);
}

static const struct matrix_gap *gap_find(enum matrix_gap_kind kind, const char *id)
{
    for (size_t i = 0; i < matrix.gap_count; i++)
        if (matrix.gaps[i].kind == kind && strcmp(matrix.gaps[i].id, id) == 0)
            return &matrix.gaps[i];
    return NULL;
}

static const struct matrix_row *row_of(const char *id)
{
    for (size_t i = 0; i < matrix.row_count; i++)
        if (strcmp(matrix.rows[i].requirement->id, id) == 0)
            return &matrix.rows[i];
    ck_abort_msg("no row %s", id);
    return NULL;
}

static void find(size_t index, const char *id, enum verdict verdict, long fired, double margin)
{
    struct outcome_requirement found = {
        .verdict = verdict, .fired = fired, .margin = margin, .slack_s = margin / 10,
        .is_covered = suite_case_covers(&suite_of.cases[index], id), .unit = "C", .at_s = 1,
        .why = "a reason",
    };

    snprintf(found.id, sizeof found.id, "%s", id);
    toy_requirement_add(&suite_of, index, &found);
}

/* Every requirement covered by case 0, put to the test there and met. */
static void all_is_well(void)
{
    static const char *const ids[] = { "T-1", "T-2", "T-3", "T-4", "T-5" };

    for (size_t i = 0; i < COUNT(ids); i++) {
        toy_covers(&suite_of, 0, ids[i]);
        find(0, ids[i], VERDICT_PASS, 10, 5);
    }
    for (size_t i = 1; i < suite_of.case_count; i++)
        toy_covers(&suite_of, i, "T-2");
}

static struct outcome_requirement *found_in(size_t index, const char *id)
{
    struct run_outcome *outcome = &suite_of.outcomes[index];

    for (size_t i = 0; i < outcome->requirement_count; i++)
        if (strcmp(outcome->requirements[i].id, id) == 0)
            return &outcome->requirements[i];
    ck_abort_msg("no %s", id);
    return NULL;
}

START_TEST(a_suite_without_gaps_has_none)
{
    all_is_well();
    trace();
    ck_assert_uint_eq(matrix.gap_count, 0);
    ck_assert_uint_eq(matrix.row_count, 5);
    ck_assert_int_eq(row_of("T-1")->verdict, VERDICT_PASS);
    ck_assert_uint_eq(row_of("T-2")->covered_by, 4);
    ck_assert_uint_eq(row_of("T-2")->fired_in, 1);
    ck_assert_int_eq(row_of("T-2")->fired, 10);
}
END_TEST

START_TEST(a_requirement_that_no_case_covers_is_found)
{
    all_is_well();
    snprintf(suite_of.cases[0].covers[2], sizeof suite_of.cases[0].covers[2], "T-2");   /* T-3 */
    trace();
    ck_assert_uint_eq(matrix.gaps_of[MATRIX_GAP_UNCOVERED], 1);
    ck_assert_uint_eq(matrix.gap_count, 1);
    ck_assert_ptr_nonnull(strstr(gap_find(MATRIX_GAP_UNCOVERED, "T-3")->text,
                                 "its trigger fired in 1 case all the same"));
}
END_TEST

START_TEST(a_trigger_that_never_fired_is_found)
{
    all_is_well();
    found_in(0, "T-1")->fired = 0;
    trace();
    ck_assert_uint_eq(matrix.gap_count, 1);
    ck_assert_str_eq(gap_find(MATRIX_GAP_UNTRIGGERED, "T-1")->name, "toy/case_000");
    ck_assert_msg(row_of("T-1")->verdict == VERDICT_VACUOUS, "a pass that is none");
    ck_assert(isnan(row_of("T-1")->margin));
}
END_TEST

START_TEST(what_was_nowhere_decided_is_found)
{
    all_is_well();
    found_in(0, "T-4")->verdict = VERDICT_INCONCLUSIVE;
    trace();
    ck_assert_uint_eq(matrix.gap_count, 1);
    ck_assert_ptr_nonnull(gap_find(MATRIX_GAP_UNDECIDED, "T-4"));
    ck_assert_int_eq(row_of("T-4")->verdict, VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(one_failure_outweighs_all_passes)
{
    all_is_well();
    find(2, "T-2", VERDICT_FAIL, 1, -3);
    find(3, "T-2", VERDICT_FAIL, 1, -4);
    trace();
    ck_assert_uint_eq(matrix.gap_count, 1);
    ck_assert_str_eq(gap_find(MATRIX_GAP_FAILED, "T-2")->name, "toy/case_002");
    ck_assert_str_eq(gap_find(MATRIX_GAP_FAILED, "T-2")->text, "not met in 2 cases: a reason");
    ck_assert_int_eq(row_of("T-2")->verdict, VERDICT_FAIL);
    ck_assert_double_eq(row_of("T-2")->margin, 5);      /* of the case where it passed */
}
END_TEST

START_TEST(a_known_gap_is_a_gap)
{
    all_is_well();
    find(1, "T-5", VERDICT_FAIL, 1, -1);
    found_in(1, "T-5")->is_gap = true;
    snprintf(found_in(1, "T-5")->gap_reason, sizeof found_in(1, "T-5")->gap_reason,
             "there is one sensor");
    trace();
    ck_assert_uint_eq(matrix.gap_count, 1);
    ck_assert_str_eq(gap_find(MATRIX_GAP_KNOWN, "T-5")->name, "toy/case_001");
    ck_assert_str_eq(gap_find(MATRIX_GAP_KNOWN, "T-5")->text,
                     "not met, as is known, in 1 case: there is one sensor. Here a reason");
    ck_assert_int_eq(row_of("T-5")->verdict, VERDICT_FAIL);
}
END_TEST

START_TEST(a_case_that_covers_nothing_is_found_once_per_file)
{
    all_is_well();
    suite_of.cases[2].cover_count = suite_of.cases[3].cover_count = 0;
    memcpy(suite_of.cases[3].path, suite_of.cases[2].path, sizeof suite_of.cases[2].path);
    trace();
    ck_assert_uint_eq(matrix.gap_count, 1);
    ck_assert_str_eq(gap_find(MATRIX_GAP_IDLE, "")->name, "toy/case_002");
}
END_TEST

START_TEST(an_id_that_no_requirement_has_is_found_with_the_nearest)
{
    all_is_well();
    toy_covers(&suite_of, 1, "T-11");
    trace();
    ck_assert_uint_eq(matrix.gap_count, 1);
    ck_assert_str_eq(gap_find(MATRIX_GAP_ORPHAN, "T-11")->name, "toy/case_001");
    ck_assert_ptr_nonnull(strstr(gap_find(MATRIX_GAP_ORPHAN, "T-11")->text,
                                 "case_001.lua:3 covers it, and no requirement has this id"));
    ck_assert_ptr_nonnull(strstr(gap_find(MATRIX_GAP_ORPHAN, "T-11")->text, "did you mean T-1?"));
}
END_TEST

START_TEST(a_case_without_an_outcome_is_found)
{
    all_is_well();
    suite_of.is_done[3] = false;
    snprintf(suite_of.cases[2].refusal, sizeof suite_of.cases[2].refusal, "c.lua:1: nonsense");
    trace();
    ck_assert_uint_eq(matrix.gap_count, 2);
    ck_assert_uint_eq(matrix.gaps_of[MATRIX_GAP_NOT_RUN], 2);
    ck_assert_ptr_nonnull(strstr(matrix.gaps[0].text, "c.lua:1: nonsense"));
}
END_TEST

START_TEST(without_outcomes_nothing_is_said_of_triggers)
{
    toy_covers(&suite_of, 0, "T-1");
    for (size_t i = 0; i < suite_of.case_count; i++)
        suite_of.is_done[i] = false;
    trace();
    ck_assert_uint_eq(matrix.gaps_of[MATRIX_GAP_UNCOVERED], 4);
    ck_assert_uint_eq(matrix.gaps_of[MATRIX_GAP_IDLE], 3);
    ck_assert_uint_eq(matrix.gap_count, 7);
    ck_assert_int_eq(row_of("T-1")->verdict, VERDICT_VACUOUS);
}
END_TEST

START_TEST(without_requirements_every_claim_is_an_orphan)
{
    all_is_well();
    suite_of.requirements = NULL;
    trace();
    ck_assert_uint_eq(matrix.row_count, 0);
    ck_assert_uint_eq(matrix.gaps_of[MATRIX_GAP_ORPHAN], 8);
}
END_TEST

START_TEST(the_least_margin_is_that_of_a_case_that_passed)
{
    all_is_well();
    find(1, "T-3", VERDICT_PASS, 4, 2);
    find(2, "T-3", VERDICT_PASS, 0, 0.5);           /* its trigger never fired */
    find(3, "T-3", VERDICT_PASS, 1, NAN);
    trace();
    ck_assert_double_eq(row_of("T-3")->margin, 2);
    ck_assert_uint_eq(row_of("T-3")->margin_case, 1);
    ck_assert_double_eq(row_of("T-3")->slack_s, 0.2);
    ck_assert_str_eq(row_of("T-3")->unit, "C");
    ck_assert_uint_eq(row_of("T-3")->fired_in, 3);
    ck_assert_uint_eq(row_of("T-3")->monitored_in, 4);
}
END_TEST

/* ---- the Generic Infusion Pump's printed trace ---- */

/* GIP v1.0 (MS-CIS-08-31, 2009): rows of its hazard table with the requirements that they cite, as
 * they are printed. Sections 4 and 5 of the requirements moved by a chapter after the table was
 * written. A link that is stale and meets another requirement (2.3, the patient's weight, cites
 * 5.1.1, now the battery's sampling) has a name that exists: no checker of names can find that. */
static const struct { const char *hazard, *cites[3]; } hazards[] = {
    { "1.13 free flow",           { "GIP-1.2.2" } },
    { "1.18 low pressure",        { "GIP-1.10.3", "GIP-1.10.5" } },
    { "1.22 failure to alarm",    { NULL } },
    { "3.3 supply voltage",       { "GIP-7.1.2", "GIP-4.1.8" } },
    { "3.7 power failure",        { "GIP-4.2.1" } },
    { "5.5 alarm priority",       { "GIP-5.1.8", "GIP-5.1.3" } },
    { "7.1 contamination",        { NULL } },
};
static const char *const gip[] = {
    "GIP-1.2.2", "GIP-1.10.3", "GIP-1.10.5", "GIP-4.1.1", "GIP-5.1.3", "GIP-5.1.8", "GIP-5.2.1",
    "GIP-7.1.2",
};

static void gip_write(const char *path)
{
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    fprintf(file, "return requirements {\n  rig = \"toy\",\n");
    for (size_t i = 0; i < COUNT(gip); i++)
        fprintf(file, "  { id = \"%s\", title = \"t\", source = \"GIP v1.0\", priority = \"low\",\n"
                "    rationale = \"r\", formula = \"G(tip.temp_c < 95)\" },\n", gip[i]);
    fprintf(file, "}\n");
    fclose(file);
}

START_TEST(the_printed_trace_of_the_generic_infusion_pump_is_not_complete)
{
    struct scratch       scratch = scratch_make("gip.lua");
    struct requirements *requirements;
    struct suite         printed = toy_suite_make(COUNT(hazards));
    struct why           why = { "" };

    gip_write(scratch.path);
    requirements = loaded(scratch.path);
    printed.requirements = requirements;
    for (size_t i = 0; i < COUNT(hazards); i++) {
        snprintf(printed.cases[i].name, sizeof printed.cases[i].name, "%s", hazards[i].hazard);
        for (size_t j = 0; j < 3 && hazards[i].cites[j]; j++)
            toy_covers(&printed, i, hazards[i].cites[j]);
        printed.is_done[i] = false;
    }
    ck_assert_int_eq(matrix_make(&matrix, &printed, &why), ERR_OK);
    ck_assert_ptr_nonnull(gap_find(MATRIX_GAP_ORPHAN, "GIP-4.1.8"));
    ck_assert_ptr_nonnull(gap_find(MATRIX_GAP_ORPHAN, "GIP-4.2.1"));
    ck_assert_uint_eq(matrix.gaps_of[MATRIX_GAP_ORPHAN], 2);
    ck_assert_ptr_nonnull(gap_find(MATRIX_GAP_UNCOVERED, "GIP-5.2.1"));
    ck_assert_ptr_nonnull(gap_find(MATRIX_GAP_UNCOVERED, "GIP-4.1.1"));
    ck_assert_uint_eq(matrix.gaps_of[MATRIX_GAP_UNCOVERED], 2);
    ck_assert_uint_eq(matrix.gaps_of[MATRIX_GAP_IDLE], 2);
    toy_suite_free(&printed);
    requirements_free(requirements);
    scratch_drop(&scratch);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("matrix");
    TCase *gaps = tcase_create("gaps");

    tcase_add_checked_fixture(gaps, set_up, tear_down);
    tcase_add_test(gaps, a_suite_without_gaps_has_none);
    tcase_add_test(gaps, a_requirement_that_no_case_covers_is_found);
    tcase_add_test(gaps, a_trigger_that_never_fired_is_found);
    tcase_add_test(gaps, what_was_nowhere_decided_is_found);
    tcase_add_test(gaps, one_failure_outweighs_all_passes);
    tcase_add_test(gaps, a_known_gap_is_a_gap);
    tcase_add_test(gaps, a_case_that_covers_nothing_is_found_once_per_file);
    tcase_add_test(gaps, an_id_that_no_requirement_has_is_found_with_the_nearest);
    tcase_add_test(gaps, a_case_without_an_outcome_is_found);
    tcase_add_test(gaps, without_outcomes_nothing_is_said_of_triggers);
    tcase_add_test(gaps, without_requirements_every_claim_is_an_orphan);
    tcase_add_test(gaps, the_least_margin_is_that_of_a_case_that_passed);
    tcase_add_test(gaps, the_printed_trace_of_the_generic_infusion_pump_is_not_complete);
    suite_add_tcase(all, gaps);
    return all;
}

int main(void) { return suite_run(suite()); }
