/* nerve_inside.h - what nerve.c, nerve_dead.c and nerve_margin.c share, and nobody else. */
#ifndef PAINRIG_SIM_NERVE_INSIDE_H
#define PAINRIG_SIM_NERVE_INSIDE_H

#include "lesion.h"
#include "nerve.h"

#include <stdbool.h>

#define NERVE_PIECE_LEAST_M  1e-12  /* what is shorter between two elements is none */
#define NERVE_SAMPLES_LEAST  9      /* of a piece, both ends included ...           */
#define NERVE_SAMPLES_MOST   97     /* ... unless it is that long (far out)         */
#define NERVE_BORDER_MOST    8192

/* A straight segment: from its start along a unit vector. */
struct nerve_segment { struct nerve_point start, along; double from_m, length_m; };

/* A part of a segment that lies in one element. In metal it is read on the needle's side. */
struct nerve_piece {
    const struct nerve_segment *segment;
    double begin_m, end_m;              /* along the segment                      */
    size_t er, ez;
    bool   is_in_metal;
    size_t first, count;                /* its samples                            */
};

/* A place on a piece, and the basis functions' values there. */
struct nerve_sample { double at_m, in_r[LINE_ORDER_MAX + 1], in_z[LINE_ORDER_MAX + 1]; };

struct nerve {
    const struct grid    *grid;
    enum nerve_kind       kind;
    struct nerve_segment  segment[NERVE_POINTS_MAX];
    size_t                segment_count;
    struct nerve_piece   *piece;
    size_t                piece_count;
    struct nerve_sample  *sample;
    size_t                sample_count;
    struct lesion_piece  *border;       /* [NERVE_BORDER_MOST] room for nerve_margin_m */
    double                length_m, radius_m, inside_m;
};

/* In the half-plane, in metres; `at_m` is along the piece's segment. */
void   nerve_place(const struct nerve *, const struct nerve_piece *, double at_m, double *r_m,
                   double *z_m);
/* A field at one of its samples, and anywhere on the piece. */
double nerve_sample_read(const struct nerve *, const struct nerve_piece *,
                         const struct nerve_sample *, const double *field);
double nerve_field_at(const struct nerve *, const struct nerve_piece *, double at_m,
                      const double *field);
/* Where sign * field is greatest between two places of a piece, by golden section. */
double nerve_turn_between(const struct nerve *, const struct nerve_piece *, double low_m,
                          double high_m, const double *field, double sign);

#endif
