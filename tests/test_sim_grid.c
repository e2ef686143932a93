/* Lines, grids and the stiffness on them: what must hold to round-off, whatever the physics. */
#include "base/units.h"
#include "sim/stiffness.h"
#include "sim/treatment.h"
#include "tests/support/exact.h"
#include "tests/support/exact_needle.h"
#include "tests/support/suite.h"

#include <check.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define ROUND_OFF 1e-13     /* a few hundred operations on numbers of order one */

static gsl_rng *dice_new(unsigned long seed)
{
    gsl_rng *dice = gsl_rng_alloc(gsl_rng_mt19937);

    ck_assert_ptr_nonnull(dice);
    gsl_rng_set(dice, seed);
    return dice;
}

static double between(gsl_rng *dice, double least, double most)
{
    return least + (most - least) * gsl_rng_uniform(dice);
}

/* ---- one line ---- */

static struct line line_new(int order, const double *breaks, size_t count)
{
    struct line line;

    ck_assert_int_eq(line_create(&line, order, breaks, count), ERR_OK);
    return line;
}

/* integral of x^n over -1 .. 1 by the line's own quadrature. */
static double quadrature_of_power(const struct line *line, int n)
{
    double sum = 0;

    for (int q = 0; q <= line->order; q++)
        sum += line->weight[q] * pow(line->point[q], n);
    return sum;
}

START_TEST(quadrature_is_exact_to_degree_2p_minus_1_and_no_further)
{
    struct line line = line_new(_i, (const double[]){ 0, 1 }, 2);

    for (int n = 0; n <= 2 * _i - 1; n++)
        ck_assert_double_eq_tol(quadrature_of_power(&line, n), n % 2 ? 0 : 2.0 / (n + 1),
                                ROUND_OFF);
    ck_assert_double_gt(fabs(quadrature_of_power(&line, 2 * _i) - 2.0 / (2 * _i + 1)), 1e-6);
    line_destroy(&line);
}
END_TEST

START_TEST(slopes_are_exact_for_polynomials_of_degree_p)
{
    struct line line = line_new(_i, (const double[]){ 0, 1 }, 2);

    for (int n = 0; n <= _i; n++)
        for (int q = 0; q <= _i; q++) {
            double sum = 0;
            for (int a = 0; a <= _i; a++)
                sum += line.slope[q][a] * pow(line.point[a], n);
            /* slopes go up to p^2 */
            ck_assert_double_eq_tol(sum, n ? n * pow(line.point[q], n - 1) : 0, ROUND_OFF * 100);
        }
    line_destroy(&line);
}
END_TEST

START_TEST(a_basis_is_one_at_its_node_and_sums_to_one)
{
    const double breaks[] = { -2, -1.5, 0.5, 0.6 };
    struct line  line = line_new(_i, breaks, COUNT(breaks));
    double       basis[LINE_ORDER_MAX + 1];
    size_t       p = (size_t)_i;

    ck_assert_uint_eq(line.nodes, 3 * p + 1);
    for (size_t node = 0; node + 1 < line.nodes; node++) {
        size_t element = line_element_at(&line, line.x[node]);
        ck_assert_double_lt(line.x[node], line.x[node + 1]);
        ck_assert_uint_eq(element, node / p);
        line_basis(&line, element, line.x[node], basis);
        for (size_t a = 0; a <= p; a++)
            ck_assert_double_eq_tol(basis[a], a == node % p, ROUND_OFF * 10);
        line_basis(&line, element, line.x[node] + 0.03, basis);
        for (size_t a = 1; a <= p; a++)
            basis[0] += basis[a];
        ck_assert_double_eq_tol(basis[0], 1, ROUND_OFF * 100);
    }
    ck_assert_uint_eq(line_element_at(&line, -99), 0);
    ck_assert_uint_eq(line_element_at(&line, 99), 2);
    ck_assert(line.x[0] == -2 && line.x[line.nodes - 1] == 0.6);
    line_destroy(&line);
}
END_TEST

static const struct { int order; size_t count; } refused[] = {
    { 0, 2 }, { -1, 2 }, { LINE_ORDER_MAX + 1, 2 }, { 2, 1 }, { 2, 0 },
};

