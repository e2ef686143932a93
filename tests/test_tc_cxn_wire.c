/* T&C's generator: its bytes, both ways, and the emulator that speaks them, as the page says. */
#include "drivers/mock/tc_cxn_emulator.h"
#include "drivers/tc_cxn_wire.h"
#include "tests/data/wire/tc_cxn_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"
#include "tests/support/wire_bytes.h"

#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

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

int main(void)
{
    Suite *suite = suite_create("tc_cxn wire");
    TCase *tests = tcase_create("tc_cxn wire");
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
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
