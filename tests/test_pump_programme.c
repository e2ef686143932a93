/* A pump's programme: which are taken, and that what is delivered is what they say, to a stroke.
 *
 * The evaluator here is written from the definition and shares nothing with the firmware: it walks
 * through the time minute by minute and counts seconds in boluses and at rates. */
#include "drivers/mock/pump_bolus.h"
#include "drivers/mock/pump_programme.h"
#include "tests/support/pump_bed.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define DAY_S 86400u
#define FEB_28_2024 762393600u      /* 2024-02-28 00:00, in seconds since 2000-01-01 00:00 */
#define FEB_28_2028 888624000u
#define NEW_YEAR_2026 820540800u

/* ------------------------------------------------------------------ programmes */

#define COMMON .drug = PUMP_DRUG_MORPHINE, .concentration_ug_per_ml = 100, .low_reservoir_nl = 1

static const struct pump_programme continuous = {
    COMMON, .mode = PUMP_MODE_CONTINUOUS, .rate_nl_per_h = 20833,
};
static const struct pump_programme flex = {
    COMMON, .mode = PUMP_MODE_FLEX, .step_count = 13,
    .steps = { { 0, 10007 }, { 1, 250 }, { 59, 41000 }, { 60, 0 }, { 121, 7919 }, { 360, 33333 },
               { 361, 1000 }, { 480, 65537 }, { 719, 12345 }, { 720, 999999 }, { 725, 4321 },
               { 1380, 87654 }, { 1439, 500000 } },
};
static const struct pump_programme every_6_h = {
    COMMON, .mode = PUMP_MODE_PERIODIC, .rate_nl_per_h = 3333, .periodic_nl = 12345,
    .periodic_duration_s = 1801, .periodic_period_min = 360, .periodic_first_min = 1439,
};
static const struct pump_programme every_7_h = {
    COMMON, .mode = PUMP_MODE_PERIODIC, .rate_nl_per_h = 0, .periodic_nl = 30011,
    .periodic_duration_s = 97, .periodic_period_min = 7 * 60, .periodic_first_min = 61,
};
static const struct pump_programme end_to_end = {
    COMMON, .mode = PUMP_MODE_PERIODIC, .rate_nl_per_h = 777777, .periodic_nl = 10001,
    .periodic_duration_s = 660, .periodic_period_min = 11, .periodic_first_min = 0,
};
static const struct pump_programme minimum = { COMMON, .mode = PUMP_MODE_MINIMUM };

static const struct pump_programme *const programmes[] = {
    &continuous, &flex, &every_6_h, &every_7_h, &end_to_end, &minimum,
};

/* ------------------------------------------------------------------ by the definition */

struct total { double nl; };

static double flex_rate(const struct pump_programme *p, unsigned minute)
{
    double rate = 0;

    for (int i = 0; i < p->step_count; i++)
        if (p->steps[i].minute <= minute)
            rate = p->steps[i].rate_nl_per_h;
    return rate;
}

/* nL in one minute of the clock that begins `minute` minutes after 2000-01-01 00:00. */
static double minute_nl(const struct pump_programme *p, uint64_t minute)
{
    double seconds_in = 0;

    if (p->mode == PUMP_MODE_MINIMUM)
        return 250.0 / 60;
    if (p->mode == PUMP_MODE_CONTINUOUS)
        return p->rate_nl_per_h / 60.0;
    if (p->mode == PUMP_MODE_FLEX)
        return flex_rate(p, (unsigned)(minute % 1440)) / 60;
    for (uint64_t back = 0; back < p->periodic_period_min; back++) {
        int64_t begun = (int64_t)minute - (int64_t)back - p->periodic_first_min;
        double  into_s = 60.0 * (double)back;
        if (begun % p->periodic_period_min == 0) {
            seconds_in = fmin(fmax(p->periodic_duration_s - into_s, 0), 60);
            break;
        }
    }
    return seconds_in * p->periodic_nl / p->periodic_duration_s
         + (60 - seconds_in) * p->rate_nl_per_h / 3600;
}

