/* The pump's messages: bytes put together by hand, to the last byte, there and back, and the manual's own examples. */
#include "drivers/mock/pump_firmware.h"
#include "drivers/port_pipe.h"
#include "drivers/pump_wire.h"
#include "tests/data/wire/pump_vectors.h"
#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define MANUAL "drivers/PUMP_PROTOCOL.md"

/* The payload of a frame written by hand. */
static struct frame by_hand(enum pump_vector which, uint8_t kind)
{
    uint8_t         bytes[FRAME_BYTES_MAX];
    size_t          used, count = pump_vector_bytes(pump_vectors[which].hex, bytes);
    struct frame    frame;
    enum frame_flaw flaw;

    ck_assert_msg(frame_scan(bytes, count, &frame, &used, &flaw) == FRAME_WHOLE, "%s", pump_vectors[which].story);
    ck_assert_uint_eq(used, count);
    ck_assert_uint_eq(frame.kind, kind);
    return frame;
}

/* What the vectors mean, by hand. */
static const struct pump_programme flex = {
    .mode = PUMP_MODE_FLEX, .drug = PUMP_DRUG_MORPHINE, .concentration_ug_per_ml = 20000,
    .low_reservoir_nl = 2000000,
    .step_count = 3, .steps = { { 0, 20833 }, { 480, 41667 }, { 1320, 20833 } },
    .patient_nl = 20000, .patient_duration_s = 120, .patient_lockout_s = 14400, .patient_most_per_day = 4,
};
static const struct pump_status alarmed = {
    .state = PUMP_STATE_FLEX, .priority = PUMP_NON_CRITICAL, .mode = PUMP_MODE_FLEX, .drug = PUMP_DRUG_MORPHINE,
    .has_programme = 1, .alarms = 1u << PUMP_ALARM_LOW_RESERVOIR, .clock_s = 845467200, .rate_nl_per_h = 41667,
    .reservoir_nl = 1900000, .delivered_nl = 18100000, .lockout_left_s = 3600, .patient_given = 2,
    .patient_denied = 1, .battery_mv = 2950, .days_to_replace = 1200, .days_to_end = 1290, .log_count = 37,
    .last_sequence = 9,
};
static const struct pump_log_entry entries[2] = {
    { 35, 845460000, PUMP_LOG_PROGRAMME, 0, 0x6EEF },
    { 36, 845463600, PUMP_LOG_ALARM, PUMP_ALARM_LOW_RESERVOIR, 1 },
};

static bool is_programme_same(const struct pump_programme *a, const struct pump_programme *b)
{
    bool is_same = a->mode == b->mode && a->drug == b->drug
                && a->concentration_ug_per_ml == b->concentration_ug_per_ml
                && a->rate_nl_per_h == b->rate_nl_per_h && a->step_count == b->step_count
                && a->periodic_nl == b->periodic_nl && a->periodic_duration_s == b->periodic_duration_s
                && a->periodic_period_min == b->periodic_period_min
                && a->periodic_first_min == b->periodic_first_min && a->patient_nl == b->patient_nl
                && a->patient_duration_s == b->patient_duration_s && a->patient_lockout_s == b->patient_lockout_s
                && a->patient_most_per_day == b->patient_most_per_day && a->low_reservoir_nl == b->low_reservoir_nl;

    for (size_t i = 0; is_same && i < a->step_count; i++)
        is_same = a->steps[i].minute == b->steps[i].minute && a->steps[i].rate_nl_per_h == b->steps[i].rate_nl_per_h;
    return is_same;
}

/* ------------------------------------------------------------------ by hand */

static const struct { enum pump_vector which; uint8_t kind; uint32_t arguments[2]; uint16_t sequence; } plain[] = {
    { PUMP_VECTOR_WHO_IS_THERE,     PUMP_KIND_IDENTIFY,       { 0, 0 },                    1 },
    { PUMP_VECTOR_OPEN,             PUMP_KIND_OPEN,           { 0, 0 },                    2 },
    { PUMP_VECTOR_OPENED,           PUMP_KIND_ACK,            { 0, 0 },                    2 },
    { PUMP_VECTOR_ASK_STATUS,       PUMP_KIND_STATUS,         { 0, 0 },                    3 },
    { PUMP_VECTOR_BEGIN,            PUMP_KIND_BEGIN,          { 0, 0 },                    4 },
    { PUMP_VECTOR_COMMIT,           PUMP_KIND_COMMIT,         { 0x6EEF, 0 },               9 },
    { PUMP_VECTOR_COMMIT_CONFIRMED, PUMP_KIND_COMMIT,         { 0x6EEF, 1 },              10 },
    { PUMP_VECTOR_ASK_PROGRAMME,    PUMP_KIND_READ_PROGRAMME, { 0, 0 },                   11 },
    { PUMP_VECTOR_ASK_LOG,          PUMP_KIND_READ_LOG,       { 35, 0 },                  12 },
    { PUMP_VECTOR_SINGLE_BOLUS,     PUMP_KIND_SINGLE_BOLUS,   { 20000, 300 },             13 },
    { PUMP_VECTOR_PRIMING_BOLUS,    PUMP_KIND_PRIMING_BOLUS,  { 250000, 1 },              14 },
    { PUMP_VECTOR_BRIDGE_BOLUS,     PUMP_KIND_BRIDGE_BOLUS,   { 250000, 20833 },          15 },
    { PUMP_VECTOR_REFILL,           PUMP_KIND_REFILL,         { 1900000, 20000000 },      16 },
    { PUMP_VECTOR_SET_CLOCK,        PUMP_KIND_SET_CLOCK,      { 845467200, 0 },           17 },
    { PUMP_VECTOR_STOP,             PUMP_KIND_STOP,           { 0, 0 },                   18 },
    { PUMP_VECTOR_MARK_INSIDE,      PUMP_KIND_SINGLE_BOLUS,   { 0xA55A0801, 0x50524947 }, 20 },
};

