#include "case.h"

#include "base/names.h"
#include "base/text.h"
#include "base/units.h"
#include "hil/lesion/lesion_nerve.h"

#include <math.h>
#include <stdio.h>

#define NAMES_MAX 64    /* of tissues or kinetics, in a sentence */

/* Outer diameters of hypodermic tubing as sold for cannulae (unverified: makers differ by a
 * few hundredths of a millimetre). */
static const struct { double gauge, diameter_mm; } gauges[] = {
    { 16, 1.65 }, { 17, 1.47 }, { 18, 1.27 }, { 20, 0.91 }, { 22, 0.72 }, { 23, 0.64 },
};
#define GAUGES (sizeof gauges / sizeof *gauges)

double case_gauge_radius_mm(double gauge)
{
    for (size_t i = 0; i < GAUGES; i++)
        if (gauges[i].gauge == gauge)
            return gauges[i].diameter_mm / 2;
    return NAN;
}

/* A hollow steel cannula with its thermocouple insert, as one solid
 * (unverified: k 8 W/mK, rho c 3.2 MJ/m3K). */
static const struct metal cannula = { .k_w_per_m_k = 8, .rho_kg_per_m3 = 6400,
                                      .c_j_per_kg_k = 500 };

static enum err gauge_refuse(double gauge, struct why *why)
{
    double nearest = gauges[0].gauge;
    char known[64];
    struct text list = text_over(known, sizeof known);

    for (size_t i = 0; i < GAUGES; i++) {
        text_add(&list, "%s%g", i == 0 ? "" : i < GAUGES - 1 ? ", " : " and ", gauges[i].gauge);
        if (fabs(gauges[i].gauge - gauge) < fabs(nearest - gauge))
            nearest = gauges[i].gauge;
    }
    return why_say(why, ERR_UNKNOWN,
                   "electrode.gauge is %g: known gauges are %s; the nearest is %g (or give "
                   "electrode.radius_mm)",
                   gauge, known, nearest);
}

static enum err radius_read(struct settings *settings, double *radius_m, struct why *why)
{
    double gauge = 18, radius_mm;

    if (settings_has(settings, "electrode.radius_mm")) {
        if (settings_has(settings, "electrode.gauge"))
            return why_say(why, ERR_RANGE,
                           "electrode has both gauge and radius_mm: give one of them");
        TRY(settings_need_number(settings, "electrode.radius_mm", "mm", 0.1, 3, &radius_mm, why));
        *radius_m = radius_mm * M_PER_MM;
        return ERR_OK;
    }
    /* Any number at all: gauge_refuse has a better sentence than a range. */
    TRY(settings_number(settings, "electrode.gauge", "gauge", -INFINITY, INFINITY, &gauge, why));
    radius_mm = case_gauge_radius_mm(gauge);
    if (isnan(radius_mm))
        return gauge_refuse(gauge, why);
    *radius_m = radius_mm * M_PER_MM;
    return ERR_OK;
}

static enum err electrode_read(struct settings *settings, struct ablation_setup *plant,
                               struct why *why)
{
    double tip_mm = 10, thermocouple_mm = 0.5;

    TRY(radius_read(settings, &plant->shape.radius_m, why));
    TRY(settings_number(settings, "electrode.tip_mm", "mm", 1, 30, &tip_mm, why));
    TRY(settings_number(settings, "electrode.thermocouple_mm", "mm", 0, tip_mm, &thermocouple_mm,
                        why));
    /* The same place by its other name, which a drive that holds a temperature may use. */
    TRY(settings_number(settings, "drive.thermocouple_mm", "mm", 0, tip_mm, &thermocouple_mm, why));
    plant->metal = cannula;
    TRY(settings_number(settings, "electrode.shaft.k", "W/mK", 0.01, 500, &plant->metal.k_w_per_m_k,
                        why));
    TRY(settings_number(settings, "electrode.shaft.rho", "kg/m3", 100, 25000,
                        &plant->metal.rho_kg_per_m3, why));
    TRY(settings_number(settings, "electrode.shaft.c", "J/kgK", 50, 5000,
                        &plant->metal.c_j_per_kg_k, why));
    plant->shape.tip_m = tip_mm * M_PER_MM;
    plant->thermocouple_m = thermocouple_mm * M_PER_MM;
    return ERR_OK;
}

