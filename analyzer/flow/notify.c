/* Telling the rules. */
#include "flow/check.h"
#include "flow/machine.h"

static bool listens(const struct machine *m, const struct rule *r)
{
	static const unsigned bit[] = { [IR_FW_NONE] = RULE_WDM, [IR_FW_KMDF] = RULE_KMDF, [IR_FW_UMDF] = RULE_UMDF };
	return !r->frameworks || (r->frameworks & bit[m->model->info.framework]);
}

static void set(struct machine *m, struct act *a, struct state *s, const struct ir_op *op, const struct rule *r)
{
	m->ctx = (struct rule_ctx){ .m = m, .rule = r, .s = s, .act = a, .op = op };
}

void tell_call(struct machine *m, struct act *a, struct state *s, const struct ir_op *op, const struct call *c,
	       bool after)
{
	if (!m->check || a->f->model)
		return;
	struct call_event e = {
		.callee = c->f ? c->f->name : STR(""), .fn = c->f, .op = op, .n_args = (unsigned)c->n, .after = after
	};
	for (size_t i = 0; i < m->opt->n_rules; i++) {
		const struct rule *r = m->opt->rules[i];
		void (*tell)(struct rule_ctx *, const struct call_event *) = after ? r->after : r->call;
		if (!tell || !listens(m, r))
			continue;
		set(m, a, s, op, r);
		m->ctx.callee = c->f;
		m->ctx.call = c;
		m->ctx.result = c->result;
		m->ctx.has_result = after;
		tell(&m->ctx, &e);
	}
}

void tell_enter(struct machine *m, struct act *a, struct state *s, bool root)
{
	for (size_t i = 0; m->check && !a->f->model && i < m->opt->n_rules; i++) {
		const struct rule *r = m->opt->rules[i];
		if (!r->enter || !listens(m, r))
			continue;
		set(m, a, s, NULL, r);
		r->enter(&m->ctx, a->f, root);
	}
}

void tell_leave(struct machine *m, struct act *a, struct state *s, bool root)
{
	for (size_t i = 0; m->check && !a->f->model && i < m->opt->n_rules; i++) {
		const struct rule *r = m->opt->rules[i];
		if (!r->leave || !listens(m, r))
			continue;
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
	for (size_t i = 0; i < m->opt->n_rules; i++) {
		const struct rule *r = m->opt->rules[i];
		if (!r->access || !listens(m, r))
			continue;
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
