/* 34970a_wire.h - what a Keysight 34970A scanner says, line by line. Keysight 34970A/34972A User's
 * Guide, "SCPI Command Reference".
 *
 *     READ?        2.61950000E+01 C,000000000.017,101,2      value and unit, seconds since the scan
 *                                                            began, channel, alarm; and so for each
 *                                                            channel, all on one line
 *     SYST:ERR?    -113,"Undefined header"
 *
 * with all four of FORM:READ switched on. Lines end CR LF. Pure: no state, no allocation. */
#ifndef PAINRIG_DRIVERS_34970A_WIRE_H
#define PAINRIG_DRIVERS_34970A_WIRE_H

#include "base/err.h"
#include "device.h"

#include <stdbool.h>
#include <stdint.h>

#define DAQ_LINE_MAX 256u

struct daq_reading {
    double   value;             /* NAN: overload, or an open thermocouple: 9.9E37 */
    char     unit[8];           /* "C" */
    double   since_s;
    unsigned channel, alarm;
};

enum device_scan daq_scan(const uint8_t *, size_t count, size_t *used);

/* Exactly `count` readings and nothing else, or ERR_GARBLED. The line is without CR LF. */
MUST_CHECK enum err daq_readings_read(const char *line, struct daq_reading *, size_t count);

/* A code and a text in quotes. */
MUST_CHECK enum err daq_error_read(const char *line, int *code, char *text, size_t size);

#endif