/* A domain has to hold the electrode and some tissue round it: least radius in radii of the
 * electrode, least half length in lengths of the tip, whose half is in either half. */
#define DOMAIN_RADII_LEAST 2
#define DOMAIN_TIPS_LEAST  0.6

static enum err domain_read(struct settings *settings, struct grid_shape *shape, struct why *why)
{
    double radius_mm = 60, half_mm = 60;

    TRY(settings_number(settings, "domain.radius_mm", "mm", 1, 1000, &radius_mm, why));
    TRY(settings_number(settings, "domain.half_length_mm", "mm", 1, 1000, &half_mm, why));
    shape->domain_radius_m = radius_mm * M_PER_MM;
    shape->domain_half_m = half_mm * M_PER_MM;
    if (shape->domain_radius_m < DOMAIN_RADII_LEAST * shape->radius_m)
        return why_say(why, ERR_RANGE,
                       "the electrode (radius %g mm) does not fit its domain (radius %g mm): make "
                       "domain.radius_mm at least %g",
                       shape->radius_m * MM_PER_M, radius_mm,
                       DOMAIN_RADII_LEAST * shape->radius_m * MM_PER_M);
    if (shape->domain_half_m < DOMAIN_TIPS_LEAST * shape->tip_m)
        return why_say(why, ERR_RANGE,
                       "the tip (%g mm) does not fit its domain (half length %g mm): make "
                       "domain.half_length_mm at least %g",
                       shape->tip_m * MM_PER_M, half_mm,
                       DOMAIN_TIPS_LEAST * shape->tip_m * MM_PER_M);
    return ERR_OK;
}

static enum err tissue_named(const char *name, struct tissue *tissue, struct why *why)
{
    const struct tissue *found = tissue_find(name);
    const char *names[NAMES_MAX];
    size_t count = 0;

    if (found) {
        *tissue = *found;
        return ERR_OK;
    }
    for (; count < tissue_count && count < NAMES_MAX; count++)
        names[count] = tissue_rows[count].name;
    return why_unknown(why, "there is no tissue named", name, names, count);
}

#define WATER_SHARE_J_PER_KG (0.75 * 2.257e6)  /* unverified: three quarters of the mass is water */

/* A tissue that its user describes: what is required, and a quiet default for the rest (no
 * perfusion, no metabolism, no slopes, no boiling), which tissue_change may set. */
static enum err tissue_begin(struct settings *settings, struct tissue *tissue, struct why *why)
{
    *tissue = (struct tissue){ .name = "custom", .blood_rho_kg_per_m3 = 1050,
                               .blood_c_j_per_kg_k = 3617, .dry_j_per_m3_k = 4.4e5,
                               .source = "given by the user" };
    TRY(settings_need_number(settings, "tissue.sigma", "S/m", 1e-5, 100, &tissue->sigma_s_per_m,
                             why));
    TRY(settings_need_number(settings, "tissue.k", "W/mK", 1e-3, 100, &tissue->k_w_per_m_k, why));
    TRY(settings_need_number(settings, "tissue.rho", "kg/m3", 1, 25000, &tissue->rho_kg_per_m3,
                             why));
    TRY(settings_need_number(settings, "tissue.c", "J/kgK", 1, 20000, &tissue->c_j_per_kg_k, why));
    tissue->water_j_per_m3 = tissue->rho_kg_per_m3 * WATER_SHARE_J_PER_KG;
    return ERR_OK;
}

