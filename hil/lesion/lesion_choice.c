#include "lesion_choice.h"

#include "base/names.h"
#include "base/text.h"
#include "hil/lesion/case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As case.c and tissue.c have them; a test holds them to that. */
#define VALUES_MAX 16       /* of one option */

enum technique { THERMAL, PULSED, TECHNIQUES };
const char *const lesion_techniques[] = { [THERMAL] = "thermal", [PULSED] = "pulsed", NULL };
const char *const lesion_gauges[] = { "16", "17", "18", "20", "22", "23", NULL };
const char *const lesion_tissues[] = {
    "muscle", "fat", "fat_infiltrated", "bone_cancellous", "bone_cortical", "marrow_red",
    "marrow_yellow", "cartilage", "disc", "meniscus", "nerve", "spinal_cord", "drg",
    "white_matter", "grey_matter", "csf", "blood", "liver", "tendon", "ligament", "connective",
    "dura", "skin_wet", "skin_dry", "water", NULL
};

const struct live_field lesion_fields[LESION_VARIED] = { LESION_VARIED_ROWS(LESION_VARIED_FIELD) };

/* Which technique a thing belongs to: LESION_TECHNIQUE for both, LESION_SET for thermal alone,
 * LESION_VOLTS for pulsed alone. */
static enum lesion_varied varied_of(enum lesion_varied varied)
{
    switch (varied) {
    case LESION_SET:
    case LESION_RAMP:    return LESION_SET;
    case LESION_VOLTS:
    case LESION_WIDTH:
    case LESION_RATE:
    case LESION_CEILING: return LESION_VOLTS;
    default:             return LESION_TECHNIQUE;
    }
}

bool lesion_is_idle(const struct lesion_choice *choice, enum lesion_varied varied)
{
    bool is_pulsed = strcmp(choice->value[LESION_TECHNIQUE], lesion_techniques[PULSED]) == 0;

    return varied_of(varied) == (is_pulsed ? LESION_SET : LESION_VOLTS);
}

static enum err number_take(const char *name, const char *text, double *value, struct why *why)
{
    if (number_parse(text, value) != ERR_OK)
        return why_say(why, ERR_PARSE, "--%s %s: that is not a number", name, text);
    return ERR_OK;
}

static enum err numbers_take(const struct lesion_choice *choice, double number[LESION_VARIED],
                             struct why *why)
{
    for (size_t v = 0; v < LESION_VARIED; v++)
        if (v != LESION_TISSUE && v != LESION_TECHNIQUE)
            TRY(number_take(lesion_fields[v].name, choice->value[v], &number[v], why));
    if (number[LESION_TIME] < 0)
        return why_say(why, ERR_RANGE,
                       "--time %s: give 0 s or more, counted from the set temperature",
                       choice->value[LESION_TIME]);
    return ERR_OK;
}

static enum err technique_find(const char *name, enum technique *technique, struct why *why)
{
    for (size_t t = 0; t < TECHNIQUES; t++)
        if (strcmp(lesion_techniques[t], name) == 0) {
            *technique = (enum technique)t;
            return ERR_OK;
        }
    return why_unknown(why, "there is no technique named", name, lesion_techniques, TECHNIQUES);
}

static enum err thermal_add(struct settings *settings, const double number[LESION_VARIED])
{
    double end_s = number[LESION_RAMP] + number[LESION_TIME];

    TRY(settings_add_number(settings, "drive.set_c", number[LESION_SET]));
    TRY(settings_add_number(settings, "drive.ramp_s", number[LESION_RAMP]));
    TRY(settings_add_number(settings, "drive.hold_until_s", end_s));
    return settings_add_number(settings, "end_s", end_s);
}

static enum err pulses_add(struct settings *settings, const double number[LESION_VARIED])
{
    TRY(settings_add_number(settings, "drive.pulse_volts", number[LESION_VOLTS]));
    TRY(settings_add_number(settings, "drive.pulse_width_ms", number[LESION_WIDTH]));
    TRY(settings_add_number(settings, "drive.pulse_rate_hz", number[LESION_RATE]));
    TRY(settings_add_number(settings, "drive.ceiling_c", number[LESION_CEILING]));
    return settings_add_number(settings, "end_s", number[LESION_TIME]);
}

enum err lesion_choice_settings(const struct lesion_choice *choice, struct settings *settings,
                                struct why *why)
{
    double number[LESION_VARIED] = { 0 };
    enum technique technique = THERMAL;

    TRY(technique_find(choice->value[LESION_TECHNIQUE], &technique, why));
    TRY(numbers_take(choice, number, why));
    TRY(settings_add_number(settings, "electrode.gauge", number[LESION_GAUGE]));
    TRY(settings_add_number(settings, "electrode.tip_mm", number[LESION_TIP]));
    TRY(settings_add_number(settings, "electrode.thermocouple_mm", number[LESION_THERMOCOUPLE]));
    TRY(settings_add_text(settings, "tissue.name", choice->value[LESION_TISSUE]));
    TRY(settings_add_number(settings, "start_c", number[LESION_START]));
    TRY(technique == PULSED ? pulses_add(settings, number) : thermal_add(settings, number));
    if (choice->is_ex_vivo) {
        TRY(settings_add_number(settings, "tissue.perfusion_per_s", 0));
        TRY(settings_add_number(settings, "tissue.metabolic_w_per_m3", 0));
    }
    return ERR_OK;
}

