/* The mocked generator as a whole, asked by its client or by a person: its treatments, what its
 * interlocks do in which tick, and what it says to a terminal. */
#include "drivers/port_pipe.h"
#include "tests/support/generator_bed.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* ------------------------------------------------------------------ treatments */

START_TEST(a_lesion_runs_from_standby_to_complete)
{
    struct generator_bed bed;
    double     most_c = 0;

    bed_ready(&bed);
    bed_order(&bed, GENERATOR_ORDER_HOLD, 20);
    bed_order(&bed, GENERATOR_ORDER_RAMP, 10);
    bed_order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_await(&bed, GENERATOR_STATE_CHECKING, 0.3);
    bed_await(&bed, GENERATOR_STATE_RAMP, 1);
    bed_await(&bed, GENERATOR_STATE_HOLD, 15);
    for (int i = 0; i < 1900; i++) {
        bed_step(&bed);
        most_c = fmax(most_c, bed.body.tip_temp_c);
    }
    ck_assert_int_eq(bed_report(&bed)->status.state, GENERATOR_STATE_HOLD);
    ck_assert_double_eq_tol(bed_report(&bed)->status.timer_s, 19, 0.2);
    ck_assert_double_eq_tol(bed_report(&bed)->status.tip_temp_c, 80, 0.5);
    ck_assert_double_eq_tol(bed_report(&bed)->status.power_w, 43.0 / 11, 0.2);
    ck_assert_double_eq_tol(bed_report(&bed)->status.current_a * bed_report(&bed)->status.volts_rms,
                            bed_report(&bed)->status.power_w, 0.02);
    ck_assert_double_lt(most_c, 82);
    bed_await(&bed, GENERATOR_STATE_COOLDOWN, 2);
    ck_assert_double_eq(bed.out.volts_rms, 0);
    ck_assert_double_gt(bed_report(&bed)->status.energy_j, 80);
    bed_await(&bed, GENERATOR_STATE_COMPLETE, 60);
    ck_assert(bed_told(&bed, "state: hold -> cooldown"));
    ck_assert_uint_eq(bed_report(&bed)->refused, 0);
    bed_drop(&bed);
}
END_TEST

START_TEST(pulses_stay_cool_and_end)
{
    struct generator_bed bed;
    double     most_c = 0, most_v = 0;

    bed_ready(&bed);
    bed_order(&bed, GENERATOR_ORDER_PULSE_TIME, 30);
    bed_order(&bed, GENERATOR_ORDER_START_PULSE, 1);
    bed_await(&bed, GENERATOR_STATE_PULSE, 1);
    while (bed.out.state == GENERATOR_STATE_PULSE) {
        bed_step(&bed);
        most_c = fmax(most_c, bed.body.tip_temp_c);
        most_v = fmax(most_v, bed.out.volts_rms);
    }
    ck_assert_double_lt(most_c, 42.3);
    ck_assert_double_eq_tol(most_v, 45, 1e-9);
    bed_await(&bed, GENERATOR_STATE_COMPLETE, 5);
    ck_assert_double_eq_tol(bed_report(&bed)->status.timer_s, 30, 0.02);
    bed_drop(&bed);
}
END_TEST

START_TEST(stimulation_never_heats_and_is_turned_down_before_anything_else)
{
    struct generator_bed bed;
    enum generator_order start = _i ? GENERATOR_ORDER_START_MOTOR : GENERATOR_ORDER_START_SENSORY;
    enum generator_order volts = _i ? GENERATOR_ORDER_MOTOR_VOLTS : GENERATOR_ORDER_SENSORY_VOLTS;

    bed_ready(&bed);
    bed_order(&bed, start, 1);
    bed_order(&bed, volts, 0.5);
    bed_run(&bed, 0.3);
    ck_assert_double_eq(bed.out.stim_volts, 0.5);
    ck_assert_double_eq(bed.out.stim_hz, _i ? 2 : 50);
    ck_assert(bed.out.stim_on && !bed.out.rf_on && bed.out.volts_rms == 0);
    ck_assert_double_eq_tol(bed_report(&bed)->status.stim_volts, 0.5, 1e-9);
    bed_order(&bed, GENERATOR_ORDER_STANDBY, 1);
    bed_order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_run(&bed, 0.3);
    ck_assert(bed_told(&bed, "refused: start_heat: -221 \"Settings conflict;"
                             "a stimulation amplitude is not zero\""));
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_STANDBY);
    bed_order(&bed, volts, 0);
    bed_order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_run(&bed, 0.3);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_CHECKING);
    bed_drop(&bed);
}
END_TEST

