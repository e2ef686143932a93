/* The pump room's film: what painrig spread prints for the same choice, to the last digit, in a
 * block of bytes that a page can read, and the same bytes every time. */
#include "base/count.h"
#include "hil/command/spread_command.h"
#include "hil/film.h"
#include "hil/json.h"
#include "hil/spread/spread_case.h"
#include "hil/spread/spread_film.h"
#include "sim/drug.h"
#include "sim/level.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ------------------------------------------------------------------ choices, both ways */

#define GIVEN_MAX 12

/* "--name=value", as the command is told; the film is told the same. */
struct choice { const char *given[GIVEN_MAX]; };

static const struct choice choices[] = {
    { { "--samples=0" } },
    { { "--drug=baclofen", "--tip=L3", "--rate=4.2", "--hours=7.3", "--samples=0" } },
    { { "--bolus=100", "--bolus-volume=2", "--bolus-over=30", "--posture=upright",
        "--baricity=hyperbaric", "--hours=6", "--samples=0" } },
    { { "--schedule=0:20,6:10,22:30", "--hours=48", "--dispersion=3e-4", "--samples=0" } },
    { { "--rate=8", "--bolus=25", "--every=6", "--hours=96", "--samples=0" } },
    { { "--rate=10", "--press=2,2.5,8,8.05,9,10", "--press-bolus=40", "--lockout=90",
        "--most-per-day=3", "--concentration=1", "--samples=0" } },
    { { "--drug=ziconotide", "--rate=2", "--absorption=0.11", "--samples=4", "--seed=7" } },
    { { "--bolus=50", "--every=8", "--rate=5", "--samples=6" } },
};

static enum err film_of(const struct choice *choice, struct bytes *out, struct why *why)
{
    const char *values[SPREAD_OPTION_COUNT] = { NULL };

    for (size_t g = 0; g < GIVEN_MAX && choice->given[g]; g++)
        for (size_t i = 0; i < SPREAD_OPTION_COUNT; i++) {
            size_t count = strlen(spread_options[i].name);
            if (strncmp(choice->given[g] + 2, spread_options[i].name, count) == 0 &&
                choice->given[g][count + 2] == '=')
                values[i] = choice->given[g] + count + 3;
        }
    return spread_film_make(values, out, why);
}

static struct bytes film_made(const struct choice *choice)
{
    struct bytes film = { .used = 0 };
    struct why   why = { "" };

    ck_assert_msg(film_of(choice, &film, &why) == ERR_OK, "%s", why.text);
    return film;
}

/* One of each, made once before all tests. */
static struct bytes films[COUNT(choices)];

static void films_make(void)
{
    for (size_t i = 0; i < COUNT(choices); i++)
        films[i] = film_made(&choices[i]);
}

static void films_free(void)
{
    for (size_t i = 0; i < COUNT(choices); i++)
        bytes_free(&films[i]);
}

/* What the command prints, to be freed. */
static char *command_says(const struct choice *choice, const char *more)
{
    char *argv[GIVEN_MAX + 3] = { (char[]){ "spread" } }, *text;
    FILE *said = tmpfile();
    int   argc = 1, was = dup(STDOUT_FILENO);
    long  size;

    for (size_t g = 0; g < GIVEN_MAX && choice->given[g]; g++)
        argv[argc++] = strdup(choice->given[g]);
    argv[argc++] = strdup(more);
    fflush(stdout);
    dup2(fileno(said), STDOUT_FILENO);
    ck_assert_int_eq(spread_command(argc, argv), 0);
    fflush(stdout);
    dup2(was, STDOUT_FILENO);
    close(was);
    size = lseek(fileno(said), 0, SEEK_END);
    text = calloc(1, (size_t)size + 1);
    ck_assert_int_eq(pread(fileno(said), text, (size_t)size, 0), size);
    fclose(said);
    for (int i = 1; i < argc; i++)
        free(argv[i]);
    return text;
}

/* ------------------------------------------------------------------ the block of bytes */

static size_t head_bytes(const struct bytes *film)
{
    const unsigned char *at = (const unsigned char *)film->at;

    return at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16 | (size_t)at[3] << 24;
}

static struct json *head_read(const struct bytes *film)
{
    struct json *head = NULL;
    struct why   why = { "" };

    ck_assert_msg(json_parse(&head, film->at + 4, head_bytes(film), &why) == ERR_OK, "%s",
                  why.text);
    return head;
}

static const float *floats_of(const struct bytes *film)
{
    return (const float *)(const void *)(film->at + 4 + head_bytes(film));
}

