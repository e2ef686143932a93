/* The resistance decade: its lines, its emulator, and the driver against it. */
#include "drivers/iet_prs.h"
#include "drivers/iet_prs_wire.h"
#include "drivers/mock/iet_prs_emulator.h"
#include "tests/data/wire/iet_prs_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"
#include "tests/support/wire_bytes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define RESIDUAL_OHM 0.02

/* ------------------------------------------------------------------ the lines */

START_TEST(a_resistance_is_the_line_that_the_manual_says)
{
    uint8_t written[DEVICE_FRAME_MAX], want[64];
    size_t  count = 0;

    ck_assert_int_eq(iet_prs_write(iet_prs_vectors[_i].decades, iet_prs_vectors[_i].units,
                                   iet_prs_vectors[_i].is_short, written, &count), ERR_OK);
    ck_assert_uint_eq(count, strlen(iet_prs_vectors[_i].text));
    ck_assert_mem_eq(written, iet_prs_vectors[_i].text, count);
    if (iet_prs_vectors[_i].hex) {
        ck_assert_uint_eq(wire_bytes(iet_prs_vectors[_i].hex, want, sizeof want), count);
        ck_assert_mem_eq(written, want, count);
    }
}
END_TEST

START_TEST(more_than_it_has_decades_for_is_out_of_range)
{
    uint8_t written[DEVICE_FRAME_MAX];
    size_t  count = 77;

    ck_assert_int_eq(iet_prs_write(6, 999999, false, written, &count), ERR_OK);
    count = 77;
    ck_assert_int_eq(iet_prs_write(6, 1000000, false, written, &count), ERR_RANGE);
    ck_assert_int_eq(iet_prs_write(10, 5, true, written, &count), ERR_RANGE);
    ck_assert_uint_eq(count, 77);
}
END_TEST

static const struct { const char *line; unsigned decades, options; double step_ohm; } models[] = {
    { IET_PRS_IDENTITY,                                    6, 0, 0.1 },
    { "IET Labs,PRS-201-X-9-1m-0-1,E1-1,D6",               9, 1, 0.001 },
    { "IET Labs,PRS-200-F-7-10-0-0,E1-1,D6",               7, 0, 10 },
    { "IET Labs,PRS-200-F-6-100m-0,D6-0211201,D6",         0, 0, 0 },
    { "IET Labs,PRS-200-F-6-100k-0-0,D6-0211201,D6",       0, 0, 0 },
    { "IET Labs,PRS-200-F-0-100m-0-0,D6-0211201,D6",       0, 0, 0 },
    { "IET Labs,PRS-200-F-11-100m-0-0,D6-0211201,D6",      0, 0, 0 },
    { "IET Labs,PRS-200-F-6-0-0-0,D6-0211201,D6",          0, 0, 0 },
    { "IET Labs,PCS-200-F-6-100m-0-0,D6-0211201,D6",       0, 0, 0 },
    { "IET Labs,PRS-200-F-6-100m-0-0,D6-0211201",          0, 0, 0 },
    { "IET,PRS-200-F-6-100m-0-0,D6-0211201,D6",            0, 0, 0 },
    { "KEITHLEY,PRS-200-F-6-100m-0-0,D6-0211201,D6",       0, 0, 0 },
    { "IET Labs,PRS-200-F-6x-100m-0-0,D6-0211201,D6",      0, 0, 0 },
    { "IET Labs,PRS-200-F-6-100mm-0-0,D6-0211201,D6",      0, 0, 0 },
    { "",                                                  0, 0, 0 },
};

START_TEST(a_model_is_read_in_every_field_or_not_at_all)
{
    struct iet_prs_model model = { .decades = 99 };
    enum err             err = iet_prs_model_read(models[_i].line, &model);

    if (models[_i].decades == 0) {
        ck_assert_int_eq(err, ERR_GARBLED);
        ck_assert_uint_eq(model.decades, 99);
        return;
    }
    ck_assert_int_eq(err, ERR_OK);
    ck_assert_uint_eq(model.decades, models[_i].decades);
    ck_assert_uint_eq(model.options, models[_i].options);
    ck_assert_double_eq_tol(model.step_ohm, models[_i].step_ohm, 1e-12);
}
END_TEST

