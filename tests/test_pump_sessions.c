/* The mocked pump's sessions and numbers: what was recorded does nothing when it comes again. */
#include "tests/support/pump_bedside.h"
#include "tests/support/suite.h"

#include <check.h>
#include <stdlib.h>

static enum pump_reason send(const struct frame *request)
{
    struct frame answer = pump_bed_send(bed, request);

    return pump_bed_reason(&answer);
}

static uint32_t detail_of(const struct frame *request)
{
    struct frame    answer = pump_bed_send(bed, request);
    struct pump_nak nak = { .reason = PUMP_REASON_NONE };

    ck_assert_int_eq(pump_nak_read(&nak, answer.payload, answer.payload_count), ERR_OK);
    return nak.detail;
}

/* Nobody speaks for longer than a session lasts; the bed does not notice. */
static void silence(void)
{
    pump_bed_run(bed, PUMP_SESSION_S + 1, 1);
    bed->asked_s = bed->now_s;
}

START_TEST(an_open_that_was_recorded_does_not_rewind_the_numbers)
{
    struct frame open = pump_bed_frame(bed, PUMP_KIND_OPEN, 0, 0);
    struct frame bolus;

    IS_OK(send(&open));
    bolus = pump_bed_frame(bed, PUMP_KIND_SINGLE_BOLUS, 20000, 60);
    IS_OK(send(&bolus));
    pump_bed_run(bed, 70, 1);
    pump_bed_status(bed);
    if (_i == 1)
        silence();
    IS_REFUSED(REPLAYED, send(&open));
    ck_assert_int_ne(send(&bolus), PUMP_REASON_NONE);
    pump_bed_run(bed, 1, 1);
    ck_assert_int_eq(bed->output.state, PUMP_STATE_CONTINUOUS);
    IS_OK(ask(PUMP_KIND_OPEN));
    ck_assert_uint_eq(pump_bed_logged(bed, PUMP_LOG_BOLUS, PUMP_STATE_SINGLE_BOLUS), 1);
    ck_assert_uint_ge(pump_bed_logged(bed, PUMP_LOG_REFUSED, PUMP_REASON_REPLAYED), 1);
}
END_TEST

/* The last request of all was OPEN: after its session it does not pass for opened. */
START_TEST(an_open_repeated_after_its_session_is_not_acknowledged)
{
    struct frame open = pump_bed_frame(bed, PUMP_KIND_OPEN, 0, 0);

    IS_OK(send(&open));
    IS_OK(send(&open));                             /* in its session: the answer was lost */
    silence();
    IS_REFUSED(REPLAYED, send(&open));
    IS_REFUSED(NO_SESSION, ask(PUMP_KIND_STATUS));
    IS_OK(ask(PUMP_KIND_OPEN));
    pump_bed_status(bed);
}
END_TEST

START_TEST(a_bad_open_does_not_bring_back_a_session_that_has_ended)
{
    struct frame open;

    silence();
    open = pump_bed_frame(bed, PUMP_KIND_OPEN, 0, 0);
    open.payload_count = 1;
    open.payload[0] = 0;
    IS_REFUSED(PAYLOAD, send(&open));
    IS_REFUSED(NO_SESSION, ask(PUMP_KIND_STATUS));
}
END_TEST

START_TEST(a_request_repeated_after_its_session_is_not_acknowledged)
{
    struct frame stop = pump_bed_frame(bed, PUMP_KIND_STOP, 0, 0);

    IS_OK(send(&stop));
    silence();
    IS_REFUSED(NO_SESSION, send(&stop));
}
END_TEST

/* So a programmer that has begun anew need not guess. */
START_TEST(who_is_refused_for_its_number_is_told_the_last_one)
{
    struct frame open;

    for (int i = 0; i < 40; i++)
        pump_bed_status(bed);
    open = pump_bed_frame(bed, PUMP_KIND_OPEN, 0, 0);
    open.sequence = 2;
    ck_assert_uint_eq(detail_of(&open), bed->sequence - 1u);
    open.sequence = bed->sequence;
    IS_OK(send(&open));
}
END_TEST

START_TEST(a_reset_forgets_the_numbers_too)
{
    struct frame open = pump_bed_frame(bed, PUMP_KIND_OPEN, 0, 0);

    open.sequence = 40000;
    bed->defects.resets = 1;
    pump_bed_run(bed, 2, 1);
    IS_OK(send(&open));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_sessions");
    TCase *tcase = tcase_create("sessions");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, an_open_that_was_recorded_does_not_rewind_the_numbers, 0, 2);
    tcase_add_test(tcase, an_open_repeated_after_its_session_is_not_acknowledged);
    tcase_add_test(tcase, a_bad_open_does_not_bring_back_a_session_that_has_ended);
    tcase_add_test(tcase, a_request_repeated_after_its_session_is_not_acknowledged);
    tcase_add_test(tcase, who_is_refused_for_its_number_is_told_the_last_one);
    tcase_add_test(tcase, a_reset_forgets_the_numbers_too);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