static double number_of(const struct json *of, const char *name)
{
    return json_as_number(json_member(of, name), NAN);
}

static const struct json *field_find(const struct json *head, const char *name)
{
    const struct json *fields = json_member(head, "fields");

    for (size_t f = 0; f < json_count(fields); f++)
        if (strcmp(json_as_text(json_member(json_item(fields, f), "name"), ""), name) == 0)
            return json_item(fields, f);
    return NULL;
}

static void numbers_check(const struct json *list, size_t count, bool ascends)
{
    ck_assert_uint_eq(json_count(list), count);
    for (size_t i = 0; i < count; i++) {
        double value = json_as_number(json_item(list, i), NAN);
        ck_assert(value >= 0 && isfinite(value));
        ck_assert(!ascends || i == 0 || value > json_as_number(json_item(list, i - 1), NAN));
    }
}

START_TEST(a_film_is_whole)
{
    static const char *const always[] = { "plasma_ng_per_ml", "brain_ng_per_ml", "mass_ug",
                                          "absorbed_ug", "arrived_ug", "effect_ug_per_ml" };
    static const char *const fields[] = { "fluid_ug_per_ml", "cord_ug_per_ml", "effect_ug_per_ml",
                                          "fluid_low_ug_per_ml", "fluid_high_ug_per_ml",
                                          "cord_low_ug_per_ml", "cord_high_ug_per_ml" };
    const struct bytes *film = &films[_i];
    struct json *head = head_read(film);
    bool   has_band = number_of(json_member(json_member(head, "end"), "model"), "samples") > 0;
    size_t frames = (size_t)number_of(head, "frames"), floats = 0;
    size_t places = json_count(json_member(head, "x_m"));

    ck_assert_str_eq(json_as_text(json_member(head, "format"), ""), "painrig film 1");
    ck_assert_str_eq(json_as_text(json_member(head, "kind"), ""), "spread");
    ck_assert_uint_eq((4 + head_bytes(film)) % 4, 0);
    ck_assert(frames > 120 && frames <= FILM_FRAMES_MAX);
    numbers_check(json_member(head, "times_s"), frames, true);
    numbers_check(json_member(head, "x_m"), places, true);
    for (size_t s = 0; s < COUNT(always); s++)
        numbers_check(json_member(json_member(head, "series"), always[s]), frames, false);
    for (size_t f = 0; f < COUNT(fields); f++) {
        const struct json *field = field_find(head, fields[f]);
        ck_assert_msg((field != NULL) == (f < 3 || has_band), "%s", fields[f]);
        if (field) {
            ck_assert_double_eq(number_of(field, "per_frame"), (double)places);
            floats += frames * places;
        }
    }
    ck_assert_uint_eq(film->used, 4 + head_bytes(film) + 4 * floats);
    for (size_t i = 0; i < floats; i++)
        ck_assert(floats_of(film)[i] >= 0 && isfinite(floats_of(film)[i]));
    json_free(head);
}
END_TEST

START_TEST(the_same_choice_makes_the_same_bytes)
{
    struct bytes again = film_made(&choices[_i]);

    ck_assert_uint_eq(films[_i].used, again.used);
    ck_assert_int_eq(memcmp(films[_i].at, again.at, again.used), 0);
    bytes_free(&again);
}
END_TEST

/* ------------------------------------------------------------------ as the command says */

/* Without what the clock said. */
static void wall_cut(char *text)
{
    char *from = strstr(text, ", \"wall_s\": "), *to;

    ck_assert_ptr_nonnull(from);
    to = strchr(from + 2, ',');
    memmove(from, to, strlen(to) + 1);
}

START_TEST(its_end_is_what_the_command_prints)
{
    const struct bytes *film = &films[_i];
    char *said = command_says(&choices[_i], "--json"), *head, *end;

    wall_cut(said);
    head = strndup(film->at + 4, head_bytes(film));
    end = strstr(head, ",\"end\":");
    ck_assert_ptr_nonnull(end);
    ck_assert_msg(strncmp(end + strlen(",\"end\":"), said, strlen(said)) == 0, "%s\n%s", said, end);
    ck_assert_str_eq(end + strlen(",\"end\":") + strlen(said) +
                         strspn(end + strlen(",\"end\":") + strlen(said), "} "), "");
    free(head);
    free(said);
}
END_TEST

