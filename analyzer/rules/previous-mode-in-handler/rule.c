/* A queued or forwarded request is presented by threads that came another way. */
#include "rules/shared.h"

static const char *const names[] = { "ExGetPreviousMode", NULL };

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is_any(e, names) || !process_is_arbitrary(c))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "previous mode in an arbitrary context",
		"Use WdfRequestGetRequestorMode (or Irp->RequestorMode).",
		STR_FMT
		" tells how the thread that happens to run entered the kernel, not where the request comes from, and " STR_FMT
		" is promised no particular process and thread. It works today only because the "
		"framework happens to call it in the sender's thread.",
		STR_ARG(e->callee), STR_ARG(root_name(c)));

	claim_report(c, &cl, SEV_WARNING);
}

RULE(previous_mode_in_handler) = {
	.id = "previous-mode-in-handler",
	.family = "context",
	.title = "Previous mode of the thread used instead of the request's",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-exgetpreviousmode",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestgetrequestormode"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
