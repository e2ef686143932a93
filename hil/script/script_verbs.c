/* The verbs: what a scenario can ask of time and of the rig. A verb that waits notes what for and
 * yields; script_resume asks the condition once per tick and goes on when it is decided. */
#include "script_inside.h"
#include "hil/time_text.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define POINTS_MAX 1000
#define WAIT_S_MAX 1e9      /* thirty years; keeps a count of ticks in a long */

/* ---- arguments ---- */

struct script *script_running(lua_State *lua, const char *verb)
{
    struct script *script = script_of(lua);

    if (script->phase != PHASE_RUNNING)
        luaL_error(lua, "%s can only be used inside run", verb);
    if (lua != script->flow)
        luaL_error(lua, "%s cannot be used in a condition: a condition only looks", verb);
    return script;
}

static double seconds_of(lua_State *lua, int index, const char *verb)
{
    double seconds = luaL_checknumber(lua, index);

    if (!(seconds >= 0 && seconds <= WAIT_S_MAX))
        luaL_error(lua, "%s: %f s is no duration: give 0 s or more", verb, seconds);
    return seconds;
}

static void condition_check(lua_State *lua, int index, const char *verb)
{
    if (!lua_isfunction(lua, index))
        luaL_error(lua, "%s: the condition is a %s: give a function that returns true or false",
                   verb, luaL_typename(lua, index));
}

static void text_copy(lua_State *lua, int index, char *out, size_t size)
{
    snprintf(out, size, "%s", luaL_checkstring(lua, index));
}

/* ---- waiting ---- */

static struct script_pending *pending_open(lua_State *lua, enum script_wait kind, const char *verb)
{
    struct script         *script = script_running(lua, verb);
    struct script_pending *pending = &script->pending;

    if (!lua_isyieldable(lua))
        luaL_error(lua, "%s cannot wait here, inside a function that Lua itself calls", verb);
    script_charge(lua, 100);
    memset(pending, 0, sizeof *pending);
    pending->kind = kind;
    pending->from_tick = script->tick;
    pending->until_tick = LONG_MAX;
    pending->within_s = NAN;
    script_place(lua, pending->where, sizeof pending->where);
    return pending;
}

/* What meeting it gives in a drill: the number at `index`, if there is one. */
static double points_of(lua_State *lua, int index, const char *verb)
{
    double points = luaL_optnumber(lua, index, 0);

    if (!(points >= 0 && points <= POINTS_MAX))
        luaL_error(lua, "%s: %f points: give 0 to %d", verb, points, POINTS_MAX);
    return points;
}

/* The condition at `index` is asked from now on, until the deadline. */
static int pending_yield(lua_State *lua, struct script_pending *pending, int index)
{
    struct script *script = script_of(lua);
    double         tick_s = script->rig->tick_s;

    condition_check(lua, index, pending->what);
    lua_pushvalue(lua, index);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, pending);
    if (!isnan(pending->within_s))
        pending->until_tick = script->tick + (long)floor(pending->within_s / tick_s + 1e-6);
    pending->has_condition = pending->is_open = true;
    return lua_yield(lua, 0);
}

/* wait(seconds): one tick at least. */
static int verb_wait(lua_State *lua)
{
    struct script_pending *pending = pending_open(lua, WAIT_TIME, "wait");
    struct script         *script = script_of(lua);
    long ticks = (long)ceil(seconds_of(lua, 1, "wait") / script->rig->tick_s - 1e-6);

    pending->until_tick = script->tick + (ticks > 1 ? ticks : 1);
    pending->is_open = true;
    return lua_yield(lua, 0);
}

/* wait_until(condition) or wait_until(what, within_s, condition) */
static int verb_wait_until(lua_State *lua)
{
    struct script_pending *pending = pending_open(lua, WAIT_UNTIL, "wait_until");

    if (lua_isfunction(lua, 1)) {
        snprintf(pending->what, sizeof pending->what, "the condition");
        return pending_yield(lua, pending, 1);
    }
    text_copy(lua, 1, pending->what, sizeof pending->what);
    pending->within_s = seconds_of(lua, 2, "wait_until");
    return pending_yield(lua, pending, 3);
}

