#include "report/line_hash.h"

#include "base/map.h"
#include "base/utf8.h"

enum { WINDOW = 100, BASE = 37, END_OF_FILE = 65535 };

struct roll {
	struct arena *a;
	line_hash_list *out;
	struct map *seen;
	uint64_t hash, leaving; /* BASE to the power of WINDOW */
	uint16_t window[WINDOW];
	bool starts[WINDOW]; /* a line begins with that character */
	unsigned at;
	bool line_start, after_cr;
};

/* The window has come round: it holds just what counts for the line that began here. */
static void emit(struct roll *r)
{
	uint64_t *times;
	if (!r->starts[r->at])
		return;
	r->starts[r->at] = false;
	times = map_put(r->seen, r->hash);
	++*times;
	*VEC_PUSH(r->a, r->out) = (struct line_hash){ r->hash, (uint32_t)*times };
}

static void shift(struct roll *r, uint16_t c)
{
	r->hash = r->hash * BASE + c - r->leaving * r->window[r->at];
	r->window[r->at] = c;
	r->at = (r->at + 1) % WINDOW;
}

static void character(struct roll *r, uint16_t c)
{
	bool cr = c == '\r';
	if (c == ' ' || c == '\t' || (r->after_cr && c == '\n')) {
		r->after_cr = false;
		return;
	}
	r->after_cr = cr;
	if (cr)
		c = '\n';
	emit(r);
	r->starts[r->at] = r->line_start;
	r->line_start = c == '\n';
	shift(r, c);
}

/* Characters are UTF-16 units there; what is no UTF-8 reads as the replacement character. */
static size_t decode(struct roll *r, struct str text, size_t i)
{
	const unsigned char *s = (const unsigned char *)text.s + i;
	size_t n = utf8_len(text.s + i, text.n - i);
	uint32_t c = 0xfffd;
	if (n == 1)
		c = s[0];
	else if (n == 2)
		c = (s[0] & 31u) << 6 | (s[1] & 63u);
	else if (n == 3)
		c = (s[0] & 15u) << 12 | (s[1] & 63u) << 6 | (s[2] & 63u);
	else if (n == 4)
		c = (s[0] & 7u) << 18 | (s[1] & 63u) << 12 | (s[2] & 63u) << 6 | (s[3] & 63u);
	if (c < 0x10000) {
		character(r, (uint16_t)c);
	} else {
		character(r, (uint16_t)(0xd800 + ((c - 0x10000) >> 10)));
		character(r, (uint16_t)(0xdc00 + ((c - 0x10000) & 0x3ff)));
	}
	return n ? n : 1;
}

void line_hashes(struct arena *a, struct str text, line_hash_list *out)
{
	struct roll r = { .a = a, .out = out, .seen = map_new(a), .leaving = 1, .line_start = true };
	for (int i = 0; i < WINDOW; i++)
		r.leaving *= BASE;
	for (size_t i = 0; i < text.n;)
		i += decode(&r, text, i);
	character(&r, END_OF_FILE);
	for (int i = 0; i < WINDOW; i++) {
		emit(&r);
		shift(&r, 0);
	}
}

struct str line_hash_text(struct arena *a, struct line_hash h)
{
	return str_from(arena_printf(a, "%llx:%u", (unsigned long long)h.hash, h.times));
}
