#include "infusion_bed.h"

#include "suite.h"

#include <math.h>
#include <string.h>

static double state_of(const struct instrument_bed *bed)
{
    return instrument_bed_signal(bed, "state");
}

static void check_rests(const struct instrument_bed *bed, const struct infusion_pump *pump)
{
    ck_assert_double_ge(state_of(bed), pump->rests_first);
    ck_assert_double_le(state_of(bed), pump->rests_last);
}

void infusion_bed_infuse(struct instrument_bed *bed, const struct infusion_pump *pump,
                         double ul_per_h)
{
    instrument_bed_order(bed, DEVICE_ORDER_RATE, ul_per_h);
    instrument_bed_order(bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(bed, pump->settle_s);
}

static void infuse(struct instrument_bed *bed, const struct infusion_pump *pump, double ul_per_h)
{
    infusion_bed_infuse(bed, pump, ul_per_h);
    ck_assert_msg(state_of(bed) == pump->infuses, "%s", bed->said);
}

void infusion_bed_press(struct instrument_bed *bed, const struct infusion_pump *pump,
                        const char *keys)
{
    size_t taken;

    ck_assert_int_eq(port_write(bed->near, bed->now_s, (const uint8_t *)keys, strlen(keys), &taken),
                     ERR_OK);
    instrument_bed_run(bed, pump->settle_s);
}

void infusion_rate_that_was_not_taken(const struct infusion_pump *pump, double ul_per_h,
                                      const char *part)
{
    struct instrument_bed bed;

    pump->up(&bed);
    infuse(&bed, pump, 36000);
    instrument_bed_turn(&bed, "set_stuck", 1);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, ul_per_h);
    instrument_bed_run(&bed, pump->settle_s);
    ck_assert_uint_ge(device_report(bed.device)->refused, 1);
    ck_assert_msg(instrument_bed_said(&bed, part), "%s", bed.said);
    instrument_bed_turn(&bed, "set_stuck", 0);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, ul_per_h);    /* is sent, not taken for set */
    instrument_bed_run(&bed, pump->settle_s);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "rate_ul_per_h"), ul_per_h, 1);
    instrument_bed_end(&bed);
}

void infusion_starts_nothing_when_the_link_comes_back(const struct infusion_pump *pump)
{
    struct instrument_bed bed;

    pump->up(&bed);
    instrument_bed_turn(&bed, "deaf", 1);
    instrument_bed_run(&bed, 0.7);                  /* a poll waits for its answer */
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 1000);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, 5);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_LOST);
    instrument_bed_turn(&bed, "deaf", 0);
    instrument_bed_up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 2000);
    instrument_bed_run(&bed, 3);
    ck_assert_double_eq(bed.world.pushed_ul, 0);
    instrument_bed_end(&bed);
}

void infusion_starts_behind_the_last_rate_or_not_at_all(const struct infusion_pump *pump)
{
    struct instrument_bed bed;
    double                most = 0;

    pump->up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 90000);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 1000);
    instrument_bed_run(&bed, pump->settle_s);
    ck_assert_double_eq(bed.world.pushed_ul, 0);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 90000);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 2000);
    for (int i = 0; i < 2000; i++) {
        instrument_bed_run(&bed, INSTRUMENT_BED_STEP_S);
        if (state_of(&bed) == pump->infuses)
            most = fmax(most, instrument_bed_signal(&bed, "rate_ul_per_h"));
    }
    ck_assert_double_eq_tol(most, 2000, 1e-6);
    instrument_bed_end(&bed);
}

void infusion_takes_an_order_again_that_was_dropped(const struct infusion_pump *pump)
{
    struct instrument_bed bed;

    pump->up(&bed);
    infuse(&bed, pump, 36000);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 48000);
    instrument_bed_safe(&bed, pump->safe_limit_s);      /* before it was sent */
    infusion_bed_infuse(&bed, pump, 48000);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "rate_ul_per_h"), 48000, 1);
    instrument_bed_end(&bed);
}

void infusion_ends_as_it_was_ordered(const struct infusion_pump *pump, const char *knob)
{
    struct instrument_bed bed;

    pump->up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 1000);
    instrument_bed_run(&bed, pump->settle_s);
    for (int i = 0; i < 4; i++) {
        bool run = i % 2 == 0;
        instrument_bed_order(&bed, DEVICE_ORDER_RUN, run);
        instrument_bed_turn(&bed, knob, 1);
        instrument_bed_run(&bed, 0.4);
        instrument_bed_turn(&bed, knob, 0);
        instrument_bed_run(&bed, 3);
        if (run)
            ck_assert_double_eq(state_of(&bed), pump->infuses);
        else
            check_rests(&bed, pump);
        ck_assert_double_eq(instrument_bed_heard(&bed, DEVICE_READ_IS_RUNNING), run);
    }
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    instrument_bed_end(&bed);
}

void infusion_refuses_another_syringe(const struct infusion_pump *pump)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.device_settings, "diameter_mm", 4.61);
    instrument_bed_make(&bed, pump->device, pump->emulator, NULL);
    instrument_bed_turn(&bed, "set_stuck", 1);
    instrument_bed_up(&bed);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RUN, 1, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "the pump is set to a syringe of 14.43 mm, not of 4.61 mm"),
                  "%s", why.text);
    instrument_bed_end(&bed);
}

void infusion_is_made_safe_at_any_moment(const struct infusion_pump *pump, int moments,
                                         double apart_s)
{
    struct instrument_bed bed;

    pump->up(&bed);
    for (int i = 0; i < moments; i++) {
        infuse(&bed, pump, 1000);
        instrument_bed_run(&bed, apart_s * i);
        instrument_bed_safe(&bed, pump->safe_limit_s);
        check_rests(&bed, pump);
    }
    instrument_bed_end(&bed);
}
