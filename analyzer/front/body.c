/* Function bodies: blocks, operations, variables; dead blocks are dropped at the end. */
#include "front/lower.h"
#include "front/statements.h"

#include <stdio.h>

struct ir_func *lo_cur(struct lo *l)
{
	return &l->u->funcs.v[l->fn->fi];
}

/* ---- operations ---- */

static bool volatile_path(struct lo *l, ir_path p)
{
	struct ir_func *f = lo_cur(l);
	return p != IR_NONE && (lo_t(l, f->paths.v[p].type)->flags & IR_TF_VOLATILE);
}

static bool volatile_opd(struct lo *l, struct ir_opd o)
{
	return o.kind == IR_O_PATH && volatile_path(l, o.path);
}

struct ir_op *lo_emit(struct lo *l, CXCursor c, struct ir_op op)
{
	struct where w = lo_where(l, c);
	if (l->fn->bb == IR_NONE)
		l->fn->bb = lo_block(l);
	op.at = w.at;
	op.spell = w.spell;
	op.macro = w.macro;
	if (volatile_path(l, op.dst) || volatile_opd(l, op.a) || volatile_opd(l, op.b))
		op.flags |= IR_OF_VOLATILE;
	return ir_op_add(l->u, lo_cur(l), l->fn->bb, op);
}

void lo_assign(struct lo *l, CXCursor c, ir_path dst, struct ir_opd a)
{
	struct ir_op op = ir_op_new(IR_ASSIGN);
	if (a.kind == IR_O_PATH && a.path == dst)
		return;
	op.dst = dst;
	op.a = a;
	if (a.kind != IR_O_NONE)
		lo_emit(l, c, op);
}

void lo_bin(struct lo *l, CXCursor c, ir_path dst, enum ir_bin k, ir_type t, struct ir_opd a, struct ir_opd b)
{
	struct ir_op op = ir_op_new(IR_BIN);
	op.sub = (uint8_t)k;
	op.dst = dst;
	op.type = t;
	op.a = a;
	op.b = b;
	lo_emit(l, c, op);
}

void lo_opaque(struct lo *l, CXCursor c, ir_path dst, const char *what)
{
	struct ir_op op = ir_op_new(IR_OPAQUE);
	op.dst = dst;
	op.text = ir_intern(l->u, str_from(what));
	lo_emit(l, c, op);
}

/* A call of a function known by name only: markers, destructors' helpers. */
struct ir_opd lo_call(struct lo *l, CXCursor c, const char *callee, const struct ir_opd *args, uint32_t n, ir_type t)
{
	struct ir_op op = ir_op_new(IR_CALL);
	ir_str name = ir_intern(l->u, str_from(callee));
	uint32_t fi = ir_func_add(l->u, name);
	struct ir_func *f = &l->u->funcs.v[fi];
	if (!f->display)
		f->display = name, f->flags |= IR_FF_MODEL;
	op.a = ir_func_opd(name);
	op.type = t;
	op.args = ARENA_ARRAY(l->a, struct ir_opd, n + 1);
	memcpy(op.args, args, n * sizeof *args);
	op.n_args = n;
	if (t != l->t_void)
		op.dst = lo_temp_path(l, t);
	lo_emit(l, c, op);
	return t != l->t_void ? ir_val(op.dst) : ir_none();
}

/* ---- blocks ---- */

uint32_t lo_block(struct lo *l)
{
	uint32_t bb = ir_block_add(l->u, lo_cur(l));
	lo_cur(l)->blocks.v[bb].seh = l->fn->region;
	return bb;
}

void lo_start(struct lo *l, uint32_t bb)
{
	if (l->fn->bb != IR_NONE) {
		struct ir_op op = ir_op_new(IR_JMP);
		op.bb[0] = bb;
		op.at = l->last.at;
		ir_op_add(l->u, lo_cur(l), l->fn->bb, op);
	}
	l->fn->bb = bb;
	lo_cur(l)->blocks.v[bb].seh = l->fn->region;
}

