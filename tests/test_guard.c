/* The guard: whatever becomes of the run, the device behind the port is told to stand by, and says
 * that it does. The run is a child, the device a process of its own behind a pseudo-terminal. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */

#include "hil/guard/guard_inside.h"
#include "hil/run/run_folder.h"
#include "drivers/generator_device.h"
#include "drivers/port_stream.h"
#include "hil/clock.h"
#include "hil/json.h"
#include "tests/support/real_generator.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)
#define BEAT_NS      1000000L
#define HANG_S       0.25
#define BENCH_HANG_S 4.0        /* of the tests of a bench: another than what is usual */
#define SOON_S       2.0        /* on a busy machine; what is promised, kill_matrix measures */

/* What a run tells before it dies. */
struct told {
    _Atomic double died_s;
    atomic_bool    is_beating;
    char           sentence[1024];      /* of guard_beat or guard_end */
    atomic_int     err;
    struct stand_meter meter;
};

struct bed {
    struct real_generator generator, other;     /* other: on a second cable, where a test has one */
    struct scratch        folder;
    struct told          *told;
    pid_t                 run;
    int                   descriptor;           /* of the first port, in the run */
    double                limit_j;
};

static void nap(void)
{
    const struct timespec pause = { 0, BEAT_NS };

    nanosleep(&pause, NULL);
}

static void bed_make(struct bed *bed)
{
    *bed = (struct bed){ .limit_j = NAN };
    ck_assert(real_generator_start(&bed->generator));
    bed->folder = scratch_make("none");
    setenv("XDG_RUNTIME_DIR", bed->folder.folder, 1);
    bed->told = mmap(NULL, sizeof *bed->told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                     -1, 0);
    ck_assert_ptr_ne(bed->told, MAP_FAILED);
}

static void bed_drop(struct bed *bed)
{
    char sub[128];

    if (bed->run > 0) {
        kill(bed->run, SIGKILL);
        waitpid(bed->run, NULL, 0);
    }
    real_generator_end(&bed->generator);
    if (bed->other.seen)
        real_generator_end(&bed->other);
    snprintf(sub, sizeof sub, "%s/painrig", bed->folder.folder);
    rmdir(sub);
    scratch_drop(&bed->folder);
    munmap(bed->told, sizeof *bed->told);
}

/* Naps are longer on a busy machine. */
static void pass(double seconds)
{
    for (double from_s = clock_wall_s(); clock_wall_s() - from_s < seconds;)
        nap();
}

/* ---- the run ---- */

/* The second source's is never read to its end when there is much to tell of the first. */
static void meter_read(const void *of, enum device_role role, struct stand_meter *meter)
{
    const struct told *told = of;

    while (role == DEVICE_ROLE_PUMP && told->meter.energy_j > 0)
        nap();
    *meter = told->meter;
}

static void source_add(struct guard_plan *plan, enum device_role role,
                       const struct real_generator *generator, struct port **port)
{
    struct guard_source *source = &plan->sources[plan->count++];
    struct why           why = { "" };

    ck_assert_msg(port_stream_pty(generator->path, port, &why) == ERR_OK, "%s", why.text);
    *source = (struct guard_source){ .role = role, .driver = &device_rf_generator,
                                     .line = device_rf_generator.line,
                                     .descriptor = port_descriptor(*port),
                                     .limits = { NAN, NAN, NAN, NAN, NAN, NAN } };
    snprintf(source->address, sizeof source->address, "%s", generator->address);
}

static int folder_hold(const struct bed *bed)
{
    struct run_folder folder;
    struct why        why = { "" };
    int               lock;

    snprintf(folder.path, sizeof folder.path, "%s", bed->folder.folder);
    return run_folder_hold(&folder, &lock, &why) == ERR_OK ? lock : -1;
}

static struct guard *run_begin(const struct bed *bed, struct port *ports[2])
{
    struct why        why = { "" };
    struct guard     *guard = NULL;
    struct guard_plan plan = { .hang_s = HANG_S, .folder = folder_hold(bed), .evidence = -1,
                               .meter = meter_read, .meters = bed->told };

    source_add(&plan, DEVICE_ROLE_GENERATOR, &bed->generator, &ports[0]);
    plan.sources[0].limits.energy_j = bed->limit_j;
    if (bed->other.seen)
        source_add(&plan, DEVICE_ROLE_PUMP, &bed->other, &ports[1]);
    ck_assert_msg(guard_begin(&guard, &plan, &why) == ERR_OK, "%s", why.text);
    return guard;
}

static enum err beats(struct guard *guard, const struct bed *bed, int count, struct why *why)
{
    for (int i = 0; count < 0 || i < count; i++) {
        TRY(guard_beat(guard, why));
        atomic_store(&bed->told->is_beating, true);
        nap();
    }
    return ERR_OK;
}

