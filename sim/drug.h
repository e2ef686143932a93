/* drug.h - the drugs: how they move, where they go, what they do, and within what limits.
 *
 * One const row each. Every number has a source in drug.c, and a mark: (s) read in the cited text,
 * (c) computed from it, (u) unverified. Whoever uses a number may override it; none is a silent
 * limit. SI throughout: kg, m3, s. A row is no dosing advice. */
#ifndef PAINRIG_SIM_DRUG_H
#define PAINRIG_SIM_DRUG_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>

/* Plasma as two compartments (the second may be absent: peripheral_m3 = 0), and effect sites. */
struct drug_pk {
    double central_m3, clearance_m3_per_s;              /* plasma */
    double peripheral_m3, exchange_m3_per_s;
    double effect_per_s;        /* ke0: cord to spinal effect site                          */
    double brain_per_s;         /* ke0: cisternal fluid to the brain-stem's effect site     */
};

/* A named threshold on an effect-site concentration. */
enum drug_site { DRUG_SITE_CORD, DRUG_SITE_BRAIN, DRUG_SITE_PLASMA };
enum drug_role { DRUG_EFFECT, DRUG_TOXIC, DRUG_WITHDRAWAL };    /* withdrawal: below it */
struct drug_threshold {
    const char    *name;        /* "analgesia", "respiratory depression", "withdrawal" */
    enum drug_site site;
    enum drug_role role;
    double         kg_per_m3;   /* effect above it; withdrawal: below it */
    bool           is_below;
    const char    *source;      /* ends in (s), (c) or (u) */
};
#define DRUG_THRESHOLDS_MAX 4           /* unused ones have no name */

struct drug {
    const char *name, *printed_unit;    /* "morphine", "mg" or "ug": how its doses are spoken of */
    double diffusivity_m2_per_s;        /* molecular, in water at 37 C        */
    double uptake_per_s;                /* out of the fluid, all ways: ln 2 / CSF half-life */
    double uptake_factor;               /* 1 standard deviation as a factor, log-normal: 1.4 */
    double cord_m_per_s;                /* h_w: permeability of the cord's surface */
    double cord_partition;              /* K_w: cord / fluid at equilibrium        */
    double cord_decay_per_s;            /* from cord to blood                      */
    double epidural_per_s;              /* k_epi, a part of uptake_per_s: by the dura into fat */
    struct drug_pk pk;
    struct drug_threshold thresholds[DRUG_THRESHOLDS_MAX];
    double first_most_kg_per_day;       /* the most that a treatment begins with; 0: not known */
    double dose_most_kg_per_day, bolus_most_kg, concentration_most_kg_per_m3;   /* in practice */
    const char *source;
};

#define DRUG_COUNT 7
extern const struct drug drugs[DRUG_COUNT];

/* By name, or ERR_UNKNOWN with the nearest one and all there are. */
MUST_CHECK enum err drug_find(const char *name, const struct drug **, struct why *);

#endif
