#include "rules/pointers.h"

static const char *const writes[] = { "WRITE_REGISTER_ULONG", "WRITE_PORT_ULONG", "WRITE_REGISTER_BUFFER_ULONG",
				      "WRITE_PORT_BUFFER_ULONG", NULL };
static const char *const sources[] = { "MmGetPhysicalAddress", "WdfCommonBufferGetAlignedLogicalAddress", NULL };

/* The upper half is written too, or the whole: then the halves belong together. */
static bool upper_half_used(const struct fn *f)
{
	return fn_uses_member(f, NULL, "HighPart", NULL) || fn_uses_member(f, NULL, "QuadPart", NULL);
}

/* A 32-bit DMA profile keeps common buffers below 4 GB. */
static bool profile_is_32_bit(const struct model *m)
{
	int64_t p;

	for (size_t i = 1; i < m->objects.n; i++)
		if (m->objects.v[i].kind == OBJ_DMA_ENABLER && object_int(&m->objects.v[i], "Profile", &p) &&
		    (p == 1 || p == 2 || p == 6))
			return true;
	return false;
}

static bool from_address(const struct rule_ctx *c, struct ir_opd o)
{
	const struct fn *f = rule_fn(c);

	if (o.kind != IR_O_PATH || f->ir->paths.v[o.path].kind != IR_P_FIELD ||
	    !str_is(ir_text(f->unit, f->ir->paths.v[o.path].name), "LowPart"))
		return false;
	ir_path base = f->ir->paths.v[o.path].base;
	while (base != IR_NONE && f->ir->paths.v[base].kind == IR_P_FIELD)
		base = f->ir->paths.v[base].base;
	const struct ir_op *def = only_definition(f->ir, ir_val(base));
	for (size_t i = 0; i < 4 && def && def->kind == IR_ASSIGN; i++)
		def = only_definition(f->ir, def->a);
	for (size_t i = 0; def && sources[i]; i++)
		if (str_is(op_callee(f->unit, def), sources[i]))
			return true;
	return false;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	if (!call_is_any(e, writes) || upper_half_used(rule_fn(c)) || profile_is_32_bit(rule_model(c)))
		return;
	struct ir_opd o = e->op->args[e->n_args - 1];
	const struct ir_op *def = only_definition(rule_fn(c)->ir, o);

	if (!from_address(c, o) &&
	    !(def && (def->kind == IR_ASSIGN || def->kind == IR_CAST) && from_address(c, def->a)))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "lower half of a device address",
		"Write both halves, or limit the DMA profile of the device to 32 bits with WdfDmaProfileScatterGather or PacketMode.",
		"The lower half of a physical or logical address is written to the device, and the upper half nowhere in " STR_FMT
		": above 4 GB the device reads and writes somebody else's memory.",
		STR_ARG(rule_fn(c)->display));

	claim_report(c, &cl, SEV_ERROR);
}

RULE(physical_address_truncated) = {
	.id = "physical-address-truncated",
	.family = "integer-pointer",
	.title = "A device address is cut down to 32 bits",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:0"),
	.docs = LIST(
		"/windows-hardware/drivers/kernel/performing-dma-in-64-bit-windows",
		"/windows-hardware/drivers/ddi/wdfcommonbuffer/nf-wdfcommonbuffer-wdfcommonbuffergetalignedlogicaladdress",
		"/windows-hardware/drivers/ddi/wdm/nf-wdm-mmgetphysicaladdress"),
	.call = call,
};
