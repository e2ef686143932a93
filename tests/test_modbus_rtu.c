/* Modbus RTU: frames both ways, places of registers, maps, the emulator, and the driver against
 * it. */
#include "drivers/mock/modbus_rtu_emulator.h"
#include "drivers/modbus_rtu.h"
#include "drivers/modbus_rtu_map.h"
#include "drivers/modbus_rtu_wire.h"
#include "tests/data/wire/modbus_rtu_vectors.h"
#include "tests/support/instrument_bed.h"
#include "tests/support/suite.h"
#include "tests/support/wire_bytes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* ------------------------------------------------------------------ frames */

START_TEST(a_request_is_the_bytes_that_the_page_says)
{
    const uint16_t float_37[2] = { 0x4214, 0x0000 };
    uint8_t want[32], data[16], written[MODBUS_FRAME_MAX];
    size_t  count = wire_bytes(modbus_vectors[_i].hex, want, sizeof want), used;

    if (modbus_vectors[_i].refusal >= 0)
        return;
    wire_bytes(modbus_vectors[_i].data, data, sizeof data);
    if (modbus_vectors[_i].function == MODBUS_WRITE_REGISTERS)
        used = modbus_write_registers(1, 0x10, float_37, 2, written);
    else
        used = modbus_write(1, modbus_vectors[_i].function, (uint16_t)(data[0] << 8 | data[1]),
                            (uint16_t)(data[2] << 8 | data[3]), written);
    ck_assert_uint_eq(used, count);
    ck_assert_mem_eq(written, want, count);
}
END_TEST

static bool is_reply(int i) { return modbus_vectors[i].refusal != -1; }

START_TEST(a_reply_is_read_from_the_bytes_that_the_page_says)
{
    uint8_t             bytes[32], data[16];
    size_t              used, count = wire_bytes(modbus_vectors[_i].hex, bytes, sizeof bytes);
    size_t              data_count = wire_bytes(modbus_vectors[_i].data, data, sizeof data);
    struct modbus_reply reply;

    if (!is_reply(_i))
        return;
    ck_assert_int_eq(modbus_scan(bytes, count, &used), DEVICE_WHOLE);
    ck_assert_uint_eq(used, count);
    ck_assert_int_eq(modbus_read(bytes, count, &reply), ERR_OK);
    ck_assert_uint_eq(reply.address, 1);
    ck_assert_uint_eq(reply.function, modbus_vectors[_i].function);
    ck_assert_uint_eq(reply.refusal,
                      modbus_vectors[_i].refusal > 0 ? (unsigned)modbus_vectors[_i].refusal : 0);
    ck_assert_uint_eq(reply.count, data_count);
    ck_assert_mem_eq(reply.data, data, data_count);
}
END_TEST

