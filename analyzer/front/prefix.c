/*
 * The file of guessed declarations. In C a guess is a struct, a pointer to one, a number, a function. In C++ types and
 * overloads are looked at more closely, so that a guess there is an object that converts to whatever is asked for and
 * takes any operator: __rc_guess::any. The lowering (guessed.c) looks through all of it.
 */
#include "front/front_int.h"

#include <stdio.h>

#define PREFIX_NAME "rc-prefix.h"

const char *front_prefix_path(const struct parsed *p)
{
	return arena_printf(p->a, "%s/%s", p->f->sys[0], PREFIX_NAME);
}

bool front_is_guess(const struct parsed *p, CXCursor decl)
{
	CXFile file = NULL;
	(void)p;
	if (clang_Cursor_isNull(decl))
		return false;
	clang_getExpansionLocation(clang_getCursorLocation(decl), &file, NULL, NULL, NULL);
	return file && p->prefix == file;
}

/* Constants whose value matters to the compiler only: all different, none that a driver is likely to use. */
uint32_t front_guess_number(size_t nth)
{
	return 0x5c00u + (uint32_t)nth;
}

static const char any_head[] =
	"namespace __rc_guess {\n"
	"struct tag {};\n"
	"template<bool> struct if_ {};\n"
	"template<> struct if_<true> { typedef int t; };\n"
	"template<class T> T *ptr();\n"
	"char is(const volatile tag *);\n"
	"long long is(...);\n"
	"template<class A, class B> struct one {\n"
	"	static constexpr bool v = sizeof(is(ptr<A>())) == 1 || sizeof(is(ptr<B>())) == 1;\n"
	"};\n"
	"struct any;\n"
	"struct ops : tag {\n"
	"	any *operator->() const volatile;\n"
	"	any &operator*() const volatile;\n"
	"	any operator&() const volatile;\n"
	"	template<class T> any &operator[](const T &) const volatile;\n"
	"	template<class... A> any operator()(const A &...) const volatile;\n"
	"	any *begin() const;\n"
	"	any *end() const;\n";

static const char any_tail[] =
	"};\n"
	"struct any : ops {\n"
	"	long long __rc_opaque[8];\n"
	"	any() = default;\n"
	"	any(const any &) = default;\n"
	"	any &operator=(const any &) = default;\n"
	"	template<class T, class... A> any(const T &, const A &...);\n"
	"	template<class R, class... A> any(R (*)(A...));\n"
	"	template<class T> any &operator=(const T &);\n"
	"	template<class R, class... A> any &operator=(R (*)(A...));\n"
	"	template<class T> volatile any &operator=(const T &) volatile;\n"
	"	template<class T> operator T() const volatile;\n"
	"	operator long long() const volatile;\n"
	"};\n"
	"template<long long N> struct constant : ops {\n"
	"	template<class T, class = typename if_<__is_scalar(T)>::t> constexpr operator T() const { return (T)N; }\n"
	"	template<class T, class = typename if_<!__is_scalar(T) && !one<T, T>::v>::t, class = int>\n"
	"	operator T() const;\n"
	"	constexpr operator long long() const { return N; }\n"
	"};\n";

/* Where neither side is a guess none of these takes part. */
static void two_sided(struct buf *b, const char *result, const char *sign, const char *assign)
{
	buf_printf(b,
		   "template<class A, class B, class = typename if_<one<A, B>::v>::t> "
		   "%s operator%s%s(%sA &, const B &);\n",
		   result, sign, assign, *assign ? "" : "const ");
}

/* Of constants a constant: they stand in `case`, in array bounds and in initialisers of static members. */
static void constant_operator(struct buf *b, const char *sign)
{
	buf_printf(b,
		   "template<long long N, long long M> constexpr constant<(N %s M)> operator%s(const constant<N> &, "
		   "const constant<M> &) { return {}; }\n",
		   sign, sign);
	buf_printf(b,
		   "template<long long N, class T, class = typename if_<__is_scalar(T)>::t> constexpr long long "
		   "operator%s(const constant<N> &, const T &t) { return N %s (long long)t; }\n",
		   sign, sign);
	buf_printf(b,
		   "template<long long N, class T, class = typename if_<__is_scalar(T)>::t> constexpr long long "
		   "operator%s(const T &t, const constant<N> &) { return (long long)t %s N; }\n",
		   sign, sign);
}

static void operators(struct buf *b)
{
	static const char *const values[] = { "+", "-", "&", "|", "*", "/", "%", "^", "<<", ">>" };
	static const char *const tests[] = { "==", "!=", "<", ">", "<=", ">=" };
	static const char *const ones[] = { "any operator-(const A &)",	 "any operator~(const A &)",
					    "bool operator!(const A &)", "A &operator++(A &)",
					    "A &operator--(A &)",	 "A operator++(A &, int)",
					    "A operator--(A &, int)" };
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		two_sided(b, "any", values[i], "");
		two_sided(b, "A &", values[i], "=");
	}
	for (size_t i = 0; i < 4; i++)
		constant_operator(b, values[i]);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		two_sided(b, "bool", tests[i], "");
	for (size_t i = 0; i < sizeof ones / sizeof *ones; i++)
		buf_printf(b, "template<class A, class = typename if_<one<A, A>::v>::t> %s;\n", ones[i]);
}