static _Noreturn void run_tell(const struct bed *bed, enum err err, const struct why *why)
{
    snprintf(bed->told->sentence, sizeof bed->told->sentence, "%s", why_text(why, err));
    atomic_store(&bed->told->err, (int)err);
    _exit(0);
}

static void dies_now(const struct bed *bed)
{
    atomic_store(&bed->told->died_s, clock_wall_s());
}

/* Until the guard says something. */
static void goes_on(struct guard *guard, const struct bed *bed)
{
    struct why why = { "" }, end = { "" };
    enum err   err = beats(guard, bed, -1, &why), ended;
    bool       has_ports = guard_has_ports(guard);

    ended = guard_end(guard, "the run ended with an error", &end);
    if (ended != ERR_OK)
        why_prefix(&why, "%s\n", end.text);
    why_prefix(&why, has_ports ? "taken: " : "ours: ");
    run_tell(bed, err, &why);
}

static void ends(struct guard *guard, const struct bed *bed)
{
    struct why why = { "" };

    ck_assert(beats(guard, bed, 20, &why) == ERR_OK);
    dies_now(bed);
    run_tell(bed, guard_end(guard, "the run is over", &why), &why);
}

static void exits(struct guard *guard, const struct bed *bed)
{
    struct why why = { "" };

    ck_assert(beats(guard, bed, 20, &why) == ERR_OK);
    dies_now(bed);
    _exit(0);
}

static void crashes(struct guard *guard, const struct bed *bed)
{
    struct why why = { "" };

    ck_assert(beats(guard, bed, 20, &why) == ERR_OK);
    signal(SIGSEGV, SIG_DFL);
    dies_now(bed);
    raise(SIGSEGV);
}

static void is_killed(struct guard *guard, const struct bed *bed)
{
    struct why why = { "" };

    ck_assert(beats(guard, bed, 20, &why) == ERR_OK);
    dies_now(bed);
    raise(SIGKILL);
}

static void loops(struct guard *guard, const struct bed *bed)
{
    struct why   why = { "" };
    volatile int never = 0;

    ck_assert(beats(guard, bed, 20, &why) == ERR_OK);
    dies_now(bed);
    while (!never)
        ;
}

static void stops(struct guard *guard, const struct bed *bed)
{
    struct why why = { "" };

    ck_assert(beats(guard, bed, 20, &why) == ERR_OK);
    dies_now(bed);
    raise(SIGSTOP);
    goes_on(guard, bed);
}

/* It was in the midst of a tick: when it goes on, it first ends that one. The port is the guard's
 * other end, whose descriptor it has. */
static void writes_late(struct guard *guard, const struct bed *bed)
{
    static const char heat[] = "OUTP:MODE HEAT\n";
    struct why        why = { "" };

    ck_assert(beats(guard, bed, 20, &why) == ERR_OK);
    dies_now(bed);
    pass(HANG_S + 0.15);
    ck_assert_int_eq(write(bed->descriptor, heat, sizeof heat - 1), sizeof heat - 1);
    goes_on(guard, bed);
}

/* The device does not hear any more, when it was safe once. */
static void goes_on_with_a_deaf_device(struct guard *guard, const struct bed *bed)
{
    struct why why = { "" };

    ck_assert(beats(guard, bed, 20, &why) == ERR_OK);
    pass(HANG_S + 0.35);
    atomic_store(&bed->generator.seen->is_deaf, true);
    goes_on(guard, bed);
}

/* The only child of a run is its guard. */
static pid_t child_of(pid_t run)
{
    char  path[80], text[64] = "";
    FILE *file;

    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", (long)run, (long)run);
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(text, sizeof text, file));
    fclose(file);
    return (pid_t)atol(text);
}

/* With a guard that does not see it, as it has no processor just now. */
static void passes_a_limit_alone(struct guard *guard, const struct bed *bed)
{
    struct why why = { "" };
    enum err   err;

    ck_assert(beats(guard, bed, 20, &why) == ERR_OK);
    kill(child_of(getpid()), SIGSTOP);
    bed->told->meter.energy_j = 51;
    err = guard_beat(guard, &why);
    kill(child_of(getpid()), SIGCONT);
    run_tell(bed, err, &why);
}

static void passes_a_limit(struct guard *guard, const struct bed *bed)
{
    struct why why = { "" };

    ck_assert(beats(guard, bed, 20, &why) == ERR_OK);
    dies_now(bed);
    bed->told->meter.energy_j = 51;
    goes_on(guard, bed);
}

/* A run's process that plays such a part. */
static void run_start(struct bed *bed, void (*part)(struct guard *, const struct bed *))
{
    struct port  *ports[2];
    struct guard *guard;

    bed->run = fork();
    ck_assert_int_ge(bed->run, 0);
    if (bed->run > 0)
        return;
    guard = run_begin(bed, ports);
    bed->descriptor = port_descriptor(ports[0]);
    part(guard, bed);
    _exit(0);
}

/* ---- what is left ---- */

