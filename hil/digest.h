/* digest.h - the SHA-256 of a file, so that a report can prove which scenario it judged. libmd's one door. */
#ifndef PAINRIG_HIL_DIGEST_H
#define PAINRIG_HIL_DIGEST_H

#include "base/err.h"
#include "base/why.h"

#define DIGEST_HEX_SIZE 65      /* 64 lower-case hex digits and the terminator */

/* ERR_IO and a sentence when the file cannot be read to its end; `hex` is then untouched. */
MUST_CHECK enum err file_sha256(const char *path, char hex[DIGEST_HEX_SIZE], struct why *);

#endif
