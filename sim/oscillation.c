#include "oscillation.h"

#include "base/units.h"
#include "level.h"

#include <complex.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

double oscillation_steady_pipe(double diffusivity_m2_per_s, double velocity_m_per_s,
                               double radius_m)
{
    double peclet = velocity_m_per_s * radius_m / diffusivity_m2_per_s;

    return diffusivity_m2_per_s * (1 + peclet * peclet / 48);
}

double oscillation_steady_channel(double diffusivity_m2_per_s, double velocity_m_per_s,
                                  double half_gap_m)
{
    double peclet = velocity_m_per_s * half_gap_m / diffusivity_m2_per_s;

    return diffusivity_m2_per_s * (1 + 2 * peclet * peclet / 105);
}

/* ---- The plane channel -------------------------------------------------------------------------
 *
 * y from the middle in half gaps, lambda^2 = i omega h^2 / nu, beta^2 = i omega h^2 / D:
 *
 *     u = 1 - cosh(lambda y) / cosh(lambda),           mean 1 - tanh(lambda) / lambda
 *     g' = (h^2 / D) lambda tanh(lambda) (S(beta^2) - S(lambda^2)) / (beta^2 - lambda^2)
 *     S(p^2) = sinh(p y) / sinh(p)
 *
 * a divided difference, which is taken as such: for nearly equal arguments it is the mean of S'. */

#define GAUSS_POINTS 8
static const double gauss_at[GAUSS_POINTS] = {      /* on 0 .. 1 */
    0.019855071751231884, 0.101666761293186630, 0.237233795041835507, 0.408282678752175098,
    0.591717321247824902, 0.762766204958164493, 0.898333238706813370, 0.980144928248768116,
};
static const double gauss_weight[GAUSS_POINTS] = {
    0.050614268145188130, 0.111190517226687235, 0.156853322938943644, 0.181341891689180991,
    0.181341891689180991, 0.156853322938943644, 0.111190517226687235, 0.050614268145188130,
};

/* S and dS/d(p^2), with exponentials that only fall. Small p^2 = s:
 * S = y (1 + s (y^2 - 1) / 6 + s^2 (3 y^4 - 10 y^2 + 7) / 360 ...). */
static double complex ratio(double complex p, double y)
{
    return (cexp(-p * (1 - y)) - cexp(-p * (1 + y))) / (1 - cexp(-2 * p));
}

static double complex ratio_slope(double complex square, double y)
{
    double complex p = csqrt(square), whole = 1 - cexp(-2 * p);
    double complex over_cosh = (cexp(-p * (1 - y)) + cexp(-p * (1 + y))) / whole;
    double complex coth = (1 + cexp(-2 * p)) / whole;
    double y2 = y * y;

    if (cabs(square) < 1e-4)
        return y * ((y2 - 1) / 6 + square * (3 * y2 * y2 - 10 * y2 + 7) / 180);
    return (y * over_cosh - ratio(p, y) * coth) / (2 * p);
}

static double complex ratio_difference(double complex from, double complex to, double y)
{
    double complex sum = 0, apart = to - from;

    if (cabs(apart) > 1 && cabs(csqrt(to) - csqrt(from)) > 0.1)
        return (ratio(csqrt(to), y) - ratio(csqrt(from), y)) / apart;
    for (size_t i = 0; i < GAUSS_POINTS; i++)
        sum += gauss_weight[i] * ratio_slope(from + gauss_at[i] * apart, y);
    return sum;
}

/* (1 - tanh(p) / p) / (p tanh p) -> 1 / 3 for small p */
static double complex mean_over_drive(double complex square)
{
    double complex p = csqrt(square), tanh_p = (1 - cexp(-2 * p)) / (1 + cexp(-2 * p));

    if (cabs(square) < 1e-3)
        return (1.0 / 3 - square * (2.0 / 15) + square * square * (17.0 / 315))
               / (1 - square / 3 + square * square * (2.0 / 15));
    return (1 - tanh_p / p) / (p * tanh_p);
}