static void wait_for(atomic_bool *flag)
{
    for (int i = 0; i < 10000 && !atomic_load(flag); i++)
        nap();
    ck_assert(atomic_load(flag));
}

static void run_await(struct bed *bed)
{
    ck_assert_int_eq(waitpid(bed->run, NULL, 0), bed->run);
    bed->run = 0;
}

/* guard.json, when the guard is done with it; to be freed. */
static struct json *record_await(const struct bed *bed)
{
    char         path[200], *text;
    struct json *json = NULL;
    size_t       count;

    snprintf(path, sizeof path, "%s/guard.json", bed->folder.folder);
    for (int i = 0; i < 10000 && access(path, F_OK) != 0; i++)
        nap();
    for (int i = 0; i < 10000 && !json; i++, nap()) {
        text = scratch_read(path, &count);
        if (text && json_parse(&json, text, count, NULL) != ERR_OK)
            json = NULL;
        free(text);
        if (json && strstr(json_as_text(json_member(json, "run"), ""), "yet")) {
            json_free(json);
            json = NULL;
        }
    }
    ck_assert_ptr_nonnull(json);
    return json;
}

static const struct {
    const char *story;
    void      (*part)(struct guard *, const struct bed *);
    const char *why, *run;      /* in guard.json */
    double      within_s;
} deaths[] = {
    { "the run ends in order",           ends,      "ended", "ends in order", SOON_S },
    { "the run exits without a word",    exits,     "died",  "gone",          SOON_S },
    { "the run crashes",                 crashes,   "died",  "gone",          SOON_S },
    { "the run is killed",               is_killed, "died",  "gone",          SOON_S },
    { "the run hangs, and is killed",    loops,     "hung",  "did not let go of the ports, and was killed",
      HANG_S + SOON_S },
    { "the run passes a limit",          passes_a_limit, "limit", "let go of the ports", SOON_S },
};

START_TEST(whatever_becomes_of_the_run_its_device_is_told_and_says_so)
{
    struct bed         bed;
    struct json       *json;
    const struct json *device;
    double             died_s, told_s;

    bed_make(&bed);
    bed.limit_j = 50;
    run_start(&bed, deaths[_i].part);
    run_await(&bed);
    json = record_await(&bed);
    died_s = atomic_load(&bed.told->died_s);
    told_s = real_generator_standby_s(&bed.generator, died_s);
    ck_assert_msg(told_s - died_s < deaths[_i].within_s, "%s: after %g s", deaths[_i].story,
                  told_s - died_s);
    ck_assert_str_eq(json_as_text(json_member(json, "why"), ""), deaths[_i].why);
    ck_assert_str_eq(json_as_text(json_member(json, "run"), ""), deaths[_i].run);
    ck_assert(json_as_truth(json_member(json, "are_safe"), false));
    ck_assert_uint_eq(json_count(json_member(json, "devices")), 1);
    device = json_item(json_member(json, "devices"), 0);
    ck_assert_str_eq(json_as_text(json_member(device, "role"), ""), "generator");
    ck_assert_str_eq(json_as_text(json_member(device, "port"), ""), bed.generator.address);
    ck_assert(json_as_number(json_member(device, "written_bytes"), 0) > 0);
    ck_assert(json_as_number(json_member(device, "heard_bytes"), 0) > 0);
    ck_assert(json_as_number(json_member(device, "first_byte_us"), NAN) <=
              json_as_number(json_member(device, "confirmed_us"), NAN));
    json_free(json);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_run_that_ends_in_order_hears_that_all_is_safe)
{
    struct bed bed;

    bed_make(&bed);
    run_start(&bed, ends);
    run_await(&bed);
    ck_assert_msg(atomic_load(&bed.told->err) == ERR_OK, "%s", bed.told->sentence);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_run_past_a_limit_lets_go_at_once_and_says_which)
{
    struct bed bed;

    bed_make(&bed);
    bed.limit_j = 50;
    run_start(&bed, passes_a_limit);
    run_await(&bed);
    ck_assert_int_eq(atomic_load(&bed.told->err), ERR_LIMIT);
    ck_assert_str_eq(bed.told->sentence, "taken: the guard made everything safe: generator: it has "
                     "delivered 51 J, and the bench allows 50 J");
    bed_drop(&bed);
}
END_TEST

/* It is not killed while it stands still, and finds its ports taken when it goes on. */
START_TEST(a_run_that_was_stopped_ends_when_it_goes_on)
{
    struct bed bed;

    bed_make(&bed);
    run_start(&bed, stops);
    for (int i = 0; i < 10000 && isnan(real_generator_standby_s(&bed.generator, 0)); i++)
        nap();
    ck_assert(!isnan(real_generator_standby_s(&bed.generator, 0)));
    for (int i = 0; i < 2500; i++)          /* longer than a run that hangs is given */
        nap();
    ck_assert_int_eq(waitpid(bed.run, NULL, WNOHANG), 0);
    kill(bed.run, SIGCONT);
    run_await(&bed);
    ck_assert_int_eq(atomic_load(&bed.told->err), ERR_LIMIT);
    ck_assert_ptr_nonnull(strstr(bed.told->sentence,
                                 "taken: the guard made everything safe: the run "
                                                     "hangs: nothing was heard of it for"));
    bed_drop(&bed);
}
END_TEST

