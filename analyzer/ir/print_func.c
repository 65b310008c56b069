/* The text form of functions. Grammar: README.md. */
#include "ir/build.h"
#include "ir/print.h"

struct out {
	const struct ir_unit *u;
	const struct ir_func *f;
	struct buf *b;
};

static void put_opd(const struct out *o, const struct ir_opd *x);

static void put_num(const struct out *o, const char *lead, uint64_t n)
{
	buf_puts(o->b, lead);
	buf_u64(o->b, n);
}

static void put_quoted(const struct out *o, const char *lead, ir_str s)
{
	buf_puts(o->b, lead);
	ir_put_string(o->b, ir_text(o->u, s));
}

static void put_path(const struct out *o, ir_path p)
{
	const struct ir_path_rec *r = &o->f->paths.v[p];
	switch (r->kind) {
	case IR_P_LOCAL:
		ir_put_name(o->b, '%', ir_text(o->u, o->f->vars.v[r->var].name));
		return;
	case IR_P_GLOBAL:
		ir_put_name(o->b, '@', ir_text(o->u, o->u->globals.v[r->var].name));
		return;
	case IR_P_DEREF:
		put_path(o, r->base);
		buf_add(o->b, ".*", 2);
		return;
	case IR_P_FIELD:
		if (o->f->paths.v[r->base].kind == IR_P_DEREF) {
			put_path(o, o->f->paths.v[r->base].base);
			buf_putc(o->b, '-');
			ir_put_name(o->b, '>', ir_text(o->u, r->name));
		} else {
			put_path(o, r->base);
			ir_put_name(o->b, '.', ir_text(o->u, r->name));
		}
		return;
	case IR_P_INDEX:
		put_path(o, r->base);
		buf_putc(o->b, '[');
		if (r->index.kind == IR_O_NONE)
			buf_putc(o->b, '?');
		else
			put_opd(o, &r->index);
		buf_putc(o->b, ']');
		return;
	}
}

static void put_opd(const struct out *o, const struct ir_opd *x)
{
	switch (x->kind) {
	case IR_O_NONE:
		buf_putc(o->b, '_');
		return;
	case IR_O_INT:
		buf_i64(o->b, x->num);
		if (x->name)
			ir_put_name(o->b, '\'', ir_text(o->u, x->name));
		return;
	case IR_O_FLOAT:
		buf_putc(o->b, '#');
		ir_put_string(o->b, ir_text(o->u, x->name));
		return;
	case IR_O_STR:
		ir_put_string(o->b, ir_text(o->u, x->name));
		return;
	case IR_O_FUNC:
		ir_put_name(o->b, '^', ir_text(o->u, x->name));
		return;
	case IR_O_ADDR:
		buf_putc(o->b, '&');
		put_path(o, x->path);
		return;
	case IR_O_PATH:
		put_path(o, x->path);
		return;
	}
}

static void put_args(const struct out *o, const struct ir_op *op)
{
	buf_putc(o->b, '(');
	for (uint32_t i = 0; i < op->n_args; i++) {
		if (i)
			buf_add(o->b, ", ", 2);
		put_opd(o, &op->args[i]);
	}
	buf_putc(o->b, ')');
}

static void put_typed(const struct out *o, const char *word, const struct ir_op *op)
{
	buf_puts(o->b, word);
	if (op->type)
		put_num(o, ":", op->type);
	buf_putc(o->b, ' ');
}

static void put_switch(const struct out *o, const struct ir_op *op)
{
	put_opd(o, &op->a);
	put_num(o, ", bb", op->bb[0]);
	buf_puts(o->b, " [");
	for (uint32_t i = 0; i < op->n_cases; i++) {
		buf_puts(o->b, i ? ", " : "");
		buf_i64(o->b, op->cases[i].lo);
		if (op->cases[i].hi != op->cases[i].lo) {
			buf_puts(o->b, "..");
			buf_i64(o->b, op->cases[i].hi);
		}
		put_num(o, ": bb", op->cases[i].bb);
		if (op->cases[i].text)
			put_quoted(o, " ", op->cases[i].text);
	}
	buf_putc(o->b, ']');
	if (op->text)
		put_quoted(o, " ", op->text);
}

static void put_value_op(const struct out *o, const struct ir_op *op)
{
	switch (op->kind) {
	case IR_UN:
		buf_puts(o->b, "un ");
		put_typed(o, ir_un_word(op->sub), op);
		break;
	case IR_BIN:
		buf_puts(o->b, "bin ");
		put_typed(o, ir_bin_word(op->sub), op);
		put_opd(o, &op->a);
		buf_add(o->b, ", ", 2);
		put_opd(o, &op->b);
		return;
	case IR_CAST:
	case IR_CALL:
		put_typed(o, ir_op_word(op->kind), op);
		break;
	default:
		break;
	}
	put_opd(o, &op->a);
	if (op->kind == IR_CALL)
		put_args(o, op);
}

static void put_body(const struct out *o, const struct ir_op *op)
{
	switch (op->kind) {
	case IR_ASSIGN:
	case IR_UN:
	case IR_BIN:
	case IR_CAST:
	case IR_CALL:
		put_value_op(o, op);
		return;
	case IR_OPAQUE:
		put_quoted(o, "opaque ", op->text);
		put_args(o, op);
		return;
	default:
		break;
	}
	buf_puts(o->b, ir_op_word(op->kind));
	if (op->kind == IR_SEH_ENTER || op->kind == IR_SEH_LEAVE) {
		put_num(o, " ", op->seh);
	} else if (op->kind == IR_JMP) {
		put_num(o, " bb", op->bb[0]);
	} else if (op->kind == IR_SWITCH) {
		buf_putc(o->b, ' ');
		put_switch(o, op);
	} else if (op->kind == IR_BR || (op->kind == IR_RET && op->a.kind != IR_O_NONE)) {
		buf_putc(o->b, ' ');
		put_opd(o, &op->a);
		if (op->kind == IR_BR) {
			put_num(o, ", bb", op->bb[0]);
			put_num(o, ", bb", op->bb[1]);
			if (op->text)
				put_quoted(o, " ", op->text);
		}
	}
}

