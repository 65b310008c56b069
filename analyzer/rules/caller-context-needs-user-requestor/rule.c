/* Who asks for the requester's mode at all is believed to act on it. */
#include "rules/requests.h"

static const char *const maps[] = { "MmMapLockedPagesSpecifyCache", "MmMapLockedPages", NULL };

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct process_view p = rule_process(c);

	if (!call_is_any(e, maps) || !root_is(c, "EVT_WDF_IO_IN_CALLER_CONTEXT") || !arg_is_user_mode(c, 1) ||
	    p.attached || p.user_checked || path_called(c, "WdfRequestGetRequestorMode"))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "process-bound work without a look at the requester's mode",
		"Do this only where WdfRequestGetRequestorMode(Request) is UserMode, and refuse or pass on other requests.",
		STR_FMT
		" maps into the process of whoever sent the request, and nothing here says that it is an application: "
		"a driver above this one sends from any thread. Ask WdfRequestGetRequestorMode first.",
		STR_ARG(e->callee));

	claim_report(c, &cl, SEV_NOTE);
}

RULE(caller_context_needs_user_requestor) = {
	.id = "caller-context-needs-user-requestor",
	.family = "context",
	.title = "EvtIoInCallerContext maps without asking who sent the request",
	.severity = SEV_NOTE,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_io_in_caller_context",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestgetrequestormode",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-mmmaplockedpagesspecifycache"),
	.frameworks = RULE_KMDF,
	.call = call,
};
