#include "spread_program.h"

#include "base/text.h"
#include "base/units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOURS_MOST 87600.0      /* ten years */
#define MG_MOST    1e6
#define ML_MOST    1e3

void spread_program_free(struct spread_program *program)
{
    if (!program)
        return;
    free(program->doses);
    *program = (struct spread_program){ 0 };
}

enum err spread_program_add(struct spread_program *program, double mass_kg, double over_s,
                            double volume_m3, struct why *why)
{
    if (!program->doses)
        program->doses = malloc(SPREAD_DOSES_MAX * sizeof *program->doses);
    if (!program->doses)
        return why_say(why, ERR_MEMORY, "no memory for a programme of doses");
    if (program->count == SPREAD_DOSES_MAX)
        return why_say(why, ERR_LIMIT,
                       "the programme has more than %d doses and pauses, for which there is no "
                       "room: give fewer hours, or boluses farther apart", SPREAD_DOSES_MAX);
    program->doses[program->count++] = (struct spread_dose){
        .mass_kg = mass_kg, .over_s = over_s, .volume_m3 = volume_m3 };
    program->end_s += over_s;
    return ERR_OK;
}

/* ------------------------------------------------------------------ source.program */

enum key { MG, UG, MG_PER_H, UG_PER_H, OVER_S, AT_H, UNTIL_H, FOR_H, PAUSE_H, ML, KEYS };

static const struct { const char *name, *unit; double most; } keys[KEYS] = {
    [MG]       = { "mg", "mg", MG_MOST },
    [UG]       = { "ug", "ug", MG_MOST * 1e3 },
    [MG_PER_H] = { "mg_per_h", "mg/h", MG_MOST },
    [UG_PER_H] = { "ug_per_h", "ug/h", MG_MOST * 1e3 },
    [OVER_S]   = { "over_s", "s", HOURS_MOST * S_PER_HOUR },
    [AT_H]     = { "at_h", "h", HOURS_MOST },
    [UNTIL_H]  = { "until_h", "h", HOURS_MOST },
    [FOR_H]    = { "for_h", "h", HOURS_MOST },
    [PAUSE_H]  = { "pause_h", "h", HOURS_MOST },
    [ML]       = { "ml", "mL", ML_MOST },
};

/* What an entry may have beside the key that makes it what it is. */
static const struct kind { const char *name; enum key is[2]; bool may[KEYS]; } kinds[] = {
    { "a dose",  { MG, UG },             { [OVER_S] = true, [AT_H] = true, [ML] = true } },
    { "a rate",  { MG_PER_H, UG_PER_H }, { [UNTIL_H] = true, [FOR_H] = true } },
    { "a pause", { PAUSE_H, PAUSE_H },   { false } },
};
enum { DOSE, RATE, PAUSE, KINDS };

struct entry { double value[KEYS]; };       /* NAN: not written */

static enum key key_find(const char *name)
{
    for (int k = 0; k < KEYS; k++)
        if (strcmp(keys[k].name, name) == 0)
            return (enum key)k;
    return KEYS;
}

static enum err key_refuse(const char *path, const char *name, struct why *why)
{
    const char *names[KEYS], *nearest;
    char        bytes[200];
    struct text known = text_over(bytes, sizeof bytes);

    for (size_t k = 0; k < KEYS; k++)
        names[k] = keys[k].name;
    nearest = text_nearest(name, names, KEYS);
    if (nearest)
        return why_say(why, ERR_UNKNOWN, "%s is not a known setting: did you mean %s?", path,
                       nearest);
    text_join(&known, names, KEYS);
    return why_say(why, ERR_UNKNOWN, "%s is not a known setting; known there: %s", path, bytes);
}

/* One walk over all that is written: asking key by key would cost the square of the entries. */
static enum err entries_read(struct settings *settings, struct entry *entries, size_t count,
                             struct why *why)
{
    static const char top[] = "source.program[";

    for (size_t i = 0; i < settings->count; i++) {
        const char *path = settings->items[i].path;
        char       *rest;
        size_t      at;
        enum key    key;
        if (strncmp(path, top, sizeof top - 1) != 0)
            continue;
        at = strtoul(path + sizeof top - 1, &rest, 10);
        if (at < 1 || at > count || rest[0] != ']' || rest[1] != '.')
            return why_say(why, ERR_RANGE,
                           "%s is no entry of a programme: give { mg = ... } or { mg_per_h = ... }",
                           path);
        key = key_find(rest + 2);
        if (key == KEYS)
            return key_refuse(path, rest + 2, why);
        TRY(settings_number(settings, path, keys[key].unit, 0, keys[key].most,
                            &entries[at - 1].value[key], why));
    }
    return ERR_OK;
}

