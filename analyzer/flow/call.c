/* Calls: whom, with what, inlined or by their effects. */
#include "base/hash.h"
#include "flow/machine.h"

enum { DEPTH_MAX = 24, PER_FN_MAX = 10, PER_FN_SAME = 2, TARGETS_MAX = 4, TABLE_MAX = 64, PER_MAKER = 24 };
enum { STEPS_FULL = 80, STEPS_HALF = 200 };

uint32_t arg_loc(struct machine *m, const struct call *c, size_t i)
{
	if (i >= c->n)
		return UINT32_MAX;
	struct val v = c->args[i];
	if (v.kind == V_INT || v.kind == V_FUNC || v.kind == V_STR)
		return UINT32_MAX;
	ir_type t = 0;
	const struct ir_unit *u = c->a->u;
	if (c->f && c->f->ir && i < c->f->ir->n_params) {
		u = c->f->unit;
		t = c->f->ir->vars.v[i].type;
		t = t < u->types.n && u->types.v[t].kind == IR_T_PTR ? u->types.v[t].elem : 0;
	}
	return loc_of_pointer(m, v, u, t);
}

struct val arg_out(struct machine *m, struct state *s, struct call *c, size_t i)
{
	struct val v = val_sym(m, S_OUT, c->op);
	m->syms.v[v.id].callee = c->f ? c->f->id : MODEL_NONE;
	m->syms.v[v.id].arg = (uint32_t)i;
	uint32_t loc = arg_loc(m, c, i);
	if (loc == UINT32_MAX)
		return v;
	const struct loc *l = &m->locs.v[loc];
	enum ir_type_kind k = l->type && l->unit ? l->unit->types.v[l->type].kind : IR_T_UNKNOWN;
	if (k == IR_T_RECORD || k == IR_T_ARRAY || k == IR_T_VOID) {
		state_clobber(m, s, loc, c->op);
	} else {
		note_origin(m, c->a, loc, v);
		state_store(m, s, loc, v);
	}
	return v;
}

static bool points_to_const(const struct fn *f, size_t i)
{
	if (i >= f->ir->n_params)
		return false;
	const struct ir_unit *u = f->unit;
	ir_type t = f->ir->vars.v[i].type;
	if (t >= u->types.n || u->types.v[t].kind != IR_T_PTR)
		return t < u->types.n && u->types.v[t].kind != IR_T_UNKNOWN;
	ir_type e = u->types.v[t].elem;
	return e < u->types.n && (u->types.v[e].flags & IR_TF_CONST);
}

enum dir { DIR_IN, DIR_OUT, DIR_UNKNOWN };

static enum dir direction(const struct fn *f, size_t i)
{
	if (!f || !f->ir)
		return DIR_UNKNOWN;
	const struct sal_facts *x = f->sal_params && i < f->ir->n_params ? &f->sal_params[i] : NULL;
	for (size_t k = 0; x && k < x->n; k++)
		switch (x->v[k].kind) {
		case SAL_IN:
		case SAL_IN_OPT:
			return DIR_IN;
		case SAL_OUT:
		case SAL_OUT_OPT:
		case SAL_OUTPTR:
		case SAL_OUTPTR_OPT:
		case SAL_INOUT:
		case SAL_INOUT_OPT:
			return DIR_OUT;
		default:
			break;
		}
	return points_to_const(f, i) ? DIR_IN : DIR_UNKNOWN;
}

void escape(struct machine *m, struct state *s, struct val v)
{
	uint32_t o = val_obj(m, v);
	const struct object *x = model_object(m->model, o);
	if (x && x->kind == OBJ_REQUEST) {
		struct ent *e = state_ent(m, s, v, E_REQUEST, true);
		if (e)
			e->r.escaped = true;
	}
}

/* Code that is not followed has it: whatever may be done to a request may have been done. */
static void hand_over(struct machine *m, struct state *s, struct val v)
{
	escape(m, s, v);
	struct ent *e = state_ent(m, s, v, E_REQUEST, false);
	if (e)
		e->r.unseen = true;
}

static const char *const zero[] = { "RtlZeroMemory", "RtlSecureZeroMemory", "ZeroMemory", "bzero", NULL };
static const char *const copy[] = { "memcpy",		"memmove",	     "RtlCopyMemory", "RtlMoveMemory",
				    "__builtin_memcpy", "__builtin_memmove", "RtlCopyBytes",  NULL };
