/* digest.h - SHA-256 (FIPS 180-4), so that a report can prove which scenario it judged. Nettle's
 * one door: it uses the processor's own instructions, and every byte of a trace is hashed. */
#ifndef PAINRIG_HIL_DIGEST_H
#define PAINRIG_HIL_DIGEST_H

#include "base/err.h"
#include "base/why.h"

#include <stddef.h>
#include <stdint.h>

#define DIGEST_HEX_SIZE 65      /* 64 lower-case hex digits and the terminator */

/* ERR_IO and a sentence when the file cannot be read to its end; `hex` is then untouched. */
MUST_CHECK enum err file_sha256(const char *path, char hex[DIGEST_HEX_SIZE], struct why *);

#define DIGEST_SIZE 32

void bytes_sha256(const void *bytes, size_t count, uint8_t digest[DIGEST_SIZE]);
void bytes_sha256_text(const void *bytes, size_t count, char hex[DIGEST_HEX_SIZE]);

/* Of bytes that come piece by piece. */
struct digest;

MUST_CHECK enum err digest_create(struct digest **, struct why *);
void digest_destroy(struct digest *);       /* NULL is fine */
void digest_add(struct digest *, const void *bytes, size_t count);
/* The end: nothing may be added any more. */
void digest_text(struct digest *, char hex[DIGEST_HEX_SIZE]);

#endif
