/* T&C's generator: its bytes, both ways; its emulator; the driver against it, and what goes
 * wrong. */
#include "drivers/mock/tc_cxn_emulator.h"
#include "drivers/tc_cxn.h"
#include "drivers/tc_cxn_wire.h"
#include "tests/data/wire/tc_cxn_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"
#include "tests/support/wire_bytes.h"

#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define SAFE_LIMIT_S 0.3

/* ------------------------------------------------------------------ the bytes */

START_TEST(a_command_is_the_bytes_that_the_page_says)
{
    struct tc_cxn_command command = { .address = 1, .first = tc_cxn_vectors[_i].first,
                                      .second = tc_cxn_vectors[_i].second };
    uint8_t written[TC_CXN_COMMAND_BYTES], want[16];

    memcpy(command.id, tc_cxn_vectors[_i].id, sizeof command.id);
    ck_assert_uint_eq(wire_bytes(tc_cxn_vectors[_i].command, want, sizeof want), sizeof written);
    ck_assert_uint_eq(tc_cxn_command_write(&command, written), sizeof written);
    ck_assert_mem_eq(written, want, sizeof written);
}
END_TEST

/* In any split: nothing but the whole is whole. */
START_TEST(an_answer_is_cut_at_its_length)
{
    uint8_t bytes[64];
    size_t  count = wire_bytes(tc_cxn_vectors[_i].answer, bytes, sizeof bytes), used;

    for (size_t part = 0; part < count; part++)
        ck_assert_int_eq(tc_cxn_response_scan(bytes, part, &used), DEVICE_PARTIAL);
    bytes[count] = '*';                 /* what follows is not looked at */
    if (count > 0) {
        ck_assert_int_eq(tc_cxn_response_scan(bytes, count + 1, &used), DEVICE_WHOLE);
        ck_assert_uint_eq(used, count);
    }
}
END_TEST

