#include "tissue.h"

#include <math.h>
#include <string.h>

#define GABRIEL_ITIS "Gabriel 1996 at 480 kHz; IT'IS thermal"

/* Slopes: +1.5 %/C is what public finite-element scripts for radiofrequency ablation use (measured
 * porcine spinal muscle: 1.8 %/C, Kumru 2023); k +0.1 %/C (liver and water rise by 0.1 to 0.2 %/C).
 * Water 0.75 of the mass at 2.257 MJ/kg, dry tissue 0.44 MJ/m3K: unverified defaults of the
 * literature. Perfusion = heat transfer rate [ml/min/kg] * rho / 6e7; metabolic = W/kg * rho. */
#define WATER_FRACTION 0.75
#define ROW(name_, sigma, rho, c, k, perfusion, metabolic_per_kg, source_)                  \
    { .name = name_, .sigma_s_per_m = sigma, .sigma_per_c = 0.015,                          \
      .k_w_per_m_k = k, .k_per_c = 0.001, .rho_kg_per_m3 = rho, .c_j_per_kg_k = c,          \
      .perfusion_per_s = perfusion, .blood_rho_kg_per_m3 = 1049.75,                         \
      .blood_c_j_per_kg_k = 3617, .metabolic_w_per_m3 = (metabolic_per_kg) * (rho),         \
      .water_j_per_m3 = (rho) * WATER_FRACTION * 2.257e6, .dry_j_per_m3_k = 4.4e5,          \
      .boils = true, .perfusion_stops_with_damage = true, .source = source_ }

const struct tissue tissue_rows[] = {
    ROW("muscle",           0.4425, 1090.4, 3421.2, 0.4950, 6.677e-4, 0.906, GABRIEL_ITIS),
    ROW("fat",              0.0248,  911.0, 2348.3, 0.2115, 4.966e-4, 0.507, GABRIEL_ITIS " (not infiltrated)"),
    ROW("fat_infiltrated",  0.0437,  911.0, 2348.3, 0.2115, 4.966e-4, 0.507,
        GABRIEL_ITIS " of fat (average infiltrated)"),
    ROW("bone_cancellous",  0.0866, 1178.3, 2274.0, 0.3125, 5.892e-4, 0.465, GABRIEL_ITIS),
    ROW("bone_cortical",    0.0221, 1908.0, 1312.8, 0.3200, 3.180e-4, 0.155, GABRIEL_ITIS),
    ROW("marrow_red",       0.1035, 1028.5, 2666.0, 0.2790, 2.314e-3, 2.09,  GABRIEL_ITIS),
    ROW("marrow_yellow",    0.0043,  980.0, 2065.0, 0.1921, 4.900e-4, 0.465, GABRIEL_ITIS),
    ROW("cartilage",        0.1995, 1099.5, 3568.0, 0.4870, 6.414e-4, 0.542, GABRIEL_ITIS),
    ROW("disc",             0.1995, 1099.5, 3568.0, 0.4870, 6.414e-4, 0.542, GABRIEL_ITIS " of cartilage"),
    ROW("meniscus",         0.1995, 1099.5, 3568.0, 0.4870, 6.414e-4, 0.0,   GABRIEL_ITIS "; sigma of cartilage"),
    ROW("nerve",            0.1100, 1075.0, 3613.0, 0.4900, 2.873e-3, 2.483, GABRIEL_ITIS " (sigma regarded as low)"),
    ROW("spinal_cord",      0.1100, 1075.0, 3630.0, 0.5133, 2.873e-3, 2.483, GABRIEL_ITIS "; sigma of nerve"),
    ROW("drg",              0.1100, 1075.0, 3613.0, 0.4900, 2.873e-3, 2.483, GABRIEL_ITIS " of nerve"),
    ROW("white_matter",     0.0943, 1041.0, 3582.8, 0.4810, 3.68e-3,  4.32,  GABRIEL_ITIS),
    ROW("grey_matter",      0.1513, 1044.5, 3695.8, 0.5470, 1.33e-2,  15.5,  GABRIEL_ITIS),
    ROW("csf",              2.0000, 1007.0, 4095.5, 0.5733, 0.0,      0.0,   GABRIEL_ITIS " (at rest)"),
    ROW("blood",            0.7452, 1049.8, 3617.0, 0.5169, 0.0,      0.0,   GABRIEL_ITIS " (at rest)"),
    ROW("liver",            0.1459, 1078.8, 3540.2, 0.5191, 1.547e-2, 9.93,  GABRIEL_ITIS),
    ROW("tendon",           0.3907, 1142.0, 3432.0, 0.4690, 5.52e-4,  0.449, GABRIEL_ITIS),
    ROW("ligament",         0.3907, 1142.0, 3432.0, 0.4690, 5.52e-4,  0.449, GABRIEL_ITIS " of tendon"),
    ROW("connective",       0.3907, 1026.5, 2372.4, 0.3945, 6.36e-4,  0.576,
        "sigma of tendon (unverified); IT'IS thermal"),
    ROW("dura",             0.5025, 1174.0, 3364.0, 0.4400, 7.435e-3, 5.89,  GABRIEL_ITIS),
    ROW("skin_wet",         0.1750, 1109.0, 3390.5, 0.3722, 1.966e-3, 1.65,  GABRIEL_ITIS),
    ROW("skin_dry",         0.0039, 1109.0, 3390.5, 0.3722, 1.966e-3, 1.65,  GABRIEL_ITIS),
    ROW("water",            0.0055,  994.0, 4178.0, 0.6045, 0.0,      0.0,
        "IT'IS thermal at 37 C; sigma of pure water (unverified)"),
};

