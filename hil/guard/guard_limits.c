/* What a source may deliver: the bench file's limits against what the run's meter says. */
#include "guard_inside.h"
#include "base/text.h"

#include <stdio.h>

/* One row per quantity of struct stand_meter, in its order. */
static const struct quantity {
    size_t      meter, limit;       /* where it stands */
    const char *unit, *sentence;
} quantities[] = {
    { offsetof(struct stand_meter, power_w), offsetof(struct bench_limits, power_w), "W",
      "it puts out" },
    { offsetof(struct stand_meter, energy_j), offsetof(struct bench_limits, energy_j), "J",
      "it has delivered" },
    { offsetof(struct stand_meter, rate_ul_per_h), offsetof(struct bench_limits, rate_ul_per_h),
      "uL/h", "it pumps" },
    { offsetof(struct stand_meter, volume_ul), offsetof(struct bench_limits, volume_ul), "uL",
      "it has delivered" },
    { offsetof(struct stand_meter, on_s), offsetof(struct bench_limits, time_s), "s",
      "it was on for" },
    { offsetof(struct stand_meter, unknown_s), offsetof(struct bench_limits, unknown_s), "s",
      "nobody has said what it delivers for" },
};
#define QUANTITIES (sizeof quantities / sizeof *quantities)
_Static_assert(QUANTITIES == sizeof ((struct guard_page *)0)->delivered[0] / sizeof(double),
               "the page has room for each");

static double number_at(const void *of, size_t offset)
{
    return *(const double *)((const char *)of + offset);
}

void guard_page_meter(struct guard_page *page, enum device_role role,
                      const struct stand_meter *meter)
{
    for (size_t i = 0; i < QUANTITIES; i++)
        atomic_store_explicit(&page->delivered[role][i], number_at(meter, quantities[i].meter),
                              memory_order_relaxed);
}

/* A limit of NAN limits nothing; what is not known is not past it. */
bool guard_is_past_limit(const struct guard_page *page, const struct guard_source *source,
                         char *sentence)
{
    for (size_t i = 0; i < QUANTITIES; i++) {
        const struct quantity *quantity = &quantities[i];
        double limit = number_at(&source->limits, quantity->limit);
        double now = atomic_load_explicit(&page->delivered[source->role][i], memory_order_relaxed);

        if (!(now > limit))
            continue;
        snprintf(sentence, GUARD_TEXT_MAX, "%s: %s %.6g %s, and the bench allows %.6g %s",
                 device_role_labels[source->role], quantity->sentence, now, quantity->unit, limit,
                 quantity->unit);
        return true;
    }
    return false;
}
