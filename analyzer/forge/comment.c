#include "forge/comment.h"

#include "forge/mark.h"
#include "forge/md.h"

#include <openssl/evp.h>
#include <stdio.h>

/* ---- links ---- */

static void path_in_url(struct buf *b, struct str path)
{
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.s[i];
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    (c && strchr("-._~/", c)))
			buf_putc(b, (char)c);
		else
			buf_printf(b, "%%%02X", c);
	}
}

void place_url(struct buf *b, const struct comment_links *l, struct str file, uint32_t line)
{
	static const char *const between[FORGE_KINDS] = { "/blob/", "/-/blob/", "/src/commit/", "/blob/" };
	md_url(b, l->repo_url);
	buf_puts(b, between[l->kind]);
	buf_str(b, l->sha);
	buf_putc(b, '/');
	path_in_url(b, file);
	if (line)
		buf_printf(b, "#L%u", line);
}

static void place_link(struct buf *b, const struct comment_links *l, struct str file, uint32_t line)
{
	char number[16];
	struct buf label;
	buf_init(&label, 2000);
	buf_str(&label, file);
	snprintf(number, sizeof number, ":%u", line);
	if (line)
		buf_puts(&label, number);
	if (l->repo_url.n && l->sha.n) {
		buf_putc(b, '[');
		md_code(b, buf_view(&label));
		buf_puts(b, "](");
		place_url(b, l, file, line);
		buf_putc(b, ')');
	} else {
		md_code(b, buf_view(&label));
	}
	buf_free(&label);
}

/* ---- suggestions ---- */

/* Offset of the line's begin; false: there is no such line. */
static bool line_at(struct str s, uint32_t line, size_t *at)
{
	size_t i = 0;
	for (uint32_t n = 1; n < line; n++) {
		const char *nl = memchr(s.s + i, '\n', s.n - i);
		if (!nl)
			return false;
		i = (size_t)(nl - s.s) + 1;
	}
	*at = i;
	return i < s.n;
}

static bool offset_of(struct str s, uint32_t line, uint32_t col, size_t *at)
{
	const char *nl;
	size_t from;
	if (!line || !col || !line_at(s, line, &from))
		return false;
	nl = memchr(s.s + from, '\n', s.n - from);
	*at = from + col - 1;
	return *at <= (nl ? (size_t)(nl - s.s) : s.n);
}

bool suggestion_make(struct arena *a, const struct finding *f, struct str file, struct suggestion *s)
{
	size_t from, to, at;
	struct buf b;
	uint32_t first = UINT32_MAX, last = 0;
	bool good = f->edits.n > 0;
	for (size_t i = 0; i < f->edits.n; i++) {
		const struct place *p = &f->edits.v[i].at;
		uint32_t end = p->end_line ? p->end_line : p->line;
		good = good && str_eq(p->file, f->at.file) && end >= p->line;
		first = p->line < first ? p->line : first;
		last = end > last ? end : last;
	}
	/* The comment stands at the finding's line: it must be one of those. */
	if (!good || f->at.line < first || f->at.line > last || last - first >= COMMENT_SUGGESTION ||
	    !line_at(file, first, &from))
		return false;
	if (!line_at(file, last + 1, &to))
		to = file.n;
	buf_init(&b, 1 << 16);
	at = from;
	for (size_t done = 0; good && done < f->edits.n; done++) {
		/* The next one in the text; two at the same place or into each other do not fit. */
		const struct edit *next = NULL;
		size_t begin = 0, end = 0;
		for (size_t i = 0; i < f->edits.n; i++) {
			const struct edit *x = &f->edits.v[i];
			size_t o, o2;
			good = good && offset_of(file, x->at.line, x->at.col, &o) &&
			       offset_of(file, x->at.end_line ? x->at.end_line : x->at.line,
					 x->at.end_col ? x->at.end_col : x->at.col, &o2) &&
			       o2 >= o;
			if (good && o >= at && (!next || o < begin)) {
				next = x;
				begin = o;
				end = o2;
			}
		}
		good = good && next;
		if (!good)
			break;
		buf_add(&b, file.s + at, begin - at);
		buf_str(&b, next->text);
		/* One byte on where it only inserts, so that it is not found again. */
		at = end;
		if (done + 1 < f->edits.n && end == begin)
			good = false;
	}
	if (good)
		buf_add(&b, file.s + at, to - at);
	good = good && !b.full && !memchr(b.n ? b.s : "", 0, b.n);
	*s = (struct suggestion){ first, last, good ? arena_str(a, buf_view(&b)) : STR("") };
	buf_free(&b);
	return good;
}

static void without_cr(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] != '\r')
			buf_putc(b, s.s[i]);
}

