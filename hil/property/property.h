/* property.h - formulas judged row by row: the online monitor, which is the offline one too.
 *
 * A property set holds formulas over one table of signals at one tick; equal parts of different
 * formulas are computed once. Every row is offered once, in order; property_set_end says that there
 * are no more. What a formula says of the whole trace is its value at the first row.
 *
 * Value. Robustness after Donze & Maler, over a finite trace w[0..n-1] of ticks:
 *
 *     x >= c, x > c: x - c        x <= c, x < c: c - x        ==: -|a-b|      !=: |a-b|
 *     not: -r      and: min      or: max      a -> b: max(-a, b)
 *     iff, xor: by and, or, not (RTAMT's differ: its sign can too)
 *     F[a,b]: max over k in t+a .. t+b    G: min    O, H: the same over t-b .. t-a
 *     phi U[a,b] psi: max over k in t+a..t+b of min(psi(k), min over t <= j < k of phi(j))
 *         half-open: phi need not hold at psi's time; until_closed: j <= k
 *     phi S[a,b] psi: max over k in t-b..t-a of min(psi(k), min over k < j <= t of phi(j))
 *     rise(phi)(t): min(-phi(t-1), phi(t)), at 0 phi(0); fall likewise, at 0 -phi(0)   (as RTAMT)
 *     phi W[a,b] psi: G[0,b] phi or phi U[a,b] psi
 *     prev, next: H[1,1], G[1,1]; s_prev, s_next: O[1,1], F[1,1]: at row 0 +inf and -inf
 *     a window of the past that is empty: O, S -inf; H +inf
 *
 * Strictness. At robustness exactly 0 the comparison decides, and a double keeps it: +0 holds, -0
 * does not; not turns the sign, min and max take -0 < +0. So the sign bit is the Boolean verdict.
 *
 * States and flags have no margin: `generator.state == hold` and a bare flag `output.rf_on` (unit
 * "-", 0..1; true from 0.5) are +inf or -inf. Write `output.rf_on >= 0.5` for RTAMT's number. In
 * comparisons with a state a name is one of its labels. A quantity must be compared: G(tip.temp_c)
 * is refused.
 *
 * Unknown. Every value is an interval [lo, hi]: a comparison with an unknown number (NAN; also one
 * divided by zero) is [-inf, +inf], and so is what lies beyond the end of the trace, since nobody
 * knows what would have come (PROPERTY_END_CUT instead cuts windows at the end, as RTAMT does). lo
 * holds: pass; hi does not hold: fail; else inconclusive. An operator without bounds reaches to the
 * end of the trace and no farther. known(x) is never unknown of a row that came. So a response to a
 * trigger that still holds when the rows end is inconclusive: there, nobody knows.
 *
 * Triggers. In G(a -> b), also G[..](a -> b), `a` is the trigger. A pass whose trigger never
 * held is VERDICT_VACUOUS. Parts joined by `and`, outside or inside the G, are counted each by
 * itself: the whole fired as often as the part that fired least, and is vacuous when any part never
 * fired. A formula of another shape, or such a part, is put to the test by any row. Mind that
 * fall(x) fires at row 0 when x does not hold there, rise(x) when it does.
 *
 * When. A set is told at its row what that row decides: for G the first violation. A formula with
 * horizon h (bounds of nested operators added up) is decided for time t at t + h, and for
 * G(a -> F[c,d] b), G(a -> G[e,f] b) and G(a -> F[c,d] G[e,f] b) at the very tick at which no more
 * b can help. A verdict does not change any more; lo, hi and margin go on to the end of the rows.
 *
 * Cost. O(1) amortised per row for every bounded operator whatever its window, memory in proportion
 * to it (32 to 96 bytes a tick), taken by property_set_begin; a bounded until does O(window) at
 * once, once a window. A row allocates nothing but for an operator without bounds that looks ahead
 * from inside another (G(a -> F b)): its history grows with the trace, 48 bytes a row. */
#ifndef PAINRIG_HIL_PROPERTY_H
#define PAINRIG_HIL_PROPERTY_H

#include "base/err.h"
#include "base/why.h"
#include "hil/event.h"
#include "hil/property/formula.h"
#include "hil/signal.h"

#include <stdbool.h>
#include <stddef.h>

enum property_end { PROPERTY_END_UNKNOWN, PROPERTY_END_CUT };

struct property_set;

/* The table must outlive the set. */
MUST_CHECK enum err property_set_create(struct property_set **, const struct signal *, size_t count,
                                        double tick_s, enum property_end, struct why *);
void property_set_destroy(struct property_set *);       /* NULL is fine */

/* Bind one more formula, which must outlive the set. Refused with a caret: an unknown name (with
 * the nearest), a quantity that is not compared, an unknown label, a bound that is no multiple of
 * the tick, a window of more than PROPERTY_WINDOW_MAX ticks. */
MUST_CHECK enum err property_set_add(struct property_set *, const struct formula *, size_t *index,
                                     struct why *);
#define PROPERTY_WINDOW_MAX 10000000L

/* Row n stands at tick_s * (tick + n): where texts count their times from. 0 unless said; a run's
 * first row is tick 1. Before property_set_begin. */
void property_set_first(struct property_set *, long tick);

/* No formulas any more; rows may come. */
MUST_CHECK enum err property_set_begin(struct property_set *, struct why *);
/* The next row: 0, 1, 2, ... ERR_MEMORY only. */
MUST_CHECK enum err property_set_step(struct property_set *, const double *row);
MUST_CHECK enum err property_set_end(struct property_set *);

/* Formulas whose verdict was decided by the last row (or by the end); from the set, for as long as
 * the next step. */
size_t property_set_decided(const struct property_set *, const size_t **indexes);

/* What is known now of one formula. Ticks count rows, from 0; -1: none. */
struct property_state {
    enum verdict verdict;       /* inconclusive until decided                                   */
    bool   is_decided;
    double lo, hi;              /* robustness at the first row, as known now                    */
    double margin;              /* of a fail hi; of a pass the least lo while the trigger held;
                                 * NAN: only states and flags decided, or nothing did           */
    long   fired;               /* rows at which the trigger surely held; another shape: rows   */
    long   first_fired_tick;
    long   at_tick;             /* the row it is about: where a violation began; of a pass, where
                                 * it was nearest to one                                        */
    long   decided_tick;        /* the row at which that was known                              */
    long   slack_ticks;         /* G(a -> F[c,d] ..): deadline minus answer, the least; or -1   */
    /* The comparison that decided, when (its own tick), and the value of its left side; of a
     * trigger that was not answered, the answer's. It is of the formula of the set in which it was
     * met first. */
    const struct formula_node *because;
    long   because_tick;
    double because_value;
    const struct signal *because_signal;    /* of the left side, when that is one signal; or NULL */
};

struct property_state property_state(const struct property_set *, size_t index);

/* "at 12.3 s output.rf_on <= 0.5 did not hold: output.rf_on = 1; 0.2 s after the trigger at 12.1 s"
 * Of a pass: where it was nearest, its margin, how often the trigger held, time left of a deadline.
 */
void property_explain(const struct property_set *, size_t index, char *out, size_t size);

double property_horizon_s(const struct property_set *, size_t index);   /* INFINITY: to the end */

/* For tests, plots and cross-checks: be told the formula's own value at every row as it becomes
 * known, in order, before property_set_begin. */
void property_set_listen(struct property_set *, size_t index,
                         void (*hear)(void *listener, long tick, double lo, double hi), void *);

#endif
