/* AE Bus: its bytes, both ways; the emulated unit; the driver against it, and what goes wrong. */
#include "drivers/ae_bus.h"
#include "drivers/ae_bus_wire.h"
#include "drivers/mock/ae_bus_emulator.h"
#include "tests/data/wire/ae_bus_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"
#include "tests/support/wire_bytes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define SAFE_LIMIT_S 0.2

/* ------------------------------------------------------------------ the bytes */

START_TEST(a_packet_is_the_bytes_that_the_manual_says)
{
    uint8_t data[8], want[16], written[AE_BUS_PACKET_MAX];
    size_t  data_count = wire_bytes(ae_bus_vectors[_i].data, data, sizeof data);
    size_t  count = wire_bytes(ae_bus_vectors[_i].packet, want, sizeof want);

    ck_assert_uint_eq(ae_bus_write(1, ae_bus_vectors[_i].command, data, data_count, written),
                      count);
    ck_assert_mem_eq(written, want, count);
}
END_TEST

START_TEST(a_report_is_asked_for_as_the_manual_says)
{
    uint8_t want[8], written[AE_BUS_PACKET_MAX];
    size_t  count = wire_bytes(ae_bus_questions_asked[_i].packet, want, sizeof want);

    ck_assert_uint_eq(ae_bus_write(1, ae_bus_questions_asked[_i].command, NULL, 0, written), count);
    ck_assert_mem_eq(written, want, count);
}
END_TEST

