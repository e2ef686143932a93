/* lesion_handout_nerves.h - the nerves on a handout: of what ought to die how much is dead, of what
 * must live the margin. */
#ifndef PAINRIG_HIL_LESION_HANDOUT_NERVES_H
#define PAINRIG_HIL_LESION_HANDOUT_NERVES_H

#include "hil/lesion/lesion_handout.h"

/* A table more, if the first case has courses: of one case by every criterion; of several a column
 * each, with the least and the most of all criteria. As many courses as the first has. */
MUST_CHECK enum err lesion_handout_nerves(const struct lesion_handout_case *, size_t count,
                                          struct exhibits *shown);

#endif