static void put_op(const struct out *o, const struct ir_op *op)
{
	buf_add(o->b, "  ", 2);
	if (op->kind == IR_ZERO || op->kind == IR_DECL) {
		buf_puts(o->b, ir_op_word(op->kind));
		buf_putc(o->b, ' ');
		put_path(o, op->dst);
	} else {
		if (op->dst != IR_NONE && !ir_is_terminator(op->kind)) {
			put_path(o, op->dst);
			buf_add(o->b, " = ", 3);
		}
		put_body(o, op);
	}
	ir_put_flags(o->b, " +", ir_op_flags, op->flags);
	ir_put_loc(o->b, " !", op->at);
	if (op->spell.line || op->macro) {
		if (op->spell.line)
			ir_put_loc(o->b, " ~", op->spell);
		else
			buf_puts(o->b, " ~");
		if (op->macro)
			put_quoted(o, " ", op->macro);
	}
	buf_putc(o->b, '\n');
}

static void put_vars(const struct out *o)
{
	for (size_t i = 0; i < o->f->vars.n; i++) {
		const struct ir_var *v = &o->f->vars.v[i];
		buf_add(o->b, "  ", 2);
		buf_puts(o->b, ir_var_words[v->kind]);
		buf_putc(o->b, ' ');
		ir_put_name(o->b, '%', ir_text(o->u, v->name));
		if (v->type)
			put_num(o, " ", v->type);
		ir_put_loc(o->b, " !", v->at);
		buf_putc(o->b, '\n');
	}
}

/* Paths whose type is not what their base's type gives; all others appear by use. */
static void put_odd_paths(const struct out *o)
{
	for (size_t i = 0; i < o->f->paths.n; i++) {
		const struct ir_path_rec *r = &o->f->paths.v[i];
		if (r->type == 0 || r->type == ir_path_derive(o->u, o->f, r))
			continue;
		buf_puts(o->b, "  path ");
		put_path(o, (ir_path)i);
		put_num(o, " ", r->type);
		buf_putc(o->b, '\n');
	}
}

static void put_seh(const struct out *o)
{
	for (size_t i = 0; i < o->f->seh.n; i++) {
		const struct ir_seh *s = &o->f->seh.v[i];
		put_num(o, "  seh ", i);
		buf_putc(o->b, ' ');
		buf_puts(o->b, ir_seh_words[s->kind]);
		put_num(o, " bb", s->handler);
		if (s->parent != IR_NONE)
			put_num(o, " parent ", s->parent);
		ir_put_loc(o->b, " !", s->at);
		buf_putc(o->b, '\n');
	}
}

static void put_stmts(const struct out *o)
{
	for (size_t i = 0; i < o->f->stmts.n; i++) {
		const struct ir_stmt *s = &o->f->stmts.v[i];
		put_num(o, "  stmt ", s->line);
		put_num(o, ":", s->col);
		put_num(o, "-", s->end_line);
		put_num(o, ":", s->end_col);
		put_num(o, " ", s->words);
		put_num(o, " ", s->inside);
		put_num(o, " ", s->tail);
		buf_putc(o->b, '\n');
	}
}

static void put_words(const struct out *o)
{
	for (size_t i = 0; i < o->f->words.n; i++) {
		put_num(o, "  word ", o->f->words.v[i].line);
		put_num(o, ":", o->f->words.v[i].col);
		put_quoted(o, " ", o->f->words.v[i].text);
		buf_putc(o->b, '\n');
	}
}

static void put_head(const struct out *o)
{
	const struct ir_func *f = o->f;
	put_quoted(o, "func ", f->name);
	if (f->display)
		put_quoted(o, " display ", f->display);
	ir_put_flags(o->b, " ", ir_func_flags, f->flags);
	if (f->result)
		put_num(o, " result ", f->result);
	ir_put_loc(o->b, " !", f->at);
	if (f->end_line)
		put_num(o, " end ", f->end_line);
	if (f->section) {
		put_quoted(o, " section ", f->section);
		ir_put_loc(o->b, " !", f->section_at);
	}
	buf_putc(o->b, '\n');
	for (size_t i = 0; i < f->roles.n; i++) {
		put_quoted(o, "  role ", f->roles.v[i]);
		buf_putc(o->b, '\n');
	}
	for (size_t i = 0; i < f->notes.n; i++) {
		if (f->notes.v[i].on < 0)
			buf_puts(o->b, "  note fn");
		else
			put_num(o, "  note ", (uint64_t)f->notes.v[i].on);
		put_quoted(o, " ", f->notes.v[i].text);
		buf_putc(o->b, '\n');
	}
}

void ir_put_func(const struct ir_unit *u, const struct ir_func *f, struct buf *b)
{
	struct out o = { u, f, b };
	put_head(&o);
	put_vars(&o);
	put_odd_paths(&o);
	put_seh(&o);
	put_stmts(&o);
	put_words(&o);
	for (size_t i = 0; i < f->blocks.n; i++) {
		put_num(&o, "bb", i);
		buf_putc(b, ':');
		if (f->blocks.v[i].seh != IR_NONE)
			put_num(&o, " seh ", f->blocks.v[i].seh);
		buf_putc(b, '\n');
		for (uint32_t k = 0; k < f->blocks.v[i].n_ops; k++)
			put_op(&o, &f->blocks.v[i].ops[k]);
	}
	buf_puts(b, "end\n");
}
