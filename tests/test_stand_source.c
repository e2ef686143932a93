/* A source on a stand, by what is said and ordered alone: what counts for its limits, when it is
 * ordered off and on again, and what is ordered of one that says it is set wrong. */
#include "hil/rig/rig_ablation.h"
#include "hil/rig/rig_bench.h"
#include "tests/support/suite.h"
#include "tests/support/teller.h"

#include <math.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)
#define TICK_S 0.01
#define HEAT   1

struct bed { struct bench_bed bench; struct teller tellers[DEVICE_ROLE_COUNT]; double now_s; };

/* A stand of tellers in these roles; no rig. */
static void bed_open(struct bed *bed, const enum device_role *roles, size_t count)
{
    bed->now_s = 0;
    bench_bed_begin(&bed->bench, &rig_ablation);
    for (size_t i = 0; i < count; i++)
        teller_place(&bed->bench, roles[i], &bed->tellers[roles[i]]);
    bench_bed_arm(&bed->bench);
    ck_assert_msg(bench_bed_try_stand(&bed->bench, true) == ERR_OK, "%s", bed->bench.why.text);
}

static void bed_run(struct bed *bed, double seconds)
{
    for (double end_s = bed->now_s + seconds - TICK_S / 2; bed->now_s < end_s;) {
        bed->now_s += TICK_S;
        ck_assert_int_eq(stand_step(bed->bench.stand, bed->now_s), ERR_OK);
    }
}

static void bed_clear(struct bed *bed) { bench_bed_clear(&bed->bench); }

static struct stand_meter metered(const struct bed *bed, enum device_role role)
{
    struct stand_meter meter;

    stand_meter(bed->bench.stand, role, &meter);
    return meter;
}

/* ---- what counts for a limit ---- */

static const enum device_role around_a_generator[] = { DEVICE_ROLE_GENERATOR, DEVICE_ROLE_METER };
static const enum device_role around_a_pump[] = { DEVICE_ROLE_PUMP, DEVICE_ROLE_BALANCE,
                                                  DEVICE_ROLE_FLOW };

static const struct { const char *story; double own_w, forward_w, reflected_w, metered_w, want_w; }
powers[] = {
    { "its own word alone",                 10,  NAN, NAN, NAN, 10 },
    { "a meter says more",                  10,  NAN, NAN, 14,  14 },
    { "a meter says less: it may be off",   10,  NAN, NAN, 0,   10 },
    { "forward less reflected",             NAN, 30,  8,   NAN, 22 },
    { "which a meter does not make less",   NAN, 30,  8,   5,   22 },
};

START_TEST(of_two_powers_the_greater_counts)
{
    struct bed bed;

    bed_open(&bed, around_a_generator, 2);
    teller_says(&bed.bench, DEVICE_ROLE_GENERATOR, DEVICE_READ_POWER, powers[_i].own_w);
    teller_says(&bed.bench, DEVICE_ROLE_GENERATOR, DEVICE_READ_FORWARD, powers[_i].forward_w);
    teller_says(&bed.bench, DEVICE_ROLE_GENERATOR, DEVICE_READ_REFLECTED, powers[_i].reflected_w);
    teller_says(&bed.bench, DEVICE_ROLE_METER, DEVICE_READ_POWER, powers[_i].metered_w);
    bed_run(&bed, 2);
    ck_assert_msg(fabs(metered(&bed, DEVICE_ROLE_GENERATOR).power_w - powers[_i].want_w) < 1e-9,
                  "%s: %g W", powers[_i].story, metered(&bed, DEVICE_ROLE_GENERATOR).power_w);
    ck_assert_double_eq_tol(metered(&bed, DEVICE_ROLE_GENERATOR).energy_j, 2 * powers[_i].want_w,
                            1e-6);
    bed_clear(&bed);
}
END_TEST

static const struct { const char *story; double own, runs, sensed, want; } rates[] = {
    { "its own word alone",              100, 1, NAN, 100 },
    { "its own word while it stands",    100, 0, NAN, 0   },
    { "a sensor says more",              100, 1, 300, 300 },
    { "a sensor says less: it sees air", 100, 1, 4,   100 },
};

