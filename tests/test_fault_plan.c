/* Fault plans: what is written is what is read, what cannot be is refused, and every tick has the
 * value that the definition gives it. */
#include "hil/rig/fault_plan.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

/* ---- a rig that only remembers how it was turned ---- */

enum { KNOB_SET, KNOB_OPEN, KNOB_OFFSET, KNOB_STRAY, KNOB_COUNT };

static const char *const stray_labels[] = { "none", "truncated", "replayed", NULL };

static const struct knob knobs[] = {
    [KNOB_SET]    = { "heater.set_w", "W", 0, 50, 0, "power", KNOB_ORDER, NULL },
    [KNOB_OPEN]   = { "sensor.open", "-", 0, 1, 0, "open", KNOB_FAULT, NULL },
    [KNOB_OFFSET] = { "sensor.offset_c", "C", -200, 200, 0, "offset", KNOB_FAULT, NULL },
    [KNOB_STRAY]  = { "wire.stray_frame", "-", 0, 2, 0, "stray", KNOB_FAULT, stray_labels },
};

struct remembering { struct rig rig; double values[KNOB_COUNT]; int turns; };

static enum err remember(struct rig *rig, size_t knob, double value)
{
    struct remembering *remembering = (struct remembering *)rig;

    remembering->values[knob] = value;
    remembering->turns++;
    return ERR_OK;
}

static const struct rig_type type = { .name = "test", .knobs = knobs, .knob_count = KNOB_COUNT,
                                      .turn = remember };
static const struct rig_type bare = { .name = "bare", .knobs = knobs, .knob_count = 1 };

/* ---- texts ---- */

static const struct { const char *text, *again; struct fault want; } texts[] = {
    { "sensor.open=1 @12", NULL, { "sensor.open", "", 1, 12, INFINITY, 0, 0, 0 } },
    { "sensor.open=1 @0..20", NULL, { "sensor.open", "", 1, 0, 20, 0, 0, 0 } },
    { "sensor.open=1 @0..", "sensor.open=1 @0", { "sensor.open", "", 1, 0, INFINITY, 0, 0, 0 } },
    { "sensor.open=0.5 @12..20 every 5", NULL, { "sensor.open", "", 0.5, 12, 20, 5, 0, 0 } },
    { "sensor.open=1 @12 nth 7", NULL, { "sensor.open", "", 1, 12, INFINITY, 0, 7, 0 } },
    { "sensor.open=1 @12..20 chance 0.1", NULL, { "sensor.open", "", 1, 12, 20, 0, 0, 0.1 } },
    { "sensor.open=1 @12..20 chance 1", NULL, { "sensor.open", "", 1, 12, 20, 0, 0, 1 } },
    { "  sensor.open=1\t@12  every  5 ", "sensor.open=1 @12 every 5",
      { "sensor.open", "", 1, 12, INFINITY, 5, 0, 0 } },
    { "sensor.offset_c=-12.75 @0.01..0.02", NULL, { "sensor.offset_c", "", -12.75, 0.01, 0.02, 0, 0, 0 } },
    { "sensor.offset_c=0.30000000000000004 @1e-05..31536000", NULL,
      { "sensor.offset_c", "", 0.1 + 0.2, 1e-5, 31536000, 0, 0, 0 } },
    { "wire.stray_frame=replayed @3", NULL, { "wire.stray_frame", "replayed", 2, 3, INFINITY, 0, 0, 0 } },
    { "wire.stray_frame=1 @3", NULL, { "wire.stray_frame", "", 1, 3, INFINITY, 0, 0, 0 } },
};

static bool is_same(const struct fault *a, const struct fault *b)
{
    return strcmp(a->knob, b->knob) == 0 && strcmp(a->label, b->label) == 0
        && a->value == b->value && a->from_s == b->from_s && a->to_s == b->to_s
        && a->every == b->every && a->nth == b->nth && a->chance == b->chance;
}

START_TEST(a_text_is_read_and_written_again)
{
    const char  *text = texts[_i].text, *want = texts[_i].again ? texts[_i].again : text;
    struct fault fault, again;
    struct why   why = { "" };
    char         written[FAULT_TEXT_MAX];

    ck_assert_msg(fault_parse(text, &type, &fault, &why) == ERR_OK, "%s: %s", text, why.text);
    ck_assert_msg(is_same(&fault, &texts[_i].want), "%s", text);
    fault_print(&fault, written);
    ck_assert_str_eq(written, want);
    ck_assert_int_eq(fault_parse(written, &type, &again, &why), ERR_OK);
    ck_assert_msg(is_same(&fault, &again), "%s", written);
}
END_TEST