static const char *const fill[] = { "memset", "__builtin_memset", "RtlFillMemory", NULL };
/* One thread runs a callback from beginning to end: who asks twice hears the same. */
static const char *const threads[] = { "PsGetCurrentThread", "KeGetCurrentThread", "PsGetCurrentThreadId", NULL };

static bool one_of(struct str n, const char *const *names)
{
	for (size_t i = 0; names[i]; i++)
		if (str_is(n, names[i]))
			return true;
	return false;
}

const struct known *known_of(struct machine *m, const struct fn *f)
{
	struct known *k = &m->known[f->id];
	if (!k->done) {
		*k = (struct known){ .creator = creator_row(f->name),
				     .getter = getter_row(f->name),
				     .request = request_row(f->name),
				     .marker = str_starts(f->name, STR("__rc_")),
				     .asserts = str_is(f->name, "__rc_assert") || str_is(f->name, "__rc_assume"),
				     .is_thread = one_of(f->name, threads),
				     .memory = one_of(f->name, zero) || one_of(f->name, copy) || one_of(f->name, fill),
				     .done = true };
		for (size_t i = 0; f->defined && !f->model && i < f->callees.n && !k->makes; i++)
			k->makes = creator_row(m->model->fns.v[f->callees.v[i]].name) != NULL;
	}
	return k;
}

/* What it does with memory it does itself, at the level it is called at. */
static void touches(struct machine *m, struct act *a, struct state *s, const struct call *c)
{
	const struct ir_op *op = c->op;
	if (!op->n_args || !c->f || c->f->defined || !(op->flags & IR_OF_INTERLOCKED || known_of(m, c->f)->memory))
		return;
	exec_touches(m, a, s, ACCESS_STORE, &op->args[0]);
	if (op->n_args >= 3 && one_of(c->f->name, copy))
		exec_touches(m, a, s, ACCESS_LOAD, &op->args[1]);
}

/* memset, memcpy and their kernel names. True = done. */
static bool memory_call(struct machine *m, struct state *s, struct call *c)
{
	struct str n = c->f->name;
	bool set = one_of(n, fill);
	for (size_t i = 0; zero[i] && c->n >= 2; i++)
		if (str_is(n, zero[i])) {
			uint32_t loc = arg_loc(m, c, 0);
			if (loc != UINT32_MAX) {
				state_clobber(m, s, loc, c->op);
				state_store(m, s, loc, v_of(V_ZERO, 0));
			}
			return true;
		}
	if (set && c->n >= 3) {
		uint32_t loc = arg_loc(m, c, 0);
		struct val byte = c->args[str_is(n, "RtlFillMemory") ? 2 : 1];
		if (loc != UINT32_MAX) {
			state_clobber(m, s, loc, c->op);
			if (byte.kind == V_INT && byte.num == 0)
				state_store(m, s, loc, v_of(V_ZERO, 0));
		}
		return true;
	}
	for (size_t i = 0; copy[i] && c->n >= 3; i++)
		if (str_is(n, copy[i])) {
			uint32_t to = arg_loc(m, c, 0), from = arg_loc(m, c, 1);
			if (to != UINT32_MAX && from != UINT32_MAX && c->args[0].kind == V_ADDR &&
			    c->args[1].kind == V_ADDR && to != from)
				state_copy_aggregate(m, s, to, from);
			else if (to != UINT32_MAX)
				state_clobber(m, s, to, c->op);
			return true;
		}
	return false;
}

void call_clobber(struct machine *m, struct state *s, struct call *c)
{
	if (c->f && known_of(m, c->f)->memory && memory_call(m, s, c))
		return;
	bool seen = c->f && (c->f->ddi || c->f->effect || c->f->model);
	for (uint32_t i = 0; i < s->n_ents && !seen; i++)
		if (s->ents[i].kind == E_REQUEST)
			s->ents[i].r.unseen |= s->ents[i].r.escaped;
	for (size_t i = 0; i < c->n; i++) {
		struct val v = c->args[i];
		if (!seen)
			hand_over(m, s, v);
		if ((v.kind != V_ADDR && v.kind != V_SYM) || (int)i == c->made)
			continue;
		if (v.kind == V_ADDR && m->places && !(c->f && known_of(m, c->f)->creator))
			place_seen(m, v.id);
		enum dir d = direction(c->f, i);
		if (d == DIR_OUT)
			arg_out(m, s, c, i);
		else if (d == DIR_UNKNOWN && v.kind == V_ADDR)
			state_clobber(m, s, v.id, c->op);
	}
}

