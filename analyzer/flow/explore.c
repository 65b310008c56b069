/* Walking a function's blocks with sets of states, in reverse post order; loops twice, the second time widened. */
#include "base/hash.h"
#include "flow/machine.h"

enum { HEAD_VISITS = 3, DEPTH_MAX = 24 };

static void post_order(const struct ir_func *f, struct cfg *c, uint32_t *stack, uint8_t *mark)
{
	uint32_t sp = 0, next = (uint32_t)f->blocks.n;
	uint32_t *at = stack + f->blocks.n + 1;
	stack[sp] = 0;
	at[sp++] = 0;
	mark[0] = 1;
	while (sp) {
		uint32_t b = stack[sp - 1], succ[64];
		uint32_t n = ir_successors(&f->blocks.v[b], succ, 64);
		const struct ir_op *last = &f->blocks.v[b].ops[f->blocks.v[b].n_ops - 1];
		if (n > 64)
			n = 64;
		(void)last;
		/* exception edges, so that handlers have a rank */
		uint32_t seh = f->blocks.v[b].seh;
		if (seh != IR_NONE && seh < f->seh.n && n < 64)
			succ[n++] = f->seh.v[seh].handler;
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops && n < 64; i++)
			if (f->blocks.v[b].ops[i].kind == IR_SEH_ENTER && f->blocks.v[b].ops[i].seh < f->seh.n)
				succ[n++] = f->seh.v[f->blocks.v[b].ops[i].seh].handler;
		bool deeper = false;
		while (at[sp - 1] < n && !deeper) {
			uint32_t t = succ[at[sp - 1]++];
			if (mark[t] == 1)
				c->loop_head[t] = 1;
			if (!mark[t]) {
				mark[t] = 1;
				stack[sp] = t;
				at[sp++] = 0;
				deeper = true;
			}
		}
		if (!deeper) {
			mark[b] = 2;
			c->order[--next] = b;
			sp--;
		}
	}
	c->n = (uint32_t)f->blocks.n - next;
	memmove(c->order, c->order + next, c->n * sizeof *c->order);
	for (uint32_t i = 0; i < c->n; i++)
		c->rank[c->order[i]] = i;
}

/* Locals whose value decides later what happens: statuses and booleans. */
static bool is_key_type(const struct ir_unit *u, ir_type t)
{
	static const char *const names[] = { "NTSTATUS", "BOOLEAN", "BOOL",
					     "bool",	 "_Bool",   "WDF_REQUEST_COMPLETION_STATUS",
					     NULL };
	if (t >= u->types.n)
		return false;
	if (u->types.v[t].kind == IR_T_BOOL)
		return true;
	struct str n = ir_text(u, u->types.v[t].name);
	for (size_t i = 0; names[i]; i++)
		if (str_is(n, names[i]))
			return true;
	return false;
}

struct cfg *cfg_of(struct machine *m, fn_id fn)
{
	if (m->cfgs[fn])
		return m->cfgs[fn];
	const struct fn *n = &m->model->fns.v[fn];
	const struct ir_func *f = n->ir;
	size_t nb = f->blocks.n;
	struct cfg *c = m->cfgs[fn] = ARENA_NEW(m->a, struct cfg);
	c->rank = ARENA_ARRAY(m->a, uint32_t, nb + 1);
	c->order = ARENA_ARRAY(m->a, uint32_t, nb + 1);
	c->loop_head = ARENA_ARRAY(m->a, uint8_t, nb + 1);
	memset(c->rank, 0xff, sizeof(uint32_t) * (nb + 1));
	post_order(f, c, ARENA_ARRAY(m->a, uint32_t, 2 * nb + 4), ARENA_ARRAY(m->a, uint8_t, nb + 1));
	cfg_live(m, f, c);
	c->memo = ARENA_ARRAY(m->a, struct path_memo, f->paths.n + 1);
	c->key_vars = ARENA_ARRAY(m->a, uint32_t, 8);
	for (uint32_t i = 0; i < f->vars.n && c->n_key_vars < 8; i++)
		if (f->vars.v[i].kind != IR_V_TEMP && f->vars.v[i].kind != IR_V_STATIC &&
		    is_key_type(n->unit, f->vars.v[i].type))
			c->key_vars[c->n_key_vars++] = i;
	return c;
}

struct seen_head {
	uint64_t key;
	uint32_t visits;
	struct state *s;
	struct seen_head *next;
};

struct walk {
	struct machine *m;
	struct act *a;
	struct state **pend; /* by rank */
	struct seen_head **heads;
	uint32_t low;
	bool asserted; /* the branch at hand is an assertion's, and it holds */
};

static void push(struct walk *w, uint32_t bb, struct state *s)
{
	uint32_t r = w->a->cfg->rank[bb];
	if (r == UINT32_MAX) {
		state_free(w->m, s);
		return;
	}
	s->next = w->pend[r];
	w->pend[r] = s;
	if (r < w->low)
		w->low = r;
}

