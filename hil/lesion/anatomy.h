/* anatomy.h - what a needle is laid beside: targets, and what is to be spared near them,
 * each an anatomy in the millimetres of one drawing.
 *
 * The drawing's frame is that of the lesion room: x to the right, y down, depth away from who
 * looks, in mm. A needle stands in the drawing's plane by the end of its tip and the turn of its
 * shaft from upwards, clockwise. In the needle's own frame (nerve.h)
 *
 *     x = hypot(across, depth),    z = -along - tip / 2,    across and along turned from x and y.
 *
 * The model's tissue is uniform: nothing here changes the heat. Sizes are those of the papers in
 * `source`; what no paper vouches for is called unverified there. One table serves `painrig lesion
 * --anatomy`, GET /data/lesion/anatomies, the handout and the page, which draws bones around it. */
#ifndef PAINRIG_HIL_ANATOMY_H
#define PAINRIG_HIL_ANATOMY_H

#include "base/why.h"
#include "hil/bytes.h"
#include "sim/treatment.h"

#include <stdbool.h>
#include <stddef.h>

/* Away from who looks, so that the plane of the drawing is at 0. */
struct anatomy_point  { double x_mm, y_mm, depth_mm; };
struct anatomy_needle { double x_mm, y_mm, turn_deg; };

/* A smooth line through its points, or one place. `look` is what the page draws it as. */
struct anatomy_course {
    const char     *name, *look;
    enum nerve_kind kind;
    double          radius_mm;
    bool            is_closed;
    const struct anatomy_point *point;
    size_t          count;
};

struct anatomy {
    const char *name, *title, *caption, *source;
    struct anatomy_needle needle;           /* where a lesson begins */
    const struct anatomy_course *course;
    size_t      course_count;
};

extern const struct anatomy anatomies[];
extern const size_t anatomy_count;

/* ERR_UNKNOWN with the nearest name. */
MUST_CHECK enum err anatomy_find(const char *name, const struct anatomy **, struct why *);
/* The course of an anatomy by its name. */
MUST_CHECK enum err anatomy_course_find(const struct anatomy *, const char *name,
                                        const struct anatomy_course **, struct why *);
/* "31.1,-3.5,8". */
MUST_CHECK enum err anatomy_needle_parse(const char *text, struct anatomy_needle *, struct why *);

/* The line through the points of a course (Catmull and Rom), straight from one to the next of at
 * most NERVE_POINTS_MAX points; of one place that place alone. Returns how many. */
size_t anatomy_course_smooth(const struct anatomy_course *,
                             struct anatomy_point out[NERVE_POINTS_MAX]);
/* The same, seen from a needle of that tip; one place becomes a hundredth of a millimetre. What
 * lies beyond the model's tissue is left off: no points where nothing is near. */
void anatomy_course_lay(const struct anatomy_course *, const struct anatomy_needle *,
                        const struct grid_shape *, struct nerve_course *);
/* All courses of an anatomy that are near, behind those that a treatment has. ERR_RANGE for too
 * many. */
MUST_CHECK enum err anatomy_lay(const struct anatomy *, const struct anatomy_needle *,
                                struct treatment_setup *, struct why *);

/* { "anatomies": [{ "name", "title", "caption", "source", "needle": { "x_mm", "y_mm",
 * "turn_deg" }, "courses": [{ "name", "look", "kind", "radius_mm", "points_mm": [[x, y, depth],
 * ...] }] }] }, points as anatomy_course_smooth gives them. */
void anatomies_json(struct bytes *);

#endif
