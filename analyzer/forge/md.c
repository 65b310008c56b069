#include "forge/md.h"

#include "base/utf8.h"

/* Between these two nothing is recognised as a name, number or address; it is not seen. */
#define JOINER "\xe2\x81\xa0" /* U+2060 */

static bool word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '"' ||
	       c == '-';
}

/* Bidirectional and invisible characters, which make text read as something else; and line separators. */
static bool deceiving(const char *p, size_t k)
{
	unsigned c;
	if (k == 2)
		return (unsigned char)p[0] == 0xc2 && (unsigned char)p[1] < 0xa0; /* C1 controls */
	if (k != 3)
		return false;
	c = (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
	return (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       c == 0xfeff;
}

static void ascii(struct buf *b, struct str s, size_t i)
{
	char c = s.s[i], next = i + 1 < s.n ? s.s[i + 1] : 0;
	if (c == '<')
		buf_puts(b, "&lt;");
	else if (c == '>')
		buf_puts(b, "&gt;");
	else if (c == '&')
		buf_puts(b, "&amp;");
	else if (strchr("\\`*_{}[]()#+-!|~$^=:\"'", c) || (c == '/' && i == 0) || (c == '.' && i < 12)) {
		buf_putc(b, '\\');
		buf_putc(b, c);
	} else {
		buf_putc(b, c);
	}
	/* People, issues, merge requests, snippets, milestones, labels; addresses. */
	if ((strchr("@#!$%~&", c) && word(next)) || (c == ':' && next == '/') ||
	    (c == '.' && i >= 3 && memcmp(s.s + i - 3, "www", 3) == 0))
		buf_puts(b, JOINER);
}

void md_text(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n;) {
		size_t k = utf8_len(s.s + i, s.n - i);
		if (k == 0) {
			buf_puts(b, "\xef\xbf\xbd");
			k = 1;
		} else if (k > 1) {
			if (!deceiving(s.s + i, k))
				buf_add(b, s.s + i, k);
		} else if ((unsigned char)s.s[i] < ' ' || s.s[i] == 0x7f) {
			buf_putc(b, ' ');
		} else {
			ascii(b, s, i);
		}
		i += k;
	}
}

void md_text_cut(struct buf *b, struct str s, size_t chars)
{
	size_t i = 0, n = 0;
	while (i < s.n && n < chars) {
		size_t k = utf8_len(s.s + i, s.n - i);
		i += k ? k : 1;
		n++;
	}
	md_text(b, (struct str){ s.s, i });
	if (i < s.n)
		buf_puts(b, "\xe2\x80\xa6");
}

static size_t ticks(struct str s)
{
	size_t most = 0, run = 0;
	for (size_t i = 0; i < s.n; i++) {
		run = s.s[i] == '`' ? run + 1 : 0;
		most = run > most ? run : most;
	}
	return most;
}

void md_code(struct buf *b, struct str s)
{
	size_t fence = ticks(s) + 1;
	bool pad = s.n == 0 || s.s[0] == '`' || s.s[s.n - 1] == '`' || s.s[0] == ' ';
	for (size_t i = 0; i < fence; i++)
		buf_putc(b, '`');
	if (pad)
		buf_putc(b, ' ');
	for (size_t i = 0; i < s.n;) {
		size_t k = utf8_len(s.s + i, s.n - i);
		if (k == 0 || (k == 1 && ((unsigned char)s.s[i] < ' ' || s.s[i] == 0x7f)))
			buf_putc(b, k ? ' ' : '?');
		else if (s.s[i] == '|')
			buf_puts(b, "\xc7\x80"); /* U+01C0 looks alike; an escaped bar is right only within tables */
		else if (k == 1 || !deceiving(s.s + i, k))
			buf_add(b, s.s + i, k);
		i += k ? k : 1;
	}
	if (pad)
		buf_putc(b, ' ');
	for (size_t i = 0; i < fence; i++)
		buf_putc(b, '`');
}

void md_url(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.s[i];
		if (word((char)c) ? c != '"' : c && c < 0x7f && strchr("./:?#=&%~+,;@", c))
			buf_putc(b, (char)c);
		else
			buf_printf(b, "%%%02X", c);
	}
}

void md_block(struct buf *b, const char *info, struct str content)
{
	size_t fence = ticks(content) < 3 ? 3 : ticks(content) + 1;
	for (size_t i = 0; i < fence; i++)
		buf_putc(b, '`');
	buf_puts(b, info);
	buf_putc(b, '\n');
	buf_str(b, content);
	if (content.n && content.s[content.n - 1] != '\n')
		buf_putc(b, '\n');
	for (size_t i = 0; i < fence; i++)
		buf_putc(b, '`');
	buf_putc(b, '\n');
}
