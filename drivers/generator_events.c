/* generator_events.c - what happened, in sentences, until somebody takes them. */
#include "generator_inside.h"

#include <stdarg.h>
#include <stdio.h>

void generator_tell(struct generator *g, const char *format, ...)
{
    size_t                  last = (g->event_first + g->event_count) % GENERATOR_EVENTS_MAX;
    struct generator_event *event = &g->events[last];
    va_list                 args;

    if (g->event_count == GENERATOR_EVENTS_MAX)
        return;
    g->event_count++;
    event->t_s = g->now_s;
    va_start(args, format);
    vsnprintf(event->text, sizeof event->text, format, args);
    va_end(args);
}

bool generator_next_event(struct generator *g, struct generator_event *event)
{
    if (g->event_count == 0)
        return false;
    *event = g->events[g->event_first];
    g->event_first = (g->event_first + 1) % GENERATOR_EVENTS_MAX;
    g->event_count--;
    return true;
}
