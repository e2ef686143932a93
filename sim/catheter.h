/* catheter.h - from the pump to the tip: dead volume, compliance, resistance, and what breaks.
 *
 *     C dP/dt = Q_in - (P - P_csf) (G_tip + G_leak)
 *     G_tip   = (1 - leak) (1 - occlusion) / (R (1 + 1000 fibrosis))
 *     G_leak  = leak / R
 *
 * C compliance, R resistance of bore and tip, advanced exactly over a step of any length. What
 * swells it, C (P - P_csf at the start), is stored before the tip, behind the dead volume, and goes
 * on when the pressure falls: an occlusion that opens releases a bolus of C times its pressure.
 *
 * Drug moves through the dead volume as a front (bore.h). Slow flow is plug flow with Taylor-Aris
 * spread; fast flow is a laminar tube: the first drug leaves after half the volume, and when one
 * volume has gone in, the outlet is three quarters drug and a quarter of a volume of new drug is
 * out already (SynchroMed priming recall, 2013/2016). Which of the two follows from the flow, by
 * a^2 / D against the time in the tube; a flow in strokes spreads more than the same flow held
 * even, as far as steps are short enough to show them. The pump's inside counts as more of the same
 * tube.
 * SI units; pressures are gauge against the air. No allocation after create; books balance to
 * rounding:
 *
 *     in - out - lost - returned = change of held */
#ifndef PAINRIG_SIM_CATHETER_H
#define PAINRIG_SIM_CATHETER_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>

struct catheter_setup {
    double length_m;                    /* 1.1                                         */
    double volume_m3_per_m;             /* 0.26e-6: 0.0026 mL/cm, Prometra (s)          */
    double extra_m3;                    /* the pump's inside in front of it             */
    double compliance_m3_per_pa;        /* above zero                                   */
    double tip_pa_s_per_m3;             /* resistance of a clean tip with its bore      */
    double diffusivity_m2_per_s;        /* of the drug                                  */
    double filled_kg_per_m3;            /* concentration it is filled with at the start */
};

/* All zero: a good catheter. Shares 0 .. 1. */
struct catheter_faults {
    double occlusion;                   /* 1: nothing passes; resistance x 1 / (1 - share)        */
    double fibrosis;                    /* tip resistance is (1 + 1000 x this) times as great     */
    double leak;                        /* share of the flow that is lost on the way while the tip
                                         * is clean; all of it when the tip is occluded ...       */
    double leak_at;                     /* ... at this share of the length from the pump          */
    bool   is_disconnected;             /* at the pump: everything is lost under the skin         */
};

struct catheter;

/* ERR_RANGE for a length, bore, compliance, resistance or diffusivity not above zero. */
MUST_CHECK enum err catheter_create(struct catheter **, const struct catheter_setup *,
                                    struct why *);
void catheter_destroy(struct catheter *);

struct catheter_flow {
    double out_m3, out_kg;              /* through the tip, into the canal; negative: sucked back */
    double lost_m3, lost_kg;            /* under the skin; lost_m3 < 0: tissue fluid sucked in    */
    double pump_pa;                     /* pressure at the pump's outlet at the end               */
};

/* dt_s with in_m3 of `in_kg_per_m3` entering evenly (in_m3 < 0: the pump draws back, and fluid of
 * `csf_kg_per_m3` enters at the tip). The first step finds the catheter at csf_pa. */
struct catheter_flow catheter_step(struct catheter *, double dt_s, double in_m3,
                                   double in_kg_per_m3, double csf_kg_per_m3, double csf_pa,
                                   const struct catheter_faults *);

double catheter_volume_m3(const struct catheter *);     /* dead volume, the extra one included   */
double catheter_held_kg(const struct catheter *);       /* drug in it now, stored drug included  */
double catheter_stored_m3(const struct catheter *);     /* what pressure has stored in it        */
double catheter_returned_kg(const struct catheter *);   /* drug that went back into the pump */
double catheter_tip_kg_per_m3(const struct catheter *); /* what would leave next                 */

#endif
