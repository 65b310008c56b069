/* Units -> one driver: functions by linkage, globals, call graph, what annotations say. */
#include "base/hash.h"
#include "model/model.h"

name_id model_name(struct model *m, struct str s)
{
	return strtab_add(m->names, s);
}

struct str model_text(const struct model *m, name_id id)
{
	return strtab_get(m->names, id);
}

struct model_unit *model_unit_of(const struct model *m, const struct ir_unit *u)
{
	const uint64_t *i = map_get(m->unit_by_ptr, (uint64_t)(uintptr_t)u);
	return i ? &m->units.v[*i] : NULL;
}

name_id model_unit_name(struct model *m, struct model_unit *mu, ir_str s)
{
	if (s >= mu->n_names)
		return model_name(m, ir_text(mu->u, s));
	if (mu->names[s] == UINT32_MAX)
		mu->names[s] = model_name(m, ir_text(mu->u, s));
	return mu->names[s];
}

const struct fn *model_fn(const struct model *m, fn_id id)
{
	return id < m->fns.n ? &m->fns.v[id] : NULL;
}

const struct fn *model_fn_named(const struct model *m, struct str name)
{
	for (size_t i = 0; i < m->fns.n; i++)
		if (str_eq(m->fns.v[i].name, name))
			return &m->fns.v[i];
	return NULL;
}

static uint64_t str_hash(struct str s)
{
	return hash_bytes(s.s, s.n);
}

/* What makes two declarations one function: the name, and for statics the file they stand in. */
static uint64_t fn_key(const struct ir_unit *u, const struct ir_func *f)
{
	uint64_t h = str_hash(ir_text(u, f->name));
	if ((f->flags & IR_FF_STATIC) && !(f->flags & IR_FF_MODEL)) {
		h = hash_mix(h, 1);
		if (f->at.file < u->files.n)
			h = hash_mix(h, str_hash(ir_text(u, u->files.v[f->at.file].path)));
		else
			h = hash_mix(h, str_hash(ir_text(u, u->path)));
	}
	return h;
}

/* A body beats a declaration; a declaration with annotations beats one without. */
static bool better(const struct fn *have, const struct ir_func *f)
{
	bool has = have->ir->flags & IR_FF_DEFINED, is = f->flags & IR_FF_DEFINED;
	if (has != is)
		return is;
	return !has && f->notes.n > have->ir->notes.n;
}

static fn_id add_fn(struct model *m, const struct ir_unit *u, const struct ir_func *f)
{
	uint64_t *slot = map_get(m->fn_by_name, fn_key(u, f));
	struct fn *n;
	if (slot) {
		n = &m->fns.v[*slot];
		if (better(n, f)) {
			n->ir = f;
			n->unit = u;
		}
	} else {
		*map_put(m->fn_by_name, fn_key(u, f)) = m->fns.n;
		n = VEC_PUSH(m->a, &m->fns);
		*n = (struct fn){ .id = (fn_id)(m->fns.n - 1), .name = ir_text(u, f->name), .unit = u, .ir = f };
		n->display = f->display ? ir_text(u, f->display) : n->name;
	}
	for (size_t i = 0; i < f->roles.n; i++) {
		const struct role *r = role_find(ir_text(u, f->roles.v[i]));
		bool known = r == NULL;
		for (size_t k = 0; !known && k < n->roles.n; k++)
			known = n->roles.v[k] == r;
		if (!known)
			*VEC_PUSH(m->a, &n->roles) = r;
	}
	if (f->section) {
		n->section = ir_text(u, f->section);
		n->pageable = str_starts(n->section, STR("PAGE"));
	}
	n->defined = n->ir->flags & IR_FF_DEFINED;
	n->model = n->ir->flags & IR_FF_MODEL;
	n->guessed = n->ir->flags & IR_FF_GUESSED;
	return n->id;
}

/* Static initialisers: one function for each unit, none of which anybody calls. */
static fn_id add_init(struct model *m, const struct ir_unit *u, const struct ir_func *f)
{
	*VEC_PUSH(m->a, &m->fns) = (struct fn){ .id = (fn_id)m->fns.n,
						.name = STR("<globals>"),
						.display = STR("<globals>"),
						.unit = u,
						.ir = f,
						.defined = true };
	m->fns.v[m->fns.n - 1].id = (fn_id)(m->fns.n - 1);
	return (fn_id)(m->fns.n - 1);
}

