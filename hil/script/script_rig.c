/* rig.tip.temp_c reads the last row, rig.generator.set_temp_c = 80 turns a knob. The rig's tables
 * become, for every group of names, one userdata whose lookups are two tables: what can be read,
 * what can be turned. */
#include "script_inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NAME_MAX_BYTES 96

/* What a name that can be read leads to: a signal (0, 1, ...), the time, or a knob (-2, -3 ...). */
#define ENTRY_TIME (-1)
#define entry_of_knob(knob) (-2 - (lua_Integer)(knob))
#define knob_of_entry(entry) ((size_t)(-2 - (entry)))

static const struct rig_type *type_of(const struct script *script) { return script->rig->type; }

/* ---- reading ---- */

static void read_note(struct script *script, size_t signal)
{
    for (size_t i = 0; i < script->read_count; i++)
        if (script->reads[i] == signal)
            return;
    if (script->read_count < SCRIPT_READS_MAX)
        script->reads[script->read_count++] = signal;
}

/* The label of a state; "unknown" for NAN, "?9" for what has no label. */
static const char *label_of(const char *const *labels, double value, char spare[16])
{
    int index = 0;

    if (isnan(value))
        return "unknown";
    for (; labels[index]; index++)
        if (index == (int)lround(value))
            return labels[index];
    snprintf(spare, 16, "?%d", (int)value);
    return spare;
}

/* " W", or nothing for what has no unit. */
static void unit_add(struct text *text, const char *unit)
{
    if (*unit_printed(unit))
        text_add(text, " %s", unit);
}

static double value_of(const struct script *script, size_t signal)
{
    return script->row ? script->row[signal] : NAN;
}

static int value_push(lua_State *lua, double value, const char *const *labels)
{
    char spare[16];

    if (labels)
        lua_pushstring(lua, label_of(labels, value, spare));
    else
        lua_pushnumber(lua, value);
    return 1;
}

static int entry_read(lua_State *lua, lua_Integer entry)
{
    struct script *script = script_of(lua);

    if (entry >= 0) {
        read_note(script, (size_t)entry);
        return value_push(lua, value_of(script, (size_t)entry),
                          type_of(script)->signals[entry].labels);
    }
    if (entry == ENTRY_TIME) {
        lua_pushnumber(lua, script_now_s(script));
        return 1;
    }
    return value_push(lua, script->knob_values[knob_of_entry(entry)],
                      type_of(script)->knobs[knob_of_entry(entry)].labels);
}

void script_reads_add(const struct script *script, struct text *text)
{
    for (size_t i = 0; i < script->read_count; i++) {
        const struct signal *signal = &type_of(script)->signals[script->reads[i]];
        double               value = value_of(script, script->reads[i]);
        char                 spare[16];

        text_add(text, "%s%s", i ? ", " : ": ", signal->name);
        if (signal->labels) {
            text_add(text, " = %s", label_of(signal->labels, value, spare));
        } else if (isnan(value)) {
            text_add(text, " unknown");
        } else {
            text_add(text, " = %.*f", signal->decimals, value);
            unit_add(text, signal->unit);
        }
    }
}

bool script_is_blind(const struct script *script)
{
    for (size_t i = 0; script->setup.is_on_bench && i < script->read_count; i++)
        if (isnan(value_of(script, script->reads[i])))
            return true;
    return false;
}

/* ---- names that do not exist ---- */

/* What is left of `name` behind `prefix`, or NULL if it does not begin so. */
static const char *below(const char *name, const char *prefix)
{
    size_t count = strlen(prefix);

    return strncmp(name, prefix, count) == 0 ? name + count : NULL;
}

/* The name of signal or knob number i of all, NULL behind the last. */
static const char *name_at(const struct rig_type *type, size_t i)
{
    if (i < type->signal_count)
        return type->signals[i].name;
    i -= type->signal_count;
    return i < type->knob_count ? type->knobs[i].name : NULL;
}

