/* An instrument without a compiler: a generator that a bench file describes, against a peer that
 * answers as its manual says. */
#include "drivers/mock/described_emulator.h"
#include "drivers/port_pipe.h"
#include "hil/bench/bench_described.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define DT_S 0.001

/* ------------------------------------------------------------------ the description */

struct line_of { const char *path, *text; double number; };

/* In the order of their paths, as they come from Lua. */
static const struct line_of acme[] = {
    { "g.driver.byte_gap_s", NULL, 0.1 },
    { "g.driver.ending", "\r\n", 0 },
    { "g.driver.errors[1].pattern", "ERR {}", 0 },
    { "g.driver.errors[1].says", "the interlock is open", 0 },
    { "g.driver.fields.mw.most", NULL, 60 },
    { "g.driver.fields.mw.reading", "power_w", 0 },
    { "g.driver.fields.mw.scale", NULL, 0.001 },
    { "g.driver.fields.rf.reading", "output_on", 0 },
    { "g.driver.fields.rf.words.OFF", NULL, 0 },
    { "g.driver.fields.rf.words.ON", NULL, 1 },
    { "g.driver.fields.who.identity", "yes", 0 },
    { "g.driver.is_safe.output_on", NULL, 0 },
    { "g.driver.name", "acme", 0 },
    { "g.driver.orders.output.ask", "on", 0 },
    { "g.driver.orders.output.back", "status", 0 },
    { "g.driver.orders.output.zero", "off", 0 },
    { "g.driver.orders.power_w.ask", "set", 0 },
    { "g.driver.orders.power_w.back", "set_is", 0 },
    { "g.driver.orders.power_w.most", NULL, 50 },
    { "g.driver.orders.power_w.within", NULL, 0.05 },
    { "g.driver.poll[1]", "status", 0 },
    { "g.driver.questions.off.again", "yes", 0 },
    { "g.driver.questions.off.reply", "OK", 0 },
    { "g.driver.questions.off.send", "RF OFF", 0 },
    { "g.driver.questions.on.reply", "OK", 0 },
    { "g.driver.questions.on.send", "RF ON", 0 },
    { "g.driver.questions.set.reply", "OK", 0 },
    { "g.driver.questions.set.send", "SP {:.1}", 0 },
    { "g.driver.questions.set_is.reply", "SP={set_power_w}", 0 },
    { "g.driver.questions.set_is.send", "SP?", 0 },
    { "g.driver.questions.status.reply", "P={mw} RF={rf:word}", 0 },
    { "g.driver.questions.status.send", "ST?", 0 },
    { "g.driver.questions.who.reply", "ACME {who:text}", 0 },
    { "g.driver.questions.who.send", "ID?", 0 },
    { "g.driver.roles[1]", "generator", 0 },
    { "g.driver.safe[1]", "off", 0 },
    { "g.driver.safe[2]", "status", 0 },
    { "g.driver.source", "yes", 0 },
    { "g.driver.start[1]", "who", 0 },
    { "g.driver.unasked[1].pattern", "*{}", 0 },
    { "g.driver.unasked[1].says", "it says", 0 },
};

static void setting_put(struct settings *settings, const char *path, const char *text,
                        double number)
{
    enum err err = !text || strcmp(text, "0") == 0 ? settings_add_number(settings, path, number)
                 : strcmp(text, "yes") == 0 ? settings_add_flag(settings, path, true)
                                            : settings_add_text(settings, path, text);

    ck_assert_int_eq(err, ERR_OK);
}

/* As described, but for one line: `text` in its place, or without it when that is NULL. */
static enum err acme_read(const char *path, const char *text, struct described **described,
                          struct why *why)
{
    struct settings settings = { .count = 0 };
    bool            is_new = path != NULL;
    enum err        err;

    for (size_t i = 0; i < COUNT(acme); i++) {
        bool is_other = path && strcmp(acme[i].path, path) == 0;

        is_new = is_new && !is_other;
        if (!is_other)
            setting_put(&settings, acme[i].path, acme[i].text, acme[i].number);
        else if (text)
            setting_put(&settings, path, text, 0);
    }
    if (is_new)
        setting_put(&settings, path, text, 0);
    err = bench_described_read(&settings, "g.driver", described, why);
    settings_free(&settings);
    return err;
}

