/* Operands, locations, and the operations that are not calls. */
#include "flow/machine.h"

/* Variables that are one place for the whole driver: globals, and locals that live on. */
static uint32_t eval_fixed(struct machine *m, struct act *a, const struct ir_path_rec *r)
{
	if (r->kind == IR_P_LOCAL)
		return loc_intern(m, (struct loc){ .kind = L_CTX,
						   .parent = UINT32_MAX,
						   .id = a->fn,
						   .a = 1u << 30 | r->var,
						   .unit = a->u,
						   .type = r->type });
	uint32_t g = a->mu->globals[r->var];
	return loc_intern(m, (struct loc){ .kind = L_GLOBAL,
					   .parent = UINT32_MAX,
					   .id = g,
					   .field = m->model->globals.v[g].field,
					   .unit = a->u,
					   .type = r->type });
}

static uint32_t eval_member(struct machine *m, struct act *a, ir_path p, uint32_t base)
{
	ir_str rec = ir_path_record(a->u, a->ir, p);
	const struct ir_path_rec *r = &a->ir->paths.v[p];
	return loc_field(m, base, rec ? model_unit_name(m->model, a->mu, rec) : 0,
			 model_unit_name(m->model, a->mu, r->name), a->u, r->type);
}

/* Most paths lead to where they led the last time: asked again only from another base, or in another root. */
static uint32_t eval_kept(struct machine *m, struct act *a, ir_path p, uint32_t base)
{
	struct path_memo *k = &a->cfg->memo[p];
	if (k->run != m->run || k->base != base)
		*k = (struct path_memo){ .run = m->run,
					 .base = base,
					 .loc = base == UINT32_MAX ? eval_fixed(m, a, &a->ir->paths.v[p])
								   : eval_member(m, a, p, base) };
	return k->loc;
}

uint32_t eval_loc(struct machine *m, struct act *a, struct state *s, ir_path p)
{
	const struct ir_path_rec *r = &a->ir->paths.v[p];
	switch (r->kind) {
	case IR_P_LOCAL:
		if (a->ir->vars.v[r->var].kind == IR_V_STATIC)
			return eval_kept(m, a, p, UINT32_MAX);
		return loc_local(m, a, r->var);
	case IR_P_GLOBAL:
		return eval_kept(m, a, p, UINT32_MAX);
	case IR_P_DEREF:
		return loc_of_pointer(m, state_load(m, s, eval_loc(m, a, s, r->base)), a->u, r->type);
	case IR_P_FIELD:
		return eval_kept(m, a, p, eval_loc(m, a, s, r->base));
	case IR_P_INDEX: {
		uint32_t base = eval_loc(m, a, s, r->base);
		struct val i = eval_opd(m, a, s, &r->index);
		int64_t n = -1;
		if (i.kind == V_INT)
			n = i.num;
		if (n == 0 && a->ir->paths.v[r->base].kind == IR_P_DEREF)
			return base; /* p[0] is *p */
		return loc_index(m, base, n < 0 ? -1 : n, a->u, r->type);
	}
	}
	return loc_of_pointer(m, (struct val){ .kind = V_UNKNOWN }, a->u, 0);
}

bool type_is_aggregate(const struct ir_unit *u, ir_type t)
{
	return t < u->types.n && (u->types.v[t].kind == IR_T_RECORD || u->types.v[t].kind == IR_T_ARRAY);
}

/* The pointer that the outermost DEREF of a path goes through. */
static ir_path outer_deref(const struct ir_func *f, ir_path p)
{
	while (p != IR_NONE) {
		const struct ir_path_rec *r = &f->paths.v[p];
		if (r->kind == IR_P_DEREF)
			return r->base;
		if (r->kind == IR_P_LOCAL || r->kind == IR_P_GLOBAL)
			return IR_NONE;
		p = r->base;
	}
	return IR_NONE;
}

static void told_access(struct machine *m, struct act *a, struct state *s, enum access_kind k, ir_path p, struct val v)
{
	if (!m->want_access || a->f->model)
		return;
	ir_path through = outer_deref(a->ir, p);
	if (through == IR_NONE)
		return;
	tell_access(m, a, s, a->op, k, p, state_load(m, s, eval_loc(m, a, s, through)), v);
}

void exec_touches(struct machine *m, struct act *a, struct state *s, enum access_kind k, const struct ir_opd *o)
{
	if (o->kind == IR_O_ADDR)
		told_access(m, a, s, k, o->path, (struct val){ 0 });
	else if (o->kind == IR_O_PATH && m->want_access && !a->f->model)
		tell_access(m, a, s, a->op, k, o->path, state_load(m, s, eval_loc(m, a, s, o->path)),
			    (struct val){ 0 });
}

