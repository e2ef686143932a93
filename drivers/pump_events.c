/* pump_events.c - what happened, in sentences, until somebody takes them. */
#include "pump_inside.h"

#include <stdarg.h>
#include <stdio.h>

void pump_tell(struct pump *p, const char *format, ...)
{
    size_t             last = (p->event_first + p->event_count) % PUMP_EVENTS_MAX;
    struct pump_event *event = &p->events[last];
    va_list            args;

    if (p->event_count == PUMP_EVENTS_MAX)
        return;
    p->event_count++;
    event->t_s = p->now_s;
    va_start(args, format);
    vsnprintf(event->text, sizeof event->text, format, args);
    va_end(args);
}

bool pump_next_event(struct pump *p, struct pump_event *event)
{
    if (p->event_count == 0)
        return false;
    *event = p->events[p->event_first];
    p->event_first = (p->event_first + 1) % PUMP_EVENTS_MAX;
    p->event_count--;
    return true;
}
