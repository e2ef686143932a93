#include "spread_choice.h"

#include "base/text.h"
#include "base/units.h"
#include "hil/spread/spread_options.h"

#include <math.h>
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
    bool is_other = v == SPREAD_RATE && (options_has(given, "bolus") ||
                                         options_has(given, "schedule"));

    return options_text(given, spread_varied[v],
                        is_other ? "0" : spread_option_find(spread_varied[v])->rest);
}

enum err spread_choices_make(const struct options *given, struct spread_choice *choices,
                             size_t *count, struct why *why)
{
    size_t total = 1, values[SPREAD_VARIED];

    for (size_t v = 0; v < SPREAD_VARIED; v++) {
        TRY(options_parts_count(spread_varied[v], values_of(given, v), VALUES_MAX, &values[v],
                                why));
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

void spread_choice_values(const struct options *given, const struct spread_choice *choice,
                          const char **values)
{
    for (size_t i = 0; i < SPREAD_OPTION_COUNT; i++) {
        values[i] = options_text(given, spread_options[i].name, spread_options[i].rest);
        for (size_t v = 0; v < SPREAD_VARIED; v++)
            if (strcmp(spread_varied[v], spread_options[i].name) == 0)
                values[i] = choice->value[v];
    }
}

/* ------------------------------------------------------------------ one case */

static enum err number_take(const char *name, const char *text, double *value, struct why *why)
{
    const struct spread_option *option = spread_option_find(name);
    const char *unit = strcmp(option->unit, "-") == 0 ? "" : option->unit;
    double number;

    if (number_parse(text, &number) != ERR_OK)
        return why_say(why, ERR_PARSE, "--%s %s: that is not a number", name, text);
    if (!(number >= option->least && number <= option->most))
        return why_say(why, ERR_RANGE, "--%s %s is out of range: give %.10g to %.10g%s%s", name,
                       text, option->least, option->most, unit[0] ? " " : "", unit);
    *value = number;
    return ERR_OK;
}

/* What is given, or the option's rest. */
static enum err option_take(const struct options *given, const char *name, double *value,
                            struct why *why)
{
    return number_take(name, options_text(given, name, spread_option_find(name)->rest), value, why);
}

/* These mean nothing without what they go with. */
static enum err company_check(const struct options *given, const char *with, const char *argument,
                              const char *const *names, struct why *why)
{
    for (size_t i = 0; names[i]; i++)
        if (options_has(given, names[i]) && !options_has(given, with))
            return why_say(why, ERR_RANGE, "--%s goes with --%s %s, which is not given", names[i],
                           with, argument);
    return ERR_OK;
}

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
    TRY(number_take("rate", choice->value[SPREAD_RATE], &rate, why));
    day->count = 1;
    day->steps[0].from_s = 0;
    day->steps[0].kg_per_s = rate * KG_PER_UG / S_PER_HOUR;
    return ERR_OK;
}

#define VOLUME_MOST_M3 (50 * M3_PER_ML)

/* A volume that is not given follows from the mass, where the concentration is known. */
static enum err volume_of(const char *name, bool is_given, double mass_kg, double kg_per_m3,
                          double *volume_m3, struct why *why)
{
    if (!is_given && kg_per_m3 > 0)
        *volume_m3 = mass_kg / kg_per_m3;
    if (*volume_m3 > VOLUME_MOST_M3)
        return why_say(why, ERR_RANGE, "--%s: at %.10g mg/mL that is %.3g mL, more than 50 mL",
                       name, kg_per_m3, *volume_m3 / M3_PER_ML);
    return ERR_OK;
}

static enum err bolus_read(const struct options *given, const struct spread_choice *choice,
                           struct spread_pump *pump, struct spread_dosing *dosing,
                           struct why *why)
{
    static const char *const needs[] = { "every", "bolus-over", "bolus-volume", NULL };
    double ug = 0, ml = 0, every_h = 0, mg_per_ml = 0;

    TRY(number_take("bolus", choice->value[SPREAD_BOLUS], &ug, why));
    TRY(option_take(given, "bolus-over", &pump->bolus_over_s, why));
    TRY(option_take(given, "bolus-volume", &ml, why));
    TRY(option_take(given, "every", &every_h, why));
    TRY(option_take(given, "concentration", &mg_per_ml, why));
    TRY(company_check(given, "bolus", "UG", needs, why));
    pump->bolus_kg = ug * KG_PER_UG;
    pump->every_s = every_h * S_PER_HOUR;
    pump->bolus_m3 = ml * M3_PER_ML;
    TRY(volume_of("bolus", options_has(given, "bolus-volume"), pump->bolus_kg, mg_per_ml,
                  &pump->bolus_m3, why));         /* 1 mg/mL is 1 kg/m3 */
    *dosing = (struct spread_dosing){ pump->bolus_kg, mg_per_ml };
    if (every_h > 0 && pump->bolus_over_s > pump->every_s)
        return why_say(why, ERR_RANGE, "--every %g h is shorter than a bolus, %g s: boluses must "
                       "not overlap", every_h, pump->bolus_over_s);
    return ERR_OK;
}

/* The button and who pressed it when; without --press nothing. */
static enum err presses_read(const struct options *given, const struct spread_pump *pump,
                             struct spread_presses *presses, struct spread_dosing *dosing,
                             struct why *why)
{
    static const char *const needs[] = { "press-bolus", "press-over", "lockout", "most-per-day",
                                         NULL };
    const char *hours = options_text(given, "press", NULL);
    bool has_single = pump->bolus_kg > 0 && !(pump->every_s > 0);
    struct spread_button *button = &presses->button;
    double ug = 0, lockout_min = 0, most = 0;
    enum err err;

    TRY(company_check(given, "press", "H,H,...", needs, why));
    if (!hours)
        return ERR_OK;
    TRY(option_take(given, "press-bolus", &ug, why));
    TRY(option_take(given, "press-over", &button->over_s, why));
    TRY(option_take(given, "lockout", &lockout_min, why));
    TRY(option_take(given, "most-per-day", &most, why));
    if (!(ug > 0))
        return why_say(why, ERR_RANGE, "--press needs --press-bolus UG: what a press gives");
    if (most != floor(most))
        return why_say(why, ERR_RANGE, "--most-per-day %g: give a whole number", most);
    button->bolus_kg = ug * KG_PER_UG;
    button->lockout_s = lockout_min * S_PER_MIN;
    button->most_per_day = (unsigned)most;
    TRY(volume_of("press-bolus", false, button->bolus_kg, dosing->kg_per_m3, &button->volume_m3,
                  why));
    err = spread_presses_parse(hours, pump->end_s / S_PER_HOUR, presses, why);
    if (err != ERR_OK)
        why_prefix(why, "--press %.60s: ", hours);
    else
        spread_presses_judge(presses, has_single ? pump->bolus_over_s : 0);
    dosing->bolus_kg = fmax(dosing->bolus_kg, button->bolus_kg);
    return err;
}

static enum err patient_read(const struct options *given, const struct spread_choice *choice,
                             struct spread_case *made, struct why *why)
{
    static const enum spread_varied texts[] = { SPREAD_DRUG, SPREAD_TIP, SPREAD_POSTURE };
    struct settings settings = { 0 };
    double cm2_per_s = 0, ml_per_min = 0;
    enum err err;

    TRY(option_take(given, "absorption", &ml_per_min, why));
    TRY(number_take("dispersion", choice->value[SPREAD_DISPERSION], &cm2_per_s, why));
    err = settings_add_number(&settings, "canal.dispersion_m2_per_s", cm2_per_s * M2_PER_CM2);
    if (err == ERR_OK)
        err = settings_add_number(&settings, "canal.absorption_ml_per_min", ml_per_min);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && err == ERR_OK; i++)
        err = settings_add_text(&settings, spread_varied[texts[i]], choice->value[texts[i]]);
    if (err == ERR_OK)
        err = settings_add_text(&settings, "baricity", options_text(given, "baricity",
                                                           spread_option_find("baricity")->rest));
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
    TRY(number_take("hours", choice->value[SPREAD_HOURS], &hours, why));
    pump.end_s = hours * S_PER_HOUR;
    TRY(day_read(given, choice, &pump.day, why));
    TRY(bolus_read(given, choice, &pump, dosing, why));
    TRY(presses_read(given, &pump, &made->presses, dosing, why));
    pump.presses = &made->presses;
    TRY(spread_program_pump(&pump, &made->program, why));
    spread_case_take_program(made);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        made->setup.report_s[made->setup.report_count++] = shown[i] * pump.end_s;
    return ERR_OK;
}

enum err spread_choice_sampling(const struct options *given, struct spread_sampling *sampling,
                                struct why *why)
{
    double rest = 0;
    uint64_t samples, seed;

    TRY(number_take("samples", spread_option_find("samples")->rest, &rest, why));
    samples = (uint64_t)rest;
    TRY(number_take("seed", spread_option_find("seed")->rest, &rest, why));
    seed = (uint64_t)rest;
    TRY(options_whole(given, "samples", &samples, why));
    TRY(options_whole(given, "seed", &seed, why));
    if (samples > SPREAD_SAMPLES_MOST)
        return why_say(why, ERR_RANGE, "--samples %llu: at most %d", (unsigned long long)samples,
                       SPREAD_SAMPLES_MOST);
    *sampling = (struct spread_sampling){ (size_t)samples, seed };
    return ERR_OK;
}
