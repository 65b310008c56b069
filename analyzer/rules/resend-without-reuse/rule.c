#include "rules/requests.h"

static bool waited(const struct rule_ctx *c)
{
	return rule_has_called(c, "KeWaitForSingleObject") || rule_has_called(c, "KeWaitForMultipleObjects");
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "WdfRequestSend"))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));
	bool created = r.origin == REQ_CREATED;
	/* a handle kept in a structure may be another request each time */
	bool one = request_is_received(&r) || (created && r.made_here);
	bool out = r.known && one && r.sent == SENT_ASYNC && !r.send_failed && !waited(c);
	bool back = created && (request_is_roots(c, rule_arg(c, 0)) ? !r.n_sent
								    : r.known && r.sent == SENT_SYNC && !r.send_failed);

	if (r.reused || (!out && !back))
		return;
	struct claim cl = claim_of(
		c, out ? STRENGTH_DEFINITE : STRENGTH_CONTRACT, "sent again without reuse",
		out ? "Send it again from its completion routine, after WdfRequestReuse, or use another request."
		    : "Call WdfRequestReuse, then format the request and set its completion routine anew.",
		out ? "The request was sent before on this path and has not come back: it is sent a second time while the driver "
		      "below still has it."
		    : "The request has come back, but is sent again without WdfRequestReuse: its IRP still holds the status and the "
		      "stack position of the first use.");

	cl.related[0] = &r.sent_at;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(resend_without_reuse) = {
	.id = "resend-without-reuse",
	.family = "iotarget",
	.title = "A request is sent again without WdfRequestReuse",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3", "WDFV:0x10D-0x6-ALREADY_SENT"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestreuse",
		     "/windows-hardware/drivers/wdf/reusing-framework-request-objects",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend"),
	.frameworks = RULE_KMDF,
	.call = call,
};
