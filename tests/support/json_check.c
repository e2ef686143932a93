#include "json_check.h"

#include <string.h>

#define DEPTH_MAX 32

struct cursor { const char *at, *end; int depth; };

static bool value(struct cursor *);

static char look(const struct cursor *cursor)
{
    return cursor->at < cursor->end ? *cursor->at : '\0';
}

static bool take(struct cursor *cursor, char wanted)
{
    bool is_there = cursor->at < cursor->end && *cursor->at == wanted;

    cursor->at += is_there;
    return is_there;
}

static void skip(struct cursor *cursor, const char *set)
{
    while (cursor->at < cursor->end && *cursor->at && strchr(set, *cursor->at))
        cursor->at++;
}

static bool digits(struct cursor *cursor)
{
    const char *start = cursor->at;

    skip(cursor, "0123456789");
    return cursor->at > start;
}

static bool number(struct cursor *cursor)
{
    take(cursor, '-');
    if (!take(cursor, '0') && !digits(cursor))
        return false;
    if (take(cursor, '.') && !digits(cursor))
        return false;
    if (take(cursor, 'e') || take(cursor, 'E')) {
        if (!take(cursor, '-'))
            take(cursor, '+');
        return digits(cursor);
    }
    return true;
}

static bool escape(struct cursor *cursor)
{
    char kind = look(cursor);

    cursor->at++;
    if (kind != 'u')
        return kind && strchr("\"\\/bfnrt", kind);
    for (int i = 0; i < 4; i++, cursor->at++)
        if (!look(cursor) || !strchr("0123456789abcdefABCDEF", look(cursor)))
            return false;
    return true;
}

static bool string(struct cursor *cursor)
{
    if (!take(cursor, '"'))
        return false;
    while (cursor->at < cursor->end && *cursor->at != '"') {
        if ((unsigned char)*cursor->at < 0x20)
            return false;
        if (*cursor->at++ == '\\' && !escape(cursor))
            return false;
    }
    return take(cursor, '"');
}

static bool member(struct cursor *cursor, bool has_name)
{
    skip(cursor, " \t\r\n");
    if (has_name && !string(cursor))
        return false;
    skip(cursor, " \t\r\n");
    return (!has_name || take(cursor, ':')) && value(cursor);
}

static bool members(struct cursor *cursor, char close, bool has_names)
{
    skip(cursor, " \t\r\n");
    if (take(cursor, close))
        return true;
    do {
        if (!member(cursor, has_names))
            return false;
    } while (take(cursor, ','));
    return take(cursor, close);
}

static bool word(struct cursor *cursor, const char *wanted)
{
    while (*wanted)
        if (!take(cursor, *wanted++))
            return false;
    return true;
}

static bool bare_value(struct cursor *cursor)
{
    switch (look(cursor)) {
    case '{': cursor->at++; return members(cursor, '}', true);
    case '[': cursor->at++; return members(cursor, ']', false);
    case '"': return string(cursor);
    case 't': return word(cursor, "true");
    case 'f': return word(cursor, "false");
    case 'n': return word(cursor, "null");
    default:  return number(cursor);
    }
}

static bool value(struct cursor *cursor)
{
    bool is_good;

    if (++cursor->depth > DEPTH_MAX)
        return false;
    skip(cursor, " \t\r\n");
    is_good = bare_value(cursor);
    skip(cursor, " \t\r\n");
    cursor->depth--;
    return is_good;
}

bool json_is_valid(const char *text, size_t count)
{
    struct cursor cursor = { text, text + count, 0 };

    return value(&cursor) && cursor.at == cursor.end;
}
