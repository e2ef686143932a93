#include "ablation.h"

#include "potential.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FOLLOW_MOST        60   /* iterations after which this solve factorises anew       */
#define FOLLOW_TOLERANCE 3e-3   /* of the leak that moving sigma made                      */
#define PERFUSION_SLACK    10   /* perfusion matters less than sigma: it may move so much more */
#define FOLLOW_STALE       12   /* iterations after which the next solve factorises anew   */
#define HOT_C           96.0    /* from here on boiling and drying are near             */
#define HOT_CHANGE_C     3.0    /* what such tissue may change in a step ...            */
#define HOT_STEP_LEAST_S 0.05   /* ... unless steps get shorter than this               */
#define HOT_AHEAD_C      2.0    /* how far ahead such tissue is predicted at most       */
#define METAL_TIMES        1.6  /* of depth^2 / alpha: measured, below 1 it begins to swing */
#define METAL_STEP_MOST_S  1.0  /* a needle that hardly conducts is not waited for          */
#define COLD_CHANGE_C       0.03    /* tissue that changed by less gathers damage as at the start */

struct ablation {
    struct ablation_setup setup;
    struct grid      grid;
    struct potential potential;
    struct bioheat  *heat;
    struct grid_stencil thermocouple;
    bool    is_prepared, is_drying, wants_factor;
    bool    is_settled;             /* ablation_settle has moved sigma on from taken_c         */
    double *middle_c;               /* [nodes] predicted temperature at the middle of the step */
    double *taken_c;                /* [nodes] at which sigma and k were last taken            */
    double *sigma;                  /* [nodes] S/m                                             */
    double *share;                  /* [nodes] of perfusion that is left                       */
    double *share_taken;            /* [nodes] when perfusion was last taken                   */
    double *begin_c, *begin_rise;   /* [nodes] C and C/s at the start of the step              */
    double *peak_c;                 /* [nodes] the highest temperature ever                    */
    double *rate[ABLATION_CRITERIA_MAX];    /* [nodes] per s, at the last step's end         */
    double *damage[ABLATION_CRITERIA_MAX];  /* [nodes] stays 0 for an isotherm               */
    double *work;                   /* [nodes]                                                 */
    bool   *is_tissue;              /* [nodes] touches tissue                                  */
    int     stopping;               /* the criterion that stops perfusion, or -1               */
    double  start_rate[ABLATION_CRITERIA_MAX];  /* of damage per s, at start_c                 */
    double  volts2;                 /* mean V^2 of the last step's last stage                  */
    size_t  potential_solves, potential_iterations;
    double  potential_residual_most;
};

#define FIELDS (9 + 2 * ABLATION_CRITERIA_MAX)

static enum err memory_take(struct ablation *a)
{
    size_t nodes = a->grid.nodes;
    double *fields = calloc(FIELDS * nodes, sizeof *fields);

    a->middle_c = fields;       /* the first owns them all */
    a->is_tissue = calloc(nodes, sizeof *a->is_tissue);
    if (!fields || !a->is_tissue)
        return ERR_MEMORY;
    a->taken_c = fields += nodes;
    a->sigma = fields += nodes;
    a->share = fields += nodes;
    a->share_taken = fields += nodes;
    a->begin_c = fields += nodes;
    a->begin_rise = fields += nodes;
    a->peak_c = fields += nodes;
    a->work = fields += nodes;
    for (size_t c = 0; c < a->setup.criterion_count; c++) {
        a->rate[c] = fields += nodes;
        a->damage[c] = fields += nodes;
    }
    return ERR_OK;
}

static void fields_fill(struct ablation *a)
{
    const struct grid *grid = &a->grid;
    size_t p = (size_t)grid->r.order;

    for (size_t ez = 0; ez < grid->z.elements; ez++)
        for (size_t er = 0; er < grid->r.elements; er++)
            for (size_t at = 0; at < (p + 1) * (p + 1); at++)
                if (grid_material_of(grid, er, ez) == GRID_TISSUE)
                    a->is_tissue[grid_node(grid, er * p + at % (p + 1), ez * p + at / (p + 1))] =
                        true;
    for (size_t c = 0; c < a->setup.criterion_count; c++)
        a->start_rate[c] = damage_rate_per_s(&a->setup.criteria[c], a->setup.start_c);
    for (size_t node = 0; node < grid->nodes; node++) {
        a->peak_c[node] = a->middle_c[node] = a->taken_c[node] = a->setup.start_c;
        a->share[node] = a->share_taken[node] = 1;
        a->sigma[node] = tissue_sigma_s_per_m(&a->setup.tissue, a->setup.start_c);
        for (size_t c = 0; c < a->setup.criterion_count; c++)
            a->rate[c][node] = a->start_rate[c];
    }
}

