/* bioheat_inside.h - what bioheat.c, bioheat_step.c and bioheat_boiling.c share, and nobody else.
 *
 * All vectors have one entry per node. A stage works on STAGE and RATE; RIGHT, IMAGE, UNIT and
 * GUESS are work space. Between two stages the first one's temperatures wait to have their flows
 * counted: in GUESS, or in RATE if tissue boils. */
#ifndef PAINRIG_SIM_BIOHEAT_INSIDE_H
#define PAINRIG_SIM_BIOHEAT_INSIDE_H

#include "bioheat.h"

#define GAMMA 0.29289321881345247560    /* 1 - 1/sqrt(2) */

enum vector {
    TEMP, RISE,             /* C, and C/s, as the last step ended                         */
    CAPACITY, LOSS, SOURCE, /* J/K wet; W/K to blood; W of metabolism and arriving blood  */
    OUTFLOW,                /* W/K: K times one on the outer faces                        */
    DIAG,                   /* J/K: of the matrix in hand                                 */
    STAGE, RATE,            /* C and C/s of the stage in hand                             */
    ENERGY, BEGIN,          /* J of the nodes, and where a boiling stage starts from      */
    BEAT,                   /* J that 1 V^2 adds to a boiling stage                       */
    RIGHT, IMAGE, UNIT, GUESS,
    VECTORS
};

/* One step length and the factor of its matrix. */
struct rung {
    double         step_s;
    struct solver *solver;          /* NULL: not made yet                  */
    bool           is_factored;
    bool           is_stale;        /* K or P moved since                  */
    bool           wants_factor;    /* conjugate gradients were slow       */
    size_t         used_at;         /* the step that used it last          */
};

struct bioheat {
    struct bioheat_setup setup;
    struct stiffness k;
    struct rung rung[BIOHEAT_RUNGS_MAX];
    struct solver *boiling;             /* for Newton's matrices; made when tissue first boils */
    bool    boiling_wants_factor;
    bool    is_prepared;
    bool   *is_free;
    double *vector[VECTORS];            /* [nodes] each */
    double *kappa;                      /* [nodes] W/(m K) */
    double  perfusion_w_per_m3_k;       /* at full share */
    struct bioheat_did did;
};

/* The rung of this length: the one that has it, else an empty one, else the one unused longest. */
MUST_CHECK enum err bioheat_rung_find(struct bioheat *, double step_s, struct rung **);
MUST_CHECK enum err bioheat_rung_factorise(struct bioheat *, struct rung *);

/* (C + gamma h (K + P)) u = right, from u as the first guess. */
MUST_CHECK enum err bioheat_rung_solve(struct bioheat *, struct rung *, const double *right,
                                       double *u);

double bioheat_node_energy_j(const struct bioheat *, size_t node, double temp_c);

/* Net heat flow into each node at temperatures `at`, less the electrode's: source - (K + P) at. */
void bioheat_flow_fill(struct bioheat *, const double *at, double *flow);

/* Add up the heat flows of a stage that ended at temperatures `at`, with its weight in the step. */
void bioheat_flows_count(struct bioheat *, const double *at, const double *heat_w, double volts2,
                         int stage, double step_s);

/* V^2 that brings the held point from `without_c` (at 0 V) to its target, given what 1 V^2 adds. */
double bioheat_volts2(const struct bioheat_drive *, int stage, double without_c,
                      double per_volt2_c);

/* Both stages of a step in which tissue boils: STAGE and RATE at the step's end. A step that fails
 * has counted no flows. */
MUST_CHECK enum err bioheat_step_boiling(struct bioheat *, struct rung *, const double *heat_w,
                                         const struct bioheat_drive *,
                                         double volts2[BIOHEAT_STAGES]);

#endif
