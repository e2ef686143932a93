/* The shape of what died, on margins whose border is known: width, extents, volume and contour. */
#include "base/units.h"
#include "sim/lesion.h"
#include "sim/treatment.h"
#include "tests/support/exact.h"
#include "tests/support/exact_needle.h"
#include "tests/support/suite.h"

#include <check.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A body of revolution r < radius(z) and a field that is zero on its surface,
 * positive inside, in millimetres. */
struct body {
    const char *story;
    double a, b, centre;   /* semi-axes along r and z; its middle on the axis */
    double (*margin)(const struct body *, double r, double z);
    double (*radius)(const struct body *, double z);
    bool   is_polynomial;  /* of degree 3 at most: what elements of order 3 hold exactly */
};

static double up(const struct body *o, double z) { return (z - o->centre) / o->b; }
static double out(const struct body *o, double r) { return r / o->a; }
static double square(double x) { return x * x; }

static double ellipse_radius(const struct body *o, double z)
{
    return o->a * sqrt(fmax(0, 1 - square(up(o, z))));
}

static double egg_radius(const struct body *o, double z)
{
    return o->a * pow(fmax(0, 1 - pow(up(o, z), 4)), 0.25);
}

/* Polynomials of degree 2 and 4. */
static double quadric(const struct body *o, double r, double z)
{
    return 10 * (1 - square(out(o, r)) - square(up(o, z)));
}

static double quartic(const struct body *o, double r, double z)
{
    return 10 * (1 - pow(out(o, r), 4) - pow(up(o, z), 4));
}
/* Like a temperature: falls as one over the distance, 80 C on the needle, 50 C on the border. */
static double warm(const struct body *o, double r, double z)
{
    return 60 / sqrt(0.3 + 3.3 * (square(out(o, r)) + square(up(o, z)))) - 60 / sqrt(3.6);
}
/* Like the logarithm of damage: steep. */
static double damage(const struct body *o, double r, double z)
{
    return 30 * (1 / (0.5 + square(out(o, r)) + square(up(o, z))) - 1 / 1.5);
}

static const struct body bodies[] = {
    { "sphere of 4 mm, quadratic",               4,   4,   0,    quadric, ellipse_radius, true },
    { "sphere of 3 mm near the end, quadratic",  3,   3,   -7,   quadric, ellipse_radius, true },
    { "spheroid 3 x 7 mm, quadratic",            3,   7,   0,    quadric, ellipse_radius, true },
    { "spheroid 5.1 x 8.3 mm, off centre",       5.1, 8.3, -0.7, quadric, ellipse_radius, true },
    { "egg 4 x 7 mm, quartic",                   4,   7,   0.3,  quartic, egg_radius,     false },
    { "spheroid 4 x 7 mm, like a temperature",   4,   7,   0,    warm,    ellipse_radius, false },
    { "spheroid 2.2 x 6 mm, like a temperature", 2.2, 6,   -0.4, warm,    ellipse_radius, false },
    { "spheroid 3.5 x 6.5 mm, like damage",      3.5, 6.5, 0.2,  damage,  ellipse_radius, false },
    { "spheroid 8 x 12 mm, like damage",         8,   12,  0,    damage,  ellipse_radius, false },
};

static const struct { int gauge; double tip_mm; } needles[] = {
    { 16, 10 }, { 18, 10 }, { 20, 10 }, { 23, 10 }, { 20, 5 }, { 22, 15 },
};

/* Grids of treatments. The border is traced by chords of 0.15 mm, whose arrows are 1 um on a radius
 * of 3 mm, and that is all that is lost of a margin that the elements hold exactly. Other margins
 * are first cut down to polynomials on elements as long as they are far from the needle: that may
 * move a border by 0.03 mm and a volume by 0.5 % at 0.5 %, half that at 0.1 %. */
static const struct fit {
    double accuracy_percent, polynomial_mm, polynomial_volume, other_mm, other_volume;
} fits[] = {
    { 0.5, 0.01, 2e-3, 0.03, 5e-3 },
    { 0.1, 0.01, 2e-3, 0.03, 2.5e-3 },
};

