/* stiffness.h - the discrete  -div(kappa grad u)  on a grid, as a sparse symmetric matrix.
 *
 *     (K u)_i = integral of kappa grad u . grad N_i  over the rings    [W for heat, A for charge]
 *
 * With Gauss-Lobatto quadrature the mass directions are lumped, so a node couples only along its
 * own row and its own column: about 7 entries a row for order 2. The pattern is made once;
 * stiffness_set refills the values in O(nodes) when kappa has moved. Rows sum to zero, which is
 * what conserves heat and charge. */
#ifndef PAINRIG_SIM_STIFFNESS_H
#define PAINRIG_SIM_STIFFNESS_H

#include "grid.h"

struct stiffness {
    const struct grid *grid;        /* borrowed */
    size_t  nodes;
    int    *start, *row;        /* compressed columns, lower triangle: rows >= column, ascending */
    double *value;
    int    *r_place, *z_place;  /* where each segment's local entries live in value              */
};

MUST_CHECK enum err stiffness_create(struct stiffness *, const struct grid *);
void stiffness_destroy(struct stiffness *);

/* kappa: of tissue at each node, and one number for metal; W/(m K) for heat, S/m for charge. */
void stiffness_set(struct stiffness *, const double *tissue_kappa, double metal_kappa);

/* y = K u. */
void stiffness_apply(const struct stiffness *, const double *u, double *y);

#endif
