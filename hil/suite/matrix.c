#include "matrix.h"

#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MATRIX_GAP_LABEL(name, text) [MATRIX_GAP_##name] = text,
const char *const matrix_gap_labels[MATRIX_GAP_COUNT + 1] = { MATRIX_GAP_LIST(MATRIX_GAP_LABEL) };
#undef MATRIX_GAP_LABEL

const struct outcome_requirement *matrix_found(const struct suite *suite, size_t index,
                                               const char *id)
{
    const struct run_outcome *outcome = &suite->outcomes[index];

    for (size_t i = 0; suite->is_done[index] && i < outcome->requirement_count; i++)
        if (strcmp(outcome->requirements[i].id, id) == 0)
            return &outcome->requirements[i];
    return NULL;
}

/* ---- one requirement over all cases ---- */

static void least_keep(double value, size_t index, double *least, size_t *where)
{
    if (isnan(value) || value >= *least)
        return;
    *least = value;
    *where = index;
}

static void fail_add(struct matrix_row *row, size_t index, bool is_gap)
{
    if (row->failed_in + row->known_in == 0)
        row->first_failed = index;
    if (is_gap)
        row->known_in++;
    else
        row->failed_in++;
}

static void found_add(struct matrix_row *row, size_t index, const struct outcome_requirement *found)
{
    row->monitored_in++;
    row->fired_in += found->fired > 0;
    row->fired += found->fired;
    if (found->verdict == VERDICT_FAIL || found->verdict == VERDICT_ERROR)
        fail_add(row, index, found->is_gap && found->verdict == VERDICT_FAIL);
    else if (found->verdict == VERDICT_INCONCLUSIVE)
        row->undecided_in++;
    if (found->verdict != VERDICT_PASS || found->fired <= 0)
        return;
    row->passed_in++;
    if (found->unit[0])
        snprintf(row->unit, sizeof row->unit, "%s", found->unit);
    least_keep(found->margin, index, &row->margin, &row->margin_case);
    least_keep(found->slack_s, index, &row->slack_s, &row->slack_case);
}

static enum verdict verdict_of(const struct matrix_row *row)
{
    return row->failed_in + row->known_in > 0 ? VERDICT_FAIL
         : row->passed_in > 0                 ? VERDICT_PASS
         : row->undecided_in > 0              ? VERDICT_INCONCLUSIVE
                                              : VERDICT_VACUOUS;
}

static void row_make(struct matrix_row *row, const struct suite *suite,
                     const struct requirement *requirement)
{
    *row = (struct matrix_row){ .requirement = requirement, .margin = INFINITY,
                                .slack_s = INFINITY };
    for (size_t i = 0; i < suite->case_count; i++) {
        const struct outcome_requirement *found = matrix_found(suite, i, requirement->id);
        row->covered_by += suite_case_covers(&suite->cases[i], requirement->id);
        if (found)
            found_add(row, i, found);
    }
    row->verdict = verdict_of(row);
    row->margin = isinf(row->margin) ? NAN : row->margin;
    row->slack_s = isinf(row->slack_s) ? NAN : row->slack_s;
}

/* ---- gaps ---- */

/* Gaps as they are found; room is the matrix's own. */
struct gaps { struct matrix *matrix; size_t room; bool is_out_of_memory; };

static void gap_add(struct gaps *gaps, enum matrix_gap_kind kind, const char *id, const char *name,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));

static void gap_add(struct gaps *gaps, enum matrix_gap_kind kind, const char *id, const char *name,
                    const char *format, ...)
{
    struct matrix     *matrix = gaps->matrix;
    size_t             room = gaps->room ? 2 * gaps->room : 64;
    struct matrix_gap *more;
    va_list            args;

    if (matrix->gap_count == gaps->room) {
        more = realloc(matrix->gaps, room * sizeof *more);
        gaps->is_out_of_memory |= more == NULL;
        if (!more)
            return;
        matrix->gaps = more;
        gaps->room = room;
    }
    more = &matrix->gaps[matrix->gap_count++];
    more->kind = kind;
    snprintf(more->id, sizeof more->id, "%s", id);
    snprintf(more->name, sizeof more->name, "%s", name);
    va_start(args, format);
    vsnprintf(more->text, sizeof more->text, format, args);
    va_end(args);
    matrix->gaps_of[kind]++;
}