/* expect_within(seconds, what, condition, points) */
static int verb_expect_within(lua_State *lua)
{
    struct script_pending *pending = pending_open(lua, WAIT_EXPECT_WITHIN, "expect_within");

    pending->within_s = seconds_of(lua, 1, "expect_within");
    text_copy(lua, 2, pending->what, sizeof pending->what);
    pending->points = points_of(lua, 4, "expect_within");
    return pending_yield(lua, pending, 3);
}

/* expect(what, condition, points): a function, or what it would return. */
static int verb_expect(lua_State *lua)
{
    struct script_pending *pending = pending_open(lua, WAIT_EXPECT, "expect");

    text_copy(lua, 1, pending->what, sizeof pending->what);
    pending->points = points_of(lua, 3, "expect");
    pending->within_s = 0;
    if (!lua_isboolean(lua, 2))
        return pending_yield(lua, pending, 2);
    pending->given = lua_toboolean(lua, 2);
    pending->is_open = true;
    return lua_yield(lua, 0);
}

/* ---- conditions ---- */

enum err script_condition_ask(struct script *script, const void *key, const char *where,
                              const char *what, bool *holds, struct why *why)
{
    lua_State *lua = script->asked;
    int        count = 0;

    lua_rawgetp(lua, LUA_REGISTRYINDEX, key);
    lua_rawgetp(lua, LUA_REGISTRYINDEX, script_key(script, KEPT_RIG));
    script->read_count = 0;
    TRY(script_enter(script, lua, 1, &count, why));
    if (count < 1 || !lua_isboolean(lua, -count))
        return why_say(why, ERR_SCRIPT, "%s: \"%s\" got %s: a condition returns true or false",
                       where, what, count < 1 ? "nothing" : luaL_typename(lua, -count));
    *holds = lua_toboolean(lua, -count);
    lua_settop(lua, 0);
    return ERR_OK;
}

static void judge(struct script *script, enum verdict verdict, const struct script_pending *pending,
                  const char *why)
{
    struct judgement judgement = { .verdict = verdict, .within_s = pending->within_s,
                                   .t_s = script_now_s(script), .points = pending->points,
                                   .from_s = script_tick_s(script, pending->from_tick) };

    if (pending->kind == WAIT_EXPECT)
        judgement.within_s = NAN;

    snprintf(judgement.what, sizeof judgement.what, "%s", pending->what);
    snprintf(judgement.why, sizeof judgement.why, "%s", why);
    snprintf(judgement.where, sizeof judgement.where, "%s", pending->where);
    if (script->setup.record)
        record_judgement(script->setup.record, &judgement);
}

/* Time allowed, as it was written: "0.5 s", "10 d 00:00:00". */
static void allowed_text(double within_s, char out[TIME_TEXT_SIZE])
{
    if (within_s < 3600)
        snprintf(out, TIME_TEXT_SIZE, "%.10g s", within_s);
    else
        time_text_exact(within_s, 6, out);
}

/* "held after 0.12 s of 0.50 s: generator.state = fault" */
static void pending_judge(struct script *script, const struct script_pending *pending, bool holds)
{
    char        bytes[320];
    struct text text = text_over(bytes, sizeof bytes);
    char        now[TIME_TEXT_SIZE], after[TIME_TEXT_SIZE], allowed[TIME_TEXT_SIZE];

    time_text_exact(script_now_s(script), script->time_decimals, now);
    time_text_exact(script_now_s(script) - script_tick_s(script, pending->from_tick),
                    script->time_decimals, after);
    allowed_text(pending->within_s, allowed);
    if (pending->kind == WAIT_EXPECT)
        text_add(&text, "%s at %s", holds ? "true" : "false", now);
    else if (holds)
        text_add(&text, "held after %s of %s", after, allowed);
    else
        text_add(&text, "not within %s%s", allowed,
                 pending->kind == WAIT_UNTIL ? ", so the scenario ended here" : "");
    script_reads_add(script, &text);
    judge(script, holds ? VERDICT_PASS : script_is_blind(script) ? VERDICT_INCONCLUSIVE
                                                                 : VERDICT_FAIL, pending, bytes);
}

/* Is the thing that the scenario waits for decided, and how? */
static enum err pending_look(struct script *script, bool *is_decided, bool *holds, struct why *why)
{
    struct script_pending *pending = &script->pending;

