#include "bytes.h"

#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bytes_free(struct bytes *bytes)
{
    free(bytes->at);
    *bytes = (struct bytes){ 0 };
}

static void grow_to(struct bytes *bytes, size_t size)
{
    char *more = bytes->is_out_of_memory ? NULL : realloc(bytes->at, size);

    bytes->is_out_of_memory = more == NULL;
    if (!more)
        return;
    bytes->at = more;
    bytes->size = size;
}

/* Room for `count` more, or NULL. */
static char *room(struct bytes *bytes, size_t count)
{
    size_t size = bytes->size ? bytes->size : 4096;

    while (size - bytes->used < count)
        size *= 2;
    if (size > bytes->size)
        grow_to(bytes, size);
    return bytes->is_out_of_memory ? NULL : bytes->at + bytes->used;
}

void bytes_reserve(struct bytes *bytes, size_t count)
{
    if (bytes->size - bytes->used < count)
        grow_to(bytes, bytes->used + count);
}

void bytes_fit(struct bytes *bytes)
{
    char *fitting = bytes->used > 0 && bytes->used < bytes->size
                  ? realloc(bytes->at, bytes->used) : NULL;

    if (!fitting)
        return;
    bytes->at = fitting;
    bytes->size = bytes->used;
}

void bytes_add(struct bytes *bytes, const void *more, size_t count)
{
    char *at = room(bytes, count);

    if (!at || count == 0)
        return;
    memcpy(at, more, count);
    bytes->used += count;
}

void bytes_text(struct bytes *bytes, const char *text)
{
    bytes_add(bytes, text, strlen(text));
}

void bytes_format(struct bytes *bytes, const char *format, ...)
{
    char    line[512];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    bytes_text(bytes, line);
}

void bytes_integer(struct bytes *bytes, int64_t value)
{
    char     digits[24];
    size_t   at = sizeof digits;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (value < 0)
        digits[--at] = '-';
    bytes_add(bytes, digits + at, sizeof digits - at);
}

void bytes_fixed(struct bytes *bytes, double value, int decimals)
{
    char digits[32];

    bytes_add(bytes, digits, text_fixed(digits, value, decimals));
}

/* ---- escaping ---- */

/* How many bytes the character at `text` has, or 0 if they are no UTF-8 (RFC 3629: no overlong
 * forms, no surrogates, nothing beyond U+10FFFF). */
static size_t utf8_length(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t   length = at[0] < 0x80                  ? 1
                    : at[0] >= 0xC2 && at[0] < 0xE0 ? 2
                    : (at[0] & 0xF0) == 0xE0        ? 3
                    : at[0] >= 0xF0 && at[0] < 0xF5 ? 4
                                                    : 0;
    unsigned second = length > 1 ? at[1] : 0;

    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    if ((at[0] == 0xE0 && second < 0xA0) || (at[0] == 0xED && second > 0x9F)
        || (at[0] == 0xF0 && second < 0x90) || (at[0] == 0xF4 && second > 0x8F))
        return 0;
    return length;
}

/* Hand each character to `one`; what is no UTF-8 arrives as U+FFFD. */
static void each_character(struct bytes *bytes, const char *text,
                           void (*one)(struct bytes *, const char *character, size_t length))
{
    while (*text) {
        size_t length = utf8_length(text);
        one(bytes, length ? text : "\xEF\xBF\xBD", length ? length : 3);
        text += length ? length : 1;
    }
}

/* U+2028, U+2029: newlines to old JavaScript. */
static bool is_line_separator(const char *character, size_t length)
{
    return length == 3 && memcmp(character, "\xE2\x80", 2) == 0
        && ((unsigned char)character[2] & 0xFE) == 0xA8;
}

static void json_character(struct bytes *bytes, const char *character, size_t length)
{
    if (is_line_separator(character, length))
        bytes_text(bytes, character[2] & 1 ? "\\u2029" : "\\u2028");
    else if (length > 1)
        bytes_add(bytes, character, length);
    else if (*character == '"' || *character == '\\')
        bytes_add(bytes, (char[]){ '\\', *character }, 2);
    else if ((unsigned char)*character < 0x20 || strchr("<>&\x7f", *character))
        bytes_format(bytes, "\\u%04x", (unsigned)(unsigned char)*character);
    else
        bytes_add(bytes, character, 1);
}

void bytes_json_text(struct bytes *bytes, const char *text)
{
    if (!text) {
        bytes_text(bytes, "null");
        return;
    }
    bytes_text(bytes, "\"");
    each_character(bytes, text, json_character);
    bytes_text(bytes, "\"");
}

