/* Mechanical edits. See edits.h. */
#include "rules/edits.h"

static bool add(struct claim *cl, const struct site *file, uint32_t line, uint32_t col, uint32_t end_line,
		uint32_t end_col, struct str text)
{
	for (size_t i = 0; i < 4; i++) {
		struct edit *e = &cl->edits[i];
		if (e->at.file.n)
			continue;
		*e = (struct edit){ .at = { .file = site_file(file),
					    .line = line,
					    .col = col,
					    .end_line = end_line,
					    .end_col = end_col,
					    .function = STR("") },
				    .text = text };
		return true;
	}
	return false;
}

static const struct ir_stmt *statement(const struct site *at)
{
	uint32_t i = at->unit && at->func && site_in_driver(at) ? ir_stmt_at(at->func, at->at) : IR_NONE;

	return i == IR_NONE ? NULL : &at->func->stmts.v[i];
}

/* "; text" before the statement's own semicolon, on a line of its own under it. */
static bool append(struct claim *cl, struct arena *a, const struct site *at, const char *text)
{
	const struct ir_stmt *s = statement(at);

	return s && s->col < 200 &&
	       add(cl, at, s->end_line, s->end_col, s->end_line, s->end_col,
		   str_from(arena_printf(a, ";%s%*s%s", s->tail & IR_ST_CRLF ? "\r\n" : "\n", (int)s->col - 1, "",
					 text)));
}

bool edit_word(struct claim *cl, const struct site *at, const char *from, const char *to)
{
	const struct ir_stmt *s = statement(at);
	const struct ir_word *found = NULL;

	for (size_t i = 0; s && i < at->func->words.n; i++) {
		const struct ir_word *w = &at->func->words.v[i];
		bool inside = (w->line > s->line || (w->line == s->line && w->col >= s->col)) &&
			      (w->line < s->end_line || (w->line == s->end_line && w->col < s->end_col));
		if (!inside || !str_is(ir_text(at->unit, w->text), from))
			continue;
		if (found)
			return false;
		found = w;
	}
	return found &&
	       add(cl, at, found->line, found->col, found->line, found->col + (uint32_t)strlen(from), str_from(to));
}

bool edit_drop(struct claim *cl, const struct site *at)
{
	const struct ir_stmt *s = statement(at);

	if (!s)
		return false;
	if (s->tail & IR_ST_ALONE)
		return add(cl, at, s->line, 1, s->end_line + 1, 1, STR(""));
	return add(cl, at, s->line, s->col, s->end_line, s->end_col + (s->tail & IR_ST_SEMI ? 1 : 0), STR(""));
}

bool edit_resident(struct claim *cl, const struct model *m, const struct fn *f)
{
	struct ir_loc at = f->ir->section_at;
	struct site here = { .unit = f->unit, .func = f->ir, .at = at };

	if (!at.line || !site_in_driver(&here) || at.line == f->ir->at.line)
		return false;
	/* A pragma that names several functions, or a code_seg that holds for all that follow. */
	for (size_t i = 0; i < m->fns.n; i++)
		if (m->fns.v[i].unit == f->unit && &m->fns.v[i] != f && m->fns.v[i].ir->section_at.line == at.line &&
		    m->fns.v[i].ir->section_at.file == at.file)
			return false;
	return add(cl, &here, at.line, 1, at.line + 1, 1, STR(""));
}

/* ---- structures ---- */

static bool is_init(const struct ir_unit *u, const struct ir_op *op)
{
	struct str n = op_callee(u, op);

	return str_starts(n, STR("WDF_")) && memmem(n.s, n.n, "_INIT", 5);
}

static bool uses(const struct ir_op *op, ir_path p)
{
	for (uint32_t i = 0; i < op->n_args; i++)
		if (op->args[i].kind == IR_O_ADDR && op->args[i].path == p)
			return true;
	return false;
}

static bool earlier(const struct ir_loc *a, const struct ir_loc *b)
{
	return a->line != b->line ? a->line < b->line : a->col < b->col;
}

/* The calls around `call` that are given the same structure, in the order of the text. */
struct around {
	const struct ir_op *before, *after;
};

static struct around around(const struct site *at, const struct ir_op *call, ir_path p)
{
	struct around r = { 0 };

	for (size_t b = 0; b < at->func->blocks.n; b++)
		for (uint32_t i = 0; i < at->func->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &at->func->blocks.v[b].ops[i];
			if (op == call || op->kind != IR_CALL || !uses(op, p) || op->at.file != call->at.file)
				continue;
			if (earlier(&op->at, &call->at) && (!r.before || earlier(&r.before->at, &op->at)))
				r.before = op;
			if (earlier(&call->at, &op->at) && (!r.after || earlier(&op->at, &r.after->at)))
				r.after = op;
		}
	return r;
}

