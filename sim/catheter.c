#include "catheter.h"

#include "base/units.h"
#include "bore.h"

#include <math.h>
#include <stdlib.h>

#define FIBROSIS_TIMES 1000

struct catheter {
    struct catheter_setup setup;
    double      volume_m3;
    struct bore front, back;        /* up to where it leaks, and from there to the tip   */
    double      stored_m3;          /* by pressure, before the tip; negative: a debt     */
    double      stored_kg;
    double      rest_pa;            /* where nothing is stored; NAN before the first step */
    double      returned_kg;
};

enum err catheter_create(struct catheter **made, const struct catheter_setup *setup,
                         struct why *why)
{
    const struct { const char *name; double value; } above_zero[] = {
        { "length_m", setup->length_m },
        { "volume_m3_per_m", setup->volume_m3_per_m },
        { "compliance_m3_per_pa", setup->compliance_m3_per_pa },
        { "tip_pa_s_per_m3", setup->tip_pa_s_per_m3 },
        { "diffusivity_m2_per_s", setup->diffusivity_m2_per_s },
    };
    struct catheter *catheter;

    for (size_t i = 0; i < sizeof above_zero / sizeof above_zero[0]; i++)
        if (!(above_zero[i].value > 0) || isinf(above_zero[i].value))
            return why_say(why, ERR_RANGE, "the catheter's %s is %g: give a number above zero",
                           above_zero[i].name, above_zero[i].value);
    if (!(setup->extra_m3 >= 0) || !(setup->filled_kg_per_m3 >= 0))
        return why_say(why, ERR_RANGE, "the catheter's extra_m3 is %g, its filled_kg_per_m3 is %g: "
                       "give no negative number", setup->extra_m3, setup->filled_kg_per_m3);
    catheter = calloc(1, sizeof *catheter);
    if (!catheter)
        return why_say(why, ERR_MEMORY, "no memory for a catheter");
    catheter->setup = *setup;
    catheter->volume_m3 = setup->extra_m3 + setup->length_m * setup->volume_m3_per_m;
    catheter->rest_pa = NAN;
    bore_init(&catheter->front, BORE_CELLS, catheter->volume_m3 / BORE_CELLS,
              sqrt(setup->volume_m3_per_m / PI), setup->diffusivity_m2_per_s,
              setup->filled_kg_per_m3);
    catheter->back = catheter->front;
    catheter->back.cells = 0;
    *made = catheter;
    return ERR_OK;
}

void catheter_destroy(struct catheter *catheter) { free(catheter); }

/* ---- volume ---- */

struct volumes { double in_m3, out_m3, lost_m3; };

/* With G = G_tip + G_leak and x = G dt / C, and Q_in even over dt,
 *
 *     P1 - P0 = (P_csf - P0) (1 - e^-x) + in/C (1 - e^-x) / x
 *
 * and what has left is in - C (P1 - P0), shared as the conductances are. */
static struct volumes volumes_of(const struct catheter *catheter, double dt_s, double in_m3,
                                 double csf_pa, const struct catheter_faults *faults)
{
    const struct catheter_setup *setup = &catheter->setup;
    double compliance = setup->compliance_m3_per_pa;
    double tip = (1 - faults->leak) * (1 - faults->occlusion)
               / (1 + FIBROSIS_TIMES * faults->fibrosis);
    double all = tip + faults->leak, x = all / setup->tip_pa_s_per_m3 * dt_s / compliance;
    double gone = -expm1(-x), pa = catheter->rest_pa + catheter->stored_m3 / compliance;
    double left_m3;

    if (!(x > 0))
        return (struct volumes){ .in_m3 = in_m3 };
    left_m3 = compliance * (pa - csf_pa) * gone + in_m3 * (1 - gone / x);
    return (struct volumes){ .in_m3 = in_m3, .out_m3 = left_m3 * (tip / all),
                             .lost_m3 = left_m3 - left_m3 * (tip / all) };
}

/* ---- drug ---- */

/* Fluid that the bore takes back at its end: first what is stored, then, on credit, the canal's.
 * Returns its drug. */
static double store_take(struct catheter *catheter, double volume_m3, double csf_kg_per_m3,
                         struct catheter_flow *flow)
{
    double part_m3 = fmin(volume_m3, fmax(0, catheter->stored_m3)), kg = 0, canal_kg;

    if (part_m3 > 0)
        kg = part_m3 < catheter->stored_m3 ? catheter->stored_kg * part_m3 / catheter->stored_m3
                                           : catheter->stored_kg;
    catheter->stored_kg -= kg;
    catheter->stored_m3 -= volume_m3;
    canal_kg = csf_kg_per_m3 * (volume_m3 - part_m3);
    flow->out_kg -= canal_kg;
    return kg + canal_kg;
}

/* Fluid that comes out of the bore: what pays a debt is the canal's at once, the rest is stored. */
static void store_put(struct catheter *catheter, double volume_m3, double kg,
                      struct catheter_flow *flow)
{
    double debt_m3 = fmin(volume_m3, fmax(0, -catheter->stored_m3));
    double paid_kg = volume_m3 > 0 ? kg * debt_m3 / volume_m3 : 0;