static double expected_nl(const struct pump_programme *p, uint64_t from_min, uint64_t minutes)
{
    double nl = 0;

    for (uint64_t i = 0; i < minutes; i++)
        nl += minute_nl(p, from_min + i);
    return nl;
}

/* ------------------------------------------------------------------ a pump with a long life */

static struct pump_bed *bed_of(const struct pump_programme *p, uint32_t clock_s)
{
    struct pump_bed *bed = calloc(1, sizeof *bed);

    ck_assert_ptr_nonnull(bed);
    bed->build = pump_build_usual;
    bed->build.capacity_nl = bed->build.reservoir_nl = 4000000000u;
    bed->build.life_days = 20000;
    bed->build.is_programmed = true;
    bed->build.programme = *p;
    bed->build.clock_s = clock_s;
    pump_bed_power(bed);
    bed->is_level_true = false;
    bed->body.reservoir_ul = 4e6;
    return bed;
}

static void bed_drop(struct pump_bed *bed)
{
    pump_bed_free(bed);
    free(bed);
}

static uint64_t strokes_of(const struct pump_programme *p, uint32_t clock_s, double for_s,
                           double dt_s)
{
    struct pump_bed *bed = bed_of(p, clock_s);
    uint64_t         strokes;

    pump_bed_run(bed, for_s, dt_s);
    strokes = bed->strokes;
    ck_assert_uint_eq(bed->output.alarms, 0);
    bed_drop(bed);
    return strokes;
}

/* ------------------------------------------------------------------ tests */

static const uint32_t beginnings[] = { NEW_YEAR_2026, FEB_28_2024 + 43200 + 60 * 34, FEB_28_2028 };

START_TEST(a_year_is_the_programme_to_one_stroke)
{
    const struct pump_programme *p = programmes[_i / 3];
    uint32_t clock_s = beginnings[_i % 3];
    double   want = expected_nl(p, clock_s / 60, 366u * 1440) / PUMP_STROKE_NL;
    uint64_t got = strokes_of(p, clock_s, 366.0 * DAY_S, 3600);

    ck_assert_msg(fabs((double)got - want) <= 1, "programme %d: %f strokes, not %f", _i / 3,
                  (double)got, want);
}
END_TEST

START_TEST(every_tick_makes_the_same_strokes)
{
    static const double ticks[] = { 1, 60, 100, 3600, 43200, 86400 };
    const struct pump_programme *p = programmes[_i];
    const double for_s = 2 * DAY_S;
    uint64_t     want = strokes_of(p, FEB_28_2024 + 17, for_s, 10);

    for (size_t i = 0; i < COUNT(ticks); i++)
        if (fmod(for_s, ticks[i]) == 0)
            ck_assert_uint_eq(strokes_of(p, FEB_28_2024 + 17, for_s, ticks[i]), want);
}
END_TEST

START_TEST(ten_milliseconds_make_the_same_strokes_across_midnight)
{
    uint32_t clock_s = FEB_28_2024 + 2 * DAY_S - 200;      /* into the first of March */

    ck_assert_uint_eq(strokes_of(programmes[_i], clock_s, 400, 0.01),
                      strokes_of(programmes[_i], clock_s, 400, 400));
}
END_TEST

static const struct { double at_min; int32_t jump_min; } jumps[] = {
    { 100, 300 }, { 1000, -420 }, { 1441, 1440 }, { 2000, -1439 }, { 2500, 1 }, { 4000, -1 },
};

