/* text.h - bounded text building, numbers read to the last character, and the nearest known name.
 *
 * A `struct text` writes into memory that its caller owns and never beyond it; what does not fit is
 * dropped and `is_cut` says so. No function here allocates. */
#ifndef PAINRIG_BASE_TEXT_H
#define PAINRIG_BASE_TEXT_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>

struct text {
    char  *bytes;       /* always terminated     */
    size_t size;        /* room, terminator included */
    size_t used;
    bool   is_cut;      /* something did not fit */
};

struct text text_over(char *bytes, size_t size);
void text_add(struct text *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Write `value` with exactly `decimals` (0..15) digits behind the point into `out` (no terminator)
 * and return the count of bytes, at most 32. NAN becomes "nan", infinities "inf" and "-inf"; a
 * value too large for 18 digits is written with an exponent. Rounds half away from zero, never
 * prints "-0", and needs no locale. Many times quicker than printf, since a trace prints hundreds
 * of thousands of numbers. */
size_t text_fixed(char out[32], double value, int decimals);

/* The number that those digits read back as: what a trace keeps of `value`. */
double text_rounded(double value, int decimals);

/* As few digits as read back as the same double, terminated: "0.01". Finite numbers only. */
void text_number(char out[32], double value);

/* The whole of `bytes` is one finite decimal number, or ERR_GARBLED: no spaces, no hex, no
 * "nan". */
MUST_CHECK enum err number_parse(const char *bytes, double *value);

/* The name among names[0..count) that is most like `wanted`, or NULL if none has half of it
 * right. */
const char *text_nearest(const char *wanted, const char *const *names, size_t count);

/* What a noun has behind it: "s", but "" behind one. */
const char *text_plural(size_t count);

/* "a, b, c" into `out`. */
void text_join(struct text *out, const char *const *names, size_t count);

/* "lumbar" of "scenarios/ablation/lumbar.lua". */
void text_script_name(const char *path, char *out, size_t size);

#endif
