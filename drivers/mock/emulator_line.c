#include "emulator_line.h"

#include <math.h>
#include <string.h>

#define INSTANT_S 1e-9

/* What was begun and not gone on with is no message. */
static void forget_what_is_old(struct emulator_line *line, double now_s, double gap_s)
{
    if (now_s - line->heard_s > gap_s + INSTANT_S)
        line->in_count = 0;
}

void emulator_line_hear(struct emulator_line *line, struct port *port, double now_s, double gap_s)
{
    size_t count = 0;

    forget_what_is_old(line, now_s, gap_s);
    if (line->in_count == sizeof line->in)
        line->in_count = 0;             /* nobody can read so much: it was noise */
    if (port_read(port, now_s, line->in + line->in_count, sizeof line->in - line->in_count,
                  &count) != ERR_OK || count == 0)
        return;
    line->heard_s = now_s;
    line->in_count = line->faults[EMULATOR_FAULT_DEAF] != 0 ? 0 : line->in_count + count;
}

void emulator_line_hear_echoing(struct emulator_line *line, struct port *port, double now_s,
                                double gap_s, bool echoes)
{
    size_t before, taken;

    forget_what_is_old(line, now_s, gap_s);
    before = line->in_count;
    emulator_line_hear(line, port, now_s, (double)INFINITY);
    if (echoes && line->in_count > before
        && port_write(port, now_s, line->in + before, line->in_count - before, &taken) != ERR_OK)
        line->in_count = 0;
}

void emulator_line_drop(struct emulator_line *line, size_t count)
{
    line->in_count -= count;
    memmove(line->in, line->in + count, line->in_count);
}

static void append(struct emulator_line *line, const uint8_t *bytes, size_t count, double due_s)
{
    if (line->answer_count == EMULATOR_LINE_ANSWERS || count > sizeof line->out - line->out_count)
        return;
    memcpy(line->out + line->out_count, bytes, count);
    line->out_count += count;
    line->answers[line->answer_count].count = count;
    line->answers[line->answer_count++].due_s = due_s;
}

/* One more of those that were asked for? */
static bool is_turn(struct emulator_line *line, enum emulator_fault fault)
{
    if (line->faults[fault] < 1)
        return false;
    line->faults[fault] -= 1;
    return true;
}

void emulator_line_answer(struct emulator_line *line, const uint8_t *bytes, size_t count,
                          double due_s)
{
    size_t first = line->out_count;

    if (count == 0 || line->faults[EMULATOR_FAULT_MUTE] != 0 || is_turn(line, EMULATOR_FAULT_LOSE))
        return;
    due_s += line->faults[EMULATOR_FAULT_LATE];
    append(line, bytes, count, due_s);
    if (line->out_count > first && is_turn(line, EMULATOR_FAULT_FLIP))
        line->out[first + count / 2] ^= 0x04;
    if (line->out_count > first && is_turn(line, EMULATOR_FAULT_TWICE))
        append(line, bytes, count, due_s);
}

static void sent(struct emulator_line *line, size_t count)
{
    line->out_count -= count;
    memmove(line->out, line->out + count, line->out_count);
    line->answers[0].count -= count;
    if (line->answers[0].count > 0)
        return;
    line->answer_count--;
    memmove(line->answers, line->answers + 1, line->answer_count * sizeof line->answers[0]);
}

void emulator_line_speak(struct emulator_line *line, struct port *port, double now_s)
{
    size_t taken = 1;

    while (taken > 0 && line->answer_count > 0 && line->answers[0].due_s <= now_s + INSTANT_S) {
        if (port_write(port, now_s, line->out, line->answers[0].count, &taken) != ERR_OK)
            return;
        sent(line, taken);
    }
}
