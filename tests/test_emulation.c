/* What is emulated: several devices in one world, their names, the control port's lines. */
#include "drivers/port_pipe.h"
#include "hil/emulation/emulation.h"
#include "hil/emulation/emulation_control.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TICK_S 0.001

/* ---- two toys: one pumps when it hears "P", the other says what has come out at every "?" ---- */

enum { PUMP_STALL, PUMP_MODE };

static const char *const modes[] = { "basic", "safe", NULL };
static const struct emulator_word pump_knobs[] = {
    [PUMP_STALL] = { "stall", "-", 0, 1, "1: it does not move", NULL },
    [PUMP_MODE]  = { "mode",  "-", 0, 1, "how it talks", modes },
};
static const struct emulator_word pump_signals[] = {
    { "rate_ul_per_s", "uL/s", 0, 100, "what it pushes", NULL },
    { "mode",          "-",    0, 1,   "how it talks",   modes },
};
static const struct device_setting pump_settings[] = {
    { .name = "step_ul", .unit = "uL", .least = 0, .most = 9, .usual = 1, .sentence = "a step" },
};
static const struct emulator_word scale_signals[] = {
    { "seen_ul", "uL", 0, 1e6, "what it shows", NULL },
};

struct toy { struct emulator emulator; bool is_running, is_stalled; double mode, step_ul; };

static enum err toy_make(struct emulator **emulator, const struct emulator_type *type,
                         struct settings *settings, struct why *why)
{
    struct toy *toy = calloc(1, sizeof *toy);

    if (!toy)
        return ERR_MEMORY;
    toy->emulator.type = type;
    toy->step_ul = 1;
    *emulator = &toy->emulator;
    return settings_number(settings, "step_ul", "uL", 0, 9, &toy->step_ul, why);
}

static void toy_destroy(struct emulator *emulator) { free(emulator); }

static void pump_turn(struct emulator *emulator, size_t knob, double value)
{
    struct toy *toy = (struct toy *)emulator;

    if (knob == PUMP_STALL)
        toy->is_stalled = value != 0;
    else
        toy->mode = value;
}

static bool hears(struct port *port, double now_s, char wanted)
{
    uint8_t bytes[8];
    size_t  count = 0;

    return port_read(port, now_s, bytes, sizeof bytes, &count) == ERR_OK
        && memchr(bytes, wanted, count) != NULL;
}

static void pump_step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                      struct emulator_world *world, double *signals)
{
    struct toy *toy = (struct toy *)emulator;

    toy->is_running |= hears(port, now_s, 'P');
    signals[0] = toy->is_running && !toy->is_stalled ? toy->step_ul : 0;
    signals[1] = toy->mode;
    world->pushed_ul += signals[0] * dt_s;
}

static void scale_turn(struct emulator *emulator, size_t knob, double value)
{
    (void)emulator;
    (void)knob;
    (void)value;
}

static void scale_step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                       struct emulator_world *world, double *signals)
{
    size_t taken;

    (void)emulator;
    (void)dt_s;
    signals[0] = world->delivered_ul;
    if (hears(port, now_s, '?'))
        ck_assert_int_eq(port_write(port, now_s, (const uint8_t *)"!", 1, &taken), ERR_OK);
}

static enum err pump_create(struct emulator **emulator, struct settings *settings, uint64_t seed,
                            struct why *why);
static enum err scale_create(struct emulator **emulator, struct settings *settings, uint64_t seed,
                             struct why *why);

static const struct emulator_type toy_pump = {
    .name = "toy-pump", .sentence = "a toy that pumps",
    .settings = pump_settings, .setting_count = 1,
    .knobs = pump_knobs, .knob_count = 2, .signals = pump_signals, .signal_count = 2,
    .create = pump_create, .turn = pump_turn, .step = pump_step, .destroy = toy_destroy,
};

static const struct emulator_type toy_scale = {
    .name = "toy-scale", .sentence = "a toy that weighs",
    .signals = scale_signals, .signal_count = 1,
    .create = scale_create, .turn = scale_turn, .step = scale_step, .destroy = toy_destroy,
};

