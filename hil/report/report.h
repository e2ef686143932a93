/* report.h - what a run leaves behind besides its trace: events, manifest, a page and a picture.
 *
 * All of it is a function of `struct report`, which borrows everything it points to. */
#ifndef PAINRIG_HIL_REPORT_H
#define PAINRIG_HIL_REPORT_H

#include "base/err.h"
#include "base/why.h"
#include "hil/event.h"
#include "hil/exhibit.h"
#include "hil/judge/judge.h"
#include "hil/report/report_course.h"
#include "hil/report/report_real_time.h"
#include "hil/rig/fault_plan.h"
#include "hil/rig/rig.h"
#include "hil/trace/trace.h"

#include <stdint.h>

/* What --set gave; rest is the scenario's own value. */
struct report_parameter { char name[64]; double value; double rest; };

struct report {
    const char *title, *scenario_path, *scenario_sha256, *version, *host, *rig_name, *started_utc;
    uint64_t    seed;
    double      tick_s, simulated_s, wall_s;
    enum verdict verdict;
    const char *error;                    /* the sentence of a run that could not be run, or NULL */
    const struct report_parameter *parameters;  size_t parameter_count;
    const char *bench_path, *bench_sha256;          /* NULL: everything was mocked */
    bool        is_armed;                           /* of the bench's sources */
    const struct report_instrument *instruments;    size_t instrument_count;
    const struct fault_plan *faults;      /* the scenario's and those ordered; may be NULL */
    const struct signal    *signals;            size_t signal_count;
    const char *const      *headline;     /* of the rig: what the page tells first; may be NULL */
    const struct courses   *courses;      /* of those signals; may be NULL */
    const struct trace     *trace;        /* may be NULL */
    const struct event     *events;             size_t event_count;  /* in order of time */
    size_t                  events_lost;  /* beyond the room that was kept */
    const struct judgement *judgements;         size_t judgement_count;
    const struct judge     *judge;        /* of the requirements; may be NULL */
    const char             *requirements_sha256;    /* of their files; NULL without a judge */
    const struct exhibits  *exhibits;     /* may be NULL */
    const struct report_real_time *real_time;   /* NULL: the clock was virtual */
};

/* The manifest is JSON; the page is one file that needs no network. */
MUST_CHECK enum err report_write_manifest(const struct report *, const char *path, struct why *);
MUST_CHECK enum err report_write_html(const struct report *, const char *path, struct why *);

#endif
