/* pump_senses.c - what the mocked pump's alarms look at. NAN: unknown. */
#include "pump_firmware_inside.h"

#include "base/units.h"

#include <math.h>

#define ALARM_AT_GONE_UL  1000.0    /* less is not judged: over at least 1 mL (IL-P-25) */
#define PREMATURE_S       60.0      /* a planted defect: after telemetry */

int64_t pump_days_to_end(const struct pump_firmware *fw)
{
    return (int64_t)fw->build.life_days - (int64_t)fw->build.age_days
         - (int64_t)(fw->lived_ms / PUMP_MS_PER_DAY);
}

int64_t pump_days_to_replace(const struct pump_firmware *fw)
{
    return pump_days_to_end(fw) - (int64_t)fw->build.replace_days
         + llround(fw->defects->wrong_replace_days);
}

/* ------------------------------------------------------------------ feeling */

/* Strokes are missing from the step on that had fewer than were commanded, until one has all. */
static void strokes_feel(struct pump_firmware *fw)
{
    unsigned commanded = fw->output.strokes, seen = fw->body.strokes_seen;

    if (pump_is_mutant(fw, PUMP_MUTANT_STALL_COUNTS) || commanded == 0)
        return;
    if (seen < commanded
        && (isnan(fw->missing_since_s) || pump_is_mutant(fw, PUMP_MUTANT_STALL_RESTARTS)))
        fw->missing_since_s = fw->step_s;
    if (seen < commanded || isnan(fw->missing_since_s))
        return;
    if (fw->is_stall_told)
        pump_log_add(fw, PUMP_LOG_STALL, 0, (uint64_t)(fw->now_s - fw->missing_since_s));
    fw->missing_since_s = (double)NAN;
    fw->is_stall_told = false;
}

/* Has a day of its life passed in the last step? */
static bool is_new_day(const struct pump_firmware *fw)
{
    return floor(fw->now_s * PUMP_MS_PER_S / PUMP_MS_PER_DAY)
        != floor(fw->step_s * PUMP_MS_PER_S / PUMP_MS_PER_DAY);
}

/* The level that everything is compared with: the first that is known after a refill, or a higher
 * one, since somebody must have filled it. While the level is unknown the last excess stands. */
static void level_feel(struct pump_firmware *fw)
{
    double level_ul = fw->body.reservoir_ul, gone_ul, commanded_ul;
    double grain_ul = fw->build.level_grain_nl * UL_PER_NL;

    if (isnan(level_ul))
        return;
    if (isnan(fw->level_ref_ul) || level_ul > fw->level_ref_ul + grain_ul
        || (pump_is_mutant(fw, PUMP_MUTANT_OVER_FORGETS) && is_new_day(fw))) {
        fw->level_ref_ul = level_ul;
        fw->strokes_ref = fw->strokes;
    }
    gone_ul = fw->level_ref_ul - level_ul;
    commanded_ul = (double)(fw->strokes - fw->strokes_ref) * PUMP_STROKE_NL * UL_PER_NL;
    if (gone_ul < ALARM_AT_GONE_UL || gone_ul <= grain_ul)
        fw->excess = 0;
    else
        fw->excess = commanded_ul > 0 ? (gone_ul - grain_ul) / commanded_ul - 1
                                      : (double)INFINITY;
}

/* A programme whose rate is 0 stands as still as a pump that was stopped. A step that had a stroke
 * was not still, whatever the rate is at this moment. */
static void stillness_feel(struct pump_firmware *fw)
{
    double silence_s = fw->now_s - fw->edited_s;
    bool   is_still = pump_is_in(fw->state, PUMP_IN_STILL)
                   || (pump_rate_now(fw) == 0 && fw->output.strokes == 0);

    if (!is_still)
        fw->still_since_s = (double)NAN;
    else if (isnan(fw->still_since_s))
        fw->still_since_s = fw->now_s;
    if (fw->state == PUMP_STATE_UPDATING && silence_s > fw->silence_most_s)
        fw->silence_most_s = silence_s;
}

void pump_feel(struct pump_firmware *fw, const struct pump_body *body)
{
    fw->body = *body;
    strokes_feel(fw);
    level_feel(fw);
    stillness_feel(fw);
}

/* ------------------------------------------------------------------ senses */

static double low_margin_nl(const struct pump_firmware *fw)
{
    bool is_premature = fw->defects->premature_low != 0 && fw->console.is_open
                     && fw->now_s - fw->console.heard_s < PREMATURE_S;

    if (is_premature)
        return -1;
    return (double)fw->reservoir_nl - (double)fw->programme.low_reservoir_nl;
}

/* In every step; the mutant's once an hour. */
static bool is_memory_looked_at(const struct pump_firmware *fw)
{
    return !pump_is_mutant(fw, PUMP_MUTANT_MEMORY_HOURLY)
        || floor(fw->now_s * PUMP_MS_PER_S / PUMP_MS_PER_HOUR)
           != floor(fw->step_s * PUMP_MS_PER_S / PUMP_MS_PER_HOUR);
}

void pump_senses(const struct pump_firmware *fw, double senses[PUMP_SENSE_COUNT])
{
    double now_s = fw->now_s;

    senses[PUMP_SENSE_LOW_MARGIN] = low_margin_nl(fw);
    senses[PUMP_SENSE_BELIEF] = fw->reservoir_nl * UL_PER_NL;
    senses[PUMP_SENSE_LEVEL] = fw->body.reservoir_ul;
    senses[PUMP_SENSE_MISMATCH] = fw->mismatch_nl;
    senses[PUMP_SENSE_EXCESS] = fw->excess;
    senses[PUMP_SENSE_MISSING] = isnan(fw->missing_since_s) ? 0 : now_s - fw->missing_since_s;
    senses[PUMP_SENSE_OUTLET] = fw->body.outlet_kpa;
    senses[PUMP_SENSE_BATTERY] = fw->body.battery_v;
    senses[PUMP_SENSE_TO_REPLACE] = (double)pump_days_to_replace(fw);
    senses[PUMP_SENSE_TO_END] = (double)pump_days_to_end(fw);
    senses[PUMP_SENSE_STILL] = isnan(fw->still_since_s) ? 0 : now_s - fw->still_since_s;
    senses[PUMP_SENSE_UNFINISHED] = fw->state == PUMP_STATE_UPDATING ? fw->silence_most_s : 0;
    senses[PUMP_SENSE_WAS_RESET] = fw->was_reset;
    senses[PUMP_SENSE_CLOCK_LOST] = fw->is_clock_lost;
    senses[PUMP_SENSE_MEMORY] = fw->has_programme && is_memory_looked_at(fw)
                             && !pump_programme_is_sound(fw);
}
