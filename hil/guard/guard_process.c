/* The guard's process: watches, makes safe, waits until the run has let go of the ports, makes safe
 * once more what the run may have written to in between, records, and goes. */
#define _DEFAULT_SOURCE         /* MCL_CURRENT */

#include "guard_watch.h"
#include "base/text.h"
#include "hil/clock.h"
#include "hil/detach.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define WATCH_MS        5       /* between looks at beats and meters                        */
#define LET_GO_S        2.0     /* for a run that was tripped to say that it has seen it    */
#define KILLED_S        1.0     /* for a run that was killed to be gone                     */
#define GUARD_PRIORITY  90      /* above the run's                                          */

struct guardian {
    struct guard_process_setup *setup;
    struct guard_watch          watch;
    struct guard_hand           hands[GUARD_SOURCES_MAX];
    int                         room;           /* guard_record_reserve's */
    size_t                      count;
    pid_t                       run;
    double                      since_s;        /* there was a reason, of clock_wall_s */
    char                        utc[32];
};

/* ---- before the run goes on ---- */

/* So that it is there when all else starves. Each of them may be refused, and is then missed. */
static void precedence_take(void)
{
    struct sched_param priority = { .sched_priority = GUARD_PRIORITY };
    int                file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    prctl(PR_SET_NAME, "painrig guard", 0, 0, 0);
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    (void)!sched_setscheduler(0, SCHED_FIFO, &priority);
    (void)!mlockall(MCL_CURRENT);
    if (file < 0)
        return;
    (void)!write(file, "-1000", 5);
    close(file);
}

static void everything_else_close(struct guard_process_setup *setup)
{
    struct guard_plan *plan = setup->plan;
    int                kept[GUARD_SOURCES_MAX + 4];
    size_t             count = 0;

    for (size_t i = 0; i < plan->count; i++)
        kept[count++] = plan->sources[i].descriptor;
    kept[count++] = setup->leash;
    kept[count++] = plan->folder;
    kept[count++] = plan->evidence;
    detach(kept, count);
    for (size_t i = 0; i < plan->count; i++)
        plan->sources[i].descriptor = kept[i];
    setup->leash = kept[plan->count];
    plan->folder = kept[plan->count + 1];
}

static enum err hands_open(struct guardian *guardian, struct why *why)
{
    const struct guard_plan *plan = guardian->setup->plan;

    for (size_t i = 0; i < plan->count; i++) {
        TRY(guard_hand_open(&guardian->hands[i], &plan->sources[i], why));
        guardian->count++;
    }
    return ERR_OK;
}

static void run_tell(const struct guardian *guardian, char what, const char *text)
{
    char said[GUARD_TEXT_MAX];
    int  count = snprintf(said, sizeof said, "%c%s", what, text);

    (void)!send(guardian->setup->leash, said, (size_t)count, MSG_NOSIGNAL);
}

/* ---- the run's end ---- */

/* Between 'T', stopped, and all else; a run that is stopped cannot write. */
static bool is_stopped(pid_t run)
{
    char    path[48], text[256];
    ssize_t count;
    int     file;
    char   *behind;

    snprintf(path, sizeof path, "/proc/%ld/stat", (long)run);
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    count = read(file, text, sizeof text - 1);
    close(file);
    text[count > 0 ? count : 0] = '\0';
    behind = strrchr(text, ')');
    return behind && behind[1] == ' ' && behind[2] == 'T';
}

static bool has_let_go(struct guardian *guardian)
{
    return guardian->watch.is_run_gone || guardian->watch.is_run_ending ||
           atomic_load(&guardian->setup->page->has_let_go);
}

static void run_kill(struct guardian *guardian)
{
    double from_s = clock_wall_s();

    if (getppid() == guardian->run)     /* the number is still its own */
        kill(guardian->run, SIGKILL);
    while (!guardian->watch.is_run_gone && clock_wall_s() - from_s < KILLED_S)
        guard_watch_listen(&guardian->watch, WATCH_MS);
}

