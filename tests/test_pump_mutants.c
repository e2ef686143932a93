/* Mutants of the mocked pump do something that a probe sees, and a sound pump does not. That each
 * of them is seen by a shipped scenario or requirement is for `painrig test --mutants`. */
#include "drivers/mock/pump_mutants.h"
#include "drivers/mock/pump_states.h"
#include "tests/support/pump_bed.h"
#include "tests/support/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define HOUR_S 3600.0
#define DAY_S  86400.0

static enum pump_reason ask(struct pump_bed *bed, enum pump_kind kind)
{
    return pump_bed_ask(bed, kind, 0, 0);
}

static bool is_granted(struct pump_bed *bed)
{
    return pump_bed_press(bed).state == PUMP_STATE_PATIENT_BOLUS;
}

/* ------------------------------------------------------------------ what a sound pump does */

static bool keeps_the_lockout(struct pump_bed *bed)
{
    is_granted(bed);
    pump_bed_run(bed, 1200, 1);
    return !is_granted(bed);
}

static bool keeps_the_count_of_the_day(struct pump_bed *bed)
{
    for (int i = 0; i < 4; i++) {
        is_granted(bed);
        pump_bed_run(bed, 2 * HOUR_S, 1);
    }
    return !is_granted(bed);
}

static bool shows_a_denial(struct pump_bed *bed)
{
    bed->build.programme.patient_nl = 0;
    pump_bed_again(bed);
    return pump_bed_press(bed).denied && pump_bed_logged(bed, PUMP_LOG_DENIED, PUMP_REASON_STATE);
}

static bool drops_an_aborted_update(struct pump_bed *bed)
{
    struct pump_programme other = pump_bed_programme, in_force;

    other.rate_nl_per_h = 1000;
    ask(bed, PUMP_KIND_BEGIN);
    pump_bed_write(bed, &other, PUMP_PART_GENERAL);
    ask(bed, PUMP_KIND_ABORT);
    pump_bed_run(bed, 1, 1);
    in_force = pump_bed_in_force(bed);
    return in_force.rate_nl_per_h == 20000;
}

static bool compares_the_programme_s_crc(struct pump_bed *bed)
{
    ask(bed, PUMP_KIND_BEGIN);
    for (int part = 0; part < PUMP_PART_COUNT; part++)
        pump_bed_write(bed, &pump_bed_programme, (enum pump_part)part);
    return pump_bed_ask(bed, PUMP_KIND_COMMIT, pump_programme_crc(&pump_bed_programme) ^ 1u, 0)
        == PUMP_REASON_PROGRAMME_CRC;
}

static bool knows_hard_limits(struct pump_bed *bed)
{
    struct pump_programme strong = pump_bed_programme;

    strong.rate_nl_per_h = 100000;
    return pump_bed_program(bed, &strong, true) == PUMP_REASON_DOSE
        && (ask(bed, PUMP_KIND_ABORT), pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 60000, 600))
           == PUMP_REASON_BOLUS_DOSE;
}

static bool knows_soft_limits(struct pump_bed *bed)
{
    struct pump_programme strong = pump_bed_programme;

    strong.rate_nl_per_h = 70000;
    return pump_bed_program(bed, &strong, false) == PUMP_REASON_SOFT_LIMIT;
}

/* Is a STOP that was changed so refused? */
static bool refuses(struct pump_bed *bed, const struct frame *frame, int flip_last)
{
    uint8_t bytes[FRAME_BYTES_MAX], out[512];
    size_t  count = frame_write(frame, bytes);

    bytes[count - 1] ^= (uint8_t)flip_last;
    pump_bed_exchange(bed, bytes, count, out, sizeof out);
    pump_bed_run(bed, 1, 1);
    return bed->output.state == PUMP_STATE_CONTINUOUS;
}

static bool knows_its_address(struct pump_bed *bed)
{
    struct frame frame = pump_bed_frame(bed, PUMP_KIND_STOP, 0, 0);

    frame.address++;
    return refuses(bed, &frame, 0);
}

