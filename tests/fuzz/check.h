/* check.h - in place of Check's, for test support in a fuzzer: outside a test Check has nobody to
 * tell, so an assertion that fails prints and aborts. */
#ifndef PAINRIG_TESTS_FUZZ_CHECK_H
#define PAINRIG_TESTS_FUZZ_CHECK_H

#include <stdio.h>
#include <stdlib.h>

typedef struct Suite Suite;         /* the name is Check's */

#define ck_abort_msg(...) (fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), abort())
#define ck_assert_msg(holds, ...) ((holds) ? (void)0 : ck_abort_msg(__VA_ARGS__))
#define ck_assert_int_eq(a, b)    ck_assert_msg((a) == (b), "%s is not %s", #a, #b)
#define ck_assert_uint_le(a, b)   ck_assert_msg((a) <= (b), "%s is more than %s", #a, #b)
#define ck_assert_ptr_nonnull(a)  ck_assert_msg((a) != NULL, "%s is NULL", #a)

#endif
