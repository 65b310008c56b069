#include "rules/requests.h"

static bool left_over(struct rule_ctx *c, struct val v, const struct request_state *r)
{
	const struct object *o;
	bool all;

	if (!r->send_failed || !r->owned || r->completed || r->deleted || r->forwarded || r->enqueued || r->escaped)
		return false;
	if (request_is_received(r))
		return true;
	bool one = value_objects(c, v, &o, 1, &all) == 1 && all;
	return one && o->request == REQ_CREATED && path_called(c, "WdfRequestCreate") &&
	       !object_is_kept(rule_model(c), o->id);
}

static void leave(struct rule_ctx *c, const struct fn *f, bool root)
{
	struct val v[16];

	(void)f;
	for (size_t i = 0, n = root ? rule_requests(c, v, 16) : 0; i < n; i++) {
		struct request_state r = rule_request(c, v[i]);
		bool received = request_is_received(&r);

		if (!r.known || !left_over(c, v[i], &r))
			continue;
		struct claim cl = claim_of(
			c, STRENGTH_DEFINITE, "failed send not handled",
			received ? "Test the result: where it is FALSE, complete the request with WdfRequestGetStatus."
				 : "Test the result: where it is FALSE, delete the request.",
			"Where this WdfRequestSend returns FALSE, the driver still owns the request, and on that path nobody %s it%s.",
			received ? "completes" : "deletes", received ? ": its sender waits for ever" : "");
		cl.at = &r.sent_at;
		cl.here = STR("the callback ends, and the request that was not sent is left over");
		claim_report(c, &cl, received ? SEV_ERROR : SEV_WARNING);
	}
}

RULE(send_return_unhandled) = {
	.id = "send-return-unhandled",
	.family = "iotarget",
	.title = "Nobody finishes a request whose send has failed",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3", "SDV:ReqSendFail"),
	.docs = LIST("/windows-hardware/drivers/devtest/kmdf-reqsendfail",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend",
		     "/windows-hardware/drivers/wdf/completing-i-o-requests"),
	.frameworks = RULE_KMDF,
	.leave = leave,
};
