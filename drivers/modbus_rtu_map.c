#include "modbus_rtu_map.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define CLAUSE_SIZE 96u

static enum err place_read(struct settings *given, const char *group, const char *name,
                           struct modbus_entry *entry, struct why *why)
{
    char        path[96];
    const char *text = NULL;
    enum err    err;

    snprintf(path, sizeof path, "%s.%s", group, name);
    TRY(settings_text(given, path, &text, why));
    if (!text)
        return ERR_OK;
    err = modbus_place_parse(text, &entry->place, why);
    if (err != ERR_OK)
        why_prefix(why, "%s = ", path);
    entry->is_there = err == ERR_OK;
    return err;
}

static bool is_writable(const struct modbus_place *place)
{
    return place->table == MODBUS_COIL || place->table == MODBUS_HOLDING;
}

static enum err orders_read(struct settings *given, struct modbus_map *map, struct why *why)
{
    for (size_t i = 0; i < DEVICE_ORDER_COUNT; i++) {
        struct modbus_entry *entry = &map->orders[i];
        TRY(place_read(given, "order", device_orders[i].name, entry, why));
        if (entry->is_there && !is_writable(&entry->place))
            return why_say(why, ERR_RANGE, "order.%s: nothing can be written there: give a coil "
                                           "or a holding register", device_orders[i].name);
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ safe */

/* "coil 0 = 0" */
static enum err clause_read(const char *clause, struct modbus_entry *entry, struct why *why)
{
    const char *equals = strchr(clause, '=');
    char        place[CLAUSE_SIZE], number[CLAUSE_SIZE];
    uint16_t    registers[MODBUS_REGISTERS_MAX];

    if (!equals || sscanf(equals + 1, " %95s", number) != 1
        || number_parse(number, &entry->value) != ERR_OK
        || strspn(strstr(equals, number) + strlen(number), " ") !=
               strlen(strstr(equals, number) + strlen(number)))
        return why_say(why, ERR_RANGE, "safe: \"%.80s\": give a place and its value, as in "
                                       "\"coil 0 = 0; holding 4 = 0\"", clause);
    snprintf(place, sizeof place, "%.*s", (int)(equals - clause), clause);
    TRY(modbus_place_parse(place, &entry->place, why));
    if (!is_writable(&entry->place)
        || modbus_place_encode(&entry->place, entry->value, registers) != ERR_OK)
        return why_say(why, ERR_RANGE, "safe: \"%.80s\": that value cannot be written there",
                       clause);
    entry->is_there = true;
    return ERR_OK;
}

static enum err safe_read(const char *text, struct modbus_map *map, struct why *why)
{
    while (text && *text) {
        const char *end = strchr(text, ';');
        char        clause[CLAUSE_SIZE];
        size_t      count = end ? (size_t)(end - text) : strlen(text);
        if (map->safe_count == MODBUS_SAFE_MAX)
            return why_say(why, ERR_RANGE, "safe: at most %u writes", MODBUS_SAFE_MAX);
        snprintf(clause, sizeof clause, "%.*s", (int)count, text);
        TRY(clause_read(clause, &map->safe[map->safe_count], why));
        map->safe_count++;
        text = end ? end + 1 : NULL;
    }
    return ERR_OK;
}

/* Whatever lets energy or drug out must have a way to stop it. */
static enum err source_check(const struct modbus_map *map, struct why *why)
{
    static const enum device_order lets_out[] = { DEVICE_ORDER_POWER, DEVICE_ORDER_OUTPUT,
                                                  DEVICE_ORDER_RATE, DEVICE_ORDER_RUN };

    for (size_t i = 0; i < sizeof lets_out / sizeof *lets_out && map->safe_count == 0; i++)
        if (map->orders[lets_out[i]].is_there)
            return why_say(why, ERR_RANGE, "order.%s makes it a source, and nothing says what "
                                           "makes it safe: give safe = \"coil 0 = 0; holding 4 = "
                                           "0\" with its own registers",
                           device_orders[lets_out[i]].name);
    return ERR_OK;
}

/* ------------------------------------------------------------------ all of it */

static enum err identify_read(const char *text, struct modbus_map *map, struct why *why)
{
    enum err err = ERR_OK;

    if (strcmp(text, "none") == 0) {
        map->identify = MODBUS_BY_NOTHING;
    } else if (strcmp(text, "server id") == 0) {
        map->identify = MODBUS_BY_SERVER_ID;
    } else {
        map->identify = MODBUS_BY_PLACE;
        err = modbus_place_parse(text, &map->identity, why);
        if (err != ERR_OK)
            why_prefix(why, "identify is none, server id or a place; ");
    }
    return err;
}

static bool says_anything(const struct modbus_map *map)
{
    for (size_t i = 0; i < DEVICE_READING_COUNT; i++)
        if (map->readings[i].is_there)
            return true;
    return map->identify != MODBUS_BY_NOTHING;
}

enum err modbus_map_read(struct settings *given, const char *identify, const char *safe,
                         struct modbus_map *map, struct why *why)
{
    for (size_t i = 0; i < DEVICE_READING_COUNT; i++)
        TRY(place_read(given, "reading", device_readings[i].name, &map->readings[i], why));
    TRY(orders_read(given, map, why));
    TRY(identify_read(identify, map, why));
    TRY(safe_read(safe, map, why));
    TRY(source_check(map, why));
    return says_anything(map) ? ERR_OK
                              : why_say(why, ERR_RANGE, "nothing is ever asked of it: give a "
                                        "reading, as in reading = { temp_c = \"input 0 float\" }, "
                                        "or identify");
}
