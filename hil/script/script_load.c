/* From a file to a scenario, and from a Lua table to settings. */
#include "script_inside.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SETTINGS_DEPTH_MAX 8

/* ---- the file ---- */

enum err script_file_read(const char *path, char **text, size_t *count, struct why *why)
{
    struct stat status;
    FILE       *file;
    char       *bytes = NULL;
    size_t      used = 0;
    enum err    err = ERR_OK;

    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        return why_say(why, ERR_IO, "%s is a pipe or a device: give the path of a file", path);
    file = fopen(path, "rb");
    if (!file)
        return why_say(why, ERR_IO, "%s cannot be read: %s", path, strerror(errno));
    bytes = malloc(SCRIPT_FILE_MAX + 1);
    if (!bytes)
        err = why_say(why, ERR_MEMORY, "no memory to read %s", path);
    else
        used = fread(bytes, 1, SCRIPT_FILE_MAX + 1, file);
    if (err == ERR_OK && ferror(file))
        err = why_say(why, ERR_IO, "%s cannot be read: %s", path, strerror(errno));
    if (err == ERR_OK && used > SCRIPT_FILE_MAX)
        err = why_say(why, ERR_LIMIT, "%s is longer than %zu MiB: this is no scenario", path,
                      SCRIPT_FILE_MAX >> 20);
    fclose(file);
    if (err != ERR_OK) {
        free(bytes);
        return err;
    }
    *text = bytes;
    *count = used;
    return ERR_OK;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* "#!/usr/bin/env painrig" is no Lua: its line stays, empty. */
static size_t first_line_skip(const char *text, size_t count)
{
    size_t at = 0;

    while (count > 0 && *text == '#' && at < count && text[at] != '\n')
        at++;
    return at;
}

struct chunk { struct script *script; const char *text; size_t count; };

static int chunk_load(lua_State *lua)
{
    struct chunk *chunk = lua_touserdata(lua, 1);
    char          name[80];

    snprintf(name, sizeof name, "@%s", chunk->script->name);
    if (luaL_loadbufferx(lua, chunk->text, chunk->count, name, "t") != LUA_OK)
        return lua_error(lua);
    lua_rawgetp(lua, LUA_REGISTRYINDEX, script_key(chunk->script, KEPT_ENV));
    lua_setupvalue(lua, -2, 1);
    lua_xmove(lua, chunk->script->asked, 1);
    return 0;
}

/* Run the file; what it returned must be what `verb` was given. */
static enum err chunk_run(struct script *script, const char *verb, struct why *why)
{
    lua_State *lua = script->asked;
    int        count = 0;
    bool       is_kept;

    TRY(script_enter(script, lua, 0, &count, why));
    lua_settop(lua, lua_gettop(lua) - count + (count > 0));
    lua_rawgetp(lua, LUA_REGISTRYINDEX, script_key(script, KEPT_TABLE));
    is_kept = count > 0 && lua_istable(lua, -1) && lua_rawequal(lua, -1, -2);
    lua_settop(lua, 0);
    if (!is_kept)
        return why_say(why, ERR_SCRIPT, "%s: the file must end with: return %s { ... }",
                       script->name, verb);
    return ERR_OK;
}

/* What a file can be: the verb it ends with, what it is called, and who reads it. */
static const struct { const char *verb, *name, *command; } kinds[SCRIPT_KINDS] = {
    [SCRIPT_SCENARIO]    = { "scenario", "scenario", "run" },
    [SCRIPT_LESION_CASE] = { "lesion_case", "lesion case", "lesion" },
    [SCRIPT_SPREAD_CASE] = { "spread_case", "spread case", "spread" },
    [SCRIPT_BENCH] = { "bench", "bench file", "run SCENARIO.lua --bench" },
    [SCRIPT_REQUIREMENTS] = { "requirements", "file of requirements", "requirements" },
};

enum err script_load_kind(struct script *script, const char *name, const char *text, size_t count,
                          enum script_kind kind, struct why *why)
{
    size_t       skipped = first_line_skip(text, count);
    struct chunk chunk = { script, text + skipped, count - skipped };

