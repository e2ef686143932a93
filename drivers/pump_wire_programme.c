/* pump_wire_programme.c - the parts of a programme as bytes, and the CRC over all of them.
 *
 *     general   u8 mode, u8 drug, u32 concentration ug/mL, u32 rate nL/h, u32 low reservoir nL
 *     steps     u8 count (0..13), count times: u16 minute, u32 rate nL/h
 *     periodic  u32 volume nL, u32 duration s, u16 period min, u16 first min
 *     patient   u32 volume nL, u32 duration s, u32 lockout s, u8 most per day */
#include "pump_wire_inside.h"

static uint8_t *general_write(const struct pump_programme *p, uint8_t *at)
{
    at = pump_put(at, 1, p->mode);
    at = pump_put(at, 1, p->drug);
    at = pump_put(at, 4, p->concentration_ug_per_ml);
    at = pump_put(at, 4, p->rate_nl_per_h);
    return pump_put(at, 4, p->low_reservoir_nl);
}

static bool general_read(struct pump_programme *p, struct pump_bytes *left)
{
    p->mode = pump_get8(left);
    p->drug = pump_get8(left);
    p->concentration_ug_per_ml = pump_get32(left);
    p->rate_nl_per_h = pump_get32(left);
    p->low_reservoir_nl = pump_get32(left);
    return p->mode < PUMP_MODE_COUNT;
}

/* A count that cannot be is written as it is, with as many steps as there are: whoever checks the
 * CRC of a programme whose memory has failed must see that it has. */
static uint8_t *steps_write(const struct pump_programme *p, uint8_t *at)
{
    at = pump_put(at, 1, p->step_count);
    for (size_t i = 0; i < p->step_count && i < PUMP_STEPS_MAX; i++) {
        at = pump_put(at, 2, p->steps[i].minute);
        at = pump_put(at, 4, p->steps[i].rate_nl_per_h);
    }
    return at;
}

static bool steps_read(struct pump_programme *p, struct pump_bytes *left)
{
    p->step_count = pump_get8(left);
    for (size_t i = 0; i < PUMP_STEPS_MAX; i++) {
        p->steps[i] = (struct pump_step){ .minute = 0 };
        if (i >= p->step_count)
            continue;
        p->steps[i].minute = pump_get16(left);
        p->steps[i].rate_nl_per_h = pump_get32(left);
    }
    return p->step_count <= PUMP_STEPS_MAX;
}

static uint8_t *periodic_write(const struct pump_programme *p, uint8_t *at)
{
    at = pump_put(at, 4, p->periodic_nl);
    at = pump_put(at, 4, p->periodic_duration_s);
    at = pump_put(at, 2, p->periodic_period_min);
    return pump_put(at, 2, p->periodic_first_min);
}

static bool periodic_read(struct pump_programme *p, struct pump_bytes *left)
{
    p->periodic_nl = pump_get32(left);
    p->periodic_duration_s = pump_get32(left);
    p->periodic_period_min = pump_get16(left);
    p->periodic_first_min = pump_get16(left);
    return true;
}

static uint8_t *patient_write(const struct pump_programme *p, uint8_t *at)
{
    at = pump_put(at, 4, p->patient_nl);
    at = pump_put(at, 4, p->patient_duration_s);
    at = pump_put(at, 4, p->patient_lockout_s);
    return pump_put(at, 1, p->patient_most_per_day);
}

static bool patient_read(struct pump_programme *p, struct pump_bytes *left)
{
    p->patient_nl = pump_get32(left);
    p->patient_duration_s = pump_get32(left);
    p->patient_lockout_s = pump_get32(left);
    p->patient_most_per_day = pump_get8(left);
    return true;
}

static const struct {
    uint8_t *(*write)(const struct pump_programme *, uint8_t *at);
    bool     (*read)(struct pump_programme *, struct pump_bytes *);
} parts[PUMP_PART_COUNT] = {
    [PUMP_PART_GENERAL]  = { general_write,  general_read  },
    [PUMP_PART_STEPS]    = { steps_write,    steps_read    },
    [PUMP_PART_PERIODIC] = { periodic_write, periodic_read },
    [PUMP_PART_PATIENT]  = { patient_write,  patient_read  },
};

size_t pump_part_write(const struct pump_programme *programme, enum pump_part part, uint8_t *out)
{
    return part < PUMP_PART_COUNT ? (size_t)(parts[part].write(programme, out) - out) : 0;
}

enum err pump_part_read(struct pump_programme *programme, enum pump_part part,
                        const uint8_t *bytes, size_t count)
{
    struct pump_bytes     left = { .at = bytes, .left = count };
    struct pump_programme read = *programme;

    if (part >= PUMP_PART_COUNT || !parts[part].read(&read, &left) || !pump_is_read(&left))
        return ERR_GARBLED;
    *programme = read;
    return ERR_OK;
}

size_t pump_programme_write(const struct pump_programme *programme, uint8_t *out)
{
    uint8_t *at = out;

    for (int part = 0; part < PUMP_PART_COUNT; part++)
        at = parts[part].write(programme, at);
    return (size_t)(at - out);
}

enum err pump_programme_read(struct pump_programme *programme, const uint8_t *bytes, size_t count)
{
    struct pump_bytes     left = { .at = bytes, .left = count };
    struct pump_programme read = { .mode = 0 };
    bool                  is_good = true;

    for (int part = 0; part < PUMP_PART_COUNT; part++)
        is_good = parts[part].read(&read, &left) && is_good;
    if (!is_good || !pump_is_read(&left) || read.drug >= PUMP_DRUG_COUNT)
        return ERR_GARBLED;
    *programme = read;
    return ERR_OK;
}

uint16_t pump_programme_crc(const struct pump_programme *programme)
{
    uint8_t bytes[PUMP_PROGRAMME_BYTES_MAX];

    return frame_crc16(bytes, pump_programme_write(programme, bytes));
}