static const struct {
    const char          *story;
    enum generator_order order[2];
    double               value[2];
    const char          *want;
} refusals[] = {
    { "a set temperature at its limit", { GENERATOR_ORDER_SET_TEMP, GENERATOR_ORDER_TEMP_MAX },
      { 80, 80 }, "the set temperature is not below its limit" },
    { "no window of impedance", { GENERATOR_ORDER_IMPEDANCE_LOW, GENERATOR_ORDER_IMPEDANCE_HIGH },
      { 200, 200 }, "a window has no inside" },
    { "no window of the pad", { GENERATOR_ORDER_PAD_LOW, GENERATOR_ORDER_PAD_HIGH },
      { 100, 100 }, "a window has no inside" },
    { "long bursts", { GENERATOR_ORDER_PULSE_WIDTH, GENERATOR_ORDER_PULSE_RATE },
      { 50, 5.1 }, "bursts fill more than a quarter of the time" },
    { "a hold longer than allowed", { GENERATOR_ORDER_HOLD, GENERATOR_ORDER_TIME_MAX },
      { 90, 105 }, "the treatment is longer than its time limit" },
};

START_TEST(a_start_with_settings_in_conflict_is_refused)
{
    struct generator_bed bed;

    bed_ready(&bed);
    for (int i = 0; i < 2; i++)
        bed_order(&bed, refusals[_i].order[i], refusals[_i].value[i]);
    bed_order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_run(&bed, 0.4);
    ck_assert_msg(bed_told(&bed, refusals[_i].want), "%s: %s", refusals[_i].story, bed.told);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_STANDBY);
    bed_drop(&bed);
}
END_TEST

START_TEST(most_settings_cannot_be_turned_while_energy_flows)
{
    struct generator_bed bed;

    bed_heat(&bed, GENERATOR_STATE_HOLD);
    bed_order(&bed, GENERATOR_ORDER_TEMP_MARGIN, 20);
    bed_order(&bed, GENERATOR_ORDER_SET_TEMP, 82);
    bed_order(&bed, GENERATOR_ORDER_SET_TEMP, 95);
    bed_run(&bed, 0.3);
    ck_assert(bed_told(&bed, "refused: temp_margin_c = 20: -221 \"Settings conflict;"
                             "not while the output is in use\""));
    ck_assert(bed_told(&bed, "refused: set_temp_c = 95: -221 \"Settings conflict;"
                             "not with the other settings\""));
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_HOLD);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ interlocks */

#define F(name) GENERATOR_FAULT_##name

enum where { IN_CHECKING, IN_HOLD, IN_PULSE, IN_SENSORY, IN_STANDBY };

static void make_tc_open(struct generator_bed *bed) { bed->body.tc_is_open = true; }
static void make_tc_short(struct generator_bed *bed) { bed->body.tc_is_short = true; }
static void make_tc_silent(struct generator_bed *bed) { bed->body.tip_temp_c = (double)NAN; }

static void make_too_hot(struct generator_bed *bed)
{
    bed->body.tip_temp_c = 96;
    bed->slow_c = bed->quick_c = 29.5;
}

static void make_hot(struct generator_bed *bed)
{
    bed->body.tip_temp_c = 97;
    bed->slow_c = 60;
}

static void make_warm(struct generator_bed *bed)
{
    bed->body.tip_temp_c = 46;
    bed->slow_c = bed->quick_c = 6;
}

static void make_pad_off(struct generator_bed *bed) { bed->body.pad_ohm = (double)INFINITY; }
static void make_pad_touch(struct generator_bed *bed) { bed->body.pad_ohm = 15; }
static void make_pad_peel(struct generator_bed *bed) { bed->body.pad_ohm = 130; }
static void make_pad_dry(struct generator_bed *bed) { bed->body.pad_ohm = 79; }
static void make_load_short(struct generator_bed *bed) { bed->body.impedance_ohm = 5; }
static void make_load_open(struct generator_bed *bed)
{
    bed->body.impedance_ohm = (double)INFINITY;
}

