/* The environment: what is allowed, and nothing else. A library function that can work for long
 * without an instruction being counted is charged for its work before it is called. */
#include "script_inside.h"
#include "script_pattern.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- text without addresses ---- */

void script_text_push(lua_State *lua, int index)
{
    int type = lua_type(lua, index);

    if (luaL_getmetafield(lua, index, "__tostring") != LUA_TNIL) {
        lua_pop(lua, 1);
        luaL_tolstring(lua, index, NULL);
    } else if (type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TBOOLEAN ||
               type == LUA_TNIL) {
        luaL_tolstring(lua, index, NULL);
    } else {
        lua_pushstring(lua, lua_typename(lua, type));
    }
}

static int text_of(lua_State *lua)
{
    luaL_checkany(lua, 1);
    script_text_push(lua, 1);
    return 1;
}

static int print(lua_State *lua)
{
    struct script *script = script_of(lua);
    int            count = lua_gettop(lua);
    luaL_Buffer    line;

    script_charge(lua, 500);
    for (int i = 1; i <= count; i++) {
        script_text_push(lua, i);
        lua_replace(lua, i);
    }
    luaL_buffinit(lua, &line);
    for (int i = 1; i <= count; i++) {
        if (i > 1)
            luaL_addchar(&line, '\t');
        lua_pushvalue(lua, i);
        luaL_addvalue(&line);
    }
    luaL_pushresult(&line);
    if (script->setup.record)
        record_say(script->setup.record, script_now_s(script), "log", "%s", lua_tostring(lua, -1));
    else
        fprintf(stderr, "%s\n", lua_tostring(lua, -1));
    return 0;
}

/* ---- Lua's own functions, charged ---- */

/* Call the function that this one stands for: its first upvalue. */
static int call_real(lua_State *lua)
{
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_insert(lua, 1);
    lua_call(lua, lua_gettop(lua) - 1, LUA_MULTRET);
    return lua_gettop(lua);
}

/* Where a search begins: Lua counts from 1, and from the end if negative. */
static size_t offset_of(lua_Integer init, size_t count)
{
    if (init > 0)
        return (size_t)init - 1;
    return init == 0 || (size_t)-init > count ? 0 : count - (size_t)-init;
}

static int call_pattern(lua_State *lua, enum pattern_use use, lua_Integer init)
{
    struct pattern_task task = { .use = use, .steps_max = script_of(lua)->work_left };

    task.text = luaL_checklstring(lua, 1, &task.count);
    task.pattern = luaL_checklstring(lua, 2, &task.pattern_count);
    task.from = offset_of(init, task.count);
    script_charge(lua, (double)pattern_steps(&task));
    return call_real(lua);
}

static int find(lua_State *lua)
{
    size_t count, pattern_count;

    luaL_checklstring(lua, 1, &count);
    luaL_checklstring(lua, 2, &pattern_count);
    script_charge(lua, (double)count * (double)pattern_count / 16);     /* a memcmp at every byte */
    if (lua_toboolean(lua, 4))
        return call_real(lua);
    return call_pattern(lua, PATTERN_FIRST, luaL_optinteger(lua, 3, 1));
}

static int match(lua_State *lua)
{
    return call_pattern(lua, PATTERN_FIRST, luaL_optinteger(lua, 3, 1));
}

static int gmatch(lua_State *lua)
{
    return call_pattern(lua, PATTERN_EACH_LOOSE, luaL_optinteger(lua, 3, 1));
}

static int gsub(lua_State *lua)
{
    return call_pattern(lua, PATTERN_EACH, 1);
}

static int rep(lua_State *lua)
{
    size_t count, parting = 0;

    luaL_checklstring(lua, 1, &count);
    luaL_optlstring(lua, 3, "", &parting);
    if (count + parting == 0) {                     /* Lua would count to n in silence */
        lua_pushliteral(lua, "");
        return 1;
    }
    return call_real(lua);
}

static int format(lua_State *lua)
{
    int         count = lua_gettop(lua);
    const char *at = luaL_checkstring(lua, 1);

    for (at = strchr(at, '%'); at; at = strchr(at, '%')) {
        at++;
        if (*at == '%')
            at++;
        else if (at[strspn(at, "-+ #0123456789.")] == 'p')
            return luaL_error(lua, "'%%p' would print an address, which differs from run to run");
    }
    for (int i = 2; i <= count; i++)
        if (lua_istable(lua, i) || lua_isfunction(lua, i) || lua_isuserdata(lua, i)) {
            script_text_push(lua, i);
            lua_replace(lua, i);
        }
    return call_real(lua);
}