/* Whatever a run wrote that was not yet gone is made good when it has let go. */
START_TEST(a_device_that_was_started_late_is_made_safe_once_more)
{
    struct bed   bed;
    struct json *json;

    bed_make(&bed);
    run_start(&bed, writes_late);
    run_await(&bed);
    json = record_await(&bed);
    ck_assert_str_eq(json_as_text(json_member(json, "why"), ""), "hung");
    ck_assert_str_eq(json_as_text(json_member(json, "run"), ""), "let go of the ports");
    ck_assert(json_as_truth(json_member(json, "are_safe"), false));
    pass(1.5);                                  /* it would check for 0.5 s, and then heat */
    ck_assert(!atomic_load(&bed.generator.seen->rf_on));
    ck_assert_double_eq(atomic_load(&bed.generator.seen->rf_on_s), 0);
    json_free(json);
    bed_drop(&bed);
}
END_TEST

/* What was safe once is asked again, and believed no longer than it answers. */
START_TEST(a_device_that_was_safe_must_say_so_again)
{
    struct bed   bed;
    struct json *json;

    bed_make(&bed);
    run_start(&bed, goes_on_with_a_deaf_device);
    run_await(&bed);
    json = record_await(&bed);
    ck_assert_str_eq(json_as_text(json_member(json, "run"), ""), "let go of the ports");
    ck_assert(!json_as_truth(json_member(json, "are_safe"), true));
    ck_assert_ptr_nonnull(strstr(bed.told->sentence, "NOT CONFIRMED"));
    json_free(json);
    bed_drop(&bed);
}
END_TEST

/* ---- both look at limits ---- */

START_TEST(a_run_sees_a_limit_without_its_guard)
{
    struct bed bed;

    bed_make(&bed);
    bed.limit_j = 50;
    run_start(&bed, passes_a_limit_alone);
    run_await(&bed);
    ck_assert_int_eq(atomic_load(&bed.told->err), ERR_LIMIT);
    ck_assert_ptr_nonnull(strstr(bed.told->sentence, "it has delivered 51 J, and the bench allows"));
    json_free(record_await(&bed));
    bed_drop(&bed);
}
END_TEST

/* It is in the midst of its beat, and comes to look at nothing. */
START_TEST(a_guard_sees_a_limit_without_its_run)
{
    struct bed   bed;
    struct json *json;

    bed_make(&bed);
    ck_assert(real_generator_start(&bed.other));
    bed.limit_j = 50;
    run_start(&bed, passes_a_limit);
    run_await(&bed);
    json = record_await(&bed);
    ck_assert_str_eq(json_as_text(json_member(json, "why"), ""), "limit");
    ck_assert_ptr_nonnull(strstr(json_as_text(json_member(json, "sentence"), ""),
                                 "it has delivered 51 J, and the bench allows 50 J"));
    json_free(json);
    bed_drop(&bed);
}
END_TEST

/* ---- of a bench ---- */

/* Nothing of it is armed: what is delivered is what the rig notes. */
static struct guard *guard_of_bench(const struct bed *bed, struct bench *bench,
                                    struct stand **stand)
{
    struct stand_setup setup = { .bench = bench };
    struct guard_setup guarded = { .folder = -1, .evidence = -1 };
    struct guard      *guard = NULL;
    struct why         why = { "" };

    bench_begin(bench);
    ck_assert_int_eq(bench_place_set(bench, DEVICE_ROLE_GENERATOR, "rf-generator",
                                     bed->generator.address, &why), ERR_OK);
    bench->places[DEVICE_ROLE_GENERATOR].limits.power_w = 50;
    bench->hang_s = BENCH_HANG_S;
    ck_assert_msg(stand_open(stand, &setup, &why) == ERR_OK, "%s", why.text);
    guarded.stand = *stand;
    ck_assert_msg(guard_start(&guard, &guarded, &why) == ERR_OK, "%s", why.text);
    return guard;
}

START_TEST(a_stand_is_guarded_by_the_limits_of_its_bench)
{
    struct bed    bed;
    struct bench  bench;
    struct stand *stand = NULL;
    struct guard *guard;
    struct why    why = { "" };

    bed_make(&bed);
    guard = guard_of_bench(&bed, &bench, &stand);
    stand_note(stand, DEVICE_ROLE_GENERATOR, 50, 0);
    ck_assert_int_eq(stand_step(stand, 0.01), ERR_OK);
    ck_assert_msg(guard_beat(guard, &why) == ERR_OK, "%s", why.text);
    stand_note(stand, DEVICE_ROLE_GENERATOR, 50.5, 0);
    ck_assert_int_eq(stand_step(stand, 0.02), ERR_OK);
    ck_assert_int_eq(guard_beat(guard, &why), ERR_LIMIT);
    ck_assert_msg(strstr(why.text, "it puts out 50.5 W, and the bench allows 50 W"), "%s",
                  why.text);
    ck_assert_msg(guard_end(guard, "the run is over", &why) == ERR_OK, "%s", why.text);
    stand_destroy(stand);
    bench_free(&bench);
    bed_drop(&bed);
}
END_TEST

