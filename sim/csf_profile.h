/* csf_profile.h - a number along the canal: piecewise linear in x, constant beyond. Pure. */
#ifndef PAINRIG_SIM_CSF_PROFILE_H
#define PAINRIG_SIM_CSF_PROFILE_H

#include <stddef.h>

#define CSF_POINTS_MAX 64

/* x rises; count = 0: zero everywhere. */
struct csf_profile { double x_m[CSF_POINTS_MAX], value[CSF_POINTS_MAX]; size_t count; };

double csf_profile_at(const struct csf_profile *, double x_m);

/* From `from_m` to `to_m`, exactly. */
double csf_profile_integral(const struct csf_profile *, double from_m, double to_m);

#endif
