/* What rules may ask about values. */
#include "flow/machine.h"

struct val rule_arg(const struct rule_ctx *c, unsigned i)
{
	return c->call && i < c->call->n ? c->call->args[i] : (struct val){ 0 };
}

struct val rule_result(const struct rule_ctx *c)
{
	return c->has_result ? c->result : (struct val){ 0 };
}

struct val rule_arg_target(const struct rule_ctx *c, unsigned i)
{
	if (!c->call || i >= c->call->n || !c->s)
		return (struct val){ 0 };
	uint32_t loc = arg_loc(c->m, c->call, i);
	return loc == UINT32_MAX ? (struct val){ 0 } : state_load(c->m, c->s, loc);
}

/* The child location of that name that exists; otherwise one made for the load. */
static uint32_t child(struct machine *m, uint32_t loc, struct str name)
{
	name_id id = model_name(m->model, name);
	return loc_intern(m, (struct loc){ .kind = L_FIELD, .parent = loc, .a = id, .unit = m->locs.v[loc].unit });
}

struct val rule_arg_field(const struct rule_ctx *c, unsigned i, const char *field)
{
	struct val v = rule_arg(c, i);
	if (!c->call || i >= c->call->n || !c->s || v.kind == V_INT)
		return (struct val){ 0 };
	uint32_t loc = arg_loc(c->m, c->call, i);
	if (loc == UINT32_MAX)
		return (struct val){ 0 };
	struct str rest = str_from(field), head;
	while (rest.n) {
		str_cut(rest, '.', &head, &rest);
		loc = child(c->m, loc, head);
		if (head.n == 0)
			break;
		if (head.s + head.n == field + strlen(field))
			break;
	}
	return state_load(c->m, c->s, loc);
}

bool value_int(const struct rule_ctx *c, struct val v, int64_t *out)
{
	rule_asked(c, v);
	if (v.kind == V_UNKNOWN || !c->s)
		return false;
	struct cons k = cons_get(c->m, c->s, v);
	*out = k.lo;
	return k.lo == k.hi;
}

enum tri value_is(const struct rule_ctx *c, struct val v, int64_t n)
{
	rule_asked(c, v);
	if (v.kind == V_UNKNOWN || !c->s)
		return TRI_MAYBE;
	struct cons k = cons_get(c->m, c->s, v);
	if (k.lo == k.hi && k.lo == n)
		return TRI_YES;
	if (n < k.lo || n > k.hi || (n == 0 && k.nonzero) || (k.bits & (k.ones ^ (uint64_t)n)))
		return TRI_NO;
	struct val l[SYM_ALTS];
	bool all;
	size_t m = val_leaves(c->m, v, l, SYM_ALTS, &all);
	for (size_t i = 0; i < m && all; i++)
		if (l[i].kind != V_INT || l[i].num == n)
			return TRI_MAYBE;
	return all && m ? TRI_NO : TRI_MAYBE;
}

enum tri value_bits(const struct rule_ctx *c, struct val v, uint64_t mask)
{
	rule_asked(c, v);
	if (v.kind == V_UNKNOWN || !c->s)
		return TRI_MAYBE;
	struct cons k = cons_get(c->m, c->s, v);
	if (k.lo == k.hi) {
		k.bits = ~0ULL;
		k.ones = (uint64_t)k.lo;
	}
	if ((k.bits & k.ones & mask) == mask)
		return TRI_YES;
	return k.bits & ~k.ones & mask ? TRI_NO : TRI_MAYBE;
}

enum tri value_null(const struct rule_ctx *c, struct val v)
{
	rule_asked(c, v);
	if (v.kind == V_UNKNOWN || !c->s)
		return TRI_MAYBE;
	struct cons k = cons_get(c->m, c->s, v);
	return k.nonzero || k.lo > 0 || k.hi < 0 ? TRI_NO : k.lo == 0 && k.hi == 0 ? TRI_YES : TRI_MAYBE;
}

enum tri value_success(const struct rule_ctx *c, struct val v)
{
	rule_asked(c, v);
	if (v.kind == V_UNKNOWN || !c->s)
		return TRI_MAYBE;
	struct cons k = cons_get(c->m, c->s, v);
	return k.lo >= 0 ? TRI_YES : k.hi < 0 ? TRI_NO : TRI_MAYBE;
}

/* Objects made anew at each visit stand for several: the same object need not be the same handle, but within one path it is. */
bool value_same(const struct rule_ctx *c, struct val a, struct val b)
{
	return a.kind != V_UNKNOWN && v_same(val_entity(c->m, a), val_entity(c->m, b));
}

enum tri value_same_tri(const struct rule_ctx *c, struct val a, struct val b)
{
	if (value_same(c, a, b))
		return TRI_YES;
	struct val x[SYM_ALTS * 2], y[SYM_ALTS * 2];
	bool ax, ay;
	size_t n = val_leaves(c->m, a, x, SYM_ALTS * 2, &ax), k = val_leaves(c->m, b, y, SYM_ALTS * 2, &ay);
	if (!ax || !ay || !n || !k)
		return TRI_MAYBE;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < k; j++)
			if (v_same(x[i], y[j]))
				return TRI_MAYBE;
	return TRI_NO;
}

