/* sensirion_shdlc_wire.h - the frames of Sensirion's SHDLC, host's side: SCC1 sensor cables and
 * their liquid flow sensors (SLF3x, LD20, LG16). Sensirion/python-shdlc-driver, python-uart-scc1.
 *
 *     request   7E  address command       length data.. check  7E
 *     reply     7E  address command state length data.. check  7E
 *
 * `check` is the inverted sum of all between the marks. Behind that, 7E 7D 11 13 between the marks
 * are written as 7D and the byte with bit 5 flipped. Numbers are big endian. `state`: bit 7, the
 * device has an error to be read with D2; bits 0..6, what is wrong with the request.
 *
 * Pure: no state, no allocation. */
#ifndef PAINRIG_DRIVERS_SENSIRION_SHDLC_WIRE_H
#define PAINRIG_DRIVERS_SENSIRION_SHDLC_WIRE_H

#include "base/why.h"
#include "device.h"

#include <stdbool.h>
#include <stdint.h>

#define SHDLC_DATA_MAX 255u
#define SHDLC_WIRE_MAX 522u             /* two marks, and 260 bytes that are all written as two */

/* enumerator, code: what a host asks */
#define SHDLC_COMMAND_LIST(X)                                                                     \
    X(SENSOR_TYPE, 0x24)    /* u8: 3 = SF06, that is SLF3x and LD20                           */  \
    X(START,       0x33)    /* u16 interval in ms, u16 liquid                                 */  \
    X(STOP,        0x34)                                                                          \
    X(LAST,        0x35)    /* u8 sensor type -> i16 flow, i16 temperature, u16 flags; or none */ \
    X(PRODUCT,     0x50)    /* -> 8 hexadecimal digits of the product, then the serial number */  \
    X(SCALE,       0x53)    /* u16 liquid -> u16 scale, u16 unit, u16 check                   */  \
    X(INFORMATION, 0xD0)    /* u8: 1 name, 3 serial number -> text                            */  \
    X(ERRORS,      0xD2)    /* u8 1: and clear -> u32 state, u8 last error                    */

#define SHDLC_COMMAND_ENUM(name, code) SHDLC_##name = code,
enum shdlc_command { SHDLC_COMMAND_LIST(SHDLC_COMMAND_ENUM) };
#undef SHDLC_COMMAND_ENUM

#define SHDLC_STATE_ERROR 0x80u         /* of the device, to be read with ERRORS */

struct shdlc_reply {
    uint8_t address, command, state, count;
    uint8_t data[SHDLC_DATA_MAX];
};

/* The bytes of a request; at most SHDLC_WIRE_MAX. */
size_t shdlc_write(uint8_t address, uint8_t command, const uint8_t *data, uint8_t count,
                   uint8_t out[SHDLC_WIRE_MAX]);

/* Whole: *used bytes with both marks, their check sound and their length true. A closing mark that
 * ends no sound frame may be the opening one of the next: it is left where it is. */
enum device_scan shdlc_scan(const uint8_t *, size_t count, size_t *used);

/* A frame that shdlc_scan found whole; ERR_GARBLED for any other. */
MUST_CHECK enum err shdlc_read(const uint8_t *frame, size_t count, struct shdlc_reply *);

/* "parameter out of range", for bits 0..6 of the state. */
const char *shdlc_state_text(uint8_t state);

/* What one count of the flow is, from the unit word of SCALE:
 *     bits 0..3 prefix   3 nano, 4 micro, 5 milli, 8 none
 *     bits 4..7 time     3 second, 4 minute, 5 hour
 *     bits 8..11 what    8 litre, 9 gram  */
struct shdlc_unit {
    double ul_per_h;        /* of one unit; of a gram: for 1 g/mL */
    bool   is_mass;
    char   name[16];        /* "ml/min" */
};

/* ERR_UNKNOWN with a sentence: another unit is not guessed at. */
MUST_CHECK enum err shdlc_unit_read(uint16_t word, struct shdlc_unit *, struct why *);

#endif
