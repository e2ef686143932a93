#include "tests/support/pump_bed.h"

#include <check.h>
#include <math.h>
#include <string.h>

const struct pump_programme pump_bed_programme = {
    .mode = PUMP_MODE_CONTINUOUS, .drug = PUMP_DRUG_MORPHINE, .concentration_ug_per_ml = 10000,
    .rate_nl_per_h = 20000, .patient_nl = 20000, .patient_duration_s = 600,
    .patient_lockout_s = 3600, .patient_most_per_day = 4, .low_reservoir_nl = 2000000,
};

/* ------------------------------------------------------------------ the wire */

static enum err wire_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                          size_t *count)
{
    struct pump_bed_wire *wire = &((struct pump_bed *)port)->to_pump;

    (void)now_s;
    *count = wire->count < room ? wire->count : room;
    memcpy(bytes, wire->bytes, *count);
    memmove(wire->bytes, wire->bytes + *count, wire->count - *count);
    wire->count -= *count;
    return ERR_OK;
}

static enum err wire_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                           size_t *taken)
{
    struct pump_bed_wire *wire = &((struct pump_bed *)port)->from_pump;
    size_t                room = sizeof wire->bytes - wire->count;

    (void)now_s;
    *taken = count < room ? count : room;
    memcpy(wire->bytes + wire->count, bytes, *taken);
    wire->count += *taken;
    return ERR_OK;
}

static const struct port_type wire_type = { .name = "bed", .read = wire_read, .write = wire_write };

size_t pump_bed_exchange(struct pump_bed *bed, const uint8_t *bytes, size_t count, uint8_t *out,
                         size_t room)
{
    size_t got;

    ck_assert_uint_le(bed->to_pump.count + count, sizeof bed->to_pump.bytes);
    memcpy(bed->to_pump.bytes + bed->to_pump.count, bytes, count);
    bed->to_pump.count += count;
    for (int i = 0; i < 8; i++)
        pump_firmware_listen(bed->firmware, &bed->port, bed->now_s);
    got = bed->from_pump.count < room ? bed->from_pump.count : room;
    memcpy(out, bed->from_pump.bytes, got);
    bed->from_pump.count = 0;
    return got;
}

struct frame pump_bed_send(struct pump_bed *bed, const struct frame *request)
{
    uint8_t         bytes[FRAME_BYTES_MAX], answers[2 * FRAME_BYTES_MAX];
    size_t          count = frame_write(request, bytes), used;
    struct frame    answer;
    enum frame_flaw flaw;

    count = pump_bed_exchange(bed, bytes, count, answers, sizeof answers);
    ck_assert_int_eq(frame_scan(answers, count, &answer, &used, &flaw), FRAME_WHOLE);
    ck_assert_uint_eq(used, count);
    return answer;
}

#define SESSION_S 100.0

static struct frame frame_of(struct pump_bed *bed, enum pump_kind kind,
                             const uint32_t arguments[PUMP_ARGUMENTS_MAX])
{
    struct frame frame = { .version = FRAME_VERSION, .kind = (uint8_t)kind,
                           .address = bed->build.address, .sequence = ++bed->sequence };

    frame.payload_count = pump_arguments_write((uint8_t)kind, arguments, frame.payload);
    return frame;
}

struct frame pump_bed_frame(struct pump_bed *bed, enum pump_kind kind, uint32_t a, uint32_t b)
{
    const uint32_t arguments[PUMP_ARGUMENTS_MAX] = { a, b };
    bool           is_late = bed->now_s - bed->asked_s > SESSION_S;
    enum pump_reason opened = PUMP_REASON_NONE;

    bed->asked_s = bed->now_s;
    if (is_late && kind != PUMP_KIND_OPEN)
        opened = pump_bed_ask(bed, PUMP_KIND_OPEN, 0, 0);
    ck_assert_int_eq(opened, PUMP_REASON_NONE);
    return frame_of(bed, kind, arguments);
}

enum pump_reason pump_bed_reason(const struct frame *answer)
{
    struct pump_nak nak;

    if (answer->kind != PUMP_KIND_NAK)
        return PUMP_REASON_NONE;
    ck_assert_int_eq(pump_nak_read(&nak, answer->payload, answer->payload_count), ERR_OK);
    return (enum pump_reason)nak.reason;
}

enum pump_reason pump_bed_ask(struct pump_bed *bed, enum pump_kind kind, uint32_t a, uint32_t b)
{
    struct frame request = pump_bed_frame(bed, kind, a, b);
    struct frame answer = pump_bed_send(bed, &request);

    ck_assert_uint_eq(answer.sequence, request.sequence);
    return pump_bed_reason(&answer);
}

/* ------------------------------------------------------------------ programmes */

enum pump_reason pump_bed_write(struct pump_bed *bed, const struct pump_programme *programme,
                                enum pump_part part)
{
    struct frame request = pump_bed_frame(bed, PUMP_KIND_WRITE, 0, 0), answer;

    request.payload[0] = (uint8_t)part;
    request.payload_count = 1 + pump_part_write(programme, part, request.payload + 1);
    answer = pump_bed_send(bed, &request);
    return pump_bed_reason(&answer);
}

