#include "generator_device.h"

#include "device_line.h"
#include "generator_wire.h"

#include <math.h>
#include <string.h>

enum { WHO, STATUS, STANDBY, SAFE_STANDBY, SAFE_STATUS };

static const struct device_question questions[] = {
    [WHO]          = { .what = "who is there",        .is_idempotent = true },
    [STATUS]       = { .what = "the status",          .is_idempotent = true },
    [STANDBY]      = { .what = "standby",             .is_idempotent = true },
    [SAFE_STANDBY] = { .what = "standby, to be safe", .is_idempotent = true },
    [SAFE_STATUS]  = { .what = "is the output off",   .is_idempotent = true },
};

struct memory {
    unsigned             tag;           /* of the open question */
    enum generator_fault fault;
    bool                 is_standby, is_off;    /* since make_safe began */
};

static struct generator_command command_of(int question)
{
    static const struct generator_command commands[] = {
        [WHO]          = { .verb = GENERATOR_IDENTIFY },
        [STATUS]       = { .verb = GENERATOR_STATUS },
        [STANDBY]      = { .verb = GENERATOR_DO, .order = GENERATOR_ORDER_STANDBY },
        [SAFE_STANDBY] = { .verb = GENERATOR_DO, .order = GENERATOR_ORDER_STANDBY },
        [SAFE_STATUS]  = { .verb = GENERATOR_STATUS },
    };

    return commands[question];
}

/* The standby of make_safe has a line feed in front: whoever had the line before us may have died
 * in the middle of a line. */
static size_t write_question(struct device *device, int question, double value,
                             uint8_t bytes[DEVICE_FRAME_MAX])
{
    struct memory           *memory = device_memory(device);
    struct generator_command command = command_of(question);
    size_t                   count = 0;

    (void)value;
    memory->tag = memory->tag % 0xFF + 1;
    command.tag = memory->tag;
    if (question == SAFE_STANDBY) {
        memory->is_standby = memory->is_off = false;
        bytes[count++] = '\n';
    }
    return count + generator_command_encode(&command, bytes + count);
}

static enum device_scan scan(const struct device *device, const uint8_t *bytes, size_t count,
                             size_t *used)
{
    (void)device;
    return device_line_scan(bytes, count, used);
}

static bool is_output_on(const struct generator_status *status)
{
    return (status->alarms & (GENERATOR_ALARM_RF_ON | GENERATOR_ALARM_STIM_ON)) != 0;
}

static void tell(struct device *device, enum device_reading reading, double value)
{
    if (isnan(value))
        device_forget(device, reading);
    else
        (void)device_tell(device, reading, value);
}

static void tell_fault(struct device *device, enum generator_fault fault)
{
    struct memory *memory = device_memory(device);

    (void)device_tell(device, DEVICE_READ_ALARM,
                      fault == GENERATOR_FAULT_NONE ? 0 : GENERATOR_ERROR_FAULT_FIRST + fault);
    if (fault != memory->fault && fault != GENERATOR_FAULT_NONE)
        device_say(device, "the generator has stopped with the fault %s",
                   generator_fault_labels[fault]);
    if (fault != memory->fault && fault == GENERATOR_FAULT_NONE)
        device_say(device, "the generator's fault is cleared");
    memory->fault = fault;
}

static enum device_heard hear_status(struct device *device, int question, const char *body)
{
    struct memory          *memory = device_memory(device);
    struct generator_status status;

    if (generator_status_read(body, &status) != ERR_OK)
        return DEVICE_GARBLED;
    tell(device, DEVICE_READ_TEMP, status.tip_temp_c);
    tell(device, DEVICE_READ_VOLTS, status.volts_rms);
    tell(device, DEVICE_READ_CURRENT, status.current_a);
    tell(device, DEVICE_READ_POWER, status.power_w);
    (void)device_tell(device, DEVICE_READ_OUTPUT_ON, is_output_on(&status));
    tell_fault(device, status.fault);
    if (question == SAFE_STATUS)
        memory->is_off = memory->is_standby && !is_output_on(&status);
    return DEVICE_DONE;
}

