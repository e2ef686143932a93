/* Graseby's pumps: their records, both ways, and the emulator that speaks them, as the manual
 * says. */
#include "base/text.h"
#include "drivers/graseby3000_wire.h"
#include "drivers/mock/graseby3000_emulator.h"
#include "tests/data/wire/graseby3000_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"

#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

enum { OFF, HOLD, RUN };

/* ------------------------------------------------------------------ the records */

START_TEST(a_command_is_the_record_that_the_manual_says)
{
    uint8_t     written[GRASEBY_RECORD_MAX];
    const char *records[] = { graseby3000_commands[_i].seed_0, graseby3000_commands[_i].seed_ffff };
    uint16_t    seeds[] = { 0, 0xFFFF };

    for (size_t i = 0; i < COUNT(seeds); i++) {
        ck_assert_uint_eq(graseby_write(seeds[i], graseby3000_commands[_i].command, written),
                          strlen(records[i]));
        ck_assert_msg(memcmp(written, records[i], strlen(records[i])) == 0, "%s",
                      graseby3000_commands[_i].story);
    }
}
END_TEST

START_TEST(a_reply_says_what_the_manual_says)
{
    const uint8_t       *record = (const uint8_t *)graseby3000_replies[_i].record;
    struct graseby_reply reply;

    ck_assert_int_eq(graseby_read(record, strlen(graseby3000_replies[_i].record), &reply), ERR_OK);
    ck_assert_int_eq(reply.code, graseby3000_replies[_i].code);
    ck_assert_uint_eq(reply.state, graseby3000_replies[_i].state);
    ck_assert_str_eq(reply.data, graseby3000_replies[_i].data);
}
END_TEST

START_TEST(a_reply_is_whole_in_any_split)
{
    uint8_t bytes[GRASEBY_RECORD_MAX + 1];
    size_t  count = strlen(graseby3000_replies[_i].record), used;

    memcpy(bytes, graseby3000_replies[_i].record, count);
    for (size_t part = 0; part < count; part++)
        ck_assert_int_eq(graseby_scan(0, bytes, part, &used), DEVICE_PARTIAL);
    bytes[count] = '<';             /* the next one has begun */
    ck_assert_int_eq(graseby_scan(0, bytes, count + 1, &used), DEVICE_WHOLE);
    ck_assert_uint_eq(used, count);
    ck_assert_int_eq(graseby_scan(0xFFFF, bytes, count, &used), DEVICE_JUNK);
}
END_TEST