static bool has(const struct entry *entry, enum key key)
{
    return !isnan(entry->value[key]);
}

/* What the entry is: exactly one of the keys that say so. */
static enum err kind_find(const struct entry *entry, size_t number, size_t *kind, struct why *why)
{
    static const enum key makes[] = { MG, UG, MG_PER_H, UG_PER_H, PAUSE_H };
    size_t given = 0;

    for (size_t i = 0; i < sizeof makes / sizeof *makes; i++)
        given += has(entry, makes[i]);
    if (given != 1)
        return why_say(why, ERR_RANGE,
                       "source.program[%zu] needs exactly one of mg, ug, mg_per_h, ug_per_h and "
                       "pause_h", number);
    for (size_t k = 0; k < KINDS; k++)
        if (has(entry, kinds[k].is[0]) || has(entry, kinds[k].is[1]))
            *kind = k;
    for (size_t key = 0; key < KEYS; key++)
        if (has(entry, (enum key)key) && key != kinds[*kind].is[0] && key != kinds[*kind].is[1] &&
            !kinds[*kind].may[key])
            return why_say(why, ERR_RANGE, "source.program[%zu].%s does not go with %s", number,
                           keys[key].name, kinds[*kind].name);
    return ERR_OK;
}

/* An hour within a millionth of a second of the end before it is that end: 0.1 h is no binary
 * number. */
#define SAME_S 1e-6

static enum err overlap_refuse(const struct entry *entry, size_t number, enum key key,
                               double end_s, struct why *why)
{
    return why_say(why, ERR_RANGE,
                   "source.program[%zu].%s is %g h, before the entry in front of it ends at %g h: "
                   "entries must not overlap", number, keys[key].name, entry->value[key],
                   end_s / S_PER_HOUR);
}

static enum err dose_add(const struct entry *entry, size_t number, struct spread_program *program,
                         struct why *why)
{
    double mass_kg = has(entry, MG) ? entry->value[MG] * KG_PER_MG : entry->value[UG] * KG_PER_UG;

    if (has(entry, AT_H)) {
        double gap_s = entry->value[AT_H] * S_PER_HOUR - program->end_s;
        if (gap_s < -SAME_S)
            return overlap_refuse(entry, number, AT_H, program->end_s, why);
        if (gap_s > SAME_S)
            TRY(spread_program_add(program, 0, gap_s, 0, why));
    }
    return spread_program_add(program, mass_kg, has(entry, OVER_S) ? entry->value[OVER_S] : 0,
                              has(entry, ML) ? entry->value[ML] * M3_PER_ML : 0, why);
}

static enum err rate_add(const struct entry *entry, size_t number, struct spread_program *program,
                         struct why *why)
{
    double kg_per_h = has(entry, MG_PER_H) ? entry->value[MG_PER_H] * KG_PER_MG
                                           : entry->value[UG_PER_H] * KG_PER_UG;
    double over_s;

    if (has(entry, UNTIL_H) == has(entry, FOR_H))
        return why_say(why, ERR_RANGE, "source.program[%zu] needs either until_h or for_h",
                       number);
    over_s = has(entry, FOR_H) ? entry->value[FOR_H] * S_PER_HOUR
                               : entry->value[UNTIL_H] * S_PER_HOUR - program->end_s;
    if (over_s < -SAME_S)
        return overlap_refuse(entry, number, UNTIL_H, program->end_s, why);
    over_s = fmax(0, over_s);
    return spread_program_add(program, kg_per_h * over_s / S_PER_HOUR, over_s, 0, why);
}

static enum err entry_add(const struct entry *entry, size_t number, struct spread_program *program,
                          struct why *why)
{
    size_t kind = DOSE;

    TRY(kind_find(entry, number, &kind, why));
    if (kind == DOSE)
        return dose_add(entry, number, program, why);
    if (kind == RATE)
        return rate_add(entry, number, program, why);
    return spread_program_add(program, 0, entry->value[PAUSE_H] * S_PER_HOUR, 0, why);
}