static struct grid needle_grid(int gauge, double tip_mm, double accuracy_percent)
{
    struct grid_shape    shape = needle_shape(gauge, tip_mm, 60);
    struct grid_fineness fineness = treatment_fineness(accuracy_percent, 0, &shape);
    struct grid grid;

    ck_assert_int_eq(grid_create(&grid, &shape, &fineness, NULL), ERR_OK);
    return grid;
}

static double *margin_new(const struct grid *grid, const struct body *body)
{
    double *margin = malloc(grid->nodes * sizeof *margin);

    ck_assert_ptr_nonnull(margin);
    for (size_t node = 0; node < grid->nodes; node++)
        margin[node] = body->margin(body, grid->r.x[node % grid->r.nodes] * MM_PER_M,
                                    grid->z.x[node / grid->r.nodes] * MM_PER_M);
    return margin;
}

/* ---- volume of the part of a body that is tissue, by adaptive quadrature ---- */

struct in_tissue { const struct body *body; double needle_mm, end_mm; };

static double disc_mm2(double z, void *of)
{
    const struct in_tissue *t = of;
    double radius = t->body->radius(t->body, z),
           metal = z > t->end_mm ? fmin(t->needle_mm, radius) : 0;

    return PI * (radius * radius - metal * metal);
}

static double tissue_mm3(struct in_tissue *t)
{
    double from = t->body->centre - t->body->b, to = t->body->centre + t->body->b, sum = 0, part,
           error;
    double corners[] = { from, fmin(fmax(t->end_mm, from), to), to };
    gsl_integration_workspace *work = gsl_integration_workspace_alloc(500);
    gsl_function disc = { .function = disc_mm2, .params = t };

    ck_assert_ptr_nonnull(work);
    for (int i = 0; i < 2; i++)
        if (corners[i + 1] > corners[i]) {
            gsl_integration_qag(&disc, corners[i], corners[i + 1], 0, 1e-9, 500, GSL_INTEG_GAUSS31,
                                work, &part, &error);
            sum += part;
        }
    gsl_integration_workspace_free(work);
    return sum;
}

/* From the body's middle, up or down to where it is as wide as the needle. */
static double end_outside_metal(const struct body *body, double far, double needle_mm)
{
    double near = body->centre;

    for (int halving = 0; halving < 60; halving++) {
        double middle = (near + far) / 2;
        if (body->radius(body, middle) >= needle_mm)
            near = middle;
        else
            far = middle;
    }
    return near;
}

START_TEST(a_known_body_has_its_width_extents_and_volume)
{
    const struct body *body = &bodies[(size_t)_i % COUNT(bodies)];
    const struct fit  *fit = &fits[(size_t)_i / COUNT(bodies) / COUNT(needles)];
    int    gauge = needles[(size_t)_i / COUNT(bodies) % COUNT(needles)].gauge;
    double tip_mm = needles[(size_t)_i / COUNT(bodies) % COUNT(needles)].tip_mm;
    struct grid grid = needle_grid(gauge, tip_mm, fit->accuracy_percent);
    struct in_tissue exact = { body, grid.shape.radius_m * MM_PER_M, -tip_mm / 2 };
    double *margin = margin_new(&grid, body), width, low, high, share,
           low_exact = body->centre - body->b;
    double length_most = body->is_polynomial ? fit->polynomial_mm : fit->other_mm;
    double volume_most = body->is_polynomial ? fit->polynomial_volume : fit->other_volume;
    struct lesion lesion;

    if (low_exact > exact.end_mm)
        low_exact = end_outside_metal(body, low_exact, exact.needle_mm);
    lesion_measure(&grid, margin, &lesion, NULL, 0, NULL);
    width = lesion.width_m * MM_PER_M - 2 * body->a;
    low = lesion.z_min_m * MM_PER_M - low_exact;
    high = lesion.z_max_m * MM_PER_M
         - (body->centre + body->b > exact.end_mm
                ? end_outside_metal(body, body->centre + body->b, exact.needle_mm)
                : body->centre + body->b);
    share = lesion.volume_m3 * MM3_PER_M3 / tissue_mm3(&exact) - 1;
    printf("  %.1f %%, %2d G x %2g mm, %-42s width %+.4f, ends %+.4f %+.4f mm, volume %+.3f %%\n",
           fit->accuracy_percent, gauge, tip_mm, body->story, width, low, high, 100 * share);
    free(margin);
    grid_destroy(&grid);
    ck_assert_msg(fabs(width) <= length_most, "%s: width off by %.4f mm", body->story, width);
    ck_assert_msg(fabs(low) <= length_most && fabs(high) <= length_most,
                  "%s: ends off by %.4f and %.4f mm", body->story, low, high);
    ck_assert_msg(fabs(share) <= volume_most, "%s: volume off by %.3f %%", body->story,
                  100 * share);
}
END_TEST

