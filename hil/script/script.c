#include "script_inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CALLS_SHOWN 8

static int threads_open(lua_State *lua)
{
    struct script *script = lua_touserdata(lua, 1);

    script->flow = lua_newthread(lua);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, script_key(script, KEPT_FLOW));
    script->asked = lua_newthread(lua);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, script_key(script, KEPT_ASKED));
    script_sandbox_open(lua);
    script_meter(script->flow);
    script_meter(script->asked);
    return 0;
}

enum err script_create(struct script **out, const struct script_setup *setup, struct why *why)
{
    struct script *script = calloc(1, sizeof *script);
    enum err       err;

    if (!script)
        return why_say(why, ERR_MEMORY, "no memory for the script");
    script->setup = *setup;
    script->work_left = SCRIPT_WORK_MAX;
    script->wall_from_s = NAN;
    script->main = lua_newstate(script_allocate, script);
    if (!script->main) {
        free(script);
        return why_say(why, ERR_MEMORY, "no memory for the script");
    }
    *(struct script **)lua_getextraspace(script->main) = script;
    err = script_protect(script, threads_open, script, why);
    if (err == ERR_OK)
        *out = script;
    else
        script_destroy(script);
    return err;
}

void script_destroy(struct script *script)
{
    if (!script)
        return;
    lua_close(script->main);
    script_formulas_free(script);
    free(script->hand);
    free(script->knob_values);
    free(script->cases);
    free(script);
}

const struct script_scenario *script_scenario(const struct script *script)
{
    return &script->scenario;
}

bool script_is_over(const struct script *script)
{
    return script->phase == PHASE_OVER;
}

/* Lua raises errors by longjmp: what may raise one is called through here. */
enum err script_protect(struct script *script, lua_CFunction function, void *data, struct why *why)
{
    lua_State  *lua = script->main;
    const char *message;

    lua_settop(lua, 0);
    lua_pushcfunction(lua, function);
    lua_pushlightuserdata(lua, data);
    if (lua_pcall(lua, 1, 0, 0) == LUA_OK)
        return ERR_OK;
    message = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : NULL;
    return why_say(why, ERR_SCRIPT, "%s", message ? message : "an error without a message");
}

void script_place(lua_State *lua, char *out, size_t size)
{
    lua_Debug debug;

    out[0] = '\0';
    if (lua_getstack(lua, 1, &debug) && lua_getinfo(lua, "Sl", &debug) && debug.currentline > 0)
        snprintf(out, size, "%s:%d", debug.short_src, debug.currentline);
}

/* The line that was running in a thread that has stopped; its name in the file, or nothing. */
static void place_of_stop(const struct script *script, lua_State *thread, char *out, size_t size)
{
    lua_Debug debug;

    snprintf(out, size, "%s", script->name);
    for (int level = 0; lua_getstack(thread, level, &debug); level++) {
        if (!lua_getinfo(thread, "Sl", &debug) || debug.currentline <= 0)
            continue;
        snprintf(out, size, "%s:%d", debug.short_src, debug.currentline);
        return;
    }
}

/* "called from over.lua:40 (settle), over.lua:55 (run)": the lines below the first. */
static void calls_add(lua_State *thread, struct text *text)
{
    lua_Debug debug;
    int       shown = 0;

    for (int level = 0; shown <= CALLS_SHOWN && lua_getstack(thread, level, &debug); level++) {
        if (!lua_getinfo(thread, "Sln", &debug) || debug.currentline <= 0)
            continue;
        if (shown++ == 0)
            continue;
        text_add(text, "%s%s:%d", shown == 2 ? "called from " : ", ", debug.short_src,
                 debug.currentline);
        if (debug.name)
            text_add(text, " (%s)", debug.name);
    }
}

/* Lua's own message has file and line already, unless somebody raised something else. */
static enum err explain(struct script *script, lua_State *thread, struct why *why)
{
    char        where[120], calls[480];
    struct text text = text_over(calls, sizeof calls);
    const char *message = lua_type(thread, -1) == LUA_TSTRING ? lua_tostring(thread, -1) : NULL;
    bool        has_place = message && strncmp(message, script->name, strlen(script->name)) == 0;
    enum err    err;

