/* emulator_world.c - the line that pumps push into, and the wire that a source heats a load by. */
#include "emulator.h"

#include "base/units.h"

#include <math.h>

#define COMPLIANCE_LEAST 1e-3       /* uL/kPa: no line is stiffer than steel */
#define OPEN_VOLTS_PER_OHM_W 4.0    /* an open load sees twice the matched voltage: V^2 = 4 P R */

void emulator_world_begin(struct emulator_world *world)
{
    *world = (struct emulator_world){
        .resistance_kpa_h_per_ul = 0.001, .compliance_ul_per_kpa = 1,
        .temp_c = 20, .density_g_per_ml = 0.998,
        .source_ohm = 50, .load_ohm = (double)INFINITY, .probe_c = { 37, 37, 37, 37 },
    };
}

/* Over a time t with an even inflow of p in all, what is stored follows
 *
 *     ds/dt = p / t - s / tau     =>     s(t) = s(0) e^-a + p (1 - e^-a) / a,     a = t / tau   */
static double stored_after_ul(double stored_ul, double pushed_ul, double ratio)
{
    double kept = exp(-ratio);

    return stored_ul * kept + pushed_ul * (ratio < 1e-9 ? 1 : -expm1(-ratio) / ratio);
}

static void fluid_step(struct emulator_world *world, double dt_s)
{
    double compliance = fmax(world->compliance_ul_per_kpa, COMPLIANCE_LEAST);
    double tau_s = compliance * fmax(world->resistance_kpa_h_per_ul, 0) * S_PER_HOUR;
    double stored_ul = world->pushed_before_ul - world->delivered_ul;
    double pushed_ul = world->pushed_ul - world->pushed_before_ul;
    double before_ul = world->delivered_ul;

    if (world->is_occluded)
        stored_ul += pushed_ul;
    else if (tau_s > 0)
        stored_ul = stored_after_ul(stored_ul, pushed_ul, dt_s / tau_s);
    else
        stored_ul = 0;
    world->delivered_ul = world->pushed_ul - stored_ul;
    world->flow_ul_per_h = dt_s > 0 ? (world->delivered_ul - before_ul) * S_PER_HOUR / dt_s : 0;
    world->line_kpa = stored_ul / compliance;
    world->pushed_before_ul = world->pushed_ul;
}

double emulator_returned_share(double source_ohm, double load_ohm)
{
    double gamma = isfinite(load_ohm) ? (load_ohm - source_ohm) / (load_ohm + source_ohm) : 1;

    return gamma * gamma;
}

static void radiofrequency_step(struct emulator_world *world)
{
    if (!isfinite(world->load_ohm)) {
        world->into_load_w = world->current_a = 0;
        world->volts = sqrt(OPEN_VOLTS_PER_OHM_W * world->source_w * world->source_ohm);
        return;
    }
    world->into_load_w = world->source_w
                       * (1 - emulator_returned_share(world->source_ohm, world->load_ohm));
    /* P = V^2 R / (R + Z)^2 by the open voltage V: good for a short circuit too. */
    world->current_a = sqrt(OPEN_VOLTS_PER_OHM_W * world->source_w * world->source_ohm)
                     / (world->load_ohm + world->source_ohm);
    world->volts = world->current_a * world->load_ohm;
}

void emulator_world_step(struct emulator_world *world, double dt_s)
{
    fluid_step(world, dt_s);
    radiofrequency_step(world);
}
