#include "phd_ultra.h"

#include "base/count.h"
#include "device_settings.h"
#include "phd_ultra_inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct device_setting settings[] = {
    { "model", "-", 0, 0, 0, "phd-ultra", DEVICE_MARK_MEDIUM, "\"phd-ultra\" or \"11-elite\"" },
    { "address", "-", 0, PHD_ULTRA_ADDRESSES - 1, 0, NULL, DEVICE_MARK_HIGH,
      "the pump's address on its chain" },
    { "address_style", "-", 0, 0, 0, "model", DEVICE_MARK_MEDIUM,
      "how an address is written: \"colon\", \"digits\", or as the \"model\" does" },
    { "diameter_mm", "mm", 0, 50, 0, NULL, DEVICE_MARK_HIGH,
      "inner diameter of the syringe (0: as it is set in the pump)" },
    { "poll_mode", "-", 0, 0, 0, "on", DEVICE_MARK_MEDIUM,
      "\"on\", \"off\" or \"remote\"; \"leave\" as it is set in the pump" },
    { "silent_sets", "-", 0, 1, 0, NULL, DEVICE_MARK_MEDIUM,
      "1: in its chain the pump does not answer to sets" },
    { "silence_s", "s", 0.005, 0.1, 0.03, NULL, DEVICE_MARK_MEDIUM,
      "how long the line is quiet behind a reply" },
};