/* ------------------------------------------------------------------ the peer, from its manual */

struct peer {
    struct port *port;
    char         line[80];
    size_t       count;
    double       set_w, load;
    bool         is_on, is_mute, is_open, takes_half, stutters;
    int          offs;
    double       rest_s;        /* when the rest of a line comes; 0: nothing is left */
};

static void peer_say(struct peer *peer, double now_s, const char *text)
{
    char   line[90];
    size_t taken;
    int    count = snprintf(line, sizeof line, "%s\r\n", text);

    if (!peer->is_mute)
        ck_assert_int_eq(port_write(peer->port, now_s, (const uint8_t *)line, (size_t)count,
                                    &taken), ERR_OK);
}

/* "SP=1", nothing for a while, and then the rest: which is a number by itself. */
static void peer_stutter(struct peer *peer, double now_s)
{
    size_t taken;

    if (peer->rest_s == 0 || now_s < peer->rest_s)
        return;
    ck_assert_int_eq(port_write(peer->port, now_s, (const uint8_t *)"2.3\r\n", 5, &taken), ERR_OK);
    peer->rest_s = 0;
}

static void peer_obey(struct peer *peer, double now_s)
{
    char reply[80] = "ERR 1";

    if (strcmp(peer->line, "ID?") == 0)
        strcpy(reply, "ACME RF20 s/n 7");
    else if (strcmp(peer->line, "ST?") == 0)
        snprintf(reply, sizeof reply, "P=%.0f  RF=%s", peer->is_on ? peer->set_w * 1e3 : 0,
                 peer->is_on ? "ON" : "OFF");
    else if (strcmp(peer->line, "SP?") == 0 && peer->stutters) {
        size_t taken;

        ck_assert_int_eq(port_write(peer->port, now_s, (const uint8_t *)"1", 1, &taken), ERR_OK);
        peer->rest_s = now_s + 0.25;
        return;
    } else if (strcmp(peer->line, "SP?") == 0)
        snprintf(reply, sizeof reply, "SP=%.1f", peer->set_w);
    else if (sscanf(peer->line, "SP %lf", &peer->set_w) == 1) {
        peer->set_w *= peer->takes_half ? 0.5 : 1;
        strcpy(reply, "OK");
    } else if (strcmp(peer->line, "RF OFF") == 0) {
        peer->is_on = false;
        peer->offs++;
        strcpy(reply, "OK");
    } else if (strcmp(peer->line, "RF ON") == 0 && !peer->is_open) {
        peer->is_on = true;
        strcpy(reply, "OK");
    }
    peer_say(peer, now_s, reply);
}

static void peer_step(struct peer *peer, double now_s)
{
    uint8_t byte;
    size_t  count;

    peer_stutter(peer, now_s);
    while (port_read(peer->port, now_s, &byte, 1, &count) == ERR_OK && count == 1) {
        if (byte == '\n') {
            peer->line[peer->count] = '\0';
            peer->count = 0;
            peer_obey(peer, now_s);
        } else if (byte != '\r' && peer->count + 1 < sizeof peer->line)
            peer->line[peer->count++] = (char)byte;
    }
}

/* ------------------------------------------------------------------ both on a line */

struct bench_of { struct described *described; struct device *device; struct port *near;
                  struct peer peer; double now_s; };

static void bench_again(struct bench_of *b)
{
    struct settings     none = { .count = 0 };
    struct device_setup setup = { .settings = &none, .identity = "RF20" };
    struct why          why = { "" };

    ck_assert_msg(device_create(&b->device, &b->described->type, b->near, &setup, &why) == ERR_OK,
                  "%s", why.text);
}

static void bench_open(struct bench_of *b)
{
    struct why why = { "" };

    *b = (struct bench_of){ .now_s = 0 };
    ck_assert_msg(acme_read(NULL, NULL, &b->described, &why) == ERR_OK, "%s", why.text);
    ck_assert_int_eq(port_pipe_create(9600, &b->near, &b->peer.port), ERR_OK);
    bench_again(b);
}

