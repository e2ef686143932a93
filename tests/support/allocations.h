/* allocations.h - how often this process has asked for memory, for tests that say it does not.
 *
 * malloc, calloc and realloc of every suite count, and go on to the C library's own. With
 * AddressSanitizer or ThreadSanitizer, which have a malloc of their own, nothing is counted: guard
 * such tests with COUNTS_ALLOCATIONS. */
#ifndef PAINRIG_TESTS_SUPPORT_ALLOCATIONS_H
#define PAINRIG_TESTS_SUPPORT_ALLOCATIONS_H

#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#define COUNTS_ALLOCATIONS 1

long allocations_so_far(void);
#endif

#endif
