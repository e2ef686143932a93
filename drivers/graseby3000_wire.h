/* graseby3000_wire.h - records of Graseby 3000/500 and Micro 3100/505 infusion pumps: Technical
 * Service Manual, pages 12-4 to 12-23, the dialect with a CRC (firmware after 0.67).
 *
 *     command   < LL C ppp XXXX >                  <09D38F2>    <0CR01088D9>
 *     reply     < LL R AAAAAA data XXXX >
 *
 * LL is the length of the whole record in two hexadecimal digits, XXXX the CRC over all in front of
 * it from "<" on, R a return code, AAAAAA three bytes of alarms and states. The CRC's polynomial is
 * 8408, as the manual's table shows; its seed is not documented, and neither are the characters of
 * the return codes: both are the caller's. Old firmware (0.67 and before) ends its records in a
 * checksum of two digits that is not documented; it is not spoken here.
 *
 * Pure. */
#ifndef PAINRIG_DRIVERS_GRASEBY3000_WIRE_H
#define PAINRIG_DRIVERS_GRASEBY3000_WIRE_H

#include "device.h"

#define GRASEBY_RECORD_MAX 64u
#define GRASEBY_DATA_MAX   40u

/* number in byte 0, means */
#define GRASEBY_ALARM_LIST(X)                                                                    \
    X(0x01, "its battery is low")               X(0x02, "its dose setting is incomplete")        \
    X(0x03, "the change of dose is unacceptable") X(0x04, "the change of dose is incomplete")    \
    X(0x05, "the change of rate is incomplete")                                                  \
    X(0x06, "the volume is infused, and it keeps the vein open")                                 \
    X(0x07, "it is on hold")                    X(0x08, "the bag is empty")                      \
    X(0x09, "the line is occluded")             X(0x0A, "there is air in the line")              \
    X(0x0B, "its door is open")                 X(0x0C, "its motor has stalled in reverse")      \
    X(0x0D, "the safety clip is not in place")  X(0x0E, "its pressure plate has a fault")        \
    X(0x0F, "its battery is dead")              X(0x10, "a system warning")                      \
    X(0x11, "a system error")                   X(0x12, "its service is due")                    \
    X(0x13, "the secondary infusion has stopped") X(0x14, "a preset limit is exceeded")
#define GRASEBY_ON_HOLD 0x07u

/* "the line is occluded"; NULL: there is no such number */
const char *graseby_alarm_text(unsigned number);

/* Bits of the three bytes, byte 0 the lowest. */
enum {
    GRASEBY_ALARM = 0x1F, GRASEBY_AUDIBLE = 1 << 5, GRASEBY_MAIN_SCREEN = 1 << 6,
    GRASEBY_CONTROL = 1 << 7,
    GRASEBY_SECONDARY = 1 << 8, GRASEBY_RUNNING = 1 << 9, GRASEBY_KVO = 1 << 10,
    GRASEBY_ON_BATTERY = 1 << 11, GRASEBY_BATTERY_LOW = 1 << 12, GRASEBY_DOOR = 1 << 13,
    GRASEBY_CLIP = 1 << 14, GRASEBY_CASSETTE = 1 << 15,
    GRASEBY_LOCKED = 1 << 16, GRASEBY_POWERED = 1 << 19, GRASEBY_USER_TEXT = 1 << 20,
};

/* Returns the count. */
size_t graseby_write(uint16_t seed, const char *command, uint8_t bytes[GRASEBY_RECORD_MAX]);

enum device_scan graseby_scan(uint16_t seed, const uint8_t *bytes, size_t count, size_t *used);

struct graseby_reply { char code; uint32_t state; char data[GRASEBY_DATA_MAX + 1]; };
/* Of a whole record. ERR_GARBLED: an alarm that there is not, or too short. */
MUST_CHECK enum err graseby_read(const uint8_t *record, size_t count, struct graseby_reply *);

/* "aaaa.abbbb.bccc.c"; and as firmware 0.65 has it: "aaa.abbb.bcc.cdddd", "aaaabbbbcccdddd". */
struct graseby_infusion { double infused_ml, left_ml, rate_ml_per_h; };
MUST_CHECK enum err graseby_infusion_read(const char *data, struct graseby_infusion *);

/* "010", "05.5": whole from 100 mL/h, and where nothing is lost. ERR_RANGE: not 0.1 .. 999. */
MUST_CHECK enum err graseby_rate_write(double ml_per_h, char text[8], double *written_ml_per_h);
/* "0500", "012.5" */
MUST_CHECK enum err graseby_volume_write(double ml, char text[8], double *written_ml);

#endif
