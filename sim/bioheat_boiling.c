#include "bioheat_inside.h"

#include <math.h>
#include <string.h>

#define SWEEPS_MOST      100    /* of Newton, per stage                                   */
#define SETTLED_C       1e-6
#define ITERATIONS_MOST  600    /* of conjugate gradients, per solve                      */
#define ITERATIONS_STALE  12    /* more than this: worth a new factorisation              */

/* Newton may not step over a kink of the enthalpy: it stops just beyond the first, where the
 * other slope holds. */
static double kink_stop(double from_c, double to_c)
{
    const double beyond_c = 1e-9;

    if (to_c > from_c) {
        if (from_c < TISSUE_BOILS_FROM_C && to_c > TISSUE_BOILS_FROM_C)
            return TISSUE_BOILS_FROM_C + beyond_c;
        if (from_c < TISSUE_BOILS_TO_C && to_c > TISSUE_BOILS_TO_C)
            return TISSUE_BOILS_TO_C + beyond_c;
    } else {
        if (from_c > TISSUE_BOILS_TO_C && to_c < TISSUE_BOILS_TO_C)
            return TISSUE_BOILS_TO_C - beyond_c;
        if (from_c > TISSUE_BOILS_FROM_C && to_c < TISSUE_BOILS_FROM_C)
            return TISSUE_BOILS_FROM_C - beyond_c;
    }
    return to_c;
}

/* Take Newton's step; settled when what it asked for (not what a kink let it do) is nothing. */
static bool boil_settles(struct bioheat *heat, const double *step)
{
    double **v = heat->vector, most = 0;

    for (size_t node = 0; node < heat->setup.grid->nodes; node++)
        if (heat->is_free[node]) {
            most = fabs(step[node]) > most ? fabs(step[node]) : most;
            v[STAGE][node] = heat->setup.grid->tissue_m3[node] > 0
                ? kink_stop(v[STAGE][node], v[STAGE][node] + step[node])
                : v[STAGE][node] + step[node];
        }
    return most < SETTLED_C;
}

/* Newton's system for a boiling stage: DIAG, the residual in RIGHT, what 1 V^2 adds in BEAT. */
static void boil_system_fill(struct bioheat *heat, double scale, const double *heat_w)
{
    const struct grid   *grid = heat->setup.grid;
    const struct tissue *tissue = heat->setup.tissue;
    double **v = heat->vector, wet = tissue->rho_kg_per_m3 * tissue->c_j_per_kg_k;

    bioheat_flow_fill(heat, v[STAGE], v[RIGHT]);
    for (size_t node = 0; node < grid->nodes; node++) {
        double extra = tissue_heat_j_per_m3_k(tissue, v[STAGE][node]) - wet;
        v[DIAG][node] = v[CAPACITY][node] + grid->tissue_m3[node] * extra + scale * v[LOSS][node];
        v[RIGHT][node] = heat->is_free[node]
            ? v[BEGIN][node] + scale * v[RIGHT][node]
              - bioheat_node_energy_j(heat, node, v[STAGE][node])
            : 0;
        v[BEAT][node] = heat->is_free[node] ? scale * heat_w[node] : 0;
    }
}

/* u = Newton's matrix^-1 right, by conjugate gradients. The matrix moves with every sweep: the
 * factor of an earlier one preconditions, and is renewed when it has grown too old; where a step
 * may not allocate, the rung's own has to do. */
static enum err boil_solve(struct bioheat *heat, struct rung *rung, const double *right, double *u)
{
    struct solver *solver = heat->is_prepared ? rung->solver : heat->boiling;
    struct solver_did did = { 0 };
    double scale = GAMMA * rung->step_s;
    enum err err;