static void table_check(const struct json *table, const char *said)
{
    const struct json *rows = json_member(table, "rows");
    const char *line = strstr(said, json_as_text(json_member(table, "title"), "?"));

    ck_assert_ptr_nonnull(line);
    for (size_t r = 0; r < json_count(rows); r++) {
        const char *at = line = strchr(line, '\n') + 1, *end = strchr(line, '\n');
        for (size_t c = 0; c < json_count(json_item(rows, r)); c++) {
            const char *cell = json_as_text(json_item(json_item(rows, r), c), "?");
            at = strstr(at, cell);
            ck_assert_msg(at && at < end + 1, "%s: %.*s", cell, (int)(end - line), line);
            at += strlen(cell);
        }
    }
}

START_TEST(its_tables_and_sentences_are_what_the_command_prints)
{
    const struct bytes *film = &films[_i];
    struct json *head = head_read(film);
    char *said = command_says(&choices[_i], "--no-picture");
    const struct json *tables = json_member(head, "tables"), *limits = json_member(head, "limits");

    ck_assert_uint_eq(json_count(tables), 3);
    for (size_t t = 0; t < json_count(tables); t++)
        table_check(json_item(tables, t), said);
    ck_assert_ptr_nonnull(strstr(said, json_as_text(json_member(head, "sentence"), "?")));
    ck_assert_uint_gt(json_count(limits), 5);
    for (size_t l = 0; l < json_count(limits); l++)
        if (!strstr(json_as_text(json_item(limits, l), ""), " cells, "))
            ck_assert_ptr_nonnull(strstr(said, json_as_text(json_item(limits, l), "?")));
    json_free(head);
    free(said);
}
END_TEST

/* The frame at the end is the last column of the table by level: the view's own numbers. */
START_TEST(its_last_frame_is_near_its_end)
{
    const struct bytes *film = &films[_i];
    struct json *head = head_read(film);
    const struct json *fluid = field_find(head, "fluid_ug_per_ml"), *x = json_member(head, "x_m");
    const struct json *probes = json_member(json_member(head, "end"), "probes");
    size_t frames = (size_t)number_of(head, "frames");
    const float *last = floats_of(film) + (size_t)number_of(fluid, "offset")
                      + (frames - 1) * json_count(x);
    double most = 0;

    for (size_t i = 0; i < json_count(x); i++)
        most = fmax(most, (double)last[i]);
    for (size_t p = 0; p < json_count(probes); p++) {
        const struct json *probe = json_item(probes, p), *list = json_member(probe, "mg_per_l");
        double want = json_as_number(json_item(list, json_count(list) - 1), NAN);
        for (size_t i = 0; i < json_count(x); i++)
            if (fabs(json_as_number(json_item(x, i), NAN) - number_of(probe, "x_m")) < 1e-7)
                ck_assert_msg(fabs((double)last[i] - want) < 3e-3 * want + 1e-5 * most,
                              "at %g m: %.7g, not %.7g", number_of(probe, "x_m"), (double)last[i],
                              want);
    }
    json_free(head);
}
END_TEST

/* ------------------------------------------------------------------ presses, boluses, refusals */

START_TEST(a_film_tells_what_came_of_every_press)
{
    static const char *const want[] = { "granted", "lockout", "granted", "busy", "lockout",
                                        "granted" };
    const struct bytes *film = &films[5];
    struct json *head = head_read(film);
    const struct json *presses = json_member(head, "presses");

    ck_assert_uint_eq(json_count(presses), COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++)
        ck_assert_str_eq(json_as_text(json_member(json_item(presses, i), "verdict"), ""), want[i]);
    ck_assert_double_eq_tol(number_of(json_item(presses, 1), "wait_s"), 3600, 1e-9);
    ck_assert_double_eq_tol(number_of(json_member(head, "button"), "bolus_ug"), 40, 1e-9);
    json_free(head);
}
END_TEST

static bool has_frame(const struct json *head, double at_s)
{
    const struct json *times = json_member(head, "times_s");

    for (size_t i = 0; i < json_count(times); i++)
        if (fabs(json_as_number(json_item(times, i), NAN) - at_s) < 1e-3)
            return true;
    return false;
}

/* Frames at the begin and at the end of a bolus of a minute: of all of them, or of some when they
 * are more than there is room for. */
static const struct { struct choice choice; double every_s, end_s; size_t least; } trains[] = {
    { { { "--rate=8", "--bolus=25", "--every=6", "--hours=96", "--samples=0" } }, 21600, 345600,
      15 },
    { { { "--rate=8", "--bolus=5", "--every=0.5", "--hours=72", "--samples=0" } }, 1800, 259200,
      36 },
};

