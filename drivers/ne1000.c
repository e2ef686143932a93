#include "ne1000.h"

#include "base/count.h"
#include "device_settings.h"
#include "ne1000_inside.h"

#include <math.h>
#include <stdio.h>

#define ROUNDING_SAID 1e-3      /* of a rate; four digits round by less           */
#define SAME_MM       0.005     /* the pump keeps two digits behind the point */

static const struct device_setting settings[] = {
    { "address", "-", 0, NE1000_ADDRESSES - 1, 0, NULL, DEVICE_MARK_HIGH,
      "the pump's address on its chain" },
    { "safe_mode_s", "s", 0, 255, 5, NULL, DEVICE_MARK_HIGH,
      "the pump stops when nobody speaks to it for so long (0: Basic Mode, never)" },
    { "diameter_mm", "mm", 0, 50, 0, NULL, DEVICE_MARK_HIGH,
      "inner diameter of the syringe (0: as it is set in the pump)" },
};

const struct device_question ne1000_questions[Q_COUNT] = {
#define ROW(name, says, again) [Q_##name] = { .what = says, .is_idempotent = again },
    QUESTION_LIST(ROW)
#undef ROW
};

static const uint8_t start[] = {
    Q_PROBE, Q_MODE, Q_VERSION, Q_DIAMETER, Q_DIAMETER_SET, Q_DIAMETER_BACK, Q_VOLUME, Q_VOLUME_SET,
    Q_DIRECTION, Q_DIRECTION_SET, Q_RATE, Q_DISPENSED, DEVICE_END
};
static const uint8_t poll[] = { Q_DISPENSED, Q_RATE, DEVICE_END };
static const uint8_t safe[] = { Q_HALT, Q_STATUS, DEVICE_END };

static struct ne1000 *pump_of(struct device *device) { return device_memory(device); }

static enum err ne1000_begin(struct device *device, struct settings *given, struct why *why)
{
    struct ne1000                 *pump = pump_of(device);
    const struct device_settings list = { settings, COUNT(settings), given };
    double                       address, safe_mode_s;

    TRY(device_settings_number(&list, "address", &address, why));
    TRY(device_settings_whole(&list, "safe_mode_s", &safe_mode_s, why));
    TRY(device_settings_number(&list, "diameter_mm", &pump->diameter_mm, why));
    pump->address = (int)address;
    pump->safe_mode_s = (int)safe_mode_s;
    pump->diameter_in_mm = pump->asked_ul_per_h = pump->kept_ul_per_h = NAN;
    pump->is_sent_right = true;
    pump->stored_s = -INFINITY;
    return ERR_OK;
}

/* ------------------------------------------------------------------ what is sent */

bool ne1000_is_diameter_right(const struct ne1000 *pump)
{
    return pump->diameter_mm == 0 || fabs(pump->diameter_in_mm - pump->diameter_mm) <= SAME_MM;
}

/* A status packet of Safe Mode with a CR behind it: the one or the other mode answers. */
static size_t write_probe(struct ne1000 *pump, uint8_t *bytes)
{
    size_t count = ne1000_write(NE1000_SAFE, pump->address, "", bytes);

    run_wish_order(&pump->wish, false);
    pump->is_framing_known = false;
    pump->status = '\0';
    bytes[count] = '\r';
    return count + 1;
}

/* For a pump that was not reached yet: in both modes at once, with the same CR behind. */
static size_t write_halts(struct ne1000 *pump, uint8_t *bytes)
{
    size_t count = ne1000_write(NE1000_BASIC, pump->address, "STP", bytes);

    pump->is_still = false;
    run_wish_order(&pump->wish, false);
    count += ne1000_write(NE1000_SAFE, pump->address, "STP", bytes + count);
    bytes[count] = '\r';
    return count + 1;
}

/* What waits is dropped by now, and a rate that waits for the EEPROM's sake is too: nothing is sent
 * late. The same order is sent again, whatever became of it before. */
static void drop_rate(struct device *device, const char *why)
{
    struct ne1000 *pump = pump_of(device);

    if (!isnan(pump->kept_ul_per_h))
        device_say(device, "dropped: the rate of %g uL/h, %s", pump->kept_ul_per_h, why);
    pump->kept_ul_per_h = pump->asked_ul_per_h = NAN;
}

static bool command_for_rate(struct device *device, double value, char *command, size_t size)
{
    struct ne1000 *pump = pump_of(device);
    bool         is_locked = ne1000_is_pumping(pump->status);
    enum err     err = is_locked ? ne1000_rate_in(pump->unit, value, &pump->sent)
                                 : ne1000_rate_choose(value, &pump->sent);

    pump->is_sent_right = false;
    if (err != ERR_OK) {
        device_say(device, "the rate of %g uL/h cannot be set in %s while it pumps: stop it first",
                   value, ne1000_unit_text(pump->unit));
        return false;
    }
    if (!is_locked)
        pump->stored_s = device_now_s(device);
    snprintf(command, size, "RAT%s%s", pump->sent.text,
             is_locked ? "" : ne1000_unit_text(pump->sent.unit));
    return true;
}