/* At a loop's head: a state like one that was here before is joined with it, widened, at most a few times. */
static struct state *at_head(struct walk *w, uint32_t rank, struct state *s)
{
	uint64_t k = state_key(w->m, w->a, s, false, true);
	struct seen_head *h = w->heads[rank];
	uint32_t all = 0;
	while (h && h->key != k) {
		all++;
		h = h->next;
	}
	if (!h) {
		if (all >= 8) {
			state_free(w->m, s);
			return NULL;
		}
		h = arena_alloc(w->m->ra, sizeof *h);
		*h = (struct seen_head){ .key = k, .visits = 1, .s = state_copy(w->m, s), .next = w->heads[rank] };
		w->heads[rank] = h;
		return s;
	}
	bool changed = false;
	if (h->visits >= HEAD_VISITS) {
		state_free(w->m, s);
		return NULL;
	}
	merge_into(w->m, w->a, h->s, s, &changed);
	state_free(w->m, s);
	if (!changed)
		return NULL;
	h->visits++;
	return state_copy(w->m, h->s);
}

/*
 * "Assume this" leaves by a block that cannot be reached. Where this path says the opposite, the assumption was made to
 * quiet another analysis (`__analysis_assume(config.EvtIoStop != 0)`): the path goes on as it was.
 */
static bool is_no_way(const struct walk *w, uint32_t bb)
{
	const struct ir_block *b = &w->a->ir->blocks.v[bb];
	return b->n_ops == 1 && b->ops[0].kind == IR_UNREACHABLE;
}

static bool asserts(const struct act *a, uint32_t bb, int64_t n)
{
	const struct ir_op *op = &a->ir->blocks.v[bb].ops[0];
	return is_assertion(a, op) && op->args[0].kind == IR_O_INT && op->args[0].num == n;
}

/*
 * An assertion whose condition is lowered to branches ends in two calls of it, with 1 and with 0. Where it holds on some path
 * that comes here, those on which it does not are ruled out; one about the level rules nothing out.
 */
static bool assertion_holds(struct walk *w, struct state *set, const struct ir_op *br)
{
	bool holds = false;
	if (br->kind != IR_BR || !asserts(w->a, br->bb[0], 1) || !asserts(w->a, br->bb[1], 0))
		return false;
	for (struct state *s = set; s && !holds; s = s->next) {
		const struct sym *y = val_symp(w->m, branch_on(w->m, w->a, s, br));
		struct state *yes;
		if (y && y->kind == S_IRQL_NOW)
			return false;
		yes = state_copy(w->m, s);
		holds = assume(w->m, yes, eval_opd(w->m, w->a, s, &br->a), true, 0);
		state_free(w->m, yes);
	}
	return holds;
}

static void way(struct walk *w, uint32_t bb, struct state *s, bool possible)
{
	if (possible)
		push(w, bb, s);
	else
		state_free(w->m, s);
}

static void branch(struct walk *w, struct state *s, const struct ir_op *op)
{
	struct val v = eval_opd(w->m, w->a, s, &op->a);
	if (op->bb[0] == op->bb[1]) {
		push(w, op->bb[0], s);
		return;
	}
	struct val on = w->m->check ? branch_on(w->m, w->a, s, op) : v;
	bool news = w->m->check && branch_is_news(w->m, s, on);
	struct state *no = state_copy(w->m, s);
	bool yes_way = assume(w->m, s, v, true, 0), no_way;
	if (!yes_way && is_no_way(w, op->bb[1])) {
		state_free(w->m, s);
		push(w, op->bb[0], no);
		return;
	}
	no_way = assume(w->m, no, v, false, 0) && !w->asserted;
	if (w->m->check && ((yes_way && no_way) || news)) {
		branch_taken(w->m, w->a, s, op, on, op->bb[0]);
		branch_taken(w->m, w->a, no, op, on, op->bb[1]);
	}
	way(w, op->bb[0], s, yes_way);
	way(w, op->bb[1], no, no_way);
}

