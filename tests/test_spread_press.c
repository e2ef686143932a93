/* The patient's button: a press is granted or refused as a slow second count says and as the mocked
 * pump's firmware does, and the doses of what was granted add up at every moment. */
#include "base/count.h"
#include "base/units.h"
#include "hil/spread/spread_press.h"
#include "hil/spread/spread_program.h"
#include "tests/support/pump_bed.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ stories */

#define H 3600.0
#define MOST_STORY 8

static const struct {
    const char *story, *hours, *verdicts;   /* g granted, b busy, l lockout, d day */
    double over_s, lockout_s, single_to_s;
    unsigned most;
    double wait_s[MOST_STORY];
} stories[] = {
    { "the first is granted", "0", "g", 600, 7200, 0, 4, { 0 } },
    { "within the lockout", "1,2.5", "gl", 600, 7200, 0, 4, { 0, 1800 } },
    { "when the lockout is over", "1,3", "gg", 600, 7200, 0, 4, { 0 } },
    { "a refusal does not lock anew", "1,2.9,3", "glg", 600, 7200, 0, 4, { 0, 360, 0 } },
    { "while the last one runs", "1,1.1", "gb", 600, 60, 0, 4, { 0, 240 } },
    { "that it runs is said before its lockout", "1,1.1", "gb", 600, 7200, 0, 4, { 0, 6840 } },
    { "while the physician's runs", "0.5,1,1.5", "bgl", 600, 7200, H, 4, { 1800, 0, 5400 } },
    { "so many in a day", "1,4,7,10", "ggdd", 600, 3600, 0, 2, { 0, 0, 18 * H, 15 * H } },
    { "a day is any 24 hours", "20,23,26,43.99,44,44.5,47.1", "ggddglg", 600, 3600, 0, 2,
      { 0, 0, 18 * H, 36, 0, 2.5 * H, 0 } },
    { "a day later to the millisecond is another day", "1,24.9,25", "gdg", 600, 3600, 0, 1,
      { 0, 360, 0 } },
    { "in any order, one after the other", "3,1,2", "ggg", 600, 3600, 0, 4, { 0 } },
};

START_TEST(a_press_is_granted_or_refused)
{
    struct spread_presses presses = {
        .button = { 1e-9, stories[_i].over_s, 0, stories[_i].lockout_s, stories[_i].most } };
    struct why why = { "" };

    ck_assert_msg(spread_presses_parse(stories[_i].hours, 100, &presses, &why) == ERR_OK, "%s",
                  why.text);
    spread_presses_judge(&presses, stories[_i].single_to_s);
    ck_assert_uint_eq(presses.count, strlen(stories[_i].verdicts));
    for (size_t i = 0; i < presses.count; i++) {
        ck_assert_msg(spread_verdict_names[presses.press[i].verdict][0] == stories[_i].verdicts[i],
                      "%s: press %zu is %s", stories[_i].story, i,
                      spread_verdict_names[presses.press[i].verdict]);
        ck_assert_double_eq_tol(presses.press[i].wait_s, stories[_i].wait_s[i], 1e-9);
    }
}
END_TEST

static const struct { const char *hours, *sentence; enum err err; } refused[] = {
    { "", "\"\" is no hour: give hours as in 1,1.5,7", ERR_PARSE },
    { "1,,2", "\"\" is no hour", ERR_PARSE },
    { "1,noon", "\"noon\" is no hour", ERR_PARSE },
    { "-1", "hour -1 is out of range: give 0 to 24", ERR_RANGE },
    { "24.01", "hour 24.01 is out of range: give 0 to 24", ERR_RANGE },
    { "2,3,2", "hour 2 is there twice", ERR_RANGE },
    { "1234567890123456789012345678901234567890", "longer than any number", ERR_PARSE },
};

START_TEST(hours_that_make_no_sense_are_refused)
{
    struct spread_presses presses = { .count = 0 };
    struct why why = { "" };

    ck_assert_int_eq(spread_presses_parse(refused[_i].hours, 24, &presses, &why), refused[_i].err);
    ck_assert_msg(strstr(why.text, refused[_i].sentence), "%s", why.text);
}
END_TEST

START_TEST(there_is_room_for_so_many_presses_and_no_more)
{
    struct spread_presses presses = { .count = 0 };
    struct why why = { "" };
    char hours[SPREAD_PRESSES_MAX * 8 + 16];
    size_t used = 0;

    for (size_t i = 0; i < SPREAD_PRESSES_MAX; i++)
        used += (size_t)snprintf(hours + used, sizeof hours - used, "%s%zu", i ? "," : "", i);
    ck_assert_int_eq(spread_presses_parse(hours, 1e4, &presses, &why), ERR_OK);
    ck_assert_uint_eq(presses.count, SPREAD_PRESSES_MAX);
    snprintf(hours + used, sizeof hours - used, ",999");
    ck_assert_int_eq(spread_presses_parse(hours, 1e4, &presses, &why), ERR_LIMIT);
}
END_TEST

