#include "pump_device.h"

#include "base/units.h"
#include "device_settings.h"
#include "pump_wire.h"

#include <string.h>

#define SEQUENCE_STEP 1u

/* The safe ones are questions of their own: what they hear is of make_safe. SAFE_FIRST is STOP at
 * once, for a pump whose address is known; the others go the whole way from who is there. */
enum { WHO, OPEN, STATUS, STOP, SAFE_FIRST, SAFE_WHO, SAFE_OPEN, SAFE_STOP, SAFE_STATUS, COUNT };

static const struct device_question questions[COUNT] = {
    [WHO]         = { .what = "who is there",         .is_idempotent = true },
    [OPEN]        = { .what = "a session",            .is_idempotent = true },
    [STATUS]      = { .what = "the status",           .is_idempotent = true },
    [STOP]        = { .what = "stop",                 .is_idempotent = true },
    [SAFE_FIRST]  = { .what = "stop, to be safe",     .is_idempotent = true },
    [SAFE_WHO]    = { .what = "who is there",         .is_idempotent = true },
    [SAFE_OPEN]   = { .what = "a session",            .is_idempotent = true },
    [SAFE_STOP]   = { .what = "stop, to be safe",     .is_idempotent = true },
    [SAFE_STATUS] = { .what = "has the pump stopped", .is_idempotent = true },
};

static const uint8_t kinds[COUNT] = {
    [WHO]         = PUMP_KIND_IDENTIFY, [OPEN]      = PUMP_KIND_OPEN,
    [STATUS]      = PUMP_KIND_STATUS,   [STOP]      = PUMP_KIND_STOP,
    [SAFE_FIRST]  = PUMP_KIND_STOP,     [SAFE_WHO]  = PUMP_KIND_IDENTIFY,
    [SAFE_OPEN]   = PUMP_KIND_OPEN,     [SAFE_STOP] = PUMP_KIND_STOP,
    [SAFE_STATUS] = PUMP_KIND_STATUS,
};

static const struct device_setting settings_rows[] = {
    { .name = "address", .unit = "-", .least = 0, .most = 4294967295.0, .usual = 0,
      .mark = DEVICE_MARK_HIGH, .sentence = "the pump's number; 0: whichever is there" },
};

#define SETTING_COUNT (sizeof settings_rows / sizeof settings_rows[0])

struct memory {
    uint32_t asked_address;             /* of the setting */
    uint32_t address;                   /* of the pump that is there; 0: not known yet */
    uint16_t sequence;                  /* of the last request */
    uint32_t alarms;
    bool     is_stop_taken, is_stopped; /* since make_safe began */
    bool     is_other_told;
};

static enum err begin(struct device *device, struct settings *settings, struct why *why)
{
    const struct device_settings given = { settings_rows, SETTING_COUNT, settings };
    struct memory               *memory = device_memory(device);
    double                       address;

    TRY(device_settings_number(&given, "address", &address, why));
    memory->asked_address = (uint32_t)address;
    return ERR_OK;
}

static bool is_who(int question) { return question == WHO || question == SAFE_WHO; }

static bool is_passed_over(const struct memory *memory, int question)
{
    if (question == SAFE_WHO)
        return memory->address != 0;
    return !is_who(question) && memory->address == 0;
}

static size_t write_question(struct device *device, int question, double value,
                             uint8_t bytes[DEVICE_FRAME_MAX])
{
    struct memory *memory = device_memory(device);
    struct frame   frame = { .version = FRAME_VERSION, .kind = kinds[question] };

    (void)value;
    if (question == SAFE_FIRST)
        memory->is_stop_taken = memory->is_stopped = false;
    if (is_passed_over(memory, question))
        return 0;
    memory->sequence = (uint16_t)(memory->sequence + SEQUENCE_STEP);
    if (memory->sequence == 0)
        memory->sequence = SEQUENCE_STEP;
    frame.sequence = memory->sequence;
    frame.address = is_who(question) ? memory->asked_address : memory->address;
    return frame_write(&frame, bytes);
}

static enum device_scan scan(const struct device *device, const uint8_t *bytes, size_t count,
                             size_t *used)
{
    struct frame    frame;
    enum frame_flaw flaw;

    (void)device;
    switch (frame_scan(bytes, count, &frame, used, &flaw)) {
    case FRAME_WHOLE:   return DEVICE_WHOLE;
    case FRAME_PARTIAL: return DEVICE_PARTIAL;
    case FRAME_JUNK:    break;
    }
    return DEVICE_JUNK;
}

