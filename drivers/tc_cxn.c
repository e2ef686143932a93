#include "tc_cxn_inside.h"

#include "device_settings.h"
#include "power_step.h"
#include "tc_cxn_wire.h"

#include <math.h>
#include <string.h>

#define POWER_UNITS_MAX   65535.0
#define INSTANT_S         1e-9
#define TAKE_S            1.5           /* all tries of asking for control */

/* Output on is never asked again by itself: it may have been on, and gone off for a reason. */
static const struct device_question questions[COUNT] = {
    [BLIND_OFF]      = { .what = "output off, blindly",       .is_idempotent = true },
    [IDENT]          = { .what = "who is there",              .is_idempotent = true },
    [SERIAL]         = { .what = "its serial number",         .is_idempotent = true },
    [LIMITS]         = { .what = "its limits",                .is_idempotent = true },
    [FREQUENCY]      = { .what = "the frequency",             .is_idempotent = true },
    [POWER]          = { .what = "the power",                 .is_idempotent = true },
    [STATUS]         = { .what = "the status",                .is_idempotent = true },
    [SET_POINT]      = { .what = "the set-point",             .is_idempotent = true },
    [TAKE]           = { .what = "control",                   .is_idempotent = true },
    [SET]            = { .what = "to set the power",          .is_idempotent = true },
    [CHECK_SET]      = { .what = "which power is set",        .is_idempotent = true },
    [ON]             = { .what = "output on",                 .is_idempotent = false },
    [OFF]            = { .what = "output off",                .is_idempotent = true },
    [LAG]            = { .what = "the status",                .is_idempotent = true },
    [CHECK_OUTPUT]   = { .what = "whether the output obeys",  .is_idempotent = true },
    [SAFE_OFF]       = { .what = "output off, to be safe",    .is_idempotent = true },
    [SAFE_TAKE]      = { .what = "control, to be safe",       .is_idempotent = true },
    [SAFE_OFF_AGAIN] = { .what = "output off, to be safe",    .is_idempotent = true },
    [SAFE_ZERO]      = { .what = "0 W, to be safe",           .is_idempotent = true },
    [SAFE_LAG]       = { .what = "the status",                .is_idempotent = true },
    [SAFE_STATUS]    = { .what = "whether the output is off", .is_idempotent = true },
    [SAFE_RELEASE]   = { .what = "to release control",        .is_idempotent = true },
};

static const struct device_setting settings_rows[] = {
    { .name = "address", .unit = "-", .least = 0, .most = 255, .usual = 1,
      .mark = DEVICE_MARK_HIGH, .sentence = "in our commands; on RS-232 the generator ignores it" },
    { .name = "address_check", .unit = "-", .least = 0, .most = 1, .usual = 0,
      .mark = DEVICE_MARK_MEDIUM, .sentence = "1: responses from another address are dropped" },
    { .name = "power_step_w", .unit = "W", .least = 0.001, .most = 100, .usual = 1,
      .mark = DEVICE_MARK_HIGH, .sentence = "what one unit of the set-point is" },
    { .name = "power_max_w", .unit = "W", .least = 0, .most = 1e4, .usual = 1000,
      .mark = DEVICE_MARK_UNVERIFIED, .sentence = "no order goes above, whatever it allows" },
};
#define SETTING_COUNT (sizeof settings_rows / sizeof settings_rows[0])

static enum err begin(struct device *device, struct settings *settings, struct why *why)
{
    const struct device_settings given = { settings_rows, SETTING_COUNT, settings };
    struct tc_cxn_memory               *memory = device_memory(device);
    double                       address, checks;

    TRY(device_settings_number(&given, "address", &address, why));
    TRY(device_settings_number(&given, "address_check", &checks, why));
    TRY(device_settings_number(&given, "power_step_w", &memory->step_w, why));
    TRY(device_settings_number(&given, "power_max_w", &memory->limit_w, why));
    memory->address = (uint8_t)address;
    memory->checks_address = checks != 0;
    memory->set_w = (double)NAN;
    return ERR_OK;
}

/* ------------------------------------------------------------------ control */

/* Silence that was ours: the generator has dropped control, output and set-point by itself. */
static void watch_silence(struct device *device)
{
    struct tc_cxn_memory *memory = device_memory(device);
    double         silence_s = device_now_s(device) - memory->spoken_s;

    if (!memory->has_control || silence_s < TC_CXN_DEAD_MAN_S - INSTANT_S)
        return;
    device_say(device, "control was lost: the generator heard nothing for %.1f s and drops it, "
               "with output and set-point, after %.0f s", silence_s, TC_CXN_DEAD_MAN_S);
    tc_cxn_forget_orders(memory);
}

/* Who is there is asked anew: nobody knows what the generator does meanwhile. */
static void start_anew(struct device *device)
{
    struct tc_cxn_memory *memory = device_memory(device);

    if (memory->has_control) {
        device_say(device, "control was lost with the link: output off goes out unheard");
        memory->is_blind = true;
    }
    tc_cxn_forget_orders(memory);
    memory->bits = 0;
}

/* ------------------------------------------------------------------ writing */

static bool is_passed_over(const struct tc_cxn_memory *memory, int question)
{
    switch (question) {
    case BLIND_OFF:      return !memory->is_blind;
    case ON:
    case SET:            return !memory->has_control;
    case CHECK_SET:      return isnan(memory->set_w);
    case TAKE:           return memory->has_control;
    case SAFE_TAKE:
    case SAFE_OFF_AGAIN: return memory->is_off_taken;
    default:             return false;
    }
}