START_TEST(a_clock_that_is_set_moves_the_programme_and_lives_no_time_twice)
{
    const struct pump_programme *p = programmes[_i];
    struct pump_bed *bed = bed_of(p, NEW_YEAR_2026);
    double   want = 0, done_min = 0;
    uint64_t clock_min = NEW_YEAR_2026 / 60;

    for (size_t i = 0; i < COUNT(jumps); i++) {
        double minutes = jumps[i].at_min - done_min;
        pump_bed_run(bed, minutes * 60, 60);
        want += expected_nl(p, clock_min, (uint64_t)minutes);
        clock_min += (uint64_t)((int64_t)minutes + jumps[i].jump_min);
        ck_assert_int_eq(pump_bed_ask(bed, PUMP_KIND_SET_CLOCK, (uint32_t)(clock_min * 60), 0),
                         PUMP_REASON_NONE);
        ck_assert_uint_eq(pump_bed_status(bed).clock_s, clock_min * 60);
        done_min = jumps[i].at_min;
    }
    pump_bed_run(bed, DAY_S, 60);
    want += expected_nl(p, clock_min, 1440);
    ck_assert_msg(fabs((double)bed->strokes - want / PUMP_STROKE_NL) <= 1, "%f, not %f",
                  (double)bed->strokes, want / PUMP_STROKE_NL);
    bed_drop(bed);
}
END_TEST

/* A month of a crystal that is fast by `ppm`: clock and delivery are off by as much. */
static const struct { double ppm, off_s; } crystals[] = {
    { 0, 0 }, { 100, 259.2 }, { -37.5, -97.2 }, { 0.5, 1.296 }, { 20000, 51840 },
};
static const double crystal_ticks[] = { 30, 1800, 86400 };

START_TEST(a_crystal_drifts_exactly_whatever_the_tick)
{
    double off_s = crystals[_i / 3].off_s;
    struct pump_bed *bed = bed_of(&continuous, NEW_YEAR_2026);
    double lived_s = 30.0 * DAY_S + off_s;

    bed->defects.clock_drift_ppm = crystals[_i / 3].ppm;
    pump_bed_run(bed, 30.0 * DAY_S, crystal_ticks[_i % 3]);
    ck_assert_double_eq_tol(pump_bed_status(bed).clock_s - (double)NEW_YEAR_2026, lived_s, 1);
    ck_assert_double_eq_tol((double)bed->strokes, 20833.0 * lived_s / 3600 / PUMP_STROKE_NL, 1);
    bed_drop(bed);
}
END_TEST

START_TEST(a_share_of_a_bolus_is_exact_at_its_end_and_never_falls)
{
    static const struct { uint32_t nl; uint64_t ms; } boluses[] = {
        { 1, 1 }, { 7, 13 }, { 20000, 600000 }, { 4000000000u, PUMP_BOLUS_MS_MAX },
        { 1, PUMP_BOLUS_MS_MAX }, { 4000000000u, 86400000 }, { 12345, 1801000 },
    };
    uint32_t nl = boluses[_i].nl;
    uint64_t ms = boluses[_i].ms, before = 0;

    for (int i = 0; i <= 1000; i++) {
        uint64_t at_ms = (uint64_t)((double)ms / 1000 * i);
        uint64_t owed = pump_share_owed(nl, ms, at_ms);
        double   want = (double)nl * 3.6e6 * ((double)at_ms / (double)ms);
        ck_assert_uint_ge(owed, before);
        ck_assert_double_eq_tol((double)owed, want, 2 + want * 1e-12);
        before = owed;
    }
    ck_assert_uint_eq(pump_share_owed(nl, ms, ms), nl * 3600000ull);
    ck_assert_uint_eq(pump_share_owed(nl, ms, ms + 5), nl * 3600000ull);
}
END_TEST

/* 06:00 on a day, and moments around. */
static const struct { const struct pump_programme *p; uint32_t at_s, rate; } rates[] = {
    { &continuous, 5, 20833 },       { &minimum, 5, 250 },
    { &flex, 0, 10007 },             { &flex, 59, 10007 },          { &flex, 60, 250 },
    { &flex, 3600, 0 },              { &flex, 86399, 500000 },      { &flex, 43199, 12345 },
    { &flex, 43200, 999999 },        { &flex, 43500, 4321 },
    { &every_6_h, 86340, 24676 },    { &every_6_h, 86339, 3333 },   { &every_6_h, 1740, 24676 },
    { &every_6_h, 1741, 3333 },      { &every_6_h, 21540, 24676 },
};