void model_sal(struct model *m, fn_id id)
{
	struct fn *n = &m->fns.v[id];
	if (n->sal_read)
		return;
	n->sal_read = true;
	const struct ir_func *f = n->ir;
	if (f->n_params)
		n->sal_params = ARENA_ARRAY(m->a, struct sal_facts, f->n_params);
	for (size_t i = 0; i < f->notes.n; i++) {
		struct str text = ir_text(n->unit, f->notes.v[i].text);
		int32_t on = f->notes.v[i].on;
		static const char accessor[] = "rc:context_accessor:";
		if (str_starts(text, str_from(accessor)))
			n->accessor = (struct str){ text.s + sizeof accessor - 1, text.n - (sizeof accessor - 1) };
		else if (!str_starts(text, STR("sal:")))
			continue;
		else if (on < 0)
			sal_parse(m->a, text, &n->sal_fn);
		else if ((uint32_t)on < f->n_params)
			sal_parse(m->a, text, &n->sal_params[on]);
	}
	if (!n->defined || n->model) {
		n->ddi = ddi_find(n->name);
		n->effect = effect_find(n->name);
	}
	for (size_t i = 0; i < n->sal_fn.n && n->defined; i++) {
		const struct role *r = n->sal_fn.v[i].kind == SAL_FUNCTION_CLASS ? role_find(n->sal_fn.v[i].arg) : NULL;
		bool known = r == NULL;
		for (size_t k = 0; !known && k < n->roles.n; k++)
			known = n->roles.v[k] == r;
		if (!known)
			*VEC_PUSH(m->a, &n->roles) = r;
	}
}

static void add_globals(struct model *m, struct model_unit *mu)
{
	const struct ir_unit *u = mu->u;
	mu->globals = ARENA_ARRAY(m->a, uint32_t, u->globals.n + 1);
	for (size_t i = 0; i < u->globals.n; i++) {
		const struct ir_global *g = &u->globals.v[i];
		uint64_t key = str_hash(ir_text(u, g->name));
		if (g->flags & IR_GF_STATIC)
			key = hash_mix(key, mu->index + 1);
		uint64_t *slot = map_get(m->global_by_name, key);
		if (!slot) {
			slot = map_put(m->global_by_name, key);
			*slot = m->globals.n;
			*VEC_PUSH(m->a, &m->globals) = (struct gvar){ .name = ir_text(u, g->name),
								      .unit = u,
								      .index = (uint32_t)i,
								      .is_static = g->flags & IR_GF_STATIC };
			char *tag = arena_printf(m->a, "<global %zu>", m->globals.n - 1);
			m->globals.v[m->globals.n - 1].field =
				model_field(m, model_name(m, str_from(tag)), model_name(m, ir_text(u, g->name)))->id;
		} else if (g->flags & IR_GF_DEFINED) {
			m->globals.v[*slot].unit = u;
			m->globals.v[*slot].index = (uint32_t)i;
		}
		mu->globals[i] = (uint32_t)*map_get(m->global_by_name, key);
	}
}

static fn_id callee_of(const struct model *m, const struct model_unit *mu, ir_str name)
{
	uint32_t i = ir_func_find(mu->u, name);
	(void)m;
	return i == IR_NONE ? MODEL_NONE : mu->fns[i];
}

static void note_operand(struct model *m, const struct model_unit *mu, fn_id in, const struct ir_opd *o)
{
	fn_id id = o->kind == IR_O_FUNC ? callee_of(m, mu, o->name) : MODEL_NONE;
	if (id == MODEL_NONE)
		return;
	m->fns.v[id].address_taken = true;
	m->fns.v[in].hands_over = true;
}

static void add_edge(struct model *m, fn_id from, fn_id to)
{
	struct fn *f = &m->fns.v[from];
	for (size_t i = 0; i < f->callees.n; i++)
		if (f->callees.v[i] == to)
			return;
	*VEC_PUSH(m->a, &f->callees) = to;
	*VEC_PUSH(m->a, &m->fns.v[to].callers) = from;
}

enum { HEIRS_MAX = 16 };