/* The first case that covers the requirement, or "". */
static const char *covering(const struct suite *suite, const char *id)
{
    for (size_t i = 0; i < suite->case_count; i++)
        if (suite_case_covers(&suite->cases[i], id))
            return suite->cases[i].name;
    return "";
}

static void uncovered_find(struct gaps *gaps, const struct matrix_row *row)
{
    const char *id = row->requirement->id;

    if (row->covered_by > 0)
        return;
    if (row->fired_in > 0)
        gap_add(gaps, MATRIX_GAP_UNCOVERED, id, "", "no case covers it; its trigger fired in %zu "
                "case%s all the same: let one of them say so", row->fired_in,
                text_plural(row->fired_in));
    else
        gap_add(gaps, MATRIX_GAP_UNCOVERED, id, "", "no case covers it: nothing shows that it is "
                "met");
}

static void untriggered_find(struct gaps *gaps, const struct matrix_row *row)
{
    const char *id = row->requirement->id;

    if (row->covered_by > 0 && row->fired_in == 0)
        gap_add(gaps, MATRIX_GAP_UNTRIGGERED, id, covering(gaps->matrix->suite, id),
                "%zu case%s cover%s it, and its trigger fired in none: it was not put to the test",
                row->covered_by, text_plural(row->covered_by), row->covered_by == 1 ? "s" : "");
}

static void undecided_find(struct gaps *gaps, const struct matrix_row *row)
{
    const char *id = row->requirement->id;

    if (row->fired_in > 0 && row->verdict != VERDICT_PASS && row->verdict != VERDICT_FAIL)
        gap_add(gaps, MATRIX_GAP_UNDECIDED, id, covering(gaps->matrix->suite, id),
                "its trigger fired in %zu case%s, and in none was it decided: the runs end too "
                "early, or a signal was unknown", row->fired_in, text_plural(row->fired_in));
}

static void failed_find(struct gaps *gaps, const struct matrix_row *row)
{
    const struct suite               *suite = gaps->matrix->suite;
    const struct outcome_requirement *found;

    if (row->failed_in == 0)
        return;
    for (size_t i = row->first_failed; i < suite->case_count; i++) {
        found = matrix_found(suite, i, row->requirement->id);
        if (!found || found->is_gap || (found->verdict != VERDICT_FAIL &&
                                        found->verdict != VERDICT_ERROR))
            continue;
        gap_add(gaps, MATRIX_GAP_FAILED, row->requirement->id, suite->cases[i].name,
                "not met in %zu case%s: %s", row->failed_in, text_plural(row->failed_in),
                found->why);
        return;
    }
}

static void known_find(struct gaps *gaps, const struct matrix_row *row)
{
    const struct suite               *suite = gaps->matrix->suite;
    const struct outcome_requirement *found;

    for (size_t i = 0; row->known_in > 0 && i < suite->case_count; i++) {
        found = matrix_found(suite, i, row->requirement->id);
        if (!found || !found->is_gap || found->verdict != VERDICT_FAIL)
            continue;
        gap_add(gaps, MATRIX_GAP_KNOWN, row->requirement->id, suite->cases[i].name,
                "not met, as is known, in %zu case%s: %s%s%s", row->known_in,
                text_plural(row->known_in), found->gap_reason,
                found->gap_reason[0] ? ". Here " : "", found->why);
        return;
    }
}

/* Cases of one file stand together, since cases are in order of their names. */
static bool is_told_already(const struct suite *suite, size_t index)
{
    return index > 0 && strcmp(suite->cases[index].path, suite->cases[index - 1].path) == 0;
}

static void idle_find(struct gaps *gaps)
{
    const struct suite *suite = gaps->matrix->suite;

    for (size_t i = 0; i < suite->case_count; i++) {
        const struct suite_case *test = &suite->cases[i];
        if (test->cover_count == 0 && !test->refusal[0] && !is_told_already(suite, i))
            gap_add(gaps, MATRIX_GAP_IDLE, "", test->name, "%s:%d says of no requirement that it "
                    "covers it: add covers = { \"ID\" }", test->path, test->line);
    }
}

