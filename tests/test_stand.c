/* The stand on ports in memory: who answers, what may be armed, what is logged, metered and
 * turned. */
#include "drivers/generator.h"
#include "drivers/mock/generator_firmware.h"
#include "drivers/mock/mt_sics_emulator.h"
#include "drivers/port_listen.h"
#include "drivers/port_pipe.h"
#include "hil/bench/stand_inside.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Who is at the other ends. */
enum manner { ANSWERS, SILENT, NOISE, UNPLUGGED };

struct bed {
    struct bench        bench;
    struct stand       *stand;
    struct port        *near[DEVICE_ROLE_COUNT], *far[DEVICE_ROLE_COUNT];
    struct generator_firmware *firmware;
    struct generator_body      body;
    enum manner         manner;
    char                heard[400], answer[80];     /* of the knobs */
    struct why          why;
};

static void place(struct bed *bed, enum device_role role, const char *driver, const char *address)
{
    if (!(bed->bench.density_g_per_ml > 0))
        bench_begin(&bed->bench);
    ck_assert_msg(bench_place_set(&bed->bench, role, driver, address, &bed->why) == ERR_OK, "%s",
                  bed->why.text);
    ck_assert_int_eq(port_pipe_create(1e6, &bed->near[role], &bed->far[role]), ERR_OK);
}

static void generator_place(struct bed *bed, const char *address)
{
    place(bed, DEVICE_ROLE_GENERATOR, "rf-generator", address);
    ck_assert_int_eq(generator_firmware_create(&bed->firmware, NULL), ERR_OK);
    bed->body = (struct generator_body){ .tip_temp_c = 37, .impedance_ohm = 200, .pad_ohm = 60 };
}

static void noise_make(struct bed *bed, double now_s)
{
    static const uint8_t noise[] = "\x80\xff\x13(\xfe\n\x91\xa5\n";
    size_t taken;

    ck_assert_int_eq(port_write(bed->far[DEVICE_ROLE_GENERATOR], now_s, noise, sizeof noise - 1,
                                &taken), ERR_OK);
}

/* Each line that arrives has the bed's answer. */
static void knobs_serve(struct bed *bed, double now_s)
{
    const char *answer;
    uint8_t     bytes[100];
    size_t      count = 0, taken;

    if (port_read(bed->far[DEVICE_ROLE_STAND], now_s, bytes, sizeof bytes, &count) != ERR_OK)
        return;
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(bed->heard);

        bed->heard[used] = (char)bytes[i];
        bed->heard[used + 1] = '\0';
        if (bytes[i] != '\n')
            continue;
        answer = bed->answer;
        if (strcmp(bed->heard, "identity?\n") == 0) {
            answer = bed->manner == SILENT ? "" : bed->manner == NOISE ? "what?\n"
                                                : "identity toy 7\n";
            bed->heard[0] = '\0';
        }
        ck_assert_int_eq(port_write(bed->far[DEVICE_ROLE_STAND], now_s, (const uint8_t *)answer,
                                    strlen(answer), &taken), ERR_OK);
    }
}

static void meanwhile(void *others, double now_s)
{
    struct bed *bed = others;

    if (bed->firmware && bed->manner == ANSWERS)
        (void)generator_firmware_step(bed->firmware, bed->far[DEVICE_ROLE_GENERATOR], now_s, 0.002,
                                      &bed->body);
    if (bed->manner == NOISE && bed->far[DEVICE_ROLE_GENERATOR])
        noise_make(bed, now_s);
    if (bed->far[DEVICE_ROLE_STAND])
        knobs_serve(bed, now_s);
}

static enum err bed_open(struct bed *bed, bool is_armed, FILE *log)
{
    struct stand_setup   setup = { .bench = &bed->bench, .is_armed = is_armed, .wire_log = log };
    struct stand_waiting waiting = { .meanwhile = meanwhile, .others = bed };

