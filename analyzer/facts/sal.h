#ifndef RC_FACTS_SAL_H
#define RC_FACTS_SAL_H
/*
 * Reads one annotation, as the front end hands it over: "sal:_IRQL_requires_max_(DISPATCH_LEVEL)".
 * Old spellings (__drv_maxIRQL) give the same facts as new ones. Conditions (`_When_`) become small
 * expressions, which a caller evaluates against what it knows of the call's arguments.
 */
#include "base/arena.h"
#include "facts/irql.h"

enum sal_kind {
	SAL_OTHER, /* known or unknown, of no interest here */
	SAL_IRQL_MAX,
	SAL_IRQL_MIN,
	SAL_IRQL_REQUIRES,
	SAL_IRQL_RAISES,
	SAL_IRQL_SAVES,	       /* target receives the old level */
	SAL_IRQL_RESTORES,     /* target holds the level to go back to */
	SAL_IRQL_SAVES_GLOBAL, /* arg = what kind of thing keeps it ("SpinLock"), target = it */
	SAL_IRQL_RESTORES_GLOBAL,
	SAL_IRQL_SAME,
	SAL_IRQL_CANCEL,     /* target is the cancel routine's saved level */
	SAL_IRQL_ALWAYS_MAX, /* _IRQL_always_function_max_ */
	SAL_IRQL_ALWAYS_MIN,
	SAL_ACQUIRES_LOCK,
	SAL_ACQUIRES_EXCLUSIVE,
	SAL_ACQUIRES_SHARED,
	SAL_RELEASES_LOCK,
	SAL_RELEASES_EXCLUSIVE,
	SAL_RELEASES_SHARED,
	SAL_REQUIRES_HELD,
	SAL_REQUIRES_EXCLUSIVE,
	SAL_REQUIRES_SHARED,
	SAL_REQUIRES_NOT_HELD,
	SAL_REQUIRES_NO_LOCKS,
	SAL_HAS_LOCK_KIND, /* arg = "_Lock_kind_spin_lock_" */
	SAL_GUARDED_BY,
	SAL_ACQUIRES_RESOURCE, /* arg = "Memory", "CriticalRegion"; target = the thing, where named */
	SAL_RELEASES_RESOURCE,
	SAL_REQUIRES_RESOURCE,
	SAL_REQUIRES_NOT_RESOURCE,
	SAL_ACQUIRES_RESOURCE_GLOBAL,
	SAL_RELEASES_RESOURCE_GLOBAL,
	SAL_REQUIRES_RESOURCE_GLOBAL,
	SAL_REQUIRES_NOT_RESOURCE_GLOBAL,
	SAL_ACQUIRES_CANCEL_SPIN_LOCK,
	SAL_RELEASES_CANCEL_SPIN_LOCK,
	SAL_REQUIRES_CANCEL_SPIN_LOCK,
	SAL_REQUIRES_NOT_CANCEL_SPIN_LOCK,
	SAL_MUST_INSPECT,
	SAL_FUNCTION_CLASS, /* arg = the role: "EVT_WDF_TIMER" */
	SAL_DISPATCH_TYPE,  /* arg = "IRP_MJ_READ" */
	SAL_CLEARS_DOINIT,
	SAL_SUCCESS, /* target = expression that means success */
	SAL_ALIASES, /* __drv_aliasesMem: the pointer is kept */
	SAL_FREES,   /* the pointed-to thing is gone afterwards */
	SAL_ALLOCATES,
	SAL_NO_RETURN,
	SAL_IN,
	SAL_IN_OPT,
	SAL_OUT,
	SAL_OUT_OPT,
	SAL_OUTPTR,
	SAL_OUTPTR_OPT,
	SAL_INOUT,
	SAL_INOUT_OPT,
	SAL_RESERVED,
	SAL_NOTNULL,
	SAL_MAYBENULL,
	SAL_NULL_TERMINATED,
	SAL_FORMAT_STRING,
	SAL_INTERLOCKED,
	SAL_KERNEL_FLOAT_SAVED,
	SAL_KERNEL_FLOAT_RESTORED,
	SAL_KERNEL_FLOAT_USED,
	SAL_STRICT_TYPE,
	SAL_STRICT_TYPE_MATCH,
	SAL_POINTER_CAST, /* arg: which __drv_ type-match rule */
	SAL_VALUE_RANGE,  /* _In_range_ and the like: target = text */
	SAL_RETURN_TYPE_SUCCESS,
	SAL_SIZE,	  /* _Field_size_, _Pre_writable_size_ and the like: target = text */
	SAL_REPORT_ERROR, /* arg = message */
	SAL_TYPE_TEST,	  /* what is left of the _Pre_/_Post_/_Ret_/_Deref_ families */
	SAL_KINDS
};

