#include "live_lesion.h"

#include "base/count.h"
#include "base/text.h"
#include "hil/lesion/anatomy.h"
#include "hil/lesion/lesion_choice.h"
#include "hil/lesion/lesion_film.h"
#include "hil/lesion/lesion_handout_choice.h"
#include "hil/lesion/lesion_nerve.h"
#include "hil/lesion/lesion_nerve_film.h"
#include "hil/live/live_cache.h"
#include "hil/live/live_handout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANSWERS_BYTES_MOST (160u << 20) /* some twenty lesions of 90 s, and their films */

static const char *const accuracies[] = { "1", "0.5", "0.1", NULL };
static const char *const answers[] = { "no", "yes", NULL };

#define LESION_FIELDS                                                                           \
    LESION_VARIED_ROWS(LESION_VARIED_FIELD)                                                     \
    { .name = "ex_vivo", .unit = "-", .kind = LIVE_CHOICE, .rest = "no", .choices = answers,    \
      .sentence = "neither perfusion nor metabolism, as on the bench" },                        \
    { .name = "accuracy", .unit = "%", .kind = LIVE_CHOICE, .rest = "0.5",                      \
      .choices = accuracies, .sentence = "percent of the largest rise: chooses cells and steps" },

#define ANATOMY_FIELDS                                                                          \
    { .name = "anatomy", .unit = "-", .kind = LIVE_TEXT, .rest = "none",                        \
      .sentence = "what lies beside the needle: a name of /data/lesion/anatomies" },            \
    { .name = "needle", .unit = "mm", .kind = LIVE_TEXT, .rest = "",                            \
      .sentence = "x,y,turn in that drawing: the end of the tip in mm, and degrees of the "     \
                  "shaft from upwards; the drawing's own if there is none" },

static const struct live_field film_fields[] = { LESION_FIELDS };
static const struct live_field handout_fields[] = {
    LESION_FIELDS
    { .name = "nerve", .unit = "mm", .kind = LIVE_TEXT, .rest = "",
      .sentence = "the target: a course as that of /data/lesion/nerve" },
    { .name = "spare", .unit = "mm", .kind = LIVE_TEXT, .rest = "",
      .sentence = "one that is to be spared" },
    ANATOMY_FIELDS
    LIVE_HANDOUT_FIELDS
};
static const struct live_field nerve_fields[] = {
    LESION_FIELDS
    ANATOMY_FIELDS
    { .name = "of", .unit = "-", .kind = LIVE_TEXT, .rest = "",
      .sentence = "the name of one of its courses; if there is none, course and kind say it" },
    { .name = "course", .unit = "mm", .kind = LIVE_TEXT, .rest = "",
      .sentence = "x,y,z;x,y,z ...: x across the needle, y out of the drawing, z along it from "
                  "the middle of the tip, + towards the shaft" },
    { .name = "kind", .unit = "-", .kind = LIVE_CHOICE, .rest = "target",
      .choices = lesion_nerve_kinds, .sentence = "the target, or what is to be spared" },
};

/* What is asked: a film, or a course beside it. */
struct question {
    struct live_cache   *answers;
    struct lesion_choice choice;
    double               accuracy_percent;
    struct nerve_course  course;
};

static void question_take(const struct live_request *request, struct question *question)
{
    *question = (struct question){ 0 };
    for (size_t v = 0; v < LESION_VARIED; v++) {
        const struct live_field *field = &lesion_fields[v];
        char number[32];
        if (field->kind == LIVE_NUMBER)
            text_number(number, live_number(request, field->name));
        snprintf(question->choice.value[v], LESION_VALUE_BYTES, "%s",
                 field->kind == LIVE_NUMBER ? number
                                            : field->choices[live_choice(request, field->name)]);
    }
    question->choice.is_ex_vivo = live_choice(request, "ex_vivo") == 1;
    if (number_parse(accuracies[live_choice(request, "accuracy")], &question->accuracy_percent))
        question->accuracy_percent = 0.5;
}

#define KEY_SIZE (LESION_VARIED * LESION_VALUE_BYTES + LIVE_TEXT_MAX + 160)

/* All of a question that its answer hangs on, so that two of one text have one answer. What is
 * asked of a lesion stands before it. */
static void question_key(const struct question *question, const char *what, char key[KEY_SIZE])
{
    struct text text = text_over(key, KEY_SIZE);

    text_add(&text, "%s:", what);
    for (size_t v = 0; v < LESION_VARIED; v++)
        if (!lesion_is_idle(&question->choice, (enum lesion_varied)v))
            text_add(&text, " %s", question->choice.value[v]);
    text_add(&text, " %d %g", question->choice.is_ex_vivo, question->accuracy_percent);
}

