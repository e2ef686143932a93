/* suite_evidence.h - a suite's chain, over the chains of its runs: painrig verify of the suite's
 * folder checks every run in it. */
#ifndef PAINRIG_HIL_SUITE_EVIDENCE_H
#define PAINRIG_HIL_SUITE_EVIDENCE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/evidence/evidence.h"
#include "hil/options.h"
#include "hil/suite/suite.h"

struct suite_evidence_setup {
    const struct suite        *suite;
    const struct suite_choice *choice;
    const struct options      *options;
    const char                *folder;
};

/* Before the first run. */
MUST_CHECK enum err suite_evidence_begin(struct evidence **, const struct suite_evidence_setup *,
                                         struct why *);
/* When all papers of the suite are written; the evidence is gone then. */
MUST_CHECK enum err suite_evidence_end(struct evidence *, const struct suite *, const char *folder,
                                       struct why *);
#endif
