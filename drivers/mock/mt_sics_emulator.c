#include "mt_sics_emulator.h"

#include "base/count.h"
#include "drivers/device_settings.h"
#include "emulator_line.h"
#include "weighing.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND_MAX 100u
#define REPEAT_S    0.1         /* of SIR */

enum { KNOB_WEIGHING = EMULATOR_FAULT_COUNT, KNOB_UNIT = KNOB_WEIGHING + WEIGHING_KNOB_COUNT,
       KNOB_COUNT };

static const char *const unit_labels[] = { "g", "mg", "kg", "lb", "pcs", NULL };
static const double units_per_gram[] = { 1, 1e3, 1e-3, 1 / 453.59237, 10 };
static const int unit_decimals[] = { 4, 1, 7, 6, 0 };

static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS WEIGHING_KNOBS
    { .name = "unit", .unit = "-", .least = 0, .most = COUNT(units_per_gram) - 1,
      .sentence = "that somebody has chosen at the panel", .labels = unit_labels },
};

enum { SIGNAL_PAN, SIGNAL_SHOWN, SIGNAL_STABLE, SIGNAL_COUNT };
static const struct emulator_word signals[SIGNAL_COUNT] = {
    [SIGNAL_PAN]    = { "pan_g", "g", -1e5, 1e5, "what lies on the pan", NULL },
    [SIGNAL_SHOWN]  = { "shown_g", "g", -1e5, 1e5, "what the display shows", NULL },
    [SIGNAL_STABLE] = { "is_stable", "-", 0, 1, "1: the display is still", NULL },
};

static const struct device_setting settings_rows[] = {
    { "model", "-", 0, 0, 0, "XS204 Excellence 220.0090 g", DEVICE_MARK_HIGH, "what I2 says" },
    { "serial", "-", 0, 0, 0, "B021002593", DEVICE_MARK_HIGH, "what I4 says" },
    { "capacity_g", "g", 1, 1e5, 220.009, NULL, DEVICE_MARK_HIGH, "more is overload" },
    { "readability_mg", "mg", 0.1, 1000, 0.1, NULL, DEVICE_MARK_HIGH, "one digit" },
    { "reply_s", "s", 0, 1, 0.03, NULL, DEVICE_MARK_HIGH, "from a command to its reply" },
    { "patience_s", "s", 0.1, 120, 40, NULL, DEVICE_MARK_HIGH, "how long S, T and Z may wait" },
};

struct mt_sics {
    struct emulator      emulator;
    struct emulator_line line;
    struct weighing      weighing;
    char   model[48], serial[24];
    double reply_s, patience_s, now_s;
    size_t unit;
    char   waits_for;           /* 'S', 'T' or 'Z' until it is stable; 0: nothing */
    double waits_until_s;
    bool   is_repeating, must_boot;
    double repeat_s;
};

/* ------------------------------------------------------------------ saying */

static void say(struct mt_sics *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct mt_sics *b, const char *format, ...)
{
    char    text[COMMAND_MAX + 3];
    va_list arguments;
    size_t  count;

    va_start(arguments, format);
    vsnprintf(text, COMMAND_MAX, format, arguments);
    va_end(arguments);
    count = strlen(text);
    memcpy(text + count, "\r\n", 2);
    emulator_line_answer(&b->line, (const uint8_t *)text, count + 2, b->now_s + b->reply_s);
}

static void weight_say(struct mt_sics *b, const char *id)
{
    char status = weighing_is_stable(&b->weighing) ? 'S' : 'D';

    switch (weighing_state(&b->weighing)) {
    case WEIGHING_OVER:   say(b, "%s +", id); break;
    case WEIGHING_UNDER:  say(b, "%s -", id); break;
    case WEIGHING_BROKEN:
        say(b, "%s S Error %.0fb", id, b->weighing.knobs[WEIGHING_ERROR]);
        break;
    case WEIGHING_GOOD:
        say(b, "%s %c %10.*f %s", id, status, unit_decimals[b->unit],
            weighing_net_g(&b->weighing) * units_per_gram[b->unit] + 0.0, unit_labels[b->unit]);
        break;
    }
}

/* ------------------------------------------------------------------ what waits to be stable */

static void wait_begin(struct mt_sics *b, char command)
{
    b->waits_for = command;
    b->waits_until_s = b->now_s + b->patience_s;
}

/* The pan cannot be tared or zeroed as it is. */
static bool is_refused(struct mt_sics *b, const char *id)
{
    enum weighing_state state = weighing_state(&b->weighing);

    if (state == WEIGHING_GOOD)
        return false;
    say(b, "%s %c", id, state == WEIGHING_OVER ? '+' : state == WEIGHING_UNDER ? '-' : 'I');
    return true;
}

