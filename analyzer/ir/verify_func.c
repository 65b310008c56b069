/* The invariants of a function but those of single operations (verify_op.c). */
#include "ir/verify.h"

static bool verify_head(struct verify *v)
{
	const struct ir_func *f = v->f;
	if (!verify_str(v, f->display) || !verify_type(v, f->result) || !verify_loc(v, f->at) ||
	    !verify_str(v, f->section) || !verify_loc(v, f->section_at))
		return false;
	for (size_t i = 0; i < f->roles.n; i++)
		if (!verify_str(v, f->roles.v[i]))
			return false;
	for (size_t i = 0; i < f->notes.n; i++) {
		if (!verify_str(v, f->notes.v[i].text))
			return false;
		if (f->notes.v[i].on < -1 || (f->notes.v[i].on >= 0 && (uint32_t)f->notes.v[i].on >= f->n_params))
			return verify_fail(v, "a note stands on parameter %d, which is not there", f->notes.v[i].on);
	}
	for (size_t i = 0; i < f->words.n; i++)
		if (!verify_str(v, f->words.v[i].text))
			return false;
	if (!(f->flags & IR_FF_DEFINED) != !f->blocks.n)
		return verify_fail(v, "a function has blocks if, and only if, it is defined");
	return true;
}

static bool verify_vars(struct verify *v)
{
	const struct ir_func *f = v->f;
	if (f->n_params > f->vars.n)
		return verify_fail(v, "more parameters than variables");
	for (size_t i = 0; i < f->vars.n; i++) {
		const struct ir_var *x = &f->vars.v[i];
		if (!verify_str(v, x->name) || !verify_type(v, x->type) || !verify_loc(v, x->at))
			return false;
		if ((unsigned)x->kind > IR_V_STATIC)
			return verify_fail(v, "variable %zu is of no known kind", i);
		if ((x->kind == IR_V_PARAM) != (i < f->n_params))
			return verify_fail(v, "variable %zu: the first variables, and only they, are the parameters",
					   i);
		if (x->name == 0 || ir_var_find(f, x->name) != i)
			return verify_fail(v, "variable %zu has no name of its own", i);
	}
	return true;
}

static bool verify_index(struct verify *v, uint32_t id, const struct ir_path_rec *p)
{
	switch (p->index.kind) {
	case IR_O_NONE:
		return true;
	case IR_O_INT:
		return verify_str(v, p->index.name);
	case IR_O_PATH:
		if (p->index.path < id && v->f->paths.v[p->index.path].depth < p->depth)
			return true;
		__attribute__((fallthrough));
	default:
		return verify_fail(v, "path %u has an index that is no number and no earlier path", id);
	}
}

static bool verify_path(struct verify *v, uint32_t id, const struct ir_path_rec *p)
{
	bool root = p->kind == IR_P_LOCAL || p->kind == IR_P_GLOBAL;
	if ((unsigned)p->kind > IR_P_INDEX)
		return verify_fail(v, "path %u is of no known kind", id);
	if (!verify_type(v, p->type) || !verify_str(v, p->name))
		return false;
	if (root && p->var >= (p->kind == IR_P_LOCAL ? v->f->vars.n : v->u->globals.n))
		return verify_fail(v, "path %u starts at a variable that is not there", id);
	if (root != (p->base == IR_NONE) || (!root && p->base >= id))
		return verify_fail(v, "path %u does not lean on an earlier path", id);
	if (p->depth > IR_PATH_DEPTH || (!root && v->f->paths.v[p->base].depth >= p->depth))
		return verify_fail(v, "path %u has a wrong depth", id);
	if ((p->kind == IR_P_FIELD) != (p->name != 0))
		return verify_fail(v, "path %u: members, and only they, have a name", id);
	return p->kind != IR_P_INDEX || verify_index(v, id, p);
}

static bool verify_seh(struct verify *v)
{
	for (size_t i = 0; i < v->f->seh.n; i++) {
		const struct ir_seh *s = &v->f->seh.v[i];
		if (!verify_loc(v, s->at))
			return false;
		if ((unsigned)s->kind > IR_SEH_CATCH || s->handler >= v->f->blocks.n)
			return verify_fail(v, "region %zu has no known kind or no handler", i);
		if (s->parent != IR_NONE && s->parent >= i)
			return verify_fail(v, "region %zu does not stand in an earlier one", i);
	}
	return true;
}

static bool verify_block(struct verify *v, uint32_t id)
{
	const struct ir_block *b = &v->f->blocks.v[id];
	v->bb = id;
	v->op = 0;
	if (b->seh != IR_NONE && b->seh >= v->f->seh.n)
		return verify_fail(v, "the block's region is not there");
	if (b->n_ops == 0)
		return verify_fail(v, "the block is empty");
	for (v->op = 0; v->op < b->n_ops; v->op++) {
		const struct ir_op *op = &b->ops[v->op];
		if ((unsigned)op->kind >= IR_OPS)
			return verify_fail(v, "no known operation");
		if (ir_is_terminator(op->kind) != (v->op == b->n_ops - 1))
			return verify_fail(v, "the last operation of a block, and only it, is a terminator");
		if (!verify_op(v, op))
			return false;
	}
	v->bb = IR_NONE;
	return true;
}

bool verify_func(struct verify *v)
{
	if (!verify_head(v) || !verify_vars(v))
		return false;
	for (size_t i = 0; i < v->f->paths.n; i++)
		if (!verify_path(v, (uint32_t)i, &v->f->paths.v[i]))
			return false;
	if (!verify_seh(v))
		return false;
	for (size_t i = 0; i < v->f->blocks.n; i++)
		if (!verify_block(v, (uint32_t)i))
			return false;
	return true;
}
