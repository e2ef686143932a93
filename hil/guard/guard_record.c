/* guard.json: what the guard did, why, and what the devices answered. */
#define _GNU_SOURCE             /* O_TMPFILE */
#include "guard_inside.h"
#include "hil/bytes.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ROOM_BYTES 16384        /* of a record with all its sources */

static void bytes_member(struct bytes *out, const char *name, const struct guard_bytes *bytes)
{
    size_t kept = bytes->count < GUARD_BYTES_KEPT ? bytes->count : GUARD_BYTES_KEPT;

    bytes_format(out, ", \"%s_bytes\": %zu, \"%s\": \"", name, bytes->count, name);
    for (size_t i = 0; i < kept; i++)
        bytes_format(out, i ? " %02X" : "%02X", bytes->kept[i]);
    bytes_text(out, "\"");
}

static void text_member(struct bytes *out, const char *name, const char *text)
{
    bytes_format(out, ", \"%s\": ", name);
    bytes_json_text(out, text);
}

static void micros_member(struct bytes *out, const char *name, double at_s, double since_s)
{
    bytes_format(out, ", \"%s\": ", name);
    bytes_json_number(out, round(1e6 * (at_s - since_s)));
}

static void device_write(struct bytes *out, const struct guard_hand *hand, double since_s)
{
    const struct guard_source *source = hand->source;
    char                       sentence[GUARD_TEXT_MAX];

    guard_hand_print(hand, since_s, sentence, sizeof sentence);
    bytes_text(out, "{\"role\": ");
    bytes_json_text(out, device_role_labels[source->role]);
    text_member(out, "driver", source->driver->name);
    text_member(out, "port", source->address);
    text_member(out, "identity", source->identity);
    bytes_format(out, ",\n     \"is_safe\": %s", hand->is_safe ? "true" : "false");
    text_member(out, "sentence", sentence);
    micros_member(out, "first_byte_us", hand->port.first_s, since_s);
    micros_member(out, "confirmed_us", hand->confirmed_s, since_s);
    bytes_text(out, "\n    ");
    bytes_member(out, "written", &hand->port.written);
    bytes_member(out, "heard", &hand->port.heard);
    bytes_text(out, "}");
}

static void record_print(struct bytes *out, const struct guard_record *record)
{
    bytes_text(out, "{\"format\": \"painrig guard 1\"");
    text_member(out, "why", guard_reason_text(record->reason));
    text_member(out, "sentence", record->sentence);
    text_member(out, "at_utc", record->utc);
    text_member(out, "run", record->run);
    bytes_format(out, ", \"are_safe\": %s,\n \"devices\": [",
                 guard_hands_are_safe(record->hands, record->count) ? "true" : "false");
    for (size_t i = 0; i < record->count; i++) {
        bytes_text(out, i ? ",\n    " : "\n    ");
        device_write(out, &record->hands[i], record->since_s);
    }
    bytes_text(out, "]}\n");
}

static enum err all_write(int file, const char *at, size_t count)
{
    while (count > 0) {
        ssize_t put = write(file, at, count);

        if (put <= 0)
            return ERR_IO;
        at += put;
        count -= (size_t)put;
    }
    return fsync(file) == 0 ? ERR_OK : ERR_IO;
}

int guard_record_reserve(int folder)
{
    static const uint8_t nothing[ROOM_BYTES];
    int file = folder < 0 ? -1 : openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

    if (file >= 0 && write(file, nothing, sizeof nothing) != (ssize_t)sizeof nothing) {
        close(file);
        return -1;
    }
    return file;
}

enum err guard_record_write(const struct guard_record *record, int folder)
{
    int          file = openat(folder, "guard.json", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                               0644);
    struct bytes out = { 0 };
    enum err     err;

    if (file < 0)
        return ERR_IO;
    record_print(&out, record);
    err = out.is_out_of_memory ? ERR_MEMORY : all_write(file, out.at, out.used);
    bytes_free(&out);
    close(file);
    return err;
}