    if (!pending->has_condition) {                  /* a time, or a value that was given */
        *holds = pending->kind == WAIT_TIME || pending->given;
        *is_decided = pending->kind != WAIT_TIME || script->tick >= pending->until_tick;
        return ERR_OK;
    }
    TRY(script_condition_ask(script, pending, pending->where, pending->what, holds, why));
    *is_decided = *holds || script->tick >= pending->until_tick;
    return ERR_OK;
}

enum err script_pending_settle(struct script *script, bool *may_go_on, bool *holds, struct why *why)
{
    struct script_pending *pending = &script->pending;
    bool                   is_decided, is_quiet;

    TRY(pending_look(script, &is_decided, holds, why));
    *may_go_on = is_decided;
    if (!is_decided)
        return ERR_OK;
    is_quiet = pending->kind == WAIT_TIME || (pending->kind == WAIT_UNTIL && *holds);
    if (!is_quiet)
        pending_judge(script, pending, *holds);
    if (pending->kind == WAIT_UNTIL && !*holds) {   /* what follows has lost its footing */
        script->phase = PHASE_OVER;
        *may_go_on = false;
    }
    pending->is_open = false;
    return ERR_OK;
}

/* ---- always ---- */

static void always_judge(struct script *script, struct script_always *always, enum verdict verdict,
                         const char *why)
{
    struct script_pending as_pending = { .from_tick = always->from_tick, .within_s = NAN,
                                         .points = always->points };

    memcpy(as_pending.what, always->what, sizeof always->what);
    memcpy(as_pending.where, always->where, sizeof always->where);
    always->is_open = false;
    judge(script, verdict, &as_pending, why);
}

static void always_close(struct script *script, struct script_always *always, bool is_whole)
{
    char why[320], from[TIME_TEXT_SIZE], now[TIME_TEXT_SIZE];

    if (always->checks == 0) {
        always_judge(script, always, VERDICT_VACUOUS, "never asked: the run ended at once");
        return;
    }
    time_text_exact(script_tick_s(script, always->from_tick), script->time_decimals, from);
    time_text_exact(script_now_s(script), script->time_decimals, now);
    snprintf(why, sizeof why, "%s from %s to %s%s%s",
             always->blind ? "never seen violated" : "held in every tick", from, now,
             is_whole ? "" : ", when the run was cut short", always->blind_why);
    always_judge(script, always, is_whole && !always->blind ? VERDICT_PASS : VERDICT_INCONCLUSIVE,
                 why);
}

/* Not now, but what would tell whether it holds is not known: it is looked at further. */
static void always_blind(struct script *script, struct script_always *always)
{
    struct text text;
    char        now[TIME_TEXT_SIZE];

    if (always->blind++ > 0)
        return;
    text = text_over(always->blind_why, sizeof always->blind_why);
    time_text_exact(script_now_s(script), script->time_decimals, now);
    text_add(&text, ", but not seen at %s", now);
    script_reads_add(script, &text);
}

static void always_violated(struct script *script, struct script_always *always)
{
    char        bytes[320], now[TIME_TEXT_SIZE];
    struct text text = text_over(bytes, sizeof bytes);

    time_text_exact(script_now_s(script), script->time_decimals, now);
    text_add(&text, "violated at %s", now);
    script_reads_add(script, &text);
    always_judge(script, always, VERDICT_FAIL, bytes);
}

enum err script_judge(struct script *script, struct why *why)
{
    for (size_t i = 0; i < script->always_count; i++) {
        struct script_always *always = &script->always[i];
        bool                  holds = false;

        if (!always->is_open)
            continue;
        TRY(script_condition_ask(script, always, always->where, always->what, &holds, why));
        always->checks++;
        if (!holds && script_is_blind(script))
            always_blind(script, always);
        else if (!holds)
            always_violated(script, always);
    }
    return script_formulas_step(script, why);
}

void script_finish(struct script *script, bool is_whole)
{
    struct script_pending *pending = &script->pending;
    char                   why[320], now[TIME_TEXT_SIZE], allowed[TIME_TEXT_SIZE];

    if (pending->is_open && pending->kind == WAIT_EXPECT_WITHIN) {
        time_text_exact(script_now_s(script), script->time_decimals, now);
        allowed_text(pending->within_s, allowed);
        snprintf(why, sizeof why, "the run ended at %s, before its deadline of %s", now, allowed);
        judge(script, VERDICT_INCONCLUSIVE, pending, why);
    }
    pending->is_open = false;
    for (size_t i = 0; i < script->always_count; i++)
        if (script->always[i].is_open)
            always_close(script, &script->always[i], is_whole);
    script_formulas_finish(script, is_whole);
    script->phase = PHASE_OVER;
}