START_TEST(of_two_rates_the_greater_counts)
{
    struct bed bed;

    bed_open(&bed, around_a_pump, 3);
    teller_says(&bed.bench, DEVICE_ROLE_PUMP, DEVICE_READ_RATE, rates[_i].own);
    teller_says(&bed.bench, DEVICE_ROLE_PUMP, DEVICE_READ_IS_RUNNING, rates[_i].runs);
    teller_says(&bed.bench, DEVICE_ROLE_FLOW, DEVICE_READ_FLOW, rates[_i].sensed);
    bed_run(&bed, 1);
    ck_assert_msg(fabs(metered(&bed, DEVICE_ROLE_PUMP).rate_ul_per_h - rates[_i].want) < 1e-9,
                  "%s: %g", rates[_i].story, metered(&bed, DEVICE_ROLE_PUMP).rate_ul_per_h);
    bed_clear(&bed);
}
END_TEST

/* What each says at first, and then. The balance's water has 0.9982 g/ml: 1 g is 1001.8 uL. */
static const struct { const char *story; double own[2], grams[2], want_ul; } volumes[] = {
    { "the pump's own count",                { 40, 90 },   { NAN, NAN }, 50     },
    { "the balance says more",               { 40, 90 },   { 2, 3 },     1001.8 },
    { "the balance says less: it drips by",  { 0, 2000 },  { 2, 2.5 },   2000   },
    { "the balance alone",                   { NAN, NAN }, { 2, 2.5 },   500.9  },
};

START_TEST(of_two_volumes_the_greater_counts)
{
    struct bed bed;

    bed_open(&bed, around_a_pump, 2);
    for (size_t n = 0; n < 2; n++) {
        teller_says(&bed.bench, DEVICE_ROLE_PUMP, DEVICE_READ_VOLUME, volumes[_i].own[n]);
        teller_says(&bed.bench, DEVICE_ROLE_BALANCE, DEVICE_READ_MASS, volumes[_i].grams[n]);
        bed_run(&bed, 1);
    }
    ck_assert_msg(fabs(metered(&bed, DEVICE_ROLE_PUMP).volume_ul - volumes[_i].want_ul) < 0.1,
                  "%s: %g uL", volumes[_i].story, metered(&bed, DEVICE_ROLE_PUMP).volume_ul);
    bed_clear(&bed);
}
END_TEST

/* Cleared, or tared, at the second; the third is counted on top of the first two. */
static const struct { const char *story; enum device_role role; enum device_reading reading;
                      double says[4], want_ul; } cleared[] = {
    { "a count that is cleared", DEVICE_ROLE_PUMP,    DEVICE_READ_VOLUME, { 10, 110, 0, 30 }, 130 },
    { "a balance that is tared", DEVICE_ROLE_BALANCE, DEVICE_READ_MASS,   { 5, 6, 0, 0.5 },
      1502.7 },
    { "a last digit that flickers", DEVICE_ROLE_PUMP, DEVICE_READ_VOLUME, { 10, 110, 95, 112 },
      102 },
};

START_TEST(what_was_counted_before_it_was_cleared_is_kept)
{
    struct bed bed;

    bed_open(&bed, around_a_pump, 2);
    for (size_t n = 0; n < 4; n++) {
        teller_says(&bed.bench, cleared[_i].role, cleared[_i].reading, cleared[_i].says[n]);
        bed_run(&bed, 1);
    }
    ck_assert_msg(fabs(metered(&bed, DEVICE_ROLE_PUMP).volume_ul - cleared[_i].want_ul) < 0.1,
                  "%s: %g uL", cleared[_i].story, metered(&bed, DEVICE_ROLE_PUMP).volume_ul);
    bed_clear(&bed);
}
END_TEST

