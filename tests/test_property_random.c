/* Random formulas over random traces: the engine against the definitions, to the last bit, row by
 * row, with unknown samples, ties at exactly 0, windows longer than the trace, either end; and over
 * traces that stay as they are for longer than windows, and then do not. */
#include "tests/support/stl_naive.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__
#define CASES 8000
#define QUIET_CASES 4000
#else
#define CASES 80000
#define QUIET_CASES 32000
#endif
#define SHARDS 8
#define ROWS_MAX 14
#define QUIET_ROWS_MAX 90

static const char *const modes[] = { "idle", "on", "held", NULL };
static const struct signal signals[] = {
    { .name = "x", .unit = "1", .least = -9, .most = 9 },
    { .name = "y", .unit = "1", .least = -9, .most = 9 },
    { .name = "p", .unit = "-", .least = 0, .most = 1 },
    { .name = "q", .unit = "-", .least = 0, .most = 1 },
    { .name = "mode", .unit = "-", .least = 0, .most = 2, .labels = modes },
};
enum { COLUMNS = sizeof signals / sizeof *signals };
static const struct stl_signals table = { signals, COLUMNS };

/* --- luck --- */

static unsigned draw(uint64_t *luck, unsigned below)
{
    *luck = *luck * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*luck >> 33) % below;
}

struct writer { uint64_t *luck; char text[3000]; size_t used; };