/* In any split, and with what follows. */
START_TEST(an_answer_is_cut_at_its_length_and_sound)
{
    uint8_t bytes[32];
    size_t  count = wire_bytes(ae_bus_vectors[_i].answer, bytes, sizeof bytes), used;
    struct ae_bus_packet packet;

    for (size_t part = 0; part < count; part++)
        ck_assert_int_eq(ae_bus_scan(1, bytes, part, &used), DEVICE_PARTIAL);
    bytes[count] = AE_BUS_ACK;
    ck_assert_int_eq(ae_bus_scan(1, bytes, count + 1, &used), DEVICE_WHOLE);
    ck_assert_uint_eq(used, count);
    ck_assert(ae_bus_is_sound(bytes, count));
    packet = ae_bus_packet_of(bytes, count);
    ck_assert_uint_eq(packet.command, ae_bus_vectors[_i].command);
    for (size_t bit = 0; bit < 8 * count; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert(!ae_bus_is_sound(bytes, count));
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

START_TEST(a_long_packet_has_a_length_byte)
{
    uint8_t bytes[32], written[AE_BUS_PACKET_MAX];
    size_t  count = wire_bytes("0F 80 09 50 54 2D 4D 46 20 20 20 20 A4", bytes, sizeof bytes);
    struct ae_bus_packet packet = ae_bus_packet_of(bytes, count);

    ck_assert_uint_eq(packet.count, 9);
    ck_assert_mem_eq(packet.data, "PT-MF    ", 9);
    ck_assert_uint_eq(ae_bus_write(1, 128, packet.data, packet.count, written), count);
    ck_assert_mem_eq(written, bytes, count);
}
END_TEST

static const struct { const char *story, *hex; enum device_scan want; size_t used; } signs[] = {
    { "ACK",                           "06",                DEVICE_WHOLE,   1 },
    { "NAK, glued to a packet",        "15 09 0E 00 07",    DEVICE_WHOLE,   1 },
    { "ACK behind noise",              "FF 41 06",          DEVICE_JUNK,    2 },
    { "a late packet",                 "09 0E 00 07",       DEVICE_WHOLE,   4 },
    { "a late packet with 06 in it",   "0A A5 06 00 A9 06", DEVICE_WHOLE,   5 },
    { "part of one",                   "0A A5 06",          DEVICE_PARTIAL, 0 },
    { "a length that cannot be",       "0F 80 03 06",       DEVICE_JUNK,    3 },
    { "another address",               "11 0E 00 1F",       DEVICE_JUNK,    1 },
};

START_TEST(a_sign_is_told_from_data)
{
    uint8_t bytes[32];
    size_t  count = wire_bytes(signs[_i].hex, bytes, sizeof bytes), used = 99;

    ck_assert_msg(ae_bus_sign_scan(1, bytes, count, &used) == signs[_i].want, "%s",
                  signs[_i].story);
    ck_assert_msg(used == signs[_i].used, "%s: %zu", signs[_i].story, used);
}
END_TEST

static const struct { unsigned byte, bit, alarm; const char *part; } status_bits[] = {
    { 0, 2, 0, "recipe" },            { 0, 5, 0, "radiofrequency is on" },
    { 0, 7, 7, "out of its set-point's tolerance" },
    { 1, 0, 10, "life" },             { 1, 3, 13, "too hot" },
    { 1, 7, 17, "interlock is open" }, { 2, 0, 20, "NMI" },
    { 2, 1, 21, "bus" },              { 2, 2, 22, "too high" },
    { 2, 3, 23, "too low" },          { 2, 4, 24, "set-point" },
    { 3, 0, 30, "current" },          { 3, 1, 31, "contactor" },
    { 3, 2, 32, "Profibus" },         { 3, 7, 0, "exciter" },
};

START_TEST(every_status_bit_has_its_sentences_and_its_alarm)
{
    uint8_t status[AE_BUS_STATUS_BYTES] = { 0, 0, 0, 0 };

    ck_assert_uint_eq(COUNT(status_bits), AE_BUS_BIT_COUNT);
    status[status_bits[_i].byte] = (uint8_t)(1u << status_bits[_i].bit);
    ck_assert(ae_bus_is_set(status, &ae_bus_bits[_i]));
    ck_assert_uint_eq(ae_bus_alarm(status), status_bits[_i].alarm);
    ck_assert_ptr_nonnull(strstr(ae_bus_bits[_i].comes, status_bits[_i].part));
    ck_assert_str_ne(ae_bus_bits[_i].comes, ae_bus_bits[_i].goes);
}
END_TEST

/* ------------------------------------------------------------------ the emulator */

START_TEST(the_emulator_answers_as_the_manual_says)
{
    struct instrument_bed bed;
    char                  want[100];

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_ae_bus, NULL);
    bed.world.load_ohm = 50;
    for (size_t i = 0; i < COUNT(ae_bus_vectors); i++) {
        snprintf(want, sizeof want, "06 %s", ae_bus_vectors[i].answer);
        instrument_bed_exchange(&bed, ae_bus_vectors[i].story, ae_bus_vectors[i].packet, want);
        instrument_bed_exchange(&bed, "acknowledged", "06", "");
    }
    instrument_bed_turn(&bed, "interlock_open", 1);
    instrument_bed_exchange(&bed, "interlock", "08 A2 AA", "06 " AE_BUS_INTERLOCK_OPEN);
    instrument_bed_exchange(&bed, "not understood", "15", AE_BUS_INTERLOCK_OPEN);
    instrument_bed_exchange(&bed, "acknowledged", "06", "");
    instrument_bed_exchange(&bed, "a wrong check", "08 A2 AB", "15");
    instrument_bed_exchange(&bed, "another address", "10 A2 B2", "");
    instrument_bed_exchange(&bed, "to everybody", "00 01 01", "");
    instrument_bed_turn(&bed, "parity_wrong", 1);
    instrument_bed_exchange(&bed, "wrong parity", "08 A2 AA", "");
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_gap_within_a_packet_resets_the_emulator)
{
    struct instrument_bed bed;
    uint8_t               bytes[2] = { 0x08, 0xA2 };
    size_t                taken;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, NULL, &emulator_ae_bus, NULL);
    ck_assert_int_eq(port_write(bed.near, 0, bytes, 2, &taken), ERR_OK);
    instrument_bed_run(&bed, 0.025);
    instrument_bed_exchange(&bed, "a new packet", "08 A6 AE", "06 0A A6 00 00 AC");
    instrument_bed_exchange(&bed, "acknowledged", "06", "");
    instrument_bed_exchange(&bed, "time-out 2 s", "0A 28 C8 00 EA", "06 09 28 00 21");
    instrument_bed_exchange(&bed, "acknowledged", "06", "");
    ck_assert_int_eq(port_write(bed.near, 0, bytes, 2, &taken), ERR_OK);
    instrument_bed_run(&bed, 0.1);
    instrument_bed_exchange(&bed, "the rest of it", "AA", "06 0C A2 00 00 00 00 AE");
    instrument_bed_end(&bed);
}
END_TEST

