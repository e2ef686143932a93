#include "digest.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <nettle/sha2.h>

static void hex_write(const uint8_t *bytes, size_t count, char *hex)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < count; i++) {
        hex[2 * i]     = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[2 * count] = '\0';
}

static void stream_digest(FILE *file, struct sha256_ctx *context)
{
    uint8_t chunk[16384];
    size_t  count;

    sha256_init(context);
    while ((count = fread(chunk, 1, sizeof chunk, file)) > 0)
        sha256_update(context, count, chunk);
}

enum err file_sha256(const char *path, char hex[DIGEST_HEX_SIZE], struct why *why)
{
    uint8_t           digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx context;
    struct stat       status;
    FILE             *file;
    int               failed;

    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        return why_say(why, ERR_IO, "%s is a pipe or a device: give the path of a file", path);
    file = fopen(path, "rb");
    if (!file)
        return why_say(why, ERR_IO, "%s: %s: give the path of a file that can be read", path,
                       strerror(errno));
    errno = 0;
    stream_digest(file, &context);
    failed = ferror(file) ? (errno ? errno : EIO) : 0;
    fclose(file);
    if (failed)
        return why_say(why, ERR_IO, "%s: %s: give the path of a file that can be read", path,
                       strerror(failed));
    sha256_digest(&context, DIGEST_SIZE, digest);
    hex_write(digest, sizeof digest, hex);
    return ERR_OK;
}

void bytes_sha256(const void *bytes, size_t count, uint8_t digest[DIGEST_SIZE])
{
    struct sha256_ctx context;

    sha256_init(&context);
    sha256_update(&context, count, bytes);
    sha256_digest(&context, DIGEST_SIZE, digest);
}

void bytes_sha256_text(const void *bytes, size_t count, char hex[DIGEST_HEX_SIZE])
{
    uint8_t digest[DIGEST_SIZE];

    bytes_sha256(bytes, count, digest);
    hex_write(digest, sizeof digest, hex);
}

/* ---- piece by piece ---- */

struct digest { struct sha256_ctx context; };

enum err digest_create(struct digest **out, struct why *why)
{
    struct digest *digest = malloc(sizeof *digest);

    if (!digest)
        return why_say(why, ERR_MEMORY, "no memory for a digest");
    sha256_init(&digest->context);
    *out = digest;
    return ERR_OK;
}

void digest_destroy(struct digest *digest)
{
    free(digest);
}

void digest_add(struct digest *digest, const void *bytes, size_t count)
{
    sha256_update(&digest->context, count, bytes);
}

void digest_text(struct digest *digest, char hex[DIGEST_HEX_SIZE])
{
    uint8_t bytes[SHA256_DIGEST_SIZE];

    sha256_digest(&digest->context, sizeof bytes, bytes);
    hex_write(bytes, sizeof bytes, hex);
}
