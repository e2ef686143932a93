#include "base/units.h"
#include "csf_inside.h"

#include <math.h>

#define CELLS_USUAL  600
#define GROWTH_USUAL 0.03

/* One side of the grid. With h(d) = min(sqrt(fine^2 + (growth d)^2), most), cells are even in
 *
 *     xi(d) = integral of dd / h,    d <= d_most:  d = fine / growth sinh(growth xi)
 *
 * scaled so that n + 1/2 cells reach the end: the first half is the source's own cell. */
struct side { double fine, growth, most, reach_d, reach_xi, per_cell; size_t cells; };

static double side_xi(const struct side *side, double d)
{
    double graded = fmin(d, side->reach_d);

    return asinh(side->growth * graded / side->fine) / side->growth
           + (d - graded) / side->most;
}

static double side_d(const struct side *side, double xi)
{
    double graded = fmin(xi, side->reach_xi);

    return side->fine / side->growth * sinh(side->growth * graded)
           + (xi - graded) * side->most;
}

static struct side side_make(const struct csf_setup *setup, double length_m)
{
    double cell_m = setup->cell_m > 0 ? setup->cell_m : setup->length_m / CELLS_USUAL;
    struct side side = { .fine = setup->fine_m,
                         .growth = setup->growth > 0 ? setup->growth : GROWTH_USUAL,
                         .most = fmax(cell_m, setup->fine_m) };
    double refine = (double)(setup->refine ? setup->refine : 1), xi, whole;

    side.reach_d = sqrt(side.most * side.most - side.fine * side.fine) / side.growth;
    side.reach_xi = INFINITY;
    side.reach_xi = side_xi(&side, side.reach_d);
    xi = side_xi(&side, length_m);
    whole = fmax(ceil(xi - 0.5 - 1e-9), 0);
    side.cells = (size_t)(refine * whole + (refine - 1) / 2);
    side.per_cell = xi / (refine * (whole + 0.5));
    return side;
}

/* Where the source's cell is: at least half a cell from either end. */
static double source_m(const struct csf_setup *setup)
{
    double half_m = fmin(setup->fine_m, setup->length_m) / 2;

    return fmin(fmax(setup->fine_at_m, half_m), setup->length_m - half_m);
}

static size_t even_count(const struct csf_setup *setup)
{
    double cell_m = setup->cell_m > 0 ? setup->cell_m : setup->length_m / CELLS_USUAL;

    return (size_t)fmax(ceil(setup->length_m / cell_m - 1e-9), CSF_CELLS_MIN)
           * (setup->refine ? setup->refine : 1);
}

size_t csf_grid_count(const struct csf_setup *setup)
{
    double finest_m = setup->fine_m > 0 ? setup->fine_m : setup->cell_m;
    size_t cells;

    if (finest_m > 0 && setup->length_m / finest_m > 1e9)
        return 0;
    cells = setup->fine_m > 0
        ? side_make(setup, source_m(setup)).cells + 1
          + side_make(setup, setup->length_m - source_m(setup)).cells
        : even_count(setup);
    return cells <= CSF_CELLS_MAX ? cells : 0;
}

static void grid_even(struct csf *csf)
{
    double cell_m = csf->setup.length_m / (double)csf->cells;

    for (size_t i = 0; i < csf->cells; i++) {
        csf->face_m[i] = (double)i * cell_m;
        csf->node_m[i] = ((double)i + 0.5) * cell_m;
    }
    csf->face_m[csf->cells] = csf->setup.length_m;
    csf->source_cell = csf->cells;
}

void csf_grid_fill(struct csf *csf)
{
    double at_m = source_m(&csf->setup), length_m = csf->setup.length_m;
    struct side left, right;

    if (csf->setup.fine_m <= 0) {
        grid_even(csf);
        return;
    }
    left = side_make(&csf->setup, at_m);
    right = side_make(&csf->setup, length_m - at_m);
    csf->source_cell = left.cells;
    for (size_t i = 0; i <= left.cells; i++) {
        csf->node_m[left.cells - i] = at_m - side_d(&left, (double)i * left.per_cell);
        csf->face_m[left.cells - i] = at_m - side_d(&left, ((double)i + 0.5) * left.per_cell);
    }
    for (size_t i = 0; i <= right.cells; i++) {
        csf->node_m[left.cells + i] = at_m + side_d(&right, (double)i * right.per_cell);
        csf->face_m[left.cells + 1 + i]
            = at_m + side_d(&right, ((double)i + 0.5) * right.per_cell);
    }
    csf->face_m[0] = 0;
    csf->face_m[csf->cells] = length_m;
}

