#ifndef RC_BASE_SEAL_H
#define RC_BASE_SEAL_H
/*
 * Secrets at rest (tokens, hook secrets, private keys): libsodium's secretbox under one key that the
 * database never sees. Sealed bytes are: one byte version, 24 bytes nonce, box.
 */
#include "base/buf.h"
#include "base/err.h"

enum { SEAL_KEY = 32, SEAL_TEXT_MAX = 64 << 10 /* bytes of a secret */ };

struct seal_key {
	unsigned char k[SEAL_KEY];
	bool set;
};

/*
 * The key: 64 hex digits in `hex` (a setting or the environment), or else in the file `file`. Both empty:
 * not set, no error; sealing then says what to do. `openssl rand -hex 32` makes one.
 */
bool seal_key_read(struct seal_key *key, const char *hex, const char *file, struct err *e);
/* Appends the sealed text to `out`. */
bool seal_put(const struct seal_key *key, struct str secret, struct buf *out, struct err *e);
/* Appends the secret to `out`. ERR_DENIED: another key, or damaged. Wipe it after use: seal_wipe(). */
bool seal_get(const struct seal_key *key, struct str sealed, struct buf *out, struct err *e);
void seal_wipe(struct buf *b); /* zeroes and empties */

#endif