static enum err pump_create(struct emulator **emulator, struct settings *settings, uint64_t seed,
                            struct why *why)
{
    (void)seed;
    return toy_make(emulator, &toy_pump, settings, why);
}

static enum err scale_create(struct emulator **emulator, struct settings *settings, uint64_t seed,
                             struct why *why)
{
    (void)seed;
    return toy_make(emulator, &toy_scale, settings, why);
}

/* ---- the bed ---- */

struct bed {
    struct emulation      *emulation;
    struct emulation_place places[3];
    struct settings        settings[3];
    struct port           *theirs[3], *ours[3];
    size_t                 count;
    double                 now_s;
    struct why             why;
};

static void bed_add(struct bed *bed, const struct emulator_type *type)
{
    size_t n = bed->count++;

    ck_assert_int_eq(port_pipe_create(115200, &bed->theirs[n], &bed->ours[n]), ERR_OK);
    bed->places[n] = (struct emulation_place){
        .device = { .name = type->name, .emulator = type },
        .settings = &bed->settings[n], .port = bed->ours[n],
    };
}

static enum err bed_make(struct bed *bed)
{
    return emulation_create(&bed->emulation, bed->places, bed->count, 1, &bed->why);
}

static void bed_fill(struct bed *bed)
{
    bed_add(bed, &toy_pump);
    bed_add(bed, &toy_scale);
    bed_add(bed, &toy_pump);
    ck_assert_msg(bed_make(bed) == ERR_OK, "%s", bed->why.text);
}

static void bed_clear(struct bed *bed)
{
    emulation_destroy(bed->emulation);
    for (size_t i = 0; i < bed->count; i++) {
        port_destroy(bed->theirs[i]);
        port_destroy(bed->ours[i]);
        settings_free(&bed->settings[i]);
    }
}

static void bed_run(struct bed *bed, double seconds)
{
    bed->now_s += seconds;
    ck_assert_int_eq(emulation_run(bed->emulation, bed->now_s, NULL, &bed->why), ERR_OK);
}

static void say(struct bed *bed, size_t n, const char *text)
{
    size_t taken;

    ck_assert_int_eq(port_write(bed->theirs[n], bed->now_s, (const uint8_t *)text, strlen(text),
                                &taken), ERR_OK);
    ck_assert_uint_eq(taken, strlen(text));
}

static double value_of(struct bed *bed, const char *name)
{
    struct emulation_word word;
    enum err err = emulation_find(bed->emulation, EMULATION_SIGNAL, name, &word, &bed->why);

    ck_assert_msg(err == ERR_OK, "%s", bed->why.text);
    return emulation_value(bed->emulation, &word);
}

START_TEST(what_a_pump_delivers_a_balance_weighs)
{
    struct bed bed = { .now_s = 0 };
    uint8_t    byte = 0;
    size_t     count = 0;

    bed_fill(&bed);
    say(&bed, 0, "P");
    say(&bed, 1, "?");
    bed_run(&bed, 60);
    ck_assert_double_eq_tol(value_of(&bed, "world.pushed_ul"), 60, 0.1);
    ck_assert_double_eq_tol(value_of(&bed, "toy_scale.seen_ul"), 60, 5);
    ck_assert_double_eq(value_of(&bed, "toy_pump_2.rate_ul_per_s"), 0);
    ck_assert_int_eq(port_read(bed.theirs[1], bed.now_s, &byte, 1, &count), ERR_OK);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(byte, '!');
    bed_clear(&bed);
}
END_TEST

START_TEST(ticks_are_not_lost_and_none_is_early)
{
    struct bed bed = { .now_s = 0 };

    bed_fill(&bed);
    say(&bed, 0, "P");
    bed_run(&bed, 1);
    ck_assert_double_eq_tol(value_of(&bed, "pushed_ul"), 1, 2 * TICK_S);
    for (int i = 0; i < 1000; i++)
        bed_run(&bed, 0.0003);
    ck_assert_double_eq_tol(value_of(&bed, "pushed_ul"), 1.3, 2 * TICK_S);
    ck_assert_double_eq_tol(emulation_next_s(bed.emulation, NULL), 1.301, 1e-9);
    bed_clear(&bed);
}
END_TEST

