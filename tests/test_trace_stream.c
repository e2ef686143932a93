/* A trace read row by row: moments found by halving, files that grow, files that are none, and no
 * more memory for a large one than for a small one. */
#include "hil/trace/trace_stream.h"
#include "support/scratch.h"
#include "support/suite.h"

#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define HEAD "t_s,a_c,state\ns,C,-\n"

static struct trace_stream *opened(const char *path)
{
    struct trace_stream *stream = NULL;
    struct why           why = { "" };

    ck_assert_msg(trace_stream_open(&stream, open(path, O_RDONLY), "trace.csv", &why) == ERR_OK,
                  "%s", why.text);
    return stream;
}

/* Rows every `step_s`, a = 2 t, and a text of that length. */
static void rows_write(const char *path, size_t count, double step_s, size_t padding)
{
    FILE *file = fopen(path, "wb");
    char  text[500];

    memset(text, 'x', sizeof text);

    ck_assert_ptr_nonnull(file);
    fputs("t_s,a_c,state,note\ns,C,-,1\n", file);
    for (size_t i = 1; i <= count; i++)
        fprintf(file, "%.6f,%.3f,%s,%.*s\n", (double)i * step_s, 2 * (double)i * step_s,
                i % 2 ? "odd" : "even", (int)padding, text);
    fputs("# end tick_s=0.01\n", file);
    ck_assert_int_eq(fclose(file), 0);
}

static enum trace_stream_next next_of(struct trace_stream *stream, double *t_s, double *values)
{
    enum trace_stream_next next;
    struct why             why = { "" };

    ck_assert_msg(trace_stream_next(stream, &next, t_s, values, &why) == ERR_OK, "%s", why.text);
    return next;
}

START_TEST(every_row_is_given_with_its_unknowns_and_states)
{
    struct scratch       scratch = scratch_make("trace.csv");
    struct trace_stream *stream;
    double               t_s, values[2];

    scratch_write(scratch.path, HEAD "0.01,37.25,idle\n0.02,,heat\r\n0.03,-1e3,?9\n# end\n");
    stream = opened(scratch.path);
    ck_assert_uint_eq(trace_stream_columns(stream), 2);
    ck_assert_str_eq(trace_stream_name(stream, 1), "state");
    ck_assert_str_eq(trace_stream_unit(stream, 0), "C");
    ck_assert_uint_eq(trace_stream_find(stream, "nobody"), TRACE_STREAM_NONE);
    ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_ROW);
    ck_assert(t_s == 0.01 && values[0] == 37.25 && values[1] == 0);
    ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_ROW);
    ck_assert(isnan(values[0]) && values[1] == 1);
    ck_assert_str_eq(trace_stream_label(stream, 1, 1), "heat");
    ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_ROW);
    ck_assert(values[0] == -1000 && values[1] == 9);
    ck_assert_ptr_null(trace_stream_label(stream, 1, 9));
    ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_ENDED);
    ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_ENDED);
    trace_stream_close(stream);
    scratch_drop(&scratch);
}
END_TEST

START_TEST(chosen_columns_come_in_the_order_they_were_asked_for)
{
    static const char *const labels[] = { "heat", "idle", NULL };
    const size_t             columns[] = { 1, TRACE_STREAM_NONE, 0 };
    struct scratch           scratch = scratch_make("trace.csv");
    struct trace_stream     *stream;
    double                   t_s, values[3];

    scratch_write(scratch.path, HEAD "0.01,37.25,idle\n0.02,37.25,purge\n");
    stream = opened(scratch.path);
    trace_stream_give_labels(stream, 1, labels);
    ck_assert_int_eq(trace_stream_choose(stream, columns, 3, NULL), ERR_OK);
    ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_ROW);
    ck_assert(values[0] == 1 && isnan(values[1]) && values[2] == 37.25);
    ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_ROW);
    ck_assert(values[0] == 2);
    ck_assert_str_eq(trace_stream_label(stream, 1, 2), "purge");
    trace_stream_close(stream);
    scratch_drop(&scratch);
}
END_TEST

