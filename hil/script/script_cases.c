/* One scenario, several tests: `cases`, each with a name and the values it changes, or `grid`, the
 * product of lists of values. Both become rows of all parameters' values. */
#include "script_inside.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void room_take(lua_State *lua, size_t count)
{
    struct script *script = script_of(lua);

    script->cases = calloc(count, sizeof *script->cases);
    if (!script->cases)
        luaL_error(lua, "scenario: no memory for %d cases", (int)count);
    for (size_t i = 0; i < count; i++)
        for (size_t n = 0; n < script->scenario.parameter_count; n++)
            script->cases[i].values[n] = script->scenario.parameters[n].rest;
}

/* The parameter whose name is the key at `index`. */
static size_t parameter_of(lua_State *lua, int index, const char *what)
{
    const struct script_scenario *scenario = &script_of(lua)->scenario;
    const char                   *name, *nearest;
    char                          known[400];
    size_t                        at;

    if (lua_type(lua, index) != LUA_TSTRING)
        luaL_error(lua, "scenario: %s gives parameters by name, as in tip_mm = ...", what);
    name = lua_tostring(lua, index);
    at = script_parameter_find(scenario, name);
    if (at != SIZE_MAX)
        return at;
    nearest = script_parameter_nearest(scenario, name);
    script_parameters_join(scenario, known, sizeof known);
    if (nearest)
        luaL_error(lua, "scenario: %s: there is no parameter '%s': did you mean '%s'?", what, name,
                   nearest);
    luaL_error(lua, "scenario: %s: there is no parameter '%s'%s", what, name, known);
    return SIZE_MAX;
}

/* ---- cases = { name = { tip_mm = 5 }, ... } ---- */

/* It becomes part of a test's name, and of its folder's. */
static bool is_case_name(const char *name)
{
    size_t count = strlen(name);

    if (count == 0 || count >= SCRIPT_CASE_NAME_SIZE || !isalnum((unsigned char)name[0]))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!isalnum((unsigned char)name[i]) && !strchr("_-+.=,", name[i]))
            return false;
    return true;
}

static void case_name_read(lua_State *lua, struct script_case *this)
{
    if (lua_type(lua, -2) != LUA_TSTRING)
        luaL_error(lua, "scenario: a case has no name: write cases = { wide = { tip_mm = 10 } }");
    if (!is_case_name(lua_tostring(lua, -2)))
        luaL_error(lua, "scenario: case '%s': a case's name has 1 to %d letters, digits and _-+.=, "
                        "and begins with a letter or digit", lua_tostring(lua, -2),
                   SCRIPT_CASE_NAME_SIZE - 1);
    strcpy(this->name, lua_tostring(lua, -2));
}

/* Its name at -2, its table at -1. */
static void case_read(lua_State *lua, struct script_case *this)
{
    char   what[SCRIPT_CASE_NAME_SIZE + 10];
    size_t at;

    case_name_read(lua, this);
    snprintf(what, sizeof what, "case %s", this->name);
    if (!lua_istable(lua, -1))
        luaL_error(lua, "scenario: %s is a %s: give a table of parameters", what,
                   luaL_typename(lua, -1));
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1)) {
        at = parameter_of(lua, -2, what);
        if (lua_type(lua, -1) != LUA_TNUMBER || !isfinite(lua_tonumber(lua, -1)))
            luaL_error(lua, "scenario: %s: %s must be a number", what, lua_tostring(lua, -2));
        this->values[at] = lua_tonumber(lua, -1);
    }
}

static int case_order(const void *a, const void *b)
{
    return strcmp(((const struct script_case *)a)->name, ((const struct script_case *)b)->name);
}

static size_t entries_count(lua_State *lua)
{
    size_t count = 0;

    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1))
        count++;
    return count;
}

static void cases_table_read(lua_State *lua)
{
    struct script *script = script_of(lua);
    size_t         count = entries_count(lua);

    if (count == 0)
        luaL_error(lua, "scenario: cases is empty: leave it out, or name a case");
    if (count > SCRIPT_CASES_MAX)
        luaL_error(lua, "scenario: %d cases are too many: at most %d", (int)count,
                   SCRIPT_CASES_MAX);
    room_take(lua, count);
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1))
        case_read(lua, &script->cases[script->case_count++]);
    qsort(script->cases, count, sizeof *script->cases, case_order);
}

/* ---- grid = { tip_mm = { 5, 10 }, set_c = { 75, 85 } } ---- */

struct grid { size_t lengths[SCRIPT_PARAMETERS_MAX]; };     /* 0: not varied */

/* A parameter's name at -2, its list at -1. */
static void axis_check(lua_State *lua, struct grid *grid)
{
    size_t at = parameter_of(lua, -2, "grid"), count = 0;

    if (lua_istable(lua, -1))
        count = lua_rawlen(lua, -1);
    if (count == 0)
        luaL_error(lua, "scenario: grid: %s has no values: write %s = { 5, 10 }",
                   lua_tostring(lua, -2), lua_tostring(lua, -2));
    for (size_t i = 0; i < count; i++, lua_pop(lua, 1))
        if (lua_rawgeti(lua, -1, (lua_Integer)i + 1) != LUA_TNUMBER ||
            !isfinite(lua_tonumber(lua, -1)))
            luaL_error(lua, "scenario: grid: %s[%d] must be a number", lua_tostring(lua, -3),
                       (int)i + 1);
    grid->lengths[at] = count;
}

