/* pump_console.c - the mocked pump's side of the wire: every frame gets one answer.
 *
 * A session is needed for everything but IDENTIFY and OPEN, since it is what numbers requests; it
 * ends after PUMP_SESSION_S without a good request. The same request again, byte for byte, gets the
 * same answer again and is not obeyed again, for as long as its session lasts. Numbers rise through
 * all sessions, so that nothing that was recorded is new, neither OPEN nor what followed it; a
 * low-battery reset alone forgets them. Bytes that were never a frame are noise: no answer. A frame
 * that is damaged or meant for another device is refused and written down; its sequence number
 * counts for nothing. No request has the number 0. */
#include "pump_firmware_inside.h"

#include <math.h>
#include <string.h>

#define FRAMES_MAX  16          /* read in one turn */
#define NEWER_MOST  0x7FFFu

static void say(struct pump_firmware *fw, const struct frame *answer)
{
    struct pump_console *console = &fw->console;
    uint8_t bytes[FRAME_BYTES_MAX];
    size_t  count = frame_write(answer, bytes);

    if (console->out_end + count > sizeof console->out)
        return;                                     /* the host does not listen */
    memcpy(console->out + console->out_end, bytes, count);
    console->out_end += count;
}

static struct frame answer_to(const struct pump_firmware *fw, const struct frame *request)
{
    return (struct frame){ .version = FRAME_VERSION, .kind = PUMP_KIND_ACK,
                           .address = fw->build.address, .sequence = request->sequence };
}

/* Every refusal is written down, with what was asked. */
static struct frame refusal(struct pump_firmware *fw, const struct frame *request,
                            enum pump_reason reason, uint32_t detail)
{
    const struct pump_nak nak = { .reason = (uint8_t)reason, .detail = detail };
    struct frame          answer = answer_to(fw, request);

    answer.kind = PUMP_KIND_NAK;
    answer.payload_count = pump_nak_write(&nak, answer.payload);
    pump_log_add(fw, PUMP_LOG_REFUSED, reason, request->kind);
    return answer;
}

static void refuse_with(struct pump_firmware *fw, const struct frame *request,
                        enum pump_reason reason, uint32_t detail)
{
    struct frame answer = refusal(fw, request, reason, detail);

    say(fw, &answer);
}

static void refuse(struct pump_firmware *fw, const struct frame *request, enum pump_reason reason)
{
    refuse_with(fw, request, reason, 0);
}

/* ------------------------------------------------------------------ sessions and numbers */

static bool is_open(struct pump_firmware *fw, double now_s)
{
    if (now_s - fw->console.heard_s > PUMP_SESSION_S)
        fw->console.is_open = false;
    return fw->console.is_open;
}

static bool is_new(const struct pump_firmware *fw, uint16_t sequence)
{
    uint16_t ahead = (uint16_t)(sequence - fw->console.sequence);

    return sequence != 0 && (!fw->console.has_last || (ahead >= 1 && ahead <= NEWER_MOST));
}

static bool is_same(const struct frame *a, const struct frame *b)
{
    return a->sequence == b->sequence && a->kind == b->kind && a->address == b->address
        && a->payload_count == b->payload_count
        && memcmp(a->payload, b->payload, a->payload_count) == 0;
}

static void identify(struct pump_firmware *fw, const struct frame *request)
{
    const struct pump_identity identity = { .address = fw->build.address, .text = PUMP_IDENTITY };
    struct frame               answer = answer_to(fw, request);

    answer.kind = PUMP_KIND_IDENTITY;
    answer.payload_count = pump_identity_write(&identity, answer.payload);
    say(fw, &answer);
}

/* A good request is also what ends a telemetry mode that a field has forced. */
static void heard(struct pump_firmware *fw, double now_s)
{
    fw->console.heard_s = now_s;
    if (pump_is_mutant(fw, PUMP_MUTANT_STOPPED_BY_TALK) && !isnan(fw->still_since_s))
        fw->still_since_s = now_s;
    if (fw->held != PUMP_HELD_UNTIL_REQUEST || fw->body.is_interfered)
        return;
    fw->held = PUMP_FREE;
    pump_go_home(fw);
}

static void keep(struct pump_firmware *fw, const struct frame *request, const struct frame *answer)
{
    fw->console.sequence = request->sequence;
    fw->console.request = *request;
    fw->console.answer = *answer;
    fw->console.has_last = true;
}