/* ---- the contour ---- */

#define PIECES_MAX 20000

START_TEST(every_piece_of_the_contour_lies_on_the_border)
{
    const struct body *body = &bodies[_i];
    struct grid grid = needle_grid(20, 10, 0.5);
    double *margin = margin_new(&grid, body), worst = 0, swept = 0;
    struct lesion_piece *pieces = malloc(PIECES_MAX * sizeof *pieces);
    struct lesion lesion;
    size_t count = 0, few = 0;

    ck_assert_ptr_nonnull(pieces);
    lesion_measure(&grid, margin, &lesion, pieces, PIECES_MAX, &count);
    ck_assert(count > 20 && count < PIECES_MAX);
    for (size_t i = 0; i < count; i++)
        for (int end = 0; end < 2; end++) {
            double r = pieces[i].r_m[end] * MM_PER_M, z = pieces[i].z_m[end] * MM_PER_M,
                   step = 1e-4;
            double slope = hypot(body->margin(body, r + step, z) - body->margin(body, r - step, z),
                                 body->margin(body, r, z + step) - body->margin(body, r, z - step))
                         / (2 * step);
            worst = fmax(worst, fabs(body->margin(body, r, z)) / slope);
            swept += end ? fabs(pieces[i].z_m[1] - pieces[i].z_m[0]) * MM_PER_M : 0;
        }
    printf("  %-46s %4zu pieces, farthest from the border %.4f mm, both sides sweep %.3f mm of z\n",
           body->story, count, worst, swept);
    ck_assert_double_le(worst, fits[0].polynomial_mm);
    /* a closed, convex outline passes each z once */
    ck_assert_double_eq_tol(swept, (lesion.z_max_m - lesion.z_min_m) * MM_PER_M, 0.05);
    lesion_measure(&grid, margin, &lesion, pieces, 7, &few);
    ck_assert_uint_eq(few, 7);
    free(pieces);
    free(margin);
    grid_destroy(&grid);
}
END_TEST

/* ---- nothing, everything, and round the needle ---- */

static double uniform(const struct body *o, double r, double z) { (void)r; (void)z; return o->a; }
static double cylinder(const struct body *o, double r, double z) { (void)z; return o->a - r; }
static double layer(const struct body *o, double r, double z)
{
    (void)r;
    return o->a - square(z - o->centre);
}

static double within_metal(const struct body *o, double r, double z) { return o->a - hypot(r, z); }

START_TEST(nothing_dead_is_zeros_and_no_ends)
{
    struct grid grid = needle_grid(18, 10, 0.5);
    const struct body none[] = { { "alive", -1e-9, 1, 0, uniform, NULL, true },
                                 { "dead within the metal only", 0.5, 1, 0, within_metal, NULL,
                                   false } };

    for (size_t i = 0; i < COUNT(none); i++) {
        double *margin = margin_new(&grid, &none[i]);
        struct lesion lesion;
        size_t count = 99;
        lesion_measure(&grid, margin, &lesion, NULL, 0, &count);
        ck_assert_msg(lesion.width_m == 0 && lesion.volume_m3 == 0 && isnan(lesion.z_min_m)
                          && isnan(lesion.z_max_m) && count == 0,
                      "%s: width %g, volume %g", none[i].story, lesion.width_m, lesion.volume_m3);
        free(margin);
    }
    grid_destroy(&grid);
}
END_TEST

