/*
 * Interprets the IR of generated functions: interp UNIT.ir CALLS. Each line of CALLS is a function and its arguments; the
 * results are printed as main.c of the generator prints those of the compiled functions. Memory is the interpreter's own,
 * pointers are real addresses: what is interpreted is generated, not hostile.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ir/ir.h"

struct frame {
	const struct ir_func *f;
	unsigned char **vars;
};

struct place {
	unsigned char *at;
	ir_type type;
	uint32_t bit, width; /* of a bit-field, from `at` */
};

static const struct ir_unit *u;
static unsigned char **globals, ***statics; /* statics: by function and variable, made on demand */
static struct arena *mem;
static unsigned long steps;
static const char *running = "";

static uint64_t call(const struct ir_func *f, const uint64_t *args, uint32_t n);

static void die(const char *what)
{
	printf("interp: %s: %s\n", running, what);
	exit(1);
}

static const struct ir_type_rec *type(ir_type t)
{
	return &u->types.v[t];
}

static unsigned char *room(ir_type t)
{
	return arena_alloc(mem, type(t)->size ? type(t)->size : 8);
}

/* As a value of type t reads: cut to its size, extended by its sign. */
static uint64_t shape(uint64_t v, uint64_t bits, bool sign)
{
	if (bits == 0 || bits >= 64)
		return v;
	v &= (UINT64_C(1) << bits) - 1;
	if (sign && v >> (bits - 1))
		v |= ~((UINT64_C(1) << bits) - 1);
	return v;
}

static uint64_t convert(uint64_t v, ir_type t)
{
	const struct ir_type_rec *r = type(t);
	if (r->kind == IR_T_BOOL)
		return v != 0;
	if (r->kind != IR_T_INT && r->kind != IR_T_ENUM)
		return v;
	return shape(v, r->size * 8, r->flags & IR_TF_SIGNED);
}

static struct place resolve(struct frame *fr, ir_path p);

static uint64_t load(struct place p)
{
	const struct ir_type_rec *r = type(p.type);
	uint64_t v = 0;
	if (r->kind == IR_T_RECORD || r->kind == IR_T_ARRAY)
		die("a record read as a number");
	if (p.width) {
		memcpy(&v, p.at, r->size);
		return shape(v >> p.bit, p.width, r->flags & IR_TF_SIGNED);
	}
	memcpy(&v, p.at, r->size ? r->size : 8);
	return convert(v, p.type);
}

static void store(struct place p, uint64_t v)
{
	const struct ir_type_rec *r = type(p.type);
	v = convert(v, p.type);
	if (p.width) {
		uint64_t old = 0, mask = ((UINT64_C(1) << p.width) - 1) << p.bit;
		memcpy(&old, p.at, r->size);
		v = (old & ~mask) | ((v << p.bit) & mask);
	}
	memcpy(p.at, &v, r->size ? r->size : 8);
}

static uint64_t operand(struct frame *fr, struct ir_opd o)
{
	switch (o.kind) {
	case IR_O_INT:
		return (uint64_t)o.num;
	case IR_O_PATH:
		return load(resolve(fr, o.path));
	case IR_O_ADDR:
		return (uint64_t)(uintptr_t)resolve(fr, o.path).at;
	default:
		die("an operand that is no number");
		return 0;
	}
}

static unsigned char *variable(struct frame *fr, uint32_t var)
{
	const struct ir_var *v = &fr->f->vars.v[var];
	if (v->kind == IR_V_STATIC) {
		unsigned char ***own = &statics[fr->f - u->funcs.v];
		if (!*own)
			*own = ARENA_ARRAY(mem, unsigned char *, fr->f->vars.n);
		if (!(*own)[var])
			(*own)[var] = room(v->type);
		return (*own)[var];
	}
	if (!fr->vars[var])
		fr->vars[var] = room(v->type);
	return fr->vars[var];
}

static struct place member(struct place base, ir_str name)
{
	const struct ir_field *f = ir_field_find(u, base.type, name);
	struct place p = { 0 };
	uint32_t unit;
	if (!f)
		die("no such member");
	p.type = f->type;
	unit = (uint32_t)type(f->type)->size * 8;
	if (f->width) {
		p.at = base.at + f->offset / unit * (unit / 8);
		p.bit = f->offset % unit;
		p.width = f->width;
	} else {
		p.at = base.at + f->offset / 8;
	}
	return p;
}

