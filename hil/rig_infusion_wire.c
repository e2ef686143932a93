#include "rig_infusion_inside.h"

#include <math.h>

#define WIRE_STEP_S 0.02    /* while there is talk */
#define TALK_S_MAX  3.0     /* of one tick: a dead link must not make a coarse tick slow */

/* The client may want to speak at the tick's begin; then both sides take turns until it is quiet. A
 * closed port is a link that is down: the scenario sees it. */
enum err rig_infusion_talk(struct rig_infusion *a, double now_s, double dt_s, struct why *why)
{
    long turns = (long)floor(fmin(dt_s, TALK_S_MAX) / WIRE_STEP_S);

    for (long i = 0; i < turns || i == 0; i++) {
        double   at_s = now_s + (double)i * WIRE_STEP_S;
        enum err err = pump_step(a->client, at_s);
        if (err != ERR_OK && err != ERR_CLOSED)
            return why_say(why, err, "the pump's programmer failed: %s", err_text(err));
        pump_firmware_listen(a->firmware, a->far, at_s);
        if (pump_is_quiet(a->client, at_s, WIRE_STEP_S))
            break;
    }
    return ERR_OK;
}

enum { STRAY_NONE, STRAY_TRUNCATED, STRAY_CORRUPTED, STRAY_OTHER_DEVICE, STRAY_REPLAYED };

void rig_infusion_stray(struct rig_infusion *a, int kind)
{
    const struct pump_report *report = pump_report(a->client);
    struct frame frame = { .version = FRAME_VERSION, .kind = PUMP_KIND_STOP,
                           .address = a->build.address,
                           .sequence = report->status.last_sequence };
    uint8_t  bytes[FRAME_BYTES_MAX];
    size_t   count, taken;
    enum err err;

    if (kind == STRAY_NONE)
        return;
    if (kind == STRAY_OTHER_DEVICE)
        frame.address++;
    if (kind != STRAY_REPLAYED)
        frame.sequence++;
    count = frame_write(&frame, bytes);
    if (kind == STRAY_CORRUPTED)
        bytes[count - 1] ^= 0x10;               /* a pump that does not check would stop */
    if (kind == STRAY_TRUNCATED)
        count = FRAME_HEAD - 2;
    a->witness.is_deaf = true;
    err = port_write(a->near, a->now_s, bytes, count, &taken);
    a->witness.is_deaf = false;
    rig_infusion_tell(a, "port", "a stray frame of %zu bytes%s", count,
                      err == ERR_OK && taken == count ? "" : ", lost on the way");
}
