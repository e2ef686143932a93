/* mt_sics_wire.h - one line of Mettler-Toledo's MT-SICS, levels 0 to 3. Pure.
 *
 *     "S S     100.00 g\r\n"      a weight, stable        "Z A"       done
 *     "S D    12.3456 g\r\n"      a weight, moving        "I0 B ..."  done so far, more follows
 *     "S I"  cannot now           "S L"  a parameter is wrong
 *     "S +"  overload             "S -"  underload
 *     "S S Error 10b"             a fault of the balance (b) or its terminal (t)
 *     "I4 A \"B021002593\""       a text
 *     "ES" "ET" "EL"              not understood, not received, cannot be executed
 *
 * Fields are parted by spaces, whatever their columns: MT-SICS reference manual, "Format of
 * responses with weight value" (11781363). A balance with its soft handshake on puts XON and XOFF
 * between its lines; in a line they are junk, since a digit whose bit was turned over looks so. */
#ifndef PAINRIG_DRIVERS_MT_SICS_WIRE_H
#define PAINRIG_DRIVERS_MT_SICS_WIRE_H

#include "device.h"

#define MT_SICS_TEXT_SIZE 64u

enum mt_sics_kind {
    MT_SICS_DONE,           /* A */
    MT_SICS_MORE,           /* B */
    MT_SICS_WEIGHT,         /* S or D, with value and unit */
    MT_SICS_NOT_NOW,        /* I */
    MT_SICS_WRONG,          /* L */
    MT_SICS_OVER, MT_SICS_UNDER,
    MT_SICS_FAULT,          /* Error 10b */
    MT_SICS_ES, MT_SICS_ET, MT_SICS_EL,
};

struct mt_sics_reply {
    char   id[8];           /* the command it answers: "S", "TI", "I4"; empty for ES, ET, EL */
    enum mt_sics_kind kind;
    bool   is_stable;
    double value;           /* as shown */
    double grams_per_unit;  /* NAN: a unit that is no mass */
    char   unit[8];
    int    fault;           /* 10 */
    char   fault_of;        /* 'b' or 't' */
    char   text[MT_SICS_TEXT_SIZE];     /* between the quotes; empty: none */
};

enum device_scan mt_sics_scan(const uint8_t *, size_t count, size_t *used);
/* A whole line. False: it is none of the above. */
bool mt_sics_read(const uint8_t *line, size_t count, struct mt_sics_reply *);
/* "SI\r\n"; the count of bytes. */
size_t mt_sics_write(const char *command, uint8_t bytes[DEVICE_FRAME_MAX]);

#endif
