/* bench_described_inside.h - what the files that read a described instrument share.
 *
 *     bench_described.c             general, framing, times; the whole
 *     bench_described_fields.c      names of ours and of theirs, fields, patterns
 *     bench_described_questions.c   questions, lists of them, orders, errors, safety */
#ifndef PAINRIG_HIL_BENCH_DESCRIBED_INSIDE_H
#define PAINRIG_HIL_BENCH_DESCRIBED_INSIDE_H

#include "bench_described.h"

#define PATH_SIZE   96
#define NAME_SIZE   40
#define NAMES_MAX   64
#define TICK_S_MOST 3600.0

/* `settings`: what is below the device's path alone, without it. */
struct described_reading {
    struct settings   settings;
    struct described *described;
    char              questions[DESCRIBED_QUESTIONS_MAX][NAME_SIZE];
    bool              has_again[DESCRIBED_QUESTIONS_MAX];
};

/* The names in the table at `path`, each once: "who" of "questions.who.send". */
MUST_CHECK enum err described_names_of(const struct settings *, const char *path,
                                       char names[NAMES_MAX][NAME_SIZE], size_t *count,
                                       struct why *);
/* "fields" "p" "scale" make "fields.p.scale"; gives `out`. */
const char *described_path_join(char out[PATH_SIZE], const char *table, const char *name,
                                const char *field);
/* Absent leaves `out` as it is. */
MUST_CHECK enum err described_text_at(struct described_reading *, const char *path, char *out,
                                      size_t size, struct why *);

/* ERR_UNKNOWN with the nearest; `path` is where the name stands. */
MUST_CHECK enum err described_reading_find(const char *path, const char *name,
                                           enum device_reading *, struct why *);
MUST_CHECK enum err described_label_find(const char *path, const char *text,
                                         const char *const *labels, size_t count, int *at,
                                         struct why *);
/* A question by the name in the text at the path; absent gives DEVICE_NO_QUESTION. */
MUST_CHECK enum err described_question_at(struct described_reading *, const char *path,
                                          int *question, struct why *);
/* A pattern in the text at the path; its fields that have a reading's name describe themselves. */
MUST_CHECK enum err described_pattern_at(struct described_reading *, const char *path,
                                         struct line_pattern *, bool *is_there, struct why *);

MUST_CHECK enum err described_fields_read(struct described_reading *, struct why *);
MUST_CHECK enum err described_questions_read(struct described_reading *, struct why *);
MUST_CHECK enum err described_patterns_read(struct described_reading *, const char *list,
                                            struct described_pattern *, size_t *count,
                                            struct why *);
MUST_CHECK enum err described_orders_read(struct described_reading *, struct why *);
/* start, poll, safe, is_safe */
MUST_CHECK enum err described_safety_read(struct described_reading *, struct why *);

#endif
