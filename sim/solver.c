#include "solver.h"

#include <cholmod.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SOLVE_COLUMNS 4     /* right-hand sides for which cholmod_solve2 takes work space */

struct solver {
    const struct stiffness *k;
    size_t          count;          /* unknowns                                   */
    int            *node_of;        /* [count]                                    */
    bool           *is_free;        /* [nodes]                                    */
    double         *mask;           /* [nodes] 1 where free, else 0               */
    int            *source;         /* entry of the reduced matrix -> entry of K  */
    cholmod_common  common;
    cholmod_sparse *matrix;
    cholmod_factor *ordering;       /* the analysis alone, for solvers like this one */
    cholmod_factor *factor;
    cholmod_dense  *right, *left, *work_y, *work_e;
    double         *residual, *search, *image, *better;     /* [nodes], conjugate gradients */
};

static void common_start(cholmod_common *common)
{
    cholmod_start(common);
    common->print = 0;
    common->nmethods = 1;
    common->method[0].ordering = CHOLMOD_AMD;
    common->postorder = 1;
    common->supernodal = CHOLMOD_SIMPLICIAL;
    common->final_asis = 1;
    common->quick_return_if_not_posdef = 1;
}

/* The reduced matrix's pattern: K's entries whose row and column are both free. */
static enum err matrix_create(struct solver *s)
{
    const struct stiffness *k = s->k;
    size_t entries = 0;
    int   *unknown_of = malloc(k->nodes * sizeof *unknown_of), *start, *row;

    if (!unknown_of)
        return ERR_MEMORY;
    for (size_t node = 0; node < k->nodes; node++)
        unknown_of[node] = s->is_free[node] ? (int)s->count++ : -1;
    s->matrix = cholmod_allocate_sparse(s->count, s->count, (size_t)k->start[k->nodes], 1, 1, -1,
                                        CHOLMOD_REAL, &s->common);
    s->node_of = malloc(s->count * sizeof *s->node_of);
    s->source = malloc((size_t)k->start[k->nodes] * sizeof *s->source);
    if (!s->matrix || !s->node_of || !s->source) {
        free(unknown_of);
        return ERR_MEMORY;
    }
    start = s->matrix->p;
    row = s->matrix->i;
    for (size_t node = 0; node < k->nodes; node++) {
        if (!s->is_free[node])
            continue;
        s->node_of[unknown_of[node]] = (int)node;
        start[unknown_of[node]] = (int)entries;
        for (int at = k->start[node]; at < k->start[node + 1]; at++)
            if (s->is_free[k->row[at]]) {
                row[entries] = unknown_of[k->row[at]];
                s->source[entries++] = at;
            }
    }
    start[s->count] = (int)entries;
    free(unknown_of);
    return ERR_OK;
}

static enum err vectors_create(struct solver *s)
{
    size_t nodes = s->k->nodes;

    s->right = cholmod_zeros(s->count, 1, CHOLMOD_REAL, &s->common);
    s->left = cholmod_zeros(s->count, 1, CHOLMOD_REAL, &s->common);
    s->work_y = cholmod_allocate_dense(SOLVE_COLUMNS, s->count, SOLVE_COLUMNS, CHOLMOD_REAL,
                                       &s->common);
    s->residual = calloc(5 * nodes, sizeof *s->residual);
    if (!s->right || !s->left || !s->work_y || !s->residual)
        return ERR_MEMORY;
    s->search = s->residual + nodes;
    s->image = s->search + nodes;
    s->better = s->image + nodes;
    s->mask = s->better + nodes;
    for (size_t node = 0; node < nodes; node++)
        s->mask[node] = s->is_free[node] ? 1 : 0;
    return ERR_OK;
}

static enum err solver_begin(struct solver **made, const struct stiffness *k, const bool *is_free)
{
    struct solver *s = calloc(1, sizeof *s);

    if (!s)
        return ERR_MEMORY;
    *made = s;
    s->k = k;
    common_start(&s->common);
    s->is_free = malloc(k->nodes * sizeof *s->is_free);
    if (!s->is_free)
        return ERR_MEMORY;
    memcpy(s->is_free, is_free, k->nodes * sizeof *s->is_free);
    TRY(matrix_create(s));
    return vectors_create(s);
}

static enum err factor_begin(struct solver *s, cholmod_factor *ordering)
{
    s->factor = ordering ? cholmod_copy_factor(ordering, &s->common) : NULL;
    return s->factor ? ERR_OK : ERR_MEMORY;
}

enum err solver_create(struct solver **solver, const struct stiffness *k, const bool *is_free)
{
    struct solver *s = NULL;
    enum err err = solver_begin(&s, k, is_free);

    if (err == ERR_OK) {
        s->ordering = cholmod_analyze(s->matrix, &s->common);
        err = factor_begin(s, s->ordering);
    }
    if (err != ERR_OK) {
        solver_destroy(s);
        return err;
    }
    *solver = s;
    return ERR_OK;
}

