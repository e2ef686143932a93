#include "wire_bytes.h"

#include "suite.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t wire_bytes(const char *hex, uint8_t *out, size_t room)
{
    size_t count = 0;

    for (const char *at = hex; *at; at += strspn(at, " ")) {
        char pair[3] = { at[0], at[0] ? at[1] : '\0', '\0' };
        ck_assert_msg(isxdigit((unsigned char)pair[0]) && isxdigit((unsigned char)pair[1]),
                      "not hexadecimal: %s", at);
        ck_assert_uint_lt(count, room);
        out[count++] = (uint8_t)strtoul(pair, NULL, 16);
        at += 2;
    }
    return count;
}

void wire_hex(const char *text, char *hex, size_t size)
{
    size_t used = 0;

    ck_assert_uint_lt(3 * strlen(text), size);
    hex[0] = '\0';
    for (; *text; text++)
        used += (size_t)snprintf(hex + used, size - used, "%02X ", (unsigned)(uint8_t)*text);
}
