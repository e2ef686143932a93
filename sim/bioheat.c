#include "bioheat.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GAMMA 0.29289321881345247560    /* 1 - 1/sqrt(2) */
const double bioheat_stage_at[BIOHEAT_STAGES] = { GAMMA, 1 };
static const double stage_weight[BIOHEAT_STAGES] = { 1 - GAMMA, GAMMA };

#define ITERATIONS_MOST     200     /* of conjugate gradients, per solve                         */
#define ITERATIONS_STALE     10     /* more than this: worth a new factorisation                 */
#define BOIL_SWEEPS_MOST    100     /* of Newton, per stage                                      */
#define BOIL_ITERATIONS_MOST 600    /* of conjugate gradients, per solve                         */
#define BOIL_ITERATIONS_STALE 12
#define BOIL_SETTLED_C     1e-6

enum vector { TEMP, RISE, CAPACITY, LOSS, SOURCE, DIAG, BEGIN, RATE, RIGHT, IMAGE, UNIT, GUESS, STAGE, BEAT, ENERGY, OUTFLOW, VECTORS };

/* One step length and the factor of its matrix. */
struct rung {
    double         step_s;
    struct solver *solver;          /* NULL: not in use                    */
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
    double *kappa;                      /* [nodes]      */
    double  perfusion_w_per_m3_k;       /* at full share */
    double  stored_start_j;
    struct bioheat_did did;
};

static enum err memory_take(struct bioheat *heat)
{
    size_t nodes = heat->setup.grid->nodes;

    heat->is_free = malloc(nodes * sizeof *heat->is_free);
    heat->kappa = malloc(nodes * sizeof *heat->kappa);
    heat->vector[0] = calloc(VECTORS * nodes, sizeof(double));
    if (!heat->is_free || !heat->kappa || !heat->vector[0])
        return ERR_MEMORY;
    for (int v = 1; v < VECTORS; v++)
        heat->vector[v] = heat->vector[0] + (size_t)v * nodes;
    return ERR_OK;
}

static double node_energy_j(const struct bioheat *heat, size_t node, double temp_c)
{
    const struct grid *grid = heat->setup.grid;

    return grid->tissue_m3[node] * tissue_enthalpy_j_per_m3(heat->setup.tissue, temp_c)
           + grid->metal_m3[node] * heat->setup.metal.rho_kg_per_m3 * heat->setup.metal.c_j_per_kg_k * temp_c;
}

static double energy_sum_j(const struct bioheat *heat)
{
    double sum = 0;

    for (size_t node = 0; node < heat->setup.grid->nodes; node++)
        if (heat->is_free[node])
            sum += node_energy_j(heat, node, heat->vector[TEMP][node]);
    return sum;
}

/* A node on the axis owns no volume; inside metal that conducts nothing it has no neighbours either. */
static bool is_nowhere(const struct bioheat *heat, size_t i, size_t j)
{
    const struct grid *grid = heat->setup.grid;

    return heat->setup.metal.k_w_per_m_k == 0 && i == 0 && grid->ring > 0 && j > grid->end * (size_t)grid->z.order;
}

static void fields_fill(struct bioheat *heat)
{
    const struct grid   *grid = heat->setup.grid;
    const struct tissue *tissue = heat->setup.tissue;

    for (size_t j = 0; j < grid->z.nodes; j++)
        for (size_t i = 0; i < grid->r.nodes; i++)
            heat->is_free[grid_node(grid, i, j)] = !grid_is_outer(grid, i, j) && !is_nowhere(heat, i, j);
    for (size_t node = 0; node < grid->nodes; node++) {
        heat->vector[TEMP][node] = heat->setup.start_c;
        heat->vector[CAPACITY][node] = grid->tissue_m3[node] * tissue->rho_kg_per_m3 * tissue->c_j_per_kg_k
            + grid->metal_m3[node] * heat->setup.metal.rho_kg_per_m3 * heat->setup.metal.c_j_per_kg_k;
    }
    heat->perfusion_w_per_m3_k = tissue->perfusion_per_s * tissue->blood_rho_kg_per_m3 * tissue->blood_c_j_per_kg_k;
}

