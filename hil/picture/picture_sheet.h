/* picture_sheet.h - a sheet to draw on, PNG, SVG or PDF, with the few strokes a
 * figure needs. One unit is one pixel; of a page, a thousandth of its width.
 *
 * Cairo turns text into outlines in an SVG; here text stays text: it is measured by
 * Cairo, written as <text> elements and put on top of all else. An error is kept by
 * Cairo and told by sheet_finish. */
#ifndef PAINRIG_HIL_PICTURE_SHEET_H
#define PAINRIG_HIL_PICTURE_SHEET_H

#include "base/err.h"
#include "base/why.h"
#include "hil/bytes.h"
#include "picture_cairo.h"
#include "picture_colour.h"

#include <stdbool.h>

enum sheet_kind   { SHEET_PNG, SHEET_SVG, SHEET_PDF };
enum sheet_anchor { ANCHOR_LEFT, ANCHOR_MIDDLE, ANCHOR_RIGHT };

struct sheet {
    enum sheet_kind  kind;
    struct cairo     cairo;
    cairo_surface_t *surface;
    cairo_t         *to;
    struct bytes     stream, texts;
};

struct sheet_text {
    double            x, y;         /* the base line at the anchor */
    double            size;
    struct colour     colour;
    enum sheet_anchor anchor;
    bool              is_bold, is_upwards;
};

/* Clears `sheet`; sheet_drop gives it back whatever happened. */
MUST_CHECK enum err sheet_open(struct sheet *, enum sheet_kind, int width, int height,
                               struct why *);
MUST_CHECK enum err sheet_finish(struct sheet *, const char *path, struct why *);

/* A4, upright: PDF, or PNG of 200 dots to the inch. Words of a PNG's or PDF's own: of the same
 * drawing and words come the same bytes. */
#define PAGE_WIDTH  1000.0
#define PAGE_HEIGHT 1414.0
struct sheet_words { const char *title, *program, *date_utc; };    /* "2024-05-17T09:30:00Z" */
MUST_CHECK enum err sheet_open_page(struct sheet *, enum sheet_kind, const struct sheet_words *,
                                    struct why *);
/* What sheet_finish would write, into `out`, which is empty. */
MUST_CHECK enum err sheet_take_page(struct sheet *, const struct sheet_words *, struct bytes *out,
                                    struct why *);
void sheet_drop(struct sheet *);

void   sheet_text(struct sheet *, struct sheet_text how, const char *text);
double sheet_text_width(struct sheet *, double size, bool is_bold, const char *text);
/* Words broken into lines of at most `width`; returns the base line of the next. */
double sheet_paragraph(struct sheet *, struct sheet_text how, double width, const char *text);
/* How tall that would be. */
double sheet_paragraph_height(struct sheet *, double size, bool is_bold, double width,
                              const char *text);

void sheet_ink(struct sheet *, struct colour);
void sheet_box(struct sheet *, double x, double y, double width, double height, struct colour fill);
void sheet_frame(struct sheet *, double x, double y, double width, double height,
                 struct colour line);
void sheet_stroke(struct sheet *, double x0, double y0, double x1, double y1, double width,
                  struct colour line);

#endif
