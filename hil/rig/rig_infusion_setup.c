/* From a scenario's `setup` to plant, device and programme: every name, unit, range and default.
 *
 *     drug, tip, canal.*                         spread_case.h
 *     canal.step_s                               of the canal and the patient (60)
 *     canal.stir_m2_per_m3                       what enters stirs: injection.h
 *     reservoir.volume_ml .capacity_ml .residual_ml .ug_per_ml
 *     catheter.length_m .ul_per_cm .extra_ul .ul_per_kpa .tip_kpa_per_ul_per_h .filled_ug_per_ml
 *     drive.kind ("driven", "gas") .gain         delivered / commanded of a sound pump
 *     drive.accuracy_percent                     this pump's gain is drawn from so wide a band
 *     battery.charge                             share at the start
 *     pump.age_days .life_days .replace_days .occlusion_kpa .unfinished_s .stopped_long_s .stall_s
 *     pump.lockout_from_end .clock ("2026-03-01 06:00")
 *     pump.programme.*                           begins with it, running; else in its box
 *     programmer.poll_s, serial.baud
 *     solution.density_excess, patient.upright   baricity and posture
 *     band.samples                               of the report's band
 *     firmware.without .slower_s .mutant         planted defects, for testing tests
 */
#include "rig_infusion_inside.h"

#include "base/names.h"
#include "base/units.h"
#include "hil/spread/spread_case.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define KG_PER_M3_PER_UG_PER_ML 1e-3

/* ---- the wet half ---- */

static enum err reservoir_read(struct settings *settings, struct hydraulics_setup *setup,
                               struct why *why)
{
    double volume_ml = 18, capacity_ml = 20, residual_ml = 0.1, ug_per_ml = 1000;

    TRY(settings_number(settings, "reservoir.capacity_ml", "ml", 1, 60, &capacity_ml, why));
    TRY(settings_number(settings, "reservoir.volume_ml", "ml", 0, capacity_ml, &volume_ml, why));
    TRY(settings_number(settings, "reservoir.residual_ml", "ml", 0, capacity_ml, &residual_ml,
                        why));
    TRY(settings_number(settings, "reservoir.ug_per_ml", "ug/ml", 0, 4e6, &ug_per_ml, why));
    setup->reservoir_m3 = volume_ml * M3_PER_ML;
    setup->capacity_m3 = capacity_ml * M3_PER_ML;
    setup->residual_m3 = residual_ml * M3_PER_ML;
    setup->kg_per_m3 = ug_per_ml * KG_PER_M3_PER_UG_PER_ML;
    return ERR_OK;
}

static enum err drive_read(struct settings *settings, uint64_t seed,
                           struct hydraulics_setup *setup, struct why *why)
{
    static const char *const kinds[] = { "driven", "gas" };
    const char *kind = kinds[0];
    double      accuracy_percent = 0;

    setup->gain = 1;
    setup->stroke_m3 = PUMP_STROKE_NL * 1e-12;
    setup->stall_pa = 300e3;                        /* (unverified) */
    TRY(settings_text(settings, "drive.kind", &kind, why));
    TRY(settings_number(settings, "drive.gain", "", 0.5, 1.5, &setup->gain, why));
    TRY(settings_number(settings, "drive.accuracy_percent", "%", 0, 50, &accuracy_percent, why));
    setup->gain = hydraulics_gain_drawn(setup->gain, accuracy_percent / 100, seed);
    if (strcmp(kind, kinds[0]) == 0)
        setup->drive = HYDRAULICS_DRIVEN;
    else if (strcmp(kind, kinds[1]) == 0)
        setup->drive = HYDRAULICS_GAS;
    else
        return why_unknown(why, "drive.kind: there is no drive named", kind, kinds, 2);
    return ERR_OK;
}

/* A battery that lasts nine years at rest and some two million strokes (unverified): the seven
 * years of the device's life end first, unless it is driven hard. */
