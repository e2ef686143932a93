#include "rig_infusion_inside.h"

#include <math.h>
#include <string.h>

#define WIRE_STEP_S 0.02    /* while there is talk */
#define TALK_S_MAX  3.0     /* of one tick: a dead link must not make a coarse tick slow */

/* The client may want to speak at the tick's begin; then both sides take turns until it is quiet. A
 * closed port is a link that is down: the scenario sees it. A pump on a bench answers in its own
 * time: it is heard in a later tick. */
enum err rig_infusion_talk(struct rig_infusion *a, double now_s, double dt_s, struct why *why)
{
    long turns = (long)floor(fmin(dt_s, TALK_S_MAX) / WIRE_STEP_S);

    for (long i = 0; i < turns || i == 0; i++) {
        double   at_s = now_s + (double)i * WIRE_STEP_S;
        enum err err = pump_step(a->client, at_s);
        if (err != ERR_OK && err != ERR_CLOSED)
            return why_say(why, err, "the pump's programmer failed: %s", err_text(err));
        if (a->firmware)
            pump_firmware_listen(a->firmware, a->far, at_s);
        if (!a->firmware || pump_is_quiet(a->client, at_s, WIRE_STEP_S))
            break;
    }
    return ERR_OK;
}

enum { STRAY_NONE, STRAY_TRUNCATED, STRAY_CORRUPTED, STRAY_OTHER_DEVICE, STRAY_REPLAYED,
       STRAY_HALF_UPDATE, STRAY_WRONG_CHECK };

static void stray_send(struct rig_infusion *a, const uint8_t *bytes, size_t count)
{
    size_t   taken = 0;
    enum err err = port_write(a->near, a->now_s, bytes, count, &taken);

    rig_infusion_tell(a, "port", "a stray frame of %zu bytes%s", count,
                      err == ERR_OK && taken == count ? "" : ", lost on the way");
}

/* The last stop order; the witness knows that nobody at this bedside has sent it. */
static void stray_stop(struct rig_infusion *a, int kind)
{
    struct frame frame = { .version = FRAME_VERSION, .kind = PUMP_KIND_STOP,
                           .address = a->build.address,
                           .sequence = pump_report(a->client)->status.last_sequence };
    uint8_t bytes[FRAME_BYTES_MAX];
    size_t  count;

    if (kind == STRAY_OTHER_DEVICE)
        frame.address++;
    if (kind != STRAY_REPLAYED)
        frame.sequence++;
    count = frame_write(&frame, bytes);
    if (kind == STRAY_CORRUPTED)
        bytes[count - 1] ^= 0x10;               /* a pump that does not check would stop */
    a->witness.is_deaf = true;
    stray_send(a, bytes, kind == STRAY_TRUNCATED ? FRAME_HEAD - 2 : count);
    a->witness.is_deaf = false;
}

static void update_send(struct rig_infusion *a, uint16_t *sequence, enum pump_kind kind,
                        const uint8_t *payload, size_t count)
{
    struct frame frame = { .version = FRAME_VERSION, .kind = (uint8_t)kind,
                           .address = a->build.address, .sequence = ++*sequence,
                           .payload_count = count };
    uint8_t bytes[FRAME_BYTES_MAX];

    if (count > 0)
        memcpy(frame.payload, payload, count);
    stray_send(a, bytes, frame_write(&frame, bytes));
}

/* An update to twice the rate that no pump may take, from a programmer with a defect: whole frames,
 * and new ones. It ends with ABORT, so that nothing may have changed. */
static void stray_update(struct rig_infusion *a, bool is_half)
{
    const struct pump_programme *in_force = pump_in_force(a->client);
    struct pump_programme        next = in_force ? *in_force : a->build.programme;
    uint16_t sequence = pump_report(a->client)->status.last_sequence, crc;
    uint8_t  payload[1 + PUMP_PART_BYTES_MAX];
    int      parts = is_half ? PUMP_PART_GENERAL + 1 : PUMP_PART_COUNT;

    next.rate_nl_per_h *= 2;
    crc = (uint16_t)(pump_programme_crc(&next) ^ (is_half ? 0u : 1u));
    update_send(a, &sequence, PUMP_KIND_BEGIN, NULL, 0);
    for (int part = 0; part < parts; part++) {
        payload[0] = (uint8_t)part;
        update_send(a, &sequence, PUMP_KIND_WRITE, payload,
                    1 + pump_part_write(&next, (enum pump_part)part, payload + 1));
    }
    payload[0] = (uint8_t)(crc >> 8);
    payload[1] = (uint8_t)crc;
    payload[2] = 0;
    update_send(a, &sequence, PUMP_KIND_COMMIT, payload, 3);
    update_send(a, &sequence, PUMP_KIND_ABORT, NULL, 0);
}

void rig_infusion_stray(struct rig_infusion *a, int kind)
{
    if (kind == STRAY_HALF_UPDATE || kind == STRAY_WRONG_CHECK)
        stray_update(a, kind == STRAY_HALF_UPDATE);
    else if (kind != STRAY_NONE)
        stray_stop(a, kind);
}
