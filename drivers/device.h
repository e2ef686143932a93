/* device.h - an instrument on a bench: orders in, readings out, no waiting.
 *
 * A driver is a const row of what its instrument is, says and takes, and five small functions that
 * know its bytes; everything that all drivers share is done once, here:
 *
 *     link      down ---> identifying ---> up <---> lost        (down again when the port closes)
 *
 *   start     Whenever the link opens or was lost, the row's `start` questions are asked in their
 *             order, again from the first after one without answer; the first is who is there. The
 *             wrong instrument, that says so twice, is never talked to further, and nothing is
 *             read from it.
 *   poll      The row's `poll` questions in turn, one every `poll_s`: this keeps the readings young
 *             and feeds the instrument's own watchdog (`keepalive_s`; 0: it has none).
 *   orders    Become questions in a queue, one open at a time, `gap_s` apart; a later value of the
 *             same question overtakes one that waits. A set that matters is followed by a question
 *             that reads it back: another value in force is an order refused, told as an event.
 *             When the link is lost, what waits is dropped, and nothing is ordered again by itself.
 *   timeouts  Begin when the bytes have left at the line's speed, and grow by each byte that comes.
 *             One reply is owed then: for half a timeout nothing is asked, so that a late answer is
 *             not taken for the next one's.
 *   marker    Where replies look alike (bare numbers), a question whose answer cannot be taken for
 *             another's is asked after a missing reply, before any other: without its answer the
 *             replies are out of step, and the link begins anew. It is asked once: asked again it
 *             would be answered by a line on which every reply is that to the question before.
 *   retries   Only what is idempotent, or could not be read, is asked again, up to `tries` times in
 *             all.
 *   frames    A frame is taken whole or not at all: what it told is undone when it is GARBLED, a
 *             STRAY, or said something that is not believable.
 *   readings  Each with the time at which it was heard; older than `age_s_max` is NAN. Outside its
 *             believable range is garbled: never a clamp, never the last good number.
 *   make_safe Overtakes everything and drops what waits: the `safe` questions in their order, again
 *             until `is_safe` says so by what the instrument answered. While another question is
 *             open the first is called out at once, and once more when its answer can be told from
 *             the other's. An instrument known to be another is not touched.
 *   garbage   Counted, never obeyed: what does not check, answers to no question, echoes.
 *
 * The port is borrowed; the device owns its memory and allocates nothing after create. now_s is
 * the caller's and never goes back. device_link_labels names the links. */
#ifndef PAINRIG_DRIVERS_DEVICE_H
#define PAINRIG_DRIVERS_DEVICE_H

#include "base/err.h"
#include "base/settings.h"
#include "base/why.h"
#include "port.h"

/* ---- what instruments can say: one table for all of them ---- */

/* enumerator, name, unit, least and most that any instrument may say, sentence */
#define DEVICE_READING_LIST(X)                                                                    \
    X(OUTPUT_ON,    "output_on",     "-",    0,    1,    "1 while radiofrequency leaves it")      \
    X(SET_POWER,    "set_power_w",   "W",    0,    1e4,  "the power that is set, as it says")     \
    X(POWER,        "power_w",       "W",    0,    1e4,  "power into the load")                   \
    X(FORWARD,      "forward_w",     "W",    0,    1e4,  "forward power")                         \
    X(REFLECTED,    "reflected_w",   "W",    0,    1e4,  "reflected power")                       \
    X(VOLTS,        "volts_rms",     "V",    0,    1e4,  "voltage, true root mean square")        \
    X(CURRENT,      "current_a",     "A",    0,    100,  "current, true root mean square")        \
    X(FREQUENCY,    "frequency_hz",  "Hz",   0,    1e9,  "of the radiofrequency")                 \
    X(LOAD,         "load_ohm",      "ohm",  0,    1e8,  "the resistance that is set")            \
    X(TEMP,         "temp_c",        "C",    -273, 2000, "temperature of the first channel")      \
    X(TEMP_2,       "temp_2_c",      "C",    -273, 2000, "of the second channel")                 \
    X(TEMP_3,       "temp_3_c",      "C",    -273, 2000, "of the third channel")                  \
    X(TEMP_4,       "temp_4_c",      "C",    -273, 2000, "of the fourth channel")                 \
    X(OWN_TEMP,     "own_temp_c",    "C",    -100, 300,  "of the instrument itself")              \
    X(MASS,         "mass_g",        "g",    -1e5, 1e5,  "what the balance shows")                \
    X(IS_STABLE,    "is_stable",     "-",    0,    1,    "1 while the balance calls it stable")   \
    X(FLOW,         "flow_ul_per_h", "uL/h", -1e9, 1e9,  "flow through the sensor")               \
    X(AIR,          "air_in_line",   "-",    0,    1,    "1 while the flow sensor sees air")      \
    X(PRESSURE,     "pressure_kpa",  "kPa",  -200, 1e5,  "gauge pressure")                        \
    X(RATE,         "rate_ul_per_h", "uL/h", 0,    1e9,  "the rate that is set, as it says")      \
    X(IS_RUNNING,   "is_running",    "-",    0,    1,    "1 while the pump says that it infuses") \
    X(VOLUME,       "volume_ul",     "uL",   -1e9, 1e9,  "infused since the count was cleared")   \
    X(ALARM,        "alarm",         "-",    0,    1e6,  "its own number of what is wrong, or 0")

