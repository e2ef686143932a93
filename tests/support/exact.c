#include "exact.h"

#include "base/units.h"

#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_expint.h>
#include <math.h>
#include <stdio.h>

/* integral of k / sigma from 0 to theta. */
static double kohlrausch_integral(const struct exact_medium *m, double theta)
{
    double a = m->sigma_per_c, b = m->k_per_c;

    if (a == 0)
        return m->k / m->sigma * (theta + b * theta * theta / 2);
    return m->k / m->sigma * (b / a * theta + (1 - b / a) * log1p(a * theta) / a);
}

double exact_kohlrausch_rise_c(const struct exact_medium *m, double volts, double phi)
{
    double target = volts * phi - phi * phi / 2, theta = m->sigma / m->k * target;

    for (int sweep = 0; sweep < 100; sweep++) {
        double ratio = m->k * (1 + m->k_per_c * theta) / (m->sigma * (1 + m->sigma_per_c * theta));
        double step = (target - kohlrausch_integral(m, theta)) / ratio;
        theta = fmax(theta + step, theta / 4); /* from above Newton could leave the physical side */
        if (fabs(step) <= 1e-13 * (1 + fabs(theta)))
            break;
    }
    return theta;
}

struct hot { const struct exact_medium *medium; double volts; };

static double hot_sigma(double phi, void *of)
{
    const struct hot *hot = of;

    return hot->medium->sigma
         * (1 + hot->medium->sigma_per_c * exact_kohlrausch_rise_c(hot->medium, hot->volts, phi));
}

/* psi = integral of sigma d phi is harmonic, so the current is the cold one
 * with psi(V) in the place of s0 V. */
double exact_kohlrausch_resistance_ratio(const struct exact_medium *medium, double volts)
{
    struct hot   hot = { medium, volts };
    gsl_function sigma = { .function = hot_sigma, .params = &hot };
    double psi, error;
    size_t evaluations;

    gsl_integration_qng(&sigma, 0, volts, 0, 1e-12, &psi, &error, &evaluations);
    return medium->sigma * volts / psi;
}

static double e3_scaled(double x) { return exp(x) * gsl_sf_expint_En(3, x); }

struct perfused { double lambda, r; };

static double perfused_integrand(double s, void *of)
{
    const struct perfused *at = of;

    return exp(at->lambda * (s - at->r)) / (s * s * s);
}

static double perfused_rise_c(const struct exact_sphere *s, double r)
{
    double lambda = sqrt(s->perfusion / s->k), la = lambda * s->radius;
    double b = s->sigma * s->volts * s->volts * s->radius * s->radius / (2 * lambda * s->k);
    double g = b * e3_scaled(la) / (s->radius * s->radius), c = g * exp(la) * (la - 1) / (la + 1);
    struct perfused at = { lambda, r };
    gsl_function    inner = { .function = perfused_integrand, .params = &at };
    gsl_integration_workspace *work = gsl_integration_workspace_alloc(200);
    double from_inside = 0, error;

    if (work && r > s->radius)
        gsl_integration_qag(&inner, s->radius, r, 0, 1e-12, 200, GSL_INTEG_GAUSS61, work,
                            &from_inside, &error);
    gsl_integration_workspace_free(work);
    return (c * exp(-lambda * r) + b * (from_inside + e3_scaled(lambda * r) / (r * r))) / r;
}

double exact_sphere_rise_c(const struct exact_sphere *s, double r)
{
    double scale = s->sigma * s->volts * s->volts * s->radius * s->radius / s->k;

    return s->perfusion > 0 ? perfused_rise_c(s, r)
                            : scale * (1 / (s->radius * r) - 1 / (2 * r * r));
}

const double exact_radius_m[EXACT_RADII] = { 0.5e-3, 1e-3, 2e-3, 4e-3 };

const struct exact_transient exact_transient[2][EXACT_TIMES] = {
    {
        { 0.02, { 0.46273387, 0.038883821, 0.0024006976, 0.00014959369 } },
        { 0.1,  { 1.7354919,  0.20888325,  0.012201821,  0.0007509729  } },
        { 1,    { 7.6283317,  2.6248715,   0.15736476,   0.0078791227  } },
        { 10,   { 17.698009,  10.744445,   3.0139918,    0.21229008    } },
        { 60,   { 23.554958,  16.371741,   7.5008306,    2.1551653     } },
        { 90,   { 24.447172,  17.253184,   8.3226531,    2.7697245     } },
        { 120,  { 24.99571,   17.796997,   8.8400233,    3.1903215     } },
    }, {
        { 0.02, { 0.4627309,  0.038883555, 0.0024006812, 0.00014959267 } },
        { 0.1,  { 1.7354394,  0.20887594,  0.012201403,  0.00075094734 } },
        { 1,    { 7.6264262,  2.62397,     0.15730603,   0.007876398   } },
        { 10,   { 17.669336,  10.720638,   3.0036268,    0.21135784    } },
        { 60,   { 23.424939,  16.249751,   7.4084131,    2.1123726     } },
        { 90,   { 24.273652,  17.088212,   8.1901242,    2.6968251     } },
        { 120,  { 24.784777,  17.594932,   8.6721943,    3.0886866     } },
    },
};

double exact_rod_ohm(double sigma, double length, double radius)
{
    return (log(2 * length / radius) - 1) / (2 * PI * sigma * length);
}

double exact_spheroid_ohm(double sigma, double length, double radius)
{
    double half = length / 2, focus = sqrt(half * half - radius * radius);

    return atanh(focus / half) / (4 * PI * sigma * focus);
}

bool exact_hits(const char *what, double value, double exact, double tolerance)
{
    double error = value / exact - 1;
    bool   hits = fabs(error) <= tolerance;

    printf("  %-58s %14.8g exact %14.8g error %9.1e of %7.0e %s\n", what, value, exact, error,
           tolerance, hits ? "hit" : "MISS");
    return hits;
}

bool exact_within(const char *what, double value, double least, double most)
{
    bool hits = value >= least && value <= most;

    printf("  %-58s %14.6g range %9.5g .. %-9.5g %s\n", what, value, least, most,
           hits ? "hit" : "MISS");
    return hits;
}

double exact_order(double coarse_error, double fine_error)
{
    return log2(coarse_error / fine_error);
}
