#include "modbus_rtu_emulator.h"

#include "base/units.h"
#include "drivers/checksum.h"
#include "drivers/device_settings.h"
#include "emulator_line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_MAX    256u
#define COILS        16u
#define DISCRETES    1u
#define HOLDINGS     32u
#define INPUTS       101u
#define IDENTITY     4711u
#define REPLY_S      0.004
#define SILENCE_S    0.05           /* half a request older than this is none */
#define COIL_ON      0xFF00u

enum knob { STALL = EMULATOR_FAULT_COUNT, NAN_KNOB, EXCEPTION, IGNORE_WRITES, POWER_CYCLE, ECHO,
            KNOB_COUNT };

static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS
    [STALL]         = { "stall",         "-", 0, 1,   "it runs, and nothing comes out", NULL },
    [NAN_KNOB]      = { "nan",           "-", 0, 1,   "its thermometer is broken: NAN", NULL },
    [EXCEPTION]     = { "exception",     "-", 0, 127, "everything is refused with this code",
                        NULL },
    [IGNORE_WRITES] = { "ignore_writes", "-", 0, 1,   "writes are answered and not obeyed", NULL },
    [POWER_CYCLE]   = { "power_cycle",   "-", 0, 1,   "1: it is switched off and on", NULL },
    [ECHO]          = { "echo",          "-", 0, 1,   "its adapter gives back what is sent",
                        NULL },
};

enum signal { RATE_UL_PER_H, IS_RUNNING, REQUESTS, SIGNAL_COUNT };

static const struct emulator_word signals_of[SIGNAL_COUNT] = {
    [RATE_UL_PER_H] = { "rate_ul_per_h", "uL/h", -1e9, 1e9, "what it pumps now", NULL },
    [IS_RUNNING]    = { "is_running",    "-",    0,    1,   "coil 0", NULL },
    [REQUESTS]      = { "requests",      "-",    0,    1e9, "obeyed since power-up", NULL },
};

static const struct device_setting settings_of[] = {
    { .name = "address", .unit = "-", .least = 1, .most = 247, .usual = 1,
      .sentence = "on the line" },
    { .name = "word_order", .unit = "-", .usual_text = "abcd",
      .sentence = "abcd: floats high word first; cdab: low word first" },
};

enum word_order { HIGH_WORD_FIRST, LOW_WORD_FIRST };
static const char *const word_orders[] = {
    [HIGH_WORD_FIRST] = "abcd", [LOW_WORD_FIRST] = "cdab", NULL
};

struct box {
    struct emulator emulator;
    struct emulator_line line;
    double   knob[KNOB_COUNT];
    uint8_t  address;
    bool     swaps_words;
    /* since power-up */
    bool     coils[COILS];
    uint16_t holdings[HOLDINGS], inputs[INPUTS];
    bool     discretes[DISCRETES];
    unsigned long requests;
};

static void power_up(struct box *box)
{
    memset(box->coils, 0, sizeof box->coils);
    memset(box->holdings, 0, sizeof box->holdings);
    box->requests = 0;
    emulator_line_drop(&box->line, box->line.in_count);
}

/* ------------------------------------------------------------------ registers */

static void float_put(const struct box *box, uint16_t *registers, double value)
{
    float    as_float = (float)value;
    uint32_t bits;

    memcpy(&bits, &as_float, sizeof bits);
    registers[box->swaps_words ? 1 : 0] = (uint16_t)(bits >> 16);
    registers[box->swaps_words ? 0 : 1] = (uint16_t)bits;
}

