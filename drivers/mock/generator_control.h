/* generator_control.h - how the mocked generator makes heat: temperature control and pulses.
 *
 * Heat. The set point walks in a straight line from the temperature at the start to the set one,
 * and a PID controller makes it so, every 0.05 s, in power:
 *
 *     u = Kp e + Ki integral(e) - Kd d(tip)/dt     degrees Celsius, as if the plant's gain were 1
 *     P = u / g          V = sqrt(P Z)             g in C/W, Z the impedance measured last
 *
 * g starts from the impedance (both shrink as a tip grows: about 0.12 C/W per ohm) and follows rise
 * over mean power until the set temperature is reached, so that one set of constants serves tips
 * from 5 to 30 C/W. The integral is moved along whenever g moves (no bump) and stands still while
 * the output is at its limit and the error would drive it further (no wind-up). The derivative is
 * of the measurement, filtered. V is limited by the voltage, current and power limits; an unknown
 * temperature or impedance gets only the measuring voltage.
 *
 * Pulses. A burst of the set width starts at every period. Its voltage is chosen at its start, and
 * holds for it: never above the set voltage, and such that the temperature before it plus the rise
 * that the last bursts made (per volt squared) stays below the ceiling less 0.2 C. The first burst
 * has half the voltage, to find out. A tip at its ceiling gets bursts of 0 V: they are skipped,
 * their time still counts. */
#ifndef PAINRIG_DRIVERS_MOCK_GENERATOR_CONTROL_H
#define PAINRIG_DRIVERS_MOCK_GENERATOR_CONTROL_H

#include <stdbool.h>

struct generator_control_inputs {
    double        now_s, tip_c, impedance_ohm;  /* may be NAN; an open load: INFINITY */
    const double *settings;                     /* GENERATOR_SETTING_COUNT of them    */
};

#define GENERATOR_MEASURING_V 1.0

struct generator_heat {
    double start_c, set_point_c, set_point_c_per_s;
    double gain_c_per_w, gain_first_c_per_w, power_mean_w;
    double integral_c, tip_before_c, slope_c_per_s;
    double start_s, next_s, volts;
    bool   is_at_limit, is_reached;
};

void generator_heat_begin(struct generator_heat *, const struct generator_control_inputs *);

/* The voltage (RMS) for this tick. is_reached becomes true when set point and tip have arrived. */
double generator_heat_step(struct generator_heat *, const struct generator_control_inputs *);

struct generator_pulses {
    double start_s, burst_volts;
    double before_c, peak_c, rise_c_per_v2;
    long   burst;                       /* number of the one begun last, from 0; -1: none */
};

void generator_pulses_begin(struct generator_pulses *, const struct generator_control_inputs *);

/* The voltage whose square, over [now_s, now_s + dt_s), has the energy of the bursts in it. */
double generator_pulses_step(struct generator_pulses *, const struct generator_control_inputs *,
                             double dt_s);

#endif
