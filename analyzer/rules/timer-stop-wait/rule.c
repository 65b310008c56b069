/* With Wait FALSE the call is legal up to DISPATCH_LEVEL. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (!call_is(e, "WdfTimerStop") || arg_is(c, 1, 0) != TRI_NO)
		return;
	const struct object *o = NULL;
	bool all, one = value_objects(c, rule_arg(c, 0), &o, 1, &all) == 1 && all;

	if (root_is(c, "EVT_WDF_TIMER") && one && o->id == rule_root(c)->object) {
		struct claim cl = claim_of(
			c, STRENGTH_DEFINITE, "timer waits for its own callback",
			"Do not stop the timer here: a one-shot timer has stopped, a periodic one is stopped elsewhere.",
			"WdfTimerStop with Wait TRUE waits until " STR_FMT
			" has returned, and is called by it: it never returns.",
			STR_ARG(root_name(c)));
		claim_report(c, &cl, SEV_ERROR);
	} else if (irql_fault_is(c, e, IRQL_OF_TIMER_STOP, &f)) {
		irql_report(c, e, &f, "with Wait TRUE it waits for the timer's callback");
	}
}

RULE(timer_stop_wait) = {
	.id = "timer-stop-wait",
	.family = "irql",
	.title = "WdfTimerStop that waits, where that is not possible",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "WDFV:TimerStopWait"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdftimer/nf-wdftimer-wdftimerstop",
		     "/windows-hardware/drivers/ddi/wdftimer/nc-wdftimer-evt_wdf_timer"),
	.frameworks = RULE_KMDF,
	.call = call,
};
