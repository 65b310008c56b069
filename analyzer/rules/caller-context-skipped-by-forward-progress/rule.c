/* Only where EvtIoInCallerContext prepares something, and nothing in the driver ever asks WdfRequestIsReserved. */
#include "rules/requests.h"

static const char *const prepares[] = { "WdfRequestProbeAndLockUserBufferForRead",
					"WdfRequestProbeAndLockUserBufferForWrite",
					"MmMapLockedPagesSpecifyCache",
					"MmProbeAndLockPages",
					"ObReferenceObjectByHandle",
					NULL };

static bool asks(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	(void)arg, (void)f;
	return !str_is(op_callee(u, op), "WdfRequestIsReserved");
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct model *m = rule_model(c);
	const struct root *found = NULL;

	if (!call_is(e, "WdfIoQueueAssignForwardProgressPolicy"))
		return;
	for (size_t i = 0; i < m->roots.n && !found; i++) {
		const struct root *r = &m->roots.v[i];
		if (r->role && str_is(str_from(r->role->name), "EVT_WDF_IO_IN_CALLER_CONTEXT") &&
		    fn_reaches(m, r->fn, prepares))
			found = r;
	}
	if (!found || !each_op(m, asks, NULL))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "reserved requests skip EvtIoInCallerContext",
		"In the queue's handlers, ask WdfRequestIsReserved, and do not rely on what EvtIoInCallerContext leaves behind.",
		"When memory is short, a queue with a forward progress policy may present requests that never went through " STR_FMT
		", but its handlers rely on what is prepared there: nothing asks WdfRequestIsReserved.",
		STR_ARG(model_fn(m, found->fn)->display));

	claim_report(c, &cl, SEV_NOTE);
}

RULE(caller_context_skipped_by_forward_progress) = {
	.id = "caller-context-skipped-by-forward-progress",
	.family = "context",
	.title = "Forward progress policy beside an EvtIoInCallerContext that prepares requests",
	.severity = SEV_NOTE,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_io_in_caller_context",
		     "/windows-hardware/drivers/ddi/wdfio/nf-wdfio-wdfioqueueassignforwardprogresspolicy",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestisreserved"),
	.frameworks = RULE_KMDF,
	.call = call,
};
