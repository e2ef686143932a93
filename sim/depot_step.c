#include "depot_inside.h"

#include <math.h>

/* ------------------------------------------------------------------ diffusion and wash-out
 *
 * P dc/dt = -F c, with P the pores and F links to neighbours and wash-out, by Alexander's SDIRK2,
 * which is L-stable and of second order:
 *
 *     (P + g h F) c1 = P c,   (P + g h F) c2 = P c - (1 - g) h F c1,   g = 1 - sqrt(1/2)
 *
 * The new field is c2, and h F c1 = P (c - c1) / g. */

#define GAMMA 0.29289321881345248

static void layer_factor(const struct depot *d, struct layer *layer, double h, double washout)
{
    double diffusivity = layer->kind.diffusivity_m2_per_s * d->setup.tissue.hindrance;
    double scale = GAMMA * h * diffusivity;

    if (h == layer->factored_s && washout == layer->factored_washout)
        return;
    for (size_t i = 0; i < d->cells; i++) {
        double diagonal = d->pore_m3[i] * (1 + GAMMA * h * washout)
                          + scale * (d->link_m[i] + d->link_m[i + 1]);
        double above = i > 0 ? -scale * d->link_m[i] : 0;
        layer->below[i] = i > 0 ? above * layer->pivot[i - 1] : 0;
        layer->pivot[i] = 1 / (diagonal - layer->below[i] * above);
    }
    layer->factored_s = h;
    layer->factored_washout = washout;
}

/* x becomes the solution. The matrix is symmetric: L D L^T. */
static void layer_solve(const struct depot *d, const struct layer *layer, double *x)
{
    for (size_t i = 1; i < d->cells; i++)
        x[i] -= layer->below[i] * x[i - 1];
    for (size_t i = 0; i < d->cells; i++)
        x[i] *= layer->pivot[i];
    for (size_t i = d->cells - 1; i > 0; i--)
        x[i - 1] -= layer->below[i] * x[i];
}

static void layer_diffuse(struct depot *d, struct layer *layer, double h, double washout)
{
    double *c = layer->c, *c1 = d->first, edge_m3_per_s = d->link_m[d->cells]
           * layer->kind.diffusivity_m2_per_s * d->setup.tissue.hindrance;
    size_t last = d->cells - 1;

    layer_factor(d, layer, h, washout);
    for (size_t i = 0; i < d->cells; i++)
        c1[i] = d->pore_m3[i] * c[i];
    layer_solve(d, layer, c1);
    for (size_t i = 0; i < d->cells; i++)
        c[i] = d->pore_m3[i] * (c[i] - (1 - GAMMA) / GAMMA * (c[i] - c1[i]));
    layer_solve(d, layer, c);
    layer->books.washed_kg += h * washout * ((1 - GAMMA) * depot_pores_sum(d, c1)
                                             + GAMMA * depot_pores_sum(d, c));
    layer->books.beyond_kg += h * edge_m3_per_s * ((1 - GAMMA) * c1[last] + GAMMA * c[last]);
}

/* ------------------------------------------------------------------ a step */

/* Half of the trapezium: called before and after. */
static void layer_dose(const struct depot *d, struct layer *layer, double half_h)
{
    for (int k = 0; k < DEPOT_CRITERIA; k++) {
        double above = layer->kind.criteria[k].above_kg_per_m3, *dose = layer->dose[k];
        if (isinf(above))
            continue;
        for (size_t i = 0; i < d->cells; i++)
            dose[i] += layer->c[i] > above ? half_h * (layer->c[i] - above) : 0;
    }
}

/* Strang: half the flow, diffusion and wash-out, the other half. */
static void layer_step(struct depot *d, size_t s, double h, const struct depot_flow *flow)
{
    struct layer *layer = &d->layer[s];
    double in_kg_per_m3 = s == flow->solute ? flow->kg_per_m3 : 0;
    double half_m3 = h / 2 * flow->m3_per_s * (1 - flow->lost_share);

    layer->books.vessel_kg += h * flow->m3_per_s * flow->lost_share * in_kg_per_m3;
    layer->books.injected_kg += h * flow->m3_per_s * flow->lost_share * in_kg_per_m3;
    layer_dose(d, layer, h / 2);
    if (half_m3 > 0)
        depot_shift(d, layer, half_m3, in_kg_per_m3);
    layer_diffuse(d, layer, h, d->setup.tissue.washout_per_s * flow->washout_factor);
    if (half_m3 > 0)
        depot_shift(d, layer, half_m3, in_kg_per_m3);
    layer_dose(d, layer, h / 2);
}

void depot_step(struct depot *d, double dt_s, const struct depot_flow *flow)
{
    double longest_s = flow->m3_per_s > 0 ? d->setup.step_flow_s : d->setup.step_rest_s;
    long   steps = (long)fmax(1, ceil(dt_s / longest_s - 1e-9));

    if (!(dt_s > 0))
        return;
    for (size_t s = 0; s < d->layers; s++) {
        if (s == flow->solute && flow->m3_per_s > 0 && flow->kg_per_m3 > 0)
            d->layer[s].is_there = true;
        if (!d->layer[s].is_there)
            continue;
        for (long i = 0; i < steps; i++)
            layer_step(d, s, dt_s / (double)steps, flow);
    }
}
