/* One role of a bench file: driver, port, line, identity, settings, limits. */
#include "hil/bench/bench_inside.h"

#include "base/names.h"
#include "base/text.h"
#include "drivers/device_settings.h"
#include "drivers/port_pipe.h"
#include "hil/bench/bench_described.h"
#include "hil/bench/bench_drivers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NOWHERE_BAUD 9600.0

/* ---- what may be limited ---- */

#define LIMIT(field, unit_, most_) \
    { .name = #field, .unit = unit_, .offset = offsetof(struct bench_limits, field), .most = most_ }

static const struct bench_limit generator_limits[] = {
    LIMIT(power_w, "W", 1e4), LIMIT(energy_j, "J", 1e9), LIMIT(time_s, "s", 1e7),
    LIMIT(unknown_s, "s", 1e8), { .name = NULL },
};
static const struct bench_limit pump_limits[] = {
    LIMIT(rate_ul_per_h, "uL/h", 1e9), LIMIT(volume_ul, "uL", 1e9), LIMIT(time_s, "s", 1e8),
    LIMIT(unknown_s, "s", 1e8), { .name = NULL },
};
static const struct bench_limits unlimited = {
    .power_w = (double)NAN, .energy_j = (double)NAN, .rate_ul_per_h = (double)NAN,
    .volume_ul = (double)NAN, .time_s = (double)NAN, .unknown_s = (double)NAN,
};

void bench_limits_begin(struct bench_place *place)
{
    place->limits = unlimited;
    if (place->driver->is_source)
        place->limits.unknown_s = place->driver->age_s_max;
}

const struct bench_limit *bench_limits_of(enum device_role role)
{
    return role == DEVICE_ROLE_GENERATOR ? generator_limits
         : role == DEVICE_ROLE_PUMP      ? pump_limits : NULL;
}

/* ---- one place ---- */

struct spot { struct bench_reading *reading; enum device_role role; struct bench_place *place; };

static const char *role_name(const struct spot *spot) { return device_role_labels[spot->role]; }

static const char *path_of(const struct spot *spot, const char *below, char path[BENCH_PATH_SIZE])
{
    snprintf(path, BENCH_PATH_SIZE, "%s.%s", role_name(spot), below);
    return path;
}

static enum err text_read(const struct spot *spot, const char *below, const char **text,
                          struct why *why)
{
    char path[BENCH_PATH_SIZE];

    path_of(spot, below, path);
    return bench_here(spot->reading, path, settings_text(&spot->reading->settings, path, text, why),
                      why);
}

static enum err role_refuse(const struct spot *spot, const struct device_type *driver,
                            struct why *why)
{
    const char *plays[DEVICE_ROLE_COUNT];
    char        others[300], can[200];
    struct text text = text_over(can, sizeof can);
    size_t      count = 0;

    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++)
        if (driver->roles >> role & 1u)
            plays[count++] = device_role_labels[role];
    text_join(&text, plays, count);
    bench_drivers_of(spot->role, others, sizeof others);
    return why_say(why, ERR_RANGE, "%s cannot be the %s: it can be the %s; a %s is one of: %s",
                   driver->name, role_name(spot), can, role_name(spot),
                   *others ? others : "(there is none yet)");
}

/* driver = "ne1000", or driver = { name = "acme", ... } */
static enum err driver_find(const struct spot *spot, const char *path,
                            const struct device_type **driver, struct why *why)
{
    struct bench_place *place = spot->place;
    struct settings    *settings = &spot->reading->settings;
    const char         *name = NULL;

    if (settings_has(settings, path) && !settings_find(settings, path)) {
        TRY(bench_here(spot->reading, path,
                       bench_described_read(settings, path, &place->described, why), why));
        *driver = &place->described->type;
        return ERR_OK;
    }
    TRY(text_read(spot, "driver", &name, why));
    if (!name)
        return bench_here(spot->reading, role_name(spot),
                          why_say(why, ERR_RANGE, "%s: no driver is named: give driver = \"...\"",
                                  role_name(spot)), why);
    return bench_here(spot->reading, path, bench_driver_find(name, driver, why), why);
}

static enum err driver_read(const struct spot *spot, struct why *why)
{
    const struct device_type *driver = NULL;
    char                      path[BENCH_PATH_SIZE];

    path_of(spot, "driver", path);
    TRY(driver_find(spot, path, &driver, why));
    if (!(driver->roles >> spot->role & 1u))
        return bench_here(spot->reading, path, role_refuse(spot, driver, why), why);
    spot->place->driver = driver;
    spot->place->line = driver->line;
    return ERR_OK;
}

static enum err port_given_read(const struct spot *spot, struct why *why)
{
    struct bench_place *place = spot->place;
    const char         *port = NULL, *line = NULL;
    char                path[BENCH_PATH_SIZE];

    TRY(text_read(spot, "port", &port, why));
    TRY(text_read(spot, "line", &line, why));
    if (!port)
        return bench_here(spot->reading, role_name(spot),
                          why_say(why, ERR_RANGE, "%s: no port is named: give port = "
                                  "\"serial:/dev/ttyUSB0\"", role_name(spot)), why);
    snprintf(place->address_text, sizeof place->address_text, "%s", port);
    if (port_address_parse(port, &place->address, why) != ERR_OK)
        return bench_here(spot->reading, path_of(spot, "port", path), ERR_PARSE, why);
    if (line && port_line_parse(line, &place->line, why) != ERR_OK)
        return bench_here(spot->reading, path_of(spot, "line", path), ERR_PARSE, why);
    return ERR_OK;
}