const size_t tissue_count = sizeof tissue_rows / sizeof *tissue_rows;

const struct tissue *tissue_find(const char *name)
{
    for (size_t i = 0; i < tissue_count; i++)
        if (strcmp(tissue_rows[i].name, name) == 0)
            return &tissue_rows[i];
    return NULL;
}

double tissue_sigma_s_per_m(const struct tissue *tissue, double temp_c)
{
    double wet = tissue->sigma_s_per_m
                 * (1 + tissue->sigma_per_c
                        * (fmin(temp_c, TISSUE_DRIES_FROM_C) - TISSUE_REFERENCE_C));
    double dried = (temp_c - TISSUE_DRIES_FROM_C) / (TISSUE_DRIES_TO_C - TISSUE_DRIES_FROM_C);

    if (dried <= 0)
        return wet;
    return wet * (1 - (1 - TISSUE_DRY_FRACTION) * fmin(dried, 1));
}

double tissue_k_w_per_m_k(const struct tissue *tissue, double temp_c)
{
    return tissue->k_w_per_m_k * (1 + tissue->k_per_c * (temp_c - TISSUE_REFERENCE_C));
}

/* Heat capacity inside the window: the mean of wet and dry, and the water's latent heat spread
 * over its width. */
static double window_heat(const struct tissue *tissue)
{
    return (tissue->rho_kg_per_m3 * tissue->c_j_per_kg_k + tissue->dry_j_per_m3_k) / 2
           + tissue->water_j_per_m3 / (TISSUE_BOILS_TO_C - TISSUE_BOILS_FROM_C);
}

double tissue_enthalpy_j_per_m3(const struct tissue *tissue, double temp_c)
{
    double wet = tissue->rho_kg_per_m3 * tissue->c_j_per_kg_k;

    if (!tissue->boils || temp_c <= TISSUE_BOILS_FROM_C)
        return wet * temp_c;
    if (temp_c <= TISSUE_BOILS_TO_C)
        return wet * TISSUE_BOILS_FROM_C + window_heat(tissue) * (temp_c - TISSUE_BOILS_FROM_C);
    return wet * TISSUE_BOILS_FROM_C
           + window_heat(tissue) * (TISSUE_BOILS_TO_C - TISSUE_BOILS_FROM_C)
           + tissue->dry_j_per_m3_k * (temp_c - TISSUE_BOILS_TO_C);
}

double tissue_heat_j_per_m3_k(const struct tissue *tissue, double temp_c)
{
    if (!tissue->boils || temp_c < TISSUE_BOILS_FROM_C)
        return tissue->rho_kg_per_m3 * tissue->c_j_per_kg_k;
    return temp_c < TISSUE_BOILS_TO_C ? window_heat(tissue) : tissue->dry_j_per_m3_k;
}
