#include "report/identity.h"

#include <openssl/evp.h>
#include <stdlib.h>

static bool twins(const struct finding *a, const struct finding *b)
{
	return str_eq(a->rule, b->rule) && str_eq(a->driver, b->driver) && str_eq(a->at.function, b->at.function) &&
	       str_eq(a->fact, b->fact) && str_eq(a->at.file, b->at.file);
}

static void feed(EVP_MD_CTX *c, struct str s)
{
	EVP_DigestUpdate(c, s.s, s.n);
	EVP_DigestUpdate(c, "", 1);
}

void identity_of(struct review_report *r, size_t i)
{
	struct finding *f = &r->findings.v[i];
	unsigned char d[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	uint32_t ordinal = 0;
	char *hex = arena_alloc(r->a, 33);
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	for (size_t k = i; k-- > 0 && str_eq(r->findings.v[k].at.file, f->at.file);)
		ordinal += twins(&r->findings.v[k], f);
	if (!c || !EVP_DigestInit_ex(c, EVP_sha256(), NULL))
		abort();
	feed(c, f->rule);
	feed(c, f->driver);
	feed(c, f->at.function);
	feed(c, f->fact);
	EVP_DigestUpdate(c, &(unsigned char[]){ (unsigned char)(ordinal >> 8), (unsigned char)ordinal }, 2);
	EVP_DigestFinal_ex(c, d, &n);
	EVP_MD_CTX_free(c);
	for (size_t k = 0; k < 16; k++) {
		hex[2 * k] = "0123456789abcdef"[d[k] >> 4];
		hex[2 * k + 1] = "0123456789abcdef"[d[k] & 15];
	}
	f->identity = (struct str){ hex, 32 };
}
