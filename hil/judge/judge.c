#include "judge.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE ((size_t)-1)

/* A quantity that some formula reads, with as many digits as a trace keeps. */
struct kept_signal { size_t signal; int decimals; double last; };

struct judge {
    struct kept_signal  *signals;
    size_t               signal_count;
    double              *row;           /* as a trace keeps it; only what formulas read */
    struct property_set *set;
    struct judge_result *results;
    size_t               count;
    size_t              *property_of;   /* of a result: its place in the set, or NONE */
    size_t              *result_of;     /* of a place in the set                      */
    double               tick_s;
    long                 first_tick, rows;
    enum verdict         verdict;
};

/* ---- what is monitored ---- */

static bool is_covered(const struct script_scenario *scenario, const char *id)
{
    for (size_t i = 0; scenario && i < scenario->cover_count; i++)
        if (strcmp(scenario->covers[i], id) == 0)
            return true;
    return false;
}

static const char *gap_reason(const struct script_scenario *scenario, const char *id)
{
    for (size_t i = 0; scenario && i < scenario->gap_count; i++)
        if (strcmp(scenario->gaps[i].id, id) == 0)
            return scenario->gaps[i].reason;
    return NULL;
}

static struct judge_result *result_add(struct judge *judge, const struct script_scenario *scenario,
                                       const char *id)
{
    struct judge_result *result = &judge->results[judge->count];

    judge->property_of[judge->count++] = NONE;
    *result = (struct judge_result){
        .id = id, .verdict = VERDICT_INCONCLUSIVE, .weight = VERDICT_PASS,
        .is_covered = is_covered(scenario, id), .gap_reason = gap_reason(scenario, id),
        .state = { .verdict = VERDICT_INCONCLUSIVE, .lo = -INFINITY, .hi = INFINITY, .margin = NAN,
                   .first_fired_tick = -1, .at_tick = -1, .decided_tick = -1, .slack_ticks = -1,
                   .because_tick = -1, .because_value = NAN },
    };
    result->is_gap = result->gap_reason != NULL;
    return result;
}

/* Its formula was tried on the rig's signals when it was read: what can be wrong is the tick. */
static enum err requirement_add(struct judge *judge, const struct script_scenario *scenario,
                                const struct requirement *requirement, struct why *why)
{
    struct judge_result *result = result_add(judge, scenario, requirement->id);
    size_t               at = judge->count - 1, index;
    struct why           own = { "" };
    enum err             err;

    result->requirement = requirement;
    err = property_set_add(judge->set, requirement->formula, &index, &own);
    if (err == ERR_OK) {
        judge->property_of[at] = index;
        judge->result_of[index] = at;
        result->is_monitored = true;
        return ERR_OK;
    }
    if (err != ERR_RANGE)
        return why_say(why, err, "%s:%d: %s: formula: %s", requirement->file, requirement->line,
                       requirement->id, why_text(&own, err));
    own.text[strcspn(own.text, "\n")] = '\0';
    snprintf(result->why, sizeof result->why, "not monitored: %.300s", own.text);
    return ERR_OK;
}

static void unknown_add(struct judge *judge, const struct script_scenario *scenario, const char *id,
                        const char *list)
{
    for (size_t i = 0; i < judge->count; i++)
        if (strcmp(judge->results[i].id, id) == 0)
            return;
    snprintf(result_add(judge, scenario, id)->why, sizeof judge->results->why,
             "the scenario's %s: no requirement of this rig has the id %s", list, id);
}

static enum err results_fill(struct judge *judge, const struct judge_setup *setup, struct why *why)
{
    const struct script_scenario *scenario = setup->scenario;

    for (size_t i = 0; i < requirements_count(setup->requirements); i++)
        if (requirements_at(setup->requirements, i)->type == setup->type)
            TRY(requirement_add(judge, scenario, requirements_at(setup->requirements, i), why));
    for (size_t i = 0; scenario && i < scenario->cover_count; i++)
        unknown_add(judge, scenario, scenario->covers[i], "covers");
    for (size_t i = 0; scenario && i < scenario->gap_count; i++)
        unknown_add(judge, scenario, scenario->gaps[i].id, "gaps");
    return ERR_OK;
}

