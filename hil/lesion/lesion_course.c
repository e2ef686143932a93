#include "lesion_course.h"

#include "base/count.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void course_halve(struct lesion_course *course)
{
    for (size_t i = 0; 2 * i < course->count; i++) {
        course->t_s[i] = course->t_s[2 * i];
        for (size_t k = 0; k < LESION_COURSE_CURVES; k++)
            course->value[k][i] = course->value[k][2 * i];
    }
    course->count = (course->count + 1) / 2;
    course->stride *= 2;
}

static void course_see(void *watcher, const struct ablation *plant, double now_s)
{
    struct lesion_course *course = watcher;
    size_t i = course->count;

    if (course->seen++ % course->stride != 0)
        return;
    course->t_s[i] = now_s;
    course->value[LESION_TIP_C][i] = ablation_tip_c(plant);
    course->value[LESION_HOTTEST_C][i] = ablation_hottest_c(plant);
    course->value[LESION_OHM][i] = ablation_resistance_ohm(plant);
    course->value[LESION_WATT][i] = ablation_power_w(plant);
    if (++course->count == LESION_COURSE_MAX)
        course_halve(course);
}

struct treatment_watch lesion_course_watch(struct lesion_course *course)
{
    course->stride = 1;
    return (struct treatment_watch){ course_see, course };
}

/* Of the first case alone `second` stands beside `curve`. */
static const struct {
    const char *title, *y_name, *unit;
    enum lesion_course_curve curve, second;
} charts[] = {
    { "Hottest tissue, and the tip", "temperature / \xC2\xB0""C", "C",
      LESION_HOTTEST_C, LESION_TIP_C },
    { "Impedance", "impedance / \xCE\xA9", "ohm", LESION_OHM, LESION_OHM },
    { "Power", "power / W", "W", LESION_WATT, LESION_WATT },
};

static const char *const curve_names[LESION_COURSE_CURVES] = {
    [LESION_TIP_C] = "the tip", [LESION_HOTTEST_C] = "hottest tissue",
    [LESION_OHM] = "impedance", [LESION_WATT] = "power",
};

static enum err curve_make(const struct lesion_course *course, enum lesion_course_curve which,
                           struct exhibit_curve *curve)
{
    size_t size = sizeof *curve->x * (course->count ? course->count : 1);

    curve->count = course->count;
    curve->x = malloc(size);
    curve->y = malloc(size);
    if (!curve->x || !curve->y)
        return ERR_MEMORY;
    memcpy(curve->x, course->t_s, sizeof *curve->x * course->count);
    memcpy(curve->y, course->value[which], sizeof *curve->y * course->count);
    return ERR_OK;
}

static enum err chart_make(const struct lesion_course *const *courses, size_t count, size_t which,
                           struct exhibit_chart *chart)
{
    size_t curves = count == 1 && charts[which].second != charts[which].curve ? 2 : count;

    snprintf(chart->title, sizeof chart->title, "%s",
             which == 0 && count > 1 ? "Hottest tissue" : charts[which].title);
    snprintf(chart->x_name, sizeof chart->x_name, "t / s");
    snprintf(chart->y_name, sizeof chart->y_name, "%s", charts[which].y_name);
    snprintf(chart->unit, sizeof chart->unit, "%s", charts[which].unit);
    chart->curves = calloc(curves, sizeof *chart->curves);
    if (!chart->curves)
        return ERR_MEMORY;
    for (size_t i = 0; i < curves; i++) {
        enum lesion_course_curve of = count == 1 && i == 1 ? charts[which].second
                                                           : charts[which].curve;
        chart->curve_count++;
        TRY(curve_make(courses[count == 1 ? 0 : i], of, &chart->curves[i]));
        if (count == 1)
            snprintf(chart->curves[i].name, sizeof chart->curves[i].name, "%s", curve_names[of]);
        else
            snprintf(chart->curves[i].name, sizeof chart->curves[i].name, "%c", 'A' + (int)i);
    }
    return ERR_OK;
}

enum err lesion_course_charts(const struct lesion_course *const *courses, size_t count,
                              struct exhibits *shown)
{
    _Static_assert(COUNT(charts) == LESION_COURSE_CHARTS, "as many as the header says");
    shown->charts = calloc(COUNT(charts), sizeof *shown->charts);
    if (!shown->charts)
        return ERR_MEMORY;
    for (size_t i = 0; i < COUNT(charts); i++) {
        shown->chart_count++;
        TRY(chart_make(courses, count, i, &shown->charts[i]));
    }
    return ERR_OK;
}
