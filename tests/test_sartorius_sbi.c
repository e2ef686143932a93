/* Sartorius SBI: lines in both forms, a balance that prints by itself, calibrates, overflows. */
#include "drivers/mock/sartorius_sbi_emulator.h"
#include "drivers/sartorius_sbi.h"
#include "tests/data/wire/sartorius_sbi_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"
#include "tests/support/wire_bytes.h"

#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

START_TEST(a_line_is_read_in_its_columns)
{
    const struct sbi_vector *v = &sbi_vectors[_i];
    struct sbi_line line;
    size_t count = strlen(v->line), used = 0;

    ck_assert_int_eq(sbi_scan((const uint8_t *)v->line, count, &used), DEVICE_WHOLE);
    ck_assert_uint_eq(used, count);
    ck_assert_msg(sbi_read((const uint8_t *)v->line, count, &line) == v->is_good, "%s", v->line);
    if (!v->is_good)
        return;
    ck_assert_int_eq(line.kind, v->kind);
    ck_assert_str_eq(line.text, v->text);
    ck_assert_int_eq(line.is_stable, v->is_stable);
    ck_assert_double_eq_tol(line.value, v->value, 1e-12);
}
END_TEST

static const struct { const char *story, *sent, *want; } exchanges[] = {
    { "print", "\x1BP\r\n", "N     +    0.000 g  \r\n" },
    { "without CR LF", "\x1BP", "N     +    0.000 g  \r\n" },
    { "model", "\x1Bx1_\r\n", "MSE1203S-100-DR     \r\n" },
    { "serial number", "\x1Bx2_\r\n", "0036807522          \r\n" },
    { "tare is not answered", "\x1BU\r\n", "" },
    { "nor what it does not know", "\x1BO\r\n\x1B;\r\n", "" },
    { "nor xBPI", "\x04\x01\x09\x1E\x2C", "" },
    { "calibration", "\x1BZ\x1BP", "Stat     Cal.Int.   \r\n" },
};

START_TEST(the_emulator_answers_as_the_manual_says)
{
    struct instrument_bed bed;
    char sent[200], want[200];

    wire_hex(exchanges[_i].sent, sent, sizeof sent);
    wire_hex(exchanges[_i].want, want, sizeof want);
    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_sartorius_sbi, NULL);
    instrument_bed_run(&bed, 1.5);
    instrument_bed_exchange(&bed, exchanges[_i].story, sent, want);
    instrument_bed_end(&bed);
}
END_TEST

/* ------------------------------------------------------------------ driver and emulator */

static void bed_up(struct instrument_bed *bed, double form, double print_s)
{
    instrument_bed_begin(bed);
    instrument_bed_set(&bed->emulator_settings, "form", form);
    instrument_bed_set(&bed->emulator_settings, "print_s", print_s);
    instrument_bed_make(bed, &device_sartorius_sbi, &emulator_sartorius_sbi, "0036807522");
    instrument_bed_up(bed);
    instrument_bed_run(bed, 2);
}

static double read_now(const struct instrument_bed *bed, enum device_reading reading)
{
    return device_reading(bed->device, reading);
}

static const struct { double form, print_s; } ways[] = {
    { 22, 0 }, { 16, 0 }, { 22, 0.1 }, { 16, 0.05 },
};

