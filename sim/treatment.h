/* treatment.h - a whole lesion without a device: constant voltage, pulses, or ideal control of the
 * tip.
 *
 * Answers the trainer's question, and is the yardstick for the plant inside a rig. Ideal control:
 * the thermocouple rises in a straight line from start_c to set_c within ramp_s, stays there until
 * hold_until_s, then the drive is off. Steps end at every report and at every kink of the drive;
 * they are short after a kink and grow with the time since.
 *
 * Pulses heat as their mean does: bursts of V rms for width_s, rate_hz times a second, are
 * V^2 width rate. That is given until the thermocouple reaches ceiling_c; from then on as much of
 * it as holds the tip there. A ceiling may never be reached. Not modelled: what a single burst adds
 * before it spreads, control that sees the tip only between bursts, and what the field itself does
 * to a nerve. burst_rise_c says how large the first of these is at most: on the side of the tip, in
 * its middle, in tissue that keeps all its heat,
 *
 *     rho c dT = sigma E^2 dt,    dt = width_s, sigma and E as at the end
 *
 * (metal beside it, and conduction over some 0.05 mm in 20 ms, take much of it away; nearer to the
 * edges of the tip, where E is singular, it is more).
 *
 * Accuracy is a percentage of the largest rise among the probes: it chooses order, cells and steps
 * from a table that was measured (treatment.c; `make bench` prints the ladder), at best 0.01. */
#ifndef PAINRIG_SIM_TREATMENT_H
#define PAINRIG_SIM_TREATMENT_H

#include "ablation.h"
#include "nerve.h"

#define TREATMENT_REPORTS_MAX 512
#define TREATMENT_PROBES_MAX   64
#define TREATMENT_NERVES_MAX    8

struct treatment_pulses {
    double volts;                               /* rms within a burst                   */
    double width_s, rate_hz, ceiling_c;         /* width times rate is 1 at most        */
};

struct treatment_drive {
    bool   is_held, is_pulsed;                  /* one of them, or neither              */
    double volts;                               /* rms, if neither: on from 0 to end_s  */
    double hold_until_s;                        /* held or pulsed: off from here on     */
    double set_c, ramp_s, volts_most;           /* held                                 */
    struct treatment_pulses pulses;             /* pulsed                               */
};

/* Sees the plant at 0 s and after every step, before a report of that time is taken. It looks and
 * changes nothing, so that a treatment that is watched ends as one that is not, to the last bit. */
struct treatment_watch {
    void (*see)(void *watcher, const struct ablation *, double now_s);      /* NULL: nobody */
    void  *watcher;
};

struct treatment_setup {
    struct ablation_setup  plant;               /* fineness, tolerances: by accuracy_percent */
    struct treatment_drive drive;
    struct treatment_watch watch;
    double end_s;
    double report_at_s[TREATMENT_REPORTS_MAX];  /* ascending, in 0 .. end_s */
    size_t report_count;
    struct { double r_m, z_m; } probe[TREATMENT_PROBES_MAX];  size_t probe_count;
    struct nerve_course nerve[TREATMENT_NERVES_MAX];        size_t nerve_count;
    double accuracy_percent;

    /* For the ladder of `make bench`, 0 otherwise: the steps of another accuracy; and how many
     * times steps are halved, the smallest cells quartered, the others refined in proportion. */
    double steps_percent;
    int    refine;
};

/* What has happened on a course so far. The margin is of what must live, NAN of a target. */
struct treatment_course { double dead_m, longest_m, margin_m; };
struct treatment_nerve {
    double hottest_c;                           /* ever, anywhere on it */
    struct treatment_course by[ABLATION_CRITERIA_MAX];
};

struct treatment_report {
    double time_s, volts, power_w, resistance_ohm, tip_c, hottest_c;
    double probe_c[TREATMENT_PROBES_MAX], probe_cem43_min[TREATMENT_PROBES_MAX];
    struct lesion lesion[ABLATION_CRITERIA_MAX];
    struct treatment_nerve nerve[TREATMENT_NERVES_MAX];
};

/* A course by one criterion's margin. */
struct treatment_course treatment_course_read(const struct nerve *, const double *margin);

struct treatment {
    struct ablation         *plant;             /* as it is at the end: for pictures */
    struct treatment_report *report;            /* [report_count] */
    size_t                   report_count;
    struct ablation_did      did;
    double nerve_length_m[TREATMENT_NERVES_MAX];
    double ceiling_at_s;                        /* when pulses reached it; NAN: never, or none */
    double burst_rise_c;                        /* NAN without pulses                          */
};

/* ERR_RANGE with a sentence when the drive cannot hold the temperature asked for. */
MUST_CHECK enum err treatment_run(struct treatment *, const struct treatment_setup *, struct why *);
void treatment_free(struct treatment *);

/* Grid for an accuracy under control of the temperature, scaled to the electrode. */
struct grid_fineness treatment_fineness(double accuracy_percent, int refine,
                                        const struct grid_shape *);

#endif
