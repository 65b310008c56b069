#include "git/changes.h"

#include "base/jsonw.h"
#include "base/utf8.h"

#include <stdlib.h>

/* ---- the list: ":100644 100755 OID OID M\0path\0", and for R and C a second path ---- */

struct reader {
	struct arena *a;
	const char *p, *end;
	struct changes *c;
	size_t first; /* of c->v: the entries of this output */
	uint64_t hunks;
};

static bool broken(const char *what, struct err *e)
{
	return err_set(e, ERR_CHILD, "git's list of changes holds %s", what);
}

/* Up to the separator, which is skipped; false where it does not come. */
static bool word(struct reader *r, char sep, struct str *out)
{
	const char *at = memchr(r->p, sep, (size_t)(r->end - r->p));
	if (!at)
		return false;
	*out = (struct str){ r->p, (size_t)(at - r->p) };
	r->p = at + 1;
	return true;
}

static bool hex(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.s[i] >= '0' && s.s[i] <= '9') || (s.s[i] >= 'a' && s.s[i] <= 'f')))
			return false;
	return s.n == 40 || s.n == GIT_SHA;
}

static struct str oid_of(struct arena *a, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] != '0')
			return arena_str(a, s);
	return STR("");
}

static bool plain(struct str mode)
{
	return str_is(mode, "100644") || str_is(mode, "100755") || str_is(mode, "000000") || str_is(mode, "100664");
}

static bool entry(struct reader *r, struct err *e)
{
	struct str mode[2], oid[2], status, path, second = { 0 };
	struct change c = { .old = STR("") };
	r->p++;
	if (!word(r, ' ', &mode[0]) || !word(r, ' ', &mode[1]) || !word(r, ' ', &oid[0]) || !word(r, ' ', &oid[1]) ||
	    !word(r, 0, &status) || !word(r, 0, &path))
		return broken("half an entry", e);
	if (!status.n || !hex(oid[0]) || !hex(oid[1]) || !path.n)
		return broken("an entry that is none", e);
	if ((status.s[0] == 'R' || status.s[0] == 'C') && (!word(r, 0, &second) || !second.n))
		return broken("a renamed file without its new name", e);
	if (r->c->v.n >= CHANGES_FILES) {
		r->c->cut = true;
		return true;
	}
	switch (status.s[0]) {
	case 'A':
	case 'D':
	case 'R':
		c.status = status.s[0];
		break;
	case 'C':
		c.status = 'A';
		break;
	default:
		c.status = 'M'; /* also T: another kind of file */
		break;
	}
	c.path = arena_str(r->a, second.n ? second : path);
	if (status.s[0] == 'R')
		c.old = arena_str(r->a, path);
	c.file = plain(mode[0]) && plain(mode[1]);
	c.old_oid = str_is(mode[0], "160000") ? STR("") : oid_of(r->a, oid[0]);
	c.oid = str_is(mode[1], "160000") ? STR("") : oid_of(r->a, oid[1]);
	*VEC_PUSH(r->a, &r->c->v) = c;
	return true;
}

/* ---- the patch: sections in the order of the entries, each begun by "diff --git" ---- */

static bool line(struct reader *r, struct str *out)
{
	if (r->p >= r->end)
		return false;
	if (!word(r, '\n', out)) {
		*out = (struct str){ r->p, (size_t)(r->end - r->p) };
		r->p = r->end;
	}
	return true;
}

static bool number(struct str *s, uint32_t *out)
{
	uint64_t v = 0;
	size_t i = 0;
	while (i < s->n && i < 10 && s->s[i] >= '0' && s->s[i] <= '9')
		v = v * 10 + (uint64_t)(s->s[i++] - '0');
	*s = (struct str){ s->s + i, s->n - i };
	*out = (uint32_t)v;
	return i > 0 && v <= INT32_MAX;
}

static bool character(struct str *s, char c)
{
	if (!s->n || s->s[0] != c)
		return false;
	*s = (struct str){ s->s + 1, s->n - 1 };
	return true;
}

/* "-12,3": a missing count is 1. */
static bool side(struct str *s, char sign, uint32_t *at, uint32_t *n)
{
	*n = 1;
	return character(s, ' ') && character(s, sign) && number(s, at) && (!character(s, ',') || number(s, n));
}

static bool hunk_head(struct str s, struct hunk *h)
{
	return str_starts(s, STR("@@")) && (s = (struct str){ s.s + 2, s.n - 2 }, true) &&
	       side(&s, '-', &h->old_at, &h->old_n) && side(&s, '+', &h->new_at, &h->new_n) &&
	       str_starts(s, STR(" @@"));
}

/* The lines that the head announced; "\ No newline ..." may follow either side. */
static bool hunk_body(struct reader *r, const struct hunk *h)
{
	uint64_t left[2] = { h->old_n, h->new_n };
	struct str s;
	while (left[0] || left[1]) {
		if (!line(r, &s) || !s.n)
			return false;
		if (s.s[0] == '\\')
			continue;
		if (s.s[0] != '-' && s.s[0] != '+')
			return false;
		if (left[s.s[0] == '+']-- == 0)
			return false;
	}
	return true;
}