/* The length of the table at 1. A length that is computed could be anything, at any time. */
static double length_of(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    if (luaL_getmetafield(lua, 1, "__len") != LUA_TNIL)
        luaL_error(lua, "a table with __len is not accepted here");
    return (double)lua_rawlen(lua, 1);
}

static int charged_by_length(lua_State *lua)
{
    script_charge(lua, length_of(lua));
    return call_real(lua);
}

static int sort(lua_State *lua)
{
    double length = length_of(lua);

    script_charge(lua, length * log2(length + 2));
    return call_real(lua);
}

/* concat (a separator at 2), unpack: from..to, each optional. */
static int charged_by_range(lua_State *lua, int from_index)
{
    double length = length_of(lua);
    double from = (double)luaL_optinteger(lua, from_index, 1);
    double to = (double)luaL_optinteger(lua, from_index + 1, (lua_Integer)length);

    script_charge(lua, fmax(0, to - from));
    return call_real(lua);
}

static int concat(lua_State *lua) { return charged_by_range(lua, 3); }
static int unpack(lua_State *lua) { return charged_by_range(lua, 2); }

static int move(lua_State *lua)
{
    double from = (double)luaL_checkinteger(lua, 2), to = (double)luaL_checkinteger(lua, 3);

    script_charge(lua, fmax(0, to - from));
    return call_real(lua);
}

/* ---- pairs in sorted order ---- */

static int rank_of(int type)
{
    return type == LUA_TNUMBER ? 0 : type == LUA_TSTRING ? 1 : type == LUA_TBOOLEAN ? 2 : 3;
}

/* Numbers first, then texts by their bytes, then false and true, then the rest in no order. */
static int key_is_before(lua_State *lua)
{
    int         a_rank = rank_of(lua_type(lua, 1)), b_rank = rank_of(lua_type(lua, 2)), order;
    size_t      a_count, b_count;
    const char *a, *b;
    bool        is_before = a_rank < b_rank;

    if (a_rank == b_rank && a_rank == 0) {
        is_before = lua_compare(lua, 1, 2, LUA_OPLT);
    } else if (a_rank == b_rank && a_rank == 1) {
        a = lua_tolstring(lua, 1, &a_count);
        b = lua_tolstring(lua, 2, &b_count);
        order = memcmp(a, b, a_count < b_count ? a_count : b_count);
        is_before = order < 0 || (order == 0 && a_count < b_count);
    } else if (a_rank == b_rank && a_rank == 2) {
        is_before = !lua_toboolean(lua, 1) && lua_toboolean(lua, 2);
    }
    lua_pushboolean(lua, is_before);
    return 1;
}

/* Upvalues: the sorted keys, how many were given, the table. What has become nil meanwhile is
 * passed over. */
static int pairs_next(lua_State *lua)
{
    lua_Integer at = lua_tointeger(lua, lua_upvalueindex(2));

    for (;;) {
        lua_settop(lua, 0);
        if (lua_rawgeti(lua, lua_upvalueindex(1), ++at) == LUA_TNIL)
            return 1;
        lua_pushvalue(lua, 1);
        if (lua_rawget(lua, lua_upvalueindex(3)) != LUA_TNIL)
            break;
    }
    lua_pushinteger(lua, at);
    lua_copy(lua, -1, lua_upvalueindex(2));
    lua_pop(lua, 1);
    return 2;
}

static int pairs(lua_State *lua)
{
    lua_Integer count = 0;

    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_settop(lua, 1);
    lua_newtable(lua);
    for (lua_pushnil(lua); lua_next(lua, 1); ) {
        lua_pop(lua, 1);
        lua_pushvalue(lua, -1);
        lua_rawseti(lua, 2, ++count);
    }
    script_charge(lua, (double)count * (4 + log2((double)count + 1)));
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_pushvalue(lua, 2);
    lua_pushcfunction(lua, key_is_before);
    lua_call(lua, 2, 0);
    lua_pushinteger(lua, 0);
    lua_pushvalue(lua, 1);
    lua_pushcclosure(lua, pairs_next, 3);
    return 1;
}

