/* A trace as it is written: its rows, which of them, and the sketch of all. */
#include "base/text.h"
#include "hil/trace/trace_file.h"
#include "tests/support/suite.h"
#include "tests/support/trace_bed.h"

#include <check.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* ---- writing ---- */

START_TEST(a_trace_is_names_units_rows_and_an_end)
{
    struct trace *trace = trace_new(scratch.path, 0.02);
    char *bytes;

    append(trace, 0.02, 37.006, 0, 102.4);
    append(trace, 0.04, NAN, 1, -0.2);
    append(trace, 1, -0.005, NAN, NAN);
    append(trace, 1.000001, 1e30, 7, 0);
    ck_assert_uint_eq(trace_rows(trace), 4);
    close_whole(trace);
    bytes = scratch_read(scratch.path, NULL);
    ck_assert_str_eq(bytes, "t_s,tip.temp_c,generator.state,load.impedance_ohm\n"
                            "s,C,-,ohm\n"
                            "0.02,37.01,standby,102\n"
                            "0.04,,ramp,0\n"
                            "1,-0.01,,\n"
                            "1.000001,1.000000000e+30,?7,0\n"
                            "# end tick_s=0.02\n");
    free(bytes);
}
END_TEST

static const struct { double tick_s; int ticks; const char *on_disk; } flushes[] = {
    { 0.01,  450,  "\n3.6,"  },     /* once a simulated second */
    { 0.1,   250,  "\n16,"   },     /* once per 100 ticks      */
    { 60,    250,  "\n9600," },
};

START_TEST(rows_reach_the_disk_once_a_second_or_per_100_ticks)
{
    struct trace *trace = trace_new(scratch.path, flushes[_i].tick_s);
    char *bytes;

    for (int tick = 1; tick <= flushes[_i].ticks; tick++)
        append(trace, tick * flushes[_i].tick_s, 37, 0, 100);
    bytes = scratch_read(scratch.path, NULL);
    ck_assert_ptr_nonnull(strstr(bytes, flushes[_i].on_disk));
    ck_assert_int_eq(bytes[strlen(bytes) - 1], '\n');       /* whole rows only */
    free(bytes);
    close_whole(trace);
}
END_TEST

START_TEST(who_reads_along_waits_a_quarter_of_a_second_when_a_trace_hurries)
{
    struct trace *trace = trace_new(scratch.path, 0.1);
    char         *bytes;

    trace_hurry(trace, 0.25);
    for (int tick = 1; tick <= 7; tick++)
        append(trace, tick * 0.1, 37, 0, 100);
    bytes = scratch_read(scratch.path, NULL);
    ck_assert_ptr_nonnull(strstr(bytes, "\n0.6,"));
    free(bytes);
    trace_destroy(trace);
}
END_TEST

START_TEST(a_trace_that_nobody_closed_keeps_its_rows_and_has_no_end)
{
    struct trace *trace = trace_new(scratch.path, 0.1);
    char *bytes;

    append(trace, 0.1, 37, 0, 100);
    append(trace, 0.2, 38, 0, 100);
    trace_destroy(trace);
    bytes = scratch_read(scratch.path, NULL);
    ck_assert_ptr_nonnull(strstr(bytes, "\n0.2,38.00,"));
    ck_assert_ptr_null(strstr(bytes, "# end"));
    free(bytes);
}
END_TEST

START_TEST(rows_come_in_order_of_time_and_before_the_end)
{
    struct trace *trace = trace_new(NULL, 0.1);
    const double  values[3] = { 0 };

    append(trace, 0.1, 1, 1, 1);
    ck_assert_int_eq(trace_append(trace, 0.1, values, NULL), ERR_BUG);
    ck_assert_int_eq(trace_append(trace, NAN, values, NULL), ERR_BUG);
    ck_assert_int_eq(trace_append(trace, INFINITY, values, NULL), ERR_BUG);
    ck_assert_int_eq(trace_close(trace, NULL), ERR_OK);
    ck_assert_int_eq(trace_append(trace, 0.2, values, NULL), ERR_BUG);
    ck_assert_uint_eq(trace_rows(trace), 1);
    trace_destroy(trace);
    trace_destroy(NULL);
}
END_TEST

