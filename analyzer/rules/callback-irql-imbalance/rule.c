/* The framework goes on at the level it finds. */
#include "rules/shared.h"

static void leave(struct rule_ctx *c, const struct fn *f, bool root)
{
	const struct root *r = rule_root(c);
	struct irql_view v = rule_irql(c);

	const struct held_lock *lock = rule_lock_that_raises(c);
	bool kept = lock && lock->in_driver; /* it raised the level, whatever that was before */

	if (!root || !r->role || r->role->flags & ROLE_F_KEEPS || !r->irql_known || !v.known)
		return;
	if (!kept && v.lo <= r->irql.hi && v.hi >= r->irql.lo)
		return;
	if (kept && v.lo <= r->irql.hi) {
		struct claim still = claim_of(c, STRENGTH_DEFINITE, "callback returns with a lock held",
					      "Release the lock on this path as well.",
					      STR_FMT " returns with " STR_FMT " still held, at %s.",
					      STR_ARG(f->display), STR_ARG(lock->name), irql_name(v.lo));
		still.related[0] = &lock->where;
		claim_report(c, &still, SEV_ERROR);
		return;
	}
	struct str held = kept ? rule_text(c, ", with " STR_FMT " still held", STR_ARG(lock->name)) : STR("");
	struct claim cl = claim_of(c, STRENGTH_DEFINITE, "callback returns at another level",
				   "Release or lower on this path as well.",
				   STR_FMT " is called at %s and returns at %s" STR_FMT ".", STR_ARG(f->display),
				   irql_name(v.lo > r->irql.hi ? r->irql.hi : r->irql.lo),
				   irql_name(v.lo > r->irql.hi ? v.lo : v.hi), STR_ARG(held));

	cl.related[0] = &v.where;
	claim_report(c, &cl, SEV_ERROR);
}

RULE(callback_irql_imbalance) = {
	.id = "callback-irql-imbalance",
	.family = "irql",
	.title = "Callback returns at another level than it was called at",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "WDFV:0x10D-0xE"),
	.docs = LIST("/windows-hardware/drivers/wdf/registry-values-for-debugging-kmdf-drivers",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-keraiseirql",
		     "/windows-hardware/drivers/ddi/wdfsync/nf-wdfsync-wdfspinlockacquire"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.leave = leave,
};
