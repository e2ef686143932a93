#include "picture_png.h"

#include <stdint.h>
#include <string.h>

#define HEADER_BYTES      33            /* signature, and IHDR with its length and checksum */
#define PIXELS_PER_METRE  7874          /* 200 dots to the inch */
#define CRC_POLYNOMIAL    0xEDB88320u   /* ISO 3309, reflected */

static uint32_t crc_over(uint32_t crc, const void *data, size_t count)
{
    const uint8_t *at = data;

    for (size_t i = 0; i < count; i++) {
        crc ^= at[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? CRC_POLYNOMIAL : 0);
    }
    return crc;
}

static void big_endian_add(struct bytes *out, uint32_t value)
{
    const uint8_t four[] = { (uint8_t)(value >> 24), (uint8_t)(value >> 16),
                             (uint8_t)(value >> 8), (uint8_t)value };

    bytes_add(out, four, sizeof four);
}

static void chunk_add(struct bytes *out, const char type[4], const struct bytes *data)
{
    big_endian_add(out, (uint32_t)data->used);
    bytes_add(out, type, 4);
    bytes_add(out, data->at, data->used);
    big_endian_add(out, ~crc_over(crc_over(~0u, type, 4), data->at, data->used));
    out->is_out_of_memory |= data->is_out_of_memory;
}

/* Keyword, a zero, text. */
static void text_chunk_add(struct bytes *out, const char *keyword, const char *text)
{
    struct bytes data = { 0 };

    bytes_add(&data, keyword, strlen(keyword) + 1);
    bytes_add(&data, text, strlen(text));
    chunk_add(out, "tEXt", &data);
    bytes_free(&data);
}

static void size_chunk_add(struct bytes *out)
{
    struct bytes data = { 0 };

    big_endian_add(&data, PIXELS_PER_METRE);
    big_endian_add(&data, PIXELS_PER_METRE);
    bytes_add(&data, "\x01", 1);        /* per metre */
    chunk_add(out, "pHYs", &data);
    bytes_free(&data);
}

void png_describe(const struct bytes *png, const struct sheet_words *say, struct bytes *out)
{
    if (png->used < HEADER_BYTES)
        return;
    bytes_add(out, png->at, HEADER_BYTES);
    size_chunk_add(out);
    text_chunk_add(out, "Title", say->title);
    text_chunk_add(out, "Software", say->program);
    text_chunk_add(out, "Creation Time", say->date_utc);
    bytes_add(out, png->at + HEADER_BYTES, png->used - HEADER_BYTES);
}
