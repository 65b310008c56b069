#include "rules/requests.h"

struct scan {
	struct site map;
	bool maps, flushes;
};

static bool visit(void *arg, const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op)
{
	struct scan *s = arg;
	struct str record, member = op_callee(u, op);

	/* a macro that is empty here still leaves its name */
	s->flushes |= str_is(member, "KeFlushIoBuffers") || str_is(ir_text(u, op->macro), "KeFlushIoBuffers");
	if (s->maps || op->kind != IR_CALL)
		return true;
	if (!member.n && !opd_member(u, f, op->a, &record, &member))
		return true;
	if (str_is(member, "MapTransfer") || str_is(member, "IoMapTransfer")) {
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
		c, STRENGTH_CONTRACT, "caches not flushed before DMA",
		"Call KeFlushIoBuffers(Mdl, ReadOperation, TRUE) before MapTransfer.",
		"The driver maps a DMA transfer and calls KeFlushIoBuffers nowhere: with versions 1 and 2 of the DMA interface the "
		"driver flushes the processor's caches itself before each transfer.");

	cl.at = &s.map;
	claim_report(c, &cl, SEV_NOTE);
}

RULE(missing_keflushiobuffers) = {
	.id = "missing-keflushiobuffers",
	.family = "memory",
	.title = "DMA through MapTransfer without KeFlushIoBuffers",
	.severity = SEV_NOTE,
	.anchors = LIST("SEED:0"),
	.docs = LIST("/windows-hardware/drivers/kernel/flushing-cached-data-during-dma-operations",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-keflushiobuffers",
		     "/windows-hardware/drivers/ddi/wdm/nc-wdm-pmap_transfer"),
	.frameworks = RULE_WDM,
	.driver = driver,
};