static struct place resolve(struct frame *fr, ir_path id)
{
	const struct ir_path_rec *r = &fr->f->paths.v[id];
	struct place p = { .type = r->type }, base;
	switch (r->kind) {
	case IR_P_LOCAL:
		p.at = variable(fr, r->var);
		break;
	case IR_P_GLOBAL:
		p.at = globals[r->var];
		break;
	case IR_P_DEREF:
		p.at = (unsigned char *)(uintptr_t)load(resolve(fr, r->base));
		break;
	case IR_P_FIELD:
		return member(resolve(fr, r->base), r->name);
	case IR_P_INDEX:
		base = resolve(fr, r->base);
		p.at = base.at + (int64_t)operand(fr, r->index) * (int64_t)type(r->type)->size;
		break;
	}
	return p;
}

static uint64_t compute(enum ir_bin k, bool sign, uint64_t a, uint64_t b, uint64_t scale)
{
	int64_t x = (int64_t)a, y = (int64_t)b;
	switch (k) {
	case IR_ADD:
		return a + b * scale;
	case IR_SUB:
		return a - b * scale;
	case IR_MUL:
		return a * b;
	case IR_DIV:
		return sign ? (uint64_t)(x / y) : a / b;
	case IR_REM:
		return sign ? (uint64_t)(x % y) : a % b;
	case IR_SHL:
		return a << (b & 63);
	case IR_SHR:
		return sign ? (uint64_t)(x >> (b & 63)) : a >> (b & 63);
	case IR_AND:
		return a & b;
	case IR_OR:
		return a | b;
	case IR_XOR:
		return a ^ b;
	case IR_EQ:
		return a == b;
	case IR_NE:
		return a != b;
	case IR_LT:
		return sign ? x < y : a < b;
	case IR_LE:
		return sign ? x <= y : a <= b;
	case IR_GT:
		return sign ? x > y : a > b;
	case IR_GE:
		return sign ? x >= y : a >= b;
	default:
		die("an unknown operator");
		return 0;
	}
}

/* Pointers step by what they point to; the difference of two is counted in it. */
static uint64_t binary(struct frame *fr, const struct ir_op *op)
{
	const struct ir_type_rec *t = type(op->type);
	uint64_t a = convert(operand(fr, op->a), op->type), b = operand(fr, op->b), r, scale = 1;
	bool shift = op->sub == IR_SHL || op->sub == IR_SHR;
	if (t->kind == IR_T_PTR && (op->sub == IR_ADD || op->sub == IR_SUB)) {
		scale = type(t->elem)->size ? type(t->elem)->size : 1;
		if (type(fr->f->paths.v[op->dst].type)->kind != IR_T_PTR)
			return (uint64_t)((int64_t)(a - b) / (int64_t)scale);
	} else if (!shift) {
		b = convert(b, op->type);
	}
	r = compute(op->sub, t->flags & IR_TF_SIGNED, a, b, scale);
	return op->sub >= IR_EQ ? r : convert(r, op->type);
}

static void assign(struct frame *fr, const struct ir_op *op)
{
	struct place d = resolve(fr, op->dst), s;
	const struct ir_type_rec *t = type(d.type);
	struct str text;
	if (op->a.kind == IR_O_STR && t->kind == IR_T_ARRAY) {
		text = ir_text(u, op->a.name);
		memset(d.at, 0, t->size);
		memcpy(d.at, text.s, text.n < t->size ? text.n : t->size);
		return;
	}
	if (t->kind == IR_T_RECORD || t->kind == IR_T_ARRAY) {
		if (op->a.kind != IR_O_PATH)
			die("a record from something else");
		s = resolve(fr, op->a.path);
		memmove(d.at, s.at, t->size);
		return;
	}
	store(d, operand(fr, op->a));
}

static void invoke(struct frame *fr, const struct ir_op *op)
{
	uint64_t args[16] = { 0 }, r;
	uint32_t fi = op->a.kind == IR_O_FUNC ? ir_func_find(u, op->a.name) : IR_NONE;
	if (fi == IR_NONE)
		die("a call of an unknown function");
	for (uint32_t i = 0; i < op->n_args && i < 16; i++)
		args[i] = operand(fr, op->args[i]);
	r = call(&u->funcs.v[fi], args, op->n_args);
	if (op->dst != IR_NONE)
		store(resolve(fr, op->dst), r);
}

