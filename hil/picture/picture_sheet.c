#include "picture_sheet.h"

#include "picture_png.h"

#include <stdio.h>
#include <string.h>

static cairo_status_t collect(void *closure, const unsigned char *data, unsigned count)
{
    bytes_add(closure, data, count);
    return CAIRO_STATUS_SUCCESS;
}

#define A4_WIDTH_POINTS  595.276
#define A4_HEIGHT_POINTS 841.89
#define A4_WIDTH_PIXELS  1654           /* 200 dots to the inch */
#define A4_HEIGHT_PIXELS 2339

enum err sheet_open(struct sheet *sheet, enum sheet_kind kind, int width, int height,
                    struct why *why)
{
    memset(sheet, 0, sizeof *sheet);
    sheet->kind = kind;
    TRY(cairo_load(&sheet->cairo, why));
    sheet->surface = kind == SHEET_PNG
        ? sheet->cairo.image_surface_create(CAIRO_FORMAT_RGB24, width, height)
        : sheet->cairo.svg_surface_create_for_stream(collect, &sheet->stream, width, height);
    if (kind == SHEET_SVG)
        sheet->cairo.svg_surface_set_document_unit(sheet->surface, CAIRO_SVG_UNIT_PX);
    sheet->to = sheet->cairo.create(sheet->surface);
    sheet_box(sheet, 0, 0, width, height, (struct colour){ 255, 255, 255 });
    return ERR_OK;
}

static void pdf_describe(const struct sheet *sheet, const struct sheet_words *say)
{
    const struct cairo *cairo = &sheet->cairo;

    cairo->pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_TITLE, say->title);
    cairo->pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_CREATOR, say->program);
    cairo->pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_CREATE_DATE, say->date_utc);
    cairo->pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_MOD_DATE, say->date_utc);
}

enum err sheet_open_page(struct sheet *sheet, enum sheet_kind kind, const struct sheet_words *say,
                         struct why *why)
{
    double scale;

    if (kind == SHEET_PNG) {
        TRY(sheet_open(sheet, kind, A4_WIDTH_PIXELS, A4_HEIGHT_PIXELS, why));
        scale = A4_WIDTH_PIXELS / PAGE_WIDTH;
    } else {
        memset(sheet, 0, sizeof *sheet);
        sheet->kind = SHEET_PDF;
        TRY(cairo_load(&sheet->cairo, why));
        sheet->surface = sheet->cairo.pdf_surface_create_for_stream(
            collect, &sheet->stream, A4_WIDTH_POINTS, A4_HEIGHT_POINTS);
        sheet->cairo.pdf_surface_restrict_to_version(sheet->surface, CAIRO_PDF_VERSION_1_4);
        sheet->to = sheet->cairo.create(sheet->surface);
        pdf_describe(sheet, say);
        scale = A4_WIDTH_POINTS / PAGE_WIDTH;
    }
    sheet->cairo.scale(sheet->to, scale, scale);
    return ERR_OK;
}

void sheet_drop(struct sheet *sheet)
{
    if (sheet->to)
        sheet->cairo.destroy(sheet->to);
    if (sheet->surface)
        sheet->cairo.surface_destroy(sheet->surface);
    bytes_free(&sheet->stream);
    bytes_free(&sheet->texts);
}

/* The stream ends with "</svg>": the texts go in front of it. */
static void texts_insert(struct sheet *sheet)
{
    static const char end[] = "</svg>\n";
    struct bytes *stream = &sheet->stream;

    if (stream->used < sizeof end - 1)
        return;
    stream->used -= sizeof end - 1;
    bytes_add(stream, sheet->texts.at, sheet->texts.used);
    bytes_text(stream, end);
    stream->is_out_of_memory |= sheet->texts.is_out_of_memory;
}

/* All of it into the stream; `name` is for the sentence. */
static enum err sheet_end(struct sheet *sheet, const char *name, struct why *why)
{
    const struct cairo *cairo = &sheet->cairo;
    cairo_status_t      status = cairo->status(sheet->to);