static int set_metatable(lua_State *lua)
{
    static const char *const refused[] = { "__gc", "__close" };

    luaL_checktype(lua, 1, LUA_TTABLE);
    luaL_argexpected(lua, lua_isnil(lua, 2) || lua_istable(lua, 2), 2, "nil or table");
    if (luaL_getmetafield(lua, 1, "__metatable") != LUA_TNIL)
        return luaL_error(lua, "cannot change a protected metatable");
    for (size_t i = 0; lua_istable(lua, 2) && i < sizeof refused / sizeof *refused; i++) {
        lua_pushstring(lua, refused[i]);
        if (lua_rawget(lua, 2) != LUA_TNIL)
            return luaL_error(lua, "a metatable with %s is not accepted: nothing can interrupt it",
                              refused[i]);
    }
    lua_settop(lua, 2);
    lua_setmetatable(lua, 1);
    return 1;
}

/* ---- the allow-list ---- */

/* What is Lua's own, as it is; the functions of this file stand for Lua's own of the same name. */
static const char *const base_plain[] = {
    "assert", "error", "getmetatable", "ipairs", "pcall", "rawequal", "rawget", "rawlen", "rawset",
    "select", "tonumber", "type", "xpcall", NULL,
};
static const luaL_Reg base_ours[] = {
    { "print", print }, { "setmetatable", set_metatable }, { "tostring", text_of }, { NULL, NULL },
};

static const char *const string_plain[] = {
    "byte", "char", "len", "lower", "reverse", "sub", "upper", NULL,
};
static const luaL_Reg string_ours[] = {
    { "find", find },   { "format", format }, { "gmatch", gmatch }, { "gsub", gsub },
    { "match", match }, { "rep", rep },       { NULL, NULL },
};

static const char *const table_plain[] = { "pack", NULL };
static const luaL_Reg table_ours[] = {
    { "concat", concat }, { "insert", charged_by_length }, { "move", move },
    { "remove", charged_by_length }, { "sort", sort }, { "unpack", unpack }, { NULL, NULL },
};

static const char *const math_plain[] = {
    "abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "huge", "log",
    "max", "maxinteger", "min", "mininteger", "modf", "pi", "rad", "random", "sin", "sqrt", "tan",
    "tointeger", "type", "ult", NULL,
};
static const char *const utf8_plain[] = {
    "char", "charpattern", "codepoint", "codes", "len", "offset", NULL,
};
static const luaL_Reg none_ours[] = { { NULL, NULL } };

/* Stack: the environment, Lua's own table. */
static void pairs_make(lua_State *lua)
{
    lua_getfield(lua, -1, "sort");
    lua_pushcclosure(lua, pairs, 1);
    lua_setfield(lua, -3, "pairs");
}

static void random_seed(lua_State *lua)
{
    uint64_t seed = script_of(lua)->setup.seed;

    lua_getfield(lua, -1, "randomseed");
    lua_pushinteger(lua, (lua_Integer)(seed >> 32));
    lua_pushinteger(lua, (lua_Integer)(seed & 0xFFFFFFFF));
    lua_call(lua, 2, 0);
}

static const struct {
    const char        *name;
    lua_CFunction      open;
    const char *const *plain;
    const luaL_Reg    *ours;
    void             (*prepare)(lua_State *);
} libraries[] = {
    { "string", luaopen_string, string_plain, string_ours, NULL },
    { "table",  luaopen_table,  table_plain,  table_ours,  pairs_make },
    { "math",   luaopen_math,   math_plain,   none_ours,   random_seed },
    { "utf8",   luaopen_utf8,   utf8_plain,   none_ours,   NULL },
};

/* Names that people know from elsewhere, and what to do instead. */
static const struct { const char *name, *instead; } absent[] = {
    { "os",             "time is rig.time_s, and a scenario sees no files" },
    { "io",             "a scenario sees no files: use log(text)" },
    { "require",        "a scenario is one file" },
    { "package",        "a scenario is one file" },
    { "dofile",         "a scenario is one file" },
    { "loadfile",       "a scenario is one file" },
    { "load",           "code is not made at run time" },
    { "next",           "use pairs, which goes in sorted order" },
    { "debug",          "errors show file, line and calls already" },
    { "coroutine",      "a scenario is one line of events: use wait and expect_always" },
    { "collectgarbage", "memory is looked after" },
};

/* From the table of Lua's own at -2 into the table at -1. Ours get Lua's own as their upvalue. */
static void allow(lua_State *lua, const char *const *plain, const luaL_Reg *ours)
{
    for (; *plain; plain++) {
        lua_getfield(lua, -2, *plain);
        lua_setfield(lua, -2, *plain);
    }
    for (; ours->name; ours++) {
        lua_getfield(lua, -2, ours->name);
        lua_pushcclosure(lua, ours->func, 1);
        lua_setfield(lua, -2, ours->name);
    }
}

