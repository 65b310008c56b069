/* Questions about requests, sends and I/O targets; and about the code itself. See requests.h. */
#include "rules/requests.h"

#include <stdlib.h>

bool sends_with(const struct rule_ctx *c, const struct call_event *e, unsigned flag)
{
	return call_is(e, "WdfRequestSend") && rule_send_flag(c, 2, flag) == TRI_YES;
}

bool sends_asynchronously(const struct rule_ctx *c, const struct call_event *e)
{
	return call_is(e, "WdfRequestSend") && rule_send_flag(c, 2, SEND_SYNCHRONOUS) == TRI_NO &&
	       rule_send_flag(c, 2, SEND_FORGET) == TRI_NO;
}

int send_options_arg(const struct call_event *e)
{
	static const struct {
		const char *name;
		int arg;
	} rows[] = {
		{ "WdfRequestSend", 2 },
		{ "WdfIoTargetSendReadSynchronously", 4 },
		{ "WdfIoTargetSendWriteSynchronously", 4 },
		{ "WdfIoTargetSendIoctlSynchronously", 5 },
		{ "WdfIoTargetSendInternalIoctlSynchronously", 5 },
		{ "WdfIoTargetSendInternalIoctlOthersSynchronously", 6 },
		{ "WdfUsbTargetPipeReadSynchronously", 2 },
		{ "WdfUsbTargetPipeWriteSynchronously", 2 },
		{ "WdfUsbTargetPipeAbortSynchronously", 2 },
		{ "WdfUsbTargetPipeResetSynchronously", 2 },
		{ "WdfUsbTargetPipeSendUrbSynchronously", 2 },
		{ "WdfUsbTargetDeviceSendControlTransferSynchronously", 2 },
		{ "WdfUsbTargetDeviceSendUrbSynchronously", 2 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (call_is(e, rows[i].name) && e->n_args > (unsigned)rows[i].arg)
			return rows[i].arg;
	return -1;
}

bool request_is_received(const struct request_state *r)
{
	return r->origin == REQ_PRESENTED || r->origin == REQ_RETRIEVED;
}

bool request_is_roots(const struct rule_ctx *c, struct val request)
{
	const struct root *r = rule_root(c);
	const struct object *o[2];
	bool all;

	return r && r->role && r->role->family == ROLE_REQUEST && r->object &&
	       value_objects(c, request, o, 2, &all) == 1 && all && o[0]->id == r->object;
}

bool targets_differ(const struct rule_ctx *c, struct val a, struct val b)
{
	struct target_state x = rule_target(c, a), y = rule_target(c, b);

	return x.known && y.known && x.all_known && y.all_known && x.may_be && y.may_be && !(x.may_be & TGT_USB) &&
	       !(y.may_be & TGT_USB) && value_same_tri(c, a, b) == TRI_NO;
}

bool call_needs_handle(const struct call_event *e)
{
	if (!e->fn)
		return false;
	return e->fn->accessor.n || ((!e->fn->defined || e->fn->model) && str_starts(e->callee, STR("Wdf")));
}

static bool reaches(const struct model *m, fn_id fn, const char *const *names, const struct ir_func *func,
		    uint8_t *seen)
{
	const struct fn *f = model_fn(m, fn);

	if (!f || seen[fn])
		return false;
	seen[fn] = 1;
	if (func && f->ir == func)
		return true;
	for (size_t i = 0; names && names[i]; i++)
		if (str_is(f->name, names[i]))
			return true;
	for (size_t i = 0; i < f->callees.n; i++)
		if (reaches(m, f->callees.v[i], names, func, seen))
			return true;
	return false;
}

static bool search(const struct model *m, fn_id fn, const char *const *names, const struct ir_func *func)
{
	uint8_t *seen = calloc(m->fns.n + 1, 1);
	bool found = seen && reaches(m, fn, names, func, seen);

	free(seen);
	return found;
}

bool fn_reaches(const struct model *m, fn_id fn, const char *const *names)
{
	return search(m, fn, names, NULL);
}

bool path_called(const struct rule_ctx *c, const char *name)
{
	return rule_has_called(c, name) && fn_reaches(rule_model(c), rule_root(c)->fn, LIST(name));
}

const struct root *root_reaching(const struct model *m, const struct ir_func *func, const struct root *except)
{
	for (size_t i = 0; i < m->roots.n; i++) {
		const struct root *r = &m->roots.v[i];

		if (r->role && r->fn != except->fn && search(m, r->fn, NULL, func))
			return r;
	}
	return NULL;
}

const struct ir_op *op_at(const struct site *s)
{
	if (!s->unit || !s->func)
		return NULL;
	for (size_t b = 0; b < s->func->blocks.n; b++)
		for (uint32_t i = 0; i < s->func->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &s->func->blocks.v[b].ops[i];

			if (op->kind == IR_CALL && op->at.line == s->at.line && op->at.col == s->at.col &&
			    op->at.file == s->at.file)
				return op;
		}
	return NULL;
}

static bool reads(const struct ir_func *f, struct ir_opd o, ir_path p)
{
	return (o.kind == IR_O_PATH || o.kind == IR_O_ADDR) && ir_path_has_prefix(f, o.path, p);
}

bool result_is_dropped(const struct site *s)
{
	const struct ir_op *call = op_at(s);

	if (!call || call->dst == IR_NONE)
		return call != NULL;
	if (s->func->paths.v[call->dst].kind != IR_P_LOCAL)
		return false;
	for (size_t b = 0; b < s->func->blocks.n; b++)
		for (uint32_t i = 0; i < s->func->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &s->func->blocks.v[b].ops[i];

			if (reads(s->func, op->a, call->dst) || reads(s->func, op->b, call->dst))
				return false;
			for (uint32_t k = 0; k < op->n_args; k++)
				if (reads(s->func, op->args[k], call->dst))
					return false;
		}
	return true;
}

bool opd_member(const struct ir_unit *u, const struct ir_func *f, struct ir_opd o, struct str *record,
		struct str *member)
{
	if (o.kind != IR_O_PATH || o.path == IR_NONE || f->paths.v[o.path].kind != IR_P_FIELD)
		return false;
	*record = ir_text(u, ir_path_record(u, f, o.path));
	*member = ir_text(u, f->paths.v[o.path].name);
	return true;
}

static bool runs_through(const struct fn *f, struct ir_opd o, const char *record, const char *member)
{
	ir_path p = o.kind == IR_O_PATH || o.kind == IR_O_ADDR ? o.path : IR_NONE;

	for (; p != IR_NONE; p = f->ir->paths.v[p].base) {
		const struct ir_path_rec *r = &f->ir->paths.v[p];

		if (r->kind == IR_P_LOCAL || r->kind == IR_P_GLOBAL)
			return false;
		if (r->kind == IR_P_FIELD && str_is(ir_text(f->unit, r->name), member) &&
		    (!record || str_is(ir_text(f->unit, ir_path_record(f->unit, f->ir, p)), record)))
			return true;
	}
	return false;
}

bool fn_uses_member(const struct fn *f, const char *record, const char *member, struct site *at)
{
	for (size_t b = 0; b < f->ir->blocks.n; b++)
		for (uint32_t i = 0; i < f->ir->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &f->ir->blocks.v[b].ops[i];
			struct ir_opd dst = { .kind = op->dst == IR_NONE ? IR_O_NONE : IR_O_PATH, .path = op->dst };
			bool found = runs_through(f, op->a, record, member) || runs_through(f, op->b, record, member) ||
				     runs_through(f, dst, record, member);

			for (uint32_t k = 0; k < op->n_args && !found; k++)
				found = runs_through(f, op->args[k], record, member);
			if (found && at)
				*at = (struct site){ .unit = f->unit, .func = f->ir, .at = op->at };
			if (found)
				return true;
		}
	return false;
}

bool object_is_kept(const struct model *m, obj_id id)
{
	for (size_t i = 1; i < m->fields.n; i++)
		for (size_t k = 0; k < m->fields.v[i].from.n; k++)
			if (m->fields.v[i].from.v[k].kind == ORG_OBJ && m->fields.v[i].from.v[k].id == id)
				return true;
	return false;
}

bool each_op(const struct model *m, op_visitor *visit, void *arg)
{
	for (size_t i = 0; i < m->fns.n; i++) {
		const struct fn *f = &m->fns.v[i];

		if (!f->defined || f->model || !f->ir)
			continue;
		for (size_t b = 0; b < f->ir->blocks.n; b++)
			for (uint32_t k = 0; k < f->ir->blocks.v[b].n_ops; k++)
				if (!visit(arg, f->unit, f->ir, &f->ir->blocks.v[b].ops[k]))
					return false;
	}
	return true;
}

struct str op_callee(const struct ir_unit *u, const struct ir_op *op)
{
	return op->kind == IR_CALL && op->a.kind == IR_O_FUNC ? ir_text(u, op->a.name) : STR("");
}