static void plain(struct frame *fr, const struct ir_op *op)
{
	uint64_t v;
	struct place p;
	switch (op->kind) {
	case IR_ASSIGN:
		assign(fr, op);
		break;
	case IR_UN:
		v = convert(operand(fr, op->a), op->type);
		v = op->sub == IR_NEG ? 0 - v : op->sub == IR_NOT ? ~v : !v;
		store(resolve(fr, op->dst), op->sub == IR_LNOT ? v : convert(v, op->type));
		break;
	case IR_BIN:
		v = binary(fr, op);
		store(resolve(fr, op->dst), v);
		break;
	case IR_CAST:
		store(resolve(fr, op->dst), convert(operand(fr, op->a), op->type));
		break;
	case IR_CALL:
		invoke(fr, op);
		break;
	case IR_ZERO:
		p = resolve(fr, op->dst);
		if (p.width)
			store(p, 0);
		else
			memset(p.at, 0, type(p.type)->size);
		break;
	case IR_DECL:
		break;
	default:
		die(op->kind == IR_OPAQUE ? ir_textz(u, op->text) : "an operation that does not belong here");
	}
}

static uint32_t choose(struct frame *fr, const struct ir_op *op)
{
	int64_t v = (int64_t)operand(fr, op->a);
	for (uint32_t i = 0; i < op->n_cases; i++)
		if (v >= op->cases[i].lo && v <= op->cases[i].hi)
			return op->cases[i].bb;
	return op->bb[0];
}

static uint64_t call(const struct ir_func *f, const uint64_t *args, uint32_t n)
{
	struct frame fr = { f, ARENA_ARRAY(mem, unsigned char *, f->vars.n + 1) };
	uint32_t bb = 0;
	for (uint32_t i = 0; i < n && i < f->n_params; i++)
		store((struct place){ .at = variable(&fr, i), .type = f->vars.v[i].type }, args[i]);
	for (;;) {
		const struct ir_block *b = &f->blocks.v[bb];
		const struct ir_op *t = &b->ops[b->n_ops - 1];
		for (uint32_t i = 0; i + 1 < b->n_ops; i++)
			plain(&fr, &b->ops[i]);
		steps += b->n_ops;
		if (steps > 20000000)
			die("does not end");
		if (t->kind == IR_RET)
			return t->a.kind == IR_O_NONE ? 0 : convert(operand(&fr, t->a), f->result);
		if (t->kind == IR_JMP)
			bb = t->bb[0];
		else if (t->kind == IR_BR)
			bb = operand(&fr, t->a) ? t->bb[0] : t->bb[1];
		else if (t->kind == IR_SWITCH)
			bb = choose(&fr, t);
		else
			die("control got past an end");
	}
}

static struct str whole(const char *path)
{
	struct buf b;
	struct str s;
	char part[65536];
	size_t n;
	FILE *f = fopen(path, "r");
	if (!f)
		die(path);
	buf_init(&b, (size_t)1 << 30);
	while ((n = fread(part, 1, sizeof part, f)))
		buf_str(&b, (struct str){ part, n });
	fclose(f);
	s = arena_str(mem, buf_view(&b));
	buf_free(&b);
	return s;
}

static void line(char *text)
{
	uint64_t args[16];
	uint32_t n = 0, fi;
	char *word = strtok(text, " \n");
	if (!word)
		return;
	running = arena_str(mem, str_from(word)).s;
	fi = ir_func_find(u, ir_intern((struct ir_unit *)u, str_from(word)));
	if (fi == IR_NONE)
		die("not in the unit");
	while ((word = strtok(NULL, " \n")) && n < 16)
		args[n++] = (uint64_t)strtoll(word, NULL, 10);
	steps = 0;
	printf("%s %lld\n", running, (long long)call(&u->funcs.v[fi], args, n));
}

int main(int argc, char **argv)
{
	struct err e = { 0 };
	char text[4096];
	FILE *calls;
	mem = arena_new(0);
	if (argc != 3)
		return 2;
	u = ir_read(mem, whole(argv[1]), &e);
	if (!u)
		die(e.text);
	globals = ARENA_ARRAY(mem, unsigned char *, u->globals.n + 1);
	statics = ARENA_ARRAY(mem, unsigned char **, u->funcs.n + 1);
	for (size_t i = 0; i < u->globals.n; i++)
		globals[i] = room(u->globals.v[i].type);
	running = "<globals>";
	if (u->init_func != IR_NONE)
		call(&u->funcs.v[u->init_func], NULL, 0);
	calls = fopen(argv[2], "r");
	while (calls && fgets(text, sizeof text, calls))
		line(text);
	return 0;
}