START_TEST(a_line_of_no_order_or_no_element_is_refused)
{
    struct line line = { .order = 77 };

    ck_assert_int_eq(line_create(&line, refused[_i].order, (const double[]){ 0, 1 },
                                 refused[_i].count),
                     ERR_BUG);
    ck_assert_int_eq(line.order, 77);
}
END_TEST

/* ---- grading ---- */

static const struct {
    const char *story; double from, to, least_from, least_to, ratio, most;
} grades[] = {
    { "away from the start",      0,       1,      1e-3,     INFINITY, 1.5, INFINITY },
    { "towards the end",         -2,       1,      INFINITY, 1e-3,     1.5, INFINITY },
    { "towards both",             0,       1,      1e-3,     1e-2,     1.7, INFINITY },
    { "both alike",              -1,       1,      1e-4,     1e-4,     2,   INFINITY },
    { "a needle's end and edge", -5e-3,    5e-3,   2e-4,     1e-4,     3.5, INFINITY },
    { "out into the tissue",      4.5e-4,  0.06,   1e-4,     INFINITY, 3.5, INFINITY },
    { "none longer than most",    0,       1,      1e-3,     INFINITY, 1.5, 0.1      },
    { "both, none longer",        0,       1,      1e-2,     1e-3,     1.3, 0.05     },
    { "even",                     0,       1,      INFINITY, INFINITY, 1.5, 0.3      },
    { "least longer than all",    0,       1,      5,        INFINITY, 1.5, INFINITY },
    { "ratio one",                0,       1,      0.01,     INFINITY, 1,   INFINITY },
    { "one cell on each side",    0,       1,      0.5,      0.5,      2,   INFINITY },
};

#define ROOM 512

/* Each run is stretched to fit, by at most one step's worth: its first step
 * lies in (least / ratio, least]. */
static void least_check(const char *story, double step, double least, double ratio, double length)
{
    if (isinf(least))
        return;
    ck_assert_msg(step <= fmin(least, length) * (1 + 1e-9),
                  "%s: the first cell is %g, longer than %g", story, step, least);
    ck_assert_msg(step > fmin(least, length) / (ratio + 1e-3) / 1.001 || ratio == 1,
                  "%s: the first cell is %g of %g", story, step, least);
}

START_TEST(grades_start_and_end_where_asked_and_grow_by_their_ratio)
{
    double breaks[ROOM + 1] = { grades[_i].from };
    double ratio = grades[_i].ratio, length = grades[_i].to - grades[_i].from;
    size_t count = line_grade(grades[_i].from, grades[_i].to, grades[_i].least_from,
                              grades[_i].least_to, ratio, grades[_i].most, breaks + 1, ROOM),
           joints = 0;
    bool   both = isfinite(grades[_i].least_from) && isfinite(grades[_i].least_to);

    ck_assert_uint_ge(count, 1);
    ck_assert(breaks[count] == grades[_i].to);
    for (size_t i = 0; i < count; i++) {
        double step = breaks[i + 1] - breaks[i],
               next = i + 1 < count ? breaks[i + 2] - breaks[i + 1] : step;
        double growth = next > step ? next / step : step / next;
        ck_assert_msg(step > 0, "%s: cell %zu is %g long", grades[_i].story, i, step);
        ck_assert_msg(step <= grades[_i].most * (1 + 1e-9), "%s: cell %zu is %g long",
                      grades[_i].story, i, step);
        joints += growth > ratio * (1 + 1e-6);
    }
    ck_assert_msg(joints <= (both ? 1 : 0), "%s: %zu neighbours differ by more than %g",
                  grades[_i].story, joints, ratio);
    least_check(grades[_i].story, breaks[1] - breaks[0], grades[_i].least_from, ratio,
                both ? length / 2 : length);
    least_check(grades[_i].story, breaks[count] - breaks[count - 1], grades[_i].least_to, ratio,
                both ? length / 2 : length);
    if (isfinite(grades[_i].least_from) && !both)
        ck_assert(breaks[1] - breaks[0] <= (breaks[count] - breaks[count - 1]) * (1 + 1e-9));
    if (isfinite(grades[_i].least_to) && !both)
        ck_assert(breaks[1] - breaks[0] >= (breaks[count] - breaks[count - 1]) * (1 - 1e-9));
}
END_TEST