START_TEST(a_request_is_the_bytes_that_the_manual_says)
{
    struct frame frame = by_hand(plain[_i].which, plain[_i].kind);
    uint32_t     read[2] = { 7, 7 };
    uint8_t      again[FRAME_PAYLOAD_MAX];

    ck_assert_uint_eq(frame.sequence, plain[_i].sequence);
    ck_assert_uint_eq(frame.address, plain[_i].kind == PUMP_KIND_IDENTIFY ? PUMP_ADDRESS_ANY : 0x50524947);
    ck_assert_int_eq(pump_arguments_read(frame.kind, read, frame.payload, frame.payload_count), ERR_OK);
    ck_assert_mem_eq(read, plain[_i].arguments, sizeof read);
    ck_assert_uint_eq(pump_arguments_write(frame.kind, plain[_i].arguments, again), frame.payload_count);
    ck_assert_mem_eq(again, frame.payload, frame.payload_count);
}
END_TEST

START_TEST(a_part_is_the_bytes_that_the_manual_says)
{
    static const enum pump_vector written[] = { PUMP_VECTOR_WRITE_GENERAL, PUMP_VECTOR_WRITE_STEPS,
                                                PUMP_VECTOR_WRITE_PERIODIC, PUMP_VECTOR_WRITE_PATIENT };
    struct pump_programme read = { .mode = 0 };
    uint8_t               again[FRAME_PAYLOAD_MAX];

    for (int part = 0; part < PUMP_PART_COUNT; part++) {
        struct frame frame = by_hand(written[part], PUMP_KIND_WRITE);
        ck_assert_uint_eq(frame.payload[0], (unsigned)part);
        ck_assert_int_eq(pump_part_read(&read, (enum pump_part)part, frame.payload + 1, frame.payload_count - 1), ERR_OK);
        ck_assert_uint_eq(pump_part_write(&flex, (enum pump_part)part, again), frame.payload_count - 1);
        ck_assert_mem_eq(again, frame.payload + 1, frame.payload_count - 1);
    }
    ck_assert(is_programme_same(&read, &flex));
}
END_TEST

START_TEST(a_programme_is_its_parts_and_so_is_its_crc)
{
    struct frame          frame = by_hand(PUMP_VECTOR_PROGRAMME, PUMP_KIND_PROGRAMME);
    struct pump_programme read;
    uint8_t               again[FRAME_PAYLOAD_MAX];

    ck_assert_int_eq(pump_programme_read(&read, frame.payload, frame.payload_count), ERR_OK);
    ck_assert(is_programme_same(&read, &flex));
    ck_assert_uint_eq(pump_programme_write(&flex, again), frame.payload_count);
    ck_assert_mem_eq(again, frame.payload, frame.payload_count);
    ck_assert_uint_eq(pump_programme_crc(&flex), 0x6EEF);
}
END_TEST

START_TEST(a_status_is_the_bytes_that_the_manual_says)
{
    struct frame       frame = by_hand(PUMP_VECTOR_STATUS, PUMP_KIND_STATUS_REPORT);
    struct pump_status read;
    uint8_t            again[FRAME_PAYLOAD_MAX];

    ck_assert_uint_eq(frame.payload_count, PUMP_STATUS_BYTES);
    ck_assert_uint_eq(pump_status_write(&alarmed, again), PUMP_STATUS_BYTES);
    ck_assert_mem_eq(again, frame.payload, PUMP_STATUS_BYTES);
    ck_assert_int_eq(pump_status_read(&read, frame.payload, frame.payload_count), ERR_OK);
    ck_assert_int_eq(read.state, PUMP_STATE_FLEX);
    ck_assert_uint_eq(read.clock_s, 845467200);
    ck_assert_uint_eq(read.delivered_nl, 18100000);
    ck_assert_uint_eq(read.last_sequence, 9);
    memset(again, 0, sizeof again);
    ck_assert_uint_eq(pump_status_write(&read, again), PUMP_STATUS_BYTES);
    ck_assert_mem_eq(again, frame.payload, PUMP_STATUS_BYTES);
}
END_TEST

