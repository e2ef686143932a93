/* potential.h - the electric field round an electrode at one volt, its resistance and its heat.
 *
 *     div(sigma grad phi) = 0
 *     phi = 1 V on the active tip, 0 on the outer faces; no current through the insulated shaft
 *     conductance = sum over the tip of (K phi)_i = phi' K phi                       [S]
 *     heat_i      = sum of quadrature weight * sigma |grad phi|^2 at node i          [W at 1 V rms]
 *
 * The field is linear in the voltage, so one volt is enough: at V volts rms the power is
 * V^2 * conductance and the heat V^2 * heat_i. Both are the same quadrature, so the sum of heat_i
 * equals the conductance to round-off. */
#ifndef PAINRIG_SIM_POTENTIAL_H
#define PAINRIG_SIM_POTENTIAL_H

#include "solver.h"

struct potential {
    const struct grid *grid;        /* borrowed */
    struct stiffness   k;
    struct solver     *solver;
    bool   *is_free;                /* [nodes] neither tip, inside metal nor outermost   */
    double *phi;                    /* [nodes] V at 1 V on the tip                       */
    double *heat_w;                 /* [nodes] at 1 V rms                                */
    double *right, *step;           /* [nodes] work                                      */
    double  conductance_s;
};

MUST_CHECK enum err potential_create(struct potential *, const struct grid *, struct why *);
void potential_destroy(struct potential *);

/* Solve for sigma at each node, with a fresh factorisation. */
MUST_CHECK enum err potential_solve(struct potential *, const double *sigma_s_per_m);

/* Solve for a sigma that has moved a little: conjugate gradients from the last field with the last
 * factor, in at most `most` iterations. The tolerance is relative to the current that the last
 * field leaks with the new sigma. On ERR_DIVERGED the field is still the last one. Allocates
 * nothing. */
MUST_CHECK enum err potential_follow(struct potential *, const double *sigma_s_per_m,
                                     double tolerance, int most, struct solver_did *);

#endif
