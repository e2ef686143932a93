/* New Era's pumps: their bytes, both ways, and the emulator that speaks them, as the manual
 * says. */
#include "drivers/mock/ne1000_emulator.h"
#include "drivers/ne1000_wire.h"
#include "tests/data/wire/ne1000_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"
#include "tests/support/wire_bytes.h"

#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

enum { STOPPED, PAUSED, INFUSING };

/* ------------------------------------------------------------------ the bytes */

START_TEST(a_command_is_the_bytes_that_the_manual_says)
{
    uint8_t written[NE1000_FRAME_MAX], want[NE1000_FRAME_MAX];
    size_t  count = wire_bytes(ne1000_commands[_i].hex, want, sizeof want);

    ck_assert_uint_eq(ne1000_write(ne1000_commands[_i].is_safe ? NE1000_SAFE : NE1000_BASIC,
                                   ne1000_commands[_i].address, ne1000_commands[_i].command,
                                   written), count);
    ck_assert_msg(memcmp(written, want, count) == 0, "%s", ne1000_commands[_i].story);
}
END_TEST

START_TEST(a_reply_says_what_the_manual_says)
{
    uint8_t             bytes[NE1000_FRAME_MAX];
    size_t              count = wire_bytes(ne1000_replies[_i].hex, bytes, sizeof bytes);
    struct ne1000_reply reply;

    ck_assert_int_eq(ne1000_read(bytes, count, &reply), ERR_OK);
    ck_assert_int_eq(reply.framing == NE1000_SAFE, ne1000_replies[_i].is_safe);
    ck_assert_int_eq(reply.address, 0);
    ck_assert_int_eq(reply.status, ne1000_replies[_i].status);
    ck_assert_str_eq(reply.data, ne1000_replies[_i].data);
    ck_assert_int_eq(ne1000_alarm_letter(reply.alarm),
                     ne1000_replies[_i].alarm[0] ? ne1000_replies[_i].alarm[0] : '-');
    ck_assert_int_eq(reply.error != NE1000_NO_ERROR, ne1000_replies[_i].error[0] != '\0');
}
END_TEST

START_TEST(a_reply_is_whole_in_any_split)
{
    uint8_t bytes[NE1000_FRAME_MAX];
    size_t  count = wire_bytes(ne1000_replies[_i].hex, bytes, sizeof bytes - 1), used;

    for (size_t part = 0; part < count; part++)
        ck_assert_msg(ne1000_scan(bytes, part, &used) == DEVICE_PARTIAL, "%s after %zu bytes",
                      ne1000_replies[_i].story, part);
    bytes[count] = 0x02;            /* the next one has begun */
    ck_assert_int_eq(ne1000_scan(bytes, count + 1, &used), DEVICE_WHOLE);
    ck_assert_uint_eq(used, count);
}
END_TEST

