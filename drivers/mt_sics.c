#include "mt_sics.h"

#include "device_settings.h"
#include "mt_sics_wire.h"

#include <stdio.h>
#include <string.h>

#define ALARM_OVER  101
#define ALARM_UNDER 102
#define ALARM_UNIT  103

enum question { SERIAL, MODEL, WEIGH, CLEAR, QUESTION_COUNT };

struct balance {
    char clear[4];                      /* the command that tares */
    char serial[MT_SICS_TEXT_SIZE];
    int  alarm;                         /* that was told last */
};

static const struct device_question questions[QUESTION_COUNT] = {
    [SERIAL] = { .what = "its serial number", .is_idempotent = true },
    [MODEL]  = { .what = "its model",         .is_idempotent = true },
    [WEIGH]  = { .what = "the weight",        .is_idempotent = true },
    [CLEAR]  = { .what = "the tare",          .timeout_s = 65 },     /* waits for stability: 60 s */
};

static const uint8_t start[] = { SERIAL, MODEL, DEVICE_END };
static const uint8_t poll[]  = { WEIGH, DEVICE_END };

static const struct device_setting settings_rows[] = {
    { .name = "clear", .unit = "-", .usual_text = "TI", .mark = DEVICE_MARK_HIGH,
      .sentence = "what the order clear sends: TI or ZI at once, T or Z when it is stable" },
};

static enum err begin(struct device *d, struct settings *given, struct why *why)
{
    static const char *const commands[] = { "TI", "T", "ZI", "Z", NULL };
    struct device_settings settings = { .rows = settings_rows, .count = 1, .given = given };
    struct balance        *balance = device_memory(d);
    size_t                 which;

    TRY(device_settings_choice(&settings, "clear", commands, &which, why));
    snprintf(balance->clear, sizeof balance->clear, "%s", commands[which]);
    return ERR_OK;
}

static const char *command_of(const struct device *d, int question)
{
    const struct balance *balance = device_memory_const(d);

    switch (question) {
    case SERIAL: return "I4";
    case MODEL:  return "I2";
    case WEIGH:  return "SI";
    default:     return balance->clear;
    }
}

static size_t write_question(struct device *d, int question, double value,
                             uint8_t bytes[DEVICE_FRAME_MAX])
{
    (void)value;
    return mt_sics_write(command_of(d, question), bytes);
}

static enum device_scan scan(const struct device *d, const uint8_t *bytes, size_t count,
                             size_t *used)
{
    (void)d;
    return mt_sics_scan(bytes, count, used);
}

/* ------------------------------------------------------------------ what it weighs */

/* Said when it changes, not ten times a second. */
static void alarm_tell(struct device *d, int alarm, const char *what)
{
    struct balance *balance = device_memory(d);

    device_tell(d, DEVICE_READ_ALARM, alarm);
    if (alarm == balance->alarm)
        return;
    balance->alarm = alarm;
    if (what)
        device_say(d, "the balance: %s", what);
}

static enum device_heard no_weight(struct device *d, int alarm, const char *what)
{
    device_forget(d, DEVICE_READ_MASS);
    device_forget(d, DEVICE_READ_IS_STABLE);
    alarm_tell(d, alarm, what);
    return DEVICE_DONE;
}

static enum device_heard weight_tell(struct device *d, const struct mt_sics_reply *reply)
{
    char text[40];

    if (!(reply->grams_per_unit > 0)) {
        snprintf(text, sizeof text, "shows %s, which is no unit of mass", reply->unit);
        return no_weight(d, ALARM_UNIT, text);
    }
    if (!device_tell(d, DEVICE_READ_MASS, reply->value * reply->grams_per_unit))
        return DEVICE_GARBLED;
    device_tell(d, DEVICE_READ_IS_STABLE, reply->is_stable);
    alarm_tell(d, 0, NULL);
    return DEVICE_DONE;
}

static enum device_heard weigh_hear(struct device *d, const struct mt_sics_reply *reply)
{
    char text[40];

    switch (reply->kind) {
    case MT_SICS_WEIGHT:  return weight_tell(d, reply);
    case MT_SICS_NOT_NOW: return DEVICE_DONE;       /* busy: the last weight ages */
    case MT_SICS_OVER:    return no_weight(d, ALARM_OVER, "overload");
    case MT_SICS_UNDER:   return no_weight(d, ALARM_UNDER, "underload");
    case MT_SICS_FAULT:
        snprintf(text, sizeof text, "error %d of its %s", reply->fault,
                 reply->fault_of == 'b' ? "electronics" : "terminal");
        return no_weight(d, reply->fault, text);
    default:
        return DEVICE_GARBLED;
    }
}

/* SI and S are both answered by S; so is every line of SIR, that nobody asks for. */
static enum device_heard weight_line_hear(struct device *d, int question,
                                          const struct mt_sics_reply *reply)
{
    enum device_heard heard = weigh_hear(d, reply);

    return heard == DEVICE_DONE && question != WEIGH ? DEVICE_UNASKED : heard;
}

