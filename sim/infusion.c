#include "infusion.h"

#include "base/units.h"

#include <math.h>
#include <stdlib.h>

#define INSTANT_S    1e-9
#define QUICK_STEP_S 5.0
#define DRAWN_FROM_M 0.01
#define STIR_CHANGE  0.05        /* of itself, before the canal is told */
#define AT_ONCE_S    1.0         /* what a syringe takes that is emptied at once */
#define PARTS_MOST   1000.0      /* of a step, for flow that nobody asked for */

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
    double                syringe_m3, syringe_s;            /* a syringe's, through the tip  */
    struct injection      entered;          /* what entered lately, and its stirring         */
    struct csf_stir       stir;             /* as the canal was told                         */
    double                pumped_m3_per_s, pumped_last_m3, pumped_m3, pumped_ago_s; /* pump_flow */
    struct csf_books      books;            /* after the canal's last step                   */
    struct pk_levels      levels;           /* likewise                                      */

    double                supplied_kg, drawn_kg, lost_kg;
    double                imbalance;        /* when the canal was last stepped               */
    double                delivered_m3, delivered_kg;
    double                out_m3, pump_m3;  /* in this step */
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
    infusion->stir.reach_m = -1;
    infusion->pumped_ago_s = INFINITY;          /* no stroke yet */
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

static double dispersion_m2_per_s(const struct infusion *infusion)
{
    return csf_profile_at(&infusion->setup.csf.dispersion_m2_per_s, infusion->setup.tip_m);
}

/* What a syringe displaces further than dispersion mixes is there at once, half before the step and
 * half after it; else it arrives at the tip all through the step. */
static enum err canal_fill(struct infusion *infusion, double dt_s, double mass_kg, struct why *why)
{
    const double at_m = infusion->setup.tip_m;
    const double flow = infusion->syringe_s > 0 ? infusion->syringe_m3 / infusion->syringe_s : 0;
    const double half_m = injection_slug_half_m(&infusion->entered, &infusion->law, dt_s, flow,
                                                csf_area_at(infusion->csf, at_m),
                                                dispersion_m2_per_s(infusion));
    double kg_per_m3;

    if (half_m <= 0)
        return csf_step(infusion->csf, dt_s, mass_kg, infusion->tip, why);
    kg_per_m3 = infusion->gathered_kg / infusion->syringe_m3;
    csf_fill(infusion->csf, at_m, half_m, mass_kg / 2, kg_per_m3);
    TRY(csf_step(infusion->csf, dt_s, 0, infusion->tip, why));
    csf_fill(infusion->csf, at_m, half_m, mass_kg / 2, kg_per_m3);
    return ERR_OK;
}

/* One step of the canal and of the patient. Drug that the dura lets through is in blood soon enough
 * to be counted there. */
static enum err canal_step(struct infusion *infusion, double dt_s, double mass_kg, double pocket_kg,
                           struct why *why)
{
    const struct csf_books before = infusion->books;
    double                 uptake_kg;

    TRY(canal_fill(infusion, dt_s, mass_kg, why));
    infusion->books = csf_books(infusion->csf);
    uptake_kg = infusion->books.blood_kg - before.blood_kg
              + infusion->books.epidural_kg - before.epidural_kg;
    TRY(pk_step(infusion->pk, dt_s, uptake_kg, pocket_kg,
                csf_cord_at(infusion->csf, infusion->tip), csf_cistern(infusion->csf), why));
    infusion->levels = pk_levels(infusion->pk);
    return ERR_OK;
}

/* A stroke is less than a heartbeat moves, so that the pump counts with its mean flow: at each
 * stroke, what has passed the tip since the one before, over that time ... */
static void pump_follow(struct infusion *infusion, double dt_s, bool strokes, double out_m3)
{
    if (strokes) {
        infusion->pumped_m3_per_s = fmax(infusion->pumped_m3, 0) / infusion->pumped_ago_s;
        infusion->pumped_last_m3 = infusion->pumped_m3;
        infusion->pumped_m3 = infusion->pumped_ago_s = 0;
    }
    infusion->pumped_m3 += out_m3;
    infusion->pumped_ago_s += dt_s;
}

/* ... and less when none has come for longer. */
static double pump_flow(const struct infusion *infusion)
{
    return fmin(infusion->pumped_m3_per_s,
                fmax(infusion->pumped_last_m3, 0) / infusion->pumped_ago_s);
}

