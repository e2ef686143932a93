/* tissue.h - what tissue is made of, and how that changes with temperature.
 *
 *     sigma(T) = sigma (1 + sigma_per_c (T - 37))  up to 100 C, then falling linearly to 1 % of
 *                that at 105 C
 *     k(T)     = k (1 + k_per_c (T - 37))          at all temperatures
 *     h(T)     = enthalpy per volume, J/m3, 0 at 0 C: rho c T up to 99 C; the latent heat of the
 *                tissue's water is taken up evenly between 99 and 101 C (with the mean of both
 *                heat capacities); above, dry tissue
 *
 * Electrical data at 480 kHz from Gabriel's four-term Cole-Cole fits (Gabriel S, Lau RW, Gabriel C,
 * Phys Med Biol 41:2271, 1996); thermal data from the IT'IS database. Degrees Celsius, SI. */
#ifndef PAINRIG_SIM_TISSUE_H
#define PAINRIG_SIM_TISSUE_H

#include <stdbool.h>
#include <stddef.h>

#define TISSUE_REFERENCE_C      37.0    /* slopes are about this; arterial blood arrives at this */
#define TISSUE_BOILS_FROM_C     99.0
#define TISSUE_BOILS_TO_C      101.0
#define TISSUE_DRIES_FROM_C    100.0    /* sigma falls from here ... */
#define TISSUE_DRIES_TO_C      105.0    /* ... to here */
#define TISSUE_DRY_FRACTION      0.01   /* of sigma at 100 C */

struct tissue {
    const char *name;
    double sigma_s_per_m, sigma_per_c;
    double k_w_per_m_k, k_per_c;
    double rho_kg_per_m3, c_j_per_kg_k;
    double perfusion_per_s;                 /* volume of blood per volume of tissue and second */
    double blood_rho_kg_per_m3, blood_c_j_per_kg_k;
    double metabolic_w_per_m3;
    double water_j_per_m3;                  /* latent heat of its water                        */
    double dry_j_per_m3_k;                  /* heat capacity when it is gone                   */
    bool   boils, perfusion_stops_with_damage;
    const char *source;
};

extern const struct tissue tissue_rows[];
extern const size_t tissue_count;

/* By name ("muscle"), or NULL. */
const struct tissue *tissue_find(const char *name);

double tissue_sigma_s_per_m(const struct tissue *, double temp_c);
double tissue_k_w_per_m_k(const struct tissue *, double temp_c);

/* Enthalpy per volume and its slope; with `boils` false the slope is rho c for ever. */
double tissue_enthalpy_j_per_m3(const struct tissue *, double temp_c);
double tissue_heat_j_per_m3_k(const struct tissue *, double temp_c);

#endif
