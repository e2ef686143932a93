/* Harvard's Ultra command set: its bytes, both ways, in every layout; the emulator in both
 * flavours; the driver against it, whatever goes wrong. */
#include "drivers/mock/phd_ultra_emulator.h"
#include "drivers/phd_ultra.h"
#include "drivers/phd_ultra_wire.h"
#include "tests/data/wire/phd_ultra_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"
#include "tests/support/wire_bytes.h"

#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define SAFE_LIMIT_S 0.8
#define SETTLE_S     1.2        /* an order, its reply, its read-back and a round of polls */

enum { IDLE, INFUSING, WITHDRAWING, STALLED, TARGET };

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

static void set(struct settings *settings, const char *name, double value)
{
    ck_assert_int_eq(settings_add_number(settings, name, value), ERR_OK);
}

static void set_text(struct settings *settings, const char *name, const char *value)
{
    ck_assert_int_eq(settings_add_text(settings, name, value), ERR_OK);
}

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
    set_text(&bed.emulator_settings, "model", "11-elite");
    set(&bed.emulator_settings, "address", 1);
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

/* ------------------------------------------------------------------ the driver */

static void up(struct instrument_bed *bed)
{
    instrument_bed_begin(bed);
    instrument_bed_make(bed, &device_phd_ultra, &emulator_phd_ultra, "PHD ULTRA");
    instrument_bed_up(bed);
}

static void infuse(struct instrument_bed *bed, double ul_per_h)
{
    instrument_bed_order(bed, DEVICE_ORDER_RATE, ul_per_h);
    instrument_bed_order(bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(bed, SETTLE_S);
}

static double heard(const struct instrument_bed *bed, enum device_reading reading)
{
    return device_reading(bed->device, reading);
}

static const struct {
    const char *story, *model, *style;
    double      address, is_poll_on, is_echoing, is_silent;
} flavours[] = {
    { "a PHD alone",              "phd-ultra", "model",  0,  0, 0, 0 },
    { "a PHD in a chain",         "phd-ultra", "model",  12, 0, 0, 0 },
    { "an Elite alone",           "11-elite",  "model",  0,  0, 0, 0 },
    { "an Elite in a chain",      "11-elite",  "model",  1,  0, 0, 0 },
    { "an Elite, colon",          "11-elite",  "colon",  7,  0, 0, 0 },
    { "a PHD, digits",            "phd-ultra", "digits", 42, 0, 0, 0 },
    { "XON behind the prompts",   "phd-ultra", "model",  3,  1, 0, 0 },
    { "with an echo",             "phd-ultra", "model",  0,  0, 1, 0 },
    { "an Elite with an echo",    "11-elite",  "model",  5,  1, 1, 0 },
    { "silent sets in a chain",   "11-elite",  "model",  2,  0, 0, 1 },
};

START_TEST(every_flavour_infuses_and_says_so)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    set_text(&bed.emulator_settings, "model", flavours[_i].model);
    set_text(&bed.device_settings, "model", flavours[_i].model);
    set_text(&bed.device_settings, "address_style", flavours[_i].style);
    set(&bed.emulator_settings, "address", flavours[_i].address);
    set(&bed.device_settings, "address", flavours[_i].address);
    set(&bed.emulator_settings, "poll_mode", flavours[_i].is_poll_on);
    set_text(&bed.device_settings, "poll_mode", flavours[_i].is_poll_on != 0 ? "on" : "leave");
    set(&bed.emulator_settings, "echo", flavours[_i].is_echoing);
    set(&bed.device_settings, "silent_sets", flavours[_i].is_silent);
    set(&bed.emulator_settings, "target_ul", 5);            /* of somebody else */
    instrument_bed_make(&bed, &device_phd_ultra, &emulator_phd_ultra, NULL);
    instrument_bed_turn(&bed, "silent_sets", flavours[_i].is_silent);
    instrument_bed_up(&bed);
    infuse(&bed, 36000);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_RATE), 36000, 1e-6);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_IS_RUNNING), 1);
    instrument_bed_run(&bed, 5);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), IDLE);
    ck_assert_double_ge(bed.world.pushed_ul, 50);
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_VOLUME), bed.world.pushed_ul, 1e-6);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    instrument_bed_order(&bed, DEVICE_ORDER_CLEAR, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_VOLUME), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "nvram_writes"), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "lost_commands"), 0);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
    infuse(&bed, 360);
    instrument_bed_safe(&bed, SAFE_LIMIT_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), IDLE);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_rate_changes_while_it_pumps)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 36000);
    for (int i = 1; i <= 50; i++) {
        instrument_bed_order(&bed, DEVICE_ORDER_RATE, 36000 + 100 * i);
        instrument_bed_run(&bed, 0.02);
    }
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "rate_ul_per_h"), 41000, 1);
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_RATE), 41000, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "nvram_writes"), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    instrument_bed_end(&bed);
}
END_TEST

