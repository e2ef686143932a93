/* pump_programme.h - what a programme asks for, exactly, and whether a pump may take it.
 *
 * Volumes that are owed are counted in nL x ms / h: a rate in nL/h times a time in milliseconds,
 * 3,600,000 of them to the nanolitre, so nothing is ever rounded but a bolus' share of its own
 * duration, and that share is a difference of two rounded totals: the whole bolus is exact. A
 * stroke is taken off when it is owed in full.
 *
 *     owed in [a, b) = F(b) - F(a),   F(t) = integral of the rate from 2000-01-01 00:00 to t
 *
 * F is in closed form, so a step of a day costs what a step of a second costs, and any cutting of
 * an interval gives the same sum. The rate is a function of the device's clock (seconds since
 * 2000-01-01 00:00, local, without daylight saving: all days have 24 hours, leap days are days):
 *
 *     continuous   one rate
 *     flex         the rate of the last step at or before the minute of the day
 *     periodic     a bolus begins whenever first_min + k x period minutes have passed since
 *                  2000-01-01 00:00 (a period that divides a day: at the same times every day), and
 *                  runs instead of the rate, not on top of it
 *     minimum      the build's minimum rate
 *
 * When the clock is set, the time that was jumped over is not lived: it is neither made up for nor
 * lived twice on purpose. What is delivered is the integral over elapsed time of the rate at the
 * device's clock. */
#ifndef PAINRIG_DRIVERS_MOCK_PUMP_PROGRAMME_H
#define PAINRIG_DRIVERS_MOCK_PUMP_PROGRAMME_H

#include "pump_library.h"

#define PUMP_MS_PER_S      1000u
#define PUMP_MS_PER_MIN    60000u
#define PUMP_MS_PER_HOUR   3600000u             /* owed per nL                             */
#define PUMP_MS_PER_DAY    86400000u
#define PUMP_MIN_PER_DAY   1440u
#define PUMP_OWED_PER_STROKE ((uint64_t)PUMP_STROKE_NL * PUMP_MS_PER_HOUR)

/* What the body of the pump allows. */
struct pump_limits {
    uint32_t rate_most_nl_per_h, minimum_nl_per_h, capacity_nl;
    const struct pump_drug_limits *library;     /* PUMP_DRUG_COUNT rows                    */
    bool ignores_dose, ignores_soft, ignores_strength;  /* planted: enum pump_mutant       */
};

/* Of `volume_nl` spread over length_ms: what is owed after elapsed_ms (at most length_ms, itself
 * at most PUMP_BOLUS_MS_MAX). All of it, exactly, at the end. */
#define PUMP_BOLUS_MS_MAX (30ull * PUMP_MS_PER_DAY)
uint64_t pump_share_owed(uint32_t volume_nl, uint64_t length_ms, uint64_t elapsed_ms);

/* The rate at a moment of the device's clock, rounded down. */
uint32_t pump_programme_rate(const struct pump_programme *, const struct pump_limits *,
                             uint64_t clock_ms);

/* Owed in [from_ms, to_ms) of the device's clock. Only of a programme that was accepted. */
uint64_t pump_programme_owed(const struct pump_programme *, const struct pump_limits *,
                             uint64_t from_ms, uint64_t to_ms);

/* The most that it can deliver in any 24 hours, the patient's boluses included, in nL, rounded up.
 * A bolus replaces the rate while it runs; here it is counted on top: an upper bound. */
uint64_t pump_programme_day_nl(const struct pump_programme *, const struct pump_limits *);

/* NONE, or why this bolus cannot be: VOLUME, DURATION (0, or over a day), RATE. */
enum pump_reason pump_bolus_check(uint32_t volume_nl, uint32_t duration_s,
                                  const struct pump_limits *);

bool pump_is_dose_above(uint64_t volume_nl, uint32_t ug_per_ml, uint64_t most_ng);

/* NONE, or the first reason why it cannot be taken: in the order concentration, schedule, volumes,
 * rates, boluses' dose, day's dose; last, unless confirmed, the usual day's dose. */
enum pump_reason pump_programme_check(const struct pump_programme *, const struct pump_limits *,
                                      bool is_confirmed);

#endif
