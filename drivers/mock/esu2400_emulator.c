#include "esu2400_emulator.h"

#include "drivers/device_settings.h"
#include "drivers/port_random.h"
#include "emulator_line.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_S       0.005
#define READING_S      0.1
#define USUAL_OHM      100.0
#define LIVE_A         0.005
#define MA_PER_A       1000.0
#define COMMAND_MAX    80u

#define KNOB_ENUM(name, ...) KNOB_##name,
enum { KNOB_FIRST_ = EMULATOR_FAULT_COUNT - 1, ESU2400_KNOB_LIST(KNOB_ENUM) KNOB_COUNT };

static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS ESU2400_KNOB_LIST(EMULATOR_KNOB_ROW)
};

enum { SIGNAL_LOAD, SIGNAL_CURRENT, SIGNAL_LIVE, SIGNAL_COUNT };
static const struct emulator_word signals[SIGNAL_COUNT] = {
    [SIGNAL_LOAD]    = { "load_ohm", "ohm", 0, 1e5, "the load", NULL },
    [SIGNAL_CURRENT] = { "current_a", "A", 0, 100, "as it reads", NULL },
    [SIGNAL_LIVE]    = { "live_switches", "-", 0, 1e9, "times that it switched with current",
                         NULL },
};

static const struct device_setting settings_rows[] = {
    { .name = "serial", .unit = "-", .usual_text = "2400-0117", .sentence = "its serial number" },
    { .name = "load_least_ohm", .unit = "ohm", .least = 0, .most = 1e5, .usual = 10,
      .sentence = "its lowest load" },
    { .name = "load_most_ohm", .unit = "ohm", .least = 1, .most = 1e5, .usual = 5000,
      .sentence = "its highest load" },
    { .name = "noise_pct", .unit = "%", .least = 0, .most = 10, .usual = 0.05,
      .sentence = "of a reading, root mean square" },
    { .name = "range_ma", .unit = "mA", .least = 1, .most = 1e5, .usual = 2500,
      .sentence = "the highest current that it reads" },
};
#define SETTING_COUNT (sizeof settings_rows / sizeof settings_rows[0])

struct esu2400 {
    struct emulator      emulator;
    struct emulator_line line;
    char     serial[24];
    double   least_ohm, most_ohm, noise_pct, range_ma;
    double   load_ohm, true_a, read_a, read_s;
    bool     has_error;
    unsigned live_switches;
    uint64_t random;
    double   knobs[KNOB_COUNT];
};

/* ------------------------------------------------------------------ the machine */

/* The sum of twelve evens is as good as normal: mean 6, variance 1. */
static double noise(struct esu2400 *e)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += port_random_part(&e->random);
    return sum;
}

static void as_after_power_up(struct esu2400 *e)
{
    e->load_ohm = fmin(fmax(USUAL_OHM, e->least_ohm), e->most_ohm);
    e->has_error = false;
    e->read_s = -(double)INFINITY;
}

static void power_up(struct esu2400 *e)
{
    as_after_power_up(e);
    e->line.in_count = e->line.out_count = e->line.answer_count = 0;
}

static void live(struct esu2400 *e, double now_s, const struct emulator_world *world)
{
    double read_ma;

    e->true_a = world->current_a;
    if (e->knobs[KNOB_HOLD] != 0 || now_s - e->read_s < READING_S)
        return;
    read_ma = e->true_a * MA_PER_A * (1 + e->knobs[KNOB_GAIN] + e->noise_pct / 100 * noise(e));
    e->read_a = fmax(0, read_ma) / MA_PER_A;
    e->read_s = now_s;
}

static unsigned status_of(const struct esu2400 *e)
{
    bool     is_out = e->read_a * MA_PER_A > e->range_ma;
    unsigned fan = (unsigned)e->knobs[KNOB_FAN];

    return (e->knobs[KNOB_HOLD] != 0 ? 1u : 0) | 1u << 7 | (unsigned)e->has_error << 8 |
           (unsigned)is_out << 10 | (fan == 1 ? 1u << 14 : fan == 2 ? 1u << 15 : 0);
}

/* ------------------------------------------------------------------ commands */

static void say(struct esu2400 *e, double now_s, const char *format, double value)
{
    char text[64];
    int  count = snprintf(text, sizeof text, format, value);

    emulator_line_answer(&e->line, (const uint8_t *)text, (size_t)count, now_s + ANSWER_S);
}

static void load_set(struct esu2400 *e, const char *value)
{
    char  *end;
    double ohm = strtod(value, &end);

    if (end == value || *end != '\0' || !(ohm >= e->least_ohm && ohm <= e->most_ohm)) {
        e->has_error = true;
        return;
    }
    if (e->knobs[KNOB_STUCK] != 0)
        return;
    e->live_switches += e->true_a > LIVE_A && ohm != e->load_ohm;
    e->load_ohm = round(ohm);
}

static void load_ask(struct esu2400 *e, double now_s) { say(e, now_s, "%.0f\r\n", e->load_ohm); }
static void current_ask(struct esu2400 *e, double now_s)
{
    say(e, now_s, "%.1f\r\n", e->read_a * MA_PER_A);
}
static void power_ask(struct esu2400 *e, double now_s)
{
    say(e, now_s, "%.1f\r\n", e->read_a * e->read_a * e->load_ohm);
}
static void volts_ask(struct esu2400 *e, double now_s)
{
    say(e, now_s, "%.1f\r\n", e->read_a * e->load_ohm * 1000);
}
static void crest_ask(struct esu2400 *e, double now_s) { say(e, now_s, "%.1f\r\n", sqrt(2)); }
static void range_ask(struct esu2400 *e, double now_s) { say(e, now_s, "%.0f\r\n", e->range_ma); }

