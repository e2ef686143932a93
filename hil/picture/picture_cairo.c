#include "picture_cairo.h"

#include <dlfcn.h>
#include <string.h>

static void *library_open(void)
{
    static const char *const names[] = { "libcairo.so.2", "libcairo.2.dylib" };
    void *library = NULL;

    for (size_t i = 0; i < sizeof names / sizeof names[0] && !library; i++)
        library = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
    return library;
}

/* ISO C has no cast from an object's pointer to a function's; POSIX
 * promises that the bytes are the same. */
static enum err symbol_load(void *library, const char *name, void *function, struct why *why)
{
    void *symbol = dlsym(library, name);

    if (!symbol)
        return why_say(why, ERR_IO, "libcairo.so.2 has no %s: install Cairo 1.16 or newer", name);
    memcpy(function, &symbol, sizeof symbol);
    return ERR_OK;
}

enum err cairo_load(struct cairo *cairo, struct why *why)
{
    void *library = library_open();

    if (!library)
        return why_say(why, ERR_IO,
                       "no picture without libcairo.so.2: install it (apt-get install libcairo2)");
#define CAIRO_LOAD(name) TRY(symbol_load(library, "cairo_" #name, &cairo->name, why));
    CAIRO_FUNCTIONS(CAIRO_LOAD)
#undef CAIRO_LOAD
    return ERR_OK;
}
