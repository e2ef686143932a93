/* rig_emulators_world.h - what emulated instruments have in common, as words: what of it is seen,
 * and what can be turned. For rig_emulators.c. */
#ifndef PAINRIG_HIL_RIG_EMULATORS_WORLD_H
#define PAINRIG_HIL_RIG_EMULATORS_WORLD_H

#include "drivers/mock/emulator.h"

extern const struct emulator_word emulators_world_signals[], emulators_world_knobs[];
extern const size_t               emulators_world_signal_count, emulators_world_knob_count;

/* values[0 .. emulators_world_signal_count) */
void   emulators_world_see(const struct emulator_world *, double *values);
void   emulators_world_turn(struct emulator_world *, size_t knob, double value);
double emulators_world_at_rest(const struct emulator_world *, size_t knob);

#endif
