/* scratch.h - files that a test writes and reads back. A scratch is a folder of its
 * own, gone after scratch_drop with all that is in it. */
#ifndef PAINRIG_TESTS_SCRATCH_H
#define PAINRIG_TESTS_SCRATCH_H

#include <stddef.h>

struct scratch { char folder[64], path[128]; };

/* A new folder, and in it the path of a file of that name, which does not exist yet. */
struct scratch scratch_make(const char *name);
void scratch_drop(struct scratch *);

/* The whole file, terminated, to be freed; NULL if there is none. `count` may be NULL. */
char *scratch_read(const char *path, size_t *count);
void  scratch_write(const char *path, const char *text);

/* How many files the folder holds. */
size_t scratch_files(const struct scratch *);

#endif
