/* The witness at the pump's bedside: what it takes for ordered, for due and for wrong. */
#include "hil/rig/rig_infusion_witness.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static struct pump_build build;
static struct witness   *w;
static uint16_t          sequence;

static void set_up(void)
{
    build = pump_build_usual;
    build.dead_nl = 286000;
    build.is_programmed = true;
    build.programme = (struct pump_programme){
        .drug = PUMP_DRUG_MORPHINE, .concentration_ug_per_ml = 10000, .rate_nl_per_h = 20000,
        .patient_nl = 20000, .patient_duration_s = 600, .patient_lockout_s = 3600,
        .patient_most_per_day = 2, .low_reservoir_nl = 2000000,
    };
    w = malloc(sizeof *w);
    ck_assert_ptr_nonnull(w);
    witness_begin(w, &build);
    sequence = 1;
}

static void tear_down(void) { free(w); }

static void hear(const struct frame *frame, enum port_direction direction, double now_s)
{
    uint8_t bytes[FRAME_BYTES_MAX];
    size_t  count = frame_write(frame, bytes);

    for (size_t i = 0; i < count; i++)                  /* as it may come from a slow line */
        witness_hear(w, now_s, direction, bytes + i, 1);
}

static void ask(uint8_t kind, uint32_t a, uint32_t b, double now_s)
{
    const uint32_t arguments[PUMP_ARGUMENTS_MAX] = { a, b };
    struct frame   frame = { .version = FRAME_VERSION, .address = build.address, .kind = kind,
                             .sequence = ++sequence };

    frame.payload_count = pump_arguments_write(kind, arguments, frame.payload);
    hear(&frame, PORT_WRITTEN, now_s);
}

static void answer(enum pump_reason reason, double now_s)
{
    const struct pump_nak nak = { .reason = (uint8_t)reason };
    struct frame          frame = { .version = FRAME_VERSION, .address = build.address,
                                    .kind = PUMP_KIND_ACK, .sequence = sequence };

    if (reason != PUMP_REASON_NONE) {
        frame.kind = PUMP_KIND_NAK;
        frame.payload_count = pump_nak_write(&nak, frame.payload);
    }
    hear(&frame, PORT_READ, now_s);
}

/* A pump that does what it should, for so long; the button as it is. */
static void see(double *t_s, double for_s, double dt_s, bool is_pressed, bool denied)
{
    struct pump_output   output = { .denied = denied };
    struct witness_sight sight = { .dt_s = dt_s, .output = &output, .battery_v = 2.9,
                                   .is_pressed = is_pressed };

    for (double end_s = *t_s + for_s; *t_s < end_s - 1e-9;) {
        *t_s += dt_s;
        sight.t_s = *t_s;
        sight.pumped_ul = *t_s * 20 / 3600;
        witness_see(w, &sight);
    }
}

START_TEST(an_order_counts_when_it_is_acknowledged)
{
    ck_assert_double_eq(witness_due_ul_per_h(w, 10), 20);
    ask(PUMP_KIND_STOP, 0, 0, 10);
    ck_assert_double_eq(witness_due_ul_per_h(w, 10), 20);
    answer(PUMP_REASON_BUSY, 10.1);
    ck_assert_double_eq(witness_due_ul_per_h(w, 10), 20);
    ck_assert_int_eq(w->answer, PUMP_REASON_BUSY);
    ask(PUMP_KIND_STOP, 0, 0, 11);
    answer(PUMP_REASON_CRC, 11.1);                      /* not read: it still waits */
    ck_assert_double_eq(witness_due_ul_per_h(w, 11.1), 20);
    answer(PUMP_REASON_NONE, 11.2);
    ck_assert_double_eq(witness_due_ul_per_h(w, 11.2), 0);
    ck_assert_int_eq(w->order, WITNESS_ORDER_STOP);
}
END_TEST

START_TEST(what_somebody_else_says_does_not_count)
{
    w->is_deaf = true;
    ask(PUMP_KIND_STOP, 0, 0, 10);
    w->is_deaf = false;
    answer(PUMP_REASON_NONE, 10.1);
    ck_assert_double_eq(witness_due_ul_per_h(w, 10.1), 20);
}
END_TEST

START_TEST(an_order_without_an_answer_may_have_been_obeyed)
{
    double t_s = 0;

    ask(PUMP_KIND_STOP, 0, 0, 0.5);
    see(&t_s, 5, 1, false, false);
    ck_assert_double_eq(witness_due_ul_per_h(w, t_s), 20);
    see(&t_s, 2, 1, false, false);
    ck_assert(isnan(witness_due_ul_per_h(w, t_s)));
}
END_TEST

