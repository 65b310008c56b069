/*
 * Waits without an end for something that another part of the driver has to do. A wait for what this handler itself started
 * (it called down the stack, or the event lies on its stack) ends when the lower driver answers, and locks are held for a
 * moment only: both are left alone. Too high a level is blocking-primitive-at-unknown-irql's.
 */
#include "rules/requests.h"

/* After one of these the event may be signalled by the answer. */
static const char *const starters[] = { "IoCallDriver",
					"IofCallDriver",
					"PoCallDriver",
					"WdfRequestSend",
					"WdfUsbTargetPipeConfigContinuousReader",
					"WdfWorkItemEnqueue",
					"IoQueueWorkItem",
					"PsCreateSystemThread",
					"PoRequestPowerIrp",
					"WdfDmaTransactionExecute",
					NULL };

/* An event, semaphore or timer that outlives the call: in a context or a global variable. */
static bool waits_for_others(const struct rule_ctx *c, struct val object)
{
	struct str type = value_target_record(c, object);

	return (str_is(type, "_KEVENT") || str_is(type, "_KSEMAPHORE") || str_is(type, "_KTIMER")) &&
	       !value_is_local_address(c, object);
}

static bool started_it(const struct rule_ctx *c)
{
	for (size_t i = 0; starters[i]; i++)
		if (rule_has_called(c, starters[i]))
			return true;
	return false;
}

/* PowerManaged of the queue: WdfUseDefault (2) means yes but for filters. */
static bool may_be_power_managed(const struct object *queue)
{
	int64_t n;

	return !queue || !object_int(queue, "PowerManaged", &n) || n != 0;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct object *queue = model_object(rule_model(c), rule_root(c)->object);
	bool power;

	if (!call_is(e, "KeWaitForSingleObject") || !root_is_request_handler(c) || arg_null(c, 4) != TRI_YES ||
	    rule_over(c, IRQL_APC) != OVER_NO || !waits_for_others(c, rule_arg(c, 0)) || started_it(c))
		return;
	power = may_be_power_managed(queue);
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "request handler waits without an end",
		"Keep the request (pend it in a manual queue, mark it cancelable) and complete it where the event is signalled now.",
		STR_FMT " blocks " STR_FMT " until another part of the driver signals " STR_FMT
			", without a time-out: %s",
		STR_ARG(e->callee), STR_ARG(root_name(c)), STR_ARG(rule_arg_text(c, 0)),
		power ? "its queue is power managed, and the device cannot leave its power state while a handler runs; if the signal "
			"waits for the device in turn, both wait for ever."
		      : "the request cannot be cancelled meanwhile, and the application cannot end.");

	claim_report(c, &cl, power ? SEV_WARNING : SEV_NOTE);
}

RULE(blocking_wait_in_request_handler) = {
	.id = "blocking-wait-in-request-handler",
	.family = "context",
	.title = "Request handler that waits without an end",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:1", "SEED:2"),
	.docs = LIST("/windows-hardware/drivers/wdf/using-power-managed-i-o-queues",
		     "/windows-hardware/drivers/wdf/request-handlers",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-kewaitforsingleobject"),
	.frameworks = RULE_KMDF,
	.call = call,
};