static void make_char(struct generator_bed *bed) { bed->body.impedance_ohm = 130; }
static void make_estop(struct generator_bed *bed) { bed->body.estop_is_pressed = true; }
static void make_leak(struct generator_bed *bed) { bed->defects.leak_volts = 3; }
static void make_gain(struct generator_bed *bed) { bed->defects.gain_error = 0.3; }
static void make_silence(struct generator_bed *bed) { bed->faults.cable_cut = 1; }

static const struct {
    const char *story;
    enum where  where;
    void      (*make)(struct generator_bed *);
    enum generator_fault want;
    int         ticks;                  /* from the change to the tick without output */
} trips[] = {
    { "thermocouple open",           IN_HOLD,     make_tc_open,    F(TC_OPEN), 0 },
    { "open before the start",       IN_CHECKING, make_tc_open,    F(TC_OPEN), 0 },
    { "thermocouple short",          IN_HOLD,     make_tc_short,   F(TC_JUMP), 0 },
    { "short before the start",      IN_CHECKING, make_tc_short,   F(TC_SHORT), 20 },
    { "too hot before the start",    IN_CHECKING, make_hot,        F(OVER_TEMP), 10 },
    { "converter silent",            IN_HOLD,     make_tc_silent,  F(TC_OPEN), 10 },
    { "warm while pulsing",          IN_PULSE,    make_warm,       F(PULSE_OVER_TEMP), 20 },
    { "pad off",                     IN_HOLD,     make_pad_off,    F(PAD_LOST), 0 },
    { "pad off, stimulating",        IN_SENSORY,  make_pad_off,    F(PAD_LOST), 0 },
    { "pad halves touch",            IN_HOLD,     make_pad_touch,  F(PAD_LOW), 20 },
    { "pad peels",                   IN_HOLD,     make_pad_peel,   F(PAD_HIGH), 20 },
    { "pad dries",                   IN_HOLD,     make_pad_dry,    F(PAD_DRIFT), 50 },
    { "load shorted",                IN_HOLD,     make_load_short, F(IMPEDANCE_LOW), 5 },
    { "load open",                   IN_HOLD,     make_load_open,  F(IMPEDANCE_HIGH), 5 },
    { "tissue chars",                IN_HOLD,     make_char,       F(IMPEDANCE_RISE), 10 },
    { "emergency stop",              IN_HOLD,     make_estop,      F(ESTOP), 0 },
    { "emergency stop, stimulating", IN_SENSORY,  make_estop,      F(ESTOP), 0 },
    { "emergency stop in standby",   IN_STANDBY,  make_estop,      F(ESTOP), 0 },
    { "output while stimulating",    IN_SENSORY,  make_leak,       F(BOTH_OUTPUTS), 1 },
    { "output in standby",           IN_STANDBY,  make_leak,       F(UNASKED_OUTPUT), 11 },
    { "bursts too strong",           IN_PULSE,    make_gain,       F(OVER_VOLTAGE), 2 },
    { "host silent, stimulating",    IN_SENSORY,  make_silence,    F(HOST_SILENT), -1 },
};

static void go(struct generator_bed *bed, enum where where)
{
    bed_ready(bed);
    bed_order(bed, GENERATOR_ORDER_RAMP, 5);
    switch (where) {
    case IN_CHECKING:
        bed_order(bed, GENERATOR_ORDER_START_HEAT, 1);
        bed_await(bed, GENERATOR_STATE_CHECKING, 1);
        break;
    case IN_HOLD:
        bed_order(bed, GENERATOR_ORDER_START_HEAT, 1);
        bed_await(bed, GENERATOR_STATE_HOLD, 15);
        bed_run(bed, 2);
        break;
    case IN_PULSE:
        bed_order(bed, GENERATOR_ORDER_START_PULSE, 1);
        bed_await(bed, GENERATOR_STATE_PULSE, 1);
        while (bed->out.volts_rms < 40)
            bed_step(bed);
        bed_run(bed, 0.3);
        break;
    case IN_SENSORY:
        bed_order(bed, GENERATOR_ORDER_START_SENSORY, 1);
        bed_order(bed, GENERATOR_ORDER_SENSORY_VOLTS, 1);
        bed_await(bed, GENERATOR_STATE_SENSORY, 1);
        bed_run(bed, 0.2);
        break;
    case IN_STANDBY:
        bed_run(bed, 0.2);
        break;
    }
}

