#include "server/secret.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>

void hex_of(const unsigned char *p, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		*out++ = digits[p[i] >> 4];
		*out++ = digits[p[i] & 15];
	}
	*out = 0;
}

bool secret_token(char out[SECRET_TOKEN])
{
	unsigned char raw[32];
	char text[48];
	if (RAND_bytes(raw, sizeof raw) != 1)
		return false;
	EVP_EncodeBlock((unsigned char *)text, raw, sizeof raw);
	text[43] = 0; /* the padding */
	for (char *p = text; *p; p++)
		*p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
	memcpy(out, "rck_", 4);
	memcpy(out + 4, text, 44);
	return true;
}

bool secret_hook(const char *kind, char out[SECRET_HOOK])
{
	unsigned char raw[32], text[48];
	if (RAND_bytes(raw, sizeof raw) != 1)
		return false;
	if (strcmp(kind, "gitlab") != 0) {
		hex_of(raw, sizeof raw, out);
		return true;
	}
	EVP_EncodeBlock(text, raw, sizeof raw);
	snprintf(out, SECRET_HOOK, "whsec_%s", (char *)text);
	return true;
}

void sha256(struct str text, unsigned char out[SHA256_BYTES])
{
	EVP_Digest(text.s, text.n, out, NULL, EVP_sha256(), NULL);
}

void hmac_sha256(struct str key, struct str text, unsigned char out[SHA256_BYTES])
{
	unsigned n = SHA256_BYTES;
	HMAC(EVP_sha256(), key.s, (int)key.n, (const unsigned char *)text.s, text.n, out, &n);
}
