#include "lesion_show.h"

#include "base/units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS     201
#define PIECES_MOST 8192
#define JOIN_M      1e-9    /* ends nearer than this are one point */

double lesion_distal_mm(const struct lesion *lesion, const struct grid_shape *shape)
{
    return lesion->volume_m3 > 0 ? fmax(0, -shape->tip_m / 2 - lesion->z_min_m) * MM_PER_M : 0;
}

double lesion_proximal_mm(const struct lesion *lesion, const struct grid_shape *shape)
{
    return lesion->volume_m3 > 0 ? fmax(0, lesion->z_max_m - shape->tip_m / 2) * MM_PER_M : 0;
}

/* "8.4 x 16.1 mm, 587 mm3", or "none". */
static void lesion_text(const struct lesion *lesion, char *out, size_t size)
{
    if (!(lesion->volume_m3 > 0))
        snprintf(out, size, "none");
    else
        snprintf(out, size, "%.1f x %.1f mm, %.0f mm3", lesion->width_m * MM_PER_M,
                 (lesion->z_max_m - lesion->z_min_m) * MM_PER_M, lesion->volume_m3 * MM3_PER_M3);
}

/* Does the piece touch (r, z) with one of its ends? Then *other is the far one. */
static bool piece_joins(const struct lesion_piece *piece, double r, double z, int *other)
{
    for (int end = 0; end < 2; end++)
        if (fabs(piece->r_m[end] - r) < JOIN_M && fabs(piece->z_m[end] - z) < JOIN_M) {
            *other = 1 - end;
            return true;
        }
    return false;
}

static void point_add(struct exhibit_line *line, double r_m, double z_m)
{
    line->x[line->count] = (float)(r_m * MM_PER_M);
    line->y[line->count++] = (float)(z_m * MM_PER_M);
}

/* Take the piece that continues at (r, z) out of the list; false at a loose end. */
static bool piece_follow(struct lesion_piece *pieces, size_t *count, double *r, double *z)
{
    int other;

    for (size_t i = 0; i < *count; i++)
        if (piece_joins(&pieces[i], *r, *z, &other)) {
            *r = pieces[i].r_m[other];
            *z = pieces[i].z_m[other];
            pieces[i] = pieces[--*count];
            return true;
        }
    return false;
}

/* The piece, and which of its ends, that no other piece joins; the first if all are joined. */
static size_t loose_end_find(const struct lesion_piece *pieces, size_t count, int *loose)
{
    for (size_t i = 0; i < count; i++)
        for (int end = 0; end < 2; end++) {
            bool is_joined = false;
            int  ignored;
            for (size_t k = 0; k < count && !is_joined; k++)
                is_joined = k != i && piece_joins(&pieces[k], pieces[i].r_m[end],
                                                  pieces[i].z_m[end], &ignored);
            if (!is_joined) {
                *loose = end;
                return i;
            }
        }
    *loose = 0;
    return 0;
}

/* Chain the pieces into lines, parted by NAN. A chain starts at a loose end if there is one, so
 * that it is found whole. */
static void pieces_chain(struct lesion_piece *pieces, size_t count, struct exhibit_line *line)
{
    while (count > 0) {
        int    end;
        size_t start = loose_end_find(pieces, count, &end);
        double r = pieces[start].r_m[1 - end], z = pieces[start].z_m[1 - end];

        point_add(line, pieces[start].r_m[end], pieces[start].z_m[end]);
        point_add(line, r, z);
        pieces[start] = pieces[--count];
        while (piece_follow(pieces, &count, &r, &z))
            point_add(line, r, z);
        point_add(line, NAN, NAN);
    }
}

static enum err line_room(struct exhibit_line *line, size_t points)
{
    line->x = malloc((points + 1) * sizeof *line->x);
    line->y = malloc((points + 1) * sizeof *line->y);
    return line->x && line->y ? ERR_OK : ERR_MEMORY;
}

/* What every criterion's contour is traced with. */
struct tracing {
    const struct ablation *plant;
    double                *margin;      /* [nodes]       */
    struct lesion_piece   *pieces;      /* [PIECES_MOST] */
};

static enum err contour_make(const struct tracing *tracing, size_t criterion,
                             struct exhibit_line *line, struct lesion *lesion)
{
    size_t count = 0, half;