static const struct {
    const char *story; double least_from, least_to, ratio; size_t room;
} misfits[] = {
    { "no room",                      1e-3, INFINITY, 1.5,  3   },
    { "no room for the second half",  0.5,  1e-3,     1.5,  5   },
    { "too many from the start",      1e-9, INFINITY, 1.01, ROOM },
    { "too many to the end",          INFINITY, 1e-9, 1.01, ROOM },
    { "too many in the first half",   1e-9, 0.1,      1.01, ROOM },
    { "too many in the second half",  0.1,  1e-9,     1.01, ROOM },
};

START_TEST(a_grade_that_does_not_fit_is_none)
{
    double breaks[ROOM];

    ck_assert_msg(line_grade(0, 1, misfits[_i].least_from, misfits[_i].least_to, misfits[_i].ratio,
                             INFINITY, breaks, misfits[_i].room)
                      == 0,
                  "%s", misfits[_i].story);
}
END_TEST

/* ---- the grid ---- */

/* Uneven cells, a handful of elements. */
static const struct grid_shape small = { 1e-3, 6e-3, 5e-3, 8e-3 };

static struct grid grid_new(const struct grid_shape *shape, struct grid_fineness fineness)
{
    struct grid grid;

    ck_assert_int_eq(grid_create(&grid, shape, &fineness, NULL), ERR_OK);
    return grid;
}

static struct grid grid_small(int order)
{
    return grid_new(&small, (struct grid_fineness){ .order = order, .least_edge_m = 0.7e-3,
                                                    .least_end_m = 0.5e-3, .ratio = 2 });
}

static double sum_of(const double *field, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += field[i];
    return sum;
}

START_TEST(volumes_are_those_of_cylinders)
{
    static const struct { int gauge; double tip_mm; } needles[] = {
        { 16, 15 }, { 18, 10 }, { 20, 5 }, { 23, 2 },
    };

    for (size_t i = 0; i < COUNT(needles); i++) {
        struct grid_shape shape = needle_shape(needles[i].gauge, needles[i].tip_mm, 60);
        struct grid_fineness fineness = treatment_fineness(0.5, 0, &shape);
        double area, metal;
        struct grid grid;
        fineness.order = _i;
        grid = grid_new(&shape, fineness);
        area = PI * shape.radius_m * shape.radius_m;
        metal = area * (shape.domain_half_m + shape.tip_m / 2);
        ck_assert_double_eq_tol(sum_of(grid.metal_m3, grid.nodes) / metal, 1, ROUND_OFF * 10);
        ck_assert_double_eq_tol(sum_of(grid.tissue_m3, grid.nodes)
                                    / (PI * pow(shape.domain_radius_m, 2) * 2 * shape.domain_half_m
                                       - metal),
                                1, ROUND_OFF * 10);
        grid_destroy(&grid);
    }
}
END_TEST

START_TEST(volumes_are_those_of_spheres)
{
    struct grid_shape    shape = { .radius_m = 0.5e-3, .domain_radius_m = 0.1 };
    struct grid_fineness fineness = { .order = _i, .least_edge_m = 1e-4, .ratio = 1.5 };
    struct grid grid;

    ck_assert_int_eq(grid_create_sphere(&grid, &shape, &fineness, NULL), ERR_OK);
    ck_assert_double_eq_tol(sum_of(grid.tissue_m3, grid.nodes)
                                / (4 * PI / 3 * (pow(0.1, 3) - pow(0.5e-3, 3))),
                            1, ROUND_OFF * 10);
    ck_assert(sum_of(grid.metal_m3, grid.nodes) == 0);
    grid_destroy(&grid);
}
END_TEST