    if (bed->manner == UNPLUGGED) {
        port_destroy(bed->far[DEVICE_ROLE_GENERATOR]);
        bed->far[DEVICE_ROLE_GENERATOR] = NULL;
    }
    return stand_open_on(&bed->stand, &setup, bed->near, &waiting, &bed->why);
}

static void bed_must_open(struct bed *bed, bool is_armed, FILE *log)
{
    enum err err = bed_open(bed, is_armed, log);

    ck_assert_msg(err == ERR_OK, "%s", why_text(&bed->why, err));
}

static void bed_clear(struct bed *bed)
{
    stand_destroy(bed->stand);
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++)
        port_destroy(bed->far[role]);
    generator_firmware_destroy(bed->firmware);
    bench_free(&bed->bench);
}

/* ---- who answers ---- */

START_TEST(the_rigs_client_takes_over_a_port_whose_device_was_identified)
{
    struct bed                     bed = { .manner = ANSWERS };
    struct generator              *client;
    const struct generator_report *report;

    generator_place(&bed, "serial:/dev/ttyUSB0");
    bed_must_open(&bed, false, NULL);
    ck_assert_msg(strstr(stand_identity(bed.stand, DEVICE_ROLE_GENERATOR), "MOCK-0001"), "%s",
                  stand_identity(bed.stand, DEVICE_ROLE_GENERATOR));
    ck_assert_ptr_null(stand_device(bed.stand, DEVICE_ROLE_GENERATOR));
    ck_assert_ptr_null(stand_port(bed.stand, DEVICE_ROLE_PUMP));
    ck_assert_int_eq(generator_create(&client, stand_port(bed.stand, DEVICE_ROLE_GENERATOR), NULL),
                     ERR_OK);
    for (int tick = 0; tick < 100; tick++) {
        ck_assert_int_eq(generator_step(client, tick * 0.01), ERR_OK);
        meanwhile(&bed, tick * 0.01 + stand_offset_s(bed.stand));
        ck_assert_int_eq(stand_step(bed.stand, (tick + 1) * 0.01), ERR_OK);
    }
    report = generator_report(client);
    ck_assert_int_eq(report->link, GENERATOR_LINK_UP);
    ck_assert_uint_eq(report->garbled, 0);
    generator_destroy(client);
    bed_clear(&bed);
}
END_TEST

static const struct {
    const char *story, *address, *identity;
    enum manner manner;
    const char *says[3];
} wrong[] = {
    { "nobody at a cable", "serial:/dev/ttyUSB7", "", SILENT,
      { "nobody answers at serial:/dev/ttyUSB7 with 115200 8N1", "9600, 19200", "crossed" } },
    { "nobody at a pty", "pty:/tmp/a", "", SILENT, { "painrig emulate rf-generator", NULL } },
    { "another baud", "serial:/dev/ttyUSB0", "", NOISE, { "is the baud right?", "115200 8N1" } },
    { "another instrument", "serial:/dev/ttyUSB0", "MOCK-0002", ANSWERS,
      { "MOCK-0001", "wants \"MOCK-0002\"", "identity" } },
    { "an unplugged cable", "serial:/dev/ttyUSB0", "", UNPLUGGED, { "unplugged?", NULL } },
};

START_TEST(who_does_not_answer_as_wanted_is_told_with_what_to_do)
{
    struct bed bed = { .manner = wrong[_i].manner };

    generator_place(&bed, wrong[_i].address);
    strcpy(bed.bench.places[DEVICE_ROLE_GENERATOR].identity, wrong[_i].identity);
    ck_assert_msg(bed_open(&bed, false, NULL) == ERR_REFUSED, "%s", wrong[_i].story);
    ck_assert_msg(strstr(bed.why.text, "generator (rf-generator): "), "%s", bed.why.text);
    for (size_t i = 0; i < 3 && wrong[_i].says[i]; i++)
        ck_assert_msg(strstr(bed.why.text, wrong[_i].says[i]), "%s: %s", wrong[_i].story,
                      bed.why.text);
    bed_clear(&bed);
}
END_TEST

/* ---- arming ---- */