START_TEST(no_wrong_bit_is_believed)
{
    uint8_t bytes[64];
    size_t  count = wire_bytes(tc_cxn_vectors[_i].answer, bytes, sizeof bytes), used;

    for (size_t bit = 0; bit < 8 * count; bit++) {
        bool is_address = bit / 8 == 1;
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert_msg(tc_cxn_response_scan(bytes, count, &used) != DEVICE_WHOLE || is_address,
                      "bit %zu", bit);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

static struct tc_cxn_response answer_of(const char *hex, uint8_t bytes[64])
{
    return tc_cxn_response_of(bytes, wire_bytes(hex, bytes, 64));
}

START_TEST(the_answers_say_what_the_page_says)
{
    uint8_t                bytes[64];
    struct tc_cxn_response r = answer_of(tc_cxn_vectors[6].answer, bytes);
    struct tc_cxn_power    power;
    struct tc_cxn_status   status;
    double                 number;
    bool                   has_control;

    ck_assert_int_eq(tc_cxn_power_read(&r, &power), ERR_OK);
    ck_assert_double_eq(power.forward_w, 50);
    ck_assert_double_eq(power.reflected_w, 1.2);
    ck_assert_double_eq(power.load_w, 48.8);
    r = answer_of(tc_cxn_vectors[7].answer, bytes);
    ck_assert_int_eq(tc_cxn_status_read(&r, &status), ERR_OK);
    ck_assert_uint_eq(status.bits, TC_CXN_RF_ON);
    ck_assert_double_eq(status.heatsink_c, 31.5);
    ck_assert_int_eq(tc_cxn_power_read(&r, &power), ERR_GARBLED);
    r = answer_of(tc_cxn_vectors[8].answer, bytes);
    ck_assert_int_eq(tc_cxn_set_power_read(&r, &number), ERR_OK);
    ck_assert_double_eq(number, 50);
    ck_assert_int_eq(tc_cxn_control_read(&r, &has_control), ERR_GARBLED);
    r = answer_of(tc_cxn_vectors[9].answer, bytes);
    ck_assert_int_eq(tc_cxn_frequency_read(&r, &number), ERR_OK);
    ck_assert_double_eq(number, 460000);
    r = answer_of(tc_cxn_vectors[0].answer, bytes);
    ck_assert_int_eq(tc_cxn_control_read(&r, &has_control), ERR_OK);
    ck_assert(has_control);
}
END_TEST

static const struct { const char *story, *hex; enum device_scan want; size_t used; } signs[] = {
    { "recognised",                       "2A",                      DEVICE_WHOLE,   1 },
    { "not recognised",                   "3F",                      DEVICE_WHOLE,   1 },
    { "nothing",                          "",                        DEVICE_PARTIAL, 0 },
    { "rest of a late response in front", "00 01 F4 01 4A 2A",       DEVICE_JUNK,    5 },
    { "a late response",                  "52 01 00 02 01 F4 01 4A", DEVICE_WHOLE,   8 },
    { "a star in a late response",        "52 01 00 02 2A 00 00 7F", DEVICE_WHOLE,   8 },
    { "part of a late response",          "52 01 00 02 2A",          DEVICE_PARTIAL, 0 },
    { "an R that is none",                "52 FF FF 01 2A",          DEVICE_JUNK,    4 },
    { "a response with a wrong sum",      "52 01 00 02 01 F4 01 4B", DEVICE_JUNK,    8 },
};

START_TEST(a_sign_is_told_from_what_comes_too_late)
{
    uint8_t bytes[64];
    size_t  count = wire_bytes(signs[_i].hex, bytes, sizeof bytes), used = 99;

    ck_assert_msg(tc_cxn_sign_scan(bytes, count, &used) == signs[_i].want, "%s", signs[_i].story);
    ck_assert_uint_eq(used, signs[_i].used);
}
END_TEST

static const struct { unsigned bit; bool is_alarm; const char *part; } status_bits[] = {
    { 0, false, "radiofrequency is on" }, { 4, false, "external source" }, { 5, false, "levels" },
    { 6, false, "MCG" }, { 8, true, "forward power is at its limit" },
    { 9, true, "reflected power is at its limit" }, { 10, true, "too hot" },
    { 11, true, "interlock is open" }, { 14, false, "analog interface is enabled" },
};

START_TEST(every_status_bit_has_its_sentences)
{
    ck_assert_uint_eq(COUNT(status_bits), TC_CXN_BIT_COUNT);
    ck_assert_uint_eq(tc_cxn_bits[_i].mask, 1u << status_bits[_i].bit);
    ck_assert_int_eq(tc_cxn_bits[_i].is_alarm, status_bits[_i].is_alarm);
    ck_assert_int_eq((tc_cxn_bits[_i].mask & TC_CXN_ALARMS) != 0, status_bits[_i].is_alarm);
    ck_assert_ptr_nonnull(strstr(tc_cxn_bits[_i].comes, status_bits[_i].part));
    ck_assert_str_ne(tc_cxn_bits[_i].comes, tc_cxn_bits[_i].goes);
}
END_TEST

/* ------------------------------------------------------------------ the emulator */

START_TEST(the_emulator_answers_as_the_page_says)
{
    static const struct { int vector; const char *sign; } talk[] = {
        { 3, "3F" }, { 4, "3F" },                       /* after power-up nobody has control */
        { 0, "2A" }, { 2, "2A" }, { 3, "2A" }, { 10, "2A" }, { 4, "2A" }, { 6, "2A" }, { 7, "2A" },
        { 8, "2A" }, { 9, "2A" }, { 5, "2A" }, { 1, "2A" }, { 3, "3F" },
    };
    struct instrument_bed bed;
    char                  want[200];

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_tc_cxn, NULL);
    instrument_bed_turn(&bed, "heatsink_c", 31.5);
    bed.world.load_ohm = 68.33;         /* reflects 0.024: 1.2 of 50 W */
    instrument_bed_run(&bed, 0.1);
    for (size_t i = 0; i < COUNT(talk); i++) {
        int v = talk[i].vector;
        bool is_answered = talk[i].sign[0] == '2' && tc_cxn_vectors[v].answer[0] != '\0';
        strcpy(want, talk[i].sign);
        if (is_answered)
            strcat(strcat(want, " "), tc_cxn_vectors[v].answer);
        instrument_bed_exchange(&bed, tc_cxn_vectors[v].story, tc_cxn_vectors[v].command, want);
    }
    instrument_bed_exchange(&bed, "a wrong sum", "43 01 42 50 00 00 00 00 00 D7", "3F");
    instrument_bed_exchange(&bed, "no such command", "43 01 58 58 00 00 00 00 00 F4", "3F");
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(the_emulator_drops_control_after_two_seconds_of_silence)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_tc_cxn, NULL);
    bed.world.load_ohm = 50;
    instrument_bed_exchange(&bed, "take", tc_cxn_vectors[0].command, "2A 52 01 00 02 00 01 00 56");
    instrument_bed_exchange(&bed, "50 W", tc_cxn_vectors[3].command, "2A");
    instrument_bed_exchange(&bed, "on", tc_cxn_vectors[4].command, "2A");
    instrument_bed_run(&bed, 1.79);
    ck_assert_double_eq_tol(bed.world.into_load_w, 50, 1e-9);
    instrument_bed_run(&bed, 0.03);
    ck_assert_double_eq(bed.world.into_load_w, 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "set_power_w"), 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(an_open_load_trips_the_emulator)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_tc_cxn, NULL);
    bed.world.load_ohm = 50;
    instrument_bed_exchange(&bed, "take", tc_cxn_vectors[0].command, "2A 52 01 00 02 00 01 00 56");
    instrument_bed_exchange(&bed, "50 W", tc_cxn_vectors[3].command, "2A");
    instrument_bed_exchange(&bed, "on", tc_cxn_vectors[4].command, "2A");
    bed.world.load_ohm = (double)INFINITY;
    instrument_bed_run(&bed, 0.05);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "reflected_w"), 25, 1e-9);
    instrument_bed_run(&bed, 0.1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_end(&bed);
}
END_TEST

