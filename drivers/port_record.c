#include "port_record.h"

#include "base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_LINE "painrig recording 1"
#define TEXT_MAX   (4 * PORT_RECORD_RUN)

struct reader {
    struct port_record *record;
    FILE               *file;
    size_t              file_line;
    bool                has_line_setting;
    char                text[TEXT_MAX];
};

static enum err refuse(const struct reader *reader, struct why *why, const char *what)
{
    return why_say(why, ERR_PARSE, "%s:%zu: %s", reader->record->path, reader->file_line, what);
}

/* The next line without its end. *is_over at the end of the file. */
static enum err line_next(struct reader *reader, bool *is_over, struct why *why)
{
    size_t length;

    do {
        reader->file_line++;
        *is_over = !fgets(reader->text, sizeof reader->text, reader->file);
        if (*is_over)
            return ERR_OK;
        length = strlen(reader->text);
        if (length > 0 && reader->text[length - 1] == '\n')
            reader->text[--length] = '\0';
        else if (!feof(reader->file))
            return refuse(reader, why, "the line is too long, or holds a zero byte");
        if (length > 0 && reader->text[length - 1] == '\r')
            reader->text[length - 1] = '\0';
    } while (reader->text[0] == '#');
    return ERR_OK;
}

/* ---- the header ---- */

static const struct { const char *name; size_t offset; } header_texts[] = {
    { "who",        offsetof(struct port_record_header, who)        },
    { "instrument", offsetof(struct port_record_header, instrument) },
    { "firmware",   offsetof(struct port_record_header, firmware)   },
    { "when",       offsetof(struct port_record_header, when)       },
};
#define HEADER_TEXTS (sizeof header_texts / sizeof *header_texts)

static enum err header_line(struct reader *reader, struct why *why)
{
    static const char *const names[] = { "who", "instrument", "firmware", "when", "line", "note" };
    char       *colon = strstr(reader->text, ": ");
    const char *nearest;
    char        sentence[128];

    if (colon)
        *colon = '\0';
    if (colon && strcmp(reader->text, "note") == 0)
        return ERR_OK;
    if (colon && strcmp(reader->text, "line") == 0) {
        reader->has_line_setting = true;
        if (port_line_parse(colon + 2, &reader->record->header.line, why) == ERR_OK)
            return ERR_OK;
        why_prefix(why, "%s:%zu: ", reader->record->path, reader->file_line);
        return ERR_PARSE;
    }
    for (size_t i = 0; colon && i < HEADER_TEXTS; i++)
        if (strcmp(reader->text, header_texts[i].name) == 0) {
            char *to = (char *)&reader->record->header + header_texts[i].offset;
            snprintf(to, PORT_RECORD_TEXT, "%s", colon + 2);
            return ERR_OK;
        }
    nearest = text_nearest(reader->text, names, sizeof names / sizeof *names);
    snprintf(sentence, sizeof sentence, "\"%.40s\" is no line of a header%s%s%s", reader->text,
             nearest ? ": did you mean \"" : ", such as who: A. Person", nearest ? nearest : "",
             nearest ? ": \"?" : "");
    return refuse(reader, why, sentence);
}

static enum err header_check(struct reader *reader, struct why *why)
{
    char sentence[128];

    for (size_t i = 0; i < HEADER_TEXTS; i++) {
        const char *text = (const char *)&reader->record->header + header_texts[i].offset;
        if (text[0] != '\0')
            continue;
        snprintf(sentence, sizeof sentence, "the header ends without \"%s: \"",
                 header_texts[i].name);
        return refuse(reader, why, sentence);
    }
    if (!reader->has_line_setting)
        return refuse(reader, why, "the header ends without \"line: \", such as line: 19200 8N1");
    return ERR_OK;
}

static enum err header_read(struct reader *reader, struct why *why)
{
    bool is_over;

    TRY(line_next(reader, &is_over, why));
    if (is_over || strcmp(reader->text, FIRST_LINE) != 0)
        return refuse(reader, why, "this is no recording: the first line of one is \""
                      FIRST_LINE "\"");
    for (;;) {
        TRY(line_next(reader, &is_over, why));
        if (is_over || reader->text[0] == '\0')
            return header_check(reader, why);
        TRY(header_line(reader, why));
    }
}