static void store_result(struct machine *m, struct act *a, struct state *s, const struct ir_op *op, struct val v)
{
	if (op->dst == IR_NONE)
		return;
	uint32_t loc = eval_loc(m, a, s, op->dst);
	if (a->ir->paths.v[op->dst].kind != IR_P_LOCAL) {
		note_origin(m, a, loc, v);
		store_registers(m, a, s, loc, v);
		if (!loc_is_local(m, loc))
			escape(m, s, v);
	}
	state_store(m, s, loc, v);
}

static struct val fresh_result(struct machine *m, const struct call *c)
{
	if (c->f && known_of(m, c->f)->is_thread) {
		uint64_t *known = map_put(m->phis, hash_mix(c->f->id, 0x74687264));
		if (!*known) {
			struct val v = val_sym(m, S_RESULT, c->op);
			m->syms.v[v.id].callee = c->f->id;
			*known = v.id;
		}
		return v_of(V_SYM, (uint32_t)*known);
	}
	struct val v = val_sym(m, S_RESULT, c->op);
	m->syms.v[v.id].callee = c->f ? c->f->id : MODEL_NONE;
	return v;
}

/* A belief narrows values, and the level only where nothing else is known of it. */
static void believe(struct machine *m, struct state *s, struct val v)
{
	struct state *t = state_copy(m, s);
	if (assume(m, t, v, true, 0)) {
		if (s->irql_known) {
			t->irql = s->irql;
			t->irql_known = true;
		} else if (t->irql_known) {
			t->irql_assumed = true;
		}
		struct state swap = *s;
		*s = *t;
		*t = swap;
		s->next = NULL;
	}
	state_free(m, t);
}

static void believe_level(struct state *s, enum irql hi)
{
	if (s->irql_known || hi == IRQL_UNKNOWN)
		return;
	s->irql = irql_meet(s->irql, (struct irql_range){ IRQL_PASSIVE, hi });
	if (irql_is_empty(s->irql))
		s->irql = (struct irql_range){ hi, hi };
	s->irql_known = s->irql_assumed = true;
}

/*
 * An assertion's condition is often evaluated with branches of its own. A path on which it came out false is one the
 * author rules out; but one about the level stays, with the level it had before.
 */
static bool ruled_out(struct machine *m, struct state *s, const struct call *c)
{
	const struct sym *y = s->irql_sym ? &m->syms.v[s->irql_sym] : NULL;
	if (y && y->op && y->op->at.line == c->op->at.line && y->op->at.col == c->op->at.col && y->range_known) {
		s->irql = y->range;
		s->irql_known = y->range_known;
		s->irql_sym = 0;
		return false;
	}
	return !c->a->assert_keeps && c->n && c->args[0].kind == V_INT && c->args[0].num == 0 &&
	       c->op->args[0].kind != IR_O_INT;
}

bool is_assertion(const struct act *a, const struct ir_op *op)
{
	if (op->kind != IR_CALL || op->a.kind != IR_O_FUNC || !op->n_args)
		return false;
	struct str n = ir_text(a->u, op->a.name);
	return str_is(n, "__rc_assert") || str_is(n, "__rc_assume");
}

/*
 * An assertion that holds on no path that comes here rules nothing out: assumptions are also made to keep another
 * analysis quiet, and assertions to stop a debugger where an error is handled.
 */
bool assertion_never_holds(struct machine *m, struct act *a, struct state *set, const struct ir_op *op)
{
	for (struct state *s = set; s; s = s->next) {
		struct val v = eval_opd(m, a, s, &op->args[0]);
		if (v.kind != V_INT || v.num != 0)
			return false;
	}
	return true;
}

