#include "graseby3000.h"

#include "base/count.h"
#include "base/units.h"
#include "device_settings.h"
#include "graseby3000_wire.h"
#include "run_wish.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROUNDING_SAID 1e-3      /* of a rate                                      */
#define SAME_ML       0.051     /* it echoes tenths */
#define CODE_COUNT    5u

static const struct device_setting settings[] = {
    { "crc_seed", "-", 0, 65535, 0, NULL, DEVICE_MARK_UNVERIFIED,
      "what its CRC begins with (the manual does not say; 65535 is the other usual one)" },
    { "return_codes", "-", 0, 0, 0, "01234", DEVICE_MARK_UNVERIFIED,
      "characters for accepted, wrong CRC, wrong length, wrong mode, wrong parameter" },
    { "watchdog_s", "s", 5, 60, 10, NULL, DEVICE_MARK_HIGH,
      "without a record for so long, the pump ends remote control" },
    { "vtbi_ml", "mL", 0, 9999, 0, NULL, DEVICE_MARK_HIGH,
      "volume to be infused, at most (0: as it is set in the pump)" },
};

enum code { ACCEPTED, WRONG_CRC, WRONG_LENGTH, WRONG_MODE, WRONG_PARAMETER };
static const char *const code_texts[CODE_COUNT] = {
    [ACCEPTED] = "accepted", [WRONG_CRC] = "the record reached it with a wrong CRC",
    [WRONG_LENGTH] = "the record has a wrong length",
    [WRONG_MODE] = "it does not apply in its present mode",
    [WRONG_PARAMETER] = "the value is out of its range",
};

/* enumerator, command, what, asked again */
#define QUESTION_LIST(X)                                                                         \
    X(MODEL,    "M", "the model",                  true)                                         \
    X(SERIAL,   "Y", "the serial number",          true)                                         \
    X(STATUS,   "A", "the status",                 true)                                         \
    X(DATA,     "D", "the infusion data",          true)                                         \
    X(CONTROL,  "I", "remote control",             true)                                         \
    X(VTBI,     "L", "the volume to be infused",   true)                                         \
    X(RATE_SET, "R", "a new rate",                 true)                                         \
    X(RUN,      "O", "to run",                     false)                                        \
    X(HOLD,     "S", "to hold",                    true)                                         \
    X(CLEAR,    "C", "to clear the volume",        true)                                         \
    X(SILENCE,  "B", "to silence the alarm",       true)                                         \
    X(HALT,     "S", "to hold",                    true)

enum question {
#define ROW(name, ...) Q_##name,
    QUESTION_LIST(ROW)
#undef ROW
    Q_COUNT
};
static const struct device_question questions[Q_COUNT] = {
#define ROW(name, command, says, again) [Q_##name] = { .what = says, .is_idempotent = again },
    QUESTION_LIST(ROW)
#undef ROW
};
static const char *const commands[Q_COUNT] = {
#define ROW(name, command, says, again) [Q_##name] = command,
    QUESTION_LIST(ROW)
#undef ROW
};

static const uint8_t start[] = {
    Q_MODEL, Q_SERIAL, Q_STATUS, Q_DATA, Q_CONTROL, Q_VTBI, DEVICE_END
};
static const uint8_t poll[] = { Q_STATUS, Q_DATA, DEVICE_END };
static const uint8_t safe[] = { Q_HALT, Q_CONTROL, Q_STATUS, DEVICE_END };

struct pump {
    /* settings */
    uint16_t seed;
    char     codes[CODE_COUNT + 1];
    double   watchdog_s, vtbi_ml;
    /* as the pump said */
    char     model[8];
    uint32_t state;
    bool     is_state_known;
    /* orders */
    double   ordered_ul_per_h, sent_ml_per_h;       /* NAN: none */
    bool     is_sent_right, is_control_waiting, has_said_rounding, is_still;
    struct run_wish wish;
};

static struct pump *pump_of(struct device *device) { return device_memory(device); }

static bool has(const struct pump *pump, uint32_t bits) { return (pump->state & bits) != 0; }

static bool is_flowing(const struct pump *pump) { return has(pump, GRASEBY_RUNNING | GRASEBY_KVO); }

static enum err graseby_begin(struct device *device, struct settings *given, struct why *why)
{
    struct pump                 *pump = pump_of(device);
    const struct device_settings list = { settings, COUNT(settings), given };
    double                       seed;

