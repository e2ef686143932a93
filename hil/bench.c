#define _XOPEN_SOURCE 700       /* realpath */
#include "bench.h"

#include "base/names.h"
#include "base/text.h"
#include "drivers/device_settings.h"
#include "hil/bench_described.h"
#include "hil/bench_drivers.h"
#include "hil/lua_tokens.h"
#include "hil/script.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HANG_S_USUAL 0.25
#define WATER_G_PER_ML 0.9982       /* at 20 C */
#define PATH_SIZE    96

/* A bench file being read: what it says, and its text, to say where it says so. */
struct reading {
    struct bench   *bench;
    struct settings settings;
    char           *text;
    size_t          count;
};

/* ---- tables ---- */

#define LIMIT(field, unit_, most_) \
    { .name = #field, .unit = unit_, .offset = offsetof(struct bench_limits, field), .most = most_ }

static const struct bench_limit generator_limits[] = {
    LIMIT(power_w, "W", 1e4), LIMIT(energy_j, "J", 1e9), LIMIT(time_s, "s", 1e7), { .name = NULL },
};
static const struct bench_limit pump_limits[] = {
    LIMIT(rate_ul_per_h, "uL/h", 1e9), LIMIT(volume_ul, "uL", 1e9), LIMIT(time_s, "s", 1e8),
    { .name = NULL },
};
static const struct bench_limits unlimited = {
    .power_w = (double)NAN, .energy_j = (double)NAN, .rate_ul_per_h = (double)NAN,
    .volume_ul = (double)NAN, .time_s = (double)NAN,
};

const struct bench_limit *bench_limits_of(enum device_role role)
{
    return role == DEVICE_ROLE_GENERATOR ? generator_limits
         : role == DEVICE_ROLE_PUMP      ? pump_limits : NULL;
}

static const char *const words[] = { "title", "density_g_per_ml", "missed_most", "hang_s" };
static const char *const place_words[] = { "driver", "port", "line", "identity", "settings",
                                           "limits" };
#define WORD_COUNT       (sizeof words / sizeof *words)
#define PLACE_WORD_COUNT (sizeof place_words / sizeof *place_words)

/* ---- where it is said ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static enum err here(const struct reading *reading, const char *path, enum err err,
                     struct why *why)
{
    int line = lua_line_of(reading->text, reading->count, "bench", path);

    if (err != ERR_OK)
        why_prefix(why, "%s:%d: ", base_name(reading->bench->path), line);
    return err;
}

/* ---- every name is known ---- */

/* The part of "pump.settings.address" that begins at `from`: "pump", and where the next does. */
static size_t part_of(const char *path, size_t from, char part[PATH_SIZE])
{
    size_t count = strcspn(path + from, ".[");

    snprintf(part, PATH_SIZE, "%.*s", (int)count, path + from);
    return from + count + (path[from + count] == '.');
}

static bool is_in(const char *word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], word) == 0)
            return true;
    return false;
}

static enum err top_word_check(const char *word, struct why *why)
{
    const char *names[DEVICE_ROLE_COUNT + WORD_COUNT];
    size_t      count = 0;

    for (; count < DEVICE_ROLE_COUNT; count++)
        names[count] = device_role_labels[count];
    for (size_t i = 0; i < WORD_COUNT; i++)
        names[count++] = words[i];
    return is_in(word, names, count) ? ERR_OK
                                     : why_unknown(why, "a bench has no role", word, names, count);
}

static enum err path_check(const char *path, struct why *why)
{
    char   role[PATH_SIZE], word[PATH_SIZE], what[PATH_SIZE + 40];
    size_t next = part_of(path, 0, role);

    TRY(top_word_check(role, why));
    if (is_in(role, words, WORD_COUNT))
        return ERR_OK;
    if (!path[next])
        return why_say(why, ERR_RANGE, "%s: give a table: { driver = \"...\", port = \"...\" }",
                       role);
    part_of(path, next, word);
    snprintf(what, sizeof what, "%s: it has no", role);
    return is_in(word, place_words, PLACE_WORD_COUNT)
         ? ERR_OK : why_unknown(why, what, word, place_words, PLACE_WORD_COUNT);
}

static enum err names_check(struct reading *reading, struct why *why)
{
    for (size_t i = 0; i < reading->settings.count; i++)
        TRY(here(reading, reading->settings.items[i].path,
                 path_check(reading->settings.items[i].path, why), why));
    return ERR_OK;
}

/* ---- one place ---- */

struct spot { struct reading *reading; enum device_role role; struct bench_place *place; };

static const char *role_name(const struct spot *spot) { return device_role_labels[spot->role]; }