START_TEST(a_log_is_the_bytes_that_the_manual_says)
{
    struct frame          frame = by_hand(PUMP_VECTOR_LOG, PUMP_KIND_LOG);
    struct pump_log_entry read[PUMP_LOG_PER_REPORT];
    size_t                count;
    uint8_t               again[FRAME_PAYLOAD_MAX];

    ck_assert_int_eq(pump_log_read(read, &count, frame.payload, frame.payload_count), ERR_OK);
    ck_assert_uint_eq(count, 2);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_uint_eq(read[i].number, entries[i].number);
        ck_assert_uint_eq(read[i].clock_s, entries[i].clock_s);
        ck_assert_uint_eq(read[i].what, entries[i].what);
        ck_assert_uint_eq(read[i].code, entries[i].code);
        ck_assert_uint_eq(read[i].value, entries[i].value);
    }
    ck_assert_uint_eq(pump_log_write(entries, 2, again), frame.payload_count);
    ck_assert_mem_eq(again, frame.payload, frame.payload_count);
}
END_TEST

START_TEST(the_short_answers_are_the_bytes_that_the_manual_says)
{
    static const struct { enum pump_vector which; uint8_t reason; uint16_t sequence; } naks[] = {
        { PUMP_VECTOR_SOFT_LIMIT,       PUMP_REASON_SOFT_LIMIT,   9 },
        { PUMP_VECTOR_NAK_UNREAD,       PUMP_REASON_CRC,          0 },
        { PUMP_VECTOR_NAK_OTHER_DEVICE, PUMP_REASON_OTHER_DEVICE, 19 },
    };
    struct frame         frame = by_hand(PUMP_VECTOR_IDENTITY, PUMP_KIND_IDENTITY);
    struct pump_identity identity;
    uint8_t              again[FRAME_PAYLOAD_MAX];

    ck_assert_int_eq(pump_identity_read(&identity, frame.payload, frame.payload_count), ERR_OK);
    ck_assert_uint_eq(identity.address, 0x50524947);
    ck_assert_str_eq(identity.text, "painrig,reference pump,MOCK-0001,1.0");
    ck_assert_uint_eq(pump_identity_write(&identity, again), frame.payload_count);
    ck_assert_mem_eq(again, frame.payload, frame.payload_count);
    for (size_t i = 0; i < COUNT(naks); i++) {
        struct pump_nak nak;
        frame = by_hand(naks[i].which, PUMP_KIND_NAK);
        ck_assert_int_eq(pump_nak_read(&nak, frame.payload, frame.payload_count), ERR_OK);
        ck_assert_uint_eq(nak.reason, naks[i].reason);
        ck_assert_uint_eq(nak.detail, 0);
        ck_assert_uint_eq(frame.sequence, naks[i].sequence);
        ck_assert_uint_eq(pump_nak_write(&nak, again), frame.payload_count);
        ck_assert_mem_eq(again, frame.payload, frame.payload_count);
    }
}
END_TEST

/* ------------------------------------------------------------------ to the last byte */

static enum err read_plain(uint8_t kind, const uint8_t *bytes, size_t count)
{
    uint32_t arguments[2];

    return pump_arguments_read(kind, arguments, bytes, count);
}

/* Any decoder, by the kind of frame that it belongs to. */
static enum err read_any(const struct frame *frame, const uint8_t *bytes, size_t count)
{
    union {
        struct pump_status status; struct pump_programme programme; struct pump_nak nak;
        struct pump_identity identity; struct pump_log_entry log[PUMP_LOG_PER_REPORT];
    } out;
    size_t log_count;

    memset(&out, 0, sizeof out);
    switch (frame->kind) {
    case PUMP_KIND_WRITE:
        return count == 0 ? ERR_GARBLED
                          : pump_part_read(&out.programme, (enum pump_part)bytes[0], bytes + 1, count - 1);
    case PUMP_KIND_PROGRAMME:     return pump_programme_read(&out.programme, bytes, count);
    case PUMP_KIND_STATUS_REPORT: return pump_status_read(&out.status, bytes, count);
    case PUMP_KIND_LOG:           return pump_log_read(out.log, &log_count, bytes, count);
    case PUMP_KIND_NAK:           return pump_nak_read(&out.nak, bytes, count);
    case PUMP_KIND_IDENTITY:      return pump_identity_read(&out.identity, bytes, count);
    default:                      return read_plain(frame->kind, bytes, count);
    }
}

static struct frame any_by_hand(int which)
{
    uint8_t         bytes[FRAME_BYTES_MAX];
    size_t          used, count = pump_vector_bytes(pump_vectors[which].hex, bytes);
    struct frame    frame;
    enum frame_flaw flaw;

    ck_assert_int_eq(frame_scan(bytes, count, &frame, &used, &flaw), FRAME_WHOLE);
    return frame;
}

