#include "ae_bus_inside.h"

#include "device_settings.h"
#include "power_step.h"

#include <math.h>
#include <string.h>

#define HOST_CONTROL      2u
#define REGULATE_FORWARD  6u
#define REGULATE_LOAD     7u
#define UNITS_MAX         65535.0

/* Output on is never asked again by itself: it may have been on, and gone off for a reason. */
static const struct device_question questions[COUNT] = {
    [BLIND_OFF]    = { .what = "output off, blindly",       .is_idempotent = true },
    [TYPE]         = { .what = "who is there",              .is_idempotent = true },
    [SIZE]         = { .what = "its size",                  .is_idempotent = true },
    [HOST]         = { .what = "host control",              .is_idempotent = true },
    [REGULATE]     = { .what = "its regulation",            .is_idempotent = true },
    [LIMIT]        = { .what = "its limit of power",        .is_idempotent = true },
    [FORWARD]      = { .what = "the forward power",         .is_idempotent = true },
    [REFLECTED]    = { .what = "the reflected power",       .is_idempotent = true },
    [DELIVERED]    = { .what = "the delivered power",       .is_idempotent = true },
    [STATUS]       = { .what = "the status",                .is_idempotent = true },
    [SET_POINT]    = { .what = "the set-point",             .is_idempotent = true },
    [SNAPSHOT]     = { .what = "the snapshot",              .is_idempotent = true },
    [WARNINGS]     = { .what = "the warnings",              .is_idempotent = true },
    [SET]          = { .what = "to set the power",          .is_idempotent = true },
    [CHECK_SET]    = { .what = "which power is set",        .is_idempotent = true },
    [ON]           = { .what = "output on",                 .is_idempotent = false },
    [OFF]          = { .what = "output off",                .is_idempotent = true },
    [CHECK_OUTPUT] = { .what = "whether the output obeys",  .is_idempotent = true },
    [SAFE_OFF]     = { .what = "output off, to be safe",    .is_idempotent = true },
    [SAFE_ZERO]    = { .what = "0 W, to be safe",           .is_idempotent = true },
    [SAFE_STATUS]  = { .what = "whether the output is off", .is_idempotent = true },
};

static const struct device_setting settings_rows[] = {
    { .name = "address", .unit = "-", .least = 1, .most = 31, .usual = 1,
      .mark = DEVICE_MARK_HIGH, .sentence = "of the unit" },
    { .name = "power_unit_w", .unit = "W", .least = 0, .most = 10, .usual = 0,
      .mark = DEVICE_MARK_MEDIUM,
      .sentence = "what one of its powers is: 1, or 0.1 on HALO units; 0: by its supply type" },
    { .name = "regulation", .unit = "-", .least = REGULATE_FORWARD, .most = REGULATE_LOAD,
      .usual = REGULATE_LOAD, .mark = DEVICE_MARK_HIGH,
      .sentence = "what it holds at the set-point: 6 forward power, 7 power into the load" },
    { .name = "power_max_w", .unit = "W", .least = 0, .most = 1e4, .usual = 1000,
      .mark = DEVICE_MARK_UNVERIFIED, .sentence = "no order goes above, whatever it allows" },
    { .name = "plate_unit_c", .unit = "C", .least = 0, .most = 10, .usual = 1,
      .mark = DEVICE_MARK_UNVERIFIED,
      .sentence = "what one of its cold plate's temperature is; 0: it is not read" },
};
#define SETTING_COUNT (sizeof settings_rows / sizeof settings_rows[0])

static enum err begin(struct device *device, struct settings *settings, struct why *why)
{
    const struct device_settings given = { settings_rows, SETTING_COUNT, settings };
    struct ae_bus_memory        *memory = device_memory(device);
    double                       address, regulation;

    TRY(device_settings_number(&given, "address", &address, why));
    TRY(device_settings_number(&given, "power_unit_w", &memory->unit_w, why));
    TRY(device_settings_number(&given, "regulation", &regulation, why));
    TRY(device_settings_number(&given, "power_max_w", &memory->limit_w, why));
    TRY(device_settings_number(&given, "plate_unit_c", &memory->plate_unit_c, why));
    memory->address = (unsigned)address;
    memory->regulation = (uint8_t)regulation;
    memory->set_w = (double)NAN;
    return ERR_OK;
}

/* ------------------------------------------------------------------ writing */

/* Who is there is asked anew: what was ordered is not known to hold. */
static void start_anew(struct device *device)
{
    struct ae_bus_memory *memory = device_memory(device);

    if (memory->output.is_wanted) {
        device_say(device, "the link was lost with the output on: output off goes out unheard");
        memory->is_blind = true;
    }
    output_watch_forget(&memory->output);
    memory->set_w = (double)NAN;
    memset(memory->has_no, 0, sizeof memory->has_no);       /* it may be another unit now */
}

static bool is_passed_over(const struct ae_bus_memory *memory, int question)
{
    if (question == BLIND_OFF)
        return !memory->is_blind;
    if (question == CHECK_SET)
        return isnan(memory->set_w);
    return memory->has_no[question];
}

