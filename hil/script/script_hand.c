/* The scenario's own hand: what a person would turn, as rows. Each waits for the one before it. */
#include "script_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOT_KNOWN (-1L)

struct script_hand_turn {
    char   knob[64], label[32], who[16];
    double value;
    double at_s, after_s;       /* at_s NAN: after_s behind the condition, or the turn before */
    bool   has_when;            /* kept in the registry under the address of this struct      */
    size_t index;               /* of the knob, once there is a rig                           */
};

static const char *const turn_keys[] = { "at_s", "when", "after_s", "knob", "value", "by" };
#define TURN_KEYS (sizeof turn_keys / sizeof *turn_keys)

/* ------------------------------------------------------------------ reading */

/* A text of the row at the top of the stack; `rest` when there is none. */
static void turn_text(lua_State *lua, size_t i, const char *name, const char *rest, char *out,
                      size_t size)
{
    const char *text = rest;

    lua_getfield(lua, -1, name);
    if (!lua_isnil(lua, -1))
        text = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : NULL;
    if (!text || !*text || strlen(text) >= size)
        luaL_error(lua, "scenario: hand %d: %s is a text of 1 to %d characters", (int)i, name,
                   (int)size - 1);
    strcpy(out, text);
    lua_pop(lua, 1);
}

static double turn_seconds(lua_State *lua, size_t i, const char *name, double rest)
{
    double seconds = rest;

    lua_getfield(lua, -1, name);
    if (!lua_isnil(lua, -1))
        seconds = lua_type(lua, -1) == LUA_TNUMBER ? lua_tonumber(lua, -1) : -1;
    if (seconds < 0 || seconds > 1e9)
        luaL_error(lua, "scenario: hand %d: %s is a number of seconds, 0 or more", (int)i, name);
    lua_pop(lua, 1);
    return seconds;
}

static void turn_value(lua_State *lua, size_t i, struct script_hand_turn *turn)
{
    lua_getfield(lua, -1, "value");
    if (lua_type(lua, -1) == LUA_TNUMBER)
        turn->value = lua_tonumber(lua, -1);
    else if (lua_type(lua, -1) == LUA_TSTRING && lua_rawlen(lua, -1) > 0
             && lua_rawlen(lua, -1) < sizeof turn->label)
        strcpy(turn->label, lua_tostring(lua, -1));
    else
        luaL_error(lua, "scenario: hand %d (%s) has no value: write value = 1, or one of its "
                        "labels", (int)i, turn->knob);
    lua_pop(lua, 1);
}

static void turn_when(lua_State *lua, size_t i, struct script_hand_turn *turn)
{
    lua_getfield(lua, -1, "when");
    turn->has_when = !lua_isnil(lua, -1);
    if (turn->has_when && !lua_isfunction(lua, -1))
        luaL_error(lua, "scenario: hand %d: when is a function: "
                        "when = function(rig) return ... end", (int)i);
    if (turn->has_when)
        lua_rawsetp(lua, LUA_REGISTRYINDEX, turn);
    else
        lua_pop(lua, 1);
}

static void turn_read(lua_State *lua, size_t i, struct script_hand_turn *turn)
{
    char what[40];

    snprintf(what, sizeof what, "scenario: hand %d", (int)i);
    script_keys_check(lua, lua_gettop(lua), what, turn_keys, TURN_KEYS);
    turn_text(lua, i, "knob", NULL, turn->knob, sizeof turn->knob);
    turn_text(lua, i, "by", "trainee", turn->who, sizeof turn->who);
    turn_value(lua, i, turn);
    turn_when(lua, i, turn);
    turn->at_s = turn_seconds(lua, i, "at_s", NAN);
    turn->after_s = turn_seconds(lua, i, "after_s", 0);
    if (!isnan(turn->at_s) && (turn->has_when || turn->after_s > 0))
        luaL_error(lua, "%s (%s): at_s stands alone, or when and after_s do", what, turn->knob);
}

void script_hand_read(lua_State *lua)
{
    struct script *script = script_of(lua);
    size_t         count;

    script->hand_due_tick = NOT_KNOWN;
    if (!script_field_push(lua, "hand", LUA_TTABLE, false))
        return;
    count = lua_rawlen(lua, -1);
    if (count > SCRIPT_HAND_MAX)
        luaL_error(lua, "scenario: hand has more than %d turns", SCRIPT_HAND_MAX);
    script->hand = calloc(count + 1, sizeof *script->hand);
    if (!script->hand)
        luaL_error(lua, "scenario: no memory for a hand of %d turns", (int)count);
    for (size_t i = 0; i < count; i++) {
        if (lua_rawgeti(lua, -1, (lua_Integer)i + 1) != LUA_TTABLE)
            luaL_error(lua, "scenario: hand is a list of tables, as in "
                            "{ { at_s = 12, knob = \"generator.mode\", value = \"standby\" } }");
        turn_read(lua, i + 1, &script->hand[i]);
        lua_pop(lua, 1);
    }
    script->hand_count = count;
}

/* ------------------------------------------------------------------ with a rig */

static void knob_bind(lua_State *lua, size_t i, struct script_hand_turn *turn)
{
    const struct rig_type *type = script_of(lua)->rig->type;
    const struct knob     *knob;

    turn->index = knob_find(type->knobs, type->knob_count, turn->knob);
    if (turn->index == SIGNAL_NONE)
        luaL_error(lua, "scenario: hand %d: %s is no knob of the %s rig; `painrig knobs` lists "
                        "them", (int)i, turn->knob, type->name);
    knob = &type->knobs[turn->index];
    if (*turn->label)
        turn->value = script_label_value(lua, knob, turn->label);
    if (!(turn->value >= knob->least && turn->value <= knob->most))
        luaL_error(lua, "scenario: hand %d: %s = %f is out of range: give %f to %f", (int)i,
                   turn->knob, turn->value, knob->least, knob->most);
}

void script_hand_bind(lua_State *lua)
{
    struct script *script = script_of(lua);

    for (size_t i = 0; i < script->hand_count; i++)
        knob_bind(lua, i + 1, &script->hand[i]);
}

/* ------------------------------------------------------------------ while it runs */

/* As a scenario's turn after wait(seconds). */
static long ticks_of(const struct script *script, double seconds)
{
    return (long)ceil(seconds / script->rig->tick_s - 1e-6);
}

/* When the next turn is due, as soon as that is known. */
static enum err due_look(struct script *script, struct why *why)
{
    const struct script_hand_turn *turn = &script->hand[script->hand_next];
    bool                           holds = true;

    if (script->hand_due_tick != NOT_KNOWN)
        return ERR_OK;
    if (!isnan(turn->at_s)) {
        script->hand_due_tick = ticks_of(script, turn->at_s);
        return ERR_OK;
    }
    if (turn->has_when)
        TRY(script_condition_ask(script, turn, script->name, turn->knob, &holds, why));
    if (holds)
        script->hand_due_tick = script->tick + ticks_of(script, turn->after_s);
    return ERR_OK;
}

enum err script_hand_step(struct script *script, struct why *why)
{
    while (script->hand_next < script->hand_count) {
        const struct script_hand_turn *turn = &script->hand[script->hand_next];

        TRY(due_look(script, why));
        if (script->hand_due_tick == NOT_KNOWN || script->tick < script->hand_due_tick)
            return ERR_OK;
        TRY(script_turn(script, turn->index, turn->value, turn->who, why));
        script->hand_next++;
        script->hand_due_tick = NOT_KNOWN;
    }
    return ERR_OK;
}