START_TEST(a_byte_less_or_more_is_garbled)
{
    struct frame frame = any_by_hand(_i);

    ck_assert_int_eq(read_any(&frame, frame.payload, frame.payload_count), ERR_OK);
    for (size_t count = 0; count < frame.payload_count; count++) {
        uint8_t *alone = malloc(count + 1);             /* so that a sanitizer sees every byte too far */
        ck_assert_ptr_nonnull(alone);
        memcpy(alone, frame.payload, count);
        if (frame.kind != PUMP_KIND_IDENTITY || count < 5)      /* a name may be shorter */
            ck_assert_msg(read_any(&frame, alone, count) == ERR_GARBLED, "%s: %zu bytes", pump_vectors[_i].story, count);
        free(alone);
    }
    frame.payload[frame.payload_count] = 0;
    ck_assert_int_eq(read_any(&frame, frame.payload, frame.payload_count + 1), ERR_GARBLED);
}
END_TEST

static const struct { const char *story; enum pump_vector which; size_t at; uint8_t byte; enum err want; } unlikely[] = {
    { "the last state",                 PUMP_VECTOR_STATUS,         0, PUMP_STATE_ENDED,     ERR_OK      },
    { "no such state",                  PUMP_VECTOR_STATUS,         0, PUMP_STATE_COUNT,     ERR_GARBLED },
    { "no such priority",               PUMP_VECTOR_STATUS,         1, 3,                    ERR_GARBLED },
    { "no such mode",                   PUMP_VECTOR_STATUS,         2, PUMP_MODE_COUNT,      ERR_GARBLED },
    { "no such drug",                   PUMP_VECTOR_STATUS,         3, PUMP_DRUG_COUNT,      ERR_GARBLED },
    { "silenced twice",                 PUMP_VECTOR_STATUS,         4, 2,                    ERR_GARBLED },
    { "two programmes",                 PUMP_VECTOR_STATUS,         5, 2,                    ERR_GARBLED },
    { "the last alarm",                 PUMP_VECTOR_STATUS,         8, 0x10,                 ERR_OK      },
    { "no such alarm",                  PUMP_VECTOR_STATUS,         8, 0x20,                 ERR_GARBLED },
    { "a programme of no such mode",    PUMP_VECTOR_PROGRAMME,      0, PUMP_MODE_COUNT,      ERR_GARBLED },
    { "a programme of no such drug",    PUMP_VECTOR_PROGRAMME,      1, PUMP_DRUG_COUNT,      ERR_GARBLED },
    { "one step too many",              PUMP_VECTOR_PROGRAMME,     14, 4,                    ERR_GARBLED },
    { "a part of no such mode",         PUMP_VECTOR_WRITE_GENERAL,  1, PUMP_MODE_COUNT,      ERR_GARBLED },
    { "a drug for the pump to refuse",  PUMP_VECTOR_WRITE_GENERAL,  2, 200,                  ERR_OK      },
    { "no such part",                   PUMP_VECTOR_WRITE_GENERAL,  0, PUMP_PART_COUNT,      ERR_GARBLED },
    { "another part",                   PUMP_VECTOR_WRITE_PATIENT,  0, PUMP_PART_PERIODIC,   ERR_GARBLED },
    { "no such entry",                  PUMP_VECTOR_LOG,            9, PUMP_LOG_COUNT,       ERR_GARBLED },
    { "an entry of no such alarm",      PUMP_VECTOR_LOG,           24, PUMP_ALARM_COUNT,     ERR_GARBLED },
    { "entries out of order",           PUMP_VECTOR_LOG,            4, 36,                   ERR_GARBLED },
    { "more entries than there are",    PUMP_VECTOR_LOG,            0, 3,                    ERR_GARBLED },
    { "more entries than there may be", PUMP_VECTOR_LOG,            0, 17,                   ERR_GARBLED },
    { "no such reason",                 PUMP_VECTOR_SOFT_LIMIT,     0, PUMP_REASON_COUNT,    ERR_GARBLED },
    { "confirmed twice",                PUMP_VECTOR_COMMIT,         2, 2,                    ERR_GARBLED },
    { "primed and confirmed twice",     PUMP_VECTOR_PRIMING_BOLUS,  4, 2,                    ERR_GARBLED },
    { "a name with a line feed",        PUMP_VECTOR_IDENTITY,       9, '\n',                 ERR_GARBLED },
};

START_TEST(what_an_enumeration_does_not_have_is_garbled)
{
    struct frame frame = any_by_hand(unlikely[_i].which);

    frame.payload[unlikely[_i].at] = unlikely[_i].byte;
    ck_assert_msg(read_any(&frame, frame.payload, frame.payload_count) == unlikely[_i].want, "%s", unlikely[_i].story);
}
END_TEST