/* ------------------------------------------------------------------ the driver */

static void up(struct instrument_bed *bed)
{
    instrument_bed_begin(bed);
    instrument_bed_make(bed, &device_ae_bus, &emulator_ae_bus, "PT-MF");
    bed->world.load_ohm = 100;
    instrument_bed_up(bed);
}

static void lesion(struct instrument_bed *bed)
{
    up(bed);
    instrument_bed_order(bed, DEVICE_ORDER_POWER, 50);
    instrument_bed_order(bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(bed, 1);
    ck_assert_double_eq(instrument_bed_signal(bed, "output_on"), 1);
}

START_TEST(the_driver_takes_control_regulates_the_load_and_reads_everything)
{
    struct instrument_bed bed;

    lesion(&bed);
    ck_assert_str_eq(device_report(bed.device)->identity, "PT-MF 2000");
    ck_assert_double_eq(instrument_bed_signal(&bed, "control_mode"), 2);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_POWER), 50);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_FORWARD), 56);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_REFLECTED), 6);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_SET_POWER), 50);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_OUTPUT_ON), 1);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_OWN_TEMP), 25);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_ALARM), 0);
    ck_assert_double_eq_tol(bed.world.into_load_w, 50, 0.01);
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 0);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_OUTPUT_ON), 0);
    ck_assert(!instrument_bed_said(&bed, "by itself"));
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
    ck_assert_uint_eq(device_report(bed.device)->strays, 0);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
    ck_assert_uint_eq(device_report(bed.device)->refused, 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(an_order_that_was_accepted_and_not_obeyed_is_an_order_refused)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "set_stuck", 1);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 20);
    instrument_bed_run(&bed, 0.5);
    ck_assert_uint_eq(device_report(bed.device)->refused, 1);
    ck_assert_msg(instrument_bed_said(&bed, "20 W was set and accepted, but 50 W is in force"),
                  "%s", bed.said);
    instrument_bed_turn(&bed, "output_stuck", 1);
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 0);
    instrument_bed_run(&bed, 1);
    ck_assert_uint_eq(device_report(bed.device)->refused, 2);
    ck_assert_msg(instrument_bed_said(&bed, "output off was accepted, but the output is on"),
                  "%s", bed.said);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(more_than_the_unit_gives_is_not_sent)
{
    struct instrument_bed bed;
    struct why            why = { "" };

    up(&bed);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_POWER, 1001, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "1001 W is more than this generator gives: at most 1000 W"),
                  "%s", why.text);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 1000);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_halo_unit_is_set_in_tenths)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_set_text(&bed.emulator_settings, "type", "HALO");
    instrument_bed_set(&bed.emulator_settings, "power_unit_w", 0.1);
    instrument_bed_make(&bed, &device_ae_bus, &emulator_ae_bus, NULL);
    bed.world.load_ohm = 50;
    instrument_bed_up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 12.34);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "set_power_w"), 12.3, 1e-9);
    ck_assert_double_eq_tol(device_reading(bed.device, DEVICE_READ_SET_POWER), 12.3, 1e-9);
    ck_assert(instrument_bed_said(&bed, "12.34 W cannot be set, only steps of 0.1 W"));
    instrument_bed_end(&bed);
}
END_TEST

static const struct { unsigned csr; const char *part; } refusals[] = {
    { 1, "host is not in control" }, { 2, "output is on" },       { 3, "output is off" },
    { 4, "out of its range" },       { 5, "user port" },          { 7, "fault is active" },
    { 9, "count of data bytes" },    { 14, "not accepted" },      { 16, "life" },
    { 19, "recipe" },                { 30, "memory of settings" }, { 50, "frequency" },
    { 51, "duty cycle" },            { 52, "least time" },        { 99, "no such command" },
};

