#include "pipeline/wire.h"

#include "base/utf8.h"
#include "pipeline/pipeline.h"

#include <math.h>

void wire_u32(struct buf *b, uint32_t v)
{
	buf_add(b, &v, sizeof v);
}

void wire_u64(struct buf *b, uint64_t v)
{
	buf_add(b, &v, sizeof v);
}

void wire_f64(struct buf *b, double v)
{
	buf_add(b, &v, sizeof v);
}

void wire_str(struct buf *b, struct str s)
{
	wire_u32(b, (uint32_t)s.n);
	buf_str(b, s);
}

static void fault(struct wire *w, const char *what)
{
	if (!w->bad)
		w->bad = what;
	w->n = 0;
}

static void take(struct wire *w, void *out, size_t n)
{
	memset(out, 0, n);
	if (w->n < n) {
		fault(w, "a payload that is cut off");
		return;
	}
	memcpy(out, w->p, n);
	w->p += n;
	w->n -= n;
}

uint32_t wire_get_u32(struct wire *w)
{
	uint32_t v;
	take(w, &v, sizeof v);
	return v;
}

uint64_t wire_get_u64(struct wire *w)
{
	uint64_t v;
	take(w, &v, sizeof v);
	return v;
}

double wire_get_f64(struct wire *w)
{
	double v;
	take(w, &v, sizeof v);
	if (isfinite(v) && v >= 0)
		return v;
	fault(w, "a number that is none");
	return 0;
}

bool wire_get_bool(struct wire *w)
{
	uint32_t v = wire_get_u32(w);
	if (v > 1)
		fault(w, "a yes or no that is neither");
	return v == 1;
}

uint32_t wire_get_count(struct wire *w, uint32_t max)
{
	uint32_t v = wire_get_u32(w);
	/* Every element takes at least four bytes: a huge count of nothing is caught here. */
	if (v <= max && v <= w->n / 4)
		return v;
	if (v)
		fault(w, "more elements than allowed");
	return 0;
}

/* In place. */
static struct str raw(struct wire *w)
{
	uint32_t n = wire_get_u32(w);
	struct str s = { w->p, n };
	if (n > w->n) {
		fault(w, "a string that is cut off");
		return STR("");
	}
	w->p += n;
	w->n -= n;
	return s;
}

struct str wire_get_bytes(struct wire *w, size_t max)
{
	struct str s = raw(w);
	if (s.n > max || (s.n && memchr(s.s, 0, s.n))) {
		fault(w, "a string too long or with a NUL");
		return STR("");
	}
	return arena_str(w->a, s);
}

struct str text_clean(struct arena *a, struct str s, size_t max)
{
	char *out;
	size_t n = 0;
	if (s.n > max)
		s.n = max;
	out = arena_alloc(a, s.n * 3 + 1);
	for (size_t i = 0; i < s.n;) {
		size_t k = utf8_len(s.s + i, s.n - i);
		unsigned char c = (unsigned char)s.s[i];
		if (k == 0) {
			memcpy(out + n, "\xef\xbf\xbd", 3);
			n += 3;
			i++;
		} else if (k == 1 && (c < ' ' || c == 127) && c != '\n' && c != '\t') {
			out[n++] = ' ';
			i++;
		} else {
			memcpy(out + n, s.s + i, k);
			n += k;
			i += k;
		}
	}
	return (struct str){ out, n };
}

struct str wire_get_text(struct wire *w, size_t max)
{
	return text_clean(w->a, raw(w), max);
}

bool path_good(struct str p)
{
	size_t from = 0;
	if (p.n == 0 || p.n > PIPE_PATH || !utf8_valid(p.s, p.n))
		return false;
	for (size_t i = 0; i <= p.n; i++) {
		if (i < p.n && p.s[i] != '/') {
			if ((unsigned char)p.s[i] < ' ' || p.s[i] == 127 || p.s[i] == '\\')
				return false;
			continue;
		}
		if (i == from || (i == from + 1 && p.s[from] == '.') ||
		    (i == from + 2 && p.s[from] == '.' && p.s[from + 1] == '.'))
			return false;
		from = i + 1;
	}
	return true;
}

struct str wire_get_path(struct wire *w, bool empty)
{
	struct str s = raw(w);
	if (s.n == 0 && empty)
		return STR("");
	if (!path_good(s)) {
		fault(w, "a path that is not relative and plain");
		return STR("");
	}
	return arena_str(w->a, s);
}

bool wire_end(const struct wire *w)
{
	return !w->bad && w->n == 0;
}
