#include "exact_taper.h"

#include <gsl/gsl_sf_bessel.h>
#include <math.h>

#define MODES 4000
#define PI    3.14159265358979323846

static double ends_slope(double mu, double r1, double r2)
{
    return gsl_sf_bessel_J1(mu * r1) * gsl_sf_bessel_Y1(mu * r2)
           - gsl_sf_bessel_J1(mu * r2) * gsl_sf_bessel_Y1(mu * r1);
}

/* The n-th zero lies within half a spacing of n pi / (r2 - r1). */
static double mode_find(int n, double r1, double r2)
{
    double spacing = PI / (r2 - r1), low = (n - 0.5) * spacing, high = (n + 0.5) * spacing;
    double at_low = ends_slope(low, r1, r2);

    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2, at = ends_slope(middle, r1, r2);
        if ((at > 0) == (at_low > 0))
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

static double mode_at(double mu, double r, double r1)
{
    return gsl_sf_bessel_J0(mu * r) * gsl_sf_bessel_Y1(mu * r1)
           - gsl_sf_bessel_Y0(mu * r) * gsl_sf_bessel_J1(mu * r1);
}

/* u = I0(kappa r) K1(kappa end) + K0(kappa r) I1(kappa end), for which u'(end) = 0, and its slope.
 * Good for kappa r below 700, where exp overflows. */
static double steady_part(double kappa, double r, double end, double *slope)
{
    double k1 = gsl_sf_bessel_K1(kappa * end), i1 = gsl_sf_bessel_I1(kappa * end);

    *slope = kappa * (gsl_sf_bessel_I1(kappa * r) * k1 - gsl_sf_bessel_K1(kappa * r) * i1);
    return gsl_sf_bessel_I0(kappa * r) * k1 + gsl_sf_bessel_K0(kappa * r) * i1;
}

static double steady_at(double kappa, double r, double r0, double r1, double r2, double conducts)
{
    double slope_1, slope_2, unused;
    double at_1 = steady_part(kappa, r0, r1, &slope_1), at_2 = steady_part(kappa, r0, r2, &slope_2);

    return steady_part(kappa, fmin(r, r0), r1, &unused) * steady_part(kappa, fmax(r, r0), r2,
                                                                       &unused)
           / (conducts * (slope_1 * at_2 - at_1 * slope_2));
}

/* sum over rates of (their change) exp(-l (t - from)); the exponential falls with n. */
static double rates_decayed(const struct exact_rate *rate, size_t rates, double decay,
                            double time_s)
{
    double sum = 0, before = 0;

    for (size_t i = 0; i < rates && rate[i].from_s < time_s; i++) {
        sum += (rate[i].kg_per_s - before) * exp(-decay * (time_s - rate[i].from_s));
        before = rate[i].kg_per_s;
    }
    return sum;
}

double exact_taper_kg_per_m3(const struct exact_taper *canal, const struct exact_rate *rate,
                             size_t rates, double x_m, double time_s)
{
    double per_m = (canal->area_0_m2 - canal->area_1_m2) / canal->length_m;
    double r2 = canal->area_0_m2 / per_m, r1 = r2 - canal->length_m;
    double r = r2 - x_m, r0 = r2 - canal->source_m, d = canal->dispersion_m2_per_s;
    double k = canal->uptake_per_s, now = 0;
    double sum = -rates_decayed(rate, rates, k, time_s) / (k * per_m * (r2 * r2 - r1 * r1) / 2);

    for (size_t i = 0; i < rates && rate[i].from_s < time_s; i++)
        now = rate[i].kg_per_s;
    sum += now * steady_at(sqrt(k / d), r, r0, r1, r2, d * per_m * r0);
    for (int n = 1; n < MODES; n++) {
        double mu = mode_find(n, r1, r2), decay = d * mu * mu + k;
        double at_1 = mode_at(mu, r1, r1), at_2 = mode_at(mu, r2, r1);
        double weight = per_m * (r2 * r2 * at_2 * at_2 - r1 * r1 * at_1 * at_1) / 2;
        double term = rates_decayed(rate, rates, decay, time_s) / (decay * weight);
        sum -= term * mode_at(mu, r, r1) * mode_at(mu, r0, r1);
        if (n > 20 && fabs(term) * mode_at(mu, r0, r1) * mode_at(mu, r0, r1) < 1e-18 * fabs(now))
            break;
    }
    return sum;
}