/* Its ports would be held until it is written. */
START_TEST(nobody_waits_for_the_image_of_a_run_that_crashed)
{
    struct bed    bed;
    struct bench  bench;
    struct stand *stand = NULL;
    struct guard *guard;
    struct rlimit before, during, after;
    struct why    why = { "" };

    bed_make(&bed);
    ck_assert_int_eq(getrlimit(RLIMIT_CORE, &before), 0);
    before.rlim_cur = before.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_CORE, &before), 0);
    guard = guard_of_bench(&bed, &bench, &stand);
    ck_assert_int_eq(getrlimit(RLIMIT_CORE, &during), 0);
    ck_assert_msg(guard_end(guard, "the run is over", &why) == ERR_OK, "%s", why.text);
    ck_assert_int_eq(getrlimit(RLIMIT_CORE, &after), 0);
    ck_assert_uint_le(during.rlim_cur, 1);
    ck_assert_uint_eq(after.rlim_cur, before.rlim_cur);
    stand_destroy(stand);
    bench_free(&bench);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_stand_is_guarded_by_the_patience_of_its_bench)
{
    struct bed    bed;
    struct bench  bench;
    struct stand *stand = NULL;
    struct guard *guard;
    struct why    why = { "" };

    bed_make(&bed);
    guard = guard_of_bench(&bed, &bench, &stand);
    ck_assert_int_eq(guard_beat(guard, &why), ERR_OK);
    pass(3 * HANG_S);
    ck_assert_msg(guard_beat(guard, &why) == ERR_OK, "%s", why.text);
    pass(BENCH_HANG_S + 0.5);
    ck_assert_int_eq(guard_beat(guard, &why), ERR_LIMIT);
    ck_assert_msg(strstr(why.text, "and the bench allows 4000 ms (hang_s)"), "%s", why.text);
    ck_assert_msg(guard_end(guard, "the run is over", &why) == ERR_OK, "%s", why.text);
    stand_destroy(stand);
    bench_free(&bench);
    bed_drop(&bed);
}
END_TEST

/* ---- devices that do not do as they are told ---- */

START_TEST(a_device_that_does_not_answer_is_not_called_safe)
{
    struct bed   bed;
    struct json *json;

    bed_make(&bed);
    atomic_store(&bed.generator.seen->is_mute, true);
    run_start(&bed, ends);
    run_await(&bed);
    json = record_await(&bed);
    ck_assert(!json_as_truth(json_member(json, "are_safe"), true));
    ck_assert_int_eq(atomic_load(&bed.told->err), ERR_REFUSED);
    ck_assert_ptr_nonnull(strstr(bed.told->sentence, "NOT CONFIRMED: it does not answer"));
    ck_assert(!isnan(real_generator_standby_s(&bed.generator, 0)));
    json_free(json);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_cable_that_is_pulled_is_not_called_safe)
{
    struct bed         bed;
    struct json       *json;
    const struct json *device;

    bed_make(&bed);
    run_start(&bed, goes_on);
    wait_for(&bed.told->is_beating);
    real_generator_unplug(&bed.generator);
    kill(bed.run, SIGKILL);
    run_await(&bed);
    json = record_await(&bed);
    ck_assert(!json_as_truth(json_member(json, "are_safe"), true));
    device = json_item(json_member(json, "devices"), 0);
    ck_assert_ptr_nonnull(strstr(json_as_text(json_member(device, "sentence"), ""),
                                 "its port has closed"));
    json_free(json);
    bed_drop(&bed);
}
END_TEST

/* Whichever of them it is. */
START_TEST(a_device_that_is_deaf_keeps_no_other_from_being_safe)
{
    struct bed         bed;
    struct json       *json;
    const struct json *devices;
    double             told_s;

    bed_make(&bed);
    ck_assert(real_generator_start(&bed.other));
    atomic_store(_i ? &bed.other.seen->is_deaf : &bed.generator.seen->is_deaf, true);
    run_start(&bed, is_killed);
    run_await(&bed);
    json = record_await(&bed);
    devices = json_member(json, "devices");
    ck_assert_uint_eq(json_count(devices), 2);
    for (size_t i = 0; i < 2; i++)
        ck_assert(json_as_truth(json_member(json_item(devices, i), "is_safe"), false) ==
                  (i != (size_t)_i));
    told_s = real_generator_standby_s(_i ? &bed.generator : &bed.other,
                                      atomic_load(&bed.told->died_s));
    ck_assert_double_lt(told_s - atomic_load(&bed.told->died_s), SOON_S);
    json_free(json);
    bed_drop(&bed);
}
END_TEST

