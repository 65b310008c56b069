#include "server/hook_verify.h"

#include "server/secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool refuse(struct hook_out *o, unsigned status, const char *type, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
static bool refuse(struct hook_out *o, unsigned status, const char *type, const char *fmt, ...)
{
	va_list ap;
	o->status = status;
	o->type = type;
	va_start(ap, fmt);
	vsnprintf(o->why, sizeof o->why, fmt, ap);
	va_end(ap);
	return false;
}

static struct str header(const struct hook_in *in, const char *name)
{
	return str_trim(str_from(in->header(in->cls, name)));
}

/* Lengths are no secret; contents are compared in full. */
static bool same(const void *a, size_t an, const void *b, size_t bn)
{
	return an == bn && CRYPTO_memcmp(a, b, an) == 0;
}

static bool same_hex(struct str hex, const unsigned char mac[SHA256_BYTES])
{
	char ours[2 * SHA256_BYTES + 1], theirs[2 * SHA256_BYTES];
	if (hex.n != sizeof theirs)
		return false;
	for (size_t i = 0; i < sizeof theirs; i++)
		theirs[i] = hex.s[i] >= 'A' && hex.s[i] <= 'F' ? (char)(hex.s[i] + 'a' - 'A') : hex.s[i];
	hex_of(mac, SHA256_BYTES, ours);
	return same(ours, sizeof theirs, theirs, sizeof theirs);
}

/* "application/json; charset=utf-8" and the like. */
static bool json_type(const struct hook_in *in)
{
	struct str type, rest;
	str_cut(header(in, "Content-Type"), ';', &type, &rest);
	return str_eq_nocase(str_trim(type), STR("application/json"));
}

static bool take(struct hook_out *o, char *to, size_t cap, struct str v, const char *what)
{
	bool ok = v.n > 0 && v.n < cap;
	for (size_t i = 0; ok && i < v.n; i++)
		ok = v.s[i] >= 0x20 && v.s[i] < 0x7f;
	if (!ok)
		return refuse(o, 400, "bad-request",
			      "the header %s is missing, longer than %zu characters, or not plain text", what, cap - 1);
	memcpy(to, v.s, v.n);
	to[v.n] = 0;
	return true;
}

static bool bad_signature(struct hook_out *o, const char *what)
{
	return refuse(o, 401, "bad-signature",
		      "%s is missing or does not fit this body: the hook's secret at the sender must be the one that "
		      "Ringcheck showed for this project",
		      what);
}

/* "sha256=" and hex, as GitHub and our own script for plain git send it. */
static bool prefixed(const struct hook_in *in, struct hook_out *o, const char *name)
{
	struct str v = header(in, name);
	unsigned char mac[SHA256_BYTES];
	hmac_sha256(in->secret, in->body, mac);
	if (!str_starts(v, STR("sha256=")) || !same_hex((struct str){ v.s + 7, v.n - 7 }, mac))
		return bad_signature(o, name);
	return true;
}

static bool github(const struct hook_in *in, struct hook_out *o)
{
	if (!json_type(in))
		return refuse(o, 415, "unsupported-type",
			      "this hook takes JSON only: in the webhook's settings at GitHub choose the content type "
			      "application/json (not application/x-www-form-urlencoded)");
	return prefixed(in, o, "X-Hub-Signature-256") &&
	       take(o, o->key, sizeof o->key, header(in, "X-GitHub-Delivery"), "X-GitHub-Delivery") &&
	       take(o, o->event, sizeof o->event, header(in, "X-GitHub-Event"), "X-GitHub-Event");
}

/* Gitea and Forgejo: bare hex. Whichever of the two headers is there must fit; one at least must be there. */
static bool gitea(const struct hook_in *in, struct hook_out *o)
{
	struct str own = header(in, "X-Gitea-Signature"), fork = header(in, "X-Forgejo-Signature"), event;
	unsigned char mac[SHA256_BYTES];
	if (!json_type(in))
		return refuse(o, 415, "unsupported-type",
			      "this hook takes JSON only: in the webhook's settings set POST content type to "
			      "application/json (in form mode the signature does not cover what is sent)");
	hmac_sha256(in->secret, in->body, mac);
	if ((own.n == 0 && fork.n == 0) || (own.n && !same_hex(own, mac)) || (fork.n && !same_hex(fork, mac)))
		return bad_signature(o, "X-Gitea-Signature (or X-Forgejo-Signature)");
	own = header(in, "X-Gitea-Delivery");
	event = header(in, "X-Gitea-Event-Type"); /* finer than the event: it tells a push to a pull request apart */
	if (event.n == 0)
		event = header(in, "X-Forgejo-Event-Type");
	if (event.n == 0)
		event = header(in, "X-Gitea-Event");
	if (event.n == 0)
		event = header(in, "X-Forgejo-Event");
	return take(o, o->key, sizeof o->key, own.n ? own : header(in, "X-Forgejo-Delivery"), "X-Gitea-Delivery") &&
	       take(o, o->event, sizeof o->event, event, "X-Gitea-Event");
}

