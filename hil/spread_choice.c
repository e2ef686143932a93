#include "spread_choice.h"

#include "base/text.h"
#include "base/units.h"

#include <stdio.h>
#include <string.h>

#define VALUES_MAX 16       /* of one option */

const char *const spread_varied[SPREAD_VARIED] = {
    [SPREAD_DRUG] = "drug", [SPREAD_TIP] = "tip", [SPREAD_RATE] = "rate",
    [SPREAD_BOLUS] = "bolus", [SPREAD_HOURS] = "hours", [SPREAD_POSTURE] = "posture",
    [SPREAD_DISPERSION] = "dispersion",
};

/* The values of an option as typed, parted by commas; what it is when it is not given. A rate is
 * there unless something else brings drug. */
static const char *values_of(const struct options *given, size_t v)
{
    static const char *const rest[SPREAD_VARIED] = {
        [SPREAD_DRUG] = "morphine", [SPREAD_TIP] = "T10", [SPREAD_RATE] = "20",
        [SPREAD_BOLUS] = "0", [SPREAD_HOURS] = "24", [SPREAD_POSTURE] = "lying",
        [SPREAD_DISPERSION] = "1e-3",
    };
    bool is_other = v == SPREAD_RATE && (options_has(given, "bolus") ||
                                         options_has(given, "schedule"));

    return options_text(given, spread_varied[v], is_other ? "0" : rest[v]);
}

static enum err values_count(const char *name, const char *list, size_t *count, struct why *why)
{
    char part[SPREAD_VALUE_MAX_BYTES];
    size_t found = 0;

    for (; found < VALUES_MAX && options_part(list, found, part, sizeof part); found++)
        if (!part[0])
            return why_say(why, ERR_PARSE, "--%s %s: a value is missing between the commas", name,
                           list);
    if (found == 0)
        return why_say(why, ERR_RANGE, "--%s %s: no value", name, list);
    if (found == VALUES_MAX && options_part(list, found, part, sizeof part))
        return why_say(why, ERR_RANGE, "--%s %s: more than %d values", name, list, VALUES_MAX);
    *count = found;
    return ERR_OK;
}

enum err spread_choices_make(const struct options *given, struct spread_choice *choices,
                             size_t *count, struct why *why)
{
    size_t total = 1, values[SPREAD_VARIED];

    for (size_t v = 0; v < SPREAD_VARIED; v++) {
        TRY(values_count(spread_varied[v], values_of(given, v), &values[v], why));
        total *= values[v];
        if (total > SPREAD_CASES_MAX)
            return why_say(why, ERR_RANGE, "--%s %s: that makes more than %d cases",
                           spread_varied[v], values_of(given, v), SPREAD_CASES_MAX);
    }
    for (size_t i = 0; i < total; i++) {
        size_t left = i;
        for (size_t v = SPREAD_VARIED; v-- > 0; left /= values[v])
            (void)options_part(values_of(given, v), left % values[v], choices[i].value[v],
                               sizeof choices[i].value[v]);
    }
    *count = total;
    return ERR_OK;
}

void spread_choice_name(const struct options *given, const struct spread_choice *choice, char *out,
                        size_t size)
{
    struct text text = text_over(out, size);

    out[0] = '\0';
    for (size_t v = 0; v < SPREAD_VARIED; v++)
        if (strchr(options_text(given, spread_varied[v], ""), ','))
            text_add(&text, "%s%s %s", text.used ? ", " : "", spread_varied[v], choice->value[v]);
}

/* ------------------------------------------------------------------ one case */

static enum err number_take(const char *name, const char *text, const char *unit, double least,
                            double most, double *value, struct why *why)
{
    double number;

    if (number_parse(text, &number) != ERR_OK)
        return why_say(why, ERR_PARSE, "--%s %s: that is not a number", name, text);
    if (!(number >= least && number <= most))
        return why_say(why, ERR_RANGE, "--%s %s is out of range: give %.10g to %.10g %s", name,
                       text, least, most, unit);
    *value = number;
    return ERR_OK;
}

static enum err option_take(const struct options *given, const char *name, const char *unit,
                            double least, double most, double *value, struct why *why)
{
    const char *text = options_text(given, name, NULL);

    return text ? number_take(name, text, unit, least, most, value, why) : ERR_OK;
}

#define HOURS_MOST 8760.0
#define UG_MOST    1e6

static enum err day_read(const struct options *given, const struct spread_choice *choice,
                         struct spread_day *day, struct why *why)
{
    const char *schedule = options_text(given, "schedule", NULL);
    double rate = 0;

