#include "graseby3000_wire.h"

#include "base/text.h"
#include "checksum.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define HEAD        3u                              /* "<LL"          */
#define TAIL        5u                              /* "XXXX>"        */
#define REPLY_HEAD  (HEAD + 1u + 6u)                /* "<LLRAAAAAA"   */
#define REPLY_LEAST (REPLY_HEAD + TAIL)

static const struct { unsigned number; const char *text; } alarms[] = {
#define ROW(number, text) { number, text },
    GRASEBY_ALARM_LIST(ROW)
#undef ROW
};

const char *graseby_alarm_text(unsigned number)
{
    for (size_t i = 0; i < sizeof alarms / sizeof alarms[0]; i++)
        if (alarms[i].number == number)
            return alarms[i].text;
    return NULL;
}

/* ------------------------------------------------------------------ records */

/* -1: not a digit. The pumps write capitals. */
static int hex_digit(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

static bool hex_read(const uint8_t *bytes, size_t digits, uint32_t *value)
{
    *value = 0;
    for (size_t i = 0; i < digits; i++) {
        int digit = hex_digit(bytes[i]);
        if (digit < 0)
            return false;
        *value = *value << 4 | (uint32_t)digit;
    }
    return true;
}

size_t graseby_write(uint16_t seed, const char *command, uint8_t bytes[GRASEBY_RECORD_MAX])
{
    size_t count = HEAD + strlen(command);
    char   text[GRASEBY_RECORD_MAX];

    assert(count + TAIL < GRASEBY_RECORD_MAX);
    snprintf(text, sizeof text, "<%02X%s", (unsigned)(count + TAIL), command);
    memcpy(bytes, text, count);
    snprintf(text, sizeof text, "%04X>", (unsigned)checksum_crc_8408(seed, bytes, count));
    memcpy(bytes + count, text, TAIL);
    return count + TAIL;
}

/* Up to the next "<". */
static enum device_scan junk(const uint8_t *bytes, size_t count, size_t *used)
{
    const uint8_t *next = count > 1 ? memchr(bytes + 1, '<', count - 1) : NULL;

    *used = next ? (size_t)(next - bytes) : count;
    return DEVICE_JUNK;
}

enum device_scan graseby_scan(uint16_t seed, const uint8_t *bytes, size_t count, size_t *used)
{
    uint32_t length, crc;

    *used = 0;
    if (count > 0 && bytes[0] != '<')
        return junk(bytes, count, used);
    if (count < HEAD)
        return DEVICE_PARTIAL;
    if (!hex_read(bytes + 1, 2, &length) || length < REPLY_LEAST
        || length > REPLY_LEAST + GRASEBY_DATA_MAX)
        return junk(bytes, count, used);
    for (size_t i = 1; i < length - 1 && i < count; i++)
        if (bytes[i] < 0x20 || bytes[i] > 0x7E || bytes[i] == '<' || bytes[i] == '>')
            return junk(bytes, count, used);
    if (count < length)
        return DEVICE_PARTIAL;
    if (bytes[length - 1] != '>' || !hex_read(bytes + length - TAIL, 4, &crc))
        return junk(bytes, count, used);
    *used = length;
    return crc == checksum_crc_8408(seed, bytes, length - TAIL) ? DEVICE_WHOLE : DEVICE_JUNK;
}

enum err graseby_read(const uint8_t *record, size_t count, struct graseby_reply *reply)
{
    struct graseby_reply read = { .code = '\0' };
    uint32_t             bytes;
    unsigned             alarm;

    if (count < REPLY_LEAST || count > REPLY_LEAST + GRASEBY_DATA_MAX)
        return ERR_GARBLED;
    read.code = (char)record[HEAD];
    if (!hex_read(record + HEAD + 1, 6, &bytes))
        return ERR_GARBLED;
    read.state = bytes >> 16 | (bytes & 0xFF00u) | (bytes & 0xFFu) << 16;
    alarm = read.state & GRASEBY_ALARM;
    if (alarm != 0 && !graseby_alarm_text(alarm))
        return ERR_GARBLED;
    memcpy(read.data, record + REPLY_HEAD, count - REPLY_LEAST);
    *reply = read;
    return ERR_OK;
}

/* ------------------------------------------------------------------ data */

/* `wide` digits, a point and `behind` more (none: no point). */
static enum err fixed_read(const char **text, int wide, int behind, double *value)
{
    char   digits[16];
    size_t count = (size_t)(wide + (behind > 0 ? 1 + behind : 0));

    for (size_t i = 0; i < count; i++) {
        bool is_point = behind > 0 && i == (size_t)wide;
        digits[i] = (*text)[i];
        if (is_point ? digits[i] != '.' : !isdigit((unsigned char)digits[i]))
            return ERR_GARBLED;
    }
    digits[count] = '\0';
    *text += count;
    return number_parse(digits, value);
}

static const struct layout { int wide[3], behind, alarm_digits; } layouts[] = {
    { { 4, 4, 3 }, 1, 0 }, { { 3, 3, 2 }, 1, 4 }, { { 4, 4, 3 }, 0, 4 },
};

static enum err layout_read(const char *data, const struct layout *layout,
                            struct graseby_infusion *out)
{
    struct graseby_infusion read;
    double *const           fields[] = { &read.infused_ml, &read.left_ml, &read.rate_ml_per_h };
    uint32_t                alarm;

    for (size_t i = 0; i < 3; i++)
        TRY(fixed_read(&data, layout->wide[i], layout->behind, fields[i]));
    if (strlen(data) != (size_t)layout->alarm_digits
        || !hex_read((const uint8_t *)data, strlen(data), &alarm))
        return ERR_GARBLED;
    *out = read;
    return ERR_OK;
}

enum err graseby_infusion_read(const char *data, struct graseby_infusion *out)
{
    for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++)
        if (layout_read(data, &layouts[i], out) == ERR_OK)
            return ERR_OK;
    return ERR_GARBLED;
}

/* Whole with `wide` digits, or one digit less in front of the point and one behind it. */
static enum err number_write(double value, int wide, double tenths_up_to, char text[8],
                             double *written)
{
    bool is_tenths = value < tenths_up_to && fabs(value - round(value)) > 1e-9;
    char digits[24];

    *written = is_tenths ? round(value * 10) / 10 : round(value);
    if (*written == round(*written))
        snprintf(digits, sizeof digits, "%0*.0f", wide, *written);
    else
        snprintf(digits, sizeof digits, "%0*.1f", wide == 3 ? 4 : 5, *written);
    memcpy(text, digits, strlen(digits) + 1 > 8 ? 8 : strlen(digits) + 1);
    return ERR_OK;
}

enum err graseby_rate_write(double ml_per_h, char text[8], double *written_ml_per_h)
{
    double written = ml_per_h < 99.95 ? round(ml_per_h * 10) / 10 : round(ml_per_h);

    if (!(written >= 0.1 && written <= 999))
        return ERR_RANGE;
    return number_write(written, 3, 99.95, text, written_ml_per_h);
}

enum err graseby_volume_write(double ml, char text[8], double *written_ml)
{
    double written = ml < 999.95 ? round(ml * 10) / 10 : round(ml);

    if (!(written >= 0 && written <= 9999))
        return ERR_RANGE;
    return number_write(written, 4, 999.95, text, written_ml);
}
