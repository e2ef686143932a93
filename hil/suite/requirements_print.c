#include "requirements_print.h"

#include "base/text.h"
#include "hil/suite/matrix_papers.h"

#include <math.h>
#include <string.h>

#define TITLE_WIDTH_MAX 60

static int wider(int width, const char *text, int most)
{
    int count = (int)strlen(text);

    count = count > most ? most : count;
    return count > width ? count : width;
}

static bool is_of(const struct requirement *requirement, const char *rig)
{
    return !rig || strcmp(requirement->type->name, rig) == 0;
}

/* ---- the list ---- */

struct widths { int id, title; };

static struct widths widths_of(const struct requirements *all, const char *rig)
{
    struct widths widths = { 2, 5 };

    for (size_t i = 0; i < requirements_count(all); i++) {
        const struct requirement *requirement = requirements_at(all, i);
        if (!is_of(requirement, rig))
            continue;
        widths.id = wider(widths.id, requirement->id, REQUIREMENT_ID_SIZE);
        widths.title = wider(widths.title, requirement->title, TITLE_WIDTH_MAX);
    }
    return widths;
}

static void formula_line(FILE *out, const struct requirement *requirement, int indent)
{
    char text[4 * FORMULA_TEXT_MAX];

    formula_print(formula_root(requirement->formula), text, sizeof text);
    fprintf(out, "%*s%s\n", indent, "", text);
}

static void line_print(FILE *out, const struct requirement *requirement,
                       const struct widths *widths)
{
    fprintf(out, "  %-*s  %-8s  %-*s  %s%s\n", widths->id, requirement->id,
            requirement_priority_labels[requirement->priority], widths->title, requirement->title,
            requirement->unverified ? "* " : "", requirement->source);
}

void requirements_print(FILE *out, const struct requirements *all, const char *rig,
                        bool with_formulas)
{
    struct widths widths = widths_of(all, rig);
    size_t        count = 0, unverified = 0;

    for (size_t i = 0; i < requirements_count(all); i++) {
        const struct requirement *requirement = requirements_at(all, i);
        if (!is_of(requirement, rig))
            continue;
        if (count++ == 0)
            fprintf(out, "  %-*s  %-8s  %-*s  where it is from\n", widths.id, "id", "priority",
                    widths.title, "title");
        line_print(out, requirement, &widths);
        if (with_formulas)
            formula_line(out, requirement, widths.id + 4);
        unverified += requirement->unverified != NULL;
    }
    fprintf(out, "%zu requirement%s", count, text_plural(count));
    if (unverified)
        fprintf(out, "; * numbers of %zu are unverified: painrig requirements ID says which",
                unverified);
    fprintf(out, "\n");
}

/* ---- measures ---- */

static void measure_print(FILE *out, const char *what, double value, const char *unit)
{
    unit = unit_printed(unit);
    if (isfinite(value))
        fprintf(out, ", %s %.4g%s%s", what, value, *unit ? " " : "", unit);
}

static void found_print(FILE *out, const struct outcome_requirement *found)
{
    if (!found) {
        fprintf(out, "not run");
        return;
    }
    fprintf(out, "%s%s", verdict_name(found->verdict), found->is_gap ? ", a known gap" : "");
    if (found->fired > 0)
        fprintf(out, ", fired at %ld row%s", found->fired, found->fired == 1 ? "" : "s");
    measure_print(out, "margin", found->margin, found->unit);
    measure_print(out, "slack", found->slack_s, "s");
}

/* ---- one requirement ---- */

static void field_print(FILE *out, const char *name, const char *text)
{
    if (text && *text)
        fprintf(out, "  %-12s%s\n", name, text);
}

static void formula_field(FILE *out, const struct requirement *requirement)
{
    char text[4 * FORMULA_TEXT_MAX];

    formula_print(formula_root(requirement->formula), text, sizeof text);
    field_print(out, "formula", formula_source(requirement->formula));
    if (strcmp(text, formula_source(requirement->formula)) != 0)
        field_print(out, "for RTAMT", text);
}

static void pair_print(FILE *out, const struct suite *suite, size_t index, const char *id,
                       bool is_any)
{
    const struct outcome_requirement *found = matrix_found(suite, index, id);

    fprintf(out, "    %s", suite->cases[index].name);
    if (!suite_case_covers(&suite->cases[index], id))
        fprintf(out, " (does not cover it)");
    if (found || is_any) {
        fprintf(out, ": ");
        found_print(out, found);
    }
    if (found && found->verdict == VERDICT_FAIL)
        fprintf(out, "\n      %s", found->why);
    fprintf(out, "\n");
}