/* ------------------------------------------------------------------ what else it says */

static enum device_heard clear_hear(struct device *d, const struct mt_sics_reply *reply)
{
    if (reply->kind == MT_SICS_DONE || reply->kind == MT_SICS_WEIGHT)
        return DEVICE_DONE;
    if (reply->kind == MT_SICS_MORE)
        return DEVICE_MORE;
    device_say(d, "the balance does not tare: %s",
               reply->kind == MT_SICS_NOT_NOW ? "it is busy, or not stable"
               : reply->kind == MT_SICS_OVER ? "overload"
               : reply->kind == MT_SICS_UNDER ? "underload" : "it cannot");
    return DEVICE_REFUSED;
}

static void identify(struct device *d, const char *model)
{
    const struct balance *balance = device_memory_const(d);
    char text[2 * MT_SICS_TEXT_SIZE];

    snprintf(text, sizeof text, "%s%s%s", model, model[0] ? " " : "", balance->serial);
    device_identify(d, text, strlen(text));
}

/* At power-up I4 is said unasked, and what was set is forgotten. */
static enum device_heard serial_hear(struct device *d, int question,
                                     const struct mt_sics_reply *reply)
{
    struct balance  *balance = device_memory(d);
    enum device_link link = device_report(d)->link;

    if (reply->kind != MT_SICS_DONE || !reply->text[0])
        return DEVICE_GARBLED;
    if (question == SERIAL) {
        memcpy(balance->serial, reply->text, sizeof balance->serial);
        return DEVICE_DONE;
    }
    if (link != DEVICE_LINK_UP)
        return DEVICE_STRAY;
    device_restarted(d);
    return DEVICE_UNASKED;
}

static enum device_heard model_hear(struct device *d, int question,
                                    const struct mt_sics_reply *reply)
{
    if (question != MODEL)
        return DEVICE_STRAY;
    if (reply->kind == MT_SICS_MORE)
        return DEVICE_MORE;
    if (reply->kind != MT_SICS_DONE || !reply->text[0])
        return DEVICE_GARBLED;
    identify(d, reply->text);
    return DEVICE_DONE;
}

/* Level 0 has no I2: then the serial number must do. */
static enum device_heard error_hear(struct device *d, int question,
                                    const struct mt_sics_reply *reply)
{
    if (question == DEVICE_NO_QUESTION)
        return DEVICE_STRAY;
    if (reply->kind == MT_SICS_ET)
        return DEVICE_AGAIN;
    if (question == MODEL) {
        identify(d, "");
        return DEVICE_DONE;
    }
    device_say(d, "the balance does not know %s (%s)", command_of(d, question),
               reply->kind == MT_SICS_ES ? "ES" : "EL");
    return DEVICE_REFUSED;
}

static enum device_heard hear(struct device *d, int question, double value, const uint8_t *frame,
                              size_t count)
{
    struct mt_sics_reply reply;

    (void)value;
    if (!mt_sics_read(frame, count, &reply))
        return DEVICE_GARBLED;
    if (!reply.id[0])
        return error_hear(d, question, &reply);
    if (strcmp(reply.id, "S") == 0)
        return weight_line_hear(d, question, &reply);
    if (strcmp(reply.id, "I4") == 0)
        return serial_hear(d, question, &reply);
    if (strcmp(reply.id, "I2") == 0)
        return model_hear(d, question, &reply);
    if (question == CLEAR && strcmp(reply.id, command_of(d, CLEAR)) == 0)
        return clear_hear(d, &reply);
    return reply.kind == MT_SICS_MORE ? DEVICE_UNASKED : DEVICE_STRAY;
}

static enum err order(struct device *d, enum device_order order, double value, struct why *why)
{
    (void)why;
    return order == DEVICE_ORDER_CLEAR ? device_ask(d, CLEAR, value) : ERR_UNKNOWN;
}

const struct device_type device_mt_sics = {
    .name = "mt-sics", .sentence = "Mettler-Toledo balance, MT-SICS levels 0 to 3",
    .roles = 1u << DEVICE_ROLE_BALANCE,
    .readings = 1u << DEVICE_READ_MASS | 1u << DEVICE_READ_IS_STABLE | 1u << DEVICE_READ_ALARM,
    .orders = 1u << DEVICE_ORDER_CLEAR,
    .line = { .baud = 9600, .bits = 8, .stop_bits = 1 },
    .poll_s = 0.1, .timeout_s = 0.3, .gap_s = 0.05, .lost_s = 2.5, .age_s_max = 1,
    .byte_gap_s = 0.1, .tries = 3,
    .settings = settings_rows, .setting_count = sizeof settings_rows / sizeof settings_rows[0],
    .questions = questions, .question_count = QUESTION_COUNT,
    .start = start, .poll = poll, .memory = sizeof(struct balance),
    .begin = begin, .write = write_question, .scan = scan, .hear = hear, .order = order,
};
