/* The guard: whatever becomes of the run, the device behind the port is told to stand by, and says
 * that it does; and what does not say so is not called safe. */
#include "tests/support/guard_bed.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)
#define SOON_S       10.0       /* on a busy machine; what is promised, kill_matrix measures */

/* ---- parts that a run plays ---- */

static void ends(struct guard *guard, const struct guard_bed *bed)
{
    struct why why = { "" };

    guard_bed_last_beats(guard, bed);
    guard_bed_tell(bed, guard_end(guard, "the run is over", &why), &why);
}

static void exits(struct guard *guard, const struct guard_bed *bed)
{
    guard_bed_last_beats(guard, bed);
    _exit(0);
}

static void crashes(struct guard *guard, const struct guard_bed *bed)
{
    guard_bed_last_beats(guard, bed);
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
}

static void is_killed(struct guard *guard, const struct guard_bed *bed)
{
    guard_bed_last_beats(guard, bed);
    raise(SIGKILL);
}

static void loops(struct guard *guard, const struct guard_bed *bed)
{
    volatile int never = 0;

    guard_bed_last_beats(guard, bed);
    while (!never)
        ;
}

static void stops(struct guard *guard, const struct guard_bed *bed)
{
    guard_bed_last_beats(guard, bed);
    raise(SIGSTOP);
    guard_bed_goes_on(guard, bed);
}

/* It was in the midst of a tick: when it goes on, it first ends that one. The port is the guard's
 * other end, whose descriptor it has. */
static void writes_late(struct guard *guard, const struct guard_bed *bed)
{
    static const char heat[] = "OUTP:MODE HEAT\n";

    guard_bed_last_beats(guard, bed);
    guard_bed_pass(GUARD_BED_HASTY_S + 0.15);
    ck_assert_int_eq(write(bed->descriptor, heat, sizeof heat - 1), sizeof heat - 1);
    guard_bed_goes_on(guard, bed);
}

/* The device does not hear any more, when it was safe once. */
static void goes_on_with_a_deaf_device(struct guard *guard, const struct guard_bed *bed)
{
    guard_bed_last_beats(guard, bed);
    guard_bed_pass(GUARD_BED_HASTY_S + 0.35);
    atomic_store(&bed->generator.seen->is_deaf, true);
    guard_bed_goes_on(guard, bed);
}

/* ---- how a run may end ---- */

static const struct {
    const char *story;
    void      (*part)(struct guard *, const struct guard_bed *);
    const char *why, *run;      /* in guard.json */
    double      hang_s;
} deaths[] = {
    { "the run ends in order",        ends,      "ended", "ends in order", GUARD_BED_PATIENT_S },
    { "the run exits without a word", exits,     "died",  "gone",          GUARD_BED_PATIENT_S },
    { "the run crashes",              crashes,   "died",  "gone",          GUARD_BED_PATIENT_S },
    { "the run is killed",            is_killed, "died",  "gone",          GUARD_BED_PATIENT_S },
    { "the run hangs, and is killed", loops,     "hung",
      "did not let go of the ports, and was killed", GUARD_BED_HASTY_S },
    { "the run passes a limit",       guard_bed_passes_a_limit, "limit",
      "let go of the ports", GUARD_BED_PATIENT_S },
};

START_TEST(whatever_becomes_of_the_run_its_device_is_told_and_says_so)
{
    struct guard_bed   bed;
    struct json       *json;
    const struct json *device;
    double             died_s, told_s;

    guard_bed_make(&bed);
    bed.limit_j = 50;
    bed.hang_s = deaths[_i].hang_s;
    guard_bed_run(&bed, deaths[_i].part);
    guard_bed_await(&bed);
    json = guard_bed_record(&bed);
    died_s = atomic_load(&bed.told->died_s);
    told_s = real_generator_standby_s(&bed.generator, died_s);
    ck_assert_msg(told_s - died_s < SOON_S, "%s: after %g s", deaths[_i].story,
                  told_s - died_s);
    ck_assert_str_eq(json_as_text(json_member(json, "why"), ""), deaths[_i].why);
    ck_assert_str_eq(json_as_text(json_member(json, "run"), ""), deaths[_i].run);
    ck_assert(json_as_truth(json_member(json, "are_safe"), false));
    ck_assert_uint_eq(json_count(json_member(json, "devices")), 1);
    device = json_item(json_member(json, "devices"), 0);
    ck_assert_str_eq(json_as_text(json_member(device, "role"), ""), "generator");
    ck_assert_str_eq(json_as_text(json_member(device, "port"), ""), bed.generator.address);
    ck_assert(json_as_number(json_member(device, "written_bytes"), 0) > 0);
    ck_assert(json_as_number(json_member(device, "heard_bytes"), 0) > 0);
    ck_assert(json_as_number(json_member(device, "first_byte_us"), NAN) <=
              json_as_number(json_member(device, "confirmed_us"), NAN));
    json_free(json);
    guard_bed_drop(&bed);
}
END_TEST

