/* Where the process is wrong as well, the rule about the process speaks: no level would mend that. */
#include "rules/shared.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	struct irql_fault f;

	if (irql_fault_is(c, e, IRQL_OF_USER_MAP, &f) && arg_is_user_mode(c, 1) && !process_is_foreign(c))
		irql_report(c, e, &f, "with UserMode it changes a process's address space");
}

RULE(usermode_map_irql) = {
	.id = "usermode-map-irql",
	.family = "context",
	.title = "User-mode mapping above APC_LEVEL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1", "SEED:2"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-mmmaplockedpagesspecifycache"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
