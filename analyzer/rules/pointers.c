/* Pointers cut down to 32 bits. See pointers.h. */
#include "rules/pointers.h"

static const char *const to_int[] = { "PtrToUlong", "PtrToLong",     "PtrToUint",    "PtrToInt",      "PtrToUshort",
				      "PtrToShort", "HandleToULong", "HandleToLong", "HandleToUlong", "PtrToULong",
				      NULL };
static const char *const to_pointer[] = { "ULongToPtr", "UlongToPtr",	 "LongToPtr",	  "UIntToPtr",	  "UintToPtr",
					  "IntToPtr",	"ULongToHandle", "UlongToHandle", "LongToHandle", NULL };
/* Ids, which fit 32 bits although their type is HANDLE. */
static const char *const ids[] = { "PsGetCurrentProcessId",   "PsGetCurrentThreadId",
				   "PsGetProcessId",	      "PsGetThreadId",
				   "PsGetThreadProcessId",    "PsGetProcessInheritedFromUniqueProcessId",
				   "IoGetRequestorProcessId", NULL };

static bool among(struct str s, const char *const *names)
{
	for (size_t i = 0; names[i]; i++)
		if (str_is(s, names[i]))
			return true;
	return false;
}

const struct ir_type_rec *opd_type(const struct ir_unit *u, const struct ir_func *f, struct ir_opd o)
{
	if ((o.kind != IR_O_PATH && o.kind != IR_O_ADDR) || o.path == IR_NONE)
		return NULL;
	const struct ir_path_rec *p = &f->paths.v[o.path];
	/* what a pointer points into: the element, whatever the path says */
	if (p->kind == IR_P_INDEX && f->paths.v[p->base].kind == IR_P_DEREF &&
	    u->types.v[f->paths.v[p->base].type].kind != IR_T_ARRAY)
		p = &f->paths.v[p->base];
	return &u->types.v[p->type];
}

static bool takes_address(const struct ir_op *op, ir_path p)
{
	bool taken = (op->a.kind == IR_O_ADDR && op->a.path == p) || (op->b.kind == IR_O_ADDR && op->b.path == p);

	for (uint32_t i = 0; i < op->n_args; i++)
		taken |= op->args[i].kind == IR_O_ADDR && op->args[i].path == p;
	return taken;
}

const struct ir_op *only_definition(const struct ir_func *f, struct ir_opd o)
{
	const struct ir_op *found = NULL;

	if (o.kind != IR_O_PATH || f->paths.v[o.path].kind != IR_P_LOCAL)
		return NULL;
	for (size_t b = 0; b < f->blocks.n; b++)
		for (uint32_t i = 0; i < f->blocks.v[b].n_ops; i++)
			if (takes_address(&f->blocks.v[b].ops[i], o.path)) {
				return NULL;
			} else if (f->blocks.v[b].ops[i].dst == o.path && f->blocks.v[b].ops[i].kind != IR_DECL) {
				if (found)
					return NULL;
				found = &f->blocks.v[b].ops[i];
			}
	return found;
}

static bool is_int(const struct ir_unit *u, ir_type t, uint64_t most)
{
	return t < u->types.n && u->types.v[t].kind == IR_T_INT && u->types.v[t].size && u->types.v[t].size <= most;
}

static bool is_pointer(const struct ir_unit *u, const struct ir_func *f, struct ir_opd o)
{
	const struct ir_type_rec *t = opd_type(u, f, o);

	if (o.kind == IR_O_ADDR)
		return true;
	return t && (t->kind == IR_T_PTR || t->kind == IR_T_ARRAY);
}

/* A value that only has a pointer's type: an id, or a number on its way through a cast. */
static bool is_number(const struct ir_unit *u, const struct ir_func *f, struct ir_opd o)
{
	const struct ir_op *def = only_definition(f, o);

	if (!def)
		return false;
	if (def->kind == IR_CALL)
		return among(op_callee(u, def), ids) || among(op_callee(u, def), to_pointer);
	if (def->kind == IR_BIN) /* a number in a pointer's clothes, and an offset */
		return def->a.kind == IR_O_PATH && def->a.path != o.path &&
		       (!is_pointer(u, f, def->a) || is_number(u, f, def->a));
	if (def->kind == IR_ASSIGN)
		return def->a.kind == IR_O_PATH && !is_pointer(u, f, def->a);
	return def->kind == IR_CAST && !is_pointer(u, f, def->a);
}

enum cut op_cuts_pointer(const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op, struct ir_opd *from)
{
	struct str callee = op_callee(u, op);

	if (callee.n && op->n_args == 1 && among(callee, to_int)) {
		*from = op->args[0];
		return is_number(u, f, *from) || op->args[0].kind == IR_O_INT ? CUT_NO : CUT_MACRO;
	}
	if (op->kind != IR_CAST || !is_int(u, op->type, 4))
		return CUT_NO;
	*from = op->a;
	/* (ULONG)(ULONG_PTR)p may stand as two casts */
	const struct ir_op *inner = is_pointer(u, f, op->a) ? NULL : only_definition(f, op->a);
	if (inner && inner->kind == IR_CAST && is_int(u, inner->type, 8))
		*from = inner->a;
	if (!is_pointer(u, f, *from) || is_number(u, f, *from))
		return CUT_NO;
	/* kernel handles have 32 significant bits, by design of the system */
	const struct ir_type_rec *t = opd_type(u, f, *from);
	if (t && str_is(ir_text(u, t->name), "HANDLE"))
		return CUT_NO;
	return among(ir_text(u, op->macro), to_int) ? CUT_MACRO : CUT_CAST;
}

bool op_makes_pointer(const struct ir_unit *u, const struct ir_func *f, const struct ir_op *op, struct ir_opd *from)
{
	struct str callee = op_callee(u, op);

	if (callee.n && op->n_args == 1 && among(callee, to_pointer)) {
		*from = op->args[0];
		return true;
	}
	/* A cast that widens leaves no operation behind: an integer then stands where a pointer belongs. */
	ir_type to = op->kind == IR_CAST			   ? op->type
		     : op->kind == IR_RET			   ? f->result
		     : op->kind == IR_ASSIGN && op->dst != IR_NONE ? f->paths.v[op->dst].type
								   : 0;
	if (to >= u->types.n || u->types.v[to].kind != IR_T_PTR)
		return false;
	*from = op->a;
	const struct ir_type_rec *t = opd_type(u, f, op->a);
	const struct ir_op *inner = only_definition(f, op->a);
	if (t && t->kind == IR_T_INT && t->size > 4 && inner && inner->kind == IR_CAST) {
		*from = inner->a;
		t = opd_type(u, f, inner->a);
	}
	return t && t->kind == IR_T_INT && t->size == 4;
}