/* ---- the control port ---- */

static const struct { const char *ask, *answer; } talks[] = {
    { "toy_pump.stall 1",      "ok" },
    { "toy_pump.stall?",       "toy_pump.stall 0" },
    { "? toy_pump.stall",      "toy_pump.stall 0" },
    { "toy_pump.mode safe",    "ok" },
    { "toy_pump.mode?",        "toy_pump.mode unknown" },
    { "identity?",             "identity painrig toy-pump toy-scale toy-pump" },
    { "world.load_ohm?",       "world.load_ohm unknown" },
    { "world.is_occluded 1",   "ok" },
    { "is_occluded 1",         "ok" },
    { "stall 1",        "error: 'stall' may be 'toy_pump.stall' or 'toy_pump_2.stall': say which" },
    { "toy_pump.stal 1",
      "error: there is no knob 'toy_pump.stal': did you mean 'toy_pump.stall'?" },
    { "toy_scale.seen_ul 1", "error: there is no knob 'toy_scale.seen_ul'" },
    { "toy_scale.sen_ul?",
      "error: there is no signal 'toy_scale.sen_ul': did you mean 'toy_scale.seen_ul'?" },
    { "toy_pump.stall 2",      "error: toy_pump.stall = 2 is out of range: give 0 to 1" },
    { "toy_pump.stall -0.1",   "error: toy_pump.stall = -0.1 is out of range: give 0 to 1" },
    { "toy_pump.stall nan",    "error: toy_pump.stall = 'nan' is no number: give 0 to 1" },
    { "toy_pump.stall 1x",     "error: toy_pump.stall = '1x' is no number: give 0 to 1" },
    { "toy_pump.stall 0x1",    "error: toy_pump.stall = '0x1' is no number: give 0 to 1" },
    { "toy_pump.mode fast",
      "error: toy_pump.mode = 'fast' is not known: give one of basic, safe" },
    { "world.temp_c 99",       "error: world.temp_c = 99 is out of range: give 0 to 60 C" },
    { "toy_pump.stall",        "error: 'toy_pump.stall' is neither NAME VALUE nor NAME?" },
    { "toy_pump.stall 1 2",    "error: 'toy_pump.stall 1 2' is neither NAME VALUE nor NAME?" },
    { " toy_pump.stall 1",     "error: ' toy_pump.stall 1' is neither NAME VALUE nor NAME?" },
    { "toy_pump.stall ",       "error: 'toy_pump.stall ' is neither NAME VALUE nor NAME?" },
    { "",                      "error: '' is neither NAME VALUE nor NAME?" },
    { "?",                     "error: '?' is neither NAME VALUE nor NAME?" },
};

START_TEST(each_line_has_its_answer)
{
    struct bed bed = { .now_s = 0 };
    char       answer[CONTROL_LINE_SIZE], wanted[CONTROL_LINE_SIZE];

    bed_fill(&bed);
    control_answer(bed.emulation, talks[_i].ask, answer);
    snprintf(wanted, sizeof wanted, "%s\n", talks[_i].answer);
    ck_assert_str_eq(answer, wanted);
    bed_clear(&bed);
}
END_TEST

START_TEST(a_refusal_changes_nothing)
{
    struct bed bed = { .now_s = 0 };
    char       answer[CONTROL_LINE_SIZE];

    bed_fill(&bed);
    control_answer(bed.emulation, "toy_pump.mode safe", answer);
    control_answer(bed.emulation, "toy_pump.mode 7", answer);
    control_answer(bed.emulation, "toy_pump.mode fast", answer);
    bed_run(&bed, TICK_S);
    control_answer(bed.emulation, "toy_pump.mode?", answer);
    ck_assert_str_eq(answer, "toy_pump.mode safe\n");
    ck_assert_double_eq(value_of(&bed, "toy_pump_2.mode"), 0);
    bed_clear(&bed);
}
END_TEST

