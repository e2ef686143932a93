/* pump_firmware_inside.h - the mocked pump's memory, and what its parts ask of one another.
 *
 *     firmware -> delivery, senses, patient ->  acts
 *     console  -> requests                  ->  acts
 *
 *     pump_firmware.c   made, stepped                pump_console.c    frames in, answers out
 *     pump_senses.c     what the alarms look at      pump_requests.c   what a request does
 *     pump_delivery.c   strokes from rates           pump_commit.c     a programme, whole or not
 *     pump_patient.c    the patient's button         pump_infuse.c     the host's boluses
 *                                                    pump_acts.c       states, log
 *
 * Each part calls only what stands further to the right or below. Private to them. */
#ifndef PAINRIG_DRIVERS_MOCK_PUMP_FIRMWARE_INSIDE_H
#define PAINRIG_DRIVERS_MOCK_PUMP_FIRMWARE_INSIDE_H

#include "pump_alarms.h"
#include "pump_bolus.h"
#include "pump_firmware.h"
#include "pump_log.h"
#include "pump_mutants.h"
#include "pump_programme.h"
#include "pump_states.h"

enum pump_held { PUMP_FREE, PUMP_HELD_BY_FIELD, PUMP_HELD_UNTIL_REQUEST };

struct pump_console {
    struct frame_buffer frames;
    uint8_t      out[4 * FRAME_BYTES_MAX];
    size_t       out_first, out_end;
    bool         is_open, has_last;     /* a session; a last request and its answer */
    double       heard_s;               /* the last good request */
    uint16_t     sequence;              /* of the last that was new */
    struct frame request, answer;
};

struct pump_firmware {
    struct pump_build          build;
    const struct pump_defects *defects;
    int                        planted; /* the mutant that limits and rows are of */
    struct pump_limits         limits;

    enum pump_state state;
    enum pump_input home;               /* where to go when an update or a bolus is over */
    bool            is_reduced;         /* at its minimum rate since a reset, until START */
    bool            has_programme, has_begun;
    struct pump_programme programme, kept, staged;      /* in force, its twin, being written */
    unsigned        parts;              /* of the staged one, one bit each */
    double          edited_s;           /* the last request of the update */
    uint8_t         old_drug;           /* before the last change of drug or concentration: */
    uint32_t        old_ug_per_ml;      /* what stands in the catheter */

    int64_t  real_ms;                   /* the caller's time, at the end of the last step */
    uint64_t clock_ms, lived_ms;        /* both by the device's own crystal */
    int64_t  drift_rest;                /* 1e-9 ms that the crystal is ahead */
    uint64_t owed;                      /* nL x ms/h, less than a stroke */
    uint64_t strokes;                   /* commanded since it was made */
    uint32_t reservoir_nl;              /* computed */

    struct pump_bolus   bolus;
    bool                is_second_bolus;        /* a planted defect's */
    struct pump_singles singles;
    uint64_t            primed_nl;              /* since the last refill */
    struct pump_patient patient;
    struct pump_alarms  alarms;
    struct pump_alarm_row rows[PUMP_ALARM_ROWS];        /* a mutant's; else not used */
    struct pump_bolus   cut_off;                /* by an alarm: only a planted defect wants it */
    struct pump_ring    log;
    struct pump_console console;

    double   now_s, step_s;             /* of this step, and of the one before */
    struct pump_body body;
    struct pump_output output;
    double   missing_since_s;           /* strokes: NAN: none */
    bool     is_stall_told;
    double   still_since_s;             /* NAN: something is delivered */
    double   silence_most_s;            /* of this update */
    double   level_ref_ul, excess;      /* NAN: no reference yet */
    uint64_t strokes_ref;
    double   mismatch_nl;
    bool     was_reset, is_clock_lost;
    bool     was_dip, was_flipped, was_pressed, is_denied;
    enum pump_held held;
};

/* Would this programme be read by a clock that is wrong? */
static inline bool pump_is_clockless(const struct pump_firmware *fw,
                                     const struct pump_programme *programme)
{
    return fw->is_clock_lost && fw->defects->mutant != PUMP_MUTANT_CLOCKLESS_RUNS
        && (programme->mode == PUMP_MODE_FLEX || programme->mode == PUMP_MODE_PERIODIC);
}

static inline bool pump_is_mutant(const struct pump_firmware *fw, enum pump_mutant mutant)
{
    return fw->defects->mutant == (int)mutant;
}

/* pump_acts.c: take an input; true when the state has a row for it. */
bool pump_take(struct pump_firmware *, enum pump_input);

/* Why an input has no row here, as plainly as the state allows. */
enum pump_reason pump_no_row(const struct pump_firmware *);

/* Back to where it was meant to be. */
void pump_go_home(struct pump_firmware *);

/* A bolus begins: true when the state has a row for it. The bolus' first stroke comes when owed. */
bool pump_bolus_begin(struct pump_firmware *, enum pump_input, const struct pump_bolus *);

/* What the lockout is counted by: the device's life, which no setting of the clock moves. */
uint64_t pump_lockout_ms(const struct pump_firmware *);

/* The patient's lockout begins anew: at a bolus, a programme, a refill (published), a reset. */
void pump_lock_patient(struct pump_firmware *);

void pump_log_add(struct pump_firmware *, enum pump_log, unsigned code, uint64_t value);
uint32_t pump_clock_s(const struct pump_firmware *);

/* NONE, or why this volume cannot be given now: reservoir, alarm. */
enum pump_reason pump_bolus_forbidden(const struct pump_firmware *, uint32_t volume_nl);

/* pump_infuse.c */
enum pump_reason pump_infuse_single(struct pump_firmware *, uint32_t volume_nl,
                                    uint32_t duration_s);
enum pump_reason pump_infuse_priming(struct pump_firmware *, uint32_t volume_nl,
                                     bool is_confirmed);
enum pump_reason pump_infuse_bridge(struct pump_firmware *, uint32_t volume_nl,
                                    uint32_t rate_nl_per_h);

/* pump_commit.c */
enum pump_reason pump_update_write(struct pump_firmware *, const uint8_t *bytes, size_t count);
enum pump_reason pump_update_commit(struct pump_firmware *, uint32_t crc, bool is_confirmed);
void pump_programme_apply(struct pump_firmware *, const struct pump_programme *);
/* Is the programme in force still what was committed? It is kept twice and compared in every step:
 * cheaper than its CRC, and sooner than the 5 s of IL-P-45. */
bool pump_programme_is_sound(const struct pump_firmware *);

/* pump_senses.c: one number per sense, as of now. */
void pump_senses(const struct pump_firmware *, double senses[PUMP_SENSE_COUNT]);
int64_t pump_days_to_end(const struct pump_firmware *);
int64_t pump_days_to_replace(const struct pump_firmware *);
/* What the step that has ended has shown. */
void pump_feel(struct pump_firmware *, const struct pump_body *);

/* pump_patient.c: the button, once per step. */
void pump_patient_step(struct pump_firmware *);

/* pump_delivery.c: strokes for the next ms of real time. */
unsigned pump_deliver(struct pump_firmware *, uint64_t real_ms);
uint32_t pump_rate_now(const struct pump_firmware *);

/* pump_requests.c: obey a good request of an open session. NONE: it was obeyed, and `answer` has
 * kind and payload. */
enum pump_reason pump_obey(struct pump_firmware *, const struct frame *request, double now_s,
                           struct frame *answer, uint32_t *detail);

#endif
