/* csf.h - a drug in the spinal canal: advection, dispersion and uptake along x, with the cord at
 * its side.
 *
 *     A dc/dt = d/dx (A D dc/dx) - d(Q c)/dx - A (k + k_epi) c - P h (c - c_w / K) - q_abs c + s
 *     A_w dc_w/dt = P h (c - c_w / K) - k_w A_w c_w
 *
 * c concentration in the fluid, c_w in the cord, A and A_w their cross-sections, P the cord's
 * perimeter, h and K permeability and partition, D the effective dispersion, Q = A U the mean flow,
 * q_abs the fluid absorbed per length, s the drug that arrives. Sources: the drug's numbers in
 * drug.h, the canal's in level.h; D in oscillation.h and its empirical prior, 3e-8 .. 3e-7 m2/s.
 *
 * Conservative finite volumes on a graded grid, second order in space (fluxes fitted
 * exponentially, so that nothing gets negative), L-stable second order in time; the tridiagonal
 * factors are kept while nothing changes, so that a step is O(N). The drug's books balance to
 * rounding: csf_books. SI units: m, s, kg, kg/m3. A step allocates nothing. */
#ifndef PAINRIG_SIM_CSF_H
#define PAINRIG_SIM_CSF_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>

#define CSF_POINTS_MAX 64

/* Piecewise linear in x; constant beyond its ends. */
struct csf_profile { double x_m[CSF_POINTS_MAX], value[CSF_POINTS_MAX]; size_t count; };

double csf_profile_at(const struct csf_profile *, double x_m);

struct csf_setup {
    double length_m;
    double cell_m;                  /* far from a source; 0: length / 600                        */
    double fine_m, fine_at_m;       /* cell at and around fine_at_m; 0: even cells               */
    struct csf_profile area_m2;
    struct csf_profile dispersion_m2_per_s;
    double drift_m_per_s;           /* U where the area is area_m2 at x = 0; Q = A U is constant */
    double uptake_per_s;            /* k + k_epi                                                 */
    double epidural_per_s;          /* k_epi of it, for the books                                */

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

/* Where a source or probe sits: linear between two cells' centres. */
struct csf_stencil { size_t cell; double weight; };
struct csf_stencil csf_stencil_at(const struct csf *, double x_m);

/* A bolus that displaces fluid: as it enters it spreads by its own volume and momentum. While
 * `extra_m2_per_s` is above zero the dispersion within reach_m of at_m is greater by it; a drift in
 * m/s moves what is within reach (baricity: positive is caudad). Change it rarely: each change
 * costs a factorisation, O(N). */
struct csf_stir { double at_m, reach_m, extra_m2_per_s, drift_m_per_s; };
void csf_stir(struct csf *, const struct csf_stir *);

/* dt_s with `mass_kg` arriving evenly during it at the stencil. Steps as short as accuracy wants
 * are the caller's to choose; dt_s may change from step to step (a new factorisation). */
MUST_CHECK enum err csf_step(struct csf *, double dt_s, double mass_kg, struct csf_stencil,
                             struct why *);

double csf_at(const struct csf *, struct csf_stencil);              /* kg/m3 in the fluid */
double csf_cord_at(const struct csf *, struct csf_stencil);         /* kg/m3 in the cord  */
double csf_cistern(const struct csf *);
size_t csf_cells(const struct csf *);
double csf_cell_x_m(const struct csf *, size_t cell);
double csf_cell_value(const struct csf *, size_t cell);

/* Everything that came is somewhere. */
struct csf_books {
    double arrived_kg;
    double fluid_kg, cord_kg, cistern_kg;               /* there now                        */
    double blood_kg, epidural_kg;                       /* taken up so far                  */
    double imbalance;                                   /* relative to arrived_kg; 0 if none */
    long   steps, factorisations;
};
struct csf_books csf_books(const struct csf *);

#endif
