/* generator_link.c - the states of the link, as rows. */
#include "generator_inside.h"

#define LABEL(name, text) text,
const char *const generator_link_labels[GENERATOR_LINK_COUNT + 1] = {
    GENERATOR_LINK_LIST(LABEL) NULL
};

static void came_up(struct generator *g)
{
    generator_tell(g, "link up: %s", g->report.identity);
    generator_settings_repeat(g);
    g->next_poll_s = g->now_s;
}

static void went_silent(struct generator *g)
{
    generator_tell(g, "link lost: no readable answer for %.2f s", g->now_s - g->heard_s);
    generator_actions_drop(g, "the link is lost");
    g->is_asking = false;
}

static void was_closed(struct generator *g)
{
    generator_tell(g, "link down: the port has closed");
    generator_actions_drop(g, "the port has closed");
    g->is_asking = g->must_make_safe = false;
    g->is_closed = true;
}

static const struct link_transition {
    enum generator_link       from;
    enum generator_link_event on;
    enum generator_link       to;
    void                    (*act)(struct generator *);
} link_transitions[] = {
    { GENERATOR_LINK_DOWN,        LINK_BEGUN,      GENERATOR_LINK_IDENTIFYING, NULL        },
    { GENERATOR_LINK_DOWN,        LINK_CLOSED,     GENERATOR_LINK_DOWN,        was_closed  },
    { GENERATOR_LINK_IDENTIFYING, LINK_IDENTIFIED, GENERATOR_LINK_UP,          came_up     },
    { GENERATOR_LINK_IDENTIFYING, LINK_CLOSED,     GENERATOR_LINK_DOWN,        was_closed  },
    { GENERATOR_LINK_UP,          LINK_SILENT,     GENERATOR_LINK_LOST,        went_silent },
    { GENERATOR_LINK_UP,          LINK_CLOSED,     GENERATOR_LINK_DOWN,        was_closed  },
    { GENERATOR_LINK_LOST,        LINK_IDENTIFIED, GENERATOR_LINK_UP,          came_up     },
    { GENERATOR_LINK_LOST,        LINK_CLOSED,     GENERATOR_LINK_DOWN,        was_closed  },
};

void generator_link_take(struct generator *g, enum generator_link_event event)
{
    for (size_t i = 0; i < sizeof link_transitions / sizeof link_transitions[0]; i++) {
        const struct link_transition *row = &link_transitions[i];
        if (row->from != g->report.link || row->on != event)
            continue;
        g->report.link = row->to;
        if (row->act)
            row->act(g);
        return;
    }
}