/* A method that overrides another runs in its place, and in the place of all that the other overrides. */
static void overrides(struct model *m, fn_id heir, const struct fn *of, unsigned depth)
{
	static const char note[] = "rc:overrides:";
	for (size_t i = 0; i < of->ir->notes.n && depth < HEIRS_MAX; i++) {
		struct str text = ir_text(of->unit, of->ir->notes.v[i].text);
		const struct fn *base = str_starts(text, str_from(note))
						? model_fn_named(m, (struct str){ text.s + sizeof note - 1,
										  text.n - (sizeof note - 1) })
						: NULL;
		bool known = !base || base->id == heir;
		for (size_t k = 0; !known && k < base->overriders.n; k++)
			known = base->overriders.v[k] == heir;
		if (known)
			continue;
		*VEC_PUSH(m->a, &m->fns.v[base->id].overriders) = heir;
		overrides(m, heir, base, depth + 1);
	}
}

static void scan_body(struct model *m, const struct model_unit *mu, fn_id id)
{
	const struct ir_func *f = m->fns.v[id].ir;
	size_t calls = 0, decisions = 0;
	for (size_t b = 0; b < f->blocks.n; b++)
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &f->blocks.v[b].ops[i];
			calls += op->kind == IR_CALL && !str_starts(ir_text(mu->u, op->a.name), STR("__rc_"));
			decisions += op->kind == IR_BR || op->kind == IR_SWITCH || op->kind == IR_OPAQUE;
			if (op->kind == IR_CALL && op->a.kind == IR_O_FUNC) {
				fn_id to = callee_of(m, mu, op->a.name);
				if (to != MODEL_NONE)
					add_edge(m, id, to);
				for (size_t k = 0;
				     op->flags & IR_OF_DYNAMIC && to != MODEL_NONE && k < m->fns.v[to].overriders.n;
				     k++)
					add_edge(m, id, m->fns.v[to].overriders.v[k]);
			} else {
				note_operand(m, mu, id, &op->a);
			}
			note_operand(m, mu, id, &op->b);
			for (uint32_t k = 0; k < op->n_args; k++)
				note_operand(m, mu, id, &op->args[k]);
		}
	m->fns.v[id].forwards = calls == 1 && !decisions;
}

/* Does a function without a body in view change what the explorer tracks? */
static bool has_effect(const struct fn *f)
{
	if (f->effect && (f->effect->irql != EFF_IRQL_SAME || f->effect->op != EFF_LOCK_NONE))
		return true;
	if (f->accessor.n)
		return false;
	static const char *const quiet[] = { "WdfObjectGetTypedContextWorker",
					     "WdfIoQueueGetDevice",
					     "WdfRequestRetrieve",
					     "WdfRequestGetParameters",
					     "WdfDeviceWdmGet",
					     "WdfObjectContextGetObject",
					     "WdfTimerGet",
					     "WdfDpcGet",
					     "WdfMemoryGet",
					     "WdfFileObjectGet",
					     "WdfDeviceGet",
					     "WdfInterruptGet",
					     "WdfCmResourceList",
					     NULL };
	for (size_t i = 0; quiet[i]; i++)
		if (str_starts(f->name, str_from(quiet[i])))
			return false;
	return str_starts(f->name, STR("Wdf")) || str_starts(f->name, STR("Io")) || str_starts(f->name, STR("Ke"));
}

/* Callers of something with an effect have one: backwards over the call graph. */
static void spread_effects(struct model *m)
{
	VEC(fn_id) todo = { 0 };
	for (size_t i = 0; i < m->fns.n; i++) {
		struct fn *f = &m->fns.v[i];
		if (!f->defined)
			model_sal(m, f->id);
		if (!f->defined && has_effect(f)) {
			f->effects = true;
			*VEC_PUSH(m->a, &todo) = f->id;
		}
	}
	while (todo.n) {
		const struct fn *f = &m->fns.v[todo.v[--todo.n]];
		for (size_t i = 0; i < f->callers.n; i++) {
			struct fn *c = &m->fns.v[f->callers.v[i]];
			if (!c->effects) {
				c->effects = true;
				*VEC_PUSH(m->a, &todo) = c->id;
			}
		}
	}
}

/* Lock wrappers, and wrappers of those. */
static void find_wrappers(struct model *m)
{
	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < m->fns.n; i++) {
			struct fn *f = &m->fns.v[i];
			f->takes = f->gives = false;
			for (size_t k = 0; k < f->callees.n; k++) {
				const struct fn *c = &m->fns.v[f->callees.v[k]];
				const struct effect *e = c->effect;
				if (e) {
					f->takes = f->takes || e->op == EFF_LOCK_ACQUIRE ||
						   e->op == EFF_LOCK_ACQUIRE_SHARED || e->irql == EFF_IRQL_RAISE;
					f->gives = f->gives || e->op == EFF_LOCK_RELEASE ||
						   e->irql == EFF_IRQL_RESTORE || e->irql == EFF_IRQL_LOWER;
				} else if (c->wrapper) {
					f->takes = f->takes || c->takes;
					f->gives = f->gives || c->gives;
				}
			}
			f->wrapper = f->takes != f->gives;
		}
}

