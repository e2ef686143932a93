/* emulation_inside.h - what emulation.c and emulation_words.c share; nobody else includes it. */
#ifndef PAINRIG_HIL_EMULATION_INSIDE_H
#define PAINRIG_HIL_EMULATION_INSIDE_H

#include "emulation.h"

/* A rig: all emulators together, or one of the reference devices. */
struct emulation_part {
    char        name[EMULATION_NAME_SIZE];      /* in front of its words; "": they have it */
    struct rig *rig;
    double     *row, *stands;                   /* of signals; of knobs */
    long        tick;
};

struct emulation {
    struct emulation_part  parts[EMULATION_MAX];
    size_t                 part_count, device_count;
    struct emulation_word *words;
    char                 (*names)[EMULATION_NAME_SIZE];
    size_t                 word_count;
    char                   identity[200];
    char                   only[EMULATION_NAME_SIZE];   /* the only device; or "" */
};

/* Of all parts; ERR_MEMORY. */
MUST_CHECK enum err emulation_words_make(struct emulation *);

#endif
