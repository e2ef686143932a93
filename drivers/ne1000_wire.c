#include "ne1000_wire.h"

#include "base/count.h"
#include "base/text.h"
#include "checksum.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { STX = 0x02, ETX = 0x03, CR = 0x0D };

#define SAFE_LENGTH_LEAST 7u        /* two digits and a status; length, CRC, ETX */
#define SAFE_LENGTH_MOST  (NE1000_DATA_MAX + 4u)
#define TO_TELL           4u        /* bytes that tell Basic from Safe */

static const struct { char letter; const char *text; } alarms[NE1000_ALARM_COUNT] = {
    [NE1000_NO_ALARM] = { '-', "no alarm" },
#define ROW(symbol, name, means) [NE1000_ALARM_##name] = { symbol, means },
    NE1000_ALARM_LIST(ROW)
#undef ROW
};

static const struct { const char *code, *text; } errors[NE1000_ERROR_COUNT] = {
    [NE1000_NO_ERROR] = { "", "no error" },
#define ROW(symbol, name, means) [NE1000_ERROR_##name] = { symbol, means },
    NE1000_ERROR_LIST(ROW)
#undef ROW
};

static const struct { const char *text; double ul_per_h; } units[NE1000_UNIT_COUNT] = {
#define ROW(letters, name, in_ul_per_h) [NE1000_##name] = { letters, in_ul_per_h },
    NE1000_UNIT_LIST(ROW)
#undef ROW
};

const char *ne1000_alarm_text(enum ne1000_alarm alarm) { return alarms[alarm].text; }
char ne1000_alarm_letter(enum ne1000_alarm alarm) { return alarms[alarm].letter; }
const char *ne1000_error_text(enum ne1000_error error) { return errors[error].text; }
const char *ne1000_unit_text(enum ne1000_unit unit) { return units[unit].text; }

/* ------------------------------------------------------------------ frames */

static bool is_printable(uint8_t byte) { return byte >= 0x20 && byte <= 0x7E; }

/* Up to the next STX that may begin a frame. */
static enum device_scan junk(const uint8_t *bytes, size_t count, size_t from, size_t *used)
{
    const uint8_t *next = from < count ? memchr(bytes + from, STX, count - from) : NULL;

    *used = next ? (size_t)(next - bytes) : count;
    return DEVICE_JUNK;
}

static enum device_scan scan_safe(const uint8_t *bytes, size_t count, size_t *used)
{
    size_t   length = bytes[1];
    unsigned crc;

    if (length < SAFE_LENGTH_LEAST || length > SAFE_LENGTH_MOST)
        return junk(bytes, count, 1, used);
    if (count < length + 1)
        return DEVICE_PARTIAL;
    if (bytes[length] != ETX)
        return junk(bytes, count, 1, used);
    *used = length + 1;
    crc = checksum_crc_xmodem(bytes + 2, length - 4);
    /* A frame that stands inside a damaged one was never sent: all of it goes. */
    return crc == ((unsigned)bytes[length - 2] << 8 | bytes[length - 1]) ? DEVICE_WHOLE
                                                                         : DEVICE_JUNK;
}

static enum device_scan scan_basic(const uint8_t *bytes, size_t count, size_t *used)
{
    for (size_t i = 1; i < count; i++) {
        if (bytes[i] == ETX) {
            *used = i + 1;
            return DEVICE_WHOLE;
        }
        if (!is_printable(bytes[i]) || i > NE1000_DATA_MAX)
            return junk(bytes, count, i, used);
    }
    return DEVICE_PARTIAL;
}

enum device_scan ne1000_scan(const uint8_t *bytes, size_t count, size_t *used)
{
    *used = 0;
    if (count == 0)
        return DEVICE_PARTIAL;
    if (bytes[0] != STX)
        return junk(bytes, count, 1, used);
    if (count < TO_TELL)
        return DEVICE_PARTIAL;
    if (isdigit(bytes[2]) && isdigit(bytes[3]))
        return scan_safe(bytes, count, used);
    if (isdigit(bytes[1]) && isdigit(bytes[2]))
        return scan_basic(bytes, count, used);
    return junk(bytes, count, 1, used);
}

