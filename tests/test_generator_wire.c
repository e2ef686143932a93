/* The wire of the reference generator: bytes written by hand against the codec, and everything that can break. */
#include "drivers/generator_wire.h"

#include "tests/data/wire/generator_vectors.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static size_t from_hex(const char *hex, uint8_t *bytes)
{
    size_t   count = 0;
    unsigned value;

    for (; sscanf(hex, "%2x", &value) == 1; hex += hex[2] ? 3 : 2) {
        bytes[count++] = (uint8_t)value;
        if (!hex[2])
            break;
    }
    return count;
}

/* ------------------------------------------------------------------ the check */

START_TEST(the_check_has_its_published_value)
{
    ck_assert_uint_eq(generator_check((const uint8_t *)"123456789", 9), 0x29B1);
    ck_assert_uint_eq(generator_check(NULL, 0), 0xFFFF);
}
END_TEST

/* ------------------------------------------------------------------ lines */

static const struct { const char *story, *bytes; size_t count; enum line_scan want; size_t used; } scans[] = {
    { "nothing",                        "",              0,  LINE_PARTIAL, 0 },
    { "half a line",                    "SOUR:TE",       7,  LINE_PARTIAL, 0 },
    { "a line",                         "*IDN?\n",       6,  LINE_WHOLE,   6 },
    { "a line with CR",                 "OK\r\n",        4,  LINE_WHOLE,   4 },
    { "an empty line",                  "\n",            1,  LINE_WHOLE,   1 },
    { "one line of two",                "a\nb\n",        4,  LINE_WHOLE,   2 },
    { "a byte above ASCII",             "a\x90" "b\n",   4,  LINE_JUNK,    4 },
    { "a control character",            "a\x01" "b\nok", 6,  LINE_JUNK,    4 },
    { "a zero",                         "a\0b\n",        4,  LINE_JUNK,    4 },
    { "CR in the middle",               "a\rb\n",        4,  LINE_JUNK,    4 },
    { "a bad byte before the line end", "a\x90",         2,  LINE_PARTIAL, 0 },
};

START_TEST(scan_tells_whole_from_partial_from_junk)
{
    size_t used = 99;

    ck_assert_msg(line_scan((const uint8_t *)scans[_i].bytes, scans[_i].count, &used) == scans[_i].want,
                  "%s", scans[_i].story);
    ck_assert_msg(used == scans[_i].used, "%s: %zu used", scans[_i].story, used);
}
END_TEST

START_TEST(an_endless_line_is_junk_when_no_line_is_that_long)
{
    uint8_t many[LINE_BYTES_MAX + 1];
    size_t  used;

    memset(many, 'x', sizeof many);
    ck_assert_int_eq(line_scan(many, LINE_BYTES_MAX - 1, &used), LINE_PARTIAL);
    ck_assert_int_eq(line_scan(many, LINE_BYTES_MAX, &used), LINE_JUNK);
    ck_assert_uint_eq(used, LINE_BYTES_MAX);
    many[LINE_BYTES_MAX - 1] = '\n';
    ck_assert_int_eq(line_scan(many, LINE_BYTES_MAX, &used), LINE_WHOLE);
    many[LINE_BYTES_MAX - 1] = 'x';
    many[LINE_BYTES_MAX] = '\n';
    ck_assert_int_eq(line_scan(many, LINE_BYTES_MAX + 1, &used), LINE_JUNK);
}
END_TEST

/* A port that hands out `piece` bytes of a text at each read. */
struct script { struct port port; const char *at; size_t left, piece; };

static enum err script_read(struct port *port, double now_s, uint8_t *bytes, size_t room, size_t *count)
{
    struct script *script = (struct script *)port;
    size_t         take = script->piece < script->left ? script->piece : script->left;

    (void)now_s;
    take = take < room ? take : room;
    memcpy(bytes, script->at, take);
    script->at += take;
    script->left -= take;
    *count = take;
    return ERR_OK;
}

static const struct port_type script_type = { .name = "script", .read = script_read };

