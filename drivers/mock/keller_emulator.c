#include "keller_emulator.h"

#include "drivers/checksum.h"
#include "drivers/device_settings.h"
#include "emulator_line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ANYBODY     250u
#define REPLY_S     0.002
#define SILENCE_S   0.05            /* half a request older than this is none */
#define BAR_PER_KPA 0.01
#define PA_PER_BAR  1e5

enum knob { UNINITIALISED = EMULATOR_FAULT_COUNT, NAN_KNOB, SENSOR_ERROR, EXCEPTION, ECHO,
            KNOB_COUNT };

static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS
    [UNINITIALISED] = { "uninitialised", "-", 0, 1, "1: it loses its power and has it again",
                        NULL },
    [NAN_KNOB]     = { "nan",          "-", 0, 1,   "its pressure cell is broken: NAN", NULL },
    [SENSOR_ERROR] = { "sensor_error", "-", 0, 1,   "the status marks every channel wrong", NULL },
    [EXCEPTION]    = { "exception",    "-", 0, 127, "everything is refused with this code", NULL },
    [ECHO]         = { "echo",         "-", 0, 1,   "its adapter gives back what is sent", NULL },
};

enum signal { PRESSURE_KPA, IS_INITIALISED, ANSWERS, SIGNAL_COUNT };

static const struct emulator_word signals_of[SIGNAL_COUNT] = {
    [PRESSURE_KPA]   = { "pressure_kpa",   "kPa", -1e5, 1e5, "as it would say it", NULL },
    [IS_INITIALISED] = { "is_initialised", "-",   0,    1,   "since power-up", NULL },
    [ANSWERS]        = { "answers",        "-",   0,    1e9, "since the beginning", NULL },
};

static const struct device_setting settings_of[] = {
    { .name = "address", .unit = "-", .least = 1, .most = 249, .usual = 1,
      .sentence = "on the line" },
    { .name = "serial", .unit = "-", .least = 0, .most = 4294967295.0, .usual = 104711,
      .sentence = "serial number" },
    { .name = "ambient_kpa", .unit = "kPa", .least = 0, .most = 120, .usual = 0,
      .sentence = "101.3 for one that measures absolute pressure" },
};

struct gauge {
    struct emulator emulator;
    struct emulator_line line;
    double   knob[KNOB_COUNT];
    uint8_t  address;
    uint32_t serial;
    double   ambient_kpa, zero_kpa;
    bool     is_initialised;
    unsigned long answers;
};

struct moment { double now_s; const struct emulator_world *world; };

static bool is_sound(const uint8_t *bytes, size_t count)
{
    uint16_t crc = checksum_crc_modbus(bytes, count - 2);

    return bytes[count - 2] == crc >> 8 && bytes[count - 1] == (crc & 0xFF);
}

static void answer(struct gauge *gauge, double now_s, uint8_t function, const uint8_t *data,
                   size_t count)
{
    uint8_t  bytes[16] = { gauge->line.in[0], function };
    uint16_t crc;

    memcpy(bytes + 2, data, count);
    crc = checksum_crc_modbus(bytes, 2 + count);
    bytes[2 + count] = (uint8_t)(crc >> 8);
    bytes[3 + count] = (uint8_t)crc;
    gauge->answers++;
    emulator_line_answer(&gauge->line, bytes, 4 + count, now_s + REPLY_S);
}

static void refuse(struct gauge *gauge, double now_s, uint8_t code)
{
    answer(gauge, now_s, gauge->line.in[1] | 0x80, &code, 1);
}

/* ------------------------------------------------------------------ what it measures */

static double pressure_kpa(const struct gauge *gauge, const struct emulator_world *world)
{
    return gauge->knob[NAN_KNOB] != 0 ? (double)NAN
                                      : world->line_kpa + gauge->ambient_kpa - gauge->zero_kpa;
}

static void four_put(uint8_t *out, uint32_t bits)
{
    for (int i = 3; i >= 0; i--, bits >>= 8)
        out[i] = (uint8_t)bits;
}

/* Bar or degrees; false: there is no such channel. */
static bool channel_value(const struct gauge *gauge, const struct emulator_world *world,
                          uint8_t channel, double *value)
{
    switch (channel) {
    case 1:  *value = pressure_kpa(gauge, world) * BAR_PER_KPA; return true;
    case 4:  *value = world->temp_c; return true;
    default: return false;
    }
}

static void float_answer(struct gauge *gauge, const struct moment *moment)
{
    uint8_t  data[5] = { 0 };
    double   value;
    float    as_float;
    uint32_t bits;

    if (!channel_value(gauge, moment->world, gauge->line.in[2], &value)) {
        refuse(gauge, moment->now_s, 2);
        return;
    }
    as_float = (float)value;
    memcpy(&bits, &as_float, sizeof bits);
    four_put(data, bits);
    data[4] = gauge->knob[SENSOR_ERROR] != 0 ? 0xFF : 0;
    answer(gauge, moment->now_s, 73, data, sizeof data);
}

static void integer_answer(struct gauge *gauge, const struct moment *moment)
{
    uint8_t data[5] = { 0 };
    double  value;

    if (!channel_value(gauge, moment->world, gauge->line.in[2], &value)) {
        refuse(gauge, moment->now_s, 2);
        return;
    }
    value *= gauge->line.in[2] == 1 ? PA_PER_BAR : 100;
    four_put(data, isfinite(value) ? (uint32_t)(int32_t)lround(value) : 0x7FFFFFFFu);
    data[4] = gauge->knob[SENSOR_ERROR] != 0 || !isfinite(value) ? 0xFF : 0;
    answer(gauge, moment->now_s, 74, data, sizeof data);
}