    snprintf(script->name, sizeof script->name, "%s", base_name(name));
    TRY(script_protect(script, chunk_load, &chunk, why));
    TRY(chunk_run(script, kinds[kind].verb, why));
    if (script->kind != kind)
        return why_say(why, ERR_SCRIPT, "%s is a %s, no %s: try painrig %s", script->name,
                       kinds[script->kind].name, kinds[kind].name, kinds[script->kind].command);
    return ERR_OK;
}

bool script_is_other(const struct script *script)
{
    return script->has_table && script->kind != SCRIPT_SCENARIO;
}

enum err script_load_text(struct script *script, const char *name, const char *text, size_t count,
                          struct why *why)
{
    return script_load_kind(script, name, text, count, SCRIPT_SCENARIO, why);
}

enum err script_load(struct script *script, const char *path, struct why *why)
{
    char    *text;
    size_t   count;
    enum err err;

    TRY(script_file_read(path, &text, &count, why));
    err = script_load_text(script, path, text, count, why);
    free(text);
    return err;
}

/* ---- parameters ---- */

static int parameter_missing(lua_State *lua)
{
    const struct script_scenario *scenario = &script_of(lua)->scenario;
    const char                   *name, *nearest;
    char                          known[400];

    script_text_push(lua, 2);
    name = lua_tostring(lua, -1);
    nearest = script_parameter_nearest(scenario, name);
    script_parameters_join(scenario, known, sizeof known);
    if (nearest)
        return luaL_error(lua, "'%s' is no parameter of this scenario: did you mean '%s'?", name,
                          nearest);
    return luaL_error(lua, "'%s' is no parameter of this scenario%s", name, known);
}

static int parameter_refuse(lua_State *lua)
{
    script_text_push(lua, 2);
    return luaL_error(lua, "parameter '%s' cannot be made here: write it in `parameters`",
                      lua_tostring(lua, -1));
}

static int parameters_make(lua_State *lua)
{
    struct script *script = lua_touserdata(lua, 1);

    lua_newtable(lua);
    for (size_t i = 0; i < script->scenario.parameter_count; i++) {
        lua_pushnumber(lua, script->scenario.parameters[i].value);
        lua_setfield(lua, -2, script->scenario.parameters[i].name);
    }
    lua_newtable(lua);
    lua_pushcfunction(lua, parameter_missing);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, parameter_refuse);
    lua_setfield(lua, -2, "__newindex");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, script_key(script, KEPT_PARAMETERS));
    return 0;
}

/* ---- a table becomes settings ---- */

struct flattening { struct script *script; struct settings *settings; const char *what; };

static void table_flatten(lua_State *lua, struct flattening *to, const char *path, int depth);

/* "tissue" and "k" make "tissue.k", "criteria" and 1 make "criteria[1]". The key is at -2. */
static void path_make(lua_State *lua, struct flattening *to, const char *path, char out[96])
{
    int used = -1;

    if (lua_type(lua, -2) == LUA_TSTRING)
        used = snprintf(out, 96, "%s%s%s", path, *path ? "." : "", lua_tostring(lua, -2));
    else if (lua_isinteger(lua, -2) && *path)
        used = snprintf(out, 96, "%s[%lld]", path, (long long)lua_tointeger(lua, -2));
    if (used < 0)
        luaL_error(lua, "%s: %s has an entry without a name", to->what, *path ? path : "the table");
    if (used >= 96)
        luaL_error(lua, "%s: a name is too long: %s", to->what, out);
}

