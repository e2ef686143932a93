/* MT-SICS: lines as the manuals print them; a balance weighed, tared, overloaded, unplugged. */
#include "drivers/mock/mt_sics_emulator.h"
#include "drivers/mt_sics.h"
#include "tests/data/wire/mt_sics_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"
#include "tests/support/wire_bytes.h"

#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* ------------------------------------------------------------------ lines */

START_TEST(a_line_is_read_to_its_last_character)
{
    const struct mt_sics_vector *v = &mt_sics_vectors[_i];
    struct mt_sics_reply reply;
    size_t count = strlen(v->line), used = 0;

    ck_assert_int_eq(mt_sics_scan((const uint8_t *)v->line, count, &used) == DEVICE_WHOLE,
                     v->line[0] != 0x13);
    ck_assert_msg(mt_sics_read((const uint8_t *)v->line, count, &reply) == v->is_good, "%s",
                  v->line);
    if (!v->is_good)
        return;
    ck_assert_str_eq(reply.id, v->id);
    ck_assert_int_eq(reply.kind, v->kind);
    ck_assert_str_eq(reply.text, v->text ? v->text : "");
    ck_assert_int_eq(reply.fault, v->fault);
    if (v->kind != MT_SICS_WEIGHT)
        return;
    ck_assert_int_eq(reply.is_stable, v->is_stable);
    ck_assert_double_eq_tol(reply.value, v->value, 1e-12);
    ck_assert_double_eq_tol(reply.grams_per_unit, v->grams_per_unit, 1e-12);
}
END_TEST

static const struct { const char *bytes; enum device_scan want; size_t used; } scans[] = {
    { "S S   ",     DEVICE_PARTIAL, 0 },
    { "S I\r",      DEVICE_PARTIAL, 0 },
    { "S I\r\nS",   DEVICE_WHOLE,   5 },
    { "S I\n",      DEVICE_JUNK,    4 },        /* a line feed alone */
    { "S\rI\r\n",   DEVICE_JUNK,    3 },
    { "\x11S I\r\n", DEVICE_JUNK,   1 },        /* XON between lines: dropped */
    { "S\x13 I\r\n", DEVICE_JUNK,   2 },
};

START_TEST(lines_are_cut)
{
    size_t used = 0;

    ck_assert_int_eq(mt_sics_scan((const uint8_t *)scans[_i].bytes, strlen(scans[_i].bytes),
                                  &used), scans[_i].want);
    if (scans[_i].want != DEVICE_PARTIAL)
        ck_assert_uint_eq(used, scans[_i].used);
}
END_TEST

/* ------------------------------------------------------------------ the emulator alone */

static const struct { const char *story, *sent, *want; } exchanges[] = {
    { "unknown", "XX\r\n", "ES\r\n" },
    { "serial number", "I4\r\n", "I4 A \"B021002593\"\r\n" },
    { "model", "I2\r\n", "I2 A \"XS204 Excellence 220.0090 g\"\r\n" },
    { "zero", "Z\r\n", "Z A\r\n" },
    { "zero now", "ZI\r\n", "ZI S\r\n" },
    { "tare", "T\r\n", "T S     0.0000 g\r\n" },
    { "tare memory", "TA\r\n", "TA A     0.0000 g\r\n" },
    { "cleared", "TAC\r\n", "TAC A\r\n" },
    { "at once", "SI\r\n", "S S     0.0000 g\r\n" },
    { "reset", "@\r\n", "I4 A \"B021002593\"\r\n" },
};

static void exchange(struct instrument_bed *bed, const char *story, const char *sent,
                     const char *want)
{
    char sent_hex[400], want_hex[400];

    wire_hex(sent, sent_hex, sizeof sent_hex);
    wire_hex(want, want_hex, sizeof want_hex);
    instrument_bed_exchange(bed, story, sent_hex, want_hex);
}

START_TEST(the_emulator_answers_as_the_manual_says)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_mt_sics, NULL);
    exchange(&bed, "power-up", "", "I4 A \"B021002593\"\r\n");
    instrument_bed_run(&bed, 1.5);
    exchange(&bed, exchanges[_i].story, exchanges[_i].sent, exchanges[_i].want);
    instrument_bed_end(&bed);
}
END_TEST

/* ------------------------------------------------------------------ driver and emulator */

static void bed_up(struct instrument_bed *bed)
{
    instrument_bed_make(bed, &device_mt_sics, &emulator_mt_sics, "B021002593");
    instrument_bed_up(bed);
    instrument_bed_run(bed, 2);
}

static double read_now(const struct instrument_bed *bed, enum device_reading reading)
{
    return device_reading(bed->device, reading);
}