START_TEST(a_stalled_pump_stops_and_goes_on_where_it_was)
{
    struct bed bed = { .now_s = 0 };
    char       answer[CONTROL_LINE_SIZE];

    bed_fill(&bed);
    say(&bed, 0, "P");
    bed_run(&bed, 1);
    control_answer(bed.emulation, "toy_pump.stall 1", answer);
    bed_run(&bed, 1);
    ck_assert_double_eq_tol(value_of(&bed, "pushed_ul"), 1, 2 * TICK_S);
    control_answer(bed.emulation, "toy_pump.stall 0", answer);
    bed_run(&bed, 1);
    ck_assert_double_eq_tol(value_of(&bed, "pushed_ul"), 2, 4 * TICK_S);
    bed_clear(&bed);
}
END_TEST

START_TEST(one_device_alone_needs_no_name)
{
    struct bed bed = { .now_s = 0 };
    char       answer[CONTROL_LINE_SIZE];

    bed_add(&bed, &toy_pump);
    ck_assert_int_eq(bed_make(&bed), ERR_OK);
    control_answer(bed.emulation, "stall 1", answer);
    ck_assert_str_eq(answer, "ok\n");
    control_answer(bed.emulation, "stal 1", answer);
    ck_assert_str_eq(answer, "error: there is no knob 'stal': did you mean 'stall'?\n");
    control_answer(bed.emulation, "knobs?", answer);
    ck_assert_msg(strncmp(answer, "knobs stall mode world.is_occluded ", 35) == 0, "%s", answer);
    ck_assert_uint_lt(strlen(answer), CONTROL_LINE_SIZE);
    bed_clear(&bed);
}
END_TEST

/* Lines in any split, many at once, and a client that does not read: nothing is lost that was
 * promised, and nothing beyond. */
START_TEST(the_port_answers_line_by_line)
{
    struct bed          bed = { .now_s = 0 };
    struct port        *near, *far;
    struct control_port control = { .emulation = NULL };
    uint8_t             bytes[4096];
    size_t              got = 0, count, taken, sent = 0;
    char                asked[400] = "";

    bed_fill(&bed);
    ck_assert_int_eq(port_pipe_create(115200, &near, &far), ERR_OK);
    control.emulation = bed.emulation;
    control.port = far;
    for (int i = 0; i < CONTROL_ANSWERS_MAX; i++)
        strcat(asked, "toy_pump.stall 1\r\n");
    strcat(asked, "\x07 2\nidentity?\n");
    for (int i = 0; i < 400; i++) {
        size_t some = strlen(asked) - sent < 7 ? strlen(asked) - sent : 7;

        ck_assert_int_eq(port_write(near, i * 0.001, (uint8_t *)asked + sent, some, &taken),
                         ERR_OK);
        sent += taken;
        control_port_step(&control, i * 0.001);
        count = 0;
        ck_assert_int_eq(port_read(near, i * 0.001, bytes + got, sizeof bytes - got - 1, &count),
                         ERR_OK);
        got += count;
    }
    bytes[got] = '\0';
    for (size_t i = 0; i < CONTROL_ANSWERS_MAX; i++)
        ck_assert_int_eq(memcmp(bytes + 3 * i, "ok\n", 3), 0);
    ck_assert_str_eq((char *)bytes + 3 * CONTROL_ANSWERS_MAX,
                     "error: a line is printable ASCII, 256 bytes at most\n"
                     "identity painrig toy-pump toy-scale toy-pump\n");
    port_destroy(near);
    port_destroy(far);
    bed_clear(&bed);
}
END_TEST

/* ---- what is wrong ---- */