enum err bioheat_create(struct bioheat **made, const struct bioheat_setup *setup, struct why *why)
{
    struct bioheat *heat = calloc(1, sizeof *heat);
    enum err err;

    if (!heat)
        return why_say(why, ERR_MEMORY, "no memory for the temperature field");
    heat->setup = *setup;
    TRY_OR_DONE(memory_take(heat));
    fields_fill(heat);
    TRY_OR_DONE(stiffness_create(&heat->k, setup->grid));
    TRY_OR_DONE(solver_create(&heat->rung[0].solver, &heat->k, heat->is_free));
    bioheat_take_k(heat, heat->vector[TEMP]);
    bioheat_take_perfusion(heat, NULL);
    heat->stored_start_j = energy_sum_j(heat);
    *made = heat;
done:
    if (err != ERR_OK) {
        bioheat_destroy(heat);
        return why_say(why, err, "no memory for the temperature field");
    }
    return ERR_OK;
}

void bioheat_destroy(struct bioheat *heat)
{
    if (!heat)
        return;
    for (size_t rung = 0; rung < BIOHEAT_RUNGS_MAX; rung++)
        solver_destroy(heat->rung[rung].solver);
    solver_destroy(heat->boiling);
    stiffness_destroy(&heat->k);
    free(heat->is_free);
    free(heat->kappa);
    free(heat->vector[0]);
    free(heat);
}

/* K times one on the outer faces: its product with the temperatures is minus the heat that flows out there. */
static void outflow_fill(struct bioheat *heat)
{
    for (size_t node = 0; node < heat->setup.grid->nodes; node++)
        heat->vector[IMAGE][node] = heat->is_free[node] ? 0 : 1;
    stiffness_apply(&heat->k, heat->vector[IMAGE], heat->vector[OUTFLOW]);
}

static void rungs_age(struct bioheat *heat)
{
    for (size_t rung = 0; rung < BIOHEAT_RUNGS_MAX; rung++)
        heat->rung[rung].is_stale = true;
}

void bioheat_take_k(struct bioheat *heat, const double *temp_c)
{
    for (size_t node = 0; node < heat->setup.grid->nodes; node++)
        heat->kappa[node] = tissue_k_w_per_m_k(heat->setup.tissue, temp_c[node]);
    stiffness_set(&heat->k, heat->kappa, heat->setup.metal.k_w_per_m_k);
    outflow_fill(heat);
    rungs_age(heat);
}

void bioheat_take_perfusion(struct bioheat *heat, const double *share)
{
    const struct grid *grid = heat->setup.grid;
    double *loss = heat->vector[LOSS], *source = heat->vector[SOURCE];

    for (size_t node = 0; node < grid->nodes; node++) {
        loss[node] = grid->tissue_m3[node] * heat->perfusion_w_per_m3_k * (share ? share[node] : 1);
        source[node] = grid->tissue_m3[node] * heat->setup.tissue->metabolic_w_per_m3 + loss[node] * TISSUE_REFERENCE_C;
    }
    rungs_age(heat);
}

/* The matrix's diagonal part for one rung. */
static void diag_fill(struct bioheat *heat, double scale)
{
    for (size_t node = 0; node < heat->setup.grid->nodes; node++)
        heat->vector[DIAG][node] = heat->vector[CAPACITY][node] + scale * heat->vector[LOSS][node];
}

static enum err rung_factorise(struct bioheat *heat, struct rung *rung)
{
    double scale = GAMMA * rung->step_s;

    diag_fill(heat, scale);
    TRY(solver_factorise(rung->solver, heat->vector[DIAG], scale));
    rung->is_factored = true;
    rung->is_stale = rung->wants_factor = false;
    heat->did.factorisations++;
    return ERR_OK;
}

/* The rung of this length: the one that has it, else an empty one, else the one unused longest. */
static enum err rung_find(struct bioheat *heat, double step_s, struct rung **found)
{
    struct rung *oldest = &heat->rung[0];

