#include "panel.h"

#include <math.h>
#include <string.h>

#define TEXT(name, text) text,
const char *const panel_place_names[PANEL_PLACES] = { PANEL_PLACE_LIST(TEXT) };
const char *const panel_act_names[PANEL_ACTS] = { PANEL_ACT_LIST(TEXT) };
const char *const panel_way_names[PANEL_WAYS] = { PANEL_WAY_LIST(TEXT) };

/* IEC 60601-1-8 6.3.2.2, Table 2: high red 1.4 to 2.8 Hz, medium yellow 0.4 to 0.8 Hz, both with 20
 * to 60 % of the time lit; low cyan or yellow, constant. */
const struct panel_lamp panel_lamps[REQUIREMENT_PRIORITY_COUNT] = {
    [REQUIREMENT_NONE]   = { "off",    0,   0 },
    [REQUIREMENT_LOW]    = { "cyan",   0,   1 },
    [REQUIREMENT_MEDIUM] = { "yellow", 0.6, 0.5 },
    [REQUIREMENT_HIGH]   = { "red",    2.0, 0.5 },
};

/* IEC 60601-1-8 6.3.3.1. Table 3: 10, 3, or 1 to 2 pulses; gaps of 50 to 125 ms when high, else of
 * 125 to 250 ms; 0.35 to 1.30 s behind the fifth; the next burst after 2.5 to 15 s, 2.5 to 30 s,
 * more than 15 s. Table 4: fundamental 150 to 1000 Hz and four harmonics within 15 dB of it up to
 * 4000 Hz; pulses of 75 to 200 ms when high, else 125 to 250 ms; rise 10 to 40 % of that. The pitch
 * is c''. */
#define C5_HZ 523.25
#define HARMONICS .harmonics_db = { -3, -6, -9, -12 }
const struct panel_burst panel_bursts[REQUIREMENT_PRIORITY_COUNT] = {
    [REQUIREMENT_NONE]   = { .pulses = 0 },
    [REQUIREMENT_LOW]    = { .pulses = 2, .pulse_s = 0.2, .rise_s = 0.04, .fall_s = 0.05,
                             .gap_s = 0.2, .every_s = 20, .pitch_hz = C5_HZ, HARMONICS },
    [REQUIREMENT_MEDIUM] = { .pulses = 3, .pulse_s = 0.2, .rise_s = 0.04, .fall_s = 0.05,
                             .gap_s = 0.2, .every_s = 7.5, .pitch_hz = C5_HZ, HARMONICS },
    [REQUIREMENT_HIGH]   = { .pulses = 10, .pulse_s = 0.15, .rise_s = 0.03, .fall_s = 0.04,
                             .gap_s = 0.1, .pause_s = 0.8, .every_s = 5, .pitch_hz = C5_HZ,
                             HARMONICS },
};

/* What is between the n-th pulse, from 1, and the next. */
static double gap_behind(const struct panel_burst *burst, size_t n)
{
    if (burst->pulses < PANEL_PULSES_MAX)
        return burst->gap_s;
    if (n == 5)
        return burst->pause_s;
    return n == 3 || n == 8 ? 2 * burst->gap_s + burst->pulse_s : burst->gap_s;
}

size_t panel_burst_starts(const struct panel_burst *burst, double starts_s[PANEL_PULSES_MAX],
                          double *length_s)
{
    double t_s = 0;

    *length_s = 0;
    for (size_t i = 0; i < burst->pulses; i++) {
        starts_s[i] = t_s;
        *length_s = t_s + burst->pulse_s;
        t_s = *length_s + gap_behind(burst, i + 1);
    }
    return burst->pulses;
}

/* ------------------------------------------------------------------ finding */

const struct panel *const panels[] = { &panel_ablation, &panel_infusion, NULL };

const struct panel *panel_find(const char *rig)
{
    for (size_t i = 0; panels[i]; i++)
        if (strcmp(panels[i]->rig, rig) == 0)
            return panels[i];
    return NULL;
}

const struct panel_key *panel_key_find(const struct panel *panel, const char *name)
{
    for (size_t i = 0; i < panel->key_count; i++)
        if (strcmp(panel->keys[i].name, name) == 0)
            return &panel->keys[i];
    return NULL;
}

static bool is_present(const struct panel_alarm *alarm, const struct rig_type *type,
                       const double *row)
{
    size_t at = signal_find(type->signals, type->signal_count, alarm->signal);
    const struct signal *signal = at == SIGNAL_NONE ? NULL : &type->signals[at];
    int    value = signal && !isnan(row[at]) ? (int)lround(row[at]) : -1;

    if (!signal || value < 0)
        return false;
    if (!alarm->state)
        return value == 1;
    for (int i = 0; signal->labels && signal->labels[i]; i++)
        if (i == value)
            return strcmp(signal->labels[i], alarm->state) == 0;
    return false;
}

unsigned panel_alarms_in(const struct panel *panel, const struct rig_type *type, const double *row)
{
    unsigned present = 0;

    for (size_t i = 0; i < panel->alarm_count; i++)
        if (is_present(&panel->alarms[i], type, row))
            present |= 1u << i;
    return present;
}

enum requirement_priority panel_priority_of(const struct panel *panel, unsigned alarms)
{
    enum requirement_priority most = REQUIREMENT_NONE;

    for (size_t i = 0; i < panel->alarm_count; i++)
        if ((alarms >> i & 1u) != 0 && panel->alarms[i].priority > most)
            most = panel->alarms[i].priority;
    return most;
}
