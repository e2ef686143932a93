/* Lines of MT-SICS as Mettler-Toledo's manuals print them (reference manual 11781363, operating
 * instructions of AT and AL-IC), byte by byte; never made by our own codec. */
#ifndef PAINRIG_TESTS_MT_SICS_VECTORS_H
#define PAINRIG_TESTS_MT_SICS_VECTORS_H

#include "drivers/mt_sics_wire.h"

struct mt_sics_vector {
    const char       *line;
    bool              is_good;
    const char       *id;
    enum mt_sics_kind kind;
    bool              is_stable;
    double            value, grams_per_unit;
    const char       *text;         /* NULL: none */
    int               fault;
};

static const struct mt_sics_vector mt_sics_vectors[] = {
    { "S S     100.00 g\r\n",    true, "S",  MT_SICS_WEIGHT, true, 100, 1, NULL, 0 },
    { "\x53\x20\x44\x20\x20\x20\x20\x31\x32\x2E\x33\x34\x35\x36\x20\x67\x0D\x0A",
                                 true, "S",  MT_SICS_WEIGHT, false, 12.3456, 1, NULL, 0 },
    { "\x54\x20\x53\x20\x20\x20\x31\x30\x30\x2E\x30\x30\x30\x30\x20\x67\x0D\x0A",
                                 true, "T",  MT_SICS_WEIGHT, true, 100, 1, NULL, 0 },
    { "\x5A\x20\x41\x0D\x0A",    true, "Z",  MT_SICS_DONE, false, 0, 0, NULL, 0 },
    { "\x49\x34\x20\x41\x20\x22\x42\x30\x32\x31\x30\x30\x32\x35\x39\x33\x22\x0D\x0A",
                                 true, "I4", MT_SICS_DONE, false, 0, 0, "B021002593", 0 },
    { "\x45\x53\x0D\x0A",        true, "",   MT_SICS_ES, false, 0, 0, NULL, 0 },
    { "ET\r\n",                  true, "",   MT_SICS_ET, false, 0, 0, NULL, 0 },
    { "EL\r\n",                  true, "",   MT_SICS_EL, false, 0, 0, NULL, 0 },
    { "I2 A \"XS204 Excellence 220.0090 g\"\r\n",
                                 true, "I2", MT_SICS_DONE, false, 0, 0,
                                 "XS204 Excellence 220.0090 g", 0 },
    { "I0 B 0 \"I0\"\r\n",       true, "I0", MT_SICS_MORE, false, 0, 0, "I0", 0 },
    { "S I\r\n",                 true, "S",  MT_SICS_NOT_NOW, false, 0, 0, NULL, 0 },
    { "S +\r\n",                 true, "S",  MT_SICS_OVER, false, 0, 0, NULL, 0 },
    { "S -\r\n",                 true, "S",  MT_SICS_UNDER, false, 0, 0, NULL, 0 },
    { "S L\r\n",                 true, "S",  MT_SICS_WRONG, false, 0, 0, NULL, 0 },
    { "S S Error 10b\r\n",       true, "S",  MT_SICS_FAULT, true, 0, 0, NULL, 10 },
    { "S S     -0.0012 kg\r\n",  true, "S",  MT_SICS_WEIGHT, true, -0.0012, 1000, NULL, 0 },
    { "S D  12345.6 mg\r\n",     true, "S",  MT_SICS_WEIGHT, false, 12345.6, 0.001, NULL, 0 },
    { "S S     0.2204 lb\r\n",   true, "S",  MT_SICS_WEIGHT, true, 0.2204, 453.59237, NULL, 0 },
    { "\x13\x11S I\r\n",         true, "S",  MT_SICS_NOT_NOW, false, 0, 0, NULL, 0 },

    { "S S     100.00\r\n",      false, 0, 0, 0, 0, 0, 0, 0 },      /* a weight without unit */
    { "S S     10x.00 g\r\n",    false, 0, 0, 0, 0, 0, 0, 0 },
    { "S S     1e2 g\r\n",       false, 0, 0, 0, 0, 0, 0, 0 },
    { "S S     nan g\r\n",       false, 0, 0, 0, 0, 0, 0, 0 },
    { "S S     - 1.0 g\r\n",     false, 0, 0, 0, 0, 0, 0, 0 },      /* the sign is not alone */
    { "S S     1.0.0 g\r\n",     false, 0, 0, 0, 0, 0, 0, 0 },
    { "S S     100.00 g g\r\n",  false, 0, 0, 0, 0, 0, 0, 0 },
    { "S S     10000000000 g\r\n", false, 0, 0, 0, 0, 0, 0, 0 },
    { "S S Error 10x\r\n",       false, 0, 0, 0, 0, 0, 0, 0 },
    { "S S\r\n",                 false, 0, 0, 0, 0, 0, 0, 0 },
    { "S Q\r\n",                 false, 0, 0, 0, 0, 0, 0, 0 },
    { "S\r\n",                   false, 0, 0, 0, 0, 0, 0, 0 },
    { "\r\n",                    false, 0, 0, 0, 0, 0, 0, 0 },
    { " S I\r\n",                false, 0, 0, 0, 0, 0, 0, 0 },
    { "I4 A \"B02\r\n",          false, 0, 0, 0, 0, 0, 0, 0 },
    { "I4 A \"B02\" x\r\n",      false, 0, 0, 0, 0, 0, 0, 0 },
    { "ES \r\n",                 false, 0, 0, 0, 0, 0, 0, 0 },
};

#endif