static void tare(struct mt_sics *b, const char *id)
{
    if (is_refused(b, id))
        return;
    weighing_tare(&b->weighing);
    say(b, "%s %c %10.*f %s", id, weighing_is_stable(&b->weighing) ? 'S' : 'D',
        unit_decimals[b->unit], b->weighing.tare_g * units_per_gram[b->unit],
        unit_labels[b->unit]);
}

static void zero(struct mt_sics *b, const char *id, char done)
{
    if (is_refused(b, id))
        return;
    weighing_zero(&b->weighing);
    say(b, "%s %c", id, done);
}

static void wait_end(struct mt_sics *b)
{
    if (b->waits_for == 'S')
        weight_say(b, "S");
    else if (b->waits_for == 'T')
        tare(b, "T");
    else
        zero(b, "Z", 'A');
    b->waits_for = 0;
}

static void wait_step(struct mt_sics *b)
{
    if (b->waits_for && (weighing_is_stable(&b->weighing)
                         || weighing_state(&b->weighing) != WEIGHING_GOOD)) {
        wait_end(b);
    } else if (b->waits_for && b->now_s >= b->waits_until_s) {
        say(b, "%c I", b->waits_for);
        b->waits_for = 0;
    }
}

/* ------------------------------------------------------------------ commands */

static void do_reset(struct mt_sics *b)
{
    b->is_repeating = false;
    b->waits_for = 0;
    b->weighing.tare_g = 0;
    say(b, "I4 A \"%s\"", b->serial);
}

static void do_list(struct mt_sics *b)
{
    static const char *const lines[] = {
        "B 0 \"@\"", "B 0 \"I0\"", "B 0 \"I1\"", "B 0 \"I2\"", "B 0 \"I3\"", "B 0 \"I4\"",
        "B 0 \"I5\"", "B 0 \"S\"", "B 0 \"SI\"", "B 0 \"SIR\"", "B 0 \"Z\"", "B 0 \"ZI\"",
        "B 1 \"T\"", "B 1 \"TA\"", "B 1 \"TAC\"", "A 1 \"TI\"",
    };

    for (size_t i = 0; i < COUNT(lines); i++)
        say(b, "I0 %s", lines[i]);
}

static void do_level(struct mt_sics *b)   { say(b, "I1 A \"01\" \"2.30\" \"2.22\" \"\" \"\""); }
static void do_model(struct mt_sics *b)   { say(b, "I2 A \"%s\"", b->model); }
static void do_version(struct mt_sics *b) { say(b, "I3 A \"2.10 10.28.0.493.142\""); }
static void do_serial(struct mt_sics *b)  { say(b, "I4 A \"%s\"", b->serial); }
static void do_software(struct mt_sics *b) { say(b, "I5 A \"12121306C\""); }
static void do_stable(struct mt_sics *b)  { b->is_repeating = false; wait_begin(b, 'S'); }
static void do_weigh(struct mt_sics *b)   { b->is_repeating = false; weight_say(b, "S"); }
static void do_tare(struct mt_sics *b)    { wait_begin(b, 'T'); }
static void do_tare_now(struct mt_sics *b) { tare(b, "TI"); }
static void do_zero(struct mt_sics *b)    { wait_begin(b, 'Z'); }
static void do_tare_clear(struct mt_sics *b) { b->weighing.tare_g = 0; say(b, "TAC A"); }

static void do_zero_now(struct mt_sics *b)
{
    zero(b, "ZI", weighing_is_stable(&b->weighing) ? 'S' : 'D');
}

static void do_repeat(struct mt_sics *b)
{
    b->is_repeating = true;
    b->repeat_s = b->now_s;
}

static void do_tare_value(struct mt_sics *b)
{
    say(b, "TA A %10.*f %s", unit_decimals[b->unit],
        b->weighing.tare_g * units_per_gram[b->unit], unit_labels[b->unit]);
}

static const struct { const char *name; void (*act)(struct mt_sics *); } commands[] = {
    { "@", do_reset }, { "I0", do_list }, { "I1", do_level }, { "I2", do_model },
    { "I3", do_version }, { "I4", do_serial }, { "I5", do_software }, { "S", do_stable },
    { "SI", do_weigh }, { "SIR", do_repeat }, { "Z", do_zero }, { "ZI", do_zero_now },
    { "T", do_tare }, { "TI", do_tare_now }, { "TA", do_tare_value }, { "TAC", do_tare_clear },
};

