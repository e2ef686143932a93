/* pump_inside.h - the client's memory, and what its parts ask of one another. Private to them.
 *
 *     pump.c -> answers -> questions -> update -> send -> events
 *                  `-> link -------------^
 *
 * Each part calls only what stands further to the right. */
#ifndef PAINRIG_DRIVERS_PUMP_INSIDE_H
#define PAINRIG_DRIVERS_PUMP_INSIDE_H

#include "pump.h"

#define PUMP_QUEUE_MAX 16u

/* Clocks that mean the same instant may differ in their last digits. */
#define PUMP_INSTANT_S 1e-9

struct pump_waiting {
    enum pump_order       order;
    uint32_t              arguments[PUMP_ARGUMENTS_MAX];
    struct pump_programme programme;                /* PUMP_ORDER_PROGRAM's */
};

/* On whose behalf a question is asked: who is told of its end. */
enum pump_purpose {
    PUMP_FOR_LINK,          /* IDENTIFY, OPEN                        */
    PUMP_FOR_REPORT,        /* STATUS, READ_LOG, READ_PROGRAMME      */
    PUMP_FOR_ORDER,
    PUMP_FOR_UPDATE,        /* a stage of PUMP_ORDER_PROGRAM         */
    PUMP_FOR_ABORT,         /* of an update that failed or was cut   */
    PUMP_FOR_SAFETY,        /* pump_make_safe's STOP                 */
    PUMP_PURPOSE_COUNT
};

struct pump_question {
    enum pump_purpose purpose;
    struct frame      frame;
    double            deadline_s;
    unsigned          tries_left;
};

struct pump {
    struct port          *port;
    struct pump_options   options;
    struct pump_report    report;
    double                now_s;
    bool                  is_closed;

    struct frame_buffer   frames;
    uint8_t               out[2 * FRAME_BYTES_MAX];     /* what the port has not taken yet     */
    size_t                out_first, out_end;
    double                line_free_s;                  /* when what was sent has gone through */

    struct pump_question  question;
    bool                  is_asking;
    uint16_t              sequence;
    double                unheard_s;            /* asked then, no good answer since; NAN: none */
    double                heard_s;              /* the last good answer                        */

    bool                  is_identified;        /* and no session yet, unless the link is up   */
    double                next_search_s, search_wait_s;

    struct pump_waiting   queue[PUMP_QUEUE_MAX];
    size_t                queue_count;
    struct pump_programme staged;

    struct pump_waiting   update;               /* the programme that is being sent            */
    size_t                update_stage;
    bool                  is_updating;          /* some stages of it are still to come         */
    bool                  is_update_open;       /* the pump has one begun, as far as is known  */
    bool                  must_abort, must_make_safe;

    double                next_poll_s, status_s;
    bool                  has_status;
    struct pump_status    last;                 /* good, whatever its age */
    uint32_t              log_next, log_end;    /* entries that are there and not read         */
    bool                  wants_programme, has_in_force;
    struct pump_programme in_force;

    struct pump_event     events[PUMP_EVENTS_MAX];
    size_t                event_first, event_count;
};

/* ------------------------------------------------------------------ events */

/* Nothing happens when the queue of events is full. */
void pump_tell(struct pump *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ------------------------------------------------------------------ sending */

/* The next sequence number: 0 is none. */
uint16_t pump_number_after(uint16_t sequence);

/* Open a question under a new sequence number; `payload` is copied. */
void pump_ask(struct pump *, enum pump_purpose, uint8_t kind, const uint8_t *payload,
              size_t payload_count);
void pump_ask_plain(struct pump *, enum pump_purpose, uint8_t kind,
                    const uint32_t arguments[PUMP_ARGUMENTS_MAX]);

/* The open question once more, if it may; false when its tries are used up. */
bool pump_ask_again(struct pump *);

/* Hand what was asked to the port. */
MUST_CHECK enum err pump_speak(struct pump *);

/* ------------------------------------------------------------------ orders and updates */

/* The kind of an order's request; 0 for PUMP_ORDER_PROGRAM, which has many. */
uint8_t pump_order_kind(enum pump_order);
const char *pump_order_name(enum pump_order);

/* All that waits; an update that is being sent is cut. */
void pump_orders_drop(struct pump *, const char *why);

void pump_update_begin(struct pump *, const struct pump_waiting *);
void pump_update_ask(struct pump *);            /* the stage that is next           */
void pump_update_done(struct pump *);           /* the stage that was asked         */
void pump_update_fail(struct pump *, bool is_refused);

/* ------------------------------------------------------------------ the link */

enum pump_link_event {
    PUMP_LINK_BEGUN, PUMP_LINK_OPENED, PUMP_LINK_NO_SESSION, PUMP_LINK_SILENT, PUMP_LINK_CLOSED
};

/* An event without a row in the link's state changes nothing. */
void pump_link_take(struct pump *, enum pump_link_event);

/* ------------------------------------------------------------------ questions and answers */

/* Something to ask at `at_s`, if nothing is open. */
bool pump_has_question(const struct pump *, double at_s);

/* Ask what is most urgent, if nothing is open. */
void pump_ask_next(struct pump *);

/* The pump was not found; wait longer each time. */
void pump_search_later(struct pump *);

/* The open question goes without an answer: once more if that is allowed, or say so. */
void pump_question_fail(struct pump *);

/* Let the open question fail if its time is over. */
void pump_deadline_check(struct pump *);

/* Take from the port what was answered. */
MUST_CHECK enum err pump_listen(struct pump *);

#endif
