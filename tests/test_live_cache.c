/* Answers that are kept: worked out once however many ask, forgotten when there are too many bytes,
 * and not kept when they failed. */
#include "hil/live/live_cache.h"
#include "tests/support/suite.h"

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* A maker that counts how often it was asked, takes its time, and may fail. */
struct counted {
    atomic_int made;
    size_t     size;
    long       wait_ms;
    bool       fails;
};

static enum err counted_make(const void *question, struct bytes *out, struct why *why)
{
    struct counted *counted = (struct counted *)(uintptr_t)question;
    int number = atomic_fetch_add(&counted->made, 1) + 1;

    if (counted->wait_ms)
        nanosleep(&(struct timespec){ .tv_nsec = counted->wait_ms * 1000000 }, NULL);
    if (counted->fails)
        return why_say(why, ERR_RANGE, "it cannot be, %d", number);
    for (size_t i = 0; i < counted->size; i++)
        bytes_add(out, &(char){ (char)number }, 1);
    return ERR_OK;
}

static struct live_cache *cache_of(size_t bytes_most)
{
    struct live_cache *cache = NULL;
    struct why why = { "" };

    ck_assert_int_eq(live_cache_create(&cache, bytes_most, &why), ERR_OK);
    return cache;
}

/* Its first byte: how many times it had been made by then. */
static int ask(struct live_cache *cache, const char *key, struct counted *counted)
{
    struct live_block *out = NULL;
    struct why why = { "" };
    int number;

    ck_assert_int_eq(live_cache_get(cache, key, &(struct live_maker){ counted_make, counted }, &out,
                                    &why), ERR_OK);
    ck_assert_uint_eq(live_block_bytes(out)->used, counted->size);
    ck_assert_uint_eq(live_block_bytes(out)->size, counted->size);
    number = live_block_bytes(out)->at[0];
    live_block_drop(out);
    return number;
}

START_TEST(what_is_asked_again_is_not_made_again)
{
    struct live_cache *cache = cache_of(1000);
    struct counted one = { .size = 10 }, two = { .size = 10 };

    ck_assert_int_eq(ask(cache, "one", &one), 1);
    ck_assert_int_eq(ask(cache, "two", &two), 1);
    ck_assert_int_eq(ask(cache, "one", &one), 1);
    ck_assert_int_eq(one.made, 1);
    ck_assert_int_eq(two.made, 1);
    live_cache_destroy(cache);
}
END_TEST

START_TEST(what_was_asked_for_longest_ago_is_forgotten_first)
{
    struct live_cache *cache = cache_of(25);
    struct counted a = { .size = 10 }, b = { .size = 10 }, c = { .size = 10 };

    ask(cache, "a", &a);
    ask(cache, "b", &b);
    ask(cache, "a", &a);
    ask(cache, "c", &c);        /* 30 bytes: b goes */
    ask(cache, "a", &a);
    ask(cache, "c", &c);
    ck_assert_int_eq(a.made, 1);
    ck_assert_int_eq(c.made, 1);
    ask(cache, "b", &b);
    ck_assert_int_eq(b.made, 2);
    live_cache_destroy(cache);
}
END_TEST

START_TEST(what_is_too_large_is_given_but_not_kept)
{
    struct live_cache *cache = cache_of(25);
    struct counted large = { .size = 26 }, small = { .size = 10 };

    ask(cache, "small", &small);
    ck_assert_int_eq(ask(cache, "large", &large), 1);
    ck_assert_int_eq(ask(cache, "large", &large), 2);
    ask(cache, "small", &small);
    ck_assert_int_eq(small.made, 1);
    live_cache_destroy(cache);
}
END_TEST

START_TEST(more_answers_than_there_are_places_are_no_trouble)
{
    struct live_cache *cache = cache_of(1 << 20);
    struct counted counted = { .size = 1 };

    for (int round = 0; round < 2; round++)
        for (int i = 0; i < LIVE_CACHE_ANSWERS_MAX + 10; i++) {
            char key[32];
            snprintf(key, sizeof key, "%d", i);
            ask(cache, key, &counted);
        }
    ck_assert_int_eq(counted.made, 2 * (LIVE_CACHE_ANSWERS_MAX + 10));
    live_cache_destroy(cache);
}
END_TEST

START_TEST(whoever_holds_an_answer_that_was_forgotten_still_has_it)
{
    struct live_cache *cache = cache_of(25);
    struct counted counted = { .size = 20 }, others = { .size = 20 };
    struct live_maker maker = { counted_make, &counted };
    struct live_block *first = NULL, *again = NULL;

    ck_assert_int_eq(live_cache_get(cache, "it", &maker, &first, NULL), ERR_OK);
    ck_assert_int_eq(live_cache_get(cache, "it", &maker, &again, NULL), ERR_OK);
    ck_assert_ptr_eq(first, again);         /* one answer in memory, however many hold it */
    live_block_drop(again);
    ask(cache, "another", &others);
    live_cache_destroy(cache);
    for (size_t i = 0; i < counted.size; i++)
        ck_assert_int_eq(live_block_bytes(first)->at[i], 1);
    live_block_drop(first);
}
END_TEST

