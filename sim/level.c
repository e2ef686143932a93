#include "level.h"

#include "base/names.h"
#include "base/units.h"

#include <math.h>
#include <strings.h>

/* Length and middle in cm, then fluid, cord and roots in mm2, then stroke in mL.
 *
 * Cross-sections of 15 levels are the reference table's, the others lie between them, and so do
 * lengths. They are chosen (computed, not measured level by level) so that the integrals are those
 * of published totals. Stroke: 0.65 mL at the neck (Enzmann, Pelc 1993), from C3 down with z in cm
 * 0.65 exp(-(z - 4) / 20) (61.2 - z) / 57.2, whose values below the neck are guesses (unverified).
 * Roots: 4 mm2 beside the cord, more in the cauda equina. */
#define ROW(name_, length_cm, middle_cm, csf, cord, root, stroke)                           \
    { .name = name_, .length_m = (length_cm) * M_PER_CM, .middle_m = (middle_cm) * M_PER_CM, \
      .csf_mm2 = csf, .cord_mm2 = cord, .root_mm2 = root, .stroke_ml = stroke }

const struct level levels[LEVEL_COUNT] = {
    ROW("C1",   1.5000,   0.7500,  250,  85,   4, 0.6500),
    ROW("C2",   1.7000,   2.3500,  210,  84,   4, 0.6500),
    ROW("C3",   1.7000,   4.0500,  175,  86,   4, 0.6478),
    ROW("C4",   1.7000,   5.7500,  165,  90,   4, 0.5773),
    ROW("C5",   1.7000,   7.4500,  160,  90,   4, 0.5140),
    ROW("C6",   1.7000,   9.1500,  160,  80,   4, 0.4572),
    ROW("C7",   1.7000,  10.8500,  160,  66,   4, 0.4062),
    ROW("T1",   1.9000,  12.6500,  150,  55,   4, 0.3580),
    ROW("T2",   1.9767,  14.5883,  145,  50,   4, 0.3120),
    ROW("T3",   2.0533,  16.6033,  140,  48,   4, 0.2699),
    ROW("T4",   2.1300,  18.6950,  135,  46,   4, 0.2317),
    ROW("T5",   2.2075,  20.8637,  132,  44,   4, 0.1973),
    ROW("T6",   2.2850,  23.1100,  130,  43,   4, 0.1665),
    ROW("T7",   2.3625,  25.4337,  130,  42,   4, 0.1392),
    ROW("T8",   2.4400,  27.8350,  132,  42,   4, 0.1151),
    ROW("T9",   2.5200,  30.3150,  138,  44,   4, 0.0942),
    ROW("T10",  2.6000,  32.8750,  145,  48,   4, 0.0760),
    ROW("T11",  2.6750,  35.5125,  155,  55,  10, 0.0604),
    ROW("T12",  2.7500,  38.2250,  165,  58,  20, 0.0472),
    ROW("L1",   3.4000,  41.3000,  180,  45,  40, 0.0350),
    ROW("L2",   3.4000,  44.7000,  200,   0,  45, 0.0245),
    ROW("L3",   3.4000,  48.1000,  210,   0,  40, 0.0164),
    ROW("L4",   3.4000,  51.5000,  200,   0,  30, 0.0103),
    ROW("L5",   3.4000,  54.9000,  175,   0,  20, 0.0056),
    ROW("S1",   2.3000,  57.7500,  120,   0,  12, 0.0027),
    ROW("S2",   2.3000,  60.0500,   60,   0,   6, 0.0008),
};

enum err level_find(const char *name, size_t *index, struct why *why)
{
    const char *names[LEVEL_COUNT];

    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        names[i] = levels[i].name;
        if (strcasecmp(name, names[i]) == 0) {
            *index = i;
            return ERR_OK;
        }
    }
    return why_unknown(why, "there is no level named", name, names, LEVEL_COUNT);
}

double level_canal_length_m(void)
{
    double length_m = 0;

    for (size_t i = 0; i < LEVEL_COUNT; i++)
        length_m += levels[i].length_m;
    return length_m;
}

size_t level_at(double x_m)
{
    double end_m = levels[0].length_m;
    size_t i = 0;

    while (i + 1 < LEVEL_COUNT && x_m >= end_m)
        end_m += levels[++i].length_m;
    return i;
}

/* What a level has to interpolate. */
enum quantity { CSF_MM2, CORD_MM2, ROOT_MM2, STROKE_ML };

static double quantity_of(const struct level *level, enum quantity quantity)
{
    switch (quantity) {
    case CSF_MM2:   return level->csf_mm2;
    case CORD_MM2:  return level->cord_mm2;
    case ROOT_MM2:  return level->root_mm2;
    case STROKE_ML: return level->stroke_ml;
    }
    return NAN;
}

static double quantity_at(double x_m, enum quantity quantity)
{
    size_t i = 0;
    double share;

    while (i + 2 < LEVEL_COUNT && x_m > levels[i + 1].middle_m)
        i++;
    share = (x_m - levels[i].middle_m) / (levels[i + 1].middle_m - levels[i].middle_m);
    share = fmin(fmax(share, 0), 1);
    return (1 - share) * quantity_of(&levels[i], quantity)
           + share * quantity_of(&levels[i + 1], quantity);
}

double level_csf_area_m2(double x_m) { return quantity_at(x_m, CSF_MM2) * M2_PER_MM2; }
double level_cord_area_m2(double x_m) { return quantity_at(x_m, CORD_MM2) * M2_PER_MM2; }
double level_stroke_m3(double x_m) { return quantity_at(x_m, STROKE_ML) * M3_PER_ML; }

double level_cord_radius_m(double x_m) { return sqrt(level_cord_area_m2(x_m) / PI); }

double level_dura_radius_m(double x_m)
{
    double roots_m2 = quantity_at(x_m, ROOT_MM2) * M2_PER_MM2;

    return sqrt((level_csf_area_m2(x_m) + level_cord_area_m2(x_m) + roots_m2) / PI);
}

double level_hydraulic_diameter_m(double x_m)
{
    double wetted_m = 2 * PI * (level_dura_radius_m(x_m) + level_cord_radius_m(x_m));

    return 4 * level_csf_area_m2(x_m) / wetted_m;
}
