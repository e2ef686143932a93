/* csf.h - a drug in the spinal canal: advection, dispersion and uptake along x, with the cord at
 * its side.
 *
 *     A dc/dt = d/dx (A D dc/dx) - d((A U + Q) c)/dx - (A k + q_abs) c - P h (c - c_w / K) + s
 *     A_w dc_w/dt = P h (c - c_w / K) - k_w A_w c_w
 *
 * c concentration in the fluid, c_w in the cord, A and A_w their cross-sections, P the cord's
 * perimeter, h and K permeability and partition, D the effective dispersion, U a drift of the drug
 * relative to the fluid (the same along the whole canal; it stops at closed ends), Q the flow of
 * fluid that absorption calls for, q_abs = -dQ/dx the fluid absorbed per length, k the uptake to
 * blood and epidural fat together, s the drug that arrives. Sources: the drug's numbers in drug.h,
 * the canal's in level.h; D in oscillation.h and its empirical prior, 3e-8 .. 3e-7 m2/s.
 *
 * Conservative finite volumes on a graded grid, second order in space with fluxes fitted
 * exponentially; two implicit stages in time, L-stable and second order (Alexander 1977), the
 * cord's part eliminated cell by cell. A step that would leave something negative (a step far too
 * long for a fresh bolus) is taken again by backward Euler, which cannot: nothing is ever negative.
 * Factors are kept for the last CSF_RUNGS step lengths, so that a step is two sweeps. The drug's
 * books balance to rounding: csf_books. SI units: m, s, kg, kg/m3. A step allocates nothing. */
#ifndef PAINRIG_SIM_CSF_H
#define PAINRIG_SIM_CSF_H

#include "base/err.h"
#include "base/why.h"
#include "csf_profile.h"

#include <stdbool.h>
#include <stddef.h>

#define CSF_CELLS_MIN  4
#define CSF_CELLS_MAX  20000
#define CSF_RUNGS      24

/* The cell's length at a distance d from fine_at_m is sqrt(fine_m^2 + (growth d)^2), at most
 * cell_m; fine_at_m is the centre of a cell. */
struct csf_setup {
    double length_m;
    double cell_m;                  /* the longest; 0: length / 600                              */
    double fine_m, fine_at_m;       /* cell at fine_at_m; 0: even cells                          */
    double growth;                  /* of the cell per metre of distance; 0: 0.03                */
    size_t refine;                  /* cut every cell into so many (odd); 0: 1                   */
    struct csf_profile area_m2;
    struct csf_profile dispersion_m2_per_s;
    double drift_m_per_s;           /* U, positive caudad                                        */
    double uptake_per_s;            /* k: to blood and, of it,                                   */
    double epidural_per_s;          /* to epidural fat, for the books                            */

    /* The cord; cord_area_m2.count = 0: none. */
    struct csf_profile cord_area_m2;
    double cord_m_per_s, cord_partition, cord_decay_per_s;

    /* Fluid that enters at x = 0 and is absorbed evenly along the canal, taking drug along. */
    double absorption_m3_per_s;
    /* The cistern: a well-mixed volume at x = 0 with its own outflow to blood; 0: a closed end. */
    double cistern_m3, cistern_out_m3_per_s;
};

struct csf;

MUST_CHECK enum err csf_create(struct csf **, const struct csf_setup *, struct why *);
void csf_destroy(struct csf *);

/* An empty canal again, with other numbers. The grid's numbers (length_m .. refine) and whether
 * there is a cistern must be as they were: ERR_BUG. Allocates nothing. */
MUST_CHECK enum err csf_reset(struct csf *, const struct csf_setup *, struct why *);

/* Where a source or probe sits, linear between two cells' centres: (1 - weight) of `cell`, weight
 * of the next. */
struct csf_stencil { size_t cell; double weight; };
struct csf_stencil csf_stencil_at(const struct csf *, double x_m);

/* What stirs and drives the drug for a while: within reach_m of at_m the dispersion is greater by
 * extra_m2_per_s, and a drift moves what is there (baricity: positive is caudad). It holds until
 * the next call. Change it rarely: each change costs a factorisation, O(N). */
struct csf_stir { double at_m, reach_m, extra_m2_per_s, drift_m_per_s; };
void csf_stir(struct csf *, const struct csf_stir *);

/* A mass that is there at once, evenly in the fluid between from_m and to_m (a slug). */
void csf_pour(struct csf *, double from_m, double to_m, double mass_kg);

/* The same while it is being injected with kg_per_m3, half_m to either side of at_m: what is there
 * already is a part of the slug, which grows until it is no stronger than what enters. */
void csf_fill(struct csf *, double at_m, double half_m, double mass_kg, double kg_per_m3);

/* Take mass_kg out of the fluid between from_m and to_m, from everywhere in proportion to what is
 * there, and at most half of that. Returns what was taken. */
double csf_draw(struct csf *, double from_m, double to_m, double mass_kg);

/* dt_s with `mass_kg` arriving evenly during it at the stencil. Steps as short as accuracy wants
 * are the caller's to choose; dt_s may change from step to step. */
MUST_CHECK enum err csf_step(struct csf *, double dt_s, double mass_kg, struct csf_stencil,
                             struct why *);

double csf_at(const struct csf *, struct csf_stencil);              /* kg/m3 in the fluid */
double csf_cord_at(const struct csf *, struct csf_stencil);         /* kg/m3 in the cord  */
/* The same by a cubic through the logarithms of four cells on one side of fine_at_m, where a source
 * leaves a kink: fourth order, for grids that are compared with each other. */
double csf_cubic_at(const struct csf *, double x_m);
double csf_cord_cubic_at(const struct csf *, double x_m);

double csf_cistern(const struct csf *);     /* kg/m3; without a cistern: in the first cell */
size_t csf_cells(const struct csf *);
double csf_cell_x_m(const struct csf *, size_t cell);
double csf_cell_value(const struct csf *, size_t cell);
double csf_area_at(const struct csf *, double x_m);

/* Everything that came is somewhere. */
struct csf_books {
    double arrived_kg;
    double fluid_kg, cord_kg, cistern_kg;               /* there now                        */
    double blood_kg, epidural_kg;                       /* taken up so far                  */
    double imbalance;                                   /* relative to arrived_kg; 0 if none */
    long   steps, factorisations;
    long   damped;                                      /* steps taken by backward Euler    */
};
struct csf_books csf_books(const struct csf *);
double csf_blood_kg(const struct csf *);            /* of the books, but quick */

#endif