/* ---- the runs ---- */

static enum err byte_keep(struct port_record *record, uint8_t byte)
{
    if (record->byte_count == record->byte_room) {
        size_t   room = record->byte_room ? 2 * record->byte_room : 4096;
        uint8_t *bytes = realloc(record->bytes, room);
        if (!bytes)
            return ERR_MEMORY;
        record->bytes = bytes;
        record->byte_room = room;
    }
    record->bytes[record->byte_count++] = byte;
    return ERR_OK;
}

static enum err entry_keep(struct port_record *record, const struct port_record_entry *entry)
{
    if (record->entry_count == record->entry_room) {
        size_t                    room = record->entry_room ? 2 * record->entry_room : 256;
        struct port_record_entry *entries = realloc(record->entries, room * sizeof *entries);
        if (!entries)
            return ERR_MEMORY;
        record->entries = entries;
        record->entry_room = room;
    }
    record->entries[record->entry_count++] = *entry;
    return ERR_OK;
}

static int hex_digit(char c)
{
    const char *digits = "0123456789ABCDEF", *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* " 0D 0A" to its end */
static enum err run_read(struct reader *reader, const char *text, struct port_record_entry *entry,
                         struct why *why)
{
    for (; *text; text += 3) {
        int high = *text == ' ' ? hex_digit(text[1]) : -1;
        int low = high >= 0 ? hex_digit(text[2]) : -1;
        if (low < 0)
            return refuse(reader, why, "bytes are pairs of hexadecimal digits (0-9, A-F) with a "
                          "blank before each, as in \"1520 > 30 0D\"");
        TRY(byte_keep(reader->record, (uint8_t)(16 * high + low)));
        entry->count++;
    }
    if (entry->count == 0 || entry->count > PORT_RECORD_RUN)
        return refuse(reader, why, "a run has from 1 to 1024 bytes");
    return ERR_OK;
}

static enum err event_read(struct reader *reader, const char *text,
                           struct port_record_entry *entry, struct why *why)
{
    if (text[0] != ' ' || text[1] == '\0')
        return refuse(reader, why, "an event has words, as in \"0 ! open\"");
    for (text++; *text; text++) {
        TRY(byte_keep(reader->record, (uint8_t)*text));
        entry->count++;
    }
    return ERR_OK;
}

static enum err entry_read(struct reader *reader, struct why *why)
{
    struct port_record      *record = reader->record;
    struct port_record_entry entry = { .at = record->byte_count, .file_line = reader->file_line };
    const char              *text = reader->text;
    size_t                   digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 15 || text[digits] != ' ' || text[digits + 1] == '\0'
        || !strchr("<>!", text[digits + 1]))
        return refuse(reader, why, "a line is microseconds, then > (host), < (device) or ! (the "
                      "line), as in \"1520 > 30 0D\"");
    entry.t_us = strtoull(text, NULL, 10);
    entry.kind = text[digits + 1];
    if (record->entry_count > 0 && entry.t_us < record->entries[record->entry_count - 1].t_us)
        return refuse(reader, why, "time goes back here");
    if (record->entry_count >= PORT_RECORD_LINES)
        return refuse(reader, why, "there are more than a million lines");
    if (entry.kind == '!')
        TRY(event_read(reader, text + digits + 2, &entry, why));
    else
        TRY(run_read(reader, text + digits + 2, &entry, why));
    return entry_keep(record, &entry);
}

static enum err all_read(struct reader *reader, struct why *why)
{
    bool is_over;

    TRY(header_read(reader, why));
    for (;;) {
        TRY(line_next(reader, &is_over, why));
        if (is_over)
            return ferror(reader->file) ? why_say(why, ERR_IO, "%s cannot be read to its end",
                                                  reader->record->path) : ERR_OK;
        if (reader->text[0] != '\0')
            TRY(entry_read(reader, why));
    }
}

enum err port_record_read(struct port_record *record, const char *path, struct why *why)
{
    struct reader *reader = calloc(1, sizeof *reader);
    enum err       err;

