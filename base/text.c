#include "text.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text text_over(char *bytes, size_t size)
{
    bytes[0] = '\0';
    return (struct text){ .bytes = bytes, .size = size };
}

void text_add(struct text *text, const char *format, ...)
{
    va_list args;
    size_t  room = text->size - text->used;
    int     need;

    va_start(args, format);
    need = vsnprintf(text->bytes + text->used, room, format, args);
    va_end(args);
    if (need < 0 || (size_t)need >= room) {
        text->is_cut = true;
        text->used = text->size - 1;
    } else {
        text->used += (size_t)need;
    }
}

static size_t digits_write(char *out, uint64_t whole, int decimals)
{
    char   reversed[24];
    size_t count = 0, written = 0;

    /* one digit before the point, at least */
    while (whole > 0 || count <= (size_t)decimals + (decimals > 0)) {
        reversed[count++] = (char)('0' + whole % 10);
        whole /= 10;
        if (decimals > 0 && count == (size_t)decimals)
            reversed[count++] = '.';
    }
    while (count > 0)
        out[written++] = reversed[--count];
    return written;
}

static const double scale[] = { 1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };

size_t text_fixed(char out[32], double value, int decimals)
{
    double   scaled;
    uint64_t whole;
    size_t   sign;

    if (isnan(value)) {
        memcpy(out, "nan", 3);
        return 3;
    }
    scaled = fabs(value) * scale[decimals];
    if (!(scaled < 1e18))
        return (size_t)snprintf(out, 32, isinf(value) ? "%.0f" : "%.9e", value);
    whole = (uint64_t)(scaled + 0.5);
    sign = value < 0 && whole > 0;
    if (sign)
        out[0] = '-';
    return sign + digits_write(out + sign, whole, decimals);
}

double text_rounded(double value, int decimals)
{
    char   digits[33];
    double scaled = fabs(value) * scale[decimals];

    if (!isfinite(value))
        return value;
    if (scaled < 1e15)      /* both are whole and exact: one division rounds as reading would */
        return copysign((double)(uint64_t)(scaled + 0.5) / scale[decimals], value) + 0.0;
    digits[text_fixed(digits, value, decimals)] = '\0';
    return strtod(digits, NULL);
}

void text_number(char out[32], double value)
{
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(out, 32, "%.*g", digits, value);
        if (strtod(out, NULL) == value)
            return;
    }
}

enum err number_parse(const char *bytes, double *value)
{
    const char *at = bytes;
    char       *end;
    double      parsed;

    for (; *at; at++)
        if (!isdigit((unsigned char)*at) && !strchr("+-.eE", *at))
            return ERR_GARBLED;
    parsed = strtod(bytes, &end);
    if (end == bytes || *end != '\0' || !isfinite(parsed))
        return ERR_GARBLED;
    *value = parsed;
    return ERR_OK;
}

#define NAME_MAX_COMPARED 48

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* Edits from one name to the other: a letter put in, left out, exchanged, or swapped with its
 * neighbour (optimal string alignment). Case does not count; longer names are compared by their
 * beginnings. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t rows[3][NAME_MAX_COMPARED + 1];
    size_t a_count = smaller(strlen(a), NAME_MAX_COMPARED);
    size_t b_count = smaller(strlen(b), NAME_MAX_COMPARED);

    for (size_t j = 0; j <= b_count; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_count; i++) {
        size_t *row = rows[i % 3], *above = rows[(i - 1) % 3], *higher = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_count; j++) {
            bool is_same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
            row[j] = smaller(above[j - 1] + !is_same, smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = smaller(row[j], higher[j - 2] + 1);
        }
    }
    return rows[a_count % 3][b_count];
}

/* Near: at least half of the longer name is as it should be. */
const char *text_nearest(const char *wanted, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    size_t      least = NAME_MAX_COMPARED;

    for (size_t i = 0; i < count; i++) {
        size_t distance = edit_distance(wanted, names[i]);
        size_t length = strlen(wanted) > strlen(names[i]) ? strlen(wanted) : strlen(names[i]);
        if (distance < least && 2 * distance <= length) {
            least = distance;
            nearest = names[i];
        }
    }
    return nearest;
}

void text_join(struct text *out, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        text_add(out, "%s%s", i ? ", " : "", names[i]);
}

const char *text_plural(size_t count)
{
    return count == 1 ? "" : "s";
}

void text_script_name(const char *path, char *out, size_t size)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t      count = strlen(name);

    if (count > 4 && strcmp(name + count - 4, ".lua") == 0)
        count -= 4;
    snprintf(out, size, "%.*s", (int)count, name);
}
