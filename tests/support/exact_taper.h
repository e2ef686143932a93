/* exact_taper.h - a drug in a canal whose area is linear in x, exactly.
 *
 * A = a r with r the distance from where the area would vanish, so that
 *
 *     dc/dt = D / r d/dr (r dc/dr) - k c,   dc/dr = 0 at both ends
 *
 * is radial diffusion in a ring. An infusion q that starts at time 0 at r0 gives
 *
 *     c = q ( S(r) - sum over n of phi_n(r) phi_n(r0) exp(-l_n t) / (l_n N_n) )
 *
 * with l_n = D mu_n^2 + k, phi_n = J0(mu r) Y1(mu r1) - Y0(mu r) J1(mu r1), mu_n the zeros of
 * phi_n'(r2), N_n = integral of a r phi_n^2, and S the steady state, of the same with I0 and K0.
 * Rounding: about 1e-15 of the greatest term. Carslaw, Jaeger, Conduction of Heat in Solids, 1959,
 * 13.4 and 14.8. */
#ifndef PAINRIG_TESTS_SUPPORT_EXACT_TAPER_H
#define PAINRIG_TESTS_SUPPORT_EXACT_TAPER_H

#include <stddef.h>

struct exact_taper {
    double length_m, area_0_m2, area_1_m2;      /* at x = 0 (the greater) and at the end */
    double dispersion_m2_per_s, uptake_per_s, source_m;
};

/* A rate from a time on; the first one starts from nothing. */
struct exact_rate { double from_s, kg_per_s; };

double exact_taper_kg_per_m3(const struct exact_taper *, const struct exact_rate *, size_t rates,
                             double x_m, double time_s);

#endif