static int stopping_find(const struct ablation_setup *setup)
{
    for (size_t c = 0; c < setup->criterion_count; c++)
        if (setup->tissue.perfusion_stops_with_damage
            && setup->criteria[c].kind == CRITERION_ARRHENIUS)
            return (int)c;
    return -1;
}

static enum err parts_create(struct ablation *a, struct why *why)
{
    struct bioheat_setup heat = { .grid = &a->grid, .tissue = &a->setup.tissue,
                                  .metal = a->setup.metal,
                                  .start_c = a->setup.start_c,
                                  .tolerance = a->setup.solve_tolerance };

    TRY(grid_create(&a->grid, &a->setup.shape, &a->setup.fineness, why));
    TRY(memory_take(a));
    fields_fill(a);
    TRY(potential_create(&a->potential, &a->grid, why));
    TRY(potential_solve(&a->potential, a->sigma));
    a->potential_solves = 1;
    return bioheat_create(&a->heat, &heat, why);
}

enum err ablation_create(struct ablation **made, const struct ablation_setup *setup,
                         struct why *why)
{
    struct ablation *a = calloc(1, sizeof *a);
    enum err err;

    if (!a)
        return why_say(why, ERR_MEMORY, "no memory for the plant");
    if (setup->criterion_count > ABLATION_CRITERIA_MAX) {
        free(a);
        return why_say(why, ERR_BUG, "more criteria than a plant has room for");
    }
    a->setup = *setup;
    a->stopping = stopping_find(setup);
    err = parts_create(a, why);
    if (err != ERR_OK) {
        ablation_destroy(a);
        return why_say(why, err, "the plant could not be made: %s", err_text(err));
    }
    grid_stencil_at(&a->grid, 0, -setup->shape.tip_m / 2 + setup->thermocouple_m, &a->thermocouple);
    *made = a;
    return ERR_OK;
}

void ablation_destroy(struct ablation *a)
{
    if (!a)
        return;
    bioheat_destroy(a->heat);
    potential_destroy(&a->potential);
    grid_destroy(&a->grid);
    free(a->middle_c);
    free(a->is_tissue);
    free(a);
}

enum err ablation_prepare(struct ablation *a, const double *steps_s, size_t count)
{
    a->is_prepared = true;
    return bioheat_prepare(a->heat, steps_s, count);
}

/* Predict the temperature at the middle of a step; say by how much sigma and k have moved since
 * they were taken, and whether sigma falls anywhere because tissue dries. */
static double middle_predict(struct ablation *a, double step_s)
{
    const struct tissue *tissue = &a->setup.tissue;
    const double *temp = bioheat_temp_c(a->heat), *rise = bioheat_rise_c_per_s(a->heat);
    double slope = fmax(fabs(tissue->sigma_per_c), fabs(tissue->k_per_c)), moved = 0;

    a->is_drying = false;
    for (size_t node = 0; node < a->grid.nodes; node++) {
        double ahead = step_s / 2 * rise[node];
        /* A node that dries within a step would else swing between wet and dry. */
        if (temp[node] > HOT_C && fabs(ahead) > HOT_AHEAD_C)
            ahead = copysign(HOT_AHEAD_C, ahead);
        a->middle_c[node] = temp[node] + ahead;
        if (a->is_tissue[node]) {
            bool   is_dry = a->middle_c[node] > TISSUE_DRIES_FROM_C
                            || a->taken_c[node] > TISSUE_DRIES_FROM_C;
            double by = is_dry ? 1 / (TISSUE_DRIES_TO_C - TISSUE_DRIES_FROM_C) : slope;
            double change = by * fabs(a->middle_c[node] - a->taken_c[node]);
            moved = change > moved ? change : moved;
            a->is_drying |= is_dry;
        }
    }
    return moved;
}

/* The same for what is left of perfusion. */
static double share_predict(struct ablation *a, double step_s)
{
    const double *damage = a->damage[a->stopping], *rate = a->rate[a->stopping];
    double moved = 0;

    for (size_t node = 0; node < a->grid.nodes; node++) {
        double change;
        a->share[node] = exp(-(damage[node] + step_s / 2 * rate[node]));
        change = fabs(a->share[node] - a->share_taken[node]);
        moved = change > moved ? change : moved;
    }
    return moved;
}

static enum err potential_move(struct ablation *a)
{
    struct solver_did did = { 0 };
    enum err err = ERR_DIVERGED;

