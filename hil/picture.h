/* picture.h - one field, drawn: colour map, contours with a legend, scale bar,
 * the electrode. Cairo's one door. */
#ifndef PAINRIG_HIL_PICTURE_H
#define PAINRIG_HIL_PICTURE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/exhibit.h"

/* `caption` is one line under the title ("18 G, 10 mm tip, 80 C for 90 s, muscle from 37 C"). */
MUST_CHECK enum err picture_write_png(const struct exhibit_field *, const char *caption,
                                      const char *path, struct why *);
MUST_CHECK enum err picture_write_svg(const struct exhibit_field *, const char *caption,
                                      const char *path, struct why *);

#endif
