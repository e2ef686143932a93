/* live_tail.h - one run's papers as they grow: rows of its trace, events of its record, its end.
 *
 * Whoever runs it, on a mock or on a bench, is never asked and never waits: its files are read. A
 * look at them is bounded, whatever was written since the last one. Rows that are left out are left
 * out whole, none is made up, and the last one is always among those that are given:
 *
 *     TRY(live_tail_open(&tail, folder, &entry, why));
 *     while (!tail_is_over) { TRY(live_tail_look(tail, 5, &news, why)); ... }
 *
 * It begins at the end: what was before is `last` and the last few events. A run is over when its
 * record is closed, or when nobody writes it any more; only then has it a verdict, or none. */
#ifndef PAINRIG_HIL_LIVE_TAIL_H
#define PAINRIG_HIL_LIVE_TAIL_H

#include "base/err.h"
#include "base/why.h"
#include "hil/event.h"
#include "hil/live/live_runs.h"
#include "hil/rig/rig.h"

#include <stdbool.h>
#include <stddef.h>

#define LIVE_TAIL_ROWS_MAX   64         /* of one look                                */
#define LIVE_TAIL_EVENTS_MAX 64         /* of one look; those beyond are for the next */
#define LIVE_TAIL_BEFORE_MAX 12         /* events that are told of what was before    */
#define LIVE_TAIL_SILENT_S   4.0        /* nobody writes, and the record is not closed */

/* What has come since the last look. */
struct live_news {
    size_t        row_count, event_count, rows_left_out;
    const double *t_s, *rows;           /* rows[i * signals + signal]                 */
    const struct event *events;
    bool          has_more;             /* look again at once                         */
    bool          is_over;
    char          reason[200];          /* of its end                                 */
    char          verdict[24];          /* "": it has none                            */
};

struct live_tail;

/* `folder` is taken, on failure too. */
MUST_CHECK enum err live_tail_open(struct live_tail **, int folder, const struct runs_entry *,
                                   struct why *);
void live_tail_close(struct live_tail *);       /* NULL is fine */

/* At most `rows_most` rows. What the news point to lives until the next look. ERR_PARSE and the
 * like when the trace is none: there is nothing to be had from it any more. */
MUST_CHECK enum err live_tail_look(struct live_tail *, size_t rows_most, double now_s,
                                   struct live_news *, struct why *);

/* NULL, 0: the trace has not begun yet. A rig that this painrig does not know has its signals by
 * their names. Values are in the order of the rig's table, else of the trace. */
const struct rig_type *live_tail_type(const struct live_tail *);
size_t                 live_tail_signals(const struct live_tail *);
const char            *live_tail_signal(const struct live_tail *, size_t);
/* The last row of all looks; NAN, NULL: none. */
double                 live_tail_last_t_s(const struct live_tail *);
const double          *live_tail_last(const struct live_tail *);
/* The last events of all looks, the oldest first. */
size_t                 live_tail_before(const struct live_tail *, const struct event **,
                                        size_t index);
/* As it was found at the beginning, and its rig and title since. */
const struct runs_entry *live_tail_entry(const struct live_tail *);

#endif
