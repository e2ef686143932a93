#include "spread_handout.h"

#include "base/count.h"
#include "base/text.h"
#include "hil/spread/spread_print.h"
#include "hil/spread/spread_show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UG_PER_NG 1e-3f

static const char *const limits[] = {
    "A line along the canal, no patient: front and back of the cord are one, and real spread "
    "differs between them.",
    "Steady streaming, roots and breathing are held in one dispersion that is known to a factor of "
    "ten: see the band of 10 to 90 %.",
    "No mean flow of fluid unless one is given; too little reaches the cistern, for what carries "
    "drug rostrally is not there.",
    "Stirring by injections and baricity are one empirical law, unverified; hyperbaric drug in an "
    "upright patient sinks too far.",
    "Many numbers of a drug (cord, effect sites, plasma, several thresholds) are unverified, and "
    "marked so.",
    "One drug at a time: no mixtures, no metabolites, no tolerance.",
    "A spread is not an outcome: nothing here is advice on a dose, or predicts relief or safety.",
};

/* ------------------------------------------------------------------ what was set */

/* What does nothing is not worth a line: no bolus, no schedule. */
static bool is_silent(const struct spread_handout_case *one, size_t option)
{
    const char *value = one->value[option];
    double      number;

    if (!value || !value[0])
        return true;
    return spread_options[option].kind == SPREAD_OPTION_NUMBER && option != SPREAD_OPTION_rate
        && number_parse(value, &number) == ERR_OK && number == 0;
}

/* Not worth one either: how a bolus goes when none is given. */
static bool is_idle(const struct spread_handout_case *one, size_t option)
{
    switch (option) {
    case SPREAD_OPTION_bolus_over:
    case SPREAD_OPTION_bolus_volume:
    case SPREAD_OPTION_every:
        return is_silent(one, SPREAD_OPTION_bolus);
    case SPREAD_OPTION_press_bolus:
    case SPREAD_OPTION_press_over:
    case SPREAD_OPTION_lockout:
    case SPREAD_OPTION_most_per_day:
        return is_silent(one, SPREAD_OPTION_press);
    default:
        return false;
    }
}

static bool differs(const struct spread_handout_case *cases, size_t count, size_t option)
{
    for (size_t i = 1; i < count; i++)
        if (cases[0].value[option] && cases[i].value[option]
            && strcmp(cases[0].value[option], cases[i].value[option]) != 0)
            return true;
    return false;
}

static bool is_shown(const struct spread_handout_case *cases, size_t count, size_t option)
{
    if (count > 1)
        return differs(cases, count, option);
    return !is_silent(&cases[0], option) && !is_idle(&cases[0], option);
}

static void value_write(const struct spread_handout_case *one, size_t option, char *cell)
{
    struct text text = text_over(cell, EXHIBIT_CELL_SIZE);
    bool has_unit = strcmp(spread_options[option].unit, "-") != 0;

    text_add(&text, "%s%s%s", one->value[option], has_unit ? " " : "",
             has_unit ? spread_options[option].unit : "");
}

static void name_write(const char *name, char *cell)
{
    struct text text = text_over(cell, EXHIBIT_CELL_SIZE);

    for (; *name; name++)
        text_add(&text, "%c", *name == '-' ? ' ' : *name);
}

static enum err settings_make(const struct spread_handout_case *cases, size_t count,
                              struct exhibits *shown)
{
    size_t row = count > 1;
    struct exhibit_table *table;

    TRY(exhibits_add_table(shown, "", count + 1, SPREAD_OPTION_COUNT + 1, &table));
    for (size_t i = 0; i < count && count > 1; i++)
        exhibit_cell(table, 0, i + 1, "%c", 'A' + (int)i);
    for (size_t o = 0; o < SPREAD_OPTION_COUNT; o++) {
        if (!is_shown(cases, count, o))
            continue;
        name_write(spread_options[o].name, table->cells[row][0]);
        for (size_t i = 0; i < count; i++)
            value_write(&cases[i], o, table->cells[row][i + 1]);
        row++;
    }
    table->rows = row;
    return ERR_OK;
}

/* "A: 20 ug/h, T10": what makes it another case. */
static void case_name(const struct spread_handout_case *cases, size_t count, size_t index,
                      char *out, size_t size)
{
    struct text text = text_over(out, size);
    const char *gap = ": ";
    char        cell[EXHIBIT_CELL_SIZE];

    text_add(&text, "%c", 'A' + (int)index);
    for (size_t o = 0; o < SPREAD_OPTION_COUNT; o++)
        if (differs(cases, count, o)) {
            value_write(&cases[index], o, cell);
            text_add(&text, "%s%s", gap, cell);
            gap = ", ";
        }
}

/* ------------------------------------------------------------------ several */

static const struct drug *drug_of(const struct spread_handout_case *one)
{
    return one->made->setup.pk ? &one->made->drug : NULL;
}

/* All maps in one unit: ng/mL becomes ug/mL where another has that. */
static void units_join(struct exhibits *shown)
{
    for (size_t i = 0; i < shown->field_count; i++) {
        struct exhibit_field *field = &shown->fields[i];
        for (size_t k = 0; k < shown->field_count; k++)
            if (field->unit[0] == 'n' && shown->fields[k].unit[0] == 'u') {
                for (size_t v = 0; v < field->rows * field->columns; v++)
                    field->value[v] *= UG_PER_NG;
                snprintf(field->unit, sizeof field->unit, "%s", shown->fields[k].unit);
            }
    }
}