static void put(struct writer *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void put(struct writer *writer, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    writer->used += (size_t)vsnprintf(writer->text + writer->used,
                                      sizeof writer->text - writer->used, format, args);
    va_end(args);
    stl_must(writer->used < sizeof writer->text, "a formula too long");
}

static void put_number(struct writer *writer)
{
    static const char *const numbers[] = { "x", "y", "x + y", "x - y", "abs(x - y)", "x * y",
                                           "x / y", "-x", "2 * x", "1", "0 - y" };

    put(writer, "%s", numbers[draw(writer->luck, sizeof numbers / sizeof *numbers)]);
}

static void put_atom(struct writer *writer)
{
    static const char *const comparisons[] = { ">=", "<=", ">", "<", "==", "!=" };
    static const char *const others[] = { "p", "q", "mode == held", "mode != on", "known(x)",
                                          "known(x + y)", "true", "false", "p", "q", "1 >= 1",
                                          "known(mode)" };

    if (draw(writer->luck, 3) == 0) {
        put(writer, "%s", others[draw(writer->luck, sizeof others / sizeof *others)]);
        return;
    }
    put(writer, "(");
    put_number(writer);
    put(writer, " %s %d)", comparisons[draw(writer->luck, 6)], (int)draw(writer->luck, 4) - 1);
}

static void put_bounds(struct writer *writer)
{
    unsigned from = draw(writer->luck, 4), span = draw(writer->luck, 5);

    if (draw(writer->luck, 5) == 0)
        return;
    if (draw(writer->luck, 3) > 0)
        from = 0;
    if (draw(writer->luck, 20) == 0)
        span = 15 + draw(writer->luck, 5);
    put(writer, "[%u,%u]", from, from + span);
}

static void put_formula(struct writer *writer, int depth)
{
    static const char *const windows[] = { "G", "F", "H", "O" };
    static const char *const singles[] = { "not", "rise", "fall", "next", "prev", "s_next",
                                           "s_prev" };
    static const char *const pairs[] = { "and", "or", "implies", "iff", "xor", "implies", "and" };
    static const char *const spans[] = { "U", "S", "until_closed", "W" };
    unsigned kind = draw(writer->luck, 14);

    if (depth == 0 || kind == 0) {
        put_atom(writer);
    } else if (kind < 6) {
        put(writer, "%s", windows[draw(writer->luck, 4)]);
        put_bounds(writer);
        put(writer, "(");
        put_formula(writer, depth - 1);
        put(writer, ")");
    } else if (kind < 8) {
        put(writer, "%s(", singles[draw(writer->luck, 7)]);
        put_formula(writer, depth - 1);
        put(writer, ")");
    } else {
        put(writer, "(");
        put_formula(writer, depth - 1);
        if (kind < 11) {
            put(writer, ") %s (", pairs[draw(writer->luck, 7)]);
        } else {
            put(writer, ") %s", spans[draw(writer->luck, 4)]);
            put_bounds(writer);
            put(writer, " (");
        }
        put_formula(writer, depth - 1);
        put(writer, ")");
    }
}

/* Small whole numbers, so that ties are common; in half of the traces some are unknown. */
static void draw_rows(uint64_t *luck, double *rows, size_t count)
{
    unsigned unknown_of_20 = draw(luck, 2) ? draw(luck, 6) : 0;

    for (size_t i = 0; i < count * COLUMNS; i++) {
        rows[i] = (double)draw(luck, 6) - 2;
        if (i % COLUMNS == 2 || i % COLUMNS == 3)
            rows[i] = draw(luck, 2);
        else if (i % COLUMNS == 4)
            rows[i] = draw(luck, 3);
        if (draw(luck, 20) < unknown_of_20)
            rows[i] = NAN;
    }
}

/* Every signal stays as it is for a while, now one row, now thirty; so do its unknown stretches. */
static void draw_quiet_rows(uint64_t *luck, double *rows, size_t count)
{
    double   drawn[COLUMNS];
    unsigned left[COLUMNS] = { 0 };

    for (size_t i = 0; i < count; i++) {
        for (size_t s = 0; s < COLUMNS; s++) {
            if (left[s]-- > 0)
                continue;
            left[s] = draw(luck, 4) ? 8 + draw(luck, 25) : draw(luck, 3);
            draw_rows(luck, drawn, 1);
            rows[i * COLUMNS + s] = drawn[s];
        }
        for (size_t s = 0; i + 1 < count && s < COLUMNS; s++)
            rows[(i + 1) * COLUMNS + s] = rows[i * COLUMNS + s];
    }
}

/* --- the two, compared --- */

static bool same(double a, double b)
{
    return a == b && signbit(a) == signbit(b);
}

static void check_verdict(const struct stl_answer *answer, struct stl_value first, const char *text)
{
    enum verdict verdict = answer->state.verdict;
    bool is_right = !signbit(first.lo) ? verdict == VERDICT_PASS || verdict == VERDICT_VACUOUS
                  : signbit(first.hi) ? verdict == VERDICT_FAIL : verdict == VERDICT_INCONCLUSIVE;

    stl_must(is_right, "%s: %g .. %g is %s", text, first.lo, first.hi, verdict_name(verdict));
    stl_must(same(answer->state.lo, first.lo) && same(answer->state.hi, first.hi),
                  "%s: %g .. %g, wanted %g .. %g", text, answer->state.lo, answer->state.hi,
                  first.lo, first.hi);
}

/* Of G(a -> b), b no conjunction: how often `a` surely held, and the least b then. */
static void check_trigger(const struct stl_answer *answer, const struct formula_node *always,
                          const struct stl_trace *trace, const char *text)
{
    const struct formula_node *implies = always->child[0];
    struct stl_value *a = stl_naive(table, implies->child[0], trace, trace->count);
    struct stl_value *b = stl_naive(table, implies->child[1], trace, trace->count);
    long   fired = 0, first = -1;
    double margin = INFINITY;

    for (size_t t = 0; t < trace->count; t++) {
        if (signbit(a[t].lo) || (always->is_bounded && ((double)t < always->from_s
                                                        || (double)t > always->to_s)))
            continue;
        first = fired++ == 0 ? (long)t : first;
        margin = b[t].lo < margin ? b[t].lo : margin;
    }
    stl_must(answer->state.fired == fired && answer->state.first_fired_tick == first,
                  "%s fired %ld, wanted %ld", text, answer->state.fired, fired);
    if (answer->state.verdict == VERDICT_PASS && !isinf(margin))
        stl_must(answer->state.margin == margin, "%s: margin %g, wanted %g", text,
                      answer->state.margin, margin);
    stl_must(answer->state.verdict != VERDICT_PASS || fired > 0, "%s: a pass for nothing", text);
    stl_must(answer->state.verdict != VERDICT_VACUOUS || fired == 0, "%s is not vacuous", text);
    free(a);
    free(b);
}

/* A verdict comes with the row at which the horizon of the first violation ends, or sooner. */
static void check_when(const struct stl_answer *answer, const struct formula_node *root,
                       const struct stl_trace *trace, const char *text)
{
    long              horizon = stl_naive_horizon(root, 1), last = (long)trace->count - 1, t = 0;
    struct stl_value *child;

    stl_must(answer->state.decided_tick <= last && answer->state.decided_tick >= 0, "%s", text);
    stl_must(horizon < 0 ? isinf(answer->horizon_s) : answer->horizon_s == (double)horizon,
                  "%s: horizon %g, wanted %ld", text, answer->horizon_s, horizon);
    if (horizon >= 0 && horizon <= last && answer->state.verdict != VERDICT_INCONCLUSIVE)
        stl_must(answer->state.decided_tick <= horizon, "%s: late", text);
    if (root->kind != FORMULA_ALWAYS || root->is_bounded || answer->state.verdict != VERDICT_FAIL)
        return;
    horizon = stl_naive_horizon(root->child[0], 1);
    child = stl_naive(table, root->child[0], trace, trace->count);
    while (t <= last && !signbit(child[t].hi))
        t++;
    free(child);
    if (horizon >= 0 && t + horizon <= last)
        stl_must(answer->state.decided_tick <= t + horizon, "%s: late for row %ld", text, t);
}

static void check_case(const char *text, const struct stl_trace *trace)
{
    static struct stl_answer   answer;
    const struct formula_node *root;
    struct formula            *formula = NULL;
    struct stl_value          *want;

    stl_must(formula_parse(&formula, text, NULL) == ERR_OK, "%s does not parse", text);
    root = formula_root(formula);
    stl_judge_formula(table, formula, trace, true, &answer);
    want = stl_naive(table, root, trace, trace->count);
    stl_must(answer.heard == (long)trace->count, "%s: heard %ld of %zu", text, answer.heard,
                  trace->count);
    for (size_t t = 0; t < trace->count; t++)
        stl_must(same(answer.lo[t], want[t].lo) && same(answer.hi[t], want[t].hi),
                      "%s at %zu of %zu: %g .. %g, wanted %g .. %g", text, t, trace->count,
                      answer.lo[t], answer.hi[t], want[t].lo, want[t].hi);
    check_verdict(&answer, want[0], text);
    check_when(&answer, root, trace, text);
    if (root->kind == FORMULA_ALWAYS && root->child[0]->kind == FORMULA_IMPLIES
        && root->child[0]->child[1]->kind != FORMULA_AND)
        check_trigger(&answer, root, trace, text);
    free(want);
    formula_destroy(formula);
}

static void put_response(struct writer *writer)
{
    put(writer, draw(writer->luck, 4) ? "G((" : "G[1,6]((");
    put_formula(writer, (int)draw(writer->luck, 2));
    put(writer, ") -> F[%u,%u]", draw(writer->luck, 2), 1 + draw(writer->luck, 3));
    put(writer, "(G[%u,%u](", draw(writer->luck, 2), 1 + draw(writer->luck, 3));
    put_formula(writer, (int)draw(writer->luck, 2));
    put(writer, ")))");
}

START_TEST(the_engine_says_what_the_definitions_say)
{
    uint64_t luck = 20240 + (uint64_t)_i;

    for (int i = 0; i < CASES / SHARDS; i++) {
        double           rows[ROWS_MAX * COLUMNS];
        struct writer    writer = { .luck = &luck };
        struct stl_trace trace = { rows, 1 + draw(&luck, ROWS_MAX), 1, PROPERTY_END_UNKNOWN };
        if (i % 6 == 0)
            put_response(&writer);
        else
            put_formula(&writer, 1 + i % 4);
        draw_rows(&luck, rows, trace.count);
        trace.end = draw(&luck, 2) ? PROPERTY_END_CUT : PROPERTY_END_UNKNOWN;
        check_case(writer.text, &trace);
    }
}
END_TEST

START_TEST(the_engine_misses_nothing_after_quiet_rows)
{
    uint64_t luck = 4711 + (uint64_t)_i;

    for (int i = 0; i < QUIET_CASES / SHARDS; i++) {
        double           rows[QUIET_ROWS_MAX * COLUMNS];
        struct writer    writer = { .luck = &luck };
        struct stl_trace trace = { rows, 20 + draw(&luck, QUIET_ROWS_MAX - 19), 1,
                                   PROPERTY_END_UNKNOWN };
        if (i % 3 == 0)
            put_response(&writer);
        else
            put_formula(&writer, 1 + i % 3);
        draw_quiet_rows(&luck, rows, trace.count);
        trace.end = draw(&luck, 4) == 0 ? PROPERTY_END_CUT : PROPERTY_END_UNKNOWN;
        check_case(writer.text, &trace);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("property_random");
    TCase *cases = tcase_create("against the definitions");

    tcase_set_timeout(cases, 120);
    tcase_add_loop_test(cases, the_engine_says_what_the_definitions_say, 0, SHARDS);
    tcase_add_loop_test(cases, the_engine_misses_nothing_after_quiet_rows, 0, SHARDS);
    suite_add_tcase(suite, cases);
    return suite_run(suite);
}
