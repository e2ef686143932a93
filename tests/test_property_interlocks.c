/* Every formula of the catalogue of interlocks accepts a device that reacts as its row says, and
 * rejects one that reacts late, briefly, in part or not at all: on traces made for it, windows cut
 * at the end. Where the end is unknown instead, one row short of the horizon is inconclusive. */
#include "tests/support/stl_naive.h"
#include "tests/support/suite.h"

#include "tests/support/interlock_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof table / sizeof *table)
#define SIGNALS_MAX 120
#define NAIVE_ROWS_MAX 2600     /* longer ones the plain evaluator would be at for minutes */

struct device {
    struct signal signals[SIGNALS_MAX];
    double        at_rest[SIGNALS_MAX];
    size_t        count;
    double        tick_s;
    long          trigger_at, lasts, tail;      /* rows */
};

/* Yes or no is unit "-"; a formula that takes a number for a flag is refused. */
static bool is_flag(const char *name, double value)
{
    static const char *const numbers[] = { "p_ratio_restart", "vtbi", "v_sfc", "flow_err",
                                           "n_bolus", "kvo", "i_max", "air_", "alarm_pri",
                                           "bolus_ml" };

    for (size_t i = 0; i < COUNT(numbers); i++)
        if (strncmp(name, numbers[i], strlen(numbers[i])) == 0 && strcmp(name, "air_pend") != 0)
            return false;
    return value == 0 || value == 1;
}

static struct device device_of(const struct interlock *interlock)
{
    bool is_rf = strncmp(interlock->id, "IL-RF", 5) == 0;
    const struct signal_at_rest *rest = is_rf ? rf_at_rest : pump_at_rest;
    struct device device = { .count = is_rf ? COUNT(rf_at_rest) : COUNT(pump_at_rest) };

    device.tick_s = is_rf ? 0.01 : 1;
    device.trigger_at = is_rf ? 200 : 100;
    device.lasts = interlock->must_last ? is_rf ? 120 : 60 : 0;
    device.tail = is_rf ? 500 : 300;
    ck_assert_uint_le(device.count, SIGNALS_MAX);
    for (size_t i = 0; i < device.count; i++) {
        device.signals[i] = (struct signal){ .name = rest[i].name, .unit = "1", .most = 1 };
        if (is_flag(rest[i].name, rest[i].value))
            device.signals[i].unit = "-";
        device.at_rest[i] = rest[i].value;
    }
    return device;
}

struct traced { double *rows; size_t count; };

static void column_set(const struct device *device, struct traced *traced, const char *name,
                       long from, double value)
{
    size_t column = signal_find(device->signals, device->count, name);

    ck_assert_msg(column != SIGNAL_NONE, "no signal %s", name);
    for (size_t i = from < 0 ? 0 : (size_t)from; i < traced->count; i++)
        traced->rows[i * device->count + column] = value;
}

/* `skip`: the part that is left out, or -1. The count of parts. */
static int edit(const struct device *device, struct traced *traced, const char *edits, long from,
                int skip)
{
    char name[40];
    int  used, part = 0;

    for (; sscanf(edits, " %39[a-z0-9_]%n", name, &used) == 1; part++) {
        char  *end;
        double value;
        edits += used;
        if (*edits == '=') {
            value = strtod(edits + 1, &end);
        } else {
            end = (char *)edits + 1;
            value = *edits == '^';
            column_set(device, traced, name, 0, 1 - value);
        }
        edits = end;
        if (part != skip)
            column_set(device, traced, name, from, value);
    }
    return part;
}

static struct traced trace_at_rest(const struct device *device, long rows)
{
    struct traced traced = { calloc((size_t)rows * device->count, sizeof(double)), (size_t)rows };

    ck_assert_ptr_nonnull(traced.rows);
    for (size_t i = 0; i < traced.count * device->count; i++)
        traced.rows[i] = device->at_rest[i % device->count];
    return traced;
}

static void judge(const struct interlock *interlock, const struct device *device,
                  struct traced traced, enum property_end end, const char *run, enum verdict want)
{
    static struct stl_answer answer;
    struct stl_signals       signals = { device->signals, device->count };
    struct stl_trace         trace = { traced.rows, traced.count, device->tick_s, end };
    struct formula          *formula = NULL;

