/* matrix.h - traceability, both ways: requirement -> cases -> verdicts, and case -> requirements.
 * Gaps are rows.
 *
 * Static: what the scenarios say they cover. Dynamic, when any case has an outcome: where the
 * trigger fired, and with what verdict, margin and slack; without outcomes nothing is said to be
 * untriggered or not run. A vacuous pass is no pass: a pass whose trigger never fired counts as
 * vacuous here, whatever the line says.
 *
 * Gaps are in the order of MATRIX_GAP_LIST, then of the requirements, then of the cases. What all
 * cases of a file have in common (it covers nothing, or an id that nobody has) is told once. */
#ifndef PAINRIG_HIL_MATRIX_H
#define PAINRIG_HIL_MATRIX_H

#include "base/err.h"
#include "base/why.h"
#include "hil/suite/suite.h"

#include <stdbool.h>
#include <stddef.h>

#define MATRIX_GAP_LIST(X)                                                                       \
    X(UNCOVERED, "uncovered")       /* a requirement that no case covers                      */ \
    X(UNTRIGGERED, "untriggered")   /* covered, and its trigger fired in no case              */ \
    X(UNDECIDED, "undecided")       /* triggered, and nowhere decided                         */ \
    X(FAILED, "failed")             /* not met in some case                                   */ \
    X(KNOWN, "known gap")           /* not met where a scenario says that it is known         */ \
    X(IDLE, "covers nothing")       /* a case that covers nothing                             */ \
    X(ORPHAN, "orphan")             /* a case covers an id that no requirement has            */ \
    X(NOT_RUN, "not run")           /* a case without an outcome                              */
#define MATRIX_GAP_ENUM(name, text) MATRIX_GAP_##name,
enum matrix_gap_kind { MATRIX_GAP_LIST(MATRIX_GAP_ENUM) MATRIX_GAP_COUNT };
#undef MATRIX_GAP_ENUM
extern const char *const matrix_gap_labels[MATRIX_GAP_COUNT + 1];

/* One gap: the requirement's id or the case's name, or both, and a sentence. */
struct matrix_gap { enum matrix_gap_kind kind; char id[64], name[200], text[640]; };

/* One requirement over all cases. */
struct matrix_row {
    const struct requirement *requirement;
    size_t covered_by, monitored_in, fired_in;      /* cases                                 */
    long   fired;                                   /* rows, over all cases                  */
    size_t failed_in, known_in, passed_in, undecided_in;    /* cases; known: as a known gap  */
    enum verdict verdict;       /* fail if it failed anywhere, a known gap too; pass if it passed,
                                 * triggered, somewhere; else inconclusive or vacuous        */
    double margin, slack_s;     /* the least over the cases where it passed; NAN: none       */
    char   unit[16];
    size_t margin_case, slack_case, first_failed;   /* indexes of the suite's cases          */
};

struct matrix {
    const struct suite *suite;
    struct matrix_row  *rows;   size_t row_count;   /* one per requirement, in their order   */
    struct matrix_gap  *gaps;   size_t gap_count;
    size_t gaps_of[MATRIX_GAP_COUNT];
};

/* The suite must outlive the matrix. */
MUST_CHECK enum err matrix_make(struct matrix *, const struct suite *, struct why *);
void matrix_free(struct matrix *);      /* zeroed is fine */

/* What a case found out of a requirement, or NULL. */
const struct outcome_requirement *matrix_found(const struct suite *, size_t index, const char *id);

#endif
