/* What rules may ask: where we are, level, process, locks. */
#include "flow/machine.h"

#include <stdarg.h>
#include <stdio.h>

const struct model *rule_model(const struct rule_ctx *c)
{
	return c->m->model;
}

const struct root *rule_root(const struct rule_ctx *c)
{
	return &c->m->root;
}

struct str rule_role(const struct rule_ctx *c)
{
	return c->act && c->m->root.role ? str_from(c->m->root.role->name) : STR("");
}

const struct fn *rule_root_fn(const struct rule_ctx *c)
{
	return model_fn(c->m->model, c->m->root.fn);
}

const struct fn *rule_fn(const struct rule_ctx *c)
{
	return c->act ? c->act->f : NULL;
}

unsigned rule_depth(const struct rule_ctx *c)
{
	return c->act ? c->act->depth : 0;
}

const struct fn *rule_caller(const struct rule_ctx *c, unsigned up)
{
	const struct act *a = c->act;
	while (a && up--)
		a = a->up;
	return a ? a->f : NULL;
}

struct site rule_site(const struct rule_ctx *c)
{
	if (!c->act)
		return c->at;
	struct site s = act_site(c->act);
	if (!c->op && c->act->ir)
		s.at = c->act->ir->at;
	return s;
}

const struct ir_op *rule_op(const struct rule_ctx *c)
{
	return c->op;
}

bool rule_has_called(const struct rule_ctx *c, const char *callee)
{
	const struct fn *f = model_fn_named(c->m->model, str_from(callee));
	return f && c->s && (c->s->seen[f->id / 64 % SEEN_WORDS] >> f->id % 64 & 1);
}

struct irql_view rule_irql(const struct rule_ctx *c)
{
	const struct state *s = c->s;
	if (!s)
		return (struct irql_view){ .lo = IRQL_PASSIVE, .hi = IRQL_HIGH };
	struct irql_view v = { .lo = s->irql.lo, .hi = s->irql.hi, .known = s->irql_known, .assumed = s->irql_assumed };
	if (s->irql_why) {
		v.why = s->irql_why->text;
		v.source = s->irql_why->source;
		v.where = s->irql_why->where;
	}
	return v;
}

enum over rule_over(const struct rule_ctx *c, enum irql max)
{
	if (!c->s || max == IRQL_UNKNOWN)
		return OVER_UNKNOWN;
	if (c->s->irql.lo > max)
		return OVER_DEFINITE;
	if (!c->s->irql_known)
		return OVER_UNKNOWN;
	if (c->s->irql.hi > max) /* what only the author believes of unseen callers is no contract */
		return c->s->irql_assumed ? OVER_UNKNOWN : OVER_CONTRACT;
	return OVER_NO;
}

enum irql rule_callee_max(const struct rule_ctx *c, struct str *source)
{
	return callee_limit(c, true, source);
}

enum irql rule_callee_min(const struct rule_ctx *c, struct str *source)
{
	return callee_limit(c, false, source);
}

enum tri rule_blocks(const struct rule_ctx *c)
{
	return callee_blocks(c);
}

bool rule_in_except(const struct rule_ctx *c)
{
	for (const struct act *a = c->act; a; a = a->up) {
		uint32_t r = a->bb < a->ir->blocks.n ? a->ir->blocks.v[a->bb].seh : IR_NONE;
		for (; r != IR_NONE && r < a->ir->seh.n; r = a->ir->seh.v[r].parent)
			if (a->ir->seh.v[r].kind != IR_SEH_FINALLY)
				return true;
	}
	return false;
}

bool rule_in_guarded(const struct rule_ctx *c)
{
	return c->s && c->s->guarded > 0;
}

struct process_view rule_process(const struct rule_ctx *c)
{
	if (!c->s)
		return (struct process_view){ .set = PROC_UNKNOWN };
	return (struct process_view){ .set = c->s->process,
				      .attached = c->s->attached,
				      .user_checked = c->s->user_checked,
				      .why = c->m->root.role ? str_from(c->m->root.role->why)
							     : STR("no caller is known") };
}

size_t rule_locks(const struct rule_ctx *c, const struct held_lock **out)
{
	if (!c->s)
		return 0;
	struct held_lock *v = ARENA_ARRAY(c->m->ra, struct held_lock, c->s->n_locks + 1);
	for (uint32_t i = 0; i < c->s->n_locks; i++)
		v[i] = c->s->locks[i]->h;
	*out = v;
	return c->s->n_locks;
}

