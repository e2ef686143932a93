/* Recordings: what is written reads back, what is no recording is refused with its line, and a
 * replay says the same to the same host, in its time. */
#include "drivers/device.h"
#include "drivers/port_pipe.h"
#include "drivers/port_replay.h"
#include "drivers/port_tap.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HEADER "painrig recording 1\n" \
               "who: a test\ninstrument: a toy\nfirmware: 1.0\nwhen: 2026-05-17T09:30:00Z\n" \
               "line: 9600 8N1\n\n"

static size_t take(struct port *port, double now_s, char *text, size_t room)
{
    size_t count = 0;

    ck_assert_int_eq(port_read(port, now_s, (uint8_t *)text, room - 1, &count), ERR_OK);
    text[count] = '\0';
    return count;
}

static void hears(struct port *port, double now_s, const char *want)
{
    char text[64];

    take(port, now_s, text, sizeof text);
    ck_assert_msg(strcmp(text, want) == 0, "at %.3f s: \"%s\" instead of \"%s\"", now_s, text,
                  want);
}

static void asks(struct port *port, double now_s, const char *text)
{
    size_t taken = 0;

    ck_assert_int_eq(port_write(port, now_s, (const uint8_t *)text, strlen(text), &taken), ERR_OK);
    ck_assert_uint_eq(taken, strlen(text));
}

/* ---- the file ---- */

START_TEST(what_a_tap_records_reads_back)
{
    static const struct port_record_header header = {
        "A. Person", "a pipe\nwith a line too many", "1.2", "2026-05-17T09:30:00Z",
        { 115200, 8, PORT_PARITY_EVEN, 1, PORT_HANDSHAKE_NONE },
    };
    struct scratch       scratch = scratch_make("wire.rec");
    struct port_recorder recorder;
    struct port_record   record;
    struct port         *near, *far, *tap;
    struct why           why = { "" };
    char                *file, text[32];
    size_t               taken;

    ck_assert_int_eq(port_pipe_create(115200, &near, &far), ERR_OK);
    ck_assert_int_eq(port_recorder_begin(&recorder, scratch.path, &header, 100, &why), ERR_OK);
    ck_assert_int_eq(port_tap_create(near, port_recorder_bytes, &recorder, &tap), ERR_OK);
    port_tap_watch(tap, 100, port_recorder_event);
    asks(tap, 100.0015, "VER\r");
    asks(far, 100.01, "OK");
    ck_assert_int_eq(port_set(far, 100.02, PORT_RTS, false), ERR_OK);
    ck_assert_uint_eq(take(tap, 100.025, text, sizeof text), 2);
    ck_assert_int_eq(port_set(tap, 100.03, PORT_DTR, false), ERR_OK);
    port_destroy(far);
    ck_assert_int_eq(port_read(tap, 101, (uint8_t *)text, 1, &taken), ERR_CLOSED);
    ck_assert_int_eq(port_read(tap, 102, (uint8_t *)text, 1, &taken), ERR_CLOSED);
    port_destroy(tap);
    ck_assert_int_eq(port_recorder_end(&recorder, scratch.path, &why), ERR_OK);

    file = scratch_read(scratch.path, NULL);
    ck_assert_str_eq(file,
        "painrig recording 1\nwho: A. Person\ninstrument: a pipe with a line too many\n"
        "firmware: 1.2\nwhen: 2026-05-17T09:30:00Z\nline: 115200 8E1\n\n"
        "0 ! open\n1500 > 56 45 52 0D\n25000 ! cts 0\n25000 < 4F 4B\n30000 ! dtr 0\n"
        "1000000 ! dsr 0\n1000000 ! dcd 0\n1000000 ! closed\n");
    free(file);
    ck_assert_msg(port_record_read(&record, scratch.path, &why) == ERR_OK, "%s", why.text);
    ck_assert_uint_eq(record.entry_count, 8);
    ck_assert_str_eq(record.header.who, "A. Person");
    ck_assert_int_eq(record.header.line.parity, PORT_PARITY_EVEN);
    ck_assert_uint_eq(record.entries[1].t_us, 1500);
    ck_assert_int_eq(record.entries[3].kind, '<');
    ck_assert_int_eq(memcmp(record.bytes + record.entries[1].at, "VER\r", 4), 0);
    ck_assert_int_eq(port_recorder_begin(&recorder, scratch.path, &header, 0, &why), ERR_REFUSED);
    ck_assert_ptr_nonnull(strstr(why.text, "is there already"));
    port_record_free(&record);
    scratch_drop(&scratch);
}
END_TEST

