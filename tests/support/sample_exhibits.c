#include "sample_exhibits.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOURS   48.0
#define POINTS  241
#define LEVELS  24

static const char *const level_names[LEVELS] = {
    "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "T1", "T2", "T3", "T4",
    "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12", "L1", "L2", "L3", "S2",
};

static void *room(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (!memory)
        abort();
    return memory;
}

static struct exhibit_mark *levels(void)
{
    struct exhibit_mark *marks = room(LEVELS, sizeof *marks);

    for (int i = 0; i < LEVELS; i++) {
        snprintf(marks[i].name, sizeof marks[i].name, "%s", level_names[i]);
        marks[i].at = 10 + 440.0 * i / (LEVELS - 1);
    }
    return marks;
}

/* A bolus at 6 h that spreads from T10, on a slow infusion. */
static double concentration(double t_h, double z_mm)
{
    double far_mm = z_mm - 335, since_h = t_h - 6;
    double slow = 2 * (1 - exp(-t_h / 9)) * exp(-fabs(far_mm) / 60);
    double wide_mm = 15 + 22 * sqrt(fmax(since_h, 0));
    double bolus = 900 / wide_mm * exp(-pow(far_mm / wide_mm, 2) - since_h / 14);

    return since_h > 0 ? slow + bolus : slow;
}

static void field_make(struct exhibit_field *field)
{
    *field = (struct exhibit_field){
        .title = "drug in the cord's fluid over two days", .x_name = "t / h", .y_name = "level",
        .unit = "ug/ml", .file = "spread", .columns = 193, .rows = 111, .x_most = HOURS,
        .y_most = 460, .y_downwards = true, .is_logarithmic = true, .y_marks = levels(),
        .y_mark_count = LEVELS,
    };
    field->value = room(field->columns * field->rows, sizeof *field->value);
    for (size_t row = 0; row < field->rows; row++)
        for (size_t column = 0; column < field->columns; column++)
            field->value[row * field->columns + column] =
                (float)concentration(HOURS * (double)column / (double)(field->columns - 1),
                                     460 * (double)row / (double)(field->rows - 1));
}

static void curve_make(struct exhibit_curve *curve, const char *name, const char *note,
                       double z_mm, double spread)
{
    snprintf(curve->name, sizeof curve->name, "%s", name);
    snprintf(curve->note, sizeof curve->note, "%s", note);
    curve->count = POINTS;
    curve->x = room(POINTS, sizeof *curve->x);
    curve->y = room(POINTS, sizeof *curve->y);
    curve->low = spread > 1 ? room(POINTS, sizeof *curve->low) : NULL;
    curve->high = spread > 1 ? room(POINTS, sizeof *curve->high) : NULL;
    for (int i = 0; i < POINTS; i++) {
        curve->x[i] = HOURS * i / (POINTS - 1);
        curve->y[i] = concentration(curve->x[i], z_mm);
        if (curve->low && curve->high) {
            curve->low[i] = curve->y[i] / spread;
            curve->high[i] = curve->y[i] * spread;
        }
    }
}

static void limits_make(struct exhibit_chart *chart, const struct exhibit_limit *limits,
                        size_t count)
{
    chart->limits = room(count, sizeof *limits);
    chart->limit_count = count;
    memcpy(chart->limits, limits, count * sizeof *limits);
}

static void decades_make(struct exhibit_chart *chart)
{
    const struct exhibit_limit limits[] = {
        { "effect", 0.05, true }, { "toxic in the rat", 150, false }, { "solubility", 3e6, true },
    };

    *chart = (struct exhibit_chart){ .title = "concentration at three levels", .x_name = "t / h",
                                     .y_name = "concentration / (ug/ml)", .unit = "ug/ml",
                                     .file = "levels", .is_logarithmic = true, .curve_count = 3 };
    chart->curves = room(3, sizeof *chart->curves);
    curve_make(&chart->curves[0], "T10, at the tip", "peak 60 ug/ml at 6.2 h", 335, 1.6);
    curve_make(&chart->curves[1], "T4", "peak 4.7 ug/ml at 17 h", 220, 2.2);
    curve_make(&chart->curves[2], "C5", "", 90, 0);
    limits_make(chart, limits, 3);
}

static void even_make(struct exhibit_chart *chart)
{
    const struct exhibit_limit limits[] = {
        { "toxic in the rat", 24, true }, { "toxic in the dog", 25, false },
    };

    *chart = (struct exhibit_chart){ .title = "concentration above the tip", .x_name = "t / h",
                                     .y_name = "concentration / (ug/ml)", .unit = "ug/ml",
                                     .curve_count = 2 };
    chart->curves = room(2, sizeof *chart->curves);
    curve_make(&chart->curves[0], "T8", "", 296, 1.3);
    curve_make(&chart->curves[1], "T6", "the sensor was open from 20 to 26 h", 258, 0);
    for (int i = 100; i < 130; i++)
        chart->curves[1].y[i] = NAN;
    limits_make(chart, limits, 2);
}

static void profile_make(struct exhibit_chart *chart)
{
    *chart = (struct exhibit_chart){ .title = "along the cord after a day", .x_name = "level",
                                     .y_name = "concentration / (ug/ml)", .unit = "ug/ml",
                                     .file = "profile", .curve_count = 1, .x_marks = levels(),
                                     .x_mark_count = LEVELS };
    chart->curves = room(1, sizeof *chart->curves);
    curve_make(&chart->curves[0], "24 h", "", 0, 0);
    for (int i = 0; i < POINTS; i++) {
        chart->curves[0].x[i] = 460.0 * i / (POINTS - 1);
        chart->curves[0].y[i] = concentration(24, chart->curves[0].x[i]);
    }
}

void sample_infusion_make(struct exhibits *exhibits)
{
    *exhibits = (struct exhibits){ .field_count = 1, .chart_count = 3 };
    exhibits->fields = room(1, sizeof *exhibits->fields);
    exhibits->charts = room(3, sizeof *exhibits->charts);
    field_make(&exhibits->fields[0]);
    decades_make(&exhibits->charts[0]);
    even_make(&exhibits->charts[1]);
    profile_make(&exhibits->charts[2]);
}
