#include "csf_inside.h"

#include <math.h>

/* Alexander's two-stage SDIRK with c the concentrations of fluid and cord, V c' = L c + s:
 *
 *     (V - g dt L) c_1 = V c_n + g dt s                            g = 1 - 1/sqrt 2
 *     (V - g dt L) c_n+1 = V (c_n + (1 - g)/g (c_1 - c_n)) + g dt s
 *
 * L-stable, second order; what left during the step is dt ((1 - g) loss(c_1) + g loss(c_n+1)).
 * R. Alexander, SIAM J. Numer. Anal. 14 (1977) 1006. */
#define GAMMA   0.29289321881345247560
#define FORWARD ((1 - GAMMA) / GAMMA)

void csf_rungs_forget(struct csf *csf)
{
    for (size_t r = 0; r < CSF_RUNGS; r++) {
        csf->rung[r].step_s = 0;
        csf->rung[r].used_at = -1;
    }
}

/* The cord's share of cell i, eliminated: with e the exchange, W its volume, k_w its decay,
 *
 *     w (1 + g dt (e / (W K) + k_w)) = r + g dt e / W c    so    w = keep r + gain c
 *
 * the fluid gains g dt e keep / K r and loses g dt e keep (1 + g dt k_w) c. */
static double cord_eliminate(const struct csf *csf, struct csf_rung *rung, size_t i, double scale)
{
    double exchange = csf->vector[CSF_EXCHANGE][i], cord_m3 = csf->vector[CSF_CORD_VOLUME][i];
    double decay = scale * csf->setup.cord_decay_per_s, keep;

    rung->factor[CSF_KEEP][i] = 1;
    rung->factor[CSF_GAIN][i] = 0;
    if (cord_m3 <= 0)
        return 0;
    keep = 1 / (1 + scale * exchange / (cord_m3 * csf->setup.cord_partition) + decay);
    rung->factor[CSF_KEEP][i] = keep;
    rung->factor[CSF_GAIN][i] = keep * scale * exchange / cord_m3;
    return scale * exchange * keep * (1 + decay);
}

/* The diagonal of unknown i but for what crosses its faces. */
static double own(const struct csf *csf, struct csf_rung *rung, size_t i, double scale)
{
    double volume = csf->vector[CSF_VOLUME][i];
    double epidural = i < csf->first ? 0 : volume * csf->setup.epidural_per_s;

    return volume + scale * (csf->vector[CSF_BLOOD][i] + epidural)
           + (csf->has_cord ? cord_eliminate(csf, rung, i, scale) : 0);
}

/* Eliminating a neighbour n leaves in the diagonal, of what flows to it, the share that never comes
 * back. With `lost` what a neighbour loses but for the flow back, and `back` that flow, the
 * diagonal gets flow lost / (lost + back): sums alone, no difference, so that mass is kept to
 * rounding however long the step (Grassmann, Taksar, Heyman 1985). Every pivot is positive. */
static void rung_factorise(struct csf *csf, struct csf_rung *rung, double step_s)
{
    double *in = rung->factor[CSF_IN], *out = rung->factor[CSF_OUT];
    double *pivot = rung->factor[CSF_PIVOT], scale = GAMMA * step_s, a = 0, b = 0;
    const double *right = csf->vector[CSF_TO_RIGHT], *left = csf->vector[CSF_TO_LEFT];
    size_t count = csf->unknowns, meet = count / 2;

    for (size_t i = 0; i < meet; i++) {
        a = own(csf, rung, i, scale) + (i > 0 ? scale * left[i] * a * pivot[i - 1] : 0);
        pivot[i] = 1 / (a + scale * right[i + 1]);
        in[i] = i > 0 ? scale * right[i] * pivot[i] : 0;
        out[i] = scale * left[i + 1] * pivot[i];
    }
    for (size_t i = count - 1; i > meet; i--) {
        bool is_last = i + 1 == count;
        b = own(csf, rung, i, scale) + (is_last ? 0 : scale * right[i + 1] * b * pivot[i + 1]);
        pivot[i] = 1 / (b + scale * left[i]);
        in[i] = is_last ? 0 : scale * left[i + 1] * pivot[i];
        out[i] = scale * right[i] * pivot[i];
    }
    pivot[meet] = 1 / (own(csf, rung, meet, scale) + scale * left[meet] * a * pivot[meet - 1]
                       + scale * right[meet + 1] * b * pivot[meet + 1]);
    in[meet] = scale * right[meet] * pivot[meet];
    out[meet] = scale * left[meet + 1] * pivot[meet];
    rung->step_s = step_s;
    csf->books.factorisations++;
}