static const struct {
    enum device_role role;
    const char *story, *identity;
    struct bench_limits limits;
    const char *says;
} unarmed[] = {
    { DEVICE_ROLE_GENERATOR, "no identity", "", { .power_w = 3, .energy_j = 3, .time_s = 3 },
      "generator.identity" },
    { DEVICE_ROLE_GENERATOR, "no power", "MOCK",
      { .power_w = (double)NAN, .energy_j = 3, .time_s = 3 }, "generator.limits.power_w" },
    { DEVICE_ROLE_GENERATOR, "no energy", "MOCK",
      { .power_w = 3, .energy_j = (double)NAN, .time_s = 3 }, "generator.limits.energy_j" },
    { DEVICE_ROLE_GENERATOR, "no time", "MOCK",
      { .power_w = 3, .energy_j = 3, .time_s = (double)NAN }, "generator.limits.time_s" },
    { DEVICE_ROLE_PUMP, "no identity of a pump", "",
      { .rate_ul_per_h = 3, .volume_ul = 3, .time_s = 3 }, "pump.identity" },
    { DEVICE_ROLE_PUMP, "no rate", "MOCK",
      { .rate_ul_per_h = (double)NAN, .volume_ul = 3, .time_s = 3 }, "pump.limits.rate_ul_per_h" },
    { DEVICE_ROLE_PUMP, "no volume", "MOCK",
      { .rate_ul_per_h = 3, .volume_ul = (double)NAN, .time_s = 3 }, "pump.limits.volume_ul" },
    { DEVICE_ROLE_PUMP, "no time of a pump", "MOCK",
      { .rate_ul_per_h = 3, .volume_ul = 3, .time_s = (double)NAN }, "pump.limits.time_s" },
};

START_TEST(what_is_not_named_or_not_limited_is_not_armed)
{
    struct bed          bed = { .manner = ANSWERS };
    struct bench_place *place_of;

    if (unarmed[_i].role == DEVICE_ROLE_GENERATOR)
        generator_place(&bed, "serial:/dev/ttyUSB0");
    else
        place(&bed, DEVICE_ROLE_PUMP, "it-pump", "serial:/dev/ttyUSB0");
    place_of = &bed.bench.places[unarmed[_i].role];
    strcpy(place_of->identity, unarmed[_i].identity);
    place_of->limits = unarmed[_i].limits;
    ck_assert_msg(bed_open(&bed, true, NULL) == ERR_REFUSED, "%s", unarmed[_i].story);
    ck_assert_msg(strstr(bed.why.text, unarmed[_i].says) && strstr(bed.why.text, "--arm"), "%s",
                  bed.why.text);
    bed_clear(&bed);
}
END_TEST

START_TEST(a_bench_without_a_source_has_nothing_to_arm)
{
    struct bed bed = { .manner = ANSWERS };

    place(&bed, DEVICE_ROLE_STAND, "knobs", "pty:/tmp/a");
    ck_assert_int_eq(bed_open(&bed, true, NULL), ERR_REFUSED);
    ck_assert_msg(strstr(bed.why.text, "nothing to arm"), "%s", bed.why.text);
    bed_clear(&bed);
}
END_TEST

START_TEST(what_is_withheld_is_told_once)
{
    struct bed          bed = { .manner = ANSWERS };
    struct device_event event;
    enum device_role    role;

    generator_place(&bed, "serial:/dev/ttyUSB0");
    bed_must_open(&bed, false, NULL);
    stand_withhold(bed.stand, DEVICE_ROLE_GENERATOR);
    stand_withhold(bed.stand, DEVICE_ROLE_GENERATOR);
    ck_assert(stand_next_event(bed.stand, &event, &role));
    ck_assert_int_eq(role, DEVICE_ROLE_GENERATOR);
    ck_assert_msg(strstr(event.text, "not armed"), "%s", event.text);
    ck_assert(!stand_next_event(bed.stand, &event, &role));
    bed_clear(&bed);
}
END_TEST

/* ---- the log, the meter ---- */