static void obey(struct mt_sics *b, const char *command)
{
    for (size_t i = 0; i < COUNT(commands); i++)
        if (strcmp(command, commands[i].name) == 0) {
            commands[i].act(b);
            return;
        }
    say(b, "ES");
}

/* One command at a time: what comes while another waits is read afterwards, but for "@". */
static void commands_read(struct mt_sics *b)
{
    char     command[COMMAND_MAX];
    uint8_t *end;

    while ((end = memchr(b->line.in, '\n', b->line.in_count)) != NULL) {
        size_t count = (size_t)(end - b->line.in) + 1;
        bool   is_good = count >= 2 && count < sizeof command && end[-1] == '\r';
        memcpy(command, b->line.in, is_good ? count : 0);
        command[is_good ? count - 2 : 0] = '\0';
        if (b->waits_for && strcmp(command, "@") != 0)
            return;
        emulator_line_drop(&b->line, count);
        obey(b, command);
    }
}

/* ------------------------------------------------------------------ life */

static enum err begin(struct mt_sics *b, struct settings *given, uint64_t seed, struct why *why)
{
    struct device_settings s = { settings_rows, COUNT(settings_rows), given };
    double capacity_g, readability_mg;

    TRY(device_settings_text(&s, "model", b->model, sizeof b->model, why));
    TRY(device_settings_text(&s, "serial", b->serial, sizeof b->serial, why));
    TRY(device_settings_number(&s, "capacity_g", &capacity_g, why));
    TRY(device_settings_number(&s, "readability_mg", &readability_mg, why));
    TRY(device_settings_number(&s, "reply_s", &b->reply_s, why));
    TRY(device_settings_number(&s, "patience_s", &b->patience_s, why));
    weighing_begin(&b->weighing, capacity_g, readability_mg * 1e-3, seed);
    b->emulator.type = &emulator_mt_sics;
    b->must_boot = true;
    return ERR_OK;
}

static enum err create(struct emulator **out, struct settings *given, uint64_t seed,
                       struct why *why)
{
    struct mt_sics *b = calloc(1, sizeof *b);
    enum err        err;

    if (!b)
        return ERR_MEMORY;
    TRY_OR_DONE(begin(b, given, seed, why));
    *out = &b->emulator;
    return ERR_OK;
done:
    free(b);
    return err;
}

static void turn(struct emulator *emulator, size_t knob, double value)
{
    struct mt_sics *b = (struct mt_sics *)emulator;

    if (knob < EMULATOR_FAULT_COUNT)
        b->line.faults[knob] = value;
    else if (knob == KNOB_UNIT)
        b->unit = (size_t)value;
    else if (knob == KNOB_WEIGHING + WEIGHING_RESTART)
        b->must_boot = value != 0;
    else
        b->weighing.knobs[knob - KNOB_WEIGHING] = value;
}

static void boot(struct mt_sics *b)
{
    b->must_boot = b->is_repeating = b->weighing.is_begun = false;
    b->waits_for = 0;
    b->unit = 0;
    b->line.in_count = 0;
    say(b, "I4 A \"%s\"", b->serial);
}

static void repeat_step(struct mt_sics *b)
{
    if (!b->is_repeating || b->now_s < b->repeat_s)
        return;
    weight_say(b, "S");
    b->repeat_s = b->now_s + REPEAT_S;
}

static void step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                 struct emulator_world *world, double *out)
{
    struct mt_sics *b = (struct mt_sics *)emulator;

    b->now_s = now_s;
    if (b->must_boot)
        boot(b);
    weighing_step(&b->weighing, world, dt_s);
    emulator_line_hear(&b->line, port, now_s, (double)INFINITY);
    wait_step(b);
    commands_read(b);
    repeat_step(b);
    emulator_line_speak(&b->line, port, now_s);
    out[SIGNAL_PAN] = b->weighing.pan_g;
    out[SIGNAL_SHOWN] = weighing_net_g(&b->weighing);
    out[SIGNAL_STABLE] = weighing_is_stable(&b->weighing);
}

static void destroy(struct emulator *emulator) { free(emulator); }

const struct emulator_type emulator_mt_sics = {
    .name = "mt-sics", .sentence = "Mettler-Toledo XS204 on MT-SICS",
    .line = { .baud = 9600, .bits = 8, .stop_bits = 1 },
    .settings = settings_rows, .setting_count = COUNT(settings_rows),
    .knobs = knobs, .signals = signals, .knob_count = KNOB_COUNT, .signal_count = SIGNAL_COUNT,
    .create = create, .turn = turn, .step = step, .destroy = destroy,
};
