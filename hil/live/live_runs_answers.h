/* live_runs_answers.h - what the suite room answers, as functions of a folder: no request, no HTTP.
 *
 * Each adds one whole JSON object to `out`; after a failure what is there is of no use. `root` is
 * the folder of runs, `name` an entry of it as a stranger gave it (hil/live/live_runs.h). */
#ifndef PAINRIG_HIL_LIVE_RUNS_ANSWERS_H
#define PAINRIG_HIL_LIVE_RUNS_ANSWERS_H

#include "base/err.h"
#include "base/why.h"
#include "hil/bytes.h"

#include <stdbool.h>
#include <stddef.h>

#define RUNS_EVENTS_MAX  2000           /* of a run, in one answer        */
#define RUNS_SIGNALS_MAX 8              /* of a trace, in one answer      */
#define RUNS_POINTS_MAX  8000           /* of a curve                     */
#define RUNS_CASES_MAX   5000           /* of a suite, in one answer      */

/* Which entries are told: all of them that have `text` in their name, title, rig or scenario. */
struct runs_filter {
    const char *text;                   /* "": any; case does not matter  */
    const char *kind, *verdict;         /* "any", or the word; of verdicts also "none" */
    bool        goes_in;                /* the runs of a suite too        */
    size_t      from, count;            /* of those that are left         */
};
MUST_CHECK enum err runs_list_json(const char *root, const struct runs_filter *, struct bytes *out,
                                   struct why *);

/* One run: its manifest, or, without one, as much as it has written. */
MUST_CHECK enum err runs_run_json(const char *root, const char *name, struct bytes *out,
                                  struct why *);

/* Curves: every row from from_s to to_s when there are no more than `points` of them, else the
 * least and the most of each stretch, in the order in which they came. */
struct runs_trace_order {
    const char *name, *signals;         /* "tip.temp_c,output.power_w"    */
    double      from_s, to_s;           /* NAN: its beginning, its end    */
    double      at_s;                   /* whose row is told as it is written; NAN: none */
    size_t      points;
};
MUST_CHECK enum err runs_trace_json(const char *root, const struct runs_trace_order *,
                                    struct bytes *out, struct why *);

/* A suite: its cases, and what they say of the requirements below `scenarios`. */
MUST_CHECK enum err runs_suite_json(const char *root, const char *name, const char *scenarios,
                                    struct bytes *out, struct why *);

/* What painrig verify says of it. */
MUST_CHECK enum err runs_verify_json(const char *root, const char *name, struct bytes *out,
                                     struct why *);

/* A paper of an entry, as it is. */
struct runs_paper {
    const char *type;                   /* "text/html; charset=utf-8"     */
    const char *policy;                 /* for what could run scripts; NULL: the page's own */
    bool        is_saved;               /* offered to be saved, not shown */
};
MUST_CHECK enum err runs_file_get(const char *root, const char *name, const char *file,
                                  struct bytes *out, struct runs_paper *, struct why *);
/* The papers that a folder has: [{"file","type","bytes"}]. */
void runs_files_json(struct bytes *out, int folder);

#endif
