/* generator.h - the client of the reference generator: orders in, report and events out, no
 * waiting.
 *
 * A client is advanced by generator_step once per tick with whatever bytes are there. It asks who
 * the device is, sends orders one at a time and compares what comes back, and asks for the status
 * at a fixed period, which also feeds the device's watchdog. The wire is generator_wire.h; the
 * device may be real or a mock.
 *
 *     link      down ----> identifying ----> up <----> lost      (down again when the port closes)
 *
 *   orders    Settings keep their latest value: a value that is still waiting is overtaken by the
 *             next one, unless an action stands between them. Sent when the link is up, compared
 *             with the value the device says is in force, sent again up to `tries` times; all of
 *             them once more when the device has restarted or the link was lost. Actions are sent
 *             in their place in the order of asking and never twice unless the device's manual says
 *             that it does no harm. Actions that wait when the link is lost are dropped, and an
 *             event says so: no heating starts when a cable is mended.
 *   make_safe overtakes everything, on any link whose port is open, until it is acknowledged.
 *   report    What the device said last and how old it is. When it is older than
 *             `report_age_s_max`, or there is none, is_known is false and every number NAN: silence
 *             is a failure, not the last good number.
 *   blind     Once it has spoken, a device without a good status for `blind_s` is made safe, and
 *             takes no action until there is one. Its own watchdog does not help: a wire that
 *             spoils answers may carry questions, and each of them tells it that its host is there.
 *   garbage   A line that does not check, a reply to another question, a status whose sequence
 *             number does not move: counted and ignored. No answer in time: tried again if that is
 *             harmless.
 *
 * The client borrows its port; the caller destroys both, the client first. A step allocates
 * nothing. */
#ifndef PAINRIG_DRIVERS_GENERATOR_H
#define PAINRIG_DRIVERS_GENERATOR_H

#include "generator_wire.h"
#include "port.h"

#define GENERATOR_LINK_LIST(X)                                                                \
    X(DOWN,        "down")          /* nothing asked yet, or the port has closed       */     \
    X(IDENTIFYING, "identifying")   /* who is there?                                   */     \
    X(UP,          "up")                                                                      \
    X(LOST,        "lost")          /* was up; now silent or unreadable; still asking  */

#define GENERATOR_LINK_ENUM(name, text) GENERATOR_LINK_##name,
enum generator_link { GENERATOR_LINK_LIST(GENERATOR_LINK_ENUM) GENERATOR_LINK_COUNT };
#undef GENERATOR_LINK_ENUM
extern const char *const generator_link_labels[GENERATOR_LINK_COUNT + 1];

struct generator_options {
    double   poll_s;            /* between two questions for the status                  */
    double   timeout_s;         /* from asking to the end of the answer                  */
    double   report_age_s_max;  /* older is unknown                                      */
    double   lost_s;            /* this long without a readable answer: the link is lost */
    double   blind_s;           /* so long without a good status: it is made safe (1.5: proposal) */
    unsigned tries;             /* for what may be sent again                            */
};
extern const struct generator_options generator_options_usual;     /* 0.05 0.15 0.5 0.5 1.5 4 */

struct generator_report {
    enum generator_link     link;
    bool                    is_known;   /* the status below is young enough                       */
    double                  age_s;      /* of the last good status; INFINITY if there was none    */
    struct generator_status status;     /* NAN and zero when not known                            */
    char                    identity[80];
    bool                    is_pending; /* orders wait to be sent or acknowledged                 */
    /* Counts since create: lines that make no sense, answers to no open question, questions without
     * an answer in time, questions asked again, orders the device refused, statuses whose sequence
     * number did not move. */
    unsigned long           garbled, strays, timeouts, retries, refused, frozen;
    enum generator_order    refused_order;      /* the last one; of meaning while refused > 0 */
};

struct generator_event { double t_s; char text[160]; };

struct generator;

/* `options` may be NULL for the usual ones. ERR_RANGE when one of them is not positive. */
MUST_CHECK enum err generator_create(struct generator **, struct port *,
                                     const struct generator_options *);
void generator_destroy(struct generator *);     /* NULL is fine */

/* Advance to now_s. ERR_CLOSED when the port has closed, now and ever after; nothing else fails. */
MUST_CHECK enum err generator_step(struct generator *, double now_s);

/* Ask for a setting's value, or for an action (`value` is not used). The range is the device's to
 * judge. ERR_RANGE if the value is not a number, ERR_LIMIT if too much waits, ERR_CLOSED if the
 * port has closed, ERR_TIMEOUT for an action on a lost link or of the blind; only standby is taken
 * there, as generator_make_safe. */
MUST_CHECK enum err generator_order(struct generator *, enum generator_order, double value);

/* Standby, at the next step, ahead of everything; what was waiting is dropped. */
void generator_make_safe(struct generator *);

const struct generator_report *generator_report(const struct generator *);

/* The value that the device has acknowledged for a setting, or NAN. */
double generator_acknowledged(const struct generator *, enum generator_order setting);

/* Take the oldest event; false when there is none. At most this many wait; later ones are lost. */
#define GENERATOR_EVENTS_MAX 32u
bool generator_next_event(struct generator *, struct generator_event *);

#endif
