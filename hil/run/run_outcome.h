/* run_outcome.h - what is left of a run for whoever collects runs: plain data, a line of JSON.
 *
 * `painrig test` keeps one line per case in results.jsonl; --resume, the suite's report, JUnit,
 * TAP, the traceability matrix and the history of margins all read these lines and nothing else.
 *
 *     {"name":"ablation/over_temperature[tip_mm=5]","verdict":"pass","seed":"1",..,
 *      "judgements":[{..}],"requirements":[{"id":"IL-RF-01","verdict":"pass","margin":3.1,..}]}
 *
 * A run in real time also has "real_time":{"ticks":..,"missed":..,"median_us":..}.
 *
 * Numbers read back as the same double: unknown is null, an infinity the text "inf" or "-inf". The
 * seed is a text, since it may have more digits than a double. Bytes that are no UTF-8 become
 * U+FFFD. */
#ifndef PAINRIG_HIL_RUN_OUTCOME_H
#define PAINRIG_HIL_RUN_OUTCOME_H

#include "base/err.h"
#include "base/why.h"
#include "hil/bytes.h"
#include "hil/digest.h"
#include "hil/event.h"
#include "hil/judge/requirement.h"
#include "hil/lateness.h"
#include "hil/rig/fault_plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outcome_requirement {
    char         id[REQUIREMENT_ID_SIZE];
    enum verdict verdict;
    bool         is_covered, is_gap;
    double       margin, slack_s;           /* NAN: none (hil/property/property.h)       */
    char         unit[16];                  /* of the margin                    */
    long         fired;
    double       at_s;                      /* NAN: none                        */
    char         why[320];
    bool         is_monitored;              /* false: its bounds do not fit this tick   */
    char         gap_reason[200];           /* of a gap, in the scenario's words; else "" */
};

/* A fault of the plan, the scenario's own or the order's, and what came of it. */
struct outcome_fault {
    char text[FAULT_TEXT_MAX];
    long ticks_on;                          /* 0: it never came                 */
    char states[400];                       /* of the device when it was on, parted by blanks */
};

#define RUN_TAGS_SIZE   512         /* room for all that a scenario can have: run_collect.c */
#define RUN_COVERS_SIZE 2048

struct run_outcome {
    char         name[200];                 /* "ablation/over_temperature[tip_mm=5]": unique */
    char         file[300], title[160], rig[32], case_name[96];
    char         mutant[64];                /* "" when the device is sound      */
    char         tags[RUN_TAGS_SIZE], covers[RUN_COVERS_SIZE];      /* parted by blanks */
    char         folder[512];               /* of its papers, as given; "" none */
    uint64_t     seed;
    enum verdict verdict;
    char         error[2000];               /* of VERDICT_ERROR: the sentence, with its traceback */
    double       simulated_s, wall_s;
    long         ticks;
    char         started_utc[32];
    char         trace_sha256[DIGEST_HEX_SIZE];     /* "" when there was no trace */
    char         scenario_sha256[DIGEST_HEX_SIZE], requirements_sha256[DIGEST_HEX_SIZE];
    char         version[64];
    int          attempt;                   /* of --repeat, from 1              */
    struct judgement *judgements;           size_t judgement_count;     /* the scenario's own */
    size_t       judgements_lost;           /* beyond the record's room     */
    struct outcome_requirement *requirements; size_t requirement_count;
    struct outcome_fault *faults;           size_t fault_count;
    struct lateness_summary real_time;      /* is_real false: the clock was virtual */
};

/* What the arrays hold; the outcome itself is the caller's. */
void run_outcome_free(struct run_outcome *);

/* One line, with its "\n". */
void run_outcome_write(const struct run_outcome *, struct bytes *);
/* ERR_PARSE with a sentence: no JSON, no object, no name, a verdict that nobody knows. Any other
 * member that is missing is empty or unknown; a run without a verdict is an error, a requirement
 * without one inconclusive, never a pass. A text too long is cut. */
MUST_CHECK enum err run_outcome_read(struct run_outcome *, const char *line, struct why *);

/* A file of such lines, in its order. */
struct run_outcomes {
    struct run_outcome *of;
    size_t              count;
    bool                is_cut;         /* the last line has no end, as a killed run leaves it:
                                         * passed over                                         */
    size_t              whole_bytes;    /* of the others: cut the file there before you append */
};

/* ERR_IO when it cannot be read; ERR_PARSE with file and line. */
MUST_CHECK enum err run_outcomes_load(struct run_outcomes *, const char *path, struct why *);
void run_outcomes_free(struct run_outcomes *);

#endif
