#include "rules/requests.h"

/* A request of the driver's own that lives until its parent goes. */
static bool stays(struct rule_ctx *c, struct val v)
{
	const struct object *o[4];
	bool all;
	size_t n = value_objects(c, v, o, 4, &all);

	for (size_t i = 0; i < n; i++)
		if (o[i]->kind != OBJ_REQUEST || o[i]->request == REQ_CREATED || o[i]->request == REQ_FROM_IRP)
			return true;
	return !all || !n;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct str record, member;

	if (!call_is(e, "WdfRequestCancelSentRequest") ||
	    !opd_member(rule_fn(c)->unit, rule_fn(c)->ir, e->op->args[0], &record, &member))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));
	const struct held_lock *locks;

	if (r.referenced || rule_has_called(c, "WdfObjectReferenceActual") || rule_locks(c, &locks) ||
	    stays(c, rule_arg(c, 0)))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "cancel without reference",
		"Under a lock that the completion routine takes too, test that the request is still out and reference it; then "
		"cancel, and drop the reference.",
		"The request in " STR_FMT
		" may complete, and be gone, while it is cancelled here: no reference is taken under a lock "
		"that its completion routine takes too.",
		STR_ARG(member));

	claim_report(c, &cl, SEV_WARNING);
}

RULE(cancel_sent_request_without_reference) = {
	.id = "cancel-sent-request-without-reference",
	.family = "request-cancel",
	.title = "A sent request is cancelled without a reference",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/wdf/synchronizing-cancellation-of-sent-requests",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestcancelsentrequest",
		     "/windows-hardware/drivers/ddi/wdfobject/nf-wdfobject-wdfobjectreference"),
	.frameworks = RULE_KMDF,
	.call = call,
};
