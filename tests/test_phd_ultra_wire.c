/* Harvard's Ultra command set: its bytes, both ways, in every layout, and the emulator that speaks
 * them in both flavours, as the guide says. */
#include "drivers/mock/phd_ultra_emulator.h"
#include "drivers/phd_ultra_wire.h"
#include "tests/data/wire/phd_ultra_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"
#include "tests/support/wire_bytes.h"

#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* ------------------------------------------------------------------ the bytes */

START_TEST(a_command_is_the_bytes_that_the_guide_says)
{
    uint8_t written[DEVICE_FRAME_MAX], want[DEVICE_FRAME_MAX];
    size_t  count = wire_bytes(phd_ultra_commands[_i].hex, want, sizeof want);

    ck_assert_uint_eq(phd_ultra_write(phd_ultra_commands[_i].address,
                                      phd_ultra_commands[_i].has_colon,
                                      phd_ultra_commands[_i].command, written), count);
    ck_assert_msg(memcmp(written, want, count) == 0, "%s", phd_ultra_commands[_i].story);
}
END_TEST

START_TEST(a_reply_says_what_the_guide_says)
{
    const char *const      marks[] = { ":", ">", "<", "*", "T*" };
    uint8_t                bytes[DEVICE_FRAME_MAX];
    size_t                 count = wire_bytes(phd_ultra_replies[_i].hex, bytes, sizeof bytes);
    int                    address = phd_ultra_replies[_i].address;
    struct phd_ultra_reply reply;

    ck_assert_int_eq(phd_ultra_read(bytes, count, NULL, 0, &reply), ERR_OK);
    ck_assert_str_eq(reply.text, phd_ultra_replies[_i].text);
    ck_assert_str_eq(marks[reply.prompt], phd_ultra_replies[_i].prompt);
    ck_assert_int_eq(reply.has_address, address >= 0);
    ck_assert(address < 0 || reply.is_of[address]);
    ck_assert_int_eq(reply.error, PHD_ULTRA_NO_ERROR);
}
END_TEST

START_TEST(a_reply_is_whole_when_it_is_quiet_and_not_before)
{
    uint8_t bytes[DEVICE_FRAME_MAX];
    size_t  count = wire_bytes(phd_ultra_replies[_i].hex, bytes, sizeof bytes), used;

    for (size_t part = 0; part <= count; part++)
        ck_assert_int_eq(phd_ultra_scan(bytes, part, false, &used), DEVICE_PARTIAL);
    ck_assert_int_eq(phd_ultra_scan(bytes, count, true, &used), DEVICE_WHOLE);
    ck_assert_uint_eq(used, count);
}
END_TEST

static const struct { const char *story, *hex; enum device_scan want; size_t used; } cuts[] = {
    { "nothing",                   "",                           DEVICE_PARTIAL, 0 },
    { "no prompt",                 "0A 31 30 20 75 6C 0D",       DEVICE_PARTIAL, 0 },
    { "a text, no line feed",      "31 30 3A",                   DEVICE_PARTIAL, 0 },
    { "a colon within a line",     "0A 30 30 3A 30 31",          DEVICE_PARTIAL, 0 },
    { "a byte that is no text",    "0A 31 B0 0D 0A 3A",          DEVICE_JUNK,    6 },
    { "XON before and behind",     "11 0A 3A 13",                DEVICE_WHOLE,   4 },
};

START_TEST(what_does_not_end_in_a_prompt_is_no_reply)
{
    uint8_t bytes[64];
    size_t  count = wire_bytes(cuts[_i].hex, bytes, sizeof bytes), used = 99;

    ck_assert_msg(phd_ultra_scan(bytes, count, true, &used) == cuts[_i].want, "%s", cuts[_i].story);
    ck_assert_uint_eq(used, cuts[_i].used);
}
END_TEST

/* Its first characters may be missing: "0 ul/min" of "10 ul/min". */
START_TEST(a_reply_without_its_beginning_is_garbled)
{
    uint8_t                bytes[64];
    size_t                 count = wire_bytes("30 20 75 6C 2F 6D 69 6E 0D 0A 3A", bytes, 64);
    struct phd_ultra_reply reply;

    ck_assert_int_eq(phd_ultra_read(bytes, count, NULL, 0, &reply), ERR_GARBLED);
    ck_assert_int_eq(phd_ultra_read(bytes, count, bytes, 9, &reply), ERR_OK);   /* an echo */
    ck_assert_uint_eq(reply.lines, 0);
    ck_assert_int_eq(phd_ultra_read(bytes, count, bytes, 8, &reply), ERR_GARBLED);
}
END_TEST

static const char *const within[] = { "\n1\x11" "0 ul/min\r\n:", "\n1\r0 ul/min\r\n:",
                                      "\n\x13" "0 ul/min\r\n:" };

