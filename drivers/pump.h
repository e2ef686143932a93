/* pump.h - the client of the reference pump: what a clinician's programmer does, without waiting.
 *
 * Advanced by pump_step with whatever bytes are there. It identifies the pump, opens a session,
 * sends orders one at a time in the order of asking, reads status and log, and never says that
 * something was done before the pump has said so.
 *
 *     link      down ----> identifying ----> up <----> lost      (down again when the port closes)
 *
 *   update    A programme is staged with pump_staged and sent by PUMP_ORDER_PROGRAM as one update:
 *             BEGIN, the parts, COMMIT; if anything is refused, ABORT. Then the programme in force
 *             is read back.
 *   retries   Whatever has no answer in time is sent again, byte for byte, up to `tries` times: the
 *             pump obeys once. What the pump says it could not read is sent again at once.
 *   lost      No good answer for lost_s since a question was asked. What waits is dropped, and an
 *             event says so: nothing is sent late. An update that this cut is aborted when the link
 *             is up again; one that was begun with PUMP_ORDER_BEGIN is left as it is. The pump is
 *             looked for after lost_s and then twice as long each time, up to poll_s.
 *   session   One that was not used for long is opened anew before the next question. A pump that
 *             knows of none though it should (it was reset) is opened again, and what waits is
 *             dropped. A pump whose numbers are further on is followed.
 *   log       Read whenever the status says that it has grown, from the oldest entry that is kept
 *             on, and only as fast as events are taken, so that none is lost.
 *   make_safe ABORT if an update is open, then STOP; on a lost link as soon as there is an answer.
 *   garbage   What does not check is counted as garbled; an answer to another question, from
 *             another address or of another version as a stray.
 *
 * The client is the programmer, so it is idle most of the time: it asks for the status every poll_s
 * (and after each order) and is quiet in between; pump_is_quiet tells a rig that nothing is under
 * way, so that it need not look at the wire in small steps.
 *
 * Borrows its port. A step allocates nothing. */
#ifndef PAINRIG_DRIVERS_PUMP_H
#define PAINRIG_DRIVERS_PUMP_H

#include "pump_wire.h"

#define PUMP_LINK_LIST(X) X(DOWN, "down") X(IDENTIFYING, "identifying") X(UP, "up") X(LOST, "lost")
#define PUMP_LINK_ENUM(name, text) PUMP_LINK_##name,
enum pump_link { PUMP_LINK_LIST(PUMP_LINK_ENUM) PUMP_LINK_COUNT };
#undef PUMP_LINK_ENUM
extern const char *const pump_link_labels[PUMP_LINK_COUNT + 1];

struct pump_options {
    double   poll_s;            /* between two questions for the status                  */
    double   timeout_s;         /* for the pump to answer; the bytes' own time is added  */
    double   report_age_s_max;  /* older is unknown; 0: three polls                      */
    double   lost_s;            /* this long without a good answer to a question: lost   */
    double   baud;              /* of the line, or the slowest it may have; 0: 9600      */
    unsigned tries;
};
extern const struct pump_options pump_options_usual;        /* 60, 0.3, 0, 2, 0, 4 */

enum pump_order {
    PUMP_ORDER_PROGRAM,         /* the staged programme; a: soft limits confirmed */
    PUMP_ORDER_BEGIN,           /* an update that is begun and left so: the telemetry hazard */
    PUMP_ORDER_ABORT,
    PUMP_ORDER_START, PUMP_ORDER_STOP,
    PUMP_ORDER_SINGLE_BOLUS,    /* a: nL, b: s      */
    PUMP_ORDER_PRIMING_BOLUS,   /* a: nL, b: confirmed */
    PUMP_ORDER_BRIDGE_BOLUS,    /* a: nL, b: nL/h   */
    PUMP_ORDER_REFILL,          /* a: drawn nL, b: filled nL */
    PUMP_ORDER_SILENCE, PUMP_ORDER_CLEAR,
    PUMP_ORDER_SET_CLOCK,       /* a: s since 2000  */
    PUMP_ORDER_COUNT
};

struct pump_report {
    enum pump_link     link;
    bool               is_known;        /* the status below is young enough              */
    double             age_s;           /* INFINITY if there was none                    */
    struct pump_status status;          /* zero when not known: ask is_known first       */
    uint32_t           address;
    char               identity[80];
    bool               is_pending;      /* orders wait to be sent or answered            */
    enum pump_reason   last_refusal;    /* of the last order that was refused; NONE      */
    /* Counts since create: what does not check or cannot be read, answers to no open question,
     * questions without an answer in time, questions sent again, orders refused. */
    unsigned long      garbled, strays, timeouts, retries, refused;
};

struct pump_event { double t_s; char text[200]; };

struct pump;

/* `options` may be NULL for the usual ones. ERR_RANGE when one of them cannot be. */
MUST_CHECK enum err pump_create(struct pump **, struct port *, const struct pump_options *);
void pump_destroy(struct pump *);       /* NULL is fine */

/* Advance to now_s. ERR_CLOSED when the port has closed, now and ever after; nothing else fails. */
MUST_CHECK enum err pump_step(struct pump *, double now_s);

/* Nothing is open, waiting or due before now_s + ahead_s: the wire will stay silent. Ask after a
 * step. */
bool pump_is_quiet(const struct pump *, double now_s, double ahead_s);

/* The programme that PUMP_ORDER_PROGRAM will send; taken when ordered. */
struct pump_programme *pump_staged(struct pump *);

/* ERR_LIMIT if too much waits, ERR_CLOSED, ERR_TIMEOUT on a lost link; only STOP is taken there, as
 * pump_make_safe. The range is the device's to judge, except that a confirmation is 0 or not. */
MUST_CHECK enum err pump_order(struct pump *, enum pump_order, uint32_t a, uint32_t b);

/* Stop: overtakes everything; what was waiting is dropped, an open update is aborted by it. */
void pump_make_safe(struct pump *);

const struct pump_report *pump_report(const struct pump *);
/* The programme that the pump says is in force, or NULL when it is not known. Read after every
 * update. */
const struct pump_programme *pump_in_force(const struct pump *);

/* Orders refused or lost, link changes, and the pump's own log as it is read ("pump 2026-01-02
 * 12:34:56 alarm: empty"). False when there is none. */
#define PUMP_EVENTS_MAX 64u
bool pump_next_event(struct pump *, struct pump_event *);

#endif