/* The beginning of `name`, as deep as `depth` dots. */
static void name_cut(const char *name, int depth, char out[NAME_MAX_BYTES])
{
    snprintf(out, NAME_MAX_BYTES, "%s", name);
    for (char *at = out; *at; at++)
        if (*at == '.' && depth-- == 0)
            *at = '\0';
}

/* What stands below `prefix`, each once as long as neighbours stand together: "temp_c, age_s". */
static void members_add(const struct rig_type *type, const char *prefix, struct text *text)
{
    const char *name, *last = "";

    for (size_t i = 0; (name = name_at(type, i)); i++) {
        const char *rest = below(name, prefix);
        size_t      length = rest ? strcspn(rest, ".") : 0;

        if (!rest || (strncmp(last, rest, length) == 0 && strcspn(last, ".") == length))
            continue;
        text_add(text, "%s%.*s", *last ? ", " : "", (int)length, rest);
        last = rest;
    }
}

static int unknown_refuse(lua_State *lua)
{
    const struct rig_type *type = type_of(script_of(lua));
    const char            *prefix = lua_tostring(lua, lua_upvalueindex(2)), *nearest, **names;
    size_t                 count = type->signal_count + type->knob_count;
    char                 (*cut)[NAME_MAX_BYTES], wanted[NAME_MAX_BYTES], bytes[400];
    struct text            text = text_over(bytes, sizeof bytes);
    int                    depth = 0;

    script_text_push(lua, 2);
    snprintf(wanted, sizeof wanted, "%s%s", prefix, lua_tostring(lua, -1));
    for (const char *at = prefix; *at; at++)
        depth += *at == '.';
    cut = lua_newuserdatauv(lua, (count + 1) * sizeof *cut, 0);
    names = lua_newuserdatauv(lua, (count + 1) * sizeof *names, 0);
    for (size_t i = 0; i < count; i++) {
        name_cut(name_at(type, i), depth, cut[i]);
        names[i] = cut[i];
    }
    nearest = text_nearest(wanted, names, count);
    members_add(type, prefix, &text);
    if (nearest)
        return luaL_error(lua, "rig.%s is not known: did you mean rig.%s?", wanted, nearest);
    return luaL_error(lua, "rig.%s is not known; there is: %s", wanted, bytes);
}

/* ---- turning ---- */

/* The number of a label; SIGNAL_NONE if there is none of this name. */
static size_t label_find(const char *const *labels, const char *name)
{
    for (size_t i = 0; labels && labels[i]; i++)
        if (strcmp(labels[i], name) == 0)
            return i;
    return SIGNAL_NONE;
}

double script_label_value(lua_State *lua, const struct knob *knob, const char *name)
{
    size_t      label = label_find(knob->labels, name), count = 0;
    char        bytes[300];
    struct text text = text_over(bytes, sizeof bytes);

    if (label != SIGNAL_NONE)
        return (double)label;
    if (!knob->labels) {
        luaL_error(lua, "rig.%s = \"%s\": give a number, %f to %f %s", knob->name, name,
                   knob->least, knob->most, knob->unit);
        return NAN;
    }
    while (knob->labels[count])
        count++;
    text_join(&text, knob->labels, count);
    luaL_error(lua, "rig.%s = \"%s\" is not known: give one of %s", knob->name, name, bytes);
    return NAN;
}

static double value_to_turn(lua_State *lua, const struct knob *knob)
{
    switch (lua_type(lua, 3)) {
    case LUA_TNUMBER:  return lua_tonumber(lua, 3);
    case LUA_TBOOLEAN: return lua_toboolean(lua, 3);
    case LUA_TSTRING:  return script_label_value(lua, knob, lua_tostring(lua, 3));
    default:
        return luaL_error(lua, "rig.%s: a %s cannot be a value", knob->name, luaL_typename(lua, 3));
    }
}

