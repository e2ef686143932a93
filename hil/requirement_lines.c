#include "requirement_inside.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define VERB "requirements"

/* Lua's text, token by token, as far as brackets want to know. */
struct lexer {
    const char *at, *end;
    int         line;
};

static bool starts_with(const struct lexer *lexer, const char *text)
{
    size_t count = strlen(text);

    return (size_t)(lexer->end - lexer->at) >= count && memcmp(lexer->at, text, count) == 0;
}

static void step(struct lexer *lexer)
{
    lexer->line += *lexer->at == '\n';
    lexer->at++;
}

/* Over "[==[ ... ]==]", when one begins here. */
static bool long_bracket_skip(struct lexer *lexer)
{
    const char *at = lexer->at + 1;
    size_t      level = 0;

    if (lexer->at >= lexer->end || *lexer->at != '[')
        return false;
    for (; at < lexer->end && *at == '='; at++)
        level++;
    if (at >= lexer->end || *at != '[')
        return false;
    while (lexer->at < lexer->end) {
        const char *close = lexer->at + 1;
        bool        may_end = *lexer->at == ']';

        step(lexer);
        for (size_t i = 0; may_end && i < level; i++)
            may_end = close < lexer->end && *close++ == '=';
        if (may_end && close < lexer->end && *close == ']') {
            lexer->at = close + 1;
            return true;
        }
    }
    return true;
}

static void quoted_skip(struct lexer *lexer)
{
    char quote = *lexer->at;

    step(lexer);
    while (lexer->at < lexer->end && *lexer->at != quote) {
        if (*lexer->at == '\\' && lexer->at + 1 < lexer->end)
            step(lexer);
        step(lexer);
    }
    if (lexer->at < lexer->end)
        step(lexer);
}

static void blanks_skip(struct lexer *lexer)
{
    while (lexer->at < lexer->end) {
        if (isspace((unsigned char)*lexer->at)) {
            step(lexer);
        } else if (starts_with(lexer, "--")) {
            lexer->at += 2;
            if (long_bracket_skip(lexer))
                continue;
            while (lexer->at < lexer->end && *lexer->at != '\n')
                step(lexer);
        } else {
            return;
        }
    }
}

static bool is_name(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_';
}

/* The next token: a bracket or sign as itself, 'w' for a word or number, 'r' for the verb, 's' for
 * a text; 0 at the end. */
static char token(struct lexer *lexer)
{
    const char *from;

    blanks_skip(lexer);
    if (lexer->at >= lexer->end)
        return 0;
    if (*lexer->at == '"' || *lexer->at == '\'') {
        quoted_skip(lexer);
        return 's';
    }
    if (long_bracket_skip(lexer))
        return 's';
    if (!is_name(*lexer->at)) {
        step(lexer);
        return lexer->at[-1];
    }
    for (from = lexer->at; lexer->at < lexer->end && is_name(*lexer->at);)
        step(lexer);
    return (size_t)(lexer->at - from) == strlen(VERB) && memcmp(from, VERB, strlen(VERB)) == 0
               ? 'r' : 'w';
}

/* Behind the '{' of `requirements {`; false when there is none. */
static bool table_find(struct lexer *lexer, int *first)
{
    char before = 0, now;

    while ((now = token(lexer)) != 0) {
        if (now == '{' && before == 'r')
            return true;
        if (now == 'r')
            *first = lexer->line;
        before = now;
    }
    return false;
}

size_t requirement_lines(const char *text, size_t count, int *lines, size_t most, int *first)
{
    struct lexer lexer = { text, text + count, 1 };
    size_t       found = 0;
    int          depth = 1;
    char         before = '{', now;

    *first = 0;
    if (!table_find(&lexer, first))
        return 0;
    while (depth > 0 && (now = token(&lexer)) != 0) {
        bool is_entry = now == '{' && depth == 1 && strchr("{,;", before) != NULL;

        if (is_entry && found < most)
            lines[found] = lexer.line;
        found += is_entry;
        depth += strchr("{([", now) != NULL;
        depth -= strchr("})]", now) != NULL;
        before = now;
    }
    return found;
}
