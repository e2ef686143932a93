/* grid.h - a needle in tissue, cut into cells: a tensor product of two graded lines, r and z.
 *
 *      z |          |                    r from the axis to domain_radius, z from -domain_half to
 *        |  shaft   |  tissue            +domain_half, 0 at the middle of the active tip, + towards
 *        |          |                    the shaft: the tip's flat end is at -tip/2, the edge of
 *        +----------+  <- singular       the insulation at +tip/2.
 *        |  active  |
 *      0 |   tip    |                    Cells shrink geometrically towards the two places where
 *        |          |                    the potential is singular: the edge of the insulation,
 *        +----------+  <- singular       where it goes as d^(1/2), and the corner of the end, as
 *           tissue             r ->      d^(2/3), at a distance d.
 *
 * Lengths in metres. A node is (i, j) -> j * r.nodes + i. Volumes are whole rings (2 pi r dr dz).
 *
 * For verification there is a second shape, a sphere electrode: the same two lines, with shells
 * (4 pi r^2 dr) in place of rings and a z of length one along which nothing changes. Everything
 * built on grids runs on it unchanged. */
#ifndef PAINRIG_SIM_GRID_H
#define PAINRIG_SIM_GRID_H

#include "line.h"

#include "base/why.h"

#include <stdbool.h>

enum grid_material { GRID_TISSUE, GRID_METAL };

struct grid_shape {
    double radius_m, tip_m;                     /* of the electrode */
    double domain_radius_m, domain_half_m;
};

/* How fine: the order, the cells that touch the edge and the end, and how quickly others grow. */
struct grid_fineness {
    int    order;
    double least_edge_m, least_end_m;
    double ratio;                   /* of each cell to the one before it */
    double near_m, near_most_m;     /* within near_m of the shaft, where lesions end, no cell is
                                     * wider than near_most_m */
};

struct grid {
    struct grid_shape shape;
    struct line r, z;
    size_t nodes;
    size_t ring;            /* r-elements inside the electrode                                */
    size_t end, edge;       /* z-elements below the tip's end, below the edge of the insulation */
    bool   is_sphere;
    double *girth_m;        /* [r.nodes] 2 pi r of a ring; 4 pi r^2 of a shell, per metre of z */
    double *tissue_m3;      /* [nodes] volume of tissue that the node owns                    */
    double *metal_m3;       /* [nodes] volume of metal                                        */
};

MUST_CHECK enum err grid_create(struct grid *, const struct grid_shape *,
                                const struct grid_fineness *, struct why *);
/* A sphere of shape.radius_m at the drive's voltage, adiabatic, in a ball of shape.domain_radius_m;
 * least_edge_m is the first cell; near_m is not used. */
MUST_CHECK enum err grid_create_sphere(struct grid *, const struct grid_shape *,
                                       const struct grid_fineness *, struct why *);
void grid_destroy(struct grid *);

static inline size_t grid_node(const struct grid *grid, size_t i, size_t j)
{
    return j * grid->r.nodes + i;
}

static inline enum grid_material grid_material_of(const struct grid *grid, size_t r_element,
                                                  size_t z_element)
{
    return r_element < grid->ring && z_element >= grid->end ? GRID_METAL : GRID_TISSUE;
}

/* Is the node on or in the active tip (side and end included)? On or in any metal? Outermost? */
int grid_is_tip(const struct grid *, size_t i, size_t j);
int grid_is_metal(const struct grid *, size_t i, size_t j);
int grid_is_outer(const struct grid *, size_t i, size_t j);

/* A linear functional that reads a field at one point: at most (p+1)^2 nodes and their weights. */
#define GRID_STENCIL_MAX ((LINE_ORDER_MAX + 1) * (LINE_ORDER_MAX + 1))
struct grid_stencil { int count; size_t node[GRID_STENCIL_MAX]; double weight[GRID_STENCIL_MAX]; };

void   grid_stencil_at(const struct grid *, double r_m, double z_m, struct grid_stencil *);
double grid_read(const struct grid_stencil *, const double *field);

#endif