static double float_get(const struct box *box, const uint16_t *registers)
{
    uint32_t bits = (uint32_t)registers[box->swaps_words ? 1 : 0] << 16
                  | registers[box->swaps_words ? 0 : 1];
    float    value;

    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

/* What it pumps: a rate that is no rate is none. */
static double rate_ul_per_h(const struct box *box)
{
    double rate = float_get(box, box->holdings);

    return box->coils[0] && box->knob[STALL] == 0 && rate > 0 && rate < 1e9 ? rate : 0;
}

static void measure(struct box *box, const struct emulator_world *world)
{
    double temp_c = box->knob[NAN_KNOB] != 0 ? (double)NAN : world->probe_c[0];
    double tenths = isnan(temp_c) ? -32768 : fmin(fmax(round(10 * temp_c), -32768), 32767);

    float_put(box, box->inputs, temp_c);
    float_put(box, box->inputs + 2, world->flow_ul_per_h);
    float_put(box, box->inputs + 4, world->line_kpa);
    box->inputs[6] = (uint16_t)((int)tenths & 0xFFFF);
    box->inputs[7] = box->coils[0];
    box->inputs[100] = IDENTITY;
    box->discretes[0] = world->has_air;
}

/* ------------------------------------------------------------------ answers */

static void answer(struct box *box, double now_s, uint8_t function, const uint8_t *data,
                   size_t count)
{
    uint8_t  bytes[FRAME_MAX] = { box->address, function };
    uint16_t crc;

    if (box->line.in[0] == 0)             /* to everybody: nobody answers */
        return;
    memcpy(bytes + 2, data, count);
    crc = checksum_crc_modbus(bytes, 2 + count);
    bytes[2 + count] = (uint8_t)crc;
    bytes[3 + count] = (uint8_t)(crc >> 8);
    emulator_line_answer(&box->line, bytes, 4 + count, now_s + REPLY_S);
}

static void refuse(struct box *box, double now_s, uint8_t code)
{
    answer(box, now_s, box->line.in[1] | 0x80, &code, 1);
}

static unsigned word_at(const struct box *box, size_t at)
{
    return (unsigned)box->line.in[at] << 8 | box->line.in[at + 1];
}

static void bits_answer(struct box *box, double now_s, const bool *bits, unsigned room)
{
    unsigned start = word_at(box, 2), count = word_at(box, 4);
    uint8_t  data[1 + COILS / 8 + 1] = { 0 };

    if (count == 0 || count > 2000) {
        refuse(box, now_s, 3);
        return;
    }
    if (start + count > room) {
        refuse(box, now_s, 2);
        return;
    }
    data[0] = (uint8_t)((count + 7) / 8);
    for (unsigned i = 0; i < count; i++)
        data[1 + i / 8] |= (uint8_t)(bits[start + i] << i % 8);
    answer(box, now_s, box->line.in[1], data, 1u + data[0]);
}

static void registers_answer(struct box *box, double now_s, const uint16_t *registers,
                             unsigned room)
{
    unsigned start = word_at(box, 2), count = word_at(box, 4);
    uint8_t  data[FRAME_MAX];

    if (count == 0 || count > 125) {
        refuse(box, now_s, 3);
        return;
    }
    if (start + count > room) {
        refuse(box, now_s, 2);
        return;
    }
    data[0] = (uint8_t)(2 * count);
    for (unsigned i = 0; i < count; i++) {
        data[1 + 2 * i] = (uint8_t)(registers[start + i] >> 8);
        data[2 + 2 * i] = (uint8_t)registers[start + i];
    }
    answer(box, now_s, box->line.in[1], data, 1u + data[0]);
}

static void coil_write(struct box *box, double now_s)
{
    unsigned at = word_at(box, 2), value = word_at(box, 4);

    if (value != 0 && value != COIL_ON) {
        refuse(box, now_s, 3);
    } else if (at >= COILS) {
        refuse(box, now_s, 2);
    } else {
        if (box->knob[IGNORE_WRITES] == 0)
            box->coils[at] = value == COIL_ON;
        answer(box, now_s, 5, box->line.in + 2, 4);
    }
}

static void register_write(struct box *box, double now_s)
{
    unsigned at = word_at(box, 2);

    if (at >= HOLDINGS) {
        refuse(box, now_s, 2);
        return;
    }
    if (box->knob[IGNORE_WRITES] == 0)
        box->holdings[at] = (uint16_t)word_at(box, 4);
    answer(box, now_s, 6, box->line.in + 2, 4);
}

static void registers_write(struct box *box, double now_s)
{
    unsigned start = word_at(box, 2), count = word_at(box, 4);

    if (count == 0 || count > 123 || box->line.in[6] != 2 * count) {
        refuse(box, now_s, 3);
        return;
    }
    if (start + count > HOLDINGS) {
        refuse(box, now_s, 2);
        return;
    }
    for (unsigned i = 0; i < count && box->knob[IGNORE_WRITES] == 0; i++)
        box->holdings[start + i] = (uint16_t)word_at(box, 7 + 2 * i);
    answer(box, now_s, 16, box->line.in + 2, 4);
}

/* ------------------------------------------------------------------ requests */

/* Bytes of a request that begins so; 0: none; more than there are: wait. */
static size_t request_count(const struct box *box)
{
    switch (box->line.in[1]) {
    case 1: case 2: case 3: case 4: case 5: case 6: case 8: return 8;
    case 16: return box->line.in_count < 7 ? 9 : 9u + box->line.in[6];
    case 17: return 4;
    default: return 0;
    }
}

static bool is_sound(const uint8_t *bytes, size_t count)
{
    uint16_t crc = checksum_crc_modbus(bytes, count - 2);

    return bytes[count - 2] == (crc & 0xFF) && bytes[count - 1] == crc >> 8;
}

static void obey(struct box *box, double now_s)
{
    static const uint8_t server[] = { 13, 'p', 'a', 'i', 'n', 'r', 'i', 'g', ' ', 'p', 'u', 'm',
                                      'p', 0xFF };

    if (box->line.in[0] != box->address && box->line.in[0] != 0)
        return;
    if (box->knob[EXCEPTION] != 0) {
        refuse(box, now_s, (uint8_t)box->knob[EXCEPTION]);
        return;
    }
    box->requests++;
    switch (box->line.in[1]) {
    case 1:  bits_answer(box, now_s, box->coils, COILS); break;
    case 2:  bits_answer(box, now_s, box->discretes, DISCRETES); break;
    case 3:  registers_answer(box, now_s, box->holdings, HOLDINGS); break;
    case 4:  registers_answer(box, now_s, box->inputs, INPUTS); break;
    case 5:  coil_write(box, now_s); break;
    case 6:  register_write(box, now_s); break;
    case 8:  answer(box, now_s, 8, box->line.in + 2, 4); break;
    case 16: registers_write(box, now_s); break;
    case 17: answer(box, now_s, 17, server, sizeof server); break;
    default: break;
    }
}

static void requests_hear(struct box *box, double now_s)
{
    struct emulator_line *line = &box->line;

    while (line->in_count >= 4) {
        size_t whole = request_count(box);
        if (whole > line->in_count && whole <= FRAME_MAX)
            return;
        if (whole > 0 && whole <= FRAME_MAX && is_sound(line->in, whole)) {
            obey(box, now_s);
            emulator_line_drop(line, whole);
        } else if (whole == 0 && is_sound(line->in, 4) && line->in[0] == box->address) {
            refuse(box, now_s, 1);
            emulator_line_drop(line, 4);
        } else {
            emulator_line_drop(line, 1);
        }
    }
}

/* ------------------------------------------------------------------ the emulator */

static void box_step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                     struct emulator_world *world, double *signals)
{
    struct box *box = (struct box *)emulator;

    measure(box, world);
    emulator_line_hear_echoing(&box->line, port, now_s, SILENCE_S, box->knob[ECHO] != 0);
    requests_hear(box, now_s);
    emulator_line_speak(&box->line, port, now_s);
    world->pushed_ul += rate_ul_per_h(box) * dt_s / S_PER_HOUR;
    signals[RATE_UL_PER_H] = rate_ul_per_h(box);
    signals[IS_RUNNING] = box->coils[0];
    signals[REQUESTS] = (double)box->requests;
}

