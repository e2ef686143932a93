/* suite_report_inside.h - the parts of a suite's page; for suite_report*.c alone. */
#ifndef PAINRIG_HIL_SUITE_REPORT_INSIDE_H
#define PAINRIG_HIL_SUITE_REPORT_INSIDE_H

#include "hil/bytes.h"
#include "hil/json.h"
#include "hil/suite/margins.h"
#include "hil/suite/matrix.h"
#include "hil/suite/suite.h"

struct suite_page {
    const struct suite          *suite;
    struct matrix                matrix;
    const struct margin_changes *changes;       /* may be NULL                   */
    const char                  *path;          /* of the page                   */
    struct json                 *mutants;       /* mutants.json beside it, or NULL */
    struct why                   mutants_why;   /* why it cannot be read         */
    size_t                      *order;         /* of the cases: the worst first */
};

/* Sections, whole or nothing. */
void suite_page_failures(struct bytes *, const struct suite_page *);
void suite_page_changes(struct bytes *, const struct suite_page *);
void suite_page_requirements(struct bytes *, const struct suite_page *);
void suite_page_gaps(struct bytes *, const struct suite_page *);
void suite_page_mutants(struct bytes *, const struct suite_page *);
void suite_page_cases(struct bytes *, const struct suite_page *);
void suite_page_slowest(struct bytes *, const struct suite_page *);

/* "3.125 C" as people write it, or a dash. */
void suite_page_measure(struct bytes *, double value, const char *unit);
/* A case's name that leads to its row. */
void suite_page_case_link(struct bytes *, const struct suite *, size_t index);
/* A requirement's id that leads to its row, if it has one. */
void suite_page_id_link(struct bytes *, const struct suite *, const char *id);
void suite_page_seconds(struct bytes *, double seconds);

#endif