/* Whatever of a tissue the user gives beside its name. */
static enum err tissue_change(struct settings *settings, struct tissue *tissue, struct why *why)
{
    const struct { const char *path, *unit; double least, most, *value; } rows[] = {
        { "tissue.sigma", "S/m", 1e-5, 100, &tissue->sigma_s_per_m },
        { "tissue.sigma_per_c", "1/C", -0.01, 0.05, &tissue->sigma_per_c },
        { "tissue.k", "W/mK", 1e-3, 100, &tissue->k_w_per_m_k },
        { "tissue.k_per_c", "1/C", -0.005, 0.02, &tissue->k_per_c },
        { "tissue.rho", "kg/m3", 1, 25000, &tissue->rho_kg_per_m3 },
        { "tissue.c", "J/kgK", 1, 20000, &tissue->c_j_per_kg_k },
        { "tissue.perfusion_per_s", "1/s", 0, 1, &tissue->perfusion_per_s },
        { "tissue.blood_rho", "kg/m3", 1, 5000, &tissue->blood_rho_kg_per_m3 },
        { "tissue.blood_c", "J/kgK", 1, 20000, &tissue->blood_c_j_per_kg_k },
        { "tissue.metabolic_w_per_m3", "W/m3", 0, 1e6, &tissue->metabolic_w_per_m3 },
        { "tissue.water_j_per_m3", "J/m3", 0, 1e10, &tissue->water_j_per_m3 },
        { "tissue.dry_j_per_m3_k", "J/m3K", 1e3, 1e8, &tissue->dry_j_per_m3_k },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        TRY(settings_number(settings, rows[i].path, rows[i].unit, rows[i].least, rows[i].most,
                            rows[i].value, why));
    TRY(settings_flag(settings, "tissue.boils", &tissue->boils, why));
    return settings_flag(settings, "tissue.perfusion_stops_with_damage",
                         &tissue->perfusion_stops_with_damage, why);
}

static enum err tissue_read(struct settings *settings, struct tissue *tissue, struct why *why)
{
    const char *name = NULL;
    const struct setting *whole = settings_find(settings, "tissue");

    if (whole && whole->kind == SETTING_TEXT)
        name = whole->text;
    else if (whole)
        return why_say(why, ERR_RANGE, "tissue is neither a name nor a table");
    TRY(settings_text(settings, "tissue.name", &name, why));
    if (!name && !settings_has(settings, "tissue"))
        name = "muscle";
    TRY(name ? tissue_named(name, tissue, why) : tissue_begin(settings, tissue, why));
    return tissue_change(settings, tissue, why);
}

static enum err arrhenius_named(const char *name, struct criterion *criterion, struct why *why)
{
    const struct arrhenius *found = arrhenius_find(name);
    const char *names[NAMES_MAX];
    size_t count = 0;

    if (found) {
        *criterion = criterion_arrhenius(found);
        return ERR_OK;
    }
    for (; count < arrhenius_count && count < NAMES_MAX; count++)
        names[count] = arrhenius_rows[count].name;
    return why_unknown(why, "there are no kinetics named", name, names, count);
}

static enum err arrhenius_read(struct settings *settings, const char *path,
                               struct criterion *criterion, struct why *why)
{
    struct arrhenius kinetics = { .switch_c = INFINITY, .source = "given by the user" };
    const struct setting *named = settings_find(settings, path);
    char at[120];

    if (named && named->kind == SETTING_TEXT)
        return arrhenius_named(named->text, criterion, why);
    snprintf(at, sizeof at, "%s.a_per_s", path);
    TRY(settings_need_number(settings, at, "1/s", 1e-300, 1e300, &kinetics.a_per_s, why));
    snprintf(at, sizeof at, "%s.ea_j_per_mol", path);
    TRY(settings_need_number(settings, at, "J/mol", 1e3, 1e7, &kinetics.ea_j_per_mol, why));
    *criterion = criterion_arrhenius(&kinetics);
    return ERR_OK;
}

static enum err criterion_read(struct settings *settings, size_t index, struct criterion *criterion,
                               struct why *why)
{
    char isotherm[64], arrhenius[64], cem43[64];
    int given;
    double value;

    snprintf(isotherm, sizeof isotherm, "criteria[%zu].isotherm_c", index);
    snprintf(arrhenius, sizeof arrhenius, "criteria[%zu].arrhenius", index);
    snprintf(cem43, sizeof cem43, "criteria[%zu].cem43_min", index);
    given = settings_has(settings, isotherm) + settings_has(settings, arrhenius)
          + settings_has(settings, cem43);
    if (given != 1)
        return why_say(why, ERR_RANGE,
                       "criteria[%zu] needs exactly one of isotherm_c, arrhenius and cem43_min",
                       index);
    if (settings_has(settings, arrhenius))
        return arrhenius_read(settings, arrhenius, criterion, why);
    if (settings_has(settings, isotherm)) {
        TRY(settings_need_number(settings, isotherm, "C", 30, 200, &value, why));
        *criterion = criterion_isotherm(value);
        return ERR_OK;
    }
    TRY(settings_need_number(settings, cem43, "min", 1e-6, 1e9, &value, why));
    *criterion = criterion_cem43(value);
    return ERR_OK;
}

static enum err criteria_read(struct settings *settings, struct ablation_setup *plant,
                              struct why *why)
{
    bool has_arrhenius = false;

