/* exact_needle.h - the needle that the plant's suites share: gauges,
 * plain tissues, a plant in one call.
 *
 * Outer diameters are those of cannulae in common use; lengths in metres. */
#ifndef PAINRIG_TESTS_EXACT_NEEDLE_H
#define PAINRIG_TESTS_EXACT_NEEDLE_H

#include "sim/ablation.h"

double needle_radius_m(int gauge);      /* 16, 17, 18, 20, 22, 23; NAN for others */

/* A needle in a box: domain radius and half length box_mm. */
struct grid_shape needle_shape(int gauge, double tip_mm, double box_mm);

/* Muscle with sigma 0.446 and k 0.495 that neither moves, nor boils, nor bleeds. */
struct tissue needle_plain_tissue(void);

/* Steel, and metal that conducts a billionth of what tissue does. */
extern const struct metal needle_steel, needle_adiabatic;

/* From 37 C, no criteria, refreshed each step. */
struct ablation_setup needle_setup(struct grid_shape, struct grid_fineness, struct metal,
                                   struct tissue);

/* create, or fail the test with the sentence. */
struct ablation *needle_create(const struct ablation_setup *);
void needle_step(struct ablation *, double step_s, double volts);
double needle_read_c(const struct ablation *, double r_m, double z_m);

#endif