static void tell_alarms(struct device *device, uint32_t alarms)
{
    struct memory *memory = device_memory(device);

    (void)device_tell(device, DEVICE_READ_ALARM, alarms);
    for (unsigned i = 0; i < PUMP_ALARM_COUNT; i++)
        if ((alarms ^ memory->alarms) >> i & 1u)
            device_say(device, "the pump's alarm %s %s", pump_alarm_labels[i],
                       alarms >> i & 1u ? "has come" : "is over");
    memory->alarms = alarms;
}

static bool is_delivering(const struct pump_status *status)
{
    static const bool still[PUMP_STATE_COUNT] = {
        [PUMP_STATE_SHELF] = true,  [PUMP_STATE_STOPPED] = true, [PUMP_STATE_UPDATING] = true,
        [PUMP_STATE_HALTED] = true, [PUMP_STATE_ENDED] = true,
    };

    return status->rate_nl_per_h > 0 || !still[status->state];
}

static enum device_heard hear_status(struct device *device, int question, const struct frame *frame)
{
    struct memory     *memory = device_memory(device);
    struct pump_status status;

    if (pump_status_read(&status, frame->payload, frame->payload_count) != ERR_OK)
        return DEVICE_GARBLED;
    (void)device_tell(device, DEVICE_READ_RATE, status.rate_nl_per_h / NL_PER_UL);
    (void)device_tell(device, DEVICE_READ_IS_RUNNING, status.rate_nl_per_h > 0);
    (void)device_tell(device, DEVICE_READ_VOLUME, (double)status.delivered_nl / NL_PER_UL);
    tell_alarms(device, status.alarms);
    if (question == SAFE_STATUS)
        memory->is_stopped = memory->is_stop_taken && !is_delivering(&status);
    return DEVICE_DONE;
}

static enum device_heard hear_identity(struct device *device, const struct frame *frame)
{
    struct memory       *memory = device_memory(device);
    struct pump_identity identity;

    if (pump_identity_read(&identity, frame->payload, frame->payload_count) != ERR_OK ||
        identity.address != frame->address || identity.address == PUMP_ADDRESS_ANY)
        return DEVICE_GARBLED;
    if (memory->asked_address != PUMP_ADDRESS_ANY && identity.address != memory->asked_address)
        return DEVICE_STRAY;
    memory->address = identity.address;
    device_identify(device, identity.text, strlen(identity.text));
    return DEVICE_DONE;
}

static bool is_unread(uint8_t reason)
{
    return reason == PUMP_REASON_CRC || reason == PUMP_REASON_TRUNCATED ||
           reason == PUMP_REASON_LENGTH;
}

/* It does not count as an answer: whom we asked for is not there. */
static enum device_heard hear_other(struct device *device, const struct frame *frame)
{
    struct memory *memory = device_memory(device);

    if (!memory->is_other_told)
        device_say(device, "another pump is there: its address is %lu, not %lu",
                   (unsigned long)frame->address, (unsigned long)memory->asked_address);
    memory->is_other_told = true;
    return DEVICE_STRAY;
}

/* Frames that the pump could not read are sent again; so is one whose number was used before, with
 * a number after the one that it tells. Without a session, one is opened. */
static enum device_heard hear_nak(struct device *device, int question, const struct frame *frame)
{
    struct memory  *memory = device_memory(device);
    struct pump_nak nak;

    if (pump_nak_read(&nak, frame->payload, frame->payload_count) != ERR_OK)
        return DEVICE_GARBLED;
    if (is_unread(nak.reason))
        return DEVICE_AGAIN;
    if (nak.reason == PUMP_REASON_OTHER_DEVICE)
        return hear_other(device, frame);
    if (nak.reason == PUMP_REASON_REPLAYED) {
        memory->sequence = (uint16_t)nak.detail;
        return DEVICE_AGAIN;
    }
    if (nak.reason == PUMP_REASON_NO_SESSION && question == SAFE_FIRST)
        return DEVICE_DONE;             /* what follows it opens one, and stops again */
    if (nak.reason == PUMP_REASON_NO_SESSION && question == STATUS &&
        device_ask(device, OPEN, 0) == ERR_OK)
        return DEVICE_REFUSED;
    device_say(device, "the pump refuses %s: %s", questions[question].what,
               pump_reason_texts[nak.reason]);
    return DEVICE_REFUSED;
}

