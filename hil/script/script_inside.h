/* script_inside.h - what hil/script/script*.c share; nobody else includes it.
 *
 * Three Lua threads: `main` runs none of the user's code; `flow` is the scenario; `asked` runs the
 * file's own chunk, `setup` and the conditions. All of the user's code is entered through
 * script_enter, which turns an error into a sentence without asking Lua for memory. */
#ifndef PAINRIG_HIL_SCRIPT_INSIDE_H
#define PAINRIG_HIL_SCRIPT_INSIDE_H

#include "script.h"
#include "base/text.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

enum script_limit { LIMIT_NONE, LIMIT_WORK, LIMIT_MEMORY, LIMIT_DEPTH, LIMIT_WALL, LIMIT_STOP };
enum script_phase { PHASE_LOADING, PHASE_RUNNING, PHASE_OVER };
enum script_wait  { WAIT_TIME, WAIT_EXPECT, WAIT_EXPECT_WITHIN, WAIT_UNTIL };

#define SCRIPT_READS_MAX 8

/* What the registry keeps, under script_key. */
enum script_kept { KEPT_ENV, KEPT_TABLE, KEPT_RUN, KEPT_SETUP, KEPT_PARAMETERS, KEPT_FLOW,
                   KEPT_ASKED, KEPT_RIG, KEPT_COUNT };

/* What the scenario waits for. The condition is kept in the registry under the address of this
 * struct. */
struct script_pending {
    bool            is_open, has_condition;
    bool            given;                  /* the answer, when there is no condition to ask */
    enum script_wait kind;
    long            from_tick, until_tick;
    double          within_s;               /* NAN: no deadline of its own */
    double          points;
    char            what[160], where[120];
};

/* One expect_always. Its condition is kept likewise. */
struct script_always {
    bool is_open;
    long from_tick, checks;
    double points;
    long   blind;                           /* rows in which it did not hold, unknown */
    char   blind_why[160];                  /* the first of them                      */
    char what[160], where[120];
};

/* One turn of the scenario's hand; script_hand.c knows what is in it. */
struct script_hand_turn;

/* One expect_formula; script_formula.c knows what is in it. */
struct script_formula;

/* One of several tests: a value for each of the scenario's parameters, in their order. */
struct script_case { char name[SCRIPT_CASE_NAME_SIZE]; double values[SCRIPT_PARAMETERS_MAX]; };

struct script {
    char kept[KEPT_COUNT];                  /* only the addresses matter                       */
    lua_State *main, *flow, *asked, *running;
    struct script_setup setup;

    size_t            bytes;                /* taken by Lua                                    */
    size_t            refused_bytes;        /* the last request, if it was refused             */
    long              work_left;
    bool              is_metered;           /* while the user's code runs                      */
    enum script_limit limit;                /* once reached, it stays                          */
    double            wall_from_s;          /* first look at the wall in this tick; NAN: none  */

    enum script_phase     phase;
    char                  name[LUA_IDSIZE]; /* "over_temperature.lua"                          */
    bool                  has_table;                /* and then what it is: */
    enum script_kind      kind;
    struct script_scenario scenario;
    struct script_case    *cases;
    size_t                case_count;

    struct rig           *rig;
    const double         *row;
    long                  tick;
    int                   time_decimals;
    double               *knob_values;
    const struct fault_turns *turns;        /* they come before the scenario; or NULL           */
    size_t                reads[SCRIPT_READS_MAX];  /* signals, since last cleared             */
    size_t                read_count;
    struct script_pending pending;
    struct script_always  always[SCRIPT_ALWAYS_MAX];
    size_t                always_count;
    struct script_formula *formulas;                /* NULL: none yet                          */
    size_t                formula_count;
    struct script_hand_turn *hand;
    size_t                hand_count, hand_next;
    long                  hand_due_tick;            /* of the next turn; -1: not known yet     */
};

static inline struct script *script_of(lua_State *lua)
{
    return *(struct script **)lua_getextraspace(lua);
}

static inline const void *script_key(const struct script *script, enum script_kept kept)
{
    return &script->kept[kept];
}