START_TEST(every_byte_is_logged_with_its_role_and_time)
{
    struct bed bed = { .manner = ANSWERS };
    char      *text = NULL;
    size_t     count = 0;
    FILE      *log = open_memstream(&text, &count);

    generator_place(&bed, "serial:/dev/ttyUSB0");
    bed_must_open(&bed, false, log);
    fclose(log);
    ck_assert_msg(strncmp(text, "-6.000 generator > ", 19) == 0, "%s", text);
    ck_assert_msg(strstr(text, " generator < "), "%s", text);
    free(text);
    bed.stand->spots[DEVICE_ROLE_GENERATOR].port->log = NULL;
    bed_clear(&bed);
}
END_TEST

START_TEST(a_source_without_a_meter_is_metered_by_what_the_rig_notes)
{
    struct bed         bed = { .manner = ANSWERS };
    struct stand_meter meter;

    generator_place(&bed, "serial:/dev/ttyUSB0");
    bed_must_open(&bed, false, NULL);
    ck_assert_int_eq(stand_step(bed.stand, 1), ERR_OK);
    stand_note(bed.stand, DEVICE_ROLE_GENERATOR, 12, 0);
    ck_assert_int_eq(stand_step(bed.stand, 3), ERR_OK);
    stand_note(bed.stand, DEVICE_ROLE_GENERATOR, (double)NAN, 0);
    ck_assert_int_eq(stand_step(bed.stand, 4), ERR_OK);
    stand_meter(bed.stand, DEVICE_ROLE_GENERATOR, &meter);
    ck_assert_double_eq_tol(meter.energy_j, 36, 1e-9);      /* silence is counted as the last */
    ck_assert_double_eq_tol(meter.on_s, 3, 1e-9);
    ck_assert_double_eq_tol(meter.unknown_s, 1, 1e-9);
    stand_note(bed.stand, DEVICE_ROLE_GENERATOR, -5, 0);
    ck_assert_int_eq(stand_step(bed.stand, 6), ERR_OK);
    stand_meter(bed.stand, DEVICE_ROLE_GENERATOR, &meter);
    ck_assert_double_eq_tol(meter.energy_j, 36, 1e-9);      /* nothing is taken back */
    ck_assert_double_eq(meter.power_w, 0);
    ck_assert_double_eq(meter.unknown_s, 0);
    bed_clear(&bed);
}
END_TEST

START_TEST(a_source_whose_port_closes_ends_the_stand)
{
    struct bed bed = { .manner = ANSWERS };
    uint8_t    byte;
    size_t     count;

    generator_place(&bed, "serial:/dev/ttyUSB0");
    bed_must_open(&bed, false, NULL);
    ck_assert_int_eq(stand_step(bed.stand, 0.01), ERR_OK);
    port_destroy(bed.far[DEVICE_ROLE_GENERATOR]);
    bed.far[DEVICE_ROLE_GENERATOR] = NULL;
    while (port_read(stand_port(bed.stand, DEVICE_ROLE_GENERATOR), 5, &byte, 1, &count) == ERR_OK)
        ck_assert_uint_le(count, 1);
    ck_assert_int_eq(stand_step(bed.stand, 5), ERR_CLOSED);
    bed_clear(&bed);
}
END_TEST

/* ---- an instrument that is unplugged, and comes back ---- */

struct balance {
    struct emulator      *emulator;
    struct emulator_world world;
    struct port          *far;          /* NULL: unplugged */
    double                signals[16], stepped_s;
};

static void balance_serve(void *of, double now_s)
{
    struct balance *balance = of;

    for (; balance->far && balance->stepped_s < now_s; balance->stepped_s += 0.002)
        balance->emulator->type->step(balance->emulator, balance->far, balance->stepped_s, 0.002,
                                      &balance->world, balance->signals);
}

/* Until t_s of the run; the stand and its instrument in turn. */
static void balance_run(struct balance *balance, struct stand *stand, double *now_s, double t_s)
{
    for (; *now_s < t_s; *now_s += 0.01) {
        balance_serve(balance, *now_s + stand_offset_s(stand));
        ck_assert_int_eq(stand_step(stand, *now_s), ERR_OK);
    }
}

