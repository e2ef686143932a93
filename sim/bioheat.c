#include "bioheat_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ITERATIONS_MOST  200    /* of conjugate gradients, per solve         */
#define ITERATIONS_STALE  10    /* more than this: worth a new factorisation */

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

double bioheat_node_energy_j(const struct bioheat *heat, size_t node, double temp_c)
{
    const struct grid *grid = heat->setup.grid;

    return grid->tissue_m3[node] * tissue_enthalpy_j_per_m3(heat->setup.tissue, temp_c)
           + grid->metal_m3[node] * heat->setup.metal.rho_kg_per_m3 * heat->setup.metal.c_j_per_kg_k
             * temp_c;
}

/* What is stored since the start: node by node, since the sum of all enthalpy dwarfs it. */
static double stored_j(const struct bioheat *heat)
{
    double sum = 0;

    for (size_t node = 0; node < heat->setup.grid->nodes; node++)
        if (heat->is_free[node])
            sum += bioheat_node_energy_j(heat, node, heat->vector[TEMP][node])
                   - bioheat_node_energy_j(heat, node, heat->setup.start_c);
    return sum;
}

/* A node on the axis owns no volume; in metal that conducts nothing it has no neighbours either. */
static bool is_nowhere(const struct bioheat *heat, size_t i, size_t j)
{
    const struct grid *grid = heat->setup.grid;

    return heat->setup.metal.k_w_per_m_k == 0 && i == 0 && grid->ring > 0
           && j > grid->end * (size_t)grid->z.order;
}

static void fields_fill(struct bioheat *heat)
{
    const struct grid   *grid = heat->setup.grid;
    const struct tissue *tissue = heat->setup.tissue;

    for (size_t j = 0; j < grid->z.nodes; j++)
        for (size_t i = 0; i < grid->r.nodes; i++)
            heat->is_free[grid_node(grid, i, j)] =
                !grid_is_outer(grid, i, j) && !is_nowhere(heat, i, j);
    for (size_t node = 0; node < grid->nodes; node++) {
        heat->vector[TEMP][node] = heat->setup.start_c;
        heat->vector[CAPACITY][node] =
            grid->tissue_m3[node] * tissue->rho_kg_per_m3 * tissue->c_j_per_kg_k
            + grid->metal_m3[node] * heat->setup.metal.rho_kg_per_m3
              * heat->setup.metal.c_j_per_kg_k;
    }
    heat->perfusion_w_per_m3_k = tissue->perfusion_per_s * tissue->blood_rho_kg_per_m3
                                 * tissue->blood_c_j_per_kg_k;
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
    for (size_t node = 0; node < setup->grid->nodes; node++)
        heat->vector[ENERGY][node] = bioheat_node_energy_j(heat, node, setup->start_c);
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

/* K times one on the outer faces: times the temperatures, it is minus what flows out there. */
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
        source[node] = grid->tissue_m3[node] * heat->setup.tissue->metabolic_w_per_m3
                       + loss[node] * TISSUE_REFERENCE_C;
    }
    rungs_age(heat);
}

/* The matrix's diagonal part for one rung. */
static void diag_fill(struct bioheat *heat, double scale)
{
    for (size_t node = 0; node < heat->setup.grid->nodes; node++)
        heat->vector[DIAG][node] = heat->vector[CAPACITY][node] + scale * heat->vector[LOSS][node];
}

enum err bioheat_rung_factorise(struct bioheat *heat, struct rung *rung)
{
    double scale = GAMMA * rung->step_s;

    rung->is_factored = false;      /* until it is: a broken factor is not used again */
    diag_fill(heat, scale);
    TRY(solver_factorise(rung->solver, heat->vector[DIAG], scale));
    rung->is_factored = true;
    rung->is_stale = rung->wants_factor = false;
    heat->did.factorisations++;
    return ERR_OK;
}

/* The rung of this length: the one that has it, else an empty one, else the one unused longest. */
enum err bioheat_rung_find(struct bioheat *heat, double step_s, struct rung **found)
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
    TRY(bioheat_rung_factorise(heat, oldest));
    *found = oldest;
    return ERR_OK;
}

enum err bioheat_prepare(struct bioheat *heat, const double *steps_s, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct rung *rung;
        TRY(bioheat_rung_find(heat, steps_s[i], &rung));
        /* Only so that the solver takes its work space now. */
        solver_solve(rung->solver, heat->vector[SOURCE], heat->vector[GUESS]);
    }
    memset(heat->vector[GUESS], 0, heat->setup.grid->nodes * sizeof(double));
    heat->is_prepared = true;
    return ERR_OK;
}

/* (C + gamma h (K + P)) u = right, from u as the first guess. */
enum err bioheat_rung_solve(struct bioheat *heat, struct rung *rung, const double *right, double *u)
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
    err = solver_iterate(rung->solver, heat->vector[DIAG], scale, right, heat->setup.tolerance,
                         ITERATIONS_MOST, u, &did);
    heat->did.iterations += (size_t)did.iterations;
    heat->did.residual_most = fmax(heat->did.residual_most, did.residual);
    rung->wants_factor |= did.iterations > ITERATIONS_STALE;
    return err;
}

const double *bioheat_temp_c(const struct bioheat *heat)       { return heat->vector[TEMP]; }
const double *bioheat_rise_c_per_s(const struct bioheat *heat) { return heat->vector[RISE]; }

struct bioheat_did bioheat_did(const struct bioheat *heat)
{
    struct bioheat_did did = heat->did;

    did.stored_j = stored_j(heat);
    return did;
}

double bioheat_imbalance(const struct bioheat *heat)
{
    const struct bioheat_did did = bioheat_did(heat);
    double net = did.joule_j + did.metabolic_j - did.perfused_j - did.conducted_j;
    double size = fmax(fmax(fabs(did.joule_j), fabs(did.metabolic_j)),
                       fmax(fabs(did.perfused_j), fabs(did.conducted_j)));

    return size > 0 ? fabs(did.stored_j - net) / size : 0;
}