    for (struct rung *rung = heat->rung; rung < heat->rung + BIOHEAT_RUNGS_MAX; rung++) {
        if (rung->is_factored && fabs(rung->step_s - step_s) <= 1e-9 * step_s) {
            *found = rung;
            return ERR_OK;
        }
        if (oldest->is_factored && (!rung->is_factored || rung->used_at < oldest->used_at))
            oldest = rung;
    }
    if (heat->is_prepared)
        return ERR_BUG;
    if (!oldest->solver)
        TRY(solver_create_like(&oldest->solver, heat->rung[0].solver));
    oldest->step_s = step_s;
    *found = oldest;
    return rung_factorise(heat, oldest);
}

enum err bioheat_prepare(struct bioheat *heat, const double *steps_s, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct rung *rung;
        TRY(rung_find(heat, steps_s[i], &rung));
        solver_solve(rung->solver, heat->vector[SOURCE], heat->vector[GUESS]);  /* takes its work space */
    }
    memset(heat->vector[GUESS], 0, heat->setup.grid->nodes * sizeof(double));
    heat->is_prepared = true;
    return ERR_OK;
}

/* (C + gamma h (K + P)) u = right, from u as the first guess. */
static enum err rung_solve(struct bioheat *heat, struct rung *rung, const double *right, double *u)
{
    struct solver_did did = { 0 };
    double scale = GAMMA * rung->step_s;
    enum err err;

    heat->did.solves++;
    if (!rung->is_stale) {
        solver_solve(rung->solver, right, u);
        return ERR_OK;
    }
    diag_fill(heat, scale);
    err = solver_iterate(rung->solver, heat->vector[DIAG], scale, right, heat->setup.tolerance, ITERATIONS_MOST, u, &did);
    heat->did.iterations += (size_t)did.iterations;
    heat->did.residual_most = fmax(heat->did.residual_most, did.residual);
    rung->wants_factor |= did.iterations > ITERATIONS_STALE;
    return err;
}

/* Net heat flow into each node at temperatures `at`, without the electrode's: source - (K + P) at. */
static void flow_fill(struct bioheat *heat, const double *at, double *flow)
{
    stiffness_apply(&heat->k, at, heat->vector[IMAGE]);
    for (size_t node = 0; node < heat->setup.grid->nodes; node++)
        flow[node] = heat->is_free[node]
            ? heat->vector[SOURCE][node] - heat->vector[IMAGE][node] - heat->vector[LOSS][node] * at[node] : 0;
}

/* Add up the heat flows of a stage that ended at temperatures `at`, over `seconds` of weight. */
static void flows_count(struct bioheat *heat, const double *at, const double *heat_w, double volts2, double seconds)
{
    const double *loss = heat->vector[LOSS], *source = heat->vector[SOURCE], *outflow = heat->vector[OUTFLOW];
    double joule = 0, joule_outside = 0, perfused = 0, metabolic = 0, inflow = 0;

    for (size_t node = 0; node < heat->setup.grid->nodes; node++) {
        double is_free = heat->is_free[node] ? 1 : 0;
        joule += heat_w[node];
        joule_outside += (1 - is_free) * heat_w[node];
        perfused += is_free * loss[node] * (at[node] - TISSUE_REFERENCE_C);
        metabolic += is_free * (source[node] - loss[node] * TISSUE_REFERENCE_C);
        inflow += outflow[node] * at[node];
    }
    heat->did.joule_j += seconds * volts2 * joule;
    heat->did.perfused_j += seconds * perfused;
    heat->did.metabolic_j += seconds * metabolic;
    heat->did.conducted_j += seconds * (volts2 * joule_outside - inflow);
}

/* V^2 that brings the held point from `without_c` (at 0 V) to its target, given what 1 V^2 adds. */
static double volts2_find(const struct bioheat_drive *drive, int stage, double without_c, double per_volt2_c)
{
    double wanted = (drive->target_c[stage] - without_c) / per_volt2_c;

    if (!drive->is_held)
        return drive->volts2;
    return fmin(fmax(wanted, 0), drive->volts2_most);
}

