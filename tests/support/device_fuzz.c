#include "device_fuzz.h"

#include "drivers/device_inside.h"
#include "drivers/port_pipe.h"
#include "instrument_peer.h"
#include "suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEP_S   0.001
#define COME_S   8.0            /* time to come up */
#define ORDER_S  1.5            /* for each order  */
#define LONG_S   1e6

/* The first member is the driver's row, so that its `hear` finds the bed by its device. */
struct fuzz_bed {
    struct device_type        type;
    const struct device_type *real;
    struct settings           settings;
    struct port               port;             /* of a trial */
    const uint8_t            *bytes;
    size_t                    count, chunk;
    struct device            *device;
    struct fuzz_frame         frames[FUZZ_FRAMES_MAX];
    size_t                    frame_count;
    bool                      is_learning;
};

uint64_t fuzz_random(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* ------------------------------------------------------------------ learning */

/* Something to measure: another value every time. */
static void world_stir(struct emulator_world *world, double now_s)
{
    world->pushed_ul += 0.0137;
    world->load_ohm = 180 + 20 * sin(now_s);
    for (int i = 0; i < 4; i++)
        world->probe_c[i] = 37.5 + 3 * sin(now_s + i);
}

/* Not yet, and not too many of its kind. */
static bool is_new(const struct fuzz_bed *bed, int question, const uint8_t *bytes, size_t count)
{
    size_t alike = 0;

    for (size_t i = 0; i < bed->frame_count; i++) {
        const struct fuzz_frame *frame = &bed->frames[i];
        if (frame->question != question)
            continue;
        alike++;
        if (frame->count == count && memcmp(frame->bytes, bytes, count) == 0)
            return false;
    }
    return alike < FUZZ_ALIKE_MAX && bed->frame_count < FUZZ_FRAMES_MAX;
}

static void frame_keep(struct fuzz_bed *bed, const struct device *d, struct fuzz_frame kept,
                       const uint8_t *bytes)
{
    memcpy(kept.bytes, bytes, kept.count);
    kept.memory = malloc(bed->real->memory + 1);
    if (!kept.memory)
        abort();
    memcpy(kept.memory, d->memory, bed->real->memory);
    bed->frames[bed->frame_count++] = kept;
}

static enum device_heard hear_and_keep(struct device *d, int question, double value,
                                       const uint8_t *bytes, size_t count)
{
    struct fuzz_bed *bed = (struct fuzz_bed *)(uintptr_t)(const void *)device_type(d);

    if (bed->is_learning && is_new(bed, question, bytes, count))
        frame_keep(bed, d, (struct fuzz_frame){ .question = question, .value = value,
                                                .count = count }, bytes);
    return bed->real->hear(d, question, value, bytes, count);
}

static void orders_give(struct device *d, int which)
{
    static const double values[DEVICE_ORDER_COUNT] = {
        [DEVICE_ORDER_POWER] = 20, [DEVICE_ORDER_OUTPUT] = 1, [DEVICE_ORDER_LOAD] = 200,
        [DEVICE_ORDER_RATE] = 5000, [DEVICE_ORDER_RUN] = 1, [DEVICE_ORDER_CLEAR] = 1,
        [DEVICE_ORDER_ACKNOWLEDGE] = 1,
    };

    if (device_order(d, (enum device_order)which, values[which], NULL) != ERR_OK)
        return;         /* it has no such order: the others are given all the same */
}

static void learn_run(struct device *d, struct instrument_peer *peer, struct port *far, long *tick,
                      double for_s)
{
    for (long end = *tick + lround(for_s / STEP_S); *tick < end; ++*tick) {
        double now_s = (double)*tick * STEP_S;
        world_stir(&peer->world, now_s);
        instrument_peer_step(peer, far, now_s, STEP_S);
        ck_assert_int_eq(device_step(d, now_s), ERR_OK);
    }
}

static void learn(struct fuzz_bed *bed)
{
    struct device_setup    setup = { .settings = &bed->settings };
    struct instrument_peer peer;
    struct port           *near, *far;
    struct device         *d;
    long                   tick = 0;

    instrument_peer_make(&peer, bed->real->name);
    ck_assert_int_eq(port_pipe_create(bed->real->line.baud, &near, &far), ERR_OK);
    ck_assert_int_eq(device_create(&d, &bed->type, near, &setup, NULL), ERR_OK);
    bed->is_learning = true;
    learn_run(d, &peer, far, &tick, COME_S);
    ck_assert_msg(device_report(d)->link == DEVICE_LINK_UP, "%s does not come up with its emulator",
                  bed->real->name);
    for (int order = 0; order < DEVICE_ORDER_COUNT; order++) {
        orders_give(d, order);
        learn_run(d, &peer, far, &tick, ORDER_S);
    }
    device_make_safe(d, (double)tick * STEP_S);
    learn_run(d, &peer, far, &tick, ORDER_S);
    bed->is_learning = false;
    device_destroy(d);
    port_destroy(near);
    port_destroy(far);
    instrument_peer_end(&peer);
}

/* ------------------------------------------------------------------ a trial */

static enum err trial_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                           size_t *count)
{
    struct fuzz_bed *bed = (struct fuzz_bed *)((char *)port - offsetof(struct fuzz_bed, port));

