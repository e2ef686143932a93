#include "checksum.h"

/* Four bits at a time: entry n is what n leaves behind after four steps of the polynomial. */
static const uint16_t steps_1021[16] = {
    0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50A5, 0x60C6, 0x70E7,
    0x8108, 0x9129, 0xA14A, 0xB16B, 0xC18C, 0xD1AD, 0xE1CE, 0xF1EF,
};
static const uint16_t steps_8408[16] = {
    0x0000, 0x1081, 0x2102, 0x3183, 0x4204, 0x5285, 0x6306, 0x7387,
    0x8408, 0x9489, 0xA50A, 0xB58B, 0xC60C, 0xD68D, 0xE70E, 0xF78F,
};
static const uint16_t steps_a001[16] = {
    0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
    0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400,
};

/* Lowest bit first. */
static uint16_t crc_low_first(const uint16_t steps[16], uint16_t seed, const uint8_t *bytes,
                              size_t count)
{
    unsigned crc = seed;

    for (size_t i = 0; i < count; i++) {
        crc = crc >> 4 ^ steps[(crc ^ bytes[i]) & 0xFu];
        crc = crc >> 4 ^ steps[(crc ^ bytes[i] >> 4) & 0xFu];
    }
    return (uint16_t)crc;
}

uint16_t checksum_crc_xmodem(const uint8_t *bytes, size_t count)
{
    unsigned crc = 0;

    for (size_t i = 0; i < count; i++) {
        crc = (crc << 4 ^ steps_1021[(crc >> 12 ^ bytes[i] >> 4) & 0xFu]) & 0xFFFFu;
        crc = (crc << 4 ^ steps_1021[(crc >> 12 ^ bytes[i]) & 0xFu]) & 0xFFFFu;
    }
    return (uint16_t)crc;
}

uint16_t checksum_crc_8408(uint16_t seed, const uint8_t *bytes, size_t count)
{
    return crc_low_first(steps_8408, seed, bytes, count);
}

uint16_t checksum_crc_modbus(const uint8_t *bytes, size_t count)
{
    return crc_low_first(steps_a001, 0xFFFF, bytes, count);
}

uint16_t checksum_sum_16(const uint8_t *bytes, size_t count)
{
    unsigned sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += bytes[i];
    return (uint16_t)sum;
}

uint8_t checksum_sum_8(const uint8_t *bytes, size_t count)
{
    return (uint8_t)checksum_sum_16(bytes, count);
}

uint8_t checksum_inverted(const uint8_t *bytes, size_t count)
{
    return (uint8_t)~checksum_sum_16(bytes, count);
}

uint8_t checksum_lrc(const uint8_t *bytes, size_t count)
{
    return (uint8_t)(0u - checksum_sum_16(bytes, count));
}

uint8_t checksum_xor(const uint8_t *bytes, size_t count)
{
    unsigned all = 0;

    for (size_t i = 0; i < count; i++)
        all ^= bytes[i];
    return (uint8_t)all;
}