START_TEST(a_rate_at_a_moment)
{
    const struct pump_limits limits = { .minimum_nl_per_h = 250 };
    uint64_t at_ms = 1000ull * (FEB_28_2024 + DAY_S + rates[_i].at_s);

    ck_assert_uint_eq(pump_programme_rate(rates[_i].p, &limits, at_ms), rates[_i].rate);
    ck_assert_uint_eq(pump_programme_rate(rates[_i].p, &limits, at_ms + 999), rates[_i].rate);
}
END_TEST

/* ------------------------------------------------------------------ what is refused */

static const struct pump_programme good = {
    .mode = PUMP_MODE_CONTINUOUS, .drug = PUMP_DRUG_MORPHINE, .concentration_ug_per_ml = 10000,
    .rate_nl_per_h = 20000, .patient_nl = 20000, .patient_duration_s = 600,
    .patient_lockout_s = 3600, .patient_most_per_day = 4, .low_reservoir_nl = 2000000,
};

static void flexed(struct pump_programme *p)
{
    p->mode = PUMP_MODE_FLEX;
    p->step_count = 3;
    p->steps[0] = (struct pump_step){ 0, 20000 };
    p->steps[1] = (struct pump_step){ 480, 30000 };
    p->steps[2] = (struct pump_step){ 1320, 10000 };
}

static void pulsed(struct pump_programme *p)
{
    p->mode = PUMP_MODE_PERIODIC;
    p->rate_nl_per_h = 0;
    p->periodic_nl = 40000;
    p->periodic_duration_s = 1800;
    p->periodic_period_min = 240;
    p->periodic_first_min = 1380;
}

#define CHANGE(name, how) static void name(struct pump_programme *p) { how; }
CHANGE(as_it_is,         (void)p)
CHANGE(mode_unknown,     p->mode = PUMP_MODE_COUNT)
CHANGE(steps_too_many,   p->step_count = PUMP_STEPS_MAX + 1)
CHANGE(drug_unknown,     p->drug = PUMP_DRUG_COUNT)
CHANGE(water,            p->concentration_ug_per_ml = 0)
CHANGE(strongest,        p->concentration_ug_per_ml = 25000; p->rate_nl_per_h = 1000;
                         p->patient_nl = 0)
CHANGE(too_strong,       p->concentration_ug_per_ml = 25001; p->rate_nl_per_h = 1000;
                         p->patient_nl = 0)
