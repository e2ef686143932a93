/* flow_report.h - the flow accuracy of one record: worked out, shown, as JSON.
 *
 * What `painrig flow` prints and draws, and what a run on a balance has in its report. */
#ifndef PAINRIG_HIL_FLOW_REPORT_H
#define PAINRIG_HIL_FLOW_REPORT_H

#include "hil/exhibit.h"
#include "hil/flow/flow_accuracy.h"
#include "hil/flow/flow_occlusion.h"

#include <stdio.h>

/* The project's own metric, with the project's own numbers: means over the second of the standard's
 * windows, within a tenth of what was set. */
#define FLOW_SETTLED_MEAN_S 120.0
#define FLOW_SETTLED_PCT    10.0

struct flow_report {
    enum flow_test     test;
    struct flow_setup  setup;
    struct flow_plan   plan;
    const double      *mass_g;          /* corrected, one per sample; borrowed */
    size_t             count;
    struct flow_window windows[FLOW_PERIODS_MAX][FLOW_WINDOWS_MAX];
    double             mean_pct[FLOW_PERIODS_MAX];
    struct flow_extremes startup;
    double             settled_s;       /* this project's own metric */
    double             digit_g;         /* NAN: not known */
    double             digit_share;     /* of the shortest window */
    bool               has_occlusion;
    struct flow_occlusion occlusion;
};

/* mass_g[0 .. count) as flow_correct leaves it; setup.sample_s is the plan's. */
MUST_CHECK enum err flow_report_make(const struct flow_setup *, const struct flow_plan *,
                                     const double *mass_g, size_t count, double digit_g,
                                     struct flow_report *, struct why *);

/* Is a digit of the balance too much of the shortest window? */
bool flow_report_is_coarse(const struct flow_report *);

/* Tables (the first is for the head of the page) and two charts, files flow_startup and
 * flow_trumpet, behind what is there. */
MUST_CHECK enum err flow_report_show(const struct flow_report *, struct exhibits *, struct why *);

/* One object, with a newline behind it. */
MUST_CHECK enum err flow_report_json(FILE *, const struct flow_report *, struct why *);
MUST_CHECK enum err flow_boluses_json(FILE *, const struct flow_boluses *, double set_ml,
                                      struct why *);
MUST_CHECK enum err flow_boluses_show(const struct flow_boluses *, double set_ml,
                                      struct exhibits *, struct why *);

#endif