static bool marker(struct machine *m, struct state *s, struct call *c)
{
	if (!c->f || !known_of(m, c->f)->marker)
		return false;
	struct str n = c->f->name;
	c->result = fresh_result(m, c);
	if (str_is(n, "__rc_assert") || str_is(n, "__rc_assume")) {
		if (c->n)
			believe(m, s, c->args[0]);
	} else if (str_is(n, "__rc_paged_code") || str_is(n, "__rc_paged_code_locked")) {
		believe_level(s, IRQL_APC);
	} else if (str_is(n, "__rc_irql_limited_to") && c->n && c->args[0].kind == V_INT) {
		believe_level(s, irql_from_number(c->args[0].num));
	} else if (str_is(n, "__rc_captured") && c->n && c->args[0].kind == V_ADDR) {
		escape(m, s, state_load(m, s, c->args[0].id));
	}
	if (c->n && (str_is(n, "__rc_assert") || str_is(n, "__rc_verify")))
		c->result = c->args[0];
	return true;
}

static bool recursive(const struct act *a, fn_id fn)
{
	for (; a; a = a->up)
		if (a->fn == fn)
			return true;
	return false;
}

/*
 * How often a call in a context alike is gone into. At first for all that the memory may hold; a root that turns out to be
 * long is explored in breadth rather than again and again in the same helpers. What registers callbacks is always worth it.
 */
static uint32_t visits_left(struct machine *m, const struct fn *f)
{
	uint32_t n = f->effects ? PER_FN_SAME * 2 : PER_FN_SAME;
	if (known_of(m, f)->makes) /* each call makes another object */
		return PER_MAKER;
	if (f->hands_over || m->steps < STEPS_FULL)
		return n;
	return m->steps < STEPS_HALF ? n / 2 : 1;
}

/* What matters of a call's context, for "has this been seen already?" */
static bool seen_alike(struct machine *m, struct act *a, const struct state *s, const struct call *c)
{
	uint64_t k = hash_mix(state_key(m, a, s, false, false), c->f->id);
	for (size_t i = 0; i < c->n; i++) {
		struct val v = val_entity(m, c->args[i]);
		if (v.kind == V_INT || v.kind == V_FUNC || v.kind == V_OBJ)
			k = hash_mix(k, hash_mix(v.kind * 131u + v.id, (uint64_t)v.num));
	}
	return ++*map_put(m->visits, k) > visits_left(m, c->f);
}

static bool may_inline(struct machine *m, struct act *a, const struct state *s, const struct call *c)
{
	if (!c->f->defined || !c->f->ir->blocks.n)
		return false;
	/* A header's body is machinery (__writecr8) where the effect is known by name. */
	if (c->f->model)
		return !c->f->effect && a->depth < DEPTH_MAX + 4;
	bool always = c->f->wrapper || c->f->small;
	if (m->degraded && !always)
		return false;
	if (a->depth >= DEPTH_MAX) {
		model_limit(m->model, LIMIT_DEPTH, c->f->id);
		return false;
	}
	if (recursive(a, c->f->id)) {
		model_limit(m->model, LIMIT_RECURSION, c->f->id);
		return false;
	}
	uint32_t most = known_of(m, c->f)->makes ? PER_MAKER : PER_FN_MAX;
	return always || (m->inlined[c->f->id] < most && !seen_alike(m, a, s, c));
}

/* A structure is copied where the callee returns it; a way that returns none leaves nothing known of it. */
static void forget_result(struct machine *m, struct act *a, struct state *s, const struct call *c)
{
	uint32_t loc = eval_loc(m, a, s, c->op->dst);
	for (size_t i = 0; i < c->n; i++)
		if (c->args[i].kind == V_ADDR && loc_within(m, c->args[i].id, loc))
			return; /* it is read first */
	state_clobber(m, s, loc, c->op);
}