static bool command_for_run(struct device *device, char *command, size_t size)
{
    struct ne1000 *pump = pump_of(device);

    if (!run_wish_start(&pump->wish, device, pump->is_sent_right))
        return false;
    pump->status = '\0';
    snprintf(command, size, "RUN");
    return true;
}

static bool command_for_diameter(const struct ne1000 *pump, char *command, size_t size)
{
    char text[8];

    if (ne1000_is_diameter_right(pump) || ne1000_number_write(pump->diameter_mm, text) != ERR_OK)
        return false;
    snprintf(command, size, "DIA%s", text);
    return true;
}

/* Those without a value. */
static const char *const commands[Q_COUNT] = {
    [Q_VERSION] = "VER", [Q_DIAMETER] = "DIA", [Q_VOLUME] = "VOL", [Q_VOLUME_SET] = "VOL0",
    [Q_DIRECTION] = "DIR", [Q_DIRECTION_SET] = "DIRINF", [Q_RATE] = "RAT", [Q_DISPENSED] = "DIS",
    [Q_STATUS] = "", [Q_RATE_BACK] = "RAT", [Q_CLEAR] = "CLDINF", [Q_HALT] = "STP",
    [Q_DIAMETER_BACK] = "DIA",
};

/* False: there is nothing to ask. */
static bool command_for(struct device *device, int question, double value, char *command,
                        size_t size)
{
    struct ne1000 *pump = pump_of(device);

    snprintf(command, size, "%s", commands[question] ? commands[question] : "");
    switch (question) {
    case Q_MODE:
        snprintf(command, size, "SAF%d", pump->safe_mode_s);
        return pump->framing == NE1000_SAFE || pump->safe_mode_s > 0;
    case Q_DIAMETER_SET:  return command_for_diameter(pump, command, size);
    case Q_DIAMETER_BACK: return !ne1000_is_diameter_right(pump);
    case Q_VOLUME_SET:    return pump->target_ul > 0;
    case Q_DIRECTION_SET: return !pump->is_infusing_way;
    case Q_RATE_SET:      return command_for_rate(device, value, command, size);
    case Q_RATE_BACK:     return !isnan(pump->asked_ul_per_h);
    case Q_RUN:           return command_for_run(device, command, size);
    case Q_STOP:
        /* Where it says that it stands still, STP would end the programme: ask how it is. */
        snprintf(command, size, "%s", ne1000_is_standing(pump->status) ? "" : "STP");
        run_wish_sent(&pump->wish, RUN_WISH_STOP);
        return true;
    case Q_HALT:
        pump->is_still = false;
        run_wish_order(&pump->wish, false);
        return true;
    default:
        return true;
    }
}

static size_t ne1000_write_question(struct device *device, int question, double value,
                                    uint8_t bytes[DEVICE_FRAME_MAX])
{
    struct ne1000 *pump = pump_of(device);
    char         command[24];

    if (question == Q_PROBE || question == Q_HALT)
        drop_rate(device, question == Q_HALT ? "it is made safe" : "the link begins anew");
    if (question == Q_PROBE)
        return write_probe(pump, bytes);
    if (question == Q_HALT && !pump->is_framing_known)
        return write_halts(pump, bytes);
    if (!command_for(device, question, value, command, sizeof command))
        return 0;
    return ne1000_write(pump->framing, pump->address, command, bytes);
}

static enum device_scan ne1000_cut(const struct device *device, const uint8_t *bytes, size_t count,
                                   size_t *used)
{
    (void)device;
    return ne1000_scan(bytes, count, used);
}

/* ------------------------------------------------------------------ orders */

static enum err order_rate(struct device *device, double value, struct why *why)
{
    struct ne1000       *pump = pump_of(device);
    struct ne1000_rate rate;
    bool               is_locked = ne1000_is_pumping(pump->status);
    enum err           err;