/* The syringe's flow stirs for as long as it lasts, however long the canal's step. */
static void entered_follow(struct infusion *infusion, double dt_s, double share)
{
    const double dispersion = dispersion_m2_per_s(infusion);
    const double pumped = pump_flow(infusion);
    const double syringe_s = fmin(infusion->syringe_s * share, dt_s);

    if (syringe_s > 0)
        injection_step(&infusion->entered, &infusion->law, syringe_s,
                       pumped + fmax(infusion->syringe_m3 * share, 0) / syringe_s, dispersion);
    if (dt_s > syringe_s)
        injection_step(&infusion->entered, &infusion->law, dt_s - syringe_s, pumped, dispersion);
}

/* What enters stirs and sinks (injection.h); the canal is told when it would notice. */
static void canal_stir(struct infusion *infusion, double dt_s, double share)
{
    const struct infusion_setup *setup = &infusion->setup;
    struct csf_stir stir;

    entered_follow(infusion, dt_s, share);
    stir = injection_stir(&infusion->entered, &infusion->law, setup->tip_m,
                          csf_area_at(infusion->csf, setup->tip_m), setup->density_excess,
                          setup->upright);
    if (injection_retell(&infusion->stir, &infusion->law, stir, dispersion_m2_per_s(infusion),
                         STIR_CHANGE))
        csf_stir(infusion->csf, &infusion->stir);
}

/* While a syringe empties or its slug still mixes, the canal follows it closely. */
static double canal_step_s(const struct infusion *infusion)
{
    const struct infusion_setup *setup = &infusion->setup;
    bool is_quick = infusion->syringe_s > 0 || infusion->stir.drift_m_per_s != 0
                 || infusion->stir.extra_m2_per_s > dispersion_m2_per_s(infusion);

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

    if (infusion->gathered_kg >= 0)
        return infusion->gathered_kg;
    infusion->gathered_kg += csf_draw(infusion->csf, at_m - half_m, at_m + half_m,
                                      -infusion->gathered_kg);
    return 0;
}

/* Everything that was gathered, in `count` steps. */
static enum err canal_take(struct infusion *infusion, long count, struct why *why)
{
    const double share = 1 / (double)count, step_s = infusion->gathered_s * share;
    const double arriving_kg = canal_draw(infusion);

    for (long i = 0; i < count; i++) {
        canal_stir(infusion, step_s, share);
        TRY(canal_step(infusion, step_s, arriving_kg * share, i == 0 ? infusion->pocket_kg : 0,
                       why));
    }
    infusion->gathered_s = infusion->pocket_kg = 0;
    infusion->gathered_kg -= arriving_kg;
    infusion->syringe_m3 = infusion->syringe_s = 0;
    infusion->imbalance = imbalance_of(infusion);
    return ERR_OK;
}

/* Parts shorter than a canal's step are gathered. */
static enum err canal_advance(struct infusion *infusion, struct why *why)
{
    const double steps = (infusion->gathered_s + INSTANT_S) / canal_step_s(infusion);

    return steps < 1 ? ERR_OK : canal_take(infusion, lround(steps), why);
}

/* ---- pump and catheter ---- */

struct given { double m3, kg; };

/* What the syringe gives in this part. */
static struct given syringe_take(struct infusion *infusion, double dt_s)
{
    struct infusion_injection *left = &infusion->injection;
    double share = left->over_s > dt_s + INSTANT_S ? dt_s / left->over_s : 1;
    struct given given = { left->volume_m3 * share, left->volume_m3 * share * left->kg_per_m3 };

    if (!(left->volume_m3 > 0))
        return (struct given){ 0, 0 };
    infusion->supplied_kg += given.kg;
    infusion->syringe_s += fmin(dt_s, left->over_s);
    left->volume_m3 = share < 1 ? left->volume_m3 - given.m3 : 0;
    left->over_s -= dt_s;
    return given;
}

/* Both meet at the access port, between pump and catheter: what the pump draws back is the
 * syringe's first. What flows back into the pump reaches the reservoir with the next part. */
