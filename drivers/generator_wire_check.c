/* generator_wire_check.c - hexadecimal digits, and the check that ends every line. */
#include "generator_wire_inside.h"

#include <string.h>

static const char hex_digits[] = "0123456789ABCDEF";

/* CRC-16/CCITT-FALSE, four bits at a time: entry n is what n leaves behind after four steps. */
static const uint16_t crc_steps[16] = {
    0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50A5, 0x60C6, 0x70E7,
    0x8108, 0x9129, 0xA14A, 0xB16B, 0xC18C, 0xD1AD, 0xE1CE, 0xF1EF,
};

uint16_t generator_check(const uint8_t *bytes, size_t count)
{
    unsigned crc = 0xFFFF;

    for (size_t i = 0; i < count; i++) {
        crc = (crc << 4 ^ crc_steps[(crc >> 12 ^ bytes[i] >> 4) & 0xF]) & 0xFFFF;
        crc = (crc << 4 ^ crc_steps[(crc >> 12 ^ bytes[i]) & 0xF]) & 0xFFFF;
    }
    return (uint16_t)crc;
}

bool generator_hex_read(const uint8_t *bytes, size_t count, unsigned *value)
{
    unsigned read = 0;

    for (size_t i = 0; i < count; i++) {
        const char *digit = bytes[i] ? strchr(hex_digits, bytes[i]) : NULL;
        if (!digit)
            return false;
        read = read << 4 | (unsigned)(digit - hex_digits);
    }
    *value = read;
    return true;
}

size_t generator_hex_write(uint8_t *out, unsigned value, size_t digits)
{
    for (size_t i = 0; i < digits; i++)
        out[i] = (uint8_t)hex_digits[value >> 4 * (digits - 1 - i) & 0xF];
    return digits;
}

size_t generator_check_append(uint8_t *line, size_t count)
{
    unsigned check = generator_check(line, count);

    line[count] = '*';
    return count + 1 + generator_hex_write(line + count + 1, check, GENERATOR_CHECK_DIGITS);
}

bool generator_has_check(const uint8_t *line, size_t count, unsigned *check)
{
    return count > GENERATOR_CHECK_BYTES && line[count - GENERATOR_CHECK_BYTES] == '*'
        && generator_hex_read(line + count - GENERATOR_CHECK_DIGITS, GENERATOR_CHECK_DIGITS, check);
}
