#include "keller.h"

#include "base/text.h"
#include "device_settings.h"
#include "keller_wire.h"
#include "wire_echo.h"

#include <math.h>
#include <string.h>

#define KPA_PER_BAR 100.0

enum question { WHO, ZERO_AT_START, PRESSURE, TEMPERATURE, ZERO, QUESTION_COUNT };

static const struct device_question questions[QUESTION_COUNT] = {
    [WHO]           = { .what = "initialise, and the serial number", .is_idempotent = true },
    [ZERO_AT_START] = { .what = "make the pressure now zero",        .is_idempotent = true },
    [PRESSURE]      = { .what = "the pressure",                      .is_idempotent = true },
    [TEMPERATURE]   = { .what = "the temperature",                   .is_idempotent = true },
    [ZERO]          = { .what = "make the pressure now zero",        .is_idempotent = true },
};

static const uint8_t start_list[] = { WHO, ZERO_AT_START, DEVICE_END };
static const uint8_t poll_list[]  = { PRESSURE, TEMPERATURE, DEVICE_END };
static const uint8_t safe_list[]  = { DEVICE_END };

static const struct device_setting settings_of[] = {
    { .name = "address", .unit = "-", .least = 1, .most = 250, .usual = KELLER_ANYBODY,
      .sentence = "on the line; 250: whoever is alone there" },
    { .name = "echo", .unit = "-", .usual_text = "auto",
      .sentence = "auto, yes or no: the adapter gives back what is sent" },
    { .name = "pressure_channel", .unit = "-", .least = 0, .most = 2, .usual = KELLER_P1,
      .sentence = "0: CH0, 1: P1, 2: P2" },
    { .name = "temperature_channel", .unit = "-", .least = 3, .most = 5, .usual = KELLER_TOB1,
      .sentence = "3: T, 4: TOB1, 5: TOB2" },
    { .name = "zero_at_start", .unit = "-", .least = 0, .most = 1, .usual = 0,
      .sentence = "1: the pressure when the link opens is zero; the transmitter keeps it" },
    { .name = "ambient_kpa", .unit = "kPa", .least = -120, .most = 120, .usual = 0,
      .sentence = "taken off what it says: 101.3 for one that measures absolute pressure" },
};

enum echo { ECHO_AUTO, ECHO_YES, ECHO_NO };
static const char *const echoes[] = {
    [ECHO_AUTO] = "auto", [ECHO_YES] = "yes", [ECHO_NO] = "no", NULL
};

struct transmitter {
    uint8_t   address, pressure_channel, temperature_channel;
    enum echo echo;
    bool      zeroes_at_start;
    double    ambient_kpa;
    struct wire_echo request;           /* sent last */
    bool      has_no_echo;              /* found out */
    uint8_t   refusal;                  /* said last: once, until something is answered */
    char      kind[32];                 /* "class 5.20 of week 40/2010" */
};

static enum err transmitter_begin(struct device *device, struct settings *given, struct why *why)
{
    struct transmitter *of = device_memory(device);
    struct device_settings from = { settings_of, sizeof settings_of / sizeof *settings_of, given };
    double address, pressure, temperature, zero;
    size_t echo;

    TRY(device_settings_number(&from, "address", &address, why));
    TRY(device_settings_number(&from, "pressure_channel", &pressure, why));
    TRY(device_settings_number(&from, "temperature_channel", &temperature, why));
    TRY(device_settings_number(&from, "zero_at_start", &zero, why));
    TRY(device_settings_number(&from, "ambient_kpa", &of->ambient_kpa, why));
    TRY(device_settings_choice(&from, "echo", echoes, &echo, why));
    of->address = (uint8_t)address;
    of->pressure_channel = (uint8_t)pressure;
    of->temperature_channel = (uint8_t)temperature;
    of->zeroes_at_start = zero != 0;
    of->echo = (enum echo)echo;
    return ERR_OK;
}

/* ------------------------------------------------------------------ questions */

