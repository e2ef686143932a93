#include "matrix_papers.h"

#include <math.h>
#include <string.h>

/* ---- what belongs to a rig, and what belongs together ---- */

bool matrix_row_is_of(const struct matrix_row *row, const char *rig)
{
    return !rig || strcmp(row->requirement->type->name, rig) == 0;
}

bool matrix_case_is_of(const struct suite_case *test, const char *rig)
{
    return !rig || strcmp(test->rig, rig) == 0;
}

bool matrix_gap_is_of(const struct matrix *matrix, const struct matrix_gap *gap, const char *rig)
{
    size_t index;

    if (!rig)
        return true;
    for (size_t i = 0; i < matrix->row_count; i++)
        if (strcmp(matrix->rows[i].requirement->id, gap->id) == 0)
            return matrix_row_is_of(&matrix->rows[i], rig);
    return suite_case_find(matrix->suite, gap->name, &index) &&
           matrix_case_is_of(&matrix->suite->cases[index], rig);
}

bool matrix_pair_is(const struct suite *suite, size_t index, const char *id)
{
    const struct outcome_requirement *found = matrix_found(suite, index, id);

    return suite_case_covers(&suite->cases[index], id) || (found && found->fired > 0);
}

/* ---- CSV ---- */

static void csv_text(struct bytes *out, const char *text, char behind)
{
    bytes_csv_text(out, text);
    bytes_add(out, &behind, 1);
}

static void csv_number(struct bytes *out, double value, char behind)
{
    if (isfinite(value))
        bytes_json_number(out, value);
    bytes_add(out, &behind, 1);
}

static const char csv_head[] =
    "requirement,title,rig,priority,source,unverified,case,covers,verdict,fired,margin,unit,"
    "slack_s,at_s,why\r\n";

static void csv_requirement(struct bytes *out, const struct requirement *requirement)
{
    csv_text(out, requirement->id, ',');
    csv_text(out, requirement->title, ',');
    csv_text(out, requirement->type->name, ',');
    csv_text(out, requirement_priority_labels[requirement->priority], ',');
    csv_text(out, requirement->source, ',');
    csv_text(out, requirement->unverified ? requirement->unverified : "", ',');
}

static void csv_found(struct bytes *out, const struct outcome_requirement *found)
{
    csv_text(out, verdict_name(found->verdict), ',');
    bytes_format(out, "%ld,", found->fired);
    csv_number(out, found->margin, ',');
    csv_text(out, found->unit, ',');
    csv_number(out, found->slack_s, ',');
    csv_number(out, found->at_s, ',');
    csv_text(out, found->why, '\r');
    bytes_text(out, "\n");
}

static void csv_row(struct bytes *out, const struct suite *suite, const struct matrix_row *row)
{
    const char *id = row->requirement->id;
    size_t      told = 0;

    for (size_t i = 0; i < suite->case_count; i++) {
        const struct outcome_requirement *found = matrix_found(suite, i, id);
        if (!matrix_pair_is(suite, i, id))
            continue;
        csv_requirement(out, row->requirement);
        csv_text(out, suite->cases[i].name, ',');
        bytes_text(out, suite_case_covers(&suite->cases[i], id) ? "yes," : "no,");
        if (found)
            csv_found(out, found);
        else
            bytes_text(out, ",,,,,,\r\n");
        told++;
    }
    if (told == 0) {
        csv_requirement(out, row->requirement);
        bytes_text(out, ",no,,,,,,,\r\n");
    }
}

/* A case that stands beside no requirement that there is. */
static bool is_alone(const struct matrix *matrix, size_t index)
{
    for (size_t i = 0; i < matrix->row_count; i++)
        if (matrix_pair_is(matrix->suite, index, matrix->rows[i].requirement->id))
            return false;
    return true;
}

enum err matrix_csv_write(const struct matrix *matrix, const char *rig, const char *path,
                          struct why *why)
{
    const struct suite *suite = matrix->suite;
    struct bytes        out = { 0 };
    enum err            err;

    bytes_text(&out, csv_head);
    for (size_t i = 0; i < matrix->row_count; i++)
        if (matrix_row_is_of(&matrix->rows[i], rig))
            csv_row(&out, suite, &matrix->rows[i]);
    for (size_t i = 0; i < suite->case_count; i++)
        if (matrix_case_is_of(&suite->cases[i], rig) && is_alone(matrix, i)) {
            bytes_text(&out, ",,");
            csv_text(&out, suite->cases[i].rig, ',');
            bytes_text(&out, ",,,");
            csv_text(&out, suite->cases[i].name, ',');
            bytes_text(&out, "no,,,,,,,\r\n");
        }
    err = bytes_write_file(&out, path, why);
    bytes_free(&out);
    return err;
}

/* ---- JSON ---- */

/* The names of the cases that cover it. */
static void cases_member(struct bytes *out, const struct suite *suite, const char *name,
                         const char *id)
{
    bool is_first = true;

    bytes_format(out, "\"%s\":[", name);
    for (size_t i = 0; i < suite->case_count; i++) {
        if (!suite_case_covers(&suite->cases[i], id))
            continue;
        bytes_text(out, is_first ? "" : ",");
        bytes_json_text(out, suite->cases[i].name);
        is_first = false;
    }
    bytes_text(out, "],");
}

