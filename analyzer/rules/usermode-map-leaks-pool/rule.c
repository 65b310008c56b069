/* Only where pool, MDL and mapping stand in one function, each set once: then it is certain which memory is mapped. */
#include "rules/kept.h"

enum { PAGE = 4096 };

/* The only operation that sets this place; NULL = none or several. */
static const struct ir_op *set_by(const struct ir_func *f, struct ir_opd o)
{
	const struct ir_op *found = NULL;

	if (o.kind != IR_O_PATH || o.path == IR_NONE)
		return NULL;
	for (size_t b = 0; b < f->blocks.n; b++)
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &f->blocks.v[b].ops[i];

			if (op->dst != o.path || op->kind == IR_DECL ||
			    (op->kind == IR_ASSIGN && op->a.kind == IR_O_INT && op->a.num == 0))
				continue;
			if (found)
				return NULL;
			found = op;
		}
	/* through a temporary, or a cast */
	if (found && (found->kind == IR_ASSIGN || found->kind == IR_CAST) && found->a.kind == IR_O_PATH &&
	    found->a.path != o.path && f->paths.v[found->a.path].kind == IR_P_LOCAL)
		return set_by(f, found->a);
	return found;
}

/* Pool whose size is written as a number that is not whole pages. */
static bool shares_its_page(const struct ir_unit *u, const struct ir_op *pool, int64_t *size)
{
	struct str name = op_callee(u, pool);

	return str_starts(name, STR("ExAllocatePool")) && op_arg_int(pool, 1, size) && *size > 0 && *size % PAGE != 0;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct fn *f = rule_fn(c);
	int64_t size;

	if (!f || !e->op || !e->op->n_args || !is_user_map(f->unit, f->ir, e->op, -1))
		return;
	const struct ir_op *mdl = set_by(f->ir, e->op->args[0]);
	if (!mdl || !str_is(op_callee(f->unit, mdl), "IoAllocateMdl") ||
	    !rule_has_called(c, "MmBuildMdlForNonPagedPool"))
		return;
	const struct ir_op *pool = set_by(f->ir, mdl->args[0]);
	if (!pool || !shares_its_page(f->unit, pool, &size))
		return;
	struct site at = { .unit = f->unit, .func = f->ir, .at = pool->at };
	struct claim cl = claim_of(
		c, STRENGTH_DEFINITE, "mapped pool shares its page",
		"Allocate whole pages (a multiple of PAGE_SIZE) with ExAllocatePool2, which also zeroes them.",
		"Pages are mapped, not bytes: these %lld bytes of pool share their page with other allocations of the kernel, and "
		"the application can read and change all of it.",
		(long long)size);

	cl.related[0] = &at;
	claim_report(c, &cl, SEV_WARNING);
}

RULE(usermode_map_leaks_pool) = {
	.id = "usermode-map-leaks-pool",
	.family = "context",
	.title = "Pool mapped for an application shares its page with other memory",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-mmmaplockedpagesspecifycache",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-mmbuildmdlfornonpagedpool",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-exallocatepool2"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
