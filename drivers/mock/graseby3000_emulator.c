#include "graseby3000_emulator.h"

#include "base/count.h"
#include "base/units.h"
#include "drivers/checksum.h"
#include "drivers/device_settings.h"
#include "emulator_line.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORD_MAX    60u
#define PARAMETER_MAX 17u       /* manual: of this dialect */
#define KPA_PER_PSI   6.894757

/* enumerator, name, unit, most, sentence; 0 is perfect */
#define KNOB_LIST(X)                                                                              \
    X(OCCLUSION, "occlusion", "-", 1, "1: its sensor sees an occlusion, whatever the line does")  \
    X(AIR,       "air",       "-", 1, "1: its sensor sees air")                                   \
    X(EMPTY_BAG, "empty_bag", "-", 1, "1: the bag is empty")                                      \
    X(DOOR,      "door",      "-", 1, "1: its door is open")                                      \
    X(KEY,       "key_press", "-", 1, "1: somebody presses a key, once")                          \
    X(OFF,       "off",       "-", 1, "1: it is switched off (and on again at 0)")                \
    X(CRC,       "wrong_crc", "-", 1, "1: its answers have a wrong CRC")                          \
    X(STUCK,     "set_stuck", "-", 1, "1: a rate is accepted, and not taken")

#define KNOB_ENUM(name, ...) KNOB_##name,
enum { KNOB_BEFORE_ = EMULATOR_FAULT_COUNT - 1, KNOB_LIST(KNOB_ENUM) KNOB_COUNT };
static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS KNOB_LIST(EMULATOR_KNOB_ROW)
};

enum state { OFF, HOLD, RUN, KVO, ALARM, STATE_COUNT };
static const char *const state_labels[STATE_COUNT + 1] = { "off", "hold", "run", "kvo", "alarm",
                                                           NULL };

enum { SIGNAL_STATE, SIGNAL_RATE, SIGNAL_INFUSED, SIGNAL_LEFT, SIGNAL_ALARM, SIGNAL_CONTROL,
       SIGNAL_COUNT };
static const struct emulator_word signals[SIGNAL_COUNT] = {
    [SIGNAL_STATE]   = { "state", "-", 0, STATE_COUNT - 1, "what it does", state_labels },
    [SIGNAL_RATE]    = { "rate_ul_per_h", "uL/h", 0, 1e6, "the rate that is set", NULL },
    [SIGNAL_INFUSED] = { "infused_ul", "uL", 0, 1e7, "its own count", NULL },
    [SIGNAL_LEFT]    = { "left_ul", "uL", 0, 1e7, "of the volume to be infused", NULL },
    [SIGNAL_ALARM]   = { "alarm", "-", 0, 31, "its number", NULL },
    [SIGNAL_CONTROL] = { "has_control", "-", 0, 1, "1 while a computer is in control", NULL },
};

static const struct device_setting settings_rows[] = {
    { "crc_seed", "-", 0, 65535, 0, NULL, DEVICE_MARK_UNVERIFIED, "what its CRC begins with" },
    { "return_codes", "-", 0, 0, 0, "01234", DEVICE_MARK_UNVERIFIED,
      "characters for accepted, wrong CRC, wrong length, wrong mode, wrong parameter" },
    { "model", "-", 0, 0, 0, "30003F", DEVICE_MARK_HIGH, "model and version, as M answers" },
    { "serial", "-", 0, 0, 0, "000000042", DEVICE_MARK_HIGH, "serial number of nine characters" },
    { "rate_ml_per_h", "mL/h", 0, 999, 10, NULL, DEVICE_MARK_HIGH, "that it was left with" },
    { "vtbi_ml", "mL", 0, 9999, 500, NULL, DEVICE_MARK_HIGH, "volume to be infused" },
    { "micro", "-", 0, 1, 0, NULL, DEVICE_MARK_HIGH, "1: a Micro, up to 99.9 mL/h" },
    { "kvo_ml_per_h", "mL/h", 0, 10, 1, NULL, DEVICE_MARK_UNVERIFIED, "to keep the vein open" },
    { "occlusion_psi", "psi", 2, 10, 10, NULL, DEVICE_MARK_HIGH, "pressure that is an occlusion" },
    { "hold_on_expiry", "-", 0, 1, 0, NULL, DEVICE_MARK_UNVERIFIED,
      "1: it goes on hold when its watchdog expires" },
    { "reply_s", "s", 0, 1, 0.02, NULL, DEVICE_MARK_UNVERIFIED, "from a record to its answer" },
};