#define DEVICE_READING_ENUM(name, ...) DEVICE_READ_##name,
enum device_reading { DEVICE_READING_LIST(DEVICE_READING_ENUM) DEVICE_READING_COUNT };
#undef DEVICE_READING_ENUM

/* enumerator, name, unit, least and most that may be asked of any instrument, sentence */
#define DEVICE_ORDER_LIST(X)                                                          \
    X(POWER,       "power_w",       "W",    0, 1e4, "the power to put out")           \
    X(OUTPUT,      "output",        "-",    0, 1,   "1: radiofrequency on")           \
    X(LOAD,        "load_ohm",      "ohm",  0, 1e8, "the resistance to be")           \
    X(RATE,        "rate_ul_per_h", "uL/h", 0, 1e9, "the rate to pump at")            \
    X(RUN,         "run",           "-",    0, 1,   "1: pump; 0: stop")               \
    X(CLEAR,       "clear",         "-",    0, 1,   "clear the volume's count, or tare")  \
    X(ACKNOWLEDGE, "acknowledge",   "-",    0, 1,   "acknowledge an alarm")

#define DEVICE_ORDER_ENUM(name, ...) DEVICE_ORDER_##name,
enum device_order { DEVICE_ORDER_LIST(DEVICE_ORDER_ENUM) DEVICE_ORDER_COUNT };
#undef DEVICE_ORDER_ENUM

struct device_word { const char *name, *unit, *sentence; double least, most; };
extern const struct device_word device_readings[DEVICE_READING_COUNT];
extern const struct device_word device_orders[DEVICE_ORDER_COUNT];

/* What a place on a bench is for. `labels`: "generator", "load", ... */
#define DEVICE_ROLE_LIST(X)                                                             \
    X(GENERATOR, "generator") X(LOAD, "load") X(THERMOCOUPLE, "thermocouple")           \
    X(METER, "meter") X(PUMP, "pump") X(BALANCE, "balance") X(PRESSURE, "pressure")     \
    X(FLOW, "flow") X(STAND, "stand")
#define DEVICE_ROLE_ENUM(name, text) DEVICE_ROLE_##name,
enum device_role { DEVICE_ROLE_LIST(DEVICE_ROLE_ENUM) DEVICE_ROLE_COUNT };
#undef DEVICE_ROLE_ENUM
extern const char *const device_role_labels[DEVICE_ROLE_COUNT + 1];

/* ---- the row of an instrument ---- */

/* How sure the page is of it. What is not HIGH is a setting, and the driver says so. */
enum device_mark { DEVICE_MARK_HIGH, DEVICE_MARK_MEDIUM, DEVICE_MARK_UNVERIFIED };

struct device_setting {
    const char      *name, *unit;           /* "address", "-"                                 */
    double           least, most, usual;    /* of a number; text: usual_text                  */
    const char      *usual_text;            /* NULL: it is a number                           */
    enum device_mark mark;
    const char      *sentence;
};

