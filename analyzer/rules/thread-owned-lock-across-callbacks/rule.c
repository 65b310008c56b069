/* A fast mutex also leaves the level changed: callback-irql-imbalance says that. */
#include "rules/shared.h"

static bool thread_owned(enum eff_lock k)
{
	return k == EFF_L_MUTEX || k == EFF_L_FAST_MUTEX_UNSAFE || k == EFF_L_GUARDED_MUTEX || k == EFF_L_RESOURCE;
}

static void leave(struct rule_ctx *c, const struct fn *f, bool root)
{
	const struct root *r = rule_root(c);
	const struct held_lock *locks;
	size_t n;

	if (!root || !r->role || !str_starts(str_from(r->role->name), STR("EVT_WDF")))
		return;
	n = rule_locks(c, &locks);
	for (size_t i = 0; i < n; i++) {
		if (!locks[i].in_driver || locks[i].automatic || !thread_owned(locks[i].kind))
			continue;
		struct claim cl = claim_of(
			c, STRENGTH_DEFINITE, "callback returns with a lock that its thread owns",
			"Release it before the callback returns; across callbacks use a flag under a spin lock, or an event.",
			STR_FMT " returns and still holds " STR_FMT
				" (%s). Only the thread that took it may release it, and the "
				"next callback comes in another one.",
			STR_ARG(f->display), STR_ARG(locks[i].name), eff_lock_name(locks[i].kind));

		cl.related[0] = &locks[i].where;
		claim_report(c, &cl, SEV_ERROR);
		return;
	}
}

RULE(thread_owned_lock_across_callbacks) = {
	.id = "thread-owned-lock-across-callbacks",
	.family = "context",
	.title = "Callback returns with a lock that its thread owns",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-kereleasemutex",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-exreleaseresourcelite",
		     "/windows-hardware/drivers/wdf/request-handlers"),
	.frameworks = RULE_KMDF,
	.leave = leave,
};
