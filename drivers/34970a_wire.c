#include "34970a_wire.h"

#include "base/text.h"
#include "device_line.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define OVERLOAD 9.9e37
#define CELL_MAX 32u

enum device_scan daq_scan(const uint8_t *bytes, size_t count, size_t *used)
{
    return device_line_scan(bytes, count, used);
}

/* The next cell, up to a comma or the end; false when there is none, or it is too long. */
static bool cell_next(const char **at, char cell[CELL_MAX])
{
    size_t count;

    if (!*at)
        return false;
    count = strcspn(*at, ",");
    if (count == 0 || count >= CELL_MAX)
        return false;
    memcpy(cell, *at, count);
    cell[count] = '\0';
    *at = (*at)[count] == ',' ? *at + count + 1 : NULL;
    return true;
}

static bool whole_read(const char *cell, unsigned most, unsigned *value)
{
    unsigned read = 0;

    for (const char *at = cell; *at; at++) {
        if (*at < '0' || *at > '9' || read > most)
            return false;
        read = read * 10 + (unsigned)(*at - '0');
    }
    *value = read;
    return read <= most;
}

/* "2.61950000E+01 C" */
static bool value_read(char *cell, struct daq_reading *reading)
{
    char *unit = strchr(cell, ' ');

    if (!unit || strlen(unit + 1) == 0 || strlen(unit + 1) >= sizeof reading->unit)
        return false;
    *unit++ = '\0';
    if (number_parse(cell, &reading->value) != ERR_OK)
        return false;
    if (fabs(reading->value) >= OVERLOAD)
        reading->value = (double)NAN;
    snprintf(reading->unit, sizeof reading->unit, "%s", unit);
    return strchr(unit, ' ') == NULL;
}

enum err daq_readings_read(const char *line, struct daq_reading *readings, size_t count)
{
    const char *at = line;
    char        value[CELL_MAX], since[CELL_MAX], channel[CELL_MAX], alarm[CELL_MAX];

    for (size_t i = 0; i < count; i++) {
        struct daq_reading read;
        if (!cell_next(&at, value) || !cell_next(&at, since) || !cell_next(&at, channel)
            || !cell_next(&at, alarm) || !value_read(value, &read)
            || number_parse(since, &read.since_s) != ERR_OK || read.since_s < 0
            || !whole_read(channel, 999, &read.channel) || !whole_read(alarm, 2, &read.alarm))
            return ERR_GARBLED;
        readings[i] = read;
    }
    return at ? ERR_GARBLED : ERR_OK;
}

enum err daq_error_read(const char *line, int *code, char *text, size_t size)
{
    const char *comma = strchr(line, ',');
    size_t      count = strlen(line);
    char        digits[8];
    unsigned    number;

    if (!comma || comma == line || (size_t)(comma - line) >= sizeof digits
        || (line[0] != '+' && line[0] != '-'))
        return ERR_GARBLED;
    memcpy(digits, line, (size_t)(comma - line));
    digits[comma - line] = '\0';
    if (!digits[1] || !whole_read(digits + 1, 9999, &number) || comma[1] != '"'
        || line + count - 1 < comma + 2 || line[count - 1] != '"')
        return ERR_GARBLED;
    *code = digits[0] == '-' ? -(int)number : (int)number;
    snprintf(text, size, "%.*s", (int)(line + count - 1 - comma - 2), comma + 2);
    return ERR_OK;
}
