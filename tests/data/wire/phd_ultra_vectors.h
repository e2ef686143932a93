/* phd_ultra_vectors.h - bytes of Harvard pumps of the Ultra command set, by hand from the grammar
 * of the guides (PHD ULTRA 5419-002 pages 83, 88; 33 DDS 5419-013 page 52). None is from our codec. */
#ifndef PAINRIG_TESTS_PHD_ULTRA_VECTORS_H
#define PAINRIG_TESTS_PHD_ULTRA_VECTORS_H

static const struct { const char *story; int address, has_colon; const char *command, *hex; }
phd_ultra_commands[] = {
    { "a rate", 0, 1, "irate 10 ul/min", "69 72 61 74 65 20 31 30 20 75 6C 2F 6D 69 6E 0D" },
    { "run", 0, 1, "irun", "69 72 75 6E 0D" },
    { "the volume", 0, 0, "ivolume", "69 76 6F 6C 75 6D 65 0D" },
    { "the status", 0, 0, "status", "73 74 61 74 75 73 0D" },
    { "an Elite's address", 1, 0, "irat", "30 31 69 72 61 74 0D" },
    { "a PHD's address", 12, 1, "irat 3.2 ul/min",
      "31 32 3A 69 72 61 74 20 33 2E 32 20 75 6C 2F 6D 69 6E 0D" },
};

/* prompt: as it is written; address: -1 none in front of it. */
static const struct { const char *story, *hex, *prompt; int address; const char *text; }
phd_ultra_replies[] = {
    { "idle", "0A 3A", ":", -1, "" },
    { "infusing", "0A 3E", ">", -1, "" },
    { "withdrawing", "0A 3C", "<", -1, "" },
    { "target reached", "0A 54 2A", "T*", -1, "" },
    { "stalled", "0A 2A", "*", -1, "" },
    { "a volume", "0A 31 2E 32 33 34 20 75 6C 0D 0A 3E", ">", -1, "1.234 ul" },
    { "a status",
      "0A 31 36 36 36 36 36 36 36 37 20 36 30 30 30 30 20 31 30 30 30 30 30 30 30 30 30 30 20 "
      "49 2E 2E 2E 49 0D 0A 3E", ">", -1, "166666667 60000 10000000000 I...I" },
    { "a rate, Elite with address",
      "0A 30 31 3A 31 30 20 75 6C 2F 6D 69 6E 0D 0A 30 31 3A", ":", 1, "10 ul/min" },
    { "a rate, address alone",
      "0A 30 31 31 30 20 75 6C 2F 6D 69 6E 0D 0A 30 31 3E", ">", 1, "10 ul/min" },
    { "a rate, address and a space",
      "0A 30 31 20 31 30 20 75 6C 2F 6D 69 6E 0D 0A 30 31 3C", "<", 1, "10 ul/min" },
    { "a leaked T* in front", "0A 54 2A 0A 31 30 20 75 6C 2F 6D 69 6E 0D 0A 3A", ":", -1,
      "10 ul/min" },
    { "XON behind the prompt", "0A 31 30 20 75 6C 2F 6D 69 6E 0D 0A 3A 11", ":", -1, "10 ul/min" },
    { "a time has a prompt in it", "0A 30 30 3A 30 31 3A 30 30 0D 0A 3A", ":", -1, "00:01:00" },
    { "stalled, with address", "0A 31 32 54 2A", "T*", 12, "" },
};

#endif
