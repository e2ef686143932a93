/* Flow. In the pore volume V(r) it is the same everywhere, whatever the shape:
 *
 *     dc/dt + q dc/dV = 0
 *
 * so that what stands between V and V + dV stood q dt further in. The integral of the old field up
 * to there is taken exactly, the field being a parabola within each cell that has the cell's mean
 * and no new extreme (Colella and Woodward 1984, J Comput Phys 54:174). Conserves mass, keeps c
 * within its bounds, and may shift by any number of cells. */
#include "depot_inside.h"

#include <math.h>

/* ------------------------------------------------------------------ values on the edges
 *
 * The mass within V is a function whose slope is c. On an edge take the slope of the polynomial of
 * degree 4 through the masses within five edges round it, that is a weighted sum of the means of
 * the four cells between them. */

/* d/dV at x[at] of the polynomial through five points that is 1 at x[j], 0 at the others. */
static double lagrange_slope(const double x[5], int j, int at)
{
    double slope = 0;

    for (int m = 0; m < 5; m++) {
        double term = 1;
        if (m == j)
            continue;
        for (int k = 0; k < 5; k++)
            if (k != j && k != m)
                term *= (x[at] - x[k]) / (x[j] - x[k]);
        slope += term / (x[j] - x[m]);
    }
    return slope;
}

static size_t stencil_start(const struct depot *d, size_t edge)
{
    size_t start = edge < 2 ? 0 : edge - 2;

    return start + DEPOT_STENCIL > d->cells ? d->cells - DEPOT_STENCIL : start;
}

void depot_shift_prepare(struct depot *d)
{
    for (size_t edge = 1; edge < d->cells; edge++) {
        size_t start = stencil_start(d, edge);
        double *weight = &d->weight[DEPOT_STENCIL * edge], slope = 0;
        for (int k = DEPOT_STENCIL; k-- > 0;) {   /* cell k is within all edges beyond it */
            slope += lagrange_slope(&d->before_m3[start], k + 1, (int)(edge - start));
            weight[k] = slope * d->pore_m3[start + (size_t)k];
        }
    }
}

/* Between the means on its two sides, so that it is no new extreme. */
static double edge_value(const struct depot *d, const double *c, size_t edge)
{
    const double *weight = &d->weight[DEPOT_STENCIL * edge];
    const double *near = &c[stencil_start(d, edge)];
    double value = weight[0] * near[0] + weight[1] * near[1] + weight[2] * near[2]
                   + weight[3] * near[3];

    return fmax(fmin(value, fmax(c[edge - 1], c[edge])), fmin(c[edge - 1], c[edge]));
}

/* ------------------------------------------------------------------ parabolas */

struct parabola { double left, mean, right; };

static struct parabola monotone(struct parabola p)
{
    double rise = p.right - p.left, bend = 6 * (p.mean - (p.left + p.right) / 2);

    if ((p.right - p.mean) * (p.mean - p.left) <= 0)
        p.left = p.right = p.mean;
    else if (rise * bend > rise * rise)
        p.left = 3 * p.mean - 2 * p.right;
    else if (rise * bend < -rise * rise)
        p.right = 3 * p.mean - 2 * p.left;
    return p;
}

/* Its integral over the first share x of the cell, per volume of the cell. */
static double parabola_within(const struct parabola *p, double x)
{
    double rise = p->right - p->left, bend = 6 * (p->mean - (p->left + p->right) / 2);

    return x * (p->left + x * ((rise + bend) / 2 - x * bend / 3));
}

/* ------------------------------------------------------------------ the shift */

/* A field that flows, what comes after it, and how far it has been read. */
struct stream {
    const struct depot *depot;
    const double *c;
    double in_kg_per_m3;
    size_t cell;
    double before_kg;               /* in the cells before it */
    double left, right;             /* on the cell's edges */
};

/* Beside the first cell is what the needle gives, beside the last 0. */
static double stream_edge(const struct stream *s, size_t edge)
{
    if (edge == 0)
        return s->in_kg_per_m3;
    return edge == s->depot->cells ? 0 : edge_value(s->depot, s->c, edge);
}

/* Mass in pores within `at_m3` by the old field; only goes forward. */
static double mass_within(struct stream *s, double at_m3)
{
    const struct depot *d = s->depot;
    struct parabola p;

    while (s->cell + 1 < d->cells && at_m3 > d->before_m3[s->cell + 1]) {
        s->before_kg += d->pore_m3[s->cell] * s->c[s->cell];
        s->left = s->right;
        s->cell++;
        s->right = stream_edge(s, s->cell + 1);
    }
    p = monotone((struct parabola){ s->left, s->c[s->cell], s->right });
    return s->before_kg + d->pore_m3[s->cell]
           * parabola_within(&p, (at_m3 - d->before_m3[s->cell]) / d->pore_m3[s->cell]);
}

void depot_shift(struct depot *d, struct layer *layer, double shift_m3, double in_kg_per_m3)
{
    struct stream stream = { .depot = d, .c = layer->c, .in_kg_per_m3 = in_kg_per_m3,
                             .left = in_kg_per_m3 };
    double *within = d->work, *c = layer->c;
    size_t  n = d->cells;

    stream.right = stream_edge(&stream, 1);
    for (size_t i = 0; i <= n; i++) {
        double from_m3 = d->before_m3[i] - shift_m3;
        within[i] = from_m3 < 0 ? from_m3 * in_kg_per_m3 : mass_within(&stream, from_m3);
    }
    layer->books.beyond_kg += depot_pores_sum(d, c) - within[n];
    layer->books.injected_kg += shift_m3 * in_kg_per_m3;
    for (size_t i = 0; i < n; i++)
        c[i] = (within[i + 1] - within[i]) / d->pore_m3[i];
}
