/* What a stand has to be guarded. */
#include "guard_inside.h"
#include "hil/bench/stand.h"

#include <stdio.h>

static void stand_meters(const void *stand, enum device_role role, struct stand_meter *meter)
{
    stand_meter(stand, role, meter);
}

static enum err source_add(struct guard_plan *plan, struct stand *stand, enum device_role role,
                           struct why *why)
{
    const struct bench_place *place = &stand_bench(stand)->places[role];
    const struct port        *port = stand_port(stand, role);
    struct guard_source      *source = &plan->sources[plan->count];

    *source = (struct guard_source){ .role = role, .driver = place->driver,
                                     .limits = place->limits, .line = place->line,
                                     .descriptor = port ? port_descriptor(port) : -1 };
    if (source->descriptor < 0)
        return why_say(why, ERR_REFUSED, "%s at %s: this port has nothing that a guard could hold "
                       "on to: use serial:, pty: or tcp:", device_role_labels[role],
                       place->address_text);
    if (!place->driver->safe || place->driver->safe[0] == DEVICE_END)
        return why_say(why, ERR_REFUSED, "%s (%s): its driver does not know how to make it safe",
                       device_role_labels[role], place->driver->name);
    snprintf(source->address, sizeof source->address, "%s", place->address_text);
    snprintf(source->identity, sizeof source->identity, "%s", stand_identity(stand, role));
    plan->count++;
    return settings_copy(&source->settings, &place->settings);
}

/* Every source of the stand; one whose driver has no safe state, or whose port has no descriptor,
 * is refused. */
static enum err plan_make(struct guard_plan *plan, const struct guard_setup *setup,
                          struct why *why)
{
    const struct bench *bench = stand_bench(setup->stand);

    *plan = (struct guard_plan){ .hang_s = bench->hang_s, .folder = setup->folder,
                                 .evidence = setup->evidence, .meter = stand_meters,
                                 .meters = setup->stand };
    for (int i = 0; i < DEVICE_ROLE_COUNT; i++)
        if (bench_is_source(bench, (enum device_role)i))
            TRY(source_add(plan, setup->stand, (enum device_role)i, why));
    return ERR_OK;
}

static void plan_free(struct guard_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        settings_free(&plan->sources[i].settings);
}

enum err guard_start(struct guard **guard, const struct guard_setup *setup, struct why *why)
{
    struct guard_plan plan = { .count = 0 };
    enum err          err = plan_make(&plan, setup, why);

    if (err == ERR_OK)
        err = guard_begin(guard, &plan, why);
    plan_free(&plan);             /* the process has its own since the fork */
    return err;
}
