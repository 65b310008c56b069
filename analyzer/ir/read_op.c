/* Reads the text form: operands, paths and operations. */
#include "ir/read.h"

enum { NESTING = 32 };

static bool read_global_root(struct reader *r, ir_path *out)
{
	ir_str name;
	uint32_t i;
	r->l.p++;
	if (!lex_name(&r->l, &name))
		return false;
	i = ir_global_find(r->u, name);
	if (i == IR_NONE)
		return lex_fail(&r->l, "no global of that name");
	*out = ir_path_global(r->u, read_f(r), i);
	return true;
}

static struct ir_path_of *root_of(struct reader *r, ir_str name)
{
	size_t had = r->roots.n;
	if (name >= had) {
		size_t need = (size_t)name + 64;
		r->roots.v = arena_grow(r->u->a, r->roots.v, had, &r->roots.cap, need, sizeof *r->roots.v);
		r->roots.n = r->roots.cap;
	}
	return &r->roots.v[name];
}

static bool read_root(struct reader *r, ir_path *out)
{
	struct ir_path_of *root;
	ir_str name;
	uint32_t i;
	if (lex_peek(&r->l) == '@')
		return read_global_root(r, out);
	if (lex_peek(&r->l) != '%')
		return lex_fail(&r->l, "path expected (%%local or @global)");
	r->l.p++;
	if (!lex_name(&r->l, &name))
		return false;
	root = root_of(r, name);
	if (root->func != r->func + 1) {
		i = ir_var_find(read_f(r), name);
		if (i == IR_NONE)
			return lex_fail(&r->l, "no variable of that name");
		*root = (struct ir_path_of){ r->func + 1, ir_path_local(r->u, read_f(r), i) };
	}
	*out = root->path;
	return true;
}

static bool read_index(struct reader *r, ir_path *path)
{
	struct ir_opd index = ir_none();
	if (r->nesting == NESTING)
		return lex_fail(&r->l, "indexes nested too deep");
	r->nesting++;
	if (!lex_take(&r->l, '?')) {
		if (!read_opd(r, &index))
			return false;
		if (index.kind != IR_O_INT && index.kind != IR_O_PATH)
			return lex_fail(&r->l, "an index is a number or a path");
	}
	r->nesting--;
	*path = ir_path_index(r->u, read_f(r), *path, index, 0);
	return lex_want(&r->l, ']');
}

/* One step after the root: .*  .f  ->f  [i]. False without an error: no more steps. */
static bool read_step(struct reader *r, ir_path *path)
{
	struct lex *l = &r->l;
	ir_str name;
	char c = lex_peek(l), next = l->end - l->p > 1 ? l->p[1] : '\n';
	if (c == '[') {
		l->p++;
		return read_index(r, path);
	}
	if (c == '.' && next == '*') {
		l->p += 2;
		*path = ir_path_deref(r->u, read_f(r), *path, 0);
		return true;
	}
	if (c != '.' && !(c == '-' && next == '>'))
		return false;
	l->p += c == '.' ? 1 : 2;
	if (!lex_name(l, &name))
		return false;
	if (c == '-')
		*path = ir_path_deref(r->u, read_f(r), *path, 0);
	*path = ir_path_field(r->u, read_f(r), *path, name, 0);
	return true;
}

bool read_path(struct reader *r, ir_path *out)
{
	lex_blanks(&r->l);
	if (!read_root(r, out))
		return false;
	while (read_step(r, out))
		if (read_f(r)->paths.v[*out].depth >= IR_PATH_DEPTH)
			return lex_fail(&r->l, "path too long");
	return !r->l.failed;
}

static bool read_int(struct reader *r, struct ir_opd *out)
{
	*out = ir_int(0, 0);
	if (!lex_i64(&r->l, &out->num))
		return false;
	if (lex_peek(&r->l) != '\'')
		return true;
	r->l.p++;
	return lex_name(&r->l, &out->name);
}

