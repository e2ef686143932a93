/* Lines of Sartorius SBI as its manuals print them (Cubis MSE operating instructions, "Data
 * output"), byte by byte; never made by our own codec. */
#ifndef PAINRIG_TESTS_SARTORIUS_SBI_VECTORS_H
#define PAINRIG_TESTS_SARTORIUS_SBI_VECTORS_H

#include "drivers/sartorius_sbi_wire.h"

struct sbi_vector {
    const char   *line;
    bool          is_good;
    enum sbi_kind kind;
    double        value;
    bool          is_stable;
    const char   *text;             /* the unit, the status, the text */
};

static const struct sbi_vector sbi_vectors[] = {
    { "\x2B\x20\x20\x20\x31\x32\x33\x2E\x35\x36\x20\x67\x20\x20\x0D\x0A",
      true, SBI_WEIGHT, 123.56, true, "g" },
    { "\x4E\x20\x20\x20\x20\x20\x2B\x20\x20\x20\x20\x30\x2E\x30\x33\x31\x20\x20\x20\x20\x0D\x0A",
      true, SBI_WEIGHT, 0.031, false, "" },
    { "MSE1203S-100-DR     \r\n",   true, SBI_TEXT, 0, false, "MSE1203S-100-DR" },
    { "Stat     Cal.Int.   \r\n",   true, SBI_CALIBRATING, 0, false, "Cal.Int." },
    { "-   123.56 g  \r\n",         true, SBI_WEIGHT, -123.56, true, "g" },
    { "     0.031 kg \r\n",         true, SBI_WEIGHT, 0.031, true, "kg" },
    { "G     + 1203.456 g  \r\n",   true, SBI_WEIGHT, 1203.456, true, "g" },
    { "+       12 pcs\r\n",         true, SBI_WEIGHT, 12, true, "pcs" },
    { "Stat       High     \r\n",   true, SBI_HIGH, 0, false, "High" },
    { "     Low      \r\n",         true, SBI_LOW, 0, false, "Low" },
    { "     OFF      \r\n",         true, SBI_OFF, 0, false, "OFF" },
    { "  Cal. Ext.   \r\n",         true, SBI_CALIBRATING, 0, false, "Cal. Ext." },
    { "   APP. ERR   \r\n",         true, SBI_TROUBLE, 0, false, "APP. ERR" },
    { "   Err 103    \r\n",         true, SBI_ERROR, 0, false, "Err 103" },

    { "+   123.56g   \r\n",         false, 0, 0, false, 0 },        /* out of its columns */
    { "+  123.56 g  \r\n",          false, 0, 0, false, 0 },        /* a byte was lost */
    { "+   12x.56 g  \r\n",         false, 0, 0, false, 0 },
    { "+   1.3.56 g  \r\n",         false, 0, 0, false, 0 },
    { "+   12 .56 g  \r\n",         false, 0, 0, false, 0 },
    { "+          g  \r\n",         false, 0, 0, false, 0 },
    { "+1  123.56 g  \r\n",         false, 0, 0, false, 0 },
    { "+   123.56  g \r\n",         false, 0, 0, false, 0 },
    { "N     +    0.0x1    \r\n",   false, 0, 0, false, 0 },
    { "\r\n",                       false, 0, 0, false, 0 },
    { "              \r\n",         false, 0, 0, false, 0 },
};

#endif
