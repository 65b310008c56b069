/* Paths and operands as authors write them, for messages: "ctx->Target", "&options", "p[3]". */
#include "ir/ir.h"

static void show(const struct ir_unit *u, const struct ir_func *f, ir_path p, bool postfix, struct buf *out);

/* "x~2" is the second x of the function: authors call it x. */
static void show_var(const struct ir_unit *u, ir_str name, struct buf *out)
{
	struct str s = ir_text(u, name);
	for (size_t i = s.n; i > 1; i--)
		if (s.s[i - 1] == '~') {
			s.n = i - 1;
			break;
		} else if (s.s[i - 1] < '0' || s.s[i - 1] > '9') {
			break;
		}
	buf_str(out, s);
}

static void show_field(const struct ir_unit *u, const struct ir_func *f, const struct ir_path_rec *r, struct buf *out)
{
	const struct ir_path_rec *base = &f->paths.v[r->base];
	if (base->kind == IR_P_DEREF) {
		show(u, f, base->base, true, out);
		buf_puts(out, "->");
	} else {
		show(u, f, r->base, true, out);
		buf_putc(out, '.');
	}
	buf_str(out, ir_text(u, r->name));
}

static void show_index(const struct ir_unit *u, const struct ir_func *f, const struct ir_path_rec *r, struct buf *out)
{
	const struct ir_path_rec *base = &f->paths.v[r->base];
	/* p[i] is INDEX of *p, unless *p is an array itself: (*p)[i] */
	bool through = base->kind == IR_P_DEREF && u->types.v[base->type].kind != IR_T_ARRAY;
	show(u, f, through ? base->base : r->base, true, out);
	buf_putc(out, '[');
	if (r->index.kind == IR_O_NONE)
		buf_puts(out, "...");
	else
		ir_opd_show(u, f, r->index, out);
	buf_putc(out, ']');
}

/* `postfix`: something like ->f or [i] follows, so a leading star needs brackets. */
static void show(const struct ir_unit *u, const struct ir_func *f, ir_path p, bool postfix, struct buf *out)
{
	const struct ir_path_rec *r = &f->paths.v[p];
	switch (r->kind) {
	case IR_P_LOCAL:
		show_var(u, f->vars.v[r->var].name, out);
		return;
	case IR_P_GLOBAL:
		buf_str(out, ir_text(u, u->globals.v[r->var].name));
		return;
	case IR_P_DEREF:
		buf_puts(out, postfix ? "(*" : "*");
		show(u, f, r->base, false, out);
		buf_puts(out, postfix ? ")" : "");
		return;
	case IR_P_FIELD:
		show_field(u, f, r, out);
		return;
	case IR_P_INDEX:
		show_index(u, f, r, out);
		return;
	}
}

void ir_path_show(const struct ir_unit *u, const struct ir_func *f, ir_path p, struct buf *out)
{
	if (p < f->paths.n)
		show(u, f, p, false, out);
}

static void show_func(const struct ir_unit *u, ir_str name, struct buf *out)
{
	uint32_t i = ir_func_find(u, name);
	ir_str display = i == IR_NONE ? 0 : u->funcs.v[i].display;
	buf_str(out, ir_text(u, display ? display : name));
}

void ir_opd_show(const struct ir_unit *u, const struct ir_func *f, struct ir_opd o, struct buf *out)
{
	switch (o.kind) {
	case IR_O_NONE:
		return;
	case IR_O_INT:
		if (o.name)
			buf_str(out, ir_text(u, o.name));
		else
			buf_i64(out, o.num);
		return;
	case IR_O_FLOAT:
		buf_str(out, ir_text(u, o.name));
		return;
	case IR_O_STR:
		buf_putc(out, '"');
		buf_str(out, ir_text(u, o.name));
		buf_putc(out, '"');
		return;
	case IR_O_FUNC:
		show_func(u, o.name, out);
		return;
	case IR_O_ADDR:
		buf_putc(out, '&');
		__attribute__((fallthrough));
	case IR_O_PATH:
		ir_path_show(u, f, o.path, out);
		return;
	}
}