/* All lines of a text, parted by '|'; '!' stands for junk. */
static void read_all(const char *text, size_t count, size_t piece, char *out)
{
    struct script      script = { { &script_type }, text, count, piece };
    struct line_buffer buffer = { .first = 0 };
    const uint8_t     *line;
    size_t             line_count, used = 0;

    for (size_t i = 0; i <= count / piece + 1; i++) {
        enum line_scan scan;
        ck_assert_int_eq(line_buffer_fill(&buffer, &script.port, 0), ERR_OK);
        while ((scan = line_buffer_next(&buffer, &line, &line_count)) != LINE_PARTIAL) {
            if (scan == LINE_WHOLE) {
                memcpy(out + used, line, line_count);
                used += line_count;
            } else {
                out[used++] = '!';
            }
            out[used++] = '|';
        }
    }
    out[used] = '\0';
}

START_TEST(lines_come_out_the_same_whatever_the_pieces)
{
    static const char text[] = "one\ntwo\r\nbad\x80" "bad\n\nthree\n";
    char out[200];

    read_all(text, sizeof text - 1, (size_t)_i + 1, out);
    ck_assert_str_eq(out, "one|two\r|!||three|");
}
END_TEST

START_TEST(the_tail_of_an_endless_line_is_no_line)
{
    char text[2000], out[200];
    size_t count = LINE_BYTES_MAX + 40;

    memset(text, 'x', count);
    strcpy(text + count, "OUTP:MODE HEAT\nSYST:KEEP\n");
    read_all(text, strlen(text), (size_t)_i * 37 + 1, out);
    ck_assert_str_eq(out, "!|SYST:KEEP|");
}
END_TEST

/* ------------------------------------------------------------------ commands */

START_TEST(a_command_is_written_as_its_bytes)
{
    struct generator_command command = {
        .verb = command_vectors[_i].verb, .order = command_vectors[_i].order,
        .value = command_vectors[_i].value, .tag = command_vectors[_i].tag,
    };
    uint8_t want[LINE_BYTES_MAX], have[LINE_BYTES_MAX];
    size_t  count = from_hex(command_vectors[_i].hex, want);

    ck_assert_uint_eq(generator_command_encode(&command, have), count);
    ck_assert_msg(memcmp(have, want, count) == 0, "%s: %.*s", command_vectors[_i].story, (int)count, have);
}
END_TEST

START_TEST(a_command_is_read_from_its_bytes)
{
    struct generator_command command;
    uint8_t bytes[LINE_BYTES_MAX];
    size_t  count = from_hex(command_vectors[_i].hex, bytes);

    ck_assert_int_eq(generator_command_decode(bytes, count - 1, &command), GENERATOR_ERROR_NONE);
    ck_assert_int_eq(command.verb, command_vectors[_i].verb);
    ck_assert_int_eq(command.order, command_vectors[_i].order);
    ck_assert_double_eq(command.value, command_vectors[_i].value);
    ck_assert_uint_eq(command.tag, command_vectors[_i].tag);
    ck_assert(command.is_checked);
}
END_TEST

START_TEST(no_wrong_byte_in_a_checked_command_is_obeyed_as_checked)
{
    uint8_t bytes[LINE_BYTES_MAX];
    size_t  count = from_hex(command_vectors[_i].hex, bytes) - 1;

    for (size_t at = 0; at < count; at++)
        for (int wrong = 1; wrong < 256; wrong++) {
            struct generator_command command;
            bytes[at] = (uint8_t)(bytes[at] ^ wrong);
            if (generator_command_decode(bytes, count, &command) == GENERATOR_ERROR_NONE)
                ck_assert_msg(!command.is_checked, "%s: byte %zu ^ %02X", command_vectors[_i].story, at, wrong);
            bytes[at] = (uint8_t)(bytes[at] ^ wrong);
        }
}
END_TEST

