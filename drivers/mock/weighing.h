/* weighing.h - what any balance's pan does: load, drift, evaporation, tremor, and when it is still.
 *
 *     on the pan = delivered_ul * density + load_g - evaporated
 *     shown      follows it with a lag of 0.2 s; quantised to the readability
 *     stable     the quantised value stayed within one digit for a second
 *
 * Gross is counted from zero, net from the tare. Chance comes from a seed. */
#ifndef PAINRIG_DRIVERS_MOCK_WEIGHING_H
#define PAINRIG_DRIVERS_MOCK_WEIGHING_H

#include "emulator.h"

/* enumerator, name, unit, least, most, sentence: knobs of every balance, zero = perfect */
#define WEIGHING_KNOB_LIST(X)                                                            \
    X(LOAD,      "load_g",           "g",      -1e5, 1e5, "laid on the pan beside")      \
    X(VIBRATION, "vibration_mg",     "mg",     0,    1e6, "tremor of the table, rms")    \
    X(DRIFT,     "drift_mg_per_min", "mg/min", -1e3, 1e3, "of the electronics")          \
    X(ERROR,     "error",            "-",      0,    999, "its own error; 0: none")      \
    X(RESTART,   "restart",          "-",      0,    1,   "1: switched off and on, once")

#define WEIGHING_KNOB_ENUM(name, ...) WEIGHING_##name,
enum weighing_knob { WEIGHING_KNOB_LIST(WEIGHING_KNOB_ENUM) WEIGHING_KNOB_COUNT };
#undef WEIGHING_KNOB_ENUM
#define WEIGHING_KNOB(enumerator, text, in, low, high, says) \
    { .name = (text), .unit = (in), .least = (low), .most = (high), .sentence = (says) },
#define WEIGHING_KNOBS WEIGHING_KNOB_LIST(WEIGHING_KNOB)

enum weighing_state { WEIGHING_GOOD, WEIGHING_OVER, WEIGHING_UNDER, WEIGHING_BROKEN };

struct weighing {
    double   knobs[WEIGHING_KNOB_COUNT];
    double   capacity_g, readability_g;
    double   evaporated_mg, drifted_mg;
    double   pan_g, shown_g;            /* from the factory's zero */
    double   zero_g, tare_g;            /* tare from zero */
    double   still_g, still_s;
    uint64_t random;
    bool     is_begun;
};

void weighing_begin(struct weighing *, double capacity_g, double readability_g, uint64_t seed);
void weighing_step(struct weighing *, const struct emulator_world *, double dt_s);
/* What lies there is zero from now on, and the tare is forgotten: at power-up, and by a key. */
void weighing_zero(struct weighing *);
void weighing_tare(struct weighing *);

enum weighing_state weighing_state(const struct weighing *);
double weighing_net_g(const struct weighing *);         /* quantised */
bool   weighing_is_stable(const struct weighing *);

#endif
