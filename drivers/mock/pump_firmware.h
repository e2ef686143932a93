/* pump_firmware.h - a mocked implantable pump: the device behind PUMP_PROTOCOL.md.
 *
 * Its arithmetic is integer and exact: its clock counts milliseconds, its rates are nL/h, and what
 * is owed is kept in nL x ms / h, so that the sum of strokes is the programme to one stroke after a
 * year, across midnight, leap days and changes of the clock, whatever the tick. A step of any
 * length (up to a day) is cut where the programme changes: at a step of the day, at a bolus' begin
 * and end.
 *
 * Its crystal counts all of its time, so that drift is in its clock and in what it delivers alike.
 *
 *     console (frames)          pump_firmware_listen     many times per tick while there is talk
 *     body, alarms, delivery    pump_firmware_step       once per tick
 *
 * The firmware borrows its port, owns its state, allocates nothing after create, asks no clock. */
#ifndef PAINRIG_DRIVERS_MOCK_PUMP_FIRMWARE_H
#define PAINRIG_DRIVERS_MOCK_PUMP_FIRMWARE_H

#include "drivers/port.h"
#include "drivers/pump_wire.h"
#include "pump_library.h"

/* What the device feels over the step that has ended. NAN: not delivered by its sensor. */
struct pump_body {
    double   outlet_kpa;            /* at the catheter's connector, gauge                   */
    unsigned strokes_seen;          /* that the rotor made of those commanded last          */
    double   reservoir_ul;          /* the bellows' coarse level sensor                     */
    double   battery_v;
    bool     button_is_pressed;     /* the patient's handheld asks; an edge is a request    */
    bool     is_interfered;         /* telemetry field from outside: forces telemetry mode  */
};

struct pump_output {
    unsigned           strokes;     /* commanded for the coming step                        */
    enum pump_state    state;       /* for lamps and tests; the host has to ask for it      */
    uint32_t           alarms;
    enum pump_priority tone;        /* what is heard: quiet, 1 s single, 3 s two-tone       */
    bool               denied;      /* the patient's handheld shows a refusal in this step  */
    uint32_t           rate_nl_per_h;
};

/* Planted defects, zero = sound. Read at every step, owned by the caller. */
struct pump_defects {
    double clock_drift_ppm;
    double memory_flips;            /* not 0: a bit of the programme in force turns over (edge)   */
    double resets;                  /* not 0: a low-battery reset happens (edge)                  */
    double wrong_replace_days;      /* added to the replace-by date                               */
    double premature_low;           /* not 0: the low-reservoir alarm comes right after telemetry */
    /* mutants, for testing the tests */
    int    exempt_alarm;            /* 1 + the enum pump_alarm that is never raised; 0: none      */
    double slower_s;                /* every alarm comes this much later                          */
    int    mutant;                  /* enum pump_mutant: pump_mutants.h                           */
};

/* How the device was built and where it stands in its life; all from a published device unless
 * marked. */
struct pump_build {
    uint32_t address;               /* 0x50524947                                            */
    uint32_t clock_s;               /* at the start, since 2000-01-01 00:00                  */
    uint32_t age_days;              /* since it was made                                     */
    uint32_t life_days;             /* 2557: a hard stop at 7 years                          */
    uint32_t replace_days;          /* the indicator comes so long before the end: 90        */
    uint32_t capacity_nl;           /* 20 mL                                                 */
    uint32_t reservoir_nl;          /* what it believes it holds at the start                */
    uint32_t rate_most_nl_per_h;    /* 1,200,000: 28.8 mL/d                                  */
    uint32_t minimum_nl_per_h;      /* 250: 0.006 mL/d (unverified)                          */
    double   occlusion_kpa;         /* 69 for 1 s (IL-P-01)                                  */
    double   over_infusion_share;   /* 0.145: the label's definition                         */
    double   stall_s;               /* strokes missing for so long: 600 (proposal)           */
    double   stopped_long_s;        /* 48 h (unverified)                                     */
    double   unfinished_s;          /* 600 (IL-P-39)                                         */
    double   replace_v, end_v;      /* battery: 2.6, 2.4 (unverified)                        */
    double   reset_v;               /* a dip below: a low-battery reset: 2.0 (unverified)    */
    uint32_t level_grain_nl;        /* the level sensor's own coarseness: 500,000 (proposal) */
    uint32_t dead_nl;               /* pump tubing and catheter, the most that priming and
                                     * bridge are for: 546,000 (catheter 286 published,
                                     * tubing 260 not)                                       */
    const struct pump_drug_limits *library;     /* PUMP_DRUG_COUNT rows; NULL: the usual one */
    bool     lockout_from_end;      /* of the bolus; else from its start                     */
    bool     is_programmed;         /* begins with this programme, running                   */
    struct pump_programme programme;
};
extern const struct pump_build pump_build_usual;

struct pump_firmware;

/* Why it would refuse the programme that it is built with; NONE if it would not, or has none. */
enum pump_reason pump_build_refusal(const struct pump_build *);

/* `defects` may be NULL. ERR_RANGE when pump_build_refusal has a reason. */
MUST_CHECK enum err pump_firmware_create(struct pump_firmware **, const struct pump_build *,
                                         const struct pump_defects *);
void pump_firmware_destroy(struct pump_firmware *);         /* NULL is fine */

/* Read, obey and answer what has arrived. A closed port is a silent host. */
void pump_firmware_listen(struct pump_firmware *, struct port *, double now_s);

/* One turn of the main loop for [now_s, now_s + dt_s). */
struct pump_output pump_firmware_step(struct pump_firmware *, double now_s, double dt_s,
                                      const struct pump_body *);

#define PUMP_IDENTITY "painrig,reference pump,MOCK-0001,1.0"

#endif
