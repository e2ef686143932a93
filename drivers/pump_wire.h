/* pump_wire.h - the reference pump's messages: what stands in the frames of frame.h.
 *
 * PUMP_PROTOCOL.md is the manual; this header is its page for programmers. All integers, exact:
 * volumes in nanolitres, rates in nanolitres per hour, times in seconds or minutes, concentrations
 * in micrograms per millilitre. Encoders and decoders are pure; a decoder reads a payload to its
 * last byte or says ERR_GARBLED.
 *
 * A request carries the pump's address and a sequence number that rises by one with each new
 * request, through all sessions. The pump answers with the same sequence number:
 * ACK, a report, or NAK with a reason. The same request again, byte for byte, is answered again and
 * not obeyed again (a lost answer); any other request with a number that is not new is refused as
 * replayed, and told the last one. New is what stands 1 .. 32767 in front of the last one, modulo
 * 65536, since a request that never arrived leaves a gap. 0 is no request's number: a NAK to a
 * frame whose own number cannot be read carries it. */
#ifndef PAINRIG_DRIVERS_PUMP_WIRE_H
#define PAINRIG_DRIVERS_PUMP_WIRE_H

#include "frame.h"

#include <stdbool.h>
#include <stdint.h>

#define PUMP_ADDRESS_ANY 0u             /* IDENTIFY only */
#define PUMP_SESSION_S   120.0          /* without a good request a session ends */
#define PUMP_STROKE_NL   2500u          /* one stroke of the reference pump's accumulator */
#define PUMP_STEPS_MAX   13u

/* kind on the wire, name; requests below 80, answers from 80 on (hexadecimal) */
#define PUMP_KIND_LIST(X)                                                                        \
    X(IDENTIFY,       0x01, "identify")                                                          \
    X(OPEN,           0x02, "open")             /* begin a session                           */  \
    X(STATUS,         0x10, "status")                                                            \
    X(READ_PROGRAMME, 0x11, "read programme")                                                    \
    X(READ_LOG,       0x12, "read log")         /* u32 first entry                           */  \
    X(BEGIN,          0x20, "begin update")     /* the pump stops until COMMIT or ABORT      */  \
    X(WRITE,          0x21, "write part")       /* u8 part, its bytes                        */  \
    X(COMMIT,         0x22, "commit update")    /* u16 CRC, u8 soft limits confirmed         */  \
    X(ABORT,          0x23, "abort update")                                                      \
    X(START,          0x30, "start")                                                             \
    X(STOP,           0x31, "stop")                                                              \
    X(SINGLE_BOLUS,   0x32, "single bolus")     /* u32 volume nL, u32 duration s             */  \
    X(PRIMING_BOLUS,  0x33, "priming bolus")    /* u32 volume nL, u8 confirmed               */  \
    X(BRIDGE_BOLUS,   0x34, "bridge bolus")     /* u32 volume nL, u32 rate nL/h              */  \
    X(REFILL,         0x35, "refill")           /* u32 drawn out nL, u32 filled nL           */  \
    X(SILENCE,        0x36, "silence alarms")                                                    \
    X(CLEAR,          0x37, "clear alarms")     /* unlatch those whose cause is gone         */  \
    X(SET_CLOCK,      0x38, "set clock")        /* u32 s since 2000-01-01 00:00, local       */  \
    X(ACK,            0x80, "ack")                                                               \
    X(NAK,            0x81, "nak")              /* u8 reason, u32 detail                     */  \
    X(IDENTITY,       0x82, "identity")         /* u32 address, text                         */  \
    X(STATUS_REPORT,  0x90, "status report")                                                     \
    X(PROGRAMME,      0x91, "programme")                                                         \
    X(LOG,            0x92, "log")

#define PUMP_KIND_ENUM(name, code, text) PUMP_KIND_##name = code,
enum pump_kind { PUMP_KIND_LIST(PUMP_KIND_ENUM) };
#undef PUMP_KIND_ENUM
const char *pump_kind_text(uint8_t kind);       /* "commit update"; "?" if unknown */

/* What a request carries besides its kind: at most two numbers, as the list above says. A request
 * without any has an empty payload. WRITE is pump_part_write's. */
#define PUMP_ARGUMENTS_MAX 2u
size_t pump_arguments_write(uint8_t kind, const uint32_t arguments[PUMP_ARGUMENTS_MAX],
                            uint8_t *out);
/* ERR_GARBLED unless exactly this request's; something confirmed is 0 or 1. Those that the request
 * does not have are 0. */
MUST_CHECK enum err pump_arguments_read(uint8_t kind, uint32_t arguments[PUMP_ARGUMENTS_MAX],
                                        const uint8_t *bytes, size_t count);