START_TEST(a_name_that_would_break_the_file_is_refused)
{
    const struct signal bad[] = { { .name = "a,b", .unit = "-" } };
    struct trace *trace = NULL;

    ck_assert_int_eq(trace_create(&trace, NULL, bad, 1, 0.1, 0, NULL), ERR_BUG);
    ck_assert_int_eq(trace_create(&trace, NULL, table, 1, 0, 0, NULL), ERR_BUG);
    ck_assert_int_eq(trace_create(&trace, NULL, table, 1, 0.1, -1, NULL), ERR_BUG);
    ck_assert_int_eq(trace_create(&trace, NULL, table, 1, 0.1, NAN, NULL), ERR_BUG);
    ck_assert_int_eq(trace_create(&trace, NULL, table, 1, 0.1, INFINITY, NULL), ERR_BUG);
    ck_assert_ptr_null(trace);
}
END_TEST

static const char *const unwritable[] = { "/dev/full", "/no/such/folder/trace.csv", "/" };

START_TEST(an_unwritable_path_is_a_sentence_that_names_it)
{
    struct trace *trace = NULL;
    struct why    why = { "" };

    ck_assert_int_eq(trace_create(&trace, unwritable[_i], table, COUNT(table), 0.1, 0, &why),
                     ERR_IO);
    ck_assert_ptr_null(trace);
    ck_assert_msg(strstr(why.text, unwritable[_i]) != NULL, "%s", why.text);
    ck_assert_msg(strstr(why.text, "folder") != NULL, "%s", why.text);
}
END_TEST

START_TEST(a_full_disk_is_a_sentence_and_what_was_written_stays)
{
    struct rlimit      small = { 20000, RLIM_INFINITY }, large = { RLIM_INFINITY, RLIM_INFINITY };
    struct trace      *trace = trace_new(scratch.path, 0.1);
    struct trace_file *file = NULL;
    struct why         why = { "" };
    enum err           err = ERR_OK;

    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (int tick = 1; tick <= 5000 && err == ERR_OK; tick++)
        err = trace_append(trace, tick * 0.1, (double[]){ 37, 0, 100 }, &why);
    ck_assert_int_eq(err, ERR_IO);
    ck_assert_msg(strstr(why.text, scratch.path) && strstr(why.text, "free some room"), "%s",
                  why.text);
    /* room again: a torn row may not be written on */
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &large), 0);
    ck_assert_int_eq(trace_append(trace, 600, (double[]){ 37, 0, 100 }, NULL), ERR_IO);
    ck_assert_int_eq(trace_close(trace, NULL), ERR_IO);
    trace_destroy(trace);
    ck_assert_int_eq(trace_file_open(&file, scratch.path, NULL), ERR_OK);
    ck_assert_uint_gt(trace_file_rows(file), 500);
    ck_assert_int_ne(trace_file_end(file), TRACE_FILE_WHOLE);
    trace_file_close(file);
}
END_TEST

/* ---- which rows are written ---- */

static const struct signal wide[] = {
    { .name = "flow.ul_per_h", .unit = "ul/h", .least = 0, .most = 1e6, .decimals = 1, .sentence = "flow" },
    { .name = "pump.state",    .unit = "-", .most = 2, .sentence = "state", .labels = phases },
    { .name = "pump.boluses",  .unit = "-", .most = 1e6, .sentence = "a count" },
    { .name = "mixing",        .unit = "-", .most = 1, .decimals = 3, .sentence = "a ratio: no count" },
};

