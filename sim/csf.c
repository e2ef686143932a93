#include "csf_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static enum err profile_check(const struct csf_profile *profile, const char *name, bool may_vanish,
                              struct why *why)
{
    if (profile->count == 0 || profile->count > CSF_POINTS_MAX)
        return why_say(why, ERR_RANGE, "%s has %zu points: give 1 to %d", name, profile->count,
                       CSF_POINTS_MAX);
    for (size_t k = 0; k < profile->count; k++) {
        bool is_good = profile->value[k] > 0 || (may_vanish && profile->value[k] == 0);
        if (!is_good || !isfinite(profile->value[k]) || !isfinite(profile->x_m[k]))
            return why_say(why, ERR_RANGE, "%s is %g at %g m: it must be %s", name,
                           profile->value[k], profile->x_m[k],
                           may_vanish ? "zero or more" : "above zero");
        if (k > 0 && !(profile->x_m[k] > profile->x_m[k - 1]))
            return why_say(why, ERR_RANGE, "%s: %g m comes after %g m; places must ascend", name,
                           profile->x_m[k], profile->x_m[k - 1]);
    }
    return ERR_OK;
}

/* Numbers that are zero or more. */
static enum err numbers_check(const struct csf_setup *setup, struct why *why)
{
    const struct { const char *name; double value; } numbers[] = {
        { "cell_m",               setup->cell_m               },
        { "fine_m",               setup->fine_m               },
        { "growth",               setup->growth               },
        { "uptake_per_s",         setup->uptake_per_s         },
        { "epidural_per_s",       setup->epidural_per_s       },
        { "cord_m_per_s",         setup->cord_m_per_s         },
        { "cord_decay_per_s",     setup->cord_decay_per_s     },
        { "absorption_m3_per_s",  setup->absorption_m3_per_s  },
        { "cistern_m3",           setup->cistern_m3           },
        { "cistern_out_m3_per_s", setup->cistern_out_m3_per_s },
    };

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (!(numbers[i].value >= 0) || !isfinite(numbers[i].value))
            return why_say(why, ERR_RANGE, "%s is %g: it must be zero or more", numbers[i].name,
                           numbers[i].value);
    if (!isfinite(setup->drift_m_per_s))
        return why_say(why, ERR_RANGE, "drift_m_per_s is not a number");
    if (setup->epidural_per_s > setup->uptake_per_s)
        return why_say(why, ERR_RANGE, "epidural_per_s %g is part of uptake_per_s, which is "
                       "only %g", setup->epidural_per_s, setup->uptake_per_s);
    return ERR_OK;
}

static enum err setup_check(const struct csf_setup *setup, struct why *why)
{
    if (!(setup->length_m > 0) || !isfinite(setup->length_m))
        return why_say(why, ERR_RANGE, "length_m is %g: it must be above zero", setup->length_m);
    TRY(numbers_check(setup, why));
    if (setup->fine_m > 0 && !(setup->fine_at_m >= 0 && setup->fine_at_m <= setup->length_m))
        return why_say(why, ERR_RANGE, "fine_at_m is %g: the canal goes from 0 to %g m",
                       setup->fine_at_m, setup->length_m);
    if (setup->refine % 2 == 0 && setup->refine != 0 && setup->fine_m > 0)
        return why_say(why, ERR_BUG, "refine is %zu: it must be odd", setup->refine);
    TRY(profile_check(&setup->area_m2, "area_m2", false, why));
    TRY(profile_check(&setup->dispersion_m2_per_s, "dispersion_m2_per_s", false, why));
    if (setup->cord_area_m2.count == 0)
        return ERR_OK;
    TRY(profile_check(&setup->cord_area_m2, "cord_area_m2", true, why));
    if (!(setup->cord_partition > 0) || !isfinite(setup->cord_partition))
        return why_say(why, ERR_RANGE, "cord_partition is %g: it must be above zero",
                       setup->cord_partition);
    return ERR_OK;
}

/* One block for everything, cut into arrays. */
static enum err memory_cut(struct csf *csf)
{
    size_t room = csf->unknowns + csf->unknowns % 2, used = 0;
    size_t arrays = 2 + CSF_VECTORS + CSF_RUNGS * CSF_FACTORS;

    csf->memory = malloc((arrays * room + 2) * sizeof *csf->memory);
    if (!csf->memory)
        return ERR_MEMORY;
    csf->node_m = csf->memory;
    csf->face_m = csf->memory + room;
    used = 2 * room + 2;            /* one face more than cells */
    for (size_t k = 0; k < CSF_VECTORS; k++, used += room)
        csf->vector[k] = csf->memory + used;
    for (size_t r = 0; r < CSF_RUNGS; r++)
        for (size_t k = 0; k < CSF_FACTORS; k++, used += room)
            csf->rung[r].factor[k] = csf->memory + used;
    return ERR_OK;
}