enum err spread_program_read(struct settings *settings, struct spread_program *program,
                             struct why *why)
{
    size_t        count = settings_length(settings, "source.program");
    struct entry *entries;
    enum err      err;

    if (count == 0)
        return why_say(why, ERR_RANGE, "source.program is missing: give a list of doses, as in { { "
                       "mg = 1, over_s = 60 }, { mg_per_h = 0.05, until_h = 24 } }");
    if (count > SPREAD_DOSES_MAX)
        return why_say(why, ERR_RANGE, "source.program has %zu entries: at most %d", count,
                       SPREAD_DOSES_MAX);
    entries = malloc(count * sizeof *entries);
    if (!entries)
        return why_say(why, ERR_MEMORY, "no memory for a programme of doses");
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < KEYS; k++)
            entries[i].value[k] = NAN;
    err = entries_read(settings, entries, count, why);
    for (size_t i = 0; i < count && err == ERR_OK; i++)
        err = entry_add(&entries[i], i + 1, program, why);
    free(entries);
    return err;
}

/* ------------------------------------------------------------------ the steps of a day */

#define HOURS_PER_DAY 24

static enum err step_parse(const char *text, const char *part, double *from_s, double *kg_per_s,
                           struct why *why)
{
    char        hour[32];
    const char *colon = strchr(part, ':');
    double      hours = 0, rate = 0;

    if (!colon || (size_t)(colon - part) >= sizeof hour)
        return why_say(why, ERR_PARSE, "%s: \"%s\" is no hour:rate, as in 22:30", text, part);
    memcpy(hour, part, (size_t)(colon - part));
    hour[colon - part] = '\0';
    if (number_parse(hour, &hours) != ERR_OK || number_parse(colon + 1, &rate) != ERR_OK)
        return why_say(why, ERR_PARSE, "%s: \"%s\" is no hour:rate, as in 22:30", text, part);
    if (hours < 0 || hours >= HOURS_PER_DAY)
        return why_say(why, ERR_RANGE, "%s: hour %g is not of this day: give 0 or more, and less "
                       "than %d", text, hours, HOURS_PER_DAY);
    if (rate < 0 || rate > keys[UG_PER_H].most)
        return why_say(why, ERR_RANGE, "%s: a rate of %.10g ug/h: give 0 to %.10g", text, rate,
                       keys[UG_PER_H].most);
    *from_s = hours * S_PER_HOUR;
    *kg_per_s = rate * KG_PER_UG / S_PER_HOUR;
    return ERR_OK;
}

/* In order, wherever in the list it was written; two at one hour are refused. */
static enum err step_insert(struct spread_day *day, const char *text, double from_s,
                            double kg_per_s, struct why *why)
{
    size_t at = day->count;

    while (at > 0 && day->steps[at - 1].from_s > from_s)
        at--;
    if (at > 0 && day->steps[at - 1].from_s == from_s)
        return why_say(why, ERR_RANGE, "%s: two steps begin at hour %g: they overlap", text,
                       from_s / S_PER_HOUR);
    memmove(&day->steps[at + 1], &day->steps[at], (day->count - at) * sizeof *day->steps);
    day->steps[at].from_s = from_s;
    day->steps[at].kg_per_s = kg_per_s;
    day->count++;
    return ERR_OK;
}

enum err spread_day_parse(const char *text, struct spread_day *day, struct why *why)
{
    struct spread_day made = { .count = 0 };
    const char       *at = text;
    char              part[48];
    double            from_s = 0, kg_per_s = 0;

    for (bool is_over = false; !is_over; ) {
        size_t count = strcspn(at, ",");
        if (count >= sizeof part)
            return why_say(why, ERR_PARSE, "%s: a step is longer than any hour:rate", text);
        memcpy(part, at, count);
        part[count] = '\0';
        is_over = at[count] == '\0';
        at += count + 1;
        if (made.count == SPREAD_DAY_STEPS_MAX)
            return why_say(why, ERR_RANGE, "%s: more than %d steps", text, SPREAD_DAY_STEPS_MAX);
        TRY(step_parse(text, part, &from_s, &kg_per_s, why));
        TRY(step_insert(&made, text, from_s, kg_per_s, why));
    }
    if (made.steps[0].from_s != 0)
        return why_say(why, ERR_RANGE,
                       "%s: nothing is said from hour 0 to hour %g, a gap: the first step must "
                       "begin at 0", text, made.steps[0].from_s / S_PER_HOUR);
    *day = made;
    return ERR_OK;
}