/* ------------------------------------------------------------------ the emulator */

static void hex_of(const char *text, char *out)
{
    for (size_t i = 0; text[i]; i++)
        sprintf(out + 3 * i, "%02X ", (unsigned char)text[i]);
}

START_TEST(the_emulator_does_as_the_manual_says)
{
    struct instrument_bed bed;
    char                  sent[200], want[300];

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_iet_prs, NULL);
    hex_of("*IDN?\n", sent);
    hex_of(IET_PRS_IDENTITY "\r\n", want);
    instrument_bed_exchange(&bed, "identity", sent, want);
    instrument_bed_exchange(&bed, "100.0 ohm", iet_prs_vectors[0].hex, "");
    ck_assert_double_eq_tol(bed.world.load_ohm, 100 + RESIDUAL_OHM, 1e-9);
    hex_of("SOUR:DATA 9999005679\n", sent);     /* digits of decades that it has not */
    instrument_bed_exchange(&bed, "the short word", sent, "");
    ck_assert_double_eq_tol(bed.world.load_ohm, 567.9 + RESIDUAL_OHM, 1e-9);
    hex_of("SOURce:DATA 12345\n", sent);
    instrument_bed_exchange(&bed, "too few digits", sent, "");
    ck_assert_double_eq_tol(bed.world.load_ohm, 567.9 + RESIDUAL_OHM, 1e-9);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(relays_open_on_the_way_and_bear_little)
{
    struct instrument_bed bed;
    uint8_t               bytes[64];
    size_t                count = wire_bytes(iet_prs_vectors[0].hex, bytes, sizeof bytes), taken;
    int                   open_ms = 0;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_iet_prs, NULL);
    ck_assert_int_eq(port_write(bed.near, 0, bytes, count, &taken), ERR_OK);
    for (int ms = 0; ms < 100; ms++) {
        instrument_bed_run(&bed, 0.001);
        open_ms += !isfinite(bed.world.load_ohm);
    }
    ck_assert_int_eq(open_ms, 1);
    bed.world.source_w = 1;
    bed.world.source_ohm = 100;
    instrument_bed_run(&bed, 0.01);
    ck_assert_double_eq(instrument_bed_signal(&bed, "overloaded"), 1);
    instrument_bed_end(&bed);
}
END_TEST

/* ------------------------------------------------------------------ the driver */

static void up(struct instrument_bed *bed)
{
    instrument_bed_begin(bed);
    instrument_bed_make(bed, &device_iet_prs, &emulator_iet_prs, "D6-0211201");
    instrument_bed_up(bed);
}

