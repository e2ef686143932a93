#include "base/text.h"
#include "hil/digest.h"
#include "hil/event.h"
#include "hil/exhibit.h"
#include "hil/signal.h"
#include "hil/trace/trace.h"
#include "hil/trace/trace_file.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static const char *const phases[] = { "standby", "ramp", "hold", NULL };

static const struct signal table[] = {
    { .name = "tip.temp_c",          .unit = "C",   .least = 0, .most = 120, .decimals = 2, .sentence = "tip" },
    { .name = "generator.state",     .unit = "-",   .least = 0, .most = 2, .sentence = "state", .labels = phases },
    { .name = "load.impedance_ohm",  .unit = "ohm", .least = 0, .most = 2000, .decimals = 0, .sentence = "load" },
};

static struct scratch scratch;

static void set_up(void)   { scratch = scratch_make("trace.csv"); }
static void tear_down(void) { scratch_drop(&scratch); }

static struct trace *trace_new(const char *path, double tick_s)
{
    struct trace *trace = NULL;
    struct why    why = { "" };

    ck_assert_msg(trace_create(&trace, path, table, COUNT(table), tick_s, 0, &why) == ERR_OK, "%s",
                  why.text);
    return trace;
}

static void append(struct trace *trace, double t_s, double temp_c, double state, double ohm)
{
    struct why why = { "" };

    ck_assert_msg(trace_append(trace, t_s, (double[]){ temp_c, state, ohm }, &why) == ERR_OK, "%s",
                  why.text);
}

static void close_whole(struct trace *trace)
{
    ck_assert_int_eq(trace_close(trace, NULL), ERR_OK);
    trace_destroy(trace);
}

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

    ck_assert_int_eq(trace_create(&trace, unwritable[_i], table, COUNT(table), 0.1, 0, &why), ERR_IO);
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

/* ---- reading ---- */

START_TEST(what_is_written_is_read)
{
    struct trace      *trace = trace_new(scratch.path, 0.02);
    struct trace_file *file = NULL;
    struct why         why = { "" };

    append(trace, 0.02, 37.01, 2, 102);
    append(trace, 0.04, NAN, NAN, 101);
    append(trace, 0.06, -1.5, 0, 1e30);
    append(trace, 0.08, 38, 9, 3);
    close_whole(trace);
    ck_assert_msg(trace_file_open(&file, scratch.path, &why) == ERR_OK, "%s", why.text);
    ck_assert_int_eq(trace_file_end(file), TRACE_FILE_WHOLE);
    ck_assert_str_eq(trace_file_note(file), "");
    ck_assert_uint_eq(trace_file_columns(file), 3);
    ck_assert_str_eq(trace_file_name(file, 2), "load.impedance_ohm");
    ck_assert_str_eq(trace_file_unit(file, 2), "ohm");
    ck_assert_uint_eq(trace_file_rows(file), 4);
    ck_assert(trace_file_t_s(file, 2) == 0.06 && trace_file_row(file, 0)[0] == 37.01);
    ck_assert_str_eq(trace_file_label(file, 1, trace_file_row(file, 0)[1]), "hold");

    ck_assert_msg(trace_file_bind(file, table, COUNT(table), NULL, &why) == ERR_OK, "%s", why.text);
    ck_assert(trace_file_row(file, 0)[1] == 2 && trace_file_row(file, 2)[1] == 0);
    ck_assert(isnan(trace_file_row(file, 1)[0]) && isnan(trace_file_row(file, 1)[1]));
    ck_assert(trace_file_row(file, 2)[2] == 1e30 && trace_file_row(file, 3)[1] == 9);
    ck_assert_str_eq(trace_file_label(file, 1, 1), "ramp");
    ck_assert_ptr_null(trace_file_label(file, 1, 9));
    ck_assert_ptr_null(trace_file_label(file, 0, 37));
    trace_file_close(file);
}
END_TEST

