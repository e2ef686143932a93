#include "sartorius_sbi.h"

#include "device_settings.h"
#include "sartorius_sbi_wire.h"
#include "weight_unit.h"

#include <stdio.h>
#include <string.h>

enum question { MODEL, SERIAL, WEIGH, CLEAR, QUESTION_COUNT };

enum { ALARM_HIGH = 101, ALARM_LOW, ALARM_UNIT, ALARM_CALIBRATING, ALARM_OFF, ALARM_TROUBLE };

struct balance {
    char   clear[2];                    /* the letter that tares */
    char   model[SBI_TEXT_SIZE];
    double grams_per_unit;              /* while the line has no unit */
    int    alarm;                       /* that was told last */
};

static const struct device_question questions[QUESTION_COUNT] = {
    [MODEL]  = { .what = "its model",         .is_idempotent = true },
    [SERIAL] = { .what = "its serial number", .is_idempotent = true },
    [WEIGH]  = { .what = "the weight",        .is_idempotent = true },
    [CLEAR]  = { .what = "the tare",          .has_no_answer = true },
};

static const uint8_t start[] = { MODEL, SERIAL, DEVICE_END };
static const uint8_t poll[]  = { WEIGH, DEVICE_END };

enum { SETTING_CLEAR, SETTING_UNIT, SETTING_COUNT };
static const struct device_setting settings_rows[SETTING_COUNT] = {
    [SETTING_CLEAR] = { .name = "clear", .unit = "-", .usual_text = "U", .mark = DEVICE_MARK_HIGH,
                        .sentence = "what the order clear sends: U tare, T tare and zero, V zero" },
    [SETTING_UNIT]  = { .name = "unit", .unit = "-", .usual_text = "g", .mark = DEVICE_MARK_HIGH,
                        .sentence = "until a stable weight says it: g, mg, kg, lb, oz" },
};

static enum err begin(struct device *d, struct settings *given, struct why *why)
{
    struct device_settings settings = { settings_rows, SETTING_COUNT, given };
    struct balance        *balance = device_memory(d);
    char unit[4];

    TRY(device_settings_text(&settings, "clear", balance->clear, sizeof balance->clear, why));
    TRY(device_settings_text(&settings, "unit", unit, sizeof unit, why));
    if (!balance->clear[0] || !strchr("UTV", balance->clear[0]))
        return why_say(why, ERR_RANGE, "clear is '%s': give U, T or V", balance->clear);
    balance->grams_per_unit = weight_unit_g(unit);
    if (!(balance->grams_per_unit > 0))
        return why_say(why, ERR_RANGE, "unit is '%s': give g, mg, kg, lb or oz", unit);
    return ERR_OK;
}

static size_t write_question(struct device *d, int question, double value,
                             uint8_t bytes[DEVICE_FRAME_MAX])
{
    const struct balance *balance = device_memory_const(d);
    const char *const letters[QUESTION_COUNT] = { "x1_", "x2_", "P", balance->clear };

    (void)value;
    return sbi_write(letters[question], bytes);
}

static enum device_scan scan(const struct device *d, const uint8_t *bytes, size_t count,
                             size_t *used)
{
    (void)d;
    return sbi_scan(bytes, count, used);
}

/* ------------------------------------------------------------------ what it weighs */

static enum device_heard alarm_tell(struct device *d, int alarm, const char *what)
{
    struct balance *balance = device_memory(d);

    device_tell(d, DEVICE_READ_ALARM, alarm);
    if (alarm != 0) {
        device_forget(d, DEVICE_READ_MASS);
        device_forget(d, DEVICE_READ_IS_STABLE);
    }
    if (alarm != balance->alarm && alarm != 0)
        device_say(d, "the balance shows %s", what);
    balance->alarm = alarm;
    return DEVICE_DONE;
}

static enum device_heard weight_tell(struct device *d, const struct sbi_line *line)
{
    struct balance *balance = device_memory(d);

