#include "lesion_choice.h"

#include "base/text.h"

/* As case.c and tissue.c have them; a test holds them to that. */
const char *const lesion_gauges[] = { "16", "17", "18", "20", "22", "23", NULL };
const char *const lesion_tissues[] = {
    "muscle", "fat", "fat_infiltrated", "bone_cancellous", "bone_cortical", "marrow_red",
    "marrow_yellow", "cartilage", "disc", "meniscus", "nerve", "spinal_cord", "drg",
    "white_matter", "grey_matter", "csf", "blood", "liver", "tendon", "ligament", "connective",
    "dura", "skin_wet", "skin_dry", "water", NULL
};

const struct live_field lesion_fields[LESION_VARIED] = { LESION_VARIED_ROWS(LESION_VARIED_FIELD) };

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
        if (v != LESION_TISSUE)
            TRY(number_take(lesion_fields[v].name, choice->value[v], &number[v], why));
    if (number[LESION_TIME] < 0)
        return why_say(why, ERR_RANGE,
                       "--time %s: give 0 s or more, counted from the set temperature",
                       choice->value[LESION_TIME]);
    return ERR_OK;
}

enum err lesion_choice_settings(const struct lesion_choice *choice, struct settings *settings,
                                struct why *why)
{
    double number[LESION_VARIED] = { 0 };

    TRY(numbers_take(choice, number, why));
    TRY(settings_add_number(settings, "electrode.gauge", number[LESION_GAUGE]));
    TRY(settings_add_number(settings, "electrode.tip_mm", number[LESION_TIP]));
    TRY(settings_add_number(settings, "drive.set_c", number[LESION_SET]));
    TRY(settings_add_number(settings, "drive.ramp_s", number[LESION_RAMP]));
    TRY(settings_add_number(settings, "drive.hold_until_s",
                            number[LESION_RAMP] + number[LESION_TIME]));
    TRY(settings_add_number(settings, "end_s", number[LESION_RAMP] + number[LESION_TIME]));
    TRY(settings_add_text(settings, "tissue.name", choice->value[LESION_TISSUE]));
    TRY(settings_add_number(settings, "start_c", number[LESION_START]));
    TRY(settings_add_number(settings, "electrode.thermocouple_mm", number[LESION_THERMOCOUPLE]));
    if (choice->is_ex_vivo) {
        TRY(settings_add_number(settings, "tissue.perfusion_per_s", 0));
        TRY(settings_add_number(settings, "tissue.metabolic_w_per_m3", 0));
    }
    return ERR_OK;
}
