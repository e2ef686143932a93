#include "pk.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <stdlib.h>

/* An error per step of this share of a state, or of all drug that is there. */
#define ERROR_SHARE 1e-9
#define ERROR_KG    1e-30           /* at least, where nothing is */
#define ATTEMPTS    1000000

enum { CENTRAL, PERIPHERAL, POCKET, ELIMINATED, CORD_EFFECT, BRAIN_EFFECT, STATES };

struct pk {
    struct drug_pk drug;
    double pocket_per_s;
    double state[STATES];           /* kg, the effects kg/m3 */
    double arrived_kg;
    double step_s;                  /* that the error allows; carried from call to call */

    double blood_kg_per_s, cord_kg_per_m3, cistern_kg_per_m3;      /* over this step */

    gsl_odeiv2_step    *step;
    gsl_odeiv2_control *control;
    gsl_odeiv2_evolve  *evolve;
    gsl_odeiv2_system   system;
};

static int rates(double t_s, const double y[], double dydt[], void *of)
{
    const struct pk      *pk = of;
    const struct drug_pk *drug = &pk->drug;
    double central = y[CENTRAL] / drug->central_m3;
    double absorbed = pk->pocket_per_s * y[POCKET];
    double cleared = drug->clearance_m3_per_s * central;
    double peripheral = drug->peripheral_m3 > 0 ? y[PERIPHERAL] / drug->peripheral_m3 : 0;
    double exchanged = drug->peripheral_m3 > 0
                     ? drug->exchange_m3_per_s * (central - peripheral) : 0;

    (void)t_s;
    dydt[CENTRAL] = pk->blood_kg_per_s + absorbed - cleared - exchanged;
    dydt[PERIPHERAL] = exchanged;
    dydt[POCKET] = -absorbed;
    dydt[ELIMINATED] = cleared;
    dydt[CORD_EFFECT] = drug->effect_per_s * (pk->cord_kg_per_m3 - y[CORD_EFFECT]);
    dydt[BRAIN_EFFECT] = drug->brain_per_s * (pk->cistern_kg_per_m3 - y[BRAIN_EFFECT]);
    return GSL_SUCCESS;
}

static enum err drug_check(const struct drug_pk *drug, double pocket_per_s, struct why *why)
{
    const struct { const char *name; double value; bool may_be_zero; } numbers[] = {
        { "central_m3", drug->central_m3, false },
        { "clearance_m3_per_s", drug->clearance_m3_per_s, true },
        { "peripheral_m3", drug->peripheral_m3, true },
        { "exchange_m3_per_s", drug->exchange_m3_per_s, true },
        { "effect_per_s", drug->effect_per_s, true },
        { "brain_per_s", drug->brain_per_s, true },
        { "pocket_per_s", pocket_per_s, true },
    };

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        double value = numbers[i].value;
        if (!(value >= 0) || isinf(value) || (value <= 0 && !numbers[i].may_be_zero))
            return why_say(why, ERR_RANGE, "the patient's %s is %g: give a number %s zero",
                           numbers[i].name, value,
                           numbers[i].may_be_zero ? "not below" : "above");
    }
    return ERR_OK;
}

enum err pk_create(struct pk **made, const struct drug_pk *drug, double pocket_per_s,
                   struct why *why)
{
    struct pk *pk;

    TRY(drug_check(drug, pocket_per_s, why));
    pk = calloc(1, sizeof *pk);
    if (!pk)
        return why_say(why, ERR_MEMORY, "no memory for a patient");
    /* GSL's default ends the process; here a failed allocation is an error like others. */
    gsl_set_error_handler_off();
    pk->drug = *drug;
    pk->pocket_per_s = pocket_per_s;
    pk->step_s = 1;
    pk->system = (gsl_odeiv2_system){ .function = rates, .dimension = STATES, .params = pk };
    pk->step = gsl_odeiv2_step_alloc(gsl_odeiv2_step_rkck, STATES);
    pk->control = gsl_odeiv2_control_y_new(0, ERROR_SHARE);
    pk->evolve = gsl_odeiv2_evolve_alloc(STATES);
    if (!pk->step || !pk->control || !pk->evolve) {
        pk_destroy(pk);
        return why_say(why, ERR_MEMORY, "no memory for a patient's solver");
    }
    *made = pk;
    return ERR_OK;
}

