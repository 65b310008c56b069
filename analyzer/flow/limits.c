/* The level a call allows, and whether it waits: conditions evaluated with what is known of its arguments. */
#include "flow/machine.h"

static int param_index(const struct fn *f, struct str name)
{
	for (uint32_t i = 0; i < f->ir->n_params; i++)
		if (str_eq(ir_text(f->unit, f->ir->vars.v[i].name), name))
			return (int)i;
	return -1;
}

static struct sal_value as_sal(const struct rule_ctx *c, struct val v)
{
	int64_t n;
	if (value_int(c, v, &n))
		return (struct sal_value){ SAL_V_INT, n };
	if (value_null(c, v) == TRI_NO)
		return (struct sal_value){ SAL_V_NONZERO, 1 };
	return (struct sal_value){ SAL_V_UNKNOWN, 0 };
}

static struct sal_value term(void *ctx, const struct sal_expr *t)
{
	const struct rule_ctx *c = ctx;
	struct sal_value none = { SAL_V_UNKNOWN, 0 };
	int i;
	switch (t->kind) {
	case SAL_X_NAME:
		if (str_is(t->name, "return"))
			return c->has_result ? as_sal(c, c->result) : none;
		i = param_index(c->callee, t->name);
		return i >= 0 ? as_sal(c, rule_arg(c, (unsigned)i)) : none;
	case SAL_X_DEREF:
		i = t->a && t->a->kind == SAL_X_NAME ? param_index(c->callee, t->a->name) : -1;
		return i >= 0 ? as_sal(c, rule_arg_target(c, (unsigned)i)) : none;
	case SAL_X_FIELD:
		i = t->a && t->a->kind == SAL_X_NAME ? param_index(c->callee, t->a->name) : -1;
		return i >= 0 ? as_sal(c, rule_arg_field(c, (unsigned)i, arena_str(c->m->ra, t->name).s)) : none;
	default:
		return none;
	}
}

static enum irql sal_limit(const struct rule_ctx *c, bool max)
{
	enum irql best = IRQL_UNKNOWN;
	const struct sal_facts *x = &c->callee->sal_fn;
	for (size_t i = 0; i < x->n; i++) {
		const struct sal_fact *f = &x->v[i];
		bool ours = f->kind == SAL_IRQL_REQUIRES || f->kind == (max ? SAL_IRQL_MAX : SAL_IRQL_MIN);
		if (!ours || f->level == IRQL_UNKNOWN || (!f->when && f->when_text.n))
			continue;
		if (f->when && sal_eval(f->when, term, (void *)c) != SAL_YES)
			continue;
		if (best == IRQL_UNKNOWN || (max ? f->level < best : f->level > best))
			best = f->level;
	}
	return best;
}

/* Ceilings that an argument lowers, where neither annotations nor the effects table can say so. */
static const struct by_arg {
	const char *name;
	unsigned char arg;
	bool bits; /* all these bits set; otherwise equal */
	uint32_t value;
	enum irql max;
} by_args[] = {
	{ "MmMapLockedPagesSpecifyCache", 1, false, 1, IRQL_APC }, /* UserMode */
	{ "MmMapLockedPages", 1, false, 1, IRQL_APC },
	{ "ExAllocatePool2", 0, true, 0x100, IRQL_APC }, /* POOL_FLAG_PAGED */
	{ "ExAllocatePool3", 0, true, 0x100, IRQL_APC },
	{ "ExAllocatePool", 0, true, 1, IRQL_APC }, /* odd pool types are paged */
	{ "ExAllocatePoolWithTag", 0, true, 1, IRQL_APC },
	{ "ExAllocatePoolWithTagPriority", 0, true, 1, IRQL_APC },
	{ "ExAllocatePoolWithQuotaTag", 0, true, 1, IRQL_APC },
	{ "ExAllocatePoolZero", 0, true, 1, IRQL_APC },
	{ "ExAllocatePoolUninitialized", 0, true, 1, IRQL_APC },
	{ "WdfMemoryCreate", 1, true, 1, IRQL_APC },
	{ "KeSetEvent", 2, false, 1, IRQL_APC }, /* Wait */
	{ "KeReleaseMutex", 1, false, 1, IRQL_APC },
	{ "KeReleaseSemaphore", 3, false, 1, IRQL_APC },
};

