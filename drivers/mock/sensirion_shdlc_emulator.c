#include "sensirion_shdlc_emulator.h"

#include "drivers/checksum.h"
#include "drivers/device_settings.h"
#include "emulator_line.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARK          0x7Eu
#define ESCAPE        0x7Du
#define FLIP          0x20u
#define DATA_MAX      255u
#define WIRE_MAX      522u
#define SETTLES_S     0.015
#define COUNTS_PER_C  200.0
#define COUNTS_MOST   32767.0
#define SENSOR_SF06   3u
#define LIQUID_WATER  0x3608u
#define LIQUID_IPA    0x3615u
#define REPLY_S       0.001
#define HAS_ERROR     0x80u
#define BUBBLE_FLAG   1u
#define HIGH_FLAG     2u

enum knob { AIR = EMULATOR_FAULT_COUNT, NOT_READY, SENSOR_ERROR, POWER_CYCLE, KNOB_COUNT };

static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS
    [AIR]          = { "air",          "-", 0, 1,  "the sensor sees air", NULL },
    [NOT_READY]    = { "not_ready",    "-", 0, 1,  "no measurement is ready, ever", NULL },
    [SENSOR_ERROR] = { "sensor_error", "-", 0, 1,  "the cable has an error to tell", NULL },
    [POWER_CYCLE]  = { "power_cycle",  "-", 0, 1,  "1: the cable is plugged in anew", NULL },
};

enum signal { IS_MEASURING, ANSWERS, SIGNAL_COUNT };

static const struct emulator_word signals_of[SIGNAL_COUNT] = {
    [IS_MEASURING] = { "is_measuring", "-", 0, 1,   "1 while it measures continuously", NULL },
    [ANSWERS]      = { "answers",      "-", 0, 1e9, "answers since power-up", NULL },
};

static const struct device_setting settings_of[] = {
    { .name = "address", .unit = "-", .least = 0, .most = 254, .usual = 0,
      .sentence = "on the line" },
    { .name = "name", .unit = "-", .usual_text = "SCC1-USB",
      .sentence = "what it says to be" },
    { .name = "serial", .unit = "-", .usual_text = "2133000417",
      .sentence = "serial number of the cable" },
    { .name = "product", .unit = "-", .usual_text = "070303010000000024B1073A",
      .sentence = "product and serial number of the sensor, hexadecimal" },
    { .name = "scale", .unit = "-", .least = 1, .most = 65535, .usual = 10,
      .sentence = "counts per unit of flow" },
    { .name = "unit", .unit = "-", .usual_text = "0844",
      .sentence = "of the flow, hexadecimal: 0844 is ul/min, 0845 ml/min" },
};

struct cable {
    struct emulator emulator;
    struct emulator_line line;
    double   knob[KNOB_COUNT];
    char     name[32], serial[32], product[64];
    uint8_t  address, sensor;
    uint16_t scale, unit, liquid;
    /* since power-up */
    uint8_t  inside[DATA_MAX + 5];
    size_t   count;
    bool     is_escaped, is_inside, has_error;
    double   started_s, interval_s;         /* started_s NAN: it does not measure */
    unsigned long answers;
};

/* Of this step: what a request may look at. */
struct moment { double now_s; const struct emulator_world *world; };

static void power_up(struct cable *cable)
{
    cable->count = 0;
    cable->is_escaped = cable->is_inside = cable->has_error = false;
    cable->started_s = (double)NAN;
    cable->interval_s = 0;
    cable->sensor = SENSOR_SF06;
    cable->answers = 0;
    emulator_line_drop(&cable->line, cable->line.in_count);
}

/* ------------------------------------------------------------------ answers */

static void answer(struct cable *cable, double now_s, uint8_t state, const uint8_t *data,
                   size_t count)
{
    uint8_t inside[DATA_MAX + 5] = { cable->address, cable->inside[1] }, wire[WIRE_MAX];
    size_t  used = 0;

    inside[2] = cable->has_error ? state | HAS_ERROR : state;
    inside[3] = (uint8_t)count;
    if (count > 0)
        memcpy(inside + 4, data, count);
    inside[4 + count] = checksum_inverted(inside, 4 + count);
    wire[used++] = MARK;
    for (size_t i = 0; i < count + 5; i++) {
        uint8_t byte = inside[i];
        bool    is_special = byte == MARK || byte == ESCAPE || byte == 0x11 || byte == 0x13;
        if (is_special)
            wire[used++] = ESCAPE;
        wire[used++] = is_special ? byte ^ FLIP : byte;
    }
    wire[used++] = MARK;
    cable->answers++;
    emulator_line_answer(&cable->line, wire, used, now_s + REPLY_S);
}

static size_t word_put(uint8_t *out, size_t at, unsigned word)
{
    out[at] = (uint8_t)(word >> 8);
    out[at + 1] = (uint8_t)word;
    return at + 2;
}

static void text_answer(struct cable *cable, double now_s, const char *text)
{
    answer(cable, now_s, 0, (const uint8_t *)text, strlen(text) + 1);
}