enum pump_reason pump_bed_program(struct pump_bed *bed, const struct pump_programme *programme,
                                  bool is_confirmed)
{
    enum pump_reason reason = pump_bed_ask(bed, PUMP_KIND_BEGIN, 0, 0);

    for (int part = 0; part < PUMP_PART_COUNT && reason == PUMP_REASON_NONE; part++)
        reason = pump_bed_write(bed, programme, (enum pump_part)part);
    return reason != PUMP_REASON_NONE ? reason
         : pump_bed_ask(bed, PUMP_KIND_COMMIT, pump_programme_crc(programme), is_confirmed);
}

struct pump_status pump_bed_status(struct pump_bed *bed)
{
    struct frame       request = pump_bed_frame(bed, PUMP_KIND_STATUS, 0, 0);
    struct frame       answer = pump_bed_send(bed, &request);
    struct pump_status status = { .state = 0 };

    ck_assert_int_eq(answer.kind, PUMP_KIND_STATUS_REPORT);
    ck_assert_int_eq(pump_status_read(&status, answer.payload, answer.payload_count), ERR_OK);
    return status;
}

struct pump_programme pump_bed_in_force(struct pump_bed *bed)
{
    struct frame          request = pump_bed_frame(bed, PUMP_KIND_READ_PROGRAMME, 0, 0);
    struct frame          answer = pump_bed_send(bed, &request);
    struct pump_programme programme = { .mode = 0 };

    ck_assert_int_eq(answer.kind, PUMP_KIND_PROGRAMME);
    ck_assert_int_eq(pump_programme_read(&programme, answer.payload, answer.payload_count),
                     ERR_OK);
    return programme;
}

/* ------------------------------------------------------------------ log */

static size_t log_page(struct pump_bed *bed, uint32_t first, struct pump_log_entry *entries)
{
    struct frame request = pump_bed_frame(bed, PUMP_KIND_READ_LOG, first, 0);
    struct frame answer = pump_bed_send(bed, &request);
    size_t       count;

    ck_assert_int_eq(answer.kind, PUMP_KIND_LOG);
    ck_assert_int_eq(pump_log_read(entries, &count, answer.payload, answer.payload_count), ERR_OK);
    return count;
}

static size_t log_search(struct pump_bed *bed, enum pump_log what, int code,
                         struct pump_log_entry *last)
{
    struct pump_log_entry entries[PUMP_LOG_PER_REPORT];
    uint32_t              first = 0;
    size_t                found = 0, count;

    while ((count = log_page(bed, first, entries)) > 0) {
        for (size_t i = 0; i < count; i++)
            if (entries[i].what == (uint8_t)what && (code < 0 || entries[i].code == code)) {
                found++;
                *last = entries[i];
            }
        first = entries[count - 1].number + 1;
    }
    return found;
}

size_t pump_bed_logged(struct pump_bed *bed, enum pump_log what, uint8_t code)
{
    struct pump_log_entry last;

    return log_search(bed, what, code, &last);
}

struct pump_log_entry pump_bed_last(struct pump_bed *bed, enum pump_log what)
{
    struct pump_log_entry last = { .number = UINT32_MAX };

    ck_assert_uint_gt(log_search(bed, what, -1, &last), 0);
    return last;
}

/* ------------------------------------------------------------------ life */

void pump_bed_run(struct pump_bed *bed, double for_s, double dt_s)
{
    long steps = lround(for_s / dt_s);
    double begin_s = bed->now_s;

    for (long i = 0; i < steps; i++) {
        bed->output = pump_firmware_step(bed->firmware, bed->now_s, dt_s, &bed->body);
        bed->strokes += bed->output.strokes;
        bed->body.strokes_seen = bed->is_stuck ? 0 : bed->output.strokes;
        if (bed->is_level_true)
            bed->body.reservoir_ul -= bed->body.strokes_seen * 2.5;
        bed->now_s = begin_s + (double)(i + 1) * dt_s;
    }
}

struct pump_output pump_bed_press(struct pump_bed *bed)
{
    struct pump_output output;

    bed->body.button_is_pressed = true;
    pump_bed_run(bed, 1, 1);
    output = bed->output;
    bed->body.button_is_pressed = false;
    pump_bed_run(bed, 1, 1);
    return output;
}

void pump_bed_power(struct pump_bed *bed)
{
    bed->port.type = &wire_type;
    ck_assert_int_eq(pump_firmware_create(&bed->firmware, &bed->build, &bed->defects), ERR_OK);
    bed->body = (struct pump_body){ .outlet_kpa = 2, .reservoir_ul = bed->build.reservoir_nl * 1e-3,
                                    .battery_v = 2.9 };
    bed->is_level_true = true;
    bed->asked_s = -INFINITY;
}

void pump_bed_make(struct pump_bed *bed)
{
    *bed = (struct pump_bed){ .build = pump_build_usual };
    bed->build.is_programmed = true;
    bed->build.programme = pump_bed_programme;
    pump_bed_power(bed);
    ck_assert_int_eq(pump_bed_ask(bed, PUMP_KIND_OPEN, 0, 0), PUMP_REASON_NONE);
    pump_bed_run(bed, 1, 1);
}

void pump_bed_free(struct pump_bed *bed)
{
    pump_firmware_destroy(bed->firmware);
}

void pump_bed_rebuild(struct pump_bed *bed)
{
    pump_firmware_destroy(bed->firmware);
    bed->firmware = NULL;
    pump_bed_power(bed);
}

void pump_bed_again(struct pump_bed *bed)
{
    pump_bed_rebuild(bed);
    pump_bed_run(bed, 1, 1);
    bed->strokes = 0;
}
