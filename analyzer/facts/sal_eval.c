/* What a condition comes to, with the little that is known of a call's arguments. */
#include "facts/sal.h"

static const struct {
	const char *name;
	int64_t num;
} constants[] = {
	{ "NULL", 0 },
	{ "TRUE", 1 },
	{ "FALSE", 0 },
	{ "true", 1 },
	{ "false", 0 },
	{ "__true", 1 },
	{ "__false", 0 },
	{ "PASSIVE_LEVEL", 0 },
	{ "APC_LEVEL", 1 },
	{ "DISPATCH_LEVEL", 2 },
	{ "HIGH_LEVEL", 15 },
	{ "KernelMode", 0 },
	{ "UserMode", 1 },
	{ "STATUS_SUCCESS", 0 },
	{ "STATUS_TIMEOUT", 0x102 },
	{ "STATUS_PENDING", 0x103 },
	{ "NonPagedPool", 0 },
	{ "PagedPool", 1 },
	{ "NonPagedPoolNx", 512 },
	{ "IO_NO_INCREMENT", 0 },
	{ "Executive", 0 },
	{ "WDF_REQUEST_SEND_OPTION_TIMEOUT", 1 },
	{ "WDF_REQUEST_SEND_OPTION_SYNCHRONOUS", 2 },
	{ "WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET", 8 },
};

static const struct sal_value unknown = { SAL_V_UNKNOWN, 0 };

static struct sal_value integer(int64_t n)
{
	return (struct sal_value){ SAL_V_INT, n };
}

static struct sal_value of_tri(enum sal_tri t)
{
	return t == SAL_MAYBE ? unknown : integer(t == SAL_YES);
}

static enum sal_tri truth(struct sal_value v)
{
	if (v.known == SAL_V_NONZERO)
		return SAL_YES;
	return v.known == SAL_V_INT ? (v.num ? SAL_YES : SAL_NO) : SAL_MAYBE;
}

static enum sal_tri negate(enum sal_tri t)
{
	return t == SAL_MAYBE ? t : t == SAL_YES ? SAL_NO : SAL_YES;
}

static struct sal_value term_value(const struct sal_expr *e, sal_term_fn *term, void *ctx)
{
	struct sal_value v = term ? term(ctx, e) : unknown;
	if (v.known != SAL_V_UNKNOWN)
		return v;
	if (e->kind == SAL_X_NAME)
		for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
			if (str_is(e->name, constants[i].name))
				return integer(constants[i].num);
	if (e->kind == SAL_X_ADDR)
		return (struct sal_value){ SAL_V_NONZERO, 0 };
	if (e->kind == SAL_X_CALL && e->a && str_is(e->name, "NT_SUCCESS")) {
		v = sal_value_of(e->a, term, ctx);
		return v.known == SAL_V_INT ? integer((int32_t)v.num >= 0) : unknown;
	}
	return unknown;
}

static enum sal_tri equal(struct sal_value a, struct sal_value b)
{
	if (a.known == SAL_V_INT && b.known == SAL_V_INT)
		return a.num == b.num ? SAL_YES : SAL_NO;
	if ((a.known == SAL_V_NONZERO && b.known == SAL_V_INT && b.num == 0) ||
	    (b.known == SAL_V_NONZERO && a.known == SAL_V_INT && a.num == 0))
		return SAL_NO;
	return SAL_MAYBE;
}

/* Two's complement, wrapping: conditions come from other people's headers. */
static struct sal_value compute(enum sal_ex_kind k, int64_t a, int64_t b)
{
	uint64_t x = (uint64_t)a, y = (uint64_t)b;
	switch (k) {
	case SAL_X_LT:
		return integer(a < b);
	case SAL_X_LE:
		return integer(a <= b);
	case SAL_X_GT:
		return integer(a > b);
	case SAL_X_GE:
		return integer(a >= b);
	case SAL_X_BAND:
		return integer((int64_t)(x & y));
	case SAL_X_BOR:
		return integer((int64_t)(x | y));
	case SAL_X_XOR:
		return integer((int64_t)(x ^ y));
	case SAL_X_ADD:
		return integer((int64_t)(x + y));
	case SAL_X_SUB:
		return integer((int64_t)(x - y));
	case SAL_X_MUL:
		return integer((int64_t)(x * y));
	case SAL_X_SHL:
		return y < 64 ? integer((int64_t)(x << y)) : unknown;
	case SAL_X_SHR:
		return y < 64 ? integer((int64_t)(x >> y)) : unknown;
	default:
		return unknown;
	}
}

static struct sal_value logic(const struct sal_expr *e, sal_term_fn *term, void *ctx)
{
	enum sal_tri stop = e->kind == SAL_X_AND ? SAL_NO : SAL_YES, a = sal_eval(e->a, term, ctx), b;
	if (a == stop)
		return of_tri(stop);
	b = sal_eval(e->b, term, ctx);
	if (b == stop)
		return of_tri(stop);
	return of_tri(a == SAL_MAYBE ? a : b);
}

static struct sal_value unary(const struct sal_expr *e, sal_term_fn *term, void *ctx)
{
	struct sal_value v = sal_value_of(e->a, term, ctx);
	if (e->kind == SAL_X_NOT)
		return of_tri(negate(truth(v)));
	if (v.known != SAL_V_INT)
		return unknown;
	return integer(e->kind == SAL_X_NEG ? (int64_t)(0 - (uint64_t)v.num) : ~v.num);
}

struct sal_value sal_value_of(const struct sal_expr *e, sal_term_fn *term, void *ctx)
{
	struct sal_value a, b;
	switch (e->kind) {
	case SAL_X_INT:
		return integer(e->num);
	case SAL_X_NAME:
	case SAL_X_CALL:
	case SAL_X_DEREF:
	case SAL_X_ADDR:
	case SAL_X_FIELD:
	case SAL_X_INDEX:
		return term_value(e, term, ctx);
	case SAL_X_STR:
		return (struct sal_value){ SAL_V_NONZERO, 0 };
	case SAL_X_NOT:
	case SAL_X_COMPL:
	case SAL_X_NEG:
		return unary(e, term, ctx);
	case SAL_X_AND:
	case SAL_X_OR:
		return logic(e, term, ctx);
	default:
		break;
	}
	a = sal_value_of(e->a, term, ctx);
	b = sal_value_of(e->b, term, ctx);
	if (e->kind == SAL_X_EQ)
		return of_tri(equal(a, b));
	if (e->kind == SAL_X_NE)
		return of_tri(negate(equal(a, b)));
	return a.known == SAL_V_INT && b.known == SAL_V_INT ? compute(e->kind, a.num, b.num) : unknown;
}

enum sal_tri sal_eval(const struct sal_expr *e, sal_term_fn *term, void *ctx)
{
	return e ? truth(sal_value_of(e, term, ctx)) : SAL_YES;
}