enum code { ACCEPTED, WRONG_CRC, WRONG_LENGTH, WRONG_MODE, WRONG_PARAMETER, CODE_COUNT };

struct graseby {
    struct emulator      emulator;
    struct emulator_line line;
    double   knobs[KNOB_COUNT];
    uint16_t seed;
    char     codes[CODE_COUNT + 1], model[8], serial[12];
    bool     is_micro, must_hold_on_expiry;
    double   kvo_ml_per_h, occlusion_psi, reply_s;
    enum state state;
    unsigned alarm;
    bool     is_audible, has_control;
    double   watchdog_s, record_s;
    double   rate_ml_per_h, left_ml, infused_ml;
};

/* ------------------------------------------------------------------ commands */

static enum code do_question(struct graseby *pump, const char *parameter)
{
    (void)pump;
    return *parameter ? WRONG_PARAMETER : ACCEPTED;
}

static enum code do_control(struct graseby *pump, const char *parameter)
{
    bool is_number = strlen(parameter) == 2 && isdigit((unsigned char)parameter[0])
                  && isdigit((unsigned char)parameter[1]);
    int  seconds = is_number ? atoi(parameter) : -1;

    if (seconds != 0 && (seconds < 5 || seconds > 60))
        return WRONG_PARAMETER;
    if (seconds > 0 && (pump->state == OFF || pump->state == RUN || pump->state == KVO))
        return WRONG_MODE;
    pump->has_control = seconds > 0;
    pump->watchdog_s = seconds;
    return ACCEPTED;
}

/* "ddd" or "dd.d": `wide` digits, or one less with a point and one more. */
static bool fixed_take(const char *text, size_t wide, double *value)
{
    size_t count = strlen(text);

    if (strspn(text, "0123456789.") != count)
        return false;
    if (count == wide ? strchr(text, '.') != NULL
                      : count != wide + 1 || text[wide - 1] != '.'
                        || strchr(text + wide, '.') != NULL || strchr(text, '.') != text + wide - 1)
        return false;
    *value = strtod(text, NULL);
    return true;
}

static enum code rate_take(struct graseby *pump, const char *parameter)
{
    double ml_per_h;

    if (!fixed_take(parameter, 3, &ml_per_h) || ml_per_h < 0.1
        || ml_per_h > (pump->is_micro ? 99.9 : 999))
        return WRONG_PARAMETER;
    if (pump->knobs[KNOB_STUCK] == 0)
        pump->rate_ml_per_h = ml_per_h;
    return ACCEPTED;
}

static enum code do_rate(struct graseby *pump, const char *parameter)
{
    return pump->state == HOLD ? rate_take(pump, parameter) : WRONG_MODE;
}

static enum code do_titrate(struct graseby *pump, const char *parameter)
{
    return pump->state == RUN ? rate_take(pump, parameter) : WRONG_MODE;
}

static enum code do_volume(struct graseby *pump, const char *parameter)
{
    double ml;

    if (!fixed_take(parameter, 4, &ml))
        return WRONG_PARAMETER;
    if (pump->state != HOLD)
        return WRONG_MODE;
    pump->left_ml = ml;
    return ACCEPTED;
}

static enum code do_run(struct graseby *pump, const char *parameter)
{
    if (*parameter)
        return WRONG_PARAMETER;
    if (pump->state != HOLD || pump->left_ml <= 0 || pump->rate_ml_per_h <= 0)
        return WRONG_MODE;
    pump->state = RUN;
    return ACCEPTED;
}

