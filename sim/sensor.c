#include "sensor.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

struct sensor {
    struct sensor_setup setup;
    double   lagged;
    gsl_rng *random;
};

enum err sensor_create(struct sensor **made, const struct sensor_setup *setup, double start)
{
    struct sensor *sensor = calloc(1, sizeof *sensor);

    if (!sensor)
        return ERR_MEMORY;
    sensor->setup = *setup;
    /* GSL's default ends the process; here a failed allocation is an error like others. */
    gsl_set_error_handler_off();
    sensor->lagged = start;
    sensor->random = gsl_rng_alloc(gsl_rng_mt19937);
    if (!sensor->random) {
        free(sensor);
        return ERR_MEMORY;
    }
    gsl_rng_set(sensor->random, (unsigned long)setup->seed);
    *made = sensor;
    return ERR_OK;
}

void sensor_destroy(struct sensor *sensor)
{
    if (!sensor)
        return;
    gsl_rng_free(sensor->random);
    free(sensor);
}

double sensor_step(struct sensor *sensor, double truth, double dt_s,
                   const struct sensor_faults *faults)
{
    const struct sensor_setup *setup = &sensor->setup;
    double lag_s = setup->lag_s + faults->extra_lag_s, seen;

    /* Exact for a truth that stays put over the step. */
    sensor->lagged = lag_s > 0 ? truth + (sensor->lagged - truth) * exp(-dt_s / lag_s) : truth;
    seen = sensor->lagged + faults->offset;
    if (setup->noise > 0)
        seen += gsl_ran_gaussian_ziggurat(sensor->random, setup->noise);
    if (faults->is_short)
        seen = setup->shorted;
    if (faults->is_open)
        return NAN;
    return setup->resolution > 0 ? round(seen / setup->resolution) * setup->resolution : seen;
}
