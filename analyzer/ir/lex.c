#include "ir/lex.h"

#include <stdarg.h>
#include <stdio.h>

enum { STRING_MAX = 1 << 20 };

void lex_init(struct lex *l, struct ir_unit *u, struct str text, struct err *e)
{
	*l = (struct lex){ .p = text.s, .end = text.s, .next = text.s, .text_end = text.s + text.n, .u = u, .e = e };
	buf_init(&l->tmp, STRING_MAX);
}

void lex_free(struct lex *l)
{
	buf_free(&l->tmp);
}

bool lex_fail(struct lex *l, const char *fmt, ...)
{
	char why[256];
	va_list ap;
	if (l->failed)
		return false;
	va_start(ap, fmt);
	vsnprintf(why, sizeof why, fmt, ap);
	va_end(ap);
	l->failed = true;
	return err_set(l->e, ERR_INPUT, "line %u: %s", l->line, why);
}

bool lex_line(struct lex *l)
{
	while (l->next < l->text_end) {
		const char *nl = memchr(l->next, '\n', (size_t)(l->text_end - l->next));
		l->p = l->next;
		l->end = nl ? nl : l->text_end;
		l->next = nl ? nl + 1 : l->text_end;
		l->line++;
		if (l->end > l->p && l->end[-1] == '\r')
			l->end--;
		if (!lex_at_end(l) && *l->p != '#')
			return true;
	}
	return false;
}

bool lex_want(struct lex *l, char c)
{
	return lex_take(l, c) || lex_fail(l, "'%c' expected", c);
}

struct str lex_word(struct lex *l)
{
	const char *from, *p;
	lex_blanks(l);
	for (from = p = l->p; p < l->end && ir_char_class[(unsigned char)*p] & IR_C_WORD; p++)
		;
	l->p = p;
	return (struct str){ from, (size_t)(p - from) };
}

bool lex_take_word(struct lex *l, const char *word)
{
	const char *from = l->p;
	if (str_is(lex_word(l), word))
		return true;
	l->p = from;
	return false;
}

bool lex_u64(struct lex *l, uint64_t *out)
{
	uint64_t v = 0;
	const char *p;
	lex_blanks(l);
	for (p = l->p; p < l->end && *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(v, 10U, &v) || __builtin_add_overflow(v, (unsigned)(*p - '0'), &v))
			return lex_fail(l, "number too large");
	if (p == l->p)
		return lex_fail(l, "number expected");
	l->p = p;
	*out = v;
	return true;
}

bool lex_u32(struct lex *l, uint32_t *out)
{
	uint64_t v;
	if (!lex_u64(l, &v))
		return false;
	*out = (uint32_t)v;
	return v < UINT32_MAX || lex_fail(l, "number too large");
}

bool lex_i64(struct lex *l, int64_t *out)
{
	bool minus = lex_take(l, '-');
	uint64_t v;
	if (!lex_u64(l, &v))
		return false;
	if (v > (uint64_t)INT64_MAX + minus)
		return lex_fail(l, "number too large");
	*out = minus ? (int64_t)(0 - v) : (int64_t)v;
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool unescape(struct lex *l)
{
	static const char plain[] = "n\nt\tr\r\"\"\\\\";
	char c = lex_peek(l);
	if (c == 'x') {
		int hi = l->end - l->p > 2 ? hex_digit(l->p[1]) : -1, lo = l->end - l->p > 2 ? hex_digit(l->p[2]) : -1;
		if (hi < 0 || lo < 0)
			return lex_fail(l, "\\x and two lower-case hexadecimal digits expected");
		buf_putc(&l->tmp, (char)(hi << 4 | lo));
		l->p += 3;
		return true;
	}
	for (size_t i = 0; i + 1 < sizeof plain; i += 2)
		if (plain[i] == c) {
			buf_putc(&l->tmp, plain[i + 1]);
			l->p++;
			return true;
		}
	return lex_fail(l, "unknown escape in a string");
}

/* After the opening quote, and a first stretch without escapes. */
static bool escaped_string(struct lex *l, const char *from, ir_str *out)
{
	buf_clear(&l->tmp);
	for (;;) {
		const char *q = l->p;
		while (q < l->end && *q != '"' && *q != '\\')
			q++;
		buf_add(&l->tmp, from, (size_t)(q - from));
		if (q == l->end)
			return lex_fail(l, "string without end");
		l->p = q + 1;
		if (*q == '"')
			break;
		if (!unescape(l))
			return false;
		from = l->p;
	}
	if (l->tmp.full)
		return lex_fail(l, "string too long");
	*out = ir_intern(l->u, buf_view(&l->tmp));
	return true;
}

bool lex_string(struct lex *l, ir_str *out)
{
	const char *from, *q;
	if (!lex_take(l, '"'))
		return lex_fail(l, "string expected");
	from = q = l->p;
	while (q < l->end && *q != '"' && *q != '\\')
		q++;
	if (q == l->end || *q == '\\')
		return escaped_string(l, from, out);
	l->p = q + 1;
	if (q - from > STRING_MAX)
		return lex_fail(l, "string too long");
	*out = ir_intern(l->u, (struct str){ from, (size_t)(q - from) });
	return true;
}

bool lex_name(struct lex *l, ir_str *out)
{
	const char *from = l->p, *p = from, *end = l->end;
	if (lex_peek(l) == '"')
		return lex_string(l, out);
	while (p < end && ir_name_char((unsigned char)*p))
		p++;
	if (p == from)
		return lex_fail(l, "name expected");
	l->p = p;
	*out = ir_intern(l->u, (struct str){ from, (size_t)(p - from) });
	return true;
}

bool lex_loc(struct lex *l, struct ir_loc *out)
{
	if (!lex_u32(l, &out->file) || !lex_want(l, ':') || !lex_u32(l, &out->line) || !lex_want(l, ':') ||
	    !lex_u32(l, &out->col))
		return false;
	if (out->line == 0)
		*out = (struct ir_loc){ 0 };
	return true;
}

bool lex_bb(struct lex *l, uint32_t *out)
{
	lex_blanks(l);
	if (l->end - l->p < 3 || l->p[0] != 'b' || l->p[1] != 'b')
		return lex_fail(l, "block expected (bb and its number)");
	l->p += 2;
	return lex_u32(l, out);
}

bool lex_pick(struct lex *l, const char *const *words, const char *what, uint32_t *out)
{
	struct str w = lex_word(l);
	for (uint32_t i = 0; words[i]; i++)
		if (str_is(w, words[i])) {
			*out = i;
			return true;
		}
	return lex_fail(l, "unknown %s '%.*s'", what, w.n > 40 ? 40 : (int)w.n, w.s);
}

uint32_t lex_flag(const struct ir_flag *table, struct str word)
{
	for (; table->word; table++)
		if (str_is(word, table->word))
			return table->bit;
	return 0;
}
