/* Reads the text form: the lines of a unit. Functions are in read_func.c and read_op.c. */
#include "ir/read.h"

static bool read_loc_opt(struct reader *r, struct ir_loc *out)
{
	return !lex_take(&r->l, '!') || lex_loc(&r->l, out);
}

static bool read_version(struct reader *r)
{
	struct lex *l = &r->l;
	return lex_u32(l, &r->u->fw_major) && lex_want(l, '.') && lex_u32(l, &r->u->fw_minor);
}

static bool read_unit(struct reader *r)
{
	struct lex *l = &r->l;
	ir_str path;
	if (!lex_string(l, &path))
		return false;
	r->u->path = path;
	while (!lex_at_end(l)) {
		static const char *const langs[] = { "c", "c++", NULL };
		struct str key = lex_word(l);
		uint32_t n = 0;
		if (!lex_want(l, '='))
			return false;
		if (str_is(key, "lang")) {
			if (!lex_pick(l, langs, "language", &n))
				return false;
			r->u->cplusplus = n == 1;
		} else if (str_is(key, "framework")) {
			if (!lex_pick(l, ir_fw_words, "framework", &n))
				return false;
			r->u->framework = n;
		} else if (str_is(key, "version")) {
			if (!read_version(r))
				return false;
		} else {
			return lex_fail(l, "lang=, framework= or version= expected");
		}
	}
	return true;
}

static bool read_file(struct reader *r)
{
	struct ir_file f = { 0 };
	uint32_t id;
	if (!lex_u32(&r->l, &id) || !lex_string(&r->l, &f.path))
		return false;
	if (id != r->u->files.n)
		return lex_fail(&r->l, "files are numbered from 0 without gaps");
	if (lex_take_word(&r->l, "model"))
		f.flags = IR_FILE_MODEL;
	*VEC_PUSH(r->u->a, &r->u->files) = f;
	return true;
}

static bool read_global(struct reader *r)
{
	struct lex *l = &r->l;
	struct ir_global g = { 0 };
	uint32_t i;
	if (!lex_string(l, &g.name))
		return false;
	if (ir_global_find(r->u, g.name) != IR_NONE)
		return lex_fail(l, "global of that name is there already");
	while (!lex_at_end(l) && lex_peek(l) != '!') {
		struct str w = lex_word(l);
		uint32_t bit = lex_flag(ir_global_flags, w);
		g.flags |= bit;
		if (bit)
			continue;
		if (str_is(w, "type") ? !read_type_ref(r, &g.type)
				      : !str_is(w, "section") || !lex_string(l, &g.section))
			return lex_fail(l, "unknown word in a global");
	}
	if (!read_loc_opt(r, &g.at))
		return false;
	i = ir_global_add(r->u, g.name);
	r->u->globals.v[i] = g;
	return true;
}

static bool read_guess(struct reader *r)
{
	struct ir_guess g = { 0 };
	uint32_t kind;
	if (!lex_pick(&r->l, ir_guess_words, "kind of guess", &kind) || !lex_string(&r->l, &g.name) ||
	    !lex_string(&r->l, &g.why) || !read_loc_opt(r, &g.at))
		return false;
	g.kind = kind;
	*VEC_PUSH(r->u->a, &r->u->guesses) = g;
	return true;
}

static bool read_diag(struct reader *r)
{
	struct ir_diag d = { 0 };
	if (!lex_string(&r->l, &d.text) || !read_loc_opt(r, &d.at))
		return false;
	*VEC_PUSH(r->u->a, &r->u->diags) = d;
	return true;
}

static bool read_suppress(struct reader *r)
{
	struct lex *l = &r->l;
	struct ir_suppress s = { 0 };
	if (!lex_string(l, &s.ids) || !lex_string(l, &s.reason))
		return false;
	if (!lex_take_word(l, "file") || !lex_u32(l, &s.file) || !lex_take_word(l, "lines") ||
	    !lex_u32(l, &s.first_line) || !lex_want(l, '-') || !lex_u32(l, &s.last_line))
		return lex_fail(l, "suppress IDS REASON file F lines A-B expected");
	*VEC_PUSH(r->u->a, &r->u->suppress) = s;
	return true;
}

static bool read_init(struct reader *r)
{
	ir_str name;
	if (!lex_string(&r->l, &name))
		return false;
	r->u->init_func = ir_func_find(r->u, name);
	return r->u->init_func != IR_NONE || lex_fail(&r->l, "init names a function that is not here");
}

static bool read_unit_line(struct reader *r)
{
	static const struct {
		const char *word;
		bool (*read)(struct reader *);
	} lines[] = {
		{ "func", read_func_open },    { "type", read_type },	{ "global", read_global },
		{ "file", read_file },	       { "guess", read_guess }, { "diag", read_diag },
		{ "suppress", read_suppress }, { "init", read_init },	{ "unit", read_unit },
	};
	struct str w = lex_word(&r->l);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (str_is(w, lines[i].word))
			return lines[i].read(r);
	return lex_fail(&r->l, "unknown line '%.*s'", w.n > 40 ? 40 : (int)w.n, w.s);
}

static bool read_magic(struct reader *r)
{
	uint32_t version;
	if (!lex_line(&r->l) || r->l.end - r->l.p < 13 || memcmp(r->l.p, "ringcheck-ir ", 13) != 0)
		return lex_fail(&r->l, "'ringcheck-ir 1' expected");
	r->l.p += 13;
	if (!lex_u32(&r->l, &version))
		return false;
	return version == 1 || lex_fail(&r->l, "version %u of the text form is not known here", version);
}

static bool read_all(struct reader *r)
{
	if (!read_magic(r))
		return false;
	while (lex_line(&r->l)) {
		if (!(r->func == IR_NONE ? read_unit_line(r) : read_func_line(r)))
			return false;
		if (!lex_at_end(&r->l))
			return lex_fail(&r->l, "something left over at the end of the line");
	}
	if (r->func != IR_NONE)
		return lex_fail(&r->l, "function without end");
	/* Tests written by hand need not name their only file. */
	if (r->u->files.n == 0)
		*VEC_PUSH(r->u->a, &r->u->files) = (struct ir_file){ .path = r->u->path };
	return true;
}

struct ir_unit *ir_read(struct arena *a, struct str text, struct err *e)
{
	struct reader r = { .func = IR_NONE };
	bool ok;
	r.u = ir_unit_new(a);
	lex_init(&r.l, r.u, text, e);
	ok = read_all(&r);
	lex_free(&r.l);
	return ok && ir_verify(r.u, e) ? r.u : NULL;
}