static bool read_text_opd(struct reader *r, enum ir_opd_kind kind, struct ir_opd *out)
{
	*out = (struct ir_opd){ .kind = kind, .path = IR_NONE };
	return kind == IR_O_FUNC ? lex_name(&r->l, &out->name) : lex_string(&r->l, &out->name);
}

bool read_opd(struct reader *r, struct ir_opd *out)
{
	struct lex *l = &r->l;
	ir_path p = IR_NONE;
	char c;
	lex_blanks(l);
	c = lex_peek(l);
	switch (c) {
	case '%':
	case '@':
		if (!read_path(r, &p))
			return false;
		*out = ir_val(p);
		return true;
	case '&':
		l->p++;
		if (!read_path(r, &p))
			return false;
		*out = ir_addr(p);
		return true;
	case '^':
		l->p++;
		return read_text_opd(r, IR_O_FUNC, out);
	case '#':
		l->p++;
		return read_text_opd(r, IR_O_FLOAT, out);
	case '"':
		return read_text_opd(r, IR_O_STR, out);
	case '_':
		l->p++;
		*out = ir_none();
		return true;
	}
	return read_int(r, out);
}

static bool read_args(struct reader *r, struct ir_op *op)
{
	struct lex *l = &r->l;
	r->args.n = 0;
	if (!lex_want(l, '('))
		return false;
	while (!lex_take(l, ')')) {
		if (r->args.n && !lex_want(l, ','))
			return false;
		if (!read_opd(r, VEC_PUSH(r->u->a, &r->args)))
			return false;
	}
	op->n_args = (uint32_t)r->args.n;
	if (op->n_args) {
		op->args = ARENA_ARRAY(r->u->a, struct ir_opd, op->n_args);
		memcpy(op->args, r->args.v, op->n_args * sizeof *op->args);
	}
	return true;
}

/* A condition or a case in its author's words: may be absent. */
static bool read_words(struct lex *l, ir_str *out)
{
	lex_blanks(l);
	return lex_peek(l) != '"' || lex_string(l, out);
}

static bool read_case(struct reader *r, struct ir_case *c)
{
	struct lex *l = &r->l;
	if (!lex_i64(l, &c->lo))
		return false;
	c->hi = c->lo;
	if (lex_take(l, '.') && (!lex_want(l, '.') || !lex_i64(l, &c->hi)))
		return false;
	return lex_want(l, ':') && lex_bb(l, &c->bb) && read_words(l, &c->text);
}

static bool read_switch(struct reader *r, struct ir_op *op)
{
	struct lex *l = &r->l;
	r->cases.n = 0;
	if (!read_opd(r, &op->a) || !lex_want(l, ',') || !lex_bb(l, &op->bb[0]) || !lex_want(l, '['))
		return false;
	while (!lex_take(l, ']')) {
		if (r->cases.n && !lex_want(l, ','))
			return false;
		if (!read_case(r, VEC_PUSH(r->u->a, &r->cases)))
			return false;
	}
	op->n_cases = (uint32_t)r->cases.n;
	if (op->n_cases) {
		op->cases = ARENA_ARRAY(r->u->a, struct ir_case, op->n_cases);
		memcpy(op->cases, r->cases.v, op->n_cases * sizeof *op->cases);
	}
	return read_words(l, &op->text);
}

/* The type computed in, where it is given: ge:1 */
static bool read_of_type(struct reader *r, struct ir_op *op)
{
	if (lex_peek(&r->l) != ':')
		return true;
	r->l.p++;
	return read_type_ref(r, &op->type);
}

static bool read_sub(struct reader *r, struct ir_op *op)
{
	struct str w = lex_word(&r->l);
	unsigned n = op->kind == IR_UN ? IR_UNS : IR_BINS;
	for (unsigned i = 0; i < n; i++)
		if (str_is(w, op->kind == IR_UN ? ir_un_word(i) : ir_bin_word(i))) {
			op->sub = (uint8_t)i;
			return read_of_type(r, op);
		}
	return lex_fail(&r->l, "unknown operator");
}

