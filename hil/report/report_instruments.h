/* report_instruments.h - the instruments of a bench, as page, manifest and evidence name them. */
#ifndef PAINRIG_HIL_REPORT_INSTRUMENTS_H
#define PAINRIG_HIL_REPORT_INSTRUMENTS_H

#include "hil/bytes.h"

#include <stddef.h>

struct report_instrument {
    const char *role, *driver, *port;
    char        line[40], identity[96];     /* identity: as it says; empty: it says nothing */
    char        limits[128];                /* "power_w = 60, time_s = 9"; may be empty */
};

/* A JSON list. */
void report_instruments_write(struct bytes *, const struct report_instrument *, size_t count);

/* A table for the page, under the name of the bench file; nothing without one. */
struct report;
void report_instruments_html(struct bytes *, const struct report *);

#endif