static enum code do_hold(struct graseby *pump, const char *parameter)
{
    if (*parameter)
        return WRONG_PARAMETER;
    if (pump->state == OFF)
        return WRONG_MODE;
    pump->state = HOLD;
    pump->alarm = 0;
    pump->is_audible = false;
    return ACCEPTED;
}

static enum code do_clear(struct graseby *pump, const char *parameter)
{
    if (*parameter)
        return WRONG_PARAMETER;
    pump->infused_ml = 0;
    return ACCEPTED;
}

static enum code do_silence(struct graseby *pump, const char *parameter)
{
    if (*parameter)
        return WRONG_PARAMETER;
    pump->is_audible = false;
    return ACCEPTED;
}

/* What A, M, Y and I answer beside the states; the others answer with the infusion. */
static const struct {
    char letter;
    bool is_order;
    enum code (*act)(struct graseby *, const char *parameter);
} commands[] = {
    { 'A', false, do_question }, { 'D', false, do_question }, { 'M', false, do_question },
    { 'Y', false, do_question }, { 'I', false, do_control },  { 'B', true, do_silence },
    { 'C', true, do_clear },     { 'L', true, do_volume },    { 'O', true, do_run },
    { 'R', true, do_rate },      { 'S', true, do_hold },      { 'T', true, do_titrate },
};

/* ------------------------------------------------------------------ records */

static unsigned byte_0(const struct graseby *pump)
{
    unsigned number = pump->state == HOLD ? 0x07 : pump->state == KVO ? 0x06 : pump->alarm;

    return number | (pump->is_audible ? 1u << 5 : 0) | 1u << 6 | (pump->has_control ? 1u << 7 : 0);
}

static unsigned byte_1(const struct graseby *pump)
{
    bool is_door = pump->knobs[KNOB_DOOR] != 0;

    return (pump->state == RUN ? 1u << 1 : 0) | (pump->state == KVO ? 1u << 2 : 0)
         | (is_door ? 1u << 5 : 0) | 1u << 6 | (is_door ? 0 : 1u << 7);
}

static unsigned byte_2(const struct graseby *pump)
{
    unsigned psi = pump->occlusion_psi < 3 ? 0 : pump->occlusion_psi < 7 ? 1 : 2;

    return psi << 1 | (pump->state != OFF ? 1u << 3 : 0);
}

static void data_add(const struct graseby *pump, char letter, char *out, size_t size)
{
    if (letter == 'M')
        snprintf(out, size, "%s", pump->model);
    else if (letter == 'Y')
        snprintf(out, size, "%s", pump->serial);
    else if (letter != 'A' && letter != 'I')
        snprintf(out, size, "%06.1f%06.1f%05.1f", pump->infused_ml, pump->left_ml,
                 pump->rate_ml_per_h);
}

static void answer(struct graseby *pump, char letter, enum code code, double now_s)
{
    char     record[RECORD_MAX + 8], data[32] = "";
    size_t   count;
    unsigned crc;

    data_add(pump, letter, data, sizeof data);
    count = (size_t)snprintf(record, sizeof record, "<%02zX%c%02X%02X%02X%s", 15 + strlen(data),
                             pump->codes[code], byte_0(pump), byte_1(pump), byte_2(pump), data);
    crc = checksum_crc_8408(pump->seed, (const uint8_t *)record, count);
    if (pump->knobs[KNOB_CRC] != 0)
        crc ^= 0x0100u;
    count += (size_t)snprintf(record + count, sizeof record - count, "%04X>", crc);
    emulator_line_answer(&pump->line, (const uint8_t *)record, count, now_s + pump->reply_s);
}

/* "<LLCpppXXXX>", terminated: what is wrong with it as a record. */
static enum code record_check(const struct graseby *pump, const char *record, size_t count)
{
    char want[8];