/* ------------------------------------------------------------------ the driver */

static void up(struct instrument_bed *bed)
{
    instrument_bed_begin(bed);
    instrument_bed_make(bed, &device_tc_cxn, &emulator_tc_cxn, "0042");
    bed->world.load_ohm = 68.33;
    instrument_bed_up(bed);
}

static void lesion(struct instrument_bed *bed)
{
    up(bed);
    instrument_bed_order(bed, DEVICE_ORDER_POWER, 50);
    instrument_bed_order(bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(bed, 1);
    ck_assert_double_eq(instrument_bed_signal(bed, "output_on"), 1);
}

START_TEST(who_only_looks_takes_no_control)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_run(&bed, 3);
    ck_assert_str_eq(device_report(bed.device)->identity, "AG 1012 serial 0042");
    ck_assert_double_eq(instrument_bed_signal(&bed, "has_control"), 0);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_OUTPUT_ON), 0);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_OWN_TEMP), 25);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_FREQUENCY), 460000);
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(orders_are_obeyed_and_read_back_for_longer_than_the_dead_man)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_run(&bed, 5);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_OUTPUT_ON), 1);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_SET_POWER), 50);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_FORWARD), 50);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_REFLECTED), 1.2);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_POWER), 48.8);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_ALARM), 0);
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 0);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_OUTPUT_ON), 0);
    ck_assert_uint_eq(device_report(bed.device)->refused, 0);
    ck_assert(!instrument_bed_said(&bed, "by itself"));
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_power_that_was_recognised_and_not_taken_is_an_order_refused)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "set_stuck", 1);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 20);
    instrument_bed_run(&bed, 0.5);
    ck_assert_uint_eq(device_report(bed.device)->refused, 1);
    ck_assert_msg(instrument_bed_said(&bed, "20 W was set and recognised, but 50 W is in force"),
                  "%s", bed.said);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_fraction_of_a_watt_is_rounded_down_and_told_once)
{
    struct instrument_bed bed;
    const char           *first;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 12.9);
    instrument_bed_run(&bed, 0.5);
    ck_assert_double_eq(instrument_bed_signal(&bed, "set_power_w"), 12);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 13.5);
    instrument_bed_run(&bed, 0.5);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_SET_POWER), 13);
    first = strstr(bed.said, "12.9 W cannot be set, only steps of 1 W: it is rounded down to 12 W");
    ck_assert_msg(first != NULL, "%s", bed.said);
    ck_assert_ptr_null(strstr(first + strlen("12.9 W cannot"), "cannot be set"));
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(what_cannot_be_ordered_is_refused_with_a_sentence)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    up(&bed);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_POWER, 101, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "101 W is more than this generator gives: at most 100 W"), "%s",
                  why.text);
    why_clear(&why);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_OUTPUT, 0.5, &why), ERR_RANGE);
    why_clear(&why);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RATE, 5, &why), ERR_UNKNOWN);
    instrument_bed_end(&bed);
}
END_TEST

