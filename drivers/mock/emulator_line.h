/* emulator_line.h - what an emulator hears, what it answers and when, and what is wrong with that.
 *
 * Bytes that have come wait in `in` until the emulator drops them; a message that has begun and
 * goes on no further for `gap_s` is dropped by emulator_line_hear. Answers wait for their time and
 * go out in their order, as fast as the port takes them. What finds no room is lost.
 *
 * The faults are the first knobs of every emulator that has such a line, zero = perfect. */
#ifndef PAINRIG_DRIVERS_MOCK_EMULATOR_LINE_H
#define PAINRIG_DRIVERS_MOCK_EMULATOR_LINE_H

#include "emulator.h"

/* enumerator, name, unit, most, sentence */
#define EMULATOR_FAULT_LIST(X)                                             \
    X(DEAF,  "deaf",   "-", 1,   "1: it hears nothing")                    \
    X(MUTE,  "mute",   "-", 1,   "1: it obeys, and does not answer")       \
    X(LATE,  "late_s", "s", 60,  "every answer comes so much later")       \
    X(FLIP,  "flip",   "-", 1e6, "a bit is wrong in the next so many answers") \
    X(LOSE,  "lose",   "-", 1e6, "the next so many answers are lost")      \
    X(TWICE, "twice",  "-", 1e6, "the next so many answers come twice")

#define EMULATOR_FAULT_ENUM(name, ...) EMULATOR_FAULT_##name,
enum emulator_fault { EMULATOR_FAULT_LIST(EMULATOR_FAULT_ENUM) EMULATOR_FAULT_COUNT };
#undef EMULATOR_FAULT_ENUM

/* The rows of a table of knobs: an emulator's own are listed in the same way. */
#define EMULATOR_KNOB_ROW(enumerator, text, in, high, says) \
    { .name = (text), .unit = (in), .least = 0, .most = (high), .sentence = (says) },
#define EMULATOR_FAULT_KNOBS EMULATOR_FAULT_LIST(EMULATOR_KNOB_ROW)

#define EMULATOR_LINE_IN      1024u
#define EMULATOR_LINE_OUT     4096u
#define EMULATOR_LINE_ANSWERS 64u

struct emulator_line {
    uint8_t in[EMULATOR_LINE_IN];
    size_t  in_count;
    double  heard_s;
    uint8_t out[EMULATOR_LINE_OUT];
    size_t  out_count;
    struct { size_t count; double due_s; } answers[EMULATOR_LINE_ANSWERS];
    size_t  answer_count;
    double  faults[EMULATOR_FAULT_COUNT];
};

/* Take what has come by now_s. gap_s: INFINITY, a message may take any time. */
void emulator_line_hear(struct emulator_line *, struct port *, double now_s, double gap_s);
/* The same behind an adapter on two wires that gives back what it is given, if it echoes. */
void emulator_line_hear_echoing(struct emulator_line *, struct port *, double now_s, double gap_s,
                                bool echoes);
/* The first `count` bytes of `in` are dealt with. */
void emulator_line_drop(struct emulator_line *, size_t count);
/* To be sent from due_s on, if no fault forbids it. */
void emulator_line_answer(struct emulator_line *, const uint8_t *bytes, size_t count,
                          double due_s);
/* Hand the port what is due. */
void emulator_line_speak(struct emulator_line *, struct port *, double now_s);

#endif