static void box_turn(struct emulator *emulator, size_t knob, double value)
{
    struct box *box = (struct box *)emulator;

    if (knob < EMULATOR_FAULT_COUNT)
        box->line.faults[knob] = value;
    box->knob[knob] = value;
    if (knob == POWER_CYCLE && value != 0)
        power_up(box);
}

static enum err box_create(struct emulator **made, struct settings *given, uint64_t seed,
                           struct why *why)
{
    struct device_settings from = { settings_of, sizeof settings_of / sizeof *settings_of, given };
    struct box *box = calloc(1, sizeof *box);
    double      address;
    size_t      order;
    enum err    err;

    (void)seed;
    if (!box)
        return why_say(why, ERR_MEMORY, "out of memory");
    box->emulator.type = &emulator_modbus_rtu;
    power_up(box);
    TRY_OR_DONE(device_settings_number(&from, "address", &address, why));
    TRY_OR_DONE(device_settings_choice(&from, "word_order", word_orders, &order, why));
    box->address = (uint8_t)address;
    box->swaps_words = order == LOW_WORD_FIRST;
    *made = &box->emulator;
    return ERR_OK;
done:
    free(box);
    return err;
}

static void box_destroy(struct emulator *emulator)
{
    free(emulator);
}

const struct emulator_type emulator_modbus_rtu = {
    .name = "modbus-rtu",
    .sentence = "a pump with a thermometer that speaks Modbus RTU",
    .line = { .baud = 19200, .bits = 8, .parity = PORT_PARITY_EVEN, .stop_bits = 1 },
    .settings = settings_of, .setting_count = sizeof settings_of / sizeof *settings_of,
    .knobs = knobs, .signals = signals_of,
    .knob_count = KNOB_COUNT, .signal_count = SIGNAL_COUNT,
    .create = box_create, .turn = box_turn, .step = box_step, .destroy = box_destroy,
};
