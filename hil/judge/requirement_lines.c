/* On which lines the entries of `requirements { ... }` begin. */
#include "requirement_inside.h"

#include "hil/script/lua_tokens.h"

#include <stdbool.h>
#include <string.h>

#define VERB "requirements"

/* Behind the '{' of `requirements {`; false when there is none. */
static bool table_find(struct lua_tokens *tokens, int *first)
{
    bool is_verb = false;
    char now;

    while ((now = lua_token(tokens)) != 0) {
        if (now == '{' && is_verb)
            return true;
        is_verb = now == 'w' && lua_token_is(tokens, VERB);
        if (is_verb)
            *first = tokens->line;
    }
    return false;
}

size_t requirement_lines(const char *text, size_t count, int *lines, size_t most, int *first)
{
    struct lua_tokens tokens = lua_tokens_over(text, count);
    size_t found = 0;
    int    depth = 1;
    char   before = '{', now;

    *first = 0;
    if (!table_find(&tokens, first))
        return 0;
    while (depth > 0 && (now = lua_token(&tokens)) != 0) {
        bool is_entry = now == '{' && depth == 1 && strchr("{,;", before) != NULL;

        if (is_entry && found < most)
            lines[found] = tokens.line;
        found += is_entry;
        depth += strchr("{([", now) != NULL;
        depth -= strchr("})]", now) != NULL;
        before = now;
    }
    return found;
}
