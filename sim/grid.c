#include "grid.h"

#include "base/units.h"

#include <math.h>
#include <stdlib.h>

#define BREAKS_MAX 1024

/* Outwards from the electrode: first cells no longer than near_most_m, then growing on. Returns how
 * many breaks it appends, or 0 if they do not fit. Metres. */
static size_t outward_grade(double near, double far, double least, const struct grid_fineness *fine,
                            double *breaks, size_t room)
{
    double margin = near + fine->near_m;
    size_t count, beyond;

    if (!(fine->near_m > 0) || margin > near + (far - near) / 2)
        return line_grade(near, far, least, INFINITY, fine->ratio, INFINITY, breaks, room);
    count = line_grade(near, margin, least, INFINITY, fine->ratio, fine->near_most_m, breaks, room);
    beyond = count == 0 ? 0
             : line_grade(margin, far, fine->near_most_m * fine->ratio / 2, INFINITY,
                          fine->ratio, INFINITY, breaks + count, room - count);
    return beyond == 0 ? 0 : count + beyond;
}

/* Note how many breaks a stretch took; none means that it did not fit. */
static enum err stretch_add(size_t *count, size_t took, struct why *why)
{
    if (took == 0)
        return why_say(why, ERR_RANGE,
                       "the cells asked for are too fine for their stretch: make the smallest "
                       "larger or the ratio steeper");
    *count += took;
    return ERR_OK;
}

static enum err r_line_create(struct grid *grid, const struct grid_fineness *fine, struct why *why)
{
    const struct grid_shape *shape = &grid->shape;
    double breaks[BREAKS_MAX] = { 0 }, least = fmin(fine->least_edge_m, fine->least_end_m);
    size_t count = 1;

    TRY(stretch_add(&count,
                    line_grade(0, shape->radius_m, INFINITY, fine->least_end_m, fine->ratio,
                               INFINITY, breaks + count, BREAKS_MAX - count),
                    why));
    grid->ring = count - 1;
    TRY(stretch_add(&count,
                    outward_grade(shape->radius_m, shape->domain_radius_m, least, fine,
                                  breaks + count, BREAKS_MAX - count),
                    why));
    return line_create(&grid->r, fine->order, breaks, count);
}

static enum err z_line_create(struct grid *grid, const struct grid_fineness *fine, struct why *why)
{
    const struct grid_shape *shape = &grid->shape;
    double breaks[BREAKS_MAX] = { -shape->domain_half_m }, half = shape->tip_m / 2;
    size_t count = 1;

    TRY(stretch_add(&count,
                    line_grade(-shape->domain_half_m, -half, INFINITY, fine->least_end_m,
                               fine->ratio, INFINITY, breaks + count, BREAKS_MAX - count),
                    why));
    grid->end = count - 1;
    TRY(stretch_add(&count,
                    line_grade(-half, half, fine->least_end_m, fine->least_edge_m, fine->ratio,
                               INFINITY, breaks + count, BREAKS_MAX - count),
                    why));
    grid->edge = count - 1;
    TRY(stretch_add(&count,
                    line_grade(half, shape->domain_half_m, fine->least_edge_m, INFINITY,
                               fine->ratio, INFINITY, breaks + count, BREAKS_MAX - count),
                    why));
    return line_create(&grid->z, fine->order, breaks, count);
}

/* Each node of an element owns 2 pi r w_r w_z of it; r is taken at the node, as the quadrature
 * takes it. */
static void volumes_fill(struct grid *grid)
{
    const struct line *r = &grid->r, *z = &grid->z;
    size_t p = (size_t)r->order;

    for (size_t ez = 0; ez < z->elements; ez++)
        for (size_t er = 0; er < r->elements; er++) {
            double *volume = grid_material_of(grid, er, ez) == GRID_METAL ? grid->metal_m3
                                                                          : grid->tissue_m3;
            for (size_t b = 0; b <= p; b++)
                for (size_t a = 0; a <= p; a++)
                    volume[grid_node(grid, er * p + a, ez * p + b)] +=
                        grid->girth_m[er * p + a] * r->weight[a] * r->half[er] * z->weight[b]
                        * z->half[ez];
        }
}

