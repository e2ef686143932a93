#include "run_record.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum err record_create(struct record **out, FILE *file, struct why *why)
{
    struct record *record = calloc(1, sizeof *record);

    if (!record)
        return why_say(why, ERR_MEMORY, "no memory for the record of the run");
    record->file = file;
    record->events = calloc(RECORD_EVENTS_MAX, sizeof *record->events);
    record->judgements = calloc(RECORD_JUDGEMENTS_MAX, sizeof *record->judgements);
    if (!record->events || !record->judgements) {
        record_destroy(record);
        return why_say(why, ERR_MEMORY, "no memory for the record of the run");
    }
    *out = record;
    return ERR_OK;
}

void record_destroy(struct record *record)
{
    if (!record)
        return;
    free(record->events);
    free(record->judgements);
    free(record);
}

/* Bytes of the UTF-8 character at `at`, or 0 if there is none. */
static size_t utf8_count(const unsigned char *at)
{
    static const struct { unsigned char mask, lead; size_t count; } leads[] = {
        { 0x80, 0x00, 1 }, { 0xE0, 0xC0, 2 }, { 0xF0, 0xE0, 3 }, { 0xF8, 0xF0, 4 },
    };

    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        if ((at[0] & leads[i].mask) != leads[i].lead)
            continue;
        for (size_t j = 1; j < leads[i].count; j++)
            if ((at[j] & 0xC0) != 0x80)
                return 0;
        return leads[i].count;
    }
    return 0;
}

static void json_write(FILE *file, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    for (size_t count; *at; at += count) {
        bool is_known = utf8_count(at) > 0;

        count = is_known ? utf8_count(at) : 1;
        if (!is_known)
            fputs("\\ufffd", file);
        else if (*at < 0x20 || *at == 0x7F)
            fprintf(file, "\\u%04x", *at);
        else if (*at == '"' || *at == '\\')
            fprintf(file, "\\%c", *at);
        else
            fwrite(at, 1, count, file);
    }
}

static void event_write(FILE *file, const struct event *event)
{
    char   number[32];
    size_t count = text_fixed(number, event->t_s, 4);

    fprintf(file, "{\"t_s\":%.*s,\"kind\":\"", (int)count, number);
    json_write(file, event->kind);
    fputs("\",\"text\":\"", file);
    json_write(file, event->text);
    fputs("\"}\n", file);
}

void record_attach(struct record *record, FILE *file)
{
    record->file = file;
    for (size_t i = 0; file && i < record->event_count; i++)
        event_write(file, &record->events[i]);
}

void record_listen(struct record *record, void (*hear)(void *, const struct event *),
                   void *listener)
{
    record->hear = hear;
    record->listener = listener;
    for (size_t i = 0; hear && i < record->event_count; i++)
        hear(listener, &record->events[i]);
}

void record_event(struct record *record, const struct event *event)
{
    if (record->hear)
        record->hear(record->listener, event);
    if (record->file)
        event_write(record->file, event);
    if (record->event_count < RECORD_EVENTS_MAX)
        record->events[record->event_count++] = *event;
    else
        record->events_lost++;
}

void record_say(struct record *record, double t_s, const char *kind, const char *format, ...)
{
    struct event event = { .t_s = t_s };
    va_list      args;

    snprintf(event.kind, sizeof event.kind, "%s", kind);
    va_start(args, format);
    vsnprintf(event.text, sizeof event.text, format, args);
    va_end(args);
    record_event(record, &event);
}

void record_judgement(struct record *record, const struct judgement *judgement)
{
    record->worst = verdict_worse(record->worst, judgement->verdict);   /* begins as a pass */
    if (record->judgement_count < RECORD_JUDGEMENTS_MAX)
        record->judgements[record->judgement_count++] = *judgement;
    else
        record->judgements_lost++;
    record_say(record, judgement->t_s, "verdict", "%s: %s, %s", verdict_name(judgement->verdict),
               judgement->what, judgement->why);
}

enum verdict record_verdict(const struct record *record)
{
    return record->judgement_count == 0 ? VERDICT_VACUOUS : record->worst;
}

enum err record_flush(struct record *record, struct why *why)
{
    if (!record->file)
        return ERR_OK;
    if (fflush(record->file) != 0 || ferror(record->file))
        return why_say(why, ERR_IO,
                       "events.jsonl cannot be written: is the disk full? What is written stays");
    return ERR_OK;
}
