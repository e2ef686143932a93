/* The limits under which a run is guarded: those of its bench, seen by the run and by its guard,
 * each without the other. */
#include "tests/support/guard_bed.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)
#define BENCH_HANG_S 3.0        /* of the tests of a bench: another than what is usual */
#define USUAL_HANG_S 0.25

/* ---- what is past a limit ---- */

#define UNLIMITED { NAN, NAN, NAN, NAN, NAN, NAN }
#define LIMITED   { 50, 500, 10, 20, 30, 2 }

static const struct {
    const char         *story;
    struct stand_meter  meter;
    struct bench_limits limits;
    const char         *want;
} metered[] = {
    { "nothing delivered, nothing limited", { 0, 0, 0, 0, 0, 0 }, UNLIMITED, NULL },
    { "much delivered, nothing limited", { 1e3, 1e6, 1e6, 1e6, 1e6, 1e6 }, UNLIMITED, NULL },
    { "just what is allowed", { 50, 500, 10, 20, 30, 2 }, LIMITED, NULL },
    { "power", { 50.5, 0, 0, 0, 0, 0 }, LIMITED,
      "it puts out 50.5 W, and the bench allows 50 W" },
    { "energy", { 0, 501, 0, 0, 0, 0 }, LIMITED,
      "it has delivered 501 J, and the bench allows 500 J" },
    { "rate", { 0, 0, 11, 0, 0, 0 }, LIMITED,
      "it pumps 11 uL/h, and the bench allows 10 uL/h" },
    { "volume", { 0, 0, 0, 21, 0, 0 }, LIMITED,
      "it has delivered 21 uL, and the bench allows 20 uL" },
    { "time", { 0, 0, 0, 0, 30.5, 0 }, LIMITED,
      "it was on for 30.5 s, and the bench allows 30 s" },
    { "nobody knows", { 0, 0, 0, 0, 0, 2.5 }, LIMITED,
      "nobody has said what it delivers for 2.5 s, and the bench allows 2 s" },
    { "unknown is not past it", { NAN, NAN, NAN, NAN, NAN, NAN }, LIMITED, NULL },
};

START_TEST(a_limit_is_passed_when_more_was_delivered)
{
    struct guard_page   page = { .beats = 0 };
    struct guard_source source = { .role = DEVICE_ROLE_PUMP, .limits = metered[_i].limits };
    char                sentence[GUARD_TEXT_MAX] = "";
    bool                is_past;

    guard_page_meter(&page, DEVICE_ROLE_PUMP, &metered[_i].meter);
    is_past = guard_is_past_limit(&page, &source, sentence);
    ck_assert_msg(is_past == (metered[_i].want != NULL), "%s", metered[_i].story);
    if (is_past)
        ck_assert_msg(strstr(sentence, metered[_i].want), "%s: %s", metered[_i].story, sentence);
}
END_TEST

/* ---- both look at limits ---- */

START_TEST(a_run_past_a_limit_lets_go_at_once_and_says_which)
{
    struct guard_bed bed;

    guard_bed_make(&bed);
    bed.limit_j = 50;
    guard_bed_run(&bed, guard_bed_passes_a_limit);
    guard_bed_await(&bed);
    ck_assert_int_eq(atomic_load(&bed.told->err), ERR_LIMIT);
    ck_assert_str_eq(bed.told->sentence, "taken: the guard made everything safe: generator: it has "
                     "delivered 51 J, and the bench allows 50 J");
    guard_bed_drop(&bed);
}
END_TEST

/* With a guard that does not see it, as it has no processor just now. */
static void passes_a_limit_alone(struct guard *guard, const struct guard_bed *bed)
{
    struct why why = { "" };
    enum err   err;

    ck_assert(guard_bed_beats(guard, bed, 20, &why) == ERR_OK);
    kill(guard_bed_guard_of(getpid()), SIGSTOP);
    bed->told->meter.energy_j = 51;
    err = guard_beat(guard, &why);
    kill(guard_bed_guard_of(getpid()), SIGCONT);
    guard_bed_tell(bed, err, &why);
}

START_TEST(a_run_sees_a_limit_without_its_guard)
{
    struct guard_bed bed;

    guard_bed_make(&bed);
    bed.limit_j = 50;
    guard_bed_run(&bed, passes_a_limit_alone);
    guard_bed_await(&bed);
    ck_assert_int_eq(atomic_load(&bed.told->err), ERR_LIMIT);
    ck_assert_ptr_nonnull(strstr(bed.told->sentence,
                                 "it has delivered 51 J, and the bench allows"));
    json_free(guard_bed_record(&bed));
    guard_bed_drop(&bed);
}
END_TEST

/* It is in the midst of its beat, and comes to look at nothing. */
START_TEST(a_guard_sees_a_limit_without_its_run)
{
    struct guard_bed bed;
    struct json     *json;

    guard_bed_make(&bed);
    ck_assert(real_generator_start(&bed.other));
    bed.limit_j = 50;
    guard_bed_run(&bed, guard_bed_passes_a_limit);
    guard_bed_await(&bed);
    json = guard_bed_record(&bed);
    ck_assert_str_eq(json_as_text(json_member(json, "why"), ""), "limit");
    ck_assert_ptr_nonnull(strstr(json_as_text(json_member(json, "sentence"), ""),
                                 "it has delivered 51 J, and the bench allows 50 J"));
    json_free(json);
    guard_bed_drop(&bed);
}
END_TEST

