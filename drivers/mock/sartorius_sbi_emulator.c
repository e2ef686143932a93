#include "sartorius_sbi_emulator.h"

#include "base/count.h"
#include "drivers/device_settings.h"
#include "emulator_line.h"
#include "weighing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND_GAP_S 0.05      /* CR LF behind a command may be missing */

enum { ESCAPE = 0x1B };
enum { KNOB_WEIGHING = EMULATOR_FAULT_COUNT, KNOB_UNIT = KNOB_WEIGHING + WEIGHING_KNOB_COUNT,
       KNOB_COUNT };

static const char *const unit_labels[] = { "g", "mg", "kg", "pcs", NULL };
static const double units_per_gram[] = { 1, 1e3, 1e-3, 10 };
static const int unit_decimals[] = { 3, 0, 6, 0 };

static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS WEIGHING_KNOBS
    { .name = "unit", .unit = "-", .least = 0, .most = COUNT(units_per_gram) - 1,
      .sentence = "that somebody has chosen at the panel", .labels = unit_labels },
};

enum { SIGNAL_PAN, SIGNAL_SHOWN, SIGNAL_STABLE, SIGNAL_PRINTS, SIGNAL_COUNT };
static const struct emulator_word signals[SIGNAL_COUNT] = {
    [SIGNAL_PAN]    = { "pan_g", "g", -1e5, 1e5, "what lies on the pan", NULL },
    [SIGNAL_SHOWN]  = { "shown_g", "g", -1e5, 1e5, "what the display shows", NULL },
    [SIGNAL_STABLE] = { "is_stable", "-", 0, 1, "1: the display is still", NULL },
    [SIGNAL_PRINTS] = { "prints", "-", 0, 1, "1: it prints by itself", NULL },
};

static const struct device_setting settings_rows[] = {
    { "model", "-", 0, 0, 0, "MSE1203S-100-DR", DEVICE_MARK_HIGH, "what ESC x1_ says" },
    { "serial", "-", 0, 0, 0, "0036807522", DEVICE_MARK_HIGH, "what ESC x2_ says" },
    { "form", "-", 16, 22, 22, NULL, DEVICE_MARK_HIGH, "16 or 22 characters to a line" },
    { "print_s", "s", 0, 60, 0, NULL, DEVICE_MARK_HIGH, "prints by itself so often; 0: never" },
    { "capacity_g", "g", 1, 1e5, 1210, NULL, DEVICE_MARK_HIGH, "more is High" },
    { "readability_mg", "mg", 0.1, 1000, 1, NULL, DEVICE_MARK_HIGH, "one digit" },
    { "reply_s", "s", 0, 1, 0.03, NULL, DEVICE_MARK_MEDIUM, "from a command to its reply" },
    { "calibration_s", "s", 0.1, 100, 12, NULL, DEVICE_MARK_MEDIUM, "how long ESC Z takes" },
};

struct sbi {
    struct emulator      emulator;
    struct emulator_line line;
    struct weighing      weighing;
    char   model[21], serial[21];
    bool   is_long, is_printing, must_boot;
    double print_s, reply_s, calibration_s;     /* settings */
    double now_s, next_print_s, calibrated_s;
    size_t unit;
};

/* ------------------------------------------------------------------ saying */

/* Fourteen characters, behind the ID of the long form. */
static void form_say(struct sbi *b, const char *id, const char *fourteen)
{
    char text[40];
    int  count = snprintf(text, sizeof text, "%-*.6s%-14.14s\r\n", b->is_long ? 6 : 0,
                          b->is_long ? id : "", fourteen);

    emulator_line_answer(&b->line, (const uint8_t *)text, (size_t)count, b->now_s + b->reply_s);
}

static void text_say(struct sbi *b, const char *what)
{
    char text[32];
    int  count = snprintf(text, sizeof text, "%-20.20s\r\n", what);

    emulator_line_answer(&b->line, (const uint8_t *)text, (size_t)count, b->now_s + b->reply_s);
}

static void weight_say(struct sbi *b)
{
    double shown = weighing_net_g(&b->weighing) * units_per_gram[b->unit];
    char   fourteen[32];

    snprintf(fourteen, sizeof fourteen, "%c %8.*f %-3s", shown < 0 ? '-' : '+',
             unit_decimals[b->unit], fabs(shown),
             weighing_is_stable(&b->weighing) ? unit_labels[b->unit] : "");
    form_say(b, "N", fourteen);
}

static void display_say(struct sbi *b)
{
    char text[16];

    if (b->now_s < b->calibrated_s) {
        form_say(b, "Stat", b->is_long ? "   Cal.Int." : "  Cal. Int.");
        return;
    }
    switch (weighing_state(&b->weighing)) {
    case WEIGHING_OVER:  form_say(b, "Stat", "     High"); break;
    case WEIGHING_UNDER: form_say(b, "Stat", "     Low"); break;
    case WEIGHING_BROKEN:
        snprintf(text, sizeof text, "   Err %03.0f", b->weighing.knobs[WEIGHING_ERROR]);
        form_say(b, "Stat", text);
        break;
    case WEIGHING_GOOD:  weight_say(b); break;
    }
}

/* ------------------------------------------------------------------ commands */

static void do_print(struct sbi *b)
{
    display_say(b);
    b->is_printing = false;
}

static void do_zero(struct sbi *b)
{
    weighing_zero(&b->weighing);
    b->is_printing = b->print_s > 0;
}

