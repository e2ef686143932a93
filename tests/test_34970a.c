/* The 34970A scanner: its lines, the emulator, and the driver against it. */
#include "drivers/34970a.h"
#include "drivers/34970a_wire.h"
#include "drivers/mock/34970a_emulator.h"
#include "tests/data/wire/34970a_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"

#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* ------------------------------------------------------------------ lines */

START_TEST(a_reading_is_read_field_by_field)
{
    struct daq_reading readings[2];

    ck_assert_int_eq(daq_readings_read(DAQ_READING "," DAQ_OVERLOAD, readings, 2), ERR_OK);
    ck_assert_double_eq_tol(readings[0].value, 26.195, 1e-12);
    ck_assert_str_eq(readings[0].unit, "C");
    ck_assert_double_eq_tol(readings[0].since_s, 0.017, 1e-12);
    ck_assert_uint_eq(readings[0].channel, 101);
    ck_assert_uint_eq(readings[0].alarm, 2);
    ck_assert(isnan(readings[1].value));
    ck_assert_uint_eq(readings[1].channel, 102);
}
END_TEST

static const struct { const char *story, *line; } garbled[] = {
    { "nothing",                    "" },
    { "a field is missing",         "2.61950000E+01 C,000000000.017,101" },
    { "one reading too many",       DAQ_READING "," DAQ_READING },
    { "something behind it",        DAQ_READING "," },
    { "no unit",                    "2.61950000E+01,000000000.017,101,2" },
    { "two units",                  "2.61950000E+01 C C,000000000.017,101,2" },
    { "a letter in the number",     "2.6195000OE+01 C,000000000.017,101,2" },
    { "not a number",               "nan C,000000000.017,101,2" },
    { "a channel that is none",     "2.61950000E+01 C,000000000.017,1x1,2" },
    { "a channel of four digits",   "2.61950000E+01 C,000000000.017,1011,2" },
    { "an alarm that is none",      "2.61950000E+01 C,000000000.017,101,3" },
    { "a time before the scan",     "2.61950000E+01 C,-00000000.017,101,2" },
    { "an empty field",             "2.61950000E+01 C,,101,2" },
    { "an error",                   DAQ_NO_ERROR },
};

START_TEST(what_is_not_wholly_a_reading_is_garbled)
{
    struct daq_reading reading;

    ck_assert_msg(daq_readings_read(garbled[_i].line, &reading, 1) == ERR_GARBLED, "%s",
                  garbled[_i].story);
}
END_TEST

static const struct { const char *line; enum err want; int code; const char *text; } errors[] = {
    { DAQ_NO_ERROR,          ERR_OK,      0,    "No error"          },
    { DAQ_UNDEFINED,         ERR_OK,      -113, "Undefined header"  },
    { DAQ_RANGE,             ERR_OK,      -222, "Data out of range" },
    { "0,\"No error\"",      ERR_GARBLED, 0,    NULL },
    { "+,\"No error\"",      ERR_GARBLED, 0,    NULL },
    { "+0,No error",         ERR_GARBLED, 0,    NULL },
    { "+0,\"",               ERR_GARBLED, 0,    NULL },
    { "+1x,\"No error\"",    ERR_GARBLED, 0,    NULL },
    { "+0",                  ERR_GARBLED, 0,    NULL },
    { "",                    ERR_GARBLED, 0,    NULL },
    { DAQ_READING,           ERR_GARBLED, 0,    NULL },
};

START_TEST(an_error_is_a_code_and_a_text)
{
    char text[64] = "";
    int  code = 99;

    ck_assert_int_eq(daq_error_read(errors[_i].line, &code, text, sizeof text), errors[_i].want);
    if (errors[_i].want != ERR_OK)
        return;
    ck_assert_int_eq(code, errors[_i].code);
    ck_assert_str_eq(text, errors[_i].text);
}
END_TEST

START_TEST(a_line_in_any_split_is_whole_at_its_end_only)
{
    static const char line[] = DAQ_READING "\r\n+0";
    size_t used, end = sizeof DAQ_READING - 1 + 2;

    for (size_t cut = 0; cut < end; cut++)
        ck_assert_int_eq(daq_scan((const uint8_t *)line, cut, &used), DEVICE_PARTIAL);
    ck_assert_int_eq(daq_scan((const uint8_t *)line, sizeof line - 1, &used), DEVICE_WHOLE);
    ck_assert_uint_eq(used, end);
    ck_assert_int_eq(daq_scan((const uint8_t *)"2.6\x90 C\r\n", 8, &used), DEVICE_JUNK);
}
END_TEST

/* ------------------------------------------------------------------ the emulator */

static struct instrument_bed bed;

