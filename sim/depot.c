#include "depot_inside.h"

#include "base/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CELLS_USUAL 400
#define CELLS_MOST  100000
#define STEP_FLOW_S 0.5
#define STEP_REST_S 5.0

/* ------------------------------------------------------------------ geometry */

/* Tissue within r. */
static double volume_m3(const struct depot_shape *shape, double r)
{
    if (shape->geometry == DEPOT_SLEEVE)
        return PI * shape->length_m * (r * r - shape->inner_m * shape->inner_m);
    return 4 * PI / 3 * (r * r * r - shape->inner_m * shape->inner_m * shape->inner_m);
}

static double area_m2(const struct depot_shape *shape, double r)
{
    return shape->geometry == DEPOT_SLEEVE ? 2 * PI * r * shape->length_m : 4 * PI * r * r;
}

/* Smooth, so that the scheme stays of second order: r = a + (b - a) sinh(g s) / sinh(g). */
static double edge_at(const struct depot_setup *setup, double s)
{
    double g = setup->stretch;

    return setup->shape.inner_m + (setup->shape.outer_m - setup->shape.inner_m)
                                      * (g > 0 ? sinh(g * s) / sinh(g) : s);
}

static void mesh_fill(struct depot *d)
{
    const struct depot_shape *shape = &d->setup.shape;
    double phi = d->setup.tissue.porosity;
    size_t n = d->cells;

    for (size_t i = 0; i <= n; i++) {
        d->edge_m[i] = edge_at(&d->setup, (double)i / (double)n);
        d->before_m3[i] = phi * volume_m3(shape, d->edge_m[i]);
    }
    for (size_t i = 0; i < n; i++) {
        d->centre_m[i] = (d->edge_m[i] + d->edge_m[i + 1]) / 2;
        d->pore_m3[i] = d->before_m3[i + 1] - d->before_m3[i];
    }
    d->link_m[0] = 0;       /* nothing diffuses through the inner surface */
    for (size_t i = 1; i < n; i++)
        d->link_m[i] = phi * area_m2(shape, d->edge_m[i]) / (d->centre_m[i] - d->centre_m[i - 1]);
    d->link_m[n] = phi * area_m2(shape, d->edge_m[n]) / (d->edge_m[n] - d->centre_m[n - 1]);
}

/* ------------------------------------------------------------------ create, destroy */

static enum err setup_check(const struct depot_setup *setup, struct why *why)
{
    const struct depot_shape *shape = &setup->shape;

    if (!(shape->inner_m >= 0) || !(shape->outer_m > shape->inner_m))
        return why_say(why, ERR_RANGE, "a depot from %g to %g mm: give an inner radius of "
                       "0 or more and a larger outer one", shape->inner_m * MM_PER_M,
                       shape->outer_m * MM_PER_M);
    if (shape->geometry == DEPOT_SLEEVE && !(shape->length_m > 0))
        return why_say(why, ERR_RANGE, "a sleeve of %g mm: give it a length",
                       shape->length_m * MM_PER_M);
    if (!(setup->tissue.porosity > 0) || !(setup->tissue.porosity <= 1))
        return why_say(why, ERR_RANGE, "a porosity of %g: give a share above 0, at most 1",
                       setup->tissue.porosity);
    if (!(setup->tissue.hindrance >= 0) || !(setup->tissue.washout_per_s >= 0))
        return why_say(why, ERR_RANGE, "hindrance %g and wash-out %g /s: neither may be negative",
                       setup->tissue.hindrance, setup->tissue.washout_per_s);
    if ((setup->cells > 0 && setup->cells < DEPOT_STENCIL) || setup->cells > CELLS_MOST
        || setup->solute_count > DEPOT_SOLUTES_MAX)
        return why_say(why, ERR_RANGE, "%zu cells and %zu solutes: %d to %d and at most %d",
                       setup->cells, setup->solute_count, DEPOT_STENCIL, CELLS_MOST,
                       DEPOT_SOLUTES_MAX);
    return ERR_OK;
}

/* The next `count` doubles of the one block. */
static double *room(double **next, size_t count)
{
    double *here = *next;

    *next += count;
    return here;
}

static enum err memory_take(struct depot *d, const struct depot_solute *solutes)
{
    size_t n = d->cells + 1;
    double *next = calloc(n * (7 + DEPOT_STENCIL + d->layers * (3 + DEPOT_CRITERIA)), sizeof *next);

    d->memory = next;
    if (!next)
        return ERR_MEMORY;
    d->edge_m = room(&next, n);
    d->centre_m = room(&next, n);
    d->pore_m3 = room(&next, n);
    d->link_m = room(&next, n);
    d->before_m3 = room(&next, n);
    d->first = room(&next, n);
    d->work = room(&next, n);
    d->weight = room(&next, n * DEPOT_STENCIL);
    for (size_t s = 0; s < d->layers; s++) {
        d->layer[s].kind = solutes[s];
        d->layer[s].c = room(&next, n);
        d->layer[s].below = room(&next, n);
        d->layer[s].pivot = room(&next, n);
        for (int k = 0; k < DEPOT_CRITERIA; k++)
            d->layer[s].dose[k] = room(&next, n);
    }
    return ERR_OK;
}

enum err depot_create(struct depot **made, const struct depot_setup *setup, struct why *why)
{
    struct depot *d;

