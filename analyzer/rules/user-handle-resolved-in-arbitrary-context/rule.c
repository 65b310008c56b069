/* With UserMode only handles of the current process are accepted: such a handle is an application's. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct root *r = rule_root(c);
	int64_t n;

	if (!call_is(e, "ObReferenceObjectByHandle") || !r->role || r->role->from == ROLE_IRQL_SENDER ||
	    !arg_is_user_mode(c, 3) || !process_is_foreign(c) || arg_int(c, 0, &n) ||
	    value_producer(c, rule_arg(c, 0), NULL))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "application's handle resolved in an arbitrary process",
		"Resolve the handle in EvtIoInCallerContext, where the sender's process is current, keep the object's pointer in "
		"the request's context, and dereference it when the request is completed or cancelled.",
		"ObReferenceObjectByHandle looks " STR_FMT " up in the current process's table, but " STR_FMT
		" may run in any process: there the same number is another object, or none.",
		STR_ARG(rule_arg_text(c, 0)), STR_ARG(root_name(c)));

	claim_report(c, &cl, SEV_ERROR);
}

RULE(user_handle_resolved_in_arbitrary_context) = {
	.id = "user-handle-resolved-in-arbitrary-context",
	.family = "context",
	.title = "Application's handle resolved in an arbitrary process",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-obreferenceobjectbyhandle",
		     "/windows-hardware/drivers/wdf/request-handlers",
		     "/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_io_in_caller_context"),
	.frameworks = RULE_KMDF,
	.call = call,
};
