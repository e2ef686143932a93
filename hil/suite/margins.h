/* margins.h - how near every requirement came to failing, release by release.
 *
 * A history is a file that only grows, one line of JSON per suite that was run to its end:
 *
 *     {"release":"v1.4","version":"v1.4-0-gabc","started_utc":"..","suite_sha256":"..",
 *      "verdict":"pass","requirements":[{"id":"IL-RF-01","tested":true,"margin":3.1,"unit":"degC",
 *      "margin_case":"ablation/over_temperature","slack_s":0.07,"slack_case":".."},..]}
 *
 * A suite is compared with the last line of another release that passed (of another release, when
 * none did): what was tested then and is not now, and each margin and slack that shrank by more
 * than a share of what it was, is a change to report, although everything may pass. No verdict
 * depends on it.
 *
 * A history that cannot be read to its last byte is refused with its line and never written to. */
#ifndef PAINRIG_HIL_MARGINS_H
#define PAINRIG_HIL_MARGINS_H

#include "base/err.h"
#include "base/why.h"
#include "hil/suite/matrix.h"
#include "hil/suite/suite.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define MARGINS_SHARE_USUAL 0.2

/* The least ones of a requirement over the cases in which it was put to the test and met. */
struct margin {
    char   id[REQUIREMENT_ID_SIZE], unit[16];
    bool   is_tested;                           /* its trigger fired and it was decided somewhere */
    double margin, slack_s;                     /* NAN: none */
    char   margin_case[200], slack_case[200];   /* where they were the least */
};

/* One line of a history. */
struct margins {
    char           release[64], version[64], started_utc[32], suite_sha256[DIGEST_HEX_SIZE];
    enum verdict   verdict;
    struct margin *of;
    size_t         count;
};

struct margin_change { char id[REQUIREMENT_ID_SIZE], text[480]; };

/* What is to be told of a suite against the release before. */
struct margin_changes {
    char   release[64], before[64];     /* before: "" for the first one */
    double share;
    bool   is_added;                    /* to the history               */
    struct margin_change *of;
    size_t count;
};

/* Before anything is run: can this history be read? One that is not there yet can. */
MUST_CHECK enum err margins_history_check(const char *path, struct why *);

/* The suite against the history's last release, and then its own line behind it. A suite that was
 * stopped, or has cases that were not run, is compared and not added. `release` NULL: the suite's
 * version. ERR_PARSE and the file untouched when it cannot be read. */
MUST_CHECK enum err margins_history_add(const char *path, const struct suite *, const char *release,
                                        double share, struct margin_changes *, struct why *);

/* A line for each, and one that says with what it was compared; `lead` before every line. */
void margin_changes_print(FILE *, const char *lead, const struct margin_changes *);
void margin_changes_free(struct margin_changes *);

/* ---- its parts ---- */

MUST_CHECK enum err margins_make(struct margins *, const struct matrix *, const char *release,
                                 struct why *);
MUST_CHECK enum err margins_read(struct margins *, const char *line, struct why *);
void margins_write(const struct margins *, struct bytes *);         /* with its "\n" */
/* What shrank by more than `share`, 0.2 say, of what it was, or is not tested any more. */
MUST_CHECK enum err margins_compare(const struct margins *before, const struct margins *now,
                                    double share, struct margin_changes *);
void margins_free(struct margins *);

#endif