enum sal_ex_kind {
	SAL_X_INT,  /* num */
	SAL_X_NAME, /* a parameter, a constant, or "return" */
	SAL_X_STR,
	SAL_X_CALL,  /* name(args, not kept): NT_SUCCESS is understood with its argument in a, others are unknown */
	SAL_X_DEREF, /* *a */
	SAL_X_ADDR,  /* &a */
	SAL_X_FIELD, /* a->name or a.name: `arrow` tells */
	SAL_X_INDEX, /* a[b] */
	SAL_X_NOT,
	SAL_X_COMPL,
	SAL_X_NEG,
	SAL_X_AND,
	SAL_X_OR, /* && || */
	SAL_X_EQ,
	SAL_X_NE,
	SAL_X_LT,
	SAL_X_LE,
	SAL_X_GT,
	SAL_X_GE,
	SAL_X_BAND,
	SAL_X_BOR,
	SAL_X_XOR,
	SAL_X_ADD,
	SAL_X_SUB,
	SAL_X_MUL,
	SAL_X_SHL,
	SAL_X_SHR,
};

struct sal_expr {
	enum sal_ex_kind kind;
	bool arrow;
	int64_t num;
	struct str name;
	struct str text; /* as written */
	const struct sal_expr *a, *b;
};

struct sal_fact {
	enum sal_kind kind;
	enum irql level;	     /* the IRQL_* kinds that name one, otherwise IRQL_UNKNOWN */
	struct str arg;		     /* see the kinds */
	struct str target;	     /* expression text; empty = what the annotation stands on */
	const struct sal_expr *expr; /* target, parsed; NULL where empty or not an expression */
	const struct sal_expr *when; /* condition, all nested ones joined by &&; NULL = always (or see when_text) */
	struct str
		when_text; /* as written (the innermost); `when` NULL and this not empty = a condition not understood */
	bool always;	   /* inside _Always_: holds on failure too */
	bool on_return;	   /* inside _Ret_/_At_(return, ...)/_Post_ where it speaks of the result */
	bool post;	   /* inside _Post_, or an effect that holds after the call */
};

struct sal_facts {
	struct sal_fact *v;
	size_t n, cap;
};

/*
 * Appends what `text` says; unknown annotations give one SAL_OTHER, those of the models' own ("rc:...") nothing.
 * At most 64 facts a text. Strings point into arena copies. Never fails.
 */
void sal_parse(struct arena *a, struct str text, struct sal_facts *out);
/* An expression alone; NULL where it is not one. */
const struct sal_expr *sal_expr_parse(struct arena *a, struct str text);

/* "irql-max", ...; for dumps and tests. */
const char *sal_kind_name(enum sal_kind k);

enum sal_tri { SAL_NO, SAL_YES, SAL_MAYBE };
enum sal_known { SAL_V_UNKNOWN, SAL_V_INT, SAL_V_NONZERO };
struct sal_value {
	enum sal_known known;
	int64_t num;
};

/*
 * What a term (NAME, DEREF, ADDR, FIELD, INDEX, CALL) is worth; asked first. Where it says SAL_V_UNKNOWN, NULL, TRUE, FALSE,
 * the levels, the modes and some well-known constants have their values, &x is not NULL, and NT_SUCCESS(x) is computed.
 */
typedef struct sal_value sal_term_fn(void *ctx, const struct sal_expr *term);
struct sal_value sal_value_of(const struct sal_expr *e, sal_term_fn *term, void *ctx);
enum sal_tri sal_eval(const struct sal_expr *e, sal_term_fn *term, void *ctx); /* e NULL = SAL_YES */

#endif