START_TEST(what_cannot_be_read_changes_nothing)
{
    struct pump_status    status = alarmed;
    struct pump_programme programme = flex;
    uint32_t              arguments[2] = { 5, 6 };
    uint8_t               bytes[FRAME_PAYLOAD_MAX] = { 0xFF, 0xFF, 0xFF };

    ck_assert_int_eq(pump_status_read(&status, bytes, PUMP_STATUS_BYTES), ERR_GARBLED);
    ck_assert_mem_eq(&status, &alarmed, sizeof status);
    ck_assert_int_eq(pump_part_read(&programme, PUMP_PART_GENERAL, bytes, 14), ERR_GARBLED);
    ck_assert_int_eq(pump_part_read(&programme, PUMP_PART_STEPS, bytes, 79), ERR_GARBLED);
    ck_assert_int_eq(pump_programme_read(&programme, bytes, 40), ERR_GARBLED);
    ck_assert(is_programme_same(&programme, &flex));
    ck_assert_int_eq(pump_arguments_read(PUMP_KIND_REFILL, arguments, bytes, 7), ERR_GARBLED);
    ck_assert_uint_eq(arguments[0] + arguments[1], 11);
}
END_TEST

/* A pump whose memory has failed must see that its programme has: even an absurd count of steps is in the CRC. */
START_TEST(a_programme_spoilt_in_memory_has_another_crc_and_stays_in_bounds)
{
    struct pump_programme spoilt = flex;
    uint8_t               out[PUMP_PROGRAMME_BYTES_MAX + 1];

    out[PUMP_PROGRAMME_BYTES_MAX] = 0x77;
    spoilt.step_count = 255;
    ck_assert_uint_eq(pump_programme_write(&spoilt, out), PUMP_PROGRAMME_BYTES_MAX);
    ck_assert_uint_eq(out[PUMP_PROGRAMME_BYTES_MAX], 0x77);
    ck_assert_uint_ne(pump_programme_crc(&spoilt), pump_programme_crc(&flex));
    ck_assert_int_eq(pump_programme_read(&spoilt, out, PUMP_PROGRAMME_BYTES_MAX), ERR_GARBLED);
}
END_TEST

/* ------------------------------------------------------------------ there and back, and noise */

static uint32_t noise(uint32_t *seed)               /* xorshift32, Marsaglia 2003 */
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

START_TEST(any_programme_comes_back)
{
    uint32_t seed = 4711;

    for (int round = 0; round < 2000; round++) {
        struct pump_programme p = { .mode = (uint8_t)(noise(&seed) % PUMP_MODE_COUNT) }, whole, parts = { .mode = 0 };
        uint8_t               bytes[PUMP_PROGRAMME_BYTES_MAX];
        p.drug = (uint8_t)(noise(&seed) % PUMP_DRUG_COUNT);
        p.concentration_ug_per_ml = noise(&seed);
        p.rate_nl_per_h = noise(&seed);
        p.step_count = (uint8_t)(noise(&seed) % (PUMP_STEPS_MAX + 1));
        for (size_t i = 0; i < p.step_count; i++)
            p.steps[i] = (struct pump_step){ (uint16_t)noise(&seed), noise(&seed) };
        p.periodic_nl = noise(&seed);
        p.periodic_duration_s = noise(&seed);
        p.periodic_period_min = (uint16_t)noise(&seed);
        p.periodic_first_min = (uint16_t)noise(&seed);
        p.patient_nl = noise(&seed);
        p.patient_duration_s = noise(&seed);
        p.patient_lockout_s = noise(&seed);
        p.patient_most_per_day = (uint8_t)noise(&seed);
        p.low_reservoir_nl = noise(&seed);
        ck_assert_int_eq(pump_programme_read(&whole, bytes, pump_programme_write(&p, bytes)), ERR_OK);
        ck_assert(is_programme_same(&whole, &p));
        for (int part = PUMP_PART_COUNT; part-- > 0;)
            ck_assert_int_eq(pump_part_read(&parts, (enum pump_part)part, bytes,
                                            pump_part_write(&p, (enum pump_part)part, bytes)), ERR_OK);
        ck_assert(is_programme_same(&parts, &p));
    }
}
END_TEST

/* Whatever a decoder accepts, its encoder writes the same bytes: nothing is read twice or left out. */
START_TEST(noise_is_garbled_or_means_exactly_itself)
{
    uint32_t seed = 99;
    int      accepted = 0;

    for (int round = 0; round < 20000; round++) {
        uint8_t               bytes[FRAME_PAYLOAD_MAX], again[FRAME_PAYLOAD_MAX];
        size_t                size = noise(&seed) % (round % 2 ? sizeof bytes : 60u), count;
        struct pump_status    status;
        struct pump_programme programme = { .mode = 0 };
        struct pump_log_entry log[PUMP_LOG_PER_REPORT];
        enum pump_part        part = (enum pump_part)(noise(&seed) % PUMP_PART_COUNT);

        for (size_t i = 0; i < size; i++)
            bytes[i] = (uint8_t)(noise(&seed) % 3 ? noise(&seed) % 4 : noise(&seed));
        if (pump_status_read(&status, bytes, size) == ERR_OK) {
            ck_assert_uint_eq(pump_status_write(&status, again), size);
            ck_assert_mem_eq(again, bytes, size);
            accepted++;
        }
        if (pump_programme_read(&programme, bytes, size) == ERR_OK) {
            ck_assert_uint_eq(pump_programme_write(&programme, again), size);
            ck_assert_mem_eq(again, bytes, size);
            accepted++;
        }
        if (pump_part_read(&programme, part, bytes, size) == ERR_OK) {
            ck_assert_uint_eq(pump_part_write(&programme, part, again), size);
            ck_assert_mem_eq(again, bytes, size);
            accepted++;
        }
        if (pump_log_read(log, &count, bytes, size) == ERR_OK) {
            ck_assert_uint_eq(pump_log_write(log, count, again), size);
            ck_assert_mem_eq(again, bytes, size);
            accepted++;
        }
    }
    ck_assert_int_gt(accepted, 100);
}
END_TEST

