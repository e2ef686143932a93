#include "infusion.h"

#include "base/units.h"

#include <math.h>
#include <stdlib.h>

#define INSTANT_S    1e-9
#define QUICK_STEP_S 5.0
#define DRAWN_FROM_M 0.01
#define STIR_CHANGE  0.25

struct infusion {
    struct infusion_setup setup;
    struct hydraulics     hydraulics;
    struct catheter      *catheter;
    struct csf           *csf;
    struct pk            *pk;
    struct csf_stencil    tip;
    struct injection_law  law;

    struct infusion_injection injection;    /* what is left of it                            */
    double                back_kg;          /* on its way from the catheter into the pump    */
    double                returned_kg;      /* catheter_returned_kg when it was last looked at */

    double                gathered_s;       /* since the canal's last step ...               */
    double                gathered_kg, pocket_kg;           /* ... and what came             */
    double                syringe_m3, pumped_m3;            /* through the tip, by whom      */
    struct injection      entered;          /* what entered lately, and its stirring         */
    struct csf_stir       stir;             /* as the canal was told; zero: not at all       */
    double                pumped_m3_per_s, pumped_last_m3, pumped_ago_s;    /* see pump_flow */
    struct csf_books      books;            /* after the canal's last step                   */
    struct pk_levels      levels;           /* likewise                                      */

    double                supplied_kg, drawn_kg, lost_kg;
    double                imbalance;        /* when the canal was last stepped               */
    double                delivered_m3, delivered_kg;
    double                flow_m3_per_s, pump_m3_per_s, outlet_pa, battery_volts;
    unsigned              strokes;
};

/* ---- made and given back ---- */

void infusion_destroy(struct infusion *infusion)
{
    if (!infusion)
        return;
    catheter_destroy(infusion->catheter);
    csf_destroy(infusion->csf);
    pk_destroy(infusion->pk);
    free(infusion);
}

static enum err parts_create(struct infusion *infusion, struct why *why)
{
    const struct infusion_setup *setup = &infusion->setup;

    if (!(setup->canal_step_s > 0))
        return why_say(why, ERR_RANGE, "canal.step_s is %g: give a time above zero",
                       setup->canal_step_s);
    if (!(setup->tip_m >= 0 && setup->tip_m <= setup->csf.length_m))
        return why_say(why, ERR_RANGE, "the catheter's tip lies outside the canal: %g m of %g m",
                       setup->tip_m, setup->csf.length_m);
    hydraulics_init(&infusion->hydraulics, &setup->hydraulics);
    TRY(catheter_create(&infusion->catheter, &setup->catheter, why));
    TRY(csf_create(&infusion->csf, &setup->csf, why));
    TRY(pk_create(&infusion->pk, &setup->drug->pk, setup->pocket_per_s, why));
    infusion->tip = csf_stencil_at(infusion->csf, setup->tip_m);
    infusion->law = injection_law_usual;
    infusion->law.stir_m2_per_m3 = setup->stir_m2_per_m3;
    infusion->supplied_kg = infusion->hydraulics.reservoir_kg
                          + catheter_held_kg(infusion->catheter);
    infusion->outlet_pa = setup->csf_pa;
    return ERR_OK;
}

enum err infusion_create(struct infusion **out, const struct infusion_setup *setup, struct why *why)
{
    struct infusion *infusion = calloc(1, sizeof *infusion);
    enum err         err;

    if (!infusion)
        return why_say(why, ERR_MEMORY, "no memory for the plant");
    infusion->setup = *setup;
    err = parts_create(infusion, why);
    if (err != ERR_OK) {
        infusion_destroy(infusion);
        return err;
    }
    *out = infusion;
    return ERR_OK;
}

/* ---- the canal and the patient ---- */

/* One step of the canal and of the patient over everything that was gathered. Drug that the dura
 * lets through is in blood soon enough to be counted there. */
static enum err canal_step(struct infusion *infusion, double dt_s, double mass_kg, double pocket_kg,
                           struct why *why)
{
    const struct csf_books before = infusion->books;
    double                 uptake_kg;

    TRY(csf_step(infusion->csf, dt_s, mass_kg, infusion->tip, why));
    infusion->books = csf_books(infusion->csf);
    uptake_kg = infusion->books.blood_kg - before.blood_kg
              + infusion->books.epidural_kg - before.epidural_kg;
    TRY(pk_step(infusion->pk, dt_s, uptake_kg, pocket_kg,
                csf_cord_at(infusion->csf, infusion->tip), csf_cistern(infusion->csf), why));
    infusion->levels = pk_levels(infusion->pk);
    return ERR_OK;
}

/* A stroke is less than a heartbeat moves, so that the pump counts with its mean flow: what came
 * last over the time since what came before it, and less when nothing has come for longer. */
static double pump_flow(struct infusion *infusion, double dt_s, double pumped_m3)
{
    infusion->pumped_ago_s += dt_s;
    if (pumped_m3 > 0) {
        infusion->pumped_m3_per_s = pumped_m3 / infusion->pumped_ago_s;
        infusion->pumped_last_m3 = pumped_m3;
        infusion->pumped_ago_s = 0;
        return infusion->pumped_m3_per_s;
    }
    return fmin(infusion->pumped_m3_per_s, infusion->pumped_last_m3 / infusion->pumped_ago_s);
}

