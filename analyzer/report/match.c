#include "report/match.h"

#include "report/identity.h"
#include "report/order.h"

#include <stdlib.h>

/* What a stage compares, beside rule and fact. */
enum {
	BY_DRIVER = 1,
	BY_FILE = 2,
	BY_FUNCTION = 4,
	BY_WORDS = 8,
	BY_INSIDE = 16,
	BY_BEFORE = 32,
	BY_AFTER = 64,
	BY_LINE = 128, /* the new line, for old findings by the map */
	BY_HUNK = 256, /* the hunk both stand in */
	BY_IDENTITY = 512,
	ONLY_ONE = 1024 /* pairs only where each side has just one candidate */
};

enum {
	HERE = BY_DRIVER | BY_FILE,
	STATEMENT = HERE | BY_FUNCTION | BY_WORDS,
	AROUND = BY_INSIDE | BY_BEFORE | BY_AFTER,
	MOVED = BY_FUNCTION | BY_WORDS | AROUND | ONLY_ONE,
};

static const unsigned stages[] = {
	STATEMENT | AROUND | BY_LINE,
	STATEMENT | AROUND | BY_IDENTITY,
	STATEMENT | AROUND,
	STATEMENT | BY_LINE,
	STATEMENT | BY_INSIDE | BY_BEFORE,
	STATEMENT | BY_INSIDE | BY_AFTER,
	STATEMENT | BY_BEFORE | BY_AFTER,
	STATEMENT | BY_INSIDE | BY_IDENTITY,
	STATEMENT | BY_INSIDE,
	HERE | BY_FUNCTION | BY_IDENTITY,
	STATEMENT,
	HERE | BY_LINE | ONLY_ONE,
	HERE | BY_FUNCTION | AROUND | ONLY_ONE,
	HERE | BY_FUNCTION | BY_HUNK | ONLY_ONE,
	BY_DRIVER | MOVED,
	BY_DRIVER | BY_FUNCTION | BY_WORDS | ONLY_ONE,
	BY_FILE | BY_FUNCTION | BY_WORDS | ONLY_ONE,
	MOVED,
};

enum { PART = 16 };
/* Numbers of identities given here are not those of identity.c. */
#define BESIDE 0x80000000u

/* A finding and what is compared of it. */
struct row {
	const struct finding *f;
	struct str file; /* in the new revision */
	struct str words, inside, before, after;
	uint64_t line, hunk; /* 0 = not known, or in none */
	size_t i;
	bool old;
};

static struct str part(const struct finding *f, size_t i)
{
	return f->statement.n == 4 * PART ? (struct str){ f->statement.s + i * PART, PART } : STR("");
}

/* ---- files and lines ---- */

struct files {
	const struct match_file **by_old, **by_new;
	size_t n;
};

static int old_paths(const void *a, const void *b)
{
	return order_str((*(const struct match_file *const *)a)->old_path,
			 (*(const struct match_file *const *)b)->old_path);
}

static int new_paths(const void *a, const void *b)
{
	return order_str((*(const struct match_file *const *)a)->new_path,
			 (*(const struct match_file *const *)b)->new_path);
}

static struct files files_sorted(struct arena *a, const struct match_input *in)
{
	struct files f = { .n = in->n_files };
	f.by_old = ARENA_ARRAY(a, const struct match_file *, f.n + 1);
	f.by_new = ARENA_ARRAY(a, const struct match_file *, f.n + 1);
	for (size_t i = 0; i < f.n; i++)
		f.by_old[i] = f.by_new[i] = &in->files[i];
	qsort(f.by_old, f.n, sizeof *f.by_old, old_paths);
	qsort(f.by_new, f.n, sizeof *f.by_new, new_paths);
	return f;
}

static const struct match_file *file_of(const struct files *f, struct str path, bool old)
{
	struct match_file key = { .old_path = path, .new_path = path };
	const struct match_file *k = &key, **found = f->n ? bsearch(&k, old ? f->by_old : f->by_new, f->n, sizeof k,
								    old ? old_paths : new_paths)
							  : NULL;
	return found ? *found : NULL;
}