static const struct { const char *line; enum generator_error want; enum generator_verb verb; double value; } typed[] = {
    { "SOUR:TEMP 75",               GENERATOR_ERROR_NONE,          GENERATOR_SET, 75 },
    { "source:temperature 75",      GENERATOR_ERROR_NONE,          GENERATOR_SET, 75 },
    { "Source:Temp 7.5e1\r",        GENERATOR_ERROR_NONE,          GENERATOR_SET, 75 },
    { "SOUR:TEMP  75  ",            GENERATOR_ERROR_NONE,          GENERATOR_SET, 75 },
    { "SOUR:TEMP?",                 GENERATOR_ERROR_NONE,          GENERATOR_ASK, 0 },
    { "SOUR:TEMP 40",               GENERATOR_ERROR_NONE,          GENERATOR_SET, 40 },
    { "SOUR:TEMP 95",               GENERATOR_ERROR_NONE,          GENERATOR_SET, 95 },
    { "SOUR:TEMP 39.9",             GENERATOR_ERROR_RANGE,         GENERATOR_SET, 39.9 },
    { "SOUR:TEMP 95.1",             GENERATOR_ERROR_RANGE,         GENERATOR_SET, 95.1 },
    { "SOUR:TEMP",                  GENERATOR_ERROR_MISSING,       GENERATOR_NOTHING, 0 },
    { "SOUR:TEMP 75 C",             GENERATOR_ERROR_NUMBER,        GENERATOR_NOTHING, 0 },
    { "SOUR:TEMP 75C",              GENERATOR_ERROR_NUMBER,        GENERATOR_NOTHING, 0 },
    { "SOUR:TEMP 0x4B",             GENERATOR_ERROR_NUMBER,        GENERATOR_NOTHING, 0 },
    { "SOUR:TEMP nan",              GENERATOR_ERROR_NUMBER,        GENERATOR_NOTHING, 0 },
    { "SOUR:TEMP 1e999",            GENERATOR_ERROR_NUMBER,        GENERATOR_NOTHING, 0 },
    { "SOUR:TEMP 7.5.0",            GENERATOR_ERROR_NUMBER,        GENERATOR_NOTHING, 0 },
    { "SOUR:TEMPER 75",             GENERATOR_ERROR_HEADER,        GENERATOR_NOTHING, 0 },
    { "SOUR 75",                    GENERATOR_ERROR_HEADER,        GENERATOR_NOTHING, 0 },
    { "SOUR:TEMP:LOW 75",           GENERATOR_ERROR_HEADER,        GENERATOR_NOTHING, 0 },
    { "TEMP 75",                    GENERATOR_ERROR_HEADER,        GENERATOR_NOTHING, 0 },
    { "SOUR:TEMP? 75",              GENERATOR_ERROR_NOT_ALLOWED,   GENERATOR_ASK, 0 },
    { "*IDN?",                      GENERATOR_ERROR_NONE,          GENERATOR_IDENTIFY, 0 },
    { "*idn?",                      GENERATOR_ERROR_NONE,          GENERATOR_IDENTIFY, 0 },
    { "*IDN",                       GENERATOR_ERROR_HEADER,        GENERATOR_NOTHING, 0 },
    { "MEASURE:ALL?",               GENERATOR_ERROR_NONE,          GENERATOR_STATUS, 0 },
    { "OUTP:MODE heat",             GENERATOR_ERROR_NONE,          GENERATOR_DO, 0 },
    { "OUTP:MODE HEATS",            GENERATOR_ERROR_PARAMETER,     GENERATOR_DO, 0 },
    { "OUTP:MODE",                  GENERATOR_ERROR_MISSING,       GENERATOR_DO, 0 },
    { "*RST 1",                     GENERATOR_ERROR_NOT_ALLOWED,   GENERATOR_DO, 0 },
    { "*CLS",                       GENERATOR_ERROR_NONE,          GENERATOR_DO, 0 },
    { "",                           GENERATOR_ERROR_NONE,          GENERATOR_NOTHING, 0 },
    { "   ",                        GENERATOR_ERROR_NONE,          GENERATOR_NOTHING, 0 },
    { "SYST:KEEP*0000",             GENERATOR_ERROR_COMMUNICATION, GENERATOR_NOTHING, 0 },
    { "@zz SYST:KEEP",              GENERATOR_ERROR_HEADER,        GENERATOR_NOTHING, 0 },
    { "?",                          GENERATOR_ERROR_HEADER,        GENERATOR_NOTHING, 0 },
};

