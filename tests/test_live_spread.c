/* The pump room's route: a request is answered with the film of its choice, to any who ask at once,
 * and refused with a sentence that a page may show. */
#include "base/count.h"
#include "hil/live/live_block.h"
#include "hil/live/live_request.h"
#include "hil/live/live_spread.h"
#include "hil/spread/spread_film.h"
#include "tests/support/suite.h"

#include <check.h>
#include <pthread.h>
#include <string.h>

/* A room that is open, and what it answers to a query. */
static enum err room_says(void *room, const char *query, struct live_answer *answer,
                          struct why *why)
{
    const struct live_route *route = &live_spread.routes[0];
    struct live_request      request;
    enum err err = live_request_of_query(&request, route, query, strlen(query), why);

    if (err != ERR_OK)
        return err;
    err = route->answer(room, &request, answer, why);
    live_request_free(&request);
    return err;
}

static void *room_opened(void)
{
    const struct live_setup setup = { "out", "scenarios" };
    struct why why = { "" };
    void *room = NULL;

    ck_assert_msg(live_spread.open(&room, &setup, &why) == ERR_OK, "%s", why.text);
    return room;
}

static bool is_same(const struct bytes *one, const struct bytes *other)
{
    return one->used == other->used && memcmp(one->at, other->at, one->used) == 0;
}

START_TEST(a_request_is_answered_with_the_film_of_its_choice)
{
    static const char query[] = "rate=10&press=2,2.5,8,8.05,9,10&press_bolus=40&lockout=90"
                                "&most_per_day=3&concentration=1&samples=0";
    const char *values[SPREAD_OPTION_COUNT] = {
        [SPREAD_OPTION_rate] = "10", [SPREAD_OPTION_press] = "2,2.5,8,8.05,9,10",
        [SPREAD_OPTION_press_bolus] = "40", [SPREAD_OPTION_lockout] = "90",
        [SPREAD_OPTION_most_per_day] = "3", [SPREAD_OPTION_concentration] = "1",
        [SPREAD_OPTION_samples] = "0",
    };
    struct bytes film = { .used = 0 };
    struct why   why = { "" };
    void *room = room_opened();

    ck_assert_int_eq(spread_film_make(values, &film, &why), ERR_OK);
    for (int again = 0; again < 2; again++) {       /* worked out, then kept */
        struct live_answer answer = { .type = NULL };
        ck_assert_msg(room_says(room, query, &answer, &why) == ERR_OK, "%s", why.text);
        ck_assert_str_eq(answer.type, "application/octet-stream");
        ck_assert(is_same(live_block_bytes(answer.block), &film));
        live_block_drop(answer.block);
    }
    live_spread.close(room);
    bytes_free(&film);
}
END_TEST

static const struct { const char *query, *sentence; } wrong[] = {
    { "rate=-5", "rate" },
    { "drug=morfine", "morphine" },
    { "press=30&press_bolus=10", "press 30: hour 30 is out of range: give 0 to 24" },
    { "schedule=6:20", "schedule 6:20: nothing is said from hour 0" },
    { "schedule=0:20&rate=10", "rate and --schedule are both given" },
    { "rte=20", "rate" },
};

START_TEST(a_wrong_request_is_refused_without_dashes)
{
    struct live_answer answer = { .type = NULL };
    struct why why = { "" };
    void *room = room_opened();

    ck_assert_int_ne(room_says(room, wrong[_i].query, &answer, &why), ERR_OK);
    ck_assert_msg(strstr(why.text, wrong[_i].sentence) && why.text[0] != '-', "%s", why.text);
    ck_assert_ptr_null(answer.block);
    live_spread.close(room);
}
END_TEST

START_TEST(no_text_is_taken_for_another_question)
{
    struct live_answer answer = { .type = NULL };
    struct why why = { "" };
    void *room = room_opened();

    ck_assert_int_eq(room_says(room, "samples=0", &answer, &why), ERR_OK);
    live_block_drop(answer.block);
    answer.block = NULL;
    ck_assert_int_ne(room_says(room, "samples=0&schedule=-", &answer, &why), ERR_OK);
    ck_assert_msg(strstr(why.text, "is no hour:rate"), "%s", why.text);
    live_spread.close(room);
}
END_TEST

struct asker { void *room; const char *query; struct live_answer answer; enum err err; };

static void *ask(void *of)
{
    struct asker *asker = of;
    struct why    why = { "" };

    asker->err = room_says(asker->room, asker->query, &asker->answer, &why);
    return NULL;
}

START_TEST(many_may_ask_at_once)
{
    static const char *const queries[] = {
        "rate=5&samples=4", "rate=5&samples=4", "tip=L3&samples=0",
        "rate=5&samples=4", "bolus=50&samples=0", "tip=L3&samples=0",
    };
    struct asker asker[COUNT(queries)];
    pthread_t    thread[COUNT(queries)];
    void *room = room_opened();

    for (size_t i = 0; i < COUNT(queries); i++) {
        asker[i] = (struct asker){ .room = room, .query = queries[i] };
        ck_assert_int_eq(pthread_create(&thread[i], NULL, ask, &asker[i]), 0);
    }
    for (size_t i = 0; i < COUNT(queries); i++) {
        pthread_join(thread[i], NULL);
        ck_assert_int_eq(asker[i].err, ERR_OK);
    }
    ck_assert_ptr_eq(asker[0].answer.block, asker[3].answer.block);
    ck_assert(is_same(live_block_bytes(asker[2].answer.block),
                      live_block_bytes(asker[5].answer.block)));
    for (size_t i = 0; i < COUNT(queries); i++)
        live_block_drop(asker[i].answer.block);
    live_spread.close(room);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("live_spread");
    TCase *tests = tcase_create("route");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_request_is_answered_with_the_film_of_its_choice);
    tcase_add_loop_test(tests, a_wrong_request_is_refused_without_dashes, 0, (int)COUNT(wrong));
    tcase_add_test(tests, no_text_is_taken_for_another_question);
    tcase_add_test(tests, many_may_ask_at_once);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
