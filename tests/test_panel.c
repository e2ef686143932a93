/* The panels: every name in them is one of the rig, every key turns what the device has, alarms
 * have the priority that asks for them, and lamps and bursts keep the limits of IEC 60601-1-8. */
#include "tests/support/suite.h"
#include "drivers/generator_wire.h"
#include "drivers/pump_wire.h"
#include "hil/live/panel.h"
#include "hil/rig/rig_ablation.h"
#include "hil/rig/rig_infusion.h"

#include <check.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

static const struct rig_type *type_of(const struct panel *panel)
{
    for (size_t i = 0; rig_types[i]; i++)
        if (strcmp(rig_types[i]->name, panel->rig) == 0)
            return rig_types[i];
    ck_abort_msg("no rig %s", panel->rig);
}

static const struct signal *signal_of(const struct panel *panel, const char *name)
{
    const struct rig_type *type = type_of(panel);
    size_t                 at = signal_find(type->signals, type->signal_count, name);

    ck_assert_msg(at != SIGNAL_NONE, "%s: no signal %s", panel->rig, name);
    return &type->signals[at];
}

static bool has_label(const char *const *labels, const char *label)
{
    for (; labels && *labels; labels++)
        if (strcmp(*labels, label) == 0)
            return true;
    return false;
}

/* ---- names ---- */

START_TEST(a_panel_shows_signals_of_its_rig)
{
    const struct panel *panel = panels[_i];

    ck_assert_ptr_eq(panel_find(panel->rig), panel);
    ck_assert_ptr_nonnull(signal_of(panel, panel->state)->labels);
    if (panel->tone)
        ck_assert(has_label(signal_of(panel, panel->tone)->labels, "quiet"));
    for (size_t i = 0; i < panel->field_count; i++) {
        const struct signal *signal = signal_of(panel, panel->fields[i].signal);

        ck_assert_msg(panel->fields[i].decimals <= signal->decimals, "%s: %d digits of %d",
                      signal->name, panel->fields[i].decimals, signal->decimals);
    }
    for (size_t i = 0; i < panel->light_count; i++) {
        const struct panel_light *light = &panel->lights[i];
        const struct signal      *signal = signal_of(panel, light->signal);

        ck_assert_msg(!light->state || has_label(signal->labels, light->state), "%s", light->label);
    }
    for (size_t i = 0; i < panel->chart_count; i++)
        for (size_t k = 0; k < PANEL_CURVES_MAX && panel->charts[i].signals[k]; k++)
            ck_assert_str_eq(signal_of(panel, panel->charts[i].signals[k])->unit,
                             panel->charts[i].unit);
}
END_TEST

START_TEST(a_key_turns_what_the_device_has)
{
    const struct panel    *panel = panels[_i];
    const struct rig_type *type = type_of(panel);
    bool                   is_taken[256] = { false };

    for (size_t i = 0; i < panel->key_count; i++) {
        const struct panel_key *key = &panel->keys[i];
        size_t                  at = knob_find(type->knobs, type->knob_count, key->knob);
        const struct knob      *knob = &type->knobs[at];

        ck_assert_msg(at != SIGNAL_NONE, "%s: no knob %s", key->name, key->knob);
        ck_assert_ptr_eq(panel_key_find(panel, key->name), key);
        ck_assert_msg(*key->sentence && *key->label && *key->group, "%s", key->name);
        if (key->act == PANEL_STEP || key->act == PANEL_SET)
            ck_assert_msg(key->least < key->most && key->least >= knob->least
                          && key->most <= knob->most, "%s", key->name);
        else
            ck_assert_msg(key->value >= knob->least && key->value <= knob->most, "%s", key->name);
        ck_assert_msg(!key->letter || (islower(key->letter) && !is_taken[(int)key->letter]),
                      "%s: the letter %c", key->name, key->letter);
        is_taken[(int)key->letter] = true;
    }
    ck_assert_ptr_null(panel_key_find(panel, "footswitch"));
}
END_TEST

/* ---- alarms ---- */

START_TEST(every_fault_of_the_generator_has_its_alarm)
{
    const struct rig_type *type = &rig_ablation;
    size_t  fault = signal_find(type->signals, type->signal_count, "generator.fault");
    double *row = calloc(type->signal_count, sizeof *row);

    ck_assert_ptr_nonnull(row);
    for (int i = 0; i < GENERATOR_FAULT_COUNT; i++) {
        unsigned alarms;

        row[fault] = i;
        alarms = panel_alarms_in(&panel_ablation, type, row);
        ck_assert_msg((alarms != 0) == (i != GENERATOR_FAULT_NONE), "%s",
                      generator_fault_labels[i]);
        ck_assert_int_eq(alarms & (alarms - 1), 0);
    }
    row[fault] = (double)NAN;
    ck_assert_uint_eq(panel_alarms_in(&panel_ablation, type, row), 0);
    free(row);
}
END_TEST