static struct state *inline_call(struct machine *m, struct act *a, struct state *s, struct call *c)
{
	const struct trail *before = s->trail;
	const struct branch *branches = s->branches;
	uint32_t changes = s->changes, bb = a->bb, op_i = a->op_i;
	const struct irql_range irql = s->irql;
	const bool known = s->irql_known;
	if (!c->f->model)
		trail_step(m, s, T_CALL, act_site(a), c->f->id);
	bool whole = c->op->dst != IR_NONE && type_is_aggregate(a->u, a->ir->paths.v[c->op->dst].type);
	if (whole)
		forget_result(m, a, s, c);
	struct state *out = run_function(m, a, c->f->id, c->op, c->args, c->n, s);
	a->bb = bb;
	a->op_i = op_i;
	a->op = c->op;
	for (struct state *r = out; r; r = r->next) {
		if (!known && !r->irql_known && r->irql.lo > irql.lo)
			r->irql.lo = irql.lo; /* a test that a callee made does not say that its caller comes so high */
		if (r->changes == changes) {  /* nothing worth telling happened inside */
			r->trail = before;
			r->branches = branches;
		} else if (!c->f->model) {
			trail_step(m, r, T_RETURN, act_site(a), c->f->id);
		}
		if (!whole) /* otherwise each return has copied it */
			store_result(m, a, r, c->op, r->ret.kind == V_UNKNOWN ? fresh_result(m, c) : r->ret);
		struct call done = *c;
		done.result = r->ret;
		done.has_result = true;
		tell_call(m, a, r, c->op, &done, true);
	}
	return out;
}

static bool names(struct str n, const char *part)
{
	return memmem(n.s, n.n, part, strlen(part)) != NULL;
}

/* InterlockedExchangePointer(&member, NULL): takes out what was kept there. False = none of these. */
static bool exchange(struct machine *m, struct act *a, struct state *s, struct call *c)
{
	struct str n = c->f ? c->f->name : STR("");
	uint32_t loc = c->op->flags & IR_OF_INTERLOCKED && c->n >= 2 && names(n, "Exchange") && !names(n, "ExchangeAdd")
			       ? arg_loc(m, c, 0)
			       : UINT32_MAX;
	if (loc == UINT32_MAX)
		return false;
	c->result = state_load(m, s, loc);
	c->has_result = true;
	if (names(n, "Compare")) {
		state_clobber(m, s, loc, c->op);
	} else {
		note_origin(m, a, loc, c->args[1]);
		if (!loc_is_local(m, loc))
			escape(m, s, c->args[1]);
		state_store(m, s, loc, c->args[1]);
	}
	store_result(m, a, s, c->op, c->result);
	tell_call(m, a, s, c->op, c, true);
	return true;
}

/* A function whose body is not there, or not gone into. */
static struct state *effect_call(struct machine *m, struct act *a, struct state *s, struct call *c)
{
	struct state *more = NULL, *out = NULL;
	c->result = fresh_result(m, c);
	c->has_result = true;
	if (c->f && (!c->f->defined || c->f->model)) {
		call_registers(m, s, c);
		c->made = object_out(m, c->f);
		call_opens(m, s, c);
		if (c->f->ir->flags & IR_FF_NORETURN || (c->f->effect && (c->f->effect->flags & EFF_F_NORETURN))) {
			state_free(m, s);
			return NULL;
		}
		call_clobber(m, s, c);
		call_level_effects(m, s, c, &more);
		if (!call_creates(m, s, c, &more))
			call_request(m, s, c, &more);
	} else {
		call_clobber(m, s, c);
	}
	s->next = more;
	for (struct state *r = s; r;) {
		struct state *next = r->next;
		r->next = NULL;
		store_result(m, a, r, c->op, c->result);
		tell_call(m, a, r, c->op, c, true);
		r->next = out;
		out = r;
		r = next;
	}
	return out;
}

static struct state *call_one(struct machine *m, struct act *a, struct state *s, struct call *c)
{
	if (c->f) {
		model_sal(m->model, c->f->id);
		s->seen[c->f->id / 64 % SEEN_WORDS] |= 1ULL << c->f->id % 64;
	}
	tell_call(m, a, s, c->op, c, false);
	touches(m, a, s, c);
	if (c->f && known_of(m, c->f)->asserts && ruled_out(m, s, c)) {
		state_free(m, s);
		return NULL;
	}
	if (marker(m, s, c)) {
		store_result(m, a, s, c->op, c->result);
		return s;
	}
	if (c->f && c->f->accessor.n && c->n) {
		struct val h = val_entity(m, c->args[0]);
		uint32_t rec = model_name(m->model, c->f->accessor);
		uint32_t loc = loc_intern(m, (struct loc){ .kind = L_CTX,
							   .parent = UINT32_MAX,
							   .id = h.id,
							   .a = rec | (h.kind == V_OBJ ? 1u << 31 : 0),
							   .unit = c->f->unit });
		store_result(m, a, s, c->op, v_of(V_ADDR, loc));
		return s;
	}
	if (exchange(m, a, s, c))
		return s;
	if (c->f && may_inline(m, a, s, c))
		return inline_call(m, a, s, c);
	return effect_call(m, a, s, c);
}