#define PUMP_REASON_LIST(X)                                                                      \
    X(NONE,             "none",             "none")                                              \
    X(CRC,              "crc",              "the frame's check is wrong")                        \
    X(TRUNCATED,        "truncated",        "the frame did not end")                             \
    X(LENGTH,           "length",           "a length that cannot be")                           \
    X(VERSION,          "version",          "another version of the protocol")                   \
    X(OTHER_DEVICE,     "other_device",     "the frame is for another device")                   \
    X(REPLAYED,         "replayed",         "the sequence number was used before")               \
    X(NO_SESSION,       "no_session",       "no session is open")                                \
    X(KIND,             "kind",             "no such request")                                   \
    X(PAYLOAD,          "payload",          "the request's contents cannot be read")             \
    X(STATE,            "state",            "not in this state")                                 \
    X(NOT_UPDATING,     "not_updating",     "no update has begun")                               \
    X(INCOMPLETE,       "incomplete",       "parts of the programme are missing")                \
    X(PROGRAMME_CRC,    "programme_crc",    "the programme is not the one that was meant")       \
    X(RATE,             "rate",             "a rate beyond the pump's")                          \
    X(VOLUME,           "volume",           "a volume that cannot be")                           \
    X(DURATION,         "duration",         "a duration that cannot be")                         \
    X(SCHEDULE_OVERLAP, "schedule_overlap", "two steps of the day begin at the same minute, or out of order") \
    X(SCHEDULE_GAP,     "schedule_gap",     "the day's steps leave a gap: the first must begin at 00:00") \
    X(DRUG,             "drug",             "a drug that the library does not have")             \
    X(CONCENTRATION,    "concentration",    "a concentration beyond the drug's limit")           \
    X(DOSE,             "dose",             "a daily dose beyond the drug's limit")              \
    X(BOLUS_DOSE,       "bolus_dose",       "a bolus beyond the drug's limit")                   \
    X(SOFT_LIMIT,       "soft_limit",       "a dose beyond the usual: confirm it")               \
    X(UNCONFIRMED,      "unconfirmed",      "this needs a confirmation")                         \
    X(BUSY,             "busy",             "another bolus is running")                          \
    X(ALARM,            "alarm",            "an alarm forbids it")                               \
    X(RESERVOIR,        "reservoir",        "the reservoir has too little")                      \
    X(CAPACITY,         "capacity",         "the reservoir holds less")                          \
    X(NOT_CLEARED,      "not_cleared",      "the cause of an alarm is still there")              \
    X(ENDED,            "ended",            "the pump's service has ended")                      \
    X(LOCKOUT,          "lockout",          "the patient's lockout is not over")                 \
    X(DAY_MOST,         "day_most",         "the patient has had the most of the day")

#define PUMP_REASON_ENUM(name, label, text) PUMP_REASON_##name,
enum pump_reason { PUMP_REASON_LIST(PUMP_REASON_ENUM) PUMP_REASON_COUNT };
#undef PUMP_REASON_ENUM
extern const char *const pump_reason_labels[PUMP_REASON_COUNT + 1];     /* "bolus_dose" */
extern const char *const pump_reason_texts[PUMP_REASON_COUNT + 1];

#define PUMP_STATE_LIST(X)                                                                       \
    X(SHELF,          "shelf")              /* as it left the factory: no programme, no drug */  \
    X(STOPPED,        "stopped")                                                                 \
    X(UPDATING,       "updating")           /* stopped while a programme is being written    */  \
    X(CONTINUOUS,     "continuous")                                                              \
    X(FLEX,           "flex")               /* steps by the time of day                      */  \
    X(PERIODIC,       "periodic")           /* between and in boluses of a fixed period      */  \
    X(MINIMUM,        "minimum_rate")       /* keeps the catheter open, no therapy           */  \
    X(SINGLE_BOLUS,   "single_bolus")                                                            \
    X(PATIENT_BOLUS,  "patient_bolus")                                                           \
    X(BRIDGE_BOLUS,   "bridge_bolus")                                                            \
    X(PRIMING_BOLUS,  "priming_bolus")                                                           \
    X(STALLED,        "stalled")            /* the motor does not turn; tries again          */  \
    X(HALTED,         "halted")             /* stopped by an alarm that latches              */  \
    X(ENDED,          "ended")              /* end of service: never again                   */

#define PUMP_STATE_ENUM(name, text) PUMP_STATE_##name,
enum pump_state { PUMP_STATE_LIST(PUMP_STATE_ENUM) PUMP_STATE_COUNT };
#undef PUMP_STATE_ENUM
extern const char *const pump_state_labels[PUMP_STATE_COUNT + 1];

