#include "port_replay_inside.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- events ---- */

static const struct { const char *name; size_t offset; } levels[] = {
    { "cts",  offsetof(struct port_sight, cts)  },
    { "dsr",  offsetof(struct port_sight, dsr)  },
    { "dcd",  offsetof(struct port_sight, dcd)  },
    { "ring", offsetof(struct port_sight, ring) },
};

static const struct { const char *name; size_t offset; } counts[] = {
    { "parity",  offsetof(struct port_sight, parity_errors)  },
    { "framing", offsetof(struct port_sight, framing_errors) },
    { "overrun", offsetof(struct port_sight, overruns)       },
    { "breaks",  offsetof(struct port_sight, breaks)         },
};

/* "cts 0": what is not the device's, or not known, passes. */
static void event_play(struct replay *replay, const struct port_record_entry *entry)
{
    char  text[64], *value;
    char *sight = (char *)&replay->sight;

    snprintf(text, sizeof text, "%.*s", (int)(entry->count < 60 ? entry->count : 60),
             (const char *)replay->record.bytes + entry->at);
    replay->is_closed |= strcmp(text, "closed") == 0;
    value = strchr(text, ' ');
    if (!value)
        return;
    *value++ = '\0';
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (strcmp(text, levels[i].name) == 0)
            *(bool *)(void *)(sight + levels[i].offset) = strcmp(value, "0") != 0;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (strcmp(text, counts[i].name) == 0)
            *(unsigned long *)(void *)(sight + counts[i].offset) += strtoul(value, NULL, 10);
}

void replay_play(struct replay *replay, struct replay_turn *turn, double now_s,
                 struct replay_room *out)
{
    for (; turn->at < turn->end; turn->at++, turn->off = 0) {
        const struct port_record_entry *entry = &replay->record.entries[turn->at];
        double after_s = ((double)entry->t_us - (double)turn->base_us) * 1e-6;
        size_t some = entry->count - turn->off;
        if (entry->kind == '>' || turn->base_s + after_s > now_s + REPLAY_INSTANT_S)
            return;
        if (entry->kind == '!') {
            event_play(replay, entry);
            continue;
        }
        if (some > out->room - out->count)
            some = out->room - out->count;
        memcpy(out->bytes + out->count, replay->record.bytes + entry->at + turn->off, some);
        out->count += some;
        turn->off += some;
        if (turn->off < entry->count)
            return;
    }
}

/* ---- strict ---- */

static size_t next_ask(const struct port_record *record, size_t at)
{
    while (at < record->entry_count && record->entries[at].kind != '>')
        at++;
    return at;
}

/* The last bytes that the host did send as recorded, for people. */
static void asked_add(struct text *text, const struct replay *replay)
{
    const struct port_record_entry *entry = &replay->record.entries[replay->ask];
    size_t first = replay->ask_off > 8 ? replay->ask_off - 8 : 0;

    for (size_t i = first; i < replay->ask_off; i++)
        text_add(text, "%s%02X", i > first ? " " : ", behind ",
                 replay->record.bytes[entry->at + i]);
}

static enum err part(struct replay *replay, uint8_t byte)
{
    const struct port_record       *record = &replay->record;
    const struct port_record_entry *entry = &record->entries[replay->ask];
    char                            sentence[256];
    struct text                     text = text_over(sentence, sizeof sentence);

    replay->is_closed = true;
    if (replay->ask == record->entry_count)
        return why_say(&replay->parted, ERR_CLOSED, "%s: the host sent %02X when all that was "
                       "recorded had been asked", record->path, byte);
    text_add(&text, "the host sent %02X where %02X was recorded (%.6f s)", byte,
             record->bytes[entry->at + replay->ask_off], (double)entry->t_us * 1e-6);
    asked_add(&text, replay);
    return why_say(&replay->parted, ERR_CLOSED, "%s:%zu: %s", record->path, entry->file_line,
                   sentence);
}

static enum err strict_hear(struct replay *replay, double now_s, uint8_t byte)
{
    const struct port_record *record = &replay->record;

    if (replay->ask == record->entry_count
        || record->bytes[record->entries[replay->ask].at + replay->ask_off] != byte)
        return part(replay, byte);
    if (++replay->ask_off == record->entries[replay->ask].count) {
        replay->asked_s[replay->ask] = now_s;
        replay->ask = next_ask(record, replay->ask + 1);
        replay->ask_off = 0;
    }
    return ERR_OK;
}

