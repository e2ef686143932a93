#include "teller.h"

#include <check.h>
#include <math.h>
#include <stdio.h>

/* ------------------------------------------------------------------ the driver */

enum question { WHO, SAFE, QUESTION_COUNT };

static const struct device_question questions[QUESTION_COUNT] = {
    [WHO]  = { .what = "its number", .is_idempotent = true },
    [SAFE] = { .what = "to be safe", .is_idempotent = true },
};
static const uint8_t start[] = { WHO, DEVICE_END };
static const uint8_t poll[]  = { DEVICE_END };
static const uint8_t safe[]  = { SAFE, DEVICE_END };

static size_t write_question(struct device *device, int question, double value,
                             uint8_t bytes[DEVICE_FRAME_MAX])
{
    (void)device;
    (void)value;
    bytes[0] = question == SAFE ? 'S' : 'W';
    return 1;
}

static enum device_scan scan(const struct device *device, const uint8_t *bytes, size_t count,
                             size_t *used)
{
    (void)device;
    (void)bytes;
    *used = 1;
    return count > 0 ? DEVICE_WHOLE : DEVICE_PARTIAL;
}

static enum device_heard hear(struct device *device, int question, double value,
                              const uint8_t *frame, size_t count)
{
    char identity[24];

    (void)value;
    (void)count;
    if (question == WHO)
        device_identify(device, identity, (size_t)snprintf(identity, sizeof identity,
                                                           "teller 1 of role %u", frame[0]));
    return DEVICE_DONE;
}

static enum err order(struct device *device, enum device_order which, double value,
                      struct why *why)
{
    struct teller_orders *orders = device_memory(device);

    if (orders->refuses != ERR_OK)
        return why_say(why, orders->refuses, "the teller does not take it");
    orders->count[which]++;
    orders->last[which] = value;
    orders->most[which] = fmax(orders->most[which], value);
    return ERR_OK;
}

static const struct device_type type = {
    .name = "teller", .sentence = "says what a test lets it say",
    .roles = (1u << DEVICE_ROLE_COUNT) - 1, .readings = (1u << DEVICE_READING_COUNT) - 1,
    .orders = (1u << DEVICE_ORDER_COUNT) - 1, .is_source = true,
    .line = { .baud = 115200, .bits = 8, .stop_bits = 1 },
    .poll_s = 0.1, .timeout_s = 0.1, .lost_s = 1e9, .age_s_max = TELLER_AGE_S, .tries = 1,
    .questions = questions, .question_count = QUESTION_COUNT,
    .start = start, .poll = poll, .safe = safe, .memory = sizeof(struct teller_orders),
    .write = write_question, .scan = scan, .hear = hear, .order = order,
};

/* ------------------------------------------------------------------ its line */

static enum err line_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                          size_t *count)
{
    struct teller *teller = (struct teller *)port;

    (void)now_s;
    for (*count = 0; *count < room && teller->owed > 0; teller->owed--)
        bytes[(*count)++] = (uint8_t)teller->number;
    return ERR_OK;
}

static enum err line_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                           size_t *taken)
{
    struct teller *teller = (struct teller *)port;

    (void)now_s;
    for (size_t i = 0; i < count; i++)
        teller->safes += bytes[i] == 'S';
    teller->owed += (unsigned)count;
    *taken = count;
    return ERR_OK;
}

static void line_destroy(struct port *port) { (void)port; }

static const struct port_type line_type = {
    .name = "teller", .read = line_read, .write = line_write, .destroy = line_destroy,
};

/* ------------------------------------------------------------------ for tests */

void teller_place(struct bench_bed *bed, enum device_role role, struct teller *teller)
{
    struct bench_place *place = &bed->bench.places[role];

    *teller = (struct teller){ .port = { &line_type }, .number = (int)role };
    *place = (struct bench_place){ .is_there = true, .driver = &type, .line = type.line,
                                   .limits = { NAN, NAN, NAN, NAN, NAN, NAN } };
    snprintf(place->address_text, sizeof place->address_text, "a line of role %d", (int)role);
    bed->near[role] = &teller->port;
}

void teller_says(struct bench_bed *bed, enum device_role role, enum device_reading reading,
                 double value)
{
    struct device *device = stand_device(bed->stand, role);

    if (isnan(value))
        device_forget(device, reading);
    else
        ck_assert(device_tell(device, reading, value));
}

struct teller_orders *teller_kept(const struct bench_bed *bed, enum device_role role)
{
    return device_memory(stand_device(bed->stand, role));
}
