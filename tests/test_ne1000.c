/* New Era's pumps: their bytes, both ways; the emulator; the driver against it, whatever goes
 * wrong. */
#include "drivers/mock/ne1000_emulator.h"
#include "drivers/ne1000.h"
#include "drivers/ne1000_wire.h"
#include "tests/data/wire/ne1000_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"
#include "tests/support/wire_bytes.h"

#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define SAFE_LIMIT_S 0.5
#define SETTLE_S     0.6        /* an order, its reply, its read-back and a round of polls */

enum { STOPPED, PAUSED, INFUSING, WITHDRAWING, PURGING };

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

static void set(struct settings *settings, const char *name, double value)
{
    ck_assert_int_eq(settings_add_number(settings, name, value), ERR_OK);
}

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
    set(&bed.emulator_settings, "safe_mode_s", 2);
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

/* ------------------------------------------------------------------ the driver */

/* left_s: the mode the pump was left in; safe_mode_s: what the bench file wants. */
static void up_in(struct instrument_bed *bed, double left_s, double safe_mode_s)
{
    instrument_bed_begin(bed);
    set(&bed->emulator_settings, "safe_mode_s", left_s);
    set(&bed->device_settings, "safe_mode_s", safe_mode_s);
    instrument_bed_make(bed, &device_ne1000, &emulator_ne1000, "NE1000");
    instrument_bed_up(bed);
}

static void up(struct instrument_bed *bed) { up_in(bed, 0, 5); }

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

static const struct { double left_s, wanted_s; int is_new; } modes[] = {
    { 0, 0, 1 }, { 0, 5, 1 }, { 5, 0, 1 }, { 5, 1, 1 }, { 255, 20, 0 }, { 5, 0, 0 }, { 0, 5, 0 },
};

START_TEST(whatever_mode_it_was_left_in_it_is_found)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    set(&bed.emulator_settings, "safe_mode_s", modes[_i].left_s);
    set(&bed.emulator_settings, "saf_reply_new", modes[_i].is_new);
    set(&bed.emulator_settings, "address", 42);
    set(&bed.device_settings, "safe_mode_s", modes[_i].wanted_s);
    set(&bed.device_settings, "address", 42);
    instrument_bed_make(&bed, &device_ne1000, &emulator_ne1000, "NE1000V3.923");
    instrument_bed_up(&bed);
    instrument_bed_run(&bed, 3);
    ck_assert_double_eq(instrument_bed_signal(&bed, "safe_mode_s"), modes[_i].wanted_s);
    ck_assert_double_eq(instrument_bed_signal(&bed, "alarm"), 0);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_ALARM), 0);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(it_infuses_and_says_so)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 36000);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_RATE), 36000, 1e-6);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_IS_RUNNING), 1);
    instrument_bed_run(&bed, 10);
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_VOLUME), bed.world.pushed_ul, 6);
    ck_assert_double_ge(bed.world.pushed_ul, 100);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_VOLUME), bed.world.pushed_ul, 1);
    instrument_bed_order(&bed, DEVICE_ORDER_CLEAR, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_VOLUME), 0);
    ck_assert_uint_eq(device_report(bed.device)->strays, 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_rate_changes_while_it_pumps)
{
    struct instrument_bed bed;
    double writes;

    up(&bed);
    infuse(&bed, 36000);
    writes = instrument_bed_signal(&bed, "eeprom_writes");
    for (int i = 1; i <= 20; i++) {
        instrument_bed_order(&bed, DEVICE_ORDER_RATE, 36000 + 100 * i);
        instrument_bed_run(&bed, 0.1);
    }
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "rate_ul_per_h"), 38000, 1e-6);
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_RATE), 38000, 1e-6);
    ck_assert_double_eq(instrument_bed_signal(&bed, "eeprom_writes"), writes);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(its_memory_is_not_worn_out_while_it_stands)
{
    struct instrument_bed bed;
    double writes;

    up(&bed);
    writes = instrument_bed_signal(&bed, "eeprom_writes");
    for (int i = 1; i <= 50; i++) {
        instrument_bed_order(&bed, DEVICE_ORDER_RATE, 100 + i);
        instrument_bed_run(&bed, 0.1);
    }
    ck_assert_double_eq(instrument_bed_signal(&bed, "eeprom_writes"), writes + 1);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);        /* the last one goes ahead of it */
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "rate_ul_per_h"), 150, 1e-9);
    ck_assert_double_eq(instrument_bed_signal(&bed, "eeprom_writes"), writes + 2);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(what_waits_for_the_memory_is_sent_in_the_end)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 100);
    instrument_bed_run(&bed, 1);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 200);
    instrument_bed_run(&bed, 5);
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_RATE), 100, 1e-9);
    instrument_bed_run(&bed, 6);
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_RATE), 200, 1e-9);
    instrument_bed_end(&bed);
}
END_TEST

