/* campaign_papers.h - what a campaign leaves in its folder.
 *
 *     results.jsonl    an outcome a line, in order of the cases (hil/run/run_outcome.h)
 *     campaign.json    the whole: controls, coverage, requirements, cases, failures
 *     campaign.csv     a line per case: faults, verdict, requirements that failed, expectations
 *     campaign.html    the same to look at; needs no network
 *     shrunk-ID.lua    a scenario per requirement that failed (hil/campaign/campaign_scenario.h)
 *     evidence.jsonl   the chain over all of them (hil/campaign/campaign_evidence.h) */
#ifndef PAINRIG_HIL_CAMPAIGN_PAPERS_H
#define PAINRIG_HIL_CAMPAIGN_PAPERS_H

#include "hil/campaign/campaign.h"
#include "hil/run/run_folder.h"

/* Scenarios of an earlier campaign are removed. */
MUST_CHECK enum err campaign_folder_open(struct run_folder *, const char *path, struct why *);
MUST_CHECK enum err campaign_papers_write(const struct campaign *, const struct run_folder *,
                                          struct why *);

/* What became of a requirement, as an object of campaign.json. */
void campaign_row_json(struct bytes *, const struct campaign *, const struct campaign_row *);

/* campaign_page.c: the page. */
void campaign_page_write(struct bytes *, const struct campaign *);
/* "IL-RF-01 IL-RF-07": the requirements that failed. */
#define CAMPAIGN_FAILED_MAX (REQUIREMENTS_MAX * REQUIREMENT_ID_SIZE)
void campaign_failed_text(const struct run_outcome *, char out[CAMPAIGN_FAILED_MAX]);

#endif