/* The run is gone, and its device does not answer: the guard asks it again for a while. */
START_TEST(a_folder_is_nobody_elses_until_the_guard_has_left_its_record)
{
    struct bed bed;
    int        lock;

    bed_make(&bed);
    atomic_store(&bed.generator.seen->is_deaf, true);
    run_start(&bed, is_killed);
    run_await(&bed);
    ck_assert_int_eq(folder_hold(&bed), -1);
    json_free(record_await(&bed));
    lock = folder_hold(&bed);
    for (int i = 0; i < 10000 && lock < 0; i++, nap())
        lock = folder_hold(&bed);
    ck_assert_int_ge(lock, 0);
    close(lock);
    bed_drop(&bed);
}
END_TEST

/* ---- somebody asks ---- */

struct answers { char text[1000]; int lines; };

static void answer_keep(void *data, const char *path, const char *line)
{
    struct answers *answers = data;

    (void)path;
    answers->lines += line != NULL;
    snprintf(answers->text, sizeof answers->text, "%s", line ? line : "");
}

static int ask(const char *question, struct answers *answers)
{
    const struct guard_caller caller = { question, NULL, answer_keep, answers };
    struct why                why = { "" };
    int                       count;

    *answers = (struct answers){ .lines = 0 };
    ck_assert_msg(guard_list_ask(&caller, &count, &why) == ERR_OK, "%s", why.text);
    return count;
}

START_TEST(a_guard_is_found_says_its_ports_and_stops_when_asked)
{
    struct bed     bed;
    struct answers answers;

    bed_make(&bed);
    ck_assert_int_eq(ask(GUARD_ASKS_PORTS, &answers), 0);
    run_start(&bed, goes_on);
    wait_for(&bed.told->is_beating);
    ck_assert_int_eq(ask(GUARD_ASKS_PORTS, &answers), 1);
    ck_assert_str_eq(answers.text, bed.generator.address);
    ck_assert_int_eq(ask(GUARD_ASKS_STOP, &answers), 1);
    ck_assert_int_eq(answers.lines, 1);
    ck_assert_ptr_nonnull(strstr(answers.text, "+generator (rf-generator at pty:"));
    ck_assert_ptr_nonnull(strstr(answers.text, "safe, it answered after"));
    run_await(&bed);
    ck_assert_str_eq(bed.told->sentence, "taken: the guard made everything safe: stopped by "
                                         "painrig stop");
    ck_assert_int_eq(ask(GUARD_ASKS_PORTS, &answers), 0);
    bed_drop(&bed);
}
END_TEST

/* ---- painrig stop ---- */

/* What the command is given: no bench, the device's, or the device's by another name. */
enum stop_by { STOP_ALL, STOP_BENCH, STOP_ALIAS, STOP_COUNT };

static int stop_command(const struct bed *bed, enum stop_by by)
{
    char  path[160], alias[160], text[400], command[] = "stop", option[] = "--bench";
    char *words[] = { command, option, path, NULL };
    int   status;

    snprintf(path, sizeof path, "%s/bench.lua", bed->folder.folder);
    snprintf(alias, sizeof alias, "%s/alias", bed->folder.folder);
    ck_assert_int_eq(symlink(bed->generator.path, alias), 0);
    snprintf(text, sizeof text,
             "return bench { title = 't', generator = { driver = 'rf-generator', "
             "port = 'pty:%s' } }", by == STOP_ALIAS ? alias : bed->generator.path);
    scratch_write(path, text);
    status = guard_stop_command(by == STOP_ALL ? 1 : 3, words);
    unlink(alias);
    return status;
}

START_TEST(without_runs_there_is_nothing_to_stop)
{
    struct bed bed;

    bed_make(&bed);
    ck_assert_int_eq(stop_command(&bed, STOP_ALL), 2);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_bench_that_nobody_runs_is_made_safe_by_hand)
{
    struct bed bed;

    bed_make(&bed);
    ck_assert_int_eq(stop_command(&bed, STOP_BENCH), 0);
    ck_assert(!isnan(real_generator_standby_s(&bed.generator, 0)));
    bed_drop(&bed);
}
END_TEST

START_TEST(a_stop_that_nobody_confirms_does_not_look_like_one)
{
    struct bed bed;

    bed_make(&bed);
    atomic_store(&bed.generator.seen->is_deaf, true);
    ck_assert_int_eq(stop_command(&bed, STOP_BENCH), 1);
    bed_drop(&bed);
}
END_TEST

static pid_t guard_of(const struct bed *bed) { return child_of(bed->run); }

START_TEST(a_guard_that_stands_still_has_confirmed_nothing)
{
    struct bed bed;

    bed_make(&bed);
    run_start(&bed, goes_on);
    wait_for(&bed.told->is_beating);
    kill(guard_of(&bed), SIGSTOP);
    ck_assert_int_eq(stop_command(&bed, STOP_ALL), 1);
    run_await(&bed);
    bed_drop(&bed);
}
END_TEST

