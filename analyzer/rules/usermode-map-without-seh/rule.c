/* A KernelMode mapping returns NULL instead; a handler in a caller counts. */
#include "rules/shared.h"

static const char *const maps[] = { "MmMapLockedPagesSpecifyCache", "MmMapLockedPages", NULL };

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is_any(e, maps) || !arg_is_user_mode(c, 1) || rule_in_except(c))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "user-mode mapping without an exception handler",
		"Put the call into __try { ... } __except (EXCEPTION_EXECUTE_HANDLER) { status = GetExceptionCode(); }.",
		STR_FMT
		" with UserMode raises an exception when it fails, and no __try with an __except is around it: an "
		"application that is short of address space stops the system.",
		STR_ARG(e->callee));

	claim_report(c, &cl, SEV_ERROR);
}

RULE(usermode_map_without_seh) = {
	.id = "usermode-map-without-seh",
	.family = "context",
	.title = "User-mode mapping outside of an exception handler",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-mmmaplockedpagesspecifycache"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