START_TEST(what_is_delivered_is_weighed_in_either_form_and_while_it_prints)
{
    struct instrument_bed bed;

    bed_up(&bed, ways[_i].form, ways[_i].print_s);
    ck_assert_double_eq_tol(read_now(&bed, DEVICE_READ_MASS), 0, 1e-9);
    ck_assert_double_eq(read_now(&bed, DEVICE_READ_IS_STABLE), 1);
    bed.world.pushed_ul = 100000;
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(read_now(&bed, DEVICE_READ_IS_STABLE), 0);
    instrument_bed_run(&bed, 80);
    ck_assert_double_eq_tol(read_now(&bed, DEVICE_READ_MASS), 99.8, 1e-9);
    ck_assert_double_eq(read_now(&bed, DEVICE_READ_IS_STABLE), 1);
    instrument_bed_order(&bed, DEVICE_ORDER_CLEAR, 1);
    instrument_bed_run(&bed, 2);
    ck_assert_double_eq_tol(read_now(&bed, DEVICE_READ_MASS), 0, 1e-9);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_weight_without_unit_has_that_of_the_last_stable_one)
{
    struct instrument_bed bed;

    bed_up(&bed, 22, 0);
    instrument_bed_turn(&bed, "unit", 1);
    instrument_bed_turn(&bed, "load_g", 50);
    instrument_bed_run(&bed, 5);
    ck_assert_double_eq_tol(read_now(&bed, DEVICE_READ_MASS), 50, 1e-9);
    instrument_bed_turn(&bed, "vibration_mg", 100);
    instrument_bed_run(&bed, 3);
    ck_assert_double_eq(read_now(&bed, DEVICE_READ_IS_STABLE), 0);
    ck_assert_double_eq_tol(read_now(&bed, DEVICE_READ_MASS), 50, 0.2);
    instrument_bed_end(&bed);
}
END_TEST

static const struct { const char *knob; double value, alarm; const char *said; } troubles[] = {
    { "load_g", 2000, 101, "High: overload" },
    { "load_g", -2000, 102, "Low: underload" },
    { "unit", 3, 103, "pcs" },
    { "error", 54, 54, "Err 054" },
};

START_TEST(what_is_no_weight_is_an_alarm)
{
    struct instrument_bed bed;

    bed_up(&bed, 22, 0);
    instrument_bed_turn(&bed, troubles[_i].knob, troubles[_i].value);
    instrument_bed_run(&bed, 3);
    ck_assert(isnan(read_now(&bed, DEVICE_READ_MASS)));
    ck_assert_double_eq(read_now(&bed, DEVICE_READ_ALARM), troubles[_i].alarm);
    ck_assert(instrument_bed_said(&bed, troubles[_i].said));
    instrument_bed_end(&bed);
}
END_TEST

static const struct { const char *name, *value; } refusals[] = {
    { "clear", "Q" }, { "clear", "" }, { "unit", "st" }, { "unit", "grams" },
};

START_TEST(settings_are_refused_with_what_there_is)
{
    struct settings     settings = { 0 };
    struct device_setup setup = { .settings = &settings };
    struct device      *device;
    struct why          why = { "" };

    ck_assert_int_eq(settings_add_text(&settings, refusals[_i].name, refusals[_i].value), ERR_OK);
    ck_assert_int_eq(device_create(&device, &device_sartorius_sbi, NULL, &setup, &why),
                     ERR_RANGE);
    ck_assert_msg(strstr(why.text, refusals[_i].name) != NULL, "%s", why.text);
    settings_free(&settings);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sartorius-sbi");
    TCase *wire = tcase_create("lines"), *pair = tcase_create("balance");

    tcase_add_loop_test(wire, a_line_is_read_in_its_columns, 0, (int)COUNT(sbi_vectors));
    suite_add_tcase(suite, wire);
    tcase_add_loop_test(pair, the_emulator_answers_as_the_manual_says, 0, (int)COUNT(exchanges));
    tcase_add_loop_test(pair, what_is_delivered_is_weighed_in_either_form_and_while_it_prints, 0,
                        (int)COUNT(ways));
    tcase_add_test(pair, a_weight_without_unit_has_that_of_the_last_stable_one);
    tcase_add_loop_test(pair, what_is_no_weight_is_an_alarm, 0, (int)COUNT(troubles));
    tcase_add_loop_test(pair, settings_are_refused_with_what_there_is, 0, (int)COUNT(refusals));
    suite_add_tcase(suite, pair);
    return suite_run(suite);
}
