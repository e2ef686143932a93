/* picture_cairo.h - Cairo, loaded when the first picture is drawn.
 *
 * Linked in the usual way, Cairo and the X11 and font libraries behind it add 2 ms to the start of
 * every command (4.1 ms in place of 2.1 ms), drawn or not. Here it is opened by name when it is
 * wanted. A machine without it gets a sentence; all else of the rig works there. Types come from
 * Cairo's own header, so a changed function is found by the compiler. */
#ifndef PAINRIG_HIL_PICTURE_CAIRO_H
#define PAINRIG_HIL_PICTURE_CAIRO_H

#include "base/err.h"
#include "base/why.h"

#include <cairo.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>

#define CAIRO_FUNCTIONS(X)                                                                        \
    X(create) X(destroy) X(status) X(status_to_string) X(save) X(restore) X(translate) X(rotate)  \
    X(scale) X(clip) X(new_path) X(move_to) X(line_to) X(close_path) X(rectangle) X(fill)         \
    X(fill_preserve) X(stroke) X(stroke_preserve) X(paint) X(set_source) X(set_source_rgb)        \
    X(set_source_rgba) X(set_source_surface) X(get_source) X(set_line_width) X(set_line_join)     \
    X(set_dash) X(select_font_face) X(set_font_size) X(show_text) X(text_extents)                 \
    X(pattern_set_filter) X(pattern_create_linear) X(pattern_add_color_stop_rgb)                  \
    X(pattern_destroy) X(image_surface_create) X(image_surface_get_data)                          \
    X(image_surface_get_stride) X(surface_flush) X(surface_mark_dirty) X(surface_finish)          \
    X(surface_status) X(surface_destroy) X(surface_write_to_png_stream)                           \
    X(svg_surface_create_for_stream) X(svg_surface_set_document_unit)                             \
    X(pdf_surface_create_for_stream) X(pdf_surface_set_metadata)                                  \
    X(pdf_surface_restrict_to_version)

#define CAIRO_MEMBER(name) __typeof__(&cairo_##name) name;
struct cairo { CAIRO_FUNCTIONS(CAIRO_MEMBER) };
#undef CAIRO_MEMBER

/* Every function, or ERR_IO and a sentence that says what to install. The library
 * stays until the program ends. */
MUST_CHECK enum err cairo_load(struct cairo *, struct why *);

#endif