enum err lesion_choice_setup(const struct lesion_choice *choice, double accuracy_percent,
                             struct treatment_setup *setup, struct why *why)
{
    struct settings settings = { 0 };
    enum err err = lesion_choice_settings(choice, &settings, why);

    if (err == ERR_OK)
        err = case_read_treatment(&settings, setup, why);
    setup->accuracy_percent = accuracy_percent;
    settings_free(&settings);
    return err;
}

/* What a case calls it: "drive.set_c = 300 C is out of range" begins with what nobody has typed. */
static const char *const case_names[LESION_VARIED] = {
    [LESION_GAUGE] = "electrode.gauge", [LESION_TIP] = "electrode.tip_mm",
    [LESION_THERMOCOUPLE] = "electrode.thermocouple_mm", [LESION_START] = "start_c",
    [LESION_SET] = "drive.set_c", [LESION_RAMP] = "drive.ramp_s", [LESION_TIME] = "end_s",
    [LESION_VOLTS] = "drive.pulse_volts", [LESION_WIDTH] = "drive.pulse_width_ms",
    [LESION_RATE] = "drive.pulse_rate_hz", [LESION_CEILING] = "drive.ceiling_c",
};

static void option_name(struct why *why)
{
    struct why said = *why;

    for (size_t v = 0; v < LESION_VARIED; v++) {
        size_t count = case_names[v] ? strlen(case_names[v]) : 0;
        if (count > 0 && strncmp(said.text, case_names[v], count) == 0 && said.text[count] == ' ') {
            snprintf(why->text, sizeof why->text, "--%s%s", lesion_fields[v].name,
                     said.text + count);
            return;
        }
    }
}

enum err lesion_choices_check(const struct lesion_choice *choices, size_t count, struct why *why)
{
    struct treatment_setup *setup = malloc(sizeof *setup);
    enum err err = setup ? ERR_OK : why_say(why, ERR_MEMORY, "out of memory");

    for (size_t i = 0; i < count && err == ERR_OK; i++) {
        err = lesion_choice_setup(&choices[i], 1, setup, why);
        if (err != ERR_OK)
            option_name(why);
    }
    free(setup);
    return err;
}

/* ------------------------------------------------------------------ options */

/* The values of an option as typed, parted by commas; what it is when it is not given. */
static const char *values_of(const struct options *given, size_t v)
{
    bool is_on_bench = v == LESION_START && options_has(given, "ex-vivo");

    return options_text(given, lesion_fields[v].name, is_on_bench ? "22" : lesion_fields[v].rest);
}

/* Is this technique among those that were asked for? */
static bool is_asked(const struct options *given, enum technique technique)
{
    const char *list = values_of(given, LESION_TECHNIQUE);
    char part[LESION_VALUE_BYTES];

    for (size_t n = 0; n < VALUES_MAX && options_part(list, n, part, sizeof part); n++)
        if (strcmp(part, lesion_techniques[technique]) == 0)
            return true;
    return false;
}

/* What belongs to a technique that nobody asks for is a mistake. */
static enum err techniques_check(const struct options *given, struct why *why)
{
    for (size_t v = 0; v < LESION_VARIED; v++) {
        enum lesion_varied of = varied_of((enum lesion_varied)v);
        enum technique technique = of == LESION_VOLTS ? PULSED : THERMAL;
        enum technique other = technique == PULSED ? THERMAL : PULSED;
        if (of != LESION_TECHNIQUE && options_has(given, lesion_fields[v].name)
            && !is_asked(given, technique) && is_asked(given, other))
            return why_say(why, ERR_RANGE, "--%s goes with --technique %s", lesion_fields[v].name,
                           lesion_techniques[technique]);
    }
    return ERR_OK;
}

enum err lesion_choices_make(const struct options *given, struct lesion_choice *choices,
                             size_t *count, struct why *why)
{
    size_t total = 1, values[LESION_VARIED];

    TRY(techniques_check(given, why));
    for (size_t v = 0; v < LESION_VARIED; v++) {
        TRY(options_parts_count(lesion_fields[v].name, values_of(given, v), VALUES_MAX, &values[v],
                                why));
        total *= values[v];
        if (total > LESION_CASES_MAX)
            return why_say(why, ERR_RANGE, "--%s %s: that makes more than %d cases",
                           lesion_fields[v].name, values_of(given, v), LESION_CASES_MAX);
    }
    for (size_t i = 0; i < total; i++) {
        size_t left = i;
        choices[i].is_ex_vivo = options_has(given, "ex-vivo");
        for (size_t v = LESION_VARIED; v-- > 0; left /= values[v])
            (void)options_part(values_of(given, v), left % values[v], choices[i].value[v],
                               sizeof choices[i].value[v]);
    }
    *count = total;
    return ERR_OK;
}