/* When that tick was; 0 before there is a rig. */
static inline double script_tick_s(const struct script *script, long tick)
{
    return script->rig ? (double)tick * script->rig->tick_s : 0;
}

static inline double script_now_s(const struct script *script)
{
    return script_tick_s(script, script->tick);
}

/* script_limits.c */
void *script_allocate(void *script, void *block, size_t old_size, size_t new_size);
void  script_meter(lua_State *);                        /* watch this thread                     */
void  script_refill(struct script *, long work);        /* a new tick                            */
void  script_charge(lua_State *, double work);          /* raises an error when it is too much   */
/* ERR_LIMIT when a limit was reached, even if the script hid it. */
MUST_CHECK enum err script_given_up(struct script *);
enum err script_limit_say(const struct script *, const char *where, struct why *);

/* script.c */
/* Resume `thread` with `arguments` on its stack; ERR_OK when it yielded or returned `*count`
 * values. */
MUST_CHECK enum err script_enter(struct script *, lua_State *thread, int arguments, int *count,
                                 struct why *);
/* Call the C function that may raise errors, with `data` as its light userdata. */
MUST_CHECK enum err script_protect(struct script *, lua_CFunction, void *data, struct why *);
/* "over.lua:31" of the code that called the C function that is running; empty if there is none. */
void script_place(lua_State *, char *out, size_t size);

/* script_sandbox.c: builds the environment. */
void script_sandbox_open(lua_State *);
/* Put the text of the value at `index` on the stack, without addresses. */
void script_text_push(lua_State *, int index);

/* script_scenario.c: refuse, with file and line, what a scenario's table at 1 must not have. */
void script_scenario_check(lua_State *);
/* Push the table's field; an error unless it is of `type`, or absent when it may be. */
bool script_field_push(lua_State *, const char *name, int type, bool is_required);
/* Refuse a key of the table at `index` that is none of these; `what` has it: "scenario". */
void script_keys_check(lua_State *, int index, const char *what, const char *const *known,
                       size_t count);
/* Its place, or SIZE_MAX. */
size_t      script_parameter_find(const struct script_scenario *, const char *name);
const char *script_parameter_nearest(const struct script_scenario *, const char *name);
/* "; it has: a, b" */
void        script_parameters_join(const struct script_scenario *, char *out, size_t size);

/* script_load.c */
MUST_CHECK enum err script_load_kind(struct script *, const char *name, const char *text,
                                     size_t count, enum script_kind, struct why *);

/* script_requirements.c: refuse what the table at 1 must not have beside its entries. */
void script_requirements_check(lua_State *);

/* script_stl.c: puts the table of formula builders on the stack. */
void script_stl_push(lua_State *);

/* script_cases.c: `cases` or `grid` of the table at 1. */
void script_cases_read(lua_State *);

/* script_formula.c: the verb, and its rows and end. */
int  script_expect_formula(lua_State *);
MUST_CHECK enum err script_formulas_step(struct script *, struct why *);
void script_formulas_finish(struct script *, bool is_whole);
void script_formulas_free(struct script *);

/* script_hand.c: `hand` of the table at 1; and its knobs, when there is a rig. */
void script_hand_read(lua_State *);
void script_hand_bind(lua_State *);

/* script_verbs.c */
/* Ask the function that is kept under `key`; it gets the rig. */
MUST_CHECK enum err script_condition_ask(struct script *, const void *key, const char *where,
                                         const char *what, bool *holds, struct why *);
/* An error unless `verb` is used where the scenario runs. */
struct script *script_running(lua_State *, const char *verb);
extern const luaL_Reg script_verbs[];
MUST_CHECK enum err script_pending_settle(struct script *, bool *may_go_on, bool *holds,
                                          struct why *);

/* script_rig.c: puts the rig's proxy on the stack. */
void script_rig_push(lua_State *);
/* The value of that label; an error that names what there is. */
double script_label_value(lua_State *, const struct knob *, const char *label);
void script_reads_add(const struct script *, struct text *);        /* "tip.temp_c = 97.1 C, ..." */
/* Something that was read is unknown, and the run is on a bench. */
bool script_is_blind(const struct script *);

#endif