static void bench_close(struct bench_of *b)
{
    device_destroy(b->device);
    port_destroy(b->near);
    port_destroy(b->peer.port);
    free(b->described);
}

static void bench_run(struct bench_of *b, double seconds)
{
    for (double end_s = b->now_s + seconds; b->now_s < end_s; b->now_s += DT_S) {
        ck_assert_int_eq(device_step(b->device, b->now_s), ERR_OK);
        peer_step(&b->peer, b->now_s);
    }
}

static bool was_said(struct bench_of *b, const char *part)
{
    struct device_event event;
    bool                is_there = false;

    while (device_next_event(b->device, &event))
        is_there |= strstr(event.text, part) != NULL;
    return is_there;
}

/* ------------------------------------------------------------------ tests */

START_TEST(it_is_identified_polled_and_obeys)
{
    struct bench_of b;

    bench_open(&b);
    bench_run(&b, 1);
    ck_assert_int_eq(device_report(b.device)->link, DEVICE_LINK_UP);
    ck_assert_str_eq(device_report(b.device)->identity, "RF20 s/n 7");
    ck_assert_double_eq(device_reading(b.device, DEVICE_READ_OUTPUT_ON), 0);
    ck_assert_int_eq(device_order(b.device, DEVICE_ORDER_POWER, 12.3, NULL), ERR_OK);
    ck_assert_int_eq(device_order(b.device, DEVICE_ORDER_OUTPUT, 1, NULL), ERR_OK);
    bench_run(&b, 1);
    ck_assert_double_eq_tol(b.peer.set_w, 12.3, 1e-9);
    ck_assert_double_eq_tol(device_reading(b.device, DEVICE_READ_POWER), 12.3, 1e-9);
    ck_assert_double_eq(device_reading(b.device, DEVICE_READ_OUTPUT_ON), 1);
    ck_assert_uint_eq(device_report(b.device)->refused, 0);
    bench_close(&b);
}
END_TEST

START_TEST(another_value_in_force_is_an_order_refused)
{
    struct bench_of b;

    bench_open(&b);
    b.peer.takes_half = true;
    bench_run(&b, 1);
    ck_assert_int_eq(device_order(b.device, DEVICE_ORDER_POWER, 20, NULL), ERR_OK);
    bench_run(&b, 1);
    ck_assert_uint_eq(device_report(b.device)->refused, 1);
    ck_assert(was_said(&b, "set_power_w is 10 W, ordered was 20"));
    bench_close(&b);
}
END_TEST

START_TEST(the_tail_of_a_line_is_no_line)
{
    struct bench_of b;
    struct why      why = { "" };

    bench_open(&b);
    device_destroy(b.device);
    free(b.described);
    ck_assert_msg(acme_read("g.driver.questions.set_is.reply", "{set_power_w}", &b.described, &why)
                  == ERR_OK, "%s", why.text);
    bench_again(&b);
    b.peer.stutters = true;
    bench_run(&b, 1);
    ck_assert_int_eq(device_order(b.device, DEVICE_ORDER_POWER, 12.3, NULL), ERR_OK);
    bench_run(&b, 1);
    ck_assert_double_eq_tol(b.peer.set_w, 12.3, 1e-9);
    ck_assert_msg(isnan(device_reading(b.device, DEVICE_READ_SET_POWER)), "read as %g W",
                  device_reading(b.device, DEVICE_READ_SET_POWER));
    bench_close(&b);
}
END_TEST

START_TEST(an_error_is_told_in_the_manuals_words)
{
    struct bench_of b;

    bench_open(&b);
    b.peer.is_open = true;
    bench_run(&b, 1);
    ck_assert_int_eq(device_order(b.device, DEVICE_ORDER_OUTPUT, 1, NULL), ERR_OK);
    bench_run(&b, 1);
    ck_assert(was_said(&b, "on refused: the interlock is open (\"ERR 1\")"));
    bench_close(&b);
}
END_TEST

