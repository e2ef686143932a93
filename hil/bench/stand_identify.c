/* Who answers, and what to say when it is nobody or somebody else. */
#include "hil/bench/stand_inside.h"

#include "base/text.h"
#include "hil/bench/bench_drivers.h"
#include "hil/clock.h"

#include <math.h>
#include <string.h>
#include <time.h>

#define ROUND_S 0.002

/* ------------------------------------------------------------------ patience */

double stand_round_await(const struct stand *stand, const struct stand_waiting *waiting,
                         double stand_s)
{
    const struct timespec pause = { .tv_nsec = (long)(ROUND_S * 1e9) };

    if (waiting) {
        waiting->meanwhile(waiting->others, stand_s + ROUND_S);
        return stand_s + ROUND_S;
    }
    nanosleep(&pause, NULL);
    return clock_wall_s() - stand->opened_s;
}

/* The stand role's control port. */
static bool is_greeted(const struct stand *stand)
{
    const struct stand_spot *spot = &stand->spots[DEVICE_ROLE_STAND];

    return !spot->port || spot->device || spot->identity[0] || stand->knobs.trouble[0];
}

static enum err greeting_check(const struct stand *stand, struct why *why)
{
    const struct bench_place *place = stand_place(stand, DEVICE_ROLE_STAND);
    const char               *identity = stand->spots[DEVICE_ROLE_STAND].identity;

    if (stand->knobs.count > 0)             /* its question is still open */
        return why_say(why, ERR_REFUSED, "stand (knobs): nobody answers at %s: is it a control "
                       "port, as of painrig emulate ... --control %s?", place->address_text,
                       place->address_text);
    if (stand->knobs.trouble[0])
        return why_say(why, ERR_REFUSED, "stand (knobs): what is at %s does not speak "
                       "KNOB_PROTOCOL.md: %s", place->address_text, stand->knobs.trouble);
    if (place->is_there && place->identity[0] && !strstr(identity, place->identity))
        return why_say(why, ERR_REFUSED, "stand (knobs): another is at %s: it says \"%s\", and the "
                       "bench file wants \"%s\"", place->address_text, identity,
                       place->identity);
    return ERR_OK;
}

static bool is_settled(const struct stand_spot *spot)
{
    const struct device_report *report;

    if (!spot->device || spot->port->is_closed)
        return true;
    report = device_report(spot->device);
    return report->link == DEVICE_LINK_UP || report->is_another;
}

static bool all_step(struct stand *stand)
{
    bool is_done = true;

    stand_devices_step(stand, stand->now_s);
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++)
        is_done &= is_settled(&stand->spots[role]);
    stand_knobs_step(stand, stand->now_s);
    return is_done && is_greeted(stand);
}

/* ------------------------------------------------------------------ sentences */

/* What a line is usually set to, but for what was tried. */
static void others_say(const struct port_line *tried, struct text *out)
{
    static const int bauds[] = { 4800, 9600, 19200, 38400, 57600, 115200 };
    const char      *between = "";

    for (size_t i = 0; i < sizeof bauds / sizeof *bauds; i++)
        if (bauds[i] != tried->baud) {
            text_add(out, "%s%d", between, bauds[i]);
            between = ", ";
        }
}

static enum err silence_say(const struct bench_place *place, const char *who, struct why *why)
{
    char        line[PORT_LINE_TEXT_SIZE], more[120];
    struct text others = text_over(more, sizeof more);

    port_line_print(&place->line, line, sizeof line);
    others_say(&place->line, &others);
    if (place->address.kind == PORT_KIND_TCP || place->address.kind == PORT_KIND_PTY)
        return why_say(why, ERR_REFUSED, "%s: nobody answers at %s: is the %s (or painrig emulate "
                       "%s) there, and switched on?", who, place->address_text, place->driver->name,
                       place->driver->name);
    return why_say(why, ERR_REFUSED, "%s: nobody answers at %s with %s: is it switched on, is the "
                   "cable the right one (straight or crossed), is its interface set to %s? Set "
                   "line = \"...\" to what its menu says; other usual rates: %s", who,
                   place->address_text, line, line, more);
}

static enum err spot_say(const struct stand *stand, size_t role, struct why *why)
{
    const struct stand_spot    *spot = &stand->spots[role];
    const struct bench_place   *place = stand_place(stand, role);
    const struct device_report *report = device_report(spot->device);
    char                        line[PORT_LINE_TEXT_SIZE], who[160];

    snprintf(who, sizeof who, "%s (%s)", device_role_labels[role], place->driver->name);
    port_line_print(&place->line, line, sizeof line);
    if (spot->port->is_closed)
        return why_say(why, ERR_REFUSED, "%s: %s closed while it was asked who it is: was it "
                       "unplugged?", who, place->address_text);
    if (report->is_another)
        return why_say(why, ERR_REFUSED, "%s: another instrument answers at %s: it says \"%s\", "
                       "and the bench file wants \"%s\": look at the cable, or mend identity", who,
                       place->address_text, report->identity, place->identity);
    if (report->garbled > 0 && !isfinite(report->heard_s))
        return why_say(why, ERR_REFUSED, "%s: what answers at %s makes no sense with %s: is the "
                       "baud right? Set line = \"...\" to what the instrument's menu says", who,
                       place->address_text, line);
    if (!isfinite(report->heard_s))
        return silence_say(place, who, why);
    return why_say(why, ERR_REFUSED, "%s: what is at %s answers, but not to what a %s is asked: is "
                   "it another instrument?%s%s", who, place->address_text, place->driver->name,
                   report->identity[0] ? " It says: " : "", report->identity);
}

/* ------------------------------------------------------------------ the same device twice */

static enum err twice_check(const struct stand *stand, size_t role, struct why *why)
{
    const struct stand_spot *spot = &stand->spots[role];

    for (size_t other = 0; other < role; other++)
        if (spot->identity[0] && strcmp(spot->identity, stand->spots[other].identity) == 0)
            return why_say(why, ERR_REFUSED, "%s and %s are the same instrument: both say \"%s\": "
                           "it can have one role alone", device_role_labels[other],
                           device_role_labels[role], spot->identity);
    return ERR_OK;
}

enum err stand_identify(struct stand *stand, const struct stand_waiting *waiting, struct why *why)
{
    stand->opened_s = clock_wall_s();
    while (!all_step(stand) && stand->now_s < stand->setup.patience_s)
        stand->now_s = stand_round_await(stand, waiting, stand->now_s);
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        struct stand_spot *spot = &stand->spots[role];

        if (!spot->device)
            continue;
        if (device_report(spot->device)->link != DEVICE_LINK_UP)
            return spot_say(stand, role, why);
        snprintf(spot->identity, sizeof spot->identity, "%s",
                 device_report(spot->device)->identity);
        TRY(twice_check(stand, role, why));
    }
    return greeting_check(stand, why);
}