static size_t request(struct transmitter *of, uint8_t function, const uint8_t *parameters,
                      size_t count, uint8_t *bytes)
{
    size_t size = keller_write(of->address, function, parameters, count, bytes);

    wire_echo_sent(&of->request, bytes, size, of->echo != ECHO_NO && !of->has_no_echo);
    return size;
}

static size_t transmitter_write(struct device *device, int question, double value,
                                uint8_t bytes[DEVICE_FRAME_MAX])
{
    struct transmitter *of = device_memory(device);
    const uint8_t       set = 0;

    (void)value;
    switch (question) {
    case WHO:
        of->has_no_echo = false;
        return request(of, KELLER_INITIALISE, NULL, 0, bytes);
    case ZERO_AT_START: return of->zeroes_at_start ? request(of, KELLER_ZERO, &set, 1, bytes) : 0;
    case PRESSURE:      return request(of, KELLER_CHANNEL, &of->pressure_channel, 1, bytes);
    case TEMPERATURE:   return request(of, KELLER_CHANNEL_INTEGER, &of->temperature_channel, 1,
                                       bytes);
    case ZERO:          return request(of, KELLER_ZERO, &set, 1, bytes);
    default:            return 0;
    }
}

/* What was sent comes back first, where it does. Only the answer to ZERO is like its request; by
 * then it is known whether there is an echo. */
static enum device_scan transmitter_scan(const struct device *device, const uint8_t *bytes,
                                         size_t count, size_t *used)
{
    const struct transmitter *of = device_memory_const(device);
    enum device_scan          scan;

    return wire_echo_scan(&of->request, bytes, count, used, &scan) ? scan
                                                                : keller_scan(bytes, count, used);
}

/* ------------------------------------------------------------------ answers */

/* A transmitter that knows who it is, is asked for its number in the same breath. */
static enum device_heard kind_heard(struct device *device, const struct keller_reply *reply)
{
    struct transmitter *of = device_memory(device);
    const uint8_t      *data = reply->data;
    struct text         kind = text_over(of->kind, sizeof of->kind);
    uint8_t             bytes[KELLER_REQUEST_MAX];

    text_add(&kind, "class %u.%u of week %u/%u", data[0], data[1], data[3], 2000u + data[2]);
    device_send(device, bytes, request(of, KELLER_SERIAL, NULL, 0, bytes));
    return DEVICE_MORE;
}

static enum device_heard serial_heard(struct device *device, const struct keller_reply *reply)
{
    struct transmitter *of = device_memory(device);
    char                identity[96];
    struct text         text = text_over(identity, sizeof identity);

    text_add(&text, "KELLER %s, serial %lu", of->kind,
             (unsigned long)(uint32_t)keller_integer(reply));
    device_identify(device, identity, text.used);
    return DEVICE_DONE;
}

static bool is_channel_wrong(const struct keller_reply *reply, uint8_t channel)
{
    return (reply->data[4] >> channel & 1u) != 0;
}

static enum device_heard pressure_heard(struct device *device, const struct keller_reply *reply)
{
    const struct transmitter *of = device_memory(device);
    double                    bar = (double)keller_float(reply);

    if (!isfinite(bar) || is_channel_wrong(reply, of->pressure_channel))
        device_forget(device, DEVICE_READ_PRESSURE);
    else if (!device_tell(device, DEVICE_READ_PRESSURE, bar * KPA_PER_BAR - of->ambient_kpa))
        return DEVICE_GARBLED;
    return DEVICE_DONE;
}

static enum device_heard temperature_heard(struct device *device,
                                           const struct keller_reply *reply)
{
    const struct transmitter *of = device_memory(device);

    if (is_channel_wrong(reply, of->temperature_channel))
        device_forget(device, DEVICE_READ_OWN_TEMP);
    else if (!device_tell(device, DEVICE_READ_OWN_TEMP, 0.01 * keller_integer(reply)))
        return DEVICE_GARBLED;
    return DEVICE_DONE;
}

static enum device_heard zero_heard(struct device *device, const struct keller_reply *reply)
{
    (void)device;
    return reply->data[0] == 0 ? DEVICE_DONE : DEVICE_GARBLED;
}