/* The factors for this step length: kept, or made in place of those unused for longest. */
static struct csf_rung *rung_find(struct csf *csf, double step_s)
{
    struct csf_rung *found = &csf->rung[0];

    for (size_t r = 0; r < CSF_RUNGS; r++) {
        struct csf_rung *rung = &csf->rung[r];
        if (fabs(rung->step_s - step_s) <= 1e-12 * step_s) {
            rung->used_at = csf->books.steps;
            return rung;
        }
        if (rung->used_at < found->used_at)
            found = rung;
    }
    rung_factorise(csf, found, step_s);
    found->used_at = csf->books.steps;
    return found;
}

/* From both ends to the middle and back; `value` is the right side times the pivots on entry, the
 * solution on leaving. Two chains at once: each add waits for the one before in its own chain. */
static void sweep(size_t count, const double *restrict in, const double *restrict out,
                  double *restrict value)
{
    size_t meet = count / 2, right = count - 1 - meet, last = count - 1;
    double a = value[0], b = value[last];

    for (size_t k = 1; k < right; k++) {
        value[k] = a = value[k] + in[k] * a;
        value[last - k] = b = value[last - k] + in[last - k] * b;
    }
    if (right < meet)
        value[meet - 1] = a = value[meet - 1] + in[meet - 1] * a;
    value[meet] += in[meet] * a + out[meet] * b;
    a = b = value[meet];
    if (right < meet)
        value[meet - 1] = a = value[meet - 1] + out[meet - 1] * a;
    for (size_t k = right; k-- > 0;) {
        value[k] = a = value[k] + out[k] * a;
        value[last - k] = b = value[last - k] + out[last - k] * b;
    }
}

/* One stage: `fluid` and `cord` are its right side (per volume) on entry, its values on leaving. */
static void stage(struct csf *csf, const struct csf_rung *rung, double *restrict fluid,
                  double *restrict cord, double mass_kg, struct csf_stencil at)
{
    const double *restrict volume = csf->vector[CSF_VOLUME];
    const double *restrict pivot = rung->factor[CSF_PIVOT], *restrict keep = rung->factor[CSF_KEEP];
    const double *restrict gain = rung->factor[CSF_GAIN];
    const double *restrict exchange = csf->vector[CSF_EXCHANGE];
    double into = csf->has_cord ? GAMMA * rung->step_s / csf->setup.cord_partition : 0;
    size_t count = csf->unknowns, i = csf->first + at.cell;

    if (csf->has_cord)
        for (size_t k = 0; k < count; k++)
            fluid[k] = (volume[k] * fluid[k] + into * exchange[k] * keep[k] * cord[k]) * pivot[k];
    else
        for (size_t k = 0; k < count; k++)
            fluid[k] = volume[k] * fluid[k] * pivot[k];
    fluid[i] += (1 - at.weight) * mass_kg * pivot[i];
    fluid[i + 1] += at.weight * mass_kg * pivot[i + 1];
    sweep(count, rung->factor[CSF_IN], rung->factor[CSF_OUT], fluid);
    if (csf->has_cord)
        for (size_t k = 0; k < count; k++)
            cord[k] = keep[k] * cord[k] + gain[k] * fluid[k];
}

/* sum of a b, in four sums: the compiler must not reorder, so we do. */
static double dot(size_t count, const double *restrict a, const double *restrict b)
{
    double sum[4] = { 0 };
    size_t k = 0;

    for (; k + 4 <= count; k += 4)
        for (size_t j = 0; j < 4; j++)
            sum[j] += a[k + j] * b[k + j];
    for (; k < count; k++)
        sum[0] += a[k] * b[k];
    return sum[0] + sum[1] + (sum[2] + sum[3]);
}

/* Add up what left in `seconds` at these concentrations. */
static void losses_count(struct csf *csf, const double *fluid, const double *cord, double seconds)
{
    size_t first = csf->first;
    double epidural = csf->setup.epidural_per_s, decay = csf->setup.cord_decay_per_s;

    csf->books.blood_kg += seconds * dot(csf->unknowns, csf->vector[CSF_BLOOD], fluid);
    if (epidural > 0)
        csf->books.epidural_kg += seconds * epidural
                                  * dot(csf->cells, csf->vector[CSF_VOLUME] + first, fluid + first);
    if (csf->has_cord && decay > 0)
        csf->books.blood_kg += seconds * decay
                               * dot(csf->unknowns, csf->vector[CSF_CORD_VOLUME], cord);
}

