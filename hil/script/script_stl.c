/* stl: formulas built in Lua. Texts in, text out, as formula.h reads it: a builder knows
 * nothing of signals or of time. Every result can stand as an operand anywhere: it is a call, a
 * prefix operator with parentheses behind it, or in parentheses itself. */
#include "script_inside.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define SIGNAL_TEXT 1       /* where a signal's table keeps its text */

/* ---- operands ---- */

static void number_push(lua_State *lua, double value)
{
    char text[32];

    if (!isfinite(value))
        luaL_error(lua, "a formula has no number that is infinite or unknown");
    text_number(text, value);
    lua_pushstring(lua, text);
}

/* The argument as text on the stack: a text, a number, or what stl.signal made. */
static const char *operand_push(lua_State *lua, int index, const char *what)
{
    switch (lua_type(lua, index)) {
    case LUA_TSTRING: lua_pushvalue(lua, index); break;
    case LUA_TNUMBER: number_push(lua, lua_tonumber(lua, index)); break;
    case LUA_TTABLE:  lua_rawgeti(lua, index, SIGNAL_TEXT); break;
    default:          lua_pushnil(lua);
    }
    if (lua_type(lua, -1) != LUA_TSTRING)
        luaL_error(lua, "stl: %s is %s: give a text or a signal", what,
                   lua_isnoneornil(lua, index) ? "missing" : luaL_typename(lua, index));
    return lua_tostring(lua, -1);
}

/* Is the text one name, one number, or something in one pair of parentheses? */
static bool is_closed(const char *text)
{
    int depth = 0;

    if (*text != '(') {
        while (isalnum((unsigned char)*text) || strchr("._/", *text) != NULL)
            if (*text++ == '\0')
                return true;
        return false;
    }
    for (; *text; text++) {
        depth += (*text == '(') - (*text == ')');
        if (depth == 0)
            return text[1] == '\0';
    }
    return false;
}

/* The operand in parentheses, unless it needs none. */
static const char *closed_push(lua_State *lua, int index, const char *what)
{
    const char *text = operand_push(lua, index, what);

    if (is_closed(text))
        return text;
    lua_pushfstring(lua, "(%s)", text);
    lua_remove(lua, -2);
    return lua_tostring(lua, -1);
}

/* The same with parentheses in any case, as they stand behind a prefix operator. */
static const char *parenthesised_push(lua_State *lua, int index, const char *what)
{
    const char *text = operand_push(lua, index, what);

    if (*text == '(' && is_closed(text))
        return text;
    lua_pushfstring(lua, "(%s)", text);
    lua_remove(lua, -2);
    return lua_tostring(lua, -1);
}

/* "[0,0.5]" of the two arguments at the front, which are then gone; or "". */
static void bounds_push(lua_State *lua, const char *verb, int operands)
{
    int given = lua_gettop(lua);

    if (given == operands) {
        lua_pushliteral(lua, "");
    } else if (given == operands + 2 && lua_isnumber(lua, 1) && lua_isnumber(lua, 2)) {
        number_push(lua, lua_tonumber(lua, 1));
        number_push(lua, lua_tonumber(lua, 2));
        lua_pushfstring(lua, "[%s,%s]", lua_tostring(lua, -2), lua_tostring(lua, -1));
        lua_replace(lua, 1);
        lua_settop(lua, given);
        lua_remove(lua, 2);
        lua_rotate(lua, 1, -1);
    } else {
        luaL_error(lua, "stl.%s: give %s, and before %s the two times in s if it has bounds", verb,
                   operands == 1 ? "a formula" : "two formulas", operands == 1 ? "it" : "them");
    }
}

/* ---- operators ---- */

/* "always[0,0.5](phi)": the word is the first upvalue. */
static int prefix(lua_State *lua)
{
    const char *word = lua_tostring(lua, lua_upvalueindex(1));

    bounds_push(lua, word, 1);
    parenthesised_push(lua, 1, "the formula");
    lua_pushfstring(lua, "%s%s%s", word, lua_tostring(lua, 2), lua_tostring(lua, 3));
    return 1;
}

/* "(phi until[0,5] psi)" */
static int between(lua_State *lua)
{
    const char *word = lua_tostring(lua, lua_upvalueindex(1));

    bounds_push(lua, word, 2);
    closed_push(lua, 1, "the first formula");
    closed_push(lua, 2, "the second formula");
    lua_pushfstring(lua, "(%s %s%s %s)", lua_tostring(lua, 4), word, lua_tostring(lua, 3),
                    lua_tostring(lua, 5));
    return 1;
}

/* "not(phi)", "rise(phi)", "known(x)" */
static int of_one(lua_State *lua)
{
    const char *word = lua_tostring(lua, lua_upvalueindex(1));

    if (lua_gettop(lua) != 1)
        return luaL_error(lua, "stl.%s takes one formula",
                          strcmp(word, "not") == 0 ? "negate" : word);
    parenthesised_push(lua, 1, "the formula");
    lua_pushfstring(lua, "%s%s", word, lua_tostring(lua, 2));
    return 1;
}

