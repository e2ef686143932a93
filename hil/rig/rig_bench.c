#include "rig_bench.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>

/* ---- signals ---- */

/* A device that speaks painrig's own protocols is shown by the rig's own client. */
static double shown(const struct stand *stand, const struct rig_bench_row *row)
{
    const struct device *device = stand_device((struct stand *)stand, row->role);
    double               age_s;

    if (!device || row->shows == RIG_BENCH_NONE)
        return (double)NAN;
    if (row->shows == RIG_BENCH_LINK)
        return (double)device_report(device)->link;
    if (row->shows < RIG_BENCH_LINK)
        return device_reading(device, (enum device_reading)row->shows);
    age_s = stand_heard_ago_s(stand, row->role);
    return isfinite(age_s) ? age_s : (double)NAN;
}

void rig_bench_fill(const struct stand *stand, const struct rig_bench_row *rows, size_t count,
                    double *values)
{
    for (size_t i = 0; i < count; i++)
        values[i] = stand ? shown(stand, &rows[i]) : (double)NAN;
}

/* ---- a tick ---- */

static enum err closed_say(const struct stand *stand, struct why *why)
{
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++)
        if (stand_is_closed(stand, (enum device_role)role))
            return why_say(why, ERR_CLOSED, "the %s's port %s has closed: is the cable unplugged, "
                           "or the device off?", device_role_labels[role],
                           stand_bench(stand)->places[role].address_text);
    return why_say(why, ERR_CLOSED, "a port of the bench has closed");
}

enum err rig_bench_step(struct stand *stand, double now_s, struct why *why)
{
    if (!stand)
        return ERR_OK;
    if (stand_step(stand, now_s) != ERR_OK)
        return closed_say(stand, why);
    if (stand_trouble(stand)[0])
        return why_say(why, ERR_REFUSED, "%s", stand_trouble(stand));
    return ERR_OK;
}

bool rig_bench_next_event(struct stand *stand, struct event *event)
{
    struct device_event said;
    enum device_role    role;

    if (!stand || !stand_next_event(stand, &said, &role))
        return false;
    *event = (struct event){ .t_s = fmax(0, said.t_s) };
    snprintf(event->kind, sizeof event->kind, "bench");
    snprintf(event->text, sizeof event->text, "%s: %s", device_role_labels[role], said.text);
    return true;
}

/* ---- who can make a knob true ---- */

#define MAKER_TEXT(name, text) text,
static const char *const makers[RIG_MAKER_COUNT] = { RIG_MAKER_LIST(MAKER_TEXT) };

enum err rig_bench_can(unsigned there, unsigned needed, const char *knob, struct why *why)
{
    char        some[500];
    struct text text = text_over(some, sizeof some);

    if (needed == 0 || (there & needed) != 0)
        return ERR_OK;
    for (size_t i = 0; i < RIG_MAKER_COUNT; i++)
        if (needed >> i & 1u)
            text_add(&text, "%s%s", text.used ? ", or " : "", makers[i]);
    return why_say(why, ERR_REFUSED, "nothing on this bench can make %s true: it wants %s", knob,
                   some);
}
