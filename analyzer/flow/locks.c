/* What calls do to the level, to locks, regions and the process; the highest level at which they may be made. */
#include "flow/machine.h"

static struct irql_range at_level(enum irql l)
{
	return (struct irql_range){ l, l };
}

static void set_level(struct machine *m, struct state *s, const struct call *c, struct irql_range r, bool known,
		      const char *how)
{
	struct why *y = ARENA_NEW(m->a, struct why);
	y->where = act_site(c->a);
	y->source = STR("");
	y->text = textf(m->a, "%s %s to %s", c->f->display.s, how, irql_words(r.lo, r.hi).s);
	s->irql = r;
	s->irql_known = known;
	s->irql_assumed = false;
	s->irql_why = y;
	s->irql_sym = 0;
}

static struct val saved_level(struct machine *m, struct state *s, const struct ir_op *op)
{
	static const int64_t low[] = { 0, 1, 2, 3, 12 }, high[] = { 0, 1, 2, 11, 31 };
	struct val v = val_sym(m, S_IRQL_SAVED, op);
	struct sym *y = &m->syms.v[v.id];
	y->range = s->irql;
	y->range_known = s->irql_known;
	y->range_assumed = s->irql_assumed;
	y->why = s->irql_why;
	assume_range(m, s, v, low[s->irql.lo], high[s->irql.hi]);
	return v;
}

/* What tests of the number have left of the level it stands for. */
static struct irql_range tested_range(struct machine *m, const struct state *s, struct val v, struct irql_range r)
{
	struct cons c = cons_get(m, s, v);
	enum irql lo = irql_from_number(c.lo < 0 ? 0 : c.lo), hi = irql_from_number(c.hi > 31 ? 31 : c.hi);
	if (lo == IRQL_UNKNOWN || hi == IRQL_UNKNOWN)
		return r;
	struct irql_range both = irql_meet(r, (struct irql_range){ lo, hi });
	return irql_is_empty(both) ? r : both;
}

static bool restore_value(struct machine *m, struct state *s, struct val v)
{
	const struct sym *y = val_symp(m, v);
	if (y && (y->kind == S_IRQL_SAVED || y->kind == S_IRQL_NOW)) {
		s->irql = tested_range(m, s, v, y->range);
		s->irql_known = y->range_known;
		s->irql_assumed = y->range_assumed;
		s->irql_why = y->why;
		s->irql_sym = 0;
		return true;
	} else if (v.kind == V_INT && irql_from_number(v.num) != IRQL_UNKNOWN) {
		s->irql = at_level(irql_from_number(v.num));
		s->irql_known = true;
	} else {
		return false;
	}
	s->irql_assumed = false;
	s->irql_sym = 0;
	return true;
}

static void raise_level(struct machine *m, struct state *s, struct call *c, enum irql level, const char *how)
{
	struct irql_range r = at_level(level);
	if (s->irql_known && s->irql.lo > level)
		return; /* it is higher already, and for another reason */
	set_level(m, s, c, r, true, how);
	trail_change(m, s, act_site(c->a), STR(""), "%s %s to %s", c->f->display.s, how, irql_words(r.lo, r.hi).s);
}

static struct val lock_identity(struct machine *m, const struct call *c, int arg)
{
	if (arg < 0 || (size_t)arg >= c->n)
		return (struct val){ .kind = V_UNKNOWN, .id = 1 };
	return val_entity(m, c->args[arg]);
}

static struct str lock_name(struct machine *m, const struct call *c, int arg)
{
	if (!m->check || arg < 0 || (uint32_t)arg >= c->op->n_args)
		return STR("");
	struct buf b;
	buf_init(&b, 200);
	ir_opd_show(c->a->u, c->a->ir, c->op->args[arg], &b);
	struct str s = buf_view(&b);
	if (s.n && s.s[0] == '&')
		s.s++, s.n--;
	s = arena_str(m->a, s);
	buf_free(&b);
	return s;
}

