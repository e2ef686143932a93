/* rig_infusion_witness.h - what a careful observer at the bench knows without asking the device.
 *
 *     orders   heard on the wire: each request with the answer that it got, and what a careful
 *              device must object to in it, by the observer's own sums
 *     due      what the programme that the device has acknowledged asks for at this moment, by the
 *              bench's clock; unknown while nobody at the bedside can know (an alarm that may have
 *              stopped it, an order without an answer, a field)
 *     handset  the patient's presses, and which of them were shown as refused
 *     strokes  what the motor was driven for, and what it made
 *
 * It shares no arithmetic with the device's firmware: a device that miscounts and reports what it
 * has miscounted is seen here. Volumes in uL, times in seconds of the bench, rates in uL/h. */
#ifndef PAINRIG_HIL_RIG_INFUSION_WITNESS_H
#define PAINRIG_HIL_RIG_INFUSION_WITNESS_H

#include "drivers/frame.h"
#include "drivers/mock/pump_firmware.h"
#include "drivers/port.h"

/* The orders whose answers count, and their requests' kinds. */
#define WITNESS_ORDER_LIST(X)                                                               \
    X(BEGIN, "begin") X(WRITE, "write") X(COMMIT, "commit") X(ABORT, "abort")                \
    X(START, "start") X(STOP, "stop") X(SINGLE_BOLUS, "single_bolus")                        \
    X(PRIMING_BOLUS, "priming_bolus") X(BRIDGE_BOLUS, "bridge_bolus") X(REFILL, "refill")    \
    X(SILENCE, "silence") X(CLEAR, "clear") X(SET_CLOCK, "set_clock")
#define WITNESS_ORDER_ENUM(name, text) WITNESS_ORDER_##name,
enum witness_order { WITNESS_ORDER_NONE, WITNESS_ORDER_LIST(WITNESS_ORDER_ENUM)
                     WITNESS_ORDER_COUNT };
#undef WITNESS_ORDER_ENUM
extern const char *const witness_order_labels[WITNESS_ORDER_COUNT + 1];

/* What is wrong with an order; the first that applies. */
#define WITNESS_FLAW_LIST(X)                                                                 \
    X(NONE,        "none")                                                                   \
    X(PARTS,       "parts")         /* an update of which parts are missing               */ \
    X(CHECK,       "check")         /* an update whose check does not fit                 */ \
    X(STRENGTH,    "strength")      /* no concentration, or beyond the library's          */ \
    X(RATE,        "rate")          /* beyond what the pump is made for                   */ \
    X(DOSE,        "dose")          /* a bolus or a day beyond the library's hard limit   */ \
    X(UNUSUAL,     "unusual")       /* a day beyond the usual, not confirmed              */ \
    X(VOLUME,      "volume")        /* more priming than there is to fill                 */ \
    X(UNCONFIRMED, "unconfirmed")   /* priming that nobody has confirmed                  */ \
    X(CAUSE,       "cause")         /* CLEAR or START while the cause stands              */ \
    X(LATCHED,     "latched")       /* START, and what stopped it was not cleared         */ \
    X(CLOCK,       "clock")         /* START of a day's steps by a clock that is lost     */
#define WITNESS_FLAW_ENUM(name, text) WITNESS_FLAW_##name,
enum witness_flaw { WITNESS_FLAW_LIST(WITNESS_FLAW_ENUM) WITNESS_FLAW_COUNT };
#undef WITNESS_FLAW_ENUM
extern const char *const witness_flaw_labels[WITNESS_FLAW_COUNT + 1];

#define WITNESS_BOLUSES_MAX 256u
#define WITNESS_PENDING_MAX 8u
#define WITNESS_MARKS_MAX   61u         /* minutes: an hour of them and one more */

/* Of the last 24 hours; the last ones are kept. */
struct witness_boluses {
    double   at_s[WITNESS_BOLUSES_MAX], ug[WITNESS_BOLUSES_MAX];
    uint8_t  drug[WITNESS_BOLUSES_MAX];
    unsigned count;
};

struct witness_ear { uint8_t bytes[2 * FRAME_BYTES_MAX]; size_t count; double heard_s; };

