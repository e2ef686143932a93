#include "phd_ultra_wire.h"

#include "base/count.h"
#include "base/text.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define UL_PER_FL      1e-9
#define UL_PER_H_FL_S  3.6e-6       /* 1 fl/s */
#define NUMBER_LEAST   0.01         /* of a rate, in whichever of its units keeps */
#define NUMBER_MOST    9999.9       /* most of the NUMBER_DIGITS that it takes    */
#define NUMBER_DIGITS  5

enum { XON = 0x11, XOFF = 0x13 };

static const struct { const char *part, *means; } errors[PHD_ULTRA_ERROR_COUNT] = {
    [PHD_ULTRA_NO_ERROR] = { "", "no error" },
#define ROW(text, name, says) [PHD_ULTRA_ERROR_##name] = { text, says },
    PHD_ULTRA_ERROR_LIST(ROW)
#undef ROW
};

const char *phd_ultra_error_text(enum phd_ultra_error error) { return errors[error].means; }

/* ------------------------------------------------------------------ lines */

static const struct { const char *text; enum phd_ultra_prompt prompt; } prompts[] = {
    { "T*", PHD_ULTRA_TARGET }, { "*", PHD_ULTRA_STALLED }, { ":", PHD_ULTRA_IDLE },
    { ">", PHD_ULTRA_INFUSING }, { "<", PHD_ULTRA_WITHDRAWING },
};

/* The prompt that `text` begins with; its length, or 0. */
static size_t prompt_at(const char *text, enum phd_ultra_prompt *prompt)
{
    for (size_t i = 0; i < COUNT(prompts); i++) {
        size_t count = strlen(prompts[i].text);
        if (strncmp(text, prompts[i].text, count) != 0)
            continue;
        *prompt = prompts[i].prompt;
        return count;
    }
    return 0;
}

/* Two digits; -1: none. */
static int address_at(const char *text)
{
    if (!isdigit((unsigned char)text[0]) || !isdigit((unsigned char)text[1]))
        return -1;
    return (text[0] - '0') * 10 + (text[1] - '0');
}

/* Nothing but a prompt, with an address or without. */
static bool prompt_line(const char *line, int *address, enum phd_ultra_prompt *prompt)
{
    size_t count;

    line += strspn(line, " ");
    *address = address_at(line);
    if (*address >= 0)
        line += 2;
    count = prompt_at(line, prompt);
    return count > 0 && line[count] == '\0';
}

static bool is_flow_control(uint8_t byte) { return byte == XON || byte == XOFF; }

/* What belongs to the flow control is at the ends, never within: there it was a digit once. */
static void ends_strip(const uint8_t **bytes, size_t *count)
{
    while (*count > 0 && is_flow_control((*bytes)[*count - 1]))
        --*count;
    while (*count > 0 && is_flow_control(**bytes)) {
        ++*bytes;
        --*count;
    }
}

/* bytes[from .. end), with a CR at its end, as text. ERR_GARBLED: too long, or no text. */
static enum err line_take(const uint8_t *bytes, size_t from, size_t end,
                          char line[PHD_ULTRA_TEXT_MAX])
{
    size_t count;

    if (end > from && bytes[end - 1] == '\r')
        end--;
    while (end > from && bytes[end - 1] == ' ')
        end--;
    count = end - from;
    if (count >= PHD_ULTRA_TEXT_MAX)
        return ERR_GARBLED;
    for (size_t i = 0; i < count; i++) {
        if (bytes[from + i] < 0x20 || bytes[from + i] > 0x7E)
            return ERR_GARBLED;
        line[i] = (char)bytes[from + i];
    }
    line[count] = '\0';
    return ERR_OK;
}

/* Where the last line begins. */
static size_t last_line(const uint8_t *bytes, size_t count)
{
    while (count > 0 && bytes[count - 1] != '\n')
        count--;
    return count;
}

static bool is_text(uint8_t byte)
{
    return (byte >= 0x20 && byte <= 0x7E) || byte == '\n' || byte == '\r' || is_flow_control(byte);
}

enum device_scan phd_ultra_scan(const uint8_t *bytes, size_t count, bool is_quiet, size_t *used)
{
    char                  line[PHD_ULTRA_TEXT_MAX];
    enum phd_ultra_prompt prompt;
    size_t                all = count, last;
    int                   address;