/* A lock whose level depends on the object: callback locks and interrupt locks. */
static enum irql lock_level(struct machine *m, const struct state *s, const struct effect *e, const struct call *c,
			    bool *sure)
{
	const struct object *o = e->lock_arg >= 0 && (size_t)e->lock_arg < c->n
					 ? model_object(m->model, val_obj(m, c->args[e->lock_arg]))
					 : NULL;
	(void)s;
	*sure = true;
	if (e->lock == EFF_L_WDF_OBJECT) {
		struct effective f = o ? model_effective(m->model, o) : (struct effective){ .level = LEVEL_UNKNOWN };
		*sure = f.level != LEVEL_UNKNOWN;
		return f.level == LEVEL_PASSIVE ? IRQL_UNKNOWN : IRQL_DISPATCH;
	}
	if (e->lock == EFF_L_INTERRUPT && o) {
		int64_t passive;
		if (object_int(o, "PassiveHandling", &passive) && passive)
			return IRQL_UNKNOWN;
		*sure = object_int(o, "PassiveHandling", &passive);
		return IRQL_DIRQL;
	}
	if (e->lock == EFF_L_INTERRUPT)
		*sure = false;
	return e->irql == EFF_IRQL_RAISE ? (enum irql)e->level : IRQL_UNKNOWN;
}

static void acquire(struct machine *m, struct state *s, struct call *c, const struct effect *e)
{
	struct mlock l = { .before = s->irql,
			   .before_known = s->irql_known,
			   .before_assumed = s->irql_assumed,
			   .before_why = s->irql_why };
	bool sure;
	l.trail_before = s->trail;
	l.changes_before = s->changes;
	enum irql level = lock_level(m, s, e, c, &sure);
	l.h = (struct held_lock){ .kind = e->lock,
				  .lock = lock_identity(m, c, e->lock_arg),
				  .name = lock_name(m, c, e->lock_arg),
				  .where = act_site(c->a),
				  .shared = e->op == EFF_LOCK_ACQUIRE_SHARED,
				  .before = s->irql,
				  .in_driver = true };
	if (level != IRQL_UNKNOWN) {
		l.raised = true;
		if (sure) {
			raise_level(m, s, c, level, "raises the level");
		} else {
			struct irql_range r = { s->irql.lo, level > s->irql.hi ? level : s->irql.hi };
			set_level(m, s, c, r, false, "may raise the level");
		}
	} else {
		trail_change(m, s, act_site(c->a), STR(""), "%s acquires a %s", c->f->display.s,
			     eff_lock_name(e->lock));
	}
	/* A guard that asks whether it has a lock to give back has one. */
	if (e->lock_arg >= 0 && (size_t)e->lock_arg < c->n)
		assume_given(m, s, c->args[e->lock_arg]);
	l.trail_at = s->trail;
	struct mlock *kept = ARENA_NEW(m->ra, struct mlock);
	*kept = l;
	if (s->n_locks < LOCKS_MAX)
		s->locks[s->n_locks++] = kept;
}

/* Index of the lock in the state's list, or n_locks. */
static uint32_t held(const struct state *s, enum eff_lock kind, struct val id)
{
	uint32_t near = s->n_locks;
	for (uint32_t i = s->n_locks; i-- > 0;) {
		if (s->locks[i]->h.kind != kind)
			continue;
		if (v_same(s->locks[i]->h.lock, id))
			return i;
		if (near == s->n_locks)
			near = i;
	}
	/* An identity the analysis lost: the innermost of that kind. */
	return near;
}

static void release(struct machine *m, struct state *s, struct call *c, const struct effect *e)
{
	uint32_t i = held(s, e->lock, lock_identity(m, c, e->lock_arg));
	bool restores = e->irql == EFF_IRQL_RESTORE || e->irql == EFF_IRQL_LOWER;
	if (i < s->n_locks) {
		struct mlock was = *s->locks[i];
		memmove(&s->locks[i], &s->locks[i + 1], (s->n_locks - i - 1) * sizeof *s->locks);
		s->n_locks--;
		bool done = restores && e->save >= 0 && (size_t)e->save < c->n && !e->save_ptr &&
			    restore_value(m, s, c->args[e->save]);
		if (!done && was.raised) {
			s->irql = was.before;
			s->irql_known = was.before_known;
			s->irql_why = was.before_why;
			s->irql_assumed = was.before_assumed;
			s->irql_sym = 0;
		}
		if (!done && was.raised)
			for (uint32_t k = 0; k < s->n_locks;
			     k++) /* released out of order: the other one keeps the level up */
				if (k >= i && s->locks[k]->raised && s->irql.hi < IRQL_DISPATCH)
					set_level(m, s, c, at_level(IRQL_DISPATCH), true, "keeps the level");
		if (s->trail == was.trail_at) { /* nothing to tell of a lock taken and given back */
			s->trail = was.trail_before;
			s->changes = was.changes_before;
		} else {
			trail_change(m, s, act_site(c->a), STR(""), "%s releases the %s", c->f->display.s,
				     eff_lock_name(e->lock));
		}
		return;
	}
	if (restores &&
	    !(e->save >= 0 && (size_t)e->save < c->n && !e->save_ptr && restore_value(m, s, c->args[e->save]))) {
		if (e->irql == EFF_IRQL_LOWER && e->level != IRQL_UNKNOWN) {
			set_level(m, s, c, at_level((enum irql)e->level), true, "lowers the level");
			return;
		}
		s->irql = (struct irql_range){ IRQL_PASSIVE, IRQL_DISPATCH };
		s->irql_known = false;
	}
}

