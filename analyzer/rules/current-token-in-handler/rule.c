/* SeCaptureSubjectContext always means the current thread; the Ps routines only where they are given the current one. */
#include "rules/shared.h"

static struct str from_current(const struct rule_ctx *c, const struct call_event *e)
{
	struct str by = STR("");

	if (call_is(e, "SeCaptureSubjectContext"))
		return e->callee;
	if (call_is(e, "PsReferencePrimaryToken") || call_is(e, "PsReferenceImpersonationToken"))
		value_producer(c, rule_arg(c, 0), &by);
	return by;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	static const char *const current[] = { "SeCaptureSubjectContext", "PsGetCurrentProcess", "IoGetCurrentProcess",
					       "PsGetCurrentThread",	  "KeGetCurrentThread",	 NULL };
	struct call_event of = { .callee = from_current(c, e) };

	if (!of.callee.n || !call_is_any(&of, current) || !process_is_arbitrary(c))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "token of an arbitrary thread",
		"Capture the subject context in EvtDeviceFileCreate or EvtIoInCallerContext, or use the one that the create "
		"request's access state carries.",
		STR_FMT
		" takes the token of the thread that happens to run, but " STR_FMT " is promised no particular process "
		"and thread. It works today only because the framework happens to call it in the sender's thread.",
		STR_ARG(e->callee), STR_ARG(root_name(c)));

	claim_report(c, &cl, SEV_WARNING);
}

RULE(current_token_in_handler) = {
	.id = "current-token-in-handler",
	.family = "context",
	.title = "Security decision from the token of the current thread",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-secapturesubjectcontext",
		     "/windows-hardware/drivers/ddi/ntifs/nf-ntifs-psreferenceprimarytoken"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