/* What follows once both lines are there. */
static enum err nodes_fill(struct grid *grid, struct why *why)
{
    grid->nodes = grid->r.nodes * grid->z.nodes;
    grid->tissue_m3 = calloc(grid->nodes, sizeof *grid->tissue_m3);
    grid->metal_m3 = calloc(grid->nodes, sizeof *grid->metal_m3);
    grid->girth_m = calloc(grid->r.nodes, sizeof *grid->girth_m);
    if (!grid->tissue_m3 || !grid->metal_m3 || !grid->girth_m)
        return why_say(why, ERR_MEMORY, "no memory for a grid of %zu nodes", grid->nodes);
    for (size_t i = 0; i < grid->r.nodes; i++)
        grid->girth_m[i] = grid->is_sphere ? 4 * PI * grid->r.x[i] * grid->r.x[i]
                                           : 2 * PI * grid->r.x[i];
    volumes_fill(grid);
    return ERR_OK;
}

enum err grid_create(struct grid *grid, const struct grid_shape *shape,
                     const struct grid_fineness *fine, struct why *why)
{
    struct grid made = { .shape = *shape };
    enum err err;

    TRY_OR_DONE(r_line_create(&made, fine, why));
    TRY_OR_DONE(z_line_create(&made, fine, why));
    TRY_OR_DONE(nodes_fill(&made, why));
    *grid = made;
done:
    if (err != ERR_OK)
        grid_destroy(&made);
    return err;
}

enum err grid_create_sphere(struct grid *grid, const struct grid_shape *shape,
                            const struct grid_fineness *fine, struct why *why)
{
    struct grid made = { .shape = *shape, .is_sphere = true };
    double breaks[BREAKS_MAX] = { shape->radius_m };
    size_t count = 1;
    enum err err;

    TRY_OR_DONE(stretch_add(&count,
                            line_grade(shape->radius_m, shape->domain_radius_m,
                                       fine->least_edge_m, INFINITY, fine->ratio, INFINITY,
                                       breaks + count, BREAKS_MAX - count),
                            why));
    TRY_OR_DONE(line_create(&made.r, fine->order, breaks, count));
    TRY_OR_DONE(line_create(&made.z, fine->order, (const double[]){ 0, 1 }, 2));
    TRY_OR_DONE(nodes_fill(&made, why));
    *grid = made;
done:
    if (err != ERR_OK)
        grid_destroy(&made);
    return err;
}

void grid_destroy(struct grid *grid)
{
    if (!grid)
        return;
    line_destroy(&grid->r);
    line_destroy(&grid->z);
    free(grid->tissue_m3);
    free(grid->metal_m3);
    free(grid->girth_m);
    *grid = (struct grid){ 0 };
}

int grid_is_metal(const struct grid *grid, size_t i, size_t j)
{
    size_t p = (size_t)grid->r.order;

    return i <= grid->ring * p && j >= grid->end * p;       /* of a sphere: its surface, i = 0 */
}

int grid_is_tip(const struct grid *grid, size_t i, size_t j)
{
    return grid_is_metal(grid, i, j)
           && (grid->is_sphere || j <= grid->edge * (size_t)grid->z.order);
}

int grid_is_outer(const struct grid *grid, size_t i, size_t j)
{
    return i + 1 == grid->r.nodes || (!grid->is_sphere && (j == 0 || j + 1 == grid->z.nodes));
}

void grid_stencil_at(const struct grid *grid, double r_m, double z_m, struct grid_stencil *stencil)
{
    size_t p = (size_t)grid->r.order;
    size_t er = line_element_at(&grid->r, r_m), ez = line_element_at(&grid->z, z_m);
    double in_r[LINE_ORDER_MAX + 1], in_z[LINE_ORDER_MAX + 1];

    line_basis(&grid->r, er, r_m, in_r);
    line_basis(&grid->z, ez, z_m, in_z);
    stencil->count = 0;
    for (size_t b = 0; b <= p; b++)
        for (size_t a = 0; a <= p; a++) {
            stencil->node[stencil->count] = grid_node(grid, er * p + a, ez * p + b);
            stencil->weight[stencil->count++] = in_r[a] * in_z[b];
        }
}

double grid_read(const struct grid_stencil *stencil, const double *field)
{
    double sum = 0;

    for (int k = 0; k < stencil->count; k++)
        sum += stencil->weight[k] * field[stencil->node[k]];
    return sum;
}
