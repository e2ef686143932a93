/* flow_plan.c - which samples and windows each test of the standard has. */
#include "flow_accuracy.h"

#include "base/units.h"

#include <math.h>
#include <string.h>

#define TEST_LABEL(id, text, ...) text,
const char *const flow_test_labels[FLOW_TEST_COUNT + 1] = { FLOW_TEST_LIST(TEST_LABEL) NULL };

#define SHOT_CYCLES  20.0       /* a shot cycle is the mean of so many */
#define INTERVALS    100.0      /* that ambulatory-2 has */
#define SHORT_S      30.0       /* shots that are closer are taken together */

static const struct {
    double sample_s, startup_s, from_s, to_s;   /* T1 */
    double last_s;                              /* T2: the last so many; 0: none */
    double windows_s[FLOW_WINDOWS_MAX];         /* of ambulatory-2: in samples */
} tests[FLOW_TEST_COUNT] = {
    [FLOW_TEST_VOLUMETRIC]   = { 30, 7200, 3600, 7200, 3600, { 60, 120, 300, 660, 1140, 1860 } },
    [FLOW_TEST_SYRINGE]      = { 30, 7200, 3600, 7200, 0,    { 60, 120, 300, 660, 1140, 1860 } },
    [FLOW_TEST_AMBULATORY_1] = { 900, 86400, 86400, 176400, 0,
                                 { 900, 3600, 9000, 19800, 34200, 55800 } },
    [FLOW_TEST_AMBULATORY_2] = { 0, 0, 0, 0, 0, { 1, 2, 5, 11, 19, 31 } },
};

double flow_plan_sample_s(enum flow_test test, double shot_s)
{
    if (test != FLOW_TEST_AMBULATORY_2)
        return tests[test].sample_s;
    return shot_s >= SHORT_S ? shot_s : fmax(1, round(SHORT_S / shot_s)) * shot_s;
}

static size_t sample_at(const struct flow_plan *plan, double t_s)
{
    return (size_t)ceil(t_s / plan->sample_s - 1e-6);
}

static void period_add(struct flow_plan *plan, const char *name, const char *mean_name,
                       size_t first, size_t last)
{
    plan->periods[plan->period_count++] = (struct flow_period){ name, mean_name, first, last };
}

/* Those that are whole numbers of samples and fit the shortest period. */
static void windows_add(struct flow_plan *plan, enum flow_test test)
{
    double unit_s = test == FLOW_TEST_AMBULATORY_2 ? plan->sample_s : 1;

    for (size_t i = 0; i < FLOW_WINDOWS_MAX && tests[test].windows_s[i] > 0; i++) {
        double window_s = tests[test].windows_s[i] * unit_s, whole = window_s / plan->sample_s;
        bool   fits = fabs(whole - round(whole)) < 1e-6 && whole > 0.5;
        for (size_t k = 0; k < plan->period_count; k++)
            fits = fits && whole < (double)(plan->periods[k].last - plan->periods[k].first) + 0.5;
        if (fits)
            plan->windows_s[plan->window_count++] = window_s;
    }
}

static enum err length_refuse(enum flow_test test, double need_s, double have_s, struct why *why)
{
    return why_say(why, ERR_RANGE, "the test %s needs %g h of samples, and here are %.3g h: let "
                                   "the run be longer, or take what is there with --short",
                   flow_test_labels[test], need_s / S_PER_HOUR, have_s / S_PER_HOUR);
}

enum err flow_plan_make(enum flow_test test, double sample_s, double shot_s, size_t last,
                        bool is_short, struct flow_plan *plan, struct why *why)
{
    struct flow_plan made = { .sample_s = sample_s > 0 ? sample_s
                                                       : flow_plan_sample_s(test, shot_s) };
    double have_s = made.sample_s * (double)last, from_s = tests[test].from_s;
    double to_s = tests[test].to_s;

    if (test == FLOW_TEST_AMBULATORY_2) {
        from_s = ceil(SHOT_CYCLES * shot_s / made.sample_s) * made.sample_s;
        to_s = from_s + INTERVALS * made.sample_s;
    }
    if (last < sample_at(&made, to_s) && !is_short)
        return length_refuse(test, to_s, have_s, why);
    if (last == 0)
        return why_say(why, ERR_RANGE, "here is one sample, and a flow takes two");
    if (last < sample_at(&made, to_s)) {
        period_add(&made, "all of it", "A", 0, last);
        made.startup_last = last;
    } else {
        made.startup_last = sample_at(&made, tests[test].startup_s);
        period_add(&made, "T1", "A", sample_at(&made, from_s), sample_at(&made, to_s));
        if (tests[test].last_s > 0 && have_s >= to_s + tests[test].last_s)
            period_add(&made, "T2", "B", last - sample_at(&made, tests[test].last_s), last);
    }
    windows_add(&made, test);
    if (made.window_count == 0)
        return why_say(why, ERR_RANGE, "no observation window is a whole number of samples of "
                                       "%g s and fits %.3g h", made.sample_s, have_s / S_PER_HOUR);
    *plan = made;
    return ERR_OK;
}
