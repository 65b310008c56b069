#include "rules/requests.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!sends_asynchronously(c, e))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));
	const struct fn *f = r.completion_fn == MODEL_NONE ? NULL : model_fn(rule_model(c), r.completion_fn);
	struct site at;

	if (!r.known || (r.format != FMT_CURRENT_TYPE && r.format != FMT_STACK_LOCATION) || !f || !f->defined ||
	    !fn_uses_member(f, "_WDF_REQUEST_COMPLETION_PARAMS", "Parameters", &at))
		return;
	struct claim cl =
		claim_of(c, STRENGTH_CONTRACT, "completion parameters without a target format",
			 "Use IoStatus alone, or keep in the request context what the completion routine needs.",
			 STR_FMT
			 " reads Parameters of the completion parameters, but this request was formatted with " STR_FMT
			 ": then only IoStatus is filled in.",
			 STR_ARG(f->display), STR_ARG(r.formatter));

	cl.related[0] = &at;
	cl.related[1] = &r.format_at;
	claim_report(c, &cl, SEV_WARNING);
}

RULE(completion_params_after_current_type) = {
	.id = "completion-params-after-current-type",
	.family = "iotarget",
	.title = "Completion parameters of a request formatted by current type or stack location",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfrequest/nc-wdfrequest-evt_wdf_request_completion_routine",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestformatrequestusingcurrenttype",
		     "/windows-hardware/drivers/ddi/wdfrequest/ns-wdfrequest-_wdf_request_completion_params"),
	.frameworks = RULE_KMDF,
	.call = call,
};