START_TEST(a_failure_is_told_and_not_kept)
{
    struct live_cache *cache = cache_of(1000);
    struct counted counted = { .size = 3, .fails = true };
    struct live_block *out = NULL;
    struct why why = { "" };

    ck_assert_int_eq(live_cache_get(cache, "it", &(struct live_maker){ counted_make, &counted },
                                    &out, &why), ERR_RANGE);
    ck_assert_str_eq(why.text, "it cannot be, 1");
    counted.fails = false;
    ck_assert_ptr_null(out);
    ck_assert_int_eq(ask(cache, "it", &counted), 2);
    ck_assert_int_eq(ask(cache, "it", &counted), 2);
    live_cache_destroy(cache);
}
END_TEST

/* ------------------------------------------------------------------ several at once */

#define ASKERS 12
#define ROUNDS 40

struct asker {
    struct live_cache *cache;
    struct counted    *counted;     /* [4] */
    int                number;
    bool               is_well;
};

static enum err get(struct live_cache *cache, int which, struct counted *counted,
                    struct live_block **out)
{
    char key[8];

    snprintf(key, sizeof key, "%d", which);
    return live_cache_get(cache, key, &(struct live_maker){ counted_make, counted }, out, NULL);
}

static void *ask_once(void *of)
{
    struct asker *asker = of;
    struct live_block *out = NULL;

    asker->is_well = get(asker->cache, 0, asker->counted, &out) == ERR_OK
                  && live_block_bytes(out)->used == asker->counted->size;
    live_block_drop(out);
    return NULL;
}

/* Four answers where two fit, one of which fails now and then: everything happens. */
static void *ask_many(void *of)
{
    struct asker *asker = of;

    asker->is_well = true;
    for (int round = 0; round < ROUNDS; round++) {
        int which = (asker->number + round * 7) % 4;
        struct live_block *out = NULL;
        enum err err = get(asker->cache, which, &asker->counted[which], &out);
        asker->is_well &= asker->counted[which].fails
            ? err == ERR_RANGE
            : err == ERR_OK && live_block_bytes(out)->used == asker->counted[which].size;
        live_block_drop(out);
    }
    return NULL;
}

static void all_ask(void *(*what)(void *), struct live_cache *cache, struct counted *counted)
{
    pthread_t thread[ASKERS];
    struct asker asker[ASKERS];

    for (int i = 0; i < ASKERS; i++) {
        asker[i] = (struct asker){ cache, counted, i, false };
        ck_assert_int_eq(pthread_create(&thread[i], NULL, what, &asker[i]), 0);
    }
    for (int i = 0; i < ASKERS; i++) {
        pthread_join(thread[i], NULL);
        ck_assert_msg(asker[i].is_well, "asker %d", i);
    }
}

START_TEST(of_many_who_ask_at_once_one_works_it_out)
{
    struct live_cache *cache = cache_of(1000);
    struct counted counted = { .size = 500, .wait_ms = 30 };

    all_ask(ask_once, cache, &counted);
    ck_assert_int_eq(counted.made, 1);
    live_cache_destroy(cache);
}
END_TEST

START_TEST(many_who_ask_for_this_and_that_all_get_theirs)
{
    struct live_cache *cache = cache_of(250);
    struct counted counted[4] = { { .size = 100 }, { .size = 110, .wait_ms = 1 }, { .size = 120 },
                                  { .size = 130, .fails = true } };

    all_ask(ask_many, cache, counted);
    ck_assert_int_gt(counted[0].made, 0);
    live_cache_destroy(cache);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("live_cache");
    TCase *tests = tcase_create("answers");

    tcase_add_test(tests, what_is_asked_again_is_not_made_again);
    tcase_add_test(tests, what_was_asked_for_longest_ago_is_forgotten_first);
    tcase_add_test(tests, what_is_too_large_is_given_but_not_kept);
    tcase_add_test(tests, more_answers_than_there_are_places_are_no_trouble);
    tcase_add_test(tests, whoever_holds_an_answer_that_was_forgotten_still_has_it);
    tcase_add_test(tests, a_failure_is_told_and_not_kept);
    tcase_add_test(tests, of_many_who_ask_at_once_one_works_it_out);
    tcase_add_test(tests, many_who_ask_for_this_and_that_all_get_theirs);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
