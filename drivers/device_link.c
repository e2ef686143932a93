/* device_link.c - the states of the link, as rows. */
#include "device_inside.h"

/* From the first of the start questions, and nothing that was open matters any more. */
static void begin(struct device *d)
{
    d->phase = DEVICE_IDLE;
    d->must_mark = false;
    d->resumed_tries = 0;
    d->start_at = d->poll_at = 0;
    d->is_started = false;
    d->start_s = d->begun_s = d->now_s;
}

static void came_up(struct device *d)
{
    device_say(d, "link up: %s", d->report.identity[0] ? d->report.identity : d->type->sentence);
    d->poll_s = d->now_s;
}

static void went_silent(struct device *d)
{
    device_say(d, "link lost: no readable answer for %.2f s", d->now_s - d->report.heard_s);
    device_queue_drop(d, "the link is lost");
    begin(d);
}

static void begin_again(struct device *d)
{
    device_queue_drop(d, "the link begins anew");
    begin(d);
    d->quiet_s = d->now_s + d->type->gap_s;
}

static void was_closed(struct device *d)
{
    device_say(d, "link down: the port has closed");
    device_queue_drop(d, "the port has closed");
    d->phase = DEVICE_IDLE;
    d->must_make_safe = d->is_safe = false;
    d->is_closed = true;
}

static const struct link_transition {
    enum device_link       from;
    enum device_link_event on;
    enum device_link       to;
    void                 (*act)(struct device *);
} link_transitions[] = {
    { DEVICE_LINK_DOWN,        DEVICE_LINK_BEGUN,     DEVICE_LINK_IDENTIFYING, begin         },
    { DEVICE_LINK_DOWN,        DEVICE_LINK_CLOSED,    DEVICE_LINK_DOWN,        was_closed    },
    { DEVICE_LINK_IDENTIFYING, DEVICE_LINK_STARTED,   DEVICE_LINK_UP,          came_up       },
    { DEVICE_LINK_IDENTIFYING, DEVICE_LINK_RESTARTED, DEVICE_LINK_IDENTIFYING, begin_again   },
    { DEVICE_LINK_IDENTIFYING, DEVICE_LINK_CLOSED,    DEVICE_LINK_DOWN,        was_closed    },
    { DEVICE_LINK_UP,          DEVICE_LINK_SILENT,    DEVICE_LINK_LOST,        went_silent   },
    { DEVICE_LINK_UP,          DEVICE_LINK_RESTARTED, DEVICE_LINK_IDENTIFYING, begin_again   },
    { DEVICE_LINK_UP,          DEVICE_LINK_CLOSED,    DEVICE_LINK_DOWN,        was_closed    },
    { DEVICE_LINK_LOST,        DEVICE_LINK_STARTED,   DEVICE_LINK_UP,          came_up       },
    { DEVICE_LINK_LOST,        DEVICE_LINK_RESTARTED, DEVICE_LINK_IDENTIFYING, begin_again   },
    { DEVICE_LINK_LOST,        DEVICE_LINK_CLOSED,    DEVICE_LINK_DOWN,        was_closed    },
};

void device_link_take(struct device *d, enum device_link_event event)
{
    for (size_t i = 0; i < sizeof link_transitions / sizeof link_transitions[0]; i++) {
        const struct link_transition *row = &link_transitions[i];
        if (row->from != d->report.link || row->on != event)
            continue;
        d->report.link = row->to;
        if (row->act)
            row->act(d);
        return;
    }
}

void device_restarted(struct device *d)
{
    device_say(d, "it was switched off and on: its settings may be others now");
    device_link_take(d, DEVICE_LINK_RESTARTED);
}
