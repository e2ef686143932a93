/* bioheat.h - Pennes' bioheat equation on the grid, one step at a time.
 *
 *     dh(T)/dt = div(k grad T) - w rho_b c_b (T - 37) + Q_metabolic + V^2 q        (Pennes 1948)
 *
 * with h the enthalpy per volume (tissue.h) and q the electrode's heat at 1 V rms (potential.h). On
 * the grid C is heat capacity, K conduction (stiffness.h), P perfusion; SI and degrees Celsius.
 *
 * In time: the two-stage, stiffly accurate, L-stable SDIRK of order 2 with gamma = 1 - 1/sqrt(2)
 * (Alexander, SIAM J Numer Anal 14:1006, 1977). Both stages share the matrix  C + gamma h (K + P)
 * of a step length h, so a run uses a few lengths (rungs), whose factors are kept. When k(T) or
 * perfusion has moved since, the old factor preconditions conjugate gradients. Each stage's heat
 * flows are added up with the weights of the method, so that
 *
 *     stored = joule + metabolic - perfused - conducted
 *
 * holds to the tolerance of the solves, whatever the step.
 *
 * Where tissue boils (99 to 101 C) h has kinks, and Newton's method solves each stage.
 *
 * A stage's drive is either a voltage squared, or a temperature that one point must have at the end
 * of the stage (ideal control): the stage, or one of Newton's steps, is linear in V^2, so one more
 * solve with the right-hand side q and one division give V^2. */
#ifndef PAINRIG_SIM_BIOHEAT_H
#define PAINRIG_SIM_BIOHEAT_H

#include "solver.h"
#include "tissue.h"

#define BIOHEAT_STAGES 2

/* Step lengths whose factors are kept; the one unused longest makes room for a new one. */
#define BIOHEAT_RUNGS_MAX 12

extern const double bioheat_stage_at[BIOHEAT_STAGES];   /* as a share of the step */

struct metal { double k_w_per_m_k, rho_kg_per_m3, c_j_per_kg_k; };

struct bioheat_setup {
    const struct grid   *grid;          /* borrowed */
    const struct tissue *tissue;        /* borrowed */
    struct metal  metal;
    double        start_c;
    double        tolerance;            /* of conjugate gradients, relative */
};

struct bioheat_drive {
    bool   is_held;                     /* else volts2                                         */
    double volts2;                      /* mean V^2 over the step; held: a first guess         */
    const struct grid_stencil *point;   /* held: this point ...                                */
    double target_c[BIOHEAT_STAGES];    /* ... has these temperatures at the ends of stages    */
    double volts2_most;                 /* held: V^2 is kept within 0 .. this                  */
};

/* Sums since the start, in joules, and counts of work. */
struct bioheat_did {
    double joule_j, metabolic_j, perfused_j, conducted_j, stored_j;
    size_t steps, solves, iterations, factorisations;
    double residual_most;               /* relative, of a solve without boiling */
};

struct bioheat;

MUST_CHECK enum err bioheat_create(struct bioheat **, const struct bioheat_setup *, struct why *);
void bioheat_destroy(struct bioheat *);

/* Factorise these step lengths now (at most BIOHEAT_RUNGS_MAX), so that no step of them allocates;
 * from then on nothing is factorised again, and a step of another length is ERR_BUG. */
MUST_CHECK enum err bioheat_prepare(struct bioheat *, const double *steps_s, size_t count);

/* Take k(T) from these temperatures. */
void bioheat_take_k(struct bioheat *, const double *temp_c);

/* Take perfusion as these shares of its full value; NULL: all 1. */
void bioheat_take_perfusion(struct bioheat *, const double *share);

/* One step of length step_s; heat_w[nodes] is the heat at 1 V rms. volts2[stage] tells what was
 * applied in each stage. After ERR_DIVERGED temperatures and sums are what they were before. */
MUST_CHECK enum err bioheat_step(struct bioheat *, double step_s, const double *heat_w,
                                 const struct bioheat_drive *, double volts2[BIOHEAT_STAGES],
                                 struct why *);

/* [nodes] each. The rise is dT/dt at the last step's end; its mean over that step if it boiled. */
const double *bioheat_temp_c(const struct bioheat *);
const double *bioheat_rise_c_per_s(const struct bioheat *);
struct bioheat_did bioheat_did(const struct bioheat *);

/* |stored - (joule + metabolic - perfused - conducted)| over the largest of these. */
double bioheat_imbalance(const struct bioheat *);

#endif