/* What enters stirs and sinks (injection.h). The canal is told when it would notice, and again when
 * that has changed by a quarter: the law is not known better. */
static void canal_stir(struct infusion *infusion, double dt_s, double share)
{
    const struct infusion_setup *setup = &infusion->setup;
    const double dispersion = csf_profile_at(&setup->csf.dispersion_m2_per_s, setup->tip_m);
    const double pumped_m3_per_s = pump_flow(infusion, dt_s, infusion->pumped_m3 * share);
    struct csf_stir stir;

    injection_step(&infusion->entered, &infusion->law, dt_s,
                   fmax(pumped_m3_per_s + infusion->syringe_m3 * share / dt_s, 0), dispersion);
    stir = injection_stir(&infusion->entered, &infusion->law, setup->tip_m,
                          csf_area_at(infusion->csf, setup->tip_m), setup->density_excess,
                          setup->upright);
    if (!injection_matters(&infusion->law, &stir, dispersion))
        stir.extra_m2_per_s = stir.drift_m_per_s = 0;
    if (fabs(stir.extra_m2_per_s - infusion->stir.extra_m2_per_s)
            <= STIR_CHANGE * infusion->stir.extra_m2_per_s
        && fabs(stir.drift_m_per_s - infusion->stir.drift_m_per_s)
            <= STIR_CHANGE * fabs(infusion->stir.drift_m_per_s))
        return;
    infusion->stir = stir;
    csf_stir(infusion->csf, &stir);
}

/* While a syringe empties or its slug still mixes, the canal follows it closely. */
static double canal_step_s(const struct infusion *infusion)
{
    const struct infusion_setup *setup = &infusion->setup;
    bool is_quick = infusion->syringe_m3 > 0 || infusion->stir.drift_m_per_s != 0
                 || infusion->stir.extra_m2_per_s
                    > csf_profile_at(&setup->csf.dispersion_m2_per_s, setup->tip_m);

    return is_quick ? fmin(QUICK_STEP_S, setup->canal_step_s) : setup->canal_step_s;
}

/* supplied = reservoir + catheter + on the way + canal + patient + drawn out */
static double imbalance_of(const struct infusion *infusion)
{
    const struct csf_books *books = &infusion->books;
    const struct pk_levels *levels = &infusion->levels;
    double there_kg = infusion->hydraulics.reservoir_kg + infusion->back_kg
                    + catheter_held_kg(infusion->catheter)
                    + infusion->gathered_kg + infusion->pocket_kg
                    + books->fluid_kg + books->cord_kg + books->cistern_kg
                    + levels->pocket_kg + levels->plasma_kg + levels->eliminated_kg
                    + infusion->drawn_kg;

    return infusion->supplied_kg > 0
         ? fabs(there_kg - infusion->supplied_kg) / infusion->supplied_kg : 0;
}

/* The pump has drawn fluid out of the canal: its drug is taken from round the tip, at most half of
 * what is there at once; the rest is owed. Returns what is left to arrive, zero or more. */
static double canal_draw(struct infusion *infusion)
{
    const double at_m = infusion->setup.tip_m, half_m = DRAWN_FROM_M / 2;
    double there_kg = csf_at(infusion->csf, infusion->tip) * DRAWN_FROM_M
                    * csf_area_at(infusion->csf, at_m);
    double taken_kg = fmax(infusion->gathered_kg, -there_kg / 2);

    if (infusion->gathered_kg >= 0)
        return infusion->gathered_kg;
    csf_pour(infusion->csf, at_m - half_m, at_m + half_m, taken_kg);
    infusion->gathered_kg -= taken_kg;
    return 0;
}

/* Ticks shorter than a canal's step are gathered; a longer one is cut. */
static enum err canal_advance(struct infusion *infusion, struct why *why)
{
    const double step_s = canal_step_s(infusion), all_s = infusion->gathered_s;
    const long   count = (long)floor((all_s + INSTANT_S) / step_s);
    const double share = 1 / (double)(count > 0 ? count : 1);
    const double pocket_kg = infusion->pocket_kg;
    double       arriving_kg;

    if (count < 1)
        return ERR_OK;
    arriving_kg = canal_draw(infusion);
    for (long i = 0; i < count; i++) {
        canal_stir(infusion, all_s * share, share);
        TRY(canal_step(infusion, all_s * share, arriving_kg * share, i == 0 ? pocket_kg : 0, why));
    }
    infusion->gathered_s = infusion->pocket_kg = 0;
    infusion->gathered_kg -= arriving_kg;
    infusion->imbalance = imbalance_of(infusion);
    infusion->syringe_m3 = infusion->pumped_m3 = 0;
    return ERR_OK;
}

/* ---- pump and catheter ---- */