static enum irql lowered(const struct rule_ctx *c, enum irql max)
{
	for (size_t i = 0; i < sizeof by_args / sizeof *by_args; i++) {
		const struct by_arg *b = &by_args[i];
		if (!str_is(c->callee->name, b->name))
			continue;
		/* A request that user mode sent comes in below DISPATCH_LEVEL: in the sender's context only a raise is wrong. */
		const struct role *role = c->m->root.role;
		if (str_starts(c->callee->name, STR("MmMap")) && role && role->from == ROLE_IRQL_SENDER &&
		    c->s->irql.lo <= IRQL_APC)
			return max;
		enum tri t = b->bits ? arg_bits(c, b->arg, b->value) : arg_is(c, b->arg, b->value);
		return t == TRI_YES && (max == IRQL_UNKNOWN || b->max < max) ? b->max : max;
	}
	return max;
}

static enum irql limit_of(const struct rule_ctx *c, bool max, struct str *source);

enum irql callee_limit(const struct rule_ctx *c, bool max, struct str *source)
{
	struct str none;
	source = source ? source : &none;
	*source = STR("");
	if (!c->callee)
		return IRQL_UNKNOWN;
	enum irql l = limit_of(c, max, source),
		  low = max && (!c->callee->defined || c->callee->model) ? lowered(c, l) : l;
	if (low != l)
		*source = STR("documented contract");
	return low;
}

static enum irql limit_of(const struct rule_ctx *c, bool max, struct str *source)
{
	const struct fn *f = c->callee;
	enum irql sal = sal_limit(c, max);
	if (!f->model && !f->guessed && sal != IRQL_UNKNOWN) {
		*source = STR("driver annotation");
		return sal;
	}
	if (f->defined && !f->model)
		return IRQL_UNKNOWN;
	if (max && f->effect) {
		int l = f->effect->max;
		if (f->effect->max_wait != IRQL_UNKNOWN && callee_blocks(c) == TRI_YES)
			l = f->effect->max_wait;
		if (l != IRQL_UNKNOWN) {
			*source = STR("documented contract");
			return (enum irql)l;
		}
	}
	if (sal != IRQL_UNKNOWN) {
		*source = STR("annotation in the header");
		return sal;
	}
	if (f->ddi) {
		int l = max ? f->ddi->conditional ? f->ddi->ever_max : f->ddi->max : f->ddi->min;
		if (l != IRQL_UNKNOWN)
			*source = STR("DDI reference");
		return (enum irql)l;
	}
	return IRQL_UNKNOWN;
}

static enum tri waits(enum tri zero)
{
	return zero == TRI_YES ? TRI_NO : zero == TRI_NO ? TRI_YES : TRI_MAYBE;
}

enum tri callee_blocks(const struct rule_ctx *c)
{
	const struct effect *e = c->callee ? c->callee->effect : NULL;
	if (!e || e->block == EFF_B_NO)
		return TRI_NO;
	if (e->block == EFF_B_ALWAYS)
		return TRI_YES;
	if (e->block_arg < 0)
		return TRI_MAYBE;
	unsigned i = (unsigned)e->block_arg;
	enum tri null = arg_null(c, i);
	switch (e->block) {
	case EFF_B_TIMEOUT:
	case EFF_B_TIMEOUT64: {
		if (null == TRI_YES)
			return TRI_YES;
		struct val v = e->block == EFF_B_TIMEOUT ? rule_arg_field(c, i, "QuadPart") : rule_arg_target(c, i);
		return null == TRI_NO ? waits(value_is(c, v, 0)) : TRI_MAYBE;
	}
	case EFF_B_FLAG:
		return waits(arg_is(c, i, 0));
	case EFF_B_OPTIONS:
		return rule_send_flag(c, i, 2);
	case EFF_B_ACTION: {
		bool purge = str_is(c->callee->name, "WdfIoTargetPurge");
		return waits(arg_is(c, i, purge ? 2 : 3));
	}
	case EFF_B_NO:
	case EFF_B_ALWAYS:
		break;
	}
	return TRI_MAYBE;
}
