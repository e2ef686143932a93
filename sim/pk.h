/* pk.h - the patient behind the canal: plasma in two compartments, the cord's and the brain-stem's
 * effect sites.
 *
 *     V1 dc1/dt = u(t) - CL c1 - Q (c1 - c2)      V2 dc2/dt = Q (c1 - c2)
 *     dp/dt = -ka p,  u includes ka p             p: under the skin (pocket fill, lost catheter)
 *     de/dt = ke0 (c_cord - e)                    db/dt = kb0 (c_cistern - b)
 *
 * Solved by GSL's Runge-Kutta-Cash-Karp with an error bound; the inputs are constant over a step.
 * The eliminated mass is one of the states, so that the books balance to the solver's rounding.
 * SI: kg, m3, s. */
#ifndef PAINRIG_SIM_PK_H
#define PAINRIG_SIM_PK_H

#include "drug.h"

struct pk;

/* ka: absorption from under the skin (log 2 / 1 h by default, unverified). */
MUST_CHECK enum err pk_create(struct pk **, const struct drug_pk *, double pocket_per_s,
                              struct why *);
void pk_destroy(struct pk *);

/* dt_s with blood_kg taken up from the canal, pocket_kg put under the skin at its start. */
MUST_CHECK enum err pk_step(struct pk *, double dt_s, double blood_kg, double pocket_kg,
                            double cord_kg_per_m3, double cistern_kg_per_m3, struct why *);

/* plasma_kg: both compartments; imbalance relative to arrived_kg, 0 if none has. */
struct pk_levels {
    double plasma_kg_per_m3, cord_effect_kg_per_m3, brain_effect_kg_per_m3;
    double pocket_kg, plasma_kg, eliminated_kg, arrived_kg, imbalance;
};
struct pk_levels pk_levels(const struct pk *);

#endif