static void serial_answer(struct gauge *gauge, double now_s)
{
    uint8_t data[4];

    four_put(data, gauge->serial);
    answer(gauge, now_s, 69, data, sizeof data);
}

static void zero_answer(struct gauge *gauge, const struct moment *moment)
{
    const uint8_t done = 0;

    if (gauge->line.in[2] > 1) {
        refuse(gauge, moment->now_s, 2);
        return;
    }
    gauge->zero_kpa = gauge->line.in[2] == 0 ? moment->world->line_kpa + gauge->ambient_kpa : 0;
    answer(gauge, moment->now_s, 95, &done, 1);
}

/* ------------------------------------------------------------------ requests */

/* Bytes of a request, 0: none of ours. */
static size_t request_count(uint8_t function)
{
    switch (function) {
    case 48: case 69:          return 4;
    case 73: case 74: case 95: return 5;
    default:                   return 0;
    }
}

static void obey(struct gauge *gauge, const struct moment *moment)
{
    static const uint8_t kind[6] = { 5, 20, 10, 40, 10, 1 };

    if (gauge->line.in[0] != gauge->address && gauge->line.in[0] != ANYBODY)
        return;
    if (gauge->knob[EXCEPTION] != 0) {
        refuse(gauge, moment->now_s, (uint8_t)gauge->knob[EXCEPTION]);
        return;
    }
    if (!gauge->is_initialised && gauge->line.in[1] != 48) {
        refuse(gauge, moment->now_s, 32);
        return;
    }
    switch (gauge->line.in[1]) {
    case 48:
        gauge->is_initialised = true;
        answer(gauge, moment->now_s, 48, kind, sizeof kind);
        break;
    case 69: serial_answer(gauge, moment->now_s); break;
    case 73: float_answer(gauge, moment); break;
    case 74: integer_answer(gauge, moment); break;
    case 95: zero_answer(gauge, moment); break;
    default: break;
    }
}

/* Another function of four bytes is answered as one that it does not know. */
static void requests_hear(struct gauge *gauge, const struct moment *moment)
{
    struct emulator_line *line = &gauge->line;

    while (line->in_count >= 4) {
        size_t whole = request_count(line->in[1]);
        if (whole > line->in_count)
            return;
        if (whole > 0 && is_sound(line->in, whole)) {
            obey(gauge, moment);
            emulator_line_drop(line, whole);
        } else if (whole == 0 && is_sound(line->in, 4) && line->in[0] == gauge->address) {
            refuse(gauge, moment->now_s, 1);
            emulator_line_drop(line, 4);
        } else {
            emulator_line_drop(line, 1);
        }
    }
}

/* ------------------------------------------------------------------ the emulator */

static void gauge_step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                       struct emulator_world *world, double *signals)
{
    struct gauge *gauge = (struct gauge *)emulator;
    struct moment moment = { now_s, world };

    (void)dt_s;
    emulator_line_hear_echoing(&gauge->line, port, now_s, SILENCE_S, gauge->knob[ECHO] != 0);
    requests_hear(gauge, &moment);
    emulator_line_speak(&gauge->line, port, now_s);
    signals[PRESSURE_KPA] = pressure_kpa(gauge, world);
    signals[IS_INITIALISED] = gauge->is_initialised;
    signals[ANSWERS] = (double)gauge->answers;
}

static void gauge_turn(struct emulator *emulator, size_t knob, double value)
{
    struct gauge *gauge = (struct gauge *)emulator;

    if (knob < EMULATOR_FAULT_COUNT)
        gauge->line.faults[knob] = value;
    gauge->knob[knob] = value;
    if (knob == UNINITIALISED && value != 0)
        gauge->is_initialised = false;
}

static enum err gauge_create(struct emulator **made, struct settings *given, uint64_t seed,
                             struct why *why)
{
    struct device_settings from = { settings_of, sizeof settings_of / sizeof *settings_of, given };
    struct gauge *gauge = calloc(1, sizeof *gauge);
    double        address, serial;
    enum err      err;

    (void)seed;
    if (!gauge)
        return why_say(why, ERR_MEMORY, "out of memory");
    gauge->emulator.type = &emulator_keller;
    TRY_OR_DONE(device_settings_number(&from, "address", &address, why));
    TRY_OR_DONE(device_settings_number(&from, "serial", &serial, why));
    TRY_OR_DONE(device_settings_number(&from, "ambient_kpa", &gauge->ambient_kpa, why));
    gauge->address = (uint8_t)address;
    gauge->serial = (uint32_t)serial;
    *made = &gauge->emulator;
    return ERR_OK;
done:
    free(gauge);
    return err;
}

static void gauge_destroy(struct emulator *emulator)
{
    free(emulator);
}

const struct emulator_type emulator_keller = {
    .name = "keller",
    .sentence = "KELLER pressure transmitter of series 33X",
    .line = { .baud = 9600, .bits = 8, .parity = PORT_PARITY_NONE, .stop_bits = 1 },
    .settings = settings_of, .setting_count = sizeof settings_of / sizeof *settings_of,
    .knobs = knobs, .signals = signals_of,
    .knob_count = KNOB_COUNT, .signal_count = SIGNAL_COUNT,
    .create = gauge_create, .turn = gauge_turn, .step = gauge_step, .destroy = gauge_destroy,
};