    ck_assert(formula_parse(&formula, interlock->formula, NULL) == ERR_OK);
    stl_judge_formula(signals, formula, &trace, false, &answer);
    if (answer.state.verdict == VERDICT_VACUOUS && want == VERDICT_PASS && strcmp(run, "rest") == 0)
        answer.state.verdict = VERDICT_PASS;
    ck_assert_msg(answer.state.verdict == want, "%s, %s: %s: %s", interlock->id, run,
                  verdict_name(answer.state.verdict), answer.explained);
    if (traced.count <= NAIVE_ROWS_MAX && interlock->hold_s + interlock->limit_s <= 100) {
        struct stl_value *value = stl_naive(signals, formula_root(formula), &trace, 1);
        ck_assert_msg(value->lo == answer.state.lo && value->hi == answer.state.hi, "%s, %s",
                      interlock->id, run);
        free(value);
    }
    formula_destroy(formula);
}

/* F[900,905]: where the trigger goes on to the end, a window cut there is empty, and that fails. */
static bool is_answered_later(const struct interlock *interlock)
{
    return strcmp(interlock->id, "IL-P-48") == 0;
}

/* A trace with the trigger, the reaction `after` rows later (-1: none) without its part `skip`. */
static struct traced reacting(const struct interlock *interlock, const struct device *device,
                              long after, int skip)
{
    long hold = lround(interlock->hold_s / device->tick_s);
    long limit = lround(interlock->limit_s / device->tick_s);
    struct traced traced = trace_at_rest(device, device->trigger_at + hold + 3 * limit
                                                     + 2 * device->lasts + device->tail);

    edit(device, &traced, interlock->trigger, device->trigger_at, -1);
    if (is_answered_later(interlock))
        column_set(device, &traced, "paused", device->trigger_at + hold + 1, 0);
    edit(device, &traced, interlock->fault, device->trigger_at, -1);
    if (after >= 0)
        edit(device, &traced, interlock->reaction, device->trigger_at + after, skip);
    return traced;
}

static void run(const struct interlock *interlock, const struct device *device, const char *name,
                long after, enum verdict want)
{
    struct traced traced = reacting(interlock, device, after, -1);

    judge(interlock, device, traced, PROPERTY_END_CUT, name, want);
    free(traced.rows);
}

/* At the first row an edge is the value itself, as in RTAMT: these two fire there. */
static bool fires_at_rest(const struct interlock *interlock)
{
    return strcmp(interlock->id, "IL-RF-39") == 0 || strcmp(interlock->id, "IL-P-60") == 0;
}

START_TEST(a_device_at_rest_is_accepted)
{
    const struct interlock *interlock = &interlocks[_i];
    struct device device = device_of(interlock);
    struct traced traced = trace_at_rest(&device, device.trigger_at + device.tail);

    judge(interlock, &device, traced, PROPERTY_END_CUT, "rest",
          fires_at_rest(interlock) ? VERDICT_FAIL : VERDICT_PASS);
    free(traced.rows);
}
END_TEST

START_TEST(no_reaction_is_rejected_and_one_in_time_accepted)
{
    const struct interlock *interlock = &interlocks[_i];
    struct device device = device_of(interlock);
    long deadline = lround((interlock->hold_s + interlock->limit_s) / device.tick_s);
    long limit = lround(interlock->limit_s / device.tick_s);

    run(interlock, &device, "no reaction", -1, VERDICT_FAIL);
    if (!interlock->has_limit) {
        run(interlock, &device, "immediate", 0, VERDICT_PASS);
        return;
    }
    run(interlock, &device, "in time", deadline - 1, VERDICT_PASS);
    run(interlock, &device, "late", deadline + limit + 2, VERDICT_FAIL);
    run(interlock, &device, "limit edge", deadline, VERDICT_PASS);
    run(interlock, &device, "one row after the limit", deadline + 1, VERDICT_FAIL);
}
END_TEST

START_TEST(a_reaction_must_last_unless_it_was_cleared)
{
    const struct interlock *interlock = &interlocks[_i];
    struct device device = device_of(interlock);
    long          deadline = lround((interlock->hold_s + interlock->limit_s) / device.tick_s);
    long          over = device.trigger_at + deadline - 1 + device.lasts / 2;
    struct traced flicker, clear, without, rest;
    size_t        offset = (size_t)over * device.count;

    if (!interlock->must_last)
        return;
    flicker = reacting(interlock, &device, deadline - 1, -1);
    without = reacting(interlock, &device, -1, -1);
    memcpy(flicker.rows + offset, without.rows + offset,
           (flicker.count * device.count - offset) * sizeof *flicker.rows);
    judge(interlock, &device, flicker, PROPERTY_END_CUT, "flicker", VERDICT_FAIL);
    clear = reacting(interlock, &device, deadline - 1, -1);
    rest = trace_at_rest(&device, (long)clear.count);
    memcpy(clear.rows + offset, rest.rows + offset,
           (clear.count * device.count - offset) * sizeof *clear.rows);
    column_set(&device, &clear, "cleared", over, 1);
    judge(interlock, &device, clear, PROPERTY_END_CUT, "legal clear", VERDICT_PASS);
    free(flicker.rows);
    free(without.rows);
    free(clear.rows);
    free(rest.rows);
}
END_TEST