/* A stage without boiling: linear in T and in V^2. On entry STAGE holds T_n + what earlier stages added; on leaving, the stage's
 * temperatures, with its rate dT/dt in `rate`. */
static enum err stage_linear(struct bioheat *heat, struct rung *rung, int stage, const double *heat_w,
                             const struct bioheat_drive *drive, double *volts2)
{
    double **v = heat->vector, scale = GAMMA * rung->step_s;
    size_t nodes = heat->setup.grid->nodes;

    flow_fill(heat, v[STAGE], v[RIGHT]);
    *volts2 = drive->volts2;
    if (drive->is_held) {
        TRY(rung_solve(heat, rung, heat_w, v[UNIT]));
        *volts2 = 0;
    }
    for (size_t node = 0; node < nodes; node++)
        v[RIGHT][node] += *volts2 * (heat->is_free[node] ? heat_w[node] : 0);
    if (drive->is_held)     /* the guess is a rate with the heat in it; what is asked for is the rate without */
        for (size_t node = 0; node < nodes; node++)
            v[RATE][node] -= drive->volts2 * v[UNIT][node];
    TRY(rung_solve(heat, rung, v[RIGHT], v[RATE]));
    if (drive->is_held) {
        double without_c = grid_read(drive->point, v[STAGE]) + scale * grid_read(drive->point, v[RATE]);
        *volts2 = volts2_find(drive, stage, without_c, scale * grid_read(drive->point, v[UNIT]));
        for (size_t node = 0; node < nodes; node++)
            v[RATE][node] += *volts2 * v[UNIT][node];
    }
    for (size_t node = 0; node < nodes; node++)
        v[STAGE][node] += scale * v[RATE][node];
    return ERR_OK;
}

/* Newton may not step over a kink of the enthalpy: it stops just beyond the first, where the other slope holds. */
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

/* Take Newton's step; it has settled when what it asked for (not what a kink let it do) is nothing. */
static bool boil_settles(struct bioheat *heat, const double *step)
{
    double **v = heat->vector, most = 0;

    for (size_t node = 0; node < heat->setup.grid->nodes; node++)
        if (heat->is_free[node]) {
            most = fabs(step[node]) > most ? fabs(step[node]) : most;
            v[STAGE][node] = heat->setup.grid->tissue_m3[node] > 0
                ? kink_stop(v[STAGE][node], v[STAGE][node] + step[node]) : v[STAGE][node] + step[node];
        }
    return most < BOIL_SETTLED_C;
}

/* Newton's system for a boiling stage: DIAG, the residual in RIGHT, and what one volt squared adds in BEAT. */
static void boil_system_fill(struct bioheat *heat, double scale, const double *heat_w)
{
    const struct grid   *grid = heat->setup.grid;
    const struct tissue *tissue = heat->setup.tissue;
    double **v = heat->vector, wet = tissue->rho_kg_per_m3 * tissue->c_j_per_kg_k;

    flow_fill(heat, v[STAGE], v[RIGHT]);
    for (size_t node = 0; node < grid->nodes; node++) {
        double extra = tissue_heat_j_per_m3_k(tissue, v[STAGE][node]) - wet;
        v[DIAG][node] = v[CAPACITY][node] + grid->tissue_m3[node] * extra + scale * v[LOSS][node];
        v[RIGHT][node] = heat->is_free[node]
            ? v[BEGIN][node] + scale * v[RIGHT][node] - node_energy_j(heat, node, v[STAGE][node]) : 0;
        v[BEAT][node] = heat->is_free[node] ? scale * heat_w[node] : 0;
    }
}

/* u = Newton's matrix^-1 right, by conjugate gradients. The matrix moves with every sweep: the factor of an earlier one
 * preconditions, and is renewed when it has grown too old; where a step may not allocate, the rung's own has to do. */
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
    err = solver_iterate(solver, heat->vector[DIAG], scale, right, heat->setup.tolerance, BOIL_ITERATIONS_MOST, u, &did);
    heat->did.solves++;
    heat->did.iterations += (size_t)did.iterations;
    heat->boiling_wants_factor = did.iterations > BOIL_ITERATIONS_STALE;
    return err;
}

