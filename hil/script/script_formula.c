/* expect_formula: a temporal formula as an expectation, from the next row to the scenario's end. */
#include "script_inside.h"

#include "hil/property/formula.h"
#include "hil/property/property.h"
#include "hil/time_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct script_formula {
    struct formula      *formula;
    struct property_set *set;
    bool                 is_open;
    long                 from_tick;
    char                 what[160], where[120];
};

/* ---- asked ---- */

static enum err formula_bind(const struct script *script, struct script_formula *asked,
                             struct why *why)
{
    const struct rig *rig = script->rig;
    size_t            index;

    TRY(property_set_create(&asked->set, rig->type->signals, rig->type->signal_count, rig->tick_s,
                            PROPERTY_END_UNKNOWN, why));
    TRY(property_set_add(asked->set, asked->formula, &index, why));
    property_set_first(asked->set, script->tick + 1);
    return property_set_begin(asked->set, why);
}

static enum err formula_open(const struct script *script, struct script_formula *asked,
                             const char *text, struct why *why)
{
    enum err err = formula_parse(&asked->formula, text, why);

    if (err == ERR_OK)
        err = formula_bind(script, asked, why);
    if (err == ERR_OK)
        return ERR_OK;
    property_set_destroy(asked->set);
    formula_destroy(asked->formula);
    memset(asked, 0, sizeof *asked);
    return err;
}

int script_expect_formula(lua_State *lua)
{
    struct script         *script = script_running(lua, "expect_formula");
    const char            *what = luaL_checkstring(lua, 1), *text = luaL_checkstring(lua, 2);
    struct script_formula *asked;
    struct why             why = { "" };
    enum err               err;

    script_charge(lua, 1000);
    if (!script->formulas)
        script->formulas = calloc(SCRIPT_FORMULAS_MAX, sizeof *script->formulas);
    if (!script->formulas)
        return luaL_error(lua, "no memory for expect_formula");
    if (script->formula_count >= SCRIPT_FORMULAS_MAX)
        return luaL_error(lua, "more than %d expect_formula", SCRIPT_FORMULAS_MAX);
    asked = &script->formulas[script->formula_count];
    err = formula_open(script, asked, text, &why);
    if (err != ERR_OK)
        return luaL_error(lua, "expect_formula: %s", why_text(&why, err));
    snprintf(asked->what, sizeof asked->what, "%s", what);
    script_place(lua, asked->where, sizeof asked->where);
    asked->from_tick = script->tick;
    asked->is_open = true;
    script->formula_count++;
    return 0;
}

void script_formulas_free(struct script *script)
{
    for (size_t i = 0; i < script->formula_count; i++) {
        property_set_destroy(script->formulas[i].set);
        formula_destroy(script->formulas[i].formula);
    }
    free(script->formulas);
}

/* ---- judged ---- */

static void formula_judge(struct script *script, struct script_formula *asked,
                          enum verdict verdict, const char *before)
{
    struct judgement judgement = { .verdict = verdict, .within_s = NAN,
                                   .t_s = script_now_s(script),
                                   .from_s = script_tick_s(script, asked->from_tick) };
    char             said[300];

    property_explain(asked->set, 0, said, sizeof said);
    memcpy(judgement.what, asked->what, sizeof asked->what);
    memcpy(judgement.where, asked->where, sizeof asked->where);
    snprintf(judgement.why, sizeof judgement.why, "%s%s", before, said);
    asked->is_open = false;
    if (script->setup.record)
        record_judgement(script->setup.record, &judgement);
}

enum err script_formulas_step(struct script *script, struct why *why)
{
    for (size_t i = 0; i < script->formula_count; i++) {
        struct script_formula *asked = &script->formulas[i];

        if (!asked->is_open)
            continue;
        if (property_set_step(asked->set, script->row) != ERR_OK)
            return why_say(why, ERR_MEMORY, "%s: no memory to judge \"%s\" any further",
                           asked->where, asked->what);
        if (property_state(asked->set, 0).verdict == VERDICT_FAIL)
            formula_judge(script, asked, VERDICT_FAIL, "");
    }
    return ERR_OK;
}

/* What was cut short has not passed, and what cannot be judged to its end is undecided. */
void script_formulas_finish(struct script *script, bool is_whole)
{
    for (size_t i = 0; i < script->formula_count; i++) {
        struct script_formula *asked = &script->formulas[i];
        enum verdict           verdict;

        if (!asked->is_open)
            continue;
        verdict = property_set_end(asked->set) == ERR_OK ? property_state(asked->set, 0).verdict
                                                         : VERDICT_INCONCLUSIVE;
        if (verdict == VERDICT_PASS && !is_whole)
            formula_judge(script, asked, VERDICT_INCONCLUSIVE, "the run was cut short: ");
        else
            formula_judge(script, asked, verdict, "");
    }
}
