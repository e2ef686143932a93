/* bench_emulate - what emulated devices and drivers cost. `make bench` prints it; nothing here
 * fails.
 *
 *   devices    painrig emulate with 32 devices on pseudo-terminals, in real time: the share of a
 *              core that it takes, with nobody there and with 32 drivers that step at 100 Hz
 *   scan       the answers that each driver gets from its emulator, cut into frames: bytes and time
 *              of a frame */
#define _DEFAULT_SOURCE     /* wait4, which tells the time of one child */

#include "drivers/device.h"
#include "drivers/mock/emulator.h"
#include "drivers/port_open.h"
#include "drivers/port_pipe.h"
#include "drivers/port_tap.h"
#include "hil/clock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEVICES    32
#define SECONDS    4.0
#define STEP_S     0.01
#define ROOM       (1u << 20)
#define BYTES_MOST 20e6         /* to cut in one measurement */

/* ---- 32 devices ---- */

struct bench_devices {
    const char    *folder;
    const struct emulator_type *types[DEVICES];
    char           links[DEVICES][64];
    struct port   *ports[DEVICES];
    struct device *devices[DEVICES];
    struct settings settings;
    size_t         up;
};

/* Those that a driver takes without a setting of its own, in turn. */
static void types_choose(struct bench_devices *bench)
{
    size_t count = 0;

    while (emulator_types[count])
        count++;
    for (size_t i = 0, n = 0; i < DEVICES; n++) {
        const struct emulator_type *type = emulator_types[n % count];

        if (strcmp(type->name, "modbus-rtu") == 0)
            continue;
        snprintf(bench->links[i], sizeof bench->links[i], "%s/%zu", bench->folder, i);
        bench->types[i++] = type;
    }
}

static pid_t emulate_start(const struct bench_devices *bench, const char *painrig)
{
    const char *arguments[DEVICES * 3 + 6] = { painrig, "emulate", "--quiet", "--seconds", "4" };
    size_t      count = 5;
    pid_t       child;

    for (size_t i = 0; i < DEVICES; i++) {
        arguments[count++] = bench->types[i]->name;
        arguments[count++] = "--pty";
        arguments[count++] = bench->links[i];
    }
    child = fork();
    if (child == 0) {
        execv(painrig, (char *const *)arguments);
        _exit(127);
    }
    return child;
}

static void drivers_open(struct bench_devices *bench)
{
    for (size_t i = 0; i < DEVICES; i++) {
        const struct device_type *type;
        struct port_address       at = { .kind = PORT_KIND_PTY };
        struct device_setup       setup = { .settings = &bench->settings };
        struct why                why = { "" };

        snprintf(at.name, sizeof at.name, "%s", bench->links[i]);
        if (device_find(bench->types[i]->name, &type, &why) != ERR_OK
            || port_open(&at, &type->line, &bench->ports[i], &why) != ERR_OK
            || device_create(&bench->devices[i], type, bench->ports[i], &setup, &why) != ERR_OK)
            fprintf(stderr, "bench_emulate: %s: %s\n", bench->types[i]->name, why.text);
    }
}

static void drivers_run(struct bench_devices *bench, double until_s)
{
    struct clock clock = clock_real();

    if (clock_start(&clock) != ERR_OK)
        return;
    for (long tick = 0; (double)tick * STEP_S < until_s; tick++) {
        double now_s = (double)tick * STEP_S;

        if (clock_await(&clock, now_s) != ERR_OK)
            return;
        for (size_t i = 0; i < DEVICES; i++)
            if (bench->devices[i] && device_step(bench->devices[i], now_s) != ERR_OK)
                return;
    }
    for (size_t i = 0; i < DEVICES; i++)
        bench->up += bench->devices[i]
                  && device_report(bench->devices[i])->link == DEVICE_LINK_UP;
}

static void drivers_close(struct bench_devices *bench)
{
    for (size_t i = 0; i < DEVICES; i++) {
        device_destroy(bench->devices[i]);
        port_destroy(bench->ports[i]);
    }
    settings_free(&bench->settings);
}

static double seconds_of(const struct rusage *cost)
{
    return (double)cost->ru_utime.tv_sec + (double)cost->ru_stime.tv_sec
         + 1e-6 * (double)(cost->ru_utime.tv_usec + cost->ru_stime.tv_usec);
}

