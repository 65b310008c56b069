/* WMI class descriptions (.mof) to the structures and ids that wmimofck makes of them. */
#include "front/generated.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

struct mof {
	struct str s;
	size_t i;
	struct str tok;
	struct buf *b;
	struct arena *a;
};

/* What the [...] in front of a class or member says. */
struct quals {
	struct str guid, header_name; /* HeaderName: what C calls the class */
	long data_id, method_id;
	bool in, out;
	bool sized; /* WmiSizeIs: the array has as many elements as another member says */
};

enum { MEMBERS = 200, PARAMS = 40 };

struct member {
	struct str type, name, count;
	long id;
	bool array;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '#';
}

static void skip_space(struct mof *m)
{
	while (m->i < m->s.n) {
		const char *at = m->s.s + m->i;
		size_t left = m->s.n - m->i;
		if (isspace((unsigned char)*at)) {
			m->i++;
		} else if (left > 1 && at[0] == '/' && at[1] == '/') {
			const char *e = memchr(at, '\n', left);
			m->i = e ? (size_t)(e - m->s.s) : m->s.n;
		} else if (left > 1 && at[0] == '/' && at[1] == '*') {
			const char *e = memmem(at, left, "*/", 2);
			m->i = e ? (size_t)(e - m->s.s) + 2 : m->s.n;
		} else {
			return;
		}
	}
}

/* A word, a string without its quotes, or one character; empty at the end. */
static bool next(struct mof *m)
{
	size_t a;
	skip_space(m);
	a = m->i;
	if (a >= m->s.n) {
		m->tok = STR("");
		return false;
	}
	if (m->s.s[a] == '"') {
		for (m->i++; m->i < m->s.n && m->s.s[m->i] != '"'; m->i++)
			m->i += m->s.s[m->i] == '\\';
		m->i = m->i < m->s.n ? m->i : m->s.n;
		m->tok = (struct str){ m->s.s + a + 1, m->i - a - 1 };
		m->i += m->i < m->s.n;
		return true;
	}
	if (!is_word(m->s.s[a])) {
		m->i++;
	} else {
		while (m->i < m->s.n && is_word(m->s.s[m->i]))
			m->i++;
	}
	m->tok = (struct str){ m->s.s + a, m->i - a };
	return true;
}

static bool at(const struct mof *m, const char *z)
{
	return str_eq_nocase(m->tok, str_from(z));
}

/* At "[": reads to its end. */
static struct quals qualifiers(struct mof *m)
{
	struct quals q = { .data_id = -1, .method_id = -1 };
	int depth = 1;
	while (depth && next(m)) {
		long *number = at(m, "WmiDataId") ? &q.data_id : at(m, "WmiMethodId") ? &q.method_id : NULL;
		depth += at(m, "[") - at(m, "]");
		q.sized |= at(m, "WmiSizeIs");
		q.in |= at(m, "in");
		q.out |= at(m, "out");
		if (number && next(m) && at(m, "(") && next(m))
			*number = strtol(arena_str(m->a, m->tok).s, NULL, 0);
		else if (at(m, "guid") && next(m) && at(m, "(") && next(m))
			q.guid = m->tok;
		else if (at(m, "HeaderName") && next(m) && at(m, "(") && next(m))
			q.header_name = m->tok;
	}
	return q;
}

static const char *c_type(struct str t)
{
	static const char *const map[][2] = {
		{ "uint8", "UCHAR" },	  { "sint8", "CHAR" },	    { "char16", "WCHAR" }, { "uint16", "USHORT" },
		{ "sint16", "SHORT" },	  { "uint32", "ULONG" },    { "sint32", "LONG" },  { "uint64", "ULONGLONG" },
		{ "sint64", "LONGLONG" }, { "boolean", "BOOLEAN" }, { "string", "CHAR" },  { "datetime", "WCHAR" }
	};
	for (size_t i = 0; i < sizeof map / sizeof *map; i++)
		if (str_eq_nocase(t, str_from(map[i][0])))
			return map[i][1];
	return NULL;
}

static void guid(struct mof *m, struct str name, struct str g)
{
	unsigned v[11];
	char text[64];
	snprintf(text, sizeof text, STR_FMT, STR_ARG(g));
	if (sscanf(text, "{%8x-%4x-%4x-%2x%2x-%2x%2x%2x%2x%2x%2x", &v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6],
		   &v[7], &v[8], &v[9], &v[10]) != 11)
		return;
	buf_printf(m->b, "#define " STR_FMT "Guid { 0x%x, 0x%x, 0x%x, { ", STR_ARG(name), v[0], v[1], v[2]);
	for (int i = 3; i < 11; i++)
		buf_printf(m->b, "0x%x%s", v[i], i < 10 ? ", " : " } }\n");
	buf_printf(m->b, "DEFINE_GUID(" STR_FMT "_GUID, 0x%x, 0x%x, 0x%x, ", STR_ARG(name), v[0], v[1], v[2]);
	for (int i = 3; i < 11; i++)
		buf_printf(m->b, "0x%x%s", v[i], i < 10 ? ", " : ");\n");
}