static void strict_play(struct replay *replay, double now_s, struct replay_room *out)
{
    struct replay_turn *turn = &replay->turn;

    for (;;) {
        replay_play(replay, turn, now_s, out);
        if (turn->at == turn->end || replay->record.entries[turn->at].kind != '>'
            || turn->at >= replay->ask)
            return;
        turn->base_us = replay->record.entries[turn->at].t_us;
        turn->base_s = replay->asked_s[turn->at++];
        turn->off = 0;
    }
}

/* ---- the port ---- */

static void begin(struct replay *replay, double now_s)
{
    if (replay->is_begun)
        return;
    replay->is_begun = true;
    replay->turn.base_s = now_s;
    if (replay->how == PORT_REPLAY_FUZZY)
        replay_fuzzy_begin(replay, now_s);
}

static enum err replay_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                            size_t *count)
{
    struct replay     *replay = (struct replay *)port;
    struct replay_room out = { bytes, room, 0 };

    if (replay->is_closed)
        return ERR_CLOSED;
    begin(replay, now_s);
    if (replay->how == PORT_REPLAY_STRICT)
        strict_play(replay, now_s, &out);
    else
        replay_fuzzy_play(replay, now_s, &out);
    if (replay->is_closed && out.count == 0)
        return ERR_CLOSED;
    *count = out.count;
    return ERR_OK;
}

static enum err replay_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                             size_t *taken)
{
    struct replay *replay = (struct replay *)port;

    if (replay->is_closed)
        return ERR_CLOSED;
    begin(replay, now_s);
    for (size_t i = 0; i < count; i++)
        if (replay->how == PORT_REPLAY_STRICT)
            TRY(strict_hear(replay, now_s, bytes[i]));
        else
            replay_fuzzy_hear(replay, now_s, bytes[i]);
    *taken = count;
    return ERR_OK;
}

static enum err replay_look(struct port *port, double now_s, struct port_sight *sight)
{
    const struct replay *replay = (const struct replay *)port;

    (void)now_s;
    if (replay->is_closed)
        return ERR_CLOSED;
    *sight = replay->sight;
    return ERR_OK;
}

static void replay_destroy(struct port *port)
{
    struct replay *replay = (struct replay *)port;

    port_record_free(&replay->record);
    free(replay->asked_s);
    free(replay->asks);
    free(replay->exchanges);
    free(replay->heads);
    free(replay);
}

static const struct port_type replay_type = {
    .name = "replay", .read = replay_read, .write = replay_write, .destroy = replay_destroy,
    .look = replay_look,
};

static enum err replay_prepare(struct replay *replay)
{
    if (replay->how == PORT_REPLAY_FUZZY)
        return replay_fuzzy_prepare(replay);
    replay->asked_s = calloc(replay->record.entry_count, sizeof *replay->asked_s);
    replay->ask = next_ask(&replay->record, 0);
    replay->turn.end = replay->record.entry_count;
    return replay->asked_s ? ERR_OK : ERR_MEMORY;
}

enum err port_replay_create(struct port_record *record, enum port_replay_how how,
                            struct port **port, struct why *why)
{
    struct replay *replay;

    if (record->entry_count == 0)
        return why_say(why, ERR_RANGE, "%s: there is nothing in it to be played", record->path);
    replay = calloc(1, sizeof *replay);
    if (!replay)
        return ERR_MEMORY;
    *replay = (struct replay){ .port = { &replay_type }, .record = *record, .how = how,
                               .sight = { .cts = true, .dsr = true, .dcd = true } };
    if (replay_prepare(replay) != ERR_OK) {
        replay->record = (struct port_record){ .entries = NULL };
        replay_destroy(&replay->port);
        return ERR_MEMORY;
    }
    *record = (struct port_record){ .entries = NULL };
    *port = &replay->port;
    return ERR_OK;
}

const char *port_replay_parted(const struct port *port)
{
    return ((const struct replay *)port)->parted.text;
}

bool port_replay_is_over(const struct port *port)
{
    const struct replay *replay = (const struct replay *)port;

    return replay->how == PORT_REPLAY_STRICT && replay->turn.at == replay->turn.end;
}