struct val eval_opd(struct machine *m, struct act *a, struct state *s, const struct ir_opd *o)
{
	switch (o->kind) {
	case IR_O_INT:
		return v_int(o->num);
	case IR_O_FUNC: {
		uint32_t i = ir_func_find(a->u, o->name);
		if (i != IR_NONE && a->mu->fns[i] != MODEL_NONE)
			return v_of(V_FUNC, a->mu->fns[i]);
		break;
	}
	case IR_O_STR:
		return v_of(V_STR, o->name);
	case IR_O_ADDR:
		return v_of(V_ADDR, eval_loc(m, a, s, o->path));
	case IR_O_PATH: {
		uint32_t loc = eval_loc(m, a, s, o->path);
		const struct ir_type_rec *t = a->ir->paths.v[o->path].type < a->u->types.n
						      ? &a->u->types.v[a->ir->paths.v[o->path].type]
						      : NULL;
		if (t && t->kind == IR_T_ARRAY)
			return v_of(V_ADDR, loc); /* decays */
		struct val v = state_load(m, s, loc);
		if (m->want_access && a->ir->paths.v[o->path].kind != IR_P_LOCAL)
			told_access(m, a, s, ACCESS_LOAD, o->path, v);
		return v;
	}
	case IR_O_NONE:
	case IR_O_FLOAT:
		break;
	}
	return val_sym(m, S_FRESH, a->op);
}

static void store_to(struct machine *m, struct act *a, struct state *s, ir_path dst, struct val v)
{
	if (dst == IR_NONE)
		return;
	uint32_t loc = eval_loc(m, a, s, dst);
	if (a->ir->paths.v[dst].kind == IR_P_LOCAL && a->ir->vars.v[a->ir->paths.v[dst].var].kind != IR_V_STATIC) {
		state_store(m, s, loc, v);
		return;
	}
	note_origin(m, a, loc, v);
	store_registers(m, a, s, loc, v);
	if (!loc_is_local(m, loc))
		escape(m, s, v);
	told_access(m, a, s, ACCESS_STORE, dst, v);
	state_store(m, s, loc, v);
	place_store(m, a, s, loc);
}

static void assign(struct machine *m, struct act *a, struct state *s, const struct ir_op *op)
{
	ir_type t = a->ir->paths.v[op->dst].type;
	if (op->a.kind == IR_O_PATH && type_is_aggregate(a->u, t)) {
		uint32_t from = eval_loc(m, a, s, op->a.path), to = eval_loc(m, a, s, op->dst);
		told_access(m, a, s, ACCESS_LOAD, op->a.path, (struct val){ 0 });
		told_access(m, a, s, ACCESS_STORE, op->dst, (struct val){ 0 });
		state_copy_aggregate(m, s, to, from);
		return;
	}
	store_to(m, a, s, op->dst, eval_opd(m, a, s, &op->a));
}

static struct val cast(struct machine *m, struct act *a, struct state *s, const struct ir_op *op)
{
	struct val v = eval_opd(m, a, s, &op->a);
	if (v.kind == V_INT)
		v.num = fold_int(a->u, op->type, v.num);
	return v;
}

struct state *exec_op(struct machine *m, struct act *a, struct state *s, const struct ir_op *op)
{
	a->op = op;
	switch (op->kind) {
	case IR_ASSIGN:
		assign(m, a, s, op);
		break;
	case IR_UN:
		store_to(m, a, s, op->dst, eval_un(m, s, op->sub, eval_opd(m, a, s, &op->a), op, a->u));
		break;
	case IR_BIN: {
		struct val x = eval_opd(m, a, s, &op->a), y = eval_opd(m, a, s, &op->b);
		store_to(m, a, s, op->dst, eval_bin(m, s, op->sub, x, y, op, a->u));
		break;
	}
	case IR_CAST:
		store_to(m, a, s, op->dst, cast(m, a, s, op));
		break;
	case IR_CALL:
		return exec_call(m, a, s, op);
	case IR_ZERO: {
		uint32_t loc = eval_loc(m, a, s, op->dst);
		bool agg = type_is_aggregate(a->u, a->ir->paths.v[op->dst].type);
		state_clobber(m, s, loc, op);
		state_store(m, s, loc, agg ? v_of(V_ZERO, 0) : v_int(0));
		break;
	}
	case IR_DECL: {
		uint32_t loc = eval_loc(m, a, s, op->dst);
		state_clobber(m, s, loc, op);
		break;
	}
	case IR_OPAQUE:
		if (op->dst != IR_NONE)
			store_to(m, a, s, op->dst, val_sym(m, S_FRESH, op));
		for (uint32_t i = 0; i < op->n_args; i++)
			if (op->args[i].kind == IR_O_ADDR)
				state_clobber(m, s, eval_loc(m, a, s, op->args[i].path), op);
		break;
	default:
		break;
	}
	return s;
}
