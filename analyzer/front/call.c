/* Calls. */
#include "front/lower.h"

static bool starts(struct str s, const char *z)
{
	return str_starts(s, str_from(z));
}

static bool interlocked(struct str n)
{
	return starts(n, "Interlocked") || starts(n, "_Interlocked") || starts(n, "ExInterlocked") ||
	       starts(n, "__sync_") || starts(n, "__atomic_");
}

/* The declaration called, where the callee is a plain name: through &, *, brackets and casts. */
static CXCursor direct(struct lo *l, CXCursor callee, CXCursor *at)
{
	CXCursor c = lo_strip_casts(l, callee);
	for (int i = 0; i < 20 && clang_getCursorKind(c) == CXCursor_UnaryOperator; i++) {
		struct kids k = lo_kids(l, c);
		if (!k.n)
			break;
		c = lo_strip_casts(l, k.v[0]);
	}
	*at = c;
	if (clang_getCursorKind(c) == CXCursor_DeclRefExpr || clang_getCursorKind(c) == CXCursor_MemberRefExpr) {
		CXCursor d = clang_getCursorReferenced(c);
		enum CXCursorKind k = clang_getCursorKind(d);
		if (k == CXCursor_FunctionDecl || k == CXCursor_CXXMethod || k == CXCursor_ConversionFunction ||
		    k == CXCursor_Destructor)
			return d;
	}
	return clang_getNullCursor();
}

static struct ir_opd argument(struct lo *l, CXCursor c, CXType param)
{
	struct val v;
	if (param.kind == CXType_LValueReference || param.kind == CXType_RValueReference) {
		ir_path p = lo_lv(l, c);
		return p == IR_NONE ? ir_int(0, 0) : ir_addr(p);
	}
	v = lo_rv(l, c);
	return v.o.kind == IR_O_NONE ? ir_int(0, 0) : v.o;
}

/* Some builtins are no calls. */
static bool builtin(struct lo *l, CXCursor c, struct str name, struct kids k, struct val *out)
{
	int64_t n = 0;
	if (!starts(name, "__builtin_"))
		return false;
	if (str_is(name, "__builtin_expect") && k.n > 1) {
		*out = lo_rv(l, k.v[1]);
		return true;
	}
	if (str_is(name, "__builtin_unreachable") || str_is(name, "__builtin_trap")) {
		lo_emit(l, c, ir_op_new(IR_UNREACHABLE));
		l->fn->bb = IR_NONE;
		*out = lo_val(ir_none(), l->t_void);
		return true;
	}
	if ((str_is(name, "__builtin_constant_p") || str_is(name, "__builtin_object_size")) && lo_evaluate(c, &n)) {
		*out = lo_val(ir_int(n, 0), lo_ctype(l, c));
		return true;
	}
	return false;
}

/* The object a method is called on, as a pointer. */
static struct ir_opd object(struct lo *l, CXCursor member)
{
	struct kids k = lo_kids(l, member);
	CXType t;
	ir_path p;
	if (!k.n)
		return l->fn->this_path == IR_NONE ? ir_int(0, 0) : ir_val(l->fn->this_path);
	t = clang_getCanonicalType(clang_getCursorType(k.v[0]));
	if (t.kind == CXType_Pointer) {
		struct val v = lo_rv(l, k.v[0]);
		return v.o.kind == IR_O_NONE ? ir_int(0, 0) : v.o;
	}
	p = lo_lv(l, k.v[0]);
	return p == IR_NONE ? ir_int(0, 0) : lo_addr_of(l, p, l->t_voidp).o;
}

static void add_arg(struct ir_op *op, struct ir_opd o)
{
	op->args[op->n_args++] = o;
}

static void arguments(struct lo *l, CXCursor c, struct ir_op *op, CXCursor d, struct kids k, int first)
{
	CXType ft = lo_is_null(d) ? clang_getCanonicalType(clang_getCursorType(k.v[0]))
				  : clang_getCanonicalType(clang_getCursorType(d));
	bool guessed = lo_guessed(l, d), refs = l->u->cplusplus && !guessed;
	int n = clang_Cursor_getNumArguments(c);
	CXString name = clang_getCursorSpelling(d);
	bool oper = clang_getCString(name) && strncmp(clang_getCString(name), "operator", 8) == 0 && op->n_args == 0 &&
		    clang_getCursorKind(d) == CXCursor_CXXMethod;
	clang_disposeString(name);
	if (ft.kind == CXType_Pointer)
		ft = clang_getPointeeType(ft);
	if (n < 0)
		n = 0;
	op->args = memcpy(ARENA_ARRAY(l->a, struct ir_opd, (size_t)n + 3),
			  op->args ? op->args : (struct ir_opd[1]){ 0 }, op->n_args * sizeof *op->args);
	/* a += b as a method: the object is the first argument libclang lists */
	if (oper && n > 0 && !clang_CXXMethod_isStatic(d)) {
		ir_path p = lo_lv(l, clang_Cursor_getArgument(c, 0));
		add_arg(op, p == IR_NONE ? ir_int(0, 0) : lo_addr_of(l, p, l->t_voidp).o);
		first = 1;
	}
	for (int i = first; i < n; i++) {
		CXCursor a = clang_Cursor_getArgument(c, (unsigned)i);
		CXType pt = { .kind = CXType_Invalid };
		if (guessed && clang_getCursorKind(a) == CXCursor_UnexposedExpr && !lo_kids(l, a).n)
			break; /* the rest was not written */
		if (refs && i - first < clang_getNumArgTypes(ft))
			pt = clang_getCanonicalType(clang_getArgType(ft, (unsigned)(i - first)));
		add_arg(op, argument(l, a, pt));
	}
}

