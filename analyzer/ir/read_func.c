/* Reads the text form: types, and the lines of a function but its operations. */
#include "ir/build.h"
#include "ir/read.h"

bool read_type_ref(struct reader *r, ir_type *out)
{
	return lex_u32(&r->l, out);
}

static bool read_fields(struct reader *r, struct ir_type_rec *t)
{
	struct lex *l = &r->l;
	r->fields.n = 0;
	while (!lex_take(l, '}')) {
		struct ir_field f = { 0 };
		if (!lex_string(l, &f.name))
			return false;
		if (lex_take(l, ':') && !read_type_ref(r, &f.type))
			return false;
		if (lex_take(l, '@')) {
			if (!lex_u32(l, &f.offset))
				return false;
			if (lex_take(l, ':') && !lex_u32(l, &f.width))
				return false;
		}
		*VEC_PUSH(r->u->a, &r->fields) = f;
	}
	t->n_fields = (uint32_t)r->fields.n;
	t->fields = ARENA_ARRAY(r->u->a, struct ir_field, t->n_fields);
	if (t->n_fields)
		memcpy(t->fields, r->fields.v, t->n_fields * sizeof *t->fields);
	return true;
}

static bool read_type_part(struct reader *r, struct ir_type_rec *t)
{
	struct lex *l = &r->l;
	struct str w;
	uint32_t bit;
	switch (lex_peek(l)) {
	case '"':
		return lex_string(l, &t->name);
	case '{':
		l->p++;
		return read_fields(r, t);
	case '-':
		l->p++;
		return lex_want(l, '>') && read_type_ref(r, &t->elem);
	case 'x':
		l->p++;
		return lex_u64(l, &t->count);
	}
	w = lex_word(l);
	bit = lex_flag(ir_type_flags, w);
	t->flags |= bit;
	if (bit || (str_is(w, "tag") && lex_string(l, &t->tag)))
		return true;
	return lex_fail(l, "unknown word in a type");
}

static bool read_type_kind(struct reader *r, enum ir_type_kind *out)
{
	struct str w = lex_word(&r->l);
	for (unsigned k = 0; k < IR_T_KINDS; k++)
		if (str_is(w, ir_type_kind_word(k))) {
			*out = k;
			return true;
		}
	return lex_fail(&r->l, "unknown kind of type");
}

bool read_type(struct reader *r)
{
	struct ir_type_rec t = { 0 };
	uint32_t id;
	if (!lex_u32(&r->l, &id) || !read_type_kind(r, &t.kind))
		return false;
	if (id != r->u->types.n)
		return lex_fail(&r->l, "types are numbered from 1 without gaps");
	lex_blanks(&r->l);
	if (lex_peek(&r->l) >= '0' && lex_peek(&r->l) <= '9' && !lex_u64(&r->l, &t.size))
		return false;
	while (!lex_at_end(&r->l))
		if (!read_type_part(r, &t))
			return false;
	ir_type_add(r->u, t);
	return true;
}

static bool read_func_part(struct reader *r, struct ir_func *f)
{
	struct lex *l = &r->l;
	struct str w;
	uint32_t bit;
	if (lex_take(l, '!'))
		return lex_loc(l, f->section ? &f->section_at : &f->at);
	w = lex_word(l);
	bit = lex_flag(ir_func_flags, w);
	f->flags |= bit;
	if (bit)
		return true;
	if (str_is(w, "display"))
		return lex_string(l, &f->display);
	if (str_is(w, "section"))
		return lex_string(l, &f->section);
	if (str_is(w, "result"))
		return read_type_ref(r, &f->result);
	if (str_is(w, "end"))
		return lex_u32(l, &f->end_line);
	return lex_fail(l, "unknown word in a function's first line");
}

bool read_func_open(struct reader *r)
{
	struct ir_func f = { 0 };
	if (!lex_string(&r->l, &f.name))
		return false;
	if (ir_func_find(r->u, f.name) != IR_NONE)
		return lex_fail(&r->l, "function of that name is there already");
	while (!lex_at_end(&r->l))
		if (!read_func_part(r, &f))
			return false;
	r->func = ir_func_add(r->u, f.name);
	*read_f(r) = f;
	r->in_block = false;
	return true;
}

static bool read_note(struct reader *r)
{
	struct ir_note n = { .on = -1 };
	uint32_t on;
	if (!lex_take_word(&r->l, "fn")) {
		if (!lex_u32(&r->l, &on) || on > INT32_MAX)
			return lex_fail(&r->l, "'fn' or a parameter's number expected");
		n.on = (int32_t)on;
	}
	if (!lex_string(&r->l, &n.text))
		return false;
	*VEC_PUSH(r->u->a, &read_f(r)->notes) = n;
	return true;
}

