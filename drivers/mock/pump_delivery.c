/* pump_delivery.c - the mocked pump's strokes: what is owed, cut where what runs changes.
 *
 * One crystal counts everything in the device: its clock, its boluses, its rates. When it is fast
 * by 1 ppm, a day is 86.4 ms short and so much more is delivered. Its milliseconds are whole, and
 * what is less than one is kept for the next step, so that no drift is lost to rounding. */
#include "pump_firmware_inside.h"

#include <math.h>

#define NS_PER_MS 1000000000ll      /* parts of a millisecond in which the drift is counted */

/* Milliseconds of the device for those of the world. */
static uint64_t crystal_ms(struct pump_firmware *fw, uint64_t real_ms)
{
    int64_t parts = llround(fw->defects->clock_drift_ppm * 1e3), more;

    if (parts == 0)
        return real_ms;
    fw->drift_rest += (int64_t)real_ms * parts;
    more = fw->drift_rest / NS_PER_MS;
    fw->drift_rest -= more * NS_PER_MS;
    return (uint64_t)((int64_t)real_ms + more);
}

/* The clock that the programme is read by. The mutant's steps of the day come an hour late. */
static uint64_t schedule_ms(const struct pump_firmware *fw)
{
    return pump_is_mutant(fw, PUMP_MUTANT_FLEX_LATE) && fw->programme.mode == PUMP_MODE_FLEX
         ? fw->clock_ms + PUMP_MS_PER_DAY - PUMP_MS_PER_HOUR : fw->clock_ms;
}

/* Does it run at its minimum rate and not by its programme? A stalled one tries what it did. */
static bool is_at_minimum(const struct pump_firmware *fw)
{
    return fw->state == PUMP_STATE_MINIMUM
        || (fw->state == PUMP_STATE_STALLED && fw->home == PUMP_INPUT_RUN_MINIMUM);
}

static bool is_by_programme(const struct pump_firmware *fw)
{
    return pump_is_in(fw->state, PUMP_IN_RUN | PUMP_IN(STALLED));
}

uint32_t pump_rate_now(const struct pump_firmware *fw)
{
    if (pump_is_in(fw->state, PUMP_IN_BOLUS))
        return pump_bolus_rate(&fw->bolus);
    if (!is_by_programme(fw))
        return 0;
    return is_at_minimum(fw) ? fw->limits.minimum_nl_per_h
         : pump_programme_rate(&fw->programme, &fw->limits, schedule_ms(fw));
}

static uint64_t owed_by_programme(const struct pump_firmware *fw, uint64_t ms)
{
    uint64_t from_ms = schedule_ms(fw);

    if (!is_by_programme(fw))
        return 0;
    return is_at_minimum(fw) ? fw->limits.minimum_nl_per_h * ms
         : pump_programme_owed(&fw->programme, &fw->limits, from_ms, from_ms + ms);
}

static void bolus_over(struct pump_firmware *fw)
{
    if (pump_is_mutant(fw, PUMP_MUTANT_BOLUS_TWICE) && !fw->is_second_bolus) {
        fw->is_second_bolus = true;
        fw->bolus.elapsed_ms = 0;
    } else if (pump_is_mutant(fw, PUMP_MUTANT_NO_BASAL_AFTER_BOLUS)) {
        pump_take(fw, PUMP_INPUT_STOP);
    } else {
        pump_go_home(fw);
    }
}

/* Up to the end of the bolus, or all of it. Returns the milliseconds that have passed. */
static uint64_t piece(struct pump_firmware *fw, uint64_t ms)
{
    uint64_t left_ms = fw->bolus.length_ms - fw->bolus.elapsed_ms;
    bool     is_bolus = pump_is_in(fw->state, PUMP_IN_BOLUS);

    if (is_bolus && ms > left_ms)
        ms = left_ms;
    if (is_bolus && pump_is_mutant(fw, PUMP_MUTANT_BOLUS_ON_TOP))
        fw->owed += pump_programme_owed(&fw->programme, &fw->limits, fw->clock_ms,
                                        fw->clock_ms + ms);
    fw->owed += is_bolus ? pump_bolus_advance(&fw->bolus, ms) : owed_by_programme(fw, ms);
    fw->clock_ms += ms;
    fw->lived_ms += ms;
    if (is_bolus && ms == left_ms)
        bolus_over(fw);
    return ms;
}

/* What a sound pump will not push: it stops where the reservoir is empty, in a long step too. */
static uint64_t strokes_left(const struct pump_firmware *fw)
{
    if (fw->defects->exempt_alarm == 1 + PUMP_ALARM_EMPTY)
        return UINT64_MAX;
    return fw->reservoir_nl <= PUMP_EMPTY_NL ? 0
         : (fw->reservoir_nl - PUMP_EMPTY_NL + PUMP_STROKE_NL - 1) / PUMP_STROKE_NL;
}

static void believe(struct pump_firmware *fw, uint64_t strokes)
{
    uint64_t volume_nl = strokes * PUMP_STROKE_NL;

    if (pump_is_mutant(fw, PUMP_MUTANT_BELIEF_STUCK))
        return;
    fw->reservoir_nl = volume_nl < fw->reservoir_nl ? fw->reservoir_nl - (uint32_t)volume_nl : 0;
}

unsigned pump_deliver(struct pump_firmware *fw, uint64_t real_ms)
{
    uint64_t left_ms = crystal_ms(fw, real_ms), strokes, most = strokes_left(fw);

    while (left_ms > 0)                         /* a bolus ends at most twice */
        left_ms -= piece(fw, left_ms);
    strokes = fw->owed / PUMP_OWED_PER_STROKE;
    fw->owed %= PUMP_OWED_PER_STROKE;
    if (strokes > most)
        strokes = most;
    believe(fw, strokes);
    fw->strokes += strokes;
    return (unsigned)strokes;
}
