#include "generator_wire.h"

#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ the check */

#define CHECK_DIGITS 4u
#define CHECK_BYTES  (1u + CHECK_DIGITS)    /* the star and its digits */

static const char hex_digits[] = "0123456789ABCDEF";

/* CRC-16/CCITT-FALSE, four bits at a time: entry n is what n leaves behind after four steps. */
uint16_t generator_check(const uint8_t *bytes, size_t count)
{
    static const uint16_t step[16] = {
        0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50A5, 0x60C6, 0x70E7,
        0x8108, 0x9129, 0xA14A, 0xB16B, 0xC18C, 0xD1AD, 0xE1CE, 0xF1EF,
    };
    unsigned crc = 0xFFFF;

    for (size_t i = 0; i < count; i++) {
        crc = (crc << 4 ^ step[(crc >> 12 ^ bytes[i] >> 4) & 0xF]) & 0xFFFF;
        crc = (crc << 4 ^ step[(crc >> 12 ^ bytes[i]) & 0xF]) & 0xFFFF;
    }
    return (uint16_t)crc;
}

/* Upper case only: a lower-case digit is a letter with one bit turned over. */
static bool hex_read(const uint8_t *bytes, size_t count, unsigned *value)
{
    unsigned read = 0;

    for (size_t i = 0; i < count; i++) {
        const char *digit = bytes[i] ? strchr(hex_digits, bytes[i]) : NULL;
        if (!digit)
            return false;
        read = read << 4 | (unsigned)(digit - hex_digits);
    }
    *value = read;
    return true;
}

static size_t hex_write(uint8_t *out, unsigned value, size_t digits)
{
    for (size_t i = 0; i < digits; i++)
        out[i] = (uint8_t)hex_digits[value >> 4 * (digits - 1 - i) & 0xF];
    return digits;
}

/* Put the star and the check behind line[0..count); returns the new length. */
static size_t check_append(uint8_t *line, size_t count)
{
    unsigned check = generator_check(line, count);

    line[count] = '*';
    return count + 1 + hex_write(line + count + 1, check, CHECK_DIGITS);
}

/* Does the line end in a star and four digits? "*IDN?" alone does not: nothing stands before its star. */
static bool has_check(const uint8_t *line, size_t count, unsigned *check)
{
    return count > CHECK_BYTES && line[count - CHECK_BYTES] == '*'
        && hex_read(line + count - CHECK_DIGITS, CHECK_DIGITS, check);
}

/* ------------------------------------------------------------------ headers */

struct span { const char *at; size_t count; };

static struct span span_to(const char *at, const char *end, char stop)
{
    const char *found = memchr(at, stop, (size_t)(end - at));

    return (struct span){ at, (size_t)((found ? found : end) - at) };
}

/* "TEMPerature" is met by TEMP and by TEMPERATURE, in any case, and by nothing between. */
static bool is_mnemonic(struct span pattern, struct span word)
{
    size_t shortest = 0;

    while (shortest < pattern.count && !islower((unsigned char)pattern.at[shortest]))
        shortest++;
    if (word.count != shortest && word.count != pattern.count)
        return false;
    for (size_t i = 0; i < word.count; i++)
        if (toupper((unsigned char)word.at[i]) != toupper((unsigned char)pattern.at[i]))
            return false;
    return true;
}

static bool is_header(const char *pattern, struct span header)
{
    const char *pattern_end = pattern + strlen(pattern), *at = header.at, *end = header.at + header.count;

    for (;;) {
        struct span want = span_to(pattern, pattern_end, ':'), have = span_to(at, end, ':');
        if (!is_mnemonic(want, have))
            return false;
        pattern = want.at + want.count;
        at = have.at + have.count;
        if (pattern == pattern_end || at == end)
            return pattern == pattern_end && at == end;
        pattern++;
        at++;
    }
}

/* ------------------------------------------------------------------ numbers out */

/* With a digit before the point, always: "0.50", never ".50". Room for 32 bytes and that digit. */
static size_t fixed_put(char out[33], double value, int decimals)
{
    size_t count = text_fixed(out, value, decimals), sign = out[0] == '-';

    if (count <= sign || out[sign] != '.')
        return count;
    memmove(out + sign + 1, out + sign, count - sign);
    out[sign] = '0';
    return count + 1;
}

/* ------------------------------------------------------------------ commands out */

static const struct { const char *header; enum generator_verb verb; } queries[] = {
    { "MEASure:ALL", GENERATOR_STATUS },
    { "*IDN",        GENERATOR_IDENTIFY },
    { "SYSTem:ERRor", GENERATOR_NEXT_ERROR },
};
#define QUERY_COUNT (sizeof queries / sizeof queries[0])