static void devices_bench(const char *painrig, bool has_drivers)
{
    char                 folder[] = "/tmp/painrigXXXXXX";
    struct bench_devices bench = { .folder = folder };
    struct rusage        cost;
    pid_t                child;

    if (!mkdtemp(folder))
        return;
    types_choose(&bench);
    child = emulate_start(&bench, painrig);
    for (int i = 0; i < 200 && access(bench.links[DEVICES - 1], F_OK) != 0; i++)
        usleep(5000);
    if (has_drivers) {
        drivers_open(&bench);
        drivers_run(&bench, SECONDS - 0.5);
        drivers_close(&bench);
    }
    if (child <= 0 || wait4(child, NULL, 0, &cost) != child)
        return;
    rmdir(folder);
    printf("  %d devices, %-36s %5.1f %% of a core, %ld kB\n", DEVICES,
           has_drivers ? "32 drivers at 100 Hz:" : "nobody there:",
           100 * seconds_of(&cost) / SECONDS, cost.ru_maxrss);
    if (has_drivers)
        printf("  %zu of %d drivers had their device\n", bench.up, DEVICES);
}

/* ---- cutting frames ---- */

struct heard { uint8_t bytes[ROOM]; size_t count; };

static void hear(void *context, double now_s, enum port_direction direction, const uint8_t *bytes,
                 size_t count)
{
    struct heard *heard = context;

    (void)now_s;
    if (direction != PORT_READ || count > ROOM - heard->count)
        return;
    memcpy(heard->bytes + heard->count, bytes, count);
    heard->count += count;
}

/* Half a minute of answers. */
static bool answers_gather(const struct device_type *type, const struct emulator_type *other,
                           struct heard *heard, struct device **device, struct port **near)
{
    struct settings       empty = { NULL }, map = { NULL };
    struct device_setup   setup = { .settings = &map };
    struct emulator_world world;
    struct emulator      *emulator;
    struct port          *far;
    struct why            why = { "" };
    double                signals[64];
    bool                  is_good;

    emulator_world_begin(&world);
    if (port_pipe_create(115200, near, &far) != ERR_OK
        || port_tap_create(*near, hear, heard, near) != ERR_OK
        || other->create(&emulator, &empty, 1, &why) != ERR_OK
        || (strcmp(type->name, "modbus-rtu") == 0
            && settings_add_text(&map, "reading.temp_c", "input 0 float") != ERR_OK))
        return false;
    is_good = device_create(device, type, *near, &setup, &why) == ERR_OK;
    for (long tick = 0; is_good && tick < 30000; tick++) {
        other->step(emulator, far, (double)tick * 0.001, 0.001, &world, signals);
        emulator_world_step(&world, 0.001);
        is_good = device_step(*device, (double)tick * 0.001) == ERR_OK;
    }
    if (!is_good)
        printf("  %-16s %s\n", type->name, why.text);
    other->destroy(emulator);
    port_destroy(far);
    settings_free(&empty);
    settings_free(&map);
    return is_good;
}

/* What this program had of a core, however much else the machine has to do. */
static double own_s(void)
{
    struct rusage cost;

    return getrusage(RUSAGE_SELF, &cost) == 0 ? seconds_of(&cost) : (double)NAN;
}

static void cut_time(const struct device *device, const struct heard *heard)
{
    const struct device_type *type = device_type(device);
    double                    began_s = own_s(), took_s;
    size_t                    frames = 0, bytes = 0, used;

    while (bytes < BYTES_MOST && heard->count > 0) {
        for (size_t at = 0; at < heard->count; at += used) {
            if (type->scan(device, heard->bytes + at, heard->count - at, &used) == DEVICE_PARTIAL) {
                if (at == 0)
                    bytes = (size_t)BYTES_MOST;     /* it ends in silence, which a file has not */
                break;
            }
            frames++;
            bytes += used;
        }
        if (own_s() - began_s > 2)
            break;
    }
    took_s = own_s() - began_s;
    if (frames == 0)
        printf("  %-16s its frames end in silence: not to be measured so\n", type->name);
    else
        printf("  %-16s %6.1f bytes a frame  %7.1f ns a frame  %7.0f MB/s\n", type->name,
               (double)bytes / (double)frames, 1e9 * took_s / (double)frames,
               1e-6 * (double)bytes / took_s);
}

static void scan_bench(const struct emulator_type *other)
{
    const struct device_type *type;
    struct device            *device = NULL;
    struct port              *near = NULL;
    struct heard             *heard = calloc(1, sizeof *heard);

    if (heard && device_find(other->name, &type, NULL) == ERR_OK
        && answers_gather(type, other, heard, &device, &near))
        cut_time(device, heard);
    device_destroy(device);
    port_destroy(near);
    free(heard);
}

int main(int argc, char **argv)
{
    const char *painrig = argc > 1 ? argv[1] : "./painrig";

    printf("devices: painrig emulate in real time, ticks of 1 ms\n");
    devices_bench(painrig, false);
    devices_bench(painrig, true);
    printf("\nscan: a driver cuts its device's answers into frames\n");
    for (size_t i = 0; emulator_types[i]; i++)
        scan_bench(emulator_types[i]);
    return 0;
}
