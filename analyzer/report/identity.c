#include "report/identity.h"

#include "report/order.h"

#include <openssl/evp.h>
#include <stdlib.h>

enum { HALF = 16 };

static void feed(EVP_MD_CTX *c, struct str s)
{
	uint64_t n = s.n;
	EVP_DigestUpdate(c, &n, sizeof n);
	EVP_DigestUpdate(c, s.s, s.n);
}

/* 16 hex digits over the parts. */
static void digest(const struct str *parts, size_t n, char *out)
{
	unsigned char d[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	if (!c || !EVP_DigestInit_ex(c, EVP_sha256(), NULL))
		abort();
	for (size_t i = 0; i < n; i++)
		feed(c, parts[i]);
	EVP_DigestFinal_ex(c, d, NULL);
	EVP_MD_CTX_free(c);
	for (size_t i = 0; i < HALF / 2; i++) {
		out[2 * i] = "0123456789abcdef"[d[i] >> 4];
		out[2 * i + 1] = "0123456789abcdef"[d[i] & 15];
	}
}

/* Which half of the surroundings: of a statement's four parts (finding.h). */
static struct str part(const struct finding *f, size_t i)
{
	return f->statement.n == 4 * HALF ? (struct str){ f->statement.s + i * HALF, HALF } : STR("");
}

static struct str number(char *text, uint32_t n)
{
	for (int i = 0; i < 8; i++)
		text[i] = "0123456789abcdef"[n >> (28 - 4 * i) & 15];
	return (struct str){ text, 8 };
}

static void second_half(const struct finding *f, bool alone, uint32_t n, char *out)
{
	char text[8];
	struct str parts[] = { part(f, 1), part(f, 2), part(f, 3), number(text, n) };
	digest(parts, alone ? 1 : 4, out);
}

/* ---- twins ---- */

static int by_twins(const void *pa, const void *pb)
{
	const struct finding *a = *(const struct finding *const *)pa, *b = *(const struct finding *const *)pb;
	int c = order_str(a->driver, b->driver);
	if (!c)
		c = order_str(a->identity, b->identity);
	return c ? c : order_place(&a->at, &b->at);
}

static int by_surroundings(const void *pa, const void *pb)
{
	const struct finding *a = *(const struct finding *const *)pa, *b = *(const struct finding *const *)pb;
	int c = order_str(a->driver, b->driver);
	if (!c)
		c = order_str(a->identity, b->identity);
	if (!c)
		c = order_str(a->statement, b->statement);
	return c ? c : order_place(&a->at, &b->at);
}

static bool twins(const struct finding *a, const struct finding *b)
{
	return str_eq(a->driver, b->driver) && str_eq(a->identity, b->identity);
}

/* Of the list, those that a twin follows; returns how many. */
static size_t followed(struct finding **v, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i + 1 < n; i++)
		if (twins(v[i], v[i + 1]))
			v[kept++] = v[i];
	return kept;
}

static void tell_apart(struct arena *a, struct finding **v, size_t n)
{
	uint32_t same = 0;
	struct str *ids = ARENA_ARRAY(a, struct str, n + 1);
	for (size_t i = n; i-- > 0;) {
		bool again = i + 1 < n && twins(v[i], v[i + 1]) && str_eq(v[i]->statement, v[i + 1]->statement);
		same = again ? same + 1 : 0;
		ids[i] = identity_beside(a, v[i], same);
	}
	for (size_t i = 0; i < n; i++)
		v[i]->identity = ids[i];
}

/* ---- copies ---- */

enum { COPY = 0x40000000 }; /* apart from the numbers of twins */

static int by_identity(const void *pa, const void *pb)
{
	const struct finding *a = *(const struct finding *const *)pa, *b = *(const struct finding *const *)pb;
	int c = order_str(a->identity, b->identity);
	return c ? c : order_place(&a->at, &b->at);
}

/* A file that several drivers share has one mistake; a copy of it elsewhere has another. */
static void tell_copies_apart(struct arena *a, struct finding **v, size_t n)
{
	struct str *ids = ARENA_ARRAY(a, struct str, n + 1);
	uint32_t copy = 0;
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || !str_eq(v[i]->identity, v[i - 1]->identity))
			copy = 0;
		else if (order_place(&v[i]->at, &v[i - 1]->at) != 0)
			copy++;
		ids[i] = copy ? identity_beside(a, v[i], COPY | copy) : v[i]->identity;
	}
	for (size_t i = 0; i < n; i++)
		v[i]->identity = ids[i];
}

struct str identity_beside(struct arena *a, const struct finding *f, uint32_t n)
{
	char *hex = arena_alloc(a, 2 * HALF + 1);
	memcpy(hex, f->identity.s, f->identity.n < HALF ? f->identity.n : HALF);
	second_half(f, false, n, hex + HALF);
	return (struct str){ hex, 2 * HALF };
}

void identities_make(struct review_report *r)
{
	size_t n = r->findings.n, twin_n;
	struct finding **v = ARENA_ARRAY(r->a, struct finding *, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct finding *f = v[i] = &r->findings.v[i];
		struct str parts[] = { STR(IDENTITY_VERSION), f->rule, f->at.function, f->fact, part(f, 0) };
		char *hex = arena_alloc(r->a, 2 * HALF + 1);
		digest(parts, sizeof parts / sizeof *parts, hex);
		second_half(f, true, 0, hex + HALF);
		f->identity = (struct str){ hex, 2 * HALF };
	}
	qsort(v, n, sizeof *v, by_twins);
	twin_n = followed(v, n);
	qsort(v, twin_n, sizeof *v, by_surroundings);
	tell_apart(r->a, v, twin_n);
	for (size_t i = 0; i < n; i++)
		v[i] = &r->findings.v[i];
	qsort(v, n, sizeof *v, by_identity);
	tell_copies_apart(r->a, v, n);
}
