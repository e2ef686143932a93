/* property_late.c - operators without bounds that look ahead from inside another.
 *
 *     G phi (t) = min( phi(t), G phi (t+1) )
 *     phi U psi (t) = max( psi(t), min( phi(t), phi U psi (t+1) ) )
 *
 * The histories of their operands grow with the trace and are folded from its last row back. */
#include "hil/property/property_inside.h"

static enum err history_record(struct property_set *set, struct history *history, uint32_t tick)
{
    struct value *place;

    if (tick < history->of.horizon)
        return ERR_OK;
    place = LIST_ADD(history);
    if (!place)
        return ERR_MEMORY;
    place->lo = bound_settled(&set->values[history->of.slot].lo, tick);
    place->hi = bound_settled(&set->values[history->of.slot].hi, tick);
    return ERR_OK;
}

enum err recalls_record(struct property_set *set, int pass, uint32_t tick)
{
    for (size_t i = 0; i < set->recalls.count; i++) {
        struct recall *recall = &set->recalls.at[i];
        if (recall->pass != pass)
            continue;
        TRY(history_record(set, &recall->history, tick));
        if (recall->fold == FOLD_UNTIL)
            TRY(history_record(set, &recall->before, tick));
    }
    return ERR_OK;
}

static void lower(struct bound *bound, const struct bound *by)
{
    if (by->rank < bound->rank)
        *bound = *by;
}

static void raise(struct bound *bound, const struct bound *by)
{
    if (by->rank > bound->rank)
        *bound = *by;
}

/* Row t from row t + 1, which is folded already. */
static void row_fold(const struct recall *recall, size_t t)
{
    struct value *at = &recall->history.at[t], later = at[1];

    if (recall->fold == FOLD_ALWAYS) {
        lower(&at->lo, &later.lo);
        lower(&at->hi, &later.hi);
        return;
    }
    if (recall->fold == FOLD_UNTIL) {
        lower(&later.lo, &recall->before.at[t].lo);
        lower(&later.hi, &recall->before.at[t].hi);
    }
    raise(&at->lo, &later.lo);
    raise(&at->hi, &later.hi);
}

/* Behind the last row an operator without bounds is unknown. */
void recalls_fold(struct property_set *set, int pass)
{
    for (size_t i = 0; i < set->recalls.count; i++) {
        struct recall *recall = &set->recalls.at[i];
        if (recall->pass != pass || recall->fold == FOLD_NONE)
            continue;
        if (recall->history.count > set->tick)
            recall->history.count = set->tick;
        for (size_t t = recall->history.count; t > 1; t--)
            row_fold(recall, t - 2);
    }
}

void recalls_free(struct property_set *set)
{
    for (size_t i = 0; i < set->recalls.count; i++) {
        free(set->recalls.at[i].history.at);
        free(set->recalls.at[i].before.at);
    }
    free(set->recalls.at);
}