static const struct { const char *text; enum err want; const char *sentence; } refusals[] = {
    { "", ERR_PARSE, "an empty text is no fault" },
    { "sensor.open", ERR_PARSE, "\"sensor.open\" is no knob with a value" },
    { "=1 @2", ERR_PARSE, "is no knob with a value" },
    { "sensor.open= @2", ERR_PARSE, "is no knob with a value" },
    { "sensor.open=1", ERR_PARSE, "sensor.open: when? write KNOB=VALUE @FROM..TO" },
    { "sensor.open=1x @2", ERR_PARSE, "sensor.open: \"1x\" is no number" },
    { "sensor.open=1 12", ERR_PARSE, "\"12\" is not when" },
    { "sensor.open=1 @", ERR_PARSE, "\"\" is no time in seconds" },
    { "sensor.open=1 @soon", ERR_PARSE, "\"soon\" is no time in seconds" },
    { "sensor.open=1 @1..later", ERR_PARSE, "\"later\" is no time in seconds" },
    { "sensor.open=1 @1..2..3", ERR_PARSE, "\"2..3\" is no time in seconds" },
    { "sensor.open=1 @-1", ERR_RANGE, "it comes at -1 s: give 0 or more" },
    { "sensor.open=1 @5..5", ERR_RANGE, "its window @5..5 ends before it begins" },
    { "sensor.open=1 @5..2", ERR_RANGE, "its window @5..2 ends before it begins" },
    { "sensor.open=1 @5 every", ERR_PARSE, "\"every\" lacks its number" },
    { "sensor.open=1 @5 every 0", ERR_PARSE, "every 0: give a whole number of ticks, 1 or more" },
    { "sensor.open=1 @5 nth 2.5", ERR_PARSE, "nth 2.5: give a whole number of ticks, 1 or more" },
    { "sensor.open=1 @5 nth -2", ERR_PARSE, "nth -2: give a whole number" },
    { "sensor.open=1 @5 chance 0", ERR_RANGE, "chance 0: give a number above 0, up to 1" },
    { "sensor.open=1 @5 chance 1.1", ERR_RANGE, "chance 1.1: give a number above 0, up to 1" },
    { "sensor.open=1 @5 evry 3", ERR_UNKNOWN, "\"evry\" is no pattern (did you mean every?)" },
    { "sensor.open=1 @5 every 3 nth 2", ERR_PARSE, "\"nth\" is one too many" },
    { "sensor.opne=1 @5", ERR_UNKNOWN, "the test rig has no fault sensor.opne: did you mean sensor.open?" },
    { "x=1 @5", ERR_UNKNOWN, "the test rig has no fault x: see painrig knobs --rig test" },
    { "heater.set_w=1 @5", ERR_UNKNOWN, "heater.set_w is an order of the test rig, no fault" },
    { "sensor.open=2 @5", ERR_RANGE, "sensor.open=2 is out of range: give 0 to 1" },
    { "sensor.offset_c=-201 @5", ERR_RANGE, "give -200 to 200 C" },
    { "sensor.open=0 @5", ERR_RANGE, "sensor.open=0 is its rest: that is no fault" },
    { "sensor.open=yes @5", ERR_RANGE, "sensor.open=yes is no number: give 0 to 1" },
    { "wire.stray_frame=odd @5", ERR_UNKNOWN, "give one of none, truncated, replayed" },
    { "wire.stray_frame=1.5 @5", ERR_RANGE, "wire.stray_frame=1.5 stands for nothing" },
    { "wire.stray_frame=none @5", ERR_RANGE, "is its rest" },
};

START_TEST(what_is_no_fault_is_refused_with_a_sentence)
{
    struct fault fault = { .knob = "untouched" };
    struct why   why = { "" };

    ck_assert_msg(fault_parse(refusals[_i].text, &type, &fault, &why) == refusals[_i].want,
                  "%s: %s", refusals[_i].text, why.text);
    ck_assert_msg(strstr(why.text, refusals[_i].sentence), "%s: %s", refusals[_i].text, why.text);
    ck_assert_str_eq(fault.knob, "untouched");
}
END_TEST

