/* modbus_rtu_place.h - where a number lives in a Modbus device, and how it is written there.
 *
 *     TABLE ADDRESS [SHAPE] [ORDER] [scale X] [offset Y]
 *
 *     "input 0 float"                     two input registers, 0 and 1, an IEEE 754 float
 *     "input 6 s16 scale 0.1"             tenths
 *     "holding 4 u32 cdab"                low word first
 *     "coil 0", "discrete 3"              one bit
 *
 * ADDRESS counts from 0, as on the wire; manuals often count from 1, or write 40001 for holding 0.
 * Orders are of the bytes A (high) to D (low): abcd, cdab, badc, dcba; manuals differ. A number is
 * value = raw * scale + offset. Pure: no state, no allocation. */
#ifndef PAINRIG_DRIVERS_MODBUS_RTU_PLACE_H
#define PAINRIG_DRIVERS_MODBUS_RTU_PLACE_H

#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODBUS_TABLE_LIST(X) \
    X(COIL, "coil", 1) X(DISCRETE, "discrete", 2) X(HOLDING, "holding", 3) X(INPUT, "input", 4)
#define MODBUS_TABLE_ENUM(name, text, function) MODBUS_##name,
enum modbus_table { MODBUS_TABLE_LIST(MODBUS_TABLE_ENUM) MODBUS_TABLE_COUNT };
#undef MODBUS_TABLE_ENUM

#define MODBUS_SHAPE_LIST(X) \
    X(U16, "u16", 1) X(S16, "s16", 1) X(U32, "u32", 2) X(S32, "s32", 2) X(FLOAT, "float", 2)
#define MODBUS_SHAPE_ENUM(name, text, registers) MODBUS_##name,
enum modbus_shape { MODBUS_SHAPE_LIST(MODBUS_SHAPE_ENUM) MODBUS_SHAPE_COUNT, MODBUS_BIT };
#undef MODBUS_SHAPE_ENUM

#define MODBUS_REGISTERS_MAX 2u

struct modbus_place {
    enum modbus_table table;
    enum modbus_shape shape;            /* a coil and a discrete: MODBUS_BIT */
    uint16_t          address;
    bool              swaps_words, swaps_bytes;
    double            scale, offset;
};

/* ERR_RANGE with a sentence that has an example. */
MUST_CHECK enum err modbus_place_parse(const char *text, struct modbus_place *, struct why *);

/* The function that reads it, and how many bits or registers it has. */
uint8_t  modbus_place_function(const struct modbus_place *);
uint16_t modbus_place_count(const struct modbus_place *);

/* The data of a read's reply. ERR_GARBLED: another count, or bits that none has asked for. NAN and
 * infinities of a float are handed on. */
MUST_CHECK enum err modbus_place_decode(const struct modbus_place *, const uint8_t *data,
                                        size_t count, double *value);

/* What is written for a value: a bit's is 0 or 1. ERR_RANGE when it does not fit. */
MUST_CHECK enum err modbus_place_encode(const struct modbus_place *, double value,
                                        uint16_t registers[MODBUS_REGISTERS_MAX]);

#endif
