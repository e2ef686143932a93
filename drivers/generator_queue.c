/* generator_queue.c - orders that wait their turn, and what the settings ought to be. */
#include "generator_inside.h"

#include <math.h>
#include <string.h>

/* A newer value takes the place of one that waits, unless an action was asked for after it. */
static bool overtake(struct generator *g, enum generator_order order, double value)
{
    for (size_t i = g->queue_count; i-- > 0 && !generator_order_is_action(g->queue[i].order);)
        if (g->queue[i].order == order) {
            g->queue[i].value = value;
            return true;
        }
    return false;
}

enum err generator_queue_push(struct generator *g, enum generator_order order, double value)
{
    if (!generator_order_is_action(order) && overtake(g, order, value))
        return ERR_OK;
    if (g->queue_count == GENERATOR_QUEUE_MAX)
        return ERR_LIMIT;
    g->queue[g->queue_count++] = (struct generator_waiting){ order, value };
    return ERR_OK;
}

struct generator_waiting generator_queue_pop(struct generator *g)
{
    struct generator_waiting first = g->queue[0];

    g->queue_count--;
    memmove(g->queue, g->queue + 1, g->queue_count * sizeof g->queue[0]);
    return first;
}

void generator_settings_repeat(struct generator *g)
{
    struct generator_waiting later[GENERATOR_QUEUE_MAX];
    size_t                   later_count = g->queue_count;

    memcpy(later, g->queue, sizeof later);
    g->queue_count = 0;
    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++) {
        struct generator_waiting wanted = { (enum generator_order)i, g->wanted[i] };
        g->acknowledged[i] = (double)NAN;
        if (!isnan(wanted.value))
            g->queue[g->queue_count++] = wanted;
    }
    for (size_t i = 0; i < later_count; i++)
        if (generator_queue_push(g, later[i].order, later[i].value) != ERR_OK)
            generator_tell(g, "dropped: %s, too much waits", generator_orders[later[i].order].name);
}

void generator_actions_drop(struct generator *g, const char *why)
{
    size_t kept = 0;

    if (g->is_asking && g->question.verb == GENERATOR_DO)
        generator_tell(g, "no answer to %s: %s", generator_orders[g->question.order].name, why);
    for (size_t i = 0; i < g->queue_count; i++) {
        if (generator_order_is_action(g->queue[i].order))
            generator_tell(g, "dropped: %s, %s", generator_orders[g->queue[i].order].name, why);
        else
            g->queue[kept++] = g->queue[i];
    }
    g->queue_count = kept;
}

void generator_settings_forget(struct generator *g)
{
    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++)
        g->wanted[i] = g->acknowledged[i] = (double)NAN;
}