static struct catheter_flow catheter_take(struct infusion *infusion, double dt_s,
                                          const struct given *syringe,
                                          const struct hydraulics_flow *pump,
                                          const struct catheter_faults *faults)
{
    const double drawn_m3 = fmin(syringe->m3, fmax(-pump->out_m3, 0));
    const double drawn_kg = drawn_m3 > 0 ? syringe->kg * drawn_m3 / syringe->m3 : 0;
    const double in_m3 = syringe->m3 + pump->out_m3;
    const double in_kg = syringe->kg - drawn_kg + fmax(pump->out_m3, 0) * pump->kg_per_m3;
    struct catheter_flow flow = catheter_step(infusion->catheter, dt_s, in_m3,
                                              in_m3 > 0 ? in_kg / in_m3 : 0,
                                              csf_at(infusion->csf, infusion->tip),
                                              infusion->setup.csf_pa, faults);
    const double syringe_m3 = in_m3 > 0 ? flow.out_m3 * (syringe->m3 - drawn_m3) / in_m3 : 0;

    infusion->syringe_m3 += syringe_m3;
    pump_follow(infusion, dt_s, pump->out_m3 > 0, flow.out_m3 - syringe_m3);
    infusion->back_kg = catheter_returned_kg(infusion->catheter) - infusion->returned_kg + drawn_kg;
    infusion->returned_kg = catheter_returned_kg(infusion->catheter);
    return flow;
}

static void part_take(struct infusion *infusion, double dt_s, unsigned strokes,
                      const struct infusion_faults *faults)
{
    struct given           syringe = syringe_take(infusion, dt_s);
    struct hydraulics_flow pump = hydraulics_step(&infusion->hydraulics, dt_s, strokes,
                                                  infusion->outlet_pa, infusion->back_kg,
                                                  &faults->hydraulics);
    struct catheter_flow   flow = catheter_take(infusion, dt_s, &syringe, &pump, &faults->catheter);

    infusion->outlet_pa = flow.pump_pa;
    infusion->out_m3 += flow.out_m3;
    infusion->pump_m3 += pump.out_m3;
    infusion->strokes += pump.strokes;
    infusion->delivered_m3 += flow.out_m3;
    infusion->delivered_kg += flow.out_kg;
    infusion->gathered_kg += flow.out_kg;
    infusion->pocket_kg += flow.lost_kg;
    infusion->lost_kg += flow.lost_kg;
    infusion->gathered_s += dt_s;
}

/* ---- a step, in parts ---- */

/* A part has at most one stroke, moves no more than a stroke unasked, and is about a canal's step
 * or less: so the motor and the gas feel what the stroke before has done to the pressure, and the
 * canal what came when. A syringe's end is a part's end. */
static double part_s(const struct infusion *infusion, double left_s, unsigned strokes,
                     const struct hydraulics_faults *faults)
{
    const struct infusion_injection *injection = &infusion->injection;
    const double stroke_m3 = infusion->setup.hydraulics.stroke_m3;
    const double unasked_m3 = (fabs(faults->reflux_m3_per_s) + fabs(faults->valve_leak_m3_per_s))
                            * left_s;
    double parts = fmax(strokes, round(left_s / canal_step_s(infusion)));

    if (unasked_m3 > 0)
        parts = fmax(parts, stroke_m3 > 0 ? fmin(ceil(unasked_m3 / stroke_m3), PARTS_MOST) : 1);
    left_s /= fmax(parts, 1);
    return injection->volume_m3 > 0 ? fmin(left_s, fmin(injection->over_s, QUICK_STEP_S)) : left_s;
}

enum err infusion_step(struct infusion *infusion, double dt_s, unsigned strokes,
                       const struct infusion_faults *faults, struct why *why)
{
    double   left_s = dt_s;
    unsigned made = 0;

    infusion->out_m3 = infusion->pump_m3 = 0;
    infusion->strokes = 0;
    /* A syringe that begins finds the canal up to date. */
    if (infusion->injection.volume_m3 > 0 && infusion->syringe_s <= 0 && infusion->gathered_s > 0)
        TRY(canal_take(infusion, 1, why));
    while (left_s > 0) {
        double   part = part_s(infusion, left_s, strokes - made, &faults->hydraulics);
        bool     is_last = left_s - part <= INSTANT_S;
        unsigned due = strokes;

        left_s = is_last ? 0 : left_s - part;
        if (!is_last)
            due = (unsigned)lround(strokes * (1 - left_s / dt_s));
        part_take(infusion, part, due - made, faults);
        TRY(canal_advance(infusion, why));
        made = due;
    }
    infusion->flow_m3_per_s = infusion->out_m3 / dt_s;
    infusion->pump_m3_per_s = infusion->pump_m3 / dt_s;
    infusion->battery_volts = hydraulics_battery_volts(&infusion->hydraulics, &faults->hydraulics);
    return ERR_OK;
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
    infusion->injection.over_s = fmax(injection->over_s, AT_ONCE_S);
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
