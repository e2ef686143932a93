/* A scenario's table, checked where it is written, and its parameters. What makes it several tests
 * is script_cases.c's. */
#include "script_inside.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const scenario_keys[] = {
    "title", "rig", "limit_s", "tail_s", "tick_s", "row_every_s", "covers", "tags", "gaps",
    "faults", "drill", "hand", "parameters", "cases", "grid", "setup", "run",
};
#define KEY_COUNT (sizeof scenario_keys / sizeof *scenario_keys)

/* Is the key at `index` one of these? `what` has it: "scenario", "fault 2". */
static void key_check(lua_State *lua, int index, const char *what, const char *const *known,
                      size_t count)
{
    const char *key, *nearest;

    if (lua_type(lua, index) != LUA_TSTRING)
        luaL_error(lua, "%s: everything in it has a name, as in %s = ...", what, known[0]);
    key = lua_tostring(lua, index);
    for (size_t i = 0; i < count; i++)
        if (strcmp(key, known[i]) == 0)
            return;
    nearest = text_nearest(key, known, count);
    if (nearest)
        luaL_error(lua, "%s: '%s' is not known: did you mean '%s'?", what, key, nearest);
    luaL_error(lua, "%s: '%s' is not known", what, key);
}

void script_keys_check(lua_State *lua, int index, const char *what, const char *const *known,
                       size_t count)
{
    for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1))
        key_check(lua, -2, what, known, count);
}

bool script_field_push(lua_State *lua, const char *name, int type, bool is_required)
{
    lua_pushstring(lua, name);
    lua_rawget(lua, 1);
    if (lua_isnil(lua, -1) && !is_required)
        return false;
    if (lua_type(lua, -1) != type)
        luaL_error(lua, "scenario: %s is %s: give a %s", name,
                   lua_isnil(lua, -1) ? "missing" : luaL_typename(lua, -1),
                   type == LUA_TSTRING ? "text" : lua_typename(lua, type));
    return true;
}

static void text_field(lua_State *lua, const char *name, bool is_required, char *out, size_t size)
{
    size_t      count;
    const char *text;

    if (!script_field_push(lua, name, LUA_TSTRING, is_required))
        return;
    text = lua_tolstring(lua, -1, &count);
    if (count == 0 || count >= size)
        luaL_error(lua, "scenario: %s must have 1 to %d characters", name, (int)size - 1);
    memcpy(out, text, count + 1);
}

static void seconds_field(lua_State *lua, const char *name, bool is_required, double least,
                          double *out)
{
    if (!script_field_push(lua, name, LUA_TNUMBER, is_required))
        return;
    *out = lua_tonumber(lua, -1);
    if (!(*out >= least && *out <= 1e8))
        luaL_error(lua, "scenario: %s = %f is out of range: give %f to 100000000 s", name, *out,
                   least);
}

/* ---- lists of words, and the gaps ---- */

/* The i-th of the list at the top, from 1, copied; false when it is no text that fits. */
static bool word_copy(lua_State *lua, size_t i, char *out, size_t size)
{
    bool is_fit = lua_rawgeti(lua, -1, (lua_Integer)i) == LUA_TSTRING && lua_rawlen(lua, -1) < size;

    if (is_fit)
        strcpy(out, lua_tostring(lua, -1));
    lua_pop(lua, 1);
    return is_fit;
}

static void covers_read(lua_State *lua, struct script_scenario *scenario)
{
    size_t count;

    if (!script_field_push(lua, "covers", LUA_TTABLE, false))
        return;
    count = lua_rawlen(lua, -1);
    if (count > SCRIPT_COVERS_MAX)
        luaL_error(lua, "scenario: covers has more than %d entries", SCRIPT_COVERS_MAX);
    for (size_t i = 0; i < count; i++)
        if (!word_copy(lua, i + 1, scenario->covers[i], sizeof scenario->covers[i]))
            luaL_error(lua, "scenario: covers is a list of short texts, as in { \"RF-TEMP-01\" }");
    scenario->cover_count = count;
}

/* A tag stands in lists parted by blanks and on command lines. */
static bool is_tag(const char *text)
{
    const char *at = text;

    while (isalnum((unsigned char)*at) || strchr("_-.", *at) != NULL) {
        if (*at == '\0')
            return at > text;
        at++;
    }
    return false;
}

static void tags_read(lua_State *lua, struct script_scenario *scenario)
{
    size_t count, longest = sizeof scenario->tags[0] - 1;

    if (!script_field_push(lua, "tags", LUA_TTABLE, false))
        return;
    count = lua_rawlen(lua, -1);
    if (count > SCRIPT_TAGS_MAX)
        luaL_error(lua, "scenario: more than %d tags", SCRIPT_TAGS_MAX);
    for (size_t i = 0; i < count; i++)
        if (!word_copy(lua, i + 1, scenario->tags[i], sizeof scenario->tags[i]) ||
            !is_tag(scenario->tags[i]))
            luaL_error(lua, "scenario: tag %d is no word of 1 to %d letters, digits, '_', '-' and "
                            "'.', as in tags = { \"slow\" }", (int)i + 1, (int)longest);
    scenario->tag_count = count;
}

