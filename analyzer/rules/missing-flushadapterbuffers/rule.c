#include "rules/requests.h"

struct scan {
	struct site map;
	bool maps, flushes;
};

/* The name of the function or of the function pointer's member. */
static struct str called(const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct str record, member, name = op_callee(u, op);

	if (name.n || op->kind != IR_CALL)
		return name;
	return opd_member(u, f, op->a, &record, &member) ? member : STR("");
}

static bool visit(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct scan *s = arg;
	struct str name = called(u, f, op);

	s->flushes |= str_starts(name, STR("FlushAdapterBuffers")) || str_starts(name, STR("IoFlushAdapterBuffers")) ||
		      str_starts(name, STR("PutScatterGatherList")) || str_is(name, "FreeAdapterObject");
	if (!s->maps &&
	    (str_is(name, "MapTransfer") || str_is(name, "MapTransferEx") || str_is(name, "IoMapTransfer"))) {
		s->maps = true;
		s->map = (struct site){ .unit = u, .func = f, .at = op->at };
	}
	return true;
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	struct scan s = { 0 };

	each_op(m, visit, &s);
	if (!s.maps || s.flushes)
		return;
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "adapter buffers never flushed",
		"Call FlushAdapterBuffers when the transfer is done, before FreeMapRegisters and before completing the IRP.",
		"The driver maps DMA transfers here and calls FlushAdapterBuffers nowhere: data that went through map registers may "
		"not have reached the caller's buffer when the IRP completes.");

	cl.at = &s.map;
	claim_report(c, &cl, SEV_WARNING);
}

RULE(missing_flushadapterbuffers) = {
	.id = "missing-flushadapterbuffers",
	.family = "memory",
	.title = "DMA through MapTransfer without FlushAdapterBuffers",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:0"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nc-wdm-pflush_adapter_buffers",
		     "/windows-hardware/drivers/ddi/wdm/nc-wdm-pmap_transfer",
		     "/windows-hardware/drivers/kernel/flushing-cached-data-during-dma-operations"),
	.frameworks = RULE_WDM,
	.driver = driver,
};
