#include "base/jsonw.h"

#include "base/utf8.h"

void jsonw_init(struct jsonw *w, struct buf *b)
{
	*w = (struct jsonw){ .b = b };
}

static void before_value(struct jsonw *w)
{
	if (w->after_key)
		w->after_key = false;
	else if (w->depth && w->comma[w->depth - 1])
		buf_putc(w->b, ',');
	if (w->depth)
		w->comma[w->depth - 1] = true;
}

static void open(struct jsonw *w, char o, char c)
{
	before_value(w);
	if (w->depth == JSONW_DEPTH) {
		w->b->full = true;
		return;
	}
	buf_putc(w->b, o);
	w->close[w->depth] = c;
	w->comma[w->depth++] = false;
}

void jsonw_obj(struct jsonw *w)
{
	open(w, '{', '}');
}

void jsonw_arr(struct jsonw *w)
{
	open(w, '[', ']');
}

void jsonw_end(struct jsonw *w)
{
	if (w->depth)
		buf_putc(w->b, w->close[--w->depth]);
}

static void quoted(struct buf *b, struct str s)
{
	size_t i = 0, from = 0;
	buf_putc(b, '"');
	while (i < s.n) {
		unsigned char c = (unsigned char)s.s[i];
		size_t k = c < 0x80 ? 1 : utf8_len(s.s + i, s.n - i);
		if (k && c >= 0x20 && c != '"' && c != '\\' && c != 0x7f) {
			i += k;
			continue;
		}
		buf_add(b, s.s + from, i - from);
		if (k == 0)
			buf_puts(b, "\xEF\xBF\xBD");
		else if (c == '"' || c == '\\')
			buf_printf(b, "\\%c", c);
		else if (c == '\n')
			buf_puts(b, "\\n");
		else if (c == '\t')
			buf_puts(b, "\\t");
		else
			buf_printf(b, "\\u%04x", c);
		from = ++i;
	}
	buf_add(b, s.s + from, s.n - from);
	buf_putc(b, '"');
}

void jsonw_key(struct jsonw *w, const char *key)
{
	before_value(w);
	quoted(w->b, str_from(key));
	buf_putc(w->b, ':');
	w->after_key = true;
}

void jsonw_str(struct jsonw *w, struct str s)
{
	before_value(w);
	quoted(w->b, s);
}

void jsonw_z(struct jsonw *w, const char *z)
{
	if (z)
		jsonw_str(w, str_from(z));
	else
		jsonw_null(w);
}

void jsonw_u64(struct jsonw *w, uint64_t v)
{
	before_value(w);
	buf_u64(w->b, v);
}

void jsonw_i64(struct jsonw *w, int64_t v)
{
	before_value(w);
	buf_i64(w->b, v);
}

void jsonw_bool(struct jsonw *w, bool v)
{
	before_value(w);
	buf_puts(w->b, v ? "true" : "false");
}

void jsonw_null(struct jsonw *w)
{
	before_value(w);
	buf_puts(w->b, "null");
}

void jsonw_raw(struct jsonw *w, struct str json)
{
	before_value(w);
	buf_str(w->b, json);
}

void jsonw_kstr(struct jsonw *w, const char *key, struct str s)
{
	jsonw_key(w, key);
	jsonw_str(w, s);
}

void jsonw_kz(struct jsonw *w, const char *key, const char *z)
{
	jsonw_key(w, key);
	jsonw_z(w, z);
}

void jsonw_ku64(struct jsonw *w, const char *key, uint64_t v)
{
	jsonw_key(w, key);
	jsonw_u64(w, v);
}

void jsonw_kbool(struct jsonw *w, const char *key, bool v)
{
	jsonw_key(w, key);
	jsonw_bool(w, v);
}