START_TEST(no_part_of_a_reaction_may_be_missing)
{
    const struct interlock *interlock = &interlocks[_i];
    struct device device = device_of(interlock);
    struct traced traced = trace_at_rest(&device, 1);
    int           parts = edit(&device, &traced, interlock->reaction, 0, -1);
    long          after = interlock->has_limit ? lround(interlock->hold_s / device.tick_s) + 1 : 0;

    free(traced.rows);
    for (int part = 0; parts > 1 && part < parts; part++) {
        traced = reacting(interlock, &device, after, part);
        judge(interlock, &device, traced, PROPERTY_END_CUT, "a part is missing", VERDICT_FAIL);
        free(traced.rows);
    }
}
END_TEST

/* The trigger lasts as long as it must, once; the reaction comes at the limit and stays. */
START_TEST(a_trace_shorter_than_the_horizon_is_inconclusive)
{
    const struct interlock *interlock = &interlocks[_i];
    struct device device = device_of(interlock);
    long          hold = lround(interlock->hold_s / device.tick_s);
    long          deadline = hold + lround(interlock->limit_s / device.tick_s);
    long          rows = device.trigger_at + deadline + device.lasts + 1;
    struct traced traced, rest;

    if (!interlock->has_limit || interlock->trigger[0] == '\0')
        return;
    traced = trace_at_rest(&device, rows);
    rest = trace_at_rest(&device, rows);
    edit(&device, &traced, interlock->trigger, device.trigger_at, -1);
    if (!strpbrk(interlock->trigger, "^/"))
        memcpy(traced.rows + (size_t)(device.trigger_at + hold + 1) * device.count, rest.rows,
               (size_t)(deadline - hold + device.lasts) * device.count * sizeof *rest.rows);
    edit(&device, &traced, interlock->fault, device.trigger_at, -1);
    edit(&device, &traced, interlock->reaction, device.trigger_at + deadline, -1);
    judge(interlock, &device, traced, PROPERTY_END_UNKNOWN, "just long enough", VERDICT_PASS);
    traced.count--;
    judge(interlock, &device, traced, PROPERTY_END_UNKNOWN, "one row short", VERDICT_INCONCLUSIVE);
    free(traced.rows);
    free(rest.rows);
}
END_TEST

/* A table that contradicts itself is found before any run. */
START_TEST(the_window_of_a_formula_ends_at_hold_and_limit)
{
    const struct interlock    *interlock = &interlocks[_i];
    const struct formula_node *then;
    struct formula            *formula = NULL;

    ck_assert(formula_parse(&formula, interlock->formula, NULL) == ERR_OK);
    then = formula_root(formula)->child[0];
    then = then->kind == FORMULA_IMPLIES ? then->child[1] : then;
    ck_assert_msg((then->kind == FORMULA_EVENTUALLY) == interlock->has_limit, "%s", interlock->id);
    if (interlock->has_limit)
        ck_assert_msg(fabs(then->to_s - interlock->hold_s - interlock->limit_s) < 1e-9, "%s",
                      interlock->id);
    formula_destroy(formula);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("property_interlocks");
    TCase *rows = tcase_create("102 formulas");
    int    count = (int)COUNT(interlocks);

    _Static_assert(COUNT(interlocks) == 102, "the catalogue has 102 rows");
    tcase_set_timeout(rows, 120);
    tcase_add_loop_test(rows, the_window_of_a_formula_ends_at_hold_and_limit, 0, count);
    tcase_add_loop_test(rows, a_device_at_rest_is_accepted, 0, count);
    tcase_add_loop_test(rows, no_reaction_is_rejected_and_one_in_time_accepted, 0, count);
    tcase_add_loop_test(rows, a_reaction_must_last_unless_it_was_cleared, 0, count);
    tcase_add_loop_test(rows, no_part_of_a_reaction_may_be_missing, 0, count);
    tcase_add_loop_test(rows, a_trace_shorter_than_the_horizon_is_inconclusive, 0, count);
    suite_add_tcase(suite, rows);
    return suite_run(suite);
}