static struct state *append(struct state *list, struct state *more)
{
	while (more) {
		struct state *next = more->next;
		more->next = list;
		list = more;
		more = next;
	}
	return list;
}

/*
 * A virtual call goes to a method that overrides the one it names and that nobody overrides in turn: classes with heirs are
 * there to be inherited from. Where others than the driver implement the class (COM), or too many do, nobody knows.
 */
static size_t dynamic_targets(const struct machine *m, struct val *v)
{
	const struct fn *f = &m->model->fns.v[v[0].id];
	size_t n = 0;
	if (!f->overriders.n)
		return 1;
	for (size_t i = 0; i < f->overriders.n && !f->model; i++) {
		if (m->model->fns.v[f->overriders.v[i]].overriders.n)
			continue;
		if (n == TARGETS_MAX)
			return 0;
		v[n++] = v_of(V_FUNC, f->overriders.v[i]);
	}
	return n;
}

/*
 * `table[i].Handler(...)`: which functions the table holds, however many: each is called once, as each case of a switch
 * would be. A driver has a table for each of its queues: where nobody sees which one it is, it is none. False: no table.
 */
static bool table_targets(struct machine *m, struct val f, struct val *out, size_t *n)
{
	const struct sym *y = val_symp(m, f);
	if (!y || y->kind != S_LOAD || !y->field)
		return false;
	const struct field *field = &m->model->fields.v[y->field];
	uint32_t table = global_of(m, y->loc), only = 0;
	bool any = false, several = false;
	for (size_t i = 0; i < field->from.n; i++) {
		const struct origin *o = &field->from.v[i];
		if (o->kind != ORG_FN)
			continue;
		any = any || o->global;
		several = several || (only && only != o->global) || o->global == ORIGIN_SEVERAL;
		only = o->global;
	}
	/* A page gives a callback the highest level of all its notifications: whose a handler is, it does not say. */
	if (!any || (m->root.role && m->root.role->flags & ROLE_F_REFERENCE && field->from.n > SYM_ALTS))
		return false;
	field_asked(m, y);
	*n = 0;
	for (size_t i = 0; i < field->from.n && *n < TABLE_MAX && (table || !several); i++) {
		const struct origin *o = &field->from.v[i];
		if (o->kind == ORG_FN && (!table || o->global == table || o->global == ORIGIN_SEVERAL))
			out[(*n)++] = v_of(V_FUNC, o->id);
	}
	return true;
}

struct state *exec_call(struct machine *m, struct act *a, struct state *s, const struct ir_op *op)
{
	struct call c = { .a = a, .op = op, .made = -1 };
	struct val f = eval_opd(m, a, s, &op->a), targets[TABLE_MAX];
	c.n = op->n_args < ARGS_MAX ? op->n_args : ARGS_MAX;
	for (size_t i = 0; i < c.n; i++)
		c.args[i] = eval_opd(m, a, s, &op->args[i]);
	bool all;
	size_t n = val_leaves(m, f, targets, TARGETS_MAX, &all);
	if (table_targets(m, f, targets, &n))
		all = false;
	if (op->flags & IR_OF_DYNAMIC && n == 1 && targets[0].kind == V_FUNC)
		n = dynamic_targets(m, targets);
	struct state *out = NULL;
	size_t called = 0;
	for (size_t i = 0; i < n; i++) {
		if (targets[i].kind != V_FUNC)
			continue;
		struct call one = c;
		one.f = &m->model->fns.v[targets[i].id];
		called++;
		out = append(out, call_one(m, a, n == 1 && all ? s : state_copy(m, s), &one));
	}
	if (called && (all || op->a.kind == IR_O_FUNC)) {
		if (!(n == 1 && all))
			state_free(m, s);
		return out;
	}
	return append(out, call_one(m, a, s, &c));
}
