#include "time_text.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define S_PER_HOUR 3600
#define HAIR_S     1e-6     /* ticks are sums: 3600 may be a hair less */

static bool is_known(double t_s)
{
    return isfinite(t_s) && fabs(t_s) <= 1e15;
}

/* "01:02:03" or "3 d 04:05:06" */
static void hours_write(long long whole, char out[TIME_TEXT_SIZE])
{
    long long days = whole / 86400, hours = whole / S_PER_HOUR % 24;

    if (days > 0)
        snprintf(out, TIME_TEXT_SIZE, "%lld d %02lld:%02lld:%02lld", days, hours, whole / 60 % 60,
                 whole % 60);
    else
        snprintf(out, TIME_TEXT_SIZE, "%02lld:%02lld:%02lld", hours, whole / 60 % 60, whole % 60);
}

void time_text(double t_s, char out[TIME_TEXT_SIZE])
{
    if (!is_known(t_s))
        snprintf(out, TIME_TEXT_SIZE, "unknown");
    else if (t_s < S_PER_HOUR - HAIR_S)
        snprintf(out, TIME_TEXT_SIZE, "%.2f s", t_s);
    else
        hours_write((long long)(t_s + HAIR_S), out);
}

/* ".250" of 3600.25 becomes ".25", and nothing where the second is whole. */
static void part_append(double part_s, int decimals, char out[TIME_TEXT_SIZE])
{
    char   digits[16];
    size_t used = strlen(out), count;

    count = (size_t)snprintf(digits, sizeof digits, "%.*f", decimals, part_s);
    while (count > 1 && digits[count - 1] == '0')
        count--;
    if (decimals > 0 && count > 2)
        snprintf(out + used, TIME_TEXT_SIZE - used, "%.*s", (int)count - 1, digits + 1);
}

void time_text_exact(double t_s, int decimals, char out[TIME_TEXT_SIZE])
{
    double rounded_s = rint(t_s * pow(10, decimals)) / pow(10, decimals);

    if (!is_known(t_s)) {
        snprintf(out, TIME_TEXT_SIZE, "unknown");
    } else if (rounded_s < S_PER_HOUR - HAIR_S) {
        snprintf(out, TIME_TEXT_SIZE, "%.*f s", decimals, t_s);
    } else {
        double whole_s = floor(rounded_s + HAIR_S / 2);
        hours_write((long long)whole_s, out);
        part_append(fmax(rounded_s - whole_s, 0), decimals, out);
    }
}