static void do_tare(struct sbi *b)   { weighing_tare(&b->weighing); }
static void do_model(struct sbi *b)  { text_say(b, b->model); }
static void do_serial(struct sbi *b) { text_say(b, b->serial); }
static void do_version(struct sbi *b) { text_say(b, "00-39-21.03"); }
static void do_calibrate(struct sbi *b) { b->calibrated_s = b->now_s + b->calibration_s; }

static const struct { const char *letters; void (*act)(struct sbi *); } commands[] = {
    { "P", do_print }, { "T", do_zero }, { "U", do_tare }, { "V", do_zero },
    { "Z", do_calibrate }, { "x1_", do_model }, { "x2_", do_serial }, { "x3_", do_version },
};

/* Format 1 is one letter, format 2 ends in its underline: how many bytes; 0: not whole yet. */
static size_t command_length(const uint8_t *bytes, size_t count)
{
    if (count < 2)
        return 0;
    if (!memchr("xfwmsptz", bytes[1], 8))
        return 2;
    for (size_t i = 2; i < count && i < 8; i++)
        if (bytes[i] == '_')
            return i + 1;
    return count < 8 ? 0 : 1;
}

static void obey(struct sbi *b, const uint8_t *letters, size_t count)
{
    for (size_t i = 0; i < COUNT(commands); i++)
        if (strlen(commands[i].letters) == count
            && memcmp(letters, commands[i].letters, count) == 0)
            commands[i].act(b);
}

static void commands_read(struct sbi *b)
{
    while (b->line.in_count > 0) {
        size_t count = 1;
        if (b->line.in[0] == ESCAPE) {
            count = command_length(b->line.in, b->line.in_count);
            if (count == 0)
                return;
            obey(b, b->line.in + 1, count - 1);
        }
        emulator_line_drop(&b->line, count);
    }
}

/* ------------------------------------------------------------------ life */

static enum err begin(struct sbi *b, struct settings *given, uint64_t seed, struct why *why)
{
    struct device_settings s = { settings_rows, COUNT(settings_rows), given };
    double capacity_g, readability_mg, form;

    TRY(device_settings_text(&s, "model", b->model, sizeof b->model, why));
    TRY(device_settings_text(&s, "serial", b->serial, sizeof b->serial, why));
    TRY(device_settings_number(&s, "form", &form, why));
    TRY(device_settings_number(&s, "print_s", &b->print_s, why));
    TRY(device_settings_number(&s, "capacity_g", &capacity_g, why));
    TRY(device_settings_number(&s, "readability_mg", &readability_mg, why));
    TRY(device_settings_number(&s, "reply_s", &b->reply_s, why));
    TRY(device_settings_number(&s, "calibration_s", &b->calibration_s, why));
    if (form > 16 && form < 22)
        return why_say(why, ERR_RANGE, "form is %g: give 16 or 22", form);
    b->is_long = form > 16;
    weighing_begin(&b->weighing, capacity_g, readability_mg * 1e-3, seed);
    b->emulator.type = &emulator_sartorius_sbi;
    b->must_boot = true;
    return ERR_OK;
}

static enum err create(struct emulator **out, struct settings *given, uint64_t seed,
                       struct why *why)
{
    struct sbi *b = calloc(1, sizeof *b);
    enum err    err;

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
    struct sbi *b = (struct sbi *)emulator;

    if (knob < EMULATOR_FAULT_COUNT)
        b->line.faults[knob] = value;
    else if (knob == KNOB_UNIT)
        b->unit = (size_t)value;
    else if (knob == KNOB_WEIGHING + WEIGHING_RESTART)
        b->must_boot = value != 0;
    else
        b->weighing.knobs[knob - KNOB_WEIGHING] = value;
}

static void boot(struct sbi *b)
{
    b->must_boot = b->weighing.is_begun = false;
    b->is_printing = b->print_s > 0;
    b->unit = 0;
    b->line.in_count = 0;
}

static void print_step(struct sbi *b)
{
    if (!b->is_printing || b->now_s < b->next_print_s)
        return;
    display_say(b);
    b->next_print_s = b->now_s + b->print_s;
}

static void step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                 struct emulator_world *world, double *out)
{
    struct sbi *b = (struct sbi *)emulator;

    b->now_s = now_s;
    if (b->must_boot)
        boot(b);
    weighing_step(&b->weighing, world, dt_s);
    emulator_line_hear(&b->line, port, now_s, COMMAND_GAP_S);
    commands_read(b);
    print_step(b);
    emulator_line_speak(&b->line, port, now_s);
    out[SIGNAL_PAN] = b->weighing.pan_g;
    out[SIGNAL_SHOWN] = weighing_net_g(&b->weighing);
    out[SIGNAL_STABLE] = weighing_is_stable(&b->weighing);
    out[SIGNAL_PRINTS] = b->is_printing;
}

static void destroy(struct emulator *emulator) { free(emulator); }

const struct emulator_type emulator_sartorius_sbi = {
    .name = "sartorius-sbi", .sentence = "Sartorius Cubis MSE1203S on SBI",
    .line = { .baud = 19200, .bits = 8, .parity = PORT_PARITY_ODD, .stop_bits = 1 },
    .settings = settings_rows, .setting_count = COUNT(settings_rows),
    .knobs = knobs, .signals = signals, .knob_count = KNOB_COUNT, .signal_count = SIGNAL_COUNT,
    .create = create, .turn = turn, .step = step, .destroy = destroy,
};
