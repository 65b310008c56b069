/* METHOD_NEITHER buffers are addresses of the requester's process. */
#include "rules/shared.h"

static const char *const names[] = { "WdfRequestRetrieveUnsafeUserInputBuffer",
				     "WdfRequestRetrieveUnsafeUserOutputBuffer",
				     "WdfRequestProbeAndLockUserBufferForRead",
				     "WdfRequestProbeAndLockUserBufferForWrite", NULL };

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct root *r = rule_root(c);

	if (!call_is_any(e, names) || !r->role || r->role->from == ROLE_IRQL_SENDER || !process_is_foreign(c))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "unsafe user-buffer method outside of EvtIoInCallerContext",
		"Register EvtIoInCallerContext, probe and lock the buffer there, keep the WDFMEMORY in the request's context, and "
		"hand the request on with WdfDeviceEnqueueRequest.",
		STR_FMT " needs the requester's address space, which is promised to EvtIoInCallerContext only; " STR_FMT
			" may run in any process.",
		STR_ARG(e->callee), STR_ARG(root_name(c)));

	claim_report(c, &cl, SEV_ERROR);
}

RULE(unsafe_user_buffer_outside_caller_context) = {
	.id = "unsafe-user-buffer-outside-caller-context",
	.family = "context",
	.title = "Unsafe user-buffer method outside of EvtIoInCallerContext",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestretrieveunsafeuserinputbuffer",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestprobeandlockuserbufferforread",
		     "/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_io_in_caller_context",
		     "/windows-hardware/drivers/wdf/accessing-data-buffers-in-wdf-drivers"),
	.frameworks = RULE_KMDF,
	.call = call,
};
