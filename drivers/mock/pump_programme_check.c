/* pump_programme_check.c - whether a pump may take a programme; if not, the first reason why. */
#include "pump_programme.h"

#define BOLUS_S_MAX 86400u

bool pump_is_dose_above(uint64_t volume_nl, uint32_t ug_per_ml, uint64_t most_ng)
{
    return volume_nl * ug_per_ml > most_ng * 1000u;         /* nL x ug/mL are picograms */
}

/* A rate of 0 is a pause; where there is none, `may_pause` is false. */
static bool is_rate_bad(uint32_t rate_nl_per_h, const struct pump_limits *limits, bool may_pause)
{
    if (rate_nl_per_h == 0)
        return !may_pause;
    return rate_nl_per_h < limits->minimum_nl_per_h || rate_nl_per_h > limits->rate_most_nl_per_h;
}

static enum pump_reason flex_check(const struct pump_programme *p,
                                   const struct pump_limits *limits)
{
    if (p->step_count == 0 || p->steps[0].minute != 0)
        return PUMP_REASON_SCHEDULE_GAP;
    for (size_t i = 1; i < p->step_count; i++)
        if (p->steps[i].minute <= p->steps[i - 1].minute)
            return PUMP_REASON_SCHEDULE_OVERLAP;
    if (p->steps[p->step_count - 1].minute >= PUMP_MIN_PER_DAY)
        return PUMP_REASON_DURATION;
    for (size_t i = 0; i < p->step_count; i++)
        if (is_rate_bad(p->steps[i].rate_nl_per_h, limits, true))
            return PUMP_REASON_RATE;
    return PUMP_REASON_NONE;
}

enum pump_reason pump_bolus_check(uint32_t volume_nl, uint32_t duration_s,
                                  const struct pump_limits *limits)
{
    if (volume_nl == 0 || volume_nl > limits->capacity_nl)
        return PUMP_REASON_VOLUME;
    if (duration_s == 0 || duration_s > BOLUS_S_MAX)
        return PUMP_REASON_DURATION;
    if ((uint64_t)volume_nl * 3600u > (uint64_t)limits->rate_most_nl_per_h * duration_s)
        return PUMP_REASON_RATE;
    return PUMP_REASON_NONE;
}

static enum pump_reason periodic_check(const struct pump_programme *p,
                                       const struct pump_limits *limits)
{
    enum pump_reason reason = pump_bolus_check(p->periodic_nl, p->periodic_duration_s, limits);

    if (reason != PUMP_REASON_NONE)
        return reason;
    if (p->periodic_duration_s > p->periodic_period_min * 60u
        || p->periodic_first_min >= PUMP_MIN_PER_DAY)
        return PUMP_REASON_DURATION;
    return is_rate_bad(p->rate_nl_per_h, limits, true) ? PUMP_REASON_RATE : PUMP_REASON_NONE;
}

static enum pump_reason mode_check(const struct pump_programme *p,
                                   const struct pump_limits *limits)
{
    switch ((enum pump_mode)p->mode) {
    case PUMP_MODE_CONTINUOUS:
        return is_rate_bad(p->rate_nl_per_h, limits, false) ? PUMP_REASON_RATE : PUMP_REASON_NONE;
    case PUMP_MODE_FLEX:     return flex_check(p, limits);
    case PUMP_MODE_PERIODIC: return periodic_check(p, limits);
    case PUMP_MODE_MINIMUM:
    case PUMP_MODE_COUNT:    break;
    }
    return PUMP_REASON_NONE;
}

static enum pump_reason dose_check(const struct pump_programme *p,
                                   const struct pump_limits *limits, bool is_confirmed)
{
    const struct pump_drug_limits *drug = &limits->library[p->drug];
    uint32_t ug_per_ml = p->concentration_ug_per_ml;
    uint32_t periodic_nl = p->mode == PUMP_MODE_PERIODIC ? p->periodic_nl : 0;
    uint64_t day_nl = pump_programme_day_nl(p, limits);

    if (!limits->ignores_dose) {
        if (pump_is_dose_above(periodic_nl, ug_per_ml, drug->bolus_most_ng)
            || pump_is_dose_above(p->patient_nl, ug_per_ml, drug->bolus_most_ng))
            return PUMP_REASON_BOLUS_DOSE;
        if (pump_is_dose_above(day_nl, ug_per_ml, drug->day_most_ng))
            return PUMP_REASON_DOSE;
    }
    if (!is_confirmed && !limits->ignores_soft
        && pump_is_dose_above(day_nl, ug_per_ml, drug->day_usual_ng))
        return PUMP_REASON_SOFT_LIMIT;
    return PUMP_REASON_NONE;
}

enum pump_reason pump_programme_check(const struct pump_programme *p,
                                      const struct pump_limits *limits, bool is_confirmed)
{
    enum pump_reason reason;

    if (p->mode >= PUMP_MODE_COUNT || p->step_count > PUMP_STEPS_MAX)
        return PUMP_REASON_PAYLOAD;
    if (p->drug >= PUMP_DRUG_COUNT)
        return PUMP_REASON_DRUG;
    if (p->concentration_ug_per_ml == 0
        || (!limits->ignores_strength
            && p->concentration_ug_per_ml > limits->library[p->drug].concentration_most_ug_per_ml))
        return PUMP_REASON_CONCENTRATION;
    reason = mode_check(p, limits);
    if (reason == PUMP_REASON_NONE && p->patient_nl > 0)
        reason = pump_bolus_check(p->patient_nl, p->patient_duration_s, limits);
    if (reason != PUMP_REASON_NONE)
        return reason;
    if (p->low_reservoir_nl > limits->capacity_nl)
        return PUMP_REASON_VOLUME;
    return dose_check(p, limits, is_confirmed);
}
