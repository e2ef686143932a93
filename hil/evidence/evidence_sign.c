#include "evidence_sign.h"

#include "hil/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#define SIGNED_SIZE 96

static enum err library_open(struct why *why)
{
    return sodium_init() < 0 ? why_say(why, ERR_BUG, "libsodium cannot be used on this machine")
                             : ERR_OK;
}

static void signed_bytes(const char *last, char out[SIGNED_SIZE])
{
    snprintf(out, SIGNED_SIZE, "painrig evidence 1\n%s", last);
}

/* --- key files --- */

static enum err file_make(const char *path, mode_t mode, const char *hex, struct why *why)
{
    int  file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    char line[KEY_HEX_SIZE + 1];
    bool is_written;

    if (file < 0)
        return why_say(why, ERR_IO, errno == EEXIST
                       ? "%s: %s: a key is never written over another file"
                       : "%s: %s: give a file in a folder that exists and can be written to", path,
                       strerror(errno));
    snprintf(line, sizeof line, "%s\n", hex);
    is_written = write(file, line, strlen(line)) == (ssize_t)strlen(line);
    is_written &= close(file) == 0;
    sodium_memzero(line, sizeof line);
    if (is_written)
        return ERR_OK;
    remove(path);
    return why_say(why, ERR_IO, "%s cannot be written: is the disk full?", path);
}

enum err sign_key_make(const char *path, char public_hex[KEY_HEX_SIZE], struct why *why)
{
    unsigned char seed[crypto_sign_SEEDBYTES], secret[crypto_sign_SECRETKEYBYTES];
    unsigned char public[crypto_sign_PUBLICKEYBYTES];
    char          seed_hex[KEY_HEX_SIZE], beside[4096];
    enum err      err;

    TRY(library_open(why));
    if (snprintf(beside, sizeof beside, "%s.pub", path) >= (int)sizeof beside)
        return why_say(why, ERR_RANGE, "the path of the key is too long");
    randombytes_buf(seed, sizeof seed);
    crypto_sign_seed_keypair(public, secret, seed);
    sodium_bin2hex(seed_hex, sizeof seed_hex, seed, sizeof seed);
    sodium_bin2hex(public_hex, KEY_HEX_SIZE, public, sizeof public);
    err = access(beside, F_OK) == 0
        ? why_say(why, ERR_IO, "%s is there already: a key is never written over another", beside)
        : file_make(path, 0600, seed_hex, why);
    if (err == ERR_OK)
        err = file_make(beside, 0644, public_hex, why);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(seed_hex, sizeof seed_hex);
    return err;
}

/* 64 hex digits and a line's end. */
static enum err hex_load(const char *path, unsigned char out[32], struct why *why)
{
    char   text[KEY_HEX_SIZE + 8] = "";
    FILE  *file = fopen(path, "rb");
    size_t count, used = 0;
    int    status;

    if (!file)
        return why_say(why, ERR_IO, "%s: %s: give a key that painrig key has made", path,
                       strerror(errno));
    count = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    while (count > 0 && (text[count - 1] == '\n' || text[count - 1] == '\r'))
        text[--count] = '\0';
    status = sodium_hex2bin(out, 32, text, count, NULL, &used, NULL);
    sodium_memzero(text, sizeof text);
    if (status != 0 || used != 32 || count != KEY_HEX_SIZE - 1)
        return why_say(why, ERR_PARSE, "%s is no key: expected 64 hex digits, as painrig key writes"
                       " them", path);
    return ERR_OK;
}

enum err sign_key_load(struct sign_key *key, const char *path, struct why *why)
{
    unsigned char seed[crypto_sign_SEEDBYTES], public[crypto_sign_PUBLICKEYBYTES];
    size_t        length = strlen(path);

    TRY(library_open(why));
    if (length > 4 && strcmp(path + length - 4, ".pub") == 0)
        return why_say(why, ERR_RANGE, "%s is a public key: sign with the secret one, %.*s", path,
                       (int)length - 4, path);
    TRY(hex_load(path, seed, why));
    crypto_sign_seed_keypair(public, key->secret, seed);
    sodium_bin2hex(key->public_hex, sizeof key->public_hex, public, sizeof public);
    sodium_memzero(seed, sizeof seed);
    return ERR_OK;
}