const struct held_lock *rule_lock_that_raises(const struct rule_ctx *c)
{
	for (uint32_t i = c->s ? c->s->n_locks : 0; i-- > 0;)
		if (c->s->locks[i]->raised || (c->s->locks[i]->h.automatic && c->m->root.callback_lock_spin))
			return &c->s->locks[i]->h;
	return NULL;
}

static bool in_list(struct str name, const char *const *names)
{
	for (size_t i = 0; names[i]; i++)
		if (strncmp(names[i], name.s, name.n) == 0 && !names[i][name.n])
			return true;
	return false;
}

bool call_is_any(const struct call_event *e, const char *const *names)
{
	if (!e->callee.n)
		return false;
	if (!e->fn || !e->lists)
		return in_list(e->callee, names);
	/* asked for every call by many rules */
	uintptr_t at = (uintptr_t)names / sizeof *names + e->fn->id * 61u;
	struct list_answer *x = &e->lists[at % LIST_ANSWERS];
	if (x->list != names || x->fn != e->fn->id)
		*x = (struct list_answer){ .list = names, .fn = e->fn->id, .is = in_list(e->callee, names) };
	return x->is;
}

static void req_view(const struct rule_ctx *c, const struct req *r, struct request_state *o)
{
	struct cons f = cons_get(c->m, c->s, r->format_status);
	struct cons t = cons_get(c->m, c->s, r->sent_result);
	*o = (struct request_state){ .known = true,
				     .origin = r->origin,
				     .format = r->format,
				     .format_target = r->format_target,
				     .completion_routine = r->completion,
				     .completion_fn = r->completion_fn,
				     .sent = r->sent,
				     .send_failed = r->send_failed,
				     .sent_target = r->sent_target,
				     .n_sent = r->n_sent,
				     .changed_target = r->changed_target,
				     .owned = r->owned,
				     .completed = r->completed,
				     .enqueued = r->enqueued,
				     .forwarded = r->forwarded,
				     .cancelable = r->cancelable,
				     .reused = r->reused,
				     .timer_allocated = r->timer,
				     .status_read = r->status_read,
				     .referenced = r->referenced,
				     .escaped = r->escaped,
				     .unseen = r->unseen,
				     .deleted = r->deleted,
				     .made_here = r->made_here,
				     .buffers_locked = r->locked,
				     .unsafe_buffer = r->unsafe };
	if (r->formatter != MODEL_NONE)
		o->formatter = c->m->model->fns.v[r->formatter].name;
	o->format_ok = f.lo >= 0 ? TRI_YES : f.hi < 0 ? TRI_NO : TRI_MAYBE;
	o->format_tested = f.tested;
	o->send_tested = t.tested;
	const struct site *from[] = { r->format_at,    r->completion_at, r->sent_at,
				      r->completed_at, r->enqueued_at,	 r->forwarded_at };
	struct site *to[] = { &o->format_at,	&o->completion_at, &o->sent_at,
			      &o->completed_at, &o->enqueued_at,   &o->forwarded_at };
	for (size_t i = 0; i < sizeof from / sizeof *from; i++)
		if (from[i])
			*to[i] = *from[i];
}

struct request_state rule_request(const struct rule_ctx *c, struct val v)
{
	struct request_state o = { .format = FMT_UNKNOWN,
				   .completion_routine = TRI_MAYBE,
				   .completion_fn = MODEL_NONE,
				   .format_ok = TRI_MAYBE };
	struct ent *e = c->s ? state_ent(c->m, c->s, v, E_REQUEST, false) : NULL;
	if (e) {
		rule_asked(c, e->r.sent_result);
		rule_asked(c, e->r.format_status);
		req_view(c, &e->r, &o);
	} else {
		const struct object *x = model_object(c->m->model, val_obj(c->m, v));
		o.origin = x && x->kind == OBJ_REQUEST ? x->request : REQ_UNKNOWN;
	}
	return o;
}

size_t rule_requests(const struct rule_ctx *c, struct val *out, size_t max)
{
	size_t n = 0;
	for (uint32_t i = 0; c->s && i < c->s->n_ents && n < max; i++)
		if (c->s->ents[i].kind == E_REQUEST)
			out[n++] = c->s->ents[i].key;
	return n;
}

