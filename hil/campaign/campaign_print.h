/* campaign_print.h - a campaign, for people to read on a terminal. */
#ifndef PAINRIG_HIL_CAMPAIGN_PRINT_H
#define PAINRIG_HIL_CAMPAIGN_PRINT_H

#include "hil/campaign/campaign.h"

#include <stdio.h>

/* What will be run. */
void campaign_print_begin(FILE *, const struct campaign *);
/* A line that is redrawn; nothing unless `out` is a terminal. */
void campaign_print_progress(FILE *, const struct campaign *, double elapsed_s, bool is_last);
/* What came of it: coverage, requirements, cases, controls, failures. */
void campaign_print_end(FILE *, const struct campaign *);
/* "fail: 2 of 65 requirements were not met in 12 of 432 cases" */
void campaign_print_verdict(FILE *, const struct campaign *);

/* One of these sentences each, for paper too. */
void campaign_control_text(const struct campaign *, char *out, size_t size);
void campaign_verdict_text(const struct campaign *, char *out, size_t size);
/* The failing case and what it came to: "IL-RF-01: 12 cases; shrunk in 35 runs to ..." */
void campaign_shrunk_text(const struct campaign *, const struct campaign_shrunk *, char *out,
                          size_t size);
/* "thermocouple.open=1 @12" */
void campaign_plan_text(const struct fault_plan *, char *out, size_t size);

#endif
