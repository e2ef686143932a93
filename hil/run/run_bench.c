/* A run on a bench: its file, its open stand, and what the papers say of both. */
#include "run_inside.h"

#include "hil/bench/bench.h"
#include "hil/bench/stand.h"
#include "hil/report/report_instruments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum err run_bench_load(struct run *run)
{
    const struct run_order *order = run->order;

    if (!order->bench && order->is_armed)
        return why_say(&run->why, ERR_RANGE, "--arm arms the devices of a bench: name one with "
                       "--bench FILE.lua");
    if (!order->bench)
        return ERR_OK;
    if (order->mutant)
        return why_say(&run->why, ERR_RANGE, "a mutant is a defect of the mocked device's: it does "
                       "not go with --bench");
    run->bench = calloc(1, sizeof *run->bench);
    if (!run->bench)
        return why_say(&run->why, ERR_MEMORY, "no memory for the bench");
    return bench_load(run->bench, order->bench, &run->why);
}

/* As in the bench file, and what it leaves to the driver. */
static void limits_print(const struct bench_place *place, enum device_role role,
                         struct report_instrument *row)
{
    size_t length = 0;

    for (const struct bench_limit *limit = bench_limits_of(role); limit && limit->name; limit++) {
        double most;

        memcpy(&most, (const char *)&place->limits + limit->offset, sizeof most);
        if (isfinite(most) && length < sizeof row->limits)
            length += (size_t)snprintf(row->limits + length, sizeof row->limits - length,
                                       "%s%s = %.10g", length ? ", " : "", limit->name, most);
    }
}

static void instruments_fill(struct run *run)
{
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        const struct bench_place *place = &run->bench->places[role];
        struct report_instrument *row = &run->instruments[run->instrument_count];

        if (!place->is_there)
            continue;
        *row = (struct report_instrument){ .role = device_role_labels[role],
                                           .driver = place->driver->name,
                                           .port = place->address_text };
        port_line_print(&place->line, row->line, sizeof row->line);
        snprintf(row->identity, sizeof row->identity, "%s",
                 stand_identity(run->stand, (enum device_role)role));
        limits_print(place, (enum device_role)role, row);
        run->instrument_count++;
    }
}

static enum err evidence_say(struct run *run)
{
    struct bytes body = { 0 };
    enum err     err;

    if (!run->evidence)
        return ERR_OK;
    TRY(evidence_input(run->evidence, "bench", run->order->bench, run->bench->sha256, &run->why));
    bytes_text(&body, "{\"armed\":");
    bytes_text(&body, run->order->is_armed ? "true" : "false");
    bytes_text(&body, ",\"instruments\":");
    report_instruments_write(&body, run->instruments, run->instrument_count);
    bytes_text(&body, "}");
    err = evidence_add(run->evidence, "bench", &body, &run->why);
    bytes_free(&body);
    return err;
}

/* An instrument that this rig would not look at is a bench for another scenario. */
static enum err roles_check(struct run *run)
{
    const unsigned roles = run->type->bench_roles;

    if (roles == 0)
        return why_say(&run->why, ERR_RANGE, "the %s rig has no device: it runs without --bench",
                       run->type->name);
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++)
        if (run->bench->places[role].is_there && !(roles >> role & 1u))
            return why_say(&run->why, ERR_RANGE, "%s has a %s, and the %s rig of this scenario has "
                           "none: is it the bench of another scenario?", run->order->bench,
                           device_role_labels[role], run->type->name);
    return ERR_OK;
}

enum err run_bench_open(struct run *run)
{
    struct stand_setup setup = { .bench = run->bench, .is_armed = run->order->is_armed,
                                 .wire_log = run->wire };

    if (!run->bench)
        return ERR_OK;
    TRY(roles_check(run));
    if (stand_open(&run->stand, &setup, &run->why) != ERR_OK) {
        why_prefix(&run->why, "%s: ", run->order->bench);
        return ERR_REFUSED;
    }
    instruments_fill(run);
    return evidence_say(run);
}

void run_bench_close(struct run *run)
{
    stand_destroy(run->stand);
    if (run->bench)
        bench_free(run->bench);
    free(run->bench);
}
