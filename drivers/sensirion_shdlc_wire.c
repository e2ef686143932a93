#include "sensirion_shdlc_wire.h"

#include "checksum.h"

#include <stdio.h>
#include <string.h>

#define MARK        0x7Eu
#define ESCAPE      0x7Du
#define FLIP        0x20u
#define HEAD        4u          /* address, command, state, length */
#define INSIDE_MAX  (HEAD + SHDLC_DATA_MAX + 1u)

/* ------------------------------------------------------------------ writing */

static bool is_special(uint8_t byte)
{
    return byte == MARK || byte == ESCAPE || byte == 0x11 || byte == 0x13;
}

static size_t stuff(const uint8_t *inside, size_t count, uint8_t *out)
{
    size_t used = 0;

    out[used++] = MARK;
    for (size_t i = 0; i < count; i++) {
        if (is_special(inside[i]))
            out[used++] = ESCAPE;
        out[used++] = is_special(inside[i]) ? inside[i] ^ FLIP : inside[i];
    }
    out[used++] = MARK;
    return used;
}

size_t shdlc_write(uint8_t address, uint8_t command, const uint8_t *data, uint8_t count,
                   uint8_t out[SHDLC_WIRE_MAX])
{
    uint8_t inside[INSIDE_MAX] = { address, command, count };
    size_t  used = 3;

    if (count > 0)
        memcpy(inside + used, data, count);
    used += count;
    inside[used] = checksum_inverted(inside, used);
    return stuff(inside, used + 1, out);
}

/* ------------------------------------------------------------------ reading */

/* What stands between the marks at bytes[0] and bytes[count - 1]; 0 when it cannot have been
 * written so. */
static size_t unstuff(const uint8_t *bytes, size_t count, uint8_t inside[INSIDE_MAX])
{
    size_t used = 0;

    for (size_t i = 1; i + 1 < count; i++) {
        bool    is_escaped = bytes[i] == ESCAPE;
        uint8_t byte = is_escaped ? bytes[++i] ^ FLIP : bytes[i];
        if (i + 1 >= count || used == INSIDE_MAX || is_escaped != is_special(byte))
            return 0;
        inside[used++] = byte;
    }
    return used;
}

enum err shdlc_read(const uint8_t *frame, size_t count, struct shdlc_reply *reply)
{
    uint8_t inside[INSIDE_MAX];
    size_t  used;

    if (count < 2 || count > SHDLC_WIRE_MAX || frame[0] != MARK || frame[count - 1] != MARK)
        return ERR_GARBLED;
    used = unstuff(frame, count, inside);
    if (used < HEAD + 1 || used != HEAD + inside[3] + 1u
        || inside[used - 1] != checksum_inverted(inside, used - 1))
        return ERR_GARBLED;
    *reply = (struct shdlc_reply){ .address = inside[0], .command = inside[1],
                                   .state = inside[2], .count = inside[3] };
    memcpy(reply->data, inside + HEAD, reply->count);
    return ERR_OK;
}

static size_t mark_at(const uint8_t *bytes, size_t count, size_t from)
{
    const uint8_t *mark = from < count ? memchr(bytes + from, MARK, count - from) : NULL;

    return mark ? (size_t)(mark - bytes) : count;
}

enum device_scan shdlc_scan(const uint8_t *bytes, size_t count, size_t *used)
{
    struct shdlc_reply reply;
    size_t             end;

    *used = mark_at(bytes, count, 0);
    if (*used > 0)
        return DEVICE_JUNK;
    end = mark_at(bytes, count, 1);
    if (end == count)
        *used = count >= SHDLC_WIRE_MAX ? count : 0;
    else
        *used = shdlc_read(bytes, end + 1, &reply) == ERR_OK ? end + 1 : end;
    if (*used == 0)
        return DEVICE_PARTIAL;
    return *used == end + 1 ? DEVICE_WHOLE : DEVICE_JUNK;
}

/* ------------------------------------------------------------------ meanings */

const char *shdlc_state_text(uint8_t state)
{
    static const struct { uint8_t state; const char *text; } texts[] = {
        { 0x01, "the request has the wrong size" },
        { 0x02, "it does not know the command"   },
        { 0x03, "it does not allow the command"  },
        { 0x04, "a value is out of its range"    },
        { 0x05, "the request's check was wrong"  },
        { 0x06, "its firmware is being updated"  },
        { 0x42, "the measurement is not ready"   },
        { 0x43, "the sensor is busy"             },
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].state == (state & 0x7Fu))
            return texts[i].text;
    return "an error that its manual does not list";
}

struct unit_part { unsigned code; double factor; const char *text; };

static const struct unit_part prefixes[] = {
    { 3, 1e-9, "n" }, { 4, 1e-6, "u" }, { 5, 1e-3, "m" }, { 8, 1.0, "" },
};
static const struct unit_part times[] = {
    { 3, 3600.0, "s" }, { 4, 60.0, "min" }, { 5, 1.0, "h" },
};
static const struct unit_part amounts[] = {
    { 8, 1e6, "l" }, { 9, 1e3, "g" },       /* uL in a litre; in a gram of 1 g/mL */
};

static const struct unit_part *part_find(const struct unit_part *parts, size_t count,
                                         unsigned code)
{
    for (size_t i = 0; i < count; i++)
        if (parts[i].code == code)
            return &parts[i];
    return NULL;
}

#define FIND(parts, code) part_find(parts, sizeof parts / sizeof *parts, code)

enum err shdlc_unit_read(uint16_t word, struct shdlc_unit *unit, struct why *why)
{
    const struct unit_part *prefix = FIND(prefixes, word & 0xFu);
    const struct unit_part *time = FIND(times, word >> 4 & 0xFu);
    const struct unit_part *amount = FIND(amounts, word >> 8 & 0xFu);

    if (!prefix || !time || !amount || word >> 12)
        return why_say(why, ERR_UNKNOWN,
                       "the flow's unit is %04X, which is no volume or mass of liquid per time: "
                       "is it a liquid flow sensor? (ml/min is 0845)", word);
    unit->ul_per_h = prefix->factor * amount->factor * time->factor;
    unit->is_mass = amount->code == 9;
    snprintf(unit->name, sizeof unit->name, "%s%s/%s", prefix->text, amount->text, time->text);
    return ERR_OK;
}