/* name, priority, stops delivery, text. Their bits in a status: 1 << alarm. */
#define PUMP_ALARM_LIST(X)                                                                       \
    X(LOW_RESERVOIR,   NON_CRITICAL, 0, "low_reservoir")    /* computed: it can be wrong     */  \
    X(REPLACE,         NON_CRITICAL, 0, "replace")          /* replacement indicator         */  \
    X(VOLUME_MISMATCH, NON_CRITICAL, 0, "volume_mismatch")  /* found at a refill             */  \
    X(CLOCK_LOST,      NON_CRITICAL, 0, "clock_lost")       /* after a low-battery reset     */  \
    X(EMPTY,           CRITICAL,     1, "empty")                                                 \
    X(STALL,           CRITICAL,     0, "stall")            /* strokes commanded, none seen  */  \
    X(STOPPED_LONG,    CRITICAL,     0, "stopped_long")                                          \
    X(UNFINISHED,      CRITICAL,     0, "unfinished")       /* left stopped by an update     */  \
    X(RESET,           CRITICAL,     0, "reset")            /* low battery: minimum rate     */  \
    X(OCCLUSION,       CRITICAL,     1, "occlusion")                                             \
    X(OVER_INFUSION,   CRITICAL,     1, "over_infusion")                                         \
    X(MEMORY,          CRITICAL,     1, "memory")                                                \
    X(END,             CRITICAL,     1, "end_of_service")

enum pump_priority { PUMP_QUIET, PUMP_NON_CRITICAL, PUMP_CRITICAL };
extern const char *const pump_priority_labels[];    /* "quiet", "non_critical", "critical", NULL */

#define PUMP_ALARM_ENUM(name, priority, stops, text) PUMP_ALARM_##name,
enum pump_alarm { PUMP_ALARM_LIST(PUMP_ALARM_ENUM) PUMP_ALARM_COUNT };
#undef PUMP_ALARM_ENUM
extern const char *const pump_alarm_labels[PUMP_ALARM_COUNT + 1];
extern const enum pump_priority pump_alarm_priorities[PUMP_ALARM_COUNT];
extern const bool pump_alarm_stops[PUMP_ALARM_COUNT];

#define PUMP_MODE_LIST(X)                                                                        \
    X(CONTINUOUS, "continuous") X(FLEX, "flex") X(PERIODIC, "periodic")                          \
    X(MINIMUM, "minimum_rate")
#define PUMP_MODE_ENUM(name, text) PUMP_MODE_##name,
enum pump_mode { PUMP_MODE_LIST(PUMP_MODE_ENUM) PUMP_MODE_COUNT };
#undef PUMP_MODE_ENUM
extern const char *const pump_mode_labels[PUMP_MODE_COUNT + 1];

#define PUMP_DRUG_LIST(X)                                                                        \
    X(MORPHINE, "morphine") X(HYDROMORPHONE, "hydromorphone") X(FENTANYL, "fentanyl")            \
    X(BUPIVACAINE, "bupivacaine") X(BACLOFEN, "baclofen") X(CLONIDINE, "clonidine")              \
    X(ZICONOTIDE, "ziconotide")
#define PUMP_DRUG_ENUM(name, text) PUMP_DRUG_##name,
enum pump_drug { PUMP_DRUG_LIST(PUMP_DRUG_ENUM) PUMP_DRUG_COUNT };
#undef PUMP_DRUG_ENUM
extern const char *const pump_drug_labels[PUMP_DRUG_COUNT + 1];

/* ---- the programme ---- */

struct pump_step { uint16_t minute; uint32_t rate_nl_per_h; };  /* from this minute of the day */

struct pump_programme {
    uint8_t  mode, drug;                            /* enum pump_mode, enum pump_drug          */
    uint32_t concentration_ug_per_ml;               /* what the programmer believes is in it   */
    uint32_t rate_nl_per_h;                         /* continuous; between periodic boluses    */
    uint8_t  step_count;
    struct pump_step steps[PUMP_STEPS_MAX];         /* flex */
    uint32_t periodic_nl, periodic_duration_s;      /* periodic: every period from first_min on */
    uint16_t periodic_period_min, periodic_first_min;
    uint32_t patient_nl, patient_duration_s;        /* 0 nL: the patient has no button         */
    uint32_t patient_lockout_s;
    uint8_t  patient_most_per_day;                  /* in any 24 h                             */
    uint32_t low_reservoir_nl;                      /* alarm below; 2 mL usual                 */
};

/* The update's parts; a programme is written as all of them, in any order, and then committed. */
enum pump_part { PUMP_PART_GENERAL, PUMP_PART_STEPS, PUMP_PART_PERIODIC, PUMP_PART_PATIENT,
                 PUMP_PART_COUNT };

#define PUMP_PART_BYTES_MAX      79u
#define PUMP_PROGRAMME_BYTES_MAX 118u

/* One part of a programme as bytes; returns their count. */
size_t pump_part_write(const struct pump_programme *, enum pump_part, uint8_t *out);
/* ERR_GARBLED unless exactly this part. Other parts of the programme stay as they are. A number
 * that no drug of the list has is let through: NAK DRUG is the pump's answer to it. */
