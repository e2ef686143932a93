#include "tc_cxn_wire.h"

#include "checksum.h"

#include <string.h>

#define RESPONSE_HEAD  4u
#define SUM_BYTES      2u
#define LIMITS_BYTES   20u
#define REVERSE_AT     18u
#define POWER_AT       2u
#define TEXT_LEAD      2u

#define BIT_ROW(name, bit, alarm, coming, going) \
    { .mask = 1u << (bit), .is_alarm = (alarm), .comes = (coming), .goes = (going) },
const struct tc_cxn_bit tc_cxn_bits[TC_CXN_BIT_COUNT] = { TC_CXN_STATUS_LIST(BIT_ROW) };

static unsigned u16_at(const uint8_t *bytes) { return (unsigned)bytes[0] << 8 | bytes[1]; }

static void u16_put(uint8_t *out, unsigned value)
{
    out[0] = (uint8_t)(value >> 8);
    out[1] = (uint8_t)value;
}

static double tenths_at(const uint8_t *bytes) { return u16_at(bytes) / 10.0; }

size_t tc_cxn_command_write(const struct tc_cxn_command *command,
                            uint8_t out[TC_CXN_COMMAND_BYTES])
{
    out[0] = 'C';
    out[1] = command->address;
    out[2] = (uint8_t)command->id[0];
    out[3] = (uint8_t)command->id[1];
    u16_put(out + 4, command->first);
    u16_put(out + 6, command->second);
    u16_put(out + 8, checksum_sum_16(out, 8));
    return TC_CXN_COMMAND_BYTES;
}

/* How many bytes stand in front of the next of those characters, from the second byte on. */
static size_t before_any(const uint8_t *bytes, size_t count, const char *wanted, size_t kinds)
{
    for (size_t i = 1; i < count; i++)
        if (memchr(wanted, bytes[i], kinds))
            return i;
    return count;
}

enum device_scan tc_cxn_response_scan(const uint8_t *bytes, size_t count, size_t *used)
{
    size_t data, whole;

    *used = 0;
    if (count == 0)
        return DEVICE_PARTIAL;
    if (bytes[0] == 'R' && count < RESPONSE_HEAD)
        return DEVICE_PARTIAL;
    data = bytes[0] == 'R' ? u16_at(bytes + 2) : 0;
    whole = RESPONSE_HEAD + data + SUM_BYTES;
    if (data == 0 || data > TC_CXN_DATA_MAX) {
        *used = before_any(bytes, count, "R", 1);
        return DEVICE_JUNK;
    }
    if (count < whole)
        return DEVICE_PARTIAL;
    if (u16_at(bytes + whole - SUM_BYTES) != checksum_sum_16(bytes, whole - SUM_BYTES)) {
        *used = before_any(bytes, count, "R", 1);
        return DEVICE_JUNK;
    }
    *used = whole;
    return DEVICE_WHOLE;
}

enum device_scan tc_cxn_sign_scan(const uint8_t *bytes, size_t count, size_t *used)
{
    enum device_scan scan;

    if (count > 0 && (bytes[0] == TC_CXN_RECOGNISED || bytes[0] == TC_CXN_UNKNOWN)) {
        *used = 1;
        return DEVICE_WHOLE;
    }
    scan = tc_cxn_response_scan(bytes, count, used);
    if (scan == DEVICE_JUNK)
        *used = before_any(bytes, count, "*?R", 3);
    return scan;
}

struct tc_cxn_response tc_cxn_response_of(const uint8_t *bytes, size_t count)
{
    return (struct tc_cxn_response){
        .address = bytes[1],
        .data    = bytes + RESPONSE_HEAD,
        .count   = count - RESPONSE_HEAD - SUM_BYTES,
    };
}

enum err tc_cxn_status_read(const struct tc_cxn_response *response, struct tc_cxn_status *status)
{
    if (response->count != 8)
        return ERR_GARBLED;
    *status = (struct tc_cxn_status){
        .bits       = u16_at(response->data),
        .heatsink_c = tenths_at(response->data + 2),
        .mode       = u16_at(response->data + 4),
        .tuner      = u16_at(response->data + 6),
    };
    return ERR_OK;
}

enum err tc_cxn_power_read(const struct tc_cxn_response *response, struct tc_cxn_power *power)
{
    if (response->count != 6)
        return ERR_GARBLED;
    *power = (struct tc_cxn_power){
        .forward_w   = tenths_at(response->data),
        .reflected_w = tenths_at(response->data + 2),
        .load_w      = tenths_at(response->data + 4),
    };
    return ERR_OK;
}

enum err tc_cxn_limits_read(const struct tc_cxn_response *response, struct tc_cxn_limits *limits)
{
    if (response->count < LIMITS_BYTES)
        return ERR_GARBLED;
    *limits = (struct tc_cxn_limits){
        .power_w   = tenths_at(response->data + POWER_AT),
        .reverse_w = tenths_at(response->data + REVERSE_AT),
    };
    return ERR_OK;
}

enum err tc_cxn_set_power_read(const struct tc_cxn_response *response, double *power_w)
{
    if (response->count != 2)
        return ERR_GARBLED;
    *power_w = tenths_at(response->data);
    return ERR_OK;
}

enum err tc_cxn_frequency_read(const struct tc_cxn_response *response, double *frequency_hz)
{
    if (response->count != 4)
        return ERR_GARBLED;
    *frequency_hz = u16_at(response->data) * 65536.0 + u16_at(response->data + 2);
    return ERR_OK;
}

enum err tc_cxn_control_read(const struct tc_cxn_response *response, bool *has_control)
{
    if (response->count != 2 || u16_at(response->data) > 1)
        return ERR_GARBLED;
    *has_control = u16_at(response->data) == 1;
    return ERR_OK;
}

enum err tc_cxn_text_read(const struct tc_cxn_response *response, char *out, size_t size)
{
    size_t first = TEXT_LEAD, end = response->count;

    while (end > first && (response->data[end - 1] == '\0' || response->data[end - 1] == ' '))
        end--;
    while (first < end && response->data[first] == ' ')
        first++;
    if (first >= end || end - first >= size)
        return ERR_GARBLED;
    for (size_t i = first; i < end; i++)
        if (response->data[i] < 0x20 || response->data[i] > 0x7E)
            return ERR_GARBLED;
    memcpy(out, response->data + first, end - first);
    out[end - first] = '\0';
    return ERR_OK;
}
