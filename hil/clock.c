#include "clock.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

#define NS_PER_S 1000000000L

double clock_wall_s(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return NAN;
    return (double)now.tv_sec + (double)now.tv_nsec / (double)NS_PER_S;
}

void clock_utc_text(char out[32])
{
    time_t    now = time(NULL);
    struct tm utc;

    snprintf(out, 32, "unknown");
    if (now != (time_t)-1 && gmtime_r(&now, &utc))
        strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static enum err virtual_start(struct clock *clock)
{
    clock->start_s = 0;
    return ERR_OK;
}

static enum err virtual_await(struct clock *clock, double t_s)
{
    (void)clock;
    (void)t_s;
    return ERR_OK;
}

static const struct clock_type virtual_type = { "virtual", virtual_start, virtual_await };

struct clock clock_virtual(void)
{
    return (struct clock){ .type = &virtual_type };
}

static enum err real_start(struct clock *clock)
{
    clock->start_s = clock_wall_s();
    return isfinite(clock->start_s) ? ERR_OK : ERR_IO;
}

static struct timespec deadline_at(double wall_s)
{
    double          whole_s = floor(wall_s);
    struct timespec deadline = { .tv_sec = (time_t)whole_s,
                                 .tv_nsec = (long)((wall_s - whole_s) * (double)NS_PER_S) };

    return deadline;
}

static enum err real_await(struct clock *clock, double t_s)
{
    double          wall_s = clock->start_s + t_s;
    struct timespec deadline = deadline_at(wall_s);
    int             failed;

    clock->is_overrun = clock_wall_s() > wall_s;
    failed = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL);
    if (failed == EINTR)
        return ERR_TIMEOUT;
    if (failed != 0)
        return ERR_IO;
    clock->late_s = fmax(0, clock_wall_s() - wall_s);
    clock->late_s_max = fmax(clock->late_s_max, clock->late_s);
    return ERR_OK;
}

static const struct clock_type real_type = { "real", real_start, real_await };

struct clock clock_real(void)
{
    return (struct clock){ .type = &real_type };
}

static enum err paced_start(struct clock *clock)
{
    clock->start_s = clock_wall_s();
    clock->from_t_s = 0;
    clock->rate = clock->pacer->rate(clock->pacer->pacer);
    return isfinite(clock->start_s) ? ERR_OK : ERR_IO;
}

/* The time from which the rate holds is now. */
static void pace_change(struct clock *clock, double now_s, double t_s, double rate)
{
    double passed_s = isnan(clock->rate) ? 0 : clock->rate * (now_s - clock->start_s);

    clock->from_t_s = fmin(clock->from_t_s + passed_s, t_s);
    clock->start_s = now_s;
    clock->rate = rate;
}

static enum err paced_await(struct clock *clock, double t_s)
{
    const struct clock_pacer *pacer = clock->pacer;
    double                    now_s, rate, due_s;

    for (;;) {
        now_s = clock_wall_s();
        rate = pacer->rate(pacer->pacer);
        if (isnan(rate))
            return ERR_OK;
        if (rate != clock->rate)
            pace_change(clock, now_s, t_s, rate);
        due_s = rate > 0 ? clock->start_s + (t_s - clock->from_t_s) / rate : now_s + 1;
        if (due_s - now_s <= CLOCK_GRAIN_S)
            break;
        pacer->sleep(pacer->pacer, due_s);
    }
    clock->late_s = fmax(0, now_s - due_s);
    clock->late_s_max = fmax(clock->late_s_max, clock->late_s);
    clock->is_overrun = clock->late_s > CLOCK_SLIP_S;
    if (clock->is_overrun) {
        clock->start_s = now_s;
        clock->from_t_s = t_s;
    }
    return ERR_OK;
}

static const struct clock_type paced_type = { "paced", paced_start, paced_await };

struct clock clock_paced(const struct clock_pacer *pacer)
{
    return (struct clock){ .type = &paced_type, .pacer = pacer };
}
