/* suite_papers.h - what a suite leaves for others to read: JUnit, TAP and one page.
 *
 * Texts come from scenarios and devices: what XML 1.0 does not allow becomes U+FFFD, HTML is
 * escaped. */
#ifndef PAINRIG_HIL_SUITE_PAPERS_H
#define PAINRIG_HIL_SUITE_PAPERS_H

#include "base/err.h"
#include "base/why.h"
#include "hil/suite/margins.h"
#include "hil/suite/suite.h"

#include <stdio.h>

/* The dialect that Jenkins, GitLab and GitHub readers share: classname = folder.file, a unique
 * name, file, line, seconds with 6 decimals; an expectation or requirement not met is a failure, a
 * run that could not be run an error, a case not run is skipped. A file of more than 25 MB is
 * continued beside it, in out.2.xml and so on. */
MUST_CHECK enum err suite_junit_write(const struct suite *, const char *path, struct why *);

/* TAP 13, which readers of 14 take as well: the plan, then a line per case, in order. */
void suite_tap_plan(FILE *, const struct suite *);
void suite_tap_line(FILE *, const struct suite *, size_t index);

/* One file that needs no network; links to the cases' own pages are relative to `path`. `changes`
 * against the last release may be NULL. A mutants.json beside it is told, too:
 *
 *     {"version":"v1","mutants":[{"rig":"ablation","name":"latch_forgotten","done":true,
 *         "text":"what is wrong with it","killed_by":"ablation/over_temperature"},..]}
 *
 * killed_by null: it survived, or was not tried if it is not done. */
MUST_CHECK enum err suite_report_write(const struct suite *, const struct margin_changes *changes,
                                       const char *path, struct why *);

#endif
