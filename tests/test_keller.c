/* KELLER's pressure transmitters: frames both ways, the emulator, and the driver against it, with
 * an adapter that gives back what is sent and with one that does not. */
#include "drivers/keller.h"
#include "drivers/keller_wire.h"
#include "drivers/mock/keller_emulator.h"
#include "tests/data/wire/keller_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"
#include "tests/support/wire_bytes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* ------------------------------------------------------------------ frames */

START_TEST(a_request_is_the_bytes_that_the_page_says)
{
    uint8_t want[16], parameters[8], written[KELLER_REQUEST_MAX];
    size_t  count = wire_bytes(keller_vectors[_i].hex, want, sizeof want);
    size_t  given = wire_bytes(keller_vectors[_i].data, parameters, sizeof parameters);

    if (keller_vectors[_i].refusal >= 0)
        return;
    ck_assert_uint_eq(keller_write(keller_vectors[_i].address, keller_vectors[_i].function,
                                   parameters, given, written),
                      count);
    ck_assert_mem_eq(written, want, count);
}
END_TEST

START_TEST(a_reply_is_read_from_the_bytes_that_the_page_says)
{
    uint8_t             bytes[16], data[8];
    size_t              used, count = wire_bytes(keller_vectors[_i].hex, bytes, sizeof bytes);
    size_t              data_count = wire_bytes(keller_vectors[_i].data, data, sizeof data);
    struct keller_reply reply;

    if (keller_vectors[_i].refusal < 0)
        return;
    ck_assert_int_eq(keller_scan(bytes, count, &used), DEVICE_WHOLE);
    ck_assert_uint_eq(used, count);
    ck_assert_int_eq(keller_read(bytes, count, &reply), ERR_OK);
    ck_assert_uint_eq(reply.address, keller_vectors[_i].address);
    ck_assert_uint_eq(reply.function, keller_vectors[_i].function);
    ck_assert_uint_eq(reply.refusal, (unsigned)keller_vectors[_i].refusal);
    ck_assert_uint_eq(reply.count, data_count);
    ck_assert_mem_eq(reply.data, data, data_count);
}
END_TEST