START_TEST(a_text_beyond_all_bounds_is_refused)
{
    char         text[2 * FAULT_TEXT_MAX];
    struct fault fault;
    struct why   why = { "" };

    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    ck_assert_int_eq(fault_parse(text, &type, &fault, &why), ERR_PARSE);
    why_clear(&why);
    snprintf(text, sizeof text, "%0100d=1 @2", 0);
    ck_assert_int_eq(fault_parse(text, NULL, &fault, &why), ERR_PARSE);
    ck_assert_ptr_nonnull(strstr(why.text, "is too long"));
}
END_TEST

START_TEST(a_rig_without_faults_says_so)
{
    struct fault fault;
    struct why   why = { "" };

    ck_assert_int_eq(fault_parse("sensor.open=1 @2", &bare, &fault, &why), ERR_UNKNOWN);
    ck_assert_str_eq(why.text, "sensor.open: the bare rig has no faults");
}
END_TEST

/* ---- plans ---- */

static void plan_of(struct fault_plan *plan, const char *const *given)
{
    struct why why = { "" };

    *plan = (struct fault_plan){ 0 };
    for (; *given; given++) {
        struct fault fault;

        ck_assert_msg(fault_parse(*given, NULL, &fault, &why) == ERR_OK, "%s", why.text);
        ck_assert_int_eq(fault_plan_add(plan, &fault, &why), ERR_OK);
    }
}

static const struct { const char *faults[3]; enum err want; const char *sentence; } plans[] = {
    { { "sensor.open=1 @1..2", "sensor.open=1 @2..3" }, ERR_OK, "" },
    { { "sensor.open=1 @2..3", "sensor.open=1 @1..2" }, ERR_OK, "" },
    { { "sensor.open=1 @1..3", "sensor.offset_c=1 @1..3" }, ERR_OK, "" },
    { { "sensor.open=1 @1..3", "sensor.open=0.5 @2..4" }, ERR_RANGE,
      "two faults turn one knob at the same time: sensor.open=1 @1..3 and sensor.open=0.5 @2..4: part" },
    { { "sensor.open=1 @1", "sensor.open=1 @9..10" }, ERR_RANGE, "two faults turn one knob" },
    { { "sensor.open=1 @9..10", "sensor.open=1 @1" }, ERR_RANGE, "two faults turn one knob" },
    { { "sensor.open=7 @1" }, ERR_RANGE, "sensor.open=7 is out of range" },
    { { "sensor.opne=1 @1" }, ERR_UNKNOWN, "did you mean sensor.open?" },
    { { "wire.stray_frame=odd @1" }, ERR_UNKNOWN, "give one of" },
};

START_TEST(a_plan_is_checked_as_a_whole)
{
    struct fault_plan plan;
    struct why        why = { "" };

    plan_of(&plan, plans[_i].faults);
    ck_assert_msg(fault_plan_check(&plan, &type, &why) == plans[_i].want, "%s", why.text);
    ck_assert_msg(strstr(why.text, plans[_i].sentence), "%s", why.text);
}
END_TEST

START_TEST(a_label_gets_its_value_when_the_rig_is_known)
{
    struct fault_plan plan;
    struct why        why = { "" };

    plan_of(&plan, (const char *const[]){ "wire.stray_frame=replayed @1", NULL });
    ck_assert_int_eq(fault_plan_check(&plan, &type, &why), ERR_OK);
    ck_assert_double_eq(plan.faults[0].value, 2);
}
END_TEST

static const struct { const char *text; double tick_s; const char *sentence; } fits[] = {
    { "sensor.open=1 @1", 0.01, NULL },
    { "sensor.open=1 @1..1.01", 0.01, NULL },
    { "sensor.open=1 @1.001..1.009", 0.01, "sensor.open=1 @1.001..1.009 never comes: its window has 0 ticks of 0.01 s" },
    { "sensor.open=1 @1..1.1 every 10", 0.01, NULL },
    { "sensor.open=1 @1..1.1 every 11", 0.01, "never comes: its window has 10 ticks" },
    { "sensor.open=1 @1..1.1 nth 10", 0.01, NULL },
    { "sensor.open=1 @1..1.1 nth 11", 0.01, "never comes" },
    { "sensor.open=1 @60..61", 60, NULL },
};

