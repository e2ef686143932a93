/* generator_acts.c - what an input does to the mocked generator: its state's row, and its act. */
#include "generator_firmware_inside.h"

struct generator_control_inputs generator_control_inputs(struct generator_firmware *fw)
{
    return (struct generator_control_inputs){
        .now_s = fw->now_s, .tip_c = fw->senses.value[GENERATOR_SENSE_TIP],
        .impedance_ohm = fw->readings.impedance_ohm, .settings = generator_control_settings(fw),
    };
}

static void treatment_begin(struct generator_firmware *fw)
{
    fw->elapsed_s = fw->timer_s = 0;
    if (!generator_is_mutant(fw, GENERATOR_MUTANT_ENERGY_KEPT))
        fw->energy_j = 0;
    if (generator_is_mutant(fw, GENERATOR_MUTANT_PAD_BEST_FORGOTTEN))
        fw->senses.pad_least_ohm = fw->readings.pad_ohm;
    generator_senses_restart(&fw->senses, fw->readings.impedance_ohm);
}

static void act(struct generator_firmware *fw, enum generator_act what)
{
    struct generator_control_inputs in = generator_control_inputs(fw);

    switch (what) {
    case GENERATOR_ACT_AIM_HEAT:   fw->aim = GENERATOR_INPUT_CHECKED_HEAT;  break;
    case GENERATOR_ACT_AIM_PULSE:  fw->aim = GENERATOR_INPUT_CHECKED_PULSE; break;
    case GENERATOR_ACT_BEGIN_HEAT:
        treatment_begin(fw);
        generator_heat_begin(&fw->heat, &in);
        break;
    case GENERATOR_ACT_BEGIN_PULSE:
        treatment_begin(fw);
        generator_pulses_begin(&fw->pulses, &in);
        break;
    case GENERATOR_ACT_UNLATCH:    fw->trip = (struct generator_trip){ 0 }; break;
    case GENERATOR_ACT_OUTPUT_OFF:              /* states without output have none: output_make */
    case GENERATOR_ACT_NOTHING:
    case GENERATOR_ACT_COUNT:      break;
    }
}

bool generator_take(struct generator_firmware *fw, enum generator_input input)
{
    const struct generator_transition *row = generator_transition_find(fw->state, input);

    if (!row)
        return false;
    fw->state = row->to;
    fw->state_since_s = fw->now_s;
    act(fw, row->act);
    return true;
}