    if (status == CAIRO_STATUS_SUCCESS && sheet->kind == SHEET_PNG)
        status = cairo->surface_write_to_png_stream(sheet->surface, collect, &sheet->stream);
    cairo->surface_finish(sheet->surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo->surface_status(sheet->surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return why_say(why, ERR_BUG, "%s: Cairo says: %s", name, cairo->status_to_string(status));
    if (sheet->kind == SHEET_SVG && sheet->texts.used > 0)
        texts_insert(sheet);
    return ERR_OK;
}

enum err sheet_finish(struct sheet *sheet, const char *path, struct why *why)
{
    TRY(sheet_end(sheet, path, why));
    return bytes_write_file(&sheet->stream, path, why);
}

enum err sheet_take_page(struct sheet *sheet, const struct sheet_words *say, struct bytes *out,
                         struct why *why)
{
    TRY(sheet_end(sheet, say->title, why));
    if (sheet->kind == SHEET_PNG)
        png_describe(&sheet->stream, say, out);
    else
        bytes_add(out, sheet->stream.at, sheet->stream.used);
    if (out->is_out_of_memory || sheet->stream.is_out_of_memory)
        return why_say(why, ERR_MEMORY, "%s: out of memory", say->title);
    return ERR_OK;
}

/* ---- text ---- */

static void font_choose(struct sheet *sheet, double size, bool is_bold)
{
    sheet->cairo.select_font_face(sheet->to, "Helvetica", CAIRO_FONT_SLANT_NORMAL,
                                  is_bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    sheet->cairo.set_font_size(sheet->to, size);
}

/* Terminated and fit for Cairo, to be freed with bytes_free; NULL without memory. */
static const char *cleaned(struct bytes *bytes, const char *text)
{
    bytes_clean(bytes, text);
    bytes_add(bytes, "", 1);
    return bytes->is_out_of_memory ? NULL : bytes->at;
}

double sheet_text_width(struct sheet *sheet, double size, bool is_bold, const char *text)
{
    struct bytes         bytes = { 0 };
    const char          *clean = cleaned(&bytes, text);
    cairo_text_extents_t extents = { 0 };

    font_choose(sheet, size, is_bold);
    if (clean)
        sheet->cairo.text_extents(sheet->to, clean, &extents);
    bytes_free(&bytes);
    return extents.x_advance;
}

static void text_as_glyphs(struct sheet *sheet, const struct sheet_text *how, const char *text)
{
    const struct cairo *cairo = &sheet->cairo;
    struct bytes bytes = { 0 };
    const char  *clean = cleaned(&bytes, text);
    double       back = sheet_text_width(sheet, how->size, how->is_bold, text)
                      * (how->anchor == ANCHOR_LEFT ? 0 : how->anchor == ANCHOR_MIDDLE ? 0.5 : 1);

    cairo->save(sheet->to);
    sheet_ink(sheet, how->colour);
    cairo->translate(sheet->to, how->x, how->y);
    if (how->is_upwards)
        cairo->rotate(sheet->to, -1.5707963267948966);
    cairo->move_to(sheet->to, -back, 0);
    if (clean)
        cairo->show_text(sheet->to, clean);
    cairo->restore(sheet->to);
    bytes_free(&bytes);
}

static void text_as_element(struct sheet *sheet, const struct sheet_text *how, const char *text)
{
    static const char *const anchors[] = { "start", "middle", "end" };
    struct bytes *texts = &sheet->texts;

    bytes_format(texts,
                 "<text transform=\"translate(%.2f %.2f)%s\" font-family=\"Helvetica, Arial, "
                 "sans-serif\" "
                 "font-size=\"%g\" font-weight=\"%s\" fill=\"#%02x%02x%02x\" text-anchor=\"%s\">",
                 how->x, how->y, how->is_upwards ? " rotate(-90)" : "", how->size,
                 how->is_bold ? "bold" : "normal", how->colour.red, how->colour.green,
                 how->colour.blue, anchors[how->anchor]);
    bytes_html(texts, text);
    bytes_text(texts, "</text>\n");
}

void sheet_text(struct sheet *sheet, struct sheet_text how, const char *text)
{
    if (sheet->kind == SHEET_SVG)
        text_as_element(sheet, &how, text);
    else
        text_as_glyphs(sheet, &how, text);
}

static double lines_break(struct sheet *sheet, struct sheet_text how, double width,
                          const char *text, bool is_drawn)
{
    char   line[256] = "";
    size_t used = 0;

    while (*text) {
        size_t word = strcspn(text, " "), space = strspn(text + word, " ");
        size_t more = word < sizeof line - used - 2 ? word : sizeof line - used - 2;
        snprintf(line + used, sizeof line - used, "%s%.*s", used ? " " : "", (int)more, text);
        if (used > 0 && sheet_text_width(sheet, how.size, how.is_bold, line) > width) {
            line[used] = '\0';
            if (is_drawn)
                sheet_text(sheet, how, line);
            how.y += how.size * 1.3;
            used = 0;
            continue;
        }
        used = strlen(line);
        text += word + space;
    }
    if (used > 0 && is_drawn)
        sheet_text(sheet, how, line);
    return how.y + how.size * 1.3;
}

double sheet_paragraph(struct sheet *sheet, struct sheet_text how, double width, const char *text)
{
    return lines_break(sheet, how, width, text, true);
}

double sheet_paragraph_height(struct sheet *sheet, double size, bool is_bold, double width,
                              const char *text)
{
    struct sheet_text how = { .size = size, .is_bold = is_bold };

    return lines_break(sheet, how, width, text, false);
}

/* ---- strokes ---- */

void sheet_ink(struct sheet *sheet, struct colour colour)
{
    sheet->cairo.set_source_rgb(sheet->to, colour.red / 255.0, colour.green / 255.0,
                                colour.blue / 255.0);
}

void sheet_box(struct sheet *sheet, double x, double y, double width, double height,
               struct colour fill)
{
    sheet_ink(sheet, fill);
    sheet->cairo.rectangle(sheet->to, x, y, width, height);
    sheet->cairo.fill(sheet->to);
}

void sheet_frame(struct sheet *sheet, double x, double y, double width, double height,
                 struct colour line)
{
    sheet_ink(sheet, line);
    sheet->cairo.set_line_width(sheet->to, 1);
    sheet->cairo.rectangle(sheet->to, x, y, width, height);
    sheet->cairo.stroke(sheet->to);
}

void sheet_stroke(struct sheet *sheet, double x0, double y0, double x1, double y1, double width,
                  struct colour line)
{
    sheet_ink(sheet, line);
    sheet->cairo.set_line_width(sheet->to, width);
    sheet->cairo.move_to(sheet->to, x0, y0);
    sheet->cairo.line_to(sheet->to, x1, y1);
    sheet->cairo.stroke(sheet->to);
}