    if (line->is_stable && !(line->grams_per_unit > 0))
        return alarm_tell(d, ALARM_UNIT, line->text);
    if (!device_tell(d, DEVICE_READ_MASS, line->value * (line->is_stable ? line->grams_per_unit
                                                         : balance->grams_per_unit)))
        return DEVICE_GARBLED;
    if (line->is_stable)
        balance->grams_per_unit = line->grams_per_unit;
    device_tell(d, DEVICE_READ_IS_STABLE, line->is_stable);
    return alarm_tell(d, 0, "");
}

static enum device_heard weigh_hear(struct device *d, const struct sbi_line *line)
{
    switch (line->kind) {
    case SBI_WEIGHT:      return weight_tell(d, line);
    case SBI_HIGH:        return alarm_tell(d, ALARM_HIGH, "High: overload");
    case SBI_LOW:         return alarm_tell(d, ALARM_LOW, "Low: underload");
    case SBI_OFF:         return alarm_tell(d, ALARM_OFF, "OFF");
    case SBI_CALIBRATING: return alarm_tell(d, ALARM_CALIBRATING, "that it calibrates");
    case SBI_ERROR:       return alarm_tell(d, line->error, line->text);
    case SBI_TROUBLE:     return alarm_tell(d, ALARM_TROUBLE, line->text);
    default:              return DEVICE_STRAY;
    }
}

/* ------------------------------------------------------------------ who it is */

static enum device_heard text_hear(struct device *d, int question, const struct sbi_line *line)
{
    struct balance *balance = device_memory(d);
    char text[2 * SBI_TEXT_SIZE];

    if (question == MODEL) {
        memcpy(balance->model, line->text, sizeof balance->model);
        return DEVICE_DONE;
    }
    if (question != SERIAL)
        return DEVICE_STRAY;
    snprintf(text, sizeof text, "%s %s", balance->model, line->text);
    device_identify(d, text, strlen(text));
    return DEVICE_DONE;
}

/* A weight that nobody asked for is printed by the balance itself, in between anything. */
static enum device_heard hear(struct device *d, int question, double value, const uint8_t *frame,
                              size_t count)
{
    struct sbi_line   line;
    enum device_heard heard;

    (void)value;
    if (!sbi_read(frame, count, &line))
        return DEVICE_GARBLED;
    if (line.kind == SBI_TEXT)
        return text_hear(d, question, &line);
    heard = weigh_hear(d, &line);
    return heard == DEVICE_DONE && question != WEIGH ? DEVICE_UNASKED : heard;
}

static enum err order(struct device *d, enum device_order order, double value, struct why *why)
{
    (void)why;
    return order == DEVICE_ORDER_CLEAR ? device_ask(d, CLEAR, value) : ERR_UNKNOWN;
}

const struct device_type device_sartorius_sbi = {
    .name = "sartorius-sbi", .sentence = "Sartorius or Minebea Intec balance, SBI",
    .roles = 1u << DEVICE_ROLE_BALANCE,
    .readings = 1u << DEVICE_READ_MASS | 1u << DEVICE_READ_IS_STABLE | 1u << DEVICE_READ_ALARM,
    .orders = 1u << DEVICE_ORDER_CLEAR,
    .line = { .baud = 19200, .bits = 8, .parity = PORT_PARITY_ODD, .stop_bits = 1 },
    .poll_s = 0.2, .timeout_s = 0.4, .gap_s = 0.02, .lost_s = 3, .age_s_max = 1.2,
    .byte_gap_s = 0.1, .tries = 3,
    .settings = settings_rows, .setting_count = SETTING_COUNT,
    .questions = questions, .question_count = QUESTION_COUNT,
    .start = start, .poll = poll, .memory = sizeof(struct balance),
    .begin = begin, .write = write_question, .scan = scan, .hear = hear, .order = order,
};
