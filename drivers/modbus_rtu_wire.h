/* modbus_rtu_wire.h - Modbus RTU, master's side: requests, and replies by the length that their
 * function tells. MODBUS over Serial Line V1.02, MODBUS Application Protocol V1.1b3.
 *
 *     address function data.. crc-low crc-high            refusal: address function|80 code crc
 *
 * Registers are big endian. The silence of 3.5 characters that parts frames cannot be seen through
 * USB; frames are cut by length, as other masters do, and silence is for finding back only. Pure:
 * no state, no allocation. */
#ifndef PAINRIG_DRIVERS_MODBUS_RTU_WIRE_H
#define PAINRIG_DRIVERS_MODBUS_RTU_WIRE_H

#include "base/err.h"
#include "device.h"

#include <stdint.h>

#define MODBUS_FRAME_MAX 256u
#define MODBUS_DATA_MAX  (MODBUS_FRAME_MAX - 4u)
#define MODBUS_EVERYBODY 0u         /* nobody answers to it */

enum modbus_function {
    MODBUS_READ_COILS = 1, MODBUS_READ_DISCRETES, MODBUS_READ_HOLDINGS, MODBUS_READ_INPUTS,
    MODBUS_WRITE_COIL, MODBUS_WRITE_REGISTER, MODBUS_LOOPBACK = 8, MODBUS_WRITE_REGISTERS = 16,
    MODBUS_SERVER_ID = 17,
};

struct modbus_reply {
    uint8_t address, function, refusal;     /* refusal 0: none */
    uint8_t count, data[MODBUS_DATA_MAX];   /* behind the count of bytes, where there is one */
};

/* Two numbers behind the function: start and count of a read; place and value of a single write. */
size_t modbus_write(uint8_t address, uint8_t function, uint16_t first, uint16_t second,
                    uint8_t out[MODBUS_FRAME_MAX]);
/* Registers from `start`; 1..4 of them. */
size_t modbus_write_registers(uint8_t address, uint16_t start, const uint16_t *registers,
                              size_t count, uint8_t out[MODBUS_FRAME_MAX]);
/* Function 17, which has no data. */
size_t modbus_write_server_id(uint8_t address, uint8_t out[MODBUS_FRAME_MAX]);

/* Whole: a reply or a refusal whose CRC is sound. Junk: one byte to drop. */
enum device_scan modbus_scan(const uint8_t *, size_t count, size_t *used);

/* A frame that modbus_scan found whole; ERR_GARBLED for any other. */
MUST_CHECK enum err modbus_read(const uint8_t *frame, size_t count, struct modbus_reply *);

/* "it has no such register" */
const char *modbus_refusal_text(uint8_t code);

#endif
