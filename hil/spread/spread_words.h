/* spread_words.h - how numbers of a spread are written: concentrations, times, marks. Pure. */
#ifndef PAINRIG_HIL_SPREAD_WORDS_H
#define PAINRIG_HIL_SPREAD_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* How a concentration is written: ug/mL, or ng/mL where the greatest is below 0.1 ug/mL. */
struct spread_unit { const char *name, *printed; double per_kg_per_m3; };
struct spread_unit spread_unit_for(double most_kg_per_m3);

/* Two significant digits without an exponent; below a thousandth "0". */
void spread_number(double value, char *out, size_t size);

/* "45 s", "20 min", "4.5 h", "12 d". */
void spread_time(double seconds, char *out, size_t size);

/* Is this source marked (u)? */
bool spread_is_unverified(const char *source);

#endif