START_TEST(no_wrong_bit_is_believed)
{
    uint8_t bytes[GRASEBY_RECORD_MAX];
    size_t  count = strlen(graseby3000_replies[_i].record), used;

    memcpy(bytes, graseby3000_replies[_i].record, count);
    for (size_t bit = 0; bit < 8 * count; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert_msg(graseby_scan(0, bytes, count, &used) != DEVICE_WHOLE, "bit %zu", bit);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

static const struct { const char *story, *bytes; enum device_scan want; size_t used; } cuts[] = {
    { "nothing",                    "",                    DEVICE_PARTIAL, 0  },
    { "noise in front",             "xyz<0F",              DEVICE_JUNK,    3  },
    { "noise alone",                "xyz",                 DEVICE_JUNK,    3  },
    { "an impossible length",       "<05047C00C416D>",     DEVICE_JUNK,    15 },
    { "a length that is none",      "<G1047C00C416D>",     DEVICE_JUNK,    15 },
    { "small letters",              "<0f047C00C416D>",     DEVICE_JUNK,    15 },
    { "begun anew within",          "<0F047<0F047C00C416D>", DEVICE_JUNK,  6  },
    { "ended too early",            "<0F047C00C41>",       DEVICE_JUNK,    13 },
    { "a wrong CRC goes whole",     "<0F047C00C416E><",    DEVICE_JUNK,    15 },
    { "not ended where it says",    "<0F047C00C416D.<",    DEVICE_JUNK,    15 },
    { "the end is missing",         "<0F047C00C416D",      DEVICE_PARTIAL, 0  },
};

START_TEST(noise_is_told_from_records)
{
    size_t used = 99;

    ck_assert_msg(graseby_scan(0, (const uint8_t *)cuts[_i].bytes, strlen(cuts[_i].bytes), &used)
                  == cuts[_i].want, "%s", cuts[_i].story);
    ck_assert_uint_eq(used, cuts[_i].used);
}
END_TEST

static const struct { const char *data; bool is_good; double infused, left, rate; } infusions[] = {
    { "0001.20498.8010.0",  true,  1.2, 498.8, 10 },
    { "9999.99999.9999.9",  true,  9999.9, 9999.9, 999.9 },
    { "001.2498.810.00000", true,  1.2, 498.8, 10 },        /* firmware 0.65 */
    { "00010498010C909",    true,  1, 498, 10 },            /* the same, where no tenths fit */
    { "000104980010C909",   false, 0, 0, 0 },
    { "00010498010C90",     false, 0, 0, 0 },
    { "0001.20498.8010.",   false, 0, 0, 0 },
    { "0001.20498.8010.00", false, 0, 0, 0 },
    { "0001.2 498.8010.0",  false, 0, 0, 0 },
    { "-001.20498.8010.0",  false, 0, 0, 0 },
    { "000102049880100X",   false, 0, 0, 0 },
    { "",                   false, 0, 0, 0 },
};

START_TEST(infusion_data_is_of_fixed_width)
{
    struct graseby_infusion now = { 0, 0, 0 };
    bool is_good = graseby_infusion_read(infusions[_i].data, &now) == ERR_OK;

    ck_assert_msg(is_good == infusions[_i].is_good, "%s", infusions[_i].data);
    ck_assert_double_eq_tol(now.infused_ml, infusions[_i].infused, 1e-9);
    ck_assert_double_eq_tol(now.left_ml, infusions[_i].left, 1e-9);
    ck_assert_double_eq_tol(now.rate_ml_per_h, infusions[_i].rate, 1e-9);
}
END_TEST

static const struct { double ml_per_h; const char *text; double does; } rates[] = {
    { 10, "010", 10 }, { 5.5, "05.5", 5.5 }, { 0.1, "00.1", 0.1 }, { 99.9, "99.9", 99.9 },
    { 99.96, "100", 100 }, { 250.4, "250", 250 }, { 999, "999", 999 }, { 12.34, "12.3", 12.3 },
    { 0.04, NULL, 0 }, { 999.6, NULL, 0 }, { -1, NULL, 0 },
};

START_TEST(a_rate_has_tenths_up_to_99_9)
{
    char   text[8] = "";
    double does;

    if (!rates[_i].text) {
        ck_assert_int_eq(graseby_rate_write(rates[_i].ml_per_h, text, &does), ERR_RANGE);
        return;
    }
    ck_assert_int_eq(graseby_rate_write(rates[_i].ml_per_h, text, &does), ERR_OK);
    ck_assert_str_eq(text, rates[_i].text);
    ck_assert_double_eq_tol(does, rates[_i].does, 1e-9);
}
END_TEST

START_TEST(a_volume_has_four_digits)
{
    char   text[8];
    double does;

    ck_assert_int_eq(graseby_volume_write(500, text, &does), ERR_OK);
    ck_assert_str_eq(text, "0500");
    ck_assert_int_eq(graseby_volume_write(12.5, text, &does), ERR_OK);
    ck_assert_str_eq(text, "012.5");
    ck_assert_int_eq(graseby_volume_write(1234.5, text, &does), ERR_OK);
    ck_assert_str_eq(text, "1235");
    ck_assert_int_eq(graseby_volume_write(10000, text, &does), ERR_RANGE);
}
END_TEST

START_TEST(every_alarm_has_a_sentence)
{
    for (unsigned number = 0x01; number <= 0x14; number++)
        ck_assert_msg(graseby_alarm_text(number) != NULL, "alarm %02X", number);
    ck_assert_ptr_null(graseby_alarm_text(0));
    ck_assert_ptr_null(graseby_alarm_text(0x15));
    ck_assert_str_eq(graseby_alarm_text(0x09), "the line is occluded");
    ck_assert_str_eq(graseby_alarm_text(0x0A), "there is air in the line");
}
END_TEST

/* ------------------------------------------------------------------ the emulator */

static void hex_of(const char *text, char out[256])
{
    struct text hex = text_over(out, 256);

    for (size_t i = 0; text[i]; i++)
        text_add(&hex, "%02X ", (unsigned)text[i]);
}

static void exchange(struct instrument_bed *bed, const char *story, const char *sent,
                     const char *want)
{
    char sent_hex[256], want_hex[256];

    hex_of(sent, sent_hex);
    hex_of(want, want_hex);
    instrument_bed_exchange(bed, story, sent_hex, want_hex);
}

static const struct { const char *story, *sent, *want; } talk[] = {
    { "status, on hold",      "<09A6F5F>",     "<0F047C00C416D>" },
    { "no order without control", "<0CR01088D9>", "<20347C00C0000.00500.0010.0AA9A>" },
    { "control for 30 s",     "<0BI303A15>",   "<0F0C7C00C98BD>" },
    { "5.5 mL/h",             "<0DR05.55DDB>", "<200C7C00C0000.00500.0005.594DB>" },
    { "run",                  "<09O8621>",     "<200C0C20C0000.00500.0005.564C6>" },
    { "noise",                "D38F2>xx<09D",  "" },
    { "and the rest of it",   "38F2>",         "<200C0C20C0000.00500.0005.564C6>" },
};

START_TEST(the_emulator_answers_as_the_manual_says)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_graseby3000, NULL);
    for (size_t i = 0; i < COUNT(talk); i++)
        exchange(&bed, talk[i].story, talk[i].sent, talk[i].want);
    instrument_bed_run(&bed, 28);
    exchange(&bed, "the watchdog is fed", "<09D38F2>", "<200C0C20C0000.00500.0005.564C6>");
    instrument_bed_run(&bed, 29.5);
    ck_assert_double_eq(instrument_bed_signal(&bed, "has_control"), 1);
    instrument_bed_run(&bed, 0.5);
    ck_assert_double_eq(instrument_bed_signal(&bed, "has_control"), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "state"), RUN);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(the_emulator_says_what_is_wrong_with_a_record)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_graseby3000, NULL);
    exchange(&bed, "a wrong CRC", "<09A6F5E>", "<0F147C00CDEB8>");
    exchange(&bed, "a wrong length", "<0AA515B>", "<0F247C00C76D6>");
    exchange(&bed, "a watchdog of 4 s", "<0BI045659>", "<0F447C00C2E1B>");
    exchange(&bed, "an unknown command", "<09Q7FDE>",
             "<20447C00C0000.00500.0010.02257>");
    exchange(&bed, "the model", "<09MA533>", "<15047C00C30003FEDC3>");
    exchange(&bed, "the serial number", "<09YF396>", "<18047C00C000000042F3BD>");
    instrument_bed_end(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("graseby3000 wire");
    TCase *wire = tcase_create("wire"), *emulator = tcase_create("emulator");

    tcase_add_loop_test(wire, a_command_is_the_record_that_the_manual_says, 0,
                        COUNT(graseby3000_commands));
    tcase_add_loop_test(wire, a_reply_says_what_the_manual_says, 0, COUNT(graseby3000_replies));
    tcase_add_loop_test(wire, a_reply_is_whole_in_any_split, 0, COUNT(graseby3000_replies));
    tcase_add_loop_test(wire, no_wrong_bit_is_believed, 0, COUNT(graseby3000_replies));
    tcase_add_loop_test(wire, noise_is_told_from_records, 0, COUNT(cuts));
    tcase_add_loop_test(wire, infusion_data_is_of_fixed_width, 0, COUNT(infusions));
    tcase_add_loop_test(wire, a_rate_has_tenths_up_to_99_9, 0, COUNT(rates));
    tcase_add_test(wire, a_volume_has_four_digits);
    tcase_add_test(wire, every_alarm_has_a_sentence);
    suite_add_tcase(suite, wire);
    tcase_add_test(emulator, the_emulator_answers_as_the_manual_says);
    tcase_add_test(emulator, the_emulator_says_what_is_wrong_with_a_record);
    suite_add_tcase(suite, emulator);
    return suite_run(suite);
}