static enum err range_refuse(const struct knob *knob, double value, struct why *why)
{
    const char *unit = unit_printed(knob->unit);

    return why_say(why, ERR_RANGE, "rig.%s = %g is out of range: give %g to %g%s%s", knob->name,
                   value, knob->least, knob->most, *unit ? " " : "", unit);
}

/* `who`: NULL for the scenario itself. */
static void turn_note(struct script *script, const struct knob *knob, double value, bool is_held,
                      const char *who)
{
    char        bytes[240], spare[16];
    struct text text = text_over(bytes, sizeof bytes);

    if (!script->setup.record)
        return;
    if (who)
        text_add(&text, "%s: ", who);
    if (knob->labels) {
        text_add(&text, "%s = %s", knob->name, label_of(knob->labels, value, spare));
    } else {
        text_add(&text, "%s = %.10g", knob->name, value);
        unit_add(&text, knob->unit);
    }
    if (is_held)
        text_add(&text, " (later: a fault plan has this knob now)");
    record_say(script->setup.record, script_now_s(script),
               knob->kind == KNOB_FAULT ? "fault" : "order", "%s", bytes);
}

enum err script_turn(struct script *script, size_t index, double value, const char *who,
                     struct why *why)
{
    const struct knob *knob = &type_of(script)->knobs[index];
    bool               is_held = script->turns && fault_turns_hold(script->turns, index);
    struct why         own = { "" };
    enum err           err = ERR_OK;

    if (!(value >= knob->least && value <= knob->most))
        return range_refuse(knob, value, why);
    if (!is_held)
        err = rig_can_turn(script->rig, index, &own);
    if (err != ERR_OK)
        return why_say(why, err, "rig.%s cannot be turned here: %s", knob->name,
                       why_text(&own, err));
    if (!is_held)
        err = type_of(script)->turn(script->rig, index, value);
    if (err != ERR_OK)
        return why_say(why, err, "rig.%s could not be turned: %s", knob->name, err_text(err));
    script->knob_values[index] = value;
    turn_note(script, knob, value, is_held, who);
    return ERR_OK;
}

static int knob_turn(lua_State *lua, size_t index)
{
    struct script *script = script_of(lua);
    double         value = value_to_turn(lua, &type_of(script)->knobs[index]);
    struct why     why = { "" };

    if (script_turn(script, index, value, NULL, &why) != ERR_OK)
        return luaL_error(lua, "%s", why.text);
    script_charge(lua, 100);
    return 0;
}

/* ---- the proxies ---- */

/* Upvalues: what can be read, the prefix. */
static int proxy_index(lua_State *lua)
{
    lua_pushvalue(lua, 2);
    switch (lua_rawget(lua, lua_upvalueindex(1))) {
    case LUA_TNUMBER:   return entry_read(lua, lua_tointeger(lua, -1));
    case LUA_TUSERDATA: return 1;
    default:            return unknown_refuse(lua);
    }
}

/* Upvalues: what can be turned, the prefix, what can be read. */
static int proxy_newindex(lua_State *lua)
{
    struct script *script = script_of(lua);
    const char    *prefix = lua_tostring(lua, lua_upvalueindex(2));

    lua_pushvalue(lua, 2);
    if (lua_rawget(lua, lua_upvalueindex(1)) == LUA_TNUMBER) {
        if (lua != script->flow || script->phase != PHASE_RUNNING)
            return luaL_error(lua, "rig.%s%s cannot be turned in a condition, which only looks",
                              prefix, lua_tostring(lua, 2));
        return knob_turn(lua, (size_t)lua_tointeger(lua, -1));
    }
    lua_pushvalue(lua, 2);
    switch (lua_rawget(lua, lua_upvalueindex(3))) {
    case LUA_TNUMBER:
        return luaL_error(lua, "rig.%s%s is a signal: it can be read, not turned", prefix,
                          lua_tostring(lua, 2));
    case LUA_TUSERDATA:
        return luaL_error(lua, "rig.%s%s is a group of names: turn one of its knobs", prefix,
                          lua_tostring(lua, 2));
    default:
        return unknown_refuse(lua);
    }
}

