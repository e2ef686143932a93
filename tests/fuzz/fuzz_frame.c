/* fuzz_frame.c - libFuzzer on the reference pump's frames: every cut of a stream makes progress,
 * and a whole frame is written again as it came. The first byte of the input says whether a CRC
 * that chance would not find is put behind the rest. */
#include "drivers/frame.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t count);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void stream_try(const uint8_t *bytes, size_t count)
{
    uint8_t again[FRAME_BYTES_MAX];

    while (count > 0) {
        struct frame    frame;
        enum frame_flaw flaw;
        size_t          used = 0;
        enum frame_scan scan = frame_scan(bytes, count, &frame, &used, &flaw);
        if (scan == FRAME_PARTIAL) {
            must(used == 0);
            return;
        }
        must(used > 0 && used <= count);
        if (scan == FRAME_WHOLE)
            must(frame_write(&frame, again) == used && memcmp(again, bytes, used) == 0);
        bytes += used;
        count -= used;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t count)
{
    uint8_t  bytes[FRAME_BYTES_MAX];
    unsigned crc;

    if (count < 2)
        return 0;
    stream_try(data + 1, count - 1);
    if (data[0] % 2 == 0 || count + 1 > sizeof bytes)
        return 0;
    memcpy(bytes, data + 1, count - 1);
    crc = frame_crc16(bytes, count - 1);
    bytes[count - 1] = (uint8_t)(crc >> (data[0] & 2 ? 8 : 0));
    bytes[count] = (uint8_t)(crc >> (data[0] & 2 ? 0 : 8));
    stream_try(bytes, count + 1);
    return 0;
}
