#include "sensirion_shdlc.h"

#include "base/text.h"
#include "device_settings.h"
#include "sensirion_shdlc_wire.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define EMPTY_MOST 25u      /* in a row, then it is started again */

enum question { SERIAL, SENSOR_TYPE, HALT, PRODUCT, SCALE, START, LAST, ERRORS, QUESTION_COUNT };

static const struct device_question questions[QUESTION_COUNT] = {
    [SERIAL]      = { .what = "the serial number",      .is_idempotent = true },
    [SENSOR_TYPE] = { .what = "the sensor's type",      .is_idempotent = true },
    [HALT]        = { .what = "stop measuring",         .is_idempotent = true },
    [PRODUCT]     = { .what = "the sensor's product",   .is_idempotent = true },
    [SCALE]       = { .what = "the scale and the unit", .is_idempotent = true },
    [START]       = { .what = "start measuring",        .is_idempotent = true },
    [LAST]        = { .what = "the last measurement",   .is_idempotent = true },
    [ERRORS]      = { .what = "the error state",        .is_idempotent = false },
};

static const uint8_t start_list[] = { SERIAL, SENSOR_TYPE, HALT, PRODUCT, SCALE, START,
                                      DEVICE_END };
static const uint8_t poll_list[]  = { LAST, DEVICE_END };
static const uint8_t safe_list[]  = { DEVICE_END };

static const struct device_setting settings_of[] = {
    { .name = "address", .unit = "-", .least = 0, .most = 254, .usual = 0,
      .sentence = "on the line" },
    { .name = "sensor_type", .unit = "-", .least = 0, .most = 3, .usual = 3,
      .sentence = "3: SF06, that is SLF3x and LD20; 0: SF04; 2: SF05" },
    { .name = "liquid", .unit = "-", .usual_text = "water",
      .sentence = "water, ipa, or the command of another calibration: 361E" },
    { .name = "interval_ms", .unit = "ms", .least = 1, .most = 1000, .usual = 20,
      .sentence = "between two measurements" },
    { .name = "density_g_per_ml", .unit = "g/mL", .least = 0.5, .most = 2, .usual = 0.998,
      .sentence = "of the liquid, for a sensor that measures mass" },
    { .name = "counts_per_c", .unit = "1/C", .least = 1, .most = 1000, .usual = 200,
      .mark = DEVICE_MARK_UNVERIFIED, .sentence = "of the temperature" },
    { .name = "air_bit", .unit = "-", .least = 0, .most = 15, .usual = 0,
      .mark = DEVICE_MARK_MEDIUM, .sentence = "of the flags: air in the line" },
    { .name = "high_flow_bit", .unit = "-", .least = 0, .most = 15, .usual = 1,
      .mark = DEVICE_MARK_MEDIUM, .sentence = "of the flags: flow above the range" },
};

struct sensor {
    uint8_t  address, type;
    uint16_t liquid, interval_ms;
    unsigned air_mask, high_mask;
    double   density_g_per_ml, counts_per_c;
    double   ul_per_h_per_count;        /* 0: not known */
    unsigned empty;                     /* answers without a measurement, in a row */
    bool     is_high;
    unsigned refusal;                   /* said last: once, until something is answered */
};

/* ------------------------------------------------------------------ settings */

static enum err liquid_read(const char *text, uint16_t *command, struct why *why)
{
    static const struct { const char *name; uint16_t command; } liquids[] = {
        { "water", 0x3608 }, { "ipa", 0x3615 },
    };
    char         *end;
    unsigned long code = strtoul(text, &end, 16);

    for (size_t i = 0; i < sizeof liquids / sizeof *liquids; i++)
        if (strcmp(text, liquids[i].name) == 0) {
            *command = liquids[i].command;
            return ERR_OK;
        }
    if (!isxdigit((unsigned char)text[0]) || end != text + 4 || *end != '\0')
        return why_say(why, ERR_RANGE, "liquid = \"%s\": give water, ipa, or four hexadecimal "
                                       "digits as in 361E", text);
    *command = (uint16_t)code;
    return ERR_OK;
}