CHANGE(still,            p->rate_nl_per_h = 0)
CHANGE(slowest,          p->rate_nl_per_h = 250)
CHANGE(too_slow,         p->rate_nl_per_h = 249)
CHANGE(fastest,          p->rate_nl_per_h = 1200000; p->concentration_ug_per_ml = 100)
CHANGE(too_fast,         p->rate_nl_per_h = 1200001; p->concentration_ug_per_ml = 100)
CHANGE(no_steps,         flexed(p); p->step_count = 0)
CHANGE(late_begin,       flexed(p); p->steps[0].minute = 1)
CHANGE(twice_a_minute,   flexed(p); p->steps[2].minute = 480)
CHANGE(out_of_order,     flexed(p); p->steps[2].minute = 479)
CHANGE(after_midnight,   flexed(p); p->steps[2].minute = 1440)
CHANGE(last_minute,      flexed(p); p->steps[2].minute = 1439)
CHANGE(with_a_pause,     flexed(p); p->steps[1].rate_nl_per_h = 0)
CHANGE(step_too_fast,    flexed(p); p->steps[1].rate_nl_per_h = 1200001)
CHANGE(step_too_slow,    flexed(p); p->steps[1].rate_nl_per_h = 249)
CHANGE(no_volume,        pulsed(p); p->periodic_nl = 0)
CHANGE(more_than_all,    pulsed(p); p->periodic_nl = 20000001)
CHANGE(no_time,          pulsed(p); p->periodic_duration_s = 0)
CHANGE(over_a_day,       pulsed(p); p->periodic_duration_s = 86401; p->periodic_period_min = 2000)
CHANGE(into_the_next,    pulsed(p); p->periodic_duration_s = 14401)
CHANGE(up_to_the_next,   pulsed(p); p->periodic_duration_s = 14400)
CHANGE(no_period,        pulsed(p); p->periodic_period_min = 0)
CHANGE(first_tomorrow,   pulsed(p); p->periodic_first_min = 1440)
CHANGE(as_fast_as_can,   pulsed(p); p->periodic_duration_s = 120)
CHANGE(faster_than_can,  pulsed(p); p->periodic_duration_s = 119)
CHANGE(between_too_fast, pulsed(p); p->rate_nl_per_h = 1200001)
CHANGE(patient_more,     p->patient_nl = 20000001)
CHANGE(patient_at_once,  p->patient_duration_s = 0)
CHANGE(patient_too_fast, p->patient_duration_s = 59)
CHANGE(low_is_too_high,  p->low_reservoir_nl = 20000001)
CHANGE(bolus_most,       pulsed(p); p->periodic_nl = 50000; p->periodic_period_min = 1440)
CHANGE(bolus_above,      pulsed(p); p->periodic_nl = 50001; p->periodic_period_min = 1440)
CHANGE(patient_most,     p->patient_nl = 50000)
CHANGE(patient_above,    p->patient_nl = 50001)
CHANGE(usual,            p->rate_nl_per_h = 59166)
CHANGE(beyond_usual,     p->rate_nl_per_h = 59167)
CHANGE(day_most,         p->rate_nl_per_h = 80000)
CHANGE(day_above,        p->rate_nl_per_h = 80001)
CHANGE(by_the_button,    p->rate_nl_per_h = 40000; p->patient_nl = 50000;
                         p->patient_most_per_day = 21)
CHANGE(by_boluses,       pulsed(p); p->periodic_nl = 50000; p->periodic_period_min = 30;
                         p->periodic_duration_s = 600)

