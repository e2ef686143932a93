/* run_inside.h - a run under way: what run_order.c, run_papers.c, run_evidence.c and run_collect.c
 * share; nobody else includes it. */
#ifndef PAINRIG_HIL_RUN_INSIDE_H
#define PAINRIG_HIL_RUN_INSIDE_H

#include "base/settings.h"
#include "drivers/device.h"
#include "hil/digest.h"
#include "hil/evidence/evidence.h"
#include "hil/real_time.h"
#include "hil/report/report_course.h"
#include "hil/report/report_instruments.h"
#include "hil/report/report_real_time.h"
#include "hil/run/executor.h"
#include "hil/run/run_folder.h"
#include "hil/run/run_order.h"

struct run {
    const struct run_order *order;
    struct run_folder       folder;
    int                     folder_lock;
    bool                    is_held;        /* the folder, by its lock */
    bool                    has_folder;
    struct record          *record;
    struct script          *script;
    const struct rig_type  *type;
    struct fault_plan       faults;         /* the scenario's own and the order's */
    struct settings         settings;
    struct rig             *rig;
    struct bench           *bench;          /* NULL: everything is mocked */
    struct stand           *stand;
    struct guard           *guard;          /* of the stand, until the executor has ended it */
    struct real_time        real_time;
    struct lateness         lateness;
    struct report_real_time told;
    struct report_instrument instruments[DEVICE_ROLE_COUNT];
    size_t                  instrument_count;
    const struct requirements *requirements;    /* NULL: none were ordered or found */
    struct requirements    *own;            /* those that were read for this run */
    struct judge           *judge;
    struct trace           *trace;
    FILE                   *events, *wire;
    struct courses          courses;
    struct exhibits         exhibits;
    struct executor_result  result;
    char                    sha256[DIGEST_HEX_SIZE], host[300], started_utc[32];
    double                  wall_s;
    struct why              why;            /* of the run itself */
    enum err                err;
    bool                    has_begun;      /* the scenario was played */
    struct evidence        *evidence;       /* NULL: without papers    */
    struct why              evidence_why;   /* of the first event that could not be kept */
    enum err                evidence_err;
};

/* run_papers.c: the folder with its logs; and at the end what a run leaves behind: one that could
 * not begin a manifest, one that began everything that was ordered. */
MUST_CHECK enum err run_papers_open(struct run *);
MUST_CHECK enum err run_papers_write(struct run *, struct why *);

/* run_bench.c: the bench file, before anything is written; its stand, in front of the rig; and
 * both given back behind it. Nothing is done for a run without a bench. */
MUST_CHECK enum err run_bench_load(struct run *);
MUST_CHECK enum err run_bench_open(struct run *);
void run_bench_close(struct run *);

/* run_real.c: what a run with a stand has besides: its guard, and real time. Nothing is done for a
 * run without. */
struct report;
MUST_CHECK enum err run_guard_start(struct run *);
void run_guard_leave(struct run *);
MUST_CHECK enum err run_real_time_begin(struct run *);
void run_real_time_end(struct run *);
void run_real_time_report(struct run *, struct report *);

/* run_evidence.c: the chain is begun when the folder is there and nothing is in it yet, and closed
 * over everything that the run has left. Nothing is done for a run without papers. */
MUST_CHECK enum err run_evidence_open(struct run *);
MUST_CHECK enum err run_evidence_device(struct run *);
MUST_CHECK enum err run_evidence_close(struct run *, const struct run_outcome *, struct why *);

/* run_collect.c */
void run_collect(const struct run *, struct run_outcome *);

#endif
