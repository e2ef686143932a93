/* picture_colour.h - the colours that a figure on paper and the same figure in a
 * report share. Const tables, no state.
 *
 * The colour map is inferno, by Nathaniel Smith and Stefan van der Walt for matplotlib (2015,
 * public domain by CC0): lightness rises evenly with the value, and people who confuse red and
 * green read it like everybody else. Here it is 18 of its 256 colours, straight lines in
 * between (within 2 of 255 everywhere).
 *
 * Contours differ in hue, lightness and dash, so that any one of them is enough; they are light, to
 * be seen on the map, and are drawn on a dark casing, to be seen at its bright end. */
#ifndef PAINRIG_HIL_PICTURE_COLOUR_H
#define PAINRIG_HIL_PICTURE_COLOUR_H

#include <stddef.h>
#include <stdint.h>

struct colour { uint8_t red, green, blue; };

#define COLOUR_MAP_STOPS 18
extern const struct colour colour_map_stops[COLOUR_MAP_STOPS];

/* 0..1 along the map; beyond is the end. */
struct colour colour_map(double fraction);

struct contour_style {
    struct colour colour;
    double        dash[4];      /* lengths on and off, in the widths of the line */
    int           dash_count;   /* 0: a full line */
};

#define CONTOUR_STYLES 6
/* The seventh contour looks like the first. */
extern const struct contour_style contour_styles[CONTOUR_STYLES];

/* Curves on white paper; report_page.css has the same as --s0, --s1 ... and others for the dark.
 * The eighth curve has the first colour again, dashed. */
#define CURVE_COLOURS 7
extern const struct colour curve_colours[CURVE_COLOURS];
extern const struct colour limit_colour;        /* --fail of the page */

#endif