/* Newton's step into GUESS, with the V^2 that holds the point if one is held. */
static enum err boil_step_find(struct bioheat *heat, struct rung *rung, int stage, const struct bioheat_drive *drive, double *volts2)
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
    *volts2 = volts2_find(drive, stage, grid_read(drive->point, v[STAGE]) + grid_read(drive->point, v[GUESS]),
                          grid_read(drive->point, v[UNIT]));
    for (size_t node = 0; node < nodes; node++)
        v[GUESS][node] += *volts2 * v[UNIT][node];
    return ERR_OK;
}

/* A stage that boils: Newton on  E(T) - E_begin - gamma h (flow(T) + V^2 q) = 0,  E piecewise linear in T. BEGIN holds E_begin;
 * STAGE a first guess, on leaving the stage's temperatures. */
static enum err stage_boiling(struct bioheat *heat, struct rung *rung, int stage, const double *heat_w,
                              const struct bioheat_drive *drive, double *volts2)
{
    for (int sweep = 0; sweep < BOIL_SWEEPS_MOST; sweep++) {
        boil_system_fill(heat, GAMMA * rung->step_s, heat_w);
        TRY(boil_step_find(heat, rung, stage, drive, volts2));
        if (boil_settles(heat, heat->vector[GUESS]))
            return ERR_OK;
    }
    return ERR_DIVERGED;
}

static bool is_near_boiling(const struct bioheat *heat, const double *temp_c)
{
    if (!heat->setup.tissue->boils)
        return false;
    for (size_t node = 0; node < heat->setup.grid->nodes; node++)
        if (temp_c[node] > TISSUE_BOILS_FROM_C && heat->setup.grid->tissue_m3[node] > 0)
            return true;
    return false;
}

/* Both stages without boiling. Leaves T_{n+1} in STAGE and its rate in RATE; the flows are counted by the caller's choice. */
static enum err step_linear(struct bioheat *heat, struct rung *rung, const double *heat_w, const struct bioheat_drive *drive,
                            double volts2[BIOHEAT_STAGES])
{
    double **v = heat->vector, h = rung->step_s;
    size_t nodes = heat->setup.grid->nodes;
    struct bioheat_drive known = *drive;

    memcpy(v[STAGE], v[TEMP], nodes * sizeof(double));
    memcpy(v[RATE], v[RISE], nodes * sizeof(double));
    TRY(stage_linear(heat, rung, 0, heat_w, &known, &volts2[0]));
    memcpy(v[GUESS], v[STAGE], nodes * sizeof(double));     /* the first stage, for the count of flows */
    for (size_t node = 0; node < nodes; node++)
        v[STAGE][node] = v[TEMP][node] + (1 - GAMMA) * h * v[RATE][node];
    known.volts2 = drive->is_held ? volts2[0] : drive->volts2;
    return stage_linear(heat, rung, 1, heat_w, &known, &volts2[1]);
}

/* Both stages with boiling, in terms of energy: E_1 = E_n + gamma h R_1, E_{n+1} = E_n + (1 - gamma) h R_1 + gamma h R_2. A step that
 * fails leaves no flows counted. */