    TRY(device_settings_number(&list, "crc_seed", &seed, why));
    TRY(device_settings_text(&list, "return_codes", pump->codes, sizeof pump->codes, why));
    TRY(device_settings_whole(&list, "watchdog_s", &pump->watchdog_s, why));
    TRY(device_settings_number(&list, "vtbi_ml", &pump->vtbi_ml, why));
    if (strlen(pump->codes) != CODE_COUNT)
        return why_say(why, ERR_RANGE, "return_codes = \"%s\": give five characters, for accepted, "
                       "wrong CRC, wrong length, wrong mode and wrong parameter", pump->codes);
    pump->seed = (uint16_t)seed;
    pump->ordered_ul_per_h = pump->sent_ml_per_h = (double)NAN;
    pump->is_sent_right = true;
    return ERR_OK;
}

/* ------------------------------------------------------------------ what is sent */

/* "R010" on hold, "T010" while it runs. */
static bool command_for_rate(struct pump *pump, double ul_per_h, char *command, size_t size)
{
    char text[8];

    pump->is_sent_right = false;
    if (graseby_rate_write(ul_per_h / UL_PER_ML, text, &pump->sent_ml_per_h) != ERR_OK)
        return false;
    snprintf(command, size, "%c%s", has(pump, GRASEBY_RUNNING) ? 'T' : 'R', text);
    return true;
}

static bool command_for_volume(const struct pump *pump, char *command, size_t size)
{
    char   text[8];
    double written;

    if (pump->vtbi_ml <= 0 || graseby_volume_write(pump->vtbi_ml, text, &written) != ERR_OK)
        return false;
    snprintf(command, size, "L%s", text);
    return true;
}

/* What waits is dropped by now: the same order is sent again, whatever became of it before. */
static void drop_orders(struct pump *pump)
{
    run_wish_order(&pump->wish, false);
    pump->ordered_ul_per_h = (double)NAN;
}

/* False: there is nothing to ask. */
static bool command_for(struct device *device, int question, double value, char *command,
                        size_t size)
{
    struct pump *pump = pump_of(device);

    snprintf(command, size, "%s", commands[question]);
    switch (question) {
    case Q_MODEL:           /* the link begins */
        drop_orders(pump);
        pump->is_control_waiting = false;
        return true;
    case Q_CONTROL:
        snprintf(command, size, "I%02.0f", pump->watchdog_s);
        pump->is_control_waiting = false;
        return !has(pump, GRASEBY_CONTROL);
    case Q_VTBI:     return command_for_volume(pump, command, size);
    case Q_RATE_SET: return command_for_rate(pump, value, command, size);
    case Q_RUN:      return run_wish_start(&pump->wish, device, pump->is_sent_right);
    case Q_HOLD:
        run_wish_sent(&pump->wish, RUN_WISH_STOP);
        return true;
    case Q_HALT:
        pump->is_still = false;
        drop_orders(pump);
        return true;
    default:
        return true;
    }
}

static size_t graseby_write_question(struct device *device, int question, double value,
                                     uint8_t bytes[DEVICE_FRAME_MAX])
{
    char command[16];

    if (!command_for(device, question, value, command, sizeof command))
        return 0;
    return graseby_write(pump_of(device)->seed, command, bytes);
}

static enum device_scan graseby_cut(const struct device *device, const uint8_t *bytes,
                                    size_t count, size_t *used)
{
    const struct pump *pump = device_memory_const(device);

    return graseby_scan(pump->seed, bytes, count, used);
}

/* ------------------------------------------------------------------ what is heard */

static enum err ask_under_control(struct device *device, int question, double value)
{
    struct pump *pump = pump_of(device);

    if (!has(pump, GRASEBY_CONTROL) && !pump->is_control_waiting) {
        TRY(device_ask(device, Q_CONTROL, 0));
        pump->is_control_waiting = true;
    }
    return device_ask(device, question, value);
}

static void hear_wish(struct device *device)
{
    struct pump       *pump = pump_of(device);
    enum run_wished    what;
    enum run_wish_next next = run_wish_heard(&pump->wish, has(pump, GRASEBY_RUNNING),
                                             !is_flowing(pump), &what);

    if (next == RUN_WISH_AGAIN
        && ask_under_control(device, what == RUN_WISH_RUN ? Q_RUN : Q_HOLD, 0) == ERR_OK)
        return;
    if (next != RUN_WISH_WAIT)
        device_say(device, "it does not %s, though it was asked %u times",
                   what == RUN_WISH_RUN ? "run" : "hold", pump->wish.tries);
}

static void hear_changes(struct device *device, uint32_t before, uint32_t now)
{
    const char *alarm = graseby_alarm_text(now & GRASEBY_ALARM);

    if (alarm && (now & GRASEBY_ALARM) != (before & GRASEBY_ALARM)
        && (now & GRASEBY_ALARM) != GRASEBY_ON_HOLD)
        device_say(device, "alarm %02X: %s", now & GRASEBY_ALARM, alarm);
    if ((before & ~now) & GRASEBY_CONTROL)
        device_say(device, "remote control has ended: a key was pressed, or its watchdog expired%s",
                   now & GRASEBY_RUNNING ? "; it runs on, and only a person can hold it" : "");
    if ((before & ~now) & GRASEBY_POWERED)
        device_say(device, "it was switched off");
}