/* Neither made safe nor found again is it given a rate that was ordered before. */
START_TEST(what_waits_for_the_memory_is_never_sent_late)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 100);
    instrument_bed_run(&bed, 1);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 200);
    if (_i == 0) {
        instrument_bed_safe(&bed, SAFE_LIMIT_S);
        ck_assert(instrument_bed_said(&bed, "dropped: the rate of 200 uL/h, it is made safe"));
    } else {
        bed.is_emulator_stopped = true;
        instrument_bed_run(&bed, 4);
        bed.is_emulator_stopped = false;
        instrument_bed_up(&bed);
    }
    instrument_bed_run(&bed, 12);
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_RATE), 100, 1e-9);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 200);     /* the same order again */
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_RATE), 200, 1e-9);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_lost_reply_to_run_or_stop_toggles_nothing)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 1000);
    instrument_bed_run(&bed, SETTLE_S);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, 0.25);                 /* a poll may be open */
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
    instrument_bed_turn(&bed, "mute", 1);           /* obeyed, but nobody hears of it */
    instrument_bed_run(&bed, 0.3);
    instrument_bed_turn(&bed, "mute", 0);
    instrument_bed_run(&bed, 1.5);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), PAUSED);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_turn(&bed, "mute", 1);
    instrument_bed_run(&bed, 0.3);
    instrument_bed_turn(&bed, "mute", 0);
    instrument_bed_run(&bed, 1.5);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_IS_RUNNING), 1);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_run_or_stop_that_never_arrived_is_asked_again)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 1000);
    instrument_bed_run(&bed, SETTLE_S);
    for (int run = 1; run >= 0; run--) {
        instrument_bed_order(&bed, DEVICE_ORDER_RUN, run);
        instrument_bed_turn(&bed, "deaf", 1);
        instrument_bed_run(&bed, 0.3);
        instrument_bed_turn(&bed, "deaf", 0);
        instrument_bed_run(&bed, 2);
        ck_assert_double_eq(instrument_bed_signal(&bed, "state"), run ? INFUSING : PAUSED);
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
    ck_assert_msg(instrument_bed_said(&bed, "the rate in force is 36000 uL/h, not 48000 uL/h"), "%s", bed.said);
    instrument_bed_turn(&bed, "set_stuck", 0);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 48000);      /* is sent, and not taken for set */
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "rate_ul_per_h"), 48000, 1);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_run_that_is_answered_and_not_obeyed_is_given_up)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_turn(&bed, "run_stuck", 1);
    infuse(&bed, 36000);
    instrument_bed_run(&bed, 5);
    ck_assert_msg(instrument_bed_said(&bed, "it does not run, though it was asked 3 times"), "%s",
                  bed.said);
    instrument_bed_turn(&bed, "run_stuck", 0);
    instrument_bed_run(&bed, 5);
    ck_assert_double_eq(bed.world.pushed_ul, 0);
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

START_TEST(stop_at_rest_changes_nothing)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 1000);
    for (int i = 0; i < 4; i++) {
        instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
        instrument_bed_run(&bed, SETTLE_S);
        ck_assert_double_eq(instrument_bed_signal(&bed, "state"), PAUSED);
    }
    ck_assert_uint_eq(device_report(bed.device)->refused, 0);
    instrument_bed_end(&bed);
}
END_TEST

static const struct { const char *knob, *part; double number; } alarms[] = {
    { "stall",         "A?S: its motor has stalled",                             2 },
    { "program_error", "A?E: its pumping programme has an error",                4 },
    { "phase_error",   "A?O: a phase of its programme is out of range",          5 },
    { "reset",         "A?R: it was reset: its power was interrupted",           1 },
};

START_TEST(every_alarm_has_its_sentence_and_is_kept)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    up_in(&bed, 0, _i % 2 == 0 ? 5 : 0);
    infuse(&bed, 1000);
    instrument_bed_turn(&bed, alarms[_i].knob, 1);
    instrument_bed_run(&bed, 2);
    instrument_bed_turn(&bed, alarms[_i].knob, 0);
    ck_assert_msg(instrument_bed_said(&bed, alarms[_i].part), "%s", bed.said);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_ALARM), alarms[_i].number);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_IS_RUNNING), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "alarm"), 0);   /* the pump has forgotten it */
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RUN, 1, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "acknowledge it first"), "%s", why.text);
    instrument_bed_order(&bed, DEVICE_ORDER_ACKNOWLEDGE, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_ALARM), 0);
    infuse(&bed, 1000);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(an_occluded_line_stalls_it)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    set(&bed.emulator_settings, "force_n", 16.354);
    instrument_bed_make(&bed, &device_ne1000, &emulator_ne1000, "NE1000");
    instrument_bed_up(&bed);
    bed.world.is_occluded = true;
    infuse(&bed, 36000);                            /* 10 uL/s into 1 uL/kPa */
    instrument_bed_run(&bed, 8);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_ALARM), 0);
    instrument_bed_run(&bed, 4);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_ALARM), 2);
    ck_assert_double_eq_tol(bed.world.line_kpa, 100, 0.1);      /* 16.354 N on 163.5 mm2 */
    instrument_bed_end(&bed);
}
END_TEST