#define NAMES_MAX 128

static size_t known_names(const char *names[NAMES_MAX])
{
    size_t count = 0;

    for (size_t i = 0; base_plain[i]; i++)
        names[count++] = base_plain[i];
    for (const luaL_Reg *at = base_ours; at->name; at++)
        names[count++] = at->name;
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
        names[count++] = libraries[i].name;
    for (const luaL_Reg *at = script_verbs; at->name; at++)
        names[count++] = at->name;
    names[count++] = "pairs";
    names[count++] = "stl";
    return count;
}

/* __index of what is behind the environment: reached for names that do not exist. */
static int global_missing(lua_State *lua)
{
    const char *names[NAMES_MAX], *name, *nearest;

    if (lua_type(lua, 2) != LUA_TSTRING)
        return luaL_error(lua, "an unknown global that is a %s", luaL_typename(lua, 2));
    name = lua_tostring(lua, 2);
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        if (strcmp(absent[i].name, name) == 0)
            return luaL_error(lua, "'%s' is not available: %s", name, absent[i].instead);
    nearest = text_nearest(name, names, known_names(names));
    if (nearest)
        return luaL_error(lua, "'%s' is not known: did you mean '%s'?", name, nearest);
    return luaL_error(lua, "'%s' is not known: is a `local %s` missing?", name, name);
}

static int global_refuse(lua_State *lua)
{
    script_text_push(lua, 2);
    return luaL_error(lua, "'%s' would become a global: write `local %s`", lua_tostring(lua, -1),
                      lua_tostring(lua, -1));
}

/* With a library's name at its first upvalue. */
static int member_missing(lua_State *lua)
{
    const char *library = lua_tostring(lua, lua_upvalueindex(1));

    script_text_push(lua, 2);
    return luaL_error(lua, "'%s.%s' is not known or not available", library, lua_tostring(lua, -1));
}

static int member_refuse(lua_State *lua)
{
    return luaL_error(lua, "'%s' belongs to all and cannot be changed",
                      lua_tostring(lua, lua_upvalueindex(1)));
}

/* Put a table on the stack that reads from the one at -1 (which it replaces), through index and
 * refuses writing. */
static void guard(lua_State *lua, const char *name, lua_CFunction missing, lua_CFunction refuse)
{
    lua_newtable(lua);                              /* what is behind: errors */
    lua_pushstring(lua, name);
    lua_pushcclosure(lua, missing, 1);
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);

    lua_newtable(lua);                              /* the empty front */
    lua_newtable(lua);
    lua_rotate(lua, -3, -1);                        /* front, its metatable, content */
    lua_setfield(lua, -2, "__index");
    lua_pushstring(lua, name);
    lua_pushcclosure(lua, refuse, 1);
    lua_setfield(lua, -2, "__newindex");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
}

/* Into the environment's table at -1. */
static void library_open(lua_State *lua, size_t i)
{
    lua_pushcfunction(lua, libraries[i].open);
    lua_call(lua, 0, 1);
    if (libraries[i].prepare)
        libraries[i].prepare(lua);
    lua_newtable(lua);
    allow(lua, libraries[i].plain, libraries[i].ours);
    guard(lua, libraries[i].name, member_missing, member_refuse);
    lua_remove(lua, -2);
    lua_setfield(lua, -2, libraries[i].name);
}

/* ("x"):rep(3) goes through the bounded functions too. */
static void string_metatable_protect(lua_State *lua)
{
    lua_pushliteral(lua, "");
    lua_getmetatable(lua, -1);
    lua_getfield(lua, -3, "string");
    lua_setfield(lua, -2, "__index");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_pop(lua, 2);
}

void script_sandbox_open(lua_State *lua)
{
    lua_pushcfunction(lua, luaopen_base);
    lua_call(lua, 0, 1);
    lua_newtable(lua);
    allow(lua, base_plain, base_ours);
    luaL_setfuncs(lua, script_verbs, 0);
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
        library_open(lua, i);
    string_metatable_protect(lua);
    script_stl_push(lua);
    guard(lua, "stl", member_missing, member_refuse);
    lua_setfield(lua, -2, "stl");
    guard(lua, "", global_missing, global_refuse);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, script_key(script_of(lua), KEPT_ENV));
    lua_pop(lua, 1);
}
