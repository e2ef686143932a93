#include "keller_wire.h"

#include "checksum.h"

#include <string.h>

#define HEAD    2u
#define CRC     2u
#define REFUSED 0x80u

static size_t crc_put(uint8_t *bytes, size_t count)
{
    uint16_t crc = checksum_crc_modbus(bytes, count);

    bytes[count] = (uint8_t)(crc >> 8);
    bytes[count + 1] = (uint8_t)crc;
    return count + CRC;
}

static bool is_crc_sound(const uint8_t *bytes, size_t count)
{
    uint16_t crc = checksum_crc_modbus(bytes, count - CRC);

    return bytes[count - 2] == crc >> 8 && bytes[count - 1] == (crc & 0xFF);
}

size_t keller_write(uint8_t address, uint8_t function, const uint8_t *parameters, size_t count,
                    uint8_t out[KELLER_REQUEST_MAX])
{
    out[0] = address;
    out[1] = function;
    if (count > 0)
        memcpy(out + HEAD, parameters, count);
    return crc_put(out, HEAD + count);
}

/* Of a whole reply to this function; 0: there is no such function. */
static size_t reply_count(uint8_t function)
{
    if (function & REFUSED)
        return HEAD + 1 + CRC;
    switch (function) {
#define LENGTH(name, code, count) case KELLER_##name: return HEAD + (count) + CRC;
    KELLER_FUNCTION_LIST(LENGTH)
#undef LENGTH
    default: return 0;
    }
}

enum device_scan keller_scan(const uint8_t *bytes, size_t count, size_t *used)
{
    size_t whole;

    *used = 0;
    if (count < HEAD)
        return DEVICE_PARTIAL;
    whole = reply_count(bytes[1]);
    if (whole > 0 && count < whole)
        return DEVICE_PARTIAL;
    *used = whole > 0 && is_crc_sound(bytes, whole) ? whole : 1;
    return *used == 1 ? DEVICE_JUNK : DEVICE_WHOLE;
}

enum err keller_read(const uint8_t *frame, size_t count, struct keller_reply *reply)
{
    if (count < HEAD || count != reply_count(frame[1]) || !is_crc_sound(frame, count))
        return ERR_GARBLED;
    *reply = (struct keller_reply){ .address = frame[0],
                                    .function = (uint8_t)(frame[1] & ~REFUSED) };
    if (frame[1] & REFUSED) {
        reply->refusal = frame[HEAD];
        return reply->refusal ? ERR_OK : ERR_GARBLED;
    }
    reply->count = (uint8_t)(count - HEAD - CRC);
    memcpy(reply->data, frame + HEAD, reply->count);
    return ERR_OK;
}

static uint32_t first_four(const struct keller_reply *reply)
{
    const uint8_t *data = reply->data;

    return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

float keller_float(const struct keller_reply *reply)
{
    uint32_t bits = first_four(reply);
    float    value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

int32_t keller_integer(const struct keller_reply *reply)
{
    uint32_t bits = first_four(reply);
    int32_t  value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

const char *keller_refusal_text(uint8_t code)
{
    switch (code) {
    case 1:                      return "it does not know the function";
    case 2:                      return "it has no such parameter or channel";
    case 3:                      return "the request's data are wrong";
    case KELLER_NOT_INITIALISED: return "it is not initialised: it has lost its power";
    default:                     return "an error that its manual does not list";
    }
}
