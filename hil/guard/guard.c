/* The run's side of the guard. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */

#include "guard_inside.h"
#include "hil/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_MS 5000
#define END_MS   ((int)(2e3 * GUARD_PATIENCE_S) + 3000)     /* twice its patience, and a reserve */

struct guard {
    struct guard_plan  plan;            /* its texts are the caller's */
    struct guard_page *page;
    pid_t              process;
    int                leash;
    bool               is_gone;         /* and reaped */
    int                status;          /* then       */
    unsigned long      looks;           /* as they stood at looked_s, of clock_wall_s */
    double             looked_s;
    struct rlimit      core;            /* as it was  */
};

const char *guard_reason_text(enum guard_reason reason)
{
#define REASON_TEXT(name, text) [GUARD_##name] = text,
    static const char *const texts[] = { GUARD_REASON_LIST(REASON_TEXT) };
#undef REASON_TEXT

    return texts[reason];
}

/* ---- start ---- */

static enum err page_make(struct guard_page **page, struct why *why)
{
    void *shared = mmap(NULL, sizeof **page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                        -1, 0);

    if (shared == MAP_FAILED)
        return why_say(why, ERR_MEMORY, "no memory for the guard's page: %s", strerror(errno));
    *page = shared;                     /* zeroed by the system */
    return ERR_OK;
}

static enum err process_fork(struct guard *guard, struct why *why)
{
    struct guard_process_setup setup = { .plan = &guard->plan, .page = guard->page };
    int                        ends[2];
    sigset_t                   all, before;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return why_say(why, ERR_IO, "no guard: %s", strerror(errno));
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    guard->process = fork();
    if (guard->process == 0) {
        setup.leash = ends[1];
        guard_process(&setup);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    guard->leash = ends[0];
    guard->is_gone = guard->process < 0;
    if (!guard->is_gone)
        return ERR_OK;
    return why_say(why, ERR_IO, "no guard: %s: are there too many processes?", strerror(errno));
}

static enum err ready_await(const struct guard *guard, struct why *why)
{
    struct pollfd leash = { .fd = guard->leash, .events = POLLIN };
    char          said[GUARD_TEXT_MAX + 1];
    ssize_t       count = 0;

    if (poll(&leash, 1, START_MS) > 0)
        count = recv(guard->leash, said, sizeof said - 1, 0);
    said[count > 0 ? count : 0] = '\0';
    if (said[0] == GUARD_SAYS_READY)
        return ERR_OK;
    return why_say(why, ERR_IO, "the guard cannot begin, so nothing does: %s",
                   said[0] ? said + 1 : "it did not answer");
}

/* The image of a run that crashed is not worth the time that it takes to write: the ports are held
 * until it is written. A limit of 1 byte also keeps it from a program that collects such. */
static void core_forgo(struct guard *guard)
{
    struct rlimit none;

    if (getrlimit(RLIMIT_CORE, &guard->core) != 0)
        guard->core = (struct rlimit){ RLIM_INFINITY, RLIM_INFINITY };
    none = (struct rlimit){ guard->core.rlim_max < 1 ? guard->core.rlim_max : 1,
                            guard->core.rlim_max };
    (void)!setrlimit(RLIMIT_CORE, &none);
}

static void guard_kill(struct guard *guard)
{
    if (guard->is_gone)
        return;
    kill(guard->process, SIGKILL);
    while (waitpid(guard->process, &guard->status, 0) < 0 && errno == EINTR)
        ;
    guard->is_gone = true;
}

static void guard_free(struct guard *guard)
{
    guard_kill(guard);
    (void)!setrlimit(RLIMIT_CORE, &guard->core);
    if (guard->leash >= 0)
        close(guard->leash);
    munmap(guard->page, sizeof *guard->page);
    free(guard);
}

enum err guard_begin(struct guard **out, const struct guard_plan *plan, struct why *why)
{
    struct guard *guard = calloc(1, sizeof *guard);
    enum err      err;

