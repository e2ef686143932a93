/* checksum.h - the checks that end the frames of real instruments. Pure.
 *
 * Drivers and emulators share these, and nothing else: each is pinned from outside, by the value
 * that the catalogue of CRC algorithms gives for the bytes "123456789".
 *
 *     name     check   in use by
 *     xmodem   31C3    New Era Safe Mode, high byte first; described instruments
 *     8408     2189    with seed 0 (KERMIT), 6F91 with seed FFFF: Graseby 3000, four digits
 *     modbus   4B37    Modbus RTU low byte first; Keller high byte first; described instruments
 *
 *     sum 8    DD      described instruments    sum 16   01DD    T&C
 *     inverted 22      Sensirion SHDLC          lrc      23      described instruments
 *     xor      31      AE Bus, described instruments */
#ifndef PAINRIG_DRIVERS_CHECKSUM_H
#define PAINRIG_DRIVERS_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

uint16_t checksum_crc_xmodem(const uint8_t *, size_t count);
uint16_t checksum_crc_8408(uint16_t seed, const uint8_t *, size_t count);
uint16_t checksum_crc_modbus(const uint8_t *, size_t count);

uint8_t  checksum_sum_8(const uint8_t *, size_t count);
uint16_t checksum_sum_16(const uint8_t *, size_t count);
uint8_t  checksum_inverted(const uint8_t *, size_t count);     /* ones' complement of the sum */
uint8_t  checksum_lrc(const uint8_t *, size_t count);          /* two's complement of the sum */
uint8_t  checksum_xor(const uint8_t *, size_t count);

#endif
