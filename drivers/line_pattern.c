#include "line_pattern.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t"

/* ------------------------------------------------------------------ patterns */

static bool is_field(char c)
{
    return c >= 1 && c <= (char)LINE_PATTERN_FIELDS;
}

static enum err kind_read(const char *text, size_t count, enum line_field_kind *kind,
                          struct why *why)
{
    static const struct { const char *name; enum line_field_kind kind; } kinds[] = {
        { "number", LINE_FIELD_NUMBER }, { "word", LINE_FIELD_WORD },
        { "text",   LINE_FIELD_TEXT },   { "hex",  LINE_FIELD_HEX },
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(kinds[i].name) == count && strncmp(kinds[i].name, text, count) == 0) {
            *kind = kinds[i].kind;
            return ERR_OK;
        }
    return why_say(why, ERR_PARSE, "there is no kind of field \"%.*s\": number, word, text, hex",
                   (int)count, text);
}

static size_t name_length(const char *text)
{
    size_t n = 0;

    while (isalnum((unsigned char)text[n]) || text[n] == '_')
        n++;
    return n;
}

/* `text` is what stands between the braces. */
static enum err field_read(struct line_pattern *pattern, const char *text, size_t count,
                           struct why *why)
{
    const char        *colon = memchr(text, ':', count);
    size_t             name = colon ? (size_t)(colon - text) : count;
    struct line_field *field = &pattern->fields[pattern->field_count];

    if (pattern->field_count == LINE_PATTERN_FIELDS)
        return why_say(why, ERR_PARSE, "it has more than %u fields", LINE_PATTERN_FIELDS);
    if (name >= sizeof field->name)
        return why_say(why, ERR_PARSE, "a field's name is longer than %zu characters",
                       sizeof field->name - 1);
    if (name_length(text) < name)
        return why_say(why, ERR_PARSE, "a field's name is of letters, digits and \"_\": \"%.*s\"",
                       (int)name, text);
    *field = (struct line_field){ .kind = name ? LINE_FIELD_NUMBER : LINE_FIELD_SKIP };
    memcpy(field->name, text, name);
    if (colon)
        TRY(kind_read(colon + 1, count - name - 1, &field->kind, why));
    pattern->field_count++;
    return ERR_OK;
}

/* One element of the pattern's text from *at on, as one byte. */
static enum err element_read(struct line_pattern *pattern, const char **at, char *element,
                             struct why *why)
{
    const char *text = *at, *end;

    if (*text != '{' || text[1] == '{') {
        if (!isprint((unsigned char)*text) && *text != '\t')
            return why_say(why, ERR_PARSE, "it has a byte %02X, which no line has",
                           (unsigned)(unsigned char)*text);
        *element = *text;
        *at += text[0] == '{' ? 2 : 1;
        return ERR_OK;
    }
    end = strchr(text, '}');
    if (!end)
        return why_say(why, ERR_PARSE, "a field is not closed: there is no \"}\" behind \"%s\"",
                       text);
    TRY(field_read(pattern, text + 1, (size_t)(end - text - 1), why));
    *element = (char)pattern->field_count;
    *at = end + 1;
    return ERR_OK;
}

enum err line_pattern_read(struct line_pattern *pattern, const char *text, struct why *why)
{
    const char *at = text;
    size_t      used = 0;
    char        element = 0;

