/* iet_prs_wire.h - the lines of IET's programmable resistance, PRS-200 family.
 *
 *     SOURce:DATA 0000001000 LF       ten digits, one a decade, the lowest last, in units of the
 *                                     lowest decade: 100.0 ohm in tenths. No answer.
 *     *IDN? LF                        IET Labs,PRS-200-F-6-100m-0-0,D6-0211201,D6
 *
 * The model's fields: type, version, tolerance, count of decades, lowest decade (100m: 0.1 ohm),
 * its slot, options (0: none). With the open and short option the digit in front of the highest
 * decade is 1 for open, 2 for short, 0 for neither. PRS-200 manual, pages 13, 14, 18, 19. Pure. */
#ifndef PAINRIG_DRIVERS_IET_PRS_WIRE_H
#define PAINRIG_DRIVERS_IET_PRS_WIRE_H

#include "device.h"

#define IET_PRS_DIGITS 10u

struct iet_prs_model { unsigned decades, slot, options; double step_ohm; char serial[24]; };

/* ERR_GARBLED unless it is a PRS in every field. Without the line's end. */
MUST_CHECK enum err iet_prs_model_read(const char *line, struct iet_prs_model *);

/* The command with its end, for `units` of the lowest decade; is_short: with the option's short.
 * ERR_RANGE when it has not so many digits. */
MUST_CHECK enum err iet_prs_write(unsigned decades, uint64_t units, bool is_short,
                                  uint8_t out[DEVICE_FRAME_MAX], size_t *count);

#endif
