/* requirement_inside.h - what hil/judge/requirement*.c share; nobody else includes it. */
#ifndef PAINRIG_HIL_REQUIREMENT_INSIDE_H
#define PAINRIG_HIL_REQUIREMENT_INSIDE_H

#include <stddef.h>

/* The lines at which the tables inside `requirements { ... }` begin, as they are written. Lua does
 * not keep them: the text is read for its brackets. `first` is the line of `requirements` itself,
 * or 0. Returns how many tables there are; lines[] has the first `most`. Tables that are made by
 * code and not written there are not found: the count then differs. */
size_t requirement_lines(const char *text, size_t count, int *lines, size_t most, int *first);

#endif
