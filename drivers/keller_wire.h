/* keller_wire.h - the frames of the KELLER bus, host's side: digital pressure transmitters of the
 * series 33X, 35X, LEO5. KELLERAGfuerDruckmesstechnik/keller_protocol_python.
 *
 *     request   address function parameters.. crc        reply   address function data.. crc
 *     refusal   address function|80 code crc
 *
 * The CRC is that of Modbus with its high byte first. Numbers are big endian, floats IEEE 754. A
 * reply has no length of its own: the function tells. Pure: no state, no allocation. */
#ifndef PAINRIG_DRIVERS_KELLER_WIRE_H
#define PAINRIG_DRIVERS_KELLER_WIRE_H

#include "base/err.h"
#include "device.h"

#include <stdint.h>

#define KELLER_REQUEST_MAX 9u
#define KELLER_DATA_MAX    6u
#define KELLER_ANYBODY     250u         /* whoever is alone on the line answers to it */

/* enumerator, code, bytes of data in a reply */
#define KELLER_FUNCTION_LIST(X)                                                                   \
    X(READ_COEFFICIENT,  30, 4)                                                                   \
    X(WRITE_COEFFICIENT, 31, 1)                                                                   \
    X(INITIALISE,        48, 6)     /* class, group, year, week, buffer, status */                \
    X(ADDRESS,           66, 1)                                                                   \
    X(SERIAL,            69, 4)                                                                   \
    X(CHANNEL,           73, 5)     /* u8 channel -> float, status; bar, C                  */    \
    X(CHANNEL_INTEGER,   74, 5)     /* u8 channel -> i32, status; Pa, 0.01 C                */    \
    X(ZERO,              95, 1)     /* u8 0: the pressure now is zero; 1: back to the maker's */

#define KELLER_FUNCTION_ENUM(name, code, count) KELLER_##name = code,
enum keller_function { KELLER_FUNCTION_LIST(KELLER_FUNCTION_ENUM) };
#undef KELLER_FUNCTION_ENUM

enum keller_channel { KELLER_CH0, KELLER_P1, KELLER_P2, KELLER_T, KELLER_TOB1, KELLER_TOB2 };

#define KELLER_NOT_INITIALISED 32u      /* INITIALISE must be first after power-up */

struct keller_reply {
    uint8_t address, function, refusal;     /* refusal 0: none */
    uint8_t count, data[KELLER_DATA_MAX];
};

/* At most three parameters; returns the count of bytes. */
size_t keller_write(uint8_t address, uint8_t function, const uint8_t *parameters, size_t count,
                    uint8_t out[KELLER_REQUEST_MAX]);

/* Whole: a reply or a refusal whose CRC is sound. Junk: one byte to drop. */
enum device_scan keller_scan(const uint8_t *, size_t count, size_t *used);

/* A frame that keller_scan found whole; ERR_GARBLED for any other. */
MUST_CHECK enum err keller_read(const uint8_t *frame, size_t count, struct keller_reply *);

/* The first four bytes of data: NAN and infinities are handed on, a sensor at fault says them. */
float   keller_float(const struct keller_reply *);
int32_t keller_integer(const struct keller_reply *);

/* "it does not know the function" */
const char *keller_refusal_text(uint8_t code);

#endif