static enum err record_make(const void *asked, struct bytes *out, struct why *why)
{
    const struct question *question = asked;

    return lesion_record_make(&question->choice, question->accuracy_percent, out, why);
}

/* A lesion is worked out once, whatever is asked of it. */
static enum err record_get(const struct question *question, struct live_block **record,
                           struct why *why)
{
    char key[KEY_SIZE];

    question_key(question, "record", key);
    return live_cache_get(question->answers, key, &(struct live_maker){ record_make, question },
                          record, why);
}

/* ------------------------------------------------------------------ films */

static enum err film_make(const void *asked, struct bytes *out, struct why *why)
{
    const struct question *question = asked;
    struct live_block *record;
    enum err err;

    TRY(record_get(question, &record, why));
    err = lesion_film_write(lesion_record_of(live_block_bytes(record)), &question->choice, out,
                            why);
    live_block_drop(record);
    return err;
}

static enum err film_answer(void *of_room, const struct live_request *request,
                            struct live_answer *answer, struct why *why)
{
    struct live_cache *kept = of_room;
    struct question question;
    char key[KEY_SIZE];

    question_take(request, &question);
    question.answers = kept;
    question_key(&question, "film", key);
    answer->type = "application/octet-stream";
    return live_cache_get(kept, key, &(struct live_maker){ film_make, &question },
                          &answer->block, why);
}

static enum err nerve_make(const void *asked, struct bytes *out, struct why *why)
{
    const struct question *question = asked;
    struct live_block *record;
    enum err err;

    TRY(record_get(question, &record, why));
    err = lesion_nerve_film_write(lesion_record_of(live_block_bytes(record)), &question->course,
                                  out, why);
    live_block_drop(record);
    return err;
}

/* The drawing's own needle, unless one is given. */
static enum err anatomy_take(const struct live_request *request, const struct anatomy **anatomy,
                             struct anatomy_needle *needle, struct why *why)
{
    const char *text = live_text(request, "needle");

    TRY(anatomy_find(live_text(request, "anatomy"), anatomy, why));
    *needle = (*anatomy)->needle;
    if (text[0] && anatomy_needle_parse(text, needle, why) != ERR_OK) {
        why_prefix(why, "needle: ");
        return ERR_PARSE;
    }
    return ERR_OK;
}

/* Of an anatomy by its name, or as it is typed. */
static enum err course_take(const struct live_request *request, struct question *question,
                            struct why *why)
{
    const struct anatomy        *anatomy;
    const struct anatomy_course *course;
    struct anatomy_needle        needle;
    struct treatment_setup       setup;

    if (live_text(request, "of")[0]) {
        TRY(anatomy_take(request, &anatomy, &needle, why));
        TRY(anatomy_course_find(anatomy, live_text(request, "of"), &course, why));
        TRY(lesion_choice_setup(&question->choice, question->accuracy_percent, &setup, why));
        anatomy_course_lay(course, &needle, &setup.plant.shape, &question->course);
        return ERR_OK;
    }
    if (lesion_course_parse(live_text(request, "course"),
                            (enum nerve_kind)live_choice(request, "kind"), &question->course, why)
        == ERR_OK)
        return ERR_OK;
    why_prefix(why, "course: ");
    return ERR_PARSE;
}

static enum err nerve_answer(void *of_room, const struct live_request *request,
                             struct live_answer *answer, struct why *why)
{
    struct live_cache *kept = of_room;
    struct question question;
    char what[LIVE_TEXT_MAX + 128], key[KEY_SIZE];

    question_take(request, &question);
    question.answers = kept;
    TRY(course_take(request, &question, why));
    snprintf(what, sizeof what, "%s %s %.48s %.48s %.32s",
             lesion_nerve_kinds[question.course.kind], live_text(request, "course"),
             live_text(request, "of"), live_text(request, "needle"), live_text(request, "anatomy"));
    question_key(&question, what, key);
    return live_cache_get(kept, key, &(struct live_maker){ nerve_make, &question },
                          &answer->block, why);
}

/* ------------------------------------------------------------------ the handout */

static enum err handout_answer(void *of_room, const struct live_request *request,
                               struct live_answer *answer, struct why *why);

static enum err anatomies_answer(void *of_room, const struct live_request *request,
                                 struct live_answer *answer, struct why *why)
{
    (void)of_room;
    (void)request;
    anatomies_json(&answer->body);
    return answer->body.is_out_of_memory ? why_say(why, ERR_MEMORY, "no memory for an answer")
                                         : ERR_OK;
}

