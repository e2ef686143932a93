#include "tests/support/stl_bed.h"

#include <stdio.h>
#include <string.h>

static void hear(void *listener, long tick, double lo, double hi)
{
    struct stl_answer *answer = listener;

    stl_must(tick == answer->heard && tick < STL_BED_ROWS, "row %ld was told after %ld rows", tick,
             answer->heard);
    answer->lo[tick] = lo;
    answer->hi[tick] = hi;
    answer->heard++;
}

static void must(enum err err, const char *formula, const struct why *why)
{
    stl_must(err == ERR_OK, "%s: %s", formula, why_text(why, err));
}

void stl_judge_formula(struct stl_signals signals, const struct formula *formula,
                       const struct stl_trace *trace, bool listens, struct stl_answer *answer)
{
    const char          *text = formula_source(formula);
    struct property_set *set = NULL;
    struct why           why = { 0 };
    size_t               index;

    answer->heard = 0;
    must(property_set_create(&set, signals.at, signals.count, trace->tick_s, trace->end, &why),
         text, &why);
    must(property_set_add(set, formula, &index, &why), text, &why);
    if (listens)
        property_set_listen(set, index, hear, answer);
    must(property_set_begin(set, &why), text, &why);
    for (size_t i = 0; i < trace->count; i++)
        must(property_set_step(set, trace->rows + i * signals.count), text, &why);
    answer->heard_early = answer->heard;
    must(property_set_end(set), text, &why);
    answer->state = property_state(set, index);
    answer->horizon_s = property_horizon_s(set, index);
    property_explain(set, index, answer->explained, sizeof answer->explained);
    property_set_destroy(set);
}

void stl_judge(struct stl_signals signals, const char *text, const struct stl_trace *trace,
               bool listens, struct stl_answer *answer)
{
    struct formula *formula = NULL;
    struct why      why = { 0 };

    must(formula_parse(&formula, text, &why), text, &why);
    stl_judge_formula(signals, formula, trace, listens, answer);
    answer->state.because = NULL;               /* the formula goes away */
    formula_destroy(formula);
}

void stl_refusal(struct stl_signals signals, const char *text, double tick_s, char *out,
                 size_t size)
{
    struct formula      *formula = NULL;
    struct property_set *set = NULL;
    struct why           why = { 0 };
    size_t               index;

    must(formula_parse(&formula, text, &why), text, &why);
    must(property_set_create(&set, signals.at, signals.count, tick_s, PROPERTY_END_UNKNOWN, &why),
         text, &why);
    out[0] = '\0';
    if (property_set_add(set, formula, &index, &why) != ERR_OK)
        snprintf(out, size, "%s", why.text);
    property_set_destroy(set);
    formula_destroy(formula);
}