static const struct { const char *text, *want; } bad_files[] = {
    { "", ":1: this is no recording" },
    { "0 > 30\n", ":1: this is no recording" },
    { "painrig recording 2\n", ":1: this is no recording" },
    { "painrig recording 1\nhwo: me\n", ":2: \"hwo\" is no line of a header: did you mean \"who" },
    { "painrig recording 1\n0 > 30\n", ":2: \"0 > 30\" is no line of a header" },
    { "painrig recording 1\nwho: me\n\n", ":3: the header ends without \"instrument: \"" },
    { "painrig recording 1\nwho: a\ninstrument: b\nfirmware: c\nwhen: d\n\n",
      ":6: the header ends without \"line: \"" },
    { "painrig recording 1\nline: 9600 9N1\n", ":2: \"9N1\" is no format" },
    { HEADER "0 >\n", ":8: a run has from 1 to 1024 bytes" },
    { HEADER "0 > 3\n", ":8: bytes are pairs of hexadecimal digits" },
    { HEADER "0 > 30 3G\n", ":8: bytes are pairs" },
    { HEADER "0 > 30  31\n", ":8: bytes are pairs" },
    { HEADER "0 > 3a\n", ":8: bytes are pairs" },
    { HEADER "0 ? 30\n", ":8: a line is microseconds" },
    { HEADER "0.5 > 30\n", ":8: a line is microseconds" },
    { HEADER "-1 > 30\n", ":8: a line is microseconds" },
    { HEADER "0 \n", ":8: a line is microseconds" },
    { HEADER "99999999999999999999 > 30\n", ":8: a line is microseconds" },
    { HEADER "0 !\n", ":8: an event has words" },
    { HEADER "# a remark\n\n5 > 30\n4 < 31\n", ":11: time goes back here" },
};

START_TEST(what_is_no_recording_is_refused_with_its_line)
{
    struct scratch     scratch = scratch_make("bad.rec");
    struct port_record record;
    struct why         why = { "" };

    scratch_write(scratch.path, bad_files[_i].text);
    ck_assert_int_eq(port_record_read(&record, scratch.path, &why), ERR_PARSE);
    ck_assert_msg(strstr(why.text, bad_files[_i].want) != NULL, "%s", why.text);
    ck_assert_ptr_null(record.entries);
    scratch_drop(&scratch);
}
END_TEST

/* ---- playing ---- */

static struct port *replayed(const char *runs, const char *kind)
{
    struct scratch      scratch = scratch_make("r.rec");
    struct port_address address;
    struct port        *port;
    struct why          why = { "" };
    char                text[4096];

    snprintf(text, sizeof text, HEADER "%s", runs);
    scratch_write(scratch.path, text);
    snprintf(text, sizeof text, "%s:%s", kind, scratch.path);
    ck_assert_int_eq(port_address_parse(text, &address, &why), ERR_OK);
    ck_assert_msg(port_open(&address, NULL, &port, &why) == ERR_OK, "%s", why.text);
    scratch_drop(&scratch);
    return port;
}

static const char *const kinds[] = { "replay-strict", "replay" };

/* A? -> 1, B? -> 2, A? -> 3, and a banner at first: "hi" */
static const char dialogue[] = "0 ! open\n5000 < 68 69\n1000000 > 41 3F\n1004000 < 31\n"
                               "1006000 < 2E\n2000000 > 42 3F\n2003000 < 32\n"
                               "3000000 > 41\n3001000 > 3F\n3011000 < 33\n";

START_TEST(a_reply_comes_as_long_after_its_request_as_it_did)
{
    struct port *port = replayed(dialogue, kinds[_i]);

    hears(port, 50.000, "");
    hears(port, 50.0049, "");
    hears(port, 50.005, "hi");
    asks(port, 57, "A");                    /* the host takes its time */
    asks(port, 57.5, "?");
    hears(port, 57.5039, "");
    hears(port, 57.5041, "1");
    hears(port, 57.6, ".");
    asks(port, 60, "B?");
    hears(port, 60.003, "2");
    asks(port, 61, "A?");
    hears(port, 61.0099, "");
    hears(port, 61.010, "3");
    hears(port, 99, "");
    ck_assert_str_eq(port_replay_parted(port), "");
    ck_assert_int_eq(port_replay_is_over(port), _i == 0);
    port_destroy(port);
}
END_TEST

