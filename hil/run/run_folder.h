/* run_folder.h - the folder a run leaves behind.
 *
 * It is made with its parents. Files of an earlier run are removed, by name, before the new run
 * begins, so that a report never outlives the run it was about; other files stay. */
#ifndef PAINRIG_HIL_RUN_FOLDER_H
#define PAINRIG_HIL_RUN_FOLDER_H

#include "base/err.h"
#include "base/why.h"

#include <stdio.h>

struct run_folder { char path[512]; };

/* Made with its parents and writable, and nothing in it is touched; ERR_IO with a sentence. */
MUST_CHECK enum err run_folder_make(struct run_folder *, const char *path, struct why *);

/* Nobody else's until `lock` is closed, by every process that has it: ERR_IO with a sentence where
 * another run still writes there, or its guard. Of a folder that is made. */
MUST_CHECK enum err run_folder_hold(const struct run_folder *, int *lock, struct why *);

/* The same as make, and files of an earlier run are removed. */
MUST_CHECK enum err run_folder_open(struct run_folder *, const char *path, struct why *);

/* "out/lumbar/trace.csv" into `out`. */
void run_folder_path(const struct run_folder *, const char *name, char *out, size_t size);

MUST_CHECK enum err run_folder_create(const struct run_folder *, const char *name, FILE **,
                                      struct why *);

#endif
