/* The request is the callback's until it has been enqueued or completed; a failed enqueue leaves it there. */
#include "rules/shared.h"

/* There is one request here; a path that never touched it knows none. */
static bool finished(const struct rule_ctx *c)
{
	struct val v[16];
	size_t n = rule_requests(c, v, 16);

	for (size_t i = 0; i < n; i++) {
		struct request_state r = rule_request(c, v[i]);
		if (!r.owned || r.completed || r.enqueued || r.forwarded || r.escaped)
			return true;
	}
	return false;
}

static void leave(struct rule_ctx *c, const struct fn *f, bool root)
{
	if (!root || !root_is(c, "EVT_WDF_IO_IN_CALLER_CONTEXT") || finished(c))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "request kept by EvtIoInCallerContext",
		"Complete the request on this path, with the status of what failed.",
		STR_FMT
		" returns here without having handed the request on with WdfDeviceEnqueueRequest or completed it: the "
		"sender waits for ever.",
		STR_ARG(f->display));

	claim_report(c, &cl, SEV_ERROR);
}

RULE(caller_context_must_finish_request) = {
	.id = "caller-context-must-finish-request",
	.family = "context",
	.title = "EvtIoInCallerContext returns and keeps the request",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_io_in_caller_context",
		     "/windows-hardware/drivers/ddi/wdfdevice/nf-wdfdevice-wdfdeviceenqueuerequest"),
	.frameworks = RULE_KMDF,
	.leave = leave,
};