/* handle:stop() */
static int always_stop(lua_State *lua)
{
    struct script        *script = script_running(lua, "stop");
    size_t               *index = lua_touserdata(lua, 1);
    struct script_always *always;

    if (!index || lua_rawlen(lua, 1) != sizeof *index || *index >= script->always_count)
        return luaL_error(lua, "write handle:stop(), with what expect_always returned");
    always = &script->always[*index];
    if (always->is_open)
        always_close(script, always, true);
    return 0;
}

static void handle_push(lua_State *lua, size_t index)
{
    size_t *handle = lua_newuserdatauv(lua, sizeof *handle, 0);

    *handle = index;
    lua_createtable(lua, 0, 2);
    lua_createtable(lua, 0, 1);
    lua_pushcfunction(lua, always_stop);
    lua_setfield(lua, -2, "stop");
    lua_setfield(lua, -2, "__index");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
}

/* expect_always(what, condition, points): from the next row on. */
static int verb_expect_always(lua_State *lua)
{
    struct script        *script = script_running(lua, "expect_always");
    struct script_always *always = &script->always[script->always_count];

    if (script->always_count >= SCRIPT_ALWAYS_MAX)
        return luaL_error(lua, "more than %d expect_always", SCRIPT_ALWAYS_MAX);
    memset(always, 0, sizeof *always);
    text_copy(lua, 1, always->what, sizeof always->what);
    condition_check(lua, 2, "expect_always");
    always->points = points_of(lua, 3, "expect_always");
    script_place(lua, always->where, sizeof always->where);
    always->from_tick = script->tick;
    handle_push(lua, script->always_count);
    lua_pushvalue(lua, 2);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, always);
    always->is_open = true;
    script->always_count++;
    return 1;
}

/* ---- words about the run ---- */

static int verb_log(lua_State *lua)
{
    struct script *script = script_running(lua, "log");

    script_charge(lua, 500);
    luaL_checkany(lua, 1);
    script_text_push(lua, 1);
    if (script->setup.record)
        record_say(script->setup.record, script_now_s(script), "log", "%s", lua_tostring(lua, -1));
    return 0;
}

/* scenario { ... }, bench { ... }, lesion_case { ... } and the others hand their table back,
 * remembered. */
static int table_keep(lua_State *lua, const char *verb, enum script_kind kind,
                      void (*check)(lua_State *))
{
    struct script *script = script_of(lua);

    luaL_checktype(lua, 1, LUA_TTABLE);
    if (script->phase != PHASE_LOADING || script->has_table)
        return luaL_error(lua, "%s { ... } can be used once, at the end of the file", verb);
    script->has_table = true;
    script->kind = kind;
    lua_settop(lua, 1);
    if (check)
        check(lua);
    lua_pushvalue(lua, 1);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, script_key(script, KEPT_TABLE));
    return 1;
}

static int verb_scenario(lua_State *lua)
{
    return table_keep(lua, "scenario", SCRIPT_SCENARIO, script_scenario_check);
}

static int verb_lesion_case(lua_State *lua)
{
    return table_keep(lua, "lesion_case", SCRIPT_LESION_CASE, NULL);
}

static int verb_spread_case(lua_State *lua)
{
    return table_keep(lua, "spread_case", SCRIPT_SPREAD_CASE, NULL);
}

static int verb_bench(lua_State *lua)
{
    return table_keep(lua, "bench", SCRIPT_BENCH, NULL);
}

static int verb_requirements(lua_State *lua)
{
    return table_keep(lua, "requirements", SCRIPT_REQUIREMENTS, script_requirements_check);
}

const luaL_Reg script_verbs[] = {
    { "bench", verb_bench },
    { "expect", verb_expect },
    { "expect_always", verb_expect_always },
    { "expect_formula", script_expect_formula },
    { "expect_within", verb_expect_within },
    { "lesion_case", verb_lesion_case },
    { "log", verb_log },
    { "requirements", verb_requirements },
    { "scenario", verb_scenario },
    { "spread_case", verb_spread_case },
    { "wait", verb_wait },
    { "wait_until", verb_wait_until },
    { NULL, NULL },
};