START_TEST(a_pump_that_falls_silent_goes_on_as_it_was_last_known)
{
    struct bed bed;

    bed_open(&bed, around_a_pump, 1);
    teller_says(&bed.bench, DEVICE_ROLE_PUMP, DEVICE_READ_RATE, 3600);
    teller_says(&bed.bench, DEVICE_ROLE_PUMP, DEVICE_READ_IS_RUNNING, 1);
    bed_run(&bed, TELLER_AGE_S + 10);                   /* a uL in a second */
    ck_assert_double_eq_tol(metered(&bed, DEVICE_ROLE_PUMP).volume_ul, TELLER_AGE_S + 10, 0.1);
    ck_assert_double_eq(metered(&bed, DEVICE_ROLE_PUMP).rate_ul_per_h, 3600);
    ck_assert_double_eq_tol(metered(&bed, DEVICE_ROLE_PUMP).unknown_s, 10, 0.1);
    ck_assert_double_eq_tol(metered(&bed, DEVICE_ROLE_PUMP).on_s, TELLER_AGE_S + 10, 0.1);
    bed_clear(&bed);
}
END_TEST

/* ---- the end ---- */

START_TEST(a_stand_that_is_closed_makes_every_source_safe_first)
{
    static const enum device_role roles[] = { DEVICE_ROLE_GENERATOR, DEVICE_ROLE_PUMP,
                                              DEVICE_ROLE_METER };
    struct bed bed;

    bed_open(&bed, roles, 3);
    bed_run(&bed, 1);
    ck_assert_uint_eq(bed.tellers[DEVICE_ROLE_GENERATOR].safes, 0);
    stand_destroy(bed.bench.stand);
    bed.bench.stand = NULL;
    ck_assert_uint_ge(bed.tellers[DEVICE_ROLE_GENERATOR].safes, 1);
    ck_assert_uint_ge(bed.tellers[DEVICE_ROLE_PUMP].safes, 1);
    ck_assert_uint_eq(bed.tellers[DEVICE_ROLE_METER].safes, 0);     /* nothing leaves it there */
    bed_clear(&bed);
}
END_TEST

/* ---- switched on and off ---- */

static const enum device_role sources[] = { DEVICE_ROLE_GENERATOR, DEVICE_ROLE_PUMP };
static const enum device_order switches[] = { DEVICE_ORDER_OUTPUT, DEVICE_ORDER_RUN };
static const enum device_reading answers[] = { DEVICE_READ_OUTPUT_ON, DEVICE_READ_IS_RUNNING };

/* For so long it says `says` in every tick (NAN: nothing); how often it was ordered. */
static unsigned switch_run(struct bed *bed, struct rig_bench_switch *source, int which,
                           double wanted, double says, double seconds)
{
    const struct teller_orders *kept = teller_kept(&bed->bench, sources[which]);
    unsigned                    before = kept->count[switches[which]];
    struct why                  why = { "" };

    for (double end_s = bed->now_s + seconds - TICK_S / 2; bed->now_s < end_s;) {
        bed_run(bed, TICK_S);
        if (!isnan(says))
            teller_says(&bed->bench, sources[which], answers[which], says);
        ck_assert_int_eq(rig_bench_switch(source, bed->bench.stand, sources[which], wanted,
                                          bed->now_s, &why), ERR_OK);
    }
    return kept->count[switches[which]] - before;
}

static unsigned told(struct bed *bed, const char *words)
{
    struct device_event event;
    enum device_role    role;
    unsigned            count = 0;

    while (stand_next_event(bed->bench.stand, &event, &role))
        count += strstr(event.text, words) != NULL;
    return count;
}

START_TEST(off_is_ordered_again_for_as_long_as_the_source_says_that_it_is_on)
{
    struct rig_bench_switch source = { .ordered = NAN };
    const char *const       words[] = { "ordered off, and it says that it is on",
                                        "ordered to stop, and says that it runs" };
    struct bed bed;

    bed_open(&bed, &sources[_i], 1);
    ck_assert_uint_eq(switch_run(&bed, &source, _i, 0, 1, 0.3), 1);
    ck_assert_uint_ge(switch_run(&bed, &source, _i, 0, 1, 20), 15);
    ck_assert_double_eq(teller_kept(&bed.bench, sources[_i])->most[switches[_i]], 0);
    ck_assert_uint_eq(told(&bed, words[_i]), 1);
    switch_run(&bed, &source, _i, 0, 0, 0.1);
    ck_assert_uint_eq(switch_run(&bed, &source, _i, 0, 0, 20), 0);
    bed_clear(&bed);
}
END_TEST

