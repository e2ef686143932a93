/* names.h - the sentence for a name that nobody knows: the nearest one, and all there are.
 *
 *     why_unknown(why, "there is no tissue named", "musle", names, count)
 *
 * says "there is no tissue named 'musle': did you mean 'muscle'?; known: muscle, fat, nerve", the
 * middle part only if a name is near. Keeps nothing; a list longer than 640 bytes is cut. */
#ifndef PAINRIG_BASE_NAMES_H
#define PAINRIG_BASE_NAMES_H

#include "err.h"
#include "why.h"

#include <stddef.h>

/* Always ERR_UNKNOWN. */
MUST_CHECK enum err why_unknown(struct why *, const char *what, const char *wanted,
                                const char *const *names, size_t count);

#endif