    plant->criterion_count = settings_length(settings, "criteria");
    if (plant->criterion_count > ABLATION_CRITERIA_MAX)
        return why_say(why, ERR_RANGE, "there are %zu criteria: at most %d", plant->criterion_count,
                       ABLATION_CRITERIA_MAX);
    for (size_t i = 0; i < plant->criterion_count; i++)
        TRY(criterion_read(settings, i + 1, &plant->criteria[i], why));
    /* Five side by side, since the criterion matters more than the mesh. */
    if (plant->criterion_count == 0) {
        plant->criteria[0] = criterion_isotherm(50);
        plant->criteria[1] = criterion_isotherm(60);
        plant->criteria[2] = criterion_arrhenius(arrhenius_find("liver"));
        plant->criteria[3] = criterion_arrhenius(arrhenius_find("henriques"));
        plant->criteria[4] = criterion_cem43(240);
        plant->criterion_count = 5;
    }
    for (size_t i = 0; i < plant->criterion_count; i++)
        has_arrhenius |= plant->criteria[i].kind == CRITERION_ARRHENIUS;
    if (plant->tissue.perfusion_stops_with_damage && !has_arrhenius)
        return why_say(why, ERR_RANGE,
                       "perfusion_stops_with_damage needs an arrhenius criterion to stop by: add "
                       "one to criteria");
    return ERR_OK;
}

enum err case_read_plant(struct settings *settings, struct ablation_setup *plant, struct why *why)
{
    TRY(electrode_read(settings, plant, why));
    TRY(tissue_read(settings, &plant->tissue, why));
    TRY(domain_read(settings, &plant->shape, why));
    plant->start_c = TISSUE_REFERENCE_C;
    TRY(settings_number(settings, "start_c", "C", 0, 60, &plant->start_c, why));
    return criteria_read(settings, plant, why);
}

static enum err pulses_read(struct settings *settings, struct treatment_setup *setup,
                            struct why *why)
{
    struct treatment_drive *drive = &setup->drive;
    double width_ms = 20;

    drive->hold_until_s = setup->end_s;
    drive->pulses = (struct treatment_pulses){ .rate_hz = 2, .ceiling_c = 42 };
    TRY(settings_need_number(settings, "drive.pulse_volts", "V", 1, 300, &drive->pulses.volts,
                             why));
    TRY(settings_number(settings, "drive.pulse_width_ms", "ms", 0.1, 1000, &width_ms, why));
    TRY(settings_number(settings, "drive.pulse_rate_hz", "Hz", 0.1, 1000, &drive->pulses.rate_hz,
                        why));
    TRY(settings_number(settings, "drive.ceiling_c", "C", 0, 90, &drive->pulses.ceiling_c, why));
    TRY(settings_number(settings, "drive.hold_until_s", "s", 0.1, 86400, &drive->hold_until_s,
                        why));
    drive->pulses.width_s = width_ms * S_PER_MS;
    if (drive->pulses.width_s * drive->pulses.rate_hz > 1)
        return why_say(why, ERR_RANGE,
                       "bursts of %g ms do not fit %g times into a second: shorten "
                       "drive.pulse_width_ms or lower drive.pulse_rate_hz",
                       width_ms, drive->pulses.rate_hz);
    if (drive->pulses.ceiling_c <= setup->plant.start_c)
        return why_say(why, ERR_RANGE,
                       "drive.ceiling_c is %g C, not above start_c, %g C: no pulse would be given",
                       drive->pulses.ceiling_c, setup->plant.start_c);
    return ERR_OK;
}

static enum err held_read(struct settings *settings, struct treatment_setup *setup,
                          struct why *why)
{
    struct treatment_drive *drive = &setup->drive;