/* What runs by what was acknowledged. */
enum witness_due { WITNESS_STOPPED, WITNESS_RUNS, WITNESS_UNSURE };

struct witness {
    const struct pump_build *build;
    /* the wire */
    struct witness_ear asked, answered;
    struct frame       pending[WITNESS_PENDING_MAX];    /* without an answer, oldest first */
    double             pending_s[WITNESS_PENDING_MAX];
    size_t             pending_count;
    bool               is_deaf;                 /* what is said now is somebody else's           */
    /* the last order that was answered, but for WRITE and ABORT, and when some were obeyed; NAN:
     * never */
    enum witness_order order;
    enum pump_reason   answer;
    enum witness_flaw  flaw;
    double             answered_count;
    double             edit_s, clear_s, start_s, silence_s, refill_s, new_drug_s;
    /* the programme */
    struct pump_programme programme, staged;
    bool     has_programme, is_updating;
    unsigned parts;
    enum witness_due due, before_update;
    double   clock_s, clock_at_s;               /* the clock as last set, and when it was        */
    bool     is_clock_lost;
    double   bolus_left_ul, bolus_ul_per_h;
    double   primed_ul;                         /* asked for and obeyed since the last refill    */
    struct witness_boluses singles;
    /* the bedside */
    bool     was_pressed, is_latched, is_flipped, was_flipping;
    double   bolus_s, locked_s, lockout_s;      /* the patient's last bolus; the lockout's begin */
    double   pressed_bolus_s;                   /* of this tick: taken over with the next        */
    struct witness_boluses given, denied;
    double   reset_s;
    double   opened_s, shut_ul, release_ul;     /* INFINITY while it is shut; NAN: not lately    */
    bool     was_dip, was_occluded;
    /* strokes */
    double   missing_s, driven_s, minute_ul, stroke_ul_per_h;
    double   idle_s;                            /* the last time that something was due          */
    /* running sums, and what they were at the last minutes */
    double   due_ul, pumped_ul, pumped_ug, over_ul;
    double   due_mark_ul[WITNESS_MARKS_MAX], pumped_mark_ul[WITNESS_MARKS_MAX];
    unsigned mark_next, mark_count;
    double   marked_s, unsure_s;                /* unsure_s: the last time it was                */
};

void witness_begin(struct witness *, const struct pump_build *);

/* A sink for port_tap.h, of the programmer's end: WRITTEN is what is asked. `pressure_kpa` and what
 * else is felt is what witness_see has last seen. */
void witness_hear(struct witness *, double now_s, enum port_direction, const uint8_t *bytes,
                  size_t count);

/* What can be seen of one tick [t_s - dt_s, t_s). */
struct witness_sight {
    double   t_s, dt_s;
    const struct pump_output *output;       /* tone and refusals: what the bedside hears and sees */
    double   pumped_ul, canal_ul;           /* ever                                               */
    unsigned strokes_made;
    double   outlet_kpa, battery_v;
    bool     is_pressed, is_field, is_flipping, is_resetting, is_occluded;
};
void witness_see(struct witness *, const struct witness_sight *);

/* An order that nobody has answered by t_s may have been obeyed. */
void witness_doubt(struct witness *, double t_s);

/* When CLEAR and SILENCE were obeyed last, or may have been: since they were asked, if nobody has
 * answered yet; NAN: never. A CLEAR against which there is a cause must be refused: it does not
 * count. */
double witness_clear_s(const struct witness *);
double witness_silence_s(const struct witness *);
bool   witness_is_latched(const struct witness *);

/* uL/h that are due now; NAN: unsure. */
double witness_due_ul_per_h(const struct witness *, double t_s);
/* Of the last hour: what has left the pump, and what was due; NAN until an hour was sure. */
double witness_hour_ul(const struct witness *, double t_s);
double witness_due_hour_ul(const struct witness *, double t_s);
/* Boluses of the last 24 hours, rolling. */
unsigned witness_in_day(const struct witness_boluses *, double t_s);
/* 1: nothing that the bench knows forbids the patient a bolus; 0: something does; NAN: unsure. */
double witness_may_press(const struct witness *, double t_s);
/* The library's hard limit of the drug in force, ug a day; NAN without a programme. */
double witness_day_most_ug(const struct witness *);

#endif