static enum err sensor_begin(struct device *device, struct settings *given, struct why *why)
{
    struct sensor *sensor = device_memory(device);
    struct device_settings from = { settings_of, sizeof settings_of / sizeof *settings_of, given };
    double address, type, interval_ms, air_bit, high_bit;
    char   liquid[16];

    TRY(device_settings_number(&from, "address", &address, why));
    TRY(device_settings_number(&from, "sensor_type", &type, why));
    TRY(device_settings_whole(&from, "interval_ms", &interval_ms, why));
    TRY(device_settings_number(&from, "air_bit", &air_bit, why));
    TRY(device_settings_number(&from, "high_flow_bit", &high_bit, why));
    TRY(device_settings_number(&from, "density_g_per_ml", &sensor->density_g_per_ml, why));
    TRY(device_settings_number(&from, "counts_per_c", &sensor->counts_per_c, why));
    TRY(device_settings_text(&from, "liquid", liquid, sizeof liquid, why));
    sensor->address = (uint8_t)address;
    sensor->type = (uint8_t)type;
    sensor->interval_ms = (uint16_t)interval_ms;
    sensor->air_mask = 1u << (unsigned)air_bit;
    sensor->high_mask = 1u << (unsigned)high_bit;
    return liquid_read(liquid, &sensor->liquid, why);
}

/* ------------------------------------------------------------------ questions */

static size_t sensor_write(struct device *device, int question, double value,
                           uint8_t bytes[DEVICE_FRAME_MAX])
{
    const struct sensor *sensor = device_memory(device);
    const uint8_t liquid[2] = { (uint8_t)(sensor->liquid >> 8), (uint8_t)sensor->liquid };
    const uint8_t start[4] = { (uint8_t)(sensor->interval_ms >> 8), (uint8_t)sensor->interval_ms,
                               liquid[0], liquid[1] };
    const uint8_t one = 1, serial = 3;

    (void)value;
    switch (question) {
    case SERIAL:      return shdlc_write(sensor->address, SHDLC_INFORMATION, &serial, 1, bytes);
    case SENSOR_TYPE: return shdlc_write(sensor->address, SHDLC_SENSOR_TYPE, &sensor->type, 1,
                                         bytes);
    case HALT:        return shdlc_write(sensor->address, SHDLC_STOP, NULL, 0, bytes);
    case PRODUCT:     return shdlc_write(sensor->address, SHDLC_PRODUCT, NULL, 0, bytes);
    case SCALE:       return shdlc_write(sensor->address, SHDLC_SCALE, liquid, 2, bytes);
    case START:       return shdlc_write(sensor->address, SHDLC_START, start, 4, bytes);
    case LAST:        return shdlc_write(sensor->address, SHDLC_LAST, &sensor->type, 1, bytes);
    case ERRORS:      return shdlc_write(sensor->address, SHDLC_ERRORS, &one, 1, bytes);
    default:          return 0;
    }
}

static enum device_scan sensor_scan(const struct device *device, const uint8_t *bytes,
                                    size_t count, size_t *used)
{
    (void)device;
    return shdlc_scan(bytes, count, used);
}

/* ------------------------------------------------------------------ answers */

static unsigned word_at(const struct shdlc_reply *reply, size_t at)
{
    return (unsigned)reply->data[at] << 8 | reply->data[at + 1];
}

static int signed_at(const struct shdlc_reply *reply, size_t at)
{
    unsigned word = word_at(reply, at);

    return word < 0x8000 ? (int)word : (int)word - 0x10000;
}

/* Printable, with one NUL behind it and nothing else. */
static bool is_text(const struct shdlc_reply *reply)
{
    for (size_t i = 0; i + 1 < reply->count; i++)
        if (reply->data[i] < 0x20 || reply->data[i] > 0x7E)
            return false;
    return reply->count >= 2 && reply->data[reply->count - 1] == 0;
}

static enum device_heard serial_heard(struct device *device, const struct shdlc_reply *reply)
{
    char        identity[96];
    struct text text = text_over(identity, sizeof identity);

