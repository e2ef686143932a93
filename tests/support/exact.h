/* exact.h - closed solutions that the plant's suites are measured against.
 *
 * Kohlrausch (1900; any electrode): steady, no perfusion, an adiabatic electrode at V volts,
 * phi = theta = 0 on one far surface:
 *
 *     integral from 0 to theta of k / sigma dT = V phi - phi^2 / 2
 *
 * with sigma = s0 (1 + a theta) and k = k0 (1 + b theta), theta the rise above the
 * temperature their slopes are about.
 *
 * Sphere of radius a at V volts in an endless medium, ground at
 * infinity, adiabatic, P = w rho_b c_b:
 *
 *     R = 1 / (4 pi sigma a),   q = sigma V^2 a^2 / r^4
 *     rho c d theta / dt = k laplace(theta) - P theta + q
 *
 * SI units, degrees of rise. Pure: no state, no allocation. */
#ifndef PAINRIG_TESTS_EXACT_H
#define PAINRIG_TESTS_EXACT_H

#include <stdbool.h>
#include <stddef.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

struct exact_medium { double sigma, sigma_per_c, k, k_per_c; };

/* The rise where the potential is phi; at phi = V it is the peak, on the whole active tip. */
double exact_kohlrausch_rise_c(const struct exact_medium *, double volts, double phi);
/* Resistance when hot over resistance when cold, for any shape of electrode. */
double exact_kohlrausch_resistance_ratio(const struct exact_medium *, double volts);

struct exact_sphere { double radius, sigma, k, perfusion, volts; };   /* perfusion: P in W/m3K */

/* theta(r) when all is steady; P may be 0. */
double exact_sphere_rise_c(const struct exact_sphere *, double r);

/* theta at four radii and seven times after V = 8 comes on round a sphere of 0.5 mm
 * in muscle without and with perfusion: the same formula with lambda^2 = (rho c s +
 * P) / k, inverted with 25 digits. */
#define EXACT_TIMES 7
#define EXACT_RADII 4
struct exact_transient { double time_s, rise_c[EXACT_RADII]; };
extern const double exact_radius_m[EXACT_RADII];
extern const struct exact_transient exact_transient[2][EXACT_TIMES];    /* [is perfused] */

/* Muscle as the tables above take it. */
#define EXACT_SIGMA   0.446
#define EXACT_K       0.495
#define EXACT_RHO     1090.4
#define EXACT_C       3421.2
#define EXACT_LOSS    2535.03812        /* w rho_b c_b */

/* A rod of length L and radius a, as thin as L >> a (Dwight), and a
 * prolate spheroid of length L. */
double exact_rod_ohm(double sigma, double length, double radius);
double exact_spheroid_ohm(double sigma, double length, double radius);

/* Print one row: what, value, exact, relative error, hit or miss; say whether the
 * error is within the tolerance. */
bool exact_hits(const char *what, double value, double exact, double tolerance);
/* The same for a value that must lie in a range. */
bool exact_within(const char *what, double value, double least, double most);

/* log2 of the ratio of two errors, when one halving lies between them. */
double exact_order(double coarse_error, double fine_error);

#endif