/* What happens at a tick, and the ticks whose rows are there in the end. */
enum happening { NOTHING, STATE, COUNTED, UNKNOWN, MARK };
static const struct {
    const char    *story;
    double         tick_s, row_every_s;
    int            ticks;
    struct { int tick; enum happening what; } at[4];
    int            rows[12];
} thinned[] = {
    { "multiples, first and last", 1, 10, 34, { { 0 } }, { 1, 10, 20, 30, 34 } },
    { "first at a multiple",     10, 10,  3, { { 0 } }, { 1, 2, 3 } },
    { "a spacing below a tick",   1, 0.5, 3, { { 0 } }, { 1, 2, 3 } },
    { "no multiple of the tick",  1, 2.5, 9, { { 0 } }, { 1, 3, 5, 8, 9 } },
    { "ticks that are sums",    0.1,   1, 31, { { 0 } }, { 1, 10, 20, 30, 31 } },
    { "sums that fall short",   0.3, 0.9, 15, { { 0 } }, { 1, 3, 6, 9, 12, 15 } },
    { "a state: both sides",      1, 10, 20, { { 5, STATE } }, { 1, 4, 5, 10, 20 } },
    { "a state, just after a row", 1, 10, 20, { { 11, STATE } }, { 1, 10, 11, 20 } },
    { "states in a row",          1, 10, 12, { { 5, STATE }, { 6, STATE }, { 7, STATE } }, { 1, 4, 5, 6, 7, 10, 12 } },
    { "a count",                  1, 10, 20, { { 14, COUNTED } }, { 1, 10, 13, 14, 20 } },
    { "a state becomes unknown",  1, 10, 20, { { 6, UNKNOWN } }, { 1, 5, 6, 10, 20 } },
    { "it happened: both sides",  1, 10, 20, { { 7, MARK } }, { 1, 6, 7, 10, 20 } },
    { "it happened first",        1, 10, 20, { { 1, MARK } }, { 1, 10, 20 } },
    { "two things",               1, 10, 20, { { 7, MARK }, { 8, STATE } }, { 1, 6, 7, 8, 10, 20 } },
    { "a second is one row",      1, 60, 5, { { 0 } }, { 1, 5 } },
};

static void thin_append(struct trace *trace, int tick, double tick_s, double row[4])
{
    row[0] = tick;
    row[3] = 1.0 / tick;
    ck_assert_int_eq(trace_append(trace, tick * tick_s, row, NULL), ERR_OK);
}

static void thin_write(struct trace *trace, int story)
{
    double row[4] = { 0 };

    for (int tick = 1; tick <= thinned[story].ticks; tick++) {
        for (int i = 0; i < 4; i++) {
            if (thinned[story].at[i].tick != tick)
                continue;
            row[1] = thinned[story].at[i].what == STATE ? row[1] == 1 ? 2 : 1 : row[1];
            row[1] = thinned[story].at[i].what == UNKNOWN ? NAN : row[1];
            row[2] += thinned[story].at[i].what == COUNTED;
            if (thinned[story].at[i].what == MARK)
                trace_mark(trace);
        }
        thin_append(trace, tick, thinned[story].tick_s, row);
    }
}

START_TEST(a_thinned_trace_keeps_what_happened)
{
    struct trace      *trace = NULL;
    struct trace_file *file = NULL;
    size_t             wanted = 0;

    ck_assert_int_eq(trace_create(&trace, scratch.path, wide, COUNT(wide), thinned[_i].tick_s,
                                  thinned[_i].row_every_s, NULL), ERR_OK);
    thin_write(trace, _i);
    close_whole(trace);
    ck_assert_int_eq(trace_file_open(&file, scratch.path, NULL), ERR_OK);
    ck_assert_int_eq(trace_file_bind(file, wide, COUNT(wide), NULL, NULL), ERR_OK);
    ck_assert_int_eq(trace_file_end(file), TRACE_FILE_WHOLE);
    for (; thinned[_i].rows[wanted]; wanted++) {
        ck_assert_msg(wanted < trace_file_rows(file), "%s: %zu rows", thinned[_i].story, wanted);
        ck_assert_msg(trace_file_row(file, wanted)[0] == thinned[_i].rows[wanted], "%s: %g for %d",
                      thinned[_i].story, trace_file_row(file, wanted)[0], thinned[_i].rows[wanted]);
        ck_assert_double_eq_tol(trace_file_t_s(file, wanted),
                                thinned[_i].rows[wanted] * thinned[_i].tick_s, 1e-6);
    }
    ck_assert_msg(trace_file_rows(file) == wanted, "%s", thinned[_i].story);
    trace_file_close(file);
}
END_TEST

