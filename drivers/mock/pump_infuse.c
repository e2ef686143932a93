/* pump_infuse.c - the boluses that a host may ask for, and every reason not to give one.
 *
 *     single    at most the drug's bolus; with those of the last 24 hours and what the programme
 *               may give, at most the drug's day
 *     priming   at most 105 % of what stands between reservoir and patient, counted from the last
 *               refill on (IL-P-54), and only when somebody says that it is meant (IL-P-55)
 *     bridge    likewise at most that volume: the old drug stands nowhere else; at a rate at which
 *               the old drug's day is not passed, since the old dose's rate is what it is for */
#include "pump_firmware_inside.h"

#define DEAD_PERCENT  105u
#define HOURS_PER_DAY 24u
#define PG_PER_NG     1000u

static enum pump_reason bolus_try(struct pump_firmware *fw, enum pump_input input,
                                  const struct pump_bolus *bolus)
{
    enum pump_reason reason;

    if (!pump_transition_find(fw->state, input))
        return pump_no_row(fw);
    if (!fw->has_programme || fw->held != PUMP_FREE)
        return PUMP_REASON_STATE;
    reason = pump_bolus_forbidden(fw, bolus->volume_nl);
    if (reason != PUMP_REASON_NONE)
        return reason;
    pump_bolus_begin(fw, input, bolus);
    return PUMP_REASON_NONE;
}

/* nL x ug/mL. The concentration is the programme's: the dose of a volume is known only with one. */
static uint64_t dose_pg(const struct pump_firmware *fw, uint64_t volume_nl)
{
    return volume_nl * fw->programme.concentration_ug_per_ml;
}

/* All that the programme may give in a day, whatever it has given so far: what was allowed because
 * little had flowed would pass the limit by the basal rate alone (published as EC13a). */
static uint64_t programme_day_nl(const struct pump_firmware *fw)
{
    uint64_t day_nl = pump_programme_day_nl(&fw->programme, &fw->limits);

    if (pump_is_mutant(fw, PUMP_MUTANT_DOSE_BY_THE_PAST) && fw->lived_ms < PUMP_MS_PER_DAY)
        return day_nl * fw->lived_ms / PUMP_MS_PER_DAY;
    return day_nl;
}

static enum pump_reason single_dose_check(const struct pump_firmware *fw, uint32_t volume_nl)
{
    const struct pump_programme   *programme = &fw->programme;
    const struct pump_drug_limits *drug = &fw->limits.library[programme->drug];
    uint64_t day_pg = dose_pg(fw, volume_nl)
                    + pump_singles_in_day_pg(&fw->singles, programme->drug, fw->lived_ms);

    if (fw->limits.ignores_dose)
        return PUMP_REASON_NONE;
    if (dose_pg(fw, volume_nl) > drug->bolus_most_ng * PG_PER_NG)
        return PUMP_REASON_BOLUS_DOSE;
    if (fw->has_programme)
        day_pg += dose_pg(fw, programme_day_nl(fw));
    return day_pg > drug->day_most_ng * PG_PER_NG
        || pump_singles_are_full(&fw->singles, fw->lived_ms) ? PUMP_REASON_DOSE : PUMP_REASON_NONE;
}

enum pump_reason pump_infuse_single(struct pump_firmware *fw, uint32_t volume_nl,
                                    uint32_t duration_s)
{
    uint32_t in_s = pump_is_mutant(fw, PUMP_MUTANT_BOLUS_MINUTES) ? 60u * duration_s : duration_s;
    const struct pump_bolus bolus = { .volume_nl = volume_nl,
                                      .length_ms = (uint64_t)in_s * PUMP_MS_PER_S };
    const struct pump_single single = { .at_ms = fw->lived_ms, .drug = fw->programme.drug,
                                        .dose_pg = dose_pg(fw, volume_nl) };
    enum pump_reason reason = pump_bolus_check(volume_nl, duration_s, &fw->limits);

    if (reason == PUMP_REASON_NONE)
        reason = single_dose_check(fw, volume_nl);
    if (reason == PUMP_REASON_NONE)
        reason = bolus_try(fw, PUMP_INPUT_SINGLE, &bolus);
    if (reason == PUMP_REASON_NONE && !pump_is_mutant(fw, PUMP_MUTANT_SINGLES_UNSUMMED))
        pump_singles_add(&fw->singles, &single);
    return reason;
}

static bool is_beyond_dead(const struct pump_firmware *fw, uint64_t volume_nl)
{
    return volume_nl * 100u > (uint64_t)fw->build.dead_nl * DEAD_PERCENT;
}

/* As fast as the pump can. */
enum pump_reason pump_infuse_priming(struct pump_firmware *fw, uint32_t volume_nl,
                                     bool is_confirmed)
{
    struct pump_bolus bolus = { .volume_nl = volume_nl };

    if (volume_nl == 0 || is_beyond_dead(fw, fw->primed_nl + volume_nl))
        return PUMP_REASON_VOLUME;
    if (!is_confirmed && !pump_is_mutant(fw, PUMP_MUTANT_PRIMING_UNASKED))
        return PUMP_REASON_UNCONFIRMED;
    bolus.length_ms = pump_bolus_ms(volume_nl, fw->limits.rate_most_nl_per_h);
    return bolus_try(fw, PUMP_INPUT_PRIME, &bolus);
}

static enum pump_reason bridge_check(const struct pump_firmware *fw, uint32_t volume_nl,
                                     uint32_t rate_nl_per_h)
{
    uint64_t day_most_ng = fw->limits.library[fw->old_drug].day_most_ng;

    if (volume_nl == 0 || is_beyond_dead(fw, volume_nl))
        return PUMP_REASON_VOLUME;
    if (rate_nl_per_h < fw->limits.minimum_nl_per_h
        || rate_nl_per_h > fw->limits.rate_most_nl_per_h)
        return PUMP_REASON_RATE;
    if (!fw->limits.ignores_dose
        && pump_is_dose_above((uint64_t)rate_nl_per_h * HOURS_PER_DAY, fw->old_ug_per_ml,
                              day_most_ng))
        return PUMP_REASON_DOSE;
    return PUMP_REASON_NONE;
}

/* Then the programme, but not by a clock that is lost, and not after a reset before START. */
enum pump_reason pump_infuse_bridge(struct pump_firmware *fw, uint32_t volume_nl,
                                    uint32_t rate_nl_per_h)
{
    bool     is_wrong = pump_is_mutant(fw, PUMP_MUTANT_NO_BRIDGE);
    uint32_t rate = is_wrong ? pump_programme_rate(&fw->programme, &fw->limits, fw->clock_ms)
                             : rate_nl_per_h;
    struct pump_bolus bolus = { .volume_nl = volume_nl };
    enum pump_reason  reason = bridge_check(fw, volume_nl, rate_nl_per_h);

    if (reason != PUMP_REASON_NONE)
        return reason;
    if (rate == 0)
        return PUMP_REASON_RATE;
    bolus.length_ms = pump_bolus_ms(volume_nl, rate);
    if (bolus.length_ms > PUMP_BOLUS_MS_MAX)
        return PUMP_REASON_DURATION;
    if (!fw->is_reduced && pump_is_clockless(fw, &fw->programme))
        return PUMP_REASON_ALARM;
    reason = bolus_try(fw, PUMP_INPUT_BRIDGE, &bolus);
    if (reason == PUMP_REASON_NONE && !fw->is_reduced)
        fw->home = pump_input_of_mode(fw->programme.mode);
    return reason;
}
