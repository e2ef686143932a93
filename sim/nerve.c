#include "nerve_inside.h"

#include "base/text.h"
#include "base/units.h"

#include <math.h>
#include <stdlib.h>

#define SWEEPS_MOST 60

/* ------------------------------------------------------------------ laying it through the grid */

static enum err course_check(const struct grid *grid, const struct nerve_course *course,
                             struct why *why)
{
    double radius_mm = grid->shape.domain_radius_m * MM_PER_M;
    double half_mm = grid->shape.domain_half_m * MM_PER_M;

    if (course->count < 2 || course->count > NERVE_POINTS_MAX)
        return why_say(why, ERR_RANGE, "a course has %zu point%s: give 2 to %d", course->count,
                       text_plural(course->count), NERVE_POINTS_MAX);
    for (size_t i = 0; i < course->count; i++) {
        const struct nerve_point *at = &course->point[i];
        if (!(hypot(at->x_m, at->y_m) <= grid->shape.domain_radius_m)
            || !(fabs(at->z_m) <= grid->shape.domain_half_m))
            return why_say(why, ERR_RANGE,
                           "point %zu of a course, %g,%g,%g mm, lies outside the tissue: within "
                           "%g mm of the needle, and %g mm of its tip's middle along it",
                           i + 1, at->x_m * MM_PER_M, at->y_m * MM_PER_M, at->z_m * MM_PER_M,
                           radius_mm, half_mm);
    }
    return ERR_OK;
}

static enum err segments_fill(struct nerve *nerve, const struct nerve_course *course,
                              struct why *why)
{
    for (size_t i = 0; i + 1 < course->count; i++) {
        const struct nerve_point *a = &course->point[i], *b = &course->point[i + 1];
        double dx = b->x_m - a->x_m, dy = b->y_m - a->y_m, dz = b->z_m - a->z_m;
        double length_m = sqrt(dx * dx + dy * dy + dz * dz);
        if (!(length_m > NERVE_PIECE_LEAST_M))
            return why_say(why, ERR_RANGE, "points %zu and %zu of a course are in one place", i + 1,
                           i + 2);
        nerve->segment[nerve->segment_count++] = (struct nerve_segment){
            *a, { dx / length_m, dy / length_m, dz / length_m }, nerve->length_m, length_m };
        nerve->length_m += length_m;
    }
    return ERR_OK;
}

static double segment_r_m(const struct nerve_segment *segment, double at_m)
{
    return hypot(segment->start.x_m + at_m * segment->along.x_m,
                 segment->start.y_m + at_m * segment->along.y_m);
}

static double segment_z_m(const struct nerve_segment *segment, double at_m)
{
    return segment->start.z_m + at_m * segment->along.z_m;
}