/* It keeps two digits: 12.34 becomes 12. */
START_TEST(a_rate_that_was_cut_off_is_not_started_with)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    set(&bed.emulator_settings, "digits", 2);
    instrument_bed_make(&bed, &device_phd_ultra, &emulator_phd_ultra, NULL);
    instrument_bed_up(&bed);
    infuse(&bed, 12.34);
    ck_assert_msg(instrument_bed_said(&bed, "the rate in force is 12 uL/h, not 12.34 uL/h"), "%s",
                  bed.said);
    ck_assert_msg(instrument_bed_said(&bed, "it was not started"), "%s", bed.said);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), IDLE);
    infuse(&bed, 12);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    instrument_bed_end(&bed);
}
END_TEST

static const char *const deafnesses[] = { "mute", "deaf" };

START_TEST(a_lost_run_or_stop_ends_as_it_was_ordered)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 1000);
    instrument_bed_run(&bed, SETTLE_S);
    for (int i = 0; i < 4; i++) {
        int run = i % 2 == 0;
        instrument_bed_order(&bed, DEVICE_ORDER_RUN, run);
        instrument_bed_turn(&bed, deafnesses[_i], 1);
        instrument_bed_run(&bed, 0.4);
        instrument_bed_turn(&bed, deafnesses[_i], 0);
        instrument_bed_run(&bed, 3);
        ck_assert_double_eq(instrument_bed_signal(&bed, "state"), run ? INFUSING : IDLE);
        ck_assert_double_eq(heard(&bed, DEVICE_READ_IS_RUNNING), run);
    }
    instrument_bed_end(&bed);
}
END_TEST

/* A start that was dropped with the link is not made up for later. */
START_TEST(a_rate_that_was_answered_and_not_taken_is_an_order_refused)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 36000);
    instrument_bed_turn(&bed, "set_stuck", 1);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 48000);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_uint_ge(device_report(bed.device)->refused, 1);
    ck_assert_msg(instrument_bed_said(&bed, "uL/h, not 48000 uL/h"), "%s", bed.said);
    instrument_bed_turn(&bed, "set_stuck", 0);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 48000);      /* is sent, and not taken for set */
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "rate_ul_per_h"), 48000, 1);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(nothing_is_started_when_the_link_comes_back)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_turn(&bed, "deaf", 1);
    instrument_bed_run(&bed, 0.7);                  /* a poll waits for its answer */
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 1000);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, 5);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_LOST);
    instrument_bed_turn(&bed, "deaf", 0);
    instrument_bed_up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 2000);
    instrument_bed_run(&bed, 3);
    ck_assert_double_eq(bed.world.pushed_ul, 0);
    instrument_bed_end(&bed);
}
END_TEST