/* At once, and then behind 1, 2, 4, 8 s: five times in 20 s. A pump begins with 3 s: three times. */
START_TEST(on_is_ordered_again_ever_more_rarely_when_the_source_never_did_it)
{
    struct rig_bench_switch source = { .ordered = NAN };
    static const unsigned   times[] = { 5, 3 };
    struct bed bed;

    bed_open(&bed, &sources[_i], 1);
    ck_assert_uint_eq(switch_run(&bed, &source, _i, 1, 0, 20), times[_i]);
    bed_clear(&bed);
}
END_TEST

START_TEST(on_that_is_refused_is_ordered_again_ever_more_rarely_and_told_once)
{
    struct rig_bench_switch source = { .ordered = NAN };
    struct bed bed;

    bed_open(&bed, &sources[_i], 1);
    teller_kept(&bed.bench, sources[_i])->refuses = ERR_RANGE;
    ck_assert_uint_eq(switch_run(&bed, &source, _i, 1, 0, 20), 0);
    ck_assert_uint_eq(told(&bed, "the teller does not take it"), 1);
    teller_kept(&bed.bench, sources[_i])->refuses = ERR_OK;
    ck_assert_uint_eq(switch_run(&bed, &source, _i, 1, 1, 15), 1);
    bed_clear(&bed);
}
END_TEST

START_TEST(what_a_source_said_before_it_was_ordered_is_no_answer)
{
    struct rig_bench_switch source = { .ordered = NAN };
    struct bed bed;

    bed_open(&bed, &sources[_i], 1);
    switch_run(&bed, &source, _i, 0, 0, 1);
    ck_assert_uint_eq(switch_run(&bed, &source, _i, 1, NAN, TELLER_AGE_S - 0.5), 1);
    ck_assert_uint_eq(told(&bed, "and says that"), 0);
    ck_assert_uint_eq(told(&bed, "and it says that"), 0);
    bed_clear(&bed);
}
END_TEST

/* ---- a source that says what it is set to ---- */

/* A rig whose output stage this is, heating with at most most_w, or about to. */
static void rig_open(struct bed *bed, double most_w)
{
    bench_bed_begin(&bed->bench, &rig_ablation);
    teller_place(&bed->bench, DEVICE_ROLE_GENERATOR, &bed->tellers[DEVICE_ROLE_GENERATOR]);
    bench_bed_open(&bed->bench, true);
    bench_bed_run(&bed->bench, 2);
    bench_bed_turn(&bed->bench, "generator.power_limit_w", most_w);
    bench_bed_turn(&bed->bench, "generator.set_temp_c", 80);
    bench_bed_run(&bed->bench, 1);
}

static const struct teller_orders *rig_orders(const struct bed *bed)
{
    return teller_kept(&bed->bench, DEVICE_ROLE_GENERATOR);
}

/* It says each tick that it is on as ordered, gives nothing, and is set to `set_w`, NAN: to what
 * was ordered. */
static void rig_run(struct bed *bed, double set_w, double seconds)
{
    const struct teller_orders *kept = rig_orders(bed);

    for (int i = 0; i < (int)lround(seconds / TICK_S); i++) {
        teller_says(&bed->bench, DEVICE_ROLE_GENERATOR, DEVICE_READ_OUTPUT_ON,
                    kept->last[DEVICE_ORDER_OUTPUT]);
        teller_says(&bed->bench, DEVICE_ROLE_GENERATOR, DEVICE_READ_SET_POWER,
                    isnan(set_w) ? kept->last[DEVICE_ORDER_POWER] : set_w);
        teller_says(&bed->bench, DEVICE_ROLE_GENERATOR, DEVICE_READ_POWER, 0);
        bench_bed_tick(&bed->bench);
    }
}

