/* emulation_control.h - the second port of what is emulated: knobs turned and signals read by
 * drivers/KNOB_PROTOCOL.md.
 *
 *     > stall 1               < ok
 *     > stall?                < stall 1
 *     > stal 1                < error: there is no knob 'stal': did you mean 'stall'?
 *
 * control_answer is the protocol, one line in and one line out; a control port cuts lines and keeps
 * answers until they are taken. What is wrong is an error and has changed nothing. The port is
 * borrowed; nothing is allocated. */
#ifndef PAINRIG_HIL_EMULATION_CONTROL_H
#define PAINRIG_HIL_EMULATION_CONTROL_H

#include "drivers/line.h"
#include "emulation.h"

#define CONTROL_LINE_SIZE   LINE_BYTES_MAX
#define CONTROL_ANSWERS_MAX 16

/* `line` has no line feed; `answer` gets one. */
void control_answer(struct emulation *, const char *line, char answer[CONTROL_LINE_SIZE]);

struct control_port {
    struct emulation  *emulation;
    struct port       *port;
    struct line_buffer lines;
    char               answers[CONTROL_ANSWERS_MAX * CONTROL_LINE_SIZE];
    size_t             first, end;
};

/* Serve what has arrived. */
void control_port_step(struct control_port *, double now_s);

#endif
