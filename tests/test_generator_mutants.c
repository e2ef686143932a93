/* Every mutant of the mocked generator behaves otherwise than a sound one in some story below. That
 * requirements and scenarios see each of them is for `painrig test --mutants`. */
#include "drivers/generator.h"
#include "drivers/mock/generator_firmware.h"
#include "drivers/mock/generator_mutants.h"
#include "drivers/port_faulty.h"
#include "drivers/port_pipe.h"
#include "hil/rig/rig_ablation.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define DT_S 0.01

/* ------------------------------------------------------------------ stories */

enum what { ORDER, WARMTH, TIP_C, OHM, PAD_OHM, TC_OPEN, TC_SHORT, ESTOP, MAINS_OFF, LEAK_V, GAIN,
            SELF_TEST, CUT, CORRUPT };

struct act { double at_s; enum what what; double value; enum generator_order order; };

#define SET(at_, name, value_) \
    { .at_s = at_, .what = ORDER, .value = value_, .order = GENERATOR_ORDER_##name }
#define DO(at_, name)          SET(at_, name, 0)
#define IS(at_, what_, value_) { .at_s = at_, .what = what_, .value = value_ }

/* Heating from 1.5 s on: a ramp of 3 s, hot at about 5.5 s. */
#define HEAT(hold_s_) SET(0.5, RAMP, 3), SET(0.5, HOLD, hold_s_), DO(1.5, START_HEAT)
#define AGAIN(at_)    DO(at_, CLEAR_FAULT), DO((at_) + 0.3, START_HEAT)
#define ACTS_MAX 16

static const struct story {
    const char *name;
    double      long_s;
    struct act  acts[ACTS_MAX];
} stories[] = {
    { "a lesion, then another", 22, { HEAT(4), SET(0.5, SET_TEMP, 55),
        SET(0.5, POWER_LIMIT, 2), SET(0.5, ENERGY_MAX, 30),
        DO(13, START_HEAT), IS(15, OHM, 80) } },
    { "changed in the hold", 20, { HEAT(20), SET(8, SET_TEMP, 76), SET(13, TEMP_MAX, 90),
        SET(14, SENSORY_VOLTS, 1), DO(16, STANDBY) } },
    { "energy and time", 25, { HEAT(20), SET(0.5, ENERGY_MAX, 15), SET(9, ENERGY_MAX, 4000),
        SET(9.5, PULSE_TIME, 5), SET(9.5, HOLD, 5), SET(9.5, TIME_MAX, 10),
        SET(9.5, POWER_LIMIT, 0.5), AGAIN(10) } },
    { "too hot", 25, { HEAT(60), SET(0.5, TEMP_MARGIN, 20), IS(7, LEAK_V, 27), IS(12, LEAK_V, 0),
        AGAIN(18) } },
    { "too hot to begin", 4, { IS(0, TIP_C, 60), HEAT(60) } },
    { "hotter than set", 20, { HEAT(60), IS(7, LEAK_V, 21) } },
    { "hot, and no hotter", 20, { HEAT(60), SET(0.5, SET_TEMP, 90) } },
    { "colder", 30, { HEAT(60), IS(7, TIP_C, -30), IS(8, TIP_C, 0), AGAIN(12), IS(15, TIP_C, -15),
        IS(15, LEAK_V, 10) } },
    { "a probe that slipped out", 25, { IS(0, WARMTH, 0), HEAT(60) } },
    { "no thermocouple", 14, { HEAT(60), IS(7, TC_OPEN, 1), IS(9, TC_OPEN, 0), AGAIN(10) } },
    { "a shorted thermocouple", 8, { IS(0, TC_SHORT, 1), HEAT(60) } },
    { "a pad that goes", 14, { HEAT(60), IS(7, PAD_OHM, 1e9), IS(7, OHM, 95), IS(8.5, PAD_OHM, 60),
        AGAIN(12) } },
    { "a pad that peels", 30, { HEAT(60), IS(7, PAD_OHM, 75), DO(8, STANDBY), DO(8.5, START_HEAT),
        IS(11, PAD_OHM, 82), IS(18, PAD_OHM, 60), AGAIN(19) } },
    { "a pad at its limit", 6, { IS(0, PAD_OHM, 120), HEAT(60) } },
    { "a pad too high", 6, { IS(0, PAD_OHM, 150), HEAT(60) } },
    { "a pad too low", 6, { IS(0, PAD_OHM, 15), HEAT(60) } },
    { "an open lead", 12, { HEAT(60), IS(7, OHM, 1200), IS(7.3, OHM, 95), IS(9, OHM, 2000) } },
    { "a shorted lead", 10, { HEAT(60), IS(7, OHM, 40) } },
    { "tissue that dries", 10, { HEAT(60), IS(7, OHM, 130) } },
    { "much voltage", 10, { HEAT(60), SET(0.5, VOLT_LIMIT, 5), IS(5, GAIN, 0.3) } },
    { "much current", 10, { HEAT(60), SET(0.5, CURRENT_LIMIT, 0.05), IS(5, GAIN, 0.3) } },
    { "much power", 14, { HEAT(60), SET(0.5, POWER_LIMIT, 1), IS(5, GAIN, 0.15), IS(7, GAIN, 0),
        AGAIN(8) } },
    { "unasked", 6, { IS(3, LEAK_V, 3) } },
    { "the cable", 12, { HEAT(60), IS(7, CUT, 1), IS(10, CUT, 0) } },
    { "garbage", 16, { HEAT(60), IS(7, CORRUPT, 0.5), IS(11, CORRUPT, 0) } },
    { "emergency", 16, { HEAT(60), IS(7, ESTOP, 1), DO(8, CLEAR_FAULT), IS(9, ESTOP, 0),
        AGAIN(10) } },
    { "emergency in pulses", 8, { DO(1.5, START_PULSE), IS(4, ESTOP, 1) } },
    { "emergency in stimulation", 8, { DO(1.5, START_SENSORY), SET(2, SENSORY_VOLTS, 1),
        IS(4, ESTOP, 1) } },
    { "a bad self-test", 6, { IS(0, SELF_TEST, 1), DO(2, START_HEAT) } },
    { "the mains", 12, { HEAT(60), IS(7, MAINS_OFF, 1), IS(8, MAINS_OFF, 0) } },
    { "pulses", 16, { SET(0.5, PULSE_TIME, 6), DO(1.5, START_PULSE), DO(9, START_PULSE),
        DO(12, STANDBY) } },
    { "pulses at their ceiling", 16, { SET(0.5, PULSE_RATE, 10), SET(0.5, PULSE_CEILING, 38),
        DO(1.5, START_PULSE), IS(10, TIP_C, 9) } },
    { "refused", 8, { SET(0.5, SET_TEMP, 150), SET(0.5, TEMP_MAX, 60), DO(1.5, START_HEAT),
        SET(4, SET_TEMP, 40) } },
};

/* ------------------------------------------------------------------ a bed for them */

struct bed {
    struct port_faults         faults;
    struct generator_defects   defects;
    struct generator_body      body;
    struct port               *near, *far;
    struct generator          *client;
    struct generator_firmware *firmware;
    struct generator_output    out;
    double                     c_per_w, warm_c, shift_c;
};

static void bed_make(struct bed *bed, enum generator_mutant mutant)
{
    struct port *end;

    *bed = (struct bed){ .c_per_w = 12, .defects = { .mutant = (int)mutant },
        .body = { .tip_temp_c = 37, .impedance_ohm = 95, .pad_ohm = 60 } };
    ck_assert_int_eq(port_pipe_create(115200, &end, &bed->far), ERR_OK);
    ck_assert_int_eq(port_faulty_create(end, &bed->faults, 7, &bed->near), ERR_OK);
    ck_assert_int_eq(generator_create(&bed->client, bed->near, NULL), ERR_OK);
    ck_assert_int_eq(generator_firmware_create(&bed->firmware, &bed->defects), ERR_OK);
}

static void bed_drop(struct bed *bed)
{
    generator_destroy(bed->client);
    generator_firmware_destroy(bed->firmware);
    port_destroy(bed->near);
    port_destroy(bed->far);
}

static void bed_act(struct bed *bed, const struct act *act)
{
    switch (act->what) {
    case ORDER:     (void)!generator_order(bed->client, act->order, act->value); break;
    case WARMTH:    bed->c_per_w = act->value;                            break;
    case TIP_C:     bed->shift_c = act->value;                            break;
    case OHM:       bed->body.impedance_ohm = act->value;                 break;
    case PAD_OHM:   bed->body.pad_ohm = act->value;                       break;
    case TC_OPEN:   bed->body.tc_is_open = act->value > 0;                break;
    case TC_SHORT:  bed->body.tc_is_short = act->value > 0;               break;
    case ESTOP:     bed->body.estop_is_pressed = act->value > 0;          break;
    case MAINS_OFF: bed->body.mains_is_off = act->value > 0;              break;
    case LEAK_V:    bed->defects.leak_volts = act->value;                 break;
    case GAIN:      bed->defects.gain_error = act->value;                 break;
    case SELF_TEST: bed->defects.self_test_fails = act->value;            break;
    case CUT:       bed->faults.cable_cut = act->value;                   break;
    case CORRUPT:   bed->faults.corrupt_probability = act->value;         break;
    }
}

/* Usually 12 C/W behind 2 s, and a thermocouple that is shifted by the story. */
static void bed_step(struct bed *bed, double now_s)
{
    double power_w;

    ck_assert_int_eq(generator_step(bed->client, now_s), ERR_OK);
    bed->out = generator_firmware_step(bed->firmware, bed->far, now_s, DT_S, &bed->body);
    power_w = bed->out.volts_rms * bed->out.volts_rms / bed->body.impedance_ohm;
    bed->warm_c += (bed->c_per_w * power_w - bed->warm_c) * DT_S / 2;
    bed->body.tip_temp_c = 37 + bed->warm_c + bed->shift_c;
}

static uint64_t mix(uint64_t hash, const void *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ ((const uint8_t *)bytes)[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* Of all that leaves the device: output, lamps and words. */
static uint64_t bed_look(const struct bed *bed, uint64_t hash)
{
    const struct generator_status *said = &generator_report(bed->client)->status;
    const double values[] = {
        bed->out.volts_rms, bed->out.stim_volts, bed->out.rf_on, bed->out.stim_on, bed->out.state,
        bed->out.fault, said->alarms, said->set_temp_c, said->tip_temp_c, said->impedance_ohm,
        said->power_w, said->timer_s, said->elapsed_s, said->energy_j,
    };

    return mix(hash, values, sizeof values);
}

/* What stands behind a story's last act is empty: an order at 0 s. */
static bool is_due(const struct act *act, double now_s)
{
    return fabs(act->at_s - now_s) < DT_S / 2 && (act->at_s > 0 || act->what != ORDER);
}

static uint64_t story_told(const struct story *story, enum generator_mutant mutant)
{
    uint64_t   hash = UINT64_C(0xcbf29ce484222325);
    struct bed bed;

    bed_make(&bed, mutant);
    for (long tick = 0; (double)tick * DT_S < story->long_s; tick++) {
        double now_s = (double)tick * DT_S;

        for (size_t i = 0; i < ACTS_MAX; i++)
            if (is_due(&story->acts[i], now_s))
                bed_act(&bed, &story->acts[i]);
        bed_step(&bed, now_s);
        hash = bed_look(&bed, hash);
    }
    bed_drop(&bed);
    return hash;
}

/* ------------------------------------------------------------------ tests */

/* What a sound generator does, told once before all tests. */
static uint64_t sound[COUNT(stories)];

static void sound_tell(void)
{
    for (size_t i = 0; i < COUNT(stories); i++)
        sound[i] = story_told(&stories[i], GENERATOR_MUTANT_NONE);
}

START_TEST(a_mutant_behaves_otherwise_in_some_story)
{
    enum generator_mutant mutant = (enum generator_mutant)_i;

    for (size_t i = 0; i < COUNT(stories); i++)
        if (story_told(&stories[i], mutant) != sound[i])
            return;
    ck_abort_msg("%s does what a sound generator does", rig_ablation.mutants[mutant - 1].name);
}
END_TEST

START_TEST(a_story_is_told_twice_alike)
{
    ck_assert_msg(story_told(&stories[_i], GENERATOR_MUTANT_NONE) == sound[_i], "%s",
                  stories[_i].name);
}
END_TEST

START_TEST(mutants_have_names_and_sentences_of_their_own)
{
    const struct mutant *mutants = rig_ablation.mutants;

    ck_assert_uint_eq(rig_ablation.mutant_count, GENERATOR_MUTANT_COUNT - 1);
    ck_assert_uint_ge(rig_ablation.mutant_count, 45);
    for (size_t i = 0; i < rig_ablation.mutant_count; i++) {
        ck_assert_msg(mutants[i].attacks[0], "%s attacks nothing", mutants[i].name);
        for (size_t j = 0; j < i; j++) {
            ck_assert_str_ne(mutants[i].name, mutants[j].name);
            ck_assert_str_ne(mutants[i].sentence, mutants[j].sentence);
        }
    }
}
END_TEST

START_TEST(a_sound_device_has_the_tables_as_they_are)
{
    struct generator_interlock rows[GENERATOR_FAULT_COUNT];
    double settings[GENERATOR_SETTING_COUNT];

    memcpy(rows, generator_interlock_rows, sizeof rows);
    generator_mutate_interlocks(GENERATOR_MUTANT_NONE, rows);
    ck_assert_mem_eq(rows, generator_interlock_rows, sizeof rows);
    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++)
        settings[i] = generator_orders[i].rest;
    generator_mutate_settings(GENERATOR_MUTANT_NONE, settings);
    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++)
        ck_assert_double_eq(settings[i], generator_orders[i].rest);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("generator_mutants");
    TCase *tests = tcase_create("mutants");

    tcase_add_unchecked_fixture(tests, sound_tell, NULL);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_mutant_behaves_otherwise_in_some_story, 1, GENERATOR_MUTANT_COUNT);
    tcase_add_loop_test(tests, a_story_is_told_twice_alike, 0, COUNT(stories));
    tcase_add_test(tests, mutants_have_names_and_sentences_of_their_own);
    tcase_add_test(tests, a_sound_device_has_the_tables_as_they_are);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