static enum device_heard hear_standby(struct device *device, int question, const char *body)
{
    struct memory *memory = device_memory(device);

    if (strcmp(body, "OK") != 0)
        return DEVICE_GARBLED;
    if (question == SAFE_STANDBY)
        memory->is_standby = true;
    return DEVICE_DONE;
}

/* A refusal of a line that could not be read carries no tag; ours are never refused otherwise. */
static enum device_heard hear_refusal(struct device *device, const struct generator_reply *reply)
{
    const char *text;
    size_t      count;
    int         number;

    if (generator_error_read(reply->body, &number, &text, &count) != ERR_OK)
        return DEVICE_GARBLED;
    if (number == GENERATOR_ERROR_COMMUNICATION || number == GENERATOR_ERROR_OVERRUN)
        return DEVICE_AGAIN;
    device_say(device, "the generator refuses: %d, %.*s", number, (int)count, text);
    return DEVICE_REFUSED;
}

static enum device_heard hear(struct device *device, int question, double value,
                              const uint8_t *frame, size_t count)
{
    const struct memory   *memory = device_memory_const(device);
    struct generator_reply reply;

    (void)value;
    if (generator_reply_decode(frame, count - 1, &reply) != ERR_OK)
        return DEVICE_GARBLED;
    if (question == DEVICE_NO_QUESTION || (reply.tag != memory->tag && reply.tag != 0))
        return DEVICE_STRAY;
    if (generator_reply_is_refusal(&reply))
        return reply.tag == 0 && question == SAFE_STANDBY ? DEVICE_STRAY
                                                          : hear_refusal(device, &reply);
    if (reply.tag == 0)
        return DEVICE_STRAY;
    if (question == STATUS || question == SAFE_STATUS)
        return hear_status(device, question, reply.body);
    if (question == STANDBY || question == SAFE_STANDBY)
        return hear_standby(device, question, reply.body);
    device_identify(device, reply.body, strlen(reply.body));
    return DEVICE_DONE;
}

static enum err order(struct device *device, enum device_order order, double value,
                      struct why *why)
{
    if (order != DEVICE_ORDER_OUTPUT)
        return why_say(why, ERR_UNKNOWN, "rf-generator takes the order output 0 alone here");
    if (value != 0)
        return why_say(why, ERR_RANGE, "rf-generator starts no treatment here: a rig does, by the "
                       "generator's own orders (start_heat, start_pulse)");
    TRY(device_ask(device, STANDBY, 0));
    return device_ask(device, STATUS, 0);
}

static bool is_safe(const struct device *device)
{
    const struct memory *memory = device_memory_const(device);

    return memory->is_standby && memory->is_off;
}

static const uint8_t start[] = { WHO, STATUS, DEVICE_END };
static const uint8_t poll[]  = { STATUS, DEVICE_END };
static const uint8_t safe[]  = { SAFE_STANDBY, SAFE_STATUS, DEVICE_END };

const struct device_type device_rf_generator = {
    .name = "rf-generator",
    .sentence = "painrig's reference generator: status and standby, for guard and ports",
    .roles = 1u << DEVICE_ROLE_GENERATOR,
    .readings = 1u << DEVICE_READ_OUTPUT_ON | 1u << DEVICE_READ_POWER | 1u << DEVICE_READ_VOLTS
                | 1u << DEVICE_READ_CURRENT | 1u << DEVICE_READ_TEMP | 1u << DEVICE_READ_ALARM,
    .orders = 1u << DEVICE_ORDER_OUTPUT,
    .is_source = true,
    .line = { .baud = 115200, .bits = 8, .stop_bits = 1 },
    .poll_s = 0.1, .timeout_s = 0.2, .lost_s = 1, .age_s_max = 1, .keepalive_s = 2, .tries = 3,
    .questions = questions, .question_count = sizeof questions / sizeof questions[0],
    .start = start, .poll = poll, .safe = safe,
    .memory = sizeof(struct memory),
    .write = write_question, .scan = scan, .hear = hear, .order = order, .is_safe = is_safe,
};