static void put_any(struct buf *b, const struct parsed *p)
{
	buf_puts(b, any_head);
	for (size_t i = 0; i < p->any_members.n; i++)
		buf_printf(b, "	static any " STR_FMT ";\n", STR_ARG(p->any_members.v[i]));
	buf_puts(b, any_tail);
	operators(b);
	buf_puts(b, "}\n");
}

/* ---- types ---- */

/* A member that is a type is kept as "#name". */
static void put_members_cxx(struct buf *b, const struct guess *g, const char *lead)
{
	for (size_t i = 0; i < g->members.n; i++) {
		struct str m = g->members.v[i];
		if (m.s[0] == '#')
			buf_printf(b, " struct %.*s : __rc_guess::any { using any::any; using any::operator=; };",
				   (int)(m.n - 1), m.s + 1);
		else
			buf_printf(b, " %s__rc_guess::any " STR_FMT ";", lead, STR_ARG(m));
	}
}

static void put_namespace(struct buf *b, const struct guess *g)
{
	buf_printf(b, "namespace " STR_FMT " {", STR_ARG(g->name));
	put_members_cxx(b, g, "extern ");
	buf_puts(b, " }\n");
}

static void put_record_cxx(struct buf *b, const struct guess *g)
{
	const char *lead = g->form == T_TAG ? "" : "__rc_";
	if (g->form == T_TEMPLATE)
		buf_printf(b, "template<class...> struct " STR_FMT " : __rc_guess::any {", STR_ARG(g->name));
	else
		buf_printf(b, "struct %s" STR_FMT " : __rc_guess::any {", lead, STR_ARG(g->name));
	buf_puts(b, " using any::any; using any::operator=;");
	put_members_cxx(b, g, "static ");
	buf_puts(b, " };\n");
	if (g->form == T_STRUCT || g->form == T_POINTER)
		buf_printf(b, "typedef __rc_" STR_FMT " %s" STR_FMT ";\n", STR_ARG(g->name),
			   g->form == T_POINTER ? "*" : "", STR_ARG(g->name));
}

static void put_record_c(struct buf *b, const struct guess *g)
{
	bool tag = g->form == T_TAG;
	buf_printf(b, "%sstruct %s" STR_FMT " {", tag ? "" : "typedef ", tag ? "" : "__rc_", STR_ARG(g->name));
	front_put_members(b, g, STR(""));
	buf_printf(b, " long long __rc_opaque[%d]; }", tag || g->members.n ? 4 : 8);
	if (!tag)
		buf_printf(b, " %s" STR_FMT, g->form == T_POINTER ? "*" : "", STR_ARG(g->name));
	buf_puts(b, ";\n");
}

/* PX is a pointer to X, where X is a guess too. */
static bool put_pair(struct buf *b, const struct parsed *p, const struct guess *g)
{
	struct str x = { g->name.s + 1, g->name.n - 1 };
	if (g->form != T_POINTER || g->name.s[0] != 'P' || g->members.n || p->pu->cplusplus)
		return false;
	for (size_t i = 0; i < p->guess.n; i++) {
		const struct guess *o = &p->guess.v[i];
		if (o->made && o->kind == IR_G_TYPE && o->form == T_STRUCT && str_eq(o->name, x)) {
			buf_printf(b, "typedef struct __rc_" STR_FMT " *" STR_FMT ";\n", STR_ARG(x), STR_ARG(g->name));
			return true;
		}
	}
	return false;
}

static void put_type(struct buf *b, const struct guess *g, bool cxx)
{
	switch (g->form) {
	case T_STRUCT:
	case T_POINTER:
	case T_TAG:
	case T_TEMPLATE:
		if (cxx)
			put_record_cxx(b, g);
		else
			put_record_c(b, g);
		break;
	case T_NAMESPACE:
		put_namespace(b, g);
		break;
	case T_FUNCTION:
		buf_printf(b, "typedef %s " STR_FMT "(%s);\n", cxx ? "__rc_guess::any" : "long", STR_ARG(g->name),
			   cxx ? "..." : "");
		break;
	case T_FUNCTION_VOID:
		buf_printf(b, "typedef void " STR_FMT "();\n", STR_ARG(g->name));
		break;
	case T_CALLBACK:
		buf_printf(b, "typedef int (*" STR_FMT ")();\n", STR_ARG(g->name));
		break;
	default:
		buf_printf(b, "typedef long long " STR_FMT ";\n", STR_ARG(g->name));
		break;
	}
}

/* ---- values ---- */

