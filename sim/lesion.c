#include "lesion.h"

#include "base/units.h"

#include <math.h>
#include <stdbool.h>

#define CELL_M      0.15e-3     /* size of the cells through which the border is traced ...      */
#define CELLS_MOST  48          /* ... unless an element is so large (far out) that this cuts in */

/* All in metres and m3; the margin has its criterion's unit. */
struct sample { double r, z, margin; };

struct measuring {
    double r_most, z_least, z_most, volume;
    bool   any;
    double inverse[LINE_ORDER_MAX + 1];     /* of the basis functions' denominators */
    struct lesion_piece *pieces;
    size_t room, count;
};

/* Comparisons, not fmin and fmax, which a compiler must call: this is called for every corner. */
static void extent_add(struct measuring *m, const struct sample *at)
{
    m->any = true;
    m->r_most = at->r > m->r_most ? at->r : m->r_most;
    m->z_least = at->z < m->z_least ? at->z : m->z_least;
    m->z_most = at->z > m->z_most ? at->z : m->z_most;
}

/* Where the margin is zero between two corners of a cell, which lie on one edge. */
static struct sample crossing(const struct sample *a, const struct sample *b)
{
    double share = a->margin / (a->margin - b->margin);

    return (struct sample){ a->r + share * (b->r - a->r), a->z + share * (b->z - a->z), 0 };
}

/* Ring volume of a polygon in the (r, z) plane: 2 pi times the integral of r over it (Pappus). */
static double polygon_ring_m3(const struct sample *corner, int count)
{
    double sum = 0;

    for (int i = 0; i < count; i++) {
        const struct sample *a = &corner[i], *b = &corner[(i + 1) % count];
        sum += (a->r * b->z - b->r * a->z) * (a->r + b->r);
    }
    return 2 * PI * fabs(sum) / 6;
}

/* Cut one cell, corners in order round it: what is dead of it is a polygon; the rim of that which
 * is not the cell's own is border. */
static void cell_cut(struct measuring *m, const struct sample corner[4])
{
    struct sample dead[8], border[4];
    int dead_count = 0, border_count = 0;

    for (int i = 0; i < 4; i++) {
        const struct sample *here = &corner[i], *next = &corner[(i + 1) % 4];
        if (here->margin >= 0)
            dead[dead_count++] = *here;
        if ((here->margin >= 0) != (next->margin >= 0)) {
            struct sample cross = crossing(here, next);
            dead[dead_count++] = cross;
            border[border_count++] = cross;
        }
    }
    for (int i = 0; i < dead_count; i++)
        extent_add(m, &dead[i]);
    if (dead_count >= 3)
        m->volume += polygon_ring_m3(dead, dead_count);
    for (int i = 0; i + 1 < border_count && m->count < m->room; i += 2)
        m->pieces[m->count++] = (struct lesion_piece){ { border[i].r, border[i + 1].r },
                                                       { border[i].z, border[i + 1].z } };
}

/* A rectangle that is dead throughout: pi (r1^2 - r0^2) dz. */
static void rectangle_add(struct measuring *m, double r0, double r1, double z0, double z1)
{
    extent_add(m, &(struct sample){ r0, z0, 0 });
    extent_add(m, &(struct sample){ r1, z1, 0 });
    m->volume += PI * (r1 - r0) * (r1 + r0) * (z1 - z0);
}

static size_t cells_of(double length_m)
{
    double wanted = ceil(length_m / CELL_M);

    return wanted < 2 ? 2 : wanted > CELLS_MOST ? CELLS_MOST : (size_t)wanted;
}

/* The values of an element's basis functions at count + 1 even places: line_basis, with its
 * divisions made once. */
static void bases_fill(const struct measuring *m, const struct line *line, size_t element,
                       size_t count, double basis[][LINE_ORDER_MAX + 1], double *at)
{
    double start = line->x[element * (size_t)line->order];

    for (size_t i = 0; i <= count; i++) {
        double share = (double)i / (double)count, xi = 2 * share - 1;
        at[i] = start + 2 * line->half[element] * share;
        for (int a = 0; a <= line->order; a++) {
            basis[i][a] = m->inverse[a];
            for (int b = 0; b <= line->order; b++)
                basis[i][a] *= b == a ? 1 : xi - line->point[b];
        }
    }
}

/* 1 / product over b of (point_a - point_b): both lines have the same points. */
static void inverses_fill(struct measuring *m, const struct line *line)
{
    for (int a = 0; a <= line->order; a++) {
        double product = 1;
        for (int b = 0; b <= line->order; b++)
            product *= b == a ? 1 : line->point[a] - line->point[b];
        m->inverse[a] = 1 / product;
    }
}

