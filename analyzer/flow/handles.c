/* Calls that open a handle: into whose table it goes. Kept for each place of the driver, by pass collect. */
#include "flow/machine.h"

int handle_attributes_arg(struct str callee)
{
	static const char *const opens[] = {
		"ZwCreateFile",
		"ZwOpenFile",
		"ZwCreateKey",
		"ZwOpenKey",
		"ZwOpenKeyEx",
		"ZwOpenSection",
		"ZwCreateSection",
		"IoCreateFile",
		"IoCreateFileEx",
		"ZwOpenDirectoryObject",
		"ZwCreateEvent",
		"ZwOpenEvent",
		"ZwCreateDirectoryObject",
		"ZwOpenSymbolicLinkObject",
		"PsCreateSystemThread",
	};
	for (size_t i = 0; i < sizeof opens / sizeof *opens; i++)
		if (str_is(callee, opens[i]))
			return 2;
	return -1;
}

/* OBJ_KERNEL_HANDLE in the attributes: YES, NO, or not known. */
static enum tri kernel_flag(struct machine *m, struct state *s, const struct call *c, size_t arg)
{
	if (c->args[arg].kind == V_INT && c->args[arg].num == 0)
		return TRI_NO;
	uint32_t loc = arg_loc(m, c, arg);
	if (loc == UINT32_MAX)
		return TRI_MAYBE;
	uint32_t flags = loc_field(m, loc, model_name(m->model, STR("_OBJECT_ATTRIBUTES")),
				   model_name(m->model, STR("Attributes")), m->locs.v[loc].unit, 0);
	struct cons k = cons_get(m, s, state_load(m, s, flags));
	if (k.lo == k.hi) {
		k.bits = ~0ULL;
		k.ones = (uint64_t)k.lo;
	}
	if (!(k.bits & 0x200))
		return TRI_MAYBE;
	return k.ones & 0x200 ? TRI_YES : TRI_NO;
}

void call_opens(struct machine *m, struct state *s, struct call *c)
{
	int arg = handle_attributes_arg(c->f->name);
	if (arg < 0 || (size_t)arg >= c->n)
		return;
	arg_out(m, s, c, 0);
	c->made = 0;
	if (m->check)
		return;
	struct opened *o = model_opened(m->model, c->op, true);
	enum tri kernel = kernel_flag(m, s, c, (size_t)arg);
	o->bare |= kernel == TRI_NO;
	o->other |= kernel != TRI_NO || s->attached;
	o->process |= s->process;
	if (!o->at.unit)
		o->at = act_site(c->a);
}

/* What calls ever give a member, apart from constants: see struct field. */
void note_makers(struct machine *m, uint32_t field, struct val v, unsigned depth)
{
	struct field *f = &m->model->fields.v[field];
	const struct sym *y = val_symp(m, v);
	if (v.kind == V_INT)
		return;
	if (y && (y->kind == S_OUT || y->kind == S_RESULT) && y->op) {
		for (size_t i = 0; i < f->makers.n; i++)
			if (f->makers.v[i] == y->op)
				return;
		*VEC_PUSH(m->a, &f->makers) = y->op;
	} else if (y && y->kind == S_PHI && y->alts_all && depth < 4) {
		for (unsigned i = 0; i < y->n_alts; i++)
			note_makers(m, field, y->alts[i], depth + 1);
	} else if (!(y && y->kind == S_LOAD && y->field == field)) {
		f->made_otherwise = true;
	}
}
