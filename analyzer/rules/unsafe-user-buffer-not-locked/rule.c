/* Code that copies the data at once, in the sender's process, needs no lock. */
#include "rules/requests.h"

static const char *const copies[] = { "ProbeForRead",
				      "ProbeForWrite",
				      "MmProbeAndLockPages",
				      "MmProbeAndLockSelectedPages",
				      "MmSecureVirtualMemory",
				      "memcpy",
				      "memmove",
				      "memset",
				      "RtlCopyMemory",
				      "RtlMoveMemory",
				      "RtlZeroMemory",
				      "RtlFillMemory",
				      "RtlCopyVolatileMemory",
				      "WdfMemoryCopyFromBuffer",
				      "WdfMemoryCopyToBuffer",
				      NULL };

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "WdfDeviceEnqueueRequest") || fn_reaches(rule_model(c), rule_root(c)->fn, copies))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 1));
	if (!r.known || !r.unsafe_buffer || r.buffers_locked)
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "raw user buffer handed on without a lock",
		"Call WdfRequestProbeAndLockUserBufferForRead (or ...ForWrite) here, and keep the WDFMEMORY in the request's "
		"context instead of the address.",
		"WdfDeviceEnqueueRequest hands the request on, but the user buffer retrieved from it is not locked on this path: "
		"later callbacks run in another process, and the application can free the pages.");

	claim_report(c, &cl, SEV_ERROR);
}

RULE(unsafe_user_buffer_not_locked) = {
	.id = "unsafe-user-buffer-not-locked",
	.family = "context",
	.title = "Raw user buffer handed on without probing and locking it",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/wdf/accessing-data-buffers-in-wdf-drivers",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestprobeandlockuserbufferforread",
		     "/windows-hardware/drivers/ddi/wdfdevice/nf-wdfdevice-wdfdeviceenqueuerequest"),
	.frameworks = RULE_KMDF,
	.call = call,
};
