/* lesion_handout_choice.h - the handout of lesions by what was chosen, as a page of the rooms asks
 * for it: worked out, and drawn. */
#ifndef PAINRIG_HIL_LESION_HANDOUT_CHOICE_H
#define PAINRIG_HIL_LESION_HANDOUT_CHOICE_H

#include "hil/lesion/anatomy.h"
#include "hil/lesion/lesion_choice.h"
#include "hil/picture/handout.h"
#include "sim/nerve.h"

#define LESION_HANDOUT_COURSES 2

struct lesion_handout_ask {
    struct lesion_choice choice;
    double               accuracy_percent;
    struct nerve_course  nerve[LESION_HANDOUT_COURSES];
    const char          *typed[LESION_HANDOUT_COURSES];     /* each of them; borrowed */
    size_t               nerve_count;
    const struct anatomy *anatomy;                          /* NULL: none */
    struct anatomy_needle needle;
};

/* Its asks are lesion_handout_ask (handout_asked_draw). */
extern const struct handout_kind lesion_handout_kind;

#endif
