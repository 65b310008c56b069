/* The invariants of types: known kinds, ids in range, and no type that contains itself. */
#include "ir/verify.h"

#include <stdlib.h>

static bool has_elem(enum ir_type_kind k)
{
	return k == IR_T_PTR || k == IR_T_REF || k == IR_T_ARRAY || k == IR_T_FUNC;
}

static bool verify_one(struct verify *v, size_t id)
{
	const struct ir_type_rec *t = &v->u->types.v[id];
	if ((unsigned)t->kind >= IR_T_KINDS)
		return verify_fail(v, "type %zu is of no known kind", id);
	if (!verify_str(v, t->name) || !verify_str(v, t->tag) || !verify_type(v, t->elem))
		return false;
	if (t->elem && !has_elem(t->kind) && t->kind != IR_T_ENUM)
		return verify_fail(v, "type %zu cannot have an element", id);
	if (t->n_fields && t->kind != IR_T_RECORD)
		return verify_fail(v, "type %zu cannot have members", id);
	for (uint32_t i = 0; i < t->n_fields; i++) {
		if (!verify_str(v, t->fields[i].name) || !verify_type(v, t->fields[i].type))
			return false;
		if (t->fields[i].name == 0)
			return verify_fail(v, "a member of type %zu has no name", id);
	}
	return true;
}

enum { NEW, OPEN, DONE };

/* Pointer to pointer to ... must end somewhere: each type has one element, so a walk that meets itself is a ring. */
static bool verify_chains(struct verify *v, unsigned char *mark)
{
	for (size_t i = 0; i < v->u->types.n; i++) {
		size_t t;
		for (t = i; mark[t] == NEW; t = v->u->types.v[t].elem)
			mark[t] = OPEN;
		if (mark[t] == OPEN && t != 0 && v->u->types.v[t].elem)
			return verify_fail(v, "type %zu is its own element", t);
		for (t = i; mark[t] == OPEN; t = v->u->types.v[t].elem)
			mark[t] = DONE;
	}
	return true;
}

enum { BY_VALUE_DEPTH = 200 };

static bool verify_by_value(struct verify *v, unsigned char *mark, ir_type id, unsigned depth)
{
	const struct ir_type_rec *t = &v->u->types.v[id];
	if (mark[id] == DONE)
		return true;
	if (mark[id] == OPEN)
		return verify_fail(v, "type %u contains itself", id);
	if (depth == BY_VALUE_DEPTH)
		return verify_fail(v, "type %u is nested too deep", id);
	mark[id] = OPEN;
	if (t->kind == IR_T_ARRAY && !verify_by_value(v, mark, t->elem, depth + 1))
		return false;
	for (uint32_t i = 0; i < t->n_fields; i++)
		if (!verify_by_value(v, mark, t->fields[i].type, depth + 1))
			return false;
	mark[id] = DONE;
	return true;
}

bool verify_types(struct verify *v)
{
	size_t n = v->u->types.n;
	unsigned char *mark;
	bool ok;
	if (n == 0 || v->u->types.v[0].kind != IR_T_UNKNOWN)
		return verify_fail(v, "type 0 must be the unknown type");
	for (size_t i = 0; i < n; i++)
		if (!verify_one(v, i))
			return false;
	mark = calloc(n, 1);
	if (!mark)
		return err_set(v->e, ERR_NO_MEMORY, "out of memory");
	ok = verify_chains(v, mark);
	memset(mark, NEW, n);
	for (size_t i = 0; ok && i < n; i++)
		ok = verify_by_value(v, mark, (ir_type)i, 0);
	free(mark);
	return ok;
}