static int gap_order(const void *a, const void *b)
{
    return strcmp(((const struct script_gap *)a)->id, ((const struct script_gap *)b)->id);
}

static void gap_read(lua_State *lua, struct script_scenario *scenario)
{
    struct script_gap *gap = &scenario->gaps[scenario->gap_count];

    if (scenario->gap_count >= SCRIPT_GAPS_MAX)
        luaL_error(lua, "scenario: more than %d gaps", SCRIPT_GAPS_MAX);
    if (lua_type(lua, -2) != LUA_TSTRING || lua_rawlen(lua, -2) >= sizeof gap->id)
        luaL_error(lua, "scenario: gaps go by the requirement's id, as in "
                        "{ [\"IL-RF-06\"] = \"why the device does not meet it here\" }");
    strcpy(gap->id, lua_tostring(lua, -2));
    if (lua_type(lua, -1) != LUA_TSTRING || lua_rawlen(lua, -1) == 0 ||
        lua_rawlen(lua, -1) >= sizeof gap->reason)
        luaL_error(lua, "scenario: gap %s needs its reason: a text of 1 to %d characters", gap->id,
                   (int)sizeof gap->reason - 1);
    strcpy(gap->reason, lua_tostring(lua, -1));
    scenario->gap_count++;
}

static void gaps_read(lua_State *lua, struct script_scenario *scenario)
{
    if (!script_field_push(lua, "gaps", LUA_TTABLE, false))
        return;
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1))
        gap_read(lua, scenario);
    qsort(scenario->gaps, scenario->gap_count, sizeof *scenario->gaps, gap_order);
}

/* ---- faults that come and go by a plan ---- */

static const char *const fault_keys[] = {
    "knob", "value", "from_s", "to_s", "every", "nth", "chance",
};

/* The number `name` of the fault at the top of the stack; false when it is absent. */
static bool fault_number(lua_State *lua, size_t i, const char *name, double *out)
{
    int type;

    lua_pushstring(lua, name);
    type = lua_rawget(lua, -2);
    if (type != LUA_TNIL && (type != LUA_TNUMBER || isnan(lua_tonumber(lua, -1))))
        luaL_error(lua, "scenario: fault %d: %s is a %s: give a number", (int)i, name,
                   type == LUA_TNUMBER ? "nan" : lua_typename(lua, type));
    if (type == LUA_TNUMBER)
        *out = lua_tonumber(lua, -1);
    lua_pop(lua, 1);
    return type == LUA_TNUMBER;
}

static bool fault_count(lua_State *lua, size_t i, const char *name, long *out)
{
    double number;

    if (!fault_number(lua, i, name, &number))
        return false;
    if (!(number >= 1 && number <= 1e9) || number != floor(number))
        luaL_error(lua, "scenario: fault %d: %s = %f: give a whole number of ticks, from 1", (int)i,
                   name, number);
    *out = (long)number;
    return true;
}

static void fault_knob(lua_State *lua, size_t i, struct fault *fault)
{
    lua_pushliteral(lua, "knob");
    if (lua_rawget(lua, -2) != LUA_TSTRING || lua_rawlen(lua, -1) == 0 ||
        lua_rawlen(lua, -1) >= sizeof fault->knob)
        luaL_error(lua, "scenario: fault %d has no knob: write knob = \"thermocouple.open\"",
                   (int)i);
    strcpy(fault->knob, lua_tostring(lua, -1));
    lua_pop(lua, 1);
}

/* A number, or one of the knob's labels; the plan's user knows them. */
static void fault_value(lua_State *lua, const char *what, size_t i, struct fault *fault)
{
    lua_pushliteral(lua, "value");
    if (lua_rawget(lua, -2) == LUA_TSTRING) {
        if (lua_rawlen(lua, -1) == 0 || lua_rawlen(lua, -1) >= sizeof fault->label)
            luaL_error(lua, "%s (%s): value is no label: give one of the knob's, or a number", what,
                       fault->knob);
        strcpy(fault->label, lua_tostring(lua, -1));
    }
    lua_pop(lua, 1);
    if (!*fault->label && !fault_number(lua, i, "value", &fault->value))
        luaL_error(lua, "%s (%s) has no value: write value = 1", what, fault->knob);
}

