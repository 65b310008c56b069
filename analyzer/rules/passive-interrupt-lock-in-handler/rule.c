/* Only the interrupt object knows whether its lock is a spin lock or a wait lock. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct object *o = NULL;
	bool complete;
	int64_t passive;

	if (!call_is(e, "WdfInterruptAcquireLock") || !process_is_arbitrary(c) ||
	    value_objects(c, rule_arg(c, 0), &o, 1, &complete) != 1 || !object_int(o, "PassiveHandling", &passive) ||
	    !passive)
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "passive interrupt lock in an arbitrary thread",
		"Use WdfInterruptTryToAcquireLock and do the work later where it returns FALSE, or queue the interrupt's work item.",
		"The lock of an interrupt that is handled at passive level is a wait lock; " STR_FMT
		" runs in an arbitrary thread, which may deadlock on it.",
		STR_ARG(root_name(c)));

	claim_report(c, &cl, SEV_ERROR);
}

RULE(passive_interrupt_lock_in_handler) = {
	.id = "passive-interrupt-lock-in-handler",
	.family = "context",
	.title = "Lock of a passive-level interrupt acquired unconditionally in an arbitrary thread",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfinterrupt/nf-wdfinterrupt-wdfinterruptacquirelock",
		     "/windows-hardware/drivers/ddi/wdfinterrupt/nf-wdfinterrupt-wdfinterrupttrytoacquirelock"),
	.frameworks = RULE_KMDF,
	.call = call,
};