/* ---- of a bench ---- */

/* Nothing of it is armed: what is delivered is what the rig notes. */
static struct guard *guard_of_bench(const struct guard_bed *bed, struct bench *bench,
                                    struct stand **stand)
{
    struct stand_setup setup = { .bench = bench };
    struct guard_setup guarded = { .folder = -1, .evidence = -1 };
    struct guard      *guard = NULL;
    struct why         why = { "" };

    bench_begin(bench);
    ck_assert_int_eq(bench_place_set(bench, DEVICE_ROLE_GENERATOR, "rf-generator",
                                     bed->generator.address, &why), ERR_OK);
    bench->places[DEVICE_ROLE_GENERATOR].limits.power_w = 50;
    bench->hang_s = BENCH_HANG_S;
    ck_assert_msg(stand_open(stand, &setup, &why) == ERR_OK, "%s", why.text);
    guarded.stand = *stand;
    ck_assert_msg(guard_start(&guard, &guarded, &why) == ERR_OK, "%s", why.text);
    return guard;
}

START_TEST(a_stand_is_guarded_by_the_limits_of_its_bench)
{
    struct guard_bed bed;
    struct bench     bench;
    struct stand    *stand = NULL;
    struct guard    *guard;
    struct why       why = { "" };

    guard_bed_make(&bed);
    guard = guard_of_bench(&bed, &bench, &stand);
    stand_note(stand, DEVICE_ROLE_GENERATOR, 50, 0);
    ck_assert_int_eq(stand_step(stand, 0.01), ERR_OK);
    ck_assert_msg(guard_beat(guard, &why) == ERR_OK, "%s", why.text);
    stand_note(stand, DEVICE_ROLE_GENERATOR, 50.5, 0);
    ck_assert_int_eq(stand_step(stand, 0.02), ERR_OK);
    ck_assert_int_eq(guard_beat(guard, &why), ERR_LIMIT);
    ck_assert_msg(strstr(why.text, "it puts out 50.5 W, and the bench allows 50 W"), "%s",
                  why.text);
    ck_assert_msg(guard_end(guard, "the run is over", &why) == ERR_OK, "%s", why.text);
    stand_destroy(stand);
    bench_free(&bench);
    guard_bed_drop(&bed);
}
END_TEST

/* Its ports would be held until it is written. */
START_TEST(nobody_waits_for_the_image_of_a_run_that_crashed)
{
    struct guard_bed bed;
    struct bench     bench;
    struct stand    *stand = NULL;
    struct guard    *guard;
    struct rlimit    before, during, after;
    struct why       why = { "" };

    guard_bed_make(&bed);
    ck_assert_int_eq(getrlimit(RLIMIT_CORE, &before), 0);
    before.rlim_cur = before.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_CORE, &before), 0);
    guard = guard_of_bench(&bed, &bench, &stand);
    ck_assert_int_eq(getrlimit(RLIMIT_CORE, &during), 0);
    ck_assert_msg(guard_end(guard, "the run is over", &why) == ERR_OK, "%s", why.text);
    ck_assert_int_eq(getrlimit(RLIMIT_CORE, &after), 0);
    ck_assert_uint_le(during.rlim_cur, 1);
    ck_assert_uint_eq(after.rlim_cur, before.rlim_cur);
    stand_destroy(stand);
    bench_free(&bench);
    guard_bed_drop(&bed);
}
END_TEST

START_TEST(a_stand_is_guarded_by_the_patience_of_its_bench)
{
    struct guard_bed bed;
    struct bench     bench;
    struct stand    *stand = NULL;
    struct guard    *guard;
    struct why       why = { "" };

    guard_bed_make(&bed);
    guard = guard_of_bench(&bed, &bench, &stand);
    ck_assert_int_eq(guard_beat(guard, &why), ERR_OK);
    guard_bed_pass(1.5 * USUAL_HANG_S);
    ck_assert_msg(guard_beat(guard, &why) == ERR_OK, "%s", why.text);
    guard_bed_pass(BENCH_HANG_S + 0.2);
    ck_assert_int_eq(guard_beat(guard, &why), ERR_LIMIT);
    ck_assert_msg(strstr(why.text, "and the bench allows 3000 ms (hang_s)"), "%s", why.text);
    ck_assert_msg(guard_end(guard, "the run is over", &why) == ERR_OK, "%s", why.text);
    stand_destroy(stand);
    bench_free(&bench);
    guard_bed_drop(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guard limits");
    TCase *tests = tcase_create("guard limits");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_run_past_a_limit_lets_go_at_once_and_says_which);
    tcase_add_test(tests, a_run_sees_a_limit_without_its_guard);
    tcase_add_test(tests, a_guard_sees_a_limit_without_its_run);
    tcase_add_test(tests, a_stand_is_guarded_by_the_limits_of_its_bench);
    tcase_add_test(tests, a_stand_is_guarded_by_the_patience_of_its_bench);
    tcase_add_test(tests, nobody_waits_for_the_image_of_a_run_that_crashed);
    tcase_add_loop_test(tests, a_limit_is_passed_when_more_was_delivered, 0, COUNT(metered));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
