/* solver.h - (diag + scale K) u = b on the free nodes of a grid: sparse Cholesky and conjugate
 * gradients.
 *
 * A solver is made for one set of free nodes; the others are held at zero (shift the right-hand
 * side for other values). solver_factorise is dear; solver_solve is cheap; and when diag or K have
 * moved since, conjugate gradients preconditioned by the stale factor need a handful of iterations.
 * The factorisation is CHOLMOD's LDL' (Chen, Davis, Hager, Rajamanickam, ACM TOMS 35(3), 2008). All
 * vectors have one entry per node of the grid. */
#ifndef PAINRIG_SIM_SOLVER_H
#define PAINRIG_SIM_SOLVER_H

#include "stiffness.h"

#include <stdbool.h>

struct solver;

/* What an iteration did: its residual is ||r|| / ||b|| on the free nodes. */
struct solver_did { int iterations; double residual; };

/* is_free[nodes]. The stiffness is borrowed: its pattern now, its values at each call. */
MUST_CHECK enum err solver_create(struct solver **, const struct stiffness *, const bool *is_free);
void solver_destroy(struct solver *);

/* A second solver for the same free nodes, with a factor of its own; the ordering is copied. */
MUST_CHECK enum err solver_create_like(struct solver **, const struct solver *);

/* Factorise diag + scale K, which is to be positive definite; diag may be NULL for none.
 * ERR_DIVERGED when CHOLMOD cannot (a pivot of zero). */
MUST_CHECK enum err solver_factorise(struct solver *, const double *diag, double scale);

/* u = (the matrix last factorised)^-1 b on the free nodes; elsewhere u is left alone. Allocates
 * nothing after the first call. */
void solver_solve(struct solver *, const double *b, double *u);

/* Solve (diag + scale K) u = b for K's present values, from u as a first guess, to
 * ||r|| <= tolerance ||b||. u is made zero on nodes that are not free. ERR_DIVERGED when `most`
 * iterations were not enough. */
MUST_CHECK enum err solver_iterate(struct solver *, const double *diag, double scale,
                                   const double *b, double tolerance, int most, double *u,
                                   struct solver_did *);

#endif