/* The port is the run's, so it is the run's guard that acts. */
START_TEST(a_bench_that_a_run_has_is_stopped_by_its_guard)
{
    struct bed bed;

    bed_make(&bed);
    run_start(&bed, goes_on);
    wait_for(&bed.told->is_beating);
    ck_assert_int_eq(stop_command(&bed, (enum stop_by)_i), 0);
    run_await(&bed);
    ck_assert_str_eq(bed.told->sentence, "taken: the guard made everything safe: stopped by "
                                         "painrig stop");
    bed_drop(&bed);
}
END_TEST

/* ---- the guard itself ---- */

START_TEST(a_run_sees_at_its_next_beat_that_its_guard_has_died)
{
    struct bed bed;

    bed_make(&bed);
    run_start(&bed, goes_on);
    wait_for(&bed.told->is_beating);
    kill(guard_of(&bed), SIGKILL);
    run_await(&bed);
    ck_assert_int_eq(atomic_load(&bed.told->err), ERR_LIMIT);
    ck_assert_msg(strncmp(bed.told->sentence, "ours: the guard was killed, so nobody has seen", 46)
                  == 0, "%s", bed.told->sentence);
    ck_assert_ptr_nonnull(strstr(bed.told->sentence, "the guard has died, and without it nothing "
                                                     "may be energised"));
    bed_drop(&bed);
}
END_TEST

START_TEST(a_run_does_not_go_on_under_a_guard_that_was_stopped)
{
    struct bed bed;

    bed_make(&bed);
    run_start(&bed, goes_on);
    wait_for(&bed.told->is_beating);
    kill(guard_of(&bed), SIGSTOP);
    run_await(&bed);
    ck_assert_int_eq(atomic_load(&bed.told->err), ERR_LIMIT);
    ck_assert_msg(strncmp(bed.told->sentence, "ours: the guard did not come to its end, so nobody "
                          "has seen", 58) == 0, "%s", bed.told->sentence);
    ck_assert_ptr_nonnull(strstr(bed.told->sentence, "the guard has not looked for 2 s"));
    bed_drop(&bed);
}
END_TEST

START_TEST(signals_to_the_run_and_its_group_do_not_reach_the_guard)
{
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGQUIT, SIGPIPE };
    struct bed       bed;
    pid_t            guard;

    bed_make(&bed);
    run_start(&bed, goes_on);
    wait_for(&bed.told->is_beating);
    guard = guard_of(&bed);
    ck_assert_int_eq(getpgid(guard), guard);
    ck_assert_int_eq(getsid(guard), guard);
    for (int i = 0; i < COUNT(signals); i++)
        kill(guard, signals[i]);
    for (int i = 0; i < 100; i++)
        nap();
    ck_assert_int_eq(waitpid(bed.run, NULL, WNOHANG), 0);
    ck_assert_int_eq(kill(guard, 0), 0);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_guard_that_cannot_begin_lets_nothing_begin)
{
    struct bed        bed;
    struct guard     *guard = NULL;
    struct why        why = { "" };
    struct guard_plan plan = { .count = 0, .hang_s = 1, .folder = -1, .evidence = -1 };

    bed_make(&bed);
    setenv("XDG_RUNTIME_DIR", "/nowhere/at/all", 1);
    ck_assert_int_eq(guard_begin(&guard, &plan, &why), ERR_IO);
    ck_assert_ptr_null(guard);
    ck_assert_ptr_nonnull(strstr(why.text, "the guard cannot begin, so nothing does: "
                                           "/nowhere/at/all/painrig"));
    bed_drop(&bed);
}
END_TEST

/* With no descriptor left there is no process yet that could be ended. */
START_TEST(a_guard_without_a_leash_is_refused_and_nobody_is_killed)
{
    struct bed        bed;
    struct guard     *guard = NULL;
    struct why        why = { "" };
    struct guard_plan plan = { .count = 0, .hang_s = 1, .folder = -1, .evidence = -1 };
    struct rlimit     before, none;

    bed_make(&bed);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = (struct rlimit){ 3, before.rlim_max };
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    ck_assert_int_eq(guard_begin(&guard, &plan, &why), ERR_IO);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
    ck_assert_ptr_null(guard);
    ck_assert_ptr_nonnull(strstr(why.text, "no guard: "));
    bed_drop(&bed);
}
END_TEST

/* ---- limits ---- */