/* The *_INIT call that fills the local structure for this call and no other; NULL = not so. */
static const struct ir_op *init_of(const struct site *made, unsigned arg, ir_path *local)
{
	const struct ir_op *call = op_at(made);
	const struct ir_opd *o = call && arg < call->n_args ? &call->args[arg] : NULL;
	struct around r;

	if (!o || o->kind != IR_O_ADDR || made->func->paths.v[o->path].kind != IR_P_LOCAL)
		return NULL;
	r = around(made, call, o->path);
	*local = o->path;
	if (!r.before || !is_init(made->unit, r.before) || (r.after && !is_init(made->unit, r.after)))
		return NULL;
	return r.before;
}

bool edit_after_init(struct claim *cl, const struct site *made, unsigned arg, const char *member, const char *value)
{
	ir_path local;
	const struct ir_op *init = init_of(made, arg, &local);
	struct site at = *made;
	struct str name;

	if (!init)
		return false;
	at.at = init->at;
	name = ir_text(made->unit, made->func->vars.v[made->func->paths.v[local].var].name);
	return append(cl, made->unit->a, &at,
		      arena_printf(made->unit->a, STR_FMT ".%s = %s", STR_ARG(name), member, value));
}

bool edit_attributes(struct claim *cl, const struct site *made, const char *member, const char *value)
{
	const struct ir_op *call = op_at(made), *init;
	ir_path local;

	for (unsigned arg = 0; call && arg < call->n_args; arg++)
		if ((init = init_of(made, arg, &local)) &&
		    str_starts(op_callee(made->unit, init), STR("WDF_OBJECT_ATTRIBUTES_INIT")))
			return edit_after_init(cl, made, arg, member, value);
	return false;
}

const struct object *edit_level_object(const struct model *m, const struct root *r)
{
	const struct object *o = r ? model_object(m, r->object) : NULL, *device;
	struct effective e;
	ir_path local;

	if (!o || !r->role || r->role->from != ROLE_IRQL_CONSTRAINTS || (o->kind != OBJ_QUEUE && o->kind != OBJ_DEVICE))
		return NULL;
	e = model_effective(m, o);
	device = o->kind == OBJ_DEVICE ? o : model_object(m, o->parent);
	/* The queue's level counts from KMDF 1.9 on; under the device's scope it has to be the device's. */
	bool old = m->info.fw_major == 1 && m->info.fw_minor < 9;
	if (o->kind == OBJ_QUEUE && !old && e.scope != SCOPE_DEVICE && o->level == LEVEL_INHERIT &&
	    init_of(&o->created, 2, &local))
		return o;
	if (!device || device->kind != OBJ_DEVICE || device->level != LEVEL_INHERIT || o->level != LEVEL_INHERIT ||
	    !init_of(&device->created, 1, &local))
		return NULL;
	/* What is serialized with the device's callbacks at DISPATCH_LEVEL could not be created any more. */
	for (size_t i = 1; i < m->objects.n && e.scope != SCOPE_NONE; i++)
		if (m->objects.v[i].kind == OBJ_DPC || m->objects.v[i].kind == OBJ_TIMER)
			return NULL;
	return device;
}

bool edit_passive(struct claim *cl, const struct object *o)
{
	return o && edit_attributes(cl, &o->created, "ExecutionLevel", "WdfExecutionLevelPassive");
}

bool edit_kernel_handle(struct claim *cl, const struct site *opened, unsigned arg)
{
	const struct ir_op *call = op_at(opened), *set = NULL;
	const struct ir_opd *o = call && arg < call->n_args ? &call->args[arg] : NULL;
	struct site at = *opened;

	if (!o || o->kind != IR_O_ADDR || opened->func->paths.v[o->path].kind != IR_P_LOCAL)
		return false;
	const struct ir_func *f = opened->func;
	for (size_t b = 0; b < f->blocks.n; b++)
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &f->blocks.v[b].ops[i];
			if (op->dst == IR_NONE || f->paths.v[op->dst].kind != IR_P_FIELD ||
			    f->paths.v[op->dst].base != o->path ||
			    !str_is(ir_text(opened->unit, f->paths.v[op->dst].name), "Attributes") ||
			    !earlier(&op->at, &call->at))
				continue;
			if (set && (set->at.line != op->at.line || set->at.col != op->at.col))
				return false;
			set = op;
		}
	if (!set)
		return false;
	at.at = set->at;
	struct str name = ir_text(opened->unit, f->vars.v[f->paths.v[o->path].var].name);
	return append(cl, opened->unit->a, &at,
		      arena_printf(opened->unit->a, STR_FMT ".Attributes |= OBJ_KERNEL_HANDLE", STR_ARG(name)));
}
