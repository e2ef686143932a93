/* intrathecal_studies.h - published studies of drugs in the canal, of epidural and celiac spread
 * and of pumps, each with the model's figures beside its own.
 *
 * Units of a row are its source's. No model is tuned to a row: drugs, canal, law of injections and
 * dispersion are the defaults. */
#ifndef PAINRIG_TESTS_SUPPORT_INTRATHECAL_STUDIES_H
#define PAINRIG_TESTS_SUPPORT_INTRATHECAL_STUDIES_H

#include "tests/support/published.h"
#include "tests/support/reference_man.h"

#include <stdbool.h>
#include <stddef.h>

#define STUDY_FIGURES_MAX 20

struct study {
    const char *name;
    const struct published *rows;
    size_t count;
    void (*measure)(const struct man_unknown *, struct figure *);      /* [count] */
    bool   asks_unknown;        /* its figures depend on what is not known of a man */
};

#define STUDIES_BOLUS  4        /* a dose at once: intrathecal_boluses.c   */
#define STUDIES_PUMPED 3        /* over days:      intrathecal_pumped.c    */
#define STUDIES_DEVICE 3        /* no canal:       intrathecal_devices.c   */
extern const struct study studies_bolus[STUDIES_BOLUS];
extern const struct study studies_pumped[STUDIES_PUMPED];
extern const struct study studies_device[STUDIES_DEVICE];

/* What no abstract says: how a clinician's bolus is given. One assumption for all of them, the one
 * the law of injections was made with. */
#define BOLUS_S  20.0
#define BOLUS_M3 (2 * M3_PER_ML)

#define UG_PER_ML_PER_SI 1e3
#define NG_PER_ML_PER_SI NG_PER_ML_PER_KG_PER_M3
#define UNTIL(hours)     ((hours) * S_PER_HOUR)

/* What is missing, where more than one row misses it. */
#define SLUG    "the sac's size, within its scatter; how the bolus was given is an assumption"
#define TWICE   "uptake is the published half-life, all ways out; absorbed fluid takes more"
#define CARRIED "streaming would carry the slug to T10 and past it; stirring ends in minutes"
#define SINKS   "an upper bound of sinking: no exchange flow back, no curves of the spine"
#define DRAGS   "what replaces absorbed fluid drags the drug caudad"
#define UNMIXED "no mixing by streaming, breath, cough and turning over: one D everywhere"
#define SIDES   "the law does not tell ventral from dorsal"
#define FORAMEN "a law per mL, of lumbar figures: through a foramen the first mL goes further"

#endif