START_TEST(out_of_range_is_not_sent)
{
    struct bench_of b;
    struct why      why = { "" };

    bench_open(&b);
    bench_run(&b, 1);
    ck_assert_int_eq(device_order(b.device, DEVICE_ORDER_POWER, 51, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, "0 to 50"), "%s", why.text);
    ck_assert_int_eq(device_order(b.device, DEVICE_ORDER_LOAD, 100, &why), ERR_UNKNOWN);
    bench_close(&b);
}
END_TEST

START_TEST(an_unbelievable_reply_is_garbled_and_the_old_one_grows_old)
{
    struct bench_of b;

    bench_open(&b);
    bench_run(&b, 1);
    b.peer.is_on = true;
    b.peer.set_w = 61;                          /* the description believes 60 at most */
    bench_run(&b, 5);
    ck_assert_uint_gt(device_report(b.device)->garbled, 0);
    ck_assert(isnan(device_reading(b.device, DEVICE_READ_POWER)));
    ck_assert(isnan(device_reading(b.device, DEVICE_READ_OUTPUT_ON)));
    bench_close(&b);
}
END_TEST

START_TEST(it_is_safe_when_it_says_so)
{
    struct bench_of b;

    bench_open(&b);
    bench_run(&b, 1);
    ck_assert_int_eq(device_order(b.device, DEVICE_ORDER_OUTPUT, 1, NULL), ERR_OK);
    bench_run(&b, 0.5);
    ck_assert(b.peer.is_on);
    b.peer.is_mute = true;                      /* it obeys and says nothing */
    device_make_safe(b.device, b.now_s);
    bench_run(&b, 2);
    ck_assert(!b.peer.is_on);
    ck_assert(!device_is_safe(b.device));
    ck_assert_int_gt(b.peer.offs, 1);           /* asked again */
    b.peer.is_mute = false;
    bench_run(&b, 2);
    ck_assert(device_is_safe(b.device));
    bench_close(&b);
}
END_TEST

START_TEST(it_is_not_safe_by_what_it_said_before)
{
    struct bench_of b;

    bench_open(&b);
    bench_run(&b, 1);
    ck_assert_double_eq(device_reading(b.device, DEVICE_READ_OUTPUT_ON), 0);
    b.peer.is_mute = true;
    b.described->type.tries = 1;                /* a round is over before what it said is old */
    device_make_safe(b.device, b.now_s);
    for (int i = 0; i < 200; i++) {
        bench_run(&b, 0.01);
        ck_assert(!device_is_safe(b.device));
    }
    bench_close(&b);
}
END_TEST

START_TEST(a_line_that_comes_by_itself_is_no_answer)
{
    struct bench_of b;

    bench_open(&b);
    bench_run(&b, 1);
    peer_say(&b.peer, b.now_s, "*key pressed");
    bench_run(&b, 0.5);
    ck_assert(was_said(&b, "it says (\"*key pressed\")"));
    ck_assert_uint_eq(device_report(b.device)->strays, 0);
    bench_close(&b);
}
END_TEST

/* Who describes an instrument can try it on its own emulator. */
START_TEST(its_emulator_answers_as_it_is_described)
{
    struct emulator_world world;
    struct emulator      *emulator = NULL;
    double                signals[DEVICE_READING_COUNT];
    struct bench_of       b;
    struct why            why = { "" };

    bench_open(&b);
    emulator_world_begin(&world);
    ck_assert_msg(described_emulator_create(&emulator, b.described, "RF20 s/n 9", &why) == ERR_OK,
                  "%s", why.text);
    for (; b.now_s < 3; b.now_s += DT_S) {
        ck_assert_int_eq(device_step(b.device, b.now_s), ERR_OK);
        emulator->type->step(emulator, b.peer.port, b.now_s, DT_S, &world, signals);
        emulator_world_step(&world, DT_S);
        if (fabs(b.now_s - 1) < DT_S / 2) {
            ck_assert_int_eq(device_order(b.device, DEVICE_ORDER_POWER, 12.3, NULL), ERR_OK);
            ck_assert_int_eq(device_order(b.device, DEVICE_ORDER_OUTPUT, 1, NULL), ERR_OK);
        }
    }
    ck_assert_str_eq(device_report(b.device)->identity, "RF20 s/n 9");
    ck_assert_uint_eq(device_report(b.device)->garbled, 0);
    ck_assert_double_eq(device_reading(b.device, DEVICE_READ_OUTPUT_ON), 1);
    ck_assert_double_eq_tol(device_reading(b.device, DEVICE_READ_POWER), world.into_load_w, 1e-3);
    ck_assert_double_eq_tol(world.source_w, 12.3, 1e-9);
    emulator->type->destroy(emulator);
    bench_close(&b);
}
END_TEST

