#include "generator_firmware.h"

#include "generator_firmware_inside.h"

#include <math.h>
#include <stdlib.h>

#define SELF_TEST_S     1.0
#define CHECK_S         0.5
#define COOL_C          45.0
#define COOL_S_MAX      60.0
#define SENSORY_HZ      50.0
#define MOTOR_HZ        2.0
#define J_PER_CALORIE   4.184
#define INSTANT_S       1e-9

static const struct generator_defects sound = { 0 };

/* ------------------------------------------------------------------ states */

/* What happens by itself, with time. */
static void state_advance(struct generator_firmware *fw)
{
    double since_s = fw->now_s - fw->state_since_s + INSTANT_S;
    double timer_s = fw->timer_s + INSTANT_S, tip_c = fw->senses.value[GENERATOR_SENSE_TIP];
    const double *settings = generator_control_settings(fw);

    if (fw->state == GENERATOR_STATE_SELF_TEST && since_s >= SELF_TEST_S)
        generator_take(fw, GENERATOR_INPUT_PASSED);
    else if (fw->state == GENERATOR_STATE_CHECKING && since_s >= CHECK_S && !isnan(tip_c))
        generator_take(fw, fw->aim);            /* an unknown temperature is no start for a ramp */
    else if (fw->state == GENERATOR_STATE_RAMP && fw->heat.is_reached)
        generator_take(fw, GENERATOR_INPUT_REACHED);
    else if (fw->state == GENERATOR_STATE_HOLD && timer_s >= settings[GENERATOR_ORDER_HOLD])
        generator_take(fw, GENERATOR_INPUT_TIME_UP);
    else if (fw->state == GENERATOR_STATE_PULSE && timer_s >= settings[GENERATOR_ORDER_PULSE_TIME])
        generator_take(fw, GENERATOR_INPUT_TIME_UP);
    else if (fw->state == GENERATOR_STATE_COOLDOWN && (tip_c <= COOL_C || since_s >= COOL_S_MAX))
        generator_take(fw, GENERATOR_INPUT_COOLED);
}

/* ------------------------------------------------------------------ feeling */

static double thermocouple_c(const struct generator_body *body)
{
    if (body->tc_is_open)
        return GENERATOR_TC_RAIL_C;
    return body->tc_is_short ? GENERATOR_JUNCTION_C : body->tip_temp_c;
}

/* What comes out when the control asks for `wanted`. */
static double volts_out(const struct generator_firmware *fw, double wanted)
{
    return wanted * (1 + fw->defects->gain_error) + fw->defects->leak_volts;
}

/* Voltage within the burst, current and mean power, from what the last turn put out. */
static void feel_output(struct generator_firmware *fw, struct generator_readings *in)
{
    const double *settings = fw->settings;
    double        duty = settings[GENERATOR_ORDER_PULSE_WIDTH] / 1000
                       * settings[GENERATOR_ORDER_PULSE_RATE];
    bool          is_pulsed = fw->state == GENERATOR_STATE_PULSE;

    in->volts_rms = is_pulsed ? volts_out(fw, fw->pulses.burst_volts) : fw->output.volts_rms;
    in->stim_volts = fw->output.stim_volts;
    in->current_a = in->volts_rms / in->impedance_ohm;
    in->power_w = in->volts_rms * in->current_a * (is_pulsed ? duty : 1);
}

static bool has_self_test_failed(const struct generator_firmware *fw)
{
    return fw->state == GENERATOR_STATE_SELF_TEST && fw->defects->self_test_fails != 0
        && fw->now_s - fw->state_since_s + INSTANT_S >= SELF_TEST_S;
}

static void feel(struct generator_firmware *fw, const struct generator_body *body)
{
    struct generator_readings *in = &fw->readings;

    *in = (struct generator_readings){
        .state = fw->state, .settings = fw->settings,
        .tc_raw_c = thermocouple_c(body),
        .pad_ohm = body->pad_ohm, .impedance_ohm = body->impedance_ohm,
        .elapsed_s = fw->elapsed_s, .energy_j = fw->energy_j, .silence_s = fw->now_s - fw->heard_s,
        .is_estop_pressed = body->estop_is_pressed,
        .has_self_test_failed = has_self_test_failed(fw),
        .is_settings_bad = generator_conflict(fw) != NULL,
    };
    feel_output(fw, in);
    generator_misdeeds_sense(fw);
    generator_senses_step(&fw->senses, in, fw->now_s);
}

/* ------------------------------------------------------------------ interlocks */

static void trip_tell(struct generator_firmware *fw, const struct generator_trip *trip)
{
    char        detail[80];
    struct text text = text_over(detail, sizeof detail);

    if (trip->is_blind)
        text_add(&text, "unknown for %.2f s", trip->for_s);
    else
        text_add(&text, "%.2f is beyond %.2f for %.2f s", trip->value, trip->limit, trip->for_s);
    generator_error_push(fw, GENERATOR_ERROR_FAULT_FIRST + (int)trip->fault,
                         generator_fault_labels[trip->fault], detail);
    if (trip->fault == GENERATOR_FAULT_SELF_TEST)
        generator_error_push(fw, GENERATOR_ERROR_SELF_TEST,
                             generator_error_text(GENERATOR_ERROR_SELF_TEST), NULL);
}

