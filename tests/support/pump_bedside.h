/* pump_bedside.h - a test's own pump: made before it, given back after it. For suites whose every
 * test begins with a pump that runs; include it once in a suite.
 *
 *     tcase_add_checked_fixture(tests, set_up, tear_down); */
#ifndef PAINRIG_TESTS_SUPPORT_PUMP_BEDSIDE_H
#define PAINRIG_TESTS_SUPPORT_PUMP_BEDSIDE_H

#include "tests/support/pump_bed.h"

#include <check.h>
#include <stdlib.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define HOUR_S 3600.0
#define DAY_S  86400.0

#define IS_OK(reason)           ck_assert_int_eq(reason, PUMP_REASON_NONE)
#define IS_REFUSED(why, reason) ck_assert_int_eq(reason, PUMP_REASON_##why)
#define IS_IN(name)             ck_assert_int_eq(state(), PUMP_STATE_##name)

static struct pump_bed *bed;

static inline void set_up(void)
{
    bed = malloc(sizeof *bed);
    ck_assert_ptr_nonnull(bed);
    pump_bed_make(bed);
}

static inline void tear_down(void)
{
    pump_bed_free(bed);
    free(bed);
}

static inline enum pump_state state(void) { return bed->output.state; }
static inline enum pump_reason ask(enum pump_kind kind) { return pump_bed_ask(bed, kind, 0, 0); }

static inline bool has(enum pump_alarm alarm)
{
    return (bed->output.alarms >> alarm & 1u) != 0;
}

#endif
