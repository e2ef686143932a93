/* The paced clock: a rate, another rate, a pause, and nobody who waits. The pacer of these tests
 * does not sleep: the clock asks again until it is time. */
#include "tests/support/suite.h"
#include "hil/clock.h"

#include <check.h>
#include <math.h>

/* Says rates[0] until it was asked so many times, then the next. */
struct toy_pacer { double rates[3]; int asked_until[3], asked, sleeps; double slept_until_s; };

static double pacer_rate(void *data)
{
    struct toy_pacer *pacer = data;
    int               i = 0;

    pacer->asked++;
    while (i < 2 && pacer->asked > pacer->asked_until[i])
        i++;
    return pacer->rates[i];
}

static void pacer_sleep(void *data, double wall_s)
{
    struct toy_pacer *pacer = data;

    pacer->sleeps++;
    pacer->slept_until_s = wall_s;
}

static struct clock_pacer pacer_over(struct toy_pacer *toy)
{
    return (struct clock_pacer){ pacer_rate, pacer_sleep, toy };
}

static const struct { double rate, t_s, wall_s; } paces[] = {
    { 1, 0.02, 0.02 }, { 10, 0.2, 0.02 }, { 60, 1.2, 0.02 }, { 600, 12, 0.02 },
};

START_TEST(it_is_awaited_at_its_rate)
{
    struct toy_pacer   toy = { .rates = { paces[_i].rate }, .asked_until = { 1 << 30 } };
    struct clock_pacer pacer = pacer_over(&toy);
    struct clock       clock = clock_paced(&pacer);
    double             from_s = clock_wall_s(), took_s;

    ck_assert_int_eq(clock_start(&clock), ERR_OK);
    ck_assert_int_eq(clock_await(&clock, paces[_i].t_s), ERR_OK);
    took_s = clock_wall_s() - from_s;
    ck_assert_msg(took_s >= paces[_i].wall_s - 2 * CLOCK_GRAIN_S, "%g s", took_s);
    ck_assert_int_gt(toy.sleeps, 0);
}
END_TEST

START_TEST(a_new_rate_begins_where_the_old_one_was)
{
    struct toy_pacer   toy = { .rates = { 1e-6, 1000 }, .asked_until = { 50, 1 << 30 } };
    struct clock_pacer pacer = pacer_over(&toy);
    struct clock       clock = clock_paced(&pacer);
    double             from_s = clock_wall_s(), took_s;

    ck_assert_int_eq(clock_start(&clock), ERR_OK);
    ck_assert_int_eq(clock_await(&clock, 10), ERR_OK);      /* at 1e-6 that is four months */
    took_s = clock_wall_s() - from_s;
    ck_assert_msg(took_s >= 0.008 && took_s < 5, "%g s", took_s);
    ck_assert_double_eq(clock.rate, 1000);
}
END_TEST

START_TEST(a_pause_lasts_until_there_is_a_rate)
{
    struct toy_pacer   toy = { .rates = { 0, 1000 }, .asked_until = { 50, 1 << 30 } };
    struct clock_pacer pacer = pacer_over(&toy);
    struct clock       clock = clock_paced(&pacer);

    ck_assert_int_eq(clock_start(&clock), ERR_OK);
    ck_assert_int_eq(clock_await(&clock, 0.001), ERR_OK);
    ck_assert_int_ge(toy.asked, 51);
    ck_assert_int_ge(toy.sleeps, 49);
}
END_TEST

START_TEST(who_leaves_waits_no_more)
{
    struct toy_pacer   toy = { .rates = { 0, (double)NAN }, .asked_until = { 5, 1 << 30 } };
    struct clock_pacer pacer = pacer_over(&toy);
    struct clock       clock = clock_paced(&pacer);

    ck_assert_int_eq(clock_start(&clock), ERR_OK);
    ck_assert_int_eq(clock_await(&clock, 1e9), ERR_OK);
    ck_assert_int_eq(clock_await(&clock, 2e9), ERR_OK);
    ck_assert_int_lt(toy.asked, 10);
}
END_TEST

START_TEST(what_a_slow_machine_has_lost_is_not_caught_up)
{
    struct toy_pacer   toy = { .rates = { 1e4 }, .asked_until = { 1 << 30 } };
    struct clock_pacer pacer = pacer_over(&toy);
    struct clock       clock = clock_paced(&pacer);
    double             from_s;

    ck_assert_int_eq(clock_start(&clock), ERR_OK);
    clock.start_s -= 10;                        /* as if the machine had stood still for 10 s */
    ck_assert_int_eq(clock_await(&clock, 1), ERR_OK);
    ck_assert(clock.is_overrun);
    from_s = clock_wall_s();
    ck_assert_int_eq(clock_await(&clock, 1 + 100), ERR_OK);
    ck_assert_double_ge(clock_wall_s() - from_s, 0.01 - 2 * CLOCK_GRAIN_S);
    ck_assert(!clock.is_overrun || clock.late_s > CLOCK_SLIP_S);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clock");
    TCase *paced = tcase_create("paced");

    tcase_add_loop_test(paced, it_is_awaited_at_its_rate, 0, 4);
    tcase_add_test(paced, a_new_rate_begins_where_the_old_one_was);
    tcase_add_test(paced, a_pause_lasts_until_there_is_a_rate);
    tcase_add_test(paced, who_leaves_waits_no_more);
    tcase_add_test(paced, what_a_slow_machine_has_lost_is_not_caught_up);
    suite_add_tcase(suite, paced);
    return suite_run(suite);
}
