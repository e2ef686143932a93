/* The radiofrequency load and meter: its lines, its emulator, and the driver against it. */
#include "drivers/esu2400.h"
#include "drivers/esu2400_wire.h"
#include "drivers/mock/esu2400_emulator.h"
#include "tests/data/wire/esu2400_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"
#include "tests/support/wire_bytes.h"

#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define CURRENT_10_W 0.316228           /* into 100 ohm */

/* ------------------------------------------------------------------ the lines */

static const struct { const char *line; bool has_decimals; double want; } numbers[] = {
    { "316.2", true,  316.2 }, { "0.0", true, 0 },      { "100", false, 100 },  { "0", false, 0 },
    { "316",   true,  NAN },   { "316.", true, NAN },   { ".2", true, NAN },    { "-1.0", true, NAN },
    { "1e3",   false, NAN },   { "100.0", false, NAN }, { "", false, NAN },     { "1.2.3", true, NAN },
    { "1.2 ",  true,  NAN },   { "+1", false, NAN },    { "nan", true, NAN },
};

START_TEST(a_number_is_read_to_its_last_character)
{
    double   value = NAN;
    enum err err = esu2400_number(numbers[_i].line, numbers[_i].has_decimals, &value);

    ck_assert_int_eq(err, isnan(numbers[_i].want) ? ERR_GARBLED : ERR_OK);
    ck_assert(isnan(numbers[_i].want) ? isnan(value) : value == numbers[_i].want);
}
END_TEST

START_TEST(a_reply_is_cut_at_its_end_in_any_split)
{
    uint8_t bytes[16];
    char    line[16];
    size_t  count = wire_bytes(ESU2400_316_2, bytes, sizeof bytes), used;

    for (size_t part = 0; part < count; part++)
        ck_assert_int_eq(esu2400_scan(bytes, part, &used), DEVICE_PARTIAL);
    ck_assert_int_eq(esu2400_scan(bytes, count, &used), DEVICE_WHOLE);
    ck_assert_uint_eq(used, count);
    ck_assert_int_eq(esu2400_line(bytes, count, line, sizeof line), ERR_OK);
    ck_assert_str_eq(line, "316.2");
    ck_assert_int_eq(esu2400_line(bytes, count, line, 5), ERR_GARBLED);
    bytes[count - 2] = '0';             /* no CR */
    ck_assert_int_eq(esu2400_line(bytes, count, line, sizeof line), ERR_GARBLED);
}
END_TEST

/* READ:MA? CR, as a line with an echo hands it back, and then the reply. */
START_TEST(our_own_words_are_junk)
{
    uint8_t bytes[32];
    size_t  count = wire_bytes(ESU2400_READ_MA " " ESU2400_316_2, bytes, sizeof bytes), used;

    ck_assert_int_eq(esu2400_scan(bytes, 9, &used), DEVICE_PARTIAL);
    ck_assert_int_eq(esu2400_scan(bytes, count, &used), DEVICE_JUNK);
    ck_assert_uint_eq(used, 9);
}
END_TEST

static const struct { unsigned bit; bool is_alarm; const char *part; } status_bits[] = {
    { 0, false, "holds" },    { 2, false, "calibrated" },   { 4, false, "tissue response" },
    { 6, false, "completed" }, { 7, false, "reads" },       { 8, true, "error" },
    { 9, true, "voltage" },   { 10, true, "current" },      { 11, true, "power" },
    { 12, true, "peak" },     { 13, true, "crest" },        { 14, true, "first fan" },
    { 15, true, "second fan" },
};

START_TEST(every_status_bit_has_its_sentences)
{
    ck_assert_uint_eq(COUNT(status_bits), ESU2400_BIT_COUNT);
    ck_assert_uint_eq(esu2400_bits[_i].mask, 1u << status_bits[_i].bit);
    ck_assert_int_eq(esu2400_bits[_i].is_alarm, status_bits[_i].is_alarm);
    ck_assert_int_eq((esu2400_bits[_i].mask & ESU2400_ALARMS) != 0, status_bits[_i].is_alarm);
    ck_assert_ptr_nonnull(strstr(esu2400_bits[_i].comes, status_bits[_i].part));
    ck_assert_str_ne(esu2400_bits[_i].comes, esu2400_bits[_i].goes);
}
END_TEST

/* ------------------------------------------------------------------ the emulator */