    (void)now_s;
    *count = bed->chunk < bed->count ? bed->chunk : bed->count;
    *count = *count < room ? *count : room;
    memcpy(bytes, bed->bytes, *count);
    bed->bytes += *count;
    bed->count -= *count;
    bed->chunk -= *count;
    return ERR_OK;
}

static enum err trial_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                            size_t *taken)
{
    (void)port;
    (void)now_s;
    (void)bytes;
    *taken = count;
    return ERR_OK;
}

static const struct port_type trial_port = { .name = "trial", .read = trial_read,
                                             .write = trial_write };

/* gap_s is endless: after an answer nothing more is asked within the trial. */
struct fuzz_bed *fuzz_bed_create(const struct device_type *type)
{
    struct fuzz_bed    *bed = calloc(1, sizeof *bed);
    struct device_setup setup;

    ck_assert_ptr_nonnull(bed);
    bed->real = type;
    bed->type = *type;
    bed->type.hear = hear_and_keep;
    bed->port.type = &trial_port;
    instrument_settings(type->name, &bed->settings);
    learn(bed);
    bed->type.gap_s = LONG_S;
    setup = (struct device_setup){ .settings = &bed->settings };
    ck_assert_int_eq(device_create(&bed->device, &bed->type, &bed->port, &setup, NULL), ERR_OK);
    return bed;
}

void fuzz_bed_destroy(struct fuzz_bed *bed)
{
    device_destroy(bed->device);
    settings_free(&bed->settings);
    for (size_t i = 0; i < bed->frame_count; i++)
        free(bed->frames[i].memory);
    free(bed);
}

size_t fuzz_frame_count(const struct fuzz_bed *bed) { return bed->frame_count; }
const struct fuzz_frame *fuzz_frame(const struct fuzz_bed *bed, size_t i)
{
    return &bed->frames[i];
}

static void trial_begin(struct fuzz_bed *bed, const struct fuzz_frame *frame, int question)
{
    struct device *d = bed->device;

    memcpy(d->memory, frame->memory, bed->real->memory);
    memset(&d->report, 0, sizeof d->report);
    d->report.link = DEVICE_LINK_UP;
    d->report.heard_s = d->now_s = 0;
    d->in_count = d->out_count = d->queue_count = d->event_count = 0;
    d->is_in_junk = d->is_out_begun = d->must_make_safe = d->is_safe = false;
    d->doubted[0] = '\0';
    d->owed = 0;
    d->is_started = true;
    d->poll_s = d->quiet_s = d->start_s = LONG_S;
    d->in_s = -LONG_S;
    d->phase = question == DEVICE_NO_QUESTION ? DEVICE_IDLE : DEVICE_ASKING;
    d->open = (struct device_asked){ .value = frame->value, .lane = DEVICE_LANE_QUEUE };
    d->open.question = question == DEVICE_NO_QUESTION ? 0 : (uint8_t)question;
    d->deadline_s = LONG_S;
    d->more_left = DEVICE_MORE_MAX;
    d->bytes_left = d->tries_left = 0;
    device_readings_forget(d);
}

