#include "nerve_inside.h"

#include <math.h>

struct border { const struct lesion_piece *piece; size_t count; };

static double distance_to(const struct border *border, double r_m, double z_m)
{
    double least2 = INFINITY;

    for (size_t i = 0; i < border->count; i++) {
        const struct lesion_piece *piece = &border->piece[i];
        double dr = piece->r_m[1] - piece->r_m[0], dz = piece->z_m[1] - piece->z_m[0];
        double to_r = r_m - piece->r_m[0], to_z = z_m - piece->z_m[0];
        double square = dr * dr + dz * dz;
        double share = square > 0 ? (to_r * dr + to_z * dz) / square : 0;
        double off_r, off_z, off2;
        share = share < 0 ? 0 : share > 1 ? 1 : share;
        off_r = to_r - share * dr;
        off_z = to_z - share * dz;
        off2 = off_r * off_r + off_z * off_z;
        least2 = off2 < least2 ? off2 : least2;
    }
    return sqrt(least2);
}

/* Distance outside the dead region, minus the depth within it. */
static double clearance_at(const struct nerve *nerve, const struct nerve_piece *piece,
                           const struct border *border, double at_m, const double *margin)
{
    double r_m, z_m, distance_m;

    nerve_place(nerve, piece, at_m, &r_m, &z_m);
    distance_m = distance_to(border, r_m, z_m);
    return nerve_field_at(nerve, piece, at_m, margin) >= 0 ? -distance_m : distance_m;
}

#define CLEARANCE_TOLERANCE_M 1e-7
#define DEPTH_MOST            40

/* The least clearance on begin .. end, if it is less than `least`: no place is nearer than its
 * middle by more than half the length, so that most parts need no look. */
static double clearance_search(const struct nerve *nerve, const struct nerve_piece *piece,
                               const struct border *border, const double *margin, double begin_m,
                               double end_m, double least, int depth)
{
    double middle_m = (begin_m + end_m) / 2, half_m = (end_m - begin_m) / 2;
    double here = clearance_at(nerve, piece, border, middle_m, margin);

    least = here < least ? here : least;
    if (here - half_m >= least - CLEARANCE_TOLERANCE_M || depth == 0)
        return least;
    least = clearance_search(nerve, piece, border, margin, begin_m, middle_m, least, depth - 1);
    return clearance_search(nerve, piece, border, margin, middle_m, end_m, least, depth - 1);
}

double nerve_margin_m(const struct nerve *nerve, const double *margin)
{
    struct border border = { .piece = nerve->border };
    struct lesion lesion;
    double least = INFINITY;

    lesion_measure(nerve->grid, margin, &lesion, nerve->border, NERVE_BORDER_MOST, &border.count);
    if (border.count == 0)
        return INFINITY;
    for (size_t i = 0; i < nerve->piece_count; i++) {
        const struct nerve_piece *piece = &nerve->piece[i];
        least = clearance_search(nerve, piece, &border, margin, piece->begin_m, piece->end_m,
                                 least, DEPTH_MOST);
    }
    return least;
}