START_TEST(what_a_person_types_is_understood_or_refused_by_number)
{
    struct generator_command command;
    enum generator_error     error = generator_command_decode((const uint8_t *)typed[_i].line,
                                                              strlen(typed[_i].line), &command);

    ck_assert_msg(error == typed[_i].want, "'%s' gives %d", typed[_i].line, (int)error);
    ck_assert_msg(command.verb == typed[_i].verb, "'%s' is verb %d", typed[_i].line, (int)command.verb);
    if (command.verb == GENERATOR_SET)
        ck_assert_double_eq(command.value, typed[_i].value);
    ck_assert(!command.is_checked);
}
END_TEST

START_TEST(every_order_survives_the_wire)
{
    struct generator_command command = { .order = (enum generator_order)_i, .tag = 77 }, back;
    const struct generator_order_row *row = &generator_orders[_i];
    uint8_t line[LINE_BYTES_MAX];
    size_t  count;

    command.verb = generator_order_is_action(command.order) ? GENERATOR_DO : GENERATOR_SET;
    command.value = generator_order_is_action(command.order) ? 0 : row->most;
    count = generator_command_encode(&command, line);
    ck_assert_int_eq(generator_command_decode(line, count - 1, &back), GENERATOR_ERROR_NONE);
    ck_assert_int_eq(back.order, _i);
    ck_assert_double_eq(back.value, command.value);
    ck_assert_uint_eq(back.tag, 77);
    ck_assert(row->least <= row->rest && row->rest <= row->most);
    ck_assert(row->name[0] && row->sentence[0] && row->unit[0]);
}
END_TEST

START_TEST(labels_are_as_many_as_their_enums_and_end)
{
    ck_assert_ptr_null(generator_state_labels[GENERATOR_STATE_COUNT]);
    ck_assert_ptr_null(generator_fault_labels[GENERATOR_FAULT_COUNT]);
    ck_assert_str_eq(generator_state_labels[GENERATOR_STATE_ESTOP], "estop");
    ck_assert_str_eq(generator_fault_labels[GENERATOR_FAULT_HOST_SILENT], "host_silent");
    ck_assert_str_eq(generator_error_text(GENERATOR_ERROR_HEADER), "Undefined header");
}
END_TEST

/* ------------------------------------------------------------------ replies */

START_TEST(a_reply_is_written_as_its_bytes)
{
    uint8_t want[LINE_BYTES_MAX], have[LINE_BYTES_MAX];
    size_t  count = from_hex(reply_vectors[_i].hex, want);

    ck_assert_uint_eq(generator_reply_encode(reply_vectors[_i].tag, reply_vectors[_i].body, have), count);
    ck_assert_msg(memcmp(have, want, count) == 0, "%s: %.*s", reply_vectors[_i].story, (int)count, have);
}
END_TEST

START_TEST(a_reply_is_read_from_its_bytes)
{
    struct generator_reply reply;
    uint8_t bytes[LINE_BYTES_MAX];
    size_t  count = from_hex(reply_vectors[_i].hex, bytes);

    ck_assert_int_eq(generator_reply_decode(bytes, count - 1, &reply), ERR_OK);
    ck_assert_uint_eq(reply.tag, reply_vectors[_i].tag);
    ck_assert_str_eq(reply.body, reply_vectors[_i].body);
    ck_assert_int_eq(generator_reply_is_refusal(&reply), reply_vectors[_i].body[0] == '!');
}
END_TEST

START_TEST(every_truncated_reply_is_refused)
{
    struct generator_reply reply;
    uint8_t bytes[LINE_BYTES_MAX];
    size_t  count = from_hex(reply_vectors[_i].hex, bytes) - 1;

    for (size_t cut = 1; cut <= count; cut++) {
        ck_assert_int_eq(generator_reply_decode(bytes, count - cut, &reply), ERR_GARBLED);
        ck_assert_int_eq(generator_reply_decode(bytes + cut, count - cut, &reply), ERR_GARBLED);
    }
}
END_TEST

