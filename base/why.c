#include "why.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum err why_say(struct why *why, enum err err, const char *format, ...)
{
    va_list args;

    if (!why || why->text[0])
        return err;
    va_start(args, format);
    vsnprintf(why->text, sizeof why->text, format, args);
    va_end(args);
    return err;
}

void why_prefix(struct why *why, const char *format, ...)
{
    char    old[sizeof why->text];
    va_list args;
    size_t  used;

    if (!why)
        return;
    memcpy(old, why->text, sizeof old);
    va_start(args, format);
    vsnprintf(why->text, sizeof why->text, format, args);
    va_end(args);
    used = strlen(why->text);
    snprintf(why->text + used, sizeof why->text - used, "%s", old);
}

void why_clear(struct why *why)
{
    why->text[0] = '\0';
}

const char *why_text(const struct why *why, enum err err)
{
    return why && why->text[0] ? why->text : err_text(err);
}