/* A kind of question. `value` of an order is of meaning to the driver alone. */
struct device_question {
    const char *what;           /* "the rate": in sentences                                   */
    bool        is_idempotent;  /* may be asked again when there was no answer                */
    bool        has_no_answer;
    double      timeout_s;      /* 0: the row's                                               */
};

enum device_scan { DEVICE_WHOLE, DEVICE_PARTIAL, DEVICE_JUNK };

/* What a whole frame was. DONE: the answer, whole. MORE: part of it, wait on. REFUSED: the answer
 * is no (device_say why). STRAY: of no open question; UNASKED: a message that the instrument sends
 * by itself. GARBLED: it checks but says what cannot be. AGAIN: the instrument could not read us,
 * and did nothing. */
enum device_heard { DEVICE_DONE, DEVICE_MORE, DEVICE_REFUSED, DEVICE_STRAY, DEVICE_UNASKED,
                    DEVICE_GARBLED, DEVICE_AGAIN };

struct device;

#define DEVICE_FRAME_MAX   600u
#define DEVICE_NO_QUESTION (-1)
#define DEVICE_END         255u         /* ends a list of questions */

struct device_type {
    const char *name;               /* "ne1000"                                                */
    const char *sentence;           /* "New Era NE-1000 syringe pump, basic and Safe Mode"     */
    unsigned    roles;              /* 1u << DEVICE_ROLE_PUMP ...                              */
    unsigned    readings, orders;   /* that it may tell, or take: 1u << DEVICE_READ_MASS ...   */
    bool        is_source;          /* as generator or pump energy or drug may leave it        */
    struct port_line line;
    /* gap_s and keepalive_s are the manual's. The others are this project's: timeout_s is some
     * times the manual's time of reply; lost_s bears a question that is asked in vain `tries`
     * times; a reading lives for age_s_max, which is longer than a round of `poll`. */
    double      poll_s, timeout_s, gap_s, lost_s, age_s_max;
    double      keepalive_s;        /* of its own watchdog: we speak twice as often; 0: none */
    double      byte_gap_s;         /* a partial frame older than this is junk; 0: timeout_s   */
    bool        has_bare_lines;     /* a line's tail may look like a line: behind junk that has no
                                     * line end, the rest up to the next one is dropped too,
                                     * unless there was silence for timeout_s                  */
    unsigned    tries;              /* 0 is 1 */
    const struct device_setting  *settings;
    size_t                        setting_count;
    const struct device_question *questions;
    size_t                        question_count;
    const uint8_t *start, *poll, *safe;     /* numbers of questions, then DEVICE_END; or NULL  */
    const uint8_t *marker;          /* of one, or NULL: no two replies look alike              */
    size_t      memory;             /* bytes of the driver's own, zeroed: device_memory        */

    /* Settings are read and in range: keep what is needed. May be NULL. */
    enum err (*begin)(struct device *, struct settings *, struct why *);
    /* The bytes of a question; 0: nothing to ask here (it is passed over). */
    size_t (*write)(struct device *, int question, double value, uint8_t bytes[DEVICE_FRAME_MAX]);
    /* Pure but for what the driver knows of its state: *used bytes are a whole frame, or junk. What
     * stays PARTIAL for byte_gap_s loses its first byte, until it makes sense. */
    enum device_scan (*scan)(const struct device *, const uint8_t *, size_t count, size_t *used);
    /* A whole frame arrived while `question` (or DEVICE_NO_QUESTION) was open: device_tell what it
     * says. May device_send an acknowledgement. */
    enum device_heard (*hear)(struct device *, int question, double value, const uint8_t *frame,
                              size_t count);
    /* device_ask what makes it so. ERR_RANGE: it cannot; ERR_UNKNOWN: it has no such order. */
    enum err (*order)(struct device *, enum device_order, double value, struct why *);
    /* By what was heard since make_safe began. NULL: all `safe` questions answered. */
    bool (*is_safe)(const struct device *);
};