/* The driver stops as its program would that hangs. */
START_TEST(a_driver_that_stops_lets_the_dead_man_switch_off_and_says_so_later)
{
    struct instrument_bed bed;

    lesion(&bed);
    bed.is_driver_stopped = true;
    instrument_bed_run(&bed, 2.01);     /* a command may still have been on the line */
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_run(&bed, 1.0);
    bed.is_driver_stopped = false;
    instrument_bed_run(&bed, 1.5);
    ck_assert_msg(instrument_bed_said(&bed, "control was lost"), "%s", bed.said);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_OUTPUT_ON), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 20);
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "set_power_w"), 20);
    instrument_bed_end(&bed);
}
END_TEST

static const struct { const char *knob, *part; double alarm; } troubles[] = {
    { "interlock_open",   "its interlock is open",             2048 },
    { "over_temperature", "it is too hot",                     1024 },
    { "reverse_limit",    "the reflected power is at its limit", 512 },
};

START_TEST(what_switches_it_off_is_told)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, troubles[_i].knob, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_OUTPUT_ON), 0);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_ALARM), troubles[_i].alarm);
    ck_assert_msg(instrument_bed_said(&bed, troubles[_i].part), "%s", bed.said);
    ck_assert(instrument_bed_said(&bed, "switched its output off by itself"));
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_msg(instrument_bed_said(&bed, "output on was recognised, but the output is off"),
                  "%s", bed.said);
    ck_assert_uint_eq(device_report(bed.device)->refused, 1);
    instrument_bed_turn(&bed, troubles[_i].knob, 0);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_ALARM), 0);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_OUTPUT_ON), 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(control_that_goes_to_the_front_panel_is_told_and_missed)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "control_lost", 1);
    instrument_bed_run(&bed, 1);
    ck_assert_msg(instrument_bed_said(&bed, "control was lost: the set-point is 0 W"), "%s",
                  bed.said);
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_msg(instrument_bed_said(&bed, "the generator denies control"), "%s", bed.said);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_end(&bed);
}
END_TEST

static const struct { const char *story, *knob; double value; } line_troubles[] = {
    { "an answer is lost",        "lose",   1    },
    { "three answers are lost",   "lose",   3    },
    { "an answer comes twice",    "twice",  1    },
    { "every answer comes twice", "twice",  1e6  },
    { "an answer is wrong",       "flip",   1    },
    { "answers come late",        "late_s", 0.2  },
};

START_TEST(a_bad_line_costs_time_and_nothing_else)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_turn(&bed, line_troubles[_i].knob, line_troubles[_i].value);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 50);
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(&bed, 6);
    ck_assert_msg(instrument_bed_signal(&bed, "output_on") == 1, "%s: %s", line_troubles[_i].story,
                  bed.said);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_FORWARD), 50);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_SET_POWER), 50);
    instrument_bed_end(&bed);
}
END_TEST

/* Later than a timeout: nothing that was said of another question is believed. */
START_TEST(answers_later_than_a_timeout_are_never_taken_for_others)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "late_s", 0.35);
    for (int i = 0; i < 400; i++) {
        double set_w, forward_w;
        instrument_bed_run(&bed, 0.01);
        set_w = device_reading(bed.device, DEVICE_READ_SET_POWER);
        forward_w = device_reading(bed.device, DEVICE_READ_FORWARD);
        ck_assert(isnan(set_w) || set_w == 50 || set_w == 0);
        ck_assert(isnan(forward_w) || forward_w == 50 || forward_w == 0);
    }
    instrument_bed_end(&bed);
}
END_TEST

/* Its answers do not reach us, ours reach it: our questions would keep it alive. */
START_TEST(a_mute_generator_is_switched_off_blindly)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "mute", 1);
    instrument_bed_run(&bed, 3);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    ck_assert_msg(instrument_bed_said(&bed, "control was lost with the link"), "%s", bed.said);
    instrument_bed_turn(&bed, "mute", 0);
    instrument_bed_run(&bed, 3);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_end(&bed);
}
END_TEST