static const struct {
    const char *story, *text; enum err want; enum trace_file_end end; size_t rows; const char *says;
} files[] = {
    { "whole",                "t_s,a\ns,C\n1,2\n# end\n",      ERR_OK, TRACE_FILE_WHOLE,   1, ""             },
    { "no rows at all",       "t_s,a\ns,C\n# end\n",           ERR_OK, TRACE_FILE_WHOLE,   0, ""             },
    { "line ends of Windows", "t_s,a\r\ns,C\r\n1,2\r\n# end\r\n", ERR_OK, TRACE_FILE_WHOLE, 1, ""            },
    { "killed between rows",  "t_s,a\ns,C\n1,2\n2,3\n",        ERR_OK, TRACE_FILE_UNENDED, 2, "no \"# end\"" },
    { "cut within a number",  "t_s,a\ns,C\n1,2\n2,3",          ERR_OK, TRACE_FILE_CUT,     1, "line 4 is cut" },
    { "cut within a cell",    "t_s,a\ns,C\n1,2\n2",            ERR_OK, TRACE_FILE_CUT,     1, "line 4 is cut" },
    { "cut within the end",   "t_s,a\ns,C\n1,2\n# en",         ERR_OK, TRACE_FILE_CUT,     1, "line 4 is cut" },
    { "whole, with its tick", "t_s,a\ns,C\n1,2\n# end tick_s=0.01\n", ERR_OK, TRACE_FILE_WHOLE, 1, ""     },
    { "whole, of a run that was stopped", "t_s,a\ns,C\n1,2\n# end tick_s=0.01 cut\n", ERR_OK, TRACE_FILE_STOPPED, 1, "cut short at 1.00 s" },
    { "another word behind the tick", "t_s,a\ns,C\n1,2\n# end tick_s=0.01 cuts\n", ERR_PARSE, 0, 0, ":4: behind" },
    { "rows behind a stop",   "t_s,a\ns,C\n# end tick_s=1 cut\n1,2\n", ERR_PARSE, 0, 0, ":4: there are rows behind" },
    { "cut within the tick",  "t_s,a\ns,C\n1,2\n# end tick_s=0", ERR_OK, TRACE_FILE_CUT, 1, "line 4 is cut" },
    { "a tick that is none",  "t_s,a\ns,C\n1,2\n# end tick_s=-1\n", ERR_PARSE, 0, 0, ":4: behind \"# end\"" },
    { "an end that is none",  "t_s,a\ns,C\n1,2\n# ending\n", ERR_PARSE, 0, 0, ":4: behind \"# end\"" },
    { "a cell too few",       "t_s,a,b\ns,C,C\n1,2\n# end\n",  ERR_PARSE, 0, 0, ":3: 2 cells where the header has 3" },
    { "a cell too many",      "t_s,a\ns,C\n1,2,3\n# end\n",    ERR_PARSE, 0, 0, ":3: 3 cells" },
    { "time stands still",    "t_s,a\ns,C\n1,2\n1,2\n# end\n", ERR_PARSE, 0, 0, ":4: time goes from 1 s to 1 s" },
    { "time goes backwards",  "t_s,a\ns,C\n2,2\n1,2\n# end\n", ERR_PARSE, 0, 0, ":4: time goes from 2 s to 1 s" },
    { "time is unknown",      "t_s,a\ns,C\n,2\n# end\n",       ERR_PARSE, 0, 0, ":3: the time is no number" },
    { "a word among numbers", "t_s,a\ns,C\n1,2\n2,x\n# end\n", ERR_PARSE, 0, 0, ":4: 'x' is no value of a" },
    { "rows behind the end",  "t_s,a\ns,C\n# end\n1,2\n",      ERR_PARSE, 0, 0, ":4: there are rows behind" },
    { "no time column",       "a,b\ns,C\n# end\n",             ERR_PARSE, 0, 0, "t_s" },
    { "fewer units",          "t_s,a\ns\n# end\n",             ERR_PARSE, 0, 0, "row of units" },
    { "only a header",        "t_s,a\n",                       ERR_PARSE, 0, 0, "row of units" },
    { "an empty file",        "",                              ERR_PARSE, 0, 0, "row of names" },
};

