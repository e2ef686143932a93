/* guard_bed.h - a run under its guard, with a device behind a pseudo-terminal: the run is a child,
 * the device a process of its own, and what the run tells before it dies stays.
 *
 *     struct guard_bed bed;
 *     guard_bed_make(&bed);
 *     guard_bed_run(&bed, guard_bed_goes_on);     the part that the run plays
 *     guard_bed_await_beat(&bed);
 *     kill(bed.run, SIGKILL);
 *     guard_bed_await(&bed);
 *     json = guard_bed_record(&bed);
 *     guard_bed_drop(&bed);
 *
 * Whatever fails is an assertion of Check. Times are of clock_wall_s. */
#ifndef PAINRIG_TESTS_SUPPORT_GUARD_BED_H
#define PAINRIG_TESTS_SUPPORT_GUARD_BED_H

#include "hil/guard/guard_inside.h"
#include "hil/json.h"
#include "tests/support/real_generator.h"
#include "tests/support/scratch.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

#define GUARD_BED_PATIENT_S 20.0        /* no run of a busy machine hangs under it...   */
#define GUARD_BED_HASTY_S   0.25        /* ...and one that is to be found out need not wait long */

/* What a run tells before it dies. */
struct guard_told {
    _Atomic double died_s;
    atomic_bool    is_beating;
    char           sentence[1024];      /* of guard_beat or guard_end */
    atomic_int     err;
    struct stand_meter meter;
};

struct guard_bed {
    struct real_generator generator, other;     /* other: on a second cable, where a test has one */
    struct scratch        folder;
    struct guard_told    *told;
    pid_t                 run;
    int                   descriptor;           /* of the first port, in the run */
    double                limit_j;              /* NAN: none */
    double                hang_s;               /* of a run that says nothing; patient */
};

void guard_bed_make(struct guard_bed *);
/* Ends the run, where there is one. */
void guard_bed_drop(struct guard_bed *);

void guard_bed_nap(void);                       /* a beat */
/* Many naps: they are longer on a busy machine. */
void guard_bed_pass(double seconds);

/* ---- the run ---- */

/* A process that begins its guard, and then plays that part. */
void guard_bed_run(struct guard_bed *, void (*part)(struct guard *, const struct guard_bed *));

/* Parts: it goes on until the guard says something, and says whose the ports are then; the same,
 * when 51 J were delivered. */
void guard_bed_goes_on(struct guard *, const struct guard_bed *);
void guard_bed_passes_a_limit(struct guard *, const struct guard_bed *);

/* For a part: so many beats, or without end when count < 0; the beats before it dies, which is now;
 * its last words. */
enum err guard_bed_beats(struct guard *, const struct guard_bed *, int count, struct why *);
void     guard_bed_last_beats(struct guard *, const struct guard_bed *);
_Noreturn void guard_bed_tell(const struct guard_bed *, enum err, const struct why *);

/* ---- what is left ---- */

/* Until the run has beaten once, and until it is gone. */
void guard_bed_await_beat(const struct guard_bed *);
void guard_bed_await(struct guard_bed *);
/* guard.json, when the guard is done with it; to be freed. */
struct json *guard_bed_record(const struct guard_bed *);
/* The run's folder, as a run would take it; -1: it is somebody else's. */
int guard_bed_folder_hold(const struct guard_bed *);
/* The only child of a run is its guard. */
pid_t guard_bed_guard_of(pid_t run);

#endif