void bytes_json_number(struct bytes *bytes, double value)
{
    char digits[40];

    if (!isfinite(value)) {
        bytes_text(bytes, "null");
        return;
    }
    snprintf(digits, sizeof digits, "%.15g", value);
    if (strtod(digits, NULL) != value)
        snprintf(digits, sizeof digits, "%.17g", value);
    bytes_text(bytes, digits);
}

void bytes_json_member_text(struct bytes *bytes, const char *name, const char *text)
{
    bytes_format(bytes, "\"%s\":", name);
    bytes_json_text(bytes, text);
    bytes_text(bytes, ",");
}

void bytes_json_member_number(struct bytes *bytes, const char *name, double value)
{
    bytes_format(bytes, "\"%s\":", name);
    bytes_json_number(bytes, value);
    bytes_text(bytes, ",");
}

void bytes_csv_text(struct bytes *bytes, const char *text)
{
    bytes_text(bytes, "\"");
    for (; *text; text++) {
        bytes_text(bytes, *text == '"' ? "\"" : "");
        bytes_add(bytes, *text == '\n' || *text == '\r' ? " " : text, 1);
    }
    bytes_text(bytes, "\"");
}

static bool is_control(const char *character, size_t length)
{
    return length == 1 && ((unsigned char)*character < 0x20 || *character == 0x7f)
        && !strchr("\t\n", *character);
}

static void clean_character(struct bytes *bytes, const char *character, size_t length)
{
    if (is_control(character, length))
        bytes_text(bytes, "\xEF\xBF\xBD");
    else
        bytes_add(bytes, character, length);
}

void bytes_clean(struct bytes *bytes, const char *text)
{
    each_character(bytes, text, clean_character);
}

static void html_character(struct bytes *bytes, const char *character, size_t length)
{
    static const struct { char plain; const char *safe; } table[] = {
        { '<', "&lt;" }, { '>', "&gt;" }, { '&', "&amp;" }, { '"', "&quot;" }, { '\'', "&#39;" },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (*character == table[i].plain) {
            bytes_text(bytes, table[i].safe);
            return;
        }
    clean_character(bytes, character, length);
}

void bytes_html(struct bytes *bytes, const char *text)
{
    each_character(bytes, text, html_character);
}

/* RFC 4648, section 4. */
void bytes_base64(struct bytes *bytes, const uint8_t *data, size_t count)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t            size = (count + 2) / 3 * 4;
    char             *at = room(bytes, size);

    if (!at)
        return;
    for (size_t i = 0; i < count; i += 3) {
        size_t   left = count - i;
        uint32_t three = (uint32_t)data[i] << 16;
        three |= left > 1 ? (uint32_t)data[i + 1] << 8 : 0;
        three |= left > 2 ? data[i + 2] : 0u;
        *at++ = letters[three >> 18];
        *at++ = letters[three >> 12 & 63];
        *at++ = left > 1 ? letters[three >> 6 & 63] : '=';
        *at++ = left > 2 ? letters[three & 63] : '=';
    }
    bytes->used += size;
}

/* ---- the file ---- */

static enum err say_unwritten(const char *path, int reason, struct why *why)
{
    return why_say(why, ERR_IO, "%s: %s: give a folder that exists, can be written to and has room",
                   path, strerror(reason ? reason : EIO));
}

static int stream_write(FILE *file, const struct bytes *bytes)
{
    int failed = 0;

    errno = 0;
    if (bytes->used > 0 && fwrite(bytes->at, 1, bytes->used, file) != bytes->used)
        failed = errno ? errno : EIO;
    if (fclose(file) != 0 && !failed)
        failed = errno ? errno : EIO;
    return failed;
}

/* A device such as /dev/stdout or /dev/full cannot be renamed over: it is written to as it is. */
static bool is_device(const char *path)
{
    return strncmp(path, "/dev/", 5) == 0;
}

enum err bytes_write_file(const struct bytes *bytes, const char *path, struct why *why)
{
    char  beside[4096];
    FILE *file;
    int   failed;

    if (bytes->is_out_of_memory)
        return ERR_MEMORY;
    if (snprintf(beside, sizeof beside, "%s%s", path, is_device(path) ? "" : ".part")
        >= (int)sizeof beside)
        return say_unwritten(path, ENAMETOOLONG, why);
    file = fopen(beside, "wb");
    if (!file)
        return say_unwritten(path, errno, why);
    failed = stream_write(file, bytes);
    if (!failed && !is_device(path) && rename(beside, path) != 0)
        failed = errno;
    if (failed && !is_device(path))
        remove(beside);
    return failed ? say_unwritten(path, failed, why) : ERR_OK;
}
