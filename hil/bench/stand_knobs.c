/* The stand role's control port: drivers/KNOB_PROTOCOL.md. */
#include "hil/bench/stand_inside.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GREETING "identity?"
#define IDENTITY "identity "

/* Behind what waits; false when there is no room. */
static bool ask(struct stand *stand, const char *line)
{
    struct stand_knobs *knobs = &stand->knobs;
    size_t              at = (knobs->first + knobs->count) % STAND_KNOBS_MAX;
    size_t              room = sizeof knobs->out - knobs->out_count;

    if (knobs->count == STAND_KNOBS_MAX || strlen(line) + 2 > room)
        return false;
    snprintf(knobs->asked[at], sizeof knobs->asked[at], "%s", line);
    knobs->asked_s[at] = stand->now_s + stand->offset_s;
    knobs->count++;
    knobs->out_count += (size_t)snprintf(knobs->out + knobs->out_count, room, "%s\n", line);
    return true;
}

void stand_knobs_greet(struct stand *stand) { (void)ask(stand, GREETING); }

enum err stand_knob(struct stand *stand, const char *name, double value,
                    const char *const *labels, struct why *why)
{
    char number[32], line[80];

    if (!stand->spots[DEVICE_ROLE_STAND].port)
        return why_say(why, ERR_UNKNOWN, "%s needs a stand on this bench", name);
    text_number(number, value);
    snprintf(line, sizeof line, "%s %s", name, labels ? labels[(size_t)value] : number);
    return ask(stand, line) ? ERR_OK
                            : why_say(why, ERR_LIMIT, "%s: the stand has not answered the last %u "
                                      "knobs", name, STAND_KNOBS_MAX);
}

const char *stand_trouble(const struct stand *stand) { return stand->knobs.trouble; }

static void trouble_say(struct stand_knobs *knobs, const char *what)
{
    if (knobs->trouble[0])
        return;
    snprintf(knobs->trouble, sizeof knobs->trouble, "the stand did not take %.80s: %.180s",
             knobs->count ? knobs->asked[knobs->first] : "a knob", what);
}

static void speak(struct stand *stand, double stand_s)
{
    struct stand_knobs *knobs = &stand->knobs;
    size_t              taken = 0;

    if (knobs->out_count == 0
        || port_write(&stand->spots[DEVICE_ROLE_STAND].port->port, stand_s,
                      (const uint8_t *)knobs->out, knobs->out_count, &taken) != ERR_OK)
        return;
    memmove(knobs->out, knobs->out + taken, knobs->out_count - taken);
    knobs->out_count -= taken;
}

static bool is_greeted(struct stand *stand, const char *line)
{
    struct stand_spot *spot = &stand->spots[DEVICE_ROLE_STAND];

    if (strcmp(stand->knobs.asked[stand->knobs.first], GREETING) != 0
        || strncmp(line, IDENTITY, strlen(IDENTITY)) != 0)
        return false;
    snprintf(spot->identity, sizeof spot->identity, "%s", line + strlen(IDENTITY));
    return true;
}

static void line_take(struct stand *stand, char *line)
{
    struct stand_knobs *knobs = &stand->knobs;
    size_t              count = strlen(line);

    if (count > 0 && line[count - 1] == '\r')
        line[count - 1] = '\0';
    if (knobs->count == 0)
        return;                             /* of a client before us */
    if (strncmp(line, "error: ", 7) == 0)
        trouble_say(knobs, line + 7);
    else if (!is_greeted(stand, line) && strcmp(line, "ok") != 0)
        trouble_say(knobs, "its answer is neither ok nor an error");
    knobs->first = (knobs->first + 1) % STAND_KNOBS_MAX;
    knobs->count--;
}

static void listen(struct stand *stand, double stand_s)
{
    struct stand_knobs *knobs = &stand->knobs;
    uint8_t             bytes[128];
    size_t              count = 0;

    if (port_read(&stand->spots[DEVICE_ROLE_STAND].port->port, stand_s, bytes, sizeof bytes,
                  &count) != ERR_OK) {
        trouble_say(knobs, "its control port has closed");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != '\n' && knobs->in_count + 1 < sizeof knobs->in) {
            knobs->in[knobs->in_count++] = (char)bytes[i];
            continue;
        }
        knobs->in[knobs->in_count] = '\0';
        knobs->in_count = 0;
        line_take(stand, knobs->in);
    }
}

void stand_knobs_step(struct stand *stand, double stand_s)
{
    struct stand_knobs *knobs = &stand->knobs;

    if (!stand->spots[DEVICE_ROLE_STAND].port)
        return;
    speak(stand, stand_s);
    listen(stand, stand_s);
    if (knobs->count > 0 && stand_s - knobs->asked_s[knobs->first] > STAND_KNOB_WAIT_S)
        trouble_say(knobs, "no answer within 2 s: is its control port right?");
}