/* All lines that come out of a stream with one wrong byte, wherever it is and whatever it is, even a line end. */
static unsigned good_lines(const uint8_t *bytes, size_t count)
{
    unsigned good = 0;
    size_t   used;

    while (count > 0) {
        struct generator_reply reply;
        enum line_scan scan = line_scan(bytes, count, &used);
        if (scan == LINE_PARTIAL)
            break;
        good += scan == LINE_WHOLE && generator_reply_decode(bytes, used - 1, &reply) == ERR_OK;
        bytes += used;
        count -= used;
    }
    return good;
}

START_TEST(every_reply_with_one_wrong_byte_is_refused)
{
    uint8_t bytes[LINE_BYTES_MAX];
    size_t  count = from_hex(reply_vectors[_i].hex, bytes);

    ck_assert_uint_eq(good_lines(bytes, count), 1);
    for (size_t at = 0; at < count; at++)
        for (int wrong = 1; wrong < 256; wrong++) {
            bytes[at] = (uint8_t)(bytes[at] ^ wrong);
            ck_assert_msg(good_lines(bytes, count) == 0, "%s: byte %zu ^ %02X", reply_vectors[_i].story, at, wrong);
            bytes[at] = (uint8_t)(bytes[at] ^ wrong);
        }
}
END_TEST

START_TEST(two_wrong_bits_in_a_status_are_refused)
{
    struct generator_reply reply;
    uint8_t bytes[LINE_BYTES_MAX];
    size_t  count = from_hex(reply_vectors[REPLY_HOLDING].hex, bytes) - 2, bits = 8 * count;

    for (size_t a = 0; a < bits; a++)
        for (size_t b = a + 1; b < bits; b += 13) {
            bytes[a / 8] = (uint8_t)(bytes[a / 8] ^ (1u << a % 8));
            bytes[b / 8] = (uint8_t)(bytes[b / 8] ^ (1u << b % 8));
            ck_assert_int_eq(generator_reply_decode(bytes, count + 1, &reply), ERR_GARBLED);
            bytes[a / 8] = (uint8_t)(bytes[a / 8] ^ (1u << a % 8));
            bytes[b / 8] = (uint8_t)(bytes[b / 8] ^ (1u << b % 8));
        }
}
END_TEST

START_TEST(a_status_says_what_its_bytes_say)
{
    struct generator_status status;

    ck_assert_int_eq(generator_status_read(reply_vectors[REPLY_HOLDING].body, &status), ERR_OK);
    ck_assert_uint_eq(status.sequence, 17);
    ck_assert_int_eq(status.state, GENERATOR_STATE_HOLD);
    ck_assert_int_eq(status.fault, GENERATOR_FAULT_NONE);
    ck_assert_uint_eq(status.alarms, GENERATOR_ALARM_RF_ON);
    ck_assert_double_eq(status.set_temp_c, 80.0);
    ck_assert_double_eq(status.tip_temp_c, 79.96);
    ck_assert_double_eq(status.impedance_ohm, 95.2);
    ck_assert_double_eq(status.volts_rms, 18.43);
    ck_assert_double_eq(status.current_a, 0.1936);
    ck_assert_double_eq(status.power_w, 3.568);
    ck_assert_double_eq(status.stim_volts, 0.0);
    ck_assert_double_eq(status.timer_s, 12.34);
    ck_assert_double_eq(status.elapsed_s, 29.87);
    ck_assert_double_eq(status.pad_ohm, 60.0);
    ck_assert_double_eq(status.energy_j, 101.25);
}
END_TEST

START_TEST(a_status_is_written_as_it_is_read)
{
    struct generator_status status;
    char body[GENERATOR_BODY_MAX + 1];

    ck_assert_int_eq(generator_status_read(reply_vectors[REPLY_HOLDING].body, &status), ERR_OK);
    generator_status_write(&status, body);
    ck_assert_str_eq(body, reply_vectors[REPLY_HOLDING].body);
}
END_TEST