static enum err map_take(const struct spread_handout_case *one, struct exhibits *shown,
                         struct why *why)
{
    struct exhibits all = { .field_count = 0 };

    TRY(spread_show_view(one->view, drug_of(one), &all, why));
    shown->fields[shown->field_count++] = all.fields[0];
    all.field_count = 0;
    exhibits_free(&all);
    return ERR_OK;
}

enum { SETTINGS_TABLE, FIRST_TABLE };

static enum err several_make(const struct spread_handout_case *cases, size_t count,
                             struct handout *handout, struct why *why)
{
    struct spread_named named[HANDOUT_CASES_MAX];
    char                name[HANDOUT_CASES_MAX][128];
    struct handout_row *row;

    handout->shown.fields = calloc(count, sizeof *handout->shown.fields);
    if (!handout->shown.fields)
        return why_say(why, ERR_MEMORY, "no memory for the handout");
    for (size_t i = 0; i < count; i++) {
        case_name(cases, count, i, name[i], sizeof name[i]);
        named[i] = (struct spread_named){ name[i], cases[i].view, drug_of(&cases[i]) };
        TRY(map_take(&cases[i], &handout->shown, why));
        snprintf(handout->shown.fields[i].title, sizeof handout->shown.fields[i].title, "%.95s",
                 name[i]);
    }
    units_join(&handout->shown);
    TRY(spread_show_comparison(named, count, &handout->shown, why));
    row = handout_row_add(handout, 1, 420);
    for (size_t i = 0; i < count; i++)
        handout_part_add(row, (struct handout_part){ .kind = HANDOUT_FIELD, .index = i, .width = 1,
                                                     .is_inner = i > 0 });
    handout_part_add(row, (struct handout_part){ .kind = HANDOUT_COLOURS, .width = 0.3 });
    handout_part_add(handout_row_add(handout, 1, 480),
                     (struct handout_part){ .kind = HANDOUT_CHART, .width = 1 });
    handout_part_add(handout_row_add(handout, 0, 0),
                     (struct handout_part){ .kind = HANDOUT_TABLE, .index = FIRST_TABLE,
                                            .width = 1 });
    return ERR_OK;
}

/* ------------------------------------------------------------------ one */

enum { PROFILE_CHART, PLASMA_CHART };

/* The levels' table and what plasma does share a row; the others have their own. */
static enum err one_make(const struct spread_handout_case *one, struct handout *handout,
                         struct why *why)
{
    struct exhibits    *shown = &handout->shown;
    struct handout_row *row;

    TRY(spread_show_view(one->view, drug_of(one), shown, why));
    row = handout_row_add(handout, 1, 330);
    handout_part_add(row, (struct handout_part){ .kind = HANDOUT_FIELD, .width = 0.44 });
    handout_part_add(row, (struct handout_part){ .kind = HANDOUT_COLOURS, .width = 0.1 });
    handout_part_add(row, (struct handout_part){ .kind = HANDOUT_CHART, .index = PROFILE_CHART,
                                                 .width = 0.46 });
    row = handout_row_add(handout, 0, 0);
    handout_part_add(row, (struct handout_part){ .kind = HANDOUT_TABLE, .index = FIRST_TABLE,
                                                 .width = 0.62 });
    if (shown->chart_count > PLASMA_CHART)
        handout_part_add(row, (struct handout_part){ .kind = HANDOUT_CHART, .index = PLASMA_CHART,
                                                     .width = 0.38 });
    for (size_t t = FIRST_TABLE + 1; t < shown->table_count; t++)
        handout_part_add(handout_row_add(handout, 0, 0),
                         (struct handout_part){ .kind = HANDOUT_TABLE, .index = t, .width = 1 });
    return ERR_OK;
}

/* ------------------------------------------------------------------ the page */

static void words_write(struct handout *handout, const struct spread_handout_case *cases,
                        size_t count, const char *command)
{
    const struct spread_setup *setup = &cases[0].made->setup;

    snprintf(handout->command, sizeof handout->command, "%s", command);
    handout->limits = limits;
    handout->limit_count = COUNT(limits);
    snprintf(handout->title, sizeof handout->title, "%s",
             count > 1 ? "A drug's spread along the spinal canal, side by side"
                       : "A drug's spread along the spinal canal");
    if (count > 1)
        snprintf(handout->caption, sizeof handout->caption, "%zu cases, and what differs between "
                 "them. Concentration in the fluid by level over time, and at the end of each.",
                 count);
    else
        spread_caption(cases[0].made, setup->report_s[setup->report_count - 1], handout->caption,
                       sizeof handout->caption);
}

enum err spread_handout_make(const struct spread_handout_case *cases, size_t count,
                             const char *command, struct handout *handout, struct why *why)
{
    *handout = (struct handout){ .limits = NULL };
    if (count < 1 || count > HANDOUT_CASES_MAX)
        return why_say(why, ERR_RANGE, "a handout has room for %d spreads at most, and these are "
                       "%zu", HANDOUT_CASES_MAX, count);
    if (settings_make(cases, count, &handout->shown) != ERR_OK)
        return why_say(why, ERR_MEMORY, "no memory for the handout");
    words_write(handout, cases, count, command);
    if (handout->shown.tables[SETTINGS_TABLE].rows > 0)
        handout_part_add(handout_row_add(handout, 0, 0), (struct handout_part){
            .kind = count > 1 ? HANDOUT_TABLE : HANDOUT_LIST, .index = SETTINGS_TABLE,
            .width = 1 });
    TRY(count > 1 ? several_make(cases, count, handout, why) : one_make(cases, handout, why));
    handout_sign(handout);
    return ERR_OK;
}
