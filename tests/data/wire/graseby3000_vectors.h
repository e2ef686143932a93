/* graseby3000_vectors.h - records of Graseby pumps, put together by hand from the Technical Service
 * Manual, pages 12-4 to 12-23. The CRC (polynomial 8408, as in the manual's table) was worked out
 * bit by bit by a separate program, for both seeds that it may have, not by the codec under test. */
#ifndef PAINRIG_TESTS_GRASEBY3000_VECTORS_H
#define PAINRIG_TESTS_GRASEBY3000_VECTORS_H

static const struct { const char *story, *command, *seed_0, *seed_ffff; } graseby3000_commands[] = {
    { "infusion data",     "D",     "<09D38F2>",     "<09D3BD3>" },
    { "status",            "A",     "<09A6F5F>",     "<09A6C7E>" },
    { "a watchdog of 30 s", "I30",  "<0BI303A15>",   "<0BI303265>" },
    { "10 mL/h",           "R010",  "<0CR01088D9>",  "<0CR010FB56>" },
    { "5.5 mL/h",          "R05.5", "<0DR05.55DDB>", "<0DR05.52157>" },
    { "run",               "O",     "<09O8621>",     "<09O8500>" },
    { "titrate to 12 mL/h", "T012", "<0CT012E051>",  "<0CT01293DE>" },
    { "hold",              "S",     "<09S5CCC>",     "<09S5FED>" },
};

/* state: byte 0 lowest. Seed 0, and 0 as the code of what is accepted. */
static const struct { const char *story, *record; char code; unsigned state; const char *data; }
graseby3000_replies[] = {
    { "on hold, main screen",    "<0F047C00C416D>", '0', 0x0CC047, "" },
    { "on hold, under control",  "<0F0C7C00C98BD>", '0', 0x0CC0C7, "" },
    { "running",  "<200C0C20C0001.20498.8010.078C8>", '0', 0x0CC2C0, "0001.20498.8010.0" },
    { "occluded", "<200C9C00C0001.20498.8010.00595>", '0', 0x0CC0C9, "0001.20498.8010.0" },
    { "not in this mode", "<20347C00C0000.00500.0010.0AA9A>", '3', 0x0CC047, "0000.00500.0010.0" },
    { "the model",         "<15047C00C30003FEDC3>", '0', 0x0CC047, "30003F" },
    { "the serial number", "<18047C00C000000042F3BD>", '0', 0x0CC047, "000000042" },
};

#endif
