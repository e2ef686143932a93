/* depot_inside.h - what the files of the depot share, and nobody else sees.
 *
 *     depot.c         made, filled, looked at
 *     depot_step.c    diffusion and wash-out, damage, a whole step
 *     depot_shift.c   flow
 *     depot_tables.c  solutes, agents, tissues;  depot_extent.c  statistics of spread
 */
#ifndef PAINRIG_SIM_DEPOT_INSIDE_H
#define PAINRIG_SIM_DEPOT_INSIDE_H

#include "depot.h"

#include <stdbool.h>

#define DEPOT_STENCIL 4

/* One solute's field, doses and factors. */
struct layer {
    struct depot_solute kind;
    bool    is_there;                   /* any of it was ever injected: else nothing is computed */
    double *c;                          /* [cells] */
    double *dose[DEPOT_CRITERIA];       /* [cells] */
    double *below, *pivot;              /* [cells]: L and 1/D of the factored matrix */
    double  factored_s, factored_washout;   /* for which they hold; 0: none */
    struct depot_books books;           /* tissue_kg is summed when asked */
};

struct depot {
    struct depot_setup setup;
    size_t  cells, layers;
    double *edge_m;                     /* [cells + 1] */
    double *centre_m, *pore_m3;         /* [cells] */
    double *link_m;                     /* [cells + 1]: phi A / distance of each face; x D: m3/s */
    double *before_m3;                  /* [cells + 1]: pores within each edge */
    double *weight;                     /* [(cells + 1) x 4]: of cells for the value on an edge */
    double *first, *work;               /* [cells + 1] of a step */
    struct layer layer[DEPOT_SOLUTES_MAX];
    double *memory;                     /* all of the above */
};

/* Mass in the pores. */
static inline double depot_pores_sum(const struct depot *d, const double *c)
{
    double sum = 0;

    for (size_t i = 0; i < d->cells; i++)
        sum += d->pore_m3[i] * c[i];
    return sum;
}

/* The weights, once the mesh is there. */
void depot_shift_prepare(struct depot *);
/* shift_m3 of fluid have left the needle. */
void depot_shift(struct depot *, struct layer *, double shift_m3, double in_kg_per_m3);

#endif