#define HANDOUT_ROUTE 2

static const struct live_route routes[] = {
    { .path = "/data/lesion", .right = LIVE_LOOK, .is_work = true,
      .fields = film_fields, .field_count = COUNT(film_fields),
      .sentence = "A lesion by its settings, frame by frame: the tip under ideal control, or "
                  "pulses below a ceiling.",
      .returns = "a film: temperatures and the margins of every criterion at the solver's own "
                 "steps, curves, lesions over time, and at its end what painrig lesion --json "
                 "prints",
      .answer = film_answer },
    { .path = "/data/lesion/nerve", .right = LIVE_LOOK, .is_work = true,
      .fields = nerve_fields, .field_count = COUNT(nerve_fields),
      .sentence = "How much of a course beside the needle that lesion takes, or what margin it "
                  "leaves.",
      .returns = "times_s, kind, length_mm, hottest_c, and by criterion dead_mm, longest_mm and "
                 "margin_mm, a number per frame; stretches_mm at the end; and what painrig lesion "
                 "--json prints with that course",
      .answer = nerve_answer },
    [HANDOUT_ROUTE] = { .path = "/data/lesion/handout", .right = LIVE_LOOK, .is_work = true,
      .fields = handout_fields, .field_count = COUNT(handout_fields),
      .sentence = "A lesion, or up to four side by side, as one page of A4 to take home.",
      .returns = "application/pdf or image/png: what was set, figures, sizes by every criterion "
                 "with their differences from the first, and the model's limits",
      .answer = handout_answer },
    { .path = "/data/lesion/anatomies", .right = LIVE_LOOK,
      .sentence = "What may lie beside the needle, by drawing: targets, what is to be spared.",
      .returns = "anatomies: name, title, caption, source, needle (x_mm, y_mm, turn_deg), and "
                 "courses: name, look, kind, radius_mm, points_mm (x to the right, y down, depth)",
      .answer = anatomies_answer },
};

static enum err handout_course(const struct live_request *request, const char *name,
                               enum nerve_kind kind, struct lesion_handout_ask *ask,
                               struct why *why)
{
    const char *text = live_text(request, name);
    enum err    err;

    if (!text[0])
        return ERR_OK;
    err = lesion_course_parse(text, kind, &ask->nerve[ask->nerve_count], why);
    if (err == ERR_OK)
        ask->typed[ask->nerve_count++] = text;
    else
        why_prefix(why, "%s: ", name);
    return err;
}

static enum err handout_ask(const struct live_request *request, struct lesion_handout_ask *ask,
                            struct why *why)
{
    struct question question;

    question_take(request, &question);
    *ask = (struct lesion_handout_ask){ .choice = question.choice,
                                        .accuracy_percent = question.accuracy_percent };
    TRY(anatomy_take(request, &ask->anatomy, &ask->needle, why));
    if (ask->anatomy->course_count == 0)
        ask->anatomy = NULL;
    TRY(handout_course(request, "nerve", NERVE_TARGET, ask, why));
    return handout_course(request, "spare", NERVE_SPARE, ask, why);
}

static enum err handout_answer(void *of_room, const struct live_request *request,
                               struct live_answer *answer, struct why *why)
{
    struct live_handout_cases cases;
    struct lesion_handout_ask asks[HANDOUT_CASES_MAX];
    enum handout_as           as = live_handout_name(request, "lesion", answer);
    enum err                  err;

    (void)of_room;
    TRY_OR_DONE(live_handout_read(&cases, request, &routes[HANDOUT_ROUTE], why));
    for (size_t i = 0; i < cases.count; i++)
        TRY_OR_DONE(handout_ask(cases.request[i], &asks[i], why));
    err = handout_asked_draw(&(struct handout_asked){ &lesion_handout_kind, asks, cases.count },
                             as, &answer->body, why);
done:
    live_handout_free(&cases);
    return err;
}

/* The room is what it keeps. */
static enum err room_open(void **room, const struct live_setup *setup, struct why *why)
{
    struct live_cache *kept;

    (void)setup;
    TRY(live_cache_create(&kept, ANSWERS_BYTES_MOST, why));
    *room = kept;
    return ERR_OK;
}

static void room_close(void *room)
{
    live_cache_destroy(room);
}

const struct live_room live_lesion = {
    .name = "lesion", .sentence = "What gauge, tip, temperature and time do to a lesion.",
    .routes = routes, .route_count = COUNT(routes),
    .open = room_open, .close = room_close,
};
