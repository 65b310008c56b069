#include "rules/requests.h"

static void check(struct rule_ctx *c, struct val v)
{
	struct request_state r = rule_request(c, v);

	if (!r.known || r.sent != SENT_SYNC || r.send_failed || r.status_read || r.escaped ||
	    rule_has_called(c, "WdfRequestWdmGetIrp"))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "synchronous send without status",
		"Call WdfRequestGetStatus after the send, whatever it returned.",
		"WdfRequestSend returning TRUE says only that the request was sent; whether it succeeded is what "
		"WdfRequestGetStatus returns, and on this path nobody asks.");

	cl.at = &r.sent_at;
	cl.here = STR("the request is given up here without its status having been read");
	claim_report(c, &cl, SEV_ERROR);
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (call_is(e, "WdfRequestReuse") || call_is(e, "WdfObjectDelete") ||
	    str_starts(e->callee, STR("WdfRequestComplete")))
		check(c, rule_arg(c, 0));
}

static void leave(struct rule_ctx *c, const struct fn *f, bool root)
{
	struct val v[16];

	(void)f;
	for (size_t i = 0, n = root ? rule_requests(c, v, 16) : 0; i < n; i++)
		check(c, v[i]);
}

RULE(sync_send_status_not_read) = {
	.id = "sync-send-status-not-read",
	.family = "iotarget",
	.title = "The outcome of a synchronous send is not read",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestgetstatus",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend",
		     "/windows-hardware/drivers/wdf/sending-i-o-requests-synchronously"),
	.frameworks = RULE_KMDF,
	.call = call,
	.leave = leave,
};