/* The i-th, from 1, at the top of the stack. Whether the rig has such a knob is for its user. */
static void fault_read(lua_State *lua, size_t i, struct fault *fault)
{
    int  how;
    char what[40];

    snprintf(what, sizeof what, "scenario: fault %d", (int)i);
    script_keys_check(lua, lua_gettop(lua), what, fault_keys, sizeof fault_keys / sizeof *fault_keys);
    *fault = (struct fault){ .to_s = INFINITY };
    fault_knob(lua, i, fault);
    fault_value(lua, what, i, fault);
    fault_number(lua, i, "from_s", &fault->from_s);
    fault_number(lua, i, "to_s", &fault->to_s);
    if (!(fault->from_s >= 0 && fault->from_s < fault->to_s))
        luaL_error(lua, "%s (%s) is from %f s to %f s: from_s is 0 or more, and less than to_s",
                   what, fault->knob, fault->from_s, fault->to_s);
    how = fault_count(lua, i, "every", &fault->every) + fault_count(lua, i, "nth", &fault->nth);
    if (fault_number(lua, i, "chance", &fault->chance)) {
        how++;
        if (!(fault->chance > 0 && fault->chance <= 1))
            luaL_error(lua, "%s (%s): chance = %f: give more than 0, up to 1", what, fault->knob,
                       fault->chance);
    }
    if (how > 1)
        luaL_error(lua, "%s (%s) has more than one of every, nth and chance: keep one", what,
                   fault->knob);
}

static void faults_read(lua_State *lua, struct fault_plan *plan)
{
    size_t count;

    if (!script_field_push(lua, "faults", LUA_TTABLE, false))
        return;
    count = lua_rawlen(lua, -1);
    if (count > FAULTS_MAX)
        luaL_error(lua, "scenario: more than %d faults", FAULTS_MAX);
    for (size_t i = 0; i < count; i++) {
        if (lua_rawgeti(lua, -1, (lua_Integer)i + 1) != LUA_TTABLE)
            luaL_error(lua, "scenario: faults is a list of tables, as in "
                            "{ { knob = \"thermocouple.open\", value = 1, from_s = 12 } }");
        fault_read(lua, i + 1, &plan->faults[i]);
        lua_pop(lua, 1);
    }
    plan->count = count;
}

/* ---- what makes it a drill ---- */

static const char *const drill_keys[] = { "sentence", "points" };

static void drill_read(lua_State *lua, struct script_drill *drill)
{
    int table;

    if (!script_field_push(lua, "drill", LUA_TTABLE, false))
        return;
    table = lua_gettop(lua);
    script_keys_check(lua, table, "scenario: drill", drill_keys, 2);
    lua_pushliteral(lua, "sentence");
    if (lua_rawget(lua, table) != LUA_TSTRING || lua_rawlen(lua, -1) == 0 ||
        lua_rawlen(lua, -1) >= sizeof drill->sentence)
        luaL_error(lua, "scenario: drill has no sentence: write sentence = \"what is to be "
                        "done\", of 1 to %d characters", (int)sizeof drill->sentence - 1);
    strcpy(drill->sentence, lua_tostring(lua, -1));
    lua_pushliteral(lua, "points");
    if (lua_rawget(lua, table) != LUA_TNUMBER || !(lua_tonumber(lua, -1) > 0) ||
        lua_tonumber(lua, -1) > 1e6)
        luaL_error(lua, "scenario: drill has no points: write points = 100, the sum of what its "
                        "expectations give");
    drill->points = lua_tonumber(lua, -1);
    lua_settop(lua, table);
}

/* ---- parameters ---- */

static int parameter_order(const void *a, const void *b)
{
    return strcmp(((const struct script_parameter *)a)->name,
                  ((const struct script_parameter *)b)->name);
}

static void parameter_read(lua_State *lua, struct script_scenario *scenario)
{
    struct script_parameter *parameter = &scenario->parameters[scenario->parameter_count];

    if (scenario->parameter_count >= SCRIPT_PARAMETERS_MAX)
        luaL_error(lua, "scenario: more than %d parameters", SCRIPT_PARAMETERS_MAX);
    if (lua_type(lua, -2) != LUA_TSTRING || lua_rawlen(lua, -2) >= sizeof parameter->name)
        luaL_error(lua, "scenario: parameters have short names, as in { set_temp_c = 80 }");
    strcpy(parameter->name, lua_tostring(lua, -2));
    if (lua_type(lua, -1) != LUA_TNUMBER || !isfinite(lua_tonumber(lua, -1)))
        luaL_error(lua, "scenario: parameter %s must be a number", parameter->name);
    parameter->value = parameter->rest = lua_tonumber(lua, -1);
    scenario->parameter_count++;
}

static void parameters_read(lua_State *lua, struct script_scenario *scenario)
{
    if (!script_field_push(lua, "parameters", LUA_TTABLE, false))
        return;
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1))
        parameter_read(lua, scenario);
    qsort(scenario->parameters, scenario->parameter_count, sizeof *scenario->parameters,
          parameter_order);
}