/* Litres are 8, grams 9 in bits 8..11; nano, micro, milli 3, 4, 5 in bits 0..3; s, min, h 3, 4, 5
 * in bits 4..7. */
static double counts_of(const struct cable *cable, const struct emulator_world *world)
{
    double value = world->flow_ul_per_h * 1e-6;

    if ((cable->unit >> 8 & 0xF) == 9)
        value *= world->density_g_per_ml * 1e3;
    switch (cable->unit & 0xF) {
    case 3:  value *= 1e9; break;
    case 4:  value *= 1e6; break;
    case 5:  value *= 1e3; break;
    default: break;
    }
    switch (cable->unit >> 4 & 0xF) {
    case 3:  value /= 3600; break;
    case 4:  value /= 60; break;
    default: break;
    }
    return value * cable->scale;
}

static bool is_ready(const struct cable *cable, double now_s)
{
    return cable->knob[NOT_READY] == 0 && cable->knob[SENSOR_ERROR] == 0
        && now_s >= cable->started_s + SETTLES_S + cable->interval_s;
}

static void last_answer(struct cable *cable, const struct moment *moment)
{
    double   counts = counts_of(cable, moment->world);
    unsigned flags = 0;
    uint8_t  data[6];

    if (!is_ready(cable, moment->now_s)) {
        answer(cable, moment->now_s, 0, NULL, 0);
        return;
    }
    if (cable->knob[AIR] != 0 || moment->world->has_air)
        flags |= BUBBLE_FLAG;
    if (fabs(counts) > COUNTS_MOST)
        flags |= HIGH_FLAG;
    counts = fmin(fmax(counts, -COUNTS_MOST), COUNTS_MOST);
    word_put(data, 0, (unsigned)lround(counts) & 0xFFFF);
    word_put(data, 2, (unsigned)lround(moment->world->temp_c * COUNTS_PER_C) & 0xFFFF);
    word_put(data, 4, flags);
    answer(cable, moment->now_s, 0, data, sizeof data);
}

static void information_answer(struct cable *cable, double now_s, uint8_t which)
{
    switch (which) {
    case 0:
    case 2:  text_answer(cable, now_s, "1.0"); break;
    case 1:  text_answer(cable, now_s, cable->name); break;
    case 3:  text_answer(cable, now_s, cable->serial); break;
    default: answer(cable, now_s, 4, NULL, 0); break;
    }
}

static void scale_answer(struct cable *cable, double now_s, unsigned liquid)
{
    uint8_t data[6];

    if (liquid != LIQUID_WATER && liquid != LIQUID_IPA) {
        answer(cable, now_s, 4, NULL, 0);
        return;
    }
    word_put(data, 0, cable->scale);
    word_put(data, 2, cable->unit);
    word_put(data, 4, 0);
    answer(cable, now_s, 0, data, sizeof data);
}

static void start_answer(struct cable *cable, double now_s, const uint8_t *data)
{
    unsigned liquid = (unsigned)data[2] << 8 | data[3];
    bool     is_good = liquid == LIQUID_WATER || liquid == LIQUID_IPA;

    if (is_good) {
        cable->interval_s = 1e-3 * ((unsigned)data[0] << 8 | data[1]);
        cable->started_s = now_s;
    }
    answer(cable, now_s, is_good ? 0 : 4, NULL, 0);
}

static void errors_answer(struct cable *cable, double now_s)
{
    uint8_t data[5] = { 0, 0, 0, cable->has_error ? 1 : 0, cable->has_error ? 0x20 : 0 };

    cable->has_error = false;
    answer(cable, now_s, 0, data, sizeof data);
}

/* ------------------------------------------------------------------ requests */

/* How many bytes of data each command takes. */
static const struct { uint8_t code, count; } commands[] = {
    { 0x24, 1 }, { 0x33, 4 }, { 0x34, 0 }, { 0x35, 1 }, { 0x50, 0 }, { 0x53, 2 }, { 0xD0, 1 },
    { 0xD1, 0 }, { 0xD2, 1 },
};

/* 0: well formed; else what the state says. */
static uint8_t objection(const struct cable *cable)
{
    const uint8_t *inside = cable->inside;

    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (commands[i].code == inside[1])
            return commands[i].count == inside[2] ? 0 : 1;
    return 2;
}

static void obey(struct cable *cable, const struct moment *moment)
{
    static const uint8_t version[7] = { 1, 7, 0, 1, 1, 1, 0 };
    const uint8_t *data = cable->inside + 3;
    double         now_s = moment->now_s;

    switch (cable->inside[1]) {
    case 0x24: cable->sensor = data[0]; answer(cable, now_s, 0, NULL, 0); break;
    case 0x33: start_answer(cable, now_s, data); break;
    case 0x34: cable->started_s = (double)NAN; answer(cable, now_s, 0, NULL, 0); break;
    case 0x35: last_answer(cable, moment); break;
    case 0x50: text_answer(cable, now_s, cable->product); break;
    case 0x53: scale_answer(cable, now_s, (unsigned)data[0] << 8 | data[1]); break;
    case 0xD0: information_answer(cable, now_s, data[0]); break;
    case 0xD1: answer(cable, now_s, 0, version, sizeof version); break;
    case 0xD2: errors_answer(cable, now_s); break;
    default:   break;
    }
}