MUST_CHECK enum err pump_part_read(struct pump_programme *, enum pump_part, const uint8_t *bytes,
                                   size_t count);
/* frame_crc16 over all parts in their order, which is what pump_programme_write writes. */
uint16_t pump_programme_crc(const struct pump_programme *);
size_t pump_programme_write(const struct pump_programme *, uint8_t *out);
/* Strict, the drug too. */
MUST_CHECK enum err pump_programme_read(struct pump_programme *, const uint8_t *bytes,
                                        size_t count);

/* ---- reports ---- */

struct pump_status {
    uint8_t  state, priority;           /* enum pump_state; the loudest alarm's priority       */
    uint8_t  mode, drug;                /* of the programme in force                           */
    uint8_t  is_silenced, has_programme;
    uint32_t alarms;                    /* bit i: enum pump_alarm i                            */
    uint32_t clock_s;                   /* the pump's own, since 2000-01-01 00:00              */
    uint32_t rate_nl_per_h;             /* commanded now                                       */
    uint32_t reservoir_nl;              /* computed                                            */
    uint64_t delivered_nl;              /* commanded since it was made                         */
    uint32_t bolus_left_nl;             /* of the running one                                  */
    uint32_t lockout_left_s;
    uint8_t  patient_given, patient_denied;     /* in the last 24 h; at most 255                */
    uint16_t battery_mv, days_to_replace, days_to_end;      /* FFFF: unknown                   */
    uint32_t log_count;                 /* ever written; the last PUMP_LOG_MAX are kept        */
    uint16_t last_sequence;
};

#define PUMP_STATUS_BYTES 52u
size_t pump_status_write(const struct pump_status *, uint8_t *out);
MUST_CHECK enum err pump_status_read(struct pump_status *, const uint8_t *bytes, size_t count);

/* What the pump writes down. `code`: a state, an alarm, a reason or a kind, as `what` says. */
#define PUMP_LOG_LIST(X)                                                                         \
    X(STATE,      "state")          /* code: the new state                                   */  \
    X(ALARM,      "alarm")          /* code: alarm; value: 1                                 */  \
    X(ALARM_OVER, "alarm over")                                                                  \
    X(REFUSED,    "refused")        /* code: reason; value: kind                             */  \
    X(PROGRAMME,  "programme")      /* applied; value: its CRC                               */  \
    X(BOLUS,      "bolus")          /* code: state; value: nL given when it ended            */  \
    X(DENIED,     "denied")         /* the patient's request; code: reason                   */  \
    X(REFILL,     "refill")         /* value: nL                                             */  \
    X(CLOCK,      "clock")          /* set; value: the old one                               */  \
    X(STALL,      "stall over")     /* value: seconds that it lasted                         */
#define PUMP_LOG_ENUM(name, text) PUMP_LOG_##name,
enum pump_log { PUMP_LOG_LIST(PUMP_LOG_ENUM) PUMP_LOG_COUNT };
#undef PUMP_LOG_ENUM
extern const char *const pump_log_labels[PUMP_LOG_COUNT + 1];

#define PUMP_LOG_MAX 512u
#define PUMP_LOG_PER_REPORT 16u

/* Entries are numbered from 0. READ_LOG is answered from the one asked for, or from the oldest that
 * is kept, in ascending order; with none when there is no such entry yet. */
struct pump_log_entry { uint32_t number, clock_s; uint8_t what, code; uint32_t value; };

size_t pump_log_write(const struct pump_log_entry *, size_t count, uint8_t *out);
MUST_CHECK enum err pump_log_read(struct pump_log_entry *, size_t *count, const uint8_t *bytes,
                                  size_t size);
/* NAK's and IDENTITY's contents. An identity is printable ASCII, at least one character of it. */
struct pump_nak { uint8_t reason; uint32_t detail; };
size_t pump_nak_write(const struct pump_nak *, uint8_t *out);
MUST_CHECK enum err pump_nak_read(struct pump_nak *, const uint8_t *bytes, size_t count);

#define PUMP_IDENTITY_SIZE 80u          /* with its end */
struct pump_identity { uint32_t address; char text[PUMP_IDENTITY_SIZE]; };
size_t pump_identity_write(const struct pump_identity *, uint8_t *out);
MUST_CHECK enum err pump_identity_read(struct pump_identity *, const uint8_t *bytes, size_t count);

/* "alarm: empty", "refused: a daily dose beyond the drug's limit (commit update)" */
void pump_log_text(const struct pump_log_entry *, char *out, size_t size);

/* "2028-02-29 12:34:56" of the pump's clock. */
#define PUMP_CLOCK_TEXT_SIZE 24
void pump_clock_text(uint32_t clock_s, char out[PUMP_CLOCK_TEXT_SIZE]);

#endif