static size_t copy_short_form(uint8_t *out, const char *pattern)
{
    size_t count = 0;

    for (; *pattern; pattern++)
        if (!islower((unsigned char)*pattern))
            out[count++] = (uint8_t)*pattern;
    return count;
}

static const char *verb_header(const struct generator_command *command)
{
    for (size_t i = 0; i < QUERY_COUNT; i++)
        if (queries[i].verb == command->verb)
            return queries[i].header;
    return generator_orders[command->order].header;
}

static size_t parameter_write(const struct generator_command *command, uint8_t *out)
{
    const struct generator_order_row *row = &generator_orders[command->order];
    char   number[33];
    size_t count;

    if (command->verb == GENERATOR_SET) {
        out[0] = ' ';
        count = fixed_put(number, command->value, row->decimals);
        memcpy(out + 1, number, count);
        return 1 + count;
    }
    if (command->verb == GENERATOR_DO && row->word[0]) {
        out[0] = ' ';
        memcpy(out + 1, row->word, strlen(row->word));
        return 1 + strlen(row->word);
    }
    if (command->verb == GENERATOR_DO)
        return 0;
    out[0] = '?';
    return 1;
}

size_t generator_command_encode(const struct generator_command *command, uint8_t line[LINE_BYTES_MAX])
{
    size_t count = 1;

    line[0] = '@';
    count += hex_write(line + count, command->tag & 0xFF, 2);
    line[count++] = ' ';
    count += copy_short_form(line + count, verb_header(command));
    count += parameter_write(command, line + count);
    count = check_append(line, count);
    line[count++] = '\n';
    return count;
}

/* ------------------------------------------------------------------ commands in */

static enum generator_error check_strip(const uint8_t *line, size_t *count, struct generator_command *command)
{
    unsigned check;

    if (!has_check(line, *count, &check))
        return GENERATOR_ERROR_NONE;
    *count -= CHECK_BYTES;
    if (generator_check(line, *count) != check)
        return GENERATOR_ERROR_COMMUNICATION;
    command->is_checked = true;
    return GENERATOR_ERROR_NONE;
}

#define TAG_BYTES 4u        /* "@3F " */

/* The text behind the tag. A malformed tag stays in the text, where no header will match it. */
static struct span tag_strip(const uint8_t *line, size_t count, struct generator_command *command)
{
    unsigned tag;

    if (count < TAG_BYTES || line[0] != '@' || line[3] != ' ' || !hex_read(line + 1, 2, &tag))
        return (struct span){ (const char *)line, count };
    command->tag = tag;
    return (struct span){ (const char *)line + TAG_BYTES, count - TAG_BYTES };
}

static enum generator_error query_decode(struct span header, struct span parameter, struct generator_command *command)
{
    header.count--;
    for (size_t i = 0; i < QUERY_COUNT; i++)
        if (is_header(queries[i].header, header)) {
            command->verb = queries[i].verb;
            return parameter.count ? GENERATOR_ERROR_NOT_ALLOWED : GENERATOR_ERROR_NONE;
        }
    for (int i = 0; i < GENERATOR_SETTING_COUNT; i++)
        if (is_header(generator_orders[i].header, header)) {
            command->verb = GENERATOR_ASK;
            command->order = (enum generator_order)i;
            return parameter.count ? GENERATOR_ERROR_NOT_ALLOWED : GENERATOR_ERROR_NONE;
        }
    return GENERATOR_ERROR_HEADER;
}

static enum generator_error setting_decode(struct span parameter, struct generator_command *command)
{
    const struct generator_order_row *row = &generator_orders[command->order];
    char number[40];

    if (parameter.count == 0)
        return GENERATOR_ERROR_MISSING;
    if (parameter.count >= sizeof number)
        return GENERATOR_ERROR_NUMBER;
    memcpy(number, parameter.at, parameter.count);
    number[parameter.count] = '\0';
    if (number_parse(number, &command->value) != ERR_OK)
        return GENERATOR_ERROR_NUMBER;
    command->verb = GENERATOR_SET;
    return command->value >= row->least && command->value <= row->most ? GENERATOR_ERROR_NONE
                                                                       : GENERATOR_ERROR_RANGE;
}

static bool is_word(const char *word, struct span text)
{
    if (strlen(word) != text.count)
        return false;
    for (size_t i = 0; i < text.count; i++)
        if (toupper((unsigned char)text.at[i]) != word[i])
            return false;
    return true;
}

