#include "report_course.h"

#include <math.h>
#include <stdlib.h>

bool course_is_flag(const struct signal *signal)
{
    return !signal->labels && signal->decimals == 0 && signal->least == 0 && signal->most == 1;
}

static bool has_states(const struct signal *signal)
{
    return signal->labels || course_is_flag(signal);
}

enum err courses_open(struct courses *courses, const struct signal *signals, size_t count)
{
    struct course *of = calloc(count + 1, sizeof *of);

    if (!of)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        of[i].least = INFINITY;
        of[i].most = -INFINITY;
        of[i].last = NAN;
        of[i].has_states = has_states(&signals[i]);
    }
    *courses = (struct courses){ .signals = signals, .of = of, .count = count };
    return ERR_OK;
}

void courses_free(struct courses *courses)
{
    free(courses->of);
    courses->of = NULL;
    courses->count = 0;
}

static int state_of(double value)
{
    return value >= 0 && value < COURSE_STATES ? (int)lround(value) : COURSE_UNKNOWN;
}

static void state_add(struct course *course, double t_s, double value)
{
    int state = state_of(value);

    if (course->span_count == 0) {
        course->open = (struct course_span){ .state = state };
        course->span_count = 1;
    } else if (state != course->open.state) {
        course->open.to_s = t_s;
        course->time_s[course->open.state + 1] += t_s - course->open.from_s;
        if (course->span_count <= COURSE_SPANS)
            course->spans[course->span_count - 1] = course->open;
        course->span_count++;
        course->open = (struct course_span){ .state = state, .from_s = t_s };
    }
}

void courses_add(struct courses *courses, double t_s, const double *values)
{
    courses->end_s = t_s;
    for (size_t i = 0; i < courses->count; i++) {
        struct course *course = &courses->of[i];

        if (values[i] == course->last)                          /* most do not change */
            continue;
        if (isnan(values[i]) && isnan(course->last)             /* nor become known */
            && (course->span_count > 0 || !course->has_states))
            continue;
        course->last = values[i];
        if (values[i] < course->least)                          /* < and > leave NAN out */
            course->least = values[i];
        if (values[i] > course->most) {
            course->most = values[i];
            course->most_s = t_s;
        }
        if (course->has_states)
            state_add(course, t_s, values[i]);
    }
}

bool course_span(const struct courses *courses, size_t signal, size_t n, struct course_span *span)
{
    const struct course *course = &courses->of[signal];

    if (n >= course->span_count || (n + 1 < course->span_count && n >= COURSE_SPANS))
        return false;
    *span = n + 1 < course->span_count ? course->spans[n] : course->open;
    if (n + 1 == course->span_count)
        span->to_s = courses->end_s;
    return true;
}

double course_time_s(const struct courses *courses, size_t signal, int state)
{
    const struct course *course = &courses->of[signal];
    double time_s = course->time_s[state + 1];

    if (course->span_count > 0 && course->open.state == state)
        time_s += courses->end_s - course->open.from_s;
    return time_s;
}