START_TEST(a_spacing_of_a_tick_writes_the_same_bytes_as_none)
{
    const double spacings_s[] = { 0, 0.5, 1 };
    char        *bytes[COUNT(spacings_s)];

    for (size_t i = 0; i < COUNT(spacings_s); i++) {
        struct trace *trace = NULL;
        double        row[4] = { 0 };

        ck_assert_int_eq(trace_create(&trace, scratch.path, wide, COUNT(wide), 1, spacings_s[i],
                                      NULL), ERR_OK);
        ck_assert_double_eq(trace_row_every_s(trace), 0);
        for (int tick = 1; tick <= 300; tick++)
            thin_append(trace, tick, 1, row);
        ck_assert_uint_eq(trace_rows(trace), 300);
        close_whole(trace);
        bytes[i] = scratch_read(scratch.path, NULL);
        ck_assert_str_eq(bytes[i], bytes[0]);
    }
    for (size_t i = 0; i < COUNT(spacings_s); i++)
        free(bytes[i]);
}
END_TEST

START_TEST(what_a_thinned_trace_leaves_out_is_in_its_sketch)
{
    struct trace *trace = NULL;
    double        least, most, row[4] = { 0 };

    ck_assert_int_eq(trace_create(&trace, NULL, wide, COUNT(wide), 1, 1000, NULL), ERR_OK);
    for (int tick = 1; tick <= 900; tick++) {
        thin_append(trace, tick, 1, row);
        row[2] = tick == 899 ? 7 : 0;
    }
    ck_assert_uint_eq(trace_rows(trace), 3);        /* first; the count's two sides */
    trace_sketch(trace, 0, 450, &least, &most);
    ck_assert_double_eq(least, 450);
    ck_assert_double_eq(most, 450);
    close_whole(trace);
}
END_TEST

/* A run that dies has given what came before its last 100 ticks. */
START_TEST(a_thinned_trace_that_nobody_closed_keeps_its_last_row)
{
    struct trace *trace = NULL;
    double        row[4] = { 0 };
    char         *bytes;

    ck_assert_int_eq(trace_create(&trace, scratch.path, wide, COUNT(wide), 1, 50, NULL), ERR_OK);
    for (int tick = 1; tick <= 130; tick++)
        thin_append(trace, tick, 1, row);
    bytes = scratch_read(scratch.path, NULL);
    ck_assert_ptr_nonnull(strstr(bytes, "\n100,"));
    ck_assert_ptr_null(strstr(bytes, "\n130,"));
    free(bytes);
    trace_destroy(trace);
    bytes = scratch_read(scratch.path, NULL);
    ck_assert_ptr_nonnull(strstr(bytes, "\n130,"));
    ck_assert_ptr_null(strstr(bytes, "# end"));
    free(bytes);
}
END_TEST

/* ---- the sketch ---- */

START_TEST(the_sketch_keeps_every_extreme_however_long_the_run)
{
    static const int ticks[] = { 10, TRACE_SKETCH_MAX, TRACE_SKETCH_MAX + 1, 100000 };
    const double  dt_s = 0.02;
    struct trace *trace = trace_new(NULL, dt_s);
    double        least, most, greatest = -INFINITY;
    size_t        spike = (size_t)ticks[_i] / 2, bucket;

    for (int tick = 1; tick <= ticks[_i]; tick++)
        append(trace, tick * dt_s, (size_t)tick == spike ? 99 : 37, tick % 2 ? NAN : 1, 100);
    ck_assert_uint_le(trace_sketch_buckets(trace), TRACE_SKETCH_MAX);
    bucket = (size_t)((double)spike * dt_s / trace_sketch_bucket_s(trace) + 1e-6);
    trace_sketch(trace, 0, bucket, &least, &most);
    ck_assert_double_eq(most, 99);
    for (size_t i = 0; i < trace_sketch_buckets(trace); i++) {
        trace_sketch(trace, 0, i, &least, &most);
        greatest = i == bucket || isnan(most) ? greatest : fmax(greatest, most);
    }
    ck_assert_double_eq(greatest, 37);
    trace_sketch(trace, 1, trace_sketch_buckets(trace) / 2 & ~(size_t)1, &least, &most);
    ck_assert_msg(_i < 2 || (least == 1 && most == 1), "an unknown value took a known one away");
    trace_destroy(trace);
}
END_TEST