/* ------------------------------------------------------------------ by a slow second count */

#define RANDOM_PRESSES 60
#define RANDOM_HOURS   72

struct chance { uint64_t state; };

static uint64_t chance_next(struct chance *chance, uint64_t below)
{
    chance->state = chance->state * 6364136223846793005ull + 1442695040888963407ull;
    return (chance->state >> 33) % below;
}

/* Whole seconds, at least 3 apart, some in clusters, one a day after the first to the second. */
static void presses_draw(struct chance *chance, struct spread_presses *presses)
{
    double at_s = 0;

    presses->count = 0;
    for (size_t i = 0; i < RANDOM_PRESSES; i++) {
        at_s += 3 + (double)chance_next(chance, chance_next(chance, 3) ? 900 : 9000);
        if (i == RANDOM_PRESSES / 2)
            at_s = fmax(at_s, presses->press[0].at_s + 86400);
        if (at_s < RANDOM_HOURS * H)
            presses->press[presses->count++] = (struct spread_press){ .at_s = at_s };
    }
    presses->button = (struct spread_button){
        .bolus_kg = 20e-9, .over_s = 1 + (double)chance_next(chance, 1200),
        .lockout_s = (double)chance_next(chance, 7200),
        .most_per_day = 1 + (unsigned)chance_next(chance, 12) };
}

/* Second by second: what is granted in the second t, remembered in a list of seconds. */
static enum spread_verdict slowly(const long *granted, size_t count,
                                  const struct spread_button *button, long at_s)
{
    size_t recent = 0;

    for (size_t i = 0; i < count; i++)
        if (at_s < granted[i] + (long)button->over_s)
            return SPREAD_BUSY;
    for (size_t i = 0; i < count; i++)
        if (at_s < granted[i] + (long)button->lockout_s)
            return SPREAD_LOCKED;
    for (size_t i = 0; i < count; i++)
        recent += at_s < granted[i] + 86400;
    return recent >= button->most_per_day ? SPREAD_DAY_FULL : SPREAD_GRANTED;
}

START_TEST(any_presses_are_judged_as_a_second_count_judges)
{
    struct chance chance = { .state = 1000 + (uint64_t)_i };
    struct spread_presses presses;
    long granted[RANDOM_PRESSES];
    size_t count = 0;

    presses_draw(&chance, &presses);
    spread_presses_judge(&presses, 0);
    for (size_t i = 0; i < presses.count; i++) {
        const struct spread_press *press = &presses.press[i];
        enum spread_verdict want = slowly(granted, count, &presses.button, (long)press->at_s);
        long again = (long)press->at_s;
        ck_assert_msg(press->verdict == want, "at %g s: %s, not %s", press->at_s,
                      spread_verdict_names[press->verdict], spread_verdict_names[want]);
        while (slowly(granted, count, &presses.button, again) != SPREAD_GRANTED)
            again++;
        ck_assert_double_eq_tol(press->wait_s, (double)(again - (long)press->at_s), 1e-9);
        if (want == SPREAD_GRANTED)
            granted[count++] = (long)press->at_s;
    }
}
END_TEST

/* ------------------------------------------------------------------ by the mocked pump */

static const enum pump_reason reasons[] = {
    [SPREAD_GRANTED] = PUMP_REASON_NONE, [SPREAD_BUSY] = PUMP_REASON_BUSY,
    [SPREAD_LOCKED] = PUMP_REASON_LOCKOUT, [SPREAD_DAY_FULL] = PUMP_REASON_DAY_MOST,
};

/* A step of a second; what the firmware says to a button that is pressed in it. */
static enum pump_reason firmware_press(struct pump_bed *bed)
{
    bed->body.button_is_pressed = true;
    pump_bed_run(bed, 1, 1);
    bed->body.button_is_pressed = false;
    if (!bed->output.denied)
        return PUMP_REASON_NONE;
    return (enum pump_reason)pump_bed_last(bed, PUMP_LOG_DENIED).code;
}

START_TEST(the_mocked_pump_grants_the_same_presses)
{
    struct chance chance = { .state = 2000 + (uint64_t)_i };
    struct spread_presses presses;
    struct pump_bed *bed = malloc(sizeof *bed);
    double now_s = 0;

    ck_assert_ptr_nonnull(bed);
    presses_draw(&chance, &presses);
    presses.button.over_s += 120;       /* else no pump is so fast */
    spread_presses_judge(&presses, 0);
    pump_bed_make(bed);
    bed->build.programme.patient_nl = 2500;
    bed->build.programme.patient_duration_s = (uint32_t)presses.button.over_s;
    bed->build.programme.patient_lockout_s = (uint32_t)presses.button.lockout_s;
    bed->build.programme.patient_most_per_day = (uint8_t)presses.button.most_per_day;
    pump_bed_again(bed);
    for (size_t i = 0; i < presses.count; i++) {
        const struct spread_press *press = &presses.press[i];
        if (press->at_s > now_s)
            pump_bed_run(bed, press->at_s - now_s, 1);
        ck_assert_msg(firmware_press(bed) == reasons[press->verdict], "press %zu at %g s: %s", i,
                      press->at_s, spread_verdict_names[press->verdict]);
        now_s = press->at_s + 1;
    }
    pump_bed_free(bed);
    free(bed);
}
END_TEST