/* There it was a digit once. */
START_TEST(nothing_unseen_within_a_text_is_passed_over)
{
    struct phd_ultra_reply reply;

    ck_assert_int_eq(phd_ultra_read((const uint8_t *)within[_i], strlen(within[_i]), NULL, 0,
                                    &reply), ERR_GARBLED);
}
END_TEST

static const struct { const char *reply; enum phd_ultra_error error; } errors[] = {
    { "\nCommand error\r\n:",                        PHD_ULTRA_ERROR_COMMAND },
    { "\nUnknown command\r\n:",                      PHD_ULTRA_ERROR_UNKNOWN },
    { "\nArgument error: xx\r\n>",                   PHD_ULTRA_ERROR_ARGUMENT },
    { "\nArgument error: 999\r\n   Out of range\r\n:", PHD_ULTRA_ERROR_RANGE },
    { "\nOut of range\r\n:",                         PHD_ULTRA_ERROR_RANGE },
    { "\nNon-programmable command not allowed in this mode\r\n:", PHD_ULTRA_ERROR_NOT_NOW },
};

START_TEST(every_error_is_known)
{
    struct phd_ultra_reply reply;

    ck_assert_int_eq(phd_ultra_read((const uint8_t *)errors[_i].reply, strlen(errors[_i].reply),
                                    NULL, 0, &reply), ERR_OK);
    ck_assert_int_eq(reply.error, errors[_i].error);
    ck_assert_uint_gt(strlen(phd_ultra_error_text(reply.error)), 10);
}
END_TEST

static const struct { const char *text; double ul_per_h; } rates[] = {
    { "10 ul/min", 600 }, { "5 ml/min", 300000 }, { "1.234 nl/min", 0.07404 }, { "100 ul/hr", 100 },
    { "2 u/h", 2 }, { "1 m/m", 60000 }, { "3 ul/sec", 10800 }, { "5 ML/MIN", 300000 },
    { "10 ul", -1 }, { "10", -1 }, { "ul/min", -1 }, { "10 ul/", -1 }, { "10 xl/min", -1 },
    { "10 ul/min ", -1 }, { "1O ul/min", -1 }, { "-1 ul/min", -1 }, { " ul/min", -1 }, { "", -1 },
    { "Target volume not set", -1 }, { "10 microlitres/min", -1 },
};

START_TEST(a_rate_is_read_to_its_last_character)
{
    double   ul_per_h = -1;
    enum err err = phd_ultra_rate_read(rates[_i].text, &ul_per_h);

    ck_assert_int_eq(err, rates[_i].ul_per_h < 0 ? ERR_GARBLED : ERR_OK);
    ck_assert_double_eq_tol(ul_per_h, rates[_i].ul_per_h, 1e-9);
}
END_TEST

static const struct { double ul_per_h; const char *text; } written[] = {
    { 600, "10 ul/min" }, { 100, "100 ul/hr" }, { 0.5, "0.5 ul/hr" }, { 12.34, "12.34 ul/hr" },
    { 300000, "5000 ul/min" }, { 6e7, "1000 ml/min" }, { 0.001, "1 nl/hr" }, { 6e9, NULL },
    { 1e-9, NULL },
};

START_TEST(a_rate_goes_in_a_unit_that_keeps_it)
{
    char   text[24];
    double does;

    if (!written[_i].text) {
        ck_assert_int_eq(phd_ultra_rate_write(written[_i].ul_per_h, text, &does), ERR_RANGE);
        return;
    }
    ck_assert_int_eq(phd_ultra_rate_write(written[_i].ul_per_h, text, &does), ERR_OK);
    ck_assert_str_eq(text, written[_i].text);
    ck_assert_double_eq_tol(does, written[_i].ul_per_h, 1e-6 * written[_i].ul_per_h);
}
END_TEST

static const struct { const char *text; bool is_good; double ul_per_h, ul; } statuses[] = {
    { "166666667 60000 10000000000 I...I",  true,  600.0000012, 10 },
    { "0 0 0 i...i",                        true,  0, 0 },
    { "277777777777778 1 9000000000000000 I.S.I.", true, 1e9, 9e6 },
    { "166666667 60000 10000000000 I...",   false, 0, 0 },
    { "166666667 60000 10000000000 I...I..", false, 0, 0 },
    { "166666667 60000 I...I",              false, 0, 0 },
    { "-1 60000 10000000000 I...I",         false, 0, 0 },
    { "1e9 60000 10000000000 I...I",        false, 0, 0 },
    { "166666667 60000 10000000000 X...I",  false, 0, 0 },
    { "99999999999999999999 0 0 I...I",     false, 0, 0 },
};