static bool hunk(struct reader *r, struct change *c, struct str head, struct err *e)
{
	const struct hunk *last = c->hunks.n ? &c->hunks.v[c->hunks.n - 1] : NULL;
	struct hunk h = { 0 };
	if (!hunk_head(head, &h) || (h.old_n == 0 && h.new_n == 0))
		return broken("a place that is none", e);
	if (last && (h.old_at < last->old_at + last->old_n || h.new_at < last->new_at + last->new_n))
		return broken("places out of order", e);
	if (!hunk_body(r, &h))
		return broken("half a place", e);
	if (++r->hunks > CHANGES_HUNKS) {
		r->c->cut = true;
		c->lines = false;
		return true;
	}
	*VEC_PUSH(r->a, &c->hunks) = h;
	return true;
}

static bool patch(struct reader *r, struct err *e)
{
	size_t at = r->first;
	struct change *c = NULL;
	struct str s;
	while (line(r, &s)) {
		if (str_starts(s, STR("diff --git "))) {
			c = at < r->c->v.n ? &r->c->v.v[at++] : NULL;
			if (!c && !r->c->cut)
				return broken("more files than it named", e);
			if (c)
				c->lines = c->file;
		} else if (c && str_starts(s, STR("@@ "))) {
			if (!hunk(r, c, s, e))
				return false;
		} else if (!c && r->c->cut) {
			continue;
		} else if (c && (str_starts(s, STR("Binary files ")) || str_starts(s, STR("GIT binary patch")))) {
			c->lines = false;
		} else if (!c && s.n) {
			return broken("something that is no patch", e);
		}
	}
	return true;
}

bool changes_read(struct arena *a, struct str out, struct changes *c, struct err *e)
{
	struct reader r = { .a = a, .p = out.s, .end = out.s + out.n, .c = c, .first = c->v.n };
	while (r.p < r.end && *r.p == ':')
		if (!entry(&r, e))
			return false;
	/* A NUL stands between list and patch. */
	if (r.p < r.end && *r.p == 0)
		r.p++;
	return patch(&r, e);
}

/* ---- asking ---- */

const struct change *changes_find(const struct changes *c, struct str path)
{
	for (size_t i = 0; i < c->v.n; i++)
		if (str_eq(c->v.v[i].path, path))
			return &c->v.v[i];
	return NULL;
}

const struct change *changes_from(const struct changes *c, struct str old_path)
{
	for (size_t i = 0; i < c->v.n; i++) {
		const struct change *x = &c->v.v[i];
		if (x->status != 'A' && str_eq(x->old.n ? x->old : x->path, old_path))
			return x;
	}
	return NULL;
}

bool change_touches(const struct change *c, uint32_t at)
{
	for (size_t i = 0; c->lines && i < c->hunks.n; i++) {
		const struct hunk *h = &c->hunks.v[i];
		if (at >= h->new_at && at - h->new_at < h->new_n)
			return true;
	}
	return false;
}

uint32_t change_line(const struct change *c, uint32_t at)
{
	int64_t shift = 0;
	if (!c)
		return at;
	if (!c->lines || c->status == 'D')
		return 0;
	for (size_t i = 0; i < c->hunks.n; i++) {
		const struct hunk *h = &c->hunks.v[i];
		/* Of an empty side, `at` is the line before the place. */
		uint32_t first = h->old_n ? h->old_at : h->old_at + 1;
		if (at < first)
			break;
		if (at - first < h->old_n)
			return 0;
		shift += (int64_t)h->new_n - h->old_n;
	}
	return (uint32_t)((int64_t)at + shift);
}

/* ---- as JSON ---- */

static void added(struct jsonw *w, const struct change *c, size_t *ranges)
{
	jsonw_key(w, "added");
	jsonw_arr(w);
	for (size_t i = 0; i < c->hunks.n && *ranges < CHANGES_TOLD_RANGES; i++) {
		const struct hunk *h = &c->hunks.v[i];
		if (!h->new_n)
			continue;
		++*ranges;
		jsonw_arr(w);
		jsonw_u64(w, h->new_at);
		jsonw_u64(w, (uint64_t)h->new_at + h->new_n - 1);
		jsonw_end(w);
	}
	jsonw_end(w);
}

void changes_json(const struct changes *c, struct buf *out)
{
	struct jsonw w;
	size_t ranges = 0, told = 0;
	jsonw_init(&w, out);
	jsonw_arr(&w);
	for (size_t i = 0; i < c->v.n && told < CHANGES_TOLD; i++, told++) {
		const struct change *x = &c->v.v[i];
		char status[2] = { x->status, 0 };
		if (!utf8_valid(x->path.s, x->path.n) || !utf8_valid(x->old.s, x->old.n))
			continue; /* no page could show it, and no finding has such a place */
		jsonw_obj(&w);
		jsonw_kstr(&w, "path", x->path);
		if (x->old.n)
			jsonw_kstr(&w, "old", x->old);
		jsonw_kz(&w, "status", status);
		added(&w, x, &ranges);
		jsonw_end(&w);
	}
	if (c->cut || told < c->v.n || ranges >= CHANGES_TOLD_RANGES) {
		jsonw_obj(&w);
		jsonw_key(&w, "cut");
		jsonw_bool(&w, true);
		jsonw_end(&w);
	}
	jsonw_end(&w);
}
