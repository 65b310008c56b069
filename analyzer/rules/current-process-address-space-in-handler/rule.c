/* The pseudo handle stands for whatever process is current. */
#include "rules/shared.h"

static int process_arg(const struct call_event *e)
{
	if (call_is(e, "ZwMapViewOfSection"))
		return 1;
	return call_is(e, "ZwUnmapViewOfSection") || call_is(e, "ZwAllocateVirtualMemory") ||
			       call_is(e, "ZwFreeVirtualMemory")
		       ? 0
		       : -1;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	int arg = process_arg(e);

	if (arg < 0 || arg_is(c, (unsigned)arg, -1 /* NtCurrentProcess() */) != TRI_YES || !process_is_arbitrary(c))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "address space of an arbitrary process",
		"Do it in EvtIoInCallerContext or EvtDeviceFileCreate, attach to the process with KeStackAttachProcess, or use a "
		"handle of the process meant.",
		STR_FMT " works on the current process, but " STR_FMT
			" is promised no particular one. It works today only "
			"because the framework happens to call it in the sender's thread.",
		STR_ARG(e->callee), STR_ARG(root_name(c)));

	claim_report(c, &cl, SEV_ERROR);
}

RULE(current_process_address_space_in_handler) = {
	.id = "current-process-address-space-in-handler",
	.family = "context",
	.title = "Virtual memory of the current process changed where the process is arbitrary",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-zwmapviewofsection",
		     "/windows-hardware/drivers/wdf/request-handlers"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