static void put_member(struct mof *m, struct str rec, const struct member *x)
{
	const char *t = c_type(x->type);
	struct str ct = t ? str_from(t) : x->type;
	buf_printf(m->b, "\t" STR_FMT " " STR_FMT, STR_ARG(ct), STR_ARG(x->name));
	if (x->array)
		buf_printf(m->b, "[" STR_FMT "]", STR_ARG(x->count.n ? x->count : STR("1")));
	buf_printf(m->b, ";\n#define " STR_FMT "_" STR_FMT "_SIZE sizeof(" STR_FMT ")\n", STR_ARG(rec),
		   STR_ARG(x->name), STR_ARG(ct));
	buf_printf(m->b, "#define " STR_FMT "_" STR_FMT "_ID %ld\n", STR_ARG(rec), STR_ARG(x->name), x->id);
}

static int by_id(const void *a, const void *b)
{
	long x = ((const struct member *)a)->id, y = ((const struct member *)b)->id;
	return (x > y) - (x < y);
}

/* From the first string on the place of a member is known at run time only: VariableData stands for all of them. */
static void put_record(struct mof *m, struct str name, const char *suffix, struct member *v, size_t n)
{
	struct str rec = str_from(arena_printf(m->a, STR_FMT "%s", STR_ARG(name), suffix));
	bool variable = false;
	if (!n)
		return;
	qsort(v, n, sizeof *v, by_id);
	buf_printf(m->b, "typedef struct _" STR_FMT " {\n", STR_ARG(rec));
	for (size_t i = 0; i < n && !variable; i++) {
		variable = str_eq_nocase(v[i].type, STR("string"));
		if (variable)
			buf_puts(m->b, "\tCHAR VariableData[1];\n");
		else
			put_member(m, rec, &v[i]);
	}
	buf_printf(m->b, "} " STR_FMT ", *P" STR_FMT ";\n", STR_ARG(rec), STR_ARG(rec));
	buf_printf(m->b, "#define " STR_FMT "_SIZE sizeof(" STR_FMT ")\n", STR_ARG(rec), STR_ARG(rec));
}

/* After "(": `[in, id(0)] uint32 InData, [out] uint32 OutData)` become NAME_IN and NAME_OUT. */
static void method(struct mof *m, struct str name, long id)
{
	struct member *in = ARENA_ARRAY(m->a, struct member, PARAMS), *out = ARENA_ARRAY(m->a, struct member, PARAMS);
	struct quals q = { 0 };
	size_t n_in = 0, n_out = 0;
	if (id >= 0)
		buf_printf(m->b, "#define " STR_FMT " %ld\n", STR_ARG(name), id);
	while (next(m) && !at(m, ")")) {
		struct member x = { .id = (long)(n_in + n_out) };
		if (at(m, "["))
			q = qualifiers(m), next(m);
		x.type = m->tok;
		next(m);
		x.name = m->tok;
		while (next(m) && !at(m, ",") && !at(m, ")")) {
			x.array |= at(m, "[");
			if (isdigit((unsigned char)m->tok.s[0]))
				x.count = m->tok;
		}
		x.array |= q.sized;
		if (q.in && n_in < PARAMS && is_word(x.name.s[0]))
			in[n_in++] = x;
		if (q.out && n_out < PARAMS && is_word(x.name.s[0]))
			out[n_out++] = x;
		q = (struct quals){ 0 };
		if (!m->tok.n || at(m, ")"))
			break;
	}
	put_record(m, name, "_IN", in, n_in);
	put_record(m, name, "_OUT", out, n_out);
	while (m->tok.n && !at(m, ";") && next(m))
		;
}

/* `uint32 Name[4] = 3;`, or a method. */
static bool one_member(struct mof *m, struct quals q, struct member *x)
{
	*x = (struct member){ .type = m->tok, .id = q.data_id };
	next(m);
	x->name = m->tok;
	while (next(m) && !at(m, ";")) {
		if (at(m, "(")) {
			method(m, x->name, q.method_id);
			return false;
		}
		if (at(m, "[")) {
			x->array = true;
			if (next(m) && isdigit((unsigned char)m->tok.s[0]))
				x->count = m->tok;
		}
	}
	x->array |= q.sized;
	return q.data_id >= 0 && x->name.n && is_word(x->name.s[0]);
}

static void class(struct mof *m, struct quals q)
{
	struct member *v = ARENA_ARRAY(m->a, struct member, MEMBERS);
	struct quals mq = { .data_id = -1, .method_id = -1 };
	struct str name;
	size_t n = 0;
	next(m);
	name = q.header_name.n ? q.header_name : m->tok;
	while (next(m) && !at(m, "{") && !at(m, ";"))
		;
	while (!at(m, ";") && next(m) && !at(m, "}")) {
		if (at(m, "[")) {
			mq = qualifiers(m);
			continue;
		}
		if (n < MEMBERS && one_member(m, mq, &v[n]))
			n++;
		m->tok = STR("");
		mq = (struct quals){ .data_id = -1, .method_id = -1 };
	}
	guid(m, name, q.guid);
	put_record(m, name, "", v, n);
}

void front_from_mof(struct arena *a, struct buf *b, struct str text)
{
	struct mof m = { .s = text, .b = b, .a = a };
	struct quals q = { 0 };
	while (next(&m)) {
		if (at(&m, "["))
			q = qualifiers(&m);
		else if (at(&m, "class"))
			class(&m, q), q = (struct quals){ 0 };
	}
}