/* In Safe Mode the CRC, in Basic Mode the grammar. */
START_TEST(no_wrong_bit_of_a_packet_is_believed)
{
    uint8_t             bytes[NE1000_FRAME_MAX];
    size_t              count = wire_bytes(ne1000_replies[_i].hex, bytes, sizeof bytes), used;
    struct ne1000_reply reply;

    for (size_t bit = 0; ne1000_replies[_i].is_safe && bit < 8 * count; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert_msg(ne1000_scan(bytes, count, &used) != DEVICE_WHOLE
                      || ne1000_read(bytes, used, &reply) != ERR_OK, "%s: bit %zu",
                      ne1000_replies[_i].story, bit);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

static const struct { const char *story, *hex; enum device_scan want; size_t used; } cuts[] = {
    { "nothing",                        "",                              DEVICE_PARTIAL, 0 },
    { "noise in front",                 "00 FF 30 02 30 30 53 03",       DEVICE_JUNK,    3 },
    { "noise alone",                    "41 42 43",                      DEVICE_JUNK,    3 },
    { "no digits behind STX",           "02 41 42 43 02",                DEVICE_JUNK,    4 },
    { "Basic: a control character",     "02 30 30 53 0D 02 30",          DEVICE_JUNK,    5 },
    { "Basic: begun anew",              "02 30 30 02 30 30 53 03",       DEVICE_JUNK,    3 },
    { "Safe: impossible length",        "02 FF 30 30 53",                DEVICE_JUNK,    5 },
    { "Safe: no ETX at its end",        "02 07 30 30 53 AA A6 41 02",    DEVICE_JUNK,    8 },
    { "Safe: a wrong CRC goes whole",   "02 07 30 30 53 AA A7 03",       DEVICE_JUNK,    8 },
    { "Safe: two of three bytes",       "02 07 30",                      DEVICE_PARTIAL, 0 },
};

START_TEST(noise_is_told_from_replies)
{
    uint8_t bytes[64];
    size_t  count = wire_bytes(cuts[_i].hex, bytes, sizeof bytes), used = 99;

    ck_assert_msg(ne1000_scan(bytes, count, &used) == cuts[_i].want, "%s", cuts[_i].story);
    ck_assert_uint_eq(used, cuts[_i].used);
}
END_TEST

static const char *const wrong_replies[] = {
    "02 30 30 51 03", "02 30 30 41 3F 51 03", "02 30 30 41 53 03", "02 30 30 53 3F 4F 03",
    "02 30 30 41 3F 52 52 03", "02 30 30 03 53",
};

START_TEST(what_no_manual_says_is_garbled)
{
    uint8_t             bytes[64];
    size_t              count = wire_bytes(wrong_replies[_i], bytes, sizeof bytes);
    struct ne1000_reply reply;

    ck_assert_int_eq(ne1000_read(bytes, count, &reply), ERR_GARBLED);
}
END_TEST

/* ---- numbers */

static const struct { double value; const char *text; } numbers[] = {
    { 5, "5.0" }, { 0.001, "0.001" }, { 0.0004, NULL }, { 10.123, "10.12" }, { 12.5, "12.5" },
    { 123.45, "123.5" }, { 1000, "1000" }, { 9999, "9999" }, { 9999.5, NULL }, { 9.9996, "10.0" },
    { 0.0005, "0.001" }, { 0, NULL }, { -1, NULL }, { 999.96, "1000" },
};

START_TEST(a_number_has_four_digits_at_most)
{
    char text[8] = "";

    if (!numbers[_i].text) {
        ck_assert_int_eq(ne1000_number_write(numbers[_i].value, text), ERR_RANGE);
        return;
    }
    ck_assert_int_eq(ne1000_number_write(numbers[_i].value, text), ERR_OK);
    ck_assert_str_eq(text, numbers[_i].text);
}
END_TEST

static const struct { double ul_per_h; const char *text, *unit; double does_ul_per_h; } rates[] = {
    { 100,    "100.0", "UH", 100    },
    { 12.34,  "12.34", "UH", 12.34  },
    { 0.5,    "0.5",   "UH", 0.5    },
    { 12345,  "205.8", "UM", 12348  },          /* 12.35 mL/h would be further off */
    { 5e6,    "5000",  "MH", 5e6    },
    { 5.9e8,  "9833",  "MM", 589980000 },
    { 6e8,    NULL,    NULL, 0      },
    { 0.0004, NULL,    NULL, 0      },
};

START_TEST(a_rate_goes_in_the_unit_that_keeps_most_of_it)
{
    struct ne1000_rate rate;

    if (!rates[_i].text) {
        ck_assert_int_eq(ne1000_rate_choose(rates[_i].ul_per_h, &rate), ERR_RANGE);
        return;
    }
    ck_assert_int_eq(ne1000_rate_choose(rates[_i].ul_per_h, &rate), ERR_OK);
    ck_assert_str_eq(rate.text, rates[_i].text);
    ck_assert_str_eq(ne1000_unit_text(rate.unit), rates[_i].unit);
    ck_assert_double_eq_tol(rate.ul_per_h, rates[_i].does_ul_per_h, 1e-6);
}
END_TEST

static const char *const wrong_data[] = {
    "", "MH", "5.000", "5.000XH", "5.0 0MH", "5..00MH", "5.00000MH", "12345MH", "-1.00MH", "1e3MH",
    ".MH", "5.000mh",
};

START_TEST(a_rate_is_read_to_its_last_character)
{
    struct ne1000_rate rate;

    ck_assert_int_eq(ne1000_rate_read(wrong_data[_i], &rate), ERR_GARBLED);
}
END_TEST

START_TEST(data_says_what_it_says)
{
    struct ne1000_rate      rate;
    struct ne1000_dispensed dispensed;
    double                  ul;
    bool                    is_ml;
    static const char *const wrong[] = {
        "", "I1.234W0.000", "I1.234W0.000XL", "W0.000I1.234ML", "I1.234ML", "IW0.000ML",
        "I1.234WML", "I1.23456W0.000ML",
    };

    ck_assert_int_eq(ne1000_rate_read("5.000MH", &rate), ERR_OK);
    ck_assert_double_eq(rate.ul_per_h, 5000);
    ck_assert_int_eq(ne1000_rate_read("1000.UM", &rate), ERR_OK);
    ck_assert_double_eq(rate.ul_per_h, 60000);
    ck_assert_int_eq(ne1000_dispensed_read("I1.234W0.500ML", &dispensed), ERR_OK);
    ck_assert_double_eq(dispensed.infused_ul, 1234);
    ck_assert_double_eq(dispensed.withdrawn_ul, 500);
    ck_assert_int_eq(ne1000_dispensed_read("I123.4W0.000UL", &dispensed), ERR_OK);
    ck_assert_double_eq(dispensed.infused_ul, 123.4);
    ck_assert_int_eq(ne1000_volume_read("1.000ML", &ul, &is_ml), ERR_OK);
    ck_assert(is_ml);
    ck_assert_double_eq(ul, 1000);
    for (size_t i = 0; i < COUNT(wrong); i++)
        ck_assert_msg(ne1000_dispensed_read(wrong[i], &dispensed) == ERR_GARBLED, "%s", wrong[i]);
}
END_TEST

/* ------------------------------------------------------------------ the emulator */

static const struct { const char *story, *sent, *want; } talk[] = {
    { "the first reply says reset", "30 30 0D", "02 30 30 41 3F 52 03" },
    { "and the second that it stands", "30 30 0D", "02 30 30 53 03" },
    { "an empty line is a poll", "0D", "02 30 30 53 03" },
    { "a rate", "30 30 52 41 54 35 2E 30 4D 48 0D", "02 30 30 53 03" },
    { "small letters and spaces", "30 20 72 61 74 20 35 2E 30 20 6D 68 0D", "02 30 30 53 03" },
    { "the rate", "30 30 52 41 54 0D", "02 30 30 53 35 2E 30 30 30 4D 48 03" },
    { "five digits are too many", "30 30 52 41 54 31 30 2E 31 32 33 4D 48 0D",
      "02 30 30 53 3F 03" },
    { "too fast for the syringe", "30 30 52 41 54 39 39 39 39 4D 4D 0D",
      "02 30 30 53 3F 4F 4F 52 03" },
    { "STP at rest", "30 30 53 54 50 0D", "02 30 30 53 3F 4E 41 03" },
    { "what it does not know", "30 30 58 59 5A 0D", "02 30 30 53 3F 03" },
    { "another pump", "30 31 0D", "" },
    { "run", "30 30 52 55 4E 0D", "02 30 30 49 03" },
    { "run again", "30 30 52 55 4E 0D", "02 30 30 49 3F 4E 41 03" },
    { "a unit while it pumps", "30 30 52 41 54 34 2E 30 4D 48 0D", "02 30 30 49 3F 4E 41 03" },
    { "a rate while it pumps", "30 30 52 41 54 34 2E 30 0D", "02 30 30 49 03" },
    { "a diameter while it pumps", "30 30 44 49 41 32 30 0D", "02 30 30 49 3F 4E 41 03" },
    { "one STP pauses", "30 30 53 54 50 0D", "02 30 30 50 03" },
    { "another stops", "30 30 53 54 50 0D", "02 30 30 53 03" },
    { "Safe Mode", "30 30 53 41 46 35 0D", "02 07 30 30 53 AA A6 03" },
    { "a poll in Safe Mode", "02 06 30 30 33 C6 03", "02 07 30 30 53 AA A6 03" },
    { "a wrong CRC", "02 06 30 30 33 C7 03", "02 0B 30 30 53 3F 43 4F 4D B5 80 03" },
    { "run in Safe Mode", "02 09 30 30 52 55 4E 48 E9 03", "02 07 30 30 49 19 DD 03" },
    { "back, as in the manual", "02 08 53 41 46 30 55 43 03", "02 30 30 49 03" },
    { "both pumps at once", "30 53 54 50 2A 31 53 54 50 2A 0D", "02 30 30 50 03" },
};

START_TEST(the_emulator_answers_as_the_manual_says)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_ne1000, NULL);
    for (size_t i = 0; i < COUNT(talk); i++)
        instrument_bed_exchange(&bed, talk[i].story, talk[i].sent, talk[i].want);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(the_emulator_left_in_safe_mode_says_so_unasked)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set(&bed.emulator_settings, "safe_mode_s", 2);
    instrument_bed_make(&bed, NULL, &emulator_ne1000, NULL);
    instrument_bed_exchange(&bed, "unasked", "", "02 09 30 30 41 3F 52 65 86 03");
    instrument_bed_run(&bed, 10);                   /* no packet yet: no time runs */
    instrument_bed_exchange(&bed, "not acknowledged by that", "02 06 30 30 33 C6 03",
                            "02 09 30 30 41 3F 52 65 86 03");
    instrument_bed_exchange(&bed, "run", "02 09 30 30 52 55 4E 48 E9 03",
                            "02 07 30 30 49 19 DD 03");
    instrument_bed_run(&bed, 1.7);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    instrument_bed_run(&bed, 0.15);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), STOPPED);
    instrument_bed_exchange(&bed, "time-out, unasked", "", "02 09 30 30 41 3F 54 05 40 03");
    instrument_bed_exchange(&bed, "half a packet", "02 06 30", "");
    instrument_bed_run(&bed, 0.5);
    instrument_bed_exchange(&bed, "is dropped", "02 06 30 30 33 C6 03",
                            "02 09 30 30 41 3F 54 05 40 03");
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(the_emulators_time_in_safe_mode_begins_with_it)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_ne1000, NULL);
    instrument_bed_run(&bed, 60);                   /* switched on long before anybody spoke */
    instrument_bed_exchange(&bed, "reset", "0D", "02 30 30 41 3F 52 03");
    instrument_bed_exchange(&bed, "SAF5", "30 30 53 41 46 35 0D", "02 07 30 30 53 AA A6 03");
    instrument_bed_run(&bed, 4);
    instrument_bed_exchange(&bed, "in time", "02 06 30 30 33 C6 03", "02 07 30 30 53 AA A6 03");
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(the_emulator_stops_at_its_target)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_ne1000, NULL);
    instrument_bed_exchange(&bed, "reset", "0D", "02 30 30 41 3F 52 03");
    instrument_bed_exchange(&bed, "VOL 0.01", "56 4F 4C 30 2E 30 31 0D", "02 30 30 53 03");
    instrument_bed_exchange(&bed, "RAT 36 MH", "52 41 54 33 36 4D 48 0D", "02 30 30 53 03");
    instrument_bed_exchange(&bed, "RUN", "52 55 4E 0D", "02 30 30 49 03");
    instrument_bed_run(&bed, 2);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), STOPPED);
    ck_assert_double_eq_tol(bed.world.pushed_ul, 10, 1e-9);
    instrument_bed_end(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ne1000 wire");
    TCase *wire = tcase_create("wire"), *emulator = tcase_create("emulator");

    tcase_add_loop_test(wire, a_command_is_the_bytes_that_the_manual_says, 0,
                        COUNT(ne1000_commands));
    tcase_add_loop_test(wire, a_reply_says_what_the_manual_says, 0, COUNT(ne1000_replies));
    tcase_add_loop_test(wire, a_reply_is_whole_in_any_split, 0, COUNT(ne1000_replies));
    tcase_add_loop_test(wire, no_wrong_bit_of_a_packet_is_believed, 0, COUNT(ne1000_replies));
    tcase_add_loop_test(wire, noise_is_told_from_replies, 0, COUNT(cuts));
    tcase_add_loop_test(wire, what_no_manual_says_is_garbled, 0, COUNT(wrong_replies));
    tcase_add_loop_test(wire, a_number_has_four_digits_at_most, 0, COUNT(numbers));
    tcase_add_loop_test(wire, a_rate_goes_in_the_unit_that_keeps_most_of_it, 0, COUNT(rates));
    tcase_add_loop_test(wire, a_rate_is_read_to_its_last_character, 0, COUNT(wrong_data));
    tcase_add_test(wire, data_says_what_it_says);
    suite_add_tcase(suite, wire);
    tcase_add_test(emulator, the_emulator_answers_as_the_manual_says);
    tcase_add_test(emulator, the_emulator_left_in_safe_mode_says_so_unasked);
    tcase_add_test(emulator, the_emulators_time_in_safe_mode_begins_with_it);
    tcase_add_test(emulator, the_emulator_stops_at_its_target);
    suite_add_tcase(suite, emulator);
    return suite_run(suite);
}
