/* campaign.h - one scenario under many faults, judged by the requirements alone.
 *
 *     campaign_begin     the control without a fault: it must pass; from its course come the cases
 *     campaign_run       every case is a run of its own, in a child process
 *     campaign_control   a device that is known to be bad must be found bad, or nobody can say that
 *                        the others were found good
 *     campaign_shrink_all  the first failing case of each requirement, with fewer and fewer faults
 *
 * What a scenario expects describes its course without faults: expectations that are not met are
 * counted, and are no failure. A case fails when a requirement does that is no known gap: of the
 * scenario (its `gaps`), or of the requirement (its `blind_to` has a fault of the case; of a pair
 * that has one it is not known which fault it was: the other's own cases tell). */
#ifndef PAINRIG_HIL_CAMPAIGN_H
#define PAINRIG_HIL_CAMPAIGN_H

#include "hil/campaign/campaign_cases.h"
#include "hil/run/run_outcome.h"
#include "hil/script/script.h"

#define CAMPAIGN_SHRUNK_MAX   16        /* requirements whose failing case is shrunk */
#define CAMPAIGN_MUTANTS_MAX  40        /* tried until one fails                     */

struct campaign;

struct campaign_setup {
    const char             *path, *text;        /* of the scenario                            */
    const char             *case_name;          /* or NULL                                    */
    const char *const      *sets;               /* as for struct run_order                    */
    const char             *requirements;       /* as for struct run_order                    */
    uint64_t                seed;
    const char             *tester;             /* as for struct run_order                    */
    struct campaign_choice  choice;
    int                     jobs, shrink_runs;
    double                  wall_s;             /* of one run                                 */
    bool                  (*is_stopped)(const void *);
    const void             *stop;
    void                  (*progress)(void *, const struct campaign *);     /* or NULL        */
    void                   *watcher;
};

/* The device that must fail. */
struct campaign_control {
    size_t      candidates, tried;      /* mutants whose requirement was put to the test      */
    bool        has_failed;
    const struct mutant *mutant;        /* the one that failed                                */
    char        in[CAMPAIGN_NAME_MAX];  /* the case it failed in; "no fault"                  */
};

struct campaign_shrunk {
    char              requirement[REQUIREMENT_ID_SIZE];
    size_t            from;             /* the case it began with                             */
    size_t            cases;            /* all that fail this requirement                     */
    struct fault_plan faults;           /* the scenario's own are not among them              */
    int               runs;
    char              path[600];        /* of the scenario; "" when there is none             */
    char              command[1300];
    bool              is_proven;        /* that very file has failed the same requirement     */
    char              error[400];       /* why it could not be shrunk; "" when it could       */
};

/* What became of a requirement in all runs. */
struct campaign_row {
    char   id[REQUIREMENT_ID_SIZE], unit[16];
    size_t counts[VERDICT_ERROR + 1];   /* by verdict                                         */
    size_t gaps;                        /* fails that are known gaps; not among the fails     */
    double margin, slack_s;             /* the least where it was put to the test; NAN: none  */
    size_t margin_case, slack_case;
};

struct campaign {
    const struct campaign_setup *setup;
    const struct rig_type  *type;
    struct script_scenario  scenario;
    struct fault_plan       own;        /* faults of the scenario                             */
    struct requirements    *requirements;       /* read once, for all runs                    */
    struct campaign_course  course;
    double                  end_s;      /* of the run without faults, its safe end left out   */
    struct run_outcome      sound;
    struct campaign_cases   cases;
    struct run_outcome     *outcomes;   /* one per case                                       */
    bool                   *is_done;
    size_t                  given, done_count;
    struct campaign_control control;
    struct campaign_shrunk  shrunk[CAMPAIGN_SHRUNK_MAX];
    size_t                  shrunk_count;
    struct campaign_row    *rows;       size_t row_count;
    double                  wall_s;     /* of campaign_run                                    */
    bool                    is_stopped;
    char                    sha256[DIGEST_HEX_SIZE];    /* of all names, verdicts and traces  */
};

/* ERR_SCRIPT and the like with a sentence: the scenario cannot be run, fails without a fault or has
 * no requirements; and what campaign_cases_make refuses. */
MUST_CHECK enum err campaign_begin(struct campaign *, const struct campaign_setup *, struct why *);
MUST_CHECK enum err campaign_run(struct campaign *, struct why *);
MUST_CHECK enum err campaign_control(struct campaign *, struct why *);
/* The files go into `folder`. */
MUST_CHECK enum err campaign_shrink_all(struct campaign *, const char *folder, struct why *);
/* Also of one that could not begin. */
void campaign_end(struct campaign *);

/* Of the whole: error when it proves nothing (stopped, or the bad device was not found bad),
 * inconclusive when nothing failed and runs ended in an error. */
enum verdict campaign_verdict(const struct campaign *);
/* Fail when a requirement failed, however the run ended; else error for a run that could not be
 * run, inconclusive for one that came to the scenario's limit_s: a fault may well keep a scenario
 * waiting, and what comes behind is unknown. */
enum verdict campaign_case_verdict(const struct campaign *, const struct run_outcome *);
size_t       campaign_count(const struct campaign *, enum verdict);
/* Whether this requirement failed, and not as a known gap. */
bool         campaign_has_failed(const struct run_outcome *, const char *requirement);
/* The cases with this fault, and in how many of them the requirement failed. */
struct campaign_blind { size_t cases, failed; };
struct campaign_blind campaign_blind(const struct campaign *, const char *requirement,
                                     const char *knob);
/* Some case told whether it is met or not; and how many are told of so. */
bool         campaign_is_tested(const struct campaign_row *);
size_t       campaign_tested(const struct campaign *);
/* Expectations of the scenario that were not met. */
size_t       campaign_unmet(const struct run_outcome *);
/* Cases whose fault was there for a tick or more while the device was in the state of this name. */
size_t       campaign_covered(const struct campaign *, const struct knob *, const char *state);
/* The device's states that any run was in, in order of their labels, then "unknown". */
size_t       campaign_states(const struct campaign *, const char *names[CAMPAIGN_STATES]);
/* Every fault of the case was there for a tick or more: else the run had ended before. */
bool         campaign_was_active(const struct campaign *, size_t index);

#endif
