/* nerve.h - a course through tissue, and how much of it a lesion takes: what ought to die (a
 * nerve's branch) or must live (a root, the dura).
 *
 * A course is a line of straight pieces in metres, in the needle's own frame: z along the needle, 0
 * at the middle of the active tip and + towards the shaft (grid.h), x and y across it, so that
 * r = sqrt(x^2 + y^2). A course that leads through the needle is taken to lie on its side there.
 *
 * Along a course a field of the grid is read on the elements' own polynomials. It is cut where it
 * passes from one element into another, and each part is searched for the places where the margin
 * (lesion.h: >= 0 is dead) changes its sign; these are found to NERVE_TOLERANCE_M. A stretch may be
 * missed if the margin rises above zero and falls again within NERVE_SPACING_M with no more than a
 * parabola to tell.
 *
 * A course may have a thickness: its margin is that of its surface, a radius nearer on all sides;
 * how much of it is dead is told of its middle line. One that goes round the needle's tip is the
 * skin of something that the needle is in: its margin is minus how deep that is, or less. A name
 * goes with it for who tells of it.
 *
 * The distance from a course to the dead region is taken to its border as lesion.h traces it. What
 * is dead has the needle for its axis: the nearest place lies in the same half-plane, so two
 * dimensions are enough. No place on the course is nearer by more than 0.01 mm. */
#ifndef PAINRIG_SIM_NERVE_H
#define PAINRIG_SIM_NERVE_H

#include "grid.h"

#include "base/why.h"

#include <stddef.h>

#define NERVE_POINTS_MAX    64
#define NERVE_STRETCHES_MAX 16
#define NERVE_SPACING_M     1e-4    /* between the places where a field is read at first */
#define NERVE_TOLERANCE_M   1e-9

enum nerve_kind { NERVE_TARGET, NERVE_SPARE };

struct nerve_point  { double x_m, y_m, z_m; };
struct nerve_course {
    enum nerve_kind    kind;
    struct nerve_point point[NERVE_POINTS_MAX];
    size_t             count;
    double             radius_m;    /* 0: a line                                     */
    double             inside_m;    /* how deep the tip's middle is within it, or 0  */
    const char        *name;        /* NULL: it has none; borrowed                   */
};

/* From its beginning, along it. */
struct nerve_stretch { double from_m, to_m; };

struct nerve_dead {
    double dead_m;                  /* in all                                            */
    double longest_m;               /* of one stretch that is dead without a gap         */
    size_t stretch_count;           /* of which the first NERVE_STRETCHES_MAX are given  */
    struct nerve_stretch stretch[NERVE_STRETCHES_MAX];
};

struct nerve;                       /* a course laid through a grid */

/* ERR_RANGE and a sentence for fewer than two points, two in one place, or one outside the domain.
 * The grid is borrowed. */
MUST_CHECK enum err nerve_create(struct nerve **, const struct grid *, const struct nerve_course *,
                                 struct why *);
void nerve_destroy(struct nerve *);         /* NULL is fine */

double nerve_length_m(const struct nerve *);
enum nerve_kind nerve_kind(const struct nerve *);

/* Where the margin is >= 0. */
void nerve_dead(const struct nerve *, const double *margin, struct nerve_dead *);

/* The highest value of a field on the course, and how far along it that is (NULL: not wanted). */
double nerve_highest(const struct nerve *, const double *field, double *at_m);

/* The least distance from the course's surface to the dead region; minus the deepest that it leads
 * into it. INFINITY where nothing is dead. */
double nerve_margin_m(const struct nerve *, const double *margin);

#endif
