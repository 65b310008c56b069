/* The words of the text form that are not operations: one table each, for printer and reader alike. */
#include "ir/print.h"

const struct ir_flag ir_type_flags[] = {
	{ "signed", IR_TF_SIGNED }, { "volatile", IR_TF_VOLATILE },	{ "const", IR_TF_CONST },
	{ "union", IR_TF_UNION },   { "incomplete", IR_TF_INCOMPLETE }, { NULL, 0 },
};
const struct ir_flag ir_func_flags[] = {
	{ "static", IR_FF_STATIC },
	{ "inline", IR_FF_INLINE },
	{ "defined", IR_FF_DEFINED },
	{ "noreturn", IR_FF_NORETURN },
	{ "variadic", IR_FF_VARIADIC },
	{ "model", IR_FF_MODEL },
	{ "guessed", IR_FF_GUESSED },
	{ "method", IR_FF_METHOD },
	{ "ctor", IR_FF_CTOR },
	{ "dtor", IR_FF_DTOR },
	{ "lambda", IR_FF_LAMBDA },
	{ "virtual", IR_FF_VIRTUAL },
	{ NULL, 0 },
};
const struct ir_flag ir_global_flags[] = {
	{ "static", IR_GF_STATIC },
	{ "const", IR_GF_CONST },
	{ "defined", IR_GF_DEFINED },
	{ "model", IR_GF_MODEL },
	{ NULL, 0 },
};
const struct ir_flag ir_op_flags[] = {
	{ "volatile", IR_OF_VOLATILE },
	{ "interlocked", IR_OF_INTERLOCKED },
	{ "implicit", IR_OF_IMPLICIT },
	{ "dynamic", IR_OF_DYNAMIC },
	{ NULL, 0 },
};
const char *const ir_var_words[] = { "param", "local", "temp", "static", NULL };
const char *const ir_seh_words[] = { "except", "finally", "catch", NULL };
const char *const ir_guess_words[] = { "type", "function", "constant", "variable", "header", "member", NULL };
const char *const ir_fw_words[] = { "none", "kmdf", "umdf", NULL };

const unsigned char ir_char_class[256] = {
	['a' ... 'z'] = IR_C_NAME | IR_C_WORD,
	['A' ... 'Z'] = IR_C_NAME | IR_C_WORD,
	['0' ... '9'] = IR_C_NAME | IR_C_WORD,
	['_'] = IR_C_NAME | IR_C_WORD,
	['$'] = IR_C_NAME,
	['~'] = IR_C_NAME,
	[':'] = IR_C_NAME,
	['.'] = IR_C_WORD,
	['+'] = IR_C_WORD,
};

void ir_put_flags(struct buf *b, const char *lead, const struct ir_flag *table, uint32_t flags)
{
	for (; table->word && flags; table++)
		if (flags & table->bit) {
			buf_puts(b, lead);
			buf_puts(b, table->word);
			flags &= ~table->bit;
		}
}

static void put_escaped(struct buf *b, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char plain[] = "n\nt\tr\r\"\"\\\\";
	for (size_t i = 0; i + 1 < sizeof plain; i += 2)
		if ((unsigned char)plain[i + 1] == c) {
			buf_putc(b, '\\');
			buf_putc(b, plain[i]);
			return;
		}
	buf_puts(b, "\\x");
	buf_putc(b, hex[c >> 4]);
	buf_putc(b, hex[c & 15]);
}

void ir_put_string(struct buf *b, struct str s)
{
	size_t from = 0, i = 0;
	buf_putc(b, '"');
	while (i < s.n) {
		unsigned char c = (unsigned char)s.s[i];
		size_t n = c < 0x80 ? (c >= ' ' && c != '"' && c != '\\' && c != 0x7f) : utf8_len(s.s + i, s.n - i);
		if (n) {
			i += n;
			continue;
		}
		buf_add(b, s.s + from, i - from);
		put_escaped(b, c);
		from = ++i;
	}
	buf_add(b, s.s + from, i - from);
	buf_putc(b, '"');
}

void ir_put_name(struct buf *b, char sigil, struct str s)
{
	size_t i = 0;
	if (sigil)
		buf_putc(b, sigil);
	while (i < s.n && ir_name_char((unsigned char)s.s[i]))
		i++;
	if (i == s.n && i > 0)
		buf_str(b, s);
	else
		ir_put_string(b, s);
}

void ir_put_loc(struct buf *b, const char *lead, struct ir_loc at)
{
	if (at.line == 0)
		return;
	buf_puts(b, lead);
	buf_u64(b, at.file);
	buf_putc(b, ':');
	buf_u64(b, at.line);
	buf_putc(b, ':');
	buf_u64(b, at.col);
}
