/* sensor.h - from truth to what an instrument sees: lag, offset, noise, resolution, and faults.
 *
 *     d lagged/dt = (truth - lagged) / lag
 *     seen        = round((lagged + offset + noise) / resolution) * resolution
 *
 * Seen, offset, noise and resolution are in whatever unit the truth is in. Faults are all zero when
 * the sensor is well. An open thermocouple shows NAN (the instrument decides what
 * it makes of that); a shorted one shows the temperature of its connector. Noise is Gaussian from
 * GSL's generator (Mersenne twister) with the caller's seed: same seed, same readings. Allocates
 * only when created. */
#ifndef PAINRIG_SIM_SENSOR_H
#define PAINRIG_SIM_SENSOR_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct sensor_faults {
    bool   is_open, is_short;
    double offset;              /* added after the lag, in the unit of the truth       */
    double extra_lag_s;         /* added to the lag: a thermocouple that has come loose */
};

struct sensor_setup {
    double   lag_s;             /* 0: none           */
    double   noise;             /* standard deviation */
    double   resolution;        /* 0: none           */
    double   shorted;           /* what a short shows */
    uint64_t seed;
};

struct sensor;

MUST_CHECK enum err sensor_create(struct sensor **, const struct sensor_setup *, double start);
void sensor_destroy(struct sensor *);

/* What is seen after dt_s at this truth. */
double sensor_step(struct sensor *, double truth, double dt_s, const struct sensor_faults *);

#endif
