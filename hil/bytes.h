/* bytes.h - a growing buffer that knows how to be JSON, HTML and
 * base64, and how to become a file.
 *
 * Texts come from scenarios and from devices, so they may hold anything. json and html escape all
 * that could end a string, an attribute or an element; JSON never holds a '<', so it may stand in a
 * page as it is. Bytes that are no UTF-8 become U+FFFD. An allocation that fails is remembered and
 * told by bytes_write_file; until then nothing needs checking. */
#ifndef PAINRIG_HIL_BYTES_H
#define PAINRIG_HIL_BYTES_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {                      /* all zero to begin with */
    char  *at;
    size_t used, size;
    bool   is_out_of_memory;
};

void bytes_free(struct bytes *);

/* Room for `count` more at once, for who knows how much will come. */
void bytes_reserve(struct bytes *, size_t count);
/* Gives back the room beyond what is used. */
void bytes_fit(struct bytes *);

void bytes_add(struct bytes *, const void *more, size_t count);
void bytes_text(struct bytes *, const char *text);
/* At most 511 bytes. */
void bytes_format(struct bytes *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void bytes_integer(struct bytes *, int64_t value);
void bytes_fixed(struct bytes *, double value, int decimals);  /* as text_fixed */

void bytes_json_text(struct bytes *, const char *text);  /* with its quotes; NULL becomes null */
/* Reads back as the same double; unknown is null. */
void bytes_json_number(struct bytes *, double value);
/* "name":value, with the comma that is behind all members but the last. */
void bytes_json_member_text(struct bytes *, const char *name, const char *text);
void bytes_json_member_number(struct bytes *, const char *name, double value);
/* A cell of RFC 4180, quoted; a newline becomes a blank, so that every row is one line. */
void bytes_csv_text(struct bytes *, const char *text);
void bytes_html(struct bytes *, const char *text);  /* fit for elements and quoted attributes */
/* As it is, but UTF-8 without control characters. */
void bytes_clean(struct bytes *, const char *text);
void bytes_base64(struct bytes *, const uint8_t *data, size_t count);

/* All of it into a file at `path`, by way of a neighbour that is renamed: there is
 * never half a file of that name. */
MUST_CHECK enum err bytes_write_file(const struct bytes *, const char *path, struct why *);

#endif