START_TEST(every_cut_is_partial_and_no_wrong_bit_is_believed)
{
    uint8_t bytes[32];
    size_t  used, count = wire_bytes(modbus_vectors[_i].hex, bytes, sizeof bytes);

    if (!is_reply(_i))
        return;
    for (size_t cut = 1; cut < count; cut++) {
        uint8_t *alone = malloc(cut);
        ck_assert_ptr_nonnull(alone);
        memcpy(alone, bytes, cut);
        ck_assert_int_eq(modbus_scan(alone, cut, &used), DEVICE_PARTIAL);
        free(alone);
    }
    for (size_t bit = 0; bit < 8 * count; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert_msg(modbus_scan(bytes, count, &used) != DEVICE_WHOLE, "bit %zu", bit);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

static const struct { const char *story, *hex; enum device_scan want; size_t used; } scans[] = {
    { "nothing",                       "",                              DEVICE_PARTIAL, 0 },
    { "an address",                    "01",                            DEVICE_PARTIAL, 0 },
    { "no function of ours",           "01 2B 0E 01",                   DEVICE_JUNK,    1 },
    { "a count, and not its bytes",    "01 03 04 42 14",                DEVICE_PARTIAL, 0 },
    { "a count that no frame can have", "01 03 FF 42 14",               DEVICE_JUNK,    1 },
    { "Keller's CRC: high byte first", "01 83 02 F1 C0",                DEVICE_JUNK,    1 },
    { "noise in front",                "FF 01 83 02 C0 F1",             DEVICE_PARTIAL, 0 },
    { "other noise in front",          "00 77 01 83 02 C0 F1",          DEVICE_JUNK,    1 },
    { "one and another begun",         "01 83 02 C0 F1 01 03",          DEVICE_WHOLE,   5 },
};

START_TEST(scan_tells_whole_from_partial_from_junk)
{
    uint8_t bytes[32];
    size_t  used = 99, count = wire_bytes(scans[_i].hex, bytes, sizeof bytes);

    ck_assert_msg(modbus_scan(bytes, count, &used) == scans[_i].want, "%s", scans[_i].story);
    ck_assert_msg(used == scans[_i].used, "%s: %zu", scans[_i].story, used);
}
END_TEST

/* ------------------------------------------------------------------ places */

static const struct { const char *text, *data; double value; } values[] = {
    { "holding 0 float",                      "42 14 00 00", 37.0 },
    { "holding 0 float cdab",                 "00 00 42 14", 37.0 },
    { "holding 0 float badc",                 "14 42 00 00", 37.0 },
    { "holding 0 float dcba",                 "00 00 14 42", 37.0 },
    { "input 5 u16",                          "13 88",       5000 },
    { "input 5",                              "13 88",       5000 },
    { "input 5 u16 badc",                     "88 13",       5000 },
    { "input 5 s16 scale 0.1",                "FE 0C",       -50.0 },
    { "input 5 s16 scale 0.1 offset -273.15", "0B 9E",       24.25 },
    { "holding 9 u32",                        "00 01 00 02", 65538 },
    { "holding 9 u32 cdab",                   "00 02 00 01", 65538 },
    { "holding 9 s32",                        "FF FF FF FE", -2 },
    { "holding 9 s32 dcba",                   "FE FF FF FF", -2 },
};

START_TEST(a_number_is_read_and_written_in_its_shape_and_order)
{
    struct modbus_place place;
    struct why          why = { "" };
    uint16_t            registers[MODBUS_REGISTERS_MAX];
    uint8_t             data[8];
    double              value = 0;
    size_t              count = wire_bytes(values[_i].data, data, sizeof data);

    ck_assert_msg(modbus_place_parse(values[_i].text, &place, &why) == ERR_OK, "%s", why.text);
    ck_assert_int_eq(modbus_place_decode(&place, data, count, &value), ERR_OK);
    ck_assert_double_eq_tol(value, values[_i].value, 1e-9);
    ck_assert_int_eq(modbus_place_encode(&place, values[_i].value, registers), ERR_OK);
    for (size_t i = 0; i < count / 2; i++)
        ck_assert_uint_eq(registers[i], (unsigned)data[2 * i] << 8 | data[2 * i + 1]);
    ck_assert_int_eq(modbus_place_decode(&place, data, count - 1, &value), ERR_GARBLED);
    ck_assert_int_eq(modbus_place_decode(&place, data, count + 1, &value), ERR_GARBLED);
}
END_TEST

START_TEST(a_bit_is_a_bit)
{
    struct modbus_place place;
    const uint8_t       on = 1, more = 3;
    uint16_t            registers[MODBUS_REGISTERS_MAX];
    double              value;

    ck_assert_int_eq(modbus_place_parse("discrete 3", &place, NULL), ERR_OK);
    ck_assert_int_eq(modbus_place_decode(&place, &on, 1, &value), ERR_OK);
    ck_assert_double_eq(value, 1);
    ck_assert_int_eq(modbus_place_decode(&place, &more, 1, &value), ERR_GARBLED);
    ck_assert_int_eq(modbus_place_encode(&place, 0.5, registers), ERR_RANGE);
}
END_TEST

static const struct { const char *text; double value; } misfits[] = {
    { "holding 0 u16", 65536 }, { "holding 0 u16", -1 }, { "holding 0 s16", 32768 }, { "holding 0 u32", 4.3e9 },
    { "holding 0 s32", 2.2e9 }, { "holding 0 float", 1e39 }, { "holding 0 u16 scale 0.1", 6553.6 },
};

START_TEST(what_does_not_fit_is_never_written)
{
    struct modbus_place place;
    uint16_t            registers[MODBUS_REGISTERS_MAX];

    ck_assert_int_eq(modbus_place_parse(misfits[_i].text, &place, NULL), ERR_OK);
    ck_assert_int_eq(modbus_place_encode(&place, misfits[_i].value, registers), ERR_RANGE);
}
END_TEST

static const struct { const char *text, *part; } nonsense[] = {
    { "",                        "no place of a register" },
    { "input",                   "no place of a register" },
    { "inputs 0",                "no such table" },
    { "input -1",                "the address" },
    { "input 1.5",               "the address" },
    { "input 65536",             "the address" },
    { "input 65535 float",       "behind the last" },
    { "input 0 double",          "\"double\" is not understood" },
    { "input 0 float acbd",      "\"acbd\" is not understood" },
    { "input 0 float scale",     "\"scale\" is not understood" },
    { "input 0 float scale 0",   "\"scale\" is not understood" },
    { "coil 0 u16",              "\"u16\" is not understood" },
    { "input 0 u16 cdab",        "no order of words" },
    { "input 0 float scale 1 offset 2 abcd u16 s16", "no place of a register" },
};

START_TEST(a_place_that_is_none_is_refused_with_an_example)
{
    struct modbus_place place;
    struct why          why = { "" };

    ck_assert_int_eq(modbus_place_parse(nonsense[_i].text, &place, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, nonsense[_i].part) != NULL, "%s", why.text);
    ck_assert_ptr_nonnull(strstr(why.text, "\"input 0 float cdab scale 0.1\""));
}
END_TEST

/* ------------------------------------------------------------------ maps */

static struct instrument_bed bed;

static void set_up(void)
{
    instrument_bed_begin(&bed);
}

static void tear_down(void)
{
    instrument_bed_end(&bed);
}

static void set(const char *path, const char *text)
{
    instrument_bed_set_text(&bed.device_settings, path, text);
}

static const struct { const char *story, *paths[3], *texts[3], *part; } maps[] = {
    { "nothing at all", { NULL }, { NULL }, "nothing is ever asked of it" },
    { "a source without a safe state", { "reading.temp_c", "order.run" }, { "input 0 float", "coil 0" },
      "order.run makes it a source" },
    { "an order into an input", { "reading.temp_c", "order.load_ohm" }, { "input 0 float", "input 4" },
      "nothing can be written there" },
    { "a misspelt reading", { "reading.temp" }, { "input 0" }, "nothing is ever asked of it" },
    { "one more that is misspelt", { "reading.temp_c", "reading.flow_ul_h" }, { "input 0", "input 2" },
      "reading.flow_ul_per_h" },
    { "a safe state without a value", { "reading.temp_c", "safe" }, { "input 0", "coil 0" }, "give a place and its" },
    { "and with two", { "reading.temp_c", "safe" }, { "input 0", "coil 0 = 0 1" }, "give a place and its" },
    { "and of what cannot be written", { "reading.temp_c", "safe" }, { "input 0", "input 0 = 0" },
      "cannot be written there" },
    { "and one that does not fit", { "reading.temp_c", "safe" }, { "input 0", "coil 0 = 2" },
      "cannot be written there" },
    { "a place that is none", { "reading.temp_c" }, { "input x" }, "reading.temp_c = " },
    { "an identity that is none", { "reading.temp_c", "identify" }, { "input 0", "serial" }, "identify is none" },
};

START_TEST(a_map_that_cannot_work_is_refused_before_anything_runs)
{
    struct device_setup setup = { .settings = &bed.device_settings };
    struct why          why = { "" };
    struct device      *device = NULL;

    instrument_bed_make(&bed, NULL, &emulator_modbus_rtu, NULL);
    for (size_t i = 0; i < 3 && maps[_i].paths[i]; i++)
        set(maps[_i].paths[i], maps[_i].texts[i]);
    ck_assert_msg(device_create(&device, &device_modbus_rtu, bed.near, &setup, &why) != ERR_OK,
                  "%s", maps[_i].story);
    ck_assert_msg(strstr(why.text, maps[_i].part) != NULL, "%s: %s", maps[_i].story, why.text);
}
END_TEST

/* ------------------------------------------------------------------ the emulator */

START_TEST(the_emulator_answers_as_the_page_says)
{
    instrument_bed_make(&bed, NULL, &emulator_modbus_rtu, NULL);
    instrument_bed_exchange(&bed, "temperature", modbus_vectors[MODBUS_VECTOR_READ_INPUTS].hex,
                            "01 04 04 42 14 00 00 AF F8");
    instrument_bed_exchange(&bed, "no register", "01 03 00 32 00 01 25 C5",
                            modbus_vectors[MODBUS_VECTOR_NO_REGISTER].hex);
    instrument_bed_exchange(&bed, "a register", modbus_vectors[MODBUS_VECTOR_WRITE_REGISTER].hex,
                            modbus_vectors[MODBUS_VECTOR_WRITE_REGISTER].hex);
    instrument_bed_exchange(&bed, "a float", modbus_vectors[MODBUS_VECTOR_WRITE_FLOAT].hex,
                            "01 10 00 10 00 02 40 0D");
    instrument_bed_exchange(&bed, "a coil", modbus_vectors[MODBUS_VECTOR_COIL_ON].hex,
                            modbus_vectors[MODBUS_VECTOR_COIL_ON].hex);
    instrument_bed_exchange(&bed, "loopback", modbus_vectors[MODBUS_VECTOR_LOOPBACK].hex,
                            modbus_vectors[MODBUS_VECTOR_LOOPBACK].hex);
    instrument_bed_exchange(&bed, "a wrong CRC", "01 03 00 00 00 01 84 0B", "");
    instrument_bed_exchange(&bed, "to everybody: obeyed, not answered", "00 05 00 00 00 00 CC 1B",
                            "");
    ck_assert_double_eq(instrument_bed_signal(&bed, "is_running"), 0);
    instrument_bed_exchange(&bed, "a function that it has not", "01 14 00 2F", "01 94 01 8F 00");
}
END_TEST

/* ------------------------------------------------------------------ the driver */

static double reading(enum device_reading which) { return device_reading(bed.device, which); }

static void set_pump(void)
{
    set("identify", "input 100");
    set("reading.temp_c", "input 0 float");
    set("reading.flow_ul_per_h", "input 2 float");
    set("reading.pressure_kpa", "input 4 float");
    set("reading.temp_2_c", "input 6 s16 scale 0.1");
    set("reading.is_running", "coil 0");
    set("reading.rate_ul_per_h", "holding 0 float");
    set("reading.air_in_line", "discrete 0");
    set("order.rate_ul_per_h", "holding 0 float");
    set("order.run", "coil 0");
    set("safe", "coil 0 = 0; holding 0 float = 0");
}

static void make(void)
{
    set_pump();
    instrument_bed_make(&bed, &device_modbus_rtu, &emulator_modbus_rtu, "4711");
    instrument_bed_up(&bed);
}

START_TEST(every_reading_of_the_map_arrives)
{
    bed.world.probe_c[0] = -12.34;
    bed.world.has_air = true;
    make();
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq_tol(reading(DEVICE_READ_TEMP), -12.34, 1e-5);
    ck_assert_double_eq_tol(reading(DEVICE_READ_TEMP_2), -12.3, 1e-9);
    ck_assert_double_eq(reading(DEVICE_READ_AIR), 1);
    ck_assert_double_eq(reading(DEVICE_READ_IS_RUNNING), 0);
    ck_assert_double_eq(reading(DEVICE_READ_RATE), 0);
    ck_assert_double_eq(reading(DEVICE_READ_PRESSURE), 0);
    ck_assert(isnan(reading(DEVICE_READ_MASS)));
    ck_assert_str_eq(device_report(bed.device)->identity, "Modbus 4711");
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
}
END_TEST

START_TEST(an_order_is_written_and_read_back)
{
    make();
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 3600);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, 20);
    ck_assert_double_eq(instrument_bed_signal(&bed, "rate_ul_per_h"), 3600);
    ck_assert_double_eq_tol(reading(DEVICE_READ_FLOW), 3600, 40);
    ck_assert_double_eq(reading(DEVICE_READ_IS_RUNNING), 1);
    ck_assert_uint_eq(device_report(bed.device)->refused, 0);
}
END_TEST

