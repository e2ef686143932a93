/* run_order.h - one run, ordered as data: by `painrig run`, a suite's case, a mutant, a campaign.
 *
 * run_execute loads the scenario, makes the rig, plays it, judges it and writes its papers. It
 * prints nothing: who wants to see it, watches. Everything that an order points to is borrowed for
 * the call. Whatever happens, `outcome` is filled and to be freed, with VERDICT_ERROR and the
 * sentence for what could not be run. */
#ifndef PAINRIG_HIL_RUN_ORDER_H
#define PAINRIG_HIL_RUN_ORDER_H

#include "base/err.h"
#include "base/why.h"
#include "hil/rig/fault_plan.h"
#include "hil/run/run_outcome.h"
#include "hil/run_record.h"

#include <stdbool.h>
#include <stdint.h>

/* ALL: trace, events, wire log, manifest, page and pictures. EVIDENCE: without page and pictures.
 * NONE: no file at all; the trace is hashed as if it were written. */
enum run_papers { RUN_PAPERS_ALL, RUN_PAPERS_EVIDENCE, RUN_PAPERS_NONE };

struct run_watch {
    /* The scenario is loaded and the rig is there. */
    void (*begin)(void *, const char *title, const struct rig *, const struct record *);
    void (*row)(void *, double t_s, const double *row);
    /* The scenario begins to wait there: "over.lua:31, expect_within: trips". */
    void (*waits)(void *, double t_s, const char *where);
    /* The last row was; what `begin` was given is still there, and the papers are yet to be. */
    void (*end)(void *);
    void *watcher;
};

struct run_order {
    const char              *path;          /* of the scenario                              */
    const char              *text;          /* instead of reading it; or NULL               */
    const char              *name;          /* of the outcome                               */
    const char              *case_name;     /* one of the scenario's cases, or NULL         */
    const char *const       *sets;          /* "set_c=85", after the case's; NULL-terminated, or
                                             * NULL                                         */
    uint64_t                 seed;
    const char              *folder;        /* of the papers; not for NONE                  */
    enum run_papers          papers;
    const char              *requirements;  /* file or folder; NULL: requirements_near; "": none */
    const struct requirements *loaded;      /* what is there, or NULL: it is read       */
    const char              *mutant;        /* of the rig's type; NULL: sound               */
    const struct fault_plan *faults;        /* beside the scenario's own; or NULL           */
    const char              *bench;         /* a bench file; NULL: everything is mocked     */
    bool                     is_armed;      /* its sources may be energised                 */
    int                      priority;      /* SCHED_FIFO's, of a run on a bench; 0: without */
    const char              *tester;        /* NULL: the user's name on this machine        */
    const char              *sign_key;      /* file of the secret key; NULL: not signed     */
    bool                     ends_at_fail;  /* the first fail ends it                      */
    bool                   (*is_stopped)(const void *);     /* or NULL                      */
    const void              *stop;
    void                   (*stop_heard)(void *);           /* of a run on a bench; or NULL */
    void                    *stopped;
    struct run_watch         watch;         /* functions may be NULL                        */
};

/* The error of the run itself; a verdict other than error is ERR_OK. */
MUST_CHECK enum err run_execute(const struct run_order *, struct run_outcome *, struct why *);

#endif