/*
 * __rc_assume(e) and __rc_assert(e) become branches: after an assumption its condition holds on the only way on; a failed
 * assertion calls the marker with 0 and goes on, as a free build does.
 */
static bool marker(struct lo *l, CXCursor c, struct str name, struct kids k)
{
	uint32_t yes, no, end;
	struct ir_opd one = ir_int(1, 0), zero = ir_int(0, 0);
	bool assume = str_is(name, "__rc_assume");
	if (k.n < 2 || !(assume || str_is(name, "__rc_assert") || str_is(name, "__rc_verify")))
		return false;
	yes = lo_block(l);
	no = lo_block(l);
	end = lo_block(l);
	lo_cond(l, k.v[1], yes, no);
	l->fn->bb = yes;
	lo_call(l, c, ir_textz(l->u, ir_intern(l->u, name)), &one, 1, l->t_void);
	lo_jump(l, c, end);
	l->fn->bb = no;
	if (assume) {
		lo_emit(l, c, ir_op_new(IR_UNREACHABLE));
		l->fn->bb = IR_NONE;
	} else {
		lo_call(l, c, ir_textz(l->u, ir_intern(l->u, name)), &zero, 1, l->t_void);
		lo_jump(l, c, end);
	}
	l->fn->bb = end;
	return true;
}

static struct val finish_call(struct lo *l, CXCursor c, struct ir_op op, CXCursor at, ir_path dst, bool used,
			      bool noreturn)
{
	bool ref = lo_t(l, op.type)->kind == IR_T_REF;
	if (ref)
		dst = IR_NONE;
	if (lo_t(l, op.type)->kind != IR_T_VOID && (used || ref))
		op.dst = dst != IR_NONE ? dst : lo_temp_path(l, op.type);
	lo_emit(l, at, op);
	if (noreturn) {
		lo_emit(l, c, ir_op_new(IR_UNREACHABLE));
		l->fn->bb = IR_NONE;
	}
	if (op.dst == IR_NONE)
		return lo_val(ir_none(), op.type);
	if (ref)
		return lo_of_path(l, ir_path_deref(l->u, lo_cur(l), op.dst, lo_t(l, op.type)->elem));
	return lo_val(ir_val(op.dst), op.type);
}

struct val lo_call_expr(struct lo *l, CXCursor c, ir_path dst, bool used)
{
	struct kids k = lo_kids(l, c);
	struct ir_op op = ir_op_new(IR_CALL);
	CXCursor at, d;
	struct str name = STR("");
	bool noreturn = false;
	int skip = 0; /* arguments that are no longer ones: a lambda's object */
	struct val v;
	if (l->u->cplusplus && lo_cxx_is_construct(c)) {
		ir_path obj = dst != IR_NONE ? dst : lo_temp_path(l, lo_ctype(l, c));
		return lo_cxx_construct(l, c, obj);
	}
	if (!k.n)
		return lo_val(ir_int(0, 0), lo_ctype(l, c));
	d = clang_getNullCursor();
	if (l->u->cplusplus) { /* operators: the callee stands between its operands */
		d = clang_getCursorReferenced(c);
		if (!clang_isDeclaration(clang_getCursorKind(d)) || clang_getCursorKind(d) == CXCursor_VarDecl ||
		    clang_getCursorKind(d) == CXCursor_ParmDecl || clang_getCursorKind(d) == CXCursor_FieldDecl)
			d = clang_getNullCursor();
		at = lo_is_null(d) ? lo_strip_casts(l, k.v[0]) : c;
		if (!lo_is_null(d) && clang_getCursorKind(lo_strip_casts(l, k.v[0])) != CXCursor_CallExpr)
			direct(l, k.v[0], &at);
	} else {
		d = direct(l, k.v[0], &at);
	}
	if (lo_guessed_call(l, c, d, k.v[0], dst, &v))
		return v;
	if (lo_is_null(d)) {
		v = lo_rv(l, k.v[0]);
		op.a = v.o.kind == IR_O_PATH || v.o.kind == IR_O_FUNC ? v.o : ir_val(lo_materialise(l, c, v));
	} else if (l->u->cplusplus && lo_cxx_lambda_method(l, d, k.v[0], &v)) {
		if (clang_getCursorKind(d) == CXCursor_ConversionFunction)
			return v;
		op.a = v.o.kind == IR_O_PATH || v.o.kind == IR_O_FUNC ? v.o : ir_val(lo_materialise(l, c, v));
		skip = 1;
	} else {
		uint32_t fi = lo_func(l, d);
		name = ir_text(l->u, l->u->funcs.v[fi].name);
		if (builtin(l, c, name, k, &v))
			return v;
		if (!used && starts(name, "__rc_") && marker(l, c, name, k))
			return lo_val(ir_none(), l->t_void);
		op.a = ir_func_opd(l->u->funcs.v[fi].name);
		noreturn = l->u->funcs.v[fi].flags & IR_FF_NORETURN;
		if (interlocked(name))
			op.flags |= IR_OF_INTERLOCKED;
		if (l->u->cplusplus && lo_cxx_is_dynamic(c, d))
			op.flags |= IR_OF_DYNAMIC;
		if ((l->u->funcs.v[fi].flags & IR_FF_METHOD) && clang_getCursorKind(at) == CXCursor_MemberRefExpr) {
			op.args = ARENA_ARRAY(l->a, struct ir_opd, 1);
			add_arg(&op, object(l, at));
		}
	}
	arguments(l, c, &op, skip ? clang_getNullCursor() : d, k, skip);
	op.type = lo_ctype(l, c);
	if (l->u->cplusplus && !lo_is_null(d))
		op.type = lo_type(l, clang_getCursorResultType(d));
	return finish_call(l, c, op, at, dst, used, noreturn);
}