    if (schedule && options_has(given, "rate"))
        return why_say(why, ERR_RANGE, "--rate and --schedule are both given: a schedule has its "
                       "own rates");
    if (schedule) {
        enum err err = spread_day_parse(schedule, day, why);
        if (err != ERR_OK)
            why_prefix(why, "--schedule ");
        return err;
    }
    TRY(number_take("rate", choice->value[SPREAD_RATE], "ug/h", 0, UG_MOST, &rate, why));
    day->count = 1;
    day->steps[0].from_s = 0;
    day->steps[0].kg_per_s = rate * KG_PER_UG / S_PER_HOUR;
    return ERR_OK;
}

/* Without --bolus-volume its volume follows from its mass, where the concentration is known. */
static enum err bolus_read(const struct options *given, const struct spread_choice *choice,
                           struct spread_pump *pump, struct spread_dosing *dosing,
                           struct why *why)
{
    double ug = 0, ml = 0, every_h = 0, mg_per_ml = 0;

    pump->bolus_over_s = 60;
    TRY(number_take("bolus", choice->value[SPREAD_BOLUS], "ug", 0, UG_MOST, &ug, why));
    TRY(option_take(given, "bolus-over", "s", 0, S_PER_DAY, &pump->bolus_over_s, why));
    TRY(option_take(given, "bolus-volume", "mL", 0, 50, &ml, why));
    TRY(option_take(given, "every", "h", 0.01, HOURS_MOST, &every_h, why));
    TRY(option_take(given, "concentration", "mg/mL", 1e-6, 1e3, &mg_per_ml, why));
    pump->bolus_kg = ug * KG_PER_UG;
    pump->every_s = every_h * S_PER_HOUR;
    pump->bolus_m3 = ml * M3_PER_ML;
    if (!options_has(given, "bolus-volume") && mg_per_ml > 0)
        pump->bolus_m3 = pump->bolus_kg / mg_per_ml;        /* 1 mg/mL is 1 kg/m3 */
    *dosing = (struct spread_dosing){ pump->bolus_kg, mg_per_ml };
    for (size_t i = 0; i < 3; i++) {
        static const char *const needs[] = { "every", "bolus-over", "bolus-volume" };
        if (options_has(given, needs[i]) && !options_has(given, "bolus"))
            return why_say(why, ERR_RANGE, "--%s goes with --bolus UG, which is not given",
                           needs[i]);
    }
    if (every_h > 0 && pump->bolus_over_s > pump->every_s)
        return why_say(why, ERR_RANGE, "--every %g h is shorter than a bolus, %g s: boluses must "
                       "not overlap", every_h, pump->bolus_over_s);
    return ERR_OK;
}

static enum err patient_read(const struct options *given, const struct spread_choice *choice,
                             struct spread_case *made, struct why *why)
{
    static const enum spread_varied texts[] = { SPREAD_DRUG, SPREAD_TIP, SPREAD_POSTURE };
    struct settings settings = { 0 };
    double cm2_per_s = 0, ml_per_min = SPREAD_ABSORPTION_ML_PER_MIN;
    enum err err;

    TRY(option_take(given, "absorption", "mL/min", 0, 0.35, &ml_per_min, why));
    TRY(number_take("dispersion", choice->value[SPREAD_DISPERSION], "cm2/s", 1e-8, 1e3, &cm2_per_s,
                    why));
    err = settings_add_number(&settings, "canal.dispersion_m2_per_s", cm2_per_s * M2_PER_CM2);
    if (err == ERR_OK)
        err = settings_add_number(&settings, "canal.absorption_ml_per_min", ml_per_min);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && err == ERR_OK; i++)
        err = settings_add_text(&settings, spread_varied[texts[i]], choice->value[texts[i]]);
    if (err == ERR_OK)
        err = settings_add_text(&settings, "baricity", options_text(given, "baricity", "isobaric"));
    if (err == ERR_RANGE)
        err = why_say(why, err, "--baricity: there is no baricity with so long a name");
    if (err == ERR_OK)
        err = spread_case_read_patient(&settings, made, why);
    settings_free(&settings);
    return err;
}

enum err spread_choice_case(const struct options *given, const struct spread_choice *choice,
                            struct spread_case *made, struct spread_dosing *dosing,
                            struct why *why)
{
    static const double shown[] = { 1 / 24.0, 1 / 6.0, 1 / 2.0, 1 };
    struct spread_pump pump = { .end_s = 0 };
    double hours = 0;

    TRY(patient_read(given, choice, made, why));
    TRY(number_take("hours", choice->value[SPREAD_HOURS], "h", 0.1, HOURS_MOST, &hours, why));
    TRY(day_read(given, choice, &pump.day, why));
    TRY(bolus_read(given, choice, &pump, dosing, why));
    pump.end_s = hours * S_PER_HOUR;
    TRY(spread_program_pump(&pump, &made->program, why));
    spread_case_take_program(made);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        made->setup.report_s[made->setup.report_count++] = shown[i] * pump.end_s;
    return ERR_OK;
}
