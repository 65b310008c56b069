#include "rules/requests.h"

static const struct object *child_request(const struct model *m, obj_id target)
{
	for (size_t i = 1; i < m->objects.n; i++)
		if (m->objects.v[i].kind == OBJ_REQUEST && m->objects.v[i].request == REQ_CREATED &&
		    m->objects.v[i].parent == target)
			return &m->objects.v[i];
	return NULL;
}

/* Sent asynchronously anywhere: something asks for a completion routine. */
static bool sends_somewhere(const struct model *m)
{
	const struct fn *f = model_fn_named(m, STR("WdfRequestSetCompletionRoutine"));

	return f && f->callers.n;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct object *o, *child;
	bool all;

	if (!call_is(e, "WdfObjectDelete") || value_objects(c, rule_arg(c, 0), &o, 1, &all) != 1 || !all ||
	    !(o->target & TGT_CREATED))
		return;
	struct target_state t = rule_target(c, rule_arg(c, 0));
	bool closed =
		t.open == OPEN_CLOSED || t.open == OPEN_QUERY_REMOVE || t.open == OPEN_FAILED || t.open == OPEN_NEVER;

	/* A path that makes the target, too, gives up before its requests were sent. */
	if (closed || rule_has_called(c, "WdfIoTargetPurge") || rule_has_called(c, "WdfIoTargetCreate") ||
	    !(child = child_request(rule_model(c), o->id)) || !sends_somewhere(rule_model(c)))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "target deleted without close",
		"Call WdfIoTargetClose first: it cancels what is outstanding and waits for it.",
		STR_FMT
		" is deleted without having been closed, and requests that are its children may be outstanding: they go "
		"with it while the driver below still has their IRPs.",
		STR_ARG(rule_arg_text(c, 0)));

	cl.related[0] = &child->created;
	claim_report(c, &cl, SEV_WARNING);
}

RULE(delete_target_with_pending_requests) = {
	.id = "delete-target-with-pending-requests",
	.family = "iotarget",
	.title = "A target is deleted whose requests may be outstanding",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/wdf/controlling-a-general-i-o-target-s-state",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetclose",
		     "/windows-hardware/drivers/ddi/wdfobject/nf-wdfobject-wdfobjectdelete"),
	.frameworks = RULE_KMDF,
	.call = call,
};
