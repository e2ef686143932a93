/* ablation.h - PLANT: one needle in tissue. Volts in; tip temperature, resistance, lesion out.
 *
 * Couples potential (sigma(T)), bioheat (k(T), perfusion that stops where tissue died) and damage.
 * Each step: predict the temperature at its middle from the last rise; when sigma or k have moved
 * by more than moved_tolerance since they were last taken (perfusion: by ten times that), take them
 * anew there, which keeps the second order in time while the drive does not jump; step the heat;
 * add up damage over the step by Simpson's rule on the cubic through both ends and their slopes.
 *
 * No clock: a step is as long as its caller says. The thermocouple here is the true temperature of
 * its place in the tip, on the axis, `thermocouple_m` back from the end; what an instrument sees of
 * it is sensor.h's business. */
#ifndef PAINRIG_SIM_ABLATION_H
#define PAINRIG_SIM_ABLATION_H

#include "bioheat.h"
#include "damage.h"
#include "grid.h"
#include "lesion.h"
#include "tissue.h"

#include "base/why.h"

#define ABLATION_CRITERIA_MAX 8

struct ablation_setup {
    struct grid_shape    shape;
    struct grid_fineness fineness;
    struct metal         metal;             /* tip and shaft                                    */
    struct tissue        tissue;
    double               start_c;           /* also of the outer faces                          */
    double               thermocouple_m;    /* back from the end of the tip                     */
    struct criterion     criteria[ABLATION_CRITERIA_MAX];
    size_t               criterion_count;   /* the first Arrhenius one, if any, stops perfusion */
    double               moved_tolerance;   /* relative change of sigma or k worth a refresh    */
    double               solve_tolerance;   /* of conjugate gradients, relative                 */
};

struct ablation;

MUST_CHECK enum err ablation_create(struct ablation **, const struct ablation_setup *,
                                    struct why *);
void ablation_destroy(struct ablation *);

/* From now on only these step lengths, and no step allocates. */
MUST_CHECK enum err ablation_prepare(struct ablation *, const double *steps_s, size_t count);

/* One step at a voltage (rms over the step). */
MUST_CHECK enum err ablation_step(struct ablation *, double step_s, double volts_rms, struct why *);

/* One step of ideal control: the thermocouple is at from_c at its start and to_c at its end, if
 * 0 .. volts_most can do it. A thermocouple inside metal feels the tissue about depth^2 / alpha
 * late; asked to be right sooner than that, control would swing between no voltage and all of it:
 * steps shorter than ablation_held_step_least_s are the caller's mistake. */
double ablation_held_step_least_s(const struct ablation *);
MUST_CHECK enum err ablation_step_held(struct ablation *, double step_s, double from_c, double to_c,
                                       double volts_most, struct why *);

/* The longest step, step_s or a part of it, in which boiling and drying tissue changes little
 * enough. A step that ends in ERR_DIVERGED has moved neither temperature nor damage: half of it
 * may do. */
double ablation_step_advice(const struct ablation *, double step_s);

double ablation_tip_c(const struct ablation *);
double ablation_tip_rise_c_per_s(const struct ablation *);
double ablation_resistance_ohm(const struct ablation *);
double ablation_volts(const struct ablation *);         /* rms, in the last step's last stage */
double ablation_power_w(const struct ablation *);       /* the same                          */
double ablation_hottest_c(const struct ablation *);     /* of all tissue                     */

/* Heat per volume at a place in tissue, at 1 V rms, with sigma as last taken. */
double ablation_heat_w_per_m3(const struct ablation *, double r_m, double z_m);

/* Take sigma at the present temperatures, so that the resistance is that of now and not of the
 * middle of the last step. */
MUST_CHECK enum err ablation_settle(struct ablation *, struct why *);

const struct grid *ablation_grid(const struct ablation *);
const double *ablation_temp_c(const struct ablation *);
const double *ablation_peak_c(const struct ablation *);         /* the highest so far */
const double *ablation_rise_c_per_s(const struct ablation *);   /* at the end of the last step */

/* A criterion's margin at every node, as lesion.h wants it, into margin[nodes]. */
void ablation_margin(const struct ablation *, size_t criterion, double *margin);
void ablation_lesion(struct ablation *, size_t criterion, struct lesion *);

/* What it did since it was made. */
struct ablation_did {
    struct bioheat_did heat;
    size_t potential_solves, potential_iterations;
    double potential_residual_most;     /* relative to the leak it was to mend, potential.h */
    double energy_imbalance;            /* relative, bioheat.h                              */
    size_t unknowns;                    /* nodes of the grid                                */
};
struct ablation_did ablation_did(const struct ablation *);

#endif
