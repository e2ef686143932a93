#include "port_replay_inside.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- what was asked, and what the answers were ---- */

static bool is_same_ask(const struct replay *replay, const struct replay_exchange *a,
                        const struct replay_exchange *b)
{
    return a->ask_count == b->ask_count
        && memcmp(replay->asks + a->ask_at, replay->asks + b->ask_at, a->ask_count) == 0;
}

/* Chain each exchange to the next of the same request. While that is done, `now` of a head is the
 * last of its chain. */
static void exchanges_chain(struct replay *replay)
{
    struct replay_exchange *exchanges = replay->exchanges;

    for (size_t i = 1; i < replay->exchange_count; i++) {
        size_t head = 0;
        while (head < replay->head_count
               && !is_same_ask(replay, &exchanges[replay->heads[head]], &exchanges[i]))
            head++;
        exchanges[i].next_same = REPLAY_NONE;
        if (head == replay->head_count)
            replay->heads[replay->head_count++] = i;
        else
            exchanges[exchanges[replay->heads[head]].now].next_same = i;
        exchanges[replay->heads[head]].now = i;
    }
    for (size_t head = 0; head < replay->head_count; head++)
        exchanges[replay->heads[head]].now = replay->heads[head];
}

/* Does the host's run begin a new request, or go on with the one before? */
static bool is_new_ask(const struct port_record *record, size_t at, size_t last_ask)
{
    return last_ask == REPLAY_NONE || at > last_ask + 1
        || (double)(record->entries[at].t_us - record->entries[last_ask].t_us) * 1e-6
           >= PORT_REPLAY_GAP_S;
}

static void exchanges_fill(struct replay *replay)
{
    const struct port_record *record = &replay->record;
    struct replay_exchange   *exchange = &replay->exchanges[0];     /* before the first request */
    size_t                    asked = 0, last_ask = REPLAY_NONE;

    replay->exchange_count = 1;
    for (size_t i = 0; i < record->entry_count; i++) {
        const struct port_record_entry *entry = &record->entries[i];
        if (entry->kind == '>') {
            if (is_new_ask(record, i, last_ask)) {
                exchange = &replay->exchanges[replay->exchange_count++];
                *exchange = (struct replay_exchange){ .ask_at = asked };
            }
            memcpy(replay->asks + asked, record->bytes + entry->at, entry->count);
            asked += entry->count;
            exchange->ask_count += entry->count;
            exchange->ask_us = entry->t_us;
            exchange->first = i + 1;
            last_ask = i;
        }
        exchange->end = i + 1;
    }
}

enum err replay_fuzzy_prepare(struct replay *replay)
{
    replay->asks = calloc(replay->record.byte_count + 1, 1);
    replay->exchanges = calloc(replay->record.entry_count + 1, sizeof *replay->exchanges);
    replay->heads = calloc(replay->record.entry_count + 1, sizeof *replay->heads);
    if (!replay->asks || !replay->exchanges || !replay->heads)
        return ERR_MEMORY;
    exchanges_fill(replay);
    exchanges_chain(replay);
    return ERR_OK;
}

/* ---- playing ---- */

static void turn_drop(struct replay *replay, size_t turn)
{
    replay->turn_count--;
    memmove(&replay->turns[turn], &replay->turns[turn + 1],
            (replay->turn_count - turn) * sizeof *replay->turns);
}

/* An answer may have a tail that comes by itself much later, so several are played at a time. */
static void answer(struct replay *replay, size_t index, double asked_s)
{
    const struct replay_exchange *exchange = &replay->exchanges[index];

    if (replay->turn_count == REPLAY_TURNS)
        turn_drop(replay, 0);
    replay->turns[replay->turn_count++] =
        (struct replay_turn){ .at = exchange->first, .end = exchange->end,
                              .base_us = exchange->ask_us, .base_s = asked_s };
}

void replay_fuzzy_begin(struct replay *replay, double now_s)
{
    answer(replay, 0, now_s);
}