/* Returns what went through the tip. */
static double catheter_take(struct infusion *infusion, double dt_s, double in_m3,
                            double in_kg_per_m3, const struct catheter_faults *faults)
{
    struct catheter_flow flow = catheter_step(infusion->catheter, dt_s, in_m3, in_kg_per_m3,
                                              csf_at(infusion->csf, infusion->tip),
                                              infusion->setup.csf_pa, faults);

    infusion->outlet_pa = flow.pump_pa;
    infusion->flow_m3_per_s += flow.out_m3 / dt_s;
    infusion->delivered_m3 += flow.out_m3;
    infusion->delivered_kg += flow.out_kg;
    infusion->gathered_kg += flow.out_kg;
    infusion->pocket_kg += flow.lost_kg;
    infusion->lost_kg += flow.lost_kg;
    return flow.out_m3;
}

/* What has flowed back out of the catheter reaches the reservoir with the next step. */
static void pump_take(struct infusion *infusion, double dt_s, unsigned strokes,
                      const struct infusion_faults *faults)
{
    struct hydraulics_flow flow = hydraulics_step(&infusion->hydraulics, dt_s, strokes,
                                                  infusion->outlet_pa, infusion->back_kg,
                                                  &faults->hydraulics);

    infusion->pump_m3_per_s = flow.out_m3 / dt_s;
    infusion->strokes = flow.strokes;
    infusion->battery_volts = hydraulics_battery_volts(&infusion->hydraulics, &faults->hydraulics);
    infusion->pumped_m3 += catheter_take(infusion, dt_s, flow.out_m3, flow.kg_per_m3,
                                         &faults->catheter);
    infusion->back_kg = catheter_returned_kg(infusion->catheter) - infusion->returned_kg;
    infusion->returned_kg = catheter_returned_kg(infusion->catheter);
}

/* The syringe's part of this step. */
static void syringe_take(struct infusion *infusion, double dt_s,
                         const struct catheter_faults *faults)
{
    struct infusion_injection *left = &infusion->injection;
    double share = left->over_s > dt_s ? dt_s / left->over_s : 1;
    double volume_m3 = left->volume_m3 * share;

    if (!(left->volume_m3 > 0))
        return;
    infusion->supplied_kg += volume_m3 * left->kg_per_m3;
    infusion->syringe_m3 += catheter_take(infusion, dt_s, volume_m3, left->kg_per_m3, faults);
    left->volume_m3 = share < 1 ? left->volume_m3 - volume_m3 : 0;
    left->over_s = fmax(left->over_s - dt_s, 0);
}

enum err infusion_step(struct infusion *infusion, double dt_s, unsigned strokes,
                       const struct infusion_faults *faults, struct why *why)
{
    infusion->flow_m3_per_s = 0;
    syringe_take(infusion, dt_s, &faults->catheter);
    pump_take(infusion, dt_s, strokes, faults);
    infusion->gathered_s += dt_s;
    return canal_advance(infusion, why);
}

/* ---- hands ---- */

struct hydraulics_refill infusion_refill(struct infusion *infusion, double volume_m3,
                                         double kg_per_m3, double pocket)
{
    struct hydraulics_refill refill = hydraulics_refill(&infusion->hydraulics, volume_m3,
                                                        kg_per_m3, pocket);

    infusion->supplied_kg += (volume_m3 - refill.refused_m3) * kg_per_m3;
    infusion->drawn_kg += refill.drawn_kg;
    infusion->pocket_kg += refill.pocket_kg;
    infusion->lost_kg += refill.pocket_kg;
    return refill;
}

void infusion_inject(struct infusion *infusion, const struct infusion_injection *injection)
{
    infusion->injection = *injection;
}

/* ---- questions ---- */

void infusion_truth(const struct infusion *infusion, struct infusion_truth *truth)
{
    const struct hydraulics *pump = &infusion->hydraulics;

    *truth = (struct infusion_truth){
        .flow_m3_per_s = infusion->flow_m3_per_s, .pump_m3_per_s = infusion->pump_m3_per_s,
        .outlet_pa = infusion->outlet_pa, .strokes = infusion->strokes,
        .reservoir_m3 = pump->reservoir_m3,
        .reservoir_kg_per_m3 = pump->reservoir_m3 > 0 ? pump->reservoir_kg / pump->reservoir_m3 : 0,
        .delivered_m3 = infusion->delivered_m3, .delivered_kg = infusion->delivered_kg,
        .tip_kg_per_m3 = csf_at(infusion->csf, infusion->tip),
        .catheter_tip_kg_per_m3 = catheter_tip_kg_per_m3(infusion->catheter),
        .cord_kg_per_m3 = csf_cord_at(infusion->csf, infusion->tip),
        .cistern_kg_per_m3 = csf_cistern(infusion->csf),
        .levels = infusion->levels, .battery_volts = infusion->battery_volts,
        .lost_kg = infusion->lost_kg, .imbalance = infusion->imbalance,
    };
}

void infusion_valve_reset(struct infusion *infusion)
{
    hydraulics_valve_reset(&infusion->hydraulics);
}

void infusion_posture(struct infusion *infusion, double upright)
{
    infusion->setup.upright = upright;
}

const struct csf *infusion_csf(const struct infusion *infusion) { return infusion->csf; }
