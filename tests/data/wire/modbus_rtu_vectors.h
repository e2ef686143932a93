/* Frames of Modbus RTU, from the open specification's examples with a CRC worked out by hand. */
#ifndef PAINRIG_TESTS_MODBUS_RTU_VECTORS_H
#define PAINRIG_TESTS_MODBUS_RTU_VECTORS_H

#include <stdint.h>

/* name, bytes, address, function, refusal (-1: a request; -2: a request that is its own reply), data */
#define MODBUS_VECTOR_LIST(X)                                                                     \
    X(READ_HOLDING,   "01 03 00 00 00 01 84 0A",                   1, 3,  -1, "00 00 00 01")      \
    X(READ_HOLDINGS,  "01 03 00 00 00 02 C4 0B",                   1, 3,  -1, "00 00 00 02")      \
    X(READ_INPUTS,    "01 04 00 00 00 02 71 CB",                   1, 4,  -1, "00 00 00 02")      \
    X(WRITE_FLOAT,    "01 10 00 10 00 02 04 42 14 00 00 A6 DF",    1, 16, -1, "42 14 00 00")      \
    X(WRITE_REGISTER, "01 06 00 01 13 88 D5 5C",                   1, 6,  -2, "00 01 13 88")      \
    X(COIL_ON,        "01 05 00 00 FF 00 8C 3A",                   1, 5,  -2, "00 00 FF 00")      \
    X(LOOPBACK,       "01 08 00 00 A5 37 DA 8D",                   1, 8,  -2, "00 00 A5 37")      \
    X(FLOAT_SAID,     "01 03 04 42 14 00 00 AE 4F",                1, 3,  0,  "42 14 00 00")      \
    X(NO_REGISTER,    "01 83 02 C0 F1",                            1, 3,  2,  "")

#define MODBUS_VECTOR_ENUM(name, ...) MODBUS_VECTOR_##name,
enum modbus_vector { MODBUS_VECTOR_LIST(MODBUS_VECTOR_ENUM) MODBUS_VECTOR_COUNT };

#define MODBUS_VECTOR_ROW(name, bytes, address, function, refusal, data) { #name, bytes, address, function, refusal, data },
static const struct {
    const char *story, *hex;
    uint8_t     address, function;
    int         refusal;
    const char *data;
} modbus_vectors[MODBUS_VECTOR_COUNT] = { MODBUS_VECTOR_LIST(MODBUS_VECTOR_ROW) };

#endif
