#include "nerve_inside.h"

#include <math.h>

#define NEAR_ENOUGH_M 1e-5  /* a search for the least leaves no place out that is nearer by more */
#define DEPTH_MOST    40
#define REFINED_M     1e-7      /* where the least is, along the course */

/* Looking for the least clearance along a course: where it is, so far. */
struct search {
    const struct nerve        *nerve;
    const double              *margin;
    const struct lesion_piece *border;
    size_t                     border_count;
    double                     least_m, at_m;
};

static double distance_to_border(const struct search *s, double r_m, double z_m)
{
    double least2 = INFINITY;

    for (size_t i = 0; i < s->border_count; i++) {
        const struct lesion_piece *piece = &s->border[i];
        double dr = piece->r_m[1] - piece->r_m[0], dz = piece->z_m[1] - piece->z_m[0];
        double to_r = r_m - piece->r_m[0], to_z = z_m - piece->z_m[0];
        double square = dr * dr + dz * dz, along = to_r * dr + to_z * dz, off2;
        double share = along <= 0 ? 0 : along >= square ? 1 : along / square;
        to_r -= share * dr;
        to_z -= share * dz;
        off2 = to_r * to_r + to_z * to_z;
        least2 = off2 < least2 ? off2 : least2;
    }
    return sqrt(least2);
}

/* Distance outside the dead region, minus the depth within it; noted if it is the least so far. */
static double clearance_at(struct search *s, const struct nerve_piece *piece, double at_m)
{
    double r_m, z_m, clearance_m;

    nerve_place(s->nerve, piece, at_m, &r_m, &z_m);
    clearance_m = distance_to_border(s, r_m, z_m);
    if (nerve_field_at(s->nerve, piece, at_m, s->margin) >= 0)
        clearance_m = -clearance_m;
    if (clearance_m < s->least_m) {
        s->least_m = clearance_m;
        s->at_m = piece->segment->from_m + at_m;
    }
    return clearance_m;
}

/* No place on begin .. end is nearer than its middle by more than half its length, so that most
 * parts need no look. */
static void part_search(struct search *s, const struct nerve_piece *piece, double begin_m,
                        double end_m, int depth)
{
    double middle_m = (begin_m + end_m) / 2;
    double here_m = clearance_at(s, piece, middle_m);

    if (here_m - (end_m - begin_m) / 2 >= s->least_m - NEAR_ENOUGH_M || depth == 0)
        return;
    part_search(s, piece, begin_m, middle_m, depth - 1);
    part_search(s, piece, middle_m, end_m, depth - 1);
}

/* Golden section on low .. high: the places that it looks at are noted. */
static void part_refine(struct search *s, const struct nerve_piece *piece, double low_m,
                        double high_m)
{
    const double golden = 0.61803398874989484820;
    double left_m = high_m - golden * (high_m - low_m), left = clearance_at(s, piece, left_m);
    double right_m = low_m + golden * (high_m - low_m), right = clearance_at(s, piece, right_m);

    clearance_at(s, piece, low_m);
    clearance_at(s, piece, high_m);
    while (high_m - low_m > REFINED_M)
        if (left < right) {
            high_m = right_m;
            right_m = left_m;
            right = left;
            left_m = high_m - golden * (high_m - low_m);
            left = clearance_at(s, piece, left_m);
        } else {
            low_m = left_m;
            left_m = right_m;
            left = right;
            right_m = low_m + golden * (high_m - low_m);
            right = clearance_at(s, piece, right_m);
        }
}

double nerve_margin_m(const struct nerve *nerve, const double *margin)
{
    struct search s = { .nerve = nerve, .margin = margin, .border = nerve->border,
                        .least_m = INFINITY };
    struct lesion lesion;
    double near_m;

    lesion_measure(nerve->grid, margin, &lesion, nerve->border, NERVE_BORDER_MOST,
                   &s.border_count);
    if (s.border_count == 0)
        return INFINITY;
    for (size_t i = 0; i < nerve->piece_count; i++)
        part_search(&s, &nerve->piece[i], nerve->piece[i].begin_m, nerve->piece[i].end_m,
                    DEPTH_MOST);
    near_m = s.at_m;
    for (size_t i = 0; i < nerve->piece_count; i++) {
        const struct nerve_piece *piece = &nerve->piece[i];
        double low_m = fmax(piece->begin_m, near_m - NERVE_SPACING_M - piece->segment->from_m);
        double high_m = fmin(piece->end_m, near_m + NERVE_SPACING_M - piece->segment->from_m);
        if (low_m < high_m)
            part_refine(&s, piece, low_m, high_m);
    }
    s.least_m -= nerve->radius_m;
    return nerve->inside_m > 0 ? fmin(s.least_m, -nerve->inside_m) : s.least_m;
}
