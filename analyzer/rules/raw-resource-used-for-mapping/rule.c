#include "rules/requests.h"

static void access(struct rule_ctx *c, const struct access_event *e)
{
	const struct fn *root = rule_root_fn(c);
	struct str callee = e->op && e->op->kind == IR_CALL ? op_callee(rule_fn(c)->unit, e->op) : STR("");
	struct str from;

	if (e->kind != ACCESS_LOAD || !str_starts(callee, STR("MmMapIoSpace")) || !str_is(e->field, "Start") ||
	    !root_is(c, "EVT_WDF_DEVICE_PREPARE_HARDWARE"))
		return;
	const struct ir_op *get = value_producer(c, e->pointer, &from);
	if (!get || !str_is(from, "WdfCmResourceListGetDescriptor") || get->args[0].kind != IR_O_PATH)
		return;
	/* the list it was taken from: ResourcesRaw is the callback's second parameter */
	for (size_t b = 0; b < root->ir->blocks.n; b++)
		for (uint32_t i = 0; i < root->ir->blocks.v[b].n_ops; i++) {
			const struct ir_path_rec *p =
				get == &root->ir->blocks.v[b].ops[i] ? &root->ir->paths.v[get->args[0].path] : NULL;

			if (!p || p->kind != IR_P_LOCAL || p->var != 1)
				continue;
			struct claim cl = claim_of(
				c, STRENGTH_DEFINITE, "raw resource mapped",
				"Take the descriptor of the same index from ResourcesTranslated.",
				STR_FMT
				" is given an address from the raw resource list: raw addresses are relative to the bus, and "
				"only translated ones can be mapped.",
				STR_ARG(callee));
			claim_report(c, &cl, SEV_WARNING);
		}
}

RULE(raw_resource_used_for_mapping) = {
	.id = "raw-resource-used-for-mapping",
	.family = "pnp-init",
	.title = "An address from the raw resource list is mapped",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:0"),
	.docs = LIST("/windows-hardware/drivers/kernel/mapping-bus-relative-addresses-to-virtual-addresses",
		     "/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_device_prepare_hardware",
		     "/windows-hardware/drivers/wdf/raw-and-translated-resources"),
	.access = access,
};