static void put_suggestion(struct buf *b, const struct finding *f, const struct comment_links *l,
			   const struct suggestion *s)
{
	struct buf text;
	char info[64] = "suggestion";
	buf_init(&text, 1 << 16);
	without_cr(&text, s->text);
	if (l->kind == FORGE_GITLAB)
		snprintf(info, sizeof info, "suggestion:-%u+%u", f->at.line - s->first, s->last - f->at.line);
	if (l->kind == FORGE_GITEA) {
		snprintf(info, sizeof info, "c");
		buf_printf(b, "As it would be (lines %u to %u):\n\n", s->first, s->last);
	}
	md_block(b, info, buf_view(&text));
	buf_putc(b, '\n');
	buf_free(&text);
}

/* ---- a finding ---- */

static void mix(EVP_MD_CTX *m, struct str s)
{
	size_t n = s.n;
	EVP_DigestUpdate(m, &n, sizeof n);
	EVP_DigestUpdate(m, s.s, s.n);
}

void comment_hash(const struct finding *f, struct str title, char out[17])
{
	EVP_MD_CTX *m = EVP_MD_CTX_new();
	unsigned char d[EVP_MAX_MD_SIZE] = { 0 };
	EVP_DigestInit_ex(m, EVP_sha256(), NULL);
	mix(m, title);
	mix(m, f->rule);
	mix(m, str_from(severity_word(f->severity)));
	mix(m, str_from(strength_word(f->strength)));
	mix(m, f->message);
	mix(m, f->fix);
	for (size_t i = 0; i < f->docs.n; i++)
		mix(m, f->docs.v[i]);
	EVP_DigestFinal_ex(m, d, NULL);
	EVP_MD_CTX_free(m);
	for (int i = 0; i < 8; i++)
		snprintf(out + 2 * i, 3, "%02x", d[i]);
}

static void put_steps(struct buf *b, const struct finding *f, const struct comment_links *l)
{
	if (f->steps.n == 0)
		return;
	buf_printf(b, "<details><summary>Why here: the path in %zu steps</summary>\n\n", f->steps.n);
	for (size_t i = 0; i < f->steps.n && i < COMMENT_STEPS; i++) {
		const struct step *s = &f->steps.v[i];
		buf_printf(b, "%zu. ", i + 1);
		if (s->at.file.n) {
			place_link(b, l, s->at.file, s->at.line);
			if (s->at.function.n) {
				buf_puts(b, " in ");
				md_code(b, s->at.function);
			}
			buf_puts(b, ": ");
		}
		md_text(b, s->text);
		if (s->source.n) {
			buf_puts(b, " (");
			md_text(b, s->source);
			buf_putc(b, ')');
		}
		buf_putc(b, '\n');
	}
	if (f->steps.n > COMMENT_STEPS)
		buf_printf(b, "\n%zu more steps are on the finding's page.\n", f->steps.n - COMMENT_STEPS);
	buf_puts(b, "\n</details>\n\n");
}

static void put_docs(struct buf *b, const struct finding *f)
{
	for (size_t i = 0; i < f->docs.n && i < COMMENT_DOCS; i++) {
		struct str d = f->docs.v[i], name = d;
		const char *slash = memrchr(d.s, '/', d.n);
		if (slash && slash + 1 < d.s + d.n)
			name = (struct str){ slash + 1, d.n - (size_t)(slash + 1 - d.s) };
		buf_puts(b, i ? ", [" : "Documentation: [");
		md_text(b, name);
		buf_puts(b, "](https://learn.microsoft.com");
		md_url(b, d);
		buf_putc(b, ')');
	}
	if (f->docs.n)
		buf_puts(b, "\n\n");
}

static void put_foot(struct buf *b, const struct finding *f, const struct comment_links *l)
{
	buf_puts(b, "<sub>");
	md_code(b, f->rule);
	if (l->page.n) {
		buf_puts(b, " \xc2\xb7 [this finding in Ringcheck](");
		md_url(b, l->page);
		buf_putc(b, ')');
	}
	buf_puts(
		b,
		" \xc2\xb7 reply `/ringcheck accept REASON`, `/ringcheck false-positive REASON` or `/ringcheck explain`</sub>\n");
}

void comment_finding(struct buf *b, const struct finding *f, struct str title, const struct comment_links *l,
		     const struct suggestion *s, struct str closed)
{
	char hash[17];
	struct buf steps;
	comment_hash(f, title, hash);
	mark_finding(b, f->identity, str_from(hash), closed.n > 0);
	if (closed.n) {
		buf_puts(b, "**");
		md_text(b, closed);
		buf_puts(b, "**\n\n");
	}
	buf_puts(b, closed.n ? "~~" : "**");
	md_text(b, title.n ? title : f->rule);
	buf_puts(b, closed.n ? "~~" : "**");
	buf_printf(b, " (%s, %s)\n\n", severity_word(f->severity),
		   f->strength == STRENGTH_DEFINITE ? "definite: wrong on this path"
						    : "by contract: works only as long as nobody relies on it");
	md_text(b, f->message);
	buf_puts(b, "\n\n");
	if (f->fix.n) {
		buf_puts(b, "**How to fix:** ");
		md_text(b, f->fix);
		buf_puts(b, "\n\n");
	}
	if (s && !closed.n)
		put_suggestion(b, f, l, s);
	/* The path gives way where the whole would be too long. */
	buf_init(&steps, FORGE_BODY);
	put_steps(&steps, f, l);
	if (!steps.full && b->n + steps.n + 4000 < FORGE_BODY)
		buf_str(b, buf_view(&steps));
	buf_free(&steps);
	put_docs(b, f);
	put_foot(b, f, l);
}