    flow->out_kg += paid_kg;
    catheter->stored_kg += kg - paid_kg;
    catheter->stored_m3 += volume_m3;
}

/* Through the tip. Fluid of the canal that pays a debt has brought its drug already. */
static void store_pass(struct catheter *catheter, double out_m3, double csf_kg_per_m3,
                       struct catheter_flow *flow)
{
    double was_m3 = fmax(0, catheter->stored_m3), is_m3, kg;

    catheter->stored_m3 -= out_m3;
    is_m3 = fmax(0, catheter->stored_m3);
    kg = out_m3 <= 0 ? csf_kg_per_m3 * (was_m3 - is_m3)
       : is_m3 > 0   ? catheter->stored_kg * (was_m3 - is_m3) / was_m3 : catheter->stored_kg;
    catheter->stored_kg -= kg;
    flow->out_m3 += out_m3;
    flow->out_kg += kg;
}

/* What meets where it leaks: first all that comes, then, mixed, all that goes. */
static void drug_move(struct catheter *catheter, double dt_s, const struct volumes *volumes,
                      double in_kg_per_m3, double csf_kg_per_m3, struct catheter_flow *flow)
{
    double in_m3 = volumes->in_m3, lost_m3 = volumes->lost_m3, on_m3 = in_m3 - lost_m3;
    double come_m3 = fmax(0, in_m3) + fmax(0, -on_m3) + fmax(0, -lost_m3), come_kg = 0, mixed;

    if (in_m3 >= 0)
        come_kg += bore_move(&catheter->front, dt_s, in_m3, in_kg_per_m3);
    if (on_m3 < 0) {
        double taken_kg = store_take(catheter, -on_m3, csf_kg_per_m3, flow);
        come_kg += bore_move(&catheter->back, dt_s, on_m3, taken_kg / -on_m3);
    }
    mixed = come_m3 > 0 ? come_kg / come_m3 : 0;
    if (in_m3 < 0)
        catheter->returned_kg += bore_move(&catheter->front, dt_s, in_m3, mixed);
    if (on_m3 >= 0)
        store_put(catheter, on_m3, bore_move(&catheter->back, dt_s, on_m3, mixed), flow);
    flow->lost_m3 += lost_m3;
    flow->lost_kg += mixed * fmax(0, lost_m3);
}

/* ---- a step ---- */

/* The border between the two tubes goes where it leaks, and stays there. */
static void leak_place(struct catheter *catheter, double leak_at)
{
    const struct catheter_setup *setup = &catheter->setup;
    double at_m3 = setup->extra_m3 + leak_at * setup->length_m * setup->volume_m3_per_m;
    double cell = round(at_m3 / catheter->volume_m3 * BORE_CELLS);
    size_t cells = (size_t)fmin(BORE_CELLS - 1, fmax(1, cell));

    if (cells != catheter->front.cells)
        bore_divide(&catheter->front, &catheter->back, cells);
}

struct catheter_flow catheter_step(struct catheter *catheter, double dt_s, double in_m3,
                                   double in_kg_per_m3, double csf_kg_per_m3, double csf_pa,
                                   const struct catheter_faults *faults)
{
    struct catheter_flow flow = { 0 };
    struct volumes volumes;

    if (isnan(catheter->rest_pa))
        catheter->rest_pa = csf_pa;
    if (faults->leak > 0)
        leak_place(catheter, faults->leak_at);
    if (faults->is_disconnected) {
        flow.lost_m3 = in_m3;
        flow.lost_kg = in_kg_per_m3 * fmax(0, in_m3);
        in_m3 = 0;
    }
    volumes = volumes_of(catheter, dt_s, in_m3, csf_pa, faults);
    drug_move(catheter, dt_s, &volumes, in_kg_per_m3, csf_kg_per_m3, &flow);
    store_pass(catheter, volumes.out_m3, csf_kg_per_m3, &flow);
    if (!faults->is_disconnected)
        flow.pump_pa = catheter->rest_pa
                     + catheter->stored_m3 / catheter->setup.compliance_m3_per_pa;
    return flow;
}

double catheter_volume_m3(const struct catheter *catheter) { return catheter->volume_m3; }
double catheter_stored_m3(const struct catheter *catheter) { return catheter->stored_m3; }
double catheter_returned_kg(const struct catheter *catheter) { return catheter->returned_kg; }

double catheter_held_kg(const struct catheter *catheter)
{
    return bore_held_kg(&catheter->front) + bore_held_kg(&catheter->back) + catheter->stored_kg;
}

double catheter_tip_kg_per_m3(const struct catheter *catheter)
{
    const struct bore *last = catheter->back.cells > 0 ? &catheter->back : &catheter->front;

    if (catheter->stored_m3 > catheter->volume_m3 / BORE_CELLS)
        return catheter->stored_kg / catheter->stored_m3;
    return bore_exit_kg_per_m3(last);
}
