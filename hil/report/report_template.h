/* report_template.h - a page that is written once, with a {{slot}} wherever something of a run or a
 * suite belongs, and the pieces that all our pages share.
 *
 * All that a reader needs as evidence is plain HTML; scripts add to it. The page's policy names its
 * scripts by their digests, so that nothing runs which a text might smuggle in (CSP Level 3,
 * 2.3.1). */
#ifndef PAINRIG_HIL_REPORT_TEMPLATE_H
#define PAINRIG_HIL_REPORT_TEMPLATE_H

#include "base/err.h"
#include "base/why.h"
#include "hil/bytes.h"
#include "hil/event.h"

#include <stdbool.h>
#include <stddef.h>

/* What stands in the slots. fill: write slot `name` of `length` bytes; false if there is none. */
struct report_slots {
    bool      (*fill)(struct bytes *, const void *of, const char *name, size_t length);
    const void *of;
};

/* Copies the template, which is terminated, and fills its slots; texts that were put in are never
 * looked at again. ERR_BUG for a slot that nobody knows. */
MUST_CHECK enum err report_template_write(struct bytes *, const unsigned char *template,
                                          const struct report_slots *, struct why *);

/* A script that was embedded; *size is an embedded array's own. */
struct report_script { const unsigned char *bytes; const size_t *size; };

void report_scripts_write(struct bytes *, const struct report_script *, size_t count);
/* "'sha256-...' 'sha256-...'", for the policy. */
void report_digests_write(struct bytes *, const struct report_script *, size_t count);

const char *report_mark(enum verdict);                  /* "&#10003;" of a pass */
void report_chip_write(struct bytes *, enum verdict);   /* the mark and the word */
/* A row of a list of facts; what is empty is "unknown". */
void report_fact_write(struct bytes *, const char *name, const char *value);

#endif
