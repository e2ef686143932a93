/* script_pattern.h - how many steps would Lua's pattern matcher take?
 *
 * Lua's string.find, match, gmatch and gsub can take exponential time, and nothing can interrupt
 * them. This walks the same pattern over the same text, with a maximum of steps and without
 * building a result, so that the real function is called only when it will come back. A malformed
 * pattern counts as no further work, since the real function refuses it. Pure; allocates nothing.
 * Lua 5.4 Reference Manual, section 6.4.1. */
#ifndef PAINRIG_HIL_SCRIPT_PATTERN_H
#define PAINRIG_HIL_SCRIPT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

enum pattern_use {
    PATTERN_FIRST,      /* find, match: up to the first match          */
    PATTERN_EACH,       /* gsub: every match                           */
    PATTERN_EACH_LOOSE  /* gmatch: every match, '^' is no anchor there */
};

/* Both texts end with a '\0' behind their last byte, as Lua's do. */
struct pattern_task {
    const char      *text, *pattern;
    size_t           count, pattern_count;
    size_t           from;                  /* where in the text the search begins */
    enum pattern_use use;
    long             steps_max;
};

/* At most steps_max + 1, which means too many. */
long pattern_steps(const struct pattern_task *);

#endif
