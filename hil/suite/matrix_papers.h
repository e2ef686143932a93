/* matrix_papers.h - the traceability matrix for other programs.
 *
 * CSV (RFC 4180): a line per pair of a requirement and a case that covers it or put it to the test;
 * a requirement or a case without any has a line of its own, so that nothing is left out. JSON:
 *
 *     {"requirements":[..],"cases":[..],"gaps":[..]}
 *
 * Numbers that are unknown are empty, or null. Of one rig alone when it is given. */
#ifndef PAINRIG_HIL_MATRIX_PAPERS_H
#define PAINRIG_HIL_MATRIX_PAPERS_H

#include "base/err.h"
#include "base/why.h"
#include "hil/bytes.h"
#include "hil/suite/matrix.h"

#include <stdbool.h>

/* rig may be NULL: all. */
bool matrix_row_is_of(const struct matrix_row *, const char *rig);
bool matrix_case_is_of(const struct suite_case *, const char *rig);
bool matrix_gap_is_of(const struct matrix *, const struct matrix_gap *, const char *rig);
/* Does the case stand beside the requirement: it covers it, or its trigger fired there? */
bool matrix_pair_is(const struct suite *, size_t index, const char *id);

/* The lists of requirements and of gaps as they stand in the JSON. */
void matrix_rows_json(struct bytes *, const struct matrix *, const char *rig);
void matrix_gaps_json(struct bytes *, const struct matrix *, const char *rig);

MUST_CHECK enum err matrix_csv_write(const struct matrix *, const char *rig, const char *path,
                                     struct why *);
MUST_CHECK enum err matrix_json_write(const struct matrix *, const char *rig, const char *path,
                                      struct why *);

#endif
