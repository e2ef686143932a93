/* Sensirion's flow sensors: frames both ways, their unit word, the emulator, and the driver against
 * it. */
#include "drivers/mock/sensirion_shdlc_emulator.h"
#include "drivers/sensirion_shdlc.h"
#include "drivers/sensirion_shdlc_wire.h"
#include "tests/data/wire/sensirion_shdlc_vectors.h"
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
    uint8_t want[SHDLC_WIRE_MAX], data[16], written[SHDLC_WIRE_MAX];
    size_t  count = wire_bytes(shdlc_vectors[_i].hex, want, sizeof want);
    size_t  data_count = wire_bytes(shdlc_vectors[_i].data, data, sizeof data);

    if (shdlc_vectors[_i].state >= 0)
        return;
    ck_assert_uint_eq(shdlc_write(shdlc_vectors[_i].address, shdlc_vectors[_i].command, data,
                                  (uint8_t)data_count, written), count);
    ck_assert_mem_eq(written, want, count);
}
END_TEST

START_TEST(a_reply_is_read_from_the_bytes_that_the_page_says)
{
    uint8_t            bytes[SHDLC_WIRE_MAX], data[16];
    size_t             used, count = wire_bytes(shdlc_vectors[_i].hex, bytes, sizeof bytes);
    size_t             data_count = wire_bytes(shdlc_vectors[_i].data, data, sizeof data);
    struct shdlc_reply reply;

    if (shdlc_vectors[_i].state < 0)
        return;
    ck_assert_int_eq(shdlc_scan(bytes, count, &used), DEVICE_WHOLE);
    ck_assert_uint_eq(used, count);
    ck_assert_int_eq(shdlc_read(bytes, count, &reply), ERR_OK);
    ck_assert_uint_eq(reply.address, shdlc_vectors[_i].address);
    ck_assert_uint_eq(reply.command, shdlc_vectors[_i].command);
    ck_assert_uint_eq(reply.state, (unsigned)shdlc_vectors[_i].state);
    ck_assert_uint_eq(reply.count, data_count);
    ck_assert_mem_eq(reply.data, data, data_count);
}
END_TEST

