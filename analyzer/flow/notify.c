/* Telling the rules. */
#include "flow/check.h"
#include "flow/machine.h"

static bool listens(const struct machine *m, const struct rule *r)
{
	static const unsigned bit[] = { [IR_FW_NONE] = RULE_WDM, [IR_FW_KMDF] = RULE_KMDF, [IR_FW_UMDF] = RULE_UMDF };
	return !r->frameworks || (r->frameworks & bit[m->model->info.framework]);
}

/* Which rules listen to what, once for the pass: calls are many, rules that want them few. */
void notify_open(struct machine *m)
{
	for (unsigned k = 0; k < EVENTS; k++)
		m->listeners[k] =
			(struct listeners){ .v = ARENA_ARRAY(m->a, const struct rule *, m->opt->n_rules + 1) };
	for (size_t i = 0; i < m->opt->n_rules; i++) {
		const struct rule *r = m->opt->rules[i];
		const bool wants[EVENTS] = { [EVENT_CALL] = r->call != NULL,
					     [EVENT_AFTER] = r->after != NULL,
					     [EVENT_ENTER] = r->enter != NULL,
					     [EVENT_LEAVE] = r->leave != NULL,
					     [EVENT_ACCESS] = r->access != NULL };
		for (unsigned k = 0; k < EVENTS; k++)
			if (wants[k] && listens(m, r))
				m->listeners[k].v[m->listeners[k].n++] = r;
	}
	m->call_lists = ARENA_ARRAY(m->a, struct list_answer, LIST_ANSWERS);
}

static void set(struct machine *m, struct act *a, struct state *s, const struct ir_op *op, const struct rule *r)
{
	m->ctx = (struct rule_ctx){ .m = m, .rule = r, .s = s, .act = a, .op = op };
	m->n_asked = 0;
}

/* What a header's function does is its own affair, but for a library of C++, which does it for the driver (wil's guards). */
static bool machinery(const struct fn *f)
{
	return f->model && !memchr(f->name.s, ':', f->name.n);
}

void tell_call(struct machine *m, struct act *a, struct state *s, const struct ir_op *op, const struct call *c,
	       bool after)
{
	if (!m->check || machinery(a->f))
		return;
	uint8_t kept = 0;
	struct call_event e = { .callee = c->f ? c->f->name : STR(""),
				.fn = c->f,
				.op = op,
				.n_args = (unsigned)c->n,
				.after = after,
				.lists = m->call_lists,
				.kept = &kept };
	const struct listeners *l = &m->listeners[after ? EVENT_AFTER : EVENT_CALL];
	set(m, a, s, op, NULL);
	m->ctx.callee = c->f;
	m->ctx.call = c;
	m->ctx.result = c->result;
	m->ctx.has_result = after;
	for (size_t i = 0; i < l->n; i++) {
		const struct rule *r = m->ctx.rule = l->v[i];
		(after ? r->after : r->call)(&m->ctx, &e);
	}
}

void tell_enter(struct machine *m, struct act *a, struct state *s, bool root)
{
	const struct listeners *l = &m->listeners[EVENT_ENTER];
	for (size_t i = 0; m->check && !a->f->model && i < l->n; i++) {
		const struct rule *r = l->v[i];
		set(m, a, s, NULL, r);
		r->enter(&m->ctx, a->f, root);
	}
}

void tell_leave(struct machine *m, struct act *a, struct state *s, bool root)
{
	const struct listeners *l = &m->listeners[EVENT_LEAVE];
	for (size_t i = 0; m->check && !a->f->model && i < l->n; i++) {
		const struct rule *r = l->v[i];
		set(m, a, s, a->op, r);
		m->ctx.result = s->ret;
		m->ctx.has_result = s->ret.kind != V_UNKNOWN;
		r->leave(&m->ctx, a->f, root);
	}
}

void tell_access(struct machine *m, struct act *a, struct state *s, const struct ir_op *op, enum access_kind k,
		 ir_path p, struct val ptr, struct val v)
{
	struct access_event e = { .kind = k, .pointer = ptr, .value = v, .op = op };
	const struct ir_path_rec *path = &a->ir->paths.v[p];
	if (path->kind == IR_P_FIELD) {
		e.record = ir_text(a->u, ir_path_record(a->u, a->ir, p));
		e.field = ir_text(a->u, path->name);
	}
	const struct listeners *l = &m->listeners[EVENT_ACCESS];
	for (size_t i = 0; i < l->n; i++) {
		const struct rule *r = l->v[i];
		set(m, a, s, op, r);
		r->access(&m->ctx, &e);
	}
}

void tell_driver(struct machine *m)
{
	for (size_t i = 0; i < m->opt->n_rules; i++) {
		const struct rule *r = m->opt->rules[i];
		if (!r->driver || !listens(m, r))
			continue;
		set(m, NULL, NULL, NULL, r);
		r->driver(&m->ctx, m->model);
	}
}
