#include "pump_programme.h"

uint64_t pump_share_owed(uint32_t volume_nl, uint64_t length_ms, uint64_t elapsed_ms)
{
    uint64_t whole = (uint64_t)volume_nl * PUMP_MS_PER_HOUR;

    if (elapsed_ms >= length_ms)
        return whole;
    /* whole x elapsed / length without its product, which would not fit */
    return whole / length_ms * elapsed_ms + whole % length_ms * elapsed_ms / length_ms;
}

/* ------------------------------------------------------------------ flex */

static uint32_t flex_rate(const struct pump_programme *p, uint64_t clock_ms)
{
    uint64_t minute = clock_ms / PUMP_MS_PER_MIN % PUMP_MIN_PER_DAY;
    size_t   step = 0;

    while (step + 1 < p->step_count && p->steps[step + 1].minute <= minute)
        step++;
    return p->steps[step].rate_nl_per_h;
}

/* From midnight to `into_ms` of the day. */
static uint64_t flex_owed_of_day(const struct pump_programme *p, uint64_t into_ms)
{
    uint64_t owed = 0;

    for (size_t i = 0; i < p->step_count; i++) {
        uint64_t begin_ms = (uint64_t)p->steps[i].minute * PUMP_MS_PER_MIN;
        uint64_t end_ms = i + 1 < p->step_count
                        ? (uint64_t)p->steps[i + 1].minute * PUMP_MS_PER_MIN : PUMP_MS_PER_DAY;
        if (into_ms <= begin_ms)
            break;
        owed += p->steps[i].rate_nl_per_h * ((into_ms < end_ms ? into_ms : end_ms) - begin_ms);
    }
    return owed;
}

static uint64_t flex_owed(const struct pump_programme *p, uint64_t clock_ms)
{
    return clock_ms / PUMP_MS_PER_DAY * flex_owed_of_day(p, PUMP_MS_PER_DAY)
         + flex_owed_of_day(p, clock_ms % PUMP_MS_PER_DAY);
}

/* ------------------------------------------------------------------ periodic */

/* Time counted from the begin of the first bolus' period that ends after 2000-01-01 00:00. */
static uint64_t periodic_ms(const struct pump_programme *p, uint64_t clock_ms)
{
    uint64_t late_min = p->periodic_first_min % p->periodic_period_min;

    return clock_ms + (p->periodic_period_min - late_min) * PUMP_MS_PER_MIN;
}

static uint32_t periodic_rate(const struct pump_programme *p, uint64_t clock_ms)
{
    uint64_t into_ms = periodic_ms(p, clock_ms)
                     % ((uint64_t)p->periodic_period_min * PUMP_MS_PER_MIN);

    if (into_ms >= (uint64_t)p->periodic_duration_s * PUMP_MS_PER_S)
        return p->rate_nl_per_h;
    return (uint32_t)((uint64_t)p->periodic_nl * 3600u / p->periodic_duration_s);
}

static uint64_t periodic_owed(const struct pump_programme *p, uint64_t clock_ms)
{
    uint64_t period_ms = (uint64_t)p->periodic_period_min * PUMP_MS_PER_MIN;
    uint64_t bolus_ms = (uint64_t)p->periodic_duration_s * PUMP_MS_PER_S;
    uint64_t t_ms = periodic_ms(p, clock_ms), into_ms = t_ms % period_ms;
    uint64_t of_period = (uint64_t)p->periodic_nl * PUMP_MS_PER_HOUR
                       + p->rate_nl_per_h * (period_ms - bolus_ms);

    return t_ms / period_ms * of_period
         + pump_share_owed(p->periodic_nl, bolus_ms, into_ms)
         + (into_ms > bolus_ms ? p->rate_nl_per_h * (into_ms - bolus_ms) : 0);
}

/* ------------------------------------------------------------------ any */

uint32_t pump_programme_rate(const struct pump_programme *p, const struct pump_limits *limits,
                             uint64_t clock_ms)
{
    switch ((enum pump_mode)p->mode) {
    case PUMP_MODE_CONTINUOUS: return p->rate_nl_per_h;
    case PUMP_MODE_FLEX:       return flex_rate(p, clock_ms);
    case PUMP_MODE_PERIODIC:   return periodic_rate(p, clock_ms);
    case PUMP_MODE_MINIMUM:
    case PUMP_MODE_COUNT:      break;
    }
    return limits->minimum_nl_per_h;
}

uint64_t pump_programme_owed(const struct pump_programme *p, const struct pump_limits *limits,
                             uint64_t from_ms, uint64_t to_ms)
{
    switch ((enum pump_mode)p->mode) {
    case PUMP_MODE_CONTINUOUS: return p->rate_nl_per_h * (to_ms - from_ms);
    case PUMP_MODE_FLEX:       return flex_owed(p, to_ms) - flex_owed(p, from_ms);
    case PUMP_MODE_PERIODIC:   return periodic_owed(p, to_ms) - periodic_owed(p, from_ms);
    case PUMP_MODE_MINIMUM:
    case PUMP_MODE_COUNT:      break;
    }
    return limits->minimum_nl_per_h * (to_ms - from_ms);
}

/* Nanolitres, rounded up. */
static uint64_t nl_of(uint64_t owed) { return (owed + PUMP_MS_PER_HOUR - 1) / PUMP_MS_PER_HOUR; }

/* As many boluses as can begin in 24 hours, and the rate whenever it cannot be sure of one. */
static uint64_t periodic_day_nl(const struct pump_programme *p)
{
    uint64_t period_min = p->periodic_period_min;
    uint64_t most = (PUMP_MIN_PER_DAY + period_min - 1) / period_min;
    uint64_t between_ms = PUMP_MS_PER_DAY - PUMP_MIN_PER_DAY / period_min
                        * p->periodic_duration_s * PUMP_MS_PER_S;

    return most * p->periodic_nl + nl_of(p->rate_nl_per_h * between_ms);
}

uint64_t pump_programme_day_nl(const struct pump_programme *p, const struct pump_limits *limits)
{
    uint64_t day_nl = p->mode == PUMP_MODE_PERIODIC ? periodic_day_nl(p)
                    : nl_of(pump_programme_owed(p, limits, 0, PUMP_MS_PER_DAY));

    return day_nl + (uint64_t)p->patient_nl * p->patient_most_per_day;
}
