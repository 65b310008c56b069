/* Internal device control is left out: its Type3InputBuffer and UserBuffer are the sending driver's addresses. */
#include "rules/kept.h"

static bool is_unsafe(const struct ir_unit *u, const struct ir_func *f, const struct ir_op *call, int out)
{
	struct str name = op_callee(u, call);

	(void)f;
	return out == 2 && (str_is(name, "WdfRequestRetrieveUnsafeUserInputBuffer") ||
			    str_is(name, "WdfRequestRetrieveUnsafeUserOutputBuffer"));
}

/* Written as ...Type3InputBuffer, or a local variable that is set from nothing else: WdfRequestGetParameters fills a local structure. */
static bool is_type3(const struct ir_unit *u, const struct ir_func *f, ir_path p)
{
	unsigned from = 0, other = 0;

	if (p == IR_NONE)
		return false;
	/* A member of that name in a structure of the driver's own may hold anything. */
	if (f->paths.v[p].kind == IR_P_FIELD) {
		const struct ir_path_rec *base = &f->paths.v[f->paths.v[p].base];
		return str_is(ir_text(u, f->paths.v[p].name), "Type3InputBuffer") && base->kind == IR_P_FIELD &&
		       str_is(ir_text(u, base->name), "DeviceIoControl");
	}
	for (size_t b = 0; b < f->blocks.n && f->paths.v[p].kind == IR_P_LOCAL; b++)
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &f->blocks.v[b].ops[i];
			bool copies = (op->kind == IR_ASSIGN || op->kind == IR_CAST) && op->a.kind == IR_O_PATH;

			if (op->dst != p || op->kind == IR_DECL)
				continue;
			if (copies && f->paths.v[op->a.path].kind == IR_P_FIELD && is_type3(u, f, op->a.path))
				from++;
			else
				other++;
		}
	return from && !other;
}

static bool through_type3(const struct fn *f, ir_path p)
{
	for (; p != IR_NONE && f->ir->paths.v[p].kind != IR_P_LOCAL && f->ir->paths.v[p].kind != IR_P_GLOBAL;
	     p = f->ir->paths.v[p].base)
		if (f->ir->paths.v[p].kind == IR_P_DEREF && is_type3(f->unit, f->ir, f->ir->paths.v[p].base))
			return true;
	return false;
}

static bool op_touches(const struct rule_ctx *c, const struct ir_op *op)
{
	const struct fn *f = rule_fn(c);

	if (!f || !op || op->kind == IR_CALL)
		return false;
	return through_type3(f, op->dst) || (op->a.kind == IR_O_PATH && through_type3(f, op->a.path)) ||
	       (op->b.kind == IR_O_PATH && through_type3(f, op->b.path));
}

static bool is_user_address(struct rule_ctx *c, struct val v)
{
	struct str record, member;

	if (!value_loaded_from(c, v, &record, &member))
		return false;
	return (str_is(record, "_IRP") && str_is(member, "UserBuffer")) || value_is_kept(c, v, is_unsafe);
}

static bool in_handler(const struct rule_ctx *c)
{
	return (root_is(c, "EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL") || root_is(c, "EVT_WDF_IO_QUEUE_IO_READ") ||
		root_is(c, "EVT_WDF_IO_QUEUE_IO_WRITE")) &&
	       process_is_foreign(c);
}

static void say(struct rule_ctx *c)
{
	struct claim cl = claim_of(
		c, STRENGTH_CONTRACT, "raw user address used in an arbitrary process",
		"In EvtIoInCallerContext, lock the buffer with WdfRequestProbeAndLockUserBufferForRead or ...ForWrite; here use "
		"WdfMemoryGetBuffer.",
		"This is an address of the sender's process, but " STR_FMT
		" may run in any process: there it is another's memory, or none.",
		STR_ARG(root_name(c)));

	claim_report(c, &cl, SEV_ERROR);
}

static void access(struct rule_ctx *c, const struct access_event *e)
{
	if (in_handler(c) && (is_user_address(c, e->pointer) || op_touches(c, e->op)))
		say(c);
}

static void call(struct rule_ctx *c, const struct call_event *e)
{
	static const char *const names[] = { "memcpy",	      "memmove",       "memset",
					     "RtlCopyMemory", "RtlMoveMemory", "RtlZeroMemory",
					     "ProbeForRead",  "ProbeForWrite", NULL };

	if (!in_handler(c) || !call_is_any(e, names))
		return;
	const struct fn *f = rule_fn(c);
	for (unsigned i = 0; i < 2 && i < e->n_args; i++)
		if (is_user_address(c, rule_arg(c, i)) ||
		    (f && e->op && i < e->op->n_args && e->op->args[i].kind == IR_O_PATH &&
		     is_type3(f->unit, f->ir, e->op->args[i].path))) {
			say(c);
			return;
		}
}

RULE(user_pointer_dereferenced_in_arbitrary_context) = {
	.id = "user-pointer-dereferenced-in-arbitrary-context",
	.family = "context",
	.title = "Raw user address used in a request handler",
	.severity = SEV_ERROR,
	.anchors = LIST("SEED:1"),
	.docs = LIST("/windows-hardware/drivers/wdf/accessing-data-buffers-in-wdf-drivers",
		     "/windows-hardware/drivers/wdf/request-handlers",
		     "/windows-hardware/drivers/ddi/wdfdevice/nc-wdfdevice-evt_wdf_io_in_caller_context"),
	.frameworks = RULE_KMDF,
	.call = call,
	.access = access,
};