/* ---- rows as a trace keeps them ---- */

static void names_mark(const struct formula_node *node, const struct rig_type *type, bool *is_read)
{
    size_t signal = node->kind == FORMULA_NAME
                        ? signal_find(type->signals, type->signal_count, node->name) : SIGNAL_NONE;

    if (signal != SIGNAL_NONE)
        is_read[signal] = true;
    for (size_t i = 0; i < formula_children(node->kind); i++)
        names_mark(node->child[i], type, is_read);
}

static enum err signals_find(struct judge *judge, const struct rig_type *type, struct why *why)
{
    bool *is_read = calloc(type->signal_count + 1, sizeof *is_read);

    judge->signals = calloc(type->signal_count + 1, sizeof *judge->signals);
    judge->row = calloc(type->signal_count + 1, sizeof *judge->row);
    if (!is_read || !judge->signals || !judge->row) {
        free(is_read);
        return why_say(why, ERR_MEMORY, "no memory for the judge's row");
    }
    for (size_t i = 0; i < judge->count; i++)
        if (judge->results[i].is_monitored)
            names_mark(formula_root(judge->results[i].requirement->formula), type, is_read);
    for (size_t i = 0; i < type->signal_count; i++)
        if (is_read[i]) {
            judge->row[i] = NAN;
            judge->signals[judge->signal_count++] = (struct kept_signal){
                .signal = i, .decimals = type->signals[i].decimals, .last = NAN };
        }
    free(is_read);
    return ERR_OK;
}

/* A run and its trace are judged alike, at a limit too. */
static void row_keep(struct judge *judge, const double *row)
{
    for (size_t i = 0; i < judge->signal_count; i++) {
        struct kept_signal *kept = &judge->signals[i];
        double              value = row[kept->signal];

        if (value != kept->last && !(isnan(value) && isnan(kept->last))) {
            kept->last = value;
            judge->row[kept->signal] = text_rounded(value, kept->decimals);
        }
    }
}

static enum err memory_take(struct judge *judge, size_t most, struct why *why)
{
    judge->results = calloc(most, sizeof *judge->results);
    judge->property_of = calloc(most, sizeof *judge->property_of);
    judge->result_of = calloc(most, sizeof *judge->result_of);
    if (judge->results && judge->property_of && judge->result_of)
        return ERR_OK;
    return why_say(why, ERR_MEMORY, "no memory for the judge");
}

enum err judge_create(struct judge **out, const struct judge_setup *setup, struct why *why)
{
    size_t        most = requirements_count(setup->requirements) + SCRIPT_COVERS_MAX +
                         SCRIPT_GAPS_MAX;
    struct judge *judge = calloc(1, sizeof *judge);
    enum err      err;

    if (!judge)
        return why_say(why, ERR_MEMORY, "no memory for the judge");
    judge->tick_s = setup->tick_s;
    judge->first_tick = setup->first_tick;
    TRY_OR_DONE(memory_take(judge, most, why));
    TRY_OR_DONE(property_set_create(&judge->set, setup->type->signals, setup->type->signal_count,
                                    setup->tick_s, PROPERTY_END_UNKNOWN, why));
    TRY_OR_DONE(results_fill(judge, setup, why));
    TRY_OR_DONE(signals_find(judge, setup->type, why));
    property_set_first(judge->set, setup->first_tick);
    TRY_OR_DONE(property_set_begin(judge->set, why));
    *out = judge;
    return ERR_OK;
done:
    judge_destroy(judge);
    return err;
}

void judge_destroy(struct judge *judge)
{
    if (!judge)
        return;
    property_set_destroy(judge->set);
    free(judge->signals);
    free(judge->row);
    free(judge->results);
    free(judge->property_of);
    free(judge->result_of);
    free(judge);
}

/* ---- verdicts ---- */

enum verdict judge_weigh(enum verdict of_formula, bool is_covered, bool is_gap)
{
    if (of_formula == VERDICT_FAIL)
        return is_gap ? VERDICT_PASS : VERDICT_FAIL;
    if (is_gap)
        return VERDICT_FAIL;
    return is_covered ? of_formula : VERDICT_PASS;
}