/* ------------------------------------------------------------------ requests */

static void open_session(struct pump_firmware *fw, const struct frame *request, double now_s)
{
    struct frame answer = request->payload_count == 0
                        ? answer_to(fw, request)
                        : refusal(fw, request, PUMP_REASON_PAYLOAD, 0);

    heard(fw, now_s);
    fw->console.is_open = fw->console.is_open || request->payload_count == 0;
    keep(fw, request, &answer);
    say(fw, &answer);
}

static void obey_new(struct pump_firmware *fw, const struct frame *request, double now_s)
{
    struct frame     answer = answer_to(fw, request);
    uint32_t         detail = 0;
    enum pump_reason reason;

    heard(fw, now_s);
    fw->console.sequence = request->sequence;       /* a status says so already */
    reason = pump_obey(fw, request, now_s, &answer, &detail);
    if (reason != PUMP_REASON_NONE)
        answer = refusal(fw, request, reason, detail);
    keep(fw, request, &answer);
    say(fw, &answer);
}

static bool is_for_me(const struct pump_firmware *fw, const struct frame *request)
{
    return request->address == fw->build.address || pump_is_mutant(fw, PUMP_MUTANT_ANY_ADDRESS)
        || (request->address == PUMP_ADDRESS_ANY && request->kind == PUMP_KIND_IDENTIFY);
}

static void hear(struct pump_firmware *fw, const struct frame *request, double now_s)
{
    bool obeys_all = pump_is_mutant(fw, PUMP_MUTANT_REPLAY_OBEYED);
    bool is_in_session = is_open(fw, now_s), opens = request->kind == PUMP_KIND_OPEN;

    if (request->version != FRAME_VERSION)
        refuse(fw, request, PUMP_REASON_VERSION);
    else if (!is_for_me(fw, request))
        refuse(fw, request, PUMP_REASON_OTHER_DEVICE);
    else if (request->kind == PUMP_KIND_IDENTIFY)
        identify(fw, request);
    else if (!is_in_session && !opens)
        refuse(fw, request, PUMP_REASON_NO_SESSION);
    else if (is_in_session && fw->console.has_last && !obeys_all
             && is_same(request, &fw->console.request))
        say(fw, &fw->console.answer);
    else if (!is_new(fw, request->sequence) && !obeys_all)
        refuse_with(fw, request, PUMP_REASON_REPLAYED, fw->console.sequence);
    else if (opens)
        open_session(fw, request, now_s);
    else
        obey_new(fw, request, now_s);
}

static void hear_junk(struct pump_firmware *fw, const struct frame *head, enum frame_flaw flaw)
{
    switch (flaw) {
    case FRAME_BAD_CRC:    refuse(fw, head, PUMP_REASON_CRC); break;
    case FRAME_TRUNCATED:  refuse(fw, head, PUMP_REASON_TRUNCATED); break;
    case FRAME_BAD_LENGTH: refuse(fw, head, PUMP_REASON_LENGTH); break;
    case FRAME_NO_MARK:
    case FRAME_SOUND:      break;
    }
}

static void speak(struct pump_firmware *fw, struct port *port, double now_s)
{
    struct pump_console *console = &fw->console;
    size_t waiting = console->out_end - console->out_first, taken;

    if (waiting == 0)
        return;
    if (port_write(port, now_s, console->out + console->out_first, waiting, &taken) != ERR_OK)
        return;                                     /* a closed port is a silent host */
    console->out_first += taken;
    if (console->out_first == console->out_end)
        console->out_first = console->out_end = 0;
}

void pump_firmware_listen(struct pump_firmware *fw, struct port *port, double now_s)
{
    struct frame    request;
    enum frame_flaw flaw;

    if (frame_buffer_fill(&fw->console.frames, port, now_s) == ERR_OK)
        for (int i = 0; i < FRAMES_MAX; i++) {
            enum frame_scan scan = frame_buffer_next(&fw->console.frames, now_s, &request, &flaw);
            if (scan == FRAME_PARTIAL)
                break;
            if (scan == FRAME_WHOLE
                || (flaw == FRAME_BAD_CRC && pump_is_mutant(fw, PUMP_MUTANT_NO_FRAME_CRC)))
                hear(fw, &request, now_s);
            else
                hear_junk(fw, &request, flaw);
        }
    speak(fw, port, now_s);
}
