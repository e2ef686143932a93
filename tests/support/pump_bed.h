/* pump_bed.h - a mocked pump on a bench without delays: requests in, answers out, steps, a body
 * that is well and makes every stroke it is told to. Fails the running test when something cannot
 * be. */
#ifndef PAINRIG_TESTS_SUPPORT_PUMP_BED_H
#define PAINRIG_TESTS_SUPPORT_PUMP_BED_H

#include "drivers/mock/pump_firmware.h"

/* Bytes on their way to the pump, or from it. */
struct pump_bed_wire { uint8_t bytes[4096]; size_t count; };

struct pump_bed {
    struct port           port;         /* the pump's end: the first member */
    struct pump_bed_wire  to_pump, from_pump;
    struct pump_build     build;
    struct pump_defects   defects;
    struct pump_firmware *firmware;
    struct pump_body      body;
    struct pump_output    output;
    double   now_s;
    bool     is_stuck;                  /* the rotor does not turn */
    bool     is_level_true;             /* the level sensor follows the strokes seen */
    uint16_t sequence;
    double   asked_s;                   /* the last request: a session that is over is opened */
    uint64_t strokes;                   /* commanded */
};

/* A programme of morphine, 10 mg/mL at 20 uL/h, 4.8 mg/d; a patient's bolus of 20 uL in 10 min,
 * lockout 1 h, 4 in a day. */
extern const struct pump_programme pump_bed_programme;

/* With that programme, running, a session open and a step of 1 s made. */
void pump_bed_make(struct pump_bed *);
/* From the build and defects that are in the bed; no session, no step. */
void pump_bed_power(struct pump_bed *);
/* Another pump from the build and defects that are in the bed now: powered; and with a step of 1 s
 * made and no stroke counted. */
void pump_bed_rebuild(struct pump_bed *);
void pump_bed_again(struct pump_bed *);
void pump_bed_free(struct pump_bed *);

/* Bytes to the pump and what it answers to them, as it comes. */
size_t pump_bed_exchange(struct pump_bed *, const uint8_t *bytes, size_t count, uint8_t *out,
                         size_t room);
/* One whole answer, or the test fails. */
struct frame pump_bed_send(struct pump_bed *, const struct frame *);
/* A request with the next sequence number and these arguments. Other than OPEN: after 100 s of
 * silence a session is opened before it. */
struct frame pump_bed_frame(struct pump_bed *, enum pump_kind, uint32_t a, uint32_t b);
/* The reason of its refusal, or NONE. */
enum pump_reason pump_bed_ask(struct pump_bed *, enum pump_kind, uint32_t a, uint32_t b);
enum pump_reason pump_bed_reason(const struct frame *answer);

enum pump_reason pump_bed_write(struct pump_bed *, const struct pump_programme *, enum pump_part);
/* BEGIN, the parts, COMMIT; the first refusal. */
enum pump_reason pump_bed_program(struct pump_bed *, const struct pump_programme *,
                                  bool is_confirmed);
struct pump_status    pump_bed_status(struct pump_bed *);
struct pump_programme pump_bed_in_force(struct pump_bed *);

/* Does the log have an entry with this, and how many? */
size_t pump_bed_logged(struct pump_bed *, enum pump_log, uint8_t code);
struct pump_log_entry pump_bed_last(struct pump_bed *, enum pump_log);

/* Steps of dt_s for `for_s`. */
void pump_bed_run(struct pump_bed *, double for_s, double dt_s);
/* The button, pressed in one step of 1 s and released in the next. */
struct pump_output pump_bed_press(struct pump_bed *);

#endif
