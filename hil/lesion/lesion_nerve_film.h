/* lesion_nerve_film.h - how a lesion takes a course, frame by frame: the answer to
 * GET /data/lesion/nerve.
 *
 *     "times_s"               the frames of the record (lesion_record.h)
 *     "kind", "length_mm"     of the course
 *     "hottest_c"             the highest temperature anywhere on it, ever, one number per frame
 *     "criteria"              of each name, dead_mm, longest_mm and, of what must live, margin_mm
 *                             (null while nothing is dead), one number per frame, and stretches_mm
 *                             at the end: [from, to] along the course
 *     "end"                   what `painrig lesion --json` prints with that course, wall_s null */
#ifndef PAINRIG_HIL_LESION_NERVE_FILM_H
#define PAINRIG_HIL_LESION_NERVE_FILM_H

#include "hil/lesion/lesion_record.h"

/* Adds the answer to `out`, which is empty. */
MUST_CHECK enum err lesion_nerve_film_write(const struct lesion_record *,
                                            const struct nerve_course *, struct bytes *out,
                                            struct why *);

#endif