START_TEST(a_file_is_read_as_far_as_it_can_be_trusted)
{
    struct trace_file *file = NULL;
    struct why         why = { "" };
    const char        *sentence = why.text;

    scratch_write(scratch.path, files[_i].text);
    ck_assert_msg(trace_file_open(&file, scratch.path, &why) == files[_i].want, "%s: %s",
                  files[_i].story, why.text);
    if (files[_i].want == ERR_OK) {
        sentence = trace_file_note(file);
        ck_assert_msg(trace_file_end(file) == files[_i].end, "%s", files[_i].story);
        ck_assert_msg(trace_file_rows(file) == files[_i].rows, "%s", files[_i].story);
    }
    ck_assert_msg(strstr(sentence, files[_i].says) != NULL, "%s: %s", files[_i].story, sentence);
    trace_file_close(file);
}
END_TEST

static const struct { const char *text; double tick_s; } ticks_told[] = {
    { "1,2\n1.5,2\n# end tick_s=0.25\n", 0.25 }, { "1,2\n3,2\n3.5,2\n# end\n", 0.5 },
    { "0.01,2\n0.02,2\n0.03,2\n", 0.01 }, { "1,2\n# end\n", NAN }, { "# end tick_s=1\n", 1 },
};

START_TEST(a_trace_knows_how_long_its_ticks_are)
{
    struct trace_file *file = NULL;
    char               text[128];
    double             tick_s;

    snprintf(text, sizeof text, "t_s,a\ns,C\n%s", ticks_told[_i].text);
    scratch_write(scratch.path, text);
    ck_assert_int_eq(trace_file_open(&file, scratch.path, NULL), ERR_OK);
    tick_s = trace_file_tick_s(file);
    ck_assert(isnan(ticks_told[_i].tick_s) ? isnan(tick_s) : tick_s == ticks_told[_i].tick_s);
    trace_file_close(file);
}
END_TEST

static const struct { const char *cell; double value; } cells[] = {
    { "37.25", 37.25 }, { "-0.5", -0.5 }, { "123456789012345", 123456789012345 },
    { "0.30000000000000004", 0.1 + 0.2 }, { "9007199254740993", 9007199254740992 },
    { "1.5e-3", 0.0015 }, { "1e30", 1e30 }, { ".5", 0.5 },
};

START_TEST(a_cell_is_read_to_its_last_bit)
{
    struct trace_file *file = NULL;
    char               text[128];

    snprintf(text, sizeof text, "t_s,a\ns,C\n1,%s\n# end\n", cells[_i].cell);
    scratch_write(scratch.path, text);
    ck_assert_int_eq(trace_file_open(&file, scratch.path, NULL), ERR_OK);
    ck_assert_msg(trace_file_row(file, 0)[0] == cells[_i].value, "%s", cells[_i].cell);
    trace_file_close(file);
}
END_TEST

static const struct { const char *story, *text, *says; } strangers[] = {
    { "a signal is missing", "t_s,tip.temp_c,generator.state\ns,C,-\n# end\n", "no column load.impedance_ohm" },
    { "another unit", "t_s,tip.temp_c,generator.state,load.impedance_ohm\ns,F,-,ohm\n# end\n",
      "'F' there and in 'C' here" },
    { "a strange label", "t_s,tip.temp_c,generator.state,load.impedance_ohm\ns,C,-,ohm\n1,2,boiling,4\n# end\n",
      "'boiling' is no value of generator.state" },
};

START_TEST(a_trace_of_another_rig_is_refused)
{
    struct trace_file *file = NULL;
    struct why         why = { "" };

    scratch_write(scratch.path, strangers[_i].text);
    ck_assert_int_eq(trace_file_open(&file, scratch.path, NULL), ERR_OK);
    ck_assert_int_eq(trace_file_bind(file, table, COUNT(table), NULL, &why), ERR_PARSE);
    ck_assert_msg(strstr(why.text, strangers[_i].says) != NULL, "%s: %s", strangers[_i].story,
                  why.text);
    trace_file_close(file);
}
END_TEST

START_TEST(no_file_is_a_sentence)
{
    struct trace_file *file = NULL;
    struct why         why = { "" };

    ck_assert_int_eq(trace_file_open(&file, "/no/such/trace.csv", &why), ERR_IO);
    ck_assert_msg(strstr(why.text, "/no/such/trace.csv") != NULL, "%s", why.text);
    ck_assert_int_eq(trace_file_open(&file, "/tmp", NULL), ERR_IO);
    ck_assert_ptr_null(file);
}
END_TEST