    if (value == 0)
        return why_say(why, ERR_RANGE, "a rate of 0 is none that the pump takes: order run = 0");
    err = is_locked ? ne1000_rate_in(pump->unit, value, &rate) : ne1000_rate_choose(value, &rate);
    if (err != ERR_OK)
        return why_say(why, ERR_RANGE, "%g uL/h cannot be represented%s%s: the pump takes four "
                       "digits, 0.001 to 9999, of uL/h, mL/h, uL/min or mL/min", value,
                       is_locked ? " while it pumps, in " : "",
                       is_locked ? ne1000_unit_text(pump->unit) : "");
    if (fabs(rate.ul_per_h - value) > ROUNDING_SAID * value && !pump->has_said_rounding) {
        device_say(device, "%g uL/h is rounded to %g uL/h: the pump takes four digits", value,
                   rate.ul_per_h);
        pump->has_said_rounding = true;
    }
    if (value == pump->asked_ul_per_h)
        return ERR_OK;
    pump->asked_ul_per_h = value;
    pump->kept_ul_per_h = NAN;
    if (!is_locked && !pump->wish.is_waiting
        && device_now_s(device) - pump->stored_s < NE1000_REST_S) {
        pump->kept_ul_per_h = value;
        return ERR_OK;
    }
    TRY(device_ask(device, Q_RATE_SET, value));
    TRY(device_ask(device, Q_RATE_BACK, value));
    return pump->wish.is_waiting ? device_ask(device, Q_RUN, 0) : ERR_OK;
}

static enum err order_run(struct device *device, struct why *why)
{
    struct ne1000 *pump = pump_of(device);

    if (pump->alarm != NE1000_NO_ALARM)
        return why_say(why, ERR_RANGE, "the pump has an alarm (A?%c: %s): acknowledge it first",
                       ne1000_alarm_letter(pump->alarm), ne1000_alarm_text(pump->alarm));
    if (!ne1000_is_diameter_right(pump))
        return why_say(why, ERR_RANGE, "the pump is set to a syringe of %g mm, not of %g mm: it "
                       "would pump at another rate; set it while the pump stands still",
                       pump->diameter_in_mm, pump->diameter_mm);
    if (!isnan(pump->kept_ul_per_h)) {
        TRY(device_ask(device, Q_RATE_SET, pump->kept_ul_per_h));
        TRY(device_ask(device, Q_RATE_BACK, pump->kept_ul_per_h));
        pump->kept_ul_per_h = NAN;
    }
    run_wish_order(&pump->wish, true);
    return device_ask(device, Q_RUN, 0);
}

static enum err ne1000_order(struct device *device, enum device_order order, double value,
                             struct why *why)
{
    struct ne1000 *pump = pump_of(device);

    switch (order) {
    case DEVICE_ORDER_RATE:
        return order_rate(device, value, why);
    case DEVICE_ORDER_RUN:
        if (value != 0)
            return order_run(device, why);
        run_wish_order(&pump->wish, false);
        return device_ask(device, Q_STOP, 0);
    case DEVICE_ORDER_CLEAR:
        if (ne1000_is_pumping(pump->status))
            return why_say(why, ERR_RANGE, "the pump clears its volume only while it stands still");
        TRY(device_ask(device, Q_CLEAR, 0));
        return device_ask(device, Q_DISPENSED, 0);
    case DEVICE_ORDER_ACKNOWLEDGE:
        pump->alarm = NE1000_NO_ALARM;
        return device_ask(device, Q_STATUS, 0);
    default:
        return ERR_UNKNOWN;
    }
}

static bool ne1000_is_safe(const struct device *device)
{
    const struct ne1000 *pump = device_memory_const(device);

    return pump->is_still;
}

const struct device_type device_ne1000 = {
    .name = "ne1000",
    .sentence = "New Era NE-1000 syringe pump, Basic and Safe Mode",
    .roles = 1u << DEVICE_ROLE_PUMP,
    .readings = 1u << DEVICE_READ_RATE | 1u << DEVICE_READ_IS_RUNNING | 1u << DEVICE_READ_VOLUME
                | 1u << DEVICE_READ_ALARM,
    .orders = 1u << DEVICE_ORDER_RATE | 1u << DEVICE_ORDER_RUN | 1u << DEVICE_ORDER_CLEAR
              | 1u << DEVICE_ORDER_ACKNOWLEDGE,
    .is_source = true,
    .line = { .baud = 19200, .bits = 8, .parity = PORT_PARITY_NONE, .stop_bits = 1 },
    .poll_s = 0.2, .timeout_s = 0.2, .gap_s = 0, .lost_s = 2, .age_s_max = 1.5,
    .keepalive_s = 1,               /* the shortest of safe_mode_s */
    .byte_gap_s = 0.1, .tries = 3,
    .settings = settings, .setting_count = COUNT(settings),
    .questions = ne1000_questions, .question_count = Q_COUNT,
    .start = start, .poll = poll, .safe = safe,
    .memory = sizeof(struct ne1000),
    .begin = ne1000_begin, .write = ne1000_write_question, .scan = ne1000_cut,
    .hear = ne1000_hear, .order = ne1000_order, .is_safe = ne1000_is_safe,
};
