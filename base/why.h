/* why.h - the sentence that goes with an error.
 *
 * An enum tells the program what failed; a person needs a sentence that names the value, what was
 * expected and what to do. Functions that face people take a `struct why *`, which the caller owns,
 * and fill it as they fail:
 *
 *     return why_say(why, ERR_RANGE, "tip_mm is %g: give a length from 2 to 15 mm", tip_mm);
 *
 * The first sentence wins: a caller further up may add where it happened with why_prefix. */
#ifndef PAINRIG_BASE_WHY_H
#define PAINRIG_BASE_WHY_H

#include "err.h"

struct why { char text[1024]; };

/* Write the sentence (unless one is there already) and hand back `err`. `why` may be NULL. */
enum err why_say(struct why *why, enum err err, const char *format, ...)
    __attribute__((format(printf, 3, 4))) MUST_CHECK;

/* Put "file.lua:12: " or the like in front of what is there. */
void why_prefix(struct why *why, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Forget the sentence, for a `why` that is used again. */
void why_clear(struct why *why);

/* The sentence, or err_text(err) if nobody wrote one. */
const char *why_text(const struct why *why, enum err err);

#endif
