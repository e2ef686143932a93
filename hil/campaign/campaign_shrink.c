#include "campaign_shrink.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS_MAX  4
#define VALUE_STEPS 6       /* halvings towards rest: 1/64 of the range is near enough */
#define ROUNDING    4       /* one question in so many is kept for round numbers       */
#define PROGRESS    0.9     /* less than this share left is worth another round        */

/* ---- one question ---- */

/* Take `next` for `plan` if it fails too. */
static bool is_taken(struct campaign_shrinker *shrinker, struct fault_plan *plan,
                     const struct fault_plan *next)
{
    struct fault_plan checked = *next;

    if (shrinker->questions >= shrinker->questions_most ||
        fault_plan_check(&checked, shrinker->type, NULL) != ERR_OK ||
        fault_plan_fits(&checked, shrinker->tick_s, NULL) != ERR_OK)
        return false;
    shrinker->questions++;
    if (!shrinker->fails(shrinker->asker, next))
        return false;
    *plan = *next;
    return true;
}

static bool is_fault_taken(struct campaign_shrinker *shrinker, struct fault_plan *plan, size_t at,
                           const struct fault *fault)
{
    struct fault_plan next = *plan;

    next.faults[at] = *fault;
    return is_taken(shrinker, plan, &next);
}

/* ---- fewer faults ---- */

static struct fault_plan plan_without(const struct fault_plan *plan, size_t from, size_t count)
{
    struct fault_plan next = *plan;

    for (size_t i = from + count; i < plan->count; i++)
        next.faults[i - count] = plan->faults[i];
    next.count = plan->count - count;
    return next;
}

static bool faults_drop(struct campaign_shrinker *shrinker, struct fault_plan *plan)
{
    bool has_helped = false;

    for (size_t size = plan->count / 2; size > 0; size /= 2)
        for (size_t from = 0; from + size <= plan->count && plan->count > size;) {
            struct fault_plan next = plan_without(plan, from, size);

            if (is_taken(shrinker, plan, &next))
                has_helped = true;
            else
                from += size;
        }
    return has_helped;
}

/* ---- a simpler fault ---- */

static double on_grid(double t_s, double tick_s)
{
    char digits[40];

    snprintf(digits, sizeof digits, "%.12g", nearbyint(t_s / tick_s) * tick_s);
    return strtod(digits, NULL);
}

static bool pattern_drop(struct campaign_shrinker *shrinker, struct fault_plan *plan, size_t at)
{
    struct fault plain = plan->faults[at];

    if (!plain.every && !plain.nth && plain.chance <= 0)
        return false;
    plain.every = plain.nth = 0;
    plain.chance = 0;
    return is_fault_taken(shrinker, plan, at, &plain);
}

/* Halve the window from one of its sides as long as it fails; low ticks are enough, high are known
 * to be. */
static bool window_halve(struct campaign_shrinker *shrinker, struct fault_plan *plan, size_t at,
                         bool is_end)
{
    const double tick_s = shrinker->tick_s;
    struct fault fault = plan->faults[at];
    double       to_s = fmin(fault.to_s, fmax(shrinker->end_s, fault.from_s + tick_s));
    long         low = 0, all = lround((to_s - fault.from_s) / tick_s), high = all;

    while (high - low > 1 && high - low > high / 64) {
        long         middle = low + (high - low) / 2;
        struct fault next = fault;

        if (is_end)
            next.to_s = on_grid(fault.from_s + (double)middle * tick_s, tick_s);
        else
            next.from_s = on_grid(to_s - (double)middle * tick_s, tick_s);
        if (is_fault_taken(shrinker, plan, at, &next))
            high = middle;
        else
            low = middle;
        if (shrinker->questions >= shrinker->questions_most)
            break;
    }
    return (double)high < PROGRESS * (double)all;
}

static bool value_lower(struct campaign_shrinker *shrinker, struct fault_plan *plan, size_t at)
{
    const struct rig_type *type = shrinker->type;
    struct fault           fault = plan->faults[at];
    size_t                 index = knob_find(type->knobs, type->knob_count, fault.knob);
    const struct knob     *knob = &type->knobs[index];
    double                 good = knob->rest, bad = fault.value;

    if (knob->labels || strncmp(knob->sentence, "1: ", 3) == 0)
        return false;
    for (int i = 0; i < VALUE_STEPS; i++) {
        struct fault next = fault;

        next.value = good + (bad - good) / 2;
        if (is_fault_taken(shrinker, plan, at, &next))
            bad = next.value;
        else
            good = next.value;
    }
    return fabs(bad - knob->rest) < PROGRESS * fabs(fault.value - knob->rest);
}

/* ---- round numbers ---- */

static double rounded(double value, int digits)
{
    char text[40];

    snprintf(text, sizeof text, "%.*g", digits, value);
    return strtod(text, NULL);
}

/* The fewest digits with which it still fails. Whether a number lost digits is progress for the
 * reader, not a reason to begin again. */
static void number_round(struct campaign_shrinker *shrinker, struct fault_plan *plan, size_t at,
                         size_t offset)
{
    double exact = *(const double *)((const char *)&plan->faults[at] + offset);

    for (int digits = 1; digits <= 4 && isfinite(exact); digits++) {
        struct fault next = plan->faults[at];
        double       value = rounded(exact, digits);

        if (value == exact)
            return;
        *(double *)((char *)&next + offset) = value;
        if (is_fault_taken(shrinker, plan, at, &next))
            return;
    }
}

static void numbers_round(struct campaign_shrinker *shrinker, struct fault_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        number_round(shrinker, plan, i, offsetof(struct fault, value));
        number_round(shrinker, plan, i, offsetof(struct fault, from_s));
        number_round(shrinker, plan, i, offsetof(struct fault, to_s));
    }
}

static bool fault_simplify(struct campaign_shrinker *shrinker, struct fault_plan *plan, size_t at)
{
    bool has_helped = pattern_drop(shrinker, plan, at);

    has_helped |= window_halve(shrinker, plan, at, true);
    has_helped |= window_halve(shrinker, plan, at, false);
    has_helped |= value_lower(shrinker, plan, at);
    return has_helped;
}

void campaign_shrink(struct campaign_shrinker *shrinker, struct fault_plan *plan)
{
    int  kept = shrinker->questions_most / ROUNDING;
    bool has_helped = true;

    shrinker->questions_most -= kept;

    for (int round = 0; round < ROUNDS_MAX && has_helped; round++) {
        has_helped = faults_drop(shrinker, plan);
        for (size_t i = 0; i < plan->count; i++)
            has_helped |= fault_simplify(shrinker, plan, i);
    }
    shrinker->questions_most += kept;
    numbers_round(shrinker, plan);
}
