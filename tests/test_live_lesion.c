/* The lesion room: its film ends with what painrig lesion prints, to the last digit; its frames are
 * whole and in order; reading it between nodes gives what a probe reads; a course is told alike. */
#include "base/count.h"
#include "base/units.h"
#include "hil/command/lesion_command.h"
#include "hil/film.h"
#include "hil/json.h"
#include "hil/lesion/case.h"
#include "hil/lesion/lesion_film.h"
#include "hil/live/live_block.h"
#include "hil/live/live_lesion.h"
#include "hil/live/live_request.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ------------------------------------------------------------------ choices, both ways */

#define GIVEN_MAX 8

/* "name=value": the command is told "--name=value", the route "?name=value". */
struct choice { const char *given[GIVEN_MAX]; };

static const struct choice choices[] = {
    { { NULL } },
    { { "gauge=22", "tip=5", "set=60", "time=35", "ramp=5" } },
    { { "gauge=16", "tip=2", "set=90", "tissue=fat", "thermocouple=0" } },
    { { "ex_vivo=yes", "start=22", "time=60" } },
    { { "accuracy=0.1", "time=30" } },
    { { "technique=pulsed", "gauge=22", "tip=5", "tissue=drg", "time=60" } },
    { { "technique=pulsed", "volts=20", "width=5", "rate=3", "ceiling=44", "time=20" } },
    { { "time=0" } },
};

static void *room_of(void)
{
    void *room = NULL;
    struct why why = { "" };

    ck_assert_msg(live_lesion.open(&room, &(struct live_setup){ "out", "scenarios" }, &why)
                  == ERR_OK, "%s", why.text);
    return room;
}

/* What the route at `path` answers to a query; the sentence if it refuses. */
static enum err ask(void *room, const char *path, const char *query, struct bytes *body,
                    struct why *why)
{
    struct live_request request = { .route = NULL };
    struct live_answer  answer = { .type = NULL };
    const struct live_route *route = NULL;
    enum err err;

    for (size_t i = 0; i < live_lesion.route_count; i++)
        if (strcmp(live_lesion.routes[i].path, path) == 0)
            route = &live_lesion.routes[i];
    ck_assert_ptr_nonnull(route);
    err = live_request_of_query(&request, route, query, strlen(query), why);
    if (err != ERR_OK)
        return err;
    err = route->answer(room, &request, &answer, why);
    live_request_free(&request);
    *body = answer.body;
    if (answer.block)
        bytes_add(body, live_block_bytes(answer.block)->at, live_block_bytes(answer.block)->used);
    live_block_drop(answer.block);
    return err;
}

static void query_of(const struct choice *choice, const char *more, char *out, size_t size)
{
    snprintf(out, size, "%s", more);
    for (size_t g = 0; g < GIVEN_MAX && choice->given[g]; g++) {
        size_t used = strlen(out);
        snprintf(out + used, size - used, "%s%s", used ? "&" : "", choice->given[g]);
    }
}

static struct bytes answer_of(void *room, const char *path, const struct choice *choice,
                              const char *more)
{
    struct bytes body = { .used = 0 };
    struct why   why = { "" };
    char query[512];

    query_of(choice, more, query, sizeof query);
    ck_assert_msg(ask(room, path, query, &body, &why) == ERR_OK, "%s: %s", query, why.text);
    return body;
}