static bool knows_old_numbers(struct pump_bed *bed)
{
    struct frame frame = pump_bed_frame(bed, PUMP_KIND_STOP, 0, 0);

    frame.sequence--;
    return refuses(bed, &frame, 0);
}

static bool checks_its_frames(struct pump_bed *bed)
{
    struct frame frame = pump_bed_frame(bed, PUMP_KIND_STOP, 0, 0);

    return refuses(bed, &frame, 1);
}

static bool returns_to_the_programme(struct pump_bed *bed)
{
    pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 40000, 600);
    pump_bed_run(bed, 1300, 1);
    return bed->output.state == PUMP_STATE_CONTINUOUS;
}

static bool gives_a_bolus_once(struct pump_bed *bed)
{
    bed->strokes = 0;
    pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 40000, 600);
    pump_bed_run(bed, 1800, 1);
    return bed->strokes <= 19;
}

static bool changes_its_rate_on_time(struct pump_bed *bed)
{
    bed->build.programme.mode = PUMP_MODE_FLEX;
    bed->build.programme.step_count = 2;
    bed->build.programme.steps[0].rate_nl_per_h = 10000;
    bed->build.programme.steps[1] = (struct pump_step){ 60, 50000 };
    pump_bed_again(bed);
    pump_bed_run(bed, HOUR_S, 60);
    return bed->strokes == 4;
}

static bool bridges_at_the_old_rate(struct pump_bed *bed)
{
    pump_bed_ask(bed, PUMP_KIND_BRIDGE_BOLUS, 240000, 80000);
    pump_bed_run(bed, 60, 1);
    return bed->output.rate_nl_per_h == 80000;
}

static bool tells_of_a_stall(struct pump_bed *bed)
{
    bed->is_stuck = true;
    pump_bed_run(bed, 2000, 1);
    return bed->output.state == PUMP_STATE_STALLED;
}

static bool stops_at_its_end(struct pump_bed *bed)
{
    bed->body.battery_v = 2.3;
    pump_bed_run(bed, 60, 1);
    bed->strokes = 0;
    pump_bed_run(bed, HOUR_S, 1);
    return bed->output.state == PUMP_STATE_ENDED && bed->strokes == 0;
}

static bool believes_in_what_it_pumps(struct pump_bed *bed)
{
    pump_bed_run(bed, DAY_S, 60);
    return pump_bed_status(bed).reservoir_nl == 20000000 - 480000;
}

static const struct { enum pump_mutant mutant; bool (*is_sound)(struct pump_bed *); } probes[] = {
    { PUMP_MUTANT_NO_LOCKOUT,           keeps_the_lockout },
    { PUMP_MUTANT_NO_DAILY_MAX,         keeps_the_count_of_the_day },
    { PUMP_MUTANT_SILENT_DENIAL,        shows_a_denial },
    { PUMP_MUTANT_HALF_PROGRAMME,       drops_an_aborted_update },
    { PUMP_MUTANT_NO_PROGRAMME_CRC,     compares_the_programme_s_crc },
    { PUMP_MUTANT_NO_DOSE_LIMIT,        knows_hard_limits },
    { PUMP_MUTANT_NO_SOFT_LIMIT,        knows_soft_limits },
    { PUMP_MUTANT_ANY_ADDRESS,          knows_its_address },
    { PUMP_MUTANT_REPLAY_OBEYED,        knows_old_numbers },
    { PUMP_MUTANT_NO_FRAME_CRC,         checks_its_frames },
    { PUMP_MUTANT_NO_BASAL_AFTER_BOLUS, returns_to_the_programme },
    { PUMP_MUTANT_BOLUS_TWICE,          gives_a_bolus_once },
    { PUMP_MUTANT_FLEX_LATE,             changes_its_rate_on_time },
    { PUMP_MUTANT_NO_BRIDGE,            bridges_at_the_old_rate },
    { PUMP_MUTANT_STALL_COUNTS,         tells_of_a_stall },
    { PUMP_MUTANT_ENDED_RUNS,           stops_at_its_end },
    { PUMP_MUTANT_BELIEF_STUCK,         believes_in_what_it_pumps },
};

