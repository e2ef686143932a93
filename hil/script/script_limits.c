/* The limits: every byte allocated and every instruction is charged to one allowance, and what has
 * been exceeded once stays so, that no pcall can hide it. */
#include "script_inside.h"
#include "hil/clock.h"

#include <math.h>
#include <stdlib.h>

#define HOOK_EVERY        1000      /* instructions                                              */
#define BYTES_PER_WORK    16        /* copying 16 bytes takes about as long as one instruction   */
#define WORK_PER_SWEEP    500000    /* a refused allocation makes Lua collect everything: slow   */

static void hook(lua_State *lua, lua_Debug *debug);

/* From now on the very next instruction is an error. */
static void limit_reach(struct script *script, enum script_limit limit)
{
    if (script->limit == LIMIT_NONE)
        script->limit = limit;
    if (script->running)
        lua_sethook(script->running, hook, LUA_MASKCOUNT, 1);
}

static bool spend(struct script *script, double work)
{
    if (!script->is_metered)
        return true;
    script->work_left = work < (double)script->work_left ? script->work_left - (long)work : -1;
    if (script->work_left < 0)
        limit_reach(script, LIMIT_WORK);
    return script->limit == LIMIT_NONE;
}

static void *refuse(struct script *script, size_t size)
{
    spend(script, WORK_PER_SWEEP);
    if (script->refused_bytes != 0)
        limit_reach(script, LIMIT_MEMORY);
    script->refused_bytes = size;
    return NULL;
}

/* Lua answers a refusal by collecting everything and asking once more for the same. Whoever asks
 * for something else has given up, and may hide that in a pcall. */
static bool is_given_up(struct script *script, size_t size)
{
    if (script->refused_bytes != 0 && script->refused_bytes != size)
        limit_reach(script, LIMIT_MEMORY);
    return script->limit != LIMIT_NONE && script->is_metered;
}

/* With block == NULL Lua passes the type of the new object as old_size. */
void *script_allocate(void *data, void *block, size_t old_size, size_t new_size)
{
    struct script *script = data;
    size_t         old_bytes = block ? old_size : 0;
    bool           is_long_text = !block && old_size == LUA_TSTRING && new_size > SCRIPT_STRING_MAX;
    void          *moved;

    if (new_size == 0) {
        free(block);
        script->bytes -= old_bytes;
        return NULL;
    }
    if (new_size > old_bytes) {
        if (is_given_up(script, new_size))
            return NULL;
        if (is_long_text || new_size - old_bytes > SCRIPT_MEMORY_MAX - script->bytes)
            return refuse(script, new_size);
        if (!spend(script, (double)(new_size - old_bytes) / BYTES_PER_WORK))
            return NULL;
    }
    moved = realloc(block, new_size);
    if (!moved)
        return refuse(script, new_size);
    if (new_size > old_bytes)
        script->refused_bytes = 0;
    script->bytes = script->bytes - old_bytes + new_size;
    return moved;
}

/* The wall is looked at only in ticks that work hard, so that an ordinary run never depends on
 * it. */
static bool is_wall_reached(struct script *script)
{
    if (isnan(script->wall_from_s))
        script->wall_from_s = clock_wall_s();
    return clock_wall_s() - script->wall_from_s > SCRIPT_WALL_S_MAX;
}

static void hook(lua_State *lua, lua_Debug *debug)
{
    struct script *script = script_of(lua);
    lua_Debug      deep;

    (void)debug;
    if (!script->is_metered)
        return;
    spend(script, HOOK_EVERY);
    if (lua_getstack(lua, SCRIPT_CALLS_MAX, &deep))     /* pcall gets slow with depth */
        limit_reach(script, LIMIT_DEPTH);
    if (is_wall_reached(script))
        limit_reach(script, LIMIT_WALL);
    if (script->setup.is_stopped && script->setup.is_stopped(script->setup.stop))
        limit_reach(script, LIMIT_STOP);
    if (script->limit != LIMIT_NONE)
        luaL_error(lua, "a limit was reached");
}

void script_meter(lua_State *lua)
{
    lua_sethook(lua, hook, LUA_MASKCOUNT, HOOK_EVERY);
}

void script_refill(struct script *script, long work)
{
    script->wall_from_s = NAN;
    script->work_left += work;
    if (script->work_left > SCRIPT_WORK_MAX)
        script->work_left = SCRIPT_WORK_MAX;
}

void script_charge(lua_State *lua, double work)
{
    if (!spend(script_of(lua), work))
        luaL_error(lua, "a limit was reached");
}

enum err script_given_up(struct script *script)
{
    if (script->refused_bytes != 0 && script->limit == LIMIT_NONE)
        script->limit = LIMIT_MEMORY;
    return script->limit == LIMIT_NONE ? ERR_OK : ERR_LIMIT;
}

enum err script_limit_say(const struct script *script, const char *where, struct why *why)
{
    switch (script->limit) {
    case LIMIT_MEMORY:
        return why_say(why, ERR_LIMIT, "%s: more than %zu MiB of memory, or %zu MiB in one text",
                       where, SCRIPT_MEMORY_MAX >> 20, SCRIPT_STRING_MAX >> 20);
    case LIMIT_DEPTH:
        return why_say(why, ERR_LIMIT, "%s: an endless recursion? Calls go more than %d deep",
                       where, SCRIPT_CALLS_MAX);
    case LIMIT_WALL:
        return why_say(why, ERR_LIMIT, "%s: the script worked for more than %g s without waiting",
                       where, SCRIPT_WALL_S_MAX);
    case LIMIT_STOP:
        return why_say(why, ERR_LIMIT, "%s: stopped by the user", where);
    default:
        return why_say(why, ERR_LIMIT, "%s: an endless loop? More than %ld steps without waiting",
                       where, SCRIPT_WORK_MAX);
    }
}
