#include "anatomy.h"

#include "base/names.h"
#include "base/text.h"
#include "base/units.h"

#include <math.h>
#include <string.h>

#define SPANS_MOST  8       /* straight pieces from one point of a course to its next */
#define PLACE_M     1e-5    /* the length of one place                                */
#define TIP_MOST_M  15e-3   /* of the page                                            */
#define NAMES_MAX   16

/* ------------------------------------------------------------------ by name */

enum err anatomy_find(const char *name, const struct anatomy **found, struct why *why)
{
    const char *names[NAMES_MAX];

    for (size_t i = 0; i < anatomy_count; i++) {
        if (strcmp(anatomies[i].name, name) == 0) {
            *found = &anatomies[i];
            return ERR_OK;
        }
        names[i] = anatomies[i].name;
    }
    return why_unknown(why, "there is no anatomy named", name, names, anatomy_count);
}

enum err anatomy_course_find(const struct anatomy *anatomy, const char *name,
                             const struct anatomy_course **found, struct why *why)
{
    const char *names[TREATMENT_NERVES_MAX];

    for (size_t i = 0; i < anatomy->course_count; i++) {
        if (strcmp(anatomy->course[i].name, name) == 0) {
            *found = &anatomy->course[i];
            return ERR_OK;
        }
        names[i] = anatomy->course[i].name;
    }
    return why_unknown(why, "that anatomy has no", name, names, anatomy->course_count);
}

enum err anatomy_needle_parse(const char *text, struct anatomy_needle *needle, struct why *why)
{
    double number[3];
    const char *at = text;

    for (int i = 0; i < 3; i++) {
        char   word[32];
        size_t count = strcspn(at, ",");
        if (count >= sizeof word || (at[count] == ',') != (i < 2))
            return why_say(why, ERR_PARSE, "\"%s\": give x,y,turn: the end of the tip in the "
                           "drawing's mm, and degrees of the shaft from upwards, clockwise", text);
        memcpy(word, at, count);
        word[count] = '\0';
        if (number_parse(word, &number[i]) != ERR_OK)
            return why_say(why, ERR_PARSE, "\"%s\": %s is not a number", text, word);
        at += count + 1;
    }
    *needle = (struct anatomy_needle){ number[0], number[1], number[2] };
    return ERR_OK;
}

/* ------------------------------------------------------------------ as a line */

static const struct anatomy_point *neighbour(const struct anatomy_course *course, size_t k,
                                             int step)
{
    size_t count = course->count, at = k + count + (size_t)step;

    if (course->is_closed)
        return &course->point[at % count];
    return &course->point[at < count ? 0 : at - count < count ? at - count : count - 1];
}

