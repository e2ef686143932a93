#include "iet_prs_emulator.h"

#include "drivers/device_settings.h"
#include "emulator_line.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS       10u
#define BOUNCE_S     0.001
#define RESIDUAL_OHM 0.02
#define LIVE_A       0.001
#define ANSWER_S     0.01
#define LINE_SIZE    64u
#define OPEN_MODES   "159"
#define SHORT_MODES  "2367"

#define KNOB_ENUM(name, ...) KNOB_##name,
enum { KNOB_FIRST_ = EMULATOR_FAULT_COUNT - 1, IET_PRS_KNOB_LIST(KNOB_ENUM) KNOB_COUNT };

static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS IET_PRS_KNOB_LIST(EMULATOR_KNOB_ROW)
};

enum { SIGNAL_LOAD, SIGNAL_OVERLOADED, SIGNAL_LIVE, SIGNAL_BOUNCES, SIGNAL_COUNT };
static const struct emulator_word signals[SIGNAL_COUNT] = {
    [SIGNAL_LOAD]       = { "load_ohm", "ohm", 0, 1e9, "the resistance; 1e9: open", NULL },
    [SIGNAL_OVERLOADED] = { "overloaded", "-", 0, 1, "1 while it gets more than it bears", NULL },
    [SIGNAL_LIVE]       = { "live_switches", "-", 0, 1e9, "times that it switched with current",
                            NULL },
    [SIGNAL_BOUNCES]    = { "bounces", "-", 0, 1e9, "times that it was open on the way", NULL },
};

static const struct device_setting settings_rows[] = {
    { .name = "decades", .unit = "-", .least = 1, .most = DIGITS - 1, .usual = 6,
      .sentence = "how many it has" },
    { .name = "step_milliohm", .unit = "-", .least = 1, .most = 1e7, .usual = 100,
      .sentence = "its lowest decade" },
    { .name = "options", .unit = "-", .least = 0, .most = 1, .usual = 0,
      .sentence = "1: it can be opened and shorted" },
    { .name = "serial", .unit = "-", .usual_text = "D6-0211201", .sentence = "its serial number" },
    { .name = "power_max_w", .unit = "W", .least = 0.01, .most = 1000, .usual = 0.5,
      .sentence = "what it bears" },
};
#define SETTING_COUNT (sizeof settings_rows / sizeof settings_rows[0])

struct iet_prs {
    struct emulator      emulator;
    struct emulator_line line;
    unsigned decades, options, live_switches, bounces;
    double   step_ohm, power_max_w;
    char     serial[20];
    double   set_ohm, open_until_s, true_a;
    bool     is_open, is_short;
    double   knobs[KNOB_COUNT];
};

/* ------------------------------------------------------------------ the machine */

static double resistance_ohm(const struct iet_prs *e, double now_s)
{
    if (e->is_short)
        return RESIDUAL_OHM;
    if (e->is_open || now_s < e->open_until_s)
        return (double)INFINITY;
    return e->set_ohm + RESIDUAL_OHM + e->knobs[KNOB_CONTACT];
}

static void switch_to(struct iet_prs *e, double ohm, char mode, double now_s)
{
    bool is_short = e->options && strchr(SHORT_MODES, mode) != NULL;

    if (e->knobs[KNOB_STUCK] != 0)
        return;
    e->live_switches += e->true_a > LIVE_A;
    if (ohm != e->set_ohm && !is_short && !e->is_short) {
        e->open_until_s = now_s + BOUNCE_S;
        e->bounces++;
    }
    e->set_ohm = ohm;
    e->is_short = is_short;
    e->is_open = e->options && strchr(OPEN_MODES, mode) != NULL;
}

/* ------------------------------------------------------------------ commands */

static void data_take(struct iet_prs *e, const char *digits, double now_s)
{
    double units = 0;
    char   mode;

    if (strlen(digits) != DIGITS || strspn(digits, "0123456789") != DIGITS)
        return;
    for (size_t i = DIGITS - e->decades; i < DIGITS; i++)
        units = 10 * units + (digits[i] - '0');
    mode = digits[DIGITS - e->decades - 1];
    switch_to(e, units * e->step_ohm, mode, now_s);
}