static const char *path_of(const struct spot *spot, const char *below, char path[PATH_SIZE])
{
    snprintf(path, PATH_SIZE, "%s.%s", role_name(spot), below);
    return path;
}

static enum err text_read(const struct spot *spot, const char *below, const char **text,
                          struct why *why)
{
    char path[PATH_SIZE];

    path_of(spot, below, path);
    return here(spot->reading, path, settings_text(&spot->reading->settings, path, text, why),
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
        TRY(here(spot->reading, path, bench_described_read(settings, path, &place->described, why),
                 why));
        *driver = &place->described->type;
        return ERR_OK;
    }
    TRY(text_read(spot, "driver", &name, why));
    if (!name)
        return here(spot->reading, role_name(spot),
                    why_say(why, ERR_RANGE, "%s: no driver is named: give driver = \"...\"",
                            role_name(spot)), why);
    return here(spot->reading, path, bench_driver_find(name, driver, why), why);
}

static enum err driver_read(const struct spot *spot, struct why *why)
{
    const struct device_type *driver = NULL;
    char                      path[PATH_SIZE];

    path_of(spot, "driver", path);
    TRY(driver_find(spot, path, &driver, why));
    if (!(driver->roles >> spot->role & 1u))
        return here(spot->reading, path, role_refuse(spot, driver, why), why);
    spot->place->driver = driver;
    spot->place->line = driver->line;
    return ERR_OK;
}

static enum err port_given_read(const struct spot *spot, struct why *why)
{
    struct bench_place *place = spot->place;
    const char         *port = NULL, *line = NULL;
    char                path[PATH_SIZE];

    TRY(text_read(spot, "port", &port, why));
    TRY(text_read(spot, "line", &line, why));
    if (!port)
        return here(spot->reading, role_name(spot),
                    why_say(why, ERR_RANGE, "%s: no port is named: give port = "
                            "\"serial:/dev/ttyUSB0\"", role_name(spot)), why);
    snprintf(place->address_text, sizeof place->address_text, "%s", port);
    if (port_address_parse(port, &place->address, why) != ERR_OK)
        return here(spot->reading, path_of(spot, "port", path), ERR_PARSE, why);
    if (line && port_line_parse(line, &place->line, why) != ERR_OK)
        return here(spot->reading, path_of(spot, "line", path), ERR_PARSE, why);
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
    char                   text[PATH_SIZE];
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

/* Each in its range, so that a driver finds nothing to refuse but what hangs together. */
static enum err settings_read(const struct spot *spot, struct why *why)
{
    const struct settings *all = &spot->reading->settings;
    char                   prefix[PATH_SIZE];
    size_t                 count;

    path_of(spot, "settings.", prefix);
    count = strlen(prefix);
    for (size_t i = 0; i < all->count; i++) {
        const struct setting *from = &all->items[i];
        if (strncmp(from->path, prefix, count) != 0)
            continue;
        TRY(setting_keep(&spot->place->settings, from, from->path + count));
        TRY(here(spot->reading, from->path, setting_known(spot, from->path + count, why), why));
    }
    return ERR_OK;
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
    char             path[PATH_SIZE];
    size_t           count = strlen(path_of(spot, "limits.", path));

    spot->place->limits = unlimited;
    for (size_t i = 0; i < all->count; i++)
        if (strncmp(all->items[i].path, path, count) == 0)
            TRY(here(spot->reading, all->items[i].path,
                     limit_known(spot, all->items[i].path + count, why), why));
    for (const struct bench_limit *row = bench_limits_of(spot->role); row && row->name; row++) {
        double *limit = (double *)(void *)((char *)&spot->place->limits + row->offset);
        char    at[PATH_SIZE + 40];

        snprintf(at, sizeof at, "%s%s", path, row->name);
        TRY(here(spot->reading, at, settings_number(all, at, row->unit, 0, row->most, limit, why),
                 why));
    }
    return ERR_OK;
}

static enum err place_read(const struct spot *spot, struct why *why)
{
    spot->place->limits = unlimited;
    if (!settings_has(&spot->reading->settings, role_name(spot)))
        return ERR_OK;
    spot->place->is_there = true;
    TRY(driver_read(spot, why));
    TRY(port_given_read(spot, why));
    TRY(identity_read(spot, why));
    TRY(settings_read(spot, why));
    return limits_read(spot, why);
}

/* ---- the same port on two roles ---- */

/* Two names of one port are one: "ttyUSB0", "/dev/ttyUSB0" and a link to it. */
static void port_resolve(const struct port_address *address, char out[PATH_MAX])
{
    char name[PORT_ADDRESS_SIZE + 8];

    if (address->kind == PORT_KIND_TCP) {
        snprintf(out, PATH_MAX, "tcp:%s:%d", address->name, address->tcp_port);
        return;
    }
    if (!address->name[0]) {
        snprintf(out, PATH_MAX, "usb:%04x:%04x:%s", (unsigned)address->vendor,
                 (unsigned)address->product, address->serial);
        return;
    }
    snprintf(name, sizeof name, "%s%s",
             address->kind == PORT_KIND_SERIAL && !strchr(address->name, '/') ? "/dev/" : "",
             address->name);
    if (!realpath(name, out))
        snprintf(out, PATH_MAX, "%s", name);
}

static enum err ports_compare(struct reading *reading, size_t role, size_t other, struct why *why)
{
    const struct bench_place *places = reading->bench->places;
    char                      one[PATH_MAX], two[PATH_MAX], path[PATH_SIZE];