    if (!heat->is_prepared && heat->boiling_wants_factor) {
        TRY(solver_factorise(heat->boiling, heat->vector[DIAG], scale));
        heat->did.factorisations++;
        heat->boiling_wants_factor = false;
    }
    memset(u, 0, heat->setup.grid->nodes * sizeof *u);
    err = solver_iterate(solver, heat->vector[DIAG], scale, right, heat->setup.tolerance,
                         ITERATIONS_MOST, u, &did);
    heat->did.solves++;
    heat->did.iterations += (size_t)did.iterations;
    heat->did.residual_most = fmax(heat->did.residual_most, did.residual);
    heat->boiling_wants_factor |= did.iterations > ITERATIONS_STALE;
    return err;
}

/* Newton's step into GUESS, with the V^2 that holds the point if one is held. */
static enum err boil_step_find(struct bioheat *heat, struct rung *rung, int stage,
                               const struct bioheat_drive *drive, double *volts2)
{
    double **v = heat->vector;
    size_t nodes = heat->setup.grid->nodes;

    if (!drive->is_held) {
        for (size_t node = 0; node < nodes; node++)
            v[RIGHT][node] += drive->volts2 * v[BEAT][node];
        *volts2 = drive->volts2;
        return boil_solve(heat, rung, v[RIGHT], v[GUESS]);
    }
    TRY(boil_solve(heat, rung, v[BEAT], v[UNIT]));
    TRY(boil_solve(heat, rung, v[RIGHT], v[GUESS]));
    *volts2 = bioheat_volts2(drive, stage,
                             grid_read(drive->point, v[STAGE]) + grid_read(drive->point, v[GUESS]),
                             grid_read(drive->point, v[UNIT]));
    for (size_t node = 0; node < nodes; node++)
        v[GUESS][node] += *volts2 * v[UNIT][node];
    return ERR_OK;
}

/* A stage that boils: Newton on  E(T) - E_begin - gamma h (flow(T) + V^2 q) = 0,  with E piecewise
 * linear in T. BEGIN holds E_begin; STAGE a first guess, on leaving the stage's temperatures. */
static enum err stage_boiling(struct bioheat *heat, struct rung *rung, int stage,
                              const double *heat_w, const struct bioheat_drive *drive,
                              double *volts2)
{
    for (int sweep = 0; sweep < SWEEPS_MOST; sweep++) {
        boil_system_fill(heat, GAMMA * rung->step_s, heat_w);
        TRY(boil_step_find(heat, rung, stage, drive, volts2));
        if (boil_settles(heat, heat->vector[GUESS]))
            return ERR_OK;
    }
    return ERR_DIVERGED;
}

/* Both stages with boiling, in terms of energy:
 *
 *     E_1 = E_n + gamma h R_1,    E_{n+1} = E_n + (1 - gamma) h R_1 + gamma h R_2 */
enum err bioheat_step_boiling(struct bioheat *heat, struct rung *rung, const double *heat_w,
                              const struct bioheat_drive *drive, double volts2[BIOHEAT_STAGES])
{
    double **v = heat->vector, share = (1 - GAMMA) / GAMMA, h = rung->step_s;
    size_t nodes = heat->setup.grid->nodes;

    if (!heat->boiling && !heat->is_prepared) {
        TRY(solver_create_like(&heat->boiling, rung->solver));
        heat->boiling_wants_factor = true;
    }
    memcpy(v[STAGE], v[TEMP], nodes * sizeof(double));
    memcpy(v[BEGIN], v[ENERGY], nodes * sizeof(double));
    TRY(stage_boiling(heat, rung, 0, heat_w, drive, &volts2[0]));
    memcpy(v[RATE], v[STAGE], nodes * sizeof(double));
    for (size_t node = 0; node < nodes; node++)
        v[BEGIN][node] = v[ENERGY][node]
            + share * (bioheat_node_energy_j(heat, node, v[STAGE][node]) - v[ENERGY][node]);
    TRY(stage_boiling(heat, rung, 1, heat_w, drive, &volts2[1]));
    bioheat_flows_count(heat, v[RATE], heat_w, volts2[0], 0, h);
    bioheat_flows_count(heat, v[STAGE], heat_w, volts2[1], 1, h);
    for (size_t node = 0; node < nodes; node++)
        v[RATE][node] = (v[STAGE][node] - v[TEMP][node]) / h;
    return ERR_OK;
}
