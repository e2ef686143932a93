/* A source of a bench is switched on and off, and looked at whether it is. */
#include "rig_bench.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define AGAIN_MOST_S 60.0

/* How long a source may take to say that it does what was ordered: its polls, and its own tries. */
static const struct {
    enum device_order   order;
    enum device_reading says;
    double              on_s, off_s;
} rows[DEVICE_ROLE_COUNT] = {
    [DEVICE_ROLE_GENERATOR] = { DEVICE_ORDER_OUTPUT, DEVICE_READ_OUTPUT_ON,  1, 0.5 },
    [DEVICE_ROLE_PUMP]      = { DEVICE_ORDER_RUN,    DEVICE_READ_IS_RUNNING, 3, 1   },
};

static double patience_s(enum device_role role, double ordered)
{
    return ordered > 0 ? rows[role].on_s : rows[role].off_s;
}

/* What it said before it was ordered is no answer. */
static double answer_of(const struct rig_bench_switch *source, struct stand *stand,
                        enum device_role role, double now_s)
{
    const struct device *device = stand_device(stand, role);
    double               age_s = device_reading_age_s(device, rows[role].says);

    return age_s < now_s - source->ordered_s ? device_reading(device, rows[role].says)
                                             : (double)NAN;
}

static void watch(struct rig_bench_switch *source, double answer, double now_s)
{
    if (isnan(answer) || isnan(source->ordered)) {
        source->against_s = (double)NAN;
    } else if ((answer > 0) != (source->ordered > 0)) {
        source->against_s = isnan(source->against_s) ? now_s : source->against_s;
    } else {
        source->against_s = (double)NAN;
        source->has_obeyed = true;
        source->has_told = false;
        source->said[0] = '\0';
    }
}

static const char *disobedience(const struct rig_bench_switch *source, enum device_role role)
{
    bool is_pump = role == DEVICE_ROLE_PUMP;

    if (!(source->ordered > 0))
        return is_pump ? "it was ordered to stop, and says that it runs: that is ordered again"
                       : "its output was ordered off, and it says that it is on: that is ordered "
                         "again";
    if (!source->has_obeyed)
        return is_pump ? "it was ordered to run, and says that it stands still"
                       : "its output was ordered on, and it says that it is off";
    return is_pump ? "it was ordered to run, ran, and says that it stands still: it is not started "
                     "again"
                   : "its output was ordered on, was on, and is off: it is not switched on again";
}

/* What may be ordered again counts as not ordered. */
static void disobedience_look(struct rig_bench_switch *source, struct stand *stand,
                              enum device_role role, double now_s)
{
    bool is_on = source->ordered > 0;

    if (!(now_s - source->against_s >= patience_s(role, source->ordered))
        || (is_on && !stand_is_armed(stand)))
        return;
    if (!source->has_told)
        stand_tell(stand, role, "%s", disobedience(source, role));
    source->has_told = true;
    if (now_s >= source->try_s && !(is_on && source->has_obeyed))
        source->ordered = (double)NAN;
}

static void refusal_tell(struct rig_bench_switch *source, struct stand *stand,
                         enum device_role role, const char *reason)
{
    if (strncmp(source->said, reason, sizeof source->said - 1) == 0)
        return;
    snprintf(source->said, sizeof source->said, "%.*s", (int)sizeof source->said - 1, reason);
    stand_tell(stand, role, "%s", source->said);
}

static void wish_take(struct rig_bench_switch *source, double wanted, double now_s)
{
    if (source->wanted == wanted)
        return;
    source->wanted = wanted;
    source->try_s = now_s;
    source->wait_s = 0;
    source->has_told = false;
}

enum err rig_bench_switch(struct rig_bench_switch *source, struct stand *stand,
                          enum device_role role, double wanted, double now_s, struct why *why)
{
    struct why own = { "" };
    enum err   err;

    wish_take(source, wanted, now_s);
    watch(source, answer_of(source, stand, role, now_s), now_s);
    disobedience_look(source, stand, role, now_s);
    if (source->ordered == wanted || now_s < source->try_s)
        return ERR_OK;
    err = stand_order(stand, role, rows[role].order, wanted, &own);
    if (err == ERR_TIMEOUT || err == ERR_LIMIT)
        return ERR_OK;
    source->wait_s = fmin(fmax(patience_s(role, wanted), wanted > 0 ? 2 * source->wait_s : 0),
                          AGAIN_MOST_S);
    source->try_s = now_s + source->wait_s;
    if (wanted > 0 && (err == ERR_RANGE || err == ERR_REFUSED)) {
        refusal_tell(source, stand, role, own.text);
        return ERR_OK;
    }
    if (err != ERR_OK)
        return why_say(why, err, "the %s: %s", device_role_labels[role], why_text(&own, err));
    source->ordered = wanted;
    source->ordered_s = now_s;
    source->against_s = (double)NAN;
    source->has_obeyed = false;
    return ERR_OK;
}