START_TEST(an_order_that_is_answered_and_not_obeyed_is_a_refusal)
{
    make();
    instrument_bed_turn(&bed, "ignore_writes", 1);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 3600);
    instrument_bed_run(&bed, 0.5);
    ck_assert_uint_eq(device_report(bed.device)->refused, 1);
    ck_assert(instrument_bed_said(&bed, "rate_ul_per_h in force: it is 0, and not 3600"));
}
END_TEST

START_TEST(safe_is_what_the_registers_say)
{
    make();
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 3600);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, 0.5);
    ck_assert_double_eq(instrument_bed_signal(&bed, "is_running"), 1);
    ck_assert_double_lt(instrument_bed_safe(&bed, 1), 0.5);
    ck_assert_double_eq(instrument_bed_signal(&bed, "is_running"), 0);
    ck_assert_double_eq(instrument_bed_signal(&bed, "rate_ul_per_h"), 0);
}
END_TEST

START_TEST(it_is_not_safe_while_its_registers_say_otherwise)
{
    make();
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, 0.5);
    instrument_bed_turn(&bed, "ignore_writes", 1);
    device_make_safe(bed.device, bed.now_s);
    instrument_bed_run(&bed, 2);
    ck_assert(!device_is_safe(bed.device));
    instrument_bed_turn(&bed, "ignore_writes", 0);
    instrument_bed_run(&bed, 1);
    ck_assert(device_is_safe(bed.device));
}
END_TEST