    drive->ramp_s = 10;
    drive->hold_until_s = setup->end_s;
    drive->volts_most = 300;
    TRY(settings_need_number(settings, "drive.set_c", "C", 0, 120, &drive->set_c, why));
    TRY(settings_number(settings, "drive.ramp_s", "s", 0.1, 3600, &drive->ramp_s, why));
    TRY(settings_number(settings, "drive.hold_until_s", "s", 0.1, 86400, &drive->hold_until_s,
                        why));
    TRY(settings_number(settings, "drive.volts_max", "V", 0.1, 1000, &drive->volts_most, why));
    if (drive->set_c < setup->plant.start_c)
        return why_say(why, ERR_RANGE,
                       "drive.set_c is %g C, colder than start_c, %g C: a needle can heat, not "
                       "cool",
                       drive->set_c, setup->plant.start_c);
    if (drive->hold_until_s < drive->ramp_s)
        return why_say(why, ERR_RANGE, "drive.hold_until_s is %g s, before the ramp ends at %g s",
                       drive->hold_until_s, drive->ramp_s);
    return ERR_OK;
}

static enum err drive_read(struct settings *settings, struct treatment_setup *setup,
                           struct why *why)
{
    struct treatment_drive *drive = &setup->drive;
    bool is_steady = settings_has(settings, "drive.volts");

    drive->is_held = settings_has(settings, "drive.set_c");
    drive->is_pulsed = settings_has(settings, "drive.pulse_volts");
    if (is_steady + drive->is_held + drive->is_pulsed != 1)
        return why_say(why, ERR_RANGE,
                       "drive needs either volts, or set_c with ramp_s and hold_until_s, or "
                       "pulse_volts with pulse_width_ms, pulse_rate_hz and ceiling_c");
    if (is_steady)
        return settings_need_number(settings, "drive.volts", "V", 0, 1000, &drive->volts, why);
    return drive->is_held ? held_read(settings, setup, why) : pulses_read(settings, setup, why);
}

static enum err times_read(struct settings *settings, struct treatment_setup *setup,
                           struct why *why)
{
    char path[64];

    setup->report_count = settings_length(settings, "report_at_s");
    if (setup->report_count > TREATMENT_REPORTS_MAX)
        return why_say(why, ERR_RANGE, "report_at_s has %zu times: at most %d", setup->report_count,
                       TREATMENT_REPORTS_MAX);
    for (size_t i = 0; i < setup->report_count; i++) {
        snprintf(path, sizeof path, "report_at_s[%zu]", i + 1);
        TRY(settings_need_number(settings, path, "s", 0, setup->end_s, &setup->report_at_s[i],
                                 why));
        if (i > 0 && setup->report_at_s[i] <= setup->report_at_s[i - 1])
            return why_say(why, ERR_RANGE,
                           "%s is %g s, not after the one before: give them in order", path,
                           setup->report_at_s[i]);
    }
    if (setup->report_count == 0)
        setup->report_at_s[setup->report_count++] = setup->end_s;
    return ERR_OK;
}

static enum err probes_read(struct settings *settings, struct treatment_setup *setup,
                            struct why *why)
{
    const struct grid_shape *shape = &setup->plant.shape;
    char path[64];
    double r_mm, z_mm;

    setup->probe_count = settings_length(settings, "probes");
    if (setup->probe_count > TREATMENT_PROBES_MAX)
        return why_say(why, ERR_RANGE, "there are %zu probes: at most %d", setup->probe_count,
                       TREATMENT_PROBES_MAX);
    for (size_t i = 0; i < setup->probe_count; i++) {
        snprintf(path, sizeof path, "probes[%zu].r_mm", i + 1);
        TRY(settings_need_number(settings, path, "mm", 0, shape->domain_radius_m * MM_PER_M, &r_mm,
                                 why));
        snprintf(path, sizeof path, "probes[%zu].z_mm", i + 1);
        TRY(settings_need_number(settings, path, "mm", -shape->domain_half_m * MM_PER_M,
                                 shape->domain_half_m * MM_PER_M, &z_mm, why));
        setup->probe[i].r_m = r_mm * M_PER_MM;
        setup->probe[i].z_m = z_mm * M_PER_MM;
    }
    return ERR_OK;
}

enum err case_read_treatment(struct settings *settings, struct treatment_setup *setup,
                             struct why *why)
{
    TRY(case_read_plant(settings, &setup->plant, why));
    TRY(settings_need_number(settings, "end_s", "s", 0.01, 86400, &setup->end_s, why));
    TRY(drive_read(settings, setup, why));
    TRY(times_read(settings, setup, why));
    TRY(probes_read(settings, setup, why));
    TRY(lesion_nerves_read(settings, setup, why));
    return settings_all_used(settings, why);
}