/* The outlet as it is, and a critical tone, for a second. */
static void alarm_see(double t_s, double outlet_kpa)
{
    struct pump_output   output = { .tone = PUMP_CRITICAL };
    struct witness_sight sight = { .t_s = t_s, .dt_s = 1, .output = &output, .battery_v = 2.9,
                                   .outlet_kpa = outlet_kpa };

    witness_see(w, &sight);
}

static const struct {
    const char *story;
    double      outlet_kpa;         /* when CLEAR is asked          */
    enum pump_reason answer;        /* CRC: none comes              */
    bool        is_latched[3];      /* asked, answered, much later  */
    bool        is_cleared[3];
} clears[] = {
    { "obeyed",             0,   PUMP_REASON_NONE, { false, false, false }, { true, true, true }  },
    { "refused",            0,   PUMP_REASON_BUSY, { false, true, true },   { true, false, false } },
    { "its answer is lost", 0,   PUMP_REASON_CRC,  { false, false, false }, { true, true, true }  },
    { "with the cause there", 80, PUMP_REASON_CRC, { true, true, true },  { false, false, false } },
    { "refused for its cause", 80, PUMP_REASON_BUSY, { true, true, true }, { false, false, false } },
};

START_TEST(a_clear_counts_from_when_it_may_have_been_obeyed)
{
    const double at_s[] = { 3, 4, 30 };

    alarm_see(1, 80);
    alarm_see(2, 80);
    alarm_see(2.5, clears[_i].outlet_kpa);
    for (int i = 0; i < 3; i++) {
        if (i == 0)
            ask(PUMP_KIND_CLEAR, 0, 0, at_s[i]);
        else if (i == 1)
            answer(clears[_i].answer, at_s[i]);
        else
            witness_doubt(w, at_s[i]);
        ck_assert_msg(witness_is_latched(w) == clears[_i].is_latched[i], "%s: latched at %g s",
                      clears[_i].story, at_s[i]);
        ck_assert_msg(!isnan(witness_clear_s(w)) == clears[_i].is_cleared[i], "%s: clear at %g s",
                      clears[_i].story, at_s[i]);
    }
}
END_TEST

START_TEST(a_silence_counts_from_when_it_may_have_been_obeyed)
{
    ck_assert(isnan(witness_silence_s(w)));
    ask(PUMP_KIND_SILENCE, 0, 0, 3);
    ck_assert_double_eq(witness_silence_s(w), 3);
    witness_doubt(w, 30);
    ck_assert_double_eq(witness_silence_s(w), 3);
    ask(PUMP_KIND_SILENCE, 0, 0, 40);
    answer(PUMP_REASON_BUSY, 41);
    ck_assert_double_eq(witness_silence_s(w), 3);
}
END_TEST

START_TEST(a_bit_that_turns_over_twice_is_as_it_was)
{
    static const struct { bool is_flipping, is_flipped; } ticks[] = {
        { false, false }, { true, true }, { true, true }, { false, true }, { true, false },
        { false, false },
    };
    struct pump_output   output = { .tone = PUMP_CRITICAL };
    struct witness_sight sight = { .dt_s = 1, .output = &output, .battery_v = 2.9 };

    for (size_t i = 0; i < COUNT(ticks); i++) {
        sight.t_s = (double)i + 1;
        sight.is_flipping = ticks[i].is_flipping;
        witness_see(w, &sight);
        ck_assert_msg(w->is_flipped == ticks[i].is_flipped, "tick %zu", i);
    }
    ck_assert(witness_is_latched(w));
}
END_TEST

static const struct { uint8_t kind; uint32_t a, b; enum witness_flaw flaw; } orders[] = {
    { PUMP_KIND_SINGLE_BOLUS,   20000, 60,    WITNESS_FLAW_NONE },
    { PUMP_KIND_SINGLE_BOLUS,   20000, 59,    WITNESS_FLAW_RATE },
    { PUMP_KIND_SINGLE_BOLUS,   50000, 3600,  WITNESS_FLAW_NONE },
    { PUMP_KIND_SINGLE_BOLUS,   50001, 3600,  WITNESS_FLAW_DOSE },
    { PUMP_KIND_PRIMING_BOLUS, 300300, 1,     WITNESS_FLAW_NONE },
    { PUMP_KIND_PRIMING_BOLUS, 300302, 1,     WITNESS_FLAW_VOLUME },
    { PUMP_KIND_PRIMING_BOLUS, 100000, 0,     WITNESS_FLAW_UNCONFIRMED },
    { PUMP_KIND_COMMIT,        0x1234, 1,     WITNESS_FLAW_PARTS },
    { PUMP_KIND_START,              0, 0,     WITNESS_FLAW_NONE },
};