void lo_jump(struct lo *l, CXCursor c, uint32_t bb)
{
	struct ir_op op = ir_op_new(IR_JMP);
	if (l->fn->bb == IR_NONE)
		return;
	op.bb[0] = bb;
	lo_emit(l, c, op);
	l->fn->bb = IR_NONE;
}

void lo_branch_text(struct lo *l, CXCursor c, struct ir_opd v, uint32_t yes, uint32_t no, ir_str text)
{
	struct ir_op op = ir_op_new(IR_BR);
	if (v.kind == IR_O_INT || yes == no) {
		lo_jump(l, c, v.kind == IR_O_INT && v.num == 0 ? no : yes);
		return;
	}
	if (v.kind != IR_O_PATH) { /* an address is never null */
		lo_jump(l, c, yes);
		return;
	}
	op.a = v;
	op.bb[0] = yes;
	op.bb[1] = no;
	op.text = text;
	lo_emit(l, c, op);
	l->fn->bb = IR_NONE;
}

void lo_branch(struct lo *l, CXCursor c, struct ir_opd v, uint32_t yes, uint32_t no)
{
	lo_branch_text(l, c, v, yes, no, 0);
}

/* ---- variables ---- */

uint32_t lo_add_var(struct lo *l, CXCursor c, enum ir_var_kind kind, ir_str name, ir_type t)
{
	struct ir_var v = { .kind = kind, .name = name, .type = t };
	v.at = lo_loc(l, clang_getCursorLocation(c));
	return ir_var_add(l->u, lo_cur(l), v);
}

uint32_t lo_temp(struct lo *l, ir_type t)
{
	char name[24];
	struct ir_var v = { .kind = IR_V_TEMP, .type = t };
	snprintf(name, sizeof name, "$%u", ++l->fn->temps);
	v.name = ir_intern(l->u, str_from(name));
	return ir_var_add(l->u, lo_cur(l), v);
}

ir_path lo_local(struct lo *l, uint32_t var)
{
	return ir_path_local(l->u, lo_cur(l), var);
}

ir_path lo_temp_path(struct lo *l, ir_type t)
{
	return lo_local(l, lo_temp(l, t));
}

/* ---- the whole function ---- */

static void reach(struct ir_func *f, uint32_t bb, uint32_t *mark, uint32_t *stack, uint32_t *n)
{
	if (bb < f->blocks.n && mark[bb] == IR_NONE) {
		mark[bb] = 0;
		stack[(*n)++] = bb;
	}
}

static void renumber(struct ir_op *op, const uint32_t *mark)
{
	if (op->kind == IR_JMP || op->kind == IR_BR || op->kind == IR_SWITCH)
		op->bb[0] = mark[op->bb[0]];
	if (op->kind == IR_BR)
		op->bb[1] = mark[op->bb[1]];
	for (uint32_t i = 0; i < op->n_cases; i++)
		op->cases[i].bb = mark[op->cases[i].bb];
}

