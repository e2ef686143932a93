/* panel.h - the front panels of the devices, as tables: what they show, what can be pressed, what
 * shines and what sounds.
 *
 * A panel shows signals of its rig and turns knobs of it, and has no ability that the device of
 * that rig has not. How a key acts is said with it:
 *
 *     PANEL_FRONT   on the device itself: the generator's red button and mains, the patient's
 *                   handset
 *     PANEL_HOST    by an order over the console wire (GENERATOR_PROTOCOL.md, PUMP_PROTOCOL.md):
 *                   the reference generator has no other keys, and an implanted pump has no panel
 *                   at all but its programmer's; such a key does nothing while the link is lost
 *     PANEL_HAND    by somebody's hands: the needle of a refill
 *
 * Alarm signals follow IEC 60601-1-8:2006 with A1:2012: priority in three steps, of the lamp
 * (6.3.2.2, Table 2) and of the sound (6.3.3.1, Tables 3 and 4): a burst of 10, 3 or 2 pulses. The
 * generator's priorities are those of the requirements that ask for its interlocks. The pump knows
 * two, and says which (PUMP_PROTOCOL.md 8.2): what it calls critical is shown as high, the other as
 * low. The reference generator makes no sound: its bursts are this panel's. The pump's tone is
 * heard or silenced by the pump; the panel plays the burst of that priority.
 *
 * Everything is const and pure. */
#ifndef PAINRIG_HIL_PANEL_H
#define PAINRIG_HIL_PANEL_H

#include "hil/judge/requirement.h"
#include "hil/rig/rig.h"

#include <stdbool.h>
#include <stddef.h>

/* ------------------------------------------------------------------ alarm signals */

/* flash_hz 0: constant. duty: share of a period with light. */
struct panel_lamp { const char *colour; double flash_hz, duty; };
extern const struct panel_lamp panel_lamps[REQUIREMENT_PRIORITY_COUNT];

#define PANEL_PULSES_MAX    10
#define PANEL_HARMONICS     4

/* A burst. Times in s. gap_s is from the end of a pulse to the next one's start; of ten pulses it
 * is twice that and a pulse behind the 3rd and the 8th, and pause_s behind the 5th. */
struct panel_burst {
    size_t pulses;              /* 0: silence                                          */
    double pulse_s, rise_s, fall_s, gap_s, pause_s;
    double every_s;             /* from the end of a burst to the start of the next    */
    double pitch_hz;            /* the fundamental                                     */
    double harmonics_db[PANEL_HARMONICS];   /* 2nd, 3rd ... of the fundamental's level */
};
extern const struct panel_burst panel_bursts[REQUIREMENT_PRIORITY_COUNT];

/* When each pulse starts; returns how many there are. *length_s: to the end of the last. */
size_t panel_burst_starts(const struct panel_burst *, double starts_s[PANEL_PULSES_MAX],
                          double *length_s);

/* ------------------------------------------------------------------ a panel */

/* Where a value is shown: large on the display, beside it, or at the patient, as no device can. */
#define PANEL_PLACE_LIST(X) X(LARGE, "large") X(DISPLAY, "display") X(PATIENT, "patient")
#define PANEL_PLACE_ENUM(name, text) PANEL_##name,
enum panel_place { PANEL_PLACE_LIST(PANEL_PLACE_ENUM) PANEL_PLACES };
#undef PANEL_PLACE_ENUM
extern const char *const panel_place_names[PANEL_PLACES];

struct panel_field { enum panel_place place; const char *signal, *label; int decimals; };

/* PRESS turns the knob to `value`. HOLD does while it is held, then to its rest. LATCH goes to and
 * fro. STEP adds `value`, within least..most. SET turns it to what was entered there. */
#define PANEL_ACT_LIST(X)                                                                         \
    X(PRESS, "press") X(HOLD, "hold") X(LATCH, "latch") X(STEP, "step") X(SET, "set")
#define PANEL_ACT_ENUM(name, text) PANEL_##name,
enum panel_act { PANEL_ACT_LIST(PANEL_ACT_ENUM) PANEL_ACTS };
#undef PANEL_ACT_ENUM
extern const char *const panel_act_names[PANEL_ACTS];

#define PANEL_WAY_LIST(X) X(FRONT, "front") X(HOST, "host") X(HAND, "hand")
#define PANEL_WAY_ENUM(name, text) PANEL_##name,
enum panel_way { PANEL_WAY_LIST(PANEL_WAY_ENUM) PANEL_WAYS };
#undef PANEL_WAY_ENUM
extern const char *const panel_way_names[PANEL_WAYS];

struct panel_key {
    const char    *name, *label, *group;
    const char    *knob;
    enum panel_act act;
    double         value;           /* of PRESS, HOLD, LATCH; the step of STEP and SET  */
    double         least, most;     /* of STEP and SET: what the device takes           */
    char           letter;          /* on a keyboard; 0: none                           */
    enum panel_way way;
    const char    *colour;          /* "red", "green", or "" for grey                   */
    const char    *sentence;
};

/* Shines while the signal has that value, or that label. These are indicator lights, no alarms. */
struct panel_light { const char *signal, *state; double value; const char *label, *colour; };

/* Present while the signal has that label, or is 1 when there is none. */
struct panel_alarm {
    const char *signal, *state;
    enum requirement_priority priority;
    const char         *text;           /* as it is shown                                  */
    const char         *requirement;    /* whose priority it is; NULL: none asks for it    */
};

/* Curves under one axis. */
#define PANEL_CURVES_MAX 4
struct panel_chart { const char *title, *unit; const char *signals[PANEL_CURVES_MAX]; };

struct panel {
    const char *rig, *device, *sentence;
    const char *state;                  /* the signal that says what the device is doing   */
    const char *tone;                   /* heard unless this signal is "quiet"; NULL: the panel's
                                         * own sound, which its own key pauses             */
    const struct panel_field *fields;   size_t field_count;
    const struct panel_key   *keys;     size_t key_count;
    const struct panel_light *lights;   size_t light_count;
    const struct panel_alarm *alarms;   size_t alarm_count;
    const struct panel_chart *charts;   size_t chart_count;
};

/* Every panel there is, NULL-terminated. */
extern const struct panel *const panels[];

/* Of that rig, or NULL. */
const struct panel     *panel_find(const char *rig);
const struct panel_key *panel_key_find(const struct panel *, const char *name);

/* The alarms that a row shows, one bit each. */
unsigned panel_alarms_in(const struct panel *, const struct rig_type *, const double *row);
/* The most urgent of them. */
enum requirement_priority panel_priority_of(const struct panel *, unsigned alarms);

extern const struct panel panel_ablation, panel_infusion;

#endif
