/* depot.h - PLANT: an injectate that spreads from a needle's tip in tissue, is washed out, and
 * kills what has been in it for long enough.
 *
 *     dc/dt + v dc/dr = (1/r^n) d/dr (r^n D dc/dr) - k c        c in the pore fluid, kg/m3
 *
 *     sphere (n = 2)   v = q / (4 pi r^2 phi)
 *     sleeve (n = 1)   v = q / (2 pi r L phi), round a nerve or a dural sac of `inner_m`
 *
 * q m3/s leave the needle and push the pore fluid outwards (phi: porosity); nothing crosses the
 * inner surface but what the needle gives. D is the solute's in water times the tissue's hindrance,
 * k the wash-out. At `outer_m` c is 0, and what goes there is kept in the books as lost beyond.
 *
 * Damage: dose = integral of max(0, c - c0) dt, dead when the sum over the solutes of dose / limit
 * is 1. Three criteria side by side (`enum depot_criterion`) bracket what is published, since the
 * threshold is known to no better than 10..50 % alcohol.
 *
 * The model leaves out that a needle's tip is no point, that planes of fascia guide a fluid, that
 * it tears the tissue and runs back along the needle, density, and that pores swell. Radii of
 * single patients scatter about it by far more than its error: see the laws at the end.
 *
 * Solutes and agents are const rows; marks as in drug.h: (s) read, (c) computed, (u) unverified. A
 * row is no dosing advice. SI. Allocates only when created. */
#ifndef PAINRIG_SIM_DEPOT_H
#define PAINRIG_SIM_DEPOT_H

#include "base/err.h"
#include "base/why.h"

#include <stddef.h>
#include <stdint.h>

/* ---- tables ---- */

/* smallest, usual, largest dead region */
enum depot_criterion { DEPOT_STRICT, DEPOT_USUAL, DEPOT_WIDE, DEPOT_CRITERIA };

struct depot_criterion_row {
    double above_kg_per_m3;         /* c0: below it nothing happens; INFINITY: never */
    double limit_kg_s_per_m3;       /* dose at which it is dead                      */
};

#define DEPOT_SOLUTES_MAX 4
struct depot_solute {
    const char *name;               /* "alcohol" */
    double percent_kg_per_m3;       /* what 1 % is: by volume (alcohol), 10 g/L (others) */
    double diffusivity_m2_per_s;    /* in water at 37 C */
    struct depot_criterion_row criteria[DEPOT_CRITERIA];
    const char *source;
};

enum depot_solute_index { DEPOT_ALCOHOL, DEPOT_PHENOL, DEPOT_STEROID, DEPOT_SOLUTES };
extern const struct depot_solute depot_solutes[DEPOT_SOLUTES];
extern const char *const depot_criterion_names[DEPOT_CRITERIA];

/* What is in a syringe. */
struct depot_agent {
    const char *name;               /* "alcohol_50" */
    int         solute;             /* index into the solutes */
    double      percent;            /* 0: a rinse */
    const char *source;
};
#define DEPOT_AGENTS 8
extern const struct depot_agent depot_agents[DEPOT_AGENTS];     /* [0] is saline */

/* By name, or ERR_UNKNOWN with the nearest one and all there are. */
MUST_CHECK enum err depot_agent_find(const char *name, size_t *agent, struct why *);

double depot_agent_kg_per_m3(const struct depot_agent *);

struct depot_tissue {
    const char *name;               /* "celiac" */
    double porosity;                /* share of the tissue that injected fluid takes */
    double hindrance;               /* D in tissue / D in water */
    double washout_per_s;           /* of the pore fluid's solute, into blood */
    const char *source;
};
#define DEPOT_TISSUES 3
extern const struct depot_tissue depot_tissues[DEPOT_TISSUES];
MUST_CHECK enum err depot_tissue_find(const char *name, const struct depot_tissue **,
                                      struct why *);

/* A patient's tissue: porosity and wash-out, each times its own draw from a log-normal of this
 * factor (1 standard deviation; 1: none), porosity at most 1. */
MUST_CHECK enum err depot_tissue_draw(struct depot_tissue *, double factor, uint64_t seed);

/* ---- the plant ---- */

enum depot_geometry { DEPOT_SPHERE, DEPOT_SLEEVE };
struct depot_shape {
    enum depot_geometry geometry;
    double inner_m, outer_m;
    double length_m;                /* of a sleeve */
};

