#include "modbus_rtu.h"

#include "base/text.h"
#include "device_settings.h"
#include "modbus_rtu_map.h"
#include "modbus_rtu_wire.h"
#include "wire_echo.h"

#include <math.h>
#include <string.h>

#define COIL_ON 0xFF00u

/* Of orders and of what makes it safe: set, and read back; to everybody. */
#define ORDER_ENUM(name, ...) SET_##name, BACK_##name, CAST_##name,
enum question {
    WHO, READ, LOOP,
    DEVICE_ORDER_LIST(ORDER_ENUM)
    SAFE_0, SAFE_LAST = SAFE_0 + 2 * MODBUS_SAFE_MAX - 1,
    QUESTION_COUNT
};
#undef ORDER_ENUM

#define FIRST_ORDER   SET_POWER
#define PER_ORDER     3
enum { SET, BACK, CAST };

#define ORDER_ROWS(name, text, ...)                                                      \
    [SET_##name]  = { .what = text, .is_idempotent = true },                             \
    [BACK_##name] = { .what = text " in force", .is_idempotent = true },                 \
    [CAST_##name] = { .what = text " to everybody", .is_idempotent = true, .has_no_answer = true },
#define SAFE_ROWS(n)                                                                     \
    [SAFE_0 + 2 * (n)]     = { .what = "what makes it safe", .is_idempotent = true },    \
    [SAFE_0 + 2 * (n) + 1] = { .what = "whether it is safe", .is_idempotent = true },

static const struct device_question questions[QUESTION_COUNT] = {
    [WHO]  = { .what = "who it is", .is_idempotent = true },
    [READ] = { .what = "a reading", .is_idempotent = true },
    [LOOP] = { .what = "whether replies are in step", .is_idempotent = true },
    DEVICE_ORDER_LIST(ORDER_ROWS)
    SAFE_ROWS(0) SAFE_ROWS(1) SAFE_ROWS(2) SAFE_ROWS(3)
    SAFE_ROWS(4) SAFE_ROWS(5) SAFE_ROWS(6) SAFE_ROWS(7)
};

static const uint8_t start_list[] = { WHO, DEVICE_END };
static const uint8_t poll_list[]  = { READ, DEVICE_END };
static const uint8_t marker_list[] = { LOOP, DEVICE_END };

#define SAFE_PAIR(n) SAFE_0 + 2 * (n), SAFE_0 + 2 * (n) + 1
static const uint8_t safe_list[] = {
    SAFE_PAIR(0), SAFE_PAIR(1), SAFE_PAIR(2), SAFE_PAIR(3),
    SAFE_PAIR(4), SAFE_PAIR(5), SAFE_PAIR(6), SAFE_PAIR(7), DEVICE_END,
};

static const struct device_setting settings_of[] = {
    { .name = "address", .unit = "-", .least = 1, .most = 247, .usual = 1,
      .sentence = "on the line" },
    { .name = "identify", .unit = "-", .usual_text = "none",
      .sentence = "what tells it from others: none, server id, or a place as input 100" },
    { .name = "safe", .unit = "-", .usual_text = "",
      .sentence = "what makes it safe: \"coil 0 = 0; holding 4 = 0\"" },
    { .name = "echo", .unit = "-", .least = 0, .most = 1, .usual = 0,
      .sentence = "1: the adapter gives back what is sent" },
    { .name = "loopback", .unit = "-", .least = 0, .most = 1, .usual = 1,
      .mark = DEVICE_MARK_UNVERIFIED,
      .sentence = "0: it is silent when it is asked for function 8, as the standard forbids" },
    { .name = "broadcast", .unit = "-", .least = 0, .most = 1, .usual = 0,
      .sentence = "1: orders go to everybody on the line, who do not answer" },
};

struct slave {
    struct modbus_map map;
    uint8_t  address;
    bool     has_echo, has_loopback, broadcasts;
    uint16_t loops;                     /* so that no two of them are alike */
    size_t   reading;                   /* the one that was asked last */
    bool     is_confirmed[MODBUS_SAFE_MAX];
    uint32_t refused;                   /* readings, a bit each: said once */
    struct wire_echo echo;              /* of what was sent last */
};

static enum err slave_begin(struct device *device, struct settings *given, struct why *why)
{
    struct slave *slave = device_memory(device);
    struct device_settings from = { settings_of, sizeof settings_of / sizeof *settings_of, given };
    double address, echo, loopback, broadcast;
    char   identify[96], safe[96];

    TRY(device_settings_number(&from, "address", &address, why));
    TRY(device_settings_number(&from, "echo", &echo, why));
    TRY(device_settings_number(&from, "loopback", &loopback, why));
    TRY(device_settings_number(&from, "broadcast", &broadcast, why));
    TRY(device_settings_text(&from, "identify", identify, sizeof identify, why));
    TRY(device_settings_text(&from, "safe", safe, sizeof safe, why));
    slave->address = (uint8_t)address;
    slave->has_echo = echo != 0;
    slave->has_loopback = loopback != 0;
    slave->broadcasts = broadcast != 0;
    return modbus_map_read(given, identify, safe, &slave->map, why);
}

/* ------------------------------------------------------------------ what a question is about */

static bool is_order(int question) { return question >= FIRST_ORDER && question < SAFE_0; }
static bool is_safe_one(int question) { return question >= SAFE_0 && question <= SAFE_LAST; }

static size_t order_of(int question) { return (size_t)(question - FIRST_ORDER) / PER_ORDER; }
static int    part_of(int question)  { return (question - FIRST_ORDER) % PER_ORDER; }
static size_t safe_of(int question)  { return (size_t)(question - SAFE_0) / 2; }

/* What is written or read back, and for an order the value. */
static const struct modbus_entry *entry_of(const struct slave *slave, int question)
{
    if (is_order(question))
        return &slave->map.orders[order_of(question)];
    return &slave->map.safe[safe_of(question)];
}

static bool is_write(int question)
{
    return is_order(question) ? part_of(question) != BACK
                              : is_safe_one(question) && (question - SAFE_0) % 2 == 0;
}

/* ------------------------------------------------------------------ questions */

static size_t read_write(const struct slave *slave, const struct modbus_place *place,
                         uint8_t *bytes)
{
    return modbus_write(slave->address, modbus_place_function(place), place->address,
                        modbus_place_count(place), bytes);
}

static size_t value_write(uint8_t address, const struct modbus_place *place, double value,
                          uint8_t *bytes)
{
    uint16_t registers[MODBUS_REGISTERS_MAX];

    if (modbus_place_encode(place, value, registers) != ERR_OK)
        return 0;
    if (place->shape == MODBUS_BIT)
        return modbus_write(address, MODBUS_WRITE_COIL, place->address,
                            registers[0] ? COIL_ON : 0, bytes);
    if (modbus_place_count(place) == 1)
        return modbus_write(address, MODBUS_WRITE_REGISTER, place->address, registers[0], bytes);
    return modbus_write_registers(address, place->address, registers, modbus_place_count(place),
                                  bytes);
}

/* The next one of the map; a retry asks the next one too. */
static size_t reading_write(struct slave *slave, uint8_t *bytes)
{
    for (size_t i = 0; i < DEVICE_READING_COUNT; i++) {
        slave->reading = (slave->reading + 1) % DEVICE_READING_COUNT;
        if (slave->map.readings[slave->reading].is_there)
            return read_write(slave, &slave->map.readings[slave->reading].place, bytes);
    }
    return 0;
}

static size_t who_write(const struct slave *slave, uint8_t *bytes)
{
    switch (slave->map.identify) {
    case MODBUS_BY_SERVER_ID: return modbus_write_server_id(slave->address, bytes);
    case MODBUS_BY_PLACE:     return read_write(slave, &slave->map.identity, bytes);
    default:                  return 0;
    }
}

static size_t loop_write(struct slave *slave, uint8_t *bytes)
{
    return slave->has_loopback
               ? modbus_write(slave->address, MODBUS_LOOPBACK, 0, ++slave->loops, bytes) : 0;
}

static size_t entry_write(struct slave *slave, int question, double value, uint8_t *bytes)
{
    const struct modbus_entry *entry = entry_of(slave, question);
    uint8_t address = is_order(question) && part_of(question) == CAST ? MODBUS_EVERYBODY
                                                                      : slave->address;

    if (!entry->is_there)
        return 0;
    if (is_safe_one(question))
        slave->is_confirmed[safe_of(question)] = false;
    if (!is_write(question))
        return read_write(slave, &entry->place, bytes);
    return value_write(address, &entry->place, is_order(question) ? value : entry->value, bytes);
}

static size_t slave_write(struct device *device, int question, double value,
                          uint8_t bytes[DEVICE_FRAME_MAX])
{
    struct slave *slave = device_memory(device);
    size_t        count;

    if (question == WHO)
        count = who_write(slave, bytes);
    else if (question == READ)
        count = reading_write(slave, bytes);
    else if (question == LOOP)
        count = loop_write(slave, bytes);
    else
        count = entry_write(slave, question, value, bytes);
    wire_echo_sent(&slave->echo, bytes, count, slave->has_echo);
    return count;
}

static enum device_scan slave_scan(const struct device *device, const uint8_t *bytes,
                                   size_t count, size_t *used)
{
    const struct slave *slave = device_memory_const(device);
    enum device_scan    scan;

    return wire_echo_scan(&slave->echo, bytes, count, used, &scan)
         ? scan : modbus_scan(bytes, count, used);
}

/* ------------------------------------------------------------------ answers */

static enum device_heard reading_heard(struct device *device, const struct modbus_reply *reply)
{
    struct slave              *slave = device_memory(device);
    enum device_reading        reading = (enum device_reading)slave->reading;
    const struct modbus_entry *entry = &slave->map.readings[slave->reading];
    double                     value;

    if (modbus_place_decode(&entry->place, reply->data, reply->count, &value) != ERR_OK)
        return DEVICE_GARBLED;
    slave->refused &= ~(1u << slave->reading);
    if (!isfinite(value))
        device_forget(device, reading);
    else if (!device_tell(device, reading, value))
        return DEVICE_GARBLED;
    return DEVICE_DONE;
}

/* Printable as it is, anything else in hexadecimal. */
static void server_id_write(struct text *text, const struct modbus_reply *reply)
{
    text_add(text, "Modbus server ");
    for (size_t i = 0; i < reply->count; i++)
        text_add(text, reply->data[i] >= 0x20 && reply->data[i] <= 0x7E ? "%c" : "\\%02X",
                 reply->data[i]);
}

static enum device_heard who_heard(struct device *device, const struct modbus_reply *reply)
{
    const struct slave *slave = device_memory(device);
    char                identity[96];
    struct text         text = text_over(identity, sizeof identity);
    double              value;

    if (slave->map.identify == MODBUS_BY_SERVER_ID) {
        server_id_write(&text, reply);
    } else {
        if (modbus_place_decode(&slave->map.identity, reply->data, reply->count, &value) != ERR_OK)
            return DEVICE_GARBLED;
        text_add(&text, "Modbus %g", value);
    }
    device_identify(device, identity, text.used);
    return DEVICE_DONE;
}

/* What is in force, against what was written: as registers, so that nothing is lost by rounding. */
static enum device_heard back_heard(struct device *device, int question, double wanted,
                                    const struct modbus_reply *reply)
{
    struct slave              *slave = device_memory(device);
    const struct modbus_entry *entry = entry_of(slave, question);
    uint16_t asked[MODBUS_REGISTERS_MAX] = { 0 }, there[MODBUS_REGISTERS_MAX] = { 0 };
    double   value;

    if (modbus_place_decode(&entry->place, reply->data, reply->count, &value) != ERR_OK)
        return DEVICE_GARBLED;
    if (modbus_place_encode(&entry->place, wanted, asked) == ERR_OK
        && modbus_place_encode(&entry->place, value, there) == ERR_OK
        && memcmp(asked, there, sizeof asked) == 0) {
        if (is_safe_one(question))
            slave->is_confirmed[safe_of(question)] = true;
        return DEVICE_DONE;
    }
    device_say(device, "%s: it is %g, and not %g", questions[question].what, value, wanted);
    return DEVICE_REFUSED;
}

/* The reply to a write says again what was written: place and value, or place and count. */
static enum device_heard written_heard(const struct slave *slave,
                                       const struct modbus_reply *reply)
{
    return reply->count == 4 && memcmp(reply->data, slave->echo.sent + 2, 4) == 0 ? DEVICE_DONE
                                                                            : DEVICE_STRAY;
}

/* A reading that is refused is asked for again and again, and said once. */
static void refusal_say(struct device *device, int question, uint8_t code)
{
    struct slave *slave = device_memory(device);
    const char   *what = questions[question].what;
    uint32_t      bit = question == READ ? 1u << slave->reading : 0;

    if (question == READ) {
        device_forget(device, (enum device_reading)slave->reading);
        what = device_readings[slave->reading].name;
    }
    if (slave->refused & bit)
        return;
    slave->refused |= bit;
    device_say(device, "%s: %s (exception %u)", what, modbus_refusal_text(code), code);
}

static enum device_heard slave_hear(struct device *device, int question, double value,
                                    const uint8_t *frame, size_t count)
{
    struct slave       *slave = device_memory(device);
    struct modbus_reply reply;

    if (wire_echo_heard(&slave->echo, frame, count))
        return question == DEVICE_NO_QUESTION ? DEVICE_STRAY : DEVICE_MORE;
    if (modbus_read(frame, count, &reply) != ERR_OK)
        return DEVICE_GARBLED;
    if (question == DEVICE_NO_QUESTION || reply.address != slave->address
        || reply.function != slave->echo.sent[1])
        return DEVICE_STRAY;
    if (question == LOOP && reply.refusal)
        return DEVICE_DONE;             /* it need not know it: no other has this answer */
    if (reply.refusal) {
        refusal_say(device, question, reply.refusal);
        return DEVICE_REFUSED;
    }
    if (question == WHO)
        return who_heard(device, &reply);
    if (question == READ)
        return reading_heard(device, &reply);
    if (question == LOOP || is_write(question))
        return written_heard(slave, &reply);
    return back_heard(device, question,
                      is_order(question) ? value : entry_of(slave, question)->value, &reply);
}

/* ------------------------------------------------------------------ orders */

static enum err slave_order(struct device *device, enum device_order order, double value,
                            struct why *why)
{
    const struct slave        *slave = device_memory(device);
    const struct modbus_entry *entry = &slave->map.orders[order];
    int      first = FIRST_ORDER + PER_ORDER * (int)order;
    uint16_t registers[MODBUS_REGISTERS_MAX];

    if (!entry->is_there)
        return why_say(why, ERR_UNKNOWN, "its map has no order.%s: give its register in the "
                                         "settings of the bench file", device_orders[order].name);
    if (modbus_place_encode(&entry->place, value, registers) != ERR_OK)
        return why_say(why, ERR_RANGE, "%s = %g does not fit its register",
                       device_orders[order].name, value);
    TRY(device_ask(device, first + (slave->broadcasts ? CAST : SET), value));
    return device_ask(device, first + BACK, value);
}

static bool slave_is_safe(const struct device *device)
{
    const struct slave *slave = device_memory_const(device);

    for (size_t i = 0; i < slave->map.safe_count; i++)
        if (!slave->is_confirmed[i])
            return false;
    return true;
}

const struct device_type device_modbus_rtu = {
    .name = "modbus-rtu",
    .sentence = "anything with a register map on Modbus RTU",
    .roles = (1u << DEVICE_ROLE_COUNT) - 1,
    .readings = (1u << DEVICE_READING_COUNT) - 1, .orders = (1u << DEVICE_ORDER_COUNT) - 1,
    .is_source = true,
    .line = { .baud = 19200, .bits = 8, .parity = PORT_PARITY_EVEN, .stop_bits = 1 },
    .poll_s = 0.05, .timeout_s = 0.5, .gap_s = 0.004, .lost_s = 3, .age_s_max = 4,
    .byte_gap_s = 0.05, .tries = 3,
    .settings = settings_of, .setting_count = sizeof settings_of / sizeof *settings_of,
    .questions = questions, .question_count = QUESTION_COUNT,
    .start = start_list, .poll = poll_list, .safe = safe_list,
    .marker = marker_list,
    .memory = sizeof(struct slave),
    .begin = slave_begin, .write = slave_write, .scan = slave_scan, .hear = slave_hear,
    .order = slave_order, .is_safe = slave_is_safe,
};