START_TEST(every_refusal_is_a_sentence)
{
    struct instrument_bed bed;
    char                  number[16];

    up(&bed);
    instrument_bed_turn(&bed, "csr", refusals[_i].csr);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 50);
    instrument_bed_run(&bed, 1);
    snprintf(number, sizeof number, "(CSR %u)", refusals[_i].csr);
    ck_assert_msg(instrument_bed_said(&bed, refusals[_i].part), "%s", bed.said);
    ck_assert_msg(instrument_bed_said(&bed, number), "%s", bed.said);
    ck_assert_uint_eq(device_report(bed.device)->refused, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "set_power_w"), 0);
    instrument_bed_end(&bed);
}
END_TEST

/* One answer that may have been damaged must not end what sets it, or switches it off. */
START_TEST(an_order_is_sent_whatever_was_said_to_it_before)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_turn(&bed, "csr", AE_BUS_NO_COMMAND);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 50);
    instrument_bed_run(&bed, 1);
    ck_assert_uint_ge(device_report(bed.device)->refused, 1);
    instrument_bed_turn(&bed, "csr", 0);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 50);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "set_power_w"), 50);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_csr_that_the_manual_does_not_have_is_garbled)
{
    struct instrument_bed bed;

    ck_assert_ptr_null(ae_bus_csr_text(77));
    up(&bed);
    instrument_bed_turn(&bed, "csr", 77);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 50);
    instrument_bed_run(&bed, 1);
    ck_assert_uint_eq(device_report(bed.device)->garbled, 1);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(control_that_was_lost_is_taken_again_but_the_order_is_not_given_again)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_turn(&bed, "control_lost", 1);
    instrument_bed_turn(&bed, "control_lost", 0);
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "control_mode"), 2);
    ck_assert_msg(instrument_bed_said(&bed, "give the order again"), "%s", bed.said);
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 1);
    instrument_bed_end(&bed);
}
END_TEST

static const struct { const char *knob; double value; const char *part; double alarm; } faults[] = {
    { "interlock_open",   1,  "its interlock is open", 17 },
    { "over_temperature", 1,  "it is too hot",         13 },
    { "bus_fault",        4,  "voltage is too high",   22 },
    { "bus_fault",        8,  "voltage is too low",    23 },
};

START_TEST(what_switches_it_off_is_told)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, faults[_i].knob, faults[_i].value);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_OUTPUT_ON), 0);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_ALARM), faults[_i].alarm);
    ck_assert_msg(instrument_bed_said(&bed, faults[_i].part), "%s", bed.said);
    ck_assert(instrument_bed_said(&bed, "switched its output off by itself"));
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_msg(instrument_bed_said(&bed, "(CSR 7)"), "%s", bed.said);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(an_open_load_and_a_warning_are_told)
{
    struct instrument_bed bed;

    lesion(&bed);
    bed.world.load_ohm = (double)INFINITY;
    instrument_bed_turn(&bed, "ripple", 1);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_ALARM), 24);
    ck_assert_msg(instrument_bed_said(&bed, "its warning 0, ripple, has come"), "%s", bed.said);
    instrument_bed_end(&bed);
}
END_TEST

static const struct { const char *story, *knob; double value; } line_troubles[] = {
    { "an answer is lost",         "lose",   1   },
    { "four answers are lost",     "lose",   4   },
    { "an answer comes twice",     "twice",  1   },
    { "every answer comes twice",  "twice",  1e6 },
    { "an answer is wrong",        "flip",   1   },
    { "four answers are wrong",    "flip",   4   },
    { "answers come late",         "late_s", 0.2 },
};

