#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_needs_handle(e))
		return;
	for (unsigned i = 0; i < e->n_args && i < 3; i++) {
		struct request_state r = rule_request(c, rule_arg(c, i));

		if (!r.known || !r.enqueued || r.referenced)
			continue;
		struct claim cl = claim_of(
			c, STRENGTH_DEFINITE, "request used after WdfDeviceEnqueueRequest",
			"Do this before WdfDeviceEnqueueRequest, or take a reference with WdfObjectReference before it.",
			STR_FMT
			" is used by " STR_FMT
			" after WdfDeviceEnqueueRequest has succeeded: a queue handler may have completed it by then.",
			STR_ARG(rule_arg_text(c, i)), STR_ARG(e->callee));
		cl.related[0] = &r.enqueued_at;
		claim_report(c, &cl, SEV_ERROR);
		return;
	}
}

RULE(request_used_after_enqueue) = {
	.id = "request-used-after-enqueue",
	.family = "request-lifetime",
	.title = "A request is used after WdfDeviceEnqueueRequest",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfdevice/nf-wdfdevice-wdfdeviceenqueuerequest",
		     "/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_io_in_caller_context",
		     "/windows-hardware/drivers/ddi/wdfobject/nf-wdfobject-wdfobjectreference"),
	.frameworks = RULE_KMDF,
	.call = call,
};
