/* report_requirements.h - what the requirements said of a run: the page's table, what is drawn on
 * the traces where one failed, and the manifest's list. All of them nothing when nobody judged. */
#ifndef PAINRIG_HIL_REPORT_REQUIREMENTS_H
#define PAINRIG_HIL_REPORT_REQUIREMENTS_H

#include "hil/bytes.h"
#include "hil/report/report.h"

/* The whole section, fails at the top; what was not put to the test is grey. */
void report_requirements_write(struct bytes *, const struct report *);
/* "31 monitored, 4 put to the test, 4 pass" */
void report_requirements_summary(struct bytes *, const struct report *);
/* The first that spoils the run, or NULL. */
const struct judge_result *report_requirements_first(const struct report *);

/* ,"requirements": [...] */
void report_requirements_manifest(struct bytes *, const struct report *);

#endif