START_TEST(a_bad_line_costs_time_and_nothing_else)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_turn(&bed, line_troubles[_i].knob, line_troubles[_i].value);
    instrument_bed_order(&bed, DEVICE_ORDER_POWER, 50);
    instrument_bed_order(&bed, DEVICE_ORDER_OUTPUT, 1);
    instrument_bed_run(&bed, 6);
    ck_assert_msg(instrument_bed_signal(&bed, "output_on") == 1, "%s: %s", line_troubles[_i].story,
                  bed.said);
    instrument_bed_run(&bed, 0.1);
    ck_assert_double_eq_tol(instrument_bed_signal(&bed, "set_power_w"), 50, 1e-9);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_wrong_check_is_asked_for_again_with_nak)
{
    struct instrument_bed bed;

    up(&bed);
    instrument_bed_turn(&bed, "flip", 2);       /* an ACK, or a packet */
    instrument_bed_run(&bed, 2);
    ck_assert_uint_gt(device_report(bed.device)->garbled, 0);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_double_eq(device_reading(bed.device, DEVICE_READ_POWER), 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_mute_unit_is_switched_off_blindly)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "mute", 1);
    instrument_bed_run(&bed, 3);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    ck_assert_msg(instrument_bed_said(&bed, "the link was lost with the output on"), "%s",
                  bed.said);
    instrument_bed_turn(&bed, "mute", 0);
    instrument_bed_run(&bed, 3);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_end(&bed);
}
END_TEST

/* ------------------------------------------------------------------ the safe state */

enum before { FRESH, IDLE, ON, ORDERED, INTERLOCK, PANEL, BEFORE_COUNT };

static void prepare(struct instrument_bed *bed, enum before before)
{
    if (before == FRESH) {
        instrument_bed_begin(bed);
        instrument_bed_make(bed, &device_ae_bus, &emulator_ae_bus, NULL);
        return;
    }
    if (before == IDLE || before == ORDERED)
        up(bed);
    else
        lesion(bed);
    if (before == ORDERED) {
        instrument_bed_order(bed, DEVICE_ORDER_POWER, 50);
        instrument_bed_order(bed, DEVICE_ORDER_OUTPUT, 1);
    }
    if (before == INTERLOCK)
        instrument_bed_turn(bed, "interlock_open", 1);
    if (before == PANEL)
        instrument_bed_turn(bed, "control_lost", 1);
}

START_TEST(it_is_made_safe_from_every_state_in_time)
{
    struct instrument_bed bed;

    prepare(&bed, (enum before)_i);
    ck_assert_double_gt(instrument_bed_safe(&bed, SAFE_LIMIT_S), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    ck_assert(_i == PANEL || _i == FRESH || instrument_bed_signal(&bed, "set_power_w") == 0);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(it_is_made_safe_at_any_instant)
{
    for (int ms = 0; ms < 100; ms += 7) {
        struct instrument_bed bed;
        lesion(&bed);
        instrument_bed_run(&bed, ms * 0.001);
        instrument_bed_safe(&bed, 1.0);
        ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
        instrument_bed_end(&bed);
    }
}
END_TEST

START_TEST(a_deaf_unit_is_not_called_safe_until_it_says_so)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "deaf", 1);
    device_make_safe(bed.device, bed.now_s);
    instrument_bed_run(&bed, 5);
    ck_assert(!device_is_safe(bed.device));
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 1);  /* it has no watchdog */
    instrument_bed_turn(&bed, "deaf", 0);
    instrument_bed_run(&bed, 5);
    ck_assert_msg(device_is_safe(bed.device), "%s", bed.said);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(a_unit_that_accepts_off_and_stays_on_is_not_called_safe)
{
    struct instrument_bed bed;

    lesion(&bed);
    instrument_bed_turn(&bed, "output_stuck", 1);
    device_make_safe(bed.device, bed.now_s);
    instrument_bed_run(&bed, 5);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 1);
    ck_assert(!device_is_safe(bed.device));
    instrument_bed_turn(&bed, "output_stuck", 0);
    instrument_bed_run(&bed, 1);
    ck_assert_msg(device_is_safe(bed.device), "%s", bed.said);
    instrument_bed_end(&bed);
}
END_TEST

