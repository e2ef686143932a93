/* ae_bus_hear.c - what the unit's signs and packets mean. */
#include "ae_bus_inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NAKS_MAX        2u
#define OBEYS_S         0.5     /* how late a status may show an order (unverified) */
#define HALO_UNIT_W     0.1     /* what one of its powers is; of the others 1 W     */
#define SNAPSHOT_BYTES  23u
#define SNAPSHOT_STATUS 9u
#define SNAPSHOT_PLATE  13u

const struct ae_bus_question ae_bus_questions[COUNT] = {
    [BLIND_OFF]    = { 1, 0 },
    [TYPE]         = { 128, AE_BUS_ANY },
    [SIZE]         = { 129, AE_BUS_ANY },
    [HOST]         = { 14, 0 },
    [REGULATE]     = { 3, 0 },
    [LIMIT]        = { 169, 2 },
    [FORWARD]      = { 165, 2 },
    [REFLECTED]    = { 166, 2 },
    [DELIVERED]    = { 167, 2 },
    [STATUS]       = { 162, AE_BUS_STATUS_BYTES },
    [SET_POINT]    = { 164, 3 },
    [SNAPSHOT]     = { 219, SNAPSHOT_BYTES },
    [WARNINGS]     = { 210, 1 },
    [SET]          = { 8, 0 },
    [CHECK_SET]    = { 164, 3 },
    [ON]           = { 2, 0 },
    [OFF]          = { 1, 0 },
    [CHECK_OUTPUT] = { 162, AE_BUS_STATUS_BYTES },
    [SAFE_OFF]     = { 1, 0 },
    [SAFE_ZERO]    = { 8, 0 },
    [SAFE_STATUS]  = { 162, AE_BUS_STATUS_BYTES },
};

static const char *what(const struct device *device, int question)
{
    return device_type(device)->questions[question].what;
}

/* All that it says of itself is known: so is what one of its powers is. */
static void identify(struct device *device, const char *size)
{
    struct ae_bus_memory *memory = device_memory(device);
    char                  both[2 * sizeof memory->supply];

    snprintf(both, sizeof both, "%s%s%s", memory->supply, size[0] ? " " : "", size);
    if (memory->unit_w == 0)
        memory->unit_w = strstr(both, "HALO") ? HALO_UNIT_W : 1;
    device_identify(device, both, strlen(both));
}

/* ------------------------------------------------------------------ command status responses */

static enum device_heard accepted(struct device *device, int question, double value)
{
    struct ae_bus_memory *memory = device_memory(device);

    switch (question) {
    case SET:
        memory->set_w = value;
        break;
    case ON:
    case OFF:
        output_watch_taken(&memory->output, question == ON, device_now_s(device));
        break;
    case SAFE_OFF:
        memory->is_off_taken = true;
        output_watch_forget(&memory->output);
        break;
    case SAFE_ZERO:
        memory->set_w = 0;
        break;
    case BLIND_OFF:
        memory->is_blind = false;
        break;
    default:
        break;
    }
    return DEVICE_DONE;
}

/* Off is off, whether it was or became so. */
static bool is_taken(int question, unsigned csr)
{
    if (csr == AE_BUS_IS_OFF && ae_bus_questions[question].command == 1)
        return true;
    return csr == AE_BUS_ACCEPTED && ae_bus_questions[question].answer == 0;
}

/* Whatever switches and sets is asked always: one wrong answer must not silence output off. */
static bool may_be_missing(int question)
{
    return question > TYPE && question < SET;
}

/* What it does not know is not asked again. 0 W for safety is not insisted on: it needs control. */
static enum device_heard hear_csr(struct device *device, int question, double value, unsigned csr)
{
    struct ae_bus_memory *memory = device_memory(device);
    const char           *text = ae_bus_csr_text(csr);

    if (!text)
        return DEVICE_GARBLED;
    if (is_taken(question, csr))
        return accepted(device, question, value);
    if (csr == AE_BUS_NO_COMMAND && may_be_missing(question))
        memory->has_no[question] = true;
    if (question == SIZE)
        identify(device, "");
    if (question == SAFE_ZERO)
        return DEVICE_DONE;
    device_say(device, "the unit refuses %s: %s (CSR %u)", what(device, question), text, csr);
    if (csr == AE_BUS_NOT_HOST && question != HOST && device_ask(device, HOST, 0) == ERR_OK)
        device_say(device, "host control is asked for again: give the order again");
    return DEVICE_REFUSED;
}