START_TEST(with_an_echo_reads_and_writes_work_too)
{
    instrument_bed_set(&bed.device_settings, "echo", 1);
    set_pump();
    instrument_bed_make(&bed, &device_modbus_rtu, &emulator_modbus_rtu, "4711");
    instrument_bed_turn(&bed, "echo", 1);
    instrument_bed_up(&bed);
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 100);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "rate_ul_per_h"), 100);
    ck_assert_double_eq(reading(DEVICE_READ_IS_RUNNING), 1);
    ck_assert_uint_eq(device_report(bed.device)->garbled, 0);
    ck_assert_uint_eq(device_report(bed.device)->strays, 0);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
}
END_TEST

START_TEST(to_everybody_no_answer_is_waited_for)
{
    instrument_bed_set(&bed.device_settings, "broadcast", 1);
    make();
    instrument_bed_order(&bed, DEVICE_ORDER_RATE, 100);
    instrument_bed_order(&bed, DEVICE_ORDER_RUN, 1);
    instrument_bed_run(&bed, 1);
    ck_assert_double_eq(instrument_bed_signal(&bed, "rate_ul_per_h"), 100);
    ck_assert_uint_eq(device_report(bed.device)->timeouts, 0);
    ck_assert_uint_eq(device_report(bed.device)->refused, 0);
}
END_TEST