START_TEST(another_unit_is_left_alone)
{
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, &device_ae_bus, &emulator_ae_bus, "Apex 3000");
    instrument_bed_run(&bed, 4);
    ck_assert(device_report(bed.device)->is_another);
    ck_assert(device_report(bed.device)->link != DEVICE_LINK_UP);
    ck_assert_double_eq(instrument_bed_signal(&bed, "output_on"), 0);
    instrument_bed_end(&bed);
}
END_TEST

/* 8N1 is met with silence: the unit drops what has a wrong parity. */
START_TEST(a_line_without_parity_is_silence)
{
    static const struct port_line wrong = { .baud = 19200, .bits = 8, .stop_bits = 1 };
    struct instrument_bed bed;

    instrument_bed_begin(&bed);
    instrument_bed_make(&bed, &device_ae_bus, &emulator_ae_bus, NULL);
    ck_assert_int_eq(port_line(bed.near, &wrong), ERR_OK);
    instrument_bed_run(&bed, 3);
    ck_assert(device_report(bed.device)->link != DEVICE_LINK_UP);
    ck_assert_double_eq(instrument_bed_signal(&bed, "control_mode"), 4);
    instrument_bed_end(&bed);
}
END_TEST

static void check_bytes(TCase *tests)
{
    const int vectors = (int)COUNT(ae_bus_vectors);

    tcase_add_loop_test(tests, a_packet_is_the_bytes_that_the_manual_says, 0, vectors);
    tcase_add_loop_test(tests, a_report_is_asked_for_as_the_manual_says, 0,
                        (int)COUNT(ae_bus_questions_asked));
    tcase_add_loop_test(tests, an_answer_is_cut_at_its_length_and_sound, 0, vectors);
    tcase_add_test(tests, a_long_packet_has_a_length_byte);
    tcase_add_loop_test(tests, a_sign_is_told_from_data, 0, (int)COUNT(signs));
    tcase_add_loop_test(tests, every_status_bit_has_its_sentences_and_its_alarm, 0,
                        (int)COUNT(status_bits));
    tcase_add_test(tests, the_emulator_answers_as_the_manual_says);
    tcase_add_test(tests, a_gap_within_a_packet_resets_the_emulator);
}

int main(void)
{
    Suite *suite = suite_create("ae_bus");
    TCase *tests = tcase_create("ae_bus");

    check_bytes(tests);
    tcase_add_test(tests, the_driver_takes_control_regulates_the_load_and_reads_everything);
    tcase_add_test(tests, an_order_that_was_accepted_and_not_obeyed_is_an_order_refused);
    tcase_add_test(tests, more_than_the_unit_gives_is_not_sent);
    tcase_add_test(tests, a_halo_unit_is_set_in_tenths);
    tcase_add_loop_test(tests, every_refusal_is_a_sentence, 0, (int)COUNT(refusals));
    tcase_add_test(tests, an_order_is_sent_whatever_was_said_to_it_before);
    tcase_add_test(tests, a_csr_that_the_manual_does_not_have_is_garbled);
    tcase_add_test(tests, control_that_was_lost_is_taken_again_but_the_order_is_not_given_again);
    tcase_add_loop_test(tests, what_switches_it_off_is_told, 0, (int)COUNT(faults));
    tcase_add_test(tests, an_open_load_and_a_warning_are_told);
    tcase_add_loop_test(tests, a_bad_line_costs_time_and_nothing_else, 0,
                        (int)COUNT(line_troubles));
    tcase_add_test(tests, a_wrong_check_is_asked_for_again_with_nak);
    tcase_add_test(tests, a_mute_unit_is_switched_off_blindly);
    tcase_add_loop_test(tests, it_is_made_safe_from_every_state_in_time, 0, BEFORE_COUNT);
    tcase_add_test(tests, it_is_made_safe_at_any_instant);
    tcase_add_test(tests, a_deaf_unit_is_not_called_safe_until_it_says_so);
    tcase_add_test(tests, a_unit_that_accepts_off_and_stays_on_is_not_called_safe);
    tcase_add_test(tests, another_unit_is_left_alone);
    tcase_add_test(tests, a_line_without_parity_is_silence);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