    *used = 0;
    if (count == 0 || !is_quiet)
        return DEVICE_PARTIAL;
    for (size_t i = 0; i < count; i++)
        if (!is_text(bytes[i])) {
            *used = all;
            return DEVICE_JUNK;
        }
    ends_strip(&bytes, &count);
    last = last_line(bytes, count);
    if (last == 0 || line_take(bytes, last, count, line) != ERR_OK
        || !prompt_line(line, &address, &prompt))
        return DEVICE_PARTIAL;
    *used = all;
    return DEVICE_WHOLE;
}

/* Take its address off a line of text, with the prompt that some put behind it. */
static enum err address_strip(char *line, struct phd_ultra_reply *reply)
{
    enum phd_ultra_prompt prompt;
    int                   address = address_at(line);
    size_t                count = 2;

    if (address < 0)
        return ERR_GARBLED;
    reply->is_of[address] = true;
    count += prompt_at(line + count, &prompt);
    while (line[count] == ' ')
        count++;
    memmove(line, line + count, strlen(line + count) + 1);
    return ERR_OK;
}

static enum err text_line(char *line, struct phd_ultra_reply *reply)
{
    enum phd_ultra_prompt leaked;
    int                   address;

    if (line[0] == '\0' || prompt_line(line, &address, &leaked))
        return ERR_OK;
    if (reply->has_address)
        TRY(address_strip(line, reply));
    for (enum phd_ultra_error i = PHD_ULTRA_NO_ERROR + 1; i < PHD_ULTRA_ERROR_COUNT; i++)
        if (strstr(line, errors[i].part)
            && (reply->error == PHD_ULTRA_NO_ERROR || i < reply->error))
            reply->error = i;
    if (reply->lines++ == 0)
        strcpy(reply->text, line);
    return ERR_OK;
}

/* What stands in front of the first line feed is our own command, echoed, or not to be trusted. */
static size_t echo_count(const uint8_t *bytes, size_t count, const uint8_t *sent,
                         size_t sent_count)
{
    size_t from = 0;

    while (sent_count > 0 && count - from >= sent_count
           && memcmp(bytes + from, sent, sent_count) == 0)
        from += sent_count;
    return from;
}

enum err phd_ultra_read(const uint8_t *bytes, size_t count, const uint8_t *sent,
                        size_t sent_count, struct phd_ultra_reply *out)
{
    struct phd_ultra_reply reply = { .lines = 0 };
    char                   line[PHD_ULTRA_TEXT_MAX];
    size_t                 last, from;
    int                    address;

    ends_strip(&bytes, &count);
    last = last_line(bytes, count);
    TRY(line_take(bytes, last, count, line));
    if (last == 0 || !prompt_line(line, &address, &reply.prompt))
        return ERR_GARBLED;
    reply.has_address = address >= 0;
    if (reply.has_address)
        reply.is_of[address] = true;
    from = echo_count(bytes, last, sent, sent_count);
    if (bytes[from] != '\n')
        return ERR_GARBLED;
    for (size_t i = ++from; i < last; i++) {
        if (bytes[i] != '\n')
            continue;
        TRY(line_take(bytes, from, i, line));
        TRY(text_line(line, &reply));
        from = i + 1;
    }
    *out = reply;
    return ERR_OK;
}

size_t phd_ultra_write(int address, bool has_colon, const char *command,
                       uint8_t bytes[DEVICE_FRAME_MAX])
{
    char prefix[8] = "";
    int  count;

    assert(address >= 0 && address < PHD_ULTRA_ADDRESSES);
    if (address > 0)
        snprintf(prefix, sizeof prefix, "%02d%s", address, has_colon ? ":" : "");
    count = snprintf((char *)bytes, DEVICE_FRAME_MAX, "%s%s\r", prefix, command);
    assert(count > 0 && (size_t)count < DEVICE_FRAME_MAX);
    return (size_t)count;
}

/* ------------------------------------------------------------------ texts */

struct word { const char *text; double of; };

static const struct word volumes[] = {      /* uL */
    { "ml", 1e3 }, { "ul", 1 }, { "nl", 1e-3 }, { "pl", 1e-6 },
    { "m",  1e3 }, { "u",  1 }, { "n",  1e-3 }, { "p",  1e-6 },
};
static const struct word times[] = {        /* per hour */
    { "hr", 1 }, { "min", 60 }, { "sec", 3600 }, { "h", 1 }, { "m", 60 }, { "s", 3600 },
};

static enum err word_read(const char *text, const struct word *words, size_t count, double *of)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(words[i].text, text) == 0) {
            *of = words[i].of;
            return ERR_OK;
        }
    return ERR_GARBLED;
}