START_TEST(a_full_log_fills_a_frame_and_no_more)
{
    struct pump_log_entry full[PUMP_LOG_PER_REPORT + 4] = { { .number = 0 } }, back[PUMP_LOG_PER_REPORT];
    uint8_t               bytes[FRAME_PAYLOAD_MAX];
    size_t                size, count;

    for (uint32_t i = 0; i < COUNT(full); i++)
        full[i] = (struct pump_log_entry){ .number = i, .what = PUMP_LOG_REFILL, .value = UINT32_MAX };
    size = pump_log_write(full, COUNT(full), bytes);
    ck_assert_uint_eq(size, 1 + 16 * 14);
    ck_assert_int_eq(pump_log_read(back, &count, bytes, size), ERR_OK);
    ck_assert_uint_eq(count, 16);
    ck_assert_int_eq(pump_log_read(back, &count, bytes, pump_log_write(full, 0, bytes)), ERR_OK);
    ck_assert_uint_eq(count, 0);
}
END_TEST

/* ------------------------------------------------------------------ words */

static const struct { struct pump_log_entry entry; const char *text; } sentences[] = {
    { { 0, 0, PUMP_LOG_STATE,      PUMP_STATE_UPDATING, 3 },                  "state: updating" },
    { { 0, 0, PUMP_LOG_ALARM,      PUMP_ALARM_EMPTY, 1 },                     "alarm: empty" },
    { { 0, 0, PUMP_LOG_ALARM_OVER, PUMP_ALARM_STALL, 0 },                     "alarm over: stall" },
    { { 0, 0, PUMP_LOG_REFUSED,    PUMP_REASON_DOSE, PUMP_KIND_COMMIT },
      "refused: a daily dose beyond the drug's limit (commit update)" },
    { { 0, 0, PUMP_LOG_REFUSED,    PUMP_REASON_KIND, 0x77 },                  "refused: no such request (?)" },
    { { 0, 0, PUMP_LOG_PROGRAMME,  0, 0x1A },                                 "programme: 001A in force" },
    { { 0, 0, PUMP_LOG_BOLUS,      PUMP_STATE_PATIENT_BOLUS, 50000 },         "bolus: patient_bolus, 50000 nL" },
    { { 0, 0, PUMP_LOG_DENIED,     PUMP_REASON_BUSY, 0 },                     "denied: another bolus is running" },
    { { 0, 0, PUMP_LOG_REFILL,     0, 20000000 },                             "refill: 20000000 nL" },
    { { 0, 0, PUMP_LOG_CLOCK,      0, 123 },                                  "clock: set, was 123 s" },
    { { 0, 0, PUMP_LOG_STALL,      0, 7200 },                                 "stall over: it lasted 7200 s" },
    { { 0, 0, PUMP_LOG_COUNT,      0, 0 },                                    "?" },
    { { 0, 0, PUMP_LOG_ALARM,      PUMP_ALARM_COUNT, 0 },                     "alarm: ?" },
};

START_TEST(an_entry_of_the_log_is_a_sentence)
{
    char text[100], brief[8];

    pump_log_text(&sentences[_i].entry, text, sizeof text);
    ck_assert_str_eq(text, sentences[_i].text);
    pump_log_text(&sentences[_i].entry, brief, sizeof brief);
    ck_assert_uint_lt(strlen(brief), sizeof brief);
}
END_TEST

static const struct { uint32_t clock_s; const char *text; } moments[] = {
    { 0,          "2000-01-01 00:00:00" },
    { 5183999,    "2000-02-29 23:59:59" },
    { 5184000,    "2000-03-01 00:00:00" },
    { 31622399,   "2000-12-31 23:59:59" },
    { 820540800,  "2026-01-01 00:00:00" },
    { 888796799,  "2028-02-29 23:59:59" },
    { 888796800,  "2028-03-01 00:00:00" },
    { 3160857599, "2100-02-28 23:59:59" },
    { 3160857600, "2100-03-01 00:00:00" },      /* no leap year */
    { 4294967295, "2136-02-07 06:28:15" },
};