START_TEST(every_alarm_of_the_pump_has_the_priority_it_says)
{
    const struct rig_type *type = &rig_infusion;
    double *row = calloc(type->signal_count, sizeof *row);

    ck_assert_ptr_nonnull(row);
    for (int i = 0; i < PUMP_ALARM_COUNT; i++) {
        char                      name[64];
        size_t                    at;
        enum requirement_priority priority;

        snprintf(name, sizeof name, "pump.%s_alarm", pump_alarm_labels[i]);
        at = signal_find(type->signals, type->signal_count, name);
        ck_assert_msg(at != SIGNAL_NONE, "%s", name);
        row[at] = 1;
        priority = panel_priority_of(&panel_infusion,
                                     panel_alarms_in(&panel_infusion, type, row));
        ck_assert_msg(priority == (pump_alarm_priorities[i] == PUMP_CRITICAL ? REQUIREMENT_HIGH
                                                                             : REQUIREMENT_LOW),
                      "%s", name);
        row[at] = 0;
    }
    ck_assert_uint_eq(panel_alarms_in(&panel_infusion, type, row), 0);
    free(row);
}
END_TEST

/* The generator's: those of the requirements. The pump's: that there is such a requirement. */
START_TEST(an_alarm_names_the_requirement_that_asks_for_it)
{
    const struct panel  *panel = panels[_i];
    struct requirements *requirements;
    struct why           why = { "" };

    ck_assert_msg(requirements_load(&requirements, "scenarios/requirements", &why) == ERR_OK, "%s",
                  why.text);
    for (size_t i = 0; i < panel->alarm_count; i++) {
        const struct panel_alarm *alarm = &panel->alarms[i];
        const struct requirement *found = NULL;

        if (alarm->requirement)
            found = requirements_find(requirements, alarm->requirement);
        ck_assert_msg(!alarm->requirement || found, "%s", alarm->text);
        if (found && panel == &panel_ablation)
            ck_assert_msg(found->priority == alarm->priority, "%s: %s is %s", alarm->text,
                          found->id, requirement_priority_labels[found->priority]);
    }
    requirements_free(requirements);
}
END_TEST

START_TEST(the_most_urgent_alarm_is_shown)
{
    const struct rig_type *type = &rig_infusion;
    double  *row = calloc(type->signal_count, sizeof *row);
    unsigned alarms;

    ck_assert_ptr_nonnull(row);
    row[signal_find(type->signals, type->signal_count, "pump.low_reservoir_alarm")] = 1;
    row[signal_find(type->signals, type->signal_count, "pump.occlusion_alarm")] = 1;
    alarms = panel_alarms_in(&panel_infusion, type, row);
    ck_assert_int_eq(__builtin_popcount(alarms), 2);
    ck_assert_int_eq(panel_priority_of(&panel_infusion, alarms), REQUIREMENT_HIGH);
    ck_assert_int_eq(panel_priority_of(&panel_infusion, 0), REQUIREMENT_NONE);
    free(row);
}
END_TEST

/* ---- the standard's limits ---- */

static const struct lamp_limit {
    enum requirement_priority priority;
    const char *colours;
    double      least_hz, most_hz;      /* 0: constant */
} lamp_limits[] = {
    { REQUIREMENT_HIGH,   "red",         1.4, 2.8 },
    { REQUIREMENT_MEDIUM, "yellow",      0.4, 0.8 },
    { REQUIREMENT_LOW,    "cyan yellow", 0,   0 },
};

START_TEST(a_lamp_keeps_the_standard)
{
    const struct lamp_limit *limit = &lamp_limits[_i];
    const struct panel_lamp *lamp = &panel_lamps[limit->priority];

    ck_assert_msg(strstr(limit->colours, lamp->colour), "%s", lamp->colour);
    ck_assert(lamp->flash_hz >= limit->least_hz && lamp->flash_hz <= limit->most_hz);
    ck_assert(lamp->flash_hz > 0 ? lamp->duty >= 0.2 && lamp->duty <= 0.6 : lamp->duty == 1);
}
END_TEST

