#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!sends_with(c, e, SEND_FORGET))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));
	const struct fn *f = r.completion_fn == MODEL_NONE ? NULL : model_fn(rule_model(c), r.completion_fn);

	if (!r.known || r.completion_routine != TRI_YES)
		return;
	struct claim cl =
		claim_of(c, STRENGTH_DEFINITE, "completion routine with send-and-forget",
			 "Send without send-and-forget if the completion routine is needed; otherwise do not set it.",
			 "The request is sent and forgotten, so its completion routine " STR_FMT
			 " never runs: what it would do is not done.",
			 STR_ARG(f ? f->display : STR("that was set")));

	cl.related[0] = &r.completion_at;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(send_and_forget_completion_routine) = {
	.id = "send-and-forget-completion-routine",
	.family = "iotarget",
	.title = "A completion routine on a request that is sent and forgotten",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3", "WDFV:VerifyPreProcessSendAndForget"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/ne-wdfrequest-_wdf_request_send_options_flags",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsetcompletionroutine",
		     "/windows-hardware/drivers/wdf/forwarding-i-o-requests"),
	.frameworks = RULE_KMDF,
	.call = call,
};