static void quiet(struct instrument_bed *bed)
{
    instrument_bed_begin(bed);
    instrument_bed_set(&bed->emulator_settings, "noise_pct", 0);
}

/* 10 W into a load of 100 ohm, from a source that fits it. */
static void source_on(struct instrument_bed *bed)
{
    bed->world.source_ohm = 100;
    bed->world.source_w = 10;
}

START_TEST(the_emulator_answers_as_the_manual_says)
{
    struct instrument_bed bed;

    quiet(&bed);
    instrument_bed_make(&bed, NULL, &emulator_esu2400, NULL);
    source_on(&bed);
    instrument_bed_exchange(&bed, "100 ohm", ESU2400_LOAD_100, "");
    instrument_bed_exchange(&bed, "current", ESU2400_READ_MA, ESU2400_316_2);
    ck_assert_double_eq(bed.world.load_ohm, 100);
    /* conf:rfm:load:int? in small letters; CONFIGURE:RFMEASURE:LOAD:INTERNAL? in full */
    instrument_bed_exchange(&bed, "small letters",
                            "63 6F 6E 66 3A 72 66 6D 3A 6C 6F 61 64 3A 69 6E 74 3F 0D",
                            "31 30 30 0D 0A");
    instrument_bed_exchange(&bed, "in full",
                            "43 4F 4E 46 49 47 55 52 45 3A 52 46 4D 45 41 53 55 52 45 3A 4C 4F 41 44 "
                            "3A 49 4E 54 45 52 4E 41 4C 3F 0D", "31 30 30 0D 0A");
    instrument_bed_exchange(&bed, "no such word", "52 45 41 44 3A 58 3F 0D", "");
    /* STAT?: reads, and an error; then the error is told */
    instrument_bed_exchange(&bed, "status", "53 54 41 54 3F 0D", "33 38 34 0D 0A");
    instrument_bed_exchange(&bed, "status", "2A 53 54 42 3F 0D", "31 32 38 0D 0A");
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(readings_have_noise_and_a_resolution)
{
    struct instrument_bed bed;
    double                least = INFINITY, most = 0;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.emulator_settings, "noise_pct", 0.6);
    instrument_bed_make(&bed, &device_esu2400, &emulator_esu2400, NULL);
    source_on(&bed);
    instrument_bed_up(&bed);
    instrument_bed_run(&bed, 1);
    for (int i = 0; i < 50; i++) {
        double current_ma;
        instrument_bed_run(&bed, 0.2);
        current_ma = device_reading(bed.device, DEVICE_READ_CURRENT) * 1000;
        ck_assert_double_eq_tol(current_ma * 10, round(current_ma * 10), 1e-6);
        least = fmin(least, current_ma);
        most = fmax(most, current_ma);
    }
    ck_assert_double_gt(most - least, 2);
    ck_assert_double_lt(most - least, 16);
    ck_assert_double_eq_tol((least + most) / 2, 1000 * CURRENT_10_W, 4);
    instrument_bed_end(&bed);
}
END_TEST

/* ------------------------------------------------------------------ the driver */

static void up(struct instrument_bed *bed)
{
    quiet(bed);
    instrument_bed_make(bed, &device_esu2400, &emulator_esu2400, "2400-0117");
    instrument_bed_up(bed);
    instrument_bed_run(bed, 0.5);
}