    ablation_margin(tracing->plant, criterion, tracing->margin);
    lesion_measure(ablation_grid(tracing->plant), tracing->margin, lesion, tracing->pieces,
                   PIECES_MOST, &count);
    lesion_text(lesion, line->note, sizeof line->note);
    TRY(line_room(line, 6 * count));  /* a piece alone is 3 points with its gap; twice, mirrored */
    pieces_chain(tracing->pieces, count, line);
    half = line->count;
    for (size_t i = 0; i < half; i++) {  /* the other side of the axis */
        line->x[line->count] = -line->x[i];
        line->y[line->count++] = line->y[i];
    }
    return ERR_OK;
}

static enum err outline_make(struct exhibit_line *line, const char *name, double half_width_mm,
                             double low_mm, double high_mm)
{
    const double x[] = { -half_width_mm, half_width_mm, half_width_mm, -half_width_mm,
                         -half_width_mm };
    const double y[] = { low_mm, low_mm, high_mm, high_mm, low_mm };

    snprintf(line->name, sizeof line->name, "%s", name);
    TRY(line_room(line, 5));
    for (int i = 0; i < 5; i++)
        point_add(line, x[i] * M_PER_MM, y[i] * M_PER_MM);
    return ERR_OK;
}

/* The field is even in x: its left half is read, and written to both sides. */
static enum err raster_make(struct exhibit_field *field, const struct ablation *plant,
                            const double *temp_c)
{
    double width = field->x_most - field->x_least, height = field->y_most - field->y_least;

    field->columns = COLUMNS;
    field->rows = (size_t)lround(height / width * (COLUMNS - 1)) + 1;
    field->value = malloc(field->columns * field->rows * sizeof *field->value);
    if (!field->value)
        return ERR_MEMORY;
    for (size_t row = 0; row < field->rows; row++)
        for (size_t column = 0; column <= COLUMNS / 2; column++) {
            struct grid_stencil stencil;
            double x = field->x_least + width * (double)column / (COLUMNS - 1);
            double y = field->y_least + height * (double)row / (double)(field->rows - 1);
            float *values = &field->value[row * COLUMNS];

            grid_stencil_at(ablation_grid(plant), fabs(x) * M_PER_MM, y * M_PER_MM, &stencil);
            values[column] = values[COLUMNS - 1 - column] = (float)grid_read(&stencil, temp_c);
        }
    return ERR_OK;
}

/* A window round tip and lesions, never larger than the domain; one that is there stays. */
static void window_set(struct exhibit_field *field, const struct grid_shape *shape,
                       const struct lesion *lesion, size_t count)
{
    double tip_mm = shape->tip_m * MM_PER_M, reach_mm = 4, low_mm = -tip_mm / 2,
           high_mm = tip_mm / 2;

    field->x_least = -field->x_most;
    if (field->x_most > 0)
        return;
    for (size_t i = 0; i < count; i++)
        if (lesion[i].volume_m3 > 0) {
            reach_mm = fmax(reach_mm, lesion[i].width_m * MM_PER_M / 2);
            low_mm = fmin(low_mm, lesion[i].z_min_m * MM_PER_M);
            high_mm = fmax(high_mm, lesion[i].z_max_m * MM_PER_M);
        }
    field->x_most = fmin(1.6 * reach_mm + 2, shape->domain_radius_m * MM_PER_M);
    field->x_least = -field->x_most;
    field->y_least = fmax(low_mm - 4, -shape->domain_half_m * MM_PER_M);
    field->y_most = fmin(high_mm + 4, shape->domain_half_m * MM_PER_M);
}

/* One contour and one lesion for each criterion. */
static enum err contours_make(struct exhibit_field *field, struct ablation *plant,
                              const struct ablation_setup *setup, struct lesion *lesion)
{
    struct tracing tracing = {
        .plant = plant,
        .margin = malloc(ablation_grid(plant)->nodes * sizeof *tracing.margin),
        .pieces = malloc(PIECES_MOST * sizeof *tracing.pieces),
    };
    enum err err = tracing.margin && tracing.pieces ? ERR_OK : ERR_MEMORY;

    for (size_t c = 0; err == ERR_OK && c < setup->criterion_count; c++) {
        struct exhibit_line *line = &field->contours[c];
        field->contour_count = c + 1;
        snprintf(line->name, sizeof line->name, "%.63s", setup->criteria[c].name);
        err = contour_make(&tracing, c, line, &lesion[c]);
    }
    free(tracing.margin);
    free(tracing.pieces);
    return err;
}

