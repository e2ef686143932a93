#include "tests/support/allocations.h"

#include <stdlib.h>

#ifdef COUNTS_ALLOCATIONS
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);

static _Atomic long allocations;    /* malloc has no other place for it; libraries have threads */

long allocations_so_far(void) { return allocations; }

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    allocations++;
    return __libc_realloc(block, size);
}
#else
typedef int no_allocations_are_counted;     /* ISO C wants something in every file */
#endif
