/* stl_bed.h - one formula over one small trace, judged by the engine, for the suites of
 * properties. */
#ifndef PAINRIG_TESTS_SUPPORT_STL_BED_H
#define PAINRIG_TESTS_SUPPORT_STL_BED_H

#include "hil/property/formula.h"
#include "hil/property/property.h"

#include <check.h>

#define STL_BED_ROWS 512

/* ck_assert_msg for the innermost loops: Check writes a file at every assertion that holds. */
#define stl_must(holds, ...)            \
    do {                                \
        if (!(holds))                   \
            ck_abort_msg(__VA_ARGS__);  \
    } while (0)

struct stl_signals { const struct signal *at; size_t count; };

/* rows[i * signals.count + s] is signal s at row i. */
struct stl_trace { const double *rows; size_t count; double tick_s; enum property_end end; };

struct stl_answer {
    struct property_state state;            /* when the rows had ended              */
    long                  heard;            /* values that were told, in order      */
    long                  heard_early;      /* of them before the end               */
    double                lo[STL_BED_ROWS], hi[STL_BED_ROWS];   /* by row           */
    double                horizon_s;
    char                  explained[400];
};

/* Stops the test when the formula is refused. `listens`: fill lo and hi. */
void stl_judge_formula(struct stl_signals, const struct formula *, const struct stl_trace *,
                       bool listens, struct stl_answer *);

/* Stops the test with a sentence when the text is refused. */
void stl_judge(struct stl_signals, const char *formula, const struct stl_trace *, bool listens,
               struct stl_answer *);

/* The sentence with which it is refused; or "" if it is not. */
void stl_refusal(struct stl_signals, const char *formula, double tick_s, char *out, size_t size);

#endif