/* The bytes behind "whsec_"; 0 = it is none. */
static int signing_key(struct str secret, unsigned char key[64])
{
	char text[96];
	int n;
	if (!str_starts(secret, STR("whsec_")) || secret.n - 6 >= sizeof text || (secret.n - 6) % 4)
		return 0;
	memcpy(text, secret.s + 6, secret.n - 6);
	n = EVP_DecodeBlock(key, (const unsigned char *)text, (int)(secret.n - 6));
	for (size_t i = secret.n; n > 0 && secret.s[i - 1] == '='; i--)
		n--;
	OPENSSL_cleanse(text, sizeof text);
	return n > 0 ? n : 0;
}

/* One of the signatures, separated by blanks, has to fit; all are looked at. */
static bool any_fits(struct str list, const char *want)
{
	struct str one, rest;
	bool more, found = false;
	do {
		more = str_cut(list, ' ', &one, &rest);
		found |= str_starts(one, STR("v1,")) && same(one.s + 3, one.n - 3, want, strlen(want));
		list = rest;
	} while (more);
	return found;
}

/* The form of standardwebhooks.com: HMAC over "id.timestamp.body". */
static bool gitlab_signed(const struct hook_in *in, struct hook_out *o)
{
	struct str stamp = header(in, "webhook-timestamp");
	unsigned char key[64], mac[SHA256_BYTES], b64[48];
	unsigned long long at = 0;
	long long off;
	char head[HOOK_KEY + 32];
	char *text;
	size_t n;
	int key_n = signing_key(in->secret, key);
	if (key_n == 0 || stamp.n > 20 || !str_to_u64(stamp, &at))
		return bad_signature(o, "webhook-signature");
	n = (size_t)snprintf(head, sizeof head, "%s." STR_FMT ".", o->key, STR_ARG(stamp));
	text = malloc(n + in->body.n);
	if (!text)
		return refuse(o, 503, "unavailable", "out of memory; send it again later");
	memcpy(text, head, n);
	memcpy(text + n, in->body.s, in->body.n);
	hmac_sha256((struct str){ (const char *)key, (size_t)key_n }, (struct str){ text, n + in->body.n }, mac);
	free(text);
	OPENSSL_cleanse(key, sizeof key);
	EVP_EncodeBlock(b64, mac, SHA256_BYTES);
	if (!any_fits(header(in, "webhook-signature"), (const char *)b64))
		return bad_signature(o, "webhook-signature");
	off = (long long)in->now - (long long)at;
	if (off > HOOK_CLOCK_SECONDS || off < -HOOK_CLOCK_SECONDS)
		return refuse(
			o, 401, "too-old",
			"webhook-timestamp is more than five minutes off: the clocks of GitLab and Ringcheck differ, "
			"or an old delivery is being replayed");
	return true;
}

static bool gitlab(const struct hook_in *in, struct hook_out *o)
{
	struct str signature = header(in, "webhook-signature"), token = header(in, "X-Gitlab-Token");
	struct str id = header(in, signature.n ? "webhook-id" : "Idempotency-Key");
	if (!json_type(in))
		return refuse(o, 415, "unsupported-type", "GitLab sends application/json; this is something else");
	if (signature.n) {
		/* The id is part of what is signed. */
		if (!take(o, o->key, sizeof o->key, id, "webhook-id") || !gitlab_signed(in, o))
			return false;
	} else if (!token.n || !same(token.s, token.n, in->secret.s, in->secret.n)) {
		return bad_signature(o, "X-Gitlab-Token");
	} else if (id.n) {
		if (!take(o, o->key, sizeof o->key, id, "Idempotency-Key"))
			return false;
	} else {
		/* Before 17.4 GitLab names no stable id (its UUID headers are new at every try): what is said is the key. */
		unsigned char d[SHA256_BYTES];
		sha256(in->body, d);
		memcpy(o->key, "sha256:", 7);
		hex_of(d, sizeof d, o->key + 7);
	}
	return take(o, o->event, sizeof o->event, header(in, "X-Gitlab-Event"), "X-Gitlab-Event");
}

static bool plain_git(const struct hook_in *in, struct hook_out *o)
{
	if (!json_type(in))
		return refuse(o, 415, "unsupported-type",
			      "this hook takes application/json: use the script that `ringcheck connect git` prints");
	memcpy(o->event, "push", 5);
	return prefixed(in, o, "X-Ringcheck-Signature-256") &&
	       take(o, o->key, sizeof o->key, header(in, "X-Ringcheck-Delivery"), "X-Ringcheck-Delivery");
}

bool hook_verify(const struct hook_in *in, struct hook_out *o)
{
	static const struct {
		const char *kind;
		bool (*verify)(const struct hook_in *, struct hook_out *);
	} kinds[] = { { "github", github }, { "gitlab", gitlab }, { "gitea", gitea }, { "git", plain_git } };
	*o = (struct hook_out){ 0 };
	/* An empty secret would be anybody's. */
	for (size_t i = 0; in->secret.n && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].kind, in->kind) == 0)
			return kinds[i].verify(in, o);
	return refuse(o, 503, "unavailable", "this project's hook cannot be checked at the moment");
}
