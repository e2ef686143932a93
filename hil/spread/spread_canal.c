/* The canal, the drug and the tip, from settings. */
#include "spread_case.h"

#include "base/units.h"
#include "sim/level.h"

#include <math.h>
#include <stdio.h>

/* One number: its path, the unit that people write, the range in that unit, SI per unit. */
struct row {
    const char *path, *unit;
    double      least, most, si;
    double     *value;
};

#define M3_PER_S_PER_ML_PER_MIN (M3_PER_ML / S_PER_MIN)
#define M3_PER_L                1e-3
#define PA_PER_KPA              1e3

/* What is not written stays as it is, to the last bit. */
static enum err rows_read(struct settings *settings, const struct row *rows, size_t count,
                          struct why *why)
{
    for (size_t i = 0; i < count; i++) {
        double given = NAN;
        TRY(settings_number(settings, rows[i].path, rows[i].unit, rows[i].least, rows[i].most,
                            &given, why));
        if (!isnan(given))
            *rows[i].value = given * rows[i].si;
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ profiles along the canal */

/* A profile's path, its unit and range, SI per unit, and how long the canal is. */
struct profile_row {
    const char *path, *unit;
    double      least, most, si, length_m;
};

static enum err point_read(struct settings *settings, const struct profile_row *row, size_t index,
                           struct csf_profile *profile, struct why *why)
{
    char   path[96];
    double x_m = 0, value = 0;

    snprintf(path, sizeof path, "%s[%zu]", row->path, index + 1);
    if (settings_find(settings, path))
        return why_say(why, ERR_RANGE, "%s is no pair: give { x in m, %s }, or one number for all",
                       path, row->unit);
    snprintf(path, sizeof path, "%s[%zu][1]", row->path, index + 1);
    TRY(settings_need_number(settings, path, "m", 0, row->length_m, &x_m, why));
    if (index > 0 && x_m <= profile->x_m[index - 1])
        return why_say(why, ERR_RANGE,
                       "%s is %g m, not beyond the point before it, %g m: give them in order",
                       path, x_m, profile->x_m[index - 1]);
    snprintf(path, sizeof path, "%s[%zu][2]", row->path, index + 1);
    TRY(settings_need_number(settings, path, row->unit, row->least, row->most, &value, why));
    profile->x_m[index] = x_m;
    profile->value[index] = value * row->si;
    return ERR_OK;
}

/* A number, or pairs; what is not written stays as it is. */
static enum err profile_read(struct settings *settings, const struct profile_row *row,
                             struct csf_profile *profile, struct why *why)
{
    size_t count = settings_length(settings, row->path);
    double value = 0;

    if (settings_find(settings, row->path)) {
        TRY(settings_need_number(settings, row->path, row->unit, row->least, row->most, &value,
                                 why));
        *profile = (struct csf_profile){ .value = { value * row->si }, .count = 1 };
        return ERR_OK;
    }
    if (count == 0)
        return ERR_OK;
    if (count > CSF_POINTS_MAX)
        return why_say(why, ERR_RANGE, "%s has %zu points: at most %d", row->path, count,
                       CSF_POINTS_MAX);
    for (size_t i = 0; i < count; i++)
        TRY(point_read(settings, row, i, profile, why));
    profile->count = count;
    return ERR_OK;
}

/* ------------------------------------------------------------------ the canal */

/* Whatever of a canal is written, over what is in *csf. */
static enum err canal_change(struct settings *settings, struct csf_setup *csf, struct why *why)
{
    const struct profile_row area = { "canal.area_mm2", "mm2", 1e-3, 1e5, M2_PER_MM2,
                                      csf->length_m };
    const struct profile_row dispersion = { "canal.dispersion_m2_per_s", "m2/s", 1e-13, 1, 1,
                                            csf->length_m };
    const struct profile_row cord = { "canal.cord.area_mm2", "mm2", 0, 1e5, M2_PER_MM2,
                                      csf->length_m };
    const struct row rows[] = {
        { "canal.drift_m_per_s", "m/s", -1, 1, 1, &csf->drift_m_per_s },
        { "canal.uptake_per_s", "1/s", 0, 10, 1, &csf->uptake_per_s },
        { "canal.epidural_per_s", "1/s", 0, 10, 1, &csf->epidural_per_s },
        { "canal.cord.m_per_s", "m/s", 0, 1, 1, &csf->cord_m_per_s },
        { "canal.cord.partition", "", 1e-3, 1e4, 1, &csf->cord_partition },
        { "canal.cord.decay_per_s", "1/s", 0, 10, 1, &csf->cord_decay_per_s },
        { "canal.cistern_ml", "mL", 0, 1e4, M3_PER_ML, &csf->cistern_m3 },
        { "canal.cistern_out_ml_per_min", "mL/min", 0, 1e3, M3_PER_S_PER_ML_PER_MIN,
          &csf->cistern_out_m3_per_s },
        { "canal.absorption_ml_per_min", "mL/min", 0, 1e3, M3_PER_S_PER_ML_PER_MIN,
          &csf->absorption_m3_per_s },
    };

    TRY(profile_read(settings, &area, &csf->area_m2, why));
    TRY(profile_read(settings, &dispersion, &csf->dispersion_m2_per_s, why));
    TRY(profile_read(settings, &cord, &csf->cord_area_m2, why));
    TRY(rows_read(settings, rows, sizeof rows / sizeof *rows, why));
    if (csf->epidural_per_s > csf->uptake_per_s)
        return why_say(why, ERR_RANGE,
                       "canal.epidural_per_s, %g 1/s, is a part of canal.uptake_per_s, %g 1/s: it "
                       "cannot be more", csf->epidural_per_s, csf->uptake_per_s);
    return ERR_OK;
}

#define LENGTH_LEAST_M 1e-3
#define LENGTH_MOST_M  10

enum err spread_case_read_bare_canal(struct settings *settings, struct csf_setup *csf,
                                     struct why *why)
{
    *csf = (struct csf_setup){ .cord_partition = 1 };
    TRY(settings_need_number(settings, "canal.length_m", "m", LENGTH_LEAST_M, LENGTH_MOST_M,
                             &csf->length_m, why));
    TRY(canal_change(settings, csf, why));
    if (csf->area_m2.count == 0)
        return why_say(why, ERR_RANGE, "canal.area_mm2 is missing: give a number, or pairs { { x "
                       "in m, mm2 }, ... }");
    if (csf->dispersion_m2_per_s.count == 0)
        return why_say(why, ERR_RANGE, "canal.dispersion_m2_per_s is missing: give a number, or "
                       "pairs { { x in m, m2/s }, ... }");
    return ERR_OK;
}

/* Level by level, as they stand in the table. */
static void levels_take(struct csf_setup *csf)
{
    _Static_assert(LEVEL_COUNT <= CSF_POINTS_MAX, "each level is a point of the profiles");
    csf->area_m2.count = csf->cord_area_m2.count = LEVEL_COUNT;
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        csf->area_m2.x_m[i] = csf->cord_area_m2.x_m[i] = levels[i].middle_m;
        csf->area_m2.value[i] = levels[i].csf_mm2 * M2_PER_MM2;
        csf->cord_area_m2.value[i] = levels[i].cord_mm2 * M2_PER_MM2;
    }
}

static void reference_man(struct csf_setup *csf, const struct drug *drug)
{
    *csf = (struct csf_setup){
        .length_m = level_canal_length_m(),
        .dispersion_m2_per_s = { .value = { SPREAD_DISPERSION_M2_PER_S }, .count = 1 },
        .uptake_per_s = drug->uptake_per_s,
        .epidural_per_s = drug->epidural_per_s,
        .cord_m_per_s = drug->cord_m_per_s,
        .cord_partition = drug->cord_partition,
        .cord_decay_per_s = drug->cord_decay_per_s,
        .absorption_m3_per_s = SPREAD_ABSORPTION_ML_PER_MIN * M3_PER_S_PER_ML_PER_MIN,
        .cistern_m3 = SPREAD_CISTERN_ML * M3_PER_ML,
    };
    levels_take(csf);
}

/* Where the tip is: a level's middle by its name, or metres. */
static enum err tip_read(struct settings *settings, const char *name_path, const char *metres_path,
                         double length_m, double *tip_m, struct why *why)
{
    const char *name = NULL;
    size_t      index = 0;

    TRY(settings_text(settings, name_path, &name, why));
    if (name && settings_has(settings, metres_path))
        return why_say(why, ERR_RANGE, "%s and %s are both given: give one of them", name_path,
                       metres_path);
    if (!name)
        return settings_number(settings, metres_path, "m", 0, length_m, tip_m, why);
    TRY(level_find(name, &index, why));
    *tip_m = levels[index].middle_m;
    return ERR_OK;
}

enum err spread_case_read_canal(struct settings *settings, const struct drug *drug,
                                struct csf_setup *csf, double *tip_m, struct why *why)
{
    size_t usual = 0;