static void must_tell(struct stand *stand, const char *words)
{
    struct device_event event = { 0 };
    enum device_role    role = DEVICE_ROLE_PUMP;

    while (stand_next_event(stand, &event, &role))
        if (strstr(event.text, words)) {
            ck_assert_int_eq(role, DEVICE_ROLE_BALANCE);
            return;
        }
    ck_abort_msg("nobody said: %s", words);
}

START_TEST(a_balance_that_was_unplugged_is_weighed_with_again)
{
    struct scratch       scratch = scratch_make("balance");
    struct balance       balance = { .far = NULL };
    struct stand_waiting waiting = { .meanwhile = balance_serve, .others = &balance };
    struct settings      none = { .count = 0 };
    struct bench         bench;
    struct stand_setup   setup = { .bench = &bench };
    struct stand        *stand = NULL;
    struct why           why = { "" };
    char                 address[160];
    double               now_s = 0;

    snprintf(address, sizeof address, "pty:%s", scratch.path);
    bench_begin(&bench);
    emulator_world_begin(&balance.world);
    ck_assert_int_eq(bench_place_set(&bench, DEVICE_ROLE_BALANCE, "mt-sics", address, &why),
                     ERR_OK);
    ck_assert_int_eq(emulator_mt_sics.create(&balance.emulator, &none, 1, &why), ERR_OK);
    ck_assert_int_eq(port_listen_pty(scratch.path, &balance.far, &why), ERR_OK);
    ck_assert_msg(stand_open_meanwhile(&stand, &setup, &waiting, &why) == ERR_OK, "%s", why.text);
    balance_run(&balance, stand, &now_s, 1);
    ck_assert(!isnan(stand_role_reading(stand, DEVICE_ROLE_BALANCE, DEVICE_READ_MASS)));
    port_destroy(balance.far);
    balance.far = NULL;
    balance_run(&balance, stand, &now_s, 5);
    ck_assert(isnan(stand_role_reading(stand, DEVICE_ROLE_BALANCE, DEVICE_READ_MASS)));
    ck_assert(!stand_is_closed(stand, DEVICE_ROLE_BALANCE));
    must_tell(stand, "has gone");
    ck_assert_int_eq(port_listen_pty(scratch.path, &balance.far, &why), ERR_OK);
    balance.stepped_s = now_s + stand_offset_s(stand);
    balance_run(&balance, stand, &now_s, 10);
    must_tell(stand, "is back");
    must_tell(stand, "link up");
    ck_assert(!isnan(stand_role_reading(stand, DEVICE_ROLE_BALANCE, DEVICE_READ_MASS)));
    stand_destroy(stand);
    port_destroy(balance.far);
    balance.emulator->type->destroy(balance.emulator);
    settings_free(&none);
    bench_free(&bench);
    scratch_drop(&scratch);
}
END_TEST

/* ---- knobs ---- */

static void knobs_run(struct bed *bed, double from_s, double to_s)
{
    for (double t_s = from_s; t_s < to_s; t_s += 0.01) {
        meanwhile(bed, t_s + stand_offset_s(bed->stand));
        ck_assert_int_eq(stand_step(bed->stand, t_s), ERR_OK);
    }
}

static const struct { const char *answer, *trouble; } answers[] = {
    { "ok\n", "" },
    { "ok\r\n", "" },
    { "error: there is no knob 'pad.lost'\n",
      "the stand did not take pad.lost 0.5: there is no knob 'pad.lost'" },
    { "yes\n", "neither ok nor an error" },
    { "", "no answer within 2 s" },
};

