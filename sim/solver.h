/* solver.h - (diag + scale K) u = b on the free nodes of a grid: sparse Cholesky and conjugate
 * gradients.
 *
 * A solver is made for one set of free nodes; the others are held at zero (shift the right-hand
 * side for other values). solver_factorise is dear; solver_solve is cheap; and when diag or K have
 * moved since, conjugate gradients preconditioned by the stale factor need a handful of iterations.
 * The factorisation is CHOLMOD's (Chen, Davis, Hager, Rajamanickam, ACM TOMS 35(3), 2008). All
 * vectors have one entry per node of the grid. */
#ifndef PAINRIG_SIM_SOLVER_H
#define PAINRIG_SIM_SOLVER_H

#include "stiffness.h"

#include <stdbool.h>

struct solver;

/* What a solve did. */
struct solver_did { int iterations; double residual; };     /* relative, in the 2-norm */

/* is_free[nodes]. The stiffness is borrowed: its pattern now, its values at each call. */
MUST_CHECK enum err solver_create(struct solver **, const struct stiffness *, const bool *is_free);
void solver_destroy(struct solver *);

/* A second solver for the same free nodes, with its own factor; the ordering is shared work. */
MUST_CHECK enum err solver_create_like(struct solver **, const struct solver *);

/* Factorise diag + scale K; diag may be NULL for none. ERR_DIVERGED: not positive definite. */
MUST_CHECK enum err solver_factorise(struct solver *, const double *diag, double scale);

/* u = (the matrix last factorised)^-1 b. Allocates nothing after the first call. */
void solver_solve(struct solver *, const double *b, double *u);

/* Solve (diag + scale K) u = b for K's present values, from u as a first guess, to
 * ||r|| <= tolerance ||b||. u is made zero on nodes that are not free. ERR_DIVERGED when `most`
 * iterations were not enough. */
MUST_CHECK enum err solver_iterate(struct solver *, const double *diag, double scale,
                                   const double *b, double tolerance, int most, double *u,
                                   struct solver_did *);

size_t solver_unknowns(const struct solver *);
double solver_factor_entries(const struct solver *);

#endif
