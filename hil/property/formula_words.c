#include "formula_inside.h"

#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

static const struct { const char *text; enum formula_kind kind; } words[] = {
    { "always", FORMULA_ALWAYS },             { "G", FORMULA_ALWAYS },
    { "eventually", FORMULA_EVENTUALLY },     { "F", FORMULA_EVENTUALLY },
    { "until", FORMULA_UNTIL },               { "U", FORMULA_UNTIL },
    { "until_closed", FORMULA_UNTIL_CLOSED },
    { "unless", FORMULA_UNLESS },             { "W", FORMULA_UNLESS },
    { "historically", FORMULA_HISTORICALLY }, { "H", FORMULA_HISTORICALLY },
    { "once", FORMULA_ONCE },                 { "O", FORMULA_ONCE },
    { "since", FORMULA_SINCE },               { "S", FORMULA_SINCE },
    { "next", FORMULA_NEXT },                 { "X", FORMULA_NEXT },
    { "prev", FORMULA_PREV },                 { "Y", FORMULA_PREV },
    { "s_next", FORMULA_S_NEXT },             { "sX", FORMULA_S_NEXT },
    { "s_prev", FORMULA_S_PREV },             { "sY", FORMULA_S_PREV },
    { "rise", FORMULA_RISE },                 { "fall", FORMULA_FALL },
    { "not", FORMULA_NOT },                   { "and", FORMULA_AND },
    { "or", FORMULA_OR },                     { "implies", FORMULA_IMPLIES },
    { "iff", FORMULA_IFF },                   { "xor", FORMULA_XOR },
    { "abs", FORMULA_ABS },                   { "known", FORMULA_KNOWN },
    { "true", FORMULA_TRUE },                 { "TRUE", FORMULA_TRUE },
    { "false", FORMULA_FALSE },               { "FALSE", FORMULA_FALSE },
};

#define WORDS (sizeof words / sizeof *words)

/* A longer sign stands before the one it begins with. */
static const struct {
    const char *text; enum formula_word_kind word; enum formula_kind kind;
} signs[] = {
    { "<->", WORD_OPERATOR, FORMULA_IFF },     { "!==", WORD_OPERATOR, FORMULA_UNEQUAL },
    { "->", WORD_OPERATOR, FORMULA_IMPLIES },  { "==", WORD_OPERATOR, FORMULA_EQUAL },
    { "!=", WORD_OPERATOR, FORMULA_UNEQUAL },  { ">=", WORD_OPERATOR, FORMULA_AT_LEAST },
    { "<=", WORD_OPERATOR, FORMULA_AT_MOST },  { "&&", WORD_OPERATOR, FORMULA_AND },
    { "||", WORD_OPERATOR, FORMULA_OR },       { "!", WORD_OPERATOR, FORMULA_NOT },
    { "&", WORD_OPERATOR, FORMULA_AND },       { "|", WORD_OPERATOR, FORMULA_OR },
    { ">", WORD_OPERATOR, FORMULA_ABOVE },     { "<", WORD_OPERATOR, FORMULA_BELOW },
    { "+", WORD_OPERATOR, FORMULA_PLUS },      { "-", WORD_OPERATOR, FORMULA_MINUS },
    { "*", WORD_OPERATOR, FORMULA_TIMES },     { "/", WORD_OPERATOR, FORMULA_OVER },
    { "(", WORD_OPEN, FORMULA_KIND_COUNT },    { ")", WORD_CLOSE, FORMULA_KIND_COUNT },
    { "[", WORD_OPEN_BOUND, FORMULA_KIND_COUNT },
    { "]", WORD_CLOSE_BOUND, FORMULA_KIND_COUNT },
    { ",", WORD_COMMA, FORMULA_KIND_COUNT },   { ":", WORD_COLON, FORMULA_KIND_COUNT },
    { ";", WORD_SEMICOLON, FORMULA_KIND_COUNT },
    { "=", WORD_ASSIGN, FORMULA_KIND_COUNT },
};

#define SIGNS (sizeof signs / sizeof *signs)

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_'
        || byte == '$';
}

/* Over-long forms and surrogates are no characters (RFC 3629). */
size_t formula_utf8_length(const char *text)
{
    const unsigned char *byte = (const unsigned char *)text;
    size_t count = byte[0] < 0x80 ? 1 : byte[0] < 0xC2 ? 0 : byte[0] < 0xE0 ? 2 : byte[0] < 0xF0 ? 3
                 : byte[0] < 0xF5 ? 4 : 0;

    for (size_t i = 1; i < count; i++)
        if ((byte[i] & 0xC0) != 0x80)
            return 0;
    if ((byte[0] == 0xE0 && byte[1] < 0xA0) || (byte[0] == 0xED && byte[1] > 0x9F)
        || (byte[0] == 0xF0 && byte[1] < 0x90) || (byte[0] == 0xF4 && byte[1] > 0x8F))
        return 0;
    return count;
}

enum err formula_text_check(struct formula_reader *reader)
{
    const char *text = reader->text;
    size_t      count = strnlen(text, FORMULA_TEXT_MAX + 1), length;

    for (size_t at = 0; at < count; at += length) {
        length = formula_utf8_length(text + at);
        if (length == 0)
            return formula_fault(reader, ERR_PARSE, (int)at,
                                 "the byte 0x%02X is no text: a formula is UTF-8",
                                 (unsigned char)text[at]);
        if (((unsigned char)text[at] < ' ' && !strchr("\t\n\r\f", text[at])) || text[at] == 0x7F)
            return formula_fault(reader, ERR_PARSE, (int)at,
                                 "the control byte 0x%02X is no text",
                                 (unsigned char)text[at]);
    }
    if (count > FORMULA_TEXT_MAX)
        return formula_fault(reader, ERR_PARSE, FORMULA_TEXT_MAX,
                             "a formula's text has at most %d bytes: split it into several"
                             " requirements", FORMULA_TEXT_MAX);
    return ERR_OK;
}

