/* spread_press.h - the patient's button: which presses are granted, and why the others are not.
 * Pure.
 *
 * The rule of the mocked pump (drivers/mock/pump_patient.c; Open PCA R5.2.0(3) and (5), R5.3.0), on
 * whole milliseconds as it counts them. A press is refused, for the first of these that holds,
 *
 *     busy       while a single bolus runs: the physician's at the start, or the patient's own
 *     lockout    until so long after the begin of the last one that was granted
 *     day        when so many were granted in the 24 hours before it: any 24 hours, not a date
 *
 * and a press that is refused changes nothing. A bolus that comes back is no single bolus but the
 * programme, which a press interrupts. What a pump refuses besides (an alarm, an empty reservoir, a
 * pump that stands) does not happen here. */
#ifndef PAINRIG_HIL_SPREAD_PRESS_H
#define PAINRIG_HIL_SPREAD_PRESS_H

#include "base/err.h"
#include "base/why.h"

#include <stddef.h>

#define SPREAD_PRESSES_MAX 200

/* What the physician allowed. */
struct spread_button { double bolus_kg, over_s, volume_m3, lockout_s; unsigned most_per_day; };

enum spread_verdict { SPREAD_GRANTED, SPREAD_BUSY, SPREAD_LOCKED, SPREAD_DAY_FULL };
extern const char *const spread_verdict_names[];     /* "granted", "busy", "lockout", "day" */

struct spread_press {
    double   at_s;
    enum spread_verdict verdict;
    double   wait_s;            /* until one would be granted; 0: this one was      */
    unsigned in_day;            /* granted in the 24 hours before it                */
};

struct spread_presses {
    struct spread_button button;
    struct spread_press  press[SPREAD_PRESSES_MAX];      /* ascending */
    size_t count;
};

/* "1,1.5,7": hours in any order. ERR_PARSE, ERR_RANGE (below 0, beyond end_h, twice the same) or
 * ERR_LIMIT with a sentence. */
MUST_CHECK enum err spread_presses_parse(const char *text, double end_h, struct spread_presses *,
                                         struct why *);

/* Every press gets its verdict; the physician's bolus runs until single_to_s (0: there is none). */
void spread_presses_judge(struct spread_presses *, double single_to_s);

#endif
