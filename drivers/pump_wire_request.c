/* pump_wire_request.c - what requests carry, and the two short answers: NAK and IDENTITY. */
#include "pump_wire_inside.h"

#include <string.h>

#define IDENTITY_HEAD 4u        /* the address */

/* How many bytes each argument has; 0: there is none. */
struct layout { uint8_t kind, bytes[PUMP_ARGUMENTS_MAX]; bool is_last_yes_no; };

static const struct layout layouts[] = {
    { PUMP_KIND_READ_LOG,      { 4, 0 }, false },
    { PUMP_KIND_COMMIT,        { 2, 1 }, true  },
    { PUMP_KIND_SINGLE_BOLUS,  { 4, 4 }, false },
    { PUMP_KIND_PRIMING_BOLUS, { 4, 1 }, true  },
    { PUMP_KIND_BRIDGE_BOLUS,  { 4, 4 }, false },
    { PUMP_KIND_REFILL,        { 4, 4 }, false },
    { PUMP_KIND_SET_CLOCK,     { 4, 0 }, false },
};

static struct layout layout_of(uint8_t kind)
{
    for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++)
        if (layouts[i].kind == kind)
            return layouts[i];
    return (struct layout){ .kind = kind };
}

size_t pump_arguments_write(uint8_t kind, const uint32_t arguments[PUMP_ARGUMENTS_MAX],
                            uint8_t *out)
{
    struct layout layout = layout_of(kind);
    uint8_t      *at = out;

    for (size_t i = 0; i < PUMP_ARGUMENTS_MAX; i++)
        at = pump_put(at, layout.bytes[i], arguments[i]);
    return (size_t)(at - out);
}

enum err pump_arguments_read(uint8_t kind, uint32_t arguments[PUMP_ARGUMENTS_MAX],
                             const uint8_t *bytes, size_t count)
{
    struct layout     layout = layout_of(kind);
    struct pump_bytes left = { .at = bytes, .left = count };
    uint32_t          read[PUMP_ARGUMENTS_MAX];

    for (size_t i = 0; i < PUMP_ARGUMENTS_MAX; i++)
        read[i] = (uint32_t)pump_get(&left, layout.bytes[i]);
    if (!pump_is_read(&left) || (layout.is_last_yes_no && read[PUMP_ARGUMENTS_MAX - 1] > 1))
        return ERR_GARBLED;
    memcpy(arguments, read, sizeof read);
    return ERR_OK;
}

size_t pump_nak_write(const struct pump_nak *nak, uint8_t *out)
{
    uint8_t *at = pump_put(out, 1, nak->reason);

    at = pump_put(at, 4, nak->detail);
    return (size_t)(at - out);
}

enum err pump_nak_read(struct pump_nak *nak, const uint8_t *bytes, size_t count)
{
    struct pump_bytes left = { .at = bytes, .left = count };
    struct pump_nak   read = { .reason = pump_get8(&left) };

    read.detail = pump_get32(&left);
    if (!pump_is_read(&left) || read.reason >= PUMP_REASON_COUNT)
        return ERR_GARBLED;
    *nak = read;
    return ERR_OK;
}

size_t pump_identity_write(const struct pump_identity *identity, uint8_t *out)
{
    size_t count = strnlen(identity->text, sizeof identity->text - 1);

    pump_put(out, IDENTITY_HEAD, identity->address);
    memcpy(out + IDENTITY_HEAD, identity->text, count);
    return IDENTITY_HEAD + count;
}

enum err pump_identity_read(struct pump_identity *identity, const uint8_t *bytes, size_t count)
{
    struct pump_bytes    left = { .at = bytes, .left = count };
    struct pump_identity read = { .address = pump_get32(&left) };

    if (left.is_short || left.left == 0 || left.left >= sizeof read.text)
        return ERR_GARBLED;
    for (size_t i = 0; i < left.left; i++) {
        if (left.at[i] < 0x20 || left.at[i] > 0x7E)
            return ERR_GARBLED;
        read.text[i] = (char)left.at[i];
    }
    *identity = read;
    return ERR_OK;
}
