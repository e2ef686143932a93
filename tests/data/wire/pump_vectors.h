/* Frames of the reference pump's protocol, put together by hand from PUMP_PROTOCOL.md and a CRC-16 that is not
 * painrig's (Python's binascii.crc_hqx with FFFF); the manual shows the same in section 12, in this order. */
#ifndef PAINRIG_TESTS_PUMP_VECTORS_H
#define PAINRIG_TESTS_PUMP_VECTORS_H

#include <stddef.h>
#include <stdint.h>

#define PUMP_VECTOR_LIST(X) \
    X(WHO_IS_THERE, \
      "A5 5A 08 01 00 00 00 00 00 01 01 55 4E") \
    X(IDENTITY, \
      "A5 5A 30 01 50 52 49 47 00 01 82 50 52 49 47 70 61 69 6E 72 69 67 2C 72 " \
      "65 66 65 72 65 6E 63 65 20 70 75 6D 70 2C 4D 4F 43 4B 2D 30 30 30 31 2C " \
      "31 2E 30 C7 05") \
    X(OPEN, \
      "A5 5A 08 01 50 52 49 47 00 02 02 A7 98") \
    X(OPENED, \
      "A5 5A 08 01 50 52 49 47 00 02 80 16 52") \
    X(ASK_STATUS, \
      "A5 5A 08 01 50 52 49 47 00 03 10 A6 DA") \
    X(STATUS, \
      "A5 5A 3C 01 50 52 49 47 00 03 90 04 01 01 00 00 01 00 00 00 01 32 64 CE " \
      "40 00 00 A2 C3 00 1C FD E0 00 00 00 00 01 14 2F 20 00 00 00 00 00 00 0E " \
      "10 02 01 0B 86 04 B0 05 0A 00 00 00 25 00 09 63 65") \
    X(BEGIN, \
      "A5 5A 08 01 50 52 49 47 00 04 20 09 1E") \
    X(WRITE_GENERAL, \
      "A5 5A 17 01 50 52 49 47 00 05 21 00 01 00 00 00 4E 20 00 00 00 00 00 1E " \
      "84 80 F3 22") \
    X(WRITE_STEPS, \
      "A5 5A 1C 01 50 52 49 47 00 06 21 01 03 00 00 00 00 51 61 01 E0 00 00 A2 " \
      "C3 05 28 00 00 51 61 E6 23") \
    X(WRITE_PERIODIC, \
      "A5 5A 15 01 50 52 49 47 00 07 21 02 00 00 00 00 00 00 00 00 00 00 00 00 " \
      "52 01") \
    X(WRITE_PATIENT, \
      "A5 5A 16 01 50 52 49 47 00 08 21 03 00 00 4E 20 00 00 00 78 00 00 38 40 " \
      "04 91 E1") \
    X(COMMIT, \
      "A5 5A 0B 01 50 52 49 47 00 09 22 6E EF 00 F7 86") \
    X(SOFT_LIMIT, \
      "A5 5A 0D 01 50 52 49 47 00 09 81 17 00 00 00 00 BA 49") \
    X(COMMIT_CONFIRMED, \
      "A5 5A 0B 01 50 52 49 47 00 0A 22 6E EF 01 09 75") \
    X(ASK_PROGRAMME, \
      "A5 5A 08 01 50 52 49 47 00 0B 11 3F 52") \
    X(PROGRAMME, \
      "A5 5A 42 01 50 52 49 47 00 0B 91 01 00 00 00 4E 20 00 00 00 00 00 1E 84 " \
      "80 03 00 00 00 00 51 61 01 E0 00 00 A2 C3 05 28 00 00 51 61 00 00 00 00 " \
      "00 00 00 00 00 00 00 00 00 00 4E 20 00 00 00 78 00 00 38 40 04 FE 03") \
    X(ASK_LOG, \
      "A5 5A 0C 01 50 52 49 47 00 0C 12 00 00 00 23 FF 96") \
    X(LOG, \
      "A5 5A 25 01 50 52 49 47 00 0C 92 02 00 00 00 23 32 64 B2 20 04 00 00 00 " \
      "6E EF 00 00 00 24 32 64 C0 30 01 00 00 00 00 01 3F D5") \
    X(SINGLE_BOLUS, \
      "A5 5A 10 01 50 52 49 47 00 0D 32 00 00 4E 20 00 00 01 2C 41 A4") \
    X(PRIMING_BOLUS, \
      "A5 5A 0D 01 50 52 49 47 00 0E 33 00 03 D0 90 01 46 ED") \
    X(BRIDGE_BOLUS, \
      "A5 5A 10 01 50 52 49 47 00 0F 34 00 03 D0 90 00 00 51 61 EA CB") \
    X(REFILL, \
      "A5 5A 10 01 50 52 49 47 00 10 35 00 1C FD E0 01 31 2D 00 AD 02") \
    X(SET_CLOCK, \
      "A5 5A 0C 01 50 52 49 47 00 11 38 32 64 CE 40 0A FF") \
    X(STOP, \
      "A5 5A 08 01 50 52 49 47 00 12 31 A2 DB") \
    X(NAK_UNREAD, \
      "A5 5A 0D 01 50 52 49 47 00 00 81 01 00 00 00 00 58 5A") \
    X(NAK_OTHER_DEVICE, \
      "A5 5A 0D 01 50 52 49 47 00 13 81 05 00 00 00 00 3E A5") \
    X(MARK_INSIDE, \
      "A5 5A 10 01 50 52 49 47 00 14 32 A5 5A 08 01 50 52 49 47 7E 9B")

#define PUMP_VECTOR_ENUM(name, hex) PUMP_VECTOR_##name,
enum pump_vector { PUMP_VECTOR_LIST(PUMP_VECTOR_ENUM) PUMP_VECTOR_COUNT };

#define PUMP_VECTOR_ROW(name, hex) { #name, hex },
static const struct { const char *story, *hex; } pump_vectors[PUMP_VECTOR_COUNT] = { PUMP_VECTOR_LIST(PUMP_VECTOR_ROW) };

static inline unsigned pump_vector_digit(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'A') + 10;
}

/* "A5 5A" as bytes; returns their count. */
static inline size_t pump_vector_bytes(const char *hex, uint8_t *out)
{
    size_t count = 0;

    for (; hex[0] && hex[1]; hex += hex[2] ? 3 : 2)
        out[count++] = (uint8_t)(pump_vector_digit(hex[0]) << 4 | pump_vector_digit(hex[1]));
    return count;
}

#endif