static void set_up(void)
{
    instrument_bed_begin(&bed);
    bed.world.probe_c[0] = 26.195;
    bed.world.probe_c[1] = 80;
    bed.world.probe_c[2] = -1.5;
}

static void tear_down(void)
{
    instrument_bed_end(&bed);
}

static void expect(const char *sent, const char *want)
{
    char   came[600] = "";
    size_t count, taken;

    ck_assert_int_eq(port_write(bed.near, bed.now_s, (const uint8_t *)sent, strlen(sent), &taken),
                     ERR_OK);
    instrument_bed_run(&bed, 0.3);
    ck_assert_int_eq(port_read(bed.near, bed.now_s, (uint8_t *)came, sizeof came - 1, &count),
                     ERR_OK);
    ck_assert_str_eq(came, want);
}

START_TEST(the_emulator_answers_as_the_guide_says)
{
    instrument_bed_make(&bed, NULL, &emulator_34970a, NULL);
    expect("*IDN?\n", "HEWLETT-PACKARD,34970A,0,13-2-2\r\n");
    expect("READ?\nSYST:ERR?\n", "+550,\"Command not allowed in local\"\r\n");
    expect("SYST:REM\r\nNONSENSE\nSYST:ERR?\nSYST:ERR?\n",
           DAQ_UNDEFINED "\r\n" DAQ_NO_ERROR "\r\n");
    expect("CONF:TEMP TC,X,(@101)\nSYST:ERR?\n", DAQ_RANGE "\r\n");
    expect("*RST; *CLS\nCONF:TEMP TC,T,(@101:102)\nREAD?\n", "+2.61950000E+01,+8.00000000E+01\r\n");
    expect("FORM:READ:UNIT ON; FORM:READ:TIME ON; FORM:READ:CHAN ON; FORM:READ:ALAR ON\nREAD?\n",
           "+2.61950000E+01 C,000000000.017,101,0,+8.00000000E+01 C,000000000.047,102,0\r\n");
    instrument_bed_turn(&bed, "open_thermocouple", 2);
    expect("ROUT:SCAN (@102)\nREAD?\n", DAQ_OVERLOAD "\r\n");
    expect("*OPC?\n", "1\r\n");
}
END_TEST

/* ------------------------------------------------------------------ the driver */

static double reading(enum device_reading which) { return device_reading(bed.device, which); }

static void make(const char *channels)
{
    instrument_bed_set_text(&bed.device_settings, "channels", channels);
    instrument_bed_make(&bed, &device_34970a, &emulator_34970a, "34970A");
    instrument_bed_up(&bed);
}

static const struct { const char *channels; double want[4]; } lists[] = {
    { "101",         { 26.195, NAN, NAN, NAN } },
    { "101:103",     { 26.195, 80, -1.5, NAN } },
    { "101,103:104", { 26.195, -1.5, 37, NAN } },
};

START_TEST(each_channel_of_the_list_is_a_temperature)
{
    static const enum device_reading places[] = { DEVICE_READ_TEMP, DEVICE_READ_TEMP_2,
                                                  DEVICE_READ_TEMP_3, DEVICE_READ_TEMP_4 };

    make(lists[_i].channels);
    instrument_bed_run(&bed, 2);
    for (size_t i = 0; i < COUNT(places); i++) {
        ck_assert_int_eq(isnan(reading(places[i])), isnan(lists[_i].want[i]));
        if (!isnan(lists[_i].want[i]))
            ck_assert_double_eq_tol(reading(places[i]), lists[_i].want[i], 1e-9);
    }
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
    ck_assert_uint_eq(device_report(bed.device)->refused, 0);
    ck_assert_str_eq(device_report(bed.device)->identity, "HEWLETT-PACKARD,34970A,0,13-2-2");
}
END_TEST

START_TEST(an_open_thermocouple_is_unknown_and_the_others_are_not)
{
    make("101:102");
    instrument_bed_turn(&bed, "open_thermocouple", 1);
    instrument_bed_run(&bed, 1.5);
    ck_assert(isnan(reading(DEVICE_READ_TEMP)));
    ck_assert_double_eq_tol(reading(DEVICE_READ_TEMP_2), 80, 1e-9);
    instrument_bed_turn(&bed, "open_thermocouple", 0);
    instrument_bed_run(&bed, 1.5);
    ck_assert_double_eq_tol(reading(DEVICE_READ_TEMP), 26.195, 1e-9);
}
END_TEST

START_TEST(fahrenheit_is_never_taken_for_celsius)
{
    make("101");
    instrument_bed_run(&bed, 1.5);
    instrument_bed_turn(&bed, "wrong_unit", 1);
    instrument_bed_run(&bed, 1.5);
    ck_assert(isnan(reading(DEVICE_READ_TEMP)));
    ck_assert(instrument_bed_said(&bed, "channel 101 reads in F, not in degrees Celsius"));
}
END_TEST