    if (count < 9 || count > 9 + PARAMETER_MAX)
        return WRONG_LENGTH;
    snprintf(want, sizeof want, "%02zX", count);
    if (strncmp(record + 1, want, 2) != 0)
        return WRONG_LENGTH;
    snprintf(want, sizeof want, "%04X",
             (unsigned)checksum_crc_8408(pump->seed, (const uint8_t *)record, count - 5));
    return strncmp(record + count - 5, want, 4) == 0 ? ACCEPTED : WRONG_CRC;
}

static void obey(struct graseby *pump, const char *record, size_t count, double now_s)
{
    enum code code = record_check(pump, record, count);
    char      letter = count > 3 ? record[3] : '?', parameter[RECORD_MAX] = "";
    size_t    i = 0;

    if (code != ACCEPTED) {
        answer(pump, letter, code, now_s);
        return;
    }
    pump->record_s = now_s;
    memcpy(parameter, record + 4, count - 9);
    while (i < COUNT(commands) && commands[i].letter != letter)
        i++;
    if (i == COUNT(commands))
        code = WRONG_PARAMETER;
    else if (commands[i].is_order && !pump->has_control)
        code = WRONG_MODE;
    else
        code = commands[i].act(pump, parameter);
    answer(pump, letter, code, now_s);
}

static void hear(struct graseby *pump, double now_s)
{
    struct emulator_line *line = &pump->line;
    uint8_t              *end;
    char                  record[RECORD_MAX + 1];

    while ((end = memchr(line->in, '>', line->in_count)) != NULL) {
        uint8_t *first = end;
        size_t   count;
        while (first > line->in && *first != '<')
            first--;
        count = (size_t)(end - first) + 1;
        if (*first == '<' && count <= RECORD_MAX) {
            memcpy(record, first, count);
            record[count] = '\0';
            obey(pump, record, count, now_s);
        }
        emulator_line_drop(line, (size_t)(end - line->in) + 1);
    }
}

/* ------------------------------------------------------------------ the machine */

static void raise_alarm(struct graseby *pump, unsigned number)
{
    pump->state = ALARM;
    pump->alarm = number;
    pump->is_audible = true;
}

/* The number of what keeps it from pumping, or 0. */
static unsigned trouble(const struct graseby *pump, const struct emulator_world *world)
{
    if (pump->knobs[KNOB_DOOR] != 0)
        return 0x0B;
    if (pump->knobs[KNOB_AIR] != 0 || world->has_air)
        return 0x0A;
    if (pump->knobs[KNOB_OCCLUSION] != 0 || world->line_kpa >= pump->occlusion_psi * KPA_PER_PSI)
        return 0x09;
    return pump->knobs[KNOB_EMPTY_BAG] != 0 ? 0x08 : 0;
}

static void watch(struct graseby *pump, double now_s)
{
    if (!pump->has_control || now_s - pump->record_s < pump->watchdog_s)
        return;
    pump->has_control = false;
    if (pump->must_hold_on_expiry && (pump->state == RUN || pump->state == KVO))
        pump->state = HOLD;
}

static void pump_step(struct graseby *pump, double dt_s, struct emulator_world *world)
{
    bool   is_kvo = pump->state == KVO;
    double ml_per_h = is_kvo ? fmin(pump->kvo_ml_per_h, pump->rate_ml_per_h) : pump->rate_ml_per_h;
    double moved_ml = ml_per_h * dt_s / S_PER_HOUR;

    if (pump->state != RUN && !is_kvo)
        return;
    if (trouble(pump, world) != 0) {
        raise_alarm(pump, trouble(pump, world));
        return;
    }
    if (!is_kvo && moved_ml >= pump->left_ml) {
        moved_ml = pump->left_ml;
        pump->state = KVO;
        pump->is_audible = true;
    }
    pump->left_ml -= is_kvo ? 0 : moved_ml;
    pump->infused_ml += moved_ml;
    world->pushed_ul += moved_ml * UL_PER_ML;
}