struct depot_setup {
    struct depot_shape  shape;
    struct depot_tissue tissue;
    const struct depot_solute *solutes; size_t solute_count;    /* borrowed; NULL: depot_solutes */
    size_t cells;                   /* 0: 400 */
    double stretch;                 /* cells grow outwards as cosh(0 .. stretch); 0: all alike */
    double step_flow_s, step_rest_s;    /* longest step while fluid flows, and after; 0: 0.5, 5 */
};

/* What happens over a step. */
struct depot_flow {
    double m3_per_s;                /* out of the needle                      */
    size_t solute;
    double kg_per_m3;               /* in the syringe; 0: a rinse             */
    double lost_share;              /* straight into a vessel                 */
    double washout_factor;          /* times the tissue's wash-out; 1: as is  */
};

/* kg since the start. injected = tissue + washed + vessel + beyond */
struct depot_books { double injected_kg, tissue_kg, washed_kg, vessel_kg, beyond_kg; };

struct depot;

MUST_CHECK enum err depot_create(struct depot **, const struct depot_setup *, struct why *);
void depot_destroy(struct depot *);

/* Advance by dt_s, in as many equal steps as it takes. */
void depot_step(struct depot *, double dt_s, const struct depot_flow *);

size_t depot_cells(const struct depot *);
/* Edges of the cells: cells + 1 radii. */
const double *depot_edges_m(const struct depot *);
/* Mean concentration of each cell. */
const double *depot_field(const struct depot *, size_t solute);
/* Put a field in place of what is there, and count it as injected. */
void depot_put(struct depot *, size_t solute, const double *kg_per_m3);

double depot_at_kg_per_m3(const struct depot *, size_t solute, double r_m);
double depot_dose_kg_s_per_m3(const struct depot *, size_t solute, enum depot_criterion,
                              double r_m);
/* Sum over the solutes of dose / limit: 1 is dead. */
double depot_share_at(const struct depot *, enum depot_criterion, double r_m);

struct depot_dead { double radius_m, volume_m3; };  /* outermost radius; tissue, pores and all */
struct depot_dead depot_dead(const struct depot *, enum depot_criterion);

/* Outermost radius where the concentration is at least this; the inner one if nowhere. */
double depot_front_m(const struct depot *, size_t solute, double kg_per_m3);

struct depot_books depot_books(const struct depot *, size_t solute);
/* What was lost or made of it, as a share of what was injected; 0 before. */
double depot_imbalance(const struct depot *, size_t solute);

/* ---- how far injectates spread in patients: statistics, not physics ---- */

/* Epidural: levels (intervertebral segments, up and down together) reached by a volume:
 *
 *     levels = volume x 0.63/mL x exp(0.47 z),  z standard normal
 *
 * 0.63 is the geometric middle of the published 0.5..0.8 levels per mL (s); its half range is 0.235
 * in ln, one study's patients (2.21 +- 0.93 levels after 3 mL) scatter by 0.40: together 0.47 (c).
 * One series of 28 patients found no relation to volume at all (s). Never a single number; for 1 to
 * 20 mL between the laminae. Through a foramen 1 mL reaches 3 levels (s), more than this gives. */
double depot_levels(double volume_m3, double quantile);
MUST_CHECK enum err depot_levels_sample(double volume_m3, uint64_t seed, size_t count,
                                        double *levels);

/* Celiac: in how many of the four quadrants round the artery does the injectate stand? A quadrant
 * is filled if the depot, a sphere of radius_m about its needle's tip, reaches the quadrant's
 * middle at (+-half_m, +-half_m) and, unless it is the tip's own quadrant, no plane is in the way:
 * each is open with probability `open`. Radius and tip are drawn from their scatter.
 *
 * `depot_celiac_cancer` has `open` fitted to 105 patients with 9, 21 and 75 in 4, 3 and fewer
 * quadrants (s): agreement with them validates nothing. In healthy anatomy `open` is near 1 (u). */
struct depot_quadrants {
    double radius_m, radius_factor;         /* 1 standard deviation as a factor: log-normal */
    double tip_x_m, tip_y_m, tip_scatter_m; /* from the artery; standard deviation, each way */
    double half_m, open;
};
extern const struct depot_quadrants depot_celiac_cancer;

/* share[n]: of the samples, those with n quadrants filled. */
MUST_CHECK enum err depot_quadrants_sample(const struct depot_quadrants *, uint64_t seed,
                                           size_t count, double share[5]);

#endif
