/* generator_wire_inside.h - what the parts of the codec share. Private to generator_wire_*.c. */
#ifndef PAINRIG_DRIVERS_GENERATOR_WIRE_INSIDE_H
#define PAINRIG_DRIVERS_GENERATOR_WIRE_INSIDE_H

#include "generator_wire.h"

#define GENERATOR_CHECK_DIGITS 4u
#define GENERATOR_CHECK_BYTES  (1u + GENERATOR_CHECK_DIGITS)    /* the star and its digits */

/* Upper case only: a lower-case digit is a letter with one bit turned over. */
bool generator_hex_read(const uint8_t *bytes, size_t count, unsigned *value);

/* Returns `digits`. */
size_t generator_hex_write(uint8_t *out, unsigned value, size_t digits);

/* Put the star and the check behind line[0..count); returns the new length. */
size_t generator_check_append(uint8_t *line, size_t count);

/* Does the line end in a star and four digits, which then are *check? "*IDN?" alone does not:
 * nothing stands before its star. Whether the check is right is another question. */
bool generator_has_check(const uint8_t *line, size_t count, unsigned *check);

/* A number, or the sentinel for one that is infinite or unknown; returns its length. */
size_t generator_number_put(char out[32], double value, int decimals);

#endif
