/* pump_link.c - the states of the link, as rows. */
#include "pump_inside.h"

#include <math.h>

#define LABEL(name, text) text,
const char *const pump_link_labels[PUMP_LINK_COUNT + 1] = { PUMP_LINK_LIST(LABEL) NULL };

static void came_up(struct pump *p)
{
    pump_tell(p, "link up: %s", p->report.identity);
    p->next_poll_s = p->now_s;
    p->search_wait_s = p->options.lost_s;
    p->wants_programme = true;
}

/* Nothing that was meant for this talk with the pump may be sent in the next one. */
static void session_end(struct pump *p, const char *why)
{
    pump_orders_drop(p, why);
    p->out_first = p->out_end = 0;
    p->line_free_s = p->now_s;
    p->is_asking = p->is_identified = p->has_in_force = false;
    p->unheard_s = (double)NAN;
    p->next_search_s = p->now_s;
}

static void lost_session(struct pump *p)
{
    pump_tell(p, "the pump knows of no session");
    session_end(p, "the session has ended");
}

static void went_silent(struct pump *p)
{
    pump_tell(p, "link lost: no good answer for %.2f s", p->now_s - p->unheard_s);
    session_end(p, "the link is lost");
}

static void was_closed(struct pump *p)
{
    pump_tell(p, "link down: the port has closed");
    session_end(p, "the port has closed");
    p->must_make_safe = p->must_abort = false;
    p->is_closed = true;
}

static const struct link_transition {
    enum pump_link       from;
    enum pump_link_event on;
    enum pump_link       to;
    void               (*act)(struct pump *);
} link_transitions[] = {
    { PUMP_LINK_DOWN,        PUMP_LINK_BEGUN,      PUMP_LINK_IDENTIFYING, NULL         },
    { PUMP_LINK_DOWN,        PUMP_LINK_CLOSED,     PUMP_LINK_DOWN,        was_closed   },
    { PUMP_LINK_IDENTIFYING, PUMP_LINK_OPENED,     PUMP_LINK_UP,          came_up      },
    { PUMP_LINK_IDENTIFYING, PUMP_LINK_SILENT,     PUMP_LINK_LOST,        went_silent  },
    { PUMP_LINK_IDENTIFYING, PUMP_LINK_CLOSED,     PUMP_LINK_DOWN,        was_closed   },
    { PUMP_LINK_UP,          PUMP_LINK_NO_SESSION, PUMP_LINK_IDENTIFYING, lost_session },
    { PUMP_LINK_UP,          PUMP_LINK_SILENT,     PUMP_LINK_LOST,        went_silent  },
    { PUMP_LINK_UP,          PUMP_LINK_CLOSED,     PUMP_LINK_DOWN,        was_closed   },
    { PUMP_LINK_LOST,        PUMP_LINK_OPENED,     PUMP_LINK_UP,          came_up      },
    { PUMP_LINK_LOST,        PUMP_LINK_CLOSED,     PUMP_LINK_DOWN,        was_closed   },
};

void pump_link_take(struct pump *p, enum pump_link_event event)
{
    for (size_t i = 0; i < sizeof link_transitions / sizeof link_transitions[0]; i++) {
        const struct link_transition *row = &link_transitions[i];
        if (row->from != p->report.link || row->on != event)
            continue;
        p->report.link = row->to;
        if (row->act)
            row->act(p);
        return;
    }
}