/* What the command prints as JSON, with its wall_s null as a film has it; to be freed. */
static char *command_says(const struct choice *choice, const char *more)
{
    char *argv[GIVEN_MAX + 4] = { (char[]){ "lesion" }, (char[]){ "--json" } }, *text, *wall, *end;
    FILE *said = tmpfile();
    int   argc = 2, was = dup(STDOUT_FILENO);
    long  size;

    for (size_t g = 0; g < GIVEN_MAX && choice->given[g]; g++) {
        bool is_flag = strcmp(choice->given[g], "ex_vivo=yes") == 0;
        argv[argc] = calloc(1, 64);
        snprintf(argv[argc++], 64, "--%s", is_flag ? "ex-vivo" : choice->given[g]);
    }
    argv[argc] = more ? strdup(more) : NULL;
    argc += more != NULL;
    fflush(stdout);
    dup2(fileno(said), STDOUT_FILENO);
    ck_assert_int_eq(lesion_command(argc, argv), 0);
    fflush(stdout);
    dup2(was, STDOUT_FILENO);
    close(was);
    size = lseek(fileno(said), 0, SEEK_END);
    text = calloc(1, (size_t)size + 1);
    ck_assert_int_eq(pread(fileno(said), text, (size_t)size, 0), size);
    fclose(said);
    for (int i = 2; i < argc; i++)
        free(argv[i]);
    wall = strstr(text, "\"wall_s\": ") + strlen("\"wall_s\": ");
    end = wall + strcspn(wall, ",");
    memcpy(wall, "null", 4);
    memmove(wall + 4, end, strlen(end) + 1);
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

static double number_at(const struct json *list, size_t index)
{
    return json_as_number(json_item(list, index), NAN);
}

static double number_of(const struct json *of, const char *name)
{
    return json_as_number(json_member(of, name), NAN);
}

/* The floats of a field in a frame. */
static const float *frame_of(const struct bytes *film, const struct json *field, size_t frame)
{
    const float *floats = (const float *)(const void *)(film->at + 4 + head_bytes(film));

    return floats + (size_t)number_of(field, "offset")
         + frame * (size_t)number_of(field, "per_frame");
}

START_TEST(a_film_ends_with_what_the_command_prints)
{
    void *room = room_of();
    struct bytes film = answer_of(room, "/data/lesion", &choices[_i], "");
    char *said = command_says(&choices[_i], NULL);
    char *head = calloc(1, head_bytes(&film) + 1);

    memcpy(head, film.at + 4, head_bytes(&film));
    ck_assert_msg(strstr(head, said) != NULL, "the film's end is not:\n%s", said);
    free(head);
    free(said);
    bytes_free(&film);
    live_lesion.close(room);
}
END_TEST

static void series_check(const struct json *of, const char *const *names, size_t count,
                         size_t frames)
{
    for (size_t n = 0; n < count; n++) {
        const struct json *series = json_member(of, names[n]);
        ck_assert_msg(json_count(series) == frames, "%s: %zu", names[n], json_count(series));
        for (size_t k = 0; k < frames; k++)
            ck_assert_msg(isfinite(number_at(series, k)), "%s, frame %zu", names[n], k);
    }
}

START_TEST(a_film_is_whole)
{
    static const char *const curves[] = { "tip_c", "hottest_c", "resistance_ohm", "volts",
                                          "power_w" };
    static const char *const extents[] = { "width_mm", "distal_mm", "proximal_mm", "length_mm",
                                           "volume_mm3" };
    void *room = room_of();
    struct bytes film = answer_of(room, "/data/lesion", &choices[_i], "");
    struct json *head = head_read(&film);
    const struct json *times = json_member(head, "times_s"), *fields = json_member(head, "fields");
    const struct json *lesions = json_member(head, "lesions");
    size_t frames = json_count(times), floats = 0;
    size_t nodes = json_count(json_member(head, "r_m")) * json_count(json_member(head, "z_m"));

    ck_assert_uint_eq((4 + head_bytes(&film)) % 4, 0);
    ck_assert(number_of(head, "frames") == (double)frames && frames >= 2);
    ck_assert(number_at(times, 0) == 0);
    for (size_t k = 1; k < frames; k++)
        ck_assert(number_at(times, k) > number_at(times, k - 1));
    ck_assert_uint_eq(json_count(fields), 1 + json_count(json_member(head, "criteria")));
    for (size_t f = 0; f < json_count(fields); f++) {
        ck_assert(number_of(json_item(fields, f), "offset") == (double)floats);
        ck_assert(number_of(json_item(fields, f), "per_frame") == (double)nodes);
        floats += frames * nodes;
    }
    ck_assert_uint_eq(film.used, 4 + head_bytes(&film) + 4 * floats);
    series_check(json_member(head, "series"), curves, COUNT(curves), frames);
    for (size_t c = 0; c < json_count(lesions); c++)
        series_check(json_item(lesions, c), extents, COUNT(extents), frames);
    json_free(head);
    bytes_free(&film);
    live_lesion.close(room);
}
END_TEST

/* The end says from where to where a lesion reaches, from the middle of the tip; the film how long
 * it is, and how far it is beyond the tip's end and up the shaft. Numbers have nine digits. */
static void reach_check(const struct json *film_has, size_t at, const struct json *end_has,
                        double tip_m)
{
    double low_mm = number_of(end_has, "z_min_mm"), high_mm = number_of(end_has, "z_max_mm");
    bool   is_there = number_of(end_has, "volume_mm3") > 0;
    const struct { const char *name; double mm; } wanted[] = {
        { "length_mm",   is_there ? high_mm - low_mm : 0 },
        { "distal_mm",   is_there ? fmax(0, -low_mm - 1000 * tip_m / 2) : 0 },
        { "proximal_mm", is_there ? fmax(0, high_mm - 1000 * tip_m / 2) : 0 },
    };

    for (size_t i = 0; i < COUNT(wanted); i++) {
        double mm = number_at(json_member(film_has, wanted[i].name), at);
        ck_assert_msg(fabs(mm - wanted[i].mm) < 1e-6, "%s: %.9g mm, by the end %.9g",
                      wanted[i].name, mm, wanted[i].mm);
    }
}

/* The last frame's numbers are the end's, every digit of them. */
START_TEST(the_last_frame_is_the_end)
{
    static const char *const same[][2] = {
        { "tip_c", "tip_temp_c" }, { "hottest_c", "hottest_tissue_c" },
        { "resistance_ohm", "resistance_ohm" }, { "volts", "volts" }, { "power_w", "power_w" },
    };
    void *room = room_of();
    struct bytes film = answer_of(room, "/data/lesion", &choices[_i], "");
    struct json *head = head_read(&film);
    const struct json *series = json_member(head, "series"), *end = json_member(head, "end");
    const struct json *lesions = json_member(head, "lesions"), *last = json_member(end, "lesions");
    size_t at = (size_t)number_of(head, "frames") - 1;

    for (size_t i = 0; i < COUNT(same); i++)
        ck_assert_msg(number_at(json_member(series, same[i][0]), at)
                      == number_at(json_member(end, same[i][1]), 0), "%s", same[i][0]);
    for (size_t c = 0; c < json_count(lesions); c++) {
        const struct json *film_has = json_item(lesions, c), *end_has = json_item(last, c);
        ck_assert(number_at(json_member(film_has, "width_mm"), at)
                  == number_of(end_has, "width_mm"));
        ck_assert(number_at(json_member(film_has, "volume_mm3"), at)
                  == number_of(end_has, "volume_mm3"));
        reach_check(film_has, at, end_has, number_of(json_member(head, "electrode"), "tip_m"));
    }
    ck_assert(number_at(json_member(head, "times_s"), at)
              == number_at(json_member(end, "times_s"), 0));
    json_free(head);
    bytes_free(&film);
    live_lesion.close(room);
}
END_TEST

/* ------------------------------------------------------------------ reading it as a page does */

/* Basis functions of the element that holds x, on its own nodes. Gives the element's first node. */
static size_t basis_at(const struct json *line, size_t order, double x, double *basis)
{
    size_t first = 0, nodes = json_count(line);

    while (first + order + 1 < nodes && number_at(line, first + order) <= x)
        first += order;
    for (size_t a = 0; a <= order; a++) {
        basis[a] = 1;
        for (size_t b = 0; b <= order; b++)
            if (b != a)
                basis[a] *= (x - number_at(line, first + b))
                          / (number_at(line, first + a) - number_at(line, first + b));
    }
    return first;
}

static double page_reads(const struct json *head, const float *frame, double r_m, double z_m)
{
    const struct json *r = json_member(head, "r_m"), *z = json_member(head, "z_m");
    size_t order = (size_t)number_of(head, "order"), row = json_count(r);
    double in_r[16], in_z[16], sum = 0;
    size_t i = basis_at(r, order, r_m, in_r), j = basis_at(z, order, z_m, in_z);

    for (size_t b = 0; b <= order; b++)
        for (size_t a = 0; a <= order; a++)
            sum += in_z[b] * in_r[a] * (double)frame[(j + b) * row + i + a];
    return sum;
}

START_TEST(between_nodes_a_film_reads_as_a_probe)
{
    static const double place_mm[][2] = { { 0.7, 0 }, { 1.3, 2.2 }, { 2.9, -6.1 }, { 5, 7 },
                                          { 0, -5.4 } };
    static struct treatment_setup setup;
    void *room = room_of();
    struct bytes film = answer_of(room, "/data/lesion", &choices[0], "");
    struct json *head = head_read(&film);
    const float *last = frame_of(&film, json_item(json_member(head, "fields"), 0),
                                 (size_t)number_of(head, "frames") - 1);
    struct lesion_choice rest = { .is_ex_vivo = false };
    struct treatment got = { 0 };
    struct why why = { "" };

    for (size_t v = 0; v < LESION_VARIED; v++)
        snprintf(rest.value[v], LESION_VALUE_BYTES, "%s", lesion_fields[v].rest);
    ck_assert_int_eq(lesion_choice_setup(&rest, 0.5, &setup, &why), ERR_OK);
    for (size_t i = 0; i < COUNT(place_mm); i++) {
        setup.probe[i].r_m = place_mm[i][0] * M_PER_MM;
        setup.probe[i].z_m = place_mm[i][1] * M_PER_MM;
    }
    setup.probe_count = COUNT(place_mm);
    ck_assert_msg(treatment_run(&got, &setup, &why) == ERR_OK, "%s", why.text);
    for (size_t i = 0; i < COUNT(place_mm); i++)
        ck_assert_double_eq_tol(page_reads(head, last, setup.probe[i].r_m, setup.probe[i].z_m),
                                got.report[0].probe_c[i], 2e-5);
    treatment_free(&got);
    json_free(head);
    bytes_free(&film);
    live_lesion.close(room);
}
END_TEST

/* ------------------------------------------------------------------ a course */

START_TEST(a_course_is_told_as_the_command_tells_it)
{
    static const char *const kinds[] = { "target", "spare" };
    static const char *const said_as[] = { "--nerve=1.5,-8,0;1.5,8,1", "--spare=1.5,-8,0;1.5,8,1" };
    void *room = room_of();
    char more[64], *said = command_says(&choices[1], said_as[_i]), *text;
    struct bytes answer;
    struct json *told = NULL;
    const struct json *criteria, *end;
    size_t frames;

    snprintf(more, sizeof more, "course=1.5,-8,0;1.5,8,1&kind=%s", kinds[_i]);
    answer = answer_of(room, "/data/lesion/nerve", &choices[1], more);
    text = calloc(1, answer.used + 1);
    memcpy(text, answer.at, answer.used);
    ck_assert_msg(strstr(text, said) != NULL, "the answer's end is not:\n%s", said);
    ck_assert_int_eq(json_parse(&told, text, answer.used, NULL), ERR_OK);
    criteria = json_member(told, "criteria");
    end = json_member(json_item(json_member(json_member(told, "end"), "nerves"), 0), "criteria");
    frames = json_count(json_member(told, "times_s"));
    for (size_t c = 0; c < json_count(criteria); c++) {
        const struct json *dead = json_member(json_item(criteria, c), "dead_mm");
        const struct json *stretches = json_member(json_item(criteria, c), "stretches_mm");
        double sum = 0;
        for (size_t k = 1; k < frames; k++)     /* what is dead stays so */
            ck_assert(number_at(dead, k) >= number_at(dead, k - 1) - 1e-6);
        ck_assert(number_at(dead, frames - 1)
                  == number_at(json_member(json_item(end, c), "dead_mm"), 0));
        for (size_t i = 0; i < json_count(stretches); i++)
            sum += number_at(json_item(stretches, i), 1) - number_at(json_item(stretches, i), 0);
        ck_assert_double_eq_tol(sum, number_at(dead, frames - 1), 1e-6);
        ck_assert((json_member(json_item(criteria, c), "margin_mm") != NULL) == (_i == 1));
    }
    ck_assert(number_at(json_member(json_item(criteria, 0), "dead_mm"), frames - 1) > 0);
    json_free(told);
    free(text);
    free(said);
    bytes_free(&answer);
    live_lesion.close(room);
}
END_TEST

static const struct { const char *of, *asked; size_t index; } beside[] = {
    { "C5 medial branch", "C5%20medial%20branch", 0 }, { "C5 root", "C5%20root", 1 },
    { "dura", "dura", 3 },
};

/* All courses of an anatomy by the command, one of them by its name. */
START_TEST(a_named_course_is_told_as_the_command_tells_it)
{
    void *room = room_of();
    char more[96], *said = command_says(&choices[1], "--anatomy=cervical");
    struct json *told = NULL, *all = NULL;
    const struct json *mine, *of_command;
    struct bytes answer;

    snprintf(more, sizeof more, "anatomy=cervical&of=%s", beside[_i].asked);
    answer = answer_of(room, "/data/lesion/nerve", &choices[1], more);
    ck_assert_int_eq(json_parse(&told, answer.at, answer.used, NULL), ERR_OK);
    ck_assert_int_eq(json_parse(&all, said, strlen(said), NULL), ERR_OK);
    mine = json_item(json_member(json_member(told, "end"), "nerves"), 0);
    of_command = json_item(json_member(all, "nerves"), beside[_i].index);
    ck_assert_str_eq(json_as_text(json_member(of_command, "name"), ""), beside[_i].of);
    ck_assert_str_eq(json_as_text(json_member(mine, "name"), ""), beside[_i].of);
    for (size_t c = 0; c < json_count(json_member(mine, "criteria")); c++) {
        const char *track = _i == 0 ? "dead_mm" : "margin_mm";
        const struct json *a = json_item(json_member(mine, "criteria"), c);
        const struct json *b = json_item(json_member(of_command, "criteria"), c);
        ck_assert(number_at(json_member(a, track), 0) == number_at(json_member(b, track), 0));
    }
    json_free(told);
    json_free(all);
    free(said);
    bytes_free(&answer);
    live_lesion.close(room);
}
END_TEST

/* ------------------------------------------------------------------ what is asked */

static const struct { const char *path, *query, *sentence; } refused[] = {
    { "/data/lesion", "gauge=19", NULL },
    { "/data/lesion", "set=96", "set = 96 is out of range: give 40 to 95 C" },
    { "/data/lesion", "tip=5&thermocouple=9",
      "electrode.thermocouple_mm = 9 mm is out of range: give 0 to 5 mm" },
    { "/data/lesion/nerve", "course=1,2,3", "course: one point is no course: give 2 to 64" },
    { "/data/lesion/nerve", "course=1,2;3,4,5",
      "course: point 1 is \"1,2\": give x,y,z in mm, and a semicolon between points" },
    { "/data/lesion/nerve", "anatomy=knie&of=skin",
      "there is no anatomy named 'knie': did you mean 'knee'?; known: lumbar, ganglion, "
      "sacroiliac, knee, hip, cervical, occipital, none" },
    { "/data/lesion/nerve", "anatomy=knee&of=skim", "that anatomy has no 'skim': did you mean "
      "'skin'?; known: superior medial genicular nerve, skin" },
    { "/data/lesion/nerve", "anatomy=knee&of=skin&needle=1,x,2",
      "needle: \"1,x,2\": x is not a number" },
    { "/data/lesion/nerve", "anatomy=knee&of=skin&needle=1,900,2",
      "a course has 0 points: give 2 to 64" },
    { "/data/lesion/handout", "anatomy=knee&needle=1",
      "needle: \"1\": give x,y,turn: the end of the tip in the drawing's mm, and degrees of the "
      "shaft from upwards, clockwise" },
    { "/data/lesion", "technique=pulsed&width=50&rate=10&ceiling=38&start=39",
      "drive.ceiling_c is 38 C, not above start_c, 39 C: no pulse would be given" },
};

START_TEST(what_cannot_be_is_refused_with_a_sentence)
{
    void *room = room_of();
    struct bytes body = { .used = 0 };
    struct why why = { "" };

    ck_assert_int_ne(ask(room, refused[_i].path, refused[_i].query, &body, &why), ERR_OK);
    if (refused[_i].sentence)
        ck_assert_str_eq(why.text, refused[_i].sentence);
    bytes_free(&body);
    live_lesion.close(room);
}
END_TEST

START_TEST(one_question_has_one_answer)
{
    static const struct choice first = { { "technique=pulsed", "time=10", "set=60" } };
    static const struct choice again = { { "time=10", "set=85", "technique=pulsed" } };
    void *room = room_of(), *other = room_of();
    struct bytes a = answer_of(room, "/data/lesion", &first, "");
    struct bytes b = answer_of(room, "/data/lesion", &again, "");     /* kept */
    struct bytes c = answer_of(other, "/data/lesion", &again, "");    /* worked out anew */

    ck_assert_uint_eq(a.used, b.used);
    ck_assert_int_eq(memcmp(a.at, b.at, a.used), 0);
    ck_assert_uint_eq(a.used, c.used);
    ck_assert_int_eq(memcmp(a.at, c.at, a.used), 0);
    bytes_free(&a);
    bytes_free(&b);
    bytes_free(&c);
    live_lesion.close(room);
    live_lesion.close(other);
}
END_TEST

/* ------------------------------------------------------------------ several at once */

#define VIEWERS 8

struct viewer { void *room; const char *path, *more; struct bytes body; enum err err; };

static void *view(void *of)
{
    static const struct choice short_one = { { "time=5", "ramp=5" } };
    struct viewer *viewer = of;
    struct why why = { "" };
    char query[256];

    query_of(&short_one, viewer->more, query, sizeof query);
    viewer->err = ask(viewer->room, viewer->path, query, &viewer->body, &why);
    return NULL;
}

/* Films and two courses of one lesion, asked for all at once: everybody gets theirs. */
START_TEST(many_viewers_share_a_lesion)
{
    static const struct { const char *path, *more; } asked[] = {
        { "/data/lesion", "" }, { "/data/lesion/nerve", "course=2,-8,0;2,8,0" },
        { "/data/lesion/nerve", "course=2,-8,0;2,8,0&kind=spare" }, { "/data/lesion", "" },
    };
    struct viewer viewers[VIEWERS];
    pthread_t thread[VIEWERS];
    void *room = room_of();

    for (int i = 0; i < VIEWERS; i++) {
        size_t which = (size_t)i % COUNT(asked);
        viewers[i] = (struct viewer){ room, asked[which].path, asked[which].more, { .used = 0 },
                                      ERR_BUG };
        ck_assert_int_eq(pthread_create(&thread[i], NULL, view, &viewers[i]), 0);
    }
    for (int i = 0; i < VIEWERS; i++)
        pthread_join(thread[i], NULL);
    for (int i = 0; i < VIEWERS; i++) {
        const struct viewer *same = &viewers[(size_t)i % COUNT(asked)];
        ck_assert_int_eq(viewers[i].err, ERR_OK);
        ck_assert_uint_eq(viewers[i].body.used, same->body.used);
        ck_assert_int_eq(memcmp(viewers[i].body.at, same->body.at, same->body.used), 0);
    }
    for (int i = 0; i < VIEWERS; i++)
        bytes_free(&viewers[i].body);
    live_lesion.close(room);
}
END_TEST

START_TEST(the_sliders_know_every_needle_and_tissue)
{
    size_t gauges = 0;

    for (double gauge = 10; gauge <= 30; gauge++)
        gauges += isnan(case_gauge_radius_mm(gauge)) ? 0 : 1;
    for (size_t i = 0; lesion_gauges[i]; i++, gauges--)
        ck_assert_msg(!isnan(case_gauge_radius_mm(atof(lesion_gauges[i]))), "%s",
                      lesion_gauges[i]);
    ck_assert_uint_eq(gauges, 0);
    for (size_t i = 0; i < tissue_count; i++)
        ck_assert_str_eq(lesion_tissues[i], tissue_rows[i].name);
    ck_assert_ptr_null(lesion_tissues[tissue_count]);
}
END_TEST

/* ------------------------------------------------------------------ however long it lasts */

/* Ten minutes of pulses that never reach their ceiling take more steps than a film has frames:
 * every second one is kept, and the last. */
START_TEST(of_a_long_lesion_every_second_frame_is_kept)
{
    static const struct choice longest = {
        { "technique=pulsed", "volts=20", "width=5", "time=600" }
    };
    void *room = room_of();
    struct bytes film = answer_of(room, "/data/lesion", &longest, "");
    struct json *head = head_read(&film);
    const struct json *times = json_member(head, "times_s"), *end = json_member(head, "end");
    double steps = number_of(json_member(end, "model"), "steps");
    size_t frames = json_count(times), nodes = json_count(json_member(head, "r_m"))
                                             * json_count(json_member(head, "z_m"));
    const struct json *hottest = json_member(json_member(head, "series"), "hottest_c");

    ck_assert(steps > LESION_FRAMES_MAX && frames <= LESION_FRAMES_MAX);
    ck_assert_double_eq_tol((double)frames, steps / 2, 1.5);
    ck_assert(number_at(times, 0) == 0 && number_at(times, frames - 1) == 600);
    for (size_t k = 0; k < frames; k++) {   /* each with what is its own */
        const float *temp = frame_of(&film, json_item(json_member(head, "fields"), 0), k);
        double most = 0;
        for (size_t node = 0; node < nodes; node++)
            most = fmax(most, (double)temp[node]);
        ck_assert(k == 0 || number_at(times, k) > number_at(times, k - 1));
        ck_assert(most > number_at(hottest, k) - 1e-4 && most < number_at(hottest, k) + 2);
    }
    json_free(head);
    bytes_free(&film);
    live_lesion.close(room);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("live_lesion");
    TCase *films = tcase_create("films"), *rest = tcase_create("rest");

    tcase_set_timeout(films, 60);
    tcase_add_loop_test(films, a_film_ends_with_what_the_command_prints, 0, COUNT(choices));
    tcase_add_loop_test(films, a_film_is_whole, 0, COUNT(choices));
    tcase_add_loop_test(films, the_last_frame_is_the_end, 0, COUNT(choices));
    tcase_add_test(films, between_nodes_a_film_reads_as_a_probe);
    suite_add_tcase(all, films);
    tcase_set_timeout(rest, 60);
    tcase_add_loop_test(rest, a_course_is_told_as_the_command_tells_it, 0, 2);
    tcase_add_loop_test(rest, a_named_course_is_told_as_the_command_tells_it, 0, COUNT(beside));
    tcase_add_loop_test(rest, what_cannot_be_is_refused_with_a_sentence, 0, COUNT(refused));
    tcase_add_test(rest, one_question_has_one_answer);
    tcase_add_test(rest, many_viewers_share_a_lesion);
    tcase_add_test(rest, the_sliders_know_every_needle_and_tissue);
    tcase_add_test(rest, of_a_long_lesion_every_second_frame_is_kept);
    suite_add_tcase(all, rest);
    return all;
}

int main(void) { return suite_run(suite()); }