/* ------------------------------------------------------------------ reports */

static void tell_bits(struct device *device, const uint8_t status[AE_BUS_STATUS_BYTES])
{
    struct ae_bus_memory *memory = device_memory(device);

    for (size_t i = 0; i < AE_BUS_BIT_COUNT; i++) {
        bool is_set = ae_bus_is_set(status, &ae_bus_bits[i]);
        if (is_set != ae_bus_is_set(memory->status, &ae_bus_bits[i]))
            device_say(device, "%s", is_set ? ae_bus_bits[i].comes : ae_bus_bits[i].goes);
    }
    memcpy(memory->status, status, sizeof memory->status);
}

static enum device_heard judge_output(struct device *device, bool is_on)
{
    const struct ae_bus_memory *memory = device_memory_const(device);
    enum output_judged judged = output_watch_judge(&memory->output, is_on, device_now_s(device),
                                                   OBEYS_S);

    if (judged == OUTPUT_AS_WANTED
        || (judged == OUTPUT_LATE && device_ask(device, CHECK_OUTPUT, 0) == ERR_OK))
        return DEVICE_DONE;
    device_say(device, is_on ? "output off was accepted, but the output is on"
                             : "output on was accepted, but the output is off");
    return DEVICE_REFUSED;
}

static enum device_heard hear_status(struct device *device, int question, const uint8_t *status)
{
    struct ae_bus_memory *memory = device_memory(device);
    bool                  is_on = ae_bus_is_on(status);

    (void)device_tell(device, DEVICE_READ_OUTPUT_ON, is_on);
    (void)device_tell(device, DEVICE_READ_ALARM, ae_bus_alarm(status));
    tell_bits(device, status);
    if (question == CHECK_OUTPUT)
        return judge_output(device, is_on);
    if (question == SAFE_STATUS)
        memory->is_off_seen = memory->is_off_taken && !is_on;
    else if (output_watch_is_lost(&memory->output, is_on))
        device_say(device, "the unit has switched its output off by itself");
    return DEVICE_DONE;
}

static enum device_heard hear_set_point(struct device *device, int question, const uint8_t *data)
{
    const struct ae_bus_memory *memory = device_memory_const(device);
    double power_w = ae_bus_u16(data) * memory->unit_w;

    (void)device_tell(device, DEVICE_READ_SET_POWER, power_w);
    if (question != CHECK_SET || fabs(power_w - memory->set_w) < memory->unit_w / 2)
        return DEVICE_DONE;
    device_say(device, "%g W was set and accepted, but %g W is in force", memory->set_w, power_w);
    return DEVICE_REFUSED;
}

static enum device_heard hear_snapshot(struct device *device, const uint8_t *data)
{
    const struct ae_bus_memory *memory = device_memory_const(device);

    (void)device_tell(device, DEVICE_READ_FORWARD, ae_bus_u16(data) * memory->unit_w);
    (void)device_tell(device, DEVICE_READ_REFLECTED, ae_bus_u16(data + 2) * memory->unit_w);
    (void)device_tell(device, DEVICE_READ_POWER, ae_bus_u16(data + 4) * memory->unit_w);
    (void)device_tell(device, DEVICE_READ_SET_POWER, ae_bus_u16(data + 6) * memory->unit_w);
    if (memory->plate_unit_c > 0)
        (void)device_tell(device, DEVICE_READ_OWN_TEMP,
                          ae_bus_u16(data + SNAPSHOT_PLATE) * memory->plate_unit_c);
    return hear_status(device, SNAPSHOT, data + SNAPSHOT_STATUS);
}

static enum device_heard hear_warnings(struct device *device, unsigned warnings)
{
    struct ae_bus_memory *memory = device_memory(device);

    for (unsigned bit = 0; bit < 8; bit++)
        if ((warnings ^ memory->warnings) >> bit & 1u)
            device_say(device, "its warning %u%s %s", bit, bit == 0 ? ", ripple," : "",
                       warnings >> bit & 1u ? "has come" : "is over");
    memory->warnings = warnings;
    return DEVICE_DONE;
}

/* ------------------------------------------------------------------ who is there */

