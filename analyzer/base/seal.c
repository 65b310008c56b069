#include "base/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VERSION = 1, HEAD = 1 + crypto_secretbox_NONCEBYTES };

_Static_assert(SEAL_KEY == crypto_secretbox_KEYBYTES, "the key of a secretbox");

static bool key_from(struct seal_key *key, struct str hex, const char *where, struct err *e)
{
	size_t n = 0;
	hex = str_trim(hex);
	if (sodium_hex2bin(key->k, SEAL_KEY, hex.s, hex.n, NULL, &n, NULL) != 0 || n != SEAL_KEY ||
	    hex.n != 2 * SEAL_KEY)
		return err_set(e, ERR_USAGE,
			       "%s holds no key: 64 hex digits are needed, as `openssl rand -hex 32` prints them",
			       where);
	key->set = true;
	return true;
}

bool seal_key_read(struct seal_key *key, const char *hex, const char *file, struct err *e)
{
	char text[2 * SEAL_KEY + 16];
	ssize_t n;
	bool ok;
	int fd;
	*key = (struct seal_key){ 0 };
	if (sodium_init() < 0)
		return err_set(e, ERR_IO, "libsodium could not be started");
	if (*hex)
		return key_from(key, str_from(hex), "the secret key", e);
	if (!*file)
		return true;
	fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, ERR_IO, "the secret key's file %s: %s", file, strerror(errno));
	n = read(fd, text, sizeof text);
	close(fd);
	if (n < 0)
		return err_set(e, ERR_IO, "the secret key's file %s: %s", file, strerror(errno));
	ok = key_from(key, (struct str){ text, (size_t)n }, file, e);
	sodium_memzero(text, sizeof text);
	return ok;
}

static bool have_key(const struct seal_key *key, struct err *e)
{
	return key->set ||
	       err_set(e, ERR_DENIED,
		       "no secret key is set: give the file of one (`openssl rand -hex 32`) as secret_key_file, "
		       "the same for server and workers");
}

bool seal_put(const struct seal_key *key, struct str secret, struct buf *out, struct err *e)
{
	unsigned char head[HEAD] = { VERSION }, *box;
	size_t n = secret.n + crypto_secretbox_MACBYTES;
	if (!have_key(key, e))
		return false;
	if (secret.n > SEAL_TEXT_MAX)
		return err_set(e, ERR_TOO_LARGE, "a secret may have at most %d bytes", (int)SEAL_TEXT_MAX);
	box = malloc(n);
	if (!box)
		return err_set(e, ERR_TOO_LARGE, "no memory for a sealed secret");
	randombytes_buf(head + 1, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(box, (const unsigned char *)secret.s, secret.n, head + 1, key->k);
	buf_add(out, head, HEAD);
	buf_add(out, box, n);
	free(box);
	return !out->full || err_set(e, ERR_TOO_LARGE, "no room for a sealed secret");
}

bool seal_get(const struct seal_key *key, struct str sealed, struct buf *out, struct err *e)
{
	const unsigned char *s = (const unsigned char *)sealed.s;
	unsigned char *text;
	bool ok;
	if (!have_key(key, e))
		return false;
	if (sealed.n < HEAD + crypto_secretbox_MACBYTES ||
	    sealed.n > HEAD + crypto_secretbox_MACBYTES + SEAL_TEXT_MAX || s[0] != VERSION)
		return err_set(e, ERR_DENIED, "a stored secret is damaged; store it again");
	text = malloc(sealed.n);
	ok = text && crypto_secretbox_open_easy(text, s + HEAD, sealed.n - HEAD, s + 1, key->k) == 0;
	if (ok) {
		buf_add(out, text, sealed.n - HEAD - crypto_secretbox_MACBYTES);
		sodium_memzero(text, sealed.n);
	}
	free(text);
	return ok || err_set(e, ERR_DENIED,
			     "a stored secret was sealed with another key; set the secret key it was stored with, or "
			     "store it again");
}

void seal_wipe(struct buf *b)
{
	if (b->s)
		sodium_memzero(b->s, b->n);
	buf_clear(b);
}
