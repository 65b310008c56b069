/* ExAllocatePool2 charges quota only where POOL_FLAG_USE_QUOTA is set. */
#include "rules/shared.h"

static const char *const names[] = {
	"ExAllocatePool2",	   "ExAllocatePoolWithQuotaTag",       "ExAllocatePoolWithQuota",
	"ExAllocatePoolQuotaZero", "ExAllocatePoolQuotaUninitialized", NULL
};

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is_any(e, names) ||
	    (call_is(e, "ExAllocatePool2") && arg_bits(c, 0, 1 /* POOL_FLAG_USE_QUOTA */) != TRI_YES) ||
	    !process_is_arbitrary(c))
		return;
	struct claim cl =
		claim_of(c, STRENGTH_CONTRACT, "quota charged to an arbitrary process",
			 "Allocate without quota here, or allocate in EvtIoInCallerContext or EvtDeviceFileCreate.",
			 STR_FMT " charges the quota of the current process, but " STR_FMT
				 " is promised no particular process and thread. It works today only because the "
				 "framework happens to call it in the sender's thread.",
			 STR_ARG(e->callee), STR_ARG(root_name(c)));

	claim_report(c, &cl, SEV_WARNING);
}

RULE(quota_allocation_in_arbitrary_context) = {
	.id = "quota-allocation-in-arbitrary-context",
	.family = "context",
	.title = "Quota charged to whatever process is current",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-exallocatepoolwithquotatag",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-exallocatepool2"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
