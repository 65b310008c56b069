/* A thread of the driver's own, or the requester's in EvtIoInCallerContext, is another matter. */
#include "rules/edits.h"

/* `only_mode`: it is not alertable. */
static bool softly(const struct rule_ctx *c, const struct call_event *e, bool *only_mode)
{
	static const struct {
		const char *name;
		unsigned mode;
	} waits[] = { { "KeWaitForSingleObject", 2 },
		      { "KeWaitForMutexObject", 2 },
		      { "KeWaitForMultipleObjects", 4 },
		      { "KeDelayExecutionThread", 0 } };

	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++)
		if (call_is(e, waits[i].name)) {
			*only_mode = arg_is(c, waits[i].mode + 1, 0) == TRI_YES;
			return arg_is(c, waits[i].mode, 1 /* UserMode */) == TRI_YES ||
			       arg_is(c, waits[i].mode + 1, 1 /* Alertable */) == TRI_YES;
		}
	return false;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct site at = rule_site(c);
	bool only_mode = false;

	if (!softly(c, e, &only_mode) || !process_is_arbitrary(c) || rule_blocks(c) == TRI_NO)
		return;
	struct claim cl = claim_of(c, STRENGTH_CONTRACT, "user-mode or alertable wait in an arbitrary thread",
				   "Wait with KernelMode and Alertable FALSE.",
				   STR_FMT " waits with UserMode or alertable in " STR_FMT
					   ", which borrows a thread: an APC or the thread's end can "
					   "finish the wait although what it waits for has not happened.",
				   STR_ARG(e->callee), STR_ARG(root_name(c)));

	if (only_mode)
		edit_word(&cl, &at, "UserMode", "KernelMode");
	claim_report(c, &cl, SEV_WARNING);
}

RULE(user_mode_wait_in_arbitrary_thread) = {
	.id = "user-mode-wait-in-arbitrary-thread",
	.family = "context",
	.title = "User-mode or alertable wait on a borrowed thread",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/kernel/waits-and-apcs",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-kewaitforsingleobject"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
