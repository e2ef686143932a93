/* injection.h - what a volume that enters the canal does besides arriving: it stirs, and it sinks.
 *
 * Three numbers follow what entered lately; they forget with decay_s (tau):
 *
 *     E = stir q while fluid enters at q m3/s, afterwards E exp(-t / tau)
 *     dV/dt = q - V / tau                          the volume that is still a slug
 *     ds2/dt = 2 (D + E) - s2 / tau                the square of its width
 *
 * Within reach_volumes V / A of the tip (the furthest since it was calm) the dispersion is greater
 * by E, and a slug denser than the fluid by drho / rho drifts, in the direction of gravity along
 * the canal, at
 *
 *     U = (drho / rho) g b^2 / (12 nu) upright dilution,   dilution = V / (V + 2 A s)
 *
 * b the gap between cord and dura; an upper bound (no exchange flow back), and so capped. Sinking
 * mixes, too, over the slug's half-length: E grows by |U| V / 2A, and the reach by |U| tau.
 *
 * Empirical, not derived, and one set for everything (unverified). stir 1000 m2/m3 and 300 s were
 * chosen once so that 2 mL in 20 s have their peak 24 cm away about 10 minutes later, as 2 mg of
 * isobaric morphine from L5-S1 do at T10 (5 to 15 min; the volume there is an assumption). With
 * them 0.5 mL in 10 s spread 18 cm, in 60 s 8 cm (rhesus: "goes rostral", "stays local"), and a
 * pump at 20 uL/h adds 6e-9 m2/s, less than its base uncertainty. SI. */
#ifndef PAINRIG_SIM_INJECTION_H
#define PAINRIG_SIM_INJECTION_H

#include "csf.h"

struct injection_law {
    double stir_m2_per_m3, decay_s, reach_volumes;
    double gap_m, drift_most_m_per_s;
};
extern const struct injection_law injection_law_usual;

/* What entered lately; zero: nothing. */
struct injection { double extra_m2_per_s, volume_m3, variance_m2; };

/* dt_s with fluid entering at flow_m3_per_s, where the dispersion is dispersion_m2_per_s. */
void injection_step(struct injection *, const struct injection_law *, double dt_s,
                    double flow_m3_per_s, double dispersion_m2_per_s);

/* What csf_stir should be told. upright: -1 head down .. 0 lying .. 1 upright. */
struct csf_stir injection_stir(const struct injection *, const struct injection_law *, double at_m,
                               double area_m2, double density_excess, double upright);

/* Would the canal notice? Above a hundredth of its own dispersion, or a drift that moves the drug
 * by more than diffusion does in tau / 100. */
bool injection_matters(const struct injection_law *, const struct csf_stir *,
                       double dispersion_m2_per_s);

/* `told` is what the canal was last told; its reach_m below 0: that nothing stirs. True, and `told`
 * is what it should be told now, when dispersion, drift or reach have changed by `change` of
 * themselves. What was stirred stays so until nothing matters. */
bool injection_retell(struct csf_stir *told, const struct injection_law *, struct csf_stir now,
                      double dispersion_m2_per_s, double change);

/* What displaces more than dispersion mixes within dt_s is a slug, there at once: half the length
 * that this flow has filled lately, at most V / 2A. 0: it arrives at a point, all through dt_s. */
double injection_slug_half_m(const struct injection *, const struct injection_law *, double dt_s,
                             double flow_m3_per_s, double area_m2, double dispersion_m2_per_s);

#endif
