#include "described_emulator.h"

#include "base/text.h"
#include "base/units.h"
#include "emulator_line.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_S    0.005       /* from a command's end to its answer's beginning */
#define LOAD_OHM    100.0       /* of a load that nobody has set */
#define SPEAK_S     1.0         /* between two lines of one that speaks by itself */

enum { KNOB_REFUSE = EMULATOR_FAULT_COUNT, KNOB_COUNT };

struct described_emulator {
    struct emulator         emulator;
    const struct described *described;
    char                    identity[96];
    struct line_pattern     heard[DESCRIBED_QUESTIONS_MAX];     /* of the commands */
    struct emulator_line    line;
    double                  values[DEVICE_READING_COUNT];
    double                  refuses, speak_s;
};

static struct described_emulator *of(struct emulator *emulator)
{
    return (struct described_emulator *)emulator;
}

/* ------------------------------------------------------------------ commands are heard */

/* "SP {:.1}" is written with a value; "SP {value}" is how it is heard. */
static enum err hearing_make(const char *command, struct line_pattern *pattern, struct why *why)
{
    char        text[2 * LINE_PATTERN_SIZE];
    struct text out = text_over(text, sizeof text);

    for (const char *at = command; *at; at++) {
        const char *end = *at == '{' && at[1] != '{' ? strchr(at, '}') : NULL;

        if (!end) {
            text_add(&out, *at == '{' ? "{{" : "%c", *at);
            at += *at == '{';
            continue;
        }
        text_add(&out, end[-1] == 'x' ? "{value:hex}" : "{value}");
        at = end;
    }
    return line_pattern_read(pattern, text, why);
}

/* ------------------------------------------------------------------ replies are written */

static const struct described_field *field_find(const struct described *d, const char *name)
{
    for (size_t i = 0; i < d->field_count; i++)
        if (strcmp(d->fields[i].name, name) == 0)
            return &d->fields[i];
    return NULL;
}

static void word_add(struct text *out, const struct described_field *field, double value)
{
    size_t nearest = 0;

    for (size_t i = 1; i < field->word_count; i++)
        if (fabs(field->words[i].value - value) < fabs(field->words[nearest].value - value))
            nearest = i;
    text_add(out, "%s", field->words[nearest].word);
}

static void field_add(const struct described_emulator *e, struct text *out,
                      const struct line_field *shown)
{
    const struct described_field *field = field_find(e->described, shown->name);
    char   digits[32];
    double value;

    if (!field || field->is_identity) {
        text_add(out, "%s", field ? e->identity : "0");
        return;
    }
    value = e->values[field->reading];
    if (field->word_count > 0) {
        word_add(out, field, value);
        return;
    }
    value = (value - field->offset) / field->scale;
    if (shown->kind == LINE_FIELD_HEX)
        text_add(out, "%llX", (unsigned long long)llround(fmax(value, 0)));
    else
        text_add(out, "%.*s", (int)text_fixed(digits, value, fabs(value) < 100 ? 4 : 1), digits);
}

static void say(struct described_emulator *e, const struct line_pattern *pattern, double due_s)
{
    char        text[DEVICE_FRAME_MAX / 2];
    struct text out = text_over(text, sizeof text);
    uint8_t     frame[DEVICE_FRAME_MAX];

    for (const char *at = pattern->text; *at; at++)
        if (*at >= 1 && *at <= (char)LINE_PATTERN_FIELDS)
            field_add(e, &out, &pattern->fields[*at - 1]);
        else
            text_add(&out, "%c", *at);
    emulator_line_answer(&e->line, frame,
                         described_wire_write(&e->described->replies, (const uint8_t *)text,
                                              out.used, frame), due_s);
}

/* ------------------------------------------------------------------ what an order does */

