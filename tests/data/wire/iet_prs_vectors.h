/* iet_prs_vectors.h - lines of IET's PRS-200, as bytes: PRS-200 manual, pages 13, 14, 18 and 19. */
#ifndef PAINRIG_TESTS_IET_PRS_VECTORS_H
#define PAINRIG_TESTS_IET_PRS_VECTORS_H

#include <stdbool.h>
#include <stdint.h>

static const struct {
    const char *story, *text;
    unsigned    decades;
    uint64_t    units;
    bool        is_short;
    const char *hex;                    /* NULL: the text is enough */
} iet_prs_vectors[] = {
    { "100.0 ohm in tenths",    "SOURce:DATA 0000001000\n", 6, 1000, false,
      "53 4F 55 52 63 65 3A 44 41 54 41 20 30 30 30 30 30 30 31 30 30 30 0A" },
    { "600567.9 ohm in tenths", "SOURce:DATA 0006005679\n", 7, 6005679, false, NULL },
    { "2700000 ohm in tenths",  "SOURce:DATA 0027000000\n", 8, 27000000, false, NULL },
    { "short, seven decades",   "SOURce:DATA 0020000000\n", 7, 0, true, NULL },
};

#define IET_PRS_IDENTITY "IET Labs,PRS-200-F-6-100m-0-0,D6-0211201,D6"

#endif