START_TEST(what_the_device_does_not_know_is_nan)
{
    struct generator_status status, back;
    char body[GENERATOR_BODY_MAX + 1];

    ck_assert_int_eq(generator_status_read(reply_vectors[REPLY_OPEN].body, &status), ERR_OK);
    ck_assert_int_eq(status.fault, GENERATOR_FAULT_TC_OPEN);
    ck_assert(isnan(status.tip_temp_c));
    ck_assert(isnan(status.impedance_ohm));
    status.impedance_ohm = (double)INFINITY;
    generator_status_write(&status, body);
    ck_assert_int_eq(generator_status_read(body, &back), ERR_OK);
    ck_assert(isnan(back.tip_temp_c) && isnan(back.impedance_ohm));
    ck_assert_double_eq(back.pad_ohm, 60.0);
}
END_TEST

static const struct { const char *story, *body; } bad_statuses[] = {
    { "nothing",              "" },
    { "one field too few",    "17,hold,none,10,80.0,79.96,95.2,18.43,0.1936,3.568,0.00,12.34,29.87,60.0" },
    { "one field too many",   "17,hold,none,10,80.0,79.96,95.2,18.43,0.1936,3.568,0.00,12.34,29.87,60.0,101.25,1" },
    { "sequence over 255",    "256,hold,none,10,80.0,79.96,95.2,18.43,0.1936,3.568,0.00,12.34,29.87,60.0,101.25" },
    { "sequence not a count", "-1,hold,none,10,80.0,79.96,95.2,18.43,0.1936,3.568,0.00,12.34,29.87,60.0,101.25" },
    { "an unknown state",     "17,held,none,10,80.0,79.96,95.2,18.43,0.1936,3.568,0.00,12.34,29.87,60.0,101.25" },
    { "an unknown fault",     "17,hold,nope,10,80.0,79.96,95.2,18.43,0.1936,3.568,0.00,12.34,29.87,60.0,101.25" },
    { "alarms not hex",       "17,hold,none,G0,80.0,79.96,95.2,18.43,0.1936,3.568,0.00,12.34,29.87,60.0,101.25" },
    { "an empty number",      "17,hold,none,10,80.0,,95.2,18.43,0.1936,3.568,0.00,12.34,29.87,60.0,101.25" },
    { "a number and a letter", "17,hold,none,10,80.0,79.96x,95.2,18.43,0.1936,3.568,0.00,12.34,29.87,60.0,101.25" },
    { "a word for a number",  "17,hold,none,10,80.0,nan,95.2,18.43,0.1936,3.568,0.00,12.34,29.87,60.0,101.25" },
    { "an unbelievable tip",  "17,hold,none,10,80.0,400.1,95.2,18.43,0.1936,3.568,0.00,12.34,29.87,60.0,101.25" },
    { "a negative impedance", "17,hold,none,10,80.0,79.96,-0.1,18.43,0.1936,3.568,0.00,12.34,29.87,60.0,101.25" },
    { "a huge number",        "17,hold,none,10,80.0,79.96,95.2,9.8E37,0.1936,3.568,0.00,12.34,29.87,60.0,101.25" },
};

START_TEST(a_status_that_makes_no_sense_is_garbled_and_changes_nothing)
{
    struct generator_status status = { .sequence = 7, .tip_temp_c = 37 };

    ck_assert_msg(generator_status_read(bad_statuses[_i].body, &status) == ERR_GARBLED, "%s", bad_statuses[_i].story);
    ck_assert_uint_eq(status.sequence, 7);
    ck_assert_double_eq(status.tip_temp_c, 37);
}
END_TEST

static const struct { const char *body; enum err want; int number; const char *text; } error_bodies[] = {
    { "!-222,\"Data out of range\"", ERR_OK,      -222, "Data out of range" },
    { "0,\"No error\"",              ERR_OK,      0,    "No error" },
    { "106,\"over_temp;95.2\"",      ERR_OK,      106,  "over_temp;95.2" },
    { "-222",                        ERR_GARBLED, 0,    "" },
    { "-222,Data",                   ERR_GARBLED, 0,    "" },
    { "-222,\"Data",                 ERR_GARBLED, 0,    "" },
    { "-222,\"",                     ERR_GARBLED, 0,    "" },
    { "x,\"Data\"",                  ERR_GARBLED, 0,    "" },
    { "99999,\"Data\"",              ERR_GARBLED, 0,    "" },
};

