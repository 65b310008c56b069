/* Completion, cancel, DPC, timer, work item, interrupt, queue-state, power and close callbacks: none is promised the requester's process. */
#include "rules/shared.h"

static const char *const maps[] = { "MmMapLockedPagesSpecifyCache", "MmMapLockedPages", NULL };

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is_any(e, maps) || !arg_is_user_mode(c, 1) || root_is_request_handler(c) || !process_is_foreign(c))
		return;
	const char *where = rule_process(c).set == PROC_SYSTEM ? "the system process"
							       : "whatever process is current when it is called";
	struct claim cl =
		claim_of(c, STRENGTH_DEFINITE, "user-mode mapping in a deferred callback",
			 "Map in EvtIoInCallerContext or EvtDeviceFileCreate, or attach to the owner's process with "
			 "KeStackAttachProcess around the call (at PASSIVE_LEVEL or APC_LEVEL).",
			 STR_FMT " maps pages with UserMode, but " STR_FMT
				 " runs in %s: the mapping does not land in the process "
				 "that asked for it.",
			 STR_ARG(e->callee), STR_ARG(root_name(c)), where);
	claim_report(c, &cl, SEV_ERROR);
}

RULE(usermode_map_in_deferred_callback) = {
	.id = "usermode-map-in-deferred-callback",
	.family = "context",
	.title = "User-mode mapping made in a deferred callback",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-mmmaplockedpagesspecifycache",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-mmmaplockedpages",
		     "/windows-hardware/drivers/ddi/ntifs/nf-ntifs-kestackattachprocess",
		     "/windows-hardware/drivers/wdf/request-handlers"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
