/* runs_bed.h - a folder of runs, for what reads such folders: real ones of the toy rig, and what a
 * stranger or a power failure may leave. */
#ifndef PAINRIG_TESTS_SUPPORT_RUNS_BED_H
#define PAINRIG_TESTS_SUPPORT_RUNS_BED_H

#include "scratch.h"

#include <stdbool.h>
#include <sys/types.h>

struct runs_bed { struct scratch scratch; const char *root; };

void runs_bed_make(struct runs_bed *);
void runs_bed_drop(struct runs_bed *);

/* "NAME/file" with that text; folders are made. */
void runs_bed_file(const struct runs_bed *, const char *path, const char *text);
/* A run of this scenario with all its papers. */
void runs_bed_run(const struct runs_bed *, const char *name, const char *scenario);
/* The same in a process of its own, which goes on as long as its scenario; waits until the first
 * rows are written. */
pid_t runs_bed_start(const struct runs_bed *, const char *name, const char *scenario);
/* Ends it as kill -9 does, and waits until its record is closed. */
void runs_bed_kill(const struct runs_bed *, const char *name, pid_t);

/* Waits up to 10 s until the file has that text; false: it never had. */
bool runs_bed_await(const struct runs_bed *, const char *path, const char *text);

/* A scenario of the toy rig. Its body is Lua. */
#define RUNS_BED_SCENARIO(title, body)                                                            \
    "return scenario { title = [==[" title "]==], rig = 'toy', limit_s = 1e6,\n"                  \
    "parameters = { set_w = 8 }, run = function(rig)\n" body "\nend }"

#endif