static const struct check {
    const char *story;
    void (*change)(struct pump_programme *);
    bool is_confirmed;
    enum pump_reason reason;
} checks[] = {
    { "a good one",                       as_it_is,         false, PUMP_REASON_NONE },
    { "flex",                             flexed,           false, PUMP_REASON_NONE },
    { "periodic",                         pulsed,           false, PUMP_REASON_NONE },
    { "a mode that is none",              mode_unknown,     false, PUMP_REASON_PAYLOAD },
    { "fourteen steps",                   steps_too_many,   false, PUMP_REASON_PAYLOAD },
    { "a drug that is none",              drug_unknown,     false, PUMP_REASON_DRUG },
    { "no drug in it",                    water,            false, PUMP_REASON_CONCENTRATION },
    { "25 mg/mL of morphine",             strongest,        false, PUMP_REASON_NONE },
    { "above that",                       too_strong,       true,  PUMP_REASON_CONCENTRATION },
    { "no rate",                          still,            false, PUMP_REASON_RATE },
    { "the slowest",                      slowest,          false, PUMP_REASON_NONE },
    { "slower",                           too_slow,         false, PUMP_REASON_RATE },
    { "the fastest",                      fastest,          false, PUMP_REASON_NONE },
    { "faster",                           too_fast,         false, PUMP_REASON_RATE },
    { "flex without steps",               no_steps,         false, PUMP_REASON_SCHEDULE_GAP },
    { "nothing at midnight",              late_begin,       false, PUMP_REASON_SCHEDULE_GAP },
    { "two steps at a minute",            twice_a_minute,   false, PUMP_REASON_SCHEDULE_OVERLAP },
    { "steps out of order",               out_of_order,     false, PUMP_REASON_SCHEDULE_OVERLAP },
    { "a step at 24:00",                  after_midnight,   false, PUMP_REASON_DURATION },
    { "a step at 23:59",                  last_minute,      false, PUMP_REASON_NONE },
    { "a step that pauses",               with_a_pause,     false, PUMP_REASON_NONE },
    { "a step too fast",                  step_too_fast,    false, PUMP_REASON_RATE },
    { "a step too slow",                  step_too_slow,    false, PUMP_REASON_RATE },
    { "boluses of nothing",               no_volume,        false, PUMP_REASON_VOLUME },
    { "boluses of more than all",         more_than_all,    false, PUMP_REASON_VOLUME },
    { "boluses in no time",               no_time,          false, PUMP_REASON_DURATION },
    { "boluses of more than a day",       over_a_day,       false, PUMP_REASON_DURATION },
    { "boluses into the next",            into_the_next,    false, PUMP_REASON_DURATION },
    { "boluses up to the next",           up_to_the_next,   false, PUMP_REASON_NONE },
    { "boluses without a period",         no_period,        false, PUMP_REASON_DURATION },
    { "the first one at 24:00",           first_tomorrow,   false, PUMP_REASON_DURATION },
    { "boluses as fast as can be",        as_fast_as_can,   false, PUMP_REASON_NONE },
    { "boluses faster than can be",       faster_than_can,  false, PUMP_REASON_RATE },
    { "too fast between boluses",         between_too_fast, false, PUMP_REASON_RATE },
    { "a patient's bolus of more than all", patient_more,   false, PUMP_REASON_VOLUME },
    { "a patient's bolus in no time",     patient_at_once,  false, PUMP_REASON_DURATION },
    { "a patient's bolus too fast",       patient_too_fast, false, PUMP_REASON_RATE },
    { "low above full",                   low_is_too_high,  false, PUMP_REASON_VOLUME },
    { "0.5 mg at once",                   bolus_most,       false, PUMP_REASON_NONE },
    { "more at once",                     bolus_above,      true,  PUMP_REASON_BOLUS_DOSE },
    { "0.5 mg by the button",             patient_most,     false, PUMP_REASON_NONE },
    { "more by the button",               patient_above,    true,  PUMP_REASON_BOLUS_DOSE },
    { "15 mg in a day, the button's too", usual,            false, PUMP_REASON_NONE },
    { "more than the usual",              beyond_usual,     false, PUMP_REASON_SOFT_LIMIT },
    { "the same, confirmed",              beyond_usual,     true,  PUMP_REASON_NONE },
    { "20 mg, confirmed",                 day_most,         true,  PUMP_REASON_NONE },
    { "20 mg, not confirmed",             day_most,         false, PUMP_REASON_SOFT_LIMIT },
    { "more, confirmed",                  day_above,        true,  PUMP_REASON_DOSE },
    { "too much by the button",           by_the_button,    true,  PUMP_REASON_DOSE },
    { "too much in boluses",              by_boluses,       true,  PUMP_REASON_DOSE },
};

static struct pump_limits usual_limits(void)
{
    return (struct pump_limits){ .rate_most_nl_per_h = 1200000, .minimum_nl_per_h = 250,
                                 .capacity_nl = 20000000, .library = pump_library_usual };
}

START_TEST(a_programme_is_taken_or_refused_for_its_first_reason)
{
    struct pump_limits    limits = usual_limits();
    struct pump_programme p = good;

    checks[_i].change(&p);
    ck_assert_msg(pump_programme_check(&p, &limits, checks[_i].is_confirmed) == checks[_i].reason,
                  "%s: %s", checks[_i].story,
                  pump_reason_texts[pump_programme_check(&p, &limits, checks[_i].is_confirmed)]);
}
END_TEST

/* The library once more: change a number there and this turns red. */
static const struct { enum pump_drug drug; double mg_per_ml, day_mg, usual_mg, bolus_mg; }
library[] = {
    { PUMP_DRUG_MORPHINE,      25,  20,     15,    0.5   },
    { PUMP_DRUG_HYDROMORPHONE, 15,  25,     10,    0.1   },
    { PUMP_DRUG_FENTANYL,      10,  1,      1,     0.075 },
    { PUMP_DRUG_BUPIVACAINE,   30,  20,     15,    2.5   },
    { PUMP_DRUG_BACLOFEN,      2,   1,      0.8,   0.1   },
    { PUMP_DRUG_CLONIDINE,     1,   2,      0.6,   0.02  },
    { PUMP_DRUG_ZICONOTIDE,    0.1, 0.0192, 0.010, 0.005 },
};