static bool is_dead(const struct generator_output *out)
{
    return out->volts_rms == 0 && out->stim_volts == 0 && !out->rf_on && !out->stim_on;
}

START_TEST(an_interlock_stops_the_whole_device_in_the_right_tick)
{
    struct generator_bed bed;
    int        tick = 0;
    bool       is_estop = trips[_i].want == GENERATOR_FAULT_ESTOP;
    enum generator_state end = is_estop ? GENERATOR_STATE_ESTOP : GENERATOR_STATE_FAULT;

    go(&bed, trips[_i].where);
    ck_assert_int_eq(bed.out.fault, GENERATOR_FAULT_NONE);
    trips[_i].make(&bed);
    for (bed_step(&bed); tick < 400 && bed.out.state != end; tick++)
        bed_step(&bed);
    ck_assert_msg(bed.out.fault == trips[_i].want, "%s: %s", trips[_i].story,
                  generator_fault_labels[bed.out.fault]);
    if (trips[_i].ticks >= 0)
        ck_assert_msg(tick == trips[_i].ticks, "%s: tick %d", trips[_i].story, tick);
    ck_assert(is_dead(&bed.out));
    bed_run(&bed, 1);
    ck_assert(bed.out.volts_rms == 0 && bed.out.stim_volts == 0);
    if (trips[_i].make != make_silence) {
        char name[60];
        ck_assert_int_eq(bed_report(&bed)->status.fault, trips[_i].want);
        snprintf(name, sizeof name, "fault: %s", generator_fault_labels[trips[_i].want]);
        ck_assert_msg(bed_told(&bed, name), "%s: %s", trips[_i].story, bed.told);
    }
    bed_drop(&bed);
}
END_TEST

START_TEST(a_hot_tip_trips_whatever_made_it_hot)
{
    struct generator_bed bed;

    bed_heat(&bed, GENERATOR_STATE_RAMP);
    bed_order(&bed, GENERATOR_ORDER_SET_TEMP, 90);
    bed_run(&bed, 10);
    for (int i = 0; i < 200 && bed.out.state != GENERATOR_STATE_FAULT; i++) {
        make_too_hot(&bed);
        bed.body.tip_temp_c = fmin(96, 90 + i * 0.5);
        bed_step(&bed);
    }
    ck_assert_int_eq(bed.out.fault, GENERATOR_FAULT_OVER_TEMP);
    bed_drop(&bed);
}
END_TEST

START_TEST(power_without_heat_trips_as_no_rise)
{
    struct generator_bed bed;
    int        tick = 0;

    bed_ready(&bed);
    bed_order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_await(&bed, GENERATOR_STATE_RAMP, 2);
    for (; tick < 4000 && bed.out.state != GENERATOR_STATE_FAULT; tick++) {
        bed.body.tip_temp_c = 38;                   /* the tip is not where the heat goes */
        bed.quick_c = bed.slow_c = 0.5;
        bed_step(&bed);
    }
    ck_assert_int_eq(bed.out.fault, GENERATOR_FAULT_NO_RISE);
    ck_assert_int_le(tick, 1400);
    bed_drop(&bed);
}
END_TEST

static const struct {
    enum generator_order order;
    double               limit;
    enum generator_fault want;
} doses[] = {
    { GENERATOR_ORDER_ENERGY_MAX, 60, F(ENERGY)   },
    { GENERATOR_ORDER_TIME_MAX,   20, F(OVERTIME) },
};

