/* json_check.h - is this text one JSON value (RFC 8259), and nothing behind it? Strict;
 * knows no values, only their form. */
#ifndef PAINRIG_TESTS_JSON_CHECK_H
#define PAINRIG_TESTS_JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

bool json_is_valid(const char *text, size_t count);

#endif