static void canal_empty(struct csf *csf)
{
    for (int k = CSF_FLUID_NOW; k < CSF_VECTORS; k++)
        memset(csf->vector[k], 0, csf->unknowns * sizeof(double));
    csf->books = (struct csf_books){ 0 };
    csf->stir = (struct csf_stir){ .reach_m = -1 };
    csf->has_cord = csf->setup.cord_area_m2.count > 0;
    csf_storage_fill(csf);
    csf_fluxes_fill(csf);
    csf_rungs_forget(csf);
}

enum err csf_create(struct csf **csf, const struct csf_setup *setup, struct why *why)
{
    struct csf *made;
    size_t cells;

    TRY(setup_check(setup, why));
    cells = csf_grid_count(setup);
    if (cells < CSF_CELLS_MIN)
        return why_say(why, ERR_RANGE, "cells of %g m (and %g m at the source) in %g m are fewer "
                       "than %d or more than %d", setup->cell_m, setup->fine_m, setup->length_m,
                       CSF_CELLS_MIN, CSF_CELLS_MAX);
    made = calloc(1, sizeof *made);
    if (!made)
        return ERR_MEMORY;
    made->setup = *setup;
    made->cells = cells;
    made->first = setup->cistern_m3 > 0;
    made->unknowns = cells + made->first;
    if (memory_cut(made) != ERR_OK) {
        csf_destroy(made);
        return ERR_MEMORY;
    }
    csf_grid_fill(made);
    canal_empty(made);
    *csf = made;
    return ERR_OK;
}

void csf_destroy(struct csf *csf)
{
    if (!csf)
        return;
    free(csf->memory);
    free(csf);
}

enum err csf_reset(struct csf *csf, const struct csf_setup *setup, struct why *why)
{
    const struct csf_setup *was = &csf->setup;

    TRY(setup_check(setup, why));
    if (setup->length_m < was->length_m || setup->length_m > was->length_m
        || csf_grid_count(setup) != csf->cells || (setup->cistern_m3 > 0) != (csf->first > 0))
        return why_say(why, ERR_BUG, "a canal was reset to another grid");
    csf->setup = *setup;
    csf_grid_fill(csf);
    canal_empty(csf);
    return ERR_OK;
}

void csf_stir(struct csf *csf, const struct csf_stir *stir)
{
    csf->stir = *stir;
    csf_fluxes_fill(csf);
    csf_rungs_forget(csf);
}

