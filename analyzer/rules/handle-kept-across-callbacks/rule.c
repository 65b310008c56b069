/*
 * What opening it in the wrong place means is handle-without-kernel-flag's to say; this is about handles that were opened
 * where that is allowed, in the system process or the requester's, and are used where another table may be current.
 */
#include "rules/edits.h"

static bool resolves_handle(struct rule_ctx *c, const struct call_event *e)
{
	if (call_is(e, "ObReferenceObjectByHandle"))
		return arg_is(c, 3, 0 /* KernelMode */) == TRI_YES;
	return str_starts(e->callee, STR("Zw")) && handle_attributes_arg(e->callee) < 0;
}

/* Every handle that is ever kept there is opened without the flag; one of the places. NULL = not so. */
static const struct opened *kept_bare(const struct model *m, const struct field *f)
{
	const struct opened *o = NULL;

	if (!f || f->made_otherwise)
		return NULL;
	for (size_t i = 0; i < f->makers.n; i++) {
		o = model_opened((struct model *)m, f->makers.v[i], false);
		if (!o || !o->bare || o->other || (o->process & ~(unsigned)(PROC_SYSTEM | PROC_REQUESTER)))
			return NULL;
	}
	return o;
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	const struct model *m = rule_model(c);
	const struct opened *o;

	if (!e->n_args || !resolves_handle(c, e) || !process_is_foreign(c))
		return;
	o = kept_bare(m, value_field(c, rule_arg(c, 0)));
	if (!o || (o->process == PROC_SYSTEM && rule_process(c).set == PROC_SYSTEM))
		return;
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "process's own handle used in another process",
		"Add OBJ_KERNEL_HANDLE to the attributes it is opened with, or keep the object's pointer instead of the handle.",
		STR_FMT
		" looks " STR_FMT " up in the current process's handle table, but the handle was opened without "
		"OBJ_KERNEL_HANDLE in %s, and " STR_FMT " may run in another process: there the same number is another "
		"object, or none.",
		STR_ARG(e->callee), STR_ARG(rule_arg_text(c, 0)),
		o->process & PROC_REQUESTER ? "an application's process" : "the system process", STR_ARG(root_name(c)));

	cl.related[0] = &o->at;
	edit_kernel_handle(&cl, &o->at, 2);
	claim_report(c, &cl, SEV_WARNING);
}

RULE(handle_kept_across_callbacks) = {
	.id = "handle-kept-across-callbacks",
	.family = "context",
	.title = "Handle without OBJ_KERNEL_HANDLE kept for callbacks in other processes",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/ddi/wdm/nf-wdm-zwreadfile",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-zwclose",
		     "/windows-hardware/drivers/ddi/wdm/nf-wdm-zwcreatekey"),
	.frameworks = RULE_KMDF | RULE_WDM,
	.call = call,
};
