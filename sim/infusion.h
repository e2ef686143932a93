/* infusion.h - PLANT: pump -> catheter -> canal -> patient. Strokes in; pressure, concentrations
 * and where every microgram is, out.
 *
 * One drug. The canal and the patient are advanced every canal_step_s with what has arrived since;
 * a longer tick is cut, and so is one with many strokes, a syringe or a leak: the pump feels what
 * the stroke before did to the pressure. A part's flow is even over it, so that against a stiff tip
 * `outlet_pa` is a stroke's mean over the tick, not its peak. A syringe has no greatest pressure.
 * Books: what the reservoir
 * and the refills brought is in the reservoir, in the catheter, in the canal, in the patient, drawn
 * out, lost or eliminated; `imbalance` is what is not, relative. SI. A step allocates nothing. */
#ifndef PAINRIG_SIM_INFUSION_H
#define PAINRIG_SIM_INFUSION_H

#include "catheter.h"
#include "csf.h"
#include "drug.h"
#include "hydraulics.h"
#include "injection.h"
#include "pk.h"

struct infusion_setup {
    const struct drug      *drug;
    struct hydraulics_setup hydraulics;
    struct catheter_setup   catheter;
    struct csf_setup        csf;
    double tip_m;                       /* of the catheter, along the canal                       */
    double csf_pa;                      /* pressure in the canal, 1.3 kPa                         */
    double canal_step_s;                /* 60                                                     */
    double pocket_per_s;                /* absorption from under the skin                         */
    double density_excess;              /* (drug solution - CSF) / CSF: baricity                  */
    double upright;                     /* posture: -1 head down .. 0 lying .. 1 upright */
    double stir_m2_per_m3;              /* of what enters: injection.h; 0: none                   */
};

struct infusion_faults {
    struct hydraulics_faults hydraulics;
    struct catheter_faults   catheter;
};

struct infusion;

MUST_CHECK enum err infusion_create(struct infusion **, const struct infusion_setup *,
                                    struct why *);
void infusion_destroy(struct infusion *);

/* dt_s with `strokes` commanded. */
MUST_CHECK enum err infusion_step(struct infusion *, double dt_s, unsigned strokes,
                                  const struct infusion_faults *, struct why *);

/* Draw out what is left, fill in, `pocket` (0 .. 1) of it under the skin. */
struct hydraulics_refill infusion_refill(struct infusion *, double volume_m3, double kg_per_m3,
                                         double pocket);
/* A syringe at the catheter's access port: past the pump, straight into the catheter, evenly over
 * over_s. One at a time: what is left of an earlier one is forgotten. */
struct infusion_injection { double volume_m3, over_s, kg_per_m3; };
void infusion_inject(struct infusion *, const struct infusion_injection *);
void infusion_posture(struct infusion *, double upright);
void infusion_valve_reset(struct infusion *);       /* the flow-activated valve opens again */

struct infusion_truth {
    double flow_m3_per_s;               /* through the tip over the last step         */
    double pump_m3_per_s;               /* out of the pump over the last step         */
    double outlet_pa;
    unsigned strokes;                   /* that the rotor made in the last step       */
    double reservoir_m3, reservoir_kg_per_m3, battery_volts;
    double delivered_m3, delivered_kg;  /* into the canal, ever                       */
    double tip_kg_per_m3;               /* in the canal, at the tip                   */
    double catheter_tip_kg_per_m3;      /* in the catheter's end                      */
    double cord_kg_per_m3;              /* in the cord at the tip                     */
    double cistern_kg_per_m3;
    struct pk_levels levels;
    double lost_kg;
    double imbalance;                   /* looked at whenever the canal is stepped    */
};
void infusion_truth(const struct infusion *, struct infusion_truth *);

const struct csf *infusion_csf(const struct infusion *);

#endif