/* ---- the summary ---- */

static void plural(struct buf *b, uint32_t n, const char *one, const char *many)
{
	buf_printf(b, "%u %s", n, n == 1 ? one : many);
}

static uint32_t open_ones(const struct summary_in *in)
{
	uint32_t all = in->fresh + in->reopened;
	return all > in->decided ? all - in->decided : 0;
}

void summary_line(struct buf *b, const struct summary_in *in)
{
	uint32_t n = open_ones(in);
	if (in->partial)
		buf_puts(b, "Not everything was analysed; ");
	if (n)
		plural(b, n, "new finding", "new findings");
	else
		buf_puts(b, in->partial ? "nothing new was found in the rest" : "No new findings");
	if (in->fixed)
		buf_printf(b, ", %u fixed", in->fixed);
	if (in->decided)
		buf_printf(b, ", %u accepted", in->decided);
}

static void put_rows(struct buf *b, const struct summary_in *in)
{
	size_t shown = 0;
	if (!in->n_rows)
		return;
	buf_puts(b, "| Where | What | Rule |\n| --- | --- | --- |\n");
	for (; shown < in->n_rows && shown < SUMMARY_ROWS && b->n + 3000 < FORGE_BODY; shown++) {
		const struct summary_row *r = &in->rows[shown];
		buf_puts(b, "| ");
		place_link(b, &in->links, r->file, r->line);
		buf_puts(b, " | ");
		md_text_cut(b, r->message, SUMMARY_MESSAGE);
		buf_puts(b, " | ");
		md_code(b, r->rule);
		buf_puts(b, " |\n");
	}
	if (shown < in->n_rows)
		buf_printf(b, "\n%zu more are not listed here%s.\n", in->n_rows - shown,
			   in->links.page.n ? "; they are on Ringcheck's page"
					    : "; ask Ringcheck for the whole review");
	buf_putc(b, '\n');
}

/* Equal words give the same hash: links and places do not count. */
static void summary_hash(const struct summary_in *in, char out[17])
{
	EVP_MD_CTX *m = EVP_MD_CTX_new();
	unsigned char d[EVP_MAX_MD_SIZE] = { 0 };
	const uint32_t n[7] = {
		in->fresh, in->reopened, in->unchanged, in->fixed, in->decided, in->in_line, in->partial
	};
	EVP_DigestInit_ex(m, EVP_sha256(), NULL);
	EVP_DigestUpdate(m, n, sizeof n);
	mix(m, in->reason);
	for (size_t i = 0; i < in->n_rows; i++) {
		mix(m, in->rows[i].file);
		mix(m, in->rows[i].rule);
		mix(m, in->rows[i].message);
		EVP_DigestUpdate(m, &in->rows[i].line, sizeof in->rows[i].line);
	}
	EVP_DigestFinal_ex(m, d, NULL);
	EVP_MD_CTX_free(m);
	for (int i = 0; i < 8; i++)
		snprintf(out + 2 * i, 3, "%02x", d[i]);
}

void summary_write(struct buf *b, const struct summary_in *in)
{
	char hash[17];
	summary_hash(in, hash);
	mark_summary(b, str_from(hash));
	if (in->partial) {
		buf_puts(b, "> **Not everything was analysed**");
		if (in->reason.n) {
			buf_puts(b, ": ");
			md_text_cut(b, in->reason, 500);
		}
		buf_puts(b, "\n> What is not listed here was not necessarily looked at.\n\n");
	}
	buf_puts(b, "**Ringcheck:** ");
	if (open_ones(in)) {
		plural(b, open_ones(in), "new finding", "new findings");
	} else {
		buf_puts(b, in->partial ? "nothing new is left in what could be analysed" : "nothing new is left");
	}
	buf_printf(b, " (%u new, %u reopened, %u fixed, %u unchanged", in->fresh, in->reopened, in->fixed,
		   in->unchanged);
	if (in->decided)
		buf_printf(b, ", %u accepted or called false", in->decided);
	buf_puts(b, ").\n\n");
	if (in->n_rows && in->in_line)
		buf_printf(b, "%u in the comments on their lines; not on a changed line, or beyond the first ones:\n\n",
			   in->in_line);
	put_rows(b, in);
	if (in->links.page.n) {
		buf_puts(b, "[All of it in Ringcheck](");
		md_url(b, in->links.page);
		buf_puts(b, ")\n");
	}
}