/* What stood between two marks. */
static void request(struct cable *cable, const struct moment *moment)
{
    const uint8_t *inside = cable->inside;
    uint8_t        refusal;

    if (cable->is_escaped || cable->count < 4 || inside[0] != cable->address
        || cable->count != 4u + inside[2])
        return;
    refusal = inside[cable->count - 1] == checksum_inverted(inside, cable->count - 1)
                  ? objection(cable) : 5;
    if (refusal)
        answer(cable, moment->now_s, refusal, NULL, 0);
    else
        obey(cable, moment);
}

static void byte_heard(struct cable *cable, const struct moment *moment, uint8_t byte)
{
    if (byte == MARK) {
        if (cable->is_inside && cable->count > 0)
            request(cable, moment);
        cable->is_inside = true;
        cable->is_escaped = false;
        cable->count = 0;
    } else if (byte == ESCAPE) {
        cable->is_escaped = true;
    } else if (cable->count == sizeof cable->inside) {
        cable->is_inside = false;
    } else {
        cable->inside[cable->count++] = cable->is_escaped ? byte ^ FLIP : byte;
        cable->is_escaped = false;
    }
}

/* ------------------------------------------------------------------ the emulator */

static void cable_step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                       struct emulator_world *world, double *signals)
{
    struct cable *cable = (struct cable *)emulator;
    struct moment moment = { now_s, world };

    (void)dt_s;
    emulator_line_hear(&cable->line, port, now_s, (double)INFINITY);
    for (size_t i = 0; i < cable->line.in_count; i++)
        byte_heard(cable, &moment, cable->line.in[i]);
    emulator_line_drop(&cable->line, cable->line.in_count);
    emulator_line_speak(&cable->line, port, now_s);
    signals[IS_MEASURING] = !isnan(cable->started_s);
    signals[ANSWERS] = (double)cable->answers;
}

static void cable_turn(struct emulator *emulator, size_t knob, double value)
{
    struct cable *cable = (struct cable *)emulator;

    if (knob < EMULATOR_FAULT_COUNT)
        cable->line.faults[knob] = value;
    cable->knob[knob] = value;
    if (knob == POWER_CYCLE && value != 0)
        power_up(cable);
    if (knob == SENSOR_ERROR && value != 0)
        cable->has_error = true;
}

static enum err settings_read(struct cable *cable, struct settings *given, struct why *why)
{
    struct device_settings from = { settings_of, sizeof settings_of / sizeof *settings_of, given };
    double        address, scale;
    char          unit[8], *end;
    unsigned long word;

    TRY(device_settings_number(&from, "address", &address, why));
    TRY(device_settings_number(&from, "scale", &scale, why));
    TRY(device_settings_text(&from, "name", cable->name, sizeof cable->name, why));
    TRY(device_settings_text(&from, "serial", cable->serial, sizeof cable->serial, why));
    TRY(device_settings_text(&from, "product", cable->product, sizeof cable->product, why));
    TRY(device_settings_text(&from, "unit", unit, sizeof unit, why));
    word = strtoul(unit, &end, 16);
    if (*end != '\0' || end != unit + 4)
        return why_say(why, ERR_RANGE, "unit = \"%s\": give four hexadecimal digits, as in 0844 "
                                       "for ul/min", unit);
    cable->address = (uint8_t)address;
    cable->scale = (uint16_t)scale;
    cable->unit = (uint16_t)word;
    return ERR_OK;
}

static enum err cable_create(struct emulator **made, struct settings *given, uint64_t seed,
                             struct why *why)
{
    struct cable *cable = calloc(1, sizeof *cable);
    enum err      err;

    (void)seed;
    if (!cable)
        return why_say(why, ERR_MEMORY, "out of memory");
    cable->emulator.type = &emulator_sensirion_shdlc;
    power_up(cable);
    err = settings_read(cable, given, why);
    if (err == ERR_OK)
        *made = &cable->emulator;
    else
        free(cable);
    return err;
}

static void cable_destroy(struct emulator *emulator)
{
    free(emulator);
}

const struct emulator_type emulator_sensirion_shdlc = {
    .name = "sensirion-shdlc",
    .sentence = "Sensirion SCC1 sensor cable with a liquid flow sensor SLF3S-0600F",
    .line = { .baud = 115200, .bits = 8, .parity = PORT_PARITY_NONE, .stop_bits = 1 },
    .settings = settings_of, .setting_count = sizeof settings_of / sizeof *settings_of,
    .knobs = knobs, .signals = signals_of,
    .knob_count = KNOB_COUNT, .signal_count = SIGNAL_COUNT,
    .create = cable_create, .turn = cable_turn, .step = cable_step, .destroy = cable_destroy,
};