static enum err battery_read(struct settings *settings, double age_days,
                             struct hydraulics_setup *setup, struct why *why)
{
    setup->life_s = 9 * 365.25 * S_PER_DAY;
    setup->stroke_share = 1 / 2e6;
    setup->battery_share = fmax(0.05, 1 - age_days * S_PER_DAY / setup->life_s);
    return settings_number(settings, "battery.charge", "", 0, 1, &setup->battery_share, why);
}

static enum err catheter_read(struct settings *settings, const struct drug *drug,
                              double kg_per_m3, struct catheter_setup *setup, struct why *why)
{
    double length_m = 1.1, ul_per_cm = 2.6, extra_ul = 0, ul_per_kpa = 0.1;
    double tip_kpa_per_ul_per_h = 8e-5, filled_ug_per_ml = kg_per_m3 / KG_PER_M3_PER_UG_PER_ML;

    TRY(settings_number(settings, "catheter.length_m", "m", 0.05, 3, &length_m, why));
    TRY(settings_number(settings, "catheter.ul_per_cm", "ul/cm", 0.1, 50, &ul_per_cm, why));
    TRY(settings_number(settings, "catheter.extra_ul", "ul", 0, 2000, &extra_ul, why));
    TRY(settings_number(settings, "catheter.ul_per_kpa", "ul/kPa", 1e-4, 100, &ul_per_kpa, why));
    TRY(settings_number(settings, "catheter.tip_kpa_per_ul_per_h", "kPa h/ul", 1e-9, 1e3,
                        &tip_kpa_per_ul_per_h, why));
    TRY(settings_number(settings, "catheter.filled_ug_per_ml", "ug/ml", 0, 4e6, &filled_ug_per_ml,
                        why));
    *setup = (struct catheter_setup){
        .length_m = length_m, .volume_m3_per_m = ul_per_cm * M3_PER_UL / M_PER_CM,
        .extra_m3 = extra_ul * M3_PER_UL, .compliance_m3_per_pa = ul_per_kpa * M3_PER_UL / 1e3,
        .tip_pa_s_per_m3 = tip_kpa_per_ul_per_h * 1e3 * S_PER_HOUR / M3_PER_UL,
        .diffusivity_m2_per_s = drug->diffusivity_m2_per_s,
        .filled_kg_per_m3 = filled_ug_per_ml * KG_PER_M3_PER_UG_PER_ML,
    };
    return ERR_OK;
}

static enum err plant_read(struct rig_infusion *a, struct settings *settings, struct why *why)
{
    struct infusion_setup *setup = &a->plant_setup;
    double pocket_half_life_h = 1;                  /* (unverified) */

    setup->drug = &a->drug;
    setup->canal_step_s = 60;
    setup->stir_m2_per_m3 = injection_law_usual.stir_m2_per_m3;
    TRY(spread_case_read_drug(settings, "morphine", &a->drug, why));
    TRY(spread_case_read_canal(settings, &a->drug, &setup->csf, &setup->tip_m, why));
    TRY(spread_case_read_pressure(settings, &setup->csf_pa, why));
    TRY(settings_number(settings, "canal.step_s", "s", 1, 3600, &setup->canal_step_s, why));
    TRY(settings_number(settings, "canal.stir_m2_per_m3", "m2/m3", 0, 1e6, &setup->stir_m2_per_m3,
                        why));
    TRY(settings_number(settings, "solution.density_excess", "", -0.1, 0.1, &setup->density_excess,
                        why));
    TRY(settings_number(settings, "patient.upright", "", -1, 1, &setup->upright, why));
    TRY(settings_number(settings, "patient.pocket_half_life_h", "h", 0.01, 1000,
                        &pocket_half_life_h, why));
    setup->pocket_per_s = log(2) / (pocket_half_life_h * S_PER_HOUR);
    TRY(reservoir_read(settings, &setup->hydraulics, why));
    TRY(drive_read(settings, a->seed, &setup->hydraulics, why));
    return catheter_read(settings, &a->drug, setup->hydraulics.kg_per_m3, &setup->catheter, why);
}

