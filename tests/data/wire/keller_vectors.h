/* Frames of the KELLER bus. INITIALISE_2 is the unit test of KELLERAGfuerDruckmesstechnik/keller_protocol_python; the
 * others are the requests and replies that it documents with a CRC worked out by hand. */
#ifndef PAINRIG_TESTS_KELLER_VECTORS_H
#define PAINRIG_TESTS_KELLER_VECTORS_H

#include <stdint.h>

/* name, bytes, address, function, refusal (-1: a request), parameters or data */
#define KELLER_VECTOR_LIST(X)                                                                     \
    X(INITIALISE,     "01 30 34 00",                   1,   48, -1, "")                           \
    X(INITIALISE_2,   "02 30 C4 00",                   2,   48, -1, "")                           \
    X(INITIALISE_ANY, "FA 30 04 43",                   250, 48, -1, "")                           \
    X(PRESSURE,       "01 49 01 50 D6",                1,   73, -1, "01")                         \
    X(TEMPERATURE,    "01 49 04 53 16",                1,   73, -1, "04")                         \
    X(PASCAL,         "01 4A 01 A0 D6",                1,   74, -1, "01")                         \
    X(SERIAL,         "01 45 D3 C1",                   1,   69, -1, "")                           \
    X(ZERO,           "01 5F 00 F0 19",                1,   95, -1, "00")                         \
    X(INITIALISED,    "01 30 05 14 0A 28 0A 01 22 C5", 1,   48, 0,  "05 14 0A 28 0A 01")          \
    X(PRESSURE_SAID,  "01 49 3F 7A E7 D5 00 23 E6",    1,   73, 0,  "3F 7A E7 D5 00")             \
    X(NOT_INITIALISED, "01 C9 20 88 77",               1,   73, 32, "")                           \
    X(BAD_CHANNEL,    "01 C9 02 91 F7",                1,   73, 2,  "")

#define KELLER_VECTOR_ENUM(name, ...) KELLER_VECTOR_##name,
enum keller_vector { KELLER_VECTOR_LIST(KELLER_VECTOR_ENUM) KELLER_VECTOR_COUNT };

#define KELLER_VECTOR_ROW(name, bytes, address, function, refusal, data) { #name, bytes, address, function, refusal, data },
static const struct {
    const char *story, *hex;
    uint8_t     address, function;
    int         refusal;
    const char *data;
} keller_vectors[KELLER_VECTOR_COUNT] = { KELLER_VECTOR_LIST(KELLER_VECTOR_ROW) };

#endif