static bool read_branch(struct reader *r, struct ir_op *op)
{
	struct lex *l = &r->l;
	return read_opd(r, &op->a) && lex_want(l, ',') && lex_bb(l, &op->bb[0]) && lex_want(l, ',') &&
	       lex_bb(l, &op->bb[1]) && read_words(l, &op->text);
}

/* Does an operand follow, or flags, a location or nothing? */
static bool operand_follows(struct reader *r)
{
	lex_blanks(&r->l);
	return !strchr("!~+\n", lex_peek(&r->l));
}

static bool read_rest(struct reader *r, struct ir_op *op)
{
	struct lex *l = &r->l;
	switch (op->kind) {
	case IR_UN:
		return read_sub(r, op) && read_opd(r, &op->a);
	case IR_BIN:
		return read_sub(r, op) && read_opd(r, &op->a) && lex_want(l, ',') && read_opd(r, &op->b);
	case IR_CAST:
		return read_of_type(r, op) && read_opd(r, &op->a);
	case IR_CALL:
		return read_of_type(r, op) && read_opd(r, &op->a) && read_args(r, op);
	case IR_ZERO:
	case IR_DECL:
		return read_path(r, &op->dst);
	case IR_SEH_ENTER:
	case IR_SEH_LEAVE:
		return lex_u32(l, &op->seh);
	case IR_OPAQUE:
		return lex_string(l, &op->text) && read_args(r, op);
	case IR_JMP:
		return lex_bb(l, &op->bb[0]);
	case IR_BR:
		return read_branch(r, op);
	case IR_SWITCH:
		return read_switch(r, op);
	case IR_RET:
		return !operand_follows(r) || read_opd(r, &op->a);
	default:
		return true;
	}
}

/* Every operation line comes through here: one comparison of lengths rejects most words. */
static bool read_kind(struct reader *r, enum ir_op_kind *out)
{
	static const struct str words[] = {
#define IR_OP(n, t, term) { t, sizeof t - 1 },
#include "ir/ops.def"
	};
	struct str w = lex_word(&r->l);
	for (unsigned k = 0; k < IR_OPS; k++)
		if (str_eq(w, words[k])) {
			*out = k;
			return true;
		}
	return lex_fail(&r->l, "unknown operation '%.*s'", w.n > 40 ? 40 : (int)w.n, w.s);
}

static bool read_tail(struct reader *r, struct ir_op *op)
{
	struct lex *l = &r->l;
	while (lex_take(l, '+')) {
		uint32_t bit = lex_flag(ir_op_flags, lex_word(l));
		if (!bit)
			return lex_fail(l, "unknown flag");
		op->flags |= (uint8_t)bit;
	}
	if (lex_take(l, '!') && !lex_loc(l, &op->at))
		return false;
	if (!lex_take(l, '~'))
		return true;
	if (lex_peek(l) >= '0' && lex_peek(l) <= '9' && !lex_loc(l, &op->spell))
		return false;
	lex_blanks(l);
	return lex_peek(l) != '"' || lex_string(l, &op->macro);
}

bool read_op(struct reader *r, struct ir_op *op)
{
	struct lex *l = &r->l;
	*op = ir_op_new(IR_ASSIGN);
	if (lex_peek(l) == '%' || lex_peek(l) == '@') {
		if (!read_path(r, &op->dst) || !lex_want(l, '='))
			return false;
		lex_blanks(l);
		/* No operand begins with a letter, every operation does. */
		if (lex_peek(l) < 'a' || lex_peek(l) > 'z')
			return read_opd(r, &op->a) && read_tail(r, op);
	}
	return read_kind(r, &op->kind) && read_rest(r, op) && read_tail(r, op);
}
