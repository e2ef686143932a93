#include "potential.h"

#include <stdlib.h>
#include <string.h>

static void boundary_fill(struct potential *potential)
{
    const struct grid *grid = potential->grid;
    size_t skin = grid->ring * (size_t)grid->r.order;

    for (size_t j = 0; j < grid->z.nodes; j++)
        for (size_t i = 0; i < grid->r.nodes; i++) {
            size_t node = grid_node(grid, i, j);
            int    is_inside = grid_is_metal(grid, i, j) && i < skin;
            potential->phi[node] = grid_is_tip(grid, i, j) ? 1 : 0;
            potential->is_free[node] = !grid_is_tip(grid, i, j) && !is_inside
                                       && !grid_is_outer(grid, i, j);
        }
}

enum err potential_create(struct potential *potential, const struct grid *grid, struct why *why)
{
    struct potential made = { .grid = grid };
    enum err err;

    made.is_free = calloc(grid->nodes, sizeof *made.is_free);
    made.phi = calloc(4 * grid->nodes, sizeof *made.phi);
    if (!made.is_free || !made.phi) {
        potential_destroy(&made);
        return why_say(why, ERR_MEMORY, "no memory for the electric field");
    }
    made.heat_w = made.phi + grid->nodes;
    made.right = made.heat_w + grid->nodes;
    made.step = made.right + grid->nodes;
    boundary_fill(&made);
    err = stiffness_create(&made.k, grid);
    if (err != ERR_OK) {
        potential_destroy(&made);
        return err;
    }
    *potential = made;
    /* Last, and of *potential: the solver keeps the address of k. */
    err = solver_create(&potential->solver, &potential->k, potential->is_free);
    if (err != ERR_OK)
        potential_destroy(potential);
    return err;
}

void potential_destroy(struct potential *potential)
{
    if (!potential)
        return;
    solver_destroy(potential->solver);
    stiffness_destroy(&potential->k);
    free(potential->is_free);
    free(potential->phi);
    *potential = (struct potential){ 0 };
}

/* sigma |grad phi|^2 at the nodes of one tissue element, each with its share of the ring. */
static void element_heat_add(struct potential *potential, const double *sigma, size_t er, size_t ez)
{
    const struct line *r = &potential->grid->r, *z = &potential->grid->z;
    const double *phi = potential->phi;
    size_t p = (size_t)r->order, row = r->nodes, corner = ez * p * row + er * p;
    double to_r = 1 / r->half[er], to_z = 1 / z->half[ez];

    for (size_t b = 0; b <= p; b++)
        for (size_t a = 0; a <= p; a++) {
            size_t node = corner + b * row + a;
            double along_r = 0, along_z = 0;
            for (size_t q = 0; q <= p; q++) {
                along_r += r->slope[a][q] * phi[corner + b * row + q];
                along_z += z->slope[b][q] * phi[corner + q * row + a];
            }
            along_r *= to_r;
            along_z *= to_z;
            potential->heat_w[node] += potential->grid->girth_m[er * p + a] * r->weight[a]
                                       * r->half[er] * z->weight[b] * z->half[ez] * sigma[node]
                                       * (along_r * along_r + along_z * along_z);
        }
}

static void heat_fill(struct potential *potential, const double *sigma)
{
    const struct grid *grid = potential->grid;
    double sum = 0;

    memset(potential->heat_w, 0, grid->nodes * sizeof *potential->heat_w);
    for (size_t ez = 0; ez < grid->z.elements; ez++)
        for (size_t er = 0; er < grid->r.elements; er++)
            if (grid_material_of(grid, er, ez) == GRID_TISSUE)
                element_heat_add(potential, sigma, er, ez);
    stiffness_apply(&potential->k, potential->phi, potential->right);
    for (size_t node = 0; node < grid->nodes; node++)
        sum += potential->phi[node] * potential->right[node];
    potential->conductance_s = sum;
}

/* The right-hand side for a correction to the present phi: the current that free nodes leak. */
static void leak_fill(struct potential *potential)
{
    stiffness_apply(&potential->k, potential->phi, potential->right);
    for (size_t node = 0; node < potential->grid->nodes; node++)
        potential->right[node] = -potential->right[node];
}

static void correction_add(struct potential *potential)
{
    for (size_t node = 0; node < potential->grid->nodes; node++)
        if (potential->is_free[node])
            potential->phi[node] += potential->step[node];
}

enum err potential_solve(struct potential *potential, const double *sigma)
{
    stiffness_set(&potential->k, sigma, 0);
    TRY(solver_factorise(potential->solver, NULL, 1));
    leak_fill(potential);
    solver_solve(potential->solver, potential->right, potential->step);
    correction_add(potential);
    heat_fill(potential, sigma);
    return ERR_OK;
}

enum err potential_follow(struct potential *potential, const double *sigma, double tolerance,
                          int most, struct solver_did *did)
{
    stiffness_set(&potential->k, sigma, 0);
    leak_fill(potential);
    memset(potential->step, 0, potential->grid->nodes * sizeof *potential->step);
    TRY(solver_iterate(potential->solver, NULL, 1, potential->right, tolerance, most,
                       potential->step, did));
    correction_add(potential);
    heat_fill(potential, sigma);
    return ERR_OK;
}

