/* The table of drugs: complete, sourced, believable, and as its formulas say. */
#include "base/units.h"
#include "sim/drug.h"
#include "tests/support/exact.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <string.h>

/* By name, as intrathecal.md has them: LeBas volume (0: a sphere of 1.1 nm) and half-life in
 * fluid, 0: none is published; practice limits of 3.4: daily dose, bolus, concentration. */
static const struct reference {
    const char *name;
    double lebas_cm3, half_life_min, daily_mg, bolus_mg, mg_per_ml;
} references[] = {
    { "morphine", 285, 180, 15, 0.5, 20 },      { "hydromorphone", 285, 0, 10, 0.1, 15 },
    { "fentanyl", 416, 0, 1, 0.075, 10 },       { "bupivacaine", 371, 0, 20, 2.5, 30 },
    { "clonidine", 219, 66, 0.6, 0.02, 1 },     { "ziconotide", 0, 276, 0.0192, 0.005, 0.1 },
    { "baclofen", 228, 90.6, 0.8, 0.1, 2 },
};

_Static_assert(COUNT(references) == DRUG_COUNT, "every drug is held against the reference");

static const struct drug *found(const char *name)
{
    const struct drug *drug = NULL;

    ck_assert_msg(drug_find(name, &drug, NULL) == ERR_OK, "%s", name);
    return drug;
}

/* Hayduk-Laudie, D = 13.26e-5 / (eta^1.14 V^0.589) cm2/s with eta in cP; Stokes-Einstein,
 * k T / (6 pi eta r). Water at 37 C: 0.69 cP. */
static double diffusivity_m2_per_s(double lebas_cm3)
{
    if (lebas_cm3 > 0)
        return 13.26e-5 / (pow(0.69, 1.14) * pow(lebas_cm3, 0.589)) * M2_PER_CM2;
    return 1.380649e-23 * 310.15 / (6 * PI * 0.69e-3 * 1.1e-9);
}

START_TEST(diffusivity_follows_from_size)
{
    const struct drug *drug = found(references[_i].name);
    double exact = diffusivity_m2_per_s(references[_i].lebas_cm3);

    ck_assert_msg(fabs(drug->diffusivity_m2_per_s / exact - 1) < 0.15, "%s: %g, formula %g",
                  drug->name, drug->diffusivity_m2_per_s, exact);
}
END_TEST

START_TEST(uptake_follows_from_the_published_half_life)
{
    const struct drug *drug = found(references[_i].name);
    double half_life_min = log(2) / drug->uptake_per_s / S_PER_MIN;

    if (references[_i].half_life_min > 0)
        ck_assert_double_eq_tol(half_life_min / references[_i].half_life_min, 1, 1e-12);
    else        /* a guess says so */
        ck_assert_msg(strstr(drug->source, "no CSF half-life") == drug->source, "%s", drug->name);
    ck_assert(half_life_min > 30 && half_life_min < 600);
    ck_assert(drug->uptake_factor >= 1.1 && drug->uptake_factor <= 3);
}
END_TEST

START_TEST(limits_are_the_reference_s)
{
    const struct drug *drug = found(references[_i].name);

    ck_assert_double_eq_tol(drug->dose_most_kg_per_day / KG_PER_MG / references[_i].daily_mg, 1,
                            1e-12);
    ck_assert_double_eq_tol(drug->bolus_most_kg / KG_PER_MG / references[_i].bolus_mg, 1, 1e-12);
    ck_assert_double_eq_tol(drug->concentration_most_kg_per_m3 / references[_i].mg_per_ml, 1,
                            1e-12);
    ck_assert_double_lt(drug->bolus_most_kg, drug->dose_most_kg_per_day);
}
END_TEST

static bool is_marked(const char *source)
{
    size_t length = source ? strlen(source) : 0;

    return length > 4 && (strcmp(source + length - 4, " (s)") == 0
                          || strcmp(source + length - 4, " (c)") == 0
                          || strcmp(source + length - 4, " (u)") == 0);
}

static bool is_within(double value, double least, double most)
{
    return value >= least && value <= most;
}

START_TEST(every_row_is_complete_and_believable)
{
    const struct drug *drug = &drugs[_i];

    ck_assert_ptr_nonnull(drug->name);
    ck_assert(strcmp(drug->printed_unit, "mg") == 0 || strcmp(drug->printed_unit, "ug") == 0);
    ck_assert_msg(is_marked(drug->source), "%s: %s", drug->name, drug->source);
    ck_assert(is_within(drug->diffusivity_m2_per_s, 1e-10, 2e-9));
    ck_assert(is_within(drug->cord_m_per_s, 1e-8, 1e-6));
    ck_assert(is_within(drug->cord_partition, 0.2, 20));
    ck_assert(is_within(drug->cord_decay_per_s, 1e-5, 1e-3));
    ck_assert(is_within(drug->epidural_per_s, 1e-7, drug->uptake_per_s));
    ck_assert(is_within(drug->concentration_most_kg_per_m3, 0.01, 50));
}
END_TEST