size_t script_parameter_find(const struct script_scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->parameter_count; i++)
        if (strcmp(scenario->parameters[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

const char *script_parameter_nearest(const struct script_scenario *scenario, const char *name)
{
    const char *names[SCRIPT_PARAMETERS_MAX];

    for (size_t i = 0; i < scenario->parameter_count; i++)
        names[i] = scenario->parameters[i].name;
    return text_nearest(name, names, scenario->parameter_count);
}

void script_parameters_join(const struct script_scenario *scenario, char *out, size_t size)
{
    struct text text = text_over(out, size);

    for (size_t i = 0; i < scenario->parameter_count; i++)
        text_add(&text, "%s%s", i ? ", " : "; it has: ", scenario->parameters[i].name);
    if (scenario->parameter_count == 0)
        text_add(&text, "; it has none");
}

enum err script_set(struct script *script, const char *name, double value, struct why *why)
{
    struct script_scenario *scenario = &script->scenario;
    size_t                  at = script_parameter_find(scenario, name);
    const char             *nearest;
    char                    known[400];

    if (!isfinite(value))
        return why_say(why, ERR_RANGE, "parameter %s must be a finite number", name);
    if (at != SIZE_MAX) {
        scenario->parameters[at].value = value;
        return ERR_OK;
    }
    nearest = script_parameter_nearest(scenario, name);
    script_parameters_join(scenario, known, sizeof known);
    if (nearest)
        return why_say(why, ERR_UNKNOWN, "%s has no parameter %s: did you mean %s?", script->name,
                       name, nearest);
    return why_say(why, ERR_UNKNOWN, "%s has no parameter %s%s", script->name, name, known);
}

enum err script_set_given(struct script *script, const char *given, struct why *why)
{
    const char *equals = strchr(given, '=');
    char        name[sizeof script->scenario.parameters->name];
    double      value;

    if (!equals || equals == given)
        return why_say(why, ERR_RANGE, "--set %s: write --set name=value", given);
    if (number_parse(equals + 1, &value) != ERR_OK)
        return why_say(why, ERR_RANGE, "--set %s: \"%s\" is not a number", given, equals + 1);
    if ((size_t)(equals - given) >= sizeof name)
        return why_say(why, ERR_UNKNOWN, "--set %s: no parameter has a name of more than %zu "
                                         "characters", given, sizeof name - 1);
    snprintf(name, sizeof name, "%.*s", (int)(equals - given), given);
    return script_set(script, name, value, why);
}

/* ---- the whole ---- */

static void setup_keep(lua_State *lua)
{
    lua_pushliteral(lua, "setup");
    lua_rawget(lua, 1);
    if (!lua_isnil(lua, -1) && !lua_istable(lua, -1) && !lua_isfunction(lua, -1))
        luaL_error(lua, "scenario: setup is a %s: give a table, or a function that returns one",
                   luaL_typename(lua, -1));
    lua_rawsetp(lua, LUA_REGISTRYINDEX, script_key(script_of(lua), KEPT_SETUP));
}

static int line_of_call(lua_State *lua)
{
    lua_Debug debug;

    if (lua_getstack(lua, 1, &debug) && lua_getinfo(lua, "l", &debug))
        return debug.currentline;
    return 0;
}

void script_scenario_check(lua_State *lua)
{
    struct script_scenario *scenario = &script_of(lua)->scenario;

    script_keys_check(lua, 1, "scenario", scenario_keys, KEY_COUNT);
    strcpy(scenario->rig, "ablation");
    scenario->row_every_s = NAN;
    scenario->line = line_of_call(lua);
    text_field(lua, "title", true, scenario->title, sizeof scenario->title);
    text_field(lua, "rig", false, scenario->rig, sizeof scenario->rig);
    seconds_field(lua, "limit_s", true, 1e-3, &scenario->limit_s);
    seconds_field(lua, "tail_s", false, 0, &scenario->tail_s);
    seconds_field(lua, "tick_s", false, RIG_TICK_S_LEAST, &scenario->tick_s);
    seconds_field(lua, "row_every_s", false, 0, &scenario->row_every_s);
    lua_settop(lua, 1);
    covers_read(lua, scenario);
    tags_read(lua, scenario);
    gaps_read(lua, scenario);
    lua_settop(lua, 1);
    faults_read(lua, &scenario->faults);
    drill_read(lua, &scenario->drill);
    lua_settop(lua, 1);
    script_hand_read(lua);
    lua_settop(lua, 1);
    parameters_read(lua, scenario);
    lua_settop(lua, 1);
    script_cases_read(lua);
    setup_keep(lua);
    script_field_push(lua, "run", LUA_TFUNCTION, true);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, script_key(script_of(lua), KEPT_RUN));
    lua_settop(lua, 1);
}