    if (!is_text(reply))
        return DEVICE_GARBLED;
    text_add(&text, "SHDLC %.80s", (const char *)reply->data);
    device_identify(device, identity, text.used);
    return DEVICE_DONE;
}

static enum device_heard product_heard(struct device *device, const struct shdlc_reply *reply)
{
    static const struct { const char *id, *name; } products[] = {
        { "070302", "SLF3S-1300F" }, { "070303", "SLF3S-0600F" }, { "070304", "SLF3C-1300F" },
        { "070305", "SLF3S-4000B" }, { "070102", "LD20" },        { "070103", "LD20" },
    };
    const char *id = (const char *)reply->data;

    if (!is_text(reply) || reply->count < 9)
        return DEVICE_GARBLED;
    for (size_t i = 0; i < sizeof products / sizeof *products; i++)
        if (strncmp(id, products[i].id, 6) == 0) {
            device_say(device, "the sensor is a %s, %.60s", products[i].name, id);
            return DEVICE_DONE;
        }
    device_say(device, "the sensor is none that its manual lists, %.60s", id);
    return DEVICE_DONE;
}

static enum device_heard scale_heard(struct device *device, const struct shdlc_reply *reply)
{
    struct sensor    *sensor = device_memory(device);
    struct shdlc_unit unit;
    struct why        why = { "" };
    unsigned          scale;

    sensor->ul_per_h_per_count = 0;
    if (reply->count != 6 || word_at(reply, 0) == 0)
        return DEVICE_GARBLED;
    if (shdlc_unit_read((uint16_t)word_at(reply, 2), &unit, &why) != ERR_OK) {
        device_say(device, "%.190s", why.text);
        return DEVICE_REFUSED;
    }
    scale = word_at(reply, 0);
    sensor->ul_per_h_per_count = unit.ul_per_h / scale;
    if (unit.is_mass)
        sensor->ul_per_h_per_count /= sensor->density_g_per_ml;
    device_say(device, "%u counts are 1 %s", scale, unit.name);
    return DEVICE_DONE;
}

static enum device_heard not_ready(struct device *device)
{
    struct sensor *sensor = device_memory(device);

    device_forget(device, DEVICE_READ_FLOW);
    device_forget(device, DEVICE_READ_AIR);
    device_forget(device, DEVICE_READ_OWN_TEMP);
    if (++sensor->empty < EMPTY_MOST)
        return DEVICE_DONE;
    sensor->empty = 0;
    device_restarted(device);
    return DEVICE_DONE;
}

/* A sensor that is beyond its range says the range's end, which is no flow. */
static void flow_tell(struct device *device, int counts, bool is_high)
{
    struct sensor *sensor = device_memory(device);

    if (is_high && !sensor->is_high)
        device_say(device, "the flow is above the sensor's range");
    sensor->is_high = is_high;
    if (is_high || sensor->ul_per_h_per_count == 0)
        device_forget(device, DEVICE_READ_FLOW);
    else
        device_tell(device, DEVICE_READ_FLOW, counts * sensor->ul_per_h_per_count);
}

static enum device_heard last_heard(struct device *device, const struct shdlc_reply *reply)
{
    struct sensor *sensor = device_memory(device);

    if (reply->count == 0)
        return not_ready(device);
    if (reply->count != 6)
        return DEVICE_GARBLED;
    sensor->empty = 0;
    if (!device_tell(device, DEVICE_READ_OWN_TEMP, signed_at(reply, 2) / sensor->counts_per_c))
        return DEVICE_GARBLED;
    device_tell(device, DEVICE_READ_AIR, (word_at(reply, 4) & sensor->air_mask) != 0);
    flow_tell(device, signed_at(reply, 0), (word_at(reply, 4) & sensor->high_mask) != 0);
    return DEVICE_DONE;
}

static enum device_heard errors_heard(struct device *device, const struct shdlc_reply *reply)
{
    if (reply->count != 5)
        return DEVICE_GARBLED;
    device_say(device, "it tells an error: state %04X%04X, last error %u", word_at(reply, 0),
               word_at(reply, 2), reply->data[4]);
    return DEVICE_DONE;
}