/* Three readings of the same table and size, by a device that is late now and then. */
static const double late_s[] = { 0.55, 0.7, 0.76, 0.9, 1.2, 2.5 };

START_TEST(a_late_reading_is_never_taken_for_another)
{
    bed.world.probe_c[0] = 50;
    set_pump();
    instrument_bed_make(&bed, &device_modbus_rtu, &emulator_modbus_rtu, "4711");
    instrument_bed_up(&bed);
    for (int i = 0; i < 400; i++) {
        double temp_c, flow, kpa;
        if (i % 100 == 0)
            instrument_bed_turn(&bed, "late_s", late_s[_i]);
        if (i % 100 == 20)
            instrument_bed_turn(&bed, "late_s", 0);
        instrument_bed_run(&bed, 0.037);
        temp_c = reading(DEVICE_READ_TEMP);
        flow = reading(DEVICE_READ_FLOW);
        kpa = reading(DEVICE_READ_PRESSURE);
        ck_assert_msg(isnan(temp_c) || fabs(temp_c - 50) < 1, "%g C", temp_c);
        ck_assert_msg(isnan(flow) || fabs(flow) < 1, "%g uL/h", flow);
        ck_assert_msg(isnan(kpa) || fabs(kpa) < 1, "%g kPa", kpa);
    }
    ck_assert_uint_gt(device_report(bed.device)->timeouts, 0);
    ck_assert_int_eq(device_report(bed.device)->link, DEVICE_LINK_UP);
}
END_TEST

START_TEST(an_exception_is_a_sentence_said_once)
{
    const char *said;

    make();
    instrument_bed_turn(&bed, "exception", 4);
    instrument_bed_run(&bed, 3);
    said = strstr(bed.said, "temp_c: it has failed (exception 4)");
    ck_assert_ptr_nonnull(said);
    ck_assert_ptr_null(strstr(said + 1, "temp_c: it has failed (exception 4)"));
    ck_assert(isnan(reading(DEVICE_READ_TEMP)));
}
END_TEST

START_TEST(a_broken_thermometer_is_unknown)
{
    make();
    instrument_bed_turn(&bed, "nan", 1);
    instrument_bed_run(&bed, 1.5);
    ck_assert(isnan(reading(DEVICE_READ_TEMP)));
    ck_assert_double_eq(reading(DEVICE_READ_IS_RUNNING), 0);
}
END_TEST

START_TEST(the_wrong_order_of_words_is_never_believed)
{
    instrument_bed_set_text(&bed.emulator_settings, "word_order", "cdab");
    make();
    instrument_bed_run(&bed, 1);
    ck_assert(isnan(reading(DEVICE_READ_TEMP)) || fabs(reading(DEVICE_READ_TEMP)) < 1e-30);
    ck_assert_double_eq_tol(reading(DEVICE_READ_TEMP_2), 37, 1e-9);
}
END_TEST

