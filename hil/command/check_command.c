#include "check_command.h"

#include "base/text.h"
#include "hil/judge/check.h"
#include "hil/options.h"
#include "hil/time_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct option options_of_check[] = {
    { "requirements", "PATH",
      "a file or folder of them, or none (requirements/ near the scenario)" },
    { "formula",  "TEXT",  "judge by this one too, or alone; may be repeated" },
    { "scenario", "FILE",  "its covers and gaps weigh as in its run" },
    { "rig",      "NAME",  "whose trace it is (the scenario's, or the one with these columns)" },
    { "quiet",    NULL,    "print the verdict only" },
};

static const struct command_page page = {
    .name = "check", .words = "TRACE.csv", .words_least = 1, .words_most = 1,
    .summary = "Judge the trace of an old run again, by requirements or by a formula.",
    .options = options_of_check, .option_count = sizeof options_of_check / sizeof *options_of_check,
    .text = "Without any of these options the requirements near the trace, or of the folder\n"
            "scenarios/requirements, judge. Times of bounds are in s unless ms, us, ns, min or h\n"
            "stands behind them; they are whole ticks.\n"
            "Exit status: 0 pass; 1 not met, never put to the test, or undecided; 2 not judged.",
    .example = "  painrig check out/lumbar_medial_branch/trace.csv --formula "
               "\"G(tip.seen_c >= 95 -> F[0,0.3] !output.rf_on)\"",
};

/* ---- the table ---- */

#define WHY_COLUMN 67

struct cells { char margin[32], slack[32], fired[32], at[TIME_TEXT_SIZE]; };

static struct cells cells_of(const struct check *check, const struct judge_result *result)
{
    const struct property_state *state = &result->state;
    struct cells                 cells = { "-", "-", "-", "-" };

    if (isfinite(state->margin))
        snprintf(cells.margin, sizeof cells.margin, "%.4g%s%.12s", state->margin,
                 state->because_signal && *unit_printed(state->because_signal->unit) ? " " : "",
                 state->because_signal ? unit_printed(state->because_signal->unit) : "");
    if (state->slack_ticks >= 0)
        snprintf(cells.slack, sizeof cells.slack, "%.4g s",
                 (double)state->slack_ticks * check->tick_s);
    if (result->is_monitored)
        snprintf(cells.fired, sizeof cells.fired, "%ld", state->fired);
    if (state->at_tick >= 0 && result->verdict != VERDICT_VACUOUS)
        time_text(judge_t_s(check->judge, state->at_tick), cells.at);
    return cells;
}

static void result_print(const struct check *check, const struct judge_result *result)
{
    struct cells cells = cells_of(check, result);
    bool         is_known_gap = result->is_gap && result->verdict == VERDICT_FAIL;

    printf("  %-12s  %-10s  %10s  %8s  %7s  %10s  %s\n",
           is_known_gap ? "known gap" : verdict_name(result->verdict), result->id, cells.margin,
           cells.slack, cells.fired, cells.at, result->why);
    if (result->is_gap && result->weight == VERDICT_FAIL)
        printf("%*slisted as a gap, but it did not fail: the list is no longer true\n", WHY_COLUMN,
               "");
}

/* Fails first, then in the order of the files. */
static void results_print(const struct check *check)
{
    printf("\n  %-12s  %-10s  %10s  %8s  %7s  %10s\n", "verdict", "id", "margin", "slack", "fired",
           "at");
    for (int is_rest = 0; is_rest < 2; is_rest++)
        for (size_t i = 0; i < judge_count(check->judge); i++) {
            const struct judge_result *result = judge_at(check->judge, i);

            if ((result->weight == VERDICT_FAIL) != is_rest)
                result_print(check, result);
        }
    printf("\n");
}