static void watch(struct generator_firmware *fw)
{
    struct generator_trip trip;
    enum generator_fault  exempt = (enum generator_fault)fw->defects->exempt_fault;

    if (!generator_interlocks_step(&fw->interlocks, fw->senses.value, fw->settings, fw->state,
                                   fw->now_s, exempt, fw->defects->extra_hold_s, &trip))
        return;
    fw->trip = trip;
    trip_tell(fw, &trip);
    generator_take(fw, trip.fault == GENERATOR_FAULT_ESTOP ? GENERATOR_INPUT_ESTOP
                                                           : GENERATOR_INPUT_TRIP);
}

/* ------------------------------------------------------------------ output */

/* What the state's control asks for. */
static double volts_wanted(struct generator_firmware *fw, double dt_s)
{
    struct generator_control_inputs in = generator_control_inputs(fw);

    if (generator_is_in(fw->state, GENERATOR_IN_HEAT))
        return generator_heat_step(&fw->heat, &in);
    if (fw->state == GENERATOR_STATE_PULSE)
        return generator_pulses_step(&fw->pulses, &in, dt_s);
    return 0;
}

static double stim_hz(enum generator_state state)
{
    if (state == GENERATOR_STATE_SENSORY)
        return SENSORY_HZ;
    return state == GENERATOR_STATE_MOTOR ? MOTOR_HZ : 0;
}

static double stim_wanted(const struct generator_firmware *fw)
{
    if (fw->state == GENERATOR_STATE_SENSORY)
        return fw->settings[GENERATOR_ORDER_SENSORY_VOLTS];
    return fw->state == GENERATOR_STATE_MOTOR ? fw->settings[GENERATOR_ORDER_MOTOR_VOLTS] : 0;
}

/* A latched fault opens the output relay, behind everything that could be defective. */
static void output_make(struct generator_firmware *fw, double dt_s)
{
    struct generator_output *out = &fw->output;
    double wanted = volts_wanted(fw, dt_s), stim = stim_wanted(fw);

    *out = (struct generator_output){ .state = fw->state, .fault = fw->trip.fault };
    if (generator_is_in(fw->state, GENERATOR_IN_LATCHED))
        return;
    out->volts_rms = volts_out(fw, wanted);
    out->rf_on = out->volts_rms > 0;
    out->stim_volts = stim;
    out->stim_hz = stim_hz(fw->state);
    out->stim_on = stim > 0;
}

static double joules(const struct generator_firmware *fw, double volts, double ohm, double dt_s)
{
    double energy = volts * volts / ohm * dt_s;

    return generator_is_mutant(fw, GENERATOR_MUTANT_ENERGY_IN_CALORIES) ? energy / J_PER_CALORIE
                                                                        : energy;
}

static void dose_count(struct generator_firmware *fw, double dt_s)
{
    double ohm = fw->readings.impedance_ohm;

    if (!generator_is_in(fw->state, GENERATOR_IN_RF))
        return;
    fw->elapsed_s += dt_s;
    if (fw->state != GENERATOR_STATE_RAMP)
        fw->timer_s += dt_s;
    if (ohm > 0)
        fw->energy_j += joules(fw, fw->output.volts_rms, ohm, dt_s);
}

/* ------------------------------------------------------------------ life */

static void power_up(struct generator_firmware *fw, double now_s)
{
    bool was_heating = generator_is_in(fw->state, GENERATOR_IN_HEAT);

    *fw = (struct generator_firmware){
        .defects = fw->defects, .is_powered = true, .state = GENERATOR_STATE_SELF_TEST,
        .now_s = now_s, .state_since_s = now_s, .heard_s = now_s, .sequence = fw->sequence,
    };
    generator_settings_rest(fw->settings);
    generator_senses_init(&fw->senses);
    generator_interlocks_init(&fw->interlocks);
    generator_misdeeds_begin(fw, was_heating);
}

static struct generator_output dead(struct generator_firmware *fw, struct port *port, double now_s)
{
    uint8_t lost[64];
    size_t  count = sizeof lost;

    for (int i = 0; i < 64 && count == sizeof lost; i++)    /* nobody is there to read it later */
        if (port_read(port, now_s, lost, sizeof lost, &count) != ERR_OK)
            break;
    fw->is_powered = false;
    fw->output = (struct generator_output){ .state = GENERATOR_STATE_SELF_TEST };
    return fw->output;
}

enum err generator_firmware_create(struct generator_firmware **out,
                                   const struct generator_defects *defects)
{
    struct generator_firmware *fw = calloc(1, sizeof *fw);

    if (!fw)
        return ERR_MEMORY;
    fw->defects = defects ? defects : &sound;
    *out = fw;
    return ERR_OK;
}

void generator_firmware_destroy(struct generator_firmware *fw)
{
    free(fw);
}

struct generator_output generator_firmware_step(struct generator_firmware *fw, struct port *port,
                                                double now_s, double dt_s,
                                                const struct generator_body *body)
{
    if (body->mains_is_off)
        return dead(fw, port, now_s);
    if (!fw->is_powered)
        power_up(fw, now_s);
    fw->now_s = now_s;
    feel(fw, body);
    watch(fw);
    generator_misdeeds_act(fw);
    generator_console_step(fw, port);
    state_advance(fw);
    output_make(fw, dt_s);
    generator_misdeeds_output(fw);
    dose_count(fw, dt_s);
    return fw->output;
}