void sign_key_forget(struct sign_key *key)
{
    sodium_memzero(key, sizeof *key);
}

enum err public_key_load(char public_hex[KEY_HEX_SIZE], const char *path, struct why *why)
{
    unsigned char public[crypto_sign_PUBLICKEYBYTES];

    TRY(library_open(why));
    TRY(hex_load(path, public, why));
    sodium_bin2hex(public_hex, KEY_HEX_SIZE, public, sizeof public);
    return ERR_OK;
}

/* --- signatures --- */

static void signature_text(struct bytes *out, const char *public_hex, const char *last,
                           const char *signature_hex)
{
    bytes_text(out, "{\"algorithm\":\"Ed25519\",\"public_key\":\"");
    bytes_text(out, public_hex);
    bytes_text(out, "\",\"signed\":\"");
    bytes_text(out, last);
    bytes_text(out, "\",\"signature\":\"");
    bytes_text(out, signature_hex);
    bytes_text(out, "\"}\n");
}

enum err signature_write(const struct sign_key *key, const char last[DIGEST_HEX_SIZE],
                         const char *path, struct why *why)
{
    unsigned char signature[crypto_sign_BYTES];
    char          hex[SIGNATURE_HEX_SIZE], message[SIGNED_SIZE];
    struct bytes  text = { 0 };
    enum err      err;

    signed_bytes(last, message);
    crypto_sign_detached(signature, NULL, (const unsigned char *)message, strlen(message),
                         key->secret);
    sodium_bin2hex(hex, sizeof hex, signature, sizeof signature);
    signature_text(&text, key->public_hex, last, hex);
    err = bytes_write_file(&text, path, why);
    bytes_free(&text);
    return err;
}

/* The text that these values make is the only text that holds them. */
static bool is_written_so(const char *text, const char *public_hex, const char *last,
                          const char *signature_hex)
{
    struct bytes canonical = { 0 };
    bool         is_so;

    signature_text(&canonical, public_hex, last, signature_hex);
    is_so = !canonical.is_out_of_memory && strlen(text) == canonical.used
         && memcmp(text, canonical.at, canonical.used) == 0;
    bytes_free(&canonical);
    return is_so;
}

const char *signature_fault(const char *text, const char last[DIGEST_HEX_SIZE],
                            char public_hex[KEY_HEX_SIZE])
{
    unsigned char public[crypto_sign_PUBLICKEYBYTES], signature[crypto_sign_BYTES];
    char          hex[SIGNATURE_HEX_SIZE], said[DIGEST_HEX_SIZE], message[SIGNED_SIZE];

    public_hex[0] = '\0';
    if (sodium_init() < 0)
        return "cannot be checked, since libsodium cannot be used on this machine";
    if (sscanf(text, "{\"algorithm\":\"Ed25519\",\"public_key\":\"%64[0-9a-f]\",\"signed\":"
                     "\"%64[0-9a-f]\",\"signature\":\"%128[0-9a-f]\"}", public_hex, said, hex) != 3
        || !is_written_so(text, public_hex, said, hex)
        || sodium_hex2bin(public, sizeof public, public_hex, 64, NULL, NULL, NULL) != 0
        || sodium_hex2bin(signature, sizeof signature, hex, 128, NULL, NULL, NULL) != 0)
        return "is not as painrig writes a signature: it was changed";
    if (strcmp(said, last) != 0)
        return "signs another last link than this chain has: the chain was made anew or cut";
    signed_bytes(last, message);
    if (crypto_sign_verify_detached(signature, (const unsigned char *)message, strlen(message),
                                    public) != 0)
        return "is not a signature by the key that it names";
    return NULL;
}

/* --- other secrets --- */

enum err secret_make(char hex[KEY_HEX_SIZE], struct why *why)
{
    unsigned char bits[32];

    TRY(library_open(why));
    randombytes_buf(bits, sizeof bits);
    sodium_bin2hex(hex, KEY_HEX_SIZE, bits, sizeof bits);
    sodium_memzero(bits, sizeof bits);
    return ERR_OK;
}

bool secret_is(const char secret[KEY_HEX_SIZE], const char *said)
{
    return strlen(said) == KEY_HEX_SIZE - 1 && sodium_memcmp(secret, said, KEY_HEX_SIZE - 1) == 0;
}