/* A gap can only be seen to be closed by a run that was whole and watched. */
static enum verdict weight_of(const struct judge_result *result, bool is_whole)
{
    enum verdict weight = judge_weigh(result->verdict, result->is_covered, result->is_gap);
    bool         is_seen = is_whole && result->is_monitored;

    if (!result->requirement)
        return VERDICT_PASS;
    return result->is_gap && weight == VERDICT_FAIL && !is_seen ? VERDICT_INCONCLUSIVE : weight;
}

static void tell(const struct judge *judge, const struct judge_result *result,
                 struct record *record)
{
    double t_s = judge_t_s(judge, judge->rows - 1);

    if (!record)
        return;
    if (result->is_gap && result->verdict == VERDICT_FAIL)
        record_say(record, t_s, "verdict", "known gap: %s, %s: %s", result->id,
                   result->requirement->title, result->why);
    else if (result->is_gap)
        record_say(record, t_s, "verdict", "fail: %s is listed as a gap and did not fail: %s",
                   result->id, result->why);
    else
        record_say(record, t_s, "verdict", "fail: %s, %s: %s", result->id,
                   result->requirement->title, result->why);
}

static void result_read(struct judge *judge, size_t at)
{
    struct judge_result *result = &judge->results[at];

    result->state = property_state(judge->set, judge->property_of[at]);
    result->verdict = result->state.verdict;
    property_explain(judge->set, judge->property_of[at], result->why, sizeof result->why);
}

/* What was decided by the last row, or by the end. */
static void decided_read(struct judge *judge, struct record *record)
{
    const size_t *indexes;
    size_t        count = property_set_decided(judge->set, &indexes);

    for (size_t i = 0; i < count; i++) {
        size_t               at = judge->result_of[indexes[i]];
        struct judge_result *result = &judge->results[at];

        result_read(judge, at);
        if (result->verdict != VERDICT_FAIL)
            continue;
        result->weight = weight_of(result, false);
        judge->verdict = verdict_worse(judge->verdict, result->weight);
        tell(judge, result, record);
    }
}

enum err judge_step(struct judge *judge, const double *row, struct record *record, struct why *why)
{
    enum err err;

    row_keep(judge, row);
    err = property_set_step(judge->set, judge->row);
    if (err != ERR_OK)
        return why_say(why, err, "the requirements cannot be judged any further: %s",
                       err_text(err));
    judge->rows++;
    decided_read(judge, record);
    return ERR_OK;
}

/* What was cut short has not passed. */
static void result_cut(struct judge_result *result)
{
    char why[sizeof result->why];

    if (result->verdict != VERDICT_PASS)
        return;
    memcpy(why, result->why, sizeof why);
    result->verdict = VERDICT_INCONCLUSIVE;
    snprintf(result->why, sizeof result->why, "the run was cut short: %.290s", why);
}

enum err judge_end(struct judge *judge, bool is_whole, struct record *record, struct why *why)
{
    enum err err = property_set_end(judge->set);

    if (err != ERR_OK)
        return why_say(why, err, "the requirements cannot be judged to their end: %s",
                       err_text(err));
    decided_read(judge, record);
    for (size_t i = 0; i < judge->count; i++) {
        struct judge_result *result = &judge->results[i];

        if (judge->property_of[i] != NONE)
            result_read(judge, i);
        if (!is_whole)
            result_cut(result);
        result->weight = weight_of(result, is_whole);
        judge->verdict = verdict_worse(judge->verdict, result->weight);
        if (result->weight == VERDICT_FAIL && result->verdict != VERDICT_FAIL)
            tell(judge, result, record);
    }
    return ERR_OK;
}

/* ---- answers ---- */

size_t judge_count(const struct judge *judge)
{
    return judge->count;
}

const struct judge_result *judge_at(const struct judge *judge, size_t at)
{
    return at < judge->count ? &judge->results[at] : NULL;
}

enum verdict judge_verdict(const struct judge *judge)
{
    return judge->verdict;
}

double judge_t_s(const struct judge *judge, long row)
{
    return row < 0 ? NAN : (double)(judge->first_tick + row) * judge->tick_s;
}
