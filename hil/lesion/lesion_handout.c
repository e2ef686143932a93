#include "lesion_handout.h"

#include "base/count.h"
#include "base/text.h"
#include "base/units.h"
#include "hil/lesion/case.h"
#include "hil/lesion/lesion_handout_nerves.h"
#include "hil/lesion/lesion_show.h"
#include "hil/lesion/lesion_words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ what was set */

enum fact { NEEDLE, TIP, THERMOCOUPLE, SET, RAMP, HOLD, TISSUE, PERFUSION, START, ACCURACY,
               AT, HOTTEST, IMPEDANCE, VOLTAGE, POWER, CEILING, BURST, FACTS };

#define FIRST_RESULT AT

static const char *const fact_names[FACTS] = {
    [NEEDLE] = "needle", [TIP] = "active tip", [THERMOCOUPLE] = "thermocouple", [SET] = "drive",
    [RAMP] = "ramp", [HOLD] = "held for", [TISSUE] = "tissue", [PERFUSION] = "perfusion",
    [START] = "tissue before", [ACCURACY] = "accuracy", [AT] = "seen at",
    [HOTTEST] = "hottest tissue", [IMPEDANCE] = "impedance", [VOLTAGE] = "voltage, rms",
    [POWER] = "power", [CEILING] = "ceiling reached", [BURST] = "a burst adds up to",
};

static const struct treatment_report *last_of(const struct lesion_handout_case *one)
{
    return &one->treatment->report[one->treatment->report_count - 1];
}

static void needle_write(double radius_mm, struct text *out)
{
    for (int gauge = 10; gauge <= 30; gauge++)
        if (fabs(case_gauge_radius_mm(gauge) - radius_mm) < 1e-6)
            text_add(out, "%d G, ", gauge);
    text_add(out, "%.2f mm", 2 * radius_mm);
}

static void pulses_write(const struct treatment_drive *drive, enum fact fact, struct text *out)
{
    const struct treatment_pulses *pulses = &drive->pulses;

    if (fact == SET)
        text_add(out, "%g V, %g ms, %g Hz, to %g " LESION_DEGREES, pulses->volts,
                 pulses->width_s * MS_PER_S, pulses->rate_hz, pulses->ceiling_c);
    else if (fact == HOLD)
        text_add(out, "%g s", drive->hold_until_s);
    else
        text_add(out, "-");
}

static void drive_write(const struct treatment_drive *drive, enum fact fact,
                        struct text *out)
{
    if (drive->is_pulsed)
        pulses_write(drive, fact, out);
    else if (!drive->is_held)
        text_add(out, fact == SET ? "%g V" : "-", drive->volts);
    else if (fact == SET)
        text_add(out, "%g " LESION_DEGREES, drive->set_c);
    else
        text_add(out, "%g s", fact == RAMP ? drive->ramp_s
                                              : drive->hold_until_s - drive->ramp_s);
}

static void unless_unknown(struct text *out, const char *format, double value)
{
    if (isnan(value))
        text_add(out, "-");
    else
        text_add(out, format, value);
}

static void fact_write(const struct lesion_handout_case *one, enum fact fact, char *cell)
{
    const struct ablation_setup *plant = &one->setup->plant;
    const struct treatment_report *last = last_of(one);
    struct text out = text_over(cell, EXHIBIT_CELL_SIZE);

    switch (fact) {
    case NEEDLE:       needle_write(plant->shape.radius_m * MM_PER_M, &out);               break;
    case TIP:          text_add(&out, "%g mm", plant->shape.tip_m * MM_PER_M);             break;
    case THERMOCOUPLE: text_add(&out, "%g mm from the end",
                                plant->thermocouple_m * MM_PER_M);                         break;
    case SET:
    case RAMP:
    case HOLD:         drive_write(&one->setup->drive, fact, &out);                        break;
    case TISSUE:       text_add(&out, "%s", plant->tissue.name);                           break;
    case PERFUSION:    text_add(&out, "%.3g per s", plant->tissue.perfusion_per_s);        break;
    case START:        text_add(&out, "%g " LESION_DEGREES, plant->start_c);               break;
    case ACCURACY:     text_add(&out, "%g %%", one->setup->accuracy_percent);              break;
    case AT:           text_add(&out, "%g s", last->time_s);                               break;
    case HOTTEST:      text_add(&out, "%.1f " LESION_DEGREES, last->hottest_c);            break;
    case IMPEDANCE:    text_add(&out, "%.1f \xCE\xA9", last->resistance_ohm);              break;
    case VOLTAGE:      text_add(&out, "%.1f V", last->volts);                              break;
    case POWER:        text_add(&out, "%.2f W", last->power_w);                            break;
    case CEILING:      unless_unknown(&out, "at %.1f s", one->treatment->ceiling_at_s);    break;
    case BURST:        unless_unknown(&out, "%.2f " LESION_DEGREES,
                                      one->treatment->burst_rise_c);                       break;
    case FACTS:        break;
    }
}

