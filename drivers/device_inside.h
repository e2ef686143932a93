/* device_inside.h - an instrument's memory, and what the engine's parts ask of one another. Private
 * to them.
 *
 *     device.c -> listen -> questions -> link -> readings, events
 *
 * Each part calls only what stands further to the right. */
#ifndef PAINRIG_DRIVERS_DEVICE_INSIDE_H
#define PAINRIG_DRIVERS_DEVICE_INSIDE_H

#include "device.h"

#define DEVICE_QUEUE_MAX    32u
#define DEVICE_EVENTS_MAX   64u
#define DEVICE_MORE_MAX     256u        /* parts of one answer */
#define DEVICE_IN_SIZE      (2u * DEVICE_FRAME_MAX)
#define DEVICE_OUT_SIZE     (4u * DEVICE_FRAME_MAX)

#define DEVICE_SAFE_PAUSE_S 0.05        /* between two rounds of the safe questions */

/* Clocks that mean the same instant may differ in their last digits. */
#define DEVICE_INSTANT_S    1e-9

/* Who has put a question. */
enum device_lane { DEVICE_LANE_SAFE, DEVICE_LANE_MARK, DEVICE_LANE_START, DEVICE_LANE_QUEUE,
                   DEVICE_LANE_POLL };

struct device_asked { uint8_t question; double value; enum device_lane lane; };

/* Of a question: nothing yet; sent, and waiting for its answer; to be sent once more. */
enum device_phase { DEVICE_IDLE, DEVICE_ASKING, DEVICE_RETRYING };

struct device_told { double values[DEVICE_READING_COUNT], heard_s[DEVICE_READING_COUNT]; };

struct device {
    const struct device_type *type;
    struct port             *port;
    void                    *memory;
    char                     wanted[96];        /* part of its identity; empty: any */
    char                     doubted[96];       /* what it said once, and was not wanted */
    struct device_report     report;
    double                   now_s, byte_s;
    bool                     is_closed;

    uint8_t                  in[DEVICE_IN_SIZE];
    size_t                   in_count;
    double                   in_s;              /* when the last byte came */
    bool                     is_in_junk;        /* counted once */
    bool                     is_in_tail;        /* of a line whose head was junk */
    uint8_t                  out[DEVICE_OUT_SIZE];          /* what the port has not taken yet */
    size_t                   out_count;
    bool                     is_out_begun;      /* the port has part of it: it must end */

    struct device_asked      open;
    enum device_phase        phase;
    double                   deadline_s;
    unsigned                 tries_left, more_left, bytes_left;
    struct device_asked      resumed;           /* asked again behind the marker, with its tries */
    unsigned                 resumed_tries;     /* 0: none */
    bool                     must_mark;         /* are replies in step? */
    double                   quiet_s;           /* nothing is asked before */
    double                   owed_s;            /* until then replies may come for nobody */
    unsigned                 owed;              /* how many */

    struct device_asked      queue[DEVICE_QUEUE_MAX];
    size_t                   queue_count;
    bool                     is_polls_turn;     /* an order was asked last */

    size_t                   start_at, poll_at, safe_at;
    double                   start_s, poll_s, safe_s;       /* not before */
    double                   begun_s;           /* the start questions */
    bool                     is_started;        /* all of them answered */
    bool                     must_make_safe, is_safe;
    bool                     is_ordered;        /* since make_safe began */
    unsigned                 safe_failures;     /* in this round */

    struct device_told       told;
    bool                     is_unbelievable;   /* what was told by the frame that is being heard */
    struct device_event      events[DEVICE_EVENTS_MAX];
    size_t                   event_first, event_count;
};

/* ------------------------------------------------------------------ readings */

void device_readings_forget(struct device *);

/* ------------------------------------------------------------------ the link */

enum device_link_event { DEVICE_LINK_BEGUN, DEVICE_LINK_STARTED, DEVICE_LINK_SILENT,
                         DEVICE_LINK_RESTARTED, DEVICE_LINK_CLOSED };

/* An event without a row in the link's state changes nothing. */
void device_link_take(struct device *, enum device_link_event);

/* ------------------------------------------------------------------ questions */

static inline bool device_is_asking(const struct device *d) { return d->phase == DEVICE_ASKING; }
static inline const struct device_question *device_open(const struct device *d)
{
    return &d->type->questions[d->open.question];
}

/* Drop what waits, and say what was dropped and why. */
void device_queue_drop(struct device *, const char *why);

/* Ask what is most urgent, if anything may be asked now. */
void device_ask_next(struct device *);

/* The open question has its answer, or has been refused. */
void device_question_end(struct device *, bool is_refused);
/* The instrument could not read it: once more if that is allowed, or give it up. */
void device_question_again(struct device *);
/* Let it fail if its time is over. */
void device_deadline_check(struct device *);

/* Round after round until it is safe; the first bytes go to `out` now. */
void device_safe_begin(struct device *);

/* ------------------------------------------------------------------ bytes */

/* Hand over what waits in `out`, and take what has come. ERR_CLOSED. */
MUST_CHECK enum err device_speak(struct device *);
MUST_CHECK enum err device_listen(struct device *);

#endif