    if (!reader)
        return ERR_MEMORY;
    *record = (struct port_record){ .entries = NULL };
    snprintf(record->path, sizeof record->path, "%s", path);
    reader->record = record;
    reader->file = fopen(path, "r");
    if (reader->file) {
        err = all_read(reader, why);
        fclose(reader->file);
    } else
        err = why_say(why, ERR_IO, "the recording %s cannot be read: %s", path, strerror(errno));
    free(reader);
    if (err != ERR_OK)
        port_record_free(record);
    return err;
}

void port_record_free(struct port_record *record)
{
    free(record->entries);
    free(record->bytes);
    *record = (struct port_record){ .entries = NULL };
}

/* ---- writing ---- */

static void said(struct port_recorder *recorder, int printed)
{
    recorder->is_failed |= printed < 0;
}

/* A header's text is one line, whoever typed it. */
static void header_say(struct port_recorder *recorder, const char *name, const char *text)
{
    char clean[PORT_RECORD_TEXT];

    snprintf(clean, sizeof clean, "%s", text[0] ? text : "not said");
    for (char *c = clean; *c; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
    said(recorder, fprintf(recorder->file, "%s: %s\n", name, clean));
}

enum err port_recorder_begin(struct port_recorder *recorder, const char *path,
                             const struct port_record_header *header, double now_s,
                             struct why *why)
{
    char line[PORT_LINE_TEXT_SIZE];

    *recorder = (struct port_recorder){ .file = fopen(path, "wx"), .start_s = now_s };
    if (!recorder->file && errno == EEXIST)
        return why_say(why, ERR_REFUSED, "%s is there already: a recording is not overwritten: "
                       "give another name", path);
    if (!recorder->file)
        return why_say(why, ERR_IO, "%s cannot be written: %s", path, strerror(errno));
    setvbuf(recorder->file, NULL, _IOLBF, BUFSIZ);
    said(recorder, fprintf(recorder->file, FIRST_LINE "\n"));
    header_say(recorder, "who", header->who);
    header_say(recorder, "instrument", header->instrument);
    header_say(recorder, "firmware", header->firmware);
    header_say(recorder, "when", header->when);
    port_line_print(&header->line, line, sizeof line);
    said(recorder, fprintf(recorder->file, "line: %s\n\n", line));
    return ERR_OK;
}

static uint64_t since_us(const struct port_recorder *recorder, double now_s)
{
    return now_s > recorder->start_s ? (uint64_t)((now_s - recorder->start_s) * 1e6 + 0.5) : 0;
}

static void run_say(struct port_recorder *recorder, uint64_t t_us, char kind, const uint8_t *bytes,
                    size_t count)
{
    static const char hex[] = "0123456789ABCDEF";
    char              text[3 * PORT_RECORD_RUN + 1];

    for (size_t i = 0; i < count; i++) {
        text[3 * i] = ' ';
        text[3 * i + 1] = hex[bytes[i] >> 4];
        text[3 * i + 2] = hex[bytes[i] & 15];
    }
    text[3 * count] = '\0';
    said(recorder, fprintf(recorder->file, "%" PRIu64 " %c%s\n", t_us, kind, text));
}

void port_recorder_bytes(void *context, double now_s, enum port_direction direction,
                         const uint8_t *bytes, size_t count)
{
    struct port_recorder *recorder = context;
    uint64_t              t_us = since_us(recorder, now_s);

    for (size_t start = 0; start < count; start += PORT_RECORD_RUN) {
        size_t some = count - start < PORT_RECORD_RUN ? count - start : PORT_RECORD_RUN;
        run_say(recorder, t_us, direction == PORT_WRITTEN ? '>' : '<', bytes + start, some);
    }
}

void port_recorder_event(void *context, double now_s, const char *event)
{
    struct port_recorder *recorder = context;

    said(recorder, fprintf(recorder->file, "%" PRIu64 " ! %s\n", since_us(recorder, now_s), event));
}

enum err port_recorder_end(struct port_recorder *recorder, const char *path, struct why *why)
{
    bool is_failed = recorder->is_failed || ferror(recorder->file);

    is_failed |= fclose(recorder->file) != 0;
    recorder->file = NULL;
    if (is_failed)
        return why_say(why, ERR_IO, "%s is not whole: is the disk full?", path);
    return ERR_OK;
}
