#include "check.h"

#include "base/text.h"
#include "hil/rig/rig.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TICKS_MAX   1e9
#define TIME_SLACK  2e-6    /* s: a trace's times have six decimals */

/* ---- which rig ---- */

static bool has_column(const struct trace_file *file, const char *name)
{
    for (size_t i = 0; i < trace_file_columns(file); i++)
        if (strcmp(trace_file_name(file, i), name) == 0)
            return true;
    return false;
}

static size_t columns_missing(const struct trace_file *file, const struct rig_type *type,
                              struct text *names)
{
    size_t count = 0;

    for (size_t i = 0; i < type->signal_count; i++) {
        if (has_column(file, type->signals[i].name))
            continue;
        if (names)
            text_add(names, "%s%s", count ? ", " : "", type->signals[i].name);
        count++;
    }
    return count;
}

/* The rig that lacks the fewest columns, in shares of its own. */
static const struct rig_type *rig_of_columns(const struct trace_file *file)
{
    const struct rig_type *best = NULL;
    double                 least = INFINITY;

    for (size_t i = 0; rig_types[i]; i++) {
        double share = (double)columns_missing(file, rig_types[i], NULL)
                     / (double)rig_types[i]->signal_count;
        if (share >= least)
            continue;
        least = share;
        best = rig_types[i];
    }
    return best;
}

/* A trace that lacks most of a rig's columns is another's. */
static enum err rig_choose(struct check *check, const struct check_order *order, struct why *why)
{
    const char *name = order->rig ? order->rig : check->script ? check->scenario->rig : NULL;
    char        bytes[400];
    struct text names = text_over(bytes, sizeof bytes);

    check->type = name ? NULL : rig_of_columns(check->file);
    if (name)
        TRY(rig_find(name, &check->type, why));
    check->missing = columns_missing(check->file, check->type, &names);
    if (2 * check->missing <= check->type->signal_count)
        return ERR_OK;
    return why_say(why, ERR_PARSE, "%s: %zu of %zu columns of the %s rig are missing: %s%s\n"
                   "  give a trace of that rig, or another --rig",
                   order->trace, check->missing, check->type->signal_count, check->type->name,
                   bytes, names.is_cut ? " .." : "");
}

/* ---- columns that an older painrig did not write ---- */

/* The first of the rig's requirements that reads the signal, or NULL. */
static const struct requirement *reader_of(const struct check *check, const char *signal)
{
    for (size_t i = 0; i < requirements_count(check->requirements); i++) {
        const struct requirement *requirement = requirements_at(check->requirements, i);

        if (requirement->type == check->type
            && formula_has_name(formula_root(requirement->formula), signal))
            return requirement;
    }
    return NULL;
}

/* "tip.jump_c (GEN-TC-JUMP), ..": columns that are not there and that a formula reads. */
static size_t needs_find(const struct check *check, bool *is_needed, struct text *names)
{
    size_t count = 0;

    for (size_t i = 0; i < check->type->signal_count; i++) {
        const char               *signal = check->type->signals[i].name;
        const struct requirement *reader;

        if (has_column(check->file, signal))
            continue;
        reader = reader_of(check, signal);
        is_needed[i] = reader != NULL;
        if (reader)
            text_add(names, "%s%s (%s)", count++ ? ", " : "", signal, reader->id);
    }
    return count;
}

static enum err columns_bind(struct check *check, const char *path, struct why *why)
{
    bool       *is_needed = calloc(check->type->signal_count + 1, sizeof *is_needed);
    char        bytes[500];
    struct text names = text_over(bytes, sizeof bytes);
    enum err    err;

    if (!is_needed)
        return why_say(why, ERR_MEMORY, "no memory to judge a trace");
    if (needs_find(check, is_needed, &names) > 0)
        err = why_say(why, ERR_PARSE, "%s: columns are missing that are judged by: %s%s\n  give a "
                      "trace that this version wrote, or choose with --requirements or --formula",
                      path, bytes, names.is_cut ? " .." : "");
    else
        err = trace_file_bind(check->file, check->type->signals, check->type->signal_count,
                              is_needed, why);
    free(is_needed);
    return err;
}

/* ---- time ---- */

static long tick_of(const struct check *check, size_t row)
{
    return lround(trace_file_t_s(check->file, row) / check->tick_s);
}

static enum err row_time_check(const struct check *check, const char *path, size_t row,
                               struct why *why)
{
    double t_s = trace_file_t_s(check->file, row);
    double off_s = fabs((double)tick_of(check, row) * check->tick_s - t_s);

    if (!(t_s >= 0 && t_s / check->tick_s <= TICKS_MAX))
        return why_say(why, ERR_PARSE, "%s:%zu: %.10g s is no time of a run with a tick of %g s",
                       path, row + 3, t_s, check->tick_s);
    if (off_s > TIME_SLACK + t_s * 1e-12 ||
        (row > 0 && tick_of(check, row) <= tick_of(check, row - 1)))
        return why_say(why, ERR_PARSE, "%s:%zu: the row at %.10g s is no multiple of the tick of "
                       "%g s behind the row before", path, row + 3, t_s, check->tick_s);
    return ERR_OK;
}