START_TEST(flaws_of_orders_are_found)
{
    ask(orders[_i].kind, orders[_i].a, orders[_i].b, 10);
    answer(PUMP_REASON_NONE, 10.1);
    ck_assert_msg(w->flaw == orders[_i].flaw, "%s, not %s", witness_flaw_labels[w->flaw],
                  witness_flaw_labels[orders[_i].flaw]);
}
END_TEST

/* 4.8 mg of the programme's, 0.4 mg of the patient's share, and 0.5 mg each: 29 fit into 20 mg. */
START_TEST(single_boluses_of_a_day_are_added_up)
{
    for (int i = 1; i <= 30; i++) {
        ask(PUMP_KIND_SINGLE_BOLUS, 50000, 600, i * 600.0);
        answer(PUMP_REASON_NONE, i * 600.0 + 0.1);
        ck_assert_msg(w->flaw == (i <= 29 ? WITNESS_FLAW_NONE : WITNESS_FLAW_DOSE), "bolus %d", i);
    }
    ask(PUMP_KIND_SINGLE_BOLUS, 50000, 600, 86400 + 1300);      /* two are a day old */
    answer(PUMP_REASON_NONE, 86400 + 1300.1);
    ck_assert_int_eq(w->flaw, WITNESS_FLAW_NONE);
}
END_TEST

static const double ticks_s[] = { 0.5, 1, 10, 60, 600 };

START_TEST(an_hour_is_known_after_an_hour_whatever_the_tick)
{
    double t_s = 0;

    see(&t_s, 3600, ticks_s[_i], false, false);
    ck_assert(isnan(witness_due_hour_ul(w, t_s)));
    see(&t_s, 3000, ticks_s[_i], false, false);
    ck_assert_double_eq_tol(witness_due_hour_ul(w, t_s), 20, 1e-6);
    ck_assert_double_eq_tol(witness_hour_ul(w, t_s), 20, 1e-6);
    ck_assert_double_eq_tol(w->over_ul, 0, 1e-6);
}
END_TEST

START_TEST(a_bolus_of_the_patient_is_due_unless_it_was_refused)
{
    double t_s = 0;

    see(&t_s, 60, 1, false, false);
    ck_assert(witness_may_press(w, t_s) > 0);
    see(&t_s, 1, 1, true, false);
    ck_assert_double_eq_tol(witness_due_ul_per_h(w, t_s), 120, 1e-9);
    see(&t_s, 700, 1, false, false);
    ck_assert_double_eq(witness_due_ul_per_h(w, t_s), 20);
    ck_assert(witness_may_press(w, t_s) <= 0);
    ck_assert_uint_eq(witness_in_day(&w->given, t_s), 1);
    see(&t_s, 1, 1, true, true);
    ck_assert_uint_eq(witness_in_day(&w->denied, t_s), 1);
    ck_assert_double_eq(witness_due_ul_per_h(w, t_s), 20);
    see(&t_s, 2899, 1, false, false);
    ck_assert(witness_may_press(w, t_s) > 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("infusion rig's witness");
    TCase *tests = tcase_create("witness");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, an_order_counts_when_it_is_acknowledged);
    tcase_add_test(tests, what_somebody_else_says_does_not_count);
    tcase_add_test(tests, an_order_without_an_answer_may_have_been_obeyed);
    tcase_add_loop_test(tests, a_clear_counts_from_when_it_may_have_been_obeyed, 0, COUNT(clears));
    tcase_add_test(tests, a_bit_that_turns_over_twice_is_as_it_was);
    tcase_add_test(tests, a_silence_counts_from_when_it_may_have_been_obeyed);
    tcase_add_loop_test(tests, flaws_of_orders_are_found, 0, COUNT(orders));
    tcase_add_test(tests, single_boluses_of_a_day_are_added_up);
    tcase_add_loop_test(tests, an_hour_is_known_after_an_hour_whatever_the_tick, 0, COUNT(ticks_s));
    tcase_add_test(tests, a_bolus_of_the_patient_is_due_unless_it_was_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
