#include "modbus_rtu_wire.h"

#include "checksum.h"

#include <string.h>

#define HEAD    2u
#define CRC     2u
#define REFUSED 0x80u

static size_t crc_put(uint8_t *bytes, size_t count)
{
    uint16_t crc = checksum_crc_modbus(bytes, count);

    bytes[count] = (uint8_t)crc;
    bytes[count + 1] = (uint8_t)(crc >> 8);
    return count + CRC;
}

static bool is_crc_sound(const uint8_t *bytes, size_t count)
{
    uint16_t crc = checksum_crc_modbus(bytes, count - CRC);

    return bytes[count - 2] == (crc & 0xFF) && bytes[count - 1] == crc >> 8;
}

static size_t word_put(uint8_t *bytes, size_t at, uint16_t word)
{
    bytes[at] = (uint8_t)(word >> 8);
    bytes[at + 1] = (uint8_t)word;
    return at + 2;
}

size_t modbus_write(uint8_t address, uint8_t function, uint16_t first, uint16_t second,
                    uint8_t out[MODBUS_FRAME_MAX])
{
    out[0] = address;
    out[1] = function;
    word_put(out, 2, first);
    word_put(out, 4, second);
    return crc_put(out, 6);
}

size_t modbus_write_registers(uint8_t address, uint16_t start, const uint16_t *registers,
                              size_t count, uint8_t out[MODBUS_FRAME_MAX])
{
    size_t used = 7;

    out[0] = address;
    out[1] = MODBUS_WRITE_REGISTERS;
    word_put(out, 2, start);
    word_put(out, 4, (uint16_t)count);
    out[6] = (uint8_t)(2 * count);
    for (size_t i = 0; i < count; i++)
        used = word_put(out, used, registers[i]);
    return crc_put(out, used);
}

size_t modbus_write_server_id(uint8_t address, uint8_t out[MODBUS_FRAME_MAX])
{
    out[0] = address;
    out[1] = MODBUS_SERVER_ID;
    return crc_put(out, HEAD);
}

static bool has_byte_count(uint8_t function)
{
    return (function >= MODBUS_READ_COILS && function <= MODBUS_READ_INPUTS)
        || function == MODBUS_SERVER_ID;
}

static bool is_echoed(uint8_t function)
{
    return function == MODBUS_WRITE_COIL || function == MODBUS_WRITE_REGISTER
        || function == MODBUS_LOOPBACK || function == MODBUS_WRITE_REGISTERS;
}

/* Of a whole reply; 0: there is none that begins so; more than `count`: not all of it is here. */
static size_t reply_count(const uint8_t *bytes, size_t count)
{
    if (bytes[1] & REFUSED)
        return HEAD + 1 + CRC;
    if (is_echoed(bytes[1]))
        return HEAD + 4 + CRC;
    if (!has_byte_count(bytes[1]))
        return 0;
    if (count <= HEAD)
        return HEAD + 1 + CRC;
    return bytes[HEAD] <= MODBUS_DATA_MAX - 1 ? HEAD + 1u + bytes[HEAD] + CRC : 0;
}

enum device_scan modbus_scan(const uint8_t *bytes, size_t count, size_t *used)
{
    size_t whole;

    *used = 0;
    if (count < HEAD)
        return DEVICE_PARTIAL;
    whole = reply_count(bytes, count);
    if (whole > count)
        return DEVICE_PARTIAL;
    *used = whole > 0 && is_crc_sound(bytes, whole) ? whole : 1;
    return *used == 1 ? DEVICE_JUNK : DEVICE_WHOLE;
}

enum err modbus_read(const uint8_t *frame, size_t count, struct modbus_reply *reply)
{
    size_t skip;

    if (count < HEAD + 1 + CRC || count != reply_count(frame, count)
        || !is_crc_sound(frame, count))
        return ERR_GARBLED;
    *reply = (struct modbus_reply){ .address = frame[0],
                                    .function = (uint8_t)(frame[1] & ~REFUSED) };
    if (frame[1] & REFUSED) {
        reply->refusal = frame[HEAD];
        return reply->refusal ? ERR_OK : ERR_GARBLED;
    }
    skip = has_byte_count(frame[1]) ? HEAD + 1 : HEAD;
    reply->count = (uint8_t)(count - skip - CRC);
    memcpy(reply->data, frame + skip, reply->count);
    return ERR_OK;
}

const char *modbus_refusal_text(uint8_t code)
{
    switch (code) {
    case 1:    return "it does not know the function";
    case 2:    return "it has no such register";
    case 3:    return "it does not take the value";
    case 4:    return "it has failed";
    case 5:    return "it has begun, and is not ready yet";
    case 6:    return "it is busy";
    case 8:    return "its memory has a parity error";
    case 0x0A: return "the gateway has no way to it";
    case 0x0B: return "nobody answers the gateway";
    default:   return "an error that the standard does not list";
    }
}