static void obey(struct described_emulator *e, enum device_order order, double value)
{
    static const enum device_reading set[DEVICE_ORDER_COUNT] = {
        [DEVICE_ORDER_POWER] = DEVICE_READ_SET_POWER, [DEVICE_ORDER_OUTPUT] = DEVICE_READ_OUTPUT_ON,
        [DEVICE_ORDER_LOAD] = DEVICE_READ_LOAD,       [DEVICE_ORDER_RATE] = DEVICE_READ_RATE,
        [DEVICE_ORDER_RUN] = DEVICE_READ_IS_RUNNING,  [DEVICE_ORDER_CLEAR] = DEVICE_READ_VOLUME,
        [DEVICE_ORDER_ACKNOWLEDGE] = DEVICE_READ_ALARM,
    };
    bool is_cleared = order == DEVICE_ORDER_CLEAR || order == DEVICE_ORDER_ACKNOWLEDGE;

    e->values[set[order]] = is_cleared ? 0 : value;
}

static void question_obey(struct described_emulator *e, size_t question,
                          const struct line_part *parts)
{
    double number = 1;

    if (e->heard[question].field_count > 0
        && line_part_number(&parts[0], e->heard[question].fields[0].kind, &number) != ERR_OK)
        return;
    for (int o = 0; o < DEVICE_ORDER_COUNT; o++) {
        const struct described_order *order = &e->described->orders[o];

        if (order->is_there && order->question_of_zero == (int)question)
            obey(e, (enum device_order)o, 0);
        else if (order->is_there && order->question == (int)question)
            obey(e, (enum device_order)o, number / order->scale);
    }
}

static void command_hear(struct described_emulator *e, const struct line_part *body, double now_s)
{
    const struct described *d = e->described;
    struct line_part        parts[LINE_PATTERN_FIELDS];

    for (size_t q = 0; q < d->type.question_count; q++) {
        if (!line_pattern_matches(&e->heard[q], body->text, body->count, parts))
            continue;
        if (e->refuses != 0 && d->error_count > 0) {
            say(e, &d->errors[0].pattern, now_s + ANSWER_S);
            return;
        }
        question_obey(e, q, parts);
        if (d->questions[q].reply_count > 0)
            say(e, &d->questions[q].replies[0], now_s + ANSWER_S);
        return;
    }
    if (d->error_count > 0 && body->count > 0)
        say(e, &d->errors[d->error_count - 1].pattern, now_s + ANSWER_S);
}

static void commands_hear(struct described_emulator *e, struct port *port, double now_s)
{
    const struct described_wire *wire = &e->described->commands;
    struct line_part             body;
    enum device_scan             scan;
    size_t                       used;

    emulator_line_hear(&e->line, port, now_s, (double)INFINITY);
    while ((scan = described_wire_scan(wire, e->line.in, e->line.in_count, &used))
           != DEVICE_PARTIAL) {
        if (scan == DEVICE_WHOLE && described_wire_body(wire, e->line.in, used, &body))
            command_hear(e, &body, now_s);
        emulator_line_drop(&e->line, used);
    }
}

/* ------------------------------------------------------------------ the simplest of each */

static void source_step(struct described_emulator *e, struct emulator_world *world)
{
    bool is_on = e->values[DEVICE_READ_OUTPUT_ON] != 0;

    if (e->described->orders[DEVICE_ORDER_LOAD].is_there)
        world->load_ohm = e->values[DEVICE_READ_LOAD];
    if (e->described->orders[DEVICE_ORDER_POWER].is_there)
        world->source_w = is_on ? e->values[DEVICE_READ_SET_POWER] : 0;
    e->values[DEVICE_READ_POWER] = world->into_load_w;
    e->values[DEVICE_READ_FORWARD] = world->source_w;
    e->values[DEVICE_READ_REFLECTED] = fmax(0, world->source_w - world->into_load_w);
    e->values[DEVICE_READ_VOLTS] = world->volts;
    e->values[DEVICE_READ_CURRENT] = world->current_a;
    e->values[DEVICE_READ_FREQUENCY] = world->source_hz;
}

