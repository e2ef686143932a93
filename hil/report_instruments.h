/* report_instruments.h - the instruments of a bench, as the manifest and the evidence name them. */
#ifndef PAINRIG_HIL_REPORT_INSTRUMENTS_H
#define PAINRIG_HIL_REPORT_INSTRUMENTS_H

#include "hil/report_bytes.h"

#include <stddef.h>

struct report_instrument {
    const char *role, *driver, *port;
    char        line[40], identity[96];     /* identity: as it says; empty: it says nothing */
};

/* A JSON list. */
void report_instruments_write(struct bytes *, const struct report_instrument *, size_t count);

#endif