    a->potential_solves++;
    if (!a->wants_factor || a->is_prepared)
        err = potential_follow(&a->potential, a->sigma, FOLLOW_TOLERANCE, FOLLOW_MOST, &did);
    a->potential_iterations += (size_t)did.iterations;
    if (err == ERR_DIVERGED) {
        a->wants_factor = false;
        return potential_solve(&a->potential, a->sigma);
    }
    a->potential_residual_most = fmax(a->potential_residual_most, did.residual);
    a->wants_factor = did.iterations > FOLLOW_STALE;
    return err;
}

static enum err properties_refresh(struct ablation *a, double step_s)
{
    const struct tissue *tissue = &a->setup.tissue;
    size_t size = a->grid.nodes * sizeof *a->share;

    if (a->stopping >= 0 && share_predict(a, step_s) > PERFUSION_SLACK * a->setup.moved_tolerance) {
        memcpy(a->share_taken, a->share, size);
        bioheat_take_perfusion(a->heat, a->share);
    }
    if (middle_predict(a, step_s) <= a->setup.moved_tolerance && !a->is_settled)
        return ERR_OK;
    a->is_settled = false;
    memcpy(a->taken_c, a->middle_c, size);
    if (tissue->k_per_c != 0)
        bioheat_take_k(a->heat, a->middle_c);
    if (tissue->sigma_per_c == 0 && !a->is_drying)
        return ERR_OK;
    for (size_t node = 0; node < a->grid.nodes; node++)
        a->sigma[node] = tissue_sigma_s_per_m(tissue, a->middle_c[node]);
    return potential_move(a);
}

static void peak_note(struct ablation *a)
{
    const double *end_c = bioheat_temp_c(a->heat);

    for (size_t node = 0; node < a->grid.nodes; node++)
        a->peak_c[node] = end_c[node] > a->peak_c[node] ? end_c[node] : a->peak_c[node];
}

/* Damage by one criterion in one node. Far away, where tissue is as at its start, the rate is
 * known. */
static void node_damage_add(struct ablation *a, size_t c, size_t node,
                            const struct damage_span *span)
{
    const struct criterion *criterion = &a->setup.criteria[c];
    double begin_rate = a->rate[c][node], end_rate;

    if (fabs(span->begin_c - a->setup.start_c) < COLD_CHANGE_C
        && fabs(span->end_c - a->setup.start_c) < COLD_CHANGE_C) {
        a->damage[c][node] += span->step_s * a->start_rate[c];
        return;
    }
    end_rate = damage_rate_per_s(criterion, span->end_c);
    a->damage[c][node] += damage_over_span(
        criterion, span, damage_panels(fabs(span->end_c - span->begin_c)), begin_rate, end_rate);
    a->rate[c][node] = end_rate;
}

static void damage_add(struct ablation *a, double step_s)
{
    const double *end_c = bioheat_temp_c(a->heat), *end_rise = bioheat_rise_c_per_s(a->heat);

    peak_note(a);
    for (size_t c = 0; c < a->setup.criterion_count; c++)
        for (size_t node = 0; node < a->grid.nodes; node++) {
            struct damage_span span = { step_s, a->begin_c[node], a->begin_rise[node], end_c[node],
                                        end_rise[node] };
            if (a->is_tissue[node] && a->setup.criteria[c].kind != CRITERION_ISOTHERM)
                node_damage_add(a, c, node, &span);
        }
}

static enum err step_drive(struct ablation *a, double step_s, const struct bioheat_drive *drive,
                           struct why *why)
{
    double volts2[BIOHEAT_STAGES];

    TRY(properties_refresh(a, step_s));
    memcpy(a->begin_c, bioheat_temp_c(a->heat), a->grid.nodes * sizeof *a->begin_c);
    memcpy(a->begin_rise, bioheat_rise_c_per_s(a->heat), a->grid.nodes * sizeof *a->begin_rise);
    TRY(bioheat_step(a->heat, step_s, a->potential.heat_w, drive, volts2, why));
    a->volts2 = volts2[BIOHEAT_STAGES - 1];
    damage_add(a, step_s);
    return ERR_OK;
}

enum err ablation_step(struct ablation *a, double step_s, double volts_rms, struct why *why)
{
    return step_drive(a, step_s, &(struct bioheat_drive){ .volts2 = volts_rms * volts_rms }, why);
}

double ablation_held_step_least_s(const struct ablation *a)
{
    const struct metal *metal = &a->setup.metal;
    double alpha = metal->k_w_per_m_k / (metal->rho_kg_per_m3 * metal->c_j_per_kg_k);
    double depth_m = fmin(a->setup.shape.radius_m, a->setup.thermocouple_m);

    return fmin(METAL_TIMES * depth_m * depth_m / alpha, METAL_STEP_MOST_S);
}

