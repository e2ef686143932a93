/* picture.h - a figure, drawn as PNG or SVG: a field (colour map, contours with a legend, scale
 * bar, the electrode) or a chart (curves with bands, thresholds). Cairo's one door is hil/picture/.
 *
 * `caption` is one line under the title ("18 G, 10 mm tip, 80 C for 90 s, muscle from 37 C"). A
 * field without a plane and a chart without a known point are refused with a sentence. */
#ifndef PAINRIG_HIL_PICTURE_H
#define PAINRIG_HIL_PICTURE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/exhibit.h"

MUST_CHECK enum err picture_write_png(const struct exhibit_field *, const char *caption,
                                      const char *path, struct why *);
MUST_CHECK enum err picture_write_svg(const struct exhibit_field *, const char *caption,
                                      const char *path, struct why *);
MUST_CHECK enum err picture_chart_write_png(const struct exhibit_chart *, const char *caption,
                                            const char *path, struct why *);
MUST_CHECK enum err picture_chart_write_svg(const struct exhibit_chart *, const char *caption,
                                            const char *path, struct why *);

#endif