enum err solver_create_like(struct solver **solver, const struct solver *like)
{
    struct solver *s = NULL;
    enum err err = solver_begin(&s, like->k, like->is_free);

    if (err == ERR_OK) {
        s->ordering = cholmod_copy_factor(like->ordering, &s->common);
        err = factor_begin(s, s->ordering);
    }
    if (err != ERR_OK) {
        solver_destroy(s);
        return err;
    }
    *solver = s;
    return ERR_OK;
}

void solver_destroy(struct solver *s)
{
    if (!s)
        return;
    cholmod_free_sparse(&s->matrix, &s->common);
    cholmod_free_factor(&s->ordering, &s->common);
    cholmod_free_factor(&s->factor, &s->common);
    cholmod_free_dense(&s->right, &s->common);
    cholmod_free_dense(&s->left, &s->common);
    cholmod_free_dense(&s->work_y, &s->common);
    cholmod_free_dense(&s->work_e, &s->common);
    cholmod_finish(&s->common);
    free(s->node_of);
    free(s->is_free);
    free(s->source);
    free(s->residual);
    free(s);
}

enum err solver_factorise(struct solver *s, const double *diag, double scale)
{
    const int *start = s->matrix->p;
    double    *value = s->matrix->x;

    for (size_t u = 0; u < s->count; u++) {
        for (int at = start[u]; at < start[u + 1]; at++)
            value[at] = scale * s->k->value[s->source[at]];
        if (diag)
            value[start[u]] += diag[s->node_of[u]];
    }
    cholmod_factorize(s->matrix, s->factor, &s->common);
    if (s->common.status == CHOLMOD_OUT_OF_MEMORY)
        return ERR_MEMORY;
    return s->common.status == CHOLMOD_OK ? ERR_OK : ERR_DIVERGED;
}

/* cholmod_solve2 leaves its work space narrowed to one right-hand side and would take a new one
 * next time: widen it again to the columns that it was made for. */
static void work_reset(cholmod_dense *work, size_t count)
{
    work->nrow = work->d = SOLVE_COLUMNS;
    work->ncol = count;
    work->nzmax = SOLVE_COLUMNS * count;
}

void solver_solve(struct solver *s, const double *b, double *u)
{
    double *right = s->right->x;
    const double *left;

    for (size_t at = 0; at < s->count; at++)
        right[at] = b[s->node_of[at]];
    work_reset(s->work_y, s->count);
    cholmod_solve2(CHOLMOD_A, s->factor, s->right, NULL, &s->left, NULL, &s->work_y, &s->work_e,
                   &s->common);
    left = s->left->x;
    for (size_t at = 0; at < s->count; at++)
        u[s->node_of[at]] = left[at];
}

/* y = (diag + scale K) x on the free nodes, 0 elsewhere; x must be 0 there too. */
static void matrix_apply(const struct solver *s, const double *diag, double scale, const double *x,
                         double *y)
{
    stiffness_apply(s->k, x, y);
    if (diag)
        for (size_t node = 0; node < s->k->nodes; node++)
            y[node] = s->mask[node] * (scale * y[node] + diag[node] * x[node]);
    else
        for (size_t node = 0; node < s->k->nodes; node++)
            y[node] = s->mask[node] * scale * y[node];
}

static double dot(const double *a, const double *b, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

enum err solver_iterate(struct solver *s, const double *diag, double scale, const double *b,
                        double tolerance, int most, double *u, struct solver_did *did)
{
    size_t nodes = s->k->nodes;
    double size = 0, rho = 0, left;
    int    iteration = 0;

    for (size_t node = 0; node < nodes; node++)
        u[node] *= s->mask[node];
    matrix_apply(s, diag, scale, u, s->residual);
    for (size_t node = 0; node < nodes; node++) {
        s->residual[node] = s->mask[node] * (b[node] - s->residual[node]);
        size += s->mask[node] * b[node] * b[node];
    }
    size = sqrt(size);
    left = sqrt(dot(s->residual, s->residual, nodes));
    while (left > tolerance * size && iteration < most) {
        double before = rho, along, alpha;
        solver_solve(s, s->residual, s->better);
        rho = dot(s->residual, s->better, nodes);
        for (size_t node = 0; node < nodes; node++)
            s->search[node] = s->better[node] + (iteration ? rho / before * s->search[node] : 0);
        matrix_apply(s, diag, scale, s->search, s->image);
        along = dot(s->search, s->image, nodes);
        alpha = rho / along;
        for (size_t node = 0; node < nodes; node++) {
            u[node] += alpha * s->search[node];
            s->residual[node] -= alpha * s->image[node];
        }
        left = sqrt(dot(s->residual, s->residual, nodes));
        iteration++;
    }
    *did = (struct solver_did){ .iterations = iteration, .residual = size > 0 ? left / size : 0 };
    return left <= tolerance * size ? ERR_OK : ERR_DIVERGED;
}