static void asker_tell(int asker, bool is_safe, const char *sentence)
{
    char line[GUARD_TEXT_MAX + 4];
    int  count = snprintf(line, sizeof line, "%c%s\n", is_safe ? '+' : '-', sentence);

    (void)!send(asker, line, (size_t)count, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void askers_answer(struct guardian *guardian)
{
    struct guard_watch *watch = &guardian->watch;
    char                sentence[GUARD_TEXT_MAX];

    for (size_t i = 0; i < watch->asker_count; i++) {
        if (guardian->count == 0)
            asker_tell(watch->askers[i], true, "a run without a source was stopped");
        for (size_t n = 0; n < guardian->count; n++) {
            const struct guard_hand *hand = &guardian->hands[n];
            guard_hand_print(hand, guardian->since_s, sentence, sizeof sentence);
            asker_tell(watch->askers[i], hand->is_safe, sentence);
        }
        close(watch->askers[i]);
    }
    watch->asker_count = 0;
}

/* What became of the run. It has LET_GO_S of its own time: one that is stopped is waited for. */
static const char *let_go_await(struct guardian *guardian)
{
    double from_s = clock_wall_s(), now_s = from_s;

    while (!has_let_go(guardian) && now_s - from_s < LET_GO_S) {
        guard_watch_listen(&guardian->watch, WATCH_MS);
        askers_answer(guardian);
        now_s = clock_wall_s();
        if (is_stopped(guardian->run))
            from_s = now_s;
    }
    if (!has_let_go(guardian)) {
        run_kill(guardian);
        return "did not let go of the ports, and was killed";
    }
    return guardian->watch.is_run_gone ? "gone" : "let go of the ports";
}

/* ---- the guard's work ---- */

static void record_leave(const struct guardian *guardian, const char *run)
{
    struct guard_record record = {
        .reason = guardian->watch.reason, .sentence = guardian->watch.sentence,
        .since_s = guardian->since_s, .run = run, .hands = guardian->hands,
        .count = guardian->count,
    };

    memcpy(record.utc, guardian->utc, sizeof record.utc);
    if (guardian->room >= 0)
        close(guardian->room);
    if (guardian->setup->plan->folder >= 0)
        (void)!guard_record_write(&record, guardian->setup->plan->folder);
}

static void outcome_leave(struct guardian *guardian)
{
    struct guard_page *page = guardian->setup->page;
    struct text        outcome = text_over(page->outcome, sizeof page->outcome);
    char               sentence[GUARD_TEXT_MAX];

    for (size_t i = 0; i < guardian->count; i++) {
        if (guardian->hands[i].is_safe)
            continue;
        guard_hand_print(&guardian->hands[i], guardian->since_s, sentence, sizeof sentence);
        text_add(&outcome, "%s%s", outcome.used ? "\n" : "", sentence);
    }
}

static bool is_run_over(const struct guardian *guardian)
{
    return guardian->watch.reason == GUARD_ENDED || guardian->watch.reason == GUARD_DIED;
}

/* A run that lives may have been in the midst of a tick: what it wrote after the first time is made
 * good by the second. */
static void act(struct guardian *guardian)
{
    struct guard_page *page = guardian->setup->page;
    const char        *run = guardian->watch.reason == GUARD_ENDED ? "ends in order" : "gone";

    guardian->since_s = clock_wall_s();
    memcpy(page->sentence, guardian->watch.sentence, sizeof page->sentence);
    if (!is_run_over(guardian))
        atomic_store_explicit(&page->is_tripped, true, memory_order_release);
    guard_hands_make_safe(guardian->hands, guardian->count, GUARD_PATIENCE_S);
    clock_utc_text(guardian->utc);                  /* may look for files: not before */
    if (!is_run_over(guardian)) {
        record_leave(guardian, "has yet to let go of the ports");
        askers_answer(guardian);
        run = let_go_await(guardian);
        guard_hands_make_safe(guardian->hands, guardian->count, GUARD_PATIENCE_S);
    }
    outcome_leave(guardian);
    record_leave(guardian, run);
    guard_watch_listen(&guardian->watch, 0);        /* who rang at last */
    askers_answer(guardian);
}

static void watch_until_reason(struct guardian *guardian)
{
    struct guard_watch *watch = &guardian->watch;

    while (!watch->has_reason) {
        guard_watch_listen(watch, WATCH_MS);
        guard_watch_look(watch, clock_wall_s());
    }
}

_Noreturn void guard_process(struct guard_process_setup *setup)
{
    struct guardian guardian = { .setup = setup, .run = getppid() };
    struct why      why = { "" };
    bool            is_ready;

    everything_else_close(setup);
    guardian.room = guard_record_reserve(setup->plan->folder);
    is_ready = hands_open(&guardian, &why) == ERR_OK &&
               guard_list_enter(&setup->doorbell, setup->doorbell_path,
                                sizeof setup->doorbell_path, &why) == ERR_OK;
    if (!is_ready) {
        run_tell(&guardian, GUARD_SAYS_CANNOT, why.text);
        _exit(2);
    }
    precedence_take();
    guard_watch_open(&guardian.watch, setup);
    run_tell(&guardian, GUARD_SAYS_READY, "");
    watch_until_reason(&guardian);
    act(&guardian);
    unlink(setup->doorbell_path);
    _exit(guard_hands_are_safe(guardian.hands, guardian.count) ? 0 : 1);
}
