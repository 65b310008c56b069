/* Wait TRUE is for a thread that is known and goes on to wait. */
#include "rules/shared.h"

static bool holds_dispatcher(const struct rule_ctx *c, const struct call_event *e)
{
	int arg = call_is(e, "KeSetEvent")	     ? 2
		  : call_is(e, "KeReleaseMutex")     ? 1
		  : call_is(e, "KeReleaseSemaphore") ? 3
						     : -1;

	return arg >= 0 && arg_is(c, (unsigned)arg, 0) == TRI_NO;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!holds_dispatcher(c, e))
		return;
	enum over o = rule_over(c, IRQL_APC);
	if (!is_over(o) && !process_is_arbitrary(c))
		return;
	struct claim cl = claim_of(
		c, o == OVER_DEFINITE ? STRENGTH_DEFINITE : STRENGTH_CONTRACT, "signal with Wait TRUE",
		"Pass FALSE, and make the wait that follows on its own.",
		STR_FMT
		" with Wait TRUE returns at a raised level with the dispatcher held and must be followed by a wait of the "
		"same thread at APC_LEVEL or below, which " STR_FMT " cannot promise.",
		STR_ARG(e->callee), STR_ARG(root_name(c)));

	claim_report(c, &cl, SEV_ERROR);
}

RULE(event_signal_with_wait_arbitrary_thread) = {
	.id = "event-signal-with-wait-arbitrary-thread",
	.family = "context",
	.title = "Signal with Wait TRUE where thread or level is not known",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1", "SEED:2"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-kesetevent",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-kereleasemutex"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