START_TEST(a_run_that_ends_in_order_hears_that_all_is_safe)
{
    struct guard_bed bed;

    guard_bed_make(&bed);
    guard_bed_run(&bed, ends);
    guard_bed_await(&bed);
    ck_assert_msg(atomic_load(&bed.told->err) == ERR_OK, "%s", bed.told->sentence);
    guard_bed_drop(&bed);
}
END_TEST

/* It is not killed while it stands still, and finds its ports taken when it goes on. */
START_TEST(a_run_that_was_stopped_ends_when_it_goes_on)
{
    struct guard_bed bed;

    guard_bed_make(&bed);
    bed.hang_s = GUARD_BED_HASTY_S;
    guard_bed_run(&bed, stops);
    for (int i = 0; i < 10000 && isnan(real_generator_standby_s(&bed.generator, 0)); i++)
        guard_bed_nap();
    ck_assert(!isnan(real_generator_standby_s(&bed.generator, 0)));
    for (int i = 0; i < 2500; i++)          /* longer than a run that hangs is given */
        guard_bed_nap();
    ck_assert_int_eq(waitpid(bed.run, NULL, WNOHANG), 0);
    kill(bed.run, SIGCONT);
    guard_bed_await(&bed);
    ck_assert_int_eq(atomic_load(&bed.told->err), ERR_LIMIT);
    ck_assert_ptr_nonnull(strstr(bed.told->sentence,
                                 "taken: the guard made everything safe: the run "
                                                     "hangs: nothing was heard of it for"));
    guard_bed_drop(&bed);
}
END_TEST

/* Whatever a run wrote that was not yet gone is made good when it has let go. */
START_TEST(a_device_that_was_started_late_is_made_safe_once_more)
{
    struct guard_bed bed;
    struct json     *json;

    guard_bed_make(&bed);
    bed.hang_s = GUARD_BED_HASTY_S;
    guard_bed_run(&bed, writes_late);
    guard_bed_await(&bed);
    json = guard_bed_record(&bed);
    ck_assert_str_eq(json_as_text(json_member(json, "why"), ""), "hung");
    ck_assert_str_eq(json_as_text(json_member(json, "run"), ""), "let go of the ports");
    ck_assert(json_as_truth(json_member(json, "are_safe"), false));
    guard_bed_pass(1.5);                        /* it would check for 0.5 s, and then heat */
    ck_assert(!atomic_load(&bed.generator.seen->rf_on));
    ck_assert_double_eq(atomic_load(&bed.generator.seen->rf_on_s), 0);
    json_free(json);
    guard_bed_drop(&bed);
}
END_TEST

/* What was safe once is asked again, and believed no longer than it answers. */
START_TEST(a_device_that_was_safe_must_say_so_again)
{
    struct guard_bed bed;
    struct json     *json;

    guard_bed_make(&bed);
    bed.hang_s = GUARD_BED_HASTY_S;
    guard_bed_run(&bed, goes_on_with_a_deaf_device);
    guard_bed_await(&bed);
    json = guard_bed_record(&bed);
    ck_assert_str_eq(json_as_text(json_member(json, "run"), ""), "let go of the ports");
    ck_assert(!json_as_truth(json_member(json, "are_safe"), true));
    ck_assert_ptr_nonnull(strstr(bed.told->sentence, "NOT CONFIRMED"));
    json_free(json);
    guard_bed_drop(&bed);
}
END_TEST

/* ---- devices that do not do as they are told ---- */