/* For a man of 70 kg: litres, a flow through liver and kidney, minutes to hours. */
START_TEST(every_patient_is_believable)
{
    const struct drug_pk *pk = &drugs[_i].pk;

    ck_assert(is_within(pk->central_m3, 3e-3, 300e-3));
    ck_assert(is_within(pk->clearance_m3_per_s, 1e-6, 40e-6));
    ck_assert(is_within(pk->peripheral_m3, 0, 500e-3));
    ck_assert((pk->peripheral_m3 > 0) == (pk->exchange_m3_per_s > 0));
    ck_assert(is_within(pk->exchange_m3_per_s, 0, 100e-6));
    ck_assert(is_within(pk->effect_per_s, 1e-5, 1e-2));
    ck_assert(is_within(pk->brain_per_s, 1e-5, 1e-2));
}
END_TEST

START_TEST(every_threshold_is_named_sourced_and_believable)
{
    const struct drug *drug = &drugs[_i];
    size_t named = 0;

    for (size_t i = 0; i < DRUG_THRESHOLDS_MAX; i++) {
        const struct drug_threshold *threshold = &drug->thresholds[i];
        if (!threshold->name)
            continue;
        ck_assert_uint_eq(named++, i);
        ck_assert_msg(is_marked(threshold->source), "%s: %s", drug->name, threshold->source);
        ck_assert(is_within(threshold->kg_per_m3, 1e-6, 1));
        ck_assert_double_lt(threshold->kg_per_m3, drug->concentration_most_kg_per_m3);
        ck_assert_int_eq(threshold->is_below, threshold->role == DRUG_WITHDRAWAL);
        if (threshold->role == DRUG_WITHDRAWAL)
            ck_assert_double_lt(threshold->kg_per_m3, drug->thresholds[0].kg_per_m3);
    }
    ck_assert_uint_ge(named, 1);
    ck_assert_int_eq(drug->thresholds[0].role, DRUG_EFFECT);
}
END_TEST

/* intrathecal.md 3.3, 3.1 and the ziconotide label, in ng/mL. */
static const struct { const char *drug, *threshold; double ng_per_ml; } anchors[] = {
    { "clonidine", "analgesia", 25 },           { "clonidine", "fall of blood pressure", 150 },
    { "bupivacaine", "sensory block", 188e3 },  { "ziconotide", "analgesia", 4.4 },
    { "ziconotide", "psychiatric effects", 35 }, { "baclofen", "less spasticity", 139 },
};

START_TEST(thresholds_stand_where_the_reference_has_them)
{
    const struct drug *drug = found(anchors[_i].drug);
    double kg_per_m3 = NAN;

    for (size_t i = 0; i < DRUG_THRESHOLDS_MAX; i++)
        if (drug->thresholds[i].name
            && strcmp(drug->thresholds[i].name, anchors[_i].threshold) == 0)
            kg_per_m3 = drug->thresholds[i].kg_per_m3;
    ck_assert_double_eq_tol(kg_per_m3 * NG_PER_ML_PER_KG_PER_M3 / anchors[_i].ng_per_ml, 1, 1e-9);
}
END_TEST

START_TEST(the_label_s_and_the_rabbit_s_numbers_are_there)
{
    const struct drug *morphine = found("morphine"), *ziconotide = found("ziconotide");
    double l_per_kg = (morphine->pk.central_m3 + morphine->pk.peripheral_m3) * 1e3 / 70;

    ck_assert_double_eq_tol(ziconotide->pk.central_m3, 30.5e-3, 1e-12);
    ck_assert_double_eq_tol(ziconotide->pk.clearance_m3_per_s, 4.5e-6, 1e-15);
    ck_assert(l_per_kg >= 1 && l_per_kg <= 4.7);
    ck_assert_double_eq_tol(log(2) / morphine->cord_decay_per_s / S_PER_HOUR, 2.8, 1e-9);
    ck_assert_double_gt(found("fentanyl")->epidural_per_s, 5 * morphine->epidural_per_s);
}
END_TEST

START_TEST(an_unknown_name_gets_the_nearest_one)
{
    const struct drug *drug = NULL;
    struct why why = { 0 };

    ck_assert_int_eq(drug_find("morfine", &drug, &why), ERR_UNKNOWN);
    ck_assert_ptr_null(drug);
    ck_assert_ptr_nonnull(strstr(why.text, "did you mean 'morphine'"));
    ck_assert_ptr_nonnull(strstr(why.text, "baclofen"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sim_drug");
    TCase *tests = tcase_create("drugs");

    tcase_add_loop_test(tests, diffusivity_follows_from_size, 0, COUNT(references));
    tcase_add_loop_test(tests, uptake_follows_from_the_published_half_life, 0, COUNT(references));
    tcase_add_loop_test(tests, limits_are_the_reference_s, 0, COUNT(references));
    tcase_add_loop_test(tests, every_row_is_complete_and_believable, 0, DRUG_COUNT);
    tcase_add_loop_test(tests, every_patient_is_believable, 0, DRUG_COUNT);
    tcase_add_loop_test(tests, every_threshold_is_named_sourced_and_believable, 0, DRUG_COUNT);
    tcase_add_loop_test(tests, thresholds_stand_where_the_reference_has_them, 0, COUNT(anchors));
    tcase_add_test(tests, the_label_s_and_the_rabbit_s_numbers_are_there);
    tcase_add_test(tests, an_unknown_name_gets_the_nearest_one);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