static bool text_of(const struct ae_bus_packet *packet, char *out, size_t size)
{
    size_t count = packet->count;

    while (count > 0 && (packet->data[count - 1] == ' ' || packet->data[count - 1] == '\0'))
        count--;
    if (count == 0 || count >= size)
        return false;
    for (size_t i = 0; i < count; i++)
        if (packet->data[i] < 0x20 || packet->data[i] > 0x7E)
            return false;
    memcpy(out, packet->data, count);
    out[count] = '\0';
    return true;
}

static enum device_heard hear_text(struct device *device, int question,
                                   const struct ae_bus_packet *packet)
{
    struct ae_bus_memory *memory = device_memory(device);
    char                  text[sizeof memory->supply];

    if (!text_of(packet, text, sizeof text))
        return DEVICE_GARBLED;
    if (question == TYPE)
        memcpy(memory->supply, text, sizeof text);
    else
        identify(device, text);
    return DEVICE_DONE;
}

static enum device_heard hear_limit(struct device *device, double power_w)
{
    struct ae_bus_memory *memory = device_memory(device);

    if (power_w > 0)
        memory->limit_w = fmin(memory->limit_w, power_w);
    return DEVICE_DONE;
}

/* ------------------------------------------------------------------ frames */

static enum device_heard hear_report(struct device *device, int question,
                                     const struct ae_bus_packet *packet)
{
    const struct ae_bus_memory *memory = device_memory_const(device);
    double power_w = packet->count == 2 ? ae_bus_u16(packet->data) * memory->unit_w : 0;

    switch (question) {
    case TYPE:
    case SIZE:      return hear_text(device, question, packet);
    case LIMIT:     return hear_limit(device, power_w);
    case SNAPSHOT:  return hear_snapshot(device, packet->data);
    case WARNINGS:  return hear_warnings(device, packet->data[0]);
    case SET_POINT:
    case CHECK_SET: return hear_set_point(device, question, packet->data);
    case FORWARD:   (void)device_tell(device, DEVICE_READ_FORWARD, power_w); break;
    case REFLECTED: (void)device_tell(device, DEVICE_READ_REFLECTED, power_w); break;
    case DELIVERED: (void)device_tell(device, DEVICE_READ_POWER, power_w); break;
    default:        return hear_status(device, question, packet->data);
    }
    return DEVICE_DONE;
}

static enum device_heard hear_packet(struct device *device, int question, double value,
                                     const struct ae_bus_packet *packet)
{
    const struct ae_bus_question *asked = &ae_bus_questions[question];
    bool is_report = asked->answer == AE_BUS_ANY ? packet->count > 1
                                                 : packet->count == asked->answer;

    if (packet->command != asked->command)
        return DEVICE_STRAY;
    if (is_report && packet->count > 0)         /* without data it is neither report nor CSR */
        return hear_report(device, question, packet);
    return packet->count == 1 ? hear_csr(device, question, value, packet->data[0]) : DEVICE_GARBLED;
}

static enum device_heard hear_sign(struct device *device, uint8_t sign)
{
    struct ae_bus_memory *memory = device_memory(device);

    memory->is_sign_due = false;
    return sign == AE_BUS_ACK ? DEVICE_MORE : DEVICE_AGAIN;
}

/* The unit waits for one ACK, of its answer to what was asked last, also if that comes too late; a
 * second one would be the beginning of a packet. A wrong check is told by NAK: the unit repeats. */
enum device_heard ae_bus_hear(struct device *device, int question, double value,
                              const uint8_t *frame, size_t count)
{
    static const uint8_t  ack = AE_BUS_ACK, nak = AE_BUS_NAK;
    struct ae_bus_memory *memory = device_memory(device);
    struct ae_bus_packet  packet;

    if (count == 1)
        return question == DEVICE_NO_QUESTION ? DEVICE_STRAY : hear_sign(device, frame[0]);
    if (!ae_bus_is_sound(frame, count)) {
        if (question != DEVICE_NO_QUESTION && memory->naks++ < NAKS_MAX)
            device_send(device, &nak, 1);
        return DEVICE_GARBLED;
    }
    packet = ae_bus_packet_of(frame, count);
    if (memory->is_ack_due && packet.command == memory->command) {
        device_send(device, &ack, 1);
        memory->is_ack_due = false;
    }
    if (question == DEVICE_NO_QUESTION || memory->is_sign_due)
        return DEVICE_STRAY;
    return hear_packet(device, question, value, &packet);
}
