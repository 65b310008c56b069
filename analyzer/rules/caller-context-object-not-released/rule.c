/* The object must certainly end up in the request's context: &GetContext(Request)->Object, or a local that is stored there. */
#include "rules/requests.h"

static const char *const releases[] = { "ObDereferenceObject", "ObfDereferenceObject", "ObDereferenceObjectWithTag",
					"ObDereferenceObjectDeferDelete", NULL };

/* Is this a member of the structure that an accessor returned for a WDFREQUEST? */
static bool in_request_context(const struct model *m, const struct ir_unit *u, const struct ir_func *f, ir_path p)
{
	if (p == IR_NONE || f->paths.v[p].kind != IR_P_FIELD)
		return false;
	ir_path root = ir_path_root(f, p);
	for (size_t b = 0; b < f->blocks.n; b++)
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &f->blocks.v[b].ops[i];
			struct str callee = op_callee(u, op);
			const struct fn *fn = callee.n && op->dst == root ? model_fn_named(m, callee) : NULL;

			if (fn && fn->accessor.n && op->n_args && op->args[0].kind == IR_O_PATH &&
			    str_is(ir_text(u, u->types.v[f->paths.v[op->args[0].path].type].name), "WDFREQUEST"))
				return true;
		}
	return false;
}

static bool visit(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	const struct model *m = arg;

	if (!str_is(op_callee(u, op), "ObReferenceObjectByHandle") || op->n_args < 5 || op->args[4].kind != IR_O_ADDR)
		return true;
	if (in_request_context(m, u, f, op->args[4].path))
		return false;
	for (size_t b = 0; b < f->blocks.n; b++)
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops; i++) {
			const struct ir_op *s = &f->blocks.v[b].ops[i];

			if ((s->kind == IR_ASSIGN || s->kind == IR_CAST) && s->a.kind == IR_O_PATH &&
			    s->a.path == op->args[4].path && in_request_context(m, u, f, s->dst))
				return false;
		}
	return true;
}

static bool somebody_is_told(const struct model *m)
{
	for (size_t i = 0; i < m->roots.n; i++) {
		struct str role = m->roots.v[i].role ? str_from(m->roots.v[i].role->name) : STR("");

		if (str_is(role, "EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE") ||
		    str_is(role, "EVT_WDF_OBJECT_CONTEXT_CLEANUP") || str_is(role, "EVT_WDF_OBJECT_CONTEXT_DESTROY"))
			return true;
	}
	return false;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct model *m = rule_model(c);

	if (!call_is(e, "WdfDeviceEnqueueRequest") || !root_is(c, "EVT_WDF_IO_IN_CALLER_CONTEXT") ||
	    !path_called(c, "ObReferenceObjectByHandle") || somebody_is_told(m) || each_op(m, visit, (void *)m))
		return;
	for (size_t i = 0; releases[i]; i++)
		if (rule_has_called(c, releases[i]))
			return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "object in the request's context without a release on cancellation",
		"Register EvtCleanupCallback in the attributes given to WdfDeviceInitSetRequestAttributes (or EvtIoCanceledOnQueue) and "
		"dereference the object there.",
		"The request goes to a queue with a referenced object in its context. If it is cancelled there, the framework completes "
		"it and no callback of this driver is told: the object is never released.");

	claim_report(c, &cl, SEV_WARNING);
}

RULE(caller_context_object_not_released) = {
	.id = "caller-context-object-not-released",
	.family = "context",
	.title = "Object kept for a queued request is not released on cancellation",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/wdf/canceling-i-o-requests",
		     "/windows-hardware/drivers/ddi/wdfdevice/nf-wdfdevice-wdfdeviceinitsetrequestattributes",
		     "/windows-hardware/drivers/ddi/wdfio/nc-wdfio-evt_wdf_io_queue_io_canceled_on_queue"),
	.frameworks = RULE_KMDF,
	.call = call,
};