static void hear_state(struct device *device, int question, uint32_t state)
{
    struct pump *pump = pump_of(device);
    uint32_t     alarm = state & GRASEBY_ALARM;

    if (pump->is_state_known)
        hear_changes(device, pump->state, state);
    else if (!(state & GRASEBY_POWERED))
        device_say(device, "it is switched off: switch it on at the pump");
    pump->state = state;
    pump->is_state_known = true;
    device_tell(device, DEVICE_READ_IS_RUNNING, is_flowing(pump) ? 1 : 0);
    device_tell(device, DEVICE_READ_ALARM, alarm == GRASEBY_ON_HOLD ? 0 : alarm);
    if (question == Q_STATUS && !is_flowing(pump))
        pump->is_still = true;
    if (question == Q_STATUS || question == Q_DATA)
        hear_wish(device);
}

static enum device_heard hear_infusion(struct device *device, int question, const char *data)
{
    struct pump            *pump = pump_of(device);
    struct graseby_infusion now;

    if (graseby_infusion_read(data, &now) != ERR_OK)
        return DEVICE_STRAY;
    if (!device_tell(device, DEVICE_READ_VOLUME, now.infused_ml * UL_PER_ML)
        || !device_tell(device, DEVICE_READ_RATE, now.rate_ml_per_h * UL_PER_ML))
        return DEVICE_GARBLED;
    if (isnan(pump->sent_ml_per_h))
        return DEVICE_DONE;
    pump->is_sent_right = fabs(now.rate_ml_per_h - pump->sent_ml_per_h) <= SAME_ML;
    if (!pump->is_sent_right)
        pump->ordered_ul_per_h = (double)NAN;       /* the same order is sent again */
    if (pump->is_sent_right || question != Q_RATE_SET)
        return DEVICE_DONE;
    device_say(device, "the rate in force is %g mL/h, not %g mL/h", now.rate_ml_per_h,
               pump->sent_ml_per_h);
    return DEVICE_REFUSED;
}

static enum device_heard hear_model(struct pump *pump, const char *data)
{
    if (strlen(data) != 6)
        return DEVICE_STRAY;
    memcpy(pump->model, data, 7);
    return DEVICE_DONE;
}

/* "3000 version 3F serial 123456789" */
static enum device_heard hear_serial(struct device *device, const char *data)
{
    struct pump *pump = pump_of(device);
    char         text[64];

    if (strlen(data) != 9)
        return DEVICE_STRAY;
    snprintf(text, sizeof text, "%.4s version %s serial %s", pump->model, pump->model + 4, data);
    device_identify(device, text, strlen(text));
    return DEVICE_DONE;
}

static enum device_heard hear_refusal(struct device *device, int question,
                                      const struct graseby_reply *reply)
{
    struct pump *pump = pump_of(device);
    const char  *found = strchr(pump->codes, reply->code);
    bool         is_flowing_now = (reply->state & (GRASEBY_RUNNING | GRASEBY_KVO)) != 0;
    bool         is_so = question == Q_RUN ? (reply->state & GRASEBY_RUNNING) != 0
                       : (question == Q_HOLD || question == Q_HALT) && !is_flowing_now;

    if (found && (found - pump->codes == WRONG_CRC || found - pump->codes == WRONG_LENGTH))
        return DEVICE_AGAIN;
    if (is_so) {
        pump->wish.sent = RUN_WISH_NONE;
        return DEVICE_DONE;
    }
    device_say(device, "%s was refused: %s (code '%c')", questions[question].what,
               found ? code_texts[found - pump->codes] : "return_codes does not say why",
               reply->code);
    if (question == Q_RATE_SET)
        pump->ordered_ul_per_h = (double)NAN;
    if (question == Q_RUN || question == Q_HOLD)
        pump->wish.sent = RUN_WISH_NONE;
    if (question == Q_HALT)
        device_say(device, "it runs without remote control: hold it at the pump");
    return DEVICE_REFUSED;
}

static enum device_heard hear_answer(struct device *device, int question,
                                     const struct graseby_reply *reply)
{
    switch (question) {
    case Q_MODEL:
        return hear_model(pump_of(device), reply->data);
    case Q_SERIAL:
        return hear_serial(device, reply->data);
    case Q_STATUS:
        return reply->data[0] == '\0' ? DEVICE_DONE : DEVICE_STRAY;
    case Q_CONTROL:             /* a command of the other kind: with data or without */
        return reply->data[0] == '\0' ? DEVICE_DONE : hear_infusion(device, question, reply->data);
    default:
        return hear_infusion(device, question, reply->data);
    }
}