/* What to answer when the header was right and the word was not. */
static enum generator_error word_error(enum generator_order order, struct span parameter)
{
    if (!generator_orders[order].word[0])
        return GENERATOR_ERROR_NOT_ALLOWED;
    return parameter.count ? GENERATOR_ERROR_PARAMETER : GENERATOR_ERROR_MISSING;
}

static enum generator_error order_decode(struct span header, struct span parameter, struct generator_command *command)
{
    enum generator_error error = GENERATOR_ERROR_HEADER;

    for (int i = 0; i < GENERATOR_ORDER_COUNT; i++) {
        if (!is_header(generator_orders[i].header, header))
            continue;
        command->order = (enum generator_order)i;
        if (!generator_order_is_action(command->order))
            return setting_decode(parameter, command);
        command->verb = GENERATOR_DO;
        if (is_word(generator_orders[i].word, parameter))
            return GENERATOR_ERROR_NONE;
        error = word_error(command->order, parameter);
    }
    return error;
}

static struct span trimmed(struct span text)
{
    while (text.count > 0 && (text.at[text.count - 1] == ' ' || text.at[text.count - 1] == '\r'))
        text.count--;
    while (text.count > 0 && text.at[0] == ' ') {
        text.at++;
        text.count--;
    }
    return text;
}

enum generator_error generator_command_decode(const uint8_t *line, size_t count, struct generator_command *command)
{
    enum generator_error error;
    struct span          text, header, parameter;

    *command = (struct generator_command){ .verb = GENERATOR_NOTHING };
    if (count > 0 && line[count - 1] == '\r')
        count--;
    error = check_strip(line, &count, command);
    if (error != GENERATOR_ERROR_NONE)
        return error;
    text = trimmed(tag_strip(line, count, command));
    if (text.count == 0)
        return GENERATOR_ERROR_NONE;
    header = span_to(text.at, text.at + text.count, ' ');
    parameter = trimmed((struct span){ header.at + header.count, text.count - header.count });
    if (header.at[header.count - 1] == '?')
        return query_decode(header, parameter, command);
    return order_decode(header, parameter, command);
}

/* ------------------------------------------------------------------ replies out */

size_t generator_reply_encode(unsigned tag, const char *body, uint8_t line[LINE_BYTES_MAX])
{
    size_t count = 1, body_count = strlen(body);

    if (body_count > GENERATOR_BODY_MAX)
        body_count = GENERATOR_BODY_MAX;
    line[0] = '<';
    count += hex_write(line + count, tag & 0xFF, 2);
    line[count++] = ' ';
    memcpy(line + count, body, body_count);
    count = check_append(line, count + body_count);
    line[count++] = '\r';
    line[count++] = '\n';
    return count;
}

static size_t number_put(char *out, double value, int decimals)
{
    if (isnan(value))
        value = GENERATOR_NOT_MEASURED;
    else if (isinf(value))
        value = GENERATOR_OVER_RANGE;
    return fixed_put(out, value, decimals);
}

void generator_number_write(double value, int decimals, char body[GENERATOR_BODY_MAX + 1])
{
    body[number_put(body, value, decimals)] = '\0';
}

#define READING_ROW(field, decimals_, least_, most_) \
    { offsetof(struct generator_status, field), decimals_, least_, most_ },
static const struct { size_t offset; int decimals; double least, most; } readings[] = {
    GENERATOR_READING_LIST(READING_ROW)
};
#define READING_COUNT (sizeof readings / sizeof readings[0])

static double *reading(struct generator_status *status, size_t i)
{
    return (double *)(void *)((char *)status + readings[i].offset);
}

void generator_status_write(const struct generator_status *status, char body[GENERATOR_BODY_MAX + 1])
{
    struct generator_status copy = *status;
    struct text             text = text_over(body, GENERATOR_BODY_MAX + 1);
    char                    number[33];

    text_add(&text, "%u,%s,%s,%02X", copy.sequence & 0xFF, generator_state_labels[copy.state],
             generator_fault_labels[copy.fault], copy.alarms & 0xFF);
    for (size_t i = 0; i < READING_COUNT; i++) {
        size_t count = number_put(number, *reading(&copy, i), readings[i].decimals);
        if (text.used + 1 + count >= text.size)
            break;                          /* the reader counts the fields, so a cut status is refused */
        body[text.used++] = ',';
        memcpy(body + text.used, number, count);
        text.used += count;
    }
    body[text.used] = '\0';
}

void generator_error_write(bool is_refusal, int number, const char *text_in, char body[GENERATOR_BODY_MAX + 1])
{
    struct text text = text_over(body, GENERATOR_BODY_MAX + 1);

    text_add(&text, "%s%d,\"%.150s\"", is_refusal ? "!" : "", number, text_in);
}

