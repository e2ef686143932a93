/* campaign_cases.h - which faults, how large and when: the cases of a campaign.
 *
 * Pure functions of a rig's table of knobs and of the course of a run without faults.
 *
 *     faults     every knob of kind KNOB_FAULT, or those named
 *     sizes      a knob with labels: each label. A flag (its sentence begins with "1: "): 1.
 *                A range: the extreme of each side of its rest, then down by factors of 10 (three
 *                decades at most, so by smaller factors when many are asked for)
 *     times      the middle of the longest stay in each of the device's states, and some spread
 *                evenly over the run
 *     patterns   the whole window, every 10th tick of it, its first tick alone, one in ten by lot
 *
 * Single faults come first, with the extremes before the small: two faults may hide each other, so
 * pairs (of the extremes, both at one time) come last and only when asked for. Times in s. */
#ifndef PAINRIG_HIL_CAMPAIGN_CASES_H
#define PAINRIG_HIL_CAMPAIGN_CASES_H

#include "base/err.h"
#include "base/why.h"
#include "hil/rig/fault_plan.h"
#include "hil/rig/rig.h"

#include <stdbool.h>
#include <stddef.h>

#define CAMPAIGN_SIZES_MAX   64     /* of one knob   */
#define CAMPAIGN_TIMES_MAX   256
#define CAMPAIGN_FAULTS_MAX  256    /* knobs         */
#define CAMPAIGN_CASES_MAX   100000
#define CAMPAIGN_STATES      (FAULT_STATE_UNKNOWN + 1)
#define CAMPAIGN_EVERY_TICKS 10
#define CAMPAIGN_CHANCE      0.1

/* ---- the course of the device's states in a run ---- */

struct campaign_course {
    size_t signal;                      /* the device's state, or SIGNAL_NONE         */
    double tick_s;
    int    state;                       /* now; -1 before the first row               */
    double since_s, now_s;
    struct campaign_stay { double from_s, to_s; } longest[CAMPAIGN_STATES];     /* 0, 0: never */
};

void campaign_course_open(struct campaign_course *, const struct rig *);
void campaign_course_row(struct campaign_course *, double t_s, const double *row);

/* ---- what is asked for ---- */

#define CAMPAIGN_PATTERN_LIST(X) \
    X(WINDOW, "window") X(EVERY, "every") X(NTH, "nth") X(CHANCE, "chance")
#define CAMPAIGN_PATTERN_ENUM(name, text) CAMPAIGN_PATTERN_##name,
enum campaign_pattern { CAMPAIGN_PATTERN_LIST(CAMPAIGN_PATTERN_ENUM) CAMPAIGN_PATTERNS };
#undef CAMPAIGN_PATTERN_ENUM
extern const char *const campaign_pattern_names[CAMPAIGN_PATTERNS];

struct campaign_choice {
    const char *faults;                 /* "a.b,c.d"; NULL or "all": all              */
    int         sizes;                  /* of a side of a range, from 1               */
    int         times;                  /* evenly, beside those of the states         */
    double      at_s[CAMPAIGN_TIMES_MAX];
    size_t      at_count;               /* these instead of any other; 0: none        */
    double      window_s;               /* INFINITY: to the end                       */
    bool        patterns[CAMPAIGN_PATTERNS];
    bool        has_pairs;
    size_t      limit;                  /* the first so many; at most CAMPAIGN_CASES_MAX */
};

struct campaign_case { struct fault faults[2]; size_t fault_count; };

struct campaign_cases {
    struct campaign_case *of;
    size_t                count;
    size_t                left_out;     /* by the limit                               */
    size_t                clashes;      /* with the scenario's own faults: left out   */
    double                times_s[CAMPAIGN_TIMES_MAX];
    size_t                time_count;
    const struct knob    *knobs[CAMPAIGN_FAULTS_MAX];
    size_t                knob_count;
};

/* The sizes of a fault, the largest first; their count. */
size_t campaign_sizes(const struct knob *, int sizes, double out[CAMPAIGN_SIZES_MAX]);
/* When, ascending, all before end_s. */
size_t campaign_times(const struct campaign_choice *, const struct campaign_course *, double end_s,
                      double out[CAMPAIGN_TIMES_MAX]);

/* `own`: the scenario's own faults. Refused with a sentence: an unknown fault (the nearest), a time
 * at or behind end_s, a rig without faults, nothing left. */
MUST_CHECK enum err campaign_cases_make(struct campaign_cases *, const struct rig_type *,
                                        const struct campaign_choice *,
                                        const struct campaign_course *, double end_s,
                                        const struct fault_plan *own, struct why *);
void campaign_cases_free(struct campaign_cases *);

/* "thermocouple.open=1 @12, wire.drop=1 @12" */
#define CAMPAIGN_NAME_MAX (2 * FAULT_TEXT_MAX)
void campaign_case_name(const struct campaign_case *, char out[CAMPAIGN_NAME_MAX]);
/* The scenario's own faults and the case's. */
MUST_CHECK enum err campaign_case_plan(const struct campaign_case *, const struct fault_plan *own,
                                       struct fault_plan *, struct why *);

#endif