    if (!places[role].is_there || !places[other].is_there)
        return ERR_OK;
    port_resolve(&places[role].address, one);
    port_resolve(&places[other].address, two);
    if (strcmp(one, two) != 0)
        return ERR_OK;
    snprintf(path, sizeof path, "%s.port", device_role_labels[role]);
    return here(reading, path,
                why_say(why, ERR_RANGE, "%s and %s are both at %.200s: each instrument has a port "
                        "of its own", device_role_labels[other], device_role_labels[role],
                        places[role].address_text), why);
}

static enum err ports_check(struct reading *reading, struct why *why)
{
    for (size_t role = 1; role < DEVICE_ROLE_COUNT; role++)
        for (size_t other = 0; other < role; other++)
            TRY(ports_compare(reading, role, other, why));
    return ERR_OK;
}

/* ---- the file ---- */

static enum err head_read(struct reading *reading, struct why *why)
{
    struct bench *bench = reading->bench;
    const char   *title = "";
    double        missed_most = 0;

    TRY(here(reading, "title", settings_text(&reading->settings, "title", &title, why), why));
    snprintf(bench->title, sizeof bench->title, "%s", title);
    TRY(here(reading, "missed_most", settings_number(&reading->settings, "missed_most", "", 0, 1e9,
                                                     &missed_most, why), why));
    bench->missed_most = (int)missed_most;
    TRY(here(reading, "density_g_per_ml",
             settings_number(&reading->settings, "density_g_per_ml", "g/ml", 0.5, 2,
                             &bench->density_g_per_ml, why), why));
    return here(reading, "hang_s", settings_number(&reading->settings, "hang_s", "s", 0.02, 60,
                                                   &bench->hang_s, why), why);
}

static enum err places_read(struct reading *reading, struct why *why)
{
    bool is_any = false;

    TRY(names_check(reading, why));
    TRY(head_read(reading, why));
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        struct spot spot = { reading, (enum device_role)role, &reading->bench->places[role] };

        TRY(place_read(&spot, why));
        is_any |= spot.place->is_there;
    }
    if (!is_any)
        return here(reading, "", why_say(why, ERR_RANGE, "the bench is empty: name at least one "
                                         "role, as pump = { ... }"), why);
    return ports_check(reading, why);
}

void bench_begin(struct bench *bench)
{
    *bench = (struct bench){ .hang_s = HANG_S_USUAL, .density_g_per_ml = WATER_G_PER_ML };
}

enum err bench_load(struct bench *bench, const char *path, struct why *why)
{
    struct reading reading = { .bench = bench };
    enum err       err;

    bench_begin(bench);
    if (strlen(path) >= sizeof bench->path)
        return why_say(why, ERR_RANGE, "the path of the bench file is too long");
    snprintf(bench->path, sizeof bench->path, "%s", path);
    TRY(script_file_read(path, &reading.text, &reading.count, why));
    bytes_sha256_text(reading.text, reading.count, bench->sha256);
    err = script_load_case(SCRIPT_BENCH, path, &reading.settings, why);
    if (err == ERR_OK)
        err = places_read(&reading, why);
    settings_free(&reading.settings);
    free(reading.text);
    if (err != ERR_OK)
        bench_free(bench);
    return err;
}

enum err bench_place_set(struct bench *bench, enum device_role role, const char *driver,
                         const char *address, struct why *why)
{
    struct bench_place *place = &bench->places[role];

    TRY(bench_driver_find(driver, &place->driver, why));
    TRY(port_address_parse(address, &place->address, why));
    snprintf(place->address_text, sizeof place->address_text, "%s", address);
    place->line = place->driver->line;
    place->limits = unlimited;
    place->is_there = true;
    return ERR_OK;
}

void bench_free(struct bench *bench)
{
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        settings_free(&bench->places[role].settings);
        free(bench->places[role].described);
    }
    *bench = (struct bench){ .hang_s = 0 };
}
