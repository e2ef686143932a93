#include "rig_emulators_world.h"

#include <math.h>

/* name, unit, least, most, sentence, member of struct emulator_world */
#define SIGNAL_LIST(X)                                                                         \
    X("pushed_ul",     "uL",   -1e9, 1e9, "into the line, by all pumps",      pushed_ul)       \
    X("delivered_ul",  "uL",   -1e9, 1e9, "out of the line",                  delivered_ul)    \
    X("flow_ul_per_h", "uL/h", -1e9, 1e9, "out of the line",                  flow_ul_per_h)   \
    X("line_kpa",      "kPa",  -200, 1e6, "pressure in the line",             line_kpa)        \
    X("source_w",      "W",    0,    1e4, "what the source puts into a matched load", source_w) \
    X("into_load_w",   "W",    0,    1e4, "what the load takes of it",        into_load_w)     \
    X("current_a",     "A",    0,    1e3, "through the load, root mean square", current_a)     \
    X("volts",         "V",    0,    1e5, "across the load, root mean square", volts)          \
    X("load_ohm",      "ohm",  0,    (double)INFINITY, "of the load; infinite: open", load_ohm)

#define KNOB_LIST(X)                                                                             \
    X("resistance_kpa_h_per_ul", "kPa h/uL", 0, 1e6, "of the line and what follows",             \
      resistance_kpa_h_per_ul)                                                                   \
    X("compliance_ul_per_kpa", "uL/kPa", 0.001, 1e6, "of the line", compliance_ul_per_kpa)       \
    X("temp_c",            "C",    0, 60, "of the fluid and the room",          temp_c)          \
    X("density_g_per_ml",  "g/mL", 0.5, 2, "of the fluid",                      density_g_per_ml) \
    X("evaporation_mg_per_h", "mg/h", 0, 1e4, "what a balance loses",                            \
      evaporation_mg_per_h)                                                                      \
    X("load_ohm_set",      "ohm",  0, 1e9, "the load, where no emulator is one", load_ohm)       \
    X("probe_1_c", "C", -200, 1000, "at the thermometer's first channel",       probe_c[0])      \
    X("probe_2_c", "C", -200, 1000, "at the second channel",                    probe_c[1])      \
    X("probe_3_c", "C", -200, 1000, "at the third channel",                     probe_c[2])      \
    X("probe_4_c", "C", -200, 1000, "at the fourth channel",                    probe_c[3])

enum { IS_OCCLUDED, HAS_AIR, FLAG_COUNT };

#define WORD(name, unit, least, most, sentence, member) { name, unit, least, most, sentence, NULL },
const struct emulator_word emulators_world_signals[] = { SIGNAL_LIST(WORD) };
const size_t emulators_world_signal_count = sizeof emulators_world_signals
                                          / sizeof *emulators_world_signals;

const struct emulator_word emulators_world_knobs[] = {
    [IS_OCCLUDED] = { "is_occluded", "-", 0, 1, "1: nothing leaves the line", NULL },
    [HAS_AIR]     = { "has_air",     "-", 0, 1, "1: there is air in the line", NULL },
    KNOB_LIST(WORD)
};
const size_t emulators_world_knob_count = sizeof emulators_world_knobs
                                        / sizeof *emulators_world_knobs;
#undef WORD

void emulators_world_see(const struct emulator_world *world, double *values)
{
#define SEE(name, unit, least, most, sentence, member) *values++ = world->member;
    SIGNAL_LIST(SEE)
#undef SEE
}

/* The quantity behind knob number FLAG_COUNT + n. */
static double *quantity(struct emulator_world *world, size_t n)
{
#define QUANTITY(name, unit, least, most, sentence, member) &world->member,
    double *const quantities[] = { KNOB_LIST(QUANTITY) };
#undef QUANTITY

    return quantities[n];
}

void emulators_world_turn(struct emulator_world *world, size_t knob, double value)
{
    if (knob == IS_OCCLUDED)
        world->is_occluded = value != 0;
    else if (knob == HAS_AIR)
        world->has_air = value != 0;
    else
        *quantity(world, knob - FLAG_COUNT) = value;
}

double emulators_world_at_rest(const struct emulator_world *world, size_t knob)
{
    struct emulator_world copy = *world;

    return knob < FLAG_COUNT ? 0 : *quantity(&copy, knob - FLAG_COUNT);
}
