/* sartorius_sbi_wire.h - one line of a Sartorius balance's SBI. Pure.
 *
 *     position      1  2  3 to 10  11  12 to 14  15, 16
 *     "+   123.56 g  "             sign, value right-aligned with its point, unit, CR LF: 16
 *     "N     +    0.031    "       the same behind six characters of an ID: 22
 *
 * A blank unit says that the weight is not stable; the value counts all the same. In place of a
 * weight there may be a status ("High", "Low", "OFF", "Cal. Int.", "Err 103", "APP. ERR"), in the
 * long form with the ID "Stat". Any other line is a text: a model, a serial number.
 *
 * Columns are kept strictly: a byte that was lost shifts them, and there is no other check.
 * Cubis MSE operating instructions, "Data output"; a command is ESC, its letters, CR LF. */
#ifndef PAINRIG_DRIVERS_SARTORIUS_SBI_WIRE_H
#define PAINRIG_DRIVERS_SARTORIUS_SBI_WIRE_H

#include "device.h"

#define SBI_TEXT_SIZE 32u

enum sbi_kind { SBI_WEIGHT, SBI_HIGH, SBI_LOW, SBI_OFF, SBI_CALIBRATING, SBI_ERROR, SBI_TROUBLE,
                SBI_TEXT };

struct sbi_line {
    enum sbi_kind kind;
    double value;               /* as shown */
    double grams_per_unit;      /* NAN: no unit of mass */
    bool   is_stable;           /* it has a unit */
    int    error;               /* of SBI_ERROR */
    char   text[SBI_TEXT_SIZE]; /* the line or the unit, without blanks around it */
};

enum device_scan sbi_scan(const uint8_t *, size_t count, size_t *used);
/* A whole line. False: it is none of the above. */
bool sbi_read(const uint8_t *line, size_t count, struct sbi_line *);
/* "P": ESC P CR LF. */
size_t sbi_write(const char *letters, uint8_t bytes[DEVICE_FRAME_MAX]);

#endif