    if (!guard)
        return why_say(why, ERR_MEMORY, "no memory for the guard");
    *guard = (struct guard){ .plan = *plan, .leash = -1, .is_gone = true };
    err = page_make(&guard->page, why);
    if (err != ERR_OK) {
        free(guard);
        return err;
    }
    core_forgo(guard);
    err = process_fork(guard, why);
    if (err == ERR_OK)
        err = ready_await(guard, why);
    guard->looked_s = clock_wall_s();
    if (err == ERR_OK)
        *out = guard;
    else
        guard_free(guard);
    return err;
}

/* ---- every tick ---- */

static void run_says(const struct guard *guard, char what, const char *text)
{
    char said[GUARD_TEXT_MAX];
    int  count = snprintf(said, sizeof said, "%c%s", what, text);

    count = count < (int)sizeof said ? count : (int)sizeof said - 1;
    (void)!send(guard->leash, said, (size_t)count, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void meters_read(struct guard *guard)
{
    const struct guard_plan *plan = &guard->plan;
    struct stand_meter       meter;

    for (size_t i = 0; plan->meter && i < plan->count; i++) {
        meter = (struct stand_meter){ 0 };
        plan->meter(plan->meters, plan->sources[i].role, &meter);
        guard_page_meter(guard->page, plan->sources[i].role, &meter);
    }
}

static bool is_gone(struct guard *guard)
{
    if (!guard->is_gone && waitpid(guard->process, &guard->status, WNOHANG) != 0)
        guard->is_gone = true;
    return guard->is_gone;
}

/* Without having done its work. */
static bool has_died(const struct guard *guard)
{
    return guard->is_gone && !(WIFEXITED(guard->status) && WEXITSTATUS(guard->status) < 2);
}

/* The guard sees a limit too, at its next look; the run need not wait for that. */
static enum err limits_look(struct guard *guard, struct why *why)
{
    char sentence[GUARD_TEXT_MAX];

    for (size_t i = 0; i < guard->plan.count; i++) {
        if (!guard_is_past_limit(guard->page, &guard->plan.sources[i], sentence))
            continue;
        run_says(guard, GUARD_SAYS_LIMIT, sentence);
        atomic_store(&guard->page->has_let_go, true);
        return why_say(why, ERR_LIMIT, "the guard made everything safe: %s", sentence);
    }
    return ERR_OK;
}

/* One that was stopped, or is kept from the processor, guards nothing either. */
static bool is_blind(struct guard *guard)
{
    unsigned long looks = atomic_load_explicit(&guard->page->looks, memory_order_acquire);
    double        now_s = clock_wall_s();

    if (looks != guard->looks) {
        guard->looks = looks;
        guard->looked_s = now_s;
    }
    return now_s - guard->looked_s > GUARD_PATIENCE_S;
}

enum err guard_beat(struct guard *guard, struct why *why)
{
    struct guard_page *page = guard->page;

    meters_read(guard);
    atomic_fetch_add_explicit(&page->beats, 1, memory_order_release);
    atomic_store_explicit(&page->is_watched, true, memory_order_release);
    if (is_gone(guard) && has_died(guard))
        return why_say(why, ERR_LIMIT, "the guard has died, and without it nothing may be "
                       "energised: was it killed?");
    if (atomic_load_explicit(&page->is_tripped, memory_order_acquire)) {
        atomic_store(&page->has_let_go, true);
        return why_say(why, ERR_LIMIT, "the guard made everything safe: %s", page->sentence);
    }
    if (is_blind(guard))
        return why_say(why, ERR_LIMIT, "the guard has not looked for %.0f s, and without it "
                       "nothing may be energised: was it stopped?", GUARD_PATIENCE_S);
    return limits_look(guard, why);
}

bool guard_has_ports(const struct guard *guard)
{
    return !has_died(guard) && (atomic_load(&guard->page->is_tripped) ||
                                atomic_load(&guard->page->has_let_go));
}

/* ---- the end ---- */

/* The leash closes with the process that holds it. */
static bool end_await(struct guard *guard)
{
    struct pollfd leash = { .fd = guard->leash, .events = POLLIN };

    if (guard->is_gone)
        return true;
    if (poll(&leash, 1, END_MS) <= 0)
        return false;
    while (waitpid(guard->process, &guard->status, 0) < 0)
        if (errno != EINTR)
            return false;
    guard->is_gone = true;
    return true;
}

static enum err end_judge(struct guard *guard, struct why *why)
{
    if (!end_await(guard))
        return why_say(why, ERR_REFUSED, "the guard did not come to its end, so nobody has seen "
                       "that the devices are safe: look at them");
    if (has_died(guard))
        return why_say(why, ERR_REFUSED, "the guard was killed, so nobody has seen that the "
                       "devices are safe: look at them");
    if (WEXITSTATUS(guard->status) == 0)
        return ERR_OK;
    return why_say(why, ERR_REFUSED, "%s", guard->page->outcome);
}

enum err guard_end(struct guard *guard, const char *how, struct why *why)
{
    enum err err;

    if (!guard)
        return ERR_OK;
    atomic_store(&guard->page->has_let_go, true);
    run_says(guard, GUARD_SAYS_END, how);
    err = end_judge(guard, why);
    guard_free(guard);
    return err;
}