/* Drops blocks that nothing reaches (what follows a return, the join of two returns). */
static void sweep(struct lo *l)
{
	struct ir_func *f = lo_cur(l);
	uint32_t n = (uint32_t)f->blocks.n, top = 0, kept = 0;
	uint32_t *mark = ARENA_ARRAY(l->tmp, uint32_t, n + 1), *stack = ARENA_ARRAY(l->tmp, uint32_t, n + 1);
	memset(mark, 0xff, sizeof *mark * n);
	reach(f, 0, mark, stack, &top);
	while (top) {
		struct ir_block *b = &f->blocks.v[stack[--top]];
		struct ir_op *t = &b->ops[b->n_ops - 1];
		if (t->kind == IR_JMP || t->kind == IR_BR || t->kind == IR_SWITCH)
			reach(f, t->bb[0], mark, stack, &top);
		if (t->kind == IR_BR)
			reach(f, t->bb[1], mark, stack, &top);
		for (uint32_t i = 0; i < t->n_cases; i++)
			reach(f, t->cases[i].bb, mark, stack, &top);
		if (b->seh != IR_NONE)
			reach(f, f->seh.v[b->seh].handler, mark, stack, &top);
	}
	/* Regions whose blocks are all gone keep a valid handler. */
	for (size_t i = 0; i < f->seh.n; i++)
		if (mark[f->seh.v[i].handler] == IR_NONE) {
			mark[f->seh.v[i].handler] = 0;
			stack[top++] = f->seh.v[i].handler;
			while (top) {
				struct ir_block *b = &f->blocks.v[stack[--top]];
				uint32_t out[2];
				uint32_t k = ir_successors(b, out, 2);
				const struct ir_op *t = &b->ops[b->n_ops - 1];
				for (uint32_t j = 0; j < k && j < 2 && t->kind != IR_SWITCH; j++)
					reach(f, out[j], mark, stack, &top);
				if (t->kind == IR_SWITCH)
					reach(f, t->bb[0], mark, stack, &top);
				for (uint32_t j = 0; j < t->n_cases; j++)
					reach(f, t->cases[j].bb, mark, stack, &top);
			}
		}
	for (uint32_t i = 0; i < n; i++)
		if (mark[i] != IR_NONE) {
			mark[i] = kept;
			f->blocks.v[kept++] = f->blocks.v[i];
		}
	f->blocks.n = kept;
	for (uint32_t i = 0; i < kept; i++)
		renumber(&f->blocks.v[i].ops[f->blocks.v[i].n_ops - 1], mark);
	for (size_t i = 0; i < f->seh.n; i++)
		f->seh.v[i].handler = mark[f->seh.v[i].handler];
}

/* Every block ends: with what was put there, or because control cannot get past it. */
static void close_blocks(struct lo *l)
{
	struct ir_func *f = lo_cur(l);
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		struct ir_block *b = &f->blocks.v[i];
		if (b->n_ops == 0 || !ir_is_terminator(b->ops[b->n_ops - 1].kind)) {
			struct ir_op op = ir_op_new(IR_UNREACHABLE);
			op.at = l->last.at;
			ir_op_add(l->u, f, i, op);
		}
	}
}

static void final_switches(struct lo *l)
{
	for (size_t i = 0; i < l->fn->finals.n; i++) {
		struct scope *s = l->fn->finals.v[i];
		struct ir_block *b = &lo_cur(l)->blocks.v[s->end_bb];
		struct ir_op *op = &b->ops[b->n_ops - 1];
		op->cases = ARENA_ARRAY(l->a, struct ir_case, s->cases.n + 1);
		if (s->cases.n)
			memcpy(op->cases, s->cases.v, s->cases.n * sizeof *s->cases.v);
		op->n_cases = (uint32_t)s->cases.n;
	}
}

static void finish(struct lo *l)
{
	if (l->fn->bb != IR_NONE) {
		struct ir_op op = ir_op_new(IR_RET);
		op.at = l->last.at;
		if (lo_cur(l)->end_line)
			op.at = (struct ir_loc){ lo_cur(l)->at.file, lo_cur(l)->end_line, l->fn->end_col };
		ir_op_add(l->u, lo_cur(l), l->fn->bb, op);
		l->fn->bb = IR_NONE;
	}
	lo_jumps_finish(l);
	final_switches(l);
	close_blocks(l);
	sweep(l);
}

static void count(struct lo *l)
{
	struct ir_func *f = lo_cur(l);
	struct front_stats *s = &l->f->stats;
	uint32_t opaque = 0;
	if (l->fn->model)
		return;
	for (size_t i = 0; i < f->blocks.n; i++) {
		s->ops += f->blocks.v[i].n_ops;
		for (uint32_t k = 0; k < f->blocks.v[i].n_ops; k++)
			opaque += f->blocks.v[i].ops[k].kind == IR_OPAQUE;
	}
	s->funcs++;
	s->opaque += opaque;
	s->funcs_opaque += opaque != 0;
}

static bool has_opaque(const struct ir_func *f)
{
	for (size_t i = 0; i < f->blocks.n; i++)
		for (uint32_t k = 0; k < f->blocks.v[i].n_ops; k++)
			if (f->blocks.v[i].ops[k].kind == IR_OPAQUE)
				return true;
	return false;
}