static const struct { const char *story; struct stand_meter meter; struct bench_limits limits;
                      const char *want; } metered[] = {
    { "nothing delivered, nothing limited", { 0, 0, 0, 0, 0, 0 }, { NAN, NAN, NAN, NAN, NAN, NAN }, NULL },
    { "much delivered, nothing limited", { 1e3, 1e6, 1e6, 1e6, 1e6, 1e6 }, { NAN, NAN, NAN, NAN, NAN, NAN }, NULL },
    { "just what is allowed", { 50, 500, 10, 20, 30, 2 }, { 50, 500, 10, 20, 30, 2 }, NULL },
    { "power", { 50.5, 0, 0, 0, 0, 0 }, { 50, 500, 10, 20, 30, 2 }, "it puts out 50.5 W, and the bench allows 50 W" },
    { "energy", { 0, 501, 0, 0, 0, 0 }, { 50, 500, 10, 20, 30, 2 }, "it has delivered 501 J, and the bench allows 500 J" },
    { "rate", { 0, 0, 11, 0, 0, 0 }, { 50, 500, 10, 20, 30, 2 }, "it pumps 11 uL/h, and the bench allows 10 uL/h" },
    { "volume", { 0, 0, 0, 21, 0, 0 }, { 50, 500, 10, 20, 30, 2 }, "it has delivered 21 uL, and the bench allows 20 uL" },
    { "time", { 0, 0, 0, 0, 30.5, 0 }, { 50, 500, 10, 20, 30, 2 }, "it was on for 30.5 s, and the bench allows 30 s" },
    { "nobody knows", { 0, 0, 0, 0, 0, 2.5 }, { 50, 500, 10, 20, 30, 2 },
      "nobody has said what it delivers for 2.5 s, and the bench allows 2 s" },
    { "unknown is not past it", { NAN, NAN, NAN, NAN, NAN, NAN }, { 50, 500, 10, 20, 30, 2 }, NULL },
};

START_TEST(a_limit_is_passed_when_more_was_delivered)
{
    struct guard_page   page = { .beats = 0 };
    struct guard_source source = { .role = DEVICE_ROLE_PUMP, .limits = metered[_i].limits };
    char                sentence[GUARD_TEXT_MAX] = "";
    bool                is_past;

    guard_page_meter(&page, DEVICE_ROLE_PUMP, &metered[_i].meter);
    is_past = guard_is_past_limit(&page, &source, sentence);
    ck_assert_msg(is_past == (metered[_i].want != NULL), "%s", metered[_i].story);
    if (is_past)
        ck_assert_msg(strstr(sentence, metered[_i].want), "%s: %s", metered[_i].story, sentence);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guard");
    TCase *tests = tcase_create("guard");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, whatever_becomes_of_the_run_its_device_is_told_and_says_so, 0,
                        COUNT(deaths));
    tcase_add_test(tests, a_run_that_ends_in_order_hears_that_all_is_safe);
    tcase_add_test(tests, a_run_past_a_limit_lets_go_at_once_and_says_which);
    tcase_add_test(tests, a_run_that_was_stopped_ends_when_it_goes_on);
    tcase_add_test(tests, a_device_that_was_started_late_is_made_safe_once_more);
    tcase_add_test(tests, a_device_that_was_safe_must_say_so_again);
    tcase_add_test(tests, a_run_sees_a_limit_without_its_guard);
    tcase_add_test(tests, a_guard_sees_a_limit_without_its_run);
    tcase_add_test(tests, a_stand_is_guarded_by_the_limits_of_its_bench);
    tcase_add_test(tests, a_stand_is_guarded_by_the_patience_of_its_bench);
    tcase_add_test(tests, nobody_waits_for_the_image_of_a_run_that_crashed);
    tcase_add_test(tests, a_device_that_does_not_answer_is_not_called_safe);
    tcase_add_test(tests, a_cable_that_is_pulled_is_not_called_safe);
    tcase_add_loop_test(tests, a_device_that_is_deaf_keeps_no_other_from_being_safe, 0, 2);
    tcase_add_test(tests, a_folder_is_nobody_elses_until_the_guard_has_left_its_record);
    tcase_add_test(tests, a_guard_is_found_says_its_ports_and_stops_when_asked);
    tcase_add_test(tests, without_runs_there_is_nothing_to_stop);
    tcase_add_test(tests, a_bench_that_nobody_runs_is_made_safe_by_hand);
    tcase_add_test(tests, a_stop_that_nobody_confirms_does_not_look_like_one);
    tcase_add_test(tests, a_guard_that_stands_still_has_confirmed_nothing);
    tcase_add_loop_test(tests, a_bench_that_a_run_has_is_stopped_by_its_guard, 0, STOP_COUNT);
    tcase_add_test(tests, a_run_sees_at_its_next_beat_that_its_guard_has_died);
    tcase_add_test(tests, a_run_does_not_go_on_under_a_guard_that_was_stopped);
    tcase_add_test(tests, signals_to_the_run_and_its_group_do_not_reach_the_guard);
    tcase_add_test(tests, a_guard_without_a_leash_is_refused_and_nobody_is_killed);
    tcase_add_test(tests, a_guard_that_cannot_begin_lets_nothing_begin);
    tcase_add_loop_test(tests, a_limit_is_passed_when_more_was_delivered, 0, COUNT(metered));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
