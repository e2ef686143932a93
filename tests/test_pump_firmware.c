/* The mocked pump as its host and its patient know it: states row by row, requests and every reason
 * to refuse one, boluses, updates, and the mutants that these tests must see. */
#include "drivers/mock/pump_states.h"
#include "tests/support/pump_bed.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static struct pump_bed *bed;

static void set_up(void)
{
    bed = malloc(sizeof *bed);
    ck_assert_ptr_nonnull(bed);
    pump_bed_make(bed);
}

static void tear_down(void)
{
    pump_bed_free(bed);
    free(bed);
}

static enum pump_state state(void) { return bed->output.state; }

START_TEST(a_pump_runs_its_programme_and_says_so)
{
    struct pump_status status;

    pump_bed_run(bed, 3600, 1);
    status = pump_bed_status(bed);
    ck_assert_int_eq(status.state, PUMP_STATE_CONTINUOUS);
    ck_assert_uint_eq(status.rate_nl_per_h, 20000);
    ck_assert_uint_eq(bed->strokes, 8);
    ck_assert_uint_eq(status.delivered_nl, 20000);
    ck_assert_uint_eq(status.reservoir_nl, 20000000 - 20000);
    ck_assert_uint_eq(status.clock_s, bed->build.clock_s + 3601);
    ck_assert_uint_eq(status.alarms, 0);
}
END_TEST

START_TEST(a_pump_from_the_shelf_is_programmed_and_started)
{
    pump_firmware_destroy(bed->firmware);
    bed->build.is_programmed = false;
    pump_bed_power(bed);
    ck_assert_int_eq(pump_bed_ask(bed, PUMP_KIND_OPEN, 0, 0), PUMP_REASON_NONE);
    pump_bed_run(bed, 1, 1);
    ck_assert_int_eq(state(), PUMP_STATE_SHELF);
    ck_assert_int_eq(pump_bed_ask(bed, PUMP_KIND_START, 0, 0), PUMP_REASON_STATE);
    ck_assert_int_eq(pump_bed_program(bed, &pump_bed_programme, false), PUMP_REASON_NONE);
    pump_bed_run(bed, 1, 1);
    ck_assert_int_eq(state(), PUMP_STATE_STOPPED);
    ck_assert_int_eq(pump_bed_ask(bed, PUMP_KIND_START, 0, 0), PUMP_REASON_NONE);
    pump_bed_run(bed, 3600, 60);
    ck_assert_int_eq(state(), PUMP_STATE_CONTINUOUS);
    ck_assert_uint_eq(bed->strokes, 8);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_firmware");
    TCase *life = tcase_create("life");

    tcase_add_checked_fixture(life, set_up, tear_down);
    tcase_add_test(life, a_pump_runs_its_programme_and_says_so);
    tcase_add_test(life, a_pump_from_the_shelf_is_programmed_and_started);
    suite_add_tcase(suite, life);
    return suite_run(suite);
}