/* Does it only hand on to a table of functions, as a real framework's headers do? */
static bool hands_on(const struct ir_func *f)
{
	for (size_t i = 0; i < f->blocks.n; i++)
		for (uint32_t k = 0; k < f->blocks.v[i].n_ops; k++) {
			const struct ir_op *op = &f->blocks.v[i].ops[k];
			const struct ir_path_rec *r;
			if (op->kind != IR_CALL || op->a.kind != IR_O_PATH)
				continue;
			r = &f->paths.v[op->a.path];
			while (r->kind == IR_P_FIELD || r->kind == IR_P_INDEX || r->kind == IR_P_DEREF)
				r = &f->paths.v[r->base];
			if (r->kind == IR_P_GLOBAL)
				return true;
		}
	return false;
}

/* A header's helper that is assembly inside, or a table's entry, is better known by its name. */
static void forget(struct ir_func *f)
{
	f->blocks.n = 0;
	f->seh.n = 0;
	f->flags &= ~(uint32_t)IR_FF_DEFINED;
}

static struct fn *fn_new(struct lo *l, uint32_t fi)
{
	struct fn *fn = ARENA_NEW(l->tmp, struct fn);
	fn->fi = fi;
	fn->bb = fn->region = fn->ret_var = fn->this_path = IR_NONE;
	fn->vars = map_new(l->tmp);
	fn->labels = map_new(l->tmp);
	fn->params = map_new(l->tmp);
	return fn;
}

static CXCursor body_of(struct lo *l, CXCursor def)
{
	struct kids k = lo_kids(l, def);
	for (uint32_t i = k.n; i-- > 0;) {
		enum CXCursorKind kind = clang_getCursorKind(k.v[i]);
		if (kind == CXCursor_CompoundStmt || kind == CXCursor_CXXTryStmt)
			return k.v[i];
	}
	return clang_getNullCursor();
}

/* Parameters became variables when the function was first seen (decl.c); here their declarations get known. */
static void bind_params(struct lo *l, CXCursor def)
{
	struct kids k = lo_kids(l, def);
	uint32_t i = lo_cur(l)->flags & IR_FF_METHOD ? 1 : 0;
	for (uint32_t j = 0; j < k.n; j++) {
		struct ir_func *f = lo_cur(l);
		ir_str name;
		if (clang_getCursorKind(k.v[j]) != CXCursor_ParmDecl)
			continue;
		name = lo_str(l, clang_getCursorSpelling(k.v[j]));
		if (i >= f->n_params)
			break;
		f->vars.v[i].at = lo_loc(l, clang_getCursorLocation(k.v[j]));
		f->vars.v[i].type = lo_ctype(l, k.v[j]);
		/* A prototype seen first may have called it otherwise. */
		*map_put(l->fn->params, name) = 1;
		*map_put(l->fn->vars, (uint64_t)(uintptr_t)k.v[j].data[0]) = i + 1;
		i++;
	}
	if (lo_cur(l)->flags & IR_FF_METHOD && lo_cur(l)->n_params)
		l->fn->this_path = lo_local(l, 0);
}

/* ---- the text, for knowing findings again ---- */

static bool is_local(void *user, struct str name)
{
	struct lo *l = user;
	ir_str id = strtab_find(l->u->strs, name);
	uint32_t v = id ? ir_var_find(lo_cur(l), id) : IR_NONE;
	return id && (map_get(l->fn->params, id) || (v != IR_NONE && lo_cur(l)->vars.v[v].kind != IR_V_TEMP));
}