void pk_destroy(struct pk *pk)
{
    if (!pk)
        return;
    if (pk->evolve)
        gsl_odeiv2_evolve_free(pk->evolve);
    if (pk->control)
        gsl_odeiv2_control_free(pk->control);
    if (pk->step)
        gsl_odeiv2_step_free(pk->step);
    free(pk);
}

/* The size of what is there, so that a state that is still nearly nothing costs no steps. Effects
 * are judged in what would fill the plasma with them. */
static double scale_kg(const struct pk *pk, double blood_kg)
{
    double held_kg = pk->state[CENTRAL] + pk->state[PERIPHERAL] + pk->state[POCKET] + blood_kg;
    double most_kg_per_m3 = fmax(pk->cord_kg_per_m3, pk->cistern_kg_per_m3);

    return fmax(held_kg, most_kg_per_m3 * pk->drug.central_m3);
}

/* A last step is cut short at the end; it says nothing of what the error allows. */
enum err pk_step(struct pk *pk, double dt_s, double blood_kg, double pocket_kg,
                 double cord_kg_per_m3, double cistern_kg_per_m3, struct why *why)
{
    double t_s = 0, error_kg;
    long   attempts = 0;

    if (!(dt_s > 0) || !isfinite(dt_s + blood_kg + pocket_kg + cord_kg_per_m3 + cistern_kg_per_m3))
        return why_say(why, ERR_BUG, "a patient's step of %g s with %g kg", dt_s, blood_kg);
    pk->state[POCKET] += pocket_kg;
    pk->arrived_kg += pocket_kg + blood_kg;
    pk->blood_kg_per_s = blood_kg / dt_s;
    pk->cord_kg_per_m3 = cord_kg_per_m3;
    pk->cistern_kg_per_m3 = cistern_kg_per_m3;
    error_kg = ERROR_KG + ERROR_SHARE * fmax(0, scale_kg(pk, blood_kg));
    if (gsl_odeiv2_control_init(pk->control, error_kg, ERROR_SHARE, 1, 0) != GSL_SUCCESS)
        return why_say(why, ERR_DIVERGED, "the patient's error bound is nothing");
    gsl_odeiv2_evolve_reset(pk->evolve);            /* the inputs have jumped */
    while (t_s < dt_s) {
        double step_s = pk->step_s;
        if (gsl_odeiv2_evolve_apply(pk->evolve, pk->control, pk->step, &pk->system, &t_s, dt_s,
                                    &step_s, pk->state) != GSL_SUCCESS || ++attempts > ATTEMPTS)
            return why_say(why, ERR_DIVERGED, "the patient's plasma did not converge in %ld steps",
                           attempts);
        pk->step_s = t_s < dt_s ? step_s : fmax(step_s, pk->step_s);
    }
    return ERR_OK;
}

struct pk_levels pk_levels(const struct pk *pk)
{
    const double *y = pk->state;
    double plasma_kg = y[CENTRAL] + y[PERIPHERAL];
    double missing_kg = pk->arrived_kg - plasma_kg - y[POCKET] - y[ELIMINATED];

    return (struct pk_levels){
        .plasma_kg_per_m3 = y[CENTRAL] / pk->drug.central_m3,
        .cord_effect_kg_per_m3 = y[CORD_EFFECT],
        .brain_effect_kg_per_m3 = y[BRAIN_EFFECT],
        .pocket_kg = y[POCKET],
        .plasma_kg = plasma_kg,
        .eliminated_kg = y[ELIMINATED],
        .arrived_kg = pk->arrived_kg,
        .imbalance = pk->arrived_kg > 0 ? missing_kg / pk->arrived_kg : 0,
    };
}
