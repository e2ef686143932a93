/* campaign_evidence.h - the chain of a campaign: the scenario and requirements that went in, each
 * case's verdict, what became of each requirement, the files of its folder. */
#ifndef PAINRIG_HIL_CAMPAIGN_EVIDENCE_H
#define PAINRIG_HIL_CAMPAIGN_EVIDENCE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/campaign/campaign.h"
#include "hil/evidence/evidence_order.h"

/* The campaign has begun, so that its cases are known, and none of them was run. */
MUST_CHECK enum err campaign_evidence_begin(struct evidence **, const struct campaign *,
                                            const struct options *, const char *folder,
                                            struct why *);
/* All papers are written; the evidence is gone then. Stopped, it is inconclusive. */
MUST_CHECK enum err campaign_evidence_end(struct evidence *, const struct campaign *, struct why *);

#endif
