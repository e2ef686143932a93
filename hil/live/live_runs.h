/* live_runs.h - the folder below which runs, suites and campaigns have left their papers, as a page
 * may see it.
 *
 * A folder is one of these by the files that are in it, and its name is its path below the root:
 *
 *     campaign.json              a campaign        "lumbar.campaign"
 *     mutants.json               a mutation score  "mutants"
 *     results.jsonl              a suite           "suite"
 *     a/ and b/, runs, alone     a comparison      "parity/lumbar"
 *     evidence.jsonl, manifest.json or trace.csv   a run   "suite/infusion/basal_day"
 *
 * What a run is (its state) comes from its record, evidence.h: `running` while somebody writes
 * it, `ended` when it is closed, `killed` when it is closed by its keeper or by nobody. Only an
 * ended run has a verdict. Nothing here waits, and nothing is written.
 *
 * Names come from strangers. They are walked one folder after the other from the root, never
 * through a link, and only a regular file of the folder is ever opened: there is no name that leads
 * out. What is half there, or no JSON, is an entry with a sentence (`trouble`), never a failure. */
#ifndef PAINRIG_HIL_LIVE_RUNS_H
#define PAINRIG_HIL_LIVE_RUNS_H

#include "base/err.h"
#include "base/why.h"
#include "hil/bytes.h"
#include "hil/json.h"

#include <stdbool.h>
#include <stddef.h>

#define RUNS_NAME_MAX    400            /* bytes of a name                            */
#define RUNS_DEPTH_MAX   12             /* of folders inside each other               */
#define RUNS_COUNT_MAX   5000           /* entries of a list                          */
#define RUNS_FOLDERS_MAX 40000          /* looked at for one list                     */
#define RUNS_PAPER_MAX   ((size_t)32 << 20)     /* bytes of a paper that is read whole */
#define RUNS_GLANCE_MAX  ((size_t)1 << 20)      /* the same for no more than an entry   */
#define RUNS_VALUES_MAX  ((size_t)1 << 20)      /* of one that is JSON                  */
#define RUNS_LINK_MAX    ((size_t)64 << 10)     /* bytes of a record's line             */

#define RUNS_KIND_LIST(X)                                                                         \
    X(RUN, "run") X(SUITE, "suite") X(CAMPAIGN, "campaign") X(MUTANTS, "mutants")                 \
    X(PARITY, "parity")
#define RUNS_KIND_ENUM(name, text) RUNS_##name,
enum runs_kind { RUNS_KIND_LIST(RUNS_KIND_ENUM) RUNS_KIND_COUNT };
#undef RUNS_KIND_ENUM
extern const char *const runs_kind_labels[RUNS_KIND_COUNT + 1];

#define RUNS_STATE_LIST(X) X(ENDED, "ended") X(RUNNING, "running") X(KILLED, "killed")
#define RUNS_STATE_ENUM(name, text) RUNS_##name,
enum runs_state { RUNS_STATE_LIST(RUNS_STATE_ENUM) RUNS_STATE_COUNT };
#undef RUNS_STATE_ENUM
extern const char *const runs_state_labels[RUNS_STATE_COUNT + 1];

/* What is told of an entry without reading more than its first and its last kilobytes. */
struct runs_entry {
    char            name[RUNS_NAME_MAX];
    enum runs_kind  kind;
    enum runs_state state;
    char   title[200], rig[32], device[24];     /* device: "mocked", "on a bench" */
    char   verdict[24];                         /* "": none                       */
    char   how[64];                             /* it ended: "finished", "stopped", "killed" */
    char   started_utc[32], version[64], seed[32], scenario[300];
    double simulated_s, wall_s, tick_s;         /* NAN: not known                 */
    double cases;                               /* of a suite                     */
    long   process;                             /* that writes it; 0: none        */
    bool   has_record, is_closed, is_signed;    /* of its evidence                */
    bool   has_trace, has_report, has_manifest;
    char   trouble[400];                        /* "": none                       */
};

/* ---- folders and files ---- */

/* A regular file of that folder, itself; ERR_UNKNOWN when there is none. */
MUST_CHECK enum err runs_file_open(int folder, const char *file, int *opened, struct why *);
/* All of it; ERR_LIMIT beyond `most`. */
MUST_CHECK enum err runs_file_read(int folder, const char *file, size_t most, struct bytes *,
                                   struct why *);
/* The same as JSON; the sentence begins with the file's name. ERR_LIMIT beyond RUNS_VALUES_MAX. */
MUST_CHECK enum err runs_json_read(int folder, const char *file, size_t most, struct json **,
                                   struct why *);

/* How large a text of JSON, or of lines of JSON, becomes when it is read: its bytes do not say, for
 * "[],[],[]" takes fifty times its length, and an item of an outcome, empty or not, half a
 * kilobyte. All zero to begin with; piece by piece. */
struct runs_extent {
    size_t lines;
    size_t values, line_values_most;    /* at least as many as there are: in all, in one line */
    size_t items;                       /* of lists that are members of a line, in all         */

    size_t line_values;                 /* where it is */
    long   depth;
    bool   is_in_text, is_escaped;
};
void runs_extent_add(struct runs_extent *, const char *text, size_t count);

/* ---- entries ---- */

/* What this folder is; false: nothing of ours. */
bool runs_look(int folder, const char *name, struct runs_entry *);
/* The entry of that name; ERR_UNKNOWN with a sentence. */
MUST_CHECK enum err runs_find(const char *root, const char *name, int *folder,
                              struct runs_entry *, struct why *);

struct runs_list {
    struct runs_entry *of;              /* newest first */
    size_t             count;
    bool               is_cut;          /* there are more than may be looked at */
};

/* goes_in: the runs of a suite and the like are entries of their own. No folder is no list, and no
 * failure. */
MUST_CHECK enum err runs_list_make(struct runs_list *, const char *root, bool goes_in,
                                   struct why *);
void runs_list_free(struct runs_list *);        /* zeroed is fine */

/* One entry as an object. */
void runs_entry_json(struct bytes *, const struct runs_entry *);

#endif
