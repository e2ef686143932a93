/* pump_library.h - what the mocked pump knows of drugs: limits that a programme may not pass.
 *
 * Hard limits are refused, the usual daily dose needs a confirmation (IL-P-40, IL-P-41). Of the
 * figures some are labelled or published, others only generally known; each row's source says
 * which: (s) read in a source, (u) unverified. A build may bring its own rows
 * (pump_build.library). They are for tests of limits, and no advice to anybody. */
#ifndef PAINRIG_DRIVERS_MOCK_PUMP_LIBRARY_H
#define PAINRIG_DRIVERS_MOCK_PUMP_LIBRARY_H

#include "drivers/pump_wire.h"

struct pump_drug_limits {
    uint32_t    concentration_most_ug_per_ml;
    uint64_t    day_most_ng;            /* hard */
    uint64_t    day_usual_ng;           /* soft */
    uint64_t    bolus_most_ng;          /* in one bolus */
    const char *source;
};

/* By enum pump_drug. */
extern const struct pump_drug_limits pump_library_usual[PUMP_DRUG_COUNT];

#endif