/* ------------------------------------------------------------------ replies in */

#define REPLY_HEAD 4u       /* "<3F " */

enum err generator_reply_decode(const uint8_t *line, size_t count, struct generator_reply *reply)
{
    unsigned tag, check;
    size_t   body_count;

    if (count < REPLY_HEAD + CHECK_BYTES + 1 || line[count - 1] != '\r')
        return ERR_GARBLED;
    count--;
    if (line[0] != '<' || !hex_read(line + 1, 2, &tag) || line[3] != ' ' || !has_check(line, count, &check))
        return ERR_GARBLED;
    count -= CHECK_BYTES;
    body_count = count - REPLY_HEAD;
    if (body_count > GENERATOR_BODY_MAX || generator_check(line, count) != check)
        return ERR_GARBLED;
    if (memchr(line + 1, '<', count - 1) || memchr(line, '*', count))
        return ERR_GARBLED;
    reply->tag = tag;
    memcpy(reply->body, line + REPLY_HEAD, body_count);
    reply->body[body_count] = '\0';
    return ERR_OK;
}

bool generator_reply_is_refusal(const struct generator_reply *reply) { return reply->body[0] == '!'; }

enum err generator_number_read(const char *body, double *value)
{
    double read;

    TRY(number_parse(body, &read));
    *value = read == GENERATOR_OVER_RANGE || read == GENERATOR_NOT_MEASURED ? (double)NAN : read;
    return ERR_OK;
}

/* Cut the next field off *at, which moves on behind its comma, or to NULL behind the last. */
static enum err field_next(char **at, char **field)
{
    char *comma;

    if (!*at)
        return ERR_GARBLED;
    *field = *at;
    comma = strchr(*at, ',');
    *at = comma ? comma + 1 : NULL;
    if (comma)
        *comma = '\0';
    return ERR_OK;
}

static enum err label_read(char **at, const char *const *labels, unsigned *index)
{
    char *field;

    TRY(field_next(at, &field));
    for (unsigned i = 0; labels[i]; i++)
        if (strcmp(labels[i], field) == 0) {
            *index = i;
            return ERR_OK;
        }
    return ERR_GARBLED;
}

static enum err sequence_read(char **at, unsigned *sequence)
{
    char  *field, *end;
    long   value;

    TRY(field_next(at, &field));
    if (!isdigit((unsigned char)field[0]))
        return ERR_GARBLED;
    value = strtol(field, &end, 10);
    if (*end || value > 255)
        return ERR_GARBLED;
    *sequence = (unsigned)value;
    return ERR_OK;
}

static enum err alarms_read(char **at, unsigned *alarms)
{
    char *field;

    TRY(field_next(at, &field));
    return strlen(field) == 2 && hex_read((const uint8_t *)field, 2, alarms) ? ERR_OK : ERR_GARBLED;
}

static enum err reading_read(char **at, size_t i, struct generator_status *status)
{
    char  *field;
    double value;

    TRY(field_next(at, &field));
    TRY(generator_number_read(field, &value));
    if (value < readings[i].least || value > readings[i].most)
        return ERR_GARBLED;
    *reading(status, i) = value;
    return ERR_OK;
}

enum err generator_status_read(const char *body, struct generator_status *status)
{
    struct generator_status read;
    char     copy[GENERATOR_BODY_MAX + 1], *at = copy;
    unsigned state, fault;

    strncpy(copy, body, sizeof copy - 1);
    copy[sizeof copy - 1] = '\0';
    TRY(sequence_read(&at, &read.sequence));
    TRY(label_read(&at, generator_state_labels, &state));
    TRY(label_read(&at, generator_fault_labels, &fault));
    TRY(alarms_read(&at, &read.alarms));
    for (size_t i = 0; i < READING_COUNT; i++)
        TRY(reading_read(&at, i, &read));
    if (at)
        return ERR_GARBLED;
    read.state = (enum generator_state)state;
    read.fault = (enum generator_fault)fault;
    *status = read;
    return ERR_OK;
}

enum err generator_error_read(const char *body, int *number, const char **text, size_t *text_count)
{
    const char *from = body + (body[0] == '!');
    char       *end;
    long        value = strtol(from, &end, 10);
    size_t      rest = strlen(end);

    if (end == from || value < -1000 || value > 1000)
        return ERR_GARBLED;
    if (rest < 3 || end[0] != ',' || end[1] != '"' || end[rest - 1] != '"')
        return ERR_GARBLED;
    *number = (int)value;
    *text = end + 2;
    *text_count = rest - 3;
    return ERR_OK;
}