    *pattern = (struct line_pattern){ .field_count = 0 };
    while (*at) {
        enum err err = element_read(pattern, &at, &element, why);

        if (err == ERR_OK && used + 1 == sizeof pattern->text)
            err = why_say(why, ERR_PARSE, "it is longer than %u characters", LINE_PATTERN_SIZE - 1);
        if (err == ERR_OK && used > 0 && is_field(element) && is_field(pattern->text[used - 1]))
            err = why_say(why, ERR_PARSE, "two fields touch: nobody can say where one ends");
        if (err != ERR_OK) {
            why_prefix(why, "the pattern \"%s\" cannot be: ", text);
            return err;
        }
        pattern->text[used++] = element;
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ matching */

struct look { const char *at, *end; };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* How far a field reaches. `next`: what stands behind it in the pattern, 0 at its end. */
static size_t field_length(const struct look *look, enum line_field_kind kind, char next)
{
    size_t room = (size_t)(look->end - look->at), n = 0;

    if (next == 0 && kind != LINE_FIELD_WORD && kind != LINE_FIELD_HEX)
        return room;
    while (n < room) {
        char c = look->at[n];

        if (next != 0 && (c == next || (is_blank(next) && is_blank(c))))
            break;
        if (kind == LINE_FIELD_WORD && is_blank(c))
            break;
        if (kind == LINE_FIELD_HEX && !isxdigit((unsigned char)c))
            break;
        if (kind == LINE_FIELD_NUMBER && !isdigit((unsigned char)c) && !strchr("+-.eE", c))
            break;
        n++;
    }
    return n;
}

static bool literal_take(struct look *look, char literal)
{
    if (look->at == look->end)
        return false;
    if (!is_blank(literal))
        return *look->at++ == literal;
    if (!is_blank(*look->at))
        return false;
    while (look->at < look->end && is_blank(*look->at))
        look->at++;
    return true;
}

static bool part_is_good(const struct line_part *part, enum line_field_kind kind)
{
    double value;

    if (kind == LINE_FIELD_NUMBER || kind == LINE_FIELD_HEX)
        return line_part_number(part, kind, &value) == ERR_OK;
    return kind == LINE_FIELD_SKIP || part->count > 0;
}

bool line_pattern_matches(const struct line_pattern *pattern, const char *line, size_t count,
                          struct line_part parts[LINE_PATTERN_FIELDS])
{
    struct look      look = { line, line + count };
    struct line_part found[LINE_PATTERN_FIELDS] = { { NULL, 0 } };

    for (const char *element = pattern->text; *element; element++) {
        size_t n = (size_t)*element - 1;

        if (!is_field(*element)) {
            if (!literal_take(&look, *element))
                return false;
            continue;
        }
        found[n].text = look.at;
        found[n].count = field_length(&look, pattern->fields[n].kind, element[1]);
        look.at += found[n].count;
        if (!part_is_good(&found[n], pattern->fields[n].kind))
            return false;
    }
    if (look.at != look.end)
        return false;
    memcpy(parts, found, sizeof found);
    return true;
}

enum err line_part_number(const struct line_part *part, enum line_field_kind kind, double *value)
{
    char  text[40], *end;
    long long hex;

    if (part->count == 0 || part->count >= sizeof text)
        return ERR_GARBLED;
    memcpy(text, part->text, part->count);
    text[part->count] = '\0';
    if (kind != LINE_FIELD_HEX)
        return number_parse(text, value);
    if (part->count > 12 || strspn(text, "0123456789abcdefABCDEF") != part->count)
        return ERR_GARBLED;
    hex = strtoll(text, &end, 16);
    *value = (double)hex;
    return ERR_OK;
}

/* ------------------------------------------------------------------ commands */

struct command_field { int decimals, digits; bool is_hex; };      /* decimals -1: as few */

/* What stands between braces: "", ":.1", ":04x". */
static bool command_field_read(const char *text, size_t count, struct command_field *field)
{
    *field = (struct command_field){ .decimals = -1 };
    if (count == 0)
        return true;
    if (count == 3 && text[0] == ':' && text[1] == '.' && isdigit((unsigned char)text[2])) {
        field->decimals = text[2] - '0';
        return true;
    }
    field->is_hex = count == 4 && text[0] == ':' && text[1] == '0' && text[2] >= '1'
                 && text[2] <= '8' && text[3] == 'x';
    field->digits = field->is_hex ? text[2] - '0' : 0;
    return field->is_hex;
}

enum err line_command_check(const char *command, struct why *why)
{
    struct command_field field;

    if (strlen(command) >= LINE_PATTERN_SIZE)
        return why_say(why, ERR_PARSE, "the command \"%s\" is longer than %u characters", command,
                       LINE_PATTERN_SIZE - 1);
    for (const char *at = strchr(command, '{'); at; at = strchr(at, '{')) {
        const char *end = strchr(at, '}');

        if (at[1] == '{') {
            at += 2;
            continue;
        }
        if (!end || !command_field_read(at + 1, (size_t)(end - at - 1), &field))
            return why_say(why, ERR_PARSE, "the command \"%s\" has a place for a value that is "
                                           "none of {}, {:.1} (decimals), {:04x} (digits)",
                           command);
        at = end;
    }
    return ERR_OK;
}

static void value_add(struct text *out, const struct command_field *field, double value)
{
    char digits[40] = "";

    if (field->is_hex)
        text_add(out, "%0*llX", field->digits, (unsigned long long)llround(fmax(value, 0)));
    else if (field->decimals >= 0)
        text_add(out, "%.*s", (int)text_fixed(digits, value, field->decimals), digits);
    else {
        text_number(digits, value);
        text_add(out, "%s", digits);
    }
}

size_t line_command_write(const char *command, double value, uint8_t *bytes, size_t room)
{
    char                 line[2 * LINE_PATTERN_SIZE];
    struct text          out = text_over(line, sizeof line);
    struct command_field field;

    for (const char *at = command; *at; at++) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;

        if (*at == '{' && at[1] == '{')
            at++;
        else if (end && command_field_read(at + 1, (size_t)(end - at - 1), &field)) {
            value_add(&out, &field, value);
            at = end;
            continue;
        }
        text_add(&out, "%c", *at);
    }
    if (out.is_cut || out.used > room)
        return 0;
    memcpy(bytes, line, out.used);
    return out.used;
}
