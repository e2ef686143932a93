/* spread_inside.h - what spread.c, spread_plan.c and spread_band.c share. */
#ifndef PAINRIG_SIM_SPREAD_INSIDE_H
#define PAINRIG_SIM_SPREAD_INSIDE_H

#include "spread.h"

#define SPREAD_REFINE 3     /* cells and steps of the coarse run to one of the fine run */
#define SPREAD_BAND_ACCURACY 0.1    /* asked of a sample: what comes is better, see spread.h */

MUST_CHECK enum err spread_check(const struct spread_setup *, struct why *);

/* The coarse grid; `refine` makes the fine one of it. And that of a band's samples. */
void spread_grid_choose(const struct spread_setup *, struct csf_setup *);
void spread_band_grid_choose(const struct spread_setup *, struct csf_setup *);

/* The steps of a programme, the same for both runs (the fine one cuts each in three). A stretch
 * goes from one stop (a dose's end, a report) to the next; its steps are its length by powers of
 * two, each at a multiple of itself, so that few lengths serve many steps. */
struct spread_walk {
    const struct spread_setup *setup;
    double share, first_s;          /* step: share of (next report - last change), at first this */
    double decay_s;                 /* no step longer while nothing comes                        */
    double drift_s_root;            /* nor, ever, than this times the root of that time          */
    double calm_s;                  /* longest step while something is injected; INFINITY: none  */
    double from_s, to_s, now_s;     /* the stretch, and where in it                              */
    unsigned at;                    /* now_s, in SPREAD_PARTS of the stretch                     */
    double dose_from_s, dose_to_s, changed_s, rate_kg_per_s;
    size_t dose, report;            /* the next to end, the next to come                         */
};
#define SPREAD_PARTS (1u << 24)

struct spread_walk spread_walk_start(const struct spread_setup *, const struct csf_setup *coarse);

/* What to do next: report (times up to now), pour a dose at once, or step. */
enum spread_todo { SPREAD_STEP, SPREAD_POUR, SPREAD_REPORT, SPREAD_END };
enum spread_todo spread_walk_next(struct spread_walk *, double *dt_s);
const struct spread_dose *spread_walk_dose(const struct spread_walk *);    /* running; NULL: none */

/* One run of the whole programme in an empty canal of the grid chosen, cut by `refine`. */
struct spread_course {
    const struct spread_setup *setup;
    const struct csf_setup    *coarse;
    struct csf *csf;
    size_t refine;
    struct spread_report *reports;      /* [report_count] */
    float *map;                         /* NULL: none     */
};
MUST_CHECK enum err spread_course_run(const struct spread_course *, struct why *);

/* reports: of the fine run, made better by the coarse run's. Returns the greatest change. */
double spread_extrapolate(const struct spread_setup *, struct spread_report *reports,
                          const struct spread_report *coarse);

#endif