/* Panels halve towards the wall until one is thinner than both layers. */
double oscillation_channel_gain(const struct oscillation_fluid *fluid, double half_gap_m)
{
    double h2 = half_gap_m * half_gap_m;
    double complex lambda2 = I * fluid->angular_per_s * h2 / fluid->viscosity_m2_per_s;
    double complex beta2 = I * fluid->angular_per_s * h2 / fluid->diffusivity_m2_per_s;
    double layer = 1 / sqrt(1 + cabs(lambda2) + cabs(beta2)), from = 0, sum = 0;
    double slope = half_gap_m / fluid->diffusivity_m2_per_s / cabs(mean_over_drive(lambda2));

    while (from < 1) {
        double width = (1 - from) / 2 > layer / 4 ? (1 - from) / 2 : 1 - from;
        for (size_t i = 0; i < GAUSS_POINTS; i++) {
            double shape = cabs(ratio_difference(lambda2, beta2, from + width * gauss_at[i]));
            sum += width * gauss_weight[i] * shape * shape;
        }
        from = width < 1 - from ? from + width : 1;
    }
    return sum / 2 * slope * slope;
}

static struct oscillation_velocity velocity_of(double complex velocity)
{
    return (struct oscillation_velocity){ cabs(velocity), carg(velocity) };
}

struct oscillation_velocity oscillation_channel_velocity(const struct oscillation_fluid *fluid,
                                                         double half_gap_m, double from_middle_m)
{
    double y = fabs(from_middle_m) / half_gap_m;
    double complex p = csqrt(I * fluid->angular_per_s / fluid->viscosity_m2_per_s) * half_gap_m;
    double complex falls = cexp(-2 * p), tanh_p = (1 - falls) / (1 + falls);
    double complex shape = (cexp(-p * (1 - y)) + cexp(-p * (1 + y))) / (1 + falls);

    return velocity_of((1 - shape) / (1 - tanh_p / p));
}

/* ---- The annulus --------------------------------------------------------------------------------
 *
 * Rings between r_j = r1 + (r2 - r1) (1 - cos(pi j / n)) / 2. Ring j gives to its neighbours
 *
 *     (i omega V_j + sum of k f) w_j - sum of k f w_neighbour = V_j s_j,   f = r_face / distance
 *
 * with k = nu and walls at half a ring's distance for the velocity, k = D and no wall for g. */

struct rings {
    size_t cells;
    double *volume, *centre, *flux;     /* flux[cells + 1], over k; the outer two: to the walls */
    double complex *value, *factor;
    double complex *velocity;
};

static void rings_free(struct rings *rings)
{
    free(rings->volume);
    free(rings->value);
}

static enum err rings_make(const struct oscillation_annulus *annulus, struct rings *rings)
{
    size_t n = annulus->cells;
    double gap = annulus->outer_m - annulus->inner_m, before = annulus->inner_m;

    *rings = (struct rings){ .cells = n, .volume = malloc((3 * n + 1) * sizeof(double)),
                             .value = malloc(3 * n * sizeof(double complex)) };
    if (!rings->volume || !rings->value) {
        rings_free(rings);
        return ERR_MEMORY;
    }
    rings->centre = rings->volume + n;
    rings->flux = rings->volume + 2 * n;
    rings->factor = rings->value + n;
    rings->velocity = rings->value + 2 * n;
    for (size_t j = 0; j < n; j++) {
        double half = sin(PI * (double)(j + 1) / (2 * (double)n));
        double to = annulus->inner_m + gap * half * half;
        rings->volume[j] = (to - before) * (to + before) / 2;
        rings->centre[j] = (to + before) / 2;
        rings->flux[j] = before / (rings->centre[j] - (j ? rings->centre[j - 1] : before));
        before = to;
    }
    rings->flux[n] = before / (before - rings->centre[n - 1]);
    return ERR_OK;
}

/* `value` holds the source per volume on entry, the solution on leaving. `own` is a pivot but for
 * what goes outward; as in csf_step.c no pivot is a difference, however slow the oscillation. */
static void rings_solve(struct rings *rings, double angular_per_s, double k, bool has_walls)
{
    size_t n = rings->cells;
    const double *flux = rings->flux;
    double complex own = 0, pivot = 1;

    for (size_t j = 0; j < n; j++) {
        double inner = j > 0 || has_walls ? k * flux[j] : 0;
        double outer = j + 1 < n || has_walls ? k * flux[j + 1] : 0;
        own = I * angular_per_s * rings->volume[j] + inner * (j > 0 ? own / pivot : 1);
        pivot = own + outer;
        rings->factor[j] = outer / pivot;
        rings->value[j] = (rings->volume[j] * rings->value[j]
                           + (j > 0 ? inner * rings->value[j - 1] : 0)) / pivot;
    }
    for (size_t j = n - 1; j-- > 0;)
        rings->value[j] += rings->factor[j] * rings->value[j + 1];
}