static size_t grid_size(lua_State *lua, const struct grid *grid)
{
    size_t count = 1;

    for (size_t i = 0; i < SCRIPT_PARAMETERS_MAX; i++) {
        count *= grid->lengths[i] ? grid->lengths[i] : 1;
        if (count > SCRIPT_CASES_MAX)
            luaL_error(lua, "scenario: grid makes more than %d cases", SCRIPT_CASES_MAX);
    }
    return count;
}

/* The number's shortest text that reads back as the same. */
static void number_add(struct text *text, double value)
{
    char digits[32];

    for (int precision = 6; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    text_add(text, "%s", digits);
}

/* The case that is `rest` steps into the grid, whose table is at the top: the last name's values
 * change first. */
static void grid_case_make(lua_State *lua, const struct grid *grid, size_t rest,
                           struct script_case *this)
{
    const struct script_scenario *scenario = &script_of(lua)->scenario;
    struct text                   name = text_over(this->name, sizeof this->name);

    for (size_t i = scenario->parameter_count; i-- > 0; ) {
        if (grid->lengths[i] == 0)
            continue;
        lua_getfield(lua, -1, scenario->parameters[i].name);
        lua_rawgeti(lua, -1, (lua_Integer)(rest % grid->lengths[i]) + 1);
        this->values[i] = lua_tonumber(lua, -1);
        rest /= grid->lengths[i];
        lua_pop(lua, 2);
    }
    for (size_t i = 0; i < scenario->parameter_count; i++) {
        if (grid->lengths[i] == 0)
            continue;
        text_add(&name, "%s%s=", name.used ? "," : "", scenario->parameters[i].name);
        number_add(&name, this->values[i]);
    }
    if (name.is_cut)
        luaL_error(lua, "scenario: grid: the name %s... has more than %d characters: use cases, "
                        "which have names of their own", this->name, SCRIPT_CASE_NAME_SIZE - 1);
}

static void grid_read(lua_State *lua)
{
    struct script *script = script_of(lua);
    struct grid    grid = { { 0 } };
    size_t         count;

    if (entries_count(lua) == 0)
        luaL_error(lua, "scenario: grid is empty: leave it out, or write { tip_mm = { 5, 10 } }");
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1))
        axis_check(lua, &grid);
    count = grid_size(lua, &grid);
    room_take(lua, count);
    for (size_t i = 0; i < count; i++)
        grid_case_make(lua, &grid, i, &script->cases[script->case_count++]);
}

/* ---- both ---- */

/* Twice the same test is a test less than somebody thinks. */
static void equals_refuse(lua_State *lua)
{
    const struct script *script = script_of(lua);
    size_t               size = script->scenario.parameter_count * sizeof *script->cases->values;

    for (size_t i = 0; i < script->case_count; i++)
        for (size_t k = i + 1; k < script->case_count; k++)
            if (memcmp(script->cases[i].values, script->cases[k].values, size) == 0)
                luaL_error(lua, "scenario: the cases %s and %s are the same: leave one out",
                           script->cases[i].name, script->cases[k].name);
}

void script_cases_read(lua_State *lua)
{
    bool has_cases = script_field_push(lua, "cases", LUA_TTABLE, false);

    if (script_field_push(lua, "grid", LUA_TTABLE, false)) {
        if (has_cases)
            luaL_error(lua, "scenario: it has both cases and a grid: keep one");
        grid_read(lua);
    } else if (has_cases) {
        lua_pop(lua, 1);
        cases_table_read(lua);
    }
    lua_settop(lua, 1);
    equals_refuse(lua);
}

size_t script_case_count(const struct script *script)
{
    return script->case_count;
}

const char *script_case_name(const struct script *script, size_t index)
{
    return script->cases[index].name;
}

static enum err case_refuse(const struct script *script, const char *name, struct why *why)
{
    const char *names[SCRIPT_CASES_MAX], *nearest;
    char        known[400];
    struct text text = text_over(known, sizeof known);

    for (size_t i = 0; i < script->case_count; i++)
        names[i] = script->cases[i].name;
    nearest = text_nearest(name, names, script->case_count);
    if (nearest)
        return why_say(why, ERR_UNKNOWN, "%s has no case %s: did you mean %s?", script->name, name,
                       nearest);
    text_join(&text, names, script->case_count);
    return why_say(why, ERR_UNKNOWN, "%s has no case %s%s%s", script->name, name,
                   script->case_count ? "; it has: " : ": it is one test", known);
}

enum err script_case_choose(struct script *script, const char *name, struct why *why)
{
    struct script_scenario *scenario = &script->scenario;

    for (size_t i = 0; i < script->case_count; i++) {
        if (strcmp(script->cases[i].name, name) != 0)
            continue;
        for (size_t n = 0; n < scenario->parameter_count; n++)
            scenario->parameters[n].value = script->cases[i].values[n];
        return ERR_OK;
    }
    return case_refuse(script, name, why);
}
