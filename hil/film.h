/* film.h - everything a treatment did, frame by frame, as one block of bytes for a page.
 *
 *     uint32, little-endian: n; n bytes of JSON, padded with blanks to a multiple of 4 bytes;
 *     float32, little-endian: the fields
 *
 * A *field* has per_frame numbers in every frame: frame k of a field stands at its offset plus
 * k * per_frame, both counted in floats. A *series* has one number in every frame and stands in the
 * head, with nine digits. The head begins
 *
 *     { "format": "painrig film 1", "kind": "lesion", "frames": 61, "times_s": [...],
 *       "fields": [{ "name": "temp_c", "offset": 0, "per_frame": 1519 }, ...],
 *       "series": { "tip_c": [...], ... },
 *
 * and goes on with the members that its maker adds. The page plays a film under its own clock; the
 * same request makes the same bytes.
 *
 * A film has FILM_FRAMES_MAX frames at most: of what lasts longer its maker takes fewer. film_write
 * tells when memory ran out. */
#ifndef PAINRIG_HIL_FILM_H
#define PAINRIG_HIL_FILM_H

#include "base/why.h"
#include "hil/bytes.h"

#include <stddef.h>

#define FILM_FRAMES_MAX 320
#define FILM_FIELDS_MAX  16
#define FILM_SERIES_MAX  64

struct film_field  { const char *name; size_t per_frame; struct bytes floats; };
struct film_series { const char *name; double value[FILM_FRAMES_MAX]; };

/* All zero to begin with, but for its kind. Names are borrowed. */
struct film {
    const char        *kind;
    size_t             frames;
    double             time_s[FILM_FRAMES_MAX];
    struct film_field  field[FILM_FIELDS_MAX];
    size_t             field_count;
    struct film_series series[FILM_SERIES_MAX];
    size_t             series_count;
    struct bytes       members;                 /* more of the head, a comma before each */
};

void film_free(struct film *);

/* Declared before the first frame; each gives the number by which it is filled. A series without a
 * name stands where its maker writes it (film_series_write), not under "series". */
size_t film_add_field(struct film *, const char *name, size_t per_frame);
size_t film_add_series(struct film *, const char *name);

void film_begin_frame(struct film *, double time_s);
/* Of the frame that was begun, once each. */
void film_put_field(struct film *, size_t field, const double *values);
void film_put_number(struct film *, size_t series, double value);

/* "name":[...] with nine digits each; NAN is null. */
void film_numbers_write(struct bytes *, const char *name, const double *values, size_t count);
void film_series_write(const struct film *, size_t series, const char *name, struct bytes *);

/* The whole of it, added to `out`, which is empty; ERR_MEMORY when any of it did not fit. */
MUST_CHECK enum err film_write(const struct film *, struct bytes *out, struct why *);

#endif
