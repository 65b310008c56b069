/* Which of a unit's functions rest on something that is not known for certain. */
#include "base/map.h"
#include "front/front.h"

struct asked {
	const struct ir_unit *u;
	struct map *names; /* of guesses */
	bool *types;	   /* that come from a guess */
};

static bool guessed(const struct asked *q, ir_str name)
{
	return name && map_get(q->names, name);
}

static bool guessed_type(const struct asked *q, ir_type t)
{
	for (int depth = 0; t && depth < 8; depth++) {
		const struct ir_type_rec *r = &q->u->types.v[t];
		struct str tag = ir_text(q->u, r->tag);
		if (guessed(q, r->name) || guessed(q, r->tag) || str_starts(tag, STR("__rc_")))
			return true;
		t = r->kind == IR_T_PTR || r->kind == IR_T_ARRAY || r->kind == IR_T_REF ? r->elem : 0;
	}
	return false;
}

static bool operand(const struct asked *q, struct ir_opd o)
{
	return (o.kind == IR_O_FUNC || o.kind == IR_O_INT) && guessed(q, o.name);
}

static bool operations(const struct asked *q, const struct ir_func *f)
{
	for (size_t b = 0; b < f->blocks.n; b++)
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &f->blocks.v[b].ops[i];
			if (op->kind == IR_OPAQUE || operand(q, op->a) || operand(q, op->b))
				return true;
			for (uint32_t k = 0; k < op->n_args; k++)
				if (operand(q, op->args[k]))
					return true;
		}
	return false;
}

static bool places(const struct asked *q, const struct ir_func *f)
{
	for (size_t i = 0; i < f->vars.n; i++)
		if (q->types[f->vars.v[i].type])
			return true;
	for (size_t i = 0; i < f->paths.n; i++) {
		const struct ir_path_rec *p = &f->paths.v[i];
		if (p->kind == IR_P_GLOBAL && guessed(q, q->u->globals.v[p->var].name))
			return true;
		if (p->kind == IR_P_FIELD && (!p->type || q->types[p->type]))
			return true;
	}
	return false;
}

static bool misses(const struct ir_unit *u, const struct ir_func *f)
{
	for (size_t i = 0; i < u->diags.n; i++) {
		struct ir_loc at = u->diags.v[i].at;
		if (at.file == f->at.file && at.line >= f->at.line && at.line <= f->end_line)
			return true;
	}
	return false;
}

uint32_t front_affected(const struct ir_unit *u)
{
	struct arena *a = arena_new(0);
	struct asked q = { u, map_new(a), ARENA_ARRAY(a, bool, u->types.n + 1) };
	uint32_t n = 0;
	for (size_t i = 0; i < u->guesses.n; i++)
		if (u->guesses.v[i].kind != IR_G_HEADER)
			*map_put(q.names, u->guesses.v[i].name) = 1;
	for (size_t i = 1; i < u->types.n; i++)
		q.types[i] = guessed_type(&q, (ir_type)i);
	for (size_t i = 0; i < u->funcs.n; i++) {
		const struct ir_func *f = &u->funcs.v[i];
		if (!(f->flags & IR_FF_DEFINED) || (f->flags & IR_FF_MODEL) || i == u->init_func)
			continue;
		n += operations(&q, f) || places(&q, f) || misses(u, f);
	}
	arena_free(a);
	return n;
}
