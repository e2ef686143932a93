#include "time_text.h"

#include <math.h>
#include <stdio.h>

void time_text(double t_s, char out[TIME_TEXT_SIZE])
{
    long long whole;

    if (!isfinite(t_s) || fabs(t_s) > 1e15) {
        snprintf(out, TIME_TEXT_SIZE, "unknown");
        return;
    }
    if (t_s < 3600 - 1e-6) {
        snprintf(out, TIME_TEXT_SIZE, "%.2f s", t_s);
        return;
    }
    whole = (long long)(t_s + 1e-6);        /* ticks are sums: 3600 may be a hair less */
    if (whole >= 86400)
        snprintf(out, TIME_TEXT_SIZE, "%lld d %02lld:%02lld:%02lld", whole / 86400,
                 whole / 3600 % 24, whole / 60 % 60, whole % 60);
    else
        snprintf(out, TIME_TEXT_SIZE, "%02lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                 whole % 60);
}