/* Until the driver is stopped; then the pump looks after itself. */
START_TEST(the_watchdog_is_fed_until_the_driver_stops)
{
    struct instrument_bed bed;
    double stopped_s;

    up_in(&bed, 0, 1);
    infuse(&bed, 1000);
    instrument_bed_run(&bed, 20);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    bed.is_driver_stopped = true;
    stopped_s = bed.now_s;
    while (instrument_bed_signal(&bed, "state") == INFUSING && bed.now_s - stopped_s < 3)
        instrument_bed_run(&bed, 0.01);
    ck_assert_double_eq_tol(bed.now_s - stopped_s, 1, 0.25);
    bed.is_driver_stopped = false;
    instrument_bed_run(&bed, 2);
    ck_assert_double_eq(heard(&bed, DEVICE_READ_ALARM), 3);
    ck_assert(instrument_bed_said(&bed, "A?T: nobody spoke to it"));
    instrument_bed_end(&bed);
}
END_TEST

static const char *const faults[] = { "flip", "lose", "twice", "drop_etx" };

START_TEST(a_bad_reply_costs_a_retry_and_nothing_else)
{
    struct instrument_bed bed;

    up(&bed);
    infuse(&bed, 5000);
    for (int i = 0; i < 20; i++) {
        instrument_bed_turn(&bed, faults[_i], 1);
        instrument_bed_order(&bed, DEVICE_ORDER_RATE, 5000 + 100 * (i + 1));
        instrument_bed_run(&bed, 1);
        ck_assert_double_eq(instrument_bed_signal(&bed, "state"), INFUSING);
    }
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_RATE), 7000, 1e-6);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(what_it_cannot_do_is_refused_in_a_sentence)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    up(&bed);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RATE, 0.0001, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "four digits"), "%s", why.text);
    why_clear(&why);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RATE, 0, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "order run = 0"), "%s", why.text);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 0.1234);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_msg(instrument_bed_said(&bed, "0.1234 uL/h is rounded to 0.123 uL/h"), "%s",
                  bed.said);
    instrument_bed_run(&bed, 11);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 3e8);     /* more than its plunger can */
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, SETTLE_S);
    ck_assert_msg(instrument_bed_said(&bed, "new rate was refused: the value is out of its range"),
                  "%s", bed.said);
    ck_assert(instrument_bed_said(&bed, "it was not started"));
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), STOPPED);
    instrument_bed_run(&bed, 11);
    infuse(&bed, 4e5);
    why_clear(&why);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_CLEAR, 1, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "stands still"), "%s", why.text);
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
    instrument_bed_make(&bed, &device_ne1000, &emulator_ne1000, NULL);
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
    instrument_bed_make(&bed, &device_ne1000, &emulator_ne1000, "NE1000");
    instrument_bed_up(&bed);
    infuse(&bed, 3600);
    instrument_bed_run(&bed, 10);
    ck_assert_double_eq_tol(heard(&bed, DEVICE_READ_VOLUME), bed.world.pushed_ul, 1);   /* in UL */
    ck_assert_double_ge(bed.world.pushed_ul, 10);
    instrument_bed_end(&bed);
}
END_TEST

static const struct { int state; double mode_s; } states[] = {
    { STOPPED, 5 }, { PAUSED, 5 }, { INFUSING, 5 }, { INFUSING, 0 }, { WITHDRAWING, 0 },
    { PURGING, 0 },
};

/* By hand at the pump, as far as the driver knows. */
static void press(struct instrument_bed *bed, const char *keys)
{
    size_t taken;

    ck_assert_int_eq(port_write(bed->near, bed->now_s, (const uint8_t *)keys, strlen(keys), &taken),
                     ERR_OK);
    instrument_bed_run(bed, SETTLE_S);
}

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

    up_in(&bed, 0, states[_i].mode_s);
    if (states[_i].state == INFUSING || states[_i].state == PAUSED)
        infuse(&bed, 1000);
    if (states[_i].state == PAUSED) {
        instrument_bed_order(&bed, DEVICE_ORDER_RUN, 0);
        instrument_bed_run(&bed, SETTLE_S);
    }
    if (states[_i].state == PURGING)
        press(&bed, "00PUR\r");
    if (states[_i].state == WITHDRAWING)
        press(&bed, "00DIRWDR\r00RUN\r");
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), states[_i].state);
    instrument_bed_safe(&bed, SAFE_LIMIT_S);
    ck_assert_double_le(instrument_bed_signal(&bed, "state"), PAUSED);
    instrument_bed_end(&bed);
}
END_TEST

