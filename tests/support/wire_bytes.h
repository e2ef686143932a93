/* wire_bytes.h - bytes as manuals print them: "43 01 42 43". */
#ifndef PAINRIG_TESTS_WIRE_BYTES_H
#define PAINRIG_TESTS_WIRE_BYTES_H

#include <stddef.h>
#include <stdint.h>

/* Their count. Anything but pairs of hexadecimal digits and spaces fails the test. */
size_t wire_bytes(const char *hex, uint8_t *out, size_t room);

/* The other way: "S I\r\n" as "53 20 49 0D 0A". */
void wire_hex(const char *text, char *hex, size_t size);

#endif
