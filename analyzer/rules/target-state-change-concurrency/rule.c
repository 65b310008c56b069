#include "rules/requests.h"

static const char *const changes[] = { "WdfIoTargetStart", "WdfIoTargetStop", "WdfIoTargetPurge", NULL };

static bool serial(const struct root *r)
{
	return !r || !r->role || r->role->family == ROLE_PNP || r->role->family == ROLE_TARGET ||
	       r->role->family == ROLE_DRIVER || r->role->family == ROLE_OBJECT;
}

static bool is_change(const struct obj_event *e)
{
	for (size_t i = 0; changes[i]; i++)
		if (str_is(e->what, changes[i]))
			return true;
	return false;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct root *r = rule_root(c), *other = NULL;
	const struct held_lock *locks;
	const struct object *o;
	bool all;

	if (!call_is_any(e, changes) || serial(r) || r->callback_lock || rule_locks(c, &locks) ||
	    value_objects(c, rule_arg(c, 0), &o, 1, &all) != 1 || !all)
		return;
	const struct obj_event *there = NULL;
	for (size_t i = 0; i < o->events.n && !other; i++)
		if (is_change(&o->events.v[i]) && o->events.v[i].at.func != rule_fn(c)->ir) {
			there = &o->events.v[i];
			other = root_reaching(rule_model(c), there->at.func, r);
		}
	if (!other)
		return;
	struct claim cl =
		claim_of(c, STRENGTH_CONTRACT, "overlapping target state changes",
			 "Serialize the calls: a wait lock around all of them, or one callback that does both.",
			 STR_FMT " in " STR_FMT " may overlap with " STR_FMT " in " STR_FMT
				 " for the same target: no lock is held, and the framework does not support that.",
			 STR_ARG(e->callee), STR_ARG(root_name(c)), STR_ARG(there->what),
			 STR_ARG(model_fn(rule_model(c), other->fn)->display));

	cl.related[0] = &there->at;
	claim_report(c, &cl, SEV_WARNING);
}

RULE(target_state_change_concurrency) = {
	.id = "target-state-change-concurrency",
	.family = "iotarget",
	.title = "Target state changes that can overlap",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:3", "WDFV:TargetStateOverlap"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetstop",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetpurge",
		     "/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetstart"),
	.frameworks = RULE_KMDF,
	.call = call,
};
