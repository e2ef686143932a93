/* csf_inside.h - what csf.c, csf_grid.c and csf_step.c share. */
#ifndef PAINRIG_SIM_CSF_INSIDE_H
#define PAINRIG_SIM_CSF_INSIDE_H

#include "csf.h"

/* Unknowns are numbered along x; the cistern, if there is one, is number 0 and cell i of the canal
 * is unknown `first` + i. Every array below has one entry for each unknown. */
enum csf_vector {
    CSF_VOLUME,         /* m3 of fluid                                                     */
    CSF_BLOOD,          /* m3/s cleared into blood                                         */
    CSF_TO_RIGHT,       /* m3/s: what crosses the face on the left is                      */
    CSF_TO_LEFT,        /*   TO_RIGHT[i] c[i-1] - TO_LEFT[i] c[i]                          */
    CSF_EXCHANGE,       /* m3/s between fluid and cord: P h dx                             */
    CSF_CORD_VOLUME,    /* m3                                                              */
    CSF_FLUID_NOW, CSF_FLUID_STAGE, CSF_FLUID_NEXT,     /* kg/m3 */
    CSF_CORD_NOW, CSF_CORD_STAGE, CSF_CORD_NEXT,
    CSF_RIGHT,          /* right side and solution of a stage                              */
    CSF_VECTORS
};

/* One factorisation, of V + g dt (transport, losses, exchange), g the scheme's gamma. Twisted: the
 * left half is eliminated rightwards, the right half leftwards, and they meet in the middle, which
 * halves the time the processor waits for one cell before it can do the next. */
enum csf_factor {
    CSF_IN,             /* of the neighbour eliminated before  */
    CSF_OUT,            /* of the neighbour eliminated after   */
    CSF_PIVOT,          /* 1 / diagonal after elimination      */
    CSF_KEEP, CSF_GAIN, /* cord's stage value = KEEP right side + GAIN fluid's */
    CSF_FACTORS
};

struct csf_rung {
    double step_s;              /* 0: empty */
    long   used_at;
    double *factor[CSF_FACTORS];
};

struct csf {
    struct csf_setup setup;
    struct csf_stir  stir;
    size_t cells, unknowns, first, source_cell;
    double *node_m, *face_m;            /* [cells], [cells + 1] */
    double *vector[CSF_VECTORS];
    struct csf_rung rung[CSF_RUNGS];
    bool   has_cord;
    struct csf_books books;
    double *memory;
};

/* csf_grid.c */
size_t csf_grid_count(const struct csf_setup *);                    /* cells; 0: too many */
void csf_grid_fill(struct csf *);
void csf_storage_fill(struct csf *);        /* volumes and losses     */
void csf_fluxes_fill(struct csf *);         /* TO_RIGHT and TO_LEFT   */

/* csf_step.c */
void csf_rungs_forget(struct csf *);

#endif
