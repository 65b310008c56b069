#include "rules/requests.h"

/* Where the system waits with the driver: starting and stopping. Elsewhere an application's thread is parked. */
static enum severity severity(const struct rule_ctx *c)
{
	const struct root *r = rule_root(c);

	return r && r->role && (r->role->family == ROLE_PNP || r->role->family == ROLE_DRIVER) ? SEV_NOTE : SEV_WARNING;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	int arg = send_options_arg(e);

	if (arg < 0 || (call_is(e, "WdfRequestSend") && !sends_with(c, e, SEND_SYNCHRONOUS)))
		return;
	unsigned i = (unsigned)arg;
	bool zero = rule_send_flag(c, i, SEND_TIMEOUT) == TRI_YES &&
		    value_is(c, rule_arg_field(c, i, "Timeout"), 0) == TRI_YES;

	if (rule_send_flag(c, i, SEND_TIMEOUT) != TRI_NO && !zero)
		return;
	struct claim cl =
		claim_of(c, STRENGTH_DEFINITE, "synchronous send without timeout",
			 "Add WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_SEC(...)).",
			 STR_FMT
			 " waits without a time limit: a device that does not answer keeps this thread for ever.",
			 STR_ARG(e->callee));

	claim_report(c, &cl, severity(c));
}

RULE(sync_send_without_timeout) = {
	.id = "sync-send-without-timeout",
	.family = "iotarget",
	.title = "A synchronous send without a timeout",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:2", "SDV:SyncReqSend", "SDV:SyncReqSend2"),
	.docs = LIST("/windows-hardware/drivers/devtest/kmdf-syncreqsend2",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdfrequestsend",
		     "/windows-hardware/drivers/ddi/wdfrequest/nf-wdfrequest-wdf_request_send_options_set_timeout"),
	.frameworks = RULE_KMDF,
	.call = call,
};
