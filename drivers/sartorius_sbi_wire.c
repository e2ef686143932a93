#include "sartorius_sbi_wire.h"

#include "base/text.h"
#include "weight_unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SHORT_FORM 14u          /* without CR LF */
#define ID_BYTES   6u
#define VALUE_AT   2u
#define VALUE_SIZE 8u
#define UNIT_AT    11u
#define UNIT_SIZE  3u
#define LINE_MOST  (SBI_TEXT_SIZE - 1u)

enum { ESC = 0x1B };

enum device_scan sbi_scan(const uint8_t *bytes, size_t count, size_t *used)
{
    for (size_t i = 0; i < count && i < LINE_MOST + 2; i++) {
        bool is_behind = i > 0 && bytes[i - 1] == '\r';
        *used = i + 1;
        if (is_behind)
            return bytes[i] == '\n' ? DEVICE_WHOLE : DEVICE_JUNK;
        if (bytes[i] != '\r' && (bytes[i] < ' ' || bytes[i] > '~'))
            return DEVICE_JUNK;
    }
    return count >= LINE_MOST + 2 ? DEVICE_JUNK : DEVICE_PARTIAL;
}

size_t sbi_write(const char *letters, uint8_t bytes[DEVICE_FRAME_MAX])
{
    return (size_t)snprintf((char *)bytes, DEVICE_FRAME_MAX, "%c%s\r\n", ESC, letters);
}

/* ------------------------------------------------------------------ fields */

static void trimmed(const char *text, size_t count, char *out, size_t size)
{
    while (count > 0 && *text == ' ')
        text++, count--;
    while (count > 0 && text[count - 1] == ' ')
        count--;
    count = count < size ? count : size - 1;
    memcpy(out, text, count);
    out[count] = '\0';
}

/* Blanks, then digits with one point among them, to the last column. */
static bool value_read(const char *field, double *value)
{
    char   text[VALUE_SIZE + 1];
    size_t blanks = strspn(field, " ");

    if (blanks >= VALUE_SIZE)
        return false;
    memcpy(text, field + blanks, VALUE_SIZE - blanks);
    text[VALUE_SIZE - blanks] = '\0';
    return strspn(text, "0123456789.") == VALUE_SIZE - blanks && text[0] != '.'
        && text[VALUE_SIZE - blanks - 1] != '.' && number_parse(text, value) == ERR_OK;
}

/* "g  ", "kg ", "   ": letters, then blanks. */
static bool unit_read(const char *field, struct sbi_line *line)
{
    size_t letters = strcspn(field, " ");

    if (letters + strspn(field + letters, " ") != UNIT_SIZE)
        return false;
    trimmed(field, UNIT_SIZE, line->text, sizeof line->text);
    line->is_stable = letters > 0;
    line->grams_per_unit = weight_unit_g(line->text);
    return true;
}

static bool weight_read(const char *form, struct sbi_line *line)
{
    if (!memchr("+- ", form[0], 3) || form[1] != ' ' || form[VALUE_AT + VALUE_SIZE] != ' '
        || !value_read(form + VALUE_AT, &line->value) || !unit_read(form + UNIT_AT, line))
        return false;
    line->kind = SBI_WEIGHT;
    if (form[0] == '-')
        line->value = -line->value;
    return true;
}

/* ------------------------------------------------------------------ lines */

static const struct { const char *text; enum sbi_kind kind; } statuses[] = {
    { "High", SBI_HIGH }, { "Low", SBI_LOW }, { "OFF", SBI_OFF },
    { "Cal. Int.", SBI_CALIBRATING }, { "Cal.Int.", SBI_CALIBRATING },
    { "Cal. Ext.", SBI_CALIBRATING }, { "Cal.Ext.", SBI_CALIBRATING },
    { "APP. ERR", SBI_TROUBLE }, { "DIS. ERR", SBI_TROUBLE }, { "PRT. ERR", SBI_TROUBLE },
};

static bool status_read(const char *form, size_t count, struct sbi_line *line)
{
    char end;

    trimmed(form, count, line->text, sizeof line->text);
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        if (strcmp(line->text, statuses[i].text) == 0) {
            line->kind = statuses[i].kind;
            return true;
        }
    line->kind = SBI_ERROR;
    return strlen(line->text) <= 7 && sscanf(line->text, "Err %3d%c", &line->error, &end) == 1
        && line->error >= 0;
}

static bool is_weight_id(const char *id)
{
    return memcmp(id, "N     ", ID_BYTES) == 0 || memcmp(id, "G     ", ID_BYTES) == 0;
}

/* The long form is a weight of the net or gross kind, or a status. */
static bool long_read(const char *text, struct sbi_line *line)
{
    if (is_weight_id(text))
        return weight_read(text + ID_BYTES, line);
    return memcmp(text, "Stat  ", ID_BYTES) == 0 && status_read(text + ID_BYTES, SHORT_FORM, line);
}

bool sbi_read(const uint8_t *bytes, size_t count, struct sbi_line *line)
{
    char text[LINE_MOST + 1];
    bool is_form;

    if (count < 3 || count - 2 > LINE_MOST)
        return false;
    count -= 2;
    memcpy(text, bytes, count);
    text[count] = '\0';
    *line = (struct sbi_line){ .grams_per_unit = (double)NAN };
    is_form = (count == SHORT_FORM
               && (weight_read(text, line) || status_read(text, SHORT_FORM, line)))
           || (count == SHORT_FORM + ID_BYTES && long_read(text, line));
    if (is_form)
        return true;
    *line = (struct sbi_line){ .kind = SBI_TEXT, .grams_per_unit = (double)NAN };
    trimmed(text, count, line->text, sizeof line->text);
    return line->text[0] != '\0' && !memchr("+- ", text[0], 3) && !is_weight_id(text);
}