START_TEST(what_is_delivered_is_weighed)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    bed_up(&bed);
    ck_assert_double_eq_tol(read_now(&bed, DEVICE_READ_MASS), 0, 1e-9);
    ck_assert_double_eq(read_now(&bed, DEVICE_READ_IS_STABLE), 1);
    bed.world.pushed_ul = 1000;
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(read_now(&bed, DEVICE_READ_IS_STABLE), 0);
    instrument_bed_run(&bed, 60);
    ck_assert_double_eq_tol(read_now(&bed, DEVICE_READ_MASS), 0.998, 1e-9);
    ck_assert_double_eq(read_now(&bed, DEVICE_READ_IS_STABLE), 1);
    bed.world.evaporation_mg_per_h = 60;
    instrument_bed_run(&bed, 60);
    ck_assert_double_eq_tol(read_now(&bed, DEVICE_READ_MASS), 0.997, 1.1e-4);
    instrument_bed_order(&bed, DEVICE_ORDER_CLEAR, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq_tol(read_now(&bed, DEVICE_READ_MASS), 0, 1.1e-4);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(units_are_read_and_what_is_none_is_said)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    bed_up(&bed);
    instrument_bed_turn(&bed, "load_g", 12.3456);
    for (int unit = 1; unit <= 3; unit++) {
        instrument_bed_turn(&bed, "unit", unit);
        instrument_bed_run(&bed, 3);
        ck_assert_double_eq_tol(read_now(&bed, DEVICE_READ_MASS), 12.3456, 4e-4);
    }
    instrument_bed_turn(&bed, "unit", 4);
    instrument_bed_run(&bed, 0.5);
    ck_assert(isnan(read_now(&bed, DEVICE_READ_MASS)));
    ck_assert(instrument_bed_said(&bed, "pcs"));
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(overload_and_errors_are_no_weight)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    bed_up(&bed);
    instrument_bed_turn(&bed, "load_g", 300);
    instrument_bed_run(&bed, 2);
    ck_assert(isnan(read_now(&bed, DEVICE_READ_MASS)));
    ck_assert_double_eq(read_now(&bed, DEVICE_READ_ALARM), 101);
    instrument_bed_turn(&bed, "load_g", -300);
    instrument_bed_run(&bed, 2);
    ck_assert_double_eq(read_now(&bed, DEVICE_READ_ALARM), 102);
    instrument_bed_turn(&bed, "error", 10);
    instrument_bed_run(&bed, 0.5);
    ck_assert_double_eq(read_now(&bed, DEVICE_READ_ALARM), 10);
    ck_assert(instrument_bed_said(&bed, "error 10 of its electronics"));
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_tare_that_waits_for_stability_is_waited_for)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set_text(&bed.device_settings, "clear", "T");
    instrument_bed_set(&bed.emulator_settings, "patience_s", 5);
    bed_up(&bed);
    instrument_bed_turn(&bed, "vibration_mg", 50);
    instrument_bed_run(&bed, 1);
    instrument_bed_order(&bed, DEVICE_ORDER_CLEAR, 1);
    instrument_bed_run(&bed, 4);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert(isnan(read_now(&bed, DEVICE_READ_MASS)));         /* too old to be told */
    instrument_bed_run(&bed, 2);
    ck_assert(instrument_bed_said(&bed, "does not tare: it is busy, or not stable"));
    ck_assert(isfinite(read_now(&bed, DEVICE_READ_MASS)));
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(switched_off_and_on_it_is_identified_anew)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    bed_up(&bed);
    instrument_bed_turn(&bed, "restart", 1);
    instrument_bed_run(&bed, 1);
    ck_assert(instrument_bed_said(&bed, "switched off and on"));
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_repeating_weight_that_somebody_left_on_is_read)
{
    struct instrument_bed bed;
    size_t taken;

    instrument_bed_begin(&bed);
    bed_up(&bed);
    bed.is_driver_stopped = true;
    ck_assert_int_eq(port_write(bed.near, bed.now_s, (const uint8_t *)"SIR\r\n", 5, &taken),
                     ERR_OK);
    instrument_bed_run(&bed, 2);
    bed.is_driver_stopped = false;
    instrument_bed_run(&bed, 2);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_double_eq_tol(read_now(&bed, DEVICE_READ_MASS), 0, 1e-9);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(another_balance_is_left_alone)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, &device_mt_sics, &emulator_mt_sics, "B999999999");
    instrument_bed_run(&bed, 3);
    ck_assert(device_report(bed.device)->is_another);
    ck_assert(instrument_bed_said(&bed, "another instrument answers"));
    ck_assert(isnan(read_now(&bed, DEVICE_READ_MASS)));
    instrument_bed_end(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mt-sics");
    TCase *wire = tcase_create("lines"), *pair = tcase_create("balance");

    tcase_add_loop_test(wire, a_line_is_read_to_its_last_character, 0,
                        (int)COUNT(mt_sics_vectors));
    tcase_add_loop_test(wire, lines_are_cut, 0, (int)COUNT(scans));
    suite_add_tcase(suite, wire);
    tcase_add_loop_test(pair, the_emulator_answers_as_the_manual_says, 0, (int)COUNT(exchanges));
    tcase_add_test(pair, what_is_delivered_is_weighed);
    tcase_add_test(pair, units_are_read_and_what_is_none_is_said);
    tcase_add_test(pair, overload_and_errors_are_no_weight);
    tcase_add_test(pair, a_tare_that_waits_for_stability_is_waited_for);
    tcase_add_test(pair, switched_off_and_on_it_is_identified_anew);
    tcase_add_test(pair, a_repeating_weight_that_somebody_left_on_is_read);
    tcase_add_test(pair, another_balance_is_left_alone);
    suite_add_tcase(suite, pair);
    return suite_run(suite);
}
