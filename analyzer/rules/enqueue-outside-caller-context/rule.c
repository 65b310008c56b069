/* Only a request that has not been queued yet can be enqueued by the device. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct root *r = rule_root(c);

	if (!call_is(e, "WdfDeviceEnqueueRequest") || !r->role || root_is(c, "EVT_WDF_IO_IN_CALLER_CONTEXT") ||
	    root_is(c, "EVT_WDFDEVICE_WDM_IRP_DISPATCH"))
		return;
	struct claim cl =
		claim_of(c, STRENGTH_DEFINITE, "WdfDeviceEnqueueRequest outside of EvtIoInCallerContext",
			 "Use WdfRequestForwardToIoQueue or WdfRequestRequeue for a request that came from a queue.",
			 "WdfDeviceEnqueueRequest hands a request from EvtIoInCallerContext to its queue; in " STR_FMT
			 " the request has been through its queue already.",
			 STR_ARG(root_name(c)));

	claim_report(c, &cl, SEV_ERROR);
}

RULE(enqueue_outside_caller_context) = {
	.id = "enqueue-outside-caller-context",
	.family = "context",
	.title = "WdfDeviceEnqueueRequest outside of EvtIoInCallerContext",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfdevice/nf-wdfdevice-wdfdeviceenqueuerequest",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestforwardtoioqueue",
		     "/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_io_in_caller_context"),
	.frameworks = RULE_KMDF,
	.call = call,
};
