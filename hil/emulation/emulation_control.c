#include "emulation_control.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

#define NAME_SIZE CONTROL_LINE_SIZE

/* The protocol's line has its end within CONTROL_LINE_SIZE. */
static void line_end(char answer[CONTROL_LINE_SIZE], struct text *text)
{
    size_t used = text->used < CONTROL_LINE_SIZE - 2 ? text->used : CONTROL_LINE_SIZE - 2;

    for (size_t i = 0; i < used; i++)
        if (answer[i] == '\n')
            answer[i] = ' ';
    answer[used] = '\n';
    answer[used + 1] = '\0';
}

static void refuse(char answer[CONTROL_LINE_SIZE], const struct why *why, enum err err)
{
    struct text text = text_over(answer, CONTROL_LINE_SIZE - 1);

    text_add(&text, "error: %s", why_text(why, err));
    line_end(answer, &text);
}

static const char *label_at(const char *const *labels, double value)
{
    for (size_t i = 0; labels && labels[i]; i++)
        if ((double)i == value)
            return labels[i];
    return NULL;
}

static void value_text(const struct emulation_word *word, double value, char out[64])
{
    const char *label = label_at(word->labels, value);

    if (isnan(value))
        snprintf(out, 64, "unknown");
    else if (isinf(value))
        snprintf(out, 64, value > 0 ? "inf" : "-inf");
    else if (label)
        snprintf(out, 64, "%s", label);
    else
        text_number(out, value);
}

static bool value_read(const struct emulation_word *word, const char *text, double *value)
{
    for (size_t i = 0; word->labels && word->labels[i]; i++)
        if (strcmp(word->labels[i], text) == 0) {
            *value = (double)i;
            return true;
        }
    return number_parse(text, value) == ERR_OK;
}

static enum err value_refuse(const struct emulation_word *word, const char *text, struct why *why)
{
    char        known[160];
    struct text labels = text_over(known, sizeof known);
    size_t      count = 0;

    while (word->labels && word->labels[count])
        count++;
    if (count == 0)
        return why_say(why, ERR_PARSE, "%s = '%.40s' is no number: give %g to %g", word->name, text,
                       word->least, word->most);
    text_join(&labels, word->labels, count);
    return why_say(why, ERR_PARSE, "%s = '%.40s' is not known: give one of %s", word->name, text,
                   known);
}

static enum err turn(struct emulation *emulation, const char *name, const char *text,
                     struct why *why)
{
    struct emulation_word word;
    double                value;

    TRY(emulation_find(emulation, EMULATION_KNOB, name, &word, why));
    if (!value_read(&word, text, &value))
        return value_refuse(&word, text, why);
    return emulation_turn(emulation, &word, value, why);
}

/* A signal; where none has this name, a knob. */
static enum err look(struct emulation *emulation, const char *name, struct text *answer,
                     struct why *why)
{
    struct emulation_word word;
    struct why            ignored = { "" };
    char                  value[64];
    enum err err = emulation_find(emulation, EMULATION_SIGNAL, name, &word, why);

    if (err == ERR_UNKNOWN
        && emulation_find(emulation, EMULATION_KNOB, name, &word, &ignored) == ERR_OK)
        err = ERR_OK;
    TRY(err);
    value_text(&word, emulation_value(emulation, &word), value);
    text_add(answer, "%s %s", name, value);
    return ERR_OK;
}

static void knobs_list(const struct emulation *emulation, struct text *answer)
{
    struct emulation_word word;

    text_add(answer, "knobs");
    for (size_t i = 0; emulation_word_at(emulation, i, &word); i++)
        if (emulation_can_turn(emulation, &word)
            && answer->used + strlen(word.name) + 1 < CONTROL_LINE_SIZE - 1)
            text_add(answer, " %s", word.name);
}

static enum err line_obey(struct emulation *emulation, char *line, struct text *answer,
                          struct why *why)
{
    char  *blank = strchr(line, ' ');
    size_t count = strlen(line);

    if (strcmp(line, "knobs?") == 0) {
        knobs_list(emulation, answer);
        return ERR_OK;
    }
    if (strcmp(line, "identity?") == 0) {
        text_add(answer, "identity %s", emulation_identity(emulation));
        return ERR_OK;
    }
    if (line[0] == '?' && line[1] == ' ')
        return look(emulation, line + 2, answer, why);
    if (count > 1 && !blank && line[count - 1] == '?') {
        line[count - 1] = '\0';
        return look(emulation, line, answer, why);
    }
    if (!blank || blank == line || strchr(blank + 1, ' ') || !blank[1])
        return why_say(why, ERR_PARSE, "'%.60s' is neither NAME VALUE nor NAME?", line);
    *blank = '\0';
    TRY(turn(emulation, line, blank + 1, why));
    text_add(answer, "ok");
    return ERR_OK;
}

void control_answer(struct emulation *emulation, const char *line, char answer[CONTROL_LINE_SIZE])
{
    char        copy[CONTROL_LINE_SIZE];
    struct text text = text_over(answer, CONTROL_LINE_SIZE - 1);
    struct why  why = { "" };
    enum err    err;

    snprintf(copy, sizeof copy, "%s", line);
    err = line_obey(emulation, copy, &text, &why);
    if (err != ERR_OK)
        refuse(answer, &why, err);
    else
        line_end(answer, &text);
}

/* ---- the port ---- */

static void answers_send(struct control_port *control, double now_s)
{
    size_t taken = 0;

    if (control->first == control->end)
        return;
    if (port_write(control->port, now_s, (const uint8_t *)control->answers + control->first,
                   control->end - control->first, &taken) != ERR_OK)
        return;
    control->first += taken;
    if (control->first == control->end)
        control->first = control->end = 0;
}

static bool has_room(const struct control_port *control)
{
    return sizeof control->answers - control->end >= CONTROL_LINE_SIZE;
}

static void line_take(struct control_port *control, const uint8_t *bytes, size_t count)
{
    char line[CONTROL_LINE_SIZE], answer[CONTROL_LINE_SIZE];

    if (count > 0 && bytes[count - 1] == '\r')
        count--;
    snprintf(line, sizeof line, "%.*s", (int)count, (const char *)bytes);
    control_answer(control->emulation, line, answer);
    memcpy(control->answers + control->end, answer, strlen(answer));
    control->end += strlen(answer);
}

static void junk_refuse(struct control_port *control)
{
    static const char answer[] = "error: a line is printable ASCII, 256 bytes at most\n";

    memcpy(control->answers + control->end, answer, sizeof answer - 1);
    control->end += sizeof answer - 1;
}

void control_port_step(struct control_port *control, double now_s)
{
    const uint8_t *line;
    size_t         count;
    enum line_scan scan;

    answers_send(control, now_s);
    if (line_buffer_fill(&control->lines, control->port, now_s) != ERR_OK)
        return;
    while (has_room(control)) {
        scan = line_buffer_next(&control->lines, &line, &count);
        if (scan == LINE_PARTIAL)
            break;
        if (scan == LINE_WHOLE)
            line_take(control, line, count);
        else
            junk_refuse(control);
    }
    answers_send(control, now_s);
}