/* Calls of headers' inline functions (WDF_OBJECT_ATTRIBUTES_INIT) are none. */
static bool calls_nothing(const struct model *m, const struct fn *f)
{
	for (size_t i = 0; i < f->callees.n; i++) {
		const struct fn *c = &m->fns.v[f->callees.v[i]];
		if (!c->model || !c->defined || c->effect)
			return false;
	}
	return true;
}

/* Methods that wrap what the kernel offers: what an owner has decides what it gives back, and nobody sees that from outside. */
static bool wraps(const struct model *m, const struct fn *f)
{
	for (size_t i = 0; i < f->callees.n; i++) {
		const struct fn *c = &m->fns.v[f->callees.v[i]];
		if (c->defined && !c->model && !c->small)
			return false;
	}
	return f->ir->flags & IR_FF_METHOD;
}

/* What asks a guard whether it holds its lock, what fills in attributes, and the like. */
static void find_small(struct model *m)
{
	enum { FEW_BLOCKS = 4, FEW_OPS = 12, ROUNDS = 3 };
	for (size_t i = 0; i < m->fns.n * ROUNDS; i++) {
		struct fn *f = &m->fns.v[i % m->fns.n];
		uint32_t ops = 0;
		if (f->small || !f->defined || f->model || f->ir->blocks.n > FEW_BLOCKS ||
		    !(calls_nothing(m, f) || wraps(m, f)))
			continue;
		for (size_t b = 0; b < f->ir->blocks.n; b++)
			ops += f->ir->blocks.v[b].n_ops;
		f->small = ops <= FEW_OPS;
	}
}

struct model *model_link(struct arena *a, struct ir_unit **units, size_t n, const struct driver_info *info)
{
	struct model *m = ARENA_NEW(a, struct model);
	m->a = a;
	m->info = *info;
	m->names = strtab_new(a);
	m->fn_by_name = map_new(a);
	m->global_by_name = map_new(a);
	m->field_by_key = map_new(a);
	m->object_by_key = map_new(a);
	m->unit_by_ptr = map_new(a);
	m->answers = map_new(a);
	VEC_PUSH(a, &m->objects)->kind = OBJ_UNKNOWN;
	*VEC_PUSH(a, &m->fields) = (struct field){ .unknown = true };
	for (size_t i = 0; i < n; i++) {
		struct ir_unit *u = units[i];
		*map_put(m->unit_by_ptr, (uint64_t)(uintptr_t)u) = i;
		struct model_unit *mu = VEC_PUSH(a, &m->units);
		*mu = (struct model_unit){ .u = u, .index = (uint32_t)i, .n_names = strtab_count(u->strs) };
		mu->names = ARENA_ARRAY(a, name_id, mu->n_names + 1);
		memset(mu->names, 0xff, sizeof(name_id) * (mu->n_names + 1));
		mu->fns = ARENA_ARRAY(a, fn_id, u->funcs.n + 1);
		for (size_t k = 0; k < u->funcs.n; k++)
			mu->fns[k] = k == u->init_func ? add_init(m, u, &u->funcs.v[k]) : add_fn(m, u, &u->funcs.v[k]);
		add_globals(m, mu);
	}
	for (size_t i = 0; i < m->fns.n; i++)
		if (m->fns.v[i].defined)
			overrides(m, m->fns.v[i].id, &m->fns.v[i], 0);
	for (size_t i = 0; i < m->units.n; i++) {
		const struct model_unit *mu = &m->units.v[i];
		for (size_t k = 0; k < mu->u->funcs.n; k++) {
			fn_id id = mu->fns[k];
			if (id != MODEL_NONE && m->fns.v[id].ir == &mu->u->funcs.v[k] && m->fns.v[id].defined) {
				model_sal(m, id);
				scan_body(m, mu, id);
			}
		}
	}
	spread_effects(m);
	find_wrappers(m);
	find_small(m);
	return m;
}