/* But for its title. */
static enum err field_make(struct exhibit_field *field, struct ablation *plant,
                           const struct ablation_setup *setup, const double *temp_c,
                           struct lesion *lesion)
{
    double radius_mm = setup->shape.radius_m * MM_PER_M, tip_mm = setup->shape.tip_m * MM_PER_M;

    snprintf(field->x_name, sizeof field->x_name, "r / mm");
    snprintf(field->y_name, sizeof field->y_name, "z / mm");
    snprintf(field->unit, sizeof field->unit, "C");
    field->contours = calloc(setup->criterion_count, sizeof *field->contours);
    field->outlines = calloc(2, sizeof *field->outlines);
    if (!field->contours || !field->outlines)
        return ERR_MEMORY;
    TRY(contours_make(field, plant, setup, lesion));
    window_set(field, &setup->shape, lesion, setup->criterion_count);
    field->outline_count = 2;
    TRY(outline_make(&field->outlines[0], "active tip", radius_mm, -tip_mm / 2, tip_mm / 2));
    TRY(outline_make(&field->outlines[1], "insulated shaft", radius_mm, tip_mm / 2,
                     field->y_most));
    return raster_make(field, plant, temp_c);
}

static enum err table_make(struct exhibit_table *table, const struct ablation_setup *setup,
                           const struct lesion *lesion)
{
    static const char *const head[] = { "criterion", "width / mm", "distal / mm", "proximal / mm",
                                        "volume / mm3" };

    snprintf(table->title, sizeof table->title, "lesion by each criterion");
    table->columns = 5;
    table->rows = setup->criterion_count + 1;
    table->cells = calloc(table->rows, sizeof *table->cells);
    if (!table->cells)
        return ERR_MEMORY;
    for (size_t column = 0; column < 5; column++)
        snprintf(table->cells[0][column], sizeof table->cells[0][column], "%s", head[column]);
    for (size_t c = 0; c < setup->criterion_count; c++) {
        const double value[] = { lesion[c].width_m * MM_PER_M,
                                 lesion_distal_mm(&lesion[c], &setup->shape),
                                 lesion_proximal_mm(&lesion[c], &setup->shape),
                                 lesion[c].volume_m3 * MM3_PER_M3 };
        snprintf(table->cells[c + 1][0], sizeof table->cells[c + 1][0], "%.47s",
                 setup->criteria[c].name);
        for (size_t column = 0; column < 4; column++)
            snprintf(table->cells[c + 1][column + 1], sizeof table->cells[c + 1][column + 1],
                     "%.*f", column == 3 ? 1 : 2, value[column]);       /* volume: one decimal */
    }
    return ERR_OK;
}

enum err lesion_show_field(struct ablation *plant, const struct ablation_setup *setup,
                           struct exhibit_field *field, struct why *why)
{
    struct lesion lesion[ABLATION_CRITERIA_MAX];
    enum err err = field_make(field, plant, setup, ablation_peak_c(plant), lesion);

    snprintf(field->title, sizeof field->title, "highest temperature reached");
    return err == ERR_OK ? ERR_OK : why_say(why, err, "no memory for the picture of the lesion");
}

enum err lesion_show(struct ablation *plant, const struct ablation_setup *setup, double at_s,
                     struct exhibits *exhibits, struct why *why)
{
    struct exhibits made = { 0 };
    struct lesion lesion[ABLATION_CRITERIA_MAX];
    enum err err = ERR_MEMORY;

    made.fields = calloc(2, sizeof *made.fields);
    made.tables = calloc(1, sizeof *made.tables);
    if (!made.fields || !made.tables)
        goto done;
    made.field_count = 2;
    made.table_count = 1;
    TRY_OR_DONE(field_make(&made.fields[0], plant, setup, ablation_peak_c(plant), lesion));
    snprintf(made.fields[0].title, sizeof made.fields[0].title,
             "lesion, over the highest temperature reached");
    TRY_OR_DONE(field_make(&made.fields[1], plant, setup, ablation_temp_c(plant), lesion));
    snprintf(made.fields[1].title, sizeof made.fields[1].title,
             "lesion, over the temperature at %.1f s", at_s);
    TRY_OR_DONE(table_make(&made.tables[0], setup, lesion));
    *exhibits = made;
done:
    if (err != ERR_OK) {
        exhibits_free(&made);
        return why_say(why, err, "no memory for the picture of the lesion");
    }
    return ERR_OK;
}