static void orphan_add(struct gaps *gaps, const struct suite_case *test, const char *id)
{
    const struct requirements *all = gaps->matrix->suite->requirements;
    const char                *names[REQUIREMENTS_MAX], *nearest;
    size_t                     count = all ? requirements_count(all) : 0;

    for (size_t i = 0; i < count && i < REQUIREMENTS_MAX; i++)
        names[i] = requirements_at(all, i)->id;
    nearest = text_nearest(id, names, count < REQUIREMENTS_MAX ? count : REQUIREMENTS_MAX);
    gap_add(gaps, MATRIX_GAP_ORPHAN, id, test->name, "%s:%d covers it, and no requirement has this "
            "id%s%s%s", test->path, test->line, nearest ? ": did you mean " : "",
            nearest ? nearest : "", nearest ? "?" : "");
}

static void orphans_find(struct gaps *gaps)
{
    const struct suite *suite = gaps->matrix->suite;

    for (size_t i = 0; i < suite->case_count; i++) {
        const struct suite_case *test = &suite->cases[i];
        for (size_t j = 0; j < test->cover_count && !is_told_already(suite, i); j++)
            if (!suite->requirements || !requirements_find(suite->requirements, test->covers[j]))
                orphan_add(gaps, test, test->covers[j]);
    }
}

static void not_run_find(struct gaps *gaps)
{
    const struct suite *suite = gaps->matrix->suite;

    for (size_t i = 0; i < suite->case_count; i++)
        if (suite->cases[i].refusal[0])
            gap_add(gaps, MATRIX_GAP_NOT_RUN, "", suite->cases[i].name,
                    "the file cannot be loaded: %.300s", suite->cases[i].refusal);
        else if (!suite->is_done[i])
            gap_add(gaps, MATRIX_GAP_NOT_RUN, "", suite->cases[i].name,
                    "there is no outcome of it");
}

static enum err gaps_find(struct matrix *matrix)
{
    static const struct { void (*find)(struct gaps *, const struct matrix_row *); bool is_dynamic; }
    of_rows[] = {
        { uncovered_find, false }, { untriggered_find, true }, { undecided_find, true },
        { failed_find, true },     { known_find, true },
    };
    struct gaps gaps = { .matrix = matrix };
    bool        are_outcomes = suite_has_outcomes(matrix->suite);

    for (size_t i = 0; i < sizeof of_rows / sizeof of_rows[0]; i++)
        for (size_t j = 0; j < matrix->row_count; j++)
            if (are_outcomes || !of_rows[i].is_dynamic)
                of_rows[i].find(&gaps, &matrix->rows[j]);
    idle_find(&gaps);
    orphans_find(&gaps);
    if (are_outcomes)
        not_run_find(&gaps);
    return gaps.is_out_of_memory ? ERR_MEMORY : ERR_OK;
}

/* ---- the matrix ---- */

void matrix_free(struct matrix *matrix)
{
    free(matrix->rows);
    free(matrix->gaps);
    *matrix = (struct matrix){ 0 };
}

enum err matrix_make(struct matrix *out, const struct suite *suite, struct why *why)
{
    struct matrix matrix = { .suite = suite };
    size_t        count = suite->requirements ? requirements_count(suite->requirements) : 0;
    enum err      err = ERR_OK;

    matrix.rows = calloc(count ? count : 1, sizeof *matrix.rows);
    if (!matrix.rows)
        return why_say(why, ERR_MEMORY, "out of memory");
    matrix.row_count = count;
    for (size_t i = 0; i < count; i++)
        row_make(&matrix.rows[i], suite, requirements_at(suite->requirements, i));
    err = gaps_find(&matrix);
    if (err != ERR_OK) {
        matrix_free(&matrix);
        return why_say(why, err, "out of memory");
    }
    *out = matrix;
    return ERR_OK;
}
