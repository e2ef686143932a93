#include "weighing.h"

#include <math.h>

#define LAG_S       0.2
#define STILL_S     1.0
#define UNDER_SHARE 0.1         /* of the capacity, below zero: the pan is gone */

/* splitmix64 (Steele, Lea, Flood 2014). */
static double random_uniform(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* Twelve uniform numbers have variance one. */
static double random_normal(uint64_t *state)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += random_uniform(state);
    return sum;
}

void weighing_begin(struct weighing *w, double capacity_g, double readability_g, uint64_t seed)
{
    *w = (struct weighing){ .capacity_g = capacity_g, .readability_g = readability_g,
                            .random = seed };
}

static double quantised(const struct weighing *w, double mass_g)
{
    return round(mass_g / w->readability_g) * w->readability_g;
}

static void stillness_step(struct weighing *w, double dt_s)
{
    double now_g = quantised(w, w->shown_g);

    w->still_s += dt_s;
    if (fabs(now_g - w->still_g) > 1.5 * w->readability_g) {
        w->still_g = now_g;
        w->still_s = 0;
    }
}

void weighing_step(struct weighing *w, const struct emulator_world *world, double dt_s)
{
    double tremor_mg = w->knobs[WEIGHING_VIBRATION] * random_normal(&w->random);

    w->evaporated_mg += world->evaporation_mg_per_h * dt_s / 3600;
    w->drifted_mg += w->knobs[WEIGHING_DRIFT] * dt_s / 60;
    w->pan_g = world->delivered_ul * 1e-3 * world->density_g_per_ml + w->knobs[WEIGHING_LOAD]
             + (w->drifted_mg + tremor_mg - w->evaporated_mg) * 1e-3;
    if (!w->is_begun) {
        w->is_begun = true;
        w->shown_g = w->pan_g;
        weighing_zero(w);
    }
    w->shown_g += (w->pan_g - w->shown_g) * -expm1(-dt_s / LAG_S);
    stillness_step(w, dt_s);
}

void weighing_zero(struct weighing *w)
{
    w->zero_g = w->shown_g;
    w->tare_g = 0;
}

void weighing_tare(struct weighing *w) { w->tare_g = w->shown_g - w->zero_g; }

enum weighing_state weighing_state(const struct weighing *w)
{
    double gross_g = w->shown_g - w->zero_g;

    if (w->knobs[WEIGHING_ERROR] != 0)
        return WEIGHING_BROKEN;
    if (gross_g > w->capacity_g)
        return WEIGHING_OVER;
    return gross_g < -UNDER_SHARE * w->capacity_g ? WEIGHING_UNDER : WEIGHING_GOOD;
}

double weighing_net_g(const struct weighing *w)
{
    return quantised(w, w->shown_g - w->zero_g - w->tare_g);
}

bool weighing_is_stable(const struct weighing *w) { return w->still_s >= STILL_S; }
