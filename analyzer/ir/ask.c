/* Questions about IR that need no analysis. */
#include "ir/ir.h"

bool ir_is_terminator(enum ir_op_kind k)
{
	static const bool is[] = {
#define IR_OP(n, t, term) [IR_##n] = term,
#include "ir/ops.def"
	};
	return (unsigned)k < IR_OPS && is[k];
}

const struct ir_op *ir_terminator(const struct ir_block *b)
{
	if (b->n_ops == 0 || !ir_is_terminator(b->ops[b->n_ops - 1].kind))
		return NULL;
	return &b->ops[b->n_ops - 1];
}

uint32_t ir_successors(const struct ir_block *b, uint32_t *out, uint32_t max)
{
	const struct ir_op *t = ir_terminator(b);
	uint32_t n = 0, own = 0;
	if (!t)
		return 0;
	if (t->kind == IR_SWITCH)
		for (; n < t->n_cases; n++)
			if (n < max)
				out[n] = t->cases[n].bb;
	if (t->kind == IR_JMP || t->kind == IR_SWITCH)
		own = 1;
	else if (t->kind == IR_BR)
		own = 2;
	for (uint32_t i = 0; i < own; i++, n++)
		if (n < max)
			out[n] = t->bb[i];
	return n;
}

ir_str ir_path_record(const struct ir_unit *u, const struct ir_func *f, ir_path field)
{
	const struct ir_path_rec *p = &f->paths.v[field];
	const struct ir_type_rec *t;
	if (p->kind != IR_P_FIELD)
		return 0;
	t = &u->types.v[f->paths.v[p->base].type];
	return t->tag ? t->tag : t->name;
}

ir_path ir_path_root(const struct ir_func *f, ir_path p)
{
	while (f->paths.v[p].base != IR_NONE)
		p = f->paths.v[p].base;
	return p;
}

bool ir_path_has_prefix(const struct ir_func *f, ir_path p, ir_path prefix)
{
	/* A base is always an earlier path, so the walk may stop below the prefix. */
	while (p > prefix && f->paths.v[p].base != IR_NONE)
		p = f->paths.v[p].base;
	return p == prefix;
}

#define WORD_OF(table, i) ((unsigned)(i) < sizeof(table) / sizeof *(table) ? (table)[i] : "?")

const char *ir_op_word(enum ir_op_kind k)
{
	static const char *const words[] = {
#define IR_OP(n, t, term) t,
#include "ir/ops.def"
	};
	return WORD_OF(words, k);
}

const char *ir_bin_word(enum ir_bin b)
{
	static const char *const words[] = { "add", "sub", "mul", "div", "rem", "shl", "shr", "and",
					     "or",  "xor", "eq",  "ne",	 "lt",	"le",  "gt",  "ge" };
	_Static_assert(sizeof words / sizeof *words == IR_BINS, "a word each");
	return WORD_OF(words, b);
}

const char *ir_un_word(enum ir_un b)
{
	static const char *const words[] = { "neg", "not", "lnot" };
	_Static_assert(sizeof words / sizeof *words == IR_UNS, "a word each");
	return WORD_OF(words, b);
}

const char *ir_type_kind_word(enum ir_type_kind k)
{
	static const char *const words[] = { "unknown", "void",	 "bool",   "int",  "float", "ptr",
					     "ref",	"array", "record", "enum", "func" };
	_Static_assert(sizeof words / sizeof *words == IR_T_KINDS, "a word each");
	return WORD_OF(words, k);
}

static bool at_or_after(struct ir_loc at, uint32_t line, uint32_t col)
{
	return at.line > line || (at.line == line && at.col >= col);
}

uint32_t ir_stmt_at(const struct ir_func *f, struct ir_loc at)
{
	if (at.file != f->at.file)
		return IR_NONE;
	for (uint32_t i = (uint32_t)f->stmts.n; i-- > 0;) {
		const struct ir_stmt *s = &f->stmts.v[i];
		if (at_or_after(at, s->line, s->col))
			return at_or_after(at, s->end_line, s->end_col) ? IR_NONE : i;
	}
	return IR_NONE;
}