/* Blanks and comments. */
static enum err gap_skip(struct formula_reader *reader, size_t *at)
{
    const char *text = reader->text, *end;

    for (;;) {
        *at += strspn(text + *at, " \t\n\r\f");
        if (text[*at] == '/' && text[*at + 1] == '/') {
            *at += strcspn(text + *at, "\n");
        } else if (text[*at] == '/' && text[*at + 1] == '*') {
            end = strstr(text + *at + 2, "*/");
            if (!end)
                return formula_fault(reader, ERR_PARSE, (int)*at,
                                     "this comment has no end: expected */");
            *at = (size_t)(end - text) + 2;
        } else {
            return ERR_OK;
        }
    }
}

/* '.' and '/' belong to a name when the name goes on behind them: x/2 divides, a/b is a name. */
static size_t name_length(const char *text)
{
    size_t count = 0;

    for (;; count++) {
        if (is_letter(text[count]) || is_digit(text[count]))
            continue;
        if (text[count] == '.' && (is_letter(text[count + 1]) || is_digit(text[count + 1])))
            continue;
        if (text[count] == '/' && is_letter(text[count + 1]))
            continue;
        return count;
    }
}

static size_t digits_length(const char *text)
{
    size_t count = 0;

    while (is_digit(text[count]))
        count++;
    return count;
}

/* 12, 12., .5, 1e-3; an e that no digits follow is no exponent. */
static size_t number_length(const char *text)
{
    size_t count = digits_length(text), sign;

    if (text[count] == '.')
        count += 1 + digits_length(text + count + 1);
    if (text[count] == 'e' || text[count] == 'E') {
        sign = text[count + 1] == '+' || text[count + 1] == '-';
        if (is_digit(text[count + 1 + sign]))
            count += 1 + sign + digits_length(text + count + 1 + sign);
    }
    return count;
}

static enum err name_read(struct formula_reader *reader, size_t at)
{
    struct formula_word *word = &reader->word;
    size_t count = name_length(reader->text + at);

    if (count >= sizeof word->text)
        return formula_fault(reader, ERR_PARSE, (int)at, "a name has at most %d characters",
                             FORMULA_NAME_SIZE - 1);
    memcpy(word->text, reader->text + at, count);
    word->text[count] = '\0';
    word->kind = WORD_NAME;
    word->end_column = (int)(at + count);
    for (size_t i = 0; i < WORDS; i++)
        if (strcmp(word->text, words[i].text) == 0) {
            word->kind = WORD_OPERATOR;
            word->operator = words[i].kind;
        }
    return ERR_OK;
}

static enum err number_read(struct formula_reader *reader, size_t at)
{
    struct formula_word *word = &reader->word;
    size_t count = number_length(reader->text + at);

    if (count >= sizeof word->text)
        return formula_fault(reader, ERR_PARSE, (int)at, "a number has at most %d characters",
                             FORMULA_NAME_SIZE - 1);
    memcpy(word->text, reader->text + at, count);
    word->text[count] = '\0';
    if (number_parse(word->text, &word->number) != ERR_OK)
        return formula_fault(reader, ERR_RANGE, (int)at, "%s is too large a number", word->text);
    word->kind = WORD_NUMBER;
    word->end_column = (int)(at + count);
    return ERR_OK;
}

static enum err sign_read(struct formula_reader *reader, size_t at)
{
    const char *text = reader->text + at;

    for (size_t i = 0; i < SIGNS; i++) {
        size_t count = strlen(signs[i].text);
        if (strncmp(text, signs[i].text, count) != 0)
            continue;
        reader->word.kind = signs[i].word;
        reader->word.operator = signs[i].kind;
        memcpy(reader->word.text, signs[i].text, count + 1);
        reader->word.end_column = (int)(at + count);
        return ERR_OK;
    }
    return formula_fault(reader, ERR_PARSE, (int)at,
                         "'%.*s' means nothing in a formula: expected a name, a number, an operator"
                         " or a parenthesis", (int)formula_utf8_length(text), text);
}

enum err formula_word_next(struct formula_reader *reader)
{
    size_t      at = (size_t)reader->word.end_column;
    const char *text = reader->text;

    reader->last_column = reader->word.column;
    reader->last_end = reader->word.end_column;
    TRY(gap_skip(reader, &at));
    reader->word = (struct formula_word){ .column = (int)at, .end_column = (int)at };
    if (text[at] == '\0')
        return ERR_OK;
    if (is_letter(text[at]))
        return name_read(reader, at);
    if (is_digit(text[at]) || (text[at] == '.' && is_digit(text[at + 1])))
        return number_read(reader, at);
    return sign_read(reader, at);
}

struct formula_seen formula_word_seen(const struct formula_word *word)
{
    struct formula_seen seen;

    if (word->kind == WORD_END)
        snprintf(seen.text, sizeof seen.text, "the end");
    else
        snprintf(seen.text, sizeof seen.text, "\"%s\"", word->text);
    return seen;
}

/* Among the long words: everything is near to a letter. */
const char *formula_word_nearest(const char *name)
{
    const char *names[WORDS];
    size_t      count = 0;

    for (size_t i = 0; i < WORDS; i++)
        if (islower((unsigned char)words[i].text[0]) && islower((unsigned char)words[i].text[1]))
            names[count++] = words[i].text;
    return text_nearest(name, names, count);
}