START_TEST(another_identity_is_told)
{
    set_pump();
    instrument_bed_make(&bed, &device_modbus_rtu, &emulator_modbus_rtu, "4712");
    instrument_bed_run(&bed, 2);
    ck_assert_int_ne(device_report(bed.device)->link, DEVICE_LINK_UP);
    ck_assert(device_report(bed.device)->is_another);
}
END_TEST

START_TEST(a_server_can_say_its_name)
{
    set("identify", "server id");
    instrument_bed_make(&bed, &device_modbus_rtu, &emulator_modbus_rtu, NULL);
    instrument_bed_up(&bed);
    ck_assert_str_eq(device_report(bed.device)->identity, "Modbus server painrig pump\\FF");
}
END_TEST

START_TEST(an_order_that_the_map_has_not_or_that_does_not_fit_is_refused)
{
    struct why why = { "" };

    make();
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_POWER, 1, &why), ERR_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(why.text, "order.power_w"));
    why_clear(&why);
    ck_assert_int_eq(device_order(bed.device, DEVICE_ORDER_RUN, 0.5, &why), ERR_RANGE);
}
END_TEST

START_TEST(a_wrong_bit_is_never_a_reading)
{
    bed.world.probe_c[0] = 50;
    make();
    for (int i = 0; i < 20; i++) {
        instrument_bed_turn(&bed, "flip", 1);
        instrument_bed_run(&bed, 1.2);          /* a timeout, its pause, and the retry */
        ck_assert(isnan(reading(DEVICE_READ_TEMP)) || fabs(reading(DEVICE_READ_TEMP) - 50) < 1e-6);
    }
    ck_assert_uint_ge(device_report(bed.device)->garbled, 20);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("modbus_rtu");
    TCase *wire = tcase_create("wire"), *driver = tcase_create("driver");

    tcase_add_loop_test(wire, a_request_is_the_bytes_that_the_page_says, 0, MODBUS_VECTOR_COUNT);
    tcase_add_loop_test(wire, a_reply_is_read_from_the_bytes_that_the_page_says, 0,
                        MODBUS_VECTOR_COUNT);
    tcase_add_loop_test(wire, every_cut_is_partial_and_no_wrong_bit_is_believed, 0,
                        MODBUS_VECTOR_COUNT);
    tcase_add_loop_test(wire, scan_tells_whole_from_partial_from_junk, 0, (int)COUNT(scans));
    tcase_add_loop_test(wire, a_number_is_read_and_written_in_its_shape_and_order, 0,
                        (int)COUNT(values));
    tcase_add_test(wire, a_bit_is_a_bit);
    tcase_add_loop_test(wire, what_does_not_fit_is_never_written, 0, (int)COUNT(misfits));
    tcase_add_loop_test(wire, a_place_that_is_none_is_refused_with_an_example, 0,
                        (int)COUNT(nonsense));
    suite_add_tcase(suite, wire);
    tcase_add_checked_fixture(driver, set_up, tear_down);
    tcase_add_loop_test(driver, a_map_that_cannot_work_is_refused_before_anything_runs, 0,
                        (int)COUNT(maps));
    tcase_add_test(driver, the_emulator_answers_as_the_page_says);
    tcase_add_test(driver, every_reading_of_the_map_arrives);
    tcase_add_test(driver, an_order_is_written_and_read_back);
    tcase_add_test(driver, an_order_that_is_answered_and_not_obeyed_is_a_refusal);
    tcase_add_test(driver, safe_is_what_the_registers_say);
    tcase_add_test(driver, it_is_not_safe_while_its_registers_say_otherwise);
    tcase_add_test(driver, with_an_echo_reads_and_writes_work_too);
    tcase_add_test(driver, to_everybody_no_answer_is_waited_for);
    tcase_add_loop_test(driver, a_late_reading_is_never_taken_for_another, 0, COUNT(late_s));
    tcase_add_test(driver, an_exception_is_a_sentence_said_once);
    tcase_add_test(driver, a_broken_thermometer_is_unknown);
    tcase_add_test(driver, the_wrong_order_of_words_is_never_believed);
    tcase_add_test(driver, another_identity_is_told);
    tcase_add_test(driver, a_server_can_say_its_name);
    tcase_add_test(driver, an_order_that_the_map_has_not_or_that_does_not_fit_is_refused);
    tcase_add_test(driver, a_wrong_bit_is_never_a_reading);
    suite_add_tcase(suite, driver);
    return suite_run(suite);
}