/* Whatever waits: it never starts with a rate that nobody wants any more. */
START_TEST(a_start_goes_behind_the_last_rate_or_not_at_all)
{
    struct instrument_bed bed;
    double                most = 0;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 90000);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 1000);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(bed.world.pushed_ul, 0);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 90000);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 2000);
    for (int i = 0; i < 2000; i++) {
        instrument_bed_run(&bed, INSTRUMENT_BED_STEP_S);
        if (instrument_bed_signal(&bed, "state") == INFUSING)
            most = fmax(most, instrument_bed_signal(&bed, "rate_ul_per_h"));
    }
    ck_assert_double_eq_tol(most, 2000, 1e-6);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(an_occluded_line_stalls_it)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    instrument_bed_begin(&bed);
    set(&bed.emulator_settings, "force_n", 16.354);
    instrument_bed_make(&bed, &device_phd_ultra, &emulator_phd_ultra, NULL);
    instrument_bed_up(&bed);
    bed.world.is_occluded = true;
    infuse(&bed, 36000);
    instrument_bed_run(&bed, 11);
    ck_assert_double_eq_tol(bed.world.line_kpa, 100, 0.1);      /* 16.354 N on 163.5 mm2 */
    ck_assert_double_eq(heard(&bed, DEVICE_READ_ALARM), 1);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    ck_assert(instrument_bed_said(&bed, "it has stalled"));
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RUN, 1, &why), ERR_RANGE);
    ck_assert(strstr(why.text, "acknowledge it first"));
    instrument_bed_order(&bed, DEVICE_ORDER_ACKNOWLEDGE, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_ALARM), 0);
    bed.world.is_occluded = false;
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    instrument_bed_safe(&bed, SAFE_LIMIT_S);
    instrument_bed_end(&bed);
}
END_TEST

static const struct { const char *knob; double value; } faults[] = {
    { "lose", 1 }, { "twice", 1 }, { "leak", 1 }, { "late_s", 0.4 }, { "wrong_address", 1 },
};

START_TEST(a_bad_reply_costs_a_retry_and_nothing_else)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    set(&bed.emulator_settings, "address", 4);
    set(&bed.device_settings, "address", 4);
    instrument_bed_make(&bed, &device_phd_ultra, &emulator_phd_ultra, NULL);
    instrument_bed_up(&bed);
    infuse(&bed, 5000);
    for (int i = 0; i < 10; i++) {
        instrument_bed_turn(&bed, faults[_i].knob, faults[_i].value);
        instrument_bed_order(&bed, DEVICE_ORDER_RATE, 5000 + 100 * (i + 1));
        instrument_bed_run(&bed, 0.3);
        instrument_bed_turn(&bed, faults[_i].knob, 0);
        instrument_bed_run(&bed, 2);
        ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    }
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_RATE), 6000, 1);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(what_it_cannot_do_is_refused_in_a_sentence)
{
    struct instrument_bed bed;
    struct why            why = { "" };
    struct device        *device;
    struct settings       wrong = { .items = NULL };
    struct device_setup   setup = { .settings = &wrong };

    up(&bed);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RATE, 0, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "order run = 0"), "%s", why.text);
    why_clear(&why);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RATE, 1e-7, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "five digits"), "%s", why.text);
    infuse(&bed, 9e7);                                  /* more than its plunger can */
    ck_assert_msg(instrument_bed_said(&bed, "new rate was refused: the value is out of its range"),
                  "%s", bed.said);
    ck_assert(instrument_bed_said(&bed, "it was not started"));
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), IDLE);
    why_clear(&why);
    set_text(&wrong, "model", "phd-2000");
    ck_assert_int_eq(device_create(&device, &device_phd_ultra, bed.near, &setup, &why),
                     ERR_UNKNOWN);
    ck_assert_msg(strstr(why.text, "11-elite"), "%s", why.text);
    settings_free(&wrong);
    instrument_bed_end(&bed);
}
END_TEST