/* ---- the small ones ---- */

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

static const struct { enum verdict a, b, want; } pairs[] = {
    { VERDICT_PASS,         VERDICT_PASS,         VERDICT_PASS         },
    { VERDICT_PASS,         VERDICT_VACUOUS,      VERDICT_VACUOUS      },
    { VERDICT_INCONCLUSIVE, VERDICT_VACUOUS,      VERDICT_INCONCLUSIVE },
    { VERDICT_FAIL,         VERDICT_INCONCLUSIVE, VERDICT_FAIL         },
    { VERDICT_FAIL,         VERDICT_ERROR,        VERDICT_ERROR        },
};

START_TEST(the_worst_verdict_wins_from_both_sides)
{
    ck_assert_int_eq(verdict_worse(pairs[_i].a, pairs[_i].b), pairs[_i].want);
    ck_assert_int_eq(verdict_worse(pairs[_i].b, pairs[_i].a), pairs[_i].want);
}
END_TEST

START_TEST(every_verdict_has_its_name_and_nonsense_is_an_error)
{
    ck_assert_str_eq(verdict_name(VERDICT_PASS), "pass");
    ck_assert_str_eq(verdict_name(VERDICT_FAIL), "fail");
    ck_assert_str_eq(verdict_name(VERDICT_VACUOUS), "vacuous");
    ck_assert_str_eq(verdict_name(VERDICT_INCONCLUSIVE), "inconclusive");
    ck_assert_str_eq(verdict_name((enum verdict)77), "error");
}
END_TEST

START_TEST(exhibits_give_back_what_they_own)
{
    struct exhibits none = { 0 };

    exhibits_free(NULL);
    exhibits_free(&none);
    exhibits_free(&none);
}
END_TEST

static const struct { const char *text, *hex; } digests[] = {    /* FIPS 180-4 examples */
    { "",    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

START_TEST(a_file_has_the_digest_of_the_standard)
{
    char hex[DIGEST_HEX_SIZE] = "";

    scratch_write(scratch.path, digests[_i].text);
    ck_assert_int_eq(file_sha256(scratch.path, hex, NULL), ERR_OK);
    ck_assert_str_eq(hex, digests[_i].hex);
}
END_TEST

START_TEST(a_digest_of_no_file_is_a_sentence)
{
    char       hex[DIGEST_HEX_SIZE] = "untouched";
    struct why why = { "" };

    ck_assert_int_eq(file_sha256("/no/such/file.lua", hex, &why), ERR_IO);
    ck_assert_msg(strstr(why.text, "/no/such/file.lua") != NULL, "%s", why.text);
    ck_assert_int_eq(file_sha256("/tmp", hex, NULL), ERR_IO);
    ck_assert_str_eq(hex, "untouched");
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
    tcase_add_test(tests, what_is_written_is_read);
    tcase_add_loop_test(tests, a_file_is_read_as_far_as_it_can_be_trusted, 0, COUNT(files));
    tcase_add_loop_test(tests, a_cell_is_read_to_its_last_bit, 0, COUNT(cells));
    tcase_add_loop_test(tests, a_trace_knows_how_long_its_ticks_are, 0, COUNT(ticks_told));
    tcase_add_loop_test(tests, a_trace_of_another_rig_is_refused, 0, COUNT(strangers));
    tcase_add_test(tests, no_file_is_a_sentence);
    tcase_add_test(tests, signals_and_knobs_are_found_by_name);
    tcase_add_loop_test(tests, the_worst_verdict_wins_from_both_sides, 0, COUNT(pairs));
    tcase_add_test(tests, every_verdict_has_its_name_and_nonsense_is_an_error);
    tcase_add_test(tests, exhibits_give_back_what_they_own);
    tcase_add_loop_test(tests, a_file_has_the_digest_of_the_standard, 0, COUNT(digests));
    tcase_add_test(tests, a_digest_of_no_file_is_a_sentence);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
