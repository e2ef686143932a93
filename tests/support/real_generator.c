#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS, mkdtemp */

#include "tests/support/real_generator.h"

#include "drivers/mock/generator_firmware.h"
#include "drivers/port_listen.h"
#include "hil/clock.h"

#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAUSE_NS         300000 /* between its looks at the port */
#define PRIORITY         95     /* a device does not wait for our processor; where permitted */
#define SELF_TEST_S      5
#define SELF_TEST_STEP_S 0.01

static const struct generator_body body = {
    .tip_temp_c = 37, .impedance_ohm = 250, .pad_ohm = 60,
};

/* A port between the firmware and the line, which notes what passes. */
struct watched {
    struct port                 port, *line;
    struct real_generator_seen *seen;
    char                        tail[8];    /* the last bytes, for a word that is cut in two */
};

static void standby_note(struct real_generator_seen *seen)
{
    int count = atomic_load(&seen->standbys);

    if (count < REAL_STANDBYS_KEPT)
        atomic_store(&seen->standby_s[count], clock_wall_s());
    atomic_store(&seen->standbys, count + 1);
}

static void bytes_note(struct watched *watched, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        memmove(watched->tail, watched->tail + 1, sizeof watched->tail - 1);
        watched->tail[sizeof watched->tail - 1] = (char)bytes[i];
        if (memcmp(watched->tail + sizeof watched->tail - 4, "STBY", 4) == 0)
            standby_note(watched->seen);
    }
    atomic_fetch_add(&watched->seen->bytes, (int)count);
}

static enum err watched_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                             size_t *count)
{
    struct watched *watched = (struct watched *)port;
    enum err        err = port_read(watched->line, now_s, bytes, room, count);

    if (err == ERR_OK)
        bytes_note(watched, bytes, *count);
    if (err == ERR_OK && atomic_load(&watched->seen->is_deaf))
        *count = 0;
    return err;
}

static enum err watched_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                              size_t *taken)
{
    struct watched *watched = (struct watched *)port;

    *taken = count;
    if (atomic_load(&watched->seen->is_mute) || atomic_load(&watched->seen->is_deaf))
        return ERR_OK;
    return port_write(watched->line, now_s, bytes, count, taken);
}

static void watched_destroy(struct port *port)
{
    (void)port;
}

static const struct port_type watched_type = {
    .name = "watched", .read = watched_read, .write = watched_write, .destroy = watched_destroy,
};

/* The self-test is behind it when it is plugged in. */
static double self_test(struct generator_firmware *firmware, struct watched *watched)
{
    double now_s = 0;

    for (int i = 0; i < SELF_TEST_S / SELF_TEST_STEP_S; i++) {
        now_s += SELF_TEST_STEP_S;
        generator_firmware_step(firmware, &watched->port, now_s, SELF_TEST_STEP_S, &body);
    }
    return now_s;
}

static _Noreturn void device_run(const struct real_generator *generator)
{
    const struct timespec      pause = { 0, PAUSE_NS };
    const struct sched_param   priority = { .sched_priority = PRIORITY };
    struct generator_firmware *firmware;
    struct watched             watched = { .port = { &watched_type }, .seen = generator->seen };
    struct why                 why = { "" };
    double                     from_s = clock_wall_s(), now_s = 0;

    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    (void)!sched_setscheduler(0, SCHED_FIFO, &priority);
    if (port_listen_pty(generator->path, &watched.line, &why) != ERR_OK ||
        generator_firmware_create(&firmware, NULL) != ERR_OK)
        _exit(1);
    now_s = self_test(firmware, &watched);
    from_s -= now_s;
    atomic_store(&generator->seen->is_there, true);
    for (;;) {
        double last_s = now_s;
        now_s = fmax(now_s + 1e-6, clock_wall_s() - from_s);
        struct generator_output output = generator_firmware_step(firmware, &watched.port, now_s,
                                                                 now_s - last_s, &body);
        atomic_store(&generator->seen->rf_on, output.rf_on);
        if (output.rf_on)
            atomic_store(&generator->seen->rf_on_s, now_s + from_s);
        nanosleep(&pause, NULL);
    }
}

static bool there_await(const struct real_generator *generator)
{
    const struct timespec pause = { 0, 1000000 };

    for (int i = 0; i < 30000 && !atomic_load(&generator->seen->is_there); i++)
        nanosleep(&pause, NULL);
    return atomic_load(&generator->seen->is_there);
}

bool real_generator_start(struct real_generator *generator)
{
    snprintf(generator->folder, sizeof generator->folder, "/tmp/painrig_generator_XXXXXX");
    if (!mkdtemp(generator->folder))
        return false;
    snprintf(generator->path, sizeof generator->path, "%s/generator", generator->folder);
    snprintf(generator->address, sizeof generator->address, "pty:%s", generator->path);
    generator->seen = mmap(NULL, sizeof *generator->seen, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (generator->seen == MAP_FAILED)
        return false;
    generator->process = fork();
    if (generator->process == 0)
        device_run(generator);
    return generator->process > 0 && there_await(generator);
}

void real_generator_unplug(struct real_generator *generator)
{
    if (generator->process <= 0)
        return;
    kill(generator->process, SIGKILL);
    waitpid(generator->process, NULL, 0);
    generator->process = 0;
}

void real_generator_end(struct real_generator *generator)
{
    real_generator_unplug(generator);
    unlink(generator->path);
    rmdir(generator->folder);
    munmap(generator->seen, sizeof *generator->seen);
}

double real_generator_standby_s(const struct real_generator *generator, double since_s)
{
    int count = atomic_load(&generator->seen->standbys);

    for (int i = 0; i < count && i < REAL_STANDBYS_KEPT; i++)
        if (atomic_load(&generator->seen->standby_s[i]) >= since_s)
            return atomic_load(&generator->seen->standby_s[i]);
    return NAN;
}