START_TEST(a_dose_limit_stops_a_treatment)
{
    struct generator_bed bed;

    bed_ready(&bed);
    bed_order(&bed, doses[_i].order, doses[_i].limit);
    bed_order(&bed, GENERATOR_ORDER_POWER_LIMIT, 3);    /* never gets there, goes on for ever */
    bed_order(&bed, GENERATOR_ORDER_HOLD, 4);
    bed_order(&bed, GENERATOR_ORDER_PULSE_TIME, 10);
    bed_order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_await(&bed, GENERATOR_STATE_FAULT, 60);
    ck_assert_int_eq(bed.out.fault, doses[_i].want);
    ck_assert_double_eq_tol(doses[_i].want == F(ENERGY) ? bed_report(&bed)->status.energy_j
                                                        : bed_report(&bed)->status.elapsed_s,
                            doses[_i].limit, 0.02 * doses[_i].limit);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_fault_is_cleared_only_when_its_cause_is_gone)
{
    struct generator_bed bed;

    bed_heat(&bed, GENERATOR_STATE_HOLD);
    bed.body.pad_ohm = 130;
    bed_await(&bed, GENERATOR_STATE_FAULT, 1);
    bed_order(&bed, GENERATOR_ORDER_START_HEAT, 1);
    bed_order(&bed, GENERATOR_ORDER_CLEAR_FAULT, 1);
    bed_run(&bed, 0.3);
    ck_assert(bed_told(&bed, "refused: start_heat: -200 \"Execution error;a fault is latched\""));
    ck_assert(bed_told(&bed, "refused: clear_fault: -200 \"Execution error;"
                             "the cause is still there\""));
    bed.body.pad_ohm = 60;
    bed_run(&bed, 1);
    ck_assert_int_eq(bed.out.state, GENERATOR_STATE_FAULT);
    bed_order(&bed, GENERATOR_ORDER_CLEAR_FAULT, 1);
    bed_await(&bed, GENERATOR_STATE_STANDBY, 1);
    ck_assert_int_eq(bed_report(&bed)->status.fault, GENERATOR_FAULT_NONE);
    bed_drop(&bed);
}
END_TEST

START_TEST(some_faults_end_only_with_the_power)
{
    struct generator_bed bed;

    bed_make(&bed, 115200);
    bed.defects.self_test_fails = 1;
    bed_await(&bed, GENERATOR_STATE_FAULT, 2);
    ck_assert_int_eq(bed_report(&bed)->status.fault, GENERATOR_FAULT_SELF_TEST);
    bed.defects.self_test_fails = 0;
    bed_order(&bed, GENERATOR_ORDER_CLEAR_FAULT, 1);
    bed_run(&bed, 0.3);
    ck_assert(bed_told(&bed, "only switching off clears this fault"));
    ck_assert(bed_told(&bed, "device: -330 \"Self-test failed\""));
    bed.body.mains_is_off = true;
    bed_run(&bed, 0.5);
    bed.body.mains_is_off = false;
    bed_await(&bed, GENERATOR_STATE_STANDBY, 3);
    bed_drop(&bed);
}
END_TEST

/* ------------------------------------------------------------------ a person at a terminal */

/* Each line typed without tag or check, and what comes back (its check left off). */
static const struct { const char *typed, *want; } dialogue[] = {
    { "*IDN?\n",                  "<00 " GENERATOR_IDENTITY },
    { "SYST:ERR?\n",              "<00 0,\"No error\"" },
    { "source:temperature 75\r\n", "<00 75.0" },
    { "SOUR:TEMP?\n",             "<00 75.0" },
    { "SOUR:TEMP 200\n",          "<00 !-222,\"Data out of range\"" },
    { "SOUR:HEAT 1\n",            "<00 !-113,\"Undefined header\"" },
    { "SYST:ERR?\n",              "<00 -222,\"Data out of range\"" },
    { "SYST:ERR?\n",              "<00 -113,\"Undefined header\"" },
    { "SYST:ERR?\n",              "<00 0,\"No error\"" },
    { "OUTP:MODE STBY\n",         "<00 OK" },
    { "OUTP:MODE HEAT\n",         "<00 OK" },
    { "*RST\n",                   "<00 OK" },
    { "SOUR:TEMP?\n",             "<00 80.0" },
    { "STAT:FAUL:CLE\n",          "<00 OK" },
    { "SYST:KEEP*0000\n",         "<00 !-360,\"Communication error\"" },
    { "\x80\n",                   "<00 !-360,\"Communication error\"" },
    { "*CLS\n",                   "<00 OK" },
    { "SYST:ERR?\n",              "<00 0,\"No error\"" },
    { "@41 SYST:KEEP\n",          "<41 OK" },
    { "@3F SOUR:TEMP 80.0*F51A\n", "<3F 80.0" },
    /* Checks, once used, are required, of an empty line too. */
    { "SOUR:TEMP 81\n",           "<00 !-360,\"Communication error;no check\"" },
    { "\n",                       "<00 !-360,\"Communication error;no check\"" },
};

