/* guard_watch.h - what the guard hears: its run over the leash, callers at the doorbell, the beats
 * and meters of the page. guard_process.c acts on it; nobody else includes this.
 *
 *     run         leash: 'e' it ends, 'l' it is past a limit, closed: it is gone
 *     beats       the page's count; none for hang_s while one is due: it hangs
 *     meters      the page's; past a limit of the bench
 *     callers     "stop", "ports" */
#ifndef PAINRIG_HIL_GUARD_WATCH_H
#define PAINRIG_HIL_GUARD_WATCH_H

#include "guard_inside.h"

#define GUARD_CALLERS_MAX 8

struct guard_watch {
    const struct guard_plan *plan;
    struct guard_page       *page;
    int                      leash, doorbell;
    int                      callers[GUARD_CALLERS_MAX];    /* at the door, have not said why   */
    size_t                   caller_count;
    int                      askers[GUARD_CALLERS_MAX];     /* want to hear how the stop went   */
    size_t                   asker_count;
    unsigned long            beats;         /* as they stood at beat_s */
    double                   beat_s;
    bool                     has_reason;
    enum guard_reason        reason;        /* the first there was     */
    char                     sentence[GUARD_TEXT_MAX];
    bool                     is_run_gone, is_run_ending;
};

void guard_watch_open(struct guard_watch *, const struct guard_process_setup *);
/* Wait for at most wait_ms for something to happen, and hear it. */
void guard_watch_listen(struct guard_watch *, int wait_ms);
/* Whether the run still beats, and what it has delivered. */
void guard_watch_look(struct guard_watch *, double now_s);

#endif
