/*
 * Sections and suppressions, from the text of the driver's files: libclang shows neither pragmas nor the
 * attributes they make. Live code only. Macros whose body holds such a pragma count where they are used.
 */
#include "front/lower.h"

#include <ctype.h>

struct scan {
	struct lo *l;
	uint32_t fi;
	struct str s;
	size_t i;
	uint32_t line;
	CXSourceRangeList *skipped;
	bool code_on_line; /* something but blanks before here */
	VEC(ir_str) stack; /* code_seg(push) */
	ir_str seg;
	VEC(uint32_t) open; /* suppressions that a warning(pop) ends */
	VEC(uint32_t) marks;
};

static bool is_id(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static struct str id_at(struct str s, size_t i)
{
	size_t n = i;
	while (n < s.n && is_id(s.s[n]))
		n++;
	return (struct str){ s.s + i, n - i };
}

static struct str skip_blank(struct str s)
{
	while (s.n && isspace((unsigned char)s.s[0]))
		s.s++, s.n--;
	return s;
}

static struct str from(struct str s, size_t n)
{
	return n > s.n ? (struct str){ s.s + s.n, 0 } : (struct str){ s.s + n, s.n - n };
}

/* What stands in the brackets that follow; empty = none follow. */
static struct str in_brackets(struct str s)
{
	int depth = 0;
	s = skip_blank(s);
	if (!s.n || s.s[0] != '(')
		return STR("");
	for (size_t i = 0; i < s.n; i++) {
		if (s.s[i] == '(')
			depth++;
		else if (s.s[i] == ')' && --depth == 0)
			return (struct str){ s.s + 1, i - 1 };
	}
	return STR("");
}

static struct str quoted(struct str s)
{
	const char *a = memchr(s.s, '"', s.n), *b;
	if (!a)
		return STR("");
	a++;
	b = memchr(a, '"', (size_t)(s.s + s.n - a));
	if (!b)
		return STR("");
	if (b > a && b[-1] == '\\')
		b--;
	return (struct str){ a, (size_t)(b - a) };
}

static struct str after_word(struct str s, const char *w)
{
	const char *p = s.n ? memmem(s.s, s.n, w, strlen(w)) : NULL;
	if (!p)
		return (struct str){ NULL, 0 };
	p += strlen(w);
	return (struct str){ p, (size_t)(s.s + s.n - p) };
}

ir_str lo_section_in(struct lo *l, struct str text)
{
	struct str at = after_word(text, "code_seg");
	if (!at.s && text.n && text.n < 128 && is_id(text.s[0])) {
		struct str name = id_at(text, 0);
		uint64_t *slot = map_get(l->seg_macros, ir_intern(l->u, name));
		if (slot && *slot)
			at = after_word(l->seg_texts.v[*slot - 1], "code_seg");
	}
	return at.s ? ir_intern(l->u, quoted(in_brackets(at))) : 0;
}

/* ---- suppressions ---- */

static uint32_t line_with_code(const struct scan *c, size_t i, uint32_t line)
{
	bool block = false;
	struct str s = c->s;
	for (; i < s.n; i++) {
		if (s.s[i] == '\n') {
			line++;
		} else if (block) {
			if (s.s[i] == '*' && i + 1 < s.n && s.s[i + 1] == '/')
				block = false, i++;
		} else if (s.s[i] == '/' && i + 1 < s.n && s.s[i + 1] == '/') {
			while (i + 1 < s.n && s.s[i + 1] != '\n')
				i++;
		} else if (s.s[i] == '/' && i + 1 < s.n && s.s[i + 1] == '*') {
			block = true, i++;
		} else if (!isspace((unsigned char)s.s[i])) {
			return line;
		}
	}
	return line;
}

static void suppress(struct scan *c, struct str ids, struct str reason, uint32_t first, uint32_t last)
{
	struct lo *l = c->l;
	*VEC_PUSH(l->a, &l->u->suppress) = (struct ir_suppress){ .ids = ir_intern(l->u, str_trim(ids)),
								 .reason = ir_intern(l->u, str_trim(reason)),
								 .file = c->fi,
								 .first_line = first,
								 .last_line = last };
}

static size_t end_of_line(const struct scan *c, size_t i)
{
	while (i < c->s.n && c->s.s[i] != '\n')
		i += c->s.s[i] == '\\' && i + 1 < c->s.n ? 1 + (c->s.s[i + 1] != '\n') : 1;
	return i < c->s.n ? i : c->s.n;
}

static void warning_pragma(struct scan *c, struct str body, size_t end)
{
	struct str at;
	struct lo *l = c->l;
	if (after_word(body, "push").s)
		*VEC_PUSH(l->tmp, &c->marks) = (uint32_t)c->open.n;
	if (after_word(body, "pop").s && c->marks.n) {
		uint32_t mark = c->marks.v[--c->marks.n];
		while (c->open.n > mark)
			l->u->suppress.v[c->open.v[--c->open.n]].last_line = c->line;
	}
	at = after_word(body, "disable");
	if (at.s && (at = after_word(at, ":")).s) {
		*VEC_PUSH(l->tmp, &c->open) = (uint32_t)l->u->suppress.n;
		suppress(c, (struct str){ at.s, at.n }, STR(""), c->line, UINT32_MAX - 1 /* the end of the file */);
	}
	at = after_word(body, "suppress");
	if (at.s && (at = after_word(at, ":")).s) {
		struct str ids = at, reason;
		if (str_cut(at, ',', &ids, &reason))
			reason = quoted(reason);
		else
			reason = STR("");
		suppress(c, ids, reason, c->line, line_with_code(c, end, c->line));
	}
}

/* "ringcheck-suppress rule-id: reason" in a comment. */
static void comment(struct scan *c, struct str text, size_t end, uint32_t end_line)
{
	struct str at = after_word(text, "ringcheck-suppress"), id, reason;
	uint32_t line = c->line;
	if (!at.s)
		return;
	for (const char *p = text.s; p < at.s; p++)
		line += *p == '\n';
	if (!str_cut(at, ':', &id, &reason))
		reason = STR("");
	id = id_at(skip_blank(id), 0).n ? str_trim(id) : id;
	if (str_ends(reason, STR("*/")))
		reason.n -= 2;
	if (c->code_on_line)
		suppress(c, id, reason, line, line);
	else
		suppress(c, id, reason, line, line_with_code(c, end, end_line));
}

/* ---- sections ---- */

static void seg_event(struct scan *c, bool data, ir_str name)
{
	struct lo *l = c->l;
	*VEC_PUSH(l->tmp, &l->segs) = (struct seg_event){ .file = c->fi, .line = c->line, .data = data, .name = name };
}

/* code_seg([push|pop][, label][, "name"]) */
static void seg_pragma(struct scan *c, struct str args, bool data)
{
	struct lo *l = c->l;
	struct str name = quoted(args);
	if (after_word(args, "push").s)
		*VEC_PUSH(l->tmp, &c->stack) = c->seg;
	if (after_word(args, "pop").s)
		c->seg = c->stack.n ? c->stack.v[--c->stack.n] : 0;
	else if (name.n)
		c->seg = ir_intern(l->u, name);
	else if (!after_word(args, "push").s)
		c->seg = 0;
	seg_event(c, data, c->seg);
}

static void alloc_text(struct scan *c, struct str args)
{
	struct lo *l = c->l;
	struct str head, rest = args;
	ir_str section = 0;
	while (rest.n) {
		if (!str_cut(rest, ',', &head, &rest))
			rest.n = 0;
		head = str_trim(head);
		if (head.n && head.s[0] == '"')
			head = quoted(head);
		if (!section)
			section = ir_intern(l->u, head);
		else if (head.n)
			*VEC_PUSH(l->tmp, &l->allocs) =
				(struct alloc_text){ ir_intern(l->u, head), section, { c->fi, c->line, 1 } };
	}
}

/* The text after "#pragma", or in __pragma(...) and _Pragma("..."). */
static void pragma(struct scan *c, struct str body, size_t end)
{
	struct str w;
	body = skip_blank(body);
	w = id_at(body, 0);
	if (str_is(w, "alloc_text"))
		alloc_text(c, in_brackets(from(body, w.n)));
	else if (str_is(w, "code_seg"))
		seg_pragma(c, in_brackets(from(body, w.n)), false);
	else if (str_is(w, "data_seg") || str_is(w, "bss_seg") || str_is(w, "const_seg"))
		seg_pragma(c, in_brackets(from(body, w.n)), true);
	else if (str_is(w, "warning") || str_is(w, "prefast"))
		warning_pragma(c, in_brackets(from(body, w.n)), end);
}

static void define(struct scan *c, struct str body)
{
	struct lo *l = c->l;
	struct str name;
	body = skip_blank(body);
	name = id_at(body, 0);
	if (!after_word(body, "_seg").s && !after_word(body, "ragma").s)
		return;
	*VEC_PUSH(l->tmp, &l->seg_texts) = from(body, name.n);
	*map_put(l->seg_macros, ir_intern(l->u, name)) = l->seg_texts.n;
}

static void directive(struct scan *c)
{
	size_t end = end_of_line(c, c->i);
	struct str body = skip_blank((struct str){ c->s.s + c->i + 1, end - c->i - 1 });
	struct str w = id_at(body, 0);
	const char *cut = memmem(body.s, body.n, "//", 2);
	if (cut && !str_is(w, "define") && !memchr(cut, '"', (size_t)(body.s + body.n - cut)))
		body.n = (size_t)(cut - body.s);
	if (str_is(w, "pragma"))
		pragma(c, from(body, w.n), end);
	else if (str_is(w, "define"))
		define(c, from(body, w.n));
	for (; c->i < end; c->i++)
		c->line += c->s.s[c->i] == '\n';
	c->i = end;
}

static void pragmas_in(struct scan *c, struct str text, size_t end)
{
	struct str at = text;
	while ((at = after_word(at, "ragma")).s) {
		struct str body = in_brackets(at);
		if (body.n && body.s[0] == '"')
			body = quoted(body);
		pragma(c, body, end);
	}
}

static void word(struct scan *c)
{
	struct lo *l = c->l;
	struct str w = id_at(c->s, c->i);
	c->i += w.n;
	if (w.n > 6 && str_ends(w, STR("ragma")) && w.s[0] == '_') {
		struct str body = in_brackets(from(c->s, c->i));
		if (body.n && body.s[0] == '"')
			body = quoted(body);
		pragma(c, body, c->i);
	} else if (l->seg_texts.n) {
		uint32_t id = strtab_find(l->u->strs, w);
		uint64_t *slot = id ? map_get(l->seg_macros, id) : NULL;
		if (slot && *slot && *slot <= l->seg_texts.n)
			pragmas_in(c, l->seg_texts.v[*slot - 1], c->i);
	}
}

/* ---- the walk ---- */

static bool jump_over_skipped(struct scan *c)
{
	for (unsigned k = 0; c->skipped && k < c->skipped->count; k++) {
		unsigned a = 0, b = 0;
		clang_getFileLocation(clang_getRangeStart(c->skipped->ranges[k]), NULL, NULL, NULL, &a);
		clang_getFileLocation(clang_getRangeEnd(c->skipped->ranges[k]), NULL, NULL, NULL, &b);
		if (c->i >= a && c->i < b) {
			for (; c->i < b && c->i < c->s.n; c->i++)
				c->line += c->s.s[c->i] == '\n';
			return true;
		}
	}
	return false;
}

static void comment_at(struct scan *c)
{
	size_t a = c->i, e;
	uint32_t lines = 0;
	if (c->s.s[c->i + 1] == '/') {
		while (c->i < c->s.n && c->s.s[c->i] != '\n')
			c->i++;
	} else {
		const char *p = memmem(c->s.s + a + 2, c->s.n - a - 2, "*/", 2);
		c->i = p ? (size_t)(p - c->s.s) + 2 : c->s.n;
	}
	e = c->i;
	for (size_t i = a; i < e; i++)
		lines += c->s.s[i] == '\n';
	comment(c, (struct str){ c->s.s + a, e - a }, e, c->line + lines);
	c->line += lines;
}

static void literal(struct scan *c)
{
	char q = c->s.s[c->i++];
	while (c->i < c->s.n && c->s.s[c->i] != q && c->s.s[c->i] != '\n')
		c->i += c->s.s[c->i] == '\\' ? 2 : 1;
	c->i += c->i < c->s.n && c->s.s[c->i] == q;
}

static void scan_file(struct lo *l, uint32_t fi)
{
	struct scan c = { .l = l, .fi = fi, .s = lo_contents(l, fi), .line = 1 };
	c.skipped = clang_getSkippedRanges(l->tu, l->file.v[fi].file);
	while (c.i < c.s.n) {
		char ch = c.s.s[c.i];
		if (ch == '\n') {
			c.line++, c.i++;
			c.code_on_line = false;
		} else if (isspace((unsigned char)ch)) {
			c.i++;
		} else if (ch == '#' && !c.code_on_line) {
			if (!jump_over_skipped(&c))
				directive(&c);
		} else if (ch == '/' && c.i + 1 < c.s.n && (c.s.s[c.i + 1] == '/' || c.s.s[c.i + 1] == '*')) {
			comment_at(&c);
		} else if (!c.code_on_line && jump_over_skipped(&c)) {
			continue;
		} else {
			c.code_on_line = true;
			if (ch == '"' || ch == '\'')
				literal(&c);
			else if (is_id(ch))
				word(&c);
			else
				c.i++;
		}
	}
	if (c.skipped)
		clang_disposeSourceRangeList(c.skipped);
}

static void each_inclusion(CXFile file, CXSourceLocation *stack, unsigned n, CXClientData data)
{
	(void)stack;
	(void)n;
	lo_file(data, file);
}

void lo_pragmas_read(struct lo *l)
{
	clang_getInclusions(l->tu, each_inclusion, l);
	for (uint32_t i = (uint32_t)l->file.n; i-- > 0;) /* headers first: they define the macros */
		if (l->file.v[i].driver)
			scan_file(l, i);
}

void lo_pragmas_apply(struct lo *l)
{
	for (size_t i = 0; i < l->u->funcs.n; i++) {
		struct ir_func *f = &l->u->funcs.v[i];
		if (!(f->flags & IR_FF_DEFINED) || f->section || (f->flags & IR_FF_MODEL))
			continue;
		for (size_t k = 0; k < l->segs.n; k++) {
			const struct seg_event *s = &l->segs.v[k];
			if (!s->data && s->file == f->at.file && s->line <= f->at.line) {
				f->section = s->name;
				f->section_at = s->name ? (struct ir_loc){ s->file, s->line, 1 } : (struct ir_loc){ 0 };
			}
		}
	}
	for (size_t k = 0; k < l->allocs.n; k++) {
		uint32_t fi = ir_func_find(l->u, l->allocs.v[k].func);
		if (fi != IR_NONE) {
			l->u->funcs.v[fi].section = l->allocs.v[k].section;
			l->u->funcs.v[fi].section_at = l->allocs.v[k].at;
		}
	}
	for (size_t i = 0; i < l->u->globals.n; i++) {
		struct ir_global *g = &l->u->globals.v[i];
		for (size_t k = 0; k < l->segs.n && (g->flags & IR_GF_DEFINED); k++)
			if (l->segs.v[k].data && l->segs.v[k].file == g->at.file && l->segs.v[k].line <= g->at.line)
				g->section = l->segs.v[k].name;
	}
}