static void value_add(lua_State *lua, struct flattening *to, const char *path, int depth)
{
    enum err err = ERR_OK;

    switch (lua_type(lua, -1)) {
    case LUA_TNUMBER:  err = settings_add_number(to->settings, path, lua_tonumber(lua, -1)); break;
    case LUA_TBOOLEAN: err = settings_add_flag(to->settings, path, lua_toboolean(lua, -1)); break;
    case LUA_TSTRING:  err = settings_add_text(to->settings, path, lua_tostring(lua, -1)); break;
    case LUA_TTABLE:   table_flatten(lua, to, path, depth + 1); break;
    default:
        luaL_error(lua, "%s: %s is a %s: give a number, a text, true, false or a table", to->what,
                   path, luaL_typename(lua, -1));
    }
    if (err == ERR_RANGE)
        luaL_error(lua, "%s: %s is a text of more than 95 characters", to->what, path);
    if (err != ERR_OK)
        luaL_error(lua, "%s: %s: %s", to->what, path, err_text(err));
}

/* The table at -1. Raw: nobody's metamethod is called. */
static void table_flatten(lua_State *lua, struct flattening *to, const char *path, int depth)
{
    char below[96];

    if (depth > SETTINGS_DEPTH_MAX)
        luaL_error(lua, "%s: tables are nested more than %d deep at %s", to->what,
                   SETTINGS_DEPTH_MAX, path);
    luaL_checkstack(lua, 8, to->what);
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1)) {
        path_make(lua, to, path, below);
        value_add(lua, to, below, depth);
    }
}

static int setting_order(const void *a, const void *b)
{
    return strcmp(((const struct setting *)a)->path, ((const struct setting *)b)->path);
}

/* The table on top of `asked`, as settings in the order of their paths. */
static int flatten(lua_State *lua)
{
    struct flattening *to = lua_touserdata(lua, 1);

    lua_xmove(to->script->asked, lua, 1);
    table_flatten(lua, to, "", 0);
    if (to->settings->count > 1)
        qsort(to->settings->items, to->settings->count, sizeof *to->settings->items, setting_order);
    return 0;
}

static enum err setup_call(struct script *script, int *count, struct why *why)
{
    lua_State *lua = script->asked;

    if (!lua_isfunction(lua, -1)) {
        *count = lua_istable(lua, -1);
        lua_settop(lua, *count);
        return ERR_OK;
    }
    lua_rawgetp(lua, LUA_REGISTRYINDEX, script_key(script, KEPT_PARAMETERS));
    TRY(script_enter(script, lua, 1, count, why));
    if (*count < 1 || !lua_istable(lua, -*count))
        return why_say(why, ERR_SCRIPT, "%s: setup returned %s: it must return a table",
                       script->name, *count < 1 ? "nothing" : luaL_typename(lua, -*count));
    lua_settop(lua, 1);
    return ERR_OK;
}

enum err script_settings(struct script *script, struct settings *settings, struct why *why)
{
    struct flattening to = { script, settings, "setup" };
    int               count = 0;
    enum err          err = ERR_OK;

    TRY(script_protect(script, parameters_make, script, why));
    lua_rawgetp(script->asked, LUA_REGISTRYINDEX, script_key(script, KEPT_SETUP));
    TRY(setup_call(script, &count, why));
    if (count > 0)
        err = script_protect(script, flatten, &to, why);
    lua_settop(script->asked, 0);
    if (err != ERR_OK)
        why_prefix(why, "%s: ", script->name);
    return err;
}

static enum err case_settings(struct script *script, enum script_kind kind, const char *path,
                              struct settings *settings, struct why *why)
{
    struct flattening to = { script, settings, kinds[kind].verb };
    char             *text;
    size_t            count;
    enum err          err;

    TRY(script_file_read(path, &text, &count, why));
    err = script_load_kind(script, path, text, count, kind, why);
    free(text);
    TRY(err);
    lua_rawgetp(script->asked, LUA_REGISTRYINDEX, script_key(script, KEPT_TABLE));
    err = script_protect(script, flatten, &to, why);
    if (err != ERR_OK)
        why_prefix(why, "%s: ", script->name);
    return err;
}

enum err script_load_case(enum script_kind kind, const char *path, struct settings *settings,
                          struct why *why)
{
    struct script_setup setup = { .seed = 0 };
    struct script      *script;
    enum err            err;

    TRY(script_create(&script, &setup, why));
    err = case_settings(script, kind, path, settings, why);
    script_destroy(script);
    return err;
}