static enum device_heard graseby_hear(struct device *device, int question, double value,
                                      const uint8_t *frame, size_t count)
{
    struct pump         *pump = pump_of(device);
    struct graseby_reply reply;
    enum device_heard    heard;

    (void)value;
    if (graseby_read(frame, count, &reply) != ERR_OK)
        return DEVICE_GARBLED;
    if (question == DEVICE_NO_QUESTION)
        return DEVICE_STRAY;
    heard = reply.code == pump->codes[ACCEPTED] ? hear_answer(device, question, &reply)
                                                : hear_refusal(device, question, &reply);
    if (heard != DEVICE_STRAY && heard != DEVICE_GARBLED)
        hear_state(device, question, reply.state);
    return heard;
}

/* ------------------------------------------------------------------ orders */

static enum err order_rate(struct device *device, double ul_per_h, struct why *why)
{
    struct pump *pump = pump_of(device);
    double       written_ml_per_h;
    char         text[8];

    if (ul_per_h == 0)
        return why_say(why, ERR_RANGE, "a rate of 0 is none that the pump takes: order run = 0");
    if (graseby_rate_write(ul_per_h / UL_PER_ML, text, &written_ml_per_h) != ERR_OK)
        return why_say(why, ERR_RANGE, "%g uL/h is not a rate of this pump: from 100 to 999000 "
                       "uL/h, in steps of 100", ul_per_h);
    if (fabs(written_ml_per_h * UL_PER_ML - ul_per_h) > ROUNDING_SAID * ul_per_h
        && !pump->has_said_rounding) {
        device_say(device, "%g uL/h is rounded to %g uL/h: the pump takes tenths of a mL/h",
                   ul_per_h, written_ml_per_h * UL_PER_ML);
        pump->has_said_rounding = true;
    }
    if (ul_per_h == pump->ordered_ul_per_h)
        return ERR_OK;
    TRY(ask_under_control(device, Q_RATE_SET, ul_per_h));
    pump->ordered_ul_per_h = ul_per_h;
    return pump->wish.is_waiting ? device_ask(device, Q_RUN, 0) : ERR_OK;
}

static enum err graseby_order(struct device *device, enum device_order order, double value,
                              struct why *why)
{
    struct pump *pump = pump_of(device);

    switch (order) {
    case DEVICE_ORDER_RATE:
        return order_rate(device, value, why);
    case DEVICE_ORDER_RUN:
        run_wish_order(&pump->wish, value != 0);
        return ask_under_control(device, value != 0 ? Q_RUN : Q_HOLD, 0);
    case DEVICE_ORDER_CLEAR:
        return ask_under_control(device, Q_CLEAR, 0);
    case DEVICE_ORDER_ACKNOWLEDGE:
        return ask_under_control(device, Q_SILENCE, 0);
    default:
        return ERR_UNKNOWN;
    }
}

static bool graseby_is_safe(const struct device *device)
{
    const struct pump *pump = device_memory_const(device);

    return pump->is_still;
}

const struct device_type device_graseby3000 = {
    .name = "graseby3000",
    .sentence = "Graseby 3000/500 and Micro 3100/505 infusion pump, CRC dialect",
    .roles = 1u << DEVICE_ROLE_PUMP,
    .readings = 1u << DEVICE_READ_RATE | 1u << DEVICE_READ_IS_RUNNING | 1u << DEVICE_READ_VOLUME
                | 1u << DEVICE_READ_ALARM,
    .orders = 1u << DEVICE_ORDER_RATE | 1u << DEVICE_ORDER_RUN | 1u << DEVICE_ORDER_CLEAR
              | 1u << DEVICE_ORDER_ACKNOWLEDGE,
    .is_source = true,
    .line = { .baud = 9600, .bits = 8, .parity = PORT_PARITY_NONE, .stop_bits = 1 },
    .poll_s = 0.25, .timeout_s = 0.3, .gap_s = 0.02, .lost_s = 3, .age_s_max = 2,
    .keepalive_s = 5,               /* the shortest of watchdog_s */
    .byte_gap_s = 0.1, .tries = 3,
    .settings = settings, .setting_count = COUNT(settings),
    .questions = questions, .question_count = Q_COUNT,
    .start = start, .poll = poll, .safe = safe,
    .memory = sizeof(struct pump),
    .begin = graseby_begin, .write = graseby_write_question, .scan = graseby_cut,
    .hear = graseby_hear, .order = graseby_order, .is_safe = graseby_is_safe,
};