/* Every driver there is, NULL-terminated. */
extern const struct device_type *const device_types[];
/* ERR_UNKNOWN with the nearest. */
MUST_CHECK enum err device_find(const char *name, const struct device_type **, struct why *);

/* ---- for whoever uses an instrument ---- */

#define DEVICE_LINK_LIST(X)                                                                  \
    X(DOWN, "down") X(IDENTIFYING, "identifying") X(UP, "up") X(LOST, "lost")
#define DEVICE_LINK_ENUM(name, text) DEVICE_LINK_##name,
enum device_link { DEVICE_LINK_LIST(DEVICE_LINK_ENUM) DEVICE_LINK_COUNT };
#undef DEVICE_LINK_ENUM
extern const char *const device_link_labels[DEVICE_LINK_COUNT + 1];

struct device_report {
    enum device_link link;
    char   identity[96];        /* as it says; empty until it did                              */
    bool   is_another;          /* it says to be another than `identity` of the setup          */
    bool   is_pending;          /* orders wait to be sent or answered                          */
    double heard_s;             /* of the last good frame; -INFINITY                           */
    unsigned long garbled, strays, timeouts, retries, refused;
};

struct device_setup {
    struct settings *settings;  /* of the bench file; may be empty, never NULL                 */
    const char      *identity;  /* must be part of what it says of itself; NULL or "": any     */
    const struct port_line *line;       /* as it is set, for the time bytes take; NULL: the row's */
};

struct device_event { double t_s; char text[200]; };

/* ERR_RANGE or ERR_UNKNOWN with a sentence for a setting, a misspelt one too. */
MUST_CHECK enum err device_create(struct device **, const struct device_type *, struct port *,
                                  const struct device_setup *, struct why *);
void device_destroy(struct device *);           /* NULL is fine */

/* Advance to now_s. ERR_CLOSED when the port has closed, now and ever after; nothing else fails. */
MUST_CHECK enum err device_step(struct device *, double now_s);

/* ERR_UNKNOWN, ERR_RANGE: with a sentence; ERR_TIMEOUT when the link is not up; ERR_LIMIT. */
MUST_CHECK enum err device_order(struct device *, enum device_order, double value, struct why *);

/* NAN when it never said so, or too long ago. */
double device_reading(const struct device *, enum device_reading);
double device_reading_age_s(const struct device *, enum device_reading);    /* INFINITY: never */

/* The safe state, ahead of everything. Its first bytes are handed to the port at once. Again while
 * it is on the way changes nothing. */
void device_make_safe(struct device *, double now_s);
/* It has answered that it is safe, since device_make_safe, and nothing was ordered since. */
bool device_is_safe(const struct device *);

const struct device_report *device_report(const struct device *);
const struct device_type   *device_type(const struct device *);
bool device_next_event(struct device *, struct device_event *);
/* The newest of those that is not about the link, left where it is; "": none. */
const char *device_last_said(const struct device *);

/* ---- for drivers ---- */

void  *device_memory(struct device *);
const void *device_memory_const(const struct device *);
/* Behind what waits; the same question that waits is dropped for it. ERR_LIMIT. */
MUST_CHECK enum err device_ask(struct device *, int question, double value);
/* A reading was heard. False, and counted as garbled, when it is not believable. */
bool   device_tell(struct device *, enum device_reading, double value);
/* It is not known any more: a reply says that there is none. */
void   device_forget(struct device *, enum device_reading);
/* All that it says of itself, at once: judged here. Unprintable bytes become '.'. */
void   device_identify(struct device *, const char *text, size_t count);
/* It has been switched off and on: what waits is dropped, and `start` is asked again. */
void   device_restarted(struct device *);
/* An event, for people: "the pump has stalled". */
void   device_say(struct device *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Bytes outside any question: an acknowledgement. */
void   device_send(struct device *, const uint8_t *, size_t count);
double device_now_s(const struct device *);
/* Since the last byte arrived. For framings that end in silence (Harvard's prompt has nothing
 * behind it): while bytes wait, `scan` is asked again at every step, and may call them whole once
 * it has been quiet long enough. */
double device_quiet_s(const struct device *);

#endif