    place_of_stop(script, thread, where, sizeof where);
    if (script->phase == PHASE_RUNNING)
        text_add(&text, "\n  at %.*f s", script->time_decimals, script_now_s(script));
    text_add(&text, script->phase == PHASE_RUNNING ? ", " : "\n  ");
    calls_add(thread, &text);
    if (thread == script->asked && script->pending.is_open)
        text_add(&text, "%swhile waiting at %s", strchr(", \n", calls[text.used - 1]) ? "" : ", ",
                 script->pending.where);
    if (script->limit != LIMIT_NONE)
        err = script_limit_say(script, where, why);
    else if (message)
        err = why_say(why, ERR_SCRIPT, "%s%s%s", has_place ? "" : where, has_place ? "" : ": ",
                      message);
    else
        err = why_say(why, ERR_SCRIPT, "%s: an error that is a %s, not a text", where,
                      luaL_typename(thread, -1));
    while (text.used > 0 && strchr(", \n", calls[text.used - 1]))
        calls[--text.used] = '\0';
    if (why && strlen(why->text) + text.used < sizeof why->text)
        strcat(why->text, calls);
    return err;
}

enum err script_enter(struct script *script, lua_State *thread, int arguments, int *count,
                      struct why *why)
{
    int status;

    script->running = thread;
    script->is_metered = true;
    status = lua_resume(thread, script->main, arguments, count);
    script->is_metered = false;
    script->running = NULL;
    if (script_given_up(script) == ERR_OK && (status == LUA_OK || status == LUA_YIELD))
        return ERR_OK;
    return explain(script, thread, why);
}

static int begin(lua_State *lua)
{
    struct script *script = lua_touserdata(lua, 1);
    lua_State     *flow = script->flow;

    script_hand_bind(lua);
    lua_rawgetp(lua, LUA_REGISTRYINDEX, script_key(script, KEPT_RUN));
    script_rig_push(lua);
    lua_pushvalue(lua, -1);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, script_key(script, KEPT_RIG));
    lua_rawgetp(lua, LUA_REGISTRYINDEX, script_key(script, KEPT_PARAMETERS));
    lua_xmove(lua, flow, 3);
    return 0;
}

enum err script_begin(struct script *script, struct rig *rig, struct why *why)
{
    size_t knob_count = rig->type->knob_count;

    script->rig = rig;
    script->time_decimals = (int)fmin(6, fmax(0, ceil(-log10(rig->tick_s) - 1e-9)));
    script->knob_values = calloc(knob_count + 1, sizeof *script->knob_values);
    if (!script->knob_values)
        return why_say(why, ERR_MEMORY, "no memory for the knobs");
    for (size_t i = 0; i < knob_count; i++)
        script->knob_values[i] = rig->type->knobs[i].rest;
    TRY(script_protect(script, begin, script, why));
    script->phase = PHASE_RUNNING;
    return ERR_OK;
}

static void wait_tell(const struct script *script)
{
    char where[320];

    if (!script->setup.waits || !script->pending.is_open)
        return;
    script_where(script, where, sizeof where);
    script->setup.waits(script->setup.watcher, script_now_s(script), where);
}

static enum err flow_resume(struct script *script, int arguments, struct why *why)
{
    int count = 0;

    script->read_count = 0;
    TRY(script_enter(script, script->flow, arguments, &count, why));
    if (lua_status(script->flow) != LUA_YIELD)
        script->phase = PHASE_OVER;
    else
        lua_pop(script->flow, count);
    wait_tell(script);
    return ERR_OK;
}

enum err script_resume(struct script *script, struct why *why)
{
    bool may_go_on = true, holds = false, is_first = lua_status(script->flow) != LUA_YIELD;

    script_refill(script, SCRIPT_WORK_PER_TICK);
    if (is_first && script->phase == PHASE_RUNNING)
        TRY(flow_resume(script, 2, why));
    while (script->phase == PHASE_RUNNING) {            /* bounded by the allowance of work */
        TRY(script_pending_settle(script, &may_go_on, &holds, why));
        if (!may_go_on)
            return ERR_OK;
        lua_pushboolean(script->flow, holds);
        TRY(flow_resume(script, 1, why));
    }
    return ERR_OK;
}

const double *script_knobs(const struct script *script)
{
    return script->knob_values;
}

void script_yield_to(struct script *script, const struct fault_turns *turns)
{
    script->turns = turns;
}

void script_see(struct script *script, long tick, const double *row)
{
    script->tick = tick;
    script->row = row;
}

void script_where(const struct script *script, char *out, size_t size)
{
    static const char *const verbs[] = { "wait", "expect", "expect_within", "wait_until" };
    const struct script_pending *pending = &script->pending;
    bool has_what = pending->what[0] && pending->kind != WAIT_TIME;

    if (!pending->is_open)
        snprintf(out, size, "%s", script->name);
    else
        snprintf(out, size, "%s, %s%s%s", pending->where, verbs[pending->kind],
                 has_what ? ": " : "", has_what ? pending->what : "");
}
