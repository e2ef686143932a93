/* syringe.h - a plunger that a motor pushes into the line: what the emulated syringe pumps share.
 *
 *     area       pi d^2 / 4
 *     rate_max   speed_max * area
 *     stalls     where line pressure * area reaches the motor's force
 *
 * Pushes into the emulators' world and feels its line pressure. */
#ifndef PAINRIG_DRIVERS_MOCK_SYRINGE_H
#define PAINRIG_DRIVERS_MOCK_SYRINGE_H

#include "emulator.h"

struct syringe {
    double diameter_mm, speed_cm_per_min_max, force_n;
    double infused_ul, withdrawn_ul;        /* by all that moved, since it was made */
};

double syringe_rate_max_ul_per_h(const struct syringe *);

/* Over dt_s; a rate below 0 withdraws. False: the line pushes back harder than the motor can, and
 * the plunger has not moved. */
bool syringe_move(struct syringe *, double ul_per_h, double dt_s, struct emulator_world *);

#endif
