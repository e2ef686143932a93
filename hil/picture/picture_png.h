/* picture_png.h - what a PNG says of itself: title, program, date, and how large it is on paper.
 *
 * PNG (Portable Network Graphics) Specification, Third Edition (W3C 2025): 5.3 chunk layout, annex
 * D the checksum, 11.3.3 tEXt, 11.3.4.3 pHYs. */
#ifndef PAINRIG_HIL_PICTURE_PNG_H
#define PAINRIG_HIL_PICTURE_PNG_H

#include "hil/bytes.h"
#include "picture_sheet.h"

/* The picture with its words behind its header, appended to `out`. */
void png_describe(const struct bytes *png, const struct sheet_words *, struct bytes *out);

#endif
