#include "esu2400_wire.h"

#include "base/text.h"
#include "device_line.h"

#include <string.h>

#define BIT_ROW(bit, alarm, coming, going) \
    { .mask = 1u << (bit), .is_alarm = (alarm), .comes = (coming), .goes = (going) },
const struct esu2400_bit esu2400_bits[ESU2400_BIT_COUNT] = { ESU2400_STATUS_LIST(BIT_ROW) };

/* A CR without LF ends what we have said: it comes back on a line with an echo. */
static size_t echo_count(const uint8_t *bytes, size_t count)
{
    const uint8_t *end = count > 1 ? memchr(bytes, '\r', count - 1) : NULL;

    return end && end[1] != '\n' ? (size_t)(end - bytes) + 1 : 0;
}

enum device_scan esu2400_scan(const uint8_t *bytes, size_t count, size_t *used)
{
    *used = echo_count(bytes, count);
    if (*used > 0)
        return DEVICE_JUNK;
    return device_line_scan(bytes, count, used);
}

enum err esu2400_line(const uint8_t *frame, size_t count, char *out, size_t size)
{
    if (count < 3 || frame[count - 2] != '\r' || frame[count - 1] != '\n' || count - 2 >= size)
        return ERR_GARBLED;
    memcpy(out, frame, count - 2);
    out[count - 2] = '\0';
    return ERR_OK;
}

enum err esu2400_number(const char *line, bool has_decimals, double *value)
{
    static const char digits[] = "0123456789";
    size_t            whole = strspn(line, digits), part;

    if (whole == 0)
        return ERR_GARBLED;
    if (!has_decimals)
        return line[whole] == '\0' ? number_parse(line, value) : ERR_GARBLED;
    part = line[whole] == '.' ? strspn(line + whole + 1, digits) : 0;
    if (part == 0 || line[whole + 1 + part] != '\0')
        return ERR_GARBLED;
    return number_parse(line, value);
}