double spread_day_rate_kg_per_s(const struct spread_day *day, double at_s)
{
    double hour_s = fmod(at_s, S_PER_DAY), rate = 0;

    for (size_t i = 0; i < day->count && day->steps[i].from_s <= hour_s; i++)
        rate = day->steps[i].kg_per_s;
    return rate;
}

/* ------------------------------------------------------------------ what a pump does */

/* The next time after at_s when the day's rate changes. */
static double day_next_s(const struct spread_day *day, double at_s)
{
    double midnight_s = floor(at_s / S_PER_DAY) * S_PER_DAY;

    if (day->count < 2)
        return INFINITY;
    for (size_t i = 1; i < day->count; i++)
        if (midnight_s + day->steps[i].from_s > at_s)
            return midnight_s + day->steps[i].from_s;
    return midnight_s + S_PER_DAY;
}

/* The granted press that runs at at_s, or the next one; NULL: there is none any more. */
static const struct spread_press *press_next(const struct spread_presses *presses, double at_s)
{
    for (size_t i = 0; presses && i < presses->count; i++)
        if (presses->press[i].verdict == SPREAD_GRANTED &&
            presses->press[i].at_s + presses->button.over_s > at_s)
            return &presses->press[i];
    return NULL;
}

/* Of the pump's own: a bolus that begins now and takes no time, or what comes until next_s. */
struct flow { double at_s, next_s, bolus_from_s, bolus_to_s; };

static enum err basal_add(const struct spread_pump *pump, const struct flow *flow,
                          struct spread_program *program, struct why *why)
{
    double for_s = flow->next_s - flow->at_s, share = 0;

    if (flow->bolus_from_s <= flow->at_s && flow->at_s < flow->bolus_to_s)
        share = for_s / pump->bolus_over_s;
    return spread_program_add(program,
                              spread_day_rate_kg_per_s(&pump->day, flow->at_s) * for_s +
                                  share * pump->bolus_kg,
                              for_s, share * pump->bolus_m3, why);
}

static enum err press_add(const struct spread_pump *pump, double for_s,
                          struct spread_program *program, struct why *why)
{
    const struct spread_button *button = &pump->presses->button;
    double share = for_s / button->over_s;

    return spread_program_add(program, share * button->bolus_kg, for_s, share * button->volume_m3,
                              why);
}

/* Basal rate and bolus are added where both run; each is constant between at_s and next_s. */
enum err spread_program_pump(const struct spread_pump *pump, struct spread_program *program,
                             struct why *why)
{
    struct flow flow = { .bolus_from_s = pump->bolus_kg > 0 ? 0 : INFINITY };

    for (; flow.at_s < pump->end_s; flow.at_s = flow.next_s) {
        const struct spread_press *press = press_next(pump->presses, flow.at_s);
        bool is_pressed = press && press->at_s <= flow.at_s;
        flow.bolus_to_s = flow.bolus_from_s + pump->bolus_over_s;
        if (flow.bolus_from_s == flow.at_s && !(pump->bolus_over_s > 0) && !is_pressed)
            TRY(spread_program_add(program, pump->bolus_kg, 0, pump->bolus_m3, why));
        if (flow.at_s >= flow.bolus_to_s) {     /* it is over: the next one */
            flow.bolus_from_s = pump->every_s > 0 ? flow.bolus_from_s + pump->every_s : INFINITY;
            flow.bolus_to_s = flow.bolus_from_s + pump->bolus_over_s;
        }
        flow.next_s = fmin(pump->end_s, day_next_s(&pump->day, flow.at_s));
        flow.next_s = fmin(flow.next_s, flow.bolus_from_s > flow.at_s ? flow.bolus_from_s
                                                                      : flow.bolus_to_s);
        if (press)
            flow.next_s = fmin(flow.next_s, is_pressed ? press->at_s + pump->presses->button.over_s
                                                       : press->at_s);
        TRY(is_pressed ? press_add(pump, flow.next_s - flow.at_s, program, why)
                       : basal_add(pump, &flow, program, why));
    }
    return ERR_OK;
}