START_TEST(a_reader_with_little_room_misses_nothing)
{
    struct port *port = replayed("0 > 3F\n10 < 30 31 32 33 34\n20 < 35 36\n", kinds[_i]);
    char         one[2], all[16] = "";

    asks(port, 0, "?");
    while (take(port, 1, one, sizeof one) == 1)
        strcat(all, one);
    ck_assert_str_eq(all, "0123456");
    port_destroy(port);
}
END_TEST

static const struct { const char *story, *sent, *want; } partings[] = {
    { "another byte", "A!",
      ":10: the host sent 21 where 3F was recorded (1.000000 s), behind 41" },
    { "another question", "B?", ":10: the host sent 42 where 41 was recorded (1.000000 s)" },
    { "one byte too many", "A?B?A??", ": the host sent 3F when all that was recorded had been" },
};

START_TEST(a_strict_replay_closes_where_the_host_parts_from_it)
{
    struct port *port = replayed(dialogue, "replay-strict");
    uint8_t      byte;
    size_t       count;

    ck_assert_int_eq(port_write(port, 0, (const uint8_t *)partings[_i].sent,
                                strlen(partings[_i].sent), &count), ERR_CLOSED);
    ck_assert_msg(strstr(port_replay_parted(port), partings[_i].want) != NULL, "%s: %s",
                  partings[_i].story, port_replay_parted(port));
    ck_assert_int_eq(port_read(port, 1, &byte, 1, &count), ERR_CLOSED);
    port_destroy(port);
}
END_TEST

START_TEST(a_strict_replay_lets_a_hasty_host_wait_for_its_answers_in_order)
{
    struct port *port = replayed(dialogue, "replay-strict");

    asks(port, 0, "A?B?");
    hears(port, 0.004, "");                 /* the banner first */
    hears(port, 0.005, "hi1");
    hears(port, 0.006, ".2");
    port_destroy(port);
}
END_TEST

START_TEST(a_fuzzy_replay_answers_in_any_order_and_goes_on_with_the_last)
{
    struct port *port = replayed(dialogue, "replay");

    hears(port, 0, "");
    hears(port, 1, "hi");
    asks(port, 2, "B?");
    hears(port, 2.1, "2");
    for (int i = 0; i < 4; i++) {
        asks(port, 3 + i, "A?");
        hears(port, 3.5 + i, i == 0 ? "1." : "3");
    }
    asks(port, 9, "B?");
    hears(port, 9.1, "2");
    ck_assert_str_eq(port_replay_parted(port), "");
    port_destroy(port);
}
END_TEST

START_TEST(a_fuzzy_replay_is_silent_to_what_was_never_asked_and_says_so)
{
    struct port *port = replayed(dialogue, "replay");

    hears(port, 0.1, "");
    hears(port, 0.2, "hi");
    asks(port, 1, "C?A?");                  /* deaf until the host pauses */
    hears(port, 1.5, "");
    ck_assert_ptr_nonnull(strstr(port_replay_parted(port),
                                 "the host asked what was never recorded: 43"));
    asks(port, 2, "A");                     /* broken off, and asked anew */
    asks(port, 3, "B?");
    hears(port, 3.5, "2");
    port_destroy(port);
}
END_TEST

START_TEST(a_request_that_begins_a_longer_one_is_known_by_the_pause)
{
    struct port *port = replayed("0 > 41\n1000 < 31\n100000 > 41 42\n101000 < 32\n", "replay");

    asks(port, 0, "A");
    hears(port, 0.019, "");
    hears(port, 0.021, "1");
    asks(port, 1, "AB");
    hears(port, 1.001, "2");
    port_destroy(port);
}
END_TEST

START_TEST(a_tail_that_comes_by_itself_does_not_hold_up_the_next_answer)
{
    struct port *port = replayed("0 > 41\n1000 < 31\n5000000 < 35\n6000000 > 42\n6001000 < 32\n",
                                 "replay");

    asks(port, 0, "A");
    hears(port, 0.1, "1");
    asks(port, 1, "B");
    hears(port, 1.1, "2");
    asks(port, 4.9995, "B");
    hears(port, 6, "52");                   /* by when each is due: 5.0 and 5.0005 */
    port_destroy(port);
}
END_TEST

