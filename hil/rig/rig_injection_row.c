#include "rig_injection_inside.h"

#include "base/units.h"

#include <math.h>

#define LOOK_S      0.5         /* the dead region is looked for this often, or each tick */
#define FRONT_SHARE 0.1
#define KG_PER_G    (1e3 * KG_PER_MG)

static double percent_at(const struct rig_injection *r, int solute, double r_m)
{
    return depot_at_kg_per_m3(r->plant, (size_t)solute, r_m)
           / depot_solutes[solute].percent_kg_per_m3;
}

static double dose_percent_s(const struct rig_injection *r, int solute)
{
    return depot_dose_kg_s_per_m3(r->plant, (size_t)solute, DEPOT_USUAL, r->distance_m)
           / depot_solutes[solute].percent_kg_per_m3;
}

static double blood_kg(const struct rig_injection *r, size_t solute)
{
    struct depot_books books = depot_books(r->plant, solute);

    return books.washed_kg + books.vessel_kg;
}

static double front_mm(const struct rig_injection *r)
{
    double front_m = r->plant_setup.shape.inner_m;

    for (size_t s = 0; s < DEPOT_SOLUTES; s++)
        if (r->strongest_kg_per_m3[s] > 0)
            front_m = fmax(front_m, depot_front_m(r->plant, s,
                                                  FRONT_SHARE * r->strongest_kg_per_m3[s]));
    return front_m * MM_PER_M;
}

static void nerve_fill(const struct rig_injection *r, double *values)
{
    values[SIGNAL_NERVE_AT] = r->distance_m * MM_PER_M;
    values[SIGNAL_ALCOHOL] = percent_at(r, DEPOT_ALCOHOL, r->distance_m);
    values[SIGNAL_PHENOL] = percent_at(r, DEPOT_PHENOL, r->distance_m);
    values[SIGNAL_STEROID] = depot_at_kg_per_m3(r->plant, DEPOT_STEROID, r->distance_m);
    values[SIGNAL_ALCOHOL_S] = dose_percent_s(r, DEPOT_ALCOHOL);
    values[SIGNAL_PHENOL_S] = dose_percent_s(r, DEPOT_PHENOL);
    values[SIGNAL_SHARE] = depot_share_at(r->plant, DEPOT_USUAL, r->distance_m);
    values[SIGNAL_SHARE_LEAST] = depot_share_at(r->plant, DEPOT_STRICT, r->distance_m);
    values[SIGNAL_SHARE_MOST] = depot_share_at(r->plant, DEPOT_WIDE, r->distance_m);
}

static void dead_look(struct rig_injection *r, double t_s)
{
    if (t_s - r->dead_seen_s < LOOK_S - 1e-9)
        return;
    r->dead_seen_s = t_s;
    for (int k = 0; k < DEPOT_CRITERIA; k++)
        r->dead[k] = depot_dead(r->plant, (enum depot_criterion)k);
}

void rig_injection_fill(struct rig_injection *r, double t_s, double *values)
{
    double imbalance = 0;

    dead_look(r, t_s);
    for (size_t s = 0; s < DEPOT_SOLUTES; s++)
        imbalance = fmax(imbalance, depot_imbalance(r->plant, s));
    values[SIGNAL_RATE] = r->flow_ml_per_min;
    values[SIGNAL_CONTENTS] = (double)r->flows;
    values[SIGNAL_ORDERED] = (double)r->ordered;
    values[SIGNAL_LEFT] = r->left_ml;
    values[SIGNAL_VOLUME] = r->volume_ml;
    values[SIGNAL_AGENT] = r->agent_ml;
    values[SIGNAL_OVER] = r->agent_ml > r->limit_ml;
    values[SIGNAL_FRONT] = front_mm(r);
    values[SIGNAL_DEAD] = r->dead[DEPOT_USUAL].radius_m * MM_PER_M;
    values[SIGNAL_DEAD_LEAST] = r->dead[DEPOT_STRICT].radius_m * MM_PER_M;
    values[SIGNAL_DEAD_MOST] = r->dead[DEPOT_WIDE].radius_m * MM_PER_M;
    values[SIGNAL_DEAD_ML] = r->dead[DEPOT_USUAL].volume_m3 / M3_PER_ML;
    nerve_fill(r, values);
    values[SIGNAL_BLOOD_ALCOHOL] = blood_kg(r, DEPOT_ALCOHOL) / KG_PER_G;
    values[SIGNAL_BLOOD_PHENOL] = blood_kg(r, DEPOT_PHENOL) / KG_PER_MG;
    values[SIGNAL_BLOOD_STEROID] = blood_kg(r, DEPOT_STEROID) / KG_PER_MG;
    values[SIGNAL_IMBALANCE] = imbalance;
}

/* ------------------------------------------------------------------ history */

static void history_thin(struct history *history)
{
    for (size_t i = 0; 2 * i < history->count; i++)
        history->moments[i] = history->moments[2 * i];
    history->count = (history->count + 1) / 2;
    history->every *= 2;
}

void rig_injection_remember(struct rig_injection *r, double t_s)
{
    struct history *history = &r->history;
    double outer_m = r->plant_setup.shape.outer_m;
    struct moment *moment;

    if (history->ticks++ % history->every != 0)
        return;
    if (history->count == HISTORY_MOST) {
        history_thin(history);
        if ((history->ticks - 1) % history->every != 0)
            return;
    }
    moment = &history->moments[history->count++];
    *moment = (struct moment){ .t_s = t_s, .front_mm = front_mm(r),
                               .nerve_percent = percent_at(r, r->main_solute, r->distance_m) };
    for (int k = 0; k < DEPOT_CRITERIA; k++)
        moment->dead_mm[k] = r->dead[k].radius_m * MM_PER_M;
    for (int row = 0; row < HISTORY_ROWS; row++)
        moment->percent[row] = (float)percent_at(r, r->main_solute,
                                                 outer_m * row / (HISTORY_ROWS - 1));
}