START_TEST(a_fault_that_no_tick_would_have_is_refused)
{
    struct fault_plan plan;
    struct why        why = { "" };
    enum err          want = fits[_i].sentence ? ERR_RANGE : ERR_OK;

    plan_of(&plan, (const char *const[]){ fits[_i].text, NULL });
    ck_assert_msg(fault_plan_fits(&plan, fits[_i].tick_s, &why) == want, "%s", why.text);
    if (fits[_i].sentence)
        ck_assert_msg(strstr(why.text, fits[_i].sentence), "%s", why.text);
}
END_TEST

START_TEST(a_plan_has_an_end)
{
    struct fault_plan plan = { .count = FAULTS_MAX }, more;
    struct why        why = { "" };

    plan_of(&more, (const char *const[]){ "sensor.open=1 @1", NULL });
    ck_assert_int_eq(fault_plan_merge(&plan, &more, &why), ERR_LIMIT);
    ck_assert_uint_eq(plan.count, FAULTS_MAX);
}
END_TEST

/* ---- ticks ---- */

#define TICK_S 0.1
#define TICKS  60

/* By the definition: the tick that ends at k * TICK_S begins at (k - 1) * TICK_S. */
static bool is_in_naive(const struct fault *fault, long k)
{
    double begins_s = (double)(k - 1) * TICK_S;

    return begins_s >= fault->from_s - 1e-9 && begins_s < fault->to_s - 1e-9;
}

static bool is_on_naive(const struct fault *fault, long k)
{
    long number = 0;

    if (!is_in_naive(fault, k))
        return false;
    for (long i = 1; i <= k; i++)
        number += is_in_naive(fault, i);
    if (fault->every)
        return number % fault->every == 0;
    if (fault->nth)
        return number == fault->nth;
    return true;
}

static const char *const ticking[] = {
    "sensor.open=1 @0",          "sensor.open=1 @2",           "sensor.open=1 @2..4",
    "sensor.open=1 @2.05..2.15", "sensor.open=1 @0.3..0.4",    "sensor.open=0.5 @0..5.9",
    "sensor.open=1 @1..3 every 1", "sensor.open=1 @1..3 every 4", "sensor.open=1 @0 every 7",
    "sensor.open=1 @1..3 nth 1", "sensor.open=1 @1..3 nth 20", "sensor.open=1 @4 nth 3",
    "sensor.open=1 @1..3 chance 1", "sensor.open=1 @100",
};

static struct remembering rig_make(void)
{
    return (struct remembering){ .rig = { .type = &type, .tick_s = TICK_S } };
}

START_TEST(every_tick_has_the_value_of_the_definition)
{
    struct remembering rig = rig_make();
    struct fault_plan  plan;
    struct fault_turns turns;
    int                changes = 0;
    double             was = 0;

    plan_of(&plan, (const char *const[]){ ticking[_i], NULL });
    fault_turns_open(&turns, &plan, &rig.rig, 1);
    for (long k = 1; k <= TICKS; k++) {
        double want = is_on_naive(&plan.faults[0], k) ? plan.faults[0].value : 0;

        ck_assert_int_eq(fault_turns_tick(&turns, &rig.rig, k, NULL, NULL), ERR_OK);
        ck_assert_msg(rig.values[KNOB_OPEN] == want, "%s: tick %ld", ticking[_i], k);
        changes += want != was;
        was = want;
    }
    ck_assert_msg(rig.turns == changes, "%s: turned %d times, needed %d", ticking[_i], rig.turns,
                  changes);
}
END_TEST

static void played(const char *text, uint64_t seed, char out[TICKS + 1])
{
    struct remembering rig = rig_make();
    struct fault_plan  plan;
    struct fault_turns turns;

    plan_of(&plan, (const char *const[]){ text, NULL });
    fault_turns_open(&turns, &plan, &rig.rig, seed);
    for (long k = 1; k <= TICKS; k++) {
        ck_assert_int_eq(fault_turns_tick(&turns, &rig.rig, k, NULL, NULL), ERR_OK);
        out[k - 1] = rig.values[KNOB_OPEN] > 0 ? '#' : '.';
    }
    out[TICKS] = '\0';
}

START_TEST(a_lot_depends_on_seed_and_tick_alone)
{
    char once[TICKS + 1], twice[TICKS + 1], other[TICKS + 1], shorter[TICKS + 1];

    played("sensor.open=1 @0 chance 0.5", 1, once);
    played("sensor.open=1 @0 chance 0.5", 1, twice);
    played("sensor.open=1 @0 chance 0.5", 2, other);
    played("sensor.open=1 @2..4 chance 0.5", 1, shorter);
    ck_assert_str_eq(once, twice);
    ck_assert_str_ne(once, other);
    ck_assert_int_eq(strncmp(once + 20, shorter + 20, 20), 0);
    ck_assert_ptr_null(strchr(shorter + 40, '#'));
}
END_TEST