enum err ablation_step_held(struct ablation *a, double step_s, double from_c, double to_c,
                            double volts_most, struct why *why)
{
    struct bioheat_drive drive = { .is_held = true, .volts2 = a->volts2, .point = &a->thermocouple,
                                   .volts2_most = volts_most * volts_most };

    for (int stage = 0; stage < BIOHEAT_STAGES; stage++)
        drive.target_c[stage] = from_c + bioheat_stage_at[stage] * (to_c - from_c);
    return step_drive(a, step_s, &drive, why);
}

double ablation_step_advice(const struct ablation *a, double step_s)
{
    const double *temp = bioheat_temp_c(a->heat), *rise = bioheat_rise_c_per_s(a->heat);
    double fastest = 0;

    for (size_t node = 0; node < a->grid.nodes; node++) {
        double speed = fabs(rise[node]);
        if (a->is_tissue[node] && speed > fastest
            && (temp[node] > HOT_C || temp[node] + step_s * rise[node] > HOT_C))
            fastest = speed;
    }
    return fastest * step_s > HOT_CHANGE_C
        ? fmin(fmax(HOT_CHANGE_C / fastest, HOT_STEP_LEAST_S), step_s)
        : step_s;
}

double ablation_tip_c(const struct ablation *a)
{
    return grid_read(&a->thermocouple, bioheat_temp_c(a->heat));
}

double ablation_tip_rise_c_per_s(const struct ablation *a)
{
    return grid_read(&a->thermocouple, bioheat_rise_c_per_s(a->heat));
}

double ablation_resistance_ohm(const struct ablation *a) { return 1 / a->potential.conductance_s; }
double ablation_volts(const struct ablation *a) { return sqrt(a->volts2); }
const struct grid *ablation_grid(const struct ablation *a) { return &a->grid; }
const double *ablation_peak_c(const struct ablation *a) { return a->peak_c; }
const double *ablation_temp_c(const struct ablation *a) { return bioheat_temp_c(a->heat); }
double ablation_power_w(const struct ablation *a) { return a->volts2 * a->potential.conductance_s; }

const double *ablation_rise_c_per_s(const struct ablation *a)
{
    return bioheat_rise_c_per_s(a->heat);
}

double ablation_heat_w_per_m3(const struct ablation *a, double r_m, double z_m)
{
    struct grid_stencil at;
    double sum = 0;

    grid_stencil_at(&a->grid, r_m, z_m, &at);
    for (int k = 0; k < at.count; k++)
        if (a->grid.tissue_m3[at.node[k]] > 0)
            sum += at.weight[k] * a->potential.heat_w[at.node[k]] / a->grid.tissue_m3[at.node[k]];
    return sum;
}

enum err ablation_settle(struct ablation *a, struct why *why)
{
    enum err err;

    if (a->setup.tissue.sigma_per_c == 0 && !a->is_drying
        && ablation_hottest_c(a) <= TISSUE_DRIES_FROM_C)
        return ERR_OK;
    for (size_t node = 0; node < a->grid.nodes; node++)
        a->sigma[node] = tissue_sigma_s_per_m(&a->setup.tissue, bioheat_temp_c(a->heat)[node]);
    a->is_settled = true;           /* the next step takes everything anew */
    err = potential_move(a);
    return err == ERR_OK ? err : why_say(why, err, "the electric field did not converge");
}

double ablation_hottest_c(const struct ablation *a)
{
    const double *temp = bioheat_temp_c(a->heat);
    double most = -INFINITY;

    for (size_t node = 0; node < a->grid.nodes; node++)
        most = a->is_tissue[node] && temp[node] > most ? temp[node] : most;
    return most;
}

void ablation_margin(const struct ablation *a, size_t index, double *margin)
{
    const struct criterion *criterion = &a->setup.criteria[index];

    for (size_t node = 0; node < a->grid.nodes; node++) {
        double damage = a->damage[index][node];
        margin[node] = criterion->kind == CRITERION_ISOTHERM ? a->peak_c[node] - criterion->limit
                       : !a->is_tissue[node] ? 0
                       : log((damage > 1e-300 ? damage : 1e-300) / criterion->limit);
    }
}

void ablation_lesion(struct ablation *a, size_t criterion, struct lesion *lesion)
{
    ablation_margin(a, criterion, a->work);
    lesion_measure(&a->grid, a->work, lesion, NULL, 0, NULL);
}

struct ablation_did ablation_did(const struct ablation *a)
{
    return (struct ablation_did){ .heat = bioheat_did(a->heat),
                                  .potential_solves = a->potential_solves,
                                  .potential_iterations = a->potential_iterations,
                                  .potential_residual_most = a->potential_residual_most,
                                  .energy_imbalance = bioheat_imbalance(a->heat),
                                  .unknowns = a->grid.nodes };
}