START_TEST(a_line_that_is_being_written_is_waited_for)
{
    struct scratch       scratch = scratch_make("trace.csv");
    struct trace_stream *stream;
    double               t_s, values[2];
    FILE                *file;

    scratch_write(scratch.path, HEAD "0.01,37.25,idle\n0.02,37");
    stream = opened(scratch.path);
    ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_ROW);
    ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_WAITS);
    ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_WAITS);
    file = fopen(scratch.path, "ab");
    fputs(".5,idle\n0.03,38,idle\n", file);
    fclose(file);
    ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_ROW);
    ck_assert(t_s == 0.02 && values[0] == 37.5);
    ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_ROW);
    ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_WAITS);
    trace_stream_close(stream);
    scratch_drop(&scratch);
}
END_TEST

/* Small enough to be read row by row, and large enough to be halved many times. */
static const size_t sizes[] = { 3, 2000, 400000 };

START_TEST(a_moment_is_found_in_a_trace_of_any_size)
{
    struct scratch       scratch = scratch_make("trace.csv");
    size_t               count = sizes[_i];
    double               end_s = (double)count * 0.5, first, last, t_s, values[3];
    struct trace_stream *stream;

    rows_write(scratch.path, count, 0.5, 8);
    stream = opened(scratch.path);
    ck_assert_int_eq(trace_stream_span(stream, &first, &last, NULL), ERR_OK);
    ck_assert(first == 0.5 && last == end_s);
    for (int i = -1; i <= 41; i++) {
        double asked_s = end_s * i / 40 + 0.1, want_s = floor(asked_s * 2) / 2;

        want_s = fmin(fmax(want_s, 0.5), end_s);
        ck_assert_int_eq(trace_stream_seek(stream, asked_s, NULL), ERR_OK);
        ck_assert_int_eq(next_of(stream, &t_s, values), TRACE_STREAM_ROW);
        ck_assert_msg(t_s == want_s, "%g s: %.9g instead of %.9g", asked_s, t_s, want_s);
        ck_assert(values[0] == 2 * want_s && values[2] == 0);
    }
    trace_stream_close(stream);
    scratch_drop(&scratch);
}
END_TEST

#ifdef __SANITIZE_ADDRESS__
#define MOST_KB 65536                   /* shadow and quarantine; the file has 108 MB */
#else
#define MOST_KB 4096
#endif