static enum err identity_read(const struct spot *spot, struct why *why)
{
    const char *identity = "";

    TRY(text_read(spot, "identity", &identity, why));
    snprintf(spot->place->identity, sizeof spot->place->identity, "%s", identity);
    return ERR_OK;
}

static enum err setting_keep(struct settings *settings, const struct setting *from,
                             const char *name)
{
    switch (from->kind) {
    case SETTING_NUMBER: return settings_add_number(settings, name, from->number);
    case SETTING_FLAG:   return settings_add_flag(settings, name, from->number > 0);
    default:             return settings_add_text(settings, name, from->text);
    }
}

static enum err setting_check(const struct spot *spot, const struct device_setting *row,
                              struct why *why)
{
    struct device_settings of = { spot->place->driver->settings,
                                  spot->place->driver->setting_count, &spot->place->settings };
    char                   text[BENCH_PATH_SIZE];
    double                 number;

    return row->usual_text ? device_settings_text(&of, row->name, text, sizeof text, why)
                           : device_settings_number(&of, row->name, &number, why);
}

static enum err setting_known(const struct spot *spot, const char *name, struct why *why)
{
    const struct device_type *driver = spot->place->driver;
    const char               *names[64];
    char                      what[120];
    size_t                    count = 0;

    for (; count < driver->setting_count && count < 64; count++) {
        names[count] = driver->settings[count].name;
        if (strcmp(names[count], name) == 0)
            return setting_check(spot, &driver->settings[count], why);
    }
    snprintf(what, sizeof what, "%s has no setting", driver->name);
    return why_unknown(why, what, name, names, count);
}

/* What hangs together only the driver knows: it is made once, at a port that leads nowhere. */
static enum err driver_try(const struct spot *spot, struct why *why)
{
    struct device_setup setup = { .settings = &spot->place->settings };
    struct port        *near, *far;
    struct device      *device = NULL;
    enum err            err;

    if (!spot->place->driver->write)
        return ERR_OK;
    if (port_pipe_create(NOWHERE_BAUD, &near, &far) != ERR_OK)
        return why_say(why, ERR_MEMORY, "no memory for the bench");
    err = device_create(&device, spot->place->driver, near, &setup, why);
    device_destroy(device);
    port_destroy(near);
    port_destroy(far);
    return err;
}

/* Each in its range, then all of them. */
static enum err settings_read(const struct spot *spot, struct why *why)
{
    const struct settings *all = &spot->reading->settings;
    char                   prefix[BENCH_PATH_SIZE];
    size_t                 count;

    path_of(spot, "settings.", prefix);
    count = strlen(prefix);
    for (size_t i = 0; i < all->count; i++) {
        const struct setting *from = &all->items[i];
        if (strncmp(from->path, prefix, count) != 0)
            continue;
        TRY(setting_keep(&spot->place->settings, from, from->path + count));
        TRY(bench_here(spot->reading, from->path,
                       setting_known(spot, from->path + count, why), why));
    }
    return bench_here(spot->reading, prefix, driver_try(spot, why), why);
}

static enum err limit_known(const struct spot *spot, const char *name, struct why *why)
{
    const struct bench_limit *rows = bench_limits_of(spot->role);
    const char               *names[8];
    char                      what[120];
    size_t                    count = 0;

    if (!rows)
        return why_say(why, ERR_RANGE, "a %s has no limits: no energy and no drug leaves it; "
                       "limits belong to the generator and the pump", role_name(spot));
    for (; rows[count].name; count++) {
        names[count] = rows[count].name;
        if (strcmp(name, names[count]) == 0)
            return ERR_OK;
    }
    snprintf(what, sizeof what, "a %s has no limit", role_name(spot));
    return why_unknown(why, what, name, names, count);
}

static enum err limits_read(const struct spot *spot, struct why *why)
{
    struct settings *all = &spot->reading->settings;
    char             path[BENCH_PATH_SIZE];
    size_t           count = strlen(path_of(spot, "limits.", path));

    bench_limits_begin(spot->place);
    for (size_t i = 0; i < all->count; i++)
        if (strncmp(all->items[i].path, path, count) == 0)
            TRY(bench_here(spot->reading, all->items[i].path,
                           limit_known(spot, all->items[i].path + count, why), why));
    for (const struct bench_limit *row = bench_limits_of(spot->role); row && row->name; row++) {
        double *limit = (double *)(void *)((char *)&spot->place->limits + row->offset);
        char    at[BENCH_PATH_SIZE + 40];

        snprintf(at, sizeof at, "%s%s", path, row->name);
        TRY(bench_here(spot->reading, at,
                       settings_number(all, at, row->unit, 0, row->most, limit, why), why));
    }
    return ERR_OK;
}

enum err bench_place_read(struct bench_reading *reading, enum device_role role,
                          struct bench_place *place, struct why *why)
{
    const struct spot spot = { reading, role, place };

    place->limits = unlimited;
    if (!settings_has(&reading->settings, role_name(&spot)))
        return ERR_OK;
    place->is_there = true;
    TRY(driver_read(&spot, why));
    TRY(port_given_read(&spot, why));
    TRY(identity_read(&spot, why));
    TRY(settings_read(&spot, why));
    return limits_read(&spot, why);
}