/* The path on which a try-lock or a wait did not get what it wanted. */
static void failed_outcome(struct machine *m, struct state *s, struct call *c, const struct effect *e,
			   struct state **more)
{
	if (e->ok == EFF_OK_ALWAYS || !c->has_result)
		return;
	if (e->block_arg >= 0 && (e->block == EFF_B_TIMEOUT || e->block == EFF_B_TIMEOUT64) &&
	    (size_t)e->block_arg < c->n && c->args[e->block_arg].kind == V_INT && c->args[e->block_arg].num == 0)
		return; /* waits for ever: it comes back with the lock */
	struct state *f = state_copy(m, s);
	if (e->ok == EFF_OK_TRUE)
		assume_range(m, f, c->result, 0, 0);
	else
		assume(m, f, c->result, true, 0);
	for (uint32_t i = 0; i < f->n_cons; i++)
		if (c->result.kind == V_SYM && f->cons[i].sym == c->result.id)
			f->cons[i].tested = false;
	f->next = *more;
	*more = f;
}

static void succeeded(struct machine *m, struct state *s, struct call *c, const struct effect *e)
{
	if (e->ok == EFF_OK_TRUE)
		assume(m, s, c->result, true, 0);
	else if (e->ok == EFF_OK_ZERO)
		assume_range(m, s, c->result, 0, 0);
	else if (e->ok == EFF_OK_STATUS) /* a wait for several tells which */
		assume_range(m, s, c->result, 0, str_is(c->f->name, "KeWaitForMultipleObjects") ? 0x3f : 0);
	for (uint32_t i = 0; i < s->n_cons; i++)
		if (e->ok != EFF_OK_ALWAYS && c->result.kind == V_SYM && s->cons[i].sym == c->result.id)
			s->cons[i].tested = false;
}

static void lock_effect(struct machine *m, struct state *s, struct call *c, const struct effect *e, struct state **more)
{
	if (e->lock == EFF_L_EVENT || e->lock == EFF_L_SEMAPHORE || e->lock == EFF_L_NONE || e->lock == EFF_L_REMOVE ||
	    e->lock == EFF_L_RUNDOWN)
		return;
	bool get = e->op == EFF_LOCK_ACQUIRE || e->op == EFF_LOCK_ACQUIRE_SHARED;
	if (!get && e->op != EFF_LOCK_RELEASE)
		return;
	if (e->lock == EFF_L_CRITICAL_REGION || e->lock == EFF_L_GUARDED_REGION)
		s->guarded += get ? 1 : s->guarded ? -1u : 0;
	if (e->lock == EFF_L_ATTACH)
		s->attached += get ? 1 : s->attached ? -1u : 0;
	if (!get) {
		release(m, s, c, e);
		return;
	}
	failed_outcome(m, s, c, e, more);
	acquire(m, s, c, e);
	succeeded(m, s, c, e);
}

static void save_old(struct machine *m, struct state *s, struct call *c, int save, bool ptr, struct val old)
{
	if (save == EFF_RETURN) {
		c->result = old;
	} else if (save >= 0 && (size_t)save < c->n && ptr) {
		uint32_t loc = arg_loc(m, c, (size_t)save);
		if (loc != UINT32_MAX)
			state_store(m, s, loc, old);
	}
}