static long resident_kb(void)
{
    long  pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    ck_assert_int_eq(fscanf(file, "%*s %ld", &pages), 1);
    fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

START_TEST(a_hundred_megabytes_are_read_in_one_buffer)
{
    struct scratch         scratch = scratch_make("trace.csv");
    size_t                 rows = 0, want = 250000;
    enum trace_stream_next next;
    struct trace_stream   *stream;
    double                 t_s, values[3];
    long                   before_kb;

    rows_write(scratch.path, want, 0.01, 400);
    before_kb = resident_kb();
    stream = opened(scratch.path);
    while ((next = next_of(stream, &t_s, values)) == TRACE_STREAM_ROW)
        rows++;
    ck_assert_int_eq(next, TRACE_STREAM_ENDED);
    ck_assert_uint_eq(rows, want);
    ck_assert_msg(resident_kb() - before_kb < MOST_KB, "%ld KiB", resident_kb() - before_kb);
    trace_stream_close(stream);
    scratch_drop(&scratch);
}
END_TEST

/* What is refused: at its opening, or with which row. */
static const struct { const char *story, *text, *says; } strange[] = {
    { "empty",              "",                                     "no rows yet"            },
    { "half a head",        "t_s,a\ns",                             "no rows yet"            },
    { "another file",       "{\"title\":1,\n\"b\":2}\n",            "a row of names"         },
    { "units too few",      "t_s,a,b\ns,C\n",                       "of one length"          },
    { "time in minutes",    "t_s,a\nmin,C\n",                       "first column"           },
    { "a short row",        HEAD "0.01,37\n",                       "fewer cells"            },
    { "a long row",         HEAD "0.01,37,idle,1\n",                "more cells"             },
    { "no time",            HEAD ",37,idle\n",                      "the time is no number"  },
    { "time stands",        HEAD "1,37,idle\n1,37,idle\n",          "time goes back"         },
};

static enum err read_whole(const char *path, struct why *why)
{
    struct trace_stream   *stream = NULL;
    enum trace_stream_next next = TRACE_STREAM_ROW;
    double                *values = calloc(TRACE_STREAM_COLUMNS_MAX, sizeof *values), t_s;
    enum err               err = trace_stream_open(&stream, open(path, O_RDONLY), path, why);

    while (err == ERR_OK && next == TRACE_STREAM_ROW)
        err = trace_stream_next(stream, &next, &t_s, values, why);
    if (err == ERR_OK)
        err = trace_stream_seek(stream, 1, why);
    trace_stream_close(stream);
    free(values);
    return err;
}

START_TEST(what_is_no_trace_is_refused_with_a_sentence)
{
    struct scratch scratch = scratch_make("trace.csv");
    struct why     why = { "" };

    scratch_write(scratch.path, strange[_i].text);
    ck_assert_msg(read_whole(scratch.path, &why) != ERR_OK, "%s", strange[_i].story);
    ck_assert_msg(strstr(why.text, strange[_i].says), "%s: %s", strange[_i].story, why.text);
    scratch_drop(&scratch);
}
END_TEST

START_TEST(a_line_without_end_and_a_device_are_refused)
{
    struct scratch scratch = scratch_make("trace.csv");
    struct why     why = { "" };
    FILE          *file = fopen(scratch.path, "wb");

    fputs(HEAD, file);
    for (size_t i = 0; i < 3 * TRACE_STREAM_BUFFER; i++)
        fputc('1', file);
    fclose(file);
    ck_assert_int_eq(read_whole(scratch.path, &why), ERR_PARSE);
    ck_assert_ptr_nonnull(strstr(why.text, "never ends"));
    why_clear(&why);
    ck_assert_int_eq(read_whole("/dev/zero", &why), ERR_IO);
    scratch_drop(&scratch);
}
END_TEST

/* Small changes of a good trace: it is read, or refused, and nothing else happens. */
START_TEST(mutants_of_a_trace_do_no_harm)
{
    static const char good[] = HEAD "0.01,37.25,idle\n0.02,,heat\n0.03,1e3,?9\n# end tick_s=1\n";
    static const char bytes[] = ",\n\r\"0-.eE#?x\0\xff";
    struct scratch    scratch = scratch_make("trace.csv");
    uint64_t          lot = 0x9E3779B97F4A7C15u;
    size_t            refused = 0;

    for (int i = 0; i < 3000; i++) {
        char  text[sizeof good];
        FILE *file = fopen(scratch.path, "wb");

        memcpy(text, good, sizeof good);
        for (int j = 0; j <= i % 3; j++) {
            lot = lot * 6364136223846793005u + 1442695040888963407u;
            text[(lot >> 33) % (sizeof good - 1)] = bytes[(lot >> 20) % (sizeof bytes - 1)];
        }
        fwrite(text, 1, sizeof good - 1 - (size_t)i % 7, file);
        fclose(file);
        refused += read_whole(scratch.path, NULL) != ERR_OK;
    }
    ck_assert(refused > 300 && refused < 3000);
    scratch_drop(&scratch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trace stream");
    TCase *rows = tcase_create("rows"), *strangers = tcase_create("strangers");

    tcase_set_timeout(rows, 60);
    tcase_add_test(rows, every_row_is_given_with_its_unknowns_and_states);
    tcase_add_test(rows, chosen_columns_come_in_the_order_they_were_asked_for);
    tcase_add_test(rows, a_line_that_is_being_written_is_waited_for);
    tcase_add_loop_test(rows, a_moment_is_found_in_a_trace_of_any_size, 0, COUNT(sizes));
    tcase_add_test(rows, a_hundred_megabytes_are_read_in_one_buffer);
    suite_add_tcase(suite, rows);
    tcase_set_timeout(strangers, 60);
    tcase_add_loop_test(strangers, what_is_no_trace_is_refused_with_a_sentence, 0, COUNT(strange));
    tcase_add_test(strangers, a_line_without_end_and_a_device_are_refused);
    tcase_add_test(strangers, mutants_of_a_trace_do_no_harm);
    suite_add_tcase(suite, strangers);
    return suite_run(suite);
}
