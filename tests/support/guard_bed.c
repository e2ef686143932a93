#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */

#include "tests/support/guard_bed.h"

#include "drivers/generator_device.h"
#include "drivers/port_stream.h"
#include "hil/clock.h"
#include "hil/run/run_folder.h"

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

#define BEAT_NS 1000000L

void guard_bed_nap(void)
{
    const struct timespec pause = { 0, BEAT_NS };

    nanosleep(&pause, NULL);
}

void guard_bed_make(struct guard_bed *bed)
{
    *bed = (struct guard_bed){ .limit_j = NAN, .hang_s = GUARD_BED_PATIENT_S };
    ck_assert(real_generator_start(&bed->generator));
    bed->folder = scratch_make("none");
    setenv("XDG_RUNTIME_DIR", bed->folder.folder, 1);
    bed->told = mmap(NULL, sizeof *bed->told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                     -1, 0);
    ck_assert_ptr_ne(bed->told, MAP_FAILED);
}

void guard_bed_drop(struct guard_bed *bed)
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

void guard_bed_pass(double seconds)
{
    for (double from_s = clock_wall_s(); clock_wall_s() - from_s < seconds;)
        guard_bed_nap();
}

/* ---- the run ---- */

/* The second source's is never read to its end when there is much to tell of the first. */
static void meter_read(const void *of, enum device_role role, struct stand_meter *meter)
{
    const struct guard_told *told = of;

    while (role == DEVICE_ROLE_PUMP && told->meter.energy_j > 0)
        guard_bed_nap();
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

int guard_bed_folder_hold(const struct guard_bed *bed)
{
    struct run_folder folder;
    struct why        why = { "" };
    int               lock;

    snprintf(folder.path, sizeof folder.path, "%s", bed->folder.folder);
    return run_folder_hold(&folder, &lock, &why) == ERR_OK ? lock : -1;
}

static struct guard *run_begin(const struct guard_bed *bed, struct port *ports[2])
{
    struct why        why = { "" };
    struct guard     *guard = NULL;
    struct guard_plan plan = { .hang_s = bed->hang_s, .folder = guard_bed_folder_hold(bed),
                               .evidence = -1, .meter = meter_read, .meters = bed->told };

    source_add(&plan, DEVICE_ROLE_GENERATOR, &bed->generator, &ports[0]);
    plan.sources[0].limits.energy_j = bed->limit_j;
    if (bed->other.seen)
        source_add(&plan, DEVICE_ROLE_PUMP, &bed->other, &ports[1]);
    ck_assert_msg(guard_begin(&guard, &plan, &why) == ERR_OK, "%s", why.text);
    return guard;
}

enum err guard_bed_beats(struct guard *guard, const struct guard_bed *bed, int count,
                         struct why *why)
{
    for (int i = 0; count < 0 || i < count; i++) {
        TRY(guard_beat(guard, why));
        atomic_store(&bed->told->is_beating, true);
        guard_bed_nap();
    }
    return ERR_OK;
}

_Noreturn void guard_bed_tell(const struct guard_bed *bed, enum err err, const struct why *why)
{
    snprintf(bed->told->sentence, sizeof bed->told->sentence, "%s", why_text(why, err));
    atomic_store(&bed->told->err, (int)err);
    _exit(0);
}

void guard_bed_last_beats(struct guard *guard, const struct guard_bed *bed)
{
    struct why why = { "" };

    ck_assert_msg(guard_bed_beats(guard, bed, 20, &why) == ERR_OK, "%s", why.text);
    atomic_store(&bed->told->died_s, clock_wall_s());
}

void guard_bed_goes_on(struct guard *guard, const struct guard_bed *bed)
{
    struct why why = { "" }, end = { "" };
    enum err   err = guard_bed_beats(guard, bed, -1, &why), ended;
    bool       has_ports = guard_has_ports(guard);

    ended = guard_end(guard, "the run ended with an error", &end);
    if (ended != ERR_OK)
        why_prefix(&why, "%s\n", end.text);
    why_prefix(&why, has_ports ? "taken: " : "ours: ");
    guard_bed_tell(bed, err, &why);
}

void guard_bed_passes_a_limit(struct guard *guard, const struct guard_bed *bed)
{
    guard_bed_last_beats(guard, bed);
    bed->told->meter.energy_j = 51;
    guard_bed_goes_on(guard, bed);
}

void guard_bed_run(struct guard_bed *bed, void (*part)(struct guard *, const struct guard_bed *))
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

void guard_bed_await_beat(const struct guard_bed *bed)
{
    for (int i = 0; i < 10000 && !atomic_load(&bed->told->is_beating); i++)
        guard_bed_nap();
    ck_assert(atomic_load(&bed->told->is_beating));
}

void guard_bed_await(struct guard_bed *bed)
{
    ck_assert_int_eq(waitpid(bed->run, NULL, 0), bed->run);
    bed->run = 0;
}

struct json *guard_bed_record(const struct guard_bed *bed)
{
    char         path[200], *text;
    struct json *json = NULL;
    size_t       count;

    snprintf(path, sizeof path, "%s/guard.json", bed->folder.folder);
    for (int i = 0; i < 10000 && access(path, F_OK) != 0; i++)
        guard_bed_nap();
    for (int i = 0; i < 10000 && !json; i++, guard_bed_nap()) {
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

pid_t guard_bed_guard_of(pid_t run)
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
