/* The mocked pump at its line: frames that are wrong, requests that come again, sessions, its log,
 * and noise. */
#include "drivers/mock/pump_states.h"
#include "tests/support/allocations.h"
#include "tests/support/pump_bedside.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ frames that are wrong */

struct sent { uint8_t bytes[FRAME_BYTES_MAX]; size_t count; };

static struct sent stop_frame(void)
{
    struct frame frame = pump_bed_frame(bed, PUMP_KIND_STOP, 0, 0);
    struct sent  sent;

    sent.count = frame_write(&frame, sent.bytes);
    return sent;
}

static struct sent bad_crc(void)
{
    struct sent sent = stop_frame();

    sent.bytes[sent.count - 1] ^= 1;
    return sent;
}

static struct sent truncated(void)
{
    struct sent sent = stop_frame();

    sent.count -= 3;
    return sent;
}

static struct sent bad_length(void)
{
    struct sent sent = stop_frame();

    sent.bytes[2] = 7;
    return sent;
}

#define FRAMED(name, change)                                                                      \
    static struct sent name(void)                                                                 \
    {                                                                                             \
        struct frame f = pump_bed_frame(bed, PUMP_KIND_STOP, 0, 0);                               \
        struct sent  sent;                                                                        \
        change;                                                                                   \
        sent.count = frame_write(&f, sent.bytes);                                                 \
        return sent;                                                                              \
    }
FRAMED(other_version, f.version = 2)
FRAMED(other_device,  f.address++)
FRAMED(to_anybody,    f.address = PUMP_ADDRESS_ANY)
FRAMED(old_number,    f.sequence--)
FRAMED(older_number,  f.sequence = (uint16_t)(f.sequence - 30000))
FRAMED(number_zero,   f.sequence = 0)
FRAMED(open_with_0,   f.kind = PUMP_KIND_OPEN; f.sequence = 0)
FRAMED(with_a_tail,   f.payload_count = 1; f.payload[0] = 0)

static const struct { const char *story; struct sent (*make)(void); enum pump_reason reason; }
wrongs[] = {
    { "a bit turned over", bad_crc,       PUMP_REASON_CRC },
    { "the end is lost",   truncated,     PUMP_REASON_TRUNCATED },
    { "a length of 7",     bad_length,    PUMP_REASON_LENGTH },
    { "version 2",         other_version, PUMP_REASON_VERSION },
    { "the neighbour's",   other_device,  PUMP_REASON_OTHER_DEVICE },
    { "to anybody",        to_anybody,    PUMP_REASON_OTHER_DEVICE },
    { "the last number",   old_number,    PUMP_REASON_REPLAYED },
    { "an older number",   older_number,  PUMP_REASON_REPLAYED },
    { "number 0",          number_zero,   PUMP_REASON_REPLAYED },
    { "opened with it",    open_with_0,   PUMP_REASON_REPLAYED },
    { "a byte too many",   with_a_tail,   PUMP_REASON_PAYLOAD },
};

START_TEST(a_wrong_frame_is_refused_and_written_down_and_does_nothing)
{
    struct sent     sent = wrongs[_i].make();
    uint8_t         out[512];
    size_t          count = pump_bed_exchange(bed, sent.bytes, sent.count, out, sizeof out), used;
    struct frame    answer;
    enum frame_flaw flaw;

    if (wrongs[_i].reason == PUMP_REASON_TRUNCATED) {
        ck_assert_uint_eq(count, 0);
        bed->now_s += 0.06;
        count = pump_bed_exchange(bed, sent.bytes, 0, out, sizeof out);
    }
    ck_assert_int_eq(frame_scan(out, count, &answer, &used, &flaw), FRAME_WHOLE);
    ck_assert_uint_eq(used, count);
    ck_assert_msg(pump_bed_reason(&answer) == wrongs[_i].reason, "%s", wrongs[_i].story);
    pump_bed_run(bed, 1, 1);
    IS_IN(CONTINUOUS);
    ck_assert_uint_eq(pump_bed_logged(bed, PUMP_LOG_REFUSED, (uint8_t)wrongs[_i].reason), 1);
}
END_TEST

/* ------------------------------------------------------------------ sessions and numbers */

static void session_over(void)
{
    pump_bed_run(bed, 121, 1);
    bed->asked_s = bed->now_s;
}

