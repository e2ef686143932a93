#include "port_faulty_inside.h"
#include "port_random.h"

#include <string.h>

enum act {
    ACT_LOSE_REQUEST = 1, ACT_LOSE = 2, ACT_LATE = 4, ACT_TRUNCATE = 8, ACT_CORRUPT = 16,
    ACT_DOUBLE = 32,
};

static const struct { size_t offset; enum act act; } rules[FAULTY_RULES] = {
    { offsetof(struct port_faults, drop_request),   ACT_LOSE_REQUEST },
    { offsetof(struct port_faults, drop_reply),     ACT_LOSE         },
    { offsetof(struct port_faults, late_reply),     ACT_LATE         },
    { offsetof(struct port_faults, truncate_reply), ACT_TRUNCATE     },
    { offsetof(struct port_faults, corrupt_reply),  ACT_CORRUPT      },
    { offsetof(struct port_faults, double_reply),   ACT_DOUBLE       },
};

static double rule_number(const struct port_faults *faults, size_t rule)
{
    return *(const double *)(const void *)((const char *)faults + rules[rule].offset);
}

/* The acts among `mask` that hit the message which begins now. */
static unsigned acts_draw(struct faulty *faulty, unsigned mask)
{
    unsigned acts = 0;

    for (size_t i = 0; i < FAULTY_RULES; i++) {
        double    number = rule_number(faulty->faults, i);
        uint64_t *seen = &faulty->messages.rules[i].seen;
        if (!(rules[i].act & mask))
            continue;
        if (number != faulty->messages.rules[i].number)
            *seen = 0;
        faulty->messages.rules[i].number = number;
        ++*seen;
        if ((number >= 1 && *seen % (uint64_t)number == 0)
            || (number <= -1 && *seen == (uint64_t)-number))
            acts |= rules[i].act;
    }
    faulty->counts.broken += acts != 0;
    return acts;
}

static double gap_s(const struct port_faults *faults)
{
    return faults->reply_gap_s > 0 ? faults->reply_gap_s : PORT_FAULTY_GAP_S;
}

/* ---- replies ---- */

static void held_say(struct faulty *faulty, double from_s, const struct held *held)
{
    for (size_t i = 0; i < held->count; i++)
        faulty_put_in(faulty, from_s, held->bytes[i]);
}

static void tail_cut(const struct port_faults *faults, struct held *reply)
{
    size_t cut = faults->truncate_bytes >= 1 ? (size_t)faults->truncate_bytes : 1;

    reply->count -= cut < reply->count ? cut : reply->count;
}

static void bit_turn(struct faulty *faulty, struct held *reply)
{
    uint64_t random = port_random_next(&faulty->random);

    if (reply->count == 0)
        return;
    reply->bytes[(random >> 3) % reply->count] ^= (uint8_t)(1u << (random & 7u));
    faulty->counts.corrupted++;
}

static void reply_end(struct faulty *faulty, double now_s)
{
    struct messages *messages = &faulty->messages;
    double           from_s = now_s;
    struct held      said = messages->reply;

    messages->is_reply_open = false;
    messages->reply.count = 0;
    if (!messages->is_held)
        return;
    if (messages->acts & ACT_LATE)
        from_s += faulty->faults->late_reply_s;
    if (messages->acts & ACT_TRUNCATE)
        tail_cut(faulty->faults, &said);
    if (messages->acts & ACT_CORRUPT)
        bit_turn(faulty, &said);
    if (faulty->faults->shift_reply != 0) {
        struct held before = messages->before;
        messages->before = said;
        said = before;
    }
    held_say(faulty, from_s, &said);
    if (messages->acts & ACT_DOUBLE)
        held_say(faulty, from_s, &said);
}

static void reply_begin(struct faulty *faulty)
{
    struct messages *messages = &faulty->messages;

    messages->is_reply_open = true;
    messages->is_request_open = false;
    messages->acts = acts_draw(faulty, ~(unsigned)ACT_LOSE_REQUEST);
    messages->is_held = (messages->acts & (ACT_TRUNCATE | ACT_CORRUPT | ACT_DOUBLE)) != 0
                     || faulty->faults->shift_reply != 0;
    if (faulty->faults->shift_reply == 0)
        messages->before.count = 0;
    faulty->counts.replies++;
}

static void byte_hear(struct faulty *faulty, double now_s, uint8_t byte)
{
    struct messages *messages = &faulty->messages;

    if (faulty->faults->hang != 0 || (messages->acts & ACT_LOSE))
        faulty->counts.dropped++;
    else if (!messages->is_held)
        faulty_put_in(faulty, messages->acts & ACT_LATE ? now_s + faulty->faults->late_reply_s
                                                        : now_s, byte);
    else if (messages->reply.count < PORT_FAULTY_ROOM)
        messages->reply.bytes[messages->reply.count++] = byte;
    else
        faulty->counts.dropped++;
}

void faulty_hear(struct faulty *faulty, double now_s, const uint8_t *bytes, size_t count)
{
    struct messages *messages = &faulty->messages;

    if (messages->is_reply_open && now_s - messages->in_s >= gap_s(faulty->faults))
        reply_end(faulty, now_s);
    if (count == 0)
        return;
    if (!messages->is_reply_open)
        reply_begin(faulty);
    messages->in_s = now_s;
    for (size_t i = 0; i < count; i++)
        byte_hear(faulty, now_s, bytes[i]);
}

/* ---- requests ---- */

bool faulty_loses_request(struct faulty *faulty, double now_s, size_t count)
{
    struct messages *messages = &faulty->messages;

    if (count == 0 || (faulty_has_no_messages(faulty->faults) && !messages->is_reply_open))
        return false;
    if (messages->is_reply_open)
        reply_end(faulty, now_s);
    if (!messages->is_request_open || now_s - messages->out_s >= gap_s(faulty->faults)) {
        messages->is_request_open = true;
        messages->is_request_lost = acts_draw(faulty, ACT_LOSE_REQUEST) != 0;
        faulty->counts.requests++;
    }
    messages->out_s = now_s;
    if (messages->is_request_lost)
        faulty->counts.dropped += count;
    return messages->is_request_lost;
}