size_t rule_targets(const struct rule_ctx *c, struct val *out, size_t max)
{
	size_t n = 0;
	for (uint32_t i = 0; c->s && i < c->s->n_ents && n < max; i++)
		if (c->s->ents[i].kind == E_TARGET)
			out[n++] = c->s->ents[i].key;
	return n;
}

static unsigned target_bits(const struct object *o)
{
	if (o->kind == OBJ_USB_PIPE || o->kind == OBJ_USB_DEVICE)
		return TGT_USB | (o->target & TGT_READER);
	return o->kind == OBJ_TARGET ? o->target : 0;
}

struct target_state rule_target(const struct rule_ctx *c, struct val v)
{
	struct target_state t = { .known = false };
	const struct object *o[SYM_ALTS * 2];
	size_t n = value_objects(c, v, o, SYM_ALTS * 2, &t.all_known);
	t.is = n ? ~0u : 0;
	for (size_t i = 0; i < n; i++) {
		unsigned b = target_bits(o[i]);
		t.is &= b;
		t.may_be |= b;
		t.known = true;
		const struct object *of = model_object(c->m->model, o[i]->target_of);
		if (of && (of->target & TGT_READER))
			t.may_be |= TGT_READER;
		for (size_t k = 0; k < o[i]->events.n && !t.open_at.unit; k++) {
			if (!str_is(o[i]->events.v[k].what, "WdfIoTargetOpen") &&
			    !(o[i]->events.v[k].flags & TGT_READER))
				continue;
			t.open_at = o[i]->events.v[k].at;
			t.opened_by = t.open_at.func ? ir_text(t.open_at.unit, t.open_at.func->name) : STR("");
		}
	}
	if (!t.all_known)
		t.is = 0;
	struct ent *e = c->s ? state_ent(c->m, c->s, v, E_TARGET, false) : NULL;
	if (e) {
		rule_asked(c, e->t.status);
		t.open = e->t.open;
		t.known = true;
		if (e->t.open_at)
			t.open_at = *e->t.open_at;
	}
	return t;
}

enum tri rule_send_flag(const struct rule_ctx *c, unsigned i, uint32_t bit)
{
	struct val v = rule_arg(c, i);
	enum tri null = value_null(c, v);
	if (null == TRI_YES)
		return TRI_NO;
	enum tri t = value_bits(c, rule_arg_field(c, i, "Flags"), bit);
	return null == TRI_NO || t == TRI_NO ? t : TRI_MAYBE;
}

struct str irql_words(enum irql lo, enum irql hi)
{
	static const struct str one[] = { { "PASSIVE_LEVEL", 13 },
					  { "APC_LEVEL", 9 },
					  { "DISPATCH_LEVEL", 14 },
					  { "DIRQL", 5 },
					  { "HIGH_LEVEL", 10 } };
	static const char *const two[IRQL_LEVELS][IRQL_LEVELS] = {
		{ "", "PASSIVE_LEVEL to APC_LEVEL", "PASSIVE_LEVEL to DISPATCH_LEVEL", "PASSIVE_LEVEL to DIRQL",
		  "any level" },
		{ "", "", "APC_LEVEL to DISPATCH_LEVEL", "APC_LEVEL to DIRQL", "APC_LEVEL to HIGH_LEVEL" },
		{ "", "", "", "DISPATCH_LEVEL to DIRQL", "DISPATCH_LEVEL or above" },
		{ "", "", "", "", "DIRQL or above" },
		{ "", "", "", "", "" },
	};
	if (lo < 0 || hi < 0 || lo >= IRQL_LEVELS || hi >= IRQL_LEVELS || lo > hi)
		return STR("an unknown level");
	return lo == hi ? one[lo] : str_from(two[lo][hi]);
}

struct str rule_text(struct rule_ctx *c, const char *fmt, ...)
{
	char tmp[1024];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(tmp, sizeof tmp, fmt, ap);
	va_end(ap);
	size_t len = n < 0 ? 0 : (size_t)n < sizeof tmp ? (size_t)n : sizeof tmp - 1;
	return arena_str(c->m->a, (struct str){ tmp, len });
}

void rule_report(struct rule_ctx *c, const struct claim *cl)
{
	report_build(c->m, cl);
}