START_TEST(the_same_request_again_has_the_same_answer_and_is_not_obeyed_again)
{
    struct frame request = pump_bed_frame(bed, PUMP_KIND_SINGLE_BOLUS, 20000, 60), first, second;

    first = pump_bed_send(bed, &request);
    IS_OK(pump_bed_reason(&first));
    pump_bed_run(bed, 100, 1);
    IS_IN(CONTINUOUS);
    second = pump_bed_send(bed, &request);
    ck_assert_mem_eq(first.payload, second.payload, first.payload_count);
    ck_assert_int_eq(first.kind, second.kind);
    ck_assert_uint_eq(first.sequence, second.sequence);
    pump_bed_run(bed, 1, 1);
    IS_IN(CONTINUOUS);
    request.payload[3]++;                           /* the same number, another request */
    second = pump_bed_send(bed, &request);
    IS_REFUSED(REPLAYED, pump_bed_reason(&second));
    request.payload[3]--;
    request.payload_count--;
    second = pump_bed_send(bed, &request);
    IS_REFUSED(REPLAYED, pump_bed_reason(&second));
}
END_TEST

START_TEST(a_refused_request_again_is_refused_again_and_written_down_once)
{
    struct frame request = pump_bed_frame(bed, PUMP_KIND_ABORT, 0, 0), answer;

    for (int i = 0; i < 3; i++) {
        answer = pump_bed_send(bed, &request);
        IS_REFUSED(NOT_UPDATING, pump_bed_reason(&answer));
    }
    ck_assert_uint_eq(pump_bed_logged(bed, PUMP_LOG_REFUSED, PUMP_REASON_NOT_UPDATING), 1);
}
END_TEST

START_TEST(numbers_may_leave_gaps_and_wrap)
{
    bed->sequence = (uint16_t)(bed->sequence + 32000);
    pump_bed_status(bed);
    bed->sequence = 64000;
    pump_bed_status(bed);
    bed->sequence = 65533;
    pump_bed_status(bed);                           /* 65534 */
    pump_bed_status(bed);                           /* 65535 */
    bed->sequence = 65535;
    IS_REFUSED(REPLAYED, ask(PUMP_KIND_STATUS));    /* 0 is no number */
    ck_assert_uint_eq(pump_bed_status(bed).last_sequence, 1);
}
END_TEST

START_TEST(a_session_ends_after_two_minutes_of_silence)
{
    pump_bed_status(bed);
    pump_bed_run(bed, 120, 1);
    bed->asked_s = bed->now_s;
    pump_bed_status(bed);
    pump_bed_run(bed, 121, 1);
    bed->asked_s = bed->now_s;
    IS_REFUSED(NO_SESSION, ask(PUMP_KIND_STATUS));
    IS_OK(ask(PUMP_KIND_OPEN));
    pump_bed_status(bed);
}
END_TEST

START_TEST(anybody_may_ask_who_it_is_without_a_session)
{
    struct frame request = pump_bed_frame(bed, PUMP_KIND_IDENTIFY, 0, 0), answer;
    struct pump_identity identity;

    session_over();
    for (int i = 0; i < 2; i++) {
        request.address = i == 0 ? PUMP_ADDRESS_ANY : bed->build.address;
        answer = pump_bed_send(bed, &request);
        ck_assert_int_eq(answer.kind, PUMP_KIND_IDENTITY);
        ck_assert_int_eq(pump_identity_read(&identity, answer.payload, answer.payload_count),
                         ERR_OK);
        ck_assert_uint_eq(identity.address, 0x50524947);
        ck_assert_str_eq(identity.text, PUMP_IDENTITY);
    }
}
END_TEST

START_TEST(the_log_keeps_the_last_entries_and_their_numbers)
{
    struct pump_log_entry last;
    struct pump_status    status;

    for (int i = 0; i < 700; i++)
        IS_REFUSED(NOT_UPDATING, ask(PUMP_KIND_ABORT));
    status = pump_bed_status(bed);
    ck_assert_uint_ge(status.log_count, 700);
    ck_assert_uint_eq(pump_bed_logged(bed, PUMP_LOG_REFUSED, PUMP_REASON_NOT_UPDATING),
                      PUMP_LOG_MAX);
    last = pump_bed_last(bed, PUMP_LOG_REFUSED);
    ck_assert_uint_eq(last.number, status.log_count - 1);
}
END_TEST

/* ------------------------------------------------------------------ noise */

