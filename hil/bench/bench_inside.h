/* bench_inside.h - a bench file being read: what bench.c and bench_place.c share, and nobody else
 * sees. */
#ifndef PAINRIG_HIL_BENCH_INSIDE_H
#define PAINRIG_HIL_BENCH_INSIDE_H

#include "hil/bench/bench.h"

#define BENCH_PATH_SIZE 96

/* What the file says, and its text, to say where it says so. */
struct bench_reading {
    struct bench   *bench;
    struct settings settings;
    char           *text;
    size_t          count;
};

/* Of a place whose driver is known: nothing is limited but how long a source may be unknown. */
void bench_limits_begin(struct bench_place *);

/* Hands `err` on; unless it is ERR_OK, "my.lua:12: " is put in front of the sentence, where the key
 * of that path stands: "pump.settings.address". */
MUST_CHECK enum err bench_here(const struct bench_reading *, const char *path, enum err,
                               struct why *);

/* bench_place.c: the role's table, if there is one. */
MUST_CHECK enum err bench_place_read(struct bench_reading *, enum device_role,
                                     struct bench_place *, struct why *);

#endif