const struct device_question phd_ultra_questions[Q_COUNT] = {
#define ROW(name, says, again) [Q_##name] = { .what = says, .is_idempotent = again },
    SET_LIST(ROW) QUERY_LIST(ROW)
#undef ROW
#define ROW(name, says, again)                                                                   \
    [Q_SILENT_##name] = { .what = says, .is_idempotent = again, .has_no_answer = true },
    SET_LIST(ROW)
#undef ROW
};

static const char *const commands[Q_COUNT] = {
    [Q_NVRAM] = "nvram off", [Q_TARGET_CLEAR] = "ctvolume", [Q_RUN] = "irun", [Q_STOP] = "stop",
    [Q_CLEAR] = "civolume", [Q_HALT] = "stop", [Q_VERSION] = "ver", [Q_DIAMETER] = "diameter",
    [Q_DIAMETER_BACK] = "diameter", [Q_RATE] = "irate", [Q_RATE_BACK] = "irate",
    [Q_STATUS] = "status",
};

#define BOTH(name) Q_##name, Q_SILENT_##name
static const uint8_t start[] = {
    Q_VERSION, BOTH(NVRAM), BOTH(POLL), Q_DIAMETER, BOTH(DIAMETER_SET), Q_DIAMETER_BACK,
    BOTH(TARGET_CLEAR), Q_RATE, Q_STATUS, DEVICE_END
};
static const uint8_t poll[] = { Q_STATUS, Q_RATE, DEVICE_END };
static const uint8_t safe[] = { BOTH(HALT), Q_STATUS, DEVICE_END };

static struct phd_ultra *pump_of(struct device *device) { return device_memory(device); }

/* ------------------------------------------------------------------ settings */

static const char *const models[] = { "phd-ultra", "11-elite", NULL };
static const char *const styles[] = { "colon", "digits", "model", NULL };
static const char *const poll_modes[] = { "on", "off", "remote", "leave", NULL };

static enum err phd_begin(struct device *device, struct settings *given, struct why *why)
{
    struct phd_ultra            *pump = pump_of(device);
    const struct device_settings list = { settings, COUNT(settings), given };
    double                       address, is_silent;
    size_t                       model = 0, style = 0, mode = 0;

    TRY(device_settings_choice(&list, "model", models, &model, why));
    TRY(device_settings_number(&list, "address", &address, why));
    TRY(device_settings_choice(&list, "address_style", styles, &style, why));
    TRY(device_settings_number(&list, "diameter_mm", &pump->diameter_mm, why));
    TRY(device_settings_choice(&list, "poll_mode", poll_modes, &mode, why));
    TRY(device_settings_number(&list, "silent_sets", &is_silent, why));
    TRY(device_settings_number(&list, "silence_s", &pump->silence_s, why));
    pump->address = (int)address;
    pump->has_colon = style == 0 || (style == 2 && model == 0);
    pump->is_silent = is_silent != 0;
    snprintf(pump->poll_mode, sizeof pump->poll_mode, "%s", poll_modes[mode]);
    pump->diameter_in_mm = pump->sent_ul_per_h = pump->ordered_ul_per_h = (double)NAN;
    pump->is_sent_right = true;
    return ERR_OK;
}

/* ------------------------------------------------------------------ what is sent */

static bool command_for_rate(struct phd_ultra *pump, double value, char *command, size_t size)
{
    char text[24];

    pump->is_sent_right = false;
    pump->sent_ul_per_h = (double)NAN;
    if (phd_ultra_rate_write(value, text, &pump->sent_ul_per_h) != ERR_OK)
        return false;
    snprintf(command, size, "irate %s", text);
    return true;
}

/* What waits is dropped by now: the same order is sent again, whatever became of it before. */
static void drop_orders(struct phd_ultra *pump)
{
    run_wish_order(&pump->wish, false);
    pump->ordered_ul_per_h = (double)NAN;
}

/* False: there is nothing to ask. `set` is the question with an answer. */
static bool command_for(struct device *device, int set, double value, char *command, size_t size)
{
    struct phd_ultra *pump = pump_of(device);

    snprintf(command, size, "%s", commands[set] ? commands[set] : "");
    switch (set) {
    case Q_VERSION:         /* the link begins */
        drop_orders(pump);
        return true;
    case Q_POLL:
        snprintf(command, size, "poll %s", pump->poll_mode);
        return strcmp(pump->poll_mode, "leave") != 0;
    case Q_DIAMETER_SET:
        snprintf(command, size, "diameter %.4g", pump->diameter_mm);
        return !phd_ultra_is_diameter_right(pump);
    case Q_DIAMETER_BACK: return !phd_ultra_is_diameter_right(pump);
    case Q_RATE_SET:      return command_for_rate(pump, value, command, size);
    case Q_RATE_BACK:     return !isnan(pump->sent_ul_per_h);
    case Q_RUN:           return run_wish_start(&pump->wish, device, pump->is_sent_right);
    case Q_STOP:
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

static size_t phd_write(struct device *device, int question, double value,
                        uint8_t bytes[DEVICE_FRAME_MAX])
{
    struct phd_ultra *pump = pump_of(device);
    bool              is_silent = phd_ultra_questions[question].has_no_answer;
    int               set = is_silent ? question - Q_SET_COUNT : question;
    char              command[PHD_ULTRA_COMMAND_MAX];
    size_t            count;

    if (set < Q_SET_COUNT && is_silent != pump->is_silent)
        return 0;
    if (!command_for(device, set, value, command, sizeof command))
        return 0;
    count = phd_ultra_write(pump->address, pump->has_colon, command, bytes);
    memcpy(pump->sent, bytes, count);
    pump->sent_count = count;
    return count;
}

static enum device_scan phd_scan(const struct device *device, const uint8_t *bytes, size_t count,
                                 size_t *used)
{
    const struct phd_ultra *pump = device_memory_const(device);

    return phd_ultra_scan(bytes, count, device_quiet_s(device) >= pump->silence_s, used);
}

/* ------------------------------------------------------------------ orders */

static enum err order_rate(struct device *device, double value, struct why *why)
{
    struct phd_ultra *pump = pump_of(device);
    double            written_ul_per_h;
    char              text[24];

    if (value == 0)
        return why_say(why, ERR_RANGE, "a rate of 0 is none that the pump takes: order run = 0");
    if (phd_ultra_rate_write(value, text, &written_ul_per_h) != ERR_OK)
        return why_say(why, ERR_RANGE, "%g uL/h cannot be written in nL, uL or mL per minute or "
                       "hour with five digits", value);
    if (value == pump->ordered_ul_per_h)
        return ERR_OK;
    TRY(phd_ultra_ask_set(device, Q_RATE_SET, value));
    TRY(device_ask(device, Q_RATE_BACK, value));
    pump->ordered_ul_per_h = value;
    return pump->wish.is_waiting ? phd_ultra_ask_set(device, Q_RUN, 0) : ERR_OK;
}

static enum err order_run(struct device *device, bool is_on, struct why *why)
{
    struct phd_ultra *pump = pump_of(device);

    if (is_on && pump->alarm != 0 && !pump->is_acknowledged)
        return why_say(why, ERR_RANGE, "the pump has an alarm (%d): acknowledge it first",
                       pump->alarm);
    if (is_on && !phd_ultra_is_diameter_right(pump))
        return why_say(why, ERR_RANGE, "the pump is set to a syringe of %g mm, not of %g mm: it "
                       "would pump at another rate", pump->diameter_in_mm, pump->diameter_mm);
    run_wish_order(&pump->wish, is_on);
    TRY(phd_ultra_ask_set(device, is_on ? Q_RUN : Q_STOP, 0));
    return device_ask(device, Q_STATUS, 0);
}

static enum err phd_order(struct device *device, enum device_order order, double value,
                          struct why *why)
{
    struct phd_ultra *pump = pump_of(device);

    switch (order) {
    case DEVICE_ORDER_RATE:
        return order_rate(device, value, why);
    case DEVICE_ORDER_RUN:
        return order_run(device, value != 0, why);
    case DEVICE_ORDER_CLEAR:
        TRY(phd_ultra_ask_set(device, Q_CLEAR, 0));
        return device_ask(device, Q_STATUS, 0);
    case DEVICE_ORDER_ACKNOWLEDGE:
        pump->is_acknowledged = true;
        return device_ask(device, Q_STATUS, 0);
    default:
        return ERR_UNKNOWN;
    }
}

static bool phd_is_safe(const struct device *device)
{
    const struct phd_ultra *pump = device_memory_const(device);

    return pump->is_still;
}

const struct device_type device_phd_ultra = {
    .name = "phd-ultra",
    .sentence = "Harvard PHD ULTRA, Pump 11 Elite (and KDS Legato), Ultra command set",
    .roles = 1u << DEVICE_ROLE_PUMP,
    .readings = 1u << DEVICE_READ_RATE | 1u << DEVICE_READ_IS_RUNNING | 1u << DEVICE_READ_VOLUME
                | 1u << DEVICE_READ_ALARM,
    .orders = 1u << DEVICE_ORDER_RATE | 1u << DEVICE_ORDER_RUN | 1u << DEVICE_ORDER_CLEAR
              | 1u << DEVICE_ORDER_ACKNOWLEDGE,
    .is_source = true,
    .line = { .baud = 115200, .bits = 8, .parity = PORT_PARITY_NONE, .stop_bits = 1 },
    .poll_s = 0.25, .timeout_s = 0.3, .gap_s = 0.05, .lost_s = 2, .age_s_max = 2,
    .byte_gap_s = 0.15, .tries = 3,
    .settings = settings, .setting_count = COUNT(settings),
    .questions = phd_ultra_questions, .question_count = Q_COUNT,
    .start = start, .poll = poll, .safe = safe,
    .memory = sizeof(struct phd_ultra),
    .begin = phd_begin, .write = phd_write, .scan = phd_scan,
    .hear = phd_ultra_hear, .order = phd_order, .is_safe = phd_is_safe,
};