size_t ne1000_write(enum ne1000_framing framing, int address, const char *command,
                    uint8_t bytes[NE1000_FRAME_MAX])
{
    char     data[NE1000_DATA_MAX + 1];
    size_t   count;
    unsigned crc;

    assert(address < NE1000_ADDRESSES && strlen(command) <= NE1000_DATA_MAX - 2);
    count = address < 0 ? (size_t)snprintf(data, sizeof data, "%s", command)
                        : (size_t)snprintf(data, sizeof data, "%02d%s", address, command);
    if (framing == NE1000_BASIC) {
        memcpy(bytes, data, count);
        bytes[count] = CR;
        return count + 1;
    }
    bytes[0] = STX;
    bytes[1] = (uint8_t)(count + 4);
    memcpy(bytes + 2, data, count);
    crc = checksum_crc_xmodem(bytes + 2, count);
    bytes[count + 2] = (uint8_t)(crc >> 8);
    bytes[count + 3] = (uint8_t)(crc & 0xFFu);
    bytes[count + 4] = ETX;
    return count + 5;
}

static enum err status_read(const char *text, struct ne1000_reply *reply, const char **rest)
{
    reply->status = text[0];
    *rest = text + 1;
    if (text[0] != 'A')
        return text[0] != '\0' && strchr("IWSPTUX", text[0]) ? ERR_OK : ERR_GARBLED;
    if (text[1] != '?')
        return ERR_GARBLED;
    for (enum ne1000_alarm i = NE1000_NO_ALARM + 1; i < NE1000_ALARM_COUNT; i++)
        if (alarms[i].letter == text[2])
            reply->alarm = i;
    *rest = text + 3;
    return reply->alarm != NE1000_NO_ALARM && text[3] == '\0' ? ERR_OK : ERR_GARBLED;
}

static enum err error_read(const char *text, struct ne1000_reply *reply)
{
    for (enum ne1000_error i = NE1000_NO_ERROR + 1; i < NE1000_ERROR_COUNT; i++)
        if (strcmp(errors[i].code, text) == 0)
            reply->error = i;
    return reply->error != NE1000_NO_ERROR ? ERR_OK : ERR_GARBLED;
}

enum err ne1000_read(const uint8_t *frame, size_t count, struct ne1000_reply *reply)
{
    struct ne1000_reply read = { .framing = NE1000_BASIC };
    size_t              first = 1, end = count - 1, used;
    char                text[NE1000_DATA_MAX + 1];
    const char         *rest;

    if (ne1000_scan(frame, count, &used) != DEVICE_WHOLE || used != count)
        return ERR_GARBLED;
    if (isdigit(frame[2]) && isdigit(frame[3])) {
        read.framing = NE1000_SAFE;
        first = 2;
        end = count - 3;
    }
    for (size_t i = first; i < end; i++) {
        if (!is_printable(frame[i]))
            return ERR_GARBLED;
        text[i - first] = (char)frame[i];
    }
    text[end - first] = '\0';
    read.address = (text[0] - '0') * 10 + (text[1] - '0');
    TRY(status_read(text + 2, &read, &rest));
    if (rest[0] == '?')
        TRY(error_read(rest, &read));
    else
        strcpy(read.data, rest);
    *reply = read;
    return ERR_OK;
}

/* ------------------------------------------------------------------ numbers */

static const double tens[] = { 1, 10, 100, 1000 };

enum err ne1000_number_write(double value, char text[8])
{
    for (int decimals = 3; decimals >= 0; decimals--) {
        double scaled = round(value * tens[decimals]);

        if (!(scaled >= 1 && scaled <= 9999))
            continue;
        while (decimals > 1 && fmod(scaled, 10) == 0) {
            scaled /= 10;
            decimals--;
        }
        snprintf(text, 8, "%.*f", decimals, scaled / tens[decimals]);
        return ERR_OK;
    }
    return ERR_RANGE;
}

enum err ne1000_rate_in(enum ne1000_unit unit, double ul_per_h, struct ne1000_rate *rate)
{
    struct ne1000_rate chosen = { .unit = unit };
    double             written;