static void row_json(struct bytes *out, const struct suite *suite, const struct matrix_row *row)
{
    const struct requirement *requirement = row->requirement;

    bytes_text(out, "{");
    bytes_json_member_text(out, "id", requirement->id);
    bytes_json_member_text(out, "title", requirement->title);
    bytes_json_member_text(out, "rig", requirement->type->name);
    bytes_json_member_text(out, "priority", requirement_priority_labels[requirement->priority]);
    bytes_json_member_text(out, "source", requirement->source);
    bytes_json_member_text(out, "rationale", requirement->rationale);
    bytes_json_member_text(out, "unverified", requirement->unverified);
    bytes_json_member_text(out, "formula", formula_source(requirement->formula));
    bytes_json_member_text(out, "file", requirement->file);
    bytes_json_member_number(out, "line", requirement->line);
    cases_member(out, suite, "covered_by", requirement->id);
    bytes_json_member_number(out, "monitored_in", (double)row->monitored_in);
    bytes_json_member_number(out, "fired_in", (double)row->fired_in);
    bytes_json_member_number(out, "fired", (double)row->fired);
    bytes_json_member_number(out, "margin", row->margin);
    bytes_json_member_text(out, "unit", row->unit);
    bytes_json_member_text(out, "margin_case",
                isnan(row->margin) ? NULL : suite->cases[row->margin_case].name);
    bytes_json_member_number(out, "slack_s", row->slack_s);
    bytes_json_member_text(out, "slack_case",
                isnan(row->slack_s) ? NULL : suite->cases[row->slack_case].name);
    bytes_format(out, "\"verdict\":\"%s\"}", verdict_name(row->verdict));
}

static void tested_member(struct bytes *out, const struct run_outcome *outcome)
{
    bool is_first = true;

    bytes_text(out, "\"tested\":[");
    for (size_t i = 0; i < outcome->requirement_count; i++) {
        if (outcome->requirements[i].fired <= 0)
            continue;
        bytes_text(out, is_first ? "" : ",");
        bytes_json_text(out, outcome->requirements[i].id);
        is_first = false;
    }
    bytes_text(out, "],");
}

static void case_json(struct bytes *out, const struct suite *suite, size_t index)
{
    const struct suite_case *test = &suite->cases[index];

    bytes_text(out, "{");
    bytes_json_member_text(out, "name", test->name);
    bytes_json_member_text(out, "title", test->title);
    bytes_json_member_text(out, "rig", test->rig);
    bytes_json_member_text(out, "file", test->path);
    bytes_text(out, "\"covers\":[");
    for (size_t i = 0; i < test->cover_count; i++) {
        bytes_text(out, i ? "," : "");
        bytes_json_text(out, test->covers[i]);
    }
    bytes_text(out, "],");
    tested_member(out, &suite->outcomes[index]);
    bytes_text(out, "\"verdict\":");
    bytes_json_text(out, suite->is_done[index] ? verdict_name(suite->outcomes[index].verdict)
                                               : NULL);
    bytes_text(out, "}");
}

static void gap_json(struct bytes *out, const struct matrix_gap *gap)
{
    bytes_text(out, "{");
    bytes_json_member_text(out, "requirement", gap->id[0] ? gap->id : NULL);
    bytes_json_member_text(out, "case", gap->name[0] ? gap->name : NULL);
    bytes_json_member_text(out, "why", gap->text);
    bytes_format(out, "\"kind\":\"%s\"}", matrix_gap_labels[gap->kind]);
}

/* Between the items of a list. */
static void part(struct bytes *out, size_t *count)
{
    bytes_text(out, (*count)++ ? ",\n" : "\n");
}

void matrix_rows_json(struct bytes *out, const struct matrix *matrix, const char *rig)
{
    size_t count = 0;

    bytes_text(out, "[");
    for (size_t i = 0; i < matrix->row_count; i++)
        if (matrix_row_is_of(&matrix->rows[i], rig)) {
            part(out, &count);
            row_json(out, matrix->suite, &matrix->rows[i]);
        }
    bytes_text(out, "]");
}

void matrix_gaps_json(struct bytes *out, const struct matrix *matrix, const char *rig)
{
    size_t count = 0;

    bytes_text(out, "[");
    for (size_t i = 0; i < matrix->gap_count; i++)
        if (matrix_gap_is_of(matrix, &matrix->gaps[i], rig)) {
            part(out, &count);
            gap_json(out, &matrix->gaps[i]);
        }
    bytes_text(out, "]");
}

enum err matrix_json_write(const struct matrix *matrix, const char *rig, const char *path,
                           struct why *why)
{
    struct bytes out = { 0 };
    size_t       cases = 0;
    enum err     err;

    bytes_text(&out, "{\"requirements\":");
    matrix_rows_json(&out, matrix, rig);
    bytes_text(&out, ",\n\"cases\":[");
    for (size_t i = 0; i < matrix->suite->case_count; i++)
        if (matrix_case_is_of(&matrix->suite->cases[i], rig)) {
            part(&out, &cases);
            case_json(&out, matrix->suite, i);
        }
    bytes_text(&out, "],\n\"gaps\":");
    matrix_gaps_json(&out, matrix, rig);
    bytes_text(&out, "}\n");
    err = bytes_write_file(&out, path, why);
    bytes_free(&out);
    return err;
}