START_TEST(a_device_that_does_not_answer_is_not_called_safe)
{
    struct guard_bed bed;
    struct json     *json;

    guard_bed_make(&bed);
    atomic_store(&bed.generator.seen->is_mute, true);
    guard_bed_run(&bed, ends);
    guard_bed_await(&bed);
    json = guard_bed_record(&bed);
    ck_assert(!json_as_truth(json_member(json, "are_safe"), true));
    ck_assert_int_eq(atomic_load(&bed.told->err), ERR_REFUSED);
    ck_assert_ptr_nonnull(strstr(bed.told->sentence, "NOT CONFIRMED: it does not answer"));
    ck_assert(!isnan(real_generator_standby_s(&bed.generator, 0)));
    json_free(json);
    guard_bed_drop(&bed);
}
END_TEST

START_TEST(a_cable_that_is_pulled_is_not_called_safe)
{
    struct guard_bed   bed;
    struct json       *json;
    const struct json *device;

    guard_bed_make(&bed);
    guard_bed_run(&bed, guard_bed_goes_on);
    guard_bed_await_beat(&bed);
    real_generator_unplug(&bed.generator);
    kill(bed.run, SIGKILL);
    guard_bed_await(&bed);
    json = guard_bed_record(&bed);
    ck_assert(!json_as_truth(json_member(json, "are_safe"), true));
    device = json_item(json_member(json, "devices"), 0);
    ck_assert_ptr_nonnull(strstr(json_as_text(json_member(device, "sentence"), ""),
                                 "its port has closed"));
    json_free(json);
    guard_bed_drop(&bed);
}
END_TEST

/* Whichever of them it is. */
START_TEST(a_device_that_is_deaf_keeps_no_other_from_being_safe)
{
    struct guard_bed   bed;
    struct json       *json;
    const struct json *devices;
    double             told_s;

    guard_bed_make(&bed);
    ck_assert(real_generator_start(&bed.other));
    atomic_store(_i ? &bed.other.seen->is_deaf : &bed.generator.seen->is_deaf, true);
    guard_bed_run(&bed, is_killed);
    guard_bed_await(&bed);
    json = guard_bed_record(&bed);
    devices = json_member(json, "devices");
    ck_assert_uint_eq(json_count(devices), 2);
    for (size_t i = 0; i < 2; i++)
        ck_assert(json_as_truth(json_member(json_item(devices, i), "is_safe"), false) ==
                  (i != (size_t)_i));
    told_s = real_generator_standby_s(_i ? &bed.generator : &bed.other,
                                      atomic_load(&bed.told->died_s));
    ck_assert_double_lt(told_s - atomic_load(&bed.told->died_s), SOON_S);
    json_free(json);
    guard_bed_drop(&bed);
}
END_TEST

/* The run is gone, and its device does not answer: the guard asks it again for a while. */
START_TEST(a_folder_is_nobody_elses_until_the_guard_has_left_its_record)
{
    struct guard_bed bed;
    int              lock;

    guard_bed_make(&bed);
    atomic_store(&bed.generator.seen->is_deaf, true);
    guard_bed_run(&bed, is_killed);
    guard_bed_await(&bed);
    ck_assert_int_eq(guard_bed_folder_hold(&bed), -1);
    json_free(guard_bed_record(&bed));
    lock = guard_bed_folder_hold(&bed);
    for (int i = 0; i < 10000 && lock < 0; i++, guard_bed_nap())
        lock = guard_bed_folder_hold(&bed);
    ck_assert_int_ge(lock, 0);
    close(lock);
    guard_bed_drop(&bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guard");
    TCase *tests = tcase_create("guard");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, whatever_becomes_of_the_run_its_device_is_told_and_says_so, 0,
                        COUNT(deaths));
    tcase_add_test(tests, a_run_that_ends_in_order_hears_that_all_is_safe);
    tcase_add_test(tests, a_run_that_was_stopped_ends_when_it_goes_on);
    tcase_add_test(tests, a_device_that_was_started_late_is_made_safe_once_more);
    tcase_add_test(tests, a_device_that_was_safe_must_say_so_again);
    tcase_add_test(tests, a_device_that_does_not_answer_is_not_called_safe);
    tcase_add_test(tests, a_cable_that_is_pulled_is_not_called_safe);
    tcase_add_loop_test(tests, a_device_that_is_deaf_keeps_no_other_from_being_safe, 0, 2);
    tcase_add_test(tests, a_folder_is_nobody_elses_until_the_guard_has_left_its_record);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
