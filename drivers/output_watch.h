/* output_watch.h - a generator was told to switch its output, and its status shows that late.
 *
 * What the status says is believed against an order only when `late_s` have passed since; and an
 * output that was on as ordered, and is off without an order, has been switched off by the
 * generator itself. Nothing is ever switched on again by itself. Pure. */
#ifndef PAINRIG_DRIVERS_OUTPUT_WATCH_H
#define PAINRIG_DRIVERS_OUTPUT_WATCH_H

#include <stdbool.h>

struct output_watch {
    bool   is_wanted;       /* on was ordered, and taken */
    bool   is_seen;         /* and it was seen to be on  */
    double switched_s;      /* when either was taken     */
};

enum output_judged { OUTPUT_AS_WANTED, OUTPUT_LATE, OUTPUT_WRONG };

/* The generator has taken an order. */
static inline void output_watch_taken(struct output_watch *watch, bool is_on, double now_s)
{
    *watch = (struct output_watch){ .is_wanted = is_on, .is_seen = is_on && watch->is_seen,
                                    .switched_s = now_s };
}

/* Whatever was ordered does not hold any more; the last switching stays when it was. */
static inline void output_watch_forget(struct output_watch *watch)
{
    watch->is_wanted = watch->is_seen = false;
}

/* A status that was asked for anyway. True: it has gone off by itself; said once. */
static inline bool output_watch_is_lost(struct output_watch *watch, bool is_on)
{
    bool is_lost = watch->is_seen && !is_on;

    watch->is_seen = watch->is_seen || (watch->is_wanted && is_on);
    if (is_lost)
        output_watch_forget(watch);
    return is_lost;
}

/* A status that was asked for since an order was taken. LATE: ask again. */
static inline enum output_judged output_watch_judge(const struct output_watch *watch, bool is_on,
                                                    double now_s, double late_s)
{
    if (is_on == watch->is_wanted)
        return OUTPUT_AS_WANTED;
    return now_s - watch->switched_s < late_s ? OUTPUT_LATE : OUTPUT_WRONG;
}

#endif