    reference_man(csf, drug);
    TRY(settings_number(settings, "canal.length_m", "m", LENGTH_LEAST_M, LENGTH_MOST_M,
                        &csf->length_m, why));
    TRY(canal_change(settings, csf, why));
    /* The brain makes what the spine absorbs, and the rest leaves from the cistern. */
    if (!settings_has(settings, "canal.cistern_out_ml_per_min"))
        csf->cistern_out_m3_per_s = fmax(0, SPREAD_PRODUCTION_ML_PER_MIN * M3_PER_S_PER_ML_PER_MIN -
                                            csf->absorption_m3_per_s);
    TRY(level_find("T10", &usual, why));
    *tip_m = fmin(levels[usual].middle_m, csf->length_m);
    TRY(tip_read(settings, "tip", "tip_m", csf->length_m, tip_m, why));
    return tip_read(settings, "catheter.tip", "catheter.tip_m", csf->length_m, tip_m, why);
}

enum err spread_case_read_pressure(struct settings *settings, double *csf_pa, struct why *why)
{
    const struct row row = { "canal.pressure_kpa", "kPa", -5, 20, PA_PER_KPA, csf_pa };

    *csf_pa = SPREAD_PRESSURE_KPA * PA_PER_KPA;
    return rows_read(settings, &row, 1, why);
}

/* ------------------------------------------------------------------ the drug */

static enum err drug_change(struct settings *settings, struct drug *drug, struct why *why)
{
    const struct row rows[] = {
        { "drug.uptake_per_s", "1/s", 0, 10, 1, &drug->uptake_per_s },
        { "drug.uptake_factor", "", 1, 10, 1, &drug->uptake_factor },
        { "drug.epidural_per_s", "1/s", 0, 10, 1, &drug->epidural_per_s },
        { "drug.diffusivity_m2_per_s", "m2/s", 1e-13, 1e-7, 1, &drug->diffusivity_m2_per_s },
        { "drug.cord_m_per_s", "m/s", 0, 1, 1, &drug->cord_m_per_s },
        { "drug.cord_partition", "", 1e-3, 1e4, 1, &drug->cord_partition },
        { "drug.cord_decay_per_s", "1/s", 0, 10, 1, &drug->cord_decay_per_s },
        { "drug.plasma_l", "L", 1e-3, 1e5, M3_PER_L, &drug->pk.central_m3 },
        { "drug.clearance_ml_per_min", "mL/min", 0, 1e6, M3_PER_S_PER_ML_PER_MIN,
          &drug->pk.clearance_m3_per_s },
        { "drug.peripheral_l", "L", 0, 1e5, M3_PER_L, &drug->pk.peripheral_m3 },
        { "drug.exchange_ml_per_min", "mL/min", 0, 1e6, M3_PER_S_PER_ML_PER_MIN,
          &drug->pk.exchange_m3_per_s },
        { "drug.effect_per_s", "1/s", 0, 10, 1, &drug->pk.effect_per_s },
        { "drug.brain_per_s", "1/s", 0, 10, 1, &drug->pk.brain_per_s },
        { "drug.dose_most_mg_per_day", "mg", 0, 1e6, KG_PER_MG, &drug->dose_most_kg_per_day },
        { "drug.bolus_most_mg", "mg", 0, 1e6, KG_PER_MG, &drug->bolus_most_kg },
        { "drug.concentration_most_mg_per_ml", "mg/mL", 0, 1e3, 1,     /* 1 mg/mL is 1 kg/m3 */
          &drug->concentration_most_kg_per_m3 },
    };