/* The cubic from b to c that leads on from a and towards d. */
static double between(double a, double b, double c, double d, double t)
{
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

static struct anatomy_point place_between(const struct anatomy_course *course, size_t k, double t)
{
    const struct anatomy_point *a = neighbour(course, k, -1), *b = neighbour(course, k, 0),
                               *c = neighbour(course, k, 1), *d = neighbour(course, k, 2);

    return (struct anatomy_point){ between(a->x_mm, b->x_mm, c->x_mm, d->x_mm, t),
                                   between(a->y_mm, b->y_mm, c->y_mm, d->y_mm, t),
                                   between(a->depth_mm, b->depth_mm, c->depth_mm, d->depth_mm,
                                           t) };
}

size_t anatomy_course_smooth(const struct anatomy_course *course,
                             struct anatomy_point out[NERVE_POINTS_MAX])
{
    size_t gaps = course->count - (course->is_closed ? 0 : 1), count = 0, spans = 1;

    if (course->count > 2)
        spans = (NERVE_POINTS_MAX - 1) / gaps < SPANS_MOST ? (NERVE_POINTS_MAX - 1) / gaps
                                                           : SPANS_MOST;
    for (size_t k = 0; k < gaps; k++)
        for (size_t n = 0; n < spans; n++)
            out[count++] = place_between(course, k, (double)n / (double)spans);
    out[count++] = course->point[course->is_closed ? 0 : course->count - 1];
    return count;
}

/* ------------------------------------------------------------------ beside a needle */

/* The same for every tip of the page, so that lesions side by side have the same courses. */
static bool is_within(const struct grid_shape *shape, const struct nerve_point *at)
{
    return hypot(at->x_m, at->y_m) < shape->domain_radius_m
        && fabs(at->z_m + shape->tip_m / 2)
             < shape->domain_half_m - fmax(TIP_MOST_M, shape->tip_m) / 2;
}

static double away2(const struct nerve_point *at)
{
    return at->x_m * at->x_m + at->y_m * at->y_m + at->z_m * at->z_m;
}

/* What lies in the tissue on both sides of the point that is nearest to the tip; the rest is left
 * off. */
static void within_keep(const struct grid_shape *shape, struct nerve_course *laid)
{
    size_t near = 0, begin, end;

    for (size_t i = 1; i < laid->count; i++)
        if (away2(&laid->point[i]) < away2(&laid->point[near]))
            near = i;
    begin = end = near;
    while (begin > 0 && is_within(shape, &laid->point[begin - 1]))
        begin--;
    while (end < laid->count && is_within(shape, &laid->point[end]))
        end++;
    laid->count = end - begin;
    memmove(laid->point, &laid->point[begin], laid->count * sizeof laid->point[0]);
    if (laid->count == 1) {
        laid->point[1] = laid->point[0];
        laid->point[0].y_m -= PLACE_M / 2;
        laid->point[laid->count++].y_m += PLACE_M / 2;
    }
}

/* How far (0, 0) is within a closed line in the plane of x and z; 0 outside it. */
static double depth_m(const struct nerve_course *laid)
{
    double near_m = INFINITY;
    bool   is_in = false;

    for (size_t i = 0; i + 1 < laid->count; i++) {
        const struct nerve_point *a = &laid->point[i], *b = &laid->point[i + 1];
        double dx = b->x_m - a->x_m, dz = b->z_m - a->z_m, square = dx * dx + dz * dz;
        double part = square > 0 ? -(a->x_m * dx + a->z_m * dz) / square : 0;
        part = fmin(1, fmax(0, part));
        near_m = fmin(near_m, hypot(a->x_m + part * dx, a->z_m + part * dz));
        if ((a->z_m > 0) != (b->z_m > 0) && a->x_m - a->z_m * dx / dz > 0)
            is_in = !is_in;
    }
    return is_in ? near_m : 0;
}

void anatomy_course_lay(const struct anatomy_course *course, const struct anatomy_needle *needle,
                        const struct grid_shape *shape, struct nerve_course *laid)
{
    double turn = needle->turn_deg * PI / 180, cosine = cos(turn), sine = sin(turn);
    struct anatomy_point line[NERVE_POINTS_MAX];
    size_t count = anatomy_course_smooth(course, line);

    *laid = (struct nerve_course){ .kind = course->kind, .name = course->name, .count = count,
                                   .radius_m = course->radius_mm * M_PER_MM };
    for (size_t i = 0; i < count; i++) {
        double dx_mm = line[i].x_mm - needle->x_mm, dy_mm = line[i].y_mm - needle->y_mm;
        laid->point[i] = (struct nerve_point){
            .x_m = (dx_mm * cosine + dy_mm * sine) * M_PER_MM,
            .y_m = -line[i].depth_mm * M_PER_MM,
            .z_m = (dx_mm * sine - dy_mm * cosine) * M_PER_MM - shape->tip_m / 2 };
    }
    if (course->is_closed)
        laid->inside_m = depth_m(laid);
    within_keep(shape, laid);
}

enum err anatomy_lay(const struct anatomy *anatomy, const struct anatomy_needle *needle,
                     struct treatment_setup *setup, struct why *why)
{
    if (setup->nerve_count + anatomy->course_count > TREATMENT_NERVES_MAX)
        return why_say(why, ERR_RANGE, "%s has %zu courses, and %zu are drawn: there is room for "
                       "%d", anatomy->name, anatomy->course_count, setup->nerve_count,
                       TREATMENT_NERVES_MAX);
    for (size_t i = 0; i < anatomy->course_count; i++) {
        struct nerve_course *laid = &setup->nerve[setup->nerve_count];
        anatomy_course_lay(&anatomy->course[i], needle, &setup->plant.shape, laid);
        setup->nerve_count += laid->count > 0;
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ for the page */

static void course_json(struct bytes *out, const struct anatomy_course *course)
{
    struct anatomy_point line[NERVE_POINTS_MAX];
    size_t count = anatomy_course_smooth(course, line);

    bytes_text(out, "{");
    bytes_json_member_text(out, "name", course->name);
    bytes_json_member_text(out, "look", course->look);
    bytes_json_member_text(out, "kind", course->kind == NERVE_SPARE ? "spare" : "target");
    bytes_json_member_number(out, "radius_mm", course->radius_mm);
    bytes_text(out, "\"points_mm\":[");
    for (size_t i = 0; i < count; i++)
        bytes_format(out, "%s[%.3f,%.3f,%.3f]", i ? "," : "", line[i].x_mm, line[i].y_mm,
                     line[i].depth_mm);
    bytes_text(out, "]}");
}

static void anatomy_json(struct bytes *out, const struct anatomy *anatomy)
{
    bytes_text(out, "{");
    bytes_json_member_text(out, "name", anatomy->name);
    bytes_json_member_text(out, "title", anatomy->title);
    bytes_json_member_text(out, "caption", anatomy->caption);
    bytes_json_member_text(out, "source", anatomy->source);
    bytes_format(out, "\"needle\":{\"x_mm\":%g,\"y_mm\":%g,\"turn_deg\":%g},\"courses\":[",
                 anatomy->needle.x_mm, anatomy->needle.y_mm, anatomy->needle.turn_deg);
    for (size_t i = 0; i < anatomy->course_count; i++) {
        bytes_text(out, i ? "," : "");
        course_json(out, &anatomy->course[i]);
    }
    bytes_text(out, "]}");
}

void anatomies_json(struct bytes *out)
{
    bytes_text(out, "{\"anatomies\":[");
    for (size_t i = 0; i < anatomy_count; i++) {
        bytes_text(out, i ? "," : "");
        anatomy_json(out, &anatomies[i]);
    }
    bytes_text(out, "]}");
}