/* Each part in memory of its own, so that a sanitizer sees every byte too far. */
START_TEST(every_cut_is_partial_and_no_wrong_bit_is_believed)
{
    uint8_t bytes[SHDLC_WIRE_MAX];
    size_t  used, count = wire_bytes(shdlc_vectors[_i].hex, bytes, sizeof bytes);

    if (shdlc_vectors[_i].state < 0)
        return;
    for (size_t cut = 1; cut < count; cut++) {
        uint8_t *alone = malloc(cut);
        ck_assert_ptr_nonnull(alone);
        memcpy(alone, bytes, cut);
        ck_assert_int_eq(shdlc_scan(alone, cut, &used), DEVICE_PARTIAL);
        free(alone);
    }
    for (size_t bit = 0; bit < 8 * count; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert_msg(shdlc_scan(bytes, count, &used) != DEVICE_WHOLE, "bit %zu", bit);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

static const struct { const char *story, *hex; enum device_scan want; size_t used; } scans[] = {
    { "nothing",                           "",                                        DEVICE_PARTIAL, 0 },
    { "a mark",                            "7E",                                      DEVICE_PARTIAL, 0 },
    { "noise",                             "00 11 22",                                DEVICE_JUNK,    3 },
    { "noise, then a mark",                "00 11 7E",                                DEVICE_JUNK,    2 },
    { "the end of one, the next begins",   "7E 7E 00 33 00 00 CC 7E",                 DEVICE_JUNK,    1 },
    { "a wrong check leaves the mark",     "7E 00 33 00 00 CD 7E 00 33",              DEVICE_JUNK,    6 },
    { "a length that is not true",         "7E 00 33 00 01 CB 7E",                    DEVICE_JUNK,    6 },
    { "a bare 11 inside",                  "7E 00 35 00 02 11 00 B7 7E",              DEVICE_JUNK,    8 },
    { "the same, written as it must be",   "7E 00 35 00 02 7D 31 00 B7 7E",           DEVICE_WHOLE,  10 },
    { "an escape of what needs none",      "7E 00 33 00 7D 20 CC 7E",                 DEVICE_JUNK,    7 },
    { "an escape and nothing behind",      "7E 00 33 00 00 7D 7E",                    DEVICE_JUNK,    6 },
    { "one whole, another begun",          "7E 00 33 00 00 CC 7E 7E 00",              DEVICE_WHOLE,   7 },
};

START_TEST(scan_tells_whole_from_partial_from_junk)
{
    uint8_t bytes[64];
    size_t  used = 99, count = wire_bytes(scans[_i].hex, bytes, sizeof bytes);

    ck_assert_msg(shdlc_scan(bytes, count, &used) == scans[_i].want, "%s", scans[_i].story);
    ck_assert_msg(used == scans[_i].used, "%s: %zu", scans[_i].story, used);
}
END_TEST

/* What has no second mark within the longest frame is no frame. */
START_TEST(the_longest_frame_is_whole_and_a_longer_one_is_junk)
{
    uint8_t            inside[SHDLC_DATA_MAX], wire[2 * SHDLC_WIRE_MAX];
    size_t             used, count;
    struct shdlc_reply reply;

    memset(inside, 0x7E, sizeof inside);
    count = shdlc_write(0x11, 0x13, inside, SHDLC_DATA_MAX, wire);
    /* a reply has one byte more than a request */
    ck_assert_uint_ge(count, SHDLC_WIRE_MAX - 6);
    ck_assert_uint_le(count, SHDLC_WIRE_MAX);
    ck_assert_int_eq(shdlc_read(wire, count, &reply), ERR_GARBLED);
    memset(wire, 0, sizeof wire);
    wire[0] = 0x7E;
    ck_assert_int_eq(shdlc_scan(wire, SHDLC_WIRE_MAX - 1, &used), DEVICE_PARTIAL);
    ck_assert_int_eq(shdlc_scan(wire, SHDLC_WIRE_MAX, &used), DEVICE_JUNK);
    ck_assert_uint_eq(used, SHDLC_WIRE_MAX);
}
END_TEST

static const struct { unsigned word; const char *name; double ul_per_h; bool is_mass; } units[] = {
    { 0x0845, "ml/min", 60e3,    false },
    { 0x0844, "ul/min", 60,      false },
    { 0x0843, "nl/min", 0.06,    false },
    { 0x0853, "nl/h",   1e-3,    false },
    { 0x0834, "ul/s",   3600,    false },
    { 0x0858, "l/h",    1e6,     false },
    { 0x0945, "mg/min", 60,      true  },
    { 0x0045, NULL,     0,       false },                   /* norm litres: a gas */
    { 0x0846, NULL,     0,       false },
    { 0x0865, NULL,     0,       false },
    { 0x1845, NULL,     0,       false },
    { 0x0000, NULL,     0,       false },
    { 0xFFFF, NULL,     0,       false },
};

START_TEST(a_unit_is_known_or_refused_with_a_sentence)
{
    struct shdlc_unit unit;
    struct why        why = { "" };
    enum err          err = shdlc_unit_read((uint16_t)units[_i].word, &unit, &why);

    ck_assert_int_eq(err, units[_i].name ? ERR_OK : ERR_UNKNOWN);
    if (!units[_i].name) {
        ck_assert_ptr_nonnull(strstr(why.text, "unit"));
        return;
    }
    ck_assert_str_eq(unit.name, units[_i].name);
    ck_assert_double_eq_tol(unit.ul_per_h, units[_i].ul_per_h, 1e-12 * units[_i].ul_per_h);
    ck_assert_int_eq(unit.is_mass, units[_i].is_mass);
}
END_TEST

/* ------------------------------------------------------------------ the emulator */

static struct instrument_bed bed;

static void set_up(void)
{
    instrument_bed_begin(&bed);
}

static void tear_down(void)
{
    instrument_bed_end(&bed);
}

/* 1 ml/min at 25 C, scale 500 per ml/min: the page's numbers. */
static void as_on_the_page(void)
{
    instrument_bed_set(&bed.emulator_settings, "scale", 500);
    instrument_bed_set_text(&bed.emulator_settings, "unit", "0845");
    bed.world.temp_c = 25;
}

static void pump(double ul_per_h, double for_s)
{
    bed.world.compliance_ul_per_kpa = 0;
    for (int i = 0; i < (int)(for_s / INSTRUMENT_BED_STEP_S); i++) {
        bed.world.pushed_ul += ul_per_h * INSTRUMENT_BED_STEP_S / 3600;
        instrument_bed_run(&bed, INSTRUMENT_BED_STEP_S);
    }
}

START_TEST(the_emulator_answers_as_the_page_says)
{
    as_on_the_page();
    instrument_bed_make(&bed, NULL, &emulator_sensirion_shdlc, NULL);
    instrument_bed_exchange(&bed, "an unknown command", "7E 00 77 00 88 7E",
                            "7E 00 77 02 00 86 7E");
    instrument_bed_exchange(&bed, "another's address", "7E 01 34 00 CA 7E", "");
    instrument_bed_exchange(&bed, "a wrong check", "7E 00 34 00 CC 7E", "7E 00 34 05 00 C6 7E");
    instrument_bed_exchange(&bed, "wrong size", "7E 00 35 00 CA 7E", "7E 00 35 01 00 C9 7E");
    instrument_bed_exchange(&bed, "not started", shdlc_vectors[SHDLC_VECTOR_LAST].hex,
                            "7E 00 35 00 00 CA 7E");
    instrument_bed_exchange(&bed, "scale", shdlc_vectors[SHDLC_VECTOR_SCALE].hex,
                            shdlc_vectors[SHDLC_VECTOR_SCALE_SAID].hex);
    instrument_bed_exchange(&bed, "start", shdlc_vectors[SHDLC_VECTOR_START].hex,
                            shdlc_vectors[SHDLC_VECTOR_STARTED].hex);
    instrument_bed_turn(&bed, "air", 1);
    instrument_bed_exchange(&bed, "air", shdlc_vectors[SHDLC_VECTOR_LAST].hex,
                            shdlc_vectors[SHDLC_VECTOR_AIR].hex);
}
END_TEST

/* ------------------------------------------------------------------ the driver */

static double reading(enum device_reading which) { return device_reading(bed.device, which); }

START_TEST(flow_temperature_and_air_arrive_in_our_units)
{
    as_on_the_page();
    instrument_bed_make(&bed, &device_sensirion_shdlc, &emulator_sensirion_shdlc, "2133000417");
    instrument_bed_up(&bed);
    pump(60e3, 0.2);
    ck_assert_double_eq_tol(reading(DEVICE_READ_FLOW), 60e3, 121);      /* a count is 120 uL/h */
    ck_assert_double_eq_tol(reading(DEVICE_READ_OWN_TEMP), 25, 1e-9);
    ck_assert_double_eq(reading(DEVICE_READ_AIR), 0);
    bed.world.has_air = true;
    pump(60e3, 0.1);
    ck_assert_double_eq(reading(DEVICE_READ_AIR), 1);
    ck_assert(instrument_bed_said(&bed, "500 counts are 1 ml/min"));
    ck_assert(instrument_bed_said(&bed, "SLF3S-0600F"));
    ck_assert_str_eq(device_report(bed.device)->identity, "SHDLC 2133000417");
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
    ck_assert_uint_eq(device_report(bed.device)->strays, 0);
}
END_TEST

START_TEST(a_backward_flow_is_negative)
{
    instrument_bed_make(&bed, &device_sensirion_shdlc, &emulator_sensirion_shdlc, NULL);
    instrument_bed_up(&bed);
    pump(-6000, 0.2);
    ck_assert_double_eq_tol(reading(DEVICE_READ_FLOW), -6000, 7);
}
END_TEST

START_TEST(a_mass_flow_becomes_a_volume_by_the_density)
{
    instrument_bed_set_text(&bed.emulator_settings, "unit", "0945");
    instrument_bed_set(&bed.device_settings, "density_g_per_ml", 0.998);
    instrument_bed_make(&bed, &device_sensirion_shdlc, &emulator_sensirion_shdlc, NULL);
    instrument_bed_up(&bed);
    pump(30e3, 0.2);
    ck_assert_double_eq_tol(reading(DEVICE_READ_FLOW), 30e3, 7);
}
END_TEST

START_TEST(an_unknown_unit_leaves_the_flow_unknown_and_is_said)
{
    instrument_bed_set_text(&bed.emulator_settings, "unit", "0045");
    instrument_bed_make(&bed, &device_sensirion_shdlc, &emulator_sensirion_shdlc, NULL);
    instrument_bed_up(&bed);
    pump(30e3, 0.2);
    ck_assert(isnan(reading(DEVICE_READ_FLOW)));
    ck_assert_double_eq_tol(reading(DEVICE_READ_OWN_TEMP), 20, 1e-9);
    ck_assert(instrument_bed_said(&bed, "the flow's unit is 0045"));
}
END_TEST

START_TEST(a_flow_above_the_range_is_unknown)
{
    instrument_bed_make(&bed, &device_sensirion_shdlc, &emulator_sensirion_shdlc, NULL);
    instrument_bed_up(&bed);
    pump(4000 * 60, 0.2);
    ck_assert(isnan(reading(DEVICE_READ_FLOW)));
    ck_assert(instrument_bed_said(&bed, "above the sensor's range"));
    pump(60, 0.2);
    ck_assert_double_eq_tol(reading(DEVICE_READ_FLOW), 60, 7);
}
END_TEST

START_TEST(not_ready_is_unknown_and_in_the_end_begun_anew)
{
    instrument_bed_make(&bed, &device_sensirion_shdlc, &emulator_sensirion_shdlc, NULL);
    instrument_bed_up(&bed);
    instrument_bed_run(&bed, 0.2);
    ck_assert_double_eq_tol(reading(DEVICE_READ_FLOW), 0, 1e-9);
    instrument_bed_turn(&bed, "not_ready", 1);
    instrument_bed_run(&bed, 0.1);
    ck_assert(isnan(reading(DEVICE_READ_FLOW)));
    instrument_bed_turn(&bed, "not_ready", 0);
    instrument_bed_turn(&bed, "power_cycle", 1);
    instrument_bed_run(&bed, 2);
    ck_assert(instrument_bed_said(&bed, "switched off and on"));
    ck_assert_double_eq(instrument_bed_signal(&bed, "is_measuring"), 1);
    ck_assert_double_eq_tol(reading(DEVICE_READ_FLOW), 0, 1e-9);
}
END_TEST

START_TEST(the_error_flag_is_followed_up)
{
    instrument_bed_make(&bed, &device_sensirion_shdlc, &emulator_sensirion_shdlc, NULL);
    instrument_bed_up(&bed);
    instrument_bed_turn(&bed, "sensor_error", 1);
    instrument_bed_run(&bed, 0.3);
    ck_assert(instrument_bed_said(&bed, "it tells an error: state 00000001, last error 32"));
    ck_assert(isnan(reading(DEVICE_READ_FLOW)));
}
END_TEST

START_TEST(a_wrong_bit_costs_one_answer_and_is_counted)
{
    instrument_bed_make(&bed, &device_sensirion_shdlc, &emulator_sensirion_shdlc, NULL);
    instrument_bed_up(&bed);
    instrument_bed_turn(&bed, "flip", 1);
    instrument_bed_run(&bed, 0.6);
    ck_assert_uint_ge(device_report(bed.device)->garbled, 1);
    ck_assert_uint_ge(device_report(bed.device)->retries, 1);
    ck_assert_double_eq_tol(reading(DEVICE_READ_FLOW), 0, 1e-9);
}
END_TEST

START_TEST(silence_is_unknown_and_then_lost)
{
    instrument_bed_make(&bed, &device_sensirion_shdlc, &emulator_sensirion_shdlc, NULL);
    instrument_bed_up(&bed);
    instrument_bed_turn(&bed, "mute", 1);
    instrument_bed_run(&bed, 0.7);
    ck_assert(isnan(reading(DEVICE_READ_FLOW)));
    instrument_bed_run(&bed, 2);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_LOST);
    instrument_bed_turn(&bed, "mute", 0);
    instrument_bed_up(&bed);
}
END_TEST

static const struct { const char *name, *text; double number; const char *part; } refused[] = {
    { "liquid",      "wine", 0,   "give water, ipa, or four hexadecimal digits" },
    { "liquid",      "36",   0,   "four hexadecimal digits" },
    { "air_bit",     NULL,   16,  "give 0 to 15" },
    { "address",     NULL,   255, "give 0 to 254" },
    { "intervall_ms", NULL,  20,  "interval_ms" },
};

START_TEST(a_wrong_setting_is_refused_with_a_sentence)
{
    struct device_setup setup = { .settings = &bed.device_settings };
    struct why          why = { "" };
    struct device      *device = NULL;

    instrument_bed_make(&bed, NULL, &emulator_sensirion_shdlc, NULL);
    ck_assert_int_eq(refused[_i].text ? settings_add_text(&bed.device_settings, refused[_i].name,
                                                          refused[_i].text)
                                      : settings_add_number(&bed.device_settings, refused[_i].name,
                                                            refused[_i].number),
                     ERR_OK);
    ck_assert_int_ne(device_create(&device, &device_sensirion_shdlc, bed.near, &setup, &why),
                     ERR_OK);
    ck_assert_msg(strstr(why.text, refused[_i].part) != NULL, "%s", why.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sensirion_shdlc");
    TCase *wire = tcase_create("wire"), *driver = tcase_create("driver");

    tcase_add_loop_test(wire, a_request_is_the_bytes_that_the_page_says, 0, SHDLC_VECTOR_COUNT);
    tcase_add_loop_test(wire, a_reply_is_read_from_the_bytes_that_the_page_says, 0,
                        SHDLC_VECTOR_COUNT);
    tcase_add_loop_test(wire, every_cut_is_partial_and_no_wrong_bit_is_believed, 0,
                        SHDLC_VECTOR_COUNT);
    tcase_add_loop_test(wire, scan_tells_whole_from_partial_from_junk, 0, (int)COUNT(scans));
    tcase_add_test(wire, the_longest_frame_is_whole_and_a_longer_one_is_junk);
    tcase_add_loop_test(wire, a_unit_is_known_or_refused_with_a_sentence, 0, (int)COUNT(units));
    suite_add_tcase(suite, wire);
    tcase_add_checked_fixture(driver, set_up, tear_down);
    tcase_add_test(driver, the_emulator_answers_as_the_page_says);
    tcase_add_test(driver, flow_temperature_and_air_arrive_in_our_units);
    tcase_add_test(driver, a_backward_flow_is_negative);
    tcase_add_test(driver, a_mass_flow_becomes_a_volume_by_the_density);
    tcase_add_test(driver, an_unknown_unit_leaves_the_flow_unknown_and_is_said);
    tcase_add_test(driver, a_flow_above_the_range_is_unknown);
    tcase_add_test(driver, not_ready_is_unknown_and_in_the_end_begun_anew);
    tcase_add_test(driver, the_error_flag_is_followed_up);
    tcase_add_test(driver, a_wrong_bit_costs_one_answer_and_is_counted);
    tcase_add_test(driver, silence_is_unknown_and_then_lost);
    tcase_add_loop_test(driver, a_wrong_setting_is_refused_with_a_sentence, 0, (int)COUNT(refused));
    suite_add_tcase(suite, driver);
    return suite_run(suite);
}