/* ---- the device ---- */

/* Days since 2000-01-01 of a date of the Gregorian calendar. */
static long days_of_date(long year, long month, long day)
{
    long y = year - (month <= 2), era = y / 400, of_era = y - era * 400;
    long of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 730425;
}

static int days_of_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && is_leap);
}

static enum err clock_read(struct settings *settings, uint32_t *clock_s, struct why *why)
{
    const char *text = NULL;
    int  year, month, day, hour, minute, end = -1;

    TRY(settings_text(settings, "pump.clock", &text, why));
    if (!text)
        return ERR_OK;
    if (sscanf(text, "%4d-%2d-%2d %2d:%2d%n", &year, &month, &day, &hour, &minute, &end) != 5
        || text[end] || year < 2000 || year > 2099 || month < 1 || month > 12 || day < 1
        || day > days_of_month(year, month) || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return why_say(why, ERR_PARSE,
                       "pump.clock is \"%s\": write a day and a time of this century as "
                       "\"2026-03-01 06:00\"", text);
    *clock_s = (uint32_t)(days_of_date(year, month, day) * 86400 + hour * 3600 + minute * 60);
    return ERR_OK;
}

static enum err whole_read(struct settings *settings, const char *path, const char *unit,
                           double scale, double most, uint32_t *value, struct why *why)
{
    double number = (double)*value / scale;

    TRY(settings_number(settings, path, unit, 0, most, &number, why));
    *value = (uint32_t)llround(number * scale);
    return ERR_OK;
}

static enum err build_read(struct settings *settings, struct pump_build *build, struct why *why)
{
    TRY(whole_read(settings, "pump.age_days", "d", 1, 1e5, &build->age_days, why));
    TRY(whole_read(settings, "pump.life_days", "d", 1, 1e5, &build->life_days, why));
    TRY(whole_read(settings, "pump.replace_days", "d", 1, 1e4, &build->replace_days, why));
    TRY(settings_number(settings, "pump.occlusion_kpa", "kPa", 1, 1000, &build->occlusion_kpa,
                        why));
    TRY(settings_number(settings, "pump.unfinished_s", "s", 1, 1e6, &build->unfinished_s, why));
    TRY(settings_number(settings, "pump.stopped_long_s", "s", 1, 1e7, &build->stopped_long_s, why));
    TRY(settings_number(settings, "pump.stall_s", "s", 1, 1e6, &build->stall_s, why));
    TRY(settings_flag(settings, "pump.lockout_from_end", &build->lockout_from_end, why));
    return clock_read(settings, &build->clock_s, why);
}

static enum err label_read(struct settings *settings, const char *path, const char *const *labels,
                           size_t count, uint8_t *value, struct why *why)
{
    const char *text = NULL;
    char        what[140];

    TRY(settings_text(settings, path, &text, why));
    if (!text)
        return ERR_OK;
    for (size_t i = 0; i < count; i++)
        if (strcmp(labels[i], text) == 0) {
            *value = (uint8_t)i;
            return ERR_OK;
        }
    snprintf(what, sizeof what, "%s: there is no", path);
    return why_unknown(why, what, text, labels, count);
}

/* "HH:MM" */
static enum err minute_read(struct settings *settings, const char *path, uint16_t *minute,
                            struct why *why)
{
    const char *text = NULL;
    int hour, minutes, end = -1;

    TRY(settings_text(settings, path, &text, why));
    if (!text)
        return ERR_OK;
    if (sscanf(text, "%2d:%2d%n", &hour, &minutes, &end) != 2 || text[end] || hour < 0 || hour > 23
        || minutes < 0 || minutes > 59)
        return why_say(why, ERR_PARSE, "%s is \"%s\": write a time of day as \"22:00\"", path,
                       text);
    *minute = (uint16_t)(hour * 60 + minutes);
    return ERR_OK;
}

static enum err steps_read(struct settings *settings, struct pump_programme *programme,
                           struct why *why)
{
    const size_t count = settings_length(settings, "pump.programme.steps");
    char         path[96];

