/* tc_cxn_vectors.h - T&C Power Conversion's "new" protocol, as bytes.
 *
 * Worked out from the description of the protocol (commands of ten bytes, sum of the eight before
 * it, most significant byte first) and equal to what the open drivers pymeasure tccxn.py and Swift
 * Coat TCPowerRFGenrator send; not made by the codec under test. */
#ifndef PAINRIG_TESTS_TC_CXN_VECTORS_H
#define PAINRIG_TESTS_TC_CXN_VECTORS_H

#include <stdint.h>

static const struct {
    const char *story, *command;
    char        id[3];
    uint16_t    first, second;
    const char *answer;                 /* behind the sign; "": none */
} tc_cxn_vectors[] = {
    { "take control", "43 01 42 43 55 55 00 00 01 73", "BC", 0x5555, 0, "52 01 00 02 00 01 00 56" },
    { "release",      "43 01 42 43 00 00 00 00 00 C9", "BC", 0, 0,      "52 01 00 02 00 00 00 55" },
    { "ping",         "43 01 42 50 00 00 00 00 00 D6", "BP", 0, 0,      "" },
    { "50 W",         "43 01 53 41 00 32 00 00 01 0A", "SA", 50, 0,     "" },
    { "output on",    "43 01 42 52 55 55 00 00 01 82", "BR", 0x5555, 0, "" },
    { "output off",   "43 01 42 52 00 00 00 00 00 D8", "BR", 0, 0,      "" },
    { "power",        "43 01 47 50 00 00 00 00 00 DB", "GP", 0, 0,
      "52 01 00 06 01 F4 00 0C 01 E8 02 43" },
    { "status",       "43 01 47 53 00 00 00 00 00 DE", "GS", 0, 0,
      "52 01 00 08 00 01 01 3B 00 01 00 01 00 9A" },
    { "set-point",    "43 01 47 4C 00 00 00 00 00 D7", "GL", 0, 0,      "52 01 00 02 01 F4 01 4A" },
    { "frequency",    "43 01 47 46 00 00 00 00 00 D1", "GF", 0, 0,
      "52 01 00 04 00 07 04 E0 01 42" },
    { "user limit",   "43 01 53 55 00 01 00 64 01 51", "SU", 1, 100,    "" },
};

#endif
