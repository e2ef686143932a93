#include "names.h"

#include "text.h"

enum err why_unknown(struct why *why, const char *what, const char *wanted,
                     const char *const *names, size_t count)
{
    const char *nearest = text_nearest(wanted, names, count);
    char        known[640];
    struct text list = text_over(known, sizeof known);

    text_join(&list, names, count);
    if (nearest)
        return why_say(why, ERR_UNKNOWN, "%s '%s': did you mean '%s'?; known: %s", what, wanted,
                       nearest, known);
    return why_say(why, ERR_UNKNOWN, "%s '%s'; known: %s", what, wanted, known);
}