    if (count > PUMP_STEPS_MAX)
        return why_say(why, ERR_RANGE,
                       "pump.programme.steps has %zu entries: the pump has room for %u", count,
                       PUMP_STEPS_MAX);
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "pump.programme.steps[%zu].from", i + 1);
        TRY(minute_read(settings, path, &programme->steps[i].minute, why));
        snprintf(path, sizeof path, "pump.programme.steps[%zu].ul_per_h", i + 1);
        TRY(whole_read(settings, path, "ul/h", 1e3, 4e6, &programme->steps[i].rate_nl_per_h, why));
    }
    programme->step_count = (uint8_t)count;
    return ERR_OK;
}

static enum err boluses_read(struct settings *settings, struct pump_programme *programme,
                             struct why *why)
{
    uint32_t every_min = programme->periodic_period_min, per_day = programme->patient_most_per_day;

    TRY(whole_read(settings, "pump.programme.periodic.ul", "ul", 1e3, 4e6,
                   &programme->periodic_nl, why));
    TRY(whole_read(settings, "pump.programme.periodic.over_s", "s", 1, 4e9,
                   &programme->periodic_duration_s, why));
    TRY(whole_read(settings, "pump.programme.periodic.every_min", "min", 1, 65535, &every_min,
                   why));
    TRY(minute_read(settings, "pump.programme.periodic.first", &programme->periodic_first_min,
                    why));
    TRY(whole_read(settings, "pump.programme.patient.ul", "ul", 1e3, 4e6, &programme->patient_nl,
                   why));
    TRY(whole_read(settings, "pump.programme.patient.over_s", "s", 1, 4e9,
                   &programme->patient_duration_s, why));
    TRY(whole_read(settings, "pump.programme.patient.lockout_s", "s", 1, 4e9,
                   &programme->patient_lockout_s, why));
    TRY(whole_read(settings, "pump.programme.patient.per_day", "1", 1, 255, &per_day, why));
    programme->periodic_period_min = (uint16_t)every_min;
    programme->patient_most_per_day = (uint8_t)per_day;
    return ERR_OK;
}

static enum err programme_read(struct rig_infusion *a, struct settings *settings, struct why *why)
{
    struct pump_programme *programme = &a->build.programme;

    *programme = (struct pump_programme){
        .low_reservoir_nl = 2000000,
        .concentration_ug_per_ml = (uint32_t)llround(a->plant_setup.hydraulics.kg_per_m3
                                                     / KG_PER_M3_PER_UG_PER_ML),
    };
    for (uint8_t i = 0; i < PUMP_DRUG_COUNT; i++)
        if (strcmp(pump_drug_labels[i], a->drug.name) == 0)
            programme->drug = i;
    a->build.is_programmed = settings_has(settings, "pump.programme");
    TRY(label_read(settings, "pump.programme.mode", pump_mode_labels, PUMP_MODE_COUNT,
                   &programme->mode, why));
    TRY(label_read(settings, "pump.programme.drug", pump_drug_labels, PUMP_DRUG_COUNT,
                   &programme->drug, why));
    TRY(whole_read(settings, "pump.programme.ug_per_ml", "ug/ml", 1, 4e6,
                   &programme->concentration_ug_per_ml, why));
    TRY(whole_read(settings, "pump.programme.ul_per_h", "ul/h", 1e3, 4e6,
                   &programme->rate_nl_per_h, why));
    TRY(whole_read(settings, "pump.programme.low_reservoir_ml", "ml", 1e6, 4000,
                   &programme->low_reservoir_nl, why));
    TRY(steps_read(settings, programme, why));
    return boluses_read(settings, programme, why);
}

static enum err defects_read(struct settings *settings, struct pump_defects *defects,
                             struct why *why)
{
    const char *without = NULL;
    uint8_t     mutant = PUMP_MUTANT_NONE;