static enum device_heard nothing_heard(struct device *device, const struct shdlc_reply *reply)
{
    (void)device;
    return reply->count == 0 ? DEVICE_DONE : DEVICE_GARBLED;
}

static const struct {
    uint8_t command;
    enum device_heard (*hear)(struct device *, const struct shdlc_reply *);
} answers[QUESTION_COUNT] = {
    [SERIAL]      = { SHDLC_INFORMATION, serial_heard  },
    [SENSOR_TYPE] = { SHDLC_SENSOR_TYPE, nothing_heard },
    [HALT]        = { SHDLC_STOP,        nothing_heard },
    [PRODUCT]     = { SHDLC_PRODUCT,     product_heard },
    [SCALE]       = { SHDLC_SCALE,       scale_heard   },
    [START]       = { SHDLC_START,       nothing_heard },
    [LAST]        = { SHDLC_LAST,        last_heard    },
    [ERRORS]      = { SHDLC_ERRORS,      errors_heard  },
};

static enum device_heard refusal_heard(struct device *device, int question, uint8_t state)
{
    struct sensor *sensor = device_memory(device);
    unsigned       code = state & (unsigned)~SHDLC_STATE_ERROR;

    if (question == HALT)               /* it did not measure */
        return DEVICE_DONE;
    if (question == LAST && (code == 0x42 || code == 0x43))
        return not_ready(device);
    if (sensor->refusal != code)
        device_say(device, "%s: %s (state %02X)", questions[question].what,
                   shdlc_state_text(state), code);
    sensor->refusal = code;
    return DEVICE_REFUSED;
}

static enum device_heard sensor_hear(struct device *device, int question, double value,
                                     const uint8_t *frame, size_t count)
{
    struct sensor     *sensor = device_memory(device);
    struct shdlc_reply reply;

    (void)value;
    if (shdlc_read(frame, count, &reply) != ERR_OK)
        return DEVICE_GARBLED;
    if (question == DEVICE_NO_QUESTION || reply.address != sensor->address
        || reply.command != answers[question].command)
        return DEVICE_STRAY;
    if (reply.state & SHDLC_STATE_ERROR && question == LAST
        && device_ask(device, ERRORS, 0) != ERR_OK)
        return DEVICE_REFUSED;
    if (reply.state & ~SHDLC_STATE_ERROR)
        return refusal_heard(device, question, reply.state);
    sensor->refusal = 0;
    return answers[question].hear(device, &reply);
}

static enum err sensor_order(struct device *device, enum device_order order, double value,
                             struct why *why)
{
    (void)device;
    (void)value;
    return why_say(why, ERR_UNKNOWN, "a flow sensor has no order \"%s\": it only measures",
                   device_orders[order].name);
}

const struct device_type device_sensirion_shdlc = {
    .name = "sensirion-shdlc",
    .sentence = "Sensirion liquid flow sensors (SLF3S, LD20, LG16) on an SCC1 cable",
    .roles = 1u << DEVICE_ROLE_FLOW,
    .readings = 1u << DEVICE_READ_OWN_TEMP | 1u << DEVICE_READ_FLOW | 1u << DEVICE_READ_AIR,
    .line = { .baud = 115200, .bits = 8, .parity = PORT_PARITY_NONE, .stop_bits = 1 },
    .poll_s = 0.02, .timeout_s = 0.15, .gap_s = 0, .lost_s = 2, .age_s_max = 0.5,
    .tries = 3,
    .settings = settings_of, .setting_count = sizeof settings_of / sizeof *settings_of,
    .questions = questions, .question_count = QUESTION_COUNT,
    .start = start_list, .poll = poll_list, .safe = safe_list,
    .memory = sizeof(struct sensor),
    .begin = sensor_begin, .write = sensor_write, .scan = sensor_scan, .hear = sensor_hear,
    .order = sensor_order, .is_safe = NULL,
};