/* The turn of the first exchange of its kind: on to the next recorded answer, if there is one. */
static void ask_met(struct replay *replay, size_t first)
{
    size_t now = replay->exchanges[first].now;

    answer(replay, now, replay->heard_s);
    if (replay->exchanges[now].next_same != REPLAY_NONE)
        replay->exchanges[first].now = replay->exchanges[now].next_same;
    replay->heard_count = replay->fresh = 0;
}

/* ---- hearing ---- */

struct match { size_t whole; bool is_part; };   /* whole: an exchange, or none */

static struct match heard_match(const struct replay *replay)
{
    struct match match = { REPLAY_NONE, false };

    for (size_t i = 0; i < replay->head_count; i++) {
        const struct replay_exchange *exchange = &replay->exchanges[replay->heads[i]];
        if (exchange->ask_count < replay->heard_count
            || memcmp(replay->asks + exchange->ask_at, replay->heard, replay->heard_count) != 0)
            continue;
        if (exchange->ask_count == replay->heard_count)
            match.whole = replay->heads[i];
        else
            match.is_part = true;
    }
    return match;
}

static void stray(struct replay *replay)
{
    char        bytes[128];
    struct text text = text_over(bytes, sizeof bytes);

    for (size_t i = 0; i < replay->heard_count && i < 24; i++)
        text_add(&text, " %02X", replay->heard[i]);
    replay->is_deaf = why_say(&replay->parted, ERR_GARBLED,
                              "%s: the host asked what was never recorded:%s%s",
                              replay->record.path, bytes,
                              replay->heard_count > 24 ? " ..." : "") != ERR_OK;
    replay->heard_count = replay->fresh = 0;
}

/* The host has paused: a request that might have gone on has not. */
static void pause_look(struct replay *replay, double now_s)
{
    struct match match;

    if (now_s - replay->heard_s < PORT_REPLAY_GAP_S)
        return;
    replay->is_deaf = false;
    if (replay->heard_count == 0 || replay->fresh == replay->heard_count)
        return;
    match = heard_match(replay);
    if (match.whole != REPLAY_NONE)
        ask_met(replay, match.whole);
    replay->fresh = replay->heard_count;
}

void replay_fuzzy_hear(struct replay *replay, double now_s, uint8_t byte)
{
    struct match match;

    pause_look(replay, now_s);
    replay->heard_s = now_s;
    if (replay->is_deaf)
        return;
    replay->heard[replay->heard_count++] = byte;
    match = heard_match(replay);
    if (match.whole == REPLAY_NONE && !match.is_part && replay->fresh > 0) {
        replay->heard_count -= replay->fresh;       /* a request that was broken off before */
        memmove(replay->heard, replay->heard + replay->fresh, replay->heard_count);
        replay->fresh = 0;
        match = heard_match(replay);
    }
    if (match.whole != REPLAY_NONE && !match.is_part)
        ask_met(replay, match.whole);
    else if ((match.whole == REPLAY_NONE && !match.is_part)
             || replay->heard_count == PORT_REPLAY_REQUEST)
        stray(replay);
}

/* The turn whose next entry is due first; of two, that which was asked first. */
static size_t turn_next(const struct replay *replay)
{
    size_t next = REPLAY_NONE;
    double next_s = 0;

    for (size_t i = 0; i < replay->turn_count; i++) {
        const struct replay_turn *turn = &replay->turns[i];
        double due_s = turn->base_s + ((double)replay->record.entries[turn->at].t_us
                                       - (double)turn->base_us) * 1e-6;
        if (next == REPLAY_NONE || due_s < next_s) {
            next = i;
            next_s = due_s;
        }
    }
    return next;
}

void replay_fuzzy_play(struct replay *replay, double now_s, struct replay_room *out)
{
    size_t next;

    pause_look(replay, now_s);
    for (size_t i = 0; i < replay->turn_count; )
        if (replay->turns[i].at == replay->turns[i].end)
            turn_drop(replay, i);
        else
            i++;
    while ((next = turn_next(replay)) != REPLAY_NONE) {
        struct replay_turn *turn = &replay->turns[next], one = *turn;
        one.end = one.at + 1;
        replay_play(replay, &one, now_s, out);
        turn->at = one.at;
        turn->off = one.off;
        if (one.at < one.end)
            return;
        if (turn->at == turn->end)
            turn_drop(replay, next);
    }
}
