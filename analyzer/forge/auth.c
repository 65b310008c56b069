#include "forge/auth.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>

enum { ENTRIES = 64, KEY = 600 };

static void base64url(struct buf *b, const void *p, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const unsigned char *s = p;
	for (size_t i = 0; i < n; i += 3) {
		unsigned v =
			(unsigned)s[i] << 16 | (i + 1 < n ? (unsigned)s[i + 1] << 8 : 0) | (i + 2 < n ? s[i + 2] : 0);
		buf_putc(b, digits[v >> 18]);
		buf_putc(b, digits[v >> 12 & 63]);
		if (i + 1 < n)
			buf_putc(b, digits[v >> 6 & 63]);
		if (i + 2 < n)
			buf_putc(b, digits[v & 63]);
	}
}

static bool sign(EVP_PKEY *key, struct str text, struct buf *out)
{
	EVP_MD_CTX *m = EVP_MD_CTX_new();
	unsigned char sig[1024];
	size_t n = sizeof sig;
	bool good = m && EVP_DigestSignInit(m, NULL, EVP_sha256(), NULL, key) == 1 &&
		    EVP_DigestSign(m, sig, &n, (const unsigned char *)text.s, text.n) == 1;
	EVP_MD_CTX_free(m);
	if (good)
		base64url(out, sig, n);
	return good;
}

/* A key with a passphrase is refused: there is nobody to ask. */
static int no_passphrase(char *b, int n, int write, void *arg)
{
	(void)b, (void)n, (void)write, (void)arg;
	return 0;
}

bool auth_jwt(struct str pem, const char *app_id, time_t now, struct buf *out, struct err *e)
{
	static const char head[] = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
	BIO *in = BIO_new_mem_buf(pem.s, (int)pem.n);
	EVP_PKEY *key = in ? PEM_read_bio_PrivateKey(in, NULL, no_passphrase, NULL) : NULL;
	char claims[200];
	size_t from = out->n;
	struct buf sig;
	bool good;
	BIO_free(in);
	if (!key || EVP_PKEY_base_id(key) != EVP_PKEY_RSA || EVP_PKEY_size(key) > 1024) {
		EVP_PKEY_free(key);
		return err_set(e, ERR_DENIED, "the app's private key is not an RSA key in PEM form");
	}
	if (!*app_id ||
	    strspn(app_id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.") != strlen(app_id)) {
		EVP_PKEY_free(key);
		return err_set(e, ERR_DENIED, "the app's id must be its number or client id");
	}
	snprintf(claims, sizeof claims, "{\"iat\":%lld,\"exp\":%lld,\"iss\":\"%.100s\"}", (long long)now - 60,
		 (long long)now + 540, app_id);
	base64url(out, head, sizeof head - 1);
	buf_putc(out, '.');
	base64url(out, claims, strlen(claims));
	buf_init(&sig, AUTH_TOKEN);
	good = sign(key, (struct str){ out->s + from, out->n - from }, &sig);
	buf_putc(out, '.');
	buf_str(out, buf_view(&sig));
	buf_free(&sig);
	EVP_PKEY_free(key);
	return good || err_set(e, ERR_INTERNAL, "signing with the app's private key failed");
}

time_t auth_time(struct str text)
{
	struct tm t = { 0 };
	char z[40], *rest;
	int hours, minutes;
	time_t at;
	if (text.n == 0 || text.n >= sizeof z)
		return 0;
	memcpy(z, text.s, text.n);
	z[text.n] = 0;
	if (text.n > 10 && z[10] == ' ')
		z[10] = 'T';
	rest = strptime(z, "%Y-%m-%dT%H:%M:%S", &t);
	if (!rest)
		return 0;
	at = timegm(&t);
	if (*rest == '.')
		rest += 1 + strspn(rest + 1, "0123456789");
	while (*rest == ' ')
		rest++;
	if ((*rest == '+' || *rest == '-') &&
	    (sscanf(rest + 1, "%2d:%2d", &hours, &minutes) == 2 || sscanf(rest + 1, "%2d%2d", &hours, &minutes) == 2))
		at -= (*rest == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return at;
}

/* ---- tokens that are still good ---- */

struct entry {
	char key[KEY];
	char token[AUTH_TOKEN];
	size_t n;
	time_t until;
};
struct auth_cache {
	struct entry v[ENTRIES];
};

struct auth_cache *auth_cache_new(void)
{
	return calloc(1, sizeof(struct auth_cache));
}

void auth_cache_free(struct auth_cache *c)
{
	if (!c)
		return;
	explicit_bzero(c, sizeof *c);
	free(c);
}

static struct entry *find(const struct auth_cache *c, const char *key)
{
	for (size_t i = 0; c && i < ENTRIES; i++)
		if (c->v[i].n && strcmp(c->v[i].key, key) == 0)
			return (struct entry *)&c->v[i];
	return NULL;
}

struct str auth_cache_get(const struct auth_cache *c, const char *key, time_t now)
{
	const struct entry *x = find(c, key);
	if (!x || now + AUTH_EARLY_S >= x->until)
		return (struct str){ "", 0 };
	return (struct str){ x->token, x->n };
}

void auth_cache_put(struct auth_cache *c, const char *key, struct str token, time_t until)
{
	struct entry *x = find(c, key);
	if (!c || strlen(key) >= KEY || token.n >= AUTH_TOKEN)
		return;
	/* A free one, or the one that ends first. */
	for (size_t i = 0; !x && i < ENTRIES; i++)
		if (c->v[i].n == 0)
			x = &c->v[i];
	if (!x) {
		x = &c->v[0];
		for (size_t i = 1; i < ENTRIES; i++)
			if (c->v[i].until < x->until)
				x = &c->v[i];
	}
	explicit_bzero(x, sizeof *x);
	snprintf(x->key, sizeof x->key, "%s", key);
	memcpy(x->token, token.s, token.n);
	x->n = token.n;
	x->until = until;
}

void auth_cache_drop(struct auth_cache *c, const char *key)
{
	struct entry *x = find(c, key);
	if (x)
		explicit_bzero(x, sizeof *x);
}