START_TEST(every_cut_is_partial_and_no_wrong_bit_is_believed)
{
    uint8_t bytes[16];
    size_t  used, count = wire_bytes(keller_vectors[_i].hex, bytes, sizeof bytes);

    if (keller_vectors[_i].refusal < 0)
        return;
    for (size_t cut = 1; cut < count; cut++) {
        uint8_t *alone = malloc(cut);
        ck_assert_ptr_nonnull(alone);
        memcpy(alone, bytes, cut);
        ck_assert_int_eq(keller_scan(alone, cut, &used), DEVICE_PARTIAL);
        free(alone);
    }
    for (size_t bit = 0; bit < 8 * count; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert_msg(keller_scan(bytes, count, &used) != DEVICE_WHOLE, "bit %zu", bit);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

static const struct { const char *story, *hex; enum device_scan want; size_t used; } scans[] = {
    { "nothing",                          "",                                 DEVICE_PARTIAL, 0 },
    { "an address",                       "01",                               DEVICE_PARTIAL, 0 },
    { "no such function",                 "01 07 00 00",                      DEVICE_JUNK,    1 },
    { "the CRC the other way round",      "01 49 3F 7A E7 D5 00 E6 23",       DEVICE_JUNK,    1 },
    { "noise in front",                   "FF 01 49 3F 7A E7 D5 00 23 E6",    DEVICE_JUNK,    1 },
    { "a reply, and another begun",       "01 49 3F 7A E7 D5 00 23 E6 01 49", DEVICE_WHOLE,   9 },
    { "a refusal",                        "01 C9 20 88 77",                   DEVICE_WHOLE,   5 },
};

START_TEST(scan_tells_whole_from_partial_from_junk)
{
    uint8_t bytes[32];
    size_t  used = 99, count = wire_bytes(scans[_i].hex, bytes, sizeof bytes);

    ck_assert_msg(keller_scan(bytes, count, &used) == scans[_i].want, "%s", scans[_i].story);
    ck_assert_msg(used == scans[_i].used, "%s: %zu", scans[_i].story, used);
}
END_TEST

START_TEST(the_number_of_the_page_is_its_number)
{
    uint8_t             bytes[16];
    size_t              count = wire_bytes(keller_vectors[KELLER_VECTOR_PRESSURE_SAID].hex, bytes,
                                           sizeof bytes);
    struct keller_reply reply;

    ck_assert_int_eq(keller_read(bytes, count, &reply), ERR_OK);
    ck_assert_double_eq_tol((double)keller_float(&reply), 0.9801, 5e-5);
    reply = (struct keller_reply){ .count = 5, .data = { 0xFF, 0xFF, 0xFF, 0x9C } };
    ck_assert_int_eq(keller_integer(&reply), -100);
}
END_TEST

/* ------------------------------------------------------------------ the emulator */

static struct instrument_bed bed;

static void set_up(void)
{
    instrument_bed_begin(&bed);
    bed.world.temp_c = 23.5;
    bed.world.is_occluded = true;           /* so that what is pushed stays, and is pressure */
}

static void tear_down(void)
{
    instrument_bed_end(&bed);
}

static void press(double kpa)
{
    bed.world.pushed_ul = kpa * bed.world.compliance_ul_per_kpa;
}

START_TEST(the_emulator_answers_as_the_page_says)
{
    instrument_bed_make(&bed, NULL, &emulator_keller, NULL);
    press(98.01);
    instrument_bed_exchange(&bed, "not initialised", keller_vectors[KELLER_VECTOR_PRESSURE].hex,
                            keller_vectors[KELLER_VECTOR_NOT_INITIALISED].hex);
    instrument_bed_exchange(&bed, "a wrong CRC", "01 30 34 01", "");
    instrument_bed_exchange(&bed, "another's address",
                            keller_vectors[KELLER_VECTOR_INITIALISE_2].hex, "");
    instrument_bed_exchange(&bed, "initialise", keller_vectors[KELLER_VECTOR_INITIALISE].hex,
                            keller_vectors[KELLER_VECTOR_INITIALISED].hex);
    instrument_bed_exchange(&bed, "pressure", keller_vectors[KELLER_VECTOR_PRESSURE].hex,
                            keller_vectors[KELLER_VECTOR_PRESSURE_SAID].hex);
    instrument_bed_exchange(&bed, "a channel that it has not", "01 49 02 51 96",
                            keller_vectors[KELLER_VECTOR_BAD_CHANNEL].hex);
}
END_TEST

/* ------------------------------------------------------------------ the driver */

static double reading(enum device_reading which) { return device_reading(bed.device, which); }

static void make(void)
{
    instrument_bed_make(&bed, &device_keller, &emulator_keller, NULL);
    instrument_bed_up(&bed);
}

START_TEST(pressure_and_temperature_arrive_in_our_units)
{
    make();
    press(98.01);
    instrument_bed_run(&bed, 0.4);
    ck_assert_double_eq_tol(reading(DEVICE_READ_PRESSURE), 98.01, 1e-4);
    ck_assert_double_eq_tol(reading(DEVICE_READ_OWN_TEMP), 23.5, 1e-9);
    ck_assert_str_eq(device_report(bed.device)->identity,
                     "KELLER class 5.20 of week 40/2010, serial 104711");
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
    ck_assert_uint_eq(device_report(bed.device)->strays, 0);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
}
END_TEST

static const struct { const char *echo; double has_echo; bool goes_up; } echoes[] = {
    { "auto", 0, true }, { "auto", 1, true }, { "no", 0, true }, { "yes", 1, true }, { "yes", 0, false },
};

START_TEST(an_echo_is_stripped)
{
    instrument_bed_set_text(&bed.device_settings, "echo", echoes[_i].echo);
    instrument_bed_make(&bed, &device_keller, &emulator_keller, "104711");
    instrument_bed_turn(&bed, "echo", echoes[_i].has_echo);
    press(-12);
    instrument_bed_run(&bed, 2);
    if (!echoes[_i].goes_up) {
        ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_IDENTIFYING);
        return;
    }
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_double_eq_tol(reading(DEVICE_READ_PRESSURE), -12, 1e-4);
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
    ck_assert_uint_eq(device_report(bed.device)->strays, 0);
}
END_TEST

START_TEST(an_absolute_pressure_is_told_from_the_ambient)
{
    instrument_bed_set(&bed.emulator_settings, "ambient_kpa", 101.3);
    instrument_bed_set(&bed.device_settings, "ambient_kpa", 101.3);
    make();
    press(5);
    instrument_bed_run(&bed, 0.4);
    ck_assert_double_eq_tol(reading(DEVICE_READ_PRESSURE), 5, 1e-4);
}
END_TEST

static const struct { const char *knob; double value; bool is_temp_known; } unknowns[] = {
    { "nan", 1, true }, { "sensor_error", 1, false }, { "exception", 3, false }, { "mute", 1, false },
};

START_TEST(a_fault_of_the_sensor_is_unknown)
{
    make();
    instrument_bed_run(&bed, 0.4);
    ck_assert(!isnan(reading(DEVICE_READ_PRESSURE)));
    instrument_bed_turn(&bed, unknowns[_i].knob, unknowns[_i].value);
    instrument_bed_run(&bed, 1.5);
    ck_assert(isnan(reading(DEVICE_READ_PRESSURE)));
    ck_assert_int_eq(!isnan(reading(DEVICE_READ_OWN_TEMP)), unknowns[_i].is_temp_known);
    instrument_bed_turn(&bed, unknowns[_i].knob, 0);
    instrument_bed_run(&bed, 2);
    ck_assert_double_eq_tol(reading(DEVICE_READ_PRESSURE), 0, 1e-6);
}
END_TEST

START_TEST(a_refusal_is_said_once_in_words)
{
    const char *said;

    make();
    instrument_bed_turn(&bed, "exception", 3);
    instrument_bed_run(&bed, 1);
    said = strstr(bed.said, "the request's data are wrong (3)");
    ck_assert_ptr_nonnull(said);
    ck_assert_ptr_null(strstr(said + 1, "the request's data are wrong (3)"));
}
END_TEST

START_TEST(lost_power_is_told_and_mended)
{
    make();
    press(7);
    instrument_bed_turn(&bed, "uninitialised", 1);
    instrument_bed_run(&bed, 1);
    ck_assert(instrument_bed_said(&bed, "it has lost its power"));
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_double_eq(instrument_bed_signal(&bed, "is_initialised"), 1);
    ck_assert_double_eq_tol(reading(DEVICE_READ_PRESSURE), 7, 1e-4);
}
END_TEST

START_TEST(zero_is_set_by_order_or_at_the_start_and_not_by_itself)
{
    press(3);
    if (_i == 1)
        instrument_bed_set(&bed.device_settings, "zero_at_start", 1);
    make();
    instrument_bed_run(&bed, 0.4);
    ck_assert_double_eq_tol(reading(DEVICE_READ_PRESSURE), _i == 1 ? 0 : 3, 1e-4);
    press(4);
    instrument_bed_order(&bed, DEVICE_ORDER_CLEAR, 1);
    instrument_bed_run(&bed, 0.4);
    ck_assert_double_eq_tol(reading(DEVICE_READ_PRESSURE), 0, 1e-4);
}
END_TEST

START_TEST(a_late_pressure_is_never_taken_for_the_temperature)
{
    make();
    press(55);
    instrument_bed_turn(&bed, "late_s", 0.35);
    instrument_bed_run(&bed, 3);
    ck_assert(isnan(reading(DEVICE_READ_OWN_TEMP))
              || fabs(reading(DEVICE_READ_OWN_TEMP) - 23.5) < 0.01);
    ck_assert(isnan(reading(DEVICE_READ_PRESSURE))
              || fabs(reading(DEVICE_READ_PRESSURE) - 55) < 0.01);
}
END_TEST

START_TEST(only_clear_is_an_order)
{
    struct why why = { "" };

    make();
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RUN, 1, &why), ERR_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(why.text, "no order \"run\""));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("keller");
    TCase *wire = tcase_create("wire"), *driver = tcase_create("driver");

    tcase_add_loop_test(wire, a_request_is_the_bytes_that_the_page_says, 0, KELLER_VECTOR_COUNT);
    tcase_add_loop_test(wire, a_reply_is_read_from_the_bytes_that_the_page_says, 0,
                        KELLER_VECTOR_COUNT);
    tcase_add_loop_test(wire, every_cut_is_partial_and_no_wrong_bit_is_believed, 0,
                        KELLER_VECTOR_COUNT);
    tcase_add_loop_test(wire, scan_tells_whole_from_partial_from_junk, 0, (int)COUNT(scans));
    tcase_add_test(wire, the_number_of_the_page_is_its_number);
    suite_add_tcase(suite, wire);
    tcase_add_checked_fixture(driver, set_up, tear_down);
    tcase_add_test(driver, the_emulator_answers_as_the_page_says);
    tcase_add_test(driver, pressure_and_temperature_arrive_in_our_units);
    tcase_add_loop_test(driver, an_echo_is_stripped, 0, (int)COUNT(echoes));
    tcase_add_test(driver, an_absolute_pressure_is_told_from_the_ambient);
    tcase_add_loop_test(driver, a_fault_of_the_sensor_is_unknown, 0, (int)COUNT(unknowns));
    tcase_add_test(driver, a_refusal_is_said_once_in_words);
    tcase_add_test(driver, lost_power_is_told_and_mended);
    tcase_add_loop_test(driver, zero_is_set_by_order_or_at_the_start_and_not_by_itself, 0, 2);
    tcase_add_test(driver, a_late_pressure_is_never_taken_for_the_temperature);
    tcase_add_test(driver, only_clear_is_an_order);
    suite_add_tcase(suite, driver);
    return suite_run(suite);
}