START_TEST(the_line_is_played_too)
{
    struct port      *port = replayed("0 > 41\n1000 ! cts 0\n2000 ! parity 3\n3000 ! dtr 0\n"
                                      "4000 < 31\n900000 ! closed\n", kinds[_i]);
    struct port_sight sight;
    uint8_t           byte;
    size_t            count;

    ck_assert_int_eq(port_look(port, 0, &sight), ERR_OK);
    ck_assert(sight.cts && sight.dsr && sight.dcd && sight.parity_errors == 0);
    asks(port, 0, "A");
    hears(port, 0.1, "1");
    ck_assert_int_eq(port_look(port, 0.1, &sight), ERR_OK);
    ck_assert(!sight.cts && sight.dsr && sight.parity_errors == 3);
    ck_assert_int_eq(port_read(port, 0.95, &byte, 1, &count), ERR_CLOSED);
    ck_assert_int_eq(port_write(port, 0.95, &byte, 1, &count), ERR_CLOSED);
    ck_assert_int_eq(port_look(port, 0.95, &sight), ERR_CLOSED);
    port_destroy(port);
}
END_TEST

/* A recording stands for an instrument: its driver comes up on it, and reads what was read then. */
START_TEST(a_driver_comes_up_on_a_recording)
{
    struct port_address       address = { .kind = PORT_KIND_REPLAY };
    struct settings           settings = { .items = NULL };
    struct device_setup       setup = { .settings = &settings };
    const struct device_type *type;
    struct device            *device;
    struct port              *port;
    struct why                why = { "" };

    strcpy(address.name, "tests/data/wire/mt_sics_emulated.rec");
    ck_assert_msg(port_open(&address, NULL, &port, &why) == ERR_OK, "%s", why.text);
    ck_assert_int_eq(device_find("mt-sics", &type, &why), ERR_OK);
    ck_assert_int_eq(device_create(&device, type, port, &setup, &why), ERR_OK);
    for (int ms = 0; ms < 5000; ms++)
        ck_assert_int_eq(device_step(device, ms * 1e-3), ERR_OK);
    ck_assert_int_eq(device_report(device)->link, DEVICE_LINK_UP);
    ck_assert_ptr_nonnull(strstr(device_report(device)->identity, "B021002593"));
    ck_assert_double_eq(device_reading(device, DEVICE_READ_MASS), 0);
    device_destroy(device);
    settings_free(&settings);
    port_destroy(port);
}
END_TEST

START_TEST(an_empty_recording_and_none_at_all_are_refused)
{
    struct scratch      scratch = scratch_make("r.rec");
    struct port_address address = { .kind = PORT_KIND_REPLAY };
    struct port        *port = NULL;
    struct why          why = { "" };

    snprintf(address.name, sizeof address.name, "%s", scratch.path);
    ck_assert_int_eq(port_open(&address, NULL, &port, &why), ERR_IO);
    ck_assert_ptr_nonnull(strstr(why.text, "cannot be read: No such file"));
    why_clear(&why);
    scratch_write(scratch.path, HEADER);
    ck_assert_int_eq(port_open(&address, NULL, &port, &why), ERR_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "nothing in it to be played"));
    ck_assert_ptr_null(port);
    scratch_drop(&scratch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("port_replay");
    TCase *tests = tcase_create("port_replay");

    tcase_add_test(tests, what_a_tap_records_reads_back);
    tcase_add_loop_test(tests, what_is_no_recording_is_refused_with_its_line, 0,
                        (int)(sizeof bad_files / sizeof *bad_files));
    tcase_add_loop_test(tests, a_reply_comes_as_long_after_its_request_as_it_did, 0, 2);
    tcase_add_loop_test(tests, a_reader_with_little_room_misses_nothing, 0, 2);
    tcase_add_loop_test(tests, a_strict_replay_closes_where_the_host_parts_from_it, 0,
                        (int)(sizeof partings / sizeof *partings));
    tcase_add_test(tests, a_strict_replay_lets_a_hasty_host_wait_for_its_answers_in_order);
    tcase_add_test(tests, a_fuzzy_replay_answers_in_any_order_and_goes_on_with_the_last);
    tcase_add_test(tests, a_fuzzy_replay_is_silent_to_what_was_never_asked_and_says_so);
    tcase_add_test(tests, a_request_that_begins_a_longer_one_is_known_by_the_pause);
    tcase_add_test(tests, a_tail_that_comes_by_itself_does_not_hold_up_the_next_answer);
    tcase_add_loop_test(tests, the_line_is_played_too, 0, 2);
    tcase_add_test(tests, a_driver_comes_up_on_a_recording);
    tcase_add_test(tests, an_empty_recording_and_none_at_all_are_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
