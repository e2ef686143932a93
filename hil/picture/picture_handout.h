/* picture_handout.h - the parts of a handout on its page: how tall each wants to be, and itself.
 *
 * Text that is too wide for its place is set smaller, and when it is then still too wide it is cut
 * and ends in dots: nothing leaves its place. */
#ifndef PAINRIG_HIL_PICTURE_HANDOUT_H
#define PAINRIG_HIL_PICTURE_HANDOUT_H

#include "handout.h"
#include "picture_plot.h"

#define HANDOUT_TEXT   14.0     /* 8.3 points: one unit is 0.595 points */
#define HANDOUT_SMALL  12.5
#define HANDOUT_PLOTS  0.78     /* axes of plots are drawn at this scale */
#define HANDOUT_INNER  4.0      /* what a field without an upright axis leaves for it */

/* In one line, within `width`. */
void handout_line(struct sheet *, struct sheet_text, double width, const char *text);

double handout_table_height(const struct exhibit_table *);
void   handout_table_draw(struct sheet *, const struct exhibit_table *, struct plot_room);

/* A table of two columns; columns_most: side by side. */
double handout_list_height(const struct exhibit_table *, double width);
void   handout_list_draw(struct sheet *, const struct exhibit_table *, struct plot_room);

/* `colours`: what the scale of colours spans. */
MUST_CHECK enum err handout_field_draw(struct sheet *, const struct exhibit_field *,
                                       struct exhibit_range colours, struct plot_room,
                                       bool is_inner);
/* As tall as it can be in that width. */
double handout_field_height(const struct exhibit_field *, double width, bool is_inner);
/* has_lines: the lines of the field below its colours. */
void handout_key_draw(struct sheet *, const struct exhibit_field *, struct exhibit_range colours,
                      struct plot_room, bool has_lines);
void handout_lines_draw(struct sheet *, const struct exhibit_field *, struct plot_room);
void handout_chart_draw(struct sheet *, const struct exhibit_chart *, struct plot_room);

#endif