START_TEST(a_knob_goes_to_the_control_port_and_its_answer_is_heard)
{
    static const char *const labels[] = { "none", "truncated", NULL };
    struct bed bed = { .manner = ANSWERS };

    strcpy(bed.answer, answers[_i].answer);
    place(&bed, DEVICE_ROLE_STAND, "knobs", "pty:/tmp/a");
    bed_must_open(&bed, false, NULL);
    ck_assert_int_eq(stand_knob(bed.stand, "pad.lost", 0.5, NULL, &bed.why), ERR_OK);
    ck_assert_int_eq(stand_knob(bed.stand, "wire.stray_frame", 1, labels, &bed.why), ERR_OK);
    knobs_run(&bed, 0, 3);
    ck_assert_str_eq(bed.heard, "pad.lost 0.5\nwire.stray_frame truncated\n");
    if (answers[_i].trouble[0])
        ck_assert_msg(strstr(stand_trouble(bed.stand), answers[_i].trouble), "%s",
                      stand_trouble(bed.stand));
    else
        ck_assert_str_eq(stand_trouble(bed.stand), "");
    bed_clear(&bed);
}
END_TEST

static const struct { enum manner manner; const char *identity, *says; } greetings[] = {
    { SILENT,  "",      "nobody answers at pty:/tmp/a: is it a control port" },
    { NOISE,   "",      "does not speak KNOB_PROTOCOL.md" },
    { ANSWERS, "toy 8", "it says \"toy 7\", and the bench file wants \"toy 8\"" },
};

START_TEST(a_control_port_that_is_none_is_refused)
{
    struct bed bed = { .manner = greetings[_i].manner };

    place(&bed, DEVICE_ROLE_STAND, "knobs", "pty:/tmp/a");
    strcpy(bed.bench.places[DEVICE_ROLE_STAND].identity, greetings[_i].identity);
    ck_assert_int_eq(bed_open(&bed, false, NULL), ERR_REFUSED);
    ck_assert_msg(strstr(bed.why.text, greetings[_i].says), "%s", bed.why.text);
    bed_clear(&bed);
}
END_TEST

START_TEST(a_control_port_that_does_not_answer_is_not_flooded)
{
    struct bed bed = { .manner = ANSWERS };
    enum err   err = ERR_OK;

    place(&bed, DEVICE_ROLE_STAND, "knobs", "pty:/tmp/a");
    bed_must_open(&bed, false, NULL);
    for (unsigned i = 0; i < STAND_KNOBS_MAX; i++)
        ck_assert_int_eq(stand_knob(bed.stand, "pad.lost", i, NULL, &bed.why), ERR_OK);
    err = stand_knob(bed.stand, "pad.lost", 1, NULL, &bed.why);
    ck_assert_int_eq(err, ERR_LIMIT);
    bed_clear(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stand");
    TCase *tests = tcase_create("stand");

    tcase_add_test(tests, the_rigs_client_takes_over_a_port_whose_device_was_identified);
    tcase_add_loop_test(tests, who_does_not_answer_as_wanted_is_told_with_what_to_do, 0,
                        (int)(sizeof wrong / sizeof *wrong));
    tcase_add_loop_test(tests, what_is_not_named_or_not_limited_is_not_armed, 0,
                        (int)(sizeof unarmed / sizeof *unarmed));
    tcase_add_test(tests, a_bench_without_a_source_has_nothing_to_arm);
    tcase_add_test(tests, what_is_withheld_is_told_once);
    tcase_add_test(tests, every_byte_is_logged_with_its_role_and_time);
    tcase_add_test(tests, a_source_without_a_meter_is_metered_by_what_the_rig_notes);
    tcase_add_test(tests, a_source_whose_port_closes_ends_the_stand);
    tcase_add_test(tests, a_balance_that_was_unplugged_is_weighed_with_again);
    tcase_add_loop_test(tests, a_knob_goes_to_the_control_port_and_its_answer_is_heard, 0,
                        (int)(sizeof answers / sizeof *answers));
    tcase_add_loop_test(tests, a_control_port_that_is_none_is_refused, 0,
                        (int)(sizeof greetings / sizeof *greetings));
    tcase_add_test(tests, a_control_port_that_does_not_answer_is_not_flooded);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