struct terminal {
    struct port               *near, *far;
    struct generator_firmware *firmware;
    double                     now_s;
    char                       reply[LINE_BYTES_MAX + 1];
};

static void terminal_run(struct terminal *terminal, int steps)
{
    const struct generator_body body = { .tip_temp_c = 37, .impedance_ohm = 95, .pad_ohm = 60 };

    for (int i = 0; i < steps; i++, terminal->now_s += BED_STEP_S)
        generator_firmware_step(terminal->firmware, terminal->far, terminal->now_s, BED_STEP_S,
                                &body);
}

static struct terminal terminal_make(void)
{
    struct terminal terminal = { .now_s = 0 };

    ck_assert_int_eq(port_pipe_create(115200, &terminal.near, &terminal.far), ERR_OK);
    ck_assert_int_eq(generator_firmware_create(&terminal.firmware, NULL), ERR_OK);
    return terminal;
}

static void terminal_drop(struct terminal *terminal)
{
    generator_firmware_destroy(terminal->firmware);
    port_destroy(terminal->near);
    port_destroy(terminal->far);
}

/* What comes back to a line within 50 ms. */
static const char *terminal_type(struct terminal *terminal, const char *line)
{
    size_t count;

    ck_assert_int_eq(port_write(terminal->near, terminal->now_s, (const uint8_t *)line,
                                strlen(line), &count), ERR_OK);
    terminal_run(terminal, 5);
    ck_assert_int_eq(port_read(terminal->near, terminal->now_s, (uint8_t *)terminal->reply,
                               sizeof terminal->reply - 1, &count), ERR_OK);
    terminal->reply[count] = '\0';
    return terminal->reply;
}

START_TEST(a_person_can_talk_to_the_device)
{
    struct terminal terminal = terminal_make();

    terminal_run(&terminal, 150);
    for (size_t i = 0; i < COUNT(dialogue); i++) {
        const char *reply = terminal_type(&terminal, dialogue[i].typed);
        size_t      count = strlen(reply);
        ck_assert_msg(count > 7 && strncmp(reply, dialogue[i].want, count - 7) == 0
                      && strlen(dialogue[i].want) == count - 7, "%s gives %s", dialogue[i].typed,
                      reply);
    }
    terminal_drop(&terminal);
}
END_TEST

/* Of eighteen errors the queue keeps fifteen and says that there were more. */
START_TEST(the_error_queue_overflows_as_it_should)
{
    struct terminal terminal = terminal_make();

    for (int i = 0; i < 18; i++)
        terminal_type(&terminal, "NO:SUCH\n");
    for (int i = 0; i < 15; i++)
        ck_assert_ptr_nonnull(strstr(terminal_type(&terminal, "SYST:ERR?\n"),
                                     "-113,\"Undefined header\""));
    ck_assert_ptr_nonnull(strstr(terminal_type(&terminal, "SYST:ERR?\n"),
                                 "-350,\"Queue overflow\""));
    ck_assert_ptr_nonnull(strstr(terminal_type(&terminal, "SYST:ERR?\n"), "0,\"No error\""));
    terminal_drop(&terminal);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("generator device");
    TCase *tests = tcase_create("generator device");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_lesion_runs_from_standby_to_complete);
    tcase_add_test(tests, pulses_stay_cool_and_end);
    tcase_add_loop_test(tests, stimulation_never_heats_and_is_turned_down_before_anything_else, 0,
                        2);
    tcase_add_loop_test(tests, a_start_with_settings_in_conflict_is_refused, 0,
                        (int)COUNT(refusals));
    tcase_add_test(tests, most_settings_cannot_be_turned_while_energy_flows);
    tcase_add_loop_test(tests, an_interlock_stops_the_whole_device_in_the_right_tick, 0,
                        (int)COUNT(trips));
    tcase_add_test(tests, a_hot_tip_trips_whatever_made_it_hot);
    tcase_add_test(tests, power_without_heat_trips_as_no_rise);
    tcase_add_loop_test(tests, a_dose_limit_stops_a_treatment, 0, (int)COUNT(doses));
    tcase_add_test(tests, a_fault_is_cleared_only_when_its_cause_is_gone);
    tcase_add_test(tests, some_faults_end_only_with_the_power);
    tcase_add_test(tests, a_person_can_talk_to_the_device);
    tcase_add_test(tests, the_error_queue_overflows_as_it_should);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
