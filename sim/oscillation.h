/* oscillation.h - how much a smooth canal's flow to and fro spreads what is dissolved in it.
 *
 * Fluid moves along x with a mean velocity Um cos(omega t); shear and diffusion across the gap make
 * the drug spread along x as with a greater diffusivity, D_eff = D (1 + R). R goes with Um^2, so
 * that the functions below hand back R / Um^2 [s2/m2], the gain.
 *
 *     steady:  pipe of radius a      D (1 + Pe^2 / 48),       Pe = U a / D
 *              channel, half gap h   D (1 + 2 Pe^2 / 105),    Pe = U h / D        (Taylor, Aris)
 *     oscillating (Watson 1983):     i omega u - nu lap u = 1,  u = 0 at walls,  scaled to mean 1
 *                                    i omega g - D lap g = u,   zero flux at walls
 *                                    R / Um^2 = mean |grad g|^2 / 2 = mean Re(u g*) / (2 D)
 *
 * With the canal's gaps and strokes this gives 6e-10 to 2e-9 m2/s: a lower bound, a hundred times
 * below what spreads of drugs suggest (nerve roots and trabeculae mix; intrathecal.md 2.3). SI. */
#ifndef PAINRIG_SIM_OSCILLATION_H
#define PAINRIG_SIM_OSCILLATION_H

#include "base/err.h"
#include "base/why.h"

#include <stddef.h>

#define CSF_VISCOSITY_M2_PER_S 0.7e-6       /* Sincomb 2022 */

struct oscillation_fluid { double angular_per_s, viscosity_m2_per_s, diffusivity_m2_per_s; };

/* D_eff for a steady mean velocity. */
double oscillation_steady_pipe(double diffusivity_m2_per_s, double velocity_m_per_s,
                               double radius_m);
double oscillation_steady_channel(double diffusivity_m2_per_s, double velocity_m_per_s,
                                  double half_gap_m);

/* Gain of a plane channel. g' is a closed form, with no difference of large or of nearly equal
 * numbers, whatever the frequency and nu / D (1 included); its mean is a sum over Gauss points. */
double oscillation_channel_gain(const struct oscillation_fluid *, double half_gap_m);

/* Velocity over its mean: amplitude and phase ahead of the mean, in radians. */
struct oscillation_velocity { double amplitude, phase; };
struct oscillation_velocity oscillation_channel_velocity(const struct oscillation_fluid *,
                                                         double half_gap_m, double from_middle_m);

/* An annulus, or a pipe if inner_m is 0: finite volumes in `cells` rings that crowd at the walls,
 * second order. ERR_RANGE for radii or a fluid that make no sense. */
struct oscillation_annulus { double inner_m, outer_m; size_t cells; };
MUST_CHECK enum err oscillation_annulus_gain(const struct oscillation_annulus *,
                                             const struct oscillation_fluid *, double *gain,
                                             struct why *);
MUST_CHECK enum err oscillation_annulus_velocity(const struct oscillation_annulus *,
                                                 const struct oscillation_fluid *, double r_m,
                                                 struct oscillation_velocity *, struct why *);

/* D_eff at a place of the reference canal (level.h), in the annulus of dura and cord, a pipe below
 * the conus, when its stroke comes `per_s` times a second. */
MUST_CHECK enum err oscillation_level_dispersion(double x_m, double per_s,
                                                 double diffusivity_m2_per_s,
                                                 double *dispersion_m2_per_s, struct why *);

#endif