static void do_switch(struct walk *w, struct state *s, const struct ir_op *op)
{
	struct val v = eval_opd(w->m, w->a, s, &op->a);
	struct val on = w->m->check ? branch_on(w->m, w->a, s, op) : v;
	const struct cons known = cons_get(w->m, s, v);
	bool taken = false,
	     tell = w->m->check && v.kind != V_INT && known.lo != known.hi; /* else nothing is decided here */
	/* Cases that lead to one block go there as one state, with the hull of what they allow. */
	for (uint32_t i = 0; i < op->n_cases; i++) {
		bool first = true;
		int64_t lo = op->cases[i].lo, hi = op->cases[i].hi;
		for (uint32_t k = 0; k < op->n_cases; k++) {
			if (op->cases[k].bb != op->cases[i].bb)
				continue;
			if (k < i)
				first = false;
			if (v.kind != V_INT) {
				lo = op->cases[k].lo < lo ? op->cases[k].lo : lo;
				hi = op->cases[k].hi > hi ? op->cases[k].hi : hi;
			}
		}
		if (v.kind == V_INT) {
			if (v.num < op->cases[i].lo || v.num > op->cases[i].hi)
				continue;
		} else if (!first) {
			continue;
		}
		struct state *c = state_copy(w->m, s);
		if (assume_range(w->m, c, v, lo, hi)) {
			taken = taken || v.kind == V_INT;
			if (tell)
				branch_taken(w->m, w->a, c, op, on, op->cases[i].bb);
			push(w, op->cases[i].bb, c);
		} else {
			state_free(w->m, c);
		}
	}
	for (uint32_t i = 0; i < op->n_cases && !taken; i++) {
		struct cons c = cons_get(w->m, s, v);
		if (c.lo >= op->cases[i].lo && c.hi <= op->cases[i].hi)
			taken = true; /* only this case is possible */
		else if (op->cases[i].lo <= 0 && op->cases[i].hi >= 0 && c.lo == 0 && c.hi == 1)
			c.nonzero = true;
	}
	if (taken) {
		state_free(w->m, s);
		return;
	}
	if (tell)
		branch_taken(w->m, w->a, s, op, on, op->bb[0]);
	push(w, op->bb[0], s);
}

static void do_return(struct walk *w, struct state *s, const struct ir_op *op)
{
	struct act *a = w->a;
	s->ret = op->a.kind == IR_O_NONE ? (struct val){ .kind = V_UNKNOWN } : eval_opd(w->m, a, s, &op->a);
	if (a->up && a->call->dst != IR_NONE && op->a.kind == IR_O_PATH &&
	    type_is_aggregate(a->u, a->ir->paths.v[op->a.path].type))
		state_copy_aggregate(w->m, s, eval_loc(w->m, a->up, s, a->call->dst), eval_loc(w->m, a, s, op->a.path));
	tell_leave(w->m, a, s, a->up == NULL);
	state_drop_frame(w->m, s, a->depth);
	s->next = a->out;
	a->out = s;
	if (++a->n_out > 8) {
		a->out = states_reduce(w->m, a, a->out, true);
		a->n_out = 0;
		for (struct state *x = a->out; x; x = x->next)
			a->n_out++;
	}
}

static void terminate(struct walk *w, struct state *s, const struct ir_op *op)
{
	w->a->op = op;
	switch (op->kind) {
	case IR_JMP:
		push(w, op->bb[0], s);
		break;
	case IR_BR:
		branch(w, s, op);
		break;
	case IR_SWITCH:
		do_switch(w, s, op);
		break;
	case IR_RET:
		do_return(w, s, op);
		break;
	default:
		state_free(w->m, s);
		break;
	}
}

/* One block, with a set of states, operation by operation. */
static void run_block(struct walk *w, uint32_t bb, struct state *set)
{
	struct machine *m = w->m;
	struct act *a = w->a;
	const struct ir_block *b = &a->ir->blocks.v[bb];
	a->bb = bb;
	for (uint32_t i = 0; i + 1 < b->n_ops && set; i++) {
		const struct ir_op *op = &b->ops[i];
		struct state *out = NULL;
		uint32_t n = 0;
		a->op_i = i;
		a->op = op;
		a->assert_keeps = is_assertion(a, op) && assertion_never_holds(m, a, set, op);
		while (set) {
			struct state *s = set;
			set = s->next;
			s->next = NULL;
			m->steps++;
			a->bb = bb;
			a->op = op;
			if (op->kind == IR_SEH_ENTER && op->seh < a->ir->seh.n &&
			    a->ir->seh.v[op->seh].kind != IR_SEH_FINALLY)
				push(w, a->ir->seh.v[op->seh].handler, state_copy(m, s));
			for (struct state *r = exec_op(m, a, s, op); r;) {
				struct state *next = r->next;
				r->next = out;
				out = r;
				r = next;
				n++;
			}
		}
		if (op->kind == IR_CALL && n > 1)
			out = states_reduce(m, a, out, false);
		set = out;
	}
	w->asserted = set && assertion_holds(w, set, &b->ops[b->n_ops - 1]);
	while (set) {
		struct state *s = set;
		set = s->next;
		s->next = NULL;
		m->steps++;
		terminate(w, s, &b->ops[b->n_ops - 1]);
	}
}