START_TEST(the_resistance_is_known_once_the_box_has_answered_behind_it)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_run(&bed, 1);
    ck_assert(isnan(device_reading(bed.device, DEVICE_READ_LOAD)));
    instrument_bed_order(&bed, DEVICE_ORDER_LOAD, 123.45);
    ck_assert(isnan(device_reading(bed.device, DEVICE_READ_LOAD)));
    instrument_bed_run(&bed, 0.3);
    ck_assert_double_eq_tol(device_reading(bed.device, DEVICE_READ_LOAD), 123.5, 1e-9);
    ck_assert_double_eq_tol(bed.world.load_ohm, 123.5 + RESIDUAL_OHM, 1e-9);
    instrument_bed_run(&bed, 5);
    ck_assert_double_eq_tol(device_reading(bed.device, DEVICE_READ_LOAD), 123.5, 1e-9);
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(it_is_switched_once_and_again_only_when_the_bench_file_says_so)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_LOAD, 100);
    instrument_bed_run(&bed, 0.5);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_LOAD, 100, NULL), ERR_OK);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_LOAD, 200, &why), ERR_REFUSED);
    ck_assert_msg(strstr(why.text, "set switches_live = 1"), "%s", why.text);
    instrument_bed_end(&bed);
    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.device_settings, "switches_live", 1);
    instrument_bed_make(&bed, &device_iet_prs, &emulator_iet_prs, NULL);
    instrument_bed_up(&bed);
    for (int ohm = 100; ohm <= 500; ohm += 100) {
        instrument_bed_order(&bed, DEVICE_ORDER_LOAD, ohm);
        instrument_bed_run(&bed, 0.2);
        ck_assert_double_eq_tol(bed.world.load_ohm, ohm + RESIDUAL_OHM, 1e-9);
    }
    ck_assert_double_eq(instrument_bed_signal(&bed, "bounces"), 5);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(with_the_short_option_it_changes_without_an_opening)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.device_settings, "switches_live", 1);
    instrument_bed_set(&bed.device_settings, "glitch_free", 1);
    instrument_bed_set(&bed.emulator_settings, "options", 1);
    instrument_bed_make(&bed, &device_iet_prs, &emulator_iet_prs, NULL);
    instrument_bed_up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_LOAD, 100);
    instrument_bed_run(&bed, 0.5);
    instrument_bed_order(&bed, DEVICE_ORDER_LOAD, 200);
    for (int ms = 0; ms < 500; ms++) {
        instrument_bed_run(&bed, 0.001);
        ck_assert(isfinite(bed.world.load_ohm));
    }
    ck_assert_double_eq_tol(bed.world.load_ohm, 200 + RESIDUAL_OHM, 1e-9);
    ck_assert_double_eq(instrument_bed_signal(&bed, "bounces"), 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(without_the_short_option_that_is_told)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.device_settings, "glitch_free", 1);
    instrument_bed_make(&bed, &device_iet_prs, &emulator_iet_prs, NULL);
    instrument_bed_up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_LOAD, 100);
    instrument_bed_run(&bed, 0.5);
    ck_assert_msg(instrument_bed_said(&bed, "it has no short option"), "%s", bed.said);
    ck_assert_double_eq_tol(bed.world.load_ohm, 100 + RESIDUAL_OHM, 1e-9);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(what_it_cannot_be_is_refused_with_its_range)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.device_settings, "load_most_ohm", 1e8);
    instrument_bed_make(&bed, &device_iet_prs, &emulator_iet_prs, NULL);
    instrument_bed_up(&bed);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_LOAD, 100000, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "goes from 10 to 99999.9 ohm"), "%s", why.text);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_LOAD, 9, NULL), ERR_RANGE);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_OUTPUT, 1, NULL), ERR_UNKNOWN);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(after_a_lost_link_nobody_knows_the_resistance)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_LOAD, 100);
    instrument_bed_run(&bed, 1);
    instrument_bed_turn(&bed, "deaf", 1);
    instrument_bed_run(&bed, 5);
    instrument_bed_turn(&bed, "restart", 1);    /* it was unplugged */
    instrument_bed_turn(&bed, "deaf", 0);
    instrument_bed_run(&bed, 3);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert(isnan(device_reading(bed.device, DEVICE_READ_LOAD)));
    ck_assert_msg(instrument_bed_said(&bed, "which resistance is set is not known"), "%s",
                  bed.said);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(another_instrument_is_left_alone)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, &device_iet_prs, &emulator_iet_prs, "D6-0000000");
    instrument_bed_run(&bed, 4);
    ck_assert(device_report(bed.device)->is_another);
    ck_assert(device_report(bed.device)->link != DEVICE_LINK_UP);
    instrument_bed_end(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("iet_prs");
    TCase *tests = tcase_create("iet_prs");

    tcase_add_loop_test(tests, a_resistance_is_the_line_that_the_manual_says, 0,
                        (int)COUNT(iet_prs_vectors));
    tcase_add_test(tests, more_than_it_has_decades_for_is_out_of_range);
    tcase_add_loop_test(tests, a_model_is_read_in_every_field_or_not_at_all, 0, (int)COUNT(models));
    tcase_add_test(tests, the_emulator_does_as_the_manual_says);
    tcase_add_test(tests, relays_open_on_the_way_and_bear_little);
    tcase_add_test(tests, the_resistance_is_known_once_the_box_has_answered_behind_it);
    tcase_add_test(tests, it_is_switched_once_and_again_only_when_the_bench_file_says_so);
    tcase_add_test(tests, with_the_short_option_it_changes_without_an_opening);
    tcase_add_test(tests, without_the_short_option_that_is_told);
    tcase_add_test(tests, what_it_cannot_be_is_refused_with_its_range);
    tcase_add_test(tests, after_a_lost_link_nobody_knows_the_resistance);
    tcase_add_test(tests, another_instrument_is_left_alone);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