START_TEST(the_driver_reads_current_load_power_and_voltage)
{
    struct instrument_bed bed;

    up(&bed);
    source_on(&bed);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq_tol(device_reading(bed.device, DEVICE_READ_CURRENT), 0.3162, 1e-9);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_LOAD), 100);
    ck_assert_double_eq_tol(device_reading(bed.device, DEVICE_READ_POWER), 9.998, 0.001);
    ck_assert_double_eq_tol(device_reading(bed.device, DEVICE_READ_VOLTS), 31.62, 0.001);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_ALARM), 0);
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
    ck_assert_uint_eq(device_report(bed.device)->strays, 0);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(power_and_voltage_may_have_keywords)
{
    struct instrument_bed bed;

    quiet(&bed);
    instrument_bed_set_text(&bed.device_settings, "power_query", "READ:W?");
    instrument_bed_set_text(&bed.device_settings, "volts_query", "READ:MV?");
    instrument_bed_make(&bed, &device_esu2400, &emulator_esu2400, NULL);
    source_on(&bed);
    instrument_bed_up(&bed);
    instrument_bed_run(&bed, 1.2);
    ck_assert_double_eq_tol(device_reading(bed.device, DEVICE_READ_POWER), 10.0, 1e-9);
    ck_assert_double_eq_tol(device_reading(bed.device, DEVICE_READ_VOLTS), 31.6228, 1e-4);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(the_load_is_switched_and_read_back_without_current)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_LOAD, 249.6);
    instrument_bed_run(&bed, 0.5);
    ck_assert_double_eq(bed.world.load_ohm, 250);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_LOAD), 250);
    ck_assert_double_eq(instrument_bed_signal(&bed, "live_switches"), 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(the_load_is_not_switched_while_current_flows_or_may_flow)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    up(&bed);
    source_on(&bed);
    instrument_bed_run(&bed, 1);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_LOAD, 200, &why), ERR_REFUSED);
    ck_assert_msg(strstr(why.text, "not switched while 0.316 A flow"), "%s", why.text);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_LOAD, 100, NULL), ERR_OK);  /* it is */
    instrument_bed_turn(&bed, "hold", 1);
    instrument_bed_run(&bed, 1);
    why_clear(&why);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_LOAD, 200, &why), ERR_REFUSED);
    ck_assert_msg(strstr(why.text, "whether current flows is not known"), "%s", why.text);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(bed.world.load_ohm, 100);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_closed_loop_may_switch_live_when_the_bench_file_says_so)
{
    struct instrument_bed bed;

    quiet(&bed);
    instrument_bed_set(&bed.device_settings, "switches_live", 1);
    instrument_bed_make(&bed, &device_esu2400, &emulator_esu2400, NULL);
    source_on(&bed);
    instrument_bed_up(&bed);
    instrument_bed_run(&bed, 0.5);
    instrument_bed_order(&bed, DEVICE_ORDER_LOAD, 200);
    instrument_bed_run(&bed, 0.5);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_LOAD), 200);
    ck_assert_double_eq(instrument_bed_signal(&bed, "live_switches"), 1);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_load_that_sticks_is_an_order_refused)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_turn(&bed, "load_stuck", 1);
    instrument_bed_order(&bed, DEVICE_ORDER_LOAD, 250);
    instrument_bed_run(&bed, 1);
    ck_assert_uint_eq(device_report(bed.device)->refused, 1);
    ck_assert_msg(instrument_bed_said(&bed, "250 ohm was set, but 100 ohm is in force"), "%s",
                  bed.said);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_load_out_of_range_and_other_orders_are_refused)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    up(&bed);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_LOAD, 9, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "goes from 10 to 5000 ohm"), "%s", why.text);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_LOAD, 5001, NULL), ERR_RANGE);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_POWER, 5, NULL), ERR_UNKNOWN);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(what_is_out_of_range_is_not_known_and_blocked_fans_are_alarms)
{
    struct instrument_bed bed;

    up(&bed);
    source_on(&bed);
    bed.world.source_w = 4000;          /* 6.3 A, and the range is 2.5 A */
    instrument_bed_turn(&bed, "fan_blocked", 2);
    instrument_bed_run(&bed, 1.5);
    ck_assert(isnan(device_reading(bed.device, DEVICE_READ_CURRENT)));
    ck_assert(isnan(device_reading(bed.device, DEVICE_READ_POWER)));
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_ALARM), 0x8400);
    ck_assert(instrument_bed_said(&bed, "the current is out of its range"));
    ck_assert(instrument_bed_said(&bed, "its second fan is blocked"));
    instrument_bed_end(&bed);
}
END_TEST

/* A reply says nothing of what it answers: none is believed for another question. */
START_TEST(late_and_doubled_replies_are_never_taken_for_others)
{
    static const struct { const char *knob; double value; } cases[] = {
        { "late_s", 0.28 }, { "late_s", 0.35 }, { "late_s", 0.6 }, { "twice", 1e6 }, { "lose", 5 },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct instrument_bed bed;
        up(&bed);
        source_on(&bed);
        instrument_bed_run(&bed, 1);
        instrument_bed_turn(&bed, cases[i].knob, cases[i].value);
        for (int j = 0; j < 300; j++) {
            double load_ohm, current_a;
            instrument_bed_run(&bed, 0.01);
            load_ohm = device_reading(bed.device, DEVICE_READ_LOAD);
            current_a = device_reading(bed.device, DEVICE_READ_CURRENT);
            ck_assert_msg(isnan(load_ohm) || load_ohm == 100, "%s: %g ohm", cases[i].knob,
                          load_ohm);
            ck_assert_msg(isnan(current_a) || fabs(current_a - 0.3162) < 1e-9, "%s: %g A",
                          cases[i].knob, current_a);
        }
        instrument_bed_end(&bed);
    }
}
END_TEST

