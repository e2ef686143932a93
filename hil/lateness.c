#include "lateness.h"

#include <math.h>
#include <stdio.h>

#define FIRST_S 1e-6

static size_t bucket_of(double late_s)
{
    double step = log2(late_s / FIRST_S) * LATENESS_STEPS;

    if (!(late_s >= FIRST_S))
        return 0;
    return step < LATENESS_BUCKETS - 2 ? (size_t)step + 1 : LATENESS_BUCKETS - 1;
}

double lateness_bucket_s(size_t i)
{
    return i == 0 ? 0 : FIRST_S * exp2((double)(i - 1) / LATENESS_STEPS);
}

void lateness_add(struct lateness *lateness, double deadline_s, double late_s, bool is_overrun,
                  double tick_s)
{
    bool is_missed = late_s > tick_s;

    lateness->counts[bucket_of(late_s)]++;
    lateness->ticks++;
    lateness->overruns += is_overrun;
    if (is_missed && lateness->missed++ == 0)
        lateness->first_miss_s = deadline_s;
    if (late_s > lateness->max_s) {
        lateness->max_s = late_s;
        lateness->max_at_s = deadline_s;
    }
    lateness->wall_s = deadline_s + late_s;
}

double lateness_quantile_s(const struct lateness *lateness, double share)
{
    unsigned long wanted = (unsigned long)ceil(share * (double)lateness->ticks), seen = 0;

    for (size_t i = 0; i < LATENESS_BUCKETS; i++) {
        seen += lateness->counts[i];
        if (seen > 0 && seen >= wanted)
            return fmin(i + 1 < LATENESS_BUCKETS ? lateness_bucket_s(i + 1) : INFINITY,
                        lateness->max_s);
    }
    return 0;
}

struct lateness_summary lateness_summary(const struct lateness *lateness, long missed_most,
                                         double simulated_s)
{
    return (struct lateness_summary){
        .is_real = true, .ticks = lateness->ticks, .missed = lateness->missed,
        .overruns = lateness->overruns, .missed_most = missed_most,
        .median_us = 1e6 * lateness_quantile_s(lateness, 0.5),
        .p99_us = 1e6 * lateness_quantile_s(lateness, 0.99),
        .p999_us = 1e6 * lateness_quantile_s(lateness, 0.999),
        .max_us = 1e6 * lateness->max_s,
        .factor = lateness->wall_s > 0 ? simulated_s / lateness->wall_s : NAN,
    };
}

bool lateness_judge(const struct lateness *lateness, long missed_most, enum verdict verdict,
                    double simulated_s, struct judgement *judgement)
{
    if (lateness->missed <= missed_most || (verdict != VERDICT_PASS && verdict != VERDICT_FAIL))
        return false;
    *judgement = (struct judgement){ .verdict = VERDICT_INCONCLUSIVE, .from_s = 0,
                                     .t_s = simulated_s, .within_s = NAN };
    snprintf(judgement->what, sizeof judgement->what, "the computer kept time");
    snprintf(judgement->where, sizeof judgement->where, "the bench's missed_most");
    snprintf(judgement->why, sizeof judgement->why,
             "%ld of %ld ticks began later than their own end (the first at %.3f s, the latest by "
             "%.3g ms), and the bench allows %ld: what the devices did in between was not seen, so "
             "%s is no verdict", lateness->missed, lateness->ticks, lateness->first_miss_s,
             1e3 * lateness->max_s, missed_most, verdict_name(verdict));
    return true;
}