static size_t command(const struct tc_cxn_memory *memory, int question, double value, uint8_t *out)
{
    struct tc_cxn_command message = {
        .address = memory->address, .first = tc_cxn_questions[question].first,
    };

    memcpy(message.id, tc_cxn_questions[question].id, sizeof message.id);
    if (question == SET)
        message.first = (uint16_t)lround(value / memory->step_w);
    return tc_cxn_command_write(&message, out);
}

static size_t write_question(struct device *device, int question, double value,
                             uint8_t bytes[DEVICE_FRAME_MAX])
{
    struct tc_cxn_memory *memory = device_memory(device);

    watch_silence(device);
    if (question == BLIND_OFF)
        start_anew(device);
    if (question == SAFE_OFF)
        memory->is_off_taken = memory->is_off_seen = memory->is_released = false;
    if (is_passed_over(memory, question))
        return 0;
    memory->is_sign_due = true;
    memory->spoken_s = device_now_s(device);
    return command(memory, question, value, bytes);
}

static enum device_scan scan(const struct device *device, const uint8_t *bytes, size_t count,
                             size_t *used)
{
    const struct tc_cxn_memory *memory = device_memory_const(device);

    return memory->is_sign_due ? tc_cxn_sign_scan(bytes, count, used)
                               : tc_cxn_response_scan(bytes, count, used);
}

/* ------------------------------------------------------------------ orders */

/* Once for the orders of a moment: asked anew it would stand behind what needs it. */
static enum err ask_control(struct device *device)
{
    struct tc_cxn_memory *memory = device_memory(device);

    if (memory->has_control || device_now_s(device) < memory->take_until_s)
        return ERR_OK;
    TRY(device_ask(device, TAKE, 0));
    memory->take_until_s = device_now_s(device) + TAKE_S;
    return ERR_OK;
}

static enum err order_power(struct device *device, double power_w, struct why *why)
{
    struct tc_cxn_memory *memory = device_memory(device);
    double                set_w;

    if (power_w > memory->limit_w || power_w / memory->step_w > POWER_UNITS_MAX)
        return why_say(why, ERR_RANGE, "%g W is more than this generator gives: at most %g W",
                       power_w, fmin(memory->limit_w, POWER_UNITS_MAX * memory->step_w));
    TRY(ask_control(device));
    set_w = power_step_down_w(device, power_w, memory->step_w, &memory->is_fraction_told);
    TRY(device_ask(device, SET, set_w));
    return device_ask(device, CHECK_SET, 0);
}

static enum err order_output(struct device *device, double value, struct why *why)
{
    if (value != 0 && value != 1)
        return why_say(why, ERR_RANGE, "output = %g: give 1 for on, 0 for off", value);
    TRY(ask_control(device));
    TRY(device_ask(device, value == 1 ? ON : OFF, 0));
    TRY(device_ask(device, LAG, 0));
    return device_ask(device, CHECK_OUTPUT, 0);
}

static enum err order(struct device *device, enum device_order which, double value,
                      struct why *why)
{
    if (which == DEVICE_ORDER_POWER)
        return order_power(device, value, why);
    if (which == DEVICE_ORDER_OUTPUT)
        return order_output(device, value, why);
    return why_say(why, ERR_UNKNOWN, "tc-cxn takes the orders power_w and output");
}

static bool is_safe(const struct device *device)
{
    const struct tc_cxn_memory *memory = device_memory_const(device);

    return memory->is_off_taken && memory->is_off_seen && memory->is_released;
}

/* Neighbours differ in the length of their responses: one that comes too late is seen as late. */
static const uint8_t start[] = { BLIND_OFF, IDENT, SERIAL, LIMITS, STATUS, FREQUENCY, POWER,
                                 SET_POINT, DEVICE_END };
static const uint8_t poll[]  = { POWER, STATUS, POWER, SET_POINT, POWER, FREQUENCY, DEVICE_END };
static const uint8_t safe[]  = { SAFE_OFF, SAFE_TAKE, SAFE_OFF_AGAIN, SAFE_ZERO, SAFE_LAG,
                                 SAFE_STATUS, SAFE_RELEASE, DEVICE_END };

const struct device_type device_tc_cxn = {
    .name = "tc-cxn",
    .sentence = "T&C Power Conversion AG / CXN radiofrequency generator, new protocol",
    .roles = 1u << DEVICE_ROLE_GENERATOR,
    .readings = 1u << DEVICE_READ_OUTPUT_ON | 1u << DEVICE_READ_SET_POWER
                | 1u << DEVICE_READ_POWER | 1u << DEVICE_READ_FORWARD | 1u << DEVICE_READ_REFLECTED
                | 1u << DEVICE_READ_FREQUENCY | 1u << DEVICE_READ_OWN_TEMP
                | 1u << DEVICE_READ_ALARM,
    .orders = 1u << DEVICE_ORDER_POWER | 1u << DEVICE_ORDER_OUTPUT,
    .is_source = true,
    .line = { .baud = 38400, .bits = 8, .stop_bits = 1 },
    .poll_s = 0.1, .timeout_s = 0.3, .lost_s = 1.5, .age_s_max = 2,
    .keepalive_s = TC_CXN_DEAD_MAN_S, .byte_gap_s = 0.1, .tries = 3,
    .settings = settings_rows, .setting_count = SETTING_COUNT,
    .questions = questions, .question_count = COUNT,
    .start = start, .poll = poll, .safe = safe,
    .memory = sizeof(struct tc_cxn_memory), .begin = begin,
    .write = write_question, .scan = scan, .hear = tc_cxn_hear, .order = order, .is_safe = is_safe,
};