START_TEST(a_status_is_whole_numbers_of_64_bits)
{
    struct phd_ultra_status status = { .ul_per_h = 0 };

    ck_assert_int_eq(phd_ultra_status_read(statuses[_i].text, &status),
                     statuses[_i].is_good ? ERR_OK : ERR_GARBLED);
    ck_assert_double_eq_tol(status.ul_per_h, statuses[_i].ul_per_h, 1e-4);
    ck_assert_double_eq_tol(status.volume_ul, statuses[_i].ul, 1e-6);
    ck_assert_int_eq(status.is_stalled, strchr(statuses[_i].text, 'S') != NULL);
}
END_TEST

/* ------------------------------------------------------------------ the emulator */

START_TEST(the_emulator_answers_as_the_guide_says)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_phd_ultra, NULL);
    instrument_bed_exchange(&bed, "a rate", phd_ultra_commands[0].hex, "0A 3A");
    instrument_bed_exchange(&bed, "in four letters", "69 72 61 74 0D",
                            "0A 31 30 20 75 6C 2F 6D 69 6E 0D 0A 3A");
    instrument_bed_exchange(&bed, "xyz", "78 79 7A 0D",
                            "0A 55 6E 6B 6E 6F 77 6E 20 63 6F 6D 6D 61 6E 64 0D 0A 3A");
    instrument_bed_exchange(&bed, "run", phd_ultra_commands[1].hex, "0A 3E");
    instrument_bed_exchange(&bed, "run again", phd_ultra_commands[1].hex,
                            "0A 43 6F 6D 6D 61 6E 64 20 65 72 72 6F 72 0D 0A 3E");
    instrument_bed_turn(&bed, "stall", 1);
    instrument_bed_exchange(&bed, "unasked", "", "0A 2A");
    instrument_bed_turn(&bed, "stall", 0);
    instrument_bed_exchange(&bed, "stop", "73 74 6F 70 0D", "0A 3A");
    instrument_bed_exchange(&bed, "a target", "74 76 6F 6C 20 30 2E 30 30 31 20 75 6C 0D",
                            "0A 3A");
    instrument_bed_exchange(&bed, "run", phd_ultra_commands[1].hex, "0A 3E 0A 54 2A");
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(an_elite_puts_its_address_in_front_and_cannot_be_hurried)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set_text(&bed.emulator_settings, "model", "11-elite");
    instrument_bed_set(&bed.emulator_settings, "address", 1);
    instrument_bed_make(&bed, NULL, &emulator_phd_ultra, NULL);
    instrument_bed_run(&bed, 0.1);
    instrument_bed_exchange(&bed, "10 ul/min",
                            "30 31 69 72 61 74 20 31 30 20 75 6C 2F 6D 69 6E 0D", "0A 30 31 3A");
    instrument_bed_exchange(&bed, "the rate", phd_ultra_commands[4].hex,
                            "0A 30 31 3A 31 30 20 75 6C 2F 6D 69 6E 0D 0A 30 31 3A");
    instrument_bed_exchange(&bed, "another pump", "69 72 61 74 0D", "");
    instrument_bed_exchange(&bed, "two at once", "30 31 69 72 61 74 0D 30 31 73 74 6F 70 0D",
                            "0A 30 31 3A 31 30 20 75 6C 2F 6D 69 6E 0D 0A 30 31 3A");
    ck_assert_double_eq(instrument_bed_signal(&bed, "lost_commands"), 1);
    instrument_bed_end(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("phd_ultra wire");
    TCase *wire = tcase_create("wire"), *emulator = tcase_create("emulator");

    tcase_add_loop_test(wire, a_command_is_the_bytes_that_the_guide_says, 0,
                        COUNT(phd_ultra_commands));
    tcase_add_loop_test(wire, a_reply_says_what_the_guide_says, 0, COUNT(phd_ultra_replies));
    tcase_add_loop_test(wire, a_reply_is_whole_when_it_is_quiet_and_not_before, 0,
                        COUNT(phd_ultra_replies));
    tcase_add_loop_test(wire, what_does_not_end_in_a_prompt_is_no_reply, 0, COUNT(cuts));
    tcase_add_test(wire, a_reply_without_its_beginning_is_garbled);
    tcase_add_loop_test(wire, nothing_unseen_within_a_text_is_passed_over, 0, COUNT(within));
    tcase_add_loop_test(wire, every_error_is_known, 0, COUNT(errors));
    tcase_add_loop_test(wire, a_rate_is_read_to_its_last_character, 0, COUNT(rates));
    tcase_add_loop_test(wire, a_rate_goes_in_a_unit_that_keeps_it, 0, COUNT(written));
    tcase_add_loop_test(wire, a_status_is_whole_numbers_of_64_bits, 0, COUNT(statuses));
    suite_add_tcase(suite, wire);
    tcase_add_test(emulator, the_emulator_answers_as_the_guide_says);
    tcase_add_test(emulator, an_elite_puts_its_address_in_front_and_cannot_be_hurried);
    suite_add_tcase(suite, emulator);
    return suite_run(suite);
}
