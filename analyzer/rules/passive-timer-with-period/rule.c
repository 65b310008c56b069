/* Whole driver: configuration and attributes as they stood at the create call. */
#include "rules/shared.h"

static void driver(struct rule_ctx *c, const struct model *m)
{
	for (size_t i = 1; i < m->objects.n; i++) {
		const struct object *o = &m->objects.v[i];
		int64_t period;

		if (o->kind != OBJ_TIMER || o->level != LEVEL_PASSIVE || !object_int(o, "Period", &period) || !period)
			continue;
		struct claim cl = claim_of(
			c, STRENGTH_DEFINITE, "periodic passive timer",
			"Make the timer one-shot (WDF_TIMER_CONFIG_INIT) and start it again at the end of its callback.",
			"This timer has a passive execution level and a period of %lld ms: WdfTimerCreate fails, because a passive timer "
			"must be one-shot.",
			(long long)period);
		cl.at = &o->created;
		cl.related[0] = &o->level_at;
		claim_report(c, &cl, SEV_ERROR);
	}
}

RULE(passive_timer_with_period) = {
	.id = "passive-timer-with-period",
	.family = "irql",
	.title = "Periodic timer with a passive execution level",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2", "WDFV:TimerConfig"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdftimer/ns-wdftimer-_wdf_timer_config",
		     "/windows-hardware/drivers/ddi/wdftimer/nf-wdftimer-wdftimercreate"),
	.frameworks = RULE_KMDF,
	.driver = driver,
};
