/* device_readings.c - what an instrument said, when, who it is, and what happened. */
#include "device_inside.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void device_readings_forget(struct device *d)
{
    for (int i = 0; i < DEVICE_READING_COUNT; i++) {
        d->told.values[i] = (double)NAN;
        d->told.heard_s[i] = -(double)INFINITY;
    }
}

bool device_tell(struct device *d, enum device_reading reading, double value)
{
    const struct device_word *word = &device_readings[reading];

    if (!(value >= word->least && value <= word->most)) {       /* NAN is neither */
        d->is_unbelievable = true;
        return false;
    }
    d->told.values[reading] = value;
    d->told.heard_s[reading] = d->now_s;
    return true;
}

void device_forget(struct device *d, enum device_reading reading)
{
    d->told.values[reading] = (double)NAN;
    d->told.heard_s[reading] = -(double)INFINITY;
}

/* Nothing is known of an instrument before it has said who it is. */
static bool is_known(const struct device *d)
{
    return d->report.link == DEVICE_LINK_UP || d->report.link == DEVICE_LINK_LOST;
}

double device_reading_age_s(const struct device *d, enum device_reading reading)
{
    return is_known(d) ? d->now_s - d->told.heard_s[reading] : (double)INFINITY;
}

double device_reading(const struct device *d, enum device_reading reading)
{
    bool is_young = device_reading_age_s(d, reading) <= d->type->age_s_max + DEVICE_INSTANT_S;

    return is_young ? d->told.values[reading] : (double)NAN;
}

/* ------------------------------------------------------------------ who it is */

static void identity_keep(struct device *d, const char *text, size_t count)
{
    char  *out = d->report.identity;
    size_t room = sizeof d->report.identity - 1, used = 0;

    for (size_t i = 0; i < count && used < room; i++)
        out[used++] = isprint((unsigned char)text[i]) ? text[i] : '.';
    while (used > 0 && out[used - 1] == ' ')
        used--;
    out[used] = '\0';
}

static void condemn(struct device *d)
{
    d->report.is_another = true;
    device_readings_forget(d);
    device_say(d, "another instrument answers: \"%s\" is not in \"%s\"; it is left alone",
               d->wanted, d->report.identity);
}

/* Once may be the line: it is asked again, from the first question on. */
void device_identify(struct device *d, const char *text, size_t count)
{
    bool is_wanted, is_said_again;

    identity_keep(d, text, count);
    is_wanted = strstr(d->report.identity, d->wanted) != NULL;
    is_said_again = strcmp(d->doubted, d->report.identity) == 0;
    if (is_wanted || d->report.is_another) {
        d->doubted[0] = '\0';
        return;
    }
    memcpy(d->doubted, d->report.identity, sizeof d->doubted);
    if (is_said_again && d->doubted[0])
        condemn(d);
    device_link_take(d, DEVICE_LINK_RESTARTED);
}

/* ------------------------------------------------------------------ events */

void device_say(struct device *d, const char *format, ...)
{
    struct device_event *event;
    va_list arguments;

    if (d->event_count == DEVICE_EVENTS_MAX)
        return;
    event = &d->events[(d->event_first + d->event_count++) % DEVICE_EVENTS_MAX];
    event->t_s = d->now_s;
    va_start(arguments, format);
    vsnprintf(event->text, sizeof event->text, format, arguments);
    va_end(arguments);
}

const char *device_last_said(const struct device *d)
{
    for (size_t i = d->event_count; i > 0; i--) {
        const char *text = d->events[(d->event_first + i - 1) % DEVICE_EVENTS_MAX].text;

        if (strncmp(text, "link ", 5) != 0)
            return text;
    }
    return "";
}

bool device_next_event(struct device *d, struct device_event *event)
{
    if (d->event_count == 0)
        return false;
    *event = d->events[d->event_first];
    d->event_first = (d->event_first + 1) % DEVICE_EVENTS_MAX;
    d->event_count--;
    return true;
}