static const struct {
    int     question;
    uint8_t function;
    enum device_heard (*hear)(struct device *, const struct keller_reply *);
} answers[] = {
    { WHO,           KELLER_INITIALISE,      kind_heard        },
    { WHO,           KELLER_SERIAL,          serial_heard      },
    { ZERO_AT_START, KELLER_ZERO,            zero_heard        },
    { PRESSURE,      KELLER_CHANNEL,         pressure_heard    },
    { TEMPERATURE,   KELLER_CHANNEL_INTEGER, temperature_heard },
    { ZERO,          KELLER_ZERO,            zero_heard        },
};

static enum device_heard refusal_heard(struct device *device, int question, uint8_t code)
{
    struct transmitter *of = device_memory(device);

    device_forget(device, DEVICE_READ_PRESSURE);
    device_forget(device, DEVICE_READ_OWN_TEMP);
    if (of->refusal != code)
        device_say(device, "%s: %s (%u)", questions[question].what, keller_refusal_text(code),
                   code);
    of->refusal = code;
    if (code == KELLER_NOT_INITIALISED && question != WHO)
        device_restarted(device);
    return DEVICE_REFUSED;
}

static bool is_mine(const struct transmitter *of, const struct keller_reply *reply)
{
    return reply->address == of->address || of->address == KELLER_ANYBODY;
}

static enum device_heard transmitter_hear(struct device *device, int question, double value,
                                          const uint8_t *frame, size_t count)
{
    struct transmitter *of = device_memory(device);
    struct keller_reply reply;

    (void)value;
    if (wire_echo_heard(&of->request, frame, count))
        return question == DEVICE_NO_QUESTION ? DEVICE_STRAY : DEVICE_MORE;
    if (keller_read(frame, count, &reply) != ERR_OK)
        return DEVICE_GARBLED;
    if (question == DEVICE_NO_QUESTION || !is_mine(of, &reply)
        || reply.function != of->request.sent[1] || (of->request.is_due && of->echo == ECHO_YES))
        return DEVICE_STRAY;
    of->has_no_echo |= of->request.is_due;
    if (reply.refusal)
        return refusal_heard(device, question, reply.refusal);
    of->refusal = 0;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (answers[i].question == question && answers[i].function == reply.function)
            return answers[i].hear(device, &reply);
    return DEVICE_STRAY;
}

static enum err transmitter_order(struct device *device, enum device_order order, double value,
                                  struct why *why)
{
    if (order != DEVICE_ORDER_CLEAR)
        return why_say(why, ERR_UNKNOWN, "a pressure transmitter has no order \"%s\": only "
                                         "\"%s\", which makes the pressure now zero",
                       device_orders[order].name, device_orders[DEVICE_ORDER_CLEAR].name);
    return value != 0 ? device_ask(device, ZERO, value) : ERR_OK;
}

const struct device_type device_keller = {
    .name = "keller",
    .sentence = "KELLER pressure transmitters (33X, 35X, LEO5) on the KELLER bus",
    .roles = 1u << DEVICE_ROLE_PRESSURE,
    .readings = 1u << DEVICE_READ_OWN_TEMP | 1u << DEVICE_READ_PRESSURE,
    .orders = 1u << DEVICE_ORDER_CLEAR,
    .line = { .baud = 9600, .bits = 8, .parity = PORT_PARITY_NONE, .stop_bits = 1 },
    .poll_s = 0.05, .timeout_s = 0.3, .gap_s = 0.002, .lost_s = 3, .age_s_max = 1,
    .byte_gap_s = 0.05, .tries = 3,
    .settings = settings_of, .setting_count = sizeof settings_of / sizeof *settings_of,
    .questions = questions, .question_count = QUESTION_COUNT,
    .start = start_list, .poll = poll_list, .safe = safe_list,
    .memory = sizeof(struct transmitter),
    .begin = transmitter_begin, .write = transmitter_write, .scan = transmitter_scan,
    .hear = transmitter_hear, .order = transmitter_order, .is_safe = NULL,
};
