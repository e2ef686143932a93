/* generator_inside.h - the client's memory, and what its parts ask of one another. Private to them.
 *
 *     generator.c -> answers -> questions, link -> queue -> events
 *
 * Each part calls only what stands further to the right. */
#ifndef PAINRIG_DRIVERS_GENERATOR_INSIDE_H
#define PAINRIG_DRIVERS_GENERATOR_INSIDE_H

#include "generator.h"

#define GENERATOR_QUEUE_MAX 64u

/* Clocks that mean the same instant may differ in their last digits. */
#define GENERATOR_INSTANT_S 1e-9

struct generator_waiting { enum generator_order order; double value; };

struct generator {
    struct port             *port;
    struct generator_options options;
    struct generator_report  report;
    double                   now_s;
    bool                     is_closed;

    struct line_buffer       lines;
    uint8_t                  out[2 * LINE_BYTES_MAX];       /* what the port has not taken yet */
    size_t                   out_first, out_end;

    struct generator_command question;                      /* the one that is open */
    bool                     is_asking;
    double                   deadline_s;
    unsigned                 tries_left, tag;

    struct generator_waiting queue[GENERATOR_QUEUE_MAX];
    size_t                   queue_count;
    double                   wanted[GENERATOR_SETTING_COUNT];       /* NAN: never asked for    */
    double                   acknowledged[GENERATOR_SETTING_COUNT]; /* NAN: not since link up  */

    bool                     must_make_safe, has_errors, has_status, is_blind;
    double                   next_poll_s, heard_s, status_s;
    struct generator_status  last;                          /* good, whatever its age */

    struct generator_event   events[GENERATOR_EVENTS_MAX];
    size_t                   event_first, event_count;
};

/* ------------------------------------------------------------------ events */

/* Nothing happens when the queue of events is full. */
void generator_tell(struct generator *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ------------------------------------------------------------------ orders */

/* Behind everything, or in place of an older value that waits. ERR_LIMIT when too much waits. */
MUST_CHECK enum err generator_queue_push(struct generator *, enum generator_order, double value);

/* The oldest; there must be one. */
struct generator_waiting generator_queue_pop(struct generator *);

/* Ask for every setting again: the device may have forgotten them. What waits comes after. */
void generator_settings_repeat(struct generator *);

/* The host wants no setting any more, and knows of none. */
void generator_settings_forget(struct generator *);

/* Nothing that starts anything may wait for a cable to be mended. */
void generator_actions_drop(struct generator *, const char *why);

/* ------------------------------------------------------------------ the link */

enum generator_link_event { LINK_BEGUN, LINK_IDENTIFIED, LINK_SILENT, LINK_CLOSED };

/* An event without a row in the link's state changes nothing. */
void generator_link_take(struct generator *, enum generator_link_event);

/* ------------------------------------------------------------------ questions and answers */

/* Ask what is most urgent. Being safe waits for no open question, and everything waits for it. */
void generator_ask_next(struct generator *);

/* The open question has failed: once more if that is allowed, or say so. */
void generator_question_fail(struct generator *, const char *why);

/* Let the open question fail if its time is over. */
void generator_deadline_check(struct generator *);

/* Hand what was asked to the port, and take from it what was answered. */
MUST_CHECK enum err generator_speak(struct generator *);
MUST_CHECK enum err generator_listen(struct generator *);

#endif