static bool is_ours(const struct memory *memory, int question, const struct frame *frame)
{
    bool is_nameless = frame->kind == PUMP_KIND_NAK && frame->sequence == 0;

    if (frame->version != FRAME_VERSION || (frame->sequence != memory->sequence && !is_nameless))
        return false;
    return is_who(question) || frame->address == memory->address;
}

static enum device_heard hear_ack(struct device *device, int question, const struct frame *frame)
{
    struct memory *memory = device_memory(device);

    if (frame->payload_count != 0)
        return DEVICE_GARBLED;
    if (question == SAFE_FIRST || question == SAFE_STOP)
        memory->is_stop_taken = true;
    return DEVICE_DONE;
}

static enum device_heard hear(struct device *device, int question, double value,
                              const uint8_t *bytes, size_t count)
{
    const struct memory *memory = device_memory_const(device);
    struct frame         frame;
    enum frame_flaw      flaw;
    size_t               used;

    (void)value;
    if (frame_scan(bytes, count, &frame, &used, &flaw) != FRAME_WHOLE)
        return DEVICE_GARBLED;
    if (question == DEVICE_NO_QUESTION || !is_ours(memory, question, &frame))
        return DEVICE_STRAY;
    if (frame.kind == PUMP_KIND_NAK)
        return hear_nak(device, question, &frame);
    switch (kinds[question]) {
    case PUMP_KIND_IDENTIFY:
        return frame.kind == PUMP_KIND_IDENTITY ? hear_identity(device, &frame) : DEVICE_STRAY;
    case PUMP_KIND_STATUS:
        return frame.kind == PUMP_KIND_STATUS_REPORT ? hear_status(device, question, &frame)
                                                     : DEVICE_STRAY;
    default:
        return frame.kind == PUMP_KIND_ACK ? hear_ack(device, question, &frame) : DEVICE_STRAY;
    }
}

static enum err order(struct device *device, enum device_order order, double value,
                      struct why *why)
{
    if (order != DEVICE_ORDER_RUN)
        return why_say(why, ERR_UNKNOWN, "it-pump takes the order run 0 alone here");
    if (value != 0)
        return why_say(why, ERR_RANGE, "it-pump is not started here: a rig does, after it has "
                       "written a programme");
    TRY(device_ask(device, STOP, 0));
    return device_ask(device, STATUS, 0);
}

static bool is_safe(const struct device *device)
{
    const struct memory *memory = device_memory_const(device);

    return memory->is_stop_taken && memory->is_stopped;
}

static const uint8_t start[] = { WHO, OPEN, STATUS, DEVICE_END };
static const uint8_t poll[]  = { STATUS, DEVICE_END };
static const uint8_t safe[]  = { SAFE_FIRST, SAFE_WHO, SAFE_OPEN, SAFE_STOP, SAFE_STATUS,
                                 DEVICE_END };

const struct device_type device_it_pump = {
    .name = "it-pump",
    .sentence = "painrig's reference implantable pump: status and stop, for guard and ports",
    .roles = 1u << DEVICE_ROLE_PUMP,
    .readings = 1u << DEVICE_READ_RATE | 1u << DEVICE_READ_IS_RUNNING | 1u << DEVICE_READ_VOLUME
                | 1u << DEVICE_READ_ALARM,
    .orders = 1u << DEVICE_ORDER_RUN,
    .is_source = true,
    .line = { .baud = 115200, .bits = 8, .stop_bits = 1 },
    .poll_s = 0.2, .timeout_s = 0.4, .lost_s = 2, .age_s_max = 2, .byte_gap_s = FRAME_GAP_S,
    .tries = 3,
    .settings = settings_rows, .setting_count = SETTING_COUNT,
    .questions = questions, .question_count = COUNT,
    .start = start, .poll = poll, .safe = safe,
    .memory = sizeof(struct memory), .begin = begin,
    .write = write_question, .scan = scan, .hear = hear, .order = order, .is_safe = is_safe,
};