START_TEST(everything_dead_is_all_tissue_and_no_border)
{
    struct grid grid = needle_grid(18, 10, 0.5);
    const struct body all = { "dead", 1, 1, 0, uniform, NULL, true };
    double *margin = margin_new(&grid, &all), volume = 0;
    struct lesion_piece piece[4];
    struct lesion lesion;
    size_t count = 99;

    for (size_t node = 0; node < grid.nodes; node++)
        volume += grid.tissue_m3[node];
    lesion_measure(&grid, margin, &lesion, piece, COUNT(piece), &count);
    ck_assert_double_eq_tol(lesion.volume_m3 / volume, 1, 1e-12);
    ck_assert_double_eq_tol(lesion.width_m, 0.12, 1e-12);
    ck_assert_double_eq_tol(lesion.z_min_m, -0.06, 1e-12);
    ck_assert_double_eq_tol(lesion.z_max_m, 0.06, 1e-12);
    ck_assert_uint_eq(count, 0);
    free(margin);
    grid_destroy(&grid);
}
END_TEST

/* A cylinder of 3 mm round the needle from face to face: pi (R^2 - a^2)
 * along the metal, pi R^2 below it. */
START_TEST(metal_is_no_lesion)
{
    struct grid grid = needle_grid(16, 10, 0.5);
    const struct body tube = { "tube", 3, 1, 0, cylinder, NULL, true };
    double *margin = margin_new(&grid, &tube), a = grid.shape.radius_m;
    struct lesion lesion;

    lesion_measure(&grid, margin, &lesion, NULL, 0, NULL);
    ck_assert(exact_hits("tube of 3 mm round 16 G: volume [m3]", lesion.volume_m3,
                         PI * (9e-6 * 0.12 - a * a * 0.065), 1e-10));
    ck_assert(exact_hits("tube of 3 mm round 16 G: width [m]", lesion.width_m, 6e-3, 1e-10));
    ck_assert_double_eq_tol(lesion.z_min_m, -0.06, 1e-12);
    free(margin);
    grid_destroy(&grid);
}
END_TEST

/* A layer across the tip reaches the domain's radius: its width is that of
 * the domain, its ends are sharp. */
START_TEST(a_layer_has_its_ends)
{
    struct grid grid = needle_grid(20, 10, 0.5);
    /* 2 mm on each side of z = -1 mm */
    const struct body slab = { "slab", 4, 1, -1, layer, NULL, true };
    double *margin = margin_new(&grid, &slab);
    struct lesion lesion;

    lesion_measure(&grid, margin, &lesion, NULL, 0, NULL);
    ck_assert_double_eq_tol(lesion.z_min_m * MM_PER_M, -3, fits[0].polynomial_mm);
    ck_assert_double_eq_tol(lesion.z_max_m * MM_PER_M, 1, fits[0].polynomial_mm);
    ck_assert_double_eq_tol(lesion.width_m, 0.12, 1e-12);
    free(margin);
    grid_destroy(&grid);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sim_lesion");
    TCase *tests = tcase_create("lesion");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_known_body_has_its_width_extents_and_volume, 0,
                        COUNT(bodies) * COUNT(needles) * COUNT(fits));
    tcase_add_loop_test(tests, every_piece_of_the_contour_lies_on_the_border, 0, COUNT(bodies));
    tcase_add_test(tests, nothing_dead_is_zeros_and_no_ends);
    tcase_add_test(tests, everything_dead_is_all_tissue_and_no_border);
    tcase_add_test(tests, metal_is_no_lesion);
    tcase_add_test(tests, a_layer_has_its_ends);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
