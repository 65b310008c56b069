/* The requester's own process is as wrong as any other: its handles are the application's. In the system process every handle is a kernel handle; attached code has chosen its process. */
#include "rules/edits.h"

static void call(struct rule_ctx *c, const struct call_event *e)
{
	int arg = handle_attributes_arg(e->callee);

	if (arg < 0 || (!process_is_arbitrary(c) && !process_is_requesters(c)))
		return;
	bool none = arg_null(c, (unsigned)arg) == TRI_YES;
	if (!none &&
	    value_bits(c, rule_arg_field(c, (unsigned)arg, "Attributes"), 0x200 /* OBJ_KERNEL_HANDLE */) != TRI_NO)
		return;
	struct claim cl =
		claim_of(c, STRENGTH_CONTRACT, "handle without OBJ_KERNEL_HANDLE",
			 "Add OBJ_KERNEL_HANDLE to the attributes given to InitializeObjectAttributes.",
			 STR_FMT " opens a handle without OBJ_KERNEL_HANDLE in " STR_FMT
				 ", which may run in an application's process: the "
				 "handle lands in that process's table, where the application can use and close it.",
			 STR_ARG(e->callee), STR_ARG(root_name(c)));

	struct site at = rule_site(c);
	if (!none)
		edit_kernel_handle(&cl, &at, (unsigned)arg);
	claim_report(c, &cl, SEV_ERROR);
}

RULE(handle_without_kernel_flag) = {
	.id = "handle-without-kernel-flag",
	.family = "context",
	.title = "Handle opened without OBJ_KERNEL_HANDLE outside of the system process",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-zwcreatefile",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-zwcreatekey",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-pscreatesystemthread"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
