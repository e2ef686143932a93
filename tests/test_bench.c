/* Bench files: what they say, and every refusal with its place in the file. */
#include "hil/bench/bench.h"
#include "hil/bench/bench_drivers.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Written as my.lua, read, and gone. */
static enum err load(struct bench *bench, const char *text, struct why *why)
{
    struct scratch scratch = scratch_make("my.lua");
    enum err       err;

    scratch_write(scratch.path, text);
    err = bench_load(bench, scratch.path, why);
    scratch_drop(&scratch);
    return err;
}

START_TEST(a_bench_file_is_read_as_it_is_written)
{
    struct bench bench;
    struct why   why = { "" };

    enum err     err = load(&bench,
"local name = 'MOCK-0001'\n"
                "return bench {\n"
                "  title = \"a generator by itself\",\n"
                "  missed_most = 3, hang_s = 0.5,\n"
                "  generator = { driver = \"rf-generator\", port = \"pty:/tmp/generator\",\n"
                "                identity = name,\n"
                "                limits = { power_w = 30, energy_j = 4000, time_s = 300 } },\n"
                "  stand = { driver = \"knobs\", port = \"tcp:localhost:2001\" },\n"
                "}\n", &why);

    ck_assert_msg(err == ERR_OK, "%s", why.text);
    const struct bench_place *place = &bench.places[DEVICE_ROLE_GENERATOR];
    ck_assert_str_eq(bench.title, "a generator by itself");
    ck_assert_int_eq(bench.missed_most, 3);
    ck_assert_double_eq(bench.hang_s, 0.5);
    ck_assert_uint_eq(strlen(bench.sha256), 64);
    ck_assert(place->is_there);
    ck_assert_str_eq(place->driver->name, "rf-generator");
    ck_assert(bench_driver_has_client(place->driver));
    ck_assert_int_eq(place->address.kind, PORT_KIND_PTY);
    ck_assert_str_eq(place->address_text, "pty:/tmp/generator");
    ck_assert_int_eq(place->line.baud, place->driver->line.baud);
    ck_assert_str_eq(place->identity, "MOCK-0001");
    ck_assert_double_eq(place->limits.energy_j, 4000);
    ck_assert_msg(isnan(place->limits.volume_ul), "no pump, no volume");
    ck_assert_double_eq(place->limits.unknown_s, place->driver->age_s_max);
    ck_assert_ptr_eq(bench.places[DEVICE_ROLE_STAND].driver, &bench_knobs);
    ck_assert(!bench.places[DEVICE_ROLE_PUMP].is_there);
    bench_free(&bench);
}
END_TEST

START_TEST(an_instrument_may_be_described_in_the_place_of_its_drivers_name)
{
    struct bench bench;
    struct why   why = { "" };

    ck_assert_msg(bench_load(&bench, "benches/described_generator.lua", &why) == ERR_OK, "%s",
                  why.text);
    ck_assert_str_eq(bench.places[DEVICE_ROLE_GENERATOR].driver->name, "acme-rf20");
    ck_assert(bench.places[DEVICE_ROLE_GENERATOR].driver->is_source);
    ck_assert(!bench_driver_has_client(bench.places[DEVICE_ROLE_GENERATOR].driver));
    bench_free(&bench);
    ck_assert_msg(bench_load(&bench, "benches/line_logger.lua", &why) == ERR_OK, "%s", why.text);
    ck_assert(!bench.places[DEVICE_ROLE_METER].driver->is_source);
    bench_free(&bench);
}
END_TEST

/* What may be a pump is a thermometer where that is its role: it has nothing to arm or to stop. */
START_TEST(a_driver_is_a_source_only_where_something_leaves_it)
{
    static const struct { enum device_role role; const char *driver; bool is_source; } rows[] = {
        { DEVICE_ROLE_PUMP,         "modbus-rtu", true },
        { DEVICE_ROLE_GENERATOR,    "modbus-rtu", true },
        { DEVICE_ROLE_THERMOCOUPLE, "modbus-rtu", false },
        { DEVICE_ROLE_LOAD,         "modbus-rtu", false },
        { DEVICE_ROLE_PUMP,         "ne1000",     true },
        { DEVICE_ROLE_BALANCE,      "mt-sics",    false },
    };
    struct bench bench;
    struct why   why = { "" };

    bench_begin(&bench);
    ck_assert(!bench_is_source(&bench, rows[_i].role));
    ck_assert_msg(bench_place_set(&bench, rows[_i].role, rows[_i].driver, "pty:/none", &why)
                  == ERR_OK, "%s", why.text);
    ck_assert(bench_is_source(&bench, rows[_i].role) == rows[_i].is_source);
    bench_free(&bench);
}
END_TEST