static void text_statements(struct lo *l, CXCursor body)
{
	CXSourceRange r = clang_getCursorExtent(body);
	_Static_assert((int)STATEMENT_CRLF == (int)IR_ST_CRLF && (int)STATEMENT_SEMI == (int)IR_ST_SEMI &&
			       (int)STATEMENT_ALONE == (int)IR_ST_ALONE,
		       "handed on as they are");
	/* What rules/edits.c may put another word for. */
	static const char *const wanted[] = { "UserMode", "PagedPool", "POOL_FLAG_PAGED", NULL };
	word_places places = { 0 };
	struct statement_text t = { .user = l, .local = is_local, .wanted = wanted, .places = &places };
	statement_list found = { 0 };
	struct ir_func *f = lo_cur(l);
	struct ir_loc at = lo_loc(l, clang_getRangeStart(r));
	if (lo_from_macro(clang_getRangeStart(r)) || lo_from_macro(clang_getRangeEnd(r)) || at.file != f->at.file ||
	    !l->file.v[at.file].driver)
		return;
	t.body = lo_text(l, r);
	t.line = at.line;
	t.col = at.col;
	statements_find(l->tmp, &t, &found);
	for (size_t i = 0; i < found.n; i++) {
		const struct statement *s = &found.v[i];
		*VEC_PUSH(l->a, &f->stmts) =
			(struct ir_stmt){ s->line, s->col, s->end_line, s->end_col, s->words, s->inside, s->tail };
	}
	for (size_t i = 0; i < places.n; i++)
		*VEC_PUSH(l->a, &f->words) =
			(struct ir_word){ places.v[i].line, places.v[i].col, ir_intern(l->u, places.v[i].text) };
}

/* Objects that are handed over by value end with the function, as they do for Microsoft's compiler. */
static void own_params(struct lo *l, CXCursor def)
{
	int n = l->u->cplusplus ? clang_Cursor_getNumArguments(def) : 0;
	uint32_t all = lo_cur(l)->n_params;
	for (int i = 0; i < n && (uint32_t)n <= all; i++) {
		CXType t = clang_getCursorType(clang_Cursor_getArgument(def, (unsigned)i));
		if (clang_getCanonicalType(t).kind == CXType_Record)
			lo_dtor_push(l, def, lo_local(l, all - (uint32_t)n + (uint32_t)i), t);
	}
}

void lo_body(struct lo *l, struct work w)
{
	struct fn *up = l->fn;
	CXCursor body = body_of(l, w.def);
	struct ir_func *f = &l->u->funcs.v[w.fi];
	CXSourceRange r = clang_getCursorExtent(w.def);
	unsigned line = 0, col = 0;
	struct scope *outer;
	if (lo_is_null(body) || f->blocks.n)
		return;
	l->fn = fn_new(l, w.fi);
	l->fn->model = w.model;
	f->flags = (f->flags & ~(uint32_t)IR_FF_MODEL) | IR_FF_DEFINED | (w.model ? IR_FF_MODEL : 0);
	f->at = lo_loc(l, clang_getCursorLocation(w.def));
	clang_getExpansionLocation(clang_getRangeEnd(r), NULL, &line, &col, NULL);
	f->end_line = line;
	l->fn->end_col = col > 1 ? col - 1 : 1;
	l->fn->result = f->result;
	bind_params(l, w.def);
	l->fn->bb = lo_block(l);
	l->last_loc = 0;
	l->last = (struct where){ .at = f->at };
	outer = l->fn->scope;
	own_params(l, w.def);
	if (lo_cur(l)->flags & IR_FF_CTOR)
		lo_cxx_ctor_inits(l, w.def);
	lo_stmt(l, body);
	if (l->fn->bb != IR_NONE)
		lo_scope_end(l, w.def, outer);
	else
		l->fn->scope = outer;
	if (lo_cur(l)->flags & IR_FF_DTOR && l->fn->bb != IR_NONE)
		lo_cxx_dtor_members(l, w.def);
	finish(l);
	count(l);
	text_statements(l, body);
	if (w.model && (has_opaque(lo_cur(l)) || hands_on(lo_cur(l))))
		forget(lo_cur(l));
	l->fn = up;
}

void lo_globals_begin(struct lo *l)
{
	uint32_t fi = ir_func_add(l->u, ir_intern(l->u, STR("<globals>")));
	l->u->init_func = fi;
	l->u->funcs.v[fi].flags = IR_FF_DEFINED | IR_FF_STATIC;
	l->u->funcs.v[fi].display = l->u->funcs.v[fi].name;
	l->u->funcs.v[fi].result = l->t_void;
	l->init = fn_new(l, fi);
	l->init->model = true; /* not counted as a function of the driver */
	l->fn = l->init;
	l->fn->bb = lo_block(l);
}

void lo_globals_end(struct lo *l)
{
	l->fn = l->init;
	finish(l);
	l->fn = NULL;
}
