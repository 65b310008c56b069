/* The mapping lands in the current process, and a request handler is promised none. EvtIoInCallerContext, file create and cleanup,
 * and code attached to a process are not foreign. */
#include "rules/shared.h"

static const char *const maps[] = { "MmMapLockedPagesSpecifyCache", "MmMapLockedPages", NULL };

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is_any(e, maps) || !arg_is_user_mode(c, 1) || !root_is_request_handler(c) || !process_is_foreign(c))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "user-mode mapping in an arbitrary process",
		"Map in EvtIoInCallerContext (or in EvtDeviceFileCreate, and unmap in EvtFileCleanup), where the "
		"requester's process is current, and pass the address on in the request's context.",
		STR_FMT " maps pages with UserMode into whatever process is current, but a request handler runs in an "
			"arbitrary process. It works today only because the framework happens to call " STR_FMT
			" in the sender's thread.",
		STR_ARG(e->callee), STR_ARG(root_name(c)));
	claim_report(c, &cl, SEV_ERROR);
}

RULE(usermode_map_in_request_handler) = {
	.id = "usermode-map-in-request-handler",
	.family = "context",
	.title = "User-mode mapping made in a request handler",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/wdf/request-handlers",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-mmmaplockedpagesspecifycache",
		     "/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_io_in_caller_context"),
	.frameworks = RULE_KMDF,
	.call = call,
};
