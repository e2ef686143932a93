/* Between the opening of a stand and the first tick time passes in which nobody speaks to it: what
 * that did to the instruments is found and mended, or told. */
#include "hil/rig/rig_ablation.h"
#include "hil/rig/rig_infusion.h"
#include "tests/support/bench_bed.h"
#include "tests/support/suite.h"

#include <math.h>
#include <string.h>

/* A bench of one source and, with the pump, a balance; opened, and without a rig. */
static void open(struct bench_bed *bed, enum device_role role, const char *driver, bool is_armed)
{
    static const char *const identities[][2] = {        /* part of what each says of itself */
        { "ne1000", "NE1000" }, { "phd-ultra", "PHD" }, { "graseby3000", "3000" },
        { "tc-cxn", "AG 1012" }, { "ae-bus", "PT-MF" },
    };
    enum err err;

    bench_bed_begin(bed, role == DEVICE_ROLE_PUMP ? &rig_infusion : &rig_ablation);
    bench_bed_place(bed, role, driver);
    if (role == DEVICE_ROLE_PUMP)
        bench_bed_place(bed, DEVICE_ROLE_BALANCE, "mt-sics");
    for (size_t i = 0; i < sizeof identities / sizeof *identities; i++)
        if (strcmp(driver, identities[i][0]) == 0)
            strcpy(bed->bench.places[role].identity, identities[i][1]);
    bench_bed_arm(bed);
    err = bench_bed_try_stand(bed, is_armed);
    ck_assert_msg(err == ERR_OK, "%s", why_text(&bed->why, err));
}

static bool has_told(struct bench_bed *bed, const char *words)
{
    struct device_event event;
    enum device_role    role;
    bool                is_told = false;

    while (stand_next_event(bed->stand, &event, &role))
        is_told |= strstr(event.text, words) != NULL;
    return is_told;
}

static const struct { enum device_role role; const char *driver; double gap_s; } gaps[] = {
    { DEVICE_ROLE_PUMP,      "ne1000",     0  }, { DEVICE_ROLE_PUMP,      "ne1000",     4  },
    { DEVICE_ROLE_PUMP,      "ne1000",     20 }, { DEVICE_ROLE_PUMP,      "phd-ultra",  20 },
    { DEVICE_ROLE_PUMP,      "graseby3000", 20 }, { DEVICE_ROLE_GENERATOR, "tc-cxn",    0  },
    { DEVICE_ROLE_GENERATOR, "tc-cxn",     3  }, { DEVICE_ROLE_GENERATOR, "tc-cxn",     20 },
    { DEVICE_ROLE_GENERATOR, "ae-bus",     20 },
};

START_TEST(after_a_gap_every_link_is_up_and_young_and_no_alarm_stands)
{
    struct bench_bed bed;
    enum err         err;

    open(&bed, gaps[_i].role, gaps[_i].driver, true);
    err = bench_bed_try_ready(&bed, gaps[_i].gap_s);
    ck_assert_msg(err == ERR_OK, "%s, %g s: %s", gaps[_i].driver, gaps[_i].gap_s, bed.why.text);
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        struct device *device = stand_device(bed.stand, (enum device_role)role);

        if (!device)
            continue;
        ck_assert_int_eq(device_report(device)->link, DEVICE_LINK_UP);
        ck_assert_double_lt(stand_heard_ago_s(bed.stand, (enum device_role)role), 0.5);
    }
    ck_assert(!(stand_role_reading(bed.stand, gaps[_i].role, DEVICE_READ_ALARM) > 0));
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_watchdog_that_ran_out_is_told_and_acknowledged_so_that_the_pump_runs)
{
    struct bench_bed bed;
    struct why       why = { "" };

    open(&bed, DEVICE_ROLE_PUMP, "ne1000", true);
    ck_assert_int_eq(bench_bed_try_ready(&bed, 8), ERR_OK);
    ck_assert(has_told(&bed, "alarm before the run began (A?T"));
    ck_assert_msg(stand_order(bed.stand, DEVICE_ROLE_PUMP, DEVICE_ORDER_RUN, 1, &why) == ERR_OK,
                  "%s", why.text);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_source_that_is_not_armed_keeps_its_alarm)
{
    struct bench_bed bed;

    open(&bed, DEVICE_ROLE_PUMP, "ne1000", false);
    ck_assert_int_eq(bench_bed_try_ready(&bed, 8), ERR_OK);
    ck_assert(!has_told(&bed, "acknowledged"));
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(an_alarm_that_stays_refuses_the_run_by_its_name)
{
    struct bench_bed bed;

    open(&bed, DEVICE_ROLE_GENERATOR, "tc-cxn", true);
    bench_bed_fault(&bed, DEVICE_ROLE_GENERATOR, "interlock_open", 1);
    ck_assert_int_eq(bench_bed_try_ready(&bed, 0), ERR_REFUSED);
    ck_assert_msg(strstr(bed.why.text, "generator (tc-cxn): its alarm")
                  && strstr(bed.why.text, "interlock"), "%s", bed.why.text);
    bench_bed_clear(&bed);
}
END_TEST

static const struct { enum device_role mute; const char *says; } silences[] = {
    { DEVICE_ROLE_PUMP, "pump (ne1000): it said who it is, and then nothing for" },
    { DEVICE_ROLE_BALANCE, "balance (mt-sics): it said who it is, and then nothing for" },
};

START_TEST(who_fell_silent_meanwhile_refuses_the_run)
{
    struct bench_bed bed;

    open(&bed, DEVICE_ROLE_PUMP, "ne1000", true);
    bed.is_mute[silences[_i].mute] = true;
    ck_assert_int_eq(bench_bed_try_ready(&bed, 0), ERR_REFUSED);
    ck_assert_msg(strstr(bed.why.text, silences[_i].says), "%s", bed.why.text);
    bench_bed_clear(&bed);
}
END_TEST

START_TEST(a_source_that_was_unplugged_meanwhile_refuses_the_run)
{
    struct bench_bed bed;

    open(&bed, DEVICE_ROLE_PUMP, "ne1000", true);
    port_destroy(bed.far[DEVICE_ROLE_PUMP]);
    bed.far[DEVICE_ROLE_PUMP] = NULL;
    ck_assert_int_eq(bench_bed_try_ready(&bed, 1), ERR_REFUSED);
    ck_assert_msg(strstr(bed.why.text, "has closed before the run began"), "%s", bed.why.text);
    bench_bed_clear(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stand_ready");
    TCase *tests = tcase_create("stand_ready");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, after_a_gap_every_link_is_up_and_young_and_no_alarm_stands, 0,
                        (int)(sizeof gaps / sizeof *gaps));
    tcase_add_test(tests, a_watchdog_that_ran_out_is_told_and_acknowledged_so_that_the_pump_runs);
    tcase_add_test(tests, a_source_that_is_not_armed_keeps_its_alarm);
    tcase_add_test(tests, an_alarm_that_stays_refuses_the_run_by_its_name);
    tcase_add_loop_test(tests, who_fell_silent_meanwhile_refuses_the_run, 0,
                        (int)(sizeof silences / sizeof *silences));
    tcase_add_test(tests, a_source_that_was_unplugged_meanwhile_refuses_the_run);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
