#include "injection.h"

#include <math.h>

#define GRAVITY_M_PER_S2    9.81
#define VISCOSITY_M2_PER_S  0.7e-6      /* cerebrospinal fluid, Sincomb 2022 */

const struct injection_law injection_law_usual = {
    .stir_m2_per_m3 = 1000, .decay_s = 300, .reach_volumes = 30,
    .gap_m = 2.5e-3, .drift_most_m_per_s = 2e-3,
};

void injection_step(struct injection *injection, const struct injection_law *law, double dt_s,
                    double flow_m3_per_s, double dispersion_m2_per_s)
{
    double kept = exp(-dt_s / law->decay_s), filled = law->decay_s * (1 - kept);

    injection->extra_m2_per_s = fmax(law->stir_m2_per_m3 * flow_m3_per_s,
                                     kept * injection->extra_m2_per_s);
    injection->volume_m3 = kept * injection->volume_m3 + filled * flow_m3_per_s;
    injection->variance_m2 = kept * injection->variance_m2
                             + filled * 2 * (dispersion_m2_per_s + injection->extra_m2_per_s);
}

struct csf_stir injection_stir(const struct injection *injection, const struct injection_law *law,
                               double at_m, double area_m2, double density_excess, double upright)
{
    double slug = injection->volume_m3, gap2 = law->gap_m * law->gap_m;
    double mixed = slug + 2 * area_m2 * sqrt(injection->variance_m2);
    double drift = density_excess * upright * GRAVITY_M_PER_S2 * gap2 / (12 * VISCOSITY_M2_PER_S)
                   * (mixed > 0 ? slug / mixed : 0);

    drift = fmin(fmax(drift, -law->drift_most_m_per_s), law->drift_most_m_per_s);
    return (struct csf_stir){
        .at_m = at_m,
        .reach_m = law->reach_volumes * slug / area_m2 + fabs(drift) * law->decay_s,
        .extra_m2_per_s = injection->extra_m2_per_s + fabs(drift) * slug / (2 * area_m2),
        .drift_m_per_s = drift };
}

bool injection_matters(const struct injection_law *law, const struct csf_stir *stir,
                       double dispersion_m2_per_s)
{
    double seconds = law->decay_s / 100;

    return stir->extra_m2_per_s > 0.01 * dispersion_m2_per_s
           || fabs(stir->drift_m_per_s) * seconds > sqrt(2 * dispersion_m2_per_s * seconds);
}

static bool has_changed(double told, double now, double change)
{
    return fabs(now - told) > change * fmax(fabs(told), fabs(now));
}

bool injection_retell(struct csf_stir *told, const struct injection_law *law, struct csf_stir now,
                      double dispersion_m2_per_s, double change)
{
    if (!injection_matters(law, &now, dispersion_m2_per_s))
        now = (struct csf_stir){ .reach_m = -1 };
    else
        now.reach_m = fmax(now.reach_m, told->reach_m);
    if (now.reach_m < 0 && told->reach_m < 0)
        return false;
    if (now.reach_m >= 0 && told->reach_m >= 0
        && !has_changed(told->extra_m2_per_s, now.extra_m2_per_s, change)
        && !has_changed(told->drift_m_per_s, now.drift_m_per_s, change)
        && !has_changed(told->reach_m, now.reach_m, change))
        return false;
    *told = now;
    return true;
}

double injection_slug_half_m(const struct injection *injection, const struct injection_law *law,
                             double dt_s, double flow_m3_per_s, double area_m2,
                             double dispersion_m2_per_s)
{
    double half_m = fmin(injection->volume_m3, flow_m3_per_s * law->decay_s) / (2 * area_m2);
    double mixed_m2 = (dispersion_m2_per_s + injection->extra_m2_per_s) * dt_s;

    return half_m * half_m > mixed_m2 ? half_m : 0;
}