/* The cord's surface is a circle's over its area; the cistern's own unknown has no cord. */
static void cord_fill(struct csf *csf, size_t cell, double dx_m)
{
    double *exchange = csf->vector[CSF_EXCHANGE], *volume = csf->vector[CSF_CORD_VOLUME];
    size_t i = csf->first + cell;

    exchange[i] = volume[i] = 0;
    if (!csf->has_cord)
        return;
    volume[i] = csf_profile_integral(&csf->setup.cord_area_m2, csf->face_m[cell],
                                     csf->face_m[cell + 1]);
    exchange[i] = 2 * sqrt(PI * volume[i] / dx_m) * dx_m * csf->setup.cord_m_per_s;
}

void csf_storage_fill(struct csf *csf)
{
    const struct csf_setup *setup = &csf->setup;
    double **v = csf->vector;

    for (size_t cell = 0; cell < csf->cells; cell++) {
        size_t i = csf->first + cell;
        double dx_m = csf->face_m[cell + 1] - csf->face_m[cell];
        v[CSF_VOLUME][i] = csf_profile_integral(&setup->area_m2, csf->face_m[cell],
                                                csf->face_m[cell + 1]);
        v[CSF_BLOOD][i] = v[CSF_VOLUME][i] * (setup->uptake_per_s - setup->epidural_per_s)
                          + setup->absorption_m3_per_s * dx_m / setup->length_m;
        cord_fill(csf, cell, dx_m);
    }
    if (csf->first) {
        v[CSF_VOLUME][0] = setup->cistern_m3;
        v[CSF_BLOOD][0] = setup->cistern_out_m3_per_s;
        v[CSF_EXCHANGE][0] = v[CSF_CORD_VOLUME][0] = 0;
    }
}

static bool is_stirred(const struct csf *csf, double x_m)
{
    return fabs(x_m - csf->stir.at_m) <= csf->stir.reach_m;
}

/* s/m4 times length: what resists diffusion over a stretch, by its middle. */
static double resistance(const struct csf *csf, double from, double to)
{
    double middle = (from + to) / 2;
    double dispersion = csf_profile_at(&csf->setup.dispersion_m2_per_s, middle)
                        + (is_stirred(csf, middle) ? csf->stir.extra_m2_per_s : 0);

    return (to - from) / (csf_profile_at(&csf->setup.area_m2, middle) * dispersion);
}

static double flow_m3_per_s(const struct csf *csf, double x_m)
{
    double drift = csf->setup.drift_m_per_s + (is_stirred(csf, x_m) ? csf->stir.drift_m_per_s : 0);

    return csf_profile_at(&csf->setup.area_m2, x_m) * drift
           + csf->setup.absorption_m3_per_s * (1 - x_m / csf->setup.length_m);
}

/* z / (e^z - 1) */
static double bernoulli(double z)
{
    if (fabs(z) < 1e-8)
        return 1 - z / 2;
    return z > 700 ? 0 : z / expm1(z);
}

/* With flow F and resistance R between two nodes, the exact steady flux is
 *
 *     J = B(-F R) / R c_left - B(F R) / R c_right         (Scharfetter, Gummel 1969)
 *
 * which is central for small F R and upwind for large. */
static void face_fill(struct csf *csf, size_t i, double flow, double resists)
{
    bool is_upwind = !(fabs(flow) * resists < 700);

    csf->vector[CSF_TO_RIGHT][i] = is_upwind ? fmax(flow, 0) : bernoulli(-flow * resists) / resists;
    csf->vector[CSF_TO_LEFT][i] = is_upwind ? fmax(-flow, 0) : bernoulli(flow * resists) / resists;
}

void csf_fluxes_fill(struct csf *csf)
{
    const double *node = csf->node_m, *face = csf->face_m;

    csf->vector[CSF_TO_RIGHT][0] = csf->vector[CSF_TO_LEFT][0] = 0;
    if (csf->first)
        face_fill(csf, 1, flow_m3_per_s(csf, 0), resistance(csf, 0, node[0]));
    for (size_t cell = 1; cell < csf->cells; cell++)
        face_fill(csf, csf->first + cell, flow_m3_per_s(csf, face[cell]),
                  resistance(csf, node[cell - 1], face[cell])
                  + resistance(csf, face[cell], node[cell]));
}
