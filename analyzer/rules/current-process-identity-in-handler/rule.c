/* The identity of whoever runs says nothing about who sent the request. */
#include "rules/shared.h"

static const char *const names[] = { "PsGetCurrentProcess",  "PsGetCurrentProcessId", "PsGetCurrentThread",
				     "PsGetCurrentThreadId", "IoGetCurrentProcess",   NULL };

/* Whoever sends an IRP of its own enters the thread it does so in: irp->Tail.Overlay.Thread = PsGetCurrentThread(). */
static bool signs_an_irp(const struct rule_ctx *c, const struct ir_op *op)
{
	static const char *const members[] = { "Thread", "Overlay", "Tail" };
	const struct site s = rule_site(c);
	ir_path p = op->dst;

	for (size_t i = 0; i < 3; i++) {
		const struct ir_path_rec *r = p == IR_NONE ? NULL : &s.func->paths.v[p];
		if (!r || r->kind != IR_P_FIELD || !str_is(ir_text(s.unit, r->name), members[i]))
			return false;
		p = r->base;
	}
	return true;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is_any(e, names) || !process_is_arbitrary(c) || signs_an_irp(c, e->op))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "current process asked for in an arbitrary context",
		"Ask in EvtDeviceFileCreate or EvtIoInCallerContext and keep the answer in the file's or request's context, or use IoGetRequestorProcess on the request's IRP.",
		STR_FMT " tells about the process and thread that happen to run, but " STR_FMT
			" is promised no particular process and thread. It works today only because the "
			"framework happens to call it in the sender's thread.",
		STR_ARG(e->callee), STR_ARG(root_name(c)));

	claim_report(c, &cl, SEV_WARNING);
}

RULE(current_process_identity_in_handler) = {
	.id = "current-process-identity-in-handler",
	.family = "context",
	.title = "Current process or thread asked for where it is arbitrary",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/wdf/request-handlers",
		     "/windows-hardware/drivers/ddi/ntddk/nf-ntddk-psgetcurrentprocessid",
		     "/windows-hardware/drivers/ddi/ntifs/nf-ntifs-iogetrequestorprocess"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