START_TEST(tip_and_outer_faces_are_where_they_should_be)
{
    struct grid grid = grid_small(_i);
    double span = 1e-9;

    for (size_t j = 0; j < grid.z.nodes; j++)
        for (size_t i = 0; i < grid.r.nodes; i++) {
            double r = grid.r.x[i], z = grid.z.x[j];
            bool metal = r <= small.radius_m + span && z >= -small.tip_m / 2 - span;
            bool outer = r >= small.domain_radius_m - span || fabs(z) >= small.domain_half_m - span;
            ck_assert_int_eq(!!grid_is_metal(&grid, i, j), metal);
            ck_assert_int_eq(!!grid_is_tip(&grid, i, j), metal && z <= small.tip_m / 2 + span);
            ck_assert_int_eq(!!grid_is_outer(&grid, i, j), outer);
        }
    grid_destroy(&grid);
}
END_TEST

START_TEST(stencils_reproduce_polynomials_of_degree_p_in_each_direction)
{
    struct grid grid = grid_small(_i);
    double  *field = malloc(grid.nodes * sizeof *field);
    gsl_rng *dice = dice_new(4);

    ck_assert_ptr_nonnull(field);
    for (int m = 0; m <= _i; m++)
        for (int n = 0; n <= _i; n++) {
            for (size_t j = 0; j < grid.z.nodes; j++)
                for (size_t i = 0; i < grid.r.nodes; i++)
                    field[grid_node(&grid, i, j)] = pow(grid.r.x[i] / small.domain_radius_m, m)
                                                  * pow(grid.z.x[j] / small.domain_half_m, n);
            for (int throw = 0; throw < 50; throw++) {
                double r = between(dice, 0, small.domain_radius_m),
                       z = between(dice, -small.domain_half_m, small.domain_half_m);
                struct grid_stencil at;
                grid_stencil_at(&grid, r, z, &at);
                ck_assert_double_eq_tol(grid_read(&at, field),
                                        pow(r / small.domain_radius_m, m)
                                            * pow(z / small.domain_half_m, n),
                                        ROUND_OFF * 100);
            }
        }
    gsl_rng_free(dice);
    free(field);
    grid_destroy(&grid);
}
END_TEST

/* More cells than a line has room for: the needle would lose its metal without a word. */
static const struct { const char *story; struct grid_fineness fineness; } crowds[] = {
    { "too fine at the end",  { .order = 2, .least_edge_m = 1e-4, .least_end_m = 1e-9, .ratio = 1.02 } },
    { "too fine at the edge", { .order = 2, .least_edge_m = 1e-9, .least_end_m = 1e-4, .ratio = 1.02 } },
};

START_TEST(a_grid_that_cannot_be_is_refused)
{
    struct grid grid = { 0 };
    struct why  why = { "" };
    enum err    err = grid_create(&grid, &small, &crowds[_i].fineness, &why);

    if (err == ERR_OK)
        grid_destroy(&grid);
    ck_assert_msg(err != ERR_OK, "%s", crowds[_i].story);
    ck_assert_msg(why.text[0], "%s: no sentence", crowds[_i].story);
}
END_TEST

/* ---- the stiffness, against an assembly that shares no code with it ---- */

#define ORDER_DENSE 4
#define NODES_DENSE 1500

/* Gauss-Lobatto points and weights from tables (Abramowitz and Stegun 25.4.32). */
static const double table_point[ORDER_DENSE + 1][ORDER_DENSE + 1] = {
    { 0 }, { -1, 1 }, { -1, 0, 1 }, { -1, -0.44721359549995793928, 0.44721359549995793928, 1 },
    { -1, -0.65465367070797714380, 0, 0.65465367070797714380, 1 },
};
static const double table_weight[ORDER_DENSE + 1][ORDER_DENSE + 1] = {
    { 0 }, { 1, 1 }, { 1. / 3, 4. / 3, 1. / 3 }, { 1. / 6, 5. / 6, 5. / 6, 1. / 6 },
    { 0.1, 49. / 90, 32. / 45, 49. / 90, 0.1 },
};

/* d N_a / d xi at point q, by differentiating the product. */
static double table_slope(int p, int a, int q)
{
    const double *x = table_point[p];
    double sum = 0;

    for (int c = 0; c <= p; c++) {
        double product = c == a ? 0 : 1 / (x[a] - x[c]);
        for (int b = 0; b <= p; b++)
            product *= b == a || b == c ? 1 : (x[q] - x[b]) / (x[a] - x[b]);
        sum += product;
    }
    return sum;
}

