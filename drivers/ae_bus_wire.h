/* ae_bus_wire.h - the bytes of AE Bus, Advanced Energy's protocol for generators.
 *
 *     packet   header command [length] data .. check
 *     header   address << 3 | count of data bytes, 0 to 6; 7: a length byte (7 to 255) follows
 *     check    exclusive or of everything before it, so that all of a good packet gives 0
 *
 * The least significant byte comes first. A transaction: packet to the unit; ACK (06) from it, or
 * NAK (15) when the check was wrong, or nothing when the address or the parity was; its packet,
 * with the same command: what a report asked for, or one byte CSR; ACK from the host. A data byte
 * may look like ACK or NAK, so they are looked for only while one is due. Apex manual 5708009-C,
 * pages 85 to 103 (odd parity, 19200 baud; a gap of 20 ms within a packet resets the unit).
 *
 * Pure: bytes to structs and back. */
#ifndef PAINRIG_DRIVERS_AE_BUS_WIRE_H
#define PAINRIG_DRIVERS_AE_BUS_WIRE_H

#include "device.h"

#define AE_BUS_ACK        0x06u
#define AE_BUS_NAK        0x15u
#define AE_BUS_PACKET_MAX 259u
#define AE_BUS_SHORT_MAX  6u            /* data bytes without a length byte */

/* Bytes written; count at most 255. */
size_t ae_bus_write(unsigned address, uint8_t command, const uint8_t *data, size_t count,
                    uint8_t out[AE_BUS_PACKET_MAX]);

/* A packet from that address by its length, whether its check is right or not; else junk, up to
 * what may be a header of that address. */
enum device_scan ae_bus_scan(unsigned address, const uint8_t *, size_t count, size_t *used);
/* Likewise, or an ACK or NAK in front of everything. */
enum device_scan ae_bus_sign_scan(unsigned address, const uint8_t *, size_t count, size_t *used);

bool ae_bus_is_sound(const uint8_t *, size_t count);

struct ae_bus_packet { uint8_t command; const uint8_t *data; size_t count; };
/* Of a whole one, pointing into it. */
struct ae_bus_packet ae_bus_packet_of(const uint8_t *, size_t count);

unsigned ae_bus_u16(const uint8_t *data);

/* number, sentence */
#define AE_BUS_CSR_LIST(X)                                                                       \
    X(0,  "accepted")                                                                            \
    X(1,  "the host is not in control: another control mode is set at the unit")                 \
    X(2,  "not while the output is on")                                                          \
    X(3,  "not while the output is off")                                                         \
    X(4,  "out of its range")                                                                    \
    X(5,  "the user port holds the output off")                                                  \
    X(7,  "a fault is active: look at the interlock, the cooling and the status")                \
    X(9,  "a wrong count of data bytes")                                                         \
    X(14, "not accepted now")                                                                    \
    X(16, "the target's life is over")                                                           \
    X(19, "a recipe is active")                                                                  \
    X(30, "its memory of settings cannot be read or written: have it repaired")                  \
    X(50, "the frequency is out of range")                                                       \
    X(51, "the duty cycle is out of range")                                                      \
    X(52, "shorter than the least time on or off")                                               \
    X(99, "this unit has no such command")
enum { AE_BUS_ACCEPTED = 0, AE_BUS_NOT_HOST = 1, AE_BUS_IS_OFF = 3, AE_BUS_NO_COMMAND = 99 };

/* NULL: a number that the manual does not have. */
const char *ae_bus_csr_text(unsigned csr);

/* byte, bit, is it an alarm, what its coming says, what its going says (report 162) */
#define AE_BUS_STATUS_LIST(X)                                                                    \
    X(0, 2, false, "a recipe runs",                     "no recipe runs any more")               \
    X(0, 5, false, "radiofrequency is on",              "radiofrequency is off")                 \
    X(0, 7, true,  "the output is out of its set-point's tolerance",                             \
                   "the output is within its set-point's tolerance")                             \
    X(1, 0, true,  "the target's life is over",         "the target's life is not over")         \
    X(1, 3, true,  "it is too hot: look at its cooling water", "it has cooled down")             \
    X(1, 7, true,  "its interlock is open: close it",   "its interlock is closed again")         \
    X(2, 0, true,  "fault: NMI",                        "the fault NMI is over")                 \
    X(2, 1, true,  "fault of its bus",                  "the fault of its bus is over")          \
    X(2, 2, true,  "fault: its bus voltage is too high: look at the mains",                      \
                   "its bus voltage is not too high any more")                                   \
    X(2, 3, true,  "fault: its bus voltage is too low: look at the mains",                       \
                   "its bus voltage is not too low any more")                                    \
    X(2, 4, true,  "fault: out of its set-point for too long", "its set-point's fault is over")  \
    X(3, 0, true,  "its current is at its limit",       "its current is below its limit again")  \
    X(3, 1, true,  "its contactor has failed: have it repaired", "its contactor works again")    \
    X(3, 2, true,  "error of its Profibus",             "its Profibus works again")              \
    X(3, 7, false, "its common exciter is locked",      "its common exciter is not locked any more")

struct ae_bus_bit { uint8_t byte, bit; bool is_alarm; const char *comes, *goes; };
#define AE_BUS_BIT_COUNT    15u
#define AE_BUS_STATUS_BYTES 4u
extern const struct ae_bus_bit ae_bus_bits[AE_BUS_BIT_COUNT];

bool ae_bus_is_set(const uint8_t status[AE_BUS_STATUS_BYTES], const struct ae_bus_bit *);
bool ae_bus_is_on(const uint8_t status[AE_BUS_STATUS_BYTES]);
/* 10 * byte + bit of the first alarm: 17, interlock; 0: none. */
unsigned ae_bus_alarm(const uint8_t status[AE_BUS_STATUS_BYTES]);

#endif