static bool differs(const struct lesion_handout_case *cases, size_t count, enum fact fact)
{
    char first[EXHIBIT_CELL_SIZE], other[EXHIBIT_CELL_SIZE];

    fact_write(&cases[0], fact, first);
    for (size_t i = 1; i < count; i++) {
        fact_write(&cases[i], fact, other);
        if (strcmp(first, other) != 0)
            return true;
    }
    return false;
}

/* "-" of all: pulses' own facts of a treatment without. */
static bool is_nothing(const struct lesion_handout_case *cases, size_t count, enum fact fact)
{
    char cell[EXHIBIT_CELL_SIZE];

    fact_write(&cases[0], fact, cell);
    return strcmp(cell, "-") == 0 && !differs(cases, count, fact);
}

/* Of one case a list of everything; of several what differs, and what came of it. */
static enum err settings_make(const struct lesion_handout_case *cases, size_t count,
                              struct exhibits *shown)
{
    size_t row = count > 1;
    struct exhibit_table *table;

    TRY(exhibits_add_table(shown, "", count + 1, FACTS + 1, &table));
    for (size_t i = 0; i < count && count > 1; i++)
        exhibit_cell(table, 0, i + 1, "%c", 'A' + (int)i);
    for (size_t s = 0; s < FACTS; s++) {
        if (is_nothing(cases, count, (enum fact)s)
            || (count > 1 && !differs(cases, count, (enum fact)s)))
            continue;
        exhibit_cell(table, row, 0, "%s", fact_names[s]);
        for (size_t i = 0; i < count; i++)
            fact_write(&cases[i], (enum fact)s, table->cells[row][i + 1]);
        row++;
    }
    table->rows = row;
    return ERR_OK;
}

/* "A: 16 G, 1.65 mm, 70 °C": what makes it another case. */
static void case_name(const struct lesion_handout_case *cases, size_t count, size_t index,
                      char *out, size_t size)
{
    struct text text = text_over(out, size);
    char        cell[EXHIBIT_CELL_SIZE];
    const char *gap = ": ";

    text_add(&text, "%c", 'A' + (int)index);
    for (size_t s = 0; s < FIRST_RESULT; s++)
        if (differs(cases, count, (enum fact)s)) {
            fact_write(&cases[index], (enum fact)s, cell);
            if (strcmp(cell, "-") == 0)
                continue;
            text_add(&text, "%s%s", gap, cell);
            gap = ", ";
        }
}

/* ------------------------------------------------------------------ figures */

static enum err figure_make(const struct lesion_handout_case *one, struct exhibit_field *field,
                            struct why *why)
{
    return lesion_show_field(one->treatment->plant, &one->setup->plant, field, why);
}

/* Each is drawn once to learn its window, and those that are in a larger one a second time. */
static enum err figures_make(const struct lesion_handout_case *cases, size_t count,
                             struct exhibits *shown, struct why *why)
{
    struct exhibit_field all = { .x_most = 0 };

    shown->fields = calloc(count, sizeof *shown->fields);
    if (!shown->fields)
        return why_say(why, ERR_MEMORY, "no memory for the figures of the handout");
    shown->field_count = count;
    for (size_t i = 0; i < count; i++) {
        TRY(figure_make(&cases[i], &shown->fields[i], why));
        all.x_most = fmax(all.x_most, shown->fields[i].x_most);
        all.y_least = fmin(all.y_least, shown->fields[i].y_least);
        all.y_most = fmax(all.y_most, shown->fields[i].y_most);
    }
    for (size_t i = 0; i < count && count > 1; i++) {
        struct exhibits old = { .field_count = 1,
                                .fields = malloc(sizeof *old.fields) };
        if (!old.fields)
            return why_say(why, ERR_MEMORY, "no memory for the figures of the handout");
        old.fields[0] = shown->fields[i];
        exhibits_free(&old);
        shown->fields[i] = all;
        TRY(figure_make(&cases[i], &shown->fields[i], why));
    }
    return ERR_OK;
}

