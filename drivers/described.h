/* described.h - an instrument without a compiler: its driver is a description, as data.
 *
 * A bench file describes a device with a line or simple framed protocol (hil/bench/bench_described.c
 * reads it); this turns the description into a row like any other (drivers/device.h), so that
 * links, retries, ages and the safe state are those of all drivers.
 *
 *     wire      lines or frames, with or without a check: described_wire.h
 *     question  a command (line_pattern.h) and the replies that it may have, as patterns
 *     reply     its fields become readings: value = number x scale + offset, or the value of a
 *               word; outside least..most it is garbled
 *     order     the question that sends it, another one for 0 if there is one, and the question
 *               that reads it back: what is read then must be what was ordered, within `within`
 *     errors    patterns that any command may have for an answer: refused, with a sentence
 *     unasked   patterns of lines that come by themselves, which is all that a logger knows
 *
 * The description is the caller's and stays as it is while a device lives. No allocation. */
#ifndef PAINRIG_DRIVERS_DESCRIBED_H
#define PAINRIG_DRIVERS_DESCRIBED_H

#include "described_wire.h"
#include "device.h"
#include "line_pattern.h"

#define DESCRIBED_QUESTIONS_MAX 32u
#define DESCRIBED_REPLIES_MAX   4u
#define DESCRIBED_PATTERNS_MAX  16u
#define DESCRIBED_WORDS_MAX     12u

/* What a field of a pattern means. */
struct described_field {
    char                name[32];               /* as in the patterns                          */
    bool                is_identity;            /* its text is who the device is               */
    enum device_reading reading;
    double              scale, offset;          /* 1, 0                                        */
    double              least, most;            /* believable, of the reading                  */
    struct { char word[24]; double value; } words[DESCRIBED_WORDS_MAX];
    size_t              word_count;             /* 0: it is a number                           */
};

struct described_question {
    char                what[40];
    char                command[LINE_PATTERN_SIZE];
    struct line_pattern replies[DESCRIBED_REPLIES_MAX];
    size_t              reply_count;            /* 0: it has no answer                         */
    int                 reads_back;             /* the order; DESCRIBED_NO_ORDER. Set by
                                                 * described_finish, which adds such questions  */
};
#define DESCRIBED_NO_ORDER (-1)

struct described_order {
    bool   is_there;
    int    question, question_of_zero;          /* DEVICE_NO_QUESTION: the same one            */
    int    back;                                /* reads it back; DEVICE_NO_QUESTION: nobody   */
    enum device_reading back_reading;
    double least, most, scale;                  /* the command has value x scale               */
    double within;                              /* of what is read back                        */
};

struct described_pattern { struct line_pattern pattern; char sentence[120]; };

struct described {
    struct device_type         type;            /* first: a device's row is its description    */
    char                       name[32], sentence[120];
    struct described_wire      replies, commands;      /* how they are framed */
    struct described_question  questions[DESCRIBED_QUESTIONS_MAX];     /* type.question_count */
    struct device_question     kinds[DESCRIBED_QUESTIONS_MAX];     /* the same, for the row    */
    struct described_field     fields[DEVICE_READING_COUNT + 1];
    size_t                     field_count;
    struct described_order     orders[DEVICE_ORDER_COUNT];
    struct described_pattern   errors[DESCRIBED_PATTERNS_MAX], unasked[DESCRIBED_PATTERNS_MAX];
    size_t                     error_count, unasked_count;
    uint8_t                    start[DESCRIBED_QUESTIONS_MAX + 1];
    uint8_t                    poll[DESCRIBED_QUESTIONS_MAX + 1];
    uint8_t                    safe[DESCRIBED_QUESTIONS_MAX + 1];
    enum device_reading        safe_reading;    /* it is safe when this reading, heard since ... */
    double                     safe_value;      /* ... has this value; NAN: all is answered */
};

/* Checks it as a whole (a field of a pattern that is not described, a source without a safe list, a
 * poll without replies) and fills functions and tables of `type`, whose roles, line, times and
 * tries are the caller's. ERR_PARSE or ERR_LIMIT with a sentence. */
MUST_CHECK enum err described_finish(struct described *, struct why *);

#endif