START_TEST(a_setting_that_a_device_has_not_is_refused)
{
    struct bed bed = { .now_s = 0 };

    bed_add(&bed, &toy_pump);
    ck_assert_int_eq(settings_add_number(&bed.settings[0], "step", 3), ERR_OK);
    ck_assert_int_eq(bed_make(&bed), ERR_UNKNOWN);
    ck_assert_msg(strstr(bed.why.text, "toy_pump: ") && strstr(bed.why.text, "step_ul"), "%s",
                  bed.why.text);
    bed_clear(&bed);
}
END_TEST

START_TEST(a_setting_counts)
{
    struct bed bed = { .now_s = 0 };

    bed_add(&bed, &toy_pump);
    ck_assert_int_eq(settings_add_number(&bed.settings[0], "step_ul", 3), ERR_OK);
    ck_assert_int_eq(bed_make(&bed), ERR_OK);
    say(&bed, 0, "P");
    bed_run(&bed, 1);
    ck_assert_double_eq(value_of(&bed, "rate_ul_per_s"), 3);
    bed_clear(&bed);
}
END_TEST

START_TEST(every_device_there_is_is_found_by_its_name)
{
    struct emulation_device device, found;
    struct why              why = { "" };
    size_t                  count = 0;

    for (; emulation_device_at(count, &device); count++) {
        ck_assert_int_eq(emulation_device_find(device.name, &found, &why), ERR_OK);
        ck_assert_str_eq(found.name, device.name);
        ck_assert(!found.rig != !found.emulator);
    }
    ck_assert_uint_ge(count, 2);
    ck_assert_int_eq(emulation_device_find("rf-generatr", &found, &why), ERR_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(why.text, "did you mean 'rf-generator'"));
}
END_TEST

/* Every emulator is made and ticked, and each knob may be turned to its ends. */
START_TEST(every_device_stands_alone_and_takes_its_knobs)
{
    struct emulation_device device;
    struct emulation_word   word;

    for (size_t n = 0; emulation_device_at(n, &device); n++) {
        struct bed bed = { .count = 1 };

        ck_assert_int_eq(port_pipe_create(115200, &bed.theirs[0], &bed.ours[0]), ERR_OK);
        bed.places[0] = (struct emulation_place){ device, &bed.settings[0], bed.ours[0] };
        ck_assert_msg(bed_make(&bed) == ERR_OK, "%s: %s", device.name, bed.why.text);
        bed_run(&bed, 0.05);
        for (size_t i = 0; emulation_word_at(bed.emulation, i, &word); i++) {
            if (!emulation_can_turn(bed.emulation, &word))
                continue;
            ck_assert_msg(emulation_turn(bed.emulation, &word, word.most, &bed.why) == ERR_OK,
                          "%s: %s: %s", device.name, word.name, bed.why.text);
            ck_assert_msg(emulation_turn(bed.emulation, &word, word.least, &bed.why) == ERR_OK,
                          "%s: %s: %s", device.name, word.name, bed.why.text);
        }
        bed_run(&bed, 0.05);
        bed_clear(&bed);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("emulation");
    TCase *world = tcase_create("world"), *control = tcase_create("control");
    TCase *wrong = tcase_create("what is wrong"), *all = tcase_create("every device");

    tcase_add_test(world, what_a_pump_delivers_a_balance_weighs);
    tcase_add_test(world, ticks_are_not_lost_and_none_is_early);
    tcase_add_test(world, a_stalled_pump_stops_and_goes_on_where_it_was);
    suite_add_tcase(suite, world);
    tcase_add_loop_test(control, each_line_has_its_answer, 0, sizeof talks / sizeof *talks);
    tcase_add_test(control, a_refusal_changes_nothing);
    tcase_add_test(control, one_device_alone_needs_no_name);
    tcase_add_test(control, the_port_answers_line_by_line);
    suite_add_tcase(suite, control);
    tcase_add_test(wrong, a_setting_that_a_device_has_not_is_refused);
    tcase_add_test(wrong, a_setting_counts);
    suite_add_tcase(suite, wrong);
    tcase_add_test(all, every_device_there_is_is_found_by_its_name);
    tcase_add_test(all, every_device_stands_alone_and_takes_its_knobs);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
