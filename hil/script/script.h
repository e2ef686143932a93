/* script.h - a scenario in Lua: loaded, given its rig, and resumed once per tick.
 *
 *     script_create      a sandbox: math, string, table, utf8 (bounded) and the verbs; nothing else
 *     script_load        FILE.lua must `return scenario { ... }`
 *     script_set         --set name=value, before the set-up is read
 *     script_settings    the scenario's `setup`, as settings for the rig
 *     script_begin       the rig is there: rig.tip.temp_c reads, rig.heater.set_w = 8 turns
 *     script_resume      one tick of the scenario: gives orders, asks what it waits for
 *     script_see         the rig has answered: a row
 *     script_judge       expect_always and expect_formula are asked about that row
 *     script_finish      what is still open is judged
 *
 * Limits, none of which pcall can swallow: SCRIPT_MEMORY_MAX bytes; an allowance of work
 * (instructions, bytes allocated, steps of pattern matching) of SCRIPT_WORK_MAX that every tick
 * refills by SCRIPT_WORK_PER_TICK; SCRIPT_CALLS_MAX nested calls; SCRIPT_WALL_S_MAX in one tick as
 * the last resort. A sentence of an error names file and line, the simulated time and the calls
 * that led there.
 *
 * Same scenario, same seed, same run: pairs goes in sorted order, math.random starts from the seed,
 * tostring shows no addresses. The verbs are described in scenarios/prelude.lua. A script borrows
 * its rig and record. */
#ifndef PAINRIG_HIL_SCRIPT_H
#define PAINRIG_HIL_SCRIPT_H

#include "base/err.h"
#include "base/settings.h"
#include "base/why.h"
#include "hil/rig/fault_plan.h"
#include "hil/rig/rig.h"
#include "hil/run_record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCRIPT_MEMORY_MAX     ((size_t)64 << 20)
#define SCRIPT_STRING_MAX     ((size_t)1 << 20)     /* of one text: comparing costs nothing */
#define SCRIPT_FILE_MAX       ((size_t)1 << 20)
#define SCRIPT_WORK_MAX       5000000L
#define SCRIPT_WORK_PER_TICK  50000L
#define SCRIPT_CALLS_MAX      2000
#define SCRIPT_WALL_S_MAX     1.5
#define SCRIPT_PARAMETERS_MAX 64
#define SCRIPT_COVERS_MAX     32
#define SCRIPT_ALWAYS_MAX     256
#define SCRIPT_FORMULAS_MAX   64        /* expect_formula */
#define SCRIPT_TAGS_MAX       16
#define SCRIPT_GAPS_MAX       16
#define SCRIPT_CASES_MAX      400
#define SCRIPT_CASE_NAME_SIZE 96
#define SCRIPT_HAND_MAX       4096      /* turns of a hand */

/* What a file can return. */
enum script_kind {
    SCRIPT_SCENARIO, SCRIPT_LESION_CASE, SCRIPT_SPREAD_CASE, SCRIPT_REQUIREMENTS, SCRIPT_BENCH,
    SCRIPT_KINDS
};

struct script;

struct script_setup {
    uint64_t       seed;
    struct record *record;          /* print, log, orders, judgements; NULL: print to stderr */
    bool         (*is_stopped)(const void *);   /* asked in long computations; may be NULL */
    const void    *stop;
    /* Told where the scenario begins to wait, as script_where has it; may be NULL. */
    void         (*waits)(void *watcher, double t_s, const char *where);
    void          *watcher;
    bool           is_on_bench;     /* instruments measure what the rig shows: an expectation that
                                     * is not met while it reads what nobody tells is inconclusive,
                                     * where it would fail on the mock, of which all is known */
};

/* rest: the scenario's own value, which --set may have replaced */
struct script_parameter { char name[64]; double value, rest; };

/* What makes a scenario a drill: a person operates the device while it is on, and is scored
 * (hil/score.h). Without a person the scenario's own `hand` does. */
struct script_drill { char sentence[400]; double points; };

/* A requirement that this device is known not to meet here, and why. */
struct script_gap { char id[64], reason[200]; };

/* What a scenario says about itself. */
struct script_scenario {
    char   title[160], rig[32];
    double limit_s, tail_s;
    double tick_s;                  /* 0: the rig's usual one                */
    double row_every_s;             /* of the trace; NAN: the rig's usual    */
    char   covers[SCRIPT_COVERS_MAX][64];
    size_t cover_count;
    struct script_parameter parameters[SCRIPT_PARAMETERS_MAX];
    size_t parameter_count;
    char   tags[SCRIPT_TAGS_MAX][32];       /* "slow", "fault": for painrig test --filter */
    size_t tag_count;
    struct script_gap gaps[SCRIPT_GAPS_MAX];
    size_t gap_count;
    struct fault_plan faults;
    struct script_drill drill;      /* sentence "": it is none               */
    int    line;                            /* where its table begins */
};

MUST_CHECK enum err script_create(struct script **, const struct script_setup *, struct why *);
void script_destroy(struct script *);