/* It has dropped control meanwhile, and refuses output off: that is no answer to who it is. */
START_TEST(a_generator_that_was_cut_off_still_knows_its_name)
{
    struct instrument_bed bed;

    lesion(&bed);
    bed.is_emulator_stopped = true;
    instrument_bed_run(&bed, 4);
    bed.is_emulator_stopped = false;
    instrument_bed_run(&bed, 3);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    ck_assert_msg(!instrument_bed_said(&bed, "does not know"), "%s", bed.said);
    ck_assert_str_eq(device_report(bed.device)->identity, "AG 1012 serial 0042");
    instrument_bed_end(&bed);
}
END_TEST

/* ------------------------------------------------------------------ the safe state */

enum before { FRESH, IDLE, CONTROL, ON, ORDERED, INTERLOCK, PANEL_FREE, BEFORE_COUNT };

static void prepare(struct instrument_bed *bed, enum before before)
{
    if (before == FRESH) {
        instrument_bed_begin(bed);
        instrument_bed_make(bed, &device_tc_cxn, &emulator_tc_cxn, NULL);
        return;
    }
    if (before == IDLE || before == ORDERED || before == CONTROL)
        up(bed);
    else
        lesion(bed);
    if (before == CONTROL || before == ORDERED)
        instrument_bed_order(bed, DEVICE_ORDER_POWER, 30);
    if (before == CONTROL)
        instrument_bed_run(bed, 0.5);
    if (before == ORDERED)
        instrument_bed_order(bed, DEVICE_ORDER_OUTPUT, 1);
    if (before == INTERLOCK)
        instrument_bed_turn(bed, "interlock_open", 1);
    if (before == PANEL_FREE) {
        bed->is_driver_stopped = true;
        instrument_bed_run(bed, 2.5);   /* control dropped meanwhile */
        bed->is_driver_stopped = false;
    }
}

START_TEST(it_is_made_safe_from_every_state_in_time)
{
    struct instrument_bed bed;
    double                took_s;

    prepare(&bed, (enum before)_i);
    took_s = instrument_bed_safe(&bed, SAFE_LIMIT_S);
    ck_assert_double_gt(took_s, 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "set_power_w"), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "has_control"), 0);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_end(&bed);
}
END_TEST

/* At any instant between two bytes: whatever was open is overtaken. */
START_TEST(it_is_made_safe_at_any_instant)
{
    for (int ms = 0; ms < 120; ms += 7) {
        struct instrument_bed bed;
        lesion(&bed);
        instrument_bed_run(&bed, ms * 0.001);
        instrument_bed_safe(&bed, 1.0);
        ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
        instrument_bed_end(&bed);
    }
}
END_TEST

START_TEST(a_deaf_generator_is_not_called_safe_until_it_says_so)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "deaf", 1);
    device_make_safe(bed.device, bed.now_s);
    instrument_bed_run(&bed, 5);
    ck_assert(!device_is_safe(bed.device));
    instrument_bed_turn(&bed, "deaf", 0);
    instrument_bed_run(&bed, 8);
    ck_assert_msg(device_is_safe(bed.device), "%s", bed.said);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_generator_that_answers_off_and_stays_on_is_not_called_safe)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "output_stuck", 1);
    device_make_safe(bed.device, bed.now_s);
    instrument_bed_run(&bed, 5);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 1);
    ck_assert(!device_is_safe(bed.device));
    instrument_bed_turn(&bed, "output_stuck", 0);
    instrument_bed_run(&bed, 1);
    ck_assert_msg(device_is_safe(bed.device), "%s", bed.said);
    instrument_bed_end(&bed);
}
END_TEST

