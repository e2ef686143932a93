/* property_explain.c - a verdict in words: when, which comparison, the signal, how near. */
#include "hil/property/property_inside.h"

#include "base/text.h"

#include <string.h>

static double time_s(const struct property_set *set, long tick)
{
    return set->tick_s * (double)(set->first_tick + tick);
}

static void say_value(struct text *text, const struct property_state *state)
{
    const struct signal *signal = state->because_signal;
    size_t               label = 0;

    if (!signal) {
        text_add(text, "its left side = %.6g", state->because_value);
        return;
    }
    if (signal->labels) {
        while (signal->labels[label] && (double)label != state->because_value)
            label++;
        text_add(text, "%s = %s", signal->name,
                 signal->labels[label] ? signal->labels[label] : "?");
        return;
    }
    text_add(text, "%s = %.6g%s%s", signal->name, state->because_value,
             unit_printed(signal->unit)[0] ? " " : "", unit_printed(signal->unit));
}

/* "tip.temp_c >= 95 did not hold: tip.temp_c = 94.2 C" */
static void say_comparison(struct text *text, const struct property *property,
                           const struct property_state *state)
{
    char said[200];
    bool held = mark_comparison(&property->why.bound.mark) & 1;

    formula_print(state->because, said, sizeof said);
    text_add(text, "%s ", said);
    if (state->because->kind == FORMULA_KNOWN) {
        text_add(text, held ? "held" : "did not hold");
        return;
    }
    if (isnan(state->because_value)) {
        text_add(text, "is unknown, since %s is",
                 state->because_signal ? state->because_signal->name : "its left side");
        return;
    }
    text_add(text, held ? "held: " : "did not hold: ");
    say_value(text, state);
}

/* States and flags have none: then the margin is that of something else, a trigger's say. */
static bool is_flat(const struct property_state *state)
{
    return state->because && (state->because->kind == FORMULA_NAME ||
                              (state->because_signal && state->because_signal->labels));
}

static void say_margin(struct text *text, const struct property_state *state)
{
    if (!isnan(state->margin) && !is_flat(state))
        text_add(text, "; margin %.6g", state->margin + 0.0);       /* never "-0" */
}

/* Of the first violation, whose value stands before it, and of the worst. */
static void say_worst(struct text *text, const struct property *property,
                      const struct property_state *state)
{
    double then = rank_value(property->why.bound.rank);

    if (isnan(state->margin) || is_flat(state))
        return;
    if (isfinite(then))
        text_add(text, "; margin %.6g", then + 0.0);
    if (state->margin < then || !isfinite(then))
        text_add(text, "%s at worst %.6g", isfinite(then) ? "," : ";", state->margin + 0.0);
}

#define ANSWER_MOST 110     /* characters of a formula within a sentence */

/* "; 0.3 s after the trigger at 12 s, which asks for F[0,0.2] (..)", as its author wrote it. */
static void say_trigger(struct text *text, const struct property_set *set,
                        const struct property *property, const struct property_state *state)
{
    const struct formula_node *root = formula_root(property->formula), *answer = NULL;
    const char                *source = formula_source(property->formula);
    int                        count;

    if (state->because_tick > state->at_tick)
        text_add(text, "; %.6g s after the trigger at %.10g s",
                 set->tick_s * (double)(state->because_tick - state->at_tick),
                 time_s(set, state->at_tick));
    if (root->kind == FORMULA_ALWAYS && root->child[0]->kind == FORMULA_IMPLIES)
        answer = root->child[0]->child[1];
    if (!answer || state->because_tick <= state->at_tick)
        return;
    count = answer->end_column - answer->column;
    text_add(text, ", which asks for %.*s%s", count > ANSWER_MOST ? ANSWER_MOST : count,
             source + answer->column, count > ANSWER_MOST ? " .." : "");
}

static void say_fail(struct text *text, const struct property_set *set,
                     const struct property *property, const struct property_state *state)
{
    long when = state->because ? state->because_tick : state->at_tick;
    bool has_trigger = top_triggers(set, property->top).has_trigger;

    if (when >= 0)
        text_add(text, "at %.10g s ", time_s(set, when));
    if (state->because)
        say_comparison(text, property, state);
    else
        text_add(text, "it does not hold, whatever the signals are");
    if (has_trigger && state->because)
        say_trigger(text, set, property, state);
    say_worst(text, property, state);
}

static void say_pass(struct text *text, const struct property_set *set,
                     const struct property *property, const struct property_state *state)
{
    if (state->because) {
        text_add(text, "nearest at %.10g s: ", time_s(set, state->because_tick));
        say_comparison(text, property, state);
    } else {
        text_add(text, "held");
    }
    say_margin(text, state);
    if (top_triggers(set, property->top).has_trigger)
        text_add(text, "; its trigger held at %ld row%s, first at %.10g s", state->fired,
                 state->fired == 1 ? "" : "s", time_s(set, state->first_fired_tick));
    if (state->slack_ticks >= 0)
        text_add(text, "; answered %.6g s before the deadline",
                 set->tick_s * (double)state->slack_ticks);
}

/* It did not look beyond the last row. */
static bool ends_within(const struct property_set *set, const struct property *property)
{
    long horizon = top_horizon(set, property->top);

    return horizon != TOP_TO_END && horizon < (long)set->tick;
}

static void say_open(struct text *text, const struct property_set *set,
                     const struct property *property, const struct property_state *state)
{
    double horizon_s = set->tick_s * (double)top_horizon(set, property->top);

    if (!state->is_decided) {
        text_add(text, "not decided yet");
        return;
    }
    if (set->tick == 0) {
        text_add(text, "there were no rows");
        return;
    }
    if (state->because && isnan(state->because_value) && state->because_tick < (long)set->tick) {
        text_add(text, "at %.10g s ", time_s(set, state->because_tick));
        say_comparison(text, property, state);
        return;
    }
    if (ends_within(set, property)) {
        text_add(text, "a signal that it reads was unknown when it mattered");
        return;
    }
    text_add(text, "the rows end at %.10g s, too early to tell", time_s(set, (long)set->tick - 1));
    if (top_horizon(set, property->top) != TOP_TO_END)
        text_add(text, ": it looks ahead to %.10g s", time_s(set, 0) + horizon_s);
    else if (state->at_tick >= 0 && state->at_tick < (long)set->tick)
        text_add(text, " what became of %.10g s", time_s(set, state->at_tick));
}

void property_explain(const struct property_set *set, size_t index, char *out, size_t size)
{
    const struct property *property = &set->properties.at[index];
    struct property_state  state = property_state(set, index);
    struct text            text = text_over(out, size);

    switch (state.verdict) {
    case VERDICT_FAIL:
        say_fail(&text, set, property, &state);
        break;
    case VERDICT_PASS:
        say_pass(&text, set, property, &state);
        break;
    case VERDICT_VACUOUS:
        text_add(&text, "its trigger never held in %lu rows", (unsigned long)set->tick);
        break;
    default:
        say_open(&text, set, property, &state);
    }
}