static void figures_name(const struct lesion_handout_case *cases, size_t count,
                         struct exhibits *shown)
{
    snprintf(shown->fields[0].title, sizeof shown->fields[0].title,
             "Highest temperature reached, and what is dead");
    for (size_t i = 0; i < count && count > 1; i++) {
        struct exhibit_field *field = &shown->fields[i];
        case_name(cases, count, i, field->title, sizeof field->title);
        for (size_t c = 0; c < field->contour_count; c++)
            field->contours[c].note[0] = '\0';      /* one key for all */
    }
}

/* ------------------------------------------------------------------ what came of it */

enum size { WIDTH, DISTAL, PROXIMAL, LENGTH, VOLUME, SIZES };

static const char *const size_names[SIZES] = {
    [WIDTH] = "width / mm", [DISTAL] = "distal / mm", [PROXIMAL] = "proximal / mm",
    [LENGTH] = "length / mm", [VOLUME] = "volume / mm\xC2\xB3",
};

static double size_of(const struct lesion_handout_case *one, size_t criterion, enum size size)
{
    const struct lesion *lesion = &last_of(one)->lesion[criterion];
    const struct grid_shape *shape = &one->setup->plant.shape;

    switch (size) {
    case WIDTH:    return lesion->width_m * MM_PER_M;
    case DISTAL:   return lesion_distal_mm(lesion, shape);
    case PROXIMAL: return lesion_proximal_mm(lesion, shape);
    case LENGTH:   return lesion->volume_m3 > 0 ? (lesion->z_max_m - lesion->z_min_m) * MM_PER_M
                                                : 0;
    case VOLUME:   return lesion->volume_m3 * MM3_PER_M3;
    case SIZES:    break;
    }
    return NAN;
}

/* "9.91", and of a later case "10.90 (+0.99)". */
static void size_write(const struct lesion_handout_case *cases, size_t index, size_t criterion,
                       enum size size, char *cell)
{
    double      value = size_of(&cases[index], criterion, size);
    int         decimals = size == VOLUME ? 1 : 2;
    struct text out = text_over(cell, EXHIBIT_CELL_SIZE);

    text_add(&out, "%.*f", decimals, value);
    if (index > 0)
        text_add(&out, " (%+.*f)", decimals, value - size_of(&cases[0], criterion, size));
}

static enum err sizes_make(const struct lesion_handout_case *cases, size_t count,
                           struct exhibits *shown)
{
    const struct ablation_setup *plant = &cases[0].setup->plant;
    size_t before = count > 1 ? 2 : 1, row = 1;
    struct exhibit_table *table;

    TRY(exhibits_add_table(shown, count > 1 ? "Dead tissue by each criterion, and the difference "
                                              "from A" : "Dead tissue by each criterion",
                           before + SIZES, plant->criterion_count * count + 1, &table));
    exhibit_cell(table, 0, 0, "criterion");
    for (size_t s = 0; s < SIZES; s++)
        exhibit_cell(table, 0, before + s, "%s", size_names[s]);
    for (size_t c = 0; c < plant->criterion_count; c++)
        for (size_t i = 0; i < count; i++, row++) {
            exhibit_cell(table, row, 0, "%s", i == 0 ? plant->criteria[c].name : "");
            if (count > 1)
                exhibit_cell(table, row, 1, "%c", 'A' + (int)i);
            for (size_t s = 0; s < SIZES; s++)
                size_write(cases, i, c, (enum size)s, table->cells[row][before + s]);
        }
    return ERR_OK;
}

/* ------------------------------------------------------------------ the page */

enum { SETTINGS_TABLE, SIZES_TABLE, COURSES_TABLE };

static void row_of_one(struct handout *handout, enum handout_part_kind kind, size_t index)
{
    handout_part_add(handout_row_add(handout, 0, 0),
                     (struct handout_part){ .kind = kind, .index = index, .width = 1 });
}

