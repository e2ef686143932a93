#include "rig_infusion_inside.h"

#include <math.h>
#include <string.h>

static void history_halve(struct history *history)
{
    for (size_t i = 0; 2 * i < history->count; i++) {
        struct spread_dose joined = history->bucket[2 * i];
        if (2 * i + 1 < history->count) {
            joined.mass_kg += history->bucket[2 * i + 1].mass_kg;
            joined.volume_m3 += history->bucket[2 * i + 1].volume_m3;
        }
        history->bucket[i] = joined;
    }
    history->count = (history->count + 1) / 2;
    history->bucket_s *= 2;
}

void rig_infusion_history_add(struct history *history, double t_s, double mass_kg, double volume_m3)
{
    size_t bucket;

    while (t_s / history->bucket_s * (1 + 1e-12) >= HISTORY_MAX)
        history_halve(history);
    bucket = (size_t)(t_s / history->bucket_s * (1 + 1e-12));
    for (; history->count <= bucket; history->count++)
        history->bucket[history->count] = (struct spread_dose){ 0 };
    history->bucket[bucket].mass_kg += mass_kg;
    history->bucket[bucket].volume_m3 += volume_m3;
    history->until_s = fmax(history->until_s, t_s);
}
