/* lesion_words.h - a lesion in words: what was done, and what its model leaves out. */
#ifndef PAINRIG_HIL_LESION_WORDS_H
#define PAINRIG_HIL_LESION_WORDS_H

#include "sim/treatment.h"

#include <stddef.h>

/* Degrees as they are written wherever people read them. */
#define LESION_DEGREES "\xC2\xB0""C"

/* "isotherm 50 °C" of the criterion that a file calls "isotherm 50 C", with blanks behind it
 * (width < 0) or before it until it takes so many columns. */
struct lesion_word { char text[64]; };
struct lesion_word lesion_criterion_word(const char *name, int width);

/* "1.27 mm needle, 10 mm tip, 80 °C for 90 s after a ramp of 15 s, muscle from 37 °C" */
void lesion_caption(const struct treatment_setup *, char *out, size_t size);

/* What stands in the README under "What the model does not say", as far as it concerns a lesion: a
 * sentence each, for the page and its handout. */
extern const char *const lesion_limits[];
extern const size_t lesion_limit_count;

#endif