static enum err times_check(struct check *check, const char *path, struct why *why)
{
    check->rows = trace_file_rows(check->file);
    check->tick_s = trace_file_tick_s(check->file);
    if (check->rows == 0)
        return why_say(why, ERR_PARSE, "%s: there are no rows: nothing can be judged", path);
    if (isnan(check->tick_s))
        return why_say(why, ERR_PARSE, "%s: one row, and no last line that says how long a tick "
                       "is: nothing can be judged", path);
    for (size_t row = 0; row < check->rows; row++)
        TRY(row_time_check(check, path, row, why));
    check->first_tick = tick_of(check, 0);
    check->ticks = tick_of(check, check->rows - 1) - check->first_tick + 1;
    return ERR_OK;
}

/* ---- what it is judged by ---- */

/* Without a scenario nothing is covered but the formulas that were given. */
static enum err scenario_load(struct check *check, const struct check_order *order,
                              struct why *why)
{
    struct script_setup setup = { .seed = 1 };

    check->scenario = calloc(1, sizeof *check->scenario);
    if (!check->scenario)
        return why_say(why, ERR_MEMORY, "no memory for the scenario");
    if (!order->scenario)
        return ERR_OK;
    TRY(script_create(&check->script, &setup, why));
    TRY(script_load(check->script, order->scenario, why));
    *check->scenario = *script_scenario(check->script);
    return ERR_OK;
}

static enum err formulas_add(struct check *check, const struct check_order *order, struct why *why)
{
    struct script_scenario *scenario = check->scenario;

    for (size_t i = 0; order->formulas && order->formulas[i]; i++) {
        char id[REQUIREMENT_ID_SIZE];

        snprintf(id, sizeof id, "formula-%zu", i + 1);
        if (scenario->cover_count >= SCRIPT_COVERS_MAX)
            return why_say(why, ERR_LIMIT, "more than %d formulas and covered requirements",
                           SCRIPT_COVERS_MAX);
        snprintf(scenario->covers[scenario->cover_count++], sizeof scenario->covers[0], "%s", id);
        if (requirements_add_formula(check->requirements, id, order->formulas[i], check->type,
                             check->tick_s, why) != ERR_OK) {
            why_prefix(why, "--formula: ");
            return ERR_PARSE;
        }
    }
    return ERR_OK;
}

static enum err requirements_open(struct check *check, const struct check_order *order,
                                  struct why *why)
{
    if (order->requirements)
        TRY(requirements_load(&check->requirements, order->requirements, why));
    else
        TRY(requirements_create(&check->requirements, why));
    return formulas_add(check, order, why);
}

static enum err judge_open(struct check *check, struct why *why)
{
    struct judge_setup setup = { .type = check->type, .tick_s = check->tick_s,
                                 .first_tick = check->first_tick, .scenario = check->scenario,
                                 .requirements = check->requirements };

    TRY(judge_create(&check->judge, &setup, why));
    for (size_t i = 0; i < judge_count(check->judge); i++)
        if (judge_at(check->judge, i)->requirement)
            return ERR_OK;
    return why_say(why, ERR_UNKNOWN, "there is no requirement of the %s rig to judge by: give "
                   "--requirements PATH or --formula TEXT", check->type->name);
}

/* ---- judging ---- */

static enum err rows_judge(struct check *check, struct why *why)
{
    long tick = check->first_tick;

    for (size_t row = 0; row < check->rows; row++) {
        for (; tick < tick_of(check, row); tick++)      /* what was left out is held */
            TRY(judge_step(check->judge, trace_file_row(check->file, row - 1), NULL, why));
        TRY(judge_step(check->judge, trace_file_row(check->file, row), NULL, why));
        tick++;
    }
    return judge_end(check->judge, trace_file_end(check->file) == TRACE_FILE_WHOLE, NULL, why);
}

/* Where nothing passed there is no pass, and what was cut short has not passed. */
static enum verdict verdict_of(const struct check *check)
{
    enum verdict worst = VERDICT_VACUOUS;
    bool         has_passed = false;

    for (size_t i = 0; i < judge_count(check->judge); i++) {
        const struct judge_result *result = judge_at(check->judge, i);

        has_passed |= result->verdict == VERDICT_PASS;
        if (result->is_monitored && result->verdict == VERDICT_INCONCLUSIVE)
            worst = VERDICT_INCONCLUSIVE;
    }
    if (has_passed && trace_file_end(check->file) == TRACE_FILE_WHOLE)
        return judge_verdict(check->judge);
    return verdict_worse(judge_verdict(check->judge), worst);
}

enum err check_trace(struct check *check, const struct check_order *order, struct why *why)
{
    *check = (struct check){ .verdict = VERDICT_ERROR };
    TRY(trace_file_open(&check->file, order->trace, why));
    TRY(scenario_load(check, order, why));
    TRY(rig_choose(check, order, why));
    TRY(times_check(check, order->trace, why));
    TRY(requirements_open(check, order, why));
    TRY(columns_bind(check, order->trace, why));
    TRY(judge_open(check, why));
    TRY(rows_judge(check, why));
    check->verdict = verdict_of(check);
    return ERR_OK;
}

void check_close(struct check *check)
{
    judge_destroy(check->judge);
    requirements_free(check->requirements);
    script_destroy(check->script);
    free(check->scenario);
    trace_file_close(check->file);
}
