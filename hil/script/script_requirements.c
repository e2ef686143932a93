/* requirements { ... }: its table as texts. What is wrong with an entry is told to the reader, who
 * knows where it stands in the file. */
#include "script_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_TEXT(name, text) [SCRIPT_REQUIREMENT_##name] = text,
static const char *const keys[] = { SCRIPT_REQUIREMENT_LIST(KEY_TEXT) };
#undef KEY_TEXT

#define BLIND_TO "blind_to"
#define BLIND_AS BLIND_TO " = { [\"drive.reflux_ul_per_h\"] = \"it has no flow sensor\" }"

/* The whole table at 1: a rig, and a list. */
void script_requirements_check(lua_State *lua)
{
    size_t count = lua_rawlen(lua, 1);

    for (lua_pushnil(lua); lua_next(lua, 1); lua_pop(lua, 1)) {
        bool is_rig = lua_type(lua, -2) == LUA_TSTRING && strcmp(lua_tostring(lua, -2), "rig") == 0;
        bool is_entry = lua_isinteger(lua, -2) && lua_tointeger(lua, -2) >= 1 &&
                        (lua_Unsigned)lua_tointeger(lua, -2) <= count;

        if (is_rig && lua_type(lua, -1) != LUA_TSTRING)
            luaL_error(lua, "requirements: rig is a %s: give the name of a rig",
                       luaL_typename(lua, -1));
        if (is_rig || is_entry)
            continue;
        script_text_push(lua, -2);
        luaL_error(lua, "requirements: '%s' is not known: there is rig = \"...\", and a table for "
                        "each requirement", lua_tostring(lua, -1));
    }
}

static size_t key_find(const char *name)
{
    for (size_t i = 0; i < SCRIPT_REQUIREMENT_FIELDS; i++)
        if (strcmp(keys[i], name) == 0)
            return i;
    return SCRIPT_REQUIREMENT_FIELDS;
}

/* The pair at -2 and -1 is none of a requirement's. */
static void pair_refuse(lua_State *lua, char *out, size_t size)
{
    bool        is_named = lua_type(lua, -2) == LUA_TSTRING;
    const char *name = is_named ? lua_tostring(lua, -2) : "";
    const char *nearest = text_nearest(name, keys, SCRIPT_REQUIREMENT_FIELDS);

    if (is_named && strcmp(name, BLIND_TO) == 0)
        snprintf(out, size, BLIND_TO " is a %s: give a table, as in " BLIND_AS,
                 luaL_typename(lua, -1));
    else if (!is_named)
        snprintf(out, size, "everything in a requirement has a name, as in title = \"...\"");
    else if (key_find(name) < SCRIPT_REQUIREMENT_FIELDS)
        snprintf(out, size, "%s is a %s: give a text", name, luaL_typename(lua, -1));
    else if (nearest)
        snprintf(out, size, "'%.60s' is not known: did you mean '%s'?", name, nearest);
    else
        snprintf(out, size, "'%.60s' is not known", name);
}

static int blind_order(const void *a, const void *b)
{
    return strcmp(((const struct script_blind *)a)->knob, ((const struct script_blind *)b)->knob);
}

/* The table of faults at -1, whose order in Lua is none. */
static void blind_read(lua_State *lua, struct script_requirement *entry, char *out, size_t size)
{
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1)) {
        if (lua_type(lua, -2) != LUA_TSTRING || lua_type(lua, -1) != LUA_TSTRING)
            snprintf(out, size, BLIND_TO " goes by the fault's name and tells the reason, as in "
                     BLIND_AS);
        else if (entry->blind_count == SCRIPT_BLIND_MAX)
            snprintf(out, size, BLIND_TO " has more than %d faults", SCRIPT_BLIND_MAX);
        else
            entry->blind_to[entry->blind_count++] = (struct script_blind){
                .knob = lua_tostring(lua, -2), .reason = lua_tostring(lua, -1) };
    }
    qsort(entry->blind_to, entry->blind_count, sizeof *entry->blind_to, blind_order);
}

/* The pair at -2 and -1: into the entry, or why not. */
static void pair_read(lua_State *lua, struct script_requirement *entry, char *out, size_t size)
{
    bool   is_named = lua_type(lua, -2) == LUA_TSTRING;
    size_t field = is_named ? key_find(lua_tostring(lua, -2)) : SCRIPT_REQUIREMENT_FIELDS;

    out[0] = '\0';
    if (field < SCRIPT_REQUIREMENT_FIELDS && lua_type(lua, -1) == LUA_TSTRING)
        entry->texts[field] = lua_tostring(lua, -1);
    else if (is_named && strcmp(lua_tostring(lua, -2), BLIND_TO) == 0 && lua_istable(lua, -1))
        blind_read(lua, entry, out, size);
    else
        pair_refuse(lua, out, size);
}

/* The entry at -1. Of several refusals the first in the alphabet, whatever Lua's order is. */
static void entry_read(lua_State *lua, struct script_requirement *entry)
{
    char refusal[sizeof entry->refusal];

    memset(entry, 0, sizeof *entry);
    if (!lua_istable(lua, -1)) {
        snprintf(entry->refusal, sizeof entry->refusal, "a requirement is a table, not a %s",
                 luaL_typename(lua, -1));
        return;
    }
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1)) {
        pair_read(lua, entry, refusal, sizeof refusal);
        if (refusal[0] && (!entry->refusal[0] || strcmp(refusal, entry->refusal) < 0))
            memcpy(entry->refusal, refusal, sizeof refusal);
    }
}

struct reading {
    struct script                          *script;
    const struct script_requirement_reader *reader;
    enum err                                err;
    struct why                             *why;
};

static int table_read(lua_State *lua)
{
    struct reading                         *reading = lua_touserdata(lua, 1);
    const struct script_requirement_reader *reader = reading->reader;
    struct script_requirement               entry;
    size_t                                  count;

    lua_rawgetp(lua, LUA_REGISTRYINDEX, script_key(reading->script, KEPT_TABLE));
    count = lua_rawlen(lua, 2);
    lua_pushliteral(lua, "rig");
    lua_rawget(lua, 2);
    reading->err = reader->begin(reader->data, lua_tostring(lua, 3), count, reading->why);
    for (size_t i = 0; i < count && reading->err == ERR_OK; i++) {
        lua_rawgeti(lua, 2, (lua_Integer)i + 1);
        entry_read(lua, &entry);
        reading->err = reader->take(reader->data, i, &entry, reading->why);
        lua_pop(lua, 1);
    }
    return 0;
}

enum err script_load_requirements(const char *path, const char *text, size_t count,
                                  const struct script_requirement_reader *reader, struct why *why)
{
    struct script_setup setup = { .seed = 0 };
    struct script      *script;
    struct reading      reading = { .reader = reader, .why = why };
    enum err            err;

    TRY(script_create(&script, &setup, why));
    reading.script = script;
    err = script_load_kind(script, path, text, count, SCRIPT_REQUIREMENTS, why);
    if (err == ERR_OK)
        err = script_protect(script, table_read, &reading, why);
    script_destroy(script);
    return err == ERR_OK ? reading.err : err;
}