static size_t cut_add(const struct nerve_segment *segment, double at_m, double *cuts, size_t count)
{
    if (at_m > 0 && at_m < segment->length_m)
        cuts[count++] = at_m;
    return count;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Where a segment passes from element to element, and where it is nearest to the axis, ascending
 * with both ends. r^2 = across t^2 + 2 inward t + start^2 on a segment. */
static size_t cuts_find(const struct grid *grid, const struct nerve_segment *segment, double *cuts)
{
    const struct nerve_point *start = &segment->start, *along = &segment->along;
    double across = along->x_m * along->x_m + along->y_m * along->y_m;
    double inward = start->x_m * along->x_m + start->y_m * along->y_m;
    double start2 = start->x_m * start->x_m + start->y_m * start->y_m;
    size_t p = (size_t)grid->r.order, count = 0;

    cuts[count++] = 0;
    if (across > 0)
        count = cut_add(segment, -inward / across, cuts, count);
    for (size_t e = 1; e < grid->r.elements && across > 0; e++) {
        double r = grid->r.x[e * p], root2 = inward * inward - across * (start2 - r * r);
        if (root2 > 0) {
            count = cut_add(segment, (-inward - sqrt(root2)) / across, cuts, count);
            count = cut_add(segment, (-inward + sqrt(root2)) / across, cuts, count);
        }
    }
    for (size_t e = 1; e < grid->z.elements && along->z_m != 0; e++)
        count = cut_add(segment, (grid->z.x[e * p] - start->z_m) / along->z_m, cuts, count);
    cuts[count++] = segment->length_m;
    qsort(cuts, count, sizeof *cuts, ascending);
    return count;
}

static size_t samples_of(double length_m)
{
    double wanted = ceil(length_m / NERVE_SPACING_M) + 1;

    return wanted < NERVE_SAMPLES_LEAST ? NERVE_SAMPLES_LEAST
         : wanted > NERVE_SAMPLES_MOST  ? NERVE_SAMPLES_MOST : (size_t)wanted;
}

static void piece_add(struct nerve *nerve, const struct nerve_segment *segment, double begin_m,
                      double end_m)
{
    const struct grid *grid = nerve->grid;
    double middle_m = (begin_m + end_m) / 2;
    struct nerve_piece *piece = &nerve->piece[nerve->piece_count++];

    *piece = (struct nerve_piece){ .segment = segment, .begin_m = begin_m, .end_m = end_m,
                             .er = line_element_at(&grid->r, segment_r_m(segment, middle_m)),
                             .ez = line_element_at(&grid->z, segment_z_m(segment, middle_m)),
                             .first = nerve->sample_count,
                             .count = samples_of(end_m - begin_m) };
    nerve->sample_count += piece->count;
    piece->is_in_metal = grid_material_of(grid, piece->er, piece->ez) == GRID_METAL;
    if (piece->is_in_metal)
        piece->er = grid->ring;
}

void nerve_place(const struct nerve *nerve, const struct nerve_piece *piece, double at_m,
                 double *r_m, double *z_m)
{
    *r_m = piece->is_in_metal ? nerve->grid->shape.radius_m : segment_r_m(piece->segment, at_m);
    *z_m = segment_z_m(piece->segment, at_m);
}

static void sample_fill(const struct nerve *nerve, const struct nerve_piece *piece, double at_m,
                        struct nerve_sample *sample)
{
    double r_m, z_m;

    nerve_place(nerve, piece, at_m, &r_m, &z_m);
    sample->at_m = at_m;
    line_basis(&nerve->grid->r, piece->er, r_m, sample->in_r);
    line_basis(&nerve->grid->z, piece->ez, z_m, sample->in_z);
}

static enum err pieces_fill(struct nerve *nerve)
{
    const struct grid *grid = nerve->grid;
    size_t cuts_most = 2 * grid->r.elements + grid->z.elements + 3;
    double *cuts = malloc(cuts_most * sizeof *cuts);

    nerve->piece = calloc(nerve->segment_count * cuts_most, sizeof *nerve->piece);
    if (!cuts || !nerve->piece) {
        free(cuts);
        return ERR_MEMORY;
    }
    for (size_t s = 0; s < nerve->segment_count; s++) {
        size_t count = cuts_find(grid, &nerve->segment[s], cuts);
        for (size_t c = 0; c + 1 < count; c++)
            if (cuts[c + 1] - cuts[c] > NERVE_PIECE_LEAST_M)
                piece_add(nerve, &nerve->segment[s], cuts[c], cuts[c + 1]);
    }
    free(cuts);
    nerve->sample = calloc(nerve->sample_count, sizeof *nerve->sample);
    nerve->border = calloc(NERVE_BORDER_MOST, sizeof *nerve->border);
    if (!nerve->sample || !nerve->border)
        return ERR_MEMORY;
    for (size_t i = 0; i < nerve->piece_count; i++) {
        const struct nerve_piece *piece = &nerve->piece[i];
        double step_m = (piece->end_m - piece->begin_m) / (double)(piece->count - 1);
        for (size_t k = 0; k < piece->count; k++)
            sample_fill(nerve, piece,
                        k + 1 < piece->count ? piece->begin_m + (double)k * step_m : piece->end_m,
                        &nerve->sample[piece->first + k]);
    }
    return ERR_OK;
}

enum err nerve_create(struct nerve **made, const struct grid *grid,
                      const struct nerve_course *course, struct why *why)
{
    struct nerve *nerve = calloc(1, sizeof *nerve);
    enum err err;

    if (!nerve)
        return why_say(why, ERR_MEMORY, "no memory for a course");
    nerve->grid = grid;
    nerve->kind = course->kind;
    nerve->radius_m = course->radius_m;
    nerve->inside_m = course->inside_m;
    TRY_OR_DONE(course_check(grid, course, why));
    TRY_OR_DONE(segments_fill(nerve, course, why));
    TRY_OR_DONE(pieces_fill(nerve));
    *made = nerve;
done:
    if (err != ERR_OK) {
        nerve_destroy(nerve);
        return why_say(why, err, "no memory for a course");
    }
    return ERR_OK;
}

void nerve_destroy(struct nerve *nerve)
{
    if (!nerve)
        return;
    free(nerve->piece);
    free(nerve->sample);
    free(nerve->border);
    free(nerve);
}

double nerve_length_m(const struct nerve *nerve)        { return nerve->length_m; }
enum nerve_kind nerve_kind(const struct nerve *nerve)   { return nerve->kind; }

/* ------------------------------------------------------------------ reading a field along it */

double nerve_sample_read(const struct nerve *nerve, const struct nerve_piece *piece,
                         const struct nerve_sample *sample, const double *field)
{
    const struct grid *grid = nerve->grid;
    size_t p = (size_t)grid->r.order;
    double sum = 0;

    for (size_t b = 0; b <= p; b++) {
        const double *row = &field[grid_node(grid, piece->er * p, piece->ez * p + b)];
        double along = 0;
        for (size_t a = 0; a <= p; a++)
            along += sample->in_r[a] * row[a];
        sum += sample->in_z[b] * along;
    }
    return sum;
}

double nerve_field_at(const struct nerve *nerve, const struct nerve_piece *piece, double at_m,
                      const double *field)
{
    struct nerve_sample sample;

    sample_fill(nerve, piece, at_m, &sample);
    return nerve_sample_read(nerve, piece, &sample, field);
}

double nerve_turn_between(const struct nerve *nerve, const struct nerve_piece *piece, double low_m,
                          double high_m, const double *field, double sign)
{
    const double golden = 0.61803398874989484820;
    double left_m = high_m - golden * (high_m - low_m), right_m = low_m + golden * (high_m - low_m);
    double left = sign * nerve_field_at(nerve, piece, left_m, field);
    double right = sign * nerve_field_at(nerve, piece, right_m, field);

    for (int sweep = 0; sweep < SWEEPS_MOST && high_m - low_m > NERVE_TOLERANCE_M; sweep++)
        if (left > right) {
            high_m = right_m;
            right_m = left_m;
            right = left;
            left_m = high_m - golden * (high_m - low_m);
            left = sign * nerve_field_at(nerve, piece, left_m, field);
        } else {
            low_m = left_m;
            left_m = right_m;
            left = right;
            right_m = low_m + golden * (high_m - low_m);
            right = sign * nerve_field_at(nerve, piece, right_m, field);
        }
    return (low_m + high_m) / 2;
}

double nerve_highest(const struct nerve *nerve, const double *field, double *at_m)
{
    const struct nerve_piece *of = NULL;
    double highest = -INFINITY, step_m, low_m, high_m, found_m, found, best_m = 0;

    for (size_t i = 0; i < nerve->piece_count; i++)
        for (size_t k = 0; k < nerve->piece[i].count; k++) {
            const struct nerve_sample *sample = &nerve->sample[nerve->piece[i].first + k];
            double value = nerve_sample_read(nerve, &nerve->piece[i], sample, field);
            if (value > highest) {
                highest = value;
                of = &nerve->piece[i];
                best_m = sample->at_m;
            }
        }
    step_m = (of->end_m - of->begin_m) / (double)(of->count - 1);
    low_m = fmax(best_m - step_m, of->begin_m);
    high_m = fmin(best_m + step_m, of->end_m);
    found_m = nerve_turn_between(nerve, of, low_m, high_m, field, 1);
    found = nerve_field_at(nerve, of, found_m, field);
    if (at_m)
        *at_m = of->segment->from_m + (found > highest ? found_m : best_m);
    return fmax(found, highest);
}
