#include "rules/requests.h"

/* A device whose start fails goes, and its targets with it. */
static bool device_goes(struct rule_ctx *c)
{
	const struct root *r = rule_root(c);
	bool pnp = r && r->role && (r->role->family == ROLE_DRIVER || r->role->family == ROLE_PNP);

	return pnp && value_success(c, rule_result(c)) != TRI_YES;
}

static void leave(struct rule_ctx *c, const struct fn *f, bool root)
{
	struct val v[8];

	(void)f;
	if (!root || !path_called(c, "WdfIoTargetCreate") || device_goes(c))
		return;
	for (size_t i = 0, n = rule_targets(c, v, 8); i < n; i++) {
		struct target_state t = rule_target(c, v[i]);

		if (t.open != OPEN_FAILED || !(t.is & TGT_CREATED))
			continue;
		struct claim cl = claim_of(
			c, STRENGTH_CONTRACT, "target kept after failed open",
			"Call WdfObjectDelete on the target where WdfIoTargetOpen fails.",
			"Where this WdfIoTargetOpen fails, the target that was created for it is not deleted: it stays until its "
			"parent goes, and each further try adds one.");
		cl.at = &t.open_at;
		claim_report(c, &cl, SEV_WARNING);
	}
}

RULE(open_failure_leaks_target) = {
	.id = "open-failure-leaks-target",
	.family = "iotarget",
	.title = "The target object stays when opening it has failed",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:3"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdfiotarget/nf-wdfiotarget-wdfiotargetopen",
		     "/windows-hardware/drivers/wdf/initializing-a-general-i-o-target",
		     "/windows-hardware/drivers/ddi/wdfobject/nf-wdfobject-wdfobjectdelete"),
	.frameworks = RULE_KMDF,
	.leave = leave,
};