/* Add integral kappa grad N_a . grad N_b 2 pi r dr dz of one element into the dense matrix. */
static void dense_add(double (*dense)[NODES_DENSE], const struct grid *grid, size_t er, size_t ez,
                      const double *tissue, double metal)
{
    size_t p = (size_t)grid->r.order, corner = grid_node(grid, er * p, ez * p), row = grid->r.nodes;
    double hr = (grid->r.x[er * p + p] - grid->r.x[er * p]) / 2,
           hz = (grid->z.x[ez * p + p] - grid->z.x[ez * p]) / 2;

    for (size_t a = 0; a < (p + 1) * (p + 1); a++)
        for (size_t b = 0; b < (p + 1) * (p + 1); b++)
            for (size_t q = 0; q < (p + 1) * (p + 1); q++) {
                size_t ar = a % (p + 1), az = a / (p + 1), br = b % (p + 1), bz = b / (p + 1),
                       qr = q % (p + 1), qz = q / (p + 1);
                double r = grid->r.x[er * p] + hr * (1 + table_point[p][qr]);
                double kappa = grid_material_of(grid, er, ez) == GRID_METAL
                                 ? metal
                                 : tissue[corner + qz * row + qr];
                double weight = 2 * PI * r * table_weight[p][qr] * hr * table_weight[p][qz] * hz
                              * kappa;
                double along_r = (az == qz) * table_slope((int)p, (int)ar, (int)qr) * (bz == qz)
                               * table_slope((int)p, (int)br, (int)qr);
                double along_z = (ar == qr) * table_slope((int)p, (int)az, (int)qz) * (br == qr)
                               * table_slope((int)p, (int)bz, (int)qz);
                dense[corner + az * row + ar][corner + bz * row + br] +=
                    weight * (along_r / (hr * hr) + along_z / (hz * hz));
            }
}

struct dense_case {
    struct grid grid;
    struct stiffness k;
    double *kappa;
    double (*dense)[NODES_DENSE];
    double *u, *y;
};

static void dense_case_fill(struct dense_case *c, int order)
{
    gsl_rng *dice = dice_new(11);

    c->grid = grid_small(order);
    ck_assert_uint_le(c->grid.nodes, NODES_DENSE);
    c->kappa = malloc(c->grid.nodes * sizeof *c->kappa);
    c->dense = calloc(c->grid.nodes, sizeof *c->dense);
    c->u = calloc(c->grid.nodes, sizeof *c->u);
    c->y = calloc(c->grid.nodes, sizeof *c->y);
    ck_assert(c->kappa && c->dense && c->u && c->y);
    for (size_t node = 0; node < c->grid.nodes; node++)
        c->kappa[node] = between(dice, 0.1, 2);
    gsl_rng_free(dice);
    ck_assert_int_eq(stiffness_create(&c->k, &c->grid), ERR_OK);
}

static void dense_case_drop(struct dense_case *c)
{
    stiffness_destroy(&c->k);
    grid_destroy(&c->grid);
    free(c->kappa);
    free(c->dense);
    free(c->u);
    free(c->y);
}

START_TEST(the_stiffness_is_that_of_an_independent_dense_assembly)
{
    struct dense_case c;
    const double metal = 15;
    double largest = 0, worst = 0, lopsided = 0;

    dense_case_fill(&c, _i);
    stiffness_set(&c.k, c.kappa, metal);
    for (size_t ez = 0; ez < c.grid.z.elements; ez++)
        for (size_t er = 0; er < c.grid.r.elements; er++)
            dense_add(c.dense, &c.grid, er, ez, c.kappa, metal);
    for (size_t a = 0; a < c.grid.nodes; a++) {
        c.u[a] = 1;
        stiffness_apply(&c.k, c.u, c.y);
        c.u[a] = 0;
        for (size_t b = 0; b < c.grid.nodes; b++) {
            largest = fmax(largest, fabs(c.dense[b][a]));
            worst = fmax(worst, fabs(c.dense[b][a] - c.y[b]));
            lopsided = fmax(lopsided, fabs(c.dense[b][a] - c.dense[a][b]));
        }
    }
    printf("  order %d, %4zu nodes: worst entry off by %.1e of the largest, asymmetry %.1e\n", _i,
           c.grid.nodes, worst / largest, lopsided / largest);
    ck_assert_double_le(worst, ROUND_OFF * largest);
    ck_assert_double_le(lopsided, ROUND_OFF * largest);
    dense_case_drop(&c);
}
END_TEST

