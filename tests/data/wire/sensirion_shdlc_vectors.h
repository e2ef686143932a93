/* Frames of Sensirion's SHDLC: the unit tests of Sensirion/python-shdlc-driver (NOTHING, STUFFED), and the commands of
 * python-uart-scc1 with an inverted sum worked out by hand. */
#ifndef PAINRIG_TESTS_SENSIRION_SHDLC_VECTORS_H
#define PAINRIG_TESTS_SENSIRION_SHDLC_VECTORS_H

#include <stdint.h>

/* name, bytes, address, command, state (-1: a request), count of data, data */
#define SHDLC_VECTOR_LIST(X)                                                                              \
    X(NOTHING,       "7E 00 00 00 FF 7E",                            0x00, 0x00, -1, "")                  \
    X(STUFFED,       "7E 7D 5E 7D 5D 04 7D 31 12 7D 33 14 B6 7E",    0x7E, 0x7D, -1, "11 12 13 14")       \
    X(NAME,          "7E 00 D0 01 01 2D 7E",                         0x00, 0xD0, -1, "01")                \
    X(SERIAL,        "7E 00 D0 01 03 2B 7E",                         0x00, 0xD0, -1, "03")                \
    X(VERSION,       "7E 00 D1 00 2E 7E",                            0x00, 0xD1, -1, "")                  \
    X(SENSOR_TYPE,   "7E 00 24 01 03 D7 7E",                         0x00, 0x24, -1, "03")                \
    X(SCALE,         "7E 00 53 02 36 08 6C 7E",                      0x00, 0x53, -1, "36 08")             \
    X(START,         "7E 00 33 04 00 14 36 08 76 7E",                0x00, 0x33, -1, "00 14 36 08")       \
    X(LAST,          "7E 00 35 01 03 C6 7E",                         0x00, 0x35, -1, "03")                \
    X(STOP,          "7E 00 34 00 CB 7E",                            0x00, 0x34, -1, "")                  \
    X(BUFFER,        "7E 00 36 01 03 C5 7E",                         0x00, 0x36, -1, "03")                \
    X(TOTAL_ON,      "7E 00 37 01 01 C6 7E",                         0x00, 0x37, -1, "01")                \
    X(TOTAL,         "7E 00 38 00 C7 7E",                            0x00, 0x38, -1, "")                  \
    X(TOTAL_RESET,   "7E 00 39 00 C6 7E",                            0x00, 0x39, -1, "")                  \
    X(NOTHING_SAID,  "7E 00 00 00 00 FF 7E",                         0x00, 0x00, 0,  "")                  \
    X(SCALE_SAID,    "7E 00 53 00 06 01 F4 08 45 00 00 64 7E",       0x00, 0x53, 0,  "01 F4 08 45 00 00") \
    X(STARTED,       "7E 00 33 00 00 CC 7E",                         0x00, 0x33, 0,  "")                  \
    X(MEASURED,      "7E 00 35 00 06 01 F4 7D 33 88 00 00 34 7E",    0x00, 0x35, 0,  "01 F4 13 88 00 00") \
    X(AIR,           "7E 00 35 00 06 00 00 7D 33 88 00 01 28 7E",    0x00, 0x35, 0,  "00 00 13 88 00 01") \
    X(NOT_KNOWN,     "7E 00 77 02 00 86 7E",                         0x00, 0x77, 2,  "")

#define SHDLC_VECTOR_ENUM(name, ...) SHDLC_VECTOR_##name,
enum shdlc_vector { SHDLC_VECTOR_LIST(SHDLC_VECTOR_ENUM) SHDLC_VECTOR_COUNT };

#define SHDLC_VECTOR_ROW(name, bytes, address, command, state, data) { #name, bytes, address, command, state, data },
static const struct {
    const char *story, *hex;
    uint8_t     address, command;
    int         state;
    const char *data;
} shdlc_vectors[SHDLC_VECTOR_COUNT] = { SHDLC_VECTOR_LIST(SHDLC_VECTOR_ROW) };

#endif
