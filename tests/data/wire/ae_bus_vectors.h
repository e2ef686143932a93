/* ae_bus_vectors.h - AE Bus packets, as bytes.
 *
 * Worked out from the Apex manual 5708009-C (header, command, data, exclusive or), pages 85 to 103;
 * not made by the codec under test. The address is 1. `answer` is the unit's packet behind its
 * ACK. */
#ifndef PAINRIG_TESTS_AE_BUS_VECTORS_H
#define PAINRIG_TESTS_AE_BUS_VECTORS_H

#include <stdint.h>

static const struct {
    const char *story;
    uint8_t     command;
    const char *data, *packet, *answer;
} ae_bus_vectors[] = {
    { "output on, nobody in control", 2, "",      "08 02 0A",          "09 02 01 0A" },
    { "host control",                14, "02",    "09 0E 02 05",       "09 0E 00 07" },
    { "load power regulation",        3, "07",    "09 03 07 0D",       "09 03 00 0A" },
    { "50 W",                         8, "32 00", "0A 08 32 00 30",    "09 08 00 01" },
    { "output on",                    2, "",      "08 02 0A",          "09 02 00 0B" },
    { "status",                     162, "",      "08 A2 AA",          "0C A2 60 00 00 00 CE" },
    { "forward power",              165, "",      "08 A5 AD",          "0A A5 32 00 9D" },
    { "output off",                   1, "",      "08 01 09",          "09 01 00 08" },
    { "out of range",                 8, "FF FF", "0A 08 FF FF 02",    "09 08 04 05" },
    { "500 W",                        8, "F4 01", "0A 08 F4 01 F7",    "09 08 00 01" },
    { "time-out of 2 s",             40, "C8 00", "0A 28 C8 00 EA",    "09 28 00 21" },
    { "no such command",             77, "",      "08 4D 45",          "09 4D 63 27" },
    { "supply type",                128, "",      "08 80 88",
      "0F 80 09 50 54 2D 4D 46 20 20 20 20 A4" },
};

/* Asked for, without the manual's answer. */
static const struct { uint8_t command; const char *packet; } ae_bus_questions_asked[] = {
    { 166, "08 A6 AE" }, { 167, "08 A7 AF" }, { 164, "08 A4 AC" }, { 210, "08 D2 DA" },
};

#define AE_BUS_INTERLOCK_OPEN "0C A2 00 80 00 00 2E"

#endif