/* The first line behind the hunk; where it has none, it stands after its line. */
static uint64_t hunk_end(const struct match_hunk *h, bool old)
{
	uint64_t from = old ? h->old_line : h->new_line, n = old ? h->old_n : h->new_n;
	return n ? from + n : from + 1;
}

/* How many hunks begin at or before the line. */
static size_t hunks_to(const struct match_file *m, uint32_t line, bool old)
{
	size_t lo = 0, hi = m->n_hunks;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct match_hunk *h = &m->hunks[mid];
		uint64_t from = old ? h->old_line + (h->old_n == 0) : h->new_line + (uint64_t)(h->new_n == 0);
		if (from <= line)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void place_row(struct row *r, const struct match_file *m)
{
	uint32_t line = r->f->at.line;
	size_t k;
	if (!m || !m->mapped || !line)
		return;
	k = hunks_to(m, line, r->old);
	if (k && line < hunk_end(&m->hunks[k - 1], r->old)) {
		r->hunk = k;
		return;
	}
	r->line = line;
	if (r->old && k)
		r->line = line - hunk_end(&m->hunks[k - 1], true) + hunk_end(&m->hunks[k - 1], false);
}

static struct row row_of(const struct files *files, const struct finding *f, size_t i, bool old)
{
	const struct match_file *m = file_of(files, f->at.file, old);
	struct row r = { .f = f, .file = f->at.file, .i = i, .old = old };
	if (m && old)
		r.file = m->new_path;
	r.words = part(f, 0);
	r.inside = part(f, 1);
	r.before = part(f, 2);
	r.after = part(f, 3);
	place_row(&r, m);
	return r;
}

/* ---- stages ---- */

static int order_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int order_text(const struct row *a, const struct row *b, unsigned by)
{
	int c = order_str(a->f->rule, b->f->rule);
	if (!c)
		c = order_str(a->f->fact, b->f->fact);
	if (!c && by & BY_FUNCTION)
		c = order_str(a->f->at.function, b->f->at.function);
	if (!c && by & BY_DRIVER)
		c = order_str(a->f->driver, b->f->driver);
	if (!c && by & BY_FILE)
		c = order_str(a->file, b->file);
	return c;
}

static int order_key(const struct row *a, const struct row *b, unsigned by)
{
	int c = order_text(a, b, by);
	if (!c && by & BY_WORDS)
		c = order_str(a->words, b->words);
	if (!c && by & BY_INSIDE)
		c = order_str(a->inside, b->inside);
	if (!c && by & BY_BEFORE)
		c = order_str(a->before, b->before);
	if (!c && by & BY_AFTER)
		c = order_str(a->after, b->after);
	if (!c && by & BY_LINE)
		c = order_u64(a->line, b->line);
	if (!c && by & BY_HUNK)
		c = order_u64(a->hunk, b->hunk);
	if (!c && by & BY_IDENTITY)
		c = order_str(a->f->identity, b->f->identity);
	return c;
}

/* Within equal keys: by place, old ones first where even that is equal. The index settles what nothing else does. */
static int order_rows(const void *pa, const void *pb, void *by)
{
	const struct row *a = pa, *b = pb;
	int c = order_key(a, b, *(const unsigned *)by);
	if (!c)
		c = order_str(a->f->driver, b->f->driver);
	if (!c)
		c = order_place(&a->f->at, &b->f->at);
	if (!c)
		c = order_str(a->f->message, b->f->message);
	if (!c)
		c = (int)b->old - (int)a->old;
	return c ? c : order_u64(a->i, b->i);
}

static bool has_key(const struct row *r, unsigned by)
{
	if (by & BY_LINE && !r->line)
		return false;
	if (by & BY_HUNK && !r->hunk)
		return false;
	if (by & BY_IDENTITY && !r->f->identity.n)
		return false;
	/* Surroundings speak for an edited or moved statement, not for findings that have none. */
	return r->words.n || (by & (AROUND | ONLY_ONE)) != (AROUND | ONLY_ONE);
}

static void pair(struct row *v, size_t n, unsigned by, struct match_result *out)
{
	size_t n_old = 0, o = 0, k = 0;
	for (size_t i = 0; i < n; i++)
		n_old += v[i].old;
	if (by & ONLY_ONE && !(n == 2 && n_old == 1))
		return;
	for (;;) {
		while (o < n && !v[o].old)
			o++;
		while (k < n && v[k].old)
			k++;
		if (o == n || k == n)
			return;
		out->of_new[v[k].i] = v[o].i;
		out->of_old[v[o++].i] = v[k++].i;
	}
}

static bool left(const struct row *r, const struct match_result *out)
{
	return (r->old ? out->of_old : out->of_new)[r->i] == MATCH_NONE;
}

/* Moves those that have the stage's key to the front of the list; returns how many. */
static size_t keyed(struct row *v, size_t n, unsigned by)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		if (has_key(&v[i], by)) {
			struct row r = v[i];
			v[i] = v[k];
			v[k++] = r;
		}
	return k;
}

