/* A trace as it is read: as far as it can be trusted, and to the last bit of a cell. */
#include "base/text.h"
#include "hil/trace/trace_file.h"
#include "tests/support/suite.h"
#include "tests/support/trace_bed.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

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

int main(void)
{
    Suite *suite = suite_create("trace_file");
    TCase *tests = tcase_create("trace_file");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_written_is_read);
    tcase_add_loop_test(tests, a_file_is_read_as_far_as_it_can_be_trusted, 0, COUNT(files));
    tcase_add_loop_test(tests, a_cell_is_read_to_its_last_bit, 0, COUNT(cells));
    tcase_add_loop_test(tests, a_trace_knows_how_long_its_ticks_are, 0, COUNT(ticks_told));
    tcase_add_loop_test(tests, a_trace_of_another_rig_is_refused, 0, COUNT(strangers));
    tcase_add_test(tests, no_file_is_a_sentence);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
