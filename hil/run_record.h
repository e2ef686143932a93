/* run_record.h - what happened in a run and what was judged: bounded stores, and events.jsonl as it
 * happens.
 *
 * Room is taken once, at record_create; adding allocates nothing. An event or judgement beyond the
 * room is counted as lost, and still written to the file, and still weighs in record_verdict. Every
 * judgement is also an event of kind "verdict". The file has one JSON object per line:
 *
 *     {"t_s":12.3400,"kind":"order","text":"generator.set_temp_c = 80 C"}
 *
 * Bytes that are no UTF-8 are written as U+FFFD. The caller owns the FILE, which may be NULL. */
#ifndef PAINRIG_HIL_RUN_RECORD_H
#define PAINRIG_HIL_RUN_RECORD_H

#include "base/err.h"
#include "base/why.h"
#include "hil/event.h"

#include <stdio.h>

#define RECORD_EVENTS_MAX     32768
#define RECORD_JUDGEMENTS_MAX 2048

struct record {
    FILE             *file;
    struct event     *events;       size_t event_count, events_lost;
    struct judgement *judgements;   size_t judgement_count, judgements_lost;
    enum verdict      worst;        /* of all judgements, lost ones too */
    void            (*hear)(void *listener, const struct event *);      /* or NULL */
    void             *listener;
};

MUST_CHECK enum err record_create(struct record **, FILE *file, struct why *);
void record_destroy(struct record *);

/* From now on events are written to `file` too, beginning with those that are there already. */
void record_attach(struct record *, FILE *file);

/* From now on `hear` is told every event, beginning with those that are there already. */
void record_listen(struct record *, void (*hear)(void *listener, const struct event *),
                   void *listener);

void record_event(struct record *, const struct event *);
void record_say(struct record *, double t_s, const char *kind, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void record_judgement(struct record *, const struct judgement *);

/* The worst of all judgements; vacuous when there is none. */
enum verdict record_verdict(const struct record *);

/* Hand the lines to the system. ERR_IO and a sentence when the disk is full. */
MUST_CHECK enum err record_flush(struct record *, struct why *);

#endif