static void graseby_step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                         struct emulator_world *world, double *out)
{
    struct graseby *pump = (struct graseby *)emulator;

    emulator_line_hear(&pump->line, port, now_s, (double)INFINITY);
    hear(pump, now_s);
    watch(pump, now_s);
    pump_step(pump, dt_s, world);
    emulator_line_speak(&pump->line, port, now_s);
    out[SIGNAL_STATE] = pump->state;
    out[SIGNAL_RATE] = pump->rate_ml_per_h * UL_PER_ML;
    out[SIGNAL_INFUSED] = pump->infused_ml * UL_PER_ML;
    out[SIGNAL_LEFT] = pump->left_ml * UL_PER_ML;
    out[SIGNAL_ALARM] = byte_0(pump) & 0x1Fu;
    out[SIGNAL_CONTROL] = pump->has_control;
}

static void graseby_turn(struct emulator *emulator, size_t knob, double value)
{
    struct graseby *pump = (struct graseby *)emulator;

    if (knob < EMULATOR_FAULT_COUNT)
        pump->line.faults[knob] = value;
    pump->knobs[knob] = value;
    if (knob == KNOB_KEY && value != 0)
        pump->has_control = false;
    if (knob == KNOB_OFF) {
        pump->state = value != 0 ? OFF : HOLD;
        pump->alarm = 0;
        pump->has_control = pump->is_audible = false;
    }
}

static enum err settings_take(struct graseby *pump, struct settings *given, struct why *why)
{
    const struct device_settings list = { settings_rows, COUNT(settings_rows), given };
    double seed, is_micro, must_hold;

    TRY(device_settings_number(&list, "crc_seed", &seed, why));
    TRY(device_settings_text(&list, "return_codes", pump->codes, sizeof pump->codes, why));
    TRY(device_settings_text(&list, "model", pump->model, sizeof pump->model, why));
    TRY(device_settings_text(&list, "serial", pump->serial, sizeof pump->serial, why));
    TRY(device_settings_number(&list, "rate_ml_per_h", &pump->rate_ml_per_h, why));
    TRY(device_settings_number(&list, "vtbi_ml", &pump->left_ml, why));
    TRY(device_settings_number(&list, "micro", &is_micro, why));
    TRY(device_settings_number(&list, "kvo_ml_per_h", &pump->kvo_ml_per_h, why));
    TRY(device_settings_number(&list, "occlusion_psi", &pump->occlusion_psi, why));
    TRY(device_settings_number(&list, "hold_on_expiry", &must_hold, why));
    TRY(device_settings_number(&list, "reply_s", &pump->reply_s, why));
    if (strlen(pump->codes) != CODE_COUNT)
        return why_say(why, ERR_RANGE, "return_codes = \"%s\": give five characters", pump->codes);
    pump->seed = (uint16_t)seed;
    pump->is_micro = is_micro != 0;
    pump->must_hold_on_expiry = must_hold != 0;
    return ERR_OK;
}

static void graseby_destroy(struct emulator *emulator) { free(emulator); }

static enum err graseby_create(struct emulator **out, struct settings *given, uint64_t seed,
                               struct why *why)
{
    struct graseby *pump = calloc(1, sizeof *pump);
    enum err        err;

    (void)seed;                 /* nothing here is left to chance */
    if (!pump)
        return ERR_MEMORY;
    TRY_OR_DONE(settings_take(pump, given, why));
    pump->emulator.type = &emulator_graseby3000;
    pump->state = HOLD;
    *out = &pump->emulator;
    return ERR_OK;
done:
    free(pump);
    return err;
}

const struct emulator_type emulator_graseby3000 = {
    .name = "graseby3000",
    .sentence = "Graseby 3000/500 infusion pump, CRC dialect",
    .line = { .baud = 9600, .bits = 8, .parity = PORT_PARITY_NONE, .stop_bits = 1 },
    .settings = settings_rows, .setting_count = COUNT(settings_rows),
    .knobs = knobs, .knob_count = KNOB_COUNT, .signals = signals, .signal_count = SIGNAL_COUNT,
    .create = graseby_create, .turn = graseby_turn, .step = graseby_step,
    .destroy = graseby_destroy,
};