static void head_print(const struct check *check, const char *path)
{
    char from[TIME_TEXT_SIZE], to[TIME_TEXT_SIZE];
    bool is_slow = check->tick_s >= 1;

    time_text((double)check->first_tick * check->tick_s, from);
    time_text((double)(check->first_tick + check->ticks - 1) * check->tick_s, to);
    printf("%s\n%s rig, %zu rows from %s to %s, tick %g %s\n", path, check->type->name,
           check->rows, from, to, is_slow ? check->tick_s : check->tick_s * 1e3,
           is_slow ? "s" : "ms");
    if ((long)check->rows < check->ticks)
        printf("note: %ld of %ld ticks have no row: the row before is held there. States and flags "
               "are exact, quantities as old as their row\n", check->ticks - (long)check->rows,
               check->ticks);
    if (check->missing > 0)
        printf("note: the trace lacks %zu of the rig's columns, none of which is judged by\n",
               check->missing);
    if (*trace_file_note(check->file))
        printf("note: %s: what held so far is inconclusive\n", trace_file_note(check->file));
}

static void verdict_print(const struct check *check)
{
    size_t counts[VERDICT_ERROR + 1] = { 0 }, monitored = 0, gaps = 0;

    for (size_t i = 0; i < judge_count(check->judge); i++) {
        const struct judge_result *result = judge_at(check->judge, i);

        monitored += result->is_monitored;
        gaps += result->is_gap && result->verdict == VERDICT_FAIL;
        counts[result->verdict] += result->is_monitored;
    }
    printf("%s: %zu monitored, %zu pass, %zu fail, %zu vacuous, %zu inconclusive",
           verdict_name(check->verdict), monitored, counts[VERDICT_PASS],
           counts[VERDICT_FAIL] - gaps, counts[VERDICT_VACUOUS], counts[VERDICT_INCONCLUSIVE]);
    if (gaps > 0)
        printf(", %zu known gap%s", gaps, gaps > 1 ? "s" : "");
    printf("\n");
}

static void gaps_note(const struct check *check, const struct check_order *order)
{
    if (check->verdict == VERDICT_FAIL && !check->script && order->requirements)
        printf("known gaps weigh only with the scenario that lists them: --scenario FILE\n");
}

/* ---- the command ---- */

static void formulas_read(const struct options *options,
                          const char *formulas[OPTIONS_GIVEN_MAX + 1])
{
    size_t count = 0;

    while ((formulas[count] = options_nth(options, "formula", count)))
        count++;
}

/* Those that were asked for; else a formula judges alone; else those that are near. */
static const char *requirements_choose(const struct options *options,
                                       const struct check_order *order, char *near, size_t size)
{
    const char *asked = options_text(options, "requirements", NULL);

    if (asked)
        return strcmp(asked, "none") == 0 ? NULL : asked;
    if (order->formulas[0] && !order->scenario)
        return NULL;
    if (requirements_near(order->scenario ? order->scenario : order->trace, near, size) ||
        requirements_near("scenarios/trace.csv", near, size))
        return near;
    return NULL;
}

static int status_of(enum verdict verdict)
{
    if (verdict == VERDICT_PASS)
        return 0;
    return verdict == VERDICT_ERROR ? 2 : 1;
}

int check_command(int argc, char **argv)
{
    const char        *formulas[OPTIONS_GIVEN_MAX + 1];
    char               near[600];
    struct check_order order = { .formulas = formulas };
    struct options     options;
    struct check       check;
    struct why         why = { "" };
    enum err           err;
    int                status;

    if (!options_start(&page, argc, argv, &options, &status))
        return status;
    order.trace = options.words[0];
    order.rig = options_text(&options, "rig", NULL);
    order.scenario = options_text(&options, "scenario", NULL);
    formulas_read(&options, formulas);
    order.requirements = requirements_choose(&options, &order, near, sizeof near);
    err = check_trace(&check, &order, &why);
    if (err != ERR_OK)
        fprintf(stderr, "%s\n", why_text(&why, err));
    if (err == ERR_OK && !options_has(&options, "quiet")) {
        head_print(&check, order.trace);
        results_print(&check);
    }
    if (err == ERR_OK)
        verdict_print(&check);
    if (err == ERR_OK && !options_has(&options, "quiet"))
        gaps_note(&check, &order);
    check_close(&check);
    return err == ERR_OK ? status_of(check.verdict) : 2;
}