/* One row of samples across an element, at one z. */
static void row_fill(const struct grid *grid, const double *margin, size_t er, size_t ez,
                     const double *in_z, double in_r[][LINE_ORDER_MAX + 1], size_t count,
                     double *row)
{
    size_t p = (size_t)grid->r.order;
    double along[LINE_ORDER_MAX + 1];

    for (size_t a = 0; a <= p; a++) {
        along[a] = 0;
        for (size_t b = 0; b <= p; b++)
            along[a] += in_z[b] * margin[grid_node(grid, er * p + a, ez * p + b)];
    }
    for (size_t i = 0; i <= count; i++) {
        row[i] = 0;
        for (size_t a = 0; a <= p; a++)
            row[i] += in_r[i][a] * along[a];
    }
}

/* One row of cells between two rows of samples: runs that are dead throughout are taken whole. */
static void row_cut(struct measuring *m, const double *r, size_t across, const double z[2],
                    const double *low, const double *high)
{
    for (size_t i = 0, end; i < across; i = end) {
        for (end = i; end < across && low[end] >= 0 && low[end + 1] >= 0 && high[end] >= 0
                      && high[end + 1] >= 0; end++)
            ;
        if (end > i) {
            rectangle_add(m, r[i], r[end], z[0], z[1]);
            continue;
        }
        end = i + 1;
        if (low[i] >= 0 || low[end] >= 0 || high[i] >= 0 || high[end] >= 0)
            cell_cut(m, (struct sample[4]){ { r[i], z[0], low[i] }, { r[end], z[0], low[end] },
                                            { r[end], z[1], high[end] }, { r[i], z[1], high[i] } });
    }
}

static void element_trace(struct measuring *m, const struct grid *grid, const double *margin,
                          size_t er, size_t ez)
{
    double in_r[CELLS_MOST + 1][LINE_ORDER_MAX + 1], in_z[CELLS_MOST + 1][LINE_ORDER_MAX + 1];
    double r[CELLS_MOST + 1], z[CELLS_MOST + 1], row[2][CELLS_MOST + 1];
    size_t across = cells_of(2 * grid->r.half[er]), along = cells_of(2 * grid->z.half[ez]);

    bases_fill(m, &grid->r, er, across, in_r, r);
    bases_fill(m, &grid->z, ez, along, in_z, z);
    row_fill(grid, margin, er, ez, in_z[0], in_r, across, row[0]);
    for (size_t j = 0; j < along; j++) {
        row_fill(grid, margin, er, ez, in_z[j + 1], in_r, across, row[(j + 1) % 2]);
        row_cut(m, r, across, &z[j], row[j % 2], row[(j + 1) % 2]);
    }
}

/* Least and greatest margin among an element's nodes. */
static void element_range(const struct grid *grid, const double *margin, size_t er, size_t ez,
                          double *least, double *most)
{
    size_t p = (size_t)grid->r.order;

    *least = INFINITY;
    *most = -INFINITY;
    for (size_t b = 0; b <= p; b++)
        for (size_t a = 0; a <= p; a++) {
            double value = margin[grid_node(grid, er * p + a, ez * p + b)];
            *least = value < *least ? value : *least;
            *most = value > *most ? value : *most;
        }
}

static void element_add_whole(struct measuring *m, const struct grid *grid, size_t er, size_t ez)
{
    size_t p = (size_t)grid->r.order;

    rectangle_add(m, grid->r.x[er * p], grid->r.x[er * p + p], grid->z.x[ez * p],
                  grid->z.x[ez * p + p]);
}

void lesion_measure(const struct grid *grid, const double *margin, struct lesion *lesion,
                    struct lesion_piece *pieces, size_t room, size_t *count)
{
    struct measuring m = { .z_least = INFINITY, .z_most = -INFINITY,
                           .pieces = pieces, .room = pieces ? room : 0 };

    inverses_fill(&m, &grid->r);
    for (size_t ez = 0; ez < grid->z.elements; ez++)
        for (size_t er = 0; er < grid->r.elements; er++) {
            double least, most, slack;
            if (grid_material_of(grid, er, ez) != GRID_TISSUE)
                continue;
            element_range(grid, margin, er, ez, &least, &most);
            slack = 0.2 * (most - least);   /* a polynomial may reach further between its nodes */
            if (least - slack > 0)
                element_add_whole(&m, grid, er, ez);
            else if (most + slack >= 0)
                element_trace(&m, grid, margin, er, ez);
        }
    *lesion = (struct lesion){ 2 * m.r_most, m.any ? m.z_least : NAN, m.any ? m.z_most : NAN,
                               m.volume };
    if (count)
        *count = m.count;
}
