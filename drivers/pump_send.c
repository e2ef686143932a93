/* pump_send.c - requests on their way: their bytes, their time, and the same bytes again. */
#include "pump_inside.h"

#include <math.h>
#include <string.h>

#define BITS_PER_BYTE_8N1 10.0

/* The longest good answer to a request; a NAK may come instead. */
static size_t answer_bytes_max(uint8_t kind)
{
    size_t around = FRAME_HEAD + 2, nak = 5;

    switch (kind) {
    case PUMP_KIND_IDENTIFY:       return around + 4 + PUMP_IDENTITY_SIZE;
    case PUMP_KIND_STATUS:         return around + PUMP_STATUS_BYTES;
    case PUMP_KIND_READ_PROGRAMME: return around + PUMP_PROGRAMME_BYTES_MAX;
    case PUMP_KIND_READ_LOG:       return FRAME_BYTES_MAX;
    default:                       return around + nak;
    }
}

/* Behind what still waits for the port. Without room it is as lost as on the line. */
static void send_question(struct pump *p)
{
    uint8_t bytes[FRAME_BYTES_MAX];
    size_t  count = frame_write(&p->question.frame, bytes);
    double  byte_s = BITS_PER_BYTE_8N1 / p->options.baud;
    double  answer_s = byte_s * (double)answer_bytes_max(p->question.frame.kind);

    if (p->out_end + count <= sizeof p->out) {
        memcpy(p->out + p->out_end, bytes, count);
        p->out_end += count;
        p->line_free_s = fmax(p->line_free_s, p->now_s) + byte_s * (double)count;
    }
    p->question.deadline_s = fmax(p->line_free_s, p->now_s) + answer_s + p->options.timeout_s;
    if (isnan(p->unheard_s))
        p->unheard_s = p->now_s;
}

uint16_t pump_number_after(uint16_t sequence)
{
    return (uint16_t)(sequence == UINT16_MAX ? 1 : sequence + 1);
}

void pump_ask(struct pump *p, enum pump_purpose purpose, uint8_t kind, const uint8_t *payload,
              size_t payload_count)
{
    bool is_search = p->report.link == PUMP_LINK_LOST && kind == PUMP_KIND_IDENTIFY;
    bool is_any = kind == PUMP_KIND_IDENTIFY;

    p->sequence = pump_number_after(p->sequence);
    p->question = (struct pump_question){
        .purpose    = purpose,
        .tries_left = is_search ? 0 : p->options.tries - 1,
        .frame      = {
            .version       = FRAME_VERSION,
            .kind          = kind,
            .address       = is_any ? PUMP_ADDRESS_ANY : p->report.address,
            .sequence      = p->sequence,
            .payload_count = payload_count,
        },
    };
    if (payload_count > 0)
        memcpy(p->question.frame.payload, payload, payload_count);
    p->is_asking = true;
    send_question(p);
}

void pump_ask_plain(struct pump *p, enum pump_purpose purpose, uint8_t kind,
                    const uint32_t arguments[PUMP_ARGUMENTS_MAX])
{
    uint8_t payload[FRAME_PAYLOAD_MAX];

    pump_ask(p, purpose, kind, payload, pump_arguments_write(kind, arguments, payload));
}

bool pump_ask_again(struct pump *p)
{
    if (p->question.tries_left == 0)
        return false;
    p->question.tries_left--;
    p->report.retries++;
    send_question(p);
    return true;
}

enum err pump_speak(struct pump *p)
{
    size_t taken;

    if (p->out_first == p->out_end)
        return ERR_OK;
    TRY(port_write(p->port, p->now_s, p->out + p->out_first, p->out_end - p->out_first, &taken));
    p->out_first += taken;
    if (p->out_first == p->out_end)
        p->out_first = p->out_end = 0;
    return ERR_OK;
}