    TRY(settings_number(settings, "firmware.slower_s", "s", 0, 1e6, &defects->slower_s, why));
    TRY(label_read(settings, "firmware.mutant", pump_mutant_labels, PUMP_MUTANT_COUNT, &mutant,
                   why));
    defects->mutant = mutant;
    TRY(settings_text(settings, "firmware.without", &without, why));
    if (!without)
        return ERR_OK;
    for (int i = 0; i < PUMP_ALARM_COUNT; i++)
        if (strcmp(without, pump_alarm_labels[i]) == 0) {
            defects->exempt_alarm = i + 1;
            return ERR_OK;
        }
    return why_unknown(why, "firmware.without: the pump has no alarm", without, pump_alarm_labels,
                       PUMP_ALARM_COUNT);
}

/* Knobs of the programmer's sheet show what is in force at the start. */
static void sheet_begin(struct rig_infusion *a)
{
    const struct pump_programme *programme = &a->build.programme;

    a->knob[KNOB_PROG_MODE] = programme->mode;
    a->knob[KNOB_PROG_DRUG] = programme->drug;
    a->knob[KNOB_PROG_CONC] = programme->concentration_ug_per_ml;
    a->knob[KNOB_PROG_RATE] = (double)programme->rate_nl_per_h * 1e-3;
    a->knob[KNOB_PROG_STEPS] = programme->step_count;
    a->knob[KNOB_PROG_PERIODIC] = (double)programme->periodic_nl * 1e-3;
    a->knob[KNOB_PROG_OVER] = programme->periodic_duration_s;
    a->knob[KNOB_PROG_EVERY] = programme->periodic_period_min;
    a->knob[KNOB_PROG_FIRST] = programme->periodic_first_min;
    a->knob[KNOB_PROG_PATIENT] = (double)programme->patient_nl * 1e-3;
    a->knob[KNOB_PROG_PAT_OVER] = programme->patient_duration_s;
    a->knob[KNOB_PROG_LOCKOUT] = programme->patient_lockout_s;
    a->knob[KNOB_PROG_PER_DAY] = programme->patient_most_per_day;
    a->knob[KNOB_PROG_LOW] = (double)programme->low_reservoir_nl * 1e-6;
    for (size_t i = 0; i < PUMP_STEPS_MAX; i++) {
        a->knob[KNOB_STEP_MINUTE + i] = programme->steps[i].minute;
        a->knob[KNOB_STEP_RATE + i] = (double)programme->steps[i].rate_nl_per_h * 1e-3;
    }
}

enum err rig_infusion_read(struct rig_infusion *a, struct settings *settings, struct why *why)
{
    a->build = pump_build_usual;
    a->options = pump_options_usual;
    a->baud = 19200;
    a->samples = 40;
    TRY(plant_read(a, settings, why));
    TRY(build_read(settings, &a->build, why));
    TRY(battery_read(settings, a->build.age_days, &a->plant_setup.hydraulics, why));
    a->build.dead_nl = (uint32_t)llround((a->plant_setup.catheter.length_m
                                          * a->plant_setup.catheter.volume_m3_per_m
                                          + a->plant_setup.catheter.extra_m3) * 1e12);
    a->build.capacity_nl = (uint32_t)llround(a->plant_setup.hydraulics.capacity_m3 * 1e12);
    a->build.reservoir_nl = (uint32_t)llround(a->plant_setup.hydraulics.reservoir_m3 * 1e12);
    TRY(programme_read(a, settings, why));
    TRY(defects_read(settings, &a->defects, why));
    TRY(settings_number(settings, "programmer.poll_s", "s", 0.5, 1e6, &a->options.poll_s, why));
    TRY(settings_number(settings, "serial.baud", "baud", 1200, 4e6, &a->baud, why));
    TRY(settings_number(settings, "band.samples", "1", 0, 1000, &a->samples, why));
    TRY(settings_all_used(settings, why));
    sheet_begin(a);
    return ERR_OK;
}
