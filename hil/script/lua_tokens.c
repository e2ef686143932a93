#include "lua_tokens.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 16
#define PATH_SIZE 200

struct lua_tokens lua_tokens_over(const char *text, size_t count)
{
    return (struct lua_tokens){ text, text + count, text, 1 };
}

static bool starts_with(const struct lua_tokens *tokens, const char *text)
{
    size_t count = strlen(text);

    return (size_t)(tokens->end - tokens->at) >= count && memcmp(tokens->at, text, count) == 0;
}

static void step(struct lua_tokens *tokens)
{
    tokens->line += *tokens->at == '\n';
    tokens->at++;
}

/* Over "[==[ ... ]==]", when one begins here. */
static bool long_bracket_skip(struct lua_tokens *tokens)
{
    const char *at = tokens->at + 1;
    size_t      level = 0;

    if (tokens->at >= tokens->end || *tokens->at != '[')
        return false;
    for (; at < tokens->end && *at == '='; at++)
        level++;
    if (at >= tokens->end || *at != '[')
        return false;
    while (tokens->at < tokens->end) {
        const char *close = tokens->at + 1;
        bool        may_end = *tokens->at == ']';

        step(tokens);
        for (size_t i = 0; may_end && i < level; i++)
            may_end = close < tokens->end && *close++ == '=';
        if (may_end && close < tokens->end && *close == ']') {
            tokens->at = close + 1;
            return true;
        }
    }
    return true;
}

static void quoted_skip(struct lua_tokens *tokens)
{
    char quote = *tokens->at;

    step(tokens);
    while (tokens->at < tokens->end && *tokens->at != quote) {
        if (*tokens->at == '\\' && tokens->at + 1 < tokens->end)
            step(tokens);
        step(tokens);
    }
    if (tokens->at < tokens->end)
        step(tokens);
}

static void blanks_skip(struct lua_tokens *tokens)
{
    while (tokens->at < tokens->end) {
        if (isspace((unsigned char)*tokens->at)) {
            step(tokens);
        } else if (starts_with(tokens, "--")) {
            tokens->at += 2;
            if (long_bracket_skip(tokens))
                continue;
            while (tokens->at < tokens->end && *tokens->at != '\n')
                step(tokens);
        } else {
            return;
        }
    }
}

static bool is_name(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_';
}

char lua_token(struct lua_tokens *tokens)
{
    blanks_skip(tokens);
    tokens->from = tokens->at;
    if (tokens->at >= tokens->end)
        return 0;
    if (*tokens->at == '"' || *tokens->at == '\'') {
        quoted_skip(tokens);
        return 's';
    }
    if (long_bracket_skip(tokens))
        return 's';
    if (!is_name(*tokens->at)) {
        step(tokens);
        return tokens->at[-1];
    }
    while (tokens->at < tokens->end && is_name(*tokens->at))
        step(tokens);
    return 'w';
}

bool lua_token_is(const struct lua_tokens *tokens, const char *word)
{
    size_t count = strlen(word);

    return (size_t)(tokens->at - tokens->from) == count
        && memcmp(tokens->from, word, count) == 0;
}

/* ---- where a key is given ---- */

/* The keys that lead to where we are: "pump", "settings", "address". */
struct trail { char path[PATH_SIZE]; size_t ends[DEPTH_MAX]; size_t depth; };

/* "pump" of "pump.settings"; all of it; nothing of "pumps". */
static size_t common(const char *path, const char *wanted)
{
    size_t count = strlen(path);

    return strncmp(path, wanted, count) == 0 && (wanted[count] == '.' || wanted[count] == '\0')
         ? count : 0;
}

static void key_take(struct trail *trail, const char *name, size_t count)
{
    size_t at = trail->depth ? trail->ends[trail->depth - 1] : 0;

    snprintf(trail->path + at, PATH_SIZE - at, "%s%.*s", at ? "." : "", (int)count, name);
}

static bool depth_change(struct trail *trail, char kind)
{
    if (strchr("{([", kind)) {
        if (trail->depth + 1 >= DEPTH_MAX)
            return false;
        trail->ends[trail->depth++] = strlen(trail->path);
    } else if (strchr("})]", kind)) {
        if (trail->depth == 0)
            return false;
        trail->depth--;
        trail->path[trail->ends[trail->depth]] = '\0';
    }
    return true;
}

static bool verb_find(struct lua_tokens *tokens, const char *verb)
{
    char kind;

    while ((kind = lua_token(tokens)) != 0)
        if (kind == 'w' && lua_token_is(tokens, verb))
            return true;
    return false;
}

int lua_line_of(const char *text, size_t count, const char *verb, const char *path)
{
    struct lua_tokens tokens = lua_tokens_over(text, count);
    struct trail      trail = { .path = "" };
    const char       *word = text;
    size_t            word_count = 0, best = 0;
    int               line, word_line = 0;
    char              kind;

    if (!verb_find(&tokens, verb))
        return 0;
    line = tokens.line;
    lua_token(&tokens);                     /* its bracket */
    while ((kind = lua_token(&tokens)) != 0) {
        if (kind == 'w') {
            word = tokens.from;
            word_count = (size_t)(tokens.at - tokens.from);
            word_line = tokens.line;
        } else if (kind == '=') {
            key_take(&trail, word, word_count);
            if (common(trail.path, path) > best) {
                best = common(trail.path, path);
                line = word_line;
            }
        } else if (!depth_change(&trail, kind)) {
            break;
        }
    }
    return line;
}