static enum err step_boiling(struct bioheat *heat, struct rung *rung, const double *heat_w, const struct bioheat_drive *drive,
                             double volts2[BIOHEAT_STAGES])
{
    double **v = heat->vector, share = (1 - GAMMA) / GAMMA, h = rung->step_s;
    size_t nodes = heat->setup.grid->nodes;

    memcpy(v[STAGE], v[TEMP], nodes * sizeof(double));
    memcpy(v[BEGIN], v[ENERGY], nodes * sizeof(double));
    TRY(stage_boiling(heat, rung, 0, heat_w, drive, &volts2[0]));
    memcpy(v[RATE], v[STAGE], nodes * sizeof(double));
    for (size_t node = 0; node < nodes; node++)
        v[BEGIN][node] = v[ENERGY][node] + share * (node_energy_j(heat, node, v[STAGE][node]) - v[ENERGY][node]);
    TRY(stage_boiling(heat, rung, 1, heat_w, drive, &volts2[1]));
    flows_count(heat, v[RATE], heat_w, volts2[0], stage_weight[0] * h);
    flows_count(heat, v[STAGE], heat_w, volts2[1], stage_weight[1] * h);
    for (size_t node = 0; node < nodes; node++)
        v[RATE][node] = (v[STAGE][node] - v[TEMP][node]) / h;
    return ERR_OK;
}

static void step_finish(struct bioheat *heat)
{
    double **v = heat->vector;
    size_t nodes = heat->setup.grid->nodes;

    memcpy(v[TEMP], v[STAGE], nodes * sizeof(double));
    memcpy(v[RISE], v[RATE], nodes * sizeof(double));
    if (heat->setup.tissue->boils)
        for (size_t node = 0; node < nodes; node++)
            v[ENERGY][node] = node_energy_j(heat, node, v[TEMP][node]);
    heat->did.steps++;
}

enum err bioheat_step(struct bioheat *heat, double step_s, const double *heat_w, const struct bioheat_drive *drive,
                      double volts2[BIOHEAT_STAGES], struct why *why)
{
    double **v = heat->vector;
    struct rung *rung;
    enum err err = ERR_OK;

    err = rung_find(heat, step_s, &rung);
    if (err != ERR_OK)
        return why_say(why, err, "the heat matrix for steps of %g s could not be factorised: %s", step_s, err_text(err));
    rung->used_at = heat->did.steps;
    if (rung->wants_factor && !heat->is_prepared)
        TRY(rung_factorise(heat, rung));
    if (heat->setup.tissue->boils && heat->did.steps == 0)
        for (size_t node = 0; node < heat->setup.grid->nodes; node++)
            v[ENERGY][node] = node_energy_j(heat, node, v[TEMP][node]);
    if (!is_near_boiling(heat, v[TEMP])) {
        err = step_linear(heat, rung, heat_w, drive, volts2);
        if (err == ERR_OK && !is_near_boiling(heat, v[STAGE]) && !is_near_boiling(heat, v[GUESS])) {
            flows_count(heat, v[GUESS], heat_w, volts2[0], stage_weight[0] * step_s);
            flows_count(heat, v[STAGE], heat_w, volts2[1], stage_weight[1] * step_s);
            step_finish(heat);
            return ERR_OK;
        }
    }
    if (err == ERR_OK && !heat->boiling && !heat->is_prepared) {
        err = solver_create_like(&heat->boiling, rung->solver);
        heat->boiling_wants_factor = true;
    }
    if (err == ERR_OK)
        err = step_boiling(heat, rung, heat_w, drive, volts2);
    if (err != ERR_OK)
        return why_say(why, err, "the temperature field did not converge in a step of %g s: drive the tissue less hard", step_s);
    step_finish(heat);
    return ERR_OK;
}

const double *bioheat_temp_c(const struct bioheat *heat)       { return heat->vector[TEMP]; }
const double *bioheat_rise_c_per_s(const struct bioheat *heat) { return heat->vector[RISE]; }

struct bioheat_did bioheat_did(const struct bioheat *heat)
{
    struct bioheat_did did = heat->did;

    did.stored_j = energy_sum_j(heat) - heat->stored_start_j;
    return did;
}

double bioheat_imbalance(const struct bioheat *heat)
{
    const struct bioheat_did did = bioheat_did(heat);
    double net = did.joule_j + did.metabolic_j - did.perfused_j - did.conducted_j;
    double size = fmax(fmax(fabs(did.joule_j), fabs(did.metabolic_j)), fmax(fabs(did.perfused_j), fabs(did.conducted_j)));

    return size > 0 ? fabs(did.stored_j - net) / size : 0;
}
