/* lua_tokens.h - Lua's text, token by token, as far as brackets and names want to know: to say on
 * which line of a file something stands, when Lua itself does not remember.
 *
 *     struct lua_tokens tokens = lua_tokens_over(text, count);
 *     while ((kind = lua_token(&tokens)) != 0) ...
 *
 * Pure; the text is borrowed. */
#ifndef PAINRIG_HIL_LUA_TOKENS_H
#define PAINRIG_HIL_LUA_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

struct lua_tokens {
    const char *at, *end;
    const char *from;       /* the last token: from .. at */
    int         line;       /* where it ends              */
};

struct lua_tokens lua_tokens_over(const char *text, size_t count);

/* The next token: a bracket or sign as itself, 'w' for a word or number, 's' for a text; 0 at the
 * end. Blanks and comments are passed over. */
char lua_token(struct lua_tokens *);

/* Is the last token this word? */
bool lua_token_is(const struct lua_tokens *, const char *word);

/* The line on which a key of the table behind `verb` is given: "pump", "pump.settings.address";
 * of the nearest key above it that is there; the verb's own when there is none; 0: no such verb. */
int lua_line_of(const char *text, size_t count, const char *verb, const char *path);

#endif