static const struct { const char *path, *text, *says; } wrong[] = {
    { "g.driver.ending", NULL, "g.driver.ending is missing" },
    { "g.driver.source", NULL, "g.driver.source is missing: it takes the order output" },
    { "g.driver.orders.output.ask", NULL, "orders.output" },
    { "g.driver.orders.rate_ul_per_h.ask", "set", "orders.run is missing" },
    { "g.driver.name", "ne1000", "there is a driver 'ne1000' already" },
    { "g.driver.start[1]", NULL, "start lists nothing" },
    { "g.driver.poll[1]", NULL, "poll lists nothing" },
    { "g.driver.safe[1]", "status", "safe lists only what is asked anyway" },
    { "g.driver.safe[2]", "off", "has output_on" },
    { "g.driver.questions.set.send", "SP", "no place for the value" },
    { "g.driver.fields.mw.scale", "0", "makes 0 of every number" },
    { "g.driver.orders.power_w.scale", "0", "makes 0 of every number" },
    { "g.driver.safe[2]", "stauts", "did you mean 'status'" },
    { "g.driver.safe[1]", NULL, "safe" },
    { "g.driver.fields.mw.reading", "power", "did you mean 'power_w'" },
    { "g.driver.is_safe.output_on", NULL, "is_safe" },
    { "g.driver.questions.status.reply", "P={mw RF={rf:word}", "g.driver.questions.status.reply" },
    { "g.driver.questions.status.reply", "P={watt} RF={rf:word}", "the field {watt} is not described" },
    { "g.driver.questions.set.send", "SP {:.x}", "g.driver.questions.set.send" },
    { "g.driver.orders.output.back", "who", "nothing can be compared" },
    { "g.driver.questions.on.sned", "RF ON", "questions.on.send" },
    { "g.driver.roles[1]", "genertor", "did you mean 'generator'" },
    { "g.driver.check", "crc", "crc16" },
    { "g.driver.line", "9600 9N1", "g.driver.line: \"9N1\"" },
};

START_TEST(what_is_wrong_with_a_description_is_said_by_its_path)
{
    struct described *described = NULL;
    struct why        why = { "" };

    ck_assert_msg(acme_read(wrong[_i].path, wrong[_i].text, &described, &why) != ERR_OK,
                  "%s was taken", wrong[_i].path);
    ck_assert_msg(strstr(why.text, wrong[_i].says), "%s: %s", wrong[_i].path, why.text);
    ck_assert_ptr_null(described);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("described");
    TCase *tests = tcase_create("described");

    tcase_add_test(tests, it_is_identified_polled_and_obeys);
    tcase_add_test(tests, another_value_in_force_is_an_order_refused);
    tcase_add_test(tests, the_tail_of_a_line_is_no_line);
    tcase_add_test(tests, an_error_is_told_in_the_manuals_words);
    tcase_add_test(tests, out_of_range_is_not_sent);
    tcase_add_test(tests, an_unbelievable_reply_is_garbled_and_the_old_one_grows_old);
    tcase_add_test(tests, it_is_safe_when_it_says_so);
    tcase_add_test(tests, it_is_not_safe_by_what_it_said_before);
    tcase_add_test(tests, a_line_that_comes_by_itself_is_no_answer);
    tcase_add_test(tests, its_emulator_answers_as_it_is_described);
    tcase_add_loop_test(tests, what_is_wrong_with_a_description_is_said_by_its_path, 0,
                        COUNT(wrong));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
