/* With an IRP the question is about the requester and right. */
#include "rules/shared.h"

static const char *const names[] = { "IoIs32bitProcess", NULL };

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is_any(e, names) || arg_null(c, 0) != TRI_YES || !process_is_arbitrary(c))
		return;
	struct claim cl =
		claim_of(c, STRENGTH_CONTRACT, "bitness of an arbitrary process",
			 "Use WdfRequestIsFrom32BitProcess, or give the IRP to IoIs32bitProcess.",
			 STR_FMT " without an IRP asks about the process that happens to run, but " STR_FMT
				 " is promised no particular process and thread. It works today only because the "
				 "framework happens to call it in the sender's thread.",
			 STR_ARG(e->callee), STR_ARG(root_name(c)));

	claim_report(c, &cl, SEV_WARNING);
}

RULE(bitness_of_current_process) = {
	.id = "bitness-of-current-process",
	.family = "context",
	.title = "32-bit question asked of the current process instead of the request",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestisfrom32bitprocess",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-iois32bitprocess"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