static void identity_say(struct iet_prs *e, double now_s)
{
    char text[96], step[16];
    int  count;

    if (e->step_ohm < 1)
        snprintf(step, sizeof step, "%.0fm", e->step_ohm * 1000);
    else
        snprintf(step, sizeof step, "%.0f", e->step_ohm);
    count = snprintf(text, sizeof text, "IET Labs,PRS-200-F-%u-%s-0-%u,%s,D6\r\n", e->decades, step,
                     e->options, e->serial);
    emulator_line_answer(&e->line, (const uint8_t *)text, (size_t)count, now_s + ANSWER_S);
}

static void command_take(struct iet_prs *e, const char *text, double now_s)
{
    static const char *const heads[] = { "SOURce:DATA ", "SOUR:DATA " };

    if (strcmp(text, "*IDN?") == 0)
        identity_say(e, now_s);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (strncmp(text, heads[i], strlen(heads[i])) == 0)
            data_take(e, text + strlen(heads[i]), now_s);
}

static void listen(struct iet_prs *e, struct port *port, double now_s)
{
    emulator_line_hear(&e->line, port, now_s, (double)INFINITY);
    while (e->line.in_count > 0) {
        char           text[LINE_SIZE];
        const uint8_t *end = memchr(e->line.in, '\n', e->line.in_count);
        size_t         count = end ? (size_t)(end - e->line.in) : 0;
        if (!end)
            return;
        if (count < sizeof text) {
            memcpy(text, e->line.in, count);
            text[count > 0 && text[count - 1] == '\r' ? count - 1 : count] = '\0';
            command_take(e, text, now_s);
        }
        emulator_line_drop(&e->line, count + 1);
    }
}

/* ------------------------------------------------------------------ the emulator */

static enum err settings_take(struct iet_prs *e, struct settings *settings, struct why *why)
{
    const struct device_settings given = { settings_rows, SETTING_COUNT, settings };
    double                       decades, step_milliohm, options;

    TRY(device_settings_number(&given, "decades", &decades, why));
    TRY(device_settings_number(&given, "step_milliohm", &step_milliohm, why));
    TRY(device_settings_number(&given, "options", &options, why));
    TRY(device_settings_text(&given, "serial", e->serial, sizeof e->serial, why));
    TRY(device_settings_number(&given, "power_max_w", &e->power_max_w, why));
    e->decades = (unsigned)decades;
    e->options = options != 0;
    e->step_ohm = step_milliohm / 1000;
    return ERR_OK;
}

static void power_up(struct iet_prs *e)
{
    e->set_ohm = 0;
    e->is_open = e->is_short = false;
    e->line.in_count = e->line.out_count = e->line.answer_count = 0;
}

static enum err create(struct emulator **out, struct settings *settings, uint64_t seed,
                       struct why *why)
{
    struct iet_prs *e = calloc(1, sizeof *e);
    enum err        err;

    (void)seed;
    if (!e)
        return ERR_MEMORY;
    err = settings_take(e, settings, why);
    if (err != ERR_OK) {
        free(e);
        return err;
    }
    e->emulator.type = &emulator_iet_prs;
    power_up(e);
    *out = &e->emulator;
    return ERR_OK;
}

static void turn(struct emulator *emulator, size_t knob, double value)
{
    struct iet_prs *e = (struct iet_prs *)emulator;

    if (knob < EMULATOR_FAULT_COUNT)
        e->line.faults[knob] = value;
    else if (knob == KNOB_RESTART)
        power_up(e);
    else
        e->knobs[knob] = value;
}

static void step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                 struct emulator_world *world, double *seen)
{
    struct iet_prs *e = (struct iet_prs *)emulator;

    (void)dt_s;
    e->true_a = world->current_a;
    listen(e, port, now_s);
    emulator_line_speak(&e->line, port, now_s);
    world->load_ohm = resistance_ohm(e, now_s);
    seen[SIGNAL_LOAD] = isfinite(world->load_ohm) ? world->load_ohm : 1e9;
    seen[SIGNAL_OVERLOADED] = world->into_load_w > e->power_max_w;
    seen[SIGNAL_LIVE] = e->live_switches;
    seen[SIGNAL_BOUNCES] = e->bounces;
}

static void destroy(struct emulator *emulator) { free(emulator); }

const struct emulator_type emulator_iet_prs = {
    .name = "iet-prs",
    .sentence = "IET PRS-200 programmable resistance",
    .line = { .baud = 9600, .bits = 8, .stop_bits = 1 },
    .settings = settings_rows, .setting_count = SETTING_COUNT,
    .knobs = knobs, .signals = signals, .knob_count = KNOB_COUNT, .signal_count = SIGNAL_COUNT,
    .create = create, .turn = turn, .step = step, .destroy = destroy,
};