    TRY(ne1000_number_write(ul_per_h / units[unit].ul_per_h, chosen.text));
    TRY(number_parse(chosen.text, &written));
    chosen.ul_per_h = written * units[unit].ul_per_h;
    *rate = chosen;
    return ERR_OK;
}

enum err ne1000_rate_choose(double ul_per_h, struct ne1000_rate *rate)
{
    struct ne1000_rate best = { .ul_per_h = NAN }, tried;
    double             wrong, least = INFINITY;

    for (enum ne1000_unit unit = 0; unit < NE1000_UNIT_COUNT; unit++) {
        if (ne1000_rate_in(unit, ul_per_h, &tried) != ERR_OK)
            continue;
        wrong = fabs(tried.ul_per_h - ul_per_h);
        if (wrong >= least * (1 - 1e-9) - 1e-12)
            continue;
        best = tried;
        least = wrong;
    }
    if (isnan(best.ul_per_h))
        return ERR_RANGE;
    *rate = best;
    return ERR_OK;
}

/* ------------------------------------------------------------------ data of replies */

/* Four digits and a point, in five characters: 5.000 12.50 123.4 1000. */
static enum err float_read(const char *text, size_t count, double *value)
{
    char   digits[8];
    size_t points = 0;

    if (count < 1 || count > 5)
        return ERR_GARBLED;
    for (size_t i = 0; i < count; i++) {
        points += text[i] == '.';
        if (text[i] != '.' && !isdigit((unsigned char)text[i]))
            return ERR_GARBLED;
        digits[i] = text[i];
    }
    digits[count] = '\0';
    if (points > 1 || points == count || count - points > 4)
        return ERR_GARBLED;
    return number_parse(digits, value);
}

enum err ne1000_number_read(const char *data, double *value)
{
    return float_read(data, strlen(data), value);
}

enum err ne1000_rate_read(const char *data, struct ne1000_rate *rate)
{
    struct ne1000_rate read;
    size_t             count = strlen(data);
    double             value;

    if (count < 3)
        return ERR_GARBLED;
    for (enum ne1000_unit unit = 0; unit < NE1000_UNIT_COUNT; unit++) {
        if (strcmp(data + count - 2, units[unit].text) != 0)
            continue;
        TRY(float_read(data, count - 2, &value));
        read = (struct ne1000_rate){ .unit = unit, .ul_per_h = value * units[unit].ul_per_h };
        memcpy(read.text, data, count - 2);
        *rate = read;
        return ERR_OK;
    }
    return ERR_GARBLED;
}

static enum err volume_unit_read(const char *text, double *ul)
{
    if (strcmp(text, "UL") != 0 && strcmp(text, "ML") != 0)
        return ERR_GARBLED;
    *ul = text[0] == 'M' ? 1000 : 1;
    return ERR_OK;
}

enum err ne1000_volume_read(const char *data, double *ul, bool *is_ml)
{
    size_t count = strlen(data);
    double value, ul_per_unit;

    if (count < 3)
        return ERR_GARBLED;
    TRY(volume_unit_read(data + count - 2, &ul_per_unit));
    TRY(float_read(data, count - 2, &value));
    *ul = value * ul_per_unit;
    *is_ml = data[count - 2] == 'M';
    return ERR_OK;
}

enum err ne1000_dispensed_read(const char *data, struct ne1000_dispensed *dispensed)
{
    const char *middle = strchr(data, 'W');
    size_t      count = strlen(data);
    double      infused, withdrawn, ul;

    if (data[0] != 'I' || !middle || count < (size_t)(middle - data) + 4)
        return ERR_GARBLED;
    TRY(volume_unit_read(data + count - 2, &ul));
    TRY(float_read(data + 1, (size_t)(middle - data) - 1, &infused));
    TRY(float_read(middle + 1, count - (size_t)(middle - data) - 3, &withdrawn));
    *dispensed = (struct ne1000_dispensed){ infused * ul, withdrawn * ul, ul };
    return ERR_OK;
}