START_TEST(a_line_of_its_own_takes_the_place_of_the_drivers)
{
    struct bench bench;
    struct why   why = { "" };

    enum err     err = load(&bench,
                            "return bench { pump = { driver = 'it-pump', port = 'serial:ttyUSB0', "
                "line = '9600 7E2 xon/xoff' } }\n", &why);

    ck_assert_msg(err == ERR_OK, "%s", why.text);
    ck_assert_int_eq(bench.places[DEVICE_ROLE_PUMP].line.baud, 9600);
    ck_assert_int_eq(bench.places[DEVICE_ROLE_PUMP].line.bits, 7);
    ck_assert_int_eq(bench.places[DEVICE_ROLE_PUMP].line.handshake, PORT_HANDSHAKE_XON_XOFF);
    bench_free(&bench);
}
END_TEST

#define GENERATOR "generator = { driver = 'rf-generator', port = 'pty:/tmp/a' }"
#define WITH(what) "return bench {\n generator = { driver = 'rf-generator',\n" \
                   "  port = 'pty:/tmp/a',\n  " what "\n }\n}\n"

static const struct { const char *story, *text, *where, *says; } wrong[] = {
    { "nothing at all",   "return bench { }\n", "my.lua:1:", "the bench is empty" },
    { "no bench",         "return { }\n", "my.lua", "return bench { ... }" },
    { "a scenario",       "return lesion_case { }\n", "my.lua", "is a lesion case, no bench file" },
    { "no Lua",           "return bench {\n pump = = 3 }\n", "my.lua:2:", "unexpected symbol" },
    { "an unknown role",  "return bench {\n\n  pumpe = { driver = 'it-pump' } }\n", "my.lua:3:",
      "did you mean 'pump'" },
    { "a role that is no table", "return bench {\n pump = 'it-pump' }\n", "my.lua:2:",
      "give a table" },
    { "an unknown key",   WITH("idendity = 'x'"), "my.lua:4:", "did you mean 'identity'" },
    { "an unknown driver", "return bench {\n pump = { port = 'pty:/tmp/a',\n"
                           "  driver = 'it-pmup' } }\n", "my.lua:3:", "did you mean 'it-pump'" },
    { "no driver",        "return bench {\n pump = { port = 'pty:/tmp/a' } }\n", "my.lua:2:",
      "no driver is named" },
    { "a driver that is a table", "return bench {\n pump = { port = 'pty:/tmp/a',\n"
                                  "  driver = { name = 'x' } } }\n", "my.lua:3:",
      "ending is missing" },
    { "a described driver for another role", "return bench {\n balance = { port = 'pty:/tmp/a',\n"
      "  driver = { ending = '\\n', roles = { 'meter' } } } }\n", "my.lua:3:",
      "described cannot be the balance: it can be the meter" },
    { "a driver that cannot play the role", "return bench {\n balance = { driver = 'it-pump',\n"
                                            " port = 'pty:/tmp/a' } }\n", "my.lua:2:",
      "it-pump cannot be the balance: it can be the pump" },
    { "no port",          "return bench {\n pump = { driver = 'it-pump' } }\n", "my.lua:2:",
      "no port is named" },
    { "a port of no kind", "return bench {\n pump = { driver = 'it-pump',\n"
                           "  port = 'usb:/dev/ttyUSB0' } }\n", "my.lua:3:", "serial:" },
    { "a line that cannot be", WITH("line = '19200 9Q1'"), "my.lua:4:", "8N1" },
    { "one port, two roles", "return bench {\n " GENERATOR ",\n"
                             " stand = { driver = 'knobs',\n  port = 'pty:/tmp/a' } }\n",
      "my.lua:4:", "generator and stand are both at pty:/tmp/a" },
    { "one port by two names", "return bench {\n generator = { driver = 'rf-generator',\n"
      "  port = 'pty:/dev/null' },\n stand = { driver = 'knobs',\n"
      "  port = 'pty:/dev/../dev/null' } }\n",
      "my.lua:5:", "are both at" },
    { "a limit of the other therapy", WITH("limits = { volume_ul = 3 }"), "my.lua:4:",
      "a generator has no limit 'volume_ul'" },
    { "a limit misspelt", WITH("limits = {\n   powr_w = 3 }"), "my.lua:5:",
      "did you mean 'power_w'" },
    { "a limit below nothing", WITH("limits = { power_w = -3 }"), "my.lua:4:", "power_w" },
    { "limits of what needs none", "return bench { stand = { driver = 'knobs',\n"
      " port = 'pty:/tmp/a', limits = { time_s = 3 } } }\n", "my.lua:2:", "a stand has no limits" },
    { "an unknown setting", WITH("settings = { adress = 3 }"), "my.lua:4:",
      "rf-generator has no setting 'adress'" },
    { "settings that do not hang together", "return bench {\n pump = { driver = 'modbus-rtu',\n"
      "  port = 'pty:/tmp/a',\n  settings = { order = { run = 'coil 0' } } } }\n", "my.lua:4:",
      "safe" },
    { "a hang that is none", "return bench { hang_s = 0,\n " GENERATOR " }\n", "my.lua:1:",
      "hang_s" },
    { "an endless loop", "while true do end\n", "my.lua:1", "" },
};

