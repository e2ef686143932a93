#include "iet_prs.h"

#include "device_line.h"
#include "device_settings.h"
#include "iet_prs_wire.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define REPLY_MAX 96

enum { WHO, ALIVE, SHORT_OLD, SHORT_NEW, SET, CONFIRM, COUNT };

static const struct device_question questions[COUNT] = {
    [WHO]       = { .what = "who is there",              .is_idempotent = true },
    [ALIVE]     = { .what = "is it there",               .is_idempotent = true },
    [SHORT_OLD] = { .what = "the short",                 .has_no_answer = true },
    [SHORT_NEW] = { .what = "the short, new resistance", .has_no_answer = true },
    [SET]       = { .what = "to set the resistance",     .has_no_answer = true },
    [CONFIRM]   = { .what = "is it there, with the new resistance", .is_idempotent = true },
};

static const struct device_setting settings_rows[] = {
    { .name = "load_least_ohm", .unit = "ohm", .least = 0, .most = 1e8, .usual = 10,
      .mark = DEVICE_MARK_UNVERIFIED, .sentence = "no order goes below" },
    { .name = "load_most_ohm", .unit = "ohm", .least = 0, .most = 1e8, .usual = 10000,
      .mark = DEVICE_MARK_UNVERIFIED, .sentence = "no order goes above, whatever it has" },
    { .name = "decades", .unit = "-", .least = 0, .most = IET_PRS_DIGITS, .usual = 0,
      .mark = DEVICE_MARK_HIGH, .sentence = "how many it has; 0: as it says" },
    { .name = "load_step_ohm", .unit = "ohm", .least = 0, .most = 1e6, .usual = 0,
      .mark = DEVICE_MARK_HIGH, .sentence = "its lowest decade; 0: as it says" },
    { .name = "switches_live", .unit = "-", .least = 0, .most = 1, .usual = 0,
      .mark = DEVICE_MARK_HIGH, .sentence = "1: it may be switched again while current may flow" },
    { .name = "glitch_free", .unit = "-", .least = 0, .most = 1, .usual = 0,
      .mark = DEVICE_MARK_HIGH, .sentence = "1: it has the short option, and changes through it" },
};
#define SETTING_COUNT (sizeof settings_rows / sizeof settings_rows[0])

struct memory {
    double   least_ohm, most_ohm, step_setting_ohm, step_ohm;
    unsigned decades_setting, decades;
    bool     switches_live, is_glitch_free, has_switched;
    double   sent_ohm;                  /* NAN: nothing was, or nobody knows */
    bool     is_sent;                   /* and has the box answered behind it? then it is known */
    char     identity[REPLY_MAX];       /* as it said at first: another line is not its answer */
};

static enum err begin(struct device *device, struct settings *settings, struct why *why)
{
    const struct device_settings given = { settings_rows, SETTING_COUNT, settings };
    struct memory               *memory = device_memory(device);
    double                       decades, live, glitch_free;

    TRY(device_settings_number(&given, "load_least_ohm", &memory->least_ohm, why));
    TRY(device_settings_number(&given, "load_most_ohm", &memory->most_ohm, why));
    TRY(device_settings_number(&given, "decades", &decades, why));
    TRY(device_settings_number(&given, "load_step_ohm", &memory->step_setting_ohm, why));
    TRY(device_settings_number(&given, "switches_live", &live, why));
    TRY(device_settings_number(&given, "glitch_free", &glitch_free, why));
    if (memory->least_ohm > memory->most_ohm)
        return why_say(why, ERR_RANGE, "load_least_ohm = %g is above load_most_ohm = %g",
                       memory->least_ohm, memory->most_ohm);
    memory->decades_setting = (unsigned)decades;
    memory->switches_live = live != 0;
    memory->is_glitch_free = glitch_free != 0;
    memory->sent_ohm = (double)NAN;
    return ERR_OK;
}

/* ------------------------------------------------------------------ writing */

static size_t write_who(uint8_t *bytes)
{
    static const char text[] = "*IDN?\n";

    memcpy(bytes, text, sizeof text - 1);
    return sizeof text - 1;
}

static size_t write_resistance(const struct memory *memory, double ohm, bool is_short,
                               uint8_t bytes[DEVICE_FRAME_MAX])
{
    uint64_t units = (uint64_t)llround(ohm / memory->step_ohm);
    size_t   count = 0;

    return iet_prs_write(memory->decades, units, is_short, bytes, &count) == ERR_OK ? count : 0;
}

static void start_anew(struct device *device)
{
    struct memory *memory = device_memory(device);

    if (!isnan(memory->sent_ohm))
        device_say(device, "the link was lost: which resistance is set is not known any more");
    memory->sent_ohm = (double)NAN;
    memory->is_sent = false;
}