static const struct burst_limit {
    enum requirement_priority priority;
    size_t least_pulses, most_pulses;
    double least_pulse_s, most_pulse_s, least_gap_s, most_gap_s, least_every_s, most_every_s;
} burst_limits[] = {
    { REQUIREMENT_HIGH,   10, 10, 0.075, 0.2,  0.05,  0.125, 2.5, 15 },
    { REQUIREMENT_MEDIUM, 3,  3,  0.125, 0.25, 0.125, 0.25,  2.5, 30 },
    { REQUIREMENT_LOW,    1,  2,  0.125, 0.25, 0.125, 0.25,  15,  1e9 },
};

START_TEST(a_burst_keeps_the_standard)
{
    const struct burst_limit *limit = &burst_limits[_i];
    const struct panel_burst *burst = &panel_bursts[limit->priority];
    size_t                    within = 0;

    ck_assert(burst->pulses >= limit->least_pulses && burst->pulses <= limit->most_pulses);
    ck_assert(burst->pulse_s >= limit->least_pulse_s && burst->pulse_s <= limit->most_pulse_s);
    ck_assert(burst->gap_s >= limit->least_gap_s && burst->gap_s <= limit->most_gap_s);
    ck_assert(burst->every_s >= limit->least_every_s && burst->every_s <= limit->most_every_s);
    ck_assert(burst->rise_s >= 0.1 * burst->pulse_s && burst->rise_s <= 0.4 * burst->pulse_s);
    ck_assert(burst->fall_s > 0 && burst->rise_s + burst->fall_s < burst->pulse_s);
    ck_assert(burst->pitch_hz >= 150 && burst->pitch_hz <= 1000);
    ck_assert(burst->pulses < 10 || (burst->pause_s >= 0.35 && burst->pause_s <= 1.3));
    for (size_t i = 0; i < PANEL_HARMONICS; i++) {
        double hz = burst->pitch_hz * (double)(i + 2);

        within += hz >= 300 && hz <= 4000 && fabs(burst->harmonics_db[i]) <= 15;
    }
    ck_assert_uint_ge(within, 4);
}
END_TEST

/* Pulse starts worked out by hand from Table 3. */
static const struct {
    struct panel_burst burst;
    double             starts_s[PANEL_PULSES_MAX], length_s;
} schedules[] = {
    { { .pulses = 10, .gap_s = 0.05, .pulse_s = 0.075, .pause_s = 0.35 },
      { 0, 0.125, 0.25, 0.5, 0.625, 1.05, 1.175, 1.3, 1.55, 1.675 }, 1.75 },
    { { .pulses = 10, .gap_s = 0.1, .pulse_s = 0.15, .pause_s = 0.8 },
      { 0, 0.25, 0.5, 1.0, 1.25, 2.2, 2.45, 2.7, 3.2, 3.45 }, 3.6 },
    { { .pulses = 3, .gap_s = 0.125, .pulse_s = 0.125 }, { 0, 0.25, 0.5 }, 0.625 },
    { { .pulses = 3, .gap_s = 0.2, .pulse_s = 0.2 }, { 0, 0.4, 0.8 }, 1.0 },
    { { .pulses = 0 }, { 0 }, 0 },
};

START_TEST(a_burst_has_its_pulses_where_they_belong)
{
    double starts_s[PANEL_PULSES_MAX], length_s;
    size_t count = panel_burst_starts(&schedules[_i].burst, starts_s, &length_s);

    ck_assert_uint_eq(count, schedules[_i].burst.pulses);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(fabs(starts_s[i] - schedules[_i].starts_s[i]) < 1e-9, "%zu: %g", i,
                      starts_s[i]);
    ck_assert_double_eq_tol(length_s, schedules[_i].length_s, 1e-9);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("panel");
    TCase *names = tcase_create("names"), *alarms = tcase_create("alarms");
    TCase *signals = tcase_create("alarm signals");

    tcase_add_loop_test(names, a_panel_shows_signals_of_its_rig, 0, 2);
    tcase_add_loop_test(names, a_key_turns_what_the_device_has, 0, 2);
    tcase_add_test(alarms, every_fault_of_the_generator_has_its_alarm);
    tcase_add_test(alarms, every_alarm_of_the_pump_has_the_priority_it_says);
    tcase_add_loop_test(alarms, an_alarm_names_the_requirement_that_asks_for_it, 0, 2);
    tcase_add_test(alarms, the_most_urgent_alarm_is_shown);
    tcase_add_loop_test(signals, a_lamp_keeps_the_standard, 0, COUNT(lamp_limits));
    tcase_add_loop_test(signals, a_burst_keeps_the_standard, 0, COUNT(burst_limits));
    tcase_add_loop_test(signals, a_burst_has_its_pulses_where_they_belong, 0, COUNT(schedules));
    suite_add_tcase(suite, names);
    suite_add_tcase(suite, alarms);
    suite_add_tcase(suite, signals);
    return suite_run(suite);
}