static void fluid_step(struct described_emulator *e, struct emulator_world *world, double dt_s)
{
    double pushed_ul = e->values[DEVICE_READ_IS_RUNNING] != 0
                     ? e->values[DEVICE_READ_RATE] * dt_s / S_PER_HOUR : 0;

    if (e->described->orders[DEVICE_ORDER_RATE].is_there) {
        world->pushed_ul += pushed_ul;
        e->values[DEVICE_READ_VOLUME] += pushed_ul;
    }
    e->values[DEVICE_READ_MASS] = world->delivered_ul * 1e-3 * world->density_g_per_ml;
    e->values[DEVICE_READ_FLOW] = world->flow_ul_per_h;
    e->values[DEVICE_READ_AIR] = world->has_air;
    e->values[DEVICE_READ_PRESSURE] = world->line_kpa;
}

static void room_step(struct described_emulator *e, const struct emulator_world *world)
{
    for (size_t i = 0; i < sizeof world->probe_c / sizeof *world->probe_c; i++)
        e->values[(size_t)DEVICE_READ_TEMP + i] = world->probe_c[i];
    e->values[DEVICE_READ_OWN_TEMP] = world->temp_c;
    e->values[DEVICE_READ_IS_STABLE] = 1;
}

static void described_step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                           struct emulator_world *world, double *signals)
{
    struct described_emulator *e = of(emulator);

    commands_hear(e, port, now_s);
    source_step(e, world);
    fluid_step(e, world, dt_s);
    room_step(e, world);
    if (e->described->type.question_count == 0 && e->described->unasked_count > 0
        && now_s >= e->speak_s) {
        say(e, &e->described->unasked[0].pattern, now_s);
        e->speak_s = now_s + SPEAK_S;
    }
    emulator_line_speak(&e->line, port, now_s);
    memcpy(signals, e->values, sizeof e->values);
}

static void described_turn(struct emulator *emulator, size_t knob, double value)
{
    if (knob == KNOB_REFUSE)
        of(emulator)->refuses = value;
    else
        of(emulator)->line.faults[knob] = value;
}

static void described_destroy(struct emulator *emulator) { free(emulator); }

/* ------------------------------------------------------------------ made */

static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS
    [KNOB_REFUSE] = { .name = "refuse", .unit = "-", .least = 0, .most = 1,
                      .sentence = "1: every command is refused with the first error" },
};

#define SIGNAL(enumerator, text, in, low, high, says) \
    { .name = (text), .unit = (in), .least = (low), .most = (high), .sentence = (says) },
static const struct emulator_word signals_shown[DEVICE_READING_COUNT] = {
    DEVICE_READING_LIST(SIGNAL)
};
#undef SIGNAL

const struct emulator_type emulator_described = {
    .name = "described",
    .sentence = "an instrument that a bench file describes",
    .line = { 9600, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE },
    .knobs = knobs, .knob_count = KNOB_COUNT,
    .signals = signals_shown, .signal_count = DEVICE_READING_COUNT,
    .turn = described_turn, .step = described_step, .destroy = described_destroy,
};

enum err described_emulator_create(struct emulator **emulator, const struct described *described,
                                   const char *identity, struct why *why)
{
    struct described_emulator *e = calloc(1, sizeof *e);

    if (!e)
        return why_say(why, ERR_MEMORY, "no memory for the emulator of %s", described->name);
    *e = (struct described_emulator){ .emulator = { &emulator_described },
                                      .described = described };
    e->values[DEVICE_READ_LOAD] = LOAD_OHM;
    snprintf(e->identity, sizeof e->identity, "%s", identity);
    for (size_t q = 0; q < described->type.question_count; q++) {
        enum err err = hearing_make(described->questions[q].command, &e->heard[q], why);

        if (err == ERR_OK)
            continue;
        why_prefix(why, "%s: ", described->questions[q].what);
        free(e);
        return err;
    }
    *emulator = &e->emulator;
    return ERR_OK;
}