static size_t write_question(struct device *device, int question, double value,
                             uint8_t bytes[DEVICE_FRAME_MAX])
{
    struct memory *memory = device_memory(device);

    switch (question) {
    case WHO:
        start_anew(device);
        return write_who(bytes);
    case SHORT_OLD:
        if (isnan(memory->sent_ohm))
            return 0;
        return write_resistance(memory, memory->sent_ohm, true, bytes);
    case SHORT_NEW:
        return write_resistance(memory, value, true, bytes);
    case SET:
        memory->has_switched = true;
        memory->sent_ohm = value;
        memory->is_sent = false;
        device_forget(device, DEVICE_READ_LOAD);
        return write_resistance(memory, value, false, bytes);
    default:
        return write_who(bytes);
    }
}

static enum device_scan scan(const struct device *device, const uint8_t *bytes, size_t count,
                             size_t *used)
{
    (void)device;
    return device_line_scan(bytes, count, used);
}

/* ------------------------------------------------------------------ hearing */

static void model_take(struct device *device, const struct iet_prs_model *model, const char *line)
{
    struct memory *memory = device_memory(device);

    memory->decades = memory->decades_setting > 0 ? memory->decades_setting : model->decades;
    memory->step_ohm = memory->step_setting_ohm > 0 ? memory->step_setting_ohm : model->step_ohm;
    strcpy(memory->identity, line);
    device_identify(device, line, strlen(line));
    if (memory->is_glitch_free && model->options == 0) {
        device_say(device, "it has no short option: its changes are not free of glitches");
        memory->is_glitch_free = false;
    }
}

static enum device_heard hear(struct device *device, int question, double value,
                              const uint8_t *frame, size_t count)
{
    struct memory       *memory = device_memory(device);
    struct iet_prs_model model;
    char                 line[REPLY_MAX];
    size_t               size = count - 1;

    (void)value;
    if (size > 0 && frame[size - 1] == '\r')
        size--;
    if (size >= sizeof line)
        return DEVICE_GARBLED;
    memcpy(line, frame, size);
    line[size] = '\0';
    if (iet_prs_model_read(line, &model) != ERR_OK ||
        (question != WHO && strcmp(line, memory->identity) != 0))
        return DEVICE_GARBLED;
    if (question == WHO)
        model_take(device, &model, line);
    if (question == CONFIRM)
        memory->is_sent = true;
    if (memory->is_sent)
        (void)device_tell(device, DEVICE_READ_LOAD, memory->sent_ohm);
    return DEVICE_DONE;
}

/* ------------------------------------------------------------------ orders */

static double most_ohm(const struct memory *memory)
{
    return fmin(memory->most_ohm, (pow(10, memory->decades) - 1) * memory->step_ohm);
}

static enum err order(struct device *device, enum device_order which, double value,
                      struct why *why)
{
    struct memory *memory = device_memory(device);
    double         ohm = round(value / memory->step_ohm) * memory->step_ohm;

    if (which != DEVICE_ORDER_LOAD)
        return why_say(why, ERR_UNKNOWN, "iet-prs takes the order load_ohm alone");
    if (!(value >= memory->least_ohm && value <= most_ohm(memory)))
        return why_say(why, ERR_RANGE, "load_ohm = %g: this box goes from %g to %g ohm", value,
                       memory->least_ohm, most_ohm(memory));
    if (memory->is_sent && fabs(ohm - memory->sent_ohm) < memory->step_ohm / 2)
        return ERR_OK;
    if (memory->has_switched && !memory->switches_live)
        return why_say(why, ERR_REFUSED, "the resistance is not switched again: the box cannot "
                       "know whether current flows; if that does no harm, set switches_live = 1");
    if (memory->is_glitch_free) {
        TRY(device_ask(device, SHORT_OLD, 0));
        TRY(device_ask(device, SHORT_NEW, ohm));
    }
    TRY(device_ask(device, SET, ohm));
    return device_ask(device, CONFIRM, 0);
}

static const uint8_t start[] = { WHO, DEVICE_END };
static const uint8_t poll[]  = { ALIVE, DEVICE_END };

const struct device_type device_iet_prs = {
    .name = "iet-prs",
    .sentence = "IET PRS-200 family programmable resistance, for impedance checks",
    .roles = 1u << DEVICE_ROLE_LOAD,
    .readings = 1u << DEVICE_READ_LOAD,
    .orders = 1u << DEVICE_ORDER_LOAD,
    .has_bare_lines = true,
    .line = { .baud = 9600, .bits = 8, .stop_bits = 1 },
    .poll_s = 0.5, .timeout_s = 0.5, .gap_s = 0.01, .lost_s = 3, .age_s_max = 2, .tries = 3,
    .settings = settings_rows, .setting_count = SETTING_COUNT,
    .questions = questions, .question_count = COUNT,
    .start = start, .poll = poll,
    .memory = sizeof(struct memory), .begin = begin,
    .write = write_question, .scan = scan, .hear = hear, .order = order,
};
