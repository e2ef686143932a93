/* report_course.h - how every signal of a run went, exactly and in a memory that does not grow:
 * least, greatest and last value, and of states and flags the first spans and the time in each.
 *
 *     rows at     1   2   3   4   5          spans     quiet     0 .. 3
 *     tone        q   q   c   c   q                    critical  3 .. 5
 *                                                      quiet     5 .. the end
 *
 * A span begins at the row that showed it first, as verdicts do. The state of an unknown value is
 * COURSE_UNKNOWN. Every tick is added; adding allocates nothing. */
#ifndef PAINRIG_HIL_REPORT_COURSE_H
#define PAINRIG_HIL_REPORT_COURSE_H

#include "base/err.h"
#include "hil/signal.h"

#include <stdbool.h>
#include <stddef.h>

#define COURSE_SPANS   10       /* kept of each signal; they are counted beyond */
#define COURSE_STATES  64
#define COURSE_UNKNOWN (-1)

struct course_span { int state; double from_s, to_s; };

struct course {
    double least, most, last;           /* least > most: never known; last: NAN where unknown */
    double most_s;                      /* when it was greatest first                         */
    struct course_span spans[COURSE_SPANS];
    bool   has_states;                  /* labels or a flag: spans are kept                   */
    size_t span_count;                  /* of all of them; the last one is still open         */
    struct course_span open;
    double time_s[COURSE_STATES + 1];   /* in state i: [i + 1], without the open span         */
};

struct courses {
    const struct signal *signals;       /* must outlive them */
    struct course       *of;
    size_t               count;
    double               end_s;         /* of the last row   */
};

MUST_CHECK enum err courses_open(struct courses *, const struct signal *, size_t count);
void courses_add(struct courses *, double t_s, const double *values);
void courses_free(struct courses *);

/* The n-th span, the open one too; false beyond those that were kept. */
bool course_span(const struct courses *, size_t signal, size_t n, struct course_span *);
/* Time in a state until the end, the open span's too. */
double course_time_s(const struct courses *, size_t signal, int state);
/* Is it a flag: 0 or 1 and nothing else? */
bool course_is_flag(const struct signal *);

#endif