static void status_ask(struct esu2400 *e, double now_s)
{
    say(e, now_s, "%.0f\r\n", status_of(e));
    e->has_error = false;
}

static void identity_ask(struct esu2400 *e, double now_s)
{
    char text[100];
    int  count = snprintf(text, sizeof text,
                          "GOSSEN METRAWATT,SECULIFE ES XTRA,%s,1.04,1.12,6.0\r\n", e->serial);

    emulator_line_answer(&e->line, (const uint8_t *)text, (size_t)count, now_s + ANSWER_S);
}

static void reset(struct esu2400 *e, double now_s)
{
    (void)now_s;
    as_after_power_up(e);
}

static const struct { const char *header; void (*obey)(struct esu2400 *, double now_s); } rows[] = {
    { "*IDN?", identity_ask },
    { "*RST", reset },
    { "*STB?", status_ask },
    { "STATus?", status_ask },
    { "CONFigure:RFMeasure:LOAD:INTernal?", load_ask },
    { "CONFigure:RFMeasure:INPut:RANGe?", range_ask },
    { "READ:MArms?", current_ask },
    { "READ:W?", power_ask },
    { "READ:MV?", volts_ask },
    { "READ:CF?", crest_ask },
};

/* One word of a header, and where it ends: its capitals, or all of it. */
static bool is_word(const char *text, size_t count, const char *word, size_t size)
{
    size_t capitals = 0;

    while (capitals < size && !islower((unsigned char)word[capitals]))
        capitals++;
    if (count != size && count != capitals)
        return false;
    for (size_t i = 0; i < count; i++)
        if (toupper((unsigned char)text[i]) != toupper((unsigned char)word[i]))
            return false;
    return true;
}

static bool is_header(const char *text, const char *header)
{
    for (;;) {
        size_t count = strcspn(text, ":?"), size = strcspn(header, ":?");
        if (!is_word(text, count, header, size) || text[count] != header[size])
            return false;
        if (text[count] != ':')
            return strcmp(text + count, header + size) == 0;
        text += count + 1;
        header += size + 1;
    }
}

static void command_take(struct esu2400 *e, char *text, double now_s)
{
    char *value = strchr(text, ' ');

    if (value) {
        *value++ = '\0';
        if (is_header(text, "CONFigure:RFMeasure:LOAD:INTernal"))
            load_set(e, value);
        else
            e->has_error = true;
        return;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!is_header(text, rows[i].header))
            continue;
        rows[i].obey(e, now_s);
        return;
    }
    e->has_error = true;
}

static void listen(struct esu2400 *e, struct port *port, double now_s)
{
    emulator_line_hear(&e->line, port, now_s, (double)INFINITY);
    while (e->line.in_count > 0) {
        char           text[COMMAND_MAX];
        const uint8_t *end = memchr(e->line.in, '\r', e->line.in_count);
        size_t         count = end ? (size_t)(end - e->line.in) : e->line.in_count;
        size_t         skip = count > 0 && e->line.in[0] == '\n';
        if (!end)
            return;
        if (count - skip > 0 && count - skip < sizeof text) {
            memcpy(text, e->line.in + skip, count - skip);
            text[count - skip] = '\0';
            command_take(e, text, now_s);
        }
        emulator_line_drop(&e->line, count + 1);
    }
}

/* ------------------------------------------------------------------ the emulator */

static enum err settings_take(struct esu2400 *e, struct settings *settings, struct why *why)
{
    const struct device_settings given = { settings_rows, SETTING_COUNT, settings };

    TRY(device_settings_text(&given, "serial", e->serial, sizeof e->serial, why));
    TRY(device_settings_number(&given, "load_least_ohm", &e->least_ohm, why));
    TRY(device_settings_number(&given, "load_most_ohm", &e->most_ohm, why));
    TRY(device_settings_number(&given, "noise_pct", &e->noise_pct, why));
    return device_settings_number(&given, "range_ma", &e->range_ma, why);
}

static enum err create(struct emulator **out, struct settings *settings, uint64_t seed,
                       struct why *why)
{
    struct esu2400 *e = calloc(1, sizeof *e);
    enum err        err;

    if (!e)
        return ERR_MEMORY;
    err = settings_take(e, settings, why);
    if (err != ERR_OK) {
        free(e);
        return err;
    }
    e->emulator.type = &emulator_esu2400;
    e->random = seed;
    power_up(e);
    *out = &e->emulator;
    return ERR_OK;
}

static void turn(struct emulator *emulator, size_t knob, double value)
{
    struct esu2400 *e = (struct esu2400 *)emulator;

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
    struct esu2400 *e = (struct esu2400 *)emulator;

    (void)dt_s;
    live(e, now_s, world);
    listen(e, port, now_s);
    emulator_line_speak(&e->line, port, now_s);
    world->load_ohm = e->load_ohm;
    seen[SIGNAL_LOAD] = e->load_ohm;
    seen[SIGNAL_CURRENT] = e->read_a;
    seen[SIGNAL_LIVE] = e->live_switches;
}

static void destroy(struct emulator *emulator) { free(emulator); }

const struct emulator_type emulator_esu2400 = {
    .name = "esu2400",
    .sentence = "BC Biomedical ESU-2400 / SECULIFE ES XTRA radiofrequency load and meter",
    .line = { .baud = 115200, .bits = 8, .stop_bits = 1 },
    .settings = settings_rows, .setting_count = SETTING_COUNT,
    .knobs = knobs, .signals = signals, .knob_count = KNOB_COUNT, .signal_count = SIGNAL_COUNT,
    .create = create, .turn = turn, .step = step, .destroy = destroy,
};