START_TEST(a_drug_has_its_limits_and_their_source)
{
    const struct pump_drug_limits *row = &pump_library_usual[library[_i].drug];

    ck_assert_uint_eq(COUNT(library), PUMP_DRUG_COUNT);
    ck_assert_double_eq_tol(row->concentration_most_ug_per_ml, library[_i].mg_per_ml * 1e3, 1e-6);
    ck_assert_double_eq_tol((double)row->day_most_ng, library[_i].day_mg * 1e6, 1e-6);
    ck_assert_double_eq_tol((double)row->day_usual_ng, library[_i].usual_mg * 1e6, 1e-6);
    ck_assert_double_eq_tol((double)row->bolus_most_ng, library[_i].bolus_mg * 1e6, 1e-6);
    ck_assert_ptr_nonnull(strchr(row->source, '('));
}
END_TEST

/* An upper bound of any 24 hours, and near it: above by no more than the rate that boluses
 * replace. */
START_TEST(the_dose_of_the_day_bounds_every_24_hours)
{
    struct pump_limits           limits = usual_limits();
    const struct pump_programme *p = programmes[_i];
    double   bound = (double)pump_programme_day_nl(p, &limits), most = 0, nl;
    uint64_t begin = NEW_YEAR_2026 / 60;

    nl = expected_nl(p, begin, 1440);
    for (uint64_t i = 0; i < 7 * 1440; i++) {
        most = fmax(most, nl);
        nl += minute_nl(p, begin + i + 1440) - minute_nl(p, begin + i);
    }
    ck_assert_double_ge(bound + 1e-3, most);
    if (p != &end_to_end)
        ck_assert_double_le(bound, most + 15000);
}
END_TEST

START_TEST(a_pump_is_not_made_with_a_programme_that_it_would_refuse)
{
    struct pump_build     build = pump_build_usual;
    struct pump_firmware *firmware = NULL;

    build.is_programmed = true;
    build.programme = good;
    build.programme.concentration_ug_per_ml = 0;
    ck_assert_int_eq(pump_firmware_create(&firmware, &build, NULL), ERR_RANGE);
    ck_assert_ptr_null(firmware);
    build.programme = good;
    ck_assert_int_eq(pump_firmware_create(&firmware, &build, NULL), ERR_OK);
    pump_firmware_destroy(firmware);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_programme");
    TCase *sums = tcase_create("sums"), *taken = tcase_create("taken");
    const int kinds = COUNT(programmes);

    tcase_add_loop_test(sums, a_year_is_the_programme_to_one_stroke, 0, 3 * kinds);
    tcase_add_loop_test(sums, every_tick_makes_the_same_strokes, 0, kinds);
    tcase_add_loop_test(sums, ten_milliseconds_make_the_same_strokes_across_midnight, 0, kinds);
    tcase_add_loop_test(sums, a_clock_that_is_set_moves_the_programme_and_lives_no_time_twice, 0,
                        kinds);
    tcase_add_loop_test(sums, a_crystal_drifts_exactly_whatever_the_tick, 0,
                        3 * COUNT(crystals));
    tcase_add_loop_test(sums, a_share_of_a_bolus_is_exact_at_its_end_and_never_falls, 0, 7);
    tcase_add_loop_test(sums, a_rate_at_a_moment, 0, COUNT(rates));
    tcase_add_loop_test(taken, a_programme_is_taken_or_refused_for_its_first_reason, 0,
                        COUNT(checks));
    tcase_add_loop_test(taken, a_drug_has_its_limits_and_their_source, 0, COUNT(library));
    tcase_add_loop_test(taken, the_dose_of_the_day_bounds_every_24_hours, 0, kinds);
    tcase_add_test(taken, a_pump_is_not_made_with_a_programme_that_it_would_refuse);
    suite_add_tcase(suite, sums);
    suite_add_tcase(suite, taken);
    return suite_run(suite);
}