/* Power and voltage, side by side, look alike too. */
START_TEST(a_late_power_is_never_taken_for_the_voltage)
{
    static const double late_s[] = { 0.28, 0.35, 0.46, 0.6, 0.75 };

    for (size_t i = 0; i < COUNT(late_s); i++) {
        struct instrument_bed bed;
        quiet(&bed);
        instrument_bed_set_text(&bed.device_settings, "power_query", "READ:W?");
        instrument_bed_set_text(&bed.device_settings, "volts_query", "READ:MV?");
        instrument_bed_make(&bed, &device_esu2400, &emulator_esu2400, NULL);
        source_on(&bed);
        instrument_bed_up(&bed);
        instrument_bed_run(&bed, 1.2);
        for (int j = 0; j < 600; j++) {
            double watts, volts;
            if (j % 100 == 0)
                instrument_bed_turn(&bed, "late_s", late_s[i]);
            if (j % 100 == 30)
                instrument_bed_turn(&bed, "late_s", 0);
            instrument_bed_run(&bed, 0.011);
            watts = device_reading(bed.device, DEVICE_READ_POWER);
            volts = device_reading(bed.device, DEVICE_READ_VOLTS);
            ck_assert_msg(isnan(watts) || fabs(watts - 10) < 0.1, "%g s late: %g W", late_s[i],
                          watts);
            ck_assert_msg(isnan(volts) || fabs(volts - 31.6) < 0.1, "%g s late: %g V", late_s[i],
                          volts);
        }
        instrument_bed_end(&bed);
    }
}
END_TEST

START_TEST(another_instrument_is_left_alone)
{
    struct instrument_bed bed;

    quiet(&bed);
    instrument_bed_make(&bed, &device_esu2400, &emulator_esu2400, "2400-9999");
    instrument_bed_run(&bed, 3);
    ck_assert(device_report(bed.device)->is_another);
    ck_assert(device_report(bed.device)->link != DEVICE_LINK_UP);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(it_is_safe_as_it_is)
{
    struct instrument_bed bed;

    up(&bed);
    device_make_safe(bed.device, bed.now_s);
    ck_assert(device_is_safe(bed.device));
    instrument_bed_end(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("esu2400");
    TCase *tests = tcase_create("esu2400");

    tcase_add_loop_test(tests, a_number_is_read_to_its_last_character, 0, (int)COUNT(numbers));
    tcase_add_test(tests, a_reply_is_cut_at_its_end_in_any_split);
    tcase_add_test(tests, our_own_words_are_junk);
    tcase_add_loop_test(tests, every_status_bit_has_its_sentences, 0, (int)COUNT(status_bits));
    tcase_add_test(tests, the_emulator_answers_as_the_manual_says);
    tcase_add_test(tests, readings_have_noise_and_a_resolution);
    tcase_add_test(tests, the_driver_reads_current_load_power_and_voltage);
    tcase_add_test(tests, power_and_voltage_may_have_keywords);
    tcase_add_test(tests, the_load_is_switched_and_read_back_without_current);
    tcase_add_test(tests, the_load_is_not_switched_while_current_flows_or_may_flow);
    tcase_add_test(tests, a_closed_loop_may_switch_live_when_the_bench_file_says_so);
    tcase_add_test(tests, a_load_that_sticks_is_an_order_refused);
    tcase_add_test(tests, a_load_out_of_range_and_other_orders_are_refused);
    tcase_add_test(tests, what_is_out_of_range_is_not_known_and_blocked_fans_are_alarms);
    tcase_add_test(tests, late_and_doubled_replies_are_never_taken_for_others);
    tcase_add_test(tests, a_late_power_is_never_taken_for_the_voltage);
    tcase_add_test(tests, another_instrument_is_left_alone);
    tcase_add_test(tests, it_is_safe_as_it_is);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