static bool is_sound(bool (*probe)(struct pump_bed *), enum pump_mutant mutant)
{
    struct pump_bed *bed = malloc(sizeof *bed);
    bool             sound;

    ck_assert_ptr_nonnull(bed);
    pump_bed_make(bed);
    bed->defects.mutant = mutant;
    pump_bed_run(bed, 1, 1);
    sound = probe(bed);
    pump_bed_free(bed);
    free(bed);
    return sound;
}

START_TEST(a_mutant_is_seen_and_a_sound_pump_passes)
{
    ck_assert_msg(is_sound(probes[_i].is_sound, PUMP_MUTANT_NONE), "%s: a sound pump fails",
                  pump_mutant_labels[probes[_i].mutant]);
    ck_assert_msg(!is_sound(probes[_i].is_sound, probes[_i].mutant), "%s is not seen",
                  pump_mutant_labels[probes[_i].mutant]);
}
END_TEST

/* ------------------------------------------------------------------ rows */

static bool is_same_row(const struct pump_alarm_row *a, const struct pump_alarm_row *b)
{
    return a->alarm == b->alarm && a->sense == b->sense && a->side == b->side
        && a->setting == b->setting && a->limit == b->limit && a->hold_s == b->hold_s
        && a->blind_s == b->blind_s && a->clear == b->clear && a->armed == b->armed;
}

START_TEST(a_row_of_a_mutant_is_one_that_differs)
{
    struct pump_alarm_row rows[PUMP_ALARM_ROWS];
    size_t                changed = 0;

    pump_mutant_rows((enum pump_mutant)_i, &pump_build_usual, rows);
    for (size_t i = 0; i < PUMP_ALARM_ROWS; i++) {
        bool is_same = is_same_row(&rows[i], &pump_alarm_rows[i]);
        changed += !is_same;
        ck_assert(is_same || rows[i].alarm == pump_alarm_rows[i].alarm);
    }
    ck_assert_msg(changed == (pump_mutant_is_row((enum pump_mutant)_i) ? 1 : 0),
                  "%s changes %zu rows", pump_mutant_labels[_i], changed);
}
END_TEST

/* With a limit that the build sets, too. */
START_TEST(a_limit_is_changed_from_what_the_build_says)
{
    struct pump_build     build = pump_build_usual;
    struct pump_alarm_row rows[PUMP_ALARM_ROWS];

    build.occlusion_kpa = 40;
    pump_mutant_rows(PUMP_MUTANT_OCCLUSION_EARLY, &build, rows);
    for (size_t i = 0; i < PUMP_ALARM_ROWS; i++)
        if (rows[i].alarm == PUMP_ALARM_OCCLUSION)
            ck_assert_double_eq_tol(pump_alarm_limit(&rows[i], &build), 36, 1e-9);
}
END_TEST

START_TEST(labels_differ)
{
    for (int i = 0; i < PUMP_MUTANT_COUNT; i++)
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(pump_mutant_labels[i], pump_mutant_labels[j]);
    ck_assert_int_ge(PUMP_MUTANT_COUNT - 1, 45);
}
END_TEST

START_TEST(no_other_mutant_is_taken_for_this_one)
{
    for (size_t i = 0; i < COUNT(probes); i++)
        if (i != (size_t)_i)
            ck_assert_msg(is_sound(probes[_i].is_sound, probes[i].mutant), "%s looks like %s",
                          pump_mutant_labels[probes[i].mutant],
                          pump_mutant_labels[probes[_i].mutant]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_mutants");
    TCase *tcase = tcase_create("mutants");

    tcase_add_loop_test(tcase, a_mutant_is_seen_and_a_sound_pump_passes, 0, COUNT(probes));
    tcase_add_loop_test(tcase, no_other_mutant_is_taken_for_this_one, 0, COUNT(probes));
    tcase_add_loop_test(tcase, a_row_of_a_mutant_is_one_that_differs, 0, PUMP_MUTANT_COUNT);
    tcase_add_test(tcase, a_limit_is_changed_from_what_the_build_says);
    tcase_add_test(tcase, labels_differ);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
