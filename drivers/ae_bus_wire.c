#include "ae_bus_wire.h"

#include "checksum.h"

#include <string.h>

#define COUNT_MASK  7u
#define LENGTH_FORM 7u
#define ON_BIT      5u

#define BIT_ROW(at, number, alarm, coming, going) \
    { .byte = (at), .bit = (number), .is_alarm = (alarm), .comes = (coming), .goes = (going) },
const struct ae_bus_bit ae_bus_bits[AE_BUS_BIT_COUNT] = { AE_BUS_STATUS_LIST(BIT_ROW) };

static const struct { unsigned csr; const char *text; } csr_rows[] = {
#define CSR_ROW(number, says) { .csr = (number), .text = (says) },
    AE_BUS_CSR_LIST(CSR_ROW)
#undef CSR_ROW
};

size_t ae_bus_write(unsigned address, uint8_t command, const uint8_t *data, size_t count,
                    uint8_t out[AE_BUS_PACKET_MAX])
{
    bool   is_short = count <= AE_BUS_SHORT_MAX;
    size_t used = 0;

    out[used++] = (uint8_t)(address << 3 | (is_short ? count : LENGTH_FORM));
    out[used++] = command;
    if (!is_short)
        out[used++] = (uint8_t)count;
    if (count > 0)
        memcpy(out + used, data, count);
    used += count;
    out[used] = checksum_xor(out, used);
    return used + 1;
}

static size_t before_header(unsigned address, const uint8_t *bytes, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (bytes[i] >> 3 == address)
            return i;
    return count;
}

enum device_scan ae_bus_scan(unsigned address, const uint8_t *bytes, size_t count, size_t *used)
{
    size_t data, head = 2;

    *used = 0;
    if (count == 0)
        return DEVICE_PARTIAL;
    data = bytes[0] & COUNT_MASK;
    if (bytes[0] >> 3 != address) {
        *used = before_header(address, bytes, count);
        return DEVICE_JUNK;
    }
    if (data == LENGTH_FORM) {
        head = 3;
        if (count < head)
            return DEVICE_PARTIAL;
        data = bytes[2];
        if (data <= AE_BUS_SHORT_MAX) {
            *used = before_header(address, bytes, count);
            return DEVICE_JUNK;
        }
    }
    if (count < head + data + 1)
        return DEVICE_PARTIAL;
    *used = head + data + 1;
    return DEVICE_WHOLE;
}

enum device_scan ae_bus_sign_scan(unsigned address, const uint8_t *bytes, size_t count,
                                  size_t *used)
{
    enum device_scan scan;

    if (count > 0 && (bytes[0] == AE_BUS_ACK || bytes[0] == AE_BUS_NAK)) {
        *used = 1;
        return DEVICE_WHOLE;
    }
    scan = ae_bus_scan(address, bytes, count, used);
    for (size_t i = 1; scan == DEVICE_JUNK && i < *used; i++)
        if (bytes[i] == AE_BUS_ACK || bytes[i] == AE_BUS_NAK)
            *used = i;
    return scan;
}

bool ae_bus_is_sound(const uint8_t *bytes, size_t count) { return checksum_xor(bytes, count) == 0; }

struct ae_bus_packet ae_bus_packet_of(const uint8_t *bytes, size_t count)
{
    size_t head = (bytes[0] & COUNT_MASK) == LENGTH_FORM ? 3 : 2;

    return (struct ae_bus_packet){
        .command = bytes[1], .data = bytes + head, .count = count - head - 1,
    };
}

unsigned ae_bus_u16(const uint8_t *data) { return data[0] | (unsigned)data[1] << 8; }

const char *ae_bus_csr_text(unsigned csr)
{
    for (size_t i = 0; i < sizeof csr_rows / sizeof csr_rows[0]; i++)
        if (csr_rows[i].csr == csr)
            return csr_rows[i].text;
    return NULL;
}

bool ae_bus_is_set(const uint8_t status[AE_BUS_STATUS_BYTES], const struct ae_bus_bit *bit)
{
    return (status[bit->byte] >> bit->bit & 1u) != 0;
}

bool ae_bus_is_on(const uint8_t status[AE_BUS_STATUS_BYTES])
{
    return (status[0] >> ON_BIT & 1u) != 0;
}

unsigned ae_bus_alarm(const uint8_t status[AE_BUS_STATUS_BYTES])
{
    for (size_t i = 0; i < AE_BUS_BIT_COUNT; i++)
        if (ae_bus_bits[i].is_alarm && ae_bus_is_set(status, &ae_bus_bits[i]))
            return 10u * ae_bus_bits[i].byte + ae_bus_bits[i].bit;
    return 0;
}
