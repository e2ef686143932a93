/* picture_plot.h - plots, for pages that hold one or several: a field or the curves of a chart with
 * their axes, and the samples of colour and line that a legend puts beside its words.
 *
 * A plot takes what it can of its room. Ticks and names of the axes stand outside of it: leave
 * PLOT_AXIS_LEFT and PLOT_AXIS_BELOW. */
#ifndef PAINRIG_HIL_PICTURE_PLOT_H
#define PAINRIG_HIL_PICTURE_PLOT_H

#include "base/err.h"
#include "hil/exhibit.h"
#include "picture_axis.h"
#include "picture_sheet.h"

#include <stdbool.h>
#include <stddef.h>

#define PLOT_AXIS_LEFT  84.0
#define PLOT_AXIS_BELOW 62.0

struct plot_room { double left, top, width, height; };

/* ---- a field ---- */

struct field_plot {
    const struct exhibit_field *field;
    double left, top, width, height;
    struct axis x, y, value;        /* value: from the map's dark end to its bright one, 0..1 */
    double line;                    /* width of contours */
    bool   has_no_y_axis;           /* its neighbour on the left has the same */
};

/* Are x and y lengths, and equally long ones to be drawn so? */
bool field_is_length_plane(const struct exhibit_field *);

struct field_plot field_plot_make(const struct exhibit_field *, struct plot_room);
/* Colours, bodies, contours, scale bar, frame and axes. */
MUST_CHECK enum err field_plot_draw(struct sheet *, const struct field_plot *);
/* Upright, from y downwards; its unit stands above it. */
void colour_bar_draw(struct sheet *, const struct field_plot *, double x, double y,
                     double height);

/* 46 wide; y is the base line of the words beside it. */
void contour_sample_draw(struct sheet *, size_t index, double x, double y);
void body_sample_draw(struct sheet *, const struct exhibit_line *outline, double x, double y);

/* ---- curves ---- */

struct chart_plot {
    const struct exhibit_chart *chart;
    struct plot_room room;
    struct axis x, y;
    bool   has_bare_limits;         /* their names stand in the legend alone: there is little room */
};

struct chart_plot chart_plot_make(const struct exhibit_chart *, struct plot_room);
void chart_plot_draw(struct sheet *, const struct chart_plot *);

/* The curves first, then the limits. */
size_t chart_key_count(const struct exhibit_chart *);
/* "its name", and "5 ug/ml (unverified), beyond the axis". */
void   chart_key_texts(const struct chart_plot *, size_t key, const char **name, char *note,
                       size_t size);
void   chart_sample_draw(struct sheet *, const struct exhibit_chart *, size_t key, double x,
                         double y);

#endif