/* The velocity over its mean. */
static void rings_flow(struct rings *rings, const struct oscillation_fluid *fluid)
{
    double complex sum = 0;
    double area = 0;

    for (size_t j = 0; j < rings->cells; j++)
        rings->value[j] = 1;
    rings_solve(rings, fluid->angular_per_s, fluid->viscosity_m2_per_s, true);
    for (size_t j = 0; j < rings->cells; j++) {
        sum += rings->volume[j] * rings->value[j];
        area += rings->volume[j];
    }
    for (size_t j = 0; j < rings->cells; j++)
        rings->velocity[j] = rings->value[j] * area / sum;
}

static enum err annulus_check(const struct oscillation_annulus *annulus,
                              const struct oscillation_fluid *fluid, struct why *why)
{
    if (!(annulus->inner_m >= 0) || !(annulus->outer_m > annulus->inner_m)
        || !isfinite(annulus->outer_m) || annulus->cells < 2 || annulus->cells > 1000000)
        return why_say(why, ERR_RANGE, "an annulus from %g to %g m in %zu rings",
                       annulus->inner_m, annulus->outer_m, annulus->cells);
    if (!(fluid->angular_per_s > 0) || !(fluid->viscosity_m2_per_s > 0)
        || !(fluid->diffusivity_m2_per_s > 0))
        return why_say(why, ERR_RANGE, "omega %g /s, nu %g m2/s, D %g m2/s: each must be above "
                       "zero", fluid->angular_per_s, fluid->viscosity_m2_per_s,
                       fluid->diffusivity_m2_per_s);
    return ERR_OK;
}

enum err oscillation_annulus_gain(const struct oscillation_annulus *annulus,
                                  const struct oscillation_fluid *fluid, double *gain,
                                  struct why *why)
{
    struct rings rings;
    double sum = 0, area = 0;

    TRY(annulus_check(annulus, fluid, why));
    TRY(rings_make(annulus, &rings));
    rings_flow(&rings, fluid);
    for (size_t j = 0; j < rings.cells; j++)
        rings.value[j] = rings.velocity[j];
    rings_solve(&rings, fluid->angular_per_s, fluid->diffusivity_m2_per_s, false);
    for (size_t j = 0; j < rings.cells; j++) {
        sum += rings.volume[j] * creal(rings.velocity[j] * conj(rings.value[j]));
        area += rings.volume[j];
    }
    *gain = sum / area / (2 * fluid->diffusivity_m2_per_s);
    rings_free(&rings);
    return ERR_OK;
}

enum err oscillation_annulus_velocity(const struct oscillation_annulus *annulus,
                                      const struct oscillation_fluid *fluid, double r_m,
                                      struct oscillation_velocity *velocity, struct why *why)
{
    struct rings rings;
    size_t j = 0;
    double share;

    TRY(annulus_check(annulus, fluid, why));
    TRY(rings_make(annulus, &rings));
    rings_flow(&rings, fluid);
    while (j + 2 < rings.cells && rings.centre[j + 1] < r_m)
        j++;
    share = (r_m - rings.centre[j]) / (rings.centre[j + 1] - rings.centre[j]);
    *velocity = velocity_of((1 - share) * rings.velocity[j] + share * rings.velocity[j + 1]);
    rings_free(&rings);
    return ERR_OK;
}

/* ---- The canal ------------------------------------------------------------------------------- */

#define LEVEL_RINGS 400         /* and twice as many, extrapolated: 1e-6 at 1 Hz */

enum err oscillation_level_dispersion(double x_m, double per_s, double diffusivity_m2_per_s,
                                      double *dispersion_m2_per_s, struct why *why)
{
    const struct oscillation_fluid fluid = { 2 * PI * per_s, CSF_VISCOSITY_M2_PER_S,
                                             diffusivity_m2_per_s };
    struct oscillation_annulus annulus = { level_cord_radius_m(x_m), level_dura_radius_m(x_m),
                                           LEVEL_RINGS };
    double velocity = PI * per_s * level_stroke_m3(x_m) / level_csf_area_m2(x_m), coarse, fine;

    TRY(oscillation_annulus_gain(&annulus, &fluid, &coarse, why));
    annulus.cells *= 2;
    TRY(oscillation_annulus_gain(&annulus, &fluid, &fine, why));
    *dispersion_m2_per_s = diffusivity_m2_per_s
                           * (1 + velocity * velocity * (4 * fine - coarse) / 3);
    return ERR_OK;
}