/* Dates counted by hand, and by the C library of another machine. */
START_TEST(the_clock_has_a_date)
{
    char text[PUMP_CLOCK_TEXT_SIZE];

    pump_clock_text(moments[_i].clock_s, text);
    ck_assert_str_eq(text, moments[_i].text);
}
END_TEST

START_TEST(every_list_has_a_word_for_each_of_its_names_and_an_end)
{
    static const struct { const char *const *labels; size_t count; } lists[] = {
        { pump_reason_texts, PUMP_REASON_COUNT }, { pump_state_labels, PUMP_STATE_COUNT },
        { pump_alarm_labels, PUMP_ALARM_COUNT }, { pump_mode_labels, PUMP_MODE_COUNT },
        { pump_drug_labels, PUMP_DRUG_COUNT }, { pump_log_labels, PUMP_LOG_COUNT }, { pump_priority_labels, 3 },
    };

    for (size_t i = 0; i < COUNT(lists); i++) {
        for (size_t j = 0; j < lists[i].count; j++)
            ck_assert_uint_gt(strlen(lists[i].labels[j]), 0);
        ck_assert_ptr_null(lists[i].labels[lists[i].count]);
    }
    ck_assert_str_eq(pump_kind_text(PUMP_KIND_COMMIT), "commit update");
    ck_assert_str_eq(pump_kind_text(PUMP_KIND_LOG), "log");
    ck_assert_str_eq(pump_kind_text(0), "?");
    ck_assert_int_eq(pump_alarm_priorities[PUMP_ALARM_CLOCK_LOST], PUMP_NON_CRITICAL);
    ck_assert_int_eq(pump_alarm_priorities[PUMP_ALARM_EMPTY], PUMP_CRITICAL);
    ck_assert(pump_alarm_stops[PUMP_ALARM_EMPTY] && pump_alarm_stops[PUMP_ALARM_END]);
    ck_assert(!pump_alarm_stops[PUMP_ALARM_STALL] && !pump_alarm_stops[PUMP_ALARM_LOW_RESERVOIR]);
}
END_TEST

/* ------------------------------------------------------------------ the manual */

static size_t manual_read(char *out, size_t size)
{
    FILE  *file = fopen(MANUAL, "r");
    size_t count;

    ck_assert_msg(file != NULL, "no " MANUAL " from here");
    count = fread(out, 1, size - 1, file);
    out[count] = '\0';
    fclose(file);
    return count;
}

static bool is_hex_line(const char *line)
{
    return strncmp(line, "    ", 4) == 0 && strspn(line + 4, "0123456789ABCDEF ") == strcspn(line + 4, "\n")
        && line[6] == ' ' && strlen(line) > 6;
}

/* Frames stand in lines of four spaces and hex, from "A5 5A" on; any other line ends a frame. */
START_TEST(the_manuals_frames_are_the_frames_by_hand)
{
    char   manual[65536];
    char        hex[3 * FRAME_BYTES_MAX + 1] = "";
    size_t      found = 0;

    ck_assert_uint_lt(manual_read(manual, sizeof manual), sizeof manual - 1);
    for (char *line = manual; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        size_t count = strcspn(line, "\n");
        if (is_hex_line(line)) {
            ck_assert_uint_lt(strlen(hex) + count, sizeof hex);
            strncat(strcat(hex, *hex ? " " : ""), line + 4, count - 4);
        } else if (*hex) {
            ck_assert_uint_lt(found, PUMP_VECTOR_COUNT);
            ck_assert_str_eq(hex, pump_vectors[found].hex);
            found++;
            *hex = '\0';
        }
    }
    ck_assert_uint_eq(found, PUMP_VECTOR_COUNT);
}
END_TEST

/* Sent in the manual's order; -1: whatever it answers, the manual's pump was in another state. */
static const struct { enum pump_vector sent; int answer; } conversation[] = {
    { PUMP_VECTOR_WHO_IS_THERE,     PUMP_VECTOR_IDENTITY   },
    { PUMP_VECTOR_OPEN,             PUMP_VECTOR_OPENED     },
    { PUMP_VECTOR_ASK_STATUS,       -1                     },
    { PUMP_VECTOR_BEGIN,            -1                     },
    { PUMP_VECTOR_WRITE_GENERAL,    -1                     },
    { PUMP_VECTOR_WRITE_STEPS,      -1                     },
    { PUMP_VECTOR_WRITE_PERIODIC,   -1                     },
    { PUMP_VECTOR_WRITE_PATIENT,    -1                     },
    { PUMP_VECTOR_COMMIT,           PUMP_VECTOR_SOFT_LIMIT },
    { PUMP_VECTOR_COMMIT_CONFIRMED, -1                     },
    { PUMP_VECTOR_ASK_PROGRAMME,    PUMP_VECTOR_PROGRAMME  },
    { PUMP_VECTOR_SET_CLOCK,        -1                     },
    { PUMP_VECTOR_STOP,             -1                     },
};

