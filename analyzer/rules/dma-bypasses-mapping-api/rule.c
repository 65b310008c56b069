#include "rules/pointers.h"

static bool is_write(struct str s)
{
	return str_starts(s, STR("WRITE_REGISTER_")) || str_starts(s, STR("WRITE_PORT_"));
}

/* Goes back through copies, casts, shifts and members to where the value was made. */
static const struct ir_op *source(const struct ir_func *f, struct ir_opd o)
{
	const struct ir_op *def = NULL;

	for (unsigned i = 0; i < 8 && o.kind == IR_O_PATH; i++) {
		while (f->paths.v[o.path].kind == IR_P_FIELD)
			o = ir_val(f->paths.v[o.path].base);
		def = only_definition(f, o);
		if (!def || def->kind == IR_CALL)
			return def;
		o = def->a;
	}
	return NULL;
}

static bool visit(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct rule_ctx *c = arg;

	if (!is_write(op_callee(u, op)) || op->n_args < 2)
		return true;
	const struct ir_op *from = source(f, op->args[1]);
	if (!from || !str_is(op_callee(u, from), "MmGetPhysicalAddress"))
		return true;
	struct site at = { .unit = u, .func = f, .at = op->at }, got = { .unit = u, .func = f, .at = from->at };
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "physical address given to a device",
		"Use a common buffer (WdfCommonBufferCreate) or a DMA transaction, and the logical addresses they return.",
		"The device is given what MmGetPhysicalAddress returned: a processor's address, not one the device's DMA may use.");

	cl.at = &at;
	cl.related[0] = &got;
	claim_report(c, &cl, SEV_WARNING);
	return true;
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	each_op(m, visit, c);
}

RULE(dma_bypasses_mapping_api) = {
	.id = "dma-bypasses-mapping-api",
	.family = "memory",
	.title = "A device is given a physical address that DMA mapping has not seen",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:0"),
	.docs = LIST("/windows-hardware/drivers/wdf/introduction-to-dma-in-windows-driver-framework",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-mmgetphysicaladdress",
		     "/windows-hardware/drivers/kernel/performing-dma-in-64-bit-windows"),
	.driver = driver,
};
