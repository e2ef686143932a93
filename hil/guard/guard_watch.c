#include "guard_watch.h"
#include "hil/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void guard_watch_open(struct guard_watch *watch, const struct guard_process_setup *setup)
{
    *watch = (struct guard_watch){ .plan = setup->plan, .page = setup->page,
                                   .leash = setup->leash, .doorbell = setup->doorbell,
                                   .beat_s = clock_wall_s() };
}

static void reason_find(struct guard_watch *watch, enum guard_reason reason, const char *sentence)
{
    if (watch->has_reason)
        return;
    watch->has_reason = true;
    watch->reason = reason;
    snprintf(watch->sentence, sizeof watch->sentence, "%s", sentence);
}

/* ---- the run ---- */

static void leash_hear(struct guard_watch *watch)
{
    char    said[GUARD_TEXT_MAX + 1];
    ssize_t count = recv(watch->leash, said, sizeof said - 1, MSG_DONTWAIT);

    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) {
        watch->is_run_gone = true;
        reason_find(watch, GUARD_DIED, "the run is gone without a word: killed, or crashed");
        return;
    }
    said[count] = '\0';
    if (said[0] == GUARD_SAYS_END) {
        watch->is_run_ending = true;
        reason_find(watch, GUARD_ENDED, said + 1);
    } else if (said[0] == GUARD_SAYS_LIMIT) {
        reason_find(watch, GUARD_LIMIT, said + 1);
    }
}

static void beat_look(struct guard_watch *watch, double now_s)
{
    unsigned long beats = atomic_load_explicit(&watch->page->beats, memory_order_acquire);
    char          sentence[GUARD_TEXT_MAX];

    if (beats != watch->beats || !atomic_load(&watch->page->is_watched)) {
        watch->beats = beats;
        watch->beat_s = now_s;
    }
    if (!(now_s - watch->beat_s > watch->plan->hang_s))
        return;
    snprintf(sentence, sizeof sentence, "the run hangs: nothing was heard of it for %.0f ms, and "
             "the bench allows %.0f ms (hang_s)", 1e3 * (now_s - watch->beat_s),
             1e3 * watch->plan->hang_s);
    reason_find(watch, GUARD_HUNG, sentence);
}

void guard_watch_look(struct guard_watch *watch, double now_s)
{
    char sentence[GUARD_TEXT_MAX];

    atomic_fetch_add_explicit(&watch->page->looks, 1, memory_order_release);
    beat_look(watch, now_s);
    for (size_t i = 0; i < watch->plan->count; i++)
        if (guard_is_past_limit(watch->page, &watch->plan->sources[i], sentence))
            reason_find(watch, GUARD_LIMIT, sentence);
}

/* ---- whoever rings ---- */

static void caller_let_in(struct guard_watch *watch)
{
    int caller = accept(watch->doorbell, NULL, NULL);

    if (caller < 0)
        return;
    if (watch->caller_count < GUARD_CALLERS_MAX && watch->asker_count < GUARD_CALLERS_MAX)
        watch->callers[watch->caller_count++] = caller;
    else
        close(caller);
}

static void ports_tell(const struct guard_watch *watch, int caller)
{
    char line[PORT_ADDRESS_SIZE + 1];

    for (size_t i = 0; i < watch->plan->count; i++) {
        int count = snprintf(line, sizeof line, "%s\n", watch->plan->sources[i].address);
        (void)!send(caller, line, (size_t)count, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}

/* True when the caller has said what it wants, or gone. */
static bool caller_hear(struct guard_watch *watch, int caller)
{
    char    said[32];
    ssize_t count = recv(caller, said, sizeof said - 1, MSG_DONTWAIT);

    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    said[count > 0 ? count : 0] = '\0';
    if (strcmp(said, GUARD_ASKS_STOP) == 0) {
        watch->askers[watch->asker_count++] = caller;
        reason_find(watch, GUARD_ASKED, "stopped by painrig stop");
        return true;
    }
    if (strcmp(said, GUARD_ASKS_PORTS) == 0)
        ports_tell(watch, caller);
    close(caller);
    return true;
}

static void callers_hear(struct guard_watch *watch)
{
    size_t left = 0;

    for (size_t i = 0; i < watch->caller_count; i++) {
        int caller = watch->callers[i];
        if (!caller_hear(watch, caller))
            watch->callers[left++] = caller;
    }
    watch->caller_count = left;
}

void guard_watch_listen(struct guard_watch *watch, int wait_ms)
{
    struct pollfd heard[GUARD_CALLERS_MAX + 2];
    nfds_t        count = 0;

    heard[count++] = (struct pollfd){ .fd = watch->is_run_gone ? -1 : watch->leash,
                                      .events = POLLIN };
    heard[count++] = (struct pollfd){ .fd = watch->doorbell, .events = POLLIN };
    for (size_t i = 0; i < watch->caller_count; i++)
        heard[count++] = (struct pollfd){ .fd = watch->callers[i], .events = POLLIN };
    if (poll(heard, count, wait_ms) <= 0)
        return;
    if (heard[0].revents)
        leash_hear(watch);
    callers_hear(watch);
    if (heard[1].revents)
        caller_let_in(watch);
}