static void proxy_push(lua_State *lua, const char *prefix);

/* Enter `name` into the table at `table`, with `entry`; or the group it begins, if that is new. */
static void name_enter(lua_State *lua, int table, const char *name, const char *prefix,
                       lua_Integer entry)
{
    const char *rest = below(name, prefix), *dot = rest ? strchr(rest, '.') : NULL;

    if (!rest)
        return;
    lua_pushlstring(lua, rest, dot ? (size_t)(dot - rest) : strlen(rest));
    lua_pushvalue(lua, -1);
    if (lua_rawget(lua, table) != LUA_TNIL) {
        lua_pop(lua, 2);
        return;
    }
    lua_pop(lua, 1);
    if (dot) {
        lua_pushlstring(lua, name, (size_t)(dot - name) + 1);
        proxy_push(lua, lua_tostring(lua, -1));
        lua_remove(lua, -2);
    } else {
        lua_pushinteger(lua, entry);
    }
    lua_rawset(lua, table);
}

/* Stack afterwards: + what can be read, + what can be turned. */
static void names_push(lua_State *lua, const char *prefix)
{
    const struct rig_type *type = type_of(script_of(lua));
    int                    read = lua_gettop(lua) + 1, turn = read + 1;

    lua_newtable(lua);
    lua_newtable(lua);
    for (size_t i = 0; i < type->signal_count; i++)
        name_enter(lua, read, type->signals[i].name, prefix, (lua_Integer)i);
    for (size_t i = 0; i < type->knob_count; i++) {
        const char *rest = below(type->knobs[i].name, prefix);

        name_enter(lua, read, type->knobs[i].name, prefix, entry_of_knob(i));
        if (rest && !strchr(rest, '.'))
            name_enter(lua, turn, type->knobs[i].name, prefix, (lua_Integer)i);
    }
    if (!*prefix) {
        lua_pushinteger(lua, ENTRY_TIME);
        lua_setfield(lua, read, "time_s");
    }
}

static void proxy_push(lua_State *lua, const char *prefix)
{
    int read;

    luaL_checkstack(lua, 12, "names of a rig are nested too deeply");
    lua_newuserdatauv(lua, 0, 0);
    lua_createtable(lua, 0, 3);
    names_push(lua, prefix);
    read = lua_gettop(lua) - 1;
    lua_pushvalue(lua, read);
    lua_pushstring(lua, prefix);
    lua_pushcclosure(lua, proxy_index, 2);
    lua_setfield(lua, read - 1, "__index");
    lua_pushvalue(lua, read + 1);
    lua_pushstring(lua, prefix);
    lua_pushvalue(lua, read);
    lua_pushcclosure(lua, proxy_newindex, 3);
    lua_setfield(lua, read - 1, "__newindex");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, read - 1, "__metatable");
    lua_settop(lua, read - 1);
    lua_setmetatable(lua, -2);
}

/* Labels are kept alive, so that reading a state makes no new text. */
static void labels_keep(lua_State *lua, const char *const *labels)
{
    for (; labels && *labels; labels++) {
        lua_pushstring(lua, *labels);
        lua_pushvalue(lua, -1);
        lua_rawset(lua, -3);
    }
}

void script_rig_push(lua_State *lua)
{
    const struct rig_type *type = type_of(script_of(lua));

    lua_newtable(lua);
    for (size_t i = 0; i < type->signal_count; i++)
        labels_keep(lua, type->signals[i].labels);
    for (size_t i = 0; i < type->knob_count; i++)
        labels_keep(lua, type->knobs[i].labels);
    lua_pushliteral(lua, "unknown");
    lua_pushvalue(lua, -1);
    lua_rawset(lua, -3);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, type);
    proxy_push(lua, "");
}