START_TEST(a_time_that_falls_just_short_belongs_to_its_own_bucket)
{
    struct trace *trace = trace_new(NULL, 0.1);

    ck_assert_double_lt(0.3 / 0.1, 3);
    append(trace, 0.3, 1, 0, 0);
    ck_assert_uint_eq(trace_sketch_buckets(trace), 4);
    trace_destroy(trace);
}
END_TEST

START_TEST(the_sketch_says_nan_where_nothing_was_known)
{
    struct trace *trace = trace_new(NULL, 1);
    double        least = 0, most = 0;

    append(trace, 0, 1, NAN, 5);
    append(trace, 3, 2, NAN, 5);
    ck_assert_uint_eq(trace_sketch_buckets(trace), 4);
    trace_sketch(trace, 0, 1, &least, &most);
    ck_assert(isnan(least) && isnan(most));
    trace_sketch(trace, 1, 3, &least, &most);
    ck_assert(isnan(least) && isnan(most));
    append(trace, 1e300, 3, 0, 5);                      /* a leap merges all that was before */
    trace_sketch(trace, 0, 0, &least, &most);
    ck_assert(least == 1 && most == 2);
    trace_destroy(trace);
}
END_TEST

/* ---- its columns ---- */

START_TEST(signals_and_knobs_are_found_by_name)
{
    const struct knob knobs[] = { { .name = "a.b" }, { .name = "a.c" } };

    ck_assert_uint_eq(signal_find(table, COUNT(table), "load.impedance_ohm"), 2);
    ck_assert_uint_eq(signal_find(table, COUNT(table), "load.impedance"), SIGNAL_NONE);
    ck_assert_uint_eq(signal_find(table, 0, "tip.temp_c"), SIGNAL_NONE);
    ck_assert_uint_eq(knob_find(knobs, 2, "a.c"), 1);
    ck_assert_uint_eq(knob_find(knobs, 2, ""), SIGNAL_NONE);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("trace");
    TCase *tests = tcase_create("trace");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_trace_is_names_units_rows_and_an_end);
    tcase_add_loop_test(tests, rows_reach_the_disk_once_a_second_or_per_100_ticks, 0,
                        COUNT(flushes));
    tcase_add_test(tests, who_reads_along_waits_a_quarter_of_a_second_when_a_trace_hurries);
    tcase_add_test(tests, a_trace_that_nobody_closed_keeps_its_rows_and_has_no_end);
    tcase_add_test(tests, rows_come_in_order_of_time_and_before_the_end);
    tcase_add_test(tests, a_name_that_would_break_the_file_is_refused);
    tcase_add_loop_test(tests, an_unwritable_path_is_a_sentence_that_names_it, 0,
                        COUNT(unwritable));
    tcase_add_test(tests, a_full_disk_is_a_sentence_and_what_was_written_stays);
    tcase_add_loop_test(tests, a_thinned_trace_keeps_what_happened, 0, COUNT(thinned));
    tcase_add_test(tests, a_spacing_of_a_tick_writes_the_same_bytes_as_none);
    tcase_add_test(tests, what_a_thinned_trace_leaves_out_is_in_its_sketch);
    tcase_add_test(tests, a_thinned_trace_that_nobody_closed_keeps_its_last_row);
    tcase_add_loop_test(tests, the_sketch_keeps_every_extreme_however_long_the_run, 0, 4);
    tcase_add_test(tests, a_time_that_falls_just_short_belongs_to_its_own_bucket);
    tcase_add_test(tests, the_sketch_says_nan_where_nothing_was_known);
    tcase_add_test(tests, signals_and_knobs_are_found_by_name);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
