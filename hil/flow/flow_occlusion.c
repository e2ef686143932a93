#include "flow_occlusion.h"

#include "base/units.h"

#include <math.h>

static enum err times_check(const struct flow_rows *rows, const struct flow_occlusion_setup *setup,
                            struct why *why)
{
    double first_s = rows->count ? rows->t_s[0] : 0;
    double last_s = rows->count ? rows->t_s[rows->count - 1] : 0;

    if (rows->count < 2 || setup->occluded_s < first_s || setup->occluded_s >= last_s)
        return why_say(why, ERR_RANGE, "the line was closed at %g s, and the rows are from %g to "
                                       "%g s", setup->occluded_s, first_s, last_s);
    if (setup->released_s <= setup->occluded_s)
        return why_say(why, ERR_RANGE, "the line was opened at %g s, before it was closed at %g s",
                       setup->released_s, setup->occluded_s);
    if (setup->released_s + setup->bolus_s > last_s)
        return why_say(why, ERR_RANGE, "the bolus is collected from %g to %g s, and the rows end "
                                       "at %g s", setup->released_s,
                       setup->released_s + setup->bolus_s, last_s);
    return ERR_OK;
}

static enum err alarm_find(const struct flow_rows *rows, const struct flow_occlusion_setup *setup,
                           struct flow_occlusion *found, struct why *why)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (isnan(rows->alarm[i]) || rows->alarm[i] == 0)
            continue;
        if (i + 1 < rows->count && rows->t_s[i] < setup->occluded_s
            && rows->t_s[i + 1] >= setup->occluded_s)
            return why_say(why, ERR_RANGE, "the alarm stands before the line is closed at %g s",
                           setup->occluded_s);
        if (rows->t_s[i] < setup->occluded_s)
            continue;
        found->alarm_s = rows->t_s[i] - setup->occluded_s;
        found->alarm_kpa = rows->pressure_kpa ? rows->pressure_kpa[i] : (double)NAN;
        break;
    }
    return ERR_OK;
}

static void peak_find(const struct flow_rows *rows, const struct flow_occlusion_setup *setup,
                      struct flow_occlusion *found)
{
    for (size_t i = 0; i < rows->count; i++) {
        double kpa = rows->pressure_kpa[i];
        if (rows->t_s[i] < setup->occluded_s || rows->t_s[i] > setup->released_s || isnan(kpa)
            || kpa <= found->peak_kpa)
            continue;
        found->peak_kpa = kpa;
        found->peak_s = rows->t_s[i] - setup->occluded_s;
    }
}

/* By a straight line between the known rows round it; NAN: there is none on one side. */
static double mass_at(const struct flow_rows *rows, double at_s)
{
    double before_s = 0, before_g = (double)NAN;

    for (size_t i = 0; i < rows->count; i++) {
        double t_s = rows->t_s[i], g = rows->mass_g[i];
        if (isnan(g))
            continue;
        if (t_s == at_s)
            return g;
        if (t_s > at_s)
            return before_g + (g - before_g) * (at_s - before_s) / (t_s - before_s);
        before_s = t_s;
        before_g = g;
    }
    return (double)NAN;
}

static double bolus_ml(const struct flow_rows *rows, const struct flow_occlusion_setup *setup)
{
    double gained_g = mass_at(rows, setup->released_s + setup->bolus_s)
                    - mass_at(rows, setup->released_s);

    return gained_g / setup->density_g_per_ml
         - setup->running_ml_per_h * setup->bolus_s / S_PER_HOUR;
}

enum err flow_occlusion(const struct flow_rows *rows, const struct flow_occlusion_setup *setup,
                        struct flow_occlusion *result, struct why *why)
{
    struct flow_occlusion found = { .alarm_s = (double)NAN, .alarm_kpa = (double)NAN,
                                    .peak_kpa = -(double)INFINITY, .peak_s = (double)NAN,
                                    .bolus_ml = (double)NAN };
    struct flow_occlusion_setup until = *setup;

    TRY(times_check(rows, setup, why));
    if (isnan(until.released_s))
        until.released_s = (double)INFINITY;
    found.is_alarm_watched = rows->alarm != NULL;
    if (rows->alarm)
        TRY(alarm_find(rows, &until, &found, why));
    if (rows->pressure_kpa)
        peak_find(rows, &until, &found);
    if (isinf(found.peak_kpa))
        found.peak_kpa = (double)NAN;
    if (rows->mass_g && !isnan(setup->released_s))
        found.bolus_ml = bolus_ml(rows, setup);
    *result = found;
    return ERR_OK;
}
