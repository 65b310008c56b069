/* Paged by the allocation on this path, or by all that the member ever keeps. */
#include "rules/kept.h"

static bool is_paged(const struct ir_unit *u, const struct ir_func *f, const struct ir_op *call, int out)
{
	struct str name = op_callee(u, call);
	int64_t n;

	(void)f;
	if (out >= 0 || !op_arg_int(call, 0, &n))
		return false;
	if (str_is(name, "ExAllocatePool2") || str_is(name, "ExAllocatePool3"))
		return n & 0x100; /* POOL_FLAG_PAGED */
	/* POOL_TYPE: PagedPool and its variants are the odd ones */
	return (n & 1) && (str_is(name, "ExAllocatePoolWithTag") || str_is(name, "ExAllocatePool") ||
			   str_is(name, "ExAllocatePoolZero") || str_is(name, "ExAllocatePoolUninitialized"));
}

static void access(struct rule_ctx *c, const struct access_event *e)
{
	enum over o = level_over(c, IRQL_APC);
	struct str callee;

	if (!is_over(o))
		return;
	const struct ir_op *op = value_producer(c, e->pointer, &callee);
	const struct fn *f = rule_fn(c);
	bool here = op && op->kind == IR_CALL && f && str_eq(op_callee(f->unit, op), callee) &&
		    is_paged(f->unit, f->ir, op, -1);
	if (!here && !value_is_kept(c, e->pointer, is_paged))
		return;
	struct irql_view v = rule_irql(c);
	struct claim cl = claim_of(
		c, rule_strength(o), "paged pool touched above APC_LEVEL", "",
		"This memory is allocated from paged pool, but %s DISPATCH_LEVEL, where a page fault stops the "
		"system: " STR_FMT ".%s",
		o == OVER_DEFINITE ? "it is touched at" : "the contract allows this code", STR_ARG(str_stop(v.why)),
		o == OVER_DEFINITE ? "" : " It works today only while the pages happen to be resident.");

	cl.related[0] = &v.where;
	cl.fix = STR("Allocate it from nonpaged pool (POOL_FLAG_NON_PAGED), or touch it at APC_LEVEL or below only.");
	claim_report(c, &cl, SEV_ERROR);
}

RULE(pageable_data_at_dispatch) = {
	.id = "pageable-data-at-dispatch",
	.family = "paging",
	.title = "Paged pool touched above APC_LEVEL",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:2"),
	.docs = LIST("/windows-hardware/drivers/kernel/when-should-code-and-data-be-pageable-",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-exallocatepool2"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.access = access,
};