static uint32_t dice(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Bytes that nobody meant: single ones, and frames with a bit turned over. */
static struct sent noise(uint32_t *seed)
{
    struct sent sent = stop_frame();

    if (dice(seed) % 2 == 0) {
        sent.bytes[dice(seed) % sent.count] ^= (uint8_t)(1u << dice(seed) % 8);
        return sent;
    }
    sent.count = 1 + dice(seed) % 60;
    for (size_t i = 0; i < sent.count; i++)
        sent.bytes[i] = (uint8_t)(dice(seed) % 4 == 0 ? 0xA5 : dice(seed));
    return sent;
}

START_TEST(noise_neither_stops_nor_changes_a_pump)
{
    uint32_t seed = (uint32_t)_i + 1;
    uint8_t  out[4096];
    struct pump_bed *b = bed;

    for (int i = 0; i < 3000; i++) {
        struct sent sent = noise(&seed);
        pump_bed_exchange(b, sent.bytes, sent.count, out, sizeof out);
        pump_bed_run(b, 1, 1);
        ck_assert_int_eq(b->output.state, PUMP_STATE_CONTINUOUS);
        ck_assert_uint_eq(b->output.rate_nl_per_h, 20000);
    }
    ck_assert_uint_eq(b->strokes, 6);               /* 3001 s at one in 450 */
}
END_TEST

/* Mostly well; sometimes a sensor is silent, or something happens. */
static void anything_felt(uint32_t *seed)
{
    struct pump_body *body = &bed->body;

    body->button_is_pressed = dice(seed) % 5 == 0;
    body->is_interfered = dice(seed) % 20 == 0;
    body->outlet_kpa = dice(seed) % 100 == 0 ? 100 : dice(seed) % 50 == 0 ? (double)NAN : 2;
    body->battery_v = dice(seed) % 200 == 0 ? 1.9 : dice(seed) % 50 == 0 ? (double)NAN : 2.9;
    body->reservoir_ul = dice(seed) % 50 == 0 ? (double)NAN : 15000;
    bed->is_stuck = dice(seed) % 10 == 0;
    bed->defects.memory_flips = dice(seed) % 300 == 0;
}

/* Good frames with any contents, and anything felt: what the pump says holds together. */
START_TEST(any_requests_leave_a_pump_that_holds_together)
{
    uint32_t seed = 77u + (uint32_t)_i;

    for (int i = 0; i < 4000; i++) {
        struct frame request = pump_bed_frame(bed, PUMP_KIND_STATUS, 0, 0);
        request.kind = (uint8_t)(dice(&seed) % 0x3A);
        request.payload_count = dice(&seed) % 4 == 0 ? dice(&seed) % 20
                              : pump_arguments_write(request.kind, (uint32_t[]){ 0, 0 },
                                                     request.payload);
        for (size_t k = 0; k < request.payload_count; k++)
            request.payload[k] = (uint8_t)(dice(&seed) % 3 == 0 ? dice(&seed) : 0);
        pump_bed_send(bed, &request);
        anything_felt(&seed);
        pump_bed_run(bed, 10, 10);
        ck_assert_int_lt(state(), PUMP_STATE_COUNT);
        ck_assert_uint_le(bed->output.rate_nl_per_h, 1200000);
        if (!pump_is_in(state(), PUMP_IN_DELIVERY))
            ck_assert_uint_eq(bed->output.strokes, 0);
    }
}
END_TEST

#ifdef COUNTS_ALLOCATIONS
START_TEST(a_pump_at_work_allocates_nothing)
{
    struct frame request = pump_bed_frame(bed, PUMP_KIND_SINGLE_BOLUS, 20000, 60);
    long         before;

    bed->to_pump.count = frame_write(&request, bed->to_pump.bytes);
    before = allocations_so_far();
    pump_firmware_listen(bed->firmware, &bed->port, bed->now_s);
    bed->body.button_is_pressed = bed->body.is_interfered = true;
    pump_bed_run(bed, 600, 1);
    bed->body.outlet_kpa = 100;
    pump_bed_run(bed, 600, 1);
    ck_assert_int_eq(allocations_so_far(), before);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("pump_session");
    TCase *tests = tcase_create("pump_session");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, a_wrong_frame_is_refused_and_written_down_and_does_nothing, 0,
                        COUNT(wrongs));
    tcase_add_test(tests, the_same_request_again_has_the_same_answer_and_is_not_obeyed_again);
    tcase_add_test(tests, a_refused_request_again_is_refused_again_and_written_down_once);
    tcase_add_test(tests, numbers_may_leave_gaps_and_wrap);
    tcase_add_test(tests, a_session_ends_after_two_minutes_of_silence);
    tcase_add_test(tests, anybody_may_ask_who_it_is_without_a_session);
    tcase_add_test(tests, the_log_keeps_the_last_entries_and_their_numbers);
    tcase_add_loop_test(tests, noise_neither_stops_nor_changes_a_pump, 0, 3);
    tcase_add_loop_test(tests, any_requests_leave_a_pump_that_holds_together, 0, 3);
#ifdef COUNTS_ALLOCATIONS
    tcase_add_test(tests, a_pump_at_work_allocates_nothing);
#endif
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
