#include "rules/requests.h"

static bool never_opened(struct rule_ctx *c, struct val v)
{
	const struct object *o;
	bool all;

	if (value_objects(c, v, &o, 1, &all) != 1 || !all)
		return false;
	for (size_t i = 0; i < o->events.n; i++)
		if (str_is(o->events.v[i].what, "WdfIoTargetOpen") && o->events.v[i].at.func != rule_fn(c)->ir)
			return false; /* by a function the path may have left out */
	return true;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	bool send = call_is(e, "WdfRequestSend");

	if (!send && !(str_starts(e->callee, STR("WdfIoTargetSend")) && str_ends(e->callee, STR("Synchronously"))))
		return;
	struct val v = rule_arg(c, send ? 1 : 0);
	struct target_state t = rule_target(c, v);
	static const char *const why[] = {
		[OPEN_NEVER] = "has not been opened",
		[OPEN_FAILED] = "could not be opened: WdfIoTargetOpen failed on this path",
		[OPEN_CLOSED] = "has been closed",
		[OPEN_QUERY_REMOVE] = "has been closed for the query-remove of its device",
		[OPEN_DELETED] = "has been deleted",
	};

	if (!t.known || t.open == OPEN_UNKNOWN || t.open == OPEN_OK || (t.open == OPEN_NEVER && !never_opened(c, v)))
		return;
	struct claim cl = claim_of(c, STRENGTH_DEFINITE, "target not open",
				   "Send only between a successful WdfIoTargetOpen and the close of the target.",
				   "A request is sent to " STR_FMT
				   ", which %s: a remote target takes requests only while it is open.",
				   STR_ARG(rule_arg_text(c, send ? 1 : 0)), why[t.open]);

	cl.related[0] = &t.open_at;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(remote_target_not_open) = {
	.id = "remote-target-not-open",
	.family = "iotarget",
	.title = "A remote target is used while it is not open",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/wdf/controlling-a-general-i-o-target-s-state",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetopen",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetclose"),
	.frameworks = RULE_KMDF,
	.call = call,
};
