/* pump_update.c - orders that wait their turn, and a programme that is sent as one update. */
#include "pump_inside.h"

#include <string.h>

static const struct { const char *name; uint8_t kind; } orders[PUMP_ORDER_COUNT] = {
    [PUMP_ORDER_PROGRAM]       = { "programme",     0                       },
    [PUMP_ORDER_BEGIN]         = { "begin update",  PUMP_KIND_BEGIN         },
    [PUMP_ORDER_ABORT]         = { "abort update",  PUMP_KIND_ABORT         },
    [PUMP_ORDER_START]         = { "start",         PUMP_KIND_START         },
    [PUMP_ORDER_STOP]          = { "stop",          PUMP_KIND_STOP          },
    [PUMP_ORDER_SINGLE_BOLUS]  = { "single bolus",  PUMP_KIND_SINGLE_BOLUS  },
    [PUMP_ORDER_PRIMING_BOLUS] = { "priming bolus", PUMP_KIND_PRIMING_BOLUS },
    [PUMP_ORDER_BRIDGE_BOLUS]  = { "bridge bolus",  PUMP_KIND_BRIDGE_BOLUS  },
    [PUMP_ORDER_REFILL]        = { "refill",        PUMP_KIND_REFILL        },
    [PUMP_ORDER_SILENCE]       = { "silence",       PUMP_KIND_SILENCE       },
    [PUMP_ORDER_CLEAR]         = { "clear",         PUMP_KIND_CLEAR         },
    [PUMP_ORDER_SET_CLOCK]     = { "set clock",     PUMP_KIND_SET_CLOCK     },
};

uint8_t pump_order_kind(enum pump_order order) { return orders[order].kind; }
const char *pump_order_name(enum pump_order order) { return orders[order].name; }

static const struct { uint8_t kind, part; } stages[] = {
    { PUMP_KIND_BEGIN,  0                  },
    { PUMP_KIND_WRITE,  PUMP_PART_GENERAL  },
    { PUMP_KIND_WRITE,  PUMP_PART_STEPS    },
    { PUMP_KIND_WRITE,  PUMP_PART_PERIODIC },
    { PUMP_KIND_WRITE,  PUMP_PART_PATIENT  },
    { PUMP_KIND_COMMIT, 0                  },
};
#define STAGES (sizeof stages / sizeof stages[0])

void pump_update_begin(struct pump *p, const struct pump_waiting *what)
{
    p->update = *what;
    p->update_stage = 0;
    p->is_updating = true;
}

void pump_update_ask(struct pump *p)
{
    const struct pump_programme *programme = &p->update.programme;
    uint32_t commit[PUMP_ARGUMENTS_MAX] = { pump_programme_crc(programme),
                                            p->update.arguments[0] != 0 };
    uint8_t  kind = stages[p->update_stage].kind, part = stages[p->update_stage].part;
    uint8_t  payload[1 + PUMP_PART_BYTES_MAX] = { part };

    if (kind == PUMP_KIND_WRITE) {
        pump_ask(p, PUMP_FOR_UPDATE, kind, payload,
                 1 + pump_part_write(programme, (enum pump_part)part, payload + 1));
        return;
    }
    if (kind == PUMP_KIND_COMMIT)
        p->has_in_force = false;
    pump_ask_plain(p, PUMP_FOR_UPDATE, kind, commit);
}

void pump_update_done(struct pump *p)
{
    p->update_stage++;
    p->is_updating = p->is_update_open = p->update_stage < STAGES;
    if (p->is_updating)
        return;
    p->wants_programme = true;
    p->next_poll_s = p->now_s;
}

/* A BEGIN that was refused has begun nothing; one without an answer may have. */
void pump_update_fail(struct pump *p, bool is_refused)
{
    p->is_updating = false;
    p->must_abort = !is_refused || p->update_stage > 0;
    p->wants_programme = true;
    p->next_poll_s = p->now_s;
}

/* An order that is on its way may be obeyed all the same. */
static void overtake_open(struct pump *p, const char *why)
{
    uint8_t kind = p->question.frame.kind;

    if (!p->is_asking || p->question.purpose != PUMP_FOR_ORDER)
        return;
    pump_tell(p, "no answer to %s: %s", pump_kind_text(kind), why);
    p->is_update_open = p->is_update_open || kind == PUMP_KIND_BEGIN;
}

void pump_orders_drop(struct pump *p, const char *why)
{
    overtake_open(p, why);
    if (p->is_updating) {
        pump_tell(p, "the update is cut at %s: %s", pump_kind_text(stages[p->update_stage].kind),
                  why);
        pump_update_fail(p, false);
    }
    for (size_t i = 0; i < p->queue_count; i++)
        pump_tell(p, "dropped: %s, %s", pump_order_name(p->queue[i].order), why);
    p->queue_count = 0;
}