START_TEST(a_lot_is_as_frequent_as_its_chance)
{
    static const double chances[] = { 0.01, 0.1, 0.5, 0.9 };
    const long          ticks = 20000;

    for (size_t i = 0; i < sizeof chances / sizeof *chances; i++) {
        struct remembering rig = rig_make();
        struct fault_plan  plan = { .count = 1, .faults = { { .knob = "sensor.open", .value = 1,
                                    .to_s = INFINITY, .chance = chances[i] } } };
        struct fault_turns turns;
        long               on = 0;

        fault_turns_open(&turns, &plan, &rig.rig, 7);
        for (long k = 1; k <= ticks; k++) {
            ck_assert_int_eq(fault_turns_tick(&turns, &rig.rig, k, NULL, NULL), ERR_OK);
            on += rig.values[KNOB_OPEN] > 0;
        }
        /* Four standard deviations of a binomial. */
        ck_assert_double_eq_tol((double)on, chances[i] * (double)ticks,
                                4 * sqrt((double)ticks * chances[i] * (1 - chances[i])));
    }
}
END_TEST

START_TEST(one_window_follows_another_in_any_order)
{
    static const char *const orders[][3] = {
        { "sensor.offset_c=5 @1..2", "sensor.offset_c=9 @2..3", NULL },
        { "sensor.offset_c=9 @2..3", "sensor.offset_c=5 @1..2", NULL },
    };

    for (size_t i = 0; i < 2; i++) {
        struct remembering rig = rig_make();
        struct fault_plan  plan;
        struct fault_turns turns;

        plan_of(&plan, orders[i]);
        fault_turns_open(&turns, &plan, &rig.rig, 1);
        for (long k = 1; k <= 40; k++) {
            double want = k <= 10 || k > 30 ? 0 : k <= 20 ? 5 : 9;

            ck_assert_int_eq(fault_turns_tick(&turns, &rig.rig, k, NULL, NULL), ERR_OK);
            ck_assert_msg(rig.values[KNOB_OFFSET] == want, "order %zu, tick %ld: %g", i, k,
                          rig.values[KNOB_OFFSET]);
        }
    }
}
END_TEST

/* Inside the window the plan wins; outside it keeps its hands off. */
START_TEST(the_scenario_gets_its_knob_back)
{
    struct remembering rig = rig_make();
    struct fault_plan  plan;
    struct fault_turns turns;
    double             wanted[KNOB_COUNT] = { 0 };

    plan_of(&plan, (const char *const[]){ "sensor.offset_c=5 @1..2 every 2", NULL });
    fault_turns_open(&turns, &plan, &rig.rig, 1);
    rig.values[KNOB_OFFSET] = wanted[KNOB_OFFSET] = 3;
    for (long k = 1; k <= 30; k++) {
        double want = k <= 10 ? 3 : k > 20 ? 8 : k % 2 == 0 ? 5 : 0;

        if (k == 15)
            wanted[KNOB_OFFSET] = 8;
        ck_assert_int_eq(fault_turns_hold(&turns, KNOB_OFFSET), k > 11 && k <= 21);
        ck_assert_int_eq(fault_turns_tick(&turns, &rig.rig, k, wanted, NULL), ERR_OK);
        ck_assert_msg(rig.values[KNOB_OFFSET] == want, "tick %ld: %g", k, rig.values[KNOB_OFFSET]);
        ck_assert(!fault_turns_hold(&turns, KNOB_OPEN));
    }
}
END_TEST