/* "(a and b and c)" */
static int joined(lua_State *lua)
{
    const char *word = lua_tostring(lua, lua_upvalueindex(1));
    int         count = lua_gettop(lua);

    if (count == 0)
        return luaL_error(lua, "stl.%s takes one formula or more",
                          strcmp(word, "and") == 0 ? "all" : "any");
    luaL_checkstack(lua, 8, "stl");
    lua_pushliteral(lua, "(");
    for (int i = 1; i <= count; i++) {
        closed_push(lua, i, "a formula");
        lua_pushfstring(lua, "%s%s%s", i > 1 ? " " : "", i > 1 ? word : "", i > 1 ? " " : "");
        lua_insert(lua, -2);
        lua_concat(lua, 3);
    }
    lua_pushliteral(lua, ")");
    lua_concat(lua, 2);
    return 1;
}

static int implies(lua_State *lua)
{
    if (lua_gettop(lua) != 2)
        return luaL_error(lua, "stl.implies takes two formulas: the trigger and the response");
    closed_push(lua, 1, "the trigger");
    closed_push(lua, 2, "the response");
    lua_pushfstring(lua, "(%s -> %s)", lua_tostring(lua, 3), lua_tostring(lua, 4));
    return 1;
}

/* "settles(x, 80, 2, 10)": the word, and how many arguments it takes. */
static int shape(lua_State *lua)
{
    const char *word = lua_tostring(lua, lua_upvalueindex(1));
    int         wanted = (int)lua_tointeger(lua, lua_upvalueindex(2)), count = lua_gettop(lua);

    if (count != wanted)
        return luaL_error(lua, "stl.%s takes %d arguments: see scenarios/prelude.lua", word,
                          wanted);
    lua_pushfstring(lua, "%s(", word);
    for (int i = 1; i <= count; i++) {
        operand_push(lua, i, "an argument");
        lua_pushstring(lua, i < count ? ", " : ")");
        lua_concat(lua, 3);
    }
    return 1;
}

/* ---- signals and their comparisons ---- */

/* signal:lt(200): "(tip.seen_c < 200)" */
static int compared(lua_State *lua)
{
    const char *sign = lua_tostring(lua, lua_upvalueindex(1));

    if (lua_gettop(lua) != 2 || !lua_istable(lua, 1))
        return luaL_error(lua, "compare a signal as in stl.signal(\"tip.seen_c\"):lt(95)");
    closed_push(lua, 1, "the signal");
    closed_push(lua, 2, "the limit");
    lua_pushfstring(lua, "(%s %s %s)", lua_tostring(lua, 3), sign, lua_tostring(lua, 4));
    return 1;
}

/* The methods of signals are the first upvalue. */
static int signal_make(lua_State *lua)
{
    if (lua_gettop(lua) != 1 || lua_type(lua, 1) != LUA_TSTRING)
        return luaL_error(lua, "stl.signal takes a signal's name, or arithmetic of signals");
    lua_createtable(lua, 1, 0);
    lua_pushvalue(lua, 1);
    lua_rawseti(lua, -2, SIGNAL_TEXT);
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_setmetatable(lua, -2);
    return 1;
}

static const struct { const char *name, *sign; } comparisons[] = {
    { "lt", "<" }, { "le", "<=" }, { "gt", ">" }, { "ge", ">=" }, { "eq", "==" }, { "ne", "!=" },
};

/* Put the function that makes signals on the stack. */
static void signal_push(lua_State *lua)
{
    lua_createtable(lua, 0, 2);
    lua_newtable(lua);
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
        lua_pushstring(lua, comparisons[i].sign);
        lua_pushcclosure(lua, compared, 1);
        lua_setfield(lua, -2, comparisons[i].name);
    }
    lua_setfield(lua, -2, "__index");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_pushcclosure(lua, signal_make, 1);
}

/* ---- the library ---- */

static const struct { const char *name, *word; lua_CFunction make; int arguments; } builders[] = {
    { "always", "always", prefix, 0 },
    { "eventually", "eventually", prefix, 0 },
    { "historically", "historically", prefix, 0 },
    { "once", "once", prefix, 0 },
    { "until_", "until", between, 0 },
    { "since", "since", between, 0 },
    { "all", "and", joined, 0 },
    { "any", "or", joined, 0 },
    { "negate", "not", of_one, 0 },
    { "rise", "rise", of_one, 0 },
    { "fall", "fall", of_one, 0 },
    { "known", "known", of_one, 0 },
    { "implies", "->", implies, 0 },
    { "never_above_for", "never_above_for", shape, 3 },
    { "settles", "settles", shape, 4 },
    { "step", "step", shape, 4 },
    { "ramp", "ramp", shape, 5 },
};

void script_stl_push(lua_State *lua)
{
    lua_newtable(lua);
    for (size_t i = 0; i < sizeof builders / sizeof *builders; i++) {
        lua_pushstring(lua, builders[i].word);
        lua_pushinteger(lua, builders[i].arguments);
        lua_pushcclosure(lua, builders[i].make, 2);
        lua_setfield(lua, -2, builders[i].name);
    }
    signal_push(lua);
    lua_setfield(lua, -2, "signal");
}
