/* signal.h - the registry of names: what a rig shows and what may be turned.
 *
 * Every rig declares its signals and knobs as const tables. CSV headers, Lua fields,
 * the report, `painrig signals` and `painrig knobs` all come from them: adding a
 * reading or a fault is adding a row.
 *
 * Names are dotted, "tip.temp_c", with the unit last. A signal with labels is a state: its value is
 * an index into them, it is read as text in Lua and printed as text in a trace. Unknown is NAN. */
#ifndef PAINRIG_HIL_SIGNAL_H
#define PAINRIG_HIL_SIGNAL_H

#include <stdbool.h>
#include <stddef.h>

struct signal {
    const char *name;               /* "tip.temp_c"                                  */
    /* "C", "ohm", "W"; "-" for a state or a flag, "1" for a number that only counts or compares: a
     * trace keeps every change of the first, not of the second */
    const char *unit;
    double      least, most;        /* believable range                              */
    int         decimals;           /* digits behind the point in a trace (0..15)    */
    const char *sentence;           /* what it is, for `painrig signals`             */
    const char *const *labels;      /* NULL, or the names of a state's values, NULL-terminated */
};

enum knob_kind { KNOB_ORDER, KNOB_FAULT };

struct knob {
    const char *name;           /* "generator.set_temp_c" */
    const char *unit;
    double      least, most;    /* outside: refused, with a sentence */
    double      rest;           /* its value when nobody has turned it; a fault's is 0 = perfect */
    const char *sentence;
    enum knob_kind kind;
    const char *const *labels;  /* NULL, or names accepted in place of numbers, NULL-terminated */
};

/* Behind a number: "C", or nothing for "-" and "1". */
static inline const char *unit_printed(const char *unit)
{
    return (unit[0] == '-' || unit[0] == '1') && unit[1] == '\0' ? "" : unit;
}

#define SIGNAL_NONE ((size_t)-1)

/* Index by name, or SIGNAL_NONE. */
size_t signal_find(const struct signal *, size_t count, const char *name);
size_t knob_find(const struct knob *, size_t count, const char *name);

#endif
