/* suite_mutants.h - can the suite fail? Each rig's mutants against each of its cases.
 *
 * A mutant is killed by a case that passes on the sound device and does not pass on the mutant: an
 * expectation or a requirement fails, is vacuous or inconclusive, or the run cannot be run, which
 * is told as such. Cases are tried in the order of what they promise: those that cover the
 * requirement that the mutant attacks, those in which its trigger fired, the rest; the shortest
 * first. The first in that order that kills is the killer, whatever the number of jobs. */
#ifndef PAINRIG_HIL_SUITE_MUTANTS_H
#define PAINRIG_HIL_SUITE_MUTANTS_H

#include "base/err.h"
#include "base/why.h"
#include "hil/rig/rig.h"
#include "hil/suite/suite.h"
#include "hil/suite/suite_book.h"
#include "hil/suite/suite_rules.h"

#include <stdbool.h>
#include <stdio.h>

/* One mutant, and what became of it. */
struct mutant_score {
    const struct rig_type *type;
    const struct mutant   *mutant;
    bool         is_killed, is_done;    /* not done: stopped before it was */
    size_t       killer;                /* index of the case               */
    enum verdict verdict;               /* the killer's                    */
    bool         is_right;              /* by the requirement that it attacks, or by an expectation
                                         * of a case that covers that      */
    char         by[160], why[320];     /* the requirement or expectation that was not met */
    size_t       runs;                  /* up to the killer, or all: what one job would take;
                                         * 0: not done                     */
    double       wall_s;                /* of all that were run            */
};

struct mutant_scores { struct mutant_score *of; size_t count; };

struct mutants_setup {
    struct suite       *suite;          /* every case has passed on the sound device */
    struct suite_rules *rules;
    struct suite_book  *book;           /* a line per run; earlier ones of equal hashes are taken */
    bool                resumes;
    const struct rig_type *type;        /* NULL: every rig that has cases                  */
    const char         *filter;         /* a part of a mutant's name, or what it attacks   */
    int                 shard, shards;
    int                 jobs;
    double              limit_s;
    FILE               *progress;       /* NULL: silence */
    bool              (*is_stopped)(const void *);
    const void         *stop;
};

/* Is that case of a rig with mutants? A file that cannot be loaded is kept: it is an error. */
bool mutants_have_case(const struct rig_type *only, const struct suite_case *);

/* ERR_UNKNOWN, with the nearest, when the filter leaves none. */
MUST_CHECK enum err mutants_choose(struct mutant_scores *, const struct mutants_setup *,
                                   struct why *);
MUST_CHECK enum err mutants_run(struct mutant_scores *, const struct mutants_setup *, struct why *);
void mutants_free(struct mutant_scores *);

/* mutants.json, mutants.csv and mutants.html in the folder. */
MUST_CHECK enum err mutants_write(const struct mutant_scores *, const struct suite *,
                                  const char *folder, struct why *);
/* "killed", "killed by an error", "SURVIVED", "not run" */
const char *mutant_state(const struct mutant_score *);
/* Survivors, and the score of each rig and of all. */
void mutants_print(FILE *, const struct mutant_scores *, const struct suite *);
/* Killed ones. */
size_t mutants_killed(const struct mutant_scores *, const struct rig_type *only, size_t *count);
/* Not all of them were tried. */
bool mutants_are_left(const struct mutant_scores *);
/* Inconclusive when some are left; fail when some survived. */
enum verdict mutants_verdict(const struct mutant_scores *);

#endif
