#include "stiffness.h"

#include <stdlib.h>
#include <string.h>

/* A segment is an element's row of p + 1 nodes: along r at one z-node, or along z at one r-node.
 * This many entries of the lower triangle couple them. */
static size_t local_count(const struct grid *grid)
{
    size_t p = (size_t)grid->r.order;

    return (p + 1) * (p + 2) / 2;
}

static int place_find(const struct stiffness *k, size_t a, size_t b)
{
    int column = (int)(a < b ? a : b), row = (int)(a < b ? b : a);

    for (int at = k->start[column]; at < k->start[column + 1]; at++)
        if (k->row[at] == row)
            return at;
    return -1;
}

/* A node couples forward to the rest of its element's row, or of the next element's if it is
 * shared by the two. */
static size_t forward_reach(const struct line *line, size_t i)
{
    size_t p = (size_t)line->order, last = (i / p + 1) * p;

    return last < line->nodes ? last - i : line->nodes - 1 - i;
}

static void pattern_fill(struct stiffness *k)
{
    const struct grid *grid = k->grid;
    int at = 0;

    for (size_t j = 0; j < grid->z.nodes; j++)
        for (size_t i = 0; i < grid->r.nodes; i++) {
            size_t node = grid_node(grid, i, j);
            k->start[node] = at;
            for (size_t step = 0; step <= forward_reach(&grid->r, i); step++)
                k->row[at++] = (int)(node + step);
            for (size_t step = 1; step <= forward_reach(&grid->z, j); step++)
                k->row[at++] = (int)(node + step * grid->r.nodes);
        }
    k->start[k->nodes] = at;
}

static void places_fill(struct stiffness *k)
{
    const struct grid *grid = k->grid;
    size_t p = (size_t)grid->r.order;
    int   *r_place = k->r_place, *z_place = k->z_place;

    for (size_t j = 0; j < grid->z.nodes; j++)
        for (size_t e = 0; e < grid->r.elements; e++)
            for (size_t a = 0; a <= p; a++)
                for (size_t b = 0; b <= a; b++)
                    *r_place++ = place_find(k, grid_node(grid, e * p + a, j),
                                            grid_node(grid, e * p + b, j));
    for (size_t e = 0; e < grid->z.elements; e++)
        for (size_t i = 0; i < grid->r.nodes; i++)
            for (size_t a = 0; a <= p; a++)
                for (size_t b = 0; b <= a; b++)
                    *z_place++ = place_find(k, grid_node(grid, i, e * p + a),
                                            grid_node(grid, i, e * p + b));
}

enum err stiffness_create(struct stiffness *stiffness, const struct grid *grid)
{
    struct stiffness made = { .grid = grid, .nodes = grid->nodes };
    size_t entries = grid->nodes * (2 * (size_t)grid->r.order + 1);

    made.start = malloc((grid->nodes + 1) * sizeof *made.start);
    made.row = malloc(entries * sizeof *made.row);
    made.value = malloc(entries * sizeof *made.value);
    made.r_place = malloc(grid->z.nodes * grid->r.elements * local_count(grid)
                          * sizeof *made.r_place);
    made.z_place = malloc(grid->r.nodes * grid->z.elements * local_count(grid)
                          * sizeof *made.z_place);
    if (!made.start || !made.row || !made.value || !made.r_place || !made.z_place) {
        stiffness_destroy(&made);
        return ERR_MEMORY;
    }
    pattern_fill(&made);
    places_fill(&made);
    *stiffness = made;
    return ERR_OK;
}

void stiffness_destroy(struct stiffness *k)
{
    if (!k)
        return;
    free(k->start);
    free(k->row);
    free(k->value);
    free(k->r_place);
    free(k->z_place);
    *k = (struct stiffness){ 0 };
}

/* D' diag(c) D, lower triangle by rows, added into the matrix; the line has the products of D. */
static void segment_add(double *value, const int *place, const struct line *line, const double *c)
{
    const double *product = line->product;
    int p = line->order, local = (p + 1) * (p + 2) / 2;

    for (int at = 0; at < local; at++, product += p + 1) {
        double sum = 0;
        for (int q = 0; q <= p; q++)
            sum += c[q] * product[q];
        value[place[at]] += sum;
    }
}