/* Not by letting go of control, which may leave the set-point where it is. */
START_TEST(its_power_is_set_to_zero_while_it_is_still_ours)
{
    struct instrument_bed bed;
    bool                  is_zeroed = false;

    lesion(&bed);
    device_make_safe(bed.device, bed.now_s);
    while (instrument_bed_signal(&bed, "has_control") > 0 && bed.now_s < 30) {
        is_zeroed |= instrument_bed_signal(&bed, "set_power_w") <= 0;
        instrument_bed_run(&bed, INSTRUMENT_BED_STEP_S);
    }
    ck_assert_double_eq(instrument_bed_signal(&bed, "has_control"), 0);
    ck_assert(is_zeroed);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(another_program_on_the_same_port_can_make_it_safe)
{
    struct instrument_bed bed;
    struct device_setup   setup = { .settings = &bed.device_settings };

    lesion(&bed);
    device_destroy(bed.device);         /* killed */
    bed.device = NULL;
    ck_assert_int_eq(device_create(&bed.device, &device_tc_cxn, bed.near, &setup, NULL), ERR_OK);
    instrument_bed_safe(&bed, SAFE_LIMIT_S + 0.3);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(another_generator_is_left_alone)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, &device_tc_cxn, &emulator_tc_cxn, "0043");
    instrument_bed_run(&bed, 4);
    ck_assert(device_report(bed.device)->is_another);
    ck_assert(device_report(bed.device)->link != DEVICE_LINK_UP);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(the_address_may_be_checked)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    ck_assert_int_eq(settings_add_number(&bed.device_settings, "address_check", 1), ERR_OK);
    ck_assert_int_eq(settings_add_number(&bed.emulator_settings, "address", 7), ERR_OK);
    instrument_bed_make(&bed, &device_tc_cxn, &emulator_tc_cxn, NULL);
    instrument_bed_run(&bed, 4);
    ck_assert(device_report(bed.device)->link != DEVICE_LINK_UP);
    ck_assert_uint_gt(device_report(bed.device)->strays, 0);
    instrument_bed_end(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tc_cxn");
    TCase *tests = tcase_create("tc_cxn");
    const int vectors = (int)COUNT(tc_cxn_vectors);

    tcase_add_loop_test(tests, a_command_is_the_bytes_that_the_page_says, 0, vectors);
    tcase_add_loop_test(tests, an_answer_is_cut_at_its_length, 0, vectors);
    tcase_add_loop_test(tests, no_wrong_bit_is_believed, 0, vectors);
    tcase_add_test(tests, the_answers_say_what_the_page_says);
    tcase_add_loop_test(tests, a_sign_is_told_from_what_comes_too_late, 0, (int)COUNT(signs));
    tcase_add_loop_test(tests, every_status_bit_has_its_sentences, 0, (int)COUNT(status_bits));
    tcase_add_test(tests, the_emulator_answers_as_the_page_says);
    tcase_add_test(tests, the_emulator_drops_control_after_two_seconds_of_silence);
    tcase_add_test(tests, an_open_load_trips_the_emulator);
    tcase_add_test(tests, who_only_looks_takes_no_control);
    tcase_add_test(tests, orders_are_obeyed_and_read_back_for_longer_than_the_dead_man);
    tcase_add_test(tests, a_power_that_was_recognised_and_not_taken_is_an_order_refused);
    tcase_add_test(tests, a_fraction_of_a_watt_is_rounded_down_and_told_once);
    tcase_add_test(tests, what_cannot_be_ordered_is_refused_with_a_sentence);
    tcase_add_test(tests, a_driver_that_stops_lets_the_dead_man_switch_off_and_says_so_later);
    tcase_add_loop_test(tests, what_switches_it_off_is_told, 0, (int)COUNT(troubles));
    tcase_add_test(tests, control_that_goes_to_the_front_panel_is_told_and_missed);
    tcase_add_loop_test(tests, a_bad_line_costs_time_and_nothing_else, 0,
                        (int)COUNT(line_troubles));
    tcase_add_test(tests, answers_later_than_a_timeout_are_never_taken_for_others);
    tcase_add_test(tests, a_mute_generator_is_switched_off_blindly);
    tcase_add_test(tests, a_generator_that_was_cut_off_still_knows_its_name);
    tcase_add_loop_test(tests, it_is_made_safe_from_every_state_in_time, 0, BEFORE_COUNT);
    tcase_add_test(tests, it_is_made_safe_at_any_instant);
    tcase_add_test(tests, a_deaf_generator_is_not_called_safe_until_it_says_so);
    tcase_add_test(tests, a_generator_that_answers_off_and_stays_on_is_not_called_safe);
    tcase_add_test(tests, its_power_is_set_to_zero_while_it_is_still_ours);
    tcase_add_test(tests, another_program_on_the_same_port_can_make_it_safe);
    tcase_add_test(tests, another_generator_is_left_alone);
    tcase_add_test(tests, the_address_may_be_checked);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