static size_t data_of(const struct ae_bus_memory *memory, int question, double value,
                      uint8_t data[2])
{
    unsigned units;

    switch (question) {
    case HOST:
        data[0] = HOST_CONTROL;
        return 1;
    case REGULATE:
        data[0] = memory->regulation;
        return 1;
    case SET:
    case SAFE_ZERO:
        units = question == SET ? (unsigned)lround(value / memory->unit_w) : 0;
        data[0] = (uint8_t)units;
        data[1] = (uint8_t)(units >> 8);
        return 2;
    default:
        return 0;
    }
}

static size_t write_question(struct device *device, int question, double value,
                             uint8_t bytes[DEVICE_FRAME_MAX])
{
    struct ae_bus_memory *memory = device_memory(device);
    uint8_t               data[2];

    if (question == BLIND_OFF)
        start_anew(device);
    if (question == SAFE_OFF)
        memory->is_off_taken = memory->is_off_seen = false;
    if (is_passed_over(memory, question))
        return 0;
    memory->is_sign_due = memory->is_ack_due = true;
    memory->naks = 0;
    memory->command = ae_bus_questions[question].command;
    return ae_bus_write(memory->address, memory->command, data,
                        data_of(memory, question, value, data), bytes);
}

static enum device_scan scan(const struct device *device, const uint8_t *bytes, size_t count,
                             size_t *used)
{
    const struct ae_bus_memory *memory = device_memory_const(device);

    return memory->is_sign_due ? ae_bus_sign_scan(memory->address, bytes, count, used)
                               : ae_bus_scan(memory->address, bytes, count, used);
}

/* ------------------------------------------------------------------ orders */

static enum err order_power(struct device *device, double power_w, struct why *why)
{
    struct ae_bus_memory *memory = device_memory(device);
    double                set_w, most_w = fmin(memory->limit_w, UNITS_MAX * memory->unit_w);

    if (power_w > most_w)
        return why_say(why, ERR_RANGE, "%g W is more than this generator gives: at most %g W",
                       power_w, most_w);
    set_w = power_step_down_w(device, power_w, memory->unit_w, &memory->is_fraction_told);
    TRY(device_ask(device, SET, set_w));
    return device_ask(device, CHECK_SET, 0);
}

static enum err order(struct device *device, enum device_order which, double value,
                      struct why *why)
{
    if (which == DEVICE_ORDER_POWER)
        return order_power(device, value, why);
    if (which != DEVICE_ORDER_OUTPUT)
        return why_say(why, ERR_UNKNOWN, "ae-bus takes the orders power_w and output");
    if (value != 0 && value != 1)
        return why_say(why, ERR_RANGE, "output = %g: give 1 for on, 0 for off", value);
    TRY(device_ask(device, value == 1 ? ON : OFF, 0));
    return device_ask(device, CHECK_OUTPUT, 0);
}

static bool is_safe(const struct device *device)
{
    const struct ae_bus_memory *memory = device_memory_const(device);

    return memory->is_off_taken && memory->is_off_seen;
}

static const uint8_t start[] = { BLIND_OFF, TYPE, SIZE, HOST, REGULATE, LIMIT, STATUS, DEVICE_END };
static const uint8_t poll[]  = { DELIVERED, STATUS, FORWARD, REFLECTED, SET_POINT, SNAPSHOT,
                                 WARNINGS, DEVICE_END };
static const uint8_t safe[]  = { SAFE_OFF, SAFE_ZERO, SAFE_STATUS, DEVICE_END };

const struct device_type device_ae_bus = {
    .name = "ae-bus",
    .sentence = "Advanced Energy generators by AE Bus: Apex, Cesar, HFV 8000, Paramount MF, HPG",
    .roles = 1u << DEVICE_ROLE_GENERATOR,
    .readings = 1u << DEVICE_READ_OUTPUT_ON | 1u << DEVICE_READ_SET_POWER
                | 1u << DEVICE_READ_POWER | 1u << DEVICE_READ_FORWARD | 1u << DEVICE_READ_REFLECTED
                | 1u << DEVICE_READ_OWN_TEMP | 1u << DEVICE_READ_ALARM,
    .orders = 1u << DEVICE_ORDER_POWER | 1u << DEVICE_ORDER_OUTPUT,
    .is_source = true,
    .line = { .baud = 19200, .bits = 8, .parity = PORT_PARITY_ODD, .stop_bits = 1 },
    .poll_s = 0.05, .timeout_s = 0.3, .lost_s = 1.5, .age_s_max = 1.5, .byte_gap_s = 0.05,
    .tries = 3,
    .settings = settings_rows, .setting_count = SETTING_COUNT,
    .questions = questions, .question_count = COUNT,
    .start = start, .poll = poll, .safe = safe,
    .memory = sizeof(struct ae_bus_memory), .begin = begin,
    .write = write_question, .scan = scan, .hear = ae_bus_hear, .order = order, .is_safe = is_safe,
};
