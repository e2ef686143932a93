/* lesion_handout_choice.h - the handout of lesions by what was chosen, as a page of the rooms asks
 * for it: worked out, and drawn. */
#ifndef PAINRIG_HIL_LESION_HANDOUT_CHOICE_H
#define PAINRIG_HIL_LESION_HANDOUT_CHOICE_H

#include "hil/handout.h"
#include "hil/lesion_choice.h"

/* The page itself, added to `out`, which is empty. */
MUST_CHECK enum err lesion_handout_of(const struct lesion_choice *, size_t count,
                                      double accuracy_percent, enum handout_as, struct bytes *out,
                                      struct why *);

#endif