static const struct matrix_row *row_of(const struct matrix *matrix, const char *id)
{
    for (size_t i = 0; i < matrix->row_count; i++)
        if (strcmp(matrix->rows[i].requirement->id, id) == 0)
            return &matrix->rows[i];
    return NULL;
}

static void row_verdict(FILE *out, const struct matrix_row *row)
{
    fprintf(out, "%s", verdict_name(row->verdict));
    measure_print(out, "least margin", row->margin, row->unit);
    measure_print(out, "least slack", row->slack_s, "s");
}

void requirement_print(FILE *out, const struct matrix *matrix,
                       const struct requirement *requirement)
{
    const struct suite      *suite = matrix->suite;
    const struct matrix_row *row = row_of(matrix, requirement->id);
    size_t                   told = 0;

    fprintf(out, "%s: %s\n", requirement->id, requirement->title);
    formula_field(out, requirement);
    field_print(out, "rig", requirement->type->name);
    field_print(out, "priority", requirement_priority_labels[requirement->priority]);
    field_print(out, "source", requirement->source);
    field_print(out, "unverified", requirement->unverified);
    field_print(out, "rationale", requirement->rationale);
    for (size_t i = 0; i < requirement->blind_count; i++)
        fprintf(out, "  %-12s%s: %s\n", i ? "" : "blind to", requirement->blind_to[i].knob,
                requirement->blind_to[i].reason);
    fprintf(out, "  %-12s%s:%d\n", "written in", requirement->file, requirement->line);
    if (row && suite_has_outcomes(suite)) {
        fprintf(out, "  %-12s", "verdict");
        row_verdict(out, row);
        fprintf(out, "\n");
    }
    fprintf(out, "  covered by\n");
    for (size_t i = 0; i < suite->case_count; i++)
        if (matrix_pair_is(suite, i, requirement->id)) {
            pair_print(out, suite, i, requirement->id, suite_has_outcomes(suite));
            told++;
        }
    if (told == 0)
        fprintf(out, "    no case: nothing shows that it is met\n");
}

/* ---- the matrix ---- */

static void row_print(FILE *out, const struct suite *suite, const struct matrix_row *row,
                      bool are_outcomes)
{
    fprintf(out, "  %s  %s", row->requirement->id, row->requirement->title);
    if (are_outcomes) {
        fprintf(out, ": ");
        row_verdict(out, row);
    }
    fprintf(out, "\n");
    for (size_t i = 0; i < suite->case_count; i++)
        if (matrix_pair_is(suite, i, row->requirement->id))
            pair_print(out, suite, i, row->requirement->id, are_outcomes);
    if (row->covered_by + row->fired_in == 0)
        fprintf(out, "    no case\n");
}

static void case_print(FILE *out, const struct matrix *matrix, size_t index)
{
    const struct suite_case *test = &matrix->suite->cases[index];
    size_t                   told = 0;

    fprintf(out, "  %s:", test->name);
    for (size_t i = 0; i < test->cover_count; i++, told++)
        fprintf(out, " %s", test->covers[i]);
    for (size_t i = 0; i < matrix->row_count; i++) {
        const char *id = matrix->rows[i].requirement->id;
        if (suite_case_covers(test, id) || !matrix_pair_is(matrix->suite, index, id))
            continue;
        fprintf(out, " (%s)", id);
        told++;
    }
    fprintf(out, "%s\n", told ? "" : " nothing");
}

void matrix_print(FILE *out, const struct matrix *matrix, const char *rig)
{
    const struct suite *suite = matrix->suite;
    bool                are_outcomes = suite_has_outcomes(suite);

    fprintf(out, "from requirement to case\n");
    for (size_t i = 0; i < matrix->row_count; i++)
        if (matrix_row_is_of(&matrix->rows[i], rig))
            row_print(out, suite, &matrix->rows[i], are_outcomes);
    fprintf(out, "\nfrom case to requirement%s\n",
            are_outcomes ? "; in parentheses: put to the test and not covered" : "");
    for (size_t i = 0; i < suite->case_count; i++)
        if (matrix_case_is_of(&suite->cases[i], rig))
            case_print(out, matrix, i);
}

/* ---- gaps ---- */

size_t matrix_gaps_print(FILE *out, const struct matrix *matrix, const char *rig)
{
    size_t count = 0;

    for (size_t i = 0; i < matrix->gap_count; i++) {
        const struct matrix_gap *gap = &matrix->gaps[i];
        if (!matrix_gap_is_of(matrix, gap, rig))
            continue;
        fprintf(out, "%s: %s%s%s: %s\n", matrix_gap_labels[gap->kind], gap->id,
                gap->id[0] && gap->name[0] ? ", " : "", gap->name, gap->text);
        count++;
    }
    fprintf(out, "%zu gap%s\n", count, text_plural(count));
    return count;
}