/* "10 ul/min" into 10 and "ul/min". */
static enum err number_and_unit(const char *text, double *value, const char **unit)
{
    const char *space = strchr(text, ' ');
    char        number[24];

    if (!space || space == text || (size_t)(space - text) >= sizeof number)
        return ERR_GARBLED;
    memcpy(number, text, (size_t)(space - text));
    number[space - text] = '\0';
    TRY(number_parse(number, value));
    *unit = space + 1;
    return *value >= 0 ? ERR_OK : ERR_GARBLED;
}

enum err phd_ultra_rate_read(const char *text, double *ul_per_h)
{
    const char *unit, *slash;
    char        volume[8];
    double      value, ul, per_h;

    TRY(number_and_unit(text, &value, &unit));
    slash = strchr(unit, '/');
    if (!slash || (size_t)(slash - unit) >= sizeof volume)
        return ERR_GARBLED;
    memcpy(volume, unit, (size_t)(slash - unit));
    volume[slash - unit] = '\0';
    TRY(word_read(volume, volumes, COUNT(volumes), &ul));
    TRY(word_read(slash + 1, times, COUNT(times), &per_h));
    *ul_per_h = value * ul * per_h;
    return ERR_OK;
}

enum err phd_ultra_length_read(const char *text, double *mm)
{
    const char *unit;
    double      value;

    TRY(number_and_unit(text, &value, &unit));
    if (strcmp(unit, "mm") != 0)
        return ERR_GARBLED;
    *mm = value;
    return ERR_OK;
}

/* A whole number of up to 64 bits, and the spaces behind it. */
static enum err whole_read(const char **text, double *value)
{
    const char *at = *text;
    uint64_t    number = 0;

    for (; isdigit((unsigned char)*at); at++) {
        if (at - *text >= 18)
            return ERR_GARBLED;
        number = number * 10 + (uint64_t)(*at - '0');
    }
    if (at == *text || *at != ' ')
        return ERR_GARBLED;
    while (*at == ' ')
        at++;
    *value = (double)number;
    *text = at;
    return ERR_OK;
}

enum err phd_ultra_status_read(const char *text, struct phd_ultra_status *out)
{
    const char *const may_be[] = { "iIwW", ".IWiw", ".Ss", ".Tt", "iIwW", ".Tt" };
    double rate_fl_per_s, time, volume_fl;
    size_t flags;

    TRY(whole_read(&text, &rate_fl_per_s));
    TRY(whole_read(&text, &time));
    TRY(whole_read(&text, &volume_fl));
    flags = strlen(text);
    if (flags != 5 && flags != 6)
        return ERR_GARBLED;
    for (size_t i = 0; i < flags; i++)
        if (!strchr(may_be[i], text[i]))
            return ERR_GARBLED;
    *out = (struct phd_ultra_status){
        .ul_per_h = rate_fl_per_s * UL_PER_H_FL_S, .volume_ul = volume_fl * UL_PER_FL,
        .is_at_limit = text[1] != '.', .is_stalled = text[2] != '.',
        .is_at_target = flags == 6 && text[5] != '.',
    };
    return ERR_OK;
}

static const struct word rate_units[] = {   /* uL/h in one; the first that keeps it all */
    { "ul/min", 60 }, { "ul/hr", 1 }, { "ml/min", 6e4 }, { "ml/hr", 1e3 }, { "nl/min", 0.06 },
    { "nl/hr", 1e-3 },
};

enum err phd_ultra_rate_write(double ul_per_h, char text[24], double *written_ul_per_h)
{
    double least = INFINITY;

    for (size_t i = 0; i < COUNT(rate_units); i++) {
        double number = ul_per_h / rate_units[i].of, read, wrong;
        char   digits[16];

        if (!(number >= NUMBER_LEAST && number <= NUMBER_MOST))
            continue;
        snprintf(digits, sizeof digits, "%.*g", NUMBER_DIGITS, number);
        TRY(number_parse(digits, &read));
        wrong = fabs(read * rate_units[i].of - ul_per_h);
        if (wrong >= least * (1 - 1e-9) || least <= 1e-12 * ul_per_h)
            continue;
        least = wrong;
        snprintf(text, 24, "%s %s", digits, rate_units[i].text);
        *written_ul_per_h = read * rate_units[i].of;
    }
    return isfinite(least) ? ERR_OK : ERR_RANGE;
}
