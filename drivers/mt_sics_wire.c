#include "mt_sics_wire.h"

#include "base/text.h"
#include "weight_unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_ 200u          /* no line of levels 0 to 3 is longer */
#define VALUE_MAX 10u           /* characters */

enum { XON = 0x11, XOFF = 0x13 };

enum device_scan mt_sics_scan(const uint8_t *bytes, size_t count, size_t *used)
{
    for (size_t i = 0; i < count && i < LINE_MAX_; i++) {
        bool is_feed = i > 0 && bytes[i - 1] == '\r' && bytes[i] == '\n';
        bool is_return = bytes[i] == '\r' && (i == 0 || bytes[i - 1] != '\r');
        bool is_follower = i > 0 && bytes[i - 1] == '\r';
        *used = i + 1;
        if (is_feed)
            return DEVICE_WHOLE;
        if (is_follower || (!is_return && (bytes[i] < ' ' || bytes[i] > '~')))
            return DEVICE_JUNK;
    }
    return count >= LINE_MAX_ ? DEVICE_JUNK : DEVICE_PARTIAL;
}

size_t mt_sics_write(const char *command, uint8_t bytes[DEVICE_FRAME_MAX])
{
    return (size_t)snprintf((char *)bytes, DEVICE_FRAME_MAX, "%s\r\n", command);
}

/* ------------------------------------------------------------------ fields */

/* The next field of *text into `out`: false when there is none, or it is longer. */
static bool field_take(const char **text, char *out, size_t size)
{
    size_t count;

    *text += strspn(*text, " ");
    count = strcspn(*text, " ");
    if (count == 0 || count >= size)
        return false;
    memcpy(out, *text, count);
    out[count] = '\0';
    *text += count;
    return true;
}

static bool is_end(const char *text) { return text[strspn(text, " ")] == '\0'; }

/* "-12.3456": a sign before the first digit, digits, one point among them. */
static bool value_read(const char *field, double *value)
{
    size_t digits = strcspn(field, "0123456789");

    if (digits > 1 || strspn(field, "+-0123456789.") != strlen(field)
        || field[strlen(field) - 1] == '.')
        return false;
    return number_parse(field[0] == '+' ? field + 1 : field, value) == ERR_OK;
}

/* "Error 10b": the number, and whose it is. */
static bool fault_read(const char *text, struct mt_sics_reply *reply)
{
    char  field[8], *end;

    if (!field_take(&text, field, sizeof field) || !is_end(text) || field[0] < '0'
        || field[0] > '9')
        return false;
    reply->fault = (int)strtol(field, &end, 10);
    reply->fault_of = *end;
    reply->kind = MT_SICS_FAULT;
    return (*end == 'b' || *end == 't') && end[1] == '\0';
}

static bool weight_read(const char *text, struct mt_sics_reply *reply)
{
    char field[VALUE_MAX + 1];

    if (!field_take(&text, field, sizeof field))
        return false;
    if (strcmp(field, "Error") == 0)
        return fault_read(text, reply);
    if (!value_read(field, &reply->value) || !field_take(&text, reply->unit, sizeof reply->unit)
        || !is_end(text))
        return false;
    reply->kind = MT_SICS_WEIGHT;
    reply->grams_per_unit = weight_unit_g(reply->unit);
    return true;
}

/* What is between the first quote and the last, when the line ends there; anything else is of no
 * meaning to us. */
static bool text_read(const char *text, struct mt_sics_reply *reply)
{
    const char *first = strchr(text, '"'), *last = strrchr(text, '"');
    size_t      count;

    if (!first)
        return true;
    if (first == last || !is_end(last + 1))
        return false;
    count = (size_t)(last - first) - 1;
    if (count >= sizeof reply->text)
        return false;
    memcpy(reply->text, first + 1, count);
    reply->text[count] = '\0';
    return true;
}

/* ------------------------------------------------------------------ lines */

static const struct { const char *line; enum mt_sics_kind kind; } errors[] = {
    { "ES", MT_SICS_ES }, { "ET", MT_SICS_ET }, { "EL", MT_SICS_EL },
};

static bool error_read(const char *line, struct mt_sics_reply *reply)
{
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (strcmp(line, errors[i].line) == 0) {
            reply->kind = errors[i].kind;
            return true;
        }
    return false;
}

static bool status_read(char status, const char *text, struct mt_sics_reply *reply)
{
    static const struct { char letter; enum mt_sics_kind kind; } words[] = {
        { 'I', MT_SICS_NOT_NOW }, { 'L', MT_SICS_WRONG }, { '+', MT_SICS_OVER },
        { '-', MT_SICS_UNDER },
    };

    reply->is_stable = status == 'S';
    if (status == 'S' || status == 'D')
        return is_end(text) ? false : weight_read(text, reply);
    if (status == 'A' || status == 'B') {
        reply->kind = status == 'A' ? MT_SICS_DONE : MT_SICS_MORE;
        return text_read(text, reply);
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i].letter == status) {
            reply->kind = words[i].kind;
            return is_end(text);
        }
    return false;
}

bool mt_sics_read(const uint8_t *bytes, size_t count, struct mt_sics_reply *reply)
{
    char        line[LINE_MAX_ + 1], status[2];
    const char *text = line;

    while (count > 0 && (*bytes == XON || *bytes == XOFF))
        bytes++, count--;
    if (count < 2 || count - 2 > LINE_MAX_)
        return false;
    memcpy(line, bytes, count - 2);
    line[count - 2] = '\0';
    *reply = (struct mt_sics_reply){ .id = "", .grams_per_unit = (double)NAN };
    if (error_read(line, reply))
        return true;
    if (line[0] == ' ' || !field_take(&text, reply->id, sizeof reply->id)
        || !field_take(&text, status, sizeof status))
        return false;
    return status_read(status[0], text, reply);
}
