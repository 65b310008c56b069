/* A send that waits needs PASSIVE_LEVEL; without the synchronous flag the call itself is legal up to DISPATCH_LEVEL, and the engine's
 * rule_callee_max() knows the difference. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_SYNC_SEND, &f))
		irql_report(c, e, &f, "with WDF_REQUEST_SEND_OPTION_SYNCHRONOUS it waits for the request");
}

RULE(sync_send_at_dispatch) = {
	.id = "sync-send-at-dispatch",
	.family = "irql",
	.title = "Synchronous send where the level may be DISPATCH_LEVEL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "SDV:WdfRequestSendSyncAtDispatch", "SDV:WdfRequestSendSyncAtDispatch2"),
	.docs = LIST("/windows-hardware/drivers/devtest/wdfrequestsendsyncatdispatch",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend",
		     "/windows-hardware/drivers/ddi/wdfrequest/ne-wdfrequest-_wdf_request_send_options_flags",
		     "/windows-hardware/drivers/wdf/sending-i-o-requests-synchronously",
		     "/windows-hardware/drivers/wdf/using-automatic-synchronization"),
	.frameworks = RULE_KMDF,
	.call = call,
};
