#include "csf_profile.h"

double csf_profile_at(const struct csf_profile *profile, double x_m)
{
    const double *x = profile->x_m, *value = profile->value;
    size_t k = 1;

    if (profile->count == 0)
        return 0;
    if (x_m <= x[0])
        return value[0];
    while (k < profile->count && x[k] < x_m)
        k++;
    if (k == profile->count)
        return value[k - 1];
    return value[k - 1] + (value[k] - value[k - 1]) * (x_m - x[k - 1]) / (x[k] - x[k - 1]);
}

double csf_profile_integral(const struct csf_profile *profile, double from_m, double to_m)
{
    double sum = 0, at = from_m, value = csf_profile_at(profile, from_m);

    for (size_t k = 0; k < profile->count && profile->x_m[k] < to_m; k++) {
        if (profile->x_m[k] <= at)
            continue;
        sum += (profile->value[k] + value) / 2 * (profile->x_m[k] - at);
        at = profile->x_m[k];
        value = profile->value[k];
    }
    return sum + (csf_profile_at(profile, to_m) + value) / 2 * (to_m - at);
}