static bool read_var(struct reader *r, enum ir_var_kind kind)
{
	struct ir_var v = { .kind = kind };
	struct lex *l = &r->l;
	struct ir_func *f = read_f(r);
	if (!lex_want(l, '%') || !lex_name(l, &v.name))
		return false;
	if (v.name == 0 || ir_var_find(f, v.name) != IR_NONE)
		return lex_fail(l, "variable of that name is there already");
	lex_blanks(l);
	if (lex_peek(l) >= '0' && lex_peek(l) <= '9' && !read_type_ref(r, &v.type))
		return false;
	if (lex_take(l, '!') && !lex_loc(l, &v.at))
		return false;
	/* Types of paths are derived while reading: they must be there already. */
	if (v.type >= r->u->types.n)
		return lex_fail(l, "type %u is not there", v.type);
	if (kind == IR_V_PARAM && f->n_params++ != f->vars.n)
		return lex_fail(l, "parameters come before all other variables");
	ir_var_add(r->u, f, v);
	return true;
}

static bool read_odd_path(struct reader *r)
{
	ir_path p;
	ir_type type;
	if (!read_path(r, &p) || !read_type_ref(r, &type))
		return false;
	if (type >= r->u->types.n)
		return lex_fail(&r->l, "type %u is not there", type);
	read_f(r)->paths.v[p].type = type;
	return true;
}

static bool read_seh(struct reader *r)
{
	struct lex *l = &r->l;
	struct ir_seh s = { .parent = IR_NONE };
	uint32_t id, kind;
	if (!lex_u32(l, &id) || !lex_pick(l, ir_seh_words, "kind of region", &kind) || !lex_bb(l, &s.handler))
		return false;
	s.kind = kind;
	if (id != read_f(r)->seh.n)
		return lex_fail(l, "regions are numbered from 0 without gaps");
	if (lex_take_word(l, "parent") && !lex_u32(l, &s.parent))
		return false;
	if (lex_take(l, '!') && !lex_loc(l, &s.at))
		return false;
	*VEC_PUSH(r->u->a, &read_f(r)->seh) = s;
	return true;
}

static bool read_stmt(struct reader *r)
{
	struct lex *l = &r->l;
	struct ir_stmt s = { 0 };
	if (!lex_u32(l, &s.line) || !lex_want(l, ':') || !lex_u32(l, &s.col) || !lex_want(l, '-') ||
	    !lex_u32(l, &s.end_line) || !lex_want(l, ':') || !lex_u32(l, &s.end_col) || !lex_u64(l, &s.words) ||
	    !lex_u64(l, &s.inside) || !lex_u32(l, &s.tail))
		return false;
	*VEC_PUSH(r->u->a, &read_f(r)->stmts) = s;
	return true;
}

static bool read_replaceable(struct reader *r)
{
	struct lex *l = &r->l;
	struct ir_word x = { 0 };
	if (!lex_u32(l, &x.line) || !lex_want(l, ':') || !lex_u32(l, &x.col) || !lex_string(l, &x.text))
		return false;
	*VEC_PUSH(r->u->a, &read_f(r)->words) = x;
	return true;
}

static void close_block(struct reader *r)
{
	struct ir_block *b;
	if (!r->in_block)
		return;
	b = &read_f(r)->blocks.v[read_f(r)->blocks.n - 1];
	b->n_ops = b->cap = (uint32_t)r->ops.n;
	b->ops = ARENA_ARRAY(r->u->a, struct ir_op, r->ops.n);
	if (r->ops.n)
		memcpy(b->ops, r->ops.v, r->ops.n * sizeof *b->ops);
	r->ops.n = 0;
	r->in_block = false;
}

static bool read_label(struct reader *r)
{
	uint32_t id;
	close_block(r);
	if (!lex_bb(&r->l, &id) || !lex_want(&r->l, ':'))
		return false;
	if (id != ir_block_add(r->u, read_f(r)))
		return lex_fail(&r->l, "blocks are numbered from 0 without gaps");
	r->in_block = true;
	return !lex_take_word(&r->l, "seh") || lex_u32(&r->l, &read_f(r)->blocks.v[id].seh);
}

static bool read_decl_line(struct reader *r)
{
	ir_str role;
	struct str w = lex_word(&r->l);
	for (uint32_t k = 0; ir_var_words[k]; k++)
		if (str_is(w, ir_var_words[k]))
			return read_var(r, k);
	if (str_is(w, "note"))
		return read_note(r);
	if (str_is(w, "path"))
		return read_odd_path(r);
	if (str_is(w, "seh"))
		return read_seh(r);
	if (str_is(w, "stmt"))
		return read_stmt(r);
	if (str_is(w, "word"))
		return read_replaceable(r);
	if (!str_is(w, "role"))
		return lex_fail(&r->l, "unknown line in a function");
	if (!lex_string(&r->l, &role))
		return false;
	*VEC_PUSH(r->u->a, &read_f(r)->roles) = role;
	return true;
}

static bool read_end(struct reader *r)
{
	close_block(r);
	/* Hand-written text need not say that a function with blocks is defined. */
	if (read_f(r)->blocks.n)
		read_f(r)->flags |= IR_FF_DEFINED;
	r->func = IR_NONE;
	return true;
}

bool read_func_line(struct reader *r)
{
	struct lex *l = &r->l;
	char c = *l->p;
	if (c == 'b' && l->end - l->p > 2 && l->p[1] == 'b' && l->p[2] >= '0' && l->p[2] <= '9')
		return read_label(r);
	if (c == 'e' && lex_take_word(l, "end"))
		return read_end(r);
	if (!r->in_block)
		return read_decl_line(r);
	return read_op(r, VEC_PUSH(r->u->a, &r->ops));
}