/* It would pump another volume than is ordered. */
START_TEST(a_pump_with_another_syringe_than_the_benchs_is_not_started)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    instrument_bed_begin(&bed);
    set(&bed.device_settings, "diameter_mm", 4.61);
    instrument_bed_make(&bed, &device_phd_ultra, &emulator_phd_ultra, NULL);
    instrument_bed_turn(&bed, "set_stuck", 1);
    instrument_bed_up(&bed);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RUN, 1, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "the pump is set to a syringe of 14.43 mm, not of 4.61 mm"),
                  "%s", why.text);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(the_syringe_is_that_of_the_bench)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    set(&bed.device_settings, "diameter_mm", 4.61);
    set(&bed.emulator_settings, "force_n", 16.354);
    instrument_bed_make(&bed, &device_phd_ultra, &emulator_phd_ultra, NULL);
    instrument_bed_up(&bed);
    bed.world.is_occluded = true;
    bed.world.compliance_ul_per_kpa = 0.1;
    infuse(&bed, 36000);
    instrument_bed_run(&bed, 11);
    ck_assert_double_eq_tol(bed.world.line_kpa, 979.8, 0.2);    /* the same force on 16.69 mm2 */
    instrument_bed_end(&bed);
}
END_TEST

/* At any moment of a run: between questions, within one, within its reply. */
START_TEST(it_is_made_safe_at_any_moment)
{
    struct instrument_bed bed;

    up(&bed);
    for (int i = 0; i < 40; i++) {
        infuse(&bed, 1000);
        instrument_bed_run(&bed, 0.013 * i);
        instrument_bed_safe(&bed, SAFE_LIMIT_S);
        ck_assert_double_eq(instrument_bed_signal(&bed, "state"), IDLE);
    }
    instrument_bed_end(&bed);
}
END_TEST

static const struct { const char *keys; int state; } states[] = {
    { "stop\r", IDLE }, { "wrun\r", WITHDRAWING }, { "irun\r", INFUSING },
};

/* And by hand at the pump, as far as the driver knows. */
/* A rate that was dropped is not taken for one that is set. */
START_TEST(an_order_that_was_dropped_may_be_given_again)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 36000);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 48000);
    instrument_bed_safe(&bed, SAFE_LIMIT_S);            /* before it was sent */
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 48000);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "rate_ul_per_h"), 48000, 1);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(it_is_made_safe_from_every_state)
{
    struct instrument_bed bed;
    size_t                taken;

    up(&bed);
    ck_assert_int_eq(port_write(bed.near, bed.now_s, (const uint8_t *)states[_i].keys,
                                strlen(states[_i].keys), &taken), ERR_OK);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), states[_i].state);
    instrument_bed_safe(&bed, SAFE_LIMIT_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), IDLE);
    instrument_bed_end(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("phd_ultra");
    TCase *wire = tcase_create("wire"), *emulator = tcase_create("emulator");
    TCase *driver = tcase_create("driver");

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
    tcase_add_loop_test(driver, every_flavour_infuses_and_says_so, 0, COUNT(flavours));
    tcase_add_test(driver, a_rate_changes_while_it_pumps);
    tcase_add_test(driver, a_rate_that_was_cut_off_is_not_started_with);
    tcase_add_loop_test(driver, a_lost_run_or_stop_ends_as_it_was_ordered, 0, COUNT(deafnesses));
    tcase_add_test(driver, an_occluded_line_stalls_it);
    tcase_add_loop_test(driver, a_bad_reply_costs_a_retry_and_nothing_else, 0, COUNT(faults));
    tcase_add_test(driver, what_it_cannot_do_is_refused_in_a_sentence);
    tcase_add_test(driver, a_pump_with_another_syringe_than_the_benchs_is_not_started);
    tcase_add_test(driver, the_syringe_is_that_of_the_bench);
    tcase_add_test(driver, it_is_made_safe_at_any_moment);
    tcase_add_test(driver, an_order_that_was_dropped_may_be_given_again);
    tcase_add_loop_test(driver, it_is_made_safe_from_every_state, 0, COUNT(states));
    tcase_add_test(driver, a_start_goes_behind_the_last_rate_or_not_at_all);
    tcase_add_test(driver, a_rate_that_was_answered_and_not_taken_is_an_order_refused);
    tcase_add_test(driver, nothing_is_started_when_the_link_comes_back);
    suite_add_tcase(suite, driver);
    return suite_run(suite);
}