START_TEST(a_source_that_is_set_too_high_is_not_switched_on)
{
    struct bed bed;

    rig_open(&bed, 5);
    rig_run(&bed, 20, 0.5);
    bench_bed_turn(&bed.bench, "generator.mode", HEAT);
    rig_run(&bed, 20, 3);
    ck_assert_str_eq(bench_bed_state(&bed.bench, "generator.state"), "ramp");
    ck_assert_double_eq(rig_orders(&bed)->most[DEVICE_ORDER_OUTPUT], 0);
    ck_assert(bench_bed_told(&bed.bench, "it is set to 20 W"));
    rig_run(&bed, NAN, 1);                              /* it has taken its power at last */
    ck_assert_double_eq(rig_orders(&bed)->last[DEVICE_ORDER_OUTPUT], 1);
    bed_clear(&bed);
}
END_TEST

START_TEST(a_source_that_sets_itself_too_high_is_switched_off_within_a_second)
{
    struct bed bed;

    rig_open(&bed, 5);
    bench_bed_turn(&bed.bench, "generator.mode", HEAT);
    rig_run(&bed, NAN, 2);
    ck_assert_double_eq(rig_orders(&bed)->last[DEVICE_ORDER_OUTPUT], 1);
    rig_run(&bed, 20, 0.9);                             /* an order may be on its way */
    ck_assert_double_eq(rig_orders(&bed)->last[DEVICE_ORDER_OUTPUT], 1);
    rig_run(&bed, 20, 0.2);
    ck_assert_double_eq(rig_orders(&bed)->last[DEVICE_ORDER_OUTPUT], 0);
    ck_assert(bench_bed_told(&bed.bench, "it is set to 20 W"));
    bed_clear(&bed);
}
END_TEST

/* Rounding is made up for; more than its one watt is not rounding. */
START_TEST(what_a_source_owes_is_ordered_on_top_by_one_watt_at_most)
{
    struct bed bed;

    rig_open(&bed, 5);
    bench_bed_turn(&bed.bench, "generator.mode", HEAT);
    rig_run(&bed, 0, 10);
    ck_assert_double_gt(rig_orders(&bed)->most[DEVICE_ORDER_POWER], 5.5);
    ck_assert_double_le(rig_orders(&bed)->most[DEVICE_ORDER_POWER], 6 + 1e-9);
    bed_clear(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stand_source");
    TCase *tests = tcase_create("stand_source");

    tcase_add_loop_test(tests, of_two_powers_the_greater_counts, 0, COUNT(powers));
    tcase_add_loop_test(tests, of_two_rates_the_greater_counts, 0, COUNT(rates));
    tcase_add_loop_test(tests, of_two_volumes_the_greater_counts, 0, COUNT(volumes));
    tcase_add_loop_test(tests, what_was_counted_before_it_was_cleared_is_kept, 0, COUNT(cleared));
    tcase_add_test(tests, a_pump_that_falls_silent_goes_on_as_it_was_last_known);
    tcase_add_test(tests, a_stand_that_is_closed_makes_every_source_safe_first);
    tcase_add_loop_test(tests, off_is_ordered_again_for_as_long_as_the_source_says_that_it_is_on,
                        0, COUNT(sources));
    tcase_add_loop_test(tests, on_is_ordered_again_ever_more_rarely_when_the_source_never_did_it,
                        0, COUNT(sources));
    tcase_add_loop_test(tests, on_that_is_refused_is_ordered_again_ever_more_rarely_and_told_once,
                        0, COUNT(sources));
    tcase_add_loop_test(tests, what_a_source_said_before_it_was_ordered_is_no_answer, 0,
                        COUNT(sources));
    tcase_add_test(tests, a_source_that_is_set_too_high_is_not_switched_on);
    tcase_add_test(tests, a_source_that_sets_itself_too_high_is_switched_off_within_a_second);
    tcase_add_test(tests, what_a_source_owes_is_ordered_on_top_by_one_watt_at_most);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
