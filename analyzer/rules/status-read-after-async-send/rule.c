#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "WdfRequestGetStatus"))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));

	if (!r.known || r.sent != SENT_ASYNC || r.send_failed || r.escaped ||
	    rule_has_called(c, "KeWaitForSingleObject") || rule_has_called(c, "KeWaitForMultipleObjects"))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "status of a pending request",
		"Read the status in the completion routine; here only where WdfRequestSend returned FALSE.",
		"The request was sent asynchronously and has not come back on this path: its status means nothing yet, and the "
		"request may already belong to its completion routine.");

	cl.related[0] = &r.sent_at;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(status_read_after_async_send) = {
	.id = "status-read-after-async-send",
	.family = "iotarget",
	.title = "The status is read before the request has come back",
	.severity = SEV_ERROR,
	.anchors = LIST("SDV:RequestGetStatusValid"),
	.docs = LIST("/windows-hardware/drivers/devtest/kmdf-requestgetstatusvalid",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestgetstatus",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend"),
	.frameworks = RULE_KMDF,
	.call = call,
};
