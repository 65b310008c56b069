/* The address is recognised by the member that keeps it: all that the driver ever stores there are user-mode mappings. */
#include "rules/kept.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct root *r = rule_root(c);

	if (!call_is(e, "MmUnmapLockedPages") || !r->role || !process_is_foreign(c) ||
	    !value_is_kept(c, rule_arg(c, 0), is_user_map))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "user-mode mapping torn down in an arbitrary process",
		"Unmap where the owner's process is promised: in EvtFileCleanup of the file object it was mapped for.",
		"MmUnmapLockedPages takes away " STR_FMT ", a user-mode mapping made in another callback, but " STR_FMT
		" may run in any process: there the address is free, or belongs to somebody else.",
		STR_ARG(rule_arg_text(c, 0)), STR_ARG(root_name(c)));

	claim_report(c, &cl, SEV_ERROR);
}

RULE(usermode_unmap_wrong_process) = {
	.id = "usermode-unmap-wrong-process",
	.family = "context",
	.title = "User-mode mapping torn down in an arbitrary process",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-mmunmaplockedpages",
		     "/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_file_cleanup",
		     "/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_file_close"),
	.frameworks = RULE_KMDF,
	.call = call,
};