START_TEST(what_is_wrong_is_refused_with_its_place)
{
    struct bench bench;
    struct why   why = { "" };

    ck_assert_msg(load(&bench, wrong[_i].text, &why) != ERR_OK, "%s", wrong[_i].story);
    ck_assert_msg(strstr(why.text, wrong[_i].where), "%s: not at %s: %s", wrong[_i].story,
                  wrong[_i].where, why.text);
    ck_assert_msg(strstr(why.text, wrong[_i].says), "%s: %s", wrong[_i].story, why.text);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
    struct bench bench;
    struct why   why = { "" };

    ck_assert_int_eq(bench_load(&bench, "nowhere.lua", &why), ERR_IO);
    ck_assert_msg(strstr(why.text, "nowhere.lua"), "%s", why.text);
}
END_TEST

/* Each must load as it is shipped. */
static const char *const shipped[] = {
    "rf_generator_pty.lua", "it_pump_pty.lua", "ne1000_gravimetric.lua", "ne1000_serial.lua",
    "tc_cxn_load.lua", "tc_cxn_serial.lua",
};

START_TEST(the_benches_that_are_shipped_load)
{
    struct bench bench;
    struct why   why = { "" };
    char         path[600];

    snprintf(path, sizeof path, "benches/%s", shipped[_i]);
    ck_assert_msg(bench_load(&bench, path, &why) == ERR_OK, "%s", why.text);
    ck_assert_msg(bench.title[0] != '\0', "%s has no title", shipped[_i]);
    bench_free(&bench);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bench");
    TCase *tests = tcase_create("bench");

    tcase_add_test(tests, a_bench_file_is_read_as_it_is_written);
    tcase_add_test(tests,
                   an_instrument_may_be_described_in_the_place_of_its_drivers_name);
    tcase_add_loop_test(tests, a_driver_is_a_source_only_where_something_leaves_it, 0, 6);
    tcase_add_test(tests, a_line_of_its_own_takes_the_place_of_the_drivers);
    tcase_add_loop_test(tests, what_is_wrong_is_refused_with_its_place, 0,
                        (int)(sizeof wrong / sizeof *wrong));
    tcase_add_test(tests, a_file_that_is_not_there_is_named);
    tcase_add_loop_test(tests, the_benches_that_are_shipped_load, 0,
                        (int)(sizeof shipped / sizeof *shipped));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
