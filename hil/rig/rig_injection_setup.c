#include "rig_injection_inside.h"

#include "base/names.h"
#include "base/units.h"

#include <string.h>

static enum err tissue_read(struct settings *settings, uint64_t seed, struct depot_tissue *tissue,
                            struct why *why)
{
    const struct setting *whole = settings_find(settings, "tissue");
    const struct depot_tissue *found;
    const char *name = "celiac";
    double washout_per_min, scatter = 1;

    if (whole && whole->kind == SETTING_TEXT)
        name = whole->text;
    else if (whole)
        return why_say(why, ERR_RANGE, "tissue is neither a name nor a table");
    TRY(settings_text(settings, "tissue.name", &name, why));
    TRY(depot_tissue_find(name, &found, why));
    *tissue = *found;
    washout_per_min = tissue->washout_per_s * S_PER_MIN;
    TRY(settings_number(settings, "tissue.porosity", "", 0.01, 1, &tissue->porosity, why));
    TRY(settings_number(settings, "tissue.hindrance", "", 0, 1, &tissue->hindrance, why));
    TRY(settings_number(settings, "tissue.washout_per_min", "/min", 0, 60, &washout_per_min, why));
    TRY(settings_number(settings, "tissue.scatter", "", 1, 3, &scatter, why));
    tissue->washout_per_s = washout_per_min / S_PER_MIN;
    return depot_tissue_draw(tissue, scatter, seed);
}

static enum err shape_read(struct settings *settings, struct depot_setup *setup, struct why *why)
{
    static const char *const names[] = { "sphere", "sleeve" };
    const char *name = names[DEPOT_SPHERE];
    double inner_mm = 2, length_mm = 30, radius_mm = 80, cells = 400;

    TRY(settings_text(settings, "geometry", &name, why));
    if (strcmp(name, names[DEPOT_SLEEVE]) == 0)
        setup->shape.geometry = DEPOT_SLEEVE;
    else if (strcmp(name, names[DEPOT_SPHERE]) != 0)
        return why_unknown(why, "geometry: there is none named", name, names, 2);
    TRY(settings_number(settings, "domain.radius_mm", "mm", 10, 500, &radius_mm, why));
    TRY(settings_number(settings, "domain.cells", "", 20, 4000, &cells, why));
    if (setup->shape.geometry == DEPOT_SLEEVE) {
        TRY(settings_number(settings, "sleeve.inner_mm", "mm", 0, radius_mm / 2, &inner_mm, why));
        TRY(settings_number(settings, "sleeve.length_mm", "mm", 1, 500, &length_mm, why));
        setup->shape.inner_m = inner_mm * M_PER_MM;
        setup->shape.length_m = length_mm * M_PER_MM;
    }
    setup->shape.outer_m = radius_mm * M_PER_MM;
    setup->cells = (size_t)cells;
    return ERR_OK;
}

enum err rig_injection_read(struct rig_injection *r, const struct rig_setup *setup,
                            struct why *why)
{
    struct settings *settings = setup->settings;
    const char *agent = depot_agents[0].name;
    double nerve_mm = 10;
    size_t index;

    TRY(settings_text(settings, "agent", &agent, why));
    TRY(depot_agent_find(agent, &index, why));
    r->knob[KNOB_AGENT] = (double)index;
    r->syringe_ml = 50;
    r->limit_ml = 100;
    TRY(settings_number(settings, "syringe.volume_ml", "ml", 0.1, 200, &r->syringe_ml, why));
    TRY(settings_number(settings, "limit.volume_ml", "ml", 0, 1000, &r->limit_ml, why));
    TRY(tissue_read(settings, setup->seed, &r->plant_setup.tissue, why));
    TRY(shape_read(settings, &r->plant_setup, why));
    TRY(settings_number(settings, "nerve_mm", "mm", r->plant_setup.shape.inner_m * MM_PER_M,
                        r->plant_setup.shape.outer_m * MM_PER_M, &nerve_mm, why));
    TRY(settings_all_used(settings, why));
    r->nerve_m = nerve_mm * M_PER_MM;
    return depot_create(&r->plant, &r->plant_setup, why);
}
