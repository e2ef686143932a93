/* generator_settings.c - the mocked generator's settings: as delivered, and when they cannot be. */
#include "generator_firmware_inside.h"

void generator_settings_rest(double *settings)
{
    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++)
        settings[i] = generator_orders[i].rest;
}

#define VALUE(name) settings[GENERATOR_ORDER_##name]

const char *generator_conflict(const struct generator_firmware *fw)
{
    const double *settings = fw->settings;

    if (generator_is_mutant(fw, GENERATOR_MUTANT_CONFLICT_UNSEEN))
        return NULL;
    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++)
        if (!(settings[i] >= generator_orders[i].least && settings[i] <= generator_orders[i].most))
            return "a setting is out of its range";
    if (VALUE(SET_TEMP) >= VALUE(TEMP_MAX))
        return "the set temperature is not below its limit";
    if (VALUE(IMPEDANCE_LOW) >= VALUE(IMPEDANCE_HIGH) || VALUE(PAD_LOW) >= VALUE(PAD_HIGH))
        return "a window has no inside";
    if (VALUE(PULSE_WIDTH) / 1000 * VALUE(PULSE_RATE) > 0.25)
        return "bursts fill more than a quarter of the time";
    if (VALUE(RAMP) + VALUE(HOLD) >= VALUE(TIME_MAX) || VALUE(PULSE_TIME) >= VALUE(TIME_MAX))
        return "the treatment is longer than its time limit";
    return NULL;
}
