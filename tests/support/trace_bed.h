/* trace_bed.h - a trace of three signals, and a file for it that is made before each test and taken
 * away after it. Include it once in a suite.
 *
 *     tcase_add_checked_fixture(tests, set_up, tear_down); */
#ifndef PAINRIG_TESTS_SUPPORT_TRACE_BED_H
#define PAINRIG_TESTS_SUPPORT_TRACE_BED_H

#include "hil/signal.h"
#include "hil/trace/trace.h"
#include "tests/support/scratch.h"

#include <check.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static const char *const phases[] = { "standby", "ramp", "hold", NULL };

static const struct signal table[] = {
    { .name = "tip.temp_c", .unit = "C", .most = 120, .decimals = 2, .sentence = "tip" },
    { .name = "generator.state", .unit = "-", .most = 2, .sentence = "state", .labels = phases },
    { .name = "load.impedance_ohm", .unit = "ohm", .most = 2000, .sentence = "load" },
};

static struct scratch scratch;

static inline void set_up(void)   { scratch = scratch_make("trace.csv"); }
static inline void tear_down(void) { scratch_drop(&scratch); }

static inline struct trace *trace_new(const char *path, double tick_s)
{
    struct trace *trace = NULL;
    struct why    why = { "" };

    ck_assert_msg(trace_create(&trace, path, table, COUNT(table), tick_s, 0, &why) == ERR_OK, "%s",
                  why.text);
    return trace;
}

static inline void append(struct trace *trace, double t_s, double temp_c, double state, double ohm)
{
    struct why why = { "" };

    ck_assert_msg(trace_append(trace, t_s, (double[]){ temp_c, state, ohm }, &why) == ERR_OK, "%s",
                  why.text);
}

static inline void close_whole(struct trace *trace)
{
    ck_assert_int_eq(trace_close(trace, NULL), ERR_OK);
    trace_destroy(trace);
}

#endif
