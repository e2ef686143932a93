#include "lesion_handout_nerves.h"

#include "base/text.h"
#include "base/units.h"

#include <math.h>
#include <stdio.h>

/* Of what ought to die how much is dead; of what must live the margin. */
static double course_of(const struct lesion_handout_case *one, size_t nerve, size_t criterion)
{
    const struct treatment *treatment = one->treatment;
    const struct treatment_course *course
        = &treatment->report[treatment->report_count - 1].nerve[nerve].by[criterion];
    bool is_spared = one->setup->nerve[nerve].kind == NERVE_SPARE;

    return (is_spared ? course->margin_m : course->dead_m) * MM_PER_M;
}

/* "L4 medial branch, 46.1 mm long: dead / mm", "dura: margin / mm". */
static void course_name(const struct lesion_handout_case *one, size_t nerve, char *cell)
{
    const struct nerve_course *course = &one->setup->nerve[nerve];
    double      length_mm = one->treatment->nerve_length_m[nerve] * MM_PER_M;
    bool        is_spared = course->kind == NERVE_SPARE;
    struct text out = text_over(cell, EXHIBIT_CELL_SIZE);

    if (!course->name)
        text_add(&out, "%zu, %.1f mm long: %s / mm", nerve + 1, length_mm,
                 is_spared ? "margin of what is to be spared" : "dead of the target");
    else if (is_spared)
        text_add(&out, "%s: margin / mm", course->name);
    else
        text_add(&out, "%s, %.1f mm long: dead / mm", course->name, length_mm);
}

/* "4.61", or "none": without a lesion there is no margin. */
static void course_add(struct text *out, double value_mm)
{
    if (isfinite(value_mm))
        text_add(out, "%.2f", value_mm);
    else
        text_add(out, "none");
}

/* By each criterion, in a column of its own. */
static void course_row(const struct lesion_handout_case *one, size_t nerve,
                       struct exhibit_table *table)
{
    for (size_t c = 0; c + 1 < table->columns; c++) {
        struct text out = text_over(table->cells[nerve + 1][c + 1], EXHIBIT_CELL_SIZE);
        course_add(&out, course_of(one, nerve, c));
    }
}

/* "2.18 (to 3.81)": of all criteria. */
static void course_span(const struct lesion_handout_case *one, size_t nerve, char *cell)
{
    double least_mm = course_of(one, nerve, 0), most_mm = least_mm;
    struct text out = text_over(cell, EXHIBIT_CELL_SIZE);

    for (size_t c = 1; c < one->setup->plant.criterion_count; c++) {
        least_mm = fmin(least_mm, course_of(one, nerve, c));
        most_mm = fmax(most_mm, course_of(one, nerve, c));
    }
    course_add(&out, least_mm);
    if (most_mm > least_mm) {
        text_add(&out, " (to ");
        course_add(&out, most_mm);
        text_add(&out, ")");
    }
}

static void courses_head(const struct lesion_handout_case *cases, size_t count,
                         struct exhibit_table *table)
{
    exhibit_cell(table, 0, 0, "%s", count > 1 ? "the criteria's least (to most)" : "by");
    for (size_t c = 1; c < table->columns; c++)
        if (count > 1)
            exhibit_cell(table, 0, c, "%c", 'A' + (int)c - 1);
        else
            exhibit_cell(table, 0, c, "%s", cases[0].setup->plant.criteria[c - 1].name);
}

enum err lesion_handout_nerves(const struct lesion_handout_case *cases, size_t count,
                               struct exhibits *shown)
{
    const struct treatment_setup *setup = cases[0].setup;
    const struct anatomy *anatomy = cases[0].anatomy;
    size_t columns = 1 + (count > 1 ? count : setup->plant.criterion_count);
    struct exhibit_table *table;
    char title[96];

    if (setup->nerve_count == 0)
        return ERR_OK;
    columns = columns < EXHIBIT_COLUMNS_MAX ? columns : EXHIBIT_COLUMNS_MAX;
    snprintf(title, sizeof title, "%s%s", anatomy ? anatomy->title : "Nerves",
             anatomy ? ": a drawing, its sizes partly unverified" : "");
    TRY(exhibits_add_table(shown, title, columns, setup->nerve_count + 1, &table));
    courses_head(cases, count, table);
    for (size_t n = 0; n < setup->nerve_count; n++) {
        course_name(&cases[0], n, table->cells[n + 1][0]);
        for (size_t i = 0; i < count && count > 1; i++)
            course_span(&cases[i], n, table->cells[n + 1][i + 1]);
        if (count == 1)
            course_row(&cases[0], n, table);
    }
    return ERR_OK;
}