START_TEST(the_mocked_pump_answers_the_manuals_requests_as_the_manual_says)
{
    struct pump_firmware *firmware;
    struct port          *near, *far;

    ck_assert_int_eq(pump_firmware_create(&firmware, &pump_build_usual, NULL), ERR_OK);
    ck_assert_int_eq(port_pipe_create(115200, &near, &far), ERR_OK);
    for (size_t i = 0; i < COUNT(conversation); i++) {
        uint8_t bytes[FRAME_BYTES_MAX], want[FRAME_BYTES_MAX];
        size_t  count = pump_vector_bytes(pump_vectors[conversation[i].sent].hex, bytes), taken;
        double  now_s = (double)i;
        ck_assert_int_eq(port_write(near, now_s, bytes, count, &taken), ERR_OK);
        pump_firmware_listen(firmware, far, now_s + 0.03);
        ck_assert_int_eq(port_read(near, now_s + 0.06, bytes, sizeof bytes, &count), ERR_OK);
        ck_assert_msg(count > FRAME_HEAD, "%s: no answer", pump_vectors[conversation[i].sent].story);
        if (conversation[i].answer < 0) {
            ck_assert_msg(bytes[10] != PUMP_KIND_NAK, "%s: NAK", pump_vectors[conversation[i].sent].story);
            continue;
        }
        ck_assert_uint_eq(count, pump_vector_bytes(pump_vectors[conversation[i].answer].hex, want));
        ck_assert_mem_eq(bytes, want, count);
    }
    pump_firmware_destroy(firmware);
    port_destroy(near);
    port_destroy(far);
}
END_TEST

/* "| 2C | word" for a code, "| 7 | word" for a number, as the manual's tables write them. */
static void ck_row(const char *manual, const char *format, unsigned code, const char *text)
{
    char row[160], code_text[16];

    snprintf(code_text, sizeof code_text, format, code);
    snprintf(row, sizeof row, "\n| %s | %s |", code_text, text);
    ck_assert_msg(strstr(manual, row) != NULL, "the manual has no row:%s", row);
}

START_TEST(the_manuals_tables_have_every_word_of_the_lists)
{
    char   manual[65536];

    manual_read(manual, sizeof manual);
#define ROW_KIND(name, code, text) ck_row(manual, "%02X", code, #name);
    PUMP_KIND_LIST(ROW_KIND)
#undef ROW_KIND
    for (unsigned i = 0; i < PUMP_REASON_COUNT; i++)
        ck_row(manual, "%u", i, pump_reason_texts[i]);
    for (unsigned i = 0; i < PUMP_STATE_COUNT; i++)
        ck_row(manual, "%u", i, pump_state_labels[i]);
    for (unsigned i = 0; i < PUMP_ALARM_COUNT; i++) {
        char row[100];
        snprintf(row, sizeof row, "%s | %s | %s", pump_alarm_labels[i], pump_priority_labels[pump_alarm_priorities[i]],
                 pump_alarm_stops[i] ? "yes" : "no");
        ck_row(manual, "%u", i, row);
    }
    for (unsigned i = 0; i < PUMP_LOG_COUNT; i++)
        ck_row(manual, "%u", i, pump_log_labels[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_wire");
    TCase *tests = tcase_create("pump_wire");

    tcase_add_loop_test(tests, a_request_is_the_bytes_that_the_manual_says, 0, (int)COUNT(plain));
    tcase_add_test(tests, a_part_is_the_bytes_that_the_manual_says);
    tcase_add_test(tests, a_programme_is_its_parts_and_so_is_its_crc);
    tcase_add_test(tests, a_status_is_the_bytes_that_the_manual_says);
    tcase_add_test(tests, a_log_is_the_bytes_that_the_manual_says);
    tcase_add_test(tests, the_short_answers_are_the_bytes_that_the_manual_says);
    tcase_add_loop_test(tests, a_byte_less_or_more_is_garbled, 0, PUMP_VECTOR_COUNT);
    tcase_add_loop_test(tests, what_an_enumeration_does_not_have_is_garbled, 0, (int)COUNT(unlikely));
    tcase_add_test(tests, what_cannot_be_read_changes_nothing);
    tcase_add_test(tests, a_programme_spoilt_in_memory_has_another_crc_and_stays_in_bounds);
    tcase_add_test(tests, any_programme_comes_back);
    tcase_add_test(tests, noise_is_garbled_or_means_exactly_itself);
    tcase_add_test(tests, a_full_log_fills_a_frame_and_no_more);
    tcase_add_loop_test(tests, an_entry_of_the_log_is_a_sentence, 0, (int)COUNT(sentences));
    tcase_add_loop_test(tests, the_clock_has_a_date, 0, (int)COUNT(moments));
    tcase_add_test(tests, every_list_has_a_word_for_each_of_its_names_and_an_end);
    tcase_add_test(tests, the_manuals_frames_are_the_frames_by_hand);
    tcase_add_test(tests, the_mocked_pump_answers_the_manuals_requests_as_the_manual_says);
    tcase_add_test(tests, the_manuals_tables_have_every_word_of_the_lists);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
