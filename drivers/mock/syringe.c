#include "syringe.h"

#include "base/units.h"

#define MM_PER_CM     10.0
#define KPA_PER_N_MM2 1e3

static double area_mm2(const struct syringe *syringe)
{
    return PI * syringe->diameter_mm * syringe->diameter_mm / 4;
}

double syringe_rate_max_ul_per_h(const struct syringe *syringe)
{
    double speed_mm_per_h = syringe->speed_cm_per_min_max * MM_PER_CM * S_PER_HOUR / S_PER_MIN;

    return area_mm2(syringe) * speed_mm_per_h;
}

bool syringe_move(struct syringe *syringe, double ul_per_h, double dt_s,
                  struct emulator_world *world)
{
    double moved_ul = ul_per_h * dt_s / S_PER_HOUR;
    double stall_kpa = syringe->force_n / area_mm2(syringe) * KPA_PER_N_MM2;

    if (moved_ul > 0 && world->line_kpa >= stall_kpa)
        return false;
    if (moved_ul > 0)
        syringe->infused_ul += moved_ul;
    else
        syringe->withdrawn_ul -= moved_ul;
    world->pushed_ul += moved_ul;
    return true;
}
