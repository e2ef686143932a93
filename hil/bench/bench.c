#define _XOPEN_SOURCE 700       /* realpath */
#include "hil/bench/bench_inside.h"

#include "base/names.h"
#include "hil/bench/bench_described.h"
#include "hil/bench/bench_drivers.h"
#include "hil/script/lua_tokens.h"
#include "hil/script/script.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HANG_S_USUAL 0.25
#define WATER_G_PER_ML 0.9982       /* at 20 C */

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

enum err bench_here(const struct bench_reading *reading, const char *path, enum err err,
                    struct why *why)
{
    int line = lua_line_of(reading->text, reading->count, "bench", path);

    if (err != ERR_OK)
        why_prefix(why, "%s:%d: ", base_name(reading->bench->path), line);
    return err;
}

/* ---- every name is known ---- */

/* The part of "pump.settings.address" that begins at `from`: "pump", and where the next does. */
static size_t part_of(const char *path, size_t from, char part[BENCH_PATH_SIZE])
{
    size_t count = strcspn(path + from, ".[");

    snprintf(part, BENCH_PATH_SIZE, "%.*s", (int)count, path + from);
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
    char   role[BENCH_PATH_SIZE], word[BENCH_PATH_SIZE], what[BENCH_PATH_SIZE + 40];
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

static enum err names_check(struct bench_reading *reading, struct why *why)
{
    for (size_t i = 0; i < reading->settings.count; i++)
        TRY(bench_here(reading, reading->settings.items[i].path,
                       path_check(reading->settings.items[i].path, why), why));
    return ERR_OK;
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

static enum err ports_compare(const struct bench_reading *reading, size_t role, size_t other,
                              struct why *why)
{
    const struct bench_place *places = reading->bench->places;
    char                      one[PATH_MAX], two[PATH_MAX], path[BENCH_PATH_SIZE];

    if (!places[role].is_there || !places[other].is_there)
        return ERR_OK;
    port_resolve(&places[role].address, one);
    port_resolve(&places[other].address, two);
    if (strcmp(one, two) != 0)
        return ERR_OK;
    snprintf(path, sizeof path, "%s.port", device_role_labels[role]);
    return bench_here(reading, path,
                      why_say(why, ERR_RANGE, "%s and %s are both at %.200s: each instrument has "
                              "a port of its own", device_role_labels[other],
                              device_role_labels[role], places[role].address_text), why);
}

static enum err ports_check(struct bench_reading *reading, struct why *why)
{
    for (size_t role = 1; role < DEVICE_ROLE_COUNT; role++)
        for (size_t other = 0; other < role; other++)
            TRY(ports_compare(reading, role, other, why));
    return ERR_OK;
}

/* ---- the file ---- */

static enum err head_read(struct bench_reading *reading, struct why *why)
{
    struct bench *bench = reading->bench;
    const char   *title = "";
    double        missed_most = 0;

    TRY(bench_here(reading, "title", settings_text(&reading->settings, "title", &title, why), why));
    snprintf(bench->title, sizeof bench->title, "%s", title);
    TRY(bench_here(reading, "missed_most",
                   settings_number(&reading->settings, "missed_most", "", 0, 1e9, &missed_most,
                                   why), why));
    bench->missed_most = (int)missed_most;
    TRY(bench_here(reading, "density_g_per_ml",
                   settings_number(&reading->settings, "density_g_per_ml", "g/ml", 0.5, 2,
                                   &bench->density_g_per_ml, why), why));
    return bench_here(reading, "hang_s",
                      settings_number(&reading->settings, "hang_s", "s", 0.02, 60, &bench->hang_s,
                                      why), why);
}

static enum err places_read(struct bench_reading *reading, struct why *why)
{
    bool is_any = false;

    TRY(names_check(reading, why));
    TRY(head_read(reading, why));
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++) {
        struct bench_place *place = &reading->bench->places[role];

        TRY(bench_place_read(reading, (enum device_role)role, place, why));
        is_any |= place->is_there;
    }
    if (!is_any)
        return bench_here(reading, "",
                          why_say(why, ERR_RANGE, "the bench is empty: name at least one role, as "
                                  "pump = { ... }"), why);
    return ports_check(reading, why);
}

void bench_begin(struct bench *bench)
{
    *bench = (struct bench){ .hang_s = HANG_S_USUAL, .density_g_per_ml = WATER_G_PER_ML };
}

enum err bench_load(struct bench *bench, const char *path, struct why *why)
{
    struct bench_reading reading = { .bench = bench };
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
    bench_limits_begin(place);
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

bool bench_is_source(const struct bench *bench, enum device_role role)
{
    const struct bench_place *place = &bench->places[role];

    return (role == DEVICE_ROLE_GENERATOR || role == DEVICE_ROLE_PUMP) && place->is_there
        && place->driver->is_source;
}
