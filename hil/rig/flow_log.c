#include "flow_log.h"

#include "base/units.h"
#include "hil/flow/flow_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define INSTANT_S 1e-9

enum err flow_log_open(struct flow_log *log)
{
    *log = (struct flow_log){ .last_s = (double)NAN };
    log->now.mass_g = calloc(FLOW_LOG_SAMPLES, sizeof *log->now.mass_g);
    log->best.mass_g = calloc(FLOW_LOG_SAMPLES, sizeof *log->best.mass_g);
    return log->now.mass_g && log->best.mass_g ? ERR_OK : ERR_MEMORY;
}

void flow_log_close(struct flow_log *log)
{
    free(log->now.mass_g);
    free(log->best.mass_g);
    *log = (struct flow_log){ .start_s = 0 };
}

/* The longer one stays. */
static void stretch_end(struct flow_log *log)
{
    struct flow_stretch ended = log->now;

    if (ended.count > log->best.count) {
        log->now = log->best;
        log->best = ended;
    }
    log->now.count = 0;
    log->last_s = (double)NAN;
}

static void stretch_begin(struct flow_log *log, double t_s, double mass_g, double rate_ml_per_h)
{
    log->now.rate_ml_per_h = rate_ml_per_h;
    log->now.mass_g[0] = mass_g;
    log->now.count = 1;
    log->start_s = t_s;
}

/* Every sample that stands between the last mass and this one, by a straight line. */
static void samples_take(struct flow_log *log, double t_s, double mass_g)
{
    while (log->now.count < FLOW_LOG_SAMPLES) {
        double at_s = log->start_s + FLOW_LOG_SAMPLE_S * (double)log->now.count;
        if (at_s > t_s + INSTANT_S)
            return;
        log->now.mass_g[log->now.count++] = log->last_g + (mass_g - log->last_g)
                                          * (at_s - log->last_s) / (t_s - log->last_s);
    }
}

void flow_log_note(struct flow_log *log, double t_s, double mass_g, double rate_ml_per_h)
{
    bool is_on = rate_ml_per_h > 0;

    if (!log->now.mass_g)
        return;
    if (!isnan(log->last_s) && (!is_on || rate_ml_per_h != log->now.rate_ml_per_h
                                || t_s - log->last_s > FLOW_LOG_SAMPLE_S))
        stretch_end(log);
    if (isnan(mass_g) || !is_on)
        return;
    if (isnan(log->last_s))
        stretch_begin(log, t_s, mass_g, rate_ml_per_h);
    else
        samples_take(log, t_s, mass_g);
    log->last_s = t_s;
    log->last_g = mass_g;
}

enum err flow_log_show(const struct flow_log *log, double density_g_per_ml,
                       struct exhibits *exhibits, struct why *why)
{
    const struct flow_stretch *best = log->now.count > log->best.count ? &log->now : &log->best;
    struct flow_setup  setup = { .rate_ml_per_h = best->rate_ml_per_h, .buoyancy = 1,
                                 .sample_s = FLOW_LOG_SAMPLE_S,
                                 .density_g_per_ml = density_g_per_ml };
    struct flow_plan   plan;
    struct flow_report report;
    size_t             tables = exhibits->table_count;

    if (best->count < 2 || flow_plan_make(FLOW_TEST_SYRINGE, FLOW_LOG_SAMPLE_S, 0,
                                          best->count - 1, true, &plan, NULL) != ERR_OK)
        return ERR_OK;
    TRY(flow_report_make(&setup, &plan, best->mass_g, best->count,
                         flow_digit_g(best->mass_g, best->count), &report, why));
    report.test = FLOW_TEST_SYRINGE;
    TRY(flow_report_show(&report, exhibits, why));
    exhibits->tables[tables].is_first = true;
    return ERR_OK;
}