START_TEST(boluses_do_not_fall_between_frames)
{
    struct bytes film = film_made(&trains[_i].choice);
    struct json *head = head_read(&film);
    size_t seen = 0;

    for (double at_s = trains[_i].every_s; at_s < trains[_i].end_s; at_s += trains[_i].every_s)
        seen += has_frame(head, at_s) && has_frame(head, at_s + 60);
    ck_assert_uint_ge(seen, trains[_i].least);
    ck_assert(number_of(head, "frames") <= FILM_FRAMES_MAX);
    json_free(head);
    bytes_free(&film);
}
END_TEST

static const struct { struct choice choice; const char *sentence; } refused[] = {
    { { { "--drug=morfine" } }, "did you mean 'morphine'?" },
    { { { "--rate=-5" } }, "--rate -5 is out of range: give 0 to 1000000 ug/h" },
    { { { "--rate=1,2" } }, "one value of each, please" },
    { { { "--schedule=6:20" } }, "the first step must begin at 0" },
    { { { "--press=30", "--press-bolus=10" } }, "hour 30 is out of range: give 0 to 24" },
    { { { "--press=3" } }, "--press needs --press-bolus UG" },
    { { { "--lockout=3" } }, "--lockout goes with --press H,H,..., which is not given" },
    { { { "--press=3", "--press-bolus=10", "--most-per-day=2.5" } }, "give a whole number" },
    { { { "--press=3", "--press-bolus=1000", "--concentration=0.001" } }, "more than 50 mL" },
    { { { "--bolus=1", "--every=1", "--hours=2000", "--samples=0" } },
      "4000 doses and pauses take too long for a page" },
    { { { "--bolus=1", "--every=1", "--hours=168" } },
      "samples: 336 doses and pauses in 40 samples take too long for a page: give at most 5" },
    { { { "--samples=1000" } }, "samples: 1000 take too long for a page: give at most 100" },
    { { { "--samples=40", "--dispersion=1e-8", "--hours=8760", "--bolus=1", "--bolus-volume=50",
          "--bolus-over=86400", "--posture=upright", "--baricity=hyperbaric" } },
      "takes too long here: give fewer samples" },
};

START_TEST(what_makes_no_sense_is_refused_with_a_sentence)
{
    struct bytes film = { .used = 0 };
    struct why   why = { "" };

    ck_assert_int_ne(film_of(&refused[_i].choice, &film, &why), ERR_OK);
    ck_assert_msg(strstr(why.text, refused[_i].sentence), "%s", why.text);
    ck_assert_uint_eq(film.used, 0);
}
END_TEST

START_TEST(the_names_that_are_offered_are_those_of_the_tables)
{
    for (size_t i = 0; i < DRUG_COUNT; i++)
        ck_assert_str_eq(spread_drug_names[i], drugs[i].name);
    for (size_t i = 0; i < LEVEL_COUNT; i++)
        ck_assert_str_eq(spread_level_names[i], levels[i].name);
    for (size_t i = 0; i < SPREAD_POSTURES; i++)
        ck_assert_str_eq(spread_posture_names[i], spread_postures[i].name);
    for (size_t i = 0; i < SPREAD_BARICITIES; i++)
        ck_assert_str_eq(spread_baricity_names[i], spread_baricities[i].name);
    ck_assert_ptr_null(spread_drug_names[DRUG_COUNT]);
    ck_assert_ptr_null(spread_level_names[LEVEL_COUNT]);
    ck_assert_ptr_null(spread_posture_names[SPREAD_POSTURES]);
    ck_assert_ptr_null(spread_baricity_names[SPREAD_BARICITIES]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("spread_film");
    TCase *tests = tcase_create("film");

    tcase_add_unchecked_fixture(tests, films_make, films_free);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, a_film_is_whole, 0, (int)COUNT(choices));
    tcase_add_loop_test(tests, the_same_choice_makes_the_same_bytes, 0, (int)COUNT(choices));
    tcase_add_loop_test(tests, its_end_is_what_the_command_prints, 0, (int)COUNT(choices));
    tcase_add_loop_test(tests, its_tables_and_sentences_are_what_the_command_prints, 0,
                        (int)COUNT(choices));
    tcase_add_loop_test(tests, its_last_frame_is_near_its_end, 0, 6);
    tcase_add_test(tests, a_film_tells_what_came_of_every_press);
    tcase_add_loop_test(tests, boluses_do_not_fall_between_frames, 0, (int)COUNT(trains));
    tcase_add_loop_test(tests, what_makes_no_sense_is_refused_with_a_sentence, 0,
                        (int)COUNT(refused));
    tcase_add_test(tests, the_names_that_are_offered_are_those_of_the_tables);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