/* Beside one or two figures all of the key has room; of more, its lines stand below. */
static void figures_place(struct handout *handout, size_t count)
{
    struct handout_row *row = handout_row_add(handout, 1, count > 1 ? 460 : 660);

    for (size_t i = 0; i < count; i++)
        handout_part_add(row, (struct handout_part){ .kind = HANDOUT_FIELD, .index = i,
                                                     .is_inner = i > 0, .width = 1 });
    handout_part_add(row, (struct handout_part){
        .kind = count > 2 ? HANDOUT_COLOURS : HANDOUT_KEY,
        .width = count > 2 ? 0.3 : count == 2 ? 0.66 : 0.8 });
    if (count > 2)
        row_of_one(handout, HANDOUT_LINES, 0);
}

static void rows_make(struct handout *handout, size_t count)
{
    struct handout_row *row;

    row_of_one(handout, count > 1 ? HANDOUT_TABLE : HANDOUT_LIST, SETTINGS_TABLE);
    figures_place(handout, count);
    row = handout_row_add(handout, 0.4, 250);
    row->is_spare = true;
    for (size_t i = 0; i < LESION_COURSE_CHARTS; i++)
        handout_part_add(row, (struct handout_part){ .kind = HANDOUT_CHART, .index = i,
                                                     .width = 1 });
    row_of_one(handout, HANDOUT_TABLE, SIZES_TABLE);
    if (handout->shown.table_count > COURSES_TABLE)
        row_of_one(handout, HANDOUT_TABLE, COURSES_TABLE);
}

/* "held at 80 °C, ramp 15 s": what all cases share. */
static void shared_write(const struct lesion_handout_case *cases, size_t count, struct text *out)
{
    static const struct { enum fact fact; const char *before, *behind; } shared[] = {
        { NEEDLE, "", " needle" }, { TIP, "", " tip" }, { SET, "", "" }, { HOLD, "held for ", "" },
        { RAMP, "ramp ", "" }, { TISSUE, "", "" }, { START, "from ", "" },
    };
    const char *gap = "In all of them: ";

    for (size_t s = 0; s < COUNT(shared); s++) {
        char cell[EXHIBIT_CELL_SIZE];
        if (differs(cases, count, shared[s].fact))
            continue;
        fact_write(&cases[0], shared[s].fact, cell);
        text_add(out, "%s%s%s%s", gap, shared[s].before, cell, shared[s].behind);
        gap = ", ";
    }
    text_add(out, "%s", gap[0] == ',' ? ". " : "");
}

static void words_write(struct handout *handout, const struct lesion_handout_case *cases,
                        size_t count, const char *command)
{
    struct text caption = text_over(handout->caption, sizeof handout->caption);

    snprintf(handout->command, sizeof handout->command, "%s", command);
    handout->limits = lesion_limits;
    handout->limit_count = lesion_limit_count;
    snprintf(handout->title, sizeof handout->title, "%s",
             count > 1 ? "Radiofrequency lesions side by side" : "A radiofrequency lesion");
    if (count > 1)
        shared_write(cases, count, &caption);
    text_add(&caption, "%sidth is across the needle, distal is beyond the tip's end, proximal "
                       "over the insulation.",
             count > 1 ? "W"
             : cases[0].setup->drive.is_held
                 ? "Under ideal control of the temperature in the tip. W"
             : cases[0].setup->drive.is_pulsed
                 ? "Pulses by their mean heat, throttled at the ceiling. W"
                 : "At a constant voltage. W");
}

enum err lesion_handout_make(const struct lesion_handout_case *cases, size_t count,
                             const char *command, struct handout *handout, struct why *why)
{
    const struct lesion_course *courses[HANDOUT_CASES_MAX];

    *handout = (struct handout){ .limits = NULL };
    if (count < 1 || count > HANDOUT_CASES_MAX)
        return why_say(why, ERR_RANGE, "a handout has room for %d lesions at most, and these are "
                       "%zu", HANDOUT_CASES_MAX, count);
    for (size_t i = 0; i < count; i++)
        courses[i] = cases[i].course;
    if (settings_make(cases, count, &handout->shown) != ERR_OK ||
        sizes_make(cases, count, &handout->shown) != ERR_OK ||
        lesion_handout_nerves(cases, count, &handout->shown) != ERR_OK ||
        lesion_course_charts(courses, count, &handout->shown) != ERR_OK)
        return why_say(why, ERR_MEMORY, "no memory for the handout");
    TRY(figures_make(cases, count, &handout->shown, why));
    figures_name(cases, count, &handout->shown);
    words_write(handout, cases, count, command);
    rows_make(handout, count);
    handout_sign(handout);
    return ERR_OK;
}