/* A fault came upon the state before its tick. */
START_TEST(the_states_that_a_fault_came_upon_are_noted)
{
    static const char *const  labels[] = { "off", "on", NULL };
    static const struct signal signals[] = { { "t_c", "C", 0, 1, 0, "t", NULL },
                                             { "heater.state", "-", 0, 1, 0, "s", labels } };
    static const char *const  headline[] = { "t_c", "heater.state", NULL };
    const struct rig_type stateful = { .name = "stateful", .knobs = knobs, .knob_count = KNOB_COUNT,
                                       .signals = signals, .signal_count = 2, .turn = remember,
                                       .headline = headline };
    struct remembering rig = { .rig = { .type = &stateful, .tick_s = TICK_S } };
    struct fault_plan  plan;
    struct fault_turns turns;

    plan_of(&plan, (const char *const[]){ "sensor.open=1 @0..2", "sensor.offset_c=1 @2..3",
                                          "wire.stray_frame=1 @9", NULL });
    fault_turns_open(&turns, &plan, &rig.rig, 1);
    for (long k = 1; k <= TICKS; k++) {
        const double row[] = { 0, k > 25 };

        ck_assert_int_eq(fault_turns_tick(&turns, &rig.rig, k, NULL, NULL), ERR_OK);
        fault_turns_note(&turns, k == 1 ? NULL : row);
    }
    ck_assert_int_eq(turns.turns[0].ticks_on, 20);
    ck_assert(turns.turns[0].states == ((uint64_t)1 << FAULT_STATE_UNKNOWN | 1));
    ck_assert_int_eq(turns.turns[1].ticks_on, 10);
    ck_assert_uint_eq(turns.turns[1].states, 3);
    ck_assert_int_eq(turns.turns[2].ticks_on, 0);
    ck_assert_uint_eq(turns.turns[2].states, 0);
}
END_TEST

struct tells { int on, off, last; };

static void hear(void *teller, const struct fault *fault, bool is_on, bool is_last)
{
    struct tells *tells = teller;

    ck_assert_str_eq(fault->knob, "sensor.open");
    tells->on += is_on;
    tells->off += !is_on;
    tells->last += is_last;
}

static const struct { const char *text; struct tells want; } tellings[] = {
    { "sensor.open=1 @1",           { 1, 0, 0 } },
    { "sensor.open=1 @1..2",        { 1, 1, 0 } },
    { "sensor.open=1 @1..2 every 5", { 2, 2, 0 } },
    { "sensor.open=1 @1 every 2",   { 50, 50, 1 } },
};

START_TEST(each_change_is_told_up_to_a_number)
{
    struct remembering  rig = rig_make();
    struct fault_plan   plan;
    struct fault_turns  turns;
    struct tells        tells = { 0 };
    struct fault_teller teller = { hear, &tells };

    plan_of(&plan, (const char *const[]){ tellings[_i].text, NULL });
    fault_turns_open(&turns, &plan, &rig.rig, 1);
    for (long k = 1; k <= 500; k++)
        ck_assert_int_eq(fault_turns_tick(&turns, &rig.rig, k, NULL, &teller), ERR_OK);
    ck_assert_int_eq(tells.on, tellings[_i].want.on);
    ck_assert_int_eq(tells.off, tellings[_i].want.off);
    ck_assert_int_eq(tells.last, tellings[_i].want.last);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fault_plan");
    TCase *texts_case = tcase_create("texts"), *plans_case = tcase_create("plans");
    TCase *ticks = tcase_create("ticks");

    tcase_add_loop_test(texts_case, a_text_is_read_and_written_again, 0, COUNT(texts));
    tcase_add_loop_test(texts_case, what_is_no_fault_is_refused_with_a_sentence, 0,
                        COUNT(refusals));
    tcase_add_test(texts_case, a_text_beyond_all_bounds_is_refused);
    tcase_add_test(texts_case, a_rig_without_faults_says_so);
    tcase_add_loop_test(plans_case, a_plan_is_checked_as_a_whole, 0, COUNT(plans));
    tcase_add_test(plans_case, a_label_gets_its_value_when_the_rig_is_known);
    tcase_add_loop_test(plans_case, a_fault_that_no_tick_would_have_is_refused, 0, COUNT(fits));
    tcase_add_test(plans_case, a_plan_has_an_end);
    tcase_add_loop_test(ticks, every_tick_has_the_value_of_the_definition, 0, COUNT(ticking));
    tcase_add_test(ticks, a_lot_depends_on_seed_and_tick_alone);
    tcase_add_test(ticks, a_lot_is_as_frequent_as_its_chance);
    tcase_add_test(ticks, one_window_follows_another_in_any_order);
    tcase_add_test(ticks, the_scenario_gets_its_knob_back);
    tcase_add_test(ticks, the_states_that_a_fault_came_upon_are_noted);
    tcase_add_loop_test(ticks, each_change_is_told_up_to_a_number, 0, COUNT(tellings));
    suite_add_tcase(suite, texts_case);
    suite_add_tcase(suite, plans_case);
    suite_add_tcase(suite, ticks);
    return suite_run(suite);
}