START_TEST(an_error_is_a_number_and_a_text)
{
    const char *text = "";
    size_t      count = 0;
    int         number = 0;

    ck_assert_int_eq(generator_error_read(error_bodies[_i].body, &number, &text, &count), error_bodies[_i].want);
    ck_assert_int_eq(number, error_bodies[_i].number);
    ck_assert_uint_eq(count, strlen(error_bodies[_i].text));
    ck_assert_int_eq(strncmp(text, error_bodies[_i].text, count), 0);
}
END_TEST

static const struct { const char *story, *line; } bad_shapes[] = {      /* with checks that are right */
    { "no mark",              "A01 OK*6D5F\r" },
    { "no CR",                "<09 OK*9B94" },
    { "nothing",              "" },
    { "no body",              "<09 *XXXX\r" },
};

START_TEST(a_line_of_another_shape_is_no_reply)
{
    struct generator_reply reply;

    ck_assert_msg(generator_reply_decode((const uint8_t *)bad_shapes[_i].line, strlen(bad_shapes[_i].line), &reply)
                  == ERR_GARBLED, "%s", bad_shapes[_i].story);
}
END_TEST

int main(void)
{
    Suite   *suite = suite_create("generator_wire");
    TCase   *tests = tcase_create("wire");
    SRunner *runner = srunner_create(suite);
    int      failed;

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_check_has_its_published_value);
    tcase_add_loop_test(tests, scan_tells_whole_from_partial_from_junk, 0, (int)COUNT(scans));
    tcase_add_test(tests, an_endless_line_is_junk_when_no_line_is_that_long);
    tcase_add_loop_test(tests, lines_come_out_the_same_whatever_the_pieces, 0, 25);
    tcase_add_loop_test(tests, the_tail_of_an_endless_line_is_no_line, 0, 10);
    tcase_add_loop_test(tests, a_command_is_written_as_its_bytes, 0, (int)COUNT(command_vectors));
    tcase_add_loop_test(tests, a_command_is_read_from_its_bytes, 0, (int)COUNT(command_vectors));
    tcase_add_loop_test(tests, no_wrong_byte_in_a_checked_command_is_obeyed_as_checked, 0, (int)COUNT(command_vectors));
    tcase_add_loop_test(tests, what_a_person_types_is_understood_or_refused_by_number, 0, (int)COUNT(typed));
    tcase_add_loop_test(tests, every_order_survives_the_wire, 0, GENERATOR_ORDER_COUNT);
    tcase_add_test(tests, labels_are_as_many_as_their_enums_and_end);
    tcase_add_loop_test(tests, a_reply_is_written_as_its_bytes, 0, (int)COUNT(reply_vectors) - 1);
    tcase_add_loop_test(tests, a_reply_is_read_from_its_bytes, 0, (int)COUNT(reply_vectors));
    tcase_add_loop_test(tests, every_truncated_reply_is_refused, 0, (int)COUNT(reply_vectors));
    tcase_add_loop_test(tests, every_reply_with_one_wrong_byte_is_refused, 0, (int)COUNT(reply_vectors));
    tcase_add_test(tests, two_wrong_bits_in_a_status_are_refused);
    tcase_add_test(tests, a_status_says_what_its_bytes_say);
    tcase_add_test(tests, a_status_is_written_as_it_is_read);
    tcase_add_test(tests, what_the_device_does_not_know_is_nan);
    tcase_add_loop_test(tests, a_status_that_makes_no_sense_is_garbled_and_changes_nothing, 0, (int)COUNT(bad_statuses));
    tcase_add_loop_test(tests, an_error_is_a_number_and_a_text, 0, (int)COUNT(error_bodies));
    tcase_add_loop_test(tests, a_line_of_another_shape_is_no_reply, 0, (int)COUNT(bad_shapes));
    suite_add_tcase(suite, tests);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
