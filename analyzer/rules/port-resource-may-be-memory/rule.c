#include "rules/pointers.h"

enum { PORT = 1, MEMORY = 3, MEMORY_LARGE = 7 }; /* CmResourceTypeXxx */

struct types {
	bool port, memory;
	struct site at;
};

static bool is_type(const struct fn *f, struct ir_opd o)
{
	const struct ir_op *def;
	struct str record, member;

	if (opd_member(f->unit, f->ir, o, &record, &member))
		return str_is(member, "Type") && str_is(record, "_CM_PARTIAL_RESOURCE_DESCRIPTOR");
	def = only_definition(f->ir, o);
	return def && (def->kind == IR_CAST || def->kind == IR_ASSIGN) &&
	       opd_member(f->unit, f->ir, def->a, &record, &member) && str_is(member, "Type") &&
	       str_is(record, "_CM_PARTIAL_RESOURCE_DESCRIPTOR");
}

static void note(struct types *t, const struct fn *f, const struct ir_op *op, int64_t n)
{
	t->memory |= n == MEMORY || n == MEMORY_LARGE;
	if (n == PORT && !t->port) {
		t->port = true;
		t->at = (struct site){ .unit = f->unit, .func = f->ir, .at = op->at };
	}
}

static void look(const struct fn *f, struct types *t)
{
	for (size_t b = 0; b < f->ir->blocks.n; b++)
		for (uint32_t i = 0; i < f->ir->blocks.v[b].n_ops; i++) {
			const struct ir_op *op = &f->ir->blocks.v[b].ops[i];

			for (uint32_t k = 0; op->kind == IR_SWITCH && is_type(f, op->a) && k < op->n_cases; k++)
				note(t, f, op, op->cases[k].lo);
			if (op->kind == IR_BIN && (op->sub == IR_EQ || op->sub == IR_NE) && op->b.kind == IR_O_INT &&
			    is_type(f, op->a))
				note(t, f, op, op->b.num);
		}
}

static void driver(struct rule_ctx *c, const struct model *m)
{
	for (size_t i = 0; i < m->roots.n; i++) {
		const struct fn *f = model_fn(m, m->roots.v[i].fn);
		struct types t = { 0 };

		if (!m->roots.v[i].role ||
		    !str_is(str_from(m->roots.v[i].role->name), "EVT_WDF_DEVICE_PREPARE_HARDWARE") || !f->defined)
			continue;
		look(f, &t);
		for (size_t k = 0; k < f->callees.n; k++)
			if (model_fn(m, f->callees.v[k])->defined && !model_fn(m, f->callees.v[k])->model)
				look(model_fn(m, f->callees.v[k]), &t);
		if (!t.port || t.memory)
			continue;
		struct claim cl = claim_of(
			c, STRENGTH_CONTRACT, "port range only as port",
			"Handle CmResourceTypeMemory as well: map it, and use the register access routines for it.",
			STR_FMT
			" accepts its range as CmResourceTypePort only: where the platform maps ports into memory, the translated "
			"descriptor is CmResourceTypeMemory, and the device is not found.",
			STR_ARG(f->display));
		cl.at = &t.at;
		claim_report(c, &cl, SEV_WARNING);
	}
}

RULE(port_resource_may_be_memory) = {
	.id = "port-resource-may-be-memory",
	.family = "pnp-init",
	.title = "A port resource that may come as memory",
	.severity = SEV_WARNING,
	.anchors = LIST("SEED:0"),
	.docs = LIST("/windows-hardware/drivers/kernel/mapping-bus-relative-addresses-to-virtual-addresses",
		     "/windows-hardware/drivers/wdf/finding-and-mapping-hardware-resources",
		     "/windows-hardware/drivers/ddi/wdm/ns-wdm-_cm_partial_resource_descriptor"),
	.driver = driver,
};
