#include "bioheat_inside.h"

#include <math.h>
#include <string.h>

const double bioheat_stage_at[BIOHEAT_STAGES] = { GAMMA, 1 };
static const double stage_weight[BIOHEAT_STAGES] = { 1 - GAMMA, GAMMA };

/* Net heat flow into each node at temperatures `at`, less the electrode's: source - (K + P) at. */
void bioheat_flow_fill(struct bioheat *heat, const double *at, double *flow)
{
    stiffness_apply(&heat->k, at, heat->vector[IMAGE]);
    for (size_t node = 0; node < heat->setup.grid->nodes; node++)
        flow[node] = heat->is_free[node]
            ? heat->vector[SOURCE][node] - heat->vector[IMAGE][node]
              - heat->vector[LOSS][node] * at[node]
            : 0;
}

/* Add up the heat flows of a stage that ended at temperatures `at`, with its weight in the step. */
void bioheat_flows_count(struct bioheat *heat, const double *at, const double *heat_w,
                         double volts2, int stage, double step_s)
{
    const double *loss = heat->vector[LOSS], *source = heat->vector[SOURCE];
    const double *outflow = heat->vector[OUTFLOW];
    double seconds = stage_weight[stage] * step_s;
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
double bioheat_volts2(const struct bioheat_drive *drive, int stage, double without_c,
                      double per_volt2_c)
{
    double wanted = (drive->target_c[stage] - without_c) / per_volt2_c;

    if (!drive->is_held)
        return drive->volts2;
    return fmin(fmax(wanted, 0), drive->volts2_most);
}

/* A stage without boiling: linear in T and in V^2. On entry STAGE holds T_n + what earlier stages
 * added; on leaving, the stage's temperatures, with its dT/dt in RATE. */
static enum err stage_linear(struct bioheat *heat, struct rung *rung, int stage,
                             const double *heat_w, const struct bioheat_drive *drive,
                             double *volts2)
{
    double **v = heat->vector, scale = GAMMA * rung->step_s;
    size_t nodes = heat->setup.grid->nodes;

    bioheat_flow_fill(heat, v[STAGE], v[RIGHT]);
    *volts2 = drive->volts2;
    if (drive->is_held) {
        TRY(bioheat_rung_solve(heat, rung, heat_w, v[UNIT]));
        *volts2 = 0;
    }
    for (size_t node = 0; node < nodes; node++)
        v[RIGHT][node] += *volts2 * (heat->is_free[node] ? heat_w[node] : 0);
    /* Held: the guess in RATE has the heat in it; what is solved for is the rate without. */
    if (drive->is_held)
        for (size_t node = 0; node < nodes; node++)
            v[RATE][node] -= drive->volts2 * v[UNIT][node];
    TRY(bioheat_rung_solve(heat, rung, v[RIGHT], v[RATE]));
    if (drive->is_held) {
        double without_c = grid_read(drive->point, v[STAGE])
                           + scale * grid_read(drive->point, v[RATE]);
        *volts2 = bioheat_volts2(drive, stage, without_c, scale * grid_read(drive->point, v[UNIT]));
        for (size_t node = 0; node < nodes; node++)
            v[RATE][node] += *volts2 * v[UNIT][node];
    }
    for (size_t node = 0; node < nodes; node++)
        v[STAGE][node] += scale * v[RATE][node];
    return ERR_OK;
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

/* Both stages without boiling. Leaves T_{n+1} in STAGE, its rate in RATE and the first stage's
 * temperatures in GUESS, from which the caller counts the flows if it takes the step. */
static enum err step_linear(struct bioheat *heat, struct rung *rung, const double *heat_w,
                            const struct bioheat_drive *drive, double volts2[BIOHEAT_STAGES])
{
    double **v = heat->vector, h = rung->step_s;
    size_t nodes = heat->setup.grid->nodes;
    struct bioheat_drive known = *drive;

    memcpy(v[STAGE], v[TEMP], nodes * sizeof(double));
    memcpy(v[RATE], v[RISE], nodes * sizeof(double));
    TRY(stage_linear(heat, rung, 0, heat_w, &known, &volts2[0]));
    memcpy(v[GUESS], v[STAGE], nodes * sizeof(double));     /* kept for the count of flows */
    for (size_t node = 0; node < nodes; node++)
        v[STAGE][node] = v[TEMP][node] + (1 - GAMMA) * h * v[RATE][node];
    known.volts2 = drive->is_held ? volts2[0] : drive->volts2;
    return stage_linear(heat, rung, 1, heat_w, &known, &volts2[1]);
}

static void step_finish(struct bioheat *heat)
{
    double **v = heat->vector;
    size_t nodes = heat->setup.grid->nodes;

    memcpy(v[TEMP], v[STAGE], nodes * sizeof(double));
    memcpy(v[RISE], v[RATE], nodes * sizeof(double));
    if (heat->setup.tissue->boils)
        for (size_t node = 0; node < nodes; node++)
            v[ENERGY][node] = bioheat_node_energy_j(heat, node, v[TEMP][node]);
    heat->did.steps++;
}

/* The rung of this length, with a factor that is worth using. */
static enum err rung_ready(struct bioheat *heat, double step_s, struct rung **rung, struct why *why)
{
    enum err err = bioheat_rung_find(heat, step_s, rung);

    if (err == ERR_OK && (*rung)->wants_factor && !heat->is_prepared)
        err = bioheat_rung_factorise(heat, *rung);
    if (err != ERR_OK)
        return why_say(why, err, "the heat matrix for steps of %g s could not be factorised: %s",
                       step_s, err_text(err));
    (*rung)->used_at = heat->did.steps;
    return ERR_OK;
}

/* A step as if nothing boiled; *is_whole says whether nothing did. */
static enum err step_wet(struct bioheat *heat, struct rung *rung, const double *heat_w,
                         const struct bioheat_drive *drive, double volts2[BIOHEAT_STAGES],
                         bool *is_whole)
{
    double **v = heat->vector;

    *is_whole = false;
    if (is_near_boiling(heat, v[TEMP]))
        return ERR_OK;
    TRY(step_linear(heat, rung, heat_w, drive, volts2));
    if (is_near_boiling(heat, v[STAGE]) || is_near_boiling(heat, v[GUESS]))
        return ERR_OK;
    bioheat_flows_count(heat, v[GUESS], heat_w, volts2[0], 0, rung->step_s);
    bioheat_flows_count(heat, v[STAGE], heat_w, volts2[1], 1, rung->step_s);
    *is_whole = true;
    return ERR_OK;
}

enum err bioheat_step(struct bioheat *heat, double step_s, const double *heat_w,
                      const struct bioheat_drive *drive, double volts2[BIOHEAT_STAGES],
                      struct why *why)
{
    struct rung *rung;
    bool is_whole;
    enum err err;

    TRY(rung_ready(heat, step_s, &rung, why));
    err = step_wet(heat, rung, heat_w, drive, volts2, &is_whole);
    if (err == ERR_OK && !is_whole)
        err = bioheat_step_boiling(heat, rung, heat_w, drive, volts2);
    if (err == ERR_MEMORY)
        return why_say(why, err, "no memory for a step that boils");
    if (err != ERR_OK)
        return why_say(why, err, "the temperature field did not converge in a step of %g s: "
                       "drive the tissue less hard", step_s);
    step_finish(heat);
    return ERR_OK;
}