START_TEST(its_errors_are_said_until_none_is_left)
{
    instrument_bed_set_text(&bed.device_settings, "channels", "101");
    instrument_bed_make(&bed, &device_34970a, &emulator_34970a, NULL);
    instrument_bed_turn(&bed, "exception", 1);
    instrument_bed_run(&bed, 2);
    ck_assert(instrument_bed_said(&bed,
                                  "the thermocouples' type: it says -113, \"Undefined header\""));
    ck_assert(instrument_bed_said(&bed, "the fields of a reading: it says -113"));
    ck_assert_uint_ge(device_report(bed.device)->refused, 6);
}
END_TEST

START_TEST(switched_off_and_on_it_is_configured_again)
{
    make("101");
    instrument_bed_run(&bed, 1.5);
    instrument_bed_turn(&bed, "power_cycle", 1);
    instrument_bed_run(&bed, 25);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_double_eq_tol(reading(DEVICE_READ_TEMP), 26.195, 1e-9);
}
END_TEST

START_TEST(silence_makes_temperatures_unknown)
{
    make("101");
    instrument_bed_run(&bed, 1.5);
    instrument_bed_turn(&bed, "mute", 1);
    instrument_bed_run(&bed, 3.6);
    ck_assert(isnan(reading(DEVICE_READ_TEMP)));
}
END_TEST

START_TEST(a_slow_scan_is_waited_for)
{
    instrument_bed_set(&bed.device_settings, "nplc", 10);
    make("101:104");
    instrument_bed_run(&bed, 4);
    ck_assert_double_eq_tol(reading(DEVICE_READ_TEMP_4), 37, 1e-9);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
}
END_TEST

static const struct { const char *name, *text, *part; } refused[] = {
    { "channels", "",            "at most four" },
    { "channels", "101:105",     "at most four" },
    { "channels", "99",          "at most four" },
    { "channels", "101;102",     "at most four" },
    { "channels", "104:101",     "at most four" },
    { "channels", "101,",        "at most four" },
    { "channels", "101,101",     "in rising order" },
    { "channels", "102,101",     "in rising order" },
    { "thermocouple", "Q",       "give B, E, J, K, N, R, S or T" },
    { "thermocouple", "",        "give B, E, J, K, N, R, S or T" },
    { "thermocuple", "T",        "did you mean thermocouple" },
};

START_TEST(a_wrong_setting_is_refused_with_a_sentence)
{
    struct device_setup setup = { .settings = &bed.device_settings };
    struct why          why = { "" };
    struct device      *device = NULL;

    instrument_bed_make(&bed, NULL, &emulator_34970a, NULL);
    instrument_bed_set_text(&bed.device_settings, refused[_i].name, refused[_i].text);
    ck_assert_msg(device_create(&device, &device_34970a, bed.near, &setup, &why) != ERR_OK, "%s",
                  refused[_i].text);
    ck_assert_msg(strstr(why.text, refused[_i].part) != NULL, "%s", why.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("34970a");
    TCase *wire = tcase_create("wire"), *driver = tcase_create("driver");

    tcase_add_test(wire, a_reading_is_read_field_by_field);
    tcase_add_loop_test(wire, what_is_not_wholly_a_reading_is_garbled, 0, (int)COUNT(garbled));
    tcase_add_loop_test(wire, an_error_is_a_code_and_a_text, 0, (int)COUNT(errors));
    tcase_add_test(wire, a_line_in_any_split_is_whole_at_its_end_only);
    suite_add_tcase(suite, wire);
    tcase_add_checked_fixture(driver, set_up, tear_down);
    tcase_add_test(driver, the_emulator_answers_as_the_guide_says);
    tcase_add_loop_test(driver, each_channel_of_the_list_is_a_temperature, 0, (int)COUNT(lists));
    tcase_add_test(driver, an_open_thermocouple_is_unknown_and_the_others_are_not);
    tcase_add_test(driver, fahrenheit_is_never_taken_for_celsius);
    tcase_add_test(driver, its_errors_are_said_until_none_is_left);
    tcase_add_test(driver, switched_off_and_on_it_is_configured_again);
    tcase_add_test(driver, silence_makes_temperatures_unknown);
    tcase_add_test(driver, a_slow_scan_is_waited_for);
    tcase_add_loop_test(driver, a_wrong_setting_is_refused_with_a_sentence, 0, (int)COUNT(refused));
    suite_add_tcase(suite, driver);
    return suite_run(suite);
}