/* At any moment of a run: between questions, within one, within its reply. */
START_TEST(it_is_made_safe_at_any_moment)
{
    struct instrument_bed bed;

    up(&bed);
    for (int i = 0; i < 60; i++) {
        infuse(&bed, 1000);
        instrument_bed_run(&bed, 0.007 * i);
        instrument_bed_safe(&bed, SAFE_LIMIT_S);
        ck_assert_double_le(instrument_bed_signal(&bed, "state"), PAUSED);
    }
    instrument_bed_end(&bed);
}
END_TEST

/* Before anybody knows in which mode the pump is. */
START_TEST(it_is_made_safe_before_it_was_ever_heard)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    set(&bed.emulator_settings, "safe_mode_s", _i ? 9 : 0);
    instrument_bed_make(&bed, &device_ne1000, &emulator_ne1000, "NE1000");
    bed.is_driver_stopped = true;
    instrument_bed_run(&bed, 0.1);
    instrument_bed_exchange(&bed, "reset", _i ? "02 06 30 30 33 C6 03" : "30 30 0D",
                            _i ? "02 09 30 30 41 3F 52 65 86 03 02 09 30 30 41 3F 52 65 86 03"
                               : "02 30 30 41 3F 52 03");
    instrument_bed_exchange(&bed, "run", _i ? "02 09 30 30 52 55 4E 48 E9 03" : "30 30 52 55 4E 0D",
                            _i ? "02 07 30 30 49 19 DD 03" : "02 30 30 49 03");
    bed.is_driver_stopped = false;
    instrument_bed_safe(&bed, 1);
    ck_assert_double_le(instrument_bed_signal(&bed, "state"), PAUSED);
    instrument_bed_end(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ne1000");
    TCase *wire = tcase_create("wire"), *emulator = tcase_create("emulator");
    TCase *driver = tcase_create("driver");

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
    tcase_add_loop_test(driver, whatever_mode_it_was_left_in_it_is_found, 0, COUNT(modes));
    tcase_add_test(driver, it_infuses_and_says_so);
    tcase_add_test(driver, a_rate_changes_while_it_pumps);
    tcase_add_test(driver, its_memory_is_not_worn_out_while_it_stands);
    tcase_add_test(driver, what_waits_for_the_memory_is_sent_in_the_end);
    tcase_add_loop_test(driver, what_waits_for_the_memory_is_never_sent_late, 0, 2);
    tcase_add_test(driver, a_lost_reply_to_run_or_stop_toggles_nothing);
    tcase_add_test(driver, a_run_or_stop_that_never_arrived_is_asked_again);
    tcase_add_test(driver, stop_at_rest_changes_nothing);
    tcase_add_loop_test(driver, every_alarm_has_its_sentence_and_is_kept, 0, COUNT(alarms));
    tcase_add_test(driver, an_occluded_line_stalls_it);
    tcase_add_test(driver, the_watchdog_is_fed_until_the_driver_stops);
    tcase_add_loop_test(driver, a_bad_reply_costs_a_retry_and_nothing_else, 0, COUNT(faults));
    tcase_add_test(driver, what_it_cannot_do_is_refused_in_a_sentence);
    tcase_add_test(driver, a_pump_with_another_syringe_than_the_benchs_is_not_started);
    tcase_add_test(driver, the_syringe_is_that_of_the_bench);
    tcase_add_test(driver, an_order_that_was_dropped_may_be_given_again);
    tcase_add_loop_test(driver, it_is_made_safe_from_every_state, 0, COUNT(states));
    tcase_add_test(driver, it_is_made_safe_at_any_moment);
    tcase_add_loop_test(driver, it_is_made_safe_before_it_was_ever_heard, 0, 2);
    tcase_add_test(driver, a_start_goes_behind_the_last_rate_or_not_at_all);
    tcase_add_test(driver, a_rate_that_was_answered_and_not_taken_is_an_order_refused);
    tcase_add_test(driver, a_run_that_is_answered_and_not_obeyed_is_given_up);
    tcase_add_test(driver, nothing_is_started_when_the_link_comes_back);
    suite_add_tcase(suite, driver);
    return suite_run(suite);
}