/* ------------------------------------------------------------------ what comes of it */

/* ug by at_s, summed second by second: in place of all else while a granted bolus runs. */
static double arrived_ug(const struct spread_pump *pump, double at_s)
{
    const struct spread_presses *presses = pump->presses;
    double sum_ug = 0;

    for (double s = 0; s < at_s; s++) {
        double since = pump->every_s > 0 ? fmod(s, pump->every_s) : s, own_ug;
        bool is_pressed = false;
        own_ug = spread_day_rate_kg_per_s(&pump->day, s) * 1e9;
        if (since < pump->bolus_over_s)
            own_ug += pump->bolus_kg * 1e9 / pump->bolus_over_s;
        for (size_t i = 0; i < presses->count; i++)
            is_pressed |= presses->press[i].verdict == SPREAD_GRANTED
                       && s >= presses->press[i].at_s
                       && s < presses->press[i].at_s + presses->button.over_s;
        sum_ug += is_pressed ? presses->button.bolus_kg * 1e9 / presses->button.over_s : own_ug;
    }
    return sum_ug;
}

static const struct { const char *story, *day, *hours; double bolus_ug, every_h; } pumps[] = {
    { "on a rate", "0:20", "1,5,9.5", 0, 0 },
    { "without a rate", "0:0", "1,5,9.5", 0, 0 },
    { "across steps of the day", "0:20,6:10,22:30", "5.9,21.95,23.95", 0, 0 },
    { "over boluses that come back", "0:5", "1.99,4.01,6", 50, 2 },
    { "after a single bolus", "0:5", "0.01,0.5,3", 50, 0 },
    { "cut off by the end", "0:20", "29.95", 0, 0 },
};

START_TEST(what_is_granted_comes_in_place_of_the_rate)
{
    struct spread_presses presses = { .button = { 40e-9, 600, 1e-6, 1800, 6 } };
    struct spread_pump pump = { .bolus_kg = pumps[_i].bolus_ug * 1e-9, .bolus_over_s = 120,
                                .every_s = pumps[_i].every_h * H, .end_s = 30 * H,
                                .presses = &presses };
    struct spread_program program = { .count = 0 };
    struct why why = { "" };
    double at_s = 0, sum_ug = 0, volume_m3 = 0;
    bool is_last_cut = strstr(pumps[_i].story, "cut off");

    ck_assert_int_eq(spread_day_parse(pumps[_i].day, &pump.day, &why), ERR_OK);
    ck_assert_int_eq(spread_presses_parse(pumps[_i].hours, 30, &presses, &why), ERR_OK);
    spread_presses_judge(&presses, pump.every_s > 0 ? 0 : pump.bolus_over_s);
    ck_assert_int_eq(spread_program_pump(&pump, &program, &why), ERR_OK);
    for (size_t i = 0; i < program.count; i++) {
        at_s += program.doses[i].over_s;
        sum_ug += program.doses[i].mass_kg * 1e9;
        volume_m3 += program.doses[i].volume_m3;
        ck_assert_double_eq_tol(sum_ug, arrived_ug(&pump, round(at_s)), 1e-6 * (1 + sum_ug));
    }
    ck_assert_double_eq_tol(at_s, pump.end_s, 1e-6);
    ck_assert(is_last_cut ? volume_m3 < 1e-6 : volume_m3 > 1e-6 - 1e-12);
    spread_program_free(&program);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("spread_press");
    TCase *rule = tcase_create("rule"), *pump = tcase_create("pump");

    tcase_add_loop_test(rule, a_press_is_granted_or_refused, 0, (int)COUNT(stories));
    tcase_add_loop_test(rule, hours_that_make_no_sense_are_refused, 0, (int)COUNT(refused));
    tcase_add_test(rule, there_is_room_for_so_many_presses_and_no_more);
    tcase_add_loop_test(rule, any_presses_are_judged_as_a_second_count_judges, 0, 200);
    tcase_add_loop_test(rule, what_is_granted_comes_in_place_of_the_rate, 0, (int)COUNT(pumps));
    tcase_add_loop_test(pump, the_mocked_pump_grants_the_same_presses, 0, 12);
    tcase_set_timeout(pump, 60);
    suite_add_tcase(suite, rule);
    suite_add_tcase(suite, pump);
    return suite_run(suite);
}