START_TEST(rows_of_the_stiffness_sum_to_zero_whatever_kappa)
{
    struct dense_case c;
    double size = 0;

    dense_case_fill(&c, _i);
    stiffness_set(&c.k, c.kappa, 15);
    for (int at = 0; at < c.k.start[c.k.nodes]; at++)
        size = fmax(size, fabs(c.k.value[at]));
    for (size_t node = 0; node < c.grid.nodes; node++)
        c.u[node] = 1;
    stiffness_apply(&c.k, c.u, c.y);
    for (size_t node = 0; node < c.grid.nodes; node++)
        ck_assert_double_le(fabs(c.y[node]), ROUND_OFF * size);
    dense_case_drop(&c);
}
END_TEST

/* u = z: integral of kappa |grad u|^2 = kappa_tissue * its volume + kappa_metal * its volume. */
START_TEST(a_uniform_gradient_dissipates_kappa_times_volume)
{
    struct dense_case c;
    double sum = 0;

    dense_case_fill(&c, _i);
    for (size_t node = 0; node < c.grid.nodes; node++) {
        c.kappa[node] = 0.5;
        c.u[node] = c.grid.z.x[node / c.grid.r.nodes];
    }
    stiffness_set(&c.k, c.kappa, 15);
    stiffness_apply(&c.k, c.u, c.y);
    for (size_t node = 0; node < c.grid.nodes; node++)
        sum += c.u[node] * c.y[node];
    ck_assert_double_eq_tol(sum
                                / (0.5 * sum_of(c.grid.tissue_m3, c.grid.nodes)
                                   + 15 * sum_of(c.grid.metal_m3, c.grid.nodes)),
                            1, ROUND_OFF * 10);
    dense_case_drop(&c);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sim_grid");
    TCase *tests = tcase_create("grid");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, quadrature_is_exact_to_degree_2p_minus_1_and_no_further, 1,
                        LINE_ORDER_MAX + 1);
    tcase_add_loop_test(tests, slopes_are_exact_for_polynomials_of_degree_p, 1, LINE_ORDER_MAX + 1);
    tcase_add_loop_test(tests, a_basis_is_one_at_its_node_and_sums_to_one, 1, LINE_ORDER_MAX + 1);
    tcase_add_loop_test(tests, a_line_of_no_order_or_no_element_is_refused, 0, COUNT(refused));
    tcase_add_loop_test(tests, grades_start_and_end_where_asked_and_grow_by_their_ratio, 0,
                        COUNT(grades));
    tcase_add_loop_test(tests, a_grade_that_does_not_fit_is_none, 0, COUNT(misfits));
    tcase_add_loop_test(tests, volumes_are_those_of_cylinders, 1, LINE_ORDER_MAX + 1);
    /* 4 pi r^2 wants 2p - 1 >= 2 */
    tcase_add_loop_test(tests, volumes_are_those_of_spheres, 2, LINE_ORDER_MAX + 1);
    tcase_add_loop_test(tests, tip_and_outer_faces_are_where_they_should_be, 1, LINE_ORDER_MAX + 1);
    tcase_add_loop_test(tests, stencils_reproduce_polynomials_of_degree_p_in_each_direction, 1,
                        LINE_ORDER_MAX + 1);
    tcase_add_loop_test(tests, a_grid_that_cannot_be_is_refused, 0, COUNT(crowds));
    tcase_add_loop_test(tests, the_stiffness_is_that_of_an_independent_dense_assembly, 1,
                        ORDER_DENSE + 1);
    tcase_add_loop_test(tests, rows_of_the_stiffness_sum_to_zero_whatever_kappa, 1,
                        ORDER_DENSE + 1);
    tcase_add_loop_test(tests, a_uniform_gradient_dissipates_kappa_times_volume, 1,
                        ORDER_DENSE + 1);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
