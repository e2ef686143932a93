#include "iet_prs_wire.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define FIELDS_MAX  8u
#define MODEL_PARTS 7u
#define PART_SIZE   24u
#define MILLI       0.001
#define SHORT_DIGIT '2'

struct parts { char texts[FIELDS_MAX][PART_SIZE]; size_t count; };

/* False: too many, or one too long. */
static bool split(const char *text, char by, struct parts *parts)
{
    parts->count = 0;
    for (const char *end;; text = end + 1) {
        end = strchr(text, by);
        size_t count = end ? (size_t)(end - text) : strlen(text);
        if (parts->count == FIELDS_MAX || count >= PART_SIZE)
            return false;
        memcpy(parts->texts[parts->count], text, count);
        parts->texts[parts->count++][count] = '\0';
        if (!end)
            return true;
    }
}

static bool unsigned_read(const char *text, unsigned most, unsigned *value)
{
    double number;

    if (!text[0] || strspn(text, "0123456789") != strlen(text)
        || number_parse(text, &number) != ERR_OK || number > most)
        return false;
    *value = (unsigned)number;
    return true;
}

/* "100m", "1", "10" */
static bool step_read(const char *text, double *step_ohm)
{
    char     digits[PART_SIZE];
    size_t   count = strlen(text);
    bool     is_milli = count > 1 && text[count - 1] == 'm';
    unsigned number;

    memcpy(digits, text, count + 1);
    if (is_milli)
        digits[count - 1] = '\0';
    if (!unsigned_read(digits, 1000000, &number) || number == 0)
        return false;
    *step_ohm = is_milli ? number * MILLI : number;
    return true;
}

enum err iet_prs_model_read(const char *line, struct iet_prs_model *out)
{
    struct iet_prs_model model = { .decades = 0 };
    struct parts         fields, parts;
    unsigned             version;

    if (!split(line, ',', &fields) || fields.count != 4 || strcmp(fields.texts[0], "IET Labs") != 0)
        return ERR_GARBLED;
    if (!split(fields.texts[1], '-', &parts) || parts.count != MODEL_PARTS ||
        strcmp(parts.texts[0], "PRS") != 0)
        return ERR_GARBLED;
    if (!unsigned_read(parts.texts[1], 9999, &version) || strlen(parts.texts[2]) != 1)
        return ERR_GARBLED;
    if (!unsigned_read(parts.texts[3], IET_PRS_DIGITS, &model.decades) || model.decades == 0 ||
        !step_read(parts.texts[4], &model.step_ohm) ||
        !unsigned_read(parts.texts[5], 9, &model.slot) ||
        !unsigned_read(parts.texts[6], 9, &model.options))
        return ERR_GARBLED;
    strcpy(model.serial, fields.texts[2]);
    *out = model;
    return ERR_OK;
}

enum err iet_prs_write(unsigned decades, uint64_t units, bool is_short,
                       uint8_t out[DEVICE_FRAME_MAX], size_t *count)
{
    static const char head[] = "SOURce:DATA ";
    size_t            first = sizeof head - 1;

    memcpy(out, head, first);
    for (size_t i = IET_PRS_DIGITS; i-- > 0; units /= 10) {
        if (i < IET_PRS_DIGITS - decades && units > 0)
            return ERR_RANGE;
        out[first + i] = (uint8_t)('0' + units % 10);
    }
    if (is_short && decades >= IET_PRS_DIGITS)
        return ERR_RANGE;
    if (is_short)
        out[first + IET_PRS_DIGITS - decades - 1] = SHORT_DIGIT;
    out[first + IET_PRS_DIGITS] = '\n';
    *count = first + IET_PRS_DIGITS + 1;
    return ERR_OK;
}
