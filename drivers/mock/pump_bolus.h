/* pump_bolus.h - boluses of the mocked pump: a volume, spread evenly over a time.
 *
 * While one runs it replaces the programme's rate, and there is never a second one. When its time
 * is over, or an alarm or the host stops it, it is gone: nothing resumes it.
 *
 *     single, patient   volume over duration; given exactly
 *     bridge, priming   volume at a rate: for volume / rate, rounded up to a millisecond */
#ifndef PAINRIG_DRIVERS_MOCK_PUMP_BOLUS_H
#define PAINRIG_DRIVERS_MOCK_PUMP_BOLUS_H

#include "pump_programme.h"

struct pump_bolus { uint32_t volume_nl; uint64_t length_ms, elapsed_ms; };      /* 0 ms: none */

/* How long a volume takes at a rate (not 0). */
uint64_t pump_bolus_ms(uint32_t volume_nl, uint32_t rate_nl_per_h);

/* Owed when ms more have passed, at most the bolus' rest; moves it on. */
uint64_t pump_bolus_advance(struct pump_bolus *, uint64_t ms);

uint32_t pump_bolus_given_nl(const struct pump_bolus *);
uint32_t pump_bolus_rate(const struct pump_bolus *);        /* nL/h, rounded down */

/* ---- single boluses of a day, so that many small ones are not a large one ---- */

#define PUMP_SINGLES_MAX 1024u

/* On the same count of milliseconds as below. A dose in picograms: a volume means nothing once the
 * pump is filled with something else. A bolus counts whole, though it was stopped. */
struct pump_single { uint64_t at_ms, dose_pg; uint8_t drug; };

struct pump_singles {
    struct pump_single given[PUMP_SINGLES_MAX];
    uint32_t           count;           /* ever; the last ones are kept */
};

void pump_singles_add(struct pump_singles *, const struct pump_single *);

/* Of this drug, begun in the last 24 hours, rolling. */
uint64_t pump_singles_in_day_pg(const struct pump_singles *, uint8_t drug, uint64_t lived_ms);

/* Were there so many in the last 24 hours that some are no longer kept? */
bool pump_singles_are_full(const struct pump_singles *, uint64_t lived_ms);

/* ---- the patient's button: who may when ---- */

#define PUMP_REQUESTS_MAX 255u

/* Times on the device's own count of milliseconds lived, which no setting of the clock moves. */
struct pump_requests {
    uint64_t at_ms[PUMP_REQUESTS_MAX];
    uint32_t count;                     /* ever; the last ones are kept */
};

struct pump_patient {
    struct pump_requests given, denied;
    uint64_t locked_until_ms;
};

void pump_requests_add(struct pump_requests *, uint64_t lived_ms);

/* In the last 24 hours, rolling; at most 255. */
unsigned pump_requests_in_day(const struct pump_requests *, uint64_t lived_ms);

/* Seconds until the lockout is over, rounded up. */
uint32_t pump_patient_locked_s(const struct pump_patient *, uint64_t lived_ms);

#endif
