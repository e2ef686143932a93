/* spread_view.h - a programme of doses worked out as a person wants to see it: probes at the places
 * that were asked for and enough between them for a curve, reports at the times that were asked for
 * and enough between them, the map, and the band.
 *
 * Numbers are the median of the band where there is one, else of the one run. The effect site of a
 * probe follows the cord beside it, de/dt = ke0 (c_cord - e), solved exactly for a cord that is
 * linear between two reports. SI. */
#ifndef PAINRIG_HIL_SPREAD_VIEW_H
#define PAINRIG_HIL_SPREAD_VIEW_H

#include "base/why.h"
#include "sim/drug.h"
#include "sim/spread.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPREAD_SHOWN_MAX 5      /* of the times that were asked for, in tables and profiles */

struct spread_view {
    struct spread_setup     setup;          /* as given, with the view's probes and reports     */
    struct spread           spread;
    struct spread_quantiles band;           /* samples = 0: none                                */
    const struct spread_report *reports;    /* the median of the band, or the run's             */
    size_t asked_probes;                    /* the first of setup.probe_m: what was asked for   */
    size_t order[SPREAD_PROBES_MAX];        /* all probes from cranial to caudal                */
    size_t source_probe;
    size_t cord_probe;                      /* where the cord feels most                        */
    size_t shown[SPREAD_SHOWN_MAX], shown_count;    /* reports that were asked for              */
    double (*effect)[SPREAD_PROBES_MAX];    /* [report][probe]; NULL without a patient and cord */
    bool   has_levels;                      /* the canal is the reference man's                 */
    double wall_s;                  /* how long it took; 0: not told */
};

/* samples = 0: no band. */
struct spread_wish {
    struct spread_uncertainty uncertainty;
    size_t   samples;
    uint64_t seed;
    bool     has_map;               /* is it worked out, too? */
    double   effort_most;           /* spread_effort; 0: whatever it takes */
};

/* `setup` is as for spread_run; without probes the levels are asked for. ERR_RANGE, at once, when
 * it would take more than effort_most. */
MUST_CHECK enum err spread_view_make(struct spread_view *, const struct spread_setup *,
                                     const struct spread_wish *, struct why *);
void spread_view_free(struct spread_view *);

/* "T10", or "32.9 cm" where there is no level's middle. */
void spread_view_place(const struct spread_view *, size_t probe, char *out, size_t size);

/* The level that it lies in, or the same. */
void spread_view_level(const struct spread_view *, size_t probe, char *out, size_t size);

/* Is there cord beside this probe: a tenth of its greatest section or more? */
bool spread_view_has_cord(const struct spread_view *, size_t probe);

/* Where and when a drug's effect is felt. */
struct spread_crossing {
    bool   is_crossed;
    double first_s;                 /* of the first place                                    */
    size_t first_probe;
    size_t from_probe, to_probe;    /* the most cranial and caudal that was ever beyond it   */
    double peak_kg_per_m3, peak_s;  /* at the site; the cord's: at cord_probe                */
    double band_s;                  /* brain stem, plasma: when the band's upper edge is first
                                       beyond it; NAN: never, or there is no band            */
};

/* A threshold that is `is_below` counts once the site has been above it. */
void spread_view_cross(const struct spread_view *, const struct drug_threshold *,
                       struct spread_crossing *);

#endif