    TRY(setup_check(setup, why));
    d = calloc(1, sizeof *d);
    if (!d)
        return why_say(why, ERR_MEMORY, "no memory for a depot");
    d->setup = *setup;
    d->cells = setup->cells ? setup->cells : CELLS_USUAL;
    d->layers = setup->solutes ? setup->solute_count : DEPOT_SOLUTES;
    d->setup.step_flow_s = setup->step_flow_s > 0 ? setup->step_flow_s : STEP_FLOW_S;
    d->setup.step_rest_s = setup->step_rest_s > 0 ? setup->step_rest_s : STEP_REST_S;
    if (memory_take(d, setup->solutes ? setup->solutes : depot_solutes) != ERR_OK) {
        free(d);
        return why_say(why, ERR_MEMORY, "no memory for a depot of %zu cells", setup->cells);
    }
    mesh_fill(d);
    depot_shift_prepare(d);
    *made = d;
    return ERR_OK;
}

void depot_destroy(struct depot *d)
{
    if (!d)
        return;
    free(d->memory);
    free(d);
}

/* ------------------------------------------------------------------ looking */

void depot_put(struct depot *d, size_t solute, const double *kg_per_m3)
{
    struct layer *layer = &d->layer[solute];

    layer->books.injected_kg += depot_pores_sum(d, kg_per_m3) - depot_pores_sum(d, layer->c);
    memcpy(layer->c, kg_per_m3, d->cells * sizeof *kg_per_m3);
    layer->is_there = true;
}

size_t depot_cells(const struct depot *d) { return d->cells; }
const double *depot_edges_m(const struct depot *d) { return d->edge_m; }
const double *depot_field(const struct depot *d, size_t solute) { return d->layer[solute].c; }

/* A straight line between the middles of cells; level beyond the first and the last. */
static double read_at(const struct depot *d, const double *values, double r_m)
{
    size_t low = 0, high = d->cells - 1;

    if (r_m <= d->centre_m[low])
        return values[low];
    if (r_m >= d->centre_m[high])
        return values[high];
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (d->centre_m[middle] <= r_m)
            low = middle;
        else
            high = middle;
    }
    return values[low] + (values[high] - values[low]) * (r_m - d->centre_m[low])
                             / (d->centre_m[high] - d->centre_m[low]);
}

double depot_at_kg_per_m3(const struct depot *d, size_t solute, double r_m)
{
    return read_at(d, d->layer[solute].c, r_m);
}

double depot_dose_kg_s_per_m3(const struct depot *d, size_t solute, enum depot_criterion criterion,
                              double r_m)
{
    return read_at(d, d->layer[solute].dose[criterion], r_m);
}

double depot_share_at(const struct depot *d, enum depot_criterion criterion, double r_m)
{
    double share = 0;

    for (size_t s = 0; s < d->layers; s++)
        share += depot_dose_kg_s_per_m3(d, s, criterion, r_m)
                 / d->layer[s].kind.criteria[criterion].limit_kg_s_per_m3;
    return share;
}

static double cell_share(const struct depot *d, enum depot_criterion criterion, size_t i)
{
    double share = 0;

    for (size_t s = 0; s < d->layers; s++)
        if (d->layer[s].is_there)
            share += d->layer[s].dose[criterion][i]
                     / d->layer[s].kind.criteria[criterion].limit_kg_s_per_m3;
    return share;
}

/* Between the middles of two cells the share is a straight line, which crosses 1 once or not. */
struct depot_dead depot_dead(const struct depot *d, enum depot_criterion criterion)
{
    const struct depot_shape *shape = &d->setup.shape;
    struct depot_dead dead = { shape->inner_m, 0 };
    double low_m = shape->inner_m, low = cell_share(d, criterion, 0);

    for (size_t i = 0; i < d->cells; i++) {
        double high_m = d->centre_m[i], high = cell_share(d, criterion, i);
        double from_m = low_m, to_m = high_m;
        if (low < 1 && high >= 1)
            from_m = low_m + (high_m - low_m) * (1 - low) / (high - low);
        if (low >= 1 && high < 1)
            to_m = low_m + (high_m - low_m) * (low - 1) / (low - high);
        if (low >= 1 || high >= 1) {
            dead.radius_m = to_m;
            dead.volume_m3 += volume_m3(shape, to_m) - volume_m3(shape, from_m);
        }
        low_m = high_m;
        low = high;
    }
    return dead;
}

double depot_front_m(const struct depot *d, size_t solute, double kg_per_m3)
{
    const double *c = d->layer[solute].c;

    for (size_t i = d->cells; i-- > 0;)
        if (c[i] >= kg_per_m3 && kg_per_m3 > 0) {
            if (i + 1 == d->cells)
                return d->edge_m[d->cells];
            return d->centre_m[i] + (d->centre_m[i + 1] - d->centre_m[i]) * (c[i] - kg_per_m3)
                                        / (c[i] - c[i + 1]);
        }
    return d->setup.shape.inner_m;
}

struct depot_books depot_books(const struct depot *d, size_t solute)
{
    struct depot_books books = d->layer[solute].books;

    books.tissue_kg = depot_pores_sum(d, d->layer[solute].c);
    return books;
}

double depot_imbalance(const struct depot *d, size_t solute)
{
    struct depot_books books = depot_books(d, solute);

    if (!(books.injected_kg > 0))
        return 0;
    return fabs(books.injected_kg - books.tissue_kg - books.washed_kg - books.vessel_kg
                - books.beyond_kg) / books.injected_kg;
}