static double least(size_t count, const double *value)
{
    double low[2] = { 0, 0 };
    size_t k = 0;

    for (; k + 2 <= count; k += 2)
        for (size_t j = 0; j < 2; j++)
            low[j] = value[k + j] < low[j] ? value[k + j] : low[j];
    for (; k < count; k++)
        low[0] = value[k] < low[0] ? value[k] : low[0];
    return low[0] < low[1] ? low[0] : low[1];
}

static void copy(size_t count, const double *restrict from, double *restrict to)
{
    for (size_t k = 0; k < count; k++)
        to[k] = from[k];
}

/* c_n + (1 - g)/g (c_1 - c_n) */
static void extrapolate(size_t count, const double *restrict now, const double *restrict at_stage,
                        double *restrict next)
{
    for (size_t k = 0; k < count; k++)
        next[k] = FORWARD * at_stage[k] - (FORWARD - 1) * now[k];
}

/* Both stages; false if something came out negative. */
static bool step_second_order(struct csf *csf, double dt_s, double mass_kg, struct csf_stencil at)
{
    const struct csf_rung *rung = rung_find(csf, dt_s);
    double **v = csf->vector;
    size_t count = csf->unknowns;

    copy(count, v[CSF_FLUID_NOW], v[CSF_FLUID_STAGE]);
    if (csf->has_cord)
        copy(count, v[CSF_CORD_NOW], v[CSF_CORD_STAGE]);
    stage(csf, rung, v[CSF_FLUID_STAGE], v[CSF_CORD_STAGE], GAMMA * mass_kg, at);
    extrapolate(count, v[CSF_FLUID_NOW], v[CSF_FLUID_STAGE], v[CSF_FLUID_NEXT]);
    if (csf->has_cord)
        extrapolate(count, v[CSF_CORD_NOW], v[CSF_CORD_STAGE], v[CSF_CORD_NEXT]);
    stage(csf, rung, v[CSF_FLUID_NEXT], v[CSF_CORD_NEXT], GAMMA * mass_kg, at);
    if (least(count, v[CSF_FLUID_NEXT]) < 0
        || (csf->has_cord && least(count, v[CSF_CORD_NEXT]) < 0))
        return false;
    losses_count(csf, v[CSF_FLUID_STAGE], v[CSF_CORD_STAGE], (1 - GAMMA) * dt_s);
    losses_count(csf, v[CSF_FLUID_NEXT], v[CSF_CORD_NEXT], GAMMA * dt_s);
    return true;
}

/* Backward Euler is one stage of a step 1 / g as long. */
static void step_damped(struct csf *csf, double dt_s, double mass_kg, struct csf_stencil at)
{
    double **v = csf->vector;

    copy(csf->unknowns, v[CSF_FLUID_NOW], v[CSF_FLUID_NEXT]);
    copy(csf->unknowns, v[CSF_CORD_NOW], v[CSF_CORD_NEXT]);
    stage(csf, rung_find(csf, dt_s / GAMMA), v[CSF_FLUID_NEXT], v[CSF_CORD_NEXT], mass_kg, at);
    losses_count(csf, v[CSF_FLUID_NEXT], v[CSF_CORD_NEXT], dt_s);
    csf->books.damped++;
}

static void swap(double **a, double **b)
{
    double *was = *a;

    *a = *b;
    *b = was;
}

enum err csf_step(struct csf *csf, double dt_s, double mass_kg, struct csf_stencil at,
                  struct why *why)
{
    double **v = csf->vector;

    if (!(dt_s > 0) || !isfinite(dt_s))
        return why_say(why, ERR_RANGE, "a step of %g s in the canal: it must be above zero", dt_s);
    if (!(mass_kg >= 0) || !isfinite(mass_kg))
        return why_say(why, ERR_RANGE, "%g kg arrive in the canal: it must be zero or more",
                       mass_kg);
    if (at.cell + 1 >= csf->cells)
        return why_say(why, ERR_BUG, "a stencil from another canal");
    if (!step_second_order(csf, dt_s, mass_kg, at))
        step_damped(csf, dt_s, mass_kg, at);
    swap(&v[CSF_FLUID_NOW], &v[CSF_FLUID_NEXT]);
    swap(&v[CSF_CORD_NOW], &v[CSF_CORD_NEXT]);
    csf->books.arrived_kg += mass_kg;
    csf->books.steps++;
    return ERR_OK;
}