/* The second one takes names of overloaded functions, which no template can be told of. */
static void put_function_cxx(struct buf *b, struct str name)
{
	buf_printf(b, "template<class... A> __rc_guess::any " STR_FMT "(const A &...);\n", STR_ARG(name));
	buf_printf(b, "__rc_guess::any " STR_FMT "(const __rc_guess::any &", STR_ARG(name));
	for (int i = 0; i < 11; i++)
		buf_puts(b, ", const __rc_guess::any & = __rc_guess::any()");
	buf_puts(b, ");\n");
}

static void put_value(struct buf *b, const struct guess *g, bool cxx, size_t nth)
{
	const char *constant = g->kind == IR_G_CONSTANT ? "const " : "";
	char own[300];
	switch (g->form) {
	case V_FUNC:
		if (cxx)
			put_function_cxx(b, g->name);
		else
			buf_printf(b, "int " STR_FMT "();\n", STR_ARG(g->name));
		break;
	case V_ENUM:
		if (cxx)
			buf_printf(b, "static constexpr __rc_guess::constant<%u> " STR_FMT "{};\n",
				   front_guess_number(nth), STR_ARG(g->name));
		else
			buf_printf(b, "enum { " STR_FMT " = %u };\n", STR_ARG(g->name), front_guess_number(nth));
		break;
	case V_STATUS:
		buf_printf(b, "#define " STR_FMT " ((long)0x%xL)\n", STR_ARG(g->name), g->number);
		break;
	case V_MACRO:
		buf_printf(b, "#define " STR_FMT "%s " STR_FMT "\n", STR_ARG(g->name), g->number ? "" : "(...)",
			   STR_ARG(g->type));
		break;
	case V_CODE:
		buf_printf(b, "#define " STR_FMT "(...) __rc_code(%zu, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)\n",
			   STR_ARG(g->name), nth + 1);
		break;
	case V_PAREN: {
		struct str fn = { own, (size_t)snprintf(own, sizeof own, "__rc_" STR_FMT, STR_ARG(g->name)) };
		if (cxx)
			put_function_cxx(b, fn);
		else
			buf_printf(b, "int %s();\n", own);
		buf_printf(b, "#define " STR_FMT "(...) (%s(__VA_ARGS__))\n", STR_ARG(g->name), own);
		break;
	}
	case V_SAME:
		buf_printf(b, "#define " STR_FMT "(...) __VA_ARGS__\n", STR_ARG(g->name));
		break;
	case V_TYPED:
		buf_printf(b, "extern " STR_FMT " " STR_FMT ";\n", STR_ARG(g->type), STR_ARG(g->name));
		break;
	case V_ARRAY:
		buf_printf(b, "extern int " STR_FMT "[];\n", STR_ARG(g->name));
		break;
	default:
		if (cxx)
			buf_printf(b, "extern %s__rc_guess::any " STR_FMT ";\n", constant, STR_ARG(g->name));
		else
			buf_printf(b, "extern %sint " STR_FMT ";\n", constant, STR_ARG(g->name));
		break;
	}
}

static void set_text(struct parsed *p, struct str text)
{
	for (size_t i = 0; i < p->vf.n; i++)
		if (p->vf.v[i].kind == VF_PREFIX) {
			p->vf.v[i].text = text;
			return;
		}
	front_vfile(p, (struct vfile){ .path = str_from(front_prefix_path(p)), .text = text, .kind = VF_PREFIX });
}

void front_prefix(struct parsed *p)
{
	bool cxx = p->pu->cplusplus;
	struct buf b;
	buf_init(&b, 1 << 20);
	buf_puts(&b, "/* declarations made up for names that nothing declares */\n");
	buf_printf(&b, "#ifndef EXTERN_C_START\n#define EXTERN_C_START %s\n#define EXTERN_C_END %s\n#endif\n",
		   cxx ? "extern \"C\" {" : "", cxx ? "}" : "");
	/* Of the macro's number and its arguments: equal for equal ones, and most likely different for others. */
	buf_puts(
		&b,
		"#define __rc_code(n, a, b, c, d, e, f, g, ...) "
		"((int)(0x5d000000u + (n) * 65536u + (a) * 64u + (b) * 7u + (c) * 5u + (d) * 3u + (e) + (f) + (g)))\n");
	if (p->seh_words)
		buf_puts(&b, "#define try __try\n#define except __except\n#define finally __finally\n"
			     "#define leave __leave\n");
	if (cxx && p->guess.n)
		put_any(&b, p);
	for (size_t i = 0; i < p->guess.n; i++) {
		const struct guess *g = &p->guess.v[i];
		if (!g->made)
			continue;
		if (g->kind == IR_G_TYPE && put_pair(&b, p, g))
			continue;
		if (g->kind == IR_G_TYPE)
			put_type(&b, g, cxx);
		else
			put_value(&b, g, cxx, i);
	}
	set_text(p, arena_str(p->a, buf_view(&b)));
	buf_free(&b);
}
