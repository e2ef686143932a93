/* generator_wire_command.c - commands to lines, and lines to commands. */
#include "generator_wire_inside.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

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
    const char *pattern_end = pattern + strlen(pattern);
    const char *at = header.at, *end = header.at + header.count;

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

/* ------------------------------------------------------------------ commands out */

static const struct { const char *header; enum generator_verb verb; } queries[] = {
    { "MEASure:ALL",  GENERATOR_STATUS },
    { "*IDN",         GENERATOR_IDENTIFY },
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

    if (command->verb == GENERATOR_SET) {
        out[0] = ' ';
        return 1 + text_fixed((char *)out + 1, command->value, row->decimals);
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

size_t generator_command_encode(const struct generator_command *command,
                                uint8_t line[LINE_BYTES_MAX])
{
    size_t count = 1;

    line[0] = '@';
    count += generator_hex_write(line + count, command->tag & 0xFF, 2);
    line[count++] = ' ';
    count += copy_short_form(line + count, verb_header(command));
    count += parameter_write(command, line + count);
    count = generator_check_append(line, count);
    line[count++] = '\n';
    return count;
}

/* ------------------------------------------------------------------ commands in */

static enum generator_error check_strip(const uint8_t *line, size_t *count,
                                        struct generator_command *command)
{
    unsigned check;

    if (!generator_has_check(line, *count, &check))
        return GENERATOR_ERROR_NONE;
    *count -= GENERATOR_CHECK_BYTES;
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

    if (count < TAG_BYTES || line[0] != '@' || line[3] != ' '
        || !generator_hex_read(line + 1, 2, &tag))
        return (struct span){ (const char *)line, count };
    command->tag = tag;
    return (struct span){ (const char *)line + TAG_BYTES, count - TAG_BYTES };
}

static enum generator_error query_decode(struct span header, struct span parameter,
                                         struct generator_command *command)
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

static enum generator_error order_decode(struct span header, struct span parameter,
                                         struct generator_command *command)
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

enum generator_error generator_command_decode(const uint8_t *line, size_t count,
                                              struct generator_command *command)
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
