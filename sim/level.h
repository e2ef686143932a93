/* level.h - the vertebral levels of the spinal canal, C1 to S2, and what the canal is like there.
 *
 * The table is this project's reference man: length 61.2 cm, 97.8 mL of cerebrospinal fluid, its
 * integrals held against published totals (Sass 2017: 97.3 mL; Hogan 1996: 49.9 mL from T12 down).
 * x is measured along the canal from the top of C1 (x = 0) to the end of the sac (x = length), in
 * metres. Between the middles of two levels everything is linear; beyond the first and the last
 * middle it is constant. */
#ifndef PAINRIG_SIM_LEVEL_H
#define PAINRIG_SIM_LEVEL_H

#include "base/err.h"
#include "base/why.h"

#include <stddef.h>

struct level {
    const char *name;           /* "T10" */
    double length_m;            /* of this vertebral level along the canal                      */
    double middle_m;            /* x of its middle                                              */
    double csf_mm2, cord_mm2;   /* cross-sections of fluid and cord                             */
    double root_mm2;            /* nerve roots, beside the fluid                                */
    double stroke_ml;           /* volume that moves to and fro here with each heartbeat        */
};

#define LEVEL_COUNT 26
extern const struct level levels[LEVEL_COUNT];

/* Index by name ("t10" is fine), or ERR_UNKNOWN with the nearest one. */
MUST_CHECK enum err level_find(const char *name, size_t *index, struct why *);

double level_canal_length_m(void);
size_t level_at(double x_m);                    /* the level that x lies in, clamped to the canal */

double level_csf_area_m2(double x_m);
double level_cord_area_m2(double x_m);
double level_stroke_m3(double x_m);
/* 4 A / wetted perimeter of dura and cord, without rootlets, as in the reference table. */
double level_hydraulic_diameter_m(double x_m);
/* Radii of the equivalent concentric annulus of dura and cord. */
double level_dura_radius_m(double x_m);
double level_cord_radius_m(double x_m);

#endif
