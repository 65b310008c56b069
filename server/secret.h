#ifndef RC_SERVER_SECRET_H
#define RC_SERVER_SECRET_H
/* Random secrets and what is kept of them. */
#include "base/str.h"

enum {
	SECRET_TOKEN = 48, /* "rck_" and 43 characters, with room for NUL */
	SECRET_HOOK = 72,  /* a hook's secret */
	SHA256_BYTES = 32,
};

/* A new API token: 256 random bits. False: the system gives none. */
bool secret_token(char out[SECRET_TOKEN]);
/*
 * A new secret of a hook, in the form the forge's kind wants: GitLab's "whsec_" and base64 (it fits both of GitLab's fields, the plain
 * secret token and the signing token), hex digits for the others.
 */
bool secret_hook(const char *kind, char out[SECRET_HOOK]);
void sha256(struct str text, unsigned char out[SHA256_BYTES]);
void hmac_sha256(struct str key, struct str text, unsigned char out[SHA256_BYTES]);
void hex_of(const unsigned char *p, size_t n, char *out); /* 2 * n digits and NUL */

#endif
