/* evidence_sign.h - Ed25519 signatures (RFC 8032) and their keys: libsodium's one door.
 *
 * A secret key is a file with the 64 hex digits of its seed, readable by its owner alone; the
 * public key beside it, FILE.pub, has 64 hex digits too and may be given to everybody.
 * evidence.sig is one line,
 *
 *     {"algorithm":"Ed25519","public_key":"5f..","signed":"cd..","signature":"a0.."}
 *
 * over the bytes "painrig evidence 1\n" and `signed`, the sha256 of the last link, as text. */
#ifndef PAINRIG_HIL_EVIDENCE_SIGN_H
#define PAINRIG_HIL_EVIDENCE_SIGN_H

#include "base/err.h"
#include "base/why.h"
#include "hil/digest.h"

#include <stdbool.h>
#include <stdint.h>

#define KEY_HEX_SIZE       65
#define SIGNATURE_HEX_SIZE 129

struct sign_key {
    uint8_t secret[64];
    char    public_hex[KEY_HEX_SIZE];
};

/* Both files anew; neither may be there already. */
MUST_CHECK enum err sign_key_make(const char *path, char public_hex[KEY_HEX_SIZE], struct why *);
MUST_CHECK enum err sign_key_load(struct sign_key *, const char *path, struct why *);
void sign_key_forget(struct sign_key *);
MUST_CHECK enum err public_key_load(char public_hex[KEY_HEX_SIZE], const char *path, struct why *);

/* Writes evidence.sig at `path`. */
MUST_CHECK enum err signature_write(const struct sign_key *, const char last[DIGEST_HEX_SIZE],
                                    const char *path, struct why *);

/* How a signature stands: NULL when it is right, or what is wrong with it. `public_hex` is filled
 * with the key it was made with, where that can be read. */
const char *signature_fault(const char *text, const char last[DIGEST_HEX_SIZE],
                            char public_hex[KEY_HEX_SIZE]);

/* A secret of another kind: 256 random bits as hex digits. */
MUST_CHECK enum err secret_make(char hex[KEY_HEX_SIZE], struct why *);
/* In a time that does not tell how much of it is right. */
bool secret_is(const char secret[KEY_HEX_SIZE], const char *said);

#endif