static void stage(struct row *v, size_t n, unsigned by, struct match_result *out)
{
	n = keyed(v, n, by);
	qsort_r(v, n, sizeof *v, order_rows, &by);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && order_key(&v[i], &v[end], by) == 0;)
			end++;
		pair(v + i, end - i, by, out);
	}
}

struct match_result match_findings(struct arena *a, const struct match_input *in)
{
	size_t n = in->n_old + in->n_new;
	struct match_result out = { ARENA_ARRAY(a, size_t, in->n_new + 1), ARENA_ARRAY(a, size_t, in->n_old + 1) };
	struct row *v = ARENA_ARRAY(a, struct row, n + 1);
	struct files files = files_sorted(a, in);
	for (size_t i = 0; i < in->n_old; i++) {
		v[i] = row_of(&files, &in->old_v[i], i, true);
		out.of_old[i] = MATCH_NONE;
	}
	for (size_t i = 0; i < in->n_new; i++) {
		v[in->n_old + i] = row_of(&files, &in->new_v[i], i, false);
		out.of_new[i] = MATCH_NONE;
	}
	for (size_t s = 0; s < sizeof stages / sizeof *stages && n; s++) {
		size_t kept = 0;
		stage(v, n, stages[s], &out);
		for (size_t i = 0; i < n; i++)
			if (left(&v[i], &out))
				v[kept++] = v[i];
		n = kept;
	}
	return out;
}

/* ---- identities ---- */

struct holder {
	struct finding *f;
	bool carried;
};

static int by_identity(const void *pa, const void *pb)
{
	const struct holder *a = pa, *b = pb;
	int c = order_str(a->f->driver, b->f->driver);
	if (!c)
		c = order_str(a->f->identity, b->f->identity);
	if (!c)
		c = (int)b->carried - (int)a->carried;
	if (!c)
		c = order_str(a->f->statement, b->f->statement);
	return c ? c : order_place(&a->f->at, &b->f->at);
}

void match_carry(struct arena *a, const struct match_input *in, const struct match_result *r, struct finding *new_v)
{
	struct holder *v = ARENA_ARRAY(a, struct holder, in->n_new + 1);
	uint32_t n = 0;
	for (size_t i = 0; i < in->n_new; i++) {
		bool carried = r->of_new[i] != MATCH_NONE && in->old_v[r->of_new[i]].identity.n;
		v[i] = (struct holder){ &new_v[i], carried };
		if (carried)
			new_v[i].identity = in->old_v[r->of_new[i]].identity;
	}
	qsort(v, in->n_new, sizeof *v, by_identity);
	for (size_t i = 1, first = 0; i < in->n_new; i++) {
		if (!str_eq(v[first].f->driver, v[i].f->driver) || !str_eq(v[first].f->identity, v[i].f->identity)) {
			first = i;
			n = 0;
		} else if (!v[i].carried) {
			v[i].f->identity = identity_beside(a, v[i].f, BESIDE | ++n);
		}
	}
}