static void irql_effect(struct machine *m, struct state *s, struct call *c, const struct effect *e)
{
	struct val old, v;
	switch (e->irql) {
	case EFF_IRQL_SAME:
		break;
	case EFF_IRQL_RAISE:
		old = saved_level(m, s, c->op);
		if (e->op == EFF_LOCK_NONE) {
			enum irql l = (enum irql)e->level;
			if (e->level_arg >= 0 && (size_t)e->level_arg < c->n)
				l = c->args[e->level_arg].kind == V_INT ? irql_from_number(c->args[e->level_arg].num)
									: IRQL_UNKNOWN;
			if (l == IRQL_UNKNOWN) {
				s->irql.hi = IRQL_HIGH;
				s->irql_known = false;
				s->irql_sym = 0;
			} else {
				raise_level(m, s, c, l, "raises the level");
			}
		}
		if (e->lock != EFF_L_QUEUED_SPIN)
			save_old(m, s, c, e->save, e->save_ptr, old);
		break;
	case EFF_IRQL_RESTORE:
	case EFF_IRQL_SET_ARG:
		if (e->op != EFF_LOCK_NONE)
			break;
		v = e->save >= 0 && (size_t)e->save < c->n ? c->args[e->save] : (struct val){ 0 };
		if (!restore_value(m, s, v)) {
			s->irql = (struct irql_range){ IRQL_PASSIVE, s->irql.hi };
			s->irql_known = false;
			s->irql_sym = 0;
		}
		trail_change(m, s, act_site(c->a), STR(""), "%s goes back to the saved level", c->f->display.s);
		break;
	case EFF_IRQL_LOWER:
		if (e->op == EFF_LOCK_NONE && e->level != IRQL_UNKNOWN)
			set_level(m, s, c, at_level((enum irql)e->level), true, "lowers the level");
		break;
	}
}

static void read_level(struct machine *m, struct state *s, struct call *c)
{
	if (!s->irql_sym) {
		struct val v = saved_level(m, s, c->op);
		m->syms.v[v.id].kind = S_IRQL_NOW;
		s->irql_sym = v.id;
	}
	c->result = v_of(V_SYM, s->irql_sym);
}

/* Annotated functions nobody keeps an effect for, the driver's own included. */
static void annotated_effect(struct machine *m, struct state *s, struct call *c)
{
	const struct fn *f = c->f;
	enum irql raises = IRQL_UNKNOWN;
	struct effect e = { .name = f->name.s,
			    .lock_arg = EFF_NONE,
			    .save = EFF_NONE,
			    .level_arg = EFF_NONE,
			    .level = IRQL_UNKNOWN,
			    .block_arg = EFF_NONE,
			    .lock = EFF_L_SPIN };
	for (size_t p = 0; p <= f->ir->n_params; p++) {
		const struct sal_facts *x = p ? f->sal_params ? &f->sal_params[p - 1] : NULL : &f->sal_fn;
		for (size_t i = 0; x && i < x->n; i++) {
			const struct sal_fact *t = &x->v[i];
			if (t->when || t->when_text.n)
				continue;
			switch (t->kind) {
			case SAL_IRQL_RAISES:
				raises = t->level;
				break;
			case SAL_IRQL_SAVES:
				e.save = p ? (signed char)(p - 1) : EFF_RETURN;
				e.save_ptr = p != 0;
				break;
			case SAL_IRQL_RESTORES:
				e.irql = EFF_IRQL_RESTORE;
				e.save = p ? (signed char)(p - 1) : EFF_NONE;
				break;
			case SAL_ACQUIRES_LOCK:
			case SAL_ACQUIRES_EXCLUSIVE:
				e.op = EFF_LOCK_ACQUIRE;
				e.lock_arg = p ? (signed char)(p - 1) : EFF_NONE;
				break;
			case SAL_ACQUIRES_SHARED:
				e.op = EFF_LOCK_ACQUIRE_SHARED;
				e.lock_arg = p ? (signed char)(p - 1) : EFF_NONE;
				break;
			case SAL_RELEASES_LOCK:
			case SAL_RELEASES_EXCLUSIVE:
			case SAL_RELEASES_SHARED:
				e.op = EFF_LOCK_RELEASE;
				e.lock_arg = p ? (signed char)(p - 1) : EFF_NONE;
				break;
			default:
				break;
			}
		}
	}
	if (raises != IRQL_UNKNOWN) {
		e.irql = EFF_IRQL_RAISE;
		e.level = (signed char)raises;
	}
	if (e.op != EFF_LOCK_NONE && e.irql == EFF_IRQL_SAME)
		e.lock = EFF_L_PUSH; /* a lock that does not raise */
	struct state *more = NULL;
	irql_effect(m, s, c, &e);
	lock_effect(m, s, c, &e, &more);
}

void call_level_effects(struct machine *m, struct state *s, struct call *c, struct state **more)
{
	const struct effect *e = c->f->effect;
	if (!e) {
		if (c->f->sal_fn.n || c->f->sal_params)
			annotated_effect(m, s, c);
		return;
	}
	if (e->flags & EFF_F_READS_IRQL)
		read_level(m, s, c);
	irql_effect(m, s, c, e);
	lock_effect(m, s, c, e, more);
}
