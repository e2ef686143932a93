/* suite_mutants_evidence.h - the chain of painrig test --mutants: the scenarios and requirements
 * that went in, each case's verdict on the sound device, each mutant's state, books and tables. */
#ifndef PAINRIG_HIL_SUITE_MUTANTS_EVIDENCE_H
#define PAINRIG_HIL_SUITE_MUTANTS_EVIDENCE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/evidence/evidence_order.h"
#include "hil/suite/suite_mutants.h"

struct mutants_evidence_setup {
    const struct suite         *suite;
    const struct suite_rules   *rules;
    const struct mutant_scores *scores;
    const struct suite_choice  *choice;     /* its filter and shard are of mutants */
    const struct options       *options;
    const char                 *folder;
};

/* Before the first run; the folder's books are open. */
MUST_CHECK enum err mutants_evidence_begin(struct evidence **,
                                           const struct mutants_evidence_setup *, struct why *);
/* All papers are written; the evidence is gone then. Stopped, it is inconclusive: in the suite, or
 * while mutants were left. */
MUST_CHECK enum err mutants_evidence_end(struct evidence *, const struct mutants_evidence_setup *,
                                         struct why *);

#endif
