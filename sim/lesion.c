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
    struct lesion_piece *pieces;
    size_t room, count;
};

static void extent_add(struct measuring *m, const struct sample *at)
{
    m->any = true;
    m->r_most = fmax(m->r_most, at->r);
    m->z_least = fmin(m->z_least, at->z);
    m->z_most = fmax(m->z_most, at->z);
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

static size_t cells_of(double length_m)
{
    double wanted = ceil(length_m / CELL_M);

    return wanted < 2 ? 2 : wanted > CELLS_MOST ? CELLS_MOST : (size_t)wanted;
}

/* The values of an element's basis functions at count + 1 even places. */
static void bases_fill(const struct line *line, size_t element, size_t count,
                       double basis[][LINE_ORDER_MAX + 1], double *at)
{
    double start = line->x[element * (size_t)line->order];

    for (size_t i = 0; i <= count; i++) {
        at[i] = start + 2 * line->half[element] * (double)i / (double)count;
        line_basis(line, element, at[i], basis[i]);
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

static void element_trace(struct measuring *m, const struct grid *grid, const double *margin,
                          size_t er, size_t ez)
{
    double in_r[CELLS_MOST + 1][LINE_ORDER_MAX + 1], in_z[CELLS_MOST + 1][LINE_ORDER_MAX + 1];
    double r[CELLS_MOST + 1], z[CELLS_MOST + 1], row[2][CELLS_MOST + 1];
    size_t across = cells_of(2 * grid->r.half[er]), along = cells_of(2 * grid->z.half[ez]);

    bases_fill(&grid->r, er, across, in_r, r);
    bases_fill(&grid->z, ez, along, in_z, z);
    row_fill(grid, margin, er, ez, in_z[0], in_r, across, row[0]);
    for (size_t j = 0; j < along; j++) {
        const double *low = row[j % 2], *high = row[(j + 1) % 2];
        row_fill(grid, margin, er, ez, in_z[j + 1], in_r, across, row[(j + 1) % 2]);
        for (size_t i = 0; i < across; i++) {
            if (low[i] < 0 && low[i + 1] < 0 && high[i] < 0 && high[i + 1] < 0)
                continue;
            cell_cut(m, (struct sample[4]){ { r[i], z[j], low[i] },
                                            { r[i + 1], z[j], low[i + 1] },
                                            { r[i + 1], z[j + 1], high[i + 1] },
                                            { r[i], z[j + 1], high[i] } });
        }
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
            *least = fmin(*least, value);
            *most = fmax(*most, value);
        }
}

static void element_add_whole(struct measuring *m, const struct grid *grid, size_t er, size_t ez)
{
    size_t p = (size_t)grid->r.order;
    struct sample corner[4] = { { grid->r.x[er * p], grid->z.x[ez * p], 1 },
                                { grid->r.x[er * p + p], grid->z.x[ez * p], 1 },
                                { grid->r.x[er * p + p], grid->z.x[ez * p + p], 1 },
                                { grid->r.x[er * p], grid->z.x[ez * p + p], 1 } };

    cell_cut(m, corner);
}

void lesion_measure(const struct grid *grid, const double *margin, struct lesion *lesion,
                    struct lesion_piece *pieces, size_t room, size_t *count)
{
    struct measuring m = { .z_least = INFINITY, .z_most = -INFINITY,
                           .pieces = pieces, .room = pieces ? room : 0 };

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