/* integral kappa r du/dr dN/dr: at z-node j the elements below and above bring shares of z. */
static void r_segments_add(struct stiffness *k, const double *tissue, double metal)
{
    const struct grid *grid = k->grid;
    const struct line *r = &grid->r, *z = &grid->z;
    size_t p = (size_t)r->order, local = local_count(grid);
    const int *place = k->r_place;

    for (size_t j = 0; j < z->nodes; j++) {
        size_t above = j / p, at = j % p;
        int    has_above = above < z->elements, has_below = at == 0 && j > 0;
        double share_above = has_above ? z->weight[at] * z->half[above] : 0;
        double share_below = has_below ? z->weight[p] * z->half[above - 1] : 0;
        for (size_t e = 0; e < r->elements; e++, place += local) {
            int metal_above = has_above && grid_material_of(grid, e, above) == GRID_METAL;
            int metal_below = has_below && grid_material_of(grid, e, above - 1) == GRID_METAL;
            double of_metal =
                metal * ((metal_above ? share_above : 0) + (metal_below ? share_below : 0));
            double of_tissue = (metal_above ? 0 : share_above) + (metal_below ? 0 : share_below);
            double c[LINE_ORDER_MAX + 1];
            for (size_t q = 0; q <= p; q++)
                c[q] = grid->girth_m[e * p + q] * r->weight[q] / r->half[e]
                       * (of_metal + of_tissue * tissue[grid_node(grid, e * p + q, j)]);
            segment_add(k->value, place, r, c);
        }
    }
}

static void z_segments_add(struct stiffness *k, const double *tissue, double metal)
{
    const struct grid *grid = k->grid;
    const struct line *r = &grid->r, *z = &grid->z;
    size_t p = (size_t)r->order, local = local_count(grid);
    const int *place = k->z_place;

    for (size_t e = 0; e < z->elements; e++)
        for (size_t i = 0; i < r->nodes; i++, place += local) {
            size_t right = i / p, at = i % p;
            double ring = grid->girth_m[i];
            int    has_right = right < r->elements, has_left = at == 0 && i > 0;
            double share_right = has_right ? ring * r->weight[at] * r->half[right] : 0;
            double share_left = has_left ? ring * r->weight[p] * r->half[right - 1] : 0;
            int metal_right = has_right && grid_material_of(grid, right, e) == GRID_METAL;
            int metal_left = has_left && grid_material_of(grid, right - 1, e) == GRID_METAL;
            double of_metal =
                metal * ((metal_right ? share_right : 0) + (metal_left ? share_left : 0));
            double of_tissue = (metal_right ? 0 : share_right) + (metal_left ? 0 : share_left);
            double c[LINE_ORDER_MAX + 1];
            for (size_t q = 0; q <= p; q++)
                c[q] = z->weight[q] / z->half[e]
                       * (of_metal + of_tissue * tissue[grid_node(grid, i, e * p + q)]);
            segment_add(k->value, place, z, c);
        }
}

void stiffness_set(struct stiffness *k, const double *tissue_kappa, double metal_kappa)
{
    memset(k->value, 0, (size_t)k->start[k->nodes] * sizeof *k->value);
    r_segments_add(k, tissue_kappa, metal_kappa);
    z_segments_add(k, tissue_kappa, metal_kappa);
}

void stiffness_apply(const struct stiffness *k, const double *u, double *y)
{
    memset(y, 0, k->nodes * sizeof *y);
    for (size_t column = 0; column < k->nodes; column++) {
        double of_column = u[column], sum = 0;
        int    at = k->start[column], end = k->start[column + 1];
        sum += k->value[at] * of_column;                /* the diagonal comes first */
        for (at++; at < end; at++) {
            y[k->row[at]] += k->value[at] * of_column;
            sum += k->value[at] * u[k->row[at]];
        }
        y[column] += sum;
    }
}