/* Check's own assertions are slow. */
static void trial_step(struct device *d, double now_s)
{
    if (device_step(d, now_s) != ERR_OK)
        ck_abort_msg("a trial has closed its port");
}

/* What silence makes of the rest: framings that end in it, and frames that never end. */
static void trial_end(struct fuzz_bed *bed, struct fuzz_told *told)
{
    struct device *d = bed->device;
    double gap_s = d->type->byte_gap_s > 0 ? d->type->byte_gap_s : d->type->timeout_s;

    for (int i = 1; i <= 4; i++)
        trial_step(d, i * (gap_s + 2 * d->byte_s) / 3);
    memcpy(told->values, d->told.values, sizeof told->values);
    memcpy(told->identity, d->report.identity, sizeof told->identity);
    told->link = d->report.link;
    told->refused = d->report.refused;
}

void fuzz_trial(struct fuzz_bed *bed, const struct fuzz_frame *frame, int question,
                const struct fuzz_bytes *bytes, uint64_t pieces, struct fuzz_told *told)
{
    trial_begin(bed, frame, question);
    bed->bytes = bytes->bytes;
    bed->count = bytes->count;
    do {
        bed->chunk = pieces ? 1 + fuzz_random(&pieces) % 7 : bytes->count;
        trial_step(bed->device, 0);
    } while (bed->count > 0);
    trial_end(bed, told);
}

/* ------------------------------------------------------------------ mutations */

static void byte_drop(struct fuzz_bytes *b, size_t at, size_t count)
{
    b->count -= count;
    memmove(b->bytes + at, b->bytes + at + count, b->count - at);
}

static void byte_insert(struct fuzz_bytes *b, size_t at, uint8_t byte)
{
    if (b->count == FUZZ_BYTES_MAX)
        return;
    memmove(b->bytes + at + 1, b->bytes + at, b->count - at);
    b->bytes[at] = byte;
    b->count++;
}

static void piece_double(struct fuzz_bytes *b, size_t at, uint64_t *random)
{
    size_t count = 1 + fuzz_random(random) % (b->count - at);

    if (b->count + count > FUZZ_BYTES_MAX)
        return;
    memmove(b->bytes + at + count, b->bytes + at, b->count - at);
    b->count += count;
}

static uint8_t byte_near(uint8_t byte, uint64_t *random)
{
    static const char likely[] = "0123456789+-.eE ,;:\r\n\"?nai\x02\x03\x06\x15\x1B\x7E\x7D";
    uint64_t choice = fuzz_random(random);

    if (choice % 3 == 0)
        return (uint8_t)(choice >> 8);
    if (choice % 3 == 1)
        return (uint8_t)likely[(choice >> 8) % (sizeof likely - 1)];
    return (uint8_t)(byte + (choice & 8 ? 1 : -1));
}

static void mutate_once(struct fuzz_bytes *b, uint64_t *random)
{
    size_t at;

    if (b->count == 0) {
        byte_insert(b, 0, byte_near(0, random));
        return;
    }
    at = fuzz_random(random) % b->count;
    switch (fuzz_random(random) % 7) {
    case 0:  b->bytes[at] ^= (uint8_t)(1u << fuzz_random(random) % 8); break;
    case 1:
    case 2:  b->bytes[at] = byte_near(b->bytes[at], random); break;
    case 3:  byte_drop(b, at, 1); break;
    case 4:  byte_insert(b, at, byte_near(b->bytes[at], random)); break;
    case 5:  piece_double(b, at, random); break;
    default: byte_drop(b, at, b->count - at); break;
    }
}

void fuzz_mutate(struct fuzz_bytes *bytes, uint64_t *random)
{
    for (uint64_t times = fuzz_random(random) % 5; times > 0; times--)
        mutate_once(bytes, random);
}
