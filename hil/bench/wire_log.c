#include "wire_log.h"

#define BYTES_PER_LINE 64

void wire_log_write(void *file, double now_s, enum port_direction direction, const uint8_t *bytes,
                    size_t count)
{
    wire_log_write_of(file, NULL, now_s, direction, bytes, count);
}

void wire_log_write_of(FILE *file, const char *who, double now_s, enum port_direction direction,
                       const uint8_t *bytes, size_t count)
{
    static const char hex[] = "0123456789ABCDEF";
    char line[3 * BYTES_PER_LINE + 1];

    if (!file)
        return;
    for (size_t start = 0; start < count; start += BYTES_PER_LINE) {
        size_t some = count - start < BYTES_PER_LINE ? count - start : BYTES_PER_LINE;
        for (size_t i = 0; i < some; i++) {
            line[3 * i] = ' ';
            line[3 * i + 1] = hex[bytes[start + i] >> 4];
            line[3 * i + 2] = hex[bytes[start + i] & 15];
        }
        line[3 * some] = '\0';
        fprintf(file, "%.3f %s%s%s%s\n", now_s, who ? who : "", who ? " " : "",
                direction == PORT_WRITTEN ? ">" : "<", line);
    }
}