/* ERR_IO when the file cannot be read; ERR_SCRIPT or ERR_LIMIT for what is in it. */
MUST_CHECK enum err script_load(struct script *, const char *path, struct why *);
/* The same from memory; `name` is what messages call it. */
MUST_CHECK enum err script_load_text(struct script *, const char *name, const char *text,
                                     size_t count, struct why *);

const struct script_scenario *script_scenario(const struct script *);

/* What was loaded, with an error, is a whole file of another kind: nothing is wrong with it. */
bool script_is_other(const struct script *);

/* A scenario may be several tests: `cases = { name = { tip_mm = 5 }, ... }`, or a grid,
 * `grid = { tip_mm = { 5, 10 }, set_c = { 75, 85 } }`, whose cases are called "set_c=75,tip_mm=5":
 * in order of the names, and of the values of a grid as they are written. 0: it is one test. */
size_t      script_case_count(const struct script *);
const char *script_case_name(const struct script *, size_t);
/* Its parameters from here on have that case's values. ERR_UNKNOWN with the nearest. */
MUST_CHECK enum err script_case_choose(struct script *, const char *name, struct why *);

/* ERR_UNKNOWN with the nearest name if there is no such parameter. */
MUST_CHECK enum err script_set(struct script *, const char *name, double value, struct why *);
/* The same by "set_c=85", as it is given on a command line. */
MUST_CHECK enum err script_set_given(struct script *, const char *given, struct why *);
MUST_CHECK enum err script_settings(struct script *, struct settings *, struct why *);

/* The rig must outlive the script's last resume. */
MUST_CHECK enum err script_begin(struct script *, struct rig *, struct why *);

/* How the scenario has turned each knob of the rig's table; at rest until it does. */
const double *script_knobs(const struct script *);
/* A knob that these turns hold is not turned by the scenario: its turn is noted, and the turns give
 * it to the rig when they let go. NULL: none. They must outlive the script's last resume. */
void script_yield_to(struct script *, const struct fault_turns *);

/* A hand turns a knob, as the scenario would: it is noted as an order or a fault that `who` has
 * given, and a fault plan that holds the knob comes before it. ERR_RANGE for a value that the knob
 * has not, ERR_REFUSED and what rig_can_turn says where it is not to be had. */
MUST_CHECK enum err script_turn(struct script *, size_t knob, double value, const char *who,
                                struct why *);
/* The turns of the scenario's own `hand` that are due at this tick: what a person would do, written
 * down or recorded. Asked behind script_resume, and not at all while a person is there. */
MUST_CHECK enum err script_hand_step(struct script *, struct why *);

/* Run until the scenario waits for something that has not come, or ends. */
MUST_CHECK enum err script_resume(struct script *, struct why *);

/* Row number `tick`, t_s = tick * tick_s; row[0 .. signal_count) must stay where it is until the
 * next row. */
void script_see(struct script *, long tick, const double *row);
MUST_CHECK enum err script_judge(struct script *, struct why *);

/* The run is over; `is_whole` if the scenario came to its end. */
void script_finish(struct script *, bool is_whole);

bool script_is_over(const struct script *);

/* "over.lua:31, wait_until: basal flow", where the scenario waits. */
void script_where(const struct script *, char *out, size_t size);

/* A file that returns lesion_case { ... }, spread_case { ... } or bench { ... }, whichever is asked
 * for, as settings. No rig, no run. */
MUST_CHECK enum err script_load_case(enum script_kind, const char *path, struct settings *,
                                     struct why *);

/* A whole file, to be freed: ERR_IO when it cannot be read, ERR_LIMIT beyond SCRIPT_FILE_MAX. */
MUST_CHECK enum err script_file_read(const char *path, char **text, size_t *count, struct why *);

/* A file that returns requirements { ... }: its texts (requirement.h says what they mean). */
#define SCRIPT_REQUIREMENT_LIST(X)                                                              \
    X(ID, "id") X(TITLE, "title") X(FORMULA, "formula") X(SOURCE, "source")                     \
    X(PRIORITY, "priority") X(RATIONALE, "rationale") X(UNVERIFIED, "unverified")
#define SCRIPT_REQUIREMENT_ENUM(name, text) SCRIPT_REQUIREMENT_##name,
enum script_requirement_field { SCRIPT_REQUIREMENT_LIST(SCRIPT_REQUIREMENT_ENUM)
                                SCRIPT_REQUIREMENT_FIELDS };
#undef SCRIPT_REQUIREMENT_ENUM

#define SCRIPT_BLIND_MAX 16

struct script_requirement {
    const char *texts[SCRIPT_REQUIREMENT_FIELDS];   /* NULL where there is none              */
    struct script_blind { const char *knob, *reason; } blind_to[SCRIPT_BLIND_MAX];
    size_t      blind_count;                        /* by the knobs' names in order          */
    char        refusal[200];                       /* "", or what is wrong with its table   */
};

/* What it is given lives as long as the call. */
struct script_requirement_reader {
    void      *data;
    /* rig: or NULL */
    enum err (*begin)(void *data, const char *rig, size_t count, struct why *);
    enum err (*take)(void *data, size_t n, const struct script_requirement *, struct why *);
};

MUST_CHECK enum err script_load_requirements(const char *path, const char *text, size_t count,
                                             const struct script_requirement_reader *,
                                             struct why *);

#endif
