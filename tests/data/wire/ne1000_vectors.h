/* ne1000_vectors.h - bytes of New Era pumps, from the manual (1200-01, pages 33-34) and worked out
 * by hand from its grammar; the packet for SAF0 is the manual's own example. The CRC was worked out
 * by a separate program (Python's binascii.crc_hqx from 0), not by the codec under test. */
#ifndef PAINRIG_TESTS_NE1000_VECTORS_H
#define PAINRIG_TESTS_NE1000_VECTORS_H

static const struct { const char *story; int is_safe, address; const char *command, *hex; }
ne1000_commands[] = {
    { "set a rate",            0, 0,  "RAT5.0MH",  "30 30 52 41 54 35 2E 30 4D 48 0D" },
    { "ask what is dispensed", 0, 0,  "DIS",       "30 30 44 49 53 0D" },
    { "back to Basic Mode",    1, -1, "SAF0",      "02 08 53 41 46 30 55 43 03" },
    { "Safe Mode of 5 s",      1, -1, "SAF5",      "02 08 53 41 46 35 05 E6 03" },
    { "ask for the status",    1, 0,  "",          "02 06 30 30 33 C6 03" },
    { "run",                   1, 0,  "RUN",       "02 09 30 30 52 55 4E 48 E9 03" },
    { "stop",                  1, 0,  "STP",       "02 09 30 30 53 54 50 BF 17 03" },
    { "dispensed, Safe",       1, 0,  "DIS",       "02 09 30 30 44 49 53 3C A8 03" },
    { "a rate, Safe",          1, 0,  "RAT5.0MH",
      "02 0E 30 30 52 41 54 35 2E 30 4D 48 C3 B7 03" },
    { "another pump's rate",   1, 1,  "RAT50.0UH",
      "02 0F 30 31 52 41 54 35 30 2E 30 55 48 65 DF 03" },
};

static const struct {
    const char *story, *hex; int is_safe; char status; const char *alarm, *error, *data;
} ne1000_replies[] = {
    { "accepted, stopped", "02 30 30 53 03", 0, 'S', "", "", "" },
    { "dispensed", "02 30 30 49 49 31 2E 32 33 34 57 30 2E 30 30 30 4D 4C 03", 0, 'I', "", "",
      "I1.234W0.000ML" },
    { "out of range", "02 30 30 53 3F 4F 4F 52 03", 0, 'S', "", "?OOR", "" },
    { "reset", "02 30 30 41 3F 52 03", 0, 'A', "R", "", "" },
    { "Safe: stopped", "02 07 30 30 53 AA A6 03", 1, 'S', "", "", "" },
    { "Safe: infusing", "02 07 30 30 49 19 DD 03", 1, 'I', "", "", "" },
    { "Safe: reset", "02 09 30 30 41 3F 52 65 86 03", 1, 'A', "R", "", "" },
    { "Safe: stalled", "02 09 30 30 41 3F 53 75 A7 03", 1, 'A', "S", "", "" },
    { "Safe: time-out", "02 09 30 30 41 3F 54 05 40 03", 1, 'A', "T", "", "" },
    { "Safe: damaged packet", "02 0B 30 30 53 3F 43 4F 4D B5 80 03", 1, 'S', "", "?COM", "" },
    { "Safe: dispensed",
      "02 15 30 30 49 49 31 2E 32 33 34 57 30 2E 30 30 30 4D 4C 83 FC 03", 1, 'I', "", "",
      "I1.234W0.000ML" },
};

#endif