static void walk_blocks(struct walk *w)
{
	struct machine *m = w->m;
	const struct cfg *c = w->a->cfg;
	while (w->low < c->n) {
		uint32_t r = w->low;
		struct state *set = w->pend[r];
		if (!set) {
			w->low++;
			continue;
		}
		w->pend[r] = NULL;
		if (m->steps > m->max_steps && !m->degraded) {
			m->degraded = true;
			if (m->check)
				model_limit(m->model, LIMIT_STEPS, m->root.fn);
		}
		if (m->steps > 2 * (uint64_t)m->max_steps) {
			m->stop = true;
			return;
		}
		for (struct state *s = set; s; s = s->next)
			state_drop_dead(m, w->a, s, c->order[r]);
		set = states_reduce(m, w->a, set, false);
		if (c->loop_head[c->order[r]]) {
			struct state *kept = NULL;
			while (set) {
				struct state *s = set;
				set = s->next;
				s->next = NULL;
				s = at_head(w, r, s);
				if (s) {
					s->next = kept;
					kept = s;
				}
			}
			set = kept;
		}
		if (set)
			run_block(w, c->order[r], set);
	}
}

struct state *run_function(struct machine *m, struct act *up, fn_id fn, const struct ir_op *call, struct val *args,
			   size_t n_args, struct state *s)
{
	struct act a = { .up = up, .fn = fn, .f = &m->model->fns.v[fn], .call = call };
	a.ir = a.f->ir;
	a.u = a.f->unit;
	a.mu = model_unit_of(m->model, a.u);
	a.depth = up ? up->depth + 1 : 0;
	m->inlined[fn]++;
	if (m->stop || !a.ir->blocks.n)
		return s;
	a.cfg = cfg_of(m, fn);
	a.locals = ARENA_ARRAY(m->ra, uint32_t, a.ir->vars.n + 1);
	for (size_t i = 0; i < a.ir->n_params; i++) {
		uint32_t to = loc_local(m, &a, (uint32_t)i);
		if (up && i < call->n_args && call->args[i].kind == IR_O_PATH &&
		    type_is_aggregate(a.u, a.ir->vars.v[i].type) &&
		    type_is_aggregate(up->u, up->ir->paths.v[call->args[i].path].type))
			state_copy_aggregate(m, s, to, eval_loc(m, up, s, call->args[i].path));
		else
			state_store(m, s, to, i < n_args ? args[i] : val_sym(m, S_FRESH, NULL));
	}
	struct walk w = { .m = m, .a = &a, .low = 0 };
	w.pend = ARENA_ARRAY(m->ra, struct state *, a.cfg->n + 1);
	w.heads = ARENA_ARRAY(m->ra, struct seen_head *, a.cfg->n + 1);
	tell_enter(m, &a, s, up == NULL);
	push(&w, 0, s);
	walk_blocks(&w);
	return states_reduce(m, &a, a.out, true);
}

/* The small numbers a root returns, where it returns nothing else. */
static uint32_t returned(struct machine *m, const struct state *s)
{
	uint32_t bits = 0;
	for (; s && !m->stop; s = s->next) {
		struct val leaf[SYM_ALTS * 2];
		bool all;
		size_t n = val_leaves(m, s->ret, leaf, SYM_ALTS * 2, &all);
		if (!all)
			return 0;
		for (size_t i = 0; i < n; i++) {
			if (leaf[i].kind != V_INT || leaf[i].num < 0 || leaf[i].num > 31)
				return 0;
			bits |= 1u << leaf[i].num;
		}
	}
	return m->stop ? 0 : bits;
}

void run_root(struct machine *m, struct root *r)
{
	const struct fn *f = &m->model->fns.v[r->fn];
	m->root = *r;
	m->steps = 0;
	m->degraded = m->stop = false;
	m->free_states = NULL;
	m->syms.n = m->locs.n = m->owners.n = 0;
	m->read_fields.n = 0;
	m->read_objects = false;
	m->run++;
	*VEC_PUSH(m->ta, &m->syms) = (struct sym){ .kind = S_FRESH };
	map_clear(m->loc_ids);
	map_clear(m->phis);
	map_clear(m->visits);
	memset(m->inlined, 0, sizeof *m->inlined * m->model->fns.n);
	struct state *s = state_new(m);
	struct why *y = ARENA_NEW(m->a, struct why);
	*y = (struct why){ .text = r->why, .source = r->source };
	s->irql = r->irql;
	s->irql_known = r->irql_known;
	s->irql_why = y;
	s->process = r->process;
	struct val args[ARGS_MAX];
	size_t n = f->ir->n_params < ARGS_MAX ? f->ir->n_params : ARGS_MAX;
	struct act top = { .fn = r->fn, .f = f, .ir = f->ir, .u = f->unit };
	root_values(m, &top, s, args, n);
	s = run_function(m, NULL, r->fn, NULL, args, n, s);
	m->model->fns.v[r->fn].returns = returned(m, s);
	if (m->degraded || m->stop)
		places_unsure(m);
	m->model->steps += m->steps;
	arena_clear(m->ra);
}