/* The last cell whose centre is at or before x, at most the last but one. */
static size_t cell_before(const struct csf *csf, double x_m)
{
    size_t low = 0, high = csf->cells - 1;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (csf->node_m[middle] <= x_m)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct csf_stencil csf_stencil_at(const struct csf *csf, double x_m)
{
    size_t cell = cell_before(csf, x_m);
    double from = csf->node_m[cell], to = csf->node_m[cell + 1];

    return (struct csf_stencil){ cell, fmin(fmax((x_m - from) / (to - from), 0), 1) };
}

/* How much of a cell lies between two places. */
static double share_between(const struct csf *csf, size_t cell, double from_m, double to_m)
{
    double low = csf->face_m[cell], high = csf->face_m[cell + 1];

    return fmax(fmin(high, to_m) - fmax(low, from_m), 0) / (high - low);
}

void csf_pour(struct csf *csf, double from_m, double to_m, double mass_kg)
{
    double *fluid = csf->vector[CSF_FLUID_NOW] + csf->first, volume = 0;
    const double *cell_m3 = csf->vector[CSF_VOLUME] + csf->first;

    for (size_t i = 0; i < csf->cells; i++)
        volume += share_between(csf, i, from_m, to_m) * cell_m3[i];
    if (volume <= 0)
        return;
    for (size_t i = 0; i < csf->cells; i++)
        fluid[i] += mass_kg * share_between(csf, i, from_m, to_m) / volume;
    csf->books.arrived_kg += mass_kg;
}

#define FILL_GROWTH 1.05

struct inside { double m3, kg, most_kg_per_m3; };

static struct inside inside_of(const struct csf *csf, double from_m, double to_m)
{
    const double *fluid = csf->vector[CSF_FLUID_NOW] + csf->first;
    const double *cell_m3 = csf->vector[CSF_VOLUME] + csf->first;
    struct inside inside = { 0 };

    for (size_t i = 0; i < csf->cells; i++) {
        double m3 = share_between(csf, i, from_m, to_m) * cell_m3[i];
        inside.m3 += m3;
        inside.kg += m3 * fluid[i];
        if (m3 > 0)
            inside.most_kg_per_m3 = fmax(inside.most_kg_per_m3, fluid[i]);
    }
    return inside;
}

/* Fluid that enters at the middle pushes what came before it outwards: all of it between the two
 * places, mixed evenly. */
void csf_fill(struct csf *csf, double at_m, double half_m, double mass_kg, double kg_per_m3)
{
    double *fluid = csf->vector[CSF_FLUID_NOW] + csf->first;
    struct inside inside = inside_of(csf, at_m - half_m, at_m + half_m);

    while (half_m < csf->setup.length_m && (inside.kg + mass_kg)
           > inside.m3 * fmax(kg_per_m3, inside.most_kg_per_m3) * (1 + 1e-9)) {
        half_m = FILL_GROWTH * half_m;
        inside = inside_of(csf, at_m - half_m, at_m + half_m);
    }
    if (!(inside.m3 > 0))
        return;
    for (size_t i = 0; i < csf->cells; i++)
        fluid[i] += share_between(csf, i, at_m - half_m, at_m + half_m)
                    * ((inside.kg + mass_kg) / inside.m3 - fluid[i]);
    csf->books.arrived_kg += mass_kg;
}

double csf_draw(struct csf *csf, double from_m, double to_m, double mass_kg)
{
    double *fluid = csf->vector[CSF_FLUID_NOW] + csf->first, there_kg = 0, taken;
    const double *cell_m3 = csf->vector[CSF_VOLUME] + csf->first;

    for (size_t i = 0; i < csf->cells; i++)
        there_kg += share_between(csf, i, from_m, to_m) * cell_m3[i] * fluid[i];
    if (!(there_kg > 0))
        return 0;
    taken = fmin(fmax(mass_kg / there_kg, 0), 0.5);
    for (size_t i = 0; i < csf->cells; i++)
        fluid[i] *= 1 - taken * share_between(csf, i, from_m, to_m);
    csf->books.arrived_kg -= taken * there_kg;
    return taken * there_kg;
}

static double linear(const double *value, struct csf_stencil at)
{
    return (1 - at.weight) * value[at.cell] + at.weight * value[at.cell + 1];
}

double csf_at(const struct csf *csf, struct csf_stencil at)
{
    return linear(csf->vector[CSF_FLUID_NOW] + csf->first, at);
}

double csf_cord_at(const struct csf *csf, struct csf_stencil at)
{
    return csf->has_cord ? linear(csf->vector[CSF_CORD_NOW] + csf->first, at) : 0;
}

/* Four cells from `start`, none beyond the kink at the source. */
static size_t cubic_start(const struct csf *csf, double x_m)
{
    size_t cell = cell_before(csf, x_m), source = csf->source_cell;
    size_t start = cell > 0 ? cell - 1 : 0, last = csf->cells - 4;

    if (source < csf->cells && cell < source && start + 3 > source)
        start = source > 3 ? source - 3 : 0;
    if (source < csf->cells && cell >= source && start < source)
        start = source;
    return start < last ? start : last;
}

/* In the logarithm, which is a parabola where a drug has spread from a point: a cubic meets it
 * far out in the tail as well. */
static double cubic(const struct csf *csf, const double *value, double x_m)
{
    struct csf_stencil at = csf_stencil_at(csf, x_m);
    const double *x = csf->node_m;
    size_t start;
    double sum = 0;

    if (x_m <= x[0] || x_m >= x[csf->cells - 1])
        return linear(value, at);
    start = cubic_start(csf, x_m);
    for (size_t j = start; j < start + 4; j++) {
        double basis = 1;
        for (size_t k = start; k < start + 4; k++)
            if (k != j)
                basis *= (x_m - x[k]) / (x[j] - x[k]);
        if (!(value[j] > 0))
            return linear(value, at);
        sum += basis * log(value[j]);
    }
    return exp(sum);
}

double csf_cubic_at(const struct csf *csf, double x_m)
{
    return cubic(csf, csf->vector[CSF_FLUID_NOW] + csf->first, x_m);
}

double csf_cord_cubic_at(const struct csf *csf, double x_m)
{
    return csf->has_cord ? cubic(csf, csf->vector[CSF_CORD_NOW] + csf->first, x_m) : 0;
}

double csf_cistern(const struct csf *csf) { return csf->vector[CSF_FLUID_NOW][0]; }
size_t csf_cells(const struct csf *csf) { return csf->cells; }
double csf_cell_x_m(const struct csf *csf, size_t cell) { return csf->node_m[cell]; }
double csf_area_at(const struct csf *csf, double x_m)
{
    return csf_profile_at(&csf->setup.area_m2, x_m);
}

double csf_cell_value(const struct csf *csf, size_t cell)
{
    return csf->vector[CSF_FLUID_NOW][csf->first + cell];
}

double csf_blood_kg(const struct csf *csf) { return csf->books.blood_kg; }

struct csf_books csf_books(const struct csf *csf)
{
    struct csf_books books = csf->books;
    double found;

    for (size_t i = csf->first; i < csf->unknowns; i++) {
        books.fluid_kg += csf->vector[CSF_VOLUME][i] * csf->vector[CSF_FLUID_NOW][i];
        books.cord_kg += csf->vector[CSF_CORD_VOLUME][i] * csf->vector[CSF_CORD_NOW][i];
    }
    if (csf->first)
        books.cistern_kg = csf->setup.cistern_m3 * csf_cistern(csf);
    found = books.fluid_kg + books.cord_kg + books.cistern_kg + books.blood_kg
            + books.epidural_kg;
    books.imbalance = books.arrived_kg > 0 ? fabs(found - books.arrived_kg) / books.arrived_kg : 0;
    return books;
}
