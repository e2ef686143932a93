#include "exact_needle.h"

#include "exact.h"

#include "base/units.h"

#include <check.h>
#include <math.h>

static const struct { int gauge; double diameter_mm; } gauges[] = {
    { 16, 1.65 }, { 17, 1.47 }, { 18, 1.27 }, { 20, 0.91 }, { 22, 0.72 }, { 23, 0.64 },
};

double needle_radius_m(int gauge)
{
    for (size_t i = 0; i < COUNT(gauges); i++)
        if (gauges[i].gauge == gauge)
            return gauges[i].diameter_mm / 2 * M_PER_MM;
    return NAN;
}

struct grid_shape needle_shape(int gauge, double tip_mm, double box_mm)
{
    return (struct grid_shape){ .radius_m = needle_radius_m(gauge), .tip_m = tip_mm * M_PER_MM,
                                .domain_radius_m = box_mm * M_PER_MM,
                                .domain_half_m = box_mm * M_PER_MM };
}

struct tissue needle_plain_tissue(void)
{
    return (struct tissue){ .name = "plain", .sigma_s_per_m = EXACT_SIGMA, .k_w_per_m_k = EXACT_K,
                            .rho_kg_per_m3 = EXACT_RHO, .c_j_per_kg_k = EXACT_C,
                            .blood_rho_kg_per_m3 = 1049.75, .blood_c_j_per_kg_k = 3617 };
}

const struct metal needle_steel = { .k_w_per_m_k = 15, .rho_kg_per_m3 = 8000, .c_j_per_kg_k = 500 };
const struct metal needle_adiabatic = { .k_w_per_m_k = 1e-9, .rho_kg_per_m3 = 8000,
                                        .c_j_per_kg_k = 500 };

struct ablation_setup needle_setup(struct grid_shape shape, struct grid_fineness fineness,
                                   struct metal metal, struct tissue tissue)
{
    return (struct ablation_setup){ .shape = shape, .fineness = fineness, .metal = metal,
                                    .tissue = tissue, .start_c = TISSUE_REFERENCE_C,
                                    .solve_tolerance = 1e-9 };
}

struct ablation *needle_create(const struct ablation_setup *setup)
{
    struct ablation *plant = NULL;
    struct why       why = { "" };

    ck_assert_msg(ablation_create(&plant, setup, &why) == ERR_OK, "%s", why.text);
    return plant;
}

void needle_step(struct ablation *plant, double step_s, double volts)
{
    struct why why = { "" };
    enum err   err = ablation_step(plant, step_s, volts, &why);

    ck_assert_msg(err == ERR_OK, "%s, in a step of %g s", why_text(&why, err), step_s);
}

double needle_read_c(const struct ablation *plant, double r_m, double z_m)
{
    struct grid_stencil at;

    grid_stencil_at(ablation_grid(plant), r_m, z_m, &at);
    return grid_read(&at, ablation_temp_c(plant));
}