    return rows_read(settings, rows, sizeof rows / sizeof *rows, why);
}

/* drug.threshold_ug_per_ml.respiratory_depression = 0.02 */
static enum err thresholds_change(struct settings *settings, struct drug *drug, struct why *why)
{
    for (size_t i = 0; i < DRUG_THRESHOLDS_MAX && drug->thresholds[i].name; i++) {
        struct drug_threshold *threshold = &drug->thresholds[i];
        char path[96];
        int  at = snprintf(path, sizeof path, "drug.threshold_ug_per_ml.%.60s", threshold->name);
        for (int c = 0; c < at; c++)
            path[c] = path[c] == ' ' ? '_' : path[c];
        if (!settings_find(settings, path))
            continue;
        TRY(settings_need_number(settings, path, "ug/mL", 0, 1e6, &threshold->kg_per_m3, why));
        threshold->kg_per_m3 /= MG_PER_L_PER_KG_PER_M3;     /* 1 ug/mL is 1 mg/L */
        threshold->source = "given by the user";
    }
    return ERR_OK;
}

enum err spread_case_read_drug(struct settings *settings, const char *rest, struct drug *drug,
                               struct why *why)
{
    const struct setting *whole = settings_find(settings, "drug");
    const struct drug    *found;
    const char           *name = rest;

    if (whole && whole->kind != SETTING_TEXT)
        return why_say(why, ERR_RANGE, "drug is neither a name nor a table");
    if (whole)
        name = whole->text;
    TRY(settings_text(settings, "drug.name", &name, why));
    TRY(drug_find(name, &found, why));
    *drug = *found;
    TRY(drug_change(settings, drug, why));
    return thresholds_change(settings, drug, why);
}