bool value_known(const struct rule_ctx *c, struct val v)
{
	if (v.kind == V_UNKNOWN || !c->s)
		return false;
	const struct sym *y = val_symp(c->m, v);
	struct cons k = cons_get(c->m, c->s, v);
	return !y || y->n_alts || k.bits || k.nonzero || k.lo != INT64_MIN || k.hi != INT64_MAX;
}

const struct ir_op *value_producer(const struct rule_ctx *c, struct val v, struct str *callee)
{
	const struct sym *y = val_symp(c->m, v);
	if (!y || (y->kind != S_RESULT && y->kind != S_OUT))
		return NULL;
	if (callee)
		*callee = y->callee == MODEL_NONE ? STR("") : c->m->model->fns.v[y->callee].name;
	return y->op;
}

bool value_loaded_from(const struct rule_ctx *c, struct val v, struct str *record, struct str *field)
{
	const struct sym *y = val_symp(c->m, v);
	if (!y || y->kind != S_LOAD || !y->field)
		return false;
	const struct field *f = &c->m->model->fields.v[y->field];
	*record = model_text(c->m->model, f->record);
	*field = model_text(c->m->model, f->name);
	return true;
}

struct str value_target_record(const struct rule_ctx *c, struct val v)
{
	if (v.kind != V_ADDR)
		return STR("");
	const struct loc *l = &c->m->locs.v[v.id];
	const struct ir_type_rec *t = l->unit && l->type < l->unit->types.n ? &l->unit->types.v[l->type] : NULL;
	return t && t->kind == IR_T_RECORD ? ir_text(l->unit, t->tag) : STR("");
}

const struct field *value_field(const struct rule_ctx *c, struct val v)
{
	const struct sym *y = val_symp(c->m, v);
	return y && y->kind == S_LOAD && y->field ? &c->m->model->fields.v[y->field] : NULL;
}

int value_root_param(const struct rule_ctx *c, struct val v)
{
	const struct sym *y = val_symp(c->m, v);
	return y && y->kind == S_PARAM ? (int)y->arg : -1;
}

bool value_is_local_address(const struct rule_ctx *c, struct val v)
{
	return v.kind == V_ADDR && loc_is_local(c->m, v.id);
}

bool value_points_to_global(const struct rule_ctx *c, struct val v, struct str *name)
{
	if (v.kind != V_ADDR)
		return false;
	const struct loc *l = &c->m->locs.v[c->m->locs.v[v.id].root];
	if (l->kind != L_GLOBAL)
		return false;
	if (name)
		*name = c->m->model->globals.v[l->id].name;
	return true;
}

size_t value_objects(const struct rule_ctx *c, struct val v, const struct object **out, size_t max, bool *complete)
{
	struct val l[SYM_ALTS * 2];
	bool all;
	size_t n = val_leaves(c->m, v, l, SYM_ALTS * 2, &all), k = 0;
	for (size_t i = 0; i < n; i++) {
		if (l[i].kind == V_OBJ && k < max)
			out[k++] = model_object(c->m->model, l[i].id);
		else if (!(l[i].kind == V_INT && l[i].num == 0))
			all = false;
	}
	*complete = all && k;
	return k;
}

size_t value_functions(const struct rule_ctx *c, struct val v, const struct fn **out, size_t max, bool *complete)
{
	struct val l[SYM_ALTS * 2];
	bool all;
	size_t n = val_leaves(c->m, v, l, SYM_ALTS * 2, &all), k = 0;
	for (size_t i = 0; i < n; i++) {
		if (l[i].kind == V_FUNC && k < max)
			out[k++] = &c->m->model->fns.v[l[i].id];
		else if (!(l[i].kind == V_INT && l[i].num == 0))
			all = false;
	}
	*complete = all && k;
	return k;
}

struct str rule_arg_text(const struct rule_ctx *c, unsigned i)
{
	if (!c->op || i >= c->op->n_args || !c->act)
		return STR("");
	struct buf b;
	buf_init(&b, 300);
	ir_opd_show(c->act->u, c->act->ir, c->op->args[i], &b);
	struct str s = arena_str(c->m->a, buf_view(&b));
	buf_free(&b);
	return s;
}

struct str rule_value_text(const struct rule_ctx *c, struct val v)
{
	struct str r, f;
	uint32_t o = val_obj(c->m, v);
	if (o) {
		const struct object *x = model_object(c->m->model, o);
		return textf(c->m->a, "the %s from %s", obj_kind_name(x->kind),
			     x->creator.n ? x->creator.s : "elsewhere");
	}
	if (value_loaded_from(c, v, &r, &f))
		return textf(c->m->a, "%s.%s", r.s, f.s);
	if (value_producer(c, v, &r))
		return textf(c->m->a, "the result of %s", r.n ? r.s : "a call");
	return STR("an unknown value");
}
