#include "live_spread.h"

#include "base/count.h"
#include "hil/live/live_cache.h"
#include "hil/live/live_handout.h"
#include "hil/spread/spread_film.h"
#include "hil/spread/spread_handout_asked.h"

#include <stdlib.h>
#include <string.h>

#define FILMS_BYTES_MOST (48u << 20)    /* a hundred films or so, half a megabyte with a band */

#define FIELD(field_, name_, argument_, unit_, kind_, least_, most_, step_, rest_, choices_,      \
              sentence_)                                                                          \
    { .name = #field_, .unit = unit_, .kind = LIVE_##kind_, .least = least_, .most = most_,       \
      .step = step_, .rest = rest_, .choices = choices_, .sentence = sentence_ },

static const struct live_field fields[] = { SPREAD_OPTIONS(FIELD) };
static const struct live_field handout_fields[] = { SPREAD_OPTIONS(FIELD) LIVE_HANDOUT_FIELDS };

/* The values of a request, as they were typed; they are the request's. */
struct question { const char *value[SPREAD_OPTION_COUNT]; };

static void question_take(const struct live_request *request, const char **value)
{
    for (size_t i = 0; i < SPREAD_OPTION_COUNT; i++)
        value[i] = live_is_given(request, spread_options[i].field)
                       ? live_text(request, spread_options[i].field) : NULL;
}

/* All of a question. A stranger's text may hold anything, so that its length stands before it, and
 * a blank is what is not given. */
static void question_key(const struct question *question, struct bytes *key)
{
    for (size_t i = 0; i < SPREAD_OPTION_COUNT; i++) {
        const char *value = question->value[i];
        if (value)
            bytes_integer(key, (int64_t)strlen(value));
        bytes_text(key, " ");
        bytes_text(key, value ? value : "");
    }
    bytes_add(key, "", 1);
}

/* A page has no options: "--rate -5 is out of range" begins with the name. */
static enum err without_dashes(enum err err, struct why *why)
{
    if (err != ERR_OK && strncmp(why->text, "--", 2) == 0)
        memmove(why->text, why->text + 2, strlen(why->text + 2) + 1);
    return err;
}

static enum err film_make(const void *asked, struct bytes *out, struct why *why)
{
    const struct question *question = asked;

    return without_dashes(spread_film_make(question->value, out, why), why);
}

static enum err film_answer(void *of_room, const struct live_request *request,
                            struct live_answer *answer, struct why *why)
{
    struct live_cache *kept = of_room;
    struct question question;
    struct bytes    key = { .used = 0 };
    enum err        err = ERR_MEMORY;

    question_take(request, question.value);
    question_key(&question, &key);
    answer->type = "application/octet-stream";
    if (!key.is_out_of_memory)
        err = live_cache_get(kept, key.at, &(struct live_maker){ film_make, &question },
                             &answer->block, why);
    bytes_free(&key);
    return err;
}

static enum err handout_answer(void *of_room, const struct live_request *request,
                               struct live_answer *answer, struct why *why);

static const struct live_route routes[] = {
    { .path = "/data/spread", .right = LIVE_LOOK, .is_work = true,
      .fields = fields, .field_count = COUNT(fields),
      .sentence = "A drug along the spinal canal by the options of painrig spread, frame by frame.",
      .returns = "a film: fluid, cord and effect site along the canal, plasma and brain stem over "
                 "time, thresholds, presses of the patient's button, the command's own tables, and "
                 "at its end what painrig spread --json prints",
      .answer = film_answer },
    { .path = "/data/spread/handout", .right = LIVE_LOOK, .is_work = true,
      .fields = handout_fields, .field_count = COUNT(handout_fields),
      .sentence = "A spread, or up to four side by side, as one page of A4 to take home.",
      .returns = "application/pdf or image/png: what was set, the map of level against time, the "
                 "command's own tables, and the model's limits",
      .answer = handout_answer },
};

static enum err handout_answer(void *of_room, const struct live_request *request,
                               struct live_answer *answer, struct why *why)
{
    struct live_handout_cases cases;
    struct spread_handout_ask asks[HANDOUT_CASES_MAX];
    enum handout_as           as = live_handout_name(request, "spread", answer);
    enum err                  err;

    (void)of_room;
    TRY_OR_DONE(live_handout_read(&cases, request, &routes[0], why));
    for (size_t i = 0; i < cases.count; i++)
        question_take(cases.request[i], asks[i].value);
    err = handout_asked_draw(&(struct handout_asked){ &spread_handout_kind, asks, cases.count },
                             as, &answer->body, why);
    err = without_dashes(err, why);
done:
    live_handout_free(&cases);
    return err;
}

/* The room is what it keeps. */
static enum err room_open(void **room, const struct live_setup *setup, struct why *why)
{
    struct live_cache *kept;

    (void)setup;
    TRY(live_cache_create(&kept, FILMS_BYTES_MOST, why));
    *room = kept;
    return ERR_OK;
}

static void room_close(void *room)
{
    live_cache_destroy(room);
}

const struct live_room live_spread = {
    .name = "spread", .sentence = "What a pump's drug, rate, boluses and catheter do along the "
                                  "spinal canal.",
    .routes = routes, .route_count = COUNT(routes),
    .open = room_open, .close = room_close,
};
