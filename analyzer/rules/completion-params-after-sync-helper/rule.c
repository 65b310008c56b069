#include "rules/requests.h"

static const char *const helpers[] = { "WdfIoTargetSendReadSynchronously", "WdfIoTargetSendWriteSynchronously",
				       "WdfIoTargetSendIoctlSynchronously", "WdfIoTargetSendInternalIoctlSynchronously",
				       NULL };

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is(e, "WdfRequestGetCompletionParams"))
		return;
	struct request_state r = rule_request(c, rule_arg(c, 0));
	bool helped = false;

	for (size_t i = 0; helpers[i]; i++)
		helped |= path_called(c, helpers[i]);
	if (!helped || !r.known || !r.status_read || r.sent != SENT_NO || r.sent_at.unit || r.reused ||
	    request_is_roots(c, rule_arg(c, 0)))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "completion parameters after a synchronous method",
		"Use the method's returned status and its BytesReturned argument.",
		"The request went out with a WdfIoTargetSendXxxSynchronously method, which returns the status itself and leaves no "
		"completion parameters behind: they are of use only after WdfRequestSend.");

	claim_report(c, &cl, SEV_WARNING);
}

RULE(completion_params_after_sync_helper) = {
	.id = "completion-params-after-sync-helper",
	.family = "iotarget",
	.title = "Completion parameters after a one-call synchronous method",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/wdf/completing-i-o-requests",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestgetcompletionparams",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetsendioctlsynchronously"),
	.frameworks = RULE_KMDF,
	.call = call,
};
